//! Deciding on a round, and taking that back.

use serde::{Deserialize, Serialize};

use super::{Ask, Phase, Round, Target};
use crate::access::Right;
use crate::bottleneck::Verdict;
use crate::command::{Command, Decide};
use crate::event::{Apply, Envelope};
use crate::ids::{BottleneckId, ItemId, MeetingId, RoundId};
use crate::meeting::Meeting;
use crate::project::Project;
use crate::room::{Context, Outcome, Room};
use crate::{Refusal, limits, text};

/// The meeting and the first round, when the table may decide on it now and it asked this.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::AlreadyDone`], [`Refusal::WrongPhase`], or
/// [`Refusal::AnotherRoundBusy`] while a re-vote on it is not counted and shown.
pub(crate) fn decidable(room: &Room, target: Target, ask: Ask) -> Result<(&Meeting, &Round), Refusal> {
    let (meeting, round) = target.find(room)?;
    let asked = match round.question.ask() {
        Ask::RatingAndPick => Ask::Rating,
        asked => asked,
    };
    match round.phase {
        Phase::Decided(_) => return Err(Refusal::AlreadyDone),
        Phase::Revealed(_) if round.revote_of.is_none() && asked == ask => {}
        _ => return Err(Refusal::WrongPhase),
    }
    let mut revotes = meeting.rounds.iter().filter(|other| other.revote_of == Some(round.round));
    if revotes.any(|revote| revote.phase.has_ballots() || matches!(revote.phase, Phase::Counted(_))) {
        return Err(Refusal::AnotherRoundBusy);
    }
    Ok((meeting, round))
}

/// `round.decide`: the table decides on the items of a first round: which come first, and why
/// when that differs from the vote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecideItems {
    /// Which (first) round.
    #[serde(flatten)]
    pub target: Target,
    /// The items that get priority, the most important first.
    pub priorities: Vec<BottleneckId>,
    /// One line why; required when the table chooses otherwise than the vote.
    #[serde(default)]
    pub reason: String,
}

impl Decide for DecideItems {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let (meeting, round) = decidable(room, self.target, Ask::Rating)?;
        if self.priorities.is_empty() || self.priorities.len() > round.items.len() {
            return Err(Refusal::ItemCount { max: round.items.len() });
        }
        for (at, item) in self.priorities.iter().enumerate() {
            if !round.items.contains(&ItemId::from(*item)) || self.priorities[..at].contains(item) {
                return Err(Refusal::UnknownItem);
            }
        }
        let reason = text::optional(&self.reason, limits::SENTENCE, context.today)?;
        let advice = meeting.order_of(round);
        if reason.is_empty() && !advice.starts_with(&self.priorities) {
            return Err(Refusal::ReasonNeeded);
        }
        let verdicts = round
            .rated()
            .map(|item| Verdict::of(meeting, round, item, self.priorities.iter().position(|chosen| *chosen == item)))
            .collect();
        let decided = Decided { meeting: meeting.meeting, round: round.round, verdicts, reason };
        Ok(Outcome::event(decided).undo(Command::RoundReopen(Reopen { target: self.target })))
    }
}

/// Event `round.decided`. Holds the figures as they were when the table decided.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decided {
    /// The meeting.
    pub meeting: MeetingId,
    /// The first round.
    pub round: RoundId,
    /// What was decided, item by item.
    pub verdicts: Vec<Verdict>,
    /// One line why, when given.
    pub reason: String,
}

impl Apply for Decided {
    fn apply(&self, project: &mut Project, envelope: &Envelope) {
        if let Some(round) = project.round_mut(self.meeting, self.round) {
            round.decide();
            round.verdicts.clone_from(&self.verdicts);
        }
        for verdict in &self.verdicts {
            if let Some(bottleneck) = project.bottleneck_mut(verdict.item) {
                bottleneck.decide(self, verdict, envelope.at);
            }
        }
    }
}

/// `round.reopen`: takes a decision back, as long as no promise hangs on it and no document with it
/// was marked final.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reopen {
    /// Which round.
    #[serde(flatten)]
    pub target: Target,
}

impl Decide for Reopen {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let (_, round) = self.target.find(room)?;
        match round.phase {
            Phase::Decided(_) => {}
            Phase::Revealed(_) => return Err(Refusal::AlreadyDone),
            _ => return Err(Refusal::WrongPhase),
        }
        if room.project.finished.iter().any(|finished| finished.decisions.contains(&round.round)) {
            return Err(Refusal::DocumentFinal);
        }
        let chosen = |item| round.verdicts.iter().any(|verdict| verdict.item == item && verdict.rank.is_some());
        if room.project.promises.iter().any(|promise| !promise.withdrawn && chosen(promise.bottleneck)) {
            return Err(Refusal::InUse);
        }
        Ok(Outcome::event(Reopened { meeting: self.target.meeting, round: self.target.round }))
    }
}

/// Event `round.reopened`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reopened {
    /// The meeting.
    pub meeting: MeetingId,
    /// The round.
    pub round: RoundId,
}

impl Apply for Reopened {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        let Some(round) = project.round_mut(self.meeting, self.round) else { return };
        if let Some(tally) = round.phase.tally().cloned() {
            round.phase = Phase::Revealed(tally);
        }
        for verdict in std::mem::take(&mut round.verdicts) {
            if let Some(bottleneck) = project.bottleneck_mut(verdict.item) {
                bottleneck.forget(self.round);
            }
        }
        for risk in &mut project.risks {
            risk.forget(self.round);
        }
        project.challenge.supports.retain(|support| support.round != self.round);
        for arena in &mut project.arenas {
            arena.forget(self.round);
        }
    }
}
