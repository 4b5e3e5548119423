//! The screen: what the whole room sees. Until reveal that is progress, never a figure.

use serde::{Deserialize, Serialize};

use super::commitment::{HandsView, WrittenRow, hands, supported, written};
use super::insight::{Beside, DifferenceRows, Eye, Placed, ShiftRow, ThenRow, insight};
use super::risks::{RiskResult, RiskRow, risk_results, risk_rows, settled_risks};
use super::roadmap::{Roadmap, roadmap};
use super::{Decided, ItemResult, Progress, PromiseRow, priorities, promises, results};
use crate::challenge::Field;
use crate::ids::{MeetingId, RoundId};
use crate::meeting::{Meeting, MeetingState, show_code};
use crate::project::{Language, Project};
use crate::risk::measure::Zones;
use crate::room::Room;
use crate::round::{Ask, Mode, Phase, Round};
use crate::screen::{Curtain, Picture};
use crate::timer::Timer;

/// What the screen shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScreenView {
    /// The municipality.
    pub municipality: String,
    /// The meeting's title.
    pub title: String,
    /// The project's language.
    pub language: Language,
    /// A made-up project.
    pub example: bool,
    /// A copy to rehearse with: every screen says so.
    #[serde(default)]
    pub rehearsal: bool,
    /// The join code as shown, for latecomers; empty when nobody can join.
    pub code: String,
    /// Current agenda item from 1, and how many there are.
    pub place: (usize, usize),
    /// How long a talk still has.
    pub timer: Option<Timer>,
    /// The name of the hall's Wi-Fi network, while people can join.
    pub wifi: Option<String>,
    /// The picture.
    pub stage: Stage,
}

/// One thing at a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The meeting has not begun.
    Before,
    /// A leader made it dark.
    Blank,
    /// Join: how many are in.
    Join {
        /// Seats taken.
        joined: u32,
        /// People expected.
        expected: u32,
    },
    /// A round is open or closed: the question and progress.
    Ask {
        /// Which round.
        round: RoundId,
        /// A re-vote.
        revote: bool,
        /// Takes answers.
        open: bool,
        /// How many items are rated.
        items: u32,
        /// What is asked.
        ask: Ask,
        /// Whose answers these are: the wall promises no more than holds.
        mode: Mode,
        /// The sentence that hands are raised for.
        statement: String,
        /// How far it is.
        progress: Progress,
        /// Only in a build that leaks on purpose: a running tally.
        #[cfg(feature = "leak-on-purpose")]
        leak: String,
    },
    /// Counted, not shown yet.
    Counted {
        /// A re-vote.
        revote: bool,
        /// Whose answers these were.
        mode: Mode,
    },
    /// The figures.
    Result {
        /// Which round.
        round: RoundId,
        /// A re-vote.
        revote: bool,
        /// How many voted, and how many could.
        voted: (u32, u32),
        /// Of these, on paper.
        paper: u32,
        /// The most divided first.
        items: Vec<ItemResult>,
    },
    /// The items by severity and influence.
    Quadrant {
        /// Which round.
        round: RoundId,
        /// In the order of the round.
        items: Vec<Placed>,
    },
    /// What people differ on most.
    Differences {
        /// Which round.
        round: RoundId,
        /// The least consensus, and the widest gaps.
        rows: DifferenceRows,
    },
    /// What the re-vote changed.
    BeforeAfter {
        /// Which re-vote.
        round: RoundId,
        /// In the order of the round.
        items: Vec<ShiftRow>,
    },
    /// What earlier meetings gave: other people may have rated then.
    ThenNow {
        /// Which round.
        round: RoundId,
        /// In the order of the round.
        items: Vec<ThenRow>,
    },
    /// What the table decided.
    Decisions {
        /// The most important first.
        items: Vec<Decided>,
    },
    /// Chance and impact of risks, both sides beside each other.
    Matrices {
        /// Which round.
        round: RoundId,
        /// A re-vote.
        revote: bool,
        /// How many voted, and how many could.
        voted: (u32, u32),
        /// Of these, on paper.
        paper: u32,
        /// Which places are high.
        zones: Zones,
        /// By impact, then by chance.
        rows: Vec<RiskResult>,
    },
    /// The hands that parties raised.
    Hands {
        /// Which round.
        round: RoundId,
        /// The hands.
        hands: HandsView,
    },
    /// What was written in frames.
    Written {
        /// Which round.
        round: RoundId,
        /// By what it is about and by party. What people wrote without a name is read by a leader first,
        /// so of that there is only the number.
        rows: Vec<WrittenRow>,
        /// How many cards were written.
        count: u32,
    },
    /// What has to change.
    Challenge {
        /// The challenge in a few sentences.
        core: String,
        /// The newest hands that were raised for a sentence.
        hands: Option<HandsView>,
    },
    /// What happens when nothing is done: both sides beside each other, never added up.
    Risks {
        /// By bottleneck, the most important first; only those with a risk.
        rows: Vec<RiskRow>,
    },
    /// What parties promised.
    Promises {
        /// In the order they were made.
        rows: Vec<PromiseRow>,
    },
    /// The actions by quarter.
    Roadmap {
        /// The roadmap.
        roadmap: Roadmap,
    },
    /// The meeting is over.
    Ended,
}

/// The screen's view of a meeting.
pub fn screen(room: &Room, meeting: MeetingId) -> Option<ScreenView> {
    let project = &room.project;
    let meeting = project.meeting(meeting)?;
    Some(ScreenView {
        municipality: project.municipality.clone(),
        title: meeting.title.clone(),
        language: project.language,
        example: project.example,
        rehearsal: project.rehearsal,
        code: if meeting.is_open() && !meeting.locked { show_code(&meeting.code) } else { String::new() },
        place: (meeting.place_of(meeting.current).map_or(1, |place| place + 1), meeting.agenda.len()),
        timer: meeting.timer.filter(|_| meeting.is_open()),
        wifi: meeting.wifi.as_ref().map(|wifi| wifi.name.clone()).filter(|_| meeting.is_open()),
        stage: match meeting.state {
            MeetingState::Planned => Stage::Before,
            MeetingState::Ended => Stage::Ended,
            MeetingState::Open if meeting.curtain == Curtain::Blank => Stage::Blank,
            MeetingState::Open => stage(room, meeting),
        },
    })
}

fn stage(room: &Room, meeting: &Meeting) -> Stage {
    let project = &room.project;
    match meeting.picture {
        Picture::Round { round }
        | Picture::Quadrant { round }
        | Picture::Differences { round }
        | Picture::BeforeAfter { round }
        | Picture::ThenNow { round } => match meeting.round(round) {
            Some(round) if round.phase.is_revealed() => revealed_stage(room, meeting, round),
            Some(round) if round.phase != Phase::Discarded => round_stage(room, meeting, round),
            _ => join(room, meeting),
        },
        Picture::Join => join(room, meeting),
        Picture::Decisions => Stage::Decisions { items: priorities(project) },
        Picture::Challenge => challenge(project),
        Picture::Matrices => match project.scored_round() {
            Some((_, round)) => Stage::Matrices {
                round: round.round,
                revote: false,
                voted: round.phase.tally().map_or((0, 0), |tally| (tally.voted, tally.present)),
                paper: 0,
                zones: project.risk_zones,
                rows: settled_risks(project),
            },
            None => Stage::Risks { rows: risk_rows(project) },
        },
        Picture::Risks => Stage::Risks { rows: risk_rows(project) },
        Picture::Promises => Stage::Promises { rows: promises(project) },
        Picture::Roadmap => Stage::Roadmap { roadmap: roadmap(project) },
    }
}

fn join(room: &Room, meeting: &Meeting) -> Stage {
    Stage::Join {
        joined: room.seats.values().filter(|seat| seat.meeting == meeting.meeting).count() as u32,
        expected: room.project.parties.iter().map(|party| party.expected).sum(),
    }
}

/// The picture of a round whose figures may be seen.
fn revealed_stage(room: &Room, meeting: &Meeting, round: &Round) -> Stage {
    let id = round.round;
    let seen = || insight(&room.project, meeting, round, &Beside::of(round), Eye::Room);
    match meeting.picture {
        Picture::Quadrant { .. } => Stage::Quadrant { round: id, items: seen().placed },
        Picture::Differences { .. } => Stage::Differences { round: id, rows: seen().differences },
        Picture::BeforeAfter { .. } => Stage::BeforeAfter { round: id, items: seen().shifts },
        Picture::ThenNow { .. } => Stage::ThenNow { round: id, items: seen().then },
        Picture::Round { .. }
        | Picture::Join
        | Picture::Challenge
        | Picture::Decisions
        | Picture::Risks
        | Picture::Matrices
        | Picture::Promises
        | Picture::Roadmap => round_stage(room, meeting, round),
    }
}

fn round_stage(room: &Room, meeting: &Meeting, round: &Round) -> Stage {
    let revote = round.revote_of.is_some();
    match &round.phase {
        Phase::Counted(_) => Stage::Counted { revote, mode: round.mode },
        Phase::Revealed(tally) | Phase::Decided(tally) if round.question.ask() == Ask::RiskScores => Stage::Matrices {
            round: round.round,
            revote,
            voted: (tally.voted, tally.present),
            paper: tally.paper,
            zones: room.project.risk_zones,
            rows: risk_results(&room.project, round),
        },
        Phase::Revealed(tally) | Phase::Decided(tally) if !round.question.frames().is_empty() => {
            let listed = risk_rows(&room.project);
            if round.question.ask() == Ask::RiskCards && !listed.is_empty() {
                // The list grows while the leader goes through what was written.
                return Stage::Risks { rows: listed };
            }
            let given = tally.parties.iter().map(|given| (given.party, &given.answers));
            let mut rows = written(&room.project, round, Some(tally), given);
            let count = rows.len() as u32;
            if round.question.ask() == Ask::RiskCards {
                rows.clear();
            }
            Stage::Written { round: round.round, rows, count }
        }
        Phase::Revealed(_) | Phase::Decided(_) if round.question.statement().is_some() => {
            let shown = hands(room, meeting.meeting, round).map(|hands| Stage::Hands { round: round.round, hands });
            shown.unwrap_or_else(|| join(room, meeting))
        }
        Phase::Revealed(tally) | Phase::Decided(tally) => Stage::Result {
            round: round.round,
            revote,
            voted: (tally.voted, tally.present),
            paper: tally.paper,
            items: results(&room.project, round),
        },
        phase => {
            let (present, done) = room.electorate(meeting.meeting, round);
            Stage::Ask {
                round: round.round,
                revote,
                open: *phase == Phase::Open,
                items: round.items.len() as u32,
                ask: round.question.ask(),
                mode: round.mode,
                statement: round.question.statement().unwrap_or_default().to_owned(),
                progress: Progress { present, done },
                #[cfg(feature = "leak-on-purpose")]
                leak: format!("{:?}", room.ballots.get(&round.round)),
            }
        }
    }
}

fn challenge(project: &Project) -> Stage {
    Stage::Challenge { core: project.challenge.text(Field::Core).to_owned(), hands: supported(project) }
}
