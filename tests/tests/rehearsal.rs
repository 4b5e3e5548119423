//! A rehearsal: a copy in memory, with people who are not there, that leaves nothing behind.

use std::path::Path;
use std::time::{Duration, Instant};

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use werksessie_core::MeetingId;
use werksessie_tests::board::Board;
use werksessie_tests::client::{Leader, Live, call, id, parties};
use werksessie_tests::forms::Forms;
use werksessie_tests::hunt::unpacked;
use werksessie_tests::server::Server;

/// The first piece of text between two others.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let rest = text.split(before).nth(1).unwrap_or_else(|| panic!("no {before:?} in {text}"));
    rest.split(after).next().expect("a first piece")
}

/// A leader's browser with the example project; the project's dossier and its planned meeting.
async fn with_example(server: &Server) -> (Forms, String, String) {
    let desk = Forms::open(&server.host);
    let (dossier, page) = desk.post("/voorbeeld", &[]).await;
    let form = between(&page, "/oefenen\"", "</form>");
    let meeting = between(form, "value=\"", "\"").to_owned();
    (desk, dossier, meeting)
}

/// Begins a rehearsal and makes a link into it, as a leader would for a colleague.
async fn rehearse(server: &Server, desk: &Forms, dossier: &str, meeting: &str) -> (Leader, MeetingId) {
    let (console, page) = desk.post(&format!("{dossier}/oefenen"), &[("meeting", meeting)]).await;
    assert!(page.contains("Dit is een oefening"), "{console}: {page}");
    let ids = console.strip_prefix("/console/").unwrap_or_else(|| panic!("{console}: {page}"));
    let (project, meeting) = ids.split_once('/').expect("two ids");
    let fields = [("role", "leader"), ("label", "Collega")];
    let (_, page) = desk.post(&format!("/dossier/{project}/link"), &fields).await;
    let secret = between(&page, "/open#", "\"").to_owned();
    let leader = Leader { host: server.host.clone(), project: project.parse().expect("an id"), secret };
    (leader, meeting.parse().expect("an id"))
}

/// The leader's view once it is as it should be.
async fn until(leader: &Leader, meeting: MeetingId, what: &str, is_so: impl Fn(&Value) -> bool) -> Value {
    let began = Instant::now();
    loop {
        let view = leader.view(meeting).await;
        if is_so(&view) {
            return view;
        }
        assert!(began.elapsed() < Duration::from_secs(90), "{what} never came: {}", view["round"]);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

fn people(view: &Value, which: &str) -> u64 {
    view["parties"].as_array().expect("a list").iter().map(|row| row[which].as_u64().unwrap_or(0)).sum()
}

/// Opens a round, waits until everybody answered, and shows it; the leader's view of it.
async fn round(leader: &Leader, meeting: MeetingId, more: Value) -> Value {
    let round = leader.ask(meeting, more.clone()).await;
    until(leader, meeting, &format!("everybody's answer to {more}"), |view| {
        let progress = &view["round"]["progress"];
        progress["present"].as_u64() > Some(0) && progress["present"] == progress["done"]
    })
    .await;
    for to in ["closed", "counted", "revealed"] {
        leader.must(json!({ "type": "round.move", "meeting": meeting, "round": round, "to": to })).await;
    }
    leader.view(meeting).await
}

/// Files below a folder that hold these bytes.
fn files_with(folder: &Path, bytes: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files_with(&path, bytes));
        } else if std::fs::read(&path).is_ok_and(|held| held.windows(bytes.len()).any(|window| window == bytes)) {
            found.push(path.display().to_string());
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn an_effects_arena_can_be_rehearsed_from_an_empty_board_to_the_balance() {
    let server = Server::start("rehearsal-arena", &[]).await;
    let (desk, dossier, meeting) = with_example(&server).await;
    let (leader, of) = rehearse(&server, &desk, &dossier, &meeting).await;
    leader.must(json!({ "type": "meeting.begin", "meeting": of })).await;
    until(&leader, of, "five or more people", |view| people(view, "present") >= 12).await;
    let board = Board::begin(&leader, "Een maatje voor iedereen").await;
    let settle = async |view: &Value| {
        leader.must(json!({ "type": "arena.settle", "meeting": of, "round": view["round"]["round"] })).await;
    };
    let view = round(&leader, of, json!({ "ask": "agreement" })).await;
    assert!(view["round"]["agreement"][1]["mean"].is_number(), "{}", view["round"]["agreement"]);
    settle(&view).await;
    for ask in ["activities", "effects"] {
        let view = round(&leader, of, json!({ "ask": ask })).await;
        let waiting = view["arena"]["waiting"].as_array().expect("a list").clone();
        assert!(waiting.len() >= 3, "{ask}: {}", waiting.len());
        let mut texts: Vec<Value> = Vec::new();
        for piece in waiting {
            let is_new = !texts.contains(&piece["text"]);
            let to = if is_new { json!({ "is": "open" }) } else { json!({ "is": "dropped" }) };
            texts.push(piece["text"].clone());
            leader.must(json!({ "type": "arena.move", "piece": piece["piece"], "to": to })).await;
        }
    }
    let view = leader.view(of).await;
    let pieces = |view: &Value, which: &str| -> Vec<Value> {
        view["arena"][which].as_array().expect("a list").iter().map(|row| row["piece"].clone()).collect()
    };
    let (activities, effects) = (pieces(&view, "activities"), pieces(&view, "effects"));
    assert!(view["arena"]["effects"].as_array().expect("a list").iter().any(|effect| effect["unwanted"] == true));
    for (at, effect) in effects.iter().enumerate() {
        let from = &activities[at % activities.len()];
        board.add(json!({ "sort": "line", "from": from, "to": effect })).await;
    }
    let lines = pieces(&leader.view(of).await, "lines");
    let view = round(&leader, of, json!({ "ask": "assumptions", "items": lines[..lines.len().min(10)] })).await;
    assert!(view["round"]["lines"].as_array().expect("a list").iter().all(|line| line["certainty"].is_object()));
    settle(&view).await;
    let view = round(&leader, of, json!({ "ask": "contributions", "mode": "party", "items": activities })).await;
    assert!(view["arena"]["contributions"].as_array().expect("a list").len() >= 8);
    for ask in ["costs", "weights"] {
        let view = round(&leader, of, json!({ "ask": ask })).await;
        assert!(view["round"]["points"][0]["voters"].as_u64() >= Some(12), "{ask}");
        settle(&view).await;
    }
    let view = leader.view(of).await;
    let among: Vec<_> = parties(&view).into_iter().take(5).map(|(party, _)| party).collect();
    let heaviest = view["arena"]["heaviest"].clone();
    let view =
        round(&leader, of, json!({ "ask": "benefits", "mode": "party", "items": heaviest, "among": among })).await;
    settle(&view).await;
    let view = round(&leader, of, json!({ "ask": "needs", "mode": "party" })).await;
    assert!(!view["round"]["written"].as_array().expect("a list").is_empty());
    let balance = &view["arena"]["balance"];
    assert!(balance["youth"].as_f64() > Some(0.0) && balance["wrong_pocket"].is_number(), "{balance}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rehearsal_shows_what_a_leader_will_meet() {
    let server = Server::start("rehearsal", &[]).await;
    let (desk, dossier, meeting) = with_example(&server).await;
    let (leader, of) = rehearse(&server, &desk, &dossier, &meeting).await;
    leader.must(json!({ "type": "meeting.begin", "meeting": of })).await;
    let view = until(&leader, of, "everybody", |view| {
        let seats = |which| people(view, which);
        seats("expected") > 0 && seats("present") >= seats("expected").min(40)
    })
    .await;
    assert!(view["rehearsal"].as_bool().unwrap_or_default());

    // The first item: they agree. The second: circles differ. The third: each differs within itself.
    let items: Vec<Value> =
        view["bottlenecks"].as_array().expect("a list").iter().map(|row| row["item"].clone()).collect();
    let view = round(&leader, of, json!({ "ask": "rating", "items": items[..6] })).await;
    let talk = |at: usize| {
        let results = view["round"]["results"].as_array().expect("a list").iter();
        results.clone().find(|row| row["card"]["item"] == items[at]).expect("a result")["severity"]["talk"].clone()
    };
    assert_eq!([talk(0), talk(1), talk(2)], [json!("agreed"), json!("between_circles"), json!("within_circles")]);
    let decided = view["round"]["round"].clone();
    leader.must(json!({ "type": "round.decide", "meeting": of, "round": decided, "priorities": items[..3], "reason": "Dit is waar we iets aan kunnen doen." })).await;

    // Every other kind of round is answered too.
    let view = round(&leader, of, json!({ "ask": "cards", "items": [] })).await;
    assert!(!view["round"]["cards"].as_array().expect("a list").is_empty());
    let view = round(&leader, of, json!({ "ask": "risk_cards", "items": items[..2] })).await;
    let waiting = view["written_risks"].as_array().expect("a list").clone();
    assert!(!waiting.is_empty());
    let mut chosen: Vec<Value> = Vec::new();
    for (bottleneck, side) in [(0, "youth"), (0, "municipality")] {
        let name = view["bottlenecks"][bottleneck]["short_name"].clone();
        let of = waiting.iter().filter(|risk| risk["side"] == side && risk["bottleneck"] == name);
        chosen.extend(of.take(2).map(|risk| risk["risk"].clone()));
    }
    for risk in &chosen {
        leader.must(json!({ "type": "risk.return", "risk": risk })).await;
    }
    let view = round(&leader, of, json!({ "ask": "risk_scores", "items": chosen })).await;
    assert_eq!(view["round"]["risks"].as_array().map(Vec::len), Some(chosen.len()));
    for ask in ["groups", "drafts"] {
        let view = round(&leader, of, json!({ "ask": ask, "mode": "party" })).await;
        assert!(!view["round"]["written"].as_array().expect("a list").is_empty(), "{ask}");
    }
    let view =
        round(&leader, of, json!({ "ask": "fist", "mode": "party", "statement": "We gaan samen verder." })).await;
    assert!(view["round"]["hands"]["outcome"].is_string(), "{}", view["round"]["hands"]);

    // They answer what is asked of them.
    let all = parties(&view);
    let (promise, condition) = (id(), id());
    let make = json!({ "type": "promise.make", "promise": promise, "bottleneck": items[0], "party": all[0].0, "owner": "Noor Aalders",
        "what": "houden twaalf kamers vrij", "due": "2027-12-01", "mandate": { "answer": "yes" } });
    leader.must(make).await;
    let add = json!({ "type": "condition.add", "condition": condition, "promise": promise, "party": all[1].0, "what": "een vaste coach" });
    leader.must(add).await;
    let is_answered = |view: &Value| {
        let rows = view["promises"].as_array().expect("a list").iter();
        let needs =
            rows.clone().find(|row| row["promise"] == json!(promise)).map(|row| row["needs"][0]["answer"].clone());
        needs.is_some_and(|answer| answer != "asked")
    };
    until(&leader, of, "an answer to the condition", is_answered).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rehearsal_says_so_everywhere_and_leaves_nothing_behind() {
    let mut server = Server::start("rehearsal-gone", &[]).await;
    let (desk, dossier, meeting) = with_example(&server).await;
    let fields = [("role", "leader"), ("label", "Collega")];
    let (_, page) = desk.post(&format!("{dossier}/link"), &fields).await;
    let own = Leader {
        host: server.host.clone(),
        project: dossier.trim_start_matches("/dossier/").parse().expect("an id"),
        secret: between(&page, "/open#", "\"").to_owned(),
    };

    // Who does not lead here neither begins nor ends one.
    let stranger = Forms::open(&server.host);
    let (to, page) = stranger.post(&format!("{dossier}/oefenen"), &[("meeting", &meeting)]).await;
    assert!(to.ends_with("/oefenen") && !page.contains("Dit is een oefening"), "{to}");
    for role in ["co-leader", "editor", "screen"] {
        let fields = [("role", role), ("label", "Ander")];
        let (_, page) = desk.post(&format!("{dossier}/link"), &fields).await;
        let other = Forms::open(&server.host);
        other.post("/open", &[("secret", between(&page, "/open#", "\""))]).await;
        let (to, _) = other.post(&format!("{dossier}/oefenen"), &[("meeting", &meeting)]).await;
        assert!(to.ends_with("/oefenen"), "who begins leads the copy, so a {role} may not: {to}");
    }
    let before = own.dossier().await;

    let (first, first_meeting) = rehearse(&server, &desk, &dossier, &meeting).await;
    let (leader, of) = rehearse(&server, &desk, &dossier, &meeting).await;
    let ended = |leader: &Leader, of: MeetingId| {
        let url = format!("http://{}/api/v1/meetings/{of}/live?role=leader", leader.host);
        let secret = leader.secret.clone();
        async move { call(Method::GET, &url, Some(&secret), None).await.status }
    };
    assert_eq!(ended(&first, first_meeting).await, StatusCode::NOT_FOUND, "another rehearsal ends the first");
    let (to, _) = desk.post(&format!("{dossier}/oefenen"), &[("meeting", &id().to_string())]).await;
    assert!(to.ends_with("/oefenen"), "no such meeting: {to}");
    leader.must(json!({ "type": "meeting.begin", "meeting": of })).await;
    let copy = leader.project;
    let stop = format!("/oefening/{copy}/stop");
    stranger.post(&stop, &[]).await;

    // Every screen and every file says it.
    let view = until(&leader, of, "people", |view| people(view, "present") > 5).await;
    assert!(leader.screen(of).await["rehearsal"].as_bool().unwrap_or_default());
    let code = view["code"].as_str().expect("a code").to_owned();
    let phone = Forms::open(&server.host);
    let (_, page) = phone.get(&format!("/d/{code}")).await;
    assert!(page.contains("Oefening: "), "{page}");
    let party = view["parties"][0]["party"].as_str().expect("an id").to_owned();
    let (seat, _) = phone.post(&format!("/d/{code}"), &[("party", &party), ("layer", "practice")]).await;
    assert!(seat.starts_with("/mee/"), "{seat}");
    assert!(phone.get(&seat).await.1.contains("ws-chip--now\">Oefening"));
    let console = format!("/console/{copy}/{of}");
    let screen = format!("/scherm/{copy}/{of}");
    assert!(desk.get(&screen).await.1.contains("Oefening"));
    let of_project = ["dossier", "risicos", "arena", "opgave", "knelpunten", "routekaart", "bewaren"]
        .map(|page| format!("/{page}/{copy}"));
    for page in of_project.iter().chain([&console]) {
        assert!(desk.get(page).await.1.contains("Dit is een oefening"), "{page}");
    }
    for what in ["poster", "tafelkaarten", "stembiljetten"] {
        assert!(desk.get(&format!("/afdrukken/{copy}/{of}/{what}")).await.1.contains("Oefening: "), "{what}");
    }
    let texts = ["opgave", "commitmentverklaring", "principe-afspraken", "brieven"];
    let files = texts.iter().flat_map(|name| [format!("{name}.html"), format!("{name}.docx")]);
    for file in files.chain(["routekaart.xlsx".to_owned()]) {
        let url = format!("http://{}/api/v1/projects/{copy}/documents/{file}", server.host);
        let reply = reqwest::Client::new().get(url).bearer_auth(&leader.secret).send().await.expect("an answer");
        let bytes = reply.bytes().await.expect("a whole answer");
        let bytes = if bytes.starts_with(b"PK") { unpacked(&bytes) } else { bytes.to_vec() };
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.contains("oefening met nagespeelde mensen"), "{file}");
    }
    let (_, page) = desk.post(&format!("/dossier/{copy}/vaststellen"), &[("document", "challenge")]).await;
    assert!(page.contains("Hier blijft niets van over"), "nothing of it is ever final: {page}");
    let export = format!("http://{}/api/v1/projects/{copy}/export", server.host);
    let export = call(Method::GET, &export, Some(&leader.secret), None).await;
    assert_eq!(export.status, StatusCode::OK);
    let import = format!("http://{}/api/v1/projects/import", server.host);
    let imported = call(Method::POST, &import, None, Some(&export.body)).await;
    assert_eq!(imported.code(), "rehearsal", "it never becomes a real project: {}", imported.text);

    // A round, so that there are ballots and a key.
    let items: Vec<Value> =
        view["bottlenecks"].as_array().expect("a list").iter().map(|row| row["item"].clone()).collect();
    let round = id();
    let open = json!({ "type": "round.open", "meeting": of, "round": round, "ask": "rating", "items": items[..3] });
    leader.must(open).await;
    until(&leader, of, "votes", |view| view["round"]["progress"]["done"].as_u64() > Some(5)).await;

    // Nothing of it is on disk, and nobody comes across it.
    assert_eq!(files_with(&server.data, copy.to_string().as_bytes()), Vec::<String>::new());
    assert_eq!(files_with(&server.data, copy.0.as_bytes()), Vec::<String>::new());
    for id in [of.0, round, seat.rsplit('/').next().expect("an id").parse().expect("an id")] {
        assert_eq!(files_with(&server.data, id.as_bytes()), Vec::<String>::new(), "{id}");
        assert_eq!(files_with(&server.data, id.to_string().as_bytes()), Vec::<String>::new(), "{id}");
    }
    let in_folder = |name: &str| std::fs::read_dir(server.data.join(name)).expect("a folder").count();
    assert_eq!((in_folder("keys"), in_folder("documents")), (0, 0));
    assert!(!files_with(&server.data, own.project.to_string().as_bytes()).is_empty(), "the search can find");
    let start = desk.get("/").await.1;
    assert!(start.contains(&own.project.to_string()) && !start.contains(&copy.to_string()));
    assert_eq!(own.dossier().await, before, "the project itself noticed nothing");

    // Stopped: gone for everybody, and a second press is fine.
    let mut live = Live::open(&server.host, of, "leader", &leader.secret).await.expect("a socket");
    live.until("view").await;
    let (to, _) = desk.post(&stop, &[]).await;
    assert_eq!(to, dossier);
    assert!(live.is_ended().await);
    assert_eq!(ended(&leader, of).await, StatusCode::NOT_FOUND);
    assert!(!phone.get(&format!("/d/{code}")).await.1.contains("Oefening"), "the code leads nowhere");
    assert_eq!(desk.post(&stop, &[]).await.0, "/");

    // Nor does one live through a restart.
    let (leader, of) = rehearse(&server, &desk, &dossier, &meeting).await;
    server.kill().await;
    server.restart(&[]).await;
    let leader = Leader { host: server.host.clone(), ..leader };
    assert_eq!(ended(&leader, of).await, StatusCode::NOT_FOUND);
    assert_eq!(files_with(&server.data, leader.project.to_string().as_bytes()), Vec::<String>::new());
    let own = Leader { host: server.host.clone(), ..own };
    assert_eq!(own.dossier().await, before);
    server.stop().await;
    let verified = werksessie_tests::server::werksessie(&["verify", "--data", server.data.to_str().expect("a path")]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rehearsal_ends_with_what_it_stands_on_and_harms_no_real_meeting() {
    let server = Server::start("rehearsal-stands", &[]).await;
    let (desk, dossier, meeting) = with_example(&server).await;
    let fields = [("role", "leader"), ("label", "Collega")];
    let (_, page) = desk.post(&format!("{dossier}/link"), &fields).await;
    let own = Leader {
        host: server.host.clone(),
        project: dossier.trim_start_matches("/dossier/").parse().expect("an id"),
        secret: between(&page, "/open#", "\"").to_owned(),
    };

    // An id that a real meeting has goes on leading to that meeting, whatever somebody makes of it in a copy.
    let real: MeetingId = meeting.parse().expect("an id");
    let (leader, _) = rehearse(&server, &desk, &dossier, &meeting).await;
    let plan = json!({ "type": "meeting.plan", "meeting": real, "title": "Gekaapt", "step": "2C", "agenda": [["Opening", 10]] });
    leader.must(plan).await;
    assert_ne!(own.view(real).await["title"], "Gekaapt");

    // A door that is shut and somebody who is sent away stop nobody else.
    let (leader, of) = rehearse(&server, &desk, &dossier, &meeting).await;
    leader.must(json!({ "type": "meeting.begin", "meeting": of })).await;
    let view = until(&leader, of, "people", |view| people(view, "present") >= 12).await;
    leader.must(json!({ "type": "meeting.lock", "meeting": of, "locked": true })).await;
    let first = view["parties"].as_array().expect("a list").iter().find(|row| row["present"].as_u64() > Some(0));
    let seat = &first.expect("a party that sits")["seats"][0]["seat"];
    leader.must(json!({ "type": "seat.remove", "seat": seat })).await;
    let items: Vec<Value> =
        view["bottlenecks"].as_array().expect("a list").iter().map(|row| row["item"].clone()).collect();
    round(&leader, of, json!({ "ask": "rating", "items": items[..2] })).await;

    // Words that are taken out of the project would still stand in its copy.
    let redact = json!({ "type": "project.redact", "words": "Havenzicht", "why": "op verzoek" });
    own.must(redact).await;
    gone(&leader, of).await;

    // With the link of who began it, it goes as well.
    let colleague = Forms::open(&server.host);
    colleague.post("/open", &[("secret", own.secret.as_str())]).await;
    let (leader, of) = rehearse(&server, &colleague, &dossier, &meeting).await;
    let (_, page) = desk.get(&dossier).await;
    let row = page.split("Collega").nth(1).expect("the colleague's link");
    let revoke = between(row, "action=\"", "\"");
    desk.post(revoke, &[("do", "revoke")]).await;
    gone(&leader, of).await;
}

/// Waits until a rehearsal is over.
async fn gone(leader: &Leader, of: MeetingId) {
    let url = format!("http://{}/api/v1/meetings/{of}/live?role=leader", leader.host);
    let began = Instant::now();
    while call(Method::GET, &url, Some(&leader.secret), None).await.status != StatusCode::NOT_FOUND {
        assert!(began.elapsed() < Duration::from_secs(30), "it goes on");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
