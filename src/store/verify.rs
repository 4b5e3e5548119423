//! Whether a data folder holds what it should: the files, every log, and every figure that was
//! made from a tally.

use std::path::Path;

use werksessie_core::ProjectId;
use werksessie_core::bottleneck::Verdict;
use werksessie_core::event::{Envelope, Event};
use werksessie_core::project::Project;
use werksessie_core::question::fist;
use werksessie_core::risk::score::Scored;
use werksessie_core::{challenge, risk, round};

use super::keys::KeyFolder;
use super::shelf::Shelf;
use super::{Reader as _, StoreError, sqlite};

/// What was looked at, and what is wrong.
#[derive(Debug, Default)]
pub struct Findings {
    /// A line for each project.
    pub projects: Vec<String>,
    /// A sentence for each thing that is not as it should be.
    pub wrong: Vec<String>,
}

/// Looks at a data folder without changing it; a server may be using it.
///
/// # Errors
/// When the folder cannot be read at all.
pub fn verify(data: &Path) -> Result<Findings, StoreError> {
    let reader = sqlite::read(data)?;
    let mut findings = Findings { wrong: reader.damage()?, ..Findings::default() };
    if !findings.wrong.is_empty() {
        return Ok(findings);
    }
    let shelf = Shelf::open(data)?;
    let mut open_rounds = Vec::new();
    let keys = KeyFolder::open(data)?;
    let before = keys.rounds()?;
    for project in reader.projects()? {
        let loaded = reader.load(project).ok().flatten().map(|loaded| loaded.state);
        match reader.log(project) {
            Ok(log) => one(&reader, &shelf, (project, loaded.as_ref()), &log, &mut findings, &mut open_rounds)?,
            Err(error) => findings.wrong.push(format!("Project {project}: {error}.")),
        }
    }
    // There before and after: a round that opened or was counted meanwhile is no trouble.
    for round in keys.rounds()?.into_iter().filter(|round| before.contains(round)) {
        if !open_rounds.contains(&round) {
            // The server destroys it when it starts.
            findings.wrong.push(format!("The key of round {round} is still there, and the round is over."));
        }
    }
    Ok(findings)
}

fn one(
    reader: &sqlite::SqliteReader,
    shelf: &Shelf,
    (project, loaded): (ProjectId, Option<&Project>),
    log: &[Envelope],
    findings: &mut Findings,
    open_rounds: &mut Vec<werksessie_core::RoundId>,
) -> Result<(), StoreError> {
    let mut wrong = |what: String| findings.wrong.push(format!("Project {project}: {what}"));
    // Before the log was read: a server that works meanwhile makes the log longer.
    let (mut state, mut decisions, mut agrees) = (Project::default(), 0, false);
    for (at, envelope) in (1..).zip(log) {
        if envelope.seq != at {
            wrong(format!("event {at} is missing."));
            return Ok(());
        }
        state.apply(envelope);
        agrees |= loaded == Some(&state);
        if let Event::RoundDecided(decided) = &envelope.event {
            decisions += decided.verdicts.len();
            for item in differing(&state, decided) {
                wrong(format!("the figures of {item} in event {at} are not those of its tally."));
            }
        }
        if let Event::RiskSettled(settled) = &envelope.event {
            decisions += settled.scores.len();
            for risk in differing_risks(&state, settled) {
                wrong(format!("the figures of {risk} in event {at} are not those of its tally."));
            }
        }
        if let Event::ChallengeSettled(settled) = &envelope.event {
            decisions += 1;
            if differing_hands(&state, settled) {
                wrong(format!("the hands in event {at} are not those of its tally."));
            }
        }
    }
    if state.project != Some(project) {
        wrong("the log is of another project.".into());
    }
    if !agrees {
        wrong("what the server would load differs from what the log says.".into());
    }
    for finished in &state.finished {
        if shelf.read(&finished.kept.sha256)?.is_none() {
            wrong(format!("the bytes of the final document {} are not here, or were changed.", finished.kept.name));
        }
    }
    for meeting in &state.meetings {
        for round in &meeting.rounds {
            if round.phase.has_ballots() {
                open_rounds.push(round.round);
            }
            if reader.project_of(round.round.0)? != Some(project) {
                wrong(format!("round {} cannot be found by its id.", round.round));
            }
        }
    }
    let (events, meetings) = (log.len(), state.meetings.len());
    findings.projects.push(format!(
        "{project} {}: {events} events, {meetings} meetings, {decisions} decided items recomputed, {} final documents",
        state.municipality,
        state.finished.len()
    ));
    Ok(())
}

/// Of the risks that were decided, those whose figures do not follow from the tallies.
fn differing_risks(state: &Project, settled: &risk::score::Settled) -> Vec<werksessie_core::RiskId> {
    let found = state.meeting(settled.meeting).and_then(|meeting| Some((meeting, meeting.round(settled.round)?)));
    let is_same = |scored: &Scored| {
        let (Some((meeting, round)), Some(risk)) = (found, state.risk(scored.risk)) else { return false };
        Scored::of(state, meeting, round, (risk.risk, risk.side), scored.place) == *scored
    };
    settled.scores.iter().filter(|scored| !is_same(scored)).map(|scored| scored.risk).collect()
}

/// Whether hands or their outcome do not follow from the tally.
fn differing_hands(state: &Project, settled: &challenge::Settled) -> bool {
    let round = state.meeting(settled.meeting).and_then(|meeting| meeting.round(settled.round));
    let hands = round.and_then(|round| Some(round.phase.tally()?.hands(*round.items.first()?)));
    hands.as_ref() != Some(&settled.hands) || fist::outcome(&settled.hands) != Some(settled.outcome)
}

/// Of what was decided, the items whose figures do not follow from the tallies.
fn differing(state: &Project, decided: &round::deciding::Decided) -> Vec<werksessie_core::BottleneckId> {
    let found = state.meeting(decided.meeting).and_then(|meeting| Some((meeting, meeting.round(decided.round)?)));
    let Some((meeting, round)) = found else { return decided.verdicts.iter().map(|verdict| verdict.item).collect() };
    let again = |verdict: &Verdict| {
        let place = verdict.rank.map(|rank| rank.saturating_sub(1) as usize);
        Verdict::of(meeting, round, verdict.item, place)
    };
    decided.verdicts.iter().filter(|verdict| again(verdict) != **verdict).map(|verdict| verdict.item).collect()
}
