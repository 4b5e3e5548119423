//! The ballot box: ballots of open and closed rounds, until they are counted.
//!
//! This is one of the four stores outside the log. In memory it is readable, because a seat may
//! change its own answers; on disk the server keeps each ballot sealed under the round's key.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Refusal;
use crate::ids::{PaperId, RoundId, SeatId};
use crate::question::Answers;
use crate::room::{Context, Outcome, Room};
use crate::round::Phase;

/// Whose ballot it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Voter {
    /// A seat's own ballot.
    Seat(SeatId),
    /// One sheet of an envelope of paper votes.
    Paper(PaperId, u32),
}

/// A ballot as stored. The highest revision wins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ballot {
    /// Counted up by the sender with each change.
    pub revision: u32,
    /// What was answered so far.
    pub answers: Answers,
}

/// The ballots of one round.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RoundBox {
    /// Ballots by voter.
    pub ballots: BTreeMap<Voter, Ballot>,
    /// How many of them are complete, kept up to date so that a vote costs the same in a hall
    /// of ten and of five thousand.
    pub complete: u32,
    /// The key is gone, as after restoring a backup: nothing here can be read or counted.
    pub unreadable: bool,
}

/// The ballots of all rounds that are not counted.
pub type BallotBox = BTreeMap<RoundId, RoundBox>;

/// A change of the ballot box, to be stored with the events of the same act.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Keep this ballot instead of the voter's earlier one.
    Put {
        /// The round.
        round: RoundId,
        /// Whose.
        voter: Voter,
        /// What.
        ballot: Ballot,
    },
    /// Delete one ballot.
    Remove {
        /// The round.
        round: RoundId,
        /// Whose.
        voter: Voter,
    },
    /// Delete all ballots of a round, because it was counted or discarded.
    Clear {
        /// The round.
        round: RoundId,
    },
}

/// What a seat sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cast {
    /// Counted up with each change; a plain form sends none and overwrites.
    #[serde(default)]
    pub revision: Option<u32>,
    /// All answers so far.
    pub answers: Answers,
}

/// Takes a seat's ballot. Returns what to store and the ballot that stands afterwards: the one
/// sent, or the stored one when that has a revision as high or higher.
///
/// # Errors
/// When the round takes no answers, the seat may not vote in it, or an answer is wrong.
pub fn cast(
    room: &Room,
    round: RoundId,
    seat: SeatId,
    cast: &Cast,
    context: &Context,
) -> Result<(Outcome, Ballot), Refusal> {
    let (round, stored) = may_vote(room, round, seat)?;
    let revision = match (cast.revision, stored) {
        (Some(sent), Some(stored)) if sent <= stored.revision => return Ok((Outcome::default(), stored.clone())),
        (Some(sent), _) => sent,
        (None, stored) => stored.map_or(1, |stored| stored.revision.saturating_add(1)),
    };
    let answers = round.question.check(&round.items, &cast.answers, context.today)?;
    let ballot = Ballot { revision, answers };
    let change = Change::Put { round: round.round, voter: Voter::Seat(seat), ballot: ballot.clone() };
    Ok((Outcome { ballots: vec![change], ..Outcome::default() }, ballot))
}

/// The round and the seat's stored ballot, if the seat may vote in it now.
///
/// # Errors
/// See [`cast`].
pub fn may_vote(room: &Room, round: RoundId, seat: SeatId) -> Result<(&crate::round::Round, Option<&Ballot>), Refusal> {
    let seat = room.seats.get(&seat).ok_or(Refusal::NotAllowed)?;
    let meeting = room.project.meeting(seat.meeting).ok_or(Refusal::NotFound)?;
    let round = meeting.round(round).ok_or(Refusal::NotFound)?;
    if round.phase != Phase::Open {
        return Err(Refusal::RoundNotOpen);
    }
    if seat.observer {
        return Err(Refusal::ObserverCannotVote);
    }
    if round.revote_of.is_some_and(|first| !seat.voted.contains(&first)) {
        return Err(Refusal::NotInFirstRound);
    }
    let ballots = room.ballots.get(&round.round);
    if ballots.is_some_and(|ballots| ballots.unreadable) {
        return Err(Refusal::BallotsUnreadable);
    }
    let stored = ballots.and_then(|ballots| ballots.ballots.get(&Voter::Seat(seat.seat)));
    Ok((round, stored))
}
