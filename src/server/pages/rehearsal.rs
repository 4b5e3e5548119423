//! Beginning and ending a rehearsal: two forms of the desk.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use werksessie_core::access::{LinkRole, Right};
use werksessie_core::{Actor, ProjectId, Refusal};

use super::desk::{enter, holder, refused, with_cookie};
use super::{form_fields, see_other};
use crate::live::HallError;
use crate::server::app::App;
use crate::server::{browser, rehearsal};

/// `POST /dossier/{project}/oefenen`: makes a copy in memory and goes to its console. Who begins leads the
/// copy, so only a leader may.
pub async fn begin(
    State(app): State<App>,
    headers: HeaderMap,
    Path(project): Path<ProjectId>,
    body: String,
) -> Response {
    let meeting = form_fields(&body).get("meeting").and_then(|id| id.parse().ok());
    let begun = async {
        let link = match holder(&app, &headers, project).await.map_err(|_| HallError::Unknown)? {
            Actor::Link { link, role: LinkRole::Leader } => link,
            _ => return Err(Refusal::NotAllowed.into()),
        };
        let meeting = meeting.ok_or(Refusal::NotFound)?;
        let (secret, meeting) = rehearsal::begin(&app.hall, project, link, meeting).await?;
        Ok::<_, HallError>((enter(&app, &headers, &secret).await?, secret.project, meeting))
    };
    match begun.await {
        Ok((browser, copy, meeting)) => with_cookie(see_other(&format!("/console/{copy}/{meeting}")), &browser, &app),
        Err(error) => refused(browser::language(&headers, &app.config), error),
    }
}

/// `POST /oefening/{project}/stop`: drops the copy and goes back to the project. A second press finds
/// nothing and goes to the start.
pub async fn stop(State(app): State<App>, headers: HeaderMap, Path(project): Path<ProjectId>) -> Response {
    let Some(origin) = app.hall.memory().origin(project) else { return see_other("/") };
    match holder(&app, &headers, project).await {
        Ok(actor) if Right::Leaders.held_by(&actor) => {
            rehearsal::end(&app.hall, project).await;
            see_other(&format!("/dossier/{origin}"))
        }
        _ => refused(browser::language(&headers, &app.config), Refusal::NotAllowed.into()),
    }
}
