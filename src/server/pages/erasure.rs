//! `/bewaren/{project}`: when a project goes, taking words out of it, and deleting it now. Plain
//! forms, for leaders alone.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use leptos::prelude::*;
use werksessie_core::access::Right;
use werksessie_core::erasure::{self, Delete, Deletion, Expire, Expiry, NOTICE, Redact, Redaction};
use werksessie_core::meeting::Meeting;
use werksessie_core::project::Language;
use werksessie_core::time::{Date, Timestamp};
use werksessie_core::{Command, ProjectId, Refusal, limits};

use super::desk::{holder, refused};
use super::document::{notice, working};
use super::{form_fields, see_other, send_as_holder};
use crate::live::HallError;
use crate::messages::erasure as texts;
use crate::server::app::App;
use crate::server::browser::{self, Browser};
use crate::server::clock::{day_of, now};
use crate::server::problem::told;
use crate::store::backup::{self, Made};
use crate::store::redact::{mark, redact};
use crate::ui::words;

/// What the page is made of.
struct Seen {
    municipality: String,
    language: Language,
    expiry: Option<Expiry>,
    redactions: Vec<Redaction>,
    /// Final documents: position in the log, and name.
    finished: Vec<(u64, String)>,
    /// What links are called.
    labels: Vec<String>,
    /// A meeting is under way.
    is_open: bool,
}

/// What a search found.
struct Sought {
    words: String,
    places: u32,
    texts: Vec<String>,
    documents: Vec<String>,
}

/// `GET /bewaren/{project}`.
pub async fn get(State(app): State<App>, headers: HeaderMap, Path(project): Path<ProjectId>) -> Response {
    page(&app, &headers, project, None, None).await
}

/// `POST /bewaren/{project}`: `do` is `day`, `stay`, `seek`, `redact` or `delete`.
pub async fn post(
    State(app): State<App>,
    headers: HeaderMap,
    Path(project): Path<ProjectId>,
    body: String,
) -> Response {
    let language = browser::language(&headers, &app.config);
    let fields = form_fields(&body);
    let field = |name: &str| fields.get(name).cloned().unwrap_or_default();
    let day = |name: &str| match field(name).as_str() {
        "" => Ok(None),
        day => day.parse::<Date>().map(Some).map_err(|_| Refusal::DateOutOfRange),
    };
    let command = match field("do").as_str() {
        "seek" => return page(&app, &headers, project, None, Some(field("words"))).await,
        "day" => match (day("on"), day("expected")) {
            (Ok(Some(on)), Ok(expected)) => Ok(Command::ProjectExpire(Expire { on: Some(on), expected })),
            _ => Err(Refusal::DateOutOfRange),
        },
        "stay" => day("expected").map(|expected| Command::ProjectExpire(Expire { on: None, expected })),
        "redact" => {
            let places = field("places").parse().ok();
            Ok(Command::ProjectRedact(Redact { words: field("words"), why: field("why"), places, found: None }))
        }
        "delete" => return delete(&app, &headers, project, field("name")).await,
        _ => Err(Refusal::UnknownChoice),
    };
    let done = match command {
        Ok(command) => send_as_holder(&app, &headers, project, command).await,
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(()) => see_other(&format!("/bewaren/{project}")),
        Err(error) => {
            let words = fields.get("words").cloned();
            page(&app, &headers, project, Some(told(error, language)), words).await
        }
    }
}

/// Deletes the project and shows what is left: that it was there.
async fn delete(app: &App, headers: &HeaderMap, project: ProjectId, name: String) -> Response {
    let language = browser::language(headers, &app.config);
    match send_as_holder(app, headers, project, Command::ProjectDelete(Delete { name })).await {
        Ok(()) => match deletions(app).await.into_iter().find(|deletion| deletion.project == project) {
            Some(deletion) => {
                tracing::info!(%project, "a project was deleted by its leader");
                gone(language, &deletion, &backups(app, deletion.created_at, deletion.at).await)
            }
            None => refused(language, HallError::NoProject),
        },
        Err(error) => page(app, headers, project, Some(told(error, language)), None).await,
    }
}

/// What was deleted on this server, oldest first.
pub(super) async fn deletions(app: &App) -> Vec<Deletion> {
    let hall = app.hall.clone();
    let read = tokio::task::spawn_blocking(move || hall.reader().deletions()).await;
    match read {
        Ok(Ok(deletions)) => deletions,
        other => {
            tracing::error!(?other, "the list of deleted projects cannot be read");
            Vec::new()
        }
    }
}

/// Backups that were made between two moments.
pub(super) async fn backups(app: &App, from: Timestamp, until: Timestamp) -> Vec<Made> {
    let data = app.config.data.clone();
    let known = tokio::task::spawn_blocking(move || backup::known(&data)).await.unwrap_or_default();
    known.into_iter().filter(|made| (from.0..=until.0).contains(&made.at)).collect()
}

async fn page(
    app: &App,
    headers: &HeaderMap,
    project: ProjectId,
    problem: Option<String>,
    words: Option<String>,
) -> Response {
    let language = browser::language(headers, &app.config);
    match holder(app, headers, project).await {
        Ok(actor) if Right::Leader.held_by(&actor) => {}
        _ => return refused(language, Refusal::NotAllowed.into()),
    }
    let looked = app.hall.look(project, |looked| {
        let state = &looked.room.project;
        Seen {
            municipality: state.municipality.clone(),
            language: state.language,
            expiry: state.expiry,
            redactions: state.redactions.clone(),
            finished: state.finished.iter().map(|one| (one.position, one.kept.name.clone())).collect(),
            labels: looked.room.links.values().map(|link| link.label.clone()).collect(),
            is_open: state.meetings.iter().any(Meeting::is_open),
        }
    });
    let seen = match looked.await {
        Ok(seen) => seen,
        Err(error) => return refused(language, error),
    };
    let language = Browser::of(headers, &app.config).language().unwrap_or(seen.language);
    let (sought, problem) = match words {
        Some(words) => match seek(app, project, &seen, words).await {
            Ok(sought) => (Some(sought), problem),
            Err(error) => (None, problem.or_else(|| Some(told(error, language)))),
        },
        None => (None, problem),
    };
    let mut redactions = Vec::new();
    for redaction in &seen.redactions {
        redactions.push((redaction.clone(), backups(app, redaction.since, redaction.at).await));
    }
    let address = format!("/bewaren/{project}");
    let body = body(language, project, &seen, problem, sought, redactions);
    working(app, language, &address, texts::title(language), project, body)
}

/// Where words stand in the log.
async fn seek(app: &App, project: ProjectId, seen: &Seen, words: String) -> Result<Sought, HallError> {
    let asked = Redact { words, why: String::new(), places: None, found: None };
    let words = asked.wanted()?;
    let (hall, wanted) = (app.hall.clone(), words.clone());
    let read = move || hall.reader().log(project).map(|log| redact(&log, &wanted, ""));
    let redacted = tokio::task::spawn_blocking(read).await.map_err(|_| HallError::NotStored)??;
    let first = redacted.events.first().map_or(u64::MAX, |envelope| envelope.seq);
    let documents = seen.finished.iter().filter(|(position, _)| *position >= first);
    let documents = documents.map(|(_, name)| name.clone()).collect();
    let mut texts = redacted.texts;
    texts.extend(seen.labels.iter().filter(|label| erasure::holds(label, &words)).cloned());
    let places = texts.len() as u32;
    texts.sort();
    texts.dedup();
    Ok(Sought { words, places, texts, documents })
}

fn body(
    language: Language,
    project: ProjectId,
    seen: &Seen,
    problem: Option<String>,
    sought: Option<Sought>,
    redactions: Vec<(Redaction, Vec<Made>)>,
) -> impl IntoView + use<> {
    let to = format!("/bewaren/{project}");
    let alert =
        problem.map(|sentence| view! { <div class="ws-alert ws-alert--negative" role="alert"><p>{sentence}</p></div> });
    let file = |name: &str| format!("/api/v1/projects/{project}/{name}");
    let day = seen.expiry.map(|expiry| expiry.day().unwrap_or(expiry.on));
    let state = match day {
        Some(day) => texts::day_set(language, words::date(language, day)),
        None => texts::day_none(language).to_owned(),
    };
    let chosen = seen.expiry.map(|expiry| expiry.on.to_string()).unwrap_or_default();
    let earliest = day_of(now()).plus(NOTICE).to_string();
    let stay = (!chosen.is_empty()).then(|| {
        view! { <button class="nl-button nl-button--secondary" name="do" value="stay" formnovalidate>{texts::day_stay(language)}</button> }
    });
    let done = redactions.into_iter().rev().map(|(redaction, backups)| {
        let row = texts::done_row(language, redaction.places, redaction.why.clone());
        view! { <li><p><strong>{words::date(language, day_of(redaction.at))}</strong>" "{row}</p>{backup_list(language, &backups)}</li> }
    });
    let done = (!seen.redactions.is_empty()).then(|| {
        view! { <h3>{texts::done_title(language)}</h3><ul class="ws-plain ws-stack ws-stack--tight">{done.collect_view()}</ul> }
    });
    view! {
        <p class="ws-lead">{texts::lead(language)}</p>
        {alert}
        <section class="ws-card ws-stack ws-stack--tight"><h2>{texts::export_title(language)}</h2>
            <p>{texts::export_text(language)}</p>
            <p class="ws-row"><a class="nl-button nl-button--secondary" href=file("documents/all.zip") download="">{texts::export_all(language)}</a>
                <a class="nl-button nl-button--secondary" href=file("export") download="">{texts::export_data(language)}</a></p>
        </section>
        <section class="ws-card ws-stack ws-stack--tight"><h2>{texts::day_title(language)}</h2>
            <p>{texts::day_text(language)}</p><p><strong>{state}</strong></p>
            <form method="post" action=to.clone() class="ws-stack ws-stack--tight" autocomplete="off">
                <input type="hidden" name="expected" value=chosen.clone()/>
                <div class="ws-field"><label class="ws-label" for="dag">{texts::day_label(language)}</label>
                    <input class="ws-input" id="dag" name="on" type="date" required min=earliest value=chosen/></div>
                <p class="ws-row"><button class="nl-button nl-button--primary" name="do" value="day">{texts::day_go(language)}</button>{stay}</p>
            </form>
        </section>
        <section class="ws-card ws-stack ws-stack--tight"><h2 id="woorden">{texts::words_title(language)}</h2>
            <p>{texts::words_text(language, mark(seen.language))}</p>
            {match sought {
                Some(sought) if !sought.texts.is_empty() => found(language, &to, sought).into_any(),
                other => ask(language, &to, other.map(|sought| sought.words)).into_any(),
            }}
            {done}
        </section>
        <section class="ws-card ws-stack ws-stack--tight"><h2>{texts::delete_title(language)}</h2>
            <p>{texts::delete_text(language)}</p>
            {seen.is_open.then(|| view! { <div class="ws-alert ws-alert--warning"><p>{texts::delete_open(language)}</p></div> })}
            <form method="post" action=to class="ws-stack ws-stack--tight" autocomplete="off">
                <div class="ws-field"><label class="ws-label" for="naam">{texts::delete_label(language, seen.municipality.clone())}</label>
                    <input class="ws-input" id="naam" name="name" required maxlength=limits::NAME/></div>
                <p><button class="nl-button nl-button--secondary" name="do" value="delete">{texts::delete_go(language)}</button></p>
            </form>
        </section>
    }
}

/// The form to look for words; with a sentence when they were nowhere.
fn ask(language: Language, to: &str, nowhere: Option<String>) -> impl IntoView + use<> {
    let told = nowhere
        .is_some()
        .then(|| view! { <div class="ws-alert" role="alert"><p>{texts::words_nowhere(language)}</p></div> });
    view! {
        {told}
        <form method="post" action=format!("{to}#woorden") class="ws-stack ws-stack--tight" autocomplete="off">
            <div class="ws-field"><label class="ws-label" for="zoek">{texts::words_label(language)}</label>
                <p class="ws-small ws-quiet" id="zoek-hulp">{texts::words_hint(language)}</p>
                <input class="ws-input" id="zoek" name="words" required maxlength=limits::NAME aria-describedby="zoek-hulp" value=nowhere.unwrap_or_default()/></div>
            <p><button class="nl-button nl-button--secondary" name="do" value="seek">{texts::words_seek(language)}</button></p>
        </form>
    }
}

/// What a search found, and the form to take it out.
fn found(language: Language, to: &str, sought: Sought) -> impl IntoView + use<> {
    let count = sought.places;
    let rows = sought.texts.into_iter().map(|text| view! { <li>{text}</li> }).collect_view();
    let documents = (!sought.documents.is_empty()).then(|| {
        let rows = sought.documents.iter().map(|name| view! { <li>{name.clone()}</li> }).collect_view();
        view! { <p>{texts::words_documents(language)}</p><ul class="ws-bullets">{rows}</ul> }
    });
    view! {
        <h3>{texts::words_places(language, count)}</h3>
        <ul class="ws-bullets">{rows}</ul>
        {documents}
        <form method="post" action=format!("{to}#woorden") class="ws-stack ws-stack--tight" autocomplete="off">
            <input type="hidden" name="words" value=sought.words/><input type="hidden" name="places" value=count/>
            <div class="ws-field"><label class="ws-label" for="waarom">{texts::why_label(language)}</label>
                <p class="ws-small ws-quiet" id="waarom-hulp">{texts::why_hint(language)}</p>
                <input class="ws-input" id="waarom" name="why" required maxlength=limits::NOTE aria-describedby="waarom-hulp"/></div>
            <p>{texts::words_final(language)}</p>
            <p class="ws-row"><button class="nl-button nl-button--secondary" name="do" value="redact">{texts::words_go(language)}</button>
                <a class="nl-button nl-button--subtle" href=to.to_owned()>{texts::words_again(language)}</a></p>
        </form>
    }
}

pub(super) fn backup_list(language: Language, backups: &[Made]) -> impl IntoView + use<> {
    if backups.is_empty() {
        return view! { <p class="ws-small ws-quiet">{texts::backups_none(language)}</p> }.into_any();
    }
    let rows = backups.iter().map(|made| {
        let day = words::date(language, day_of(Timestamp(made.at)));
        let away = (!made.is_there()).then(|| texts::backups_away(language));
        view! { <li>{made.path.clone()}" ("{day}")"{away.map(|away| format!(" · {away}"))}</li> }
    });
    let rows = rows.collect_view();
    view! { <p>{texts::backups(language)}</p><ul class="ws-bullets">{rows}</ul> }.into_any()
}

/// What is left of a project, to print.
fn gone(language: Language, deletion: &Deletion, backups: &[Made]) -> Response {
    let day = |at: Timestamp| words::date(language, day_of(at));
    let what = texts::gone_what(language, deletion.events as u32, deletion.meetings, deletion.documents.len() as u32);
    let lead = texts::gone_lead(language, deletion.title.clone(), deletion.municipality.clone());
    let body = view! {
        <p class="ws-lead">{lead}</p>
        <div class="ws-card ws-stack ws-stack--tight">
            <p>{texts::gone_day(language, day(deletion.at), day(deletion.created_at))}</p>
            <p>{what}</p>
            <p>{texts::gone_number(language)}": "{deletion.project.to_string()}</p>
            {backup_list(language, backups)}
        </div>
        <p>{texts::gone_proof(language)}</p>
    };
    notice(language, StatusCode::OK, texts::gone_title(language), body)
}
