//! Keys of anonymous rounds: one random 256-bit key in one file for each round.
//!
//! A key is on disk before its round opens and is destroyed when the round was counted. Without
//! it a ballot is noise, also in a copy of the database that somebody made before.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use werksessie_core::RoundId;
use werksessie_core::ballot::{Ballot, Voter};

use super::{Hash, SealedBallot, StoreError};

/// The folder with the keys.
#[derive(Clone, Debug)]
pub struct KeyFolder {
    path: PathBuf,
}

/// The key of one round.
#[derive(Clone)]
pub struct RoundKey([u8; 32]);

/// Sealed answers are padded to a multiple of this, so that their length says little.
const PADDING: usize = 256;

impl KeyFolder {
    /// Opens the folder, making it when needed.
    ///
    /// # Errors
    /// When the folder cannot be made or read.
    pub fn open(data: &Path) -> Result<Self, StoreError> {
        let path = data.join("keys");
        fs::create_dir_all(&path).map_err(failed(&path))?;
        Ok(Self { path })
    }

    /// Draws a key for a new round. When this returns, the key is on disk.
    ///
    /// # Errors
    /// When the file cannot be written or synced; then the round must not open.
    pub fn create(&self, round: RoundId) -> Result<RoundKey, StoreError> {
        let key = RoundKey::draw()?;
        let path = self.file(round);
        let mut file =
            OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path).map_err(failed(&path))?;
        file.write_all(&key.0).and_then(|()| file.sync_all()).map_err(failed(&path))?;
        self.sync()?;
        Ok(key)
    }

    /// The key of a round; `None` when it was destroyed or never was here.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub fn read(&self, round: RoundId) -> Result<Option<RoundKey>, StoreError> {
        let path = self.file(round);
        match fs::read(&path) {
            Ok(bytes) => Ok(<[u8; 32]>::try_from(bytes).ok().map(RoundKey)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed(&path)(error)),
        }
    }

    /// Destroys the key of a round: overwrites, deletes, and syncs the folder.
    ///
    /// # Errors
    /// When one of these fails; a key that is gone already is fine.
    pub fn destroy(&self, round: RoundId) -> Result<(), StoreError> {
        let path = self.file(round);
        match OpenOptions::new().write(true).open(&path) {
            Ok(mut file) => {
                file.write_all(&[0; 32]).and_then(|()| file.sync_all()).map_err(failed(&path))?;
                fs::remove_file(&path).map_err(failed(&path))?;
                self.sync()
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(failed(&path)(error)),
        }
    }

    /// Rounds that have a key here.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn rounds(&self) -> Result<Vec<RoundId>, StoreError> {
        let entries = fs::read_dir(&self.path).map_err(failed(&self.path))?;
        Ok(entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.strip_suffix(".key")?.parse().ok()).collect())
    }

    fn file(&self, round: RoundId) -> PathBuf {
        self.path.join(format!("{round}.key"))
    }

    fn sync(&self) -> Result<(), StoreError> {
        File::open(&self.path).and_then(|folder| folder.sync_all()).map_err(failed(&self.path))
    }
}

fn failed(path: &Path) -> impl Fn(std::io::Error) -> StoreError {
    move |source| StoreError::File { path: path.display().to_string(), source }
}

impl RoundKey {
    /// Draws a key that is nowhere but here.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn draw() -> Result<Self, StoreError> {
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(|error| StoreError::Unusable(format!("no random bytes: {error}")))?;
        Ok(Self(key))
    }

    /// The name under which a voter's ballot lies in the box.
    ///
    /// # Panics
    /// Never: HMAC takes a key of any length.
    pub fn voter(&self, voter: &Voter) -> Hash {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("any length");
        match voter {
            Voter::Seat(seat) => mac.update(seat.0.as_bytes()),
            Voter::Party(party) => {
                mac.update(b"party");
                mac.update(party.0.as_bytes());
            }
            Voter::Paper(paper, number) => {
                mac.update(b"paper");
                mac.update(paper.0.as_bytes());
                mac.update(&number.to_be_bytes());
            }
        }
        mac.finalize().into_bytes().into()
    }

    /// Seals a ballot: XChaCha20-Poly1305 with a fresh nonce, bound to voter and revision. The
    /// voter is inside as well, so that paper sheets can be found again.
    ///
    /// # Errors
    /// When there are no random bytes.
    ///
    /// # Panics
    /// Never: a ballot is plain data, and the cipher takes this length.
    pub fn seal(&self, voter: &Voter, ballot: &Ballot) -> Result<SealedBallot, StoreError> {
        let name = self.voter(voter);
        let mut plain = serde_json::to_vec(&(voter, &ballot.answers, ballot.pen)).expect("a ballot is plain data");
        plain.resize(plain.len().next_multiple_of(PADDING), b' ');
        let mut nonce = [0; 24];
        getrandom::fill(&mut nonce).map_err(|error| StoreError::Unusable(format!("no random bytes: {error}")))?;
        let aad = bound(&name, ballot.revision);
        let cipher = XChaCha20Poly1305::new(&self.0.into());
        let payload = Payload { msg: &plain, aad: &aad };
        let mut sealed = nonce.to_vec();
        sealed.extend(cipher.encrypt(&XNonce::from(nonce), payload).expect("short enough"));
        Ok(SealedBallot { voter: name, revision: ballot.revision, sealed })
    }

    /// Opens a sealed ballot; `None` when it was sealed under another key or changed.
    pub fn open(&self, sealed: &SealedBallot) -> Option<(Voter, Ballot)> {
        let (nonce, body) = sealed.sealed.split_at_checked(24)?;
        let nonce = XNonce::try_from(nonce).ok()?;
        let aad = bound(&sealed.voter, sealed.revision);
        let cipher = XChaCha20Poly1305::new(&self.0.into());
        let plain = cipher.decrypt(&nonce, Payload { msg: body, aad: &aad }).ok()?;
        let (voter, answers, pen) = serde_json::from_slice(&plain).ok()?;
        Some((voter, Ballot { revision: sealed.revision, answers, pen }))
    }
}

fn bound(voter: &Hash, revision: u32) -> Vec<u8> {
    [voter.as_slice(), &revision.to_be_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use werksessie_core::SeatId;
    use werksessie_core::question::Answers;

    use super::*;

    fn folder() -> (PathBuf, KeyFolder) {
        let mut bytes = [0; 8];
        getrandom::fill(&mut bytes).unwrap();
        let path = std::env::temp_dir().join(format!("werksessie-keys-{}", u64::from_be_bytes(bytes)));
        let keys = KeyFolder::open(&path).unwrap();
        (path, keys)
    }

    #[test]
    fn a_ballot_opens_with_its_key_and_with_no_other() {
        let (path, keys) = folder();
        let (one, other) = (RoundId::from_random([1; 16]), RoundId::from_random([2; 16]));
        let (key, wrong) = (keys.create(one).unwrap(), keys.create(other).unwrap());
        let voter = Voter::Seat(SeatId::from_random([3; 16]));
        let ballot = Ballot { revision: 4, answers: Answers::default(), pen: None };
        let sealed = key.seal(&voter, &ballot).unwrap();
        assert_eq!(key.open(&sealed), Some((voter, ballot.clone())));
        assert_eq!(wrong.open(&sealed), None);
        assert_eq!(key.open(&SealedBallot { revision: 5, ..sealed.clone() }), None);
        assert_ne!(key.seal(&voter, &ballot).unwrap().sealed, sealed.sealed);
        fs::remove_dir_all(path).unwrap();
    }

    #[test]
    fn a_key_is_private_and_gone_once_destroyed() {
        use std::os::unix::fs::PermissionsExt as _;
        let (path, keys) = folder();
        let round = RoundId::from_random([1; 16]);
        keys.create(round).unwrap();
        let mode = fs::metadata(keys.file(round)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert!(keys.create(round).is_err());
        assert_eq!(keys.rounds().unwrap(), [round]);
        keys.destroy(round).unwrap();
        keys.destroy(round).unwrap();
        assert!(keys.read(round).unwrap().is_none() && keys.rounds().unwrap().is_empty());
        fs::remove_dir_all(path).unwrap();
    }
}
