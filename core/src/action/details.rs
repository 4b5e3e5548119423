//! The columns of the roadmap beside title and quarters (method A.5). All may be empty.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::choices::choices;
use crate::ids::{ActionId, BottleneckId, PartyId};
use crate::method::{BigFive, Dimension};
use crate::time::{Date, Quarter};

choices! {
    /// How far away it is (method A.5).
    Term {
        /// Up to three months.
        Short "short"
        /// Three to twelve months.
        Medium "medium"
        /// Over twelve months.
        Long "long"
    }
}

choices! {
    /// A traffic light; the word goes with the colour everywhere.
    Light {
        /// As planned.
        Green "green"
        /// Needs attention.
        Amber "amber"
        /// Stuck.
        Red "red"
    }
}

choices! {
    /// For whom it holds.
    Reach {
        /// This municipality.
        Local "local"
        /// The region.
        Regional "regional"
    }
}

choices! {
    /// What an action does for one of the ten points of youths ("jongerentoets").
    Sign {
        /// It helps.
        Plus "+"
        /// It makes no difference.
        Neutral "0"
        /// It harms.
        Minus "-"
    }
}

impl Term {
    /// The term of what is ready in a quarter, seen from a day.
    pub fn until(end: Quarter, today: Date) -> Self {
        match end.count().saturating_sub(today.quarter().count()) {
            0 => Self::Short,
            1..=4 => Self::Medium,
            _ => Self::Long,
        }
    }
}

/// The points of youths are numbered from 1 to this.
pub const POINTS: u8 = 10;

/// What stands in the other columns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    /// The direction of solution that it belongs to.
    pub direction: String,
    /// Who does it, when another than the party of the promise.
    pub party: Option<PartyId>,
    /// The one person who sees to it, when another than the owner of the promise.
    pub owner: String,
    /// Who helps.
    pub partners: String,
    /// The bottlenecks it answers, besides those of its promise.
    pub bottlenecks: Vec<BottleneckId>,
    /// For whom: outflow profiles, in words.
    pub for_whom: String,
    /// How many youths it reaches.
    pub youths: Option<u32>,
    /// How many places it makes.
    pub places: Option<u32>,
    /// Which of the Big 5 it is about.
    pub big_five: Vec<BigFive>,
    /// Content or behaviour.
    pub dimension: Option<Dimension>,
    /// How far away it is.
    pub term: Option<Term>,
    /// Who must decide before it can start.
    pub decision_body: String,
    /// By when they decide.
    pub decision_by: Option<Date>,
    /// Cost once, in whole euros.
    pub cost_once: Option<u32>,
    /// Cost each year, in whole euros.
    pub cost_yearly: Option<u32>,
    /// Who pays.
    pub cover: String,
    /// Staff, in hundredths of a full-time job.
    pub fte: Option<u32>,
    /// Actions that must be ready before; never in a circle.
    pub depends_on: Vec<ActionId>,
    /// How we see that it works.
    pub indicator: String,
    /// Where the indicator stands now.
    pub baseline: String,
    /// Where it should stand.
    pub target: String,
    /// What could go wrong.
    pub risk: String,
    /// What it does for the ten points of youths, by number.
    pub youth_check: BTreeMap<u8, Sign>,
    /// Status of the content.
    pub content: Option<Light>,
    /// Status of the finances.
    pub finances: Option<Light>,
    /// Status of the planning.
    pub planning: Option<Light>,
    /// Local or regional.
    pub reach: Option<Reach>,
    /// Where it comes from, with the day on which that was checked.
    pub source: String,
}
