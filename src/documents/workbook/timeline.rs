//! The timeline: a mark in every quarter in which an action is worked on. A filled square stands
//! on colour, an open one (what was only asked) on white: it reads without colour and by ear.

use werksessie_core::promise::{Promise, State};
use werksessie_core::view::roadmap::quarters;

use super::table::{Cell, Column, Paper, Table};
use super::{Book, texts};
use crate::ui::words;

pub(super) fn table(book: Book) -> Table {
    let language = book.language;
    let mut actions = book.actions();
    actions.sort_by_key(|(action, _)| (action.start, action.end, action.number));
    let first = actions.first().map_or_else(|| book.today.quarter(), |(action, _)| action.start);
    let last = actions.iter().map(|(action, _)| action.end).max().unwrap_or(first);
    let quarters = quarters(first, last);
    let mut columns = vec![
        Column::new(texts::number(language), 6.0),
        Column::new(texts::action(language), 46.0),
        Column::new(texts::organisation(language), 26.0),
    ];
    columns.extend(quarters.iter().map(|quarter| Column::new(words::quarter(language, *quarter), 8.0)));
    let rows =
        actions.iter().map(|(action, promise)| {
            let mark = match promise.map(Promise::state) {
                Some(State::Request) => Cell::OpenBar("□"),
                Some(State::Promise) | None => Cell::Bar("■"),
            };
            let mut row = vec![
                Cell::Number(action.number),
                Cell::text(&action.title),
                Cell::text(book.party(action.party(*promise))),
            ];
            row.extend(
                quarters.iter().map(|quarter| {
                    if (action.start..=action.end).contains(quarter) { mark.clone() } else { Cell::Empty }
                }),
            );
            row
        });
    Table {
        name: texts::sheet_timeline(language),
        rows: rows.collect(),
        columns,
        frozen: 2,
        paper: Paper::OneWide,
        choose: texts::choose(language),
    }
}
