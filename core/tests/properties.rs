//! What holds after whatever leaders and voters do, tried with random acts.

mod builder;
mod essence;

use builder::{Hall, Marks, answers, leader};
use essence::essence;
use proptest::prelude::*;
use proptest::sample::select;
use werksessie_core::ballot::{Cast, Voter};
use werksessie_core::party::CircleId;
use werksessie_core::promise::confirm::{Confirm, How, Unconfirm};
use werksessie_core::promise::report::{Progress, Tell, Untell};
use werksessie_core::question::{Answer, Answers, Frame, Mark, Question, Written};
use werksessie_core::round::{self, Ask, Phase, Stage, Subject, Target};
use werksessie_core::screen::Picture;
use werksessie_core::seat::PartyChoice;
use werksessie_core::step::{MarkStep, StepId, StepState};
use werksessie_core::tally::{ScaleTally, Weighting};
use werksessie_core::time::{Date, Quarter, Timestamp};
use werksessie_core::*;

const STAGES: [Stage; 5] = [Stage::Open, Stage::Closed, Stage::Counted, Stage::Revealed, Stage::Discarded];

/// The answers of one voter, item by item; `None` for an item left out.
type Sheet = Vec<Option<Marks>>;

/// A choice from a list of whatever length.
#[derive(Clone, Copy, Debug)]
struct Index(usize);

impl Index {
    fn index(self, length: usize) -> usize {
        self.0 % length
    }

    fn get<T>(self, list: &[T]) -> &T {
        &list[self.index(list.len())]
    }
}

fn index() -> impl Strategy<Value = Index> {
    (0usize..1_000).prop_map(Index)
}

/// One act. Indexes choose among what exists, or now and then name what does not.
#[derive(Clone, Debug)]
enum Act {
    Join {
        party: Index,
        observer: bool,
    },
    JoinTyped(String),
    Away(Index),
    Vote {
        round: Index,
        seat: Index,
        sheet: Sheet,
        revision: Option<u32>,
    },
    /// Every seat votes on the newest round.
    VoteAll(Vec<Sheet>),
    Command {
        as_leader: bool,
        role: LinkRole,
        what: What,
    },
}

#[derive(Clone, Debug)]
enum What {
    Begin,
    End,
    Lock(bool),
    Go(u32),
    Show(u8, Index),
    Open {
        items: Vec<Index>,
        weighting: Weighting,
        ask: Ask,
    },
    Risk {
        item: Index,
        youth: bool,
        text: String,
    },
    /// Something with a board: begin, add, change or move.
    Board {
        verb: u8,
        at: Index,
        other: Index,
        text: String,
    },
    Move {
        round: Index,
        to: Stage,
        if_empty: bool,
    },
    Paper {
        round: Index,
        paper: u8,
        sheets: Vec<Sheet>,
    },
    Revote {
        round: Index,
        items: Vec<Index>,
    },
    Decide {
        round: Index,
        items: Vec<Index>,
        reason: String,
    },
    Reopen(Index),
    Promise {
        item: Index,
        party: Index,
        text: String,
        year: u16,
    },
    Withdraw(Index),
    /// What happens to promises and actions after they were made.
    Keep {
        verb: u8,
        at: Index,
        text: String,
    },
    Plan {
        action: Index,
        start: u8,
        end: u8,
    },
    Mark {
        step: Index,
        state: StepState,
        reason: String,
    },
    AddParty {
        name: String,
        circle: String,
    },
    AddBottleneck(String),
    PlanMeeting(String),
    /// Something with the run sheet: add, change, place, remove or note.
    Agenda {
        verb: u8,
        item: u32,
        after: Option<u32>,
        text: String,
    },
    /// Something with the timer: start, extend or stop.
    Timer {
        verb: u8,
        seconds: u32,
    },
    Wifi(String),
    /// What a leader does next in a good meeting, so that the lives of rounds get far.
    Next(Vec<Index>),
    /// The undo of one of the acts in the list.
    Undo(Index),
}

fn text() -> impl Strategy<Value = String> {
    let any = prop::collection::vec(any::<char>(), 0..6).prop_map(String::from_iter);
    prop_oneof![3 => select(vec!["", "Nu eerst", "  ", "111222333"]).prop_map(String::from), 1 => any]
}

fn sheet() -> impl Strategy<Value = Sheet> {
    prop::collection::vec(prop::option::weighted(0.9, (0u8..6, 0u8..6)), 6)
}

fn sheet_with_mistakes() -> impl Strategy<Value = Sheet> {
    prop::collection::vec(prop::option::weighted(0.9, (0u8..7, 0u8..6)), 0..8)
}

/// Mostly the newest of a list (see `pick`), so that lives of rounds get far.
fn newest() -> impl Strategy<Value = Index> {
    prop_oneof![4 => Just(Index(0)), 1 => index()]
}

fn some() -> impl Strategy<Value = Vec<Index>> {
    prop::collection::vec(index(), 0..5)
}

fn what() -> impl Strategy<Value = What> {
    let state = select(vec![StepState::Open, StepState::Done, StepState::Differently, StepState::NotNeeded]);
    let weighting = select(vec![Weighting::Person, Weighting::Circle]);
    let ask = prop_oneof![1 => Just(Ask::Rating), 1 => select(Ask::ALL.to_vec())];
    prop_oneof![
        30 => some().prop_map(What::Next),
        1 => Just(What::Begin),
        1 => prop::bool::weighted(0.2).prop_map(|end| if end { What::End } else { What::Begin }),
        1 => any::<bool>().prop_map(What::Lock),
        2 => (0u32..9).prop_map(What::Go),
        2 => (0u8..4, index()).prop_map(|(kind, round)| What::Show(kind, round)),
        4 => (some(), weighting, ask).prop_map(|(items, weighting, ask)| What::Open { items, weighting, ask }),
        3 => (index(), any::<bool>(), text()).prop_map(|(item, youth, text)| What::Risk { item, youth, text }),
        12 => (0u8..14, index(), index(), text()).prop_map(|(verb, at, other, text)| What::Board { verb, at, other, text }),
        12 => (newest(), select(&STAGES[..4]), Just(false))
            .prop_map(|(round, to, if_empty)| What::Move { round, to, if_empty }),
        1 => (newest(), any::<bool>())
            .prop_map(|(round, if_empty)| What::Move { round, to: Stage::Discarded, if_empty }),
        3 => (newest(), 0u8..2, prop::collection::vec(sheet_with_mistakes(), 0..4))
            .prop_map(|(round, paper, sheets)| What::Paper { round, paper, sheets }),
        3 => (index(), some()).prop_map(|(round, items)| What::Revote { round, items }),
        4 => (newest(), some(), text()).prop_map(|(round, items, reason)| What::Decide { round, items, reason }),
        1 => newest().prop_map(What::Reopen),
        3 => (index(), index(), text(), 2025u16..2030)
            .prop_map(|(item, party, text, year)| What::Promise { item, party, text, year }),
        1 => index().prop_map(What::Withdraw),
        6 => (0u8..10, index(), text()).prop_map(|(verb, at, text)| What::Keep { verb, at, text }),
        1 => (index(), 1u8..5, 1u8..5).prop_map(|(action, start, end)| What::Plan { action, start, end }),
        2 => (index(), state, text()).prop_map(|(step, state, reason)| What::Mark { step, state, reason }),
        1 => (text(), select(vec!["care", "other", "nowhere"]))
            .prop_map(|(name, circle)| What::AddParty { name, circle: circle.into() }),
        1 => text().prop_map(What::AddBottleneck),
        1 => text().prop_map(What::PlanMeeting),
        4 => (0u8..5, 0u32..9, prop::option::of(0u32..9), text())
            .prop_map(|(verb, item, after, text)| What::Agenda { verb, item, after, text }),
        2 => (0u8..3, 0u32..10_000).prop_map(|(verb, seconds)| What::Timer { verb, seconds }),
        1 => text().prop_map(What::Wifi),
        3 => newest().prop_map(What::Undo),
    ]
}

fn act() -> impl Strategy<Value = Act> {
    let role = select(vec![LinkRole::CoLeader, LinkRole::Editor, LinkRole::Screen]);
    prop_oneof![
        2 => (index(), prop::bool::weighted(0.2)).prop_map(|(party, observer)| Act::Join { party, observer }),
        1 => text().prop_map(Act::JoinTyped),
        1 => index().prop_map(Act::Away),
        4 => (newest(), index(), sheet_with_mistakes(), prop::option::of(0u32..4))
            .prop_map(|(round, seat, sheet, revision)| Act::Vote { round, seat, sheet, revision }),
        10 => prop::collection::vec(sheet(), 1..6).prop_map(Act::VoteAll),
        20 => (prop::bool::weighted(0.9), role, what())
            .prop_map(|(as_leader, role, what)| Act::Command { as_leader, role, what }),
    ]
}

/// A sheet as answers to whatever a round asks.
fn answered(round: &round::Round, sheet: &Sheet) -> Answers {
    let about = |one: u8, other: u8| {
        let words = |mark: u8| (mark > 1).then(|| format!("tekst {mark}"));
        let marks = round.question.scales().iter().copied().zip([Mark(one), Mark(other)]).collect();
        let frames = round.question.frames().iter().copied().zip([words(one), words(other)]);
        let card =
            |(frame, text): (Frame, Option<String>)| Some((frame, Written { text: text?, ..Written::default() }));
        let hand = matches!(round.question, Question::Fist { .. }).then_some(one);
        // Now and then too few or too many points.
        let among = round.question.among().iter().copied();
        let points = among.zip([one * 20, 100 - one.min(5) * 20 + u8::from(other == 5)]).collect();
        Answer { marks, cards: frames.filter_map(card).collect(), hand, points, ..Answer::default() }
    };
    let given =
        round.items.iter().zip(sheet).filter_map(|(item, marks)| Some((*item, marks.map(|(a, b)| about(a, b))?)));
    let cards = match round.question {
        Question::Cards { .. } => {
            sheet.iter().flatten().take(2).map(|(one, other)| format!("kaart {one} {other}")).collect()
        }
        _ => Vec::new(),
    };
    Answers { items: given.collect(), cards, ..Answers::default() }
}

/// One of a list, counted from its end.
fn pick<T: Copy>(list: &[T], at: Index) -> Option<T> {
    (!list.is_empty()).then(|| list[list.len() - 1 - at.index(list.len())])
}

impl Hall {
    fn rounds(&self) -> Vec<RoundId> {
        let meetings = self.room.project.meetings.iter();
        meetings.flat_map(|meeting| &meeting.rounds).map(|round| round.round).collect()
    }

    /// An existing round, or an id that none has.
    fn target(&self, at: Index) -> Target {
        let unknown = RoundId::from_random([0xEE; 16]);
        Target { meeting: self.meeting, round: pick(&self.rounds(), at).unwrap_or(unknown) }
    }

    fn sheet(&self, round: RoundId, sheet: &Sheet) -> Answers {
        let round = self.room.project.meeting(self.meeting).and_then(|meeting| meeting.round(round));
        match round {
            Some(round) => answered(round, sheet),
            None => answers(&self.items, sheet),
        }
    }

    /// The command that decides on a round of any sort.
    fn decide(&self, target: Target, chosen: Vec<BottleneckId>, reason: String) -> Command {
        let found = self.room.project.meeting(self.meeting).and_then(|meeting| meeting.round(target.round));
        match found.map(|round| (round, round.question.ask())) {
            Some((round, Ask::RiskScores)) => {
                let place = risk::score::Place { chance: 1 + chosen.len() as u8, impact: 3 };
                let places = round.items.iter().map(|item| (RiskId(item.0), place)).collect();
                Command::RiskSettle(risk::score::Settle { target, places, reason })
            }
            Some((_, Ask::Fist)) => Command::ChallengeSettle(challenge::Settle { target }),
            Some((_, ask)) if ask.is_taken() => Command::ArenaSettle(arena::settle::Settle { target }),
            Some((round, _)) => {
                // Mostly what is in the round, each once: else hardly any decision is valid.
                let mut priorities = chosen;
                priorities.retain(|item| round.items.contains(&ItemId::from(*item)));
                priorities.sort();
                priorities.dedup();
                Command::RoundDecide(round::deciding::DecideItems { target, priorities, reason })
            }
            None => Command::RoundDecide(round::deciding::DecideItems { target, priorities: chosen, reason }),
        }
    }

    fn next(&mut self, chosen: Vec<Index>) -> What {
        let (newest, reason) = (Index(0), "Nu eerst".to_owned());
        let to = |to| What::Move { round: newest, to, if_empty: false };
        let meeting = self.room.project.meeting(self.meeting).expect("the meeting was planned");
        match meeting.rounds.last().map(|last| (&last.phase, last.revote_of)) {
            Some((Phase::Open, _)) => to(Stage::Closed),
            Some((Phase::Closed, _)) => to(Stage::Counted),
            Some((Phase::Counted(_), _)) => to(Stage::Revealed),
            Some((Phase::Revealed(_), None)) if chosen.len() % 2 == 1 => What::Revote { round: newest, items: chosen },
            Some((Phase::Revealed(_), None)) => What::Decide { round: newest, items: chosen, reason },
            Some((Phase::Revealed(_), Some(first)))
                if meeting.round(first).is_some_and(|first| first.verdicts.is_empty()) =>
            {
                let from_end = meeting.rounds.iter().rev().position(|round| round.round == first);
                What::Decide { round: Index(from_end.unwrap_or(0)), items: chosen, reason }
            }
            Some((Phase::Decided(_) | Phase::Revealed(_), _)) if chosen.len() > 2 => {
                What::Promise { item: chosen[0], party: chosen[1], text: reason, year: 2028 }
            }
            _ => {
                let ask = chosen.first().map_or(Ask::Rating, |first| *first.get(Ask::ALL));
                What::Open { items: chosen, weighting: Weighting::Circle, ask }
            }
        }
    }

    fn command(&mut self, what: What) -> Option<Command> {
        let meeting = self.meeting;
        let items = |hall: &Self, chosen: &[Index]| chosen.iter().map(|at| *at.get(&hall.items)).collect::<Vec<_>>();
        Some(match what {
            What::Begin => Command::MeetingBegin(meeting::Begin { meeting }),
            What::End => Command::MeetingEnd(meeting::End { meeting }),
            What::Lock(locked) => Command::MeetingLock(meeting::Lock { meeting, locked }),
            What::Go(item) => Command::MeetingGo(agenda::Go { meeting, item, picture: None }),
            What::Show(kind, round) => {
                let round = self.target(round).round;
                let pictures = [Picture::Join, Picture::Round { round }, Picture::Decisions, Picture::Promises];
                Command::ScreenShow(screen::Show { meeting, picture: pictures[usize::from(kind)] })
            }
            What::Open { items: chosen, weighting, ask } => {
                let (round, bottlenecks) = (RoundId::from_random(self.id()), items(self, &chosen));
                let items: Vec<ItemId> = match ask.subject() {
                    Subject::Bottlenecks => bottlenecks.into_iter().map(Into::into).collect(),
                    Subject::Risks => self.room.project.risks.iter().map(|risk| risk.risk.into()).take(2).collect(),
                    Subject::Challenge | Subject::Arena => Vec::new(),
                    Subject::Pieces(sort) => {
                        let pieces = self.room.project.arena().into_iter().flat_map(|arena| arena.on_board());
                        pieces.filter(|piece| piece.sort() == sort).map(|piece| piece.piece.into()).take(3).collect()
                    }
                };
                let among = if ask == Ask::Benefits { self.parties[..2].to_vec() } else { Vec::new() };
                // Each sentence is asked about once.
                let statement = if ask == Ask::Fist { format!("Zin {}", self.rounds().len()) } else { String::new() };
                Command::RoundOpen(round::Open { weighting, statement, among, ..self.asking(round, ask, items) })
            }
            What::Risk { item, youth, text } => Command::RiskAdd(risk::Add {
                risk: RiskId::from_random(self.id()),
                bottleneck: *item.get(&self.items),
                side: if youth { risk::Side::Youth } else { risk::Side::Municipality },
                event: text.clone(),
                consequence: text,
                category: None,
            }),
            What::Move { round, to, if_empty } => {
                Command::RoundMove(round::Move { target: self.target(round), to, if_empty })
            }
            What::Paper { round, paper, sheets } => {
                let target = self.target(round);
                let sheets = sheets.iter().map(|sheet| self.sheet(target.round, sheet)).collect();
                Command::RoundPaper(round::counting::Paper { target, paper: PaperId::from_random([paper; 16]), sheets })
            }
            What::Revote { round, items: chosen } => {
                let (round, items) = (self.target(round).round, items(self, &chosen));
                let items = items.into_iter().map(Into::into).collect();
                let new_round = RoundId::from_random(self.id());
                Command::RoundRevote(round::Revote { meeting, round, new_round, items })
            }
            What::Decide { round, items: chosen, reason } => {
                let chosen = items(self, &chosen);
                self.decide(self.target(round), chosen, reason)
            }
            What::Reopen(round) => Command::RoundReopen(round::deciding::Reopen { target: self.target(round) }),
            What::Promise { item, party, text, year } => {
                let chosen = self.room.project.priorities();
                let bottleneck = if chosen.is_empty() { item.get(&self.items) } else { &item.get(&chosen).bottleneck };
                Command::PromiseMake(promise::Make {
                    bottleneck: *bottleneck,
                    also: vec![*item.get(&self.items)],
                    result: String::new(),
                    kind: promise::Kind::Promise,
                    reservation: String::new(),
                    mandate: Some(promise::Mandate::Yes),
                    promise: PromiseId::from_random(self.id()),
                    party: *party.get(&self.parties),
                    owner: "Sam".into(),
                    what: text,
                    due: Date::new(year, 12, 1).ok()?,
                })
            }
            What::Withdraw(at) => {
                let made: Vec<_> = self.room.project.promises.iter().map(|promise| promise.promise).collect();
                Command::PromiseWithdraw(promise::Withdraw { promise: pick(&made, at)? })
            }
            What::Keep { verb, at, text } => return self.keep(verb, at, text),
            What::Board { verb, at, other, text } => return self.board(verb, at, other, text),
            What::Plan { action, start, end } => {
                let known: Vec<_> = self.room.project.actions.iter().map(|action| action.action).collect();
                let quarter = |quarter| Quarter::new(2027, quarter).ok();
                let (start, end) = (quarter(start)?, quarter(end)?);
                Command::ActionPlan(action::Plan { action: pick(&known, action)?, start, end })
            }
            What::Mark { step, state, reason } => {
                Command::StepMark(MarkStep { step: *step.get(&StepId::ALL), state, reason })
            }
            What::AddParty { name, circle } => Command::PartyAdd(party::Add {
                party: PartyId::from_random(self.id()),
                short_name: Some(name.clone()),
                name,
                kind: Some(party::PartyKind::Safety),
                circle: CircleId(circle),
                expected: 2_000,
            }),
            What::AddBottleneck(title) => Command::BottleneckAdd(bottleneck::Add {
                bottleneck: BottleneckId::from_random(self.id()),
                explanation: title.clone(),
                title,
                short_name: None,
                origin: bottleneck::Origin::Own,
                tags: bottleneck::Tags::default(),
            }),
            What::PlanMeeting(title) => Command::MeetingPlan(meeting::Plan {
                meeting: MeetingId::from_random(self.id()),
                parts: Vec::new(),
                agenda: vec![(title.clone(), 5)],
                title,
                step: StepId::S1C,
            }),
            What::Agenda { verb, item, after, text } => {
                let now = self.room.project.meeting(meeting)?.agenda_item(item).cloned().unwrap_or_default();
                match verb {
                    0 => Command::AgendaAdd(agenda::Add { meeting, item, title: text, minutes: 7, after }),
                    1 => {
                        let (base, minutes) = (now.title, item * 100);
                        Command::AgendaChange(agenda::Change { meeting, item, base, title: text, minutes })
                    }
                    2 => Command::AgendaPlace(agenda::Place { meeting, item, after }),
                    3 => Command::AgendaRemove(agenda::Remove { meeting, item }),
                    _ => Command::AgendaNote(agenda::Note { meeting, item, base: now.note, text }),
                }
            }
            What::Timer { verb, seconds } => {
                let until = self.room.project.meeting(meeting)?.timer.map_or(Timestamp(0), |timer| timer.until);
                match verb {
                    0 => Command::TimerStart(timer::Start { meeting, seconds }),
                    1 => Command::TimerExtend(timer::Extend { meeting, until, seconds }),
                    _ => Command::TimerStop(timer::Stop { meeting, until }),
                }
            }
            What::Wifi(name) => {
                let wifi = (!name.is_empty()).then(|| screen::Wifi { key: name.clone(), name });
                Command::ScreenWifi(screen::SetWifi { meeting, wifi })
            }
            What::Next(chosen) => {
                let next = self.next(chosen);
                return self.command(next);
            }
            What::Undo(at) => {
                let acts = &self.room.project.meeting(meeting)?.acts;
                acts[acts.len().checked_sub(1)? - at.index(acts.len())].undo.clone()?
            }
        })
    }

    /// Something with a board: what stands on it, and how it is framed.
    fn board(&mut self, verb: u8, at: Index, other: Index, text: String) -> Option<Command> {
        use arena::field::{Change, Field, Frame as Framed, Reframe};
        use arena::piece::{Add, Contribution, Line, Move, Status, What};
        let Some(arena) = self.room.project.arena().cloned() else {
            let (arena, form) = (ArenaId::from_random(self.id()), arena::Form::Full);
            return Some(Command::ArenaStart(arena::Start {
                arena,
                form,
                measure: "Kamers met coach".into(),
                profile: text.clone(),
                without: text,
                horizon: 3,
                youths: Some(20),
                one_measure: true,
                who_does_what: true,
                reason: "Wij proberen het".into(),
            }));
        };
        let pieces: Vec<PieceId> = arena.pieces.iter().map(|piece| piece.piece).collect();
        let piece = PieceId::from_random(self.id());
        let add = |what| Some(Command::ArenaAdd(Add { arena: arena.arena, piece, what }));
        match verb {
            0 | 1 => add(What::Activity(What::activity(text))),
            2..=4 => add(What::Effect(What::effect(text))),
            5..=7 => add(What::Line(Line { from: pick(&pieces, at)?, to: pick(&pieces, other)?, assumption: text })),
            8 | 9 => add(What::Contribution(Contribution {
                party: *at.get(&self.parties),
                activity: pick(&pieces, other)?,
                kind: Some(arena::piece::Kind::Hours),
                text,
                once: None,
                yearly: None,
                firm: None,
                request: verb == 9,
            })),
            10 | 11 => {
                let (piece, field) = (pick(&pieces, at)?, *other.get(Field::ALL));
                let base = arena.piece(piece).map(|piece| field.text(&piece.what))?;
                Some(Command::ArenaChange(Change { piece, field, base, text }))
            }
            12 => {
                let into = pick(&pieces, other)?;
                let to = *other.get(&[Status::Open, Status::Dropped, Status::Merged { into }, Status::Proposed]);
                Some(Command::ArenaMove(Move { piece: pick(&pieces, at)?, to }))
            }
            _ => {
                let field = *other.get(Framed::ALL);
                Some(Command::ArenaFrame(Reframe { arena: arena.arena, field, base: field.text(&arena), text }))
            }
        }
    }

    /// What happens to promises and actions after they were made.
    fn keep(&self, verb: u8, at: Index, text: String) -> Option<Command> {
        let project = &self.room.project;
        let promises: Vec<_> = project.promises.iter().map(|promise| promise.promise).collect();
        let actions: Vec<_> = project.actions.iter().map(|action| action.action).collect();
        let (promise, action) = (pick(&promises, at)?, pick(&actions, at)?);
        let (of_promise, of_action) = (project.promise(promise)?, project.action(action)?);
        let mandate = Some(promise::Mandate::Yes);
        Some(match verb {
            0 => Command::PromiseConfirm(Confirm { promise, how: How::Room, mandate }),
            1 => {
                let how = How::Orally { noted_by: text, day: Date::new(2026, 11, 20).ok()? };
                Command::PromiseConfirm(Confirm { promise, how, mandate })
            }
            2 => Command::PromiseUnconfirm(Unconfirm { promise }),
            3 => Command::PromiseReport(Tell { promise, state: Progress::Busy, line: text }),
            4 => Command::PromiseUnreport(Untell { promise, reports: of_promise.reports.len() }),
            5 | 6 => {
                use promise::change::{Change, Field};
                let field = *at.get(&Field::ALL);
                let text = if field == Field::Kind { "intention".to_owned() } else { text };
                Command::PromiseChange(Change { promise, field, base: field.read(of_promise), text })
            }
            7 => Command::PromiseMandate(promise::change::SetMandate { promise, mandate }),
            8 => Command::ActionDrop(action::Drop { action }),
            _ => {
                use action::{change::Change, field::Field};
                let field = *at.get(Field::ALL);
                Command::ActionChange(Change { action, field, base: field.read(of_action), text })
            }
        })
    }

    /// Does one act, valid or not.
    fn act(&mut self, act: Act) {
        let seats: Vec<_> = self.room.seats.keys().copied().collect();
        match act {
            Act::Join { party, observer } => {
                let party = PartyChoice::Known(*party.get(&self.parties));
                let _ = self.join_as(party, observer);
            }
            Act::JoinTyped(name) => {
                let _ = self.join_as(PartyChoice::Typed(name), false);
            }
            Act::Away(at) => {
                if let Some(seat) = pick(&seats, at)
                    && !self.room.away.remove(&seat)
                {
                    self.room.away.insert(seat);
                }
            }
            Act::Vote { round, seat, sheet, revision } => {
                let round = self.target(round).round;
                let cast = Cast { revision, answers: self.sheet(round, &sheet) };
                if let Some(seat) = pick(&seats, seat) {
                    let _ = self.cast(round, seat, &cast);
                }
            }
            Act::VoteAll(sheets) => {
                let Some(round) = self.rounds().last().copied() else { return };
                for (seat, sheet) in seats.into_iter().zip(sheets.iter().cycle()) {
                    let answers = self.sheet(round, sheet);
                    let _ = self.cast(round, seat, &Cast { revision: None, answers });
                }
            }
            Act::Command { as_leader, role, what } => {
                let link = LinkId::from_random([6; 16]);
                let actor = if as_leader { leader() } else { Actor::Link { link, role } };
                if let Some(command) = self.command(what) {
                    self.command_holds(actor, &command);
                }
            }
        }
    }

    /// Sends a command and checks what must hold for every one of them.
    fn command_holds(&mut self, actor: Actor, command: &Command) {
        assert_eq!(&reread(command), command, "a command is read as it was written");
        let before = self.room.clone();
        let answer = self.send_as(actor, command);
        let Ok(outcome) = answer else {
            assert_eq!(self.room.project, before.project, "a refusal changes nothing");
            assert_eq!((&self.room.ballots, &self.room.seats), (&before.ballots, &before.seats));
            return;
        };
        assert!(!outcome.events.is_empty() || matches!(command, Command::RoundPaper(_)), "{command:?} leads to events");
        let Some(undo) = &outcome.undo else { return };
        assert_eq!(&reread(undo), undo, "an undo is read as it was written");
        let mut after = self.clone();
        match after.send_as(leader(), undo) {
            // A promise from an earlier decision about the same item hangs on this one as well.
            Err(Refusal::InUse) => assert!(matches!(command, Command::RoundDecide(_))),
            Err(refusal) => panic!("{undo:?} is refused with {refusal:?}"),
            Ok(_) => {
                assert_eq!(
                    without_overwritten(after.room.project, command),
                    without_overwritten(before.project, command)
                );
                assert_eq!(after.room.ballots, before.ballots);
            }
        }
    }
}

/// The project without what an act puts something else over, so that its undo cannot put it back:
/// the picture when a round opens; and what parties put in once it was seen, for hiding the round again
/// makes nobody forget it.
fn without_overwritten(project: Project, command: &Command) -> Project {
    let mut rest = essence(&project);
    if matches!(command, Command::RoundOpen(_) | Command::RoundRevote(_)) {
        rest.meetings.iter_mut().for_each(|meeting| meeting.picture = Picture::Join);
    }
    if matches!(command, Command::RoundMove(moved) if moved.to == Stage::Revealed) {
        for board in &mut rest.arenas {
            board.pieces.retain(|piece| piece.sort() != arena::piece::Sort::Contribution);
        }
    }
    rest
}

fn reread(command: &Command) -> Command {
    let text = serde_json::to_string(command).expect("a command can be written");
    assert!(text.starts_with(&format!(r#"{{"type":"{}""#, command.name())));
    serde_json::from_str(&text).expect("a command can be read")
}

/// What must hold of a room at any time.
fn room_holds(room: &Room) {
    for meeting in &room.project.meetings {
        for round in &meeting.rounds {
            let complete = room.ballots.get(&round.round).map_or(0, |ballots| {
                let votes = ballots.ballots.values();
                let counted = votes.filter(|vote| round.question.is_complete(&round.items, &vote.answers)).count();
                assert_eq!(ballots.complete as usize, counted, "complete ballots are kept count of");
                counted
            });
            assert!(round.phase.has_ballots() || !room.ballots.contains_key(&round.round), "ballots are gone");
            let (present, done) = room.electorate(meeting.meeting, round);
            assert!(done <= present && done as usize <= complete, "no more are done than there are");
            for voter in room.ballots.get(&round.round).into_iter().flat_map(|ballots| ballots.ballots.keys()) {
                if let Voter::Seat(seat) = voter {
                    let seat = &room.seats[seat];
                    assert!(!seat.observer && round.revote_of.is_none_or(|first| seat.voted.contains(&first)));
                }
            }
            let Some(tally) = round.phase.tally() else { continue };
            assert!(tally.paper <= tally.voted && tally.voted <= tally.present);
            for item in tally.items.values() {
                let mut shown = false;
                for scale in item.scales.values() {
                    let ScaleTally::Shown { counts, abstained, circles } = scale else { continue };
                    shown = true;
                    let answered: u32 = counts.iter().sum();
                    assert!(answered >= 5 && answered + abstained <= tally.voted);
                    assert!(circles.iter().all(|circle| circle.counts.iter().sum::<u32>() >= 5), "{circles:?}");
                    assert_ne!(circles.len(), 1, "one circle is no breakdown");
                    let together: u32 = circles.iter().flat_map(|circle| circle.counts).sum();
                    assert!(circles.is_empty() || together == answered);
                }
                let of_party = round.mode == round::Mode::Party;
                let placed: u32 = item.places.iter().flatten().flatten().sum();
                assert!(placed == 0 || placed >= 5, "no place of fewer than five votes is told");
                assert!(shown || of_party || item.notes.is_empty());
            }
        }
        let busy = meeting.rounds.iter().filter(|round| round.phase.has_ballots()).count();
        assert!(busy == 0 || (busy == 1 && meeting.is_open()), "one round at a time, in an open meeting");
    }
}

/// The log as stored: every payload written and read back.
fn stored(log: &[Envelope]) -> Vec<Envelope> {
    let read = |event: &Event| {
        let text = serde_json::to_string(event).expect("an event can be written");
        let mut reader = serde_json::Deserializer::from_str(&text);
        let found = Event::read(event.kind(), &mut reader).expect("its kind is known");
        found.expect("an event can be read")
    };
    log.iter().map(|envelope| Envelope { event: read(&envelope.event), ..envelope.clone() }).collect()
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config(192))]

    #[test]
    fn whatever_people_do_the_rules_hold_and_the_log_tells_it_all(
        parties in prop::collection::vec(index(), 0..16),
        acts in prop::collection::vec(act(), 1..90),
    ) {
        let mut hall = Hall::begun();
        for party in parties {
            let party = PartyChoice::Known(*party.get(&hall.parties));
            hall.join_as(party, false).expect("the door is open");
        }
        for act in acts {
            hall.act(act);
            room_holds(&hall.room);
        }
        let log = stored(&hall.log);
        prop_assert_eq!(&log, &hall.log);
        let seqs: Vec<u64> = log.iter().map(|envelope| envelope.seq).collect();
        prop_assert_eq!(seqs, (1..=log.len() as u64).collect::<Vec<_>>());
        let mut folded = Project::default();
        for envelope in &log {
            folded.apply(envelope);
        }
        prop_assert_eq!(&folded, &hall.room.project);
        let snapshot = serde_json::to_string(&folded).expect("a project can be written");
        prop_assert_eq!(&serde_json::from_str::<Project>(&snapshot).expect("a project can be read"), &folded);
    }

    #[test]
    fn before_reveal_no_view_tells_what_people_chose(
        voters in prop::collection::vec((0usize..12, any::<bool>(), sheet(), sheet(), select(vec!["", "Lang wachten", "Geen plek"])), 1..20),
        paper in prop::collection::vec((sheet(), sheet()), 0..3),
        away in prop::collection::vec(index(), 0..3),
    ) {
        // The same people answer the same items in both rooms; only what they chose differs.
        let fill = |shape: &Sheet, marks: &Sheet| -> Sheet {
            shape.iter().zip(marks).map(|(shape, marks)| shape.map(|first| marks.unwrap_or((5 - first.0, 5 - first.1)))).collect()
        };
        let mut halls = [Hall::begun(), Hall::begun()];
        let mut rounds = Vec::new();
        for (turn, hall) in halls.iter_mut().enumerate() {
            let seats: Vec<_> = voters.iter().map(|(party, ..)| hall.join(*party)).collect();
            let round = hall.open(6);
            for (seat, (_, votes, one, two, note)) in seats.iter().zip(&voters) {
                let mut answers = answers(&hall.items, &if turn == 0 { one.clone() } else { fill(one, two) });
                if turn == 1 && let Some(answer) = answers.items.values_mut().next() {
                    answer.note = (*note).to_owned();
                }
                if *votes {
                    hall.cast(round, *seat, &Cast { revision: None, answers }).expect("all may vote");
                }
            }
            let sheets = paper.iter().map(|(one, two)| answers(&hall.items, &if turn == 0 { one.clone() } else { fill(one, two) }));
            let target = Target { meeting: hall.meeting, round };
            let sheets = sheets.collect();
            hall.must(Command::RoundPaper(round::counting::Paper { target, paper: PaperId::from_random([1; 16]), sheets }));
            for at in &away {
                hall.room.away.insert(*at.get(&seats));
            }
            rounds.push(round);
        }
        prop_assert_eq!(rounds[0], rounds[1]);
        for stage in [Stage::Open, Stage::Closed, Stage::Counted] {
            let views: Vec<_> = halls.iter_mut().map(|hall| {
                if stage != Stage::Open {
                    hall.bring(rounds[0], stage).expect("this is the order of stages");
                }
                let screen = view::screen::screen(&hall.room, hall.meeting).expect("the meeting exists");
                let phone = view::phone::phone(&hall.room, hall.meeting).expect("the meeting exists");
                let leader = view::leader::leader(&hall.room, hall.meeting).expect("the meeting exists");
                let text = serde_json::to_string(&(screen, phone)).expect("views can be written");
                (text, (stage != Stage::Counted).then(|| serde_json::to_string(&leader).expect("a view can be written")))
            }).collect();
            prop_assert_eq!(&views[0].0, &views[1].0, "room at {:?}", stage);
            prop_assert_eq!(&views[0].1, &views[1].1, "console at {:?}", stage);
            for word in ["counts", "mean", "median", "consensus", "abstained", "notes"] {
                prop_assert!(!views[0].0.contains(&format!("\"{word}\"")), "{word} at {stage:?}");
            }
        }
    }

    #[test]
    fn a_seats_own_view_does_not_depend_on_what_others_chose(
        mine in sheet(), theirs in prop::collection::vec((sheet(), sheet()), 6), counted in any::<bool>(),
    ) {
        let own = |second: bool| {
            let mut hall = Hall::begun();
            let me = hall.join(0);
            let others: Vec<_> = theirs.iter().map(|_| hall.join(4)).collect();
            let round = hall.open(6);
            let items = hall.items.clone();
            let mut vote = |seat, sheet: &Sheet| {
                let answers = answers(&items, sheet);
                hall.cast(round, seat, &Cast { revision: None, answers }).expect("all may vote");
            };
            vote(me, &mine);
            for (seat, (one, two)) in others.into_iter().zip(&theirs) {
                vote(seat, if second { two } else { one });
            }
            if counted {
                for stage in [Stage::Closed, Stage::Counted, Stage::Revealed] {
                    hall.bring(round, stage).expect("this is the order of stages");
                }
            }
            view::phone::own(&hall.room, me).expect("the seat exists")
        };
        let first = own(false);
        prop_assert_eq!(first.ballot.is_some(), !counted, "a counted ballot is gone for its voter too");
        prop_assert_eq!(first, own(true));
    }
}
