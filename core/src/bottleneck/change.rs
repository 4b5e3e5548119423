//! Changing a bottleneck, one field at a time, so that colleagues do not overwrite each other.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Bottleneck, Level, Origin};
use crate::access::Right;
use crate::command::{Command, Decide};
use crate::event::{Apply, Envelope};
use crate::ids::BottleneckId;
use crate::method::{BigFive, Dimension};
use crate::project::Project;
use crate::room::{Context, Outcome, Room};
use crate::{Refusal, limits, text};

/// A field with what it says now and before. `base` is what the sender saw: when the field says
/// something else by now, the change is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "field", rename_all = "snake_case")]
pub enum Edit {
    /// What is wrong.
    Title {
        /// What the sender saw.
        base: String,
        /// The text.
        text: String,
    },
    /// Its name on a board.
    ShortName {
        /// What the sender saw.
        base: String,
        /// The text.
        text: String,
    },
    /// More about it.
    Explanation {
        /// What the sender saw.
        base: String,
        /// The text.
        text: String,
    },
    /// Where it comes from.
    Origin {
        /// What the sender saw.
        base: Origin,
        /// The choice.
        value: Origin,
    },
    /// Content or behaviour.
    Kind {
        /// What the sender saw.
        base: Option<Dimension>,
        /// The choice; none to say nothing.
        value: Option<Dimension>,
    },
    /// Where it can be solved.
    Level {
        /// What the sender saw.
        base: Option<Level>,
        /// The choice; none to say nothing.
        value: Option<Level>,
    },
    /// The domains of life that it touches.
    Domains {
        /// What the sender saw.
        base: BTreeSet<BigFive>,
        /// The choice.
        value: BTreeSet<BigFive>,
    },
}

/// `bottleneck.change`: changes one field of a bottleneck.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Which one.
    pub bottleneck: BottleneckId,
    /// The field.
    #[serde(flatten)]
    pub edit: Edit,
}

impl Decide for Change {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let found = room.project.bottleneck(self.bottleneck).ok_or(Refusal::NotFound)?;
        let required = |text: &String, max| text::required(text, max, context.today);
        let edit = match &self.edit {
            Edit::Title { base, text } => {
                let (base, text) = written(&found.title, base, required(text, limits::TITLE)?)?;
                Edit::Title { base, text }
            }
            Edit::ShortName { base, text } => {
                let (base, text) = written(&found.short_name, base, required(text, limits::SHORT_NAME)?)?;
                Edit::ShortName { base, text }
            }
            Edit::Explanation { base, text } => {
                let text = text::optional(text, limits::EXPLANATION, context.today)?;
                let (base, text) = written(&found.explanation, base, text)?;
                Edit::Explanation { base, text }
            }
            Edit::Origin { base, value } => {
                let (base, value) = chosen(&found.origin, base, value)?;
                Edit::Origin { base, value }
            }
            Edit::Kind { base, value } => {
                let (base, value) = chosen(&found.tags.kind, base, value)?;
                Edit::Kind { base, value }
            }
            Edit::Level { base, value } => {
                let (base, value) = chosen(&found.tags.level, base, value)?;
                Edit::Level { base, value }
            }
            Edit::Domains { base, value } => {
                let (base, value) = chosen(&found.tags.domains, base, value)?;
                Edit::Domains { base, value }
            }
        };
        let undo = Self { bottleneck: self.bottleneck, edit: edit.clone().back() };
        let changed = Changed { bottleneck: self.bottleneck, edit };
        Ok(Outcome::event(changed).undo(Command::BottleneckChange(undo)))
    }
}

/// What a text field said and says, when the sender saw what it said.
fn written(now: &str, base: &str, text: String) -> Result<(String, String), Refusal> {
    if now == text {
        return Err(Refusal::AlreadyDone);
    }
    if now != base { Err(Refusal::TextChanged { now: now.to_owned() }) } else { Ok((now.to_owned(), text)) }
}

/// As [`written`], for a choice.
fn chosen<T: Clone + PartialEq>(now: &T, base: &T, value: &T) -> Result<(T, T), Refusal> {
    if now == value {
        return Err(Refusal::AlreadyDone);
    }
    if now != base { Err(Refusal::ChoiceChanged) } else { Ok((now.clone(), value.clone())) }
}

impl Edit {
    /// The edit that takes this one back.
    fn back(self) -> Self {
        match self {
            Self::Title { base, text } => Self::Title { base: text, text: base },
            Self::ShortName { base, text } => Self::ShortName { base: text, text: base },
            Self::Explanation { base, text } => Self::Explanation { base: text, text: base },
            Self::Origin { base, value } => Self::Origin { base: value, value: base },
            Self::Kind { base, value } => Self::Kind { base: value, value: base },
            Self::Level { base, value } => Self::Level { base: value, value: base },
            Self::Domains { base, value } => Self::Domains { base: value, value: base },
        }
    }

    fn write(&self, bottleneck: &mut Bottleneck) {
        match self {
            Self::Title { text, .. } => bottleneck.title.clone_from(text),
            Self::ShortName { text, .. } => bottleneck.short_name.clone_from(text),
            Self::Explanation { text, .. } => bottleneck.explanation.clone_from(text),
            Self::Origin { value, .. } => bottleneck.origin = *value,
            Self::Kind { value, .. } => bottleneck.tags.kind = *value,
            Self::Level { value, .. } => bottleneck.tags.level = *value,
            Self::Domains { value, .. } => bottleneck.tags.domains.clone_from(value),
        }
    }
}

/// Event `bottleneck.changed`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// Which one.
    pub bottleneck: BottleneckId,
    /// The field, with what it said before.
    #[serde(flatten)]
    pub edit: Edit,
}

impl Apply for Changed {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        if let Some(bottleneck) = project.bottleneck_mut(self.bottleneck) {
            self.edit.write(bottleneck);
        }
    }
}
