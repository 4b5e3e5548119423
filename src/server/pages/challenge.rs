//! `/opgave/{project}`: what has to change, what that asks of whom, and who stands behind it (step 2C).
//! Plain forms, each text saved by itself.

use std::collections::BTreeMap;

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;
use werksessie_core::access::Right;
use werksessie_core::challenge::{Challenge, Change, Field, Part};
use werksessie_core::project::Language;
use werksessie_core::view::commitment::{HandsView, supported};
use werksessie_core::{Command, PartyId, ProjectId};

use super::desk::{holder, refused};
use super::document::working;
use super::fields::{base, text};
use super::{form_fields, see_other, send_all};
use crate::live::HallError;
use crate::messages::challenge as texts;
use crate::server::app::App;
use crate::server::browser::{self, Browser};
use crate::server::problem::told;
use crate::ui::commit;

/// What a form sends; the same as what a browser posts.
type Fields = BTreeMap<String, String>;

/// What the page shows.
struct Shown {
    language: Language,
    challenge: Challenge,
    parties: Vec<(PartyId, String)>,
    hands: Option<HandsView>,
}

/// `GET /opgave/{project}`.
pub async fn get(
    State(app): State<App>,
    headers: HeaderMap,
    Path(project): Path<ProjectId>,
    Query(sent): Query<Sent>,
) -> Response {
    page(&app, &headers, project, None, sent.bewaard.is_some()).await
}

/// What stands behind `?`.
#[derive(Deserialize)]
pub struct Sent {
    bewaard: Option<String>,
}

/// `POST /opgave/{project}`: every text that was changed is saved.
pub async fn post(
    State(app): State<App>,
    headers: HeaderMap,
    Path(project): Path<ProjectId>,
    body: String,
) -> Response {
    let fields = form_fields(&body);
    match send_all(&app, &headers, project, Ok(commands(&fields))).await {
        Ok(()) => see_other(&format!("/opgave/{project}?bewaard=1")),
        Err(error) => {
            let language = browser::language(&headers, &app.config);
            page(&app, &headers, project, Some((told(error, language), fields)), false).await
        }
    }
}

/// Of which text a field of the form is.
fn part(name: &str) -> Option<Part> {
    Field::read(name).map(Part::Field).or_else(|| name.parse().ok().map(Part::Ask))
}

/// A command for each text that was changed.
fn commands(fields: &Fields) -> Vec<Command> {
    let change = |(name, text): (&String, &String)| {
        let (part, base) = (part(name)?, fields.get(&format!("b.{name}")).cloned().unwrap_or_default());
        (base != *text).then(|| Command::ChallengeChange(Change { part, base, text: text.clone() }))
    };
    fields.iter().filter_map(change).collect()
}

async fn page(
    app: &App,
    headers: &HeaderMap,
    project: ProjectId,
    problem: Option<(String, Fields)>,
    saved: bool,
) -> Response {
    let language = browser::language(headers, &app.config);
    match holder(app, headers, project).await {
        Ok(actor) if Right::Editors.held_by(&actor) => {}
        _ => return refused(language, werksessie_core::Refusal::NotAllowed.into()),
    }
    let looked = app.hall.look(project, |looked| {
        let project = &looked.room.project;
        Shown {
            language: project.language,
            challenge: project.challenge.clone(),
            parties: project.parties.iter().map(|party| (party.party, party.name.clone())).collect(),
            hands: supported(project),
        }
    });
    let Ok(shown) = looked.await else { return refused(language, HallError::NoProject) };
    let language = Browser::of(headers, &app.config).language().unwrap_or(shown.language);
    let address = format!("/opgave/{project}");
    working(app, language, &address, texts::title(language), project, body(language, project, &shown, problem, saved))
}

fn body(
    language: Language,
    project: ProjectId,
    shown: &Shown,
    problem: Option<(String, Fields)>,
    saved: bool,
) -> impl IntoView + use<> {
    let (sentence, typed) = problem.map_or((None, Fields::new()), |(sentence, typed)| (Some(sentence), typed));
    let alert = sentence
        .map(|sentence| view! { <div class="ws-alert ws-alert--negative" role="alert"><p>{sentence}</p></div> });
    let kept = saved.then(|| view! { <div class="ws-alert" role="status"><p>{texts::saved(language)}</p></div> });
    let field = |name: &str, part: Part, label: String, hint: Option<&'static str>| {
        let stored = part.read(&shown.challenge).to_owned();
        let now = typed.get(name).cloned().unwrap_or_else(|| stored.clone());
        let hint = hint.map(|hint| view! { <p class="ws-small ws-quiet">{hint}</p> });
        view! { <div>{text(label, name, "", now, part.most())}{hint}{base(name, stored)}</div> }
    };
    let own = |of: Field, label: &'static str, hint| field(of.key(), Part::Field(of), label.to_owned(), hint);
    let asks =
        shown.parties.iter().map(|(party, name)| field(&party.to_string(), Part::Ask(*party), name.clone(), None));
    let asks = asks.collect_view();
    let hands = shown.hands.as_ref().map(|hands| {
        view! {
            <section class="ws-card ws-stack ws-stack--tight"><h2>{texts::hands(language)}</h2>
                <p class="ws-quiet">{hands.statement.clone()}</p><p class="ws-lead"><strong>{commit::outcome(language, hands)}</strong></p></section>
        }
    });
    view! {
        <p class="ws-lead">{texts::lead(language)}</p>
        {alert}{kept}{hands}
        <form method="post" action=format!("/opgave/{project}") class="ws-stack" autocomplete="off">
            <section class="ws-card ws-stack">
                {own(Field::Core, texts::core(language), Some(texts::core_hint(language)))}
                {own(Field::Numbers, texts::numbers(language), Some(texts::numbers_hint(language)))}
                {own(Field::Content, texts::content(language), None)}
                {own(Field::Behaviour, texts::behaviour(language), None)}
            </section>
            <section class="ws-card ws-stack"><h2>{texts::asks(language)}</h2>
                {own(Field::Municipality, texts::municipality(language), None)}{asks}</section>
            <p><button class="nl-button nl-button--primary">{texts::save(language)}</button></p>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_changed_is_sent() {
        let party = PartyId::from_random([3; 16]).to_string();
        let fields = [
            ("core", "Nieuw"),
            ("b.core", "Oud"),
            ("content", "Zelfde"),
            ("b.content", "Zelfde"),
            (party.as_str(), "Kamers"),
            ("nonsense", "x"),
        ];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let commands = commands(&fields);
        assert_eq!(commands.len(), 2, "{commands:?}");
        assert!(commands.contains(&Command::ChallengeChange(Change {
            part: Part::Field(Field::Core),
            base: "Oud".into(),
            text: "Nieuw".into(),
        })));
    }
}
