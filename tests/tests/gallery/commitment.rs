//! Risks and the commitment round: empty, busy with twelve parties and long words, and after reveal.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use werksessie_core::question::{Answer, Answers, Frame, Mark, Scale, Written};
use werksessie_core::{BottleneckId, ItemId};
use werksessie_tests::browser::{Driver, Kind};
use werksessie_tests::client::{Participant, answers, id, parties};
use werksessie_tests::meeting::Meeting;
use werksessie_tests::server::Server;

use crate::looks::Gallery;

/// Names as they come: some far longer than a board likes.
const LONG: [(&str, &str); 3] = [
    ("Jeugdhulpaanbieder Samenwerkingsverband Zuidwest-Nederland", "Samenwerkingsverb."),
    ("Woningbouwvereniging Goed Wonen Waterstede en Omstreken", "Goed Wonen"),
    ("Gemeente: afdeling maatschappelijke ondersteuning", "Ondersteuning"),
];

fn about(item: ItemId, answer: Answer) -> Answers {
    Answers { items: BTreeMap::from([(item, answer)]), ..Answers::default() }
}

fn written(text: &str, more: &str) -> Written {
    Written { text: text.into(), more: more.into(), sure: None }
}

#[tokio::test(flavor = "multi_thread")]
async fn risks_and_commitment_in_every_state() {
    let server = Server::start("gallery-commitment", &[]).await;
    let gallery = Gallery::of(&server);
    let driver = Driver::start().await;
    let (laptop, wall, phone) =
        (driver.open(Kind::Laptop).await, driver.open(Kind::Wall).await, driver.open(Kind::Phone).await);
    let mut meeting = Meeting::plan(&server.host).await;
    let (leader, id_of) = (meeting.leader.clone(), meeting.meeting);
    for browser in [&laptop, &wall] {
        browser.go(&format!("{}/open#{}", gallery.base, leader.secret)).await;
        browser.says("0 van 15 stappen klaar").await;
    }
    let (console, screen) =
        (format!("/console/{}/{id_of}", leader.project), format!("/scherm/{}/{id_of}", leader.project));
    let show = |picture: &str| json!({ "type": "screen.show", "meeting": id_of, "picture": { "show": picture } });
    meeting.start().await;
    let view = leader.view(id_of).await;
    for (at, (name, short)) in LONG.iter().enumerate() {
        let row = &view["parties"][at * 2 + 1];
        leader
            .must(json!({ "type": "party.change", "party": row["party"], "name": name, "short_name": short,
                "kind": row["kind"], "circle": row["circle"], "expected": row["expected"] }))
            .await;
    }
    phone.join(&gallery.base, &meeting.code, 2).await;
    phone.says("Straks gaat het hier verder").await;
    let seat = phone.address().await.trim_start_matches(&gallery.base).to_owned();
    let known = parties(&leader.view(id_of).await);
    for party in known.iter().take(12).cycle().take(24) {
        meeting.seats.push(Participant::join(&server.host, &meeting.code, &party.0.to_string(), "policy").await);
    }

    // What comes first, so that there is something to write risks about.
    let items: Vec<BottleneckId> = meeting.items[..3].to_vec();
    let round = meeting.open(&items).await;
    for seat in &mut meeting.seats {
        assert!(seat.vote(round, &answers(&items, |item| (5 - item as u8, 4))).await.status.is_success());
        seat.revision = 0;
    }
    for stage in ["closed", "counted", "revealed"] {
        meeting.bring(round, stage).await;
    }
    leader.must(json!({ "type": "round.decide", "meeting": id_of, "round": round, "priorities": items })).await;

    // Silent writing.
    let round = meeting.leader.ask(meeting.meeting, json!({ "ask": "risk_cards", "items": items })).await;
    gallery.see(&phone, &seat, "phone-risk-cards").await;
    gallery.see(&wall, &screen, "screen-risk-cards").await;
    gallery.see(&laptop, &console, "console-risk-cards").await;
    let texts = [
        ("Een jongere vindt geen kamer voor zijn verjaardag", "hij slaapt bij vrienden op de bank"),
        ("Iemand komt opnieuw in de jeugdzorg terecht", "een plek blijft langer bezet"),
        ("De begeleiding stopt op het moment dat het spannend wordt", "school en werk vallen weg"),
    ];
    for (person, seat) in meeting.seats.iter_mut().enumerate().take(9) {
        let (event, more) = texts[person % 3];
        let frame = if person % 2 == 0 { Frame::Youth } else { Frame::Municipality };
        let cards = BTreeMap::from([(frame, written(event, more))]);
        let given = about(items[person % 3].into(), Answer { cards, ..Answer::default() });
        assert!(seat.vote(round, &given).await.status.is_success());
        seat.revision = 0;
    }
    for stage in ["closed", "counted", "revealed"] {
        meeting.bring(round, stage).await;
    }
    gallery.see(&laptop, &console, "console-risk-collect").await;
    gallery.see(&wall, &screen, "screen-risk-written").await;
    gallery.see(&phone, &seat, "phone-risk-written").await;
    let waiting = leader.view(id_of).await["written_risks"].as_array().cloned().unwrap_or_default();
    assert_eq!(waiting.len(), 9);
    for risk in &waiting[..6] {
        leader.must(json!({ "type": "risk.return", "risk": risk["risk"] })).await;
    }
    leader.must(show("risks")).await;
    gallery.see(&wall, &screen, "screen-risk-table").await;

    // Scoring.
    leader.must(json!({ "type": "risk.measure", "classes": [25_000, 50_000, 100_000, 250_000, 750_000] })).await;
    let view = leader.view(id_of).await;
    let scorable: Vec<Value> = view["scorable"].as_array().cloned().unwrap_or_default();
    let risks: Vec<ItemId> = scorable
        .iter()
        .filter(|row| row["proposed"] == true)
        .map(|row| row["risk"].as_str().and_then(|id| id.parse().ok()).expect("an id"))
        .collect();
    gallery.see(&laptop, &console, "console-risk-round-before").await;
    let round = meeting.leader.ask(meeting.meeting, json!({ "ask": "risk_scores", "items": risks })).await;
    gallery.see(&phone, &seat, "phone-risk-score").await;
    gallery.see(&wall, &screen, "screen-risk-score").await;
    gallery.see(&laptop, &console, "console-risk-score").await;
    for (person, seat) in meeting.seats.iter_mut().enumerate() {
        let mark = |risk: usize| {
            let spread = |seed: usize| ((person * 7 + seed * 5) % 3) as u8;
            let (chance, impact) =
                (1 + (risk as u8 * 2) % 4 + spread(risk).min(1), 5 - (risk as u8 % 3) - spread(risk + 1) / 2);
            [(Scale::Chance, Mark(chance.clamp(1, 5))), (Scale::Impact, Mark(impact.clamp(1, 5)))]
        };
        let mut given = Answers::default();
        for (at, risk) in risks.iter().enumerate() {
            given.items.insert(*risk, Answer { marks: mark(at).into(), ..Answer::default() });
        }
        assert!(seat.vote(round, &given).await.status.is_success());
        seat.revision = 0;
    }
    meeting.bring(round, "closed").await;
    meeting.bring(round, "counted").await;
    gallery.see(&laptop, &console, "console-risk-counted").await;
    meeting.bring(round, "revealed").await;
    gallery.see(&wall, &screen, "screen-matrices").await;
    gallery.see(&laptop, &console, "console-risk-revealed").await;
    gallery.see(&phone, &seat, "phone-risk-result").await;
    let rows = leader.view(id_of).await["round"]["to_settle"].as_array().cloned().unwrap_or_default();
    let places: BTreeMap<String, Value> =
        rows.iter().map(|row| (row["risk"].as_str().expect("an id").to_owned(), row["advice"].clone())).collect();
    leader.must(json!({ "type": "risk.settle", "meeting": id_of, "round": round, "places": places })).await;
    gallery.see(&laptop, &console, "console-risk-settled").await;
    gallery.see(&laptop, &format!("/risicos/{}", leader.project), "risks-scored").await;

    // Small groups, drafts and hands.
    let core = "Elke jongere die weggaat uit de jeugdzorg, heeft een plek om te wonen en iemand om op terug te vallen.";
    leader.must(json!({ "type": "challenge.change", "part": { "field": "core" }, "base": "", "text": core })).await;
    leader.must(show("challenge")).await;
    gallery.see(&wall, &screen, "screen-challenge").await;
    let whole: ItemId = leader.project.to_string().parse().expect("an id");
    let round = meeting.leader.ask(meeting.meeting, json!({ "ask": "groups", "mode": "party" })).await;
    gallery.see(&phone, &seat, "phone-groups").await;
    gallery.see(&wall, &screen, "screen-groups").await;
    for (person, seat) in meeting.seats.iter_mut().enumerate().take(12) {
        let role = written(
            "Wij nemen vanaf zestien jaar zelf het eerste contact op, en wachten niet tot iemand zich meldt.",
            "",
        );
        let cooperation = written("We willen één vaste persoon bij de gemeente die mag beslissen.", "");
        let mut cards = BTreeMap::from([(Frame::Role, role)]);
        if person % 2 == 0 {
            cards.insert(Frame::Cooperation, cooperation);
        }
        assert!(seat.vote(round, &about(whole, Answer { cards, ..Answer::default() })).await.status.is_success());
        seat.revision = 0;
    }
    gallery.see(&laptop, &console, "console-groups").await;
    for stage in ["closed", "counted", "revealed"] {
        meeting.bring(round, stage).await;
    }
    gallery.see(&wall, &screen, "screen-groups-written").await;
    gallery.see(&phone, &seat, "phone-groups-written").await;

    let round = meeting.leader.ask(meeting.meeting, json!({ "ask": "drafts", "mode": "party" })).await;
    gallery.see(&phone, &seat, "phone-drafts").await;
    gallery.see(&wall, &screen, "screen-drafts").await;
    for (person, seat) in meeting.seats.iter_mut().enumerate().take(6) {
        let other = known[(person + 1) % 12].0.to_string();
        let cards = BTreeMap::from([
            (Frame::Offer, written("houden twaalf kamers vrij voor jongeren van 18 tot 23 jaar", "2027-04-01")),
            (Frame::Need, written("een vaste coach per jongere", &other)),
        ]);
        assert!(seat.vote(round, &about(whole, Answer { cards, ..Answer::default() })).await.status.is_success());
        seat.revision = 0;
    }
    for stage in ["closed", "counted", "revealed"] {
        meeting.bring(round, stage).await;
    }
    gallery.see(&laptop, &console, "console-drafts").await;
    gallery.see(&wall, &screen, "screen-drafts-written").await;
    laptop.go(&format!("{}{console}", gallery.base)).await;
    laptop.settled().await;
    laptop.press("Neem over").await;
    laptop.says("Nieuwe toezegging").await;
    laptop.look("console-noting").await;

    // Promises with conditions, one circle of them.
    let mut made = Vec::new();
    for at in 0..8 {
        let promise = id();
        made.push(promise);
        let kind = ["promise", "reservation", "intention", "promise"][at % 4];
        leader
            .must(json!({ "type": "promise.make", "promise": promise, "bottleneck": items[at % 3], "party": known[at].0,
                "owner": "Noor Aalders", "what": "houden twaalf kamers vrij voor jongeren van 18 tot 23 jaar",
                "due": "2027-04-01", "kind": kind, "reservation": "als de raad het geld geeft",
                "mandate": if at % 3 == 0 { json!({ "answer": "no", "body": "de raad", "by": "2027-02-01" }) } else { json!({ "answer": "yes" }) } }))
            .await;
    }
    let mut conditions = Vec::new();
    for (at, promise) in made.iter().enumerate().take(6) {
        let condition = id();
        conditions.push(condition);
        let party = known[(at + 1) % 2 + (at / 2) * 2].0;
        let add = json!({ "type": "condition.add", "condition": condition, "promise": promise, "party": party, "what": "een vaste coach per jongere, ook na de verhuizing" });
        leader.must(add).await;
    }
    for (condition, met_by) in [(conditions[0], made[1]), (conditions[1], made[0])] {
        leader.must(json!({ "type": "condition.meet", "condition": condition, "met_by": met_by })).await;
    }
    for (condition, answer) in [(conditions[2], "accepted"), (conditions[3], "counter"), (conditions[4], "refused")] {
        let words = if answer == "counter" { "een halve coach" } else { "" };
        leader
            .must(json!({ "type": "condition.answer", "condition": condition, "from": "asked", "answer": answer, "words": words }))
            .await;
    }
    gallery.see(&laptop, &console, "console-conditions").await;
    laptop.go(&format!("{}{console}", gallery.base)).await;
    laptop.settled().await;
    laptop.press("Noteer toezeggingen").await;
    laptop.says("Patstelling").await;
    laptop.look("console-conditions-noting").await;
    gallery.check(&laptop, "console-conditions-noting", "nl").await;
    leader.must(show("promises")).await;
    gallery.see(&wall, &screen, "screen-wall").await;
    gallery.see(&phone, &seat, "phone-conditions").await;

    // The recap turns by itself.
    leader.must(show("matrices")).await;
    gallery.see(&wall, &screen, "screen-recap-matrices").await;

    // Fist to five.
    let round = meeting.leader.ask(meeting.meeting, json!({ "ask": "fist", "mode": "party", "statement": core })).await;
    gallery.see(&phone, &seat, "phone-fist").await;
    gallery.see(&wall, &screen, "screen-fist").await;
    gallery.see(&laptop, &console, "console-fist").await;
    for (person, seat) in meeting.seats.iter_mut().enumerate().take(12) {
        let fingers = [4, 5, 3, 2, 4, 5, 3, 4, 5, 4, 3, 5][person];
        let note = if fingers < 3 { "eerst geld in de begroting" } else { "" };
        let answer = Answer { hand: Some(fingers), note: note.into(), ..Answer::default() };
        assert!(seat.vote(round, &about(whole, answer)).await.status.is_success());
        seat.revision = 0;
    }
    for stage in ["closed", "counted"] {
        meeting.bring(round, stage).await;
    }
    meeting.bring(round, "revealed").await;
    gallery.see(&wall, &screen, "screen-hands").await;
    gallery.see(&laptop, &console, "console-hands").await;
    gallery.see(&phone, &seat, "phone-hands").await;
    leader.must(json!({ "type": "challenge.settle", "meeting": id_of, "round": round })).await;
    gallery.see(&laptop, &console, "console-hands-settled").await;
    leader.must(show("challenge")).await;
    gallery.see(&wall, &screen, "screen-challenge-carried").await;
    for browser in [laptop, wall, phone] {
        browser.close().await;
    }
    gallery.verdict();
}
