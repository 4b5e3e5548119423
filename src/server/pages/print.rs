//! What is printed for a meeting: the poster with the QR code, a card for each party's place at
//! the table, and ballots for who has no phone. In the project's language.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use leptos::prelude::*;
use werksessie_core::access::Right;
use werksessie_core::meeting::show_code;
use werksessie_core::project::Language;
use werksessie_core::question::{Mark, Question, Scale};
use werksessie_core::round::Phase;
use werksessie_core::{MeetingId, ProjectId, Refusal};

use super::desk::{holder, qr, qr_as_it_is, refused, without_scheme};
use super::document::paper;
use crate::live::HallError;
use crate::messages::{chart, print as texts};
use crate::server::address;
use crate::server::app::App;
use crate::server::browser;
use crate::server::rehearsal::titled;

/// What a page to print is made of.
struct Printed {
    language: Language,
    municipality: String,
    title: String,
    code: String,
    wifi: Option<(String, String)>,
    parties: Vec<(String, String)>,
    items: Vec<(String, String)>,
}

/// `GET /afdrukken/{project}/{meeting}/{what}`: `poster`, `tafelkaarten` or `stembiljetten`.
pub async fn get(
    State(app): State<App>,
    headers: HeaderMap,
    Path((project, meeting, what)): Path<(ProjectId, MeetingId, String)>,
) -> Response {
    let language = browser::language(&headers, &app.config);
    let printed = match collect(&app, &headers, project, meeting).await {
        Ok(printed) => printed,
        Err(error) => return refused(language, error),
    };
    let base = address::for_phones(&app, &headers);
    let language = printed.language;
    let hint = texts::hint(language);
    match what.as_str() {
        "poster" => paper(language, texts::poster(language), hint, poster(printed, &base)),
        "tafelkaarten" => paper(language, texts::cards(language), hint, cards(printed, &base)),
        "stembiljetten" => paper(language, texts::ballots(language), hint, ballots(printed)),
        _ => refused(language, Refusal::NotFound.into()),
    }
}

async fn collect(app: &App, headers: &HeaderMap, project: ProjectId, meeting: MeetingId) -> Result<Printed, HallError> {
    let actor = holder(app, headers, project).await.map_err(|_| HallError::Unknown)?;
    if !Right::Editors.held_by(&actor) {
        return Err(HallError::Unknown);
    }
    let seen = app.hall.look(project, move |looked| {
        let project = &looked.room.project;
        let meeting = project.meeting(meeting)?;
        // The ballot is of the round that takes answers now; before it of everything on the list.
        let rated = meeting
            .rounds
            .iter()
            .find(|round| round.phase == Phase::Open)
            .map(|round| round.rated().collect::<Vec<_>>());
        let chosen = |item| rated.as_ref().is_none_or(|rated| rated.is_empty() || rated.contains(&item));
        let items = project.bottlenecks.iter().filter(|item| chosen(item.bottleneck));
        Some(Printed {
            language: project.language,
            municipality: project.municipality.clone(),
            title: titled(project, &meeting.title),
            code: meeting.code.clone(),
            wifi: meeting.wifi.as_ref().map(|wifi| (wifi.name.clone(), wifi.invitation())),
            parties: project.parties.iter().map(|party| (party.name.clone(), party.short_name.clone())).collect(),
            items: items.map(|item| (item.title.clone(), item.explanation.clone())).collect(),
        })
    });
    seen.await?.ok_or(HallError::NoProject)
}

fn code_picture((path, width): (String, u32), label: String) -> impl IntoView {
    view! {
        <svg class="ws-paper__qr" viewBox=format!("0 0 {width} {width}") shape-rendering="crispEdges" role="img" aria-label=label>
            <rect width=width height=width fill="#ffffff"/><path fill="#000000" d=path/>
        </svg>
    }
}

fn poster(printed: Printed, base: &str) -> impl IntoView {
    let Printed { language, municipality, title, code, wifi, .. } = printed;
    let (address, shown) = (without_scheme(base), show_code(&code));
    let label = crate::messages::screen::qr_label(language, &address, &shown);
    let wifi = wifi.map(|(name, invitation)| {
        let label = crate::messages::screen::wifi_label(language, &name);
        view! { <div class="ws-paper__wifi">{code_picture(qr_as_it_is(&invitation), label)}<p>{crate::messages::screen::wifi_first(language, &name)}</p></div> }
    });
    view! {
        <section class="ws-paper__sheet ws-paper__poster">
            <p>{municipality}" · "{title}</p>
            <h1>{texts::join(language)}</h1>
            {code_picture(qr(&format!("{base}/d/{code}")), label)}
            <p>{texts::or_go(language)}</p>
            <p class="ws-paper__large">{address}</p>
            <p>{texts::and_type(language)}</p>
            <p class="ws-paper__large ws-code">{shown}</p>
            {wifi}
            <p>{texts::no_name(language)}</p>
        </section>
    }
}

fn cards(printed: Printed, base: &str) -> impl IntoView {
    let Printed { language, title, code, parties, .. } = printed;
    let (address, shown) = (without_scheme(base), show_code(&code));
    let picture = qr(&format!("{base}/d/{code}"));
    let card = |(name, short): (String, String)| {
        let label = crate::messages::screen::qr_label(language, &address, &shown);
        let full = (name != short).then(|| view! { <p>{name.clone()}</p> });
        view! {
            <section class="ws-paper__card">
                <div><p class="ws-paper__large">{short}</p>{full}</div>
                <div class="ws-paper__join">{code_picture(picture.clone(), label)}
                    <p>{title.clone()}<br/>{address.clone()}<br/><strong class="ws-code">{shown.clone()}</strong></p></div>
            </section>
        }
    };
    view! { <h1 class="ws-hidden">{texts::cards(language)}</h1>{parties.into_iter().map(card).collect_view()} }
}

fn ballots(printed: Printed) -> impl IntoView {
    let Printed { language, municipality, title, items, .. } = printed;
    let question = Question::bottlenecks();
    let scales = question.scales();
    let scale_text = |scale: Scale| match scale {
        Scale::Influence => {
            (chart::influence_question(language), chart::influence_low(language), chart::influence_high(language))
        }
        _ => (chart::severity_question(language), chart::severity_low(language), chart::severity_high(language)),
    };
    let marks =
        || (1..=Mark::HIGHEST).map(|mark| view! { <td><span class="ws-paper__box">{mark}</span></td> }).collect_view();
    let row = |(title, more): (String, String)| {
        let columns =
            scales.iter().map(|_| view! { {marks()}<td><span class="ws-paper__box">"?"</span></td> }).collect_view();
        view! { <tr><th scope="row">{title}<br/><small>{more}</small></th>{columns}</tr> }
    };
    let heads = scales.iter().map(|scale| {
        let (question, low, high) = scale_text(*scale);
        view! { <th colspan="6" scope="colgroup">{question}<br/><small>{texts::ends(language, low, high)}</small></th> }
    });
    view! {
        <section class="ws-paper__sheet">
            <p>{municipality}" · "{title}</p>
            <h1>{texts::ballot_title(language)}</h1>
            <p>{texts::ballot_text(language)}</p>
            <table class="ws-paper__ballot">
                <thead><tr><td></td>{heads.collect_view()}</tr></thead>
                <tbody>{items.into_iter().map(row).collect_view()}</tbody>
            </table>
            <p>{texts::ballot_end(language)}</p>
        </section>
    }
}
