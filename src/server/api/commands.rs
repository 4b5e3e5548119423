//! `POST /api/v1/projects/{project}/commands`.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use serde::Deserialize;
use werksessie_core::{Actor, Command, CommandId, ProjectId, SeatId};

use crate::live::message::{Credential, Done, Wanted};
use crate::server::app::App;
use crate::server::browser;
use crate::server::problem::{Problem, ProblemBody};
use crate::server::secret::hash;
use crate::store::Hash;

/// A command with the id that makes it happen once.
#[derive(Deserialize)]
pub struct Sent {
    /// Chosen by the sender, the same for a retry.
    pub id: CommandId,
    /// `{"type": "slice.verb", ...}`.
    pub command: Box<serde_json::value::RawValue>,
}

impl Sent {
    /// The command, and the hash by which a retry is known.
    ///
    /// # Errors
    /// When the command cannot be read.
    pub fn read(&self) -> Result<(Command, Hash), Problem> {
        let text = self.command.get();
        let command = serde_json::from_str(text).map_err(|error| Problem::unreadable(error.to_string()))?;
        Ok((command, hash(text.as_bytes())))
    }
}

/// Who sends: the holder of a link, or a seat by its Bearer token.
async fn sender(app: &App, headers: &HeaderMap, project: ProjectId) -> Result<Actor, Problem> {
    let credential = browser::credential(headers, &app.config).ok_or_else(Problem::unknown)?;
    let wanted = match credential {
        Credential::Secret(id, _)
            if app.hall.look(project, move |looked| looked.room.seats.contains_key(&SeatId(id))).await? =>
        {
            Wanted::Seat(SeatId(id))
        }
        Credential::Secret(..) | Credential::Browser(_) => Wanted::Link,
    };
    Ok(app.hall.actor(project, credential, wanted).await?)
}

/// Carries out a command.
///
/// # Errors
/// When the caller may not, or the rules refuse it.
#[utoipa::path(post, path = "/api/v1/projects/{project}/commands", params(("project" = String, Path)), responses((status = 200), (status = 4XX, body = ProblemBody)))]
pub async fn post(
    State(app): State<App>,
    headers: HeaderMap,
    Path(project): Path<ProjectId>,
    body: String,
) -> Result<Json<Done>, Problem> {
    let actor = sender(&app, &headers, project).await?;
    let sent: Sent = serde_json::from_str(&body).map_err(|error| Problem::unreadable(error.to_string()))?;
    let (command, body_hash) = sent.read()?;
    Ok(Json(app.hall.command(project, actor, sent.id, body_hash, command).await?))
}
