//! Question kinds: what a phone asks and what an answer may be.
//!
//! A kind owns its input, its check and its tally; activities are built from a few of them: marks
//! from 1 to 5 on one or more scales, with "cannot judge" and an optional note; picking a few of
//! the items; cards with a text of one's own, with or without a frame to write in; a hand of nought
//! to five fingers; a hundred points to divide.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::arena::piece::{Firm, Kind, On};
use crate::arena::points;
use crate::choices::choices;
use crate::ids::{ItemId, PartyId};
use crate::risk::measure::Classes;
use crate::round::Ask;
use crate::time::Date;
use crate::{Refusal, limits, text};

pub mod fields;
pub mod fist;

choices! {
    /// A scale from 1 to 5. Its question and the words at its marks stand in the message files.
    Scale {
        /// How severe this is for young people (method A.1 "Ernst").
        Severity "severity"
        /// What we can change within 12 months (method A.1 "Invloed").
        Influence "influence"
        /// How often a risk comes true: of ten young people, or in how many years (method A.2 "Kans").
        Chance "chance"
        /// What it does when it comes true (method A.2 "Impact").
        Impact "impact"
        /// How far one agrees that this happens without the measure (method A.3 step 0).
        Agreement "agreement"
        /// How certain it is that one thing leads to another (method A.3 step 3b).
        Certainty "certainty"
        /// What that certainty rests on: four sorts, no more or less (method A.3 step 3b).
        Evidence "evidence"
    }
}

impl Scale {
    /// The scales of a risk.
    pub const RISK: [Self; 2] = [Self::Chance, Self::Impact];

    /// The scales of a line.
    pub const LINE: [Self; 2] = [Self::Certainty, Self::Evidence];

    /// The highest mark.
    pub fn highest(self) -> u8 {
        match self {
            Self::Evidence => 4,
            _ => Mark::HIGHEST,
        }
    }
}

choices! {
    /// What a card is about, and how its sentence begins.
    Frame {
        /// What can happen to the municipality, and what that leads to (method A.2).
        Municipality "municipality"
        /// What can happen to young people, and what that leads to (method A.2).
        Youth "youth"
        /// What this means for our own role (method A.4, small groups).
        Role "role"
        /// What this means for working together (method A.4, small groups).
        Cooperation "cooperation"
        /// What we do, and by when (method A.4).
        Offer "offer"
        /// What we need for that, and from which party (method A.4).
        Need "need"
        /// Something that is done, and what of it can be counted (method A.3 step 1).
        Activity "activity"
        /// A second.
        Activity2 "activity_2"
        /// A third.
        Activity3 "activity_3"
        /// What comes of it, and with whom it shows (method A.3 step 2).
        Effect "effect"
        /// A second.
        Effect2 "effect_2"
        /// A third.
        Effect3 "effect_3"
        /// What comes of it that nobody wants, and with whom it shows (method A.3 step 2).
        Unwanted "unwanted"
        /// What we put into an activity (method A.3 step 4).
        Contribution "contribution"
        /// A second, as homes beside hours.
        Contribution2 "contribution_2"
        /// What we think another party should put into it (method A.3 step 4).
        Request "request"
    }
}

/// The second part of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum More {
    /// There is none.
    Nothing,
    /// A text: what it leads to.
    Text,
    /// A day: by when.
    Day,
    /// A party: from whom.
    Party,
    /// With whom an effect shows.
    On,
    /// What is put in, and how firm that is.
    Kind,
}

impl Frame {
    /// What stands beside its text.
    pub fn more(self) -> More {
        match self {
            Self::Municipality | Self::Youth => More::Text,
            Self::Role | Self::Cooperation => More::Nothing,
            Self::Offer => More::Day,
            Self::Need | Self::Request => More::Party,
            Self::Activity | Self::Activity2 | Self::Activity3 => More::Text,
            Self::Effect | Self::Effect2 | Self::Effect3 | Self::Unwanted => More::On,
            Self::Contribution | Self::Contribution2 => More::Kind,
        }
    }

    /// Characters of its text.
    pub fn most(self) -> usize {
        match self {
            Self::Role | Self::Cooperation | Self::Offer => limits::SENTENCE,
            _ => limits::NOTE,
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
        /// The amounts that stand for the impact on the municipality, as they were when asked; without
        /// these the impact is asked in words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        money: Option<Classes>,
    },
    /// Short texts of one's own: silent writing (method A.1 "aanvullen").
    Cards {
        /// Most cards of one voter.
        cards: u8,
    },
    /// For each item one card in each of these frames.
    Frames {
        /// The frames, in the order asked.
        frames: Vec<Frame>,
    },
    /// How many fingers one raises for a sentence, from 0 to 5 (method A.4).
    Fist {
        /// What is proposed.
        statement: String,
    },
    /// For each item a hundred points to divide (method A.0.5).
    Points {
        /// What they say.
        of: Divided,
        /// What they are divided over.
        among: Vec<ItemId>,
    },
}

choices! {
    /// What points say that are divided.
    Divided {
        /// How heavy the contributions of each party are (method A.3 step 4b).
        Costs "costs"
        /// What each end effect weighs (method A.3 step 5a).
        Weights "weights"
        /// Who gains by an effect (method A.3 step 5b).
        Benefits "benefits"
    }
}

impl Divided {
    /// Whether each phone has them in an order of its own, so that the first gets no advantage (method
    /// A.0.3). Who gains stands in one order: young people first.
    pub fn is_mixed(self) -> bool {
        self != Self::Benefits
    }
}

impl Question {
    /// The question of the bottleneck activity, without picking.
    pub fn bottlenecks() -> Self {
        Self::Scales { scales: vec![Scale::Severity, Scale::Influence], pick: 0, money: None }
    }

    /// The scales asked about each item.
    pub fn scales(&self) -> &[Scale] {
        match self {
            Self::Scales { scales, .. } => scales,
            _ => &[],
        }
    }

    /// The frames of cards asked about each item.
    pub fn frames(&self) -> &[Frame] {
        match self {
            Self::Frames { frames } => frames,
            _ => &[],
        }
    }

    /// What it asks, as a leader chooses it.
    pub fn ask(&self) -> Ask {
        match self {
            Self::Cards { .. } => Ask::Cards,
            Self::Scales { scales, .. } if scales.contains(&Scale::Chance) => Ask::RiskScores,
            Self::Scales { scales, .. } if scales.contains(&Scale::Agreement) => Ask::Agreement,
            Self::Scales { scales, .. } if scales.contains(&Scale::Certainty) => Ask::Assumptions,
            Self::Scales { pick: 0, .. } => Ask::Rating,
            Self::Scales { .. } => Ask::RatingAndPick,
            Self::Frames { frames } => match frames.first() {
                Some(Frame::Role | Frame::Cooperation) => Ask::Groups,
                Some(Frame::Offer) => Ask::Drafts,
                Some(Frame::Need) => Ask::Needs,
                Some(Frame::Municipality | Frame::Youth) | None => Ask::RiskCards,
                Some(Frame::Activity | Frame::Activity2 | Frame::Activity3) => Ask::Activities,
                Some(Frame::Effect | Frame::Effect2 | Frame::Effect3 | Frame::Unwanted) => Ask::Effects,
                Some(Frame::Contribution | Frame::Contribution2 | Frame::Request) => Ask::Contributions,
            },
            Self::Fist { .. } => Ask::Fist,
            Self::Points { of: Divided::Costs, .. } => Ask::Costs,
            Self::Points { of: Divided::Weights, .. } => Ask::Weights,
            Self::Points { of: Divided::Benefits, .. } => Ask::Benefits,
        }
    }

    /// Most items to pick; 0 when nothing is picked.
    pub fn pick(&self) -> u8 {
        match self {
            Self::Scales { pick, .. } => *pick,
            _ => 0,
        }
    }

    /// Most cards of one voter that stand by themselves; 0 when none are asked for.
    pub fn cards(&self) -> u8 {
        match self {
            Self::Cards { cards } => *cards,
            _ => 0,
        }
    }

    /// Whether texts are asked for, so that there is nothing to vote on again or to put on paper.
    pub fn is_written(&self) -> bool {
        matches!(self, Self::Cards { .. } | Self::Frames { .. })
    }

    /// The amounts that stand for the impact on the municipality, when it was asked in money.
    pub fn money(&self) -> Option<Classes> {
        match self {
            Self::Scales { money, .. } => *money,
            _ => None,
        }
    }

    /// What points are divided over, when they are asked for.
    pub fn among(&self) -> &[ItemId] {
        match self {
            Self::Points { among, .. } => among,
            _ => &[],
        }
    }

    /// What is proposed, when hands are asked for.
    pub fn statement(&self) -> Option<&str> {
        match self {
            Self::Fist { statement } => Some(statement),
            _ => None,
        }
    }

    /// Checks answers and cleans their texts.
    ///
    /// # Errors
    /// [`Refusal::UnknownItem`], [`Refusal::MarkOutOfRange`], [`Refusal::TooManyPicks`],
    /// [`Refusal::ListFull`] for too many cards, or a refusal of a text, day or party on a card.
    pub fn check(&self, items: &[ItemId], answers: &Answers, today: Date) -> Result<Answers, Refusal> {
        let mut checked = Answers::default();
        for (item, answer) in &answers.items {
            if !items.contains(item) {
                return Err(Refusal::UnknownItem);
            }
            checked.items.insert(*item, self.check_answer(answer, today)?);
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

    fn check_answer(&self, answer: &Answer, today: Date) -> Result<Answer, Refusal> {
        let asks_hand = matches!(self, Self::Fist { .. });
        let is_unknown = answer.marks.keys().any(|scale| !self.scales().contains(scale))
            || answer.cards.keys().any(|frame| !self.frames().contains(frame))
            || answer.points.keys().any(|key| !self.among().contains(key))
            || (answer.hand.is_some() && !asks_hand);
        if is_unknown {
            return Err(Refusal::UnknownItem);
        }
        let is_too_high = |(scale, mark): (&Scale, &Mark)| mark.0 > scale.highest();
        if answer.marks.iter().any(is_too_high) || answer.hand.is_some_and(|hand| hand > fist::MOST) {
            return Err(Refusal::MarkOutOfRange);
        }
        // All or nothing: what is half divided says nothing yet, and what is overspent never counts.
        let given = answer.points.values().map(|points| u32::from(*points)).sum::<u32>();
        if !answer.points.is_empty() && given != points::ALL {
            return Err(Refusal::NotAHundred { given });
        }
        let points = answer.points.iter().filter(|(_, points)| **points > 0);
        let note = text::optional(&answer.note, if asks_hand { limits::SENTENCE } else { limits::NOTE }, today)?;
        let mut cards = BTreeMap::new();
        for (frame, written) in &answer.cards {
            let written = written.checked(*frame, today)?;
            if !written.is_empty() {
                cards.insert(*frame, written);
            }
        }
        let points = points.map(|(key, points)| (*key, *points)).collect();
        Ok(Answer { marks: answer.marks.clone(), note, cards, hand: answer.hand, points })
    }

    /// Whether everything is answered: a mark for every item on every scale ("cannot judge"
    /// counts), at least one pick, at least one card, a hand.
    pub fn is_complete(&self, items: &[ItemId], answers: &Answers) -> bool {
        let answer = |item| answers.items.get(item);
        match self {
            Self::Scales { scales, pick, .. } => {
                let rated = |item| {
                    let has = |scale| answer(item).is_some_and(|answer| answer.marks.contains_key(scale));
                    scales.iter().all(has)
                };
                items.iter().all(rated) && (*pick == 0 || !answers.picks.is_empty())
            }
            Self::Cards { .. } => !answers.cards.is_empty(),
            Self::Frames { .. } => items.iter().filter_map(answer).any(|answer| !answer.cards.is_empty()),
            Self::Fist { .. } => items.iter().all(|item| answer(item).is_some_and(|answer| answer.hand.is_some())),
            Self::Points { .. } => {
                items.iter().all(|item| answer(item).is_some_and(|answer| !answer.points.is_empty()))
            }
        }
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
    pub items: BTreeMap<ItemId, Answer>,
    /// The items that come first.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub picks: BTreeSet<ItemId>,
    /// Texts of one's own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cards: Vec<String>,
}

impl Answers {
    /// No mark, pick, card or hand at all: opening the form is not voting.
    pub fn is_blank(&self) -> bool {
        self.items.values().all(Answer::is_blank) && self.picks.is_empty() && self.cards.is_empty()
    }
}

/// The answer about one item.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Marks by scale; a scale that was skipped is absent.
    #[serde(default)]
    pub marks: BTreeMap<Scale, Mark>,
    /// How one notices it, or what one needs, in one's own words; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Cards by frame; a frame that was left empty is absent.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub cards: BTreeMap<Frame, Written>,
    /// How many fingers, from 0 to 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hand: Option<u8>,
    /// Points, a hundred together; what got none is absent.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub points: BTreeMap<ItemId, u8>,
}

impl Answer {
    fn is_blank(&self) -> bool {
        self.marks.is_empty() && self.cards.is_empty() && self.hand.is_none() && self.points.is_empty()
    }

    /// Both marks on a risk, each from 1 to 5: chance and impact. Of who cannot judge one of the two
    /// there is no place in the matrix, so neither counts.
    pub fn place(&self) -> Option<(u8, u8)> {
        let mark = |scale| self.marks.get(&scale).map(|mark| mark.0).filter(|mark| *mark > 0);
        Some((mark(Scale::Chance)?, mark(Scale::Impact)?))
    }
}

/// A card in a frame.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Written {
    /// What it says.
    #[serde(default)]
    pub text: String,
    /// What stands beside it: see [`More`]. A day is `YYYY-MM-DD`, a party an id, a choice its key.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub more: String,
    /// How firm it is, of a contribution.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sure: Option<Firm>,
}

impl Written {
    /// No part says anything. How firm nothing is says nothing.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.more.is_empty()
    }

    fn checked(&self, frame: Frame, today: Date) -> Result<Self, Refusal> {
        let text = text::optional(&self.text, frame.most(), today)?;
        let more = match frame.more() {
            More::Text => text::optional(&self.more, limits::NOTE, today)?,
            _ if self.more.is_empty() => String::new(),
            More::Day => self.more.parse::<Date>()?.to_string(),
            More::Party => self.more.parse::<PartyId>().map_err(|_| Refusal::NotFound)?.to_string(),
            More::On => On::read(&self.more).ok_or(Refusal::UnknownChoice)?.key().to_owned(),
            More::Kind => Kind::read(&self.more).ok_or(Refusal::UnknownChoice)?.key().to_owned(),
            More::Nothing => return Err(Refusal::UnknownItem),
        };
        if self.sure.is_some() && frame.more() != More::Kind {
            return Err(Refusal::UnknownItem);
        }
        Ok(Self { text, more, sure: self.sure })
    }
}
