//! Rooms: one task for each open project, the one owner of its state.
//!
//! ```text
//! message -> room: decide, apply -> writer: one transaction, one sync -> room: answer, publish
//! ```
//!
//! One batch is in flight for each room, so the room has one state and never shows what is not
//! on disk.

mod channels;
pub mod frames;
pub mod hall;
pub mod message;
mod presence;
mod room;
#[cfg(test)]
mod tests;
pub mod writer;

pub use hall::{Hall, HallError};
