//! Counting: ballots become figures that say nothing about one person.
//!
//! Protection happens here, at counting, and not when showing: what is too small to show is
//! never written down.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::arena::points::Points;
use crate::ballot::{RoundBox, Voter};
use crate::ids::{ItemId, PartyId};
use crate::limits::SMALLEST_GROUP;
use crate::party::CircleId;
use crate::question::fist::Hand;
use crate::question::{Answers, Frame, Mark, Scale, Written};
use crate::risk::score::margins;
use crate::round::{Ask, Mode, Round};
use crate::stats::{self, Band, Talk};

/// How votes weigh in the mean, chosen before the round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weighting {
    /// Every person weighs the same.
    #[default]
    Person,
    /// Every shown circle weighs the same: the mean of their means.
    Circle,
}

/// The figures of one round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Seats that could have voted: present, or away with a ballot; paper sheets included.
    pub present: u32,
    /// Ballots counted, paper sheets included.
    pub voted: u32,
    /// Of these, on paper.
    pub paper: u32,
    /// Figures by item, in the order of the round.
    pub items: BTreeMap<ItemId, ItemTally>,
    /// How many picked something; 0 when fewer than five did.
    #[serde(default)]
    pub pickers: u32,
    /// Cards in alphabetical order, so that their order tells nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cards: Vec<String>,
    /// What each party answered, in a round on behalf of parties.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parties: Vec<PartyAnswers>,
}

/// What one party answered, in a round on behalf of parties.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyAnswers {
    /// The party.
    pub party: PartyId,
    /// Its answers.
    pub answers: Answers,
}

/// The figures of one item.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemTally {
    /// Figures by scale.
    pub scales: BTreeMap<Scale, ScaleTally>,
    /// Notes in alphabetical order, so that their order tells nothing; empty under five answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// How many picked it; 0 when fewer than five picked anything.
    #[serde(default)]
    pub picks: u32,
    /// Of a risk: how many voted for each place, by impact, then by chance, both from 1. None under
    /// five votes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub places: Option<[[u32; 5]; 5]>,
    /// How points were divided over it; none under five voters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<Points>,
    /// Cards about it in alphabetical order, so that their order tells nothing. On behalf of parties
    /// they stand with their parties.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cards: Vec<Card>,
}

/// A card in a frame.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Card {
    /// Which frame.
    pub frame: Frame,
    /// What it says.
    #[serde(flatten)]
    pub written: Written,
}

impl Tally {
    /// The hands that parties raised for an item.
    pub fn hands(&self, item: ItemId) -> Vec<Hand> {
        let hand = |given: &PartyAnswers| {
            let answer = given.answers.items.get(&item)?;
            Some(Hand { party: given.party, fingers: answer.hand?, note: answer.note.clone() })
        };
        self.parties.iter().filter_map(hand).collect()
    }
}

/// The figures of one item on one scale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScaleTally {
    /// Fewer than five answers: no figure was kept.
    TooFew,
    /// Five answers or more.
    Shown {
        /// How many gave each mark from 1 to 5.
        counts: [u32; 5],
        /// How many said "cannot judge".
        abstained: u32,
        /// Answers by circle, each with five or more; empty when that cannot be.
        circles: Vec<CircleTally>,
    },
}

/// The answers of one circle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CircleTally {
    /// The circle; `other` also holds the circles that were too small.
    pub circle: CircleId,
    /// How many gave each mark from 1 to 5.
    pub counts: [u32; 5],
}

/// Counts the ballots of a round. `circle_of` gives the circle of a voter.
pub fn count(round: &Round, ballots: &RoundBox, present: u32, circle_of: impl Fn(&Voter) -> CircleId) -> Tally {
    let given: BTreeMap<&Voter, &Answers> = ballots
        .ballots
        .iter()
        .filter(|(_, ballot)| !ballot.answers.is_blank())
        .map(|(voter, ballot)| (voter, &ballot.answers))
        .collect();
    let paper = given.keys().filter(|voter| matches!(voter, Voter::Paper(..))).count() as u32;
    let voted = given.len() as u32;
    // What stands under a party's name needs no hiding.
    let fewest = match round.mode {
        Mode::Anonymous => SMALLEST_GROUP,
        Mode::Party => 1,
    };
    let pickers = given.values().filter(|answers| !answers.picks.is_empty()).count() as u32;
    let pickers = if pickers < fewest { 0 } else { pickers };
    let item = |item: &ItemId| {
        let places = (round.question.ask() == Ask::RiskScores).then(|| count_places(*item, &given, fewest));
        let scales: BTreeMap<Scale, ScaleTally> = match &places {
            Some(places) => risk_scales(places.as_ref(), voted),
            None => {
                let scales = round.question.scales().iter();
                scales.map(|scale| (*scale, count_scale(*item, *scale, &given, fewest, &circle_of))).collect()
            }
        };
        let mut notes = Vec::new();
        if scales.values().any(|scale| matches!(scale, ScaleTally::Shown { .. })) {
            let answers = given.values().filter_map(|answers| answers.items.get(item));
            notes.extend(answers.map(|answer| answer.note.clone()).filter(|note| !note.is_empty()));
            notes.sort();
        }
        let picked = given.values().filter(|answers| pickers > 0 && answers.picks.contains(item));
        let mut cards = Vec::new();
        if round.mode == Mode::Anonymous {
            let answers = given.values().filter_map(|answers| answers.items.get(item));
            let written = answers.flat_map(|answer| &answer.cards);
            cards.extend(written.map(|(frame, written)| Card { frame: *frame, written: written.clone() }));
            cards.sort();
        }
        let points = count_points(*item, round.question.among(), &given, fewest);
        (*item, ItemTally { scales, notes, picks: picked.count() as u32, places: places.flatten(), points, cards })
    };
    let mut cards: Vec<String> = given.values().flat_map(|answers| answers.cards.iter().cloned()).collect();
    cards.sort();
    let party = |(voter, answers): (&&Voter, &&Answers)| match voter {
        Voter::Party(party) => Some(PartyAnswers { party: *party, answers: (*answers).clone() }),
        Voter::Seat(_) | Voter::Paper(..) => None,
    };
    Tally {
        present: present.max(voted),
        voted,
        paper,
        items: round.items.iter().map(item).collect(),
        pickers,
        cards,
        parties: given.iter().filter_map(party).collect(),
    }
}

/// How points were divided over an item; `None` when fewer than `fewest` did.
fn count_points(item: ItemId, among: &[ItemId], given: &BTreeMap<&Voter, &Answers>, fewest: u32) -> Option<Points> {
    let answers = given.values().filter_map(|answers| answers.items.get(&item));
    let votes: Vec<_> = answers.map(|answer| &answer.points).filter(|points| !points.is_empty()).collect();
    let points = Points::of(among, &votes);
    (points.voters() >= fewest.max(1)).then_some(points)
}

/// How many voted for each place of a risk; `None` when fewer than `fewest` did.
fn count_places(item: ItemId, given: &BTreeMap<&Voter, &Answers>, fewest: u32) -> Option<[[u32; 5]; 5]> {
    let mut places = [[0; 5]; 5];
    let mut voted = 0;
    for (chance, impact) in given.values().filter_map(|answers| answers.items.get(&item)?.place()) {
        // Marks were checked to be at most 5 when the ballot was cast.
        places[usize::from(impact - 1)][usize::from(chance - 1)] += 1;
        voted += 1;
    }
    (voted >= fewest).then_some(places)
}

/// The figures of a risk on both scales, from its places alone: were they counted apart, the
/// difference would tell what somebody chose who gave one mark only. No breakdown by circle, for the
/// places show which chance goes with which impact.
fn risk_scales(places: Option<&[[u32; 5]; 5]>, voted: u32) -> BTreeMap<Scale, ScaleTally> {
    let Some(places) = places else {
        return Scale::RISK.into_iter().map(|scale| (scale, ScaleTally::TooFew)).collect();
    };
    let (chance, impact) = margins(places);
    let shown = |counts: [u32; 5]| {
        let abstained = voted - stats::answered(&counts);
        ScaleTally::Shown { counts, abstained, circles: Vec::new() }
    };
    BTreeMap::from([(Scale::Chance, shown(chance)), (Scale::Impact, shown(impact))])
}

fn count_scale(
    item: ItemId,
    scale: Scale,
    given: &BTreeMap<&Voter, &Answers>,
    fewest: u32,
    circle_of: impl Fn(&Voter) -> CircleId,
) -> ScaleTally {
    let mut counts = [0; 5];
    let mut abstained = 0;
    let mut by_circle: BTreeMap<CircleId, [u32; 5]> = BTreeMap::new();
    for (voter, answers) in given {
        // Who gave no mark stands in the breakdown as well: were a small circle without marks not
        // joined with another, the shown circles would tell that nobody in it gave one.
        let counted = by_circle.entry(circle_of(voter)).or_default();
        match answers.items.get(&item).and_then(|answer| answer.marks.get(&scale)) {
            None => {}
            Some(&Mark::CANNOT_JUDGE) => abstained += 1,
            Some(Mark(mark)) => {
                // Marks were checked to be 1 to 5 when the ballot was cast.
                let index = usize::from(mark - 1);
                counts[index] += 1;
                counted[index] += 1;
            }
        }
    }
    if stats::answered(&counts) < fewest {
        return ScaleTally::TooFew;
    }
    ScaleTally::Shown { counts, abstained, circles: shown_circles(by_circle) }
}

/// Joins circles under five answers with `other` until every one has five or more. When `other`
/// itself stays too small, the smallest shown circle joins it. One circle is no breakdown.
fn shown_circles(by_circle: BTreeMap<CircleId, [u32; 5]>) -> Vec<CircleTally> {
    let mut other: Option<[u32; 5]> = None;
    let mut shown = Vec::new();
    for (circle, counts) in by_circle {
        if circle.0 == CircleId::OTHER || stats::answered(&counts) < SMALLEST_GROUP {
            add(other.get_or_insert_default(), &counts);
        } else {
            shown.push(CircleTally { circle, counts });
        }
    }
    while let Some(other) = other.as_mut().filter(|other| stats::answered(other.as_slice()) < SMALLEST_GROUP) {
        let Some(smallest) = (0..shown.len()).min_by_key(|at| stats::answered(&shown[*at].counts)) else { break };
        add(other, &shown.remove(smallest).counts);
    }
    shown.extend(other.map(|counts| CircleTally { circle: CircleId::other(), counts }));
    if shown.len() < 2 { Vec::new() } else { shown }
}

fn add(sum: &mut [u32; 5], counts: &[u32; 5]) {
    for (sum, count) in sum.iter_mut().zip(counts) {
        *sum += count;
    }
}

/// The statistics of one item on one scale, derived from its counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// How many gave each mark from 1 to 5.
    pub counts: [u32; 5],
    /// How many said "cannot judge".
    pub abstained: u32,
    /// The mean under the round's weighting, 1-5.
    pub mean: f64,
    /// The median, 1-5.
    pub median: f64,
    /// First and third quartile, 1-5.
    pub quartiles: (f64, f64),
    /// Consensus, 0-1.
    pub consensus: f64,
    /// The consensus in words.
    pub band: Band,
    /// Two camps.
    pub polarised: bool,
    /// Which conversation fits.
    pub talk: Talk,
    /// Answers by circle with their mean.
    pub circles: Vec<(CircleId, [u32; 5], f64)>,
}

impl ScaleTally {
    /// The statistics; `None` under five answers.
    pub fn summary(&self, weighting: Weighting) -> Option<Summary> {
        let Self::Shown { counts, abstained, circles } = self else { return None };
        let groups: Vec<[u32; 5]> = circles.iter().map(|circle| circle.counts).collect();
        let means: Vec<f64> = groups.iter().filter_map(|group| stats::mean(group)).collect();
        let mean = match weighting {
            Weighting::Circle if !means.is_empty() => means.iter().sum::<f64>() / means.len() as f64,
            _ => stats::mean(counts)?,
        };
        let consensus = stats::consensus(counts)?;
        Some(Summary {
            counts: *counts,
            abstained: *abstained,
            mean: round(mean),
            median: stats::quantile(counts, 0.5)?,
            quartiles: (stats::quantile(counts, 0.25)?, stats::quantile(counts, 0.75)?),
            consensus: round(consensus),
            band: Band::of(consensus),
            polarised: stats::is_polarised(counts),
            talk: stats::talk(counts, &groups)?,
            circles: circles
                .iter()
                .filter_map(|circle| Some((circle.circle.clone(), circle.counts, round(stats::mean(&circle.counts)?))))
                .collect(),
        })
    }
}

/// Four decimals: enough for every rule, and short on the wire.
fn round(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn circle(name: &str, counts: [u32; 5]) -> (CircleId, [u32; 5]) {
        (CircleId(name.into()), counts)
    }

    #[test]
    fn small_circles_are_counted_with_other() {
        let shown = shown_circles(BTreeMap::from([
            circle("care", [0, 0, 0, 3, 4]),
            circle("municipality", [2, 2, 1, 0, 0]),
            circle("housing", [3, 0, 0, 0, 0]),
            circle("experience", [0, 0, 0, 0, 2]),
        ]));
        let names: Vec<_> = shown.iter().map(|circle| (circle.circle.0.as_str(), circle.counts)).collect();
        assert_eq!(names, [("care", [0, 0, 0, 3, 4]), ("municipality", [2, 2, 1, 0, 0]), ("other", [3, 0, 0, 0, 2])]);
    }

    #[test]
    fn when_other_stays_small_the_smallest_circle_joins_it_and_one_circle_is_no_breakdown() {
        let shown = shown_circles(BTreeMap::from([
            circle("care", [0, 0, 0, 3, 4]),
            circle("municipality", [2, 2, 1, 0, 0]),
            circle("housing", [3, 0, 0, 0, 0]),
        ]));
        let names: Vec<_> = shown.iter().map(|circle| circle.circle.0.as_str()).collect();
        assert_eq!(names, ["care", "other"]);
        assert!(
            shown_circles(BTreeMap::from([circle("care", [9, 0, 0, 0, 0]), circle("housing", [3, 0, 0, 0, 0])]))
                .is_empty()
        );
    }

    proptest! {
        #[test]
        fn every_shown_circle_has_five_and_together_they_are_the_whole(
            groups in prop::collection::vec(prop::array::uniform5(0u32..4), 1..7)
        ) {
            let names = ["a", "b", "c", "d", "e", "f"];
            let by_circle: BTreeMap<_, _> = groups.iter().zip(names).map(|(counts, name)| circle(name, *counts)).collect();
            let mut whole = [0; 5];
            for counts in by_circle.values() {
                add(&mut whole, counts);
            }
            let shown = shown_circles(by_circle);
            let mut sum = [0; 5];
            for circle in &shown {
                prop_assert!(stats::answered(&circle.counts) >= SMALLEST_GROUP);
                add(&mut sum, &circle.counts);
            }
            prop_assert!(shown.is_empty() || sum == whole);
        }
    }
}
