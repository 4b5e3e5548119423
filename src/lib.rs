//! Werksessie: a live workshop tool for Dutch municipalities.
//!
//! One library for the server (feature `ssr`) and the two browser bundles (feature `hydrate`).
//! `ARCHITECTURE.md` has the bird's-eye view and the code map.

// Components of pages nest deeply, and their types with them.
#![recursion_limit = "256"]

pub use werksessie_core as core;

#[cfg(feature = "ssr")]
pub mod documents;
#[cfg(feature = "ssr")]
pub mod live;
#[cfg(feature = "ssr")]
pub mod metrics;
#[cfg(feature = "ssr")]
pub mod server;
#[cfg(feature = "ssr")]
pub mod store;
pub mod ui;

/// Every text that people read, as functions made from `locales/` by `build.rs`.
pub mod messages {
    include!(concat!(env!("OUT_DIR"), "/messages.rs"));
}
