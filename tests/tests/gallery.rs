//! Every screen in every state, in both languages: no page is without title or language, speaks
//! the wrong one, or is wider than its window. In Dutch each is also held against the rules for
//! accessibility, and looked at in a narrow window, with text twice as large, in colours of one's
//! own, and on old projectors. With `WERKSESSIE_PICTURES` each is a picture.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Mutex;

use serde_json::{Value, json};
use werksessie_core::BottleneckId;
use werksessie_tests::browser::{Browser, Driver, Kind};
use werksessie_tests::client::{Participant, answers, id};
use werksessie_tests::meeting::Meeting;
use werksessie_tests::server::Server;

/// Long enough not to stand in a page by chance.
const TELLING: usize = 16;

/// The Dutch sentences of the interface that English has otherwise, without their parameters.
fn dutch() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../locales");
    let values = |language: &str, name: &str| -> Vec<String> {
        let text = std::fs::read_to_string(folder.join(language).join(name)).expect("a message file");
        text.lines().filter_map(|line| Some(line.split_once(" = ")?.1.trim().to_owned())).collect()
    };
    // The language of content (starting lists, documents) is the project's, not the reader's.
    let names =
        ["act", "admin", "chart", "common", "console", "dossier", "guide", "phone", "refusal", "screen", "start"];
    let mut dutch = BTreeSet::new();
    for name in names.map(|name| format!("{name}.txt")) {
        let english = values("en", &name);
        let other = values("nl", &name).into_iter().filter(|value| !english.contains(value));
        let longest = |value: String| value.split(['{', '}']).max_by_key(|part| part.len()).map(str::to_owned);
        dutch.extend(other.filter_map(longest).filter(|part| part.chars().count() >= TELLING));
    }
    dutch
}

struct Gallery {
    base: String,
    dutch: BTreeSet<String>,
    /// What not everybody can use, gathered so that one run tells all of it.
    wrong: Mutex<Vec<String>>,
}

impl Gallery {
    /// Looks at a page of a browser in both languages, and leaves it in Dutch.
    async fn see(&self, browser: &Browser, path: &str, name: &str) {
        for language in ["en", "nl"] {
            // A page of somebody who has not chosen follows the link as well.
            browser.go(&format!("{}/taal/{language}?naar={}", self.base, path.replace('&', "%26"))).await;
            let (title, lang) =
                (browser.run("return document.title").await, browser.run("return document.documentElement.lang").await);
            assert_eq!(lang, language, "{name}");
            assert!(title.as_str().is_some_and(|title| !title.is_empty()), "{name} has no title");
            if browser.run("return document.querySelector('script[type=module]') !== null").await == true {
                browser.settled().await;
            }
            browser.look(&format!("{name}-{language}")).await;
            self.check(browser, name, language).await;
            if language == "nl" {
                self.everybody(browser, name).await;
            }
        }
        assert_eq!(browser.complaints().await, Vec::<String>::new(), "{name}");
    }

    async fn check(&self, browser: &Browser, name: &str, language: &str) {
        assert_eq!(browser.sticks_out().await, json!([]), "{name} in {language} is wider than its window");
        if language == "en" {
            let text = browser.run("return document.body.innerText").await;
            let text = text.as_str().unwrap_or_default();
            let left: Vec<&String> = self.dutch.iter().filter(|sentence| text.contains(sentence.as_str())).collect();
            assert!(left.is_empty(), "{name} in English says {left:?}");
        }
    }
}

/// What axe-core cannot decide, and a person looked at: rule and element.
///
/// Buttons with an arrow or a cross for a text have a label in words, which is no mismatch.
const LOOKED_AT: [(&str, &str); 1] = [("label-content-name-mismatch", "nl-button")];

impl Gallery {
    /// Holds a page against the rules, and against what people set for themselves.
    async fn everybody(&self, browser: &Browser, name: &str) {
        let mut wrong = Vec::new();
        let found = browser.axe().await;
        wrong.extend(found.violations.iter().map(|row| format!("{name} breaks {row}")));
        let is_known = |row: &str| LOOKED_AT.iter().any(|(rule, part)| row.starts_with(rule) && row.contains(part));
        let unseen = found.incomplete.iter().filter(|row| !is_known(row) && !row.starts_with("color-contrast:"));
        wrong.extend(unseen.map(|row| format!("{name}: somebody must look at {row}")));
        // Where axe-core sees something lie over a text it does not decide: then we do.
        let faint = browser.driver.execute(FAINT, vec![json!(found.undecided_contrast)]).await.expect("a script");
        assert!(found.passes >= 10, "{name}: only {} rules were met", found.passes);
        let nothing = |wrong: &mut Vec<String>, found: Value, what: String| {
            if found != json!([]) {
                wrong.push(format!("{name} {what}: {found}"));
            }
        };
        nothing(&mut wrong, faint.json().clone(), "is hard to read".into());
        let is_wall = browser.run("return document.documentElement.classList.contains('ws-projector')").await == true;
        let size = browser.run("return [innerWidth, innerHeight]").await;
        if is_wall {
            for (width, height) in [(1280, 720), (1024, 768), (1920, 1080)] {
                browser.size(width, height).await;
                nothing(&mut wrong, browser.run(SMALL).await, format!("at {width} x {height} has small text"));
                nothing(&mut wrong, browser.run(PAST_THE_EDGE).await, format!("at {width} x {height} does not fit"));
                browser.look(&format!("{name}-{width}")).await;
            }
        } else {
            browser.run("document.documentElement.style.fontSize = '200%'").await;
            nothing(&mut wrong, browser.sticks_out().await, "with text twice as large".into());
            browser.look(&format!("{name}-large")).await;
            browser.run("document.documentElement.style.fontSize = ''").await;
        }
        browser.size(320, 640).await;
        nothing(&mut wrong, browser.sticks_out().await, "in a window of 320".into());
        browser.look(&format!("{name}-320")).await;
        if name.starts_with("phone") {
            nothing(&mut wrong, browser.run(TARGETS).await, "is too small to tap".into());
        }
        let side = |at: usize| size[at].as_u64().expect("a size") as u32;
        browser.size(side(0), side(1)).await;
        browser.media(&[("forced-colors", "active"), ("prefers-reduced-motion", "reduce")]).await;
        browser.look(&format!("{name}-forced")).await;
        let moving =
            "return document.getAnimations().filter(animation => animation.playState === 'running').map(String)";
        nothing(&mut wrong, browser.run(moving).await, "moves for who wants nothing to move".into());
        browser.media(&[]).await;
        self.wrong.lock().expect("one at a time").extend(wrong);
    }
}

/// Of these elements the ones whose text has too little contrast with the ground that it stands on:
/// 7 to 1 on the wall, else 4.5, or 3 for large text. Texts in charts are looked at by people: they
/// stand beside what is drawn, in ink on paper.
const FAINT: &str = "const least = document.documentElement.classList.contains('ws-projector') ? 7 : 4.5; \
    const parts = text => (text.match(/[\\d.]+/g) || []).map(Number); \
    const light = ([r, g, b]) => [r, g, b].map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4) \
        .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0); \
    return arguments[0].filter(query => { \
        const e = document.querySelector(query); \
        if (!e || e.closest('svg')) return false; \
        let ground = e; \
        while (ground && (parts(getComputedStyle(ground).backgroundColor)[3] ?? 1) === 0) ground = ground.parentElement; \
        const style = getComputedStyle(e), [a, b] = [light(parts(style.color)), light(parts(ground ? getComputedStyle(ground).backgroundColor : '255 255 255'))]; \
        const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700); \
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < (large ? Math.min(least, 3) : least); \
    })";

/// On the wall nothing scrolls: what of the page lies past its edges.
const PAST_THE_EDGE: &str = "const page = document.documentElement, out = []; \
    if (page.scrollHeight > innerHeight + 1) out.push('height ' + page.scrollHeight); \
    if (page.scrollWidth > innerWidth + 1) out.push('width ' + page.scrollWidth); \
    for (const e of document.querySelectorAll('main *, footer *')) { \
        const box = e.getBoundingClientRect(); \
        if (!e.closest('.ws-hidden, svg, defs') && e.checkVisibility() && box.height > 0 && (box.bottom > innerHeight + 1 || box.right > innerWidth + 1)) \
            out.push(e.tagName + '.' + e.getAttribute('class') + ' ' + Math.round(box.right) + ' ' + Math.round(box.bottom)); \
    } \
    return out.slice(0, 5)";

/// Texts on the wall that are smaller than 3 percent of its height (or the same on a narrow one).
const SMALL: &str = "const least = Math.min(innerHeight * 0.0295, innerWidth * 0.0166); \
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), small = new Set(); \
    for (let node; node = walk.nextNode();) { \
        const e = node.parentElement; \
        if (!node.data.trim() || e.closest('.ws-hidden, .nl-skip-link, script, noscript') || !e.checkVisibility()) continue; \
        const svg = e.closest('svg'); \
        let size = parseFloat(getComputedStyle(e).fontSize); \
        if (svg && svg.viewBox.baseVal.width) { \
            const box = svg.getBoundingClientRect(), view = svg.viewBox.baseVal; \
            size *= Math.min(box.width / view.width, box.height / view.height); \
        } \
        if (size < least) small.add(node.data.trim().slice(0, 30) + ' ' + size.toFixed(1)); \
    } \
    return [...small].slice(0, 8)";

/// What can be tapped on a phone and is smaller than 48 by 48 pixels. A link within a sentence may
/// be (WCAG 2.5.8), and a radio button is as large as its label.
const TARGETS: &str = "return [...document.querySelectorAll('button, input, textarea, select, summary, a')].filter(e => { \
        if (!e.checkVisibility() || e.closest('.ws-hidden') || (e.parentElement.matches('p') && e.parentElement.childNodes.length > 1) || e.matches('.nl-skip-link, [type=hidden]')) return false; \
        const box = (e.matches('[type=radio], [type=checkbox]') ? e.closest('label') : e).getBoundingClientRect(); \
        return box.width < 47.5 || box.height < 47.5; \
    }).map(e => e.outerHTML.slice(0, 100))";

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_in_every_state() {
    let server = Server::start("gallery", &[]).await;
    let gallery = Gallery { base: format!("http://{}", server.host), dutch: dutch(), wrong: Mutex::default() };
    let driver = Driver::start().await;
    let (laptop, wall, phone) =
        (driver.open(Kind::Laptop).await, driver.open(Kind::Wall).await, driver.open(Kind::Phone).await);

    // Nobody in particular.
    gallery.see(&laptop, "/", "start").await;
    gallery.see(&laptop, "/open", "open").await;
    gallery.see(&laptop, "/gids", "guide").await;
    gallery.see(&laptop, "/beheer", "administration").await;
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
    let discard = |round: &Value| json!({ "type": "round.move", "meeting": id_of, "round": round, "to": "discarded" });
    leader.must(discard(&named["round"])).await;
    let cards = json!({ "type": "round.open", "meeting": id_of, "round": id(), "items": [], "ask": "cards" });
    leader.must(cards.clone()).await;
    gallery.see(&phone, &seat, "phone-cards").await;
    gallery.see(&wall, &screen, "screen-cards").await;
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
    let wrong = gallery.wrong.into_inner().expect("one at a time");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
