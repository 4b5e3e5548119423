//! Who acts, and what each role may do.

use serde::{Deserialize, Serialize};

use crate::ids::{LinkId, MeetingId, PromiseId, SeatId};
use crate::time::Date;

/// The role of an access link (design section 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkRole {
    /// Runs the project: everything.
    Leader,
    /// Runs meetings: all but links and deletion.
    CoLeader,
    /// Writes in the dossier.
    Editor,
    /// Shows the screen, changes nothing.
    Screen,
    /// Sends in bottlenecks before a meeting, and sees nothing.
    Intake,
    /// Confirms the promises of one person and tells how they go: those alone.
    Owner,
}

impl LinkRole {
    /// All roles, in the order shown.
    pub const ALL: [Self; 6] = [Self::Leader, Self::CoLeader, Self::Editor, Self::Screen, Self::Intake, Self::Owner];

    /// Whether it may look at the screen of a meeting.
    pub fn sees_screen(self) -> bool {
        match self {
            Self::Leader | Self::CoLeader | Self::Editor | Self::Screen => true,
            Self::Intake | Self::Owner => false,
        }
    }

    /// The key in the HTTP interface and in forms.
    pub fn key(self) -> &'static str {
        match self {
            Self::Leader => "leader",
            Self::CoLeader => "co-leader",
            Self::Editor => "editor",
            Self::Screen => "screen",
            Self::Intake => "intake",
            Self::Owner => "owner",
        }
    }
}

/// Who sent a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Actor {
    /// The holder of a link.
    Link {
        /// Which link.
        link: LinkId,
        /// What the link allows.
        role: LinkRole,
    },
    /// A participant.
    Seat {
        /// Which seat.
        seat: SeatId,
    },
    /// The server itself: making a project, cleaning up.
    System,
}

/// Who may send a command. The table of commands in `command.rs` names one for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// Leader alone: links and deletion.
    Leader,
    /// Leader and co-leader.
    Leaders,
    /// Leader, co-leader and editor.
    Editors,
    /// An intake link, and who writes in the dossier.
    Intake,
    /// The seat itself, and leader and co-leader. The command checks whose seat it is.
    OwnSeat,
    /// Leader, co-leader and owner link. The command checks whose promise it is.
    Owner,
}

impl Right {
    /// Whether this actor has the right. The server itself has every right.
    pub fn held_by(self, actor: &Actor) -> bool {
        match actor {
            Actor::System => true,
            Actor::Seat { .. } => self == Self::OwnSeat,
            Actor::Link { role, .. } => match self {
                Self::Leader => *role == LinkRole::Leader,
                Self::Leaders | Self::OwnSeat => matches!(role, LinkRole::Leader | LinkRole::CoLeader),
                Self::Owner => matches!(role, LinkRole::Leader | LinkRole::CoLeader | LinkRole::Owner),
                Self::Editors => matches!(role, LinkRole::Leader | LinkRole::CoLeader | LinkRole::Editor),
                Self::Intake => *role == LinkRole::Intake || Self::Editors.held_by(actor),
            },
        }
    }
}

/// An access link as the project knows it. The secret itself is never here: the server keeps
/// its hash in the same row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Which link.
    pub link: LinkId,
    /// What it allows.
    pub role: LinkRole,
    /// What the maker called it.
    pub label: String,
    /// Last day on which it works; none for no end.
    #[serde(default)]
    pub until: Option<Date>,
    /// The link with which it was made; none for a project's first.
    #[serde(default)]
    pub maker: Option<LinkId>,
    /// The day on which it was made.
    #[serde(default)]
    pub made_on: Option<Date>,
    /// The day on which it last let somebody in.
    #[serde(default)]
    pub used_on: Option<Date>,
    /// The only meeting that it sees, for a screen that was paired; it works until that ends.
    #[serde(default)]
    pub meeting: Option<MeetingId>,
    /// How many cards came in through it on the last day that any did.
    #[serde(default)]
    pub cards: Option<(Date, u32)>,
    /// The promises that an owner link is about. Named one by one, so that a link goes on working
    /// when the party or the owner is renamed.
    #[serde(default)]
    pub promises: Vec<PromiseId>,
    /// SHA-256 of the secret.
    pub secret_hash: [u8; 32],
}

impl Link {
    /// Whether it lets somebody in on this day.
    pub fn works_on(&self, today: Date) -> bool {
        self.until.is_none_or(|until| today <= until)
    }
}

/// A change of the links, to be stored with the events of the same act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Keep this link as it is here. Who used one with this id, with another secret, may no longer.
    Put(Link),
    /// Keep this link as it is here; who may use it stays the same.
    Note(Link),
    /// Delete it, and which browsers may use it.
    Remove(LinkId),
}
