//! Figures about the server for who operates it, without any content: on an address of their own,
//! which must be loopback.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

use axum::Router;
use axum::http::header;
use axum::response::IntoResponse as _;
use axum::routing::get;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};
use tokio::net::TcpListener;

/// A short word from our own code: never something that people typed, and never an id.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Word {
    /// As whom, or how it ended.
    what: &'static str,
}

/// What is counted in this process.
pub struct Metrics {
    /// Live connections now, by role.
    connections: Family<Word, Gauge>,
    /// Commands, by how they ended: done, again, refused, not stored.
    commands: Family<Word, Counter>,
    /// Ballots, by how they ended.
    ballots: Family<Word, Counter>,
    /// Wrong join codes.
    wrong_codes: Counter,
    /// Seconds that a transaction took, with its sync.
    commits: Histogram,
    /// Batches in a transaction.
    batches: Histogram,
    /// Transactions and checkpoints that failed.
    failures: Counter,
}

/// The figures of this process.
pub static METRICS: LazyLock<Metrics> = LazyLock::new(|| Metrics {
    connections: Family::default(),
    commands: Family::default(),
    ballots: Family::default(),
    wrong_codes: Counter::default(),
    commits: Histogram::new(exponential_buckets(0.000_5, 2.0, 14)),
    batches: Histogram::new(exponential_buckets(1.0, 2.0, 9)),
    failures: Counter::default(),
});

/// A live connection, counted as long as this lives.
pub struct Connected(Gauge);

impl Drop for Connected {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl Metrics {
    /// Counts a live connection of a role.
    pub fn connected(&self, what: &'static str) -> Connected {
        let gauge = self.connections.get_or_create(&Word { what }).clone();
        gauge.inc();
        Connected(gauge)
    }

    /// Counts a command.
    pub fn command(&self, what: &'static str) {
        self.commands.get_or_create(&Word { what }).inc();
    }

    /// Counts a ballot.
    pub fn ballot(&self, what: &'static str) {
        self.ballots.get_or_create(&Word { what }).inc();
    }

    /// Counts a wrong code.
    pub fn wrong_code(&self) {
        self.wrong_codes.inc();
    }

    /// Notes a transaction.
    pub fn committed(&self, took: Duration, batches: usize) {
        self.commits.observe(took.as_secs_f64());
        self.batches.observe(batches as f64);
    }

    /// Notes that the store failed.
    pub fn failed(&self) {
        self.failures.inc();
    }

    /// As Prometheus reads it, with the sizes of the files in the data folder.
    fn text(&self, data: &Path) -> String {
        let mut registry = Registry::with_prefix("werksessie");
        registry.register("connections", "Live connections, by role", self.connections.clone());
        registry.register("commands", "Commands, by how they ended", self.commands.clone());
        registry.register("ballots", "Ballots, by how they ended", self.ballots.clone());
        registry.register("wrong_codes", "Wrong join codes", self.wrong_codes.clone());
        registry.register_with_unit(
            "commit",
            "Time of a transaction with its sync",
            Unit::Seconds,
            self.commits.clone(),
        );
        registry.register("commit_batches", "Batches in a transaction", self.batches.clone());
        registry.register("store_failures", "Transactions and checkpoints that failed", self.failures.clone());
        for (name, file) in [("database", "werksessie.sqlite"), ("log", "werksessie.sqlite-wal")] {
            let size = Gauge::<i64>::default();
            let bytes = std::fs::metadata(data.join(file)).map_or(0, |file| file.len());
            size.set(i64::try_from(bytes).unwrap_or(i64::MAX));
            registry.register_with_unit(name, "Size of the file", Unit::Bytes, size);
        }
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = encode(&mut text, &registry);
        text
    }
}

/// Serves the figures until the server stops.
///
/// # Errors
/// A sentence when the address cannot be used.
pub async fn serve(address: SocketAddr, data: &Path) -> Result<(), String> {
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| format!("The address {address} for metrics cannot be used: {error}. Choose another."))?;
    let data = data.to_owned();
    let answer = async move || {
        let kind = (header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8");
        ([kind], METRICS.text(&data)).into_response()
    };
    let router = Router::new().route("/metrics", get(answer));
    tokio::spawn(async move {
        // It ends with the process.
        let _ = axum::serve(listener, router).await;
    });
    Ok(())
}
