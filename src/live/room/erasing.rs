//! Taking words out of the log, and what an erasure leaves outside it.

use std::sync::Arc;

use werksessie_core::RoundId;
use werksessie_core::access::{self, Link};
use werksessie_core::erasure::{self, Deletion};

use super::super::message::Failure;
use super::LiveRoom;
use crate::store::StoreError;
use crate::store::redact::{self, Redacted};

impl LiveRoom {
    /// What the log would be without these words.
    pub(super) async fn seek(&self, words: String) -> Result<Redacted, Failure> {
        let (reader, project) = (Arc::clone(&self.parts.reader), self.project);
        let mark = redact::mark(self.room.project.language);
        let sought = tokio::task::spawn_blocking(move || {
            Ok::<_, StoreError>(redact::redact(&reader.log(project)?, &words, mark))
        });
        match sought.await {
            Ok(Ok(redacted)) => Ok(redacted),
            Ok(Err(error)) => {
                tracing::error!(%error, "the log could not be searched");
                Err(Failure::NotStored)
            }
            Err(_) => Err(Failure::NotStored),
        }
    }

    /// The links that are called after these words, without them.
    pub(super) fn relabelled(&self, words: &str) -> Vec<access::Change> {
        let mark = redact::mark(self.room.project.language);
        let named = self.room.links.values().filter(|link| erasure::holds(&link.label, words));
        named.map(|link| access::Change::Note(Link { label: mark.into(), ..link.clone() })).collect()
    }

    /// Takes from the disk what an erasure leaves outside the database, and what it leaves in the
    /// write-ahead log.
    pub(super) async fn erase(&mut self, deletion: Option<Deletion>) {
        let parts = self.parts.clone();
        let rounds: Vec<RoundId> = std::mem::take(&mut self.keys).into_keys().collect();
        let done = tokio::task::spawn_blocking(move || {
            let Some(deletion) = deletion else { return Ok(()) };
            rounds.into_iter().try_for_each(|round| parts.keys.destroy(round))?;
            // The same bytes can be another project's document too. What is not removed now is removed
            // at the next start.
            let remove = |sha256: &String| match parts.reader.names_document(sha256)? {
                true => Ok(()),
                false => parts.shelf.remove(sha256),
            };
            deletion.documents.iter().map(remove).fold(Ok::<_, StoreError>(()), Result::and)
        });
        match done.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "files of a deleted project are still there"),
            Err(error) => tracing::error!(%error, "files of a deleted project are still there"),
        }
        if let Err(error) = self.parts.writer.checkpoint().await {
            tracing::warn!(%error, "the checkpoint after an erasure failed; it will be tried again");
        }
    }
}
