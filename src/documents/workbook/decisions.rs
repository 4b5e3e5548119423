//! What was decided, what still has to be, and what was put aside.

use werksessie_core::bottleneck::{Bottleneck, Decision};
use werksessie_core::challenge::Support;
use werksessie_core::promise::Kind;
use werksessie_core::view::commitment::HandsView;
use werksessie_core::view::to_ask;

use super::table::{Cell, Column, Paper, Table};
use super::{Book, texts};
use crate::server::clock;
use crate::ui::{commit, words};

pub(super) fn table(book: Book) -> Table {
    let language = book.language;
    let kinds = vec![
        texts::row_priority(language),
        texts::row_not_chosen(language),
        texts::row_support(language),
        texts::row_needed(language),
        texts::row_to_ask(language),
        texts::row_no(language),
        texts::row_parked(language),
    ];
    Table {
        name: texts::sheet_decisions(language),
        columns: vec![
            Column::new(texts::kind(language), 24.0).choose(kinds),
            Column::new(texts::what(language), 60.0),
            Column::new(texts::who(language), 34.0),
            Column::new(texts::date(language), 15.0),
            Column::new(texts::reason(language), 50.0),
        ],
        rows: [decided(book), supported(book), needed(book), asked(book), parked(book)].concat(),
        frozen: 1,
        paper: Paper::OneWide,
        choose: texts::choose(language),
    }
}

/// What tables decided: the newest decision on each bottleneck, and those before it.
fn decided(book: Book) -> Vec<Vec<Cell>> {
    let mut rows: Vec<(&Bottleneck, &Decision)> = Vec::new();
    for bottleneck in &book.project.bottlenecks {
        rows.extend(bottleneck.earlier.iter().chain(&bottleneck.decision).map(|decision| (bottleneck, decision)));
    }
    rows.sort_by_key(|(bottleneck, decision)| {
        (decision.at, decision.verdict.rank.unwrap_or(u32::MAX), bottleneck.number)
    });
    let row = |(bottleneck, decision): (&Bottleneck, &Decision)| {
        let meeting = book.project.meeting(decision.meeting).map_or_else(String::new, |meeting| meeting.title.clone());
        let what = format!("{} {}", words::number(bottleneck.number), bottleneck.title);
        let (kind, what) = match decision.verdict.rank {
            Some(rank) => (texts::row_priority(book.language), format!("{rank}. {what}")),
            None => (texts::row_not_chosen(book.language), what),
        };
        let reason = decision.verdict.rank.map_or("", |_| &decision.reason);
        vec![
            Cell::text(kind),
            Cell::text(what),
            Cell::text(meeting),
            Cell::Day(clock::day_of(decision.at)),
            Cell::text(reason),
        ]
    };
    rows.into_iter().map(row).collect()
}

/// The sentences that parties raised hands for, with what the hands said and who gave how many.
fn supported(book: Book) -> Vec<Vec<Cell>> {
    let language = book.language;
    let row = |support: &Support| {
        let meeting = book.project.meeting(support.meeting).map_or_else(String::new, |meeting| meeting.title.clone());
        let shown = HandsView::of(book.project, &support.statement, &support.hands, &support.silent);
        let hand = |(party, fingers, note): &(String, u8, String)| {
            let note = if note.is_empty() { String::new() } else { format!(" ({note})") };
            format!("{party} {fingers}{note}")
        };
        let hands: Vec<String> = shown.hands.iter().map(hand).chain(commit::silent(language, &shown)).collect();
        vec![
            Cell::text(texts::row_support(language)),
            Cell::text(&support.statement),
            Cell::text(meeting),
            Cell::Day(clock::day_of(support.at)),
            Cell::text(format!("{}. {}", commit::outcome(language, &shown), hands.join(", "))),
        ]
    };
    book.project.challenge.supports.iter().map(row).collect()
}

/// Decisions that actions wait for.
fn needed(book: Book) -> Vec<Vec<Cell>> {
    let mut actions = book.actions();
    actions.retain(|(action, _)| !action.details.decision_body.is_empty() || action.details.decision_by.is_some());
    actions.sort_by_key(|(action, _)| (action.details.decision_by, action.number));
    let row = |action: &werksessie_core::action::Action| {
        vec![
            Cell::text(texts::row_needed(book.language)),
            Cell::text(texts::of_action(book.language, action.number, &action.title)),
            Cell::text(&action.details.decision_body),
            Cell::day(action.details.decision_by),
            Cell::Empty,
        ]
    };
    actions.into_iter().map(|(action, _)| row(action)).collect()
}

/// Promises that go back to who may make them.
fn asked(book: Book) -> Vec<Vec<Cell>> {
    let row = |row: werksessie_core::view::MandateRow| {
        vec![
            Cell::text(texts::row_to_ask(book.language)),
            Cell::text(texts::of_promise(book.language, row.number, row.what)),
            Cell::text(format!("{} ({})", row.body, row.party)),
            Cell::Day(row.by),
            Cell::Empty,
        ]
    };
    to_ask(book.project).into_iter().map(row).collect()
}

/// What parties said no to, and what was taken off.
fn parked(book: Book) -> Vec<Vec<Cell>> {
    let language = book.language;
    let mut rows = Vec::new();
    for promise in book.project.promises.iter().filter(|promise| promise.withdrawn || promise.kind == Kind::No) {
        let kind = if promise.withdrawn { texts::row_parked(language) } else { texts::row_no(language) };
        rows.push(vec![
            Cell::text(kind),
            Cell::text(texts::of_promise(language, promise.number, &promise.what)),
            Cell::text(book.party(Some(promise.party))),
            Cell::Day(clock::day_of(promise.at)),
            Cell::text(&promise.reservation),
        ]);
    }
    let of_withdrawn = |promise: Option<werksessie_core::PromiseId>| {
        promise.and_then(|promise| book.project.promise(promise)).is_some_and(|promise| promise.withdrawn)
    };
    let dropped = book.project.actions.iter().filter(|action| action.dropped && !of_withdrawn(action.promise));
    rows.extend(dropped.map(|action| {
        vec![
            Cell::text(texts::row_parked(language)),
            Cell::text(texts::of_action(language, action.number, &action.title)),
            Cell::text(book.party(action.party(None))),
            Cell::day(action.updated_at.map(clock::day_of)),
            Cell::Empty,
        ]
    }));
    rows
}
