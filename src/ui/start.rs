//! The start page: newcomer, leader and participant each find their door.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use werksessie_core::project::Language;
use werksessie_core::{ProjectId, limits};

use super::desk::{load_start, loaded};
use super::parts::Top;
use super::{icon, language};
use crate::messages::{common, start as texts};

/// What the start page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
    /// Projects that this browser holds a link of: id, municipality, title, example.
    pub projects: Vec<(ProjectId, String, String, bool)>,
    /// Whether this visitor may make a project.
    pub may_make: bool,
    /// There is an admin key, and so a page for who holds it.
    pub administration: bool,
    /// The connection is not encrypted and others can reach the server.
    pub plain: bool,
}

/// The start page.
#[component]
pub fn StartPage() -> impl IntoView {
    let data = Resource::new(|| (), |()| load_start());
    loaded(texts::title(language()), data, start)
}

fn start(data: Start) -> impl IntoView {
    let language = language();
    let doors = data.may_make.then(|| {
        view! {
            <div class="ws-row">
                <form method="post" action="/voorbeeld"><button class="nl-button nl-button--primary ws-button--large">{texts::open_example(language)}</button></form>
                <a class="nl-button nl-button--secondary ws-button--large" href="#nieuw" rel="external">{texts::new_project(language)}</a>
            </div>
            <p class="ws-small ws-quiet">{texts::example_note(language)}</p>
        }
    });
    let own = (!data.projects.is_empty()).then(|| {
        let rows = data.projects.into_iter().map(|(project, municipality, title, example)| {
            let chip = example.then(|| view! { <span class="ws-chip">{texts::example_chip(language)}</span> });
            view! { <li><a href=format!("/dossier/{project}")>{title}</a><span class="ws-quiet">{municipality}</span>{chip}</li> }
        });
        view! {
            <section class="ws-card ws-stack ws-stack--tight" aria-labelledby="jouw">
                <h2 id="jouw">{texts::your_projects(language)}</h2><ul class="ws-checks">{rows.collect_view()}</ul>
            </section>
        }
    });
    let new = data.may_make.then(|| {
        view! {
            <section class="ws-page ws-new" id="nieuw" aria-labelledby="nieuw-titel">
                <form class="ws-card ws-card--raised ws-card--thread ws-stack" method="post" action="/nieuw" autocomplete="off">
                    <h2 id="nieuw-titel">{texts::new_project(language)}</h2>
                    <p class="ws-quiet">{texts::new_text(language)}</p>
                    <div class="ws-field"><label class="ws-label" for="municipality">{texts::municipality(language)}</label>
                        <input class="ws-input" id="municipality" name="municipality" maxlength=limits::NAME required/></div>
                    <div class="ws-field"><label class="ws-label" for="title">{texts::project_title(language)}</label>
                        <input class="ws-input" id="title" name="title" maxlength=limits::TITLE required value=texts::project_title_value(language)/></div>
                    <fieldset><legend class="ws-legend">{texts::project_language(language)}</legend>
                        <div class="ws-options ws-options--two">
                            <label class="ws-option"><input type="radio" name="language" value="nl" checked=super::language_code(language) == "nl"/>"Nederlands"</label>
                            <label class="ws-option"><input type="radio" name="language" value="en" checked=super::language_code(language) == "en"/>"English"</label>
                        </div></fieldset>
                    <p><button class="nl-button nl-button--secondary ws-button--large">{texts::make_project(language)}</button></p>
                </form>
            </section>
        }
    });
    let administration =
        data.administration.then(|| view! { <a href="/beheer" rel="external">{texts::administration(language)}</a> });
    let plain = data.plain.then(|| {
        view! { <div class="ws-alert ws-alert--warning"><icon::Warning/><p>{common::plain_http(language)}</p></div> }
    });
    view! {
        <Top to="/".to_owned()><a href="/open">{texts::i_have_a_link(language)}</a>{administration}<a href="/gids" rel="external">{common::guide(language)}</a></Top>
        <main id="inhoud">
            <div class="ws-page ws-hero">
                <div class="ws-stack">
                    <p class="ws-over">{texts::over(language)}</p>
                    <h1>{texts::headline(language)}</h1>
                    <p class="ws-lead">{texts::lead(language)}</p>
                    {plain}
                    {doors}
                    {own}
                    <form class="ws-card ws-field" action="/d" method="get">
                        <label class="ws-label" for="code">{texts::join_label(language)}</label>
                        <p class="ws-small ws-quiet" id="code-hint">{texts::join_hint(language)}</p>
                        <div class="ws-row">
                            <input class="ws-input ws-input--code" id="code" name="code" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="9" aria-describedby="code-hint" placeholder="XXXX-XXXX"/>
                            <button class="nl-button nl-button--secondary">{texts::join(language)}</button>
                        </div>
                    </form>
                </div>
                {table()}
            </div>
            <section class="ws-phases" aria-labelledby="fasen">
                <div class="ws-page">
                    <h2 class="ws-hidden" id="fasen">{texts::phases(language)}</h2>
                    <ol>
                        {phase(texts::phase1_over(language), texts::phase1_title(language), texts::phase1_text(language))}
                        {phase(texts::phase2_over(language), texts::phase2_title(language), texts::phase2_text(language))}
                        {phase(texts::phase3_over(language), texts::phase3_title(language), texts::phase3_text(language))}
                    </ol>
                </div>
            </section>
            {new}
        </main>
        <footer class="ws-page ws-row ws-foot">
            <a href="/privacy" rel="external">{common::privacy(language)}</a><a href="/toegankelijkheid" rel="external">{common::accessibility(language)}</a>
        </footer>
    }
}

fn phase(over: &'static str, title: &'static str, text: &'static str) -> impl IntoView {
    view! { <li class="ws-stack ws-stack--tight"><p class="ws-over">{over}</p><h3 class="ws-voice ws-lead">{title}</h3><p class="ws-quiet">{text}</p></li> }
}

/// The oval table from above, with the thread that runs on to the route below.
fn table() -> impl IntoView {
    let chairs = (0..18)
        .map(|chair| {
            let angle = std::f64::consts::TAU * (f64::from(chair) + 0.5) / 18.0;
            let (x, y) = (330.0 + 292.0 * angle.sin(), 226.0 - 156.0 * angle.cos());
            // The chair stands square to the edge of the ellipse.
            let turn = (angle.sin() / 292.0).atan2(angle.cos() / 156.0).to_degrees();
            let class = if matches!(chair, 3 | 12) { "ws-seat ws-seat--empty" } else { "ws-seat" };
            let place = format!("rotate({turn:.1} {x:.1} {y:.1})");
            view! { <rect class=class x=format!("{:.1}", x - 27.0) y=format!("{:.1}", y - 13.0) width="54" height="26" rx="10" transform=place/> }
        })
        .collect_view();
    view! {
        <svg class="ws-hero__art" viewBox="0 0 660 640" role="img" aria-label=texts::table_picture(language())>
            {chairs}
            <ellipse class="ws-tabletop" cx="330" cy="226" rx="258" ry="122"/>
            <path class="ws-line" d="M148 230C160 168 232 168 246 218s66 66 92 18 78-64 96-14C446 276 380 300 330 306S254 330 254 384V560C254 600 240 596 240 640"/>
            <g class="ws-knot"><circle cx="148" cy="230" r="12"/><circle cx="246" cy="218" r="12"/><circle cx="338" cy="236" r="12"/><circle cx="434" cy="222" r="12"/></g>
        </svg>
    }
}

/// The page that a link leads to: its secret stands behind `#` and is swapped for a cookie.
#[component]
pub fn OpenPage() -> impl IntoView {
    let language = language();
    let problem = RwSignal::new(None::<&'static str>);
    Effect::new(move |ran: Option<()>| {
        if ran.is_none() {
            open(language, problem);
            // Who pastes a link while this page is open only changes what stands behind `#`.
            super::browser::on(&["hashchange"], move || open(language, problem));
        }
    });
    let refused = move || {
        problem.get().map(|text| {
            let class = if text == texts::opening(language) { "ws-alert" } else { "ws-alert ws-alert--negative" };
            view! { <div class=class><icon::Warning/><p>{text}</p></div> }
        })
    };
    view! {
        <leptos_meta::Title text=texts::open_title(language)/>
        <Top to="/open".to_owned()><a href="/">{common::to_start(language)}</a></Top>
        <main class="ws-page ws-stack" id="inhoud">
            <h1>{texts::open_title(language)}</h1>
            <div role="status">{refused}</div>
            <form class="ws-card ws-field" method="post" action="/open" autocomplete="off">
                <label class="ws-label" for="secret">{texts::open_label(language)}</label>
                <p class="ws-small ws-quiet" id="secret-hint">{texts::open_hint(language)}</p>
                <div class="ws-row"><input class="ws-input" id="secret" name="secret" aria-describedby="secret-hint" required/>
                <button class="nl-button nl-button--primary">{texts::open_button(language)}</button></div>
            </form>
        </main>
    }
}

/// Swaps the secret behind `#` for a cookie and goes on; the address keeps no trace of it.
fn open(language: Language, problem: RwSignal<Option<&'static str>>) {
    let window = super::browser::window();
    let secret = window.location().hash().unwrap_or_default().trim_start_matches('#').to_owned();
    if secret.is_empty() {
        return;
    }
    if let Ok(history) = window.history() {
        // Without this the secret stays in the history of this device only.
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some("/open"));
    }
    problem.set(Some(texts::opening(language)));
    leptos::task::spawn_local(async move {
        let body = serde_json::json!({ "secret": secret }).to_string();
        match super::browser::send("POST", "/open", Some(&body)).await {
            Ok((200, to)) => {
                // The page goes away now.
                let _ = super::browser::window().location().replace(&to);
            }
            Ok(_) => problem.set(Some(texts::open_refused(language))),
            Err(_) => problem.set(Some(texts::open_offline(language))),
        }
    });
}
