//! For who holds the admin key: every project of this installation, and a way back in for a
//! leader who lost theirs.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use leptos::prelude::*;
use werksessie_core::access::{Actor, LinkRole};
use werksessie_core::erasure::Deletion;
use werksessie_core::link::Make;
use werksessie_core::project::Language;
use werksessie_core::{Command, CommandId, LinkId, ProjectId};

use super::document::{notice, reading};
use super::links::link_card;
use super::{form_fields, see_other};
use crate::live::HallError;
use crate::messages::{admin as texts, start as start_texts};
use crate::server::app::App;
use crate::server::browser::{self, Browser};
use crate::server::secret::{Secret, hash, random};
use crate::store::Hash;
use crate::store::backup::Made;
use crate::ui::words;

/// How long a browser that gave the admin key is believed.
const BELIEVED: Duration = Duration::from_secs(8 * 3_600);
/// A wrong key costs this long, each time.
const WRONG: Duration = Duration::from_secs(1);

/// Browsers that gave the admin key. In memory only: a restart asks for the key again.
#[derive(Default)]
pub struct Admins(Mutex<HashMap<Hash, Instant>>);

impl Admins {
    fn add(&self, browser: Hash) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, since| since.elapsed() < BELIEVED);
        known.insert(browser, Instant::now());
    }

    /// Whether this request comes from such a browser.
    pub fn knows(&self, app: &App, headers: &HeaderMap) -> bool {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let since = Browser::of(headers, &app.config).hash().and_then(|browser| known.get(&browser).copied());
        since.is_some_and(|since| since.elapsed() < BELIEVED)
    }
}

/// A project in the list.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct Listed {
    /// Its id.
    #[schema(value_type = String)]
    pub project: ProjectId,
    /// The municipality.
    pub municipality: String,
    /// Its title.
    pub title: String,
    /// A made-up project.
    pub example: bool,
    /// Milliseconds since 1970: when it was made.
    pub created_at: i64,
    /// Number of meetings.
    pub meetings: usize,
}

/// All projects, the newest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn list(app: &App) -> Result<Vec<Listed>, HallError> {
    let hall = app.hall.clone();
    let projects = tokio::task::spawn_blocking(move || hall.reader().projects()).await;
    let mut listed = Vec::new();
    for project in projects.map_err(|_| HallError::NotStored)?? {
        let seen = app.hall.look(project, move |looked| {
            let state = &looked.room.project;
            Listed {
                project,
                municipality: state.municipality.clone(),
                title: state.title.clone(),
                example: state.example,
                created_at: state.created_at.0,
                meetings: state.meetings.len(),
            }
        });
        listed.push(seen.await?);
    }
    listed.sort_by_key(|project| std::cmp::Reverse(project.created_at));
    Ok(listed)
}

/// `GET /beheer`: the list, or the question for the key.
pub async fn get(State(app): State<App>, headers: HeaderMap) -> Response {
    let language = browser::language(&headers, &app.config);
    if app.config.admin_key.is_none() {
        return reading(
            language,
            "/beheer",
            texts::title(language),
            view! { <p class="ws-lead">{texts::no_key(language)}</p> },
        );
    }
    if !app.admins.knows(&app, &headers) {
        return ask(language, false);
    }
    match list(&app).await {
        Ok(projects) => {
            let mut deleted = Vec::new();
            for deletion in super::erasure::deletions(&app).await {
                let backups = super::erasure::backups(&app, deletion.created_at, deletion.at).await;
                deleted.push((deletion, backups));
            }
            listed(language, projects, &deleted)
        }
        Err(error) => super::desk::refused(language, error),
    }
}

/// `POST /beheer`: gives the key.
pub async fn post(State(app): State<App>, headers: HeaderMap, body: String) -> Response {
    let language = browser::language(&headers, &app.config);
    let given = form_fields(&body).remove("key").unwrap_or_default();
    // Comparing hashes tells nothing about the key by its time.
    let is_it = app.config.admin_key.as_ref().is_some_and(|key| hash(key.as_bytes()) == hash(given.trim().as_bytes()));
    if !is_it {
        tracing::warn!("a wrong admin key was given");
        tokio::time::sleep(WRONG).await;
        return ask(language, true);
    }
    let browser = Browser::of(&headers, &app.config).known();
    app.admins.add(browser.hash().unwrap_or_default());
    let mut response = see_other("/beheer");
    response.headers_mut().insert(header::SET_COOKIE, browser.cookie(&app.config));
    response
}

/// `POST /beheer/{project}`: a new leader link, shown once.
pub async fn link(State(app): State<App>, headers: HeaderMap, Path(project): Path<ProjectId>) -> Response {
    let language = browser::language(&headers, &app.config);
    if !app.admins.knows(&app, &headers) {
        return ask(language, false);
    }
    let label = texts::link_label(language).to_owned();
    match make_link(&app.hall, project, LinkRole::Leader, label).await {
        Ok(secret) => {
            tracing::info!(%project, "a leader link was made with the admin key");
            let card = link_card(&app, &headers, language, &secret, start_texts::made_label(language));
            let body = view! {
                {card}<p><a class="nl-button nl-button--primary" href="/beheer">{texts::back(language)}</a></p>
            };
            notice(language, StatusCode::OK, texts::link_made(language), body)
        }
        Err(error) => super::desk::refused(language, error),
    }
}

/// Makes a link for who runs the server.
///
/// # Errors
/// When there is no such project, or it could not be stored.
pub async fn make_link(
    hall: &crate::live::Hall,
    project: ProjectId,
    role: LinkRole,
    label: String,
) -> Result<Secret, HallError> {
    let secret = Secret::draw(project, LinkId::from_random(random()).0).map_err(|_| HallError::NotStored)?;
    let make =
        Make { link: LinkId(secret.id), role, label, until: None, promises: Vec::new(), secret_hash: secret.hash() };
    let id = CommandId::from_random(random());
    // The id is new, so nothing is ever compared with this hash.
    hall.command(project, Actor::System, id, hash(&[]), Command::LinkMake(make)).await?;
    Ok(secret)
}

fn ask(language: Language, wrong: bool) -> Response {
    let wrong = wrong.then(
        || view! { <div class="ws-alert ws-alert--negative" role="alert"><p>{texts::wrong_key(language)}</p></div> },
    );
    let body = view! {
        {wrong}
        <form class="ws-card ws-field" method="post" action="/beheer" autocomplete="off">
            <label class="ws-label" for="key">{texts::ask_key(language)}</label>
            <input class="ws-input" id="key" name="key" type="password" required/>
            <button class="nl-button nl-button--primary">{texts::open(language)}</button>
        </form>
    };
    reading(language, "/beheer", texts::title(language), body)
}

fn listed(language: Language, projects: Vec<Listed>, deleted: &[(Deletion, Vec<Made>)]) -> Response {
    let count = projects.len() as u32;
    let rows = projects.into_iter().map(|project| {
        let day = crate::server::clock::day_of(werksessie_core::time::Timestamp(project.created_at));
        let example = project.example.then(|| view! { " "<span class="ws-chip">{start_texts::example_chip(language)}</span> });
        view! {
            <tr><th scope="row">{project.title}{example}</th><td>{project.municipality}</td><td>{words::date(language, day)}</td><td>{project.meetings}</td>
                <td><form method="post" action=format!("/beheer/{}", project.project)><button class="nl-button nl-button--subtle">{texts::make_link(language)}</button></form></td></tr>
        }
    });
    let body = view! {
        <p class="ws-lead">{texts::projects(language, count)}</p>
        <p><a class="nl-button nl-button--primary" href="/#nieuw">{start_texts::new_project(language)}</a></p>
        <div class="ws-card ws-scroll"><table class="ws-table">
            <thead><tr><th scope="col">{texts::project(language)}</th><th scope="col">{texts::municipality(language)}</th><th scope="col">{texts::made_on(language)}</th><th scope="col">{texts::meetings(language)}</th><th scope="col">{texts::back_in(language)}</th></tr></thead>
            <tbody>{rows.collect_view()}</tbody>
        </table></div>
        {(!deleted.is_empty()).then(|| gone(language, deleted))}
    };
    reading(language, "/beheer", texts::title(language), body)
}

/// What was deleted on this server, the newest first.
fn gone(language: Language, deleted: &[(Deletion, Vec<Made>)]) -> impl IntoView + use<> {
    let day = |at| words::date(language, crate::server::clock::day_of(at));
    let rows = deleted.iter().rev().map(|(deletion, backups)| {
        let how = if deletion.planned { texts::deleted_planned(language) } else { texts::deleted_asked(language) };
        view! {
            <tr><th scope="row">{deletion.title.clone()}<br/><span class="ws-small ws-quiet">{deletion.project.to_string()}</span></th><td>{deletion.municipality.clone()}</td>
                <td>{day(deletion.created_at)}</td><td>{day(deletion.at)}</td><td>{how}{super::erasure::backup_list(language, backups)}</td></tr>
        }
    });
    view! {
        <h2>{texts::deleted_title(language)}</h2>
        <div class="ws-card ws-scroll"><table class="ws-table">
            <thead><tr><th scope="col">{texts::project(language)}</th><th scope="col">{texts::municipality(language)}</th><th scope="col">{texts::made_on(language)}</th><th scope="col">{texts::deleted_on(language)}</th><th scope="col">{texts::deleted_how(language)}</th></tr></thead>
            <tbody>{rows.collect_view()}</tbody>
        </table></div>
    }
}
