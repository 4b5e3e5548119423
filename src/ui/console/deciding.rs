//! Deciding: the vote advises, the table decides.

use leptos::prelude::*;
use werksessie_core::round::Target;
use werksessie_core::round::deciding::DecideItems;
use werksessie_core::view::Card;
use werksessie_core::{BottleneckId, Command, ItemId, RoundId, limits};

use super::{Console, round};
use crate::messages::console as texts;
use crate::ui::language;

/// How many priorities are proposed: the decided top is three to five (method A.1).
const PROPOSED: usize = 3;

/// What the table chose so far, the most important first. Kept beside the page, because the bar
/// with the button is not part of the form.
#[derive(Clone, Copy)]
pub struct Choice {
    chosen: RwSignal<Vec<BottleneckId>>,
    reason: NodeRef<leptos::html::Input>,
}

/// The form under the figures: choose the top, or vote again on what was discussed.
pub fn form(console: Console) -> impl IntoView {
    let language = language();
    let view = console.view.read_untracked();
    let Some(now) = view.round.clone() else { return ().into_any() };
    let choice = console.choice;
    choice.chosen.set(now.advice.iter().take(PROPOSED).copied().collect());
    let cards: Vec<Card> =
        now.advice.iter().filter_map(|item| view.bottlenecks.iter().find(|card| card.item == *item).cloned()).collect();
    let cards = StoredValue::new(cards);
    let title = move |item: BottleneckId| {
        cards.with_value(|cards| {
            cards.iter().find(|card| card.item == item).map_or_else(String::new, |card| card.title.clone())
        })
    };
    let top = move || {
        let chosen = choice.chosen.get();
        let last = chosen.len().saturating_sub(1);
        chosen.into_iter().enumerate().map(|(at, item)| chosen_row(choice, at, at == last, title(item))).collect_view()
    };
    let rest = move || {
        let chosen = choice.chosen.get();
        let rest = cards.get_value().into_iter().filter(|card| !chosen.contains(&card.item));
        rest.map(|card| {
            let add = move |_| choice.chosen.update(|chosen| chosen.push(card.item));
            let label = texts::add_named(language, &card.title);
            view! { <li class="ws-rank"><span>{card.title}</span><button class="nl-button nl-button--subtle" type="button" aria-label=label on:click=add>{texts::add(language)}</button></li> }
        })
        .collect_view()
    };
    // The most divided are ticked.
    let names = now.results.iter().map(|item| (item.card.item.into(), item.card.short_name.clone())).collect();
    let revote = (!now.revotable.is_empty()).then(|| revote_form(console, now.round, now.revotable.clone(), names));
    view! {
        <div class="ws-split ws-split--even">
            <section class="ws-card ws-card--thread ws-stack" aria-labelledby="vaststellen">
                <h2 id="vaststellen">{texts::deciding_title(language)}</h2>
                <p class="ws-quiet">{texts::deciding_text(language)}</p>
                <ol class="ws-ranks">{top}</ol>
                <details class="ws-details"><summary>{texts::other_bottlenecks(language)}</summary><ul class="ws-ranks">{rest}</ul></details>
                <div class="ws-field"><label class="ws-label" for="reden">{texts::reason(language)}</label>
                    <p class="ws-small ws-quiet" id="reden-hint">{texts::reason_hint(language)}</p>
                    <input class="ws-input" id="reden" aria-describedby="reden-hint" maxlength=limits::SENTENCE node_ref=choice.reason autocomplete="off"/></div>
            </section>
            {revote}
        </div>
    }
    .into_any()
}

fn chosen_row(choice: Choice, at: usize, is_last: bool, title: String) -> impl IntoView {
    let language = language();
    let swap = move |other: usize| choice.chosen.update(|chosen| chosen.swap(at, other));
    let up = (at > 0).then(|| view! { <button class="nl-button nl-button--subtle" type="button" aria-label=texts::up(language, &title) on:click=move |_| swap(at - 1)>"↑"</button> });
    let down = (!is_last).then(|| view! { <button class="nl-button nl-button--subtle" type="button" aria-label=texts::down(language, &title) on:click=move |_| swap(at + 1)>"↓"</button> });
    let remove = move |_| {
        choice.chosen.update(|chosen| {
            chosen.remove(at);
        });
    };
    let label = texts::remove(language, &title);
    view! {
        <li class="ws-rank"><span><strong>{at + 1}</strong>" "{title}</span>
            <span class="ws-row">{up}{down}<button class="nl-button nl-button--subtle" type="button" aria-label=label on:click=remove>"✕"</button></span></li>
    }
}

/// Chooses what is voted on again: the first of these names are ticked.
pub fn revote_form(
    console: Console,
    first: RoundId,
    revotable: Vec<ItemId>,
    mut names: Vec<(ItemId, String)>,
) -> impl IntoView + use<> {
    let language = language();
    names.retain(|(item, _)| revotable.contains(item));
    let ticked = RwSignal::new(names.iter().take(PROPOSED).map(|(item, _)| *item).collect::<Vec<_>>());
    let rows = names
        .into_iter()
        .map(|(item, name)| {
            let toggle = move |_| {
                ticked.update(|ticked| match ticked.iter().position(|other| *other == item) {
                    Some(place) => {
                        ticked.remove(place);
                    }
                    None => ticked.push(item),
                });
            };
            let checked = ticked.read_untracked().contains(&item);
            view! { <label class="ws-option"><input type="checkbox" checked=checked on:change=toggle/>{name}</label> }
        })
        .collect_view();
    let press = move |_| round::revote(console, first, ticked.get_untracked());
    view! {
        <details class="ws-card ws-details"><summary>{texts::revote_title(language)}</summary>
            <div class="ws-stack"><p class="ws-quiet">{texts::revote_text(language)}</p><div class="ws-options">{rows}</div>
                <p><button class="nl-button nl-button--secondary" type="button" on:click=press>{texts::open_revote(language)}</button></p></div>
        </details>
    }
}

impl Choice {
    /// An empty choice.
    pub fn new() -> Self {
        Self { chosen: RwSignal::new(Vec::new()), reason: NodeRef::new() }
    }
}

impl Default for Choice {
    fn default() -> Self {
        Self::new()
    }
}

/// Sends the decision on a first round.
pub fn send(console: Console, first: RoundId) {
    let reason = console.choice.reason.get_untracked().map(|input| input.value()).unwrap_or_default();
    let priorities = console.choice.chosen.get_untracked();
    let target = Target { meeting: console.meeting(), round: first };
    console.send(Command::RoundDecide(DecideItems { target, priorities, reason }));
}
