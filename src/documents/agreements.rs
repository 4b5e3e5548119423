//! The agreements in principle: what the parties agree on before the analysis (step 1C, method
//! B.1).

use werksessie_core::document::{Block, Cell, Column, Document, Edition, Kind, Purpose, Table};
use werksessie_core::project::Project;

use super::promised;
use super::sections;
use crate::messages::formal as texts;

/// The agreements of a project.
pub fn agreements(project: &Project, edition: Edition) -> Document {
    let language = edition.language;
    let mut document = Document::about(project, Kind::Agreements, texts::agreements_title(language), edition);
    let out = &mut document;
    out.say(texts::agreements_intro(language));
    sections::warnings(out, project);
    shared(out, project);
    sections::aim(out, project);
    gain(out, project);
    let said = promised::all(project);
    if !said.does.is_empty() {
        out.section(texts::so_far_title(language));
        out.blocks.push(Block::Table(promised::table(language, texts::does_table(language), &said.does)));
        out.say(texts::firm_text(language));
        out.blocks.push(Block::Table(promised::firmness(language, &said.does)));
    }
    sections::asked(out, &said.asked);
    sections::declined(out, &said.declined);
    out.section(texts::after_title(language));
    out.say(texts::after_text(language));
    out.section(texts::working_title(language));
    out.list([
        texts::working_contact(language),
        texts::working_data(language),
        texts::working_late(language),
        texts::working_paper(language),
    ]);
    out.section(texts::agreements_status_title(language));
    out.say(texts::agreements_status(language));
    out.section(texts::confirm_title(language));
    sections::signatures(out, project);
    if !project.priorities().is_empty() {
        sections::method(out, project);
    }
    sections::source(out);
    document
}

/// What goes wrong: the priorities when the table chose them, otherwise the whole list.
fn shared(out: &mut Document, project: &Project) {
    let language = out.edition.language;
    out.section(texts::shared_title(language));
    if !project.priorities().is_empty() {
        sections::decided(out, project);
    } else if project.bottlenecks.is_empty() {
        out.say(texts::shared_none(language));
    } else {
        out.say(texts::shared_text(language));
        out.list(project.bottlenecks.iter().map(sections::named));
    }
}

/// A table to fill in: what each party gains and brings.
fn gain(out: &mut Document, project: &Project) {
    let language = out.edition.language;
    if project.parties.is_empty() {
        return;
    }
    out.section(texts::gain_title(language));
    out.say(texts::gain_text(language));
    out.blocks.push(Block::Table(Table {
        caption: texts::gain_table(language).to_owned(),
        columns: vec![
            Column::text(texts::organisation(language), 30),
            Column::text(texts::gain(language), 35),
            Column::text(texts::input(language), 35),
        ],
        row_header: Some(0),
        rows: project.parties.iter().map(|party| vec![Cell::text(&party.name), Cell::empty(), Cell::empty()]).collect(),
        purpose: Purpose::Writing,
    }));
}
