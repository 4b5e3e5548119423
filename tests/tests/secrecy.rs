//! Nobody sees what is not theirs: markers are planted in answers and hunted everywhere.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use reqwest::Method;
use serde_json::{Value, json};
use werksessie_core::RoundId;
use werksessie_core::question::{Answer, Answers, Mark, Scale};
use werksessie_tests::client::{Live, Participant, Random, answers, call, id, parties};
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
    for (at, seat) in meeting.seats.iter_mut().enumerate() {
        let marker = format!("Marker{at}{}", seat.seat.simple());
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

/// Where markers stand that were counted, and should not: notes are for the leaders, in the console and
/// the log; cards also wait in the dossier, for who works on the list.
fn for_others(hunt: &Hunt, markers: &[String], cards: bool) -> Vec<String> {
    let leads = |place: &str| {
        let (who, what) = place.split_once(' ').unwrap_or(("", place));
        let is_leader = ["leader", "co-leader"].contains(&who);
        let works = cards && (is_leader || who == "editor");
        (is_leader && ["live", "console", "export"].iter().any(|page| what.contains(page)))
            || (works && ["/dossier/P", "/api/v1/projects/P"].contains(&what))
    };
    hunt.places(markers).into_iter().filter(|place| !leads(place) && !place.starts_with("file ")).collect()
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
    assert_eq!(for_others(&afterwards, &markers, false), Vec::<String>::new());
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
    let items = meeting.items[..3].to_vec();
    let ask = ["rating", "rating_and_pick", "cards"][(turn % 3) as usize];
    let mode = if ask == "rating" && random.below(2) == 0 { "party" } else { "anonymous" };
    let round = RoundId(id());
    let opened = if ask == "cards" { json!([]) } else { json!(items) };
    meeting
        .leader
        .must(json!({ "type": "round.open", "meeting": meeting.meeting, "round": round, "items": opened, "mode": mode, "ask": ask }))
        .await;
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
            0 => {
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
                let mark = |random: &mut Random| Mark(1 + random.below(5) as u8);
                let answer = |random: &mut Random| Answer {
                    marks: BTreeMap::from([(Scale::Severity, mark(random)), (Scale::Influence, mark(random))]),
                    note: marker.clone(),
                    ..Answer::default()
                };
                let given = if ask == "cards" {
                    Answers { cards: vec![marker.clone()], ..Answers::default() }
                } else {
                    Answers {
                        items: items.iter().map(|item| ((*item).into(), answer(random))).collect(),
                        ..Answers::default()
                    }
                };
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
    assert_eq!(hunt.places(&markers), Vec::<String>::new(), "{ask}, {mode}: before counting");

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
        assert_eq!(for_others(&after, &markers, ask == "cards"), Vec::<String>::new(), "{ask}: counted");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_happens_in_a_round_its_answers_stay_where_they_belong() {
    let histories = std::env::var("WERKSESSIE_HISTORIES").map_or(3, |count| count.parse().expect("a number"));
    let mut random = Random::new("histories");
    let metrics = format!("127.0.0.1:{}", werksessie_tests::server::free_port());
    let server = Server::start_with("histories", &["--metrics-listen", &metrics, "--log-format", "json"], &[]).await;
    for turn in 0..histories {
        generated(&server, &mut random, &metrics, turn).await;
    }
}

/// What a watching participant, a screen and a phone's drawn page hear while ten others vote and the
/// round is counted and revealed; without what differs between any two servers.
async fn heard(server: &Server, meeting: &Meeting, round: RoundId, marks: &[(u8, u8)]) -> Vec<String> {
    let mut meeting = meeting.clone();
    meeting.leader.host.clone_from(&server.host);
    meeting.seats.iter_mut().for_each(|seat| seat.host.clone_from(&server.host));
    let watcher = meeting.seats.pop().expect("eleven seats");
    let mut watching = watcher.connect().await;
    let mut pages =
        Live::open(&server.host, meeting.meeting, &drawn(&watcher), &watcher.token).await.expect("a socket");
    let mut screen =
        Live::open(&server.host, meeting.meeting, "screen", &meeting.leader.secret).await.expect("a socket");
    let items = meeting.items[..2].to_vec();
    for (seat, (one, two)) in meeting.seats.iter_mut().zip(marks) {
        let given = answers(&items, |at| if at == 0 { (*one, *two) } else { (*two, *one) });
        assert_eq!(seat.vote(round, &given).await.status, 200);
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
        let on_screen = |view: &Value| match to {
            "closed" => view["view"]["stage"]["ask"]["open"] == false,
            "counted" => view["view"]["stage"]["ask"]["counted"] == true || view["view"]["stage"].get("ask").is_none(),
            _ => view["view"]["stage"].get("result").is_some(),
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

#[tokio::test(flavor = "multi_thread")]
async fn who_chose_what_makes_no_difference_to_what_others_are_sent() {
    let mut random = Random::new("twins");
    let mut server = Server::start("twins", &[]).await;
    let mut meeting = Meeting::begin(&server.host, 0).await;
    let party = parties(&meeting.leader.view(meeting.meeting).await)[0].0.to_string();
    for _ in 0..11 {
        meeting.seats.push(Participant::join(&server.host, &meeting.code, &party, "policy").await);
    }
    let round = meeting.open(&meeting.items[..2]).await;
    assert!(server.stop().await.success());
    let folder = scratch("twins");
    let marks: Vec<(u8, u8)> = (0..10).map(|_| (1 + random.below(5) as u8, 1 + random.below(5) as u8)).collect();
    let mut shuffled = marks.clone();
    for at in (1..shuffled.len()).rev() {
        shuffled.swap(at, random.below(at as u64 + 1) as usize);
    }
    let mut other = marks.clone();
    other[0].0 = 1 + other[0].0 % 5;
    let mut told = Vec::new();
    for (name, marks) in [("one", &marks), ("two", &shuffled), ("other", &other)] {
        let data = folder.join(name);
        let copied = std::process::Command::new("cp").arg("-r").arg(&server.data).arg(&data).status();
        assert!(copied.expect("cp").success());
        let twin = Server::start_in(&data).await;
        told.push(heard(&twin, &meeting, round, marks).await);
    }
    assert!(told[0].len() >= 9, "{:?}", told[0]);
    assert_eq!(told[0], told[1], "the same answers by others");
    assert_ne!(told[0], told[2], "another answer is seen in the figures: the comparison can fail");
    std::fs::remove_dir_all(folder).expect("it is there");
}
