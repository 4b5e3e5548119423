//! How it goes with a promise, as its owner tells later on (method A.4: the list for the meetings
//! after this one).

use serde::{Deserialize, Serialize};

use super::{State, own};
use crate::access::{Actor, LinkRole, Right};
use crate::command::{Command, Decide};
use crate::event::{Apply, Envelope};
use crate::ids::PromiseId;
use crate::project::Project;
use crate::room::{Context, Outcome, Room};
use crate::time::Date;
use crate::{Refusal, limits, text};

/// How it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// It is done.
    Done,
    /// It is being worked on.
    Busy,
    /// It does not work out without help.
    HelpNeeded,
}

impl Progress {
    /// All, in the order shown.
    pub const ALL: [Self; 3] = [Self::Done, Self::Busy, Self::HelpNeeded];

    /// The key in the HTTP interface and the message files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Busy => "busy",
            Self::HelpNeeded => "help_needed",
        }
    }
}

/// What was told on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// How it goes.
    pub state: Progress,
    /// One line more.
    pub line: String,
    /// When it was told.
    pub on: Date,
}

/// `promise.report`: tells how it goes with a promise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tell {
    /// Which promise.
    pub promise: PromiseId,
    /// How it goes.
    pub state: Progress,
    /// One line more.
    #[serde(default)]
    pub line: String,
}

impl Decide for Tell {
    const RIGHT: Right = Right::Owner;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let promise = own(room, self.promise, context)?;
        if promise.state() == State::Request {
            return Err(Refusal::RequestOnly);
        }
        let line = text::optional(&self.line, limits::NOTE, context.today)?;
        if promise.reports.last().is_some_and(|last| (last.state, &last.line) == (self.state, &line)) {
            return Err(Refusal::AlreadyDone);
        }
        if promise.reports.len() >= limits::REPORTS {
            return Err(Refusal::ListFull { max: limits::REPORTS });
        }
        let undo = Untell { promise: self.promise, reports: promise.reports.len() + 1 };
        let outcome = Outcome::event(Told {
            promise: self.promise,
            report: Report { state: self.state, line, on: context.today },
        });
        // Only the leaders have a list to undo from.
        let by_owner = matches!(context.actor, Actor::Link { role: LinkRole::Owner, .. });
        Ok(if by_owner { outcome } else { outcome.undo(Command::PromiseUnreport(undo)) })
    }
}

/// Event `promise.reported`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Which promise.
    pub promise: PromiseId,
    /// What was told.
    pub report: Report,
}

impl Apply for Told {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        if let Some(promise) = project.promise_mut(self.promise) {
            promise.reports.push(self.report.clone());
        }
    }
}

/// `promise.unreport`: takes the newest report back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Untell {
    /// Which promise.
    pub promise: PromiseId,
    /// How many reports there are, as the sender saw it: with another number it is done already.
    pub reports: usize,
}

impl Decide for Untell {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let promise = own(room, self.promise, context)?;
        let last = promise.reports.last().filter(|_| promise.reports.len() == self.reports);
        let last = last.ok_or(Refusal::AlreadyDone)?;
        let undo = Tell { promise: self.promise, state: last.state, line: last.line.clone() };
        Ok(Outcome::event(Untold { promise: self.promise }).undo(Command::PromiseReport(undo)))
    }
}

/// Event `promise.unreported`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Untold {
    /// Which promise.
    pub promise: PromiseId,
}

impl Apply for Untold {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        if let Some(promise) = project.promise_mut(self.promise) {
            promise.reports.pop();
        }
    }
}
