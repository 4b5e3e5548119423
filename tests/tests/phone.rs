//! The phone in Chromium where the network or the server lets it down.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::json;
use werksessie_core::question::{Answer, Answers};
use werksessie_tests::board::Board;
use werksessie_tests::browser::{CARD, Driver, Kind};
use werksessie_tests::client::parties;
use werksessie_tests::meeting::Meeting;
use werksessie_tests::proxy::{Proxy, Trick};
use werksessie_tests::server::Server;

#[tokio::test(flavor = "multi_thread")]
async fn what_was_filled_in_before_the_bundle_came_stands() {
    let server = Server::start("hydration", &[]).await;
    let proxy = Proxy::start(&server.host, Trick::Hold(".wasm")).await;
    let base = format!("http://{}", proxy.host);
    let meeting = Meeting::begin(&server.host, 0).await;
    meeting.open(&meeting.items[..2]).await;
    let driver = Driver::start().await;
    let phone = driver.open(Kind::Phone).await;
    phone.join(&base, &meeting.code, 1).await;
    phone.says("1 van 2").await;
    phone.click(&format!("{CARD} [name$='.severity'][value='4']")).await;
    phone.click(&format!("{CARD} [name$='.influence'][value='2']")).await;
    phone.type_into(&format!("{CARD} [name$='.note']"), "de wachtlijst").await;
    let state = "const card = document.querySelector('[data-sheet]:not([hidden])'); \
        return [card.querySelector('[name$=\".severity\"]:checked')?.value, card.querySelector('[name$=\".influence\"]:checked')?.value, \
        card.querySelector('[name$=\".note\"]').value, document.activeElement.id.split('.')[1], document.body.dataset.live ?? 'no']";
    assert_eq!(phone.run(state).await, serde_json::json!(["4", "2", "de wachtlijst", "note", "no"]));
    proxy.release();
    phone.alive().await;
    phone.says("Bewaard om").await;
    assert_eq!(phone.run(state).await, serde_json::json!(["4", "2", "de wachtlijst", "note", "yes"]));
    assert_eq!(phone.complaints().await, Vec::<String>::new());
    // A reload shows what the server has.
    phone.go(&phone.address().await).await;
    phone.alive().await;
    assert_eq!(
        phone.run(state).await.as_array().unwrap()[..3],
        serde_json::json!(["4", "2", "de wachtlijst"]).as_array().unwrap()[..]
    );
    phone.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_given_without_connection_are_sent_once_it_is_back() {
    let mut server = Server::start("offline", &[]).await;
    let base = format!("http://{}", server.host);
    let meeting = Meeting::begin(&server.host, 0).await;
    meeting.open(&meeting.items[..2]).await;
    let driver = Driver::start().await;
    let phone = driver.open(Kind::Phone).await;
    phone.join(&base, &meeting.code, 1).await;
    phone.alive().await;
    phone.says("1 van 2").await;
    server.kill().await;
    phone.says("Geen verbinding").await;
    phone.rate(2, 3).await;
    phone.says("Nog niet verstuurd").await;
    phone.look("phone-offline").await;
    assert!(phone.text().await.contains("Je antwoorden staan op je telefoon"));
    server.restart(&[]).await;
    phone.says("Bewaard om").await;
    let view = meeting.leader.view(meeting.meeting).await;
    assert_eq!(view["round"]["progress"], serde_json::json!({ "present": 1, "done": 1 }));
    phone.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_were_not_sent_survive_a_reload() {
    let server = Server::start("reload", &[]).await;
    // Nothing of a vote gets through: neither over a socket nor as a request.
    let proxy = Proxy::start(&server.host, Trick::NoVotes).await;
    let base = format!("http://{}", proxy.host);
    let meeting = Meeting::begin(&server.host, 0).await;
    meeting.open(&meeting.items[..1]).await;
    let driver = Driver::start().await;
    let phone = driver.open(Kind::Phone).await;
    phone.join(&base, &meeting.code, 1).await;
    phone.alive().await;
    phone.rate(1, 4).await;
    phone.says("Nog niet verstuurd").await;
    phone.go(&phone.address().await).await;
    phone.alive().await;
    phone.says("Nog niet verstuurd").await;
    assert_eq!(phone.run("return document.querySelector('[name$=\".severity\"]:checked')?.value").await, "4");
    proxy.release();
    phone.says("Bewaard om").await;
    let view = meeting.leader.view(meeting.meeting).await;
    assert_eq!(view["round"]["progress"], serde_json::json!({ "present": 1, "done": 1 }));
    phone.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_sockets_are_blocked_a_phone_polls() {
    let server = Server::start("polling", &[]).await;
    let proxy = Proxy::start(&server.host, Trick::NoSockets).await;
    let meeting = Meeting::begin(&server.host, 0).await;
    let driver = Driver::start().await;
    let phone = driver.open(Kind::Phone).await;
    phone.join(&format!("http://{}", proxy.host), &meeting.code, 1).await;
    phone.says("Straks gaat het hier verder").await;
    let round = meeting.open(&meeting.items[..1]).await;
    phone.says("1 van 1").await;
    phone.rate(1, 4).await;
    phone.says("Bewaard om").await;
    meeting.bring(round, "closed").await;
    phone.says("De ronde is dicht").await;
    phone.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_an_earlier_release_loads_itself_anew_and_loses_nothing() {
    let mut server = Server::start("release", &[]).await;
    let meeting = Meeting::begin(&server.host, 0).await;
    meeting.open(&meeting.items[..1]).await;
    let driver = Driver::start().await;
    let phone = driver.open(Kind::Phone).await;
    phone.join(&format!("http://{}", server.host), &meeting.code, 1).await;
    phone.alive().await;
    // As if the page came from a server with other files.
    phone
        .run("document.querySelector('script[type=module]').setAttribute('src', '/pkg/phone-old.js'); window.old = 1")
        .await;
    server.kill().await;
    phone.says("Geen verbinding").await;
    phone.rate(1, 2).await;
    server.restart(&[]).await;
    phone.says("Bewaard").await;
    phone.wait_for("return window.old === undefined && document.body.dataset.live === 'yes'").await;
    phone.says("1 van 1").await;
    assert_eq!(phone.run("return document.querySelector('[name$=\".severity\"]:checked')?.value").await, "2");
    phone.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_every_bad_network_the_phone_says_what_happens_and_nothing_is_lost() {
    let server = Server::start("network", &[]).await;
    let meeting = Meeting::begin(&server.host, 0).await;
    let round = meeting.open(&meeting.items[..1]).await;
    let driver = Driver::start().await;
    let tricks = [Trick::Tear, Trick::Swallow, Trick::Delay(Duration::from_millis(700))];
    for (at, trick) in tricks.into_iter().enumerate() {
        let proxy = Proxy::start(&server.host, trick).await;
        let phone = driver.open(Kind::Phone).await;
        phone.join(&format!("http://{}", proxy.host), &meeting.code, at + 1).await;
        phone.alive().await;
        phone.says("1 van 1").await;
        if !matches!(trick, Trick::Delay(_)) {
            proxy.cut();
        }
        phone.rate(1, at + 2).await;
        if !matches!(trick, Trick::Delay(_)) {
            // A torn connection is seen at once, a silent one when no answer comes.
            phone.says("Nog niet verstuurd").await;
            phone.says("Je antwoorden staan op je telefoon").await;
            proxy.release();
        }
        phone.says("Bewaard om").await;
        phone.close().await;
    }
    for stage in ["closed", "counted"] {
        meeting.bring(round, stage).await;
    }
    let voted = meeting.leader.view(meeting.meeting).await["round"]["voted"].clone();
    assert_eq!(voted[0], 3, "{voted}");
}

#[tokio::test(flavor = "multi_thread")]
async fn half_a_hundred_points_stand_while_a_hundred_votes_a_second_come_in() {
    let server = Server::start("points", &[]).await;
    let base = format!("http://{}", server.host);
    let mut meeting = Meeting::begin(&server.host, 50).await;
    let board = Board::begin(&meeting.leader, "Kamers met coach").await;
    let mut effects = Vec::new();
    for text in ["Eigen adres", "Rust in het hoofd", "Minder schulden", "School houdt vol"] {
        effects.push(board.effect(text).await);
    }
    let driver = Driver::start().await;
    let phone = driver.open(Kind::Phone).await;
    phone.join(&base, &meeting.code, 1).await;
    phone.says("Straks gaat het hier verder").await;
    let round = meeting.leader.ask(meeting.meeting, json!({ "ask": "weights" })).await;
    phone.says("Nog te verdelen: 100 van 100").await;
    phone.alive().await;
    // A number, a button, and a number that is not finished: the cursor stands behind it.
    phone.type_into(".ws-points > .ws-field:nth-child(1) input", "30").await;
    for _ in 0..2 {
        phone.click(".ws-points > .ws-field:nth-child(2) [data-add='5']").await;
    }
    phone.type_into(".ws-points > .ws-field:nth-child(3) input", "1").await;
    phone.says("Nog te verdelen: 59 van 100").await;
    let state = "return [...document.querySelectorAll('.ws-points input')].map(input => input.value)\
        .concat(document.activeElement.id, String(document.activeElement.selectionStart))";
    let before = phone.run(state).await;
    let first_four = |state: &serde_json::Value| state.as_array().expect("a list")[..4].to_vec();
    assert_eq!(first_four(&before), ["30", "10", "1", ""]);

    // A hundred a second for half a minute; and a leader renames something in the middle, which draws the
    // page anew on every phone.
    let begun = tokio::time::Instant::now();
    let mut ticks = tokio::time::interval(Duration::from_millis(10));
    let mut sent = 0;
    while begun.elapsed() < Duration::from_secs(30) || sent < 3_000 {
        ticks.tick().await;
        let points = BTreeMap::from([(effects[sent % 4], 60), (effects[(sent + 1) % 4], 40)]);
        let items = BTreeMap::from([(board.whole, Answer { points, ..Answer::default() })]);
        let seats = meeting.seats.len();
        let reply = meeting.seats[sent % seats].vote(round, &Answers { items, ..Answers::default() }).await;
        assert!(reply.status.is_success(), "{}", reply.text);
        sent += 1;
        if sent % 100 == 0 {
            assert_eq!(phone.run(state).await, before, "after {sent} votes");
        }
        if sent == 1_500 {
            let change = json!({ "type": "arena.change", "piece": effects[3], "field": "text",
                "base": "School houdt vol", "text": "School lukt" });
            meeting.leader.must(change).await;
            phone.says("School lukt").await;
            assert_eq!(phone.run(state).await, before, "the page was drawn anew");
        }
    }
    let done = async || meeting.leader.view(meeting.meeting).await["round"]["progress"]["done"].clone();
    assert_eq!(done().await, json!(50), "half of it was sent to nobody");

    // What is not sent survives a reload; all of it goes when it is a hundred.
    phone.go(&phone.address().await).await;
    phone.alive().await;
    assert_eq!(first_four(&phone.run(state).await), first_four(&before));
    phone.type_into(".ws-points > .ws-field:nth-child(3) input", "90").await;
    phone.says("Te veel: 30").await;
    assert_eq!(done().await, json!(50));
    phone.type_into(".ws-points > .ws-field:nth-child(3) input", "15").await;
    phone.click(".ws-points > .ws-field:nth-child(4) [data-add='rest']").await;
    phone.says("Bewaard om").await;
    assert_eq!(done().await, json!(51));
    assert_eq!(first_four(&phone.run(state).await), ["30", "10", "15", "45"]);
    // Whoever takes some away again has sent what was a hundred before, and hears what is left.
    phone.click(".ws-points > .ws-field:nth-child(4) [data-add='-5']").await;
    phone.says("Nog te verdelen: 5 van 100").await;
    assert_eq!(done().await, json!(51));
    // Whoever empties all of it takes it back; noughts alone say nothing and are sent to nobody.
    for row in 1..=4 {
        phone.type_into(&format!(".ws-points > .ws-field:nth-child({row}) input"), "").await;
    }
    let begun = tokio::time::Instant::now();
    while done().await != json!(50) {
        assert!(begun.elapsed() < Duration::from_secs(20), "the points were not taken back");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    phone.type_into(".ws-points > .ws-field:nth-child(1) input", "0").await;
    phone.says("Nog te verdelen: 100 van 100").await;
    assert_eq!(phone.complaints().await, Vec::<String>::new());
    phone.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_begins_to_divide_for_a_party_holds_the_pen_before_it_is_a_hundred() {
    let server = Server::start("pen", &[]).await;
    let base = format!("http://{}", server.host);
    let meeting = Meeting::begin(&server.host, 0).await;
    let board = Board::begin(&meeting.leader, "Kamers met coach").await;
    let effect = board.effect("Eigen adres").await;
    let driver = Driver::start().await;
    let (one, other) = (driver.open(Kind::Phone).await, driver.open(Kind::Phone).await);
    for phone in [&one, &other] {
        phone.join(&base, &meeting.code, 1).await;
        phone.says("Straks gaat het hier verder").await;
    }
    let party = parties(&meeting.leader.view(meeting.meeting).await)[0].0;
    let asked = json!({ "ask": "benefits", "mode": "party", "items": [effect], "among": [party] });
    let round = meeting.leader.ask(meeting.meeting, asked).await;
    for phone in [&one, &other] {
        phone.says("Nog te verdelen: 100 van 100").await;
        phone.alive().await;
    }
    one.type_into(".ws-points > .ws-field:nth-child(1) input", "30").await;
    one.says("Nog te verdelen: 70 van 100").await;
    // The colleague sees who divides, and cannot type what would be lost.
    other.says("Een collega heeft de pen").await;
    other
        .wait_for(
            "return [...document.querySelectorAll('.ws-points input')].every(input => input.matches(':disabled'))",
        )
        .await;
    let view = meeting.leader.view(meeting.meeting).await;
    assert_eq!(view["round"]["progress"]["done"], 0, "a pen is no answer");
    let typed = "return document.querySelector('.ws-points input').value";
    assert_eq!(one.run(typed).await, "30");
    one.go(&one.address().await).await;
    one.alive().await;
    assert_eq!(one.run(typed).await, "30", "what was not sent survives a reload");
    one.click(".ws-points > .ws-field:nth-child(2) [data-add='rest']").await;
    one.says("Bewaard om").await;
    meeting.bring(round, "closed").await;
    for phone in [one, other] {
        assert_eq!(phone.complaints().await, Vec::<String>::new());
        phone.close().await;
    }
}
