//! `/insturen/{project}`: who holds an intake link sends in bottlenecks before a meeting.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;
use werksessie_core::method::Dimension;
use werksessie_core::{Actor, CardId, Command, ProjectId, Refusal, card};

use super::desk::{holder, refused};
use super::{PhoneDocument, form_fields, phone_document, see_other, send_as_holder};
use crate::live::HallError;
use crate::messages::phone as texts;
use crate::server::app::App;
use crate::server::browser;
use crate::server::problem::told;
use crate::server::rehearsal::titled;
use crate::server::secret::random;
use crate::ui::phone::intake::{IntakeBoot, IntakePage};
use crate::ui::words;

/// What stands behind `?`.
#[derive(Deserialize)]
pub struct Sent {
    /// The last card arrived.
    #[serde(default)]
    klaar: bool,
}

/// `GET /insturen/{project}`.
pub async fn get(
    State(app): State<App>,
    headers: HeaderMap,
    Path(project): Path<ProjectId>,
    Query(sent): Query<Sent>,
) -> Response {
    page(&app, &headers, project, IntakeBoot { sent: sent.klaar, ..IntakeBoot::default() }, StatusCode::OK).await
}

async fn page(app: &App, headers: &HeaderMap, project: ProjectId, boot: IntakeBoot, status: StatusCode) -> Response {
    let chosen = browser::Browser::of(headers, &app.config).language();
    let Ok(Actor::Link { link, .. }) = holder(app, headers, project).await else {
        return refused(browser::language(headers, &app.config), Refusal::NotAllowed.into());
    };
    let looked = app.hall.look(project, move |looked| {
        let project = &looked.room.project;
        let until = looked.room.links.get(&link).and_then(|link| link.until);
        (project.municipality.clone(), titled(project, &project.title), project.language, until)
    });
    let Ok((municipality, title, of_project, until)) = looked.await else {
        return refused(browser::language(headers, &app.config), HallError::NoProject);
    };
    let language = chosen.unwrap_or(of_project);
    let to = format!("/insturen/{project}");
    let until = until.map(|until| words::date(language, until));
    let boot = IntakeBoot { to, municipality, title, until, ..boot };
    let document = PhoneDocument::still(language, texts::intake_title(language), || view! { <IntakePage boot/> });
    phone_document(document, status)
}

/// `POST /insturen/{project}`: takes a card.
pub async fn post(
    State(app): State<App>,
    headers: HeaderMap,
    Path(project): Path<ProjectId>,
    body: String,
) -> Response {
    let language = browser::language(&headers, &app.config);
    let fields = form_fields(&body);
    let field = |name: &str| fields.get(name).cloned().unwrap_or_default();
    let kind = Dimension::read(&field("kind"));
    let card = CardId::from_random(random());
    let command = Command::CardAdd(card::Add { card, title: field("title"), explanation: field("explanation"), kind });
    match send_as_holder(&app, &headers, project, command).await {
        Ok(()) => see_other(&format!("/insturen/{project}?klaar=true")),
        Err(error) => {
            let problem = Some((told(error, language), field("title"), field("explanation")));
            let boot = IntakeBoot { problem, ..IntakeBoot::default() };
            page(&app, &headers, project, boot, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}
