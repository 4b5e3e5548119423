//! What happens when nothing is done: the table of annex 5 on the wall, both sides beside each other.

use leptos::prelude::*;
use werksessie_core::view::risks::RiskRow;

use super::{quiet, turn_pages};
use crate::messages::{chart as chart_texts, screen as texts};
use crate::ui::{language, words};

/// Bottlenecks on the wall at once.
const AT_ONCE: usize = 4;
/// Sentences below each other on the wall at once, to be read from the back row.
const SENTENCES_AT_ONCE: usize = 4;
/// Sentences on one side of a bottleneck; how many more there are stands below.
const SENTENCES: usize = 3;

/// The rows in pages that fit on the wall.
fn pages_of(rows: &[RiskRow]) -> Vec<Vec<RiskRow>> {
    let height = |row: &RiskRow| row.municipality.len().max(row.youth.len()).clamp(1, SENTENCES);
    let mut pages: Vec<Vec<RiskRow>> = Vec::new();
    for row in rows {
        let fits = |page: &Vec<RiskRow>| {
            page.len() < AT_ONCE && page.iter().map(height).sum::<usize>() + height(row) <= SENTENCES_AT_ONCE
        };
        match pages.last_mut().filter(|page| fits(page)) {
            Some(page) => page.push(row.clone()),
            None => pages.push(vec![row.clone()]),
        }
    }
    pages
}

/// The table, a page at a time.
pub(super) fn board(rows: Vec<RiskRow>) -> impl IntoView {
    let language = language();
    if rows.is_empty() {
        return quiet(texts::no_risks(language), texts::no_risks_sub(language)).into_any();
    }
    let all = pages_of(&rows);
    let pages = all.len();
    let page = RwSignal::new(0);
    turn_pages(page, pages);
    let shown = move || {
        let rows = all[page.get() % pages].iter().map(|row| {
            let name = view! { <span class="ws-quiet">{words::number(row.number)}</span>" "{row.short_name.clone()} };
            view! { <tr><th scope="row">{name}</th><td>{side(&row.municipality)}</td><td>{side(&row.youth)}</td></tr> }
        });
        rows.collect_view()
    };
    let turning = (pages > 1)
        .then(|| view! { <p class="ws-stage__sub">{move || chart_texts::page(language, page.get() + 1, pages)}</p> });
    view! {
        <h1>{texts::risks(language)}</h1>{turning}
        <table class="ws-risks">
            <thead><tr><th scope="col">{texts::risks_bottleneck(language)}</th><th scope="col">{texts::risks_municipality(language)}</th><th scope="col">{texts::risks_youth(language)}</th></tr></thead>
            <tbody>{shown}</tbody>
        </table>
    }
    .into_any()
}

fn side(events: &[String]) -> impl IntoView + use<> {
    let language = language();
    if events.is_empty() {
        return view! { <p class="ws-quiet">{texts::risks_none(language)}</p> }.into_any();
    }
    let more = events.len().saturating_sub(SENTENCES) as u32;
    let more = (more > 0).then(|| view! { <li class="ws-quiet">{texts::risks_more(language, more)}</li> });
    let rows = events.iter().take(SENTENCES).map(|event| view! { <li>{event.clone()}</li> }).collect_view();
    view! { <ul>{rows}{more}</ul> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_bottlenecks_stand_on_a_page_as_can_be_read() {
        let row = |sentences: usize| RiskRow {
            number: 1,
            short_name: "x".into(),
            municipality: vec!["x".into(); sentences],
            youth: vec!["x".into()],
        };
        let sizes = |sentences: &[usize]| {
            let rows: Vec<RiskRow> = sentences.iter().map(|of| row(*of)).collect();
            pages_of(&rows).iter().map(Vec::len).collect::<Vec<_>>()
        };
        assert_eq!(sizes(&[]), Vec::<usize>::new());
        assert_eq!(sizes(&[1, 1, 1, 1, 1]), [4, 1]);
        assert_eq!(sizes(&[3, 1, 2, 2, 9, 1]), [2, 2, 2]);
    }
}
