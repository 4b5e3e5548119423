//! The commitment round: hands, conditions of one party to another, and what stands in the way
//! (method A.4).

mod builder;
mod decided;
mod essence;

use std::collections::{BTreeMap, BTreeSet};

use builder::{Hall, leader};
use decided::decided;
use essence::essence;
use proptest::prelude::*;
use werksessie_core::ballot::Cast;
use werksessie_core::challenge::{Change, Field, Part, Settle};
use werksessie_core::party::CircleId;
use werksessie_core::promise::condition::{Add, Answer as Said, Drop, Meet, Reply, knots};
use werksessie_core::promise::figures::{Share, coverage};
use werksessie_core::promise::{Kind, Make, Mandate, Withdraw};
use werksessie_core::question::fist::Outcome as Verdict;
use werksessie_core::question::{Answer, Answers, Frame, Written};
use werksessie_core::round::deciding::Reopen;
use werksessie_core::round::{Ask, Mode, Open, Stage, Target};
use werksessie_core::*;

fn there_and_back(hall: &mut Hall, command: Command) {
    let before = essence(&hall.room.project);
    let undo = hall.must(command.clone()).undo.expect("it can be taken back");
    hall.must(undo);
    assert_eq!(essence(&hall.room.project), before, "{}", command.name());
    hall.must(command);
}

fn promise(hall: &mut Hall, party: usize) -> PromiseId {
    let promise = PromiseId::from_random(hall.id());
    hall.must(Command::PromiseMake(Make {
        promise,
        bottleneck: hall.items[0],
        also: Vec::new(),
        party: hall.parties[party],
        owner: "Sam".into(),
        what: "Vijf kamers vrijmaken".into(),
        result: "5 kamers".into(),
        due: "2027-04-01".parse().expect("this day exists"),
        kind: Kind::Promise,
        reservation: String::new(),
        mandate: Some(Mandate::Yes),
    }));
    promise
}

fn need(hall: &mut Hall, promise: PromiseId, party: usize) -> Result<ConditionId, Refusal> {
    let condition = ConditionId::from_random(hall.id());
    let (party, what) = (hall.parties[party], "een vaste coach".into());
    hall.send(Command::ConditionAdd(Add { condition, promise, party, what, due: None, request: None }))
        .map(|_| condition)
}

fn reply(condition: ConditionId, from: Said, answer: Said, words: &str) -> Command {
    Command::ConditionAnswer(Reply { condition, from, answer, words: words.into() })
}

fn meet(condition: ConditionId, met_by: PromiseId) -> Command {
    Command::ConditionMeet(Meet { condition, met_by: Some(met_by) })
}

/// Opens a round about the challenge as a whole.
fn ask(hall: &mut Hall, ask: Ask) -> RoundId {
    let round = RoundId::from_random(hall.id());
    let open = hall.asking(round, ask, Vec::new());
    hall.must(Command::RoundOpen(open));
    round
}

fn whole(hall: &Hall) -> ItemId {
    hall.room.project.whole().expect("the project was made")
}

fn raise(hall: &mut Hall, round: RoundId, seat: SeatId, fingers: u8) -> Result<ballot::Ballot, Refusal> {
    let note = if fingers < 3 { "eerst geld".to_owned() } else { String::new() };
    let answer = Answer { hand: Some(fingers), note, ..Answer::default() };
    let answers = Answers { items: BTreeMap::from([(whole(hall), answer)]), ..Answers::default() };
    hall.cast(round, seat, &Cast { revision: None, answers })
}

fn reveal(hall: &mut Hall, round: RoundId) {
    for stage in [Stage::Closed, Stage::Counted, Stage::Revealed] {
        hall.bring(round, stage).expect("it is the next stage");
    }
}

#[test]
fn each_party_raises_one_hand_and_all_are_shown_at_once() {
    let (mut hall, _) = decided(1);
    let round = ask(&mut hall, Ask::Fist);
    let seats: Vec<_> = [0, 1, 2].into_iter().map(|party| hall.join(party)).collect();
    let second = hall.join(1);
    assert_eq!(raise(&mut hall, round, seats[0], 6).map(drop), Err(Refusal::MarkOutOfRange));
    for (seat, fingers) in seats.iter().zip([4, 2, 5]) {
        raise(&mut hall, round, *seat, fingers).expect("the round is open");
    }
    assert_eq!(raise(&mut hall, round, second, 5).map(drop), Err(Refusal::PenElsewhere), "one pen a party");
    hall.bring(round, Stage::Closed).expect("it is open");
    hall.bring(round, Stage::Counted).expect("it is closed");
    let seen = |hall: &Hall| {
        let screen = view::screen::screen(&hall.room, hall.meeting).expect("the meeting exists");
        let phone = view::phone::phone(&hall.room, hall.meeting).expect("the meeting exists");
        serde_json::to_string(&(screen, phone)).expect("plain data")
    };
    assert!(!seen(&hall).contains("eerst geld"), "no hand before reveal");
    hall.bring(round, Stage::Revealed).expect("it was counted");
    assert!(seen(&hall).contains("eerst geld"));
    let target = Target { meeting: hall.meeting, round };
    there_and_back(&mut hall, Command::ChallengeSettle(Settle { target }));
    let support = hall.room.project.challenge.support().cloned().expect("it was decided");
    assert_eq!((support.outcome, support.statement.as_str()), (Verdict::Reserved, "Zo doen we het"));
    assert_eq!(support.hands.iter().map(|hand| hand.fingers).collect::<BTreeSet<_>>(), BTreeSet::from([2, 4, 5]));
    assert_eq!(support.silent, [], "parties 0 and 1 sit here with more people, and raised one hand each");
    hall.must(Command::RoundReopen(Reopen { target }));
    assert_eq!(hall.room.project.challenge.support(), None);
}

#[test]
fn a_sentence_is_asked_once_and_another_one_may_follow() {
    let (mut hall, _) = decided(1);
    let round = ask(&mut hall, Ask::Fist);
    let seat = hall.join(0);
    raise(&mut hall, round, seat, 1).expect("the round is open");
    reveal(&mut hall, round);
    let again = hall.asking(RoundId::from_random([9; 16]), Ask::Fist, Vec::new());
    assert_eq!(hall.send(Command::RoundOpen(again.clone())).map(drop), Err(Refusal::SameStatement));
    let (meeting, new_round, items) = (hall.meeting, again.round, vec![whole(&hall)]);
    let revote = round::Revote { meeting, round, new_round, items };
    assert_eq!(hall.send(Command::RoundRevote(revote)).map(drop), Err(Refusal::NothingToRate));
    hall.must(Command::RoundOpen(Open { statement: "Zo doen we het, met geld".into(), ..again }));
}

#[test]
fn who_speaks_for_an_organisation_does_so_by_name() {
    let (mut hall, _) = decided(1);
    for ask in [Ask::Fist, Ask::Groups, Ask::Drafts] {
        let open = hall.asking(RoundId::from_random([9; 16]), ask, Vec::new());
        let anonymous = Open { mode: Mode::Anonymous, ..open.clone() };
        assert_eq!(hall.send(Command::RoundOpen(anonymous)).map(drop), Err(Refusal::ModeNotAllowed));
        let item = Open { items: vec![hall.items[0].into()], ..open };
        assert_eq!(hall.send(Command::RoundOpen(item)).map(drop), Err(Refusal::UnknownItem));
    }
    let silent = Open { statement: " ".into(), ..hall.asking(RoundId::from_random([9; 16]), Ask::Fist, Vec::new()) };
    assert_eq!(hall.send(Command::RoundOpen(silent)).map(drop), Err(Refusal::TextEmpty));
}

#[test]
fn nothing_is_decided_when_nobody_raised_a_hand_and_who_was_silent_is_named() {
    let (mut hall, _) = decided(1);
    let round = ask(&mut hall, Ask::Fist);
    reveal(&mut hall, round);
    let target = Target { meeting: hall.meeting, round };
    assert_eq!(hall.send(Command::ChallengeSettle(Settle { target })).map(drop), Err(Refusal::NoHands));
    let other = RoundId::from_random(hall.id());
    let open = Open { statement: "Iets anders".into(), ..hall.asking(other, Ask::Fist, Vec::new()) };
    hall.must(Command::RoundOpen(open));
    let seat = hall.join(2);
    raise(&mut hall, other, seat, 3).expect("the round is open");
    reveal(&mut hall, other);
    let target = Target { meeting: hall.meeting, round: other };
    hall.must(Command::ChallengeSettle(Settle { target }));
    let support = hall.room.project.challenge.support().expect("it was decided");
    assert_eq!(support.silent, [hall.parties[0], hall.parties[1]]);
}

#[test]
fn what_parties_write_is_read_while_they_write_and_has_a_day_and_a_party() {
    let (mut hall, _) = decided(1);
    let round = ask(&mut hall, Ask::Drafts);
    let seat = hall.join(1);
    let card = |text: &str, more: String| Written { text: text.into(), more, sure: None };
    let send = |hall: &mut Hall, day: &str, party: String| {
        let cards = [(Frame::Offer, card("coaches betalen", day.to_owned())), (Frame::Need, card("kamers", party))];
        let answer = Answer { cards: cards.into(), ..Answer::default() };
        let answers = Answers { items: BTreeMap::from([(whole(hall), answer)]), ..Answers::default() };
        hall.cast(round, seat, &Cast { revision: None, answers })
    };
    let corporation = hall.parties[2].to_string();
    assert_eq!(send(&mut hall, "morgen", corporation.clone()).map(drop), Err(Refusal::DateOutOfRange));
    assert_eq!(send(&mut hall, "2027-05-01", "wie dan ook".into()).map(drop), Err(Refusal::NotFound));
    send(&mut hall, "2027-05-01", corporation).expect("a day and a party");
    let view = view::leader::leader(&hall.room, hall.meeting).and_then(|view| view.round).expect("it is open");
    let name = hall.room.project.party(hall.parties[2]).map(|party| party.short_name.clone()).unwrap_or_default();
    let rows: Vec<_> = view.written.iter().map(|row| (row.frame, row.text.as_str(), row.more.as_str())).collect();
    assert_eq!(rows, [(Frame::Offer, "coaches betalen", "2027-05-01"), (Frame::Need, "kamers", name.as_str())]);
    let screen = view::screen::screen(&hall.room, hall.meeting).expect("the meeting exists");
    assert!(!serde_json::to_string(&screen).expect("plain data").contains("coaches"), "the wall waits for reveal");
    let drafts = |hall: &Hall| view::leader::leader(&hall.room, hall.meeting).map(|view| view.drafts.len());
    assert_eq!(drafts(&hall), Some(0), "nothing to take over while they write");
    reveal(&mut hall, round);
    ask(&mut hall, Ask::Fist);
    assert_eq!(drafts(&hall), Some(2), "also when another round is on");
}

#[test]
fn a_condition_is_for_another_party_and_that_party_answers_it() {
    let (mut hall, _) = decided(1);
    let first = promise(&mut hall, 0);
    assert_eq!(need(&mut hall, first, 0), Err(Refusal::OwnParty));
    let condition = need(&mut hall, first, 1).expect("another party");
    there_and_back(&mut hall, Command::ConditionDrop(Drop { condition, dropped: true }));
    there_and_back(&mut hall, Command::ConditionDrop(Drop { condition, dropped: false }));
    there_and_back(&mut hall, reply(condition, Said::Asked, Said::Counter, "een halve coach"));
    let send = |hall: &mut Hall, from, answer, words: &str| hall.send(reply(condition, from, answer, words)).map(drop);
    assert_eq!(send(&mut hall, Said::Asked, Said::Accepted, ""), Err(Refusal::ChoiceChanged), "it was answered");
    assert_eq!(send(&mut hall, Said::Counter, Said::Counter, "een halve coach"), Err(Refusal::AlreadyDone));
    let (theirs, others) = (hall.join(1), hall.join(2));
    let watching = {
        let parties = hall.parties.clone();
        hall.join_as(seat::PartyChoice::Known(parties[1]), true).expect("observers may come in")
    };
    let accept = reply(condition, Said::Counter, Said::Accepted, "");
    for seat in [others, watching] {
        assert_eq!(hall.send_as(Actor::Seat { seat }, &accept).map(drop), Err(Refusal::NotAllowed));
    }
    hall.send_as(Actor::Seat { seat: theirs }, &accept).expect("it is asked of them");
    let found = &hall.room.project.promise(first).expect("it was made").conditions[0];
    assert_eq!((found.answer, found.words.as_str()), (Said::Accepted, ""));
    assert_eq!(hall.log.last().map(|envelope| envelope.actor), Some(Actor::System), "the log says not who of them");
}

#[test]
fn coverage_waits_for_the_last_condition() {
    let (mut hall, _) = decided(1);
    let first = promise(&mut hall, 0);
    assert_eq!(coverage(&hall.room.project), Some(Share { part: 1, whole: 1 }));
    let condition = need(&mut hall, first, 1).expect("another party");
    assert_eq!(coverage(&hall.room.project), Some(Share { part: 0, whole: 1 }));
    hall.must(reply(condition, Said::Asked, Said::Refused, "geen geld"));
    assert_eq!(coverage(&hall.room.project), Some(Share { part: 0, whole: 1 }));
    hall.must(reply(condition, Said::Refused, Said::Accepted, ""));
    assert_eq!(coverage(&hall.room.project), Some(Share { part: 1, whole: 1 }));
}

#[test]
fn promises_that_wait_for_each_other_are_a_circle_and_a_need_that_nobody_answers_is_loose() {
    let (mut hall, _) = decided(1);
    let (one, two, three) = (promise(&mut hall, 0), promise(&mut hall, 1), promise(&mut hall, 2));
    let first = need(&mut hall, one, 1).expect("another party");
    let second = need(&mut hall, two, 0).expect("another party");
    let third = need(&mut hall, three, 0).expect("another party");
    assert_eq!(knots(&hall.room.project).loose, [first, second, third]);
    assert_eq!(hall.send(meet(first, three)).map(drop), Err(Refusal::NotFound), "a promise of another party");
    there_and_back(&mut hall, meet(first, two));
    hall.must(meet(second, one));
    hall.must(meet(third, one));
    let found = knots(&hall.room.project);
    assert_eq!((found.circles, found.loose), (vec![vec![one, two]], vec![]), "the third waits, but for a circle");
    hall.must(reply(second, Said::Asked, Said::Accepted, ""));
    assert!(knots(&hall.room.project).circles.is_empty(), "one yes opens the circle");
    hall.must(Command::PromiseWithdraw(Withdraw { promise: two }));
    assert_eq!(knots(&hall.room.project).loose, [first], "who would have answered it took it back");
}

#[test]
fn each_text_of_the_challenge_is_saved_by_itself() {
    let (mut hall, _) = decided(1);
    let change =
        |part, base: &str, text: &str| Command::ChallengeChange(Change { part, base: base.into(), text: text.into() });
    for part in Field::ALL.iter().map(|field| Part::Field(*field)).chain([Part::Ask(hall.parties[1])]) {
        there_and_back(&mut hall, change(part, "", "Elke jongere een thuis."));
        let stale = hall.send(change(part, "", "Iets anders."));
        assert_eq!(stale.map(drop), Err(Refusal::TextChanged { now: "Elke jongere een thuis.".into() }));
        there_and_back(&mut hall, change(part, "Elke jongere een thuis.", ""));
    }
    let unknown = Part::Ask(PartyId::from_random([0xEE; 16]));
    assert_eq!(hall.send(change(unknown, "", "x")).map(drop), Err(Refusal::NotFound));
}

/// What one does to a condition, by numbers that choose among what exists.
#[derive(Clone, Debug)]
enum Act {
    Need { promise: usize, party: usize },
    Reply { at: usize, from: usize, answer: usize, seat: Option<usize> },
    Meet { at: usize, promise: Option<usize> },
    Drop { at: usize, dropped: bool },
    Withdraw { promise: usize },
}

fn act() -> impl Strategy<Value = Act> {
    let at = || 0usize..12;
    prop_oneof![
        4 => (0usize..5, 0usize..5).prop_map(|(promise, party)| Act::Need { promise, party }),
        3 => (at(), 0usize..4, 0usize..4, prop::option::of(0usize..5))
            .prop_map(|(at, from, answer, seat)| Act::Reply { at, from, answer, seat }),
        4 => (at(), prop::option::of(0usize..5)).prop_map(|(at, promise)| Act::Meet { at, promise }),
        1 => (at(), any::<bool>()).prop_map(|(at, dropped)| Act::Drop { at, dropped }),
        1 => (0usize..5).prop_map(|promise| Act::Withdraw { promise }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_graph_of_promises_and_conditions_holds_whatever_people_do(acts in prop::collection::vec(act(), 1..60)) {
        let (mut hall, _) = decided(1);
        let seats: Vec<_> = (0..5).map(|party| hall.join(party)).collect();
        let promises: Vec<_> = (0..5).map(|party| promise(&mut hall, party)).collect();
        let mut conditions: Vec<ConditionId> = Vec::new();
        for act in acts {
            let condition = |at: usize| conditions.get(at).copied().unwrap_or(ConditionId::from_random([0xEE; 16]));
            let mut actor = leader();
            let command = match act {
                Act::Need { promise, party } => {
                    let condition = ConditionId::from_random(hall.id());
                    conditions.push(condition);
                    let (promise, party) = (promises[promise], hall.parties[party]);
                    Command::ConditionAdd(Add { condition, promise, party, what: "geld".into(), due: None, request: None })
                }
                Act::Reply { at, from, answer, seat } => {
                    actor = seat.map_or(actor, |seat| Actor::Seat { seat: seats[seat] });
                    reply(condition(at), Said::ALL[from], Said::ALL[answer], "half")
                }
                Act::Meet { at, promise } => {
                    let met_by = promise.map(|promise| promises[promise]);
                    Command::ConditionMeet(Meet { condition: condition(at), met_by })
                }
                Act::Drop { at, dropped } => Command::ConditionDrop(Drop { condition: condition(at), dropped }),
                Act::Withdraw { promise } => Command::PromiseWithdraw(Withdraw { promise: promises[promise] }),
            };
            let before = essence(&hall.room.project);
            match hall.send_as(actor, &command) {
                Err(_) => prop_assert_eq!(&essence(&hall.room.project), &before, "a refusal changes nothing"),
                Ok(outcome) => {
                    let mut back = hall.clone();
                    let undo = outcome.undo.expect("each of these can be taken back");
                    if back.send_as(leader(), &undo).is_ok() && !matches!(command, Command::ConditionAdd(_)) {
                        prop_assert_eq!(&essence(&back.room.project), &before);
                    }
                }
            }
            check(&hall)?;
        }
        let mut folded = Project::default();
        hall.log.iter().for_each(|envelope| folded.apply(envelope));
        prop_assert_eq!(&folded, &hall.room.project);
    }

    #[test]
    fn hands_say_what_they_say_in_any_order(fingers in prop::collection::vec(0u8..6, 1..9)) {
        let (mut hall, _) = decided(1);
        let round = ask(&mut hall, Ask::Fist);
        for (party, fingers) in fingers.iter().enumerate() {
            let seat = hall.join(party);
            raise(&mut hall, round, seat, *fingers).expect("the round is open");
        }
        reveal(&mut hall, round);
        let target = Target { meeting: hall.meeting, round };
        hall.must(Command::ChallengeSettle(Settle { target }));
        let support = hall.room.project.challenge.support().expect("it was decided");
        let lowest = fingers.iter().min().copied().unwrap_or(0);
        let expected = [Verdict::NotYet, Verdict::NotYet, Verdict::Reserved, Verdict::Carried][usize::from(lowest.min(3))];
        prop_assert_eq!(support.outcome, expected);
        prop_assert_eq!(support.hands.len(), fingers.len());
    }
}

/// What must hold of the graph at any time.
fn check(hall: &Hall) -> Result<(), TestCaseError> {
    let project = &hall.room.project;
    let found = knots(project);
    // Each circle once, and no promise in two of them.
    let all: Vec<_> = found.circles.iter().flatten().collect();
    prop_assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
    let next = |id: PromiseId| -> Vec<PromiseId> {
        let promise = project.promise(id).expect("it is in the graph");
        let met_by = promise.open().filter_map(|condition| condition.met_by);
        met_by.filter(|met_by| project.promise(*met_by).is_some_and(|promise| promise.is_on_roadmap())).collect()
    };
    for circle in &found.circles {
        for promise in circle {
            prop_assert!(next(*promise).iter().any(|other| circle.contains(other)), "each waits for one of the circle");
        }
    }
    // Whoever follows open conditions for ever is in a circle: with those taken away nothing goes round.
    let rest: Vec<PromiseId> = project
        .promises
        .iter()
        .filter(|promise| promise.is_on_roadmap())
        .map(|promise| promise.promise)
        .filter(|id| !all.contains(&id))
        .collect();
    for start in &rest {
        let mut at = vec![*start];
        for _ in 0..=rest.len() {
            at = at
                .iter()
                .flat_map(|id| next(*id))
                .filter(|id| rest.contains(id))
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect();
        }
        prop_assert!(at.is_empty(), "a circle was not found");
    }
    for promise in project.promises.iter().filter(|promise| promise.is_on_roadmap()) {
        for condition in promise.open() {
            let has_answer = condition
                .met_by
                .and_then(|met_by| project.promise(met_by))
                .is_some_and(|met_by| met_by.is_on_roadmap());
            prop_assert_eq!(found.loose.contains(&condition.condition), !has_answer);
            prop_assert_ne!(condition.party, promise.party);
        }
    }
    Ok(())
}

#[test]
fn who_sits_in_an_own_circle_changes_nothing_about_hands() {
    // Hands stand under the names of parties: circles and the rule of five are for anonymous answers.
    let (mut hall, _) = decided(1);
    let round = ask(&mut hall, Ask::Fist);
    let party = PartyId::from_random(hall.id());
    let circle = CircleId::other();
    let add = party::Add { party, name: "Nieuw".into(), short_name: None, kind: None, circle, expected: 1 };
    hall.must(Command::PartyAdd(add));
    let seat = hall.join_as(seat::PartyChoice::Known(party), false).expect("the door is open");
    raise(&mut hall, round, seat, 4).expect("the round is open");
    reveal(&mut hall, round);
    let view = view::leader::leader(&hall.room, hall.meeting).and_then(|view| view.round).expect("it is shown");
    let hands = view.hands.expect("there is one");
    assert_eq!((hands.hands, hands.counts), (vec![("Nieuw".to_owned(), 4, String::new())], [0, 0, 0, 0, 1, 0]));
}

#[test]
fn who_was_there_and_raised_no_hand_is_named() {
    let (mut hall, _) = decided(1);
    let round = ask(&mut hall, Ask::Fist);
    let (first, _second) = (hall.join(3), hall.join(4));
    raise(&mut hall, round, first, 5).expect("the round is open");
    reveal(&mut hall, round);
    let silent = |hall: &Hall| {
        let view = view::leader::leader(&hall.room, hall.meeting).expect("the meeting exists");
        view.round.and_then(|round| round.hands).expect("hands were raised").silent
    };
    let name = |hall: &Hall, party: usize| {
        hall.room.project.party(hall.parties[party]).expect("it is there").short_name.clone()
    };
    assert!(silent(&hall).contains(&name(&hall, 4)) && !silent(&hall).contains(&name(&hall, 3)));
    let target = Target { meeting: hall.meeting, round };
    hall.must(Command::ChallengeSettle(Settle { target }));
    let then = silent(&hall);
    // Seats go in time; what was decided keeps who was silent.
    hall.room.seats.clear();
    assert_eq!(silent(&hall), then);
}

#[test]
fn phones_hear_what_is_asked_of_them_whatever_the_screen_shows() {
    let (mut hall, _) = decided(1);
    let stage = |hall: &Hall| view::phone::phone(&hall.room, hall.meeting).expect("the meeting exists").stage;
    let is_asked = |hall: &Hall| matches!(stage(hall), view::phone::Stage::Promises(_));
    let own = promise(&mut hall, 0);
    assert!(!is_asked(&hall), "the screen shows something else");
    let condition = need(&mut hall, own, 1).expect("it can be asked");
    assert!(is_asked(&hall));
    // What a round asks comes first, up to its decision.
    let round = ask(&mut hall, Ask::Fist);
    assert!(!is_asked(&hall));
    let seat = hall.join(0);
    raise(&mut hall, round, seat, 4).expect("the round is open");
    reveal(&mut hall, round);
    assert!(!is_asked(&hall), "they look at the hands");
    hall.must(Command::ChallengeSettle(Settle { target: Target { meeting: hall.meeting, round } }));
    assert!(is_asked(&hall));
    hall.must(reply(condition, Said::Asked, Said::Accepted, ""));
    assert!(!is_asked(&hall), "nothing is asked any more");
}
