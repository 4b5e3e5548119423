//! `/privacy`, `/toegankelijkheid` and `/.well-known/security.txt`: what the operator's configuration
//! says, and what holds for every server.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use leptos::prelude::*;
use werksessie_core::time::Timestamp;

use super::document::reading;
use crate::messages::privacy as texts;
use crate::server::app::App;
use crate::server::{browser, clock};

/// How long `security.txt` may be trusted: it is made anew with each answer (RFC 9116, Expires).
const TRUSTED: i64 = 180 * 86_400_000;

fn list(rows: &[&'static str]) -> impl IntoView + use<> {
    let rows = rows.iter().map(|row| view! { <li>{*row}</li> }).collect_view();
    view! { <ul class="ws-bullets">{rows}</ul> }
}

fn contact(address: Option<&String>, label: &'static str) -> impl IntoView + use<> {
    address.map(|address| view! { <p><a href=address.clone()>{label}</a></p> })
}

/// `GET /privacy`.
pub async fn privacy(State(app): State<App>, headers: HeaderMap) -> Response {
    let language = browser::language(&headers, &app.config);
    let operator = &app.config.operator;
    let who = match &operator.organisation {
        Some(organisation) => texts::who(language, organisation),
        None => texts::who_unknown(language).to_owned(),
    };
    let what = [
        texts::what_seat(language),
        texts::what_address(language),
        texts::what_answers(language),
        texts::what_small(language),
        texts::what_names(language),
        texts::what_cookie(language),
    ];
    let long = [
        texts::long_ballots(language),
        texts::long_retries(language),
        texts::long_seats(language),
        texts::long_log(language),
    ];
    let body = view! {
        <p class="ws-lead">{texts::lead(language)}</p>
        <section class="ws-stack ws-stack--tight"><h2>{texts::who_title(language)}</h2><p>{who}</p>{contact(operator.contact.as_ref(), texts::ask(language))}</section>
        <section class="ws-stack ws-stack--tight"><h2>{texts::what_title(language)}</h2>{list(&what)}</section>
        <section class="ws-stack ws-stack--tight"><h2>{texts::long_title(language)}</h2>{list(&long)}</section>
        <section class="ws-stack ws-stack--tight"><h2>{texts::rights_title(language)}</h2><p>{texts::rights(language)}</p></section>
        <section class="ws-stack ws-stack--tight"><h2>{texts::youth_title(language)}</h2><p>{texts::youth(language)}</p></section>
    };
    reading(language, "/privacy", texts::title(language), body)
}

/// `GET /toegankelijkheid`.
pub async fn accessibility(State(app): State<App>, headers: HeaderMap) -> Response {
    let language = browser::language(&headers, &app.config);
    let operator = &app.config.operator;
    let how = [
        texts::access_standard(language),
        texts::access_keyboard(language),
        texts::access_script(language),
        texts::access_large(language),
        texts::access_tables(language),
        texts::access_tested(language),
    ];
    let statement = match &operator.accessibility_statement {
        Some(address) => view! { <p><a href=address.clone()>{texts::access_statement(language)}</a></p> }.into_any(),
        None => view! { <p>{texts::access_none(language)}</p> }.into_any(),
    };
    let body = view! {
        <p class="ws-lead">{texts::access_lead(language)}</p>
        <section class="ws-stack ws-stack--tight"><h2>{texts::access_how_title(language)}</h2>{list(&how)}</section>
        <section class="ws-stack ws-stack--tight"><h2>{texts::access_statement_title(language)}</h2>{statement}</section>
        <section class="ws-stack ws-stack--tight"><h2>{texts::access_ask_title(language)}</h2><p>{texts::access_ask_leader(language)}</p>{contact(operator.contact.as_ref(), texts::access_ask(language))}</section>
    };
    reading(language, "/toegankelijkheid", texts::access_title(language), body)
}

/// `GET /.well-known/security.txt` (RFC 9116); 404 while nobody configured whom to tell.
pub async fn security(State(app): State<App>) -> Response {
    let Some(contact) = &app.config.operator.security_contact else { return StatusCode::NOT_FOUND.into_response() };
    let until = clock::day_of(Timestamp(clock::now().0 + TRUSTED));
    let mut text = format!("Contact: {contact}\nExpires: {until}T00:00:00Z\nPreferred-Languages: nl, en\n");
    if let Some(url) = &app.config.public_url {
        text.push_str(&format!("Canonical: {url}/.well-known/security.txt\n"));
    }
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}
