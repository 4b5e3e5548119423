//! `GET /api/v1/projects/{project}/documents/{name}.{ext}`, and all of them as `all.zip`.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tokio::sync::Semaphore;
use werksessie_core::ProjectId;
use werksessie_core::document::{Edition, State as DocumentState};
use werksessie_core::finished::Format;
use werksessie_core::project::Language;

use super::projects::reader;
use crate::documents::bundle;
use crate::documents::file::{self, FileError, Made};
use crate::documents::html;
use crate::server::app::App;
use crate::server::clock;
use crate::server::guard;
use crate::server::problem::{Problem, ProblemBody};

/// What stands behind `?`.
#[derive(Deserialize)]
pub struct In {
    /// `nl` or `en`; the project's language when left out.
    #[serde(default)]
    language: Option<Language>,
}

/// A document of a project: the workbook as xlsx; the commitment, the agreements and the letters
/// as docx and html.
///
/// # Errors
/// When the caller holds no link of this project, or there is no such document.
#[utoipa::path(get, path = "/api/v1/projects/{project}/documents/{file}", params(("project" = String, Path), ("file" = String, Path), ("language" = Option<String>, Query)), responses((status = 200), (status = 4XX, body = ProblemBody)))]
pub async fn get(
    State(app): State<App>,
    headers: HeaderMap,
    Path((project, name)): Path<(ProjectId, String)>,
    Query(asked): Query<In>,
) -> Result<Response, Problem> {
    reader(&app, &headers, project).await?;
    let (which, format) = file::read(&name).ok_or_else(Problem::not_found)?;
    let state = app.hall.look(project, |looked| looked.room.project.clone()).await?;
    let edition = edition(asked.language.unwrap_or(state.language));
    let made = blocking(move || file::make(&state, &which, format, edition)).await?;
    let Made { bytes, policy } = made.ok_or_else(Problem::not_found)?;
    Ok(served(&name, format, policy.unwrap_or_else(|| guard::POLICY.to_owned()), bytes))
}

/// All documents of a project in one zip file, with `manifest.json`: for each file its name,
/// SHA-256 and size.
///
/// # Errors
/// When the caller holds no link of this project.
#[utoipa::path(get, path = "/api/v1/projects/{project}/documents/all.zip", params(("project" = String, Path), ("language" = Option<String>, Query)), responses((status = 200), (status = 4XX, body = ProblemBody)))]
pub async fn all(
    State(app): State<App>,
    headers: HeaderMap,
    Path(project): Path<ProjectId>,
    Query(asked): Query<In>,
) -> Result<Response, Problem> {
    reader(&app, &headers, project).await?;
    let state = app.hall.look(project, |looked| looked.room.project.clone()).await?;
    let edition = edition(asked.language.unwrap_or(state.language));
    let bytes = blocking(move || bundle::pack(&state, edition)).await?;
    let name = format!("attachment; filename=\"werksessie-{project}.zip\"");
    let headers = [(header::CONTENT_TYPE, "application/zip".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, bytes).into_response())
}

/// A document that was marked final, byte for byte as it was then.
///
/// # Errors
/// When the caller holds no link of this project, there is no such document, or its bytes stayed
/// on the server where it was marked.
#[utoipa::path(get, path = "/api/v1/projects/{project}/documents/final/{file}", params(("project" = String, Path), ("file" = String, Path)), responses((status = 200), (status = 4XX, body = ProblemBody)))]
pub async fn finished(
    State(app): State<App>,
    headers: HeaderMap,
    Path((project, file)): Path<(ProjectId, String)>,
) -> Result<Response, Problem> {
    reader(&app, &headers, project).await?;
    let (sha256, extension) = file.split_once('.').ok_or_else(Problem::not_found)?;
    let format = Format::of(extension).ok_or_else(Problem::not_found)?;
    let name = sha256.to_owned();
    let found =
        app.hall.look(project, move |looked| Some(looked.room.project.finished(&name, format)?.kept.clone())).await?;
    let kept = found.ok_or_else(Problem::not_found)?;
    let shelf = app.hall.shelf().clone();
    let bytes = tokio::task::spawn_blocking({
        let sha256 = kept.sha256.clone();
        move || shelf.read(&sha256)
    })
    .await;
    let bytes = bytes.map_err(|_| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "other"))?;
    let bytes = bytes.map_err(crate::live::HallError::from)?;
    let bytes = bytes.ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "document_not_here"))?;
    let policy = match format {
        Format::Html => html::policy_of(&String::from_utf8_lossy(&bytes)),
        Format::Xlsx | Format::Docx => guard::POLICY.to_owned(),
    };
    Ok(served(&kept.name, format, policy, bytes))
}

/// A document as an answer. The name holds nothing but letters, digits, dashes and one dot.
fn served(name: &str, format: Format, policy: String, bytes: Vec<u8>) -> Response {
    let shown = if format == Format::Html { "inline" } else { "attachment" };
    let headers = [
        (header::CONTENT_TYPE, file::content_type(format).to_owned()),
        (header::CONTENT_DISPOSITION, format!("{shown}; filename=\"{name}\"")),
        (header::CONTENT_SECURITY_POLICY, policy),
    ];
    (headers, bytes).into_response()
}

/// What is made today, and may still change.
fn edition(language: Language) -> Edition {
    Edition { language, as_of: clock::day_of(clock::now()), state: DocumentState::Concept }
}

/// Documents are made one after another: a council that downloads leaves a core to a room that votes.
static MAKING: Semaphore = Semaphore::const_new(1);

/// Makes files off the async executor: writing one takes milliseconds of pure computing.
async fn blocking<T: Send + 'static>(
    make: impl FnOnce() -> Result<T, FileError> + Send + 'static,
) -> Result<T, Problem> {
    let failed = || Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "other");
    let turn = MAKING.acquire().await.map_err(|_| failed())?;
    let made = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        make()
    });
    let made = made.await.map_err(|_| failed())?;
    made.map_err(|error| {
        tracing::error!(%error, "a document could not be written");
        failed()
    })
}
