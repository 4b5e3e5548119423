//! Two leaders at one meeting: what both press at once happens once, and neither overwrites the
//! other.

use serde_json::{Value, json};
use werksessie_core::RoundId;
use werksessie_tests::client::{Leader, Participant, answers, id, parties};
use werksessie_tests::meeting::Meeting;
use werksessie_tests::server::Server;

/// A second leader of the same project.
async fn second(meeting: &Meeting) -> Leader {
    let base = format!("http://{}", meeting.leader.host);
    let http = reqwest::Client::builder().cookie_store(true).build().unwrap();
    let open = http.post(format!("{base}/open")).header("origin", &base).form(&[("secret", &meeting.leader.secret)]);
    assert!(open.send().await.unwrap().status().is_success());
    let to = format!("{base}/dossier/{}/link", meeting.leader.project);
    let form = http.post(to).header("origin", &base).form(&[("role", "co-leader"), ("label", "Tweede"), ("until", "")]);
    let page = form.send().await.unwrap().text().await.unwrap();
    let secret = page.split("/open#").nth(1).and_then(|rest| rest.split('"').next()).expect("a link");
    Leader { secret: secret.to_owned(), ..meeting.leader.clone() }
}

/// Both send the same at the same moment: one is done, the other hears that it is done already.
async fn together(one: &Leader, other: &Leader, command: Value) {
    let what = command["type"].as_str().unwrap().to_owned();
    let (id_one, id_other) = (id(), id());
    let (a, b) = tokio::join!(one.send(id_one, &command), other.send(id_other, &command));
    let mut codes = [a.code().to_owned(), b.code().to_owned()];
    codes.sort();
    assert_eq!(codes, ["", "already_done"], "{what}: {} / {}", a.text, b.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_two_leaders_press_at_once_happens_once() {
    let server = Server::start("two", &[]).await;
    let mut meeting = Meeting::plan(&server.host).await;
    let (one, two) = (meeting.leader.clone(), second(&meeting).await);
    let m = meeting.meeting;
    together(&one, &two, json!({ "type": "meeting.begin", "meeting": m })).await;
    meeting.code = one.view(m).await["code"].as_str().unwrap().to_owned();
    together(&one, &two, json!({ "type": "meeting.go", "meeting": m, "item": 3 })).await;
    together(&one, &two, json!({ "type": "meeting.lock", "meeting": m, "locked": true })).await;
    together(&one, &two, json!({ "type": "meeting.lock", "meeting": m, "locked": false })).await;
    together(&one, &two, json!({ "type": "screen.curtain", "meeting": m, "curtain": "blank" })).await;
    together(&one, &two, json!({ "type": "timer.start", "meeting": m, "seconds": 300 })).await;
    let until = one.view(m).await["timer"]["until"].clone();
    together(&one, &two, json!({ "type": "timer.extend", "meeting": m, "until": until, "seconds": 60 })).await;
    let later = one.view(m).await["timer"]["until"].as_i64().unwrap();
    assert_eq!(later - until.as_i64().unwrap(), 60_000, "a minute, and not two");
    together(&one, &two, json!({ "type": "timer.stop", "meeting": m, "until": later })).await;
    // Both open a round: one opens, and the other hears that one is open.
    let open =
        |round: RoundId| json!({ "type": "round.open", "meeting": m, "round": round, "items": [meeting.items[0]] });
    let rounds = [RoundId(id()), RoundId(id())];
    let (first, other) = (open(rounds[0]), open(rounds[1]));
    let (a, b) = tokio::join!(one.send(id(), &first), two.send(id(), &other));
    assert_eq!(usize::from(a.code().is_empty()) + usize::from(b.code().is_empty()), 1, "{} / {}", a.text, b.text);
    assert!([a.code(), b.code()].contains(&"another_round_busy"));
    let round = rounds[usize::from(!a.code().is_empty())];
    for at in 0..5 {
        let party = parties(&one.view(m).await)[at].0.to_string();
        let mut seat = Participant::join(&server.host, &meeting.code, &party, "policy").await;
        assert_eq!(seat.vote(round, &answers(&meeting.items[..1], |_| (4, 2))).await.status, 200);
    }
    let bring = |to: &str| json!({ "type": "round.move", "meeting": m, "round": round, "to": to });
    for to in ["closed", "counted", "revealed"] {
        together(&one, &two, bring(to)).await;
    }
    let decide = json!({ "type": "round.decide", "meeting": m, "round": round, "priorities": [meeting.items[0]] });
    let (a, b) = tokio::join!(one.send(id(), &decide), two.send(id(), &decide));
    let done = [&a, &b].iter().filter(|reply| reply.code().is_empty()).count();
    assert_eq!(done, 1, "{} / {}", a.text, b.text);
    let view = one.view(m).await;
    assert_eq!(view["decided"].as_array().unwrap().len(), 1);
    together(&one, &two, json!({ "type": "meeting.end", "meeting": m })).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_leader_overwrites_what_the_other_wrote() {
    let server = Server::start("two-texts", &[]).await;
    let meeting = Meeting::begin(&server.host, 0).await;
    let (one, two) = (meeting.leader.clone(), second(&meeting).await);
    let m = meeting.meeting;
    let note = |text: &str| json!({ "type": "agenda.note", "meeting": m, "item": 2, "base": "", "text": text });
    one.must(note("van de een")).await;
    let refused = two.send(id(), &note("van de ander")).await;
    assert_eq!(refused.code(), "text_changed");
    assert!(refused.body["detail"].as_str().unwrap().contains("van de een"), "it shows what stands there now");
    let title = |base: &str, title: &str| json!({ "type": "agenda.change", "meeting": m, "item": 2, "base": base, "title": title, "minutes": 15 });
    let now = two.view(m).await["agenda"][2]["title"].as_str().unwrap().to_owned();
    one.must(title(&now, "Eerste ronde")).await;
    assert_eq!(two.send(id(), &title(&now, "Ronde een")).await.code(), "text_changed");
    let view = two.view(m).await;
    assert_eq!(
        (&view["agenda"][2]["title"], &view["agenda"][2]["note"]),
        (&json!("Eerste ronde"), &json!("van de een"))
    );
}
