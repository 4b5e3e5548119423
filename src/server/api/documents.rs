//! `GET /api/v1/projects/{project}/documents/{name}.{ext}`.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use werksessie_core::ProjectId;
use werksessie_core::document::{Document, Edition, State as DocumentState};
use werksessie_core::project::{Language, Project};

use super::projects::reader;
use crate::documents::{agreements, commitment, docx, html, letter, workbook};
use crate::messages::{dossier as texts, formal};
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

/// Which document a file name means.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Which {
    Workbook,
    Commitment,
    Agreements,
    Letters,
    /// To the party with this place in the list or this short name.
    Letter(String),
}

/// The kinds of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Xlsx,
    Docx,
    Html,
}

/// Reads a file name, of either language.
fn read(file: &str) -> Option<(Which, Format)> {
    let (name, extension) = file.rsplit_once('.')?;
    let format = match extension {
        "xlsx" => Format::Xlsx,
        "docx" => Format::Docx,
        "html" => Format::Html,
        _ => return None,
    };
    let is = |of: fn(Language) -> &'static str| [Language::Nl, Language::En].into_iter().any(|one| of(one) == name);
    if format == Format::Xlsx {
        return is(texts::roadmap_file).then_some((Which::Workbook, format));
    }
    if is(formal::commitment_file) {
        return Some((Which::Commitment, format));
    }
    if is(formal::agreements_file) {
        return Some((Which::Agreements, format));
    }
    if is(formal::letters_file) {
        return Some((Which::Letters, format));
    }
    let letter = |language: Language| name.strip_prefix(formal::letter_file(language))?.strip_prefix('-');
    let party = [Language::Nl, Language::En].into_iter().find_map(letter)?;
    Some((Which::Letter(party.to_owned()), format))
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
    Path((project, file)): Path<(ProjectId, String)>,
    Query(asked): Query<In>,
) -> Result<Response, Problem> {
    reader(&app, &headers, project).await?;
    let (which, format) = read(&file).ok_or_else(Problem::not_found)?;
    let state = app.hall.look(project, |looked| looked.room.project.clone()).await?;
    let edition = Edition {
        language: asked.language.unwrap_or(state.language),
        as_of: clock::day_of(clock::now()),
        state: DocumentState::Concept,
    };
    // Off the async executor: writing a document takes milliseconds of pure computing.
    let made = tokio::task::spawn_blocking(move || make(&state, &which, format, edition)).await;
    let made = made.map_err(|_| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "other"))?;
    let File { bytes, policy } = made?.ok_or_else(Problem::not_found)?;
    let (kind, shown) = match format {
        Format::Xlsx => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "attachment"),
        Format::Docx => (docx::CONTENT_TYPE, "attachment"),
        Format::Html => ("text/html; charset=utf-8", "inline"),
    };
    // A name that was found holds nothing but letters, digits, dashes and one dot.
    let name = format!("{shown}; filename=\"{file}\"");
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CONTENT_SECURITY_POLICY, policy),
    ];
    Ok((headers, bytes).into_response())
}

/// A file with the policy under which a browser may show it.
struct File {
    bytes: Vec<u8>,
    policy: String,
}

/// Makes the file; `None` when the letter's party is not there.
fn make(project: &Project, which: &Which, format: Format, edition: Edition) -> Result<Option<File>, Problem> {
    let failed = |error: &dyn std::fmt::Display| {
        tracing::error!(%error, ?which, "a document could not be written");
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "other")
    };
    let usual = |bytes| File { bytes, policy: guard::POLICY.to_owned() };
    let document: Document = match which {
        Which::Workbook => {
            let written = workbook::write(project, edition.language, edition.as_of);
            return written.map(|bytes| Some(usual(bytes))).map_err(|error| failed(&error));
        }
        Which::Commitment => commitment::commitment(project, edition),
        Which::Agreements => agreements::agreements(project, edition),
        Which::Letters => letter::letters(project, edition),
        Which::Letter(party) => match letter::addressee(project, party) {
            Some(party) => letter::letter(project, party, edition),
            None => return Ok(None),
        },
    };
    let file = match format {
        Format::Html => {
            let bytes = html::write(&document).map_err(|error| failed(&error))?;
            File { bytes, policy: html::policy(&document) }
        }
        Format::Docx | Format::Xlsx => usual(docx::write(&document).map_err(|error| failed(&error))?),
    };
    Ok(Some(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_of_both_languages_are_known_and_others_are_not() {
        for (file, which, format) in [
            ("routekaart.xlsx", Which::Workbook, Format::Xlsx),
            ("roadmap.xlsx", Which::Workbook, Format::Xlsx),
            ("commitmentverklaring.docx", Which::Commitment, Format::Docx),
            ("commitment.html", Which::Commitment, Format::Html),
            ("principe-afspraken.html", Which::Agreements, Format::Html),
            ("agreements.docx", Which::Agreements, Format::Docx),
            ("brieven.docx", Which::Letters, Format::Docx),
            ("letters.html", Which::Letters, Format::Html),
            ("brief-3.docx", Which::Letter("3".into()), Format::Docx),
            ("letter-lokaal-team.html", Which::Letter("lokaal-team".into()), Format::Html),
        ] {
            assert_eq!(read(file), Some((which, format)), "{file}");
        }
        for file in ["", "routekaart", "routekaart.docx", "commitment.xlsx", "brief.docx", "brief-1.pdf", "x.html"] {
            assert_eq!(read(file), None, "{file}");
        }
    }
}
