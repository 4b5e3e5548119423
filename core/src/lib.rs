//! The rules of Werksessie, and nothing else.
//!
//! Everything here is pure: no clock, no random number, no file, no network.
//! A command meets the state in [`decide()`] and becomes events or a refusal;
//! events are folded into the state by [`Project::apply`]; what a role may see is
//! made by the functions in [`view`]. Time and randomness come in as data
//! ([`Context`]), so that the same input always gives the same result.

pub mod access;
pub mod action;
pub mod agenda;
pub mod arena;
pub mod ballot;
pub mod bottleneck;
pub mod card;
pub mod challenge;
mod choices;
pub mod command;
pub mod document;
pub mod erasure;
pub mod event;
pub mod finished;
pub mod ids;
pub mod limits;
pub mod link;
pub mod meeting;
pub mod method;
pub mod outbox;
pub mod party;
pub mod project;
pub mod promise;
pub mod question;
pub mod refusal;
pub mod retention;
pub mod risk;
pub mod room;
pub mod round;
pub mod screen;
pub mod seat;
pub mod stats;
pub mod step;
pub mod tally;
pub mod text;
pub mod time;
pub mod timer;
pub mod view;

pub use access::{Actor, LinkRole};
pub use command::{Command, decide};
pub use event::{Envelope, Event};
pub use ids::*;
pub use project::Project;
pub use refusal::Refusal;
pub use room::{Context, Outcome, Room};
