//! Backups, putting them back, and whether what lies on disk is what it should be.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};
use werksessie_tests::client::{Leader, Participant, answers, call, parties};
use werksessie_tests::meeting::Meeting;
use werksessie_tests::server::{Server, scratch, werksessie};

/// Stands in every answer that must not be in a backup.
const MARKER: &str = "zeldzaamwoord";

fn text(path: &Path) -> String {
    path.to_str().expect("a path of text").to_owned()
}

fn complaint(output: &Output) -> String {
    assert!(!output.status.success(), "it went well: {}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// All files under a folder, with what they hold.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((text(&path), std::fs::read(&path).expect("a file")));
        }
    }
    found
}

/// Changes a database behind the server's back, with another program than ours.
fn tamper(data: &Path, change: &str) {
    let script = "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute(sys.argv[2]); db.commit(); assert db.total_changes > 0";
    let done = Command::new("python3").args(["-c", script]).arg(data.join("werksessie.sqlite")).arg(change).status();
    assert!(done.expect("python3").success());
}

/// The example with a final document, and with a round under way in its next meeting.
async fn busy(name: &str) -> (Server, Meeting) {
    let (server, leader) = Server::with_example(name, &[]).await;
    leader
        .must(json!({ "type": "document.finish", "document": "commitment", "format": "docx", "label": "Raad" }))
        .await;
    let dossier = leader.dossier().await;
    let id = dossier["meetings"][3]["meeting"].as_str().expect("an id").parse().expect("an id");
    let mut meeting = Meeting { leader, meeting: id, code: String::new(), items: Vec::new(), seats: Vec::new() };
    meeting.start().await;
    let view = meeting.leader.view(id).await;
    let item = |card: &Value| card["item"].as_str().expect("an id").parse().expect("an id");
    meeting.items = view["bottlenecks"].as_array().expect("a list").iter().map(item).collect();
    let party = parties(&view)[0].0.to_string();
    let round = meeting.open(&meeting.items[..2]).await;
    for _ in 0..6 {
        let mut seat = Participant::join(&server.host, &meeting.code, &party, "policy").await;
        let mut given = answers(&meeting.items[..2], |_| (4, 2));
        given.items.values_mut().for_each(|answer| answer.note = MARKER.into());
        assert_eq!(seat.vote(round, &given).await.status, 200);
        meeting.seats.push(seat);
    }
    (server, meeting)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_a_busy_server_is_put_back_whole_and_holds_no_ballot() {
    let (mut server, meeting) = busy("backup").await;
    let folder = scratch("backup");
    let (out, back) = (folder.join("backup"), folder.join("back"));
    let made = werksessie(&["backup", "--data", &text(&server.data), "--out", &text(&out)]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let export = |host: String| {
        let (leader, host) = (meeting.leader.clone(), host);
        async move {
            let url = format!("http://{host}/api/v1/projects/{}/export", leader.project);
            call(reqwest::Method::GET, &url, Some(&leader.secret), None).await.body
        }
    };
    let before = export(server.host.clone()).await;
    // What comes after it is not in it.
    let late = json!({ "type": "bottleneck.park", "bottleneck": meeting.items[5] });
    meeting.leader.must(late).await;
    let names: Vec<String> = files(&out).into_iter().map(|(name, _)| name).collect();
    assert!(
        names.iter().any(|name| name.contains("documents/")) && !names.iter().any(|name| name.contains("key")),
        "{names:?}"
    );
    let is_in = |bytes: &[u8], word: &str| bytes.windows(word.len()).any(|window| window == word.as_bytes());
    assert!(files(&out).iter().all(|(_, bytes)| !is_in(bytes, MARKER)));
    let count = "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute('SELECT count(*) FROM ballots').fetchone()[0])";
    let ballots = |data: &Path| {
        let output =
            Command::new("python3").args(["-c", count]).arg(data.join("werksessie.sqlite")).output().expect("python3");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    };
    assert_eq!((ballots(&server.data), ballots(&out)), ("6".into(), "0".into()));
    server.kill().await;

    let put = werksessie(&["restore", "--from", &text(&out), "--data", &text(&back)]);
    assert!(put.status.success(), "{}", String::from_utf8_lossy(&put.stderr));
    let checked = werksessie(&["verify", "--data", &text(&back)]);
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    assert!(String::from_utf8_lossy(&checked.stdout).contains("decided items recomputed, 1 final documents"));
    let other = Server::start_in(&back).await;
    assert_eq!(export(other.host.clone()).await, before);
    let leader = Leader { host: other.host.clone(), ..meeting.leader.clone() };
    let view = leader.view(meeting.meeting).await;
    assert_eq!(view["round"]["unreadable"], true, "the round is there, its answers are not");

    // Nothing is written over, and a backup that was changed is not put back.
    let again = werksessie(&["restore", "--from", &text(&out), "--data", &text(&back)]);
    assert!(complaint(&again).contains("is not empty"));
    assert!(
        complaint(&werksessie(&["backup", "--data", &text(&back), "--out", &text(&out)])).contains("is there already")
    );
    assert!(
        complaint(&werksessie(&["backup", "--data", "/nergens", "--out", &text(&folder.join("x"))]))
            .contains("is not there")
    );
    let (name, mut bytes) = files(&out).into_iter().find(|(name, _)| name.ends_with(".sqlite")).expect("the database");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(name, bytes).expect("a file");
    let target = folder.join("third");
    let refused = werksessie(&["restore", "--from", &text(&out), "--data", &text(&target)]);
    assert!(complaint(&refused).contains("is not the file that was backed up") && !target.exists());
    drop(other);
    std::fs::remove_dir_all(folder).expect("it is there");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_on_disk_is_found_and_told() {
    let (mut server, _) = busy("verify").await;
    let data = text(&server.data);
    let beside = werksessie(&["verify", "--data", &data]);
    assert!(beside.status.success(), "beside a running server: {}", String::from_utf8_lossy(&beside.stderr));
    assert!(server.stop().await.success());
    let folder = scratch("verify");
    let copy = |name: &str| {
        let to = folder.join(name);
        let done = Command::new("cp").arg("-r").arg(&server.data).arg(&to).status().expect("cp");
        assert!(done.success());
        to
    };
    let changes = [
        (
            "figure",
            "UPDATE events SET body = replace(body, '\"mean\":', '\"mean\":1') WHERE kind = 'round.decided'",
            "are not those of its tally",
        ),
        ("gap", "DELETE FROM events WHERE seq = 7", "event 7 is missing"),
        ("unknown", "UPDATE events SET kind = 'round.dreamt' WHERE seq = 9", "round.dreamt"),
        ("directory", "DELETE FROM directory", "cannot be found by its id"),
        (
            "document",
            "UPDATE events SET body = replace(body, '\"sha256\":\"', '\"sha256\":\"0') WHERE kind = 'document.finished'",
            "final document",
        ),
    ];
    for (name, change, sentence) in changes {
        let data = copy(name);
        tamper(&data, change);
        let told = complaint(&werksessie(&["verify", "--data", &text(&data)]));
        assert!(told.contains(sentence), "{name}: {told}");
    }
    let data = copy("bytes");
    let path = data.join("werksessie.sqlite");
    let mut bytes = std::fs::read(&path).expect("a file");
    let half = bytes.len() / 2;
    bytes[half..half + 2_000].fill(0x5a);
    std::fs::write(&path, bytes).expect("a file");
    assert!(!complaint(&werksessie(&["verify", "--data", &text(&data)])).is_empty());
    std::fs::remove_dir_all(folder).expect("it is there");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_becomes_a_project_on_another_computer() {
    let (mut server, leader) = Server::with_example("export", &[]).await;
    assert!(server.stop().await.success());
    let folder = scratch("import");
    let (file, data) = (folder.join("export.json"), folder.join("data"));
    let exported = werksessie(&["export", "--data", &text(&server.data), "--project", &leader.project.to_string()]);
    std::fs::write(&file, &exported.stdout).expect("a file");
    let made = werksessie(&["import", "--data", &text(&data), "--file", &text(&file)]);
    let made: Value = serde_json::from_slice(&made.stdout).expect("it tells where it is");
    assert_eq!(made["project"], leader.project.to_string());
    let again = werksessie(&["import", "--data", &text(&data), "--file", &text(&file)]);
    assert!(complaint(&again).contains("already"));
    let other = werksessie(&["export", "--data", &text(&data), "--project", &leader.project.to_string()]);
    assert!(other.stdout == exported.stdout);
    let changed = String::from_utf8_lossy(&exported.stdout).replace("Waterstede", "Elders");
    std::fs::write(&file, changed).expect("a file");
    let refused = werksessie(&["import", "--data", &text(&folder.join("new")), "--file", &text(&file)]);
    assert!(complaint(&refused).contains("not those that were exported"));
    std::fs::remove_dir_all(folder).expect("it is there");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_data_folder_of_an_earlier_schema_is_brought_up_to_date() {
    let (mut server, leader) = Server::with_example("schema", &[]).await;
    let before = leader.dossier().await;
    assert!(server.stop().await.success());
    // As the first schema was: without the table of what was deleted.
    let script = "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute('DROP TABLE deletions'); db.execute('PRAGMA user_version = 1'); db.commit()";
    let made = Command::new("python3").args(["-c", script]).arg(server.data.join("werksessie.sqlite")).status();
    assert!(made.expect("python3").success());
    let data = text(&server.data);
    let beside = complaint(&werksessie(&["verify", "--data", &data]));
    assert!(beside.contains("has schema 1"), "reading alone changes nothing: {beside}");
    server.restart(&[]).await;
    assert_eq!(leader.dossier().await, before);
    let checked = werksessie(&["verify", "--data", &data]);
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    let name = before["municipality"].clone();
    leader.must(json!({ "type": "project.delete", "name": name })).await;
    // A newer one than this version knows is left alone.
    assert!(server.stop().await.success());
    let newer =
        "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute('PRAGMA user_version = 99'); db.commit()";
    let made = Command::new("python3").args(["-c", newer]).arg(server.data.join("werksessie.sqlite")).status();
    assert!(made.expect("python3").success());
    assert!(complaint(&werksessie(&["serve", "--data", &data])).contains("made by a newer version"));
}
