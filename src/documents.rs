//! What is downloaded: made from the log alone.
//!
//! A document is built once, as a model ([`werksessie_core::document`]), and then written as a
//! page or as a file. The workbook is a table by nature and has a writer of its own.

pub mod agreements;
pub mod arena;
pub mod bundle;
pub mod challenge;
pub mod commitment;
pub mod docx;
pub mod file;
pub mod html;
pub mod letter;
mod markup;
mod matrix;
mod picture;
mod promised;
mod sections;
pub(crate) mod wording;
pub mod workbook;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;
