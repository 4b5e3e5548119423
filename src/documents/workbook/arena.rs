//! Effects, costs and benefits for each party (method A.3): what it puts in, what it gains, and what nobody
//! wants for it. Young people and society stand first, for they pay nothing. Expectations, never proof.

use werksessie_core::arena::Arena;
use werksessie_core::arena::balance::Beneficiary;
use werksessie_core::arena::piece::On;
use werksessie_core::view::arena::{ArenaView, ContributionRow, arena_view};
use werksessie_core::{ItemId, PartyId};

use super::table::{Cell, Column, Paper, Table};
use super::{Book, texts};
use crate::messages::arena as words_texts;
use crate::ui::arena as words;

pub(super) fn table(book: Book) -> Table {
    let language = book.language;
    let columns = vec![
        // The sheet is also read and printed by itself.
        Column::new(format!("{}. {}", words_texts::measure(language), words_texts::expectations(language)), 24.0),
        Column::new(words_texts::party(language), 22.0),
        Column::new(words_texts::who_invests(language), 38.0),
        Column::new(texts::arena_once(language), 14.0),
        Column::new(texts::arena_yearly(language), 14.0),
        Column::new(words_texts::pays(language), 11.0),
        Column::new(words_texts::gains(language), 11.0),
        Column::new(words_texts::difference(language), 11.0),
        Column::new(words_texts::share_of_all(language), 11.0),
        Column::new(words_texts::what_comes(language), 38.0),
        Column::new(words_texts::unwanted_title(language), 30.0),
        Column::new(words_texts::requests(language), 32.0),
    ];
    let rows = book.project.arenas.iter().rev().flat_map(|arena| rows(book, arena));
    Table {
        name: texts::sheet_arena(language),
        columns,
        rows: rows.collect(),
        frozen: 2,
        paper: Paper::ManyWide,
        choose: texts::choose(language),
    }
}

/// A row for young people, for society, and for each party that pays, gains, or is asked.
fn rows(book: Book, arena: &Arena) -> Vec<Vec<Cell>> {
    let view = arena_view(book.project, arena);
    let takes_part = |party: &PartyId| {
        let item = ItemId::from(*party);
        let on_board = view.board.investors.iter().chain(&view.board.gains).any(|node| node.item == item);
        let harmed = arena.unwanted().any(|(_, effect)| effect.parties.contains(party));
        on_board
            || harmed
            || view.balance.as_ref().is_some_and(|balance| balance.rows.iter().any(|row| row.party == *party))
    };
    let parties = book.project.parties.iter().map(|party| party.party).filter(takes_part);
    let all = [Beneficiary::Youth, Beneficiary::Society].into_iter().chain(parties.map(Beneficiary::Party));
    all.map(|who| row(book, arena, &view, who)).collect()
}

fn row(book: Book, arena: &Arena, view: &ArenaView, who: Beneficiary) -> Vec<Cell> {
    let language = book.language;
    let party = match who {
        Beneficiary::Party(party) => Some(party),
        Beneficiary::Youth | Beneficiary::Society => None,
    };
    let name = words::gainer(language, who, &book.party(party));
    let of_party =
        |request: bool| view.contributions.iter().filter(move |row| row.request == request && Some(row.party) == party);
    let line = |row: &ContributionRow| {
        let kind = row.kind.map(|kind| words::kind(language, kind).to_owned());
        let firm = row.firm.map(|firm| words::firm(language, firm).to_owned());
        let parts = [Some(row.activity.clone()), kind, Some(row.text.clone()), firm];
        parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    };
    let lines = |request: bool| Cell::text(of_party(request).map(line).collect::<Vec<_>>().join("\n"));
    let sum = |euros: fn(&ContributionRow) -> Option<u32>| {
        let amounts = of_party(false).filter_map(euros);
        amounts.reduce(u32::saturating_add).map_or(Cell::Empty, Cell::Euros)
    };
    let found = view.balance.as_ref();
    let of_row = party.and_then(|party| found?.rows.iter().find(|row| row.party == party));
    let (cost, benefit) = match who {
        Beneficiary::Youth | Beneficiary::Society => (None, None),
        Beneficiary::Party(_) => (of_row.map(|row| row.cost), of_row.map(|row| row.benefit)),
    };
    // Young people and society pay nothing, so their gain is no part of what organisations divide.
    let of_all = match who {
        Beneficiary::Youth => found.map(|balance| balance.youth),
        Beneficiary::Society => found.map(|balance| balance.society),
        Beneficiary::Party(party) => found.and_then(|balance| balance.gains.get(&party).copied()),
    };
    let number = |value: Option<u32>| value.map_or(Cell::Empty, |value| Cell::Decimal(f64::from(value)));
    let difference = of_row.map_or(Cell::Empty, |row| Cell::Decimal(f64::from(row.difference())));
    let item = ItemId::from(who);
    let ties = view.board.ties.iter().filter(|tie| tie.gap == 2 && tie.to == item);
    let nodes = ties.filter_map(|tie| view.board.effects.iter().find(|node| node.item == tie.from));
    let gains = Cell::text(nodes.map(|node| node.name.clone()).collect::<Vec<_>>().join("\n"));
    let harms = arena.unwanted().filter(|(_, effect)| match who {
        Beneficiary::Youth => effect.on == Some(On::Youth),
        // What shows with nobody who is named is society's, so that it stands in some row.
        Beneficiary::Society => {
            effect.on == Some(On::Society) || (effect.parties.is_empty() && effect.on != Some(On::Youth))
        }
        Beneficiary::Party(party) => effect.parties.contains(&party),
    });
    let harms = Cell::text(harms.map(|(_, effect)| effect.short_name.clone()).collect::<Vec<_>>().join("\n"));
    vec![
        Cell::text(&arena.measure),
        Cell::text(name),
        lines(false),
        sum(|row| Some(row.once?.likely)),
        sum(|row| Some(row.yearly?.likely)),
        number(cost),
        number(benefit),
        difference,
        number(of_all),
        gains,
        harms,
        lines(true),
    ]
}
