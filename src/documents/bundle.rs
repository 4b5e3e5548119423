//! All files of a project at once, with a list of what they are: for a folder or one packed file.

use std::io::{Cursor, Write as _};

use serde::Serialize;
use sha2::{Digest as _, Sha256};
use werksessie_core::ProjectId;
use werksessie_core::document::Edition;
use werksessie_core::project::{Language, Project};
use werksessie_core::time::Date;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::docx::DocxError;
use super::file::{self, FileError};

/// The name of the list.
pub const MANIFEST: &str = "manifest.json";
/// The name of the packed file.
pub const PACKED: &str = "all.zip";

/// What the files are.
#[derive(Debug, Serialize)]
pub struct Manifest {
    /// Of which project.
    pub project: Option<ProjectId>,
    /// The position in the project's log that they were made from.
    pub log_position: u64,
    /// The day that they speak of.
    pub as_of: Date,
    /// The language of their texts.
    pub language: Language,
    /// The version of the program that made them.
    pub version: &'static str,
    /// The files, in order.
    pub files: Vec<Listed>,
}

/// A file in the list.
#[derive(Debug, Serialize)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// SHA-256 of what it holds, in hexadecimal digits.
    pub sha256: String,
    /// How many bytes it has.
    pub bytes: usize,
}

/// SHA-256 in hexadecimal digits.
pub fn fingerprint(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Every file of a project by name, and the list of them last.
///
/// # Errors
/// When a file could not be written.
pub fn files(project: &Project, edition: Edition) -> Result<Vec<(String, Vec<u8>)>, FileError> {
    let mut files = Vec::new();
    for (which, format) in file::all(project) {
        if let Some(made) = file::make(project, &which, format, edition)? {
            files.push((file::name(&which, format, edition.language), made.bytes));
        }
    }
    let listed = |(name, bytes): &(String, Vec<u8>)| Listed {
        name: name.clone(),
        sha256: fingerprint(bytes),
        bytes: bytes.len(),
    };
    let manifest = Manifest {
        project: project.project,
        log_position: project.seq,
        as_of: edition.as_of,
        language: edition.language,
        version: env!("CARGO_PKG_VERSION"),
        files: files.iter().map(listed).collect(),
    };
    let manifest = serde_json::to_vec_pretty(&manifest).map_err(std::io::Error::from)?;
    files.push((MANIFEST.to_owned(), manifest));
    Ok(files)
}

/// Every file of a project in one packed file. The same log and day give the same bytes: the files
/// stand in a fixed order, with a fixed time.
///
/// # Errors
/// When a file could not be written.
pub fn pack(project: &Project, edition: Edition) -> Result<Vec<u8>, FileError> {
    let mut pack = ZipWriter::new(Cursor::new(Vec::new()));
    // Most files are packed themselves, but the pages are not.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    for (name, bytes) in files(project, edition)? {
        pack.start_file(name, options).map_err(DocxError::from)?;
        pack.write_all(&bytes)?;
    }
    Ok(pack.finish().map_err(DocxError::from)?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    #[test]
    fn the_same_log_and_day_give_the_same_bytes() {
        let (project, edition) = (fixture::project(), fixture::edition());
        let one = pack(&project, edition).unwrap();
        fixture::tells_no_time(&one);
        assert!(one == pack(&project, edition).unwrap());
    }

    #[test]
    fn the_list_names_every_file() {
        let files = files(&fixture::project(), fixture::edition()).unwrap();
        let (last, others) = files.split_last().unwrap();
        assert_eq!(last.0, MANIFEST);
        let manifest: serde_json::Value = serde_json::from_slice(&last.1).unwrap();
        assert_eq!((manifest["log_position"].as_u64(), manifest["as_of"].as_str()), (Some(214), Some("2026-11-25")));
        let listed = manifest["files"].as_array().unwrap();
        assert_eq!(listed.len(), others.len());
        for (file, (name, bytes)) in listed.iter().zip(others) {
            assert_eq!(file["name"], name.as_str());
            assert_eq!(file["sha256"], fingerprint(bytes).as_str());
        }
    }
}
