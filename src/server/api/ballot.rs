//! `PUT /api/v1/rounds/{round}/ballot`.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use serde::Deserialize;
use werksessie_core::ballot::{Ballot, Cast};
use werksessie_core::question::Answers;
use werksessie_core::question::fields::{self, Fields};
use werksessie_core::{ProjectId, RoundId, SeatId};

use crate::live::HallError;
use crate::live::message::Wanted;
use crate::server::app::App;
use crate::server::browser::{self, bearer};
use crate::server::problem::{Problem, ProblemBody};

/// Which of the browser's seats votes; a Bearer token names its seat itself.
#[derive(Deserialize)]
pub struct Which {
    seat: Option<SeatId>,
}

/// A ballot as sent: its answers, or the fields of a form that hold them.
#[derive(Deserialize)]
pub struct SentCast {
    #[serde(default)]
    revision: Option<u32>,
    answers: Option<Answers>,
    fields: Option<Fields>,
}

impl SentCast {
    /// The ballot in it.
    ///
    /// # Errors
    /// When it holds neither, or a field that is none of ours.
    pub fn read(self) -> Result<Cast, Problem> {
        let answers = match (self.answers, self.fields) {
            (Some(answers), _) => answers,
            (None, Some(fields)) => fields::read(&fields).map_err(HallError::Refused)?,
            (None, None) => return Err(Problem::unreadable("answers are missing")),
        };
        Ok(Cast { revision: self.revision, answers })
    }
}

/// Takes a ballot. The highest revision wins; the answer is what is stored.
///
/// # Errors
/// 409 when the round is not open; 422 when an answer is wrong.
#[utoipa::path(put, path = "/api/v1/rounds/{round}/ballot", params(("round" = String, Path), ("seat" = Option<String>, Query)), responses((status = 200), (status = 4XX, body = ProblemBody)))]
pub async fn put(
    State(app): State<App>,
    headers: HeaderMap,
    Path(round): Path<RoundId>,
    Query(which): Query<Which>,
    body: String,
) -> Result<Json<Ballot>, Problem> {
    let credential = browser::credential(&headers, &app.config).ok_or_else(Problem::unknown)?;
    let seat = bearer(&headers).map(|secret| SeatId(secret.id)).or(which.seat).ok_or_else(Problem::unknown)?;
    let sent: SentCast = serde_json::from_str(&body).map_err(|error| Problem::unreadable(error.to_string()))?;
    let cast = sent.read()?;
    let project = project_of(&app, round.0).await?;
    app.hall.actor(project, credential, Wanted::Seat(seat)).await?;
    Ok(Json(app.hall.ballot(project, seat, round, cast).await?))
}

/// The project that a meeting or round belongs to.
///
/// # Errors
/// When there is no such thing.
pub async fn project_of(app: &App, id: uuid::Uuid) -> Result<ProjectId, HallError> {
    let hall = app.hall.clone();
    let found = tokio::task::spawn_blocking(move || hall.reader().project_of(id)).await;
    found.map_err(|_| HallError::NotStored)??.ok_or(HallError::NoProject)
}
