//! What holds for every request and every answer.
//!
//! Unsafe requests and sockets come from our own pages or carry a secret; bodies are small;
//! every answer has the security headers.

use std::net::SocketAddr;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::app::App;
use super::problem::Problem;

/// A request that takes longer is cut off; live connections are not requests in this sense.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The address of our own side of the connection, put on each request by the accept loop.
#[derive(Clone, Copy, Debug)]
pub struct Interface(pub SocketAddr);

/// The address of the other side of the connection: a client, or the proxy before it.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// Refuses unsafe requests and sockets from foreign pages.
pub async fn origin(State(app): State<App>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let upgrades = headers.get(header::UPGRADE).is_some();
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) && !upgrades;
    if is_safe || carries_secret(headers) || is_own(&app, &request) {
        return next.run(request).await;
    }
    Problem::new(StatusCode::FORBIDDEN, "foreign_origin").into_response()
}

/// A request with a Bearer secret is not made by a browser on somebody's behalf: no cookie counts.
fn carries_secret(headers: &HeaderMap) -> bool {
    headers.get(header::AUTHORIZATION).is_some_and(|value| value.as_bytes().starts_with(b"Bearer "))
}

fn is_own(app: &App, request: &Request) -> bool {
    let Some(interface) = request.extensions().get::<Interface>() else { return false };
    let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let mut origins = request.headers().get_all(header::ORIGIN).iter();
    match (origins.next().and_then(|origin| origin.to_str().ok()), origins.next()) {
        (Some(origin), None) => app.config.is_own_origin(origin, text(header::HOST), interface.0.ip()),
        // A client that is no browser and has no cookie acts for itself (joining, making a project).
        (None, None) => text(header::COOKIE).is_none() && text(HeaderName::from_static("sec-fetch-site")).is_none(),
        _ => false,
    }
}

/// Cuts off what takes too long.
pub async fn timeout(request: Request, next: Next) -> Response {
    if request.uri().path().ends_with("/live") {
        return next.run(request).await;
    }
    match tokio::time::timeout(TIMEOUT, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::new(StatusCode::REQUEST_TIMEOUT, "too_slow").into_response(),
    }
}

/// The policy for pages without inline script.
pub const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The policy for a page whose inline scripts carry this nonce.
pub fn policy_with_nonce(nonce: &str) -> String {
    POLICY.replace("script-src 'self'", &format!("script-src 'self' 'nonce-{nonce}'"))
}

/// Puts the security headers on every answer, unless a page has set its own.
pub async fn headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::CONTENT_SECURITY_POLICY, POLICY);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::X_FRAME_OPTIONS, "DENY");
    // Not no-referrer: with that Chromium sends `Origin: null` on form posts (measured).
    set(header::REFERRER_POLICY, "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()");
    set(header::CACHE_CONTROL, "no-store");
    if app.config.is_https() {
        // Browsers ignore this one over plain http, with a warning.
        set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    }
    response
}
