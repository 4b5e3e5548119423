//! Leaving nothing behind: taking words out of a log, deleting a project, and the day on which it goes.

use std::path::Path;
use std::process::Command;

use reqwest::{Client, Method};
use serde_json::{Value, json};
use tokio::time::{Duration, Instant, sleep};
use werksessie_core::time::Date;
use werksessie_tests::client::{Leader, Live, call, id};
use werksessie_tests::server::{Server, scratch, werksessie};

/// A name that nobody has.
const NAME: &str = "Wiebe Zonderland";

/// Files under a folder that hold these words.
fn holders(folder: &Path, words: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(holders(&path, words));
        } else if std::fs::read(&path)
            .is_ok_and(|bytes| bytes.windows(words.len()).any(|part| part == words.as_bytes()))
        {
            found.push(path.display().to_string());
        }
    }
    found
}

/// A browser with the leader's link.
async fn browser(server: &Server, leader: &Leader) -> (Client, String) {
    let base = format!("http://{}", server.host);
    let http = Client::builder().cookie_store(true).build().expect("a client");
    let opened = http.post(format!("{base}/open")).header("origin", &base).form(&[("secret", &leader.secret)]);
    assert!(opened.send().await.expect("an answer").status().is_success());
    (http, base)
}

async fn send(http: &Client, base: &str, leader: &Leader, form: &[(&str, &str)]) -> (u16, String) {
    let to = format!("{base}/bewaren/{}", leader.project);
    let reply = http.post(to).header("origin", base).form(form).send().await.expect("an answer");
    (reply.status().as_u16(), reply.text().await.expect("text"))
}

/// Puts the name into two bottlenecks, a link, and something that was changed since.
async fn plant(leader: &Leader) {
    for title in [format!("Overleg met {NAME} loopt vast"), "Niemand belt terug".to_owned()] {
        let bottleneck = json!(id());
        leader
            .must(json!({ "type": "bottleneck.add", "bottleneck": bottleneck, "title": title, "explanation": "", "origin": "own" }))
            .await;
        if title.starts_with("Niemand") {
            let change = |base: &str, text: &str| json!({ "type": "bottleneck.change", "bottleneck": bottleneck, "field": "explanation", "base": base, "text": text });
            leader.must(change("", &format!("zei {}.", NAME.to_lowercase()))).await;
            leader.must(change(&format!("zei {}.", NAME.to_lowercase()), "zei iemand.")).await;
        }
    }
    let link =
        json!({ "type": "link.make", "link": id(), "role": "editor", "label": NAME, "secret_hash": vec![9; 32] });
    leader.must(link).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_are_taken_out_are_nowhere_any_more_and_the_reason_stays() {
    let (mut server, leader) = Server::with_example("redact", &[]).await;
    plant(&leader).await;
    let folder = scratch("redact");
    let backup = folder.join("backup");
    let made = werksessie(&["backup", "--data", server.data.to_str().unwrap(), "--out", backup.to_str().unwrap()]);
    assert!(made.status.success());
    assert!(!holders(&server.data, NAME).is_empty(), "the hunt finds what is there");
    let (http, base) = browser(&server, &leader).await;
    // On a link alone they are found as well.
    let only = json!({ "type": "link.make", "link": id(), "role": "editor", "label": "Sietske Waterkant", "secret_hash": vec![8; 32] });
    leader.must(only).await;
    leader.must(json!({ "type": "project.redact", "words": "sietske waterkant", "why": "op verzoek" })).await;
    assert_eq!(holders(&server.data, "Waterkant"), Vec::<String>::new());
    let (_, found) = send(&http, &base, &leader, &[("do", "seek"), ("words", &NAME.to_lowercase())]).await;
    assert!(
        found.contains(&format!("Overleg met {NAME} loopt vast")) && found.contains("Haal de woorden weg"),
        "{found}"
    );
    let refused = [("do", "redact"), ("words", NAME), ("why", "Wiebe Zonderland wilde het")];
    let (_, told) = send(&http, &base, &leader, &refused).await;
    assert!(told.contains("Zet de woorden zelf er niet in"), "{told}");
    assert!(!holders(&server.data, NAME).is_empty());
    // Who listens is sent a whole new view.
    let meeting = leader.first_meeting().await;
    let mut console = Live::open(&server.host, meeting, "leader", &leader.secret).await.expect("a socket");
    console.until("view").await;
    let asked = [("do", "redact"), ("words", NAME), ("why", "op verzoek van de betrokkene")];
    let (status, page) = send(&http, &base, &leader, &asked).await;
    assert_eq!(status, 200, "{page}");
    assert!(page.contains("op verzoek van de betrokkene") && page.contains("backup"), "it names the backup: {page}");
    assert!(console.is_ended().await, "the connection ends, and comes back with another epoch");
    for words in [NAME.to_owned(), NAME.to_lowercase()] {
        assert_eq!(holders(&server.data, &words), Vec::<String>::new());
    }
    let export = format!("{base}/api/v1/projects/{}/export", leader.project);
    let text = call(Method::GET, &export, Some(&leader.secret), None).await.text;
    assert!(
        text.contains("[verwijderd]")
            && text.contains("project.redacted")
            && !text.to_lowercase().contains("zonderland")
    );
    let dossier = leader.dossier().await;
    assert!(dossier["bottlenecks"].as_array().unwrap().iter().any(|card| card["title"] == "[verwijderd]"), "{dossier}");
    // What is left is sound, also after a restart; and what nobody wrote is found nowhere.
    let again = json!({ "type": "project.redact", "words": NAME, "why": "nog eens" });
    assert_eq!(leader.send(id(), &again).await.code(), "words_not_found");
    assert!(server.stop().await.success());
    let checked = werksessie(&["verify", "--data", server.data.to_str().unwrap()]);
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    std::fs::remove_dir_all(folder).expect("it is there");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_in_the_same_moment_brings_no_words_back() {
    let server = Server::start("at-once", &[]).await;
    let leader = Leader::found(&server.host).await;
    let meeting = leader.first_meeting().await;
    let item = leader.view(meeting).await["agenda"][0]["item"].clone();
    for turn in 0..8 {
        let name = format!("Wiebe Zonderland{turn}");
        let bottleneck = json!(id());
        leader
            .must(json!({ "type": "bottleneck.add", "bottleneck": bottleneck, "title": format!("Bel {name}"), "explanation": "", "origin": "own" }))
            .await;
        // While one is being stored, the others wait together: the way back of a change holds the old text.
        let busy = json!({ "type": "agenda.note", "meeting": meeting, "item": item, "base": if turn == 0 { String::new() } else { format!("{}", turn - 1) }, "text": format!("{turn}") });
        let redact = json!({ "type": "project.redact", "words": name, "why": "op verzoek" });
        let change = json!({ "type": "bottleneck.change", "bottleneck": bottleneck, "field": "title", "base": format!("Bel {name}"), "text": "Bel iemand" });
        let (first, redacted, _) =
            tokio::join!(leader.send(id(), &busy), leader.send(id(), &redact), leader.send(id(), &change));
        assert!(first.status.is_success() && redacted.status.is_success(), "{} {}", first.text, redacted.text);
        assert_eq!(holders(&server.data, &name), Vec::<String>::new());
        let export = format!("http://{}/api/v1/projects/{}/export", server.host, leader.project);
        assert!(!call(Method::GET, &export, Some(&leader.secret), None).await.text.contains(&name));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn words_leave_the_disk_also_when_somebody_was_reading() {
    let (server, leader) = Server::with_example("reader", &[]).await;
    plant(&leader).await;
    // Another program reads, and goes on reading.
    let script = "import sqlite3, sys; db = sqlite3.connect('file:' + sys.argv[1] + '?mode=ro', uri=True); db.isolation_level = None; db.execute('BEGIN'); db.execute('SELECT count(*) FROM events').fetchone(); print('reading', flush=True); sys.stdin.read()";
    let mut reading = Command::new("python3")
        .args(["-c", script])
        .arg(server.data.join("werksessie.sqlite"))
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("python3");
    let mut line = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(reading.stdout.take().expect("it is piped")), &mut line)
        .expect("it says that it reads");
    leader.must(json!({ "type": "project.redact", "words": NAME, "why": "op verzoek" })).await;
    assert!(!holders(&server.data, NAME).is_empty(), "the reader still needs it");
    reading.kill().and_then(|()| reading.wait()).expect("it ends");
    until("the words are gone", async || holders(&server.data, NAME).is_empty()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_project_leaves_a_line_and_nothing_else() {
    let (mut server, leader) = Server::with_example("delete", &[]).await;
    plant(&leader).await;
    let finish = json!({ "type": "document.finish", "document": "agreements", "format": "html", "label": "" });
    leader.must(finish).await;
    let other = Leader::found(&server.host).await;
    let (http, base) = browser(&server, &leader).await;
    let name = leader.dossier().await["municipality"].as_str().expect("a name").to_owned();
    let (_, told) = send(&http, &base, &leader, &[("do", "delete"), ("name", "Iets anders")]).await;
    assert!(told.contains("De naam klopt niet"), "{told}");
    let meeting = leader.first_meeting().await;
    let mut console = Live::open(&server.host, meeting, "leader", &leader.secret).await.expect("a socket");
    console.until("view").await;
    let (status, gone) = send(&http, &base, &leader, &[("do", "delete"), ("name", &name.to_uppercase())]).await;
    assert_eq!(status, 200);
    assert!(gone.contains("Het traject is verwijderd") && gone.contains("1 vastgestelde document"), "{gone}");
    assert!(console.is_ended().await);
    assert_eq!(holders(&server.data, NAME), Vec::<String>::new());
    assert_eq!(std::fs::read_dir(server.data.join("documents")).expect("a folder").count(), 0);
    for path in ["", "/export", "/documents/routekaart.xlsx"] {
        let url = format!("{base}/api/v1/projects/{}{path}", leader.project);
        assert!(
            matches!(call(Method::GET, &url, Some(&leader.secret), None).await.status.as_u16(), 401 | 404),
            "{path}"
        );
    }
    // Another project is as it was, and after a restart nothing comes back.
    let title = other.dossier().await["title"].clone();
    server.kill().await;
    server.restart(&[]).await;
    let other = Leader { host: server.host.clone(), ..other };
    assert_eq!(other.dossier().await["title"], title);
    let gone = Leader { host: server.host.clone(), ..leader };
    let url = format!("http://{}/api/v1/projects/{}", server.host, gone.project);
    assert!(matches!(call(Method::GET, &url, Some(&gone.secret), None).await.status.as_u16(), 401 | 404));
    assert!(server.stop().await.success());
    let checked = werksessie(&["verify", "--data", server.data.to_str().unwrap()]);
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    assert!(!String::from_utf8_lossy(&checked.stdout).contains(&gone.project.to_string()));
}

/// Today in the Netherlands, as another program tells it.
fn today() -> Date {
    let asked = Command::new("date").arg("+%F").env("TZ", "CET-1CEST,M3.5.0,M10.5.0/3").output().expect("date");
    String::from_utf8_lossy(&asked.stdout).trim().parse().expect("a day")
}

/// Starts the server again with a clock that is so many days ahead.
async fn restart(server: &mut Server, days: u32) {
    server.kill().await;
    server.restart(&[("WERKSESSIE_CLOCK_AHEAD", &(u64::from(days) * 86_400_000).to_string())]).await;
}

async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !is_so().await {
        assert!(Instant::now() < deadline, "{what}: not in time");
        sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_goes_on_the_day_that_was_set_and_says_so_before() {
    let (mut server, leader) = Server::with_example("expire", &[]).await;
    let first = today();
    let day = |days: u32| first.plus(days).to_string();
    let soon = json!({ "type": "project.expire", "on": day(30) });
    assert_eq!(leader.send(id(), &soon).await.code(), "expiry_too_soon");
    leader.must(json!({ "type": "project.expire", "on": day(100) })).await;
    assert_eq!(leader.dossier().await["goes_on"], Value::Null);
    // The machine was off when the notice should have begun: it begins ten days before the day.
    restart(&mut server, 90).await;
    let at = |server: &Server| Leader { host: server.host.clone(), ..leader.clone() };
    let mut announced = Value::Null;
    until("it is announced", async || {
        announced = at(&server).dossier().await["goes_on"].clone();
        !announced.is_null()
    })
    .await;
    // Midnight may have passed meanwhile.
    let wanted = [first, today()].map(|today| json!(today.plus(150).to_string()));
    assert!(wanted.contains(&announced), "sixty days of notice, also where the machine was off: {announced}");
    let (http, base) = browser(&server, &at(&server)).await;
    let page = http.get(format!("{base}/dossier/{}", leader.project)).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("Dit traject wordt verwijderd op"), "{page}");
    restart(&mut server, 149).await;
    assert_eq!(at(&server).dossier().await["goes_on"], announced);
    restart(&mut server, 151).await;
    let url = format!("http://{}/api/v1/projects/{}", server.host, leader.project);
    until("it is gone", async || {
        matches!(call(Method::GET, &url, Some(&leader.secret), None).await.status.as_u16(), 401 | 404)
    })
    .await;
}
