//! The run sheet of a meeting: its items, where it is, and the leaders' private notes.

use serde::{Deserialize, Serialize};

use crate::access::Right;
use crate::choices::choices;
use crate::command::{Command, Decide};
use crate::event::{Apply, Envelope};
use crate::ids::MeetingId;
use crate::meeting::{Meeting, MeetingState, open_meeting};
use crate::project::Project;
use crate::room::{Context, Outcome, Room};
use crate::screen::Picture;
use crate::time::Timestamp;
use crate::{Refusal, limits, text};

choices! {
    /// What a part of a meeting is for, so that the console has at hand what it takes.
    Part {
        /// Looking back on what was decided: the screen shows it by itself, a clicker turns it.
        Recap "recap"
        /// Rating bottlenecks.
        Rating "rating"
        /// Writing down risks.
        Risks "risks"
        /// Talking in small groups about what the challenge means.
        Groups "groups"
        /// Promising.
        Commitment "commitment"
        /// Who does what and when.
        Actions "actions"
        /// The frame of the effects arena.
        Measure "measure"
        /// What is done.
        Activities "activities"
        /// What comes of it.
        Effects "effects"
        /// How certain that is.
        Assumptions "assumptions"
        /// Who puts something in.
        Investors "investors"
        /// Who gains.
        Gains "gains"
        /// Who pays and who gains.
        Balance "balance"
        /// What one needs to take part.
        Needs "needs"
    }
}

/// One part of a meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgendaItem {
    /// Its number in this meeting, which it keeps wherever it stands.
    #[serde(default)]
    pub item: u32,
    /// What it is called.
    pub title: String,
    /// Planned minutes.
    pub minutes: u32,
    /// When it began last.
    pub started_at: Option<Timestamp>,
    /// Milliseconds spent on it before `started_at`.
    pub spent: i64,
    /// What the leaders wrote for themselves.
    #[serde(default)]
    pub note: String,
    /// What it is for, when that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Part>,
}

impl Meeting {
    /// An item of the run sheet.
    pub fn agenda_item(&self, item: u32) -> Option<&AgendaItem> {
        self.agenda.iter().find(|other| other.item == item)
    }

    /// Where an item stands, from 0.
    pub fn place_of(&self, item: u32) -> Option<usize> {
        self.agenda.iter().position(|other| other.item == item)
    }

    fn agenda_item_mut(&mut self, item: u32) -> Option<&mut AgendaItem> {
        self.agenda.iter_mut().find(|other| other.item == item)
    }

    /// Puts an item behind another, or in front.
    fn insert(&mut self, item: AgendaItem, after: Option<u32>) {
        let at = after.and_then(|after| self.place_of(after)).map_or(0, |place| place + 1);
        self.agenda.insert(at, item);
    }

    /// The item before this one.
    fn before(&self, item: u32) -> Option<u32> {
        let place = self.place_of(item)?.checked_sub(1)?;
        Some(self.agenda[place].item)
    }

    /// Starts the clock of an item.
    pub(crate) fn start(&mut self, item: u32, at: Timestamp) {
        self.current = item;
        if let Some(item) = self.agenda_item_mut(item) {
            item.started_at = Some(at);
        }
    }

    /// Stops the clock of the current item.
    pub(crate) fn pause(&mut self, at: Timestamp) {
        if let Some(item) = self.agenda_item_mut(self.current)
            && let Some(started) = item.started_at.take()
        {
            item.spent += (at.0 - started.0).max(0);
        }
    }
}

/// A title and minutes as entered, checked.
pub(crate) fn checked(title: &str, minutes: u32, context: &Context) -> Result<(String, u32), Refusal> {
    Ok((text::required(title, limits::TITLE, context.today)?, minutes.min(limits::AGENDA_MINUTES)))
}

/// A meeting whose run sheet can still be changed.
fn editable(room: &Room, meeting: MeetingId) -> Result<&Meeting, Refusal> {
    let meeting = room.project.meeting(meeting).ok_or(Refusal::NotFound)?;
    if meeting.state == MeetingState::Ended { Err(Refusal::MeetingEnded) } else { Ok(meeting) }
}

/// `meeting.go`: goes to an item of the run sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Go {
    /// Which meeting.
    pub meeting: MeetingId,
    /// Number of the item.
    pub item: u32,
    /// What the screen shows from then on; left out it is what the item asks for, and mostly as it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<Picture>,
}

impl Decide for Go {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let meeting = open_meeting(room, self.meeting)?;
        let item = meeting.agenda_item(self.item).ok_or(Refusal::NotFound)?;
        if meeting.current == self.item {
            return Err(Refusal::AlreadyDone);
        }
        let recap = || room.project.recap().first().copied().filter(|_| item.part == Some(Part::Recap));
        let picture = self.picture.or_else(recap).filter(|picture| *picture != meeting.picture);
        let before = picture.map(|_| meeting.picture);
        let back = Self { meeting: self.meeting, item: meeting.current, picture: before };
        let went = Went { meeting: self.meeting, item: self.item, picture };
        Ok(Outcome::event(went).undo(Command::MeetingGo(back)))
    }
}

/// Event `meeting.went`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Went {
    /// Which meeting.
    pub meeting: MeetingId,
    /// Number of the item.
    pub item: u32,
    /// What the screen shows from now on, when that changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<Picture>,
}

impl Apply for Went {
    fn apply(&self, project: &mut Project, envelope: &Envelope) {
        if let Some(meeting) = project.meeting_mut(self.meeting) {
            meeting.pause(envelope.at);
            meeting.start(self.item, envelope.at);
            meeting.picture = self.picture.unwrap_or(meeting.picture);
        }
    }
}

/// `agenda.add`: adds an item to the run sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Add {
    /// Which meeting.
    pub meeting: MeetingId,
    /// Its number, chosen by the sender: one that no item of this meeting has.
    pub item: u32,
    /// What it is called.
    pub title: String,
    /// Planned minutes.
    pub minutes: u32,
    /// The item that it comes after; none to come first.
    #[serde(default)]
    pub after: Option<u32>,
}

impl Decide for Add {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let meeting = editable(room, self.meeting)?;
        if meeting.agenda_item(self.item).is_some() {
            return Err(Refusal::IdTaken);
        }
        if meeting.agenda.len() >= limits::AGENDA_ITEMS {
            return Err(Refusal::ListFull { max: limits::AGENDA_ITEMS });
        }
        if let Some(after) = self.after {
            meeting.agenda_item(after).ok_or(Refusal::NotFound)?;
        }
        let (title, minutes) = checked(&self.title, self.minutes, context)?;
        let undo = Command::AgendaRemove(Remove { meeting: self.meeting, item: self.item });
        Ok(Outcome::event(Added { title, minutes, ..self.clone().into() }).undo(undo))
    }
}

/// Event `agenda.added`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Added {
    /// Which meeting.
    pub meeting: MeetingId,
    /// Its number.
    pub item: u32,
    /// What it is called.
    pub title: String,
    /// Planned minutes.
    pub minutes: u32,
    /// The item that it comes after.
    pub after: Option<u32>,
}

impl From<Add> for Added {
    fn from(Add { meeting, item, title, minutes, after }: Add) -> Self {
        Self { meeting, item, title, minutes, after }
    }
}

impl Apply for Added {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        if let Some(meeting) = project.meeting_mut(self.meeting) {
            let (item, title, minutes) = (self.item, self.title.clone(), self.minutes);
            meeting.insert(AgendaItem { item, title, minutes, ..AgendaItem::default() }, self.after);
        }
    }
}

/// `agenda.change`: gives an item another title or other minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Which meeting.
    pub meeting: MeetingId,
    /// Which item.
    pub item: u32,
    /// The title that the sender saw: another is refused, so that nobody overwrites a colleague.
    pub base: String,
    /// What it is called.
    pub title: String,
    /// Planned minutes.
    pub minutes: u32,
}

impl Decide for Change {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let before = editable(room, self.meeting)?.agenda_item(self.item).ok_or(Refusal::NotFound)?;
        let (title, minutes) = checked(&self.title, self.minutes, context)?;
        if (&before.title, before.minutes) == (&title, minutes) {
            return Err(Refusal::AlreadyDone);
        }
        if before.title != self.base {
            return Err(Refusal::TextChanged { now: before.title.clone() });
        }
        let undo = Self { base: title.clone(), title: before.title.clone(), minutes: before.minutes, ..self.clone() };
        let changed = Changed { meeting: self.meeting, item: self.item, title, minutes };
        Ok(Outcome::event(changed).undo(Command::AgendaChange(undo)))
    }
}

/// Event `agenda.changed`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// Which meeting.
    pub meeting: MeetingId,
    /// Which item.
    pub item: u32,
    /// What it is called.
    pub title: String,
    /// Planned minutes.
    pub minutes: u32,
}

impl Apply for Changed {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        let item = project.meeting_mut(self.meeting).and_then(|meeting| meeting.agenda_item_mut(self.item));
        if let Some(item) = item {
            item.title.clone_from(&self.title);
            item.minutes = self.minutes;
        }
    }
}

/// `agenda.place`: puts an item elsewhere in the run sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Which meeting.
    pub meeting: MeetingId,
    /// Which item.
    pub item: u32,
    /// The item that it comes after; none to come first.
    #[serde(default)]
    pub after: Option<u32>,
}

impl Decide for Place {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let meeting = editable(room, self.meeting)?;
        meeting.agenda_item(self.item).ok_or(Refusal::NotFound)?;
        if let Some(after) = self.after {
            meeting.agenda_item(after).ok_or(Refusal::NotFound)?;
        }
        let before = meeting.before(self.item);
        if before == self.after || self.after == Some(self.item) {
            return Err(Refusal::AlreadyDone);
        }
        let undo = Command::AgendaPlace(Self { after: before, ..*self });
        Ok(Outcome::event(Placed { meeting: self.meeting, item: self.item, after: self.after }).undo(undo))
    }
}

/// Event `agenda.placed`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed {
    /// Which meeting.
    pub meeting: MeetingId,
    /// Which item.
    pub item: u32,
    /// The item that it comes after.
    pub after: Option<u32>,
}

impl Apply for Placed {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        if let Some(meeting) = project.meeting_mut(self.meeting)
            && let Some(place) = meeting.place_of(self.item)
        {
            let item = meeting.agenda.remove(place);
            meeting.insert(item, self.after);
        }
    }
}

/// `agenda.remove`: takes an item off the run sheet: one that was not begun, and has no note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remove {
    /// Which meeting.
    pub meeting: MeetingId,
    /// Which item.
    pub item: u32,
}

impl Decide for Remove {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let meeting = editable(room, self.meeting)?;
        let item = meeting.agenda_item(self.item).ok_or(Refusal::NotFound)?;
        let is_begun = item.started_at.is_some() || item.spent > 0;
        if meeting.current == self.item || meeting.agenda.len() == 1 || is_begun || !item.note.is_empty() {
            return Err(Refusal::InUse);
        }
        let undo = Add {
            meeting: self.meeting,
            item: self.item,
            title: item.title.clone(),
            minutes: item.minutes,
            after: meeting.before(self.item),
        };
        Ok(Outcome::event(Removed { meeting: self.meeting, item: self.item }).undo(Command::AgendaAdd(undo)))
    }
}

/// Event `agenda.removed`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    /// Which meeting.
    pub meeting: MeetingId,
    /// Which item.
    pub item: u32,
}

impl Apply for Removed {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        if let Some(meeting) = project.meeting_mut(self.meeting) {
            meeting.agenda.retain(|item| item.item != self.item);
        }
    }
}

/// `agenda.note`: writes the leaders' private note on an item. No screen and no phone shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Which meeting.
    pub meeting: MeetingId,
    /// Which item.
    pub item: u32,
    /// The text that the sender saw: another is refused, so that nobody overwrites a colleague.
    pub base: String,
    /// The text.
    pub text: String,
}

impl Decide for Note {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let meeting = room.project.meeting(self.meeting).ok_or(Refusal::NotFound)?;
        let before = &meeting.agenda_item(self.item).ok_or(Refusal::NotFound)?.note;
        let text = text::optional(&self.text, limits::PRIVATE_NOTE, context.today)?;
        if *before == text {
            return Err(Refusal::AlreadyDone);
        }
        if *before != self.base {
            return Err(Refusal::TextChanged { now: before.clone() });
        }
        let undo = Self { base: text.clone(), text: before.clone(), ..*self };
        let noted = Noted { meeting: self.meeting, item: self.item, text };
        Ok(Outcome::event(noted).undo(Command::AgendaNote(undo)))
    }
}

/// Event `agenda.noted`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// Which meeting.
    pub meeting: MeetingId,
    /// Which item.
    pub item: u32,
    /// The note.
    pub text: String,
}

impl Apply for Noted {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        let item = project.meeting_mut(self.meeting).and_then(|meeting| meeting.agenda_item_mut(self.item));
        if let Some(item) = item {
            item.note.clone_from(&self.text);
        }
    }
}
