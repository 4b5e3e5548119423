//! Seats: one person in one meeting. No name is asked.
//!
//! Seats are one of the four stores outside the log; the log keeps attendance only.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::access::{Actor, Right};
use crate::ballot::{self, Voter};
use crate::command::Decide;
use crate::ids::{ClaimId, MeetingId, PartyId, RoundId, SeatId, derive, mix};
use crate::meeting::{Meeting, MeetingState};
use crate::party::{Added, CircleId, Party, shorten_party};
use crate::room::{Context, Outcome, Room};
use crate::{Refusal, limits, text};

/// Where someone stands in their organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// Bestuur.
    Governance,
    /// Beleid.
    Policy,
    /// Uitvoering.
    Practice,
    /// Ervaring.
    Experience,
}

impl Layer {
    /// All layers, in the order shown.
    pub const ALL: [Self; 4] = [Self::Governance, Self::Policy, Self::Practice, Self::Experience];

    /// The key in the HTTP interface and in forms.
    pub fn key(self) -> &'static str {
        match self {
            Self::Governance => "governance",
            Self::Policy => "policy",
            Self::Practice => "practice",
            Self::Experience => "experience",
        }
    }
}

/// One person in one meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// Its id.
    pub seat: SeatId,
    /// The meeting it belongs to.
    pub meeting: MeetingId,
    /// The party it speaks for.
    pub party: PartyId,
    /// Its layer.
    pub layer: Layer,
    /// Watches only: in no denominator.
    pub observer: bool,
    /// Rounds it voted in: who, never what. Needed for the re-vote.
    pub voted: BTreeSet<RoundId>,
    /// Two numbers that name the two words to come back with.
    pub recovery: (u16, u16),
    /// SHA-256 of the seat's token.
    pub token_hash: [u8; 32],
    /// SHA-256 of the browser that holds the seat, when it is held by a browser.
    pub browser_hash: Option<[u8; 32]>,
}

/// All seats of a project, by id.
pub type Seats = BTreeMap<SeatId, Seat>;

/// A change of the seats, to be stored with the events of the same act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Keep this seat as it is here.
    Put(Box<Seat>),
    /// Delete it.
    Remove(SeatId),
}

/// The party a person chooses when joining.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum PartyChoice {
    /// One of the list.
    Known(PartyId),
    /// "My organisation is not listed": its name.
    Typed(String),
}

/// What a person sends to join.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Join {
    /// The meeting that the code led to.
    pub meeting: MeetingId,
    /// The chosen party.
    pub party: PartyChoice,
    /// The chosen layer.
    pub layer: Layer,
    /// Watches only.
    pub observer: bool,
    /// Hash of the token that the server drew for this seat.
    pub token_hash: [u8; 32],
    /// Hash of the browser id, when a browser joins.
    pub browser_hash: Option<[u8; 32]>,
}

/// Number of words that a recovery word is drawn from; the list itself is text.
pub const RECOVERY_WORDS: u16 = 64;

/// Whether people may come in.
///
/// # Errors
/// When the meeting is not open, or its door is locked.
pub fn door(meeting: &Meeting) -> Result<(), Refusal> {
    match meeting.state {
        MeetingState::Planned => Err(Refusal::MeetingNotOpen),
        MeetingState::Ended => Err(Refusal::MeetingEnded),
        MeetingState::Open if meeting.locked => Err(Refusal::DoorLocked),
        MeetingState::Open => Ok(()),
    }
}

/// Gives a person a seat.
///
/// # Errors
/// When the meeting is not open, the door is locked, the hall is full, or the party unknown.
pub fn join(room: &Room, join: &Join, context: &Context) -> Result<(Outcome, Seat), Refusal> {
    door(room.project.meeting(join.meeting).ok_or(Refusal::CodeUnknown)?)?;
    let here = || room.seats.values().filter(|seat| seat.meeting == join.meeting);
    if here().count() >= limits::SEATS {
        return Err(Refusal::ListFull { max: limits::SEATS });
    }
    let mut outcome = Outcome::default();
    let party = chosen(room, &join.party, context, &mut outcome)?;
    let seat = Seat {
        seat: SeatId::from_random(derive(&context.entropy, 0)),
        meeting: join.meeting,
        party,
        layer: join.layer,
        observer: join.observer,
        voted: BTreeSet::new(),
        recovery: free_word(context, |word| here().any(|seat| seat.recovery == word)),
        token_hash: join.token_hash,
        browser_hash: join.browser_hash,
    };
    outcome.seats.push(Change::Put(Box::new(seat.clone())));
    Ok((outcome, seat))
}

/// `seat.change`: another party or layer, or watching only. An open ballot moves along, for it
/// hangs on the seat; who only watches has none. Counted rounds stay as they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeSeat {
    /// Which seat.
    pub seat: SeatId,
    /// The party, or the name of one that is not listed.
    pub party: PartyChoice,
    /// The layer.
    pub layer: Layer,
    /// Watches only.
    #[serde(default)]
    pub observer: bool,
}

impl Decide for ChangeSeat {
    const RIGHT: Right = Right::OwnSeat;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let seat = own_or_led(room, self.seat, context)?;
        let mut outcome = Outcome::default();
        let party = chosen(room, &self.party, context, &mut outcome)?;
        let changed = Seat { party, layer: self.layer, observer: self.observer, ..seat.clone() };
        if changed == *seat {
            return Err(Refusal::AlreadyDone);
        }
        if self.observer {
            outcome.ballots = ballots_of(room, seat);
        }
        outcome.seats.push(Change::Put(Box::new(changed)));
        Ok(outcome)
    }
}

/// `seat.remove`: takes a seat away, with its ballots in rounds that are not counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoveSeat {
    /// Which seat.
    pub seat: SeatId,
}

impl Decide for RemoveSeat {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let seat = room.seats.get(&self.seat).ok_or(Refusal::NotFound)?;
        let seats = vec![Change::Remove(seat.seat)];
        Ok(Outcome { seats, ballots: ballots_of(room, seat), ..Outcome::default() })
    }
}

/// `seat.leave`: says goodbye. The seat is away at once; its ballots stay valid, and a look at its
/// page brings it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leave {
    /// Which seat.
    pub seat: SeatId,
}

impl Decide for Leave {
    const RIGHT: Right = Right::OwnSeat;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let seat = own_or_led(room, self.seat, context)?;
        if room.away.contains(&seat.seat) {
            return Err(Refusal::AlreadyDone);
        }
        Ok(Outcome { left: vec![seat.seat], ..Outcome::default() })
    }
}

/// A request to come back to a seat on another phone: who knows the recovery words, waits for a
/// leader's tap. Kept in memory only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Its id.
    pub claim: ClaimId,
    /// The seat.
    pub seat: SeatId,
    /// SHA-256 of the browser that asks.
    pub browser_hash: [u8; 32],
}

/// Asks to come back. The same browser asks once for a seat.
///
/// # Errors
/// [`Refusal::WordsUnknown`], or when too many wait already.
pub fn claim(
    room: &Room,
    meeting: MeetingId,
    words: (u16, u16),
    browser_hash: [u8; 32],
    context: &Context,
) -> Result<Claim, Refusal> {
    let mut found = room.seats.values().filter(|seat| seat.meeting == meeting && seat.recovery == words);
    let seat = found.next().ok_or(Refusal::WordsUnknown)?;
    let same = |claim: &&Claim| claim.seat == seat.seat && claim.browser_hash == browser_hash;
    if let Some(before) = room.claims.values().find(same) {
        return Ok(before.clone());
    }
    if room.claims.len() >= limits::CLAIMS {
        return Err(Refusal::ListFull { max: limits::CLAIMS });
    }
    Ok(Claim { claim: ClaimId::from_random(derive(&context.entropy, 0)), seat: seat.seat, browser_hash })
}

/// `seat.admit`: lets who asked come back to the seat. The phone that held it loses it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Admit {
    /// Which request.
    pub claim: ClaimId,
}

impl Decide for Admit {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let claim = room.claims.get(&self.claim).ok_or(Refusal::NotFound)?;
        let seat = room.seats.get(&claim.seat).ok_or(Refusal::NotFound)?;
        // The token of the old phone is worth nothing from now on: no secret has this hash.
        let (half, other) = (derive(&context.entropy, 1), derive(&context.entropy, 2));
        let mut token_hash = [0; 32];
        token_hash[..16].copy_from_slice(&half);
        token_hash[16..].copy_from_slice(&other);
        let seat = Seat { browser_hash: Some(claim.browser_hash), token_hash, ..seat.clone() };
        Ok(Outcome { seats: vec![Change::Put(Box::new(seat))], claims: vec![self.claim], ..Outcome::default() })
    }
}

/// `seat.decline`: does not let who asked come back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decline {
    /// Which request.
    pub claim: ClaimId,
}

impl Decide for Decline {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        room.claims.get(&self.claim).ok_or(Refusal::NotFound)?;
        Ok(Outcome { claims: vec![self.claim], ..Outcome::default() })
    }
}

/// The seat, when it is the actor's own or the actor leads.
fn own_or_led<'a>(room: &'a Room, seat: SeatId, context: &Context) -> Result<&'a Seat, Refusal> {
    match context.actor {
        Actor::Seat { seat: own } if own != seat => Err(Refusal::NotAllowed),
        _ => room.seats.get(&seat).ok_or(Refusal::NotFound),
    }
}

/// What takes a seat's ballots out of the rounds that are not counted: its own, and what it wrote
/// for its party and nobody has taken over.
fn ballots_of(room: &Room, seat: &Seat) -> Vec<ballot::Change> {
    let mut changes = Vec::new();
    for (round, ballots) in &room.ballots {
        let own = [Voter::Seat(seat.seat), Voter::Party(seat.party)].into_iter().filter(|voter| {
            let stored = ballots.ballots.get(voter);
            stored.is_some_and(|stored| stored.pen.is_none_or(|pen| pen == seat.seat))
        });
        changes.extend(own.map(|voter| ballot::Change::Remove { round: *round, voter }));
    }
    changes
}

/// The chosen party; one that is typed in joins the list.
fn chosen(room: &Room, choice: &PartyChoice, context: &Context, outcome: &mut Outcome) -> Result<PartyId, Refusal> {
    let name = match choice {
        PartyChoice::Known(party) => return Ok(room.project.party(*party).ok_or(Refusal::NotFound)?.party),
        PartyChoice::Typed(name) => text::required(name, limits::NAME, context.today)?,
    };
    if let Some(known) = room.project.parties.iter().find(|party| party.name.to_lowercase() == name.to_lowercase()) {
        return Ok(known.party);
    }
    if room.project.parties.iter().filter(|party| party.typed_in).count() >= limits::TYPED_PARTIES {
        return Err(Refusal::ListFull { max: limits::TYPED_PARTIES });
    }
    let party = PartyId::from_random(derive(&context.entropy, 1));
    let short_name = shorten_party(&name, limits::PARTY_SHORT_NAME);
    let circle = CircleId::other();
    outcome.push(Added { party: Party { party, name, short_name, kind: None, circle, expected: 0, typed_in: true } });
    Ok(party)
}

/// A pair of words that nobody in the meeting has. In a hall of thousands a pair may repeat:
/// coming back also takes the code and a tap of the leader.
fn free_word(context: &Context, taken: impl Fn((u16, u16)) -> bool) -> (u16, u16) {
    let bytes = derive(&context.entropy, 2);
    let mut seed = u64::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7]]);
    let mut word = (0, 0);
    for _ in 0..20 {
        seed = mix(seed);
        // Both remainders are below 64.
        word = ((seed % 64) as u16, ((seed >> 8) % 64) as u16);
        if word.0 != word.1 && !taken(word) {
            break;
        }
    }
    word
}
