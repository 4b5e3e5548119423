//! The list of bottlenecks before a round: what came in, what is nearly the same, and what must be
//! said otherwise, put together, taken apart or put aside.

use leptos::prelude::*;
use werksessie_core::bottleneck::change::{Change, Edit};
use werksessie_core::bottleneck::evidence::EvidenceKind;
use werksessie_core::bottleneck::group::{Merge, Unmerge};
use werksessie_core::bottleneck::likeness::Distinct;
use werksessie_core::bottleneck::list::{Park, Return, Status};
use werksessie_core::bottleneck::split::{Piece, Split, Unsplit};
use werksessie_core::bottleneck::{self, Origin, Tags};
use werksessie_core::method::Dimension;
use werksessie_core::view::insight::{BottleneckRow, WaitingCard};
use werksessie_core::{BottleneckId, CardId, Command, card, limits};

use super::Console;
use crate::messages::console as texts;
use crate::ui::{browser, icon, language, words};

/// Everything that can be done to the list.
pub fn panel(console: Console) -> impl IntoView {
    view! { {waiting(console)}{alike(console)}{add(console)}{aside(console)} }
}

fn new_id() -> BottleneckId {
    BottleneckId::from_random(browser::random())
}

fn row_of(console: Console, id: BottleneckId) -> Option<BottleneckRow> {
    console.view.read_untracked().list.iter().find(|row| row.card.item == id).cloned()
}

fn name_of(row: &BottleneckRow) -> String {
    format!("{} · {}", words::number(row.card.number), row.card.title)
}

fn button(label: &'static str, press: impl Fn() + 'static) -> impl IntoView {
    view! { <button class="nl-button nl-button--secondary" type="button" on:click=move |_| press()>{label}</button> }
}

/// Cards that came in and that nobody dealt with yet.
fn waiting(console: Console) -> impl IntoView {
    let language = language();
    let ids = Memo::new(move |_| console.view.read().waiting.iter().map(|card| card.card).collect::<Vec<_>>());
    let row = move |id: CardId| {
        let found = console.view.read_untracked().waiting.iter().find(|card| card.card == id).cloned();
        found.map(|card| waiting_card(console, card))
    };
    move || {
        (!ids.read().is_empty()).then(|| {
            view! {
                <section class="ws-card ws-stack" aria-labelledby="kaarten">
                    <h2 id="kaarten">{move || texts::cards_waiting(language, ids.read().len() as u32)}</h2>
                    <p class="ws-quiet">{texts::cards_waiting_text(language)}</p>
                    <ul class="ws-plain"><For each=move || ids.get() key=|id| *id children=row/></ul>
                </section>
            }
        })
    }
}

fn waiting_card(console: Console, card: WaitingCard) -> impl IntoView {
    let language = language();
    let id = card.card;
    let accept = move || {
        let bottleneck = new_id();
        let fields = card::Accept { card: id, bottleneck, title: None, short_name: None, explanation: None };
        console.send(Command::CardAccept(fields));
    };
    let select = format!("bij-{id}");
    let join = {
        let select = select.clone();
        move || {
            if let Some(bottleneck) = browser::value_of(&select).and_then(|value| value.parse().ok()) {
                console.send(Command::CardJoin(card::Join { card: id, bottleneck, kind: EvidenceKind::Experience }));
            }
        }
    };
    let view = console.view.read_untracked();
    let open = view.list.iter().filter(|row| row.status == Status::Open);
    let options =
        open.map(|row| view! { <option value=row.card.item.to_string()>{name_of(row)}</option> }).collect_view();
    view! {
        <li class="ws-link">
            <p><strong>{card.title}</strong><br/><span class="ws-small ws-quiet">{card.explanation}</span></p>
            <div class="ws-row">{button(texts::card_accept(language), accept)}
                {button(texts::card_decline(language), move || console.send(Command::CardDecline(card::Decline { card: id })))}</div>
            <details class="ws-details"><summary>{texts::card_join(language)}</summary>
                <div class="ws-row"><label class="ws-hidden" for=select.clone()>{texts::card_join_with(language)}</label>
                    <select class="ws-input" id=select>{options}</select>{button(texts::card_join_go(language), join)}</div>
            </details>
        </li>
    }
}

/// Pairs that are nearly the same: they split the vote.
fn alike(console: Console) -> impl IntoView {
    let language = language();
    let pairs = Memo::new(move |_| {
        let view = console.view.read();
        let title = |id| view.list.iter().find(|row| row.card.item == id).map(name_of).unwrap_or_default();
        view.proposals.iter().map(|pair| (pair.a, pair.b, title(pair.a), title(pair.b))).collect::<Vec<_>>()
    });
    let row = move |(a, b, one, other): (BottleneckId, BottleneckId, String, String)| {
        let merge = move || merge(console, vec![a, b]);
        let distinct = move || console.send(Command::BottleneckDistinct(Distinct { a, b }));
        view! {
            <li class="ws-link"><p>{one}<br/>{other}</p>
                <div class="ws-row">{button(texts::merge(language), merge)}{button(texts::distinct(language), distinct)}</div></li>
        }
    };
    move || {
        let pairs = pairs.get();
        (!pairs.is_empty()).then(|| {
            view! {
                <section class="ws-card ws-stack" aria-labelledby="lijkt">
                    <h2 id="lijkt">{texts::alike_title(language)}</h2>
                    <p class="ws-quiet">{texts::alike_text(language)}</p>
                    <ul class="ws-plain">{pairs.into_iter().map(row).collect_view()}</ul>
                </section>
            }
        })
    }
}

/// Puts these together under the words of the first; they can be changed afterwards.
fn merge(console: Console, parts: Vec<BottleneckId>) {
    let Some(first) = parts.first().and_then(|first| row_of(console, *first)) else { return };
    let (title, short_name, explanation) = (first.card.title, Some(first.card.short_name), first.card.explanation);
    console.send(Command::BottleneckMerge(Merge { group: new_id(), title, short_name, explanation, parts }));
}

/// Puts what is ticked in the form of the round together.
pub fn merge_ticked(console: Console) {
    let Some(data) = browser::form("kies") else { return };
    merge(console, data.get_all("item").iter().filter_map(|value| value.as_string()?.parse().ok()).collect());
}

/// A bottleneck of one's own.
fn add(console: Console) -> impl IntoView {
    let language = language();
    let press = move || {
        let Some(data) = browser::form("nieuw-knelpunt") else { return };
        let text = |name: &str| data.get(name).as_string().unwrap_or_default();
        let kind = Dimension::read(&text("kind"));
        let (bottleneck, title, explanation) = (new_id(), text("title"), text("explanation"));
        let tags = Tags { kind, ..Tags::default() };
        let (short_name, origin) = (None, Origin::Own);
        let add = bottleneck::Add { bottleneck, title, short_name, explanation, origin, tags };
        console.send(Command::BottleneckAdd(add));
        browser::empty_form("nieuw-knelpunt");
    };
    view! {
        <details class="ws-details"><summary>{texts::add_bottleneck(language)}</summary>
            <form id="nieuw-knelpunt" class="ws-stack ws-stack--tight" autocomplete="off" on:submit=move |event| event.prevent_default()>
                <div class="ws-field"><label class="ws-label" for="nk-title">{texts::bottleneck_title(language)}</label>
                    <input class="ws-input" id="nk-title" name="title" maxlength=limits::TITLE/></div>
                <div class="ws-field"><label class="ws-label" for="nk-more">{texts::bottleneck_more(language)}</label>
                    <input class="ws-input" id="nk-more" name="explanation" maxlength=limits::EXPLANATION/></div>
                <div class="ws-field"><label class="ws-label" for="nk-kind">{texts::bottleneck_kind(language)}</label>
                    <select class="ws-input" id="nk-kind" name="kind"><option value="">{texts::kind_unknown(language)}</option>
                        <option value="content">{texts::kind_content(language)}</option><option value="behaviour">{texts::kind_behaviour(language)}</option></select></div>
                <p>{button(texts::add_go(language), press)}</p>
            </form>
        </details>
    }
}

/// What can be done to one bottleneck on the list.
pub fn tools(console: Console, id: BottleneckId) -> impl IntoView {
    let language = language();
    let title_now = Memo::new(move |_| {
        let view = console.view.read();
        view.list.iter().find(|row| row.card.item == id).map(|row| row.card.title.clone()).unwrap_or_default()
    });
    let short_name = row_of(console, id)?.card.short_name;
    let is_group =
        Memo::new(move |_| console.view.read().list.iter().any(|row| row.card.item == id && !row.parts.is_empty()));
    // What stood there when somebody began to type: a colleague's change in between is then told.
    let base = StoredValue::new(title_now.get_untracked());
    let begin = move |_| base.set_value(title_now.get_untracked());
    let field = |name: &str| format!("{name}-{id}");
    let (title, first, second) = (field("titel"), field("eerste"), field("tweede"));
    let save = {
        let title = title.clone();
        move || {
            let text = browser::value_of(&title).unwrap_or_default();
            let edit = Edit::Title { base: base.get_value(), text };
            console.send(Command::BottleneckChange(Change { bottleneck: id, edit }));
        }
    };
    let split = {
        let (first, second) = (first.clone(), second.clone());
        move || {
            let titles = [&first, &second].map(|name| browser::value_of(name).unwrap_or_default());
            let into = titles.into_iter().map(|title| Piece { id: new_id(), title }).collect();
            console.send(Command::BottleneckSplit(Split { bottleneck: id, into }));
        }
    };
    let park = move || console.send(Command::BottleneckPark(Park { bottleneck: id, reason: String::new() }));
    let apart = move || {
        is_group.get().then(|| {
            button(texts::unmerge(language), move || console.send(Command::BottleneckUnmerge(Unmerge { group: id })))
        })
    };
    Some(view! {
        <details class="ws-details"><summary>{texts::adapt(language)}<span class="ws-hidden">" "{short_name}</span></summary>
            <div class="ws-stack ws-stack--tight">
                <div class="ws-field"><label class="ws-label" for=title.clone()>{texts::reword(language)}</label>
                    <input class="ws-input" id=title maxlength=limits::TITLE value=title_now on:focus=begin/></div>
                <div class="ws-row">{button(texts::reword_save(language), save)}{button(texts::park(language), park)}{apart}</div>
                <fieldset class="ws-stack ws-stack--tight"><legend class="ws-legend">{texts::split(language)}</legend>
                    <input class="ws-input" id=first aria-label=texts::split_first(language) maxlength=limits::TITLE/>
                    <input class="ws-input" id=second aria-label=texts::split_second(language) maxlength=limits::TITLE/>
                    <p>{button(texts::split_go(language), split)}</p></fieldset>
            </div>
        </details>
    })
}

/// What is not on the list: parked, solved, merged or split, with the way back.
fn aside(console: Console) -> impl IntoView {
    let language = language();
    let rows = Memo::new(move |_| {
        let view = console.view.read();
        let open = |row: &&BottleneckRow| !matches!(row.status, Status::Open | Status::Dissolved);
        view.list.iter().filter(open).map(|row| (row.card.item, name_of(row), row.status.clone())).collect::<Vec<_>>()
    });
    let row = move |(id, name, status): (BottleneckId, String, Status)| {
        let (state, back) = match status {
            Status::Parked { .. } => {
                (texts::is_parked(language), Some(Command::BottleneckReturn(Return { bottleneck: id })))
            }
            Status::Solved => (texts::is_solved(language), Some(Command::BottleneckReturn(Return { bottleneck: id }))),
            Status::Split => (texts::is_split(language), Some(Command::BottleneckUnsplit(Unsplit { bottleneck: id }))),
            Status::Merged { .. } => (texts::is_merged(language), None),
            Status::Open | Status::Dissolved => ("", None),
        };
        let back = back.map(|back| button(texts::put_back(language), move || console.send(back.clone())));
        view! { <li class="ws-link"><p>{name}" "<span class="ws-chip">{state}</span></p>{back}</li> }
    };
    move || {
        let rows = rows.get();
        (!rows.is_empty()).then(|| {
            view! {
                <details class="ws-details"><summary>{texts::not_on_the_list(language, rows.len() as u32)}</summary>
                    <ul class="ws-plain">{rows.into_iter().map(row).collect_view()}</ul></details>
            }
        })
    }
}

/// A chip with what a bottleneck is about; nothing when nobody said so.
pub fn kind_chip(kind: Option<Dimension>) -> impl IntoView {
    let language = language();
    kind.map(|kind| {
        let text = match kind {
            Dimension::Content => texts::kind_content(language),
            Dimension::Behaviour => texts::kind_behaviour(language),
        };
        view! { <span class="ws-chip"><icon::Paper/>{text}</span> }
    })
}
