//! The roadmap by quarter, as the console, the screen and the dossier show it (method A.5).

use serde::{Deserialize, Serialize};

use crate::action::Action;
use crate::action::details::Light;
use crate::ids::ActionId;
use crate::project::Project;
use crate::promise::{Promise, State};
use crate::time::{Date, Quarter};

/// Most columns: five years. What lasts longer goes on behind the last one.
pub const QUARTERS: usize = 20;

/// The roadmap.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roadmap {
    /// One for each quarter from the first start to the last end.
    pub columns: Vec<Column>,
    /// The actions: the earliest start first.
    pub actions: Vec<RoadmapRow>,
}

/// A quarter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Which.
    pub quarter: Quarter,
    /// What begins in it.
    pub starting: Vec<ActionId>,
    /// What began before and goes on in it.
    pub going_on: Vec<ActionId>,
    /// Of all these, what is ready at its end.
    pub ready: Vec<ActionId>,
}

/// An action, in the seven fields of the first form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoadmapRow {
    /// Its id.
    pub action: ActionId,
    /// Its number.
    pub number: u32,
    /// What.
    pub title: String,
    /// Who: the one person.
    pub owner: String,
    /// Who: the party's name.
    pub party: String,
    /// The party's name on a board.
    pub party_short: String,
    /// When: first quarter.
    pub start: Quarter,
    /// When: last quarter.
    pub end: Quarter,
    /// For whom, in words.
    pub for_whom: String,
    /// For whom: how many youths.
    pub youths: Option<u32>,
    /// How many places.
    pub places: Option<u32>,
    /// Decision needed: who.
    pub decision_body: String,
    /// Decision needed: by when.
    pub decision_by: Option<Date>,
    /// Status of content, finances and planning.
    pub status: [Option<Light>; 3],
    /// Short names of the bottlenecks it answers.
    pub bottlenecks: Vec<String>,
    /// Number and state of the promise it comes from.
    pub promise: Option<(u32, State)>,
}

impl RoadmapRow {
    fn of(project: &Project, action: &Action, promise: Option<&Promise>) -> Self {
        let party = action.party(promise).and_then(|party| project.party(party));
        let short_name = |bottleneck| Some(project.bottleneck(bottleneck)?.short_name.clone());
        let details = &action.details;
        Self {
            action: action.action,
            number: action.number,
            title: action.title.clone(),
            owner: action.owner(promise).to_owned(),
            party: party.map_or_else(String::new, |party| party.name.clone()),
            party_short: party.map_or_else(String::new, |party| party.short_name.clone()),
            start: action.start,
            end: action.end,
            for_whom: details.for_whom.clone(),
            youths: details.youths,
            places: details.places,
            decision_body: details.decision_body.clone(),
            decision_by: details.decision_by,
            status: [details.content, details.finances, details.planning],
            bottlenecks: action.bottlenecks(promise).into_iter().filter_map(short_name).collect(),
            promise: promise.map(|promise| (promise.number, promise.state())),
        }
    }
}

/// The roadmap of a project.
pub fn roadmap(project: &Project) -> Roadmap {
    let on_it = project.roadmap();
    let mut actions: Vec<_> =
        on_it.into_iter().map(|(action, promise)| RoadmapRow::of(project, action, promise)).collect();
    actions.sort_by_key(|row| (row.start, row.end, row.number));
    Roadmap { columns: columns(&actions), actions }
}

fn columns(actions: &[RoadmapRow]) -> Vec<Column> {
    let Some(first) = actions.iter().map(|row| row.start).min() else { return Vec::new() };
    let last = actions.iter().map(|row| row.end).max().unwrap_or(first);
    let ids = |chosen: &dyn Fn(&RoadmapRow) -> bool| {
        actions.iter().filter(|row| chosen(row)).map(|row| row.action).collect::<Vec<_>>()
    };
    quarters(first, last)
        .into_iter()
        .map(|quarter| Column {
            quarter,
            starting: ids(&|row| row.start == quarter),
            going_on: ids(&|row| row.start < quarter && quarter <= row.end),
            ready: ids(&|row| row.end == quarter),
        })
        .collect()
}

/// The quarters from the first to the last, at most [`QUARTERS`].
pub fn quarters(first: Quarter, last: Quarter) -> Vec<Quarter> {
    let following = |quarter: &Quarter| Some(quarter.next()).filter(|next| *next <= last && next != quarter);
    std::iter::successors(Some(first), following).take(QUARTERS).collect()
}
