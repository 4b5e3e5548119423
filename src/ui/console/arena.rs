//! The effects arena on the console: beginning a board, what was written and waits, drawing lines, what is
//! asked about it, and what came of that.

use leptos::prelude::*;
use werksessie_core::arena::field::{Change, Field};
use werksessie_core::arena::piece::{Add, Line, Move, Sort, Status, What};
use werksessie_core::arena::settle::Settle;
use werksessie_core::arena::{Form, HORIZONS, Start};
use werksessie_core::question::{Divided, Question, Scale};
use werksessie_core::round::{Ask, Target};
use werksessie_core::screen::{ArenaPart, Picture};
use werksessie_core::view::Figures;
use werksessie_core::view::arena::{ArenaView, LineRow, PointsResult, WaitingPiece};
use werksessie_core::{ArenaId, Command, ItemId, PartyId, PieceId, RoundId, limits};

use super::send::Notice;
use super::{Console, deciding};
use crate::messages::arena as texts;
use crate::ui::chart::{Mini, patterns};
use crate::ui::words::{decimal, signed};
use crate::ui::{arena as words, browser, icon, language};

/// How many pieces that wait are in view at once: the next is what counts.
const SHOWN: usize = 8;
/// The id of the form that begins a board.
const START: &str = "arena-begin";

/// The board, or the form to begin one.
pub fn panel(console: Console) -> impl IntoView {
    let has_board = Memo::new(move |_| console.view.read().arena.is_some());
    move || if has_board.get() { board(console).into_any() } else { start(console).into_any() }
}

fn field(name: &'static str, label: &'static str, most: usize) -> impl IntoView {
    let id = format!("arena-{name}");
    view! { <div class="ws-field"><label class="ws-label" for=id.clone()>{label}</label><input class="ws-input" id=id.clone() name=name maxlength=most autocomplete="off"/></div> }
}

/// The frame of a new board, and its gate.
fn start(console: Console) -> impl IntoView {
    let language = language();
    let years = HORIZONS.map(|years| {
        view! { <option value=years.to_string() selected=years == 3>{texts::years(language, u32::from(years))}</option> }
    });
    let forms = [(Form::Full, texts::form_full(language)), (Form::Light, texts::form_light(language))].map(|(form, label)| {
        view! { <label class="ws-option"><input type="radio" name="form" value=form.key() checked=form == Form::Full/>{label}</label> }
    });
    let yes = |name: &'static str, label: &'static str| {
        view! { <label class="ws-option"><input type="checkbox" name=name value="on"/>{label}</label> }
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        begin(console);
    };
    view! {
        <form class="ws-card ws-card--thread ws-stack" id=START on:submit=submit autocomplete="off">
            <div><h2>{texts::start_title(language)}</h2><p class="ws-quiet">{texts::start_text(language)}</p></div>
            {field("measure", texts::measure(language), limits::TITLE)}
            {field("profile", texts::profile(language), limits::NOTE)}
            {field("without", texts::without(language), limits::SENTENCE)}
            <div class="ws-field"><label class="ws-label" for="arena-horizon">{texts::horizon(language)}</label><select class="ws-input" id="arena-horizon" name="horizon">{years.into_iter().collect_view()}</select></div>
            <div class="ws-field"><label class="ws-label" for="arena-youths">{texts::youths(language)}</label><input class="ws-input" id="arena-youths" name="youths" inputmode="numeric" maxlength="9"/></div>
            <fieldset><legend class="ws-legend">{texts::gate(language)}</legend>
                <div class="ws-options">{yes("one", texts::gate_measure(language))}{yes("who", texts::gate_who(language))}</div>
                <p class="ws-small ws-quiet">{texts::gate_no(language)}</p></fieldset>
            <fieldset><legend class="ws-legend">{texts::form(language)}</legend><div class="ws-options">{forms.into_iter().collect_view()}</div></fieldset>
            {field("reason", texts::gate_reason(language), limits::SENTENCE)}
            <p><button class="nl-button nl-button--secondary">{texts::start_go(language)}</button></p>
            <p class="ws-small ws-quiet">{texts::credit(language)}</p>
        </form>
    }
}

fn begin(console: Console) {
    let Some(data) = browser::form(START) else { return };
    let text = |name: &str| data.get(name).as_string().unwrap_or_default();
    let youths = text("youths").trim().to_owned();
    if !youths.is_empty() && youths.parse::<u32>().is_err() {
        return console.notice.set(Notice::Refused(texts::youths_wrong(language()).to_owned()));
    }
    let is = |name: &str| !text(name).is_empty();
    console.send(Command::ArenaStart(Start {
        arena: ArenaId::from_random(browser::random()),
        measure: text("measure"),
        profile: text("profile"),
        without: text("without"),
        horizon: text("horizon").parse().unwrap_or(3),
        youths: youths.parse().ok(),
        form: Form::read(&text("form")).unwrap_or(Form::Full),
        one_measure: is("one"),
        who_does_what: is("who"),
        reason: text("reason"),
    }));
}

/// The board: its name, what waits, and the lines.
fn board(console: Console) -> impl IntoView {
    let language = language();
    let page = format!("/arena/{}", console.view.read_untracked().project);
    let head = Memo::new(move |_| {
        let view = console.view.read();
        let arena = view.arena.as_ref()?;
        let unwanted = arena.effects.is_empty() || arena.unwanted().next().is_some();
        Some((arena.measure.clone(), arena.profile.clone(), arena.reason.clone(), unwanted))
    });
    let title = move || {
        head.get().map(|(measure, profile, reason, has_unwanted)| {
            let reason = (!reason.is_empty())
                .then(|| view! { <p class="ws-small ws-quiet">{texts::gate_reason_is(language, reason)}</p> });
            let ask = (!has_unwanted)
                .then(|| view! { <div class="ws-alert"><icon::Warning/><p>{texts::no_unwanted(language)}</p></div> });
            view! { <h2>{measure}</h2><p class="ws-quiet">{profile}</p>{reason}{ask} }
        })
    };
    view! {
        <section class="ws-card ws-stack">{title}
            <p><a href=page target="_blank" rel="external">{texts::open_page(language)}</a></p>
            {changed(console)}{untaken(console)}{waiting(console)}{lines(console)}{look_first(console)}</section>
    }
}

/// That the board is another than the one that points were divided over.
fn changed(console: Console) -> impl IntoView {
    let language = language();
    let outdated = Memo::new(move |_| console.view.read().arena.as_ref().is_some_and(|arena| arena.outdated));
    move || {
        outdated.get().then(|| view! { <div class="ws-alert ws-alert--warning"><icon::Warning/><p>{texts::outdated(language)}</p></div> })
    }
}

/// Rounds that were shown and not taken: it can still be done.
fn untaken(console: Console) -> impl IntoView {
    let language = language();
    let now = Memo::new(move |_| {
        let view = console.view.read();
        // The round that is shown has its own button.
        let shown = view.round.as_ref().map(|round| round.round).filter(|_| !console.choosing.get());
        let all = view.arena.as_ref().map(|arena| arena.untaken.clone()).unwrap_or_default();
        all.into_iter().filter(|round| Some(round.round) != shown).collect::<Vec<_>>()
    });
    move || {
        let rows = now.get();
        (!rows.is_empty()).then(|| {
            let rows = rows.into_iter().map(|found| {
                let take = move |_| console.send(Command::ArenaSettle(Settle { target: Target { meeting: found.meeting, round: found.round } }));
                let act = if found.has_figures {
                    view! { <button class="nl-button nl-button--secondary ws-button--small" type="button" on:click=take>{texts::take_figures(language)}</button> }.into_any()
                } else {
                    view! { <span class="ws-small ws-quiet">{texts::untaken_few(language)}</span> }.into_any()
                };
                view! { <li class="ws-row ws-row--apart"><span>{words::asks(language, found.ask)}</span>{act}</li> }
            });
            view! { <h3>{texts::untaken_title(language)}</h3><ul class="ws-stack ws-stack--tight">{rows.collect_view()}</ul> }
        })
    }
}

/// The balance for the leader alone, so that nobody is taken by surprise before the room; then the button
/// that shows it.
pub fn look_first(console: Console) -> impl IntoView {
    let language = language();
    let balance = Memo::new(move |_| {
        let view = console.view.read();
        let arena = view.arena.as_ref()?;
        let wide = arena.gaps.iter().filter(|gap| gap.is_wide).cloned().collect::<Vec<_>>();
        Some((arena.balance.clone()?, wide))
    });
    move || {
        balance.get().map(|(balance, gaps)| {
            let rows = balance.rows.iter().map(|row| {
                view! { <tr><th scope="row">{row.short_name.clone()}</th><td>{row.cost}</td><td>{row.benefit}</td><td>{signed(row.difference())}</td></tr> }
            });
            let gaps = gaps.iter().map(|gap| view! { <li>{words::gap(language, gap)}</li> }).collect_view();
            let table = (!balance.rows.is_empty()).then(|| view! {
                <table class="ws-table"><thead><tr><th scope="col">{texts::party(language)}</th><th scope="col">{texts::pays(language)}</th><th scope="col">{texts::gains(language)}</th><th scope="col">{texts::difference(language)}</th></tr></thead>
                    <tbody>{rows.collect_view()}</tbody></table>
            });
            let show = move |_| console.show(Picture::arena(ArenaPart::Balance));
            view! {
                <details class="ws-details"><summary>{texts::look_first(language)}</summary>
                    <div class="ws-stack ws-stack--tight"><p class="ws-small ws-quiet">{texts::expectations(language)}</p><p>{words::gains_of_all(language, &balance)}</p><p>{words::pocket(language, &balance)}</p>{table}
                    <ul class="ws-notes">{gaps}</ul>
                    <p><button class="nl-button nl-button--secondary ws-button--small" type="button" on:click=show>{texts::show_balance(language)}</button></p></div></details>
            }
        })
    }
}

/// What was written and nobody dealt with yet.
pub fn waiting(console: Console) -> impl IntoView {
    let language = language();
    let now = Memo::new(move |_| {
        let view = console.view.read();
        let Some(arena) = &view.arena else { return (Vec::new(), Vec::new()) };
        let named = |piece: PieceId, text: &str| (piece, text.to_owned());
        let activities = arena.activities.iter().map(|row| (Sort::Activity, named(row.piece, &row.text)));
        let effects = arena.effects.iter().map(|row| (Sort::Effect, named(row.piece, &row.text)));
        (arena.waiting.clone(), activities.chain(effects).collect::<Vec<_>>())
    });
    move || {
        let (waiting, standing) = now.get();
        (!waiting.is_empty()).then(|| {
            let rows = waiting.iter().take(SHOWN).map(|piece| waiting_row(console, piece, &standing)).collect_view();
            view! { <h3>{texts::waiting_title(language)}" ("{waiting.len()}")"</h3><ul class="ws-stack">{rows}</ul> }
        })
    }
}

fn waiting_row(
    console: Console,
    waiting: &WaitingPiece,
    standing: &[(Sort, (PieceId, String))],
) -> impl IntoView + use<> {
    let language = language();
    let piece = waiting.piece;
    let to = move |to: Status| console.send(Command::ArenaMove(Move { piece, to }));
    let mut beside: Vec<String> = Vec::new();
    beside.extend(waiting.unwanted.then(|| texts::unwanted(language).to_owned()));
    beside.extend(waiting.on.map(|on| words::on(language, on).to_owned()));
    beside.extend(Some(waiting.output.clone()).filter(|output| !output.is_empty()));
    beside.extend(waiting.by.clone());
    // Long texts are cut to a name for the board; who puts them there can say it better.
    let (named, name) = (format!("naam-{piece}"), waiting.short_name.clone());
    let stand = {
        let (named, base) = (named.clone(), name.clone());
        move |_| {
            let text = browser::value_of(&named).unwrap_or_default().trim().to_owned();
            if !text.is_empty() && text != base {
                let (field, base) = (Field::ShortName, base.clone());
                console.send(Command::ArenaChange(Change { piece, field, base, text }));
            }
            to(Status::Open);
        }
    };
    let is_cut = waiting.text != name;
    let short = is_cut.then(|| {
        view! { <div class="ws-field"><label class="ws-label" for=named.clone()>{texts::short(language)}</label><input class="ws-input" id=named.clone() value=name.clone() maxlength=limits::SHORT_NAME autocomplete="off"/></div> }
    });
    let id = format!("zelfde-{piece}");
    let same = standing.iter().filter(|(sort, _)| *sort == waiting.sort);
    let options: Vec<_> =
        same.map(|(_, (other, text))| view! { <option value=other.to_string()>{text.clone()}</option> }).collect();
    let merge = (!options.is_empty()).then(|| {
        let chosen = id.clone();
        let press = move |_| {
            if let Some(into) = browser::value_of(&chosen).and_then(|value| value.parse::<PieceId>().ok()) {
                to(Status::Merged { into });
            }
        };
        view! {
            <span class="ws-row"><label class="ws-hidden" for=id.clone()>{texts::same_as(language)}</label><select class="ws-input" id=id.clone()>{options}</select>
                <button class="nl-button nl-button--secondary ws-button--small" type="button" on:click=press>{texts::same_as(language)}</button></span>
        }
    });
    view! {
        <li class="ws-stack ws-stack--tight"><p><strong>{waiting.text.clone()}</strong><br/><span class="ws-small ws-quiet">{beside.join(" · ")}</span></p>{short}
            <div class="ws-row"><button class="nl-button nl-button--secondary ws-button--small" type="button" on:click=stand>{texts::put_on_board(language)}</button>
                <button class="nl-button nl-button--subtle ws-button--small" type="button" on:click=move |_| to(Status::Dropped)>{texts::put_aside(language)}</button>{merge}</div></li>
    }
}

/// The form that draws a line, and the lines that stand there; by the writer, while others talk.
fn lines(console: Console) -> impl IntoView {
    let language = language();
    let now = Memo::new(move |_| {
        let view = console.view.read();
        let arena = view.arena.as_ref().filter(|arena| arena.form == Form::Full)?;
        let activities: Vec<_> = arena.activities.iter().map(|row| (row.piece, row.short_name.clone())).collect();
        let effects: Vec<_> = arena.effects.iter().map(|row| (row.piece, row.short_name.clone())).collect();
        let lines: Vec<_> = arena.lines.iter().map(|row| (row.piece, row.from.clone(), row.to.clone())).collect();
        (!activities.is_empty() && !effects.is_empty()).then_some((arena.arena, activities, effects, lines))
    });
    let option = |(piece, name): &(PieceId, String)| view! { <option value=piece.to_string()>{name.clone()}</option> };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(arena) = now.get_untracked().map(|(arena, ..)| arena) else { return };
        let end = |id: &str| browser::value_of(id).and_then(|value| value.parse::<PieceId>().ok());
        let (Some(from), Some(to)) = (end("lijn-van"), end("lijn-naar")) else { return };
        let assumption = browser::value_of("lijn-want").unwrap_or_default();
        let piece = PieceId::from_random(browser::random());
        console.send(Command::ArenaAdd(Add { arena, piece, what: What::Line(Line { from, to, assumption }) }));
        browser::set_value("lijn-want", "");
    };
    move || {
        now.get().map(|(_, activities, effects, lines)| {
            let from = activities.iter().chain(&effects).map(option).collect_view();
            let rows = lines.into_iter().map(|(piece, from, to)| {
                let drop = move |_| console.send(Command::ArenaMove(Move { piece, to: Status::Dropped }));
                view! { <li class="ws-row ws-row--apart"><span>{from}" → "{to}</span><button class="nl-button nl-button--subtle ws-button--small" type="button" on:click=drop>{texts::line_drop(language)}</button></li> }
            });
            view! {
                <form class="ws-stack ws-stack--tight" on:submit=submit autocomplete="off"><h3>{texts::add_line(language)}</h3>
                    <div class="ws-options ws-options--two">
                        <div class="ws-field"><label class="ws-label" for="lijn-van">{texts::line_from(language)}</label><select class="ws-input" id="lijn-van">{from}</select></div>
                        <div class="ws-field"><label class="ws-label" for="lijn-naar">{texts::line_to(language)}</label><select class="ws-input" id="lijn-naar">{effects.iter().map(option).collect_view()}</select></div></div>
                    <div class="ws-field"><label class="ws-label" for="lijn-want">{texts::line_why(language)}</label><input class="ws-input" id="lijn-want" maxlength=limits::NOTE/></div>
                    <p><button class="nl-button nl-button--secondary ws-button--small">{texts::line_add(language)}</button></p></form>
                <details class="ws-details"><summary>{texts::ties(language)}" ("{rows.len()}")"</summary><ul>{rows.collect_view()}</ul></details>
            }
        })
    }
}

/// What a round about the board is about: lines, activities, or effects and who can gain.
pub fn choices(console: Console, asked: RwSignal<Ask>) -> impl IntoView {
    let language = language();
    let view = Memo::new(move |_| console.view.read().arena.clone());
    move || {
        let Some(view) = view.get() else { return ().into_any() };
        let empty = |words: &'static str| view! { <p class="ws-alert"><span>{words}</span></p> };
        match asked.get() {
            Ask::Assumptions if view.lines.is_empty() => empty(texts::no_lines(language)).into_any(),
            Ask::Assumptions => {
                // Those nobody rated first; ten at most.
                let mut rows: Vec<&LineRow> = view.lines.iter().collect();
                rows.sort_by_key(|row| row.certainty.is_some());
                let rows = rows.into_iter().enumerate().map(|(at, row)| {
                    let name = [row.from.as_str(), " → ", &row.to].concat();
                    ticked(row.piece, name, at < limits::LINES_IN_ROUND)
                });
                listed(texts::which_lines(language), texts::most_lines(language), rows.collect_view()).into_any()
            }
            Ask::Contributions if view.activities.is_empty() => empty(texts::no_activities(language)).into_any(),
            Ask::Contributions => {
                let rows = view.activities.iter().map(|row| ticked(row.piece, row.text.clone(), true));
                listed(texts::which_activities(language), "", rows.collect_view()).into_any()
            }
            Ask::Benefits if view.heaviest.is_empty() => empty(texts::weights_first(language)).into_any(),
            Ask::Benefits => gainers(console, &view).into_any(),
            Ask::Costs => {
                let mut names: Vec<&str> = Vec::new();
                for row in view.contributions.iter().filter(|row| !row.request) {
                    if !names.contains(&row.short_name.as_str()) {
                        names.push(&row.short_name);
                    }
                }
                over(&names, texts::one_investor(language)).into_any()
            }
            Ask::Weights => {
                let ends = view.effects.iter().filter(|effect| effect.is_end && !effect.unwanted);
                let names: Vec<&str> = ends.map(|effect| effect.short_name.as_str()).collect();
                over(&names, texts::one_effect(language)).into_any()
            }
            _ => ().into_any(),
        }
    }
}

/// Over what points will be divided; over one thing there is nothing to ask.
fn over(names: &[&str], one: &str) -> impl IntoView + use<> {
    let language = language();
    let words = match names.len() {
        0 => texts::among_none(language).to_owned(),
        1 => one.to_owned(),
        _ => texts::among_costs(language, names.join(", ")),
    };
    view! { <p class="ws-quiet">{words}</p> }
}

fn ticked(piece: PieceId, name: String, checked: bool) -> impl IntoView {
    view! { <label class="ws-option"><input type="checkbox" name="piece" value=piece.to_string() checked=checked/><span>{name}</span></label> }
}

fn listed(title: &'static str, hint: &'static str, rows: impl IntoView) -> impl IntoView {
    view! { <fieldset><legend class="ws-legend">{title}</legend><p class="ws-small ws-quiet">{hint}</p><div class="ws-options ws-options--wide">{rows}</div></fieldset> }
}

/// The heaviest effects, and the parties that can gain: those that the board names first.
fn gainers(console: Console, view: &ArenaView) -> impl IntoView + use<> {
    let language = language();
    let effects = view
        .effects
        .iter()
        .filter(|effect| effect.is_end && !effect.unwanted)
        .map(|effect| ticked(effect.piece, effect.text.clone(), view.heaviest.contains(&effect.piece)));
    let named = |party: PartyId| {
        let item = ItemId::from(party);
        view.board.gains.iter().chain(&view.board.investors).any(|node| node.item == item)
    };
    let all = console.view.read_untracked().parties.iter().map(|row| (row.party, row.name.clone())).collect::<Vec<_>>();
    let mut left = limits::BENEFICIARIES;
    let parties = all.into_iter().map(|(party, name)| {
        let checked = named(party) && left > 0;
        left -= usize::from(checked);
        view! { <label class="ws-option"><input type="checkbox" name="among" value=party.to_string() checked=checked/><span>{name}</span></label> }
    });
    let parties: Vec<_> = parties.collect();
    view! {
        {view.tied.then(|| view! { <p class="ws-alert"><span>{texts::tied(language)}</span></p> })}
        {listed(texts::which_effects(language), texts::heaviest_first(language), effects.collect_view())}
        {listed(texts::which_parties(language), texts::which_parties_hint(language), parties)}
    }
}

/// What a counted round about the board gave.
pub fn results(console: Console) -> impl IntoView {
    let language = language();
    let now = Memo::new(move |_| {
        let view = console.view.read();
        let round = view.round.as_ref()?;
        let is_of_effects = matches!(round.question, Question::Points { of: Divided::Weights, .. });
        Some((
            if is_of_effects { texts::effect(language) } else { texts::party(language) },
            round.points.clone(),
            round.gaps.clone(),
            round.lines.clone(),
            round.agreement.clone(),
            round.revotable.clone(),
            round.round,
        ))
    });
    move || {
        now.get().map(|(head, points, gaps, lines, agreement, revotable, round)| {
            let wide = gaps.iter().filter(|gap| gap.is_wide).map(|gap| {
                let of = gap.effect.as_ref().map_or_else(|| texts::gap_all(language).to_owned(), |effect| texts::gap_effect(language, effect.as_str()));
                view! { <li><strong>{words::gap(language, gap)}</strong>" "<span class="ws-quiet">{of}</span></li> }
            });
            let wide: Vec<_> = wide.collect();
            let wide = (!wide.is_empty()).then(|| view! { <section class="ws-stack ws-stack--tight"><h2>{texts::gaps_title(language)}</h2><ul class="ws-notes">{wide}</ul></section> });
            let names = lines.iter().map(|row| (row.piece.into(), [row.from.as_str(), " → ", &row.to].concat())).collect();
            let again = (!lines.is_empty() && !revotable.is_empty()).then(|| deciding::revote_form(console, round, revotable, names));
            view! {
                <div inner_html=patterns().html()></div>
                {points.iter().map(|result| points_table(result, head)).collect_view()}{wide}
                {(!lines.is_empty()).then(|| lines_table(&lines))}{again}
                {agreement.map(|(without, figures)| agreed(&without, figures.as_ref()))}
            }
        })
    }
}

fn points_table(result: &PointsResult, head: &'static str) -> impl IntoView + use<> {
    let language = language();
    if result.shares.is_empty() {
        return view! { <p class="ws-alert"><span>{texts::too_few(language)}</span></p> }.into_any();
    }
    let rows = result.shares.iter().map(|share| {
        view! { <tr><th scope="row">{words::gainer(language, share.item.into(), &share.name)}</th><td>{share.percent}</td></tr> }
    });
    view! {
        <table class="ws-table"><caption>{result.title.clone()}</caption>
            <thead><tr><th scope="col">{head}</th><th scope="col">{texts::of_hundred(language)}</th></tr></thead><tbody>{rows.collect_view()}</tbody></table>
        <p class="ws-small ws-quiet">{texts::apart(language, decimal(language, result.apart, 0))}</p>
    }
    .into_any()
}

fn lines_table(rows: &[LineRow]) -> impl IntoView + use<> {
    let language = language();
    let evidence = words::marks(language, Scale::Evidence);
    let row = |row: &LineRow| {
        let mean = row.certainty.as_ref().map_or_else(|| "–".to_owned(), |figures| decimal(language, figures.mean, 1));
        let counts = row.evidence.unwrap_or_default().map(|count| view! { <td>{count}</td> });
        let votes = row.certainty.as_ref().map(|figures| {
            view! { <Mini counts=figures.counts/><span class="ws-small">{words::abstained(language, figures)}</span> }
        });
        view! { <tr><th scope="row">{row.from.clone()}" → "{row.to.clone()}</th><td><strong>{mean}</strong></td><td>{votes}</td>{counts.into_iter().collect_view()}</tr> }
    };
    let heads = evidence.iter().map(|name| view! { <th scope="col">{name.clone()}</th> });
    view! {
        <div class="ws-scroll" tabindex="0" role="region" aria-labelledby="zwakste"><table class="ws-table"><caption id="zwakste">{texts::lines_title(language)}</caption>
            <thead><tr><th scope="col">{texts::ties(language)}</th><th scope="col" colspan="2">{texts::certainty_name(language)}</th>{heads.collect_view()}</tr></thead>
            <tbody>{rows.iter().map(row).collect_view()}</tbody></table></div>
    }
}

fn agreed(without: &str, figures: Option<&Figures>) -> impl IntoView + use<> {
    let language = language();
    let Some(figures) = figures else {
        return view! { <p class="ws-alert"><span>{texts::too_few(language)}</span></p> }.into_any();
    };
    let rows = words::marks(language, Scale::Agreement).into_iter().zip(figures.counts);
    let rows = rows.map(|(name, count)| view! { <tr><th scope="row">{name}</th><td>{count}</td></tr> });
    view! { <table class="ws-table"><caption>{without.to_owned()}</caption><tbody>{rows.collect_view()}</tbody></table> }.into_any()
}

/// Takes the figures of a round onto the board.
pub fn settle(console: Console, round: RoundId) {
    let target = Target { meeting: console.meeting(), round };
    console.send(Command::ArenaSettle(Settle { target }));
}
