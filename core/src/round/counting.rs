//! Counting a round, and the paper votes that count with it.

use serde::{Deserialize, Serialize};

use super::{Mode, Phase, Round, Target};
use crate::access::Right;
use crate::ballot::{self, Ballot, Voter};
use crate::command::Decide;
use crate::event::{Apply, Envelope};
use crate::ids::{MeetingId, PaperId, RoundId};
use crate::party::CircleId;
use crate::project::Project;
use crate::question::Answers;
use crate::room::{Context, Outcome, Room};
use crate::seat::{self, Seat};
use crate::tally::{Tally, count};
use crate::{Refusal, arena, card, limits, risk};

/// Counting: the one act that cannot be taken back. Tallies are written, ballots deleted, and
/// each voter's seat remembers that (not what) it voted.
pub(super) fn counted(room: &Room, meeting: MeetingId, round: &Round, context: &Context) -> Result<Outcome, Refusal> {
    let empty = ballot::RoundBox::default();
    let ballots = room.ballots.get(&round.round).unwrap_or(&empty);
    if ballots.unreadable {
        return Err(Refusal::BallotsUnreadable);
    }
    let circle_of = |voter: &Voter| {
        let party = match voter {
            Voter::Paper(..) => None,
            Voter::Seat(seat) => room.seats.get(seat).and_then(|seat| room.project.party(seat.party)),
            Voter::Party(party) => room.project.party(*party),
        };
        party.map_or_else(CircleId::other, |party| party.circle.clone())
    };
    let paper = ballots.ballots.keys().filter(|voter| matches!(voter, Voter::Paper(..))).count() as u32;
    let present = room.electorate(meeting, round).0 + paper;
    let tally = count(round, ballots, present, circle_of);
    if round.question.is_written() && round.mode == Mode::Anonymous && tally.voted < limits::SMALLEST_GROUP {
        // Cards of so few would point at who wrote them, and dropping them would lose what people wrote.
        return Err(Refusal::TooFewCards { min: limits::SMALLEST_GROUP });
    }
    let cards = card::from_round(room, &tally.cards, context);
    let mut outcome = Outcome { events: cards.into_iter().map(Into::into).collect(), ..Outcome::default() };
    outcome.events.extend(risk::written::from_round(room, round, &tally, context).into_iter().map(Into::into));
    outcome.events.extend(arena::written::from_round(room, round, &tally, context));
    // Last, so that the act is known as counting.
    outcome.push(Counted { meeting, round: round.round, tally });
    let voted = |seat: &&Seat| {
        let voter = ballot::voter_of(round, seat);
        seat.meeting == meeting && ballots.ballots.get(&voter).is_some_and(|ballot| !ballot.answers.is_blank())
    };
    for seat in room.seats.values().filter(voted) {
        let mut seat = seat.clone();
        seat.voted.insert(round.round);
        outcome.seats.push(seat::Change::Put(Box::new(seat)));
    }
    Ok(outcome.ballots(ballot::Change::Clear { round: round.round }))
}

/// Event `round.counted`: the figures, as they will stand in every document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// The meeting.
    pub meeting: MeetingId,
    /// The round.
    pub round: RoundId,
    /// The figures.
    pub tally: Tally,
}

impl Apply for Counted {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        if let Some(round) = project.round_mut(self.meeting, self.round) {
            round.phase = Phase::Counted(self.tally.clone());
        }
    }
}

/// `round.paper`: adds an envelope of paper votes, or replaces the one with this id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Which round.
    #[serde(flatten)]
    pub target: Target,
    /// Id of the envelope.
    pub paper: PaperId,
    /// The sheets; none removes the envelope.
    pub sheets: Vec<Answers>,
}

impl Decide for Paper {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let (_, round) = self.target.find(room)?;
        if !round.phase.has_ballots() {
            return Err(Refusal::WrongPhase);
        }
        if round.mode == Mode::Party {
            return Err(Refusal::NoPaperForParties);
        }
        if self.sheets.len() > limits::PAPER_SHEETS {
            return Err(Refusal::ListFull { max: limits::PAPER_SHEETS });
        }
        let ballots = room.ballots.get(&round.round);
        if ballots.is_some_and(|ballots| ballots.unreadable) {
            return Err(Refusal::BallotsUnreadable);
        }
        let mut outcome = Outcome::default();
        let old = ballots.into_iter().flat_map(|ballots| ballots.ballots.keys());
        for voter in old.filter(|voter| matches!(voter, Voter::Paper(paper, _) if *paper == self.paper)) {
            outcome.ballots.push(ballot::Change::Remove { round: round.round, voter: *voter });
        }
        for (number, sheet) in self.sheets.iter().enumerate() {
            let answers = round.question.check(&round.items, sheet, context.today)?;
            let voter = Voter::Paper(self.paper, number as u32);
            let ballot = Ballot { revision: 1, answers, pen: None };
            outcome.ballots.push(ballot::Change::Put { round: round.round, voter, ballot });
        }
        Ok(outcome)
    }
}
