//! The computer in the hall: its pairing code, and the address that it shows.

use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use serde::{Deserialize, Serialize};
use werksessie_core::screen::Pair;
use werksessie_core::{Command, LinkId, MeetingId, ProjectId};

use super::desk::{qr, request};
use super::send;
use crate::live::message::Wanted;
use crate::server::address;
use crate::server::api::projects::link_holder;
use crate::server::app::App;
use crate::server::browser::{self, Browser};
use crate::server::problem::Problem;
use crate::server::secret::{Secret, random};
use crate::ui::desk::PageError;

/// How long a screen waits for an answer before it asks again.
const WAIT: Duration = Duration::from_secs(25);

/// The pairing code of this browser, with the cookie that it is known by.
///
/// # Errors
/// When this is not a request of a page.
pub async fn pairing_code() -> Result<String, PageError> {
    let (app, headers) = request()?;
    let browser = Browser::of(&headers, &app.config).known();
    if let Some(options) = use_context::<ResponseOptions>() {
        options.insert_header(header::SET_COOKIE, browser.cookie(&app.config));
    }
    Ok(app.pairing.code(browser.hash().unwrap_or_default()))
}

/// Where a paired screen goes.
#[derive(Serialize)]
struct To {
    to: String,
}

/// `GET /scherm/wacht`: waits until a leader typed the code of this browser.
pub async fn wait(State(app): State<App>, headers: HeaderMap) -> Response {
    let Some(browser) = Browser::of(&headers, &app.config).hash() else {
        return StatusCode::NO_CONTENT.into_response();
    };
    let mut draining = app.draining.clone();
    let to = tokio::select! {
        to = app.pairing.wait(browser, WAIT) => to,
        _ = draining.wait_for(|draining| *draining) => None,
    };
    match to {
        Some(to) => Json(To { to }).into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
    }
}

/// What a leader typed.
#[derive(Deserialize)]
pub struct Typed {
    code: String,
}

/// `POST /console/{project}/{meeting}/scherm`: makes the computer with this code a screen of the
/// meeting, until it ends.
///
/// # Errors
/// When the caller may not, or no computer shows this code.
pub async fn pair(
    State(app): State<App>,
    Path((project, meeting)): Path<(ProjectId, MeetingId)>,
    headers: HeaderMap,
    Json(typed): Json<Typed>,
) -> Result<StatusCode, Problem> {
    let actor = link_holder(&app, &headers, project).await?;
    let browser = app.pairing.browser(&typed.code);
    let browser = browser.ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "pairing_unknown"))?;
    let secret = Secret::with_key(project, LinkId::from_random(random()).0, random());
    let link = LinkId(secret.id);
    let command = Command::ScreenPair(Pair { meeting, link, secret_hash: secret.hash() });
    send(&app, project, actor, command).await?;
    app.hall.grant(project, browser, link).await?;
    app.pairing.send(browser, format!("/scherm/{project}/{meeting}"));
    Ok(StatusCode::NO_CONTENT)
}

/// Where phones go, as it is now.
#[derive(Serialize)]
struct Where {
    address: String,
    qr: (String, u32),
}

/// `GET /scherm/{project}/{meeting}/adres`: a laptop may have changed networks since the page was
/// made.
///
/// # Errors
/// When the caller may not see the screen.
pub async fn place(
    State(app): State<App>,
    Path((project, meeting)): Path<(ProjectId, MeetingId)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let code = code_of(&app, &headers, project, meeting).await?.0;
    let base = address::for_phones(&app, &headers);
    Ok(Json(Where { address: super::desk::without_scheme(&base), qr: qr(&format!("{base}/d/{code}")) }).into_response())
}

/// `GET /scherm/{project}/{meeting}/wifi`: the QR code with which a phone joins the hall's network.
///
/// # Errors
/// When the caller may not see the screen, or no network was given.
pub async fn wifi(
    State(app): State<App>,
    Path((project, meeting)): Path<(ProjectId, MeetingId)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let invitation = code_of(&app, &headers, project, meeting).await?.1.ok_or_else(Problem::not_found)?;
    let (path, width) = super::desk::qr_as_it_is(&invitation);
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {width}\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{width}v{width}H0z\"/><path d=\"{path}\"/></svg>"
    );
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], svg).into_response())
}

/// The join code and the invitation to the network, for who may see the screen.
async fn code_of(
    app: &App,
    headers: &HeaderMap,
    project: ProjectId,
    meeting: MeetingId,
) -> Result<(String, Option<String>), Problem> {
    let credential = browser::credential(headers, &app.config).ok_or_else(Problem::unknown)?;
    app.hall.actor(project, credential, Wanted::Screen(meeting)).await?;
    let seen = app.hall.look(project, move |looked| {
        let meeting = looked.room.project.meeting(meeting)?;
        Some((meeting.code.clone(), meeting.wifi.as_ref().map(werksessie_core::screen::Wifi::invitation)))
    });
    seen.await?.ok_or_else(Problem::not_found)
}
