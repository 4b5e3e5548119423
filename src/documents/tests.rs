//! What holds for every document in every format.

use std::io::{Cursor, Read as _};

use quick_xml::Reader;
use quick_xml::events::Event;
use werksessie_core::document::{Block, Cell, Document, Edition, State, Table};
use werksessie_core::project::{Language, Project};
use werksessie_core::promise::condition::Answer;
use werksessie_core::promise::confirm::{Confirmation, How};
use werksessie_core::promise::{Kind, Mandate, Voice};
use werksessie_core::{LinkId, ProjectId};
use zip::ZipArchive;

use super::promised::{self, Condition};
use super::{agreements, arena, challenge, commitment, docx, fixture, html, letter, wording};

/// The texts between the elements that this one begins and ends, other than of those to skip:
/// words with one space between them. An element of `joins` does not part words.
pub(super) fn words_of(xml: &str, skip: &[&str], joins: &[&str]) -> Vec<String> {
    let mut reader = Reader::from_str(xml);
    let (mut text, mut skipping) = (String::new(), 0);
    loop {
        match reader.read_event().expect("sound XML") {
            Event::Eof => break,
            Event::Start(start) => {
                let name = start.name().as_ref().to_owned();
                if skip.contains(&name.as_str()) {
                    skipping += 1;
                } else if !joins.contains(&name.as_str()) {
                    text.push(' ');
                }
            }
            Event::End(end) => {
                let name = end.name().as_ref().to_owned();
                if skip.contains(&name.as_str()) {
                    skipping -= 1;
                } else if !joins.contains(&name.as_str()) {
                    text.push(' ');
                }
            }
            Event::Empty(_) => text.push(' '),
            Event::Text(piece) if skipping == 0 => text.push_str(&piece),
            Event::GeneralRef(reference) if skipping == 0 => {
                let name: &str = &reference;
                let known = reference.resolve_char_ref().expect("a character");
                let named = || quick_xml::escape::resolve_predefined_entity(name).expect("a known name").to_owned();
                text.push_str(&known.map_or_else(named, String::from));
            }
            _ => {}
        }
    }
    text.split_whitespace().map(str::to_owned).collect()
}

pub(super) fn parts(file: &[u8]) -> Vec<(String, String)> {
    let mut pack = ZipArchive::new(Cursor::new(file)).expect("a zip");
    let mut parts = Vec::new();
    for at in 0..pack.len() {
        let mut part = pack.by_index(at).expect("a part");
        let mut text = String::new();
        part.read_to_string(&mut text).expect("UTF-8");
        parts.push((part.name().expect("UTF-8").into_owned(), text));
    }
    parts
}

fn part(file: &[u8], name: &str) -> String {
    parts(file).into_iter().find(|(other, _)| other == name).expect("the part").1
}

#[track_caller]
fn says_the_same(document: &Document) {
    let page = String::from_utf8(html::write(document).unwrap()).unwrap();
    let file = docx::write(document).unwrap();
    let in_page = words_of(&page, &["head", "footer", "svg", "figcaption"], &["strong", "em", "time"]);
    let text = part(&file, "word/document.xml");
    let in_file = words_of(&text, &["w:drawing"], &["w:r", "w:t", "w:rPr", "w:pPr"]);
    // A run's own settings are empty elements, which part words; in the page they do not.
    let joined = |words: &[String]| words.concat();
    assert_eq!(joined(&in_page), joined(&in_file));
    assert!(in_page.len() > 20);
}

#[test]
fn page_and_file_say_the_same_whatever_people_typed() {
    says_the_same(&fixture::nasty());
    for language in [Language::Nl, Language::En] {
        let edition = Edition { language, ..fixture::edition() };
        for project in [fixture::project(), all_sorts()] {
            says_the_same(&commitment::commitment(&project, edition));
            says_the_same(&challenge::challenge(&project, edition));
            says_the_same(&agreements::agreements(&project, edition));
            says_the_same(&letter::letters(&project, edition));
            says_the_same(&letter::letter(&project, &project.parties[0], edition));
        }
        says_the_same(&commitment::commitment(&Project::default(), edition));
        says_the_same(&agreements::agreements(&Project::default(), edition));
    }
}

#[test]
fn nothing_that_people_typed_is_lost_or_becomes_markup() {
    let document = fixture::nasty();
    let page = String::from_utf8(html::write(&document).unwrap()).unwrap();
    let all = words_of(&page, &["head"], &["strong", "em", "time"]).join(" ");
    for text in ["<b>\"€ 1.000\"</b> is 'genoeg'", "=1+1", "]]> <!-- </w:t> </style>", "nul, bel, esc, wis, tab regel"]
    {
        assert!(all.contains(text), "{text}");
    }
    assert_eq!(page.matches("</style>").count(), 1);
    assert!(!page.contains(" style=\""));
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let one = docx::write(&fixture::nasty()).unwrap();
    fixture::tells_no_time(&one);
    assert_eq!(one, docx::write(&fixture::nasty()).unwrap());
    assert_eq!(html::write(&fixture::nasty()).unwrap(), html::write(&fixture::nasty()).unwrap());
}

#[test]
fn every_part_is_sound_xml_with_a_language_and_repeated_headers() {
    let document = fixture::nasty();
    let file = docx::write(&document).unwrap();
    let parts = parts(&file);
    assert_eq!(parts.len(), 14);
    assert_eq!(parts[0].0, "[Content_Types].xml");
    for (name, text) in &parts {
        words_of(text, &[], &[]);
        assert!(text.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>"), "{name}");
        let allowed = |character: char| matches!(character, '\n' | '\t') || !character.is_control();
        assert!(text.chars().all(allowed), "{name}");
    }
    let text = part(&file, "word/document.xml");
    let tables = text.matches("<w:tbl>").count();
    assert_eq!(tables, 4);
    assert_eq!(text.matches("<w:tblHeader/>").count(), tables);
    assert_eq!(text.matches("<w:tblCaption ").count(), tables);
    assert!(part(&file, "word/styles.xml").contains("<w:lang w:val=\"nl-NL\""));
    assert!(part(&file, "docProps/core.xml").contains("<dc:language>nl-NL</dc:language>"));
    assert_eq!(part(&file, "word/numbering.xml").matches("<w:startOverride").count(), 2);
}

/// The example that comes with the product.
fn example(language: Language) -> Project {
    let (id, link) = (ProjectId::from_random([1; 16]), LinkId::from_random([2; 16]));
    let log = crate::server::example::played(id, link, language, crate::server::clock::now()).unwrap();
    let mut project = Project::default();
    log.iter().for_each(|envelope| project.apply(envelope));
    project
}

#[test]
fn every_picture_is_a_drawing_in_the_file_with_its_sentence() {
    for language in [Language::Nl, Language::En] {
        let project = example(language);
        let edition = Edition { language, ..fixture::edition() };
        let documents = [
            challenge::challenge(&project, edition),
            commitment::commitment(&project, edition),
            arena::arena(&project, edition),
        ];
        let mut all = 0;
        for document in &documents {
            says_the_same(document);
            let text = part(&docx::write(document).unwrap(), "word/document.xml");
            let figures = document.blocks.iter().filter_map(|block| match block {
                Block::Figure(figure) => Some(figure),
                _ => None,
            });
            for (number, figure) in (1..).zip(figures) {
                let said = quick_xml::escape::escape(&figure.alternative).into_owned();
                let named = format!("<wp:docPr id=\"{number}\" name=\"Picture {number}\" descr=\"{said}\"/>");
                assert_eq!(text.matches(&named).count(), 1, "{}: {named}", document.title);
                // Each text of the picture stands in the drawing, in the same order.
                let drawing = text.split("<w:drawing>").nth(number).unwrap().split("</w:drawing>").next().unwrap();
                assert_eq!(words_of(drawing, &[], &[]), words_of(&figure.svg, &[], &[]));
                all += 1;
            }
            assert_eq!(text.matches("<w:drawing>").count(), text.matches("<wp:docPr ").count());
        }
        assert!(all >= 3, "{all} pictures");
    }
}

#[test]
fn the_policy_allows_the_sheet_of_the_page_and_nothing_else() {
    use base64::Engine as _;
    use sha2::Digest as _;
    let document = fixture::nasty();
    let page = String::from_utf8(html::write(&document).unwrap()).unwrap();
    let sheet = page.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
    let hash = base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(sheet));
    assert!(html::policy(&document).contains(&format!("style-src 'sha256-{hash}'")));
    assert!(html::policy(&document).starts_with("default-src 'none'"));
}

fn tables(document: &Document) -> Vec<&Table> {
    let mut tables = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Table(table) => tables.push(table),
            Block::Figure(figure) => tables.push(&figure.table),
            _ => {}
        }
    }
    tables
}

fn texts(row: &[Cell]) -> Vec<String> {
    row.iter().map(|cell| wording::cell(Language::Nl, cell)).collect()
}

#[test]
fn the_commitment_has_who_does_what_and_when() {
    let document = commitment::commitment(&fixture::project(), fixture::edition());
    let tables = tables(&document);
    let rows = |at: usize| tables[at].rows.iter().map(|row| texts(row)).collect::<Vec<_>>();
    assert_eq!(rows(0)[0], ["Directie Jeugd", "Werksessie knelpunten", "bestuur, beleid", "3"]);
    assert_eq!(rows(0)[1], ["Stichting De Brug", "Werksessie knelpunten", "uitvoering", "2"]);
    assert_eq!(rows(1)[0], ["1", "K02 Niemand houdt het overzicht", "te weinig", "te weinig", "", ""]);
    assert_eq!(rows(1)[1], ["2", "K01 Er zijn te weinig kleine woningen", "4,7", "3,3", "eens", "18"]);
    // The municipality's risks, then the youths'; what was put aside is gone.
    let at_risk = |side: &str, number: u8, place: &str| {
        let what = format!("R0{number} =een <jongere> {number} keer verhuist, met als gevolg: school & werk stoppen");
        let row = ["K01 Er zijn te weinig kleine woningen", side, &what, place, "Kleiner maken", "Stichting De Brug"];
        row.map(str::to_owned).to_vec()
    };
    let place = "hoog (kans 5, gevolg 3). Naar schatting €\u{a0}90.000 tot €\u{a0}225.000 per jaar.";
    assert_eq!(rows(2), [at_risk("Voor de gemeente", 2, place), at_risk("Voor jongeren", 1, "")]);
    // The matrices: what has a score stands in its place, on its own side.
    assert_eq!(rows(3)[2], ["Gevolg 3", "laag", "midden", "midden", "hoog", "hoog: R02"]);
    assert_eq!(rows(4)[2], ["Gevolg 3", "laag", "midden", "midden", "hoog", "hoog"]);
    assert_eq!(rows(5), [["Directie Jeugd", "4", ""], ["Stichting De Brug", "2", "eerst geld in de begroting"]]);
    // By party, then by date; what was withdrawn is gone.
    let numbers: Vec<String> = rows(6).into_iter().map(|row| row[0].clone()).collect();
    assert_eq!(numbers, ["3", "2", "1"]);
    assert_eq!(rows(6)[0][1..5], ["Directie Jeugd", "=Doet <zaak> 3", "Trekker 3", "15 december 2026"]);
    assert_eq!(rows(7)[0][4], "nog niet bevestigd");
    assert_eq!(rows(8).len(), 3, "every party can sign");
    let page = String::from_utf8(html::write(&document).unwrap()).unwrap();
    for text in [
        "loopt tot en met 1 juni 2027",
        "Woningcorporatie Thuis",
        "Dit kan nu &amp; &quot;snel&quot;",
        "Er zijn geen voorwaarden genoteerd.",
        "bij 5 antwoorden of meer",
        "Concept, versie 214, stand per 25 november 2026",
    ] {
        assert!(page.contains(text), "{text}");
    }
}

/// The fixture with a promise under reservation that goes back to a board, one that was confirmed
/// by word of mouth, a request to an absent party, and a no.
fn all_sorts() -> Project {
    let mut project = fixture::project();
    let confirmed = |how| Some(Confirmation { how, on: "2026-11-20".parse().unwrap(), mandate: None });
    let [first, second, third, fourth] = project.promises.as_mut_slice() else { panic!("four promises") };
    first.kind = Kind::Reservation;
    first.reservation = "Als de begroting het toelaat".into();
    first.result = "Drie gesprekken".into();
    first.mandate = Some(Mandate::No { body: "Raad van toezicht".into(), by: "2027-02-01".parse().unwrap() });
    first.confirmed = confirmed(How::Room);
    let day = "2026-11-18".parse().unwrap();
    second.confirmed = confirmed(How::Orally { noted_by: "Noor & Co".into(), day });
    third.kind = Kind::No;
    third.confirmed = confirmed(How::Link);
    fourth.withdrawn = false;
    fourth.voice = Voice::Others;
    fourth.mandate = None;
    project
}

fn page_of(document: &Document) -> String {
    String::from_utf8(html::write(document).unwrap()).unwrap()
}

#[test]
fn every_promise_stands_for_what_it_is_worth() {
    let project = all_sorts();
    let document = commitment::commitment(&project, fixture::edition());
    let captioned = |caption: &str| {
        let found = tables(&document).into_iter().find(|table| table.caption == caption);
        found.unwrap_or_else(|| panic!("{caption}")).rows.iter().map(|row| texts(row)).collect::<Vec<_>>()
    };
    let numbers = |rows: &[Vec<String>]| rows.iter().map(|row| row[0].clone()).collect::<Vec<_>>();
    assert_eq!(numbers(&captioned("Wie doet wat, en wanneer")), ["2", "1"]);
    let firm = captioned("Soort, resultaat en bevestiging");
    assert_eq!(firm[0][2..], ["toezegging", "", "mondeling op 18 november 2026, genoteerd door Noor & Co"]);
    assert_eq!(firm[1][2..], ["onder voorbehoud", "Drie gesprekken", "bevestigd in de zaal op 20 november 2026"]);
    assert_eq!(numbers(&captioned("Vragen aan partijen die er niet waren")), ["4"]);
    assert_eq!(
        captioned("Voorbehouden bij toezeggingen"),
        [["Stichting De Brug", "Als de begroting het toelaat", "1"]]
    );
    assert_eq!(
        captioned("Besluiten die nog nodig zijn"),
        [["Stichting De Brug", "Raad van toezicht", "1 februari 2027", "1"]]
    );
    let page = page_of(&document);
    assert!(
        page.contains("Directie Jeugd: =Doet &lt;zaak&gt; 3 (bevestigd via persoonlijke link op 20 november 2026)")
    );
    assert!(page.contains("loopt tot en met 1 juni 2027"), "a request and a no set no term");

    let asked = page_of(&letter::letter(&project, &project.parties[2], fixture::edition()));
    assert!(asked.contains("Wat we jullie vragen") && asked.contains("Jullie hebben nog niets toegezegd."));
    assert!(asked.contains("Er staat voor jullie nog geen datum."), "a request is no date of theirs");
    let own = page_of(&letter::letter(&project, &project.parties[1], fixture::edition()));
    assert!(own.contains("Wie bij jullie nog moet besluiten") && !own.contains("Wat we jullie vragen"));
    let declines = page_of(&letter::letter(&project, &project.parties[0], fixture::edition()));
    assert!(declines.contains("Wat jullie niet doen"));
}

#[test]
fn conditions_have_their_place() {
    let project = fixture::project();
    let mut said = promised::all(&project);
    let other = &project.parties[2];
    said.does[0].conditions.push(Condition {
        from: other.party,
        from_name: other.name.clone(),
        what: "Tien woningen".into(),
        by: None,
        answer: Answer::Counter,
        words: "vijf woningen".into(),
    });
    let document = commitment::of(&project, &said, fixture::edition());
    says_the_same(&document);
    let all: Vec<Vec<String>> =
        tables(&document).iter().flat_map(|table| table.rows.iter().map(|row| texts(row))).collect();
    assert!(all.contains(&vec![
        "Directie Jeugd".into(),
        "Woningcorporatie Thuis".into(),
        "Tien woningen".into(),
        String::new(),
        "tegenvoorstel: vijf woningen".into(),
        "3".into()
    ]));
    // The party that was asked reads so in its letter.
    let mut asked = letter::letter(&project, other, fixture::edition());
    asked.blocks.clear();
    letter::write(&mut asked, &project, other, &said, werksessie_core::document::Level::Section);
    assert!(page_of(&asked).contains("Wat anderen aan jullie vragen"));
}

#[test]
fn the_challenge_says_what_has_to_change_and_who_stands_behind_it() {
    let project = fixture::project();
    let document = challenge::challenge(&project, fixture::edition());
    says_the_same(&document);
    let page = page_of(&document);
    for words in [
        "De kern",
        "Elke &lt;jongere&gt; een thuis",
        "Wat er in het werk moet veranderen",
        "Van de gemeente",
        "Twaalf kamers per jaar",
        "met voorbehoud van Stichting De Brug",
        "eerst geld in de begroting",
        "hoog (kans 5, gevolg 3). Naar schatting",
        "<svg",
    ] {
        assert!(page.contains(words), "{words}");
    }
    // Nobody wrote it yet: each section says so.
    let empty = challenge::challenge(&Project { challenge: Default::default(), ..project }, fixture::edition());
    let page = page_of(&empty);
    for words in ["nog niet opgeschreven", "nog geen vingers opgestoken"] {
        assert!(page.contains(words), "{words}");
    }
}

#[test]
fn a_letter_has_the_next_date_and_finds_its_party() {
    let project = fixture::project();
    let party = letter::addressee(&project, "1").unwrap();
    assert_eq!(letter::addressee(&project, "stichting-de-brug"), Some(&project.parties[1]));
    for unknown in ["0", "4", "", "-1", "x", "Directie Jeugd"] {
        assert_eq!(letter::addressee(&project, unknown), None, "{unknown}");
    }
    assert_eq!(letter::file_part(" Zoë & Co. (west) "), "zo-co-west");
    let page = String::from_utf8(html::write(&letter::letter(&project, party, fixture::edition())).unwrap()).unwrap();
    assert!(page.contains("<strong>15 december 2026. </strong>"));
    let later = Edition { as_of: "2028-01-01".parse().unwrap(), state: State::Final, ..fixture::edition() };
    let page = String::from_utf8(html::write(&letter::letter(&project, party, later)).unwrap()).unwrap();
    assert!(page.contains("Er staat voor jullie nog geen datum.") && page.contains("Vastgesteld"));
}

/// Writes the fixtures to a folder, to look at them or to hold them against other programs.
#[test]
fn the_fixtures_can_be_kept_to_look_at() {
    let Some(folder) = std::env::var_os("WERKSESSIE_PICTURES") else { return };
    let write = |name: &str, document: &Document| {
        let path = std::path::Path::new(&folder).join(name);
        std::fs::write(path.with_extension("docx"), docx::write(document).unwrap()).unwrap();
        std::fs::write(path.with_extension("html"), html::write(document).unwrap()).unwrap();
    };
    let project = fixture::project();
    write("nasty", &fixture::nasty());
    write("commitment", &commitment::commitment(&project, fixture::edition()));
    write("agreements", &agreements::agreements(&project, fixture::edition()));
    write("letters", &letter::letters(&project, fixture::edition()));
    write("empty", &commitment::commitment(&Project::default(), fixture::edition()));
    let example = example(Language::Nl);
    write("example-arena", &arena::arena(&example, fixture::edition()));
    write("example-challenge", &challenge::challenge(&example, fixture::edition()));
    write("example-commitment", &commitment::commitment(&example, fixture::edition()));
}
