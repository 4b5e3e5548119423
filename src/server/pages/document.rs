//! Pages without script around a piece of content: notices, the guide, what is printed.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Response};
use leptos::prelude::*;
use werksessie_core::ProjectId;
use werksessie_core::project::Language;

use super::theme_link;
use crate::messages::common;
use crate::server::app::App;
use crate::server::{assets, theme};
use crate::ui::parts::{Top, stop_rehearsal};
use crate::ui::{icon, language_code};

/// A page with the product's head, a title and content.
pub fn notice(language: Language, status: StatusCode, title: &str, body: impl IntoView) -> Response {
    let shown = title.to_owned();
    let page = move || {
        view! {
            <header class="ws-page ws-top"><a class="ws-mark" href="/"><icon::Mark/><span>{common::name(language)}</span></a></header>
            <main class="ws-page ws-stack" id="inhoud"><h1>{shown}</h1>{body}</main>
        }
    };
    document(language, status, title, "ws-theme", page)
}

/// A page to read, at an address of its own, in both languages.
pub fn reading(language: Language, address: &str, title: &str, body: impl IntoView) -> Response {
    framed(language, address, title, ("/".to_owned(), common::to_start(language)), "ws-reading", body)
}

/// A page of a project, to work on: wider, with the way back to its route, and in a rehearsal saying so.
pub fn working(
    app: &App,
    language: Language,
    address: &str,
    title: &str,
    project: ProjectId,
    body: impl IntoView,
) -> Response {
    let back = (format!("/dossier/{project}"), common::to_route(language));
    let rehearses = app.hall.memory().origin(project).is_some();
    // Drawn with the page, where the language is known.
    let notice = move || rehearses.then(|| stop_rehearsal(project));
    let body = view! { {notice}{body} };
    framed(language, address, title, back, "ws-working", body)
}

fn framed(
    language: Language,
    address: &str,
    title: &str,
    (back, label): (String, &'static str),
    class: &str,
    body: impl IntoView,
) -> Response {
    let (shown, address) = (title.to_owned(), address.to_owned());
    let class = format!("ws-page ws-stack {class}");
    let page = move || {
        view! {
            <Top to=address><a href=back>{label}</a></Top>
            <main class=class id="inhoud"><h1>{shown}</h1>{body}</main>
        }
    };
    document(language, StatusCode::OK, title, "ws-theme", page)
}

/// A page for paper: only what is printed, and on the screen a line that says how.
pub fn paper(language: Language, title: &str, hint: &'static str, body: impl IntoView) -> Response {
    let page = move || view! { <header class="ws-paper__hint">{hint}</header><main class="ws-paper" id="inhoud">{body}</main> };
    document(language, StatusCode::OK, title, "ws-theme ws-printed", page)
}

fn document<V: IntoView>(
    language: Language,
    status: StatusCode,
    title: &str,
    class: &str,
    page: impl FnOnce() -> V,
) -> Response {
    let owner = Owner::new_root(None);
    let html = owner.with(|| {
        provide_context(language);
        page().into_view().to_html()
    });
    owner.cleanup();
    let html = format!(
        "<!DOCTYPE html><html lang=\"{}\" class=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{}</title><link rel=\"stylesheet\" href=\"{}\">{}<link rel=\"icon\" href=\"{}\" type=\"image/svg+xml\"></head><body>{html}</body></html>",
        language_code(language),
        theme::class(class),
        title.replace('&', "&amp;").replace('<', "&lt;"),
        assets::path("desk", "css"),
        theme_link(),
        assets::path("favicon", "svg"),
    );
    (status, Html(html)).into_response()
}
