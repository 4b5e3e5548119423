//! Nobody sees what is not theirs: markers are planted in answers and hunted everywhere.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use reqwest::Method;
use serde_json::json;
use werksessie_core::question::{Answer, Answers, Mark, Scale};
use werksessie_tests::client::{Live, Participant, call};
use werksessie_tests::meeting::Meeting;
use werksessie_tests::server::Server;

/// Everything that was sent to somebody, or lies on disk, by who or where.
type Seen = Vec<(String, Vec<u8>)>;

/// All files of a data folder.
fn files(folder: &Path, seen: &mut Seen) {
    for entry in std::fs::read_dir(folder).expect("the folder is there").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, seen);
        } else if let Ok(bytes) = std::fs::read(&path) {
            seen.push((format!("file {}", path.display()), bytes));
        }
    }
}

/// Where any of these markers stands.
fn places(seen: &Seen, markers: &[String]) -> Vec<String> {
    let holds = |bytes: &[u8], marker: &str| bytes.windows(marker.len()).any(|window| window == marker.as_bytes());
    let found = |(_, bytes): &&(String, Vec<u8>)| markers.iter().any(|marker| holds(bytes, marker));
    seen.iter().filter(found).map(|(name, _)| name.clone()).collect()
}

/// Asks for everything that leader, screen and this participant can get.
async fn ask_everywhere(meeting: &Meeting, other: &Participant, seen: &mut Seen) {
    let leader = &meeting.leader;
    let (host, project) = (&leader.host, leader.project);
    for (who, path, secret) in [
        ("dossier", format!("/api/v1/projects/{project}"), &leader.secret),
        ("export", format!("/api/v1/projects/{project}/export"), &leader.secret),
        ("workbook", format!("/api/v1/projects/{project}/documents/routekaart.xlsx"), &leader.secret),
        ("console", format!("/api/v1/meetings/{}/live?role=leader", meeting.meeting), &leader.secret),
        ("screen", format!("/api/v1/meetings/{}/live?role=screen", meeting.meeting), &leader.secret),
        (
            "participant",
            format!("/api/v1/meetings/{}/live?role=seat&seat={}", meeting.meeting, other.seat),
            &other.token,
        ),
        ("start page", "/".to_owned(), &leader.secret),
        ("join page", format!("/d/{}", meeting.code), &leader.secret),
    ] {
        let reply = call(Method::GET, &format!("http://{host}{path}"), Some(secret), None).await;
        seen.push((who.to_owned(), reply.text.into_bytes()));
    }
}

/// A meeting in which ten people plant markers, with all that others and the disk saw of it:
/// until counting, and afterwards without what the leader may see then.
async fn plant(server: &Server) -> (Vec<String>, Seen, Seen) {
    let mut meeting = Meeting::begin(&server.host, 11).await;
    let items = meeting.items[..2].to_vec();
    let round = meeting.open(&items).await;
    let other = meeting.seats.pop().expect("eleven seats");
    let mut screen =
        Live::open(&server.host, meeting.meeting, "screen", &meeting.leader.secret).await.expect("a socket");
    let mut console =
        Live::open(&server.host, meeting.meeting, "leader", &meeting.leader.secret).await.expect("a socket");
    let mut watching = other.connect().await;
    let (mut until_counting, mut afterwards) = (Seen::new(), Seen::new());
    let mut markers = Vec::new();
    for (at, seat) in meeting.seats.iter_mut().enumerate() {
        let marker = format!("Marker{at}{}", seat.seat.simple());
        let marks = BTreeMap::from([(Scale::Severity, Mark(5)), (Scale::Influence, Mark(1))]);
        let answer = Answer { marks, note: marker.clone() };
        let ballot =
            Answers { items: items.iter().map(|item| (*item, answer.clone())).collect(), ..Answers::default() };
        assert!(seat.vote(round, &ballot).await.status.is_success());
        markers.push(marker);
        // From the first byte on: the disk is read after every vote.
        files(&server.data, &mut until_counting);
    }
    ask_everywhere(&meeting, &other, &mut until_counting).await;
    let present = json!({ "present": 11, "done": 10 });
    while console.until("view").await["view"]["round"]["progress"] != present {}
    meeting.bring(round, "closed").await;
    while screen.until("view").await["view"]["stage"]["ask"]["open"] != json!(false) {}
    files(&server.data, &mut until_counting);
    until_counting.extend(
        [("screen socket", &screen), ("console socket", &console), ("participant socket", &watching)]
            .map(|(who, live)| (who.to_owned(), live.heard.join("\n").into_bytes())),
    );
    meeting.bring(round, "counted").await;
    meeting.bring(round, "revealed").await;
    while screen.until("view").await["view"]["stage"].get("result").is_none() {}
    while watching.until("view").await["view"]["stage"].get("result").is_none() {}
    ask_everywhere(&meeting, &other, &mut afterwards).await;
    afterwards.retain(|(who, _)| !["console", "export"].contains(&who.as_str()));
    afterwards.extend(
        [("screen socket", &screen), ("participant socket", &watching)]
            .map(|(who, live)| (who.to_owned(), live.heard.join("\n").into_bytes())),
    );
    (markers, until_counting, afterwards)
}

#[tokio::test(flavor = "multi_thread")]
async fn no_answer_reaches_anybody_else_or_the_disk_before_counting_nor_a_participant_ever() {
    let server = Server::start("secrecy", &[]).await;
    let (markers, until_counting, afterwards) = plant(&server).await;
    assert!(
        until_counting.len() > 30 && until_counting.iter().any(|(name, _)| name.ends_with("-wal")),
        "the hunt saw the disk"
    );
    assert_eq!(places(&until_counting, &markers), Vec::<String>::new());
    assert_eq!(places(&afterwards, &markers), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hunt_finds_the_leak_of_a_build_that_leaks_on_purpose() {
    let binary = std::env::var_os("WERKSESSIE_LEAKY_BIN")
        .map(PathBuf::from)
        .expect("`cargo xtask test` builds a server that leaks");
    let binary = if binary.exists() { binary } else { Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(binary) };
    let server = Server::start_binary("leaky", &binary).await;
    let (markers, until_counting, _) = plant(&server).await;
    let places = places(&until_counting, &markers);
    assert!(places.contains(&"screen".to_owned()) && places.contains(&"screen socket".to_owned()), "{places:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn fewer_than_five_answers_are_never_shown() {
    let server = Server::start("five", &[]).await;
    let mut meeting = Meeting::begin(&server.host, 4).await;
    let items = meeting.items[..1].to_vec();
    let round = meeting.open(&items).await;
    let marker = "ZeldzaamWoord";
    let marks = BTreeMap::from([(Scale::Severity, Mark(5)), (Scale::Influence, Mark(1))]);
    let ballot =
        Answers { items: BTreeMap::from([(items[0], Answer { marks, note: marker.into() })]), ..Answers::default() };
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
