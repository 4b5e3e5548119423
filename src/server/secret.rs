//! Secrets: 256 random bits, with the place where their hash lies.
//!
//! A secret is written as base64url of 64 bytes: project, id of the link or seat, random bits.
//! The first two halves are no secret; they save an index. At rest only the SHA-256 of the random
//! bits exists.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;
use werksessie_core::ProjectId;

use crate::live::message::Credential;
use crate::store::Hash;

/// A secret as shown once.
#[derive(Clone)]
pub struct Secret {
    /// The project it opens.
    pub project: ProjectId,
    /// The link or seat it belongs to.
    pub id: Uuid,
    key: [u8; 32],
}

impl Secret {
    /// Draws a secret.
    ///
    /// # Errors
    /// When there are no random bytes.
    pub fn draw(project: ProjectId, id: Uuid) -> Result<Self, getrandom::Error> {
        let mut key = [0; 32];
        getrandom::fill(&mut key)?;
        Ok(Self { project, id, key })
    }

    /// The secret with these random bits.
    pub fn with_key(project: ProjectId, id: Uuid, key: [u8; 32]) -> Self {
        Self { project, id, key }
    }

    /// Reads a secret as sent; `None` when it is none.
    pub fn read(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text.trim()).ok()?;
        let (project, rest) = bytes.split_first_chunk::<16>()?;
        let (id, key) = rest.split_first_chunk::<16>()?;
        Some(Self {
            project: ProjectId(Uuid::from_bytes(*project)),
            id: Uuid::from_bytes(*id),
            key: key.try_into().ok()?,
        })
    }

    /// The secret as shown.
    pub fn show(&self) -> String {
        let bytes = [self.project.0.as_bytes().as_slice(), self.id.as_bytes(), &self.key].concat();
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// What is kept of it.
    pub fn hash(&self) -> Hash {
        hash(&self.key)
    }

    /// What it proves.
    pub fn credential(&self) -> Credential {
        Credential::Secret(self.id, self.hash())
    }
}

/// SHA-256.
pub fn hash(bytes: &[u8]) -> Hash {
    Sha256::digest(bytes).into()
}

/// Random bytes, or a panic that ends the request: a system without them can do nothing safely.
///
/// # Panics
/// When the system gives no random bytes.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the system gives random bytes");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_read_as_it_was_shown_and_nothing_else_is() {
        let secret = Secret::draw(ProjectId::from_random([1; 16]), Uuid::from_bytes([2; 16])).unwrap();
        let read = Secret::read(&format!(" {} ", secret.show())).unwrap();
        assert_eq!((read.project, read.id, read.hash()), (secret.project, secret.id, secret.hash()));
        let shown = secret.show();
        for wrong in ["", "x", &shown[1..], &shown.replace(|_| true, "!")] {
            assert!(Secret::read(wrong).is_none(), "{wrong}");
        }
    }
}
