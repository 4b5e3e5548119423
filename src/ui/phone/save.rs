//! Whether answers are stored: always in words.

use leptos::prelude::*;
use werksessie_core::time::Timestamp;

use super::Phone;
use crate::messages::phone as texts;
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

/// The line above the buttons.
pub fn line(phone: Phone) -> impl IntoView {
    let language = language();
    let text = move || match phone.save.get() {
        SaveState::Nothing => texts::save_nothing(language).to_owned(),
        SaveState::Saved(None) => texts::saved(language).to_owned(),
        SaveState::Saved(Some(at)) => texts::saved_at(language, words::clock(language, at)),
        SaveState::Sending => texts::sending(language).to_owned(),
        SaveState::Waiting => texts::not_sent(language).to_owned(),
        SaveState::Offline => texts::offline_short(language).to_owned(),
    };
    let class = move || match phone.save.get() {
        SaveState::Saved(_) => "ws-saved ws-saved--ok",
        SaveState::Waiting | SaveState::Offline => "ws-saved ws-saved--wait",
        SaveState::Nothing | SaveState::Sending => "ws-saved",
    };
    // The sign before the words is drawn by the style sheet, by class.
    view! { <p class=class role="status">{text}</p> }
}

/// The words for no connection, and why something was not taken.
pub fn notices(phone: Phone) -> impl IntoView {
    let language = language();
    let offline = move || !matches!(phone.save.get(), SaveState::Waiting | SaveState::Offline);
    let nothing = move || phone.problem.read().is_none();
    let problem = move || phone.problem.get().unwrap_or_default();
    view! {
        <div class="ws-alert ws-alert--warning" role="alert" hidden=offline>
            <p><strong>{texts::offline_title(language)}</strong>" "{texts::offline_text(language)}</p>
        </div>
        <div class="ws-alert ws-alert--negative" role="alert" hidden=nothing><p>{problem}</p></div>
    }
}
