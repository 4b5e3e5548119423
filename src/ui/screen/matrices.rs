//! Two matrices beside each other: what doing nothing means for the municipality, and for young people.
//! Each vote is a dot on a thin line to the median of its risk; the two sides are never added up.

use leptos::prelude::*;
use werksessie_core::risk::Side;
use werksessie_core::risk::measure::{Zone, Zones};
use werksessie_core::risk::score::Votes;
use werksessie_core::view::risks::RiskResult;

use super::turn_pages;
use crate::messages::{chart as chart_texts, scoring as texts, screen as screen_texts};
use crate::ui::markup::{Element, Markup, el, raw};
use crate::ui::words::{decimal, tenth};
use crate::ui::{language, scoring};

/// Risks of each side on the wall at once.
const SHOWN: usize = 4;
/// Width and height of a place, in drawing units.
const CELL: (f64, f64) = (142.0, 86.0);
/// Where the places begin.
const LEFT: f64 = 60.0;
const TOP: f64 = 72.0;
/// Characters of what can happen that fit on a line below a matrix.
const EVENT: usize = 34;
/// Radius of a marker.
const MARKER: f64 = 28.0;
/// Dots of one risk that can still be told apart; with more votes one dot stands for several.
const DOTS: u32 = 120;

/// The matrices, a few risks at a time.
pub(super) fn board(revealing: bool, revote: bool, paper: u32, zones: Zones, rows: Vec<RiskResult>) -> impl IntoView {
    let language = language();
    let title = if revote { texts::matrix_again(language).to_owned() } else { finding(&rows) };
    let of = |side: Side| rows.iter().filter(|row| row.side == side).cloned().collect::<Vec<_>>();
    let sides = [of(Side::Municipality), of(Side::Youth)];
    let pages = sides.iter().map(|rows| rows.len().div_ceil(SHOWN)).max().unwrap_or(1).max(1);
    let page = RwSignal::new(0);
    turn_pages(page, pages);
    let most = rows.iter().filter_map(|row| row.votes.as_ref()).map(|votes| votes.voted).max().unwrap_or(0);
    let per_dot = most.div_ceil(DOTS).max(1);
    let drawn = move || {
        let first = (page.get() % pages) * SHOWN;
        let [municipality, youth] = &sides;
        let shown = |rows: &[RiskResult]| rows.iter().skip(first).take(SHOWN).cloned().collect::<Vec<_>>();
        let (municipality, youth) = (shown(municipality), shown(youth));
        let divider = el("line").class("ws-grid").attr("x1", "864").attr("y1", "8").attr("x2", "864").attr("y2", "780");
        let right = el("g").attr("transform", "translate(946 0)");
        matrix(Side::Municipality, zones, &municipality, per_dot)
            .and(divider)
            .and(right.with(matrix(Side::Youth, zones, &youth, per_dot)))
            .html()
    };
    let name = [Side::Municipality, Side::Youth].map(|side| scoring::side(language, side)).join(", ");
    let paper = (paper > 0).then(|| screen_texts::on_paper(language, paper));
    let dots =
        if per_dot > 1 { texts::matrix_dots(language, per_dot) } else { texts::matrix_note(language).to_owned() };
    let turning = (pages > 1)
        .then(|| view! { <span>{move || chart_texts::page(language, page.get() % pages + 1, pages)}" · "</span> });
    view! {
        <h1>{title}</h1>
        <div inner_html=patterns().html()></div>
        <div class="ws-stage__picture" class:ws-reveal=revealing>
            <svg class="ws-chart" viewBox="0 0 1728 800" role="img" aria-label=texts::matrix_label(language, name) inner_html=drawn></svg>
        </div>
        <p class="ws-quiet">{turning}{dots}" "{paper}</p>
        <div class="ws-hidden ws-hidden--wide">{table(&rows)}</div>
    }
}

/// What the matrices show, as a sentence.
fn finding(rows: &[RiskResult]) -> String {
    let language = language();
    let zone = |row: &RiskResult| row.decided.map(|(_, zone)| zone).or(row.zone);
    let high = |side| rows.iter().filter(|row| row.side == side && zone(row) == Some(Zone::High)).count() as u32;
    match (high(Side::Municipality), high(Side::Youth)) {
        (0, 0) => texts::none_high(language).to_owned(),
        (municipality, 0) => texts::high_municipality(language, municipality),
        (0, youth) => texts::high_youth(language, youth),
        (municipality, youth) => texts::high_both(language, municipality, youth),
    }
}

fn patterns() -> Markup {
    raw(concat!(
        r#"<svg class="ws-defs" aria-hidden="true" focusable="false"><defs>"#,
        r#"<pattern id="ws-zone-high" width="20" height="20" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">"#,
        r#"<rect class="ws-fill-high" width="20" height="20"/><rect class="ws-fill-middle" width="5" height="20"/></pattern>"#,
        "</defs></svg>"
    ))
}

/// The middle of a place or a point between places, each from 1 to 5; more impact is higher.
fn at(chance: f64, impact: f64) -> (f64, f64) {
    (LEFT + (chance - 0.5) * CELL.0, TOP + (5.5 - impact) * CELL.1)
}

fn matrix(side: Side, zones: Zones, rows: &[RiskResult], per_dot: u32) -> Markup {
    let language = language();
    let text = |class: &str, x: f64, y: f64, words: &str| {
        el("text").class(class).attr("x", &tenth(x)).attr("y", &tenth(y)).text(words)
    };
    let places = (1..=5u8).flat_map(|impact| (1..=5u8).map(move |chance| (chance, impact)));
    let cells: Markup = places.map(|(chance, impact)| cell(zones, chance, impact)).collect();
    let (right, bottom) = (LEFT + 5.0 * CELL.0, TOP + 5.0 * CELL.1);
    let frame = el("rect")
        .class("ws-axis")
        .attr("x", &tenth(LEFT))
        .attr("y", &tenth(TOP))
        .attr("width", &tenth(right - LEFT))
        .attr("height", &tenth(bottom - TOP));
    let corner = |class: &str, x, y, chance, impact| {
        text(&["ws-q2 ws-bold", class].concat(), x, y, scoring::zone(language, zones.at(chance, impact)))
    };
    let (few, many, small, great) = match side {
        Side::Municipality => (
            texts::small_chance(language),
            texts::great_chance(language),
            texts::small_harm(language),
            texts::great_harm(language),
        ),
        Side::Youth => (
            texts::few_of_ten(language),
            texts::all_of_ten(language),
            texts::discomfort(language),
            texts::unsafe_(language),
        ),
    };
    let upright = |class: &str, y: f64, words: &str| {
        let turn = ["translate(40 ", &tenth(y), ") rotate(-90)"].concat();
        el("text").class(class).attr("transform", &turn).text(words)
    };
    let markers = markers(rows);
    let clouds: Markup = rows
        .iter()
        .zip(&markers)
        .enumerate()
        .filter_map(|(number, (row, marker))| Some(cloud(row.votes.as_ref()?, (*marker)?, number, per_dot)))
        .collect();
    let knobs: Markup = markers
        .iter()
        .enumerate()
        .zip(rows)
        .filter_map(|((_, marker), row)| Some(knob((*marker)?, MARKER, row.number)))
        .collect();
    let list: Markup = rows.iter().enumerate().map(|(place, row)| listed(place, row)).collect();
    Markup::from(text("ws-say ws-bold", 0.0, 44.0, scoring::side(language, side)))
        .and(cells)
        .and(frame)
        .and(text("ws-soft", LEFT, bottom + 42.0, few))
        .and(text("ws-soft ws-end", right, bottom + 42.0, many))
        .and(upright("ws-soft", bottom, small))
        .and(upright("ws-soft ws-end", TOP, great))
        .and(clouds)
        .and(corner("", LEFT + 12.0, bottom - 14.0, 1, 1))
        .and(corner(" ws-end", right - 12.0, TOP + 38.0, 5, 5))
        .and(corner(" ws-end", right - 12.0, bottom - 14.0, 5, 1))
        .and(knobs)
        .and(list)
}

fn cell(zones: Zones, chance: u8, impact: u8) -> Element {
    let (x, y) = at(f64::from(chance), f64::from(impact));
    let rect = el("rect")
        .attr("x", &tenth(x - CELL.0 / 2.0))
        .attr("y", &tenth(y - CELL.1 / 2.0))
        .attr("width", &tenth(CELL.0))
        .attr("height", &tenth(CELL.1));
    match zones.at(chance, impact) {
        Zone::Low => rect.class("ws-cell ws-fill-low"),
        Zone::Middle => rect.class("ws-cell ws-fill-middle"),
        Zone::High => rect.class("ws-cell").attr("fill", "url(#ws-zone-high)"),
    }
}

/// Where the marker of a risk stands: where the table put it, else at the median of its votes.
fn stands(row: &RiskResult) -> Option<(f64, f64)> {
    let decided = row.decided.map(|(place, _)| (f64::from(place.chance), f64::from(place.impact)));
    decided.or_else(|| row.votes.as_ref().map(|votes| votes.median))
}

/// Where the markers stand: at the medians, and beside each other where several would cover one another.
fn markers(rows: &[RiskResult]) -> Vec<Option<(f64, f64)>> {
    rows.iter()
        .enumerate()
        .map(|(number, row)| {
            let own = stands(row)?;
            let same = |other: &RiskResult| stands(other) == Some(own);
            let together = rows.iter().filter(|other| same(other)).count();
            let before = rows[..number].iter().filter(|other| same(other)).count();
            let shift = (before as f64 - (together as f64 - 1.0) / 2.0) * (2.0 * MARKER + 4.0);
            let (x, y) = at(own.0, own.1);
            Some((x + shift, y))
        })
        .collect()
}

/// The votes of one risk around the middle of their places, each on a line to the marker.
fn cloud(votes: &Votes, marker: (f64, f64), number: usize, per_dot: u32) -> Element {
    let mut lines = String::new();
    let mut dots = Markup::default();
    for (impact, row) in (1u8..).zip(&votes.places) {
        for (chance, count) in (1u8..).zip(row) {
            let middle = at(f64::from(chance), f64::from(impact));
            for dot in 0..count.div_ceil(per_dot) {
                let (x, y) = spread(middle, dot, number);
                lines += &["M", &tenth(marker.0), " ", &tenth(marker.1), "L", &tenth(x), " ", &tenth(y)].concat();
                dots = dots.and(el("circle").attr("cx", &tenth(x)).attr("cy", &tenth(y)).attr("r", "5.5"));
            }
        }
    }
    el("g").class("ws-cloud ws-after").with(el("path").attr("d", &lines)).with(dots)
}

/// The place of a dot within its cell: a spiral of equal areas, begun at another angle for each risk, so
/// that dots lie apart and the same each time.
fn spread(middle: (f64, f64), dot: u32, number: usize) -> (f64, f64) {
    const GOLDEN: f64 = 2.399_963;
    let angle = (f64::from(dot) + 0.5) * GOLDEN + number as f64 * 1.1;
    let out = ((f64::from(dot) + 0.7) / 22.0).sqrt().min(1.0);
    (middle.0 + angle.cos() * out * (CELL.0 / 2.0 - 10.0), middle.1 + angle.sin() * out * (CELL.1 / 2.0 - 9.0))
}

/// A text of at most so many characters, cut between words.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut short = String::new();
    for word in text.split(' ').take_while({
        let mut length = 0;
        move |word: &&str| {
            length += word.chars().count() + 1;
            length <= most
        }
    }) {
        short += if short.is_empty() { "" } else { " " };
        short += word;
    }
    short + "…"
}

fn knob((x, y): (f64, f64), radius: f64, number: u32) -> Element {
    let circle = el("circle").attr("cx", &tenth(x)).attr("cy", &tenth(y)).attr("r", &tenth(radius));
    let text = el("text").class("ws-on ws-bold ws-mid").attr("x", &tenth(x)).attr("y", &tenth(y + 13.0));
    el("g").class("ws-cloud ws-after").with(circle).with(text.text(&number.to_string()))
}

/// A line of the list below the matrix: what can happen, as much of it as fits.
fn listed(place: usize, row: &RiskResult) -> Markup {
    let y = 612.0 + place as f64 * 56.0;
    let words = cut(&row.event, EVENT);
    let name = el("text").class("ws-key").attr("x", "68").attr("y", &tenth(y)).text(&words);
    let too_few = row.votes.is_none().then(|| {
        el("tspan").class("ws-soft").attr("dx", "16").attr("font-size", "34").text(texts::too_few(language()))
    });
    Markup::from(knob((28.0, y - 12.0), 24.0, row.number)).and(name.with(too_few))
}

/// The table that equals the matrices.
pub fn table(rows: &[RiskResult]) -> impl IntoView + use<> {
    let language = language();
    let is_decided = rows.iter().any(|row| row.decided.is_some());
    let row = |row: &RiskResult| {
        let cells = match (&row.votes, row.zone) {
            (Some(votes), Some(zone)) => {
                let middle = |median: f64| decimal(language, median, 1);
                let agreed = |consensus: f64| decimal(language, consensus, 2);
                let money = row.money.map(|range| scoring::money(language, range));
                view! {
                    <td>{middle(votes.median.0)}</td><td>{middle(votes.median.1)}</td><td>{scoring::zone(language, zone)}" "{money}</td>
                    <td>{votes.voted}</td><td>{agreed(votes.consensus.0)}</td><td>{agreed(votes.consensus.1)}</td>
                }
                .into_any()
            }
            _ => view! { <td colspan="6">{texts::too_few(language)}</td> }.into_any(),
        };
        let decided = is_decided.then(|| {
            let words = row.decided.map(|(place, zone)| {
                [
                    scoring::zone(language, zone),
                    " · ",
                    &texts::row_median(language, u32::from(place.chance), u32::from(place.impact)),
                ]
                .concat()
            });
            view! { <td><strong>{words}</strong></td> }
        });
        view! { <tr><th scope="row">{scoring::number(row.number)}" "{row.short_name.clone()}</th><td>{scoring::side(language, row.side)}</td>{decided}{cells}</tr> }
    };
    view! {
        <table class="ws-table">
            <caption>{texts::matrix_title(language)}</caption>
            <thead><tr><th scope="col">{texts::risk(language)}</th><th scope="col">{texts::for_whom(language)}</th>{is_decided.then(|| view! { <th scope="col">{texts::decided(language)}</th> })}
                <th scope="col">{texts::chance(language)}</th><th scope="col">{texts::impact(language)}</th><th scope="col">{texts::zone(language)}</th>
                <th scope="col">{texts::voters(language)}</th><th scope="col">{texts::agree_chance(language)}</th><th scope="col">{texts::agree_impact(language)}</th></tr></thead>
            <tbody>{rows.iter().map(row).collect_view()}</tbody>
        </table>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(places: &[(usize, usize, u32)]) -> RiskResult {
        let mut votes = [[0; 5]; 5];
        for (chance, impact, count) in places {
            votes[impact - 1][chance - 1] = *count;
        }
        RiskResult {
            risk: werksessie_core::RiskId::from_random([1; 16]),
            number: 1,
            side: Side::Youth,
            short_name: "Geen plek".into(),
            event: "geen plek".into(),
            bottleneck: "Wonen".into(),
            votes: Votes::of(&votes),
            classes: None,
            zone: None,
            advice: None,
            money: None,
            decided: None,
        }
    }

    #[test]
    fn every_vote_is_drawn_within_its_place() {
        let votes = row(&[(1, 1, 9), (5, 5, 40), (3, 2, 1)]).votes.expect("there are votes");
        let svg = Markup::from(cloud(&votes, (0.0, 0.0), 2, 1)).html();
        assert_eq!(svg.matches("<circle").count(), 50);
        let crowd = Markup::from(cloud(&votes, (0.0, 0.0), 2, 10)).html();
        assert_eq!(crowd.matches("<circle").count(), 1 + 4 + 1);
        for dot in 0..200 {
            let (x, y) = spread((0.0, 0.0), dot, 3);
            assert!(x.abs() < CELL.0 / 2.0 && y.abs() < CELL.1 / 2.0, "dot {dot} at {x}, {y}");
        }
    }

    #[test]
    fn markers_on_one_point_stand_beside_each_other() {
        let rows = [row(&[(3, 3, 5)]), row(&[(3, 3, 7)]), row(&[(5, 5, 5)]), row(&[])];
        let markers = markers(&rows);
        let (first, second) = (markers[0].expect("voted"), markers[1].expect("voted"));
        assert!((second.0 - first.0 - 60.0).abs() < 0.01 && (second.1 - first.1).abs() < 0.01);
        assert_eq!(markers[3], None, "no votes, no marker");
    }
}
