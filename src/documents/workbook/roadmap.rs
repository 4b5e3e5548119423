//! The roadmap: every action with all columns of method A.5.

use werksessie_core::action::Action;
use werksessie_core::action::details::{Light, Reach, Sign, Term};
use werksessie_core::method::{BigFive, Dimension};
use werksessie_core::promise::Promise;

use super::table::{Cell, Column, Paper, Table};
use super::{Book, texts};
use crate::server::clock;
use crate::ui::words;

pub(super) fn table(book: Book) -> Table {
    let language = book.language;
    let choices = |group, keys: Vec<&str>| keys.into_iter().map(|key| book.word(group, key)).collect::<Vec<_>>();
    let lights = || choices("light", Light::ALL.iter().map(|light| light.key()).collect());
    let columns = vec![
        Column::new(texts::number(language), 6.0),
        Column::new(texts::direction(language), 20.0),
        Column::new(texts::action(language), 42.0),
        Column::new(texts::bottlenecks(language), 40.0),
        Column::new(texts::big_five(language), 18.0),
        Column::new(texts::dimension(language), 12.0)
            .choose(choices("dimension", Dimension::ALL.iter().map(|choice| choice.key()).collect())),
        Column::new(texts::for_whom(language), 24.0),
        Column::new(texts::places(language), 10.0),
        Column::new(texts::youths(language), 11.0),
        Column::new(texts::term(language), 20.0)
            .choose(choices("term", Term::ALL.iter().map(|choice| choice.key()).collect())),
        Column::new(texts::start(language), 10.0),
        Column::new(texts::ready(language), 10.0),
        Column::new(texts::owner(language), 22.0),
        Column::new(texts::organisation(language), 26.0),
        Column::new(texts::partners(language), 24.0),
        Column::new(texts::decision_by_whom(language), 24.0),
        Column::new(texts::decision_by(language), 14.0),
        Column::new(texts::cost_once(language), 14.0),
        Column::new(texts::cost_yearly(language), 14.0),
        Column::new(texts::cover(language), 22.0),
        Column::new(texts::fte(language), 8.0),
        Column::new(texts::depends_on(language), 14.0),
        Column::new(texts::indicator(language), 30.0),
        Column::new(texts::baseline(language), 18.0),
        Column::new(texts::target(language), 18.0),
        Column::new(texts::risk(language), 25.0),
        Column::new(texts::promise_number(language), 12.0),
        Column::new(texts::state(language), 13.0)
            .choose(vec![texts::state_promise(language), texts::state_request(language)]),
        Column::new(texts::youth_check(language), 17.0),
        Column::new(texts::status_content(language), 11.0).choose(lights()),
        Column::new(texts::status_finances(language), 11.0).choose(lights()),
        Column::new(texts::status_planning(language), 11.0).choose(lights()),
        Column::new(texts::updated(language), 14.0),
        Column::new(texts::reach(language), 12.0)
            .choose(choices("reach", Reach::ALL.iter().map(|choice| choice.key()).collect())),
        Column::new(texts::source(language), 32.0),
    ];
    Table {
        name: texts::sheet_roadmap(language),
        columns,
        rows: book.actions().into_iter().map(|(action, promise)| row(book, action, promise)).collect(),
        frozen: 3,
        paper: Paper::ManyWide,
        choose: texts::choose(language),
    }
}

fn row(book: Book, action: &Action, promise: Option<&Promise>) -> Vec<Cell> {
    let (language, details) = (book.language, &action.details);
    let word = |group, key: Option<&str>| key.map_or(Cell::Empty, |key| Cell::text(book.word(group, key)));
    let light = |light: Option<Light>| word("light", light.map(Light::key));
    let big_five: Vec<_> = details.big_five.iter().map(|domain| book.word("big", BigFive::key(*domain))).collect();
    let number = |id| book.project.action(id).map(|action| action.number.to_string());
    let before: Vec<_> = details.depends_on.iter().filter_map(|id| number(*id)).collect();
    let point = |(point, sign): (&u8, &Sign)| format!("J{point}: {}", sign.key());
    let youth_check: Vec<_> = details.youth_check.iter().map(point).collect();
    vec![
        Cell::Number(action.number),
        Cell::text(&details.direction),
        Cell::text(&action.title),
        Cell::text(book.bottlenecks(action.bottlenecks(promise))),
        Cell::text(big_five.join("\n")),
        word("dimension", details.dimension.map(Dimension::key)),
        Cell::text(&details.for_whom),
        Cell::number(details.places),
        Cell::number(details.youths),
        word("term", details.term.map(Term::key)),
        Cell::text(words::quarter(language, action.start)),
        Cell::text(words::quarter(language, action.end)),
        Cell::text(action.owner(promise)),
        Cell::text(book.party(action.party(promise))),
        Cell::text(&details.partners),
        Cell::text(&details.decision_body),
        Cell::day(details.decision_by),
        Cell::euros(details.cost_once),
        Cell::euros(details.cost_yearly),
        Cell::text(&details.cover),
        details.fte.map_or(Cell::Empty, |fte| Cell::Decimal(f64::from(fte) / 100.0)),
        Cell::text(before.join(", ")),
        Cell::text(&details.indicator),
        Cell::text(&details.baseline),
        Cell::text(&details.target),
        Cell::text(&details.risk),
        Cell::number(promise.map(|promise| promise.number)),
        promise.map_or(Cell::Empty, |promise| Cell::text(super::promises::state(language, promise))),
        Cell::text(youth_check.join("\n")),
        light(details.content),
        light(details.finances),
        light(details.planning),
        Cell::day(action.updated_at.map(clock::day_of)),
        word("reach", details.reach.map(Reach::key)),
        Cell::text(&details.source),
    ]
}
