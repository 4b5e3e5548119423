//! The HTTP interface (design section 4). One verb in a file.

pub mod ballot;
pub mod commands;
pub mod documents;
pub mod join;
pub mod live;
pub mod openapi;
pub mod projects;
