//! The risks as a list to work on: by bottleneck, both sides.

use crate::ids::{BottleneckId, PartyId};
use crate::project::Project;
use crate::risk::{Risk, Side, Status};

/// A bottleneck with its risks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtRisk {
    /// Which bottleneck.
    pub bottleneck: BottleneckId,
    /// Its number.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// Its risks on the list, of both sides, in the order of their numbers.
    pub risks: Vec<Risk>,
    /// The side of which there is none, while there are of the other.
    pub missing: Option<Side>,
}

/// All risks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RiskList {
    /// By bottleneck: those with priority, else all; and after these what else has risks.
    pub at_risk: Vec<AtRisk>,
    /// Whether bottlenecks have priority.
    pub priorities: bool,
    /// Risks that are not on the list.
    pub aside: Vec<Risk>,
    /// All parties: id and name.
    pub parties: Vec<(String, String)>,
}

/// The risks of a project.
pub fn risks(project: &Project) -> RiskList {
    let mut shown: Vec<BottleneckId> = project.at_risk().iter().map(|found| found.bottleneck).collect();
    let covered = |shown: &[BottleneckId], risk: &Risk| {
        shown.iter().any(|at| project.risks_of(*at, risk.side).iter().any(|other| other.risk == risk.risk))
    };
    for risk in project.risks.iter().filter(|risk| risk.status == Status::Open) {
        if !covered(&shown, risk) {
            shown.push(risk.bottleneck);
        }
    }
    let missing = project.one_sided();
    let at = |bottleneck: &BottleneckId| {
        let found = project.bottleneck(*bottleneck)?;
        let of = |side: &Side| project.risks_of(*bottleneck, *side).into_iter().cloned();
        let mut risks: Vec<Risk> = Side::ALL.iter().flat_map(of).collect();
        risks.sort_by_key(|risk| risk.number);
        let missing = missing.iter().find(|(at, _)| at == bottleneck).map(|(_, side)| *side);
        Some(AtRisk { bottleneck: *bottleneck, number: found.number, title: found.title.clone(), risks, missing })
    };
    let party = |id: PartyId, name: &str| (id.to_string(), name.to_owned());
    RiskList {
        at_risk: shown.iter().filter_map(at).collect(),
        priorities: !project.priorities().is_empty(),
        aside: project.risks.iter().filter(|risk| risk.status != Status::Open).cloned().collect(),
        parties: project.parties.iter().map(|found| party(found.party, &found.name)).collect(),
    }
}
