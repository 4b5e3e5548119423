//! `/mee/{meeting}/{seat}`: the page of a seat, with and without script.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;
use werksessie_core::project::Language;
use werksessie_core::question::{Answer, Mark, Scale};
use werksessie_core::view::phone::{self, Stage};
use werksessie_core::{BottleneckId, MeetingId, ProjectId, RoundId, SeatId};

use super::{PhoneDocument, form_fields, phone_document, see_other};
use crate::live::HallError;
use crate::live::message::Wanted;
use crate::server::api::ballot::project_of;
use crate::server::app::App;
use crate::server::browser::{self, Browser};
use crate::server::problem::{Problem, sentence};
use crate::ui::phone::vote::field;
use crate::ui::phone::{Boot, PhonePage};

/// What stands behind `?`.
#[derive(Deserialize)]
pub struct At {
    #[serde(default)]
    at: usize,
}

/// `GET /mee/{meeting}/{seat}`.
pub async fn get(
    State(app): State<App>,
    headers: HeaderMap,
    Path(ids): Path<(MeetingId, SeatId)>,
    Query(at): Query<At>,
) -> Response {
    page(&app, &headers, ids, at.at, None).await
}

async fn page(
    app: &App,
    headers: &HeaderMap,
    (meeting, seat): (MeetingId, SeatId),
    at: usize,
    problem: Option<HallError>,
) -> Response {
    let browser = Browser::of(headers, &app.config);
    match boot(app, &browser, meeting, seat, at, problem).await {
        Ok((boot, language, status)) => {
            let refresh = !matches!(boot.view.stage, Stage::Vote { .. });
            let json = serde_json::to_string(&boot).ok();
            let page = PhoneDocument { language, title: boot.view.title.clone(), boot: json, refresh };
            phone_document(page, status, || view! { <PhonePage language boot/> })
        }
        // Somebody else's seat, or one that is gone: join anew.
        Err(_) => {
            let language = browser::language(headers, &app.config);
            let problem = crate::messages::phone::seat_gone(language).to_owned();
            let page = PhoneDocument { language, title: "Werksessie".into(), boot: None, refresh: false };
            phone_document(
                page,
                StatusCode::UNAUTHORIZED,
                || view! { <crate::ui::phone::join::CodePage of=language typed=String::new() problem=Some(problem)/> },
            )
        }
    }
}

async fn boot(
    app: &App,
    browser: &Browser,
    meeting: MeetingId,
    seat: SeatId,
    at: usize,
    problem: Option<HallError>,
) -> Result<(Boot, Language, StatusCode), HallError> {
    let (project, _) = own_seat(app, browser, meeting, seat).await?;
    let actor = werksessie_core::Actor::Seat { seat };
    let subscription = app.hall.subscribe(project, meeting, actor).await?;
    let (view, of_project, words) = app
        .hall
        .look(project, move |looked| {
            let words = looked.room.seats.get(&seat).map(|seat| seat.recovery);
            (phone::phone(looked.room, meeting), looked.room.project.language, words)
        })
        .await?;
    let view = view.ok_or(HallError::NoProject)?;
    app.hall.presence(project, seat, true).await;
    app.hall.presence(project, seat, false).await;
    let language = browser.language().unwrap_or(of_project);
    let recovery = crate::ui::recovery_words(language, words.ok_or(HallError::Unknown)?);
    let own = subscription.own.ok_or(HallError::Unknown)?;
    let status = if problem.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let problem = problem.map(|problem| match problem {
        HallError::Refused(refusal) => sentence(&refusal, language),
        other => Problem::from(other).sentence(language),
    });
    let revision = subscription.updates.borrow().revision;
    Ok((Boot { meeting, epoch: subscription.epoch, revision, view, own, recovery, at, problem }, language, status))
}

/// The project of a seat that this browser holds.
pub(super) async fn own_seat(
    app: &App,
    browser: &Browser,
    meeting: MeetingId,
    seat: SeatId,
) -> Result<(ProjectId, SeatId), HallError> {
    let credential = browser.credential().ok_or(HallError::Unknown)?;
    let project = project_of(app, meeting.0).await?;
    app.hall.actor(project, credential, Wanted::Seat(seat)).await?;
    let sits_here = app
        .hall
        .look(project, move |looked| looked.room.seats.get(&seat).is_some_and(|seat| seat.meeting == meeting))
        .await?;
    if sits_here { Ok((project, seat)) } else { Err(HallError::Unknown) }
}

/// `POST /mee/{meeting}/{seat}`: takes one card of a plain form and goes to the next.
pub async fn post(
    State(app): State<App>,
    headers: HeaderMap,
    Path((meeting, seat)): Path<(MeetingId, SeatId)>,
    Query(at): Query<At>,
    body: String,
) -> Response {
    let browser = Browser::of(&headers, &app.config);
    match take(&app, &browser, meeting, seat, &body).await {
        Ok(()) => see_other(&format!("/mee/{meeting}/{seat}?at={}", at.at.saturating_add(1))),
        Err(error) => page(&app, &headers, (meeting, seat), at.at, Some(error)).await,
    }
}

async fn take(app: &App, browser: &Browser, meeting: MeetingId, seat: SeatId, body: &str) -> Result<(), HallError> {
    let (project, seat) = own_seat(app, browser, meeting, seat).await?;
    let fields = form_fields(body);
    let missing = HallError::Refused(werksessie_core::Refusal::UnknownItem);
    let (Some(round), Some(item)) = (
        fields.get("round").and_then(|id| id.parse::<RoundId>().ok()),
        fields.get("item").and_then(|id| id.parse::<BottleneckId>().ok()),
    ) else {
        return Err(missing);
    };
    let mut answer = Answer { note: fields.get("note").cloned().unwrap_or_default(), ..Answer::default() };
    for scale in [Scale::Severity, Scale::Influence] {
        if let Some(mark) = fields.get(field(scale)) {
            let mark = mark.parse().map_err(|_| HallError::Refused(werksessie_core::Refusal::MarkOutOfRange))?;
            answer.marks.insert(scale, Mark(mark));
        }
    }
    app.hall.item(project, seat, round, item, answer).await?;
    Ok(())
}
