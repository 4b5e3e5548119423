//! Splitting: a bottleneck that holds several makes room for its pieces. It keeps its own figures
//! and decisions; the pieces start without any.

use serde::{Deserialize, Serialize};

use super::list::Status;
use super::{Bottleneck, named};
use crate::access::Right;
use crate::command::{Command, Decide};
use crate::event::{Apply, Envelope};
use crate::ids::BottleneckId;
use crate::project::Project;
use crate::room::{Context, Outcome, Room};
use crate::{Refusal, limits};

/// A piece, as named when splitting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Id of the new bottleneck, chosen by the sender. That of a piece that was put back, with the
    /// same title, brings it back as it was.
    pub id: BottleneckId,
    /// What is wrong.
    pub title: String,
}

/// `bottleneck.split`: puts pieces in the place of a bottleneck.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    /// Which one.
    pub bottleneck: BottleneckId,
    /// The pieces: two or more.
    pub into: Vec<Piece>,
}

impl Decide for Split {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let project = &room.project;
        let whole = project.bottleneck(self.bottleneck).ok_or(Refusal::NotFound)?;
        let ids: Vec<BottleneckId> = self.into.iter().map(|piece| piece.id).collect();
        if whole.status == Status::Split
            && project.pieces(self.bottleneck).iter().all(|piece| ids.contains(&piece.bottleneck))
        {
            return Err(Refusal::AlreadyDone);
        }
        project.at_rest(self.bottleneck)?;
        if ids.len() < 2 {
            return Err(Refusal::TwoNeeded);
        }
        if ids.len() > limits::PIECES {
            return Err(Refusal::ListFull { max: limits::PIECES });
        }
        let mut into: Vec<Bottleneck> = Vec::new();
        let mut new = Vec::new();
        for piece in &self.into {
            let (title, short_name) = named(&piece.title, None, context)?;
            if into.iter().any(|other| other.bottleneck == piece.id) {
                return Err(Refusal::IdTaken);
            }
            let is_same = |left: &Bottleneck| left.split_from == Some(self.bottleneck) && left.title == title;
            into.push(match project.left(piece.id).filter(is_same) {
                Some(left) => left,
                None => {
                    let number = project.next_number() + new.len() as u32;
                    new.push(piece.id);
                    let (tags, split_from) = (whole.tags.clone(), Some(self.bottleneck));
                    Bottleneck {
                        short_name,
                        tags,
                        split_from,
                        ..Bottleneck::new(piece.id, number, title, whole.origin)
                    }
                }
            });
        }
        project.new_bottlenecks(&new)?;
        let undo = Command::BottleneckUnsplit(Unsplit { bottleneck: self.bottleneck });
        Ok(Outcome::event(SplitUp { bottleneck: self.bottleneck, into }).undo(undo))
    }
}

/// Event `bottleneck.split`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SplitUp {
    /// Which one.
    pub bottleneck: BottleneckId,
    /// The pieces as they join the list.
    pub into: Vec<Bottleneck>,
}

impl Apply for SplitUp {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        project.set_status(self.bottleneck, Status::Split);
        for piece in &self.into {
            project.put(piece);
        }
    }
}

/// `bottleneck.unsplit`: puts a bottleneck back in the place of its pieces.
///
/// All pieces must stand on the list: what was done with one since (merged, parked, split again) is
/// taken back first. A piece that was rated, decided on or supported stays on record as dissolved;
/// one with priority or a promise is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsplit {
    /// Which one.
    pub bottleneck: BottleneckId,
}

impl Decide for Unsplit {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let project = &room.project;
        let whole = project.bottleneck(self.bottleneck).ok_or(Refusal::NotFound)?;
        match whole.status {
            Status::Split => {}
            Status::Open => return Err(Refusal::AlreadyDone),
            _ => return Err(Refusal::NotOnList),
        }
        let pieces = project.pieces(self.bottleneck);
        for piece in &pieces {
            project.at_rest(piece.bottleneck)?;
            if project.is_followed_up(piece.bottleneck) {
                return Err(Refusal::InUse);
            }
        }
        if project.is_being_rated(self.bottleneck) {
            return Err(Refusal::AnotherRoundBusy);
        }
        let ids = pieces.iter().map(|piece| piece.bottleneck);
        let kept = ids.filter(|piece| project.has_history(*piece)).collect();
        let into = pieces.iter().map(|piece| Piece { id: piece.bottleneck, title: piece.title.clone() }).collect();
        let undo = Command::BottleneckSplit(Split { bottleneck: self.bottleneck, into });
        Ok(Outcome::event(PutBack { bottleneck: self.bottleneck, kept }).undo(undo))
    }
}

/// Event `bottleneck.unsplit`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PutBack {
    /// Which one.
    pub bottleneck: BottleneckId,
    /// The pieces that stay on record.
    pub kept: Vec<BottleneckId>,
}

impl Apply for PutBack {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        let pieces: Vec<BottleneckId> = project.pieces(self.bottleneck).iter().map(|piece| piece.bottleneck).collect();
        for piece in pieces {
            project.take_off(piece, &self.kept);
        }
        project.set_status(self.bottleneck, Status::Open);
    }
}
