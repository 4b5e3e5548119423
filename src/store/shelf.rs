//! The bytes of documents that were marked final: one file for each, called after its SHA-256.
//!
//! The log names what stands here. A file is written and synced before the event that names it is
//! stored, and never changed afterwards; one that no event names goes at the next start.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use super::StoreError;
use crate::documents::bundle::fingerprint;

/// The folder with the documents.
#[derive(Clone, Debug)]
pub struct Shelf {
    path: PathBuf,
}

impl Shelf {
    /// Opens the folder, making it when needed.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn open(data: &Path) -> Result<Self, StoreError> {
        let path = data.join("documents");
        fs::create_dir_all(&path).map_err(failed(&path))?;
        Ok(Self { path })
    }

    /// Keeps these bytes and returns their fingerprint. When this returns, they are on disk.
    ///
    /// # Errors
    /// When they cannot be written or synced; then no event may name them.
    pub fn keep(&self, bytes: &[u8]) -> Result<String, StoreError> {
        let name = fingerprint(bytes);
        if self.read(&name)?.is_some() {
            return Ok(name);
        }
        // Under another name first: a crash leaves no half document under a fingerprint.
        let (path, new) = (self.path.join(&name), self.path.join(format!("{name}.new")));
        let mut file =
            OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&new).map_err(failed(&new))?;
        file.write_all(bytes).and_then(|()| file.sync_all()).map_err(failed(&new))?;
        fs::rename(&new, &path).map_err(failed(&path))?;
        File::open(&self.path).and_then(|folder| folder.sync_all()).map_err(failed(&self.path))?;
        Ok(name)
    }

    /// The names of all files here, also of those that were being written when a crash came.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn names(&self) -> Result<Vec<String>, StoreError> {
        let entries = fs::read_dir(&self.path).map_err(failed(&self.path))?;
        Ok(entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect())
    }

    /// Destroys the bytes with this fingerprint. That they are not here is fine.
    ///
    /// # Errors
    /// When they are there and cannot be removed.
    pub fn remove(&self, name: &str) -> Result<(), StoreError> {
        let path = self.path.join(name);
        match fs::remove_file(&path) {
            Ok(()) => File::open(&self.path).and_then(|folder| folder.sync_all()).map_err(failed(&self.path)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(failed(&path)(error)),
        }
    }

    /// The bytes with this fingerprint; `None` when they are not here, or are not what they were.
    ///
    /// # Errors
    /// When they are there and cannot be read.
    pub fn read(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let is_fingerprint = name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_fingerprint {
            return Ok(None);
        }
        let path = self.path.join(name);
        match fs::read(&path) {
            Ok(bytes) => Ok((fingerprint(&bytes) == name).then_some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed(&path)(error)),
        }
    }
}

fn failed(path: &Path) -> impl Fn(std::io::Error) -> StoreError {
    move |source| StoreError::File { path: path.display().to_string(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_found_again_unless_somebody_changed_it() {
        let folder = std::env::temp_dir().join(format!("werksessie-shelf-{}", std::process::id()));
        let shelf = Shelf::open(&folder).unwrap();
        let name = shelf.keep(b"words").unwrap();
        assert_eq!(shelf.keep(b"words").unwrap(), name);
        assert_eq!(shelf.read(&name).unwrap().as_deref(), Some(b"words".as_slice()));
        for other in ["", "..", "../keys", &"0".repeat(64)] {
            assert_eq!(shelf.read(other).unwrap(), None, "{other}");
        }
        fs::write(folder.join("documents").join(&name), b"other words").unwrap();
        assert_eq!(shelf.read(&name).unwrap(), None);
        // Made again, it is kept again.
        assert_eq!(shelf.keep(b"words").unwrap(), name);
        assert_eq!(shelf.read(&name).unwrap().as_deref(), Some(b"words".as_slice()));
        fs::remove_dir_all(folder).unwrap();
    }
}
