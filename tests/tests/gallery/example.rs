//! The example: pages that are full, as they are after months of work.

use serde_json::json;
use werksessie_core::{BottleneckId, MeetingId};
use werksessie_tests::browser::{Driver, Kind};
use werksessie_tests::client::{Participant, answers, parties};
use werksessie_tests::meeting::Meeting;
use werksessie_tests::server::Server;

use crate::looks::Gallery;

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_the_example() {
    let (server, leader) = Server::with_example("gallery-example", &[]).await;
    let gallery = Gallery::of(&server);
    let driver = Driver::start().await;
    let (laptop, wall, phone) =
        (driver.open(Kind::Laptop).await, driver.open(Kind::Wall).await, driver.open(Kind::Phone).await);
    for browser in [&laptop, &wall] {
        browser.go(&format!("{}/open#{}", gallery.base, leader.secret)).await;
        browser.says("stappen klaar").await;
    }
    let project = leader.project;
    gallery.see(&laptop, &format!("/dossier/{project}"), "example-dossier").await;
    laptop.press("Stel een document vast").await;
    laptop.run("document.getElementById('vaststellen').scrollIntoView({ block: 'center' })").await;
    laptop.look("example-finish").await;
    gallery.see(&laptop, &format!("/routekaart/{project}"), "example-roadmap").await;
    laptop.click("details summary").await;
    laptop.look("example-roadmap-open").await;
    gallery.everybody(&laptop, "example-roadmap-open").await;

    gallery.see(&laptop, &format!("/knelpunten/{project}"), "example-bottlenecks").await;
    laptop.click("main > div > details > summary").await;
    laptop.look("example-bottleneck-open").await;
    gallery.everybody(&laptop, "example-bottleneck-open").await;

    gallery.see(&laptop, &format!("/risicos/{project}"), "example-risks").await;
    laptop.click("article .ws-fold summary").await;
    laptop.look("example-risk-open").await;
    gallery.everybody(&laptop, "example-risk-open").await;
    gallery.see(&laptop, &format!("/bewaren/{project}"), "example-erasure").await;
    laptop.type_into("#zoek", "gemeente").await;
    laptop.press("Zoek waar ze staan").await;
    laptop.says("Gevonden op").await;
    laptop.look("example-erasure-found").await;
    gallery.everybody(&laptop, "example-erasure-found").await;

    // What somebody promised, behind a link of their own.
    let dossier = leader.dossier().await;
    let id_of = |row: &serde_json::Value, key: &str| row[key].as_str().expect("an id").to_owned();
    let meetings: Vec<MeetingId> = dossier["meetings"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|row| id_of(row, "meeting").parse().expect("an id"))
        .collect();
    let mut meeting = Meeting {
        leader: leader.clone(),
        meeting: meetings[3],
        code: String::new(),
        items: Vec::new(),
        seats: Vec::new(),
    };
    for (at, name) in ["phone-owner", "phone-owner-other"].into_iter().enumerate() {
        let link = meeting.link("trekker", &[("promise", &id_of(&dossier["promises"][at * 4], "promise"))]).await;
        phone.go(&format!("{}/open#{link}", gallery.base)).await;
        phone.says("Jouw toezeggingen").await;
        let page = phone.address().await.trim_start_matches(&gallery.base).to_owned();
        gallery.see(&phone, &page, name).await;
    }

    gallery.see(&laptop, &format!("/opgave/{project}"), "example-challenge").await;

    // The earlier meetings, and the next with the same list: then and now.
    gallery.see(&laptop, &format!("/console/{project}/{}", meetings[0]), "example-console-ended").await;
    gallery.see(&laptop, &format!("/console/{project}/{}", meetings[2]), "example-console-commitment").await;
    gallery.see(&laptop, &format!("/console/{project}/{}", meetings[3]), "example-console").await;
    meeting.start().await;
    let view = leader.view(meeting.meeting).await;
    meeting.items = view["bottlenecks"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|card| card["item"].as_str().expect("an id").parse().expect("an id"))
        .collect();
    let all = parties(&view);
    for at in 0..12 {
        let seat = Participant::join(&server.host, &meeting.code, &all[at % all.len()].0.to_string(), "practice").await;
        meeting.seats.push(seat);
    }
    let items: Vec<BottleneckId> = meeting.items.iter().copied().take(13).collect();
    let round = meeting.open(&items).await;
    for (person, seat) in meeting.seats.iter_mut().enumerate() {
        let mark = |item: usize| ((1 + (person * 5 + item * 2) % 3 + item % 3) as u8, (1 + (person + item) % 4) as u8);
        assert!(seat.vote(round, &answers(&items, mark)).await.status.is_success());
    }
    for stage in ["closed", "counted", "revealed"] {
        meeting.bring(round, stage).await;
    }
    let screen = format!("/scherm/{project}/{}", meeting.meeting);
    for picture in ["then_now", "quadrant", "differences"] {
        let show = json!({ "type": "screen.show", "meeting": meeting.meeting, "picture": { "show": picture, "round": round } });
        leader.must(show).await;
        gallery.see(&wall, &screen, &format!("example-screen-{}", picture.replace('_', "-"))).await;
    }
    for picture in ["decisions", "risks", "challenge", "promises", "roadmap"] {
        leader.must(json!({ "type": "screen.show", "meeting": meeting.meeting, "picture": { "show": picture } })).await;
        gallery.see(&wall, &screen, &format!("example-screen-{picture}")).await;
    }
    gallery.see(&laptop, &format!("/console/{project}/{}", meeting.meeting), "example-console-revealed").await;
    for browser in [laptop, wall, phone] {
        browser.close().await;
    }
    gallery.verdict();
}
