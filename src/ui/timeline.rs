//! The roadmap by quarter as a table: on the console and on its own page.

use leptos::prelude::*;
use werksessie_core::project::Language;
use werksessie_core::time::Quarter;
use werksessie_core::view::roadmap::{Roadmap, RoadmapRow};

use super::words;
use crate::messages::chart as texts;

/// The actions against the quarters, in words as well as in marks, so that it reads without colour.
pub fn timeline(language: Language, roadmap: &Roadmap) -> impl IntoView + use<> {
    let quarters: Vec<Quarter> = roadmap.columns.iter().map(|column| column.quarter).collect();
    let heads = quarters.iter().map(|quarter| view! { <th scope="col">{words::quarter(language, *quarter)}</th> });
    let heads = heads.collect_view();
    let cell = |row: &RoadmapRow, quarter: Quarter| {
        let text = if quarter < row.start || quarter > row.end {
            ""
        } else if quarter == row.end {
            texts::quarter_ready(language)
        } else if quarter == row.start {
            texts::quarter_begins(language)
        } else {
            texts::quarter_goes_on(language)
        };
        view! { <td class=if text.is_empty() { "" } else { "ws-busy" }>{text}</td> }
    };
    let rows = roadmap.actions.iter().map(|row| {
        let cells = quarters.iter().map(|quarter| cell(row, *quarter)).collect_view();
        view! { <tr><th scope="row">{row.title.clone()}<br/><small>{row.party_short.clone()}" · "{row.owner.clone()}</small></th>{cells}</tr> }
    });
    let rows = rows.collect_view();
    view! {
        <div class="ws-scroll" tabindex="0" role="region" aria-labelledby="tijdlijn">
            <table class="ws-table ws-table--quarters"><caption id="tijdlijn">{texts::timeline(language)}</caption>
                <thead><tr><th scope="col">{texts::timeline_action(language)}</th>{heads}</tr></thead>
                <tbody>{rows}</tbody></table>
        </div>
    }
}
