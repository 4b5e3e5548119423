//! Pairing a screen: the computer in the hall shows a code, a leader types it in the console.
//!
//! Nobody types a secret into the room's computer. What waits here is in memory only; what was
//! paired is a link of the project.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use werksessie_core::meeting::{CODE_ALPHABET, code_from};

use super::secret::random;
use crate::store::Hash;

/// A code that nobody asked for anew during this time is forgotten.
const FORGOTTEN: Duration = Duration::from_secs(1_800);
/// Codes that can wait at once; beyond it the one that was not asked for longest goes.
const WAITING: usize = 2_000;
/// Characters of a code: 28^6 are 480 million, and a leader types it once.
const LENGTH: usize = 6;

/// Computers that wait to become a screen.
#[derive(Default)]
pub struct Pairing {
    waiting: Mutex<HashMap<Hash, Waiting>>,
    changed: Notify,
}

struct Waiting {
    code: String,
    asked: Instant,
    to: Option<String>,
}

impl Pairing {
    /// The code of this browser, made when it has none. Shown as XXX-XXX.
    pub fn code(&self, browser: Hash) -> String {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|_, other| other.asked.elapsed() < FORGOTTEN);
        if waiting.len() >= WAITING
            && !waiting.contains_key(&browser)
            && let Some(oldest) = waiting.iter().min_by_key(|(_, other)| other.asked).map(|(browser, _)| *browser)
        {
            waiting.remove(&oldest);
        }
        let taken: Vec<String> = waiting.values().map(|other| other.code.clone()).collect();
        let draw = || code_from(&random())[..LENGTH].to_owned();
        let fresh = || std::iter::repeat_with(draw).find(|code| !taken.contains(code)).unwrap_or_default();
        let entry =
            waiting.entry(browser).or_insert_with(|| Waiting { code: fresh(), asked: Instant::now(), to: None });
        entry.asked = Instant::now();
        // A computer that was paired before and shows a code again wants to be paired again.
        entry.to = None;
        show(&entry.code)
    }

    /// The browser that shows this code, however it is typed.
    pub fn browser(&self, typed: &str) -> Option<Hash> {
        let code = read(typed)?;
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let is_it = |other: &Waiting| other.code == code && other.asked.elapsed() < FORGOTTEN;
        waiting.iter().find(|(_, other)| is_it(other)).map(|(browser, _)| *browser)
    }

    /// Tells a browser where to go.
    pub fn send(&self, browser: Hash, to: String) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = waiting.get_mut(&browser) {
            entry.to = Some(to);
        }
        drop(waiting);
        self.changed.notify_waiters();
    }

    /// Waits until this browser is sent somewhere, for at most so long.
    pub async fn wait(&self, browser: Hash, at_most: Duration) -> Option<String> {
        let until = tokio::time::Instant::now() + at_most;
        loop {
            let changed = self.changed.notified();
            tokio::pin!(changed);
            // From here on no change is missed, also not one between looking and waiting.
            changed.as_mut().enable();
            let to = {
                let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
                let entry = waiting.get_mut(&browser)?;
                entry.asked = Instant::now();
                entry.to.clone()
            };
            if to.is_some() {
                return to;
            }
            tokio::time::timeout_at(until, changed).await.ok()?;
        }
    }
}

fn show(code: &str) -> String {
    match code.split_at_checked(LENGTH / 2) {
        Some((first, second)) => format!("{first}-{second}"),
        None => code.to_owned(),
    }
}

fn read(typed: &str) -> Option<String> {
    let code: String = typed.chars().filter(|c| c.is_ascii_alphanumeric()).map(|c| c.to_ascii_uppercase()).collect();
    (code.len() == LENGTH && code.bytes().all(|byte| CODE_ALPHABET.contains(&byte))).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_keeps_its_code_and_is_found_however_it_is_typed() {
        let pairing = Pairing::default();
        let (mine, other) = ([1; 32], [2; 32]);
        let code = pairing.code(mine);
        assert_eq!(pairing.code(mine), code);
        assert_ne!(pairing.code(other), code);
        assert_eq!(pairing.browser(&code.to_lowercase().replace('-', " ")), Some(mine));
        assert_eq!(pairing.browser("ZZZ-ZZ"), None);
        assert_eq!(pairing.browser("OOO-OOO"), None);
    }

    #[tokio::test]
    async fn who_waits_is_sent_on_and_who_was_sent_before_hears_it_at_once() {
        let pairing = std::sync::Arc::new(Pairing::default());
        let mine = [1; 32];
        pairing.code(mine);
        let waits = tokio::spawn({
            let pairing = pairing.clone();
            async move { pairing.wait(mine, Duration::from_secs(60)).await }
        });
        tokio::task::yield_now().await;
        pairing.send(mine, "/scherm/x".into());
        assert_eq!(waits.await.unwrap().as_deref(), Some("/scherm/x"));
        assert_eq!(pairing.wait(mine, Duration::from_secs(60)).await.as_deref(), Some("/scherm/x"));
        assert_eq!(pairing.wait([9; 32], Duration::from_secs(60)).await, None, "it shows no code");
    }

    #[test]
    fn too_many_codes_push_out_the_oldest() {
        let pairing = Pairing::default();
        let hash = |n: usize| {
            let mut hash = [0; 32];
            hash[..8].copy_from_slice(&n.to_be_bytes());
            hash
        };
        let first = pairing.code(hash(0));
        for n in 1..=WAITING {
            pairing.code(hash(n));
        }
        assert_eq!(pairing.browser(&first), None);
        assert_eq!(pairing.waiting.lock().unwrap().len(), WAITING);
    }
}
