//! What is downloaded: made from the log alone.

pub mod workbook;
