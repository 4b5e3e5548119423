//! Question kinds: what a phone asks and what an answer may be.
//!
//! A kind owns its input, its check and its tally; activities are built from a few of them.
//! So far there is one: marks from 1 to 5 on one or more scales, with "cannot judge" and an
//! optional note.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::BottleneckId;
use crate::time::Date;
use crate::{Refusal, limits, text};

/// A scale from 1 to 5. Its question and the words at its ends stand in the message files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// How severe this is for young people (method A.1 "Ernst").
    Severity,
    /// What we can change within 12 months (method A.1 "Invloed").
    Influence,
}

/// What a round asks about each item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Question {
    /// A mark from 1 to 5 on each scale.
    Scales {
        /// The scales, in the order asked.
        scales: Vec<Scale>,
    },
}

impl Question {
    /// The question of the bottleneck activity.
    pub fn bottlenecks() -> Self {
        Self::Scales { scales: vec![Scale::Severity, Scale::Influence] }
    }

    /// The scales asked about each item.
    pub fn scales(&self) -> &[Scale] {
        match self {
            Self::Scales { scales } => scales,
        }
    }

    /// Checks answers and cleans their notes.
    ///
    /// # Errors
    /// [`Refusal::UnknownItem`], [`Refusal::MarkOutOfRange`], or a refusal of a note's text.
    pub fn check(&self, items: &[BottleneckId], answers: &Answers, today: Date) -> Result<Answers, Refusal> {
        let mut checked = Answers::default();
        for (item, answer) in &answers.items {
            if !items.contains(item) || answer.marks.keys().any(|scale| !self.scales().contains(scale)) {
                return Err(Refusal::UnknownItem);
            }
            if answer.marks.values().any(|mark| mark.0 > Mark::HIGHEST) {
                return Err(Refusal::MarkOutOfRange);
            }
            let note = text::optional(&answer.note, limits::NOTE, today)?;
            checked.items.insert(*item, Answer { marks: answer.marks.clone(), note });
        }
        Ok(checked)
    }

    /// Whether every item has a mark on every scale ("cannot judge" counts).
    pub fn is_complete(&self, items: &[BottleneckId], answers: &Answers) -> bool {
        items.iter().all(|item| {
            answers
                .items
                .get(item)
                .is_some_and(|answer| self.scales().iter().all(|scale| answer.marks.contains_key(scale)))
        })
    }
}

/// A mark from 1 to 5, or 0 for "cannot judge".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Mark(pub u8);

impl Mark {
    /// "Cannot judge": counts as an abstention.
    pub const CANNOT_JUDGE: Self = Self(0);
    /// The highest mark.
    pub const HIGHEST: u8 = 5;
}

/// All answers of one seat in one round.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers {
    /// Answers by item; an item that was skipped is absent.
    pub items: BTreeMap<BottleneckId, Answer>,
}

impl Answers {
    /// No mark at all: opening the form is not voting.
    pub fn is_blank(&self) -> bool {
        self.items.values().all(|answer| answer.marks.is_empty())
    }
}

/// The answer about one item.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Marks by scale; a scale that was skipped is absent.
    #[serde(default)]
    pub marks: BTreeMap<Scale, Mark>,
    /// How one notices it, in one's own words; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}
