//! The main job over the interface: a scripted meeting of forty people, up to the workbook.

use std::process::Command;

use reqwest::Method;
use serde_json::{Value, json};
use werksessie_core::RoundId;
use werksessie_tests::client::{Leader, Live, Random, answers, call, id};
use werksessie_tests::meeting::Meeting;
use werksessie_tests::server::{Server, scratch};

/// Downloads the workbook and reads it with openpyxl, after LibreOffice has opened it as well.
async fn workbook(meeting: &Meeting) -> Value {
    let leader = &meeting.leader;
    let url = format!("http://{}/api/v1/projects/{}/documents/routekaart.xlsx", leader.host, leader.project);
    let response = reqwest::Client::new().get(&url).bearer_auth(&leader.secret).send().await.unwrap();
    assert!(response.status().is_success());
    let folder = scratch("workbook");
    let path = folder.join("routekaart.xlsx");
    std::fs::write(&path, response.bytes().await.unwrap()).unwrap();
    let office = Command::new("soffice")
        .args(["--headless", "--convert-to", "pdf", "--outdir"])
        .arg(&folder)
        .arg(format!("-env:UserInstallation=file://{}", folder.join("profile").display()))
        .arg(&path)
        .output()
        .expect("LibreOffice is missing: run `cargo xtask setup`");
    assert!(folder.join("routekaart.pdf").exists(), "{}", String::from_utf8_lossy(&office.stderr));
    let script = "import sys, json, datetime, openpyxl\n\
        book = openpyxl.load_workbook(sys.argv[1])\n\
        cell = lambda c: c.value.isoformat()[:10] if isinstance(c.value, datetime.datetime) else c.value\n\
        print(json.dumps({s.title: {'rows': [[cell(c) for c in r] for r in s.iter_rows()], 'types': [[c.data_type for c in r] for r in s.iter_rows()], \
        'freeze': s.freeze_panes, 'filter': s.auto_filter.ref, 'repeat': s.print_title_rows, 'area': s.print_area, 'landscape': s.page_setup.orientation, \
        'header': s['A1'].fill.fgColor.rgb} for s in book.worksheets} | {'title': book.properties.title}))";
    let python = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools/venv/bin/python");
    let read =
        Command::new(&python).args(["-c", script]).arg(&path).output().expect("run `cargo xtask setup` for openpyxl");
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    std::fs::remove_dir_all(folder).unwrap();
    serde_json::from_slice(&read.stdout).expect("JSON")
}

#[tokio::test(flavor = "multi_thread")]
async fn forty_people_rate_thirteen_bottlenecks_and_the_workbook_holds_what_they_decided() {
    let server = Server::start("meeting", &[]).await;
    let mut meeting = Meeting::begin(&server.host, 40).await;
    assert_eq!(meeting.items.len(), 13);
    let mut random = Random::new("meeting");
    let round = meeting.open(&meeting.items.clone()).await;

    // Everybody votes over a socket; the sum of what was sent is what must come out.
    let mut sent = vec![[0u32; 5]; 13];
    let items = meeting.items.clone();
    for seat in &mut meeting.seats {
        let marks: Vec<u8> = (0..13).map(|item| if item == 0 { 5 } else { 1 + random.below(5) as u8 }).collect();
        let ballot = answers(&items, |item| (marks[item], 3));
        let mut live = seat.connect().await;
        // A first thought, changed afterwards: only the last counts.
        assert_eq!(live.cast(round, 1, &answers(&items, |_| (1, 1))).await, Ok(1));
        assert_eq!(live.cast(round, 2, &ballot).await, Ok(2));
        seat.revision = 2;
        for (item, mark) in marks.into_iter().enumerate() {
            sent[item][usize::from(mark) - 1] += 1;
        }
    }
    let leader = meeting.leader.clone();
    let view = leader.view(meeting.meeting).await;
    assert_eq!(view["round"]["progress"], json!({ "present": 40, "done": 40 }));
    assert_eq!(view["round"]["results"], json!([]), "nothing is counted while the round is open");
    meeting.bring(round, "closed").await;
    meeting.bring(round, "counted").await;
    let view = leader.view(meeting.meeting).await;
    for result in view["round"]["results"].as_array().unwrap() {
        let at = items.iter().position(|item| result["card"]["item"] == json!(item)).unwrap();
        assert_eq!(result["severity"]["counts"], json!(sent[at]));
        assert_eq!(result["influence"]["counts"], json!([0, 0, 40, 0, 0]));
    }
    assert!(!leader.screen(meeting.meeting).await.to_string().contains("counts"), "the room sees nothing yet");
    meeting.bring(round, "revealed").await;
    assert!(leader.screen(meeting.meeting).await.to_string().contains("counts"));

    // One re-vote on one item, by who voted before; a latecomer may not.
    let revote = RoundId(id());
    leader
        .must(json!({ "type": "round.revote", "meeting": meeting.meeting, "round": round, "new_round": revote, "items": [items[1]] }))
        .await;
    let mut late =
        werksessie_tests::client::Participant::join(&server.host, &meeting.code, "Te laat bv", "policy").await;
    let all_four = answers(&items[1..2], |_| (4, 4));
    assert_eq!(late.vote(revote, &all_four).await.code(), "not_in_first_round");
    for seat in &mut meeting.seats {
        seat.revision = 0;
        assert!(seat.vote(revote, &all_four).await.status.is_success());
    }
    meeting.bring(revote, "closed").await;
    meeting.bring(revote, "counted").await;
    meeting.bring(revote, "revealed").await;
    let again = json!({ "type": "round.revote", "meeting": meeting.meeting, "round": round, "new_round": id(), "items": [items[1]] });
    assert_eq!(leader.send(id(), &again).await.code(), "revote_only_once");

    // The table decides otherwise than the vote, and says why.
    let mut decide = json!({ "type": "round.decide", "meeting": meeting.meeting, "round": round, "priorities": [items[12], items[0], items[1]] });
    assert_eq!(leader.send(id(), &decide).await.code(), "reason_needed");
    decide["reason"] = json!("=1+1 is geen formule: dit kan nu");
    leader.must(decide).await;
    let parties = werksessie_tests::client::parties(&view);
    for number in 0..6 {
        leader
            .must(json!({
                "type": "promise.make", "promise": id(), "bottleneck": items[[12, 0, 1][number % 3]], "party": parties[number].0,
                "owner": format!("Trekker {number}"), "what": format!("=HYPERLINK(\"x\") belofte {number}"), "due": format!("2027-0{}-15", number + 1),
                "mandate": { "answer": "yes" },
            }))
            .await;
    }

    let book = workbook(&meeting).await;
    assert_eq!(book["title"], "Routekaart - Waterstede");
    let roadmap = &book["Routekaart"];
    assert_eq!(roadmap["freeze"], "D2");
    assert_eq!(roadmap["filter"], "A1:AI7");
    assert_eq!(roadmap["repeat"], "$1:$1");
    assert_eq!(roadmap["landscape"], "landscape");
    assert_eq!(roadmap["header"], "FF0B4A54");
    let rows = roadmap["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 7);
    for number in 0..6 {
        let row = &rows[number + 1];
        assert_eq!(row[0], number + 1);
        assert_eq!(row[2], format!("=HYPERLINK(\"x\") belofte {number}"));
        assert_eq!(roadmap["types"][number + 1][2], "s", "text that looks like a formula is text");
        assert_eq!(row[11], format!("K{} 2027", number / 3 + 1));
        assert_eq!(row[12], format!("Trekker {number}"));
        assert_eq!(row[13], parties[number].1);
        assert_eq!(book["Toezeggingen"]["rows"][number + 1][5], format!("2027-0{}-15", number + 1));
        assert_eq!(book["Toezeggingen"]["types"][number + 1][5], "d");
    }
    let timeline = book["Tijdlijn"]["rows"].as_array().unwrap();
    assert!(timeline[1].as_array().unwrap().iter().any(|cell| cell == "■"));
    let bottlenecks = book["Knelpunten"]["rows"].as_array().unwrap();
    assert_eq!(bottlenecks.len(), 14);
    assert_eq!((&bottlenecks[1][0], &bottlenecks[1][3]), (&json!("K13"), &json!(1)));
    assert_eq!(
        (&bottlenecks[2][0], &bottlenecks[2][5], &bottlenecks[2][7]),
        (&json!("K01"), &json!(5), &json!("eens"))
    );
    assert_eq!(
        (&bottlenecks[3][0], &bottlenecks[3][5], &bottlenecks[3][8]),
        (&json!("K02"), &json!(4), &json!(40)),
        "the re-vote counts"
    );
    assert_eq!(bottlenecks[1][9], "=1+1 is geen formule: dit kan nu");
    assert!(book.get("Leeswijzer").is_some());

    // What stands is what the log says: an export leads to the same dossier elsewhere.
    let url = format!("http://{}/api/v1/projects/{}/export", server.host, leader.project);
    let export = call(Method::GET, &url, Some(&leader.secret), None).await;
    if let Some(folder) = std::env::var_os("WERKSESSIE_RECORD") {
        // At a release: keeps a log with what it must lead to, for all later releases.
        let file = |name: &str| std::path::Path::new(&folder).join(name);
        std::fs::write(file("log.json"), &export.text).unwrap();
        std::fs::write(file("dossier.json"), leader.dossier().await.to_string()).unwrap();
    }
    let other = Server::start("import", &[]).await;
    let made =
        call(Method::POST, &format!("http://{}/api/v1/projects/import", other.host), None, Some(&export.body)).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let secret = made.body["secret"].as_str().unwrap();
    let there =
        call(Method::GET, &format!("http://{}/api/v1/projects/{}", other.host, leader.project), Some(secret), None)
            .await;
    assert_eq!(there.body, leader.dossier().await);
    let again =
        call(Method::POST, &format!("http://{}/api/v1/projects/import", other.host), None, Some(&export.body)).await;
    assert_eq!(again.code(), "id_taken");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_resumes_where_it_was_and_gets_small_updates() {
    let server = Server::start("resume", &[]).await;
    let mut meeting = Meeting::begin(&server.host, 6).await;
    let round = meeting.open(&meeting.items[..2]).await;
    let leader = meeting.leader.clone();
    let mut screen = Live::open(&server.host, meeting.meeting, "screen", &leader.secret).await.unwrap();
    let first = screen.until("view").await;
    let (epoch, revision) = (first["epoch"].as_u64().unwrap(), first["revision"].as_u64().unwrap());

    let two = meeting.items[..2].to_vec();
    meeting.seats[0].vote(round, &answers(&two, |_| (3, 3))).await;
    let progress = screen.until("progress").await;
    assert_eq!(progress, json!([revision + 1, 1, 6]));
    assert!(screen.heard.last().unwrap().len() <= 64, "{}", screen.heard.last().unwrap());

    // Who has the newest revision gets nothing; who is behind gets the whole view at once.
    let with = |epoch: u64, revision: u64| format!("screen&epoch={epoch}&revision={revision}");
    let mut same = Live::open(&server.host, meeting.meeting, &with(epoch, revision + 1), &leader.secret).await.unwrap();
    // An answer shows that it listens.
    same.send(&json!({})).await.unwrap();
    same.until("refused").await;
    meeting.seats[1].vote(round, &answers(&two, |_| (3, 3))).await;
    assert_eq!(same.next().await.unwrap(), json!({ "progress": [revision + 2, 2, 6] }));
    let mut behind = Live::open(&server.host, meeting.meeting, &with(epoch, revision), &leader.secret).await.unwrap();
    assert_eq!(behind.until("view").await["revision"], revision + 2);
    let mut stranger =
        Live::open(&server.host, meeting.meeting, &with(epoch + 1, revision + 2), &leader.secret).await.unwrap();
    assert_eq!(stranger.until("view").await["epoch"], epoch);

    // The same address without a socket waits for news.
    let url =
        format!("http://{}/api/v1/meetings/{}/live?role={}", server.host, meeting.meeting, with(epoch, revision + 2));
    let waiting = tokio::spawn({
        let secret = leader.secret.clone();
        async move { call(Method::GET, &url, Some(&secret), None).await }
    });
    meeting.seats[2].vote(round, &answers(&two, |_| (3, 3))).await;
    let news = waiting.await.unwrap();
    assert_eq!(serde_json::from_str::<Value>(&news.text).unwrap()["view"]["revision"], revision + 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_says_goodbye_and_loses_nothing() {
    let mut server = Server::start("stop", &[]).await;
    let mut meeting = Meeting::begin(&server.host, 5).await;
    let items = meeting.items[..1].to_vec();
    let round = meeting.open(&items).await;
    let mut phone = meeting.seats[0].connect().await;
    assert_eq!(phone.cast(round, 1, &answers(&items, |_| (5, 5))).await, Ok(1));
    let status = server.stop().await;
    assert!(status.success(), "{status}");
    assert_eq!(phone.next().await, None, "the socket was closed");
    server.restart(&[]).await;
    for seat in &mut meeting.seats[1..] {
        assert!(seat.vote(round, &answers(&items, |_| (4, 4))).await.status.is_success(), "nobody joins again");
    }
    meeting.bring(round, "closed").await;
    meeting.bring(round, "counted").await;
    let view = meeting.leader.view(meeting.meeting).await;
    assert_eq!(view["round"]["results"][0]["severity"]["counts"], json!([0, 0, 0, 4, 1]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_screen_that_is_held_still_or_dark_shows_nothing_of_what_happens() {
    let server = Server::start("curtain", &[]).await;
    let mut meeting = Meeting::begin(&server.host, 5).await;
    let leader = meeting.leader.clone();
    let draw = |curtain: &str| json!({ "type": "screen.curtain", "meeting": meeting.meeting, "curtain": curtain });
    let (frozen, blank, open) = (draw("frozen"), draw("blank"), draw("open"));
    let items = meeting.items[..1].to_vec();
    let round = meeting.open(&items).await;
    for seat in &mut meeting.seats {
        assert!(seat.vote(round, &answers(&items, |_| (5, 5))).await.status.is_success());
    }
    meeting.bring(round, "closed").await;
    meeting.bring(round, "counted").await;
    let mut screen = Live::open(&server.host, meeting.meeting, "screen", &leader.secret).await.unwrap();
    screen.until("view").await;
    leader.must(frozen).await;
    meeting.bring(round, "revealed").await;
    let stage = |view: Value| {
        view["stage"].as_object().map_or_else(|| view["stage"].clone(), |stage| json!(stage.keys().next()))
    };
    assert_eq!(stage(leader.screen(meeting.meeting).await), "counted", "the leader looks ahead alone");
    leader.must(blank).await;
    assert_eq!(screen.until("view").await["view"]["stage"], "blank", "nothing came before it");
    leader.must(open).await;
    assert!(screen.until("view").await["view"]["stage"]["result"].is_object());
}

/// Everything that `expected` names stands in `actual` with the same value; more may stand there.
fn holds(actual: &Value, expected: &Value) -> bool {
    match (actual, expected) {
        (Value::Object(actual), Value::Object(expected)) => {
            expected.iter().all(|(key, expected)| actual.get(key).is_some_and(|actual| holds(actual, expected)))
        }
        (Value::Array(actual), Value::Array(expected)) => {
            actual.len() == expected.len()
                && actual.iter().zip(expected).all(|(actual, expected)| holds(actual, expected))
        }
        _ => actual == expected,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_logs_of_earlier_releases_lead_to_what_was_decided_then() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("logs");
    let mut releases = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let folder = entry.unwrap().path();
        let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
        let export: Value = serde_json::from_str(&read("log.json")).unwrap();
        let server = Server::start("release", &[]).await;
        let url = format!("http://{}/api/v1/projects/import", server.host);
        let made = call(Method::POST, &url, None, Some(&export)).await;
        assert_eq!(made.status, 201, "{}: {}", folder.display(), made.text);
        let leader = Leader {
            host: server.host.clone(),
            project: made.body["project"].as_str().unwrap().parse().unwrap(),
            secret: made.body["secret"].as_str().unwrap().to_owned(),
        };
        let (dossier, expected) = (leader.dossier().await, serde_json::from_str(&read("dossier.json")).unwrap());
        assert!(holds(&dossier, &expected), "{}: {dossier}", folder.display());
        releases += 1;
    }
    assert!(releases > 0);
}
