//! What a room keeps beside the database: keys of rounds, and documents that are marked final.

use werksessie_core::Refusal;
use werksessie_core::RoundId;
use werksessie_core::document::{Edition, State as DocumentState};
use werksessie_core::finished::{Finish, Kept};
use werksessie_core::time::Date;

use super::super::message::Failure;
use super::{LiveRoom, crash_point};
use crate::documents::file;
use crate::store::keys::RoundKey;

impl LiveRoom {
    /// Makes the document that is to be marked final, of the state that the command is decided on,
    /// and puts it on disk before the event that names it is stored.
    pub(super) async fn finish(&self, asked: Finish, today: Date) -> Result<Finish, Failure> {
        if !asked.format.suits(asked.document) {
            return Err(Refusal::UnknownChoice.into());
        }
        // Before anything is on disk.
        if self.room.project.rehearsal {
            return Err(Refusal::Rehearsal.into());
        }
        let (state, shelf) = (self.room.project.clone(), self.parts.shelf.clone());
        let make = move || -> Result<Finish, Box<dyn std::error::Error + Send + Sync>> {
            let language = asked.language.unwrap_or(state.language);
            let edition = Edition { language, as_of: today, state: DocumentState::Final };
            let which = file::Which::from(asked.document);
            let made = file::make(&state, &which, asked.format, edition)?.ok_or("there is no such document")?;
            let kept = Kept {
                name: file::name(&which, asked.format, language),
                sha256: shelf.keep(&made.bytes)?,
                bytes: made.bytes.len() as u64,
                made_with: env!("CARGO_PKG_VERSION").to_owned(),
            };
            Ok(Finish { kept: Some(kept), ..asked })
        };
        match tokio::task::spawn_blocking(make).await {
            Ok(Ok(finish)) => Ok(finish),
            Ok(Err(error)) => {
                tracing::error!(%error, "a final document was not kept");
                Err(Failure::NotStored)
            }
            Err(_) => Err(Failure::NotStored),
        }
    }

    /// Puts a round's key on disk before the round opens; of a rehearsal it stays in memory, as all else.
    pub(super) async fn new_key(&mut self, round: RoundId) -> Result<(), Failure> {
        let (keys, rehearses) = (self.parts.keys.clone(), self.parts.memory.origin(self.project).is_some());
        let draw = move || if rehearses { RoundKey::draw() } else { keys.create(round) };
        let made = tokio::task::spawn_blocking(draw).await;
        match made {
            Ok(Ok(key)) => {
                self.keys.insert(round, key);
                Ok(())
            }
            Ok(Err(error)) => {
                tracing::error!(%error, "no key for a new round");
                Err(Failure::NotStored)
            }
            Err(_) => Err(Failure::NotStored),
        }
    }

    /// The second and third step of counting: destroys keys, then empties the write-ahead log,
    /// where deleted rows still stand.
    pub(super) async fn forget(&mut self, rounds: Vec<RoundId>) {
        let keys = self.parts.keys.clone();
        for round in &rounds {
            self.keys.remove(round);
        }
        let destroyed =
            tokio::task::spawn_blocking(move || rounds.into_iter().try_for_each(|round| keys.destroy(round))).await;
        if !matches!(destroyed, Ok(Ok(()))) {
            tracing::error!("a round's key was not destroyed; it will be tried again at the next start");
        }
        crash_point("after-key", true);
        if let Err(error) = self.parts.writer.checkpoint().await {
            tracing::warn!(%error, "the checkpoint after counting failed; it will be tried again");
        }
    }
}
