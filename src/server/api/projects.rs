//! Making, reading, exporting and importing projects.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use werksessie_core::access::{Actor, LinkRole, Right};
use werksessie_core::view::dossier::{DossierView, dossier};
use werksessie_core::{Envelope, LinkId, ProjectId};

use crate::live::message::Wanted;
use crate::live::{Hall, HallError};
use crate::server::app::App;
use crate::server::browser;
use crate::server::founding::{Founding, first_link, found};
use crate::server::pages::admin::{self, Listed};
use crate::server::problem::{Problem, ProblemBody};
use crate::server::secret::{Secret, hash, random};
use crate::store::codec::{self, Row};

/// A project and the secret that opens it.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Made {
    /// The project.
    #[schema(value_type = String)]
    pub project: ProjectId,
    /// Its leader's secret. Shown once.
    pub secret: String,
}

/// Makes a project.
///
/// # Errors
/// When the caller may not make projects, or a text is refused.
#[utoipa::path(post, path = "/api/v1/projects", request_body = Founding, responses((status = 201, body = Made), (status = 4XX, body = ProblemBody)))]
pub async fn create(State(app): State<App>, headers: HeaderMap, body: String) -> Result<Response, Problem> {
    may_make(&app, &headers)?;
    let founding: Founding = serde_json::from_str(&body).map_err(|error| Problem::unreadable(error.to_string()))?;
    let secret = found(&app.hall, &founding).await?;
    Ok((StatusCode::CREATED, Json(Made { project: secret.project, secret: secret.show() })).into_response())
}

/// Whether this caller may make projects: with the admin key, or anyone on a closed laptop.
///
/// # Errors
/// When not.
pub fn may_make(app: &App, headers: &HeaderMap) -> Result<(), Problem> {
    if app.config.is_open_to_all() || app.admins.knows(app, headers) {
        return Ok(());
    }
    has_admin_key(app, headers)
}

/// Whether this request carries the admin key.
fn has_admin_key(app: &App, headers: &HeaderMap) -> Result<(), Problem> {
    let given = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    match (&app.config.admin_key, given) {
        // Comparing hashes tells nothing about the key by its time.
        (Some(key), Some(given)) if hash(key.as_bytes()) == hash(given.as_bytes()) => Ok(()),
        _ => Err(Problem::new(StatusCode::FORBIDDEN, "admin_key_needed")),
    }
}

/// Lists all projects, for who holds the admin key.
///
/// # Errors
/// When the caller does not.
#[utoipa::path(get, path = "/api/v1/projects", responses((status = 200, body = Vec<Listed>), (status = 4XX, body = ProblemBody)))]
pub async fn list(State(app): State<App>, headers: HeaderMap) -> Result<Json<Vec<Listed>>, Problem> {
    has_admin_key(&app, &headers)?;
    Ok(Json(admin::list(&app).await?))
}

/// The holder of a link of this project.
///
/// # Errors
/// When the request does not prove that it is one.
pub async fn link_holder(app: &App, headers: &HeaderMap, project: ProjectId) -> Result<Actor, Problem> {
    let credential = browser::credential(headers, &app.config).ok_or_else(Problem::unknown)?;
    Ok(app.hall.actor(project, credential, Wanted::Link).await?)
}

/// The holder of a link of this project that may read the dossier: every kind but that of a screen.
///
/// # Errors
/// As [`link_holder`], and [`werksessie_core::Refusal::NotAllowed`].
pub async fn reader(app: &App, headers: &HeaderMap, project: ProjectId) -> Result<Actor, Problem> {
    let actor = link_holder(app, headers, project).await?;
    if Right::Editors.held_by(&actor) { Ok(actor) } else { Err(werksessie_core::Refusal::NotAllowed.into()) }
}

/// The dossier as JSON.
///
/// # Errors
/// When the caller holds no link of this project.
#[utoipa::path(get, path = "/api/v1/projects/{project}", params(("project" = String, Path)), responses((status = 200), (status = 4XX, body = ProblemBody)))]
pub async fn read(
    State(app): State<App>,
    headers: HeaderMap,
    Path(project): Path<ProjectId>,
) -> Result<Json<DossierView>, Problem> {
    reader(&app, &headers, project).await?;
    let view = app.hall.look(project, |looked| dossier(looked.room)).await?;
    Ok(Json(view.ok_or_else(Problem::not_found)?))
}

/// Everything that the log of a project says. No ballot, no seat, no link is in it. Of documents
/// that were marked final it has the fingerprints; their bytes stay in the data folder.
#[derive(Serialize, Deserialize)]
pub struct Export {
    /// What this is.
    pub format: String,
    /// The project.
    pub project: ProjectId,
    /// Its log.
    pub events: Vec<Row>,
    /// SHA-256 of the state that the log leads to, in hexadecimal digits.
    pub digest: String,
}

/// The format of an export.
pub const EXPORT_FORMAT: &str = "werksessie-export-1";

/// The log of a project as an export.
///
/// # Errors
/// When the log cannot be read.
pub fn export_of(reader: &dyn crate::store::Reader, project: ProjectId) -> Result<Export, crate::store::StoreError> {
    let events: Vec<_> = reader.log(project)?.iter().map(codec::encode).collect();
    Ok(Export { format: EXPORT_FORMAT.into(), project, digest: digest_of(&events), events })
}

/// SHA-256 of the events in hexadecimal. Of the events and not of the state they lead to: that has
/// more fields in a later release, which must still read the export.
fn digest_of(events: &[codec::Row]) -> String {
    let text = serde_json::to_vec(events).expect("events are plain data");
    hash(&text).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Exports a project.
///
/// # Errors
/// When the caller is no leader of it.
#[utoipa::path(get, path = "/api/v1/projects/{project}/export", params(("project" = String, Path)), responses((status = 200), (status = 4XX, body = ProblemBody)))]
pub async fn export(
    State(app): State<App>,
    headers: HeaderMap,
    Path(project): Path<ProjectId>,
) -> Result<Response, Problem> {
    let actor = link_holder(&app, &headers, project).await?;
    if !matches!(actor, Actor::Link { role: LinkRole::Leader, .. }) {
        return Err(werksessie_core::Refusal::NotAllowed.into());
    }
    let hall = app.hall.clone();
    let export = tokio::task::spawn_blocking(move || export_of(hall.reader(), project)).await;
    let export = export
        .map_err(|_| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "other"))?
        .map_err(crate::live::HallError::from)?;
    let name = format!("attachment; filename=\"werksessie-{project}.json\"");
    Ok(([(header::CONTENT_DISPOSITION, name)], Json(export)).into_response())
}

/// The project and the log in an export.
///
/// # Errors
/// Why it cannot be read.
pub fn read_export(text: &str) -> Result<(ProjectId, Vec<Envelope>), String> {
    let export: Export = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if export.format != EXPORT_FORMAT {
        return Err(format!("format {:?} is not {EXPORT_FORMAT}", export.format));
    }
    if digest_of(&export.events) != export.digest {
        return Err("the events are not those that were exported".into());
    }
    let log = export.events.into_iter().map(codec::decode).collect::<Result<Vec<_>, _>>();
    let log = log.map_err(|error| error.to_string())?;
    let mut state = werksessie_core::Project::default();
    for (at, envelope) in (1..).zip(&log) {
        if envelope.seq != at {
            return Err(format!("event {at} is missing"));
        }
        state.apply(envelope);
    }
    if state.project != Some(export.project) {
        return Err("the events are of another project".into());
    }
    Ok((export.project, log))
}

/// Makes a project from the log of an export, with a link for its leader.
///
/// # Errors
/// When it is here already, or could not be stored.
pub async fn imported(hall: &Hall, project: ProjectId, log: Vec<Envelope>) -> Result<Secret, HallError> {
    let mut state = werksessie_core::Project::default();
    log.iter().for_each(|envelope| state.apply(envelope));
    if state.rehearsal {
        // It was never a real one.
        return Err(werksessie_core::Refusal::Rehearsal.into());
    }
    let secret = Secret::draw(project, LinkId::from_random(random()).0).map_err(|_| HallError::NotStored)?;
    hall.import(project, first_link(&secret, state.language), log).await?;
    Ok(secret)
}

/// Makes a project from an export. Refused when it is here already.
///
/// # Errors
/// When the caller may not make projects, or the export cannot be read.
#[utoipa::path(post, path = "/api/v1/projects/import", responses((status = 201, body = Made), (status = 4XX, body = ProblemBody)))]
pub async fn import(State(app): State<App>, headers: HeaderMap, body: String) -> Result<Response, Problem> {
    may_make(&app, &headers)?;
    let (project, log) = read_export(&body).map_err(Problem::unreadable)?;
    let secret = imported(&app.hall, project, log).await?;
    Ok((StatusCode::CREATED, Json(Made { project: secret.project, secret: secret.show() })).into_response())
}
