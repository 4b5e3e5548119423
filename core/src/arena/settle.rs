//! The table takes the figures of a round about a board. It can change nothing about them: points are a
//! mean, and what a table would make of them is another round.

use serde::{Deserialize, Serialize};

use super::Settled as Taken;
use crate::Refusal;
use crate::access::Right;
use crate::command::{Command, Decide};
use crate::event::{Apply, Envelope};
use crate::ids::{ArenaId, MeetingId, RoundId};
use crate::project::Project;
use crate::room::{Context, Outcome, Room};
use crate::round::deciding::{Reopen, decidable};
use crate::round::{Ask, Round, Target};
use crate::tally::ScaleTally;

impl Ask {
    /// Whether the table takes the figures of such a round onto a board.
    pub fn is_taken(self) -> bool {
        matches!(self, Self::Agreement | Self::Assumptions | Self::Costs | Self::Weights | Self::Benefits)
    }
}

impl Round {
    /// Whether there are figures to take.
    pub fn has_figures(&self) -> bool {
        let shown = |scale: &ScaleTally| matches!(scale, ScaleTally::Shown { .. });
        self.phase.tally().is_some_and(|tally| {
            tally.items.values().any(|item| item.points.is_some() || item.scales.values().any(shown))
        })
    }
}

/// `arena.settle`: takes the figures of a round onto its board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settle {
    /// Which round.
    #[serde(flatten)]
    pub target: Target,
}

impl Decide for Settle {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let (_, asked) = self.target.find(room)?;
        let ask = asked.question.ask();
        if !ask.is_taken() {
            return Err(Refusal::WrongPhase);
        }
        let (_, round) = decidable(room, self.target, ask)?;
        let arena = room.project.arena_in(round).ok_or(Refusal::NotFound)?.arena;
        if !round.has_figures() {
            return Err(Refusal::NothingToRate);
        }
        let Target { meeting, round } = self.target;
        let settled = Settled { meeting, round, arena, ask };
        Ok(Outcome::event(settled).undo(Command::RoundReopen(Reopen { target: self.target })))
    }
}

/// Event `arena.settled`. The figures are those of the round, which do not change any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// The meeting.
    pub meeting: MeetingId,
    /// The round.
    pub round: RoundId,
    /// Which board.
    pub arena: ArenaId,
    /// What was asked.
    pub ask: Ask,
}

impl Apply for Settled {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        if let Some(round) = project.round_mut(self.meeting, self.round) {
            round.decide();
        }
        if let Some(arena) = project.arena_mut(self.arena) {
            arena.settled.push(Taken { ask: self.ask, meeting: self.meeting, round: self.round });
        }
    }
}
