//! The ballot box: ballots of open and closed rounds, until they are counted.
//!
//! This is one of the four stores outside the log. In memory it is readable, because a seat may
//! change its own answers; on disk the server keeps each ballot sealed under the round's key.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Refusal;
use crate::access::{Actor, Right};
use crate::command::Decide;
use crate::ids::{MeetingId, PaperId, PartyId, RoundId, SeatId};
use crate::question::Answers;
use crate::room::{Context, Outcome, Room};
use crate::round::{Mode, Phase, Round};
use crate::seat::Seat;

/// Whose ballot it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Voter {
    /// A seat's own ballot.
    Seat(SeatId),
    /// The one ballot of a party.
    Party(PartyId),
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
    /// Of a party's ballot: the seat that holds the pen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pen: Option<SeatId>,
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

/// Takes a seat's ballot, or in a round on behalf of parties that of its party. Returns what to
/// store and the ballot that stands afterwards: the one sent, or the stored one when that has a
/// revision as high or higher.
///
/// # Errors
/// When the round takes no answers, the seat may not vote in it, another seat holds the party's
/// pen, or an answer is wrong.
pub fn cast(
    room: &Room,
    round: RoundId,
    seat: SeatId,
    cast: &Cast,
    context: &Context,
) -> Result<(Outcome, Ballot), Refusal> {
    let Booth { round, seat, voter, stored } = may_vote(room, round, seat)?;
    if holder(room, seat.meeting, &voter, stored).is_some_and(|holder| holder != seat.seat) {
        return Err(Refusal::PenElsewhere);
    }
    let revision = match (cast.revision, stored) {
        (Some(sent), Some(stored)) if sent <= stored.revision => return Ok((Outcome::default(), stored.clone())),
        (Some(sent), _) => sent,
        (None, stored) => stored.map_or(1, |stored| stored.revision.saturating_add(1)),
    };
    let answers = round.question.check(&round.items, &cast.answers, context.today)?;
    let pen = matches!(voter, Voter::Party(_)).then_some(seat.seat);
    let ballot = Ballot { revision, answers, pen };
    let change = Change::Put { round: round.round, voter, ballot: ballot.clone() };
    Ok((Outcome { ballots: vec![change], ..Outcome::default() }, ballot))
}

/// A seat that may vote in a round now.
pub struct Booth<'a> {
    /// The round.
    pub round: &'a Round,
    /// The seat.
    pub seat: &'a Seat,
    /// For whom it votes: itself, or its party.
    pub voter: Voter,
    /// What is stored of it.
    pub stored: Option<&'a Ballot>,
}

/// For whom a seat votes in a round.
pub fn voter_of(round: &Round, seat: &Seat) -> Voter {
    match round.mode {
        Mode::Anonymous => Voter::Seat(seat.seat),
        Mode::Party => Voter::Party(seat.party),
    }
}

/// The seat that holds the pen of this ballot: a seat that went, watches, or changed party has laid
/// it down.
pub fn holder(room: &Room, meeting: MeetingId, voter: &Voter, stored: Option<&Ballot>) -> Option<SeatId> {
    let Voter::Party(party) = voter else { return None };
    let seat = room.seats.get(&stored?.pen?)?;
    (seat.party == *party && seat.meeting == meeting && !seat.observer).then_some(seat.seat)
}

/// What a seat needs to vote in a round, if it may now.
///
/// # Errors
/// See [`cast`].
pub fn may_vote(room: &Room, round: RoundId, seat: SeatId) -> Result<Booth<'_>, Refusal> {
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
    let voter = voter_of(round, seat);
    let stored = ballots.and_then(|ballots| ballots.ballots.get(&voter));
    Ok(Booth { round, seat, voter, stored })
}

/// `ballot.take`: takes over the pen of one's party. Names who held it, so that of two who press
/// at once the second hears that it is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakePen {
    /// The round, which is on behalf of parties.
    pub round: RoundId,
    /// The seat that takes it: one's own.
    pub seat: SeatId,
    /// The seat that holds it, as far as the sender knows.
    pub from: SeatId,
}

impl Decide for TakePen {
    const RIGHT: Right = Right::OwnSeat;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        if context.actor != (Actor::Seat { seat: self.seat }) {
            return Err(Refusal::NotAllowed);
        }
        let Booth { round, seat, voter, stored } = may_vote(room, self.round, self.seat)?;
        let (Voter::Party(_), Some(stored)) = (voter, stored) else { return Err(Refusal::NotFound) };
        if stored.pen == Some(self.seat) {
            return Err(Refusal::AlreadyDone);
        }
        if holder(room, seat.meeting, &voter, Some(stored)).is_some_and(|holder| holder != self.from) {
            return Err(Refusal::PenElsewhere);
        }
        let ballot = Ballot { pen: Some(self.seat), ..stored.clone() };
        let change = Change::Put { round: round.round, voter, ballot };
        Ok(Outcome { ballots: vec![change], ..Outcome::default() })
    }
}
