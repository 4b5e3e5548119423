//! Promises: one party, one named owner, one thing, one date (method A.4).
//!
//! A promise is the party's own word. What is written down for a party that is not in the room is
//! a request, until that party confirms it.

use serde::{Deserialize, Serialize};

use crate::access::{Actor, LinkRole, Right};
use crate::action;
use crate::command::{Command, Decide};
use crate::event::{Apply, Envelope};
use crate::ids::{ActionId, BottleneckId, MeetingId, PartyId, PromiseId, derive};
use crate::project::Project;
use crate::room::{Context, Outcome, Room};
use crate::time::{Date, Timestamp};
use crate::{Refusal, limits, text};

pub mod change;
pub mod condition;
pub mod confirm;
pub mod figures;
pub mod report;
pub mod vague;

use confirm::Confirmation;
use report::Report;

/// How firm it is. What is less than a promise is respectable too: it is said, so it can be heard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// We do it.
    #[default]
    Promise,
    /// We do it, under the condition in the text.
    Reservation,
    /// We mean to.
    Intention,
    /// We find out whether we can.
    Exploration,
    /// We do not. Kept, but not on the roadmap.
    No,
}

impl Kind {
    /// All kinds, in the order shown.
    pub const ALL: [Self; 5] = [Self::Promise, Self::Reservation, Self::Intention, Self::Exploration, Self::No];

    /// The key in the HTTP interface and the message files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Promise => "promise",
            Self::Reservation => "reservation",
            Self::Intention => "intention",
            Self::Exploration => "exploration",
            Self::No => "no",
        }
    }
}

/// Whether who speaks may promise this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Mandate {
    /// Yes.
    Yes,
    /// No: it goes back to who may ("terug naar achterban").
    No {
        /// Which board, manager or council.
        body: String,
        /// By when that is asked.
        by: Date,
    },
}

impl Mandate {
    fn checked(&self, context: &Context) -> Result<Self, Refusal> {
        Ok(match self {
            Self::Yes => Self::Yes,
            Self::No { body, by } => {
                Self::No { body: text::required(body, limits::NAME, context.today)?, by: ahead(*by, context)? }
            }
        })
    }
}

/// Who spoke when it was written down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Voice {
    /// The party itself, which was in the room.
    #[default]
    Party,
    /// Others, for the party was not there.
    Others,
}

/// What it is worth now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The party's word.
    Promise,
    /// Asked of a party that has not answered.
    Request,
}

/// One promise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// Its id.
    pub promise: PromiseId,
    /// Its number in lists, from 1.
    pub number: u32,
    /// The decided bottleneck it answers.
    pub bottleneck: BottleneckId,
    /// Other bottlenecks that it helps with; these need no priority.
    #[serde(default)]
    pub also: Vec<BottleneckId>,
    /// Who promises.
    pub party: PartyId,
    /// The one person who sees to it.
    pub owner: String,
    /// What they will do, verb first.
    pub what: String,
    /// What can be counted when it is done.
    #[serde(default)]
    pub result: String,
    /// By when.
    pub due: Date,
    /// How firm it is.
    #[serde(default)]
    pub kind: Kind,
    /// Under which condition, for one under reservation.
    #[serde(default)]
    pub reservation: String,
    /// Whether who spoke may promise this; none when nobody was asked.
    #[serde(default)]
    pub mandate: Option<Mandate>,
    /// Who spoke.
    #[serde(default)]
    pub voice: Voice,
    /// The meeting in which it was made.
    #[serde(default)]
    pub meeting: Option<MeetingId>,
    /// How it was confirmed, when it was.
    #[serde(default)]
    pub confirmed: Option<Confirmation>,
    /// What it needs from other parties, oldest first.
    #[serde(default)]
    pub conditions: Vec<condition::Condition>,
    /// What was told about it afterwards, oldest first.
    #[serde(default)]
    pub reports: Vec<Report>,
    /// When it was made.
    pub at: Timestamp,
    /// Taken back; kept for the record.
    pub withdrawn: bool,
}

impl Promise {
    /// A promise, or still a request.
    pub fn state(&self) -> State {
        match (self.voice, &self.confirmed) {
            (Voice::Others, None) => State::Request,
            (Voice::Party, _) | (Voice::Others, Some(_)) => State::Promise,
        }
    }

    /// The newest answer to the mandate question.
    pub fn mandate(&self) -> Option<&Mandate> {
        self.confirmed.as_ref().and_then(|confirmed| confirmed.mandate.as_ref()).or(self.mandate.as_ref())
    }

    /// All bottlenecks it hangs on, the decided one first.
    pub fn bottlenecks(&self) -> impl Iterator<Item = BottleneckId> {
        std::iter::once(self.bottleneck).chain(self.also.iter().copied())
    }

    /// Whether its action stands on the roadmap.
    pub fn is_on_roadmap(&self) -> bool {
        !self.withdrawn && self.kind != Kind::No
    }
}

impl Project {
    /// A promise by id, also one that was withdrawn.
    pub fn promise(&self, promise: PromiseId) -> Option<&Promise> {
        self.promises.iter().find(|other| other.promise == promise)
    }

    pub(crate) fn promise_mut(&mut self, promise: PromiseId) -> Option<&mut Promise> {
        self.promises.iter_mut().find(|other| other.promise == promise)
    }
}

/// A promise that stands.
pub(crate) fn standing(room: &Room, promise: PromiseId) -> Result<&Promise, Refusal> {
    room.project.promise(promise).filter(|promise| !promise.withdrawn).ok_or(Refusal::NotFound)
}

/// A promise that stands and that this actor may speak for: leaders for all, the holder of an
/// owner link for those that the link names. Which others exist is not theirs to know.
pub(crate) fn own<'a>(room: &'a Room, promise: PromiseId, context: &Context) -> Result<&'a Promise, Refusal> {
    if let Actor::Link { link, role: LinkRole::Owner } = context.actor {
        let covers = room.links.get(&link).is_some_and(|link| link.promises.contains(&promise));
        return standing(room, promise).ok().filter(|_| covers).ok_or(Refusal::NotAllowed);
    }
    standing(room, promise)
}

/// The open meeting in which this party has a seat.
pub(crate) fn meeting_of(room: &Room, party: PartyId) -> Option<MeetingId> {
    let is_open = |meeting: MeetingId| room.project.meeting(meeting).is_some_and(|meeting| meeting.is_open());
    room.seats.values().filter(|seat| seat.party == party).map(|seat| seat.meeting).find(|meeting| is_open(*meeting))
}

/// A day from today, within ten years.
pub(crate) fn ahead(day: Date, context: &Context) -> Result<Date, Refusal> {
    let is_fine = day >= context.today && day.year() <= context.today.year() + 10;
    if is_fine { Ok(day) } else { Err(Refusal::DateOutOfRange) }
}

/// The bottlenecks besides the first: known ones, each once.
pub(crate) fn others(
    project: &Project,
    first: BottleneckId,
    named: &[BottleneckId],
) -> Result<Vec<BottleneckId>, Refusal> {
    let mut also = Vec::new();
    for bottleneck in named {
        project.bottleneck(*bottleneck).ok_or(Refusal::NotFound)?;
        if *bottleneck != first && !also.contains(bottleneck) {
            also.push(*bottleneck);
        }
    }
    Ok(also)
}

/// `promise.make`: writes down a promise and puts it on the roadmap.
///
/// For a party without a seat in the open meeting it becomes a request; the mandate question is
/// then left to that party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Make {
    /// Id of the new promise, chosen by the sender.
    pub promise: PromiseId,
    /// A bottleneck that the table gave priority.
    pub bottleneck: BottleneckId,
    /// Other bottlenecks that it helps with.
    #[serde(default)]
    pub also: Vec<BottleneckId>,
    /// Who promises.
    pub party: PartyId,
    /// The one person who sees to it.
    pub owner: String,
    /// What they will do.
    pub what: String,
    /// What can be counted when it is done.
    #[serde(default)]
    pub result: String,
    /// By when; today or later, within ten years.
    pub due: Date,
    /// How firm it is.
    #[serde(default)]
    pub kind: Kind,
    /// Under which condition; required for one under reservation.
    #[serde(default)]
    pub reservation: String,
    /// Whether who speaks may promise this; required, but for a request or a no.
    #[serde(default)]
    pub mandate: Option<Mandate>,
}

impl Decide for Make {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let project = &room.project;
        if project.promises.len() >= limits::PROMISES {
            return Err(Refusal::ListFull { max: limits::PROMISES });
        }
        if project.promise(self.promise).is_some() {
            return Err(Refusal::IdTaken);
        }
        let bottleneck = project.bottleneck(self.bottleneck).ok_or(Refusal::NotFound)?;
        bottleneck.rank().ok_or(Refusal::NotDecided)?;
        project.party(self.party).ok_or(Refusal::NotFound)?;
        let due = ahead(self.due, context)?;
        let reservation = text::optional(&self.reservation, limits::SENTENCE, context.today)?;
        if self.kind == Kind::Reservation && reservation.is_empty() {
            return Err(Refusal::ReservationMissing);
        }
        let meeting = meeting_of(room, self.party);
        let voice = if meeting.is_some() { Voice::Party } else { Voice::Others };
        let mandate = match (voice, &self.mandate) {
            (Voice::Others, _) => None,
            (Voice::Party, Some(mandate)) => Some(mandate.checked(context)?),
            (Voice::Party, None) if self.kind == Kind::No => None,
            (Voice::Party, None) => return Err(Refusal::MandateMissing),
        };
        let promise = Promise {
            promise: self.promise,
            number: project.promises.len() as u32 + 1,
            bottleneck: self.bottleneck,
            also: others(project, self.bottleneck, &self.also)?,
            party: self.party,
            owner: text::required(&self.owner, limits::NAME, context.today)?,
            what: text::required(&self.what, limits::SENTENCE, context.today)?,
            result: text::optional(&self.result, limits::NOTE, context.today)?,
            due,
            kind: self.kind,
            reservation,
            mandate,
            voice,
            meeting: meeting.or_else(|| Some(project.meetings.iter().find(|meeting| meeting.is_open())?.meeting)),
            confirmed: None,
            conditions: Vec::new(),
            reports: Vec::new(),
            at: context.now,
            withdrawn: false,
        };
        let mut outcome = Outcome::event(action::Added {
            action: action::Action {
                promise: Some(self.promise),
                ..action::Action::new(
                    project,
                    ActionId::from_random(derive(&context.entropy, 0)),
                    promise.what.clone(),
                    (context.today.quarter(), due.quarter()),
                    context,
                )
            },
        });
        // Last, so that the act is known as a promise in the list to undo from.
        outcome.push(Made { promise });
        Ok(outcome.undo(Command::PromiseWithdraw(Withdraw { promise: self.promise })))
    }
}

/// Event `promise.made`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// The promise as made.
    pub promise: Promise,
}

impl Apply for Made {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        project.promises.push(self.promise.clone());
    }
}

/// `promise.withdraw`: takes a promise back; its action leaves the roadmap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdraw {
    /// Which promise.
    pub promise: PromiseId,
}

impl Decide for Withdraw {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let promise = room.project.promise(self.promise).ok_or(Refusal::NotFound)?;
        if promise.withdrawn {
            return Err(Refusal::AlreadyDone);
        }
        let standing = room.project.actions.iter().filter(|action| !action.dropped);
        let actions = standing.filter(|action| action.promise == Some(self.promise)).map(|action| action.action);
        let undo = Restore { promise: self.promise, actions: actions.collect() };
        Ok(Outcome::event(Withdrawn { promise: self.promise }).undo(Command::PromiseRestore(undo)))
    }
}

/// Event `promise.withdrawn`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// Which promise.
    pub promise: PromiseId,
}

impl Apply for Withdrawn {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        if let Some(promise) = project.promise_mut(self.promise) {
            promise.withdrawn = true;
        }
        for action in project.actions.iter_mut().filter(|action| action.promise == Some(self.promise)) {
            action.dropped = true;
        }
    }
}

/// `promise.restore`: brings a withdrawn promise back, with actions that come from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restore {
    /// Which promise.
    pub promise: PromiseId,
    /// Which of its actions return to the roadmap.
    #[serde(default)]
    pub actions: Vec<ActionId>,
}

impl Decide for Restore {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let promise = room.project.promise(self.promise).ok_or(Refusal::NotFound)?;
        if !promise.withdrawn {
            return Err(Refusal::AlreadyDone);
        }
        // The decision may have been taken back meanwhile.
        let bottleneck = room.project.bottleneck(promise.bottleneck).ok_or(Refusal::NotFound)?;
        if !bottleneck.was_chosen() {
            return Err(Refusal::NotDecided);
        }
        let restored = Restored { promise: self.promise, actions: self.actions.clone() };
        Ok(Outcome::event(restored).undo(Command::PromiseWithdraw(Withdraw { promise: self.promise })))
    }
}

/// Event `promise.restored`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restored {
    /// Which promise.
    pub promise: PromiseId,
    /// Which of its actions return to the roadmap.
    pub actions: Vec<ActionId>,
}

impl Apply for Restored {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        if let Some(promise) = project.promise_mut(self.promise) {
            promise.withdrawn = false;
        }
        let named = project.actions.iter_mut().filter(|action| self.actions.contains(&action.action));
        for action in named.filter(|action| action.promise == Some(self.promise)) {
            action.dropped = false;
        }
    }
}
