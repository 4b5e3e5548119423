//! What the screen in the room shows, and what hangs before it.

use serde::{Deserialize, Serialize};

use crate::access::{self, Actor, Link, LinkRole, Right};
use crate::arena::Arena;
use crate::arena::chain::Scenario;
use crate::challenge::Field;
use crate::choices::choices;
use crate::command::{Command, Decide};
use crate::event::{Apply, Envelope};
use crate::ids::{LinkId, MeetingId, PieceId, RoundId};
use crate::meeting::{Meeting, MeetingState, open_meeting};
use crate::project::Project;
use crate::risk::Side;
use crate::room::{Context, Outcome, Room};
use crate::round::{Ask, Phase, Round};
use crate::{Refusal, limits};

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
    /// The items of a revealed round by severity and influence.
    Quadrant {
        /// Which.
        round: RoundId,
    },
    /// What people differ on most in a revealed round.
    Differences {
        /// Which.
        round: RoundId,
    },
    /// What a revealed re-vote changed.
    BeforeAfter {
        /// Which re-vote.
        round: RoundId,
    },
    /// What earlier meetings gave the items of a revealed round.
    ThenNow {
        /// Which.
        round: RoundId,
    },
    /// What the table decided.
    Decisions,
    /// What has to change.
    Challenge,
    /// What happens when nothing is done.
    Risks,
    /// Where risks stand by chance and impact, as they were voted last in any meeting.
    Matrices,
    /// What parties promised.
    Promises,
    /// The actions by quarter.
    Roadmap,
    /// The effects arena.
    Arena {
        /// What of it.
        part: ArenaPart,
        /// Which page of the board, from 0.
        #[serde(default)]
        page: u8,
        /// The piece whose line of thought is looked at; the others stand back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        focus: Option<PieceId>,
    },
}

choices! {
    /// What the screen shows of the effects arena.
    ArenaPart {
        /// The measure, for whom, and what happens without it.
        Frame "frame"
        /// Who does what, what comes of it, and who gains.
        Board "board"
        /// The lines, the least certain first.
        Lines "lines"
        /// Who pays and who gains.
        Balance "balance"
        /// The same, seen with more and less care.
        Scenarios "scenarios"
        /// What parties see of themselves, and what others see of them.
        Gaps "gaps"
    }
}

impl Picture {
    /// A part of the effects arena, from its beginning.
    pub fn arena(part: ArenaPart) -> Self {
        Self::Arena { part, page: 0, focus: None }
    }

    /// The round that it is of.
    pub fn round(self) -> Option<RoundId> {
        match self {
            Self::Round { round }
            | Self::Quadrant { round }
            | Self::Differences { round }
            | Self::BeforeAfter { round }
            | Self::ThenNow { round } => Some(round),
            Self::Join
            | Self::Challenge
            | Self::Decisions
            | Self::Risks
            | Self::Matrices
            | Self::Promises
            | Self::Roadmap
            | Self::Arena { .. } => None,
        }
    }
}

impl Project {
    /// What was decided, picture by picture, as a meeting begins by looking back on it (method A.4,
    /// annex 6): only those on which there is something to see.
    pub fn recap(&self) -> Vec<Picture> {
        let risks = self
            .at_risk()
            .iter()
            .any(|found| Side::ALL.iter().any(|side| !self.risks_of(found.bottleneck, *side).is_empty()));
        let pictures = [
            (!self.priorities().is_empty(), Picture::Decisions),
            (risks, Picture::Risks),
            (self.scored_round().is_some(), Picture::Matrices),
            (!self.challenge.text(Field::Core).is_empty(), Picture::Challenge),
            (self.arena().is_some_and(|arena| arena.effects().next().is_some()), Picture::arena(ArenaPart::Board)),
            (self.arena().is_some_and(|arena| self.has_balance(arena)), Picture::arena(ArenaPart::Balance)),
            (self.promises.iter().any(|promise| !promise.withdrawn), Picture::Promises),
        ];
        pictures.into_iter().filter(|(is_there, _)| *is_there).map(|(_, picture)| picture).collect()
    }

    fn has_balance(&self, arena: &Arena) -> bool {
        arena.seen(self, Scenario::Wide).balance.is_some()
    }

    /// The newest round in which the table decided on risks, with its meeting.
    pub fn scored_round(&self) -> Option<(&Meeting, &Round)> {
        self.scored_rounds().next()
    }

    /// The rounds in which the table decided on risks, the newest first.
    pub fn scored_rounds(&self) -> impl Iterator<Item = (&Meeting, &Round)> {
        let is_it = |(_, round): &(&Meeting, &Round)| {
            round.question.ask() == Ask::RiskScores && matches!(round.phase, Phase::Decided(_))
        };
        let meetings = self.meetings.iter().rev();
        meetings.flat_map(|meeting| meeting.rounds.iter().rev().map(move |round| (meeting, round))).filter(is_it)
    }
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
        if let Picture::Arena { focus, .. } = self.picture {
            let arena = room.project.arena().ok_or(Refusal::NotFound)?;
            if focus.is_some_and(|piece| !arena.on_board().any(|other| other.piece == piece)) {
                return Err(Refusal::NotOnList);
            }
        }
        if let Some(round) = self.picture.round() {
            let round = meeting.round(round).ok_or(Refusal::NotFound)?;
            let is_again = round.revote_of.is_some();
            match self.picture {
                Picture::Round { .. } => {}
                Picture::BeforeAfter { .. } if !is_again => return Err(Refusal::WrongPhase),
                _ if !round.phase.is_revealed() => return Err(Refusal::WrongPhase),
                // These pictures are made of the marks on bottlenecks.
                _ if round.rated().next().is_none() => return Err(Refusal::NothingToRate),
                _ => {}
            }
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

/// The Wi-Fi network of the hall. Its key hangs on the wall, so it is no secret of the project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wifi {
    /// Its name, at most 32 characters.
    pub name: String,
    /// Its key, at most 63 characters; empty for an open network.
    #[serde(default)]
    pub key: String,
}

impl Wifi {
    /// What a QR code says so that a phone offers to connect.
    pub fn invitation(&self) -> String {
        let escape = |text: &str| {
            text.chars().fold(String::new(), |mut text, c| {
                if matches!(c, '\\' | ';' | ',' | ':' | '"') {
                    text.push('\\');
                }
                text.push(c);
                text
            })
        };
        match self.key.is_empty() {
            true => format!("WIFI:T:nopass;S:{};;", escape(&self.name)),
            false => format!("WIFI:T:WPA;S:{};P:{};;", escape(&self.name), escape(&self.key)),
        }
    }
}

/// `screen.wifi`: says which Wi-Fi network the hall has, or that the screen should not say it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetWifi {
    /// Which meeting.
    pub meeting: MeetingId,
    /// The network; none to show none.
    pub wifi: Option<Wifi>,
}

impl Decide for SetWifi {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let meeting = room.project.meeting(self.meeting).ok_or(Refusal::NotFound)?;
        // A key may hold anything that a keyboard has, so only what no keyboard has is taken out.
        let typed = |text: &str, max: usize| {
            let text: String = text.chars().filter(|c| !c.is_control()).collect();
            if text.chars().count() > max { Err(Refusal::TextTooLong { max }) } else { Ok(text) }
        };
        let wifi = match &self.wifi {
            Some(wifi) => Some(Wifi {
                name: typed(wifi.name.trim(), limits::WIFI_NAME)?,
                key: typed(&wifi.key, limits::WIFI_KEY)?,
            }),
            None => None,
        };
        if wifi.as_ref().is_some_and(|wifi| wifi.name.is_empty()) {
            return Err(Refusal::TextEmpty);
        }
        if meeting.wifi == wifi {
            return Err(Refusal::AlreadyDone);
        }
        let back = Self { meeting: self.meeting, wifi: meeting.wifi.clone() };
        let set = WifiSet { meeting: self.meeting, wifi };
        Ok(Outcome::event(set).undo(Command::ScreenWifi(back)))
    }
}

/// Event `screen.wifi_set`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WifiSet {
    /// Which meeting.
    pub meeting: MeetingId,
    /// The network from now on.
    pub wifi: Option<Wifi>,
}

impl Apply for WifiSet {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        if let Some(meeting) = project.meeting_mut(self.meeting) {
            meeting.wifi.clone_from(&self.wifi);
        }
    }
}

/// `screen.pair`: lets a computer that shows a pairing code be the screen of this meeting, until
/// it ends. Makes a link that sees this one screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    /// Which meeting.
    pub meeting: MeetingId,
    /// Id of the new link, chosen by the sender.
    pub link: LinkId,
    /// SHA-256 of its secret.
    pub secret_hash: [u8; 32],
}

impl Decide for Pair {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let meeting = room.project.meeting(self.meeting).ok_or(Refusal::NotFound)?;
        if meeting.state == MeetingState::Ended {
            return Err(Refusal::MeetingEnded);
        }
        if room.links.contains_key(&self.link) {
            return Err(Refusal::IdTaken);
        }
        let mut outcome = Outcome::default();
        // Links of meetings that ended open nothing any more: this is when they are cleared away.
        let is_over = |meeting| room.project.meeting(meeting).is_none_or(|other| other.state == MeetingState::Ended);
        let over = room.links.values().filter(|link| link.meeting.is_some_and(is_over));
        outcome.links.extend(over.map(|link| access::Change::Remove(link.link)));
        if room.links.len() - outcome.links.len() >= limits::LINKS {
            return Err(Refusal::ListFull { max: limits::LINKS });
        }
        let maker = match context.actor {
            Actor::Link { link, .. } => Some(link),
            Actor::Seat { .. } | Actor::System => None,
        };
        outcome.links.push(access::Change::Put(Link {
            link: self.link,
            role: LinkRole::Screen,
            label: meeting.title.clone(),
            until: None,
            maker,
            made_on: Some(context.today),
            used_on: Some(context.today),
            meeting: Some(self.meeting),
            cards: None,
            promises: Vec::new(),
            secret_hash: self.secret_hash,
        }));
        Ok(outcome)
    }
}

#[cfg(test)]
mod tests {
    use super::Wifi;

    #[test]
    fn an_invitation_escapes_what_has_a_meaning() {
        let wifi = |name: &str, key: &str| Wifi { name: name.into(), key: key.into() }.invitation();
        assert_eq!(wifi("Raadzaal gast", "a;b:c"), r"WIFI:T:WPA;S:Raadzaal gast;P:a\;b\:c;;");
        assert_eq!(wifi("Open", ""), "WIFI:T:nopass;S:Open;;");
    }
}
