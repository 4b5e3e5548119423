//! `/risicos/{project}`: what happens when nothing is done, for the municipality and for young people
//! (step 2C, annex 5). Plain forms, also before there is any meeting.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use leptos::prelude::*;
use werksessie_core::access::Right;
use werksessie_core::project::Language;
use werksessie_core::risk::field::{Change, Field};
use werksessie_core::risk::list::{Drop, Merge, Return};
use werksessie_core::risk::measure::{Classes, Measure, Zone, Zones};
use werksessie_core::risk::{self, Category, Risk, Side, Status};
use werksessie_core::view::risks::{AtRisk, RiskList, WaitingRisk, risks};
use werksessie_core::{Command, ProjectId, Refusal, RiskId, limits};

use super::desk::{holder, refused};
use super::document::working;
use super::fields::{base, choice, text};
use super::{form_fields, see_other, send_all};
use crate::documents::wording::{self, risk_choice, risk_number};
use crate::live::HallError;
use crate::messages::risks as texts;
use crate::server::app::App;
use crate::server::browser::{self, Browser};
use crate::server::problem::told;
use crate::server::secret::random;
use crate::ui::{scoring, words};

/// What a form sends; the same as what a browser posts.
type Fields = BTreeMap<String, String>;

/// `GET /risicos/{project}`.
pub async fn get(State(app): State<App>, headers: HeaderMap, Path(project): Path<ProjectId>) -> Response {
    page(&app, &headers, project, None).await
}

/// `POST /risicos/{project}`: `do` is `add`, `save`, `merge`, `drop`, `return` or `measure`.
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
            see_other(&format!("/risicos/{project}{place}"))
        }
        Err(error) => {
            let language = browser::language(&headers, &app.config);
            page(&app, &headers, project, Some((told(error, language), fields))).await
        }
    }
}

/// What a form asks for; of a changed risk a command for each field that was changed.
fn commands(fields: &Fields) -> Result<Vec<Command>, HallError> {
    let field = |name: &str| fields.get(name).map_or("", String::as_str);
    if field("do") == "add" {
        let category = match field("category") {
            "" => None,
            key => Some(Category::read(key).ok_or(Refusal::UnknownChoice)?),
        };
        let add = risk::Add {
            risk: RiskId::from_random(random()),
            bottleneck: field("bottleneck").parse().map_err(|_| Refusal::NotFound)?,
            side: Side::read(field("side")).ok_or(Refusal::UnknownChoice)?,
            event: field("event").to_owned(),
            consequence: field("consequence").to_owned(),
            category,
        };
        return Ok(vec![Command::RiskAdd(add)]);
    }
    if field("do") == "measure" {
        return Ok(vec![Command::RiskMeasure(measure(fields)?)]);
    }
    let risk: RiskId = field("risk").parse().map_err(|_| Refusal::NotFound)?;
    let command = match field("do") {
        "save" => {
            let pair = |of: Field| (field(&format!("b.{}", of.key())).to_owned(), field(of.key()).to_owned());
            let changed = Field::ALL.iter().map(|of| (*of, pair(*of))).filter(|(_, (base, text))| base != text);
            let change = |(field, (base, text))| Command::RiskChange(Change { risk, field, base, text });
            return Ok(changed.map(change).collect());
        }
        "merge" => Command::RiskMerge(Merge { risk, into: field("into").parse().map_err(|_| Refusal::UnknownChoice)? }),
        "drop" => Command::RiskDrop(Drop { risk }),
        "return" => Command::RiskReturn(Return { risk }),
        _ => return Err(Refusal::UnknownChoice.into()),
    };
    Ok(vec![command])
}

/// The amounts and zones of a form. No amount at all asks for the impact in words.
fn measure(fields: &Fields) -> Result<Measure, Refusal> {
    let field = |name: String| fields.get(&name).map_or("", String::as_str).trim();
    // As people type amounts: with points, commas or spaces between thousands.
    let amount = |at: usize| {
        let digits: String =
            field(format!("from.{at}")).chars().filter(|c| !matches!(c, '.' | ',' | ' ' | '€')).collect();
        (!digits.is_empty()).then(|| digits.parse::<u32>().map_err(|_| Refusal::NumberOutOfRange)).transpose()
    };
    let amounts = (1..=5).map(amount).collect::<Result<Vec<_>, _>>()?;
    let given: Vec<u32> = amounts.iter().copied().flatten().collect();
    let classes = match given[..] {
        [] => None,
        [one, two, three, four, five] => Some(Classes([one, two, three, four, five])),
        _ => return Err(Refusal::NumberOutOfRange),
    };
    let mut zones = Zones::default();
    for (impact, row) in (1..).zip(&mut zones.0) {
        for (chance, zone) in (1..).zip(row) {
            *zone = Zone::read(field(format!("zone.{impact}.{chance}"))).unwrap_or(*zone);
        }
    }
    Ok(Measure { classes, zones: Some(zones) })
}

async fn page(app: &App, headers: &HeaderMap, project: ProjectId, problem: Option<(String, Fields)>) -> Response {
    let language = browser::language(headers, &app.config);
    let leads = match holder(app, headers, project).await {
        Ok(actor) if Right::Editors.held_by(&actor) => Right::Leaders.held_by(&actor),
        _ => return refused(language, Refusal::NotAllowed.into()),
    };
    let looked = app.hall.look(project, |looked| {
        let project = &looked.room.project;
        let measure = Measure { classes: project.risk_classes, zones: Some(project.risk_zones) };
        (risks(project), measure, project.language)
    });
    let Ok((list, measure, spoken)) = looked.await else { return refused(language, HallError::NoProject) };
    let language = Browser::of(headers, &app.config).language().unwrap_or(spoken);
    let address = format!("/risicos/{project}");
    working(
        app,
        language,
        &address,
        texts::title(language),
        project,
        body(language, project, (&list, leads.then_some(measure)), problem),
    )
}

/// What the parts of the page need.
struct Page<'a> {
    language: Language,
    to: String,
    list: &'a RiskList,
    typed: Fields,
}

impl Page<'_> {
    /// What was typed into a form that was refused stands; else what is stored.
    fn value(&self, is_this: bool, name: &str, stored: &str) -> String {
        self.typed.get(name).filter(|_| is_this).cloned().unwrap_or_else(|| stored.to_owned())
    }

    fn was_sent(&self, name: &str, value: &str) -> bool {
        self.typed.get(name).is_some_and(|typed| typed == value)
    }

    fn name(&self, group: &str, key: &'static str) -> &'static str {
        risk_choice(self.language, group, key)
    }

    /// Categories of a side, with their names.
    fn categories(&self, side: Side) -> Vec<(String, String)> {
        let of_side = Category::ALL.iter().filter(|category| category.side() == side);
        of_side.map(|category| (category.key().to_owned(), self.name("category", category.key()).to_owned())).collect()
    }
}

fn body(
    language: Language,
    project: ProjectId,
    (list, measure): (&RiskList, Option<Measure>),
    problem: Option<(String, Fields)>,
) -> impl IntoView + use<> {
    let (sentence, typed) = problem.map_or((None, Fields::new()), |(sentence, typed)| (Some(sentence), typed));
    let page = Page { language, to: format!("/risicos/{project}"), list, typed };
    let alert = sentence
        .map(|sentence| view! { <div class="ws-alert ws-alert--negative" role="alert"><p>{sentence}</p></div> });
    let about = match (list.at_risk.is_empty(), list.priorities) {
        (true, _) => {
            let to = format!("/knelpunten/{project}");
            view! { <p>{texts::empty(language)}</p><p><a class="nl-button nl-button--primary" href=to>{texts::to_bottlenecks(language)}</a></p> }.into_any()
        }
        (false, true) => view! { <h2>{texts::for_priorities(language)}</h2> }.into_any(),
        (false, false) => view! { <p>{texts::for_all(language)}</p> }.into_any(),
    };
    let cards = list.at_risk.iter().map(|at| bottleneck(&page, at)).collect_view();
    let aside = (!list.aside.is_empty()).then(|| {
        let rows = list.aside.iter().map(|risk| put_aside(&page, risk)).collect_view();
        view! {
            <details class="ws-details"><summary>{texts::aside(language, list.aside.len() as u32)}</summary>
                <ul class="ws-plain ws-stack ws-stack--tight">{rows}</ul></details>
        }
    });
    view! {
        <p class="ws-lead">{texts::lead(language)}</p>
        <p>{texts::youths_only(language)}</p>
        {alert}{about}
        {cards}
        {waiting(&page)}
        {aside}
        {measure.map(|measure| measuring(&page, measure))}
    }
}

/// Risks that were written in a meeting and that nobody dealt with yet.
fn waiting(page: &Page) -> impl IntoView + use<> {
    let language = page.language;
    let row = |risk: &WaitingRisk| {
        let place = [risk.bottleneck.as_str(), " · ", page.name("side", risk.side.key())].concat();
        let words = match risk.consequence.as_str() {
            "" => risk.event.clone(),
            consequence => texts::sentence(language, risk.event.clone(), consequence),
        };
        view! {
            <li class="ws-row ws-row--apart"><span><span class="ws-small ws-quiet">{place}</span><br/>{words}</span>
                <form method="post" action=page.to.clone() class="ws-row"><input type="hidden" name="risk" value=risk.risk.to_string()/>
                    <button class="nl-button nl-button--secondary" name="do" value="return">{texts::take(language)}<span class="ws-hidden">" "{risk.event.clone()}</span></button>
                    <button class="nl-button nl-button--subtle" name="do" value="drop">{texts::drop(language)}<span class="ws-hidden">" "{risk.event.clone()}</span></button></form></li>
        }
    };
    let rows: Vec<_> = page.list.waiting.iter().map(row).collect();
    (!rows.is_empty()).then(|| {
        let title = texts::written(language, rows.len() as u32);
        view! { <section class="ws-card ws-stack"><h2>{title}</h2><ul class="ws-plain ws-stack ws-stack--tight">{rows}</ul></section> }
    })
}

/// How risks are measured: the amounts of this municipality, and which places are high.
fn measuring(page: &Page, measure: Measure) -> impl IntoView + use<> {
    let language = page.language;
    let is_typed = page.was_sent("do", "measure");
    let amounts = (1..=5usize).map(|at| {
        let stored = measure.classes.map(|classes| classes.0[at - 1].to_string()).unwrap_or_default();
        let name = format!("from.{at}");
        let label = texts::class_from(language, at as u32);
        let now = page.value(is_typed, &name, &stored);
        view! {
            <div class="ws-field"><label class="ws-label" for=name.clone()>{label}</label>
                <input class="ws-input" id=name.clone() name=name.clone() value=now inputmode="numeric" maxlength="14"/></div>
        }
    });
    let zones = measure.zones.unwrap_or_default();
    let cell = |impact: usize, chance: usize| {
        let name = format!("zone.{impact}.{chance}");
        let stored = zones.0[impact - 1][chance - 1].key();
        let now = page.value(is_typed, &name, stored);
        let options = Zone::ALL.iter().map(|zone| view! { <option value=zone.key() selected=zone.key() == now>{scoring::zone(language, *zone)}</option> });
        let label = texts::zone_of(language, chance as u32, impact as u32);
        view! { <td><select class="ws-input" name=name aria-label=label>{options.collect_view()}</select></td> }
    };
    let rows = (1..=5usize).rev().map(|impact| {
        view! { <tr><th scope="row">{texts::impact(language, impact as u32)}</th>{(1..=5usize).map(|chance| cell(impact, chance)).collect_view()}</tr> }
    });
    let heads = (1..=5u32).map(|chance| view! { <th scope="col">{texts::chance(language, chance)}</th> });
    view! {
        <details class="ws-details" open=is_typed><summary>{texts::measuring(language)}</summary>
            <form method="post" action=page.to.clone() class="ws-card ws-stack" autocomplete="off">
                <p>{texts::classes_text(language)}</p>
                <div class="ws-sides">{amounts.collect_view()}</div>
                <p>{texts::zones_text(language)}</p>
                <div class="ws-scroll" tabindex="0" role="region" aria-label=texts::zones_table(language)>
                    <table class="ws-table"><caption>{texts::zones_table(language)}</caption><thead><tr><td></td>{heads.collect_view()}</tr></thead><tbody>{rows.collect_view()}</tbody></table></div>
                <p><button class="nl-button nl-button--secondary" name="do" value="measure">{texts::save(language)}</button></p>
            </form></details>
    }
}

/// One bottleneck with its two lists side by side.
fn bottleneck(page: &Page, at: &AtRisk) -> impl IntoView + use<> {
    let id = at.bottleneck.to_string();
    let missing = at.missing.map(|side| {
        let key = format!("one_sided_{}", side.key());
        let sentence = texts::find(page.language, &key).unwrap_or_default();
        view! { <div class="ws-alert ws-alert--warning"><p>{sentence}</p></div> }
    });
    let sides = Side::ALL.iter().map(|side| {
        let risks = at.risks.iter().filter(|risk| risk.side == *side);
        let rows: Vec<_> = risks.map(|risk| one(page, at, risk)).collect();
        let none = rows.is_empty().then(|| view! { <p class="ws-quiet">{texts::none(page.language)}</p> });
        view! {
            <section class="ws-stack ws-stack--tight"><h4>{page.name("side", side.key())}</h4>{none}
                <div class="ws-folds">{rows}</div>{add(page, at, *side)}</section>
        }
    });
    view! {
        <article class="ws-card ws-stack" id=format!("k-{id}")>
            <h3 class="ws-lead">{format!("{} · {}", words::number(at.number), at.title)}</h3>
            {missing}
            <div class="ws-sides">{sides.collect_view()}</div>
        </article>
    }
}

/// A risk as one sentence, and the form behind it.
fn one(page: &Page, at: &AtRisk, risk: &Risk) -> impl IntoView + use<> {
    let (language, id) = (page.language, risk.risk.to_string());
    let is_typed = page.was_sent("risk", &id);
    let written = |label, of: Field, most| {
        let stored = of.text(risk);
        view! { {text(label, of.key(), &id, page.value(is_typed, of.key(), &stored), most)}{base(of.key(), stored)} }
    };
    let chosen = |label, of: Field, choices: &[(String, String)]| {
        let stored = of.text(risk);
        let now = page.value(is_typed, of.key(), &stored);
        view! { {choice(texts::not_said(language), label, (of.key(), &id), choices, Some(&now))}{base(of.key(), stored)} }
    };
    let responses: Vec<(String, String)> = risk::Response::ALL
        .iter()
        .map(|response| (response.key().to_owned(), page.name("response", response.key()).to_owned()))
        .collect();
    let parties = &page.list.parties;
    let others: Vec<(String, String)> = at
        .risks
        .iter()
        .filter(|other| other.side == risk.side && other.risk != risk.risk)
        .map(|other| (other.risk.to_string(), format!("{} {}", risk_number(other), other.short_name)))
        .collect();
    let merge = (!others.is_empty()).then(|| {
        view! {
            <form method="post" action=page.to.clone() class="ws-stack ws-stack--tight" autocomplete="off">
                <input type="hidden" name="risk" value=id.clone()/><input type="hidden" name="bottleneck" value=at.bottleneck.to_string()/>
                {choice(texts::not_said(language), texts::field_merge(language), ("into", &id), &others, None)}
                <p><button class="nl-button nl-button--secondary" name="do" value="merge">{texts::merge(language)}</button></p>
            </form>
        }
    });
    let score = risk.score.as_ref().map(|score| {
        let (zone, place) = (scoring::zone(language, score.zone), score.place);
        view! { <span class="ws-chip ws-chip--now">{texts::scored(language, zone, u32::from(place.chance), u32::from(place.impact))}</span>" " }
    });
    let chips = [
        risk.category.map(|category| page.name("category", category.key())),
        risk.response.map(|response| page.name("response", response.key())),
    ];
    let chips = chips.into_iter().flatten().map(|name| view! { <span class="ws-chip">{name}</span>" " });
    let chips = chips.collect_view();
    view! {
        <details class="ws-details ws-fold" id=format!("r-{id}") open=is_typed>
            <summary><span class="ws-fold__name">{format!("{} · {}", risk_number(risk), wording::risk(language, risk))}</span><span class="ws-row ws-fold__chips">{score}{chips}</span></summary>
            <div class="ws-stack">
                <form method="post" action=page.to.clone() class="ws-stack ws-stack--tight" autocomplete="off">
                    <input type="hidden" name="risk" value=id.clone()/><input type="hidden" name="bottleneck" value=at.bottleneck.to_string()/>
                    <p class="ws-quiet">{texts::because(language, at.title.clone())}</p>
                    {written(texts::field_event(language), Field::Event, limits::NOTE)}
                    {written(texts::field_consequence(language), Field::Consequence, limits::NOTE)}
                    {chosen(texts::field_category(language), Field::Category, &page.categories(risk.side))}
                    {chosen(texts::field_bearer(language), Field::Bearer, parties)}
                    {written(texts::field_measure(language), Field::Measure, limits::SENTENCE)}
                    {chosen(texts::field_response(language), Field::Response, &responses)}
                    {chosen(texts::field_owner(language), Field::Owner, parties)}
                    {written(texts::field_short_name(language), Field::ShortName, limits::SHORT_NAME)}
                    <p class="ws-row"><button class="nl-button nl-button--primary" name="do" value="save">{texts::save(language)}</button>
                        <button class="nl-button nl-button--subtle" name="do" value="drop">{texts::drop(language)}</button></p>
                </form>
                {merge}
            </div>
        </details>
    }
}

/// The form for a new risk in the frame of the sentence.
fn add(page: &Page, at: &AtRisk, side: Side) -> impl IntoView + use<> {
    let (language, id) = (page.language, at.bottleneck.to_string());
    let is_typed = page.was_sent("do", "add") && page.was_sent("bottleneck", &id) && page.was_sent("side", side.key());
    let of = format!("{}-{id}", side.key());
    let value = |name: &str| page.value(is_typed, name, "");
    let category = value("category");
    view! {
        <details class="ws-details" open=is_typed><summary>{texts::add(language)}</summary>
            <form method="post" action=page.to.clone() class="ws-stack ws-stack--tight" autocomplete="off">
                <input type="hidden" name="bottleneck" value=id/><input type="hidden" name="side" value=side.key()/>
                <p class="ws-quiet">{texts::because(language, at.title.clone())}</p>
                {text(texts::field_event(language), "event", &of, value("event"), limits::NOTE)}
                {text(texts::field_consequence(language), "consequence", &of, value("consequence"), limits::NOTE)}
                {choice(texts::not_said(language), texts::field_category(language), ("category", &of), &page.categories(side), Some(&category))}
                <p><button class="nl-button nl-button--secondary" name="do" value="add">{texts::add_go(language)}</button></p>
            </form>
        </details>
    }
}

/// A risk that is not on the list, and the way back.
fn put_aside(page: &Page, risk: &Risk) -> impl IntoView + use<> {
    let language = page.language;
    let state = match risk.status {
        Status::Merged { into } => {
            // The one that stayed may have been put aside itself since.
            let all = page.list.at_risk.iter().flat_map(|at| &at.risks).chain(&page.list.aside);
            let into = all.into_iter().find(|other| other.risk == into);
            texts::is_merged(language, into.map(risk_number).unwrap_or_default())
        }
        Status::Dropped | Status::Open | Status::Proposed => texts::is_dropped(language).to_owned(),
    };
    view! {
        <li class="ws-row ws-row--apart"><span>{format!("{} · {}", risk_number(risk), wording::risk(language, risk))}" "<span class="ws-chip">{state}</span></span>
            <form method="post" action=page.to.clone()><input type="hidden" name="risk" value=risk.risk.to_string()/>
                <button class="nl-button nl-button--subtle" name="do" value="return">{texts::put_back(language)}<span class="ws-hidden">" "{risk.short_name.clone()}</span></button></form></li>
    }
}

#[cfg(test)]
mod tests {
    use werksessie_core::BottleneckId;

    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn every_choice_has_a_name_in_both_languages() {
        for language in [Language::Nl, Language::En] {
            let keys = Category::ALL
                .iter()
                .map(|category| format!("category_{}", category.key()))
                .chain(risk::Response::ALL.iter().map(|response| format!("response_{}", response.key())))
                .chain(
                    Side::ALL.iter().flat_map(|side| ["side", "one_sided"].map(|of| format!("{of}_{}", side.key()))),
                );
            for key in keys {
                assert!(texts::find(language, &key).is_some(), "{key}");
            }
        }
    }

    #[test]
    fn only_what_was_changed_is_sent_and_nonsense_is_refused() {
        let (id, of) = (RiskId::from_random([1; 16]), BottleneckId::from_random([2; 16]).to_string());
        let text = id.to_string();
        let form = [
            ("do", "save"),
            ("risk", text.as_str()),
            ("event", "Nieuw"),
            ("b.event", "Oud"),
            ("owner", ""),
            ("b.owner", ""),
        ];
        let sent = commands(&fields(&form)).unwrap();
        let change = Change { risk: id, field: Field::Event, base: "Oud".into(), text: "Nieuw".into() };
        assert_eq!(sent, [Command::RiskChange(change)]);
        for wrong in [
            vec![("do", "save"), ("risk", "x")],
            vec![("do", "merge"), ("risk", text.as_str()), ("into", "")],
            vec![("do", "add"), ("bottleneck", of.as_str()), ("side", "both"), ("event", "x")],
            vec![
                ("do", "add"),
                ("bottleneck", of.as_str()),
                ("side", "youth"),
                ("event", "x"),
                ("category", "weather"),
            ],
            vec![("do", "explode"), ("risk", text.as_str())],
        ] {
            assert!(commands(&fields(&wrong)).is_err(), "{wrong:?}");
        }
    }
}
