//! Actions: what stands on the roadmap (method A.5).

use serde::{Deserialize, Serialize};

use crate::Refusal;
use crate::access::Right;
use crate::command::{Command, Decide};
use crate::event::{Apply, Envelope};
use crate::ids::{ActionId, PromiseId};
use crate::project::Project;
use crate::room::{Context, Outcome, Room};
use crate::time::Quarter;

/// One action on the roadmap. Its owner and party are those of its promise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// Its id.
    pub action: ActionId,
    /// Its number in lists, from 1.
    pub number: u32,
    /// What is done.
    pub title: String,
    /// The promise it comes from.
    pub promise: PromiseId,
    /// First quarter.
    pub start: Quarter,
    /// Last quarter, not before the first.
    pub end: Quarter,
    /// Off the roadmap, because its promise was withdrawn.
    pub dropped: bool,
}

/// Event `action.added`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Added {
    /// The action as added.
    pub action: Action,
}

impl Apply for Added {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        project.actions.push(self.action.clone());
    }
}

/// `action.plan`: sets the quarters of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Which action.
    pub action: ActionId,
    /// First quarter.
    pub start: Quarter,
    /// Last quarter.
    pub end: Quarter,
}

impl Decide for Plan {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let action = room.project.actions.iter().find(|other| other.action == self.action).ok_or(Refusal::NotFound)?;
        if self.end < self.start {
            return Err(Refusal::EndBeforeStart);
        }
        if (action.start, action.end) == (self.start, self.end) {
            return Err(Refusal::AlreadyDone);
        }
        let undo = Command::ActionPlan(Self { action: self.action, start: action.start, end: action.end });
        Ok(Outcome::event(Planned { action: self.action, start: self.start, end: self.end }).undo(undo))
    }
}

/// Event `action.planned`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    /// Which action.
    pub action: ActionId,
    /// First quarter.
    pub start: Quarter,
    /// Last quarter.
    pub end: Quarter,
}

impl Apply for Planned {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        for action in project.actions.iter_mut().filter(|action| action.action == self.action) {
            (action.start, action.end) = (self.start, self.end);
        }
    }
}
