//! Forty people through the effects arena over the interface: writing, lines, contributions, points, up to
//! the balance and the files; with plain forms beside the sockets and the plug pulled twice.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use werksessie_core::arena::piece::Firm;
use werksessie_core::question::{Answer, Answers, Frame, Mark, Scale, Written};
use werksessie_core::{ItemId, PartyId, RoundId};
use werksessie_tests::board::Board;
use werksessie_tests::client::{Random, id, parties};
use werksessie_tests::forms::Forms;
use werksessie_tests::meeting::Meeting;
use werksessie_tests::server::Server;

fn about(item: ItemId, answer: Answer) -> Answers {
    Answers { items: BTreeMap::from([(item, answer)]), ..Answers::default() }
}

fn card(text: &str, more: &str) -> Written {
    Written { text: text.into(), more: more.into(), sure: None }
}

/// A hundred points in fives, drawn at random.
fn divided(keys: &[ItemId], random: &mut Random) -> BTreeMap<ItemId, u8> {
    let mut points = BTreeMap::new();
    for _ in 0..20 {
        *points.entry(keys[random.below(keys.len() as u64) as usize]).or_insert(0) += 5;
    }
    points
}

async fn reveal(meeting: &mut Meeting, round: RoundId) {
    for stage in ["closed", "counted", "revealed"] {
        meeting.bring(round, stage).await;
    }
    meeting.seats.iter_mut().for_each(|seat| seat.revision = 0);
}

async fn settle(meeting: &Meeting, round: RoundId) {
    meeting.leader.must(json!({ "type": "arena.settle", "meeting": meeting.meeting, "round": round })).await;
}

fn ids(value: &Value) -> Vec<ItemId> {
    let list = value.as_array().expect("a list").iter();
    list.map(|id| id.as_str().expect("an id").parse().expect("an id")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn forty_people_fill_the_arena_through_two_crashes_and_the_files_say_who_pays_and_gains() {
    let mut server = Server::start("arena", &[]).await;
    let mut meeting = Meeting::begin(&server.host, 40).await;
    let mut random = Random::new("arena");
    let (leader, of) = (meeting.leader.clone(), meeting.meeting);
    let all = parties(&leader.view(of).await);

    // The gate: a no needs the light form or a reason.
    let arena = ItemId(id());
    let start = |reason: &str| {
        json!({ "type": "arena.start", "arena": arena, "measure": "Kamers met coach", "profile": "", "horizon": 3, "form": "full",
            "without": "Dan slapen jongeren bij bekenden", "one_measure": true, "who_does_what": true, "reason": reason })
    };
    assert_eq!(leader.send(id(), &start("")).await.code(), "gate_closed");
    leader.must(start("De groep kiezen we vandaag")).await;
    let board = Board::of(&leader, arena);

    // Silent writing: a leader reads it first.
    let round = leader.ask(of, json!({ "ask": "effects" })).await;
    for (person, seat) in meeting.seats.iter_mut().enumerate() {
        let cards = BTreeMap::from([
            (Frame::Effect, card(&format!("effect {person:02}"), "youth")),
            (Frame::Unwanted, card("meer werkdruk", "organisation")),
        ]);
        assert!(seat.vote(round, &about(arena, Answer { cards, ..Answer::default() })).await.status.is_success());
    }
    reveal(&mut meeting, round).await;
    let screen = leader.screen(of).await.to_string();
    let phone = meeting.seats[0].connect().await.until("view").await.to_string();
    assert!(!screen.contains("effect 0") && !phone.contains("effect 0"), "a leader reads it first");
    let waiting = leader.view(of).await["arena"]["waiting"].as_array().expect("a list").clone();
    assert_eq!(waiting.len(), 41, "forty effects, and what all fear once");
    assert!(waiting.iter().all(|piece| piece["by"].is_null()), "nothing of who wrote is kept");
    let unwanted = waiting.iter().find(|piece| piece["unwanted"] == true).expect("all wrote one");
    leader.must(json!({ "type": "arena.move", "piece": unwanted["piece"], "to": { "is": "open" } })).await;

    // The board, its lines, and what nobody wants.
    let mut activities = Vec::new();
    for text in ["12 kamers vrij", "Vaste coach"] {
        activities.push(
            board
                .add(json!({ "sort": "activity", "text": text, "short_name": text, "bottlenecks": [meeting.items[0]] }))
                .await,
        );
    }
    let mut effects = Vec::new();
    for (text, on) in [("Eigen adres", "youth"), ("Minder opvang", "organisation"), ("Minder schulden", "society")] {
        let what = json!({ "sort": "effect", "text": text, "short_name": text, "on": on, "term": "year" });
        effects.push(board.add(what).await);
    }
    let mut lines = Vec::new();
    for (from, to) in [(0, 0), (1, 1), (1, 2)] {
        lines.push(board.line(activities[from], effects[to]).await);
    }
    let round_about = json!({ "type": "arena.add", "arena": arena, "piece": id(), "sort": "line", "from": effects[0], "to": effects[0] });
    assert_eq!(leader.send(id(), &round_about).await.code(), "line_circular");

    // How certain the lines are, through a crash.
    let round = leader.ask(of, json!({ "ask": "assumptions", "items": lines })).await;
    for person in 0..40 {
        if person == 25 {
            server.kill().await;
            server.restart(&[]).await;
        }
        let answer = |certainty: u8| Answer {
            marks: BTreeMap::from([(Scale::Certainty, Mark(certainty)), (Scale::Evidence, Mark(2))]),
            ..Answer::default()
        };
        let items = lines.iter().copied().zip([5, 3, 1].map(answer)).collect();
        assert!(meeting.seats[person].vote(round, &Answers { items, ..Answers::default() }).await.status.is_success());
    }
    reveal(&mut meeting, round).await;
    settle(&meeting, round).await;

    // What parties put in. For who is not there, it is a request.
    let absent = PartyId(id());
    let circle = leader.view(of).await["circles"][0]["circle"].clone();
    leader
        .must(json!({ "type": "party.add", "party": absent, "name": "Garantiefonds", "circle": circle, "expected": 1 }))
        .await;
    let not_there = json!({ "type": "arena.add", "arena": arena, "piece": id(), "sort": "contribution", "party": absent,
        "activity": activities[0] });
    assert_eq!(leader.send(id(), &not_there).await.code(), "only_as_request");
    let round = leader.ask(of, json!({ "ask": "contributions", "mode": "party", "items": activities })).await;
    let mut investors: Vec<PartyId> = Vec::new();
    for person in 0..40 {
        let own = Written { sure: Some(Firm::Promised), ..card("vier uur per week", "hours") };
        let mut cards = BTreeMap::from([(Frame::Contribution, own)]);
        if person == 0 {
            cards.insert(Frame::Request, card("garant staan", &absent.to_string()));
        }
        let given = about(activities[person % 2], Answer { cards, ..Answer::default() });
        let reply = meeting.seats[person].vote(round, &given).await;
        if reply.status.is_success() {
            let view = leader.view(of).await;
            investors.push(party_of(&view, meeting.seats[person].seat.to_string()));
        } else {
            assert_eq!(reply.code(), "pen_elsewhere");
        }
    }
    reveal(&mut meeting, round).await;
    let rows = leader.view(of).await["arena"]["contributions"].as_array().expect("a list").clone();
    assert_eq!(rows.iter().filter(|row| row["request"] == true).count(), 1);
    assert_eq!(rows.iter().filter(|row| row["request"] == false).count(), investors.len());

    // A hundred points over costs: half of them is refused and changes nothing; one person has no script.
    let round = leader.ask(of, json!({ "ask": "costs" })).await;
    let keys: Vec<ItemId> = investors.iter().map(|party| ItemId::from(*party)).collect();
    let mut sum: BTreeMap<ItemId, u32> = keys.iter().map(|key| (*key, 0)).collect();
    let half = about(arena, Answer { points: BTreeMap::from([(keys[0], 50)]), ..Answer::default() });
    let refused = meeting.seats[0].vote(round, &half).await;
    assert_eq!(refused.code(), "not_a_hundred", "{}", refused.text);
    assert_eq!(leader.view(of).await["round"]["progress"]["done"], 0);
    meeting.seats[0].revision = 0;
    for person in 0..40 {
        let points = divided(&keys, &mut random);
        for (key, points) in &points {
            *sum.entry(*key).or_default() += u32::from(*points);
        }
        if person == 39 {
            let plain = Forms::open(&server.host);
            let seat = plain.join(&meeting, &all[0].0.to_string()).await;
            let names: Vec<String> = keys.iter().map(|key| format!("{arena}.{key}")).collect();
            let (round, sheet) = (round.to_string(), arena.to_string());
            let mut fields = vec![("round", round.as_str()), ("sheet", sheet.as_str()), (names[0].as_str(), "70")];
            let (_, page) = plain.post(&seat, &fields).await;
            assert!(page.contains("Je gaf samen 70 punten"), "{page}");
            assert!(page.contains("value=\"70\""), "what was typed stands: {page}");
            let (_, again) = plain.get(&seat).await;
            assert!(!again.contains("value=\"70\""), "and is nowhere kept");
            fields.pop();
            let values: Vec<String> =
                keys.iter().map(|key| points.get(key).copied().unwrap_or(0).to_string()).collect();
            fields.extend(names.iter().map(String::as_str).zip(values.iter().map(String::as_str)));
            let (to, page) = plain.post(&seat, &fields).await;
            assert!(to.ends_with("?at=1"), "{to}: {page}");
            continue;
        }
        let given = about(arena, Answer { points, ..Answer::default() });
        assert!(meeting.seats[person].vote(round, &given).await.status.is_success());
        if person == 12 {
            server.kill().await;
            server.restart(&[]).await;
        }
    }
    let view = leader.view(of).await;
    assert_eq!(view["round"]["progress"]["done"], 40);
    assert_eq!(view["round"]["points"], json!([]), "nothing is counted while the round is open");
    reveal(&mut meeting, round).await;
    let shares = leader.view(of).await["round"]["points"][0]["shares"].as_array().expect("a list").clone();
    let all = shares.iter().map(|share| share["percent"].as_u64().unwrap_or(0)).sum::<u64>();
    assert!(all <= 100 && all + shares.len() as u64 > 100, "a hundred, but for what is rounded: {all}");
    for share in &shares {
        let key: ItemId = share["item"].as_str().expect("an id").parse().expect("an id");
        let exact = f64::from(sum[&key]) / 40.0;
        let percent = share["percent"].as_f64().expect("a number");
        assert!((percent - exact).abs() < 1.0, "what was sent is what comes out: {percent} and {exact}");
    }
    settle(&meeting, round).await;

    // What the effects weigh, and who gains by the heaviest.
    let round = leader.ask(of, json!({ "ask": "weights" })).await;
    for seat in &mut meeting.seats {
        let points = BTreeMap::from([(effects[0], 50), (effects[1], 30), (effects[2], 20)]);
        assert!(seat.vote(round, &about(arena, Answer { points, ..Answer::default() })).await.status.is_success());
    }
    reveal(&mut meeting, round).await;
    settle(&meeting, round).await;
    let heaviest = ids(&leader.view(of).await["arena"]["heaviest"]);
    assert_eq!(heaviest, effects);
    let among = &investors[..3];
    let round = leader.ask(of, json!({ "ask": "benefits", "mode": "party", "items": heaviest, "among": among })).await;
    let who = ids(&json!(
        leader.view(of).await["round"]["among"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|pair| pair[0].clone())
            .collect::<Vec<_>>()
    ));
    assert_eq!(who.len(), 5, "young people and society are always there");
    for seat in &mut meeting.seats {
        let answer = || Answer { points: BTreeMap::from([(who[0], 60), (who[2], 40)]), ..Answer::default() };
        let items = heaviest.iter().map(|effect| (*effect, answer())).collect();
        let reply = seat.vote(round, &Answers { items, ..Answers::default() }).await;
        assert!(reply.status.is_success() || reply.code() == "pen_elsewhere", "{}", reply.text);
    }
    reveal(&mut meeting, round).await;
    settle(&meeting, round).await;
    let view = leader.view(of).await;
    let balance = &view["arena"]["balance"];
    assert!((balance["youth"].as_f64().expect("a number") - 60.0).abs() < 1e-9, "{balance}");
    let row = balance["rows"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|row| row["party"] == json!(investors[0]))
        .expect("it pays");
    assert!((row["benefit"].as_f64().expect("a number") - 100.0).abs() < 1e-9, "it is the one organisation that gains");
    let counted: Vec<usize> = (view["arena"]["scenarios"].as_array().expect("a list").iter())
        .map(|row| row["effects"].as_array().expect("a list").len())
        .collect();
    assert_eq!(counted, [1, 2, 3], "the lines are certain by 5, 3 and 1");
    leader
        .must(json!({ "type": "screen.show", "meeting": of, "picture": { "show": "arena", "part": "balance" } }))
        .await;
    let stage = leader.screen(of).await["stage"]["balance"].clone();
    assert_eq!(stage["unwanted"][0][0], "meer werkdruk", "beside the balance, never subtracted: {stage}");

    // A request becomes a condition, an activity an action.
    leader
        .must(json!({ "type": "action.add", "action": id(), "title": "12 kamers vrijhouden", "start": "2027-Q1", "end": "2027-Q4",
            "activity": activities[0] }))
        .await;
    let view = leader.view(of).await;
    assert_eq!(view["arena"]["activities"][0]["action"], 1, "{}", view["arena"]["activities"][0]);

    // What stands in the files.
    let document = leader.document("effecten-kosten-baten").await;
    for words in [
        "Verwachtingen, geen bewijs",
        "Kamers met coach",
        "De groep kiezen we vandaag",
        "meer werkdruk",
        "garant staan",
        "Dan slapen jongeren bij bekenden",
        "Actie 1: 12 kamers vrij",
        "<svg",
    ] {
        assert!(document.contains(words), "{words}");
    }
    server.stop().await;
    let verified = werksessie_tests::server::werksessie(&["verify", "--data", server.data.to_str().expect("a path")]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}

/// The party of a seat, as the console knows it.
fn party_of(view: &Value, seat: String) -> PartyId {
    let sits =
        |row: &&Value| row["seats"].as_array().is_some_and(|seats| seats.iter().any(|one| one["seat"] == json!(seat)));
    let row = view["parties"].as_array().expect("a list").iter().find(sits).expect("it sits somewhere");
    row["party"].as_str().expect("an id").parse().expect("an id")
}
