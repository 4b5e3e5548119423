//! What happens in the example, as data. The texts are in the message files, under the keys here.
//! Days count from the day on which somebody opens the example.

use werksessie_core::action::field::Field;
use werksessie_core::bottleneck::evidence::EvidenceKind;
use werksessie_core::method::Dimension;
use werksessie_core::promise::Kind;
use werksessie_core::promise::condition::Answer;
use werksessie_core::promise::report::Progress;
use werksessie_core::risk::{Category, Response};
use werksessie_core::step::{StepId, StepState};

/// Steps that were dealt with: which, how many days ago, how. `step_1a` and on say what was done.
pub const STEPS: [(StepId, i64, StepState); 6] = [
    (StepId::S1A, 80, StepState::Done),
    (StepId::S1B, 74, StepState::Done),
    (StepId::S1C, 70, StepState::Differently),
    (StepId::S1D, 66, StepState::Done),
    (StepId::S2A, 56, StepState::Done),
    (StepId::S2B, 50, StepState::Done),
];

/// Findings: the bottleneck, what sort of knowledge, the text.
pub const EVIDENCE: [(&str, EvidenceKind, &str); 5] = [
    ("k10", EvidenceKind::Research, "evidence_places"),
    ("k11", EvidenceKind::Professional, "evidence_homes"),
    ("k02", EvidenceKind::Experience, "evidence_handover"),
    ("k08", EvidenceKind::Professional, "evidence_lead"),
    ("k05", EvidenceKind::Research, "evidence_urgency"),
];

/// Who came to the meeting, circle by circle: eight, seven, five and five. Youth protection did not.
pub const PRESENT: [(&str, usize); 11] = [
    ("youth_department", 2),
    ("support_department", 2),
    ("housing_department", 2),
    ("income_department", 2),
    ("local_team", 3),
    ("youth_care", 4),
    ("housing_corporation", 2),
    ("sheltered_living", 2),
    ("shelter", 1),
    ("education", 1),
    ("young_people", 4),
];

/// Marks of everybody, severity and influence, item by item in the order of the list: eight of the
/// municipality, seven of care, five of housing, five others. 0 is "cannot judge".
pub const MARKS: [(&str, &str); 13] = [
    ("4434344344443443443344543", "4344434434443433334334434"),
    ("4445443455445454443445545", "4445454444544453344433344"),
    ("3233232333433233323223333", "3443343334344343323333303"),
    ("3344343343434344333345454", "4343443333432332323333303"),
    // The municipality sees it otherwise than those who stand in line: divided between circles.
    ("2122122255455542332455545", "3443343322322332223322303"),
    ("3434334333433433333334443", "3343343444434433323333434"),
    ("4445445445444444443455545", "3343334333433433323333304"),
    ("4544445444544544434445454", "4454445444443444434444434"),
    // In every circle some find it a disaster and some no problem: divided within circles.
    ("1425251551425151524142515", "3433343343333433323333333"),
    // All are of one mind.
    ("5545555555554555554555555", "3233323233233323332332303"),
    ("5555454555455544545555555", "3323332322322232444332323"),
    ("3343434343443432232345445", "3334333322322332233322303"),
    ("4344343444544453334444344", "1212112112112111121112101"),
];

/// Which items people picked; voter after voter takes the next of these.
pub const PICKS: [&[&str]; 5] =
    [&["k10", "k11"], &["k08", "k10", "k02"], &["k11", "k10", "k07"], &["k02", "k08"], &["k10", "k05", "k11"]];

/// What the table chose, the most important first. The vote had another fourth.
pub const CHOSEN: [&str; 4] = ["k10", "k11", "k08", "k02"];

/// Risks that were written down after the meeting: the bottleneck, the side by its category, who carries
/// it, what one will do. The texts are `risk_KEY_event` and `risk_KEY_consequence`. Of the last
/// bottleneck one side is missing, so that the page has something to point out.
pub const RISKS: [(&str, &str, Category, &str, Option<Response>); 7] = [
    ("k10", "wait", Category::Homelessness, "young_people", Some(Response::Reduce)),
    ("k10", "costs", Category::Financial, "youth_department", Some(Response::Reduce)),
    ("k11", "sofa", Category::Living, "young_people", Some(Response::Avoid)),
    ("k11", "stay", Category::Financial, "youth_department", None),
    ("k08", "lost", Category::Trust, "young_people", None),
    ("k08", "double", Category::Capacity, "local_team", Some(Response::Share)),
    ("k02", "drop", Category::Health, "young_people", None),
];

/// Where the classes of money begin, in euros: those of a municipal budget.
pub const CLASSES: [u32; 5] = [25_000, 50_000, 100_000, 250_000, 750_000];

/// What everybody in the second meeting said of each risk, chance and impact, risk by risk in the order
/// above; in the same order of people as the marks.
pub const WEIGHTS: [(&str, &str); 7] = [
    ("4454445444445444544444554", "5545555555545555555555555"),
    ("4444344443445434443443444", "3333433333423333433332333"),
    ("3333433243434334433445454", "5554555455555455545545555"),
    ("4434344434344434443443444", "2333233332223233232323232"),
    // Some meet it daily, others never.
    ("2122213215455455451544555", "4444344434454544443444554"),
    ("5454545445555454544445444", "2222122322232222232212222"),
    ("3232333323434333233323344", "4444443444545444443434454"),
];

/// What stands in the challenge: a text of it, or what it asks of a party.
pub const CHALLENGE: [&str; 10] = [
    "core",
    "numbers",
    "content",
    "behaviour",
    "municipality",
    "youth_care",
    "housing_corporation",
    "income_department",
    "local_team",
    "sheltered_living",
];

/// What a promise needs: `c1_what` says what, `c1_words` what is offered instead.
pub struct Condition {
    /// What its texts begin with.
    pub key: &'static str,
    /// The promise that needs it.
    pub promise: &'static str,
    /// Who is asked.
    pub party: &'static str,
    /// What it says.
    pub answer: Answer,
    /// The promise of the asked party that fulfils it.
    pub met_by: Option<&'static str>,
}

/// Conditions of every sort: met, offered otherwise, still open.
pub const CONDITIONS: [Condition; 4] = [
    Condition { key: "c1", promise: "p1", party: "youth_department", answer: Answer::Accepted, met_by: Some("p2") },
    Condition { key: "c2", promise: "p3", party: "income_department", answer: Answer::Accepted, met_by: Some("p6") },
    Condition { key: "c3", promise: "p4", party: "youth_department", answer: Answer::Counter, met_by: None },
    Condition { key: "c4", promise: "p6", party: "youth_care", answer: Answer::Asked, met_by: None },
];

/// Fingers of each party for the core of the challenge; `hand_PARTY` says why one cannot live with it.
pub const HANDS: [(&str, u8); 11] = [
    ("youth_department", 4),
    ("support_department", 4),
    ("housing_department", 3),
    ("income_department", 4),
    ("local_team", 5),
    ("youth_care", 5),
    ("housing_corporation", 3),
    ("sheltered_living", 2),
    ("shelter", 3),
    ("education", 4),
    ("young_people", 5),
];

/// How a promise was confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmed {
    /// In the meeting.
    Room,
    /// With a link of the owner's own.
    Link,
    /// By word of mouth, afterwards.
    Orally,
}

/// What goes into a field of the roadmap.
#[derive(Clone, Copy, Debug)]
pub enum Value {
    /// A number, key or sign.
    Plain(&'static str),
    /// A text of the message files.
    Text(&'static str),
    /// So many days from now.
    Day(i64),
}

/// A promise: `p1_what`, `p1_owner` and so on say what.
pub struct Promise {
    /// What its texts begin with.
    pub key: &'static str,
    /// Who promises.
    pub party: &'static str,
    /// What it answers.
    pub item: &'static str,
    /// What else it helps with.
    pub also: &'static [&'static str],
    /// How firm it is.
    pub kind: Kind,
    /// When its action begins.
    pub starts_in: i64,
    /// When it is due.
    pub due_in: i64,
    /// When a board decides on it, for who may not promise alone.
    pub decides_in: Option<i64>,
    /// How it was confirmed.
    pub confirmed: Option<Confirmed>,
    /// What was told about it later.
    pub report: Option<Progress>,
    /// Its columns on the roadmap.
    pub fields: &'static [(Field, Value)],
}

use Value::{Day, Plain, Text};

/// What was promised, asked and declined.
pub const PROMISES: [Promise; 9] = [
    Promise {
        key: "p1",
        party: "housing_corporation",
        item: "k11",
        also: &["k12"],
        kind: Kind::Promise,
        starts_in: -10,
        due_in: 170,
        decides_in: None,
        confirmed: Some(Confirmed::Room),
        report: Some(Progress::Busy),
        fields: &[
            (Field::Direction, Text("direction_homes")),
            (Field::Places, Plain("12")),
            (Field::Youths, Plain("12")),
            (Field::BigFive, Plain("living")),
            (Field::Dimension, Plain("content")),
            (Field::CostOnce, Plain("36000")),
            (Field::Cover, Text("p1_cover")),
            (Field::Indicator, Text("p1_indicator")),
            (Field::Baseline, Plain("3")),
            (Field::Target, Plain("12")),
            (Field::YouthCheck, Plain("1+ 2+ 5+")),
            (Field::Content, Plain("green")),
            (Field::Finances, Plain("amber")),
            (Field::Planning, Plain("green")),
            (Field::Reach, Plain("local")),
        ],
    },
    Promise {
        key: "p2",
        party: "youth_department",
        item: "k08",
        also: &["k09"],
        kind: Kind::Promise,
        starts_in: -20,
        due_in: 75,
        decides_in: None,
        confirmed: Some(Confirmed::Link),
        report: Some(Progress::Busy),
        fields: &[
            (Field::Direction, Text("direction_lead")),
            (Field::Partners, Text("p2_partners")),
            (Field::Fte, Plain("1.5")),
            (Field::CostYearly, Plain("120000")),
            (Field::BigFive, Plain("support living")),
            (Field::Dimension, Plain("behaviour")),
            (Field::Risk, Text("p2_risk")),
            (Field::Content, Plain("green")),
            (Field::Finances, Plain("green")),
            (Field::Planning, Plain("amber")),
            (Field::Reach, Plain("local")),
        ],
    },
    Promise {
        key: "p3",
        party: "youth_care",
        item: "k02",
        also: &[],
        kind: Kind::Promise,
        starts_in: -30,
        due_in: 20,
        decides_in: None,
        confirmed: Some(Confirmed::Room),
        report: Some(Progress::Done),
        fields: &[
            (Field::Direction, Text("direction_handover")),
            (Field::Youths, Plain("18")),
            (Field::BigFive, Plain("support health")),
            (Field::Dimension, Plain("behaviour")),
            (Field::Content, Plain("green")),
            (Field::Planning, Plain("green")),
        ],
    },
    Promise {
        key: "p4",
        party: "sheltered_living",
        item: "k10",
        also: &[],
        kind: Kind::Reservation,
        starts_in: 90,
        due_in: 290,
        decides_in: Some(60),
        confirmed: Some(Confirmed::Room),
        report: None,
        fields: &[
            (Field::Direction, Text("direction_places")),
            (Field::Places, Plain("6")),
            (Field::DecisionBody, Text("p4_body")),
            (Field::DecisionBy, Day(60)),
            (Field::CostYearly, Plain("310000")),
            (Field::BigFive, Plain("living health")),
            (Field::Dimension, Plain("content")),
            (Field::Content, Plain("amber")),
            (Field::Finances, Plain("red")),
            (Field::Planning, Plain("amber")),
            (Field::Reach, Plain("regional")),
        ],
    },
    Promise {
        key: "p5",
        party: "housing_department",
        item: "k11",
        also: &["k05", "k12"],
        kind: Kind::Promise,
        starts_in: 100,
        due_in: 380,
        decides_in: Some(120),
        confirmed: Some(Confirmed::Orally),
        report: None,
        fields: &[
            (Field::Direction, Text("direction_homes")),
            (Field::Places, Plain("20")),
            (Field::DecisionBody, Text("p5_body")),
            (Field::DecisionBy, Day(120)),
            (Field::BigFive, Plain("living")),
            (Field::Dimension, Plain("content")),
            (Field::Content, Plain("amber")),
            (Field::Planning, Plain("amber")),
            (Field::Reach, Plain("regional")),
        ],
    },
    Promise {
        key: "p6",
        party: "income_department",
        item: "k08",
        also: &["k04"],
        kind: Kind::Intention,
        starts_in: 0,
        due_in: 110,
        decides_in: None,
        confirmed: None,
        report: None,
        fields: &[(Field::Fte, Plain("0.25")), (Field::BigFive, Plain("income work"))],
    },
    Promise {
        key: "p7",
        party: "education",
        item: "k02",
        also: &[],
        kind: Kind::Exploration,
        starts_in: 10,
        due_in: 140,
        decides_in: None,
        confirmed: None,
        report: Some(Progress::HelpNeeded),
        fields: &[(Field::BigFive, Plain("work")), (Field::Reach, Plain("regional"))],
    },
    Promise {
        key: "p8",
        party: "shelter",
        item: "k10",
        also: &[],
        kind: Kind::No,
        starts_in: 0,
        due_in: 30,
        decides_in: None,
        confirmed: Some(Confirmed::Room),
        report: None,
        fields: &[],
    },
    // Youth protection was not there: this stays a request.
    Promise {
        key: "p9",
        party: "youth_protection",
        item: "k02",
        also: &["k06"],
        kind: Kind::Promise,
        starts_in: 60,
        due_in: 150,
        decides_in: None,
        confirmed: None,
        report: None,
        fields: &[],
    },
];

/// An action that no promise led to: `a1_what` and `a1_owner` say what.
pub struct Action {
    /// What its texts begin with.
    pub key: &'static str,
    /// Who does it.
    pub party: &'static str,
    /// What it answers.
    pub item: &'static str,
    /// A day in its first quarter, and one in its last.
    pub quarters: (i64, i64),
    /// Its columns on the roadmap.
    pub fields: &'static [(Field, Value)],
}

/// What else stands on the roadmap.
pub const ACTIONS: [Action; 3] = [
    Action {
        key: "a1",
        party: "youth_department",
        item: "k01",
        quarters: (0, 90),
        fields: &[(Field::BigFive, Plain("support")), (Field::Youths, Plain("40")), (Field::Content, Plain("green"))],
    },
    Action {
        key: "a2",
        party: "housing_department",
        item: "k10",
        quarters: (190, 470),
        fields: &[
            (Field::Direction, Text("direction_places")),
            (Field::Places, Plain("8")),
            (Field::DecisionBody, Text("a2_body")),
            (Field::DecisionBy, Day(200)),
            (Field::CostOnce, Plain("450000")),
            (Field::BigFive, Plain("living")),
            (Field::Finances, Plain("amber")),
        ],
    },
    Action {
        key: "a3",
        party: "local_team",
        item: "k06",
        quarters: (100, 280),
        fields: &[(Field::BigFive, Plain("support work")), (Field::Dimension, Plain("behaviour"))],
    },
];

/// Cards that nobody dealt with yet.
pub const CARDS: [(&str, Dimension); 2] =
    [("card_furniture", Dimension::Content), ("card_phone", Dimension::Behaviour)];
