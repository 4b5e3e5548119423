//! What the black-box tests share: the built server, people with phones, and Chromium.

pub mod access;
pub mod board;
pub mod browser;
pub mod client;
pub mod forms;
pub mod hunt;
pub mod meeting;
pub mod proxy;
pub mod server;
