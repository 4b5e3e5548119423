//! What each role may see. Made on the server from the state; no client ever gets an event.
//!
//! One file per kind of screen. What is shown in several places stands here.

use serde::{Deserialize, Serialize};

use crate::bottleneck::{Bottleneck, Verdict};
use crate::ids::BottleneckId;
use crate::party::CircleId;
use crate::project::Project;
use crate::question::Scale;
use crate::round::Round;
use crate::stats::{Band, Talk};
use crate::tally::Summary;
use crate::time::Date;

pub mod dossier;
pub mod insight;
pub mod leader;
pub mod phone;
pub mod screen;

/// How far a round is: how many can vote, and how many are done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Who can vote.
    pub present: u32,
    /// Who answered everything.
    pub done: u32,
}

/// A bottleneck as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Its id.
    pub item: BottleneckId,
    /// Its number, shown as `K05`.
    pub number: u32,
    /// What is wrong.
    pub title: String,
    /// Its name on a board.
    pub short_name: String,
    /// More about it.
    pub explanation: String,
}

impl Card {
    /// The card of a bottleneck.
    pub fn of(bottleneck: &Bottleneck) -> Self {
        Self {
            item: bottleneck.bottleneck,
            number: bottleneck.number,
            title: bottleneck.title.clone(),
            short_name: bottleneck.short_name.clone(),
            explanation: bottleneck.explanation.clone(),
        }
    }
}

/// The figures of one item on one scale, as shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// How many gave each mark from 1 to 5.
    pub counts: [u32; 5],
    /// How many said "cannot judge".
    pub abstained: u32,
    /// Mean, 1-5.
    pub mean: f64,
    /// Median, 1-5.
    pub median: f64,
    /// Consensus, 0-1.
    pub consensus: f64,
    /// Consensus in words.
    pub band: Band,
    /// Two camps.
    pub polarised: bool,
    /// Which conversation fits.
    pub talk: Talk,
    /// Answers by circle: name, counts, mean.
    pub circles: Vec<(String, [u32; 5], f64)>,
}

impl Figures {
    fn of(project: &Project, summary: Summary) -> Self {
        let name = |circle: &CircleId| {
            project
                .circles
                .iter()
                .find(|known| known.circle == *circle)
                .map_or_else(|| circle.0.clone(), |known| known.name.clone())
        };
        Self {
            counts: summary.counts,
            abstained: summary.abstained,
            mean: summary.mean,
            median: summary.median,
            consensus: summary.consensus,
            band: summary.band,
            polarised: summary.polarised,
            talk: summary.talk,
            circles: summary.circles.into_iter().map(|(circle, counts, mean)| (name(&circle), counts, mean)).collect(),
        }
    }
}

/// The result of one item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ItemResult {
    /// The item.
    pub card: Card,
    /// Severity; `None` under five answers.
    pub severity: Option<Figures>,
    /// Influence; `None` under five answers.
    pub influence: Option<Figures>,
    /// How often it was picked, of how many who picked; `None` when nothing was, or by too few.
    pub picks: Option<(u32, u32)>,
}

/// The results of a counted round, the most divided on severity first, too few answers last.
pub fn results(project: &Project, round: &Round) -> Vec<ItemResult> {
    let figures = |item, scale| Some(Figures::of(project, round.summary(item, scale)?));
    let pickers = round.phase.tally().map_or(0, |tally| tally.pickers);
    let mut results: Vec<ItemResult> = round
        .items
        .iter()
        .filter_map(|item| {
            Some(ItemResult {
                card: Card::of(project.bottleneck(*item)?),
                severity: figures(*item, Scale::Severity),
                influence: figures(*item, Scale::Influence),
                picks: (pickers > 0).then(|| (round.picks(*item), pickers)),
            })
        })
        .collect();
    let consensus = |result: &ItemResult| result.severity.as_ref().map_or(2.0, |figures| figures.consensus);
    results.sort_by(|a, b| consensus(a).total_cmp(&consensus(b)));
    results
}

/// What the table decided about one item, as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// The item.
    pub card: Card,
    /// The decision with its figures.
    pub verdict: Verdict,
    /// One line why, when given.
    pub reason: String,
}

/// The priorities of a project, the most important first.
pub fn priorities(project: &Project) -> Vec<Decided> {
    let decided = |bottleneck: &Bottleneck| {
        let decision = bottleneck.decision.as_ref()?;
        Some(Decided { card: Card::of(bottleneck), verdict: decision.verdict.clone(), reason: decision.reason.clone() })
    };
    project.priorities().into_iter().filter_map(decided).collect()
}

/// A promise as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromiseRow {
    /// Its id.
    pub promise: crate::ids::PromiseId,
    /// Its number.
    pub number: u32,
    /// The party's name.
    pub party: String,
    /// The party's name on a board.
    pub party_short: String,
    /// Who sees to it.
    pub owner: String,
    /// What they will do.
    pub what: String,
    /// By when.
    pub due: Date,
    /// Short name of the bottleneck it answers.
    pub bottleneck: String,
}

/// Promises that stand, in the order they were made.
pub fn promises(project: &Project) -> Vec<PromiseRow> {
    let party = |promise: &crate::promise::Promise| project.party(promise.party).cloned();
    project
        .promises
        .iter()
        .filter(|promise| !promise.withdrawn)
        .map(|promise| PromiseRow {
            promise: promise.promise,
            number: promise.number,
            party: party(promise).map_or_else(String::new, |party| party.name),
            party_short: party(promise).map_or_else(String::new, |party| party.short_name),
            owner: promise.owner.clone(),
            what: promise.what.clone(),
            due: promise.due,
            bottleneck: project
                .bottleneck(promise.bottleneck)
                .map_or_else(String::new, |found| found.short_name.clone()),
        })
        .collect()
}
