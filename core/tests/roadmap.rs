//! The roadmap: actions, their fields, what waits for what, and the view by quarter.

#[expect(dead_code, reason = "nobody votes here")]
mod builder;
mod essence;

use builder::{Hall, leader};
use essence::essence;
use proptest::prelude::*;
use werksessie_core::action::change::Change;
use werksessie_core::action::field::Field;
use werksessie_core::action::{Add, Drop, Plan, Return};
use werksessie_core::time::Quarter;
use werksessie_core::view::roadmap::{QUARTERS, roadmap};
use werksessie_core::*;

fn quarter(text: &str) -> Quarter {
    text.parse().expect("this quarter exists")
}

fn add(hall: &mut Hall, start: &str, end: &str) -> ActionId {
    let action = ActionId::from_random(hall.id());
    let (start, end) = (quarter(start), quarter(end));
    let (title, owner) = ("Kamers zoeken".to_owned(), "Noor".to_owned());
    let (party, bottlenecks) = (Some(hall.parties[0]), vec![hall.items[0], hall.items[0]]);
    hall.must(Command::ActionAdd(Add { action, title, start, end, party, owner, bottlenecks, activity: None }));
    action
}

fn change(action: ActionId, field: Field, base: &str, text: &str) -> Command {
    Command::ActionChange(Change { action, field, base: base.into(), text: text.into() })
}

fn there_and_back(hall: &mut Hall, command: Command) {
    let before = essence(&hall.room.project);
    let undo = hall.must(command.clone()).undo.expect("it can be taken back");
    hall.must(undo);
    assert_eq!(essence(&hall.room.project), before, "{command:?}");
    hall.must(command);
}

fn read(hall: &Hall, action: ActionId, field: Field) -> String {
    field.read(hall.room.project.action(action).expect("it was added"))
}

#[test]
fn an_action_without_a_promise_is_added_taken_off_and_put_back() {
    let mut hall = Hall::begun();
    let editor = Actor::Link { link: LinkId::from_random([6; 16]), role: LinkRole::Editor };
    let action = ActionId::from_random(hall.id());
    let add = |end: &str| {
        let (start, end) = (quarter("2027-Q1"), quarter(end));
        let (title, owner) = ("Kamers zoeken".to_owned(), String::new());
        Command::ActionAdd(Add {
            action,
            title,
            start,
            end,
            party: None,
            owner,
            bottlenecks: Vec::new(),
            activity: None,
        })
    };
    assert_eq!(hall.send(add("2026-Q4")), Err(Refusal::EndBeforeStart));
    let screen = Actor::Link { link: LinkId::from_random([6; 16]), role: LinkRole::Screen };
    assert_eq!(hall.send_as(screen, &add("2027-Q3")), Err(Refusal::NotAllowed));
    let undo = hall.send_as(editor, &add("2027-Q3")).unwrap().undo.unwrap();
    assert_eq!(hall.send(add("2027-Q3")), Err(Refusal::IdTaken));
    assert_eq!(read(&hall, action, Field::Term), "medium");
    hall.send_as(editor, &undo).unwrap();
    assert!(hall.room.project.roadmap().is_empty());
    there_and_back(&mut hall, Command::ActionReturn(Return { action }));
    assert_eq!(hall.send(Command::ActionReturn(Return { action })), Err(Refusal::AlreadyDone));
    there_and_back(&mut hall, Command::ActionDrop(Drop { action }));
    assert_eq!(hall.send(Command::ActionDrop(Drop { action })), Err(Refusal::AlreadyDone));
}

#[test]
fn every_field_of_the_roadmap_is_saved_by_itself() {
    let mut hall = Hall::begun();
    let (first, action) = (add(&mut hall, "2027-Q1", "2027-Q1"), add(&mut hall, "2027-Q1", "2027-Q2"));
    let (party, item, first) = (hall.parties[3].to_string(), hall.items[2].to_string(), first.to_string());
    for field in Field::ALL {
        let (text, stored) = match field {
            Field::Bottlenecks => (item.as_str(), item.as_str()),
            Field::BigFive => ("income  living income", "income living"),
            Field::Dimension => ("behaviour", "behaviour"),
            Field::Youths | Field::Places => ("012", "12"),
            Field::Term => ("long", "long"),
            Field::Party => (party.as_str(), party.as_str()),
            Field::DecisionBy => ("2027-02-01", "2027-02-01"),
            Field::CostOnce | Field::CostYearly => ("125000", "125000"),
            Field::Fte => ("1,5", "1.50"),
            Field::DependsOn => (first.as_str(), first.as_str()),
            Field::YouthCheck => ("10- 1+ 4 0", ""),
            Field::Content | Field::Finances | Field::Planning => ("amber", "amber"),
            Field::Reach => ("regional", "regional"),
            _ => (" Een  tekst ", "Een tekst"),
        };
        let base = read(&hall, action, *field);
        if *field == Field::YouthCheck {
            assert_eq!(hall.send(change(action, *field, &base, text)), Err(Refusal::UnknownChoice));
            there_and_back(&mut hall, change(action, *field, &base, "10- 1+ 40"));
            assert_eq!(read(&hall, action, *field), "1+ 40 10-");
            continue;
        }
        there_and_back(&mut hall, change(action, *field, &base, text));
        assert_eq!(read(&hall, action, *field), stored, "{field:?}");
        assert_eq!(hall.send(change(action, *field, &base, text)), Err(Refusal::AlreadyDone), "a repeat");
        let stale = hall.send(change(action, *field, "wat er stond", if *field == Field::Title { "x" } else { "" }));
        assert_eq!(stale, Err(Refusal::TextChanged { now: stored.into() }), "{field:?}");
        if *field != Field::Title {
            there_and_back(&mut hall, change(action, *field, stored, ""));
        }
    }
}

#[test]
fn what_is_no_number_date_choice_or_thing_of_this_project_is_refused() {
    let mut hall = Hall::begun();
    let action = add(&mut hall, "2027-Q1", "2027-Q2");
    let item = hall.items[0].to_string();
    let unknown = ActionId::from_random([0xEE; 16]).to_string();
    for (field, base, text, refusal) in [
        (Field::Places, "", "-1", Refusal::NumberOutOfRange),
        (Field::Places, "", "+1", Refusal::NumberOutOfRange),
        (Field::Places, "", "1e9", Refusal::NumberOutOfRange),
        (Field::CostOnce, "", "1000000000", Refusal::NumberOutOfRange),
        (Field::Fte, "", "1,", Refusal::NumberOutOfRange),
        (Field::Fte, "", "0,125", Refusal::NumberOutOfRange),
        (Field::Fte, "", "2000", Refusal::NumberOutOfRange),
        (Field::DecisionBy, "", "2026-11-21", Refusal::DateOutOfRange),
        (Field::DecisionBy, "", "morgen", Refusal::DateOutOfRange),
        (Field::Content, "", "purple", Refusal::UnknownChoice),
        (Field::BigFive, "", "income money", Refusal::UnknownChoice),
        (Field::YouthCheck, "", "11+", Refusal::UnknownChoice),
        (Field::YouthCheck, "", "é", Refusal::UnknownChoice),
        (Field::Party, "", "gemeente", Refusal::NotFound),
        (Field::DependsOn, "", unknown.as_str(), Refusal::NotFound),
        (Field::Bottlenecks, item.as_str(), unknown.as_str(), Refusal::NotFound),
        (Field::Title, "Kamers zoeken", " ", Refusal::TextEmpty),
        (Field::Risk, "", "bsn 111222333", Refusal::TextPersonal),
    ] {
        if field == Field::Party {
            let base = hall.parties[0].to_string();
            assert_eq!(hall.send(change(action, field, &base, text)), Err(refusal));
            continue;
        }
        assert_eq!(hall.send(change(action, field, base, text)), Err(refusal), "{field:?} {text}");
    }
}

#[test]
fn actions_never_wait_for_each_other_in_a_circle() {
    let mut hall = Hall::begun();
    let [a, b, c] = [0; 3].map(|_| add(&mut hall, "2027-Q1", "2027-Q2"));
    let waits = |action, text: String| change(action, Field::DependsOn, "", &text);
    assert_eq!(hall.send(waits(a, a.to_string())), Err(Refusal::Circular));
    hall.must(waits(b, a.to_string()));
    hall.must(waits(c, format!("{b} {a} {b}")));
    assert_eq!(hall.send(waits(a, c.to_string())), Err(Refusal::Circular));
}

#[test]
fn the_roadmap_stands_by_quarter_and_the_screen_shows_it() {
    let mut hall = Hall::begun();
    assert_eq!(roadmap(&hall.room.project).columns, []);
    let late = add(&mut hall, "2027-Q3", "2027-Q3");
    let early = add(&mut hall, "2027-Q1", "2027-Q3");
    let off = add(&mut hall, "2026-Q4", "2028-Q1");
    hall.must(Command::ActionDrop(Drop { action: off }));
    hall.must(change(early, Field::Places, "", "12"));
    let shown = roadmap(&hall.room.project);
    assert_eq!(shown.actions.iter().map(|row| row.action).collect::<Vec<_>>(), [early, late]);
    assert_eq!((shown.actions[0].places, shown.actions[0].owner.as_str()), (Some(12), "Noor"));
    assert_eq!(shown.actions[0].bottlenecks.len(), 1, "each once");
    let columns: Vec<_> = shown.columns.iter().map(|column| column.quarter.to_string()).collect();
    assert_eq!(columns, ["2027-Q1", "2027-Q2", "2027-Q3"]);
    assert_eq!((&shown.columns[1].starting, &shown.columns[1].going_on), (&vec![], &vec![early]));
    assert_eq!((&shown.columns[2].starting, &shown.columns[2].ready), (&vec![late], &vec![early, late]));
    let (meeting, picture) = (hall.meeting, screen::Picture::Roadmap);
    there_and_back(&mut hall, Command::ScreenShow(screen::Show { meeting, picture }));
    let stage = view::screen::screen(&hall.room, meeting).unwrap().stage;
    assert_eq!(stage, view::screen::Stage::Roadmap { roadmap: shown.clone() });
    assert_eq!(view::leader::leader(&hall.room, meeting).unwrap().roadmap, shown);
    let dossier = view::dossier::dossier(&hall.room).unwrap();
    assert_eq!(dossier.roadmap, shown);
    let row = dossier.actions.iter().find(|row| row.action == early).unwrap();
    assert_eq!(row.fields.get(&Field::Places).map(String::as_str), Some("12"));
    let _ = leader();
}

#[test]
fn a_party_that_is_merged_keeps_its_actions_and_one_with_actions_stays() {
    let mut hall = Hall::begun();
    let action = add(&mut hall, "2027-Q1", "2027-Q2");
    let (party, into) = (hall.parties[0], hall.parties[1]);
    assert_eq!(hall.send(Command::PartyRemove(party::Remove { party })), Err(Refusal::InUse));
    hall.must(Command::PartyMerge(party::Merge { party, into }));
    assert_eq!(read(&hall, action, Field::Party), into.to_string());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is tried, no action waits for itself, not even by way of others.
    #[test]
    fn no_circle_comes_about(tries in prop::collection::vec((0usize..6, prop::collection::vec(0usize..6, 0..4)), 1..40)) {
        let mut hall = Hall::planned();
        let actions: Vec<_> = (0..6).map(|_| add(&mut hall, "2027-Q1", "2027-Q2")).collect();
        for (at, on) in tries {
            let action = actions[at];
            let text = on.iter().map(|on| actions[*on].to_string()).collect::<Vec<_>>().join(" ");
            let base = read(&hall, action, Field::DependsOn);
            let _ = hall.send(change(action, Field::DependsOn, &base, &text));
        }
        // What waits for nothing left over can go, one by one, until all are gone.
        let mut left: Vec<_> = hall.room.project.actions.iter().collect();
        while !left.is_empty() {
            let ids: Vec<_> = left.iter().map(|action| action.action).collect();
            let before = left.len();
            left.retain(|action| action.details.depends_on.iter().any(|on| ids.contains(on)));
            prop_assert!(left.len() < before, "a circle is left");
        }
    }

    /// Every action stands in each of its quarters once, begins once and ends once.
    #[test]
    fn every_action_stands_in_its_quarters(plans in prop::collection::vec((0u16..3, 1u8..5, 0u8..9), 1..12)) {
        let mut hall = Hall::planned();
        for (year, start, length) in plans {
            let action = add(&mut hall, "2027-Q1", "2027-Q1");
            let start = Quarter::new(2027 + year, start).unwrap();
            let end = (0..length).fold(start, |quarter, _| quarter.next());
            let _ = hall.send(Command::ActionPlan(Plan { action, start, end }));
        }
        let shown = roadmap(&hall.room.project);
        prop_assert!(shown.columns.len() <= QUARTERS);
        for row in &shown.actions {
            let stands = shown.columns.iter().filter(|column| {
                column.starting.contains(&row.action) || column.going_on.contains(&row.action)
            });
            prop_assert_eq!(stands.count() as u32, row.end.count() - row.start.count() + 1);
            let count = |of: fn(&view::roadmap::Column) -> &Vec<ActionId>| {
                shown.columns.iter().filter(|column| of(column).contains(&row.action)).count()
            };
            prop_assert_eq!((count(|column| &column.starting), count(|column| &column.ready)), (1, 1));
        }
    }
}
