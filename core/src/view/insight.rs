//! What the figures of a round say together, and the list of bottlenecks as it is worked on.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Card;
use crate::bottleneck::evidence::Evidence;
use crate::bottleneck::insight::{self, Difference, Ordered, Points, Quadrant, Rating, Weighed};
use crate::bottleneck::list::Status;
use crate::bottleneck::{Bottleneck, Origin, Tags};
use crate::card;
use crate::ids::{BottleneckId, CardId};
use crate::meeting::Meeting;
use crate::method::Dimension;
use crate::project::Project;
use crate::question::Scale;
use crate::round::Round;
use crate::tally::Summary;
use crate::time::Date;

/// For whom it is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Eye {
    /// The leaders: from counting on.
    Leader,
    /// The room: from reveal on.
    Room,
}

impl Eye {
    fn sees(self, round: &Round) -> bool {
        match self {
            Self::Leader => round.phase.tally().is_some(),
            Self::Room => round.phase.is_revealed(),
        }
    }
}

/// How often items were picked, and what they touch: what does not come from the marks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Beside {
    /// How many voters picked each item.
    pub picks: BTreeMap<BottleneckId, u32>,
    /// How many voters picked any.
    pub voters: u32,
    /// Young people that each item touches.
    pub reach: BTreeMap<BottleneckId, f64>,
}

impl Beside {
    /// What a counted round itself says beside its marks: which items were picked.
    pub fn of(round: &Round) -> Self {
        let Some(tally) = round.phase.tally().filter(|tally| tally.pickers > 0) else { return Self::default() };
        Self {
            picks: round.rated().map(|item| (item, round.picks(item))).collect(),
            voters: tally.pickers,
            reach: BTreeMap::new(),
        }
    }
}

/// An item in the field of severity and influence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Placed {
    /// The item.
    pub card: Card,
    /// Mean severity, 1-5.
    pub severity: f64,
    /// Mean influence, 1-5.
    pub influence: f64,
    /// What fits it.
    pub quadrant: Quadrant,
    /// Share of voters that picked it, 0-1.
    pub focus: Option<f64>,
    /// Young people that it touches.
    pub reach: Option<f64>,
}

/// Circles that differ: names and means.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GapRow {
    /// The circle with the lowest mean.
    pub low: (String, f64),
    /// The circle with the highest.
    pub high: (String, f64),
    /// Points between them, 0-4.
    pub points: f64,
}

/// A difference to talk about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DifferenceRow {
    /// The item.
    pub card: Card,
    /// On which scale.
    pub scale: Scale,
    /// How many gave each mark from 1 to 5.
    pub counts: [u32; 5],
    /// Consensus, 0-1.
    pub consensus: f64,
    /// The widest gap between circles.
    pub gap: Option<GapRow>,
}

/// What to talk about.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DifferenceRows {
    /// The least consensus first, at most three.
    pub divided: Vec<DifferenceRow>,
    /// Others, where circles lie two points or more apart.
    pub between_circles: Vec<DifferenceRow>,
}

/// An item before and after the talk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShiftRow {
    /// The item.
    pub card: Card,
    /// In the first round.
    pub before: Points,
    /// In the re-vote.
    pub after: Points,
}

/// An item that was rated in earlier meetings, by other people perhaps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ThenRow {
    /// The item.
    pub card: Card,
    /// In earlier meetings, oldest first.
    pub then: Vec<Rating>,
    /// Now.
    pub now: Points,
}

/// Everything that the figures of a round say, for the console.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Insight {
    /// Severity and influence.
    pub placed: Vec<Placed>,
    /// What to talk about.
    pub differences: DifferenceRows,
    /// What the re-vote changed.
    pub shifts: Vec<ShiftRow>,
    /// What earlier meetings gave.
    pub then: Vec<ThenRow>,
    /// The order that the figures advise.
    pub order: Vec<Ordered>,
}

/// What the figures of a round say; nothing before they may be seen.
pub fn insight(project: &Project, meeting: &Meeting, round: &Round, beside: &Beside, eye: Eye) -> Insight {
    if !eye.sees(round) {
        return Insight::default();
    }
    let first = round.revote_of.and_then(|first| meeting.round(first)).unwrap_or(round);
    let summary = |item, scale| newest(meeting, first, item, scale, eye);
    let card = |item| project.bottleneck(item).map(Card::of);
    let focus = |item| insight::focus(beside.picks.get(&item).copied().unwrap_or(0), beside.voters);
    let reach = |item| beside.reach.get(&item).copied();
    let placed = |item: BottleneckId| {
        let severity = summary(item, Scale::Severity)?.mean;
        let influence = summary(item, Scale::Influence)?.mean;
        let quadrant = insight::quadrant(severity, influence);
        let (focus, reach) = (focus(item), reach(item));
        Some(Placed { card: card(item)?, severity, influence, quadrant, focus, reach })
    };
    let weighed = |item: BottleneckId| Weighed {
        item,
        severity: summary(item, Scale::Severity).map(|summary| (summary.mean, summary.median)),
        focus: focus(item),
        reach: reach(item),
    };
    let shift =
        |shift: insight::Shift| Some(ShiftRow { card: card(shift.item)?, before: shift.before, after: shift.after });
    let then = |row: insight::ThenAndNow| Some(ThenRow { card: card(row.item)?, then: row.then, now: row.now });
    Insight {
        placed: first.rated().filter_map(placed).collect(),
        differences: differences(project, round),
        shifts: insight::shifts(meeting, round).into_iter().filter_map(shift).collect(),
        then: insight::then_and_now(project, meeting, round).into_iter().filter_map(then).collect(),
        order: insight::order(&first.rated().map(weighed).collect::<Vec<_>>()),
    }
}

/// The newest figures that may be seen: of the re-vote, or else of the first round.
fn newest(meeting: &Meeting, first: &Round, item: BottleneckId, scale: Scale, eye: Eye) -> Option<Summary> {
    let revote = meeting.revote_with(first.round, item).filter(|revote| eye.sees(revote));
    let again = revote.and_then(|revote| revote.summary(item, scale));
    again.or_else(|| first.summary(item, scale).filter(|_| eye.sees(first)))
}

fn differences(project: &Project, round: &Round) -> DifferenceRows {
    let name = |circle: &crate::party::CircleId| {
        let known = project.circles.iter().find(|known| known.circle == *circle);
        known.map_or_else(|| circle.0.clone(), |known| known.name.clone())
    };
    let gap = |gap: insight::Gap| GapRow {
        low: (name(&gap.low.0), gap.low.1),
        high: (name(&gap.high.0), gap.high.1),
        points: gap.points,
    };
    let row = |found: Difference| {
        Some(DifferenceRow {
            card: Card::of(project.bottleneck(found.item)?),
            scale: found.scale,
            counts: round.summary(found.item, found.scale)?.counts,
            consensus: found.consensus,
            gap: found.gap.map(gap),
        })
    };
    let found = insight::differences(round);
    DifferenceRows {
        divided: found.divided.into_iter().filter_map(row).collect(),
        between_circles: found.between_circles.into_iter().filter_map(row).collect(),
    }
}

/// A bottleneck as it is worked on, in the dossier and on the console.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BottleneckRow {
    /// Its texts.
    pub card: Card,
    /// Where it comes from.
    pub origin: Origin,
    /// What sort it is.
    pub tags: Tags,
    /// What supports it.
    pub evidence: Vec<Evidence>,
    /// Whether it is on the list, and why not.
    pub status: Status,
    /// What it groups.
    pub parts: Vec<BottleneckId>,
    /// What came in its place, when it was split.
    pub pieces: Vec<BottleneckId>,
    /// What meetings gave it, oldest first: so stand the parts of a group side by side.
    pub ratings: Vec<Rating>,
    /// Its place among the priorities, from 1.
    pub rank: Option<u32>,
}

/// All bottlenecks, in the order of their numbers.
pub fn bottlenecks(project: &Project) -> Vec<BottleneckRow> {
    let row = |bottleneck: &Bottleneck| BottleneckRow {
        card: Card::of(bottleneck),
        origin: bottleneck.origin,
        tags: bottleneck.tags.clone(),
        evidence: bottleneck.evidence.iter().cloned().collect(),
        status: bottleneck.status.clone(),
        parts: bottleneck.parts.clone(),
        pieces: project.pieces(bottleneck.bottleneck).iter().map(|piece| piece.bottleneck).collect(),
        ratings: insight::ratings(project, bottleneck.bottleneck),
        rank: bottleneck.rank(),
    };
    project.bottlenecks.iter().map(row).collect()
}

/// A card that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingCard {
    /// Its id.
    pub card: CardId,
    /// What is wrong.
    pub title: String,
    /// More about it.
    pub explanation: String,
    /// Content or behaviour.
    pub kind: Option<Dimension>,
    /// How it came in.
    pub origin: Origin,
    /// The day on which it came in.
    pub arrived: Date,
}

/// Cards that wait, those of one day in alphabetical order, so that their order tells nothing.
pub fn waiting(project: &Project) -> Vec<WaitingCard> {
    let row = |card: &card::Card| WaitingCard {
        card: card.card,
        title: card.title.clone(),
        explanation: card.explanation.clone(),
        kind: card.kind,
        origin: card.origin,
        arrived: card.arrived,
    };
    let mut rows: Vec<WaitingCard> = project.waiting_cards().map(row).collect();
    rows.sort_by(|a, b| (a.arrived, &a.title, a.card).cmp(&(b.arrived, &b.title, b.card)));
    rows
}
