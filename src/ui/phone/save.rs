//! Whether answers are stored: always in words.

use leptos::prelude::*;
use werksessie_core::time::Timestamp;

use super::Phone;
use crate::messages::phone as texts;
use crate::ui::markup::{Markup, el};
use crate::ui::{language, words};

/// Whether the answers on this phone are on the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveState {
    /// Nothing was answered yet.
    Nothing,
    /// Stored, and when, if this page saw it happen.
    Saved(Option<Timestamp>),
    /// On its way.
    Sending,
    /// Not on the server; the phone keeps it and tries again.
    Waiting,
    /// The connection is gone; nothing waits.
    Offline,
}

/// The line above the buttons, or these words in its place.
pub(super) fn line(phone: Phone, instead: Option<&'static str>) -> Markup {
    let language = language();
    let line = |class: &str, text: &str| Markup::from(el("p").class(class).text(text));
    if let Some(text) = instead {
        return if text.is_empty() { Markup::default() } else { line("ws-saved", text) };
    }
    // The sign before the words is drawn by the style sheet, by class.
    match phone.save.get() {
        SaveState::Nothing => line("ws-saved", texts::save_nothing(language)),
        SaveState::Saved(None) => line("ws-saved ws-saved--ok", texts::saved(language)),
        SaveState::Saved(Some(at)) => {
            line("ws-saved ws-saved--ok", &texts::saved_at(language, words::clock(language, at)))
        }
        SaveState::Sending => line("ws-saved", texts::sending(language)),
        SaveState::Waiting => line("ws-saved ws-saved--wait", texts::not_sent(language)),
        SaveState::Offline => line("ws-saved ws-saved--wait", texts::offline_short(language)),
    }
}

/// The words for no connection, and why something was not taken.
pub(super) fn notices(phone: Phone) -> Markup {
    let language = language();
    let alert = |class: &str| el("div").class(class).attr("role", "alert");
    let offline = matches!(phone.save.get(), SaveState::Waiting | SaveState::Offline).then(|| {
        let words = el("p").with(el("strong").text(texts::offline_title(language))).text(" ");
        alert("ws-alert ws-alert--warning").with(words.text(texts::offline_text(language)))
    });
    let problem = phone.problem.read();
    let problem = problem.as_ref().map(|problem| alert("ws-alert ws-alert--negative").with(el("p").text(problem)));
    Markup::from(offline).and(problem)
}
