//! The fields of a board and of its pieces as text, so that each is saved by itself (design section 3).

use serde::{Deserialize, Serialize};

use super::piece::{Activity, Contribution, Effect, Euros, Firm, Kind, Line, On, Sort, Term, What};
use super::{Arena, Form, HORIZONS};
use crate::access::Right;
use crate::choices::choices;
use crate::command::{Command, Decide};
use crate::event::{Apply, Envelope};
use crate::ids::{ArenaId, PartyId, PieceId};
use crate::method::BigFive;
use crate::project::Project;
use crate::promise::meeting_of;
use crate::room::{Context, Outcome, Room};
use crate::{Refusal, limits, text};

choices! {
    /// A field of a piece that can be changed.
    Field {
        /// What it says.
        Text "text"
        /// Its name on the board.
        ShortName "short_name"
        /// What of an activity can be counted.
        Output "output"
        /// Who does it: an id.
        Party "party"
        /// With whom an effect shows: a key.
        On "on"
        /// Which organisations gain by it: ids with a space between them.
        Parties "parties"
        /// In which domain of life: a key.
        Domain "domain"
        /// When it shows: a key.
        Term "term"
        /// Nobody wants it: `on` or nothing.
        Unwanted "unwanted"
        /// It was not aimed at: `on` or nothing.
        ByTheWay "by_the_way"
        /// It counts by itself: `on` or nothing.
        OwnValue "own_value"
        /// What is put in: a key.
        Kind "kind"
        /// How firm that is: a key.
        Firm "firm"
        /// Once: one amount, or at least, most likely and at most with a space between them.
        Once "once"
        /// Each year: as once.
        Yearly "yearly"
        /// Bottlenecks: ids with a space between them.
        Bottlenecks "bottlenecks"
        /// Risks: ids with a space between them.
        Risks "risks"
    }
}

/// Nothing for an empty text, else what it reads as.
fn maybe<T>(text: &str, read: impl Fn(&str) -> Option<T>, refusal: Refusal) -> Result<Option<T>, Refusal> {
    if text.is_empty() { Ok(None) } else { read(text).map(Some).ok_or(refusal) }
}

/// The ids in a text, each once, in the order given.
fn each<T: PartialEq + std::str::FromStr>(text: &str) -> Result<Vec<T>, Refusal> {
    let mut all = Vec::new();
    for word in text.split_whitespace() {
        let item = word.parse().map_err(|_| Refusal::NotFound)?;
        if !all.contains(&item) {
            all.push(item);
        }
    }
    Ok(all)
}

fn joined<T: ToString>(items: &[T]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// `20000` or `€ 20.000`, or `15000 20000 30000`.
fn euros(text: &str) -> Result<Option<Euros>, Refusal> {
    let number = |word: &str| {
        // Points and commas only between thousands: `20.000`, never `20.5`.
        let mut groups = word.split(['.', ',']);
        let first = groups.next().unwrap_or_default();
        let is_whole = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let thousands = groups.clone().next().is_none() || first.len() <= 3;
        let all = is_whole(first) && thousands && groups.all(|digits| digits.len() == 3 && is_whole(digits));
        let number = word.replace(['.', ','], "").parse().ok();
        number.filter(|number| all && *number <= limits::NUMBER).ok_or(Refusal::EurosUnreadable)
    };
    let numbers: Vec<u32> = text.replace('€', " ").split_whitespace().map(number).collect::<Result<_, _>>()?;
    match numbers[..] {
        [] => Ok(None),
        [likely] => Ok(Some(Euros { low: likely, likely, high: likely })),
        [low, likely, high] if low <= likely && likely <= high => Ok(Some(Euros { low, likely, high })),
        _ => Err(Refusal::EurosUnreadable),
    }
}

fn shown(euros: Option<Euros>) -> String {
    match euros {
        None => String::new(),
        Some(Euros { low, likely, high }) if low == likely && likely == high => likely.to_string(),
        Some(Euros { low, likely, high }) => format!("{low} {likely} {high}"),
    }
}

fn flag(is: bool) -> String {
    if is { "on".to_owned() } else { String::new() }
}

fn read_flag(text: &str) -> Result<bool, Refusal> {
    match text {
        "" => Ok(false),
        "on" => Ok(true),
        _ => Err(Refusal::UnknownChoice),
    }
}

impl Field {
    /// The fields of a sort of piece, in the order shown.
    pub fn of(sort: Sort) -> &'static [Self] {
        match sort {
            Sort::Activity => &[Self::Text, Self::ShortName, Self::Output, Self::Party, Self::Bottlenecks, Self::Risks],
            Sort::Effect => &[
                Self::Text,
                Self::ShortName,
                Self::On,
                Self::Parties,
                Self::Term,
                Self::Domain,
                Self::Unwanted,
                Self::ByTheWay,
                Self::OwnValue,
                Self::Bottlenecks,
                Self::Risks,
            ],
            Sort::Line => &[Self::Text],
            Sort::Contribution => &[Self::Kind, Self::Text, Self::Firm, Self::Once, Self::Yearly],
        }
    }

    /// The field as text, as commands carry it; empty when nothing was filled in, or a piece of this sort
    /// has no such field.
    pub fn text(self, what: &What) -> String {
        let key = |key: Option<&'static str>| key.unwrap_or_default().to_owned();
        match (self, what) {
            (Self::Text, What::Line(line)) => line.assumption.clone(),
            (Self::Text, What::Activity(Activity { text, .. }))
            | (Self::Text, What::Effect(Effect { text, .. }))
            | (Self::Text, What::Contribution(Contribution { text, .. })) => text.clone(),
            (Self::ShortName, What::Activity(Activity { short_name, .. }))
            | (Self::ShortName, What::Effect(Effect { short_name, .. })) => short_name.clone(),
            (Self::Bottlenecks, What::Activity(Activity { bottlenecks, .. }))
            | (Self::Bottlenecks, What::Effect(Effect { bottlenecks, .. })) => joined(bottlenecks),
            (Self::Risks, What::Activity(Activity { risks, .. }))
            | (Self::Risks, What::Effect(Effect { risks, .. })) => joined(risks),
            (Self::Output, What::Activity(activity)) => activity.output.clone(),
            (Self::Party, What::Activity(activity)) => joined(activity.party.as_slice()),
            (Self::On, What::Effect(effect)) => key(effect.on.map(On::key)),
            (Self::Parties, What::Effect(effect)) => joined(&effect.parties),
            (Self::Domain, What::Effect(effect)) => key(effect.domain.map(BigFive::key)),
            (Self::Term, What::Effect(effect)) => key(effect.term.map(Term::key)),
            (Self::Unwanted, What::Effect(effect)) => flag(effect.unwanted),
            (Self::ByTheWay, What::Effect(effect)) => flag(effect.by_the_way),
            (Self::OwnValue, What::Effect(effect)) => flag(effect.own_value),
            (Self::Kind, What::Contribution(contribution)) => key(contribution.kind.map(Kind::key)),
            (Self::Firm, What::Contribution(contribution)) => key(contribution.firm.map(Firm::key)),
            (Self::Once, What::Contribution(contribution)) => shown(contribution.once),
            (Self::Yearly, What::Contribution(contribution)) => shown(contribution.yearly),
            _ => String::new(),
        }
    }

    /// Sets the field. A text that is none for this field changes nothing.
    ///
    /// # Errors
    /// What is wrong with the text; [`Refusal::UnknownChoice`] when a piece of this sort has no such field.
    pub(super) fn write(self, what: &mut What, to: &str) -> Result<(), Refusal> {
        match (self, what) {
            (Self::Text, What::Line(line)) => to.clone_into(&mut line.assumption),
            (Self::Text, What::Activity(Activity { text, .. }))
            | (Self::Text, What::Effect(Effect { text, .. }))
            | (Self::Text, What::Contribution(Contribution { text, .. })) => to.clone_into(text),
            (Self::ShortName, What::Activity(Activity { short_name, .. }))
            | (Self::ShortName, What::Effect(Effect { short_name, .. })) => to.clone_into(short_name),
            (Self::Bottlenecks, What::Activity(Activity { bottlenecks, .. }))
            | (Self::Bottlenecks, What::Effect(Effect { bottlenecks, .. })) => *bottlenecks = each(to)?,
            (Self::Risks, What::Activity(Activity { risks, .. }))
            | (Self::Risks, What::Effect(Effect { risks, .. })) => *risks = each(to)?,
            (Self::Output, What::Activity(activity)) => to.clone_into(&mut activity.output),
            (Self::Party, What::Activity(activity)) => {
                activity.party = maybe(to, |id| id.parse().ok(), Refusal::NotFound)?;
            }
            (Self::On, What::Effect(effect)) => effect.on = maybe(to, On::read, Refusal::UnknownChoice)?,
            (Self::Parties, What::Effect(effect)) => effect.parties = each(to)?,
            (Self::Domain, What::Effect(effect)) => {
                effect.domain = maybe(to, BigFive::read, Refusal::UnknownChoice)?;
            }
            (Self::Term, What::Effect(effect)) => effect.term = maybe(to, Term::read, Refusal::UnknownChoice)?,
            (Self::Unwanted, What::Effect(effect)) => effect.unwanted = read_flag(to)?,
            (Self::ByTheWay, What::Effect(effect)) => effect.by_the_way = read_flag(to)?,
            (Self::OwnValue, What::Effect(effect)) => effect.own_value = read_flag(to)?,
            (Self::Kind, What::Contribution(contribution)) => {
                contribution.kind = maybe(to, Kind::read, Refusal::UnknownChoice)?;
            }
            // Who is asked promises nothing.
            (Self::Firm, What::Contribution(contribution)) if contribution.request => {
                contribution.firm = maybe(to, |_| None, Refusal::UnknownChoice)?;
            }
            (Self::Firm, What::Contribution(contribution)) => {
                contribution.firm = maybe(to, Firm::read, Refusal::UnknownChoice)?;
            }
            (Self::Once, What::Contribution(contribution)) => contribution.once = euros(to)?,
            (Self::Yearly, What::Contribution(contribution)) => contribution.yearly = euros(to)?,
            _ => return Err(Refusal::UnknownChoice),
        }
        Ok(())
    }

    /// The text as entered, checked as far as the text alone goes.
    pub(super) fn checked(self, what: &What, text: &str, context: &Context) -> Result<String, Refusal> {
        let must = matches!(what, What::Activity(_) | What::Effect(_));
        match self {
            Self::Text if must => text::required(text, limits::NOTE, context.today),
            Self::ShortName => text::required(text, limits::SHORT_NAME, context.today),
            Self::Text | Self::Output => text::optional(text, limits::NOTE, context.today),
            _ => Ok(text.trim().to_owned()),
        }
    }
}

/// `arena.change`: changes one field of a piece.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Which piece.
    pub piece: PieceId,
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
        let (_, piece) = project.piece(self.piece).ok_or(Refusal::NotFound)?;
        let mut after = piece.what.clone();
        self.field.write(&mut after, &self.field.checked(&piece.what, &self.text, context)?)?;
        let (before, text) = (self.field.text(&piece.what), self.field.text(&after));
        if before == text {
            return Err(Refusal::AlreadyDone);
        }
        if before != self.base {
            return Err(Refusal::TextChanged { now: before });
        }
        // What was chosen before may be gone since: only what is chosen now must be there.
        if matches!(self.field, Field::Party | Field::Parties | Field::Bottlenecks | Field::Risks) {
            after.refers(project)?;
        }
        // A party that is not there says nothing: its own word stands as it was.
        let says = matches!(self.field, Field::Kind | Field::Firm | Field::Once | Field::Yearly);
        let is_own = |row: &Contribution| says && !row.request;
        if let What::Contribution(row) = &after
            && is_own(row)
            && meeting_of(room, row.party).is_none()
        {
            return Err(Refusal::OnlyAsRequest);
        }
        let undo = Self { base: text.clone(), text: before, ..*self };
        let changed = Changed { piece: self.piece, field: self.field, text };
        Ok(Outcome::event(changed).undo(Command::ArenaChange(undo)))
    }
}

/// Event `arena.changed`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// Which piece.
    pub piece: PieceId,
    /// Which field.
    pub field: Field,
    /// What it says.
    pub text: String,
}

impl Changed {
    /// Whether a piece of some sort can hold the text in this field; a choice or an amount cannot be just
    /// any text.
    pub fn is_readable(&self) -> bool {
        let nobody = PartyId::from_random([0; 16]);
        let nothing = PieceId::from_random([0; 16]);
        let contribution = Contribution {
            party: nobody,
            activity: nothing,
            kind: None,
            text: String::new(),
            once: None,
            yearly: None,
            firm: None,
            request: false,
        };
        let line = Line { from: nothing, to: nothing, assumption: String::new() };
        let sorts = [
            What::Activity(Activity::default()),
            What::Effect(Effect::default()),
            What::Line(line),
            What::Contribution(contribution),
        ];
        sorts.into_iter().any(|mut what| self.field.write(&mut what, &self.text).is_ok())
    }
}

impl Apply for Changed {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        if let Some(piece) = project.arenas.iter_mut().find_map(|arena| arena.piece_mut(self.piece)) {
            // The text was checked when it was decided on.
            let _ = self.field.write(&mut piece.what, &self.text);
        }
    }
}

choices! {
    /// A field of the frame of a board.
    Frame {
        /// The measure.
        Measure "measure"
        /// For whom.
        Profile "profile"
        /// What happens without it.
        Without "without"
        /// How many years it looks ahead: a number.
        Horizon "horizon"
        /// For how many young people: a number.
        Youths "youths"
        /// Why it goes on while a question of the gate says no.
        Reason "reason"
        /// Whether it is one measure: `on` or nothing.
        OneMeasure "one_measure"
        /// Whether it is clear who does what, and from when: `on` or nothing.
        WhoDoesWhat "who_does_what"
        /// How much of it is done: a key. Last, for the gate asks about the others.
        Form "form"
    }
}

impl Frame {
    /// The field as text, as commands carry it.
    pub fn text(self, arena: &Arena) -> String {
        match self {
            Self::Measure => arena.measure.clone(),
            Self::Profile => arena.profile.clone(),
            Self::Without => arena.without.clone(),
            Self::Horizon => arena.horizon.to_string(),
            Self::Youths => arena.youths.map(|youths| youths.to_string()).unwrap_or_default(),
            Self::Form => arena.form.key().to_owned(),
            Self::OneMeasure => flag(arena.one_measure),
            Self::WhoDoesWhat => flag(arena.who_does_what),
            Self::Reason => arena.reason.clone(),
        }
    }

    fn write(self, arena: &mut Arena, text: &str) -> Result<(), Refusal> {
        match self {
            Self::Measure => text.clone_into(&mut arena.measure),
            Self::Profile => text.clone_into(&mut arena.profile),
            Self::Without => text.clone_into(&mut arena.without),
            Self::Horizon => {
                let years = text.parse().ok().filter(|years| HORIZONS.contains(years));
                arena.horizon = years.ok_or(Refusal::UnknownChoice)?;
            }
            Self::Youths => {
                let number = |text: &str| text.parse().ok().filter(|youths| *youths <= limits::NUMBER);
                arena.youths = maybe(text, number, Refusal::NumberOutOfRange)?;
            }
            Self::Form => arena.form = Form::read(text).ok_or(Refusal::UnknownChoice)?,
            Self::OneMeasure => arena.one_measure = read_flag(text)?,
            Self::WhoDoesWhat => arena.who_does_what = read_flag(text)?,
            Self::Reason => text.clone_into(&mut arena.reason),
        }
        Ok(())
    }

    fn checked(self, text: &str, context: &Context) -> Result<String, Refusal> {
        match self {
            Self::Measure => text::required(text, limits::TITLE, context.today),
            Self::Profile => text::optional(text, limits::NOTE, context.today),
            Self::Without | Self::Reason => text::optional(text, limits::SENTENCE, context.today),
            Self::Horizon | Self::Youths | Self::Form | Self::OneMeasure | Self::WhoDoesWhat => {
                Ok(text.trim().to_owned())
            }
        }
    }
}

/// `arena.frame`: changes one field of the frame of a board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reframe {
    /// Which board.
    pub arena: ArenaId,
    /// Which field.
    pub field: Frame,
    /// The text that the sender saw: another is refused, so that nobody overwrites a colleague.
    pub base: String,
    /// What it says from now on.
    pub text: String,
}

impl Decide for Reframe {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let arena = room.project.arena_of(self.arena).ok_or(Refusal::NotFound)?;
        let mut after = arena.clone();
        self.field.write(&mut after, &self.field.checked(&self.text, context)?)?;
        let (before, text) = (self.field.text(arena), self.field.text(&after));
        if before == text {
            return Err(Refusal::AlreadyDone);
        }
        if before != self.base {
            return Err(Refusal::TextChanged { now: before });
        }
        if after.form == Form::Full && after.reason.is_empty() && !after.open_questions().is_empty() {
            return Err(Refusal::GateClosed);
        }
        let undo = Self { base: text.clone(), text: before, ..*self };
        let changed = Reframed { arena: self.arena, field: self.field, text };
        Ok(Outcome::event(changed).undo(Command::ArenaFrame(undo)))
    }
}

/// Event `arena.framed`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reframed {
    /// Which board.
    pub arena: ArenaId,
    /// Which field.
    pub field: Frame,
    /// What it says.
    pub text: String,
}

impl Reframed {
    /// Whether the field can hold the text; a choice or a number cannot be just any text.
    pub fn is_readable(&self) -> bool {
        let is = |text: &str| ["", "on"].contains(&text);
        match self.field {
            Frame::Measure | Frame::Profile | Frame::Without | Frame::Reason => true,
            Frame::OneMeasure | Frame::WhoDoesWhat => is(&self.text),
            Frame::Horizon | Frame::Youths => self.text.is_empty() || self.text.parse::<u32>().is_ok(),
            Frame::Form => Form::read(&self.text).is_some(),
        }
    }
}

impl Apply for Reframed {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        if let Some(arena) = project.arena_mut(self.arena) {
            // The text was checked when it was decided on.
            let _ = self.field.write(arena, &self.text);
        }
    }
}
