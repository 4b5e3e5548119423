//! A workbook of what people really type, and of what they hopefully never do.

use std::collections::BTreeMap;

use werksessie_core::access::Actor;
use werksessie_core::action::details::{Details, Light, Reach, Sign, Term};
use werksessie_core::action::{Action, Added as ActionAdded};
use werksessie_core::bottleneck::evidence::{Evidence, EvidenceKind};
use werksessie_core::bottleneck::{
    Added as BottleneckAdded, Bottleneck, Decision, Figure, Level, Origin, Tags, Verdict,
};
use werksessie_core::document::{Edition, State};
use werksessie_core::method::{BigFive, Dimension};
use werksessie_core::party::{Added as PartyAdded, CircleId, Party};
use werksessie_core::project::{Created, Language, Project};
use werksessie_core::promise::confirm::{Confirmation, How};
use werksessie_core::promise::report::{Progress, Report};
use werksessie_core::promise::{Kind, Made, Mandate, Promise, Voice};
use werksessie_core::risk::Side;
use werksessie_core::stats::Band;
use werksessie_core::time::{Date, Quarter, Timestamp};
use werksessie_core::{
    ActionId, BottleneckId, Envelope, Event, MeetingId, PartyId, ProjectId, PromiseId, RoundId, derive,
};

use quick_xml::Reader;
use quick_xml::events::Event as Xml;

use super::{texts, write};
use crate::documents::tests::{parts, words_of};
use crate::documents::{commitment, html, promised, wording};
use crate::server::clock;
use crate::server::example::played;
use crate::ui::scoring;

const NASTY: [&str; 10] = [
    "=1+1 is geen formule",
    "+31 bellen",
    "-5 wachtenden minder",
    "@gemeente <b>&\"'</b>",
    "Coördinatie één loket: ‘façade’ ß",
    "Kamers 👩‍👧 met hulp",
    "\u{0}\u{7}bel\u{1b}\u{FFFE} en \ttab",
    "",
    "Twaalf kamers vrijmaken voor jongeren die uit een instelling vertrekken",
    "_x0041_ blijft zoals het is",
];

fn id(kind: u8, number: u64) -> [u8; 16] {
    derive(&[kind; 32], number)
}

fn day(text: &str) -> Date {
    text.parse().expect("this day exists")
}

fn today() -> Date {
    day("2026-11-22")
}

/// A project with so many actions, and texts of every sort.
fn project(actions: u32, texts: &dyn Fn(u32) -> String) -> Project {
    let mut project = Project::default();
    let at = Timestamp(1_795_340_000_000);
    let mut fold = |event: Event| {
        let seq = project.seq + 1;
        project.apply(&Envelope { seq, at, actor: Actor::System, more: false, undo: None, event });
    };
    fold(Event::ProjectCreated(Created {
        project: ProjectId::from_random(id(1, 0)),
        municipality: "Waterstede".into(),
        title: texts(8),
        language: Language::Nl,
        example: true,
        rehearsal: false,
        circles: Vec::new(),
    }));
    for number in 0..4 {
        fold(Event::PartyAdded(PartyAdded {
            party: Party {
                party: PartyId::from_random(id(2, number)),
                name: ["Gemeente · Jeugd", "Woningcorporatie De Sluis", "Jeugdzorg De Brug", "Opvang & Co <x>"]
                    [number as usize]
                    .into(),
                short_name: format!("Partij {number}"),
                kind: None,
                circle: CircleId::other(),
                expected: 1,
                typed_in: false,
            },
        }));
    }
    for number in 1..=6u32 {
        let figure =
            |mean| Some(Figure { mean, consensus: 70, band: Band::Mixed, answered: if number == 5 { 4 } else { 9 } });
        let bottleneck = BottleneckId::from_random(id(3, u64::from(number)));
        let verdict = Verdict {
            item: bottleneck,
            rank: (number < 6).then_some(number),
            vote_rank: number,
            severity: figure(500 - number * 30),
            influence: figure(300),
        };
        fold(Event::BottleneckAdded(BottleneckAdded {
            bottleneck: Bottleneck {
                short_name: format!("Knelpunt {number}"),
                explanation: texts(number),
                tags: Tags {
                    kind: Some(Dimension::ALL[number as usize % 2]),
                    level: Some(Level::ALL[number as usize % 5]),
                    domains: BigFive::ALL[..number as usize % 6].iter().copied().collect(),
                },
                evidence: EvidenceKind::ALL
                    .iter()
                    .map(|kind| Evidence { kind: *kind, source: texts(number + 2), card: None })
                    .collect(),
                decision: Some(Decision {
                    meeting: MeetingId::from_random(id(6, 0)),
                    round: RoundId::from_random(id(7, 0)),
                    at,
                    verdict,
                    reason: texts(0),
                }),
                ..Bottleneck::new(bottleneck, number, texts(number + 3), Origin::Own)
            },
        }));
    }
    for number in 1..=actions {
        let promise = PromiseId::from_random(id(4, u64::from(number)));
        let from_promise = number % 4 != 0;
        if from_promise {
            fold(Event::PromiseMade(Made { promise: made(promise, number, texts) }));
        }
        fold(Event::ActionAdded(ActionAdded { action: planned(from_promise.then_some(promise), number, at, texts) }));
    }
    project
}

fn made(promise: PromiseId, number: u32, texts: &dyn Fn(u32) -> String) -> Promise {
    let n = u64::from(number);
    let how =
        [None, Some(How::Room), Some(How::Link), Some(How::Orally { noted_by: "Noor Aalders".into(), day: today() })];
    let how = how[number as usize / 3 % 4].clone();
    Promise {
        promise,
        number,
        bottleneck: BottleneckId::from_random(id(3, n % 5 + 1)),
        also: vec![BottleneckId::from_random(id(3, (n + 1) % 5 + 1))],
        party: PartyId::from_random(id(2, n % 4)),
        owner: "Noor Aalders".into(),
        what: texts(number),
        result: texts(number + 1),
        due: Date::new(2027, (number % 12 + 1) as u8, 15).expect("this day exists"),
        kind: Kind::ALL[number as usize % 5],
        reservation: texts(number + 2),
        mandate: Some(match number % 3 {
            0 => Mandate::No { body: "Raad van bestuur".into(), by: day("2027-01-15") },
            _ => Mandate::Yes,
        }),
        voice: if number.is_multiple_of(7) { Voice::Others } else { Voice::Party },
        meeting: None,
        confirmed: how.map(|how| Confirmation { how, on: today(), mandate: None }),
        conditions: Vec::new(),
        reports: vec![Report { state: Progress::HelpNeeded, line: texts(number + 4), on: today() }],
        at: Timestamp(0),
        withdrawn: number.is_multiple_of(11),
    }
}

fn planned(promise: Option<PromiseId>, number: u32, at: Timestamp, texts: &dyn Fn(u32) -> String) -> Action {
    let start = Quarter::new(2027, (number % 4 + 1) as u8).expect("this quarter exists");
    let light = |shift: u32| Some(Light::ALL[((number + shift) % 3) as usize]);
    Action {
        activity: None,
        action: ActionId::from_random(id(5, u64::from(number))),
        number,
        title: texts(number),
        promise,
        start,
        end: start.next().next(),
        dropped: number.is_multiple_of(13),
        details: Details {
            direction: "Meer plekken".into(),
            partners: texts(number + 5),
            for_whom: "Profiel 2 en 3".into(),
            youths: Some(25),
            places: Some(number),
            big_five: BigFive::ALL[..(number % 6) as usize].to_vec(),
            dimension: Some(Dimension::Content),
            term: Some(Term::Medium),
            decision_body: "College".into(),
            decision_by: Some(day("2027-02-01")),
            cost_once: Some(125_000),
            cost_yearly: (number.is_multiple_of(2)).then_some(40_000),
            cover: texts(number + 6),
            fte: Some(150),
            depends_on: vec![ActionId::from_random(id(5, 1))],
            indicator: texts(number + 7),
            baseline: "0".into(),
            target: "=12".into(),
            risk: texts(number + 8),
            youth_check: BTreeMap::from([(1, Sign::Plus), (9, Sign::Minus)]),
            content: light(0),
            finances: light(1),
            planning: light(2),
            reach: Some(Reach::Regional),
            source: texts(number + 9),
            ..Details::default()
        },
        updated_at: Some(at),
    }
}

/// Keeps a file to look at, when somebody asks for it.
fn keep(name: &str, bytes: &[u8]) {
    if let Some(folder) = std::env::var_os("WERKSESSIE_WORKBOOKS") {
        std::fs::write(std::path::Path::new(&folder).join(name), bytes).expect("the folder is there");
    }
}

#[test]
fn whatever_people_type_makes_the_same_workbook_each_time() {
    let long = "Een lange zin over kamers. ".repeat(80);
    let texts = |at: u32| match at % 11 {
        10 => long.chars().take(2_000).collect(),
        at => NASTY[at as usize].to_owned(),
    };
    let nasty = project(200, &texts);
    for language in [Language::Nl, Language::En] {
        let first = write(&nasty, language, today()).expect("it is written");
        assert_eq!(first, write(&nasty, language, today()).expect("it is written"), "the same bytes");
        keep(&format!("nasty-{}.xlsx", crate::ui::language_code(language)), &first);
    }
    assert!(
        write(&nasty, Language::Nl, day("2026-11-23")).expect("it is written")
            != write(&nasty, Language::Nl, today()).expect("it is written")
    );
}

#[test]
fn each_risk_stands_once_in_its_place_and_on_its_own_side() {
    let link = werksessie_core::LinkId::from_random([2; 16]);
    let log = played(ProjectId::from_random([1; 16]), link, Language::Nl, clock::now()).expect("the story plays");
    let mut project = Project::default();
    log.iter().for_each(|envelope| project.apply(envelope));
    let sheets = read(&write(&project, Language::Nl, today()).expect("it is written"));
    let rows = &sheets[texts::sheet_matrices(Language::Nl)];
    for risk in &project.risks {
        let score = risk.score.as_ref().expect("the story weighs all");
        let number = wording::risk_number(risk);
        // Impact 5 is the first row below the headers; the side of young people begins at the eighth column.
        let left = if risk.side == Side::Municipality { 0 } else { 7 };
        let place = (7 - usize::from(score.place.impact), left + usize::from(score.place.chance));
        let at = |row: &Vec<String>| row.iter().position(|cell| cell.contains(&number));
        let found: Vec<_> = rows.iter().enumerate().filter_map(|(row, cells)| Some((row, at(cells)?))).collect();
        assert_eq!(found.len(), 1, "{number} in {rows:?}");
        assert_eq!(found[0].0, place.0, "{number} in {rows:?}");
        assert!(rows[place.0][found[0].1].starts_with(scoring::zone(Language::Nl, score.zone)));
        // A row has no cells between the matrices.
        assert_eq!(found[0].1, if left == 0 { place.1 } else { place.1 - 1 }, "{number} in {rows:?}");
    }
    let empty = read(&write(&Project::default(), Language::Nl, today()).expect("it is written"));
    assert_eq!(empty[texts::sheet_matrices(Language::Nl)], [[texts::matrices_none(Language::Nl)]]);
}

/// The sheets of a workbook by name: the cells as text, row by row, with numbers and dates as they
/// are stored.
fn read(file: &[u8]) -> BTreeMap<String, Vec<Vec<String>>> {
    let parts = parts(file);
    let part = |name: &str| &parts.iter().find(|(other, _)| other == name).unwrap_or_else(|| panic!("{name}")).1;
    let mut shared = Vec::new();
    each(part("xl/sharedStrings.xml"), &mut |event, inside| match event {
        Xml::Start(start) if start.name().as_ref() == "si" => shared.push(String::new()),
        other if inside.ends_with(&["t".to_owned()]) => add(shared.last_mut().expect("it begins"), &other),
        _ => {}
    });
    let mut names = Vec::new();
    each(part("xl/workbook.xml"), &mut |event, _| match event {
        Xml::Empty(start) if start.name().as_ref() == "sheet" => names.push(attribute(&start, "name")),
        _ => {}
    });
    let sheet = |(at, name): (usize, String)| {
        let mut rows: Vec<Vec<String>> = Vec::new();
        let mut is_shared = false;
        each(part(&format!("xl/worksheets/sheet{}.xml", at + 1)), &mut |event, inside| match event {
            Xml::Start(start) if start.name().as_ref() == "row" => rows.push(Vec::new()),
            Xml::Empty(start) if start.name().as_ref() == "c" => rows.last_mut().expect("a row").push(String::new()),
            Xml::Start(start) if start.name().as_ref() == "c" => {
                is_shared = attribute(&start, "t") == "s";
                rows.last_mut().expect("a row").push(String::new());
            }
            other if inside.ends_with(&["v".to_owned()]) => {
                add(rows.last_mut().and_then(|row| row.last_mut()).expect("a cell"), &other)
            }
            Xml::End(end) if end.name().as_ref() == "c" && is_shared => {
                let cell = rows.last_mut().and_then(|row| row.last_mut()).expect("a cell");
                *cell = shared[cell.parse::<usize>().expect("a place")].clone();
            }
            _ => {}
        });
        (name, rows)
    };
    names.into_iter().enumerate().map(sheet).collect()
}

/// Calls for each event of some XML, with the names of the elements around it.
fn each(xml: &str, call: &mut dyn FnMut(Xml, &[String])) {
    let (mut reader, mut inside) = (Reader::from_str(xml), Vec::new());
    loop {
        let event = reader.read_event().expect("sound XML");
        match &event {
            Xml::Eof => return,
            Xml::Start(start) => inside.push(start.name().as_ref().to_owned()),
            Xml::End(_) => drop(inside.pop()),
            _ => {}
        }
        call(event, &inside);
    }
}

fn attribute(start: &quick_xml::events::BytesStart, name: &str) -> String {
    let found = start.attributes().flatten().find(|attribute| attribute.key.as_ref() == name);
    found.map_or_else(String::new, |attribute| attribute.value.to_string())
}

/// Adds what a piece of text says.
fn add(text: &mut String, event: &Xml) {
    match event {
        Xml::Text(piece) => text.push_str(piece),
        Xml::GeneralRef(reference) => {
            let name: &str = reference;
            let known = reference.resolve_char_ref().expect("a character").map(String::from);
            text.push_str(
                &known
                    .unwrap_or_else(|| quick_xml::escape::resolve_predefined_entity(name).expect("a name").to_owned()),
            );
        }
        _ => {}
    }
}

/// What a text says, whatever stands between its words.
fn said(text: &str) -> String {
    let visible = |c: char| if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') { ' ' } else { c };
    // A workbook writes such a text so that it is not taken for a character.
    text.replace("_x005F_", "_")
        .chars()
        .map(visible)
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// A day as a spreadsheet counts them: 1 January 2000 is 36526.
fn counted(date: Date) -> String {
    let year = u32::from(date.year()) - 2000;
    let months = [31, if year.is_multiple_of(4) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let before: u32 = months[..usize::from(date.month()) - 1].iter().sum();
    (36_526 + year * 365 + year.div_ceil(4) + before + u32::from(date.day()) - 1).to_string()
}

#[test]
fn the_workbook_says_what_the_commitment_says() {
    let long = "Een lange zin over kamers. ".repeat(80);
    let project = project(200, &|at: u32| match at % 11 {
        10 => long.chars().take(2_000).collect(),
        at => NASTY[at as usize].to_owned(),
    });
    let edition = Edition { language: Language::Nl, as_of: today(), state: State::Concept };
    let book = read(&write(&project, Language::Nl, today()).expect("it is written"));
    let page = String::from_utf8(html::write(&commitment::commitment(&project, edition)).expect("it is written"))
        .expect("UTF-8");
    let page = said(&words_of(&page, &["head", "footer", "svg"], &["strong", "em", "time"]).join(" "));
    let sheet = |name: &str| &book[name];

    let promises = sheet(texts::sheet_promises(Language::Nl));
    let all = promised::all(&project);
    let rows: Vec<_> = all.does.iter().chain(&all.asked).chain(&all.declined).collect();
    assert_eq!(promises.len() - 1, rows.len(), "each promise that stands is a row");
    let found = (all.does.len(), all.asked.len(), all.declined.len());
    assert!(found.0 > 50 && found.1 > 2 && found.2 > 5, "there is something to compare: {found:?}");
    for promise in rows {
        let row = promises.iter().find(|row| row[0] == promise.number.to_string()).expect("its number");
        let texts = [
            (1, &promise.what),
            (2, &promise.result),
            (3, &promise.party_name),
            (4, &promise.owner),
            (8, &promise.reservation),
        ];
        for (column, text) in texts {
            assert_eq!(said(&row[column]), said(text), "promise {} column {column}", promise.number);
            assert!(page.contains(&said(text)), "promise {} is not whole on the page: {text:?}", promise.number);
        }
        assert_eq!(row[5], counted(promise.due), "promise {}", promise.number);
        let due = crate::ui::words::date(Language::Nl, promise.due);
        assert!(promise.kind == Kind::No || page.contains(&due), "promise {}: {due}", promise.number);
    }
    let bottlenecks = sheet(texts::sheet_bottlenecks(Language::Nl));
    let decided = project.priorities();
    assert_eq!(decided.len(), 5);
    for bottleneck in decided {
        let number = crate::ui::words::number(bottleneck.number);
        let row = bottlenecks.iter().find(|row| row[0] == number).expect("its number");
        let decision = bottleneck.decision.as_ref().expect("it is decided");
        assert_eq!(said(&row[1]), said(&bottleneck.title));
        assert_eq!(row[3], bottleneck.rank().expect("a rank").to_string());
        assert_eq!(said(&row[9]), said(&decision.reason));
        assert!(page.contains(&format!("{number} {}", said(&bottleneck.title)).trim().to_owned()), "{number}");
        assert!(page.contains(&said(&decision.reason)));
    }
}

#[test]
fn an_empty_project_and_an_ordinary_one_make_a_workbook() {
    let empty = write(&Project::default(), Language::Nl, today()).expect("it is written");
    keep("empty.xlsx", &empty);
    let texts = |at: u32| {
        [
            "Twaalf kamers vrijhouden voor jongeren die uit jeugdzorg vertrekken",
            "Elke jongere een maand na het vertrek bellen",
            "Eén vast gezicht regelen vanaf het zeventiende jaar",
            "De urgentieregeling aanpassen en met de corporaties bespreken",
            "Inkomen rond op de dag van vertrek",
        ][at as usize % 5]
            .to_owned()
    };
    let ordinary = write(&project(14, &texts), Language::Nl, today()).expect("it is written");
    keep("ordinary.xlsx", &ordinary);
    assert!(ordinary.len() > empty.len());
}

#[test]
fn every_choice_has_a_word_in_both_languages() {
    for language in [Language::Nl, Language::En] {
        let project = Project::default();
        let book = super::Book { project: &project, language, today: today() };
        let groups: [(&str, Vec<&str>); 7] = [
            ("kind", Kind::ALL.map(Kind::key).into()),
            ("progress", Progress::ALL.map(Progress::key).into()),
            ("light", Light::ALL.iter().map(|choice| choice.key()).collect()),
            ("term", Term::ALL.iter().map(|choice| choice.key()).collect()),
            ("dimension", Dimension::ALL.iter().map(|choice| choice.key()).collect()),
            ("reach", Reach::ALL.iter().map(|choice| choice.key()).collect()),
            ("big", BigFive::ALL.iter().map(|choice| choice.key()).collect()),
        ];
        for (group, keys) in groups {
            for key in keys {
                assert!(!book.word(group, key).is_empty(), "{group}_{key}");
            }
        }
        for hint in werksessie_core::promise::vague::HINTS {
            assert!(crate::messages::console::find(language, hint).is_some(), "{hint}");
        }
    }
}
