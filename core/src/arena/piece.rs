//! What stands on a board: activities, effects, lines, contributions; how they come, leave and return.

use serde::{Deserialize, Serialize};

use super::Arena;
use super::field::Field;
use crate::access::Right;
use crate::choices::choices;
use crate::command::{Command, Decide};
use crate::event::{Apply, Envelope};
use crate::ids::{ArenaId, BottleneckId, ItemId, PartyId, PieceId, RiskId};
use crate::method::BigFive;
use crate::party::shorten;
use crate::project::Project;
use crate::promise::meeting_of;
use crate::room::{Context, Outcome, Room};
use crate::{Refusal, limits};

choices! {
    /// What sort of piece it is.
    Sort {
        /// Something that is done.
        Activity "activity"
        /// What comes of it.
        Effect "effect"
        /// That one leads to another.
        Line "line"
        /// What a party puts in.
        Contribution "contribution"
    }
}

choices! {
    /// With whom an effect shows.
    On {
        /// The young person.
        Youth "youth"
        /// Family, friends, neighbours.
        Around "around"
        /// An organisation.
        Organisation "organisation"
        /// Society.
        Society "society"
    }
}

choices! {
    /// When an effect shows.
    Term {
        /// Within a year.
        Year "year"
        /// After one to three years.
        Three "three"
        /// Later.
        Later "later"
    }
}

choices! {
    /// What is put in.
    Kind {
        /// Money.
        Money "money"
        /// Working hours.
        Hours "hours"
        /// A home or a room.
        Home "home"
        /// The right to decide, or to make an exception.
        Mandate "mandate"
        /// Knowledge of figures.
        Data "data"
    }
}

choices! {
    /// How firm a contribution is.
    Firm {
        /// Promised.
        Promised "promised"
        /// In the budget.
        Budgeted "budgeted"
        /// A wish.
        Wish "wish"
    }
}

/// Whether a piece stands on the board.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Status {
    /// On the board.
    #[default]
    Open,
    /// Another piece says the same.
    Merged {
        /// Which one.
        into: PieceId,
    },
    /// Put aside.
    Dropped,
    /// Somebody wrote it in a round; nobody dealt with it yet.
    Proposed,
}

/// Something that is done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// What is done, at most 140 characters.
    pub text: String,
    /// Its name on the board, at most 24 characters; of an empty one the text is shortened.
    #[serde(default)]
    pub short_name: String,
    /// What of it can be counted; may be empty.
    #[serde(default)]
    pub output: String,
    /// Who does it.
    #[serde(default)]
    pub party: Option<PartyId>,
    /// The bottlenecks that it does something about.
    #[serde(default)]
    pub bottlenecks: Vec<BottleneckId>,
    /// The risks that it makes smaller.
    #[serde(default)]
    pub risks: Vec<RiskId>,
}

/// What comes of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    /// What is different then, at most 140 characters.
    pub text: String,
    /// Its name on the board, at most 24 characters; of an empty one the text is shortened.
    #[serde(default)]
    pub short_name: String,
    /// With whom it shows.
    #[serde(default)]
    pub on: Option<On>,
    /// Which organisations gain by it, when it shows with organisations.
    #[serde(default)]
    pub parties: Vec<PartyId>,
    /// In which domain of life.
    #[serde(default)]
    pub domain: Option<BigFive>,
    /// When it shows.
    #[serde(default)]
    pub term: Option<Term>,
    /// Nobody wants it.
    #[serde(default)]
    pub unwanted: bool,
    /// It came along and was not aimed at.
    #[serde(default)]
    pub by_the_way: bool,
    /// It counts by itself, also when something else comes of it.
    #[serde(default)]
    pub own_value: bool,
    /// The bottlenecks that it makes smaller.
    #[serde(default)]
    pub bottlenecks: Vec<BottleneckId>,
    /// The risks that it makes smaller.
    #[serde(default)]
    pub risks: Vec<RiskId>,
}

/// That one piece leads to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// From which activity or effect.
    pub from: PieceId,
    /// To which effect.
    pub to: PieceId,
    /// Why one thinks so, at most 140 characters; may be empty.
    #[serde(default)]
    pub assumption: String,
}

/// An amount of money in whole euros: at least, most likely, at most. A range, for more is false precision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Euros {
    /// At least.
    pub low: u32,
    /// Most likely.
    pub likely: u32,
    /// At most.
    pub high: u32,
}

/// What a party puts in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contribution {
    /// Which party.
    pub party: PartyId,
    /// Into which activity.
    pub activity: PieceId,
    /// What it is.
    #[serde(default)]
    pub kind: Option<Kind>,
    /// How much of it, or what exactly, at most 140 characters; may be empty.
    #[serde(default)]
    pub text: String,
    /// Once.
    #[serde(default)]
    pub once: Option<Euros>,
    /// Each year.
    #[serde(default)]
    pub yearly: Option<Euros>,
    /// How firm it is; none for a request.
    #[serde(default)]
    pub firm: Option<Firm>,
    /// Others think that this party should: nothing that it said itself.
    #[serde(default)]
    pub request: bool,
}

impl Contribution {
    /// What it costs over so many years, most likely, in whole euros; `None` when no amount was given.
    pub fn euros(&self, years: u8) -> Option<u64> {
        if self.once.is_none() && self.yearly.is_none() {
            return None;
        }
        let likely = |euros: Option<Euros>| euros.map_or(0, |euros| u64::from(euros.likely));
        Some(likely(self.once) + likely(self.yearly) * u64::from(years))
    }
}

/// A piece of some sort.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "sort", rename_all = "snake_case")]
pub enum What {
    /// Something that is done.
    Activity(Activity),
    /// What comes of it.
    Effect(Effect),
    /// That one leads to another.
    Line(Line),
    /// What a party puts in.
    Contribution(Contribution),
}

/// A piece.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Its id.
    pub piece: PieceId,
    /// Whether it stands on the board.
    pub status: Status,
    /// The party on whose behalf it was written, when that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<PartyId>,
    /// What it is.
    #[serde(flatten)]
    pub what: What,
}

impl Piece {
    /// What sort it is.
    pub fn sort(&self) -> Sort {
        match self.what {
            What::Activity(_) => Sort::Activity,
            What::Effect(_) => Sort::Effect,
            What::Line(_) => Sort::Line,
            What::Contribution(_) => Sort::Contribution,
        }
    }

    /// Its name on the board; empty for what has none.
    pub fn short_name(&self) -> String {
        match &self.what {
            What::Activity(activity) => activity.short_name.clone(),
            What::Effect(effect) => effect.short_name.clone(),
            What::Line(_) | What::Contribution(_) => String::new(),
        }
    }

    /// What it says.
    pub fn text(&self) -> &str {
        self.what.text()
    }
}

impl What {
    /// What it says.
    pub fn text(&self) -> &str {
        match self {
            Self::Activity(activity) => &activity.text,
            Self::Effect(effect) => &effect.text,
            Self::Line(line) => &line.assumption,
            Self::Contribution(contribution) => &contribution.text,
        }
    }

    /// The bottlenecks and the risks that it does something about.
    pub(super) fn hangs_from(&self) -> (&[BottleneckId], &[RiskId]) {
        match self {
            Self::Activity(activity) => (&activity.bottlenecks, &activity.risks),
            Self::Effect(effect) => (&effect.bottlenecks, &effect.risks),
            Self::Line(_) | Self::Contribution(_) => (&[], &[]),
        }
    }

    /// Whether it names a party.
    pub(crate) fn names(&self, party: PartyId) -> bool {
        match self {
            Self::Activity(activity) => activity.party == Some(party),
            Self::Effect(effect) => effect.parties.contains(&party),
            Self::Line(_) => false,
            Self::Contribution(contribution) => contribution.party == party,
        }
    }

    /// Names another party in the place of one.
    pub(crate) fn rename(&mut self, party: PartyId, into: PartyId) {
        match self {
            Self::Activity(activity) if activity.party == Some(party) => activity.party = Some(into),
            Self::Effect(effect) if effect.parties.contains(&party) => {
                effect.parties.retain(|other| *other != party && *other != into);
                effect.parties.push(into);
            }
            Self::Contribution(contribution) if contribution.party == party => contribution.party = into,
            _ => {}
        }
    }

    /// An activity with a text and no more.
    pub fn activity(text: String) -> Activity {
        Activity { short_name: shorten(&text, limits::SHORT_NAME), text, ..Activity::default() }
    }

    /// An effect with a text and no more.
    pub fn effect(text: String) -> Effect {
        Effect { short_name: shorten(&text, limits::SHORT_NAME), text, ..Effect::default() }
    }

    /// Its texts cleaned, its ids and choices checked against the project and the board.
    pub(super) fn checked(&self, project: &Project, arena: &Arena, context: &Context) -> Result<Self, Refusal> {
        let mut checked = self.clone();
        // A name on the board that nobody chose follows from the text.
        match &mut checked {
            Self::Activity(Activity { short_name, text, .. }) | Self::Effect(Effect { short_name, text, .. })
                if short_name.trim().is_empty() =>
            {
                *short_name = shorten(text, limits::SHORT_NAME);
            }
            _ => {}
        }
        for field in Field::of(checked.sort()) {
            let text = field.checked(&checked, &field.text(&checked), context)?;
            field.write(&mut checked, &text)?;
        }
        checked.refers(project)?;
        checked.ends(arena)?;
        Ok(checked)
    }

    fn sort(&self) -> Sort {
        match self {
            Self::Activity(_) => Sort::Activity,
            Self::Effect(_) => Sort::Effect,
            Self::Line(_) => Sort::Line,
            Self::Contribution(_) => Sort::Contribution,
        }
    }

    /// Whether the parties, bottlenecks and risks that it refers to are there.
    pub(super) fn refers(&self, project: &Project) -> Result<(), Refusal> {
        let known = |parties: &[PartyId], bottlenecks: &[BottleneckId], risks: &[RiskId]| {
            let all = parties.iter().all(|party| project.party(*party).is_some())
                && bottlenecks.iter().all(|bottleneck| project.bottleneck(*bottleneck).is_some())
                && risks.iter().all(|risk| project.risk(*risk).is_some());
            if all { Ok(()) } else { Err(Refusal::NotFound) }
        };
        match self {
            Self::Activity(activity) => known(activity.party.as_slice(), &activity.bottlenecks, &activity.risks),
            Self::Effect(effect) => known(&effect.parties, &effect.bottlenecks, &effect.risks),
            Self::Line(_) => Ok(()),
            Self::Contribution(contribution) => known(&[contribution.party], &[], &[]),
        }
    }

    /// Whether the pieces that it joins stand on the board and can be joined so.
    fn ends(&self, arena: &Arena) -> Result<(), Refusal> {
        let sort_of = |id: PieceId| match arena.piece(id) {
            Some(piece) if piece.status == Status::Open => Ok(piece.sort()),
            Some(_) => Err(Refusal::NotOnList),
            None => Err(Refusal::NotFound),
        };
        match self {
            Self::Activity(_) | Self::Effect(_) => Ok(()),
            Self::Line(line) => {
                // Something leads to an effect, and nothing to itself, by whatever way round.
                let from = sort_of(line.from)?;
                if !matches!(from, Sort::Activity | Sort::Effect) || sort_of(line.to)? != Sort::Effect {
                    return Err(Refusal::UnknownChoice);
                }
                if leads(arena, line.to, line.from) { Err(Refusal::LineCircular) } else { Ok(()) }
            }
            Self::Contribution(contribution) => {
                if sort_of(contribution.activity)? == Sort::Activity {
                    Ok(())
                } else {
                    Err(Refusal::UnknownChoice)
                }
            }
        }
    }
}

/// Whether lines lead from one piece to another; a piece leads to itself.
fn leads(arena: &Arena, from: PieceId, to: PieceId) -> bool {
    let (from, to) = (arena.same(from), arena.same(to));
    let mut reached = vec![from];
    let mut at = 0;
    while let Some(piece) = reached.get(at).copied() {
        let further = arena.on_board().filter_map(|other| match &other.what {
            What::Line(line) if arena.same(line.from) == piece => {
                Some(arena.same(line.to)).filter(|to| !reached.contains(to))
            }
            _ => None,
        });
        let further: Vec<PieceId> = further.collect();
        reached.extend(further);
        at += 1;
    }
    reached.contains(&to)
}

/// Whether there is a line on the board between the same two, also when one of these is off it for now.
fn drawn(arena: &Arena, line: &Line) -> bool {
    let ends = arena.ends_of(line);
    arena.on_board().any(|other| matches!(&other.what, What::Line(other) if arena.ends_of(other) == ends))
}

/// `arena.add`: puts a piece on the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Add {
    /// On which board.
    pub arena: ArenaId,
    /// Id of the new piece, chosen by the sender.
    pub piece: PieceId,
    /// What it is.
    #[serde(flatten)]
    pub what: What,
}

impl Decide for Add {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let project = &room.project;
        let arena = project.arena_of(self.arena).ok_or(Refusal::NotFound)?;
        if project.piece(self.piece).is_some() {
            return Err(Refusal::IdTaken);
        }
        if arena.on_board().count() >= limits::PIECES_ON_BOARD || arena.pieces.len() >= limits::PIECES_OF_BOARD {
            return Err(Refusal::ListFull { max: limits::PIECES_ON_BOARD });
        }
        let what = self.what.checked(project, arena, context)?;
        match &what {
            What::Line(line) if drawn(arena, line) => return Err(Refusal::AlreadyDone),
            // What a party puts in it says itself; for who is not there it is a request (method A.3).
            What::Contribution(new) if !new.request && meeting_of(room, new.party).is_none() => {
                return Err(Refusal::OnlyAsRequest);
            }
            _ => {}
        }
        let piece = Piece { piece: self.piece, status: Status::Open, by: None, what };
        let undo = Command::ArenaMove(Move { piece: self.piece, to: Status::Dropped });
        Ok(Outcome::event(Added { arena: self.arena, piece }).undo(undo))
    }
}

/// Event `arena.added`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Added {
    /// On which board.
    pub arena: ArenaId,
    /// The piece as it comes.
    pub piece: Piece,
}

impl Apply for Added {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        if let Some(arena) = project.arena_mut(self.arena) {
            arena.pieces.push(self.piece.clone());
        }
    }
}

/// `arena.move`: puts a piece on the board, aside, with another that says the same, or back with those
/// that nobody dealt with yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// Which piece.
    pub piece: PieceId,
    /// Where to.
    pub to: Status,
}

impl Decide for Move {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let project = &room.project;
        let (arena, piece) = project.piece(self.piece).ok_or(Refusal::NotFound)?;
        if piece.status == self.to {
            return Err(Refusal::AlreadyDone);
        }
        let rounds = || project.meetings.iter().flat_map(|meeting| &meeting.rounds);
        let asks = |item: ItemId| move |round: &crate::round::Round| round.asks_about(item);
        // A line that is being rated begins and ends where people read that it does.
        let tied = |item: &ItemId| match arena.piece(PieceId(item.0)).map(|piece| &piece.what) {
            Some(What::Line(line)) => {
                let (ends, same) = (arena.ends_of(line), arena.same(self.piece));
                ends.from == same || ends.to == same
            }
            _ => false,
        };
        let is_asked = |round: &crate::round::Round| asks(self.piece.into())(round) || round.items.iter().any(tied);
        if rounds().any(|round| round.phase.has_ballots() && is_asked(round)) {
            return Err(Refusal::AnotherRoundBusy);
        }
        match self.to {
            Status::Open => {
                if let What::Line(line) = &piece.what {
                    let is_same = |other: &Line| (other.from, other.to) == (line.from, line.to);
                    if arena.on_board().any(|other| matches!(&other.what, What::Line(other) if is_same(other))) {
                        return Err(Refusal::InUse);
                    }
                    // Another line may have been drawn the other way round since.
                    if leads(arena, line.to, line.from) {
                        return Err(Refusal::LineCircular);
                    }
                }
            }
            Status::Merged { into } => {
                let into = arena.piece(into).ok_or(Refusal::NotFound)?;
                if into.piece == self.piece {
                    return Err(Refusal::TwoNeeded);
                }
                let same = into.sort() == piece.sort() && into.status == Status::Open;
                if !same || !matches!(piece.sort(), Sort::Activity | Sort::Effect) {
                    return Err(Refusal::NotOnList);
                }
                // Lines and contributions go along; one that leads to the other would lead to itself.
                if leads(arena, self.piece, into.piece) || leads(arena, into.piece, self.piece) {
                    return Err(Refusal::StillTied);
                }
            }
            // What was measured keeps its place in what was measured, and cannot wait again.
            Status::Proposed => {
                let is_measured = |round: &crate::round::Round| {
                    round.phase != crate::round::Phase::Discarded && asks(self.piece.into())(round)
                };
                if rounds().any(is_measured) {
                    return Err(Refusal::InUse);
                }
            }
            Status::Dropped => {}
        }
        if self.to != Status::Open {
            let is_into = |other: &Piece| other.status == Status::Merged { into: self.piece };
            if arena.pieces.iter().any(is_into) {
                return Err(Refusal::InUse);
            }
        }
        let undo = Command::ArenaMove(Self { piece: self.piece, to: piece.status });
        Ok(Outcome::event(Moved { piece: self.piece, to: self.to }).undo(undo))
    }
}

/// Event `arena.moved`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Which piece.
    pub piece: PieceId,
    /// Where to.
    pub to: Status,
}

impl Apply for Moved {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        if let Some(piece) = project.arenas.iter_mut().find_map(|arena| arena.piece_mut(self.piece)) {
            piece.status = self.to;
        }
    }
}
