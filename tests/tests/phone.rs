//! The phone in Chromium where the network or the server lets it down.

use std::time::Duration;

use werksessie_tests::browser::{CARD, Driver, Kind};
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
