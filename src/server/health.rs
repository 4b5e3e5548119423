//! What an operator asks.

use axum::extract::State;
use axum::http::StatusCode;

use super::app::App;

/// `GET /healthz`: the process answers.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the store can be read, the last thing could be stored, and the server is not stopping.
pub async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    if *app.draining.borrow() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n");
    }
    if !app.hall.is_storing() {
        return (StatusCode::SERVICE_UNAVAILABLE, "the last transaction was not stored; look at the disk\n");
    }
    let hall = app.hall.clone();
    match tokio::task::spawn_blocking(move || hall.reader().ping()).await {
        Ok(Ok(())) => (StatusCode::OK, "ready\n"),
        _ => (StatusCode::SERVICE_UNAVAILABLE, "the store cannot be read\n"),
    }
}
