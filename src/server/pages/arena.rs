//! `/arena/{project}`: the board of the effects arena to work on (step 2D): its frame, and every piece with
//! all its fields. Plain forms, also before there is any meeting.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use leptos::prelude::*;
use werksessie_core::access::Right;
use werksessie_core::action;
use werksessie_core::arena::field::{Change, Field, Frame, Reframe};
use werksessie_core::arena::piece::{
    Activity, Add, Contribution, Effect, Firm, Kind, Line, Move, On, Piece, Sort, Status, Term, What,
};
use werksessie_core::arena::{Arena, Form, HORIZONS, Start};
use werksessie_core::method::BigFive;
use werksessie_core::project::{Language, Project};
use werksessie_core::time::Quarter;
use werksessie_core::view::arena::{ArenaView, arena_view};
use werksessie_core::{ActionId, ArenaId, Command, PieceId, ProjectId, Refusal, limits};

use super::desk::{holder, refused};
use super::document::working;
use super::fields::{base, choice, text};
use super::{form_fields, see_other, send_all};
use crate::documents::wording;
use crate::live::HallError;
use crate::messages::{arena as words_texts, board as texts, bottlenecks, risks as risk_texts};
use crate::server::app::App;
use crate::server::browser::{self, Browser};
use crate::server::clock;
use crate::server::problem::told;
use crate::server::secret::random;
use crate::ui::arena as words;

/// What a form sends; the same as what a browser posts.
type Fields = BTreeMap<String, String>;

/// How the names of the boxes of a field with several choices begin.
const GROUP: &str = "g.";

/// `GET /arena/{project}`.
pub async fn get(State(app): State<App>, headers: HeaderMap, Path(project): Path<ProjectId>) -> Response {
    page(&app, &headers, project, None).await
}

/// `POST /arena/{project}`: `do` is `start`, `frame`, `add`, `save`, `drop`, `return`, `merge` or `plan`.
pub async fn post(
    State(app): State<App>,
    headers: HeaderMap,
    Path(project): Path<ProjectId>,
    body: String,
) -> Response {
    let fields = form_fields(&body);
    match send_all(&app, &headers, project, commands(&fields)).await {
        Ok(()) => {
            let place = fields.get("piece").map(|id| format!("#p-{id}")).unwrap_or_default();
            see_other(&format!("/arena/{project}{place}"))
        }
        Err(error) => {
            let language = browser::language(&headers, &app.config);
            page(&app, &headers, project, Some((told(error, language), fields))).await
        }
    }
}

/// What stands in a field of a form; several boxes are ids with a space between them.
fn given(fields: &Fields, of: Field) -> String {
    match of {
        Field::Parties | Field::Bottlenecks | Field::Risks => {
            let begin = [GROUP, of.key(), "."].concat();
            let ticked = fields.keys().filter_map(|name| name.strip_prefix(&begin));
            ticked.collect::<Vec<_>>().join(" ")
        }
        of => fields.get(of.key()).cloned().unwrap_or_default(),
    }
}

/// Whether two texts of a field say the same: the order of ids says nothing.
fn same(of: Field, one: &str, other: &str) -> bool {
    let set = |text: &str| text.split_whitespace().map(ToOwned::to_owned).collect::<BTreeSet<String>>();
    match of {
        Field::Parties | Field::Bottlenecks | Field::Risks => set(one) == set(other),
        _ => one == other,
    }
}

/// What a form asks for; of a changed piece or frame a command for each field that was changed.
fn commands(fields: &Fields) -> Result<Vec<Command>, HallError> {
    let field = |name: &str| fields.get(name).map_or("", String::as_str);
    let is = |name: &str| !field(name).is_empty();
    let arena = || field("arena").parse::<ArenaId>().map_err(|_| Refusal::NotFound);
    let piece = || field("piece").parse::<PieceId>().map_err(|_| Refusal::NotFound);
    let moved = |to| Ok::<_, HallError>(vec![Command::ArenaMove(Move { piece: piece()?, to })]);
    match field("do") {
        "start" => {
            let youths = match field("youths").trim() {
                "" => None,
                text => Some(text.parse().map_err(|_| Refusal::NumberOutOfRange)?),
            };
            Ok(vec![Command::ArenaStart(Start {
                arena: ArenaId::from_random(random()),
                measure: field("measure").to_owned(),
                profile: field("profile").to_owned(),
                without: field("without").to_owned(),
                horizon: field("horizon").parse().map_err(|_| Refusal::UnknownChoice)?,
                youths,
                form: Form::read(field("form")).ok_or(Refusal::UnknownChoice)?,
                one_measure: is("one"),
                who_does_what: is("who"),
                reason: field("reason").to_owned(),
            })])
        }
        "frame" => {
            let arena = arena()?;
            let changed = Frame::ALL.iter().filter_map(|of| {
                let (text, base) = (field(of.key()).to_owned(), field(&format!("b.{}", of.key())).to_owned());
                (text != base).then_some(Command::ArenaFrame(Reframe { arena, field: *of, base, text }))
            });
            Ok(changed.collect())
        }
        "add" => Ok(vec![Command::ArenaAdd(Add {
            arena: arena()?,
            piece: PieceId::from_random(random()),
            what: new_piece(fields)?,
        })]),
        "save" => {
            let (piece, sort) = (piece()?, Sort::read(field("sort")).ok_or(Refusal::UnknownChoice)?);
            let changed = Field::of(sort).iter().filter_map(|of| {
                let (text, base) = (given(fields, *of), field(&format!("b.{}", of.key())).to_owned());
                (!same(*of, &text, &base)).then_some(Command::ArenaChange(Change { piece, field: *of, base, text }))
            });
            Ok(changed.collect())
        }
        "drop" => moved(Status::Dropped),
        "return" => moved(Status::Open),
        "merge" => moved(Status::Merged { into: field("into").parse().map_err(|_| Refusal::UnknownChoice)? }),
        "plan" => {
            let quarter = |name: &str| field(name).trim().to_uppercase().parse::<Quarter>();
            Ok(vec![Command::ActionAdd(action::Add {
                action: ActionId::from_random(random()),
                title: field("title").to_owned(),
                start: quarter("start")?,
                end: quarter("end")?,
                party: None,
                owner: String::new(),
                bottlenecks: Vec::new(),
                activity: Some(piece()?),
            })])
        }
        _ => Err(Refusal::UnknownChoice.into()),
    }
}

/// A new piece of some sort.
fn new_piece(fields: &Fields) -> Result<What, Refusal> {
    let field = |name: &str| fields.get(name).map_or("", String::as_str);
    let id = |name: &str| field(name).parse().map_err(|_| Refusal::NotFound);
    let text = || field("text").to_owned();
    Ok(match Sort::read(field("sort")).ok_or(Refusal::UnknownChoice)? {
        Sort::Activity => {
            let party = if field("party").is_empty() { None } else { Some(field("party").parse()) };
            let party = party.transpose().map_err(|_| Refusal::NotFound)?;
            let short_name = field("short_name").to_owned();
            What::Activity(Activity { output: field("output").to_owned(), party, short_name, ..What::activity(text()) })
        }
        Sort::Effect => What::Effect(Effect {
            on: On::read(field("on")),
            term: Term::read(field("term")),
            unwanted: !field("unwanted").is_empty(),
            // An empty one follows from the text.
            short_name: field("short_name").to_owned(),
            ..What::effect(text())
        }),
        Sort::Line => What::Line(Line { from: id("from")?, to: id("to")?, assumption: text() }),
        Sort::Contribution => What::Contribution(Contribution {
            party: field("party").parse().map_err(|_| Refusal::NotFound)?,
            activity: id("activity")?,
            kind: Kind::read(field("kind")),
            text: text(),
            once: None,
            yearly: None,
            firm: if field("request").is_empty() { Firm::read(field("firm")).or(Some(Firm::Wish)) } else { None },
            request: !field("request").is_empty(),
        }),
    })
}

/// What the page shows.
struct Shown {
    language: Language,
    arena: Option<(Arena, ArenaView)>,
    parties: Vec<(String, String)>,
    bottlenecks: Vec<(String, String)>,
    risks: Vec<(String, String)>,
}

impl Shown {
    fn of(project: &Project) -> Self {
        use werksessie_core::risk::Status as RiskStatus;
        // What a piece hangs on already stands there too, wherever it went since: else saving would undo it.
        let (own, small) = project.arena().map(Arena::hung_on).unwrap_or_default();
        let risks = project.risks.iter().filter(|risk| risk.status == RiskStatus::Open || small.contains(&risk.risk));
        let bottlenecks =
            project.bottlenecks.iter().filter(|found| found.is_ratable() || own.contains(&found.bottleneck));
        Self {
            language: project.language,
            arena: project.arena().map(|arena| (arena.clone(), arena_view(project, arena))),
            parties: project.parties.iter().map(|party| (party.party.to_string(), party.name.clone())).collect(),
            bottlenecks: bottlenecks.map(|found| (found.bottleneck.to_string(), found.title.clone())).collect(),
            risks: risks.map(|risk| (risk.risk.to_string(), wording::risk(project.language, risk))).collect(),
        }
    }
}

async fn page(app: &App, headers: &HeaderMap, project: ProjectId, problem: Option<(String, Fields)>) -> Response {
    let language = browser::language(headers, &app.config);
    match holder(app, headers, project).await {
        Ok(actor) if Right::Editors.held_by(&actor) => {}
        _ => return refused(language, Refusal::NotAllowed.into()),
    }
    let looked = app.hall.look(project, |looked| Shown::of(&looked.room.project));
    let Ok(shown) = looked.await else { return refused(language, HallError::NoProject) };
    let language = Browser::of(headers, &app.config).language().unwrap_or(shown.language);
    let address = format!("/arena/{project}");
    working(app, language, &address, texts::page_title(language), project, body(language, project, shown, problem))
}

/// What the parts of the page need.
struct Page {
    language: Language,
    to: String,
    shown: Shown,
    typed: Fields,
    today: Quarter,
}

impl Page {
    /// What was typed into a form that was refused stands; else what is stored.
    fn value(&self, is_this: bool, name: &str, stored: &str) -> String {
        self.typed.get(name).filter(|_| is_this).cloned().unwrap_or_else(|| stored.to_owned())
    }

    fn was_sent(&self, name: &str, value: &str) -> bool {
        self.typed.get(name).is_some_and(|typed| typed == value)
    }

    fn choices(&self, of: Field) -> Vec<(String, String)> {
        let language = self.language;
        let pair = |key: &str, name: &str| (key.to_owned(), name.to_owned());
        match of {
            Field::Party | Field::Parties => self.shown.parties.clone(),
            Field::Bottlenecks => self.shown.bottlenecks.clone(),
            Field::Risks => self.shown.risks.clone(),
            Field::On => On::ALL.iter().map(|on| pair(on.key(), words::on(language, *on))).collect(),
            Field::Term => Term::ALL.iter().map(|term| pair(term.key(), words::term(language, Some(*term)))).collect(),
            Field::Kind => Kind::ALL.iter().map(|kind| pair(kind.key(), words::kind(language, *kind))).collect(),
            Field::Firm => Firm::ALL.iter().map(|firm| pair(firm.key(), words::firm(language, *firm))).collect(),
            Field::Domain => {
                let name = |domain: &BigFive| bottlenecks::find(language, &format!("domain_{}", domain.key()));
                BigFive::ALL.iter().filter_map(|domain| Some(pair(domain.key(), name(domain)?))).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// The name of a field, and how many characters it holds.
fn label(language: Language, of: Field) -> (&'static str, usize) {
    match of {
        Field::Text => (texts::text(language), limits::NOTE),
        Field::ShortName => (texts::short_name(language), limits::SHORT_NAME),
        Field::Output => (texts::output(language), limits::NOTE),
        Field::Party => (texts::party(language), 0),
        Field::On => (texts::on(language), 0),
        Field::Parties => (texts::parties(language), 0),
        Field::Domain => (texts::domain(language), 0),
        Field::Term => (texts::term(language), 0),
        Field::Unwanted => (texts::unwanted(language), 0),
        Field::ByTheWay => (texts::by_the_way(language), 0),
        Field::OwnValue => (texts::own_value(language), 0),
        Field::Kind => (texts::kind(language), 0),
        Field::Firm => (texts::firm(language), 0),
        Field::Once => (texts::once(language), limits::SHORT_NAME + 8),
        Field::Yearly => (texts::yearly(language), limits::SHORT_NAME + 8),
        Field::Bottlenecks => (texts::bottlenecks(language), 0),
        Field::Risks => (texts::risks(language), 0),
    }
}

fn body(
    language: Language,
    project: ProjectId,
    shown: Shown,
    problem: Option<(String, Fields)>,
) -> impl IntoView + use<> {
    let (sentence, typed) = problem.map_or((None, Fields::new()), |(sentence, typed)| (Some(sentence), typed));
    let today = clock::day_of(clock::now()).quarter();
    let page = Page { language, to: format!("/arena/{project}"), shown, typed, today };
    let alert = sentence
        .map(|sentence| view! { <div class="ws-alert ws-alert--negative" role="alert"><p>{sentence}</p></div> });
    let work = match &page.shown.arena {
        None => view! { <p>{texts::page_none(language)}</p>{start(&page)} }.into_any(),
        Some((arena, view)) => {
            let other = view! {
                <details class="ws-details" open=page.was_sent("do", "start")><summary>{texts::page_other(language)}</summary>
                    <p>{texts::page_other_note(language)}</p>{start(&page)}</details>
            };
            view! { {framed(&page, arena, view)}{pieces(&page, arena, view)}{waiting(&page, arena)}{other} }.into_any()
        }
    };
    view! {
        <p class="ws-lead">{texts::page_lead(language)}</p>
        <p class="ws-row"><span class="ws-chip">{words_texts::expectations(language)}</span><span class="ws-small ws-quiet">{words_texts::credit(language)}</span></p>
        {alert}{work}
    }
}

fn years(language: Language) -> Vec<(String, String)> {
    HORIZONS.iter().map(|years| (years.to_string(), words_texts::years(language, u32::from(*years)))).collect()
}

fn forms(language: Language) -> [(&'static str, &'static str); 2] {
    [(Form::Full.key(), words_texts::form_full(language)), (Form::Light.key(), words_texts::form_light(language))]
}

/// The form that begins a board, with its gate.
fn start(page: &Page) -> impl IntoView + use<> {
    let language = page.language;
    let is_typed = page.was_sent("do", "start");
    let value = |name: &str, stored: &str| page.value(is_typed, name, stored);
    let yes = |name: &'static str, label: &'static str| {
        view! { <label class="ws-option"><input type="checkbox" name=name value="on" checked=is_typed && page.typed.contains_key(name)/><span>{label}</span></label> }
    };
    let (horizon, form) = (value("horizon", "3"), value("form", "full"));
    view! {
        <form method="post" action=page.to.clone() class="ws-card ws-stack" autocomplete="off">
            <div><h2>{words_texts::start_title(language)}</h2><p class="ws-quiet">{words_texts::start_text(language)}</p></div>
            {text(words_texts::measure(language), "measure", "new", value("measure", ""), limits::TITLE)}
            {text(words_texts::profile(language), "profile", "new", value("profile", ""), limits::NOTE)}
            {text(words_texts::without(language), "without", "new", value("without", ""), limits::SENTENCE)}
            {choice(texts::nothing(language), words_texts::horizon(language), ("horizon", "new"), &years(language), Some(&horizon))}
            {text(words_texts::youths(language), "youths", "new", value("youths", ""), 9)}
            <fieldset class="ws-field"><legend class="ws-legend">{words_texts::gate(language)}</legend>
                <div class="ws-options">{yes("one", words_texts::gate_measure(language))}{yes("who", words_texts::gate_who(language))}</div>
                <p class="ws-small ws-quiet">{words_texts::gate_no(language)}</p></fieldset>
            {choice(texts::nothing(language), words_texts::form(language), ("form", "new"), &forms(language), Some(&form))}
            {text(words_texts::gate_reason(language), "reason", "new", value("reason", ""), limits::SENTENCE)}
            <p><button class="nl-button nl-button--primary" name="do" value="start">{words_texts::start_go(language)}</button></p>
        </form>
    }
}

/// The frame of the board.
fn framed(page: &Page, arena: &Arena, view: &ArenaView) -> impl IntoView + use<> {
    let language = page.language;
    let is_typed = page.was_sent("do", "frame");
    let written = |label: &'static str, of: Frame, most: usize| {
        let stored = of.text(arena);
        view! { {text(label, of.key(), "now", page.value(is_typed, of.key(), &stored), most)}{base(of.key(), stored)} }
    };
    let chosen = |label: &'static str, name: &'static str, of: Frame, choices: &[(String, String)]| {
        let stored = of.text(arena);
        let now = page.value(is_typed, of.key(), &stored);
        view! { {choice(texts::nothing(language), label, (name, "now"), choices, Some(&now))}{base(of.key(), stored)} }
    };
    let forms: Vec<(String, String)> =
        forms(language).iter().map(|(key, name)| ((*key).to_owned(), (*name).to_owned())).collect();
    let yes = |label: &'static str, of: Frame| {
        let stored = of.text(arena);
        let now = if is_typed { page.typed.get(of.key()).cloned().unwrap_or_default() } else { stored.clone() };
        view! { <label class="ws-option"><input type="checkbox" name=of.key() value="on" checked=!now.is_empty()/><span>{label}</span></label>{base(of.key(), stored)} }
    };
    let open = view.open_questions.iter().map(|gate| {
        use werksessie_core::arena::Gate;
        match gate {
            Gate::Measure => words_texts::gate_measure(language),
            Gate::Profile => words_texts::gate_profile(language),
            Gate::Without => words_texts::gate_without(language),
            Gate::Who => words_texts::gate_who(language),
        }
    });
    let open: Vec<_> = open.map(|words| view! { <li>{words}</li> }).collect();
    let gate = (!open.is_empty()).then(|| {
        let reason = (!arena.reason.is_empty()).then(|| view! { <p>{words_texts::gate_reason_is(language, arena.reason.clone())}</p> });
        view! { <div class="ws-alert ws-alert--warning"><div><p>{words_texts::gate_no(language)}</p><ul>{open}</ul>{reason}</div></div> }
    });
    view! {
        <details class="ws-details" open=is_typed><summary>{texts::page_frame(language)}</summary>
        <form method="post" action=page.to.clone() class="ws-card ws-stack" autocomplete="off">
            <input type="hidden" name="arena" value=arena.arena.to_string()/>{gate}
            {written(words_texts::measure(language), Frame::Measure, limits::TITLE)}
            {written(words_texts::profile(language), Frame::Profile, limits::NOTE)}
            {written(words_texts::without(language), Frame::Without, limits::SENTENCE)}
            {chosen(words_texts::horizon(language), "horizon", Frame::Horizon, &years(language))}
            {written(words_texts::youths(language), Frame::Youths, 9)}
            <fieldset class="ws-field"><legend class="ws-legend">{words_texts::gate(language)}</legend>
                <div class="ws-options">{yes(words_texts::gate_measure(language), Frame::OneMeasure)}{yes(words_texts::gate_who(language), Frame::WhoDoesWhat)}</div></fieldset>
            {written(words_texts::gate_reason(language), Frame::Reason, limits::SENTENCE)}
            {chosen(words_texts::form(language), "form", Frame::Form, &forms)}
            <p><button class="nl-button nl-button--primary" name="do" value="frame">{texts::save(language)}</button></p>
        </form></details>
    }
}

/// Everything on the board, sort by sort.
fn pieces(page: &Page, arena: &Arena, view: &ArenaView) -> impl IntoView + use<> {
    let language = page.language;
    let is_full = arena.form == Form::Full;
    let section = |title: &'static str, sort: Sort| {
        let rows = arena.on_board().filter(|piece| piece.sort() == sort).map(|piece| one(page, arena, view, piece));
        view! { <section class="ws-card ws-stack"><h2>{title}</h2><div class="ws-folds">{rows.collect_view()}</div>{new_form(page, arena, sort)}</section> }
    };
    view! {
        {section(texts::page_activities(language), Sort::Activity)}
        {section(texts::page_effects(language), Sort::Effect)}
        {is_full.then(|| section(texts::page_lines(language), Sort::Line))}
        {is_full.then(|| section(texts::page_contributions(language), Sort::Contribution))}
    }
}

/// What a piece is called in a list.
fn name_of(page: &Page, arena: &Arena, piece: &Piece) -> String {
    let of = |id: PieceId| arena.piece(arena.same(id)).map_or_else(String::new, Piece::short_name);
    match &piece.what {
        What::Activity(activity) => activity.text.clone(),
        What::Effect(effect) => effect.text.clone(),
        What::Line(line) => [of(line.from), of(line.to)].join(" → "),
        What::Contribution(contribution) => {
            let party = contribution.party.to_string();
            let party = page.shown.parties.iter().find(|(id, _)| *id == party).map(|(_, name)| name.clone());
            let kind = contribution.kind.map(|kind| words::kind(page.language, kind).to_owned());
            let parts = [party, Some(of(contribution.activity)), kind, Some(contribution.text.clone())];
            parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
        }
    }
}

/// A piece: what it is, and the form behind it.
fn one(page: &Page, arena: &Arena, view: &ArenaView, piece: &Piece) -> impl IntoView + use<> {
    let (language, id) = (page.language, piece.piece.to_string());
    let is_typed = page.was_sent("piece", &id) && page.was_sent("do", "save");
    let sort = piece.sort();
    let controls =
        Field::of(sort).iter().map(|of| control(page, *of, &id, &of.text(&piece.what), is_typed)).collect_view();
    let mut chips: Vec<&'static str> = Vec::new();
    match &piece.what {
        What::Effect(effect) => {
            chips.extend(effect.unwanted.then(|| words_texts::unwanted(language)));
            chips.push(words::term(language, effect.term));
            chips.extend(effect.on.map(|on| words::on(language, on)));
        }
        What::Contribution(contribution) => {
            chips.extend(contribution.request.then(|| words_texts::request(language)));
            chips.extend(contribution.firm.map(|firm| words::firm(language, firm)));
        }
        What::Activity(_) | What::Line(_) => {}
    }
    let chips = chips.into_iter().map(|name| view! { <span class="ws-chip">{name}</span>" " }).collect_view();
    let others = arena.on_board().filter(|other| other.sort() == sort && other.piece != piece.piece);
    let others: Vec<(String, String)> =
        others.map(|other| (other.piece.to_string(), name_of(page, arena, other))).collect();
    let merge = (matches!(sort, Sort::Activity | Sort::Effect) && !others.is_empty()).then(|| {
        view! {
            <form method="post" action=page.to.clone() class="ws-stack ws-stack--tight"><input type="hidden" name="piece" value=id.clone()/>
                {choice(texts::nothing(language), texts::same_as(language), ("into", &id), &others, None)}
                <p><button class="nl-button nl-button--secondary" name="do" value="merge">{texts::same_go(language)}</button></p></form>
        }
    });
    let plan = (sort == Sort::Activity).then(|| planned(page, view, piece));
    view! {
        <details class="ws-details ws-fold" id=format!("p-{id}") open=is_typed>
            <summary><span class="ws-fold__name">{name_of(page, arena, piece)}</span><span class="ws-row ws-fold__chips">{chips}</span></summary>
            <div class="ws-stack">
                <form method="post" action=page.to.clone() class="ws-stack ws-stack--tight" autocomplete="off">
                    <input type="hidden" name="piece" value=id.clone()/><input type="hidden" name="sort" value=sort.key()/>
                    {controls}
                    <p class="ws-row"><button class="nl-button nl-button--primary" name="do" value="save">{texts::save(language)}</button>
                        <button class="nl-button nl-button--subtle" name="do" value="drop">{texts::aside(language)}</button></p>
                </form>
                {merge}{plan}
            </div>
        </details>
    }
}

/// The way of an activity to the roadmap, or where it stands there.
fn planned(page: &Page, view: &ArenaView, piece: &Piece) -> impl IntoView + use<> {
    let (language, id) = (page.language, piece.piece.to_string());
    let action = view.activities.iter().find(|row| row.piece == piece.piece).and_then(|row| row.action);
    if let Some(number) = action {
        return view! { <p><span class="ws-chip ws-chip--positive">{texts::on_roadmap(language, number)}</span></p> }
            .into_any();
    }
    let now = page.today.to_string();
    view! {
        <form method="post" action=page.to.clone() class="ws-stack ws-stack--tight" autocomplete="off">
            <input type="hidden" name="piece" value=id.clone()/><input type="hidden" name="title" value=piece.text().to_owned()/>
            {text(texts::from_quarter(language), "start", &id, now.clone(), 7)}{text(texts::to_quarter(language), "end", &id, now, 7)}
            <p><button class="nl-button nl-button--secondary" name="do" value="plan">{texts::to_roadmap(language)}</button></p></form>
    }
    .into_any()
}

/// One field of a piece.
fn control(page: &Page, of: Field, id: &str, stored: &str, is_typed: bool) -> AnyView {
    let language = page.language;
    let (label, most) = label(language, of);
    let now = if is_typed { given(&page.typed, of) } else { stored.to_owned() };
    let kept = base(of.key(), stored.to_owned());
    match of {
        Field::Text | Field::ShortName | Field::Output => {
            view! { {text(label, of.key(), id, now, most)}{kept} }.into_any()
        }
        Field::Once | Field::Yearly => {
            view! { <div>{text(label, of.key(), id, now, most)}<p class="ws-small ws-quiet">{texts::euros_hint(language)}</p></div>{kept} }.into_any()
        }
        Field::Unwanted | Field::ByTheWay | Field::OwnValue => {
            view! { <label class="ws-option"><input type="checkbox" name=of.key() value="on" checked=!now.is_empty()/><span>{label}</span></label>{kept} }.into_any()
        }
        Field::Parties | Field::Bottlenecks | Field::Risks => {
            let ticked: BTreeSet<&str> = now.split_whitespace().collect();
            let boxes = page.choices(of).into_iter().map(|(key, name)| {
                let box_name = [GROUP, of.key(), ".", &key].concat();
                let checked = ticked.contains(key.as_str());
                view! { <label class="ws-option"><input type="checkbox" name=box_name value="on" checked=checked/><span>{name}</span></label> }
            });
            let boxes = boxes.collect_view();
            let count = ticked.len();
            view! { <details class="ws-details"><summary>{label}" ("{count}")"</summary><div class="ws-options ws-options--wide">{boxes}</div></details>{kept} }.into_any()
        }
        Field::Party | Field::On | Field::Term | Field::Domain | Field::Kind | Field::Firm => {
            let choices = page.choices(of);
            view! { {choice(risk_texts::not_said(language), label, (of.key(), id), &choices, Some(&now))}{kept} }.into_any()
        }
    }
}

/// The form for a new piece of a sort.
fn new_form(page: &Page, arena: &Arena, sort: Sort) -> impl IntoView + use<> {
    let language = page.language;
    let is_typed = page.was_sent("do", "add") && page.was_sent("sort", sort.key());
    let of = format!("new-{}", sort.key());
    let value = |name: &str| page.value(is_typed, name, "");
    let named = |sorts: &[Sort]| -> Vec<(String, String)> {
        let found = arena.on_board().filter(|piece| sorts.contains(&piece.sort()));
        found.map(|piece| (piece.piece.to_string(), name_of(page, arena, piece))).collect()
    };
    let select = |name: &'static str, label: &'static str, choices: &[(String, String)]| {
        let now = value(name);
        choice(risk_texts::not_said(language), label, (name, &of), choices, Some(&now))
    };
    let written = |name: &'static str, label: &'static str| text(label, name, &of, value(name), limits::NOTE);
    let short = || text(texts::short_name(language), "short_name", &of, value("short_name"), limits::SHORT_NAME);
    let ticked = |name: &'static str, label: &'static str| {
        view! { <label class="ws-option"><input type="checkbox" name=name value="on" checked=!value(name).is_empty()/><span>{label}</span></label> }
    };
    let (title, inner) = match sort {
        Sort::Activity => (
            texts::new_activity(language),
            view! { {written("text", texts::text(language))}{short()}{written("output", texts::output(language))}{select("party", texts::party(language), &page.choices(Field::Party))} }.into_any(),
        ),
        Sort::Effect => (
            texts::new_effect(language),
            view! { {written("text", texts::text(language))}{short()}{select("on", texts::on(language), &page.choices(Field::On))}{select("term", texts::term(language), &page.choices(Field::Term))}{ticked("unwanted", texts::unwanted(language))} }.into_any(),
        ),
        Sort::Line => (
            texts::new_line(language),
            view! { {select("from", words_texts::from(language), &named(&[Sort::Activity, Sort::Effect]))}{select("to", words_texts::to(language), &named(&[Sort::Effect]))}{written("text", texts::assumption(language))} }.into_any(),
        ),
        Sort::Contribution => (
            texts::new_contribution(language),
            view! {
                {select("party", words_texts::party(language), &page.choices(Field::Party))}{select("activity", words_texts::activity(language), &named(&[Sort::Activity]))}
                {select("kind", texts::kind(language), &page.choices(Field::Kind))}{written("text", texts::text(language))}{select("firm", texts::firm(language), &page.choices(Field::Firm))}
                {ticked("request", texts::is_request(language))}
            }
            .into_any(),
        ),
    };
    view! {
        <details class="ws-details" open=is_typed><summary>{title}</summary>
            <form method="post" action=page.to.clone() class="ws-stack ws-stack--tight" autocomplete="off">
                <input type="hidden" name="arena" value=arena.arena.to_string()/><input type="hidden" name="sort" value=sort.key()/>
                {inner}<p><button class="nl-button nl-button--secondary" name="do" value="add">{texts::add(language)}</button></p></form></details>
    }
}

/// What waits, and what was put aside.
fn waiting(page: &Page, arena: &Arena) -> impl IntoView + use<> {
    let language = page.language;
    let row = |piece: &Piece, label: &'static str| {
        let by = match &piece.what {
            What::Effect(effect) if effect.unwanted => Some(words_texts::unwanted(language)),
            _ => None,
        };
        let name = name_of(page, arena, piece);
        let aside = (piece.status == Status::Proposed).then(|| {
            view! { <button class="nl-button nl-button--subtle" name="do" value="drop">{texts::aside(language)}<span class="ws-hidden">" "{name.clone()}</span></button> }
        });
        view! {
            <li class="ws-row ws-row--apart"><span>{name.clone()}" "{by.map(|by| view! { <span class="ws-chip">{by}</span> })}</span>
                <form method="post" action=page.to.clone() class="ws-row"><input type="hidden" name="piece" value=piece.piece.to_string()/>
                    <button class="nl-button nl-button--secondary" name="do" value="return">{label}<span class="ws-hidden">" "{name}</span></button>{aside}</form></li>
        }
    };
    let proposed = arena.pieces.iter().filter(|piece| piece.status == Status::Proposed);
    let proposed: Vec<_> = proposed.map(|piece| row(piece, texts::add(language))).collect();
    let aside = arena.pieces.iter().filter(|piece| matches!(piece.status, Status::Dropped | Status::Merged { .. }));
    let aside: Vec<_> = aside.map(|piece| row(piece, texts::back_on_board(language))).collect();
    view! {
        {(!proposed.is_empty()).then(|| view! { <section class="ws-card ws-stack"><h2>{texts::page_waiting(language)}</h2><ul class="ws-plain ws-stack ws-stack--tight">{proposed}</ul></section> })}
        {(!aside.is_empty()).then(|| view! { <details class="ws-details"><summary>{texts::page_aside(language)}" ("{aside.len()}")"</summary><ul class="ws-plain ws-stack ws-stack--tight">{aside}</ul></details> })}
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
    fn only_what_was_changed_is_sent_and_the_order_of_boxes_says_nothing() {
        let piece = PieceId::from_random([1; 16]);
        let (one, other) = (BottleneckId::from_random([2; 16]), BottleneckId::from_random([3; 16]));
        let (id, stored) = (piece.to_string(), format!("{other} {one}"));
        let (first, second) = (format!("g.bottlenecks.{one}"), format!("g.bottlenecks.{other}"));
        let mut form = vec![
            ("do", "save"),
            ("piece", id.as_str()),
            ("sort", "activity"),
            ("text", "Nieuw"),
            ("b.text", "Oud"),
            ("short_name", "Naam"),
            ("b.short_name", "Naam"),
            ("b.bottlenecks", stored.as_str()),
            (first.as_str(), "on"),
            (second.as_str(), "on"),
        ];
        let change = |field, base: &str, text: &str| {
            Command::ArenaChange(Change { piece, field, base: base.into(), text: text.into() })
        };
        assert_eq!(commands(&fields(&form)).unwrap(), [change(Field::Text, "Oud", "Nieuw")]);
        form.pop();
        let less = change(Field::Bottlenecks, &stored, &one.to_string());
        assert_eq!(commands(&fields(&form)).unwrap(), [change(Field::Text, "Oud", "Nieuw"), less]);
    }

    #[test]
    fn nonsense_is_refused() {
        for wrong in [
            vec![("do", "start"), ("measure", "Kamers"), ("form", "half"), ("horizon", "3")],
            vec![("do", "start"), ("measure", "Kamers"), ("form", "full"), ("horizon", "3"), ("youths", "veel")],
            vec![("do", "add"), ("arena", "x")],
            vec![("do", "save"), ("piece", "x"), ("sort", "activity")],
            vec![("do", "merge"), ("piece", "00000000-0000-4000-8000-000000000001"), ("into", "")],
            vec![("do", "plan"), ("piece", "00000000-0000-4000-8000-000000000001"), ("start", "ooit")],
            vec![("do", "explode")],
        ] {
            assert!(commands(&fields(&wrong)).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn every_domain_has_a_name() {
        for domain in BigFive::ALL {
            for language in [Language::Nl, Language::En] {
                assert!(bottlenecks::find(language, &format!("domain_{}", domain.key())).is_some(), "{}", domain.key());
            }
        }
    }
}
