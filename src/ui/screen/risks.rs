//! What happens when nothing is done: the table of annex 5 on the wall, both sides beside each other.

use leptos::prelude::*;
use werksessie_core::view::risks::RiskRow;

use super::{lines, quiet, turn_pages};
use crate::messages::{chart as chart_texts, screen as texts};
use crate::ui::{language, words};

/// Characters of a sentence on one line of a column, seen with the widest letters of our type.
const LINE: usize = 24;
/// Characters of a name on one line.
const NAME_LINE: usize = 13;
/// Half lines on the wall at once, to be read from the back row; each row takes three more.
const HALVES: usize = 26;
/// Lines of one side of a bottleneck; how many sentences do not fit stands below.
const SIDE: usize = 10;

/// How many of these sentences fit on one side.
fn fitting(events: &[String]) -> usize {
    let mut left = SIDE;
    events.iter().take_while(|event| left.checked_sub(lines(event, LINE)).map(|rest| left = rest).is_some()).count()
}

/// Half lines that a row takes.
fn height(row: &RiskRow) -> usize {
    let side = |events: &[String]| {
        let shown = fitting(events);
        let more = usize::from(shown < events.len());
        events[..shown].iter().map(|event| lines(event, LINE)).sum::<usize>() + more
    };
    // The name has a number before it, and is larger than the sentences.
    let name = lines(&format!("{} {}", words::number(row.number), row.short_name), NAME_LINE);
    let sides = side(&row.municipality).max(side(&row.youth));
    (2 * sides).max(2 * name + 1) + 3
}

/// The rows in pages that fit on the wall.
fn pages_of(rows: &[RiskRow]) -> Vec<Vec<RiskRow>> {
    let mut pages: Vec<Vec<RiskRow>> = Vec::new();
    for row in rows {
        let fits = |page: &Vec<RiskRow>| page.iter().map(height).sum::<usize>() + height(row) <= HALVES;
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
    let shown = fitting(events);
    let more = (events.len() - shown) as u32;
    let more = (more > 0).then(|| view! { <li class="ws-quiet">{texts::risks_more(language, more)}</li> });
    let rows = events.iter().take(shown).map(|event| view! { <li>{event.clone()}</li> }).collect_view();
    view! { <ul>{rows}{more}</ul> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(sentences: usize, length: usize) -> RiskRow {
        let municipality = vec!["x".repeat(length); sentences];
        RiskRow { number: 1, short_name: "Overdracht hapert".into(), municipality, youth: Vec::new() }
    }

    #[test]
    fn as_much_stands_on_a_page_as_can_be_read() {
        let sizes = |rows: &[RiskRow]| pages_of(rows).iter().map(Vec::len).collect::<Vec<_>>();
        assert_eq!(sizes(&[]), Vec::<usize>::new());
        let short = RiskRow { short_name: "Te weinig kamers".into(), ..row(1, 40) };
        assert_eq!(sizes(&vec![short; 4]), [3, 1]);
        assert_eq!(sizes(&[row(1, 140), row(1, 20), row(3, 140)]), [2, 1]);
        for (sentences, length) in [(1, 140), (9, 140), (40, 10)] {
            assert!(height(&row(sentences, length)) <= HALVES, "{sentences} of {length}");
        }
        assert_eq!((fitting(&row(9, 140).municipality), fitting(&row(2, 20).municipality)), (1, 2));
    }
}
