//! `/mee/{meeting}/{seat}`: the page of a seat, with and without script.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;
use werksessie_core::ballot::TakePen;
use werksessie_core::promise::condition::{Answer, Reply};
use werksessie_core::question::fields::Fields;
use werksessie_core::seat::Leave;
use werksessie_core::view::phone;
use werksessie_core::{Actor, Command, ConditionId, MeetingId, ProjectId, Refusal, RoundId, SeatId};

use super::{PhoneDocument, form_fields, phone_document, see_other, send};
use crate::live::HallError;
use crate::live::message::{Looked, Wanted};
use crate::messages::phone as texts;
use crate::server::api::ballot::project_of;
use crate::server::app::App;
use crate::server::browser::{self, Browser};
use crate::server::problem::told;
use crate::ui::phone::join::{CodePage, LeftPage};
use crate::ui::phone::page::{self, Boot, Person};

/// What stands behind `?`.
#[derive(Deserialize)]
pub struct At {
    #[serde(default)]
    at: usize,
    /// Links on the page are the same for all seats, so they name no seat: `wie`.
    naar: Option<String>,
}

/// `GET /mee/{meeting}/{seat}`.
pub async fn get(
    State(app): State<App>,
    headers: HeaderMap,
    Path(ids): Path<(MeetingId, SeatId)>,
    Query(at): Query<At>,
) -> Response {
    if at.naar.as_deref() == Some("wie") {
        return see_other(&format!("/mee/{}/{}/wie", ids.0, ids.1));
    }
    page(&app, &headers, ids, at.at, None).await
}

async fn page(
    app: &App,
    headers: &HeaderMap,
    (meeting, seat): (MeetingId, SeatId),
    at: usize,
    problem: Option<(HallError, Fields)>,
) -> Response {
    let browser = Browser::of(headers, &app.config);
    match draw(app, &browser, meeting, seat, at, problem).await {
        Ok((document, status)) => phone_document(document, status),
        // Somebody else's seat, or one that is gone: join anew.
        Err(_) => {
            let language = browser::language(headers, &app.config);
            let problem = texts::seat_gone(language).to_owned();
            let page = PhoneDocument::still(language, "Werksessie", || {
                view! { <CodePage of=language typed=String::new() problem=Some(problem)/> }
            });
            phone_document(page, StatusCode::UNAUTHORIZED)
        }
    }
}

async fn draw(
    app: &App,
    browser: &Browser,
    meeting: MeetingId,
    seat: SeatId,
    at: usize,
    problem: Option<(HallError, Fields)>,
) -> Result<(PhoneDocument, StatusCode), HallError> {
    let (project, seat) = own_seat(app, browser, meeting, seat).await?;
    let of_project = app.hall.look(project, |looked| looked.room.project.language).await?;
    let language = browser.language().unwrap_or(of_project);
    let actor = Actor::Seat { seat };
    let subscription = app.hall.subscribe(project, meeting, actor, Some(language)).await?;
    let look = move |looked: &Looked<'_>| {
        let words = looked.room.seats.get(&seat).map(|seat| seat.recovery);
        (phone::phone(looked.room, meeting), words)
    };
    let (view, words) = app.hall.look(project, look).await?;
    let view = view.ok_or(HallError::NoProject)?;
    app.hall.presence(project, seat, true).await;
    app.hall.presence(project, seat, false).await;
    let words = crate::ui::recovery_words(language, words.ok_or(HallError::Unknown)?);
    let status = if problem.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let (problem, typed) = problem.map(|(problem, typed)| (told(problem, language), typed)).unzip();
    let typed = typed.unwrap_or_default();
    let person = Person { own: subscription.own.ok_or(HallError::Unknown)?, words, at, typed };
    let (body, boot) = page::page(language, meeting, &view, &person, problem.as_deref());
    let boot = Boot { epoch: subscription.epoch, revision: subscription.updates.borrow().revision, ..boot };
    let document = PhoneDocument {
        language,
        title: view.title.clone(),
        body,
        boot: serde_json::to_string(&boot).ok(),
        refresh: !boot.votes,
    };
    Ok((document, status))
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

/// `POST /mee/{meeting}/{seat}`: takes one sheet of a plain form and goes to the next; or takes
/// over the pen, or leaves.
pub async fn post(
    State(app): State<App>,
    headers: HeaderMap,
    Path((meeting, seat)): Path<(MeetingId, SeatId)>,
    Query(at): Query<At>,
    body: String,
) -> Response {
    let browser = Browser::of(&headers, &app.config);
    let fields = form_fields(&body);
    let stays = fields.contains_key("pen") || fields.contains_key("reply");
    let to = match (stays, fields.contains_key("leave")) {
        (_, true) => format!("/mee/{meeting}/{seat}/weg"),
        (true, false) => format!("/mee/{meeting}/{seat}?at={}", at.at),
        (false, false) => format!("/mee/{meeting}/{seat}?at={}", at.at.saturating_add(1)),
    };
    match take(&app, &browser, meeting, seat, fields.clone()).await {
        Ok(()) => see_other(&to),
        Err(error) => page(&app, &headers, (meeting, seat), at.at, Some((error, fields))).await,
    }
}

async fn take(app: &App, browser: &Browser, meeting: MeetingId, seat: SeatId, fields: Fields) -> Result<(), HallError> {
    let (project, seat) = own_seat(app, browser, meeting, seat).await?;
    if fields.contains_key("leave") {
        return send(app, project, Actor::Seat { seat }, Command::SeatLeave(Leave { seat })).await;
    }
    let missing = || HallError::Refused(Refusal::UnknownItem);
    if let Some(reply) = fields.get("reply") {
        let reply = reply_of(reply, &fields).ok_or_else(missing)?;
        return send(app, project, Actor::Seat { seat }, Command::ConditionAnswer(reply)).await;
    }
    let round: RoundId = fields.get("round").and_then(|id| id.parse().ok()).ok_or_else(missing)?;
    if let Some(from) = fields.get("pen") {
        let take = TakePen { round, seat, from: from.parse().map_err(|_| missing())? };
        return send(app, project, Actor::Seat { seat }, Command::BallotTake(take)).await;
    }
    let sheet = fields.get("sheet").filter(|sheet| !sheet.is_empty()).ok_or_else(missing)?;
    app.hall.sheet(project, seat, round, format!("{sheet}."), fields.clone()).await?;
    Ok(())
}

/// What a party says to a condition: the button holds its id, what was said until now, and what is
/// said now; the words stand in their own field.
fn reply_of(button: &str, fields: &Fields) -> Option<Reply> {
    let mut parts = button.split(' ');
    let condition: ConditionId = parts.next()?.parse().ok()?;
    let (from, answer) = (Answer::read(parts.next()?)?, Answer::read(parts.next()?)?);
    // Yes needs no words: what was typed for a counter-offer goes with that.
    let words = fields.get(&format!("words.{condition}")).filter(|_| answer != Answer::Accepted);
    Some(Reply { condition, from, answer, words: words.cloned().unwrap_or_default() })
}

/// `GET /mee/{meeting}/{seat}/weg`: says goodbye, with a way back.
pub async fn left(
    State(app): State<App>,
    headers: HeaderMap,
    Path((meeting, seat)): Path<(MeetingId, SeatId)>,
) -> Response {
    let language = browser::language(&headers, &app.config);
    let back = format!("/mee/{meeting}/{seat}");
    let document = PhoneDocument::still(language, texts::left_title(language), || view! { <LeftPage back/> });
    phone_document(document, StatusCode::OK)
}
