//! The fields of a risk as text, so that each is saved by itself (design section 3).

use serde::{Deserialize, Serialize};

use super::{Category, Response, Risk};
use crate::access::Right;
use crate::choices::choices;
use crate::command::{Command, Decide};
use crate::event::{Apply, Envelope};
use crate::ids::RiskId;
use crate::project::Project;
use crate::room::{Context, Outcome, Room};
use crate::{Refusal, limits, text};

choices! {
    /// A field of a risk that can be changed.
    Field {
        /// What can happen.
        Event "event"
        /// What that leads to.
        Consequence "consequence"
        /// Its name on a board.
        ShortName "short_name"
        /// What it is about: a key.
        Category "category"
        /// Who carries the consequence: an id.
        Bearer "bearer"
        /// What is done about it now.
        Measure "measure"
        /// What one will do: a key.
        Response "response"
        /// Who sees to that: an id.
        Owner "owner"
    }
}

/// Nothing for an empty text, else what it reads as.
fn maybe<T>(text: &str, read: impl Fn(&str) -> Option<T>, refusal: Refusal) -> Result<Option<T>, Refusal> {
    if text.is_empty() { Ok(None) } else { read(text).map(Some).ok_or(refusal) }
}

impl Field {
    /// The field as text, as commands carry it; empty when nothing was filled in.
    pub fn text(self, risk: &Risk) -> String {
        let id = |party: Option<crate::ids::PartyId>| party.map(|party| party.to_string()).unwrap_or_default();
        match self {
            Self::Event => risk.event.clone(),
            Self::Consequence => risk.consequence.clone(),
            Self::ShortName => risk.short_name.clone(),
            Self::Category => risk.category.map(Category::key).unwrap_or_default().to_owned(),
            Self::Bearer => id(risk.bearer),
            Self::Measure => risk.measure.clone(),
            Self::Response => risk.response.map(Response::key).unwrap_or_default().to_owned(),
            Self::Owner => id(risk.owner),
        }
    }

    /// Sets the field. A text that is none for this field changes nothing.
    fn write(self, risk: &mut Risk, text: &str) -> Result<(), Refusal> {
        let party = |text: &str| maybe(text, |id| id.parse().ok(), Refusal::NotFound);
        match self {
            Self::Event => text.clone_into(&mut risk.event),
            Self::Consequence => text.clone_into(&mut risk.consequence),
            Self::ShortName => text.clone_into(&mut risk.short_name),
            Self::Category => risk.category = maybe(text, Category::read, Refusal::UnknownChoice)?,
            Self::Bearer => risk.bearer = party(text)?,
            Self::Measure => text.clone_into(&mut risk.measure),
            Self::Response => risk.response = maybe(text, Response::read, Refusal::UnknownChoice)?,
            Self::Owner => risk.owner = party(text)?,
        }
        Ok(())
    }

    /// The text as entered, checked as far as the text alone goes.
    fn checked(self, text: &str, context: &Context) -> Result<String, Refusal> {
        match self {
            Self::Event => text::required(text, limits::NOTE, context.today),
            Self::ShortName => text::required(text, limits::SHORT_NAME, context.today),
            Self::Consequence => text::optional(text, limits::NOTE, context.today),
            Self::Measure => text::optional(text, limits::SENTENCE, context.today),
            Self::Category | Self::Bearer | Self::Response | Self::Owner => Ok(text.trim().to_owned()),
        }
    }
}

/// `risk.change`: changes one field of a risk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Which risk.
    pub risk: RiskId,
    /// Which field.
    pub field: Field,
    /// The text that the sender saw: another is refused, so that nobody overwrites a colleague.
    pub base: String,
    /// What it says from now on.
    pub text: String,
}

impl Decide for Change {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let project = &room.project;
        let risk = project.risk(self.risk).ok_or(Refusal::NotFound)?;
        let mut after = risk.clone();
        self.field.write(&mut after, &self.field.checked(&self.text, context)?)?;
        let (before, text) = (self.field.text(risk), self.field.text(&after));
        if before == text {
            return Err(Refusal::AlreadyDone);
        }
        if before != self.base {
            return Err(Refusal::TextChanged { now: before });
        }
        if after.category.is_some_and(|category| category.side() != after.side) {
            return Err(Refusal::UnknownChoice);
        }
        if [after.bearer, after.owner].into_iter().flatten().any(|party| project.party(party).is_none()) {
            return Err(Refusal::NotFound);
        }
        let undo = Self { base: text.clone(), text: before, ..*self };
        let changed = Changed { risk: self.risk, field: self.field, text };
        Ok(Outcome::event(changed).undo(Command::RiskChange(undo)))
    }
}

/// Event `risk.changed`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// Which risk.
    pub risk: RiskId,
    /// Which field.
    pub field: Field,
    /// What it says.
    pub text: String,
}

impl Apply for Changed {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        if let Some(risk) = project.risk_mut(self.risk) {
            // The text was checked when it was decided on.
            let _ = self.field.write(risk, &self.text);
        }
    }
}
