//! The effects arena: who invests in a measure, what comes of it, and who gains (step 2D, method A.3).
//! Expectations, never proof.

pub mod balance;
pub mod chain;
pub mod points;
