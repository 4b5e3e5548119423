//! The effects arena: who invests in a measure, what comes of it, and who gains (step 2D, method A.3).
//! Expectations, never proof.
//!
//! A board is about one measure for one group of young people, held against doing nothing. What stands
//! on it are pieces: activities, effects, lines between these, and contributions.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::access::Right;
use crate::choices::choices;
use crate::command::{Command, Decide};
use crate::event::{Apply, Envelope};
use crate::ids::{ArenaId, BottleneckId, ItemId, MeetingId, PartyId, PieceId, RiskId, RoundId};
use crate::project::Project;
use crate::room::{Context, Outcome, Room};
use crate::round::{Ask, Round};
use crate::{Refusal, limits, text};

pub mod balance;
pub mod chain;
pub mod field;
pub mod figures;
pub mod piece;
pub mod points;
pub mod settle;
pub mod written;

use balance::Beneficiary;
use piece::{Activity, Contribution, Effect, Line, Piece, Status, What};

/// Years that a board can look ahead (method A.3).
pub const HORIZONS: [u8; 4] = [1, 3, 5, 10];

choices! {
    /// How much of the arena is done.
    Form {
        /// All of it.
        Full "full"
        /// Activities, effects, who gains, and what is needed: no lines, contributions or balance.
        Light "light"
    }
}

/// A board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arena {
    /// Its id.
    pub arena: ArenaId,
    /// The measure, at most 80 characters.
    pub measure: String,
    /// For whom it is: which young people leave how.
    pub profile: String,
    /// What happens without it: the alternative that everything is held against.
    pub without: String,
    /// How many years it looks ahead: one of [`HORIZONS`].
    pub horizon: u8,
    /// For how many young people.
    pub youths: Option<u32>,
    /// How much of it is done.
    pub form: Form,
    /// Whether it is one measure; the first question of the gate.
    pub one_measure: bool,
    /// Whether it is clear who does what, and from when; the last question of the gate.
    pub who_does_what: bool,
    /// Why it began while a question of the gate says no.
    #[serde(default)]
    pub reason: String,
    /// What stands on it, oldest first; also what waits, was merged, or left.
    #[serde(default)]
    pub pieces: Vec<Piece>,
    /// Rounds whose figures the table took, oldest first; of each question the last counts.
    #[serde(default)]
    pub settled: Vec<Settled>,
}

/// Where a line begins and ends, as that stands on the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ends {
    /// From.
    pub from: PieceId,
    /// To.
    pub to: PieceId,
}

/// A round whose figures the table took.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// What it asked.
    pub ask: Ask,
    /// In which meeting.
    pub meeting: MeetingId,
    /// In which round.
    pub round: RoundId,
}

choices! {
    /// A question that must be yes before a board begins (method A.3 "gate").
    Gate {
        /// Is it one measure?
        Measure "measure"
        /// Is it clear for whom?
        Profile "profile"
        /// Is it written what happens without it?
        Without "without"
        /// Can we say who does what, and from when?
        Who "who"
    }
}

impl Arena {
    /// Whether a question of the gate says yes.
    pub fn passes(&self, gate: Gate) -> bool {
        match gate {
            Gate::Measure => self.one_measure,
            Gate::Profile => !self.profile.is_empty(),
            Gate::Without => !self.without.is_empty(),
            Gate::Who => self.who_does_what,
        }
    }

    /// The questions of the gate that say no.
    pub fn open_questions(&self) -> Vec<Gate> {
        Gate::ALL.iter().copied().filter(|gate| !self.passes(*gate)).collect()
    }

    /// A piece by id, wherever it is.
    pub fn piece(&self, piece: PieceId) -> Option<&Piece> {
        self.pieces.iter().find(|other| other.piece == piece)
    }

    /// What stands on the board, oldest first.
    pub fn on_board(&self) -> impl Iterator<Item = &Piece> {
        self.pieces.iter().filter(|piece| piece.status == Status::Open)
    }

    /// The activities on the board.
    pub fn activities(&self) -> impl Iterator<Item = (PieceId, &Activity)> {
        self.on_board().filter_map(|piece| match &piece.what {
            What::Activity(activity) => Some((piece.piece, activity)),
            _ => None,
        })
    }

    /// The effects on the board.
    pub fn effects(&self) -> impl Iterator<Item = (PieceId, &Effect)> {
        self.on_board().filter_map(|piece| match &piece.what {
            What::Effect(effect) => Some((piece.piece, effect)),
            _ => None,
        })
    }

    /// What a piece is known by: the one that it was merged into, or itself.
    pub fn same(&self, piece: PieceId) -> PieceId {
        match self.piece(piece).map(|piece| piece.status) {
            Some(Status::Merged { into }) => into,
            _ => piece,
        }
    }

    /// Where a piece stands on the board: itself, or what it was merged into.
    pub fn stands(&self, piece: PieceId) -> Option<PieceId> {
        let same = self.same(piece);
        self.piece(same).is_some_and(|piece| piece.status == Status::Open).then_some(same)
    }

    /// The lines on the board: those whose both ends stand on it. Lines that became the same by merging are
    /// one: the oldest.
    pub fn lines(&self) -> impl Iterator<Item = (PieceId, Ends)> {
        let mut seen: Vec<Ends> = Vec::new();
        self.on_board().filter_map(move |piece| {
            let What::Line(line) = &piece.what else { return None };
            let ends = Ends { from: self.stands(line.from)?, to: self.stands(line.to)? };
            // One that leads to what its own end became leads nowhere.
            let is_new = ends.from != ends.to && !seen.contains(&ends);
            seen.push(ends);
            is_new.then_some((piece.piece, ends))
        })
    }

    /// Where a line begins and ends, on the board or off it.
    pub(crate) fn ends_of(&self, line: &Line) -> Ends {
        Ends { from: self.same(line.from), to: self.same(line.to) }
    }

    /// A line with those that became the same by merging, of which one is shown; anything else by itself.
    pub fn alike(&self, item: ItemId) -> Vec<ItemId> {
        // Most boards have nothing merged, and this is asked of every line.
        if !self.pieces.iter().any(|piece| matches!(piece.status, Status::Merged { .. })) {
            return vec![item];
        }
        let ends = |piece: &Piece| match &piece.what {
            What::Line(line) => Some(self.ends_of(line)),
            _ => None,
        };
        let own = self.piece(PieceId(item.0)).and_then(ends);
        let others = self.on_board().filter(|piece| own.is_some() && ends(piece) == own);
        let others = others.map(|piece| piece.piece.into()).filter(|other| *other != item);
        std::iter::once(item).chain(others).collect()
    }

    /// The contributions on the board, requests included: those whose activity stands on it.
    pub fn contributions(&self) -> impl Iterator<Item = (PieceId, &Contribution)> {
        self.on_board().filter_map(move |piece| match &piece.what {
            What::Contribution(row) => self.stands(row.activity).map(|_| (piece.piece, row)),
            _ => None,
        })
    }

    /// Parties that contribute themselves, in the order in which they first did.
    pub fn investors(&self) -> Vec<PartyId> {
        let mut parties = Vec::new();
        for (_, contribution) in self.contributions().filter(|(_, contribution)| !contribution.request) {
            if !parties.contains(&contribution.party) {
                parties.push(contribution.party);
            }
        }
        parties
    }

    /// The effects of which no wanted effect comes any more, and those that count by themselves: only such
    /// effects are weighed, so that nothing is counted twice. What nobody wants is not weighed, and takes
    /// nothing from what leads there.
    pub fn ends(&self) -> BTreeSet<PieceId> {
        let lines: Vec<Ends> = self.lines().map(|(_, ends)| ends).collect();
        let wanted: BTreeSet<PieceId> =
            self.effects().filter(|(_, effect)| !effect.unwanted).map(|(id, _)| id).collect();
        // From where something wanted comes, also by way of what nobody wants.
        let mut on: BTreeSet<PieceId> = BTreeSet::new();
        loop {
            let leads = |ends: &&Ends| wanted.contains(&ends.to) || on.contains(&ends.to);
            let more: Vec<PieceId> =
                lines.iter().filter(leads).map(|ends| ends.from).filter(|from| !on.contains(from)).collect();
            if more.is_empty() {
                break;
            }
            on.extend(more);
        }
        self.effects().filter(|(id, effect)| effect.own_value || !on.contains(id)).map(|(id, _)| id).collect()
    }

    /// The wanted end effects: those that are weighed.
    pub fn weighable(&self) -> Vec<PieceId> {
        let ends = self.ends();
        let wanted = self.effects().filter(|(_, effect)| !effect.unwanted);
        wanted.map(|(id, _)| id).filter(|id| ends.contains(id)).collect()
    }

    /// The effects that nobody wants: they stand beside the balance and are never subtracted.
    pub fn unwanted(&self) -> impl Iterator<Item = (PieceId, &Effect)> {
        self.effects().filter(|(_, effect)| effect.unwanted)
    }

    /// The bottlenecks and the risks that pieces on the board do something about, each once.
    pub fn touches(&self) -> (Vec<BottleneckId>, Vec<RiskId>) {
        let (mut bottlenecks, mut risks) = (Vec::new(), Vec::new());
        // What was merged goes on in the piece that says the same.
        let stands = |piece: &&Piece| match piece.status {
            Status::Open => true,
            Status::Merged { into } => self.piece(into).is_some_and(|into| into.status == Status::Open),
            Status::Dropped | Status::Proposed => false,
        };
        for piece in self.pieces.iter().filter(stands) {
            let (own, small) = piece.what.hangs_from();
            bottlenecks.extend(own.iter().copied().filter(|id| !bottlenecks.contains(id)).collect::<Vec<_>>());
            risks.extend(small.iter().copied().filter(|id| !risks.contains(id)).collect::<Vec<_>>());
        }
        (bottlenecks, risks)
    }

    /// The bottlenecks and the risks that pieces hang on, wherever these are.
    pub fn hung_on(&self) -> (BTreeSet<BottleneckId>, BTreeSet<RiskId>) {
        let (mut bottlenecks, mut risks) = (BTreeSet::new(), BTreeSet::new());
        for piece in &self.pieces {
            let (own, small) = piece.what.hangs_from();
            bottlenecks.extend(own);
            risks.extend(small);
        }
        (bottlenecks, risks)
    }

    /// Whether a party is named on the board, or said something there.
    pub(crate) fn names(&self, party: PartyId) -> bool {
        self.pieces.iter().any(|piece| piece.by == Some(party) || piece.what.names(party))
    }

    /// Names another party in the place of one that it became part of.
    pub(crate) fn rename(&mut self, party: PartyId, into: PartyId) {
        for piece in &mut self.pieces {
            piece.what.rename(party, into);
            piece.by = piece.by.map(|by| if by == party { into } else { by });
        }
    }

    /// Whether a piece hangs on a bottleneck.
    pub(crate) fn hangs_on(&self, bottleneck: BottleneckId) -> bool {
        self.pieces.iter().any(|piece| piece.what.hangs_from().0.contains(&bottleneck))
    }

    pub(crate) fn piece_mut(&mut self, piece: PieceId) -> Option<&mut Piece> {
        self.pieces.iter_mut().find(|other| other.piece == piece)
    }

    /// Forgets what was settled on a round.
    pub(crate) fn forget(&mut self, round: RoundId) {
        self.settled.retain(|settled| settled.round != round);
    }
}

impl Project {
    /// The board that is worked on: the one that began last.
    pub fn arena(&self) -> Option<&Arena> {
        self.arenas.last()
    }

    /// A board by id.
    pub fn arena_of(&self, arena: ArenaId) -> Option<&Arena> {
        self.arenas.iter().find(|other| other.arena == arena)
    }

    /// A piece, on whatever board, with its board.
    pub fn piece(&self, piece: PieceId) -> Option<(&Arena, &Piece)> {
        self.arenas.iter().find_map(|arena| Some((arena, arena.piece(piece)?)))
    }

    pub(crate) fn arena_mut(&mut self, arena: ArenaId) -> Option<&mut Arena> {
        self.arenas.iter_mut().find(|other| other.arena == arena)
    }

    /// The board that a round is about.
    pub fn arena_in(&self, round: &Round) -> Option<&Arena> {
        let first = *round.items.first()?;
        let is_it = |arena: &&Arena| ItemId::from(arena.arena) == first || arena.piece(PieceId(first.0)).is_some();
        self.arenas.iter().find(is_it)
    }

    /// What a piece says, or the whole name of a party: where there is room for it.
    pub fn full_name(&self, item: ItemId) -> Option<String> {
        match self.piece(PieceId(item.0)) {
            Some((_, piece)) => Some(piece.text().to_owned()),
            None => self.party(PartyId(item.0)).map(|party| party.name.clone()),
        }
    }

    /// The name of who gains, of an activity, or of an effect, as a board shows it; `None` for young
    /// people and society, whose names are a matter of language.
    pub fn name_on_board(&self, item: ItemId) -> Option<String> {
        if let Some((_, piece)) = self.piece(PieceId(item.0)) {
            return Some(piece.short_name());
        }
        self.party(PartyId(item.0)).map(|party| party.short_name.clone())
    }
}

/// Whoever gains has a place in what points are divided over; so young people and society need an id.
impl From<Beneficiary> for ItemId {
    fn from(who: Beneficiary) -> Self {
        match who {
            Beneficiary::Youth => Self(uuid::Uuid::from_u128(1)),
            Beneficiary::Society => Self(uuid::Uuid::from_u128(2)),
            Beneficiary::Party(party) => Self(party.0),
        }
    }
}

impl From<ItemId> for Beneficiary {
    fn from(item: ItemId) -> Self {
        match item.0.as_u128() {
            1 => Self::Youth,
            2 => Self::Society,
            _ => Self::Party(PartyId(item.0)),
        }
    }
}

/// `arena.start`: begins a board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
    /// Id of the new board, chosen by the sender.
    pub arena: ArenaId,
    /// The measure.
    pub measure: String,
    /// For whom; may be empty, which is a no at the gate.
    #[serde(default)]
    pub profile: String,
    /// What happens without it; may be empty, which is a no at the gate.
    #[serde(default)]
    pub without: String,
    /// How many years it looks ahead.
    pub horizon: u8,
    /// For how many young people, when that is known.
    #[serde(default)]
    pub youths: Option<u32>,
    /// How much of it is done.
    pub form: Form,
    /// Whether it is one measure.
    #[serde(default)]
    pub one_measure: bool,
    /// Whether it is clear who does what, and from when.
    #[serde(default)]
    pub who_does_what: bool,
    /// Why it begins in full while a question of the gate says no.
    #[serde(default)]
    pub reason: String,
}

impl Decide for Start {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let project = &room.project;
        if project.arena_of(self.arena).is_some() {
            return Err(Refusal::IdTaken);
        }
        if project.arenas.len() >= limits::ARENAS {
            return Err(Refusal::ListFull { max: limits::ARENAS });
        }
        not_asked(project, project.arena())?;
        if !HORIZONS.contains(&self.horizon) {
            return Err(Refusal::UnknownChoice);
        }
        if self.youths.is_some_and(|youths| youths > limits::NUMBER) {
            return Err(Refusal::NumberOutOfRange);
        }
        let arena = Arena {
            arena: self.arena,
            measure: text::required(&self.measure, limits::TITLE, context.today)?,
            profile: text::optional(&self.profile, limits::NOTE, context.today)?,
            without: text::optional(&self.without, limits::SENTENCE, context.today)?,
            horizon: self.horizon,
            youths: self.youths,
            form: self.form,
            one_measure: self.one_measure,
            who_does_what: self.who_does_what,
            reason: text::optional(&self.reason, limits::SENTENCE, context.today)?,
            pieces: Vec::new(),
            settled: Vec::new(),
        };
        if arena.form == Form::Full && arena.reason.is_empty() && !arena.open_questions().is_empty() {
            return Err(Refusal::GateClosed);
        }
        Ok(Outcome::event(Started { arena }).undo(Command::ArenaClear(Clear { arena: self.arena })))
    }
}

/// Refuses while a round about this board takes answers.
fn not_asked(project: &Project, arena: Option<&Arena>) -> Result<(), Refusal> {
    let mut rounds = project.meetings.iter().flat_map(|meeting| &meeting.rounds);
    let asks = |round: &Round| {
        let about = project.arena_in(round).map(|other| other.arena);
        round.phase.has_ballots() && about.is_some() && about == arena.map(|arena| arena.arena)
    };
    if rounds.any(asks) { Err(Refusal::AnotherRoundBusy) } else { Ok(()) }
}

/// Event `arena.started`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Started {
    /// The board as it begins.
    pub arena: Arena,
}

impl Apply for Started {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        project.arenas.push(self.arena.clone());
    }
}

/// `arena.clear`: takes an empty board away again, as when it was begun by mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clear {
    /// Which board.
    pub arena: ArenaId,
}

impl Decide for Clear {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let arena = room.project.arena_of(self.arena).ok_or(Refusal::NotFound)?;
        let mut rounds = room.project.meetings.iter().flat_map(|meeting| &meeting.rounds);
        if !arena.pieces.is_empty() || rounds.any(|round| round.items.contains(&self.arena.into())) {
            return Err(Refusal::InUse);
        }
        Ok(Outcome::event(Cleared { arena: self.arena }))
    }
}

/// Event `arena.cleared`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cleared {
    /// Which board.
    pub arena: ArenaId,
}

impl Apply for Cleared {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        project.arenas.retain(|arena| arena.arena != self.arena);
    }
}
