//! `POST /dossier/{project}/vaststellen`: marks a document final, as an office file.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use werksessie_core::{Command, ProjectId, Refusal};

use super::desk::refused;
use super::{form_fields, see_other, send_as_holder};
use crate::server::app::App;
use crate::server::browser;

/// Marks a document final, with the command that programs send.
pub async fn post(
    State(app): State<App>,
    headers: HeaderMap,
    Path(project): Path<ProjectId>,
    body: String,
) -> Response {
    let fields = form_fields(&body);
    let marked = async {
        let document = fields.get("document").map_or("", String::as_str);
        let command = serde_json::json!({
            "type": "document.finish",
            "document": document,
            "format": if document == "workbook" { "xlsx" } else { "docx" },
            "label": fields.get("label").cloned().unwrap_or_default(),
        });
        let command: Command = serde_json::from_value(command).map_err(|_| Refusal::UnknownChoice)?;
        send_as_holder(&app, &headers, project, command).await
    };
    match marked.await {
        Ok(()) => see_other(&format!("/dossier/{project}")),
        Err(error) => refused(browser::language(&headers, &app.config), error),
    }
}
