//! What the screen in the room shows, and what hangs before it.

use serde::{Deserialize, Serialize};

use crate::Refusal;
use crate::access::Right;
use crate::command::{Command, Decide};
use crate::event::{Apply, Envelope};
use crate::ids::{MeetingId, RoundId};
use crate::meeting::open_meeting;
use crate::project::Project;
use crate::room::{Context, Outcome, Room};

/// What the screen shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "show", rename_all = "snake_case")]
pub enum Picture {
    /// QR code, address and code over the full wall.
    Join,
    /// A round: progress until reveal, then its figures.
    Round {
        /// Which.
        round: RoundId,
    },
    /// What the table decided.
    Decisions,
    /// What parties promised.
    Promises,
}

/// What hangs before the picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Curtain {
    /// Nothing: the screen follows.
    #[default]
    Open,
    /// The screen is dark, so that people look at each other.
    Blank,
    /// The screen stays as it is, while a leader looks further. Also what is counted or revealed
    /// meanwhile shows only afterwards.
    Frozen,
}

/// `screen.show`: puts something on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Show {
    /// Which meeting.
    pub meeting: MeetingId,
    /// What.
    pub picture: Picture,
}

impl Decide for Show {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let meeting = open_meeting(room, self.meeting)?;
        if let Picture::Round { round } = self.picture {
            meeting.round(round).ok_or(Refusal::NotFound)?;
        }
        if meeting.picture == self.picture {
            return Err(Refusal::AlreadyDone);
        }
        let back = Self { meeting: self.meeting, picture: meeting.picture };
        Ok(Outcome::event(Shown { meeting: self.meeting, picture: self.picture }).undo(Command::ScreenShow(back)))
    }
}

/// Event `screen.shown`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// Which meeting.
    pub meeting: MeetingId,
    /// What.
    pub picture: Picture,
}

impl Apply for Shown {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        if let Some(meeting) = project.meeting_mut(self.meeting) {
            meeting.picture = self.picture;
        }
    }
}

/// `screen.curtain`: makes the screen dark, holds it still, or lets it follow again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draw {
    /// Which meeting.
    pub meeting: MeetingId,
    /// What hangs before the picture from now on.
    pub curtain: Curtain,
}

impl Decide for Draw {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let before = open_meeting(room, self.meeting)?.curtain;
        if before == self.curtain {
            return Err(Refusal::AlreadyDone);
        }
        let back = Self { meeting: self.meeting, curtain: before };
        Ok(Outcome::event(Drawn { meeting: self.meeting, curtain: self.curtain }).undo(Command::ScreenCurtain(back)))
    }
}

/// Event `screen.drawn`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// Which meeting.
    pub meeting: MeetingId,
    /// What hangs before the picture.
    pub curtain: Curtain,
}

impl Apply for Drawn {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        if let Some(meeting) = project.meeting_mut(self.meeting) {
            meeting.curtain = self.curtain;
        }
    }
}
