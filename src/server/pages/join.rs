//! `/d`: typing a code and taking a seat, without script.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;
use werksessie_core::meeting::show_code;
use werksessie_core::project::Language;
use werksessie_core::seat::{self, Layer};
use werksessie_core::{MeetingId, ProjectId};

use super::{PhoneDocument, form_fields, phone_document, see_other};
use crate::live::HallError;
use crate::messages::phone as texts;
use crate::server::api::join::{JoinBody, find, take_seat};
use crate::server::app::App;
use crate::server::browser::{self, Browser};
use crate::server::problem::told;
use crate::server::rehearsal::titled;
use crate::ui::phone::join::{CodePage, JoinBoot, JoinPage, Purpose};

/// What stands behind `?`.
#[derive(Deserialize)]
pub struct Typed {
    code: Option<String>,
}

/// `GET /d`: the page to type a code; with a code it goes on.
pub async fn code(State(app): State<App>, headers: HeaderMap, Query(typed): Query<Typed>) -> Response {
    let language = browser::language(&headers, &app.config);
    let Some(typed) = typed.code.filter(|code| !code.trim().is_empty()) else {
        return code_page(language, String::new(), None, StatusCode::OK);
    };
    match find(&app, &typed).await {
        Ok(_) => {
            see_other(&format!("/d/{}", show_code(&werksessie_core::meeting::read_code(&typed).unwrap_or_default())))
        }
        Err(error) => code_page(language, typed, Some(told(error, language)), StatusCode::NOT_FOUND),
    }
}

/// The page to type a code, with why the last one was not taken.
pub(in crate::server) fn code_page(
    language: Language,
    typed: String,
    problem: Option<String>,
    status: StatusCode,
) -> Response {
    let title = texts::type_code(language).to_owned();
    phone_document(PhoneDocument::still(language, &title, || view! { <CodePage of=language typed problem/> }), status)
}

/// `GET /d/{code}`: who are you here today?
pub async fn form(State(app): State<App>, headers: HeaderMap, Path(code): Path<String>) -> Response {
    page(&app, &headers, &code, None, &Default::default()).await
}

async fn page(
    app: &App,
    headers: &HeaderMap,
    code: &str,
    problem: Option<HallError>,
    fields: &std::collections::BTreeMap<String, String>,
) -> Response {
    let browser = Browser::of(headers, &app.config);
    let found = find(app, code).await;
    let (project, meeting) = match found {
        Ok(found) => found,
        Err(error) => {
            let language = browser::language(headers, &app.config);
            return code_page(language, code.to_owned(), Some(told(error, language)), StatusCode::NOT_FOUND);
        }
    };
    let hash = browser.hash();
    let looked = app.hall.look(project, move |looked| {
        let project = &looked.room.project;
        let found = project.meeting(meeting)?;
        let parties = project.parties.iter().map(|party| (party.party, party.name.clone())).collect();
        let mine = looked
            .room
            .seats
            .values()
            .filter(|seat| seat.meeting == meeting && hash.is_some() && seat.browser_hash == hash);
        let party = |seat: &werksessie_core::seat::Seat| {
            project.party(seat.party).map_or_else(String::new, |party| party.name.clone())
        };
        let seats: Vec<_> = mine.map(|seat| (format!("/mee/{meeting}/{}", seat.seat), party(seat))).collect();
        Some((
            project.language,
            titled(project, &found.title),
            project.municipality.clone(),
            parties,
            show_code(&found.code),
            seats,
            seat::door(found).err(),
        ))
    });
    let Ok(Some((project_language, title, municipality, parties, code, seats, closed))) = looked.await else {
        return code_page(
            Language::Nl,
            String::new(),
            Some(told(HallError::NotStored, Language::Nl)),
            StatusCode::SERVICE_UNAVAILABLE,
        );
    };
    let language = browser.language().unwrap_or(project_language);
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let field = |name: &str| fields.get(name).cloned().unwrap_or_default();
    let boot = JoinBoot {
        language,
        purpose: Purpose::Join,
        to: format!("/d/{code}"),
        code,
        title: title.clone(),
        municipality,
        parties,
        closed: closed.is_some(),
        problem: problem.or(closed.map(HallError::from)).map(|problem| told(problem, language)),
        seats,
        party: field("party"),
        other: field("other"),
        layer: layer_of(&field("layer")),
        observer: fields.contains_key("observer"),
    };
    phone_document(PhoneDocument::still(language, &title, || view! { <JoinPage boot/> }), status)
}

pub(super) fn layer_of(key: &str) -> Option<Layer> {
    Layer::ALL.into_iter().find(|layer| layer.key() == key)
}

/// `POST /d/{code}`: takes a seat for this browser.
pub async fn post(State(app): State<App>, headers: HeaderMap, Path(code): Path<String>, body: String) -> Response {
    let fields = form_fields(&body);
    let browser = Browser::of(&headers, &app.config).known();
    match sit_down(&app, &browser, &code, &fields).await {
        Ok((_, meeting, seat)) => {
            let mut response = see_other(&format!("/mee/{meeting}/{seat}"));
            response.headers_mut().insert(header::SET_COOKIE, browser.cookie(&app.config));
            response
        }
        Err(error) => page(&app, &headers, &code, Some(error), &fields).await,
    }
}

async fn sit_down(
    app: &App,
    browser: &Browser,
    code: &str,
    fields: &std::collections::BTreeMap<String, String>,
) -> Result<(ProjectId, MeetingId, werksessie_core::SeatId), HallError> {
    let (project, meeting) = find(app, code).await?;
    let field = |name: &str| fields.get(name).cloned().unwrap_or_default();
    let layer = layer_of(&field("layer")).ok_or(werksessie_core::Refusal::LayerMissing)?;
    let party = match field("party").as_str() {
        "" => return Err(werksessie_core::Refusal::PartyMissing.into()),
        "other" => field("other"),
        known => known.to_owned(),
    };
    let body = JoinBody { code: code.to_owned(), party, layer, observer: fields.contains_key("observer") };
    let (seat, _) = take_seat(app, project, meeting, &body, browser.hash()).await?;
    Ok((project, meeting, seat.seat))
}
