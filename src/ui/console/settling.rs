//! Deciding where risks stand: the vote advises a place, the table decides.

use std::collections::BTreeMap;

use leptos::prelude::*;
use werksessie_core::question::Scale;
use werksessie_core::risk::score::{Place, Settle};
use werksessie_core::round::Target;
use werksessie_core::view::risks::RiskResult;
use werksessie_core::{Command, RoundId, limits};

use super::send::Notice;
use super::{Console, deciding};
use crate::messages::{console as texts, scoring as words};
use crate::ui::screen::matrices;
use crate::ui::{browser, language, scoring};

/// The id of the form.
const FORM: &str = "risicos-vast";

/// The figures of a counted round of scoring, as a table.
pub fn results(console: Console) -> impl IntoView {
    let rows = Memo::new(move |_| console.view.read().round.as_ref().map(|round| round.risks.clone()));
    move || {
        rows.get().filter(|rows| !rows.is_empty()).map(|rows| {
            view! { <div class="ws-scroll" tabindex="0" role="region" aria-label=words::matrix_title(language())>{matrices::table(&rows)}</div> }
        })
    }
}

/// The form to decide, and to vote again on what was discussed.
pub fn form(console: Console) -> impl IntoView {
    let language = language();
    let Some(round) = console.view.read_untracked().round.clone() else { return ().into_any() };
    let rows = round.to_settle.iter().map(row).collect_view();
    let names = round.to_settle.iter().map(|row| (row.risk.into(), row.short_name.clone())).collect();
    let revote = (!round.revotable.is_empty())
        .then(|| deciding::revote_form(console, round.round, round.revotable.clone(), names));
    view! {
        <div class="ws-split ws-split--even">
            <form class="ws-card ws-card--thread ws-stack" id=FORM autocomplete="off">
                <h2>{words::settle_title(language)}</h2><p class="ws-quiet">{words::settle_text(language)}</p>
                {rows}
                <div class="ws-field"><label class="ws-label" for="risico-reden">{texts::reason(language)}</label>
                    <p class="ws-small ws-quiet" id="risico-reden-hint">{texts::reason_hint(language)}</p>
                    <input class="ws-input" id="risico-reden" name="reason" aria-describedby="risico-reden-hint" maxlength=limits::SENTENCE/></div>
            </form>
            {revote}
        </div>
    }
    .into_any()
}

fn row(row: &RiskResult) -> impl IntoView + use<> {
    let language = language();
    let select = |scale: Scale, label: String, chosen: Option<u8>| {
        let name = format!("{}.{}", row.risk, scale.key());
        let answers = scoring::answers(language, scale, row.side, row.classes);
        let options = (1u8..).zip(answers).map(
            |(mark, words)| view! { <option value=mark.to_string() selected=chosen == Some(mark)>{words}</option> },
        );
        view! {
            <div class="ws-field"><label class="ws-label" for=name.clone()>{label}</label>
                <select class="ws-input" id=name.clone() name=name.clone()><option value="">{words::settle_skip(language)}</option>{options.collect_view()}</select></div>
        }
    };
    let few = row.votes.is_none().then(|| view! { <p class="ws-small">{words::too_few(language)}</p> });
    view! {
        <fieldset class="ws-stack ws-stack--tight"><legend class="ws-legend">{scoring::number(row.number)}" "{row.event.clone()}</legend>
            <p class="ws-small ws-quiet">{scoring::side(language, row.side)}</p>{few}
            {select(Scale::Chance, words::chance(language).to_owned(), row.advice.map(|place| place.chance))}
            {select(Scale::Impact, words::impact(language).to_owned(), row.advice.map(|place| place.impact))}
        </fieldset>
    }
}

/// Sends the decision on a first round.
pub fn send(console: Console, first: RoundId) {
    let Some(data) = browser::form(FORM) else { return };
    let text = |name: &str| data.get(name).as_string().unwrap_or_default();
    let rows = console.view.read_untracked().round.as_ref().map(|round| round.to_settle.clone()).unwrap_or_default();
    let mark = |row: &RiskResult, scale: Scale| text(&format!("{}.{}", row.risk, scale.key())).parse::<u8>().ok();
    let place = |row: &RiskResult| {
        let (chance, impact) = (mark(row, Scale::Chance)?, mark(row, Scale::Impact)?);
        Some((row.risk, Place { chance, impact }))
    };
    let is_half = |row: &&RiskResult| mark(row, Scale::Chance).is_some() != mark(row, Scale::Impact).is_some();
    if let Some(half) = rows.iter().find(is_half) {
        let sentence = words::half_settled(browser::language(), scoring::number(half.number));
        return console.notice.set(Notice::Refused(sentence));
    }
    let places: BTreeMap<_, _> = rows.iter().filter_map(place).collect();
    if places.is_empty() {
        return console.notice.set(Notice::Refused(words::too_few_notice(browser::language()).to_owned()));
    }
    let target = Target { meeting: console.meeting(), round: first };
    console.send(Command::RiskSettle(Settle { target, places, reason: text("reason") }));
}
