//! What supports a bottleneck: research, what professionals know, what young people tell (step 1A).

use serde::{Deserialize, Serialize};

use crate::access::Right;
use crate::choices::choices;
use crate::command::{Command, Decide};
use crate::event::{Apply, Envelope};
use crate::ids::{BottleneckId, CardId};
use crate::project::Project;
use crate::room::{Context, Outcome, Room};
use crate::{Refusal, limits, text};

choices! {
    /// What sort of knowledge it is.
    EvidenceKind {
        /// Figures and studies.
        Research "research"
        /// What people who do the work know.
        Professional "professional"
        /// What young people and the people around them went through.
        Experience "experience"
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Evidence {
    /// What sort of knowledge it is.
    pub kind: EvidenceKind,
    /// Where it stands or who says so, or the text of a card; at most 500 characters.
    pub source: String,
    /// The card that it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<CardId>,
}

/// `evidence.add`: writes down what supports a bottleneck.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Add {
    /// Which bottleneck.
    pub bottleneck: BottleneckId,
    /// What sort of knowledge it is.
    pub kind: EvidenceKind,
    /// Where it stands or who says so.
    pub source: String,
}

impl Decide for Add {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let found = room.project.bottleneck(self.bottleneck).ok_or(Refusal::NotFound)?;
        let source = text::required(&self.source, limits::EVIDENCE_SOURCE, context.today)?;
        let evidence = Evidence { kind: self.kind, source: source.clone(), card: None };
        if found.evidence.contains(&evidence) {
            return Err(Refusal::AlreadyDone);
        }
        if found.evidence.len() >= limits::EVIDENCE {
            return Err(Refusal::ListFull { max: limits::EVIDENCE });
        }
        let undo = Remove { bottleneck: self.bottleneck, kind: self.kind, source };
        Ok(Outcome::event(Added { bottleneck: self.bottleneck, evidence }).undo(Command::EvidenceRemove(undo)))
    }
}

/// Event `evidence.added`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Added {
    /// Which bottleneck.
    pub bottleneck: BottleneckId,
    /// The finding.
    pub evidence: Evidence,
}

impl Apply for Added {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        if let Some(bottleneck) = project.bottleneck_mut(self.bottleneck) {
            bottleneck.evidence.insert(self.evidence.clone());
        }
    }
}

/// `evidence.remove`: takes away what was written down. What a card brought goes with the card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remove {
    /// Which bottleneck.
    pub bottleneck: BottleneckId,
    /// What sort of knowledge it is.
    pub kind: EvidenceKind,
    /// What it says.
    pub source: String,
}

impl Decide for Remove {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let found = room.project.bottleneck(self.bottleneck).ok_or(Refusal::NotFound)?;
        let evidence = Evidence { kind: self.kind, source: self.source.clone(), card: None };
        if !found.evidence.contains(&evidence) {
            return Err(Refusal::AlreadyDone);
        }
        let undo = Add { bottleneck: self.bottleneck, kind: self.kind, source: self.source.clone() };
        Ok(Outcome::event(Removed { bottleneck: self.bottleneck, evidence }).undo(Command::EvidenceAdd(undo)))
    }
}

/// Event `evidence.removed`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    /// Which bottleneck.
    pub bottleneck: BottleneckId,
    /// The finding.
    pub evidence: Evidence,
}

impl Apply for Removed {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        if let Some(bottleneck) = project.bottleneck_mut(self.bottleneck) {
            bottleneck.evidence.remove(&self.evidence);
        }
    }
}
