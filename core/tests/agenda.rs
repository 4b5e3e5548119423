//! The run sheet, the timer and what a screen is paired with, command by command.

mod builder;
mod decided;
mod essence;

use builder::{Hall, leader};
use decided::decided;
use essence::essence;
use werksessie_core::agenda::{Add, Change, Go, Note, Place, Remove};
use werksessie_core::screen::{Pair, SetWifi, Wifi};
use werksessie_core::timer::{Extend, Start, Stop};
use werksessie_core::*;

fn order(hall: &Hall) -> Vec<u32> {
    hall.room.project.meetings[0].agenda.iter().map(|item| item.item).collect()
}

/// Sends a command, takes it back, checks that all is as before, and sends it again.
fn there_and_back(hall: &mut Hall, command: Command) {
    let before = essence(&hall.room.project);
    let undo = hall.must(command.clone()).undo.expect("it can be taken back");
    hall.must(undo);
    assert_eq!(essence(&hall.room.project), before, "{}", command.name());
    hall.must(command);
}

#[test]
fn items_are_added_placed_changed_and_removed_and_each_can_be_taken_back() {
    let mut hall = Hall::begun();
    let meeting = hall.meeting;
    assert_eq!(order(&hall), [0, 1, 2, 3, 4, 5, 6]);
    let add = |item, after| Command::AgendaAdd(Add { meeting, item, title: "Pauze".into(), minutes: 9_000, after });
    there_and_back(&mut hall, add(40, Some(2)));
    assert_eq!(order(&hall), [0, 1, 2, 40, 3, 4, 5, 6]);
    assert_eq!(hall.room.project.meetings[0].agenda_item(40).unwrap().minutes, limits::AGENDA_MINUTES);
    assert_eq!(hall.send(add(40, None)), Err(Refusal::IdTaken));
    assert_eq!(hall.send(add(41, Some(99))), Err(Refusal::NotFound));
    there_and_back(&mut hall, Command::AgendaPlace(Place { meeting, item: 40, after: None }));
    assert_eq!(order(&hall), [40, 0, 1, 2, 3, 4, 5, 6]);
    there_and_back(&mut hall, Command::AgendaPlace(Place { meeting, item: 0, after: Some(6) }));
    assert_eq!(order(&hall), [40, 1, 2, 3, 4, 5, 6, 0]);
    for after in [Some(40), Some(1)] {
        let same = Command::AgendaPlace(Place { meeting, item: 1, after });
        assert_eq!(hall.send(same), Err(Refusal::AlreadyDone));
    }
    let change = |base: &str, title: &str| {
        Command::AgendaChange(Change { meeting, item: 40, base: base.into(), title: title.into(), minutes: 5 })
    };
    there_and_back(&mut hall, change("Pauze", "Koffie"));
    // The second of two leaders hears what it says now, and nothing is overwritten.
    assert_eq!(hall.send(change("Pauze", "Thee")), Err(Refusal::TextChanged { now: "Koffie".into() }));
    there_and_back(&mut hall, Command::AgendaRemove(Remove { meeting, item: 40 }));
    assert_eq!(order(&hall), [1, 2, 3, 4, 5, 6, 0]);
}

#[test]
fn what_was_begun_or_noted_on_stays_on_the_run_sheet() {
    let mut hall = Hall::begun();
    let meeting = hall.meeting;
    let remove = |item| Command::AgendaRemove(Remove { meeting, item });
    assert_eq!(hall.send(remove(0)), Err(Refusal::InUse));
    hall.must(Command::MeetingGo(Go { meeting, item: 3, picture: None }));
    assert_eq!(hall.send(remove(0)), Err(Refusal::InUse));
    let note =
        |base: &str, text: &str| Command::AgendaNote(Note { meeting, item: 5, base: base.into(), text: text.into() });
    there_and_back(&mut hall, note("", "Vraag Ali naar de woningen"));
    assert_eq!(hall.send(note("", "x")), Err(Refusal::TextChanged { now: "Vraag Ali naar de woningen".into() }));
    assert_eq!(hall.send(remove(5)), Err(Refusal::InUse));
    // Nobody but leaders reads it.
    let screen = serde_json::to_string(&view::screen::screen(&hall.room, meeting)).unwrap();
    let phone = serde_json::to_string(&view::phone::phone(&hall.room, meeting)).unwrap();
    assert!(!screen.contains("Ali") && !phone.contains("Ali"));
}

#[test]
fn the_timer_is_started_once_extended_once_for_each_press_and_stopped() {
    let mut hall = Hall::begun();
    let meeting = hall.meeting;
    let until = |hall: &Hall| hall.room.project.meetings[0].timer.map(|timer| timer.until);
    hall.must(Command::TimerStart(Start { meeting, seconds: 300 }));
    let first = until(&hall).unwrap();
    assert_eq!(hall.send(Command::TimerStart(Start { meeting, seconds: 60 })), Err(Refusal::AlreadyDone));
    let more = Command::TimerExtend(Extend { meeting, until: first, seconds: 60 });
    hall.must(more.clone());
    assert_eq!(until(&hall).unwrap().0, first.0 + 60_000);
    // The other leader pressed at the same time: a minute is added once.
    assert_eq!(hall.send(more), Err(Refusal::AlreadyDone));
    let late = Command::TimerStop(Stop { meeting, until: first });
    assert_eq!(hall.send(late), Err(Refusal::AlreadyDone));
    let now = until(&hall).unwrap();
    hall.must(Command::TimerStop(Stop { meeting, until: now }));
    assert_eq!(until(&hall), None);
    // One that has run out makes place, and gets its extra time from now.
    hall.must(Command::TimerStart(Start { meeting, seconds: 1 }));
    let short = until(&hall).unwrap();
    hall.drawn += 60;
    hall.must(Command::TimerExtend(Extend { meeting, until: short, seconds: 60 }));
    assert!(until(&hall).unwrap().0 > short.0 + 100_000);
}

#[test]
fn the_halls_network_is_shown_by_name_and_its_key_only_to_leaders() {
    let mut hall = Hall::begun();
    let meeting = hall.meeting;
    let wifi = |name: &str, key: &str| Some(Wifi { name: name.into(), key: key.into() });
    let set = |wifi| Command::ScreenWifi(SetWifi { meeting, wifi });
    there_and_back(&mut hall, set(wifi("Raadzaal", "123456782 en meer")));
    assert_eq!(hall.send(set(wifi(" ", "x"))), Err(Refusal::TextEmpty));
    assert_eq!(hall.send(set(wifi(&"n".repeat(33), "x"))), Err(Refusal::TextTooLong { max: 32 }));
    let screen = serde_json::to_string(&view::screen::screen(&hall.room, meeting)).unwrap();
    assert!(screen.contains("Raadzaal") && !screen.contains("123456782"));
}

#[test]
fn a_paired_screen_lasts_as_long_as_its_meeting() {
    let mut hall = Hall::begun();
    let meeting = hall.meeting;
    let pair = |link: [u8; 16], meeting| {
        Command::ScreenPair(Pair { meeting, link: LinkId::from_random(link), secret_hash: [9; 32] })
    };
    hall.must(pair([1; 16], meeting));
    assert_eq!(hall.send(pair([1; 16], meeting)), Err(Refusal::IdTaken));
    let view = view::leader::leader(&hall.room, meeting).unwrap();
    assert_eq!(view.screens, 1);
    assert!(view::dossier::links(&hall.room).is_empty(), "it comes and goes with the meeting");
    hall.must(Command::MeetingEnd(meeting::End { meeting }));
    assert_eq!(hall.send(pair([2; 16], meeting)), Err(Refusal::MeetingEnded));
    let next = MeetingId::from_random([8; 16]);
    let plan = meeting::Plan {
        meeting: next,
        title: "Nog een".into(),
        step: step::StepId::S2C,
        parts: Vec::new(),
        agenda: vec![("Op".into(), 5)],
    };
    hall.must(Command::MeetingPlan(plan));
    hall.must(pair([3; 16], next));
    assert_eq!(hall.room.links.len(), 1, "the link of the meeting that ended is cleared away");
    let context = hall.context(leader());
    assert!(hall.room.links.values().all(|link| link.works_on(context.today)));
}

#[test]
fn at_the_recap_the_screen_shows_what_was_decided_and_goes_back_with_the_undo() {
    let (mut hall, _) = decided(2);
    hall.must(Command::MeetingEnd(meeting::End { meeting: hall.meeting }));
    let meeting = MeetingId::from_random([8; 16]);
    let agenda = [("Opening", 5), ("Terugblik", 20)].map(|(title, minutes)| (title.to_owned(), minutes));
    let parts = vec![None, Some(agenda::Part::Recap)];
    let (title, step) = ("Commitment".to_owned(), step::StepId::S2E);
    hall.must(Command::MeetingPlan(meeting::Plan { meeting, title, step, agenda: agenda.into(), parts }));
    hall.must(Command::MeetingBegin(meeting::Begin { meeting }));
    hall.meeting = meeting;
    let picture = |hall: &Hall| hall.room.project.meeting(meeting).map(|meeting| meeting.picture);
    let view = |hall: &Hall| view::leader::leader(&hall.room, meeting).expect("the meeting exists");
    assert_eq!(view(&hall).recap, [screen::Picture::Decisions]);
    let went = hall.must(Command::MeetingGo(Go { meeting, item: 1, picture: None }));
    assert_eq!(picture(&hall), Some(screen::Picture::Decisions));
    hall.must(went.undo.expect("it can be taken back"));
    assert_eq!((picture(&hall), view(&hall).current), (Some(screen::Picture::Join), 0));
}
