//! What travels over a live connection, and the channels that carry views to it.
//!
//! A view goes out whole, encoded once for all connections of a role. The one small update is
//! progress on the screen. A client that names the epoch and revision it has gets nothing when
//! it is up to date.

use std::sync::Arc;

use axum::extract::ws::Utf8Bytes;
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
        let update = Update { revision: 1, full: frame(epoch, 1, &last), delta: None };
        Self { sender: watch::Sender::new(Arc::new(update)), last, screen: None }
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
        let update = Update { revision, full: frame(epoch, revision, &encoded), delta };
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
fn frame(epoch: u64, revision: u64, view: &str) -> Utf8Bytes {
    format!("{{\"view\":{{\"epoch\":{epoch},\"revision\":{revision},\"view\":{view}}}}}").into()
}
