//! Where everything that outlives the process is kept.
//!
//! One trait with one writing verb, [`Store::commit`]; nothing else writes. The embedded store is
//! SQLite; a later store for several servers needs no more than `expected_seq`.

use std::collections::BTreeMap;

use werksessie_core::access::{self, Link};
use werksessie_core::erasure::Deletion;
use werksessie_core::event::Envelope;
use werksessie_core::project::Project;
use werksessie_core::seat::{self, Seat};
use werksessie_core::{CommandId, LinkId, MeetingId, ProjectId, RoundId};

pub mod backup;
pub mod codec;
pub mod keys;
pub mod memory;
#[cfg(test)]
mod mutation;
pub mod redact;
pub mod shelf;
pub mod sqlite;
#[cfg(test)]
mod torture;
pub mod verify;

/// SHA-256 of something.
pub type Hash = [u8; 32];

/// Everything that one or more acts of one project store together or not at all.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// Which project.
    pub project: ProjectIdOrNone,
    /// Position of the last event before this batch; another writer makes the batch fail.
    pub expected_seq: u64,
    /// Events, in order, from `expected_seq + 1`.
    pub events: Vec<Envelope>,
    /// Changes of the ballot box, sealed.
    pub ballots: Vec<SealedChange>,
    /// Changes of the seats.
    pub seats: Vec<seat::Change>,
    /// Changes of the links.
    pub links: Vec<access::Change>,
    /// Browsers that may use a link: hash of the browser id, link.
    pub grants: Vec<(Hash, LinkId)>,
    /// Answers given, so that a retry gets the same one.
    pub responses: Vec<Response>,
    /// Answers from before this moment are forgotten.
    pub forget_responses_before: Option<i64>,
    /// The state after this batch, now and then, so that starting stays quick.
    pub snapshot: Option<Project>,
    /// Events of the log as they are after words were taken out of them. The one exception to a log
    /// that only grows.
    pub redacted: Vec<Envelope>,
    /// Delete the project with everything of it, and keep this.
    pub deletion: Option<Deletion>,
}

impl Batch {
    /// Whether there is nothing to store.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
            && self.ballots.is_empty()
            && self.seats.is_empty()
            && self.links.is_empty()
            && self.grants.is_empty()
            && self.responses.is_empty()
            && self.forget_responses_before.is_none()
            && self.redacted.is_empty()
            && self.deletion.is_none()
    }
}

/// A project, or none in an empty batch.
pub type ProjectIdOrNone = Option<ProjectId>;

/// An answer that was given to a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Response {
    /// The command's id.
    pub command: CommandId,
    /// SHA-256 of the command as sent.
    pub body_hash: Hash,
    /// Position in the log after it was carried out.
    pub seq: u64,
    /// When, in milliseconds since 1970: rows go after seven days.
    pub at: i64,
}

/// A ballot as it lies on disk: nothing in it tells whose or what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedBallot {
    /// HMAC-SHA-256 of the voter under the round's key.
    pub voter: Hash,
    /// Counted up with each change.
    pub revision: u32,
    /// Nonce and sealed answers.
    pub sealed: Vec<u8>,
}

/// A change of the ballot box on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SealedChange {
    /// Keep this ballot instead of the voter's earlier one.
    Put(RoundId, SealedBallot),
    /// Delete one.
    Remove(RoundId, Hash),
    /// Delete all of a round.
    Clear(RoundId),
}

impl SealedChange {
    /// Where in the ballot box it lies; clearing a round comes after all.
    pub fn place(&self) -> (bool, RoundId, Option<Hash>) {
        match self {
            Self::Put(round, ballot) => (false, *round, Some(ballot.voter)),
            Self::Remove(round, voter) => (false, *round, Some(*voter)),
            Self::Clear(round) => (true, *round, None),
        }
    }
}

/// A project as loaded.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// The fold of its log.
    pub state: Project,
    /// Its seats.
    pub seats: Vec<Seat>,
    /// Its links.
    pub links: Vec<Link>,
    /// Which browser may use which link.
    pub grants: Vec<(Hash, LinkId)>,
    /// Ballots by round.
    pub ballots: BTreeMap<RoundId, Vec<SealedBallot>>,
    /// Answers given in the last seven days.
    pub responses: Vec<Response>,
}

/// Why the store could not do something. The text goes to the log; people read "niet bewaard".
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused or failed.
    #[error("the database failed: {0}")]
    Database(#[from] rusqlite::Error),
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// Which file.
        path: String,
        /// Why not.
        source: std::io::Error,
    },
    /// Somebody else wrote to the log of this project.
    #[error("the log of project {project} is at {found} and not at {expected}")]
    Sequence {
        /// Which project.
        project: ProjectId,
        /// Where the batch thought it was.
        expected: u64,
        /// Where it is.
        found: u64,
    },
    /// A row does not say what it should.
    #[error("row {row} of {table} cannot be read: {reason}")]
    Row {
        /// Which table.
        table: &'static str,
        /// Which row.
        row: String,
        /// Why not.
        reason: String,
    },
    /// The store cannot be opened: a sentence for the person who starts the server.
    #[error("{0}")]
    Unusable(String),
    /// Somebody reads what should be emptied; it is tried again.
    #[error("somebody is reading the write-ahead log")]
    Reading,
    /// The writer has stopped.
    #[error("the writer has stopped")]
    Stopped,
}

/// What the writer needs of a store.
pub trait Store: Send {
    /// Stores batches in one transaction with one sync. Each batch succeeds or fails as a whole;
    /// when the transaction itself fails, all do.
    fn commit(&mut self, batches: &[Batch]) -> Vec<Result<(), StoreError>>;

    /// Writes back and empties the write-ahead log, so that deleted ballots leave the disk.
    ///
    /// # Errors
    /// When the database refuses.
    fn checkpoint(&mut self) -> Result<(), StoreError>;

    /// Whether a batch goes to where it lasts; what does not says nothing about the disk.
    fn lasts(&self, _: &Batch) -> bool {
        true
    }
}

/// What readers need of a store. Reading never waits for writing.
pub trait Reader: Send + Sync {
    /// A project with everything beside its log; `None` when there is none.
    ///
    /// # Errors
    /// When a row cannot be read or is of an unknown kind.
    fn load(&self, project: ProjectId) -> Result<Option<Loaded>, StoreError>;

    /// The whole log of a project, for export and verification.
    ///
    /// # Errors
    /// When a row cannot be read or is of an unknown kind.
    fn log(&self, project: ProjectId) -> Result<Vec<Envelope>, StoreError>;

    /// The meeting that a join code leads to.
    ///
    /// # Errors
    /// When the database fails.
    fn meeting_of_code(&self, code: &str) -> Result<Option<(ProjectId, MeetingId)>, StoreError>;

    /// The project that a meeting or round belongs to.
    ///
    /// # Errors
    /// When the database fails.
    fn project_of(&self, id: uuid::Uuid) -> Result<Option<ProjectId>, StoreError>;

    /// Projects that a browser holds a link of.
    ///
    /// # Errors
    /// When the database fails.
    fn projects_of_browser(&self, browser: &Hash) -> Result<Vec<ProjectId>, StoreError>;

    /// All projects.
    ///
    /// # Errors
    /// When the database fails.
    fn projects(&self) -> Result<Vec<ProjectId>, StoreError>;

    /// What was deleted, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    fn deletions(&self) -> Result<Vec<Deletion>, StoreError>;

    /// Whether any project marked a document with this fingerprint final.
    ///
    /// # Errors
    /// When the database fails.
    fn names_document(&self, sha256: &str) -> Result<bool, StoreError>;

    /// Whether a commit could be read back now.
    ///
    /// # Errors
    /// When the database fails.
    fn ping(&self) -> Result<(), StoreError>;
}
