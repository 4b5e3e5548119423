//! Documents and a project to test with: everything that could break a file.

use std::io::{Cursor, Read as _};

use werksessie_core::bottleneck::{Bottleneck, Decision, Figure as Marks, Origin, Verdict};
use werksessie_core::challenge::{Challenge, Field, Support};
use werksessie_core::document::{
    Block, Cell, Column, Document, Edition, Figure, Inline, Kind, Level, ListKind, Purpose, State, Table,
};
use werksessie_core::meeting::{Attendance, Meeting, MeetingState};
use werksessie_core::party::{CircleId, Party};
use werksessie_core::project::{Language, Project};
use werksessie_core::promise::{Kind as Firmness, Mandate, Promise, Voice};
use werksessie_core::question::fist::{Hand, Outcome};
use werksessie_core::risk::measure::{Range, Zone};
use werksessie_core::risk::score::{Figures, Place, Score};
use werksessie_core::risk::{self, Risk, Side};
use werksessie_core::screen::{Curtain, Picture};
use werksessie_core::seat::Layer;
use werksessie_core::stats::Band;
use werksessie_core::step::StepId;
use werksessie_core::time::Timestamp;
use werksessie_core::{BottleneckId, MeetingId, PartyId, PromiseId, RiskId, RoundId};
use zip::{DateTime, ZipArchive};

/// Texts that break files: markup, formulas, control characters, emoji, long words, nothing.
pub const NASTY: [&str; 9] = [
    "Zoë & Jürgen zeggen: <b>\"€ 1.000\"</b> is 'genoeg'",
    "=1+1",
    "+31 6 -@ =HYPERLINK(\"http://x\")",
    "@SUM(A1) -- ]]> <!-- </w:t> </style>",
    "nul\u{0}, bel\u{7}, esc\u{1b}, wis\u{7f}, tab\tregel\r\nnieuwe regel\u{85}\u{FFFE}",
    "👩‍👧 🏳️‍🌈 ß İ 中文 עברית",
    "",
    "  spaties  voor en na  ",
    "{language} %s \\u0000 &amp; &#0;",
];

pub fn edition() -> Edition {
    Edition { language: Language::Nl, as_of: "2026-11-25".parse().unwrap(), state: State::Concept }
}

/// Goes through a packed file and the packed files in it: fails when a part carries any time but the
/// fixed one, or holds a moment other than the start of the day that the file speaks of.
#[track_caller]
pub fn tells_no_time(file: &[u8]) {
    let mut pack = ZipArchive::new(Cursor::new(file)).expect("a zip");
    for at in 0..pack.len() {
        let mut part = pack.by_index(at).expect("a part");
        let name = part.name().expect("UTF-8").into_owned();
        assert_eq!(part.last_modified(), Some(DateTime::default()), "{name}");
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("a whole part");
        if bytes.starts_with(b"PK") {
            tells_no_time(&bytes);
            continue;
        }
        let text = String::from_utf8(bytes).expect("UTF-8");
        // A moment as in "2026-11-25T00:00:00Z".
        let is_moment = |at: usize| {
            let around = text.as_bytes().get(at.wrapping_sub(3)..at + 4);
            around.is_some_and(|around| {
                let shape = |(byte, wanted): (&u8, char)| {
                    if wanted == '0' { byte.is_ascii_digit() } else { *byte == wanted as u8 }
                };
                around.iter().zip("-00T00:".chars()).all(shape)
            })
        };
        let day = format!("{}T00:00:00Z", edition().as_of);
        for (at, _) in text.match_indices('T').filter(|(at, _)| is_moment(*at)) {
            assert!(text[at - 10..].starts_with(&day), "{name}: {}", &text[at - 10..at + 9]);
        }
    }
}

/// A document with every kind of block, in which every text is nasty.
pub fn nasty() -> Document {
    let long = "Een heel lange tekst. ".repeat(91);
    let one_word = "W".repeat(2_000);
    let text = |at: usize| NASTY[at % NASTY.len()].to_owned();
    let cells = |row: usize| {
        vec![
            Cell::Number(row as u32),
            Cell::Text(text(row)),
            Cell::Decimal(100 + row as u32 * 2),
            Cell::Day("2027-04-01".parse().unwrap()),
            Cell::Text(if row == 5 { long.clone() } else { text(row + 3) }),
        ]
    };
    let table = |rows: usize, purpose| Table {
        caption: text(0),
        columns: vec![
            Column::number(text(1), 8),
            Column::text(text(0), 25),
            Column::number(text(2), 12),
            Column::text(text(4), 15),
            Column::text(text(5), 40),
        ],
        row_header: Some(1),
        rows: (0..rows).map(cells).collect(),
        purpose,
    };
    let mut blocks = Vec::new();
    for (at, nasty) in NASTY.iter().enumerate() {
        let level = [Level::Section, Level::Part, Level::Detail][at % 3];
        blocks.push(Block::Heading { level, text: format!("{at} {nasty}") });
        blocks.push(Block::Paragraph(vec![
            Inline::Plain(text(at)),
            Inline::Strong(text(at + 1)),
            Inline::Emphasis(text(at + 2)),
        ]));
        blocks.push(Block::Note { title: text(at), text: vec![Inline::Plain(text(at + 4))] });
    }
    for kind in [ListKind::Bullets, ListKind::Numbers, ListKind::Numbers] {
        blocks.push(Block::List { kind, items: NASTY.iter().map(|nasty| vec![Inline::plain(*nasty)]).collect() });
    }
    blocks.push(Block::Facts(NASTY.iter().map(|nasty| ((*nasty).to_owned(), Cell::text(*nasty))).collect()));
    blocks.push(Block::Paragraph(vec![Inline::Plain(long.clone())]));
    blocks.push(Block::Paragraph(vec![Inline::Plain(one_word)]));
    blocks.push(Block::PageBreak);
    blocks.push(Block::Table(table(200, Purpose::Reading)));
    blocks.push(Block::Table(table(0, Purpose::Reading)));
    blocks.push(Block::Table(table(3, Purpose::Writing)));
    blocks.push(Block::Figure(Figure {
        svg: "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 10 10\"><text>alleen beeld</text></svg>".into(),
        alternative: text(0),
        caption: text(5),
        table: table(2, Purpose::Reading),
    }));
    Document {
        kind: Kind::Commitment,
        title: format!("Titel {}", NASTY[0]),
        municipality: text(3),
        project: text(4),
        version: 214,
        edition: edition(),
        blocks,
    }
}

fn party(number: u8, name: &str) -> Party {
    Party {
        party: PartyId::from_random([number; 16]),
        name: name.into(),
        short_name: werksessie_core::party::shorten(name, 18),
        kind: None,
        circle: CircleId::other(),
        expected: 1,
        typed_in: false,
    }
}

/// A small project: a meeting that ended, two priorities of three bottlenecks, three promises.
pub fn project() -> Project {
    let (meeting, round) = (MeetingId::from_random([1; 16]), RoundId::from_random([2; 16]));
    let at = Timestamp(1_794_000_000_000);
    let marks = |mean, band| Some(Marks { mean, consensus: 80, band, answered: 18 });
    let bottleneck = |number: u8, title: &str, rank: Option<u32>| {
        let id = BottleneckId::from_random([number; 16]);
        let verdict = Verdict {
            item: id,
            rank,
            vote_rank: 3,
            severity: (number != 2).then(|| marks(465, Band::Agreed)).flatten(),
            influence: (number != 2).then(|| marks(325, Band::Mixed)).flatten(),
        };
        let reason = "Dit kan nu & \"snel\"".to_owned();
        Bottleneck {
            decision: rank.map(|_| Decision { meeting, round, at, verdict, reason }),
            ..Bottleneck::new(id, u32::from(number), title.into(), Origin::Own)
        }
    };
    let promise = |number: u8, party: u8, due: &str, withdrawn: bool| Promise {
        promise: PromiseId::from_random([number; 16]),
        number: u32::from(number),
        bottleneck: BottleneckId::from_random([1; 16]),
        party: PartyId::from_random([party; 16]),
        owner: format!("Trekker {number}"),
        what: format!("=Doet <zaak> {number}"),
        result: String::new(),
        due: due.parse().unwrap(),
        also: Vec::new(),
        kind: Firmness::Promise,
        reservation: String::new(),
        mandate: Some(Mandate::Yes),
        voice: Voice::Party,
        meeting: Some(meeting),
        confirmed: None,
        conditions: Vec::new(),
        reports: Vec::new(),
        at,
        withdrawn,
    };
    let risk = |number: u8, of: u8, side: Side, status: risk::Status| Risk {
        number: u32::from(number),
        short_name: "Verhuizen".into(),
        bearer: Some(PartyId::from_random([1; 16])),
        response: Some(risk::Response::Reduce),
        owner: Some(PartyId::from_random([2; 16])),
        status,
        ..Risk::new(
            RiskId::from_random([number; 16]),
            BottleneckId::from_random([of; 16]),
            side,
            format!("=een <jongere> {number} keer verhuist"),
            "school & werk stoppen".into(),
        )
    };
    Project {
        challenge: challenge(meeting, round, at),
        risks: vec![
            risk(1, 1, Side::Youth, risk::Status::Open),
            Risk {
                score: Some(Score {
                    meeting,
                    round,
                    at,
                    place: Place { chance: 5, impact: 3 },
                    zone: Zone::High,
                    money: Some(Range { from: 90_000, to: Some(225_000) }),
                    figures: Some(Figures { median: (500, 300), consensus: (86, 91), voted: 14 }),
                    reason: String::new(),
                }),
                ..risk(2, 1, Side::Municipality, risk::Status::Open)
            },
            risk(3, 1, Side::Youth, risk::Status::Dropped),
        ],
        seq: 214,
        municipality: "Waterstede".into(),
        title: "Aanpak 16-27".into(),
        parties: vec![party(1, "Directie Jeugd"), party(2, "Stichting De Brug"), party(3, "Woningcorporatie Thuis")],
        bottlenecks: vec![
            bottleneck(1, "Er zijn te weinig kleine woningen", Some(2)),
            bottleneck(2, "Niemand houdt het overzicht", Some(1)),
            bottleneck(3, "Wachttijd bij inkomen", None),
        ],
        promises: vec![
            promise(1, 2, "2027-06-01", false),
            promise(2, 1, "2027-03-01", false),
            promise(3, 1, "2026-12-15", false),
            promise(4, 3, "2027-01-01", true),
        ],
        meetings: vec![Meeting {
            meeting,
            title: "Werksessie knelpunten".into(),
            step: StepId::S2C,
            code: "BCDF2345".into(),
            state: MeetingState::Ended,
            locked: false,
            agenda: Vec::new(),
            current: 0,
            picture: Picture::Join,
            curtain: Curtain::Open,
            timer: None,
            wifi: None,
            rounds: Vec::new(),
            acts: Vec::new(),
            attendance: vec![
                Attendance { party: "Stichting De Brug".into(), layer: Layer::Practice, seats: 2 },
                Attendance { party: "Directie Jeugd".into(), layer: Layer::Governance, seats: 1 },
                Attendance { party: "Directie Jeugd".into(), layer: Layer::Policy, seats: 2 },
            ],
            ended_at: None,
        }],
        ..Project::default()
    }
}

fn challenge(meeting: MeetingId, round: RoundId, at: Timestamp) -> Challenge {
    let party = |number: u8| PartyId::from_random([number; 16]);
    let hand = |number: u8, fingers: u8, note: &str| Hand { party: party(number), fingers, note: note.into() };
    Challenge {
        texts: [(Field::Core, "=Elke <jongere> een thuis".into()), (Field::Content, "Meer kamers".into())].into(),
        asks: [(party(3), "Twaalf kamers per jaar".into())].into(),
        supports: vec![Support {
            meeting,
            round,
            at,
            statement: "=Elke <jongere> een thuis".into(),
            hands: vec![hand(1, 4, ""), hand(2, 2, "eerst geld in de begroting")],
            outcome: Outcome::Reserved,
            silent: vec![party(3)],
        }],
    }
}
