//! Werksessie: a live workshop tool for Dutch municipalities.
//!
//! One library for the server (feature `ssr`) and the two browser bundles (feature `hydrate`).
//! `ARCHITECTURE.md` has the bird's-eye view and the code map.

pub use werksessie_core as core;

#[cfg(feature = "ssr")]
pub mod live;
#[cfg(feature = "ssr")]
pub mod server;
#[cfg(feature = "ssr")]
pub mod store;

/// Every text that people read, as functions made from `locales/` by `build.rs`.
pub mod messages {
    include!(concat!(env!("OUT_DIR"), "/messages.rs"));
}
