//! Risks from silent writing to a decided place in the matrix (method A.2).

mod builder;
mod decided;
mod essence;

use std::collections::BTreeMap;

use builder::Hall;
use decided::decided;
use essence::essence;
use proptest::prelude::*;
use werksessie_core::ballot::Cast;
use werksessie_core::question::{Answer, Answers, Frame, Mark, Scale, Written};
use werksessie_core::risk::list::{Drop, Merge, Return, Wait};
use werksessie_core::risk::measure::{Classes, Measure, Range, Zone, Zones};
use werksessie_core::risk::score::{Place, Settle};
use werksessie_core::risk::{Add, Side, Status};
use werksessie_core::round::deciding::Reopen;
use werksessie_core::round::{Ask, Mode, Open, Phase, Stage, Target};
use werksessie_core::view::risks::{risk_results, to_settle};
use werksessie_core::*;

fn add(hall: &mut Hall, bottleneck: usize, side: Side, event: &str) -> RiskId {
    let risk = RiskId::from_random(hall.id());
    let bottleneck = hall.items[bottleneck];
    let (event, consequence) = (event.into(), String::new());
    hall.must(Command::RiskAdd(Add { risk, bottleneck, side, event, consequence, category: None }));
    risk
}

fn score(place: (u8, u8)) -> Answer {
    let marks = [(Scale::Chance, Mark(place.0)), (Scale::Impact, Mark(place.1))];
    Answer { marks: marks.into(), ..Answer::default() }
}

/// Opens a round of scoring on these risks.
fn open(hall: &mut Hall, risks: &[RiskId]) -> Result<RoundId, Refusal> {
    let round = RoundId::from_random(hall.id());
    let items = risks.iter().map(|risk| (*risk).into()).collect();
    let open = hall.asking(round, Ask::RiskScores, items);
    hall.send(Command::RoundOpen(open)).map(|_| round)
}

/// Six people give these places to one risk, and the figures are shown.
fn scored(hall: &mut Hall, risk: RiskId, places: &[(u8, u8)]) -> RoundId {
    let round = open(hall, &[risk]).expect("the risk is on the list");
    for place in places {
        let seat = hall.join(0);
        let answers = Answers { items: BTreeMap::from([(risk.into(), score(*place))]), ..Answers::default() };
        hall.cast(round, seat, &Cast { revision: None, answers }).expect("the round is open");
    }
    for stage in [Stage::Closed, Stage::Counted, Stage::Revealed] {
        hall.bring(round, stage).expect("it is the next stage");
    }
    round
}

fn round(hall: &Hall, round: RoundId) -> &round::Round {
    hall.room.project.meeting(hall.meeting).and_then(|meeting| meeting.round(round)).expect("it was opened")
}

fn settle(hall: &mut Hall, round: RoundId, risk: RiskId, place: (u8, u8), reason: &str) -> Result<Outcome, Refusal> {
    let target = Target { meeting: hall.meeting, round };
    let places = BTreeMap::from([(risk, Place { chance: place.0, impact: place.1 })]);
    hall.send(Command::RiskSettle(Settle { target, places, reason: reason.into() }))
}

fn there_and_back(hall: &mut Hall, command: Command) {
    let before = essence(&hall.room.project);
    let undo = hall.must(command.clone()).undo.expect("it can be taken back");
    hall.must(undo);
    assert_eq!(essence(&hall.room.project), before, "{}", command.name());
    hall.must(command);
}

/// Silent writing: each seat writes these cards about the first bottleneck.
fn written(hall: &mut Hall, mode: Mode, cards: &[(usize, Frame, &str)]) -> RoundId {
    let round = RoundId::from_random(hall.id());
    let item: ItemId = hall.items[0].into();
    let open = Open { mode, ..hall.asking(round, Ask::RiskCards, vec![item]) };
    hall.must(Command::RoundOpen(open));
    for (party, frame, text) in cards {
        let seat = hall.join(*party);
        let written = Written { text: (*text).into(), more: "dat kost tijd".into(), ..Written::default() };
        let answer = Answer { cards: BTreeMap::from([(*frame, written)]), ..Answer::default() };
        let answers = Answers { items: BTreeMap::from([(item, answer)]), ..Answers::default() };
        hall.cast(round, seat, &Cast { revision: None, answers }).expect("the round is open");
    }
    hall.bring(round, Stage::Closed).expect("it is open");
    round
}

#[test]
fn what_was_written_waits_to_be_collected_and_keeps_no_writer() {
    let (mut hall, _) = decided(1);
    let cards = ["e", "d", "c", "b", "a"].map(|text| (0, Frame::Youth, text));
    let round = written(&mut hall, Mode::Anonymous, &cards);
    hall.bring(round, Stage::Counted).expect("there are five");
    let waiting = hall.room.project.written_risks();
    let texts: Vec<_> = waiting.iter().map(|risk| (risk.event.as_str(), risk.by, risk.number)).collect();
    assert_eq!(texts, ["a", "b", "c", "d", "e"].map(|text| (text, None, 0)), "in an order that tells nothing");
    assert!(waiting.iter().all(|risk| risk.side == Side::Youth && risk.consequence == "dat kost tijd"));
    assert!(hall.room.project.risks_of(hall.items[0], Side::Youth).is_empty(), "none is on the list yet");
    let (first, second, third) = (waiting[0].risk, waiting[1].risk, waiting[2].risk);
    there_and_back(&mut hall, Command::RiskReturn(Return { risk: first }));
    there_and_back(&mut hall, Command::RiskMerge(Merge { risk: second, into: first }));
    there_and_back(&mut hall, Command::RiskDrop(Drop { risk: third }));
    let number = |hall: &Hall, risk| hall.room.project.risk(risk).map(|risk| risk.number);
    assert_eq!((number(&hall, first), number(&hall, second)), (Some(1), Some(0)));
    assert_eq!(hall.send(Command::RiskWait(Wait { risk: first })), Err(Refusal::InUse), "another hangs on it");
    assert_eq!(hall.room.project.written_risks().len(), 2);
}

#[test]
fn four_cards_would_point_at_who_wrote_them() {
    let (mut hall, _) = decided(1);
    let round = written(&mut hall, Mode::Anonymous, &["a", "b", "c", "d"].map(|text| (0, Frame::Municipality, text)));
    assert_eq!(hall.bring(round, Stage::Counted).map(drop), Err(Refusal::TooFewCards { min: 5 }));
}

#[test]
fn on_behalf_of_parties_each_party_has_its_turn() {
    let (mut hall, _) = decided(1);
    let item: ItemId = hall.items[0].into();
    let round = RoundId::from_random(hall.id());
    let open = Open { mode: Mode::Party, ..hall.asking(round, Ask::RiskCards, vec![item]) };
    hall.must(Command::RoundOpen(open));
    for party in [2, 1] {
        let seat = hall.join(party);
        let card = |text: &str| Written { text: format!("{text} {party}"), ..Written::default() };
        let cards = BTreeMap::from([(Frame::Youth, card("eerst")), (Frame::Municipality, card("dan"))]);
        let answers =
            Answers { items: BTreeMap::from([(item, Answer { cards, ..Answer::default() })]), ..Answers::default() };
        hall.cast(round, seat, &Cast { revision: None, answers }).expect("the round is open");
    }
    for stage in [Stage::Closed, Stage::Counted] {
        hall.bring(round, stage).expect("it is the next stage");
    }
    let turns: Vec<_> = hall.room.project.written_risks().iter().map(|risk| risk.by).collect();
    let (one, two) = (Some(hall.parties[1]), Some(hall.parties[2]));
    assert_eq!(turns, [one, two, one, two], "one of each in turn");
}

#[test]
fn scoring_is_anonymous_and_takes_two_risks_of_a_side() {
    let (mut hall, _) = decided(2);
    let risks = ["a", "b", "c"].map(|event| add(&mut hall, 0, Side::Youth, event));
    let other = add(&mut hall, 0, Side::Municipality, "d");
    assert_eq!(open(&mut hall, &risks), Err(Refusal::TooManyRisks { max: 2 }));
    assert_eq!(open(&mut hall, &[]), Err(Refusal::ItemCount { max: 40 }));
    let named = Open {
        mode: Mode::Party,
        ..hall.asking(RoundId::from_random([1; 16]), Ask::RiskScores, vec![risks[0].into()])
    };
    assert_eq!(hall.send(Command::RoundOpen(named)).map(drop), Err(Refusal::ModeNotAllowed));
    hall.must(Command::RiskDrop(Drop { risk: risks[0] }));
    assert_eq!(open(&mut hall, &risks[..2]), Err(Refusal::NotOnList));
    let opened = open(&mut hall, &[risks[1], risks[2], other]).expect("two of one side, one of the other");
    assert_eq!(hall.send(Command::RiskDrop(Drop { risk: other })), Err(Refusal::AnotherRoundBusy));
    assert_eq!(round(&hall, opened).risks().count(), 3);
    assert_eq!(round(&hall, opened).rated().count(), 0, "a risk is no bottleneck");
}

#[test]
fn every_vote_has_its_place_and_the_table_decides() {
    let (mut hall, _) = decided(1);
    let bounds = Classes([25_000, 50_000, 100_000, 250_000, 750_000]);
    there_and_back(&mut hall, Command::RiskMeasure(Measure { classes: Some(bounds), zones: None }));
    let risk = add(&mut hall, 0, Side::Municipality, "dure crisisplekken");
    let asked = scored(&mut hall, risk, &[(5, 3), (5, 3), (4, 3), (5, 2), (5, 3)]);
    let rows = risk_results(&hall.room.project, round(&hall, asked));
    let votes = rows[0].votes.clone().expect("there are five");
    assert_eq!((votes.median, votes.voted), ((5.0, 3.0), 5));
    assert_eq!((votes.places[2][4], votes.places[2][3], votes.places[1][4]), (3, 1, 1));
    assert_eq!(rows[0].zone, Some(Zone::High));
    assert_eq!(rows[0].money, Some(Range { from: 90_000, to: Some(225_000) }));
    assert_eq!(settle(&mut hall, asked, risk, (4, 3), "").map(drop), Err(Refusal::ReasonNeeded));
    assert_eq!(settle(&mut hall, asked, risk, (0, 3), "Zo").map(drop), Err(Refusal::MarkOutOfRange));
    // What changes later changes nothing about what was decided.
    hall.must(Command::RiskMeasure(Measure { classes: None, zones: None }));
    let target = Target { meeting: hall.meeting, round: asked };
    let places = BTreeMap::from([(risk, Place { chance: 5, impact: 3 })]);
    there_and_back(&mut hall, Command::RiskSettle(Settle { target, places, reason: String::new() }));
    let score = hall.room.project.risk(risk).and_then(|risk| risk.score.clone()).expect("it was decided");
    assert_eq!((score.zone, score.money), (Zone::High, Some(Range { from: 90_000, to: Some(225_000) })));
    assert_eq!(score.figures.expect("five voted").median, (500, 300));
    assert!(matches!(round(&hall, asked).phase, Phase::Decided(_)));
    hall.must(Command::RoundReopen(Reopen { target }));
    assert_eq!(hall.room.project.risk(risk).and_then(|risk| risk.score.clone()), None);
}

#[test]
fn under_five_votes_nothing_is_shown_and_the_table_may_still_decide() {
    let (mut hall, _) = decided(1);
    let risk = add(&mut hall, 0, Side::Youth, "geen plek");
    // Six voted, two of them on one scale only: their marks have no place.
    let asked = scored(&mut hall, risk, &[(5, 5), (4, 4), (3, 3), (2, 2), (0, 5), (5, 0)]);
    let tally = round(&hall, asked).phase.tally().expect("it was counted").clone();
    let text = serde_json::to_string(&tally).expect("plain data");
    assert!(!text.contains("counts") && !text.contains("places"), "{text}");
    assert_eq!(risk_results(&hall.room.project, round(&hall, asked))[0].votes, None);
    let outcome = settle(&mut hall, asked, risk, (3, 4), "").expect("the table may");
    assert!(outcome.undo.is_some());
    let score = hall.room.project.risk(risk).and_then(|risk| risk.score.clone()).expect("it was decided");
    assert_eq!((score.figures, score.money, score.zone), (None, None, Zone::High));
}

#[test]
fn a_re_vote_gives_the_newest_figures_to_the_table_and_its_own_to_the_room() {
    let (mut hall, _) = decided(1);
    let risk = add(&mut hall, 0, Side::Youth, "geen plek");
    let asked = scored(&mut hall, risk, &[(1, 5), (1, 5), (1, 5), (5, 5), (5, 5)]);
    let again = RoundId::from_random(hall.id());
    let (meeting, items) = (hall.meeting, vec![risk.into()]);
    hall.must(Command::RoundRevote(round::Revote { meeting, round: asked, new_round: again, items }));
    let seats: Vec<_> =
        hall.room.seats.values().filter(|seat| seat.voted.contains(&asked)).map(|seat| seat.seat).collect();
    for seat in seats {
        let answers = Answers { items: BTreeMap::from([(risk.into(), score((3, 5)))]), ..Answers::default() };
        hall.cast(again, seat, &Cast { revision: None, answers }).expect("they voted before");
    }
    for stage in [Stage::Closed, Stage::Counted] {
        hall.bring(again, stage).expect("it is the next stage");
    }
    let project = &hall.room.project;
    let medians = |rows: Vec<view::risks::RiskResult>| rows[0].votes.as_ref().map(|votes| votes.median);
    let found = project.meeting(hall.meeting).expect("it was planned");
    assert_eq!(medians(risk_results(project, round(&hall, asked))), Some((1.0, 5.0)), "not shown yet");
    assert_eq!(medians(to_settle(project, found, round(&hall, asked))), Some((3.0, 5.0)));
    assert_eq!(settle(&mut hall, asked, risk, (3, 5), "").map(drop), Err(Refusal::AnotherRoundBusy));
    hall.bring(again, Stage::Revealed).expect("it is the next stage");
    settle(&mut hall, asked, risk, (3, 5), "").expect("that is what the vote says");
}

#[test]
fn risks_are_ordered_by_impact_and_then_chance_never_by_both_at_once() {
    let (mut hall, _) = decided(1);
    let places = [(5, 3), (1, 5), (4, 4), (2, 5)];
    let mut risks = Vec::new();
    for place in places {
        let risk = add(&mut hall, 0, Side::Youth, "x");
        let asked = scored(&mut hall, risk, &[place; 5]);
        settle(&mut hall, asked, risk, place, "").expect("that is what the vote says");
        risks.push(risk);
    }
    let mut rows: Vec<_> = hall.room.project.risks.iter().collect();
    risk::score::order(&mut rows);
    let order: Vec<_> = rows.iter().map(|risk| risk.risk).collect();
    // Multiplied, 4 x 4 and 5 x 3 would come before 5 x 2 and 5 x 1.
    assert_eq!(order, [risks[3], risks[1], risks[2], risks[0]]);
}

fn mark() -> impl Strategy<Value = Option<u8>> {
    prop::option::of(0u8..6)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn places_hold_who_gave_both_marks_and_nobody_else(votes in prop::collection::vec((mark(), mark()), 0..14)) {
        let (mut hall, _) = decided(1);
        let risk = add(&mut hall, 0, Side::Youth, "x");
        let asked = open(&mut hall, &[risk]).expect("it is on the list");
        let mut both = 0;
        for (chance, impact) in &votes {
            let seat = hall.join(3);
            let marks = [(Scale::Chance, *chance), (Scale::Impact, *impact)];
            let marks = marks.into_iter().filter_map(|(scale, mark)| Some((scale, Mark(mark?)))).collect();
            let answer = Answer { marks, ..Answer::default() };
            both += u32::from(answer.place().is_some());
            let answers = Answers { items: BTreeMap::from([(risk.into(), answer)]), ..Answers::default() };
            hall.cast(asked, seat, &Cast { revision: None, answers }).expect("the round is open");
        }
        for stage in [Stage::Closed, Stage::Counted] {
            hall.bring(asked, stage).expect("it is the next stage");
        }
        let tally = round(&hall, asked).phase.tally().expect("it was counted");
        let item = &tally.items[&risk.into()];
        let placed = item.places.map_or(0, |places| places.iter().flatten().sum::<u32>());
        prop_assert_eq!(placed, if both < 5 { 0 } else { both });
        // Both scales come from the places, so that no difference tells what one person gave.
        for (scale, axis) in Scale::RISK.into_iter().zip([0, 1]) {
            let shown = item.scales[&scale].summary(tally::Weighting::Person).map(|summary| summary.counts);
            let margins = item.places.as_ref().map(risk::score::margins);
            prop_assert_eq!(shown, margins.map(|margins| if axis == 0 { margins.0 } else { margins.1 }));
            prop_assert!(item.scales[&scale].summary(tally::Weighting::Circle).is_none_or(|summary| summary.circles.is_empty()));
        }
    }

    #[test]
    fn zones_only_rise(cells in prop::collection::vec(0usize..3, 25)) {
        let mut zones = Zones::default();
        for (at, zone) in cells.into_iter().enumerate() {
            zones.0[at / 5][at % 5] = Zone::ALL[zone];
        }
        let mut hall = Hall::begun();
        let rises = (1..=5).all(|impact| (1..=5).all(|chance| {
            let here = zones.at(chance, impact);
            here <= zones.at((chance + 1).min(5), impact) && here <= zones.at(chance, (impact + 1).min(5))
        }));
        let answer = hall.send(Command::RiskMeasure(Measure { classes: None, zones: Some(zones) }));
        prop_assert!(matches!((rises, answer), (true, Ok(_) | Err(Refusal::AlreadyDone)) | (false, Err(Refusal::ZonesFall))));
    }
}

#[test]
fn a_written_risk_is_not_counted_or_shown_before_somebody_takes_it() {
    let (mut hall, _) = decided(1);
    let round = written(&mut hall, Mode::Anonymous, &["a", "b", "c", "d", "e"].map(|text| (0, Frame::Youth, text)));
    hall.bring(round, Stage::Counted).expect("there are five");
    assert_eq!(hall.room.project.risks_listed(), 0);
    assert!(view::risks::risk_rows(&hall.room.project).is_empty());
    let screen = view::screen::screen(&hall.room, hall.meeting).expect("the meeting exists");
    assert!(!serde_json::to_string(&screen).expect("plain data").contains("dat kost tijd"), "not before reveal");
    assert_eq!(hall.room.project.risks.iter().filter(|risk| risk.status == Status::Proposed).count(), 5);
}

#[test]
fn looking_back_shows_where_risks_stand_and_of_which_votes_whatever_round_it_was() {
    let (mut hall, _) = decided(1);
    let (one, two) =
        (add(&mut hall, 0, Side::Youth, "geen plek"), add(&mut hall, 0, Side::Municipality, "hoge kosten"));
    let first = scored(&mut hall, one, &[(1, 2); 5]);
    // The table puts it elsewhere.
    settle(&mut hall, first, one, (4, 5), "We zien het vaker").expect("the table may");
    let second = scored(&mut hall, two, &[(2, 3); 6]);
    settle(&mut hall, second, two, (2, 3), "").expect("as the vote says");
    hall.must(Command::ScreenShow(screen::Show { meeting: hall.meeting, picture: screen::Picture::Matrices }));
    let view = view::screen::screen(&hall.room, hall.meeting).expect("the meeting exists");
    let view::screen::Stage::Matrices { rows, .. } = view.stage else { panic!("{:?}", view.stage) };
    let seen: Vec<_> =
        rows.iter().map(|row| (row.risk, row.decided.map(|(place, _)| (place.chance, place.impact)))).collect();
    assert_eq!(seen, [(one, Some((4, 5))), (two, Some((2, 3)))], "both rounds, by impact, as decided");
    assert_eq!(
        rows.iter().map(|row| row.votes.as_ref().map(|votes| votes.voted)).collect::<Vec<_>>(),
        [Some(5), Some(6)]
    );
    // What left the list is not looked back on.
    hall.must(Command::RiskDrop(risk::list::Drop { risk: two }));
    assert_eq!(view::risks::settled_risks(&hall.room.project).len(), 1);
}
