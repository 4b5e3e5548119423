//! A whole meeting without a mouse and without touching a screen: the leader and a participant use
//! Tab, Enter, Space and the arrows. Wherever the focus comes it is seen.

use std::collections::BTreeMap;

use serde_json::json;
use werksessie_core::question::{Answer, Answers, Frame, Mark, Scale, Written};
use werksessie_core::{BottleneckId, ItemId, RoundId};
use werksessie_tests::board::Board;
use werksessie_tests::browser::{Browser, CARD, Driver, Kind};
use werksessie_tests::client::{Leader, Participant, answers, id, parties};
use werksessie_tests::meeting::Meeting;
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
    leader.says("Wat vraag je?").await;
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

/// Chooses with the arrows, from the choice that is made now.
async fn choose(browser: &Browser, chosen: &str, steps: usize, then: &str) {
    browser.tab_to(chosen).await;
    for _ in 0..steps {
        browser.key(DOWN).await;
    }
    browser.tab_to(then).await;
}

/// The round that is open, and what it asks about.
async fn open_round(meeting: &Meeting) -> (RoundId, Vec<ItemId>) {
    let view = meeting.leader.view(meeting.meeting).await;
    let round = view["round"]["round"].as_str().expect("a round").parse().expect("an id");
    let items = view["round"]["items"].as_array().expect("items").iter();
    (round, items.map(|row| row["item"].as_str().expect("an id").parse().expect("an id")).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn risks_and_commitment_need_neither_a_mouse_nor_on_a_phone_a_script() {
    let server = Server::start("keyboard-commitment", &[]).await;
    let base = format!("http://{}", server.host);
    let driver = Driver::start().await;
    let (leader, person) = (driver.open(Kind::Laptop).await, driver.open(Kind::Laptop).await);
    let plain = driver.open(Kind::PhoneWithoutScript).await;

    // A meeting that knows what comes first, with a risk on each side.
    let mut meeting = Meeting::begin(&server.host, 6).await;
    let items: Vec<BottleneckId> = meeting.items[..2].to_vec();
    let round = meeting.open(&items).await;
    for seat in &mut meeting.seats {
        assert!(seat.vote(round, &answers(&items, |item| (5 - item as u8, 3))).await.status.is_success());
        seat.revision = 0;
    }
    for stage in ["closed", "counted", "revealed"] {
        meeting.bring(round, stage).await;
    }
    let (held, of) = (meeting.leader.clone(), meeting.meeting);
    held.must(json!({ "type": "round.decide", "meeting": of, "round": round, "priorities": items })).await;
    for (side, event) in [("youth", "een jongere geen kamer vinden"), ("municipality", "de opvang vollopen")] {
        let add = json!({ "type": "risk.add", "risk": id(), "bottleneck": items[0], "side": side, "event": event, "consequence": "het duurt langer" });
        held.must(add).await;
    }
    person.join(&base, &meeting.code, 2).await;
    person.alive().await;
    plain.join(&base, &meeting.code, 3).await;
    leader.go(&format!("{base}/open#{}", held.secret)).await;
    leader.says("0 van 15 stappen klaar").await;
    leader.go(&format!("{base}/console/{}/{of}", held.project)).await;
    leader.alive().await;

    // Weighing risks: with arrows, and by a plain form.
    leader.enter("Nieuwe ronde").await;
    leader.says("Wat vraag je?").await;
    choose(&leader, "Twee cijfers per knelpunt", 4, "Open de ronde").await;
    leader.enter("Open de ronde").await;
    leader.says("Nog 8 mensen zijn bezig").await;
    let (round, risks) = open_round(&meeting).await;
    assert_eq!(risks.len(), 2, "both risks were ticked already");
    for seat in &mut meeting.seats {
        let marks = BTreeMap::from([(Scale::Chance, Mark(3)), (Scale::Impact, Mark(4))]);
        let answer = |risk: &ItemId| (*risk, Answer { marks: marks.clone(), ..Answer::default() });
        let given = Answers { items: risks.iter().map(answer).collect(), ..Answers::default() };
        assert!(seat.vote(round, &given).await.status.is_success());
        seat.revision = 0;
    }
    for risk in 1..=2 {
        person.says(&format!("{risk} van 2")).await;
        for scale in ["chance", "impact"] {
            let first = format!(
                "const first = document.querySelector('{CARD} input[name$=\".{scale}\"][value=\"1\"]'); \
                 return first.getAttribute('aria-label') || first.labels[0].innerText.replace(/\\s+/g, ' ').trim()"
            );
            let first = person.run(&first).await.as_str().expect("a name").to_owned();
            person.tab_to(&first).await;
            person.key(DOWN).await;
            person.key(DOWN).await;
            let is_chosen =
                format!("return !!document.querySelector('{CARD} input[name$=\".{scale}\"][value=\"3\"]:checked')");
            person.wait_for(&is_chosen).await;
        }
        person.enter("Volgende").await;
        plain.says(&format!("{risk} van 2")).await;
        for scale in ["chance", "impact"] {
            plain.click(&format!("{CARD} input[name$='.{scale}'][value='5']")).await;
        }
        plain.press("Volgende").await;
    }
    person.says("Bewaard").await;
    leader.says("Iedereen is klaar.").await;
    leader.enter("Sluit de ronde").await;
    leader.enter("Tel de stemmen").await;
    leader.enter("Ja, tel de stemmen").await;
    leader.enter("Onthul aan de zaal").await;
    leader.says("Waar staat elk risico?").await;
    person.says("School, werk of hulp valt weg").await;
    leader.enter("Stel vast").await;
    leader.says("De risico’s staan vast").await;

    // Hands: one of an organisation, one of them without script.
    leader.enter("Nieuwe ronde").await;
    choose(&leader, "Twee cijfers per knelpunt", 7, "De zin waarover jullie stemmen").await;
    leader.key("We gaan samen verder.").await;
    leader.enter("Open de ronde").await;
    person.says("Hoeveel vingers steken jullie op?").await;
    let (round, whole) = open_round(&meeting).await;
    for (at, seat) in meeting.seats.iter_mut().enumerate() {
        // Of the second and the third organisation the people at the pages hold the pen.
        if [1, 2].contains(&at) {
            continue;
        }
        let given = Answers {
            items: BTreeMap::from([(whole[0], Answer { hand: Some(4), ..Answer::default() })]),
            ..Answers::default()
        };
        assert!(seat.vote(round, &given).await.status.is_success());
    }
    person.tab_to("5 Ik trek mee").await;
    person.key(DOWN).await;
    person.wait_for("return !!document.querySelector('input[name$=\".hand\"][value=\"4\"]:checked')").await;
    person.says("Bewaard").await;
    let seat = plain.address().await;
    plain.go(seat.split('?').next().expect("an address")).await;
    plain.says("Hoeveel vingers steken jullie op?").await;
    plain.click(&format!("{CARD} input[name$='.hand'][value='2']")).await;
    plain.press("Volgende").await;
    plain.says("Bezwaar, eerst bespreken").await;
    leader.says("Iedereen is klaar.").await;
    leader.enter("Sluit de ronde").await;
    leader.enter("Tel de stemmen").await;
    leader.enter("Ja, tel de stemmen").await;
    leader.enter("Onthul aan de zaal").await;
    leader.says("Geef eerst het woord aan").await;
    leader.enter("Leg dit vast").await;
    leader.says("Dit staat vast").await;

    // A promise on a condition; the organisation that is asked says yes on its phone.
    let known = parties(&held.view(of).await);
    let make = json!({ "type": "promise.make", "promise": id(), "bottleneck": items[0], "party": known[0].0, "owner": "Noor Aalders",
        "what": "houden twaalf kamers vrij", "due": "2027-12-01", "mandate": { "answer": "yes" } });
    held.must(make).await;
    held.must(json!({ "type": "screen.show", "meeting": of, "picture": { "show": "promises" } })).await;
    leader.enter("Noteer toezeggingen").await;
    leader.says("Voeg een voorwaarde toe").await;
    leader.tab_to("Bij welke toezegging?").await;
    leader.key(DOWN).await;
    leader.tab_to("Van welke organisatie?").await;
    leader.key(&known[1].1).await;
    leader.tab_to("Wat is er nodig?").await;
    leader.key("een vaste coach").await;
    leader.enter("Vraag dit").await;
    person.says("Dit is aan jullie gevraagd").await;
    person.enter("Ja, dat doen wij").await;
    person.says("Jullie antwoord: aanvaard").await;
    leader.says("Open voorwaarden: 0").await;
    for browser in [leader, person, plain] {
        browser.close().await;
    }
}

/// Brings a round from its end to where the room sees it, with the keyboard.
async fn reveal(leader: &Browser) {
    leader.says("Iedereen is klaar.").await;
    for press in ["Sluit de ronde", "Tel de stemmen", "Ja, tel de stemmen", "Onthul aan de zaal"] {
        leader.enter(press).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_effects_arena_needs_neither_a_mouse_nor_on_a_phone_a_script() {
    let server = Server::start("keyboard-arena", &[]).await;
    let base = format!("http://{}", server.host);
    let driver = Driver::start().await;
    let (leader, person) = (driver.open(Kind::Laptop).await, driver.open(Kind::Laptop).await);
    let plain = driver.open(Kind::PhoneWithoutScript).await;
    let mut meeting = Meeting::begin(&server.host, 4).await;
    let held = meeting.leader.clone();
    person.join(&base, &meeting.code, 2).await;
    person.alive().await;
    plain.join(&base, &meeting.code, 3).await;
    leader.go(&format!("{base}/open#{}", held.secret)).await;
    leader.says("0 van 15 stappen klaar").await;
    leader.go(&format!("{base}/console/{}/{}", held.project, meeting.meeting)).await;
    leader.alive().await;

    // A board: its frame and its gate.
    choose(&leader, "Twee cijfers per knelpunt", 9, "Maatregel").await;
    leader.key("Kamers met coach").await;
    leader.tab_to("Voor wie").await;
    leader.key("Wie weggaat uit de jeugdzorg").await;
    leader.tab_to("Zonder deze maatregel").await;
    leader.key("Dan slapen jongeren bij bekenden").await;
    leader.enter("Zet het bord klaar").await;
    leader.says("Nog niet alles is een ja").await;
    leader.tab_to("Het is één maatregel").await;
    leader.key(" ").await;
    leader.tab_to("We weten wie wat doet, en vanaf wanneer").await;
    leader.key(" ").await;
    leader.enter("Zet het bord klaar").await;
    leader.says("Werk het hele bord bij").await;

    // What people write, put on the board.
    leader.enter("Open de ronde").await;
    person.says("Wat gaan we doen?").await;
    let (round, whole) = open_round(&meeting).await;
    for (at, seat) in meeting.seats.iter_mut().enumerate() {
        let text = if at == 0 { "12 kamers vrij" } else { "Vaste coach" };
        let written = Written { text: text.into(), ..Written::default() };
        let answer = Answer { cards: BTreeMap::from([(Frame::Activity, written)]), ..Answer::default() };
        let given = Answers { items: BTreeMap::from([(whole[0], answer)]), ..Answers::default() };
        assert!(seat.vote(round, &given).await.status.is_success());
        seat.revision = 0;
    }
    person.tab_to("Wij gaan dit doen").await;
    person.key("Inkomen regelen").await;
    person.enter("Volgende").await;
    person.says("Bewaard").await;
    let seat = plain.address().await;
    let seat = seat.split('?').next().expect("an address").to_owned();
    plain.go(&seat).await;
    plain.says("Wat gaan we doen?").await;
    plain.type_into(&format!("{CARD} textarea"), "Een maatje").await;
    plain.press("Volgende").await;
    reveal(&leader).await;
    leader.says("Opgeschreven, nog niet op het bord").await;
    leader.enter("Zet op het bord").await;
    leader.says("(3)").await;

    // Lines are drawn by the writer, with arrows.
    let board = Board::of(&held, whole[0]);
    let mut effects = Vec::new();
    for text in ["Eigen adres", "Rust in het hoofd", "Minder schulden"] {
        effects.push(board.effect(text).await);
    }
    leader.says("Trek een lijn").await;
    leader.tab_to("Naar").await;
    leader.key(DOWN).await;
    leader.enter("Trek deze lijn").await;
    leader.says("Verbanden (1)").await;

    // A hundred points: with the keys of a keyboard, and by a plain form.
    leader.enter("Nieuwe ronde").await;
    choose(&leader, "Twee cijfers per knelpunt", 14, "Open de ronde").await;
    leader.enter("Open de ronde").await;
    person.says("Welk effect weegt het zwaarst?").await;
    let (round, _) = open_round(&meeting).await;
    for seat in &mut meeting.seats {
        let points = BTreeMap::from([(effects[0], 60), (effects[1], 40)]);
        let items = BTreeMap::from([(whole[0], Answer { points, ..Answer::default() })]);
        assert!(seat.vote(round, &Answers { items, ..Answers::default() }).await.status.is_success());
    }
    person.tab_to("Eigen adres").await;
    person.key("55").await;
    person.tab_to("5 punten meer voor Rust in het hoofd").await;
    person.key(" ").await;
    person.says("Nog te verdelen: 40 van 100").await;
    person.enter("Rest hierheen: Minder schulden").await;
    person.says("Bewaard").await;
    plain.go(&seat).await;
    plain.says("Welk effect weegt het zwaarst?").await;
    for (at, points) in ["50", "20", "20"].iter().enumerate() {
        plain.type_into(&format!(".ws-points > .ws-field:nth-child({}) input", at + 1), points).await;
    }
    plain.press("Volgende").await;
    plain.says("Je gaf samen 90 punten").await;
    plain.type_into(".ws-points > .ws-field:nth-child(3) input", "30").await;
    plain.press("Volgende").await;
    plain.says("100 / 100").await;
    reveal(&leader).await;
    leader.says("Eigen adres").await;
    person.says("6 mensen verdeelden punten").await;
    leader.enter("Neem over op het bord").await;
    leader.says("Overgenomen op het bord").await;
    let weights = held.view(meeting.meeting).await["arena"]["effects"].clone();
    let sum: u64 = weights.as_array().expect("a list").iter().filter_map(|effect| effect["weight"].as_u64()).sum();
    assert_eq!(sum, 100, "{weights}");
    for browser in [leader, person, plain] {
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_too_few_answered_does_not_hold_up_a_meeting() {
    let server = Server::start("too-few", &[]).await;
    let base = format!("http://{}", server.host);
    let mut meeting = Meeting::begin(&server.host, 4).await;
    let held = meeting.leader.clone();
    let board = Board::begin(&held, "Kamers met coach").await;
    let effects = [board.effect("Eigen adres").await, board.effect("Rust").await];
    let round = held.ask(meeting.meeting, json!({ "ask": "weights" })).await;
    for seat in &mut meeting.seats {
        let points = BTreeMap::from([(effects[0], 60), (effects[1], 40)]);
        let items = BTreeMap::from([(board.whole, Answer { points, ..Answer::default() })]);
        assert!(seat.vote(round, &Answers { items, ..Answers::default() }).await.status.is_success());
    }
    for stage in ["closed", "counted", "revealed"] {
        meeting.bring(round, stage).await;
    }
    let driver = Driver::start().await;
    let leader = driver.open(Kind::Laptop).await;
    leader.go(&format!("{base}/open#{}", held.secret)).await;
    leader.says("0 van 15 stappen klaar").await;
    leader.go(&format!("{base}/console/{}/{}", held.project, meeting.meeting)).await;
    leader.alive().await;
    leader.says("Te weinig antwoorden om over te nemen").await;
    leader.enter("Nieuwe ronde").await;
    leader.says("Wat vraag je?").await;
    // A fifth makes it an outcome; what is not taken now can wait as well.
    meeting.seats.push(
        Participant::join(
            &server.host,
            &meeting.code,
            &parties(&held.view(meeting.meeting).await)[0].0.to_string(),
            "policy",
        )
        .await,
    );
    let again = held.ask(meeting.meeting, json!({ "ask": "weights" })).await;
    for seat in &mut meeting.seats {
        seat.revision = 0;
        let points = BTreeMap::from([(effects[0], 60), (effects[1], 40)]);
        let items = BTreeMap::from([(board.whole, Answer { points, ..Answer::default() })]);
        assert!(seat.vote(again, &Answers { items, ..Answers::default() }).await.status.is_success());
    }
    for stage in ["closed", "counted", "revealed"] {
        meeting.bring(again, stage).await;
    }
    leader.says("Neem over op het bord").await;
    leader.enter("Nog niet vastleggen").await;
    leader.says("Wat vraag je?").await;
    let untaken = held.view(meeting.meeting).await["arena"]["untaken"].clone();
    assert_eq!((&untaken[0]["round"], &untaken[0]["has_figures"]), (&json!(again), &json!(true)));
    leader.close().await;
}
