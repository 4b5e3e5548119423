//! A whole meeting in Chromium: console, screen, and phones with and without script.

use werksessie_core::RoundId;
use werksessie_tests::browser::{Driver, Kind};
use werksessie_tests::client::{Leader, Participant, answers};
use werksessie_tests::server::Server;

async fn walk(name: &str, server: &Server, base: &str) {
    let driver = Driver::start().await;
    let (laptop, wall) = (driver.open(Kind::Laptop).await, driver.open(Kind::Wall).await);
    let leader = Leader::found_with(&server.host, Some("a-key-of-twenty-characters")).await;
    laptop.go(base).await;
    laptop.says("Elke jongere een thuis").await;
    laptop.look(&format!("{name}-start")).await;
    laptop.go(&format!("{base}/open#{}", leader.secret)).await;
    laptop.says("0 van 15 stappen klaar").await;
    laptop.look(&format!("{name}-dossier")).await;
    laptop.press("Open de werksessie").await;
    laptop.alive().await;
    laptop.press("Begin de werksessie").await;
    laptop.says("Wat vraag je?").await;
    laptop.look(&format!("{name}-console-choose")).await;
    let code = leader.view(leader.first_meeting().await).await["code"].as_str().unwrap().to_owned();

    // The screen opens with the same link in another browser.
    wall.go(&format!("{base}/open#{}", leader.secret)).await;
    wall.says("stappen klaar").await;
    let meeting = leader.first_meeting().await;
    wall.go(&format!("{base}/scherm/{}/{meeting}", leader.project)).await;
    wall.alive().await;
    wall.says(&code).await;
    wall.look(&format!("{name}-screen-join")).await;

    let phones =
        [driver.open(Kind::Phone).await, driver.open(Kind::Phone).await, driver.open(Kind::PhoneWithoutScript).await];
    for (at, phone) in phones.iter().enumerate() {
        phone.join(base, &code, at + 1).await;
        phone.says("Straks gaat het hier verder").await;
    }
    phones[0].look(&format!("{name}-phone-wait")).await;
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
    phones[0].look(&format!("{name}-phone-card")).await;
    phones[0].rate(2, 5).await;
    phones[0].says("Je bent klaar").await;
    phones[0].says("Bewaard om").await;
    phones[0].look(&format!("{name}-phone-answers")).await;
    phones[1].rate(2, 4).await;
    phones[1].says("Bewaard om").await;
    phones[2].go(&phones[2].address().await).await;
    phones[2].rate(2, 1).await;
    phones[2].says("Je bent klaar").await;
    laptop.says("Nog 5 mensen zijn bezig").await;
    wall.says("3\nvan 8 aanwezig").await;
    laptop.look(&format!("{name}-console-open")).await;
    wall.look(&format!("{name}-screen-open")).await;

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
    laptop.look(&format!("{name}-console-preview")).await;
    laptop
        .run("document.getElementById('voorbeeld').dispatchEvent(new PointerEvent('pointerup', { bubbles: true }))")
        .await;
    laptop.press("Onthul aan de zaal").await;
    wall.wait("the figures", ".ws-reveal .ws-grow").await;
    wall.says("verdeeld").await;
    wall.look(&format!("{name}-screen-result")).await;
    phones[0].says("Zo denken we erover").await;
    phones[0].wait("the own mark", ".ws-red").await;
    phones[0].look(&format!("{name}-phone-result")).await;
    phones[2].go(&phones[2].address().await).await;
    phones[2].says("Zo denken we erover").await;
    laptop.says("Wat pakken we als eerste op?").await;
    laptop.look(&format!("{name}-console-revealed")).await;

    laptop.press("Stel vast").await;
    laptop.says("Dit is vastgesteld").await;
    laptop.press("Toon het besluit").await;
    wall.says("Dit pakken we als eerste op").await;
    wall.look(&format!("{name}-screen-decided")).await;
    laptop.key("b").await;
    wall.wait("a dark screen", ".ws-blank").await;
    laptop.says("Toon weer (B)").await;
    laptop.key("b").await;
    wall.says("Dit pakken we als eerste op").await;
    laptop.press("Nieuwe ronde").await;
    laptop.says("al gewogen").await;
    laptop.press("Terug naar de vorige ronde").await;
    laptop.type_into("#p-what", "houden twaalf kamers vrij").await;
    laptop.type_into("#p-owner", "Noor Aalders (b)").await;
    assert!(!wall.text().await.contains("donker"), "a letter in a field is only a letter");
    laptop.type_into("#p-owner", "Noor Aalders").await;
    laptop.run("document.getElementById('p-due').value = '2027-04-01'").await;
    laptop.run("document.getElementById('p-mandate').value = 'yes'").await;
    laptop.press("Noteer de toezegging").await;
    laptop.says("1 april 2027").await;
    laptop.look(&format!("{name}-console-promise")).await;
    laptop.press("Toon toezeggingen").await;
    wall.says("houden twaalf kamers vrij").await;
    wall.look(&format!("{name}-screen-promises")).await;
    phones[1].says("houden twaalf kamers vrij").await;
    phones[1].look(&format!("{name}-phone-promises")).await;
    laptop.press("Sluit de werksessie af").await;
    laptop.press("Ja, sluit de werksessie af").await;
    laptop.says("De werksessie is afgelopen").await;
    wall.says("Dank jullie wel").await;
    phones[0].says("De werksessie is klaar").await;
    laptop.press("Naar de route en de documenten").await;
    laptop.says("Routekaart (xlsx)").await;
    laptop.look(&format!("{name}-dossier-after")).await;

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
async fn from_the_start_page_to_the_example_and_to_a_project_of_ones_own() {
    let server = Server::start("start", &[]).await;
    let driver = Driver::start().await;
    let laptop = driver.open(Kind::Laptop).await;
    laptop.go(&server.url("/")).await;
    laptop.press("Voorbeeldtraject openen").await;
    laptop.says("stappen klaar").await;
    laptop.press("Open de werksessie").await;
    laptop.alive().await;
    laptop.says("Begin de werksessie").await;

    laptop.go(&server.url("/")).await;
    laptop.press("Nieuw traject").await;
    laptop.type_into("#municipality", "Oud-Waterstede").await;
    laptop.press("Maak het traject").await;
    laptop.wait("the link", "#link").await;
    let link = laptop.run("return document.getElementById('link').value").await.as_str().unwrap().to_owned();
    laptop.close().await;
    // The link is all that another computer needs.
    let other = driver.open(Kind::Laptop).await;
    other.go(&link).await;
    other.says("Oud-Waterstede").await;
    other.says("0 van 15 stappen klaar").await;
    assert!(!other.address().await.contains('#'), "the secret is gone from the address");
    assert_eq!(other.complaints().await, Vec::<String>::new());

    // A page of an earlier release loads itself anew when somebody looks at it again.
    let outdated = "document.querySelector('script[type=module]').setAttribute('src', '/pkg/desk-old.js'); window.old = 1; window.dispatchEvent(new Event('focus'))";
    other.run(outdated).await;
    other.wait_for("return window.old === undefined").await;
    other.says("0 van 15 stappen klaar").await;
    other.close().await;
}
