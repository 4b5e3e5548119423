//! What a screen reader hears while a room votes as fast as it can: whole sentences from one
//! region, never two in five seconds, and at last how things are.

use serde_json::{Value, json};
use tokio::time::{Duration, Instant};
use werksessie_tests::browser::{Browser, CARD, Driver, Kind};
use werksessie_tests::client::answers;
use werksessie_tests::meeting::Meeting;
use werksessie_tests::server::Server;

/// Writes down when something changes in any polite region, wherever it is, and what it says then.
const LISTEN: &str = "window.heard = []; const polite = '[role=status], [role=log], [aria-live=polite]'; \
    new MutationObserver(list => { \
        const said = new Set(); \
        for (const { target, addedNodes } of list) { \
            const at = (target.nodeType === 1 ? target : target.parentElement)?.closest(polite); \
            if (at) said.add(at); \
            for (const node of addedNodes) if (node.nodeType === 1) [node, ...node.querySelectorAll('*')].filter(e => e.matches(polite)).forEach(e => said.add(e)); \
        } \
        said.forEach(region => heard.push([performance.now(), region.textContent])); \
    }).observe(document.body, { subtree: true, childList: true, characterData: true }); \
    const page = new XMLHttpRequest(); page.open('GET', location.href, false); page.send(); \
    const sent = new DOMParser().parseFromString(page.responseText, 'text/html'); \
    return [sent, document].map(page => [...page.querySelectorAll(polite)].length).concat(sent.querySelector(polite)?.textContent)";

/// What was heard so far: when, in milliseconds, and what.
async fn heard(browser: &Browser) -> Vec<(f64, String)> {
    let rows = browser.run("return window.heard").await;
    let row = |row: &Value| (row[0].as_f64().expect("a time"), row[1].as_str().expect("words").to_owned());
    rows.as_array().expect("a list").iter().map(row).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_screen_reader_hears_one_sentence_in_five_seconds_while_the_room_votes() {
    const VOTERS: usize = 20;
    let server = Server::start("spoken", &[]).await;
    let base = format!("http://{}", server.host);
    let mut meeting = Meeting::begin(&server.host, VOTERS).await;
    let round = meeting.open(&meeting.items[..2]).await;
    let driver = Driver::start().await;
    let (laptop, wall, phone) =
        (driver.open(Kind::Laptop).await, driver.open(Kind::Wall).await, driver.open(Kind::Phone).await);
    for browser in [&laptop, &wall] {
        browser.go(&format!("{base}/open#{}", meeting.leader.secret)).await;
        browser.says("0 van 15 stappen klaar").await;
    }
    laptop.go(&format!("{base}/console/{}/{}", meeting.leader.project, meeting.meeting)).await;
    wall.go(&format!("{base}/scherm/{}/{}", meeting.leader.project, meeting.meeting)).await;
    phone.join(&base, &meeting.code, 1).await;
    phone.says("1 van 2").await;
    let all = [(&laptop, "console"), (&wall, "screen"), (&phone, "phone")];
    for (browser, name) in all {
        browser.alive().await;
        assert_eq!(browser.run(LISTEN).await, json!([1, 1, ""]), "{name} has one region, and it comes empty");
    }

    // Everybody votes again and again, the phone changes its mind, the leader adds minutes, until
    // everybody has heard enough.
    let deadline = Instant::now() + Duration::from_secs(60);
    let items = meeting.items[..2].to_vec();
    let mut turn = 0;
    laptop.press("2 min").await;
    loop {
        // Now and then one more is done, so that the wall has something to tell.
        let seat = &mut meeting.seats[turn / 4 % VOTERS];
        let mark = |at: usize| ((turn + at) as u8 % 5 + 1, 3);
        assert_eq!(seat.vote(round, &answers(&items, mark)).await.status, 200);
        phone.click(&format!("{CARD} input[name$='.severity'][value='{}']", turn % 5 + 1)).await;
        laptop.press("1 minuut erbij").await;
        turn += 1;
        let mut enough = true;
        for (browser, _) in all {
            enough &= heard(browser).await.len() >= 3;
        }
        if enough && turn >= 4 * VOTERS {
            break;
        }
        assert!(Instant::now() < deadline, "{:?}", [heard(&laptop).await, heard(&wall).await, heard(&phone).await]);
    }
    phone.says("Bewaard om").await;
    wall.wait_for(&format!("return heard.at(-1)[1].includes('{VOTERS} van {} mensen zijn klaar')", VOTERS + 1)).await;
    phone.wait_for("return heard.at(-1)[1].startsWith('Bewaard om')").await;
    for (browser, name) in all {
        let heard = heard(browser).await;
        println!("{name}: {} messages in {turn} turns: {heard:?}", heard.len());
        for pair in heard.windows(2) {
            assert!(pair[1].0 - pair[0].0 >= 4_900.0, "{name} says two things in five seconds: {pair:?}");
        }
        assert!(heard.iter().all(|(_, words)| !words.is_empty()), "{name}: {heard:?}");
    }
    for browser in [laptop, wall, phone] {
        browser.close().await;
    }
}
