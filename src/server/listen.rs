//! The accept loop.
//!
//! Our own, because `axum::serve` sets no timer: it holds half a request head for ever (measured).

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, mpsc, watch};
use tower::ServiceExt as _;

use super::guard::{Interface, Peer};

/// Connections at once; more wait in the kernel's queue.
const CONNECTIONS: usize = 20_000;
/// A request head must be complete within this time.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// A request head, and the buffer to read it with.
const HEAD_SIZE: usize = 16 * 1024;

/// Serves connections until `stopping` becomes true, then lets running requests finish.
///
/// The returned receiver yields `None` when the last connection is gone.
pub async fn serve(listener: TcpListener, router: Router, mut stopping: watch::Receiver<bool>) -> mpsc::Receiver<()> {
    let permits = Arc::new(Semaphore::new(CONNECTIONS));
    let (running, finished) = mpsc::channel(1);
    loop {
        let permit = tokio::select! {
            permit = Arc::clone(&permits).acquire_owned() => permit,
            () = stopped(&mut stopping) => return finished,
        };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stopped(&mut stopping) => return finished,
        };
        let (stream, peer, interface) =
            match accepted.and_then(|(stream, peer)| stream.local_addr().map(|local| (stream, peer, local))) {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of file descriptors, or a client that left at once. A short rest prevents spinning.
                    tracing::warn!(%error, "a connection was not accepted");
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    continue;
                }
            };
        // Small frames must leave at once; failing to say so costs speed only.
        let _ = stream.set_nodelay(true);
        let router = router.clone();
        let (mut stopping, running) = (stopping.clone(), running.clone());
        tokio::spawn(async move {
            let service = hyper::service::service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
                let mut request = request.map(axum::body::Body::new);
                request.extensions_mut().insert(Interface(interface));
                request.extensions_mut().insert(Peer(peer));
                let router = router.clone();
                async move { router.oneshot(request as Request).await }
            });
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEAD_TIMEOUT)
                .max_buf_size(HEAD_SIZE)
                .serve_connection(TokioIo::new(stream), service)
                .with_upgrades();
            let mut connection = std::pin::pin!(connection);
            tokio::select! {
                result = connection.as_mut() => if let Err(error) = result {
                    tracing::debug!(%error, "a connection ended early");
                },
                () = stopped(&mut stopping) => {
                    connection.as_mut().graceful_shutdown();
                    // The client sees how it ended.
                    let _ = connection.await;
                }
            }
            drop((permit, running));
        });
    }
}

async fn stopped(stopping: &mut watch::Receiver<bool>) {
    // A sender that is gone means the same.
    let _ = stopping.wait_for(|stopping| *stopping).await.map(|stopping| *stopping);
}
