//! The life of a round, from opening to decision (method A.0.3), as behaviour of the whole core.

mod builder;
mod essence;

use builder::{Hall, Marks, answers, leader};
use essence::essence;
use werksessie_core::ballot::{Cast, RoundBox, Voter};
use werksessie_core::bottleneck::Figure;
use werksessie_core::meeting;
use werksessie_core::party::CircleId;
use werksessie_core::question::Scale;
use werksessie_core::round::{self, Phase, Round, Stage, Target};
use werksessie_core::screen::Picture;
use werksessie_core::seat::PartyChoice;
use werksessie_core::stats::Band;
use werksessie_core::step::{MarkStep, StepId, StepState};
use werksessie_core::tally::ScaleTally;
use werksessie_core::time::Quarter;
use werksessie_core::*;

const STAGES: [Stage; 5] = [Stage::Open, Stage::Closed, Stage::Counted, Stage::Revealed, Stage::Discarded];

/// Verbs that only these tests need.
impl Hall {
    fn round(&self, round: RoundId) -> &Round {
        let meeting = self.room.project.meeting(self.meeting).expect("the meeting was planned");
        meeting.round(round).expect("the round was opened")
    }

    fn vote(&mut self, round: RoundId, seat: SeatId, marks: &[Marks]) -> Result<(), Refusal> {
        let marks: Vec<_> = marks.iter().copied().map(Some).collect();
        let answers = answers(&self.round(round).items, &marks);
        self.cast(round, seat, &Cast { revision: None, answers }).map(drop)
    }

    /// Brings an open round to revealed, or as far as asked.
    fn advance(&mut self, round: RoundId, to: &[Stage]) {
        for stage in to {
            self.bring(round, *stage).expect("this is the order of stages");
        }
    }

    fn reveal(&mut self, round: RoundId) {
        self.advance(round, &[Stage::Closed, Stage::Counted, Stage::Revealed]);
    }

    /// Six seats of the municipality, care and housing, two of each.
    fn six(&mut self) -> Vec<SeatId> {
        [0, 0, 4, 4, 7, 7].map(|party| self.join(party)).to_vec()
    }

    /// A revealed round on the first three items, on which six seats found the first the most
    /// severe and the third the least.
    fn revealed(&mut self) -> (RoundId, Vec<SeatId>) {
        let seats = self.six();
        let round = self.open(3);
        for seat in &seats {
            self.vote(round, *seat, &[(5, 3), (3, 3), (1, 3)]).expect("all may vote");
        }
        self.reveal(round);
        (round, seats)
    }

    fn target(&self, round: RoundId) -> Target {
        Target { meeting: self.meeting, round }
    }

    fn decide(&mut self, round: RoundId, priorities: &[usize], reason: &str) -> Result<Outcome, Refusal> {
        let priorities = priorities.iter().map(|at| self.items[*at]).collect();
        let target = self.target(round);
        self.send(Command::RoundDecide(round::deciding::DecideItems { target, priorities, reason: reason.into() }))
    }

    fn reopen(&mut self, round: RoundId) -> Result<Outcome, Refusal> {
        let target = self.target(round);
        self.send(Command::RoundReopen(round::deciding::Reopen { target }))
    }

    fn revote(&mut self, first: RoundId, items: &[usize]) -> Result<RoundId, Refusal> {
        let new_round = RoundId::from_random(self.id());
        let items = items.iter().map(|at| self.items[*at].into()).collect();
        let revote = round::Revote { meeting: self.meeting, round: first, new_round, items };
        self.send(Command::RoundRevote(revote)).map(|_| new_round)
    }

    fn paper(&mut self, round: RoundId, paper: u8, sheets: &[&[Marks]]) -> Result<Outcome, Refusal> {
        let items = self.round(round).items.clone();
        let sheet = |marks: &&[Marks]| answers(&items, &marks.iter().copied().map(Some).collect::<Vec<_>>());
        let (target, sheets) = (self.target(round), sheets.iter().map(sheet).collect());
        self.send(Command::RoundPaper(round::counting::Paper {
            target,
            paper: PaperId::from_random([paper; 16]),
            sheets,
        }))
    }

    fn promise(&mut self, item: usize) -> PromiseId {
        let promise = PromiseId::from_random(self.id());
        self.must(Command::PromiseMake(promise::Make {
            promise,
            bottleneck: self.items[item],
            party: self.parties[4],
            owner: "Sam".into(),
            what: "Een vast gezicht regelen".into(),
            also: Vec::new(),
            result: String::new(),
            kind: promise::Kind::Promise,
            reservation: String::new(),
            mandate: Some(promise::Mandate::Yes),
            due: "2027-04-01".parse().expect("this day exists"),
        }));
        promise
    }

    /// Takes back the newest act of the meeting, as the console does.
    fn undo(&mut self) -> Result<Outcome, Refusal> {
        let meeting = self.room.project.meeting(self.meeting).expect("the meeting was planned");
        let undo = meeting.acts.last().and_then(|act| act.undo.clone());
        self.send(undo.expect("the newest act can be taken back"))
    }

    /// Does something that can be taken back, takes it back, and finds everything as it was.
    fn there_and_back(&mut self, command: Command) {
        let before = essence(&self.room.project);
        let (name, ballots) = (command.name(), self.room.ballots.clone());
        self.must(command);
        assert_ne!(essence(&self.room.project), before, "{name} does something");
        self.undo().expect("nothing hangs on it");
        assert_eq!(essence(&self.room.project), before, "{name} is taken back");
        assert_eq!(self.room.ballots, ballots, "{name} leaves the ballots");
    }

    fn counts(&self, round: RoundId, item: usize) -> Option<[u32; 5]> {
        self.round(round).summary(self.items[item], Scale::Severity).map(|summary| summary.counts)
    }
}

#[test]
fn a_round_goes_from_stage_to_stage_only_along_its_life() {
    let (ok, done, wrong) = (Ok(()), Err(Refusal::AlreadyDone), Err(Refusal::WrongPhase));
    let table = [
        ("open", [&done, &ok, &wrong, &wrong, &ok]),
        ("closed", [&ok, &done, &ok, &wrong, &ok]),
        ("counted", [&wrong, &wrong, &done, &ok, &wrong]),
        ("revealed", [&wrong, &wrong, &ok, &done, &wrong]),
        ("decided", [&wrong, &wrong, &wrong, &done, &wrong]),
        ("discarded", [&wrong, &wrong, &wrong, &wrong, &done]),
    ];
    for (phase, row) in table {
        for (to, expected) in STAGES.into_iter().zip(row) {
            let mut hall = Hall::begun();
            let seats = hall.six();
            let round = hall.open(2);
            for seat in seats {
                hall.vote(round, seat, &[(5, 4), (1, 2)]).unwrap();
            }
            match phase {
                "open" => {}
                "closed" => hall.advance(round, &[Stage::Closed]),
                "counted" => hall.advance(round, &[Stage::Closed, Stage::Counted]),
                "discarded" => hall.advance(round, &[Stage::Discarded]),
                _ => hall.reveal(round),
            }
            if phase == "decided" {
                hall.decide(round, &[0], "").unwrap();
            }
            let before = (hall.room.project.clone(), hall.room.ballots.clone());
            let answer = hall.bring(round, to).map(drop);
            assert_eq!(&answer, expected, "from {phase} to {to:?}");
            if answer.is_ok() {
                assert_eq!(hall.round(round).phase.stage(), to, "from {phase}");
                let kept = matches!(to, Stage::Open | Stage::Closed);
                assert_eq!(hall.room.ballots.contains_key(&round), kept, "ballots from {phase} to {to:?}");
            } else {
                assert_eq!((hall.room.project, hall.room.ballots), before, "from {phase} to {to:?}");
            }
        }
    }
}

#[test]
fn no_figure_exists_before_counting_and_no_ballot_after_it() {
    let mut hall = Hall::begun();
    let seats = hall.six();
    let round = hall.open(1);
    for seat in &seats {
        hall.vote(round, *seat, &[(4, 2)]).unwrap();
    }
    hall.bring(round, Stage::Closed).unwrap();
    assert_eq!(hall.round(round).phase, Phase::Closed);
    assert_eq!(hall.counts(round, 0), None);
    assert_eq!(hall.room.ballots[&round].complete, 6);
    assert!(hall.room.seats.values().all(|seat| seat.voted.is_empty()));
    hall.bring(round, Stage::Counted).unwrap();
    assert_eq!(hall.counts(round, 0), Some([0, 0, 0, 6, 0]));
    assert!(hall.room.ballots.is_empty());
}

#[test]
fn a_seat_remembers_that_it_voted_and_others_do_not() {
    let mut hall = Hall::begun();
    let seats = hall.six();
    let round = hall.open(1);
    for seat in &seats[..5] {
        hall.vote(round, *seat, &[(4, 2)]).unwrap();
    }
    hall.reveal(round);
    for seat in &seats[..5] {
        assert!(hall.room.seats[seat].voted.contains(&round));
    }
    assert!(hall.room.seats[&seats[5]].voted.is_empty());
}

#[test]
fn a_round_that_is_not_open_takes_no_ballot() {
    let mut hall = Hall::begun();
    let seat = hall.join(0);
    let round = hall.open(1);
    for stage in [Stage::Closed, Stage::Counted, Stage::Revealed] {
        hall.bring(round, stage).unwrap();
        assert_eq!(hall.vote(round, seat, &[(4, 2)]), Err(Refusal::RoundNotOpen), "{stage:?}");
    }
}

#[test]
fn the_highest_revision_of_a_ballot_stands_and_a_plain_form_overwrites() {
    let mut hall = Hall::begun();
    let seat = hall.join(0);
    let round = hall.open(1);
    let items = hall.items.clone();
    let mut cast = |revision, mark| {
        hall.cast(round, seat, &Cast { revision, answers: answers(&items, &[Some((mark, 1))]) }).unwrap()
    };
    let second = cast(Some(2), 5);
    assert_eq!(cast(Some(1), 3), second);
    assert_eq!(cast(Some(2), 3), second);
    let plain = cast(None, 1);
    assert_eq!((plain.revision, plain.answers), (3, answers(&items, &[Some((1, 1))])));
    assert_eq!(hall.room.ballots[&round].complete, 1);
}

#[test]
fn a_ballot_with_a_strange_item_or_mark_is_refused_and_cannot_judge_is_an_answer() {
    let mut hall = Hall::begun();
    let seat = hall.join(0);
    let round = hall.open(1);
    let strange = answers(&hall.items[3..], &[Some((1, 1))]);
    assert_eq!(hall.cast(round, seat, &Cast { revision: None, answers: strange }), Err(Refusal::UnknownItem));
    assert_eq!(hall.vote(round, seat, &[(6, 1)]), Err(Refusal::MarkOutOfRange));
    assert!(hall.room.ballots.is_empty());
    hall.vote(round, seat, &[(0, 0)]).unwrap();
    assert_eq!(hall.room.ballots[&round].complete, 1);
}

#[test]
fn only_who_voted_before_votes_again() {
    let mut hall = Hall::begun();
    let (first, seats) = hall.revealed();
    let late = hall.join(0);
    let again = hall.revote(first, &[1]).unwrap();
    assert_eq!(hall.vote(again, late, &[(5, 5)]), Err(Refusal::NotInFirstRound));
    hall.vote(again, seats[0], &[(5, 5)]).unwrap();
    assert_eq!(hall.room.electorate(hall.meeting, hall.round(again)), (6, 1));
}

#[test]
fn an_item_is_voted_on_again_once() {
    let mut hall = Hall::begun();
    let (first, _) = hall.revealed();
    let again = hall.revote(first, &[0, 1]).unwrap();
    assert_eq!(hall.revote(first, &[2]), Err(Refusal::AnotherRoundBusy));
    hall.reveal(again);
    assert_eq!(hall.revote(first, &[1]), Err(Refusal::RevoteOnlyOnce));
    assert_eq!(hall.revote(again, &[1]), Err(Refusal::RevoteOnlyOnce));
    assert_eq!(hall.revote(first, &[4]), Err(Refusal::ItemCount { max: 3 }));
    let open =
        |item: usize| hall.asking(RoundId::from_random([77; 16]), Default::default(), vec![hall.items[item].into()]);
    let (voted_twice, voted_once) = (open(1), open(2));
    assert_eq!(hall.send(Command::RoundOpen(voted_twice)).map(drop), Err(Refusal::RevoteOnlyOnce));
    hall.must(Command::RoundOpen(voted_once.clone()));
    hall.bring(voted_once.round, Stage::Discarded).unwrap();
    assert!(hall.revote(first, &[2]).is_ok());
}

#[test]
fn a_discarded_second_vote_does_not_use_up_the_once() {
    let mut hall = Hall::begun();
    let (first, _) = hall.revealed();
    let again = hall.revote(first, &[1]).unwrap();
    hall.bring(again, Stage::Discarded).unwrap();
    assert!(hall.revote(first, &[1]).is_ok());
}

#[test]
fn a_second_vote_waits_until_the_first_is_revealed_and_not_decided() {
    let mut hall = Hall::begun();
    let (first, _) = hall.revealed();
    hall.bring(first, Stage::Counted).unwrap();
    assert!(hall.revote(first, &[1]).is_err());
    hall.bring(first, Stage::Revealed).unwrap();
    hall.decide(first, &[0], "").unwrap();
    assert_eq!(hall.revote(first, &[1]), Err(Refusal::WrongPhase));
}

#[test]
fn a_reason_is_needed_exactly_when_the_table_differs_from_the_vote() {
    for (priorities, follows) in [
        (vec![0], true),
        (vec![0, 1], true),
        (vec![0, 1, 2], true),
        (vec![1], false),
        (vec![1, 0], false),
        (vec![0, 2], false),
    ] {
        let mut hall = Hall::begun();
        let (round, _) = hall.revealed();
        let expected = if follows { None } else { Some(Refusal::ReasonNeeded) };
        assert_eq!(hall.clone().decide(round, &priorities, " ").err(), expected, "{priorities:?}");
        hall.decide(round, &priorities, "Dit speelt nu").unwrap();
        let ranks: Vec<_> = hall.room.project.priorities().iter().map(|found| found.bottleneck).collect();
        assert_eq!(ranks, priorities.iter().map(|at| hall.items[*at]).collect::<Vec<_>>());
    }
}

#[test]
fn a_decision_names_items_of_the_round_once_each() {
    let mut hall = Hall::begun();
    let (round, _) = hall.revealed();
    assert_eq!(hall.decide(round, &[], "x"), Err(Refusal::ItemCount { max: 3 }));
    assert_eq!(hall.decide(round, &[0, 0], "x"), Err(Refusal::UnknownItem));
    assert_eq!(hall.decide(round, &[4], "x"), Err(Refusal::UnknownItem));
    hall.decide(round, &[0], "").unwrap();
    assert_eq!(hall.decide(round, &[0], ""), Err(Refusal::AlreadyDone));
}

#[test]
fn a_decision_holds_the_figures_of_the_second_vote_and_its_order() {
    let mut hall = Hall::begun();
    let (first, seats) = hall.revealed();
    let again = hall.revote(first, &[2]).unwrap();
    assert_eq!(hall.decide(first, &[0], ""), Err(Refusal::AnotherRoundBusy));
    for seat in &seats {
        hall.vote(again, *seat, &[(4, 2)]).unwrap();
    }
    hall.advance(again, &[Stage::Closed, Stage::Counted]);
    assert_eq!(hall.decide(first, &[0], ""), Err(Refusal::AnotherRoundBusy));
    hall.bring(again, Stage::Revealed).unwrap();
    assert_eq!(hall.decide(again, &[2], ""), Err(Refusal::WrongPhase));
    // The third item rose from 1 to 4, so the vote now advises it second.
    assert_eq!(hall.clone().decide(first, &[0, 1], "").err(), Some(Refusal::ReasonNeeded));
    hall.decide(first, &[0, 2], "").unwrap();
    let figure = |mean| Some(Figure { mean, consensus: 100, band: Band::Agreed, answered: 6 });
    let verdicts = &hall.round(first).verdicts;
    assert_eq!((verdicts[2].severity, verdicts[2].influence), (figure(400), figure(200)));
    assert_eq!((verdicts[2].rank, verdicts[2].vote_rank), (Some(2), 2));
    assert_eq!((verdicts[1].severity, verdicts[1].rank, verdicts[1].vote_rank), (figure(300), None, 3));
    let decision = hall.room.project.bottleneck(hall.items[2]).unwrap().decision.clone().unwrap();
    assert_eq!((&decision.verdict, decision.round), (&verdicts[2], first));
}

#[test]
fn a_second_vote_with_too_few_answers_leaves_the_first_figures() {
    let mut hall = Hall::begun();
    let (first, seats) = hall.revealed();
    let again = hall.revote(first, &[2]).unwrap();
    for seat in &seats[..4] {
        hall.vote(again, *seat, &[(5, 5)]).unwrap();
    }
    hall.reveal(again);
    hall.decide(first, &[0], "").unwrap();
    assert_eq!(hall.round(first).verdicts[2].severity.unwrap().mean, 100);
}

#[test]
fn a_decision_stays_while_a_promise_hangs_on_it() {
    let mut hall = Hall::begun();
    let (round, _) = hall.revealed();
    assert_eq!(hall.reopen(round), Err(Refusal::AlreadyDone));
    hall.decide(round, &[0], "").unwrap();
    let promise = hall.promise(0);
    assert_eq!(hall.reopen(round), Err(Refusal::InUse));
    hall.must(Command::PromiseWithdraw(promise::Withdraw { promise }));
    hall.reopen(round).unwrap();
    assert!(matches!(hall.round(round).phase, Phase::Revealed(_)));
    assert!(hall.round(round).verdicts.is_empty());
    assert!(hall.room.project.priorities().is_empty());
}

#[test]
fn a_promise_answers_a_bottleneck_with_priority() {
    let mut hall = Hall::begun();
    let (round, _) = hall.revealed();
    hall.decide(round, &[0], "").unwrap();
    let mut make = |item: usize, due: &str| {
        let promise = PromiseId::from_random(hall.id());
        let (bottleneck, party) = (hall.items[item], hall.parties[0]);
        let (owner, what, due) = ("Sam".into(), "Doen".into(), due.parse().unwrap());
        hall.send(Command::PromiseMake(promise::Make {
            promise,
            bottleneck,
            also: Vec::new(),
            party,
            owner,
            what,
            result: String::new(),
            due,
            kind: promise::Kind::Promise,
            reservation: String::new(),
            mandate: Some(promise::Mandate::Yes),
        }))
        .map(drop)
    };
    assert_eq!(make(1, "2027-01-01"), Err(Refusal::NotDecided));
    assert_eq!(make(0, "2026-11-21"), Err(Refusal::DateOutOfRange));
    assert_eq!(make(0, "2037-01-01"), Err(Refusal::DateOutOfRange));
    assert_eq!(make(0, "2026-11-22"), Ok(()));
}

#[test]
fn paper_votes_are_counted_as_paper_and_in_circle_other() {
    let mut hall = Hall::begun();
    let seats = [0, 0, 1, 1, 2].map(|party| hall.join(party));
    let round = hall.open(1);
    for seat in seats {
        hall.vote(round, seat, &[(5, 5)]).unwrap();
    }
    hall.bring(round, Stage::Closed).unwrap();
    let sheet: &[Marks] = &[(1, 1)];
    hall.paper(round, 1, &[sheet; 7]).unwrap();
    // The same envelope again replaces it.
    hall.paper(round, 1, &[sheet; 5]).unwrap();
    hall.paper(round, 2, &[sheet; 1]).unwrap();
    hall.paper(round, 2, &[]).unwrap();
    assert_eq!(hall.room.ballots[&round].complete, 10);
    assert_eq!(hall.room.electorate(hall.meeting, hall.round(round)), (5, 5));
    hall.bring(round, Stage::Counted).unwrap();
    assert_eq!(hall.paper(round, 3, &[sheet]), Err(Refusal::WrongPhase));
    let tally = hall.round(round).phase.tally().unwrap();
    assert_eq!((tally.present, tally.voted, tally.paper), (10, 10, 5));
    let ScaleTally::Shown { counts, circles, .. } = &tally.items[&hall.items[0].into()].scales[&Scale::Severity] else {
        panic!("ten answers are shown")
    };
    assert_eq!(*counts, [5, 0, 0, 0, 5]);
    let shown: Vec<_> = circles.iter().map(|circle| (circle.circle.clone(), circle.counts)).collect();
    assert_eq!(shown, [(CircleId("municipality".into()), [0, 0, 0, 0, 5]), (CircleId::other(), [5, 0, 0, 0, 0])]);
}

#[test]
fn an_observer_does_not_vote_and_is_in_no_denominator() {
    let mut hall = Hall::begun();
    let seats = hall.six();
    let observer = hall.join_as(PartyChoice::Known(hall.parties[0]), true).unwrap();
    let round = hall.open(1);
    assert_eq!(hall.vote(round, observer, &[(5, 5)]), Err(Refusal::ObserverCannotVote));
    assert_eq!(hall.room.electorate(hall.meeting, hall.round(round)), (6, 0));
    for seat in seats {
        hall.vote(round, seat, &[(5, 5)]).unwrap();
    }
    hall.reveal(round);
    assert_eq!(hall.round(round).phase.tally().unwrap().present, 6);
    hall.must(Command::MeetingEnd(meeting::End { meeting: hall.meeting }));
    let attendance = &hall.room.project.meeting(hall.meeting).unwrap().attendance;
    assert_eq!(attendance.iter().map(|row| row.seats).sum::<u32>(), 6);
}

#[test]
fn who_went_away_after_voting_still_counts_and_who_went_before_does_not() {
    let mut hall = Hall::begun();
    let seats = hall.six();
    let round = hall.open(1);
    for seat in &seats[..5] {
        hall.vote(round, *seat, &[(5, 5)]).unwrap();
    }
    hall.room.away.extend([seats[0], seats[5]]);
    assert_eq!(hall.room.electorate(hall.meeting, hall.round(round)), (5, 5));
    hall.reveal(round);
    assert_eq!(hall.counts(round, 0), Some([0, 0, 0, 0, 5]));
    let tally = hall.round(round).phase.tally().unwrap();
    assert_eq!((tally.present, tally.voted), (5, 5));
}

#[test]
fn four_answers_make_no_figure_and_no_note_and_five_do() {
    for voters in [4, 5] {
        let mut hall = Hall::begun();
        let seats = hall.six();
        let round = hall.open(1);
        for seat in &seats[..voters] {
            let mut answers = answers(&hall.items, &[Some((2, 0))]);
            for answer in answers.items.values_mut() {
                answer.note = "lange wachttijd".into();
            }
            hall.cast(round, *seat, &Cast { revision: Some(1), answers }).unwrap();
        }
        hall.reveal(round);
        let item = &hall.round(round).phase.tally().unwrap().items[&hall.items[0].into()];
        assert_eq!(item.notes.len(), if voters == 5 { 5 } else { 0 });
        assert_eq!(item.scales[&Scale::Severity] == ScaleTally::TooFew, voters == 4);
        // "Cannot judge" is no answer.
        assert_eq!(item.scales[&Scale::Influence], ScaleTally::TooFew);
    }
}

#[test]
fn nobody_joins_a_meeting_that_is_planned_locked_or_over() {
    let mut hall = Hall::planned();
    let meeting = hall.meeting;
    let choice = PartyChoice::Known(hall.parties[0]);
    assert_eq!(hall.join_as(choice.clone(), false), Err(Refusal::MeetingNotOpen));
    hall.must(Command::MeetingBegin(meeting::Begin { meeting }));
    hall.must(Command::MeetingLock(meeting::Lock { meeting, locked: true }));
    assert_eq!(hall.join_as(choice.clone(), false), Err(Refusal::DoorLocked));
    hall.must(Command::MeetingLock(meeting::Lock { meeting, locked: false }));
    assert_eq!(hall.join_as(PartyChoice::Known(PartyId::from_random([3; 16])), false), Err(Refusal::NotFound));
    assert!(hall.join_as(choice.clone(), false).is_ok());
    hall.must(Command::MeetingEnd(meeting::End { meeting }));
    assert_eq!(hall.join_as(choice, false), Err(Refusal::MeetingEnded));
    assert_eq!(hall.room.seats.len(), 1);
}

#[test]
fn a_typed_party_joins_circle_other_once() {
    let mut hall = Hall::begun();
    let before = hall.room.project.parties.len();
    let one = hall.join_as(PartyChoice::Typed(" Stichting  Thuis ".into()), false).unwrap();
    let two = hall.join_as(PartyChoice::Typed("stichting thuis".into()), false).unwrap();
    assert_eq!(hall.room.seats[&one].party, hall.room.seats[&two].party);
    assert_eq!(hall.room.project.parties.len(), before + 1);
    let party = hall.room.project.party(hall.room.seats[&one].party).unwrap();
    assert_eq!((party.circle.clone(), party.typed_in), (CircleId::other(), true));
}

#[test]
fn a_meeting_with_ballots_does_not_end_and_a_busy_round_keeps_others_out() {
    let mut hall = Hall::begun();
    let meeting = hall.meeting;
    let items: Vec<ItemId> = hall.items.iter().map(|item| (*item).into()).collect();
    let round = hall.open(1);
    let other = RoundId::from_random([4; 16]);
    let planned = hall.clone();
    let open = |round, items| planned.asking(round, Default::default(), items);
    for stage in [Stage::Closed, Stage::Counted] {
        assert_eq!(
            hall.send(Command::RoundOpen(open(other, items.clone()))),
            Err(Refusal::AnotherRoundBusy),
            "before {stage:?}"
        );
        assert_eq!(
            hall.send(Command::MeetingEnd(meeting::End { meeting })),
            Err(Refusal::AnotherRoundBusy),
            "before {stage:?}"
        );
        hall.bring(round, stage).unwrap();
    }
    hall.bring(round, Stage::Revealed).unwrap();
    assert_eq!(hall.send(Command::RoundOpen(open(round, items.clone()))), Err(Refusal::IdTaken));
    assert!(matches!(hall.send(Command::RoundOpen(open(other, vec![]))), Err(Refusal::ItemCount { .. })));
    hall.must(Command::RoundOpen(open(other, items)));
}

#[test]
fn ballots_that_cannot_be_read_are_neither_counted_nor_added_to_but_discarded() {
    let mut hall = Hall::begun();
    let seat = hall.join(0);
    let round = hall.open(1);
    hall.room.restore_ballots(round, RoundBox { unreadable: true, ..RoundBox::default() });
    assert_eq!(hall.vote(round, seat, &[(1, 1)]), Err(Refusal::BallotsUnreadable));
    assert_eq!(hall.paper(round, 1, &[&[(1, 1)]]), Err(Refusal::BallotsUnreadable));
    hall.bring(round, Stage::Closed).unwrap();
    assert_eq!(hall.bring(round, Stage::Counted), Err(Refusal::BallotsUnreadable));
    hall.bring(round, Stage::Discarded).unwrap();
    assert!(hall.room.ballots.is_empty());
}

#[test]
fn restored_ballots_are_counted_anew_for_completeness() {
    let mut hall = Hall::begun();
    let seats = hall.six();
    let round = hall.open(2);
    hall.vote(round, seats[0], &[(1, 1), (2, 2)]).unwrap();
    hall.vote(round, seats[1], &[(1, 1)]).unwrap();
    let mut kept = hall.room.ballots[&round].clone();
    kept.complete = 99;
    hall.room.restore_ballots(round, kept);
    assert_eq!(hall.room.ballots[&round].complete, 1);
    assert!(hall.room.ballots[&round].ballots.contains_key(&Voter::Seat(seats[1])));
}

#[test]
fn opening_a_round_is_taken_back_until_somebody_voted() {
    let mut hall = Hall::begun();
    let seat = hall.join(0);
    let round = hall.open(1);
    let mut voted = hall.clone();
    voted.vote(round, seat, &[(1, 1)]).unwrap();
    assert_eq!(voted.undo(), Err(Refusal::InUse));
    hall.undo().unwrap();
    assert_eq!(hall.round(round).phase, Phase::Discarded);
    assert_eq!(hall.room.project.meeting(hall.meeting).unwrap().current_round(), None);
}

#[test]
fn what_can_be_undone_is_undone() {
    let mut hall = Hall::begun();
    let meeting = hall.meeting;
    hall.there_and_back(Command::MeetingLock(meeting::Lock { meeting, locked: true }));
    hall.there_and_back(Command::MeetingGo(agenda::Go { meeting, item: 3, picture: None }));
    hall.there_and_back(Command::ScreenShow(screen::Show { meeting, picture: Picture::Promises }));
    hall.there_and_back(Command::ScreenCurtain(screen::Draw { meeting, curtain: screen::Curtain::Frozen }));
    let (step, reason) = (StepId::S2C, String::from("al gedaan"));
    hall.there_and_back(Command::StepMark(MarkStep { step, state: StepState::Differently, reason }));
    let seats = hall.six();
    let round = hall.open(3);
    for seat in seats {
        hall.vote(round, seat, &[(5, 3), (3, 3), (1, 3)]).unwrap();
    }
    let target = hall.target(round);
    let to = |to| Command::RoundMove(round::Move { target, to, if_empty: false });
    hall.there_and_back(to(Stage::Closed));
    hall.must(to(Stage::Closed));
    hall.there_and_back(to(Stage::Open));
    hall.must(to(Stage::Counted));
    hall.there_and_back(to(Stage::Revealed));
    hall.must(to(Stage::Revealed));
    hall.there_and_back(to(Stage::Counted));
    let priorities = vec![hall.items[1]];
    let decide = Command::RoundDecide(round::deciding::DecideItems { target, priorities, reason: "Nu".into() });
    hall.there_and_back(decide.clone());
    hall.must(decide);
    hall.promise(1);
    hall.undo().unwrap();
    assert!(hall.room.project.promises[0].withdrawn && hall.room.project.actions[0].dropped);
    hall.promise(1);
    let (action, start) = (hall.room.project.actions[1].action, Quarter::new(2027, 1).unwrap());
    hall.there_and_back(Command::ActionPlan(action::Plan { action, start, end: start.next() }));
    let plan = action::Plan { action, start: start.next(), end: start };
    assert_eq!(hall.send(Command::ActionPlan(plan)), Err(Refusal::EndBeforeStart));
}

#[test]
fn counting_and_discarding_cannot_be_undone() {
    let mut hall = Hall::begun();
    let round = hall.open(1);
    hall.bring(round, Stage::Closed).unwrap();
    assert_eq!(hall.clone().bring(round, Stage::Discarded).unwrap().undo, None);
    assert_eq!(hall.bring(round, Stage::Counted).unwrap().undo, None);
}

#[test]
fn each_role_does_what_it_may() {
    let mut hall = Hall::begun();
    let link = LinkId::from_random([7; 16]);
    let seat = hall.join(0);
    let lock = Command::MeetingLock(meeting::Lock { meeting: hall.meeting, locked: true });
    let (step, reason) = (StepId::S1A, String::new());
    let mark = Command::StepMark(MarkStep { step, state: StepState::Done, reason });
    let role = |role| Actor::Link { link, role };
    for (actor, may_lock, may_mark) in [
        (leader(), true, true),
        (role(LinkRole::CoLeader), true, true),
        (role(LinkRole::Editor), false, true),
        (role(LinkRole::Screen), false, false),
        (Actor::Seat { seat }, false, false),
        (Actor::System, true, true),
    ] {
        assert_eq!(hall.clone().send_as(actor, &lock).err() != Some(Refusal::NotAllowed), may_lock, "{actor:?}");
        assert_eq!(hall.clone().send_as(actor, &mark).err() != Some(Refusal::NotAllowed), may_mark, "{actor:?}");
    }
}

#[test]
fn taking_a_decision_back_brings_back_the_one_before() {
    let mut hall = Hall::begun();
    let (first, _) = hall.revealed();
    hall.decide(first, &[0], "").unwrap();
    let before = hall.room.project.bottleneck(hall.items[0]).unwrap().decision.clone();
    let (second, _) = hall.revealed();
    hall.decide(second, &[1, 0], "nu dit eerst").unwrap();
    assert_eq!(hall.room.project.bottleneck(hall.items[0]).unwrap().rank(), Some(2));
    let target = werksessie_core::round::Target { meeting: hall.meeting, round: second };
    hall.must(Command::RoundReopen(werksessie_core::round::deciding::Reopen { target }));
    assert_eq!(hall.room.project.bottleneck(hall.items[0]).unwrap().decision, before);
}

#[test]
fn a_round_that_is_discarded_gives_the_screen_back_to_the_round_before() {
    let mut hall = Hall::begun();
    let (first, _) = hall.revealed();
    let picture = |hall: &Hall| hall.room.project.meeting(hall.meeting).unwrap().picture;
    let again = hall.revote(first, &[2]).unwrap();
    assert_eq!(picture(&hall), werksessie_core::screen::Picture::Round { round: again });
    hall.bring(again, Stage::Discarded).unwrap();
    assert_eq!(picture(&hall), werksessie_core::screen::Picture::Round { round: first });
}

#[test]
fn a_ballot_without_a_mark_is_no_vote() {
    let mut hall = Hall::begun();
    let seats: Vec<_> = (0..6).map(|at| hall.join(at % 3)).collect();
    let round = hall.open(1);
    for seat in &seats[1..] {
        hall.vote(round, *seat, &[(3, 3)]).unwrap();
    }
    hall.vote(round, seats[0], &[]).unwrap();
    hall.reveal(round);
    let tally = hall.round(round).phase.tally().cloned().unwrap();
    assert_eq!((tally.voted, tally.present), (5, 6));
    assert!(hall.room.seats[&seats[0]].voted.is_empty());
}
