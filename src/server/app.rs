//! The running application: starting, serving, stopping.

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;

use super::config::Config;
use super::pages::admin::Admins;
use super::pairing::Pairing;
use super::throttle::Throttle;
use super::{address, listen, router};
use crate::live::Hall;
use crate::live::writer::Writer;
use crate::store::keys::KeyFolder;
use crate::store::memory::{Beside, Memory};
use crate::store::shelf::Shelf;
use crate::store::sqlite::{self, FolderLock};

/// How long stopping waits for connections to close.
const STOP_WITHIN: Duration = Duration::from_secs(10);

/// How often every project is woken.
const LOOK_AFTER: Duration = Duration::from_secs(12 * 3_600);
/// How often the addresses of this machine are looked at.
const LOOK_AT_ADDRESSES: Duration = Duration::from_secs(10);

/// What every handler gets.
#[derive(Clone)]
pub struct App {
    /// How the server runs.
    pub config: Arc<Config>,
    /// The way to every room.
    pub hall: Hall,
    /// Browsers that gave the admin key.
    pub admins: Arc<Admins>,
    /// Computers that wait to become a screen.
    pub pairing: Arc<Pairing>,
    /// Slows who guesses codes.
    pub throttle: Arc<Throttle>,
    /// Becomes true when the server stops taking new work: sockets say goodbye.
    pub draining: watch::Receiver<bool>,
}

/// A server that holds its data folder and its address.
pub struct Server {
    app: App,
    listener: TcpListener,
    writer: Writer,
    thread: JoinHandle<()>,
    drain: watch::Sender<bool>,
    stop: watch::Sender<bool>,
    _lock: FolderLock,
}

impl Server {
    /// Opens the data folder and the address.
    ///
    /// # Errors
    /// A sentence that says what to do.
    pub async fn start(config: Config) -> Result<Self, String> {
        // Pages load their data as tasks; a second server in one process finds this done.
        let _ = any_spawner::Executor::init_tokio();
        // What is thrown away after a while is measured from here.
        let _ = super::clock::steady();
        let lock = sqlite::lock(&config.data).map_err(|error| error.to_string())?;
        let (store, reader) = sqlite::open(&config.data).map_err(|error| error.to_string())?;
        let keys = KeyFolder::open(&config.data).map_err(|error| error.to_string())?;
        let shelf = Shelf::open(&config.data).map_err(|error| error.to_string())?;
        let memory = Memory::default();
        let store = Beside { disk: store, memory: memory.clone() };
        let reader = Beside { disk: reader, memory: memory.clone() };
        let (writer, thread) = Writer::start(store);
        let (drain, draining) = watch::channel(false);
        let (stop, stopping) = watch::channel(false);
        let hall = Hall::new(Arc::new(reader), writer.clone(), keys, shelf, memory, stopping);
        hall.tidy_keys().await.map_err(|error| error.to_string())?;
        hall.tidy_documents().map_err(|error| error.to_string())?;
        let listener = TcpListener::bind(config.listen).await.map_err(|error| {
            format!(
                "The address {} cannot be used: {error}. Is another program using it? Choose another with --listen.",
                config.listen
            )
        })?;
        let app = App {
            config: Arc::new(config),
            hall,
            admins: Arc::default(),
            pairing: Arc::default(),
            throttle: Arc::default(),
            draining,
        };
        Ok(Self { app, listener, writer, thread, drain, stop, _lock: lock })
    }

    /// The address it listens on.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves until `until` is done, then stops: no new connections, goodbye to sockets, what
    /// was acknowledged is on disk already, the write-ahead log is emptied.
    pub async fn run(self, until: impl Future<Output = ()>) {
        let router = router::build(self.app.clone());
        let drain = self.drain;
        tokio::spawn(look_after(self.app.hall.clone(), self.app.draining.clone()));
        tokio::spawn(watch_addresses(self.app.config.clone(), self.app.draining.clone()));
        let accepting = listen::serve(self.listener, router, self.app.draining.clone());
        let mut accepting = std::pin::pin!(accepting);
        tokio::select! {
            _ = accepting.as_mut() => return,
            () = until => {}
        }
        tracing::info!("stopping");
        drain.send_replace(true);
        let mut connections = accepting.await;
        if tokio::time::timeout(STOP_WITHIN, connections.recv()).await.is_err() {
            tracing::warn!("some connections did not close in time");
        }
        self.stop.send_replace(true);
        self.writer.stop();
        if tokio::task::spawn_blocking(move || self.thread.join()).await.is_err() {
            tracing::error!("the writer did not end well");
        }
        tracing::info!("stopped");
    }
}

/// Wakes every project now and then, also those that nobody opens: a room throws away what is kept no
/// longer when it wakes.
async fn look_after(hall: Hall, mut draining: watch::Receiver<bool>) {
    loop {
        let reader = hall.clone();
        let projects = tokio::task::spawn_blocking(move || reader.reader().projects()).await;
        for project in projects.ok().and_then(Result::ok).unwrap_or_default() {
            if let Err(error) = hall.look(project, |_| ()).await {
                tracing::error!(%error, %project, "a project could not be looked after");
            }
        }
        let stops = draining.wait_for(|draining| *draining);
        if tokio::time::timeout(LOOK_AFTER, stops).await.is_ok() {
            return;
        }
    }
}

/// Says on which addresses the server can be reached when that changes: a laptop that is carried
/// to another network has another address, and the QR code on paper is then wrong.
async fn watch_addresses(config: Arc<Config>, mut draining: watch::Receiver<bool>) {
    if config.public_url.is_some() || !config.listen.ip().is_unspecified() {
        return;
    }
    let mut known = address::of_this_machine();
    loop {
        let stops = draining.wait_for(|draining| *draining);
        if tokio::time::timeout(LOOK_AT_ADDRESSES, stops).await.is_ok() {
            return;
        }
        let now = address::of_this_machine();
        if now != known {
            let open = address::to_open(None, config.listen).join(" ");
            tracing::warn!("the addresses of this machine changed; open one of: {open}");
            known = now;
        }
    }
}
