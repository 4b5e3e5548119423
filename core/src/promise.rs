//! Promises: one party, one named owner, one thing, one date (method A.4).

use serde::{Deserialize, Serialize};

use crate::access::Right;
use crate::action;
use crate::command::{Command, Decide};
use crate::event::{Apply, Envelope};
use crate::ids::{ActionId, BottleneckId, PartyId, PromiseId, derive};
use crate::project::Project;
use crate::room::{Context, Outcome, Room};
use crate::time::{Date, Timestamp};
use crate::{Refusal, limits, text};

/// One promise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// Its id.
    pub promise: PromiseId,
    /// Its number in lists, from 1.
    pub number: u32,
    /// The decided bottleneck it answers.
    pub bottleneck: BottleneckId,
    /// Who promises.
    pub party: PartyId,
    /// The one person who sees to it.
    pub owner: String,
    /// What they will do, verb first.
    pub what: String,
    /// By when.
    pub due: Date,
    /// When it was made.
    pub at: Timestamp,
    /// Taken back; kept for the record.
    pub withdrawn: bool,
}

/// `promise.make`: writes down a promise and puts it on the roadmap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Make {
    /// Id of the new promise, chosen by the sender.
    pub promise: PromiseId,
    /// A bottleneck that the table gave priority.
    pub bottleneck: BottleneckId,
    /// Who promises.
    pub party: PartyId,
    /// The one person who sees to it.
    pub owner: String,
    /// What they will do.
    pub what: String,
    /// By when; today or later, within ten years.
    pub due: Date,
}

impl Decide for Make {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let project = &room.project;
        if project.promises.len() >= limits::PROMISES {
            return Err(Refusal::ListFull { max: limits::PROMISES });
        }
        if project.promises.iter().any(|other| other.promise == self.promise) {
            return Err(Refusal::IdTaken);
        }
        let bottleneck = project.bottleneck(self.bottleneck).ok_or(Refusal::NotFound)?;
        bottleneck.rank().ok_or(Refusal::NotDecided)?;
        project.party(self.party).ok_or(Refusal::NotFound)?;
        if self.due < context.today || self.due.year() > context.today.year() + 10 {
            return Err(Refusal::DateOutOfRange);
        }
        let what = text::required(&self.what, limits::SENTENCE, context.today)?;
        let promise = Promise {
            promise: self.promise,
            number: project.promises.len() as u32 + 1,
            bottleneck: self.bottleneck,
            party: self.party,
            owner: text::required(&self.owner, limits::NAME, context.today)?,
            what: what.clone(),
            due: self.due,
            at: context.now,
            withdrawn: false,
        };
        let mut outcome = Outcome::event(action::Added {
            action: action::Action {
                action: ActionId::from_random(derive(&context.entropy, 0)),
                number: project.actions.iter().map(|action| action.number).max().unwrap_or(0) + 1,
                title: what,
                promise: self.promise,
                start: context.today.quarter(),
                end: self.due.quarter(),
                dropped: false,
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
        let promise =
            room.project.promises.iter().find(|other| other.promise == self.promise).ok_or(Refusal::NotFound)?;
        if promise.withdrawn {
            return Err(Refusal::AlreadyDone);
        }
        Ok(Outcome::event(Withdrawn { promise: self.promise }))
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
        for promise in project.promises.iter_mut().filter(|promise| promise.promise == self.promise) {
            promise.withdrawn = true;
        }
        for action in project.actions.iter_mut().filter(|action| action.promise == self.promise) {
            action.dropped = true;
        }
    }
}
