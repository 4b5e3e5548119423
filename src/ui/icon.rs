//! Icons: always beside a word, never alone.

use leptos::prelude::*;

use super::markup::{Element, el, raw};

macro_rules! icons {
    ($($(#[$doc:meta])* $name:ident $body:expr;)*) => {$(
        $(#[$doc])*
        #[component]
        pub fn $name() -> impl IntoView {
            icon($body)
        }
    )*};
}

/// All icons are one type, with another drawing inside.
fn icon(body: &'static str) -> impl IntoView {
    view! { <svg class="ws-icon" viewBox="0 0 24 24" aria-hidden="true" inner_html=body></svg> }
}

const LOCK: &str = r#"<rect x="5" y="11" width="14" height="9" rx="2"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>"#;
const EYE: &str = r#"<path d="M2 12c3-5 6-7 10-7s7 2 10 7c-3 5-6 7-10 7s-7-2-10-7z"/><circle cx="12" cy="12" r="3"/>"#;

icons! {
    /// Anonymous.
    Lock LOCK;
    /// Saved, done.
    Check r#"<path d="M4 12.5l5.5 5.5L20 6.5"/>"#;
    /// Time.
    Clock r#"<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.5 2"/>"#;
    /// The screen in the room.
    Screen r#"<rect x="3" y="4" width="18" height="12" rx="1.5"/><path d="M8 21h8M12 16v5"/>"#;
    /// No connection.
    Offline r#"<path d="M3 3l18 18"/><path d="M7 9a5 5 0 0 0 0 10h10M10 6.5A6 6 0 0 1 18 11a4 4 0 0 1 2.5 7"/>"#;
    /// Only you see this.
    Eye EYE;
    /// Take back.
    Undo r#"<path d="M9 7L4 12l5 5"/><path d="M4 12h10a6 6 0 0 1 6 6"/>"#;
    /// A warning.
    Warning r#"<path d="M12 3l9.5 17h-19z"/><path d="M12 10v5M12 17.5v.5"/>"#;
    /// A document.
    Paper r#"<path d="M6 3h8l4 4v14H6z"/><path d="M14 3v4h4M9 12h6M9 16h6"/>"#;
    /// To do.
    Box r#"<rect x="4" y="4" width="16" height="16" rx="3"/>"#;
}

/// The lock in markup.
pub fn lock() -> Element {
    in_markup(LOCK)
}

/// The pen in markup.
pub fn pen() -> Element {
    in_markup(r#"<path d="M4 20l1-4L16 5l3 3L8 19z"/><path d="M14 7l3 3"/>"#)
}

/// The eye in markup.
pub fn eye() -> Element {
    in_markup(EYE)
}

fn in_markup(body: &'static str) -> Element {
    el("svg").class("ws-icon").attr("viewBox", "0 0 24 24").attr("aria-hidden", "true").with(raw(body))
}

/// The mark of the product: a table with a thread.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg viewBox="0 0 66 42" aria-hidden="true">
            <g class="ws-seat">
                <rect x="12" y="0" width="12" height="7" rx="3"/>
                <rect x="28" y="0" width="12" height="7" rx="3"/>
                <rect x="12" y="35" width="12" height="7" rx="3"/>
                <rect x="28" y="35" width="12" height="7" rx="3"/>
            </g>
            <rect class="ws-tabletop" x="4" y="10" width="44" height="22" rx="11"/>
            <path class="ws-line" d="M14 21h24c8 0 8 8 16 8h8"/>
        </svg>
    }
}
