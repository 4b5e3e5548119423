//! What a room is asked, by whom, and what it answers.

use std::sync::Arc;

use serde::Serialize;
use tokio::sync::{oneshot, watch};
use werksessie_core::access::{Actor, Link, LinkRole};
use werksessie_core::ballot::{Ballot, Cast};
use werksessie_core::meeting::{Meeting, MeetingState};
use werksessie_core::project::Language;
use werksessie_core::question::fields::Fields;
use werksessie_core::seat::{Claim, Join, Seat};
use werksessie_core::time::Date;
use werksessie_core::view::phone::OwnView;
use werksessie_core::{Command, CommandId, LinkId, MeetingId, Refusal, Room, RoundId, SeatId};

use super::frames::Update;
use crate::store::Hash;

/// What someone shows to prove who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential {
    /// A secret of this link or seat, as its hash.
    Secret(uuid::Uuid, Hash),
    /// A browser id, as its hash.
    Browser(Hash),
}

/// Who someone wants to be. A browser may hold several roles; the address decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The holder of a link: of several, the one who may do most.
    Link,
    /// The holder of this link, whatever else the browser holds.
    This(LinkId),
    /// Who may see the screen of this meeting: the holder of a link, or a screen that was paired.
    Screen(MeetingId),
    /// This seat.
    Seat(SeatId),
}

/// Why a message was not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The rules refuse it.
    Refused(Refusal),
    /// It could not be stored; nothing changed.
    NotStored,
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// The answer to a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Done {
    /// Position in the log after it.
    pub seq: u64,
    /// It had been carried out before.
    pub duplicate: bool,
}

/// A live view to listen to.
#[derive(Debug)]
pub struct Subscription {
    /// Changes whenever the room is loaded anew.
    pub epoch: u64,
    /// The views.
    pub updates: watch::Receiver<Arc<Update>>,
    /// The seat's own part, for a phone.
    pub own: Option<OwnView>,
    /// Changes when the seat's own part may have changed by what others did.
    pub mine: watch::Receiver<()>,
    /// Changes when somebody lost what they were let in with: then a connection looks again
    /// whether that is its own.
    pub lost: watch::Receiver<()>,
}

impl Message {
    /// Whether it changes what lies behind it in the log, so that nothing may share its batch.
    pub fn stands_alone(&self) -> bool {
        let Self::Command { command, .. } = self else { return false };
        matches!(**command, Command::ProjectRedact(_) | Command::ProjectDelete(_))
    }
}

/// What a room is asked.
pub enum Message {
    /// Carry out a command.
    Command {
        /// Who asks.
        actor: Actor,
        /// The sender's id of it.
        id: CommandId,
        /// SHA-256 of it as sent.
        body_hash: Hash,
        /// What.
        command: Box<Command>,
        /// The answer.
        reply: oneshot::Sender<Result<Done, Failure>>,
    },
    /// Take a ballot.
    Ballot {
        /// Whose; checked by the sender of the message.
        seat: SeatId,
        /// Which round.
        round: RoundId,
        /// What.
        cast: Cast,
        /// What is stored now.
        reply: oneshot::Sender<Result<Ballot, Failure>>,
    },
    /// Take one sheet of a ballot from a plain form; the other sheets stay.
    Sheet {
        /// Whose; checked by the sender of the message.
        seat: SeatId,
        /// Which round.
        round: RoundId,
        /// What the names of its fields begin with.
        prefix: String,
        /// What.
        fields: Fields,
        /// What is stored now.
        reply: oneshot::Sender<Result<Ballot, Failure>>,
    },
    /// Give a person a seat.
    Join {
        /// How.
        join: Box<Join>,
        /// The seat.
        reply: oneshot::Sender<Result<Seat, Failure>>,
    },
    /// Ask to come back to a seat.
    Claim {
        /// Which meeting.
        meeting: MeetingId,
        /// The seat's words.
        words: (u16, u16),
        /// Who asks.
        browser: Hash,
        /// The request.
        reply: oneshot::Sender<Result<Claim, Failure>>,
    },
    /// Let a browser use a link.
    Grant {
        /// The browser.
        browser: Hash,
        /// The link.
        link: LinkId,
        /// Whether it is stored.
        reply: oneshot::Sender<Result<(), Failure>>,
    },
    /// Look at the state as it is on disk.
    Look(Box<dyn FnOnce(&Looked<'_>) + Send>),
    /// Listen to a meeting.
    Subscribe {
        /// Which meeting.
        meeting: MeetingId,
        /// As whom.
        actor: Actor,
        /// A phone that wants its pages drawn, and in which language.
        drawn: Option<Language>,
        /// The views; `None` when there is no such meeting.
        reply: oneshot::Sender<Option<Subscription>>,
    },
    /// A link let somebody in today.
    Used {
        /// Which.
        link: LinkId,
    },
    /// A phone came or went.
    Presence {
        /// Whose.
        seat: SeatId,
        /// Came (or is still there), or went.
        here: bool,
    },
}

/// What [`Message::Look`] may look at.
pub struct Looked<'a> {
    /// The state.
    pub room: &'a Room,
    /// Which browser may use which link.
    pub grants: &'a [(Hash, LinkId)],
    /// Today, for links that end.
    pub today: Date,
}

impl Looked<'_> {
    /// Whether a link opens what is wanted. One of a paired screen opens that screen alone, until
    /// its meeting ends.
    fn opens(&self, link: &Link, wanted: Wanted) -> bool {
        // An owner link sees its own promises, so it opens no meeting's screen.
        if link.role == LinkRole::Owner && matches!(wanted, Wanted::Screen(_)) {
            return false;
        }
        if matches!(wanted, Wanted::This(this) if this != link.link) {
            return false;
        }
        let in_time = match (link.meeting, wanted) {
            (None, _) => true,
            (Some(meeting), Wanted::Screen(wanted)) => {
                let is_over = |meeting: &Meeting| meeting.state == MeetingState::Ended;
                meeting == wanted && self.room.project.meeting(meeting).is_some_and(|meeting| !is_over(meeting))
            }
            (Some(_), _) => false,
        };
        let may_look = link.role.sees_screen() || !matches!(wanted, Wanted::Screen(_));
        in_time && may_look && link.works_on(self.today)
    }

    /// Who this is, as wanted; `None` when the credential does not allow it.
    pub fn actor(&self, credential: &Credential, wanted: Wanted) -> Option<Actor> {
        match (wanted, credential) {
            (Wanted::Seat(seat), Credential::Secret(id, hash)) => {
                let seat = self.room.seats.get(&seat)?;
                (seat.seat.0 == *id && seat.token_hash == *hash).then_some(Actor::Seat { seat: seat.seat })
            }
            (Wanted::Seat(seat), Credential::Browser(hash)) => {
                let seat = self.room.seats.get(&seat)?;
                (seat.browser_hash == Some(*hash)).then_some(Actor::Seat { seat: seat.seat })
            }
            (_, Credential::Secret(id, hash)) => {
                let link = self.room.links.get(&LinkId(*id))?;
                (link.secret_hash == *hash && self.opens(link, wanted))
                    .then_some(Actor::Link { link: link.link, role: link.role })
            }
            (_, Credential::Browser(hash)) => {
                let held = self.grants.iter().filter(|(browser, _)| browser == hash);
                let links = held.filter_map(|(_, link)| self.room.links.get(link));
                let link = links.filter(|link| self.opens(link, wanted)).min_by_key(|link| link.role)?;
                Some(Actor::Link { link: link.link, role: link.role })
            }
        }
    }
}
