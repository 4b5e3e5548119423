//! Written risks, to be collected one after the other: on the list, with one that says the same, or aside.

use leptos::prelude::*;
use werksessie_core::risk::list::{Drop, Merge, Return};
use werksessie_core::view::risks::WaitingRisk;
use werksessie_core::{Command, RiskId};

use super::{Console, choosing};
use crate::messages::scoring as texts;
use crate::ui::{browser, language, scoring};

/// How many wait in view at once: the next is what counts.
const SHOWN: usize = 8;

/// The risks that wait; nothing when there are none.
pub fn panel(console: Console) -> impl IntoView {
    let language = language();
    let waiting = Memo::new(move |_| console.view.read().written_risks.clone());
    let page = format!("/risicos/{}", console.view.read_untracked().project);
    move || {
        let waiting = waiting.get();
        let count = waiting.len() as u32;
        (count > 0).then(|| {
            let is_named = waiting.iter().any(|risk| risk.by.is_some());
            let how = if is_named { texts::collect_named(language) } else { texts::collect_text(language) };
            let rows = waiting.iter().take(SHOWN).map(|risk| row(console, risk)).collect_view();
            view! {
                <section class="ws-card ws-card--thread ws-stack" aria-labelledby="geschreven">
                    <h2 id="geschreven">{texts::collect_title(language, count)}</h2>
                    <p class="ws-quiet">{how}" "<a href=page.clone() target="_blank" rel="external">{texts::listed_page(language)}</a></p>
                    <ul class="ws-stack">{rows}</ul>{choosing::one_sided(console)}
                </section>
            }
        })
    }
}

fn row(console: Console, waiting: &WaitingRisk) -> impl IntoView + use<> {
    let language = language();
    let risk = waiting.risk;
    let by = waiting.by.clone().map(|by| view! { <span class="ws-chip">{texts::collect_by(language, by)}</span> });
    let take = move |_| console.send(Command::RiskReturn(Return { risk }));
    let drop = move |_| console.send(Command::RiskDrop(Drop { risk }));
    let field = format!("zelfde-{risk}");
    let merge = (!waiting.same.is_empty()).then(|| {
        let options = waiting.same.iter().map(|(other, event)| view! { <option value=other.to_string()>{event.clone()}</option> });
        let options = options.collect_view();
        let chosen = field.clone();
        let press = move |_| {
            let into = browser::value_of(&chosen).and_then(|value| value.parse::<RiskId>().ok());
            if let Some(into) = into {
                console.send(Command::RiskMerge(Merge { risk, into }));
            }
        };
        view! {
            <span class="ws-row"><label class="ws-small" for=field.clone()>{texts::collect_same(language)}</label>
                <select class="ws-input" id=field.clone()>{options}</select>
                <button class="nl-button nl-button--secondary ws-button--small" type="button" on:click=press>{texts::collect_merge(language)}</button></span>
        }
    });
    let leads_to = (!waiting.consequence.is_empty())
        .then(|| view! { <br/><span class="ws-quiet">{texts::leads_to(language, waiting.consequence.clone())}</span> });
    let place = [waiting.bottleneck.as_str(), " · ", scoring::side(language, waiting.side)].concat();
    view! {
        <li class="ws-stack ws-stack--tight">
            <p><span class="ws-over">{place}</span>" "{by}<br/><strong>{waiting.event.clone()}</strong>{leads_to}</p>
            <div class="ws-row"><button class="nl-button nl-button--secondary ws-button--small" type="button" on:click=take>{texts::collect_take(language)}</button>
                <button class="nl-button nl-button--subtle ws-button--small" type="button" on:click=drop>{texts::collect_drop(language)}</button>{merge}</div>
        </li>
    }
}
