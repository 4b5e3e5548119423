//! The running application: starting, serving, stopping.

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;

use super::config::Config;
use super::throttle::Throttle;
use super::{listen, router};
use crate::live::Hall;
use crate::live::writer::Writer;
use crate::store::keys::KeyFolder;
use crate::store::sqlite::{self, FolderLock};

/// How long stopping waits for connections to close.
const STOP_WITHIN: Duration = Duration::from_secs(10);

/// What every handler gets.
#[derive(Clone)]
pub struct App {
    /// How the server runs.
    pub config: Arc<Config>,
    /// The way to every room.
    pub hall: Hall,
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
        let lock = sqlite::lock(&config.data).map_err(|error| error.to_string())?;
        let (store, reader) = sqlite::open(&config.data).map_err(|error| error.to_string())?;
        let keys = KeyFolder::open(&config.data).map_err(|error| error.to_string())?;
        let (writer, thread) = Writer::start(store);
        let (drain, draining) = watch::channel(false);
        let (stop, stopping) = watch::channel(false);
        let hall = Hall::new(Arc::new(reader), writer.clone(), keys, stopping);
        hall.tidy_keys().await.map_err(|error| error.to_string())?;
        let listener = TcpListener::bind(config.listen).await.map_err(|error| {
            format!(
                "The address {} cannot be used: {error}. Is another program using it? Choose another with --listen.",
                config.listen
            )
        })?;
        let app = App { config: Arc::new(config), hall, throttle: Arc::default(), draining };
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
