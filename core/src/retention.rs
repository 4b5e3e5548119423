//! What goes by itself, and when (design, section 6). The log keeps counts and decisions; what could
//! lead to a person does not stay longer than it is of use.

use crate::command::Command;
use crate::round::{self, Stage, Target};
use crate::seat;
use crate::time::Timestamp;
use crate::{Outcome, Room};

const HOUR: i64 = 3_600_000;
/// Ballots of a round that nobody counted.
pub const BALLOTS: i64 = 24 * HOUR;
/// Answers to commands, which make a retry harmless.
pub const RESPONSES: i64 = 7 * 24 * HOUR;
/// Seats of a meeting that is over: who came back on which phone.
pub const SEATS: i64 = 30 * 24 * HOUR;

/// Rounds with ballots that are too old: each is thrown away.
pub fn rounds_to_discard(room: &Room, now: Timestamp) -> Vec<Command> {
    let rounds = room
        .project
        .meetings
        .iter()
        .flat_map(|meeting| meeting.rounds.iter().map(move |round| (meeting.meeting, round)));
    let old = rounds.filter(|(_, round)| round.phase.has_ballots() && now.0 - round.opened_at.0 > BALLOTS);
    old.map(|(meeting, round)| {
        let target = Target { meeting, round: round.round };
        Command::RoundMove(round::Move { target, to: Stage::Discarded, if_empty: false })
    })
    .collect()
}

/// The seats of meetings that ended too long ago, to be removed. No event tells of it: seats are no
/// part of the log.
pub fn seats_to_remove(room: &Room, now: Timestamp) -> Outcome {
    let is_old = |seat: &&seat::Seat| {
        let ended = room.project.meeting(seat.meeting).and_then(|meeting| meeting.ended_at);
        ended.is_some_and(|ended| now.0 - ended.0 > SEATS)
    };
    let seats = room.seats.values().filter(is_old).map(|seat| seat::Change::Remove(seat.seat)).collect();
    Outcome { seats, ..Outcome::default() }
}
