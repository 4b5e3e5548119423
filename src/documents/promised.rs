//! What was promised, as the documents need it: one row for each promise that stands.
//!
//! This is the one place where a promise becomes a row. What a party said, what is asked of a party
//! that was not there, and what a party does not do are told apart here, so that no document can
//! take one for another.

use werksessie_core::PartyId;
use werksessie_core::document::{Cell, Column, Purpose, Table};
use werksessie_core::project::{Language, Project};
use werksessie_core::promise::condition::{self, Answer};
use werksessie_core::promise::confirm::How;
use werksessie_core::promise::{Kind, Mandate, Promise, State};
use werksessie_core::time::Date;

use crate::messages::formal as texts;
use crate::ui::{commit, words};

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
    /// What can be counted when it is done; empty when nobody said so.
    pub result: String,
    /// By when.
    pub due: Date,
    /// How firm it is.
    pub kind: Kind,
    /// How it was confirmed; none for not yet.
    pub confirmed: Option<Confirmed>,
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
    /// What that party says.
    pub answer: Answer,
    /// What it offers instead, or why not.
    pub words: String,
}

/// A decision that a promise waits for.
#[derive(Clone, Debug)]
pub struct Awaited {
    /// The board or council.
    pub body: String,
    /// When it decides, when that is known.
    pub by: Option<Date>,
}

/// How and when a promise was confirmed.
#[derive(Clone, Debug)]
pub struct Confirmed {
    /// How.
    pub how: How,
    /// The day on which that was noted.
    pub on: Date,
}

/// Everything that was said and stands, by what it is worth; each by party in the project's order,
/// the first due first.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// What parties do.
    pub does: Vec<Promised>,
    /// What is asked of parties that were not there: no promise of theirs.
    pub asked: Vec<Promised>,
    /// What parties do not do.
    pub declined: Vec<Promised>,
}

impl Said {
    /// What of it is about one party.
    pub fn of(&self, party: PartyId) -> Self {
        let own = |rows: &[Promised]| rows.iter().filter(|row| row.party == party).cloned().collect();
        Self { does: own(&self.does), asked: own(&self.asked), declined: own(&self.declined) }
    }
}

/// What was said in a project.
pub fn all(project: &Project) -> Said {
    let mut said = Said::default();
    for promise in project.promises.iter().filter(|promise| !promise.withdrawn) {
        let rows = match (promise.kind, promise.state()) {
            (Kind::No, _) => &mut said.declined,
            (_, State::Request) => &mut said.asked,
            (_, State::Promise) => &mut said.does,
        };
        rows.push(row(project, promise));
    }
    let place = |row: &Promised| project.parties.iter().position(|party| party.party == row.party);
    for rows in [&mut said.does, &mut said.asked, &mut said.declined] {
        rows.sort_by_key(|row| (place(row), row.due, row.number));
    }
    said
}

fn row(project: &Project, promise: &Promise) -> Promised {
    let named = |bottleneck| {
        let found = project.bottleneck(bottleneck)?;
        Some(format!("{} {}", words::number(found.number), found.short_name))
    };
    Promised {
        number: promise.number,
        party: promise.party,
        party_name: project.party(promise.party).map_or_else(String::new, |party| party.name.clone()),
        owner: promise.owner.clone(),
        what: promise.what.clone(),
        result: promise.result.clone(),
        due: promise.due,
        kind: promise.kind,
        confirmed: promise
            .confirmed
            .as_ref()
            .map(|confirmed| Confirmed { how: confirmed.how.clone(), on: confirmed.on }),
        bottleneck: promise.bottlenecks().filter_map(named).collect::<Vec<_>>().join(", "),
        conditions: promise.needs().map(|need| condition(project, need)).collect(),
        reservation: promise.reservation.clone(),
        awaited: match promise.mandate() {
            Some(Mandate::No { body, by }) => Some(Awaited { body: body.clone(), by: Some(*by) }),
            Some(Mandate::Yes) | None => None,
        },
    }
}

fn condition(project: &Project, need: &condition::Condition) -> Condition {
    Condition {
        from: need.party,
        from_name: project.party(need.party).map_or_else(String::new, |party| party.name.clone()),
        what: need.what.clone(),
        by: need.due,
        answer: need.answer,
        words: need.words.clone(),
    }
}

/// What a party says to a condition, with its words.
fn answer(language: Language, condition: &Condition) -> String {
    let said = commit::answer(language, condition.answer);
    if condition.words.is_empty() { said.to_owned() } else { format!("{said}: {}", condition.words) }
}

/// The name of a kind.
fn kind(language: Language, kind: Kind) -> &'static str {
    match kind {
        Kind::Promise => texts::kind_promise(language),
        Kind::Reservation => texts::kind_reservation(language),
        Kind::Intention => texts::kind_intention(language),
        Kind::Exploration => texts::kind_exploration(language),
        Kind::No => texts::kind_no(language),
    }
}

/// How a promise was confirmed, in words.
fn confirmation(language: Language, confirmed: Option<&Confirmed>) -> String {
    let Some(Confirmed { how, on }) = confirmed else { return texts::confirmed_not(language).to_owned() };
    match how {
        How::Room => texts::confirmed_room(language, words::date(language, *on)),
        How::Link => texts::confirmed_link(language, words::date(language, *on)),
        How::Orally { noted_by, day } => texts::confirmed_orally(language, words::date(language, *day), noted_by),
    }
}

/// How firm each promise is, what can be counted, and how it was confirmed.
pub fn firmness(language: Language, rows: &[Promised]) -> Table {
    let cells = |row: &Promised| {
        vec![
            Cell::Number(row.number),
            Cell::text(&row.party_name),
            Cell::text(kind(language, row.kind)),
            Cell::text(&row.result),
            Cell::text(confirmation(language, row.confirmed.as_ref())),
        ]
    };
    Table {
        caption: texts::firm_table(language).to_owned(),
        columns: vec![
            Column::number(texts::number(language), 6),
            Column::text(texts::organisation(language), 22),
            Column::text(texts::kind(language), 16),
            Column::text(texts::result(language), 30),
            Column::text(texts::confirmed(language), 26),
        ],
        row_header: Some(1),
        rows: rows.iter().map(cells).collect(),
        purpose: Purpose::Reading,
    }
}

/// What parties do not do, a line for each.
pub fn declined(language: Language, rows: &[Promised]) -> Vec<String> {
    let line = |row: &Promised| {
        let confirmed = confirmation(language, row.confirmed.as_ref());
        texts::declined_line(language, &row.party_name, &row.what, confirmed)
    };
    rows.iter().map(line).collect()
}

/// Who does what, and when.
pub fn table(language: Language, caption: &str, rows: &[Promised]) -> Table {
    let columns = [
        (Column::number(texts::number(language), 6), number as Shows),
        (Column::text(texts::organisation(language), 18), |row| Cell::text(&row.party_name)),
        (Column::text(texts::what(language), 29), what),
        (Column::text(texts::owner(language), 14), owner),
        (Column::text(texts::due(language), 17), due),
        (Column::text(texts::bottleneck(language), 16), bottleneck),
    ];
    reading(caption, columns, rows)
}

/// What one party does: without its name in every row.
pub fn own_table(language: Language, caption: &str, rows: &[Promised]) -> Table {
    let columns = [
        (Column::number(texts::number(language), 6), number as Shows),
        (Column::text(texts::what(language), 40), what),
        (Column::text(texts::owner(language), 18), owner),
        (Column::text(texts::due(language), 16), due),
        (Column::text(texts::bottleneck(language), 20), bottleneck),
    ];
    reading(caption, columns, rows)
}

/// What a column shows of a promise.
type Shows = fn(&Promised) -> Cell;

fn number(row: &Promised) -> Cell {
    Cell::Number(row.number)
}

fn what(row: &Promised) -> Cell {
    Cell::text(&row.what)
}

fn owner(row: &Promised) -> Cell {
    Cell::text(&row.owner)
}

fn due(row: &Promised) -> Cell {
    Cell::Day(row.due)
}

fn bottleneck(row: &Promised) -> Cell {
    Cell::text(&row.bottleneck)
}

/// A table to read, with a row for each promise.
fn reading<const N: usize>(caption: &str, columns: [(Column, Shows); N], rows: &[Promised]) -> Table {
    let (columns, shows): (Vec<Column>, Vec<Shows>) = columns.into_iter().unzip();
    Table {
        caption: caption.to_owned(),
        columns,
        row_header: Some(1),
        rows: rows.iter().map(|row| shows.iter().map(|show| show(row)).collect()).collect(),
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
            Cell::text(answer(language, condition)),
            Cell::Number(row.number),
        ]
    };
    let rows: Vec<Vec<Cell>> =
        rows.iter().flat_map(|row| row.conditions.iter().map(|condition| cells(row, condition))).collect();
    (!rows.is_empty()).then(|| Table {
        caption: texts::conditions_table(language).to_owned(),
        columns: vec![
            Column::text(texts::needed_by(language), 18),
            Column::text(texts::needed_from(language), 18),
            Column::text(texts::needed(language), 22),
            Column::text(texts::due(language), 13),
            Column::text(texts::answer(language), 16),
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
