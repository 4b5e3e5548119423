//! Confirming: who said yes, how and when (method A.4). Documents print this beside each promise.

use serde::{Deserialize, Serialize};

use super::{Kind, Mandate, Voice, meeting_of, own};
use crate::access::{Actor, LinkRole, Right};
use crate::command::{Command, Decide};
use crate::event::{Apply, Envelope};
use crate::ids::PromiseId;
use crate::project::Project;
use crate::room::{Context, Outcome, Room};
use crate::time::Date;
use crate::{Refusal, limits, text};

/// How a promise was confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum How {
    /// In the room, by somebody of the party.
    Room,
    /// By its owner, with a personal link.
    Link,
    /// By word of mouth, outside the room.
    Orally {
        /// Who wrote it down.
        noted_by: String,
        /// When it was said; today or before.
        day: Date,
    },
}

/// A confirmation as kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// How.
    pub how: How,
    /// The day on which it was noted.
    pub on: Date,
    /// The answer to the mandate question that came with it.
    pub mandate: Option<Mandate>,
}

/// `promise.confirm`: a party stands by its promise, or makes one of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirm {
    /// Which promise.
    pub promise: PromiseId,
    /// How. With an owner link only `link`, for leaders never.
    pub how: How,
    /// Whether who confirms may promise this; required when nobody was asked before.
    #[serde(default)]
    pub mandate: Option<Mandate>,
}

impl Decide for Confirm {
    const RIGHT: Right = Right::Owner;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let promise = own(room, self.promise, context)?;
        let by_owner = matches!(context.actor, Actor::Link { role: LinkRole::Owner, .. });
        if by_owner != (self.how == How::Link) {
            return Err(Refusal::NotAllowed);
        }
        // The owner's own word may come on top of what a leader noted, never the other way round.
        let is_stronger = |before: &Confirmation| by_owner && before.how != How::Link;
        if promise.confirmed.as_ref().is_some_and(|before| !is_stronger(before)) {
            return Err(Refusal::AlreadyDone);
        }
        let how = match &self.how {
            How::Room if meeting_of(room, promise.party).is_none() => return Err(Refusal::PartyAbsent),
            How::Orally { day, .. } if *day > context.today => return Err(Refusal::DateAhead),
            How::Orally { noted_by, day } => {
                How::Orally { noted_by: text::required(noted_by, limits::NAME, context.today)?, day: *day }
            }
            how => how.clone(),
        };
        let mandate = match &self.mandate {
            Some(mandate) => Some(mandate.checked(context)?),
            None => promise.confirmed.as_ref().and_then(|before| before.mandate.clone()),
        };
        if mandate.is_none() && promise.mandate.is_none() && promise.kind != Kind::No {
            return Err(Refusal::MandateMissing);
        }
        let confirmation = Confirmation { how, on: context.today, mandate };
        let outcome = Outcome::event(Confirmed { promise: self.promise, confirmation });
        // What an owner said is not for leaders to take back in passing.
        Ok(if by_owner {
            outcome
        } else {
            outcome.undo(Command::PromiseUnconfirm(Unconfirm { promise: self.promise }))
        })
    }
}

/// Event `promise.confirmed`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmed {
    /// Which promise.
    pub promise: PromiseId,
    /// How.
    pub confirmation: Confirmation,
}

impl Apply for Confirmed {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        if let Some(promise) = project.promise_mut(self.promise) {
            promise.confirmed = Some(self.confirmation.clone());
        }
    }
}

/// `promise.unconfirm`: takes a confirmation back, so that the promise can be changed. Leaders
/// can do so with each; only the owner can then confirm with the link again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unconfirm {
    /// Which promise.
    pub promise: PromiseId,
}

impl Decide for Unconfirm {
    const RIGHT: Right = Right::Owner;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let promise = own(room, self.promise, context)?;
        let before = promise.confirmed.as_ref().ok_or(Refusal::AlreadyDone)?;
        let by_owner = matches!(context.actor, Actor::Link { role: LinkRole::Owner, .. });
        if by_owner && before.how != How::Link {
            return Err(Refusal::NotAllowed);
        }
        // Somebody told how it goes with it, which nobody does with a request.
        if promise.voice == Voice::Others && !promise.reports.is_empty() {
            return Err(Refusal::InUse);
        }
        let outcome = Outcome::event(Unconfirmed { promise: self.promise });
        if before.how == How::Link {
            return Ok(outcome);
        }
        let again = Confirm { promise: self.promise, how: before.how.clone(), mandate: before.mandate.clone() };
        Ok(outcome.undo(Command::PromiseConfirm(again)))
    }
}

/// Event `promise.unconfirmed`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unconfirmed {
    /// Which promise.
    pub promise: PromiseId,
}

impl Apply for Unconfirmed {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        if let Some(promise) = project.promise_mut(self.promise) {
            promise.confirmed = None;
        }
    }
}
