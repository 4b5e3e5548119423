//! The phone: one question a screen, thumb-sized, and it works without script.
//!
//! The server draws every page (`page`, `vote`, `result`). What is the same for all phones is drawn
//! once for each language and sent packed; what is a seat's own hangs on attributes of that markup:
//!
//! | Attribute | Says |
//! |---|---|
//! | `data-when` | shown when the seat has all these flags (`!` for: has it not) |
//! | `data-sheet` | a part of the form that stands alone on the screen; `data-need` names its fields |
//! | `data-value`, `data-step` | moved to one's own mark, and shown when there is one |
//! | `data-own` | the party's name or the two words |
//!
//! The bundle (`client`) knows these attributes and nothing of what is asked: a new question costs
//! it nothing. It never sets an input that a person may have touched.

#[cfg(feature = "hydrate")]
pub mod client;
#[cfg(feature = "ssr")]
pub mod intake;
#[cfg(feature = "ssr")]
pub mod join;
#[cfg(feature = "ssr")]
pub mod owner;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
mod result;
#[cfg(feature = "hydrate")]
mod unpack;
#[cfg(feature = "ssr")]
mod vote;
