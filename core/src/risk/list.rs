//! How a risk leaves the list and comes back: it says the same as another, or is put aside.

use serde::{Deserialize, Serialize};

use super::{Risk, Status};
use crate::Refusal;
use crate::access::Right;
use crate::command::{Command, Decide};
use crate::event::{Apply, Envelope};
use crate::ids::RiskId;
use crate::project::Project;
use crate::room::{Context, Outcome, Room};

/// `risk.merge`: says that a risk is the same as another of its bottleneck and side, which stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merge {
    /// Which risk.
    pub risk: RiskId,
    /// The one that stays.
    pub into: RiskId,
}

impl Decide for Merge {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let project = &room.project;
        let (risk, into) = (at_hand(project, self.risk)?, on_list(project, self.into)?);
        if self.risk == self.into {
            return Err(Refusal::TwoNeeded);
        }
        let is_near = |top: &crate::bottleneck::Bottleneck| {
            let comes_from = |risk: &Risk| top.bottleneck == risk.bottleneck || top.parts.contains(&risk.bottleneck);
            comes_from(risk) && comes_from(into)
        };
        if risk.side != into.side || !project.bottlenecks.iter().any(is_near) {
            return Err(Refusal::NotOnList);
        }
        Ok(moved(self.risk, Status::Merged { into: self.into }, back_to(risk)))
    }
}

/// `risk.drop`: puts a risk aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drop {
    /// Which risk.
    pub risk: RiskId,
}

impl Decide for Drop {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let risk = at_hand(&room.project, self.risk)?;
        Ok(moved(self.risk, Status::Dropped, back_to(risk)))
    }
}

/// `risk.return`: puts a risk on the list: one that somebody wrote, or one that was there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Return {
    /// Which risk.
    pub risk: RiskId,
}

impl Decide for Return {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let risk = room.project.risk(self.risk).ok_or(Refusal::NotFound)?;
        if risk.status == Status::Open {
            return Err(Refusal::AlreadyDone);
        }
        Ok(moved(self.risk, Status::Open, back_to(risk)))
    }
}

/// `risk.wait`: lays a risk that was written in a round back with those that nobody dealt with yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    /// Which risk.
    pub risk: RiskId,
}

impl Decide for Wait {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let project = &room.project;
        let risk = project.risk(self.risk).ok_or(Refusal::NotFound)?;
        if risk.status == Status::Proposed {
            return Err(Refusal::AlreadyDone);
        }
        // What others refer to by its number, or measured, stays on the list. The newest number can be
        // given again; an older one would leave a hole, and come back as another.
        let is_newest = risk.number == 0 || risk.number + 1 == project.next_risk_number();
        let is_merged_into = |other: &Risk| other.status == Status::Merged { into: self.risk };
        let in_round = project
            .meetings
            .iter()
            .flat_map(|meeting| &meeting.rounds)
            .any(|round| round.phase != crate::round::Phase::Discarded && round.items.contains(&self.risk.into()));
        if !is_newest || in_round || project.risks.iter().any(is_merged_into) {
            return Err(Refusal::InUse);
        }
        Ok(moved(self.risk, Status::Proposed, back_to(risk)))
    }
}

/// The command that brings a risk back to where it is now.
fn back_to(risk: &Risk) -> Command {
    let id = risk.risk;
    match risk.status {
        Status::Open => Command::RiskReturn(Return { risk: id }),
        Status::Merged { into } => Command::RiskMerge(Merge { risk: id, into }),
        Status::Dropped => Command::RiskDrop(Drop { risk: id }),
        Status::Proposed => Command::RiskWait(Wait { risk: id }),
    }
}

/// A risk on the list, or one that was written and waits.
fn at_hand(project: &Project, risk: RiskId) -> Result<&Risk, Refusal> {
    let found = project.risk(risk).ok_or(Refusal::NotFound)?;
    let mut rounds = project.meetings.iter().flat_map(|meeting| &meeting.rounds);
    if rounds.any(|round| round.phase.has_ballots() && round.risks().any(|voted| voted == risk)) {
        return Err(Refusal::AnotherRoundBusy);
    }
    if matches!(found.status, Status::Open | Status::Proposed) { Ok(found) } else { Err(Refusal::NotOnList) }
}

fn on_list(project: &Project, risk: RiskId) -> Result<&Risk, Refusal> {
    let found = project.risk(risk).ok_or(Refusal::NotFound)?;
    if found.status == Status::Open { Ok(found) } else { Err(Refusal::NotOnList) }
}

fn moved(risk: RiskId, to: Status, undo: Command) -> Outcome {
    Outcome::event(Moved { risk, to }).undo(undo)
}

/// Event `risk.moved`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Which risk.
    pub risk: RiskId,
    /// Whether it is on the list, and why not.
    pub to: Status,
}

impl Apply for Moved {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        let next = project.next_risk_number();
        if let Some(risk) = project.risk_mut(self.risk) {
            risk.status = self.to;
            match self.to {
                Status::Open if risk.number == 0 => risk.number = next,
                Status::Proposed => risk.number = 0,
                _ => {}
            }
        }
    }
}
