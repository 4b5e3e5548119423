//! What a screen reader hears without moving: one polite region for each page, which says something
//! at most once in five seconds, however often things change (WCAG 2.2: 4.1.3).
//!
//! The region stands empty in the page that the server sends, for readers watch only what was there.
//! The same words that people see stand elsewhere, and are no live region.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use super::browser;

/// The id of the region.
pub const REGION: &str = "said";

/// The least time between two messages, in milliseconds: a reader needs about that long for a sentence.
const PAUSE: f64 = 5_000.0;

/// What messages are about. The newest of each waits until something may be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// The picture that is shown now.
    Picture,
    /// How many are in, or done.
    Progress,
    /// How long a talk still has.
    Timer,
    /// Whether the server is there and has what was done.
    Server,
    /// Who asks to be let in.
    Asking,
}

#[derive(Default)]
struct Said {
    /// When something was said last, by the clock of this device.
    at: f64,
    waiting: BTreeMap<About, String>,
    last: BTreeMap<About, String>,
    /// It will be said when the pause is over.
    set: bool,
}

thread_local! {
    static SAID: RefCell<Said> = RefCell::default();
}

/// Says this, now or when the last message is five seconds old; nothing when it was said already.
pub fn say(about: About, words: &str) {
    let wait = SAID.with_borrow_mut(|said| {
        if said.last.get(&about).map_or("", String::as_str) == words {
            said.waiting.remove(&about);
        } else {
            said.waiting.insert(about, words.to_owned());
        }
        if said.set || said.waiting.is_empty() {
            return None;
        }
        said.set = true;
        // A clock that was put back must not silence the page.
        Some((PAUSE - (js_sys::Date::now() - said.at)).clamp(0.0, PAUSE))
    });
    if let Some(wait) = wait {
        browser::later(speak, Duration::from_millis(wait as u64));
    }
}

/// Lets the same words about something be said again: it is about something new.
pub fn anew(about: About) {
    SAID.with_borrow_mut(|said| said.last.remove(&about));
}

fn speak() {
    let words = SAID.with_borrow_mut(|said| {
        said.set = false;
        let waiting = std::mem::take(&mut said.waiting);
        let words: Vec<String> = waiting.values().filter(|words| !words.is_empty()).cloned().collect();
        said.last.extend(waiting);
        if !words.is_empty() {
            said.at = js_sys::Date::now();
        }
        words.join(" ")
    });
    let region = browser::window().document().and_then(|document| document.get_element_by_id(REGION));
    if let Some(region) = region.filter(|_| !words.is_empty()) {
        region.set_text_content(Some(&words));
    }
}
