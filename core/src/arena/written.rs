//! What people wrote in a round about a board, as pieces.
//!
//! Activities and effects wait until somebody puts them on the board. What a party puts in is its own
//! word and stands there from reveal on, for until then the room sees nothing of it; and so does what it
//! asks of another: as a request.

use std::collections::BTreeSet;

use super::Arena;
use super::piece::{Activity, Added, Contribution, Effect, Firm, Kind, Moved, On, Piece, Status, What};
use crate::event::Event;
use crate::ids::{ItemId, PartyId, PieceId, RoundId, derive};
use crate::limits;
use crate::project::Project;
use crate::question::{Frame, Written};
use crate::room::{Context, Room};
use crate::round::{Ask, Round};
use crate::tally::Tally;

/// The activities and effects of a counted round: they wait. Their texts were checked when they were
/// written. What says the same as another comes once, and what there is no room for stands in the figures
/// of the round.
pub fn from_round(room: &Room, round: &Round, tally: &Tally, context: &Context) -> Vec<Event> {
    if !matches!(round.question.ask(), Ask::Activities | Ask::Effects) {
        return Vec::new();
    }
    let Some(arena) = room.project.arena_in(round) else { return Vec::new() };
    let mut cards = cards(tally);
    // What nobody wants is said seldom, and must not be what finds no room.
    cards.sort_by_key(|(_, frame, ..)| *frame != Frame::Unwanted);
    let mut seen: BTreeSet<(bool, String, &str)> = BTreeSet::new();
    let mut pieces: Vec<(What, Option<PartyId>)> = Vec::new();
    for (item, frame, written, by) in cards {
        let Some(what) = what(item, frame, written, by) else { continue };
        if seen.insert((frame == Frame::Unwanted, written.text.to_lowercase(), &written.more)) {
            pieces.push((what, by));
        }
    }
    let waiting = arena.pieces.iter().filter(|piece| piece.status == Status::Proposed).count();
    let space =
        limits::PIECES_WAITING.saturating_sub(waiting).min(limits::PIECES_OF_BOARD.saturating_sub(arena.pieces.len()));
    let event = |(number, (what, by))| {
        let piece = PieceId::from_random(derive(&context.entropy, number));
        Added { arena: arena.arena, piece: Piece { piece, status: Status::Proposed, by, what } }.into()
    };
    (0..).zip(pieces.into_iter().take(space)).map(event).collect()
}

/// What parties put in and ask of each other in a round, when it is revealed for the first time.
pub fn revealed(project: &Project, round: &Round) -> Vec<Event> {
    let tally = round.phase.tally().filter(|_| round.question.ask() == Ask::Contributions);
    let Some((arena, tally)) = project.arena_in(round).zip(tally) else { return Vec::new() };
    let mut events = Vec::new();
    for (number, (item, frame, written, by)) in (0..).zip(cards(tally)) {
        let piece = id_in(round.round, number);
        if arena.piece(piece).is_some() {
            // It was revealed before.
            return Vec::new();
        }
        let Some(what) = what(item, frame, written, by) else { continue };
        if let What::Contribution(new) = &what {
            // A phone can send any id; whoever is asked must be somebody else.
            if project.party(new.party).is_none() || (new.request && Some(new.party) == by) {
                continue;
            }
            events.extend(replaced(arena, new, by).map(|piece| Moved { piece, to: Status::Dropped }.into()));
        }
        events.push(Added { arena: arena.arena, piece: Piece { piece, status: Status::Open, by, what } }.into());
    }
    events
}

/// The id of what a round brought: always the same, so that revealing it again brings nothing.
fn id_in(round: RoundId, number: u64) -> PieceId {
    let mut seed = [0; 32];
    seed[..16].copy_from_slice(round.0.as_bytes());
    seed[16..].copy_from_slice(round.0.as_bytes());
    PieceId::from_random(derive(&seed, number))
}

/// What was written, with about what, in which frame, and on whose behalf when that is known.
fn cards(tally: &Tally) -> Vec<(ItemId, Frame, &Written, Option<PartyId>)> {
    let mut cards: Vec<(ItemId, Frame, &Written, Option<PartyId>)> = Vec::new();
    for (item, figures) in &tally.items {
        cards.extend(figures.cards.iter().map(|card| (*item, card.frame, &card.written, None)));
    }
    for given in &tally.parties {
        for (item, answer) in &given.answers.items {
            cards.extend(answer.cards.iter().map(|(frame, written)| (*item, *frame, written, Some(given.party))));
        }
    }
    cards
}

/// What a party said before about the same: its newest word counts.
fn replaced<'a>(
    arena: &'a Arena,
    new: &'a Contribution,
    by: Option<PartyId>,
) -> impl Iterator<Item = PieceId> + use<'a> {
    arena.on_board().filter_map(move |piece| match &piece.what {
        What::Contribution(old)
            // What somebody else noted for the party stands no longer beside its own word.
            if (piece.by == by || (piece.by.is_none() && !old.request))
                && arena.same(old.activity) == arena.same(new.activity)
                && (old.party, old.kind, old.request) == (new.party, new.kind, new.request) =>
        {
            Some(piece.piece)
        }
        _ => None,
    })
}

fn what(item: ItemId, frame: Frame, written: &Written, by: Option<PartyId>) -> Option<What> {
    let text = || written.text.clone();
    match frame {
        Frame::Activity | Frame::Activity2 | Frame::Activity3 if !written.text.is_empty() => {
            let activity = Activity { output: written.more.clone(), ..What::activity(text()) };
            Some(What::Activity(activity))
        }
        Frame::Effect | Frame::Effect2 | Frame::Effect3 | Frame::Unwanted if !written.text.is_empty() => {
            let unwanted = frame == Frame::Unwanted;
            let effect = Effect { on: On::read(&written.more), unwanted, ..What::effect(text()) };
            Some(What::Effect(effect))
        }
        Frame::Contribution | Frame::Contribution2 | Frame::Request => {
            let request = frame == Frame::Request;
            // How firm nothing is says nothing, and neither does a request of nothing.
            let says = !written.text.is_empty() || (!request && !written.more.is_empty());
            if !says {
                return None;
            }
            let party = if request { written.more.parse().ok()? } else { by? };
            let contribution = Contribution {
                party,
                activity: PieceId(item.0),
                kind: if request { None } else { Kind::read(&written.more) },
                text: text(),
                once: None,
                yearly: None,
                // Who says nothing about it promises nothing.
                firm: if request { None } else { Some(written.sure.unwrap_or(Firm::Wish)) },
                request,
            };
            Some(What::Contribution(contribution))
        }
        _ => None,
    }
}
