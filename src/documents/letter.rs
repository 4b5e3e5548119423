//! A plain letter to a party: what it promised, what it asked, its reservations, its next date.

use werksessie_core::document::{
    Block, Cell, Column, Document, Edition, Inline, Kind, Level, ListKind, Purpose, Table,
};
use werksessie_core::party::Party;
use werksessie_core::project::Project;
use werksessie_core::time::Date;

use super::promised::{self, Promised, Said};
use super::sections;
use crate::messages::formal as texts;
use crate::ui::words;

/// The letter to one party.
pub fn letter(project: &Project, party: &Party, edition: Edition) -> Document {
    let title = texts::letter_title(edition.language, &party.name);
    let mut document = Document::about(project, Kind::Letter, &title, edition);
    write(&mut document, project, party, &promised::all(project), Level::Section);
    document
}

/// The letters to all parties, each on a page of its own.
pub fn letters(project: &Project, edition: Edition) -> Document {
    let language = edition.language;
    let mut document = Document::about(project, Kind::Letter, texts::letters_title(language), edition);
    if project.parties.is_empty() {
        document.say(texts::letters_none(language));
    } else {
        document.say(texts::letters_intro(language));
        document.list(project.parties.iter().map(|party| party.name.as_str()));
    }
    let said = promised::all(project);
    for party in &project.parties {
        document.blocks.push(Block::PageBreak);
        document.section(texts::letter_title(language, &party.name));
        write(&mut document, project, party, &said, Level::Part);
    }
    document
}

/// The party that a file name means: its place in the list from 1, or its short name as
/// [`file_part`] writes it.
pub fn addressee<'a>(project: &'a Project, part: &str) -> Option<&'a Party> {
    let by_place = part.parse::<usize>().ok().and_then(|place| project.parties.get(place.checked_sub(1)?));
    by_place.or_else(|| project.parties.iter().find(|party| file_part(&party.short_name) == part))
}

/// A name as a part of a file name: small letters, digits, and a dash between words.
pub fn file_part(name: &str) -> String {
    let mut part = String::new();
    for character in name.chars().flat_map(char::to_lowercase) {
        if character.is_ascii_alphanumeric() {
            part.push(character);
        } else if !part.is_empty() && !part.ends_with('-') {
            part.push('-');
        }
    }
    part.truncate(part.trim_end_matches('-').len());
    part
}

/// The letter itself, with headings of this level.
pub fn write(out: &mut Document, project: &Project, party: &Party, said: &Said, level: Level) {
    let (language, as_of) = (out.edition.language, out.edition.as_of);
    let of_party = said.of(party.party);
    let own = of_party.does.as_slice();
    out.say(texts::letter_greeting(language, &party.name));
    out.say(texts::letter_intro(language, &project.title, &project.municipality));
    if let Some(words) = sections::made_up(language, project) {
        out.note(texts::note(language), words);
    }
    heading(out, level, texts::letter_promised(language));
    if own.is_empty() {
        out.say(texts::letter_promised_none(language));
    } else {
        let table = promised::own_table(language, texts::letter_promised_table(language), own);
        out.blocks.push(Block::Table(table));
        out.say(texts::letter_firm(language));
        out.blocks.push(Block::Table(promised::firmness(language, own)));
    }
    if !of_party.declined.is_empty() {
        heading(out, level, texts::letter_declined(language));
        out.list(promised::declined(language, &of_party.declined));
    }
    if !of_party.asked.is_empty() {
        heading(out, level, texts::letter_requests(language));
        out.say(texts::letter_requests_text(language));
        let table = promised::own_table(language, texts::letter_requests(language), &of_party.asked);
        out.blocks.push(Block::Table(table));
    }
    heading(out, level, texts::letter_asked(language));
    let asked = own.iter().flat_map(|row| &row.conditions);
    let asked: Vec<Vec<Cell>> =
        asked.map(|condition| wanted(&condition.from_name, &condition.what, condition.by)).collect();
    if asked.is_empty() {
        out.say(texts::letter_asked_none(language));
    } else {
        wishes(out, texts::letter_asked(language), texts::needed_from(language), asked);
    }
    let of_us = said
        .does
        .iter()
        .flat_map(|row| row.conditions.iter().map(move |condition| (row, condition)))
        .filter(|(_, condition)| condition.from == party.party);
    let of_us: Vec<Vec<Cell>> =
        of_us.map(|(row, condition)| wanted(&row.party_name, &condition.what, condition.by)).collect();
    if !of_us.is_empty() {
        heading(out, level, texts::letter_wanted(language));
        wishes(out, texts::letter_wanted(language), texts::needed_by(language), of_us);
    }
    heading(out, level, texts::letter_reservations(language));
    let reservations: Vec<&str> =
        own.iter().map(|row| row.reservation.as_str()).filter(|text| !text.is_empty()).collect();
    if reservations.is_empty() {
        out.say(texts::reservations_none(language));
    } else {
        out.list(reservations);
    }
    if let Some(table) = promised::awaited(language, own) {
        heading(out, level, texts::letter_awaited(language));
        out.blocks.push(Block::Table(table));
    }
    next(out, level, own, as_of);
    together(out, project, level);
    out.say(texts::letter_end(language));
    out.say(texts::letter_regards(language));
    out.say(texts::letter_sender(language, &project.municipality));
}

fn heading(out: &mut Document, level: Level, text: &str) {
    out.blocks.push(Block::Heading { level, text: text.to_owned() });
}

fn wanted(party: &str, what: &str, by: Option<Date>) -> Vec<Cell> {
    vec![Cell::text(party), Cell::text(what), by.map_or_else(Cell::empty, Cell::Day)]
}

fn wishes(out: &mut Document, caption: &str, party: &str, rows: Vec<Vec<Cell>>) {
    let language = out.edition.language;
    out.blocks.push(Block::Table(Table {
        caption: caption.to_owned(),
        columns: vec![
            Column::text(party, 30),
            Column::text(texts::needed(language), 52),
            Column::text(texts::due(language), 18),
        ],
        row_header: Some(0),
        rows,
        purpose: Purpose::Reading,
    }));
}

/// The first date that is still to come, with what is due then.
fn next(out: &mut Document, level: Level, own: &[Promised], as_of: Date) {
    let language = out.edition.language;
    heading(out, level, texts::letter_next(language));
    let Some(day) = own.iter().map(|row| row.due).filter(|due| *due >= as_of).min() else {
        return out.say(texts::letter_next_none(language));
    };
    let lead = Inline::strong(format!("{}. ", words::date(language, day)));
    out.blocks.push(Block::Paragraph(vec![lead, Inline::plain(texts::letter_next_text(language))]));
    out.list(own.iter().filter(|row| row.due == day).map(|row| row.what.as_str()));
}

fn together(out: &mut Document, project: &Project, level: Level) {
    let language = out.edition.language;
    heading(out, level, texts::letter_together(language));
    let chosen = project.priorities();
    if chosen.is_empty() {
        out.say(texts::decided_none(language));
    } else {
        out.blocks.push(Block::List {
            kind: ListKind::Numbers,
            items: chosen.into_iter().map(|bottleneck| vec![Inline::plain(sections::named(bottleneck))]).collect(),
        });
    }
}
