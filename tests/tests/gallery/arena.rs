//! The effects arena: a board as full as it gets, with long names, through every round about it.

use std::collections::BTreeMap;

use serde_json::json;
use werksessie_core::question::{Answer, Answers, Frame, Mark, Scale, Written};
use werksessie_core::{ItemId, MeetingId, RoundId};
use werksessie_tests::board::Board;
use werksessie_tests::browser::{Browser, Driver, Kind};
use werksessie_tests::client::{Participant, parties};
use werksessie_tests::meeting::Meeting;
use werksessie_tests::server::Server;

use crate::looks::Gallery;

fn about(item: ItemId, answer: Answer) -> Answers {
    Answers { items: BTreeMap::from([(item, answer)]), ..Answers::default() }
}

/// Everybody votes, and the round is brought to where the room sees it.
async fn all_vote(meeting: &mut Meeting, round: RoundId, answer: impl Fn(usize) -> Answers) {
    for (person, seat) in meeting.seats.iter_mut().enumerate() {
        let reply = seat.vote(round, &answer(person)).await;
        // Of a party one holds the pen.
        assert!(reply.status.is_success() || reply.text.contains("pen_elsewhere"), "{}", reply.text);
        seat.revision = 0;
    }
}

async fn reveal(meeting: &mut Meeting, round: RoundId) {
    for stage in ["closed", "counted", "revealed"] {
        meeting.bring(round, stage).await;
    }
}

/// The three views of one moment.
struct Eyes<'a> {
    gallery: &'a Gallery,
    laptop: &'a Browser,
    wall: &'a Browser,
    phone: &'a Browser,
    console: String,
    screen: String,
    seat: String,
}

impl Eyes<'_> {
    async fn see(&self, name: &str) {
        self.gallery.see(self.phone, &self.seat, &format!("phone-arena-{name}")).await;
        self.gallery.see(self.wall, &self.screen, &format!("screen-arena-{name}")).await;
        self.gallery.see(self.laptop, &self.console, &format!("console-arena-{name}")).await;
    }
}

/// Activities and effects whose names are as long as they may be.
const ACTIVITIES: [(&str, &str); 8] = [
    ("De corporatie houdt twaalf kamers vrij", "12 kamers vrijgehouden"),
    ("Huurcontract met borg van de gemeente", "Huurdeal met borg"),
    ("Inkomen regelen vóór de dag van vertrek", "Inkomen vooraf geregeld"),
    ("Een vaste coach in het eerste jaar", "Vaste coach, een jaar"),
    ("De coach begint al op zeventien jaar", "Coach vanaf 17 jaar"),
    ("Een maatje uit de buurt", "Maatje uit de buurt"),
    ("Lessen in zelf wonen", "Woonles"),
    ("Hulp op school bij de overgang", "Hulp op school"),
];

/// Effects, with their term and with whom they show.
const EFFECTS: [(&str, &str, &str); 12] = [
    ("Een eigen adres", "year", "youth"),
    ("Inkomen op de eerste dag", "year", "youth"),
    ("Rust in het hoofd", "year", "youth"),
    ("Meer werkdruk in team", "year", "organisation"),
    ("Minder met schulden", "three", "organisation"),
    ("Minder crisisopvang", "three", "organisation"),
    ("Minder terugval in zorg", "three", "organisation"),
    ("School houdt vol", "three", "youth"),
    ("Minder uitkeringen", "later", "organisation"),
    ("Minder zware jeugdzorg", "later", "organisation"),
    ("Een eigen netwerk", "later", "youth"),
    ("Minder overlast", "later", "society"),
];

/// What stands on the board.
struct Filled {
    activities: Vec<ItemId>,
    effects: Vec<ItemId>,
    lines: Vec<ItemId>,
}

async fn fill(board: &Board, parties: &[(werksessie_core::PartyId, String)]) -> Filled {
    let mut filled = Filled { activities: Vec::new(), effects: Vec::new(), lines: Vec::new() };
    for (text, short) in ACTIVITIES {
        filled.activities.push(board.add(json!({ "sort": "activity", "text": text, "short_name": short })).await);
    }
    for (at, (text, term, on)) in EFFECTS.iter().enumerate() {
        let gains = if *on == "organisation" { vec![parties[at % 6].0] } else { Vec::new() };
        let what = json!({ "sort": "effect", "text": text, "short_name": text, "term": term, "on": on,
            "parties": gains, "unwanted": at == 3 });
        filled.effects.push(board.add(what).await);
    }
    let lines = [(0, 0), (1, 0), (2, 1), (3, 2), (3, 3), (2, 4), (4, 5), (3, 6), (7, 7), (4, 9), (5, 10), (6, 11)];
    for (from, to) in lines {
        filled.lines.push(board.line(filled.activities[from], filled.effects[to]).await);
    }
    let assumption = "Wie een diploma heeft, vindt werk";
    let line = json!({ "sort": "line", "from": filled.effects[7], "to": filled.effects[8], "assumption": assumption });
    filled.lines.push(board.add(line).await);
    filled
}

#[tokio::test(flavor = "multi_thread")]
async fn the_effects_arena_in_every_state() {
    let server = Server::start("gallery-arena", &[]).await;
    let gallery = Gallery::of(&server);
    let driver = Driver::start().await;
    let (laptop, wall, phone) =
        (driver.open(Kind::Laptop).await, driver.open(Kind::Wall).await, driver.open(Kind::Phone).await);
    let mut meeting = Meeting::plan(&server.host).await;
    let (leader, of): (_, MeetingId) = (meeting.leader.clone(), meeting.meeting);
    for browser in [&laptop, &wall] {
        browser.go(&format!("{}/open#{}", gallery.base, leader.secret)).await;
        browser.says("0 van 15 stappen klaar").await;
    }
    let work = format!("/arena/{}", leader.project);
    gallery.see(&laptop, &work, "arena-page-start").await;
    meeting.start().await;
    phone.join(&gallery.base, &meeting.code, 1).await;
    phone.says("Straks gaat het hier verder").await;
    let seat = phone.address().await.trim_start_matches(&gallery.base).to_owned();
    let known = parties(&leader.view(of).await);
    for party in known.iter().take(8).cycle().take(16) {
        meeting.seats.push(Participant::join(&server.host, &meeting.code, &party.0.to_string(), "policy").await);
    }
    let (console, screen) = (format!("/console/{}/{of}", leader.project), format!("/scherm/{}/{of}", leader.project));
    gallery.see(&laptop, &console, "console-arena-choose").await;
    laptop.run("document.querySelector('input[value=activities]').click()").await;
    laptop.says("Mag de arena beginnen?").await;
    laptop.look("console-arena-start").await;
    gallery.everybody(&laptop, "console-arena-start").await;
    let eyes = Eyes { gallery: &gallery, laptop: &laptop, wall: &wall, phone: &phone, console, screen, seat };

    let board = Board::begin(&leader, "Kamers met een vaste coach voor jongeren van 17 tot 27").await;
    let whole = board.whole;
    let show =
        |part: &str| json!({ "type": "screen.show", "meeting": of, "picture": { "show": "arena", "part": part } });
    leader.must(show("board")).await;
    gallery.see(&wall, &eyes.screen, "screen-arena-empty").await;
    leader.must(show("balance")).await;
    gallery.see(&wall, &eyes.screen, "screen-arena-balance-none").await;

    // Whether people agree.
    let round = leader.ask(of, json!({ "ask": "agreement" })).await;
    eyes.see("agreement").await;
    let mark = |scale: Scale, mark: u8| Answer { marks: BTreeMap::from([(scale, Mark(mark))]), ..Answer::default() };
    all_vote(&mut meeting, round, |person| about(whole, mark(Scale::Agreement, 2 + (person % 4) as u8))).await;
    reveal(&mut meeting, round).await;
    eyes.see("agreed").await;
    leader.must(json!({ "type": "arena.settle", "meeting": of, "round": round })).await;
    gallery.see(&laptop, &eyes.console, "console-arena-taken").await;

    // What people write waits for a leader.
    let round = leader.ask(of, json!({ "ask": "activities" })).await;
    eyes.see("activities").await;
    let card = |text: &str, more: &str| Written { text: text.into(), more: more.into(), sure: None };
    all_vote(&mut meeting, round, |person| {
        let (text, _) = ACTIVITIES[person % 8];
        let cards = BTreeMap::from([(Frame::Activity, card(text, "twaalf in een jaar"))]);
        about(whole, Answer { cards, ..Answer::default() })
    })
    .await;
    reveal(&mut meeting, round).await;
    eyes.see("activities-written").await;
    let board = fill(&board, &known).await;
    let round = leader.ask(of, json!({ "ask": "effects" })).await;
    gallery.see(&phone, &eyes.seat, "phone-arena-effects").await;
    all_vote(&mut meeting, round, |person| {
        let unwanted = (Frame::Unwanted, card("Anderen wachten langer op een woning", "society"));
        let cards = BTreeMap::from([(Frame::Effect, card(EFFECTS[person % 12].0, "youth")), unwanted]);
        about(whole, Answer { cards, ..Answer::default() })
    })
    .await;
    reveal(&mut meeting, round).await;
    eyes.see("effects-written").await;
    gallery.see(&laptop, &work, "arena-page").await;

    // How certain lines are.
    let lines = board.lines.clone();
    for part in lines.chunks(10) {
        let round = leader.ask(of, json!({ "ask": "assumptions", "items": part })).await;
        if part.len() == 10 {
            eyes.see("assumptions").await;
        }
        all_vote(&mut meeting, round, |person| {
            let answer = |at: usize| Answer {
                marks: BTreeMap::from([
                    (Scale::Certainty, Mark(((at * 2 + person % 2) % 5 + 1) as u8)),
                    (Scale::Evidence, Mark((person % 4 + 1) as u8)),
                ]),
                ..Answer::default()
            };
            let items = part.iter().enumerate().map(|(at, line)| (*line, answer(at))).collect();
            Answers { items, ..Answers::default() }
        })
        .await;
        reveal(&mut meeting, round).await;
        if part.len() == 10 {
            eyes.see("certain").await;
        }
        leader.must(json!({ "type": "arena.settle", "meeting": of, "round": round })).await;
    }

    // What parties put in, and ask of others.
    let activities = board.activities.clone();
    let round = leader.ask(of, json!({ "ask": "contributions", "mode": "party", "items": activities })).await;
    eyes.see("contributions").await;
    let other = known[9].0.to_string();
    all_vote(&mut meeting, round, |person| {
        let own = Written {
            more: "hours".into(),
            sure: Some(werksessie_core::arena::piece::Firm::ALL[person % 3]),
            ..card("Acht uur per week", "")
        };
        let mut cards = BTreeMap::from([(Frame::Contribution, own)]);
        if person == 0 {
            cards.insert(Frame::Request, card("Garant staan bij huurachterstand", &other));
        }
        about(activities[person % 8], Answer { cards, ..Answer::default() })
    })
    .await;
    reveal(&mut meeting, round).await;
    eyes.see("contributed").await;

    // A hundred points.
    let points = |keys: &[ItemId], person: usize| {
        let (first, second) = (keys[person % keys.len()], keys[(person + 3) % keys.len()]);
        let points = if first == second { vec![(first, 100)] } else { vec![(first, 70), (second, 30)] };
        Answer { points: points.into_iter().collect(), ..Answer::default() }
    };
    let round = leader.ask(of, json!({ "ask": "costs" })).await;
    eyes.see("costs").await;
    let investors: Vec<ItemId> = known[..8].iter().map(|(party, _)| (*party).into()).collect();
    all_vote(&mut meeting, round, |person| about(whole, points(&investors, person))).await;
    reveal(&mut meeting, round).await;
    eyes.see("costs-divided").await;
    leader.must(json!({ "type": "arena.settle", "meeting": of, "round": round })).await;

    let round = leader.ask(of, json!({ "ask": "weights" })).await;
    gallery.see(&phone, &eyes.seat, "phone-arena-weights").await;
    // Half divided, and then too much: told in words.
    phone.type_into(".ws-points input", "45").await;
    phone.says("Nog te verdelen: 55 van 100").await;
    phone.look("phone-arena-weights-half").await;
    phone.run("document.querySelectorAll('[data-add=\"5\"]')[1].click()").await;
    phone.says("Nog te verdelen: 50 van 100").await;
    phone.type_into(".ws-points > .ws-field:nth-child(3) input", "90").await;
    phone.says("Te veel: 40").await;
    phone.look("phone-arena-weights-over").await;
    gallery.check(&phone, "phone-arena-weights-over", "nl").await;
    let ends: Vec<ItemId> = [0, 1, 2, 4, 5, 6, 8, 9, 10, 11].iter().map(|at: &usize| board.effects[*at]).collect();
    all_vote(&mut meeting, round, |person| about(whole, points(&ends, person))).await;
    reveal(&mut meeting, round).await;
    gallery.see(&wall, &eyes.screen, "screen-arena-weighed").await;
    leader.must(json!({ "type": "arena.settle", "meeting": of, "round": round })).await;
    gallery.see(&laptop, &eyes.console, "console-arena-weighed").await;

    let heaviest: Vec<ItemId> = leader.view(of).await["arena"]["heaviest"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|piece| piece.as_str().expect("an id").parse().expect("an id"))
        .collect();
    let among: Vec<_> = known[..7].iter().map(|(party, _)| *party).collect();
    let round = leader.ask(of, json!({ "ask": "benefits", "mode": "party", "items": heaviest, "among": among })).await;
    eyes.see("benefits").await;
    let mut keys: Vec<ItemId> = vec![
        "00000000-0000-0000-0000-000000000001".parse().expect("an id"),
        "00000000-0000-0000-0000-000000000002".parse().expect("an id"),
    ];
    keys.extend(among.iter().map(|party| ItemId::from(*party)));
    all_vote(&mut meeting, round, |person| {
        // Who gains much says that it does not.
        let answer = |at: usize| {
            let given: BTreeMap<ItemId, u8> = if person % 8 == 0 {
                BTreeMap::from([(keys[0], 100)])
            } else {
                BTreeMap::from([(keys[0], 40), (keys[2], 40), (keys[3 + at], 20)])
            };
            Answer { points: given, ..Answer::default() }
        };
        let items = heaviest.iter().enumerate().map(|(at, effect)| (*effect, answer(at))).collect();
        Answers { items, ..Answers::default() }
    })
    .await;
    reveal(&mut meeting, round).await;
    eyes.see("benefits-divided").await;
    leader.must(json!({ "type": "arena.settle", "meeting": of, "round": round })).await;

    // The pictures of the whole.
    for part in ["frame", "lines", "balance", "scenarios", "gaps"] {
        leader.must(show(part)).await;
        gallery.see(&wall, &eyes.screen, &format!("screen-arena-{part}")).await;
    }
    for page in 0..2 {
        leader
            .must(json!({ "type": "screen.show", "meeting": of, "picture": { "show": "arena", "part": "board", "page": page } }))
            .await;
        gallery.see(&wall, &eyes.screen, &format!("screen-arena-board-{}", page + 1)).await;
    }
    let focus = board.activities[3];
    leader
        .must(json!({ "type": "screen.show", "meeting": of, "picture": { "show": "arena", "part": "board", "focus": focus } }))
        .await;
    gallery.see(&wall, &eyes.screen, "screen-arena-focus").await;
    gallery.see(&laptop, &eyes.console, "console-arena-focus").await;

    let round = leader.ask(of, json!({ "ask": "needs", "mode": "party" })).await;
    gallery.see(&phone, &eyes.seat, "phone-arena-needs").await;
    all_vote(&mut meeting, round, |_| {
        let cards = BTreeMap::from([(Frame::Need, card("Een vast aanspreekpunt", &other))]);
        about(whole, Answer { cards, ..Answer::default() })
    })
    .await;
    reveal(&mut meeting, round).await;
    gallery.see(&wall, &eyes.screen, "screen-arena-needs").await;
    gallery.see(&laptop, &eyes.console, "console-arena-needs").await;
    laptop.go(&format!("{}{work}", gallery.base)).await;
    laptop.click(".ws-fold summary").await;
    laptop.look("arena-page-open").await;
    gallery.everybody(&laptop, "arena-page-open").await;
    let document = format!("/api/v1/projects/{}/documents/effecten-kosten-baten.html", leader.project);
    laptop.go(&format!("{}{document}", gallery.base)).await;
    laptop.look("arena-document").await;
    for browser in [laptop, wall, phone] {
        browser.close().await;
    }
    gallery.verdict();
}
