//! Projects that live in memory alone, beside those on disk: rehearsals. Nothing of them is ever written
//! down, and they are gone when the server stops.
//!
//! A store and a reader are wrapped, so that rooms, the writer and every page work on a rehearsal as on
//! any project.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use uuid::Uuid;
use werksessie_core::erasure::Deletion;
use werksessie_core::event::{Envelope, Event};
use werksessie_core::{MeetingId, Project, ProjectId, access, seat};

use super::{Batch, Hash, Loaded, Reader, SealedBallot, SealedChange, Store, StoreError};

/// The projects in memory. A clone is another handle to the same ones.
#[derive(Clone, Debug, Default)]
pub struct Memory(Arc<Mutex<Held>>);

#[derive(Debug, Default)]
struct Held {
    kept: BTreeMap<ProjectId, Kept>,
    /// Projects that were dropped: what still comes of them goes nowhere, least of all to disk.
    gone: BTreeSet<ProjectId>,
}

/// One project in memory.
#[derive(Debug)]
pub struct Kept {
    /// The project that it is a copy of.
    origin: ProjectId,
    loaded: Loaded,
    log: Vec<Envelope>,
}

impl Kept {
    /// A copy of a project, with its log, and a link to open it with.
    pub fn new(origin: ProjectId, log: Vec<Envelope>, link: access::Link) -> Self {
        let mut loaded = Loaded { links: vec![link], ..Loaded::default() };
        log.iter().for_each(|envelope| loaded.state.apply(envelope));
        Self { origin, loaded, log }
    }
}

impl Memory {
    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a copy: from now on what is stored of this project stays in memory. Gives the earlier copies
    /// of the same project, for this one takes their place; none when there are this many others already,
    /// and then nothing is kept.
    pub fn keep(&self, project: ProjectId, copy: Kept, most: usize) -> Option<Vec<ProjectId>> {
        let mut held = self.held();
        let is_earlier = |(_, kept): &(&ProjectId, &Kept)| kept.origin == copy.origin;
        let earlier: Vec<ProjectId> = held.kept.iter().filter(is_earlier).map(|(project, _)| *project).collect();
        if held.kept.len() - earlier.len() >= most {
            return None;
        }
        held.kept.insert(project, copy);
        Some(earlier)
    }

    /// Forgets a copy.
    pub fn drop(&self, project: ProjectId) {
        let mut held = self.held();
        if held.kept.remove(&project).is_some() {
            held.gone.insert(project);
        }
    }

    /// The project that one in memory is a copy of.
    pub fn origin(&self, project: ProjectId) -> Option<ProjectId> {
        self.held().kept.get(&project).map(|kept| kept.origin)
    }

    /// Whether this project was never on disk.
    fn has(&self, project: ProjectId) -> bool {
        let held = self.held();
        held.kept.contains_key(&project) || held.gone.contains(&project)
    }

    fn holds(&self, batch: &Batch) -> bool {
        batch.project.is_some_and(|project| self.has(project))
    }

    fn commit(&self, batch: &Batch) -> Result<(), StoreError> {
        let Some(project) = batch.project else { return Ok(()) };
        if batch.deletion.is_some() {
            // No record of it: there was nothing to record.
            self.drop(project);
            return Ok(());
        }
        let mut held = self.held();
        // It was dropped while this batch was under way.
        let kept = held.kept.get_mut(&project).ok_or(StoreError::Stopped)?;
        let found = kept.log.len() as u64;
        if found != batch.expected_seq && !batch.events.is_empty() {
            return Err(StoreError::Sequence { project, expected: batch.expected_seq, found });
        }
        kept.take(batch);
        Ok(())
    }

    /// What a look at one of the projects finds.
    fn find<T>(&self, look: impl Fn(ProjectId, &Kept) -> Option<T>) -> Option<T> {
        self.held().kept.iter().find_map(|(project, kept)| look(*project, kept))
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
            let (access::Change::Put(access::Link { link, .. })
            | access::Change::Note(access::Link { link, .. })
            | access::Change::Remove(link)) = change;
            let was_there = loaded.links.iter().any(|other| other.link == *link);
            loaded.links.retain(|other| other.link != *link);
            match change {
                access::Change::Note(link) => {
                    loaded.links.extend(was_there.then(|| link.clone()));
                    continue;
                }
                access::Change::Put(link) => loaded.links.push(link.clone()),
                access::Change::Remove(_) => {}
            }
            // One with a new secret is no longer theirs who used it.
            loaded.grants.retain(|(_, granted)| granted != link);
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
        let in_memory: Vec<bool> = batches.iter().map(|batch| self.memory.holds(batch)).collect();
        // What goes to disk shares its sync, as without rehearsals.
        let on_disk: Vec<Batch> =
            batches.iter().zip(&in_memory).filter(|(_, memory)| !**memory).map(|(batch, _)| batch.clone()).collect();
        if on_disk.len() == batches.len() {
            return self.disk.commit(batches);
        }
        let stored = if on_disk.is_empty() { Vec::new() } else { self.disk.commit(&on_disk) };
        let mut stored = stored.into_iter();
        let result = |(batch, memory): (&Batch, &bool)| match memory {
            true => self.memory.commit(batch),
            false => stored.next().unwrap_or(Err(StoreError::Stopped)),
        };
        batches.iter().zip(&in_memory).map(result).collect()
    }

    fn checkpoint(&mut self) -> Result<(), StoreError> {
        self.disk.checkpoint()
    }

    fn lasts(&self, batch: &Batch) -> bool {
        !self.memory.holds(batch)
    }
}

impl<R: Reader> Reader for Beside<R> {
    fn load(&self, project: ProjectId) -> Result<Option<Loaded>, StoreError> {
        match self.memory.held().kept.get(&project) {
            Some(kept) => Ok(Some(kept.loaded.clone())),
            None => self.disk.load(project),
        }
    }

    fn log(&self, project: ProjectId) -> Result<Vec<Envelope>, StoreError> {
        match self.memory.held().kept.get(&project) {
            Some(kept) => Ok(kept.log.clone()),
            None => self.disk.log(project),
        }
    }

    // Whoever leads a copy chooses its ids: what is on disk comes first, so that no copy stands in the way
    // of a meeting that is real.
    fn meeting_of_code(&self, code: &str) -> Result<Option<(ProjectId, MeetingId)>, StoreError> {
        let found = self.disk.meeting_of_code(code)?;
        Ok(found.or_else(|| {
            self.memory.find(|project, kept| {
                let meeting = kept.loaded.state.meetings.iter().find(|meeting| meeting.code == code)?;
                Some((project, meeting.meeting))
            })
        }))
    }

    fn project_of(&self, id: Uuid) -> Result<Option<ProjectId>, StoreError> {
        let found = self.disk.project_of(id)?;
        Ok(found.or_else(|| self.memory.find(|project, kept| kept.holds_id(id).then_some(project))))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Response, sqlite};
    use werksessie_core::access::{Change as LinkChange, Link, LinkRole};
    use werksessie_core::ids::mix;
    use werksessie_core::party::{Added, CircleId, Party};
    use werksessie_core::project::{Created, Language};
    use werksessie_core::seat::{Layer, Seat};
    use werksessie_core::time::Timestamp;
    use werksessie_core::{Actor, CommandId, LinkId, PartyId, RoundId, SeatId};

    fn id(number: u64) -> [u8; 16] {
        let mut bytes = [0; 16];
        bytes[8..].copy_from_slice(&mix(number).to_be_bytes());
        bytes
    }

    fn project(number: u64) -> ProjectId {
        ProjectId::from_random(id(number))
    }

    fn event(seq: u64, of: ProjectId, title: &str) -> Envelope {
        let event = Event::ProjectCreated(Created {
            project: of,
            municipality: "Waterstede".into(),
            title: title.into(),
            language: Language::Nl,
            example: false,
            rehearsal: false,
            circles: Vec::new(),
        });
        Envelope { seq, at: Timestamp(seq as i64), actor: Actor::System, more: false, undo: None, event }
    }

    fn party(seq: u64) -> Envelope {
        let party = Party {
            party: PartyId::from_random(id(seq)),
            name: format!("Partij {seq}"),
            short_name: String::new(),
            kind: None,
            circle: CircleId::other(),
            expected: 1,
            typed_in: false,
        };
        Envelope { event: Event::PartyAdded(Added { party }), ..event(seq, project(0), "") }
    }

    fn seat(number: u64, layer: Layer) -> Seat {
        Seat {
            seat: SeatId::from_random(id(number)),
            meeting: MeetingId::from_random(id(90)),
            party: PartyId::from_random(id(91)),
            layer,
            observer: false,
            voted: Default::default(),
            recovery: (1, 2),
            token_hash: [number as u8; 32],
            browser_hash: None,
        }
    }

    fn link(number: u64, secret: u8) -> Link {
        Link {
            link: LinkId::from_random(id(number)),
            role: LinkRole::Leader,
            label: String::new(),
            until: None,
            maker: None,
            made_on: None,
            used_on: None,
            meeting: None,
            cards: None,
            promises: Vec::new(),
            secret_hash: [secret; 32],
        }
    }

    /// Acts of every sort, drawn at random, on few enough things that they meet.
    fn batches(of: ProjectId, seed: u64) -> Vec<Batch> {
        let mut draw = seed;
        let mut below = |most: u64| {
            draw = mix(draw);
            draw % most
        };
        let mut seq = 1;
        let mut all = vec![Batch { project: Some(of), events: vec![event(1, of, "eerste")], ..Batch::default() }];
        for step in 0..60u64 {
            let mut batch = Batch { project: Some(of), expected_seq: seq, ..Batch::default() };
            let (other, step_of) = (below(3), 1_000 * seed + step);
            let one = 1_000 * seed + below(4);
            let (round, voter): (_, Hash) = (RoundId::from_random(id(one)), [other as u8; 32]);
            match below(11) {
                0 | 1 => {
                    seq += 1;
                    batch.events.push(party(seq));
                }
                2 | 3 => {
                    let sealed = SealedBallot { voter, revision: step as u32, sealed: vec![step as u8] };
                    batch.ballots.push(SealedChange::Put(round, sealed));
                }
                4 => batch.ballots.push(SealedChange::Remove(round, voter)),
                5 => batch.ballots.push(SealedChange::Clear(round)),
                6 => batch.seats.push(seat::Change::Put(Box::new(seat(one, Layer::ALL[other as usize])))),
                7 => batch.seats.push(seat::Change::Remove(SeatId::from_random(id(one)))),
                8 => batch.links.push(match other {
                    0 => LinkChange::Put(link(one, step as u8)),
                    1 => LinkChange::Note(link(one, 0)),
                    _ => LinkChange::Remove(LinkId::from_random(id(one))),
                }),
                9 => batch.grants.push(([other as u8; 32], LinkId::from_random(id(one)))),
                _ => {
                    let command = CommandId::from_random(id(step_of));
                    batch.responses.push(Response { command, body_hash: [step as u8; 32], seq, at: step as i64 });
                    batch.forget_responses_before = (other == 0).then_some(step as i64 - 20);
                }
            }
            if below(9) == 0 {
                batch.redacted.push(event(1, of, &format!("weg {step}")));
            }
            // Somebody else was first.
            if below(12) == 0 {
                batch.expected_seq += 1;
                seq = batch.expected_seq - 1;
                batch.events.iter_mut().for_each(|event| event.seq += 1);
            }
            all.push(batch);
        }
        all
    }

    /// What a load finds, in an order of its own: the disk gives none.
    fn found(reader: &impl Reader, of: ProjectId) -> String {
        let Some(mut loaded) = reader.load(of).expect("it can be read") else { return "nothing".into() };
        loaded.seats.sort_by_key(|seat| seat.seat);
        loaded.links.sort_by_key(|link| link.link);
        loaded.grants.sort();
        loaded.responses.sort_by_key(|response| response.command);
        loaded.ballots.values_mut().for_each(|ballots| ballots.sort_by_key(|ballot| ballot.voter));
        loaded.ballots.retain(|_, ballots| !ballots.is_empty());
        loaded.state.project = None;
        let mut log = reader.log(of).expect("it can be read");
        for envelope in &mut log {
            if let Event::ProjectCreated(event) = &mut envelope.event {
                event.project = project(0);
            }
        }
        format!("{loaded:#?}\n{log:#?}")
    }

    #[test]
    fn memory_keeps_what_the_disk_would_and_the_disk_nothing_of_it() {
        let folder = std::env::temp_dir().join(format!("werksessie-memory-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let (disk, reader) = sqlite::open(&folder).expect("a store");
        let memory = Memory::default();
        let mut store = Beside { disk, memory: memory.clone() };
        let beside = Beside { disk: reader, memory: memory.clone() };
        for seed in 0..40 {
            let (on_disk, in_memory) = (project(2 * seed + 1), project(2 * seed + 2));
            let copy = Kept::new(on_disk, Vec::new(), link(0, 0));
            assert!(memory.keep(in_memory, copy, 100).is_some_and(|earlier| earlier.is_empty()));
            // The disk begins without a link.
            store.commit(&[Batch {
                project: Some(in_memory),
                links: vec![LinkChange::Remove(link(0, 0).link)],
                ..Batch::default()
            }]);
            for (step, (one, other)) in batches(on_disk, seed).into_iter().zip(batches(in_memory, seed)).enumerate() {
                let results = store.commit(&[one, other]);
                let taken: Vec<bool> = results.iter().map(Result::is_ok).collect();
                assert_eq!(taken[0], taken[1], "seed {seed}, step {step}: {results:?}");
                let (disk, memory) = (found(&beside, on_disk), found(&beside, in_memory));
                let line = disk.lines().zip(memory.lines()).position(|(one, other)| one != other);
                let at = line.map(|line| (disk.lines().nth(line), memory.lines().nth(line)));
                assert!(disk == memory, "seed {seed}, step {step}: the disk and memory differ, first at {at:?}");
            }
            assert_eq!(found(&beside.disk, in_memory), "nothing");
            assert!(!beside.projects().expect("a list").contains(&in_memory), "nobody comes across it");
        }
        let last = project(80);
        let deletion = Deletion {
            project: last,
            municipality: "Waterstede".into(),
            title: "eerste".into(),
            created_at: Timestamp(1),
            at: Timestamp(2),
            planned: false,
            events: 1,
            meetings: 0,
            documents: Vec::new(),
        };
        let gone = Batch { project: Some(last), deletion: Some(deletion), ..Batch::default() };
        assert!(store.commit(&[gone]).iter().all(Result::is_ok));
        assert_eq!((found(&beside, last).as_str(), memory.origin(last)), ("nothing", None));
        assert!(beside.deletions().expect("a list").is_empty(), "there is nothing to record");

        // What comes late of a dropped copy goes nowhere, and stops nothing else.
        let late =
            |of| Batch { project: Some(of), grants: vec![([7; 32], LinkId::from_random(id(1)))], ..Batch::default() };
        let on_disk = project(1);
        let results = store.commit(&[late(last), late(on_disk), late(last), late(on_disk)]);
        assert_eq!(results.iter().map(Result::is_ok).collect::<Vec<_>>(), [false, true, false, true]);
        assert_eq!(found(&beside.disk, last), "nothing");
        assert!(!store.lasts(&late(last)) && store.lasts(&late(on_disk)), "health goes by the disk alone");

        // A copy takes the place of an earlier one, and there are no more than so many.
        let another = |of| Kept::new(of, Vec::new(), link(0, 0));
        assert!(memory.keep(project(200), another(on_disk), 40).is_some_and(|earlier| earlier == [project(2)]));
        assert!(memory.keep(project(201), another(project(300)), 40).is_none(), "too many");
        std::fs::remove_dir_all(folder).expect("it is there");
    }
}
