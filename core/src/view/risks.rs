//! The risks as a list to work on: by bottleneck, both sides.

use serde::{Deserialize, Serialize};

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

/// A bottleneck with its risks, as the screen shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RiskRow {
    /// Its number.
    pub number: u32,
    /// Its name on a board.
    pub short_name: String,
    /// What can happen to the municipality.
    pub municipality: Vec<String>,
    /// What can happen to young people.
    pub youth: Vec<String>,
}

/// The bottlenecks with a risk, the most important first.
pub fn risk_rows(project: &Project) -> Vec<RiskRow> {
    let row = |at: AtRisk| {
        let found = project.bottleneck(at.bottleneck)?;
        let of = |side| at.risks.iter().filter(move |risk| risk.side == side).map(|risk| risk.event.clone()).collect();
        let (municipality, youth) = (of(Side::Municipality), of(Side::Youth));
        Some(RiskRow { number: at.number, short_name: found.short_name.clone(), municipality, youth })
    };
    let rows = risks(project).at_risk.into_iter().filter(|at| !at.risks.is_empty());
    rows.filter_map(row).collect()
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
