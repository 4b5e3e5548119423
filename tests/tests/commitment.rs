//! Forty people from risks to commitment over the interface, with a plain form beside the sockets and a
//! crash in the middle; up to what stands in the files.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use werksessie_core::question::{Answer, Answers, Frame, Mark, Scale, Written};
use werksessie_core::{BottleneckId, ItemId, RoundId};
use werksessie_tests::client::{Random, answers, id, parties};
use werksessie_tests::forms::Forms;
use werksessie_tests::meeting::Meeting;
use werksessie_tests::server::Server;

fn about(item: ItemId, answer: Answer) -> Answers {
    Answers { items: BTreeMap::from([(item, answer)]), ..Answers::default() }
}

async fn bring(meeting: &mut Meeting, round: RoundId, stages: &[&str]) {
    for stage in stages {
        meeting.bring(round, stage).await;
    }
    meeting.seats.iter_mut().for_each(|seat| seat.revision = 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn forty_people_weigh_risks_and_promise_on_conditions_through_a_crash() {
    let mut server = Server::start("commitment", &[]).await;
    let mut meeting = Meeting::begin(&server.host, 40).await;
    let mut random = Random::new("commitment");
    let (leader, of) = (meeting.leader.clone(), meeting.meeting);
    let items: Vec<BottleneckId> = meeting.items[..3].to_vec();
    let round = meeting.open(&items).await;
    for seat in &mut meeting.seats {
        assert!(seat.vote(round, &answers(&items, |item| (5 - item as u8, 3))).await.status.is_success());
    }
    bring(&mut meeting, round, &["closed", "counted", "revealed"]).await;
    leader.must(json!({ "type": "round.decide", "meeting": of, "round": round, "priorities": items })).await;

    // Silent writing: what people wrote is in no frame and on no page before a leader put it on the list.
    let round = meeting.leader.ask(meeting.meeting, json!({ "ask": "risk_cards", "items": items })).await;
    for (person, seat) in meeting.seats.iter_mut().enumerate() {
        let frame = if person % 2 == 0 { Frame::Youth } else { Frame::Municipality };
        let written = Written { text: format!("geschreven {person:02}"), more: "dat kost tijd".into(), sure: None };
        let answer = Answer { cards: BTreeMap::from([(frame, written)]), ..Answer::default() };
        let given = about(items[person % 3].into(), answer);
        assert!(seat.vote(round, &given).await.status.is_success());
    }
    bring(&mut meeting, round, &["closed", "counted", "revealed"]).await;
    let screen = leader.screen(of).await.to_string();
    let phone = meeting.seats[0].connect().await.until("view").await.to_string();
    assert!(!screen.contains("geschreven 0") && !phone.contains("geschreven 0"), "a leader reads it first");
    let view = leader.view(of).await;
    let waiting = view["written_risks"].as_array().expect("a list").clone();
    assert_eq!(waiting.len(), 40);
    assert!(waiting.iter().all(|risk| risk["by"].is_null()), "of an anonymous round nothing of who wrote is kept");
    let find = |bottleneck: usize, side: &str, count: usize| -> Vec<Value> {
        let short = view["bottlenecks"].as_array().expect("a list").iter();
        let short =
            short.clone().find(|row| row["item"] == json!(items[bottleneck])).expect("it is there")["short_name"]
                .clone();
        let of = waiting.iter().filter(move |risk| risk["side"] == side && risk["bottleneck"] == short);
        of.take(count).map(|risk| risk["risk"].clone()).collect()
    };
    let mut risks: Vec<Value> = Vec::new();
    for bottleneck in 0..3 {
        for side in ["youth", "municipality"] {
            risks.extend(find(bottleneck, side, 2));
        }
    }
    assert_eq!(risks.len(), 12);
    for risk in &risks {
        leader.must(json!({ "type": "risk.return", "risk": risk })).await;
    }
    assert!(leader.screen(of).await.to_string().contains("geschreven"), "the list grows on the wall");

    // Scoring, with one answer through a plain form; a crash comes while the round is open.
    leader.must(json!({ "type": "risk.measure", "classes": [25_000, 50_000, 100_000, 250_000, 750_000] })).await;
    let round = meeting.leader.ask(meeting.meeting, json!({ "ask": "risk_scores", "items": risks })).await;
    let ids: Vec<ItemId> =
        risks.iter().map(|risk| risk.as_str().and_then(|id| id.parse().ok()).expect("an id")).collect();
    let mut sent = vec![[[0u32; 5]; 5]; 12];
    let all = parties(&leader.view(of).await);
    let plain = Forms::open(&server.host);
    for person in 0..40 {
        if person == 20 {
            server.kill().await;
            server.restart(&[]).await;
        }
        let places: Vec<(u8, u8)> =
            ids.iter().map(|_| (1 + random.below(5) as u8, 1 + random.below(5) as u8)).collect();
        for (at, (chance, impact)) in places.iter().enumerate() {
            sent[at][usize::from(impact - 1)][usize::from(chance - 1)] += 1;
        }
        if person == 39 {
            // Without script, on a phone that comes in now: sheet by sheet.
            let seat = plain.join(&meeting, &all[0].0.to_string()).await;
            for (risk, (chance, impact)) in ids.iter().zip(&places) {
                let (chance, impact) = (chance.to_string(), impact.to_string());
                let names = [format!("{risk}.chance"), format!("{risk}.impact")];
                let (round, sheet) = (round.to_string(), risk.to_string());
                let fields = [
                    ("round", round.as_str()),
                    ("sheet", sheet.as_str()),
                    (names[0].as_str(), chance.as_str()),
                    (names[1].as_str(), impact.as_str()),
                ];
                let (to, page) = plain.post(&seat, &fields).await;
                assert!(to.starts_with(&format!("{seat}?at=")), "{to}: {page}");
            }
            continue;
        }
        let mut given = Answers::default();
        for (risk, (chance, impact)) in ids.iter().zip(&places) {
            let marks = BTreeMap::from([(Scale::Chance, Mark(*chance)), (Scale::Impact, Mark(*impact))]);
            given.items.insert(*risk, Answer { marks, ..Answer::default() });
        }
        assert!(meeting.seats[person].vote(round, &given).await.status.is_success());
    }
    let view = leader.view(of).await;
    assert_eq!(view["round"]["progress"], json!({ "present": 41, "done": 40 }));
    assert_eq!(view["round"]["risks"], json!([]), "nothing is counted while the round is open");
    bring(&mut meeting, round, &["closed", "counted"]).await;
    assert!(!leader.screen(of).await.to_string().contains("median"), "the room sees nothing yet");
    bring(&mut meeting, round, &["revealed"]).await;
    let view = leader.view(of).await;
    let mut places = serde_json::Map::new();
    for row in view["round"]["to_settle"].as_array().expect("a list") {
        let at = risks.iter().position(|risk| *risk == row["risk"]).expect("it was asked");
        assert_eq!(row["votes"]["places"], json!(sent[at]), "what was sent is what comes out");
        places.insert(row["risk"].as_str().expect("an id").to_owned(), row["advice"].clone());
    }
    leader.must(json!({ "type": "risk.settle", "meeting": of, "round": round, "places": places })).await;
    let picture = leader.screen(of).await;
    assert!(picture.to_string().contains("\"places\""), "{picture}");

    // Drafts on behalf of parties, one pen each; then promises with conditions that phones answer.
    let whole: ItemId = leader.project.to_string().parse().expect("an id");
    let round = meeting.leader.ask(meeting.meeting, json!({ "ask": "drafts", "mode": "party" })).await;
    let offer = Written { text: "twaalf kamers vrijhouden".into(), more: "2027-04-01".into(), sure: None };
    let need = Written { text: "een vaste coach".into(), more: all[1].0.to_string(), sure: None };
    let cards = BTreeMap::from([(Frame::Offer, offer), (Frame::Need, need)]);
    let given = about(whole, Answer { cards, ..Answer::default() });
    assert!(meeting.seats[0].vote(round, &given).await.status.is_success());
    let live = leader.view(of).await["round"]["written"].clone();
    assert_eq!((live[0]["text"].clone(), live[1]["more"].is_string()), (json!("twaalf kamers vrijhouden"), true));
    bring(&mut meeting, round, &["closed", "counted", "revealed"]).await;
    let mut made = Vec::new();
    for party in 0..2 {
        let promise = id();
        made.push(promise);
        leader
            .must(json!({ "type": "promise.make", "promise": promise, "bottleneck": items[party], "party": all[party].0, "owner": "Noor Aalders",
                "what": "houden twaalf kamers vrij", "due": "2027-04-01", "mandate": { "answer": "yes" } }))
            .await;
    }
    let (first, second) = (id(), id());
    for (condition, promise, party, met_by) in [(first, made[0], 1, made[1]), (second, made[1], 0, made[0])] {
        let add = json!({ "type": "condition.add", "condition": condition, "promise": promise, "party": all[party].0, "what": "een vaste coach" });
        leader.must(add).await;
        leader.must(json!({ "type": "condition.meet", "condition": condition, "met_by": met_by })).await;
    }
    let view = leader.view(of).await;
    assert_eq!(view["knots"]["circles"].as_array().map(Vec::len), Some(1), "two promises wait for each other");
    assert_eq!(view["coverage"]["part"], 0);
    leader.must(json!({ "type": "screen.show", "meeting": of, "picture": { "show": "promises" } })).await;
    // Without script, and twice: the second press hears that it was answered.
    let (own, other) = (Forms::open(&server.host), Forms::open(&server.host));
    let (own_seat, other_seat) =
        (own.join(&meeting, &all[1].0.to_string()).await, other.join(&meeting, &all[3].0.to_string()).await);
    let (_, page_of_own) = own.get(&own_seat).await;
    assert!(page_of_own.contains("Dit is aan jullie gevraagd"), "{page_of_own}");
    let button = |from: &str, answer: &str| format!("{first} {from} {answer}");
    let (to, _) = own.post(&own_seat, &[("reply", &button("asked", "accepted"))]).await;
    assert_eq!(to, format!("{own_seat}?at=0"));
    let words = format!("words.{first}");
    let (_, again) = own.post(&own_seat, &[("reply", &button("asked", "counter")), (&words, "een halve")]).await;
    assert!(again.contains("Een collega koos hier net iets anders"), "{again}");
    let (_, refused) = other.post(&other_seat, &[("reply", &button("accepted", "refused"))]).await;
    assert!(refused.contains("ws-alert--negative"), "only the party that was asked answers: {refused}");
    let view = leader.view(of).await;
    assert_eq!(view["promises"][0]["needs"][0]["answer"], "accepted");
    assert_eq!(view["knots"]["circles"], json!([]), "one yes opens the circle");

    // Hands: the plain form, a crash, and the outcome.
    let statement = "Elke jongere die weggaat, heeft een plek en een mens.";
    let round =
        meeting.leader.ask(meeting.meeting, json!({ "ask": "fist", "mode": "party", "statement": statement })).await;
    let hand = |fingers: u8| {
        let note = if fingers == 2 { "eerst geld" } else { "" };
        about(whole, Answer { hand: Some(fingers), note: note.into(), ..Answer::default() })
    };
    let mut raised = 0;
    let mut done: Vec<String> = Vec::new();
    let view = leader.view(of).await;
    for person in 0..40 {
        let party = view["parties"].as_array().expect("a list").iter().find(|row| {
            row["seats"]
                .as_array()
                .is_some_and(|seats| seats.iter().any(|seat| seat["seat"] == json!(meeting.seats[person].seat)))
        });
        let party = party.and_then(|row| row["party"].as_str()).expect("a party").to_owned();
        let reply = meeting.seats[person].vote(round, &hand(if raised == 0 { 2 } else { 4 })).await;
        if done.contains(&party) {
            assert_eq!(reply.code(), "pen_elsewhere", "one hand a party");
            continue;
        }
        assert!(reply.status.is_success(), "{}", reply.text);
        done.push(party);
        raised += 1;
        if raised == 6 {
            server.kill().await;
            server.restart(&[]).await;
        }
    }
    bring(&mut meeting, round, &["closed", "counted"]).await;
    assert!(!leader.screen(of).await.to_string().contains("eerst geld"), "no hand before reveal");
    bring(&mut meeting, round, &["revealed"]).await;
    let hands = leader.view(of).await["round"]["hands"].clone();
    assert_eq!(hands["outcome"], "reserved");
    assert_eq!(hands["counts"], json!([0, 0, 1, 0, raised - 1, 0]));
    leader.must(json!({ "type": "challenge.settle", "meeting": of, "round": round })).await;
    let same = json!({ "type": "round.open", "meeting": of, "round": id(), "ask": "fist", "mode": "party", "statement": statement });
    assert_eq!(leader.send(id(), &same).await.code(), "same_statement");

    // What stands in the files.
    leader
        .must(json!({ "type": "challenge.change", "part": { "field": "core" }, "base": "", "text": statement }))
        .await;
    let challenge = leader.document("opgave").await;
    for words in [statement, "met voorbehoud van", "eerst geld", "Wat er gebeurt als we niets doen", "<svg"] {
        assert!(challenge.contains(words), "{words}");
    }
    let declaration = leader.document("commitmentverklaring").await;
    for words in ["een vaste coach", "aanvaard", "nog open", "met voorbehoud van"] {
        assert!(declaration.contains(words), "{words}");
    }
    // After all this the folder holds what it should, every figure recomputed.
    server.stop().await;
    let verified = werksessie_tests::server::werksessie(&["verify", "--data", server.data.to_str().expect("a path")]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}
