//! `GET /api/v1/projects/{project}/documents/{name}.{ext}`.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use werksessie_core::ProjectId;
use werksessie_core::project::Language;

use super::projects::reader;
use crate::documents::workbook;
use crate::messages::dossier as texts;
use crate::server::app::App;
use crate::server::clock;
use crate::server::problem::{Problem, ProblemBody};

/// What stands behind `?`.
#[derive(Deserialize)]
pub struct In {
    /// `nl` or `en`; the project's language when left out.
    #[serde(default)]
    language: Option<Language>,
}

/// A document of a project.
///
/// # Errors
/// When the caller holds no link of this project, or there is no such document.
#[utoipa::path(get, path = "/api/v1/projects/{project}/documents/{file}", params(("project" = String, Path), ("file" = String, Path), ("language" = Option<String>, Query)), responses((status = 200), (status = 4XX, body = ProblemBody)))]
pub async fn get(
    State(app): State<App>,
    headers: HeaderMap,
    Path((project, file)): Path<(ProjectId, String)>,
    Query(asked): Query<In>,
) -> Result<Response, Problem> {
    reader(&app, &headers, project).await?;
    let is_roadmap =
        [Language::Nl, Language::En].iter().any(|language| file == format!("{}.xlsx", texts::roadmap_file(*language)));
    if !is_roadmap {
        return Err(Problem::not_found());
    }
    let state = app.hall.look(project, |looked| looked.room.project.clone()).await?;
    let language = asked.language.unwrap_or(state.language);
    let today = clock::day_of(clock::now());
    // Off the async executor: writing a workbook takes milliseconds of pure computing.
    let bytes = tokio::task::spawn_blocking(move || workbook::write(&state, language, today)).await;
    match bytes {
        Ok(Ok(bytes)) => {
            let name = format!("attachment; filename=\"{file}\"");
            let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            Ok(([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, name)], bytes).into_response())
        }
        Ok(Err(error)) => {
            tracing::error!(%error, "the workbook could not be written");
            Err(Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "other"))
        }
        Err(_) => Err(Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "other")),
    }
}
