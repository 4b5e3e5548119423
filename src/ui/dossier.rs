//! The dossier: the route of fifteen stops, the material so far, the documents.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use serde::{Deserialize, Serialize};
use werksessie_core::access::LinkRole;
use werksessie_core::meeting::MeetingState;
use werksessie_core::step::{StepId, StepMark, StepState};
use werksessie_core::view::dossier::{DossierView, LinkRow, MeetingRow};
use werksessie_core::{ProjectId, limits};

use super::desk::{PageError, load_dossier, loaded};
use super::parts::{Top, made_up, stop_rehearsal};
use super::{icon, language, words};
use crate::messages::{common, dossier as texts};

mod finished;

/// What the page shows: the view, and the texts of the approach in the reader's language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dossier {
    /// The view.
    pub view: DossierView,
    /// Texts of the fifteen steps, in order.
    pub steps: Vec<StepText>,
    /// The project's links, for who may make them.
    pub links: Vec<LinkRow>,
    /// Run sheets of the approach to prepare a meeting with: key and name.
    pub templates: Vec<(String, String)>,
    /// The connection is not encrypted and others can reach the server.
    pub plain: bool,
}

/// The texts of a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepText {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub aim: String,
    /// When it is done.
    pub done: String,
    /// Who sees to it.
    pub who: String,
    /// What to do.
    pub todo: Vec<String>,
}

/// The dossier of a project.
#[component]
pub fn DossierPage() -> impl IntoView {
    let params = use_params_map();
    let data = Resource::new(
        move || params.read().get("project").and_then(|project| project.parse::<ProjectId>().ok()),
        |project| async move {
            match project {
                Some(project) => load_dossier(project).await,
                None => Err(PageError::NotFound),
            }
        },
    );
    loaded(texts::title(language()), data, dossier)
}

/// The step to show first: the first that is open.
fn current(view: &DossierView) -> StepId {
    let meeting = view.meetings.iter().find(|meeting| meeting.state == MeetingState::Open).map(|meeting| meeting.step);
    let open = view.steps.iter().find(|mark| mark.state == StepState::Open).map(|mark| mark.step);
    meeting.or(open).unwrap_or(StepId::S3F)
}

fn dossier(data: Dossier) -> impl IntoView {
    let language = language();
    let query = use_query_map();
    let now = current(&data.view);
    let address = format!("/dossier/{}", data.view.project);
    let chosen = move || {
        let asked = query.read().get("stap");
        StepId::ALL.into_iter().find(|step| Some(step.key()) == asked.as_deref()).unwrap_or(now)
    };
    let view = data.view.clone();
    let finished = view.steps.iter().filter(|mark| mark.state != StepState::Open).count();
    let plain = data.plain.then(|| {
        view! { <div class="ws-alert ws-alert--warning"><icon::Warning/><p>{common::plain_http(language)}</p></div> }
    });
    let goes = view.goes_on.map(|day| {
        let sentence = texts::goes_on(language, words::date(language, day));
        view! { <div class="ws-alert ws-alert--warning"><icon::Warning/><p>{sentence}</p></div> }
    });
    let made_up = made_up(view.example, view.rehearsal);
    let phases = [1, 2, 3].map(|phase| {
        let stops = (view.steps.iter().zip(&data.steps))
            .filter(|(mark, _)| mark.step.phase() == phase)
            .map(|(mark, text)| stop(&address, mark, text, mark.step == now))
            .collect_view();
        let title = [texts::phase1(language), texts::phase2(language), texts::phase3(language)][usize::from(phase) - 1];
        view! { <div class="ws-route__phase"><h2>{title}</h2><ol class="ws-route__stops">{stops}</ol></div> }
    });
    let steps = data.steps.clone();
    let marks = view.steps.clone();
    let project = view.project;
    let step = move || {
        let chosen = chosen();
        let at = StepId::ALL.iter().position(|step| *step == chosen).unwrap_or(0);
        match (marks.get(at), steps.get(at)) {
            (Some(mark), Some(text)) => Some(one_step(project, mark.clone(), text.clone(), chosen == now)),
            _ => None,
        }
    };
    let rehearses = !view.rehearsal && !data.links.is_empty();
    let meetings = view.meetings.iter().rev();
    let meetings = meetings.map(|meeting| meeting_card(project, meeting, rehearses)).collect_view();
    let to = address.clone();
    view! {
        <Top to>
            <a href=address.clone() aria-current="page">{texts::route(language)}</a>
            <a href="#documenten" rel="external">{texts::documents(language)}</a>
            <a href="/gids" rel="external">{common::guide(language)}</a>
        </Top>
        <main class="ws-page ws-stack" id="inhoud">
            <div class="ws-row ws-row--apart">
                <div><p class="ws-over">{view.municipality.clone()}</p><h1>{view.title.clone()}</h1></div>
                <div class="ws-row">{made_up}<p class="ws-quiet">{texts::steps_done(language, finished)}</p></div>
            </div>
            {plain}{goes}{view.rehearsal.then(|| stop_rehearsal(project))}
            <div class="ws-fits"><nav class="ws-route" aria-label=texts::fifteen_steps(language)>{phases.into_iter().collect_view()}</nav></div>
            <div class="ws-split">{step}
                <div class="ws-stack">{meetings}{new_meeting(&view, &data.templates)}{material(&view, !data.links.is_empty())}{links(project, &data.links)}</div>
            </div>
        </main>
    }
}

fn stop(address: &str, mark: &StepMark, text: &StepText, now: bool) -> impl IntoView + use<> {
    let language = language();
    let (class, state) = match mark.state {
        StepState::Done => ("ws-stop ws-stop--done", texts::state_done(language)),
        StepState::Differently => ("ws-stop ws-stop--other", texts::state_differently(language)),
        StepState::NotNeeded => ("ws-stop ws-stop--other", texts::state_not_needed(language)),
        StepState::Open if now => ("ws-stop ws-stop--now", texts::state_now(language)),
        StepState::Open => ("ws-stop", ""),
    };
    let key = mark.step.key();
    view! {
        <li class=class><a href=format!("{address}?stap={key}") aria-current=now.then_some("step")>
            <span class="ws-stop__dot">{key}</span><span class="ws-stop__name">{text.name.clone()}</span><span class="ws-stop__state">{state}</span>
        </a></li>
    }
}

fn one_step(project: ProjectId, mark: StepMark, text: StepText, now: bool) -> impl IntoView {
    let language = language();
    let key = mark.step.key();
    let todo = text.todo.into_iter().map(|line| view! { <li><icon::Box/><span>{line}</span></li> }).collect_view();
    let chip = match mark.state {
        StepState::Done => {
            view! { <span class="ws-chip ws-chip--positive"><icon::Check/>{texts::state_done(language)}</span> }
                .into_any()
        }
        StepState::Differently => {
            view! { <span class="ws-chip"><icon::Check/>{texts::state_differently(language)}</span> }.into_any()
        }
        StepState::NotNeeded => view! { <span class="ws-chip">{texts::state_not_needed(language)}</span> }.into_any(),
        StepState::Open if now => {
            view! { <span class="ws-chip ws-chip--now"><icon::Clock/>{texts::state_now(language)}</span> }.into_any()
        }
        StepState::Open => view! { <span class="ws-chip">{texts::state_open(language)}</span> }.into_any(),
    };
    let reason = (!mark.reason.is_empty()).then(|| view! { <p class="ws-quiet">{mark.reason.clone()}</p> });
    let forms = match mark.state {
        StepState::Open => view! {
            <form method="post" action=format!("/dossier/{project}/stap")>
                <input type="hidden" name="step" value=key/><input type="hidden" name="state" value="done"/>
                <button class="nl-button nl-button--secondary">{texts::mark_done(language)}</button>
            </form>
            <details class="ws-details"><summary>{texts::otherwise(language)}</summary>
                <form class="ws-stack ws-stack--tight" method="post" action=format!("/dossier/{project}/stap")>
                    <input type="hidden" name="step" value=key/>
                    <fieldset class="ws-options">
                        <label class="ws-option"><input type="radio" name="state" value="differently" checked/>{texts::mark_differently(language)}</label>
                        <label class="ws-option"><input type="radio" name="state" value="not_needed"/>{texts::mark_not_needed(language)}</label>
                    </fieldset>
                    <label class="ws-label" for="reason">{texts::reason(language)}</label>
                    <input class="ws-input" id="reason" name="reason" maxlength=limits::SENTENCE required/>
                    <p><button class="nl-button nl-button--secondary">{texts::save(language)}</button></p>
                </form>
            </details>
        }
        .into_any(),
        _ => view! {
            <form method="post" action=format!("/dossier/{project}/stap")>
                <input type="hidden" name="step" value=key/><input type="hidden" name="state" value="open"/>
                <button class="nl-button nl-button--subtle">{texts::mark_open(language)}</button>
            </form>
        }
        .into_any(),
    };
    view! {
        <article class="ws-card ws-card--raised ws-card--thread ws-stack" aria-labelledby="stap">
            <div class="ws-row">{chip}<span class="ws-small ws-quiet">{text.who}</span></div>
            <h2 id="stap">{format!("{key} · {}", text.name)}</h2>
            <p class="ws-voice ws-lead">{text.aim}</p>
            {reason}
            <div><h3>{texts::todo(language)}</h3><ul class="ws-checks">{todo}</ul></div>
            <div><h3>{texts::done_when(language)}</h3><p>{text.done}</p></div>
            <div class="ws-stack ws-stack--tight">{forms}</div>
        </article>
    }
}

/// A meeting, with the way to rehearse one that has not begun, for who may.
fn meeting_card(project: ProjectId, meeting: &MeetingRow, rehearses: bool) -> impl IntoView + use<> {
    let language = language();
    let (parts, minutes) = meeting.agenda;
    let (state, button) = match meeting.state {
        MeetingState::Planned => (texts::meeting_planned(language), texts::open_console(language)),
        MeetingState::Open => (texts::meeting_open(language), texts::back_to_console(language)),
        MeetingState::Ended => (texts::meeting_ended(language), texts::look_back(language)),
    };
    let rehearse = (rehearses && meeting.state == MeetingState::Planned).then(|| {
        view! {
            <form class="ws-stack ws-stack--tight" method="post" action=format!("/dossier/{project}/oefenen")>
                <input type="hidden" name="meeting" value=meeting.meeting.to_string()/>
                <button class="nl-button nl-button--secondary ws-button--wide">{texts::rehearse(language)}</button>
                <p class="ws-small ws-quiet">{texts::rehearse_text(language)}</p>
            </form>
        }
    });
    view! {
        <section class="ws-card ws-stack" aria-label=meeting.title.clone()>
            <p class="ws-over">{state}</p>
            <h2>{meeting.title.clone()}</h2>
            <p>{texts::meeting_parts(language, parts, minutes)}</p>
            <a class="nl-button nl-button--primary ws-button--wide" href=format!("/console/{project}/{}", meeting.meeting)>{button}</a>
            {rehearse}
        </section>
    }
}

fn material(view: &DossierView, leads: bool) -> impl IntoView + use<> {
    let language = language();
    let decided = view.decided.iter().map(|decided| view! { <li>{decided.card.title.clone()}</li> }).collect_view();
    let decided = (!view.decided.is_empty()).then(|| {
        view! { <div><dt>{texts::decided(language)}</dt><dd><ol class="ws-decisions">{decided}</ol></dd></div> }
    });
    let promises = view.promises.iter().map(|row| {
        let due = words::date(language, row.due);
        let link = leads.then(|| view! {
            <form method="post" action=format!("/dossier/{}/trekker", view.project)><input type="hidden" name="promise" value=row.promise.to_string()/>
                <button class="nl-button nl-button--subtle">{texts::owner_link(language)}<span class="ws-hidden">" "{row.owner.clone()}</span></button></form>
        });
        view! { <li><strong>{row.party_short.clone()}</strong>" "{row.what.clone()}<span class="ws-small ws-quiet">" · "{row.owner.clone()}" · "{due}</span>{link}</li> }
    });
    let promises = (!view.promises.is_empty()).then(|| {
        view! { <div><dt>{texts::promises(language, view.promises.len() as u32)}</dt><dd><ul class="ws-plain">{promises.collect_view()}</ul></dd></div> }
    });
    view! {
        <section class="ws-card ws-stack" aria-labelledby="documenten">
            <h2 id="documenten">{texts::material(language)}</h2>
            <dl class="ws-facts">
                <div><dt>{texts::from_2a(language)}</dt><dd><a href=format!("/knelpunten/{}", view.project) rel="external">{texts::bottlenecks(language, view.bottlenecks.len() as u32)}</a></dd></div>
                <div><dt>{texts::from_2c(language)}</dt><dd><a href=format!("/risicos/{}", view.project) rel="external">{texts::risks(language, view.risks)}</a></dd></div>
                <div><dt>{texts::challenge_term(language)}</dt><dd><a href=format!("/opgave/{}", view.project) rel="external">{texts::challenge_page(language)}</a></dd></div>
                <div><dt>{texts::from_2d(language)}</dt><dd><a href=format!("/arena/{}", view.project) rel="external">{texts::arena_page(language)}</a></dd></div>
                <div><dt>{texts::around_the_table(language)}</dt><dd>{texts::parties(language, view.parties)}</dd></div>
                {decided}{promises}
            </dl>
            <div><h3>{texts::documents(language)}</h3><ul class="ws-plain">{documents(view.project)}</ul></div>
            {finished::finished(view, leads)}
            {leads.then(|| view! { <p><a href=format!("/bewaren/{}", view.project) rel="external">{texts::erasure_link(language)}</a></p> })}
        </section>
    }
}

/// The documents that can be taken along.
fn documents(project: ProjectId) -> impl IntoView + use<> {
    let language = language();
    let file = move |name: &str, extension: &str| format!("/api/v1/projects/{project}/documents/{name}.{extension}");
    let texts = [
        (texts::challenge_file(language), texts::challenge_link(language)),
        (texts::arena_file(language), texts::arena_link(language)),
        (texts::commitment_file(language), texts::commitment_link(language)),
        (texts::agreements_file(language), texts::agreements_link(language)),
        (texts::letters_file(language), texts::letters_link(language)),
    ];
    let rows = texts.map(|(name, title)| {
        view! {
            <li class="ws-row"><icon::Paper/><span>{title}</span>
                <a href=file(name, "html") target="_blank" rel="external">{texts::document_look(language)}<span class="ws-hidden">" "{title}</span></a>
                <a href=file(name, "docx") rel="external" download="">{texts::document_word(language)}<span class="ws-hidden">" "{title}</span></a></li>
        }
    });
    view! {
        <li class="ws-row"><icon::Paper/><a href=format!("/routekaart/{project}") rel="external">{texts::roadmap_page(language)}</a></li>
        <li class="ws-row"><icon::Paper/><a href=file(texts::roadmap_file(language), "xlsx") rel="external" download="">{texts::roadmap_link(language)}</a></li>
        {rows.into_iter().collect_view()}
        <li class="ws-row"><icon::Paper/><a href=file("all", "zip") rel="external" download="">{texts::all_link(language)}</a></li>
    }
}

/// The form that prepares another meeting.
fn new_meeting(view: &DossierView, templates: &[(String, String)]) -> impl IntoView + use<> {
    let language = language();
    let templates = templates.iter().map(|(key, name)| view! { <option value=key.clone()>{name.clone()}</option> });
    let like = view.meetings.iter().map(|meeting| {
        let label = texts::new_meeting_like(language, meeting.title.clone());
        view! { <option value=meeting.meeting.to_string()>{label}</option> }
    });
    view! {
        <section class="ws-card">
            <details class="ws-details"><summary>{texts::new_meeting(language)}</summary>
                <form method="post" action=format!("/dossier/{}/werksessie", view.project) class="ws-stack ws-stack--tight" autocomplete="off">
                    <div class="ws-field"><label class="ws-label" for="werksessie">{texts::new_meeting_title(language)}</label>
                        <input class="ws-input" id="werksessie" name="title" maxlength=limits::TITLE required/></div>
                    <div class="ws-field"><label class="ws-label" for="zoals">{texts::new_meeting_sheet(language)}</label>
                        <select class="ws-input" id="zoals" name="like">
                            <option value="">{texts::new_meeting_standard(language)}</option>
                            <optgroup label=texts::new_meeting_templates(language)>{templates.collect_view()}</optgroup>
                            {like.collect_view()}
                        </select></div>
                    <p class="ws-small ws-quiet">{texts::new_meeting_note(language)}</p>
                    <button class="nl-button nl-button--secondary">{texts::new_meeting_go(language)}</button>
                </form>
            </details>
        </section>
    }
}

fn role_name(role: LinkRole) -> &'static str {
    let language = language();
    match role {
        LinkRole::Leader => texts::role_leader(language),
        LinkRole::CoLeader => texts::role_co_leader(language),
        LinkRole::Editor => texts::role_editor(language),
        LinkRole::Screen => texts::role_screen(language),
        LinkRole::Intake => texts::role_intake(language),
        LinkRole::Owner => texts::role_owner(language),
    }
}

/// Who can get in, for who may change that.
fn links(project: ProjectId, links: &[LinkRow]) -> impl IntoView + use<> {
    if links.is_empty() {
        return ().into_any();
    }
    let language = language();
    let leaders = links.iter().filter(|link| matches!(link.role, LinkRole::Leader | LinkRole::CoLeader)).count();
    let nag = (leaders < 2).then(|| view! { <div class="ws-alert"><p>{texts::second_link(language)}</p></div> });
    let to = format!("/dossier/{project}/link");
    let rows = links.iter().map(|link| {
        let until = link.until.map(|until| texts::link_until(language, words::date(language, until)));
        let used = match link.used_on {
            Some(day) => texts::link_used(language, words::date(language, day)),
            None => texts::link_never(language).to_owned(),
        };
        let act = format!("{to}/{}", link.link);
        view! {
            <li class="ws-link">
                <p><strong>{link.label.clone()}</strong><br/><span class="ws-small ws-quiet">{role_name(link.role)}{until.map(|until| format!(" · {until}"))}<br/>{used}</span></p>
                <details class="ws-details"><summary>{texts::link_change(language)}</summary>
                    <form method="post" action=act class="ws-stack ws-stack--tight" autocomplete="off">
                        <p class="ws-small ws-quiet">{texts::link_change_text(language)}</p>
                        <div class="ws-row">
                            <button class="nl-button nl-button--secondary" name="do" value="renew">{texts::link_renew(language)}</button>
                            <button class="nl-button nl-button--secondary" name="do" value="revoke">{texts::link_revoke(language)}</button>
                        </div>
                    </form>
                </details>
            </li>
        }
    });
    // An owner link is about certain promises, which this form does not ask for.
    let roles = LinkRole::ALL.into_iter().filter(|role| *role != LinkRole::Owner);
    let roles = roles
        .map(|role| view! { <option value=role.key() selected=role == LinkRole::CoLeader>{role_name(role)}</option> });
    view! {
        <section class="ws-card ws-stack" aria-labelledby="links">
            <h2 id="links">{texts::links(language)}</h2>
            {nag}
            <ul class="ws-plain">{rows.collect_view()}</ul>
            <details class="ws-details"><summary>{texts::link_make(language)}</summary>
                <form method="post" action=to.clone() class="ws-stack ws-stack--tight" autocomplete="off">
                    <div class="ws-field"><label class="ws-label" for="link-label">{texts::link_label(language)}</label>
                        <input class="ws-input" id="link-label" name="label" maxlength=limits::NAME required/></div>
                    <div class="ws-field"><label class="ws-label" for="link-role">{texts::link_role(language)}</label>
                        <select class="ws-input" id="link-role" name="role">{roles.into_iter().collect_view()}</select></div>
                    <div class="ws-field"><label class="ws-label" for="link-until">{texts::link_until_label(language)}</label>
                        <input class="ws-input" id="link-until" name="until" type="date"/></div>
                    <button class="nl-button nl-button--secondary">{texts::link_make_go(language)}</button>
                </form>
            </details>
        </section>
    }
    .into_any()
}
