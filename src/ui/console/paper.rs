//! Paper votes: one sheet at a time, in one envelope for the round.

use std::collections::BTreeMap;

use leptos::prelude::*;
use werksessie_core::question::{Answer, Answers, Mark, Scale};
use werksessie_core::round::Target;
use werksessie_core::round::counting::Paper;
use werksessie_core::{Command, PaperId, RoundId};

use super::Console;
use crate::messages::{chart as chart_texts, console as texts};
use crate::ui::chart::scale_name;
use crate::ui::{browser, language};

/// The form for one sheet. Marks are typed as digits, which is quickest from paper.
pub fn form(console: Console) -> impl IntoView {
    let language = language();
    let view = console.view.read_untracked();
    let Some(round) = view.round.clone() else { return ().into_any() };
    let scales = round.question.scales().to_vec();
    let heads = scales.iter().map(|scale| view! { <th scope="col">{scale_name(*scale)}</th> }).collect_view();
    let rows = round
        .items
        .iter()
        .map(|card| {
            let cell = |scale: Scale, label: &str| {
                let name = format!("{}.{}", card.item, scale.key());
                let label = format!("{}: {label}", card.short_name);
                view! { <td><input class="ws-input ws-input--mark" name=name inputmode="numeric" maxlength="1" pattern="[0-5]" aria-label=label/></td> }
            };
            view! {
                <tr><th scope="row">{card.short_name.clone()}</th>{scales.iter().map(|scale| cell(*scale, scale_name(*scale))).collect_view()}</tr>
            }
        })
        .collect_view();
    let round_id = round.round;
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        add_sheet(console, round_id);
    };
    view! {
        <form class="ws-card ws-card--thread ws-stack" id="vel" on:submit=submit autocomplete="off" aria-labelledby="papier">
            <h2 id="papier">{texts::paper_title(language)}</h2><p class="ws-quiet">{texts::paper_text(language)}</p>
            <table class="ws-table"><caption class="ws-hidden">{texts::paper_title(language)}</caption>
                <thead><tr><th scope="col">{chart_texts::bottleneck(language)}</th>{heads}</tr></thead>
                <tbody>{rows}</tbody></table>
            <p><button class="nl-button nl-button--secondary">{texts::add_sheet(language)}</button></p>
        </form>
    }
    .into_any()
}

/// Sends what stands in the form as one sheet.
fn add_sheet(console: Console, round: RoundId) {
    let Some(data) = browser::form("vel") else { return };
    let view = console.view.read_untracked();
    let asked = view.round.as_ref().map(|round| (round.items.clone(), round.question.scales().to_vec()));
    let Some((items, scales)) = asked else { return };
    let mut answers = Answers::default();
    for card in items {
        let mark = |scale: Scale| {
            let text = data.get(&format!("{}.{}", card.item, scale.key())).as_string()?;
            Some((scale, Mark(text.trim().parse().ok()?)))
        };
        let marks: BTreeMap<Scale, Mark> = scales.iter().filter_map(|scale| mark(*scale)).collect();
        if !marks.is_empty() {
            answers.items.insert(card.item, Answer { marks, ..Answer::default() });
        }
    }
    let target = Target { meeting: view.meeting, round };
    drop(view);
    // One envelope for each sheet, so that entering the next cannot change the one before.
    console.send(Command::RoundPaper(Paper {
        target,
        paper: PaperId::from_random(browser::random()),
        sheets: vec![answers],
    }));
    browser::empty_form("vel");
}
