//! The risks as a list to work on: by bottleneck, both sides.

use serde::{Deserialize, Serialize};

use crate::ids::{BottleneckId, PartyId, RiskId};
use crate::limits;
use crate::meeting::Meeting;
use crate::project::Project;
use crate::risk::measure::{Classes, Range, Zone};
use crate::risk::score::{Place, Votes};
use crate::risk::{self, Risk, Side, Status};
use crate::round::Round;

/// A bottleneck with its risks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtRisk {
    /// Which bottleneck.
    pub bottleneck: BottleneckId,
    /// Its number.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// Its risks on the list, of both sides, the gravest first (`risk::score::order`).
    pub risks: Vec<Risk>,
    /// The side of which there is none, while there are of the other.
    pub missing: Option<Side>,
    /// It is one of those that risks are written for.
    pub is_first: bool,
}

/// What the votes on a risk say, as shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RiskResult {
    /// Which risk.
    pub risk: RiskId,
    /// Its number.
    pub number: u32,
    /// For whom.
    pub side: Side,
    /// Its name on a board.
    pub short_name: String,
    /// What can happen.
    pub event: String,
    /// Short name of the bottleneck that it comes from.
    pub bottleneck: String,
    /// The votes; `None` under five.
    pub votes: Option<Votes>,
    /// The amounts that the impact was asked with, on the side of the municipality.
    pub classes: Option<Classes>,
    /// The zone of the median point.
    pub zone: Option<Zone>,
    /// Where the vote puts it.
    pub advice: Option<Place>,
    /// What that may cost the municipality in a year, when amounts were asked.
    pub money: Option<Range>,
    /// Where the table put it on this round, and what that means.
    pub decided: Option<(Place, Zone)>,
}

/// The matrices of a counted round of scoring, of its own votes: risks by impact, then by chance.
pub fn risk_results(project: &Project, round: &Round) -> Vec<RiskResult> {
    rows(project, round, |risk| round.votes(risk))
}

/// What a table decides on: all risks of a first round, with the votes of the re-vote where it was
/// counted. For leaders only, since that may not be shown yet.
pub fn to_settle(project: &Project, meeting: &Meeting, first: &Round) -> Vec<RiskResult> {
    rows(project, first, |risk| meeting.newest_votes(first, risk))
}

/// Where the risks on the list stand, of whatever round: with the votes that the table had before it, by
/// impact, then by chance.
pub fn settled_risks(project: &Project) -> Vec<RiskResult> {
    let of_round = |(meeting, round): (&Meeting, &Round)| to_settle(project, meeting, round);
    let is_listed = |id| project.risk(id).is_some_and(|risk| risk.status == Status::Open);
    let mut rows: Vec<RiskResult> = project.scored_rounds().flat_map(of_round).collect();
    rows.retain(|row| row.decided.is_some() && is_listed(row.risk));
    let key = |row: &RiskResult| row.decided.map(|(place, _)| (place.impact, place.chance));
    rows.sort_by(|a, b| key(b).cmp(&key(a)).then(a.number.cmp(&b.number)));
    rows
}

fn rows(project: &Project, round: &Round, votes: impl Fn(RiskId) -> Option<Votes>) -> Vec<RiskResult> {
    let classes = round.question.money();
    let first = round.revote_of.unwrap_or(round.round);
    let result = |id: RiskId| {
        let risk = project.risk(id)?;
        let votes = votes(id);
        let advice = votes.as_ref().map(Votes::advice);
        let zone = votes.as_ref().map(|votes| project.risk_zones.of_point(votes.median.0, votes.median.1));
        let money = classes.filter(|_| risk.side == Side::Municipality).zip(advice);
        Some(RiskResult {
            risk: id,
            number: risk.number,
            side: risk.side,
            short_name: risk.short_name.clone(),
            event: risk.event.clone(),
            bottleneck: project.bottleneck(risk.bottleneck).map_or_else(String::new, |found| found.short_name.clone()),
            classes: classes.filter(|_| risk.side == Side::Municipality),
            zone,
            advice,
            decided: risk.score.as_ref().filter(|score| score.round == first).map(|score| (score.place, score.zone)),
            money: money.and_then(|(classes, place)| classes.range(place.chance, place.impact)),
            votes,
        })
    };
    let mut rows: Vec<RiskResult> = round.risks().filter_map(result).collect();
    let key = |row: &RiskResult| row.votes.as_ref().map_or((0.0, 0.0), |votes| (votes.median.1, votes.median.0));
    rows.sort_by(|a, b| key(b).partial_cmp(&key(a)).unwrap_or(std::cmp::Ordering::Equal).then(a.number.cmp(&b.number)));
    rows
}

/// A risk that somebody wrote and that nobody dealt with yet, as the console shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingRisk {
    /// Which risk.
    pub risk: RiskId,
    /// The bottleneck that it comes from, as its short name.
    pub bottleneck: String,
    /// For whom.
    pub side: Side,
    /// What can happen.
    pub event: String,
    /// What that leads to; may be empty.
    pub consequence: String,
    /// On whose behalf it was written, when that is known.
    pub by: Option<String>,
    /// Risks on the list that it may be the same as: of its bottleneck and side.
    pub same: Vec<(RiskId, String)>,
}

/// The risks to collect, in their order; `aside` of those is not shown.
pub fn waiting_risks(project: &Project) -> Vec<WaitingRisk> {
    let row = |risk: &Risk| {
        let top = project.top_of(risk.bottleneck);
        let same = project.risks_of(top, risk.side).into_iter();
        WaitingRisk {
            risk: risk.risk,
            bottleneck: project.bottleneck(top).map_or_else(String::new, |found| found.short_name.clone()),
            side: risk.side,
            event: risk.event.clone(),
            consequence: risk.consequence.clone(),
            by: risk.by.and_then(|by| Some(project.party(by)?.name.clone())),
            same: same.map(|other| (other.risk, other.event.clone())).collect(),
        }
    };
    project.written_risks().into_iter().map(row).collect()
}

/// A risk that can go to the vote, as the console shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScorableRisk {
    /// Which risk.
    pub risk: RiskId,
    /// Its number.
    pub number: u32,
    /// The bottleneck under which it stands, as its short name.
    pub bottleneck: String,
    /// For whom.
    pub side: Side,
    /// What can happen.
    pub event: String,
    /// The table decided on it already.
    pub scored: bool,
    /// Among the first two of its side and bottleneck that have no score: proposed for the vote.
    pub proposed: bool,
}

/// The risks on the lists, by bottleneck and side.
pub fn scorable(project: &Project) -> Vec<ScorableRisk> {
    let mut rows: Vec<ScorableRisk> = Vec::new();
    for at in risks(project).at_risk {
        for side in Side::ALL {
            let mut proposed = 0;
            for risk in at.risks.iter().filter(|risk| risk.side == *side) {
                let is_new = risk.score.is_none() && proposed < limits::RISKS_OF_A_SIDE;
                proposed += usize::from(is_new);
                let found = project.bottleneck(at.bottleneck);
                rows.push(ScorableRisk {
                    risk: risk.risk,
                    number: risk.number,
                    bottleneck: found.map_or_else(String::new, |found| found.short_name.clone()),
                    side: *side,
                    event: risk.event.clone(),
                    scored: risk.score.is_some(),
                    proposed: is_new && at.is_first,
                });
            }
        }
    }
    rows
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
    /// Risks that somebody wrote and that nobody dealt with yet.
    pub waiting: Vec<WaitingRisk>,
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
    let first = project.at_risk().len();
    let missing = project.one_sided();
    let at = |(place, bottleneck): (usize, &BottleneckId)| {
        let found = project.bottleneck(*bottleneck)?;
        let of = |side: &Side| project.risks_of(*bottleneck, *side).into_iter().cloned();
        let mut risks: Vec<Risk> = Side::ALL.iter().flat_map(of).collect();
        risk::score::order(&mut risks);
        let missing = missing.iter().find(|(at, _)| at == bottleneck).map(|(_, side)| *side);
        let (number, title) = (found.number, found.title.clone());
        Some(AtRisk { bottleneck: *bottleneck, number, title, risks, missing, is_first: place < first })
    };
    let is_aside = |risk: &Risk| matches!(risk.status, Status::Merged { .. } | Status::Dropped);
    let party = |id: PartyId, name: &str| (id.to_string(), name.to_owned());
    RiskList {
        at_risk: shown.iter().enumerate().filter_map(at).collect(),
        priorities: !project.priorities().is_empty(),
        aside: project.risks.iter().filter(|risk| is_aside(risk)).cloned().collect(),
        waiting: waiting_risks(project),
        parties: project.parties.iter().map(|found| party(found.party, &found.name)).collect(),
    }
}
