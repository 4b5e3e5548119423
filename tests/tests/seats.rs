//! What happens to people in a meeting: the table of seats, on the built server.

use reqwest::Method;
use serde_json::{Value, json};
use werksessie_core::RoundId;
use werksessie_tests::client::{Participant, answers, call, id, parties};
use werksessie_tests::forms::Forms;
use werksessie_tests::meeting::Meeting;
use werksessie_tests::server::Server;

/// A command of a seat with its token.
async fn act(meeting: &Meeting, seat: &Participant, command: Value) -> werksessie_tests::client::Reply {
    let url = format!("http://{}/api/v1/projects/{}/commands", seat.host, meeting.leader.project);
    call(Method::POST, &url, Some(&seat.token), Some(&json!({ "id": id(), "command": command }))).await
}

/// The two words on a seat's page.
fn words(page: &str) -> String {
    let after = page.split("data-own=\"words\">").nth(1).expect("the words are on the page");
    after.split('<').next().unwrap().to_owned()
}

async fn party_ids(meeting: &Meeting) -> Vec<String> {
    parties(&meeting.leader.view(meeting.meeting).await).iter().map(|(party, _)| party.to_string()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_chose_the_wrong_party_puts_it_right_and_keeps_the_answers() {
    let server = Server::start("wrong-party", &[]).await;
    let mut meeting = Meeting::begin(&server.host, 2).await;
    let ids = party_ids(&meeting).await;
    let round = meeting.open(&meeting.items[..1]).await;
    let given = answers(&meeting.items[..1], |_| (4, 2));
    let mut seat = meeting.seats.remove(0);
    assert!(seat.vote(round, &given).await.status.is_success());
    let change =
        |of: &Participant| json!({ "type": "seat.change", "seat": of.seat, "party": ids[7], "layer": "governance" });
    assert!(act(&meeting, &seat, change(&seat)).await.status.is_success());
    let stranger = act(&meeting, &meeting.seats[0], change(&seat)).await;
    assert_eq!((stranger.status.as_u16(), stranger.code()), (403, "not_allowed"));
    let view = meeting.leader.view(meeting.meeting).await;
    let seats = &view["parties"][7]["seats"];
    assert_eq!((&seats[0]["seat"], &seats[0]["layer"]), (&json!(seat.seat), &json!("governance")));
    assert_eq!(view["round"]["progress"], json!({ "present": 2, "done": 1 }), "the ballot moved along");

    // The same with a form, and without script.
    let phone = Forms::open(&server.host);
    let page = phone.join(&meeting, &ids[1]).await;
    let (_, form) = phone.get(&format!("{page}/wie")).await;
    assert!(form.contains(&format!("value=\"{}\" checked", ids[1])), "{form}");
    let (to, _) = phone.post(&format!("{page}/wie"), &[("party", &ids[2]), ("layer", "policy")]).await;
    assert_eq!(to, page);
    assert_eq!(meeting.leader.view(meeting.meeting).await["parties"][2]["seats"][0]["layer"], "policy");
    let other = Forms::open(&server.host);
    let (to, _) = other.post(&format!("{page}/wie"), &[("party", &ids[3]), ("layer", "policy")]).await;
    assert_eq!(to, page, "somebody else is sent away");
    assert_eq!(meeting.leader.view(meeting.meeting).await["parties"][3]["seats"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_phone_is_replaced_and_the_old_one_says_so() {
    let server = Server::start("recovery", &[]).await;
    let meeting = Meeting::begin(&server.host, 0).await;
    let ids = party_ids(&meeting).await;
    let (old, new) = (Forms::open(&server.host), Forms::open(&server.host));
    let page = old.join(&meeting, &ids[0]).await;
    let words = words(&old.get(&page).await.1);
    let round = meeting.open(&meeting.items[..1]).await;
    let item = meeting.items[0].to_string();
    let round_id = round.to_string();
    let (severity, influence) = (format!("{item}.severity"), format!("{item}.influence"));
    let vote = [("round", round_id.as_str()), ("sheet", &item), (&severity, "5"), (&influence, "2")];
    old.post(&format!("{page}?at=0"), &vote).await;

    let back = format!("/d/{}/terug", meeting.code);
    let (_, refused) = new.post(&back, &[("words", "geen woorden")]).await;
    assert!(refused.contains("We kennen geen stoel met deze twee woorden"), "{refused}");
    let (waiting, text) = new.post(&back, &[("words", &format!("  {} ", words.to_uppercase()))]).await;
    assert!(text.contains("De projectleider laat je binnen"), "{text}");
    assert!(new.get(&page).await.1.contains("hoort niet meer bij dit toestel"), "nothing is open before the tap");
    let view = meeting.leader.view(meeting.meeting).await;
    let claim = view["claims"][0]["claim"].clone();
    meeting.leader.must(json!({ "type": "seat.admit", "claim": claim })).await;
    let (there, form) = new.get(&waiting).await;
    assert_eq!(there, page);
    assert!(form.contains(&format!("name=\"{severity}\" value=\"5\" checked")), "the same answers: {form}");
    assert!(old.get(&page).await.1.contains("hoort niet meer bij dit toestel"), "the old phone says so");

    // Declined: told, and still outside.
    let third = Forms::open(&server.host);
    let (waiting, _) = third.post(&back, &[("words", &words)]).await;
    let claim = meeting.leader.view(meeting.meeting).await["claims"][0]["claim"].clone();
    meeting.leader.must(json!({ "type": "seat.decline", "claim": claim })).await;
    assert!(third.get(&waiting).await.1.contains("liet je niet binnen"));
    assert!(third.get(&page).await.1.contains("hoort niet meer bij dit toestel"));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_browser_holds_several_seats_and_each_page_says_which() {
    let server = Server::start("several", &[]).await;
    let meeting = Meeting::begin(&server.host, 0).await;
    let view = meeting.leader.view(meeting.meeting).await;
    let known = parties(&view);
    let shared = Forms::open(&server.host);
    let (one, two) =
        (shared.join(&meeting, &known[0].0.to_string()).await, shared.join(&meeting, &known[1].0.to_string()).await);
    assert_ne!(one, two);
    for (page, (_, name)) in [(&one, &known[0]), (&two, &known[1])] {
        assert!(shared.get(page).await.1.contains(name.as_str()));
    }
    let (_, again) = shared.get(&format!("/d/{}", meeting.code)).await;
    assert!(again.contains(&one) && again.contains(&two), "joining once more offers both seats");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_prankster_is_told_at_once_and_leaves_no_vote() {
    let server = Server::start("prankster", &[]).await;
    let mut meeting = Meeting::begin(&server.host, 6).await;
    let items = meeting.items[..1].to_vec();
    let round = meeting.open(&items).await;
    for (at, seat) in meeting.seats.iter_mut().enumerate() {
        assert!(seat.vote(round, &answers(&items, |_| (if at == 5 { 1 } else { 5 }, 3))).await.status.is_success());
    }
    let prankster = meeting.seats.pop().unwrap();
    let (mut theirs, mut neighbour) = (prankster.connect().await, meeting.seats[0].connect().await);
    theirs.until("view").await;
    neighbour.until("view").await;
    meeting.leader.must(json!({ "type": "meeting.lock", "meeting": meeting.meeting, "locked": true })).await;
    let removed = act(&meeting, &meeting.seats[0], json!({ "type": "seat.remove", "seat": prankster.seat })).await;
    assert_eq!(removed.code(), "not_allowed");
    meeting.leader.must(json!({ "type": "seat.remove", "seat": prankster.seat })).await;
    assert!(theirs.is_ended().await, "the socket is closed");
    assert_eq!(
        call(
            Method::PUT,
            &format!("http://{}/api/v1/rounds/{round}/ballot", server.host),
            Some(&prankster.token),
            Some(&json!({ "answers": answers(&items, |_| (1, 1)) }))
        )
        .await
        .status,
        401
    );
    let outside = call(
        Method::POST,
        &format!("http://{}/api/v1/meetings/join", server.host),
        None,
        Some(&json!({ "code": meeting.code, "party": "Nog een", "layer": "policy" })),
    )
    .await;
    assert_eq!(outside.code(), "door_locked");
    meeting.bring(round, "closed").await;
    // The others stay connected.
    while !neighbour.until("view").await["view"]["stage"]["closed"].is_string() {}
    meeting.bring(round, "counted").await;
    let view = meeting.leader.view(meeting.meeting).await;
    assert_eq!(view["round"]["results"][0]["severity"]["counts"], json!([0, 0, 0, 0, 5]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_observer_sees_the_result_and_is_in_no_denominator() {
    let server = Server::start("observer", &[]).await;
    let mut meeting = Meeting::begin(&server.host, 5).await;
    let ids = party_ids(&meeting).await;
    let alderman = Forms::open(&server.host);
    let form = [("party", ids[0].as_str()), ("layer", "governance"), ("observer", "yes")];
    let (page, _) = alderman.post(&format!("/d/{}", meeting.code), &form).await;
    let items = meeting.items[..1].to_vec();
    let round = meeting.open(&items).await;
    let form = alderman.get(&page).await.1;
    assert!(
        form.contains("data-when=\"!observer\" hidden") && !form.contains("data-when=\"observer\" hidden"),
        "{form}"
    );
    let seat = page.rsplit('/').next().unwrap().to_owned();
    for other in &mut meeting.seats {
        other.vote(round, &answers(&items, |_| (4, 4))).await;
    }
    let view = meeting.leader.view(meeting.meeting).await;
    assert_eq!(view["round"]["progress"], json!({ "present": 5, "done": 5 }));
    assert_eq!(view["observers"], 1);
    for stage in ["closed", "counted", "revealed"] {
        meeting.bring(round, stage).await;
    }
    assert!(alderman.get(&format!("/mee/{}/{seat}", meeting.meeting)).await.1.contains("Zo denken we erover"));
    assert_eq!(meeting.leader.view(meeting.meeting).await["round"]["voted"], json!([5, 5]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_latecomer_joins_the_open_round_but_not_a_second_vote() {
    let server = Server::start("latecomer", &[]).await;
    let mut meeting = Meeting::begin(&server.host, 5).await;
    let items = meeting.items[..1].to_vec();
    let round = meeting.open(&items).await;
    let mut late = Participant::join(&server.host, &meeting.code, "Kamers met Zorg", "practice").await;
    assert!(
        late.vote(round, &answers(&items, |_| (2, 2))).await.status.is_success(),
        "a typed-in organisation votes at once"
    );
    for seat in &mut meeting.seats {
        seat.vote(round, &answers(&items, |_| (4, 4))).await;
    }
    for stage in ["closed", "counted", "revealed"] {
        meeting.bring(round, stage).await;
    }
    let again = RoundId(id());
    let revote = json!({ "type": "round.revote", "meeting": meeting.meeting, "round": round, "new_round": again, "items": items });
    meeting.leader.must(revote).await;
    let mut later = Participant::join(&server.host, &meeting.code, "Kamers met Zorg", "practice").await;
    assert_eq!(later.vote(again, &answers(&items, |_| (1, 1))).await.code(), "not_in_first_round");
    late.revision = 0;
    assert!(late.vote(again, &answers(&items, |_| (1, 1))).await.status.is_success());

    // The leader gives the typed-in organisation its place.
    let view = meeting.leader.view(meeting.meeting).await;
    let typed = view["parties"].as_array().unwrap().iter().find(|party| party["typed_in"] == true).unwrap().clone();
    assert_eq!((&typed["name"], typed["seats"].as_array().unwrap().len()), (&json!("Kamers met Zorg"), 2));
    let into = view["parties"][3]["party"].clone();
    meeting.leader.must(json!({ "type": "party.merge", "party": typed["party"], "into": into })).await;
    let view = meeting.leader.view(meeting.meeting).await;
    assert!(view["parties"].as_array().unwrap().iter().all(|party| party["typed_in"] == false));
    assert_eq!(view["round"]["progress"]["done"], 1, "the vote went along");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_phone_of_a_party_holds_the_pen_and_a_colleague_takes_it_over() {
    let server = Server::start("pen", &[]).await;
    let meeting = Meeting::begin(&server.host, 0).await;
    let ids = party_ids(&meeting).await;
    let (first, second, other) = (Forms::open(&server.host), Forms::open(&server.host), Forms::open(&server.host));
    let (mine, theirs) = (first.join(&meeting, &ids[0]).await, second.join(&meeting, &ids[0]).await);
    other.join(&meeting, &ids[1]).await;
    let (round, item) = (RoundId(id()), meeting.items[0].to_string());
    let open =
        json!({ "type": "round.open", "meeting": meeting.meeting, "round": round, "items": [item], "mode": "party" });
    meeting.leader.must(open).await;
    assert_eq!(meeting.leader.view(meeting.meeting).await["round"]["progress"], json!({ "present": 2, "done": 0 }));
    let round_id = round.to_string();
    let (severity, influence) = (format!("{item}.severity"), format!("{item}.influence"));
    let vote = |mark| vec![("round", round_id.as_str()), ("sheet", &item), (&severity, mark), (&influence, "2")];
    first.post(&format!("{mine}?at=0"), &vote("5")).await;

    // The colleague sees what is filled in, and cannot change it without the pen.
    let draft = second.get(&theirs).await.1;
    assert!(draft.contains("Een collega heeft de pen"), "{draft}");
    assert!(draft.contains(&format!("name=\"{severity}\" value=\"5\" checked")), "{draft}");
    let refused = second.post(&format!("{theirs}?at=0"), &vote("1")).await.1;
    assert!(refused.contains("Neem de pen over als jullie dat willen"), "{refused}");
    let holder = mine.rsplit('/').next().unwrap();
    let stranger = json!({ "type": "ballot.take", "round": round, "seat": holder, "from": holder });
    assert_eq!(meeting.leader.send(id(), &stranger).await.code(), "not_allowed", "a leader takes no pen");
    let taken = second.post(&format!("{theirs}?at=0"), &[("round", &round_id), ("pen", holder)]).await.1;
    assert!(!taken.contains("data-when=\"locked\"") || taken.contains("data-when=\"locked\" hidden"), "{taken}");
    second.post(&format!("{theirs}?at=0"), &vote("1")).await;
    let locked = first.get(&mine).await.1;
    assert!(locked.contains(&format!("name=\"{severity}\" value=\"1\" checked")), "the one ballot of the party");

    let view = meeting.leader.view(meeting.meeting).await;
    assert_eq!(view["round"]["progress"], json!({ "present": 2, "done": 1 }));
    for stage in ["closed", "counted", "revealed"] {
        meeting.bring(round, stage).await;
    }
    let view = meeting.leader.view(meeting.meeting).await;
    assert_eq!(view["round"]["voted"], json!([1, 2]));
    assert_eq!(view["round"]["named"][0][1][&item]["marks"], json!({ "severity": 1, "influence": 2 }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_of_a_party_hears_at_once_what_a_colleague_writes() {
    let server = Server::start("draft", &[]).await;
    let meeting = Meeting::begin(&server.host, 0).await;
    let ids = party_ids(&meeting).await;
    let mut first = Participant::join(&server.host, &meeting.code, &ids[0], "policy").await;
    let second = Participant::join(&server.host, &meeting.code, &ids[0], "policy").await;
    let other = Participant::join(&server.host, &meeting.code, &ids[1], "policy").await;
    let round = RoundId(id());
    let items = meeting.items[..1].to_vec();
    let open =
        json!({ "type": "round.open", "meeting": meeting.meeting, "round": round, "items": items, "mode": "party" });
    meeting.leader.must(open).await;
    let (mut colleague, mut stranger) = (second.connect().await, other.connect().await);
    assert_eq!(colleague.until("own").await["pen"], "free");
    stranger.until("own").await;
    assert!(first.vote(round, &answers(&items, |_| (5, 3))).await.status.is_success());
    let own = colleague.until("own").await;
    assert_eq!(own["pen"], json!({ "theirs": first.seat }));
    assert_eq!(own["ballot"]["answers"][items[0].to_string()]["marks"]["severity"], 5);
    meeting.bring(round, "closed").await;
    while stranger.until("view").await["stage"]["closed"].is_string() {}
    assert!(!stranger.heard.iter().any(|frame| frame.contains("theirs")), "nobody else hears of it");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_is_away_at_once_and_back_with_a_look() {
    let server = Server::start("leave", &[]).await;
    let meeting = Meeting::begin(&server.host, 0).await;
    let ids = party_ids(&meeting).await;
    let phone = Forms::open(&server.host);
    let page = phone.join(&meeting, &ids[0]).await;
    let (there, text) = phone.post(&format!("{page}?at=0"), &[("leave", "1")]).await;
    assert!(there.ends_with("/weg") && text.contains("Je stem blijft geldig"), "{there}: {text}");
    let row = |view: &Value| (view["parties"][0]["present"].clone(), view["parties"][0]["away"].clone());
    assert_eq!(row(&meeting.leader.view(meeting.meeting).await), (json!(0), json!(1)));
    phone.get(&page).await;
    assert_eq!(row(&meeting.leader.view(meeting.meeting).await), (json!(1), json!(0)));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_in_before_a_meeting_waits_for_the_leader_and_tells_nobodys_name() {
    let server = Server::start("intake", &[]).await;
    let meeting = Meeting::begin(&server.host, 0).await;
    let leader = &meeting.leader;
    let secret = meeting.link("link", &[("role", "intake"), ("label", "Partners"), ("until", "2030-01-01")]).await;
    let partner = Forms::open(&server.host);
    let (landed, page) = partner.post("/open", &[("secret", &secret)]).await;
    assert_eq!(landed, format!("/insturen/{}", leader.project));
    assert!(page.contains("Wat loopt er vast?") && page.contains("1 januari 2030"), "{page}");
    let card = [("title", "Geen vaste persoon na 18"), ("explanation", ""), ("kind", "content")];
    let (to, thanks) = partner.post(&landed, &card).await;
    assert!(to.contains("klaar=true") && thanks.contains("Het is aangekomen"), "{to}: {thanks}");
    let personal = [("title", "BSN 111222333"), ("explanation", "bewaar mij")];
    let refused = partner.post(&landed, &personal).await.1;
    assert!(refused.contains("role=\"alert\"") && refused.contains("bewaar mij"), "what was typed stands: {refused}");
    for path in [format!("/dossier/{}", leader.project), format!("/console/{}/{}", leader.project, meeting.meeting)] {
        assert!(partner.get(&path).await.1.contains("Je hebt hier geen toegang"), "{path}");
    }
    let view = leader.view(meeting.meeting).await;
    assert_eq!(view["waiting"].as_array().map(Vec::len), Some(1), "{}", view["waiting"]);
    let waiting = view["waiting"][0]["card"].clone();
    leader.must(json!({ "type": "card.accept", "card": waiting, "bottleneck": id() })).await;
    let view = leader.view(meeting.meeting).await;
    let last = view["list"].as_array().and_then(|list| list.last()).expect("a list").clone();
    assert_eq!(
        (&last["card"]["title"], &last["tags"]["kind"]),
        (&json!("Geen vaste persoon na 18"), &json!("content"))
    );
    assert_eq!(view["waiting"], json!([]));
}
