//! A meeting as it really goes: twenty-five phones, each with a mishap of its own now and then, a
//! leader who goes through two rounds, and a wall whose counts are right at every moment.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use thirtyfour::WindowHandle;
use tokio::time::{Duration, Instant, sleep_until};
use werksessie_core::RoundId;
use werksessie_tests::browser::{Browser, Driver, Kind};
use werksessie_tests::meeting::Meeting;
use werksessie_tests::proxy::{Proxy, Trick};
use werksessie_tests::server::Server;

/// How long a phone is in plane mode.
const PLANE: Duration = Duration::from_secs(60);

/// Phones as pages of one browser, each with a seat of its own.
struct Crowd {
    browser: Browser,
    pages: Vec<WindowHandle>,
}

impl Crowd {
    async fn open(driver: &Driver) -> Self {
        let browser = driver.open(Kind::Phone).await;
        let first = browser.driver.window().await.expect("a window");
        Self { browser, pages: vec![first] }
    }

    /// Another phone, at this address.
    async fn add(&mut self, url: &str) -> usize {
        let page = self.browser.driver.new_tab().await.expect("a page");
        self.pages.push(page);
        let phone = self.pages.len() - 1;
        self.at(phone).await.go(url).await;
        phone
    }

    /// The browser, with this phone in hand.
    async fn at(&self, phone: usize) -> &Browser {
        self.browser.driver.switch_to_window(self.pages[phone].clone()).await.expect("the page is there");
        &self.browser
    }

    /// Somebody scans the code and joins for a party.
    async fn join(&mut self, base: &str, code: &str, party: usize, watching: bool) -> usize {
        let phone = self.add(&format!("{base}/d/{code}")).await;
        let browser = self.at(phone).await;
        browser.says("Wie ben je hier vandaag?").await;
        let choose = format!(
            "document.querySelectorAll('[name=party]')[{party}].click(); document.querySelector('[name=layer][value=practice]').click(); \
             if ({watching}) document.querySelector('[name=observer]').click()"
        );
        browser.run(&choose).await;
        browser.press("Doe mee").await;
        browser.alive().await;
        phone
    }

    /// Taps the same mark on both scales of the card that is shown.
    async fn mark(&self, phone: usize, mark: u8) {
        let tap = format!(
            "for (const input of document.querySelectorAll('[data-sheet]:not([hidden]) [type=radio][value=\"{mark}\"]')) input.click()"
        );
        self.at(phone).await.run(&tap).await;
    }

    /// Answers both cards with this mark and waits until it is stored.
    async fn vote(&self, phone: usize, mark: u8) {
        self.mark(phone, mark).await;
        self.at(phone).await.press("Volgende").await;
        self.mark(phone, mark).await;
        self.at(phone).await.says("Bewaard om").await;
    }
}

/// The wall, with a list of every count that it ever showed.
struct Wall {
    browser: Browser,
    /// Counts that were right at some moment, as `done/present`.
    right: BTreeSet<(u64, u64)>,
}

impl Wall {
    async fn open(driver: &Driver, meeting: &Meeting, base: &str) -> Self {
        let browser = driver.open(Kind::Wall).await;
        browser.go(&format!("{base}/open#{}", meeting.leader.secret)).await;
        browser.says("Terug naar de werksessie").await;
        browser.go(&format!("{base}/scherm/{}/{}", meeting.leader.project, meeting.meeting)).await;
        browser.alive().await;
        let watch = "window.seen = []; const look = () => { const text = document.querySelector('.ws-ring')?.textContent ?? ''; \
            const found = text.match(/^(\\d+)\\D+?(\\d+)/); \
            if (found && window.seen.at(-1) !== found[1] + '/' + found[2]) window.seen.push(found[1] + '/' + found[2]) }; \
            new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true }); look()";
        browser.run(watch).await;
        Self { browser, right: BTreeSet::new() }
    }

    /// These counts are right from now on: waits until the wall shows them.
    async fn counts(&mut self, done: u64, present: u64) {
        self.right.insert((done, present));
        self.browser.says(&format!("{done}\nvan {present} aanwezig")).await;
    }

    /// Every count that was ever shown was right at some moment.
    async fn was_always_right(&self) {
        let seen = self.browser.run("return window.seen").await;
        let seen: Vec<(u64, u64)> = seen.as_array().expect("a list").iter().map(pair).collect();
        assert!(seen.len() > 20, "the wall counted: {seen:?}");
        let wrong: Vec<_> = seen.iter().filter(|counts| !self.right.contains(counts)).collect();
        assert!(wrong.is_empty(), "these were never right: {wrong:?}; seen {seen:?}");
    }
}

fn pair(counts: &Value) -> (u64, u64) {
    let (done, present) = counts.as_str().and_then(|text| text.split_once('/')).expect("two numbers");
    (done.parse().expect("a number"), present.parse().expect("a number"))
}

async fn round_of(meeting: &Meeting) -> (RoundId, Value) {
    let view = meeting.leader.view(meeting.meeting).await;
    (view["round"]["round"].as_str().expect("a round").parse().expect("an id"), view["round"].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_five_phones_with_mishaps_go_through_two_rounds() {
    let server = Server::start("hall", &[]).await;
    let base = format!("http://{}", server.host);
    let mut meeting = Meeting::plan(&server.host).await;
    meeting.start().await;
    let code = meeting.code.clone();
    let driver = Driver::start().await;
    let mut wall = Wall::open(&driver, &meeting, &base).await;
    let laptop = driver.open(Kind::Laptop).await;
    laptop.go(&format!("{base}/open#{}", meeting.leader.secret)).await;
    laptop.says("Terug naar de werksessie").await;
    laptop.go(&format!("{base}/console/{}/{}", meeting.leader.project, meeting.meeting)).await;
    laptop.alive().await;

    // Twenty come in on time, one of them through a network that will fail.
    let plane = Proxy::start(&server.host, Trick::Plane).await;
    let mut crowd = Crowd::open(&driver).await;
    let mut phones = Vec::new();
    for at in 0..20 {
        let through = if at == 6 { format!("http://{}", plane.host) } else { base.clone() };
        phones.push(crowd.join(&through, &code, at % 10, false).await);
        wall.browser.says(&format!("{} van 21 mensen", at + 1)).await;
    }
    // An alderman walks in and only watches: in no count.
    let alderman = crowd.join(&base, &code, 0, true).await;

    let round = meeting.open(&meeting.items[..2]).await;
    wall.counts(0, 20).await;
    crowd.at(alderman).await.says("Je kijkt mee").await;
    for (at, phone) in phones.iter().take(3).enumerate() {
        crowd.vote(*phone, 4).await;
        wall.counts(at as u64 + 1, 20).await;
    }

    // Plane mode: what is filled in meanwhile is kept, and sent a minute later.
    crowd.at(phones[6]).await.says("1 van 2").await;
    plane.cut();
    let landed = Instant::now() + PLANE;
    crowd.at(phones[6]).await.says("Geen verbinding").await;
    crowd.mark(phones[6], 2).await;
    crowd.at(phones[6]).await.press("Volgende").await;
    crowd.mark(phones[6], 2).await;
    crowd.at(phones[6]).await.says("Nog niet verstuurd").await;

    // A latecomer joins the open round.
    let late = crowd.join(&base, &code, 11, false).await;
    wall.counts(3, 21).await;
    crowd.vote(late, 5).await;
    wall.counts(4, 21).await;

    // Somebody chose the wrong organisation, after the first card.
    let wrong = phones[3];
    crowd.mark(wrong, 3).await;
    crowd.at(wrong).await.says("Bewaard om").await;
    let seat = crowd.at(wrong).await.address().await;
    let seat = seat.split('?').next().expect("an address").to_owned();
    crowd.at(wrong).await.go(&format!("{seat}/wie")).await;
    crowd.at(wrong).await.run("document.querySelectorAll('[name=party]')[9].click()").await;
    crowd.at(wrong).await.press("Bewaar").await;
    crowd.at(wrong).await.alive().await;
    let first = "return document.querySelector('[data-sheet]:not([hidden]) [type=radio]:checked')?.value";
    assert_eq!(crowd.at(wrong).await.run(first).await, "3", "what was filled in moved along");
    crowd.vote(wrong, 3).await;
    wall.counts(5, 21).await;

    // Somebody loads the page anew between two cards.
    let again = phones[4];
    crowd.mark(again, 1).await;
    crowd.at(again).await.says("Bewaard om").await;
    let address = crowd.at(again).await.address().await;
    crowd.at(again).await.go(&address).await;
    crowd.at(again).await.alive().await;
    assert_eq!(crowd.at(again).await.run(first).await, "1");
    crowd.vote(again, 1).await;
    wall.counts(6, 21).await;

    // A battery is empty: two words and a tap bring the seat to a second phone. It is the same seat.
    crowd.vote(phones[5], 4).await;
    wall.counts(7, 21).await;
    let second = driver.open(Kind::Phone).await;
    second.go(&format!("{base}/d/{code}/terug")).await;
    second.type_into("input[name=words]", &words(&meeting, phones[5], &crowd).await).await;
    second.press("Vraag om terug te komen").await;
    second.says("De projectleider laat je binnen").await;
    laptop.press("Laat binnen").await;
    second.alive().await;
    assert_eq!(second.run(first).await, "4", "the same answers");
    crowd.at(phones[5]).await.says("hoort niet meer bij dit toestel").await;
    wall.counts(7, 21).await;

    // A prankster is removed, with the vote.
    let prankster = phones[7];
    crowd.vote(prankster, 1).await;
    wall.counts(8, 21).await;
    let seat = crowd.at(prankster).await.address().await;
    let seat = seat.split('?').next().and_then(|path| path.rsplit('/').next()).expect("a seat").to_owned();
    wall.right.insert((7, 20));
    meeting.leader.must(json!({ "type": "seat.remove", "seat": seat })).await;
    wall.counts(7, 20).await;
    crowd.at(prankster).await.says("hoort niet meer bij dit toestel").await;

    // Somebody leaves early without a word said to anybody, after voting: the vote stays valid.
    for (at, phone) in phones[8..20].iter().enumerate() {
        crowd.vote(*phone, [2, 5][at % 2]).await;
        wall.counts(8 + at as u64, 20).await;
    }

    // The plane has landed.
    sleep_until(landed).await;
    plane.release();
    crowd.at(phones[6]).await.says("Bewaard om").await;
    wall.counts(20, 20).await;
    laptop.says("Iedereen is klaar").await;

    laptop.press("Sluit de ronde").await;
    laptop.press("Tel de stemmen").await;
    laptop.press("Ja, tel de stemmen").await;
    laptop.press("Onthul aan de zaal").await;
    for phone in [phones[0], late, alderman] {
        crowd.at(phone).await.says("Zo denken we erover").await;
    }
    let (_, counted) = round_of(&meeting).await;
    let counts = |item: usize| {
        let counts = counted["results"][item]["severity"]["counts"].as_array().expect("five");
        counts.iter().map(|count| count.as_u64().expect("a number")).collect::<Vec<_>>()
    };
    // Four: 0, 1, 2 and 5; three: 3; one: 4; two: 6 and every second of 8 to 19; five: the latecomer and the rest.
    assert_eq!((counts(0), counts(1)), (vec![1, 7, 1, 4, 7], vec![1, 7, 1, 4, 7]));
    assert_eq!(counted["voted"], json!([20, 20]));

    // The second round is for who voted in the first. One more comes too late for it.
    let again = RoundId(werksessie_tests::client::id());
    let revote = json!({ "type": "round.revote", "meeting": meeting.meeting, "round": round, "new_round": again,
        "items": [meeting.items[0]] });
    meeting.leader.must(revote).await;
    wall.counts(0, 20).await;
    let too_late = crowd.join(&base, &code, 2, false).await;
    crowd.at(too_late).await.says("Alleen wie in ronde 1 stemde").await;
    wall.counts(0, 20).await;
    let voters: Vec<usize> = phones.iter().copied().filter(|phone| ![phones[5], prankster].contains(phone)).collect();
    for (at, phone) in voters.into_iter().chain([late]).enumerate() {
        crowd.mark(phone, 4).await;
        crowd.at(phone).await.says("Bewaard om").await;
        wall.counts(at as u64 + 1, 20).await;
    }
    second.run("for (const input of document.querySelectorAll('[type=radio][value=\"2\"]')) input.click()").await;
    wall.counts(20, 20).await;
    laptop.press("Sluit de ronde").await;
    laptop.press("Tel de stemmen").await;
    laptop.press("Ja, tel de stemmen").await;
    laptop.press("Onthul aan de zaal").await;
    crowd.at(too_late).await.says("Ronde 2 · onthuld").await;
    let (_, counted) = round_of(&meeting).await;
    assert_eq!(counted["results"][0]["severity"]["counts"], json!([0, 1, 0, 19, 0]));
    laptop.press("Stel vast").await;
    laptop.says("Dit is vastgesteld").await;
    wall.was_always_right().await;
    for browser in [laptop, wall.browser, second, crowd.browser] {
        browser.close().await;
    }
}

/// The recovery words that a phone shows.
async fn words(meeting: &Meeting, phone: usize, crowd: &Crowd) -> String {
    let address = crowd.at(phone).await.address().await;
    let seat = address.split('?').next().and_then(|path| path.rsplit('/').next()).expect("a seat").to_owned();
    let view = meeting.leader.view(meeting.meeting).await;
    let rows = view["parties"].as_array().expect("a list").iter().flat_map(|party| party["seats"].as_array().cloned());
    let row = rows.flatten().find(|row| row["seat"] == seat.as_str()).expect("the seat is known");
    let pair = [0, 1].map(|at| row["recovery"][at].as_u64().expect("a number"));
    let list = include_str!("../../locales/nl/common.txt");
    let list = list.lines().find_map(|line| line.strip_prefix("recovery_words = ")).expect("the words");
    let list: Vec<&str> = list.split(' ').collect();
    pair.map(|at| list[usize::try_from(at).expect("small") % list.len()]).join(" ")
}
