//! The run sheet on the console: where the meeting is, planned and real minutes, changing it, and
//! the leaders' private note on the current item.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use werksessie_core::agenda::{Add, AgendaItem, Change, Go, Note, Place, Remove};
use werksessie_core::meeting::MeetingState;
use werksessie_core::{Command, limits};

use super::Console;
use crate::messages::console as texts;
use crate::ui::{browser, language};

/// The run sheet's part of the side of the console.
pub fn panel(console: Console) -> impl IntoView {
    let language = language();
    let editing = RwSignal::new(false);
    let ended = Memo::new(move |_| console.view.read().state == MeetingState::Ended);
    let label = move || if editing.get() { texts::sheet_ready(language) } else { texts::sheet_edit(language) };
    view! {
        <section class="ws-side" aria-labelledby="draaiboek">
            <div class="ws-side__head"><h2 id="draaiboek">{texts::run_sheet(language)}</h2>
                <button class="nl-button nl-button--subtle ws-button--small" type="button" hidden=move || ended.get()
                    on:click=move |_| editing.update(|editing| *editing = !*editing)>{label}</button></div>
            {move || if editing.get() && !ended.get() { edit(console).into_any() } else { sheet(console).into_any() }}
        </section>
    }
}

fn sheet(console: Console) -> impl IntoView {
    let language = language();
    let sheet = Memo::new(move |_| {
        let view = console.view.read();
        (view.agenda.clone(), view.current, view.state)
    });
    let minutes = move || {
        let (agenda, ..) = sheet.get();
        let planned = agenda.iter().map(|item| item.minutes).sum::<u32>();
        let spent = agenda.iter().map(|item| item.spent).sum::<i64>() / 60_000;
        match u32::try_from(spent) {
            Ok(0) | Err(_) => texts::planned_in_all(language, planned),
            Ok(spent) => texts::spent_minutes(language, spent, planned),
        }
    };
    let rows = move || {
        let (agenda, current, state) = sheet.get();
        agenda.into_iter().map(|item| row(console, item, current, state)).collect_view()
    };
    view! { <nav aria-labelledby="draaiboek"><ol class="ws-runsheet">{rows}</ol></nav><p class="ws-small ws-quiet">{minutes}</p> }
}

fn row(console: Console, item: AgendaItem, current: u32, state: MeetingState) -> impl IntoView {
    let language = language();
    let spent = u32::try_from(item.spent / 60_000).unwrap_or(0);
    let now = item.item == current && state == MeetingState::Open;
    let class = match (now, item.spent > 0) {
        (true, _) => "ws-is-now",
        (false, true) => "ws-is-done",
        (false, false) => "",
    };
    let small = if !now && item.spent > 0 {
        texts::spent_minutes(language, spent, item.minutes)
    } else {
        texts::planned_minutes(language, item.minutes)
    };
    let (number, title) = (item.item, item.title);
    let go = move |_| console.send(Command::MeetingGo(Go { meeting: console.meeting(), item: number, picture: None }));
    let name = if state == MeetingState::Open && !now {
        view! { <button class="ws-runsheet__go" type="button" on:click=go>{title}</button> }.into_any()
    } else {
        view! { <span>{title}</span> }.into_any()
    };
    view! {
        <li class=class aria-current=now.then_some("step")>{name}<small>{now.then(|| view! { <span class="ws-hidden">{texts::now(language)}" "</span> })}{small}</small></li>
    }
}

/// Changing the run sheet. Rows are kept by number, so that nothing typed is lost.
fn edit(console: Console) -> impl IntoView {
    let language = language();
    let numbers = Memo::new(move |_| console.view.read().agenda.iter().map(|item| item.item).collect::<Vec<_>>());
    let add = move |_| {
        let view = console.view.read_untracked();
        let item = view.agenda.iter().map(|item| item.item).max().map_or(0, |most| most + 1);
        let after = view.agenda.last().map(|item| item.item);
        let (meeting, title) = (view.meeting, texts::new_item(language).to_owned());
        drop(view);
        console.send(Command::AgendaAdd(Add { meeting, item, title, minutes: 10, after }));
    };
    view! {
        <ol class="ws-sheet"><For each=move || numbers.get() key=|number| *number children=move |number| edit_row(console, number)/></ol>
        <p><button class="nl-button nl-button--secondary ws-button--small" type="button" on:click=add>{texts::add_item(language)}</button></p>
        <p class="ws-small ws-quiet">{texts::sheet_note(language)}</p>
    }
}

fn edit_row(console: Console, number: u32) -> impl IntoView {
    let language = language();
    let item = Memo::new(move |_| console.view.read().agenda.iter().find(|item| item.item == number).cloned());
    let first = item.get_untracked().unwrap_or_default();
    let form = format!("onderdeel-{number}");
    // What the leader saw when they began to type: who was first wins, and nothing is overwritten.
    let seen = StoredValue::new(first.title.clone());
    let look = move |_| seen.set_value(item.get_untracked().unwrap_or_default().title);
    let save = {
        let form = form.clone();
        move || {
            let Some(data) = browser::form(&form) else { return };
            let text = |name: &str| data.get(name).as_string().unwrap_or_default();
            let minutes = text("minutes").parse().unwrap_or(0);
            let change = Change {
                meeting: console.meeting(),
                item: number,
                base: seen.get_value(),
                title: text("title"),
                minutes,
            };
            let now = item.get_untracked().unwrap_or_default();
            if (change.title.trim(), change.minutes) != (now.title.as_str(), now.minutes) {
                console.send(Command::AgendaChange(change));
            }
        }
    };
    let changed = {
        let save = save.clone();
        move |_| save()
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        save();
    };
    // One place up or down: behind the item before the one before, or behind the next.
    let place = move |up: bool| {
        let view = console.view.read_untracked();
        let at = view.agenda.iter().position(|item| item.item == number);
        let after = at.and_then(|at| match up {
            true if at == 0 => None,
            true => Some(at.checked_sub(2).map(|before| view.agenda[before].item)),
            false => view.agenda.get(at + 1).map(|next| Some(next.item)),
        });
        let meeting = view.meeting;
        drop(view);
        if let Some(after) = after {
            console.send(Command::AgendaPlace(Place { meeting, item: number, after }));
        }
    };
    let remove = move |_| console.send(Command::AgendaRemove(Remove { meeting: console.meeting(), item: number }));
    let title = move || item.get().unwrap_or_default().title;
    let up = move || texts::up(language, title());
    let down = move || texts::down(language, title());
    let off = move || texts::remove(language, title());
    view! {
        <li><form id=form.clone() class="ws-sheet__row" autocomplete="off" on:submit=submit on:change=changed>
            <input class="ws-input" name="title" aria-label=texts::item_title(language) maxlength=limits::TITLE required value=first.title on:focus=look/>
            <input class="ws-input" name="minutes" aria-label=texts::item_minutes(language) type="number" min="0" max=limits::AGENDA_MINUTES value=first.minutes on:focus=look/>
            <span class="ws-sheet__move">
                <button class="nl-button" type="button" aria-label=up on:click=move |_| place(true)>"↑"</button>
                <button class="nl-button" type="button" aria-label=down on:click=move |_| place(false)>"↓"</button>
                <button class="nl-button" type="button" aria-label=off on:click=remove>"×"</button>
            </span>
        </form></li>
    }
}

/// The private note on the current item.
pub fn note(console: Console) -> impl IntoView {
    let language = language();
    let current = Memo::new(move |_| {
        let view = console.view.read();
        view.agenda.iter().find(|item| item.item == view.current).map(|item| (item.item, item.title.clone()))
    });
    let one = move |(number, title): (u32, String)| {
        let stored = Memo::new(move |_| {
            let view = console.view.read();
            view.agenda.iter().find(|item| item.item == number).map(|item| item.note.clone()).unwrap_or_default()
        });
        // Filled below, in the browser: see there.
        let seen = StoredValue::new(String::new());
        let area = NodeRef::<leptos::html::Textarea>::new();
        let save = move |_| {
            let Some(area) = area.get_untracked() else { return };
            let (base, text) = (seen.get_value(), area.value());
            if text.trim() != stored.get_untracked() {
                console.send(Command::AgendaNote(Note { meeting: console.meeting(), item: number, base, text }));
            }
        };
        // What a colleague wrote appears here, unless somebody is typing or has something unsaved.
        Effect::new(move |_| {
            let text = stored.get();
            let Some(area) = area.get() else { return };
            let active = browser::window().document().and_then(|document| document.active_element());
            let typing = active.is_some_and(|active| active.is_same_node(Some(area.unchecked_ref())));
            if !typing && area.value().trim() == seen.get_value() {
                area.set_value(&text);
            }
            if area.value().trim() == text {
                seen.set_value(text);
            }
        });
        view! {
            <label class="ws-label" for="notitie">{texts::note_on(language, title)}</label>
            <textarea class="ws-input" id="notitie" rows="3" maxlength=limits::PRIVATE_NOTE node_ref=area on:change=save></textarea>
            <p class="ws-small ws-quiet">{texts::note_private(language)}</p>
        }
    };
    let written = move || {
        let view = console.view.read();
        view.agenda.iter().any(|item| item.item == view.current && !item.note.is_empty())
    };
    let summary = move || if written() { texts::note_there(language) } else { texts::note_add(language) };
    view! { <details class="ws-details ws-side"><summary>{summary}</summary><div class="ws-field">{move || current.get().map(one)}</div></details> }
}
