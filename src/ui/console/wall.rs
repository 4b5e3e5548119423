//! The screen in the hall, as the console drives it: what it shows, dark and still, pairing a
//! computer, the hall's Wi-Fi, and what to print.

use leptos::prelude::*;
use werksessie_core::meeting::MeetingState;
use werksessie_core::screen::{SetWifi, Wifi};
use werksessie_core::{Command, limits};

use super::{Console, keys, send};
use crate::messages::{console as texts, refusal};
use crate::ui::{browser, language};

/// The screen's part of the side of the console.
pub fn panel(console: Console) -> impl IntoView {
    let language = language();
    let (project, meeting) = {
        let view = console.view.read_untracked();
        (view.project, view.meeting)
    };
    let screen = format!("/scherm/{project}/{meeting}");
    let ended = Memo::new(move |_| console.view.read().state == MeetingState::Ended);
    let screens = Memo::new(move |_| console.view.read().screens);
    let paired = move || {
        (screens.get() > 0).then(|| view! { <p class="ws-small">{texts::screens_paired(language, screens.get())}</p> })
    };
    view! {
        <section class="ws-side" aria-labelledby="beamer">
            <h2 id="beamer">{texts::screen(language)}</h2>
            <div class="ws-tools">{keys::buttons(console)}
                <a class="nl-button nl-button--secondary ws-button--small" href=screen target="_blank" rel="external">{texts::open_screen(language)}</a></div>
            {paired}
            <div hidden=move || ended.get()>{pairing(console)}{wifi(console)}</div>
            {printing(console)}
        </section>
    }
}

/// Typing the code that the hall's computer shows.
fn pairing(console: Console) -> impl IntoView {
    let language = language();
    const FORM: &str = "koppelen";
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(code) = browser::form(FORM).and_then(|data| data.get("code").as_string()) else { return };
        leptos::task::spawn_local(pair(console, code));
    };
    view! {
        <details class="ws-details"><summary>{texts::pair(language)}</summary>
            <form id=FORM class="ws-field" on:submit=submit autocomplete="off">
                <p class="ws-small">{texts::pair_text(language)}" "<strong>{move || format!("{}/scherm", console.address.get())}</strong></p>
                <label class="ws-label" for="koppelcode">{texts::pair_label(language)}</label>
                <input class="ws-input ws-input--code" id="koppelcode" name="code" maxlength="7" autocapitalize="characters" spellcheck="false" required placeholder="XXX-XXX"/>
                <button class="nl-button nl-button--secondary ws-button--small">{texts::pair_go(language)}</button>
            </form>
        </details>
    }
}

async fn pair(console: Console, code: String) {
    let language = browser::language();
    let (project, meeting) = {
        let view = console.view.read_untracked();
        (view.project, view.meeting)
    };
    let body = serde_json::json!({ "code": code }).to_string();
    console.notice.set(send::Notice::Sending);
    let said = match browser::send("POST", &format!("/console/{project}/{meeting}/scherm"), Some(&body)).await {
        Ok((204, _)) => {
            browser::empty_form("koppelen");
            send::Notice::Saved
        }
        Ok((_, text)) => {
            let problem: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
            let sentence = refusal::find(language, problem["code"].as_str().unwrap_or_default());
            send::Notice::Refused(sentence.unwrap_or(refusal::other(language)).to_owned())
        }
        Err(_) => send::Notice::Refused(refusal::not_stored(language).to_owned()),
    };
    console.notice.set(said);
}

/// The hall's Wi-Fi, for phones that have no other way in.
fn wifi(console: Console) -> impl IntoView {
    let language = language();
    const FORM: &str = "wifi";
    let now = console.view.read_untracked().wifi.clone().unwrap_or(Wifi { name: String::new(), key: String::new() });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(data) = browser::form(FORM) else { return };
        let text = |name: &str| data.get(name).as_string().unwrap_or_default();
        let wifi = Some(Wifi { name: text("name"), key: text("key") }).filter(|wifi| !wifi.name.trim().is_empty());
        console.send(Command::ScreenWifi(SetWifi { meeting: console.meeting(), wifi }));
    };
    view! {
        <details class="ws-details"><summary>{texts::wifi(language)}</summary>
            <form id=FORM class="ws-field" on:submit=submit autocomplete="off">
                <p class="ws-small">{texts::wifi_text(language)}</p>
                <label class="ws-label" for="wifi-name">{texts::wifi_name(language)}</label>
                <input class="ws-input" id="wifi-name" name="name" maxlength=limits::WIFI_NAME spellcheck="false" value=now.name/>
                <label class="ws-label" for="wifi-key">{texts::wifi_key(language)}</label>
                <input class="ws-input" id="wifi-key" name="key" maxlength=limits::WIFI_KEY spellcheck="false" value=now.key/>
                <button class="nl-button nl-button--secondary ws-button--small">{texts::wifi_go(language)}</button>
            </form>
        </details>
    }
}

fn printing(console: Console) -> impl IntoView {
    let language = language();
    let base = {
        let view = console.view.read_untracked();
        format!("/afdrukken/{}/{}", view.project, view.meeting)
    };
    let link = move |what: &str, label: &'static str| {
        view! { <li><a href=format!("{base}/{what}") target="_blank" rel="external">{label}</a></li> }
    };
    view! {
        <details class="ws-details"><summary>{texts::print(language)}</summary>
            <ul class="ws-plain">
                {link("poster", texts::print_poster(language))}
                {link("tafelkaarten", texts::print_cards(language))}
                {link("stembiljetten", texts::print_ballots(language))}
            </ul>
        </details>
    }
}
