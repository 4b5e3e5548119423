//! The timer of a meeting: how long a talk still has. It warns and never closes anything.

use serde::{Deserialize, Serialize};

use crate::Refusal;
use crate::access::Right;
use crate::command::{Command, Decide};
use crate::event::{Apply, Envelope};
use crate::ids::MeetingId;
use crate::limits;
use crate::meeting::open_meeting;
use crate::project::Project;
use crate::room::{Context, Outcome, Room};
use crate::time::Timestamp;

/// A running timer, or one that has run out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timer {
    /// When it was started.
    pub started_at: Timestamp,
    /// When it runs out.
    pub until: Timestamp,
}

/// `timer.start`: starts the timer. A timer that still runs is not replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
    /// Which meeting.
    pub meeting: MeetingId,
    /// For how long: 10 to [`limits::TIMER_SECONDS`] seconds.
    pub seconds: u32,
}

impl Decide for Start {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let meeting = open_meeting(room, self.meeting)?;
        if meeting.timer.is_some_and(|timer| timer.until > context.now) {
            return Err(Refusal::AlreadyDone);
        }
        let seconds = self.seconds.clamp(10, limits::TIMER_SECONDS);
        let until = Timestamp(context.now.0 + i64::from(seconds) * 1_000);
        let timer = Timer { started_at: context.now, until };
        let undo = Command::TimerStop(Stop { meeting: self.meeting, until });
        Ok(Outcome::event(Set { meeting: self.meeting, timer: Some(timer) }).undo(undo))
    }
}

/// `timer.extend`: gives more time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extend {
    /// Which meeting.
    pub meeting: MeetingId,
    /// When the timer runs out now: of two leaders who press together, one gives time.
    pub until: Timestamp,
    /// How much more, from then, or from now when it has run out.
    pub seconds: u32,
}

impl Decide for Extend {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let timer = open_meeting(room, self.meeting)?.timer.ok_or(Refusal::NotFound)?;
        if timer.until != self.until {
            return Err(Refusal::AlreadyDone);
        }
        let seconds = i64::from(self.seconds.clamp(10, limits::TIMER_SECONDS));
        let until = Timestamp(timer.until.0.max(context.now.0) + seconds * 1_000);
        Ok(Outcome::event(Set { meeting: self.meeting, timer: Some(Timer { until, ..timer }) }))
    }
}

/// `timer.stop`: takes the timer away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// Which meeting.
    pub meeting: MeetingId,
    /// When the timer runs out that is meant.
    pub until: Timestamp,
}

impl Decide for Stop {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let meeting = open_meeting(room, self.meeting)?;
        match meeting.timer {
            None => Err(Refusal::AlreadyDone),
            Some(timer) if timer.until != self.until => Err(Refusal::AlreadyDone),
            Some(_) => Ok(Outcome::event(Set { meeting: self.meeting, timer: None })),
        }
    }
}

/// Event `timer.set`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Set {
    /// Which meeting.
    pub meeting: MeetingId,
    /// The timer from now on.
    pub timer: Option<Timer>,
}

impl Apply for Set {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        if let Some(meeting) = project.meeting_mut(self.meeting) {
            meeting.timer = self.timer;
        }
    }
}
