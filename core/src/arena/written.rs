//! What people wrote in a round about a board, as pieces.
//!
//! Activities and effects wait until somebody puts them on the board. What a party puts in is its own
//! word and stands there at once, and so does what it asks of another: as a request.

use super::Arena;
use super::piece::{Activity, Added, Contribution, Effect, Firm, Kind, Moved, On, Piece, Status, What};
use crate::event::Event;
use crate::ids::{ItemId, PartyId, PieceId, derive};
use crate::limits;
use crate::question::{Frame, Written};
use crate::room::{Context, Room};
use crate::round::{Ask, Round};
use crate::tally::Tally;

/// The pieces of a counted round. Their texts were checked when they were written. What the board cannot
/// hold stands in the figures of the round.
pub fn from_round(room: &Room, round: &Round, tally: &Tally, context: &Context) -> Vec<Event> {
    if !matches!(round.question.ask(), Ask::Activities | Ask::Effects | Ask::Contributions) {
        return Vec::new();
    }
    let Some(arena) = room.project.arena_in(round) else { return Vec::new() };
    let mut cards: Vec<(ItemId, Frame, &Written, Option<PartyId>)> = Vec::new();
    for (item, figures) in &tally.items {
        cards.extend(figures.cards.iter().map(|card| (*item, card.frame, &card.written, None)));
    }
    for given in &tally.parties {
        for (item, answer) in &given.answers.items {
            cards.extend(answer.cards.iter().map(|(frame, written)| (*item, *frame, written, Some(given.party))));
        }
    }
    let space = limits::PIECES_ON_BOARD.saturating_sub(arena.pieces.len());
    let mut events = Vec::new();
    for (number, (item, frame, written, by)) in (0..).zip(cards.into_iter().take(space)) {
        let Some((what, status)) = piece(item, frame, written, by) else { continue };
        if let What::Contribution(new) = &what {
            events.extend(replaced(arena, new, by).map(|piece| Moved { piece, to: Status::Dropped }.into()));
        }
        let piece = PieceId::from_random(derive(&context.entropy, number));
        events.push(Added { arena: arena.arena, piece: Piece { piece, status, by, what } }.into());
    }
    events
}

/// What a party said before about the same: its newest word counts.
fn replaced<'a>(
    arena: &'a Arena,
    new: &'a Contribution,
    by: Option<PartyId>,
) -> impl Iterator<Item = PieceId> + use<'a> {
    arena.on_board().filter_map(move |piece| match &piece.what {
        What::Contribution(old)
            if piece.by == by
                && (old.party, old.activity, old.kind, old.request)
                    == (new.party, new.activity, new.kind, new.request) =>
        {
            Some(piece.piece)
        }
        _ => None,
    })
}

fn piece(item: ItemId, frame: Frame, written: &Written, by: Option<PartyId>) -> Option<(What, Status)> {
    let text = || written.text.clone();
    match frame {
        Frame::Activity | Frame::Activity2 | Frame::Activity3 if !written.text.is_empty() => {
            let activity = Activity { output: written.more.clone(), ..What::activity(text()) };
            Some((What::Activity(activity), Status::Proposed))
        }
        Frame::Effect | Frame::Effect2 | Frame::Effect3 | Frame::Unwanted if !written.text.is_empty() => {
            let unwanted = frame == Frame::Unwanted;
            let effect = Effect { on: On::read(&written.more), unwanted, ..What::effect(text()) };
            Some((What::Effect(effect), Status::Proposed))
        }
        Frame::Contribution | Frame::Request => {
            let request = frame == Frame::Request;
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
            Some((What::Contribution(contribution), Status::Open))
        }
        _ => None,
    }
}
