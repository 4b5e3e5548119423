//! Risks: what happens when nothing is done about a bottleneck, for the municipality and for the young
//! people (method A.2, annex 5). Two lists that are never added up.
//!
//! A risk is one sentence in a frame: because of the bottleneck something can happen, and that leads
//! to something else. The bottleneck is not written again, so that a risk is no bottleneck repeated.

use serde::{Deserialize, Serialize};

use crate::access::Right;
use crate::choices::choices;
use crate::command::{Command, Decide};
use crate::event::{Apply, Envelope};
use crate::ids::{BottleneckId, PartyId, RiskId};
use crate::party::shorten;
use crate::project::Project;
use crate::room::{Context, Outcome, Room};
use crate::{Refusal, limits, text};

pub mod field;
pub mod list;
pub mod measure;
pub mod score;
pub mod written;

use score::Score;

choices! {
    /// For whom it is a risk.
    Side {
        /// For the municipality: money, duties, its name.
        Municipality "municipality"
        /// For the young people.
        Youth "youth"
    }
}

choices! {
    /// What a risk is about. The first six are the municipality's, the others the youths' (method A.2).
    Category {
        /// Money.
        Financial "financial"
        /// The duty of care, the law.
        Legal "legal"
        /// Governing, and what people think of it.
        Image "image"
        /// Doing the work, and who there is for it.
        Capacity "capacity"
        /// Who gets help depends on where one lives or whom one meets.
        Inequality "inequality"
        /// Order in the streets.
        Order "order"
        /// Somebody to fall back on.
        Support "support"
        /// A home.
        Living "living"
        /// School, work, and something to do.
        Work "work"
        /// Income and debts.
        Income "income"
        /// Health and well-being.
        Health "health"
        /// No roof at all.
        Homelessness "homelessness"
        /// Safety, exploitation.
        Safety "safety"
        /// Trust; staying away from help.
        Trust "trust"
    }
}

impl Category {
    /// For whom such a risk is.
    pub fn side(self) -> Side {
        if self <= Self::Order { Side::Municipality } else { Side::Youth }
    }
}

choices! {
    /// What one does about a risk.
    Response {
        /// See to it that it does not happen.
        Avoid "avoid"
        /// Make it smaller.
        Reduce "reduce"
        /// Carry it together.
        Share "share"
        /// Live with it.
        Accept "accept"
    }
}

/// Whether a risk is on the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Status {
    /// On the list.
    #[default]
    Open,
    /// Another risk says the same.
    Merged {
        /// Which one.
        into: RiskId,
    },
    /// Put aside.
    Dropped,
    /// Somebody wrote it in a round of silent writing; nobody dealt with it yet.
    Proposed,
}

/// A risk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Risk {
    /// Its id.
    pub risk: RiskId,
    /// `R01` and on, as people refer to it; 0 as long as it never was on the list.
    pub number: u32,
    /// The bottleneck that it comes from.
    pub bottleneck: BottleneckId,
    /// For whom.
    pub side: Side,
    /// What can happen, at most 140 characters.
    pub event: String,
    /// What that leads to, at most 140 characters; may be empty.
    pub consequence: String,
    /// Its name on a board, at most 24 characters.
    pub short_name: String,
    /// What it is about, when somebody said so.
    #[serde(default)]
    pub category: Option<Category>,
    /// Who carries the consequence; not who causes it.
    #[serde(default)]
    pub bearer: Option<PartyId>,
    /// What is done about it now.
    #[serde(default)]
    pub measure: String,
    /// What one will do.
    #[serde(default)]
    pub response: Option<Response>,
    /// Who sees to that.
    #[serde(default)]
    pub owner: Option<PartyId>,
    /// Whether it is on the list.
    #[serde(default)]
    pub status: Status,
    /// The party on whose behalf it was written, in a round that says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<PartyId>,
    /// What the table decided about its chance and impact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<Score>,
    /// What tables decided before that, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Score>,
}

impl Risk {
    /// A risk with a sentence and no more.
    pub fn new(risk: RiskId, bottleneck: BottleneckId, side: Side, event: String, consequence: String) -> Self {
        Self {
            risk,
            number: 0,
            bottleneck,
            side,
            short_name: shorten(&event, limits::SHORT_NAME),
            event,
            consequence,
            category: None,
            bearer: None,
            measure: String::new(),
            response: None,
            owner: None,
            status: Status::Open,
            by: None,
            score: None,
            earlier: Vec::new(),
        }
    }
}

impl Project {
    /// The number that the next risk on the list gets.
    pub(crate) fn next_risk_number(&self) -> u32 {
        self.risks.iter().map(|other| other.number).max().unwrap_or(0) + 1
    }

    /// The bottleneck under which risks stand: the group that holds this one, or itself.
    pub fn top_of(&self, bottleneck: BottleneckId) -> BottleneckId {
        let group = self.bottlenecks.iter().find(|group| group.parts.contains(&bottleneck));
        group.map_or(bottleneck, |group| group.bottleneck)
    }

    /// A risk by id.
    pub fn risk(&self, risk: RiskId) -> Option<&Risk> {
        self.risks.iter().find(|other| other.risk == risk)
    }

    /// How many risks are on the lists.
    pub fn risks_listed(&self) -> u32 {
        self.risks.iter().filter(|risk| risk.status == Status::Open).count() as u32
    }

    /// The risks on the list of a bottleneck, of one side, in the order of their numbers. Of a group
    /// also those of its parts.
    pub fn risks_of(&self, bottleneck: BottleneckId, side: Side) -> Vec<&Risk> {
        let parts = self.bottleneck(bottleneck).map_or(&[][..], |found| &found.parts);
        let is_it = |risk: &&Risk| {
            let comes_from = risk.bottleneck == bottleneck || parts.contains(&risk.bottleneck);
            comes_from && risk.side == side && risk.status == Status::Open
        };
        self.risks.iter().filter(is_it).collect()
    }

    /// The bottlenecks that risks are written for: those with priority, the most important first; as
    /// long as there are none, all that are on the list.
    pub fn at_risk(&self) -> Vec<&crate::bottleneck::Bottleneck> {
        let chosen = self.priorities();
        if chosen.is_empty() { self.ratable() } else { chosen }
    }

    /// The bottlenecks of [`Project::at_risk`] that have risks on one side only: those of the other were
    /// perhaps forgotten. The side that is missing.
    pub fn one_sided(&self) -> Vec<(BottleneckId, Side)> {
        let missing = |bottleneck: BottleneckId| {
            let is_empty = |side| self.risks_of(bottleneck, side).is_empty();
            match (is_empty(Side::Municipality), is_empty(Side::Youth)) {
                (true, false) => Some((bottleneck, Side::Municipality)),
                (false, true) => Some((bottleneck, Side::Youth)),
                _ => None,
            }
        };
        self.at_risk().into_iter().filter_map(|found| missing(found.bottleneck)).collect()
    }

    pub(crate) fn risk_mut(&mut self, risk: RiskId) -> Option<&mut Risk> {
        self.risks.iter_mut().find(|other| other.risk == risk)
    }
}

/// `risk.add`: adds a risk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Add {
    /// Id of the new risk, chosen by the sender.
    pub risk: RiskId,
    /// The bottleneck that it comes from.
    pub bottleneck: BottleneckId,
    /// For whom.
    pub side: Side,
    /// What can happen.
    pub event: String,
    /// What that leads to.
    #[serde(default)]
    pub consequence: String,
    /// What it is about.
    #[serde(default)]
    pub category: Option<Category>,
}

impl Decide for Add {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let project = &room.project;
        if project.risk(self.risk).is_some() {
            return Err(Refusal::IdTaken);
        }
        if project.risks.len() >= limits::RISKS {
            return Err(Refusal::ListFull { max: limits::RISKS });
        }
        project.bottleneck(self.bottleneck).ok_or(Refusal::NotFound)?;
        if self.category.is_some_and(|category| category.side() != self.side) {
            return Err(Refusal::UnknownChoice);
        }
        let event = text::required(&self.event, limits::NOTE, context.today)?;
        let consequence = text::optional(&self.consequence, limits::NOTE, context.today)?;
        let new = Risk::new(self.risk, self.bottleneck, self.side, event, consequence);
        let risk = Risk { number: project.next_risk_number(), category: self.category, ..new };
        Ok(Outcome::event(Added { risk }).undo(Command::RiskDrop(list::Drop { risk: self.risk })))
    }
}

/// Event `risk.added`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Added {
    /// The risk as it joins the list.
    pub risk: Risk,
}

impl Apply for Added {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        project.risks.push(self.risk.clone());
    }
}
