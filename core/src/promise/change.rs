//! Changing a promise, field by field (design section 3), and its mandate.

use serde::{Deserialize, Serialize};

use super::{Kind, Mandate, Promise, ahead, others, standing};
use crate::access::{self, Link, Right};
use crate::action;
use crate::command::{Command, Decide};
use crate::event::{Apply, Envelope};
use crate::ids::{BottleneckId, PromiseId};
use crate::project::Project;
use crate::room::{Context, Outcome, Room};
use crate::{Refusal, limits, text};

/// What can be changed about a promise. Another party is another promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// What they will do.
    What,
    /// What can be counted.
    Result,
    /// Who sees to it.
    Owner,
    /// By when, as `2027-04-01`.
    Due,
    /// How firm it is, as a key.
    Kind,
    /// Under which condition.
    Reservation,
    /// The decided bottleneck, as an id.
    Bottleneck,
    /// The other bottlenecks, as ids with a space between them.
    Also,
}

impl Field {
    /// All fields.
    pub const ALL: [Self; 8] =
        [Self::What, Self::Result, Self::Owner, Self::Due, Self::Kind, Self::Reservation, Self::Bottleneck, Self::Also];

    /// The field as text, as commands carry it.
    pub fn read(self, promise: &Promise) -> String {
        match self {
            Self::What => promise.what.clone(),
            Self::Result => promise.result.clone(),
            Self::Owner => promise.owner.clone(),
            Self::Due => promise.due.to_string(),
            Self::Kind => promise.kind.key().to_owned(),
            Self::Reservation => promise.reservation.clone(),
            Self::Bottleneck => promise.bottleneck.to_string(),
            Self::Also => promise.also.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
        }
    }

    /// Sets the field; the promise stays as it was when the text is none for this field.
    fn write(self, promise: &mut Promise, text: &str) -> Result<(), Refusal> {
        let bottleneck = |text: &str| text.parse::<BottleneckId>().map_err(|_| Refusal::NotFound);
        match self {
            Self::What => promise.what = text.to_owned(),
            Self::Result => promise.result = text.to_owned(),
            Self::Owner => promise.owner = text.to_owned(),
            Self::Due => promise.due = text.parse()?,
            Self::Kind => {
                let kind = Kind::ALL.into_iter().find(|kind| kind.key() == text);
                promise.kind = kind.ok_or(Refusal::UnknownChoice)?;
            }
            Self::Reservation => promise.reservation = text.to_owned(),
            Self::Bottleneck => promise.bottleneck = bottleneck(text)?,
            Self::Also => promise.also = text.split_whitespace().map(bottleneck).collect::<Result<_, _>>()?,
        }
        Ok(())
    }

    /// The text as entered, checked as far as the text alone goes.
    fn checked(self, text: &str, context: &Context) -> Result<String, Refusal> {
        match self {
            Self::What => text::required(text, limits::SENTENCE, context.today),
            Self::Owner => text::required(text, limits::NAME, context.today),
            Self::Result => text::optional(text, limits::NOTE, context.today),
            Self::Reservation => text::optional(text, limits::SENTENCE, context.today),
            Self::Due | Self::Kind | Self::Bottleneck | Self::Also => Ok(text.trim().to_owned()),
        }
    }

    /// Whether a party that confirmed said yes to this. Where it is filed is the leaders' matter.
    fn is_said(self) -> bool {
        !matches!(self, Self::Bottleneck | Self::Also)
    }
}

/// `promise.change`: changes one field of a promise that is not confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Which promise.
    pub promise: PromiseId,
    /// Which field.
    pub field: Field,
    /// The text that the sender saw: another is refused, so that nobody overwrites a colleague.
    pub base: String,
    /// What it says from now on.
    pub text: String,
}

impl Decide for Change {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let project = &room.project;
        let promise = standing(room, self.promise)?;
        let mut after = promise.clone();
        self.field.write(&mut after, &self.field.checked(&self.text, context)?)?;
        after.also = others(project, after.bottleneck, &after.also)?;
        let (before, text) = (self.field.read(promise), self.field.read(&after));
        if before == text {
            return Err(Refusal::AlreadyDone);
        }
        if before != self.base {
            return Err(Refusal::TextChanged { now: before });
        }
        if promise.confirmed.is_some() && self.field.is_said() {
            return Err(Refusal::PromiseConfirmed);
        }
        match self.field {
            Field::Due => {
                ahead(after.due, context)?;
            }
            Field::Bottleneck => {
                let bottleneck = project.bottleneck(after.bottleneck).ok_or(Refusal::NotFound)?;
                if !bottleneck.was_chosen() {
                    return Err(Refusal::NotDecided);
                }
                // Else its undo could not bring it back.
                if promise.also.contains(&after.bottleneck) {
                    return Err(Refusal::InUse);
                }
            }
            _ => {}
        }
        if after.kind == Kind::Reservation && after.reservation.is_empty() {
            return Err(Refusal::ReservationMissing);
        }
        let undo = Self { base: text.clone(), text: before.clone(), ..*self };
        let mut outcome = Outcome::default();
        if self.field == Field::What {
            // An action that still says the same as its promise goes on doing so.
            let same = |action: &&action::Action| action.promise == Some(self.promise) && action.title == before;
            for action in project.actions.iter().filter(same) {
                let (action, field, text) = (action.action, action::field::Field::Title, text.clone());
                outcome.push(action::change::Changed { action, field, text });
            }
        }
        if self.field == Field::Owner {
            // A link is for one person: who it was made for no longer sees what another does.
            let held = room.links.values().filter(|link| link.promises.contains(&self.promise));
            let without = |link: &Link| {
                let promises = link.promises.iter().copied().filter(|promise| *promise != self.promise).collect();
                access::Change::Note(Link { promises, ..link.clone() })
            };
            outcome.links.extend(held.map(without));
        }
        outcome.push(Changed { promise: self.promise, field: self.field, text });
        Ok(outcome.undo(Command::PromiseChange(undo)))
    }
}

/// Event `promise.changed`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// Which promise.
    pub promise: PromiseId,
    /// Which field.
    pub field: Field,
    /// What it says.
    pub text: String,
}

impl Apply for Changed {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        if let Some(promise) = project.promise_mut(self.promise) {
            // The text was checked when it was decided on.
            let _ = self.field.write(promise, &self.text);
        }
    }
}

/// `promise.mandate`: says whether who made a promise may make it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetMandate {
    /// Which promise.
    pub promise: PromiseId,
    /// The answer; none to leave the question open, as for a promise that was made without it.
    pub mandate: Option<Mandate>,
}

impl Decide for SetMandate {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let promise = standing(room, self.promise)?;
        if promise.mandate == self.mandate {
            return Err(Refusal::AlreadyDone);
        }
        if promise.confirmed.is_some() {
            return Err(Refusal::PromiseConfirmed);
        }
        let mandate = match &self.mandate {
            Some(mandate) => Some(mandate.checked(context)?),
            None => None,
        };
        let undo = Self { promise: self.promise, mandate: promise.mandate.clone() };
        Ok(Outcome::event(MandateSet { promise: self.promise, mandate }).undo(Command::PromiseMandate(undo)))
    }
}

/// Event `promise.mandate_set`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MandateSet {
    /// Which promise.
    pub promise: PromiseId,
    /// The answer.
    pub mandate: Option<Mandate>,
}

impl Apply for MandateSet {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        if let Some(promise) = project.promise_mut(self.promise) {
            promise.mandate.clone_from(&self.mandate);
        }
    }
}
