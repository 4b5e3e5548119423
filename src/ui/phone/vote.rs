//! Rating: one card a screen.

use leptos::prelude::*;
use werksessie_core::RoundId;
use werksessie_core::limits;
use werksessie_core::question::{Answer, Mark, Scale};
use werksessie_core::view::Card;
use werksessie_core::view::phone::order;

use super::{Phone, head, save};
use crate::messages::{common, phone as texts};
use crate::ui::parts::{SkipLink, Thread};
use crate::ui::{chart, icon, language};

/// A round that takes answers.
#[derive(Clone)]
pub struct Round {
    /// Which.
    pub round: RoundId,
    /// The first round, when this is a re-vote.
    pub revote_of: Option<RoundId>,
    /// The scales.
    pub scales: Vec<Scale>,
    /// What is rated.
    pub items: Vec<Card>,
}

/// The name of a scale's inputs.
pub fn field(scale: Scale) -> &'static str {
    match scale {
        Scale::Severity => "severity",
        Scale::Influence => "influence",
    }
}

/// A round as a seat sees it.
pub fn vote(phone: Phone, round: Round) -> impl IntoView {
    let own = phone.own.get_untracked();
    if own.observer {
        return watching(phone, texts::vote_title(language()), texts::observer(language())).into_any();
    }
    if round.revote_of.is_some_and(|first| !own.voted.contains(&first)) {
        return watching(phone, texts::revote_title(language()), texts::revote_not_you(language())).into_any();
    }
    let items = order(own.seat, round.round, &round.items);
    let round = Round { items, ..round };
    // Keyed, so that each card gets inputs of its own: an input that is used again for the next
    // card would keep the mark that a person gave on this one.
    let each = move || [phone.at.get()];
    let card = move |at: usize| match round.items.get(at).cloned() {
        Some(card) => one_card(phone, &round, card, at).into_any(),
        None => all_answers(phone, round.clone()).into_any(),
    };
    view! { <For each key=|at| *at children=card/> }.into_any()
}

fn watching(phone: Phone, title: &'static str, text: &'static str) -> impl IntoView {
    let language = language();
    view! {
        <div class="ws-phone">
            {head(phone, phone.view.read_untracked().title.clone())}
            <main class="ws-phone__main ws-stack" id="inhoud"><h1>{title}</h1><p class="ws-lead">{text}</p></main>
            <footer class="ws-phone__foot">
                <div class="ws-phone__acts"><a class="nl-button nl-button--secondary" href=phone.address(0)>{texts::look_again(language)}</a></div>
            </footer>
        </div>
    }
}

/// The stored or local answer to an item of this round.
fn answer_to(phone: Phone, round: RoundId, card: &Card) -> Answer {
    let local = phone.local.get_untracked().filter(|(of, _)| *of == round);
    local.and_then(|(_, ballot)| ballot.answers.items.get(&card.item).cloned()).unwrap_or_default()
}

fn one_card(phone: Phone, round: &Round, card: Card, at: usize) -> impl IntoView {
    let language = language();
    let count = round.items.len();
    let place = texts::card_of(language, at + 1, count);
    let answer = answer_to(phone, round.round, &card);
    let scales: Vec<_> =
        round.scales.iter().map(|scale| scale_input(*scale, answer.marks.get(scale).copied())).collect();
    let back = match at {
        0 => None,
        at => {
            let go = move |event: leptos::ev::MouseEvent| {
                event.prevent_default();
                phone.at.set(at - 1);
            };
            Some(
                view! { <a class="nl-button nl-button--secondary" href=phone.address(at - 1) on:click=go>{texts::back(language)}</a> },
            )
        }
    };
    let item = card.item;
    let of_round = round.round;
    let changed = move |event: leptos::ev::Event| super::client::read_form(phone, of_round, item, &event);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        phone.at.set(at + 1);
        crate::ui::browser::to_top();
    };
    let again =
        round.revote_of.map(|_| view! { <span class="ws-chip ws-chip--now">{texts::revote_chip(language)}</span> });
    view! {
        <form class="ws-phone" method="post" action=phone.address(at) on:change=changed on:submit=submit autocomplete="off">
            <SkipLink/>
            <input type="hidden" name="round" value=of_round.to_string()/>
            <input type="hidden" name="item" value=item.to_string()/>
            <header class="ws-phone__head">
                <div class="ws-row ws-row--apart">
                    <span class="ws-row"><span class="ws-chip"><icon::Lock/>{common::anonymous(language)}</span>{again}</span>
                    <span class="ws-small">{place.clone()}</span>
                </div>
                <Thread share=(at + 1) as f64 / count as f64 label=place/>
            </header>
            <main class="ws-phone__main ws-stack" id="inhoud">
                {save::notices(phone)}
                <div class="ws-stack ws-stack--tight"><h1>{card.title}</h1><p class="ws-quiet">{card.explanation}</p></div>
                {scales}
                <div class="ws-field">
                    <label class="ws-label" for="note">{texts::note_label(language)}</label>
                    <p class="ws-small ws-quiet" id="note-hint">{texts::note_hint(language)}</p>
                    <input class="ws-input" id="note" name="note" maxlength=limits::NOTE aria-describedby="note-hint" value=answer.note/>
                </div>
                <p class="ws-small ws-quiet">{texts::anonymous_promise(language)}</p>
            </main>
            <footer class="ws-phone__foot">
                {save::line(phone)}
                <div class="ws-phone__acts">{back}<button class="nl-button nl-button--primary">{texts::next(language)}</button></div>
            </footer>
        </form>
    }
}

fn scale_input(scale: Scale, mark: Option<Mark>) -> impl IntoView {
    let language = language();
    let (low, high) = chart::ends(scale);
    let name = field(scale);
    let step = move |value: u8| {
        let label = match value {
            1 => format!("1, {low}"),
            5 => format!("5, {high}"),
            other => other.to_string(),
        };
        view! {
            <label class="ws-scale__step"><span aria-hidden="true">{value}</span>
                <input type="radio" name=name value=value.to_string() aria-label=label checked=mark == Some(Mark(value))/>
            </label>
        }
    };
    view! {
        <fieldset class="ws-field">
            <legend class="ws-legend">{chart::question(scale)}</legend>
            <div class="ws-scale">{(1..=5).map(step).collect_view()}</div>
            <div class="ws-scale__ends" aria-hidden="true"><span>{low}</span><span>{high}</span></div>
            <label class="ws-option ws-option--plain">
                <input type="radio" name=name value="0" checked=mark == Some(Mark::CANNOT_JUDGE)/>{texts::cannot_judge(language)}
            </label>
        </fieldset>
    }
}

/// The list after the last card: what was answered, what was skipped, and the way back to each.
fn all_answers(phone: Phone, round: Round) -> impl IntoView {
    let language = language();
    let count = round.items.len();
    let state = {
        let round = round.clone();
        move |card: &Card| {
            let local = phone.local.get().filter(|(of, _)| *of == round.round);
            let answer =
                local.and_then(|(_, ballot)| ballot.answers.items.get(&card.item).cloned()).unwrap_or_default();
            let marks: Vec<String> = round
                .scales
                .iter()
                .map(|scale| match answer.marks.get(scale) {
                    None => "–".to_owned(),
                    Some(&Mark::CANNOT_JUDGE) => texts::no_opinion(language).to_owned(),
                    Some(Mark(mark)) => mark.to_string(),
                })
                .collect();
            (round.scales.iter().all(|scale| answer.marks.contains_key(scale)), marks.join(" · "))
        }
    };
    let open = {
        let (state, items) = (state.clone(), round.items.clone());
        Memo::new(move |_| items.iter().filter(|card| !state(card).0).count() as u32)
    };
    let rows = round
        .items
        .iter()
        .enumerate()
        .map(|(at, card)| {
            let go = move |event: leptos::ev::MouseEvent| {
                event.prevent_default();
                phone.at.set(at);
            };
            let marks = {
                let (state, card) = (state.clone(), card.clone());
                move || state(&card).1
            };
            view! {
                <li class="ws-answers__row">
                    <a href=phone.address(at) on:click=go>{card.short_name.clone()}</a><span>{marks}</span>
                </li>
            }
        })
        .collect_view();
    let title = move || {
        if open.get() == 0 { texts::all_done(language).to_owned() } else { texts::some_open(language, open.get()) }
    };
    let back = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        phone.at.set(count - 1);
    };
    view! {
        <div class="ws-phone">
            <SkipLink/>
            <header class="ws-phone__head">
                <div class="ws-row ws-row--apart">
                    <span class="ws-chip"><icon::Lock/>{common::anonymous(language)}</span>
                    <span class="ws-small">{texts::your_answers(language)}</span>
                </div>
                <Thread share=1.0 label=texts::your_answers(language).to_owned()/>
            </header>
            <main class="ws-phone__main ws-stack" id="inhoud">
                {save::notices(phone)}
                <h1 tabindex="-1">{title}</h1>
                <p class="ws-quiet">{texts::may_change(language)}</p>
                <p class="ws-small ws-quiet">{texts::answers_order(language)}</p>
                <ul class="ws-answers">{rows}</ul>
            </main>
            <footer class="ws-phone__foot">
                {save::line(phone)}
                <div class="ws-phone__acts"><a class="nl-button nl-button--secondary" href=phone.address(count - 1) on:click=back>{texts::back(language)}</a></div>
            </footer>
        </div>
    }
}
