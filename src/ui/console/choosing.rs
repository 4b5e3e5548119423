//! Before a round: which bottlenecks, what is asked of whom, and opening it.

use leptos::prelude::*;
use werksessie_core::agenda::Part;
use werksessie_core::arena::Form;
use werksessie_core::bottleneck::list::Status;
use werksessie_core::round::{Ask, Mode, Open, Subject};
use werksessie_core::tally::Weighting;
use werksessie_core::{BottleneckId, Command, ItemId, PartyId, RiskId, RoundId, limits};

use super::round::secondary;
use super::send::Notice;
use super::{Console, arena, collecting, list};
use crate::messages::{arena as arena_texts, commit, console as texts, scoring};
use crate::ui::{browser, icon, language, scoring as words_of_risks};

/// Before a round: which bottlenecks, and how votes weigh.
pub fn choose(console: Console) -> impl IntoView {
    let language = language();
    // What the part of the meeting is for is what is most likely asked now.
    let proposed = proposed(console);
    let asked = RwSignal::new(proposed);
    let has_priorities = !console.view.read_untracked().decided.is_empty();
    let about_first = Memo::new(move |_| asked.get() == Ask::RiskCards && has_priorities);
    // Keyed, and each part by itself: what a colleague changes closes nothing here, and changes
    // nothing that is being typed or ticked.
    let items = Memo::new(move |_| {
        let view = console.view.read();
        let open = view.list.iter().filter(|row| row.status == Status::Open);
        open.map(|row| row.card.item).collect::<Vec<_>>()
    });
    let row = move |item: BottleneckId| {
        let now = Memo::new(move |_| {
            let view = console.view.read();
            let found = view.list.iter().find(|row| row.card.item == item);
            found.map(|row| (row.card.clone(), row.tags.kind, view.rated.contains(&item)))
        });
        let words = move || {
            now.get().map(|(card, kind, rated)| {
                let before = rated.then(|| view! { <span class="ws-chip">{texts::rated_before(language)}</span> });
                view! { <strong>{card.title}</strong>" "{list::kind_chip(kind)}{before}<br/><span class="ws-small ws-quiet">{card.explanation}</span> }
            })
        };
        let fresh = now.get_untracked().is_some_and(|(.., rated)| !rated);
        // Risks are written about what comes first; what is ticked changes only with what is asked.
        let place = console.view.read_untracked().decided.iter().position(|decided| decided.card.item == item);
        let ticked = move || if about_first.get() { place.is_some() } else { fresh };
        let first =
            place.map(|place| view! { <span class="ws-chip">{scoring::priority(language, place as u32 + 1)}</span> });
        view! {
            <div><label class="ws-option"><input type="checkbox" name="item" value=item.to_string() checked=untrack(ticked) prop:checked=ticked/><span>{words}{first}</span></label>
                {list::tools(console, item)}</div>
        }
    };
    let sources = format!("/knelpunten/{}", console.view.read_untracked().project);
    let many = move || {
        (items.read().len() > 12)
            .then(|| view! { <div class="ws-alert"><icon::Warning/><p>{texts::many_items(language)}</p></div> })
    };
    let shown = move |when: fn(Ask) -> bool| move || !when(asked.get());
    let ask = move |value: Ask, label: &'static str| {
        let press = move |_| asked.set(value);
        view! { <label class="ws-option"><input type="radio" name="ask" value=value.key() checked=value == proposed on:change=press/>{label}</label> }
    };
    let lead = move || match asked.get().subject() {
        Subject::Bottlenecks => texts::choose_text(language),
        Subject::Risks => scoring::choice_text(language),
        Subject::Challenge => commit::choice_text(language),
        Subject::Arena | Subject::Pieces(_) => arena_texts::expectations(language),
    };
    let is_arena = |ask: Ask| matches!(ask.subject(), Subject::Arena | Subject::Pieces(_));
    // The light form asks less; before there is a board only the first can be asked.
    let arena_asks = move || {
        let form = console.view.read().arena.as_ref().map(|arena| arena.form);
        let asks = Ask::ALL.iter().copied().filter(|ask| is_arena(*ask));
        let asks = asks.filter(|ask| form != Some(Form::Light) || ask.is_light());
        asks.map(|value| ask(value, arena_label(value))).collect_view()
    };
    let others = view! {
        <p class="ws-over">{arena_texts::group_others(language)}</p>
        <div class="ws-options ws-options--asks">
            {ask(Ask::Rating, texts::ask_rating(language))}
            {ask(Ask::RatingAndPick, texts::ask_pick(language))}
            {ask(Ask::Cards, texts::ask_cards(language))}
            {ask(Ask::RiskCards, scoring::choice_cards(language))}
            {ask(Ask::RiskScores, scoring::choice_scores(language))}
            {ask(Ask::Groups, commit::choice_groups(language))}
            {ask(Ask::Drafts, commit::choice_drafts(language))}
            {ask(Ask::Fist, commit::choice_fist(language))}
        </div>
    };
    let arena_group = view! {
        <p class="ws-over">{arena_texts::group(language)}</p>
        <div class="ws-options ws-options--asks">{arena_asks}</div>
    };
    // What fits the part of the run sheet stands first.
    let first = is_arena(proposed);
    view! {
        <p class="ws-over">{texts::new_round(language)}</p>
        <h1>{texts::what_to_ask(language)}</h1>
        {collecting::panel(console)}
        <form id="kies" class="ws-stack">
            <fieldset><legend class="ws-hidden">{texts::what_to_ask(language)}</legend>
                {if first { view! { {arena_group}{others} }.into_any() } else { view! { {others}{arena_group} }.into_any() }}</fieldset>
            <p class="ws-quiet">{lead}</p>
            <div hidden=shown(|ask| ask == Ask::Fist)>{statement(console)}</div>
            <div class="ws-stack" hidden=shown(is_arena)>{arena::choices(console, asked)}</div>
            <fieldset hidden=shown(|ask| ask.allows(Mode::Anonymous) && ask.allows(Mode::Party))><legend class="ws-legend">{texts::who_votes(language)}</legend>
                <div class="ws-options ws-options--two">
                    {radio("mode", "anonymous", texts::vote_anonymous(language), Chosen::Yes)}
                    {radio("mode", "party", texts::vote_party(language), Chosen::No)}
                </div></fieldset>
            <div class="ws-stack" hidden=shown(|ask| ask == Ask::RiskScores)>{risks(console)}</div>
            <div class="ws-stack" hidden=shown(|ask| ask.subject() == Subject::Bottlenecks && ask != Ask::Cards)>
                {many}
                <fieldset><legend class="ws-legend">{texts::which_items(language)}</legend><div class="ws-options ws-options--wide"><For each=move || items.get() key=|item| *item children=row/></div>
                    <p>{secondary(texts::merge_ticked(language), move || list::merge_ticked(console))}</p></fieldset>
            </div>
            <fieldset hidden=shown(|ask| matches!(ask, Ask::Rating | Ask::RatingAndPick))><legend class="ws-legend">{texts::weighting(language)}</legend>
                <div class="ws-options ws-options--two">
                    {radio("weighting", "person", texts::weigh_person(language), Chosen::Yes)}
                    {radio("weighting", "circle", texts::weigh_circle(language), Chosen::No)}
                </div></fieldset>
        </form>
        <div hidden=shown(is_arena)>{arena::panel(console)}</div>
        <section class="ws-stack" hidden=shown(|ask| ask.subject() == Subject::Bottlenecks)>
            <p class="ws-quiet"><a href=sources target="_blank" rel="external">{texts::list_page(language)}</a></p>
            {list::panel(console)}
        </section>
    }
}

/// What fits the part of the run sheet where the meeting is.
fn proposed(console: Console) -> Ask {
    let view = console.view.read_untracked();
    let current = view.agenda.iter().find(|item| item.item == view.current);
    match current.and_then(|item| item.part) {
        // First in silence, then the weighing.
        Some(Part::Risks) if view.asked.contains(&Ask::RiskCards) => Ask::RiskScores,
        Some(Part::Risks) => Ask::RiskCards,
        Some(Part::Groups) => Ask::Groups,
        // After the promises come the hands.
        Some(Part::Commitment) if !view.asked.contains(&Ask::Drafts) => Ask::Drafts,
        Some(Part::Commitment | Part::Actions) => Ask::Fist,
        Some(Part::Measure) => Ask::Agreement,
        Some(Part::Activities) => Ask::Activities,
        Some(Part::Effects) => Ask::Effects,
        Some(Part::Assumptions) => Ask::Assumptions,
        Some(Part::Investors) if view.asked.contains(&Ask::Contributions) => Ask::Costs,
        Some(Part::Investors) => Ask::Contributions,
        Some(Part::Gains) if view.arena.as_ref().is_some_and(|arena| !arena.heaviest.is_empty()) => Ask::Benefits,
        Some(Part::Gains) => Ask::Weights,
        Some(Part::Balance | Part::Needs) => Ask::Needs,
        _ => Ask::Rating,
    }
}

/// What a choice about the arena is called.
fn arena_label(ask: Ask) -> &'static str {
    let language = language();
    match ask {
        Ask::Agreement => arena_texts::asked_agreement(language),
        Ask::Activities => arena_texts::asked_activities(language),
        Ask::Effects => arena_texts::asked_effects(language),
        Ask::Assumptions => arena_texts::asked_assumptions(language),
        Ask::Contributions => arena_texts::asked_contributions(language),
        Ask::Costs => arena_texts::asked_costs(language),
        Ask::Weights => arena_texts::asked_weights(language),
        Ask::Benefits => arena_texts::asked_benefits(language),
        _ => arena_texts::asked_needs(language),
    }
}

/// The sentence that hands are raised for: the core of the challenge, to be worded as it is read aloud.
fn statement(console: Console) -> impl IntoView {
    let language = language();
    let core = console.view.read_untracked().core.clone();
    let page = format!("/opgave/{}", console.view.read_untracked().project);
    view! {
        <div class="ws-field"><label class="ws-label" for="zin">{commit::statement_label(language)}</label>
            <p class="ws-small ws-quiet" id="zin-hint">{commit::statement_hint(language)}</p>
            <p class="ws-small"><a href=page target="_blank" rel="external">{commit::challenge_page(language)}</a></p>
            <input class="ws-input" id="zin" name="statement" maxlength=limits::EXPLANATION value=core aria-describedby="zin-hint" autocomplete="off"/></div>
    }
}

/// The risks that can go to the vote, the first two of each side ticked.
fn risks(console: Console) -> impl IntoView {
    let language = language();
    // Keyed, as the bottlenecks are: nothing that is ticked changes when a colleague adds a risk.
    let items = Memo::new(move |_| console.view.read().scorable.iter().map(|row| row.risk).collect::<Vec<_>>());
    let row = move |risk: RiskId| {
        let now = Memo::new(move |_| console.view.read().scorable.iter().find(|row| row.risk == risk).cloned());
        let words = move || {
            now.get().map(|row| {
                let done = row.scored.then(|| view! { <span class="ws-chip">{scoring::already(language)}</span> });
                let place = [row.bottleneck.as_str(), " · ", words_of_risks::side(language, row.side)].concat();
                view! { <strong>{words_of_risks::number(row.number)}" "{row.event}</strong>{done}<br/><span class="ws-small ws-quiet">{place}</span> }
            })
        };
        let ticked = now.get_untracked().is_some_and(|row| row.proposed);
        view! { <label class="ws-option"><input type="checkbox" name="risk" value=risk.to_string() checked=ticked/><span>{words}</span></label> }
    };
    let empty = move || {
        let waits = !console.view.read().written_risks.is_empty();
        let words = if waits { scoring::written_first(language) } else { scoring::no_risks(language) };
        items.read().is_empty().then(|| view! { <p class="ws-alert"><span>{words}</span></p> })
    };
    let page = format!("/risicos/{}", console.view.read_untracked().project);
    view! {
        {empty}{one_sided(console)}
        <p class="ws-quiet"><a href=page target="_blank" rel="external">{scoring::listed_page(language)}</a></p>
        <fieldset><legend class="ws-legend">{scoring::which_risks(language)}</legend><p class="ws-small ws-quiet">{scoring::two_of_a_side(language)}</p>
            <div class="ws-options ws-options--wide"><For each=move || items.get() key=|risk| *risk children=row/></div></fieldset>
    }
}

/// Bottlenecks of which one side has no risk: to be asked about aloud.
pub fn one_sided(console: Console) -> impl IntoView {
    let language = language();
    let now = Memo::new(move |_| console.view.read().one_sided.clone());
    move || {
        let rows = now.get().into_iter().map(|(bottleneck, side)| {
            let words = scoring::one_sided(language, bottleneck, words_of_risks::for_side(language, side));
            view! { <div class="ws-alert"><icon::Warning/><p>{words}</p></div> }
        });
        rows.collect_view()
    }
}

/// Whether a choice is made when the form comes.
#[derive(Clone, Copy, PartialEq)]
enum Chosen {
    Yes,
    No,
}

fn radio(name: &'static str, value: &'static str, label: &'static str, chosen: Chosen) -> impl IntoView {
    view! { <label class="ws-option"><input type="radio" name=name value=value checked=chosen == Chosen::Yes/>{label}</label> }
}

/// Opens a round with what is ticked.
pub fn open(console: Console) {
    let Some(data) = browser::form("kies") else { return };
    let chosen = |name: &str| data.get(name).as_string().unwrap_or_default();
    let ask = Ask::read(&chosen("ask")).unwrap_or_default();
    let ticked = |name: &str| -> Vec<ItemId> {
        data.get_all(name).iter().filter_map(|value| value.as_string()?.parse().ok()).collect()
    };
    let items = match (ask, ask.subject()) {
        (Ask::Cards, _) | (_, Subject::Challenge | Subject::Arena) => Vec::new(),
        (_, Subject::Pieces(_)) => ticked("piece"),
        (_, Subject::Bottlenecks) => ticked("item"),
        (_, Subject::Risks) => ticked("risk"),
    };
    let mode = if chosen("mode") == "party" { Mode::Party } else { Mode::Anonymous };
    let mode = match (ask.allows(mode), mode) {
        (true, mode) => mode,
        (false, Mode::Anonymous) => Mode::Party,
        (false, Mode::Party) => Mode::Anonymous,
    };
    let weighting = if chosen("weighting") == "circle" { Weighting::Circle } else { Weighting::Person };
    let statement = if ask == Ask::Fist { chosen("statement") } else { String::new() };
    if ask == Ask::Fist && statement.trim().is_empty() {
        return console.notice.set(Notice::Refused(commit::statement_missing(browser::language()).to_owned()));
    }
    let (meeting, round) = (console.meeting(), RoundId::from_random(browser::random()));
    let among = if ask == Ask::Benefits { ticked("among") } else { Vec::new() };
    let among = among.into_iter().map(|party| PartyId(party.0)).collect();
    console.send(Command::RoundOpen(Open { meeting, round, items, weighting, mode, ask, statement, among }));
}
