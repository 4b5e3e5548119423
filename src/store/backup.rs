//! Backups: made while a server works, without ballots and without keys, and checked before they
//! are put back.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};
use serde::{Deserialize, Serialize};

use super::verify::verify;
use super::{StoreError, sqlite};
use crate::documents::bundle::fingerprint;

/// What a backup calls itself.
const FORMAT: &str = "werksessie-backup/1";
const MANIFEST: &str = "manifest.json";
const DATABASE: &str = "werksessie.sqlite";
const DOCUMENTS: &str = "documents";
/// Backups that were made, a line for each, in the data folder.
const LIST: &str = "backups.jsonl";

/// Tables that are copied. The ballot box is not: a copy of it would outlive the round.
const TABLES: [&str; 10] =
    ["projects", "events", "seats", "links", "grants", "responses", "snapshots", "codes", "directory", "deletions"];

/// The list of what is in a backup.
#[derive(Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// `werksessie-backup/1`.
    pub format: String,
    /// The version of the program that made it.
    pub version: String,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// Its files.
    pub files: Vec<Listed>,
}

/// A file of a backup.
#[derive(Debug, Serialize, Deserialize)]
pub struct Listed {
    /// Its path within the backup.
    pub path: String,
    /// SHA-256 in hexadecimal digits.
    pub sha256: String,
    /// How many bytes it has.
    pub bytes: usize,
}

/// Makes a backup in a new folder. A server may be using the data meanwhile: what was acknowledged
/// before this begins is in it.
///
/// # Errors
/// When the folder is there already, or something cannot be read or written; then nothing is left.
pub fn back_up(data: &Path, out: &Path, at: i64) -> Result<Manifest, StoreError> {
    if out.exists() {
        return Err(unusable(format!("{} is there already. Name a new folder for the backup.", out.display())));
    }
    // Opened for reading first: a folder without data, or of a newer version, says so.
    drop(sqlite::read(data)?);
    let part = with_suffix(out, ".part");
    let made = fill(data, &part, at);
    match made {
        Ok(manifest) => {
            fs::rename(&part, out).map_err(failed(out))?;
            sync_folder(out.parent().unwrap_or(Path::new(".")))?;
            // The backup is good without it; then nobody is reminded of it when something is deleted.
            if let Err(error) = note(data, out, at) {
                tracing::warn!(%error, "the backup is not on the list of backups");
            }
            Ok(manifest)
        }
        Err(error) => {
            // What is half done is of no use; the error says why.
            let _ = fs::remove_dir_all(&part);
            Err(error)
        }
    }
}

/// A backup that was made of a data folder.
#[derive(Debug, Serialize, Deserialize)]
pub struct Made {
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// Where.
    pub path: String,
}

/// Notes that a backup was made: who deletes something later must know what still holds it.
fn note(data: &Path, out: &Path, at: i64) -> std::io::Result<()> {
    use std::io::Write as _;
    let path = fs::canonicalize(out)?.display().to_string();
    let line = serde_json::to_string(&Made { at, path })?;
    let mut list = fs::OpenOptions::new().append(true).create(true).open(data.join(LIST))?;
    writeln!(list, "{line}")
}

/// The backups that were made of a data folder, oldest first; also those that cannot be reached now, for
/// a disk may be in a drawer.
pub fn known(data: &Path) -> Vec<Made> {
    let text = fs::read_to_string(data.join(LIST)).unwrap_or_default();
    text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

impl Made {
    /// Whether it can be reached from here.
    pub fn is_there(&self) -> bool {
        Path::new(&self.path).exists()
    }
}

fn fill(data: &Path, part: &Path, at: i64) -> Result<Manifest, StoreError> {
    if part.exists() {
        // Of a backup that was cut off.
        fs::remove_dir_all(part).map_err(failed(part))?;
    }
    let documents = part.join(DOCUMENTS);
    fs::create_dir_all(&documents).map_err(failed(part))?;
    copy_database(&data.join(DATABASE), &part.join(DATABASE))?;
    // After the log: a document is on disk before the event that names it.
    let mut paths = vec![DATABASE.to_owned()];
    if let Ok(entries) = fs::read_dir(data.join(DOCUMENTS)) {
        for entry in entries {
            let name = entry.map_err(failed(data))?.file_name().to_string_lossy().into_owned();
            if name.len() == 64 {
                fs::copy(data.join(DOCUMENTS).join(&name), documents.join(&name)).map_err(failed(&documents))?;
                paths.push(format!("{DOCUMENTS}/{name}"));
            }
        }
    }
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let file = part.join(&path);
        let bytes = fs::read(&file).map_err(failed(&file))?;
        File::open(&file).and_then(|file| file.sync_all()).map_err(failed(&file))?;
        files.push(Listed { path, sha256: fingerprint(&bytes), bytes: bytes.len() });
    }
    let manifest = Manifest { format: FORMAT.into(), version: env!("CARGO_PKG_VERSION").into(), at, files };
    let file = part.join(MANIFEST);
    let text = serde_json::to_vec_pretty(&manifest).map_err(|error| unusable(error.to_string()))?;
    fs::write(&file, text).and_then(|()| File::open(&file)?.sync_all()).map_err(failed(&file))?;
    sync_folder(&documents)?;
    sync_folder(part)?;
    Ok(manifest)
}

/// Copies every table but the ballot box, as they are at one moment.
fn copy_database(from: &Path, to: &Path) -> Result<(), StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_URI;
    let mut copy = Connection::open_with_flags(to, flags)?;
    copy.busy_timeout(std::time::Duration::from_secs(5))?;
    let source = format!(
        "file:{}?mode=ro",
        from.display().to_string().replace('%', "%25").replace('?', "%3f").replace('#', "%23")
    );
    copy.execute("ATTACH DATABASE ?1 AS source", [source])?;
    sqlite::lay_out(&mut copy)?;
    let transaction = copy.transaction()?;
    for table in TABLES {
        transaction.execute(&format!("INSERT INTO main.{table} SELECT * FROM source.{table}"), [])?;
    }
    transaction.commit()?;
    copy.execute("DETACH DATABASE source", [])?;
    copy.close().map_err(|(_, error)| error.into())
}

/// Puts a backup back into a new data folder, after checking every file and every log in it.
///
/// # Errors
/// A sentence when the backup is not whole, or the data folder holds something already; then
/// nothing is left in it.
pub fn restore(from: &Path, data: &Path) -> Result<Manifest, StoreError> {
    let is_empty = fs::read_dir(data).map_or(true, |mut entries| entries.next().is_none());
    if !is_empty {
        return Err(unusable(format!(
            "{} is not empty. Name a new data folder, so that nothing is lost.",
            data.display()
        )));
    }
    let file = from.join(MANIFEST);
    let text = fs::read(&file).map_err(failed(&file))?;
    let manifest: Manifest = serde_json::from_slice(&text)
        .map_err(|error| unusable(format!("{} cannot be read: {error}.", file.display())))?;
    if manifest.format != FORMAT {
        return Err(unusable(format!(
            "{} is of the kind {:?}, and this version reads {FORMAT}.",
            file.display(),
            manifest.format
        )));
    }
    let put = put_back(from, data, &manifest);
    if put.is_err() {
        // It was empty before.
        let _ = fs::remove_dir_all(data);
    }
    put.map(|()| manifest)
}

fn put_back(from: &Path, data: &Path, manifest: &Manifest) -> Result<(), StoreError> {
    fs::create_dir_all(data.join(DOCUMENTS)).map_err(failed(data))?;
    for listed in &manifest.files {
        let is_plain = Path::new(&listed.path).components().all(|part| matches!(part, std::path::Component::Normal(_)));
        let (source, target) = (from.join(&listed.path), data.join(&listed.path));
        let bytes = fs::read(&source).map_err(failed(&source))?;
        if !is_plain || fingerprint(&bytes) != listed.sha256 {
            return Err(unusable(format!(
                "{} is not the file that was backed up. Take another backup.",
                source.display()
            )));
        }
        fs::write(&target, bytes).and_then(|()| File::open(&target)?.sync_all()).map_err(failed(&target))?;
    }
    sync_folder(&data.join(DOCUMENTS))?;
    sync_folder(data)?;
    // Through the same door as a server: it sets what a server needs.
    drop(sqlite::open(data)?);
    match verify(data)?.wrong.first() {
        Some(sentence) => Err(unusable(format!("The backup is not sound. {sentence}"))),
        None => Ok(()),
    }
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn sync_folder(path: &Path) -> Result<(), StoreError> {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    File::open(path).and_then(|folder| folder.sync_all()).map_err(failed(path))
}

fn unusable(sentence: String) -> StoreError {
    StoreError::Unusable(sentence)
}

fn failed(path: &Path) -> impl Fn(std::io::Error) -> StoreError {
    move |source| StoreError::File { path: path.display().to_string(), source }
}
