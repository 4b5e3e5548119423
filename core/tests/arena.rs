//! The effects arena: what stands on the board, what is asked about it, and who pays and gains
//! (method A.3).

mod builder;
mod essence;

use std::collections::BTreeMap;

use builder::{Hall, answers};
use essence::essence;
use proptest::prelude::*;
use werksessie_core::arena::balance::Beneficiary;
use werksessie_core::arena::chain::Scenario;
use werksessie_core::arena::field::{self, Change, Field, Frame as Framed, Reframe};
use werksessie_core::arena::figures::Source;
use werksessie_core::arena::piece::{
    Activity, Add, Contribution, Effect, Firm, Kind, Line, Move, On, Sort, Status, Term, What,
};
use werksessie_core::arena::settle::Settle;
use werksessie_core::arena::{Clear, Form, Gate, Start};
use werksessie_core::ballot::Cast;
use werksessie_core::question::{Answer, Answers, Frame, Mark, Scale, Written};
use werksessie_core::round::deciding::Reopen;
use werksessie_core::round::{Ask, Open, Stage, Target};
use werksessie_core::view::arena::{Lack, ROWS, Sure, arena as view_of, board};
use werksessie_core::*;

/// Parties of the worked example of the method, by their place in the hall.
const YOUTH_CARE: usize = 0;
const SUPPORT: usize = 1;
const HOUSING: usize = 2;
const INCOME: usize = 3;
const PROVIDER: usize = 4;
const CORPORATION: usize = 5;

fn start(hall: &mut Hall) -> Start {
    Start {
        arena: ArenaId::from_random(hall.id()),
        measure: "Kamers met coach".into(),
        profile: "Jongeren die uit een leefgroep komen".into(),
        without: "Dan slapen jongeren op een bank bij bekenden".into(),
        horizon: 3,
        youths: Some(20),
        form: Form::Full,
        one_measure: true,
        who_does_what: true,
        reason: String::new(),
    }
}

/// A hall with an empty board.
fn begun() -> Hall {
    let mut hall = Hall::begun();
    let start = start(&mut hall);
    hall.must(Command::ArenaStart(start));
    hall
}

fn arena(hall: &Hall) -> &arena::Arena {
    hall.room.project.arena().expect("it was begun")
}

fn try_add(hall: &mut Hall, what: What) -> Result<PieceId, Refusal> {
    let (arena, piece) = (arena(hall).arena, PieceId::from_random(hall.id()));
    hall.send(Command::ArenaAdd(Add { arena, piece, what })).map(|_| piece)
}

fn add(hall: &mut Hall, what: What) -> PieceId {
    try_add(hall, what).expect("it fits")
}

fn activity(hall: &mut Hall, text: &str) -> PieceId {
    add(hall, What::Activity(What::activity(text.into())))
}

fn effect(hall: &mut Hall, text: &str) -> PieceId {
    add(hall, What::Effect(What::effect(text.into())))
}

fn line(hall: &mut Hall, from: PieceId, to: PieceId) -> Result<PieceId, Refusal> {
    try_add(hall, What::Line(Line { from, to, assumption: String::new() }))
}

fn contribution(hall: &Hall, party: usize, activity: PieceId) -> Contribution {
    Contribution {
        party: hall.parties[party],
        activity,
        kind: Some(Kind::Hours),
        text: "vier uur per week".into(),
        once: None,
        yearly: None,
        firm: Some(Firm::Promised),
        request: false,
    }
}

fn there_and_back(hall: &mut Hall, command: Command) {
    let before = essence(&hall.room.project);
    let undo = hall.must(command.clone()).undo.expect("it can be taken back");
    hall.must(undo);
    assert_eq!(essence(&hall.room.project), before, "{}", command.name());
    hall.must(command);
}

fn ask(hall: &mut Hall, ask: Ask, items: &[PieceId], among: &[usize]) -> Result<RoundId, Refusal> {
    let round = RoundId::from_random(hall.id());
    let among = among.iter().map(|party| hall.parties[*party]).collect();
    let open = Open { among, ..hall.asking(round, ask, items.iter().map(|item| (*item).into()).collect()) };
    hall.send(Command::RoundOpen(open)).map(|_| round)
}

fn cast(hall: &mut Hall, round: RoundId, seat: SeatId, items: BTreeMap<ItemId, Answer>) -> Result<(), Refusal> {
    hall.cast(round, seat, &Cast { revision: None, answers: Answers { items, ..Answers::default() } }).map(drop)
}

fn points(given: &[(ItemId, u8)]) -> Answer {
    Answer { points: given.iter().copied().collect(), ..Answer::default() }
}

fn reveal(hall: &mut Hall, round: RoundId) {
    for stage in [Stage::Closed, Stage::Counted, Stage::Revealed] {
        hall.bring(round, stage).expect("it is the next stage");
    }
}

fn settle(hall: &mut Hall, round: RoundId) -> Command {
    let target = Target { meeting: hall.meeting, round };
    Command::ArenaSettle(Settle { target })
}

/// Everybody gives the same points over the board as a whole; the table takes them.
fn divide(hall: &mut Hall, seats: &[SeatId], asked: Ask, given: &[(ItemId, u8)]) {
    let round = ask(hall, asked, &[], &[]).expect("there is something to divide");
    let whole: ItemId = arena(hall).arena.into();
    for seat in seats {
        cast(hall, round, *seat, BTreeMap::from([(whole, points(given))])).expect("the round is open");
    }
    reveal(hall, round);
    let settle = settle(hall, round);
    hall.must(settle);
}

fn party(hall: &Hall, party: usize) -> ItemId {
    hall.parties[party].into()
}

#[test]
fn a_board_begins_when_its_four_questions_say_yes_or_in_its_light_form_or_with_a_reason() {
    let mut hall = Hall::begun();
    let open = Start { without: String::new(), one_measure: false, ..start(&mut hall) };
    assert_eq!(hall.send(Command::ArenaStart(open.clone())).map(drop), Err(Refusal::GateClosed));
    let light = Start { form: Form::Light, ..open.clone() };
    hall.must(Command::ArenaStart(light.clone()));
    assert_eq!(arena(&hall).open_questions(), [Gate::Measure, Gate::Without]);
    let arena_id = light.arena;
    let form = Reframe { arena: arena_id, field: Framed::Form, base: "light".into(), text: "full".into() };
    assert_eq!(hall.send(Command::ArenaFrame(form)).map(drop), Err(Refusal::GateClosed));
    assert_eq!(ask(&mut hall, Ask::Assumptions, &[], &[]), Err(Refusal::ItemCount { max: limits::LINES_IN_ROUND }));
    let piece = activity(&mut hall, "Kamers vrijhouden");
    assert_eq!(ask(&mut hall, Ask::Contributions, &[piece], &[]), Err(Refusal::LightForm));
    assert_eq!(hall.send(Command::ArenaClear(Clear { arena: arena_id })).map(drop), Err(Refusal::InUse));
    let reasoned = Start { reason: "Wij schrijven het na afloop op".into(), ..open };
    let reasoned = Start { arena: ArenaId::from_random(hall.id()), ..reasoned };
    there_and_back(&mut hall, Command::ArenaStart(reasoned));
    assert_eq!(arena(&hall).form, Form::Full);
}

#[test]
fn the_frame_is_changed_field_by_field_and_nobody_overwrites_a_colleague() {
    let mut hall = begun();
    let arena_id = arena(&hall).arena;
    let change = |field, base: &str, text: &str| {
        Command::ArenaFrame(Reframe { arena: arena_id, field, base: base.into(), text: text.into() })
    };
    there_and_back(&mut hall, change(Framed::Horizon, "3", "10"));
    there_and_back(&mut hall, change(Framed::Youths, "20", ""));
    for (field, base, text, refusal) in [
        (Framed::Horizon, "10", "4", Refusal::UnknownChoice),
        (Framed::Youths, "", "veel", Refusal::NumberOutOfRange),
        (Framed::Measure, "Kamers met coach", "", Refusal::TextEmpty),
        (Framed::Measure, "Iets anders", "Kamers", Refusal::TextChanged { now: "Kamers met coach".into() }),
        (Framed::Without, "Dan slapen jongeren op een bank bij bekenden", "", Refusal::GateClosed),
        (Framed::Form, "full", "half", Refusal::UnknownChoice),
    ] {
        assert_eq!(hall.send(change(field, base, text)).map(drop), Err(refusal), "{field:?}: {text}");
    }
}

#[test]
fn what_stands_on_the_board_is_checked_changed_merged_put_aside_and_brought_back() {
    let mut hall = begun();
    let (rooms, coach) = (activity(&mut hall, "Twaalf kamers vrijhouden voor jongeren"), activity(&mut hall, "Coach"));
    let home = effect(&mut hall, "Een eigen adres");
    assert_eq!(
        arena(&hall).piece(rooms).map(arena::piece::Piece::short_name).as_deref(),
        Some("Twaalf kamers vrijhouden")
    );
    assert_eq!(try_add(&mut hall, What::Activity(Activity::default())), Err(Refusal::TextEmpty));
    let nowhere = PartyId::from_random([1; 16]);
    let of_nobody = Effect { parties: vec![nowhere], ..What::effect("Rust".into()) };
    assert_eq!(try_add(&mut hall, What::Effect(of_nobody)), Err(Refusal::NotFound));

    let change = |field, base: &str, text: &str| {
        Command::ArenaChange(Change { piece: home, field, base: base.into(), text: text.into() })
    };
    let (bottleneck, youth_care) = (hall.items[0].to_string(), hall.parties[YOUTH_CARE].to_string());
    for command in [
        change(Field::On, "", "youth"),
        change(Field::Term, "", "three"),
        change(Field::Domain, "", "living"),
        change(Field::Unwanted, "", "on"),
        change(Field::Bottlenecks, "", &bottleneck),
        change(Field::Parties, "", &youth_care),
    ] {
        there_and_back(&mut hall, command);
    }
    for (command, refusal) in [
        (change(Field::Output, "", "12"), Refusal::UnknownChoice),
        (change(Field::Term, "three", "soon"), Refusal::UnknownChoice),
        (change(Field::Bottlenecks, &bottleneck, &nowhere.to_string()), Refusal::NotFound),
        (change(Field::Term, "", "year"), Refusal::TextChanged { now: "three".into() }),
    ] {
        assert_eq!(hall.send(command).map(drop), Err(refusal));
    }
    let to = |piece, to| Command::ArenaMove(Move { piece, to });
    there_and_back(&mut hall, to(coach, Status::Merged { into: rooms }));
    for (command, refusal) in [
        (to(rooms, Status::Dropped), Refusal::InUse),
        (to(rooms, Status::Merged { into: home }), Refusal::NotOnList),
        (to(rooms, Status::Merged { into: rooms }), Refusal::TwoNeeded),
        (to(home, Status::Open), Refusal::AlreadyDone),
    ] {
        assert_eq!(hall.send(command).map(drop), Err(refusal));
    }
    hall.must(to(coach, Status::Open));
    there_and_back(&mut hall, to(home, Status::Dropped));
    assert_eq!(arena(&hall).effects().count(), 0);
}

#[test]
fn lines_lead_to_effects_never_round_and_what_leads_on_is_not_weighed() {
    let mut hall = begun();
    let coach = activity(&mut hall, "Vaste coach");
    let (calm, school, work) =
        (effect(&mut hall, "Rust in het hoofd"), effect(&mut hall, "School houdt vol"), effect(&mut hall, "Werk"));
    line(&mut hall, coach, calm).expect("an activity leads to an effect");
    line(&mut hall, calm, school).expect("an effect leads to another");
    assert_eq!(line(&mut hall, coach, calm), Err(Refusal::AlreadyDone));
    assert_eq!(line(&mut hall, school, calm), Err(Refusal::LineCircular));
    assert_eq!(line(&mut hall, calm, calm), Err(Refusal::LineCircular));
    assert_eq!(line(&mut hall, calm, coach), Err(Refusal::UnknownChoice));
    assert_eq!(arena(&hall).weighable(), [school, work]);
    let own = Change { piece: calm, field: Field::OwnValue, base: String::new(), text: "on".into() };
    there_and_back(&mut hall, Command::ArenaChange(own));
    assert_eq!(arena(&hall).weighable(), [calm, school, work]);
    let unwanted = Change { piece: work, field: Field::Unwanted, base: String::new(), text: "on".into() };
    hall.must(Command::ArenaChange(unwanted));
    assert_eq!(arena(&hall).weighable(), [calm, school], "what nobody wants is never weighed");
    hall.must(Command::ArenaMove(Move { piece: school, to: Status::Dropped }));
    assert_eq!(arena(&hall).lines().count(), 1, "a line without an end stands nowhere");
    assert_eq!(line(&mut hall, calm, school), Err(Refusal::NotOnList));
    hall.must(Command::ArenaMove(Move { piece: school, to: Status::Open }));
    // A line that was drawn the wrong way round is taken away and drawn anew; then it cannot come back.
    let (wrong, _) = arena(&hall).lines().find(|(_, line)| line.to == school).expect("it was drawn");
    hall.must(Command::ArenaMove(Move { piece: wrong, to: Status::Dropped }));
    let right = line(&mut hall, school, calm).expect("the other way round");
    let back = Command::ArenaMove(Move { piece: wrong, to: Status::Open });
    assert_eq!(hall.send(back.clone()).map(drop), Err(Refusal::LineCircular));
    assert!(arena(&hall).lines().any(|(id, _)| id == right));
}

#[test]
fn what_is_merged_takes_its_lines_and_contributions_along_and_back() {
    let mut hall = begun();
    hall.join(HOUSING);
    let (rooms, homes) = (activity(&mut hall, "Kamers"), activity(&mut hall, "Woningen"));
    let (calm, rest, school) = (effect(&mut hall, "Rust"), effect(&mut hall, "Kalmte"), effect(&mut hall, "School"));
    line(&mut hall, rooms, calm).expect("an activity leads to an effect");
    line(&mut hall, homes, rest).expect("an activity leads to an effect");
    line(&mut hall, rest, school).expect("an effect leads to another");
    let own = contribution(&hall, HOUSING, homes);
    add(&mut hall, What::Contribution(own));
    let ends = |hall: &Hall| arena(hall).lines().map(|(_, ends)| (ends.from, ends.to)).collect::<Vec<_>>();
    let to = |piece, into| Command::ArenaMove(Move { piece, to: Status::Merged { into } });
    there_and_back(&mut hall, to(rest, calm));
    assert_eq!(ends(&hall), [(rooms, calm), (homes, calm), (calm, school)]);
    assert_eq!(arena(&hall).weighable(), [school], "what leads on in the other is not weighed");
    there_and_back(&mut hall, to(homes, rooms));
    assert_eq!(ends(&hall), [(rooms, calm), (calm, school)], "two lines that became the same are one");
    let view = view_of(&hall.room.project).expect("there is a board");
    assert_eq!(view.contributions[0].activity, "Kamers");
    assert_eq!(view.board.ties.iter().filter(|tie| tie.gap == 0 && tie.to == rooms.into()).count(), 1);
    assert_eq!(line(&mut hall, rooms, calm), Err(Refusal::AlreadyDone));
    assert_eq!(line(&mut hall, school, calm), Err(Refusal::LineCircular), "also by what was merged");
    assert_eq!(hall.send(to(school, calm)).map(drop), Err(Refusal::StillTied), "it would lead to itself");
    hall.must(Command::ArenaMove(Move { piece: homes, to: Status::Open }));
    hall.must(Command::ArenaMove(Move { piece: rest, to: Status::Open }));
    assert_eq!(ends(&hall), [(rooms, calm), (homes, rest), (rest, school)]);
}

#[test]
fn what_left_the_board_or_is_unwanted_counts_no_longer_and_the_view_says_so() {
    let (mut hall, effects, seats) = example();
    let given = ballot(&effects, &shares(&hall));
    let round = say_who_gains(&mut hall, &seats, &given);
    assert_eq!(
        view_of(&hall.room.project).expect("a board").untaken.iter().map(|one| one.round).collect::<Vec<_>>(),
        [round]
    );
    let settle = settle(&mut hall, round);
    hall.must(settle);
    let seen = |hall: &Hall| {
        let view = view_of(&hall.room.project).expect("there is a board");
        (view.scenarios[2].effects.len(), view.balance.map(|balance| balance.youth), view.outdated)
    };
    assert_eq!(seen(&hall), (3, Some(24), false));
    let unwanted = Change { piece: effects[1], field: Field::Unwanted, base: String::new(), text: "on".into() };
    there_and_back(&mut hall, Command::ArenaChange(unwanted));
    // 40 and 25 are left: young people have 0.6 of 40/65.
    assert_eq!(seen(&hall), (2, Some(37), true));
    hall.must(Command::ArenaMove(Move { piece: effects[0], to: Status::Dropped }));
    assert_eq!(seen(&hall), (1, Some(0), true));
    let corporation = hall.parties[CORPORATION];
    let (own, _) = arena(&hall).contributions().find(|(_, row)| row.party == corporation).expect("it contributes");
    hall.must(Command::ArenaMove(Move { piece: own, to: Status::Dropped }));
    let balance = view_of(&hall.room.project).and_then(|view| view.balance).expect("some still pay and gain");
    assert!(balance.rows.iter().all(|row| row.party != corporation || row.cost == 0), "{balance:?}");
}

#[test]
fn who_agreed_on_another_sentence_said_nothing_about_this_one() {
    let mut hall = begun();
    let seats: Vec<SeatId> = (0..5).map(|party| hall.join(party)).collect();
    let whole: ItemId = arena(&hall).arena.into();
    let round = ask(&mut hall, Ask::Agreement, &[], &[]).expect("a board was begun");
    let asked = hall.room.project.meetings[0].round(round).expect("it is open").without.clone();
    for seat in &seats {
        let answer = Answer { marks: BTreeMap::from([(Scale::Agreement, Mark(4))]), ..Answer::default() };
        cast(&mut hall, round, *seat, BTreeMap::from([(whole, answer)])).expect("the round is open");
    }
    reveal(&mut hall, round);
    let settle = settle(&mut hall, round);
    hall.must(settle);
    let agreed = |hall: &Hall| view_of(&hall.room.project).expect("there is a board").agreement.is_some();
    assert!(agreed(&hall));
    let reframe =
        Reframe { arena: arena(&hall).arena, field: Framed::Without, base: asked.clone(), text: "Iets anders".into() };
    let undo = hall.must(Command::ArenaFrame(reframe)).undo.expect("it can be taken back");
    assert!(!agreed(&hall), "they never saw this sentence");
    let round = hall.room.project.meetings[0].round(round).expect("it is there");
    assert_eq!(werksessie_core::view::arena::agreement(&hall.room.project, round).map(|(said, _)| said), Some(asked));
    hall.must(undo);
    assert!(agreed(&hall));
}

#[test]
fn a_party_that_became_part_of_another_goes_on_in_it_and_one_that_is_named_stays() {
    let (mut hall, effects, seats) = example();
    let (gone, stays) = (hall.parties[YOUTH_CARE], hall.parties[SUPPORT]);
    let round = ask_benefits(&mut hall);
    let merge = Command::PartyMerge(party::Merge { party: gone, into: stays });
    assert_eq!(hall.send(merge.clone()).map(drop), Err(Refusal::AnotherRoundBusy), "points are divided over both");
    for seat in &seats {
        let ballot = ballot(&effects, &shares(&hall));
        cast(&mut hall, round, *seat, ballot).expect("they are a hundred each");
    }
    reveal(&mut hall, round);
    let settle = settle(&mut hall, round);
    hall.must(settle);
    for named in [INCOME, HOUSING] {
        let remove = Command::PartyRemove(party::Remove { party: hall.parties[named] });
        assert_eq!(hall.send(remove).map(drop), Err(Refusal::InUse));
    }
    let before = view_of(&hall.room.project).and_then(|view| view.balance).expect("all was asked");
    hall.must(merge);
    let view = view_of(&hall.room.project).expect("there is a board");
    let after = view.balance.expect("all was asked");
    let of = |rows: &[werksessie_core::view::arena::BalanceRow], party| {
        rows.iter().find(|row| row.party == party).map_or((0, 0), |row| (row.cost, row.benefit))
    };
    let (one, other) = (of(&before.rows, gone), of(&before.rows, stays));
    let together = of(&after.rows, stays);
    // Each is rounded by itself.
    assert!(together.0.abs_diff(one.0 + other.0) <= 1 && together.1.abs_diff(one.1 + other.1) <= 1, "{together:?}");
    assert!(after.rows.iter().all(|row| !row.short_name.is_empty()));
    assert!(view.board.investors.iter().all(|node| !node.name.is_empty()));
    let rows = view.contributions.iter().map(|row| row.piece).collect::<Vec<_>>();
    assert_eq!(rows.len(), 5, "nothing that was put in is lost");
}

#[test]
fn a_mark_in_the_place_of_a_choice_is_not_readable_and_in_that_of_a_text_is() {
    let piece = PieceId::from_random([1; 16]);
    let texts: Vec<Field> = Field::ALL
        .iter()
        .copied()
        .filter(|field| field::Changed { piece, field: *field, text: "[verwijderd]".into() }.is_readable())
        .collect();
    assert_eq!(texts, [Field::Text, Field::ShortName, Field::Output]);
    let arena = ArenaId::from_random([1; 16]);
    let frames = Framed::ALL.iter().copied();
    let frames: Vec<Framed> = frames
        .filter(|field| field::Reframed { arena, field: *field, text: "[verwijderd]".into() }.is_readable())
        .collect();
    assert_eq!(frames, [Framed::Measure, Framed::Profile, Framed::Without, Framed::Reason]);
}

#[test]
fn a_light_board_becomes_a_full_one_when_its_questions_say_yes() {
    let mut hall = Hall::begun();
    let start = Start { form: Form::Light, who_does_what: false, ..start(&mut hall) };
    hall.must(Command::ArenaStart(start));
    let frame = |hall: &Hall, field, base: &str, text: &str| {
        Command::ArenaFrame(Reframe { arena: arena(hall).arena, field, base: base.into(), text: text.into() })
    };
    let full = frame(&hall, Framed::Form, "light", "full");
    assert_eq!(hall.send(full.clone()).map(drop), Err(Refusal::GateClosed));
    let who = frame(&hall, Framed::WhoDoesWhat, "", "on");
    there_and_back(&mut hall, who);
    there_and_back(&mut hall, full);
    let no = frame(&hall, Framed::OneMeasure, "on", "");
    assert_eq!(hall.send(no.clone()).map(drop), Err(Refusal::GateClosed));
    let reason = frame(&hall, Framed::Reason, "", "We weten genoeg");
    there_and_back(&mut hall, reason);
    there_and_back(&mut hall, no);
}

#[test]
fn who_is_not_there_is_only_asked() {
    let mut hall = begun();
    let rooms = activity(&mut hall, "Kamers vrijhouden");
    let own = contribution(&hall, CORPORATION, rooms);
    assert_eq!(try_add(&mut hall, What::Contribution(own.clone())), Err(Refusal::OnlyAsRequest));
    let asked = Contribution { request: true, firm: None, ..own.clone() };
    add(&mut hall, What::Contribution(asked));
    assert_eq!(arena(&hall).investors(), [], "a request is no contribution");
    hall.join(CORPORATION);
    add(&mut hall, What::Contribution(own));
    assert_eq!(arena(&hall).investors(), [hall.parties[CORPORATION]]);
}

#[test]
fn what_people_write_waits_and_what_a_party_puts_in_stands() {
    let mut hall = begun();
    let seats: Vec<SeatId> = (0..5).map(|party| hall.join(party)).collect();
    let whole: ItemId = arena(&hall).arena.into();
    let written = |cards: &[(Frame, &str, &str)]| {
        let card = |(frame, text, more): &(Frame, &str, &str)| {
            (*frame, Written { text: (*text).into(), more: (*more).into(), sure: None })
        };
        Answer { cards: cards.iter().map(card).collect(), ..Answer::default() }
    };
    let round = ask(&mut hall, Ask::Activities, &[], &[]).expect("a board was begun");
    for seat in &seats {
        let answer = written(&[(Frame::Activity, "Kamers", "12 kamers"), (Frame::Activity3, "Coach", "")]);
        cast(&mut hall, round, *seat, BTreeMap::from([(whole, answer)])).expect("the round is open");
    }
    reveal(&mut hall, round);
    let waiting: Vec<_> = arena(&hall).pieces.iter().map(|piece| (piece.sort(), piece.status, piece.by)).collect();
    assert_eq!(waiting, [(Sort::Activity, Status::Proposed, None); 2], "what says the same comes once");
    let rooms = arena(&hall).pieces[0].piece;
    there_and_back(&mut hall, Command::ArenaMove(Move { piece: rooms, to: Status::Open }));

    let round = ask(&mut hall, Ask::Effects, &[], &[]).expect("the last round is over");
    let bad = written(&[(Frame::Effect, "Eigen adres", "somebody")]);
    assert_eq!(cast(&mut hall, round, seats[0], BTreeMap::from([(whole, bad)])), Err(Refusal::UnknownChoice));
    for seat in &seats {
        let answer = written(&[(Frame::Effect, "Eigen adres", "youth"), (Frame::Unwanted, "Werkdruk", "organisation")]);
        cast(&mut hall, round, *seat, BTreeMap::from([(whole, answer)])).expect("the round is open");
    }
    reveal(&mut hall, round);
    let of = |piece: &arena::piece::Piece| match &piece.what {
        What::Effect(effect) => Some((effect.unwanted, effect.on)),
        _ => None,
    };
    let effects: Vec<_> = arena(&hall).pieces.iter().filter_map(of).collect();
    assert_eq!(effects.iter().filter(|effect| **effect == (true, Some(On::Organisation))).count(), 1);
    assert_eq!(effects.iter().filter(|effect| **effect == (false, Some(On::Youth))).count(), 1);

    let round = ask(&mut hall, Ask::Contributions, &[rooms], &[]).expect("the last round is over");
    let asked = hall.parties[CORPORATION].to_string();
    let own = Written { text: "vier uur".into(), more: "hours".into(), sure: Some(Firm::Promised) };
    let request = Written { text: "tien kamers".into(), more: asked, sure: None };
    let answer = |own: Written| Answer {
        cards: BTreeMap::from([(Frame::Contribution, own), (Frame::Request, request.clone())]),
        ..Answer::default()
    };
    cast(&mut hall, round, seats[0], BTreeMap::from([(rooms.into(), answer(own.clone()))])).expect("it is open");
    for stage in [Stage::Closed, Stage::Counted] {
        hall.bring(round, stage).expect("it is the next stage");
    }
    assert_eq!(arena(&hall).contributions().count(), 0, "before reveal nobody sees what a party puts in");
    assert_eq!(view_of(&hall.room.project).expect("there is a board").waiting.len(), 3);
    for stage in [Stage::Revealed, Stage::Counted, Stage::Revealed] {
        hall.bring(round, stage).expect("it is shown, hidden, and shown again");
    }
    let stands = |hall: &Hall| {
        let row =
            |(_, found): (_, &Contribution)| (found.party, found.kind, found.firm, found.request, found.text.clone());
        arena(hall).contributions().map(row).collect::<Vec<_>>()
    };
    let (first, other) = (hall.parties[0], hall.parties[CORPORATION]);
    let expected = |text: &str| {
        [
            (first, Some(Kind::Hours), Some(Firm::Promised), false, text.to_owned()),
            (other, None, None, true, "tien kamers".to_owned()),
        ]
    };
    assert_eq!(stands(&hall), expected("vier uur"));
    // The newest word of a party counts.
    let round = ask(&mut hall, Ask::Contributions, &[rooms], &[]).expect("the last round is over");
    let more = Written { text: "acht uur".into(), ..own.clone() };
    cast(&mut hall, round, seats[0], BTreeMap::from([(rooms.into(), answer(more))])).expect("it is open");
    reveal(&mut hall, round);
    assert_eq!(stands(&hall), expected("acht uur"));
    // A phone can send any id: who is not there, or oneself, is not asked.
    for asked in [hall.parties[0].to_string(), PartyId::from_random([9; 16]).to_string()] {
        let round = ask(&mut hall, Ask::Contributions, &[rooms], &[]).expect("the last round is over");
        let request = Written { text: "iets".into(), more: asked, sure: None };
        let answer = Answer { cards: BTreeMap::from([(Frame::Request, request)]), ..Answer::default() };
        cast(&mut hall, round, seats[0], BTreeMap::from([(rooms.into(), answer)])).expect("it is open");
        reveal(&mut hall, round);
        assert_eq!(stands(&hall), expected("acht uur"));
    }
    // Hours and a home for the same: both stand.
    let round = ask(&mut hall, Ask::Contributions, &[rooms], &[]).expect("the last round is over");
    let home = Written { text: "een kamer".into(), more: "home".into(), sure: Some(Firm::Budgeted) };
    let cards = BTreeMap::from([(Frame::Contribution, own), (Frame::Contribution2, home)]);
    cast(&mut hall, round, seats[0], BTreeMap::from([(rooms.into(), Answer { cards, ..Answer::default() })]))
        .expect("it is open");
    reveal(&mut hall, round);
    let kinds: Vec<_> = stands(&hall).into_iter().map(|(party, kind, ..)| (party, kind)).collect();
    assert_eq!(kinds, [(other, None), (first, Some(Kind::Hours)), (first, Some(Kind::Home))]);
}

#[test]
fn points_count_when_they_are_a_hundred_and_not_before() {
    let mut hall = begun();
    assert_eq!(ask(&mut hall, Ask::Weights, &[], &[]), Err(Refusal::NothingToDivide));
    let (home, calm) = (effect(&mut hall, "Eigen adres"), effect(&mut hall, "Rust"));
    let seat = hall.join(0);
    let round = ask(&mut hall, Ask::Weights, &[], &[]).expect("there are two effects");
    let whole: ItemId = arena(&hall).arena.into();
    for (given, refusal) in [
        (vec![(home, 60)], Refusal::NotAHundred { given: 60 }),
        (vec![(home, 60), (calm, 60)], Refusal::NotAHundred { given: 120 }),
        (vec![(home, 255), (calm, 101)], Refusal::NotAHundred { given: 356 }),
        (vec![(home, 50), (PieceId::from_random([3; 16]), 50)], Refusal::UnknownItem),
    ] {
        let given: Vec<_> = given.into_iter().map(|(piece, points)| (piece.into(), points)).collect();
        let answer = points(&given);
        assert_eq!(cast(&mut hall, round, seat, BTreeMap::from([(whole, answer)])), Err(refusal));
    }
    assert!(hall.room.ballots.values().all(|round| round.ballots.is_empty()), "nothing of that was kept");
    let full = points(&[(home.into(), 100), (calm.into(), 0)]);
    cast(&mut hall, round, seat, BTreeMap::from([(whole, full)])).expect("they are a hundred");
    let moved = Command::ArenaMove(Move { piece: calm, to: Status::Dropped });
    assert_eq!(hall.send(moved).map(drop), Err(Refusal::AnotherRoundBusy), "it is being weighed");
    reveal(&mut hall, round);
    let settle = settle(&mut hall, round);
    assert_eq!(hall.send(settle).map(drop), Err(Refusal::NothingToRate), "one is fewer than five");
}

#[test]
fn a_round_about_something_else_says_nothing_about_a_board() {
    let mut hall = begun();
    let seats: Vec<SeatId> = (0..5).map(|party| hall.join(party)).collect();
    let round = hall.open(1);
    for seat in seats {
        let answers = answers(&hall.items, &[Some((5, 3))]);
        hall.cast(round, seat, &Cast { revision: None, answers }).expect("the round is open");
    }
    reveal(&mut hall, round);
    let settle = settle(&mut hall, round);
    assert_eq!(hall.send(settle).map(drop), Err(Refusal::WrongPhase));
}

/// The worked example of the method, by rounds: everybody gives the same.
fn example() -> (Hall, Vec<PieceId>, Vec<SeatId>) {
    let mut hall = begun();
    let seats: Vec<SeatId> = (0..6).map(|party| hall.join(party)).collect();
    let rooms = activity(&mut hall, "Kamers met coach");
    let effects: Vec<PieceId> =
        ["Eigen adres", "Minder zorg", "Minder uitkering"].iter().map(|text| effect(&mut hall, text)).collect();
    for effect in &effects {
        line(&mut hall, rooms, *effect).expect("it leads there");
    }
    for party in [HOUSING, YOUTH_CARE, SUPPORT, CORPORATION, PROVIDER] {
        let own = contribution(&hall, party, rooms);
        add(&mut hall, What::Contribution(own));
    }
    let costs = [(HOUSING, 30), (YOUTH_CARE, 10), (SUPPORT, 10), (CORPORATION, 40), (PROVIDER, 10)];
    let costs: Vec<_> = costs.iter().map(|(who, points)| (party(&hall, *who), *points)).collect();
    divide(&mut hall, &seats, Ask::Costs, &costs);
    let weights: Vec<_> = effects.iter().zip([40, 35, 25]).map(|(effect, points)| ((*effect).into(), points)).collect();
    divide(&mut hall, &seats, Ask::Weights, &weights);
    (hall, effects, seats)
}

/// What each party gives, effect by effect.
fn shares(hall: &Hall) -> [Vec<(ItemId, u8)>; 3] {
    let (youth, society) = (Beneficiary::Youth.into(), Beneficiary::Society.into());
    let of = |who| party(hall, who);
    [
        vec![(youth, 60), (of(YOUTH_CARE), 10), (of(SUPPORT), 20), (society, 10)],
        vec![(of(YOUTH_CARE), 50), (of(SUPPORT), 30), (of(PROVIDER), 20)],
        vec![(of(INCOME), 40), (of(CORPORATION), 20), (society, 40)],
    ]
}

const GAINERS: [usize; 6] = [YOUTH_CARE, SUPPORT, HOUSING, INCOME, PROVIDER, CORPORATION];

fn ask_benefits(hall: &mut Hall) -> RoundId {
    let heaviest = arena(hall).heaviest(&hall.room.project);
    ask(hall, Ask::Benefits, &heaviest, &GAINERS).expect("the effects were weighed")
}

fn ballot(effects: &[PieceId], shares: &[Vec<(ItemId, u8)>]) -> BTreeMap<ItemId, Answer> {
    effects.iter().zip(shares).map(|(effect, given)| ((*effect).into(), points(given))).collect()
}

/// Everybody gives the same points over who gains by the heaviest effects; the room sees it.
fn say_who_gains(hall: &mut Hall, seats: &[SeatId], given: &BTreeMap<ItemId, Answer>) -> RoundId {
    let round = ask_benefits(hall);
    for seat in seats {
        cast(hall, round, *seat, given.clone()).expect("they are a hundred each");
    }
    reveal(hall, round);
    round
}

#[test]
fn the_worked_example_of_the_method_holds_from_ballots_to_balance() {
    let (mut hall, effects, seats) = example();
    assert_eq!(arena(&hall).heaviest(&hall.room.project), effects);
    let given = ballot(&effects, &shares(&hall));
    let round = say_who_gains(&mut hall, &seats, &given);
    let settle = settle(&mut hall, round);
    there_and_back(&mut hall, settle);
    let view = view_of(&hall.room.project).expect("there is a board");
    let balance = view.balance.expect("all was asked");
    let near = |found: f64, expected: f64| (found - expected).abs() < 0.005;
    assert_eq!((balance.youth, balance.society, balance.source), (24, 14, Source::Points));
    assert!(near(balance.wrong_pocket.expect("parties pay and gain"), 61.94), "{:?}", balance.wrong_pocket);
    let exact = arena(&hall).seen(&hall.room.project, Scenario::Wide).balance.and_then(|found| found.between);
    let exact = exact.expect("parties pay and gain").parties;
    let expected = [
        (YOUTH_CARE, 24.68),
        (SUPPORT, 19.84),
        (INCOME, 16.13),
        (PROVIDER, 1.29),
        (HOUSING, -30.0),
        (CORPORATION, -31.94),
    ];
    for (who, difference) in expected {
        let row = exact.iter().find(|row| row.party == hall.parties[who]).expect("it takes part");
        assert!(near(row.difference() * 100.0, difference), "{who}: {row:?}");
        let shown = balance.rows.iter().find(|row| row.party == hall.parties[who]).expect("it takes part");
        assert!((f64::from(shown.difference()) - difference).abs() <= 1.0, "{who}: {shown:?}");
    }
    assert!(balance.rows.is_sorted_by_key(|row| std::cmp::Reverse((row.cost, row.benefit))));
    assert!(view.gaps.iter().all(|gap| gap.own == gap.others && !gap.is_wide), "all see the same: {:?}", view.gaps);
    // Nobody rated a line: only the widest view has effects, and the others say so.
    let counted: Vec<_> =
        view.scenarios.iter().map(|row| (row.scenario, row.effects.len(), row.balance.is_some())).collect();
    let expected = [(Scenario::Cautious, 0, false), (Scenario::Middle, 0, false), (Scenario::Wide, 3, true)];
    assert_eq!(counted, expected);
    assert_eq!(view.scenarios[0].balance, None, "without effects there is nothing to divide by");
    assert!(view.board.ties.iter().all(|tie| tie.gap == 0 || tie.sure == Sure::Unknown));
    let target = Target { meeting: hall.meeting, round };
    hall.must(Command::RoundReopen(Reopen { target }));
    assert_eq!(view_of(&hall.room.project).and_then(|view| view.balance), None);
}

#[test]
fn where_all_leads_to_one_effect_or_one_party_pays_nothing_is_divided_and_all_is_known() {
    let mut hall = begun();
    let seats: Vec<SeatId> = (0..5).map(|at| hall.join(at)).collect();
    let rooms = activity(&mut hall, "Twaalf kamers");
    let home = effect(&mut hall, "Eigen adres");
    let own = contribution(&hall, HOUSING, rooms);
    add(&mut hall, What::Contribution(own));
    for asked in [Ask::Costs, Ask::Weights] {
        assert_eq!(ask(&mut hall, asked, &[], &[]).map(drop), Err(Refusal::NothingToDivide));
    }
    let round = ask(&mut hall, Ask::Benefits, &[home], &[HOUSING, INCOME]).expect("it weighs all");
    let given = [(Beneficiary::Youth.into(), 40), (party(&hall, INCOME), 60)];
    for seat in &seats {
        cast(&mut hall, round, *seat, BTreeMap::from([(home.into(), points(&given))])).expect("the round is open");
    }
    reveal(&mut hall, round);
    let settle = settle(&mut hall, round);
    hall.must(settle);
    let view = view_of(&hall.room.project).expect("there is a board");
    assert_eq!((view.effects[0].weight, view.outdated), (Some(100), false));
    let balance = view.balance.expect("who gains was asked");
    assert_eq!((balance.youth, balance.source, balance.weight), (40, Source::One, 100));
    assert_eq!(balance.wrong_pocket.map(f64::round), Some(100.0), "who pays gains nothing");
    let rows: Vec<_> = balance.rows.iter().map(|row| (row.cost, row.benefit)).collect();
    assert_eq!(rows, [(100, 0), (0, 100)]);
    assert_eq!(balance.gains.get(&hall.parties[INCOME]), Some(&60));
}

#[test]
fn without_costs_or_a_party_that_gains_it_still_says_what_the_young_gain() {
    let (mut hall, effects, seats) = example();
    let each = points(&[(Beneficiary::Youth.into(), 75), (Beneficiary::Society.into(), 25)]);
    let given = effects.iter().map(|effect| ((*effect).into(), each.clone())).collect();
    let round = say_who_gains(&mut hall, &seats, &given);
    let settle = settle(&mut hall, round);
    hall.must(settle);
    let balance = view_of(&hall.room.project).and_then(|view| view.balance).expect("who gains was asked");
    assert_eq!((balance.youth, balance.society, balance.lack), (75, 25, Some(Lack::Gains)));
    assert_eq!(balance.rows, []);
    let (_, costs) = arena(&hall).taken(&hall.room.project, Ask::Costs).expect("the table took them");
    let target = Target { meeting: hall.meeting, round: costs.round };
    hall.must(Command::RoundReopen(Reopen { target }));
    let balance = view_of(&hall.room.project).and_then(|view| view.balance).expect("who gains was asked");
    assert_eq!((balance.youth, balance.lack), (75, Some(Lack::Costs)));
}

#[test]
fn what_is_weighed_again_asks_again_who_gains_by_what_is_heaviest_now() {
    let (mut hall, effects, seats) = example();
    let given = ballot(&effects, &shares(&hall));
    let round = say_who_gains(&mut hall, &seats, &given);
    let settle = settle(&mut hall, round);
    hall.must(settle);
    let said = |hall: &Hall| {
        let view = view_of(&hall.room.project).expect("there is a board");
        (view.outdated, view.balance.map(|balance| balance.heaviest))
    };
    assert_eq!(said(&hall), (false, Some(true)));
    let school = effect(&mut hall, "School houdt vol");
    let weigh = |hall: &mut Hall, given: [u8; 4]| {
        let all = effects.iter().copied().chain([school]).zip(given);
        divide(hall, &seats, Ask::Weights, &all.map(|(effect, points)| (effect.into(), points)).collect::<Vec<_>>());
    };
    weigh(&mut hall, [40, 30, 20, 10]);
    assert_eq!(said(&hall), (false, Some(true)), "the same three are the heaviest");
    weigh(&mut hall, [10, 30, 20, 40]);
    assert_eq!(said(&hall), (true, Some(false)));
    let third = ask(&mut hall, Ask::Weights, &[], &[]);
    assert_eq!(third.map(drop), Err(Refusal::RevoteOnlyOnce), "not asked until it fits");
    let work = effect(&mut hall, "Werk");
    ask(&mut hall, Ask::Weights, &[], &[]).expect("another board is another question");
    assert!(arena(&hall).weighable().contains(&work));
}

#[test]
fn what_leads_to_something_unwanted_alone_is_still_weighed() {
    let mut hall = begun();
    let (home, lonely, calm) =
        (effect(&mut hall, "Eigen adres"), effect(&mut hall, "Eenzaamheid"), effect(&mut hall, "Rust"));
    line(&mut hall, home, lonely).expect("an effect leads to another");
    assert_eq!(arena(&hall).weighable(), [lonely, calm]);
    let unwanted = Change { piece: lonely, field: Field::Unwanted, base: String::new(), text: "on".into() };
    hall.must(Command::ArenaChange(unwanted));
    assert_eq!(arena(&hall).weighable(), [home, calm]);
    line(&mut hall, lonely, calm).expect("an effect leads to another");
    assert_eq!(arena(&hall).weighable(), [calm], "what somebody wants comes of it after all");
}

#[test]
fn lines_that_became_one_keep_what_was_said_of_either_and_stay_while_they_are_rated() {
    let mut hall = begun();
    let seats: Vec<SeatId> = (0..5).map(|at| hall.join(at)).collect();
    let (one, other) = (activity(&mut hall, "Kamers"), activity(&mut hall, "Woningen"));
    let home = effect(&mut hall, "Eigen adres");
    line(&mut hall, one, home).expect("an activity leads to an effect");
    let rated = line(&mut hall, other, home).expect("an activity leads to an effect");
    let round = ask(&mut hall, Ask::Assumptions, &[rated], &[]).expect("it stands on the board");
    let merge = Command::ArenaMove(Move { piece: other, to: Status::Merged { into: one } });
    assert_eq!(hall.send(merge.clone()).map(drop), Err(Refusal::AnotherRoundBusy), "people read where it leads from");
    for seat in &seats {
        let answer = Answer { marks: BTreeMap::from([(Scale::Certainty, Mark(4))]), ..Answer::default() };
        cast(&mut hall, round, *seat, BTreeMap::from([(rated.into(), answer)])).expect("the round is open");
    }
    reveal(&mut hall, round);
    let settle = settle(&mut hall, round);
    hall.must(settle);
    hall.must(merge);
    assert_eq!(arena(&hall).lines().count(), 1);
    let view = view_of(&hall.room.project).expect("there is a board");
    assert_eq!(view.lines[0].certainty.as_ref().map(|figures| figures.mean), Some(4.0));
    assert_eq!(view.effects[0].certainty, Some(4.0));
}

#[test]
fn each_line_is_asked_about_at_most_twice_however_they_are_put_together() {
    let mut hall = begun();
    let seats: Vec<SeatId> = (0..5).map(|at| hall.join(at)).collect();
    let rooms = activity(&mut hall, "Kamers");
    let lines: Vec<PieceId> = ["Adres", "Rust", "School"]
        .into_iter()
        .map(|text| {
            let to = effect(&mut hall, text);
            line(&mut hall, rooms, to).expect("an activity leads to an effect")
        })
        .collect();
    let rate = |hall: &mut Hall, items: &[PieceId]| {
        let round = ask(hall, Ask::Assumptions, items, &[])?;
        for seat in &seats {
            let answer = || Answer { marks: BTreeMap::from([(Scale::Certainty, Mark(4))]), ..Answer::default() };
            cast(hall, round, *seat, items.iter().map(|item| ((*item).into(), answer())).collect())?;
        }
        reveal(hall, round);
        Ok::<RoundId, Refusal>(round)
    };
    rate(&mut hall, &lines[..2]).expect("a first time");
    rate(&mut hall, &lines[2..]).expect("a first time");
    let second = rate(&mut hall, &[lines[0], lines[2]]).expect("a second time of each");
    assert_eq!(rate(&mut hall, &lines[..1]), Err(Refusal::RevoteOnlyOnce));
    let again = Command::RoundRevote(werksessie_core::round::Revote {
        meeting: hall.meeting,
        round: second,
        new_round: RoundId::from_random(hall.id()),
        items: vec![lines[0].into()],
    });
    assert_eq!(hall.send(again).map(drop), Err(Refusal::RevoteOnlyOnce), "nor by voting again");
    rate(&mut hall, &lines[1..2]).expect("a second time");
}

#[test]
fn nothing_firmer_is_written_for_a_party_that_is_not_there() {
    let (mut hall, ..) = example();
    let who = hall.parties[CORPORATION];
    let (piece, _) = arena(&hall).contributions().find(|(_, row)| row.party == who).expect("it contributes");
    let change = |field, base: &str, text: &str| {
        Command::ArenaChange(Change { piece, field, base: base.into(), text: text.into() })
    };
    there_and_back(&mut hall, change(Field::Firm, "promised", "wish"));
    hall.must(Command::MeetingEnd(meeting::End { meeting: hall.meeting }));
    for (field, base, text) in
        [(Field::Firm, "wish", "promised"), (Field::Once, "", "1000"), (Field::Kind, "hours", "money")]
    {
        assert_eq!(hall.send(change(field, base, text)).map(drop), Err(Refusal::OnlyAsRequest), "{text}");
    }
    hall.must(change(Field::Text, "vier uur per week", "vier uur per week, in Waterstede"));
    assert_eq!(hall.send(change(Field::Firm, "wish", "")).map(drop), Err(Refusal::OnlyAsRequest));
}

#[test]
fn euros_replace_points_only_when_every_contribution_has_them() {
    let (mut hall, ..) = example();
    let rows: Vec<(PieceId, PartyId)> =
        arena(&hall).contributions().map(|(piece, found)| (piece, found.party)).collect();
    let source = |hall: &Hall| arena(hall).costs(&hall.room.project).map(|(_, source)| source);
    for (piece, _) in &rows {
        assert_eq!(source(&hall), Some(Source::Points));
        let change = |field, text: &str| {
            Command::ArenaChange(Change { piece: *piece, field, base: String::new(), text: text.into() })
        };
        assert_eq!(hall.send(change(Field::Once, "3 2 1")).map(drop), Err(Refusal::EurosUnreadable));
        for wrong in ["-5", "1.5", "10 20", "duizend", "1000.000", "."] {
            assert_eq!(hall.send(change(Field::Once, wrong)).map(drop), Err(Refusal::EurosUnreadable), "{wrong}");
        }
        hall.must(change(Field::Once, "€ 1.000"));
        there_and_back(&mut hall, change(Field::Yearly, "500 1000 3000"));
    }
    let (costs, source) = arena(&hall).costs(&hall.room.project).expect("all have an amount");
    assert_eq!(source, Source::Euros);
    assert_eq!(costs, rows.iter().map(|(_, party)| (*party, 4_000)).collect(), "1000 once and 1000 in three years");
    let shares: Vec<u32> =
        view_of(&hall.room.project).expect("there is a board").costs.iter().map(|share| share.percent).collect();
    assert_eq!(shares, [20; 5]);
}

#[test]
fn own_view_is_held_against_that_of_others() {
    let (mut hall, effects, seats) = example();
    let round = ask_benefits(&mut hall);
    for (at, seat) in seats.iter().enumerate() {
        let mut given = shares(&hall);
        if at == SUPPORT {
            // It says that it gains nothing of the first two: others give it 20 and 30.
            given[0] = vec![(Beneficiary::Youth.into(), 90), (party(&hall, YOUTH_CARE), 10)];
            given[1] = vec![(party(&hall, YOUTH_CARE), 100)];
        }
        let ballot = ballot(&effects, &given);
        cast(&mut hall, round, *seat, ballot).expect("they are a hundred each");
    }
    reveal(&mut hall, round);
    let settle = settle(&mut hall, round);
    hall.must(settle);
    let project = &hall.room.project;
    let gaps = arena(&hall).gaps(project);
    let of = |who: usize, effect: Option<usize>| {
        let effect = effect.map(|at| effects[at]);
        let found = gaps.iter().find(|gap| gap.party == hall.parties[who] && gap.effect == effect);
        found.map(|gap| (gap.points() * 100.0).round() / 100.0)
    };
    assert_eq!(
        (of(SUPPORT, Some(0)), of(SUPPORT, Some(1)), of(SUPPORT, Some(2))),
        (Some(-20.0), Some(-30.0), Some(0.0))
    );
    assert_eq!(of(SUPPORT, None), Some(-18.5), "0.40 of -20, 0.35 of -30, 0.25 of 0");
    assert!(gaps[0].is_wide() && gaps[0].points() == -30.0, "the widest first");
    // Youth care gives itself 50 of the second; of the five others four do, and one gives it 100.
    assert_eq!(of(YOUTH_CARE, Some(1)), Some(-10.0));
}

#[test]
fn lines_are_rated_blind_and_the_weakest_decides_how_certain_an_effect_is() {
    let (mut hall, effects, seats) = example();
    let lines: Vec<PieceId> = arena(&hall).lines().map(|(id, _)| id).collect();
    let round = ask(&mut hall, Ask::Assumptions, &lines, &[]).expect("there are lines");
    let rate = |marks: [(u8, u8); 3]| {
        let answer = |(certainty, evidence): (u8, u8)| Answer {
            marks: BTreeMap::from([(Scale::Certainty, Mark(certainty)), (Scale::Evidence, Mark(evidence))]),
            ..Answer::default()
        };
        lines.iter().zip(marks).map(|(line, marks)| (ItemId::from(*line), answer(marks))).collect::<BTreeMap<_, _>>()
    };
    let sorts_are_four = rate([(5, 5), (3, 2), (2, 4)]);
    assert_eq!(cast(&mut hall, round, seats[0], sorts_are_four), Err(Refusal::MarkOutOfRange));
    for seat in &seats {
        cast(&mut hall, round, *seat, rate([(5, 1), (3, 2), (2, 4)])).expect("the round is open");
    }
    reveal(&mut hall, round);
    let settle = settle(&mut hall, round);
    there_and_back(&mut hall, settle);
    let project = &hall.room.project;
    let certainties: Vec<_> = arena(&hall).certainties(project).into_values().collect();
    assert_eq!(certainties.len(), 3);
    let of = |at: usize| arena(&hall).certainties(project).get(&effects[at]).copied();
    assert_eq!((of(0), of(1), of(2)), (Some(5.0), Some(3.0), Some(2.0)));
    let weakest = arena(&hall).weakest(project);
    assert_eq!(weakest.first().copied(), Some((lines[2], 2.0)));
    let view = view_of(project).expect("there is a board");
    assert_eq!(
        view.lines.iter().map(|line| line.evidence).collect::<Vec<_>>(),
        [Some([0, 0, 0, 6]), Some([0, 6, 0, 0]), Some([6, 0, 0, 0])]
    );
    let sure = |effect: PieceId| {
        let found = view.board.ties.iter().find(|tie| tie.gap == 1 && tie.to == ItemId::from(effect));
        found.map(|tie| tie.sure)
    };
    assert_eq!(
        effects.iter().map(|effect| sure(*effect)).collect::<Vec<_>>(),
        [Some(Sure::Sure), Some(Sure::Likely), Some(Sure::Shaky)]
    );
}

#[test]
fn a_large_board_is_paged_and_a_line_of_thought_stays_together() {
    let mut hall = begun();
    let mut all = Vec::new();
    for number in 0..8 {
        let from = activity(&mut hall, &format!("Activiteit {number}"));
        let to: Vec<PieceId> =
            (0..=(number % 2)).map(|at| effect(&mut hall, &format!("Effect {number} {at}"))).collect();
        for effect in &to {
            line(&mut hall, from, *effect).expect("it leads there");
        }
        all.push((from, to));
    }
    let project = &hall.room.project;
    let board = board(project, arena(&hall));
    assert_eq!((board.activities.len(), board.effects.len()), (8, 12));
    let pages = board.pages();
    assert_eq!(pages.len(), 2);
    for page in &pages {
        assert!(page.activities.len() <= ROWS && page.effects.len() <= ROWS);
    }
    for (from, to) in all {
        let page = pages.iter().find(|page| page.node(from.into()).is_some()).expect("it stands somewhere");
        assert!(to.iter().all(|effect| page.node((*effect).into()).is_some()));
        let thought = board.thought(from.into());
        assert_eq!(thought.len(), 1 + to.len());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever stands on a board, every box stands on a page, and no page is too full.
    #[test]
    fn nothing_is_lost_between_pages(
        activities in 0usize..12,
        effects in prop::collection::vec((0usize..4, any::<bool>()), 0..20),
        lines in prop::collection::vec((0usize..40, 0usize..20), 0..40),
        wide in 0usize..12,
    ) {
        let mut hall = begun();
        let mut pieces: Vec<PieceId> = (0..activities).map(|number| activity(&mut hall, &format!("Doen {number}"))).collect();
        let mut to = Vec::new();
        for (at, (term, on_youth)) in effects.iter().enumerate() {
            let on = if *on_youth { Some(On::Youth) } else { Some(On::Organisation) };
            let parties = match at {
                // More gain by it than fit in a column.
                0 => hall.parties.iter().copied().take(wide).collect(),
                at if *on_youth || at == 0 => Vec::new(),
                at => vec![hall.parties[at % hall.parties.len()]],
            };
            let new = Effect { term: Term::ALL.get(*term).copied(), on, parties, ..What::effect(format!("Effect {at}")) };
            to.push(add(&mut hall, What::Effect(new)));
        }
        pieces.extend(&to);
        for (from, at) in lines {
            if let (Some(from), Some(to)) = (pieces.get(from), to.get(at)) {
                let _ = line(&mut hall, *from, *to);
            }
        }
        if let Some(first) = pieces.first().filter(|_| activities > 0) {
            for who in 0..wide.min(hall.parties.len()) {
                let own = Contribution { request: true, firm: None, ..contribution(&hall, who, *first) };
                add(&mut hall, What::Contribution(own));
            }
        }
        let whole = board(&hall.room.project, arena(&hall));
        let pages = whole.pages();
        let short = whole.effects.len() <= ROWS && whole.activities.len() <= ROWS;
        for tie in whole.ties.iter().filter(|_| short) {
            prop_assert!(pages.iter().any(|page| page.ties.contains(tie)), "{tie:?}");
        }
        for piece in &pieces {
            prop_assert!(pages.iter().any(|page| page.node((*piece).into()).is_some()));
        }
        for gain in &whole.gains {
            prop_assert!(pages.iter().any(|page| page.gains.contains(gain)));
        }
        for page in &pages {
            let most = [page.investors.len(), page.activities.len(), page.effects.len(), page.gains.len()];
            prop_assert!(most.iter().all(|count| *count <= ROWS), "{most:?}");
            prop_assert!(page.ties.iter().all(|tie| page.node(tie.from).is_some() && page.node(tie.to).is_some()));
        }
    }
}
