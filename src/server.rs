//! The HTTP server: addresses, access, pages, and stopping.

pub mod clock;
