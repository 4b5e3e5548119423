//! What happens to a seat after joining: another party (`/mee/{meeting}/{seat}/wie`), or another
//! phone (`/d/{code}/terug`). Plain forms, without script.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;
use werksessie_core::project::Language;
use werksessie_core::seat::{ChangeSeat, PartyChoice};
use werksessie_core::{Actor, ClaimId, Command, CommandId, MeetingId, PartyId, Refusal, SeatId};

use super::join::{code_page, layer_of};
use super::phone::own_seat;
use super::{PhoneDocument, form_fields, phone_document, see_other};
use crate::live::HallError;
use crate::messages::phone as texts;
use crate::server::api::join::find;
use crate::server::app::App;
use crate::server::browser::{self, Browser};
use crate::server::problem::told;
use crate::server::rehearsal::titled;
use crate::server::secret::{hash, random};
use crate::ui::phone::join::{BackBoot, BackPage, JoinBoot, JoinPage, Purpose};
use crate::ui::words;

/// `GET /mee/{meeting}/{seat}/wie`.
pub async fn who(State(app): State<App>, headers: HeaderMap, Path(ids): Path<(MeetingId, SeatId)>) -> Response {
    who_page(&app, &headers, ids, None).await
}

async fn who_page(
    app: &App,
    headers: &HeaderMap,
    (meeting, seat): (MeetingId, SeatId),
    problem: Option<HallError>,
) -> Response {
    let browser = Browser::of(headers, &app.config);
    let Ok((project, _)) = own_seat(app, &browser, meeting, seat).await else {
        return see_other(&format!("/mee/{meeting}/{seat}"));
    };
    let chosen = browser.language();
    let looked = app.hall.look(project, move |looked| {
        let project = &looked.room.project;
        let (own, found) = (looked.room.seats.get(&seat)?, project.meeting(meeting)?);
        Some(JoinBoot {
            language: chosen.unwrap_or(project.language),
            purpose: Purpose::Change,
            to: format!("/mee/{meeting}/{seat}/wie"),
            code: String::new(),
            title: titled(project, &found.title),
            municipality: project.municipality.clone(),
            parties: project.parties.iter().map(|party| (party.party, party.name.clone())).collect(),
            closed: false,
            problem: None,
            seats: Vec::new(),
            party: own.party.to_string(),
            other: String::new(),
            layer: Some(own.layer),
            observer: own.observer,
        })
    });
    let Ok(Some(boot)) = looked.await else { return see_other(&format!("/mee/{meeting}/{seat}")) };
    let language = boot.language;
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let boot = JoinBoot { problem: problem.map(|problem| told(problem, language)), ..boot };
    let title = texts::change_link(language).to_owned();
    phone_document(PhoneDocument::still(language, &title, || view! { <JoinPage boot/> }), status)
}

/// `POST /mee/{meeting}/{seat}/wie`.
pub async fn change(
    State(app): State<App>,
    headers: HeaderMap,
    Path((meeting, seat)): Path<(MeetingId, SeatId)>,
    body: String,
) -> Response {
    let browser = Browser::of(&headers, &app.config);
    let fields = form_fields(&body);
    let field = |name: &str| fields.get(name).cloned().unwrap_or_default();
    let changed = async {
        let (project, seat) = own_seat(&app, &browser, meeting, seat).await?;
        let party = match field("party").parse::<PartyId>() {
            Ok(party) => PartyChoice::Known(party),
            Err(_) => PartyChoice::Typed(field("other")),
        };
        let layer = layer_of(&field("layer")).ok_or(Refusal::LayerMissing)?;
        let change = ChangeSeat { seat, party, layer, observer: fields.contains_key("observer") };
        let id = CommandId::from_random(random());
        let sent =
            app.hall.command(project, Actor::Seat { seat }, id, hash(body.as_bytes()), Command::SeatChange(change));
        match sent.await {
            Ok(_) | Err(HallError::Refused(Refusal::AlreadyDone)) => Ok(()),
            Err(error) => Err(error),
        }
    };
    match changed.await {
        Ok(()) => see_other(&format!("/mee/{meeting}/{seat}")),
        Err(error) => who_page(&app, &headers, (meeting, seat), Some(error)).await,
    }
}

/// What stands behind `?`.
#[derive(Deserialize)]
pub struct Waiting {
    /// The request that waits.
    verzoek: Option<ClaimId>,
}

/// `GET /d/{code}/terug`: the form, or whether the leader has answered.
pub async fn back(
    State(app): State<App>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Query(waiting): Query<Waiting>,
) -> Response {
    let browser = Browser::of(&headers, &app.config);
    let Some(claim) = waiting.verzoek else { return back_page(&app, &browser, &code, None, StatusCode::OK).await };
    let hash = browser.hash();
    let found = async {
        let (project, meeting) = find(&app, &code).await?;
        let look = app.hall.look(project, move |looked| {
            let waits = looked.room.claims.contains_key(&claim);
            let held = looked.room.seats.values().filter(|seat| seat.meeting == meeting && hash.is_some());
            (waits, held.filter(|seat| seat.browser_hash == hash).map(|seat| seat.seat).next_back())
        });
        Ok::<_, HallError>((meeting, look.await?))
    };
    match found.await {
        Ok((_, (true, _))) => {
            let language = browser::language(&headers, &app.config);
            let boot = BackBoot { language, code, problem: None, waits: true };
            let page = PhoneDocument::still(language, texts::back_wait_title(language), || view! { <BackPage boot/> });
            let mut response = phone_document(page, StatusCode::OK);
            response.headers_mut().insert(header::REFRESH, HeaderValue::from_static("3"));
            response
        }
        Ok((meeting, (false, Some(seat)))) => see_other(&format!("/mee/{meeting}/{seat}")),
        Ok((_, (false, None))) => {
            let problem = texts::back_declined(browser::language(&headers, &app.config)).to_owned();
            back_page(&app, &browser, &code, Some(problem), StatusCode::OK).await
        }
        Err(error) => {
            let language = browser::language(&headers, &app.config);
            code_page(language, code, Some(told(error, language)), StatusCode::NOT_FOUND)
        }
    }
}

async fn back_page(app: &App, browser: &Browser, code: &str, problem: Option<String>, status: StatusCode) -> Response {
    let project_language = match find(app, code).await {
        Ok((project, _)) => app.hall.look(project, |looked| looked.room.project.language).await,
        Err(error) => {
            let language = browser.language().unwrap_or_default();
            return code_page(language, code.to_owned(), Some(told(error, language)), StatusCode::NOT_FOUND);
        }
    };
    let language = browser.language().unwrap_or(project_language.unwrap_or_default());
    let boot = BackBoot { language, code: code.to_owned(), problem, waits: false };
    phone_document(PhoneDocument::still(language, texts::back_title(language), || view! { <BackPage boot/> }), status)
}

/// `POST /d/{code}/terug`: asks to come back.
pub async fn ask(State(app): State<App>, headers: HeaderMap, Path(code): Path<String>, body: String) -> Response {
    let browser = Browser::of(&headers, &app.config).known();
    let fields = form_fields(&body);
    let typed = fields.get("words").map(String::as_str).unwrap_or_default();
    let asked = async {
        let (project, meeting) = find(&app, &code).await?;
        // A phone may show the words in the one language and its new page the other.
        let pair = [Language::Nl, Language::En].into_iter().find_map(|language| words::recovery_pair(language, typed));
        let pair = pair.ok_or(Refusal::WordsUnknown)?;
        app.hall.claim(project, meeting, pair, browser.hash().unwrap_or_default()).await
    };
    match asked.await {
        Ok(claim) => {
            let mut response = see_other(&format!("/d/{code}/terug?verzoek={}", claim.claim));
            response.headers_mut().insert(header::SET_COOKIE, browser.cookie(&app.config));
            response
        }
        Err(error) => {
            let problem = told(error, browser::language(&headers, &app.config));
            // Words that do not exist count as a wrong code: not found.
            back_page(&app, &browser, &code, Some(problem), StatusCode::NOT_FOUND).await
        }
    }
}
