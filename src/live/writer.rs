//! The one thread that writes: batches of all rooms, one transaction, one sync.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use crate::metrics::METRICS;
use crate::store::{Batch, Store, StoreError};

/// Most batches in one transaction: above this the wait for the first grows and nothing is won.
const GROUP: usize = 256;
/// How long until a checkpoint that could not be done is tried again.
const AGAIN: Duration = Duration::from_secs(1);

/// A handle to the writing thread.
#[derive(Clone, Debug)]
pub struct Writer {
    jobs: Sender<Job>,
    /// The last transaction failed.
    down: Arc<AtomicBool>,
}

enum Job {
    Commit(Box<Batch>, oneshot::Sender<Result<(), StoreError>>),
    Checkpoint(oneshot::Sender<Result<(), StoreError>>),
    Stop,
}

impl Writer {
    /// Starts the thread.
    ///
    /// # Panics
    /// When the system gives no thread.
    pub fn start(store: impl Store + 'static) -> (Self, JoinHandle<()>) {
        let (jobs, waiting) = channel();
        let down = Arc::<AtomicBool>::default();
        let told = Arc::clone(&down);
        let work = move || write(store, &waiting, &told);
        let thread = std::thread::Builder::new().name("writer".into()).spawn(work).expect("a thread");
        (Self { jobs, down }, thread)
    }

    /// Whether the last transaction failed: the disk is full, or does not answer.
    pub fn is_down(&self) -> bool {
        self.down.load(Ordering::Relaxed)
    }

    /// Stores a batch. When this returns `Ok`, the batch is on disk.
    ///
    /// # Errors
    /// When it is not.
    pub async fn commit(&self, batch: Batch) -> Result<(), StoreError> {
        let (answer, done) = oneshot::channel();
        self.jobs.send(Job::Commit(Box::new(batch), answer)).map_err(|_| StoreError::Stopped)?;
        done.await.map_err(|_| StoreError::Stopped)?
    }

    /// Empties the write-ahead log.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn checkpoint(&self) -> Result<(), StoreError> {
        let (answer, done) = oneshot::channel();
        self.jobs.send(Job::Checkpoint(answer)).map_err(|_| StoreError::Stopped)?;
        done.await.map_err(|_| StoreError::Stopped)?
    }

    /// Ends the thread after what waits has been written.
    pub fn stop(&self) {
        // A thread that has ended already needs no telling.
        let _ = self.jobs.send(Job::Stop);
    }
}

fn write(mut store: impl Store, waiting: &Receiver<Job>, down: &AtomicBool) {
    // A checkpoint was asked for and could not be done.
    let mut due = false;
    loop {
        let first = match if due { waiting.recv_timeout(AGAIN) } else { waiting.recv().map_err(Into::into) } {
            Ok(first) => first,
            Err(RecvTimeoutError::Timeout) => {
                due = store.checkpoint().is_err();
                continue;
            }
            Err(RecvTimeoutError::Disconnected) => break,
        };
        let mut batches = Vec::new();
        let mut answers = Vec::new();
        let mut then = None;
        let mut next = Some(first);
        while let Some(job) = next.take() {
            match job {
                Job::Commit(batch, answer) => {
                    batches.push(*batch);
                    answers.push(answer);
                    if batches.len() < GROUP {
                        next = waiting.try_recv().ok();
                    }
                }
                other => then = Some(other),
            }
        }
        if !batches.is_empty() {
            let lasting: Vec<bool> = batches.iter().map(|batch| store.lasts(batch)).collect();
            let count = lasting.iter().filter(|lasts| **lasts).count();
            let began = Instant::now();
            let results = store.commit(&batches);
            if count > 0 {
                METRICS.committed(began.elapsed(), count);
            }
            // Another writer of the same log is no trouble of the disk.
            let is_trouble = |result: &Result<(), StoreError>| matches!(result, Err(error) if !matches!(error, StoreError::Sequence { .. }));
            // How the disk is, only the disk tells.
            let is_down =
                results.iter().zip(&lasting).filter(|(_, lasts)| **lasts).all(|(result, _)| is_trouble(result));
            if count > 0 {
                down.store(is_down, Ordering::Relaxed);
            }
            if count > 0 && is_down {
                METRICS.failed();
            }
            for (answer, result) in answers.into_iter().zip(results) {
                // Who asked may be gone; the batch is stored all the same.
                let _ = answer.send(result);
            }
        }
        match then {
            Some(Job::Checkpoint(answer)) => {
                let done = store.checkpoint();
                due = done.is_err();
                if !matches!(done, Ok(()) | Err(StoreError::Reading)) {
                    METRICS.failed();
                }
                let _ = answer.send(done);
            }
            Some(Job::Stop) => break,
            Some(Job::Commit(..)) | None => {}
        }
    }
    if let Err(error) = store.checkpoint() {
        tracing::warn!(%error, "the last checkpoint failed");
    }
}
