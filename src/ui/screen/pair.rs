//! The page of a computer that wants to become the screen: a code for the leader to type.

use leptos::prelude::*;
use serde::Deserialize;

use crate::messages::screen as texts;
use crate::ui::desk::{load_pairing, loaded};
use crate::ui::said::{self, About};
use crate::ui::{browser, language, live};

/// The pairing page.
#[component]
pub fn PairPage() -> impl IntoView {
    let data = Resource::new(|| (), |()| load_pairing());
    loaded(texts::pair_title(language()), data, page)
}

#[derive(Deserialize)]
struct To {
    to: String,
}

fn page(code: String) -> impl IntoView {
    let language = language();
    let lost = RwSignal::new(false);
    Effect::new(move |ran: Option<()>| {
        if ran.is_some() {
            return;
        }
        browser::mark_alive();
        leptos::task::spawn_local(async move {
            loop {
                match browser::send("GET", "/scherm/wacht", None).await {
                    Ok((200, text)) => {
                        if let Ok(To { to }) = serde_json::from_str(&text) {
                            // The page goes away now.
                            let _ = browser::window().location().replace(&to);
                            return;
                        }
                    }
                    Ok((204, _)) => lost.set(false),
                    _ => lost.set(true),
                }
                // After an answer without news at once would do as well; a stopping server has none.
                live::sleep(1_000).await;
            }
        });
    });
    let state = move || if lost.get() { texts::lost(language) } else { texts::pair_waits(language) };
    Effect::new(move |ran: Option<()>| {
        let words = state();
        if ran.is_some() {
            said::say(About::Server, words);
        }
    });
    view! {
        <main class="ws-pair" id="inhoud">
            <h1>{texts::pair_title(language)}</h1>
            <p class="ws-stage__sub">{texts::pair_text(language)}</p>
            <p class="ws-join__code ws-code">{code}</p>
            <p>{state}</p>
        </main>
    }
}
