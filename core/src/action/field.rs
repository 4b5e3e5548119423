//! The fields of an action as text, so that each is saved by itself (design section 3).

use serde::{Deserialize, Serialize};

use super::Action;
use super::details::{Light, POINTS, Reach, Sign, Term};
use crate::method::{BigFive, Dimension};
use crate::room::Context;
use crate::{Refusal, limits, text};

macro_rules! fields {
    ($($(#[$doc:meta])* $field:ident $key:literal)*) => {
        /// A column of the roadmap that can be changed. The quarters have their own command.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Field { $($(#[$doc])* #[serde(rename = $key)] $field,)* }

        impl Field {
            /// All fields, in the order of the columns.
            pub const ALL: &[Self] = &[$(Self::$field),*];

            /// The key in the HTTP interface and the message files.
            pub fn key(self) -> &'static str {
                match self { $(Self::$field => $key),* }
            }
        }
    };
}

fields! {
    /// Direction of solution.
    Direction "direction"
    /// What is done.
    Title "title"
    /// Bottlenecks besides those of the promise: ids with a space between them.
    Bottlenecks "bottlenecks"
    /// Big 5: keys with a space between them.
    BigFive "big_five"
    /// Content or behaviour: a key.
    Dimension "dimension"
    /// For whom.
    ForWhom "for_whom"
    /// Youths reached: a whole number.
    Youths "youths"
    /// Places: a whole number.
    Places "places"
    /// How far away: a key.
    Term "term"
    /// The one person who sees to it.
    Owner "owner"
    /// Who does it: an id.
    Party "party"
    /// Who helps.
    Partners "partners"
    /// Who must decide.
    DecisionBody "decision_body"
    /// By when they decide: `2027-04-01`.
    DecisionBy "decision_by"
    /// Cost once, in whole euros.
    CostOnce "cost_once"
    /// Cost each year, in whole euros.
    CostYearly "cost_yearly"
    /// Who pays.
    Cover "cover"
    /// Staff in full-time jobs: `0.5`, a comma will do too.
    Fte "fte"
    /// Actions that must be ready before: ids with a space between them.
    DependsOn "depends_on"
    /// How we see that it works.
    Indicator "indicator"
    /// Where that stands now.
    Baseline "baseline"
    /// Where it should stand.
    Target "target"
    /// What could go wrong.
    Risk "risk"
    /// The ten points of youths: number and sign, a space between them, as `1+ 4- 70`.
    YouthCheck "youth_check"
    /// Status of the content: a key.
    Content "content"
    /// Status of the finances: a key.
    Finances "finances"
    /// Status of the planning: a key.
    Planning "planning"
    /// Local or regional: a key.
    Reach "reach"
    /// Where it comes from.
    Source "source"
}

/// Words with a space between them.
fn joined<T: ToString>(items: impl IntoIterator<Item = T>) -> String {
    items.into_iter().map(|item| item.to_string()).collect::<Vec<_>>().join(" ")
}

/// The words of a text, each read; each result once, in the order given.
fn each<T: PartialEq>(text: &str, read: impl Fn(&str) -> Result<T, Refusal>) -> Result<Vec<T>, Refusal> {
    let mut all = Vec::new();
    for word in text.split_whitespace() {
        let item = read(word)?;
        if !all.contains(&item) {
            all.push(item);
        }
    }
    Ok(all)
}

/// Nothing for an empty text, else what it reads as.
fn maybe<T>(text: &str, read: impl Fn(&str) -> Result<T, Refusal>) -> Result<Option<T>, Refusal> {
    if text.is_empty() { Ok(None) } else { read(text).map(Some) }
}

fn shown<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn number(text: &str) -> Result<u32, Refusal> {
    let all_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| all_digits && *number <= limits::NUMBER).ok_or(Refusal::NumberOutOfRange)
}

/// `0.5`, `1,25` or `2` in hundredths.
fn hundredths(text: &str) -> Result<u32, Refusal> {
    let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let part = match part.len() {
        1 => number(part)? * 10,
        2 => number(part)?,
        _ => return Err(Refusal::NumberOutOfRange),
    };
    let whole = number(whole)?;
    if whole > limits::FTE { Err(Refusal::NumberOutOfRange) } else { Ok(whole * 100 + part) }
}

fn choice<T>(found: Option<T>) -> Result<T, Refusal> {
    found.ok_or(Refusal::UnknownChoice)
}

/// `4+`: a point of the youths with what the action does for it.
fn point(word: &str) -> Result<(u8, Sign), Refusal> {
    let at = word.len().saturating_sub(1);
    let (point, sign) = word.split_at_checked(at).ok_or(Refusal::UnknownChoice)?;
    let point = point.parse().ok().filter(|point| (1..=POINTS).contains(point));
    Ok((choice(point)?, choice(Sign::read(sign))?))
}

impl Field {
    /// The field as text, as commands carry it; empty when nothing was filled in.
    pub fn read(self, action: &Action) -> String {
        let details = &action.details;
        match self {
            Self::Title => action.title.clone(),
            Self::Direction => details.direction.clone(),
            Self::Bottlenecks => joined(&details.bottlenecks),
            Self::BigFive => joined(details.big_five.iter().map(|domain| domain.key())),
            Self::Dimension => shown(details.dimension.map(Dimension::key)),
            Self::ForWhom => details.for_whom.clone(),
            Self::Youths => shown(details.youths),
            Self::Places => shown(details.places),
            Self::Term => shown(details.term.map(Term::key)),
            Self::Owner => details.owner.clone(),
            Self::Party => shown(details.party),
            Self::Partners => details.partners.clone(),
            Self::DecisionBody => details.decision_body.clone(),
            Self::DecisionBy => shown(details.decision_by),
            Self::CostOnce => shown(details.cost_once),
            Self::CostYearly => shown(details.cost_yearly),
            Self::Cover => details.cover.clone(),
            Self::Fte => shown(details.fte.map(|fte| format!("{}.{:02}", fte / 100, fte % 100))),
            Self::DependsOn => joined(&details.depends_on),
            Self::Indicator => details.indicator.clone(),
            Self::Baseline => details.baseline.clone(),
            Self::Target => details.target.clone(),
            Self::Risk => details.risk.clone(),
            Self::YouthCheck => {
                joined(details.youth_check.iter().map(|(point, sign)| format!("{point}{}", sign.key())))
            }
            Self::Content => shown(details.content.map(Light::key)),
            Self::Finances => shown(details.finances.map(Light::key)),
            Self::Planning => shown(details.planning.map(Light::key)),
            Self::Reach => shown(details.reach.map(Reach::key)),
            Self::Source => details.source.clone(),
        }
    }

    /// Sets the field. A text that is none for this field changes nothing.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub(super) fn write(self, action: &mut Action, text: &str) -> Result<(), Refusal> {
        let light = |text: &str| maybe(text, |key| choice(Light::read(key)));
        let details = &mut action.details;
        match self {
            Self::Title => text.clone_into(&mut action.title),
            Self::Direction => text.clone_into(&mut details.direction),
            Self::Bottlenecks => details.bottlenecks = each(text, |id| id.parse().map_err(|_| Refusal::NotFound))?,
            Self::BigFive => details.big_five = each(text, |key| choice(BigFive::read(key)))?,
            Self::Dimension => details.dimension = maybe(text, |key| choice(Dimension::read(key)))?,
            Self::ForWhom => text.clone_into(&mut details.for_whom),
            Self::Youths => details.youths = maybe(text, number)?,
            Self::Places => details.places = maybe(text, number)?,
            Self::Term => details.term = maybe(text, |key| choice(Term::read(key)))?,
            Self::Owner => text.clone_into(&mut details.owner),
            Self::Party => details.party = maybe(text, |id| id.parse().map_err(|_| Refusal::NotFound))?,
            Self::Partners => text.clone_into(&mut details.partners),
            Self::DecisionBody => text.clone_into(&mut details.decision_body),
            Self::DecisionBy => details.decision_by = maybe(text, str::parse)?,
            Self::CostOnce => details.cost_once = maybe(text, number)?,
            Self::CostYearly => details.cost_yearly = maybe(text, number)?,
            Self::Cover => text.clone_into(&mut details.cover),
            Self::Fte => details.fte = maybe(text, hundredths)?,
            Self::DependsOn => details.depends_on = each(text, |id| id.parse().map_err(|_| Refusal::NotFound))?,
            Self::Indicator => text.clone_into(&mut details.indicator),
            Self::Baseline => text.clone_into(&mut details.baseline),
            Self::Target => text.clone_into(&mut details.target),
            Self::Risk => text.clone_into(&mut details.risk),
            Self::YouthCheck => details.youth_check = each(text, point)?.into_iter().collect(),
            Self::Content => details.content = light(text)?,
            Self::Finances => details.finances = light(text)?,
            Self::Planning => details.planning = light(text)?,
            Self::Reach => details.reach = maybe(text, |key| choice(Reach::read(key)))?,
            Self::Source => text.clone_into(&mut details.source),
        }
        Ok(())
    }

    /// The text as entered, checked as far as the text alone goes.
    pub(super) fn checked(self, text: &str, context: &Context) -> Result<String, Refusal> {
        match self {
            Self::Title => text::required(text, limits::SENTENCE, context.today),
            Self::Direction | Self::DecisionBody | Self::Owner => text::optional(text, limits::NAME, context.today),
            Self::ForWhom | Self::Partners | Self::Cover | Self::Baseline | Self::Target => {
                text::optional(text, limits::NOTE, context.today)
            }
            Self::Indicator | Self::Risk | Self::Source => text::optional(text, limits::SENTENCE, context.today),
            _ => Ok(text.trim().to_owned()),
        }
    }
}
