//! The meeting with the effects arena: a measure on the board, from what is done to who pays and who gains.

use std::collections::BTreeMap;

use werksessie_core::arena::balance::Beneficiary;
use werksessie_core::arena::piece::{Activity, Add, Effect, Firm, Kind, Line, On, Term, What};
use werksessie_core::arena::settle::Settle;
use werksessie_core::arena::{Form, Start};
use werksessie_core::meeting::{Begin, End};
use werksessie_core::question::{Answer, Answers, Frame, Mark, Scale, Written};
use werksessie_core::round::{Ask, Mode, Open};
use werksessie_core::{ArenaId, Command, ItemId, MeetingId, PieceId, Refusal, RoundId, SeatId, method};

use super::{Play, of_everybody};
use crate::server::secret::random;

/// What is done: key of its texts, who does it, and the bottleneck that it does something about.
const ACTIVITIES: [(&str, &str, &str); 8] = [
    ("rooms", "housing_corporation", "k11"),
    ("rent", "housing_department", "k11"),
    ("income", "income_department", "k04"),
    ("coach", "local_team", "k08"),
    ("coach_17", "youth_care", "k02"),
    ("buddy", "support_department", "k08"),
    ("lessons", "sheltered_living", "k10"),
    ("school", "education", "k02"),
];

/// What comes of it: key of its texts, with whom it shows, when, and which organisation gains. `!` before a
/// key is an effect that nobody wants.
const EFFECTS: [(&str, On, Term, &str); 12] = [
    ("address", On::Youth, Term::Year, ""),
    ("day_one", On::Youth, Term::Year, ""),
    ("peace", On::Youth, Term::Year, ""),
    ("!pressure", On::Organisation, Term::Year, "local_team"),
    ("debts", On::Organisation, Term::Three, "income_department"),
    ("crisis", On::Organisation, Term::Three, "shelter"),
    ("relapse", On::Organisation, Term::Three, "support_department"),
    ("stays", On::Youth, Term::Three, ""),
    ("benefits", On::Organisation, Term::Later, "income_department"),
    ("heavy_care", On::Organisation, Term::Later, "youth_department"),
    ("network", On::Youth, Term::Later, ""),
    ("nuisance", On::Society, Term::Later, ""),
];

/// Lines, with how certain people are of each: the digits of 25 voters are drawn around it. The first ten
/// are rated first.
const LINES: [(&str, &str, u8); 18] = [
    ("rooms", "address", 5),
    ("income", "day_one", 5),
    ("coach", "peace", 4),
    ("rent", "address", 3),
    ("coach", "!pressure", 4),
    ("income", "debts", 4),
    ("coach_17", "crisis", 4),
    ("coach", "relapse", 3),
    ("school", "stays", 2),
    ("stays", "benefits", 2),
    ("rooms", "peace", 3),
    ("coach_17", "heavy_care", 4),
    ("buddy", "network", 2),
    ("lessons", "debts", 2),
    ("lessons", "nuisance", 2),
    ("address", "crisis", 4),
    ("peace", "relapse", 3),
    ("network", "nuisance", 2),
];

/// What parties put in: who, into what, what sort, and how firm.
const CONTRIBUTIONS: [(&str, &str, Kind, Firm); 8] = [
    ("housing_corporation", "rooms", Kind::Home, Firm::Promised),
    ("housing_corporation", "rent", Kind::Mandate, Firm::Budgeted),
    ("housing_department", "rooms", Kind::Money, Firm::Budgeted),
    ("income_department", "income", Kind::Mandate, Firm::Budgeted),
    ("local_team", "coach", Kind::Hours, Firm::Promised),
    ("youth_care", "coach_17", Kind::Hours, Firm::Promised),
    ("youth_care", "coach", Kind::Hours, Firm::Budgeted),
    ("support_department", "buddy", Kind::Money, Firm::Wish),
];

/// Who asks whom to put something in too, and into what.
const REQUESTS: [(&str, &str, &str); 2] =
    [("housing_corporation", "youth_department", "rent"), ("local_team", "youth_protection", "coach_17")];

/// How heavy the contributions of each party are, in points.
const COSTS: [(&str, u8); 6] = [
    ("housing_corporation", 30),
    ("youth_care", 25),
    ("local_team", 20),
    ("housing_department", 10),
    ("income_department", 10),
    ("support_department", 5),
];

/// What the end effects weigh, in points.
const WEIGHTS: [(&str, u8); 7] = [
    ("crisis", 25),
    ("relapse", 20),
    ("day_one", 15),
    ("debts", 15),
    ("heavy_care", 10),
    ("benefits", 10),
    ("nuisance", 5),
];

/// Who can gain, besides young people and society.
const GAINERS: [&str; 6] =
    ["youth_department", "support_department", "housing_corporation", "income_department", "local_team", "youth_care"];

/// Who gains by each of the three heaviest effects, in points: young people, society, then the gainers.
const SHARES: [[u8; 8]; 3] = [[40, 10, 25, 15, 0, 0, 5, 5], [35, 10, 10, 30, 0, 5, 10, 0], [55, 5, 0, 5, 15, 20, 0, 0]];

/// The party that sees itself otherwise than others do: its own points for the first effect.
const MODEST: (&str, [u8; 8]) = ("youth_department", [60, 20, 5, 10, 0, 0, 5, 0]);

/// A base of points in which this voter moves some from one to another, so that people differ.
fn around(base: &[u8], voter: usize) -> Vec<u8> {
    let mut points = base.to_vec();
    let (from, to) = (voter % points.len(), (voter * 3 + 1) % points.len());
    let moved = points[from].min(5 * (1 + (voter % 2) as u8));
    if from != to {
        points[from] -= moved;
        points[to] += moved;
    }
    points
}

/// A mark near a base, from 1 to the highest.
fn near(base: u8, voter: usize, highest: u8) -> Mark {
    let moved = match voter % 5 {
        0 => base.saturating_sub(1),
        3 => base + 1,
        _ => base,
    };
    Mark(moved.clamp(1, highest))
}

/// What stands on the board, by its key.
type Pieces = BTreeMap<&'static str, PieceId>;

impl Play {
    /// The meeting, from an empty board to the balance.
    pub(super) fn hold_arena(&mut self) -> Result<(), Refusal> {
        self.days_ago(27);
        let arena = ArenaId::from_random(random());
        let text = |key: &str| self.text(&format!("arena_{key}"));
        let start = Start {
            arena,
            measure: text("measure"),
            profile: text("profile"),
            without: text("without"),
            horizon: 3,
            youths: Some(34),
            form: Form::Full,
            one_measure: true,
            who_does_what: true,
            reason: String::new(),
        };
        let title = text("meeting");
        self.act(Command::ArenaStart(start))?;
        let sheet = method::template("s4").ok_or(Refusal::NotFound)?;
        let meeting = self.plan(title, sheet.step, sheet.items)?;
        self.days_ago(26);
        self.act(Command::MeetingBegin(Begin { meeting }))?;
        let seats = self.let_in(meeting)?;
        self.minutes_later(5);
        self.agree(meeting, &seats, arena)?;
        self.go(meeting, 2)?;
        let pieces = self.fill_board(arena)?;
        self.go(meeting, 4)?;
        self.rate_lines(meeting, &seats, &pieces)?;
        self.go(meeting, 5)?;
        self.contribute(meeting, &seats, &pieces)?;
        self.weigh_board(meeting, &seats, arena, &pieces)?;
        self.go(meeting, 7)?;
        self.minutes_later(15);
        self.act(Command::MeetingEnd(End { meeting }))
    }

    /// A seat of each of these parties.
    fn seat_of(&self, seats: &[SeatId], party: &str) -> Result<SeatId, Refusal> {
        let party = self.party(party)?;
        let of_party = |seat: &&SeatId| self.room.seats.get(seat).is_some_and(|seat| seat.party == party);
        seats.iter().find(of_party).copied().ok_or(Refusal::NotFound)
    }

    /// A round whose figures the table takes.
    fn taken(&mut self, open: Open, given: Vec<(SeatId, Answers)>) -> Result<(), Refusal> {
        let target = self.round(open, given)?;
        self.act(Command::ArenaSettle(Settle { target }))
    }

    fn agree(&mut self, meeting: MeetingId, seats: &[SeatId], arena: ArenaId) -> Result<(), Refusal> {
        let given = seats.iter().enumerate().map(|(voter, seat)| {
            let answer = Answer { marks: BTreeMap::from([(Scale::Agreement, near(4, voter, 5))]), ..Answer::default() };
            (*seat, about(arena.into(), answer))
        });
        let given = given.collect();
        self.taken(of_everybody(meeting, Ask::Agreement, Vec::new()), given)
    }

    fn put(&mut self, arena: ArenaId, what: What) -> Result<PieceId, Refusal> {
        let piece = PieceId::from_random(random());
        self.act(Command::ArenaAdd(Add { arena, piece, what }))?;
        Ok(piece)
    }

    fn fill_board(&mut self, arena: ArenaId) -> Result<Pieces, Refusal> {
        let mut pieces = Pieces::new();
        for (key, party, bottleneck) in ACTIVITIES {
            self.minutes_later(1);
            let text = |of: &str| self.text(&format!("arena_{key}_{of}"));
            let what = Activity {
                text: text("text"),
                short_name: text("short"),
                output: text("output"),
                party: Some(self.party(party)?),
                bottlenecks: vec![self.item(bottleneck)?],
                risks: Vec::new(),
            };
            pieces.insert(key, self.put(arena, What::Activity(what))?);
        }
        for (key, on, term, party) in EFFECTS {
            self.minutes_later(1);
            let (unwanted, name) = (key.starts_with('!'), key.trim_start_matches('!'));
            let text = |of: &str| self.text(&format!("arena_{name}_{of}"));
            let parties = if party.is_empty() { Vec::new() } else { vec![self.party(party)?] };
            let (on, term) = (Some(on), Some(term));
            let what = Effect {
                text: text("text"),
                short_name: text("short"),
                on,
                term,
                parties,
                unwanted,
                ..Effect::default()
            };
            pieces.insert(key, self.put(arena, What::Effect(what))?);
        }
        for (from, to, _) in LINES {
            let assumption = self.text(&format!("arena_because_{from}_{}", to.trim_start_matches('!')));
            let line = Line { from: pieces[from], to: pieces[to], assumption };
            self.put(arena, What::Line(line))?;
        }
        Ok(pieces)
    }

    fn rate_lines(&mut self, meeting: MeetingId, seats: &[SeatId], pieces: &Pieces) -> Result<(), Refusal> {
        let arena = self.room.project.arena().ok_or(Refusal::NotFound)?;
        let of = |(from, to, certainty): &(&str, &str, u8)| {
            let found = arena.lines().find(|(_, line)| (line.from, line.to) == (pieces[from], pieces[to]));
            found.map(|(line, _)| (line, *certainty))
        };
        let lines: Vec<(PieceId, u8)> = LINES.iter().filter_map(of).collect();
        for part in lines.chunks(10) {
            let answer = |voter: usize, at: usize, certainty: u8| Answer {
                marks: BTreeMap::from([
                    (Scale::Certainty, near(certainty, voter + at, 5)),
                    // Who is sure of it has seen it or read about it.
                    (Scale::Evidence, near(5 - certainty.min(4), voter, 4)),
                ]),
                ..Answer::default()
            };
            let given = seats.iter().enumerate().map(|(voter, seat)| {
                let items = part.iter().enumerate();
                let items = items.map(|(at, (line, certainty))| (ItemId::from(*line), answer(voter, at, *certainty)));
                (*seat, Answers { items: items.collect(), ..Answers::default() })
            });
            let (given, items) = (given.collect(), part.iter().map(|(line, _)| (*line).into()).collect());
            self.taken(of_everybody(meeting, Ask::Assumptions, items), given)?;
        }
        Ok(())
    }

    /// Every party says what it puts in, and what it asks of another.
    fn contribute(&mut self, meeting: MeetingId, seats: &[SeatId], pieces: &Pieces) -> Result<(), Refusal> {
        let mut given: BTreeMap<SeatId, Answers> = BTreeMap::new();
        for (party, activity, kind, firm) in CONTRIBUTIONS {
            let written = Written {
                text: self.text(&format!("arena_gives_{party}_{activity}")),
                more: kind.key().to_owned(),
                sure: Some(firm),
            };
            let answers = given.entry(self.seat_of(seats, party)?).or_default();
            let answer = answers.items.entry(pieces[activity].into()).or_default();
            answer.cards.insert(Frame::Contribution, written);
        }
        for (party, other, activity) in REQUESTS {
            let more = self.party(other)?.to_string();
            let written = Written { text: self.text(&format!("arena_asks_{party}")), more, ..Written::default() };
            let answers = given.entry(self.seat_of(seats, party)?).or_default();
            answers.items.entry(pieces[activity].into()).or_default().cards.insert(Frame::Request, written);
        }
        let items = ACTIVITIES.iter().map(|(key, ..)| pieces[key].into()).collect();
        let open = Open { mode: Mode::Party, ..of_everybody(meeting, Ask::Contributions, items) };
        self.round(open, given.into_iter().collect()).map(drop)
    }

    /// Points over costs, effects, and who gains.
    fn weigh_board(
        &mut self,
        meeting: MeetingId,
        seats: &[SeatId],
        arena: ArenaId,
        pieces: &Pieces,
    ) -> Result<(), Refusal> {
        let divided = |keys: &[ItemId], base: &[u8], voter: usize| {
            let points = keys.iter().copied().zip(around(base, voter)).filter(|(_, points)| *points > 0);
            Answer { points: points.collect(), ..Answer::default() }
        };
        let each = |keys: &[ItemId], base: &[u8]| {
            let given = seats.iter().enumerate();
            given.map(|(voter, seat)| (*seat, about(arena.into(), divided(keys, base, voter)))).collect::<Vec<_>>()
        };
        let parties: Vec<ItemId> =
            COSTS.iter().map(|(key, _)| Ok(self.party(key)?.into())).collect::<Result<_, Refusal>>()?;
        let given = each(&parties, &COSTS.map(|(_, points)| points));
        self.taken(of_everybody(meeting, Ask::Costs, Vec::new()), given)?;
        self.go(meeting, 6)?;
        let effects: Vec<ItemId> = WEIGHTS.iter().map(|(key, _)| pieces[key].into()).collect();
        let given = each(&effects, &WEIGHTS.map(|(_, points)| points));
        self.taken(of_everybody(meeting, Ask::Weights, Vec::new()), given)?;

        let heaviest = self.room.project.arena().ok_or(Refusal::NotFound)?.heaviest(&self.room.project);
        let among = GAINERS.iter().map(|key| self.party(key)).collect::<Result<Vec<_>, _>>()?;
        let mut keys: Vec<ItemId> = vec![Beneficiary::Youth.into(), Beneficiary::Society.into()];
        keys.extend(among.iter().map(|party| ItemId::from(*party)));
        let mut given = Vec::new();
        for (voter, (party, _)) in super::story::PRESENT.iter().enumerate() {
            let items = heaviest.iter().zip(SHARES).enumerate().map(|(at, (effect, base))| {
                let base = if (*party, at) == (MODEST.0, 0) { MODEST.1 } else { base };
                (ItemId::from(*effect), divided(&keys, &base, voter + at))
            });
            given.push((self.seat_of(seats, party)?, Answers { items: items.collect(), ..Answers::default() }));
        }
        let items = heaviest.iter().map(|effect| (*effect).into()).collect();
        let round = RoundId::from_random(random());
        let open = Open { round, mode: Mode::Party, among, ..of_everybody(meeting, Ask::Benefits, items) };
        self.taken(open, given)
    }
}

fn about(item: ItemId, answer: Answer) -> Answers {
    Answers { items: BTreeMap::from([(item, answer)]), ..Answers::default() }
}
