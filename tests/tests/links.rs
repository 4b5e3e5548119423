//! Links: what each kind may do, and what happens to who loses one.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Value, json};
use werksessie_core::Command;
use werksessie_tests::client::{Leader, Live, answers, call, id};
use werksessie_tests::meeting::Meeting;
use werksessie_tests::server::Server;

/// Roles that may send a command; `seat` is a seat about itself.
type Roles = &'static [&'static str];

const LEADER: Roles = &["leader"];
const LEAD: Roles = &["leader", "co-leader"];
const EDIT: Roles = &["leader", "co-leader", "editor"];
const OWN: Roles = &["leader", "co-leader", "seat"];
const INTAKE: Roles = &["leader", "co-leader", "editor", "intake"];
const OWNER: Roles = &["leader", "co-leader", "owner"];

/// Every command as it could be sent, and who may send it.
fn commands(meeting: &Meeting, promise: &Value) -> BTreeMap<&'static str, (Roles, Value)> {
    let (m, item, any) = (json!(meeting.meeting), json!(meeting.items[0]), json!(id()));
    let hash = json!(vec![7; 32]);
    let seat = json!(meeting.seats[0].seat);
    let (leader, lead, edit, own, intake) = (LEADER, LEAD, EDIT, OWN, INTAKE);
    let rows = [
        ("project.expire", leader, json!({ "on": "2027-12-01", "expected": "2001-01-01" })),
        ("project.redact", leader, json!({ "words": "staat nergens", "why": "x" })),
        ("project.delete", leader, json!({ "name": "een andere naam" })),
        ("party.add", edit, json!({ "party": any, "name": "Nieuw", "circle": "other" })),
        ("party.change", edit, json!({ "party": any, "name": "Nieuw", "circle": "other", "expected": 1 })),
        ("party.merge", lead, json!({ "party": any, "into": any })),
        ("party.remove", edit, json!({ "party": any })),
        ("link.make", leader, json!({ "link": id(), "role": "screen", "label": "Zaal", "secret_hash": hash })),
        ("link.cover", leader, json!({ "link": any, "promises": [any] })),
        ("link.renew", leader, json!({ "link": any, "secret_hash": hash })),
        ("link.revoke", leader, json!({ "link": any })),
        ("seat.change", own, json!({ "seat": seat, "party": any, "layer": "policy" })),
        ("seat.remove", lead, json!({ "seat": any })),
        ("seat.admit", lead, json!({ "claim": any })),
        ("seat.decline", lead, json!({ "claim": any })),
        ("seat.leave", own, json!({ "seat": seat })),
        ("ballot.take", own, json!({ "round": any, "seat": seat, "from": any })),
        ("bottleneck.change", edit, json!({ "bottleneck": any, "field": "title", "base": "x", "text": "y" })),
        ("bottleneck.park", edit, json!({ "bottleneck": any })),
        ("bottleneck.solve", edit, json!({ "bottleneck": any })),
        ("bottleneck.return", edit, json!({ "bottleneck": any })),
        ("bottleneck.merge", edit, json!({ "group": id(), "title": "Samen", "parts": [any, id()] })),
        ("bottleneck.unmerge", edit, json!({ "group": any })),
        ("bottleneck.split", edit, json!({ "bottleneck": any, "into": [] })),
        ("bottleneck.unsplit", edit, json!({ "bottleneck": any })),
        ("bottleneck.distinct", edit, json!({ "a": any, "b": any })),
        ("bottleneck.alike", edit, json!({ "a": any, "b": any })),
        ("evidence.add", edit, json!({ "bottleneck": any, "kind": "research", "source": "x" })),
        ("evidence.remove", edit, json!({ "bottleneck": any, "kind": "research", "source": "x" })),
        ("card.add", intake, json!({ "card": id(), "title": "Een kaart" })),
        ("card.accept", edit, json!({ "card": any, "bottleneck": id() })),
        ("card.join", edit, json!({ "card": any, "bottleneck": any, "kind": "experience" })),
        ("card.decline", edit, json!({ "card": any })),
        ("card.reopen", edit, json!({ "card": any })),
        ("bottleneck.add", edit, json!({ "bottleneck": any, "title": "Iets", "explanation": "", "origin": "own" })),
        ("meeting.plan", lead, json!({ "meeting": any, "title": "Nog een", "step": "2C", "agenda": [] })),
        ("meeting.begin", lead, json!({ "meeting": any })),
        ("meeting.end", lead, json!({ "meeting": any })),
        ("meeting.lock", lead, json!({ "meeting": any, "locked": true })),
        ("meeting.go", lead, json!({ "meeting": any, "item": 0 })),
        ("agenda.add", lead, json!({ "meeting": any, "item": 50, "title": "Pauze", "minutes": 5 })),
        ("agenda.change", lead, json!({ "meeting": any, "item": 0, "base": "x", "title": "y", "minutes": 5 })),
        ("agenda.place", lead, json!({ "meeting": any, "item": 0, "after": 1 })),
        ("agenda.remove", lead, json!({ "meeting": any, "item": 0 })),
        ("agenda.note", lead, json!({ "meeting": any, "item": 0, "base": "", "text": "n" })),
        ("timer.start", lead, json!({ "meeting": any, "seconds": 60 })),
        ("timer.extend", lead, json!({ "meeting": any, "until": 0, "seconds": 60 })),
        ("timer.stop", lead, json!({ "meeting": any, "until": 0 })),
        ("screen.wifi", lead, json!({ "meeting": any, "wifi": { "name": "Raadzaal", "key": "k" } })),
        ("screen.pair", lead, json!({ "meeting": any, "link": id(), "secret_hash": hash })),
        ("screen.show", lead, json!({ "meeting": any, "picture": { "show": "join" } })),
        ("screen.curtain", lead, json!({ "meeting": any, "curtain": "blank" })),
        ("round.open", lead, json!({ "meeting": any, "round": id(), "items": [item] })),
        ("round.move", lead, json!({ "meeting": m, "round": any, "to": "closed" })),
        ("round.paper", lead, json!({ "meeting": m, "round": any, "paper": id(), "sheets": [] })),
        ("round.revote", lead, json!({ "meeting": m, "round": any, "new_round": id(), "items": [item] })),
        ("round.decide", lead, json!({ "meeting": m, "round": any, "priorities": [item] })),
        ("round.reopen", lead, json!({ "meeting": m, "round": any })),
        (
            "risk.add",
            edit,
            json!({ "risk": id(), "bottleneck": item, "side": "youth", "event": "een jongere verhuist" }),
        ),
        ("risk.change", edit, json!({ "risk": any, "field": "event", "base": "", "text": "x" })),
        ("risk.merge", edit, json!({ "risk": any, "into": any })),
        ("risk.drop", edit, json!({ "risk": any })),
        ("risk.return", edit, json!({ "risk": any })),
        ("risk.wait", edit, json!({ "risk": any })),
        ("risk.measure", lead, json!({ "classes": [1, 2, 3, 4, 5] })),
        ("risk.settle", lead, json!({ "meeting": m, "round": any, "places": {} })),
        ("challenge.change", edit, json!({ "part": { "field": "core" }, "base": "x", "text": "y" })),
        ("challenge.settle", lead, json!({ "meeting": m, "round": any })),
        ("arena.start", edit, json!({ "arena": id(), "measure": "Kamers", "horizon": 3, "form": "light" })),
        ("arena.clear", edit, json!({ "arena": any })),
        ("arena.frame", edit, json!({ "arena": any, "field": "measure", "base": "", "text": "x" })),
        ("arena.add", edit, json!({ "arena": any, "piece": id(), "sort": "activity", "text": "x", "short_name": "x" })),
        ("arena.change", edit, json!({ "piece": any, "field": "text", "base": "", "text": "x" })),
        ("arena.move", edit, json!({ "piece": any, "to": { "is": "dropped" } })),
        ("arena.settle", lead, json!({ "meeting": m, "round": any })),
        ("condition.add", lead, json!({ "condition": id(), "promise": any, "party": any, "what": "x" })),
        ("condition.answer", own, json!({ "condition": any, "from": "asked", "answer": "accepted" })),
        ("condition.meet", lead, json!({ "condition": any })),
        ("condition.drop", lead, json!({ "condition": any, "dropped": true })),
        (
            "promise.make",
            lead,
            json!({ "promise": id(), "bottleneck": item, "party": any, "owner": "N", "what": "w", "due": "2030-01-01" }),
        ),
        ("promise.change", lead, json!({ "promise": any, "field": "what", "base": "", "text": "x" })),
        ("promise.mandate", lead, json!({ "promise": any, "mandate": { "answer": "yes" } })),
        ("promise.confirm", OWNER, json!({ "promise": promise, "how": { "by": "link" } })),
        ("promise.unconfirm", lead, json!({ "promise": any })),
        ("promise.report", OWNER, json!({ "promise": promise, "state": "done" })),
        ("promise.unreport", lead, json!({ "promise": any, "reports": 1 })),
        ("promise.withdraw", lead, json!({ "promise": any })),
        ("promise.restore", lead, json!({ "promise": any })),
        ("action.add", edit, json!({ "action": id(), "title": "x", "start": "2027-Q1", "end": "2027-Q2" })),
        ("action.change", edit, json!({ "action": any, "field": "title", "base": "", "text": "x" })),
        ("action.drop", edit, json!({ "action": any })),
        ("action.return", edit, json!({ "action": any })),
        ("document.finish", lead, json!({ "document": "agreements", "format": "html" })),
        ("action.plan", edit, json!({ "action": any, "start": "2027-Q1", "end": "2027-Q2" })),
        ("step.mark", edit, json!({ "step": "1A", "state": "done", "reason": "" })),
    ];
    let typed = |name: &str, mut command: Value| {
        command["type"] = json!(name);
        command
    };
    rows.into_iter().map(|(name, who, command)| (name, (who, typed(name, command)))).collect()
}

/// Makes a link with a form, as a leader does on the dossier.
async fn make(meeting: &Meeting, role: &str, until: &str) -> String {
    meeting.link("link", &[("role", role), ("label", "Zaal"), ("until", until)]).await
}

/// A promise, and the secret of a link for its owner.
async fn owner(meeting: &mut Meeting) -> (String, Value) {
    let items = meeting.items[..1].to_vec();
    let round = meeting.open(&items).await;
    for seat in &mut meeting.seats {
        assert!(seat.vote(round, &answers(&items, |_| (4, 4))).await.status.is_success());
    }
    for stage in ["closed", "counted", "revealed"] {
        meeting.bring(round, stage).await;
    }
    let leader = &meeting.leader;
    leader
        .must(json!({ "type": "round.decide", "meeting": meeting.meeting, "round": round, "priorities": items }))
        .await;
    let party = leader.view(meeting.meeting).await["parties"][0]["party"].clone();
    let promise = json!(id());
    let make = json!({ "type": "promise.make", "promise": promise, "bottleneck": items[0], "party": party, "owner": "Noor Aalders",
        "what": "houden twaalf kamers vrij", "due": "2030-01-01", "mandate": { "answer": "yes" } });
    leader.must(make).await;
    let secret = meeting.link("trekker", &[("promise", promise.as_str().expect("an id"))]).await;
    (secret, promise)
}

#[tokio::test(flavor = "multi_thread")]
async fn who_renews_their_own_link_stays_in_and_another_browser_does_not() {
    let server = Server::start("renew", &[]).await;
    let meeting = Meeting::begin(&server.host, 0).await;
    let (mine, base) = meeting.browser().await;
    let (other, _) = meeting.browser().await;
    let dossier = format!("{base}/dossier/{}", meeting.leader.project);
    let page = mine.get(&dossier).send().await.unwrap().text().await.unwrap();
    let act = page.split("action=\"").filter_map(|rest| rest.split('"').next()).find(|to| to.contains("/link/"));
    let act = format!("{base}{}", act.expect("the link has a form"));
    let shown = mine.post(&act).header("origin", &base).form(&[("do", "renew")]).send().await.unwrap();
    assert!(shown.text().await.unwrap().contains("/open#"));
    let sees = async |http: &reqwest::Client| http.get(&dossier).send().await.unwrap().text().await.unwrap();
    assert!(sees(&mine).await.contains("stappen klaar"));
    assert!(sees(&other).await.contains("Je hebt hier geen toegang"));
    let last = mine.post(&act).header("origin", &base).form(&[("do", "revoke")]).send().await.unwrap();
    assert_eq!(last.status(), 422);
    assert!(last.text().await.unwrap().contains("de enige link voor een projectleider"));
}

async fn links(meeting: &Meeting) -> usize {
    // Only leaders can count links: through the console's own figure.
    meeting.leader.view(meeting.meeting).await["leader_links"].as_u64().unwrap() as usize
}

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_link_may_send_what_its_kind_may_and_nothing_else() {
    let server = Server::start("matrix", &[]).await;
    let mut meeting = Meeting::begin(&server.host, 5).await;
    let mut holders = vec![("leader", meeting.leader.secret.clone()), ("seat", meeting.seats[0].token.clone())];
    for role in ["co-leader", "editor", "screen"] {
        holders.push((role, make(&meeting, role, "").await));
    }
    holders.push(("intake", make(&meeting, "intake", "2030-01-01").await));
    let (owner, promise) = owner(&mut meeting).await;
    holders.push(("owner", owner));
    let commands = commands(&meeting, &promise);
    assert_eq!(
        commands.keys().copied().collect::<std::collections::BTreeSet<_>>(),
        Command::NAMES.iter().copied().collect()
    );
    for (role, secret) in &holders {
        let holder = Leader { secret: secret.clone(), ..meeting.leader.clone() };
        for (name, (roles, command)) in &commands {
            let mut command = command.clone();
            if *name == "promise.confirm" && *role != "owner" {
                // A leader notes what was said in the room; only the owner confirms by link.
                command["how"] = json!({ "by": "room" });
            }
            let reply = holder.send(id(), &command).await;
            assert_ne!(reply.code(), "unreadable", "{name}: {}", reply.text);
            // Nobody takes a pen for somebody else, a leader neither.
            let roles = if *name == "ballot.take" { &["seat"] } else { *roles };
            let refused = reply.status == 403 && reply.code() == "not_allowed";
            assert_eq!(refused, !roles.contains(role), "{name} by {role}: {} {}", reply.status, reply.text);
        }
    }
    let nobody = Leader { secret: format!("{}x", &meeting.leader.secret[..86 - 1]), ..meeting.leader.clone() };
    for (name, (_, command)) in &commands {
        assert_eq!(nobody.send(id(), command).await.status, 401, "{name} by nobody");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_screen_link_shows_the_screen_and_nothing_else() {
    let server = Server::start("screen-link", &[]).await;
    let meeting = Meeting::begin(&server.host, 5).await;
    let (host, project) = (&server.host, meeting.leader.project);
    let screen = make(&meeting, "screen", "").await;
    for path in [
        format!("projects/{project}"),
        format!("projects/{project}/export"),
        format!("projects/{project}/documents/routekaart.xlsx"),
    ] {
        let reply = call(Method::GET, &format!("http://{host}/api/v1/{path}"), Some(&screen), None).await;
        assert_eq!((reply.status.as_u16(), reply.code()), (403, "not_allowed"), "{path}");
    }
    for role in ["screen", "leader"] {
        let mut live = Live::open(host, meeting.meeting, role, &screen).await.unwrap();
        let view = live.until("view").await;
        assert!(view["view"]["stage"].is_object() && view["view"]["parties"].is_null(), "{role}: {view}");
    }
    let base = format!("http://{host}");
    let http = reqwest::Client::builder().cookie_store(true).build().unwrap();
    let open = http.post(format!("{base}/open")).header("origin", &base).form(&[("secret", &screen)]);
    let landed = open.send().await.unwrap();
    assert_eq!(landed.url().path(), format!("/scherm/{project}/{}", meeting.meeting));
    for path in [format!("/dossier/{project}"), format!("/console/{project}/{}", meeting.meeting)] {
        let text = http.get(format!("{base}{path}")).send().await.unwrap().text().await.unwrap();
        assert!(text.contains("Je hebt hier geen toegang"), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewed_or_revoked_link_shuts_out_who_had_it_and_the_last_leader_stays() {
    let server = Server::start("revoke", &[]).await;
    let meeting = Meeting::begin(&server.host, 0).await;
    let leader = meeting.leader.clone();
    assert_eq!(links(&meeting).await, 1);
    let second = make(&meeting, "leader", "").await;
    assert_eq!(links(&meeting).await, 2);
    let id_of = |secret: &str| {
        use base64::Engine as _;
        let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(secret).unwrap();
        uuid::Uuid::from_slice(&bytes[16..32]).unwrap()
    };
    let mut console = Live::open(&server.host, meeting.meeting, "leader", &second).await.unwrap();
    console.until("view").await;
    // The second takes over: the first is revoked, and its open console is closed.
    let mut first_console = Live::open(&server.host, meeting.meeting, "leader", &leader.secret).await.unwrap();
    first_console.until("view").await;
    let taker = Leader { secret: second.clone(), ..leader.clone() };
    taker.must(json!({ "type": "link.revoke", "link": id_of(&leader.secret) })).await;
    assert!(first_console.is_ended().await, "the open console is closed");
    assert_eq!(
        leader.send(id(), &json!({ "type": "meeting.lock", "meeting": meeting.meeting, "locked": true })).await.status,
        401
    );
    taker.must(json!({ "type": "meeting.lock", "meeting": meeting.meeting, "locked": true })).await;
    while console.until("view").await["view"]["locked"] != true {}
    // The other console stays.
    let last = taker.send(id(), &json!({ "type": "link.revoke", "link": id_of(&second) })).await;
    assert_eq!(last.code(), "last_leader");
    // Renewing shuts out who has the old secret.
    taker.must(json!({ "type": "link.renew", "link": id_of(&second), "secret_hash": vec![1; 32] })).await;
    assert!(console.is_ended().await);
    assert_eq!(
        taker.send(id(), &json!({ "type": "meeting.lock", "meeting": meeting.meeting, "locked": false })).await.status,
        401
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_with_an_end_is_for_a_day_to_come() {
    let server = Server::start("until", &[]).await;
    let meeting = Meeting::begin(&server.host, 0).await;
    let make = |until: &str| json!({ "type": "link.make", "link": id(), "role": "editor", "label": "Tijdelijk", "until": until, "secret_hash": vec![3; 32] });
    assert_eq!(meeting.leader.send(id(), &make("2020-01-01")).await.code(), "date_out_of_range");
    assert_eq!(meeting.leader.send(id(), &make("gisteren")).await.code(), "unreadable");
    meeting.leader.must(make("2030-01-01")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_reaches_into_another_project_another_seat_or_another_promise() {
    let server = Server::start("objects", &[]).await;
    let mut meeting = Meeting::begin(&server.host, 5).await;
    let other = Meeting::begin(&server.host, 5).await;
    let mut holders = vec![("leader", meeting.leader.secret.clone()), ("seat", meeting.seats[0].token.clone())];
    for role in ["co-leader", "editor", "screen"] {
        holders.push((role, make(&meeting, role, "").await));
    }
    holders.push(("intake", make(&meeting, "intake", "2030-01-01").await));
    let (owner, promise) = owner(&mut meeting).await;
    holders.push(("owner", owner));
    let before = other.leader.dossier().await;
    // Every command to a project that is not theirs, and every command of theirs about what is in it.
    let theirs = commands(&other, &json!(id()));
    for (role, secret) in &holders {
        let abroad = Leader { secret: secret.clone(), ..other.leader.clone() };
        for (name, (_, command)) in &theirs {
            let reply = abroad.send(id(), command).await;
            assert_eq!(reply.status, 401, "{name} by {role} of another project: {}", reply.text);
        }
        let home = Leader { secret: secret.clone(), ..meeting.leader.clone() };
        for (name, (roles, command)) in &theirs {
            // What names nothing of the other project is no matter here.
            let names = [json!(other.meeting), json!(other.items[0]), json!(other.seats[0].seat)];
            let text = command.to_string();
            if !names.iter().any(|name| text.contains(name.as_str().expect("an id"))) {
                continue;
            }
            let reply = home.send(id(), command).await;
            assert!(
                reply.status.is_client_error(),
                "{name} by {role} ({roles:?}) about another project: {}",
                reply.text
            );
        }
    }
    assert_eq!(other.leader.dossier().await, before);
    // A seat about another seat, an owner about another promise.
    let (own, neighbour) = (meeting.seats[0].clone(), meeting.seats[1].clone());
    let as_seat = Leader { secret: own.token.clone(), ..meeting.leader.clone() };
    let party = meeting.leader.view(meeting.meeting).await["parties"][0]["party"].clone();
    for command in [
        json!({ "type": "seat.change", "seat": neighbour.seat, "party": party, "layer": "policy" }),
        json!({ "type": "seat.leave", "seat": neighbour.seat }),
        json!({ "type": "ballot.take", "round": id(), "seat": neighbour.seat, "from": own.seat }),
    ] {
        let reply = as_seat.send(id(), &command).await;
        assert_eq!((reply.status.as_u16(), reply.code()), (403, "not_allowed"), "{command}");
    }
    let second = json!(id());
    let make_another = json!({ "type": "promise.make", "promise": second, "bottleneck": meeting.items[0], "party": party, "owner": "Iemand anders",
        "what": "houden twaalf kamers vrij", "due": "2030-01-01", "mandate": { "answer": "yes" } });
    meeting.leader.must(make_another).await;
    // A condition is answered by the party that was asked, and by nobody else.
    let all = meeting.leader.view(meeting.meeting).await["parties"].as_array().cloned().unwrap_or_default();
    let holds = |row: &serde_json::Value| {
        row["seats"].as_array().is_some_and(|seats| seats.iter().any(|seat| seat["seat"] == json!(own.seat)))
    };
    let asked = all.iter().find(|row| !holds(row) && row["party"] != party).expect("another party")["party"].clone();
    let condition = json!(id());
    let need = json!({ "type": "condition.add", "condition": condition, "promise": second, "party": asked, "what": "een coach" });
    meeting.leader.must(need).await;
    let answer = json!({ "type": "condition.answer", "condition": condition, "from": "asked", "answer": "accepted" });
    let reply = as_seat.send(id(), &answer).await;
    assert_eq!((reply.status.as_u16(), reply.code()), (403, "not_allowed"), "{answer}");
    let as_owner = Leader { secret: holders[6].1.clone(), ..meeting.leader.clone() };
    for command in [
        json!({ "type": "promise.confirm", "promise": second, "how": { "by": "link" } }),
        json!({ "type": "promise.report", "promise": second, "state": "done" }),
    ] {
        let reply = as_owner.send(id(), &command).await;
        assert_eq!((reply.status.as_u16(), reply.code()), (403, "not_allowed"), "{command}");
    }
    as_owner.must(json!({ "type": "promise.report", "promise": promise, "state": "busy" })).await;
    // The answers of a seat are its own, whatever seat is named beside its token.
    let round = meeting.open(&meeting.items[1..2]).await;
    let ballot = format!("http://{}/api/v1/rounds/{round}/ballot?seat={}", server.host, neighbour.seat);
    let body = json!({ "revision": 1, "answers": answers(&meeting.items[1..2], |_| (4, 4)) });
    let reply = call(Method::PUT, &ballot, Some(&own.token), Some(&body)).await;
    assert_eq!(reply.status, 200, "it is stored for who holds the token: {}", reply.text);
    assert_eq!(meeting.seats[1].vote(round, &answers(&meeting.items[1..2], |_| (1, 1))).await.status, 200);
    let progress = meeting.leader.view(meeting.meeting).await["round"]["progress"].clone();
    assert_eq!(progress["done"], 2, "the neighbour's first vote is a first vote");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_link_sees_what_its_kind_may_and_nothing_else() {
    let server = Server::start("sights", &[]).await;
    let mut meeting = Meeting::begin(&server.host, 5).await;
    let mut holders = vec![("leader", meeting.leader.secret.clone()), ("seat", meeting.seats[0].token.clone())];
    for role in ["co-leader", "editor", "screen"] {
        holders.push((role, make(&meeting, role, "").await));
    }
    holders.push(("intake", make(&meeting, "intake", "2030-01-01").await));
    let (owner, _) = owner(&mut meeting).await;
    holders.push(("owner", owner));
    let project = format!("projects/{}", meeting.leader.project);
    let live = format!("meetings/{}/live?role", meeting.meeting);
    let (own, neighbour) = (meeting.seats[0].seat, meeting.seats[1].seat);
    let sights: [(String, Roles); 9] = [
        (project.clone(), EDIT),
        (format!("{project}/export"), LEADER),
        (format!("{project}/documents/routekaart.xlsx"), EDIT),
        (format!("{project}/documents/commitmentverklaring.html"), EDIT),
        (format!("{project}/documents/all.zip"), EDIT),
        (format!("{live}=leader"), &["leader", "co-leader", "editor", "screen"]),
        (format!("{live}=screen"), &["leader", "co-leader", "editor", "screen"]),
        (format!("{live}=seat&seat={own}"), &["seat"]),
        (format!("{live}=seat&seat={neighbour}"), &[]),
    ];
    let mut cells = String::new();
    for (role, secret) in &holders {
        for (path, roles) in &sights {
            let reply = call(Method::GET, &format!("http://{}/api/v1/{path}", server.host), Some(secret), None).await;
            let may = roles.contains(role);
            if reply.status.is_success() != may {
                cells.push_str(&format!("{role} {path}: {}\n", reply.status));
            }
            // A leader's view is for leaders; others who ask for it are shown the screen.
            if path.ends_with("=leader") && reply.status.is_success() {
                let leads = LEAD.contains(role);
                assert_eq!(reply.text.contains("\"acts\""), leads, "{role} {path}");
            }
        }
    }
    assert_eq!(cells, "");
}
