//! The embedded store: one SQLite file, one connection that writes, one that reads.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OpenFlags, OptionalExtension as _, Transaction, TransactionBehavior, params};
use werksessie_core::erasure::Deletion;
use werksessie_core::event::{Envelope, Event};
use werksessie_core::project::Project;
use werksessie_core::{MeetingId, ProjectId, access, seat};

use super::{Batch, Hash, Loaded, Reader, Response, SealedBallot, SealedChange, Store, StoreError, codec};

/// The database, in the data folder.
const FILE: &str = "werksessie.sqlite";
/// Marks the file as ours: "WSes" in ASCII.
const APPLICATION_ID: i32 = 0x5753_6573;
/// Version of the schema. A newer file is refused; an older one is migrated here.
const SCHEMA: i32 = 2;
/// What each older schema lacks of the next, from version 1 on.
const MIGRATIONS: [&str; 1] = [
    "CREATE TABLE deletions (project BLOB PRIMARY KEY, at INTEGER NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID;",
];
/// Every table with rows of a project.
const OF_PROJECT: [&str; 10] =
    ["projects", "events", "ballots", "seats", "links", "grants", "responses", "snapshots", "codes", "directory"];
/// How long to wait for another connection.
const BUSY: std::time::Duration = std::time::Duration::from_secs(5);
/// The oldest SQLite without the WAL-reset defect of 3.7.0 to 3.51.2.
const OLDEST_SQLITE: i32 = 3_051_003;

/// The writing side.
pub struct SqliteStore {
    connection: Connection,
}

/// The reading side.
pub struct SqliteReader {
    connection: Mutex<Connection>,
}

/// Holds the data folder for one process; released when dropped or when the process dies.
#[derive(Debug)]
pub struct FolderLock {
    _file: File,
}

/// Takes the data folder, making it when needed.
///
/// # Errors
/// A sentence, when the folder cannot be made or another process has it.
pub fn lock(data: &Path) -> Result<FolderLock, StoreError> {
    let unusable = |error: std::io::Error| {
        StoreError::Unusable(format!("The data folder {} cannot be used: {error}.", data.display()))
    };
    std::fs::create_dir_all(data).map_err(unusable)?;
    let file = OpenOptions::new().write(true).create(true).truncate(false).open(data.join("lock")).map_err(unusable)?;
    match file.try_lock() {
        Ok(()) => Ok(FolderLock { _file: file }),
        Err(TryLockError::WouldBlock) => Err(StoreError::Unusable(format!(
            "Another Werksessie is using the data folder {}. Stop it first, or choose another folder with --data.",
            data.display()
        ))),
        Err(TryLockError::Error(error)) => Err(unusable(error)),
    }
}

/// Opens the store in a data folder. The caller holds the folder's lock.
///
/// # Errors
/// A sentence, when the file is damaged, made by a newer version, or not ours.
pub fn open(data: &Path) -> Result<(SqliteStore, SqliteReader), StoreError> {
    let path = data.join(FILE);
    let connection = open_checked(&path)?;
    Ok((SqliteStore { connection }, reader(&path)?))
}

/// Opens a data folder for reading alone, beside a server that may be using it.
///
/// # Errors
/// A sentence, when there are no data here, or of another version.
pub fn read(data: &Path) -> Result<SqliteReader, StoreError> {
    let path = data.join(FILE);
    let sentence = |what: &str| StoreError::Unusable(format!("{} {what}", path.display()));
    if !path.is_file() {
        return Err(sentence("is not there. Name the data folder with --data."));
    }
    let reader = reader(&path).map_err(|error| sentence(&format!("cannot be read: {error}.")))?;
    let (application, schema) =
        marks(&reader.connection()).map_err(|error| sentence(&format!("cannot be read: {error}.")))?;
    match (application, schema) {
        (APPLICATION_ID, SCHEMA) => Ok(reader),
        (APPLICATION_ID, other) => Err(sentence(&format!("has schema {other}, and this version knows {SCHEMA}."))),
        _ => Err(sentence("is not a file of Werksessie. Choose another folder with --data.")),
    }
}

fn reader(path: &Path) -> Result<SqliteReader, StoreError> {
    let reader = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    configure(&reader)?;
    Ok(SqliteReader { connection: Mutex::new(reader) })
}

/// Whose file it is, and of which schema.
fn marks(connection: &Connection) -> rusqlite::Result<(i32, i32)> {
    let pragma = |name| connection.pragma_query_value(None, name, |row| row.get(0));
    Ok((pragma("application_id")?, pragma("user_version")?))
}

/// Makes the tables in an empty file, and marks it as ours.
pub(super) fn lay_out(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch(include_str!("schema.sql"))?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", SCHEMA)?;
    transaction.commit()
}

fn open_checked(path: &PathBuf) -> Result<Connection, StoreError> {
    let sentence = |what: &str| StoreError::Unusable(format!("{} {what}", path.display()));
    let damaged = || {
        sentence(
            "is damaged, so nothing was started and nothing was changed. Put back a backup, or move the data folder away to begin anew.",
        )
    };
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(sentence(&format!("needs SQLite 3.51.3 or newer; this is {}.", rusqlite::version())));
    }
    let mut connection = Connection::open(path).map_err(|error| sentence(&format!("cannot be opened: {error}.")))?;
    configure(&connection).map_err(|error| if is_damage(&error) { damaged() } else { error.into() })?;
    let (application, schema) = marks(&connection)?;
    let tables: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(|error| if is_damage(&error) { damaged() } else { error.into() })?;
    match (application, schema) {
        (0, 0) if tables == 0 => lay_out(&mut connection)?,
        (APPLICATION_ID, 1..=SCHEMA) => {
            let check: String =
                connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(|_| damaged())?;
            if check != "ok" {
                return Err(damaged());
            }
            migrate(&mut connection, schema)?;
        }
        (APPLICATION_ID, newer) => {
            return Err(sentence(&format!(
                "was made by a newer version of Werksessie (its schema is {newer}, this version knows {SCHEMA}). Start that version."
            )));
        }
        _ => return Err(sentence("is not a file of Werksessie. Choose another folder with --data.")),
    }
    Ok(connection)
}

/// Brings an older schema up to date, whole or not at all.
fn migrate(connection: &mut Connection, from: i32) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for step in MIGRATIONS.iter().skip(from as usize - 1) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", SCHEMA)?;
    transaction.commit()
}

fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase))
}

fn configure(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "journal_mode", "WAL").or_else(|error| {
        // A read-only connection cannot set it; the writer did.
        if connection.is_readonly("main").unwrap_or(false) { Ok(()) } else { Err(error) }
    })?;
    // FULL: a commit is on disk when it returns (invariant 2). NORMAL would lose the last ones.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update(None, "mmap_size", 0)?;
    // No effect but on macOS, where fsync alone does not reach the disk.
    connection.pragma_update(None, "fullfsync", true)?;
    connection.pragma_update(None, "checkpoint_fullfsync", true)?;
    connection.set_prepared_statement_cache_capacity(64);
    connection.busy_timeout(BUSY)
}

impl SqliteStore {
    /// Syncs no longer at each commit: what the harness for power loss must be able to see.
    #[cfg(test)]
    pub(super) fn relax(&self) {
        self.connection.pragma_update(None, "synchronous", "NORMAL").expect("it can be set");
    }
}

impl Store for SqliteStore {
    fn commit(&mut self, batches: &[Batch]) -> Vec<Result<(), StoreError>> {
        let mut results = Vec::with_capacity(batches.len());
        let outcome = (|| {
            let mut transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for batch in batches {
                let savepoint = transaction.savepoint()?;
                match write(&savepoint, batch) {
                    Ok(()) => {
                        savepoint.commit()?;
                        results.push(Ok(()));
                    }
                    Err(error) => {
                        drop(savepoint);
                        results.push(Err(error));
                    }
                }
            }
            transaction.commit()
        })();
        match outcome {
            Ok(()) => results,
            Err(error) => {
                let text = error.to_string();
                batches
                    .iter()
                    .map(|_| Err(StoreError::Unusable(format!("nothing of the transaction was stored: {text}"))))
                    .collect()
            }
        }
    }

    fn checkpoint(&mut self) -> Result<(), StoreError> {
        // Not for long: everybody waits for the writer, and who reads (a backup) may take a while.
        self.connection.busy_timeout(std::time::Duration::from_millis(100))?;
        let busy = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
        self.connection.busy_timeout(BUSY)?;
        // A reader in the way is told in the row, and is no error to SQLite.
        if busy? == 0 { Ok(()) } else { Err(StoreError::Reading) }
    }
}

fn write(connection: &Connection, batch: &Batch) -> Result<(), StoreError> {
    let Some(project) = batch.project else { return Ok(()) };
    let key = project.0.as_bytes();
    if !batch.events.is_empty() {
        let found: u64 = connection
            .prepare_cached("SELECT coalesce(max(seq), 0) FROM events WHERE project = ?1")?
            .query_row([key], |row| row.get(0))?;
        if found != batch.expected_seq {
            return Err(StoreError::Sequence { project, expected: batch.expected_seq, found });
        }
    }
    for envelope in &batch.events {
        write_event(connection, project, envelope)?;
    }
    // Neighbours after each other: pages are then visited once. What is done to one ballot stays in
    // order, and what was done before a round was cleared is done before.
    let runs = batch.ballots.split_inclusive(|change| matches!(change, SealedChange::Clear(_)));
    let in_place = runs.flat_map(|run| {
        let mut run: Vec<&SealedChange> = run.iter().collect();
        run.sort_by_key(|change| change.place());
        run
    });
    for change in in_place {
        match change {
            SealedChange::Put(round, ballot) => connection
                .prepare_cached("INSERT OR REPLACE INTO ballots (round, voter, project, revision, sealed) VALUES (?1, ?2, ?3, ?4, ?5)")?
                .execute(params![round.0.as_bytes(), ballot.voter, key, ballot.revision, ballot.sealed])?,
            SealedChange::Remove(round, voter) => connection
                .prepare_cached("DELETE FROM ballots WHERE round = ?1 AND voter = ?2")?
                .execute(params![round.0.as_bytes(), voter])?,
            SealedChange::Clear(round) => {
                connection.prepare_cached("DELETE FROM ballots WHERE round = ?1")?.execute([round.0.as_bytes()])?
            }
        };
    }
    for change in &batch.seats {
        match change {
            seat::Change::Put(seat) => connection
                .prepare_cached("INSERT OR REPLACE INTO seats (seat, project, body) VALUES (?1, ?2, ?3)")?
                .execute(params![seat.seat.0.as_bytes(), key, json(seat)])?,
            seat::Change::Remove(seat) => {
                connection.prepare_cached("DELETE FROM seats WHERE seat = ?1")?.execute([seat.0.as_bytes()])?
            }
        };
    }
    for change in &batch.links {
        match change {
            access::Change::Put(link) => {
                // Of a new link there are none; one with a new secret is no longer theirs.
                connection.prepare_cached("DELETE FROM grants WHERE link = ?1")?.execute([link.link.0.as_bytes()])?;
                connection
                    .prepare_cached("INSERT OR REPLACE INTO links (link, project, body) VALUES (?1, ?2, ?3)")?
                    .execute(params![link.link.0.as_bytes(), key, json(&link)])?
            }
            access::Change::Note(link) => connection
                .prepare_cached("UPDATE links SET body = ?2 WHERE link = ?1")?
                .execute(params![link.link.0.as_bytes(), json(&link)])?,
            access::Change::Remove(link) => {
                connection.prepare_cached("DELETE FROM grants WHERE link = ?1")?.execute([link.0.as_bytes()])?;
                connection.prepare_cached("DELETE FROM links WHERE link = ?1")?.execute([link.0.as_bytes()])?
            }
        };
    }
    for (browser, link) in &batch.grants {
        connection
            .prepare_cached("INSERT OR REPLACE INTO grants (browser, link, project) VALUES (?1, ?2, ?3)")?
            .execute(params![browser, link.0.as_bytes(), key])?;
    }
    for response in &batch.responses {
        connection
            .prepare_cached("INSERT INTO responses (project, command, body_hash, seq, at) VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![key, response.command.0.as_bytes(), response.body_hash, response.seq, response.at])?;
    }
    if let Some(before) = batch.forget_responses_before {
        connection
            .prepare_cached("DELETE FROM responses WHERE project = ?1 AND at < ?2")?
            .execute(params![key, before])?;
    }
    for envelope in &batch.redacted {
        let row = codec::encode(envelope);
        connection
            .prepare_cached("UPDATE events SET undo = ?3, body = ?4 WHERE project = ?1 AND seq = ?2")?
            .execute(params![key, row.seq, row.undo.map(|undo| undo.to_string()), row.body.to_string()])?;
    }
    if !batch.redacted.is_empty() {
        // It was made from the texts as they were.
        connection.execute("DELETE FROM snapshots WHERE project = ?1", [key])?;
    }
    if let Some(deletion) = &batch.deletion {
        for table in OF_PROJECT {
            connection.execute(&format!("DELETE FROM {table} WHERE project = ?1"), [key])?;
        }
        connection.execute(
            "INSERT OR REPLACE INTO deletions (project, at, body) VALUES (?1, ?2, ?3)",
            params![key, deletion.at.0, json(deletion)],
        )?;
        return Ok(());
    }
    if let Some(state) = &batch.snapshot {
        connection
            .prepare_cached("INSERT OR REPLACE INTO snapshots (project, seq, digest, body) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![key, state.seq, codec::digest(state), json(state)])?;
    }
    Ok(())
}

fn write_event(connection: &Connection, project: ProjectId, envelope: &Envelope) -> Result<(), StoreError> {
    let key = project.0.as_bytes();
    let row = codec::encode(envelope);
    connection
        .prepare_cached("INSERT INTO events (project, seq, at, actor, kind, version, more, undo, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")?
        .execute(params![key, row.seq, row.at, row.actor.to_string(), row.kind, row.version, row.more, row.undo.map(|undo| undo.to_string()), row.body.to_string()])?;
    let list = |id: uuid::Uuid| -> rusqlite::Result<usize> {
        connection
            .prepare_cached("INSERT INTO directory (id, project) VALUES (?1, ?2)")?
            .execute(params![id.as_bytes(), key])
    };
    match &envelope.event {
        Event::ProjectCreated(_) => {
            connection.execute("INSERT INTO projects (project, at) VALUES (?1, ?2)", params![key, row.at])?;
        }
        Event::MeetingPlanned(event) => {
            list(event.meeting.0)?;
            connection.execute(
                "INSERT INTO codes (code, project, meeting) VALUES (?1, ?2, ?3)",
                params![event.code, key, event.meeting.0.as_bytes()],
            )?;
        }
        Event::RoundOpened(event) => {
            list(event.round.round.0)?;
        }
        _ => {}
    }
    Ok(())
}

impl SqliteReader {
    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What SQLite finds wrong with the file: at most ten sentences, none when it is sound.
    ///
    /// # Errors
    /// When it cannot be read at all.
    pub fn damage(&self) -> Result<Vec<String>, StoreError> {
        let connection = self.connection();
        let mut statement = connection.prepare("PRAGMA integrity_check(10)")?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        Ok(rows.into_iter().filter(|row| row != "ok").map(|row| format!("The database is damaged: {row}.")).collect())
    }
}

impl Reader for SqliteReader {
    fn load(&self, project: ProjectId) -> Result<Option<Loaded>, StoreError> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        let key = project.0.as_bytes();
        let mut loaded = Loaded { state: newest_snapshot(&transaction, project)?, ..Loaded::default() };
        for envelope in read_events(&transaction, project, loaded.state.seq)? {
            loaded.state.apply(&envelope);
        }
        if loaded.state.project.is_none() {
            return Ok(None);
        }
        let bodies = |table: &'static str| -> Result<Vec<String>, StoreError> {
            let mut statement = transaction.prepare(&format!("SELECT body FROM {table} WHERE project = ?1"))?;
            let rows = statement.query_map([key], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        };
        loaded.seats = bodies("seats")?.iter().map(|body| read_json("seats", body)).collect::<Result<_, _>>()?;
        loaded.links = bodies("links")?.iter().map(|body| read_json("links", body)).collect::<Result<_, _>>()?;
        let mut statement = transaction.prepare("SELECT browser, link FROM grants WHERE project = ?1")?;
        let rows = statement.query_map([key], |row| Ok((row.get(0)?, werksessie_core::LinkId(uuid(row.get(1)?)))))?;
        loaded.grants = rows.collect::<Result<_, _>>()?;
        let mut statement =
            transaction.prepare("SELECT round, voter, revision, sealed FROM ballots WHERE project = ?1")?;
        let rows = statement.query_map([key], |row| {
            let ballot = SealedBallot { voter: row.get(1)?, revision: row.get(2)?, sealed: row.get(3)? };
            Ok((werksessie_core::RoundId(uuid(row.get(0)?)), ballot))
        })?;
        for row in rows {
            let (round, ballot) = row?;
            loaded.ballots.entry(round).or_default().push(ballot);
        }
        let mut statement =
            transaction.prepare("SELECT command, body_hash, seq, at FROM responses WHERE project = ?1")?;
        let rows = statement.query_map([key], |row| {
            Ok(Response {
                command: werksessie_core::CommandId(uuid(row.get(0)?)),
                body_hash: row.get(1)?,
                seq: row.get(2)?,
                at: row.get(3)?,
            })
        })?;
        loaded.responses = rows.collect::<Result<_, _>>()?;
        Ok(Some(loaded))
    }

    fn log(&self, project: ProjectId) -> Result<Vec<Envelope>, StoreError> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        read_events(&transaction, project, 0)
    }

    fn meeting_of_code(&self, code: &str) -> Result<Option<(ProjectId, MeetingId)>, StoreError> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached("SELECT project, meeting FROM codes WHERE code = ?1")?;
        let found = statement.query_row([code], |row| Ok((ProjectId(uuid(row.get(0)?)), MeetingId(uuid(row.get(1)?)))));
        Ok(found.optional()?)
    }

    fn project_of(&self, id: uuid::Uuid) -> Result<Option<ProjectId>, StoreError> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached("SELECT project FROM directory WHERE id = ?1")?;
        Ok(statement.query_row([id.as_bytes()], |row| Ok(ProjectId(uuid(row.get(0)?)))).optional()?)
    }

    fn projects_of_browser(&self, browser: &Hash) -> Result<Vec<ProjectId>, StoreError> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached("SELECT DISTINCT project FROM grants WHERE browser = ?1")?;
        let rows = statement.query_map([browser], |row| Ok(ProjectId(uuid(row.get(0)?))))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn projects(&self) -> Result<Vec<ProjectId>, StoreError> {
        let connection = self.connection();
        let mut statement = connection.prepare("SELECT project FROM projects ORDER BY at, project")?;
        let rows = statement.query_map([], |row| Ok(ProjectId(uuid(row.get(0)?))))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn deletions(&self) -> Result<Vec<Deletion>, StoreError> {
        let connection = self.connection();
        let mut statement = connection.prepare("SELECT body FROM deletions ORDER BY at, project")?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        rows.iter().map(|body| read_json("deletions", body)).collect()
    }

    fn names_document(&self, sha256: &str) -> Result<bool, StoreError> {
        let named = "SELECT EXISTS (SELECT 1 FROM events WHERE kind = 'document.finished' AND instr(body, ?1))";
        Ok(self.connection().query_row(named, [sha256], |row| row.get(0))?)
    }

    fn ping(&self) -> Result<(), StoreError> {
        Ok(self.connection().query_row("SELECT count(*) FROM projects", [], |_| Ok(()))?)
    }
}

/// The newest state that was kept whole; the empty state when there is none, or when it was made
/// by another version or does not match its digest. The log is the truth, a snapshot a shortcut.
fn newest_snapshot(transaction: &Transaction<'_>, project: ProjectId) -> Result<Project, StoreError> {
    let found: Option<(Hash, String)> = transaction
        .query_row("SELECT digest, body FROM snapshots WHERE project = ?1", [project.0.as_bytes()], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    let state = found.and_then(|(digest, body)| {
        let state: Project = serde_json::from_str(&body).ok()?;
        (codec::digest(&state) == digest).then_some(state)
    });
    Ok(state.unwrap_or_default())
}

fn read_events(transaction: &Transaction<'_>, project: ProjectId, after: u64) -> Result<Vec<Envelope>, StoreError> {
    let mut statement = transaction.prepare(
        "SELECT seq, at, actor, kind, version, more, undo, body FROM events WHERE project = ?1 AND seq > ?2 ORDER BY seq",
    )?;
    let mut rows = statement.query(params![project.0.as_bytes(), after])?;
    let mut events = Vec::new();
    while let Some(row) = rows.next()? {
        let seq: u64 = row.get(0)?;
        let parse = |text: String| {
            serde_json::from_str(&text).map_err(|error| StoreError::Row {
                table: "events",
                row: seq.to_string(),
                reason: error.to_string(),
            })
        };
        events.push(codec::decode(codec::Row {
            seq,
            at: row.get(1)?,
            actor: parse(row.get(2)?)?,
            kind: row.get(3)?,
            version: row.get(4)?,
            more: row.get(5)?,
            undo: row.get::<_, Option<String>>(6)?.map(parse).transpose()?,
            body: parse(row.get(7)?)?,
        })?);
    }
    Ok(events)
}

fn uuid(bytes: [u8; 16]) -> uuid::Uuid {
    uuid::Uuid::from_bytes(bytes)
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("stored values are plain data")
}

fn read_json<T: serde::de::DeserializeOwned>(table: &'static str, body: &str) -> Result<T, StoreError> {
    serde_json::from_str(body).map_err(|error| StoreError::Row { table, row: "?".into(), reason: error.to_string() })
}
