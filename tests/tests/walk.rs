//! A whole meeting in Chromium: console, screen, and phones with and without script.

use std::path::PathBuf;

use werksessie_core::RoundId;
use werksessie_tests::browser::{Browser, Driver, Kind};
use werksessie_tests::client::{Leader, Participant, answers};
use werksessie_tests::meeting::Meeting;
use werksessie_tests::proxy::Proxy;
use werksessie_tests::server::Server;

/// Where pictures go when somebody wants to look: `WERKSESSIE_PICTURES`.
fn picture(name: &str) -> Option<PathBuf> {
    std::env::var_os("WERKSESSIE_PICTURES").map(|folder| PathBuf::from(folder).join(format!("{name}.png")))
}

async fn look(browser: &Browser, name: &str) {
    if let Some(path) = picture(name) {
        browser.picture(&path).await;
    }
}

/// Joins in a browser and returns when the seat's page is there.
async fn join(browser: &Browser, base: &str, code: &str, party: usize) {
    browser.go(&format!("{base}/d/{code}")).await;
    browser.says("Wie ben je hier vandaag?").await;
    browser.click(&format!(".ws-options:not(.ws-options--two) label:nth-of-type({party})")).await;
    browser.click(".ws-options--two label:nth-of-type(3)").await;
    browser.press("Doe mee").await;
}

/// Fills in every card.
async fn rate(browser: &Browser, cards: usize, mark: usize) {
    for card in 1..=cards {
        browser.says(&format!("{card} van {cards}")).await;
        for scale in ["severity", "influence"] {
            browser.click(&format!("input[name={scale}][value='{mark}']")).await;
        }
        browser.press("Volgende").await;
    }
}

async fn walk(name: &str, server: &Server, base: &str) {
    let driver = Driver::start().await;
    let (laptop, wall) = (driver.open(Kind::Laptop).await, driver.open(Kind::Wall).await);
    let leader = Leader::found_with(&server.host, Some("a-key-of-twenty-characters")).await;
    laptop.go(base).await;
    laptop.says("Elke jongere een thuis").await;
    look(&laptop, &format!("{name}-start")).await;
    laptop.go(&format!("{base}/open#{}", leader.secret)).await;
    laptop.says("0 van 15 stappen klaar").await;
    look(&laptop, &format!("{name}-dossier")).await;
    laptop.press("Open de werksessie").await;
    laptop.alive().await;
    laptop.press("Begin de werksessie").await;
    laptop.says("Welke knelpunten wegen we?").await;
    look(&laptop, &format!("{name}-console-choose")).await;
    let code = leader.view(leader.first_meeting().await).await["code"].as_str().unwrap().to_owned();

    // The screen opens with the same link in another browser.
    wall.go(&format!("{base}/open#{}", leader.secret)).await;
    wall.says("stappen klaar").await;
    let meeting = leader.first_meeting().await;
    wall.go(&format!("{base}/scherm/{}/{meeting}", leader.project)).await;
    wall.alive().await;
    wall.says(&code).await;
    look(&wall, &format!("{name}-screen-join")).await;

    let phones =
        [driver.open(Kind::Phone).await, driver.open(Kind::Phone).await, driver.open(Kind::PhoneWithoutScript).await];
    for (at, phone) in phones.iter().enumerate() {
        join(phone, base, &code, at + 1).await;
        phone.says("Straks gaat het hier verder").await;
    }
    look(&phones[0], &format!("{name}-phone-wait")).await;
    // Three people in a browser and five over the interface: enough to show figures.
    let parties = werksessie_tests::client::parties(&leader.view(meeting).await);
    let mut others = Vec::new();
    for (party, _) in parties.iter().take(5) {
        others.push(Participant::join(&server.host, &code, &party.to_string(), "policy").await);
    }
    wall.says("8 van 21 mensen zijn binnen").await;
    laptop.says("Aan tafel: 8 van").await;

    // Two bottlenecks are enough here: untick the others.
    laptop
        .run("document.querySelectorAll('#kies input[name=item]').forEach((box, at) => { if (at > 1) box.click(); })")
        .await;
    laptop.press("Open de ronde").await;
    wall.says("0").await;
    wall.says("Hoe ernstig is elk knelpunt voor jongeren?").await;
    phones[0].says("1 van 2").await;
    look(&phones[0], &format!("{name}-phone-card")).await;
    rate(&phones[0], 2, 5).await;
    phones[0].says("Je bent klaar").await;
    phones[0].says("Bewaard om").await;
    look(&phones[0], &format!("{name}-phone-answers")).await;
    rate(&phones[1], 2, 4).await;
    phones[1].says("Bewaard om").await;
    phones[2].go(&phones[2].address().await).await;
    rate(&phones[2], 2, 1).await;
    phones[2].says("Je bent klaar").await;
    laptop.says("Nog 5 mensen zijn bezig").await;
    wall.says("3\nvan 8 aanwezig").await;
    look(&laptop, &format!("{name}-console-open")).await;
    look(&wall, &format!("{name}-screen-open")).await;

    let view = leader.view(meeting).await;
    let round: RoundId = view["round"]["round"].as_str().unwrap().parse().unwrap();
    let items: Vec<_> = view["round"]["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|card| card["item"].as_str().unwrap().parse().unwrap())
        .collect();
    for (at, other) in others.iter_mut().enumerate() {
        let marks = answers(&items, |item| if item == 0 { ([1, 1, 2, 5, 5][at], 3) } else { (4, 2) });
        assert!(other.vote(round, &marks).await.status.is_success());
    }
    laptop.says("Iedereen is klaar").await;
    laptop.press("Sluit de ronde").await;
    phones[0].says("De ronde is dicht").await;
    laptop.press("Tel de stemmen").await;
    laptop.says("Daarna is weg wie wat koos").await;
    laptop.press("Ja, tel de stemmen").await;
    laptop.says("Alleen jij ziet dit").await;
    wall.says("De stemmen zijn geteld").await;
    assert!(!laptop.text().await.contains("verdeeld"), "the figures are hidden until the button is held");
    laptop
        .run("document.getElementById('voorbeeld').dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }))")
        .await;
    laptop.says("Welk gesprek nu?").await;
    look(&laptop, &format!("{name}-console-preview")).await;
    laptop
        .run("document.getElementById('voorbeeld').dispatchEvent(new PointerEvent('pointerup', { bubbles: true }))")
        .await;
    laptop.press("Onthul aan de zaal").await;
    wall.wait("the figures", ".ws-reveal .ws-grow").await;
    wall.says("verdeeld").await;
    look(&wall, &format!("{name}-screen-result")).await;
    phones[0].says("Zo denken we erover").await;
    phones[0].wait("the own mark", ".ws-red").await;
    look(&phones[0], &format!("{name}-phone-result")).await;
    phones[2].go(&phones[2].address().await).await;
    phones[2].says("Zo denken we erover").await;
    laptop.says("Wat pakken we als eerste op?").await;
    look(&laptop, &format!("{name}-console-revealed")).await;

    laptop.press("Stel vast").await;
    laptop.says("Dit is vastgesteld").await;
    laptop.press("Toon het besluit").await;
    wall.says("Dit pakken we als eerste op").await;
    look(&wall, &format!("{name}-screen-decided")).await;
    laptop.type_into("#p-what", "houden twaalf kamers vrij").await;
    laptop.type_into("#p-owner", "Noor Aalders").await;
    laptop.run("document.getElementById('p-due').value = '2027-04-01'").await;
    laptop.press("Noteer de toezegging").await;
    laptop.says("1 april 2027").await;
    look(&laptop, &format!("{name}-console-promise")).await;
    laptop.press("Toon toezeggingen").await;
    wall.says("houden twaalf kamers vrij").await;
    look(&wall, &format!("{name}-screen-promises")).await;
    phones[1].says("houden twaalf kamers vrij").await;
    look(&phones[1], &format!("{name}-phone-promises")).await;
    laptop.press("Sluit de werksessie af").await;
    laptop.press("Ja, sluit de werksessie af").await;
    laptop.says("De werksessie is afgelopen").await;
    wall.says("Dank jullie wel").await;
    phones[0].says("De werksessie is klaar").await;
    laptop.press("Naar de route en de documenten").await;
    laptop.says("Routekaart (xlsx)").await;
    look(&laptop, &format!("{name}-dossier-after")).await;

    for (who, browser) in [("console", &laptop), ("screen", &wall), ("phone", &phones[0]), ("phone", &phones[1])] {
        assert_eq!(browser.complaints().await, Vec::<String>::new(), "the {who} complains");
    }
    for browser in [laptop, wall].into_iter().chain(phones) {
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_meeting_over_a_loopback_address() {
    let server = Server::start("walk", &[]).await;
    walk("loopback", &server, &format!("http://{}", server.host)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_meeting_over_another_host_name_on_plain_http() {
    // Not a secure context: no service worker, no randomUUID, no Secure cookie. As on a laptop in
    // a hall with a router of one's own.
    let port = free_port();
    let public = format!("http://werksessie.test:{port}");
    let extra = ["--public-url", &public, "--admin-key", "a-key-of-twenty-characters"];
    let server = Server::start_on("walk-name", &format!("127.0.0.1:{port}"), &extra).await;
    walk("name", &server, &public).await;
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_filled_in_before_the_bundle_came_stands() {
    let server = Server::start("hydration", &[]).await;
    let proxy = Proxy::holding(&server.host, ".wasm").await;
    let base = format!("http://{}", proxy.host);
    let meeting = Meeting::begin(&server.host, 0).await;
    meeting.open(&meeting.items[..2]).await;
    let driver = Driver::start().await;
    let phone = driver.open(Kind::Phone).await;
    join(&phone, &base, &meeting.code, 1).await;
    phone.says("1 van 2").await;
    phone.click("input[name=severity][value='4']").await;
    phone.click("input[name=influence][value='2']").await;
    phone.type_into("#note", "de wachtlijst").await;
    let state = "return [document.querySelector('[name=severity]:checked')?.value, document.querySelector('[name=influence]:checked')?.value, \
        document.querySelector('#note').value, document.activeElement.id, document.body.dataset.live ?? 'no']";
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
    join(&phone, &base, &meeting.code, 1).await;
    phone.alive().await;
    phone.says("1 van 2").await;
    server.kill().await;
    phone.says("Geen verbinding").await;
    rate(&phone, 2, 3).await;
    phone.says("Nog niet verstuurd").await;
    look(&phone, "phone-offline").await;
    assert!(phone.text().await.contains("Je antwoorden staan op je telefoon"));
    server.restart(&[]).await;
    phone.says("Bewaard om").await;
    let view = meeting.leader.view(meeting.meeting).await;
    assert_eq!(view["round"]["progress"], serde_json::json!({ "present": 1, "done": 1 }));
    phone.close().await;
}
