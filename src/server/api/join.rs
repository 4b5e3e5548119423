//! `POST /api/v1/meetings/join`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use werksessie_core::meeting::read_code;
use werksessie_core::seat::{Join, Layer, PartyChoice};
use werksessie_core::{MeetingId, PartyId, ProjectId, Refusal, SeatId};

use crate::live::HallError;
use crate::server::app::App;
use crate::server::problem::{Problem, ProblemBody};
use crate::server::secret::{Secret, random};
use crate::store::Hash;

/// What someone sends to join.
#[derive(Deserialize, utoipa::ToSchema)]
pub struct JoinBody {
    /// The code on the screen, with or without dash.
    pub code: String,
    /// Id of a party, or the name of one that is not listed.
    pub party: String,
    /// `governance`, `policy`, `practice` or `experience`.
    #[schema(value_type = String)]
    pub layer: Layer,
    /// Watches only.
    #[serde(default)]
    pub observer: bool,
}

/// A seat and what opens it.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Joined {
    /// The seat.
    #[schema(value_type = String)]
    pub seat: SeatId,
    /// The meeting.
    #[schema(value_type = String)]
    pub meeting: MeetingId,
    /// The seat's Bearer token. Shown once.
    pub token: String,
    /// Two words to come back with.
    pub recovery: String,
}

/// Joins a meeting.
///
/// # Errors
/// When the code is unknown, the door is locked, or the meeting is not open.
#[utoipa::path(post, path = "/api/v1/meetings/join", request_body = JoinBody, responses((status = 201, body = Joined), (status = 4XX, body = ProblemBody)))]
pub async fn post(State(app): State<App>, body: String) -> Result<Response, Problem> {
    let body: JoinBody = serde_json::from_str(&body).map_err(|error| Problem::unreadable(error.to_string()))?;
    let (project, meeting) = find(&app, &body.code).await?;
    let (seat, secret) = take_seat(&app, project, meeting, &body, None).await?;
    let language = app.hall.look(project, |looked| looked.room.project.language).await?;
    let recovery = crate::ui::recovery_words(language, seat.recovery);
    Ok((StatusCode::CREATED, Json(Joined { seat: seat.seat, meeting, token: secret.show(), recovery })).into_response())
}

/// The meeting that a code leads to.
///
/// # Errors
/// [`Refusal::CodeUnknown`].
pub async fn find(app: &App, code: &str) -> Result<(ProjectId, MeetingId), HallError> {
    let code = read_code(code).ok_or(Refusal::CodeUnknown)?;
    let hall = app.hall.clone();
    let found = tokio::task::spawn_blocking(move || hall.reader().meeting_of_code(&code)).await;
    found.map_err(|_| HallError::NotStored)??.ok_or(HallError::Refused(Refusal::CodeUnknown))
}

/// Gives someone a seat, held by a token and, when they come with a browser, by that.
///
/// # Errors
/// As [`post`].
pub async fn take_seat(
    app: &App,
    project: ProjectId,
    meeting: MeetingId,
    body: &JoinBody,
    browser_hash: Option<Hash>,
) -> Result<(werksessie_core::seat::Seat, Secret), HallError> {
    let party = match body.party.parse::<PartyId>() {
        Ok(party) => PartyChoice::Known(party),
        Err(_) => PartyChoice::Typed(body.party.clone()),
    };
    // The token is drawn before the seat's id exists; its first half is filled in afterwards.
    let key: [u8; 32] = random();
    let token_hash = crate::server::secret::hash(&key);
    let join = Join { meeting, party, layer: body.layer, observer: body.observer, token_hash, browser_hash };
    let seat = app.hall.join(project, join).await?;
    let secret = Secret::with_key(project, seat.seat.0, key);
    Ok((seat, secret))
}
