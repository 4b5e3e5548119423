//! What each role may see. Made on the server from the state; no client ever gets an event.
//!
//! One file per kind of screen. What is shown in several places stands here.

use serde::{Deserialize, Serialize};

use crate::arena::piece::{Piece, What};
use crate::bottleneck::{Bottleneck, Verdict};
use crate::challenge::Field;
use crate::ids::{ArenaId, BottleneckId, ItemId, PartyId, PieceId, PromiseId, RiskId};
use crate::party::CircleId;
use crate::project::Project;
use crate::promise::{self, Promise};
use crate::question::Scale;
use crate::risk::Side;
use crate::round::{Round, Subject};
use crate::stats::{Band, Talk};
use crate::tally::Summary;
use crate::time::Date;

pub mod arena;
pub mod commitment;
pub mod dossier;
pub mod insight;
pub mod leader;
pub mod owner;
pub mod phone;
pub mod risks;
pub mod roadmap;
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

/// What a round asks about, as shown: a bottleneck, a risk, or the challenge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its id.
    pub item: ItemId,
    /// What it says.
    pub title: String,
    /// Its name on a board.
    pub short_name: String,
    /// More about it.
    pub explanation: String,
    /// Of a risk: what it leads to. Of a line: where it ends. Of a board: what happens without the measure.
    /// May be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub consequence: String,
    /// Of a risk: for whom it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
}

/// What a round asks about, in the leader's order.
pub fn items(project: &Project, round: &Round) -> Vec<Item> {
    let bottleneck = |item: &ItemId| {
        let card = Card::of(project.bottleneck(BottleneckId(item.0))?);
        let Card { title, short_name, explanation, .. } = card;
        let consequence = String::new();
        Some(Item { item: *item, title, short_name, explanation, consequence, side: None })
    };
    let risk = |item: &ItemId| {
        let risk = project.risk(RiskId(item.0))?;
        let because = project.bottleneck(risk.bottleneck).map_or_else(String::new, |found| found.short_name.clone());
        Some(Item {
            item: *item,
            title: risk.event.clone(),
            short_name: risk.short_name.clone(),
            explanation: because,
            consequence: risk.consequence.clone(),
            side: Some(risk.side),
        })
    };
    let whole = |item: &ItemId| {
        let title = round.question.statement().unwrap_or_default().to_owned();
        let explanation = project.challenge.text(Field::Core).to_owned();
        let (short_name, consequence) = (String::new(), String::new());
        Some(Item { item: *item, short_name, title, explanation, consequence, side: None })
    };
    let board = |item: &ItemId| {
        let arena = project.arena_of(ArenaId(item.0))?;
        let (title, explanation, consequence) = (arena.measure.clone(), arena.profile.clone(), round.without.clone());
        Some(Item { item: *item, short_name: String::new(), title, explanation, consequence, side: None })
    };
    let piece = |item: &ItemId| {
        let (arena, piece) = project.piece(PieceId(item.0))?;
        let stands = |piece: PieceId| arena.piece(arena.same(piece));
        let name = |piece: PieceId| stands(piece).map_or_else(String::new, Piece::short_name);
        let text = |piece: PieceId| stands(piece).map_or_else(String::new, |piece| piece.text().to_owned());
        let (title, short_name, explanation, consequence) = match &piece.what {
            What::Line(line) => {
                let short_name = format!("{} → {}", name(line.from), name(line.to));
                (text(line.from), short_name, line.assumption.clone(), text(line.to))
            }
            What::Activity(activity) => {
                (activity.text.clone(), activity.short_name.clone(), activity.output.clone(), String::new())
            }
            _ => (piece.text().to_owned(), piece.short_name(), String::new(), String::new()),
        };
        Some(Item { item: *item, title, short_name, explanation, consequence, side: None })
    };
    let items = round.items.iter();
    match round.question.ask().subject() {
        Subject::Arena => items.filter_map(board).collect(),
        Subject::Pieces(_) => items.filter_map(piece).collect(),
        Subject::Bottlenecks => items.filter_map(bottleneck).collect(),
        Subject::Risks => items.filter_map(risk).collect(),
        Subject::Challenge => items.filter_map(whole).collect(),
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
        .rated()
        .filter_map(|item| {
            Some(ItemResult {
                card: Card::of(project.bottleneck(item)?),
                severity: figures(item, Scale::Severity),
                influence: figures(item, Scale::Influence),
                picks: (pickers > 0).then(|| (round.picks(item), pickers)),
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
    pub promise: PromiseId,
    /// Its number.
    pub number: u32,
    /// Which party.
    pub party_id: PartyId,
    /// The party's name.
    pub party: String,
    /// The party's name on a board.
    pub party_short: String,
    /// Who sees to it.
    pub owner: String,
    /// What they will do.
    pub what: String,
    /// What can be counted.
    pub result: String,
    /// By when.
    pub due: Date,
    /// Short name of the decided bottleneck it answers.
    pub bottleneck: String,
    /// Short names of the others it helps with.
    pub also: Vec<String>,
    /// A promise, or still a request.
    pub state: promise::State,
    /// How firm it is.
    pub kind: promise::Kind,
    /// Under which condition.
    pub reservation: String,
    /// Whether who promised may do so; none when nobody was asked.
    pub mandate: Option<promise::Mandate>,
    /// How it was confirmed, when it was.
    pub confirmed: Option<promise::confirm::Confirmation>,
    /// How it goes, as told last.
    pub report: Option<promise::report::Report>,
    /// How many reports there are.
    pub reports: usize,
    /// What it needs from other parties.
    pub needs: Vec<commitment::NeedRow>,
}

impl PromiseRow {
    /// The row of a promise.
    pub fn of(project: &Project, promise: &Promise) -> Self {
        let party = project.party(promise.party);
        let short_name = |bottleneck| project.bottleneck(bottleneck).map(|found| found.short_name.clone());
        Self {
            promise: promise.promise,
            number: promise.number,
            party_id: promise.party,
            party: party.map_or_else(String::new, |party| party.name.clone()),
            party_short: party.map_or_else(String::new, |party| party.short_name.clone()),
            owner: promise.owner.clone(),
            what: promise.what.clone(),
            result: promise.result.clone(),
            due: promise.due,
            bottleneck: short_name(promise.bottleneck).unwrap_or_default(),
            also: promise.also.iter().filter_map(|bottleneck| short_name(*bottleneck)).collect(),
            state: promise.state(),
            kind: promise.kind,
            reservation: promise.reservation.clone(),
            mandate: promise.mandate().cloned(),
            confirmed: promise.confirmed.clone(),
            report: promise.reports.last().cloned(),
            reports: promise.reports.len(),
            needs: promise.needs().map(|condition| commitment::NeedRow::of(project, condition)).collect(),
        }
    }
}

/// Promises that stand, in the order they were made.
pub fn promises(project: &Project) -> Vec<PromiseRow> {
    let standing = project.promises.iter().filter(|promise| !promise.withdrawn);
    standing.map(|promise| PromiseRow::of(project, promise)).collect()
}

/// A promise that goes back to who may make it ("terug naar achterban").
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MandateRow {
    /// The promise.
    pub promise: PromiseId,
    /// Its number.
    pub number: u32,
    /// The party's name.
    pub party: String,
    /// What they will do.
    pub what: String,
    /// Which board, manager or council.
    pub body: String,
    /// By when that is asked.
    pub by: Date,
}

/// What goes back to who may decide on it, the first date first.
pub fn to_ask(project: &Project) -> Vec<MandateRow> {
    let row = |promise: &Promise| match promise.mandate() {
        Some(promise::Mandate::No { body, by }) if promise.is_on_roadmap() => Some(MandateRow {
            promise: promise.promise,
            number: promise.number,
            party: project.party(promise.party).map_or_else(String::new, |party| party.name.clone()),
            what: promise.what.clone(),
            body: body.clone(),
            by: *by,
        }),
        _ => None,
    };
    let mut rows: Vec<_> = project.promises.iter().filter_map(row).collect();
    rows.sort_by_key(|row| (row.by, row.number));
    rows
}
