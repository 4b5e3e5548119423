//! A room: the state of one project with the stores beside it, and what one act does to them.

use std::collections::{BTreeMap, BTreeSet};

use crate::access::{self, Actor, Link, LinkRole};
use crate::ballot::{self, Ballot, BallotBox, RoundBox, Voter};
use crate::command::Command;
use crate::erasure::Deletion;
use crate::event::{Envelope, Event};
use crate::ids::{ClaimId, LinkId, MeetingId, RoundId, SeatId};
use crate::project::Project;
use crate::round::{Mode, Round};
use crate::seat::{self, Claim, Seats};
use crate::time::{Date, Timestamp};

/// What comes with every act from outside: who, when, and fresh random bytes.
#[derive(Clone, Debug)]
pub struct Context {
    /// Who acts.
    pub actor: Actor,
    /// Now.
    pub now: Timestamp,
    /// Today, where the municipality is.
    pub today: Date,
    /// Random bytes for the ids and codes that this act makes.
    pub entropy: [u8; 32],
}

/// The state of one project and the stores beside it.
#[derive(Clone, Debug, Default)]
pub struct Room {
    /// The fold of the log.
    pub project: Project,
    /// Who sits where.
    pub seats: Seats,
    /// Who holds which link.
    pub links: BTreeMap<LinkId, Link>,
    /// Ballots of rounds that are not counted.
    pub ballots: BallotBox,
    /// Who waits to come back to a seat on another phone. Never stored.
    pub claims: BTreeMap<ClaimId, Claim>,
    /// Seats that left, or whose phone has not been heard of for ten minutes. Never stored.
    pub away: BTreeSet<SeatId>,
}

/// What one act leads to. Events and changes are stored together or not at all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// What happened.
    pub events: Vec<Event>,
    /// Changes of the seats.
    pub seats: Vec<seat::Change>,
    /// Changes of the ballot box.
    pub ballots: Vec<ballot::Change>,
    /// Changes of the links.
    pub links: Vec<access::Change>,
    /// Requests to come back that are dealt with.
    pub claims: Vec<ClaimId>,
    /// Seats that left.
    pub left: Vec<SeatId>,
    /// The command that takes the act back.
    pub undo: Option<Command>,
    /// The project goes, with everything of it; this stays.
    pub deletion: Option<Deletion>,
}

impl Outcome {
    /// An outcome of one event.
    pub fn event(event: impl Into<Event>) -> Self {
        Self { events: vec![event.into()], ..Self::default() }
    }

    /// Adds an event.
    pub fn push(&mut self, event: impl Into<Event>) {
        self.events.push(event.into());
    }

    /// Says how the act is taken back.
    #[must_use]
    pub fn undo(self, command: Command) -> Self {
        Self { undo: Some(command), ..self }
    }

    /// Adds a change of the ballot box.
    #[must_use]
    pub fn ballots(mut self, change: ballot::Change) -> Self {
        self.ballots.push(change);
        self
    }

    /// Nothing to store.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
            && self.seats.is_empty()
            && self.ballots.is_empty()
            && self.links.is_empty()
            && self.claims.is_empty()
            && self.left.is_empty()
            && self.deletion.is_none()
    }

    /// The outcome's events as they go into the log after `seq`.
    pub fn envelopes(&self, seq: u64, context: &Context) -> Vec<Envelope> {
        let last = self.events.len();
        // Who sat where is not in the log: what a seat does stands there as done by nobody.
        // Nor who sent in a card, and when: the day is enough.
        let (actor, at) = match context.actor {
            Actor::Seat { .. } => (Actor::System, context.now),
            Actor::Link { role: LinkRole::Intake, .. } => (Actor::System, context.now.start_of_day()),
            actor => (actor, context.now),
        };
        (1..)
            .zip(&self.events)
            .map(|(n, event)| Envelope {
                seq: seq + n,
                at,
                actor,
                more: (n as usize) < last,
                undo: self.undo.clone().filter(|_| n as usize == last),
                event: event.clone(),
            })
            .collect()
    }
}

impl Room {
    /// Carries out an outcome and returns its events as they stand in the log.
    pub fn apply(&mut self, outcome: &Outcome, context: &Context) -> Vec<Envelope> {
        let envelopes = outcome.envelopes(self.project.seq, context);
        for envelope in &envelopes {
            self.project.apply(envelope);
        }
        for change in &outcome.seats {
            match change {
                seat::Change::Put(seat) => {
                    self.seats.insert(seat.seat, (**seat).clone());
                }
                seat::Change::Remove(seat) => {
                    self.seats.remove(seat);
                    self.claims.retain(|_, claim| claim.seat != *seat);
                }
            }
        }
        for change in &outcome.ballots {
            self.apply_ballot(change);
        }
        for change in &outcome.links {
            match change {
                access::Change::Put(link) | access::Change::Note(link) => {
                    self.links.insert(link.link, link.clone());
                }
                access::Change::Remove(link) => {
                    self.links.remove(link);
                }
            }
        }
        for claim in &outcome.claims {
            self.claims.remove(claim);
        }
        self.away.extend(&outcome.left);
        envelopes
    }

    fn apply_ballot(&mut self, change: &ballot::Change) {
        let (round, voter, ballot) = match change {
            ballot::Change::Clear { round } => {
                self.ballots.remove(round);
                return;
            }
            ballot::Change::Put { round, voter, ballot } => (*round, voter, Some(ballot)),
            ballot::Change::Remove { round, voter } => (*round, voter, None),
        };
        let before = self.ballots.get(&round).and_then(|ballots| ballots.ballots.get(voter));
        let (was, is) = match self.round(round) {
            Some(round) => (round.is_complete(before), round.is_complete(ballot)),
            None => (false, false),
        };
        let ballots = self.ballots.entry(round).or_default();
        match ballot {
            Some(ballot) => ballots.ballots.insert(*voter, ballot.clone()),
            None => ballots.ballots.remove(voter),
        };
        ballots.complete = ballots.complete + u32::from(is) - u32::from(was);
    }

    /// A round of any meeting; the newest meetings are searched first.
    fn round(&self, round: RoundId) -> Option<&Round> {
        self.project.meetings.iter().rev().find_map(|meeting| meeting.round(round))
    }

    /// Puts ballots back after a restart.
    pub fn restore_ballots(&mut self, round: RoundId, mut restored: RoundBox) {
        let found = self.round(round);
        let is_complete = |ballot: &&Ballot| found.is_some_and(|round| round.is_complete(Some(ballot)));
        restored.complete = restored.ballots.values().filter(is_complete).count() as u32;
        self.ballots.insert(round, restored);
    }

    /// Seats that can vote in a round, and how many of them are done: `(present, complete)`.
    ///
    /// Present is who is there, or went away after voting; observers are in no denominator, and
    /// a re-vote is for who voted before. Paper sheets are not in these numbers. On behalf of
    /// parties these are parties: those of which such a seat is there.
    pub fn electorate(&self, meeting: MeetingId, round: &Round) -> (u32, u32) {
        let ballots = self.ballots.get(&round.round);
        let voted = |voter: &Voter| ballots.is_some_and(|ballots| ballots.ballots.contains_key(voter));
        let voters = (self.seats.values())
            .filter(|seat| seat.meeting == meeting && !seat.observer)
            .filter(|seat| round.revote_of.is_none_or(|first| seat.voted.contains(&first)))
            .map(|seat| (seat, ballot::voter_of(round, seat)))
            .filter(|(seat, voter)| !self.away.contains(&seat.seat) || voted(voter))
            .map(|(_, voter)| voter);
        let present = match round.mode {
            Mode::Anonymous => voters.count() as u32,
            Mode::Party => voters.collect::<BTreeSet<Voter>>().len() as u32,
        };
        let complete = ballots.map_or(0, |ballots| {
            let paper = ballots.ballots.iter().filter(|(voter, _)| matches!(voter, Voter::Paper(..)));
            let paper = paper.filter(|(_, ballot)| round.is_complete(Some(ballot)));
            ballots.complete - paper.count() as u32
        });
        (present, complete)
    }
}
