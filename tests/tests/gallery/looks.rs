//! How a page is looked at.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Mutex;

use serde_json::{Value, json};
use werksessie_tests::browser::Browser;
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
    let names = [
        "act", "admin", "chart", "common", "console", "dossier", "guide", "phone", "privacy", "refusal", "screen",
        "start",
    ];
    let mut dutch = BTreeSet::new();
    for name in names.map(|name| format!("{name}.txt")) {
        let english = values("en", &name);
        let other = values("nl", &name).into_iter().filter(|value| !english.contains(value));
        let longest = |value: String| value.split(['{', '}']).max_by_key(|part| part.len()).map(str::to_owned);
        dutch.extend(other.filter_map(longest).filter(|part| part.chars().count() >= TELLING));
    }
    dutch
}

pub struct Gallery {
    /// Where the server is.
    pub base: String,
    dutch: BTreeSet<String>,
    /// What not everybody can use, gathered so that one run tells all of it.
    wrong: Mutex<Vec<String>>,
}

impl Gallery {
    /// Of this server.
    pub fn of(server: &Server) -> Self {
        Self { base: format!("http://{}", server.host), dutch: dutch(), wrong: Mutex::default() }
    }

    /// Says all that was wrong, if anything was.
    pub fn verdict(self) {
        let wrong = self.wrong.into_inner().expect("one at a time");
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    /// Looks at a page of a browser in both languages, and leaves it in Dutch.
    pub async fn see(&self, browser: &Browser, path: &str, name: &str) {
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

    /// Whether it fits in its window, and speaks its language.
    pub async fn check(&self, browser: &Browser, name: &str, language: &str) {
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
    pub async fn everybody(&self, browser: &Browser, name: &str) {
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
