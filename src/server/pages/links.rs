//! The links of a project: made, renewed and revoked with plain forms on the dossier.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use leptos::prelude::*;
use werksessie_core::access::{Actor, LinkRole};
use werksessie_core::link::{Make, Renew, Revoke};
use werksessie_core::project::Language;
use werksessie_core::promise::Promise;
use werksessie_core::{Command, LinkId, ProjectId, PromiseId, Refusal};

use super::desk::{holder, refused};
use super::document::notice;
use super::{form_fields, see_other, send_as_holder};
use crate::live::message::Looked;
use crate::messages::{dossier as texts, start as start_texts};
use crate::server::address;
use crate::server::app::App;
use crate::server::browser::{self, Browser};
use crate::server::secret::{Secret, random};

/// `POST /dossier/{project}/link`: makes a link and shows it, once.
pub async fn make(
    State(app): State<App>,
    headers: HeaderMap,
    Path(project): Path<ProjectId>,
    body: String,
) -> Response {
    let language = browser::language(&headers, &app.config);
    let fields = form_fields(&body);
    let field = |name: &str| fields.get(name).cloned().unwrap_or_default();
    let made = async {
        let secret = Secret::with_key(project, LinkId::from_random(random()).0, random());
        let role = LinkRole::ALL.into_iter().find(|role| role.key() == field("role")).ok_or(Refusal::NotFound)?;
        let until = match field("until").as_str() {
            "" => None,
            day => Some(day.parse().map_err(|_| Refusal::DateOutOfRange)?),
        };
        let (link, secret_hash) = (LinkId(secret.id), secret.hash());
        let command =
            Command::LinkMake(Make { link, role, label: field("label"), until, promises: Vec::new(), secret_hash });
        send_as_holder(&app, &headers, project, command).await.map(|()| secret)
    };
    match made.await {
        Ok(secret) => shown(&app, &headers, language, &secret),
        Err(error) => refused(language, error),
    }
}

/// `POST /dossier/{project}/trekker`: makes a link for who sees to a promise, about all promises of
/// that person, and shows it once.
pub async fn owner(
    State(app): State<App>,
    headers: HeaderMap,
    Path(project): Path<ProjectId>,
    body: String,
) -> Response {
    let language = browser::language(&headers, &app.config);
    let promise: Option<PromiseId> = form_fields(&body).get("promise").and_then(|id| id.parse().ok());
    let made = async {
        let promise = promise.ok_or(Refusal::NotFound)?;
        let look = move |looked: &Looked<'_>| {
            let project = &looked.room.project;
            let of = project.promise(promise)?;
            let same = |other: &&Promise| (other.party, &other.owner) == (of.party, &of.owner) && !other.withdrawn;
            let promises = project.promises.iter().filter(same).map(|other| other.promise).collect();
            Some((of.owner.clone(), promises))
        };
        let (label, promises): (String, Vec<PromiseId>) =
            app.hall.look(project, look).await?.ok_or(Refusal::NotFound)?;
        let secret = Secret::with_key(project, LinkId::from_random(random()).0, random());
        let (link, secret_hash, role, until) = (LinkId(secret.id), secret.hash(), LinkRole::Owner, None);
        let command = Command::LinkMake(Make { link, role, label, until, promises, secret_hash });
        send_as_holder(&app, &headers, project, command).await.map(|()| secret)
    };
    match made.await {
        Ok(secret) => shown(&app, &headers, language, &secret),
        Err(error) => refused(language, error),
    }
}

/// `POST /dossier/{project}/link/{link}`: `do` is `renew` or `revoke`.
pub async fn change(
    State(app): State<App>,
    headers: HeaderMap,
    Path((project, link)): Path<(ProjectId, LinkId)>,
    body: String,
) -> Response {
    let language = browser::language(&headers, &app.config);
    match form_fields(&body).get("do").map(String::as_str) {
        Some("renew") => {
            let secret = Secret::with_key(project, link.0, random());
            let renewed = async {
                let own = holder(&app, &headers, project).await;
                send_as_holder(&app, &headers, project, Command::LinkRenew(Renew { link, secret_hash: secret.hash() }))
                    .await?;
                // Who renews their own link stays in with this browser, and nobody else does.
                let is_own = own.is_ok_and(|actor| matches!(actor, Actor::Link { link: own, .. } if own == link));
                match Browser::of(&headers, &app.config).hash().filter(|_| is_own) {
                    Some(browser) => app.hall.grant(project, browser, link).await,
                    None => Ok(()),
                }
            };
            match renewed.await {
                Ok(()) => shown(&app, &headers, language, &secret),
                Err(error) => refused(language, error),
            }
        }
        Some("revoke") => match send_as_holder(&app, &headers, project, Command::LinkRevoke(Revoke { link })).await {
            Ok(()) => see_other(&format!("/dossier/{project}#links")),
            Err(error) => refused(language, error),
        },
        _ => refused(language, Refusal::NotFound.into()),
    }
}

/// A page with a link that is shown this once.
fn shown(app: &App, headers: &HeaderMap, language: Language, secret: &Secret) -> Response {
    let card = link_card(app, headers, language, secret, texts::link_new(language));
    let to = format!("/dossier/{}#links", secret.project);
    notice(
        language,
        StatusCode::OK,
        texts::link_made(language),
        view! {
            <p class="ws-lead">{texts::link_give(language)}</p>
            {card}
            <p><a class="nl-button nl-button--primary ws-button--large" href=to>{texts::link_back(language)}</a></p>
        },
    )
}

/// The card that holds a link.
pub(super) fn link_card(
    app: &App,
    headers: &HeaderMap,
    language: Language,
    secret: &Secret,
    label: &'static str,
) -> impl IntoView + use<> {
    let link = format!("{}/open#{}", address::for_phones(app, headers), secret.show());
    view! {
        <div class="ws-card ws-card--thread ws-stack">
            <label class="ws-label" for="link">{label}</label>
            <input class="ws-input" id="link" readonly value=link/>
            <p class="ws-small ws-quiet">{start_texts::made_once(language)}</p>
        </div>
    }
}
