//! The list of bottlenecks: changing, merging, splitting, parking; cards; what a screen says of it.

mod builder;
mod essence;

use std::collections::{BTreeMap, BTreeSet};

use builder::{Hall, answers, leader};
use essence::essence;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use werksessie_core::ballot::Cast;
use werksessie_core::bottleneck::list::Status;
use werksessie_core::bottleneck::{Bottleneck, Decision};
use werksessie_core::method::BigFive;
use werksessie_core::round::{Phase, Stage};
use werksessie_core::*;

fn bottleneck_id(n: u8) -> BottleneckId {
    BottleneckId::from_random([100 + n; 16])
}

fn card_id(n: u8) -> CardId {
    CardId::from_random([n; 16])
}

impl Hall {
    /// Sends a command as the leader, as it travels.
    fn json(&mut self, command: Value) -> Result<Outcome, Refusal> {
        self.json_as(leader(), command)
    }

    fn json_as(&mut self, actor: Actor, command: Value) -> Result<Outcome, Refusal> {
        let command: Command = serde_json::from_value(command.clone()).unwrap_or_else(|e| panic!("{command}: {e}"));
        self.send_as(actor, &command)
    }

    fn bottleneck(&self, id: BottleneckId) -> &Bottleneck {
        self.room.project.bottleneck(id).expect("the bottleneck is there")
    }

    fn merge(&mut self, group: BottleneckId, parts: &[BottleneckId]) -> Result<Outcome, Refusal> {
        self.json(json!({ "type": "bottleneck.merge", "group": group, "title": "Samen", "parts": parts }))
    }

    fn unmerge(&mut self, group: BottleneckId) -> Result<Outcome, Refusal> {
        self.json(json!({ "type": "bottleneck.unmerge", "group": group }))
    }

    fn split(&mut self, bottleneck: BottleneckId, into: &[BottleneckId]) -> Result<Outcome, Refusal> {
        let into: Vec<Value> = into.iter().map(|id| json!({ "id": id, "title": format!("Deel {id}") })).collect();
        self.json(json!({ "type": "bottleneck.split", "bottleneck": bottleneck, "into": into }))
    }

    /// Takes the newest act back as the console does.
    fn undo(&mut self, outcome: &Outcome) -> Result<Outcome, Refusal> {
        self.send(outcome.undo.clone().expect("the act can be taken back"))
    }

    /// Holds a round on these items, in which this many people give these marks.
    fn rate(&mut self, items: &[BottleneckId], voters: usize, marks: (u8, u8)) -> RoundId {
        let round = RoundId::from_random(self.id());
        let command = round::Open {
            meeting: self.meeting,
            round,
            items: items.iter().map(|item| (*item).into()).collect(),
            statement: String::new(),
            among: Vec::new(),
            weighting: tally::Weighting::Person,
            mode: Default::default(),
            ask: Default::default(),
        };
        self.must(Command::RoundOpen(command));
        for _ in 0..voters {
            let seat = self.join(0);
            let answers = answers(items, &vec![Some(marks); items.len()]);
            self.cast(round, seat, &Cast { revision: None, answers }).expect("the round is open");
        }
        for stage in [Stage::Closed, Stage::Counted, Stage::Revealed] {
            self.bring(round, stage).expect("this is the order of stages");
        }
        round
    }
}

#[test]
fn a_field_is_saved_on_what_the_sender_saw_and_can_be_put_back() {
    let mut hall = Hall::planned();
    let item = hall.items[0];
    let before = hall.room.project.clone();
    let change = |field: &str, base: Value, to: Value| {
        let key = if ["title", "short_name", "explanation"].contains(&field) { "text" } else { "value" };
        json!({ "type": "bottleneck.change", "bottleneck": item, "field": field, "base": base, key: to })
    };
    let done = hall.json(change("title", json!("k01"), json!(" Hulp  na vertrek "))).unwrap();
    assert_eq!(hall.bottleneck(item).title, "Hulp na vertrek");
    assert_eq!(
        hall.json(change("title", json!("k01"), json!("Anders"))),
        Err(Refusal::TextChanged { now: "Hulp na vertrek".into() })
    );
    assert_eq!(hall.json(change("title", json!("k01"), json!("Hulp na vertrek"))), Err(Refusal::AlreadyDone));
    assert_eq!(hall.json(change("title", json!("Hulp na vertrek"), json!(""))), Err(Refusal::TextEmpty));
    hall.undo(&done).unwrap();
    for (field, base, to) in [
        ("short_name", json!("k01"), json!("Hulp")),
        ("explanation", json!(""), json!("Meer")),
        ("origin", json!("pilot"), json!("document")),
        ("kind", json!("content"), json!("behaviour")),
        ("level", json!("practice"), json!(null)),
        ("domains", json!(["housing", "wellbeing", "work"]), json!(["income"])),
    ] {
        let done = hall.json(change(field, base.clone(), to.clone())).unwrap_or_else(|e| panic!("{field}: {e:?}"));
        assert_eq!(hall.json(change(field, base.clone(), to.clone())), Err(Refusal::AlreadyDone), "{field}");
        if !matches!(field, "short_name" | "explanation") {
            let third = match field {
                "origin" => json!("own"),
                "domains" => json!(["relations"]),
                "level" => json!("law"),
                _ => json!(null),
            };
            assert_eq!(hall.json(change(field, base, third)), Err(Refusal::ChoiceChanged), "{field}");
        }
        hall.undo(&done).unwrap();
    }
    assert_eq!(essence(&hall.room.project), essence(&before));
    let editor = Actor::Link { link: LinkId::from_random([3; 16]), role: LinkRole::Screen };
    assert_eq!(hall.json_as(editor, change("title", json!("k01"), json!("X"))), Err(Refusal::NotAllowed));
}

#[test]
fn a_bottleneck_in_an_old_log_still_folds() {
    let old = json!({ "bottleneck": {
        "bottleneck": bottleneck_id(0), "number": 1, "title": "Oud", "short_name": "Oud", "explanation": "",
        "origin": "pilot", "decision": null,
    }});
    let event = Event::read("bottleneck.added", old).unwrap().unwrap();
    let Event::BottleneckAdded(added) = event else { panic!("another event") };
    assert!(added.bottleneck.is_ratable() && added.bottleneck.tags == bottleneck::Tags::default());
    let new = serde_json::to_value(&added).unwrap();
    assert_eq!(serde_json::from_value::<bottleneck::Added>(new).unwrap(), added);
    // Domains of life had other keys once.
    let tags = json!({ "kind": "behaviour", "level": "law", "domains": ["housing", "wellbeing", "relations", "work"] });
    let tags: bottleneck::Tags = serde_json::from_value(tags).unwrap();
    assert_eq!(tags.domains, BTreeSet::from([BigFive::Living, BigFive::Health, BigFive::Support, BigFive::Work]));
}

#[test]
fn a_group_is_rated_as_one_and_its_parts_keep_what_they_had() {
    let mut hall = Hall::begun();
    let (a, b, c, group) = (hall.items[0], hall.items[1], hall.items[2], bottleneck_id(1));
    hall.rate(&[a, b], 6, (5, 2));
    let before = hall.room.project.clone();
    let merged = hall.merge(group, &[a, b, a]).unwrap();
    assert_eq!(hall.bottleneck(a).status, Status::Merged { into: group });
    assert_eq!(hall.bottleneck(group).parts, [a, b]);
    assert_eq!(hall.bottleneck(group).tags.domains, BTreeSet::from([BigFive::Living, BigFive::Health, BigFive::Work]));
    assert_eq!(hall.merge(group, &[a, b]), Err(Refusal::AlreadyDone));
    assert_eq!(hall.merge(bottleneck_id(2), &[a, c]), Err(Refusal::NotOnList));
    assert_eq!(hall.merge(bottleneck_id(2), &[c, c]), Err(Refusal::TwoNeeded));
    assert_eq!(hall.merge(c, &[group, hall.items[3]]), Err(Refusal::IdTaken));
    let rows = view::insight::bottlenecks(&hall.room.project);
    let row = |id| rows.iter().find(|row| row.card.item == id).unwrap();
    assert!(row(group).ratings.is_empty(), "a group has no figures of its own");
    assert_eq!(row(a).ratings[0].points.severity.unwrap().mean, 5.0);
    hall.undo(&merged).unwrap();
    assert_eq!(essence(&hall.room.project), essence(&before));
    // And back again, under the number it had.
    hall.json(json!({ "type": "bottleneck.add", "bottleneck": bottleneck_id(9), "title": "Nog een" })).unwrap();
    assert_eq!(hall.bottleneck(bottleneck_id(9)).number, 8, "K07 was the group's and stays so");
    hall.merge(group, &[a, b]).unwrap();
    assert_eq!(hall.bottleneck(group).number, 7);
    // Once rated it stays on record.
    hall.rate(&[group], 5, (3, 3));
    hall.unmerge(group).unwrap();
    assert_eq!(hall.bottleneck(group).status, Status::Dissolved);
    assert_eq!(hall.unmerge(group), Err(Refusal::AlreadyDone));
    assert!(hall.bottleneck(a).is_ratable());
    let rows = view::insight::bottlenecks(&hall.room.project);
    assert_eq!(rows.iter().find(|row| row.card.item == group).unwrap().ratings[0].points.severity.unwrap().mean, 3.0);
}

#[test]
fn what_is_being_rated_is_not_merged_split_or_parked() {
    let mut hall = Hall::begun();
    let (a, b, group) = (hall.items[0], hall.items[5], bottleneck_id(1));
    let round = hall.open(3);
    for stage in [None, Some(Stage::Closed)] {
        if let Some(stage) = stage {
            hall.bring(round, stage).unwrap();
        }
        assert_eq!(hall.merge(group, &[a, b]), Err(Refusal::AnotherRoundBusy));
        assert_eq!(hall.split(a, &[bottleneck_id(2), bottleneck_id(3)]), Err(Refusal::AnotherRoundBusy));
        assert_eq!(hall.json(json!({ "type": "bottleneck.park", "bottleneck": a })), Err(Refusal::AnotherRoundBusy));
    }
    hall.bring(round, Stage::Counted).unwrap();
    hall.merge(group, &[a, b]).unwrap();
}

#[test]
fn a_group_with_priority_stays_together() {
    let mut hall = Hall::begun();
    let (a, b, group) = (hall.items[0], hall.items[1], bottleneck_id(1));
    hall.merge(group, &[a, b]).unwrap();
    let round = hall.rate(&[group], 5, (5, 5));
    let meeting = hall.meeting;
    hall.json(json!({ "type": "round.decide", "meeting": meeting, "round": round, "priorities": [group] })).unwrap();
    assert_eq!(hall.unmerge(group), Err(Refusal::InUse));
    hall.json(json!({ "type": "round.reopen", "meeting": meeting, "round": round })).unwrap();
    hall.unmerge(group).unwrap();
}

#[test]
fn pieces_come_in_the_place_of_the_whole_and_go_again() {
    let mut hall = Hall::begun();
    let (a, pieces) = (hall.items[0], [bottleneck_id(1), bottleneck_id(2)]);
    let before = hall.room.project.clone();
    let done = hall.split(a, &pieces).unwrap();
    assert_eq!(hall.bottleneck(a).status, Status::Split);
    assert_eq!(hall.split(a, &pieces), Err(Refusal::AlreadyDone));
    assert_eq!(hall.split(hall.items[1], &[bottleneck_id(3)]), Err(Refusal::TwoNeeded));
    assert_eq!(hall.split(hall.items[1], &[bottleneck_id(3), bottleneck_id(3)]), Err(Refusal::IdTaken));
    hall.merge(bottleneck_id(5), &[pieces[0], hall.items[2]]).unwrap();
    assert_eq!(hall.undo(&done), Err(Refusal::NotOnList), "a piece is in a group");
    hall.unmerge(bottleneck_id(5)).unwrap();
    let back = hall.undo(&done).unwrap();
    assert_eq!(essence(&hall.room.project), essence(&before));
    hall.undo(&back).unwrap();
    assert_eq!(hall.bottleneck(pieces[1]).number, 8);
}

#[test]
fn parked_and_solved_bottlenecks_come_back_as_they_were() {
    let mut hall = Hall::planned();
    let a = hall.items[0];
    let before = hall.room.project.clone();
    hall.json(json!({ "type": "bottleneck.park", "bottleneck": a, "reason": "Later" })).unwrap();
    assert_eq!(hall.json(json!({ "type": "bottleneck.park", "bottleneck": a })), Err(Refusal::AlreadyDone));
    assert_eq!(hall.json(json!({ "type": "bottleneck.solve", "bottleneck": a })), Err(Refusal::NotOnList));
    let back = hall.json(json!({ "type": "bottleneck.return", "bottleneck": a })).unwrap();
    assert_eq!(essence(&hall.room.project), essence(&before));
    hall.undo(&back).unwrap();
    assert_eq!(hall.bottleneck(a).status, Status::Parked { reason: "Later".into() });
    assert_eq!(hall.room.project.ratable().len(), 5);
}

#[test]
fn what_somebody_said_is_not_the_same_is_not_proposed_again() {
    let mut hall = Hall::planned();
    for (n, title) in [(1, "De urgentieregeling werkt niet"), (2, "Urgentie aanvragen werkt niet")] {
        hall.json(json!({ "type": "bottleneck.add", "bottleneck": bottleneck_id(n), "title": title })).unwrap();
    }
    let proposed = |hall: &Hall| bottleneck::likeness::proposals(&hall.room.project);
    let found = proposed(&hall);
    assert_eq!((found.len(), found[0].a, found[0].b), (1, bottleneck_id(1), bottleneck_id(2)));
    let distinct = json!({ "type": "bottleneck.distinct", "a": bottleneck_id(2), "b": bottleneck_id(1) });
    let done = hall.json(distinct.clone()).unwrap();
    assert!(proposed(&hall).is_empty());
    assert_eq!(hall.json(distinct), Err(Refusal::AlreadyDone));
    hall.undo(&done).unwrap();
    assert_eq!(proposed(&hall), found);
    hall.merge(bottleneck_id(3), &[bottleneck_id(1), bottleneck_id(2)]).unwrap();
    assert!(proposed(&hall).is_empty());
}

fn intake(hall: &mut Hall) -> Actor {
    let link = LinkId::from_random([44; 16]);
    let make =
        json!({ "type": "link.make", "link": link, "role": "intake", "label": "Insturen", "secret_hash": vec![1; 32] });
    assert_eq!(hall.json(make.clone()), Err(Refusal::EndNeeded));
    let mut with_end = make;
    with_end["until"] = json!("2026-12-01");
    hall.json(with_end).expect("the link has an end");
    Actor::Link { link, role: LinkRole::Intake }
}

fn new_card(n: u8) -> Value {
    json!({ "type": "card.add", "card": card_id(n), "title": "Geen kamer te vinden", "explanation": "Al maanden niet", "kind": "content" })
}

#[test]
fn a_card_tells_nothing_of_who_sent_it_or_when_but_the_day() {
    let mut hall = Hall::planned();
    let actor = intake(&mut hall);
    hall.json_as(actor, new_card(1)).unwrap();
    let envelope = hall.log.last().unwrap();
    assert_eq!(envelope.actor, Actor::System);
    assert_eq!(envelope.at.0 % 86_400_000, 0);
    let stored = serde_json::to_string(&envelope.event).unwrap();
    let Actor::Link { link, .. } = actor else { unreachable!() };
    assert!(!stored.contains(&link.to_string()), "{stored}");
    assert_eq!(hall.room.links[&link].cards.unwrap().1, 1);
    assert_eq!(hall.json_as(actor, new_card(1)), Err(Refusal::IdTaken));
    let mut personal = new_card(2);
    personal["explanation"] = json!("bsn 111222333");
    assert_eq!(hall.json_as(actor, personal), Err(Refusal::TextPersonal));
}

#[test]
fn an_intake_link_sends_in_cards_so_many_a_day_and_does_nothing_else() {
    let mut hall = Hall::planned();
    let actor = intake(&mut hall);
    for n in 0..60 {
        hall.json_as(actor, new_card(n)).unwrap();
    }
    assert_eq!(hall.json_as(actor, new_card(60)), Err(Refusal::TooManyToday));
    hall.json(new_card(60)).unwrap();
    let item = hall.items[0];
    for command in [
        json!({ "type": "card.decline", "card": card_id(1) }),
        json!({ "type": "bottleneck.add", "bottleneck": bottleneck_id(1), "title": "Iets" }),
        json!({ "type": "bottleneck.park", "bottleneck": item }),
        json!({ "type": "meeting.begin", "meeting": hall.meeting }),
    ] {
        assert_eq!(hall.json_as(actor, command.clone()), Err(Refusal::NotAllowed), "{command}");
    }
    let screen = Actor::Link { link: LinkId::from_random([3; 16]), role: LinkRole::Screen };
    assert_eq!(hall.json_as(screen, new_card(90)), Err(Refusal::NotAllowed));
}

#[test]
fn a_card_becomes_a_bottleneck_or_a_finding_or_goes_and_each_can_be_taken_back() {
    let mut hall = Hall::begun();
    let (actor, item) = (intake(&mut hall), hall.items[0]);
    hall.json_as(actor, new_card(1)).unwrap();
    let before = hall.room.project.clone();
    let acts = [
        json!({ "type": "card.accept", "card": card_id(1), "bottleneck": bottleneck_id(1), "title": "Te weinig kamers" }),
        json!({ "type": "card.join", "card": card_id(1), "bottleneck": item, "kind": "experience" }),
        json!({ "type": "card.decline", "card": card_id(1) }),
    ];
    for act in &acts {
        let done = hall.json(act.clone()).unwrap();
        for again in &acts {
            assert_eq!(hall.json(again.clone()), Err(Refusal::AlreadyDone));
        }
        let after = essence(&hall.room.project);
        assert_eq!(hall.room.project.waiting_cards().count(), 0);
        let back = hall.undo(&done).unwrap();
        assert_eq!(essence(&hall.room.project), essence(&before), "{act}");
        hall.undo(&back).unwrap();
        assert_eq!(essence(&hall.room.project), after, "{act}");
        hall.json(json!({ "type": "card.reopen", "card": card_id(1) })).unwrap();
    }
    hall.json(acts[1].clone()).unwrap();
    let evidence = hall.bottleneck(item).evidence.first().unwrap();
    assert_eq!(evidence.source, "Geen kamer te vinden: Al maanden niet");
    hall.json(json!({ "type": "card.reopen", "card": card_id(1) })).unwrap();
    hall.json(acts[0].clone()).unwrap();
    let made = hall.bottleneck(bottleneck_id(1));
    assert_eq!((made.title.as_str(), made.origin), ("Te weinig kamers", bottleneck::Origin::Intake));
    hall.rate(&[bottleneck_id(1)], 5, (3, 3));
    assert_eq!(hall.json(json!({ "type": "card.reopen", "card": card_id(1) })), Err(Refusal::InUse));
}

#[test]
fn evidence_is_written_down_once_and_taken_away() {
    let mut hall = Hall::planned();
    let item = hall.items[0];
    let before = essence(&hall.room.project);
    let add = json!({ "type": "evidence.add", "bottleneck": item, "kind": "research", "source": "CBS 2024" });
    let done = hall.json(add.clone()).unwrap();
    assert_eq!(hall.json(add), Err(Refusal::AlreadyDone));
    hall.undo(&done).unwrap();
    assert_eq!(essence(&hall.room.project), before);
}

/// The figures and verdicts of each round, the decision, and those before it.
type Own = (Vec<String>, Option<Decision>, Vec<Decision>);

/// What an item was given and what was decided about it: no merge, split or unmerge may change it.
fn own(project: &Project) -> BTreeMap<BottleneckId, Own> {
    let figures = |item: BottleneckId| {
        let rounds = project.meetings.iter().flat_map(|meeting| &meeting.rounds);
        let of = |round: &round::Round| {
            let tally = round.phase.tally().and_then(|tally| tally.items.get(&item.into()));
            let verdicts: Vec<_> = round.verdicts.iter().filter(|verdict| verdict.item == item).collect();
            format!("{} {tally:?} {verdicts:?}", round.round)
        };
        rounds.map(of).collect::<Vec<_>>()
    };
    let of = |bottleneck: &Bottleneck| {
        let id = bottleneck.bottleneck;
        (id, (figures(id), bottleneck.decision.clone(), bottleneck.earlier.clone()))
    };
    project.bottlenecks.iter().map(of).collect()
}

/// Each item is in one place: on the list, in its group, behind its pieces, put aside, or on record.
fn every_item_has_one_place(project: &Project) {
    let ids: Vec<_> = project.bottlenecks.iter().map(|bottleneck| bottleneck.bottleneck).collect();
    let once: BTreeSet<_> = ids.iter().chain(project.removed.iter().map(|removed| &removed.bottleneck)).collect();
    assert_eq!(once.len(), ids.len() + project.removed.len(), "each id is there once");
    let numbers: Vec<_> = project.bottlenecks.iter().map(|bottleneck| bottleneck.number).collect();
    assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
    let mut places: BTreeMap<BottleneckId, u32> = BTreeMap::new();
    let mut found = |id| *places.entry(id).or_default() += 1;
    project.ratable().iter().for_each(|bottleneck| found(bottleneck.bottleneck));
    for bottleneck in &project.bottlenecks {
        let id = bottleneck.bottleneck;
        match &bottleneck.status {
            Status::Open => {}
            Status::Parked { .. } | Status::Solved => found(id),
            Status::Dissolved => {
                assert!(project.meetings.iter().flat_map(|m| &m.rounds).any(|round| round.items.contains(&id.into())));
                found(id);
            }
            Status::Split => {
                assert!(project.pieces(id).len() >= 2, "pieces came in its place");
                found(id);
            }
            Status::Merged { into } => {
                let group = project.bottleneck(*into).expect("its group is there");
                assert!(group.parts.contains(&id) && group.status != Status::Dissolved);
            }
        }
        if !matches!(bottleneck.status, Status::Dissolved) {
            bottleneck.parts.iter().for_each(|part| found(*part));
        }
        // Up from group to group there is an end.
        let (mut at, mut steps) = (bottleneck, 0);
        while let Status::Merged { into } = &at.status {
            at = project.bottleneck(*into).expect("its group is there");
            steps += 1;
            assert!(steps <= project.bottlenecks.len(), "a group is in itself");
        }
    }
    assert_eq!(places.len(), ids.len());
    assert!(places.values().all(|times| *times == 1), "{places:?}");
}

#[derive(Clone, Debug)]
enum Act {
    Merge(u8, Vec<u8>),
    Unmerge(u8),
    Split(u8, Vec<u8>),
    Unsplit(u8),
    Move(&'static str, u8),
    Rate(Vec<u8>, bool),
    Undo,
}

fn act() -> impl Strategy<Value = Act> {
    let one = || 0u8..16;
    prop_oneof![
        8 => (one(), prop::collection::vec(one(), 1..4)).prop_map(|(group, parts)| Act::Merge(group, parts)),
        6 => one().prop_map(Act::Unmerge),
        4 => (one(), prop::collection::vec(one(), 1..4)).prop_map(|(whole, into)| Act::Split(whole, into)),
        4 => one().prop_map(Act::Unsplit),
        2 => (select(vec!["park", "solve", "return"]), one()).prop_map(|(verb, item)| Act::Move(verb, item)),
        3 => (prop::collection::vec(one(), 1..4), any::<bool>()).prop_map(|(items, decide)| Act::Rate(items, decide)),
        2 => Just(Act::Undo),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_order_of_merging_and_splitting_changes_figures_or_loses_an_item(acts in prop::collection::vec(act(), 1..50)) {
        let mut hall = Hall::begun();
        let named = |hall: &Hall, n: u8| match hall.items.get(usize::from(n)) {
            Some(item) => *item,
            None => bottleneck_id(n),
        };
        // Mostly one of those that it can be done with, and groups and pieces before others.
        let mostly = |hall: &Hall, n: u8, fits: fn(&Bottleneck) -> bool| {
            let fit: Vec<_> = hall.room.project.bottlenecks.iter().rev().filter(|found| fits(found)).collect();
            match fit.get(usize::from(n) % fit.len().max(1)) {
                Some(found) if n < 13 => found.bottleneck,
                _ => named(hall, n),
            }
        };
        let mut last = None;
        for act in acts {
            let before = hall.room.project.clone();
            let all = |hall: &Hall, list: &[u8]| list.iter().map(|n| named(hall, *n)).collect::<Vec<_>>();
            let command = match act {
                Act::Merge(group, parts) => json!({
                    "type": "bottleneck.merge", "group": named(&hall, group), "title": "Samen", "parts": all(&hall, &parts),
                }),
                Act::Unmerge(group) => {
                    let group = mostly(&hall, group, |found| !found.parts.is_empty());
                    json!({ "type": "bottleneck.unmerge", "group": group })
                },
                Act::Split(whole, into) => {
                    let piece = |id: &BottleneckId| json!({ "id": id, "title": "Deel" });
                    let into: Vec<Value> = all(&hall, &into).iter().map(piece).collect();
                    json!({ "type": "bottleneck.split", "bottleneck": named(&hall, whole), "into": into })
                }
                Act::Unsplit(whole) => {
                    let whole = mostly(&hall, whole, |found| found.status == Status::Split);
                    json!({ "type": "bottleneck.unsplit", "bottleneck": whole })
                },
                Act::Move(verb, item) => json!({ "type": format!("bottleneck.{verb}"), "bottleneck": named(&hall, item) }),
                Act::Rate(items, decide) => {
                    let items: BTreeSet<_> =
                        items.iter().map(|n| mostly(&hall, *n, Bottleneck::is_ratable)).collect();
                    let is_there = |item: &BottleneckId| hall.room.project.bottleneck(*item).is_some_and(Bottleneck::is_ratable);
                    let items: Vec<_> = items.into_iter().filter(is_there).collect();
                    if items.is_empty() || hall.rounds() > 8 {
                        continue;
                    }
                    let round = hall.rate(&items, 5, (4, 2));
                    if decide {
                        let meeting = hall.meeting;
                        hall.json(json!({
                            "type": "round.decide", "meeting": meeting, "round": round, "priorities": [items[0]], "reason": "Nu",
                        })).expect("a revealed round can be decided on");
                    }
                    every_item_has_one_place(&hall.room.project);
                    continue;
                }
                Act::Undo => {
                    let Some(undo) = last.take() else { continue };
                    serde_json::to_value::<Command>(undo).expect("a command can be written")
                }
            };
            let outcome = hall.json(command.clone());
            every_item_has_one_place(&hall.room.project);
            let (had, has) = (own(&before), own(&hall.room.project));
            for (item, figures) in &had {
                match has.get(item) {
                    Some(now) => prop_assert_eq!(figures, now, "{}", &command),
                    // Only what has nothing of its own leaves the list.
                    None => prop_assert!(figures.1.is_none() && figures.2.is_empty() && !before.meetings[0].rounds.iter().any(|round| round.items.contains(&ItemId::from(*item)))),
                }
            }
            let Ok(outcome) = outcome else {
                prop_assert_eq!(&hall.room.project, &before, "a refusal changes nothing");
                continue;
            };
            let mut back = hall.clone();
            let undo = outcome.undo.clone().expect("all of these can be taken back");
            if back.send(undo.clone()) == Err(Refusal::InUse) {
                // A group that was taken apart while its round was shown can still be given priority;
                // brought back, it stays.
                let is_back = |found: &&Bottleneck| before.bottleneck(found.bottleneck) != Some(found);
                let mut changed = hall.room.project.bottlenecks.iter().filter(is_back);
                prop_assert!(changed.any(|found| found.rank().is_some()), "{:?} is refused", undo);
                continue;
            }
            prop_assert_eq!(essence(&back.room.project), essence(&before), "{:?} takes {} back", undo, &command);
            last = Some(undo);
        }
        let mut folded = Project::default();
        hall.log.iter().for_each(|envelope| folded.apply(envelope));
        prop_assert_eq!(folded, hall.room.project);
    }
}

impl Hall {
    fn rounds(&self) -> usize {
        self.room.project.meetings.iter().map(|meeting| meeting.rounds.len()).sum()
    }
}

fn stage(hall: &Hall) -> Value {
    let view = view::screen::screen(&hall.room, hall.meeting).expect("the meeting exists");
    serde_json::to_value(view.stage).expect("a view can be written")
}

fn show(hall: &mut Hall, picture: &str, round: RoundId) -> Result<Outcome, Refusal> {
    let meeting = hall.meeting;
    hall.json(json!({ "type": "screen.show", "meeting": meeting, "picture": { "show": picture, "round": round } }))
}

#[test]
fn pictures_of_figures_come_only_after_reveal_and_go_when_it_is_taken_back() {
    let mut hall = Hall::begun();
    let items = hall.items.clone();
    let round = hall.open(3);
    for seat in 0..6 {
        let voter = hall.join(0);
        let marks = [Some((5, 4)), Some(if seat < 3 { (1, 1) } else { (5, 5) }), (seat < 4).then_some((2, 2))];
        let cast = Cast { revision: None, answers: answers(&items, &marks) };
        hall.cast(round, voter, &cast).unwrap();
    }
    for picture in ["quadrant", "differences", "then_now", "before_after"] {
        assert_eq!(show(&mut hall, picture, round), Err(Refusal::WrongPhase), "{picture}");
    }
    for to in [Stage::Closed, Stage::Counted, Stage::Revealed] {
        hall.bring(round, to).unwrap();
    }
    assert_eq!(show(&mut hall, "before_after", round), Err(Refusal::WrongPhase), "it is no re-vote");
    show(&mut hall, "quadrant", round).unwrap();
    let shown = stage(&hall);
    let rows = shown["quadrant"]["items"].as_array().unwrap();
    assert_eq!(rows.len(), 2, "the third has four answers: {shown}");
    assert_eq!((&rows[0]["quadrant"], &rows[1]["quadrant"]), (&json!("take_up"), &json!("take_along")));
    show(&mut hall, "differences", round).unwrap();
    let shown = stage(&hall);
    assert_eq!(shown["differences"]["rows"]["divided"].as_array().unwrap().len(), 1, "{shown}");
    hall.bring(round, Stage::Counted).unwrap();
    assert_eq!(stage(&hall), json!({ "counted": { "revote": false, "mode": "anonymous" } }));
}

#[test]
fn a_revote_shows_what_it_changed_and_another_meeting_what_was_then() {
    let mut hall = Hall::begun();
    let items = hall.items.clone();
    let round = hall.open(2);
    let seats: Vec<_> = (0..6).map(|_| hall.join(0)).collect();
    let vote = |hall: &mut Hall, round, severity, voters: usize| {
        for seat in &seats[..voters] {
            let cast = Cast { revision: None, answers: answers(&items, &[Some((severity, 3)), Some((severity, 3))]) };
            hall.cast(round, *seat, &cast).unwrap();
        }
        for to in [Stage::Closed, Stage::Counted, Stage::Revealed] {
            hall.bring(round, to).unwrap();
        }
    };
    vote(&mut hall, round, 2, 6);
    let (meeting, again) = (hall.meeting, RoundId::from_random([77; 16]));
    hall.json(
        json!({ "type": "round.revote", "meeting": meeting, "round": round, "new_round": again, "items": [items[0]] }),
    )
    .unwrap();
    for seat in &seats {
        let cast = Cast { revision: None, answers: answers(&items[..1], &[Some((4, 3))]) };
        hall.cast(again, *seat, &cast).unwrap();
    }
    for to in [Stage::Closed, Stage::Counted] {
        hall.bring(again, to).unwrap();
    }
    show(&mut hall, "quadrant", round).unwrap();
    assert_eq!(stage(&hall)["quadrant"]["items"][0]["severity"], json!(2.0), "the re-vote is not revealed");
    hall.bring(again, Stage::Revealed).unwrap();
    assert_eq!(stage(&hall)["quadrant"]["items"][0]["severity"], json!(4.0));
    show(&mut hall, "before_after", again).unwrap();
    let shown = stage(&hall);
    let row = &shown["before_after"]["items"][0];
    assert_eq!((&row["before"]["severity"]["mean"], &row["after"]["severity"]["mean"]), (&json!(2.0), &json!(4.0)));
    hall.json(json!({ "type": "meeting.end", "meeting": meeting })).unwrap();
    // Months later, with other people.
    let later = MeetingId::from_random([55; 16]);
    hall.json(
        json!({ "type": "meeting.plan", "meeting": later, "title": "Later", "step": "2C", "agenda": [["Ronde", 5]] }),
    )
    .unwrap();
    hall.json(json!({ "type": "meeting.begin", "meeting": later })).unwrap();
    hall.meeting = later;
    let now = hall.rate(&items[..3], 5, (5, 5));
    show(&mut hall, "then_now", now).unwrap();
    let shown = stage(&hall);
    let rows = shown["then_now"]["items"].as_array().unwrap();
    assert_eq!(rows.len(), 2, "the third was not rated before: {shown}");
    assert_eq!(rows[0]["then"][0]["title"], json!("Knelpunten"));
    assert_eq!(rows[0]["then"][0]["points"]["severity"]["mean"], json!(4.0), "the re-vote counts");
    assert_eq!(rows[1]["then"][0]["points"]["severity"]["mean"], json!(2.0));
    assert_eq!(rows[0]["now"]["severity"]["mean"], json!(5.0));
    assert!(matches!(hall.room.project.meetings[0].rounds[0].phase, Phase::Revealed(_)));
}

#[test]
fn differences_are_the_three_with_least_consensus_then_the_widest_gaps() {
    let mut hall = Hall::begun();
    let items = hall.items.clone();
    let round = hall.open(6);
    // Five of the municipality and five of housing; circles agree within on the fifth item.
    let marks = |circle: usize, seat: usize| -> Vec<Option<(u8, u8)>> {
        let split = |extreme: (u8, u8)| Some((if seat < 3 { extreme.0 } else { extreme.1 }, 3));
        vec![
            split((1, 5)),
            split((1, 4)),
            split((2, 5)),
            Some((4, 4)),
            Some((if circle == 0 { 2 } else { 4 }, 3)),
            split((4, 5)),
        ]
    };
    for circle in 0..2 {
        for seat in 0..6 {
            let voter = hall.join(if circle == 0 { 0 } else { 7 });
            let cast = Cast { revision: None, answers: answers(&items, &marks(circle, seat)) };
            hall.cast(round, voter, &cast).unwrap();
        }
    }
    for to in [Stage::Closed, Stage::Counted, Stage::Revealed] {
        hall.bring(round, to).unwrap();
    }
    let meeting = &hall.room.project.meetings[0];
    let found = bottleneck::insight::differences(meeting.round(round).unwrap());
    let names: Vec<_> = found.divided.iter().map(|difference| difference.item).collect();
    assert_eq!(names, [items[0], items[1], items[2]]);
    let apart: Vec<_> = found.between_circles.iter().map(|difference| difference.item).collect();
    assert_eq!(apart, [items[4]]);
    assert_eq!(found.between_circles[0].gap.as_ref().unwrap().points, 2.0);
}
