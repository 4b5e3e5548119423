//! All bottlenecks, with what the table decided and the figures of that moment.

use werksessie_core::bottleneck::{Bottleneck, Figure};
use werksessie_core::project::Language;
use werksessie_core::stats::Band;

use super::table::{Cell, Column, Paper, Table};
use super::{Book, shown, texts};
use crate::messages::chart;
use crate::ui::words;

pub(super) fn table(book: Book) -> Table {
    let language = book.language;
    let columns = vec![
        Column::new(texts::number(language), 8.0),
        Column::new(texts::bottleneck(language), 46.0),
        Column::new(texts::explanation(language), 46.0),
        Column::new(texts::priority(language), 11.0),
        Column::new(texts::vote_rank(language), 13.0),
        Column::new(texts::severity(language), 11.0),
        Column::new(texts::influence(language), 11.0),
        Column::new(texts::agreement(language), 12.0),
        Column::new(texts::answers(language), 13.0),
        Column::new(texts::reason(language), 40.0),
    ];
    let mut rows: Vec<&Bottleneck> = book.project.bottlenecks.iter().collect();
    rows.sort_by_key(|bottleneck| (bottleneck.rank().unwrap_or(u32::MAX), bottleneck.number));
    Table {
        name: texts::sheet_bottlenecks(language),
        columns,
        rows: rows.into_iter().map(|bottleneck| row(language, bottleneck)).collect(),
        frozen: 2,
        paper: Paper::OneWide,
        choose: texts::choose(language),
    }
}

fn row(language: Language, bottleneck: &Bottleneck) -> Vec<Cell> {
    let mut row = vec![
        Cell::text(words::number(bottleneck.number)),
        Cell::text(&bottleneck.title),
        Cell::text(&bottleneck.explanation),
    ];
    let Some(decision) = &bottleneck.decision else {
        row.resize(10, Cell::Empty);
        return row;
    };
    let verdict = &decision.verdict;
    let severity = shown(verdict.severity);
    let mean = |figure: Option<Figure>| match shown(figure) {
        Some(figure) => Cell::Decimal(f64::from(figure.mean) / 100.0),
        None => Cell::text(texts::too_few(language)),
    };
    row.extend([
        Cell::number(verdict.rank),
        Cell::Number(verdict.vote_rank),
        mean(verdict.severity),
        mean(verdict.influence),
        severity.map_or(Cell::Empty, |figure| Cell::text(band(language, figure.band))),
        severity.map_or(Cell::Empty, |figure| Cell::Number(figure.answered)),
        verdict.rank.map_or(Cell::Empty, |_| Cell::text(&decision.reason)),
    ]);
    row
}

fn band(language: Language, band: Band) -> &'static str {
    match band {
        Band::Agreed => chart::agreed(language),
        Band::Mixed => chart::mixed(language),
        Band::Divided => chart::divided(language),
    }
}
