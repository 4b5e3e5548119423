//! The commitment round on the wall: hands, what parties wrote, the challenge, and the wall of parties.

use leptos::prelude::*;
use werksessie_core::project::Language;
use werksessie_core::promise::condition::Answer;
use werksessie_core::promise::{Kind, State};
use werksessie_core::question::Frame;
use werksessie_core::view::PromiseRow;
use werksessie_core::view::commitment::{HandsView, NeedRow, WrittenRow};

use super::{lines, quiet, turn_pages};
use crate::messages::{chart as chart_texts, commit as texts, scoring, screen as screen_texts};
use crate::ui::{commit, language, words};

/// Height of the promises on the wall at once, in pixels at 1920x1080.
const PROMISED: usize = 670;
/// Characters on one line of a promise, of a condition, and of a party's name.
const PROMISE_LINES: (usize, usize, usize) = (34, 40, 13);
/// Hands on the wall at once, in two columns.
const HANDS: usize = 12;
/// Height of what was written on the wall at once, in pixels at 1920x1080.
const WRITTEN: usize = 740;
/// Characters of what was written, and of a party's name, on one line.
const LINES: (usize, usize) = (52, 13);

/// The hands of all parties, together.
pub(super) fn hands(hands: &HandsView) -> impl IntoView + use<> {
    let language = language();
    let heard = commit::heard(hands);
    let heard = (!heard.is_empty()).then(|| view! { <p class="ws-stage__sub">{texts::hear(language, heard)}</p> });
    let rows = hands.hands.clone();
    let pages = rows.len().div_ceil(HANDS).max(1);
    let page = RwSignal::new(0);
    turn_pages(page, pages);
    let list = move || {
        let shown = rows.iter().skip((page.get() % pages) * HANDS).take(HANDS);
        shown.map(|(party, fingers, _)| hand(language, party, *fingers)).collect_view()
    };
    let turning =
        (pages > 1).then(|| view! { <p>{move || chart_texts::page(language, page.get() % pages + 1, pages)}</p> });
    view! {
        <h1>{commit::outcome(language, hands)}</h1>
        <p class="ws-stage__sub">{hands.statement.clone()}</p>
        {heard}{commit::silent(language, hands).map(|words| view! { <p>{words}</p> })}{turning}
        <ul class="ws-hands">{list}</ul>
    }
}

/// One hand: five dots, as many filled as there are fingers, and the number beside them.
fn hand(language: Language, party: &str, fingers: u8) -> impl IntoView + use<> {
    let dot = |at: u8| {
        let class = if at < fingers { "ws-fill-1 ws-edge" } else { "ws-axis" };
        view! { <circle class=class cx=14 + 34 * u32::from(at) cy="16" r="12"/> }
    };
    let said = commit::fingers(language, fingers);
    view! {
        <li class:ws-hands--heard=fingers < 3>
            <span>{party.to_owned()}</span>
            <svg viewBox="0 0 164 32" aria-hidden="true">{(0..5).map(dot).collect_view()}</svg>
            <strong>{fingers}<span class="ws-hidden">" "{said}</span></strong>
        </li>
    }
}

/// What was written, a page at a time.
pub(super) fn written(rows: Vec<WrittenRow>, count: u32) -> impl IntoView {
    let language = language();
    let is_of = |frames: &[Frame]| rows.iter().any(|row| frames.contains(&row.frame));
    if rows.is_empty() && count > 0 {
        return quiet(scoring::written_title(language), &scoring::written_sub(language, count)).into_any();
    }
    if rows.is_empty() {
        return quiet(texts::nothing_written(language), "").into_any();
    }
    let title = if !is_of(&[Frame::Offer]) && is_of(&[Frame::Need]) {
        texts::written_needs(language)
    } else if is_of(&[Frame::Contribution, Frame::Contribution2, Frame::Request]) {
        texts::written_contributions(language)
    } else if is_of(&[Frame::Offer, Frame::Need]) {
        texts::written_drafts(language)
    } else {
        texts::written_groups(language)
    };
    let all = pages_of(rows);
    let pages = all.len();
    let page = RwSignal::new(0);
    turn_pages(page, pages);
    let list = move || {
        let rows = all[page.get() % pages].iter().map(|row| {
            let party = row.short_name.clone();
            let beside = (!row.more.is_empty()).then(|| [" · ", &commit::beside(language, row)].concat());
            view! {
                <li class="ws-wall--firm ws-wall--wide"><span class="ws-wall__party">{party}</span>
                    <span><span class="ws-wall__promise">{row.text.clone()}</span><span class="ws-wall__needs">{commit::frame(language, row.frame)}{beside}</span></span></li>
            }
        });
        rows.collect_view()
    };
    let turning = (pages > 1).then(
        || view! { <p class="ws-stage__sub">{move || chart_texts::page(language, page.get() % pages + 1, pages)}</p> },
    );
    view! { <h1>{title}</h1>{turning}<ul class="ws-wall">{list}</ul> }.into_any()
}

/// Rows in pages of at most this height.
fn in_pages<T>(rows: Vec<T>, most: usize, height: impl Fn(&T) -> usize) -> Vec<Vec<T>> {
    let mut pages: Vec<Vec<T>> = Vec::new();
    for row in rows {
        let fits = |page: &&mut Vec<T>| page.iter().map(&height).sum::<usize>() + height(&row) <= most;
        match pages.last_mut().filter(fits) {
            Some(page) => page.push(row),
            None => pages.push(vec![row]),
        }
    }
    pages
}

/// What was written, in pages that can be read from the back.
fn pages_of(rows: Vec<WrittenRow>) -> Vec<Vec<WrittenRow>> {
    // Lines of 53 pixels and one of 45 below; a name of two lines takes as much.
    in_pages(rows, WRITTEN, |row| {
        let text = lines(&row.text, LINES.0) * 53 + 45;
        text.max(lines(&row.short_name, LINES.1) * 53) + 12
    })
}

/// What has to change, and who stands behind it.
pub(super) fn challenge(core: String, shown: Option<HandsView>) -> impl IntoView {
    let language = language();
    if core.is_empty() {
        return quiet(texts::challenge(language), texts::challenge_none(language)).into_any();
    }
    let outcome = shown.map(|hands| view! { <p class="ws-stage__sub">{commit::outcome(language, &hands)}</p> });
    let class = if core.chars().count() > 170 { "ws-challenge ws-challenge--long" } else { "ws-challenge" };
    view! { <h1>{texts::challenge(language)}</h1><p class=class>{core}</p>{outcome} }.into_any()
}

/// The wall of parties: what each does, what it needs for that, and whether that was granted. In the
/// order of the parties: there is no ranking.
pub(super) fn wall(rows: Vec<PromiseRow>) -> impl IntoView {
    let language = language();
    if rows.is_empty() {
        return quiet(screen_texts::no_promises(language), screen_texts::no_promises_sub(language)).into_any();
    }
    let needs = || rows.iter().flat_map(|row| &row.needs);
    let (accepted, all) = (needs().filter(|need| need.answer == Answer::Accepted).count(), needs().count());
    let count = (all > 0).then(|| {
        let words = texts::accepted_of(language, accepted as u32, all as u32);
        view! { <p class="ws-stage__sub">{words}</p> }
    });
    let title = if all > 0 { texts::wall_title(language) } else { screen_texts::promises(language) };
    let all = pages_of_promises(rows);
    let pages = all.len();
    let page = RwSignal::new(0);
    // The newest promises are what the room talks about: the last page comes first.
    page.set(pages - 1);
    turn_pages(page, pages);
    let list = move || all[page.get() % pages].iter().map(|row| promise(language, row)).collect_view();
    let turning =
        (pages > 1).then(|| view! { <p>{move || chart_texts::page(language, page.get() % pages + 1, pages)}</p> });
    view! { <h1>{title}</h1>{count}{turning}<ul class="ws-wall">{list}</ul> }.into_any()
}

/// Promises in pages that can be read from the back.
fn pages_of_promises(rows: Vec<PromiseRow>) -> Vec<Vec<PromiseRow>> {
    let language = language();
    // Lines of 56 pixels, and of 42 for what it is for or what it needs.
    in_pages(rows, PROMISED, |row| {
        let needs = row.needs.iter().map(|need| {
            let said = [commit::answer(language, need.answer), &need.words].concat();
            lines(&[&texts::from_line(language, &need.short_name, &need.what), ": ", &said].concat(), PROMISE_LINES.1)
        });
        let below = if row.needs.is_empty() { 1 } else { needs.sum() };
        let text = lines(&row.what, PROMISE_LINES.0) * 56 + below * 42;
        text.max(lines(&row.party_short, PROMISE_LINES.2) * 56) + 4
    })
}

fn promise(language: Language, row: &PromiseRow) -> impl IntoView + use<> {
    let class = match (row.state, row.kind) {
        (State::Promise, Kind::Promise) => "ws-wall--firm",
        (State::Promise, Kind::Reservation) => "",
        _ => "ws-wall--intent",
    };
    let needs = if row.needs.is_empty() {
        let words = screen_texts::promise_for(language, &row.bottleneck, &row.owner);
        view! { <span class="ws-wall__needs">{words}</span> }.into_any()
    } else {
        row.needs.iter().map(|need| condition(language, need)).collect_view().into_any()
    };
    view! {
        <li class=class>
            <span class="ws-wall__party">{row.party_short.clone()}</span>
            <span><span class="ws-wall__promise">{row.what.clone()}</span>{needs}</span>
            <span class="ws-wall__state"><strong>{words::day(language, row.due)}" "{row.due.year()}</strong><span>{commit::kind(language, row.kind, row.state)}</span></span>
        </li>
    }
}

/// A condition: an arrow that turns green, and always the word as well.
fn condition(language: Language, need: &NeedRow) -> impl IntoView + use<> {
    let class = if need.answer == Answer::Accepted { "ws-arrow" } else { "ws-arrow ws-arrow--open" };
    let words = (!need.words.is_empty() && need.answer == Answer::Counter).then(|| [": ", &need.words].concat());
    view! {
        <span class="ws-wall__needs"><svg viewBox="0 0 54 24" aria-hidden="true"><path class=class d="M3 12h46M39 3l10 9-10 9"/></svg>
            <span>{texts::from_line(language, &need.short_name, &need.what)}": "<strong>{commit::answer(language, need.answer)}</strong>{words}</span></span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(length: usize) -> WrittenRow {
        let text = "x".repeat(length);
        WrittenRow {
            sure: None,
            short_name: "Wonen".into(),
            frame: Frame::Role,
            about: String::new(),
            party: None,
            text,
            more: String::new(),
            given: String::new(),
        }
    }

    #[test]
    fn long_texts_take_more_room_than_short_ones() {
        let sizes = |rows: Vec<WrittenRow>| pages_of(rows).iter().map(Vec::len).collect::<Vec<_>>();
        assert_eq!(sizes(vec![row(10); 12]), [6, 6]);
        assert_eq!(sizes(vec![row(280), row(10), row(280)]), [2, 1]);
    }
}
