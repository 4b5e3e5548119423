//! What who runs the server relies on: figures without content, a log for machines, pages that say
//! who is responsible, settings that are refused in a sentence, and what goes by itself.

use reqwest::{Client, Method};
use serde_json::Value;
use werksessie_tests::client::{answers, call};
use werksessie_tests::meeting::Meeting;
use werksessie_tests::server::{Server, binary, free_port, scratch};

#[tokio::test(flavor = "multi_thread")]
async fn figures_count_what_happened_and_tell_nothing_of_what_was_said() {
    const MARKER: &str = "zeldzaamwoord";
    let metrics = format!("127.0.0.1:{}", free_port());
    let server = Server::start_with("metrics", &["--metrics-listen", &metrics, "--log-format", "json"], &[]).await;
    let mut meeting = Meeting::begin(&server.host, 3).await;
    let round = meeting.open(&meeting.items[..1]).await;
    let items = meeting.items[..1].to_vec();
    for seat in &mut meeting.seats {
        let mut given = answers(&items, |_| (4, 4));
        given.items.values_mut().for_each(|answer| answer.note = MARKER.into());
        assert_eq!(seat.vote(round, &given).await.status, 200);
    }
    let _live = meeting.seats[0].connect().await;
    for code in ["2222-2222", "3333-3333"] {
        let wrong = reqwest::get(server.url(&format!("/d/{code}"))).await.unwrap();
        assert_eq!(wrong.status(), 404);
    }
    let text = reqwest::get(format!("http://{metrics}/metrics")).await.unwrap().text().await.unwrap();
    let figure = |name: &str| {
        let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("{name}:\n{text}"));
        line.rsplit(' ').next().unwrap().parse::<f64>().unwrap()
    };
    assert_eq!(figure("werksessie_ballots_total{what=\"done\"}"), 3.0);
    assert!(figure("werksessie_commands_total{what=\"done\"}") >= 2.0);
    assert_eq!(figure("werksessie_wrong_codes_total"), 2.0);
    assert_eq!(figure("werksessie_connections{what=\"seat\"}"), 1.0);
    assert!(figure("werksessie_commit_seconds_count") >= 5.0 && figure("werksessie_database_bytes") > 0.0);
    assert_eq!(figure("werksessie_store_failures_total"), 0.0);
    assert!(text.ends_with("# EOF\n"));
    for secret in
        [MARKER, &meeting.code, &meeting.leader.secret, &meeting.leader.project.to_string(), &meeting.seats[0].token]
    {
        assert!(!text.contains(secret), "{secret} is among the figures");
    }
    assert_eq!(reqwest::get(server.url("/metrics")).await.unwrap().status(), 404, "not where everybody looks");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_for_machines_is_one_object_on_a_line() {
    let mut server = Server::start_with("log", &["--log-format", "json"], &[]).await;
    // The first hundred wrong codes are free; then it is said that they are slowed.
    let http = Client::new();
    for _ in 0..102 {
        let _ = http.get(server.url("/d/2222-2222")).timeout(std::time::Duration::from_millis(300)).send().await;
    }
    server.logs("many wrong codes").await;
    assert!(server.stop().await.success());
    let log = server.log_so_far();
    let mut lines = 0;
    for line in log.lines() {
        let row: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert!(row["timestamp"].as_str().is_some_and(|at| at.ends_with('Z')) && row["level"].is_string(), "{line}");
        lines += 1;
    }
    assert!(lines > 0 && !log.contains("127.0.0.1:"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_responsible_stands_on_pages_and_in_security_txt() {
    let bare = Server::start("about-bare", &[]).await;
    assert_eq!(reqwest::get(bare.url("/.well-known/security.txt")).await.unwrap().status(), 404);
    let text = async |server: &Server, path: &str| reqwest::get(server.url(path)).await.unwrap().text().await.unwrap();
    assert!(text(&bare, "/privacy").await.contains("Vraag je projectleider wie dat is"));
    assert!(text(&bare, "/toegankelijkheid").await.contains("nog geen verklaring"));
    let start = text(&bare, "/").await;
    assert!(start.contains("href=\"/privacy\"") && start.contains("href=\"/toegankelijkheid\""));

    let settings = [
        "--organisation",
        "Gemeente <Waterstede>",
        "--contact",
        "mailto:privacy@waterstede.example",
        "--security-contact",
        "https://waterstede.example/melden",
        "--accessibility-statement",
        "https://waterstede.example/verklaring",
    ];
    let server = Server::start("about", &settings).await;
    let privacy = text(&server, "/privacy").await;
    assert!(
        privacy.contains("Gemeente &lt;Waterstede&gt; beslist")
            && privacy.contains("href=\"mailto:privacy@waterstede.example\"")
    );
    assert!(privacy.contains("30 dagen") && privacy.contains("24 uur"));
    assert!(text(&server, "/toegankelijkheid").await.contains("href=\"https://waterstede.example/verklaring\""));
    let security = reqwest::get(server.url("/.well-known/security.txt")).await.unwrap();
    assert_eq!(security.headers()["content-type"], "text/plain; charset=utf-8");
    let security = security.text().await.unwrap();
    assert!(security.starts_with("Contact: https://waterstede.example/melden\nExpires: 20"), "{security}");
    assert!(security.contains("T00:00:00Z\nPreferred-Languages: nl, en\n"));
}

#[test]
fn settings_that_do_not_fit_are_refused_in_a_sentence() {
    let folder = scratch("settings");
    let data = folder.join("data");
    let refusals = [
        (["--metrics-listen", "0.0.0.0:9100"], "could be read by others"),
        (["--contact", "privacy@waterstede.example"], "Write mailto:"),
        (["--security-contact", "javascript:alert(1)"], "Write mailto:"),
        (["--accessibility-statement", "http://waterstede.example"], "with https://"),
        (["--log-format", "xml"], "json"),
        (["--public-url", "waterstede.example"], "Write scheme and host only"),
        (["--listen", "0.0.0.0:0"], "admin key"),
        (["--admin-key", "kort"], "20 characters"),
    ];
    for (setting, sentence) in refusals {
        // A server that takes the setting would go on for ever.
        let output = std::process::Command::new("timeout")
            .arg("10")
            .arg(std::fs::canonicalize(binary()).expect("the server was built"))
            .args(["serve", "--data", data.to_str().unwrap(), setting[0], setting[1]])
            .output()
            .expect("the program starts");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && said.contains(sentence), "{setting:?}: {said}");
        assert!(!data.exists(), "{setting:?} left something behind");
    }
    std::fs::remove_dir_all(folder).expect("it is there");
}

#[tokio::test(flavor = "multi_thread")]
async fn seats_and_receipts_go_after_weeks_and_decisions_stay() {
    const DAY: i64 = 86_400_000;
    let mut server = Server::start("retention", &[]).await;
    let meeting = Meeting::begin(&server.host, 6).await;
    meeting.leader.must(serde_json::json!({ "type": "meeting.end", "meeting": meeting.meeting })).await;
    let rows = |server: &Server, table: &str| {
        let script = "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute('SELECT count(*) FROM ' + sys.argv[2]).fetchone()[0])";
        let path = server.data.join("werksessie.sqlite");
        let output =
            std::process::Command::new("python3").args(["-c", script]).arg(path).arg(table).output().expect("python3");
        String::from_utf8_lossy(&output.stdout).trim().parse::<u64>().expect("a number")
    };
    let (seats, receipts, events) = (rows(&server, "seats"), rows(&server, "responses"), rows(&server, "events"));
    assert!(seats == 6 && receipts >= 2 && events > 10);
    for (days, seats_left, receipts_left) in [(6, 6, receipts), (8, 6, 0), (29, 6, 0), (31, 0, 0)] {
        assert!(server.stop().await.success());
        server.restart(&[("WERKSESSIE_CLOCK_AHEAD", &(days * DAY).to_string())]).await;
        // Nobody opens the project: the server wakes it by itself.
        let deadline = tokio::time::Instant::now() + std::time::Duration::from_secs(20);
        while (rows(&server, "seats"), rows(&server, "responses")) != (seats_left, receipts_left) {
            assert!(
                tokio::time::Instant::now() < deadline,
                "after {days} days: {} seats, {} receipts",
                rows(&server, "seats"),
                rows(&server, "responses")
            );
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    }
    assert_eq!(rows(&server, "events"), events, "the log stays");
    let seat = &meeting.seats[0];
    let live = format!("http://{}/api/v1/meetings/{}/live?role=seat&seat={}", server.host, meeting.meeting, seat.seat);
    assert_eq!(call(Method::GET, &live, Some(&seat.token), None).await.status, 401);
    let view = meeting.leader.view(meeting.meeting).await;
    assert_eq!(view["attended"].as_array().unwrap().iter().map(|row| row[1].as_u64().unwrap()).sum::<u64>(), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_jumps_throws_nothing_away_and_stops_nothing() {
    const YEAR: i64 = 365 * 86_400_000;
    let clock = scratch("clock").join("ahead");
    let set = |ahead: i64| std::fs::write(&clock, ahead.to_string()).expect("a file");
    set(-6 * YEAR);
    let path = clock.to_str().expect("a path of text");
    let server = Server::start_with("clock", &[], &[("WERKSESSIE_CLOCK_AHEAD", path)]).await;
    let mut meeting = Meeting::begin(&server.host, 8).await;
    let items = meeting.items[..1].to_vec();
    let round = meeting.open(&items).await;
    let mut vote = async |at: usize| {
        let reply = meeting.seats[at].vote(round, &answers(&items, |_| (4, 4))).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
    };
    // A laptop that boots in the wrong year, hears the right time, and is set back an hour.
    for (at, ahead) in [(0, -6 * YEAR), (2, 0), (4, 40 * 86_400_000), (6, -3_600_000)] {
        set(ahead);
        vote(at).await;
        vote(at + 1).await;
        let end = tokio::time::Instant::now() + std::time::Duration::from_secs(6);
        // Long enough for the server to have looked at what is too old.
        while tokio::time::Instant::now() < end {
            let view = meeting.leader.view(meeting.meeting).await;
            assert_eq!(view["round"]["progress"]["done"], at + 2, "with a clock {ahead} ms ahead");
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        }
    }
    for stage in ["closed", "counted", "revealed"] {
        meeting.bring(round, stage).await;
    }
    let view = meeting.leader.view(meeting.meeting).await;
    assert_eq!(view["round"]["results"][0]["severity"]["counts"], serde_json::json!([0, 0, 0, 8, 0]));
}
