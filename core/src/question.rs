//! Question kinds: what a phone asks and what an answer may be.
//!
//! A kind owns its input, its check and its tally; activities are built from a few of them: marks
//! from 1 to 5 on one or more scales, with "cannot judge" and an optional note; picking a few of
//! the items; cards with a text of one's own.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::ids::BottleneckId;
use crate::round::Ask;
use crate::time::Date;
use crate::{Refusal, limits, text};

pub mod fields;

/// A scale from 1 to 5. Its question and the words at its ends stand in the message files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// How severe this is for young people (method A.1 "Ernst").
    Severity,
    /// What we can change within 12 months (method A.1 "Invloed").
    Influence,
}

impl Scale {
    /// All scales.
    pub const ALL: [Self; 2] = [Self::Severity, Self::Influence];

    /// Its key in the HTTP interface and in forms.
    pub fn key(self) -> &'static str {
        match self {
            Self::Severity => "severity",
            Self::Influence => "influence",
        }
    }
}

/// What a round asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Question {
    /// A mark from 1 to 5 on each scale for each item, and then, when `pick` is not 0, which items
    /// come first.
    Scales {
        /// The scales, in the order asked.
        scales: Vec<Scale>,
        /// Most items to pick; 0 when nothing is picked.
        #[serde(default)]
        pick: u8,
    },
    /// Short texts of one's own: silent writing (method A.1 "aanvullen", A.2).
    Cards {
        /// Most cards of one voter.
        cards: u8,
    },
}

impl Question {
    /// The question of the bottleneck activity, without picking.
    pub fn bottlenecks() -> Self {
        Self::Scales { scales: vec![Scale::Severity, Scale::Influence], pick: 0 }
    }

    /// The scales asked about each item.
    pub fn scales(&self) -> &[Scale] {
        match self {
            Self::Scales { scales, .. } => scales,
            Self::Cards { .. } => &[],
        }
    }

    /// What it asks, as a leader chooses it.
    pub fn ask(&self) -> Ask {
        match self {
            Self::Cards { .. } => Ask::Cards,
            Self::Scales { pick: 0, .. } => Ask::Rating,
            Self::Scales { .. } => Ask::RatingAndPick,
        }
    }

    /// Most items to pick; 0 when nothing is picked.
    pub fn pick(&self) -> u8 {
        match self {
            Self::Scales { pick, .. } => *pick,
            Self::Cards { .. } => 0,
        }
    }

    /// Most cards of one voter; 0 when no cards are asked for.
    pub fn cards(&self) -> u8 {
        match self {
            Self::Scales { .. } => 0,
            Self::Cards { cards } => *cards,
        }
    }

    /// Checks answers and cleans their texts.
    ///
    /// # Errors
    /// [`Refusal::UnknownItem`], [`Refusal::MarkOutOfRange`], [`Refusal::TooManyPicks`],
    /// [`Refusal::ListFull`] for too many cards, or a refusal of a text.
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
        if answers.picks.iter().any(|item| !items.contains(item)) {
            return Err(Refusal::UnknownItem);
        }
        if answers.picks.len() > usize::from(self.pick()) {
            return Err(Refusal::TooManyPicks { max: self.pick() });
        }
        checked.picks.clone_from(&answers.picks);
        for card in &answers.cards {
            let card = text::optional(card, limits::CARD, today)?;
            if !card.is_empty() {
                checked.cards.push(card);
            }
        }
        if checked.cards.len() > usize::from(self.cards()) {
            return Err(Refusal::ListFull { max: usize::from(self.cards()) });
        }
        Ok(checked)
    }

    /// Whether everything is answered: a mark for every item on every scale ("cannot judge"
    /// counts), at least one pick, at least one card.
    pub fn is_complete(&self, items: &[BottleneckId], answers: &Answers) -> bool {
        let rated = items.iter().all(|item| {
            let answer = answers.items.get(item);
            self.scales().iter().all(|scale| answer.is_some_and(|answer| answer.marks.contains_key(scale)))
        });
        rated && (self.pick() == 0 || !answers.picks.is_empty()) && (self.cards() == 0 || !answers.cards.is_empty())
    }
}

/// How many items one may pick out of so many: a quarter, from two to five (method A.1), and always
/// fewer than there are. 0 where picking says nothing.
pub fn picks_of(items: usize) -> u8 {
    if items < 3 {
        return 0;
    }
    // At most five: fits.
    items.div_ceil(4).clamp(2, 5).min(items - 1) as u8
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

/// All answers of one voter in one round.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// Answers by item; an item that was skipped is absent.
    #[serde(flatten)]
    pub items: BTreeMap<BottleneckId, Answer>,
    /// The items that come first.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub picks: BTreeSet<BottleneckId>,
    /// Texts of one's own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cards: Vec<String>,
}

impl Answers {
    /// No mark, pick or card at all: opening the form is not voting.
    pub fn is_blank(&self) -> bool {
        self.items.values().all(|answer| answer.marks.is_empty()) && self.picks.is_empty() && self.cards.is_empty()
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
