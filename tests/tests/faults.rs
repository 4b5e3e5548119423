//! A disk that is full, a network that misbehaves, and bytes that mean nothing: each gets a sentence
//! or a closed door, and what was acknowledged stays.

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{Duration, Instant, sleep, timeout, timeout_at};
use werksessie_tests::client::{Live, Participant, Random, answers, call, id};
use werksessie_tests::meeting::Meeting;
use werksessie_tests::server::{Server, binary, scratch};

/// A program that serves from a file system of four megabytes in memory.
fn on_a_small_disk(name: &str) -> PathBuf {
    let binary = std::fs::canonicalize(binary()).expect("the server was built");
    let is_root = std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    let user = if is_root { "" } else { "--user --map-root-user" };
    // Called as `serve --listen ADDRESS --data FOLDER`.
    let script = format!(
        "#!/bin/sh\nexec unshare --mount {user} sh -c 'mount -t tmpfs -o size=4m none \"$5\" && exec {} \"$@\"' sh \"$@\"\n",
        binary.display()
    );
    let path = scratch(name).join("serve");
    std::fs::write(&path, script).expect("a file");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("it is ours");
    path
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_told_and_once_there_is_room_again_everything_goes_on() {
    let program = on_a_small_disk("small-disk");
    let server = Server::start_binary("full", &program).await;
    let mut meeting = Meeting::begin(&server.host, 6).await;
    let items = meeting.items[..2].to_vec();
    let round = meeting.open(&items).await;
    for seat in &mut meeting.seats {
        assert_eq!(seat.vote(round, &answers(&items, |_| (2, 2))).await.status, 200);
    }
    // The file system is the server's own; its root is the way in.
    let fill = PathBuf::from(format!("/proc/{}/root{}/fill", server.pid(), server.data.display()));
    let mut left = vec![0_u8; 8 * 1024 * 1024];
    while std::fs::write(&fill, &left).is_err() && left.len() > 512 {
        left.truncate(left.len() - left.len() / 16);
    }
    let mut refused = None;
    let deadline = Instant::now() + Duration::from_secs(30);
    let mut acknowledged = [2_u8; 6];
    for turn in 0.. {
        assert!(Instant::now() < deadline, "the disk does not get full");
        let (at, mark) = (turn % 6, 1 + (turn / 6 % 5) as u8);
        let reply = meeting.seats[at].vote(round, &answers(&items, |_| (mark, mark))).await;
        if reply.status == StatusCode::SERVICE_UNAVAILABLE {
            refused = Some((at, mark, reply));
            break;
        }
        assert_eq!(reply.status, 200, "{}", reply.text);
        acknowledged[at] = mark;
    }
    let (at, mark, reply) = refused.expect("the loop ends with one");
    assert_eq!(reply.code(), "not_stored");
    assert!(reply.text.contains("Niet bewaard"), "{}", reply.text);
    let ready = reqwest::get(server.url("/readyz")).await.unwrap();
    assert_eq!(ready.status(), 503);
    assert!(ready.text().await.unwrap().contains("look at the disk"));
    assert_eq!(reqwest::get(server.url("/healthz")).await.unwrap().status(), 200);

    std::fs::remove_file(&fill).expect("it is there");
    // The phone sends the same ballot again.
    let seat = &mut meeting.seats[at];
    seat.revision -= 1;
    let deadline = Instant::now() + Duration::from_secs(20);
    while seat.vote(round, &answers(&items, |_| (mark, mark))).await.status != 200 {
        seat.revision -= 1;
        assert!(Instant::now() < deadline, "it does not store again");
        sleep(Duration::from_millis(100)).await;
    }
    acknowledged[at] = mark;
    assert_eq!(reqwest::get(server.url("/readyz")).await.unwrap().status(), 200);
    for stage in ["closed", "counted", "revealed"] {
        meeting.bring(round, stage).await;
    }
    let mut wanted = [0_u64; 5];
    acknowledged.iter().for_each(|mark| wanted[usize::from(*mark) - 1] += 1);
    let view = meeting.leader.view(meeting.meeting).await;
    let results = view["round"]["results"].as_array().expect("figures");
    assert_eq!(results[0]["severity"]["counts"], json!(wanted), "{view}");
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_and_broken_connections_hold_nobody_up() {
    let server = Server::start("wire", &[]).await;
    let mut meeting = Meeting::begin(&server.host, 6).await;
    let items = meeting.items[..2].to_vec();
    let round = meeting.open(&items).await;
    // Half a head and then nothing; half a body; a socket that never reads; one that ends in a frame.
    let mut stuck = Vec::new();
    for start in [
        "GET / HTTP/1.1\r\nHost: x\r\n".to_owned(),
        format!("PUT /api/v1/rounds/{round}/ballot HTTP/1.1\r\nHost: x\r\nContent-Length: 4000\r\n\r\n{{\"rev"),
    ] {
        for _ in 0..50 {
            let mut stream = TcpStream::connect(&server.host).await.expect("a connection");
            stream.write_all(start.as_bytes()).await.expect("it takes bytes");
            stuck.push(stream);
        }
    }
    let seat = &meeting.seats[5];
    let head = format!(
        "GET /api/v1/meetings/{}/live?role=seat&seat={} HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer {}\r\n\r\n",
        meeting.meeting, seat.seat, server.host, seat.token
    );
    let mut deaf = TcpStream::connect(&server.host).await.expect("a connection");
    deaf.write_all(head.as_bytes()).await.expect("it takes bytes");
    let mut broken = TcpStream::connect(&server.host).await.expect("a connection");
    broken.write_all(head.as_bytes()).await.expect("it takes bytes");
    let mut first = [0; 12];
    broken.read_exact(&mut first).await.expect("an answer");
    assert_eq!(&first, b"HTTP/1.1 101");
    broken.write_all(&[0x81, 0xfe, 0x10]).await.expect("it takes bytes");
    drop(broken);

    // One more phone reads a byte every 50 ms.
    let mut trickle = TcpStream::connect(&server.host).await.expect("a connection");
    trickle.write_all(head.as_bytes()).await.expect("it takes bytes");
    let trickle = tokio::spawn(async move {
        let mut byte = [0; 1];
        let mut read = 0_u32;
        while trickle.read_exact(&mut byte).await.is_ok() {
            read += 1;
            sleep(Duration::from_millis(50)).await;
        }
        read
    });

    // Meanwhile everybody votes, each vote within seconds.
    for turn in 0..5 {
        for seat in &mut meeting.seats {
            let given = answers(&items, |_| (turn + 1, 3));
            let vote = seat.vote(round, &given);
            let reply = timeout(Duration::from_secs(5), vote).await.expect("nobody is held up");
            assert_eq!(reply.status, 200, "{}", reply.text);
        }
    }
    // Who sent half a head is let go.
    let mut ended = 0;
    let deadline = Instant::now() + Duration::from_secs(20);
    for stream in &mut stuck[..50] {
        let mut rest = Vec::new();
        if timeout_at(deadline, stream.read_to_end(&mut rest)).await.is_ok() {
            ended += 1;
        }
    }
    assert_eq!(ended, 50, "half a request head is not held for ever");
    assert!(!trickle.is_finished(), "who reads slowly is not let go: its phone is only slow");
    trickle.abort();
    assert_eq!(reqwest::get(server.url("/readyz")).await.unwrap().status(), 200);
}

/// Bytes that are nearly right, or not at all.
fn broken(random: &mut Random, good: &str) -> Vec<u8> {
    let mut bytes = good.as_bytes().to_vec();
    match random.below(4) {
        0 => (0..random.below(400)).map(|_| random.below(256) as u8).collect(),
        1 => {
            let at = random.below(bytes.len() as u64) as usize;
            bytes.truncate(at);
            bytes
        }
        2 => {
            for _ in 0..=random.below(6) {
                let at = random.below(bytes.len() as u64) as usize;
                bytes[at] = random.below(256) as u8;
            }
            bytes
        }
        _ => {
            let (from, to) = (random.below(bytes.len() as u64) as usize, random.below(bytes.len() as u64) as usize);
            let piece = bytes[from.min(to)..from.max(to)].to_vec();
            let at = random.below(bytes.len() as u64) as usize;
            bytes.splice(at..at, piece);
            bytes
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_mean_nothing_are_refused_and_break_nothing() {
    const TRIES: usize = 400;
    let server = Server::start("bytes", &[]).await;
    let meeting = Meeting::begin(&server.host, 6).await;
    let (leader, base) = (&meeting.leader, format!("http://{}", server.host));
    let round = meeting.open(&meeting.items[..2]).await;
    let export =
        call(Method::GET, &format!("{base}/api/v1/projects/{}/export", leader.project), Some(&leader.secret), None)
            .await;
    let party = &leader.view(meeting.meeting).await["parties"][0]["party"];
    let seat = &meeting.seats[0];
    let command = json!({ "id": id(), "command": { "type": "promise.make", "promise": id(), "bottleneck": meeting.items[0], "party": party,
        "owner": "Noor", "what": "houden twaalf kamers vrij", "due": "2030-01-01", "mandate": { "answer": "no", "body": "Raad", "by": "2029-01-01" } } });
    let ballot = json!({ "revision": 1, "answers": answers(&meeting.items[..2], |_| (4, 2)) });
    let join = json!({ "code": meeting.code, "party": party, "layer": "practice" });
    let aims = [
        (
            Method::POST,
            format!("/api/v1/projects/{}/commands", leader.project),
            Some(&leader.secret),
            command.to_string(),
        ),
        (Method::PUT, format!("/api/v1/rounds/{round}/ballot"), Some(&seat.token), ballot.to_string()),
        (Method::POST, "/api/v1/meetings/join".into(), None, join.to_string()),
        (Method::POST, "/api/v1/projects/import".into(), None, export.text.chars().take(60_000).collect()),
        (
            Method::POST,
            "/api/v1/projects".into(),
            None,
            json!({ "municipality": "X", "title": "Y", "language": "nl" }).to_string(),
        ),
    ];
    let mut random = Random::new("bytes");
    let http = Client::new();
    for (method, path, secret, good) in &aims {
        let mut refused = 0;
        for _ in 0..TRIES / 2 {
            let mut request =
                http.request(method.clone(), format!("{base}{path}")).header("content-type", "application/json");
            if let Some(secret) = secret {
                request = request.bearer_auth(secret);
            }
            let answer = request.body(broken(&mut random, good)).send().await.expect("an answer");
            // Wrong codes are slowed with 429; nothing is ever the server's fault.
            assert!(answer.status().as_u16() < 500, "{path}: {}", answer.status());
            refused += usize::from(answer.status().is_client_error());
        }
        assert!(refused > TRIES / 4, "{path}: only {refused} were refused");
    }
    // Plain forms and addresses.
    for _ in 0..TRIES {
        let junk: String = (0..random.below(60)).map(|_| char::from(33 + random.below(90) as u8)).collect();
        let path = ["/d/", "/mee/", "/dossier/", "/pkg/", "/thema/", "/taal/", "/api/v1/", "/toezeggingen/"]
            [random.below(8) as usize];
        let Ok(url) = reqwest::Url::parse(&format!("{base}{path}{junk}")) else { continue };
        let answer = http.get(url.clone()).send().await.expect("an answer");
        assert!(answer.status().as_u16() < 500, "{url}: {}", answer.status());
    }
    // Frames of a seat: it is told, or let go, and can come back.
    let frame =
        json!({ "ballot": { "round": round, "revision": 2, "answers": answers(&meeting.items[..2], |_| (1, 1)) } })
            .to_string();
    for _ in 0..TRIES / 4 {
        let mut live = seat.connect().await;
        live.send_bytes(broken(&mut random, &frame), random.below(2) == 0).await;
        let mut again: Live = seat.connect().await;
        assert!(again.next().await.is_some_and(|frame: Value| frame["own"].is_object() || frame["view"].is_object()));
    }
    // Everything works as before.
    let mut other: Participant =
        Participant::join(&server.host, &meeting.code, party.as_str().expect("an id"), "policy").await;
    assert_eq!(other.vote(round, &answers(&meeting.items[..2], |_| (5, 5))).await.status, 200);
    assert_eq!(reqwest::get(server.url("/readyz")).await.unwrap().status(), 200);
}
