//! Sections that several documents have.

use werksessie_core::bottleneck::{Bottleneck, Decision, Figure as Marks};
use werksessie_core::document::{Block, Cell, Column, Document, Figure, Inline, Purpose, Table};
use werksessie_core::project::{Language, Project};
use werksessie_core::question::fist::{Hand, Outcome};
use werksessie_core::risk::measure::Zone;
use werksessie_core::risk::score::Score;
use werksessie_core::risk::{Risk, Side};
use werksessie_core::stats::Band;
use werksessie_core::{PartyId, limits, view};

use super::matrix;
use super::picture::{self, Bar};
use super::promised::{self, Promised};
use super::wording;
use crate::messages::{chart, formal as texts, rehearsal, risks as choices};
use crate::server::clock;
use crate::ui::{scoring, words};

/// A bottleneck with its number.
pub fn named(bottleneck: &Bottleneck) -> String {
    format!("{} {}", words::number(bottleneck.number), bottleneck.title)
}

/// What is said of a project that is not somebody's real one.
pub fn made_up(language: Language, project: &Project) -> Option<&'static str> {
    if project.rehearsal {
        return Some(rehearsal::note(language));
    }
    project.example.then(|| texts::example(language))
}

/// What must be said first: that it is made up, and that it is no legal text.
pub fn warnings(document: &mut Document, project: &Project) {
    let language = document.edition.language;
    if let Some(words) = made_up(language, project) {
        document.note(texts::note(language), words);
    }
    document.note(texts::legal_title(language), texts::legal(language));
}

/// What the parties want together.
pub fn aim(document: &mut Document, project: &Project) {
    let language = document.edition.language;
    document.section(texts::aim_title(language));
    document.blocks.push(Block::Paragraph(vec![Inline::strong(texts::aim(language, &project.municipality))]));
    document.say(texts::aim_more(language));
}

/// The priorities with the figures of the moment on which they were chosen, where that was, and
/// why; or that there are none yet.
pub fn decided(document: &mut Document, project: &Project) {
    let language = document.edition.language;
    let chosen: Vec<(&Bottleneck, &Decision)> = project
        .priorities()
        .into_iter()
        .filter_map(|bottleneck| Some((bottleneck, bottleneck.decision.as_ref()?)))
        .collect();
    if chosen.is_empty() {
        return document.say(texts::decided_none(language));
    }
    document.say(texts::decided_text(language));
    let (mut places, mut reasons) = (Vec::new(), Vec::new());
    for (_, decision) in &chosen {
        let meeting = project.meeting(decision.meeting).map_or("", |meeting| meeting.title.as_str());
        let day = words::date(language, clock::day_of(decision.at));
        add(&mut places, texts::decided_where(language, meeting, day));
        if !decision.reason.is_empty() {
            add(&mut reasons, decision.reason.clone());
        }
    }
    places.into_iter().for_each(|place| document.say(place));
    for reason in reasons {
        let lead = Inline::strong(format!("{} ", texts::decided_reason(language)));
        document.blocks.push(Block::Paragraph(vec![lead, Inline::plain(reason)]));
    }
    let table = decided_table(language, &chosen);
    let bars: Vec<Bar> = chosen.iter().filter_map(|(bottleneck, decision)| bar(bottleneck, decision)).collect();
    document.blocks.push(match highest_and_lowest(language, &chosen) {
        Some(alternative) => Block::Figure(Figure {
            svg: picture::bars(language, &bars),
            alternative,
            caption: texts::picture_caption(language).to_owned(),
            table,
        }),
        None => Block::Table(table),
    });
    document.say(texts::decided_scale(language));
    let has_few = |decision: &Decision| decision.verdict.severity.is_none() || decision.verdict.influence.is_none();
    if chosen.iter().any(|(_, decision)| has_few(decision)) {
        document.say(texts::decided_few(language, limits::SMALLEST_GROUP));
    }
}

fn add(list: &mut Vec<String>, text: String) {
    if !list.contains(&text) {
        list.push(text);
    }
}

fn bar(bottleneck: &Bottleneck, decision: &Decision) -> Option<Bar> {
    Some(Bar {
        name: format!("{} {}", words::number(bottleneck.number), bottleneck.short_name),
        severity: decision.verdict.severity?.mean,
        influence: decision.verdict.influence?.mean,
    })
}

/// The sentence that says what the picture shows; `None` without figures.
fn highest_and_lowest(language: Language, chosen: &[(&Bottleneck, &Decision)]) -> Option<String> {
    let mean = |decision: &Decision| Some(decision.verdict.severity?.mean);
    let with_figures = || chosen.iter().filter_map(|(bottleneck, decision)| Some((mean(decision)?, bottleneck)));
    let low = with_figures().map(|(mean, _)| mean).min()?;
    // Of equals the one with the better place.
    let (high, highest) = with_figures().rev().max_by_key(|(mean, _)| *mean)?;
    let shown = |mean| wording::cell(language, &Cell::Decimal(mean));
    Some(if low == high {
        texts::picture_same(language, shown(high))
    } else {
        texts::picture_text(language, shown(low), shown(high), named(highest))
    })
}

fn decided_table(language: Language, chosen: &[(&Bottleneck, &Decision)]) -> Table {
    let mean = |marks: Option<Marks>| match marks {
        Some(marks) => Cell::Decimal(marks.mean),
        None => Cell::text(texts::too_few(language)),
    };
    let row = |(bottleneck, decision): &(&Bottleneck, &Decision)| {
        let severity = decision.verdict.severity;
        vec![
            Cell::Number(decision.verdict.rank.unwrap_or_default()),
            Cell::text(named(bottleneck)),
            mean(severity),
            mean(decision.verdict.influence),
            severity.map_or_else(Cell::empty, |marks| Cell::text(band(language, marks.band))),
            severity.map_or_else(Cell::empty, |marks| Cell::Number(marks.answered)),
        ]
    };
    Table {
        caption: texts::decided_table(language).to_owned(),
        columns: vec![
            Column::number(texts::rank(language), 10),
            Column::text(texts::bottleneck(language), 36),
            Column::number(texts::severity(language), 11),
            Column::number(texts::influence(language), 12),
            Column::text(texts::agreement(language), 14),
            Column::number(texts::answers(language), 17),
        ],
        row_header: Some(1),
        rows: chosen.iter().map(row).collect(),
        purpose: Purpose::Reading,
    }
}

/// What happens when nothing is done, for the municipality and for young people (annex 5); nothing when
/// no risk was written down.
pub fn risks(document: &mut Document, project: &Project) {
    let language = document.edition.language;
    let name = |group: &str, key| wording::risk_choice(language, group, key);
    let party = |id: Option<PartyId>| {
        let found = id.and_then(|id| project.party(id));
        found.map_or_else(Cell::empty, |found| Cell::text(found.name.clone()))
    };
    let list = view::risks::risks(project);
    let rows: Vec<Vec<Cell>> = (list.at_risk.iter())
        .flat_map(|at| Side::ALL.iter().flat_map(move |side| at.risks.iter().filter(move |risk| risk.side == *side)))
        .filter_map(|risk| {
            Some(vec![
                Cell::text(named(project.bottleneck(risk.bottleneck)?)),
                Cell::text(name("side", risk.side.key())),
                Cell::text([&wording::risk_number(risk), " ", &wording::risk(language, risk)].concat()),
                risk.score.as_ref().map_or_else(Cell::empty, |score| Cell::text(placed(language, score))),
                risk.response.map_or_else(Cell::empty, |response| Cell::text(name("response", response.key()))),
                party(risk.owner),
            ])
        })
        .collect();
    if rows.is_empty() {
        return;
    }
    document.section(texts::risks_title(language));
    document.say(texts::risks_text(language));
    let table = Table {
        caption: texts::risks_table(language).to_owned(),
        columns: vec![
            Column::text(texts::bottleneck(language), 19),
            Column::text(texts::risks_side(language), 13),
            Column::text(choices::field_event(language), 24),
            Column::text(texts::risks_zone(language), 17),
            Column::text(choices::field_response(language), 15),
            Column::text(choices::field_owner(language), 12),
        ],
        row_header: Some(0),
        rows,
        purpose: Purpose::Reading,
    };
    let scored: Vec<&Risk> = list.at_risk.iter().flat_map(|at| &at.risks).filter(|risk| risk.score.is_some()).collect();
    if scored.is_empty() {
        return document.blocks.push(Block::Table(table));
    }
    let is_high = |risk: &&&Risk| risk.score.as_ref().is_some_and(|score| score.zone == Zone::High);
    let high = |side: Side| scored.iter().filter(is_high).filter(|risk| risk.side == side).count() as u32;
    let (municipality, youth) = (high(Side::Municipality), high(Side::Youth));
    document.blocks.push(Block::Figure(Figure {
        svg: matrix::matrices(language, project.risk_zones, &scored),
        alternative: texts::matrix_text(language, municipality + youth, municipality, youth),
        caption: texts::matrix_caption(language).to_owned(),
        table,
    }));
    for side in Side::ALL {
        document.blocks.push(Block::Table(matrix::grid(language, project.risk_zones, *side, &scored)));
    }
    document.say(texts::matrix_scale(language));
}

/// Where the table put a risk, in words.
fn placed(language: Language, score: &Score) -> String {
    let zone = scoring::zone(language, score.zone);
    let place = texts::risks_place(language, zone, u32::from(score.place.chance), u32::from(score.place.impact));
    match score.money {
        Some(range) => format!("{place}. {}", texts::risks_money(language, scoring::money(language, range))),
        None => place,
    }
}

/// How far the parties stand behind the newest sentence that hands were raised for.
pub fn support(document: &mut Document, project: &Project) {
    let language = document.edition.language;
    let Some(support) = project.challenge.support() else { return document.say(texts::support_none(language)) };
    document.say(texts::support_text(language));
    document.say(texts::support_statement(language, &support.statement));
    let meeting = project.meeting(support.meeting).map_or("", |meeting| meeting.title.as_str());
    document.say(texts::support_where(language, meeting, words::date(language, clock::day_of(support.at))));
    let name = |party: PartyId| project.party(party).map_or("", |party| party.name.as_str());
    let heard = support.hands.iter().filter(|hand| hand.is_heard()).map(|hand| name(hand.party));
    let outcome = match support.outcome {
        Outcome::Carried if !support.silent.is_empty() => texts::support_raised(language).to_owned(),
        Outcome::Carried => texts::support_carried(language).to_owned(),
        Outcome::Reserved => texts::support_reserved(language, heard.collect::<Vec<_>>().join(", ")),
        Outcome::NotYet => texts::support_not_yet(language).to_owned(),
    };
    document.blocks.push(Block::Paragraph(vec![Inline::strong(outcome)]));
    let place = |hand: &&Hand| project.parties.iter().position(|party| party.party == hand.party);
    let mut hands: Vec<&Hand> = support.hands.iter().collect();
    hands.sort_by_key(place);
    let row = |hand: &&Hand| {
        vec![Cell::text(name(hand.party)), Cell::Number(u32::from(hand.fingers)), Cell::text(&hand.note)]
    };
    document.blocks.push(Block::Table(Table {
        caption: texts::support_table(language).to_owned(),
        columns: vec![
            Column::text(texts::organisation(language), 40),
            Column::number(texts::support_fingers(language), 12),
            Column::text(texts::support_note(language), 48),
        ],
        row_header: Some(0),
        rows: hands.iter().map(row).collect(),
        purpose: Purpose::Reading,
    }));
    if !support.silent.is_empty() {
        document.say(texts::support_silent(language));
        document.list(support.silent.iter().map(|party| name(*party)));
    }
}

fn band(language: Language, band: Band) -> &'static str {
    match band {
        Band::Agreed => chart::agreed(language),
        Band::Mixed => chart::mixed(language),
        Band::Divided => chart::divided(language),
    }
}

/// What is asked of parties that were not there; nothing when nothing is.
pub fn asked(document: &mut Document, rows: &[Promised]) {
    let language = document.edition.language;
    if !rows.is_empty() {
        document.section(texts::asked_title(language));
        document.say(texts::asked_text(language));
        document.blocks.push(Block::Table(promised::table(language, texts::asked_table(language), rows)));
    }
}

/// What parties do not do; nothing when nobody said no.
pub fn declined(document: &mut Document, rows: &[Promised]) {
    let language = document.edition.language;
    if !rows.is_empty() {
        document.section(texts::declined_title(language));
        document.list(promised::declined(language, rows));
    }
}

/// A row to sign in for each party.
pub fn signatures(document: &mut Document, project: &Project) {
    let language = document.edition.language;
    if project.parties.is_empty() {
        return document.say(texts::signing_none(language));
    }
    document.say(texts::signing_text(language));
    let row = |name: &str| vec![Cell::text(name), Cell::empty(), Cell::empty(), Cell::empty()];
    document.blocks.push(Block::Table(Table {
        caption: texts::signing_table(language).to_owned(),
        columns: vec![
            Column::text(texts::on_behalf(language), 30),
            Column::text(texts::name_and_role(language), 30),
            Column::text(texts::day(language), 14),
            Column::text(texts::signature(language), 26),
        ],
        row_header: Some(0),
        rows: project.parties.iter().map(|party| row(&party.name)).collect(),
        purpose: Purpose::Writing,
    }));
}

/// How people voted, and what the figures can and cannot say.
pub fn method(document: &mut Document, project: &Project) {
    let language = document.edition.language;
    document.section(texts::method_title(language));
    let weighed = project.risks.iter().any(|risk| risk.score.is_some());
    document.list(
        [
            Some(texts::method_votes(language).to_owned()),
            weighed.then(|| texts::method_risks(language).to_owned()),
            Some(texts::method_few(language, limits::SMALLEST_GROUP)),
            Some(texts::method_gone(language).to_owned()),
            Some(texts::method_agreement(language).to_owned()),
            Some(texts::method_talk(language).to_owned()),
        ]
        .into_iter()
        .flatten(),
    );
}

/// Whose approach it is, and of which moment the document speaks.
pub fn source(document: &mut Document) {
    let language = document.edition.language;
    document.section(texts::source_title(language));
    document.say(texts::source_text(language));
    document.blocks.push(Block::Paragraph(vec![
        Inline::Emphasis(texts::source_name(language).to_owned()),
        Inline::plain(format!(". {}", texts::source_by(language))),
    ]));
    let facts = [
        (texts::state(language), Cell::text(wording::state(document))),
        (texts::version(language), Cell::text(document.version.to_string())),
        (texts::as_of(language), Cell::Day(document.edition.as_of)),
        (texts::made_with(language), Cell::text("Werksessie")),
    ];
    document.blocks.push(Block::Facts(facts.map(|(name, value)| (name.to_owned(), value)).into()));
}
