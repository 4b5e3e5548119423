//! `/toezeggingen/{project}`: who sees to promises confirms them, and tells how it goes.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;
use werksessie_core::promise::Mandate;
use werksessie_core::promise::confirm::{Confirm, How};
use werksessie_core::promise::report::{Progress, Tell};
use werksessie_core::view::owner::owner;
use werksessie_core::{Actor, Command, ProjectId, PromiseId, Refusal};

use super::desk::{holder, refused};
use super::{PhoneDocument, form_fields, phone_document, see_other, send_as_holder};
use crate::messages::phone as texts;
use crate::server::app::App;
use crate::server::browser::{self, Browser};
use crate::server::problem::told;
use crate::ui::phone::owner::{OwnerBoot, OwnerPage};

/// What stands behind `?`.
#[derive(Deserialize)]
pub struct Sent {
    /// The last form was taken.
    #[serde(default)]
    klaar: bool,
}

/// `GET /toezeggingen/{project}`.
pub async fn get(
    State(app): State<App>,
    headers: HeaderMap,
    Path(project): Path<ProjectId>,
    Query(sent): Query<Sent>,
) -> Response {
    page(&app, &headers, project, None, sent.klaar).await
}

async fn page(app: &App, headers: &HeaderMap, project: ProjectId, problem: Option<String>, done: bool) -> Response {
    let nobody = || refused(browser::language(headers, &app.config), Refusal::NotAllowed.into());
    let Ok(Actor::Link { link, .. }) = holder(app, headers, project).await else { return nobody() };
    let Ok(Some(view)) = app.hall.look(project, move |looked| owner(looked.room, link)).await else {
        return nobody();
    };
    let language = Browser::of(headers, &app.config).language().unwrap_or(view.language);
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let boot = OwnerBoot { to: format!("/toezeggingen/{project}"), view, problem, done };
    let document = PhoneDocument::still(language, texts::owner_title(language), || view! { <OwnerPage boot/> });
    phone_document(document, status)
}

/// `POST /toezeggingen/{project}`: `do` is `confirm` or `report`.
pub async fn post(
    State(app): State<App>,
    headers: HeaderMap,
    Path(project): Path<ProjectId>,
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
        send_as_holder(&app, &headers, project, command).await
    };
    match sent.await {
        Ok(()) => see_other(&format!("/toezeggingen/{project}?klaar=true")),
        Err(error) => {
            let language = browser::language(&headers, &app.config);
            page(&app, &headers, project, Some(told(error, language)), false).await
        }
    }
}
