//! The guide for the project leader, made from the texts in `guide.txt`.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use leptos::prelude::*;
use werksessie_core::project::Language;

use super::document::reading;
use crate::messages::guide as texts;
use crate::server::app::App;
use crate::server::browser;

/// Most parts, and most steps in a part, that the guide can have.
const MOST: usize = 12;

/// `GET /gids`.
pub async fn get(State(app): State<App>, headers: HeaderMap) -> Response {
    let language = browser::language(&headers, &app.config);
    let parts = (1..=MOST).filter_map(|part| self::part(language, part));
    let contents = (1..=MOST).filter_map(|part| {
        let title = texts::find(language, &format!("part_{part}_title"))?;
        Some(view! { <li><a href=format!("#deel-{part}")>{title}</a></li> })
    });
    let body = view! {
        <p class="ws-lead">{texts::lead(language)}</p>
        <nav aria-label=texts::title(language)><ul class="ws-contents">{contents.collect_view()}</ul></nav>
        {parts.collect_view()}
    };
    reading(language, "/gids", texts::title(language), body)
}

fn part(language: Language, part: usize) -> Option<impl IntoView> {
    let text = |key: &str| texts::find(language, &format!("part_{part}_{key}"));
    let title = text("title")?;
    let steps = (1..=MOST).filter_map(|step| {
        let words = text(&step.to_string())?;
        let name = text(&format!("{step}_name"));
        Some(view! { <li>{name.map(|name| view! { <strong>{name}</strong><br/> })}{words}</li> })
    });
    Some(view! {
        <section class="ws-card ws-stack" id=format!("deel-{part}") aria-labelledby=format!("deel-{part}-titel")>
            <h2 id=format!("deel-{part}-titel")>{title}</h2>
            <p>{text("text")}</p>
            <ol class="ws-steps">{steps.collect_view()}</ol>
        </section>
    })
}
