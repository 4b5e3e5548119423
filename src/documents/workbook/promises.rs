//! The promises with how firm they are, who may make them, and how they were confirmed
//! (method A.4).

use werksessie_core::project::Language;
use werksessie_core::promise::condition::Condition;
use werksessie_core::promise::confirm::How;
use werksessie_core::promise::report::Progress;
use werksessie_core::promise::{Kind, Mandate, Promise, State};

use super::table::{Cell, Column, Paper, Table};
use super::{Book, texts};
use crate::messages::commit as commit_texts;
use crate::ui::{commit, words};

pub(super) fn table(book: Book) -> Table {
    let language = book.language;
    let choices = |group, keys: Vec<&str>| keys.into_iter().map(|key| book.word(group, key)).collect::<Vec<_>>();
    let columns = vec![
        Column::new(texts::number(language), 6.0),
        Column::new(texts::what(language), 36.0),
        Column::new(texts::result(language), 26.0),
        Column::new(texts::organisation(language), 24.0),
        Column::new(texts::owner(language), 20.0),
        Column::new(texts::due(language), 14.0),
        Column::new(texts::bottlenecks(language), 36.0),
        Column::new(texts::kind(language), 17.0).choose(choices("kind", Kind::ALL.map(Kind::key).into())),
        Column::new(texts::reservation(language), 22.0),
        Column::new(texts::conditions(language), 34.0),
        Column::new(texts::state(language), 13.0)
            .choose(vec![texts::state_promise(language), texts::state_request(language)]),
        Column::new(texts::mandate(language), 14.0).choose(vec![
            texts::mandate_yes(language),
            texts::mandate_no(language),
            texts::mandate_open(language),
        ]),
        Column::new(texts::decision_by_whom(language), 16.0),
        Column::new(texts::decision_by(language), 14.0),
        Column::new(texts::confirmed(language), 24.0),
        Column::new(texts::progress(language), 14.0)
            .choose(choices("progress", Progress::ALL.map(Progress::key).into())),
        Column::new(texts::report(language), 24.0),
    ];
    let standing = book.project.promises.iter().filter(|promise| !promise.withdrawn);
    Table {
        name: texts::sheet_promises(language),
        columns,
        rows: standing.map(|promise| row(book, promise)).collect(),
        frozen: 2,
        paper: Paper::ManyWide,
        choose: texts::choose(language),
    }
}

/// A promise or a request, in a word.
pub(super) fn state(language: Language, promise: &Promise) -> &'static str {
    match promise.state() {
        State::Promise => texts::state_promise(language),
        State::Request => texts::state_request(language),
    }
}

fn row(book: Book, promise: &Promise) -> Vec<Cell> {
    let language = book.language;
    let (mandate, body, by) = match promise.mandate() {
        Some(Mandate::Yes) => (texts::mandate_yes(language), Cell::Empty, Cell::Empty),
        Some(Mandate::No { body, by }) => (texts::mandate_no(language), Cell::text(body), Cell::Day(*by)),
        None => (texts::mandate_open(language), Cell::Empty, Cell::Empty),
    };
    let report = promise.reports.last();
    let told = report.map(|report| {
        let day = words::date(language, report.on);
        if report.line.is_empty() { day } else { format!("{day}: {}", report.line) }
    });
    vec![
        Cell::Number(promise.number),
        Cell::text(&promise.what),
        Cell::text(&promise.result),
        Cell::text(book.party(Some(promise.party))),
        Cell::text(&promise.owner),
        Cell::Day(promise.due),
        Cell::text(book.bottlenecks(promise.bottlenecks())),
        Cell::text(book.word("kind", promise.kind.key())),
        Cell::text(&promise.reservation),
        Cell::text(conditions(book, promise)),
        Cell::text(state(language, promise)),
        Cell::text(mandate),
        body,
        by,
        Cell::text(confirmation(language, promise)),
        report.map_or(Cell::Empty, |report| Cell::text(book.word("progress", report.state.key()))),
        told.map_or(Cell::Empty, Cell::Text),
    ]
}

/// What a promise needs from other parties, with what they say: a line for each.
fn conditions(book: Book, promise: &Promise) -> String {
    let line = |need: &Condition| {
        let asked = commit_texts::from_line(book.language, book.party(Some(need.party)), &need.what);
        let words = if need.words.is_empty() { String::new() } else { format!(" ({})", need.words) };
        format!("{asked}: {}{words}", commit::answer(book.language, need.answer))
    };
    promise.needs().map(line).collect::<Vec<_>>().join("; ")
}

fn confirmation(language: Language, promise: &Promise) -> String {
    let Some(confirmed) = &promise.confirmed else { return texts::confirmed_not(language).to_owned() };
    match &confirmed.how {
        How::Room => texts::confirmed_room(language, words::date(language, confirmed.on)),
        How::Link => texts::confirmed_link(language, words::date(language, confirmed.on)),
        How::Orally { noted_by, day } => texts::confirmed_orally(language, words::date(language, *day), noted_by),
    }
}
