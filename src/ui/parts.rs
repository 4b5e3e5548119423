//! Small parts that several screens share.

use leptos::prelude::*;
use werksessie_core::ProjectId;
use werksessie_core::stats::Band;

use super::markup::{Element, Markup, el};
use super::words::tenth;
use super::{icon, language, language_code};
use crate::messages::{chart, common};

/// A link to the content, for who uses the keyboard.
#[component]
pub fn SkipLink() -> impl IntoView {
    view! { <a class="nl-skip-link" href="#inhoud">{common::skip_to_content(language())}</a> }
}

/// The link that shows this page in the other language.
#[component]
pub fn OtherLanguage(
    /// Address of this page.
    to: String,
) -> impl IntoView {
    use werksessie_core::project::Language;
    let other = match language() {
        Language::Nl => Language::En,
        Language::En => Language::Nl,
    };
    let code = language_code(other);
    view! { <a href=format!("/taal/{code}?naar={to}") lang=code hreflang=code rel="external">{common::this_language(other)}</a> }
}

/// The head of a page of the desk.
#[component]
pub fn Top(
    /// Address of this page.
    to: String,
    /// Links in the menu.
    children: Children,
) -> impl IntoView {
    let language = language();
    view! {
        <SkipLink/>
        <header class="ws-page ws-top">
            <a class="ws-mark" href="/"><icon::Mark/><span>{common::name(language)}</span></a>
            <nav class="ws-top__nav" aria-label=common::main_menu(language)>{children()}<OtherLanguage to/></nav>
        </header>
    }
}

/// The thread: how far, from 0 to 1, with the same in words for who cannot see it.
pub fn thread(share: f64, label: &str) -> Element {
    let x = ((share.clamp(0.0, 1.0) * 1000.0).round() as u32).to_string();
    let line = |class, from: &str, to: &str| {
        let line = el("line").class(class).attr("x1", from).attr("y1", "7").attr("x2", to).attr("y2", "7");
        line.attr("vector-effect", "non-scaling-stroke")
    };
    el("svg")
        .class("ws-thread")
        .attr("viewBox", "0 0 1000 14")
        .attr("preserveAspectRatio", "none")
        .attr("role", "img")
        .attr("aria-label", label)
        .with(line("ws-thread__rest", &x, "1000"))
        .with(line("ws-thread__done", "0", &x))
}

/// The thread as a part of a page.
#[component]
pub fn Thread(
    /// From 0 to 1.
    share: f64,
    /// The same in words.
    label: String,
) -> impl IntoView {
    view! { <div inner_html=Markup::from(thread(share, &label)).html()></div> }
}

/// Chairs around a table: filled is done, dashed is still busy. At most forty are drawn; with
/// more people each chair stands for several.
#[component]
pub fn Ring(
    /// How many are done.
    done: u32,
    /// Of how many.
    present: u32,
) -> impl IntoView {
    let language = language();
    let label = common::done_of(language, done, present);
    let chairs = present.clamp(1, 40);
    // Rounded down, so that the last chair fills only when everybody is done.
    let filled = if present == 0 { 0 } else { (u64::from(done) * u64::from(chairs) / u64::from(present)) as u32 };
    let size = (std::f64::consts::TAU * 187.0 / f64::from(chairs.max(12)) * 0.6).min(39.2);
    let seats = (0..chairs)
        .map(|chair| {
            let class = if chair < filled { "ws-ring__on" } else { "ws-ring__off" };
            let turn = format!("rotate({} 200 200)", tenth(360.0 * f64::from(chair) / f64::from(chairs)));
            let (x, height) = (200.0 - size / 2.0, size * 0.87);
            view! { <rect class=class x=tenth(x) y="13" width=tenth(size) height=tenth(height) rx=tenth(size * 0.34) transform=turn/> }
        })
        .collect_view();
    let number_size = if present > 999 { "96" } else { "130" };
    view! {
        <svg class="ws-ring" viewBox="0 0 400 400" role="img" aria-label=label>
            <circle class="ws-tabletop" cx="200" cy="200" r="140"/>
            {seats}
            <text class="ws-ring__number" x="200" y="233" font-size=number_size>{done}</text>
            <text x="200" y="280" font-size="27">{common::of_present(language, present)}</text>
        </svg>
    }
}

/// The word for how far answers agree.
pub fn band(band: Band) -> &'static str {
    let language = language();
    match band {
        Band::Agreed => chart::agreed(language),
        Band::Mixed => chart::mixed(language),
        Band::Divided => chart::divided(language),
    }
}

/// The chip that says that this is not somebody's real project.
pub fn made_up(example: bool, rehearsal: bool) -> impl IntoView {
    let language = language();
    let words = match (rehearsal, example) {
        (true, _) => Some(common::rehearsal(language)),
        (false, true) => Some(common::example(language)),
        (false, false) => None,
    };
    words.map(|words| view! { <span class="ws-chip ws-chip--now">{words}</span> })
}

/// On the desk of a rehearsal: that it is one, and the way out.
pub fn stop_rehearsal(project: ProjectId) -> impl IntoView {
    let language = language();
    view! {
        <div class="ws-alert ws-alert--warning ws-alert--act">
            <icon::Warning/><p>{common::rehearsal_notice(language)}</p>
            <form method="post" action=format!("/oefening/{project}/stop")>
                <button class="nl-button nl-button--secondary">{common::rehearsal_stop(language)}</button>
            </form>
        </div>
    }
}
