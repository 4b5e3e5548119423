//! Bad input: each gets a refusal with a sentence and changes nothing, or is kept as plain text.

use std::time::Duration;

use reqwest::{Client, Method, StatusCode, header, redirect};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};
use werksessie_core::RoundId;

use werksessie_tests::client::{Leader, Live, Participant, Reply, answers, call, id};
use werksessie_tests::meeting::Meeting;
use werksessie_tests::server::Server;

/// Asserts a refusal: status, code, and a sentence.
fn refused(reply: &Reply, status: u16, code: &str) {
    assert_eq!((reply.status.as_u16(), reply.code()), (status, code), "{}", reply.text);
    let detail = reply.body["detail"].as_str().unwrap_or("");
    assert!(detail.len() > 10 && detail.ends_with('.'), "{code} has no sentence: {detail:?}");
}

/// Everything that a leader sees, for comparing before and after.
async fn state(meeting: &Meeting) -> Value {
    json!([meeting.leader.dossier().await, meeting.leader.view(meeting.meeting).await])
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_commands_and_ballots_change_nothing() {
    let server = Server::start("refusals", &[]).await;
    let mut meeting = Meeting::begin(&server.host, 5).await;
    let items = meeting.items[..2].to_vec();
    let round = meeting.open(&items).await;
    let leader = meeting.leader.clone();
    let before = state(&meeting).await;
    let ballot = answers(&items, |_| (3, 3));
    let put = |token: String, round: RoundId, body: Value| {
        let url = format!("http://{}/api/v1/rounds/{round}/ballot", server.host);
        async move { call(Method::PUT, &url, Some(&token), Some(&body)).await }
    };
    let token = meeting.seats[0].token.clone();

    // Codes and joining.
    let join = |code: &str, party: &str| {
        let body = json!({ "code": code, "party": party, "layer": "policy" });
        let url = format!("http://{}/api/v1/meetings/join", server.host);
        async move { call(Method::POST, &url, None, Some(&body)).await }
    };
    refused(&join("2222-2222", "x").await, 404, "code_unknown");
    refused(&join("OOOO-0000", "x").await, 404, "code_unknown");
    refused(&join(&meeting.code, "").await, 422, "text_empty");
    refused(&join(&meeting.code, &"x".repeat(10_000)).await, 422, "text_too_long");
    refused(&join(&meeting.code, &id().to_string()).await, 404, "not_found");

    // Ballots.
    refused(&put(token.clone(), RoundId(id()), json!({ "answers": ballot })).await, 404, "not_found");
    let foreign = Meeting::begin(&server.host, 1).await;
    let foreign_round = foreign.open(&foreign.items[..1]).await;
    refused(&put(token.clone(), foreign_round, json!({ "answers": ballot })).await, 401, "not_signed_in");
    let wrong = |change: fn(&mut Value)| {
        let mut answers = json!(ballot);
        change(&mut answers[items[0].to_string()]);
        json!({ "revision": 9, "answers": answers })
    };
    refused(
        &put(token.clone(), round, wrong(|answer| answer["marks"]["severity"] = json!(6))).await,
        422,
        "mark_out_of_range",
    );
    refused(
        &put(token.clone(), round, wrong(|answer| answer["note"] = json!("x".repeat(10_000)))).await,
        422,
        "text_too_long",
    );
    refused(
        &put(token.clone(), round, wrong(|answer| answer["note"] = json!("bsn 111222333"))).await,
        422,
        "text_personal",
    );
    refused(
        &put(token.clone(), round, wrong(|answer| answer["marks"]["severity"] = json!(-1))).await,
        400,
        "unreadable",
    );
    refused(
        &put(token.clone(), round, json!({ "answers": answers(&meeting.items[5..6], |_| (3, 3)) })).await,
        422,
        "unknown_item",
    );
    refused(&put("nonsense".into(), round, json!({ "answers": ballot })).await, 401, "not_signed_in");

    // Commands.
    let send = |command: Value| {
        let leader = leader.clone();
        async move { leader.send(id(), &command).await }
    };
    let of = |kind: &str| json!({ "type": kind, "meeting": meeting.meeting, "round": round });
    let moved = |to: &str| json!({ "type": "round.move", "meeting": meeting.meeting, "round": round, "to": to });
    refused(&send(json!({ "type": "round.explode" })).await, 400, "unreadable");
    refused(&send(moved("counted")).await, 409, "wrong_phase");
    refused(&send(moved("open")).await, 409, "already_done");
    let another = json!({ "type": "round.open", "meeting": meeting.meeting, "round": id(), "items": items });
    refused(&send(another).await, 409, "another_round_busy");
    let mut decide = of("round.decide");
    decide["priorities"] = json!(items);
    refused(&send(decide).await, 409, "wrong_phase");
    refused(&send(json!({ "type": "meeting.begin", "meeting": meeting.meeting })).await, 409, "already_done");
    refused(&send(json!({ "type": "meeting.end", "meeting": meeting.meeting })).await, 409, "another_round_busy");
    let promise = json!({ "type": "promise.make", "promise": id(), "bottleneck": items[0], "party": id(), "owner": "x", "what": "y", "due": "2027-01-01" });
    refused(&send(promise).await, 409, "not_decided");
    refused(&send(json!({ "type": "step.mark", "step": "1A", "state": "not_needed" })).await, 422, "reason_needed");
    let party = |name: String| json!({ "type": "party.add", "party": id(), "name": name, "circle": "care" });
    refused(&send(party("x".repeat(10_000))).await, 422, "text_too_long");

    // Who may do what: a seat commands nothing but itself, another project's leader nothing here.
    let url = format!("http://{}/api/v1/projects/{}/commands", server.host, leader.project);
    let body = json!({ "id": id(), "command": moved("closed") });
    refused(&call(Method::POST, &url, Some(&token), Some(&body)).await, 403, "not_allowed");
    refused(&call(Method::POST, &url, Some(&foreign.leader.secret), Some(&body)).await, 401, "not_signed_in");
    refused(&call(Method::POST, &url, None, Some(&body)).await, 401, "not_signed_in");
    let other_seat = format!(
        "http://{}/api/v1/meetings/{}/live?role=seat&seat={}",
        server.host, meeting.meeting, meeting.seats[1].seat
    );
    refused(&call(Method::GET, &other_seat, Some(&token), None).await, 401, "not_signed_in");
    let console = format!("http://{}/api/v1/meetings/{}/live?role=leader", server.host, meeting.meeting);
    refused(&call(Method::GET, &console, Some(&token), None).await, 401, "not_signed_in");

    assert_eq!(state(&meeting).await, before, "nothing changed");

    // A late ballot.
    assert!(meeting.seats[0].vote(round, &ballot).await.status.is_success());
    meeting.bring(round, "closed").await;
    refused(&meeting.seats[1].vote(round, &ballot).await, 409, "round_not_open");
    let mut live = meeting.seats[2].connect().await;
    assert_eq!(live.cast(round, 1, &ballot).await, Err("round_not_open".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_happens_once_and_its_id_belongs_to_its_body() {
    let mut server = Server::start("once", &[]).await;
    let meeting = Meeting::begin(&server.host, 1).await;
    let leader = &meeting.leader;
    let command = id();
    let add = |name: &str| json!({ "type": "party.add", "party": "6f4f5e64-8a5f-4d6e-9d55-3f2a4b6c7d8e", "name": name, "circle": "care" });
    let first = leader.send(command, &add("Kamers met uitzicht")).await;
    assert_eq!(first.body["duplicate"], false);
    let second = leader.send(command, &add("Kamers met uitzicht")).await;
    assert_eq!((&second.body["duplicate"], &second.body["seq"]), (&json!(true), &first.body["seq"]));
    refused(&leader.send(command, &add("Iets anders")).await, 409, "id_reused");
    // Also after the plug was pulled.
    server.kill().await;
    server.restart(&[]).await;
    let third = leader.send(command, &add("Kamers met uitzicht")).await;
    assert_eq!((&third.body["duplicate"], &third.body["seq"]), (&json!(true), &first.body["seq"]));
    let view = leader.view(meeting.meeting).await;
    let named =
        view["parties"].as_array().unwrap().iter().filter(|party| party["name"] == "Kamers met uitzicht").count();
    assert_eq!(named, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn ballots_keep_the_highest_revision() {
    let server = Server::start("revision", &[]).await;
    let mut meeting = Meeting::begin(&server.host, 5).await;
    let items = meeting.items[..1].to_vec();
    let round = meeting.open(&items).await;
    let mut live = meeting.seats[0].connect().await;
    assert_eq!(live.cast(round, 7, &answers(&items, |_| (5, 5))).await, Ok(7));
    assert_eq!(live.cast(round, 3, &answers(&items, |_| (1, 1))).await, Ok(7), "an older one does not count");
    let url = format!("http://{}/api/v1/rounds/{round}/ballot", server.host);
    let plain = json!({ "answers": answers(&items, |_| (2, 2)) });
    let reply = call(Method::PUT, &url, Some(&meeting.seats[0].token), Some(&plain)).await;
    assert_eq!(reply.body["revision"], 8, "one without a revision overwrites");
    for seat in &mut meeting.seats[1..] {
        seat.vote(round, &answers(&items, |_| (4, 4))).await;
    }
    meeting.bring(round, "closed").await;
    meeting.bring(round, "counted").await;
    let view = meeting.leader.view(meeting.meeting).await;
    assert_eq!(view["round"]["results"][0]["severity"]["counts"], json!([0, 1, 0, 4, 0]));
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_text_is_kept_as_plain_text_and_never_becomes_markup() {
    let server = Server::start("text", &[]).await;
    let meeting = Meeting::begin(&server.host, 0).await;
    let odd = "</textarea><script>alert(1)</script> =HYPERLINK(\"x\") \u{202E}om\u{0} & \"q\"";
    let kept = "</textarea><script>alert(1)</script> =HYPERLINK(\"x\") om & \"q\"";
    let seat = Participant::join(&server.host, &meeting.code, odd, "practice").await;
    let view = meeting.leader.view(meeting.meeting).await;
    assert!(view["parties"].as_array().unwrap().iter().any(|party| party["name"] == kept));
    // The join page and the seat's page hold it escaped, in the text and in the data for the bundle.
    let client = Client::builder().redirect(redirect::Policy::none()).build().unwrap();
    let page = client.get(server.url(&format!("/d/{}", meeting.code))).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("&lt;script&gt;alert(1)") && !page.contains("<script>alert"));
    let form = [("party", "other"), ("other", odd), ("layer", "practice")];
    let joined = client
        .post(server.url(&format!("/d/{}", meeting.code)))
        .header(header::ORIGIN, server.url(""))
        .form(&form)
        .send()
        .await
        .unwrap();
    assert_eq!(joined.status(), StatusCode::SEE_OTHER);
    let cookie = joined.headers()[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
    let page = client
        .get(server.url(joined.headers()[header::LOCATION].to_str().unwrap()))
        .header(header::COOKIE, cookie)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(page.contains("alert(1)") && !page.contains("<script>alert") && !page.contains("</textarea>"), "{page}");
    drop(seat);
}

#[tokio::test(flavor = "multi_thread")]
async fn foreign_pages_are_refused_and_own_pages_are_not() {
    let server = Server::start("origin", &[]).await;
    let leader = Leader::found(&server.host).await;
    let client = Client::builder().redirect(redirect::Policy::none()).build().unwrap();
    let opened = client
        .post(server.url("/open"))
        .header(header::ORIGIN, server.url(""))
        .form(&[("secret", &leader.secret)])
        .send()
        .await
        .unwrap();
    assert_eq!(opened.status(), StatusCode::SEE_OTHER);
    let cookie = opened.headers()[header::SET_COOKIE].to_str().unwrap();
    assert!(
        cookie.contains("HttpOnly")
            && cookie.contains("SameSite=Lax")
            && cookie.contains("Path=/")
            && !cookie.contains("Secure")
    );
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let meeting = leader.first_meeting().await;
    let command = json!({ "id": id(), "command": { "type": "meeting.begin", "meeting": meeting } }).to_string();
    let send = |origin: Option<&str>| {
        let mut request = client
            .post(server.url(&format!("/api/v1/projects/{}/commands", leader.project)))
            .header(header::COOKIE, cookie.clone())
            .body(command.clone());
        if let Some(origin) = origin {
            request = request.header(header::ORIGIN, origin);
        }
        async move { request.send().await.unwrap().status() }
    };
    for origin in [
        Some("https://evil.example"),
        Some("null"),
        None,
        Some("http://127.0.0.1:1"),
        Some(&format!("http://evil.{}", server.host)),
    ] {
        assert_eq!(send(origin).await, StatusCode::FORBIDDEN, "{origin:?}");
    }
    // The same for a socket.
    use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
    let socket = |origin: &'static str| {
        let url = format!("ws://{}/api/v1/meetings/{meeting}/live?role=leader", server.host);
        let mut request = url.into_client_request().unwrap();
        request.headers_mut().insert(header::COOKIE, cookie.parse().unwrap());
        request.headers_mut().insert(header::ORIGIN, origin.parse().unwrap());
        async move { tokio_tungstenite::connect_async(request).await.map(drop).map_err(|error| error.to_string()) }
    };
    for origin in ["https://evil.example", "null"] {
        assert!(socket(origin).await.unwrap_err().contains("403"));
    }
    assert_eq!(send(Some(&server.url(""))).await, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn over_https_cookies_are_secure_and_browsers_stay_there() {
    const KEY: &str = "een-lange-beheersleutel-van-dit-huis";
    const PUBLIC: &str = "https://werk.example";
    // The server then says its public address, so it is started on one that is known.
    let free = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).unwrap();
    let server = Server::start_on("https", &free.to_string(), &["--public-url", PUBLIC, "--admin-key", KEY]).await;
    // What a proxy with a certificate sends on.
    let leader = Leader::found_with(&server.host, Some(KEY)).await;
    let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let open = |origin: &'static str| {
        let form = [("secret", leader.secret.clone())];
        client.post(server.url("/open")).header(header::ORIGIN, origin).form(&form).send()
    };
    let opened = open(PUBLIC).await.unwrap();
    assert_eq!(opened.status(), StatusCode::SEE_OTHER);
    let cookie = opened.headers()[header::SET_COOKIE].to_str().unwrap();
    for part in ["__Host-ws=", "Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    assert_eq!(opened.headers()["strict-transport-security"], "max-age=31536000; includeSubDomains");
    assert_eq!(opened.headers()["cross-origin-opener-policy"], "same-origin");
    assert_eq!(open("http://werk.example").await.unwrap().status(), StatusCode::FORBIDDEN);
    let plain = Server::start("http", &[]).await;
    let answer = client.get(plain.url("/")).send().await.unwrap();
    assert!(answer.headers().get("strict-transport-security").is_none(), "it would lock a laptop out");
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_hold_and_every_answer_has_its_headers() {
    let server = Server::start("limits", &[]).await;
    let leader = Leader::found(&server.host).await;
    let url = format!("http://{}/api/v1/projects/{}/commands", server.host, leader.project);
    let large = json!({ "id": id(), "command": { "type": "x", "text": "x".repeat(200_000) } });
    assert_eq!(
        call(Method::POST, &url, Some(&leader.secret), Some(&large)).await.status,
        StatusCode::PAYLOAD_TOO_LARGE
    );
    for path in
        ["/", "/d", "/healthz", "/nothing", "/api/v1/nothing", "/api/v1/projects", "/pkg/nothing.js", "/mee/x/y"]
    {
        let reply = Client::new().get(server.url(path)).send().await.unwrap();
        let header =
            |name: &str| reply.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
        let policy = header("content-security-policy");
        for part in [
            "default-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "style-src 'self';",
            "form-action 'self'",
        ] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
        assert_eq!(
            (header("x-content-type-options").as_str(), header("referrer-policy").as_str()),
            ("nosniff", "same-origin"),
            "{path}"
        );
        assert_eq!(
            (header("x-frame-options").as_str(), header("cache-control").as_str()),
            ("DENY", "no-store"),
            "{path}"
        );
    }
    // A frame that is too large ends the connection, and only that.
    let meeting = leader.first_meeting().await;
    let mut live = Live::open(&server.host, meeting, "screen", &leader.secret).await.unwrap();
    live.until("view").await;
    // The server may close while we are still sending.
    let _ = live.send(&json!("x".repeat(200_000))).await;
    while live.next().await.is_some() {}
    assert_eq!(leader.screen(meeting).await["stage"], "before");
}

#[tokio::test(flavor = "multi_thread")]
async fn half_a_request_head_is_cut_off() {
    let server = Server::start("slow", &[]).await;
    let mut socket = TcpStream::connect(&server.host).await.unwrap();
    socket.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n").await.unwrap();
    let begun = Instant::now();
    let mut rest = Vec::new();
    // An error means closed as well.
    let _ = timeout(Duration::from_secs(20), socket.read_to_end(&mut rest)).await.expect("it is closed by itself");
    assert!(begun.elapsed() > Duration::from_secs(5), "an honest slow client has its time");
    assert_eq!(call(Method::GET, &server.url("/healthz"), None, None).await.text, "ok\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_data_folder_is_refused_with_a_sentence_when_it_cannot_be_used() {
    use std::process::Command;
    let mut server = Server::start("folder", &[]).await;
    let run = |data: &std::path::Path, listen: &str| {
        let output = Command::new(werksessie_tests::server::binary())
            .args(["serve", "--listen", listen, "--data"])
            .arg(data)
            .output()
            .unwrap();
        assert!(!output.status.success());
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    assert!(run(&server.data, "127.0.0.1:0").contains("Another Werksessie is using the data folder"));
    assert!(run(&server.data, "0.0.0.0:0").contains("admin key"));
    server.stop().await;
    let file = server.data.join("werksessie.sqlite");
    let whole = std::fs::read(&file).unwrap();
    // Byte 60 to 63 of an SQLite file is its user version: a newer schema.
    let mut newer = whole.clone();
    newer[60..64].copy_from_slice(&99i32.to_be_bytes());
    std::fs::write(&file, newer).unwrap();
    assert!(run(&server.data, "127.0.0.1:0").contains("newer version of Werksessie"));
    let mut damaged = whole.clone();
    let middle = damaged.len() / 2;
    damaged[100..middle].fill(0xAA);
    std::fs::write(&file, damaged).unwrap();
    assert!(run(&server.data, "127.0.0.1:0").contains("is damaged"));
    std::fs::write(&file, b"something else, quite long enough to be looked at as a file of SQLite").unwrap();
    assert!(run(&server.data, "127.0.0.1:0").contains("is damaged"));
    std::fs::write(&file, whole).unwrap();
    server.restart(&[]).await;
}

/// Five hundred people behind one address join; then somebody tries ten thousand wrong codes.
async fn guess(server: &Server, hall: &'static str, guesser: &'static str) {
    const TRIES: usize = 10_000;
    let meeting = Meeting::begin(&server.host, 0).await;
    let party = werksessie_tests::client::parties(&meeting.leader.view(meeting.meeting).await)[0].0.to_string();
    let http = reqwest::Client::new();
    let join = |address: &str, code: &str| {
        let body = json!({ "code": code, "party": party, "layer": "practice" });
        let url = format!("http://{}/api/v1/meetings/join", server.host);
        let sent = http.post(url).header("x-forwarded-for", address).json(&body).send();
        async move { sent.await.expect("the server answers").status().as_u16() }
    };
    let many = |address: &'static str, code: String, count: usize| async move {
        use futures_util::StreamExt as _;
        let all = (0..count).map(|_| join(address, &code)).collect::<Vec<_>>();
        futures_util::stream::iter(all).buffer_unordered(200).collect::<Vec<_>>().await
    };
    let joined = many(hall, meeting.code.clone(), 500).await;
    assert!(joined.iter().all(|status| *status == 201), "{joined:?}");
    let began = std::time::Instant::now();
    let guessed = many(guesser, "2222-2222".into(), TRIES).await;
    let looked_up = guessed.iter().filter(|status| **status == 404).count();
    assert_eq!(guessed.iter().filter(|status| **status == 429).count(), TRIES - looked_up, "all others are refused");
    // A hundred are free, then five a second; up to two hundred are under way when the limit is met.
    let allowed = 100 + 200 + 6 * (began.elapsed().as_secs() as usize + 11);
    assert!((101..=allowed).contains(&looked_up), "{looked_up} codes were tried, and {allowed} may be");
    assert_eq!(server.logs("many wrong codes").await, 1, "said once, and not for each");
    if hall != guesser {
        assert_eq!(join(hall, &meeting.code).await, 201, "the hall notices nothing");
    }
    let page = http.get(server.url("/d/2222-2222")).header("x-forwarded-for", guesser).send().await.unwrap();
    assert!(page.text().await.unwrap().contains("code"));
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_ten_thousand_codes_is_slowed_and_joining_is_not() {
    let server = Server::start("guessing", &[]).await;
    // Without a proxy that is trusted, what a client says about its address counts for nothing.
    guess(&server, "192.0.2.1", "192.0.2.1").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_behind_a_trusted_proxy_slows_the_guesser_alone() {
    let server = Server::start("guessing-proxy", &["--trusted-proxy", "127.0.0.1"]).await;
    guess(&server, "192.0.2.1", "192.0.2.2").await;
}
