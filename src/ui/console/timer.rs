//! The timer on the console: start it, give more time, take it away.

use leptos::prelude::*;
use werksessie_core::Command;
use werksessie_core::meeting::MeetingState;
use werksessie_core::timer::{Extend, Start, Stop};

use super::Console;
use crate::messages::console as texts;
use crate::ui::said::{self, About};
use crate::ui::{countdown, language};

/// Minutes to choose from, beside what was planned for the item.
const MINUTES: [u32; 3] = [2, 5, 10];

/// The timer's part of the side of the console.
pub fn panel(console: Console) -> impl IntoView {
    let language = language();
    let timer = Memo::new(move |_| console.view.read().timer);
    let open = Memo::new(move |_| console.view.read().state == MeetingState::Open);
    let planned = Memo::new(move |_| {
        let view = console.view.read();
        view.agenda.iter().find(|item| item.item == view.current).map_or(0, |item| item.minutes)
    });
    let left = countdown::seconds_left(timer);
    let spoken = countdown::spoken(left);
    Effect::new(move |_| {
        let words = match spoken.get() {
            Some(0) => texts::time_is_up(language).to_owned(),
            Some(seconds) => texts::seconds_left(language, seconds),
            None => String::new(),
        };
        said::say(About::Timer, &words);
    });
    let start = move |minutes: u32| {
        let go = move |_| {
            console.send(Command::TimerStart(Start { meeting: console.meeting(), seconds: minutes * 60 }));
        };
        view! { <button class="nl-button nl-button--secondary ws-button--small" type="button" on:click=go>{texts::minutes_short(language, minutes)}</button> }
    };
    let choose = move || {
        let mut minutes = MINUTES.to_vec();
        if planned.get() > 0 && !minutes.contains(&planned.get()) {
            minutes.push(planned.get());
            minutes.sort_unstable();
        }
        view! { <div class="ws-tools">{minutes.into_iter().map(start).collect_view()}</div> }
    };
    let running = move || {
        let extend = move |_| {
            if let Some(timer) = timer.get_untracked() {
                let meeting = console.meeting();
                console.send(Command::TimerExtend(Extend { meeting, until: timer.until, seconds: 60 }));
            }
        };
        let stop = move |_| {
            if let Some(timer) = timer.get_untracked() {
                console.send(Command::TimerStop(Stop { meeting: console.meeting(), until: timer.until }));
            }
        };
        let time = move || left.get().map_or_else(String::new, countdown::clock);
        let over =
            move || (left.get() == Some(0)).then(|| view! { <p class="ws-small">{texts::time_is_up(language)}</p> });
        view! {
            <p class="ws-timer" role="timer" aria-live="off">{time}</p>{over}
            <div class="ws-tools">
                <button class="nl-button nl-button--secondary ws-button--small" type="button" on:click=extend>{texts::one_minute_more(language)}</button>
                <button class="nl-button nl-button--subtle ws-button--small" type="button" on:click=stop>{texts::stop_timer(language)}</button>
            </div>
        }
    };
    let has_timer = Memo::new(move |_| timer.get().is_some());
    view! {
        <section class="ws-side" aria-labelledby="tijd" hidden=move || !open.get()>
            <h2 id="tijd">{texts::timer(language)}</h2>
            {move || if has_timer.get() { running().into_any() } else { choose().into_any() }}
        </section>
    }
}
