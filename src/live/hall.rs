//! All rooms: loads a project on first use, and finds its room again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{mpsc, oneshot, watch};
use werksessie_core::access::{self, Actor, Link};
use werksessie_core::ballot::{Ballot, Cast};
use werksessie_core::event::Envelope;
use werksessie_core::project::Language;
use werksessie_core::question::fields::Fields;
use werksessie_core::seat::{Claim, Join, Seat};
use werksessie_core::{Command, CommandId, LinkId, MeetingId, Outcome, ProjectId, Refusal, RoundId, SeatId};

use super::message::{Credential, Done, Failure, Looked, Message, Subscription, Wanted};
use super::room;
use super::writer::Writer;
use crate::metrics::METRICS;
use crate::store::keys::KeyFolder;
use crate::store::memory::Memory;
use crate::store::shelf::Shelf;
use crate::store::{Batch, Hash, Reader, StoreError};

/// The way to every room.
#[derive(Clone)]
pub struct Hall {
    pub(super) parts: Parts,
}

/// What every room needs.
#[derive(Clone)]
pub struct Parts {
    /// Reads the store.
    pub reader: Arc<dyn Reader>,
    /// Writes the store.
    pub writer: Writer,
    /// Keys of anonymous rounds.
    pub keys: KeyFolder,
    /// Documents that were marked final.
    pub shelf: Shelf,
    /// Projects that are in memory alone.
    pub memory: Memory,
    /// Becomes true when the server stops.
    pub stopping: watch::Receiver<bool>,
    /// Rooms in memory. The lock is held while a room loads, so that it loads once.
    rooms: Arc<Mutex<HashMap<ProjectId, mpsc::Sender<Message>>>>,
}

impl Parts {
    /// Takes a room out of the list, when it is still the one in it; its next user loads it again.
    pub(super) fn retire(&self, project: ProjectId, room: &mpsc::Sender<Message>) {
        let mut rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        if rooms.get(&project).is_some_and(|listed| listed.same_channel(room)) {
            rooms.remove(&project);
        }
    }
}

/// Why a room could not answer.
#[derive(Debug, thiserror::Error)]
pub enum HallError {
    /// There is no such project.
    #[error("no such project")]
    NoProject,
    /// Nobody who may do this.
    #[error("not signed in")]
    Unknown,
    /// The rules refuse it.
    #[error("refused: {}", .0.code())]
    Refused(Refusal),
    /// It could not be stored; nothing changed.
    #[error("not stored")]
    NotStored,
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How something ended, in a word for the metrics.
fn ending<T>(ended: &Result<T, HallError>) -> &'static str {
    match ended {
        Ok(_) => "done",
        Err(HallError::Refused(_)) => "refused",
        Err(HallError::NotStored | HallError::Store(_)) => "not_stored",
        Err(HallError::NoProject | HallError::Unknown) => "unknown",
    }
}

impl From<Failure> for HallError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refusal) => Self::Refused(refusal),
            Failure::NotStored => Self::NotStored,
        }
    }
}

impl From<Refusal> for HallError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl Hall {
    /// A hall without rooms in memory.
    pub fn new(
        reader: Arc<dyn Reader>,
        writer: Writer,
        keys: KeyFolder,
        shelf: Shelf,
        memory: Memory,
        stopping: watch::Receiver<bool>,
    ) -> Self {
        Self { parts: Parts { reader, writer, keys, shelf, memory, stopping, rooms: Arc::default() } }
    }

    /// Whether what people do can be stored now, as far as the last attempt tells.
    pub fn is_storing(&self) -> bool {
        !self.parts.writer.is_down()
    }

    /// Projects that are in memory alone: rehearsals.
    pub fn memory(&self) -> &Memory {
        &self.parts.memory
    }

    /// The documents that were marked final.
    pub fn shelf(&self) -> &Shelf {
        &self.parts.shelf
    }

    /// Destroys keys of rounds that are over, and of rounds that never opened: what a crash
    /// between the steps of counting left behind.
    ///
    /// # Errors
    /// When the store or the folder cannot be read.
    pub async fn tidy_keys(&self) -> Result<(), HallError> {
        for round in self.parts.keys.rounds()? {
            match self.parts.reader.project_of(round.0)? {
                None => self.parts.keys.destroy(round)?,
                // Loading a room destroys the keys of its rounds that are over.
                Some(project) => self.look(project, |_| ()).await?,
            }
        }
        if let Err(error) = self.parts.writer.checkpoint().await {
            tracing::warn!(%error, "the write-ahead log was not emptied yet; it will be tried again");
        }
        Ok(())
    }

    /// Removes documents that no log names: what a crash left of a deletion, or of marking final.
    ///
    /// # Errors
    /// When the store or the folder cannot be read.
    pub fn tidy_documents(&self) -> Result<(), HallError> {
        for name in self.parts.shelf.names()? {
            if !self.parts.reader.names_document(&name)? {
                self.parts.shelf.remove(&name)?;
            }
        }
        Ok(())
    }

    /// The reading side of the store.
    pub fn reader(&self) -> &dyn Reader {
        &*self.parts.reader
    }

    /// Makes a project from its first events, with its first link.
    ///
    /// # Errors
    /// When it could not be stored.
    pub async fn create(&self, project: ProjectId, link: Link, outcome: &Outcome) -> Result<(), HallError> {
        let batch = room::first_batch(project, link, outcome)?;
        Ok(self.parts.writer.commit(batch).await?)
    }

    /// Makes a project from a log that was exported.
    ///
    /// # Errors
    /// When the project is here already, or it could not be stored.
    pub async fn import(&self, project: ProjectId, link: Link, events: Vec<Envelope>) -> Result<(), HallError> {
        if self.parts.reader.projects()?.contains(&project) {
            return Err(Refusal::IdTaken.into());
        }
        let batch = Batch {
            project: Some(project),
            expected_seq: 0,
            events,
            links: vec![access::Change::Put(link)],
            ..Batch::default()
        };
        Ok(self.parts.writer.commit(batch).await?)
    }

    pub(super) async fn send(&self, project: ProjectId, mut message: Message) -> Result<(), HallError> {
        for _ in 0..3 {
            let room = self.room(project).await?;
            match room.send(message).await {
                Ok(()) => return Ok(()),
                // The room left memory just now: load it again.
                Err(mpsc::error::SendError(back)) => {
                    self.parts.retire(project, &room);
                    message = back;
                }
            }
        }
        Err(HallError::NotStored)
    }

    async fn room(&self, project: ProjectId) -> Result<mpsc::Sender<Message>, HallError> {
        if let Some(room) = self.parts.rooms.lock().unwrap_or_else(PoisonError::into_inner).get(&project) {
            return Ok(room.clone());
        }
        let parts = self.parts.clone();
        let runtime = tokio::runtime::Handle::current();
        let load = move || {
            let mut rooms = parts.rooms.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(room) = rooms.get(&project) {
                return Ok(room.clone());
            }
            let loaded = parts.reader.load(project)?.ok_or(HallError::NoProject)?;
            let _context = runtime.enter();
            let room = room::start(project, loaded, parts.clone());
            rooms.insert(project, room.clone());
            Ok(room)
        };
        tokio::task::spawn_blocking(load).await.map_err(|_| HallError::NotStored)?
    }

    /// Looks at a project's state.
    ///
    /// # Errors
    /// When there is no such project or it cannot be loaded.
    pub async fn look<T: Send + 'static>(
        &self,
        project: ProjectId,
        look: impl FnOnce(&Looked<'_>) -> T + Send + 'static,
    ) -> Result<T, HallError> {
        let (reply, seen) = oneshot::channel();
        let look = Box::new(move |looked: &Looked<'_>| {
            // Who asked may be gone.
            let _ = reply.send(look(looked));
        });
        self.send(project, Message::Look(look)).await?;
        seen.await.map_err(|_| HallError::NotStored)
    }

    /// Who this is, as wanted.
    ///
    /// # Errors
    /// [`HallError::Unknown`] when the credential does not allow it.
    pub async fn actor(&self, project: ProjectId, credential: Credential, wanted: Wanted) -> Result<Actor, HallError> {
        let seen = self
            .look(project, move |looked| {
                let actor = looked.actor(&credential, wanted)?;
                let Actor::Link { link, .. } = actor else { return Some((actor, None)) };
                let is_first = looked.room.links.get(&link).is_some_and(|link| link.used_on != Some(looked.today));
                Some((actor, is_first.then_some(link)))
            })
            .await?;
        let (actor, first_today) = seen.ok_or(HallError::Unknown)?;
        if let Some(link) = first_today {
            self.send(project, Message::Used { link }).await?;
        }
        Ok(actor)
    }

    /// Carries out a command.
    ///
    /// # Errors
    /// When it is refused or could not be stored.
    pub async fn command(
        &self,
        project: ProjectId,
        actor: Actor,
        id: CommandId,
        body_hash: Hash,
        command: Command,
    ) -> Result<Done, HallError> {
        let (reply, done) = oneshot::channel();
        let message = Message::Command { actor, id, body_hash, command: Box::new(command), reply };
        let ended = self.ask(project, message, done).await;
        METRICS.command(ending(&ended));
        ended
    }

    /// Takes a ballot of a seat; the caller has checked that it is theirs.
    ///
    /// # Errors
    /// When it is refused or could not be stored.
    pub async fn ballot(
        &self,
        project: ProjectId,
        seat: SeatId,
        round: RoundId,
        cast: Cast,
    ) -> Result<Ballot, HallError> {
        let (reply, done) = oneshot::channel();
        let ended = self.ask(project, Message::Ballot { seat, round, cast, reply }, done).await;
        METRICS.ballot(ending(&ended));
        ended
    }

    /// Takes one sheet of a ballot from a plain form.
    ///
    /// # Errors
    /// As [`Hall::ballot`].
    pub async fn sheet(
        &self,
        project: ProjectId,
        seat: SeatId,
        round: RoundId,
        prefix: String,
        fields: Fields,
    ) -> Result<Ballot, HallError> {
        let (reply, done) = oneshot::channel();
        let ended = self.ask(project, Message::Sheet { seat, round, prefix, fields, reply }, done).await;
        METRICS.ballot(ending(&ended));
        ended
    }

    /// Gives a person a seat.
    ///
    /// # Errors
    /// When it is refused or could not be stored.
    pub async fn join(&self, project: ProjectId, join: Join) -> Result<Seat, HallError> {
        let (reply, done) = oneshot::channel();
        self.ask(project, Message::Join { join: Box::new(join), reply }, done).await
    }

    /// Asks to come back to a seat on another phone.
    ///
    /// # Errors
    /// When no seat has these words, or too many wait.
    pub async fn claim(
        &self,
        project: ProjectId,
        meeting: MeetingId,
        words: (u16, u16),
        browser: Hash,
    ) -> Result<Claim, HallError> {
        let (reply, done) = oneshot::channel();
        self.ask(project, Message::Claim { meeting, words, browser, reply }, done).await
    }

    /// Lets a browser use a link; the caller has checked the link's secret.
    ///
    /// # Errors
    /// When it could not be stored.
    pub async fn grant(&self, project: ProjectId, browser: Hash, link: LinkId) -> Result<(), HallError> {
        let (reply, done) = oneshot::channel();
        self.ask(project, Message::Grant { browser, link, reply }, done).await
    }

    /// Listens to a meeting; a phone may have its pages drawn in a language.
    ///
    /// # Errors
    /// When there is no such meeting.
    pub async fn subscribe(
        &self,
        project: ProjectId,
        meeting: MeetingId,
        actor: Actor,
        drawn: Option<Language>,
    ) -> Result<Subscription, HallError> {
        let (reply, done) = oneshot::channel();
        self.send(project, Message::Subscribe { meeting, actor, drawn, reply }).await?;
        done.await.map_err(|_| HallError::NotStored)?.ok_or(HallError::Refused(Refusal::NotFound))
    }

    /// Says that a phone came or went. Losing this does no harm.
    pub async fn presence(&self, project: ProjectId, seat: SeatId, here: bool) {
        if let Err(error) = self.send(project, Message::Presence { seat, here }).await {
            tracing::debug!(%error, "presence was not noted");
        }
    }

    async fn ask<T>(
        &self,
        project: ProjectId,
        message: Message,
        done: oneshot::Receiver<Result<T, Failure>>,
    ) -> Result<T, HallError> {
        self.send(project, message).await?;
        Ok(done.await.map_err(|_| HallError::NotStored)??)
    }
}
