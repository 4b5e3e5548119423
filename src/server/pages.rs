//! Pages: what a browser gets.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use leptos::prelude::*;
use serde::Deserialize;
use werksessie_core::project::Language;
use werksessie_core::{Actor, Command, CommandId, ProjectId, Refusal};

use super::app::App;
use super::browser::{Browser, language_of};
use super::secret::{hash, random};
use super::{assets, theme};
use crate::live::HallError;
use crate::ui::language_code;

pub mod about;
pub mod admin;
pub mod arena;
pub mod bottlenecks;
pub mod challenge;
pub mod desk;
pub mod document;
pub mod erasure;
pub mod fields;
pub mod finish;
pub mod guide;
pub mod intake;
pub mod join;
pub mod links;
pub mod owner;
pub mod phone;
pub mod print;
pub mod rehearsal;
pub mod risks;
pub mod roadmap;
pub mod screen;
pub mod seat;

/// Sends the command of a form. A form has no id of its own: what was done already, by a second
/// press, is fine.
///
/// # Errors
/// When it was refused or could not be stored.
async fn send(app: &App, project: ProjectId, actor: Actor, command: Command) -> Result<(), HallError> {
    // The id is new, so nothing is ever compared with this hash.
    match app.hall.command(project, actor, CommandId::from_random(random()), hash(&[]), command).await {
        Ok(_) | Err(HallError::Refused(Refusal::AlreadyDone)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Sends the command of a form, as who holds a link.
///
/// # Errors
/// When this browser holds none, or as [`send`].
async fn send_as_holder(app: &App, headers: &HeaderMap, project: ProjectId, command: Command) -> Result<(), HallError> {
    let actor = desk::holder(app, headers, project).await.map_err(|_| HallError::Unknown)?;
    send(app, project, actor, command).await
}

/// Sends what a form asks for, one after the other; the first that is refused ends it, and those before
/// it stand.
///
/// # Errors
/// As [`send_as_holder`], or what is wrong with the form.
async fn send_all(
    app: &App,
    headers: &HeaderMap,
    project: ProjectId,
    commands: Result<Vec<Command>, HallError>,
) -> Result<(), HallError> {
    for command in commands? {
        send_as_holder(app, headers, project, command).await?;
    }
    Ok(())
}

/// A page of the phone, rendered whole.
pub struct PhoneDocument {
    /// Its language.
    pub language: Language,
    /// Its title.
    pub title: String,
    /// What is in its body.
    pub body: String,
    /// Data for the bundle; without them no script is loaded.
    pub boot: Option<String>,
    /// Without script the page asks again every ten seconds. Never on a page with a form.
    pub refresh: bool,
}

impl PhoneDocument {
    /// A page without script.
    pub fn still<V: IntoView>(language: Language, title: &str, body: impl FnOnce() -> V) -> Self {
        let owner = Owner::new_root(None);
        let body = owner.with(|| {
            provide_context(language);
            body().into_view().to_html()
        });
        owner.cleanup();
        Self { language, title: title.to_owned(), body, boot: None, refresh: false }
    }
}

/// Renders a page of the phone.
pub fn phone_document(page: PhoneDocument, status: StatusCode) -> Response {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    let refresh =
        if page.refresh { "<noscript><meta http-equiv=\"refresh\" content=\"10;url=?at=0\"></noscript>" } else { "" };
    let script = page.boot.map_or_else(String::new, |boot| {
        // In a data block only `<` could end the element early.
        let boot = boot.replace('<', "\\u003c");
        format!(
            "<script type=\"application/json\" id=\"boot\">{boot}</script><script type=\"module\" src=\"{}\"></script>",
            assets::path("phone", "js")
        )
    });
    let html = format!(
        "<!DOCTYPE html><html lang=\"{}\" class=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{}</title><link rel=\"stylesheet\" href=\"{}\">{}<link rel=\"icon\" href=\"{}\" type=\"image/svg+xml\">{refresh}{script}</head><body>{}</body></html>",
        language_code(page.language),
        theme::class("ws-theme"),
        escape(&page.title),
        assets::path("phone", "css"),
        theme_link(),
        assets::path("favicon", "svg"),
        page.body,
    );
    (status, Html(html)).into_response()
}

/// Goes to another page of ours after a form (303).
pub fn see_other(to: &str) -> Response {
    match HeaderValue::from_str(to) {
        Ok(to) => (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response(),
        Err(_) => StatusCode::BAD_REQUEST.into_response(),
    }
}

/// Where to go back to.
#[derive(Deserialize)]
pub struct Back {
    naar: Option<String>,
}

/// `GET /taal/{code}`: remembers the language and goes back.
pub async fn set_language(
    State(app): State<App>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Query(back): Query<Back>,
) -> Response {
    let Some(language) = language_of(&code) else { return StatusCode::NOT_FOUND.into_response() };
    let browser = Browser::of(&headers, &app.config).known().speaking(language);
    // Only to a page of ours.
    let to = back
        .naar
        .filter(|to| to.starts_with('/') && !to.starts_with("//") && !to.contains('\\'))
        .unwrap_or_else(|| "/".into());
    let mut response = see_other(&to);
    response.headers_mut().insert(header::SET_COOKIE, browser.cookie(&app.config));
    response
}

/// The fields of a plain form, each once.
pub fn form_fields(body: &str) -> std::collections::BTreeMap<String, String> {
    serde_urlencoded::from_str(body).unwrap_or_default()
}

/// The municipality's style sheet, after ours.
fn theme_link() -> String {
    theme::style().map_or_else(String::new, |style| format!("<link rel=\"stylesheet\" href=\"{style}\">"))
}
