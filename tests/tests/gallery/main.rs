//! Every screen in every state, in both languages: no page is without title or language, speaks
//! the wrong one, or is wider than its window. In Dutch each is also held against the rules for
//! accessibility, and looked at in a narrow window, with text twice as large, in colours of one's
//! own, and on old projectors. With `WERKSESSIE_PICTURES` each is a picture.

use serde_json::{Value, json};
use werksessie_core::BottleneckId;
use werksessie_tests::browser::{Driver, Kind};
use werksessie_tests::client::{Participant, answers, id};
use werksessie_tests::meeting::Meeting;
use werksessie_tests::server::Server;

use looks::Gallery;

mod arena;
mod commitment;
mod example;
mod looks;
mod rehearsal;
mod theme;

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_in_every_state() {
    let server = Server::start("gallery", &[]).await;
    let gallery = Gallery::of(&server);
    let driver = Driver::start().await;
    let (laptop, wall, phone) =
        (driver.open(Kind::Laptop).await, driver.open(Kind::Wall).await, driver.open(Kind::Phone).await);

    // Nobody in particular.
    gallery.see(&laptop, "/", "start").await;
    gallery.see(&laptop, "/open", "open").await;
    gallery.see(&laptop, "/gids", "guide").await;
    gallery.see(&laptop, "/beheer", "administration").await;
    gallery.see(&laptop, "/privacy", "privacy").await;
    gallery.see(&laptop, "/toegankelijkheid", "accessibility").await;
    gallery.see(&wall, "/scherm", "screen-pair").await;
    laptop.go(&format!("{}/open#not-a-secret", gallery.base)).await;
    laptop.says("Deze link werkt niet").await;
    laptop.look("open-refused").await;
    laptop.complaints().await;
    for (path, name) in [("/nergens", "not-found"), ("/dossier/00000000-0000-4000-8000-000000000000", "no-access")] {
        laptop.go(&format!("{}{path}", gallery.base)).await;
        laptop.look(name).await;
    }
    laptop.complaints().await;
    gallery.see(&phone, "/d", "phone-code").await;
    phone.go(&format!("{}/d/ZZZZ-ZZZZ", gallery.base)).await;
    phone.look("phone-code-wrong").await;
    phone.complaints().await;

    // A project that has just begun.
    let mut meeting = Meeting::plan(&server.host).await;
    let (leader, id_of) = (meeting.leader.clone(), meeting.meeting);
    for browser in [&laptop, &wall] {
        browser.go(&format!("{}/open#{}", gallery.base, leader.secret)).await;
        browser.says("0 van 15 stappen klaar").await;
    }
    let (dossier, console, screen) = (
        format!("/dossier/{}", leader.project),
        format!("/console/{}/{id_of}", leader.project),
        format!("/scherm/{}/{id_of}", leader.project),
    );
    gallery.see(&laptop, &dossier, "dossier-new").await;
    gallery.see(&laptop, "/", "start-known").await;
    gallery.see(&laptop, &console, "console-planned").await;
    for what in ["poster", "tafelkaarten", "stembiljetten"] {
        let printed = format!("/afdrukken/{}/{id_of}/{what}", leader.project);
        laptop.go(&format!("{}{printed}", gallery.base)).await;
        laptop.look(&format!("print-{what}")).await;
        gallery.everybody(&laptop, &format!("print-{what}")).await;
        laptop.print(&format!("print-{what}")).await;
    }
    // The side of the console, opened.
    laptop.go(&format!("{}{console}", gallery.base)).await;
    laptop.settled().await;
    for press in ["Pas aan", "Koppel een scherm", "Wifi van de zaal", "Afdrukken", "Schrijf een notitie"] {
        laptop.press(press).await;
    }
    laptop.look("console-side").await;
    gallery.everybody(&laptop, "console-side").await;
    gallery.see(&wall, &screen, "screen-before").await;
    meeting.start().await;
    gallery.see(&laptop, &console, "console-choose").await;
    gallery.see(&wall, &screen, "screen-join").await;
    let wifi = json!({ "name": "Raadzaal gasten", "key": "welkom2026" });
    leader.must(json!({ "type": "screen.wifi", "meeting": id_of, "wifi": wifi })).await;
    gallery.see(&wall, &screen, "screen-join-wifi").await;
    leader.must(json!({ "type": "timer.start", "meeting": id_of, "seconds": 600 })).await;

    // People come in.
    gallery.see(&phone, &format!("/d/{}", meeting.code), "phone-join").await;
    phone.join(&gallery.base, &meeting.code, 2).await;
    phone.says("Straks gaat het hier verder").await;
    let seat = phone.address().await.trim_start_matches(&gallery.base).to_owned();
    gallery.see(&phone, &seat, "phone-wait").await;
    gallery.see(&phone, &format!("{seat}/wie"), "phone-change").await;
    gallery.see(&phone, &format!("/d/{}/terug", meeting.code), "phone-back").await;
    let parties = werksessie_tests::client::parties(&leader.view(id_of).await);
    for at in 0..13 {
        let party = parties[at % parties.len()].0.to_string();
        let layer = ["governance", "policy", "practice", "experience"][at % 4];
        meeting.seats.push(Participant::join(&server.host, &meeting.code, &party, layer).await);
    }
    gallery.see(&wall, &screen, "screen-join-busy").await;
    gallery.see(&laptop, &console, "console-choose-busy").await;
    laptop.click(".ws-party__head").await;
    laptop.says("Wie zit er").await;
    laptop.look("console-party").await;
    gallery.check(&laptop, "console-party", "nl").await;
    let asker = driver.open(Kind::Phone).await;
    asker.go(&format!("{}/d/{}/terug", gallery.base, meeting.code)).await;
    let words = laptop.run("return document.querySelector('.ws-party__seat strong').textContent").await;
    asker.type_into("#words", words.as_str().expect("two words")).await;
    asker.press("Vraag om terug te komen").await;
    asker.says("De projectleider laat je binnen").await;
    asker.look("phone-back-waits").await;
    laptop.says("Iemand wil terug").await;
    laptop.look("console-claim").await;
    laptop.press("Nee").await;
    asker.says("liet je niet binnen").await;
    asker.look("phone-back-declined").await;
    asker.close().await;
    laptop.go(&format!("{}{dossier}", gallery.base)).await;
    laptop.press("Maak een link").await;
    laptop.run("document.getElementById('links').scrollIntoView()").await;
    laptop.look("dossier-links").await;
    laptop.type_into("#link-label", "De zaal").await;
    laptop.press("Maak de link").await;
    laptop.says("De link is gemaakt").await;
    laptop.look("dossier-link-made").await;

    // A round.
    let items: Vec<BottleneckId> = meeting.items[..7].to_vec();
    let round = meeting.open(&items).await;
    gallery.see(&phone, &seat, "phone-card").await;
    phone.rate(7, 4).await;
    phone.says("Bewaard").await;
    gallery.see(&phone, &format!("{seat}?at=7"), "phone-answers").await;
    for (person, seat) in meeting.seats.iter_mut().enumerate() {
        // One item in two camps, one in agreement, the others in between.
        let mark = |item: usize| match item {
            0 => [1, 5][person % 2],
            1 => 4,
            _ => (1 + (person * 7 + item * 3) % 5) as u8,
        };
        let given = answers(&items, |item| (mark(item), 1 + ((person + item) % 4) as u8));
        assert!(seat.vote(round, &given).await.status.is_success());
        if person == 8 {
            gallery.see(&wall, &screen, "screen-open").await;
            gallery.see(&laptop, &console, "console-open").await;
            let until = leader.view(id_of).await["timer"]["until"].clone();
            leader.must(json!({ "type": "timer.stop", "meeting": id_of, "until": until })).await;
        }
    }
    meeting.bring(round, "closed").await;
    gallery.see(&laptop, &console, "console-closed").await;
    gallery.see(&wall, &screen, "screen-closed").await;
    gallery.see(&phone, &seat, "phone-closed").await;
    meeting.bring(round, "counted").await;
    gallery.see(&laptop, &console, "console-counted").await;
    gallery.see(&wall, &screen, "screen-counted").await;
    gallery.see(&phone, &seat, "phone-counted").await;
    meeting.bring(round, "revealed").await;
    gallery.see(&laptop, &console, "console-revealed").await;
    gallery.see(&wall, &screen, "screen-result").await;
    gallery.see(&phone, &seat, "phone-result").await;

    // A re-vote, in which a newcomer has no vote.
    let again = id();
    let revote =
        json!({ "type": "round.revote", "meeting": id_of, "round": round, "new_round": again, "items": [items[0]] });
    leader.must(revote).await;
    gallery.see(&phone, &seat, "phone-revote").await;
    gallery.see(&wall, &screen, "screen-revote").await;
    gallery.see(&laptop, &console, "console-revote").await;
    let late = driver.open(Kind::Phone).await;
    late.join(&gallery.base, &meeting.code, 1).await;
    late.says("De zaal stemt opnieuw").await;
    late.look("phone-revote-not-you").await;
    let again = werksessie_core::RoundId(again);
    for seat in &mut meeting.seats {
        seat.revision = 0;
        assert!(seat.vote(again, &answers(&items[..1], |_| (4, 3))).await.status.is_success());
    }
    for stage in ["closed", "counted", "revealed"] {
        meeting.bring(again, stage).await;
    }
    gallery.see(&wall, &screen, "screen-result-again").await;
    for (picture, of) in [("quadrant", round), ("differences", round), ("before_after", again)] {
        let show = json!({ "type": "screen.show", "meeting": id_of, "picture": { "show": picture, "round": of } });
        leader.must(show).await;
        gallery.see(&wall, &screen, &format!("screen-{}", picture.replace('_', "-"))).await;
    }

    // Decisions and promises.
    leader
        .must(json!({ "type": "round.decide", "meeting": id_of, "round": round, "priorities": items[..3], "reason": "Hier kunnen we meteen mee beginnen." }))
        .await;
    gallery.see(&laptop, &console, "console-decided").await;
    leader.must(json!({ "type": "screen.show", "meeting": id_of, "picture": { "show": "decisions" } })).await;
    gallery.see(&wall, &screen, "screen-decided").await;
    gallery.see(&phone, &seat, "phone-decided").await;
    leader.must(json!({ "type": "screen.show", "meeting": id_of, "picture": { "show": "promises" } })).await;
    gallery.see(&wall, &screen, "screen-promises-none").await;
    leader.must(json!({ "type": "screen.curtain", "meeting": id_of, "curtain": "blank" })).await;
    gallery.see(&wall, &screen, "screen-blank").await;
    leader.must(json!({ "type": "screen.curtain", "meeting": id_of, "curtain": "open" })).await;
    gallery.see(&phone, &seat, "phone-promises-none").await;
    for (at, what) in ["houden twaalf kamers vrij", "bellen elke jongere na een maand"].iter().enumerate() {
        leader
            .must(json!({
                "type": "promise.make", "promise": id(), "bottleneck": items[at],
                "party": parties[at].0, "owner": "Noor Aalders", "what": what, "due": "2027-04-01", "mandate": { "answer": "yes" },
            }))
            .await;
    }
    gallery.see(&laptop, &console, "console-promises").await;
    gallery.see(&wall, &screen, "screen-promises").await;
    gallery.see(&phone, &seat, "phone-promises").await;

    leader.must(json!({ "type": "screen.show", "meeting": id_of, "picture": { "show": "roadmap" } })).await;
    gallery.see(&wall, &screen, "screen-roadmap").await;

    // A round on behalf of parties, with picking; and cards.
    let named = json!({ "type": "round.open", "meeting": id_of, "round": id(), "items": meeting.items[7..11],
        "mode": "party", "ask": "rating_and_pick" });
    leader.must(named.clone()).await;
    gallery.see(&phone, &seat, "phone-party").await;
    gallery.see(&phone, &format!("{seat}?at=4"), "phone-pick").await;
    gallery.see(&laptop, &console, "console-party-round").await;
    gallery.see(&wall, &screen, "screen-party-round").await;
    let said = wall.text().await;
    assert!(said.contains("Namens organisaties") && !said.contains("Anoniem"), "{said}");
    let discard = |round: &Value| json!({ "type": "round.move", "meeting": id_of, "round": round, "to": "discarded" });
    leader.must(discard(&named["round"])).await;
    let cards = json!({ "type": "round.open", "meeting": id_of, "round": id(), "items": [], "ask": "cards" });
    leader.must(cards.clone()).await;
    gallery.see(&phone, &seat, "phone-cards").await;
    gallery.see(&wall, &screen, "screen-cards").await;
    wall.says("Wat ontbreekt er nog?").await;
    gallery.see(&laptop, &console, "console-cards").await;
    leader.must(discard(&cards["round"])).await;
    gallery.see(&phone, &format!("{seat}/weg"), "phone-left").await;
    let intake = meeting.link("link", &[("role", "intake"), ("label", "Partners"), ("until", "2030-01-01")]).await;
    phone.go(&format!("{}/open#{intake}", gallery.base)).await;
    phone.says("Wat loopt er vast?").await;
    gallery.see(&phone, &format!("/insturen/{}", leader.project), "phone-intake").await;

    // The end.
    leader.must(json!({ "type": "meeting.end", "meeting": id_of })).await;
    gallery.see(&laptop, &console, "console-ended").await;
    gallery.see(&wall, &screen, "screen-ended").await;
    gallery.see(&phone, &seat, "phone-ended").await;
    gallery.see(&laptop, &dossier, "dossier-after").await;
    late.go(&format!("{}/d/{}", gallery.base, meeting.code)).await;
    late.look("phone-join-closed").await;
    for browser in [laptop, wall, phone, late] {
        browser.close().await;
    }
    gallery.verdict();
}
