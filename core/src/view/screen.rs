//! The screen: what the whole room sees. Until reveal that is progress, never a figure.

use serde::{Deserialize, Serialize};

use super::arena::{
    ArenaView, BalanceView, Board, GapRow, LineRow, PointsResult, ScenarioRow, agreement, arena, arena_view,
    certainty_results, gap_rows, points_results,
};
use super::commitment::{HandsView, WrittenRow, hands, supported, written};
use super::insight::{Beside, DifferenceRows, Eye, Placed, ShiftRow, ThenRow, insight};
use super::risks::{RiskResult, RiskRow, risk_results, risk_rows, settled_risks};
use super::roadmap::{Roadmap, roadmap};
use super::{Decided, Figures, ItemResult, Progress, PromiseRow, priorities, promises, results};
use crate::arena::piece::On;
use crate::challenge::Field;
use crate::ids::{ItemId, MeetingId, PieceId, RoundId};
use crate::meeting::{Meeting, MeetingState, show_code};
use crate::project::{Language, Project};
use crate::question::{Divided, Question};
use crate::risk::measure::Zones;
use crate::room::Room;
use crate::round::{Ask, Mode, Phase, Round};
use crate::screen::{ArenaPart, Curtain, Picture};
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
    /// The measure, when the picture is one of the effects arena.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<String>,
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
    /// What the effects arena is about, and whether people agree on what happens without the measure.
    Frame {
        /// The measure.
        measure: String,
        /// For whom.
        profile: String,
        /// What happens without it.
        without: String,
        /// How many years it looks ahead.
        horizon: u8,
        /// For how many young people.
        youths: Option<u32>,
        /// The round that asked whether people agree, when that is shown.
        round: Option<RoundId>,
        /// Whether they agree; `None` when nobody was asked, or too few answered.
        agreement: Option<Figures>,
    },
    /// A page of the board.
    Board {
        /// The measure.
        measure: String,
        /// The page.
        board: Board,
        /// Which page from 1, and how many there are.
        page: (usize, usize),
        /// The line of thought that is looked at.
        thought: Vec<ItemId>,
        /// The name of what it is about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        focus: Option<String>,
    },
    /// Lines of the board, the least certain first.
    Lines {
        /// The round, when its figures are shown.
        round: Option<RoundId>,
        /// The lines.
        rows: Vec<LineRow>,
    },
    /// How points were divided.
    Points {
        /// Which round.
        round: RoundId,
        /// What they say.
        of: Divided,
        /// By item.
        items: Vec<PointsResult>,
        /// How many voted, and how many could.
        voted: (u32, u32),
        /// Own view against that of others, the widest first.
        gaps: Vec<GapRow>,
    },
    /// Who pays and who gains.
    Balance {
        /// Costs against benefits; `None` as long as there is nothing to hold against each other.
        balance: Option<BalanceView>,
        /// Effects that nobody wants: name, with whom, and which organisations. Never subtracted.
        unwanted: Vec<(String, Option<On>, Vec<String>)>,
    },
    /// Who pays and who gains, seen with more and less care.
    Scenarios {
        /// From careful to wide.
        rows: Vec<ScenarioRow>,
    },
    /// Own view against that of others.
    Gaps {
        /// The widest first.
        rows: Vec<GapRow>,
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
        measure: measure_on(room, meeting),
        wifi: meeting.wifi.as_ref().map(|wifi| wifi.name.clone()).filter(|_| meeting.is_open()),
        stage: match meeting.state {
            MeetingState::Planned => Stage::Before,
            MeetingState::Ended => Stage::Ended,
            MeetingState::Open if meeting.curtain == Curtain::Blank => Stage::Blank,
            MeetingState::Open => stage(room, meeting),
        },
    })
}

/// The measure that the picture on the screen is about.
fn measure_on(room: &Room, meeting: &Meeting) -> Option<String> {
    let project = &room.project;
    let arena = match meeting.picture {
        Picture::Arena { .. } => project.arena(),
        Picture::Round { round } => project.arena_in(meeting.round(round)?),
        _ => None,
    };
    arena.filter(|_| meeting.is_open()).map(|arena| arena.measure.clone())
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
        Picture::Arena { part, page, focus } => match arena(project) {
            Some(view) => arena_stage(view, part, page, focus),
            None => join(room, meeting),
        },
    }
}

fn arena_stage(view: ArenaView, part: ArenaPart, page: u8, focus: Option<PieceId>) -> Stage {
    match part {
        ArenaPart::Frame => frame(view, None),
        ArenaPart::Board => board_stage(view, page, focus),
        ArenaPart::Lines => Stage::Lines { round: None, rows: view.lines },
        ArenaPart::Balance => {
            let unwanted = view.unwanted().map(|effect| (effect.short_name.clone(), effect.on, effect.parties.clone()));
            Stage::Balance { unwanted: unwanted.collect(), balance: view.balance }
        }
        ArenaPart::Scenarios => Stage::Scenarios { rows: view.scenarios },
        ArenaPart::Gaps => Stage::Gaps { rows: view.gaps },
    }
}

fn board_of(project: &Project, round: &Round) -> Option<ArenaView> {
    Some(arena_view(project, project.arena_in(round)?))
}

fn frame(view: ArenaView, asked: Option<(&Round, Option<Figures>)>) -> Stage {
    let ArenaView { measure, profile, horizon, youths, .. } = view;
    let (round, without, agreement) = match asked {
        Some((round, figures)) => (Some(round.round), round.without.clone(), figures),
        None => (None, view.without, view.agreement),
    };
    Stage::Frame { measure, profile, without, horizon, youths, round, agreement }
}

/// The page that is asked for, or the one on which the line of thought stands.
fn board_stage(view: ArenaView, page: u8, focus: Option<PieceId>) -> Stage {
    let mut pages = view.board.pages();
    // What left the board cannot be looked at.
    let focus = focus.map(ItemId::from).filter(|item| view.board.node(*item).is_some());
    let of_focus = focus.and_then(|item| pages.iter().position(|page| page.node(item).is_some()));
    let at = of_focus.unwrap_or(usize::from(page)).min(pages.len().saturating_sub(1));
    let thought = focus.map_or_else(Vec::new, |item| view.board.thought(item).into_iter().collect());
    let page = (at + 1, pages.len().max(1));
    let focus = focus.and_then(|item| view.board.node(item)).map(|node| node.name.clone());
    let board = if pages.is_empty() { Board::default() } else { pages.swap_remove(at) };
    Stage::Board { measure: view.measure, board, page, thought, focus }
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
        | Picture::Roadmap
        | Picture::Arena { .. } => round_stage(room, meeting, round),
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
        Phase::Revealed(tally) | Phase::Decided(tally) if !round.question.among().is_empty() => {
            let Question::Points { of, .. } = round.question else { return join(room, meeting) };
            Stage::Points {
                round: round.round,
                of,
                items: points_results(&room.project, round),
                voted: (tally.voted, tally.present),
                gaps: gap_rows(&room.project, round),
            }
        }
        Phase::Revealed(_) | Phase::Decided(_) if round.question.ask() == Ask::Assumptions => {
            Stage::Lines { round: Some(round.round), rows: certainty_results(&room.project, round) }
        }
        Phase::Revealed(_) | Phase::Decided(_) if round.question.ask() == Ask::Agreement => {
            let asked = agreement(&room.project, round).map(|(_, figures)| (round, figures));
            board_of(&room.project, round).map_or_else(|| join(room, meeting), |view| frame(view, asked))
        }
        Phase::Revealed(_) | Phase::Decided(_) if shows_board(&room.project, round) => {
            let view = board_of(&room.project, round);
            view.map_or_else(|| join(room, meeting), |view| board_stage(view, 0, None))
        }
        Phase::Revealed(tally) | Phase::Decided(tally) if !round.question.frames().is_empty() => {
            let listed = risk_rows(&room.project);
            if round.question.ask() == Ask::RiskCards && !listed.is_empty() {
                // The list grows while the leader goes through what was written.
                return Stage::Risks { rows: listed };
            }
            let given = tally.parties.iter().map(|given| (given.party, &given.answers));
            let mut rows = written(&room.project, round, Some(tally), given);
            let count = rows.len() as u32;
            if round.question.ask().is_read_first() {
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
                statement: statement(round),
                progress: Progress { present, done },
                #[cfg(feature = "leak-on-purpose")]
                leak: format!("{:?}", room.ballots.get(&round.round)),
            }
        }
    }
}

/// The sentence that a round is about: what hands are raised for, or what happens without a measure.
fn statement(round: &Round) -> String {
    round.question.statement().unwrap_or(&round.without).to_owned()
}

/// Whether the board grows while a leader goes through what was written in a round.
fn shows_board(project: &Project, round: &Round) -> bool {
    let is_written = matches!(round.question.ask(), Ask::Activities | Ask::Effects | Ask::Contributions);
    is_written && project.arena_in(round).is_some_and(|arena| arena.on_board().next().is_some())
}

fn challenge(project: &Project) -> Stage {
    Stage::Challenge { core: project.challenge.text(Field::Core).to_owned(), hands: supported(project) }
}
