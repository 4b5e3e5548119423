//! The desk on the server: the document around its pages, the data they start with, its forms.

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use leptos::context::provide_context;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::MetaTags;
use serde::Deserialize;
use werksessie_core::access::{Actor, LinkRole, Right};
use werksessie_core::meeting::Plan;
use werksessie_core::method::{BOTTLENECK_AGENDA, TEMPLATES, parts, template};
use werksessie_core::project::Language;
use werksessie_core::step::StepId;
use werksessie_core::view::leader::LeaderView;
use werksessie_core::view::screen::ScreenView;
use werksessie_core::{Command, LinkId, MeetingId, ProjectId, Refusal};

use super::document::notice;
use super::links::link_card;
use super::{form_fields, see_other, send_as_holder};
use crate::live::HallError;
use crate::live::message::Wanted;
use crate::messages::{common, dossier as dossier_texts, method, start as start_texts};
use crate::server::app::App;
use crate::server::browser::{self, Browser, language_of};
use crate::server::founding::{Founding, found, run_sheet};
use crate::server::guard::policy_with_nonce;
use crate::server::problem::{Problem, told};
use crate::server::secret::{Secret, random};
use crate::server::{address, api, assets, example as example_project, theme};
use crate::ui::desk::{Boot, DeskApp, PageError, Reach};
use crate::ui::dossier::{Dossier, StepText};
use crate::ui::language_code;
use crate::ui::start::Start;

/// Renders a page of the desk.
pub async fn page(State(app): State<App>, request: Request) -> Response {
    let language = browser::language(request.headers(), &app.config);
    let is_screen = request.uri().path().starts_with("/scherm");
    let class = theme::class(if is_screen { "ws-theme ws-projector" } else { "ws-theme" });
    let context = move || provide_context(app.clone());
    let document = move || shell(language, class.clone());
    leptos_axum::render_app_async_with_context(context, document)(request).await
}

/// Gives the page that says why there is nothing to see the status that says so too.
pub fn answer_with(error: &PageError) {
    if let Some(options) = use_context::<ResponseOptions>() {
        options.set_status(match error {
            PageError::NoAccess => StatusCode::FORBIDDEN,
            PageError::NotFound => StatusCode::NOT_FOUND,
            PageError::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        });
    }
}

/// Answers a server function of the desk.
pub async fn function(State(app): State<App>, request: Request<Body>) -> impl IntoResponse {
    leptos_axum::handle_server_fns_with_context(move || provide_context(app.clone()), request).await
}

/// The document around every page of the desk.
fn shell(language: Language, class: String) -> impl IntoView {
    if let (Some(nonce), Some(options)) = (use_nonce(), use_context::<ResponseOptions>())
        && let Ok(policy) = policy_with_nonce(&nonce).parse()
    {
        options.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
    view! {
        <!DOCTYPE html>
        <html lang=language_code(language) class=class>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <link rel="stylesheet" href=assets::path("desk", "css")/>
                {theme::style().map(|style| view! { <link rel="stylesheet" href=style/> })}
                <link rel="icon" href=assets::path("favicon", "svg") type="image/svg+xml"/>
                <MetaTags/>
                <script type="module" src=assets::path("desk", "js")></script>
            </head>
            <body><DeskApp language/></body>
        </html>
    }
}

/// What a server function knows of its request.
pub(super) fn request() -> Result<(App, HeaderMap), PageError> {
    let app = use_context::<App>().ok_or(PageError::Unavailable)?;
    let parts = use_context::<Parts>().ok_or(PageError::Unavailable)?;
    Ok((app, parts.headers))
}

impl From<HallError> for PageError {
    fn from(error: HallError) -> Self {
        match error {
            HallError::NoProject | HallError::Refused(_) => Self::NotFound,
            HallError::Unknown => Self::NoAccess,
            HallError::NotStored => Self::Unavailable,
            HallError::Store(error) => {
                tracing::error!(%error, "a page could not be made");
                Self::Unavailable
            }
        }
    }
}

/// The holder of a link of this project.
pub(super) async fn holder(app: &App, headers: &HeaderMap, project: ProjectId) -> Result<Actor, PageError> {
    let credential = Browser::of(headers, &app.config).credential().ok_or(PageError::NoAccess)?;
    Ok(app.hall.actor(project, credential, Wanted::Link).await?)
}

/// What the console starts with.
///
/// # Errors
/// When this browser may not see it.
pub async fn console(project: ProjectId, meeting: MeetingId) -> Result<Boot<LeaderView>, PageError> {
    let (app, headers) = request()?;
    let actor = holder(&app, &headers, project).await?;
    if !matches!(actor, Actor::Link { role: LinkRole::Leader | LinkRole::CoLeader, .. }) {
        return Err(PageError::NoAccess);
    }
    live(&app, &headers, project, meeting, actor, werksessie_core::view::leader::leader).await
}

/// What the screen starts with.
///
/// # Errors
/// When this browser may not see it.
pub async fn screen(project: ProjectId, meeting: MeetingId) -> Result<Boot<ScreenView>, PageError> {
    let (app, headers) = request()?;
    let credential = Browser::of(&headers, &app.config).credential().ok_or(PageError::NoAccess)?;
    app.hall.actor(project, credential, Wanted::Screen(meeting)).await?;
    live(&app, &headers, project, meeting, Actor::System, werksessie_core::view::screen::screen).await
}

async fn live<V: Send + 'static>(
    app: &App,
    headers: &HeaderMap,
    project: ProjectId,
    meeting: MeetingId,
    actor: Actor,
    view: fn(&werksessie_core::Room, MeetingId) -> Option<V>,
) -> Result<Boot<V>, PageError> {
    let subscription = app.hall.subscribe(project, meeting, actor, None).await?;
    let has = (subscription.epoch, subscription.updates.borrow().revision);
    let seen = app
        .hall
        .look(project, move |looked| {
            Some((view(looked.room, meeting)?, looked.room.project.meeting(meeting)?.code.clone()))
        })
        .await?;
    let (view, code) = seen.ok_or(PageError::NotFound)?;
    let base = address::for_phones(app, headers);
    let reach = match (address::is_loopback(&base), app.config.is_https()) {
        (true, _) => Reach::OnlyHere,
        (false, false) => Reach::Plain,
        (false, true) => Reach::Encrypted,
    };
    let qr = qr(&format!("{base}/d/{code}"));
    Ok(Boot { has, address: without_scheme(&base), reach, qr, view })
}

/// An address as people type it.
pub(super) fn without_scheme(base: &str) -> String {
    base.trim_start_matches("https://").trim_start_matches("http://").to_owned()
}

/// The QR code of an address as path and width. The address is in capitals, so that the code has
/// fewer and larger modules; its route takes capitals as well.
pub(super) fn qr(url: &str) -> (String, u32) {
    qr_as_it_is(&url.to_ascii_uppercase())
}

/// The QR code of a text as path and width, with the quiet zone of four modules around it.
pub(super) fn qr_as_it_is(text: &str) -> (String, u32) {
    use std::fmt::Write as _;
    let Ok(code) = fast_qr::QRBuilder::new(text).ecl(fast_qr::ECL::M).build() else {
        return (String::new(), 1);
    };
    let mut path = String::new();
    for y in 0..code.size {
        for x in 0..code.size {
            if code[y][x].value() {
                // Writing to a string cannot fail.
                let _ = write!(path, "M{} {}h1v1h-1z", x + 4, y + 4);
            }
        }
    }
    (path, code.size as u32 + 8)
}

/// What the dossier shows.
///
/// # Errors
/// When this browser may not see it.
pub async fn dossier(project: ProjectId) -> Result<Dossier, PageError> {
    let (app, headers) = request()?;
    let actor = holder(&app, &headers, project).await?;
    if !Right::Editors.held_by(&actor) {
        return Err(PageError::NoAccess);
    }
    let (view, links) = app
        .hall
        .look(project, |looked| {
            (werksessie_core::view::dossier::dossier(looked.room), werksessie_core::view::dossier::links(looked.room))
        })
        .await?;
    let view = view.ok_or(PageError::NotFound)?;
    // Who may not make links has no business with them.
    let links = if Right::Leader.held_by(&actor) { links } else { Vec::new() };
    let language = browser::language(&headers, &app.config);
    let steps = StepId::ALL.iter().map(|step| step_text(language, *step)).collect();
    Ok(Dossier { view, steps, plain: is_plain(&app), links, templates: templates(language) })
}

/// The run sheets of the approach that a meeting can be prepared with: key and name.
fn templates(language: Language) -> Vec<(String, String)> {
    let named = TEMPLATES.iter().map(|template| {
        let name = method::find(language, &format!("template_{}", template.key)).unwrap_or_default();
        let shown = dossier_texts::new_meeting_template(language, template.step.key(), name, template.minutes());
        (template.key.to_owned(), shown)
    });
    named.collect()
}

fn step_text(language: Language, step: StepId) -> StepText {
    let key = step.key().to_lowercase();
    let text = |kind: &str| method::find(language, &format!("{kind}_{key}")).unwrap_or_default().to_owned();
    let todo =
        (1..=3).filter_map(|n| method::find(language, &format!("todo_{key}_{n}"))).map(ToOwned::to_owned).collect();
    StepText { name: text("step"), aim: text("aim"), done: text("done"), who: text("who"), todo }
}

fn is_plain(app: &App) -> bool {
    !app.config.is_https() && !app.config.is_open_to_all()
}

/// What the start page shows.
///
/// # Errors
/// When the store cannot be read.
pub async fn start() -> Result<Start, PageError> {
    let (app, headers) = request()?;
    let mut projects = Vec::new();
    if let Some(hash) = Browser::of(&headers, &app.config).hash() {
        let hall = app.hall.clone();
        let held = tokio::task::spawn_blocking(move || hall.reader().projects_of_browser(&hash)).await;
        for project in held.map_err(|_| PageError::Unavailable)?.map_err(HallError::from)? {
            let seen = app.hall.look(project, move |looked| {
                let project = &looked.room.project;
                (project.municipality.clone(), project.title.clone(), project.example)
            });
            let (municipality, title, example) = seen.await?;
            projects.push((project, municipality, title, example));
        }
    }
    let may_make = app.config.is_open_to_all() || app.admins.knows(&app, &headers);
    Ok(Start { projects, may_make, administration: app.config.admin_key.is_some(), plain: is_plain(&app) })
}

/// A project's first page after it was made, with the cookie that opens it.
pub(super) async fn enter(app: &App, headers: &HeaderMap, secret: &Secret) -> Result<Browser, HallError> {
    let browser = Browser::of(headers, &app.config).known();
    app.hall.grant(secret.project, browser.hash().unwrap_or_default(), LinkId(secret.id)).await?;
    // Who has chosen no language reads the project's.
    let language = app.hall.look(secret.project, |looked| looked.room.project.language).await?;
    Ok(if browser.language().is_some() { browser } else { browser.speaking(language) })
}

pub(super) fn refused(language: Language, error: HallError) -> Response {
    let text = told(error, language);
    notice(
        language,
        StatusCode::UNPROCESSABLE_ENTITY,
        common::not_done_title(language),
        view! {
            <p class="ws-lead">{text}</p><p><a class="nl-button nl-button--primary" href="/">{common::to_start(language)}</a></p>
        },
    )
}

/// `POST /voorbeeld`: makes the example project and opens it.
pub async fn example(State(app): State<App>, headers: HeaderMap) -> Response {
    let language = browser::language(&headers, &app.config);
    let made = async {
        api::projects::may_make(&app, &headers).map_err(|_| Refusal::NotAllowed)?;
        let secret = example_project::found(&app.hall, language).await?;
        let browser = enter(&app, &headers, &secret).await?;
        Ok::<_, HallError>((secret.project, browser))
    };
    match made.await {
        Ok((project, browser)) => with_cookie(see_other(&format!("/dossier/{project}")), &browser, &app),
        Err(error) => refused(language, error),
    }
}

/// `POST /nieuw`: makes a project and shows its link, once.
pub async fn new(State(app): State<App>, headers: HeaderMap, body: String) -> Response {
    let language = browser::language(&headers, &app.config);
    let fields = form_fields(&body);
    let field = |name: &str| fields.get(name).cloned().unwrap_or_default();
    let founding = Founding {
        municipality: field("municipality"),
        title: field("title"),
        language: language_of(&field("language")).unwrap_or(language),
    };
    let made = async {
        api::projects::may_make(&app, &headers).map_err(|_| Refusal::NotAllowed)?;
        let secret = found(&app.hall, &founding).await?;
        let browser = enter(&app, &headers, &secret).await?;
        Ok::<_, HallError>((secret, browser))
    };
    match made.await {
        Ok((secret, browser)) => {
            let card = link_card(&app, &headers, language, &secret, start_texts::made_label(language));
            let to = format!("/dossier/{}", secret.project);
            let page = notice(
                language,
                StatusCode::OK,
                start_texts::made_title(language),
                view! {
                    <p class="ws-lead">{start_texts::made_text(language)}</p>
                    {card}
                    <p><a class="nl-button nl-button--primary ws-button--large" href=to>{start_texts::made_go(language)}</a></p>
                },
            );
            with_cookie(page, &browser, &app)
        }
        Err(error) => refused(language, error),
    }
}

pub(super) fn with_cookie(mut response: Response, browser: &Browser, app: &App) -> Response {
    response.headers_mut().insert(header::SET_COOKIE, browser.cookie(&app.config));
    response
}

/// The body of `POST /open`.
#[derive(Deserialize)]
struct Opened {
    secret: String,
}

/// `POST /open`: swaps a secret for a cookie. From script the answer is where to go; from a plain
/// form it goes there.
pub async fn open(State(app): State<App>, headers: HeaderMap, body: String) -> Response {
    let language = browser::language(&headers, &app.config);
    let from_script =
        headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    let given = if from_script {
        serde_json::from_str::<Opened>(&body).map(|opened| opened.secret).unwrap_or_default()
    } else {
        form_fields(&body).remove("secret").unwrap_or_default()
    };
    // Who pastes the whole link means the secret behind `#`.
    let secret = Secret::read(given.rsplit('#').next().unwrap_or_default());
    let opened = async {
        let secret = secret.ok_or(HallError::Unknown)?;
        let actor = app.hall.actor(secret.project, secret.credential(), Wanted::Link).await?;
        let browser = enter(&app, &headers, &secret).await?;
        Ok::<_, HallError>((secret.project, actor, browser))
    };
    match opened.await {
        Ok((project, actor, browser)) => {
            let to = landing(&app, actor, project).await;
            let response = if from_script { to.into_response() } else { see_other(&to) };
            with_cookie(response, &browser, &app)
        }
        Err(_) if from_script => Problem::unknown().into_response(),
        Err(_) => notice(
            language,
            StatusCode::UNAUTHORIZED,
            start_texts::open_title(language),
            view! {
                <p class="ws-lead">{start_texts::open_refused(language)}</p><p><a class="nl-button nl-button--primary" href="/open">{start_texts::try_again(language)}</a></p>
            },
        ),
    }
}

/// Where somebody lands who opens a link, whatever else the browser holds: the dossier; with a screen
/// link the screen of the meeting that is on, else of the newest; with another link the one page that
/// it opens.
async fn landing(app: &App, actor: Actor, project: ProjectId) -> String {
    let dossier = format!("/dossier/{project}");
    match actor {
        Actor::Link { role: LinkRole::Screen, .. } => {}
        Actor::Link { role: LinkRole::Intake, .. } => return format!("/insturen/{project}"),
        Actor::Link { role: LinkRole::Owner, link } => return format!("/toezeggingen/{project}/{link}"),
        _ => return dossier,
    }
    let meeting = app.hall.look(project, |looked| {
        let meetings = &looked.room.project.meetings;
        let on = meetings.iter().find(|meeting| meeting.is_open());
        on.or(meetings.last()).map(|meeting| meeting.meeting)
    });
    match meeting.await {
        Ok(Some(meeting)) => format!("/scherm/{project}/{meeting}"),
        _ => dossier,
    }
}

/// `POST /dossier/{project}/stap`: marks a step.
pub async fn step(
    State(app): State<App>,
    headers: HeaderMap,
    Path(project): Path<ProjectId>,
    body: String,
) -> Response {
    let language = browser::language(&headers, &app.config);
    let fields = form_fields(&body);
    let marked = async {
        let command = serde_json::json!({
            "type": "step.mark",
            "step": fields.get("step"),
            "state": fields.get("state"),
            "reason": fields.get("reason").cloned().unwrap_or_default(),
        });
        let command: Command = serde_json::from_value(command).map_err(|_| Refusal::NotFound)?;
        send_as_holder(&app, &headers, project, command).await
    };
    match marked.await {
        Ok(()) => see_other(&format!("/dossier/{project}?stap={}", fields.get("step").map_or("", String::as_str))),
        Err(error) => refused(language, error),
    }
}

/// `POST /dossier/{project}/werksessie`: prepares a meeting, with the standard run sheet, a template of
/// the approach, or the run sheet of an earlier meeting.
pub async fn meeting(
    State(app): State<App>,
    headers: HeaderMap,
    Path(project): Path<ProjectId>,
    body: String,
) -> Response {
    let language = browser::language(&headers, &app.config);
    let fields = form_fields(&body);
    let meeting = MeetingId::from_random(random());
    let like = fields.get("like").map(String::as_str).unwrap_or_default();
    let chosen = template(like);
    let like: Option<MeetingId> = like.parse().ok();
    let planned = async {
        holder(&app, &headers, project).await.map_err(|_| HallError::Unknown)?;
        let sheet = app.hall.look(project, move |looked| {
            let project = &looked.room.project;
            if let Some(chosen) = chosen {
                return Some((run_sheet(project.language, chosen.items), parts(chosen.items), chosen.step));
            }
            let Some(like) = like else {
                return Some((run_sheet(project.language, &BOTTLENECK_AGENDA), parts(&BOTTLENECK_AGENDA), StepId::S2C));
            };
            let like = project.meeting(like)?;
            let items = like.agenda.iter().map(|item| (item.title.clone(), item.minutes));
            Some((items.collect(), like.agenda.iter().map(|item| item.part).collect(), like.step))
        });
        let (agenda, parts, step) = sheet.await?.ok_or(Refusal::NotFound)?;
        let title = fields.get("title").cloned().unwrap_or_default();
        let command = Command::MeetingPlan(Plan { meeting, title, step, agenda, parts });
        send_as_holder(&app, &headers, project, command).await
    };
    match planned.await {
        Ok(()) => see_other(&format!("/console/{project}/{meeting}")),
        Err(error) => refused(language, error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use werksessie_core::limits;

    #[test]
    fn every_text_of_the_run_sheets_is_there_and_fits() {
        for language in [Language::Nl, Language::En] {
            for (template, (key, name)) in TEMPLATES.iter().zip(templates(language)) {
                assert_eq!(template.key, key);
                assert!(method::find(language, &format!("template_{key}")).is_some_and(|text| name.contains(text)));
                for (item, _) in template.items {
                    assert!(method::find(language, &format!("agenda_{item}")).is_some(), "{item}");
                }
                let sheet = run_sheet(language, template.items);
                assert!(sheet.iter().all(|(title, _)| title.chars().count() <= limits::TITLE), "{key}");
            }
        }
    }
}
