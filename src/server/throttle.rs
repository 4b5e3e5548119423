//! Guessing codes is slowed. Only wrong codes count, so a hall of five hundred behind one address
//! joins at full speed.
//!
//! Addresses are kept in memory only, and no longer than it takes to forget their wrong codes.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use tokio::time::Instant;

use super::app::App;
use super::browser;
use super::guard::Peer;
use super::pages::join::code_page;
use super::problem::Problem;
use crate::metrics::METRICS;

/// Wrong codes from one address that cost nothing: typing errors of a full hall.
const FREE: u32 = 100;
/// One wrong code is forgotten in this time.
const FORGET: Duration = Duration::from_secs(1);
/// Above the free ones, tries from one address follow each other at this distance.
const APART: Duration = Duration::from_millis(200);
/// Who would wait longer is refused.
const LONGEST: Duration = Duration::from_secs(10);
/// Addresses that are remembered; with more, those with the fewest wrong codes are forgotten.
const ADDRESSES: usize = 10_000;

/// Wrong codes by address.
#[derive(Default)]
pub struct Throttle {
    addresses: Mutex<HashMap<IpAddr, Wrong>>,
}

/// The wrong codes of one address.
#[derive(Clone, Copy)]
struct Wrong {
    count: u32,
    /// When `count` was right.
    at: Instant,
    /// When its next try may begin.
    next: Instant,
}

impl Wrong {
    fn left(&self, now: Instant) -> u32 {
        let forgotten = (now - self.at).as_millis() / FORGET.as_millis();
        self.count.saturating_sub(u32::try_from(forgotten).unwrap_or(u32::MAX))
    }
}

/// The address has tried too often; nothing was looked up.
#[derive(Debug, PartialEq, Eq)]
pub struct TooMany;

impl Throttle {
    /// How long a try from this address waits: not at all, unless it was wrong often.
    ///
    /// # Errors
    /// [`TooMany`].
    pub fn wait(&self, address: IpAddr, now: Instant) -> Result<Duration, TooMany> {
        let mut addresses = self.addresses.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(wrong) = addresses.get_mut(&address).filter(|wrong| wrong.left(now) > FREE) else {
            return Ok(Duration::ZERO);
        };
        let begin = wrong.next.max(now);
        if begin - now > LONGEST {
            return Err(TooMany);
        }
        wrong.next = begin + APART;
        Ok(begin - now)
    }

    /// Counts a wrong code. `true` when it is the first that costs something.
    pub fn wrong(&self, address: IpAddr, now: Instant) -> bool {
        let mut addresses = self.addresses.lock().unwrap_or_else(PoisonError::into_inner);
        if addresses.len() >= ADDRESSES && !addresses.contains_key(&address) {
            addresses.retain(|_, wrong| wrong.left(now) > 1);
            if addresses.len() >= ADDRESSES {
                addresses.clear();
            }
        }
        let wrong = addresses.entry(address).or_insert(Wrong { count: 0, at: now, next: now });
        *wrong = Wrong { count: wrong.left(now).saturating_add(1), at: now, next: wrong.next };
        wrong.count == FREE + 1
    }
}

/// The address of the client: behind the trusted proxy the last one that it names.
fn client(peer: IpAddr, headers: &HeaderMap, trusted: Option<IpAddr>) -> IpAddr {
    let named = || {
        headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
    };
    if trusted == Some(peer) { named().unwrap_or(peer) } else { peer }
}

/// Slows who tries wrong codes. An answer "not found" on these routes means a wrong code.
pub async fn codes(State(app): State<App>, request: Request, next: Next) -> Response {
    let Some(Peer(peer)) = request.extensions().get::<Peer>().copied() else { return next.run(request).await };
    let address = client(peer.ip(), request.headers(), app.config.trusted_proxy);
    match app.throttle.wait(address, Instant::now()) {
        Ok(wait) => tokio::time::sleep(wait).await,
        Err(TooMany) => {
            let problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_codes");
            if request.uri().path().starts_with("/api/") {
                return problem.into_response();
            }
            let language = browser::language(request.headers(), &app.config);
            return code_page(language, String::new(), Some(problem.sentence(language)), problem.status);
        }
    }
    let response = next.run(request).await;
    if response.status() == StatusCode::NOT_FOUND {
        METRICS.wrong_code();
    }
    if response.status() == StatusCode::NOT_FOUND && app.throttle.wrong(address, Instant::now()) {
        // Without the address: it belongs to people in a hall.
        tracing::warn!("many wrong codes from one address; its tries are slowed");
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    const HALL: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
    const OTHER: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 2));

    #[test]
    fn only_who_was_wrong_often_waits_and_then_longer_each_time() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        for _ in 0..FREE {
            assert!(!throttle.wrong(HALL, now));
            assert_eq!(throttle.wait(HALL, now), Ok(Duration::ZERO));
        }
        assert!(throttle.wrong(HALL, now), "said once");
        assert!(!throttle.wrong(HALL, now));
        assert_eq!(throttle.wait(HALL, now), Ok(Duration::ZERO));
        assert_eq!(throttle.wait(HALL, now), Ok(APART));
        assert_eq!(throttle.wait(HALL, now), Ok(APART * 2));
        let let_in = (0..10_000).filter(|_| throttle.wait(HALL, now).is_ok()).count();
        assert_eq!(let_in as u128, LONGEST.as_millis() / APART.as_millis() - 2, "the others are refused");
        assert_eq!(throttle.wait(OTHER, now), Ok(Duration::ZERO));
    }

    #[test]
    fn wrong_codes_are_forgotten() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        for _ in 0..FREE * 2 {
            throttle.wrong(HALL, now);
        }
        throttle.wait(HALL, now).unwrap();
        let later = now + FORGET * (FREE + 1);
        assert_eq!(throttle.wait(HALL, later), Ok(Duration::ZERO));
        assert_eq!(throttle.wait(HALL, later), Ok(Duration::ZERO));
    }

    #[test]
    fn only_the_trusted_proxy_names_the_client() {
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", "203.0.113.9, 198.51.100.7".parse().unwrap());
        let named: IpAddr = "198.51.100.7".parse().unwrap();
        assert_eq!(client(HALL, &headers, Some(HALL)), named);
        assert_eq!(client(OTHER, &headers, Some(HALL)), OTHER);
        assert_eq!(client(HALL, &headers, None), HALL);
        assert_eq!(client(HALL, &HeaderMap::new(), Some(HALL)), HALL);
    }
}
