//! A whole meeting without a mouse and without touching a screen: the leader and a participant use
//! Tab, Enter, Space and the arrows. Wherever the focus comes it is seen.

use werksessie_tests::browser::{Browser, CARD, Driver, Kind};
use werksessie_tests::client::{Leader, Participant, answers, parties};
use werksessie_tests::server::Server;

const SPACE: &str = " ";
const RIGHT: &str = "\u{e014}";
const END: &str = "\u{e010}";
const DOWN: &str = "\u{e015}";

/// Opens a `<details>` or chooses a box with the keyboard.
async fn space(browser: &Browser, name: &str) {
    browser.tab_to(name).await;
    browser.key(SPACE).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_meeting_is_led_and_joined_with_a_keyboard_alone() {
    let server = Server::start("keyboard", &[]).await;
    let base = format!("http://{}", server.host);
    let driver = Driver::start().await;
    let (leader, person) = (driver.open(Kind::Laptop).await, driver.open(Kind::Laptop).await);

    let held = Leader::found(&server.host).await;
    leader.go(&format!("{base}/open#{}", held.secret)).await;
    leader.says("0 van 15 stappen klaar").await;
    leader.enter("Open de werksessie").await;
    leader.alive().await;

    // The run sheet, a note and the hall's network, before it begins.
    leader.enter("Pas aan").await;
    leader.tab_to("Naam van het onderdeel").await;
    leader.key(&format!("{END} en welkom")).await;
    leader.enter("Omlaag: Opening en welkom").await;
    leader
        .wait_for("return document.querySelectorAll('.ws-sheet input[name=title]')[1].value === 'Opening en welkom'")
        .await;
    leader.enter("Omhoog: Opening en welkom").await;
    leader
        .wait_for("return document.querySelectorAll('.ws-sheet input[name=title]')[0].value === 'Opening en welkom'")
        .await;
    leader.enter("Klaar").await;
    leader.says("Opening en welkom").await;
    space(&leader, "Wifi van de zaal").await;
    leader.tab_to("Naam van het netwerk").await;
    leader.key("Raadzaal").await;
    leader.enter("Bewaar").await;
    leader.says("veranderde je de wifi van de zaal").await;

    leader.enter("Begin de werksessie").await;
    leader.says("Welke knelpunten wegen we?").await;
    let code = leader.run("return document.querySelector('aside .ws-code').textContent").await;
    let code = code.as_str().expect("a code").to_owned();

    // The participant joins.
    person.go(&format!("{base}/d/{code}")).await;
    person.tab_to("Gemeente · Jeugd").await;
    person.key(DOWN).await;
    person.tab_to("Bestuur").await;
    person.key(DOWN).await;
    person.enter("Doe mee").await;
    person.alive().await;
    let seat = person.run("return document.body.innerText").await;
    assert!(seat.as_str().is_some_and(|text| text.contains("Gemeente · Wmo")), "{seat}");

    // Others, so that there are figures to show.
    let meeting = held.first_meeting().await;
    let parties = parties(&held.view(meeting).await);
    let mut others = Vec::new();
    for party in parties.iter().take(6) {
        others.push(Participant::join(&server.host, &code, &party.0.to_string(), "practice").await);
    }
    leader.says("Aan tafel: 7 van").await;
    space(&leader, "5 min").await;
    leader.says("1 minuut erbij").await;
    leader.enter("Open de ronde").await;
    leader.says("Nog 7 mensen zijn bezig").await;
    let view = held.view(meeting).await;
    let round: werksessie_core::RoundId = view["round"]["round"].as_str().expect("a round").parse().expect("an id");
    let items: Vec<werksessie_core::BottleneckId> = view["round"]["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|card| card["item"].as_str().expect("an id").parse().expect("an id"))
        .collect();
    for other in &mut others {
        assert!(other.vote(round, &answers(&items, |item| (1 + (item % 5) as u8, 3))).await.status.is_success());
    }
    for card in 1..=items.len() {
        person.says(&format!("{card} van {}", items.len())).await;
        for (scale, first) in [("severity", "1, nauwelijks merkbaar"), ("influence", "1, bijna niets")] {
            // The first of a row of radio buttons takes the focus; the arrows choose.
            person.tab_to(first).await;
            for _ in 0..2 {
                person.key(RIGHT).await;
            }
            person
                .wait_for(&format!(
                    "return !!document.querySelector('{CARD} input[name$=\".{scale}\"][value=\"3\"]:checked')"
                ))
                .await;
        }
        person.enter("Volgende").await;
    }
    person.says("Bewaard").await;
    leader.says("Iedereen is klaar.").await;

    leader.enter("Sluit de ronde").await;
    leader.says("De ronde is dicht").await;
    // A wrong press is taken back.
    leader.enter("Maak ongedaan").await;
    leader.enter("Sluit de ronde").await;
    leader.enter("Tel de stemmen").await;
    leader.enter("Ja, tel de stemmen").await;
    leader.enter("Onthul aan de zaal").await;
    leader.says("Welk gesprek nu?").await;
    person.says("stemden").await;
    leader.enter("Stel vast").await;
    leader.says("Dit is vastgesteld").await;
    leader.tab_to("Wat doen jullie?").await;
    leader.key("houden twaalf kamers vrij").await;
    leader.tab_to("Trekker").await;
    leader.key("Noor Aalders").await;
    leader.tab_to("Klaar op").await;
    leader.key("01042027").await;
    leader.tab_to("Mag deze persoon dit toezeggen?").await;
    leader.key("J").await;
    leader.enter("Noteer de toezegging").await;
    leader.says("Noor Aalders").await;
    leader.enter("Deur dicht").await;
    leader.says("De deur is dicht").await;
    leader.enter("Sluit de werksessie af").await;
    leader.enter("Ja, sluit de werksessie af").await;
    leader.says("De werksessie is afgelopen").await;
    leader.close().await;
    person.close().await;
}
