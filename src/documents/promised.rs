//! What was promised, as the documents need it: one row for each promise that stands.
//!
//! This is the one place where a promise becomes a row. The documents have their sections on
//! conditions, reservations and decisions that are still needed; as long as a promise holds none
//! of these, the rows are empty there and the sections say so.

use werksessie_core::PartyId;
use werksessie_core::document::{Cell, Column, Purpose, Table};
use werksessie_core::project::{Language, Project};
use werksessie_core::promise::Promise;
use werksessie_core::time::Date;

use crate::messages::formal as texts;
use crate::ui::words;

/// A promise as the documents show it.
#[derive(Clone, Debug)]
pub struct Promised {
    /// Its number in lists.
    pub number: u32,
    /// Who promises.
    pub party: PartyId,
    /// That party's name.
    pub party_name: String,
    /// The one person who sees to it.
    pub owner: String,
    /// What they will do.
    pub what: String,
    /// By when.
    pub due: Date,
    /// The bottleneck it answers, with its number.
    pub bottleneck: String,
    /// What it needs from other parties.
    pub conditions: Vec<Condition>,
    /// Under which reservation it holds; empty for none.
    pub reservation: String,
    /// Who must decide before it holds.
    pub awaited: Option<Awaited>,
}

/// What a promise needs from another party.
#[derive(Clone, Debug)]
pub struct Condition {
    /// Whose turn it is.
    pub from: PartyId,
    /// That party's name.
    pub from_name: String,
    /// What is needed.
    pub what: String,
    /// By when, when somebody said so.
    pub by: Option<Date>,
}

/// A decision that a promise waits for.
#[derive(Clone, Debug)]
pub struct Awaited {
    /// The board or council.
    pub body: String,
    /// When it decides, when that is known.
    pub by: Option<Date>,
}

/// The promises that stand, by party in the project's order, the first due first.
pub fn all(project: &Project) -> Vec<Promised> {
    let mut rows: Vec<Promised> =
        project.promises.iter().filter(|promise| !promise.withdrawn).map(|promise| row(project, promise)).collect();
    let place = |row: &Promised| project.parties.iter().position(|party| party.party == row.party);
    rows.sort_by_key(|row| (place(row), row.due, row.number));
    rows
}

fn row(project: &Project, promise: &Promise) -> Promised {
    Promised {
        number: promise.number,
        party: promise.party,
        party_name: project.party(promise.party).map_or_else(String::new, |party| party.name.clone()),
        owner: promise.owner.clone(),
        what: promise.what.clone(),
        due: promise.due,
        bottleneck: project
            .bottleneck(promise.bottleneck)
            .map_or_else(String::new, |found| format!("{} {}", words::number(found.number), found.short_name)),
        conditions: Vec::new(),
        reservation: String::new(),
        awaited: None,
    }
}

/// Who does what, and when.
pub fn table(language: Language, caption: &str, rows: &[Promised]) -> Table {
    let cells = |row: &Promised| {
        vec![
            Cell::Number(row.number),
            Cell::text(&row.party_name),
            Cell::text(&row.what),
            Cell::text(&row.owner),
            Cell::Day(row.due),
            Cell::text(&row.bottleneck),
        ]
    };
    Table {
        caption: caption.to_owned(),
        columns: vec![
            Column::number(texts::number(language), 6),
            Column::text(texts::organisation(language), 18),
            Column::text(texts::what(language), 29),
            Column::text(texts::owner(language), 14),
            Column::text(texts::due(language), 17),
            Column::text(texts::bottleneck(language), 16),
        ],
        row_header: Some(1),
        rows: rows.iter().map(cells).collect(),
        purpose: Purpose::Reading,
    }
}

/// What one party does: without its name in every row.
pub fn own_table(language: Language, caption: &str, rows: &[&Promised]) -> Table {
    let cells = |row: &&Promised| {
        vec![
            Cell::Number(row.number),
            Cell::text(&row.what),
            Cell::text(&row.owner),
            Cell::Day(row.due),
            Cell::text(&row.bottleneck),
        ]
    };
    Table {
        caption: caption.to_owned(),
        columns: vec![
            Column::number(texts::number(language), 6),
            Column::text(texts::what(language), 40),
            Column::text(texts::owner(language), 18),
            Column::text(texts::due(language), 16),
            Column::text(texts::bottleneck(language), 20),
        ],
        row_header: Some(1),
        rows: rows.iter().map(cells).collect(),
        purpose: Purpose::Reading,
    }
}

fn day_or_nothing(day: Option<Date>) -> Cell {
    day.map_or_else(Cell::empty, Cell::Day)
}

/// What parties need from each other; `None` when nobody asked anything.
pub fn conditions(language: Language, rows: &[Promised]) -> Option<Table> {
    let cells = |row: &Promised, condition: &Condition| {
        vec![
            Cell::text(&row.party_name),
            Cell::text(&condition.from_name),
            Cell::text(&condition.what),
            day_or_nothing(condition.by),
            Cell::Number(row.number),
        ]
    };
    let rows: Vec<Vec<Cell>> =
        rows.iter().flat_map(|row| row.conditions.iter().map(|condition| cells(row, condition))).collect();
    (!rows.is_empty()).then(|| Table {
        caption: texts::conditions_table(language).to_owned(),
        columns: vec![
            Column::text(texts::needed_by(language), 22),
            Column::text(texts::needed_from(language), 22),
            Column::text(texts::needed(language), 30),
            Column::text(texts::due(language), 14),
            Column::number(texts::promise(language), 13),
        ],
        row_header: Some(0),
        rows,
        purpose: Purpose::Reading,
    })
}

/// Reservations; `None` when there are none.
pub fn reservations(language: Language, rows: &[Promised]) -> Option<Table> {
    let rows: Vec<Vec<Cell>> = rows
        .iter()
        .filter(|row| !row.reservation.is_empty())
        .map(|row| vec![Cell::text(&row.party_name), Cell::text(&row.reservation), Cell::Number(row.number)])
        .collect();
    (!rows.is_empty()).then(|| Table {
        caption: texts::reservations_table(language).to_owned(),
        columns: vec![
            Column::text(texts::organisation(language), 26),
            Column::text(texts::reservation(language), 61),
            Column::number(texts::promise(language), 13),
        ],
        row_header: Some(0),
        rows,
        purpose: Purpose::Reading,
    })
}

/// Decisions that are still needed; `None` when there are none.
pub fn awaited(language: Language, rows: &[Promised]) -> Option<Table> {
    let cells = |row: &Promised, awaited: &Awaited| {
        vec![
            Cell::text(&row.party_name),
            Cell::text(&awaited.body),
            day_or_nothing(awaited.by),
            Cell::Number(row.number),
        ]
    };
    let rows: Vec<Vec<Cell>> = rows.iter().filter_map(|row| Some(cells(row, row.awaited.as_ref()?))).collect();
    (!rows.is_empty()).then(|| Table {
        caption: texts::decisions_table(language).to_owned(),
        columns: vec![
            Column::text(texts::organisation(language), 30),
            Column::text(texts::decider(language), 41),
            Column::text(texts::due(language), 16),
            Column::number(texts::promise(language), 13),
        ],
        row_header: Some(0),
        rows,
        purpose: Purpose::Reading,
    })
}
