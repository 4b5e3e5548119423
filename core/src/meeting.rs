//! Meetings: one room, one code, one run sheet.

use serde::{Deserialize, Serialize};

use crate::access::Right;
use crate::agenda::{self, AgendaItem};
use crate::command::{Command, Decide};
use crate::event::{Apply, Envelope};
use crate::ids::{BottleneckId, ItemId, LinkId, MeetingId, RoundId, derive};
use crate::project::Project;
use crate::question::Scale;
use crate::room::{Context, Outcome, Room};
use crate::round::{Phase, Round};
use crate::screen::{Curtain, Picture, Wifi};
use crate::step::StepId;
use crate::time::Timestamp;
use crate::timer::Timer;
use crate::{Refusal, limits, text};

/// One meeting of a project.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Meeting {
    /// Its id.
    pub meeting: MeetingId,
    /// Its title.
    pub title: String,
    /// The step of the approach it serves.
    pub step: StepId,
    /// The join code: 8 characters of [`CODE_ALPHABET`], shown as XXXX-XXXX.
    pub code: String,
    /// Where it is.
    pub state: MeetingState,
    /// Joining is locked ("deur dicht").
    pub locked: bool,
    /// What happens in it, in order.
    pub agenda: Vec<AgendaItem>,
    /// Number of the current agenda item.
    pub current: u32,
    /// What the screen shows.
    pub picture: Picture,
    /// What hangs before it.
    #[serde(default)]
    pub curtain: Curtain,
    /// How long a talk still has.
    #[serde(default)]
    pub timer: Option<Timer>,
    /// The Wi-Fi network of the hall, shown with the join code.
    #[serde(default)]
    pub wifi: Option<Wifi>,
    /// Its rounds, oldest first.
    pub rounds: Vec<Round>,
    /// The leaders' acts, oldest first: the list to undo from.
    pub acts: Vec<Act>,
    /// Who was there: number of seats by party name and layer, written when it ends.
    pub attendance: Vec<Attendance>,
    /// When it ended.
    #[serde(default)]
    pub ended_at: Option<Timestamp>,
}

/// Where a meeting is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeetingState {
    /// Prepared; nobody can join yet.
    Planned,
    /// People can join.
    Open,
    /// Over.
    Ended,
}

/// What a leader did, for the list to undo from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Act {
    /// Position of its (last) event in the log.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// By which link.
    pub link: LinkId,
    /// Kind of event, as in the message files.
    pub kind: String,
    /// The command that takes it back, when it can be.
    pub undo: Option<Command>,
}

/// How many people of one party and layer were there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendance {
    /// The party's name at that time.
    pub party: String,
    /// The layer.
    pub layer: crate::seat::Layer,
    /// How many seats.
    pub seats: u32,
}

/// Letters and digits that are not mistaken for each other, and that make no words.
pub const CODE_ALPHABET: &[u8; 28] = b"23456789BCDFGHJKMNPQRSTVWXYZ";

impl Meeting {
    /// Whether people can join and vote.
    pub fn is_open(&self) -> bool {
        self.state == MeetingState::Open
    }

    /// One of its rounds.
    pub fn round(&self, round: RoundId) -> Option<&Round> {
        self.rounds.iter().find(|other| other.round == round)
    }

    /// The round that the meeting is busy with: the newest that was not discarded.
    pub fn current_round(&self) -> Option<&Round> {
        self.rounds.iter().rev().find(|round| round.phase != Phase::Discarded)
    }

    /// Whether a re-vote on this item was opened in this meeting, and not thrown away.
    pub fn was_voted_again(&self, item: impl Into<ItemId>) -> bool {
        let item = item.into();
        let revotes = self.rounds.iter().filter(|round| round.revote_of.is_some() && round.phase != Phase::Discarded);
        revotes.into_iter().any(|round| round.items.contains(&item))
    }

    /// The re-vote on `first` that holds this item and was not discarded.
    pub fn revote_with(&self, first: RoundId, item: impl Into<ItemId>) -> Option<&Round> {
        let item = item.into();
        self.rounds.iter().find(|round| {
            round.revote_of == Some(first) && round.items.contains(&item) && round.phase != Phase::Discarded
        })
    }

    /// The items of a first round in the order that the vote advises: by median severity, then how
    /// often they were picked, then mean severity and mean influence (method A.1), newest figures first. Items with too few
    /// answers come last; equals keep the order of the round.
    pub fn order_of(&self, first: &Round) -> Vec<BottleneckId> {
        let key = |item: BottleneckId| {
            let newest =
                self.revote_with(first.round, item).filter(|round| round.phase.tally().is_some()).unwrap_or(first);
            let figure = |scale| newest.summary(item, scale).or_else(|| first.summary(item, scale));
            let severity = figure(Scale::Severity);
            let influence = figure(Scale::Influence).map_or(0.0, |summary| summary.mean);
            (
                severity.as_ref().map_or(0.0, |summary| summary.median),
                f64::from(first.picks(item)),
                severity.map_or(0.0, |summary| summary.mean),
                influence,
            )
        };
        let mut order: Vec<_> = first.rated().map(|item| (key(item), item)).collect();
        order.sort_by(|(a, _), (b, _)| b.partial_cmp(a).unwrap_or(std::cmp::Ordering::Equal));
        order.into_iter().map(|(_, item)| item).collect()
    }
}

/// `meeting.plan`: prepares a meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Id of the new meeting, chosen by the sender.
    pub meeting: MeetingId,
    /// Its title.
    pub title: String,
    /// The step it serves.
    pub step: StepId,
    /// Its parts: title and planned minutes.
    pub agenda: Vec<(String, u32)>,
    /// What the parts are for, in the same order; those left out are for nothing in particular.
    #[serde(default)]
    pub parts: Vec<Option<agenda::Part>>,
}

impl Decide for Plan {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        if room.project.meetings.len() >= limits::MEETINGS {
            return Err(Refusal::ListFull { max: limits::MEETINGS });
        }
        if room.project.meeting(self.meeting).is_some() {
            return Err(Refusal::IdTaken);
        }
        if self.agenda.is_empty() || self.agenda.len() > limits::AGENDA_ITEMS {
            return Err(Refusal::ItemCount { max: limits::AGENDA_ITEMS });
        }
        let mut agenda = Vec::new();
        let parts = self.parts.iter().copied().chain(std::iter::repeat(None));
        for ((title, minutes), part) in self.agenda.iter().zip(parts) {
            let (title, minutes) = agenda::checked(title, *minutes, context)?;
            agenda.push(AgendaItem { title, minutes, part, ..AgendaItem::default() });
        }
        let title = text::required(&self.title, limits::TITLE, context.today)?;
        let code = code_from(&context.entropy);
        Ok(Outcome::event(Planned { meeting: self.meeting, title, step: self.step, code, agenda }))
    }
}

/// A join code from random bytes. The slight unevenness of the remainder costs under 0.1 bit.
pub fn code_from(entropy: &[u8; 32]) -> String {
    let bytes = derive(entropy, 3);
    bytes[..8].iter().map(|byte| char::from(CODE_ALPHABET[usize::from(*byte) % CODE_ALPHABET.len()])).collect()
}

/// A code as typed, made comparable: upper case, without dashes and spaces.
pub fn read_code(typed: &str) -> Option<String> {
    let code: String = typed
        .chars()
        .filter(|c| !matches!(c, '-' | ' ' | '\u{2011}' | '\u{2013}'))
        .map(|c| c.to_ascii_uppercase())
        .collect();
    (code.len() == 8 && code.bytes().all(|byte| CODE_ALPHABET.contains(&byte))).then_some(code)
}

/// A code as shown: XXXX-XXXX.
pub fn show_code(code: &str) -> String {
    match code.split_at_checked(4) {
        Some((first, second)) => format!("{first}-{second}"),
        None => code.to_owned(),
    }
}

/// Event `meeting.planned`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    /// The meeting.
    pub meeting: MeetingId,
    /// Its title.
    pub title: String,
    /// The step it serves.
    pub step: StepId,
    /// Its join code.
    pub code: String,
    /// Its parts.
    pub agenda: Vec<AgendaItem>,
}

impl Apply for Planned {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        project.meetings.push(Meeting {
            meeting: self.meeting,
            title: self.title.clone(),
            step: self.step,
            code: self.code.clone(),
            state: MeetingState::Planned,
            locked: false,
            // Numbered here: in the oldest logs items have no number, and were named by their place.
            agenda: (0..).zip(&self.agenda).map(|(item, part)| AgendaItem { item, ..part.clone() }).collect(),
            current: 0,
            picture: Picture::Join,
            curtain: Curtain::Open,
            timer: None,
            wifi: None,
            rounds: Vec::new(),
            acts: Vec::new(),
            attendance: Vec::new(),
            ended_at: None,
        });
    }
}

/// `meeting.begin`: lets people in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begin {
    /// Which meeting.
    pub meeting: MeetingId,
}

impl Decide for Begin {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let meeting = room.project.meeting(self.meeting).ok_or(Refusal::NotFound)?;
        match meeting.state {
            MeetingState::Planned => Ok(Outcome::event(Begun { meeting: self.meeting })),
            MeetingState::Open => Err(Refusal::AlreadyDone),
            MeetingState::Ended => Err(Refusal::MeetingNotOpen),
        }
    }
}

/// Event `meeting.begun`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    /// Which meeting.
    pub meeting: MeetingId,
}

impl Apply for Begun {
    fn apply(&self, project: &mut Project, envelope: &Envelope) {
        if let Some(meeting) = project.meeting_mut(self.meeting) {
            meeting.state = MeetingState::Open;
            // The run sheet may have another first item by now.
            let first = meeting.agenda.first().map_or(0, |item| item.item);
            meeting.start(first, envelope.at);
        }
    }
}

/// `meeting.end`: ends a meeting. Rounds must be counted or discarded first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// Which meeting.
    pub meeting: MeetingId,
}

impl Decide for End {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let meeting = room.project.meeting(self.meeting).ok_or(Refusal::NotFound)?;
        match meeting.state {
            MeetingState::Planned => return Err(Refusal::MeetingNotOpen),
            MeetingState::Ended => return Err(Refusal::AlreadyDone),
            MeetingState::Open => {}
        }
        if meeting.rounds.iter().any(|round| round.phase.has_ballots()) {
            return Err(Refusal::AnotherRoundBusy);
        }
        let mut attendance: Vec<Attendance> = Vec::new();
        for seat in room.seats.values().filter(|seat| seat.meeting == self.meeting && !seat.observer) {
            let party = room.project.party(seat.party).map_or_else(String::new, |party| party.name.clone());
            match attendance.iter_mut().find(|row| row.party == party && row.layer == seat.layer) {
                Some(row) => row.seats += 1,
                None => attendance.push(Attendance { party, layer: seat.layer, seats: 1 }),
            }
        }
        attendance.sort_by(|a, b| (&a.party, a.layer).cmp(&(&b.party, b.layer)));
        Ok(Outcome::event(Ended { meeting: self.meeting, attendance }))
    }
}

/// Event `meeting.ended`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// Which meeting.
    pub meeting: MeetingId,
    /// Who was there.
    pub attendance: Vec<Attendance>,
}

impl Apply for Ended {
    fn apply(&self, project: &mut Project, envelope: &Envelope) {
        if let Some(meeting) = project.meeting_mut(self.meeting) {
            meeting.pause(envelope.at);
            meeting.state = MeetingState::Ended;
            meeting.attendance.clone_from(&self.attendance);
            meeting.ended_at = Some(envelope.at);
        }
    }
}

/// `meeting.lock`: locks or unlocks the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    /// Which meeting.
    pub meeting: MeetingId,
    /// Locked or not.
    pub locked: bool,
}

impl Decide for Lock {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let meeting = open_meeting(room, self.meeting)?;
        if meeting.locked == self.locked {
            return Err(Refusal::AlreadyDone);
        }
        let back = Self { meeting: self.meeting, locked: meeting.locked };
        Ok(Outcome::event(Locked { meeting: self.meeting, locked: self.locked }).undo(Command::MeetingLock(back)))
    }
}

/// Event `meeting.locked`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Locked {
    /// Which meeting.
    pub meeting: MeetingId,
    /// Locked or not.
    pub locked: bool,
}

impl Apply for Locked {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        if let Some(meeting) = project.meeting_mut(self.meeting) {
            meeting.locked = self.locked;
        }
    }
}

pub(crate) fn open_meeting(room: &Room, meeting: MeetingId) -> Result<&Meeting, Refusal> {
    let meeting = room.project.meeting(meeting).ok_or(Refusal::NotFound)?;
    if meeting.is_open() { Ok(meeting) } else { Err(Refusal::MeetingNotOpen) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        assert_eq!(read_code("k7qm-4rxd"), Some("K7QM4RXD".into()));
        assert_eq!(read_code(" K7QM 4RXD "), Some("K7QM4RXD".into()));
        assert_eq!(read_code("K7QM4RX"), None);
        assert_eq!(read_code("K7QM4RXO"), None);
        assert_eq!(show_code("K7QM4RXD"), "K7QM-4RXD");
    }
}
