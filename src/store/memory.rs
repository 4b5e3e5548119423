//! Projects that live in memory alone, beside those on disk: rehearsals. Nothing of them is ever written
//! down, and they are gone when the server stops.
//!
//! A store and a reader are wrapped, so that rooms, the writer and every page work on a rehearsal as on
//! any project.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use uuid::Uuid;
use werksessie_core::erasure::Deletion;
use werksessie_core::event::{Envelope, Event};
use werksessie_core::{MeetingId, Project, ProjectId, access, seat};

use super::{Batch, Hash, Loaded, Reader, SealedBallot, SealedChange, Store, StoreError};

/// The projects in memory. A clone is another handle to the same ones.
#[derive(Clone, Debug, Default)]
pub struct Memory(Arc<Mutex<BTreeMap<ProjectId, Kept>>>);

/// One project in memory.
#[derive(Debug)]
struct Kept {
    /// The project that it is a copy of.
    origin: ProjectId,
    loaded: Loaded,
    log: Vec<Envelope>,
}

impl Memory {
    fn projects(&self) -> MutexGuard<'_, BTreeMap<ProjectId, Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes room for a copy of a project: from now on what is stored of it stays in memory.
    pub fn begin(&self, project: ProjectId, origin: ProjectId) {
        self.projects().insert(project, Kept { origin, loaded: Loaded::default(), log: Vec::new() });
    }

    /// The project that one in memory is a copy of.
    pub fn origin(&self, project: ProjectId) -> Option<ProjectId> {
        self.projects().get(&project).map(|kept| kept.origin)
    }

    /// The copies of a project.
    pub fn copies_of(&self, origin: ProjectId) -> Vec<ProjectId> {
        self.projects().iter().filter(|(_, kept)| kept.origin == origin).map(|(project, _)| *project).collect()
    }

    /// How many projects there are.
    pub fn count(&self) -> usize {
        self.projects().len()
    }

    fn holds(&self, batch: &Batch) -> bool {
        batch.project.is_some_and(|project| self.projects().contains_key(&project))
    }

    fn commit(&self, batch: &Batch) -> Result<(), StoreError> {
        let Some(project) = batch.project else { return Ok(()) };
        let mut projects = self.projects();
        if batch.deletion.is_some() {
            // No record of it: there was nothing to record.
            projects.remove(&project);
            return Ok(());
        }
        // It was dropped while this batch was under way.
        let kept = projects.get_mut(&project).ok_or(StoreError::Stopped)?;
        let found = kept.log.len() as u64;
        if found != batch.expected_seq {
            return Err(StoreError::Sequence { project, expected: batch.expected_seq, found });
        }
        kept.take(batch);
        Ok(())
    }

    /// What a look at one of the projects finds.
    fn find<T>(&self, look: impl Fn(ProjectId, &Kept) -> Option<T>) -> Option<T> {
        self.projects().iter().find_map(|(project, kept)| look(*project, kept))
    }
}

impl Kept {
    fn take(&mut self, batch: &Batch) {
        let loaded = &mut self.loaded;
        for envelope in &batch.events {
            loaded.state.apply(envelope);
            self.log.push(envelope.clone());
        }
        for change in &batch.ballots {
            take_ballot(&mut loaded.ballots, change);
        }
        for change in &batch.seats {
            match change {
                seat::Change::Put(seat) => {
                    loaded.seats.retain(|other| other.seat != seat.seat);
                    loaded.seats.push((**seat).clone());
                }
                seat::Change::Remove(seat) => loaded.seats.retain(|other| other.seat != *seat),
            }
        }
        for change in &batch.links {
            let (link, put) = match change {
                access::Change::Put(link) => (link.link, Some((link, true))),
                access::Change::Note(link) => (link.link, Some((link, false))),
                access::Change::Remove(link) => (*link, None),
            };
            loaded.links.retain(|other| other.link != link);
            loaded.links.extend(put.map(|(link, _)| link.clone()));
            // One with a new secret is no longer theirs who used it.
            if put.is_none_or(|(_, is_new)| is_new) {
                loaded.grants.retain(|(_, granted)| *granted != link);
            }
        }
        for grant in &batch.grants {
            loaded.grants.retain(|other| other != grant);
            loaded.grants.push(*grant);
        }
        loaded.responses.extend(&batch.responses);
        if let Some(before) = batch.forget_responses_before {
            loaded.responses.retain(|response| response.at >= before);
        }
        for redacted in &batch.redacted {
            if let Some(envelope) = self.log.iter_mut().find(|envelope| envelope.seq == redacted.seq) {
                *envelope = redacted.clone();
            }
        }
        if !batch.redacted.is_empty() {
            loaded.state = Project::default();
            self.log.iter().for_each(|envelope| loaded.state.apply(envelope));
        }
    }

    fn holds_id(&self, id: Uuid) -> bool {
        self.loaded
            .state
            .meetings
            .iter()
            .any(|meeting| meeting.meeting.0 == id || meeting.rounds.iter().any(|round| round.round.0 == id))
    }
}

fn take_ballot(ballots: &mut BTreeMap<werksessie_core::RoundId, Vec<SealedBallot>>, change: &SealedChange) {
    match change {
        SealedChange::Put(round, ballot) => {
            let of_round = ballots.entry(*round).or_default();
            of_round.retain(|other| other.voter != ballot.voter);
            of_round.push(ballot.clone());
        }
        SealedChange::Remove(round, voter) => {
            ballots.entry(*round).or_default().retain(|other| other.voter != *voter);
        }
        SealedChange::Clear(round) => {
            ballots.remove(round);
        }
    }
}

/// A store, with projects in memory beside it.
#[derive(Debug)]
pub struct Beside<S> {
    /// What is on disk.
    pub disk: S,
    /// What is in memory.
    pub memory: Memory,
}

impl<S: Store> Store for Beside<S> {
    fn commit(&mut self, batches: &[Batch]) -> Vec<Result<(), StoreError>> {
        let mut results = Vec::with_capacity(batches.len());
        // Runs of the same place, so that what goes to disk shares its syncs, as without rehearsals.
        for run in batches.chunk_by(|one, next| self.memory.holds(one) == self.memory.holds(next)) {
            if run.first().is_some_and(|batch| self.memory.holds(batch)) {
                results.extend(run.iter().map(|batch| self.memory.commit(batch)));
            } else {
                results.extend(self.disk.commit(run));
            }
        }
        results
    }

    fn checkpoint(&mut self) -> Result<(), StoreError> {
        self.disk.checkpoint()
    }
}

impl<R: Reader> Reader for Beside<R> {
    fn load(&self, project: ProjectId) -> Result<Option<Loaded>, StoreError> {
        match self.memory.projects().get(&project) {
            Some(kept) => Ok(Some(kept.loaded.clone())),
            None => self.disk.load(project),
        }
    }

    fn log(&self, project: ProjectId) -> Result<Vec<Envelope>, StoreError> {
        match self.memory.projects().get(&project) {
            Some(kept) => Ok(kept.log.clone()),
            None => self.disk.log(project),
        }
    }

    fn meeting_of_code(&self, code: &str) -> Result<Option<(ProjectId, MeetingId)>, StoreError> {
        let found = self.memory.find(|project, kept| {
            let meeting = kept.loaded.state.meetings.iter().find(|meeting| meeting.code == code)?;
            Some((project, meeting.meeting))
        });
        if found.is_some() { Ok(found) } else { self.disk.meeting_of_code(code) }
    }

    fn project_of(&self, id: Uuid) -> Result<Option<ProjectId>, StoreError> {
        let found = self.memory.find(|project, kept| kept.holds_id(id).then_some(project));
        if found.is_some() { Ok(found) } else { self.disk.project_of(id) }
    }

    fn projects_of_browser(&self, browser: &Hash) -> Result<Vec<ProjectId>, StoreError> {
        // A rehearsal is no project of one's own to come back to.
        self.disk.projects_of_browser(browser)
    }

    fn projects(&self) -> Result<Vec<ProjectId>, StoreError> {
        self.disk.projects()
    }

    fn deletions(&self) -> Result<Vec<Deletion>, StoreError> {
        self.disk.deletions()
    }

    fn names_document(&self, sha256: &str) -> Result<bool, StoreError> {
        self.disk.names_document(sha256)
    }

    fn ping(&self) -> Result<(), StoreError> {
        self.disk.ping()
    }
}

/// The log of a copy: every identifier by which a project, meeting or round is found, and every code to
/// join, is another one. What people named keeps its name.
///
/// # Errors
/// When an event cannot be read, which a log that was read before does not do.
pub fn renamed(
    log: &[Envelope],
    project: ProjectId,
    mut id: impl FnMut() -> Uuid,
    mut code: impl FnMut() -> String,
) -> Result<Vec<Envelope>, StoreError> {
    let mut names: Vec<(String, String)> = Vec::new();
    for envelope in log {
        match &envelope.event {
            Event::ProjectCreated(event) => names.push((event.project.to_string(), project.to_string())),
            Event::MeetingPlanned(event) => {
                names.push((event.meeting.to_string(), id().to_string()));
                names.push((format!("\"code\":\"{}\"", event.code), format!("\"code\":\"{}\"", code())));
            }
            Event::RoundOpened(event) => names.push((event.round.round.to_string(), id().to_string())),
            _ => {}
        }
    }
    let copy = |envelope: &Envelope| {
        let row = super::codec::encode(envelope);
        let damaged = |error: serde_json::Error| StoreError::Row {
            table: "events",
            row: envelope.seq.to_string(),
            reason: error.to_string(),
        };
        let mut text = serde_json::to_string(&row).map_err(damaged)?;
        for (from, to) in &names {
            if text.contains(from.as_str()) {
                text = text.replace(from.as_str(), to);
            }
        }
        let mut envelope = super::codec::decode(serde_json::from_str(&text).map_err(damaged)?)?;
        if let Event::ProjectCreated(event) = &mut envelope.event {
            event.rehearsal = true;
        }
        Ok(envelope)
    };
    log.iter().map(copy).collect()
}
