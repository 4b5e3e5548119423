//! Rounds on behalf of parties (one pen each), picking, cards, and leaving.

mod builder;

use std::collections::BTreeSet;

use builder::{Hall, answers};
use werksessie_core::ballot::{Cast, TakePen, Voter};
use werksessie_core::party;
use werksessie_core::question::{Answers, picks_of};
use werksessie_core::round::{self, Ask, Mode, Stage};
use werksessie_core::seat::{ChangeSeat, Layer, Leave, PartyChoice, RemoveSeat};
use werksessie_core::view::phone::{Pen, own};
use werksessie_core::*;

fn open(hall: &mut Hall, count: usize, mode: Mode, ask: Ask) -> RoundId {
    let round = RoundId::from_random(hall.id());
    let (meeting, items) = (hall.meeting, hall.items[..count].to_vec());
    let items = items.into_iter().map(Into::into).collect();
    let statement = String::new();
    hall.must(Command::RoundOpen(round::Open {
        among: Vec::new(),
        meeting,
        round,
        items,
        weighting: Default::default(),
        mode,
        ask,
        statement,
    }));
    round
}

fn vote(hall: &mut Hall, round: RoundId, seat: SeatId, mark: u8) -> Result<u32, Refusal> {
    let answers = answers(&hall.items[..1], &[Some((mark, 3))]);
    hall.cast(round, seat, &Cast { revision: None, answers }).map(|ballot| ballot.revision)
}

fn take(hall: &mut Hall, round: RoundId, seat: SeatId, from: SeatId) -> Result<(), Refusal> {
    hall.send_as(Actor::Seat { seat }, &Command::BallotTake(TakePen { round, seat, from })).map(drop)
}

fn count(hall: &mut Hall, round: RoundId) -> Result<(), Refusal> {
    hall.bring(round, Stage::Closed)?;
    hall.bring(round, Stage::Counted).map(drop)
}

fn pen(hall: &Hall, seat: SeatId) -> Option<Pen> {
    own(&hall.room, seat).and_then(|own| own.pen)
}

#[test]
fn the_first_phone_of_a_party_holds_the_pen_and_a_colleague_can_take_it() {
    let mut hall = Hall::begun();
    let [first, second, other] = [0, 0, 1].map(|party| hall.join(party));
    let round = open(&mut hall, 1, Mode::Party, Ask::Rating);
    assert_eq!(pen(&hall, first), Some(Pen::Free));
    assert_eq!(vote(&mut hall, round, first, 4), Ok(1));
    assert_eq!((pen(&hall, first), pen(&hall, second)), (Some(Pen::Mine), Some(Pen::Theirs(first))));
    assert_eq!(pen(&hall, other), Some(Pen::Free), "each party has a pen of its own");
    let draft = own(&hall.room, second).unwrap().ballot.expect("a colleague sees the draft");
    assert_eq!(draft.answers, own(&hall.room, first).unwrap().ballot.unwrap().answers);
    assert_eq!(own(&hall.room, other).unwrap().ballot, None, "nobody sees the draft of another party");

    assert_eq!(vote(&mut hall, round, second, 2), Err(Refusal::PenElsewhere));
    assert_eq!(take(&mut hall, round, second, second), Err(Refusal::PenElsewhere), "names who held it");
    take(&mut hall, round, second, first).unwrap();
    assert_eq!(take(&mut hall, round, second, first), Err(Refusal::AlreadyDone));
    assert_eq!(vote(&mut hall, round, first, 5), Err(Refusal::PenElsewhere));
    assert_eq!(vote(&mut hall, round, second, 2), Ok(2), "the ballot is the same one");
    // Nobody takes a pen for somebody else.
    let stolen = Command::BallotTake(TakePen { round, seat: first, from: second });
    assert_eq!(hall.send_as(Actor::Seat { seat: other }, &stolen).map(drop), Err(Refusal::NotAllowed));
    assert_eq!(take(&mut hall, round, other, second), Err(Refusal::NotFound));

    assert_eq!(hall.room.electorate(hall.meeting, hall.room.project.meetings[0].round(round).unwrap()), (2, 1));
    count(&mut hall, round).unwrap();
    let tally = hall.room.project.meetings[0].round(round).unwrap().phase.tally().unwrap();
    assert_eq!((tally.present, tally.voted, tally.parties.len()), (2, 1, 1));
    assert_eq!(tally.parties[0].party, hall.parties[0]);
    assert_eq!(tally.parties[0].answers.items[&hall.items[0].into()].marks.len(), 2);
    assert!([first, second].iter().all(|seat| hall.room.seats[seat].voted.contains(&round)));
    assert!(!hall.room.seats[&other].voted.contains(&round));
}

#[test]
fn a_pen_is_laid_down_by_who_changes_party_watches_or_is_removed() {
    let mut hall = Hall::begun();
    let [first, second] = [0, 0].map(|party| hall.join(party));
    let round = open(&mut hall, 1, Mode::Party, Ask::Rating);
    vote(&mut hall, round, first, 4).unwrap();
    let elsewhere = PartyChoice::Known(hall.parties[3]);
    let change = ChangeSeat { seat: first, party: elsewhere, layer: Layer::Policy, observer: false };
    hall.must(Command::SeatChange(change));
    assert_eq!(pen(&hall, second), Some(Pen::Free));
    assert_eq!(vote(&mut hall, round, second, 3), Ok(2), "the ballot of the party stays with the party");
    // A prankster is removed: what they wrote for the party goes with them.
    hall.must(Command::SeatRemove(RemoveSeat { seat: second }));
    assert!(!hall.room.ballots[&round].ballots.contains_key(&Voter::Party(hall.parties[0])));
}

#[test]
fn the_ballot_of_a_party_moves_along_when_parties_are_merged() {
    let mut hall = Hall::begun();
    let [first, second] = [0, 1].map(|party| hall.join(party));
    let round = open(&mut hall, 1, Mode::Party, Ask::Rating);
    vote(&mut hall, round, first, 4).unwrap();
    let (party, into) = (hall.parties[0], hall.parties[1]);
    let before = hall.room.ballots[&round].ballots[&Voter::Party(party)].clone();
    hall.must(Command::PartyMerge(party::Merge { party, into }));
    assert_eq!(hall.room.ballots[&round].ballots[&Voter::Party(into)], before);
    assert_eq!(hall.room.ballots[&round].ballots.len(), 1);
    assert_eq!((pen(&hall, first), pen(&hall, second)), (Some(Pen::Mine), Some(Pen::Theirs(first))));
    assert_eq!(hall.room.electorate(hall.meeting, hall.room.project.meetings[0].round(round).unwrap()), (1, 1));
}

#[test]
fn who_leaves_is_away_at_once_and_the_ballot_stays_valid() {
    let mut hall = Hall::begun();
    let [voter, idle] = [0, 0].map(|party| hall.join(party));
    let round = hall.open(1);
    vote(&mut hall, round, voter, 4).unwrap();
    let electorate =
        |hall: &Hall| hall.room.electorate(hall.meeting, hall.room.project.meetings[0].round(round).unwrap());
    assert_eq!(electorate(&hall), (2, 1));
    for seat in [voter, idle] {
        let leave = Command::SeatLeave(Leave { seat });
        assert_eq!(
            hall.send_as(Actor::Seat { seat: if seat == idle { voter } else { idle } }, &leave).map(drop),
            Err(Refusal::NotAllowed)
        );
        hall.send_as(Actor::Seat { seat }, &leave).unwrap();
        assert_eq!(hall.send_as(Actor::Seat { seat }, &leave).map(drop), Err(Refusal::AlreadyDone));
    }
    assert_eq!(electorate(&hall), (1, 1), "who voted counts, who did not is not waited for");
}

#[test]
fn one_picks_a_quarter_from_two_to_five_and_fewer_than_there_are() {
    let expected = [(0, 0), (1, 0), (2, 0), (3, 2), (8, 2), (9, 3), (13, 4), (16, 4), (20, 5), (40, 5)];
    assert_eq!(expected.map(|(items, _)| (items, picks_of(items))), expected);
}

#[test]
fn picks_are_counted_from_five_who_pick() {
    for (pickers, shown) in [(4, (0, 0)), (5, (5, 5))] {
        let mut hall = Hall::begun();
        let seats: Vec<SeatId> = (0..6).map(|_| hall.join(0)).collect();
        let round = open(&mut hall, 6, Mode::Anonymous, Ask::RatingAndPick);
        for (at, seat) in seats.iter().enumerate() {
            let mut given = answers(&hall.items, &[Some((4, 4)); 6]);
            if at < pickers {
                given.picks = BTreeSet::from([hall.items[0].into(), hall.items[1 + at % 2].into()]);
            }
            hall.cast(round, *seat, &Cast { revision: None, answers: given }).unwrap();
        }
        let greedy =
            Answers { picks: hall.items.iter().map(|item| (*item).into()).collect(), ..answers(&hall.items, &[]) };
        assert_eq!(
            hall.cast(round, seats[0], &Cast { revision: None, answers: greedy }),
            Err(Refusal::TooManyPicks { max: 2 })
        );
        let found = hall.room.project.meetings[0].round(round).unwrap();
        assert_eq!(hall.room.electorate(hall.meeting, found), (6, pickers as u32), "a pick is part of a full answer");
        count(&mut hall, round).unwrap();
        let tally = hall.room.project.meetings[0].round(round).unwrap().phase.tally().unwrap();
        assert_eq!((tally.pickers, tally.items[&hall.items[0].into()].picks), shown);
    }
}

#[test]
fn cards_of_fewer_than_five_are_not_counted_and_not_lost() {
    let mut hall = Hall::begun();
    let seats: Vec<SeatId> = (0..5).map(|_| hall.join(0)).collect();
    let round = open(&mut hall, 0, Mode::Anonymous, Ask::Cards);
    let write = |hall: &mut Hall, at: usize| {
        let cards = vec![format!("tekst {}", 9 - at), "  ".into()];
        hall.cast(round, seats[at], &Cast { revision: None, answers: Answers { cards, ..Answers::default() } })
            .unwrap();
    };
    (0..4).for_each(|at| write(&mut hall, at));
    hall.bring(round, Stage::Closed).unwrap();
    assert_eq!(hall.bring(round, Stage::Counted).map(drop), Err(Refusal::TooFewCards { min: 5 }));
    assert_eq!(hall.room.ballots[&round].ballots.len(), 4);
    hall.bring(round, Stage::Open).unwrap();
    write(&mut hall, 4);
    count(&mut hall, round).unwrap();
    let tally = hall.room.project.meetings[0].round(round).unwrap().phase.tally().unwrap();
    assert_eq!(tally.cards, ["tekst 5", "tekst 6", "tekst 7", "tekst 8", "tekst 9"], "in no order of arrival");
    let waiting: Vec<_> = hall.room.project.waiting_cards().map(|card| card.title.as_str()).collect();
    assert_eq!(waiting, ["tekst 5", "tekst 6", "tekst 7", "tekst 8", "tekst 9"], "they wait for the leader");
    let many = Answers { cards: vec!["x".into(); 5], ..Answers::default() };
    let again = open_again(&mut hall);
    assert_eq!(
        hall.cast(again, seats[0], &Cast { revision: None, answers: many }),
        Err(Refusal::ListFull { max: usize::from(limits::OWN_CARDS) })
    );
}

fn open_again(hall: &mut Hall) -> RoundId {
    let counted = hall.room.project.meetings[0].rounds[0].round;
    hall.bring(counted, Stage::Revealed).expect("it was counted");
    open(hall, 0, Mode::Anonymous, Ask::Cards)
}

#[test]
fn the_wall_and_the_phones_promise_what_the_round_does() {
    use view::phone::{Stage as OnPhone, phone};
    use view::screen::{Stage as OnWall, screen};
    for (mode, asked, items) in
        [(Mode::Anonymous, Ask::Rating, 1), (Mode::Party, Ask::RatingAndPick, 4), (Mode::Anonymous, Ask::Cards, 0)]
    {
        let mut hall = Hall::begun();
        let seats: Vec<SeatId> = (0..5).map(|party| hall.join(party)).collect();
        let round = open(&mut hall, items, mode, asked);
        let wall = |hall: &Hall| screen(&hall.room, hall.meeting).expect("the meeting is there").stage;
        let OnWall::Ask { ask, mode: told, .. } = wall(&hall) else { panic!("it is open") };
        assert_eq!((ask, told), (asked, mode));
        if asked == Ask::Cards {
            continue;
        }
        for seat in seats {
            vote(&mut hall, round, seat, 3).expect("it is open");
        }
        count(&mut hall, round).expect("five answered");
        assert!(matches!(wall(&hall), OnWall::Counted { mode: told, .. } if told == mode));
        let shown = phone(&hall.room, hall.meeting).expect("the meeting is there").stage;
        assert!(matches!(shown, OnPhone::Counted(_, told, _) if told == mode));
    }
}
