//! The live channels of one meeting: one for the leader, one for the screen, one for all phones.

use werksessie_core::access::{Actor, LinkRole};
use werksessie_core::meeting::Meeting;
use werksessie_core::project::Language;
use werksessie_core::screen::Curtain;
use werksessie_core::view::{leader, phone, screen};
use werksessie_core::{MeetingId, Room};

use super::frames::Channel;
use crate::ui::phone::page;

/// The channels of one meeting.
pub(super) struct Channels {
    meeting: MeetingId,
    leader: Channel,
    screen: Channel,
    phone: Channel,
    /// Pages for phones, drawn in Dutch and in English.
    drawn: [Channel; 2],
}

/// Who listens to a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Audience {
    Screens,
    Leaders,
    Phones,
    Drawn(Language),
}

/// The screen first, for the whole room looks at it; phones last, for they are many.
const AUDIENCES: [Audience; 5] = [
    Audience::Screens,
    Audience::Leaders,
    Audience::Phones,
    Audience::Drawn(Language::Nl),
    Audience::Drawn(Language::En),
];

impl Audience {
    fn of(actor: &Actor, drawn: Option<Language>) -> Self {
        match actor {
            Actor::Seat { .. } => drawn.map_or(Self::Phones, Self::Drawn),
            Actor::Link { role: LinkRole::Leader | LinkRole::CoLeader, .. } => Self::Leaders,
            Actor::Link { .. } | Actor::System => Self::Screens,
        }
    }
}

fn is_frozen(meeting: &Meeting) -> bool {
    meeting.is_open() && meeting.curtain == Curtain::Frozen
}

impl Channels {
    /// Channels that start with the views as they are; `None` when there is no such meeting.
    pub fn new(epoch: u64, room: &Room, meeting: MeetingId) -> Option<Self> {
        let view = phone::phone(room, meeting)?;
        let drawn = |language| Channel::drawn(epoch, &view, || page::frame(language, &view));
        Some(Self {
            meeting,
            leader: Channel::new(epoch, &leader::leader(room, meeting)?),
            screen: Channel::screen(epoch, screen::screen(room, meeting)?),
            phone: Channel::new(epoch, &view),
            drawn: [drawn(Language::Nl), drawn(Language::En)],
        })
    }

    /// Whether anybody listens to any of them.
    pub fn have_listeners(&self) -> bool {
        AUDIENCES.into_iter().any(|audience| self.channel(audience).has_listeners())
    }

    /// Sends the newest views to who listens.
    pub fn publish(&mut self, epoch: u64, room: &Room) {
        for audience in AUDIENCES {
            if self.channel(audience).has_listeners() {
                self.refresh(audience, epoch, room);
            }
        }
    }

    /// The channel for someone. `dirty`: something changed since the last publication.
    ///
    /// What a newcomer gets first is the newest view: not the one of the last tick, nor the one
    /// that the last listener left behind.
    pub fn join(&mut self, actor: &Actor, drawn: Option<Language>, dirty: bool, epoch: u64, room: &Room) -> &Channel {
        let audience = Audience::of(actor, drawn);
        if dirty || !self.channel(audience).has_listeners() {
            self.refresh(audience, epoch, room);
        }
        self.channel(audience)
    }

    fn channel(&self, audience: Audience) -> &Channel {
        match audience {
            Audience::Screens => &self.screen,
            Audience::Leaders => &self.leader,
            Audience::Phones => &self.phone,
            Audience::Drawn(Language::Nl) => &self.drawn[0],
            Audience::Drawn(Language::En) => &self.drawn[1],
        }
    }

    fn refresh(&mut self, audience: Audience, epoch: u64, room: &Room) {
        match audience {
            // Held still by a leader: the screen keeps what it has.
            Audience::Screens if room.project.meeting(self.meeting).is_some_and(is_frozen) => {}
            Audience::Screens => {
                if let Some(view) = screen::screen(room, self.meeting) {
                    self.screen.publish_screen(epoch, view);
                }
            }
            Audience::Leaders => {
                if let Some(view) = leader::leader(room, self.meeting) {
                    self.leader.publish(epoch, &view);
                }
            }
            Audience::Phones => {
                if let Some(view) = phone::phone(room, self.meeting) {
                    self.phone.publish(epoch, &view);
                }
            }
            Audience::Drawn(language) => {
                if let Some(view) = phone::phone(room, self.meeting) {
                    let channel = match language {
                        Language::Nl => &mut self.drawn[0],
                        Language::En => &mut self.drawn[1],
                    };
                    channel.publish_drawn(epoch, &view, || page::frame(language, &view));
                }
            }
        }
    }
}
