//! What every format of a document, and the page beside it, writes in the same words.

use werksessie_core::document::{Cell, Document, State};
use werksessie_core::project::Language;
use werksessie_core::risk::Risk;

use crate::messages::{formal as texts, risks};
use crate::ui::words;

/// The content of a cell as its language writes it.
pub fn cell(language: Language, cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => number.to_string(),
        Cell::Decimal(hundredths) => words::decimal(language, f64::from(*hundredths) / 100.0, 1),
        Cell::Day(day) => words::date(language, *day),
    }
}

/// Above the title: of which municipality and project.
pub fn place(document: &Document) -> String {
    format!("{} · {}", document.municipality, document.project)
}

/// Concept or final.
pub fn state(document: &Document) -> &'static str {
    match document.edition.state {
        State::Concept => texts::state_concept(document.edition.language),
        State::Final => texts::state_final(document.edition.language),
    }
}

/// Below the title: state, version, and day.
pub fn standing(document: &Document) -> String {
    let language = document.edition.language;
    let day = words::date(language, document.edition.as_of);
    texts::standing(language, state(document), document.version, day)
}

/// The name of a choice about a risk: of `side`, `category` or `response`, by its key.
pub fn risk_choice(language: Language, group: &str, key: &'static str) -> &'static str {
    risks::find(language, &format!("{group}_{key}")).unwrap_or(key)
}

/// `R03`, as people refer to a risk.
pub fn risk_number(risk: &Risk) -> String {
    format!("R{:02}", risk.number)
}

/// What can happen, and what that leads to.
pub fn risk(language: Language, risk: &Risk) -> String {
    match risk.consequence.as_str() {
        "" => risk.event.clone(),
        consequence => risks::sentence(language, risk.event.clone(), consequence),
    }
}
