//! The HTTP server: addresses, access, pages, and stopping.

pub mod address;
pub mod api;
pub mod app;
pub mod assets;
pub mod browser;
pub mod clock;
pub mod config;
pub mod example;
pub mod founding;
pub mod guard;
pub mod health;
pub mod listen;
pub mod pages;
pub mod pairing;
pub mod problem;
pub mod rehearsal;
pub mod router;
pub mod secret;
pub mod theme;
pub mod throttle;
