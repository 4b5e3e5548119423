//! `/knelpunten/{project}`: the list of bottlenecks, what each is about, and how one knows (step 2A).
//! Plain forms, also before there is any meeting.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use leptos::prelude::*;
use werksessie_core::access::Right;
use werksessie_core::bottleneck::change::{Change, Edit};
use werksessie_core::bottleneck::evidence::{self, Evidence, EvidenceKind};
use werksessie_core::bottleneck::list::{Park, Return, Solve, Status};
use werksessie_core::bottleneck::{self, Level, Origin, Tags};
use werksessie_core::method::{BigFive, Dimension};
use werksessie_core::project::Language;
use werksessie_core::view::insight::{BottleneckRow, bottlenecks};
use werksessie_core::{BottleneckId, Command, ProjectId, Refusal, limits};

use super::desk::{holder, refused};
use super::document::working;
use super::fields::{base, choice, text};
use super::{form_fields, see_other, send_all};
use crate::live::HallError;
use crate::messages::bottlenecks as texts;
use crate::server::app::App;
use crate::server::browser::{self, Browser};
use crate::server::problem::told;
use crate::server::secret::random;
use crate::ui::words;

/// What a form sends; the same as what a browser posts.
type Fields = BTreeMap<String, String>;

/// `GET /knelpunten/{project}`.
pub async fn get(State(app): State<App>, headers: HeaderMap, Path(project): Path<ProjectId>) -> Response {
    page(&app, &headers, project, None).await
}

async fn page(app: &App, headers: &HeaderMap, project: ProjectId, problem: Option<(String, Fields)>) -> Response {
    let language = browser::language(headers, &app.config);
    match holder(app, headers, project).await {
        Ok(actor) if Right::Editors.held_by(&actor) => {}
        _ => return refused(language, Refusal::NotAllowed.into()),
    }
    let looked =
        app.hall.look(project, |looked| (bottlenecks(&looked.room.project), looked.room.project.language)).await;
    let Ok((rows, spoken)) = looked else { return refused(language, HallError::NoProject) };
    let language = Browser::of(headers, &app.config).language().unwrap_or(spoken);
    let address = format!("/knelpunten/{project}");
    working(app, language, &address, texts::title(language), project, body(language, project, &rows, problem))
}

fn body(
    language: Language,
    project: ProjectId,
    rows: &[BottleneckRow],
    problem: Option<(String, Fields)>,
) -> impl IntoView + use<> {
    let to = format!("/knelpunten/{project}");
    let (sentence, typed) = problem.map_or((None, Fields::new()), |(sentence, typed)| (Some(sentence), typed));
    let alert = sentence
        .map(|sentence| view! { <div class="ws-alert ws-alert--negative" role="alert"><p>{sentence}</p></div> });
    let (open, others): (Vec<_>, Vec<_>) =
        rows.iter().filter(|row| row.status != Status::Dissolved).partition(|row| row.status == Status::Open);
    let number = |which: fn(&BottleneckRow) -> bool| open.iter().filter(|row| which(row)).count() as u32;
    let facts = [
        texts::count(language, open.len() as u32),
        texts::with_evidence(language, number(|row| !row.evidence.is_empty())),
        texts::behaviour(language, number(|row| row.tags.kind == Some(Dimension::Behaviour))),
        texts::no_kind(language, number(|row| row.tags.kind.is_none())),
    ];
    let facts = match open.len() {
        0 => view! { <p class="ws-lead">{texts::empty(language)}</p> }.into_any(),
        _ => view! { <ul class="ws-row ws-plain">{facts.map(|fact| view! { <li class="ws-chip">{fact}</li> }).into_iter().collect_view()}</ul> }.into_any(),
    };
    let forms = |rows: &[&BottleneckRow]| rows.iter().map(|row| one(language, &to, row, &typed)).collect_view();
    let aside = (!others.is_empty()).then(|| {
        view! { <h2>{texts::others(language, others.len() as u32)}</h2><div class="ws-folds">{forms(&others)}</div> }
    });
    let adds = typed.get("do").is_some_and(|what| what == "add");
    let typed_new = |name: &str| typed.get(name).filter(|_| adds).cloned().unwrap_or_default();
    let chosen = Dimension::read(&typed_new("kind"));
    view! {
        <p class="ws-lead">{texts::lead(language)}</p>
        {alert}{facts}
        <div class="ws-folds">{forms(&open)}</div>
        <details class="ws-details" open=adds><summary>{texts::add(language)}</summary>
            <form method="post" action=to.clone() class="ws-card ws-stack" autocomplete="off">
                {text(texts::field_title(language), "title", "nieuw", typed_new("title"), limits::TITLE)}
                {text(texts::field_explanation(language), "explanation", "nieuw", typed_new("explanation"), limits::EXPLANATION)}
                {choice(texts::not_said(language), texts::field_kind(language), ("kind", "nieuw"), &named(language, "kind", Dimension::ALL, Dimension::key), chosen.map(Dimension::key))}
                <p><button class="nl-button nl-button--primary" name="do" value="add">{texts::add_go(language)}</button></p>
            </form>
        </details>
        {aside}
    }
}

/// Keys with their names.
fn named<T: Copy>(
    language: Language,
    slice: &str,
    all: &[T],
    key: fn(T) -> &'static str,
) -> Vec<(&'static str, &'static str)> {
    let name = |key: &'static str| texts::find(language, &format!("{slice}_{key}")).unwrap_or(key);
    all.iter().map(|choice| key(*choice)).map(|key| (key, name(key))).collect()
}

/// The keys of domains in one field.
fn domain_keys(domains: &BTreeSet<BigFive>) -> String {
    domains.iter().map(|domain| domain.key()).collect::<Vec<_>>().join(" ")
}

fn one(language: Language, to: &str, row: &BottleneckRow, typed: &Fields) -> impl IntoView + use<> {
    let (id, card) = (row.card.item.to_string(), &row.card);
    let is_typed = typed.get("bottleneck") == Some(&id);
    // What was typed stands, also when it was refused.
    let value =
        |name: &str, stored: &str| typed.get(name).filter(|_| is_typed).cloned().unwrap_or_else(|| stored.to_owned());
    let (kind, level, origin) =
        (row.tags.kind.map_or("", Dimension::key), row.tags.level.map_or("", Level::key), row.origin.key());
    let stored = domain_keys(&row.tags.domains);
    let domains = named(language, "domain", BigFive::ALL, BigFive::key).into_iter().map(|(key, name)| {
        let checked = if is_typed { typed.contains_key(&format!("d.{key}")) } else { stored.split(' ').any(|own| own == key) };
        view! { <label class="ws-option"><input type="checkbox" name=format!("d.{key}") value="yes" checked=checked/>{name}</label> }
    });
    let domains = domains.collect_view();
    let fields = view! {
        {text(texts::field_title(language), "title", &id, value("title", &card.title), limits::TITLE)}{base("title", &card.title)}
        {text(texts::field_explanation(language), "explanation", &id, value("explanation", &card.explanation), limits::EXPLANATION)}{base("explanation", &card.explanation)}
        <div class="ws-fields">
            {choice(texts::not_said(language), texts::field_kind(language), ("kind", &id), &named(language, "kind", Dimension::ALL, Dimension::key), Some(&value("kind", kind)))}{base("kind", kind)}
            {choice(texts::not_said(language), texts::field_level(language), ("level", &id), &named(language, "level", Level::ALL, Level::key), Some(&value("level", level)))}{base("level", level)}
            {choice(texts::not_said(language), texts::field_origin(language), ("origin", &id), &named(language, "origin", Origin::ALL, Origin::key), Some(&value("origin", origin)))}{base("origin", origin)}
            {text(texts::field_short_name(language), "short_name", &id, value("short_name", &card.short_name), limits::SHORT_NAME)}{base("short_name", &card.short_name)}
        </div>
        <fieldset><legend class="ws-legend">{texts::domains(language)}</legend>
            <div class="ws-options ws-options--two">{domains}</div>{base("domains", stored.clone())}</fieldset>
    };
    let park = (row.status == Status::Open).then(|| {
        view! {
            <div class="ws-row">
                <button class="nl-button nl-button--subtle" name="do" value="park">{texts::park(language)}</button>
                <button class="nl-button nl-button--subtle" name="do" value="solve">{texts::solve(language)}</button>
            </div>
        }
    });
    let back = matches!(row.status, Status::Parked { .. } | Status::Solved).then(|| {
        view! { <button class="nl-button nl-button--secondary" name="do" value="return">{texts::put_back(language)}</button> }
    });
    let proof =
        view! { {sources(language, to, &id, &row.evidence)}{add_source(language, to, &id, &value("source", ""))} };
    view! {
        <details class="ws-details ws-fold" id=format!("k-{id}") open=is_typed><summary><span class="ws-fold__name">{format!("{} · {}", words::number(card.number), card.title)}</span><span class="ws-row ws-fold__chips">{chips(language, row)}</span></summary>
            <div class="ws-card ws-stack">
                <form method="post" action=to.to_owned() class="ws-stack" autocomplete="off">
                    <input type="hidden" name="bottleneck" value=id.clone()/>
                    {fields}
                    <div class="ws-row ws-row--apart"><button class="nl-button nl-button--primary" name="do" value="save">{texts::save(language)}</button>{back}{park}</div>
                </form>
                <section class="ws-stack ws-stack--tight"><h2 class="ws-legend">{texts::evidence(language)}</h2><p class="ws-small ws-quiet">{texts::evidence_text(language)}</p>{proof}</section>
            </div>
        </details>
    }
}

/// In a few words what is known of it.
fn chips(language: Language, row: &BottleneckRow) -> impl IntoView + use<> {
    let state = match &row.status {
        Status::Parked { .. } => Some(texts::is_parked(language)),
        Status::Solved => Some(texts::is_solved(language)),
        Status::Merged { .. } => Some(texts::is_merged(language)),
        Status::Split => Some(texts::is_split(language)),
        Status::Open | Status::Dissolved => None,
    };
    let name = |slice: &str, key: &'static str| texts::find(language, &format!("{slice}_{key}")).unwrap_or(key);
    let number = row.evidence.len() as u32;
    let proof = if number == 0 { texts::no_evidence(language).to_owned() } else { texts::sources(language, number) };
    let chips = [
        state.map(str::to_owned),
        row.rank.map(|rank| texts::priority(language, rank)),
        row.tags.kind.map(|kind| name("kind", kind.key()).to_owned()),
        row.tags.level.map(|level| name("level", level.key()).to_owned()),
        Some(proof),
    ];
    chips.into_iter().flatten().map(|text| view! { <span class="ws-chip">{text}</span>" " }).collect_view()
}

fn sources(language: Language, to: &str, id: &str, found: &[Evidence]) -> impl IntoView + use<> {
    let rows = found.iter().map(|proof| {
        let kind = texts::find(language, &format!("evidence_{}", proof.kind.key())).unwrap_or_default();
        // What a card brought goes with the card.
        let tool = if proof.card.is_some() {
            view! { <span class="ws-chip">{texts::from_card(language)}</span> }.into_any()
        } else {
            view! {
                <form method="post" action=to.to_owned()>
                    <input type="hidden" name="bottleneck" value=id.to_owned()/><input type="hidden" name="evidence" value=proof.kind.key()/><input type="hidden" name="source" value=proof.source.clone()/>
                    <button class="nl-button nl-button--subtle" name="do" value="unprove">{texts::evidence_remove(language)}<span class="ws-hidden">" "{proof.source.clone()}</span></button>
                </form>
            }
            .into_any()
        };
        view! { <li class="ws-row ws-row--apart"><span>{proof.source.clone()}<br/><span class="ws-small ws-quiet">{kind}</span></span>{tool}</li> }
    });
    (!found.is_empty()).then(|| view! { <ul class="ws-plain ws-stack ws-stack--tight">{rows.collect_view()}</ul> })
}

fn add_source(language: Language, to: &str, id: &str, typed: &str) -> impl IntoView + use<> {
    let kinds = named(language, "evidence", EvidenceKind::ALL, EvidenceKind::key).into_iter().enumerate();
    let kinds = kinds.map(|(at, (key, name))| view! { <label class="ws-option"><input type="radio" name="evidence" value=key checked=at == 0/>{name}</label> });
    let kinds = kinds.collect_view();
    view! {
        <form method="post" action=to.to_owned() class="ws-stack ws-stack--tight" autocomplete="off">
            <input type="hidden" name="bottleneck" value=id.to_owned()/>
            <fieldset><legend class="ws-legend">{texts::evidence_kind(language)}</legend><div class="ws-options ws-options--two">{kinds}</div></fieldset>
            {text(texts::evidence_source(language), "source", id, typed.to_owned(), limits::EVIDENCE_SOURCE)}
            <p><button class="nl-button nl-button--secondary" name="do" value="prove">{texts::evidence_add(language)}</button></p>
        </form>
    }
}

/// `POST /knelpunten/{project}`: `do` is `save`, `prove`, `unprove`, `park`, `solve`, `return` or `add`.
pub async fn post(
    State(app): State<App>,
    headers: HeaderMap,
    Path(project): Path<ProjectId>,
    body: String,
) -> Response {
    let fields = form_fields(&body);
    match send_all(&app, &headers, project, commands(&fields)).await {
        Ok(()) => {
            let place = fields.get("bottleneck").map(|id| format!("#k-{id}")).unwrap_or_default();
            see_other(&format!("/knelpunten/{project}{place}"))
        }
        Err(error) => {
            let language = browser::language(&headers, &app.config);
            page(&app, &headers, project, Some((told(error, language), fields))).await
        }
    }
}

/// What a form asks for; of a changed bottleneck a command for each field that was changed.
fn commands(fields: &Fields) -> Result<Vec<Command>, HallError> {
    let field = |name: &str| fields.get(name).map_or("", String::as_str);
    let text = |name: &str| field(name).to_owned();
    if field("do") == "add" {
        let tags = Tags { kind: read(field("kind"), Dimension::read)?, ..Tags::default() };
        let add = bottleneck::Add {
            bottleneck: BottleneckId::from_random(random()),
            title: text("title"),
            short_name: None,
            explanation: text("explanation"),
            origin: Origin::Own,
            tags,
        };
        return Ok(vec![Command::BottleneckAdd(add)]);
    }
    let bottleneck: BottleneckId = field("bottleneck").parse().map_err(|_| Refusal::NotFound)?;
    let kind = || EvidenceKind::read(field("evidence")).ok_or(Refusal::UnknownChoice);
    let command = match field("do") {
        "save" => return changes(fields, bottleneck),
        "prove" => Command::EvidenceAdd(evidence::Add { bottleneck, kind: kind()?, source: text("source") }),
        "unprove" => Command::EvidenceRemove(evidence::Remove { bottleneck, kind: kind()?, source: text("source") }),
        "park" => Command::BottleneckPark(Park { bottleneck, reason: String::new() }),
        "solve" => Command::BottleneckSolve(Solve { bottleneck }),
        "return" => Command::BottleneckReturn(Return { bottleneck }),
        _ => return Err(Refusal::UnknownChoice.into()),
    };
    Ok(vec![command])
}

/// A choice that may be left open.
fn read<T>(key: &str, read: fn(&str) -> Option<T>) -> Result<Option<T>, Refusal> {
    if key.is_empty() { Ok(None) } else { read(key).map(Some).ok_or(Refusal::UnknownChoice) }
}

fn changes(fields: &Fields, bottleneck: BottleneckId) -> Result<Vec<Command>, HallError> {
    let field = |name: &str| fields.get(name).map_or("", String::as_str);
    let pair = |name: &str| (field(&format!("b.{name}")).to_owned(), field(name).to_owned());
    let mut edits = Vec::new();
    let mut written = |name: &str, edit: fn(String, String) -> Edit| {
        let (base, text) = pair(name);
        if base != text {
            edits.push(edit(base, text));
        }
    };
    written("title", |base, text| Edit::Title { base, text });
    written("short_name", |base, text| Edit::ShortName { base, text });
    written("explanation", |base, text| Edit::Explanation { base, text });
    let (base, value) = pair("kind");
    if base != value {
        edits.push(Edit::Kind { base: read(&base, Dimension::read)?, value: read(&value, Dimension::read)? });
    }
    let (base, value) = pair("level");
    if base != value {
        edits.push(Edit::Level { base: read(&base, Level::read)?, value: read(&value, Level::read)? });
    }
    let (base, value) = pair("origin");
    // A bottleneck always comes from somewhere: "not said" leaves it as it is.
    if base != value && !value.is_empty() {
        let origin = |key: &str| Origin::read(key).ok_or(Refusal::UnknownChoice);
        edits.push(Edit::Origin { base: origin(&base)?, value: origin(&value)? });
    }
    let base: BTreeSet<BigFive> = field("b.domains").split_whitespace().filter_map(BigFive::read).collect();
    let is_ticked = |domain: &BigFive| fields.contains_key(&format!("d.{}", domain.key()));
    let value: BTreeSet<BigFive> = BigFive::ALL.iter().copied().filter(is_ticked).collect();
    if base != value {
        edits.push(Edit::Domains { base, value });
    }
    Ok(edits.into_iter().map(|edit| Command::BottleneckChange(Change { bottleneck, edit })).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn every_choice_has_a_name_in_both_languages() {
        for language in [Language::Nl, Language::En] {
            let all = [
                named(language, "kind", Dimension::ALL, Dimension::key),
                named(language, "level", Level::ALL, Level::key),
                named(language, "domain", BigFive::ALL, BigFive::key),
                named(language, "origin", Origin::ALL, Origin::key),
                named(language, "evidence", EvidenceKind::ALL, EvidenceKind::key),
            ];
            for (key, name) in all.into_iter().flatten() {
                assert_ne!(key, name);
            }
        }
    }

    #[test]
    fn only_what_was_changed_is_sent_and_nonsense_is_refused() {
        let id = BottleneckId::from_random([1; 16]).to_string();
        let form = [
            ("do", "save"),
            ("bottleneck", id.as_str()),
            ("title", "Nieuw"),
            ("b.title", "Oud"),
            ("kind", "behaviour"),
            ("b.kind", ""),
            ("level", ""),
            ("b.level", ""),
            ("origin", ""),
            ("b.origin", "own"),
            ("b.domains", "living work"),
            ("d.work", "yes"),
            ("d.income", "yes"),
        ];
        let sent = commands(&fields(&form)).unwrap();
        let edits: Vec<Edit> = sent
            .into_iter()
            .map(|command| match command {
                Command::BottleneckChange(Change { edit, .. }) => edit,
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(
            edits,
            [
                Edit::Title { base: "Oud".into(), text: "Nieuw".into() },
                Edit::Kind { base: None, value: Some(Dimension::Behaviour) },
                Edit::Domains {
                    base: [BigFive::Living, BigFive::Work].into(),
                    value: [BigFive::Work, BigFive::Income].into()
                },
            ]
        );
        for wrong in [
            vec![("do", "save"), ("bottleneck", id.as_str()), ("kind", "x")],
            vec![("do", "save"), ("bottleneck", "x")],
            vec![("do", "prove"), ("bottleneck", id.as_str()), ("evidence", "rumour"), ("source", "x")],
            vec![("do", "explode"), ("bottleneck", id.as_str())],
        ] {
            assert!(commands(&fields(&wrong)).is_err(), "{wrong:?}");
        }
    }
}
