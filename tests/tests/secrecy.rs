//! Nobody sees what is not theirs: markers are planted in answers and hunted everywhere.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use reqwest::Method;
use serde_json::{Value, json};
use werksessie_core::question::{Answer, Answers, Frame, Mark, Scale, Written};
use werksessie_core::{ItemId, PartyId, RoundId};
use werksessie_tests::board::Board;
use werksessie_tests::client::{Live, Participant, Random, call, id, parties};
use werksessie_tests::hunt::{Everybody, Hunt, drawn, marker};
use werksessie_tests::meeting::Meeting;
use werksessie_tests::server::{Server, scratch};

/// A meeting in which ten people plant markers, with all that others and the disk saw of it:
/// until counting, and afterwards without what the leader may see then.
async fn plant(server: &Server) -> (Vec<String>, Hunt, Hunt) {
    let mut meeting = Meeting::begin(&server.host, 11).await;
    let everybody = Everybody::of(&meeting).await;
    let items = meeting.items[..2].to_vec();
    let round = meeting.open(&items).await;
    let other = meeting.seats.pop().expect("eleven seats");
    let mut screen =
        Live::open(&server.host, meeting.meeting, "screen", &meeting.leader.secret).await.expect("a socket");
    let mut console =
        Live::open(&server.host, meeting.meeting, "leader", &meeting.leader.secret).await.expect("a socket");
    let mut watching = other.connect().await;
    let (mut until_counting, mut afterwards) = (Hunt::default(), Hunt::default());
    let mut markers = Vec::new();
    for seat in &mut meeting.seats {
        let marker = marker();
        let marks = BTreeMap::from([(Scale::Severity, Mark(5)), (Scale::Influence, Mark(1))]);
        let answer = Answer { marks, note: marker.clone(), ..Answer::default() };
        let ballot = Answers {
            items: items.iter().map(|item| ((*item).into(), answer.clone())).collect(),
            ..Answers::default()
        };
        assert!(seat.vote(round, &ballot).await.status.is_success());
        markers.push(marker);
        // From the first byte on: the disk is read after every vote.
        until_counting.disk(&server.data);
    }
    everybody.ask(&meeting, &mut until_counting).await;
    let present = json!({ "present": 12, "done": 10 });
    while console.until("view").await["view"]["round"]["progress"] != present {}
    meeting.bring(round, "closed").await;
    while screen.until("view").await["view"]["stage"]["ask"]["open"] != json!(false) {}
    until_counting.disk(&server.data);
    for (who, live) in [("screen socket", &screen), ("console socket", &console), ("participant socket", &watching)] {
        until_counting.keep(who, live.heard.join("\n"));
    }
    meeting.bring(round, "counted").await;
    meeting.bring(round, "revealed").await;
    while screen.until("view").await["view"]["stage"].get("result").is_none() {}
    while watching.until("view").await["view"]["stage"].get("result").is_none() {}
    everybody.ask(&meeting, &mut afterwards).await;
    for (who, live) in [("screen socket", &screen), ("participant socket", &watching)] {
        afterwards.keep(who, live.heard.join("\n"));
    }
    (markers, until_counting, afterwards)
}

/// Whether this is what a leader got at one of these places.
fn leads(place: &str, pages: &[&str]) -> bool {
    let (who, what) = place.split_once(' ').unwrap_or(("", place));
    ["leader", "co-leader"].contains(&who) && pages.iter().any(|page| what.contains(page))
}

/// Where markers stand that were counted, and should not: notes are for the leaders, in the console and
/// the log; cards also wait at these places, for who works on the list.
fn for_others(hunt: &Hunt, markers: &[String], on_the_list: &[&str]) -> Vec<String> {
    let may = |place: &str| {
        let (who, what) = place.split_once(' ').unwrap_or(("", place));
        let works = ["leader", "co-leader", "editor"].contains(&who) && on_the_list.contains(&what);
        works || leads(place, &["live", "console", "export"])
    };
    hunt.places(markers).into_iter().filter(|place| !may(place) && !place.starts_with("file ")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_answer_reaches_anybody_else_or_the_disk_before_counting_nor_a_participant_ever() {
    let server = Server::start("secrecy", &[]).await;
    let (markers, until_counting, afterwards) = plant(&server).await;
    assert!(
        until_counting.count() > 200 && until_counting.saw("-wal") && until_counting.saw("participant /mee/"),
        "the hunt saw the disk and the pages"
    );
    assert_eq!(until_counting.places(&markers), Vec::<String>::new());
    assert_eq!(for_others(&afterwards, &markers, &[]), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hunt_finds_the_leak_of_a_build_that_leaks_on_purpose() {
    let binary = std::env::var_os("WERKSESSIE_LEAKY_BIN")
        .map(PathBuf::from)
        .expect("`cargo xtask test` builds a server that leaks");
    let binary = if binary.exists() { binary } else { Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(binary) };
    let server = Server::start_binary("leaky", &binary).await;
    let (markers, until_counting, _) = plant(&server).await;
    let places = until_counting.places(&markers);
    assert!(places.iter().any(|place| place.starts_with("screen /api")), "{places:?}");
    assert!(places.contains(&"screen socket".to_owned()), "{places:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn fewer_than_five_answers_are_never_shown() {
    let server = Server::start("five", &[]).await;
    let mut meeting = Meeting::begin(&server.host, 4).await;
    let items = meeting.items[..1].to_vec();
    let round = meeting.open(&items).await;
    let marker = "ZeldzaamWoord";
    let marks = BTreeMap::from([(Scale::Severity, Mark(5)), (Scale::Influence, Mark(1))]);
    let ballot = Answers {
        items: BTreeMap::from([(items[0].into(), Answer { marks, note: marker.into(), ..Answer::default() })]),
        ..Answers::default()
    };
    for seat in &mut meeting.seats {
        assert!(seat.vote(round, &ballot).await.status.is_success());
    }
    for stage in ["closed", "counted", "revealed"] {
        meeting.bring(round, stage).await;
    }
    let view = meeting.leader.view(meeting.meeting).await;
    assert_eq!(view["round"]["results"][0]["severity"], json!(null));
    let export = format!("http://{}/api/v1/projects/{}/export", server.host, meeting.leader.project);
    let export = call(Method::GET, &export, Some(&meeting.leader.secret), None).await.text;
    assert!(export.contains("too_few") && !export.contains(marker), "not even the log keeps it");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_risks_that_fewer_than_five_weighed_or_wrote_nothing_is_told() {
    let server = Server::start("five-risks", &[]).await;
    let mut random = Random::new("five-risks");
    let mut meeting = Meeting::begin(&server.host, 4).await;
    let everybody = Everybody::of(&meeting).await;
    let party = parties(&meeting.leader.view(meeting.meeting).await)[5].0;
    let mut markers = Vec::new();
    let mut hunt = Hunt::default();
    for ask in ["risk_scores", "risk_cards"] {
        let (round, _, items) = opened(&meeting, ask, false).await;
        for seat in &mut meeting.seats {
            let marker = marker();
            let reply = seat.vote(round, &marked(ask, (&items, &[]), party, &marker, &mut random)).await;
            assert!(reply.status.is_success(), "{}", reply.text);
            seat.revision = 0;
            markers.push(marker);
        }
        meeting.bring(round, "closed").await;
        if ask == "risk_cards" {
            // Dropping them would lose what people wrote, so they are not counted at all.
            let count = json!({ "type": "round.move", "meeting": meeting.meeting, "round": round, "to": "counted" });
            assert!(meeting.leader.send(id(), &count).await.status.is_client_error());
            everybody.ask(&meeting, &mut hunt).await;
            continue;
        }
        meeting.bring(round, "counted").await;
        meeting.bring(round, "revealed").await;
        let view = meeting.leader.view(meeting.meeting).await;
        let rows = view["round"]["risks"].as_array().expect("a list");
        assert!(rows.len() == 2 && rows.iter().all(|row| row["votes"].is_null()), "{rows:?}");
        everybody.ask(&meeting, &mut hunt).await;
    }
    assert!(hunt.saw("leader /api") && hunt.saw("participant /mee/"));
    assert_eq!(hunt.places(&markers), Vec::<String>::new());
    // No place of the matrix stands in what anybody got, the log among it.
    assert_eq!(hunt.places(&["\"places\":[[".to_owned()]), Vec::<String>::new());
}

/// Whether a drawn page is that of a round's figures: it has a round, asks no answers, and says neither
/// that it is closed nor that it is counted.
fn is_result(page: &Value) -> bool {
    let main = page["view"]["main"].as_str().expect("a page");
    let waits = ["De ronde is dicht", "De stemmen zijn geteld"].iter().any(|title| main.contains(title));
    page["view"]["round"].is_string() && page["view"]["votes"] == false && !waits
}

/// Waits until a participant's view is in this stage.
async fn stage(live: &mut Live, stage: &str) -> Value {
    loop {
        let view = live.until("view").await;
        if view["view"]["stage"].get(stage).is_some() {
            return view;
        }
    }
}

/// Every way to ask.
const ASKS: [&str; 17] = [
    "rating",
    "rating_and_pick",
    "cards",
    "risk_cards",
    "risk_scores",
    "groups",
    "drafts",
    "fist",
    "agreement",
    "activities",
    "effects",
    "assumptions",
    "contributions",
    "costs",
    "weights",
    "benefits",
    "needs",
];

/// Those that are asked of organisations, and never of persons.
const OF_PARTIES: [&str; 6] = ["groups", "drafts", "fist", "contributions", "benefits", "needs"];

/// A board with two activities, three effects, a line, and contributions of two parties that are there.
struct Filled {
    whole: ItemId,
    activities: Vec<ItemId>,
    effects: Vec<ItemId>,
    line: ItemId,
}

impl Filled {
    async fn begin(meeting: &Meeting) -> Self {
        let board = Board::begin(&meeting.leader, "kamers met coach").await;
        let (mut activities, mut effects) = (Vec::new(), Vec::new());
        for text in ["kamers", "coach"] {
            activities.push(board.activity(text).await);
        }
        for text in ["adres", "rust", "netwerk"] {
            effects.push(board.effect(text).await);
        }
        let line = board.line(activities[0], effects[0]).await;
        let view = meeting.leader.view(meeting.meeting).await;
        let present = view["parties"].as_array().expect("a list").iter().filter(|row| row["present"] != json!(0));
        for row in present.take(2) {
            let what =
                json!({ "sort": "contribution", "party": row["party"], "activity": activities[0], "kind": "hours" });
            board.add(what).await;
        }
        Self { whole: board.whole, activities, effects, line }
    }
}

/// Opens a round of a sort over what it can be about: which, whose answers, and what was opened. Some are
/// always on behalf of parties, others when this is asked for.
async fn opened(meeting: &Meeting, ask: &str, by_party: bool) -> (RoundId, &'static str, Vec<ItemId>) {
    let by_party = by_party || OF_PARTIES.contains(&ask);
    let mode = if by_party { "party" } else { "anonymous" };
    let whole: ItemId = meeting.leader.project.to_string().parse().expect("an id");
    let (items, given): (Vec<ItemId>, bool) = match ask {
        "cards" => (Vec::new(), false),
        "groups" | "drafts" | "fist" => (vec![whole], false),
        "risk_scores" => {
            let mut risks = Vec::new();
            for side in ["youth", "municipality"] {
                let risk = id();
                let add = json!({ "type": "risk.add", "risk": risk, "bottleneck": meeting.items[0], "side": side,
                    "event": "niemand opent de deur", "consequence": "het duurt langer" });
                meeting.leader.must(add).await;
                risks.push(risk.to_string().parse().expect("an id"));
            }
            (risks, true)
        }
        "agreement" | "activities" | "effects" | "needs" | "costs" | "weights" => {
            (vec![Filled::begin(meeting).await.whole], false)
        }
        "assumptions" => (vec![Filled::begin(meeting).await.line], true),
        "contributions" => (Filled::begin(meeting).await.activities, true),
        "benefits" => (Filled::begin(meeting).await.effects, true),
        _ => (meeting.items[..3].iter().map(|item| (*item).into()).collect(), true),
    };
    let round = RoundId(id());
    let mut command =
        json!({ "type": "round.open", "meeting": meeting.meeting, "round": round, "mode": mode, "ask": ask });
    command["items"] = if given { json!(items) } else { json!([]) };
    if ask == "fist" {
        command["statement"] = json!("We gaan samen verder.");
    }
    meeting.leader.must(command).await;
    (round, mode, items)
}

/// What points of this round are divided over, as the console knows it.
async fn among(meeting: &Meeting) -> Vec<ItemId> {
    let view = meeting.leader.view(meeting.meeting).await;
    let among = view["round"]["among"].as_array().expect("a list");
    among.iter().map(|pair| pair[0].as_str().expect("an id").parse().expect("an id")).collect()
}

/// Answers to such a round with a marker in every place that takes words.
fn marked(
    ask: &str,
    (items, among): (&[ItemId], &[ItemId]),
    party: PartyId,
    marker: &str,
    random: &mut Random,
) -> Answers {
    let mut mark = || Mark(1 + random.below(4) as u8);
    let words = |more: String| Written { text: marker.to_owned(), more, sure: None };
    let cards = |cards: &[(Frame, Written)]| Answer { cards: cards.iter().cloned().collect(), ..Answer::default() };
    let mut answer = || match ask {
        "rating" | "rating_and_pick" => Answer {
            marks: BTreeMap::from([(Scale::Severity, mark()), (Scale::Influence, mark())]),
            note: marker.to_owned(),
            ..Answer::default()
        },
        "risk_scores" => Answer {
            marks: BTreeMap::from([(Scale::Chance, mark()), (Scale::Impact, mark())]),
            note: marker.to_owned(),
            ..Answer::default()
        },
        "risk_cards" => {
            let cards = [Frame::Youth, Frame::Municipality].map(|frame| (frame, words(marker.to_owned())));
            Answer { cards: BTreeMap::from(cards), ..Answer::default() }
        }
        "groups" => {
            let cards = [Frame::Role, Frame::Cooperation].map(|frame| (frame, words(String::new())));
            Answer { cards: BTreeMap::from(cards), ..Answer::default() }
        }
        "drafts" => {
            let cards = [(Frame::Offer, words("2030-01-01".into())), (Frame::Need, words(party.to_string()))];
            Answer { cards: BTreeMap::from(cards), ..Answer::default() }
        }
        "fist" => Answer { hand: Some(2), note: marker.to_owned(), ..Answer::default() },
        "agreement" => {
            Answer { marks: BTreeMap::from([(Scale::Agreement, mark())]), note: marker.to_owned(), ..Answer::default() }
        }
        "assumptions" => Answer {
            marks: BTreeMap::from([(Scale::Certainty, mark()), (Scale::Evidence, mark())]),
            note: marker.to_owned(),
            ..Answer::default()
        },
        "activities" => cards(&[(Frame::Activity, words(marker.to_owned())), (Frame::Activity2, words(String::new()))]),
        "effects" => cards(&[(Frame::Effect, words("youth".into())), (Frame::Unwanted, words("society".into()))]),
        "contributions" => {
            cards(&[(Frame::Contribution, words("hours".into())), (Frame::Request, words(party.to_string()))])
        }
        "needs" => cards(&[(Frame::Need, words(party.to_string()))]),
        "costs" | "weights" | "benefits" => {
            let first = 5 * mark().0;
            let points = BTreeMap::from([(among[0], first), (among[1], 100 - first)]);
            Answer { points, note: marker.to_owned(), ..Answer::default() }
        }
        other => panic!("{other} has no items"),
    };
    if ask == "cards" {
        return Answers { cards: vec![marker.to_owned()], ..Answers::default() };
    }
    Answers { items: items.iter().map(|item| (*item, answer())).collect(), ..Answers::default() }
}

/// A round of a generated history: what is asked, of whom, and how it ends.
async fn generated(server: &Server, random: &mut Random, metrics: &str, turn: u64) {
    let mut meeting = Meeting::begin(&server.host, 0).await;
    let everybody = Everybody::of(&meeting).await;
    let mut all = parties(&meeting.leader.view(meeting.meeting).await);
    let (apart, _) = all.pop().expect("parties");
    for at in 0..13 {
        let (party, _) = &all[at % 4];
        meeting.seats.push(Participant::join(&server.host, &meeting.code, &party.to_string(), "policy").await);
    }
    let watcher = Participant::join(&server.host, &meeting.code, &apart.to_string(), "policy").await;
    let ask = ASKS[turn as usize % ASKS.len()];
    let (round, mode, items) = opened(&meeting, ask, ask == "rating" && random.below(2) == 0).await;
    let among = among(&meeting).await;
    let mut pages =
        Live::open(&server.host, meeting.meeting, &drawn(&watcher), &watcher.token).await.expect("a socket");
    let mut watching = watcher.connect().await;
    let mut screen =
        Live::open(&server.host, meeting.meeting, "screen", &meeting.leader.secret).await.expect("a socket");
    let (mut markers, mut hunt) = (Vec::new(), Hunt::default());
    let (mut is_open, mut stored) = (true, 0);
    for _ in 0..30 {
        let at = random.below(meeting.seats.len() as u64) as usize;
        match random.below(10) {
            // Closed before anybody answered, a history could end with nothing to look for.
            0 if stored > 0 => {
                let to = if is_open { "closed" } else { "open" };
                meeting.bring(round, to).await;
                is_open = !is_open;
            }
            1 => {
                let (party, _) = &all[random.below(4) as usize];
                let change =
                    json!({ "type": "seat.change", "seat": meeting.seats[at].seat, "party": party, "layer": "policy" });
                let changed = meeting.leader.send(id(), &change).await;
                assert!(changed.status.is_success() || changed.code() == "already_done", "{}", changed.text);
            }
            2 => {
                // Who holds the pen of a party may change; refused in other rounds.
                let take = json!({ "type": "ballot.take", "round": round, "seat": meeting.seats[at].seat, "from": meeting.seats[at].seat });
                meeting.leader.send(id(), &take).await;
            }
            _ => {
                let marker = marker();
                let given = marked(ask, (&items, &among), apart, &marker, random);
                let reply = meeting.seats[at].vote(round, &given).await;
                let refused = ["round_not_open", "pen_elsewhere"].contains(&reply.code());
                assert!(reply.status.is_success() || refused, "{}", reply.text);
                stored += usize::from(reply.status.is_success());
                markers.push(marker);
            }
        }
        hunt.disk(&server.data);
    }
    assert!(stored > 0, "nothing was hidden, so nothing could be found");
    everybody.ask(&meeting, &mut hunt).await;
    let log = || server.log_so_far().into_bytes();
    let figures =
        async || reqwest::get(format!("http://{metrics}/metrics")).await.unwrap().bytes().await.unwrap().to_vec();
    hunt.keep("log", log());
    hunt.keep("metrics", figures().await);
    if is_open {
        meeting.bring(round, "closed").await;
    }
    while screen.until("view").await["view"]["stage"]["ask"]["open"] != json!(false) {}
    stage(&mut watching, "closed").await;
    for (who, live) in [("screen socket", &screen), ("participant socket", &watching)] {
        hunt.keep(who, live.heard.join("\n"));
    }
    // What organisations draft under their own name, the leader reads along to help.
    let is_read = ["groups", "drafts", "contributions", "needs"].contains(&ask);
    let reads_along = |place: &String| is_read && leads(place, &["live", "console"]);
    let found: Vec<String> = hunt.places(&markers).into_iter().filter(|place| !reads_along(place)).collect();
    assert_eq!(found, Vec::<String>::new(), "{ask}, {mode}: before counting");

    // Thrown away, nothing of it is ever seen; counted, nobody but the leaders sees who wrote what.
    let mut after = Hunt::default();
    // Too few cards are not counted.
    let count = json!({ "type": "round.move", "meeting": meeting.meeting, "round": round, "to": "counted" });
    let is_counted = random.below(3) > 0 && meeting.leader.send(id(), &count).await.status.is_success();
    meeting.bring(round, if is_counted { "revealed" } else { "discarded" }).await;
    stage(&mut watching, if is_counted { "result" } else { "wait" }).await;
    // The drawn page of this stage; of every round that is thrown away there is no other sign.
    let shows = |page: &Value| if is_counted { is_result(page) } else { page["view"]["round"].is_null() };
    while !shows(&pages.until("page").await) {}
    everybody.ask(&meeting, &mut after).await;
    after.keep("log", log());
    after.keep("metrics", figures().await);
    for (who, live) in [("screen socket", &screen), ("participant socket", &watching), ("page socket", &pages)] {
        after.keep(who, live.heard.join("\n"));
    }
    if !is_counted {
        after.disk(&server.data);
        assert_eq!(after.places(&markers), Vec::<String>::new(), "{ask}, {mode}: thrown away");
    } else if mode == "anonymous" {
        let on_the_list: &[&str] = match ask {
            "cards" => &["/dossier/P", "/api/v1/projects/P"],
            "risk_cards" => &["/risicos/P"],
            "activities" | "effects" => &["/arena/P"],
            _ => &[],
        };
        assert_eq!(for_others(&after, &markers, on_the_list), Vec::<String>::new(), "{ask}: counted");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_happens_in_a_round_its_answers_stay_where_they_belong() {
    let histories =
        std::env::var("WERKSESSIE_HISTORIES").map_or(ASKS.len() as u64, |count| count.parse().expect("a number"));
    let mut random = Random::new("histories");
    let metrics = format!("127.0.0.1:{}", werksessie_tests::server::free_port());
    let server = Server::start_with("histories", &["--metrics-listen", &metrics, "--log-format", "json"], &[]).await;
    for turn in 0..histories {
        generated(&server, &mut random, &metrics, turn).await;
    }
}

/// What a watching participant, a screen and a phone's drawn page hear while ten others answer and the
/// round is counted and revealed; without what differs between any two servers.
async fn heard(server: &Server, meeting: &Meeting, round: RoundId, given: &[Answers]) -> Vec<String> {
    let mut meeting = meeting.clone();
    meeting.leader.host.clone_from(&server.host);
    meeting.seats.iter_mut().for_each(|seat| seat.host.clone_from(&server.host));
    let watcher = meeting.seats.pop().expect("eleven seats");
    let mut watching = watcher.connect().await;
    let mut pages =
        Live::open(&server.host, meeting.meeting, &drawn(&watcher), &watcher.token).await.expect("a socket");
    let mut screen =
        Live::open(&server.host, meeting.meeting, "screen", &meeting.leader.secret).await.expect("a socket");
    for (seat, given) in meeting.seats.iter_mut().zip(given) {
        let reply = seat.vote(round, given).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
    }
    for (to, phone) in [("closed", "closed"), ("counted", "counted"), ("revealed", "result")] {
        meeting.bring(round, to).await;
        // Each stage is waited for, so that no two of them become one update.
        stage(&mut watching, phone).await;
        let is_drawn = |page: &Value| match to {
            "revealed" => is_result(page),
            _ => page["view"]["votes"] == false,
        };
        while !is_drawn(&pages.until("page").await) {}
        let shows = |view: &Value, kinds: &[&str]| kinds.iter().any(|kind| view["view"]["stage"].get(kind).is_some());
        let on_screen = |view: &Value| match to {
            "closed" => view["view"]["stage"]["ask"]["open"] == false,
            "counted" => shows(view, &["counted"]),
            _ => shows(view, &["result", "matrices", "written", "points", "lines", "frame", "board"]),
        };
        while !on_screen(&screen.until("view").await) {}
    }
    let mut all = Vec::new();
    for live in [&watching, &pages, &screen] {
        // How many are done is told when it is; in which steps depends on the clock.
        let frames = live.heard.iter().filter(|frame| !frame.starts_with("{\"progress\""));
        all.extend(
            frames
                .filter(|frame| !(frame.contains("\"ask\"") && frame.contains("\"open\":true")))
                .map(|frame| timeless(frame)),
        );
    }
    all
}

/// A frame without its epoch, its number and its moments.
fn timeless(frame: &str) -> String {
    let mut frame: Value = serde_json::from_str(frame).expect("JSON");
    for kind in ["view", "page"] {
        if let Some(view) = frame.get_mut(kind) {
            view["epoch"] = Value::Null;
            view["revision"] = Value::Null;
        }
    }
    frame.to_string()
}

/// Three servers from one folder: on the second the same answers are given by other people, on the third
/// one answer is another. What each of them tells who watches.
async fn twins(ask: &str, random: &mut Random) -> [Vec<String>; 3] {
    let mut server = Server::start(&format!("twins-{ask}"), &[]).await;
    let mut meeting = Meeting::begin(&server.host, 0).await;
    let party = parties(&meeting.leader.view(meeting.meeting).await)[0].0;
    for _ in 0..11 {
        meeting.seats.push(Participant::join(&server.host, &meeting.code, &party.to_string(), "policy").await);
    }
    let (round, _, items) = opened(&meeting, ask, false).await;
    let among = among(&meeting).await;
    assert!(server.stop().await.success());
    let folder = scratch(&format!("twins-{ask}"));
    let given: Vec<Answers> = (0..10)
        .map(|_| {
            // Of risk cards only how many are written is told.
            let mut given = marked(ask, (&items, &among), party, "een tekst", random);
            given.items.values_mut().for_each(|answer| answer.note.clear());
            given
        })
        .collect();
    let mut shuffled = given.clone();
    for at in (1..shuffled.len()).rev() {
        shuffled.swap(at, random.below(at as u64 + 1) as usize);
    }
    let mut other = given.clone();
    let first = other[0].items.values_mut().next().expect("an item");
    match first.marks.values_mut().next() {
        Some(mark) => *mark = Mark(1 + mark.0 % 5),
        None if first.points.is_empty() => drop(first.cards.pop_first()),
        None => first.points = BTreeMap::from([(among[0], 95), (among[1], 5)]),
    }
    let mut told = Vec::new();
    for (name, given) in [("one", &given), ("two", &shuffled), ("other", &other)] {
        let data = folder.join(name);
        let copied = std::process::Command::new("cp").arg("-r").arg(&server.data).arg(&data).status();
        assert!(copied.expect("cp").success());
        let twin = Server::start_in(&data).await;
        told.push(heard(&twin, &meeting, round, given).await);
    }
    std::fs::remove_dir_all(folder).expect("it is there");
    told.try_into().expect("three")
}

#[tokio::test(flavor = "multi_thread")]
async fn who_chose_what_makes_no_difference_to_what_others_are_sent() {
    let mut random = Random::new("twins");
    for ask in ["rating", "risk_scores", "risk_cards", "assumptions", "weights"] {
        let [one, two, other] = twins(ask, &mut random).await;
        assert!(one.len() >= 9, "{ask}: {one:?}");
        assert_eq!(one, two, "{ask}: the same answers by others");
        assert_ne!(one, other, "{ask}: another answer is seen in the figures: the comparison can fail");
    }
}
