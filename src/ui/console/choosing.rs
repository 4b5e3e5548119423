//! Before a round: which bottlenecks, what is asked of whom, and opening it.

use leptos::prelude::*;
use werksessie_core::bottleneck::list::Status;
use werksessie_core::round::{Ask, Mode, Open};
use werksessie_core::tally::Weighting;
use werksessie_core::{BottleneckId, Command, RoundId};

use super::round::secondary;
use super::{Console, list};
use crate::messages::console as texts;
use crate::ui::{browser, icon, language};

/// Before a round: which bottlenecks, and how votes weigh.
pub fn choose(console: Console) -> impl IntoView {
    let language = language();
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
        view! {
            <div><label class="ws-option"><input type="checkbox" name="item" value=item.to_string() checked=fresh/><span>{words}</span></label>
                {list::tools(console, item)}</div>
        }
    };
    let sources = format!("/knelpunten/{}", console.view.read_untracked().project);
    let many = move || {
        (items.read().len() > 12)
            .then(|| view! { <div class="ws-alert"><icon::Warning/><p>{texts::many_items(language)}</p></div> })
    };
    view! {
        <p class="ws-over">{texts::new_round(language)}</p>
        <h1>{texts::choose_title(language)}</h1>
        <p class="ws-quiet">{texts::choose_text(language)}" "<a href=sources target="_blank" rel="external">{texts::list_page(language)}</a></p>
        {many}
        {list::panel(console)}
        <form id="kies" class="ws-stack">
            <fieldset><legend class="ws-legend">{texts::what_to_ask(language)}</legend>
                <div class="ws-options ws-options--two">
                    {radio("ask", "rating", texts::ask_rating(language), Chosen::Yes)}
                    {radio("ask", "pick", texts::ask_pick(language), Chosen::No)}
                    {radio("ask", "cards", texts::ask_cards(language), Chosen::No)}
                </div></fieldset>
            <fieldset><legend class="ws-legend">{texts::who_votes(language)}</legend>
                <div class="ws-options ws-options--two">
                    {radio("mode", "anonymous", texts::vote_anonymous(language), Chosen::Yes)}
                    {radio("mode", "party", texts::vote_party(language), Chosen::No)}
                </div></fieldset>
            <fieldset><legend class="ws-legend">{texts::which_items(language)}</legend><div class="ws-options ws-options--wide"><For each=move || items.get() key=|item| *item children=row/></div>
                <p>{secondary(texts::merge_ticked(language), move || list::merge_ticked(console))}</p></fieldset>
            <fieldset><legend class="ws-legend">{texts::weighting(language)}</legend>
                <div class="ws-options ws-options--two">
                    {radio("weighting", "person", texts::weigh_person(language), Chosen::Yes)}
                    {radio("weighting", "circle", texts::weigh_circle(language), Chosen::No)}
                </div></fieldset>
        </form>
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
    let items: Vec<BottleneckId> =
        data.get_all("item").iter().filter_map(|value| value.as_string()?.parse().ok()).collect();
    let weighting = if data.get("weighting").as_string().as_deref() == Some("circle") {
        Weighting::Circle
    } else {
        Weighting::Person
    };
    let chosen = |name: &str| data.get(name).as_string().unwrap_or_default();
    let mode = if chosen("mode") == "party" { Mode::Party } else { Mode::Anonymous };
    let ask = match chosen("ask").as_str() {
        "pick" => Ask::RatingAndPick,
        "cards" => Ask::Cards,
        _ => Ask::Rating,
    };
    let items = if ask == Ask::Cards { Vec::new() } else { items };
    let round = RoundId::from_random(browser::random());
    console.send(Command::RoundOpen(Open { meeting: console.meeting(), round, items, weighting, mode, ask }));
}
