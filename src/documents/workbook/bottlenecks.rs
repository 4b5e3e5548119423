//! All bottlenecks, with what the table decided and the figures of that moment.

use werksessie_core::bottleneck::evidence::Evidence;
use werksessie_core::bottleneck::{Bottleneck, Figure, Level, Origin};
use werksessie_core::method::Dimension;
use werksessie_core::project::Language;
use werksessie_core::stats::Band;

use super::table::{Cell, Column, Paper, Table};
use super::{Book, shown, texts};
use crate::messages::{bottlenecks as choices, chart};
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
        Column::new(texts::dimension(language), 12.0)
            .choose(Dimension::ALL.iter().map(|choice| book.word("dimension", choice.key())).collect()),
        Column::new(texts::level(language), 16.0).choose(names(language, "level", Level::ALL, Level::key)),
        Column::new(texts::big_five(language), 24.0),
        Column::new(texts::origin(language), 24.0).choose(names(language, "origin", Origin::ALL, Origin::key)),
        Column::new(texts::evidence(language), 60.0),
    ];
    let mut rows: Vec<&Bottleneck> = book.project.bottlenecks.iter().collect();
    rows.sort_by_key(|bottleneck| (bottleneck.rank().unwrap_or(u32::MAX), bottleneck.number));
    Table {
        name: texts::sheet_bottlenecks(language),
        columns,
        rows: rows.into_iter().map(|bottleneck| row(&book, bottleneck)).collect(),
        frozen: 2,
        paper: Paper::ManyWide,
        choose: texts::choose(language),
    }
}

/// The name of a choice, as on the page where it is made.
fn name(language: Language, slice: &str, key: &'static str) -> &'static str {
    choices::find(language, &format!("{slice}_{key}")).unwrap_or(key)
}

fn names<T: Copy>(language: Language, slice: &str, all: &[T], key: fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().map(|choice| name(language, slice, key(*choice))).collect()
}

fn row(book: &Book, bottleneck: &Bottleneck) -> Vec<Cell> {
    let language = book.language;
    let mut row = vec![
        Cell::text(words::number(bottleneck.number)),
        Cell::text(&bottleneck.title),
        Cell::text(&bottleneck.explanation),
    ];
    row.extend(decision(language, bottleneck));
    let said =
        |slice: &str, key: Option<&'static str>| key.map_or(Cell::Empty, |key| Cell::text(name(language, slice, key)));
    let domains: Vec<&str> = bottleneck.tags.domains.iter().map(|domain| book.word("big", domain.key())).collect();
    let proof = |found: &Evidence| format!("{}: {}", name(language, "evidence", found.kind.key()), found.source);
    let proofs: Vec<String> = bottleneck.evidence.iter().map(proof).collect();
    row.extend([
        bottleneck.tags.kind.map_or(Cell::Empty, |kind| Cell::text(book.word("dimension", kind.key()))),
        said("level", bottleneck.tags.level.map(Level::key)),
        Cell::text(domains.join(", ")),
        said("origin", Some(bottleneck.origin.key())),
        Cell::text(proofs.join("\n")),
    ]);
    row
}

/// What the table decided, and the figures of that moment.
fn decision(language: Language, bottleneck: &Bottleneck) -> [Cell; 7] {
    let Some(decision) = &bottleneck.decision else { return [const { Cell::Empty }; 7] };
    let verdict = &decision.verdict;
    let severity = shown(verdict.severity);
    let mean = |figure: Option<Figure>| match shown(figure) {
        Some(figure) => Cell::Decimal(f64::from(figure.mean) / 100.0),
        None => Cell::text(texts::too_few(language)),
    };
    [
        Cell::number(verdict.rank),
        Cell::Number(verdict.vote_rank),
        mean(verdict.severity),
        mean(verdict.influence),
        severity.map_or(Cell::Empty, |figure| Cell::text(band(language, figure.band))),
        severity.map_or(Cell::Empty, |figure| Cell::Number(figure.answered)),
        verdict.rank.map_or(Cell::Empty, |_| Cell::text(&decision.reason)),
    ]
}

fn band(language: Language, band: Band) -> &'static str {
    match band {
        Band::Agreed => chart::agreed(language),
        Band::Mixed => chart::mixed(language),
        Band::Divided => chart::divided(language),
    }
}
