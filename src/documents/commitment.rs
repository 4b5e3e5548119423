//! The declaration of commitment for phase 3: what the parties want together, what each does,
//! and under which conditions (step 2E, method B.4).

use werksessie_core::document::{Block, Cell, Column, Document, Edition, Kind, Purpose, Table};
use werksessie_core::meeting::{Meeting, MeetingState};
use werksessie_core::project::{Language, Project};
use werksessie_core::promise::figures;
use werksessie_core::seat::Layer;

use super::promised::{self, Promised, Said};
use super::sections;
use crate::messages::{formal as texts, phone};
use crate::ui::words;

/// The declaration of a project.
pub fn commitment(project: &Project, edition: Edition) -> Document {
    of(project, &promised::all(project), edition)
}

/// The declaration with what was said.
pub fn of(project: &Project, said: &Said, edition: Edition) -> Document {
    let language = edition.language;
    let mut document = Document::about(project, Kind::Commitment, texts::commitment_title(language), edition);
    let out = &mut document;
    let promised = said.does.as_slice();
    out.say(texts::commitment_intro(language));
    sections::warnings(out, project);
    parties(out, project);
    considerations(out);
    sections::aim(out, project);
    out.section(texts::decided_title(language));
    sections::decided(out, project);
    sections::risks(out, project);
    out.section(texts::support_title(language));
    sections::support(out, project);
    promises(out, project, promised);
    sections::asked(out, &said.asked);
    sections::declined(out, &said.declined);
    conditions(out, promised);
    reservations(out, promised);
    decisions(out, promised);
    out.section(texts::numbers_title(language));
    out.say(texts::numbers_text(language));
    monitoring(out, project, promised);
    term(out, promised);
    out.section(texts::status_title(language));
    out.say(texts::status_text(language));
    out.section(texts::signing_title(language));
    sections::signatures(out, project);
    sections::method(out, project);
    sections::source(out);
    document
}

/// Who was there, by organisation, and who was not yet.
fn parties(out: &mut Document, project: &Project) {
    let language = out.edition.language;
    out.section(texts::parties_title(language));
    let rows: Vec<Vec<Cell>> =
        project.meetings.iter().flat_map(|meeting| attendance(language, project, meeting)).collect();
    if rows.is_empty() {
        out.say(texts::parties_none(language));
    } else {
        out.say(texts::parties_text(language));
        out.blocks.push(Block::Table(Table {
            caption: texts::parties_table(language).to_owned(),
            columns: vec![
                Column::text(texts::organisation(language), 34),
                Column::text(texts::meeting(language), 30),
                Column::text(texts::layers(language), 24),
                Column::number(texts::people(language), 12),
            ],
            row_header: Some(0),
            rows,
            purpose: Purpose::Reading,
        }));
    }
    let was_there = |name: &str| {
        project.meetings.iter().any(|meeting| meeting.attendance.iter().any(|attendance| attendance.party == name))
    };
    let absent: Vec<&str> =
        project.parties.iter().map(|party| party.name.as_str()).filter(|name| !was_there(name)).collect();
    if !absent.is_empty() {
        out.say(texts::parties_absent(language));
        out.list(absent);
    }
}

/// One row for each party at a meeting, in the project's order.
fn attendance(language: Language, project: &Project, meeting: &Meeting) -> Vec<Vec<Cell>> {
    let mut names: Vec<&str> = Vec::new();
    for attendance in &meeting.attendance {
        if !names.contains(&attendance.party.as_str()) {
            names.push(&attendance.party);
        }
    }
    let place = |name: &str| project.parties.iter().position(|party| party.name == name).unwrap_or(usize::MAX);
    names.sort_by_key(|name| place(name));
    let row = |name: &str| {
        let of_party = || meeting.attendance.iter().filter(|attendance| attendance.party == name);
        let layers = Layer::ALL.iter().filter(|layer| of_party().any(|attendance| attendance.layer == **layer));
        let layers: Vec<String> = layers.map(|layer| layer_name(language, *layer).to_lowercase()).collect();
        let people = of_party().map(|attendance| attendance.seats).sum();
        vec![Cell::text(name), Cell::text(&meeting.title), Cell::text(layers.join(", ")), Cell::Number(people)]
    };
    names.into_iter().map(row).collect()
}

fn layer_name(language: Language, layer: Layer) -> &'static str {
    match layer {
        Layer::Governance => phone::layer_governance(language),
        Layer::Policy => phone::layer_policy(language),
        Layer::Practice => phone::layer_practice(language),
        Layer::Experience => phone::layer_experience(language),
    }
}

fn considerations(out: &mut Document) {
    let language = out.edition.language;
    out.section(texts::considerations_title(language));
    out.list([
        texts::consideration_risk(language),
        texts::consideration_alone(language),
        texts::consideration_whole(language),
        texts::consideration_looked(language),
        texts::consideration_task(language),
    ]);
}

/// Who does what and when, and which priorities nobody took up yet.
fn promises(out: &mut Document, project: &Project, promised: &[Promised]) {
    let language = out.edition.language;
    out.section(texts::does_title(language));
    if promised.is_empty() {
        out.say(texts::does_none(language));
    } else {
        out.say(texts::does_text(language));
        out.blocks.push(Block::Table(promised::table(language, texts::does_table(language), promised)));
        out.say(texts::firm_text(language));
        out.blocks.push(Block::Table(promised::firmness(language, promised)));
    }
    // A request answers nothing yet, and a no never does.
    let is_answered =
        |bottleneck| figures::firm(project).any(|promise| promise.bottlenecks().any(|other| other == bottleneck));
    let open: Vec<String> = project
        .priorities()
        .into_iter()
        .filter(|bottleneck| !is_answered(bottleneck.bottleneck))
        .map(sections::named)
        .collect();
    if !open.is_empty() {
        out.say(texts::does_open(language));
        out.list(open);
    }
}

fn conditions(out: &mut Document, promised: &[Promised]) {
    let language = out.edition.language;
    out.section(texts::conditions_title(language));
    match promised::conditions(language, promised) {
        Some(table) => {
            out.say(texts::conditions_text(language));
            out.blocks.push(Block::Table(table));
        }
        None => out.say(texts::conditions_none(language)),
    }
}

fn reservations(out: &mut Document, promised: &[Promised]) {
    let language = out.edition.language;
    out.section(texts::reservations_title(language));
    match promised::reservations(language, promised) {
        Some(table) => {
            out.say(texts::reservations_text(language));
            out.blocks.push(Block::Table(table));
        }
        None => out.say(texts::reservations_none(language)),
    }
    out.say(texts::reservations_always(language));
}

fn decisions(out: &mut Document, promised: &[Promised]) {
    let language = out.edition.language;
    out.section(texts::decisions_title(language));
    match promised::awaited(language, promised) {
        Some(table) => {
            out.say(texts::decisions_text(language));
            out.blocks.push(Block::Table(table));
        }
        None => out.say(texts::decisions_none(language)),
    }
}

fn monitoring(out: &mut Document, project: &Project, promised: &[Promised]) {
    let language = out.edition.language;
    out.section(texts::monitoring_title(language));
    out.say(texts::monitoring_text(language));
    let days = || promised.iter().map(|row| row.due);
    let mut facts: Vec<(&str, Cell)> = Vec::new();
    match (days().min(), days().max()) {
        (Some(first), Some(last)) => {
            facts.push((texts::first_date(language), Cell::Day(first)));
            facts.push((texts::last_date(language), Cell::Day(last)));
        }
        _ => out.say(texts::monitoring_none(language)),
    }
    let planned = project.meetings.iter().filter(|meeting| meeting.state == MeetingState::Planned);
    facts.extend(planned.map(|meeting| (texts::planned_meeting(language), Cell::text(&meeting.title))));
    if !facts.is_empty() {
        out.blocks.push(Block::Facts(facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()));
    }
}

fn term(out: &mut Document, promised: &[Promised]) {
    let language = out.edition.language;
    out.section(texts::term_title(language));
    match promised.iter().map(|row| row.due).max() {
        Some(last) => out.say(texts::term_until(language, words::date(language, last))),
        None => out.say(texts::term_open(language)),
    }
    out.say(texts::term_text(language));
}
