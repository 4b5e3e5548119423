//! The challenge ("De opgave"): what has to change and why, what that asks of whom, and whether the
//! parties stand behind it (step 2C, method B.1).

use werksessie_core::challenge::Field;
use werksessie_core::document::{Block, Cell, Column, Document, Edition, Inline, Kind, Level, Purpose, Table};
use werksessie_core::method::Dimension;
use werksessie_core::project::Project;

use super::sections;
use crate::messages::formal as texts;

/// The challenge of a project.
pub fn challenge(project: &Project, edition: Edition) -> Document {
    let language = edition.language;
    let mut document = Document::about(project, Kind::Challenge, texts::challenge_title(language), edition);
    let out = &mut document;
    out.say(texts::challenge_intro(language));
    sections::warnings(out, project);
    out.section(texts::challenge_core(language));
    match project.challenge.text(Field::Core) {
        "" => out.say(texts::challenge_core_none(language)),
        core => out.blocks.push(Block::Paragraph(vec![Inline::strong(core)])),
    }
    out.section(texts::challenge_numbers(language));
    match project.challenge.text(Field::Numbers) {
        "" => out.say(texts::challenge_numbers_text(language)),
        numbers => out.say(numbers),
    }
    out.section(texts::decided_title(language));
    sections::decided(out, project);
    sections::risks(out, project);
    changes(out, project, Field::Content, Dimension::Content);
    changes(out, project, Field::Behaviour, Dimension::Behaviour);
    asks(out, project);
    out.section(texts::challenge_test(language));
    sections::support(out, project);
    if !project.priorities().is_empty() {
        sections::method(out, project);
    }
    sections::source(out);
    document
}

/// One of the two dimensions: the text, and the priorities that are about it.
fn changes(out: &mut Document, project: &Project, field: Field, dimension: Dimension) {
    let language = out.edition.language;
    out.section(match dimension {
        Dimension::Content => texts::challenge_content(language),
        Dimension::Behaviour => texts::challenge_behaviour(language),
    });
    match project.challenge.text(field) {
        "" => out.say(texts::challenge_kind_none(language)),
        text => out.say(text),
    }
    let priorities = project.priorities().into_iter();
    let about: Vec<String> =
        priorities.filter(|found| found.tags.kind == Some(dimension)).map(sections::named).collect();
    if !about.is_empty() {
        out.say(texts::challenge_bottlenecks(language));
        out.list(about);
    }
}

/// What the challenge asks: of the municipality, and of each partner.
fn asks(out: &mut Document, project: &Project) {
    let language = out.edition.language;
    out.section(texts::challenge_asks(language));
    out.blocks.push(Block::Heading { level: Level::Part, text: texts::challenge_asks_municipality(language).into() });
    match project.challenge.text(Field::Municipality) {
        "" => out.say(texts::challenge_kind_none(language)),
        text => out.say(text),
    }
    out.blocks.push(Block::Heading { level: Level::Part, text: texts::challenge_asks_partners(language).into() });
    let asked = |party: &werksessie_core::party::Party| {
        let text = project.challenge.asks.get(&party.party)?;
        Some(vec![Cell::text(&party.name), Cell::text(text)])
    };
    let rows: Vec<Vec<Cell>> = project.parties.iter().filter_map(asked).collect();
    if rows.is_empty() {
        return out.say(texts::challenge_kind_none(language));
    }
    out.blocks.push(Block::Table(Table {
        caption: texts::challenge_asks_table(language).to_owned(),
        columns: vec![
            Column::text(texts::organisation(language), 30),
            Column::text(texts::challenge_asks_what(language), 70),
        ],
        row_header: Some(0),
        rows,
        purpose: Purpose::Reading,
    }));
}
