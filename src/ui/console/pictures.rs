//! What the room can be shown besides the picture of the moment.

use leptos::prelude::*;
use werksessie_core::meeting::MeetingState;
use werksessie_core::screen::Picture;
use werksessie_core::view::leader::Stage;

use super::Console;
use crate::messages::{commit, console as texts, scoring};
use crate::ui::language;

/// Buttons for the pictures that there is something to see on.
pub fn panel(console: Console) -> impl IntoView {
    let language = language();
    let choices = Memo::new(move |_| {
        let view = console.view.read();
        let mut choices: Vec<(Picture, &'static str)> = Vec::new();
        if view.state != MeetingState::Open {
            return (choices, view.picture);
        }
        choices.push((Picture::Join, texts::picture_join_short(language)));
        if let Some(round) = &view.round {
            let id = round.round;
            choices.push((Picture::Round { round: id }, texts::picture_round_short(language)));
            let rated = matches!(round.stage, Stage::Revealed | Stage::Decided) && !round.results.is_empty();
            let more = [
                (!round.insight.placed.is_empty(), Picture::Quadrant { round: id }, texts::picture_quadrant(language)),
                (rated, Picture::Differences { round: id }, texts::picture_differences(language)),
                (
                    !round.insight.shifts.is_empty(),
                    Picture::BeforeAfter { round: id },
                    texts::picture_before_after(language),
                ),
                (!round.insight.then.is_empty(), Picture::ThenNow { round: id }, texts::picture_then_now(language)),
            ];
            choices.extend(
                more.into_iter().filter(|(there, ..)| rated && *there).map(|(_, picture, name)| (picture, name)),
            );
        }
        let later = [
            (!view.decided.is_empty(), Picture::Decisions, texts::picture_decisions_short(language)),
            (view.risks > 0, Picture::Risks, texts::picture_risks(language)),
            (view.recap.contains(&Picture::Matrices), Picture::Matrices, scoring::picture(language)),
            (!view.core.is_empty(), Picture::Challenge, commit::picture_challenge(language)),
            (!view.promises.is_empty(), Picture::Promises, texts::picture_promises_short(language)),
            (!view.roadmap.actions.is_empty(), Picture::Roadmap, texts::picture_roadmap(language)),
        ];
        choices.extend(later.into_iter().filter(|(there, ..)| *there).map(|(_, picture, name)| (picture, name)));
        (choices, view.picture)
    });
    let button = move |(picture, name): (Picture, &'static str), now: Picture| {
        let press = move |_| console.show(picture);
        let pressed = (picture == now).to_string();
        view! { <button class="nl-button nl-button--secondary ws-button--small" type="button" aria-pressed=pressed on:click=press>{name}</button> }
    };
    move || {
        let (choices, now) = choices.get();
        (!choices.is_empty()).then(|| {
            view! {
                <section class="ws-side" aria-labelledby="beelden"><h2 id="beelden">{texts::pictures(language)}</h2>
                    <div class="ws-tools">{choices.into_iter().map(|choice| button(choice, now)).collect_view()}</div></section>
            }
        })
    }
}
