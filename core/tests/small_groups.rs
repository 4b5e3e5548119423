//! What somebody who holds all shown figures can find out (method A.0.4 "Small groups").
//!
//! The attacker knows who sits in which circle, how figures are made, and all that is shown of a
//! round. Every way in which the room can have answered is tried; those that lead to the same
//! figures cannot be told apart. The more these ways differ, the less the attacker knows.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use werksessie_core::ballot::{Ballot, RoundBox, Voter};
use werksessie_core::party::CircleId;
use werksessie_core::question::{Answer, Answers, Mark, Question, Scale};
use werksessie_core::round::{Mode, Phase, Round};
use werksessie_core::tally::{ScaleTally, Tally, Weighting, count};
use werksessie_core::time::Timestamp;
use werksessie_core::*;

/// Circles in the order of their keys, with the one for who fits nowhere else last.
const CIRCLES: [&str; 4] = ["care", "housing", "municipality", "other"];

/// The two marks that the room chooses from: with more there are more ways, and no other rules.
const MARKS: [u8; 2] = [1, 5];

/// How the seats of each circle answered: so many low, so many high, so many no mark at all.
type World = [(u32, u32, u32); 4];

fn item() -> ItemId {
    ItemId::from_random([1; 16])
}

/// The figures of a world, counted as a room counts them.
fn figures(world: &World) -> Tally {
    let mut ballots = RoundBox::default();
    let mut circle_of = BTreeMap::new();
    let mut seats = 0u8;
    for (circle, (low, high, none)) in CIRCLES.iter().zip(world) {
        let marks = [(*low, MARKS[0]), (*high, MARKS[1]), (*none, 0)];
        for mark in marks.into_iter().flat_map(|(times, mark)| std::iter::repeat_n(mark, times as usize)) {
            seats += 1;
            let seat = SeatId::from_random([seats; 16]);
            let marks = BTreeMap::from([(Scale::Severity, Mark(mark))]);
            let items = BTreeMap::from([(item(), Answer { marks, ..Answer::default() })]);
            let answers = Answers { items, ..Answers::default() };
            ballots.ballots.insert(Voter::Seat(seat), Ballot { revision: 1, answers, pen: None });
            circle_of.insert(seat, CircleId((*circle).into()));
        }
    }
    let circle = |voter: &Voter| match voter {
        Voter::Seat(seat) => circle_of[seat].clone(),
        _ => CircleId::other(),
    };
    let round = Round {
        round: RoundId::from_random([2; 16]),
        question: Question::Scales { scales: vec![Scale::Severity], pick: 0, money: None },
        mode: Mode::Anonymous,
        items: vec![item()],
        weighting: Weighting::Person,
        without: String::new(),
        revote_of: None,
        opened_at: Timestamp(0),
        phase: Phase::Closed,
        verdicts: Vec::new(),
    };
    count(&round, &ballots, u32::from(seats), circle)
}

fn scale(tally: &Tally) -> &ScaleTally {
    &tally.items[&item()].scales[&Scale::Severity]
}

/// Every way in which so many seats can share three answers.
fn shares(seats: u32) -> Vec<(u32, u32, u32)> {
    (0..=seats).flat_map(|low| (0..=seats - low).map(move |high| (low, high, seats - low - high))).collect()
}

/// Every world with these many seats in each circle that `fits`.
fn worlds(sizes: [u32; 4], fits: impl Fn(&World) -> bool) -> Vec<World> {
    let mut worlds = vec![[(0, 0, 0); 4]];
    for (circle, size) in sizes.into_iter().enumerate() {
        let longer = |world: World| {
            shares(size).into_iter().map(move |share| {
                let mut world = world;
                world[circle] = share;
                world
            })
        };
        worlds = worlds.into_iter().flat_map(longer).collect();
    }
    worlds.retain(|world| fits(world));
    worlds
}

/// The shown histogram that a circle stands in: low, high, and which circles stand in it. A circle
/// that stands in no shown one stands in the whole.
fn cell(tally: &Tally, circle: usize) -> Option<(u32, u32, Vec<usize>)> {
    let ScaleTally::Shown { counts, circles, .. } = scale(tally) else { return None };
    let is_named = |circle: usize| circles.iter().any(|shown| shown.circle.0 == CIRCLES[circle]);
    let name = if is_named(circle) { CIRCLES[circle] } else { CircleId::OTHER };
    match circles.iter().find(|shown| shown.circle.0 == name) {
        None if circles.is_empty() => Some((counts[0], counts[4], (0..4).collect())),
        None => Some((counts[0], counts[4], vec![circle])),
        Some(shown) if name != CircleId::OTHER => Some((shown.counts[0], shown.counts[4], vec![circle])),
        Some(shown) => {
            let rest = (0..4).filter(|other| *other == 3 || !is_named(*other)).collect();
            Some((shown.counts[0], shown.counts[4], rest))
        }
    }
}

/// How many low marks a few seats can have given among them, in all these worlds: `few` says how
/// many of the seats of each circle that gave a mark.
fn possible(worlds: &[World], few: [u32; 4]) -> BTreeSet<u32> {
    let range = |world: &World| {
        let least: u32 = world.iter().zip(few).map(|((_, high, _), few)| few.saturating_sub(*high)).sum();
        let most: u32 = world.iter().zip(few).map(|((low, ..), few)| few.min(*low)).sum();
        least..=most
    };
    worlds.iter().flat_map(range).collect()
}

/// Every choice of one to four seats that gave a mark, out of these circles.
fn few_seats(marked: [u32; 4], among: &[usize]) -> Vec<[u32; 4]> {
    let mut choices = vec![[0; 4]];
    for circle in among {
        let more = |choice: [u32; 4]| {
            (0..=marked[*circle].min(4)).map(move |few| {
                let mut choice = choice;
                choice[*circle] = few;
                choice
            })
        };
        choices = choices.into_iter().flat_map(more).collect();
    }
    choices.retain(|choice| (1..5).contains(&choice.iter().sum::<u32>()));
    choices
}

/// A circle of a few, or of about as many as can just be shown.
fn circle() -> impl Strategy<Value = (u32, u32, u32)> {
    prop_oneof![(0u32..3, 0u32..3, 0u32..3), (2u32..4, 2u32..4, 0u32..2)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// The rule: of whoever gave a mark, no fewer than five can be bounded more tightly than the
    /// shown histogram of their circle bounds them, even by somebody who knows who gave one.
    #[test]
    fn marks_of_fewer_than_five_are_bounded_by_nothing_but_the_histogram_of_their_circle(
        world in prop::array::uniform4(circle()),
    ) {
        let shown = figures(&world);
        if let ScaleTally::TooFew = scale(&shown) {
            // Nothing is kept: also not how many there were.
            prop_assert_eq!(&shown.items[&item()].scales, &BTreeMap::from([(Scale::Severity, ScaleTally::TooFew)]));
            return Ok(());
        }
        let sizes = world.map(|(low, high, none)| low + high + none);
        let marked = world.map(|(low, high, _)| low + high);
        let is_known = |other: &World| other.map(|(low, high, _)| low + high) == marked;
        let same: Vec<World> = worlds(sizes, |other| is_known(other) && figures(other) == shown);
        prop_assert!(same.contains(&world));
        for circle in 0..4 {
            let (low, high, among) = cell(&shown, circle).expect("there are figures");
            prop_assert!(low + high >= 5, "a shown histogram has five answers");
            for few in few_seats(marked, &among) {
                let seats: u32 = few.iter().sum();
                let by_histogram: BTreeSet<u32> = (seats.saturating_sub(high)..=seats.min(low)).collect();
                prop_assert_eq!(&possible(&same, few), &by_histogram, "{:?} seats of {:?}: {:?}", few, world, shown);
            }
        }
    }
}

/// To have given no mark is covered too: who knows that two people sit for housing must not see in
/// the shown circles that these two gave none.
#[test]
fn figures_do_not_tell_of_a_small_circle_that_nobody_in_it_gave_a_mark() {
    for world in [[(2, 3, 0), (0, 0, 2), (4, 1, 0), (0, 0, 0)], [(2, 3, 0), (1, 0, 1), (4, 2, 0), (0, 0, 0)]] {
        let shown = figures(&world);
        let sizes = world.map(|(low, high, none)| low + high + none);
        let same = worlds(sizes, |other| figures(other) == shown);
        let housing: BTreeSet<_> = same.iter().map(|other| other[1]).collect();
        assert!(housing.len() > 1, "{housing:?}");
    }
}
