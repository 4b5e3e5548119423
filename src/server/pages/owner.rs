//! `/toezeggingen/{project}/{link}`: who sees to promises confirms them, and tells how it goes.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;
use werksessie_core::promise::Mandate;
use werksessie_core::promise::confirm::{Confirm, How};
use werksessie_core::promise::report::{Progress, Tell};
use werksessie_core::view::owner::{OwnerView, owner};
use werksessie_core::{Actor, Command, LinkId, ProjectId, PromiseId, Refusal};

use super::desk::refused;
use super::{PhoneDocument, form_fields, phone_document, see_other, send};
use crate::live::HallError;
use crate::live::message::Wanted;
use crate::messages::phone as texts;
use crate::server::app::App;
use crate::server::browser::{self, Browser};
use crate::server::problem::told;
use crate::server::rehearsal::titled;
use crate::ui::phone::owner::{OwnerBoot, OwnerPage};

/// What stands behind `?`.
#[derive(Deserialize)]
pub struct Sent {
    /// The last form was taken.
    #[serde(default)]
    klaar: bool,
}

/// `GET /toezeggingen/{project}/{link}`.
pub async fn get(
    State(app): State<App>,
    headers: HeaderMap,
    Path(place): Path<(ProjectId, LinkId)>,
    Query(sent): Query<Sent>,
) -> Response {
    page(&app, &headers, place, None, sent.klaar).await
}

/// Who holds this link. A browser may hold several: a phone that two owners share, or a leader's.
async fn owner_of(app: &App, headers: &HeaderMap, (project, link): (ProjectId, LinkId)) -> Result<Actor, HallError> {
    let credential = Browser::of(headers, &app.config).credential().ok_or(HallError::Unknown)?;
    app.hall.actor(project, credential, Wanted::This(link)).await
}

async fn page(
    app: &App,
    headers: &HeaderMap,
    (project, link): (ProjectId, LinkId),
    problem: Option<String>,
    done: bool,
) -> Response {
    let nobody = || refused(browser::language(headers, &app.config), Refusal::NotAllowed.into());
    if owner_of(app, headers, (project, link)).await.is_err() {
        return nobody();
    }
    let Ok(Some(view)) = app
        .hall
        .look(project, move |looked| {
            let view = owner(looked.room, link)?;
            Some(OwnerView { title: titled(&looked.room.project, &view.title), ..view })
        })
        .await
    else {
        return nobody();
    };
    let language = Browser::of(headers, &app.config).language().unwrap_or(view.language);
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let boot = OwnerBoot { to: format!("/toezeggingen/{project}/{link}"), view, problem, done };
    let document = PhoneDocument::still(language, texts::owner_title(language), || view! { <OwnerPage boot/> });
    phone_document(document, status)
}

/// `POST /toezeggingen/{project}/{link}`: `do` is `confirm` or `report`.
pub async fn post(
    State(app): State<App>,
    headers: HeaderMap,
    Path((project, link)): Path<(ProjectId, LinkId)>,
    body: String,
) -> Response {
    let fields = form_fields(&body);
    let field = |name: &str| fields.get(name).map_or("", String::as_str);
    let sent = async {
        let promise: PromiseId = field("promise").parse().map_err(|_| Refusal::NotFound)?;
        let command = match field("do") {
            "confirm" => {
                let mandate = (field("mandate") == "yes").then_some(Mandate::Yes);
                Command::PromiseConfirm(Confirm { promise, how: How::Link, mandate })
            }
            _ => {
                let state = Progress::ALL.into_iter().find(|state| state.key() == field("state"));
                let state = state.ok_or(Refusal::UnknownChoice)?;
                Command::PromiseReport(Tell { promise, state, line: field("line").to_owned() })
            }
        };
        send(&app, project, owner_of(&app, &headers, (project, link)).await?, command).await
    };
    match sent.await {
        Ok(()) => see_other(&format!("/toezeggingen/{project}/{link}?klaar=true")),
        Err(error) => {
            let language = browser::language(&headers, &app.config);
            page(&app, &headers, (project, link), Some(told(error, language)), false).await
        }
    }
}
