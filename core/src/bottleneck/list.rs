//! The list of bottlenecks that can be rated, and how one leaves it and comes back.

use serde::{Deserialize, Serialize};

use super::Bottleneck;
use crate::access::Right;
use crate::command::{Command, Decide};
use crate::event::{Apply, Envelope};
use crate::ids::BottleneckId;
use crate::project::Project;
use crate::room::{Context, Outcome, Room};
use crate::{Refusal, limits, text};

/// Whether a bottleneck is on the list of those that can be rated, and why not. Being off the list
/// takes nothing away: figures, decisions and promises stay with the bottleneck.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Status {
    /// On the list.
    #[default]
    Open,
    /// Put aside.
    Parked {
        /// Why, when given.
        reason: String,
    },
    /// No longer wrong.
    Solved,
    /// Part of a group that is rated as one.
    Merged {
        /// The group.
        into: BottleneckId,
    },
    /// Others came in its place.
    Split,
    /// A group that was taken apart, or a piece that was put back, and that has a history of its own.
    Dissolved,
}

impl Project {
    /// The bottlenecks that can be rated: not merged, split, parked, solved or taken apart.
    pub fn ratable(&self) -> Vec<&Bottleneck> {
        self.bottlenecks.iter().filter(|bottleneck| bottleneck.is_ratable()).collect()
    }

    /// The bottlenecks that came in the place of one that was split.
    pub fn pieces(&self, split: BottleneckId) -> Vec<&Bottleneck> {
        let is_piece = |other: &&Bottleneck| other.split_from == Some(split) && other.status != Status::Dissolved;
        self.bottlenecks.iter().filter(is_piece).collect()
    }

    /// A bottleneck that can be rated, and is not being rated now.
    pub(crate) fn at_rest(&self, bottleneck: BottleneckId) -> Result<&Bottleneck, Refusal> {
        let found = self.bottleneck(bottleneck).ok_or(Refusal::NotFound)?;
        if !found.is_ratable() {
            return Err(Refusal::NotOnList);
        }
        if self.is_being_rated(bottleneck) { Err(Refusal::AnotherRoundBusy) } else { Ok(found) }
    }

    /// Whether a round that holds it is not counted yet.
    pub(crate) fn is_being_rated(&self, bottleneck: BottleneckId) -> bool {
        let mut rounds = self.meetings.iter().flat_map(|meeting| &meeting.rounds);
        rounds.any(|round| round.phase.has_ballots() && round.items.contains(&bottleneck.into()))
    }

    /// Whether it was rated, decided on or supported, or risks or an arena hang on it: then it stays on record.
    pub(crate) fn has_history(&self, bottleneck: BottleneckId) -> bool {
        let mut rounds = self.meetings.iter().flat_map(|meeting| &meeting.rounds);
        rounds.any(|round| round.items.contains(&bottleneck.into()))
            || self.promises.iter().any(|promise| promise.bottleneck == bottleneck)
            || self.risks.iter().any(|risk| risk.bottleneck == bottleneck)
            || self.arenas.iter().any(|arena| arena.hangs_on(bottleneck))
            || self.bottleneck(bottleneck).is_some_and(|found| found.decision.is_some() || !found.evidence.is_empty())
    }

    /// Whether the table gave it priority, or somebody promised something for it: the roadmap goes
    /// on from there.
    pub(crate) fn is_followed_up(&self, bottleneck: BottleneckId) -> bool {
        self.bottleneck(bottleneck).is_some_and(|found| found.rank().is_some())
            || self.promises.iter().any(|promise| promise.bottleneck == bottleneck && !promise.withdrawn)
    }

    /// The number of the next bottleneck. No number is given twice, for people refer to it.
    pub(crate) fn next_number(&self) -> u32 {
        self.bottlenecks.iter().chain(&self.removed).map(|other| other.number).max().unwrap_or(0) + 1
    }

    /// Checks that there is room for new bottlenecks with these ids.
    pub(crate) fn new_bottlenecks(&self, ids: &[BottleneckId]) -> Result<(), Refusal> {
        if self.bottlenecks.len() + ids.len() > limits::BOTTLENECKS {
            return Err(Refusal::ListFull { max: limits::BOTTLENECKS });
        }
        let is_known = |id| self.bottleneck(id).is_some() || self.left(id).is_some();
        if ids.iter().any(|id| is_known(*id)) { Err(Refusal::IdTaken) } else { Ok(()) }
    }

    /// A bottleneck that left the list, or was taken apart, as it would come back.
    pub(crate) fn left(&self, bottleneck: BottleneckId) -> Option<Bottleneck> {
        let on_record = self.bottleneck(bottleneck).filter(|found| found.status == Status::Dissolved);
        let removed = || self.removed.iter().find(|found| found.bottleneck == bottleneck);
        on_record.or_else(removed).map(|found| Bottleneck { status: Status::Open, ..found.clone() })
    }

    /// Puts a bottleneck on the list, in the order of numbers.
    pub(crate) fn put(&mut self, bottleneck: &Bottleneck) {
        let id = bottleneck.bottleneck;
        self.removed.retain(|other| other.bottleneck != id);
        self.bottlenecks.retain(|other| other.bottleneck != id);
        let place = self.bottlenecks.partition_point(|other| other.number < bottleneck.number);
        self.bottlenecks.insert(place, bottleneck.clone());
    }

    /// Takes a bottleneck off the list. One to keep stays on record.
    pub(crate) fn take_off(&mut self, bottleneck: BottleneckId, keep: &[BottleneckId]) {
        self.set_status(bottleneck, Status::Dissolved);
        if keep.contains(&bottleneck) {
            return;
        }
        if let Some(place) = self.bottlenecks.iter().position(|other| other.bottleneck == bottleneck) {
            let removed = self.bottlenecks.remove(place);
            self.removed.push(removed);
            if self.removed.len() > limits::BOTTLENECKS {
                self.removed.remove(0);
            }
        }
    }

    pub(crate) fn set_status(&mut self, bottleneck: BottleneckId, status: Status) {
        if let Some(found) = self.bottleneck_mut(bottleneck) {
            found.status = status;
        }
    }
}

impl Bottleneck {
    /// Whether it can be rated.
    pub fn is_ratable(&self) -> bool {
        self.status == Status::Open
    }
}

/// `bottleneck.park`: puts a bottleneck aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Park {
    /// Which one.
    pub bottleneck: BottleneckId,
    /// Why; may be empty.
    #[serde(default)]
    pub reason: String,
}

impl Decide for Park {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let reason = text::optional(&self.reason, limits::SENTENCE, context.today)?;
        off(room, self.bottleneck, Status::Parked { reason })
    }
}

/// `bottleneck.solve`: says that something is no longer wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Solve {
    /// Which one.
    pub bottleneck: BottleneckId,
}

impl Decide for Solve {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        off(room, self.bottleneck, Status::Solved)
    }
}

fn off(room: &Room, bottleneck: BottleneckId, status: Status) -> Result<Outcome, Refusal> {
    let found = room.project.bottleneck(bottleneck).ok_or(Refusal::NotFound)?;
    if std::mem::discriminant(&found.status) == std::mem::discriminant(&status) {
        return Err(Refusal::AlreadyDone);
    }
    room.project.at_rest(bottleneck)?;
    let undo = Command::BottleneckReturn(Return { bottleneck });
    Ok(Outcome::event(Moved { bottleneck, status }).undo(undo))
}

/// `bottleneck.return`: puts a parked or solved bottleneck back on the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Return {
    /// Which one.
    pub bottleneck: BottleneckId,
}

impl Decide for Return {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let bottleneck = self.bottleneck;
        let found = room.project.bottleneck(bottleneck).ok_or(Refusal::NotFound)?;
        let undo = match &found.status {
            Status::Open => return Err(Refusal::AlreadyDone),
            Status::Parked { reason } => Command::BottleneckPark(Park { bottleneck, reason: reason.clone() }),
            Status::Solved => Command::BottleneckSolve(Solve { bottleneck }),
            Status::Merged { .. } | Status::Split | Status::Dissolved => return Err(Refusal::NotOnList),
        };
        Ok(Outcome::event(Moved { bottleneck, status: Status::Open }).undo(undo))
    }
}

/// Event `bottleneck.moved`: a bottleneck left the list, or came back to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Which one.
    pub bottleneck: BottleneckId,
    /// Where it is now.
    pub status: Status,
}

impl Apply for Moved {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        project.set_status(self.bottleneck, self.status.clone());
    }
}
