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
        let (risk, into) = (on_list(&room.project, self.risk)?, on_list(&room.project, self.into)?);
        if self.risk == self.into {
            return Err(Refusal::TwoNeeded);
        }
        let project = &room.project;
        let is_near = |top: &crate::bottleneck::Bottleneck| {
            let comes_from = |risk: &Risk| top.bottleneck == risk.bottleneck || top.parts.contains(&risk.bottleneck);
            comes_from(risk) && comes_from(into)
        };
        if risk.side != into.side || !project.bottlenecks.iter().any(is_near) {
            return Err(Refusal::NotOnList);
        }
        Ok(moved(self.risk, Status::Merged { into: self.into }, Command::RiskReturn(Return { risk: self.risk })))
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
        on_list(&room.project, self.risk)?;
        Ok(moved(self.risk, Status::Dropped, Command::RiskReturn(Return { risk: self.risk })))
    }
}

/// `risk.return`: puts a risk back on the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Return {
    /// Which risk.
    pub risk: RiskId,
}

impl Decide for Return {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let risk = self.risk;
        let undo = match room.project.risk(risk).ok_or(Refusal::NotFound)?.status {
            Status::Open => return Err(Refusal::AlreadyDone),
            Status::Merged { into } => Command::RiskMerge(Merge { risk, into }),
            Status::Dropped => Command::RiskDrop(Drop { risk }),
        };
        Ok(moved(risk, Status::Open, undo))
    }
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
        if let Some(risk) = project.risk_mut(self.risk) {
            risk.status = self.to;
        }
    }
}
