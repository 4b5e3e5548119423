//! Risks: the two lists of a bottleneck, changing them, and which side was forgotten.

mod builder;
mod decided;
mod essence;

use builder::Hall;
use decided::decided;
use essence::essence;
use proptest::prelude::*;
use werksessie_core::bottleneck::group::Merge as Group;
use werksessie_core::risk::field::{Change, Field};
use werksessie_core::risk::list::{Drop, Merge, Return};
use werksessie_core::risk::{Add, Category, Response, Side, Status};
use werksessie_core::*;

fn id(n: u8) -> RiskId {
    RiskId::from_random([n; 16])
}

fn add(hall: &Hall, n: u8, item: usize, side: Side) -> Command {
    let (risk, bottleneck) = (id(n), hall.items[item]);
    let (event, consequence) = (format!("een jongere {n} keer verhuist"), "de school stopt".into());
    Command::RiskAdd(Add { risk, bottleneck, side, event, consequence, category: None })
}

fn change(n: u8, field: Field, base: &str, text: &str) -> Command {
    Command::RiskChange(Change { risk: id(n), field, base: base.into(), text: text.into() })
}

/// Sends a command and takes it back.
fn there_and_back(hall: &mut Hall, command: Command) {
    let before = essence(&hall.room.project);
    let undo = hall.must(command).undo.expect("it can be taken back");
    hall.must(undo);
    assert_eq!(essence(&hall.room.project), before);
}

#[test]
fn a_risk_belongs_to_a_bottleneck_and_a_side_and_each_act_can_be_taken_back() {
    let mut hall = Hall::begun();
    hall.must(add(&hall, 1, 0, Side::Youth));
    hall.must(add(&hall, 2, 0, Side::Youth));
    hall.must(add(&hall, 3, 0, Side::Municipality));
    assert_eq!(hall.send(add(&hall, 1, 0, Side::Youth)).err(), Some(Refusal::IdTaken));
    let project = &hall.room.project;
    let numbers = |side| project.risks_of(hall.items[0], side).iter().map(|risk| risk.number).collect::<Vec<_>>();
    assert_eq!((numbers(Side::Youth), numbers(Side::Municipality)), (vec![1, 2], vec![3]));
    assert_eq!(project.risks[0].short_name, "een jongere 1 keer");
    let party = hall.parties[2].to_string();
    for (field, text) in [
        (Field::Event, "een jongere kwijtraakt wie hij kent"),
        (Field::Consequence, ""),
        (Field::ShortName, "Wie hij kent"),
        (Field::Category, Category::Trust.key()),
        (Field::Bearer, party.as_str()),
        (Field::Measure, "Een vaste begeleider."),
        (Field::Response, Response::Reduce.key()),
        (Field::Owner, party.as_str()),
    ] {
        let base = field.text(hall.room.project.risk(id(1)).expect("it is there"));
        there_and_back(&mut hall, change(1, field, &base, text));
        hall.must(change(1, field, &base, text));
        assert_eq!(hall.send(change(1, field, &base, text)).err(), Some(Refusal::AlreadyDone), "{field:?}");
        let stale = hall.send(change(1, field, "iets anders", "nog iets"));
        assert!(stale.is_err(), "{field:?}");
    }
    there_and_back(&mut hall, Command::RiskMerge(Merge { risk: id(2), into: id(1) }));
    there_and_back(&mut hall, Command::RiskDrop(Drop { risk: id(2) }));
    hall.must(Command::RiskMerge(Merge { risk: id(2), into: id(1) }));
    there_and_back(&mut hall, Command::RiskReturn(Return { risk: id(2) }));
    assert_eq!(hall.room.project.risk(id(2)).expect("it stays").status, Status::Merged { into: id(1) });
}

#[test]
fn what_does_not_fit_a_risk_is_refused() {
    let mut hall = Hall::begun();
    hall.must(add(&hall, 1, 0, Side::Youth));
    hall.must(add(&hall, 2, 0, Side::Municipality));
    hall.must(add(&hall, 3, 1, Side::Youth));
    let merge = |a, b| Command::RiskMerge(Merge { risk: id(a), into: id(b) });
    for (command, refusal) in [
        (change(1, Field::Category, "", "financial"), Refusal::UnknownChoice),
        (change(1, Field::Category, "", "weather"), Refusal::UnknownChoice),
        (change(1, Field::Owner, "", "00000000-0000-4000-8000-000000000000"), Refusal::NotFound),
        (change(1, Field::Event, "een jongere 1 keer verhuist", " "), Refusal::TextEmpty),
        (change(9, Field::Event, "", "x"), Refusal::NotFound),
        (merge(1, 1), Refusal::TwoNeeded),
        (merge(1, 2), Refusal::NotOnList),
        (merge(1, 3), Refusal::NotOnList),
        (merge(1, 9), Refusal::NotFound),
        (Command::RiskReturn(Return { risk: id(1) }), Refusal::AlreadyDone),
    ] {
        assert_eq!(hall.send(command.clone()).err(), Some(refusal), "{command:?}");
    }
}

#[test]
fn a_bottleneck_with_risks_on_one_side_only_is_pointed_out_and_a_group_has_those_of_its_parts() {
    let mut hall = Hall::begun();
    assert_eq!(hall.room.project.one_sided(), []);
    hall.must(add(&hall, 1, 0, Side::Youth));
    hall.must(add(&hall, 2, 1, Side::Municipality));
    let (a, b) = (hall.items[0], hall.items[1]);
    assert_eq!(hall.room.project.one_sided(), [(a, Side::Municipality), (b, Side::Youth)]);
    let group = BottleneckId::from_random([77; 16]);
    hall.must(Command::BottleneckMerge(Group {
        group,
        title: "Samen".into(),
        short_name: None,
        explanation: String::new(),
        parts: vec![a, b],
    }));
    assert_eq!(hall.room.project.one_sided(), []);
    assert_eq!(hall.room.project.risks_of(group, Side::Youth).len(), 1);
    hall.must(Command::RiskDrop(Drop { risk: id(1) }));
    assert_eq!(hall.room.project.one_sided(), [(group, Side::Youth)]);
}

#[test]
fn risks_are_written_for_priorities_once_there_are_any() {
    let (mut hall, _) = decided(1);
    let top = hall.room.project.priorities()[0].bottleneck;
    let at_risk: Vec<BottleneckId> = hall.room.project.at_risk().iter().map(|found| found.bottleneck).collect();
    assert_eq!(at_risk, [top]);
    let other = hall.items.iter().position(|item| *item != top).expect("six items");
    hall.must(add(&hall, 1, other, Side::Youth));
    assert_eq!(hall.room.project.one_sided(), [], "what has no priority needs no second side");
}

#[test]
fn the_screen_shows_both_sides_of_what_has_risks_and_nothing_of_what_was_put_aside() {
    let mut hall = Hall::begun();
    hall.must(add(&hall, 1, 2, Side::Youth));
    hall.must(add(&hall, 2, 0, Side::Municipality));
    hall.must(add(&hall, 3, 0, Side::Youth));
    hall.must(Command::RiskDrop(Drop { risk: id(3) }));
    let (meeting, picture) = (hall.meeting, screen::Picture::Risks);
    there_and_back(&mut hall, Command::ScreenShow(screen::Show { meeting, picture }));
    hall.must(Command::ScreenShow(screen::Show { meeting, picture }));
    let stage = view::screen::screen(&hall.room, meeting).expect("the meeting is there").stage;
    let view::screen::Stage::Risks { rows } = stage else { panic!("{stage:?}") };
    let sides: Vec<(u32, usize, usize)> =
        rows.iter().map(|row| (row.number, row.municipality.len(), row.youth.len())).collect();
    assert_eq!(sides, [(1, 1, 0), (3, 0, 1)]);
}

#[test]
fn a_party_that_carries_a_risk_stays_and_moves_along_when_parties_are_merged() {
    let mut hall = Hall::begun();
    hall.must(add(&hall, 1, 0, Side::Youth));
    let (bearer, into) = (hall.parties[3], hall.parties[4]);
    hall.must(change(1, Field::Bearer, "", &bearer.to_string()));
    let remove = Command::PartyRemove(party::Remove { party: bearer });
    assert_eq!(hall.send(remove).err(), Some(Refusal::InUse));
    hall.must(Command::PartyMerge(party::Merge { party: bearer, into }));
    assert_eq!(hall.room.project.risk(id(1)).expect("it is there").bearer, Some(into));
}

proptest! {
    /// Whatever is added, merged, dropped and brought back, in whatever order: what is merged leads to
    /// a risk of the same side, and the log tells it all.
    #[test]
    fn the_lists_stay_whole_whatever_is_done(acts in prop::collection::vec((0u8..5, 0u8..8, 0u8..8), 1..60)) {
        let mut hall = Hall::begun();
        for (what, a, b) in acts {
            let side = if a % 2 == 0 { Side::Youth } else { Side::Municipality };
            // Refusals are fine: they change nothing.
            let _ = hall.send(match what {
                0 => add(&hall, a, usize::from(b % 3), side),
                1 => Command::RiskMerge(Merge { risk: id(a), into: id(b) }),
                2 => Command::RiskDrop(Drop { risk: id(a) }),
                3 => Command::RiskReturn(Return { risk: id(a) }),
                _ => change(a, Field::Measure, "", "Iets."),
            });
            let project = &hall.room.project;
            for risk in &project.risks {
                if let Status::Merged { into } = risk.status {
                    let into = project.risk(into).expect("it leads somewhere");
                    prop_assert_eq!((into.bottleneck, into.side), (risk.bottleneck, risk.side));
                }
            }
            let listed: usize = hall.items.iter().flat_map(|item| Side::ALL.iter().map(move |side| (*item, *side)))
                .map(|(item, side)| project.risks_of(item, side).len()).sum();
            prop_assert_eq!(listed, project.risks.iter().filter(|risk| risk.status == Status::Open).count());
        }
        let mut again = Project::default();
        hall.log.iter().for_each(|envelope| again.apply(envelope));
        prop_assert_eq!(again, hall.room.project);
    }
}
