//! What travels over a live connection, and the channels that carry views to it.
//!
//! A view goes out whole, encoded once for all connections of a role. The one small update is
//! progress on the screen. A client that names the epoch and revision it has gets nothing when
//! it is up to date. Phones that run our pages get them drawn and packed, once for each language:
//! what a phone shows costs it no code to fetch, and less on the air than the figures themselves.

use std::io::Write as _;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::ws::Utf8Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;
use tokio::sync::watch;
use werksessie_core::view::screen::{ScreenView, Stage};

/// The newest state of one channel.
#[derive(Clone, Debug)]
pub struct Update {
    /// Counted up with each change of this channel.
    pub revision: u64,
    /// The whole view as a frame.
    pub full: Utf8Bytes,
    /// A small frame for who has exactly the revision before.
    pub delta: Option<Utf8Bytes>,
    /// The whole view, packed with gzip: for drawn pages.
    pub packed: Option<Bytes>,
}

/// The live channel of one role in one meeting.
#[derive(Debug)]
pub struct Channel {
    sender: watch::Sender<Arc<Update>>,
    last: String,
    screen: Option<ScreenView>,
}

impl Channel {
    /// A channel that starts with this view.
    pub fn new(epoch: u64, view: &impl Serialize) -> Self {
        let last = encode(view);
        let update = Update { revision: 1, full: frame("view", epoch, 1, &last), delta: None, packed: None };
        Self { sender: watch::Sender::new(Arc::new(update)), last, screen: None }
    }

    /// A channel of drawn pages: of this view, by `draw`.
    pub fn drawn(epoch: u64, view: &impl Serialize, draw: impl FnOnce() -> String) -> Self {
        let update = page(epoch, 1, &draw());
        Self { sender: watch::Sender::new(Arc::new(update)), last: encode(view), screen: None }
    }

    /// As [`Channel::publish`]; a page is drawn only when the view is another.
    pub fn publish_drawn(&mut self, epoch: u64, view: &impl Serialize, draw: impl FnOnce() -> String) {
        let encoded = encode(view);
        if encoded != self.last {
            let revision = self.sender.borrow().revision + 1;
            self.last = encoded;
            self.sender.send_replace(Arc::new(page(epoch, revision, &draw())));
        }
    }

    /// A channel for the screen, which can send progress alone.
    pub fn screen(epoch: u64, view: ScreenView) -> Self {
        let channel = Self::new(epoch, &view);
        Self { screen: Some(view), ..channel }
    }

    /// A new listener; it has the newest view at once.
    pub fn subscribe(&self) -> watch::Receiver<Arc<Update>> {
        self.sender.subscribe()
    }

    /// Whether anybody listens.
    pub fn has_listeners(&self) -> bool {
        self.sender.receiver_count() > 0
    }

    /// Sends a view to all listeners, unless it is the one they have.
    pub fn publish(&mut self, epoch: u64, view: &impl Serialize) {
        let encoded = encode(view);
        if encoded != self.last {
            self.send(epoch, encoded, false);
        }
    }

    /// As [`Channel::publish`], with a small frame when only progress changed.
    pub fn publish_screen(&mut self, epoch: u64, view: ScreenView) {
        let encoded = encode(&view);
        if encoded == self.last {
            return;
        }
        let only_progress = self.screen.as_ref().is_some_and(|before| still(before) == still(&view));
        self.screen = Some(view);
        self.send(epoch, encoded, only_progress);
    }

    fn send(&mut self, epoch: u64, encoded: String, only_progress: bool) {
        let revision = self.sender.borrow().revision + 1;
        let delta = self.screen.as_ref().filter(|_| only_progress).and_then(|view| progress(view, revision));
        let update = Update { revision, full: frame("view", epoch, revision, &encoded), delta, packed: None };
        self.last = encoded;
        self.sender.send_replace(Arc::new(update));
    }
}

/// The view without what a small frame carries.
fn still(view: &ScreenView) -> ScreenView {
    let mut view = view.clone();
    match &mut view.stage {
        Stage::Ask { progress, .. } => *progress = Default::default(),
        Stage::Join { joined, .. } => *joined = 0,
        _ => {}
    }
    view
}

fn progress(view: &ScreenView, revision: u64) -> Option<Utf8Bytes> {
    let (done, present) = match &view.stage {
        Stage::Ask { progress, .. } => (progress.done, progress.present),
        Stage::Join { joined, expected } => (*joined, *expected),
        _ => return None,
    };
    Some(format!("{{\"progress\":[{revision},{done},{present}]}}").into())
}

fn encode(view: &impl Serialize) -> String {
    serde_json::to_string(view).expect("views are plain data")
}

/// The view is encoded already: only the frame is written around it.
fn frame(kind: &str, epoch: u64, revision: u64, view: &str) -> Utf8Bytes {
    format!("{{\"{kind}\":{{\"epoch\":{epoch},\"revision\":{revision},\"view\":{view}}}}}").into()
}

/// A drawn page: packed once for everybody, to a fifth or less.
fn page(epoch: u64, revision: u64, page: &str) -> Update {
    let full = frame("page", epoch, revision, page);
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    // Writing to memory does not fail; without the packed form the plain one is sent.
    let packed = packer.write_all(full.as_bytes()).and_then(|()| packer.finish()).ok();
    Update { revision, full, delta: None, packed: packed.map(Bytes::from) }
}
