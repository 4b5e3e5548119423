//! What people see. Every component renders on the server and comes alive in the browser.
//!
//! `phone` is its own small bundle; `desk` holds start, dossier, console and screen.

use leptos::prelude::*;
use werksessie_core::project::Language;

pub mod arena;
pub mod board;
pub mod browser;
pub mod chart;
pub mod commit;
pub mod console;
pub mod countdown;
pub mod desk;
pub mod dossier;
pub mod icon;
pub mod live;
pub mod markup;
pub mod parts;
pub mod phone;
pub mod said;
pub mod scoring;
pub mod screen;
pub mod start;
pub mod timeline;
pub mod words;

pub use words::recovery_words;

/// The language of this page.
pub fn language() -> Language {
    use_context::<Language>().unwrap_or_default()
}

/// The code of a language, as in `lang="nl"`.
pub fn language_code(language: Language) -> &'static str {
    match language {
        Language::Nl => "nl",
        Language::En => "en",
    }
}
