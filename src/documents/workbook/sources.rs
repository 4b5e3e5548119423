//! Where it all comes from: the approach, the measure, and what editors noted with actions.

use super::table::{Cell, Column, Paper, Table};
use super::{Book, texts};

pub(super) fn table(book: Book) -> Table {
    let language = book.language;
    let mut rows = vec![
        vec![Cell::text(texts::source_approach(language)), Cell::text(texts::used_for_steps(language))],
        vec![Cell::text(texts::source_pilot(language)), Cell::text(texts::used_for_bottlenecks(language))],
        vec![Cell::text(texts::source_consensus(language)), Cell::text(texts::used_for_agreement(language))],
    ];
    let with_source = book.actions().into_iter().filter(|(action, _)| !action.details.source.is_empty());
    rows.extend(with_source.map(|(action, _)| {
        let used = texts::of_action(language, action.number, &action.title);
        vec![Cell::text(&action.details.source), Cell::text(used)]
    }));
    Table {
        name: texts::sheet_sources(language),
        columns: vec![Column::new(texts::source(language), 80.0), Column::new(texts::used_for(language), 60.0)],
        rows,
        frozen: 0,
        paper: Paper::OneWide,
        choose: texts::choose(language),
    }
}
