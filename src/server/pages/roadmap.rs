//! `/routekaart/{project}`: the roadmap by quarter, and changing its actions. Plain forms: seven
//! fields first, the rest under "more".

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use leptos::prelude::*;
use werksessie_core::access::Right;
use werksessie_core::action::change::Change;
use werksessie_core::action::field::Field;
use werksessie_core::action::{Add, Drop, Plan};
use werksessie_core::project::Language;
use werksessie_core::time::Quarter;
use werksessie_core::view::dossier::{ActionRow, DossierView, dossier};
use werksessie_core::view::roadmap::RoadmapRow;
use werksessie_core::{ActionId, Command, PartyId, ProjectId, Refusal, limits};

use super::desk::{holder, refused};
use super::document::working;
use super::{form_fields, see_other, send_all};
use crate::live::HallError;
use crate::messages::roadmap as texts;
use crate::server::app::App;
use crate::server::browser::{self, Browser};
use crate::server::problem::told;
use crate::server::secret::random;
use crate::ui::timeline::timeline;

/// What a form sends; the same as what a browser posts.
type Fields = BTreeMap<String, String>;

/// How a field is asked.
enum Input {
    Text,
    Number,
    Day,
    Choice(&'static [&'static str]),
}

const LIGHTS: Input = Input::Choice(&["green", "amber", "red"]);

/// The fields of the first form, after the party and the quarters (method A.5).
const FIRST: [(Field, Input); 10] = [
    (Field::Title, Input::Text),
    (Field::Owner, Input::Text),
    (Field::ForWhom, Input::Text),
    (Field::Youths, Input::Number),
    (Field::Places, Input::Number),
    (Field::DecisionBody, Input::Text),
    (Field::DecisionBy, Input::Day),
    (Field::Content, LIGHTS),
    (Field::Finances, LIGHTS),
    (Field::Planning, LIGHTS),
];

/// The other columns of the roadmap that are filled in by hand.
const MORE: [(Field, Input); 14] = [
    (Field::Direction, Input::Text),
    (Field::Dimension, Input::Choice(&["content", "behaviour"])),
    (Field::Partners, Input::Text),
    (Field::Term, Input::Choice(&["short", "medium", "long"])),
    (Field::CostOnce, Input::Number),
    (Field::CostYearly, Input::Number),
    (Field::Cover, Input::Text),
    (Field::Fte, Input::Text),
    (Field::Indicator, Input::Text),
    (Field::Baseline, Input::Text),
    (Field::Target, Input::Text),
    (Field::Risk, Input::Text),
    (Field::Reach, Input::Text),
    (Field::Source, Input::Text),
];

/// What the page is made of.
struct Shown {
    view: DossierView,
    parties: Vec<(PartyId, String)>,
    today: Quarter,
    /// Why the last form was not taken, and what it said.
    problem: Option<(String, Fields)>,
}

/// `GET /routekaart/{project}`.
pub async fn get(State(app): State<App>, headers: HeaderMap, Path(project): Path<ProjectId>) -> Response {
    page(&app, &headers, project, None).await
}

async fn page(app: &App, headers: &HeaderMap, project: ProjectId, problem: Option<(String, Fields)>) -> Response {
    let language = browser::language(headers, &app.config);
    match holder(app, headers, project).await {
        Ok(actor) if Right::Editors.held_by(&actor) => {}
        _ => return refused(language, Refusal::NotAllowed.into()),
    }
    let looked = app.hall.look(project, |looked| {
        let parties = looked.room.project.parties.iter().map(|party| (party.party, party.name.clone())).collect();
        dossier(looked.room).map(|view| (view, parties, looked.today.quarter()))
    });
    let Ok(Some((view, parties, today))) = looked.await else { return refused(language, HallError::NoProject) };
    let language = Browser::of(headers, &app.config).language().unwrap_or(view.language);
    let address = format!("/routekaart/{project}");
    let shown = Shown { view, parties, today, problem };
    working(app, language, &address, texts::title(language), project, body(language, shown))
}

fn body(language: Language, shown: Shown) -> impl IntoView {
    let Shown { view, parties, today, problem } = shown;
    let to = format!("/routekaart/{}", view.project);
    let (sentence, typed) = problem.map_or((None, Fields::new()), |(sentence, typed)| (Some(sentence), typed));
    let alert = sentence
        .map(|sentence| view! { <div class="ws-alert ws-alert--negative" role="alert"><p>{sentence}</p></div> });
    let empty = view.actions.is_empty().then(|| view! { <p class="ws-lead">{texts::empty(language)}</p> });
    let forms = view.actions.iter().map(|action| {
        let row = view.roadmap.actions.iter().find(|row| row.action == action.action);
        one(language, &to, action, row, &parties, &typed)
    });
    let quarter = today.to_string();
    view! {
        <p class="ws-lead">{texts::lead(language)}</p>
        {alert}{empty}
        {(!view.actions.is_empty()).then(|| timeline(language, &view.roadmap))}
        <div class="ws-folds">{forms.collect_view()}</div>
        <details class="ws-details"><summary>{texts::add(language)}</summary>
            <form method="post" action=to.clone() class="ws-card ws-stack" autocomplete="off">
                <div class="ws-field"><label class="ws-label" for="nieuw-titel">{texts::field_title(language)}</label>
                    <input class="ws-input" id="nieuw-titel" name="title" maxlength=limits::SENTENCE required/></div>
                <div class="ws-row">
                    <div class="ws-field"><label class="ws-label" for="nieuw-start">{texts::start(language)}</label>
                        <input class="ws-input" id="nieuw-start" name="start" value=quarter.clone() pattern="[0-9]{4}-Q[1-4]" required/></div>
                    <div class="ws-field"><label class="ws-label" for="nieuw-end">{texts::end(language)}</label>
                        <input class="ws-input" id="nieuw-end" name="end" value=quarter pattern="[0-9]{4}-Q[1-4]" required/></div>
                </div>
                <p><button class="nl-button nl-button--primary" name="do" value="add">{texts::add_go(language)}</button></p>
            </form>
        </details>
    }
}

fn one(
    language: Language,
    to: &str,
    action: &ActionRow,
    row: Option<&RoadmapRow>,
    parties: &[(PartyId, String)],
    typed: &Fields,
) -> impl IntoView + use<> {
    let id = action.action.to_string();
    let is_typed = typed.get("action") == Some(&id);
    // What was typed stands, also when it was refused.
    let value = |name: &str, stored: String| typed.get(name).filter(|_| is_typed).cloned().unwrap_or(stored);
    let input = |(field, kind): &(Field, Input)| {
        let key = field.key();
        let stored = action.fields.get(field).cloned().unwrap_or_default();
        let stored = if *field == Field::Title { action.title.clone() } else { stored };
        let (name, now) = (format!("f.{key}"), value(&format!("f.{key}"), stored.clone()));
        let label = texts::find(language, &format!("field_{key}")).unwrap_or(key);
        let html = format!("{key}-{id}");
        let control = match kind {
            Input::Text => {
                view! { <input class="ws-input" id=html.clone() name=name value=now maxlength=limits::SENTENCE/> }
                    .into_any()
            }
            Input::Number => {
                view! { <input class="ws-input" id=html.clone() name=name value=now inputmode="numeric"/> }.into_any()
            }
            Input::Day => {
                view! { <input class="ws-input" id=html.clone() name=name type="date" value=now/> }.into_any()
            }
            Input::Choice(choices) => {
                let options = choices.iter().map(|choice| {
                    let text = texts::find(language, &format!("choice_{choice}")).unwrap_or(choice);
                    view! { <option value=*choice selected=now == *choice>{text}</option> }
                });
                view! { <select class="ws-input" id=html.clone() name=name><option value="">{texts::choice_none(language)}</option>{options.collect_view()}</select> }.into_any()
            }
        };
        view! {
            <div class="ws-field"><label class="ws-label" for=html>{label}</label>{control}
                <input type="hidden" name=format!("b.{key}") value=stored/></div>
        }
    };
    let party_now = action.fields.get(&Field::Party).cloned().unwrap_or_default();
    let party_shown = value("f.party", party_now.clone());
    let options = parties.iter().map(|(party, name)| {
        let id = party.to_string();
        let selected = id == party_shown;
        view! { <option value=id selected=selected>{name.clone()}</option> }
    });
    let said = row.filter(|_| party_now.is_empty()).map(|row| row.party.clone()).filter(|party| !party.is_empty());
    let nobody = said.unwrap_or_else(|| texts::choice_none(language).to_owned());
    let quarter = |name: &'static str, label: &'static str, now: Quarter| {
        let (html, now) = (format!("{name}-{id}"), now.to_string());
        view! {
            <div class="ws-field"><label class="ws-label" for=html.clone()>{label}</label>
                <input class="ws-input" id=html name=name value=value(name, now) pattern="[0-9]{4}-Q[1-4]" required/></div>
        }
    };
    let party = format!("party-{id}");
    view! {
        <details class="ws-details ws-fold" open=is_typed><summary><span class="ws-fold__name">{format!("{}. {}", action.number, action.title)}</span></summary>
            <form method="post" action=to.to_owned() class="ws-card ws-stack" autocomplete="off">
                <input type="hidden" name="action" value=id.clone()/>
                <div class="ws-fields ws-fields--first">
                    {FIRST.iter().map(input).collect_view()}
                    <div class="ws-field"><label class="ws-label" for=party.clone()>{texts::field_party(language)}</label>
                        <select class="ws-input" id=party name="f.party"><option value="">{nobody}</option>{options.collect_view()}</select>
                        <input type="hidden" name="b.party" value=party_now/></div>
                    {quarter("start", texts::start(language), action.start)}{quarter("end", texts::end(language), action.end)}
                </div>
                <details class="ws-details"><summary>{texts::more(language)}</summary>
                    <div class="ws-fields">{MORE.iter().map(input).collect_view()}</div></details>
                <div class="ws-row"><button class="nl-button nl-button--primary" name="do" value="save">{texts::save(language)}</button>
                    <button class="nl-button nl-button--subtle" name="do" value="drop">{texts::take_off(language)}</button></div>
            </form>
        </details>
    }
}

/// `POST /routekaart/{project}`: `do` is `save`, `drop` or `add`.
pub async fn post(
    State(app): State<App>,
    headers: HeaderMap,
    Path(project): Path<ProjectId>,
    body: String,
) -> Response {
    let fields = form_fields(&body);
    match send_all(&app, &headers, project, commands(&fields)).await {
        Ok(()) => see_other(&format!("/routekaart/{project}")),
        Err(error) => {
            let language = browser::language(&headers, &app.config);
            page(&app, &headers, project, Some((told(error, language), fields))).await
        }
    }
}

/// What a form asks for: a command for each field that was changed.
fn commands(fields: &Fields) -> Result<Vec<Command>, HallError> {
    let field = |name: &str| fields.get(name).map_or("", String::as_str);
    let quarter = |name: &str| field(name).trim().to_uppercase().parse::<Quarter>().map_err(HallError::Refused);
    if field("do") == "add" {
        let action = ActionId::from_random(random());
        let (title, start, end) = (field("title").to_owned(), quarter("start")?, quarter("end")?);
        let add = Add {
            action,
            title,
            start,
            end,
            party: None,
            owner: String::new(),
            bottlenecks: Vec::new(),
            activity: None,
        };
        return Ok(vec![Command::ActionAdd(add)]);
    }
    let action: ActionId = field("action").parse().map_err(|_| Refusal::NotFound)?;
    if field("do") == "drop" {
        return Ok(vec![Command::ActionDrop(Drop { action })]);
    }
    let all = FIRST.iter().chain(&MORE).map(|(field, _)| *field).chain([Field::Party]);
    let changed = all.filter_map(|of| {
        let text = fields.get(&format!("f.{}", of.key()))?.clone();
        let base = fields.get(&format!("b.{}", of.key()))?.clone();
        (text != base).then_some(Command::ActionChange(Change { action, field: of, base, text }))
    });
    let mut commands: Vec<Command> = changed.collect();
    commands.push(Command::ActionPlan(Plan { action, start: quarter("start")?, end: quarter("end")? }));
    Ok(commands)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_and_choice_has_a_name_in_both_languages() {
        for language in [Language::Nl, Language::En] {
            for (field, input) in FIRST.iter().chain(&MORE) {
                let key = format!("field_{}", field.key());
                assert!(texts::find(language, &key).is_some(), "{key}");
                if let Input::Choice(choices) = input {
                    for choice in *choices {
                        assert!(texts::find(language, &format!("choice_{choice}")).is_some(), "{choice}");
                    }
                }
            }
        }
    }

    #[test]
    fn only_what_was_changed_is_sent() {
        let action = ActionId::from_random([1; 16]).to_string();
        let pairs = [
            ("do", "save"),
            ("action", action.as_str()),
            ("f.title", "Nieuw"),
            ("b.title", "Oud"),
            ("f.owner", "Noor"),
            ("b.owner", "Noor"),
            ("start", "2027-Q1"),
            ("end", "2027-q2"),
        ];
        let fields: Fields = pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let names: Vec<_> = commands(&fields).unwrap().iter().map(Command::name).collect();
        assert_eq!(names, ["action.change", "action.plan"]);
        let broken = Fields::from([
            ("do".to_owned(), "save".to_owned()),
            ("action".to_owned(), action),
            ("start".to_owned(), "ooit".to_owned()),
        ]);
        assert!(commands(&broken).is_err());
    }
}
