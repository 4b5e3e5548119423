//! The risks (method A.2, annex 5): the municipality's and the youths' apart, never added up.

use werksessie_core::risk::measure::Zone;
use werksessie_core::risk::score::order;
use werksessie_core::risk::{Category, Response, Risk, Side, Status};

use super::table::{Cell, Column, Paper, Table};
use super::{Book, texts};
use crate::documents::wording;
use crate::messages::{risks as choices, scoring as scoring_texts};
use crate::ui::{scoring, words};

pub(super) fn table(book: Book) -> Table {
    let language = book.language;
    let name = |group: &str, key| wording::risk_choice(language, group, key);
    let columns = vec![
        Column::new(texts::number(language), 5.0),
        Column::new(texts::bottleneck(language), 27.0),
        Column::new(texts::risk_side(language), 18.0)
            .choose(Side::ALL.iter().map(|side| name("side", side.key())).collect()),
        Column::new(choices::field_event(language), 26.0),
        Column::new(choices::field_consequence(language), 25.0),
        Column::new(choices::field_category(language), 18.0)
            .choose(Category::ALL.iter().map(|category| name("category", category.key())).collect()),
        Column::new(scoring_texts::chance(language), 8.0),
        Column::new(scoring_texts::impact(language), 8.0),
        Column::new(scoring_texts::zone(language), 9.0)
            .choose(Zone::ALL.iter().map(|zone| scoring::zone(language, *zone)).collect()),
        Column::new(texts::risk_from(language), 13.0),
        Column::new(texts::risk_to(language), 13.0),
        Column::new(texts::risk_votes(language), 9.0),
        Column::new(choices::field_bearer(language), 17.0),
        Column::new(choices::field_measure(language), 20.0),
        Column::new(choices::field_response(language), 13.0)
            .choose(Response::ALL.iter().map(|response| name("response", response.key())).collect()),
        Column::new(choices::field_owner(language), 15.0),
    ];
    let row = |risk: &Risk| {
        let found = book.project.bottleneck(risk.bottleneck);
        let score = risk.score.as_ref();
        let money = score.and_then(|score| score.money);
        vec![
            Cell::text(wording::risk_number(risk)),
            found.map_or(Cell::Empty, |found| Cell::text(format!("{} {}", words::number(found.number), found.title))),
            Cell::text(name("side", risk.side.key())),
            Cell::text(&risk.event),
            Cell::text(&risk.consequence),
            risk.category.map_or(Cell::Empty, |category| Cell::text(name("category", category.key()))),
            score.map_or(Cell::Empty, |score| Cell::Number(u32::from(score.place.chance))),
            score.map_or(Cell::Empty, |score| Cell::Number(u32::from(score.place.impact))),
            score.map_or(Cell::Empty, |score| Cell::text(scoring::zone(language, score.zone))),
            money.map_or(Cell::Empty, |range| Cell::Number(range.from)),
            money.and_then(|range| range.to).map_or(Cell::Empty, Cell::Number),
            score.and_then(|score| score.figures).map_or(Cell::Empty, |figures| Cell::Number(figures.voted)),
            Cell::text(book.party(risk.bearer)),
            Cell::text(&risk.measure),
            risk.response.map_or(Cell::Empty, |response| Cell::text(name("response", response.key()))),
            Cell::text(book.party(risk.owner)),
        ]
    };
    let place = |risk: &Risk| {
        let found = book.project.bottleneck(risk.bottleneck);
        let rank = found.and_then(|found| found.rank()).unwrap_or(u32::MAX);
        (rank, found.map(|found| found.number), risk.side)
    };
    let mut risks: Vec<&Risk> = book.project.risks.iter().filter(|risk| risk.status == Status::Open).collect();
    // The gravest first within each side of a bottleneck: sorting keeps the order of equals.
    order(&mut risks);
    risks.sort_by_key(|risk| place(risk));
    Table {
        name: texts::sheet_risks(language),
        columns,
        rows: risks.into_iter().map(row).collect(),
        frozen: 2,
        paper: Paper::ManyWide,
        choose: texts::choose(language),
    }
}
