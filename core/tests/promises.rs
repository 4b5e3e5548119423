//! Promises from the first word to the last report, and who may say what about them.

mod builder;
mod decided;
mod essence;

use builder::{Hall, leader};
use decided::decided;
use essence::essence;
use werksessie_core::access::Link;
use werksessie_core::promise::change::{Change, Field, SetMandate};
use werksessie_core::promise::confirm::{Confirm, How, Unconfirm};
use werksessie_core::promise::figures::{Share, coverage, hardness};
use werksessie_core::promise::report::{Progress, Tell, Untell};
use werksessie_core::promise::{Kind, Made, Make, Mandate, Promise, Restore, State, Voice, Withdraw};
use werksessie_core::round::deciding::DecideItems;
use werksessie_core::round::{Stage, Target};
use werksessie_core::*;

fn ask(hall: &mut Hall, party: usize) -> Make {
    Make {
        promise: PromiseId::from_random(hall.id()),
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
    }
}

fn make(hall: &mut Hall, party: usize) -> PromiseId {
    let make = ask(hall, party);
    let promise = make.promise;
    hall.must(Command::PromiseMake(make));
    promise
}

fn get(hall: &Hall, promise: PromiseId) -> &Promise {
    hall.room.project.promise(promise).expect("it was made")
}

fn there_and_back(hall: &mut Hall, command: Command) {
    let before = essence(&hall.room.project);
    let undo = hall.must(command.clone()).undo.expect("it can be taken back");
    hall.must(undo);
    assert_eq!(essence(&hall.room.project), before, "{}", command.name());
    hall.must(command);
}

/// Makes an owner link for these promises, and who holds it.
fn owner_link(hall: &mut Hall, promises: Vec<PromiseId>) -> Result<Actor, Refusal> {
    let link = LinkId::from_random(hall.id());
    let (label, secret_hash) = ("Sam".to_owned(), [3; 32]);
    let role = LinkRole::Owner;
    hall.send(Command::LinkMake(link::Make { link, role, label, until: None, promises, secret_hash }))?;
    Ok(Actor::Link { link, role })
}

fn by_link(promise: PromiseId) -> Command {
    Command::PromiseConfirm(Confirm { promise, how: How::Link, mandate: None })
}

fn in_room(promise: PromiseId) -> Command {
    Command::PromiseConfirm(Confirm { promise, how: How::Room, mandate: None })
}

fn orally(promise: PromiseId, day: &str, mandate: Option<Mandate>) -> Command {
    let how = How::Orally { noted_by: "Noor".into(), day: day.parse().expect("this day exists") };
    Command::PromiseConfirm(Confirm { promise, how, mandate })
}

fn change(promise: PromiseId, field: Field, base: &str, text: &str) -> Command {
    Command::PromiseChange(Change { promise, field, base: base.into(), text: text.into() })
}

#[test]
fn a_promise_says_whether_it_may_be_made_and_under_which_reservation() {
    let mut hall = decided(2).0;
    let mut make = ask(&mut hall, 0);
    make.mandate = None;
    let send = |hall: &mut Hall, make: &Make| hall.send(Command::PromiseMake(make.clone())).map(drop);
    assert_eq!(send(&mut hall, &make), Err(Refusal::MandateMissing));
    make.mandate = Some(Mandate::No { body: " ".into(), by: make.due });
    assert_eq!(send(&mut hall, &make), Err(Refusal::TextEmpty));
    make.mandate = Some(Mandate::No { body: "Raad".into(), by: "2026-11-21".parse().unwrap() });
    assert_eq!(send(&mut hall, &make), Err(Refusal::DateOutOfRange));
    make.mandate = Some(Mandate::No { body: "Raad".into(), by: "2027-01-15".parse().unwrap() });
    make.kind = Kind::Reservation;
    assert_eq!(send(&mut hall, &make), Err(Refusal::ReservationMissing));
    make.reservation = "Als de begroting doorgaat".into();
    make.also = vec![hall.items[3], hall.items[0], hall.items[3]];
    send(&mut hall, &make).unwrap();
    assert_eq!(get(&hall, make.promise).also, [hall.items[3]], "each bottleneck once, and the first not again");
    let asked = view::to_ask(&hall.room.project);
    assert_eq!((asked.len(), asked[0].body.as_str()), (1, "Raad"));
    let no = Make { kind: Kind::No, mandate: None, ..ask(&mut hall, 0) };
    send(&mut hall, &no).unwrap();
    assert_eq!(hall.room.project.roadmap().len(), 1, "a no is kept, and is not on the roadmap");
    assert_eq!(send(&mut hall, &no), Err(Refusal::IdTaken));
}

#[test]
fn what_an_absent_party_should_do_is_a_request_until_that_party_confirms() {
    let mut hall = decided(2).0;
    let promise = make(&mut hall, 2);
    assert_eq!((get(&hall, promise).state(), get(&hall, promise).mandate()), (State::Request, None));
    let tell = Command::PromiseReport(Tell { promise, state: Progress::Busy, line: String::new() });
    assert_eq!(hall.send(tell.clone()), Err(Refusal::RequestOnly));
    assert_eq!(hall.send(in_room(promise)), Err(Refusal::PartyAbsent));
    assert_eq!(hall.send(orally(promise, "2026-11-20", None)), Err(Refusal::MandateMissing));
    assert_eq!(hall.send(orally(promise, "2026-11-23", Some(Mandate::Yes))), Err(Refusal::DateAhead));
    there_and_back(&mut hall, orally(promise, "2026-11-20", Some(Mandate::Yes)));
    assert_eq!(get(&hall, promise).state(), State::Promise);
    assert_eq!(get(&hall, promise).mandate(), Some(&Mandate::Yes));
    assert_eq!(hall.send(orally(promise, "2026-11-20", Some(Mandate::Yes))), Err(Refusal::AlreadyDone));
    there_and_back(&mut hall, tell);
    let back = Command::PromiseUnconfirm(Unconfirm { promise });
    assert_eq!(hall.send(back), Err(Refusal::InUse), "nobody reports on a request");
    // Who came in meanwhile is in the room.
    let later = make(&mut hall, 3);
    hall.join(3);
    hall.must(Command::PromiseConfirm(Confirm { promise: later, how: How::Room, mandate: Some(Mandate::Yes) }));
    assert_eq!(get(&hall, later).state(), State::Promise);
}

#[test]
fn what_was_confirmed_changes_only_after_that_is_taken_back() {
    let mut hall = decided(2).0;
    let promise = make(&mut hall, 0);
    there_and_back(&mut hall, in_room(promise));
    let what = change(promise, Field::What, "Vijf kamers vrijmaken", "Zes kamers vrijmaken");
    assert_eq!(hall.send(what.clone()), Err(Refusal::PromiseConfirmed));
    let set = Command::PromiseMandate(SetMandate { promise, mandate: None });
    assert_eq!(hall.send(set.clone()), Err(Refusal::PromiseConfirmed));
    // Where it is filed is not what they said yes to.
    let (other, items) = (hall.items[1], hall.items.clone());
    there_and_back(&mut hall, change(promise, Field::Bottleneck, &items[0].to_string(), &other.to_string()));
    there_and_back(&mut hall, Command::PromiseUnconfirm(Unconfirm { promise }));
    assert_eq!(hall.send(Command::PromiseUnconfirm(Unconfirm { promise })), Err(Refusal::AlreadyDone));
    there_and_back(&mut hall, what);
    assert_eq!(hall.room.project.actions[0].title, "Zes kamers vrijmaken", "its action goes on saying the same");
    there_and_back(&mut hall, set);
}

#[test]
fn every_field_is_saved_by_itself_and_nobody_overwrites_a_colleague() {
    let mut hall = decided(2).0;
    let promise = make(&mut hall, 0);
    let [bottleneck, other] = [hall.items[1].to_string(), hall.items[2].to_string()];
    for (field, text) in [
        (Field::What, "Zes kamers vrijmaken"),
        (Field::Result, ""),
        (Field::Owner, "Samira"),
        (Field::Due, "2027-06-01"),
        (Field::Kind, "intention"),
        (Field::Reservation, "Als het mag"),
        (Field::Bottleneck, bottleneck.as_str()),
        (Field::Also, other.as_str()),
    ] {
        let base = field.read(get(&hall, promise));
        there_and_back(&mut hall, change(promise, field, &base, text));
        assert_eq!(field.read(get(&hall, promise)), text);
        assert_eq!(hall.send(change(promise, field, &base, text)), Err(Refusal::AlreadyDone), "a repeat");
    }
    let stale = change(promise, Field::Owner, "Sam", "Sem");
    assert_eq!(hall.send(stale), Err(Refusal::TextChanged { now: "Samira".into() }));
    let missing = change(promise, Field::Bottleneck, &bottleneck, &hall.items[4].to_string());
    assert_eq!(hall.send(missing), Err(Refusal::NotDecided));
    for (field, base, text, refusal) in [
        (Field::Due, "2027-06-01", "1 juni", Refusal::DateOutOfRange),
        (Field::Due, "2027-06-01", "2026-11-21", Refusal::DateOutOfRange),
        (Field::Kind, "intention", "maybe", Refusal::UnknownChoice),
        (Field::Owner, "Samira", " ", Refusal::TextEmpty),
        (Field::Also, other.as_str(), "k05", Refusal::NotFound),
    ] {
        assert_eq!(hall.send(change(promise, field, base, text)), Err(refusal), "{field:?} {text}");
    }
    hall.must(change(promise, Field::Reservation, "Als het mag", ""));
    assert_eq!(hall.send(change(promise, Field::Kind, "intention", "reservation")), Err(Refusal::ReservationMissing));
}

#[test]
fn a_withdrawn_promise_comes_back_with_the_actions_it_had() {
    let mut hall = decided(2).0;
    let promise = make(&mut hall, 0);
    there_and_back(&mut hall, Command::PromiseWithdraw(Withdraw { promise }));
    assert!(hall.room.project.roadmap().is_empty());
    assert_eq!(hall.send(in_room(promise)), Err(Refusal::NotFound));
    let action = hall.room.project.actions[0].action;
    let alone = Command::ActionReturn(action::Return { action });
    assert_eq!(hall.send(alone), Err(Refusal::PromiseWithdrawn));
    let restore = Command::PromiseRestore(Restore { promise, actions: vec![action] });
    there_and_back(&mut hall, restore.clone());
    assert_eq!(hall.send(restore), Err(Refusal::AlreadyDone));
    // An action that editors took off before stays off.
    hall.must(Command::ActionDrop(action::Drop { action }));
    let undo = hall.must(Command::PromiseWithdraw(Withdraw { promise })).undo.unwrap();
    hall.must(undo);
    assert!(hall.room.project.roadmap().is_empty() && !get(&hall, promise).withdrawn);
}

#[test]
fn a_promise_stands_and_comes_back_when_a_later_table_put_something_else_first() {
    let (mut hall, _) = decided(2);
    let promise = make(&mut hall, 0);
    let round = hall.open(2);
    for stage in [Stage::Closed, Stage::Counted, Stage::Revealed] {
        hall.bring(round, stage).expect("it is the next stage");
    }
    let target = Target { meeting: hall.meeting, round };
    let (priorities, reason) = (vec![hall.items[1]], "Eerst dit".to_owned());
    hall.must(Command::RoundDecide(DecideItems { target, priorities, reason }));
    let first = hall.items[0];
    assert_eq!(hall.room.project.bottleneck(first).and_then(|found| found.rank()), None);
    there_and_back(&mut hall, Command::PromiseWithdraw(Withdraw { promise }));
    hall.must(Command::PromiseRestore(Restore { promise, actions: Vec::new() }));
    let (second, first) = (hall.items[1].to_string(), first.to_string());
    there_and_back(&mut hall, change(promise, Field::Bottleneck, &first, &second));
}

#[test]
fn an_owner_confirms_and_reports_on_own_promises_and_sees_no_others() {
    let mut hall = decided(2).0;
    let (mine, other) = (make(&mut hall, 0), make(&mut hall, 1));
    hall.must(change(other, Field::What, "Vijf kamers vrijmaken", "Geheime belofte"));
    hall.must(change(other, Field::Owner, "Sam", "Robin"));
    let owner = owner_link(&mut hall, vec![mine]).unwrap();
    let Actor::Link { link, .. } = owner else { panic!("it is a link") };
    let tell = |promise, state| Command::PromiseReport(Tell { promise, state, line: "Drie klaar".into() });
    let unknown = PromiseId::from_random([0xEE; 16]);
    for promise in [other, unknown] {
        for command in
            [by_link(promise), Command::PromiseUnconfirm(Unconfirm { promise }), tell(promise, Progress::Done)]
        {
            assert_eq!(hall.send_as(owner, &command), Err(Refusal::NotAllowed), "which others exist stays unknown");
        }
    }
    let (meeting, locked) = (hall.meeting, true);
    for command in [
        in_room(mine),
        orally(mine, "2026-11-20", None),
        change(mine, Field::Due, "2027-04-01", "2028-04-01"),
        Command::PromiseWithdraw(Withdraw { promise: mine }),
        Command::PromiseUnreport(Untell { promise: mine, reports: 1 }),
        Command::MeetingLock(meeting::Lock { meeting, locked }),
    ] {
        assert_eq!(hall.send_as(owner, &command), Err(Refusal::NotAllowed), "{}", command.name());
    }
    assert_eq!(hall.send(by_link(mine)), Err(Refusal::NotAllowed), "a leader does not confirm in a person's name");
    // The owner's word comes on top of what a leader noted, not the other way round.
    hall.must(in_room(mine));
    let acts = hall.room.project.meetings[0].acts.len();
    assert_eq!(hall.send_as(owner, &by_link(mine)).unwrap().undo, None);
    assert_eq!(hall.send_as(owner, &by_link(mine)), Err(Refusal::AlreadyDone));
    assert_eq!(hall.send(in_room(mine)), Err(Refusal::AlreadyDone));
    hall.send_as(owner, &tell(mine, Progress::HelpNeeded)).unwrap();
    assert_eq!(hall.send_as(owner, &tell(mine, Progress::HelpNeeded)), Err(Refusal::AlreadyDone));
    assert_eq!(hall.room.project.meetings[0].acts.len(), acts, "no act of the leaders");
    let view = view::owner::owner(&hall.room, link).unwrap();
    assert_eq!((view.owner.as_str(), view.promises.len()), ("Sam", 1));
    assert_eq!(view.promises[0].row.report.as_ref().unwrap().state, Progress::HelpNeeded);
    assert_eq!(view.promises[0].meeting, "Knelpunten");
    let text = serde_json::to_string(&view).unwrap();
    assert!(!text.contains("Geheime") && !text.contains("Robin") && !text.contains(&other.to_string()));
    assert_eq!(view::owner::owner(&hall.room, LinkId::from_random([7; 16])), None);
    hall.send_as(owner, &Command::PromiseUnconfirm(Unconfirm { promise: mine })).unwrap();
    assert_eq!(get(&hall, mine).confirmed, None);
}

#[test]
fn an_owner_link_is_for_one_person_and_does_not_follow_a_promise_to_another() {
    let mut hall = decided(2).0;
    let (first, second, other) = (make(&mut hall, 0), make(&mut hall, 0), make(&mut hall, 1));
    for promises in [vec![], vec![first, other], vec![PromiseId::from_random([1; 16])]] {
        assert!(owner_link(&mut hall, promises).is_err());
    }
    let (id, label, secret_hash) = (LinkId::from_random(hall.id()), "Zaal".to_owned(), [3; 32]);
    let (role, promises) = (LinkRole::Editor, vec![first]);
    let editor = link::Make { link: id, role, label, until: None, promises, secret_hash };
    assert_eq!(hall.send(Command::LinkMake(editor)), Err(Refusal::OwnerUnclear));
    let owner = owner_link(&mut hall, vec![first]).unwrap();
    let Actor::Link { link, .. } = owner else { panic!("it is a link") };
    let cover = |promises| Command::LinkCover(link::Cover { link, promises });
    hall.must(cover(vec![first, second]));
    assert_eq!(hall.send(cover(vec![first, second])), Err(Refusal::AlreadyDone));
    assert_eq!(hall.send(cover(vec![first, other])), Err(Refusal::OwnerUnclear));
    // Another name for the party changes nothing; another owner does.
    let party = hall.room.project.party(hall.parties[0]).unwrap().clone();
    let (name, circle) = ("Een nieuwe naam".to_owned(), party.circle.clone());
    let renamed =
        party::Change { party: party.party, name, short_name: None, kind: None, circle, expected: 2, typed_in: false };
    hall.must(Command::PartyChange(renamed));
    assert_eq!(view::owner::owner(&hall.room, link).unwrap().promises.len(), 2);
    hall.must(change(first, Field::Owner, "Sam", "Robin"));
    assert_eq!(hall.send_as(owner, &by_link(first)), Err(Refusal::NotAllowed));
    hall.send_as(owner, &by_link(second)).unwrap();
    let kept: &Link = &hall.room.links[&link];
    assert_eq!(kept.promises, [second]);
}

#[test]
fn coverage_and_hardness_count_what_stands() {
    let mut hall = Hall::begun();
    assert_eq!((coverage(&hall.room.project), hardness(&hall.room.project)), (None, None));
    hall = decided(2).0;
    let share = |part, whole| Some(Share { part, whole });
    assert_eq!((coverage(&hall.room.project), hardness(&hall.room.project)), (share(0, 2), None));
    let request = make(&mut hall, 2);
    assert_eq!((coverage(&hall.room.project), hardness(&hall.room.project)), (share(0, 2), share(0, 1)));
    let promise = make(&mut hall, 0);
    assert_eq!((coverage(&hall.room.project), hardness(&hall.room.project)), (share(1, 2), share(1, 2)));
    let second = hall.items[1].to_string();
    hall.must(change(promise, Field::Also, "", &second));
    hall.must(change(promise, Field::Kind, "promise", "exploration"));
    assert_eq!((coverage(&hall.room.project), hardness(&hall.room.project)), (share(2, 2), share(0, 2)));
    hall.must(Command::PromiseWithdraw(Withdraw { promise }));
    hall.must(Command::PromiseWithdraw(Withdraw { promise: request }));
    assert_eq!((coverage(&hall.room.project), hardness(&hall.room.project)), (share(0, 2), None));
}

#[test]
fn reports_pile_up_and_the_newest_is_taken_back_once() {
    let mut hall = decided(2).0;
    let promise = make(&mut hall, 0);
    let tell = |line: &str| Command::PromiseReport(Tell { promise, state: Progress::Busy, line: line.into() });
    hall.must(tell("Een"));
    there_and_back(&mut hall, tell("Twee"));
    let untell = Command::PromiseUnreport(Untell { promise, reports: 2 });
    there_and_back(&mut hall, untell.clone());
    assert_eq!(hall.send(untell), Err(Refusal::AlreadyDone), "the other leader did so");
    assert_eq!(get(&hall, promise).reports.len(), 1);
}

#[test]
fn a_promise_of_an_older_log_still_stands() {
    let old = r#"{"promise":{"promise":"00000000-0000-4000-8000-000000000001","number":1,
        "bottleneck":"00000000-0000-4000-8000-000000000002","party":"00000000-0000-4000-8000-000000000003",
        "owner":"Sam","what":"Doen","due":"2027-04-01","at":1,"withdrawn":false}}"#;
    let made: Made = serde_json::from_str(old).unwrap();
    assert_eq!((made.promise.kind, made.promise.voice), (Kind::Promise, Voice::Party));
    assert_eq!((made.promise.state(), made.promise.mandate()), (State::Promise, None));
    let old = r#"{"action":{"action":"00000000-0000-4000-8000-000000000004","number":1,"title":"Doen",
        "promise":"00000000-0000-4000-8000-000000000001","start":"2026-Q4","end":"2027-Q2","dropped":false}}"#;
    let added: action::Added = serde_json::from_str(old).unwrap();
    assert!(added.action.promise.is_some() && added.action.updated_at.is_none());
    let old = r#"{"link":"00000000-0000-4000-8000-000000000005","role":"editor","label":"x","secret_hash":[0,0,0,0,0,0,0,0,
        0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]}"#;
    assert!(serde_json::from_str::<Link>(old).unwrap().promises.is_empty());
    let _ = leader();
}
