//! The roadmap on the wall: a lane for each action, quarters from left to right.

use leptos::prelude::*;
use werksessie_core::promise::State;
use werksessie_core::time::Quarter;
use werksessie_core::view::roadmap::{Roadmap, RoadmapRow};

use super::{quiet, turn_pages};
use crate::messages::{chart as chart_texts, screen as texts};
use crate::ui::language;
use crate::ui::markup::{Element, Markup, el};
use crate::ui::words::{self, tenth};

/// Lanes on a page.
const LANES: usize = 7;
/// Quarters on a page: more do not fit with letters that can be read from the back row.
const QUARTERS: usize = 6;
/// Where the lanes begin.
const LEFT: f64 = 410.0;
/// Height of a lane.
const LANE: f64 = 98.0;

/// The board.
pub fn board(roadmap: Roadmap) -> AnyView {
    let language = language();
    if roadmap.actions.is_empty() {
        return quiet(texts::no_actions(language), texts::no_actions_sub(language)).into_any();
    }
    let pages = roadmap.actions.len().div_ceil(LANES);
    let page = RwSignal::new(0);
    turn_pages(page, pages);
    let quarters: Vec<Quarter> = roadmap.columns.iter().map(|column| column.quarter).take(QUARTERS).collect();
    let table = as_table(&roadmap.actions);
    let picture = move || {
        let shown: Vec<&RoadmapRow> = roadmap.actions.iter().skip(page.get() * LANES).take(LANES).collect();
        drawing(&shown, &quarters)
    };
    let note = (pages > 1)
        .then(|| view! { <p class="ws-stage__note">{move || chart_texts::page(language, page.get() + 1, pages)}</p> });
    view! {
        <h1>{texts::roadmap(language)}</h1>
        <div class="ws-stage__picture" inner_html=picture></div>
        {note}
        <div class="ws-hidden ws-hidden--wide">{table}</div>
    }
    .into_any()
}

fn as_table(rows: &[RoadmapRow]) -> impl IntoView + use<> {
    let language = language();
    let rows = rows.iter().map(|row| {
        let when = [words::quarter(language, row.start), words::quarter(language, row.end)].join(" – ");
        view! { <tr><th scope="row">{row.title.clone()}</th><td>{row.party.clone()}</td><td>{row.owner.clone()}</td><td>{when}</td></tr> }
    });
    view! { <table><caption>{texts::roadmap(language)}</caption><tbody>{rows.collect_view()}</tbody></table> }
}

fn drawing(rows: &[&RoadmapRow], quarters: &[Quarter]) -> String {
    let language = language();
    let width = (1_728.0 - LEFT) / quarters.len().max(1) as f64;
    let heads: Markup = quarters
        .iter()
        .enumerate()
        .map(|(at, quarter)| {
            let x = LEFT + width * at as f64;
            let line = el("line").class("ws-grid").attr("x1", &tenth(x)).attr("x2", &tenth(x));
            let name = el("text").class("ws-mid ws-bold").attr("x", &tenth(x + width / 2.0)).attr("y", "36");
            el("g").with(line.attr("y1", "54").attr("y2", "750")).with(name.text(&words::quarter(language, *quarter)))
        })
        .collect();
    let lanes: Markup =
        rows.iter().enumerate().map(|(at, row)| lane(row, 60.0 + LANE * at as f64, quarters, width)).collect();
    let svg = el("svg")
        .class("ws-chart")
        .attr("viewBox", "0 0 1728 760")
        .attr("role", "img")
        .attr("aria-label", texts::roadmap(language));
    Markup::from(svg.with(heads).with(lanes)).html()
}

fn lane(row: &RoadmapRow, top: f64, quarters: &[Quarter], width: f64) -> Element {
    let place = |quarter: Quarter| quarters.iter().position(|shown| *shown >= quarter).unwrap_or(quarters.len());
    let (from, to) =
        (place(row.start).min(quarters.len().saturating_sub(1)), place(row.end).min(quarters.len().saturating_sub(1)));
    let (x, length) = (LEFT + width * from as f64 + 4.0, width * (to + 1 - from) as f64 - 8.0);
    // What needs a decision first, or was only asked, is not firm: a dashed edge.
    let firm = row.decision_body.is_empty() && !matches!(row.promise, Some((_, State::Request)));
    let (fill, ink) = if firm { ("ws-fill-1 ws-edge", "ws-on") } else { ("ws-fill-card ws-edge ws-dashed", "") };
    let bar = el("rect").class(fill).attr("x", &tenth(x)).attr("y", &tenth(top + 46.0)).attr("rx", "8");
    let bar = bar.attr("width", &tenth(length)).attr("height", "44");
    let party = el("text").class("ws-bold").attr("x", "0").attr("y", &tenth(top + 80.0)).text(&row.party_short);
    let owner = el("text").class(ink).attr("x", &tenth(x + 16.0)).attr("y", &tenth(top + 80.0));
    let space = (length / 19.0) as usize;
    let inside = if row.owner.chars().count() <= space { row.owner.as_str() } else { "" };
    let title = el("text").attr("x", &tenth(x)).attr("y", &tenth(top + 34.0));
    // The rest of a long title stands in the table and in the documents.
    let fits = ((1_728.0 - x) / 18.0) as usize;
    let short: String = if row.title.chars().count() > fits {
        row.title.chars().take(fits.saturating_sub(1)).chain(['…']).collect()
    } else {
        row.title.clone()
    };
    el("g").with(bar).with(party).with(title.text(&short)).with(owner.text(inside))
}
