//! Whether everybody can use a page: the rules of axe-core, narrow windows, large text, colours of
//! one's own, the keyboard.

use std::path::Path;

use serde_json::{Value, json};
use tokio::time::{Duration, Instant, sleep};

use crate::browser::Browser;

/// The rules to hold pages against (targets, "For everyone").
const TAGS: [&str; 7] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "EN-301-549", "best-practice"];

/// A file of a package that `cargo xtask setup` fetched.
pub fn package(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools/npm/node_modules").join(path);
    std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}. Get it with `cargo xtask setup`.", path.display()))
}

/// What axe-core finds on a page.
#[derive(Debug, Default)]
pub struct Findings {
    /// What breaks a rule: the rule with the first elements that do.
    pub violations: Vec<String>,
    /// What a person must look at: the rule with the elements.
    pub incomplete: Vec<String>,
    /// Elements of which it could not tell the contrast.
    pub undecided_contrast: Vec<String>,
    /// Number of rules that were met.
    pub passes: usize,
}

impl Browser {
    /// Holds the page against the rules.
    pub async fn axe(&self) -> Findings {
        self.driver.execute(package("axe-core/axe.min.js"), Vec::new()).await.expect("the rules are there");
        let script = "const done = arguments[arguments.length - 1]; \
            axe.run(document, {runOnly: {type: 'tag', values: arguments[0]}}).then(found => done({ \
                violations: found.violations.map(rule => [rule.id, rule.nodes.map(node => node.html.slice(0, 160))]), \
                incomplete: found.incomplete.map(rule => [rule.id, rule.nodes.map(node => node.target.join(' '))]), \
                passes: found.passes.length })).catch(error => done({ error: String(error) }))";
        let found = self.driver.execute_async(script, vec![json!(TAGS)]).await.expect("the rules run");
        let found = found.json();
        assert!(found["error"].is_null(), "{found}");
        let rows = |name: &str| {
            let rows = found[name].as_array().cloned().unwrap_or_default();
            rows.iter().map(|row| format!("{}: {}", row[0].as_str().unwrap_or_default(), row[1])).collect()
        };
        Findings {
            violations: rows("violations"),
            incomplete: rows("incomplete"),
            undecided_contrast: found["incomplete"]
                .as_array()
                .into_iter()
                .flatten()
                .filter(|row| row[0] == "color-contrast")
                .flat_map(|row| row[1].as_array().cloned().unwrap_or_default())
                .filter_map(|element| element.as_str().map(str::to_owned))
                .collect(),
            passes: found["passes"].as_u64().unwrap_or_default() as usize,
        }
    }

    /// Elements that stick out of the window, and texts that are cut off.
    pub async fn sticks_out(&self) -> Value {
        self.run(
            "return [...document.querySelectorAll('body *')].filter(e => { \
                if (e.closest('.ws-hidden, .nl-skip-link, table, svg, .ws-scroll, option')) return false; \
                const box = e.getBoundingClientRect(), style = getComputedStyle(e); \
                const cut = style.overflowX === 'hidden' && e.scrollWidth > e.clientWidth + 1; \
                return box.right > innerWidth + 1 || cut; \
             }).map(e => e.tagName + '.' + e.className + ' ' + (e.textContent || '').slice(0, 40)).slice(0, 5)",
        )
        .await
    }

    /// Sets what the person's system asks for, such as `("forced-colors", "active")`.
    pub async fn media(&self, features: &[(&str, &str)]) {
        let features: Vec<_> = features.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        self.protocol("Emulation.setEmulatedMedia", json!({ "features": features })).await;
    }

    /// Moves the focus with Tab until it is on the element with this text or label, checks that it
    /// can be seen there, and leaves it there.
    pub async fn tab_to(&self, name: &str) {
        let deadline = Instant::now() + Duration::from_secs(30);
        let focused = "const e = document.activeElement; if (!e || e === document.body) return ''; \
            const label = e.labels && e.labels[0] ? e.labels[0].innerText : ''; \
            return (e.getAttribute('aria-label') || label || e.innerText || e.value || '').replace(/\\s+/g, ' ').trim()";
        let mut seen = Vec::new();
        loop {
            let now = self.run(focused).await.as_str().unwrap_or_default().to_owned();
            if now == name {
                return self.focus_is_seen(name).await;
            }
            seen.push(now);
            assert!(
                Instant::now() < deadline && seen.len() < 400,
                "Tab does not come to {name:?} on {}; it came by {:?}\n{}",
                self.address().await,
                &seen[seen.len().saturating_sub(30)..],
                self.text().await
            );
            self.key("\u{e004}").await;
        }
    }

    /// Tabs to a button or link and presses Enter.
    pub async fn enter(&self, name: &str) {
        self.tab_to(name).await;
        self.key("\u{e007}").await;
    }

    /// The focus is drawn, and nothing lies over the element (WCAG 2.4.7 and 2.4.11).
    async fn focus_is_seen(&self, name: &str) {
        let deadline = Instant::now() + Duration::from_secs(5);
        let script = "const e = document.activeElement, style = getComputedStyle(e), near = e.closest('label') || e; \
            const outline = s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0; \
            const drawn = outline(style) || outline(getComputedStyle(near)) || style.boxShadow !== 'none'; \
            const box = near.getBoundingClientRect(); \
            const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2); \
            return [drawn, !!at && (near.contains(at) || at.contains(near))]";
        loop {
            let seen = self.run(script).await;
            if seen == json!([true, true]) {
                return;
            }
            assert!(Instant::now() < deadline, "the focus on {name:?} is not seen: [drawn, uncovered] is {seen}");
            // The page may still be scrolling to it.
            sleep(Duration::from_millis(50)).await;
        }
    }
}
