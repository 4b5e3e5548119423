//! Seats and parties: the table of `design.md` section 5, one test a row.

mod builder;

use std::collections::BTreeMap;

use builder::{Hall, answers, leader};
use werksessie_core::ballot::{Cast, Voter};
use werksessie_core::party::{self, CircleId};
use werksessie_core::round::{self, Stage};
use werksessie_core::seat::{self, Admit, ChangeSeat, Decline, Layer, PartyChoice, RemoveSeat};
use werksessie_core::*;

fn seat_of(seat: SeatId) -> Actor {
    Actor::Seat { seat }
}

fn vote(hall: &mut Hall, round: RoundId, seat: SeatId, mark: u8) -> Result<(), Refusal> {
    let answers = answers(&hall.items[..1], &[Some((mark, 3))]);
    hall.cast(round, seat, &Cast { revision: None, answers }).map(drop)
}

fn change(seat: SeatId, party: PartyChoice, observer: bool) -> Command {
    Command::SeatChange(ChangeSeat { seat, party, layer: Layer::Policy, observer })
}

/// Six seats of the first party; a round on one item in which all vote `mark`.
fn six_votes(hall: &mut Hall, mark: u8) -> (RoundId, Vec<SeatId>) {
    let seats = [0; 6].map(|party| hall.join(party)).to_vec();
    let round = hall.open(1);
    for seat in &seats {
        vote(hall, round, *seat, mark).expect("the round is open");
    }
    (round, seats)
}

fn count(hall: &mut Hall, round: RoundId) {
    for stage in [Stage::Closed, Stage::Counted] {
        hall.bring(round, stage).expect("this is the order of stages");
    }
}

#[test]
fn a_typed_in_organisation_votes_at_once_and_is_placed_afterwards() {
    let mut hall = Hall::begun();
    let round = hall.open(1);
    let seat = hall.join_as(PartyChoice::Typed("  Kamers met Zorg ".into()), false).unwrap();
    vote(&mut hall, round, seat, 4).unwrap();
    let typed = hall.room.project.parties.last().unwrap().clone();
    assert_eq!(
        (typed.name.as_str(), typed.typed_in, typed.circle.clone()),
        ("Kamers met Zorg", true, CircleId::other())
    );
    // A second colleague lands in the same organisation.
    let second = hall.join_as(PartyChoice::Typed("kamers met zorg".into()), false).unwrap();
    assert_eq!(hall.room.seats[&second].party, typed.party);

    let before = hall.room.project.parties.clone();
    let place = party::Change {
        kind: None,
        party: typed.party,
        name: typed.name.clone(),
        short_name: None,
        circle: CircleId("housing".into()),
        expected: 2,
        typed_in: false,
    };
    let placed = hall.must(Command::PartyChange(place));
    let party = hall.room.project.party(typed.party).unwrap();
    assert_eq!((party.typed_in, party.expected, party.circle.0.as_str()), (false, 2, "housing"));
    hall.must(placed.undo.unwrap());
    assert_eq!(hall.room.project.parties, before);

    // Or it is one of the list after all: seats and their ballots go along.
    let into = hall.parties[3];
    hall.must(Command::PartyMerge(party::Merge { party: typed.party, into }));
    assert!(hall.room.project.party(typed.party).is_none());
    assert!([seat, second].iter().all(|seat| hall.room.seats[seat].party == into));
    assert!(hall.room.ballots[&round].ballots.contains_key(&Voter::Seat(seat)));
    assert_eq!(hall.send(Command::PartyMerge(party::Merge { party: into, into })).map(drop), Err(Refusal::NotFound));
}

#[test]
fn a_party_goes_only_when_nobody_sits_for_it() {
    let mut hall = Hall::begun();
    let (used, free) = (hall.parties[0], hall.parties[5]);
    hall.join(0);
    let remove = |party| Command::PartyRemove(party::Remove { party });
    assert_eq!(hall.send(remove(used)).map(drop), Err(Refusal::InUse));
    let before = hall.room.project.party(free).unwrap().clone();
    let removed = hall.must(remove(free));
    assert!(hall.room.project.party(free).is_none());
    hall.must(removed.undo.unwrap());
    assert_eq!(*hall.room.project.party(free).unwrap(), before);
}

#[test]
fn a_changed_seat_takes_its_open_ballot_along_and_leaves_counted_rounds_as_they_are() {
    let mut hall = Hall::begun();
    // Two circles, for of one circle there is nothing to compare.
    let stay = [4; 6].map(|party| hall.join(party));
    let (first, seats) = six_votes(&mut hall, 4);
    let all = |hall: &mut Hall, round, mark| {
        for seat in &stay {
            vote(hall, round, *seat, mark).unwrap();
        }
    };
    all(&mut hall, first, 1);
    count(&mut hall, first);
    let counted = hall.room.project.meeting(hall.meeting).unwrap().round(first).unwrap().clone();
    hall.bring(first, Stage::Revealed).unwrap();
    let second = hall.open(1);
    for seat in &seats {
        vote(&mut hall, second, *seat, 2).unwrap();
    }
    all(&mut hall, second, 1);
    // All six were of another circle than they had chosen.
    let other = hall.parties[7];
    for seat in &seats {
        hall.send_as(seat_of(*seat), &change(*seat, PartyChoice::Known(other), false)).unwrap();
        assert_eq!(hall.room.seats[seat].layer, Layer::Policy);
    }
    count(&mut hall, second);
    let meeting = hall.room.project.meeting(hall.meeting).unwrap();
    let circles = |round| {
        let summary = meeting.round(round).unwrap().summary(hall.items[0], question::Scale::Severity).unwrap();
        summary.circles.iter().map(|(circle, counts, _)| (circle.0.clone(), *counts)).collect::<BTreeMap<_, _>>()
    };
    let circle_of = |party: usize| hall.room.project.party(hall.parties[party]).unwrap().circle.0.clone();
    let care = (circle_of(4), [6, 0, 0, 0, 0]);
    assert_eq!(circles(first), BTreeMap::from([care.clone(), (circle_of(0), [0, 0, 0, 6, 0])]));
    assert_eq!(circles(second), BTreeMap::from([care, (circle_of(7), [0, 6, 0, 0, 0])]));
    assert_eq!(meeting.round(first).unwrap().phase.tally(), counted.phase.tally());
}

#[test]
fn nobody_changes_the_seat_of_somebody_else_but_a_leader_may() {
    let mut hall = Hall::begun();
    let (mine, theirs) = (hall.join(0), hall.join(1));
    let to = PartyChoice::Known(hall.parties[2]);
    let before = hall.room.seats.clone();
    assert_eq!(hall.send_as(seat_of(mine), &change(theirs, to.clone(), false)).map(drop), Err(Refusal::NotAllowed));
    let gone = PartyChoice::Known(PartyId::from_random([3; 16]));
    assert_eq!(hall.send_as(seat_of(mine), &change(mine, gone, false)).map(drop), Err(Refusal::NotFound));
    assert_eq!(hall.room.seats, before);
    hall.send_as(leader(), &change(theirs, to, false)).unwrap();
    assert_eq!(hall.room.seats[&theirs].party, hall.parties[2]);
}

#[test]
fn who_only_watches_from_now_on_has_no_vote_and_is_in_no_denominator() {
    let mut hall = Hall::begun();
    let (round, seats) = six_votes(&mut hall, 5);
    let own = PartyChoice::Known(hall.parties[0]);
    hall.send_as(seat_of(seats[0]), &change(seats[0], own, true)).unwrap();
    assert_eq!(vote(&mut hall, round, seats[0], 1), Err(Refusal::ObserverCannotVote));
    let meeting = hall.room.project.meeting(hall.meeting).unwrap();
    assert_eq!(hall.room.electorate(hall.meeting, meeting.round(round).unwrap()), (5, 5));
    count(&mut hall, round);
    let meeting = hall.room.project.meeting(hall.meeting).unwrap();
    let tally = meeting.round(round).unwrap().phase.tally().unwrap();
    assert_eq!((tally.voted, tally.present), (5, 5));
}

#[test]
fn a_removed_seat_takes_its_uncounted_ballot_with_it() {
    let mut hall = Hall::begun();
    let (round, seats) = six_votes(&mut hall, 5);
    let prank = hall.join(3);
    vote(&mut hall, round, prank, 1).unwrap();
    assert_eq!(
        hall.send_as(seat_of(seats[0]), &Command::SeatRemove(RemoveSeat { seat: prank })).map(drop),
        Err(Refusal::NotAllowed)
    );
    hall.must(Command::SeatRemove(RemoveSeat { seat: prank }));
    assert_eq!(vote(&mut hall, round, prank, 1), Err(Refusal::NotAllowed));
    assert_eq!(hall.send(Command::SeatRemove(RemoveSeat { seat: prank })).map(drop), Err(Refusal::NotFound));
    count(&mut hall, round);
    let meeting = hall.room.project.meeting(hall.meeting).unwrap();
    let summary = meeting.round(round).unwrap().summary(hall.items[0], question::Scale::Severity).unwrap();
    assert_eq!(summary.counts, [0, 0, 0, 0, 6]);
}

#[test]
fn a_dead_phone_is_replaced_with_two_words_and_a_tap() {
    let mut hall = Hall::begun();
    let (round, seats) = six_votes(&mut hall, 2);
    let mine = hall.room.seats[&seats[2]].clone();
    let new_phone = [42; 32];
    let unknown = (0..64).find(|word| hall.room.seats.values().all(|seat| seat.recovery.0 != *word)).unwrap();
    let ask = |hall: &mut Hall, words, browser| {
        let context = hall.context(Actor::System);
        let claim = seat::claim(&hall.room, hall.meeting, words, browser, &context)?;
        hall.room.claims.insert(claim.claim, claim.clone());
        Ok(claim)
    };
    assert_eq!(ask(&mut hall, (unknown, 1), new_phone), Err(Refusal::WordsUnknown));
    let claim = ask(&mut hall, mine.recovery, new_phone).unwrap();
    assert_eq!(ask(&mut hall, mine.recovery, new_phone).unwrap(), claim, "asking again is the same request");
    assert_eq!(hall.room.seats[&mine.seat], mine, "nothing changes until a leader taps");
    assert_eq!(
        hall.send_as(seat_of(seats[0]), &Command::SeatAdmit(Admit { claim: claim.claim })).map(drop),
        Err(Refusal::NotAllowed)
    );
    hall.must(Command::SeatAdmit(Admit { claim: claim.claim }));
    let now = &hall.room.seats[&mine.seat];
    assert_eq!(now.browser_hash, Some(new_phone));
    assert_ne!(now.token_hash, mine.token_hash, "the old phone's token is worth nothing");
    assert_eq!((now.party, now.recovery, &now.voted), (mine.party, mine.recovery, &mine.voted));
    assert_eq!(hall.room.ballots[&round].ballots[&Voter::Seat(mine.seat)].revision, 1, "the same answers");
    assert!(hall.room.claims.is_empty());

    let wrong = ask(&mut hall, mine.recovery, [43; 32]).unwrap();
    hall.must(Command::SeatDecline(Decline { claim: wrong.claim }));
    assert_eq!(hall.send(Command::SeatAdmit(Admit { claim: wrong.claim })).map(drop), Err(Refusal::NotFound));
    for browser in 0..limits::CLAIMS as u8 {
        ask(&mut hall, mine.recovery, [browser; 32]).unwrap();
    }
    assert!(matches!(ask(&mut hall, mine.recovery, [99; 32]), Err(Refusal::ListFull { .. })));
    hall.must(Command::SeatRemove(RemoveSeat { seat: mine.seat }));
    assert!(hall.room.claims.is_empty(), "nobody comes back to a seat that is gone");
}

#[test]
fn a_latecomer_joins_the_open_round_and_not_a_second_vote() {
    let mut hall = Hall::begun();
    let (round, _) = six_votes(&mut hall, 2);
    let late = hall.join(4);
    vote(&mut hall, round, late, 3).unwrap();
    count(&mut hall, round);
    hall.bring(round, Stage::Revealed).unwrap();
    let new_round = RoundId::from_random([21; 16]);
    let items = vec![hall.items[0].into()];
    hall.must(Command::RoundRevote(round::Revote { meeting: hall.meeting, round, new_round, items }));
    let later = hall.join(4);
    assert_eq!(vote(&mut hall, new_round, later, 3), Err(Refusal::NotInFirstRound));
    vote(&mut hall, new_round, late, 3).unwrap();
}

#[test]
fn what_a_seat_does_stands_in_the_log_without_the_seat() {
    let mut hall = Hall::begun();
    let seat = hall.join(0);
    hall.send_as(seat_of(seat), &change(seat, PartyChoice::Typed("Buurtzorg".into()), false)).unwrap();
    let last = hall.log.last().unwrap();
    assert_eq!((last.event.kind(), last.actor), ("party.added", Actor::System));
}
