//! What hangs before the picture on the screen, by button and by key; a clicker turns the run sheet.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use werksessie_core::Command;
use werksessie_core::agenda::Go;
use werksessie_core::meeting::MeetingState;
use werksessie_core::screen::{Curtain, Draw, Picture};

use super::{Console, recap};
use crate::messages::console as texts;
use crate::ui::{browser, language};

/// Where the device remembers that keys are off.
const OFF: &str = "ws.keys-off";

/// The buttons in the bar. Single keys can be turned off (WCAG 2.1.4): dictation types letters.
pub fn buttons(console: Console) -> impl IntoView {
    let language = language();
    let open = Memo::new(move |_| {
        let view = console.view.read();
        (view.state == MeetingState::Open).then_some(view.curtain)
    });
    let button = move |wanted: Curtain, label: &'static str| {
        view! { <button class="nl-button nl-button--secondary ws-button--small" type="button" on:click=move |_| toggle(console, wanted)>{label}</button> }
    };
    move || {
        open.get().map(|curtain| {
            let blank = if curtain == Curtain::Blank { texts::unblank(language) } else { texts::blank(language) };
            let freeze = if curtain == Curtain::Frozen { texts::unfreeze(language) } else { texts::freeze(language) };
            view! {
                <button class="nl-button nl-button--secondary ws-button--small" type="button" on:click=move |_| console.show(Picture::Join)>{texts::show_qr(language)}</button>
                {button(Curtain::Blank, blank)}{button(Curtain::Frozen, freeze)}
            }
        })
    }
}

/// Whether single keys do something; a box at the side of the console.
pub fn switch() -> impl IntoView {
    let set = |event: leptos::ev::Event| {
        browser::keep(OFF, if event_target_checked(&event) { "" } else { "off" });
    };
    view! { <label class="ws-option ws-option--plain ws-small"><input type="checkbox" checked id="sneltoetsen" on:change=set/>{texts::keys_on(language())}</label> }
}

fn toggle(console: Console, wanted: Curtain) {
    let (meeting, now) = (console.meeting(), console.view.read_untracked().curtain);
    let curtain = if now == wanted { Curtain::Open } else { wanted };
    console.send(Command::ScreenCurtain(Draw { meeting, curtain }));
}

/// Listens to the keyboard for the life of the page.
pub fn listen(console: Console) {
    Effect::new(move |ran: Option<()>| {
        if ran.is_some() {
            return;
        }
        let off = browser::kept(OFF).is_some_and(|kept| kept == "off");
        if let Some(switch) = off.then(|| browser::window().document()?.get_element_by_id("sneltoetsen")).flatten()
            && let Ok(switch) = switch.dyn_into::<web_sys::HtmlInputElement>()
        {
            switch.set_checked(false);
        }
        let closure = Closure::<dyn Fn(web_sys::KeyboardEvent)>::new(move |event| press(console, &event));
        // It fails for invalid names only.
        let _ = browser::window().add_event_listener_with_callback("keydown", closure.as_ref().unchecked_ref());
        closure.forget();
    });
}

fn press(console: Console, event: &web_sys::KeyboardEvent) {
    let types = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let types = types.is_some_and(|element| {
        element.closest("input, textarea, select, [contenteditable]").is_ok_and(|found| found.is_some())
    });
    let view = console.view.read_untracked();
    if types
        || event.ctrl_key()
        || event.alt_key()
        || event.meta_key()
        || event.repeat()
        || view.state != MeetingState::Open
    {
        return;
    }
    let at = view.agenda.iter().position(|item| item.item == view.current);
    let beside = |step: isize| view.agenda.get(at?.checked_add_signed(step)?).map(|item| item.item);
    let (before, next) = (beside(-1), beside(1));
    let (earlier, later) = (recap::beside(&view, -1), recap::beside(&view, 1));
    drop(view);
    let go = |item| console.send(Command::MeetingGo(Go { meeting: console.meeting(), item, picture: None }));
    match event.key().as_str() {
        // A clicker sends these; a page that scrolls too would be in the way.
        "PageDown" if later.is_some() => later.into_iter().for_each(|picture| console.show(picture)),
        "PageUp" if earlier.is_some() => earlier.into_iter().for_each(|picture| console.show(picture)),
        "PageDown" if next.is_some() => next.into_iter().for_each(go),
        "PageUp" if before.is_some() => before.into_iter().for_each(go),
        key if browser::kept(OFF).is_none_or(|kept| kept != "off") => match key {
            "b" | "B" => toggle(console, Curtain::Blank),
            "f" | "F" => toggle(console, Curtain::Frozen),
            "q" | "Q" => console.show(Picture::Join),
            _ => return,
        },
        _ => return,
    }
    event.prevent_default();
}
