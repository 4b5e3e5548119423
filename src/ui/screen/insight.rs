//! What the figures of a revealed round say together: the field of severity and influence, the
//! largest differences, before and after the talk, then and now. Pictures first, each with an equal
//! table for who cannot see it.

use leptos::prelude::*;
use werksessie_core::bottleneck::insight::{IN_OUR_HANDS, Point, Points, Quadrant, Rating, SEVERE};
use werksessie_core::view::insight::{DifferenceRow, DifferenceRows, Placed, ShiftRow, ThenRow};

use super::ROWS;
use crate::messages::{chart as chart_texts, screen as texts};
use crate::ui::chart::{Frame, bars, patterns, question};
use crate::ui::language;
use crate::ui::markup::{Element, Markup, el};
use crate::ui::parts::band;
use crate::ui::words::{decimal, tenth};

/// Width of the drawings: one unit is one pixel on a wall of 1920.
const WIDTH: f64 = 1728.0;
/// Height of the drawings.
const HEIGHT: f64 = 760.0;

fn drawing(label: &str, inner: Markup) -> String {
    let svg = el("svg")
        .class("ws-chart")
        .attr("viewBox", &format!("0 0 {} {}", WIDTH as u32, HEIGHT as u32))
        .attr("role", "img")
        .attr("aria-label", label);
    Markup::from(svg.with(inner)).html()
}

fn text(class: &str, x: f64, y: f64, words: &str) -> Element {
    el("text").class(class).attr("x", &tenth(x)).attr("y", &tenth(y)).text(words)
}

fn line(class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) -> Element {
    let at = |element: Element, name, value| element.attr(name, &tenth(value));
    at(at(at(at(el("line").class(class), "x1", x1), "y1", y1), "x2", x2), "y2", y2)
}

/// A picture with its heading, and the same as a table for who cannot see it.
fn board(title: String, picture: String, table: impl IntoView) -> impl IntoView {
    view! {
        <div inner_html=patterns().html()></div>
        <h1>{title}</h1>
        <div class="ws-stage__picture" inner_html=picture></div>
        <div class="ws-hidden ws-hidden--wide">{table}</div>
    }
}

/// Nothing to draw.
fn nothing(title: &'static str) -> AnyView {
    view! { <h1>{title}</h1><p class="ws-stage__sub">{chart_texts::too_few(language())}</p> }.into_any()
}

fn table(caption: &'static str, heads: &[&'static str], rows: Vec<Vec<String>>) -> impl IntoView + use<> {
    let heads = heads.iter().map(|head| view! { <th scope="col">{*head}</th> }).collect_view();
    let rows = rows.into_iter().map(|row| {
        let mut cells = row.into_iter();
        let first = cells.next();
        view! { <tr><th scope="row">{first}</th>{cells.map(|cell| view! { <td>{cell}</td> }).collect_view()}</tr> }
    });
    view! { <table><caption>{caption}</caption><thead><tr>{heads}</tr></thead><tbody>{rows.collect_view()}</tbody></table> }
}

// Severity and influence.

/// Left edge of the field.
const LEFT: f64 = 60.0;
/// Bottom of the field.
const BOTTOM: f64 = 690.0;
/// The rows on which names stand: the first clears the names of the quarters at the top, the last those below.
const FIRST_ROW: f64 = 96.0;
const NAME_ROWS: u32 = 12;
/// From row to row: no two names and no name and dot that are this far apart touch.
const ROW_HEIGHT: f64 = 48.0;

fn field_x(influence: f64) -> f64 {
    LEFT + (influence - 1.0) / 4.0 * (WIDTH - LEFT)
}

fn field_y(severity: f64) -> f64 {
    BOTTOM - (severity - 1.0) / 4.0 * BOTTOM
}

/// Names are up to 24 letters long: about this wide.
const NAME: f64 = 560.0;
/// From the middle of a dot to its name.
const GAP: f64 = 44.0;
const RADIUS: f64 = 30.0;

/// A dot stands where its two values say: it is never moved to make room.
fn dot(item: &Placed) -> (f64, f64) {
    let x = field_x(item.influence).clamp(LEFT + 40.0, WIDTH - 40.0);
    (x, field_y(item.severity).clamp(RADIUS, BOTTOM - RADIUS))
}

fn to_left(x: f64) -> bool {
    x > (LEFT + WIDTH) / 2.0 + 200.0
}

/// From where to where the name beside a dot at `x` runs.
fn span(x: f64) -> (f64, f64) {
    if to_left(x) { (x - GAP - NAME, x - GAP) } else { (x + GAP, x + GAP + NAME) }
}

/// The height of each name: the row nearest to its dot where it covers no other name and, where that can be, no dot.
fn heights(items: &[Placed]) -> Vec<f64> {
    let dots: Vec<(f64, f64)> = items.iter().map(dot).collect();
    let mut names: Vec<(f64, f64, f64)> = Vec::new();
    for (x, height) in &dots {
        let (from, to) = span(*x);
        let touches =
            |left: f64, right: f64, at: f64, y: f64| left <= to && from <= right && (at - y).abs() < ROW_HEIGHT;
        let covers_a_dot = |y: f64| dots.iter().any(|(x, at)| touches(x - RADIUS, x + RADIUS, *at, y));
        let nearest = (0..NAME_ROWS)
            .map(|row| FIRST_ROW + f64::from(row) * ROW_HEIGHT)
            .filter(|y| names.iter().all(|(left, right, at)| !touches(*left, *right, *at, *y)))
            .min_by(|a, b| {
                let distance = |y: f64| (y - height).abs();
                covers_a_dot(*a).cmp(&covers_a_dot(*b)).then(distance(*a).total_cmp(&distance(*b)))
            });
        names.push((from, to, nearest.unwrap_or(*height)));
    }
    names.into_iter().map(|(_, _, y)| y).collect()
}

/// The field of severity and influence.
pub fn quadrant(items: Vec<Placed>) -> AnyView {
    let language = language();
    if items.is_empty() {
        return nothing(texts::quadrant(language));
    }
    let now = items.iter().filter(|item| item.quadrant == Quadrant::TakeUp).count() as u32;
    let (middle, cut) = (field_x(IN_OUR_HANDS), field_y(SEVERE));
    let area = |class: &str, x: f64, y: f64, width: f64, height: f64| {
        let rect = el("rect").class(class).attr("x", &tenth(x)).attr("y", &tenth(y));
        rect.attr("width", &tenth(width)).attr("height", &tenth(height))
    };
    let names = Markup::from(text("ws-say ws-bold", LEFT + 30.0, 62.0, texts::put_on_agenda(language)))
        .and(text("ws-say ws-bold ws-end", WIDTH - 30.0, 62.0, texts::take_up(language)))
        .and(text("ws-say ws-bold", LEFT + 30.0, BOTTOM - 26.0, texts::park(language)))
        .and(text("ws-say ws-bold ws-end", WIDTH - 30.0, BOTTOM - 26.0, texts::take_along(language)));
    let ends = Markup::from(text("ws-soft", LEFT, 738.0, texts::little_influence(language)))
        .and(text("ws-soft ws-end", WIDTH, 738.0, texts::much_influence(language)))
        .and(text("ws-soft ws-end", 0.0, 40.0, texts::very_severe(language)).attr("transform", "rotate(-90 40 40)"))
        .and(
            text("ws-soft", 0.0, 40.0, texts::less_severe(language))
                .attr("transform", "translate(0 600) rotate(-90 40 40)"),
        );
    // More names than fit are in the table: the first eight by severity stand beside their dot.
    let mut by_severity: Vec<usize> = (0..items.len()).collect();
    by_severity.sort_by(|a, b| items[*b].severity.total_cmp(&items[*a].severity));
    let named: Vec<usize> = by_severity.into_iter().take(ROWS).collect();
    let shown: Vec<Placed> = named.iter().map(|at| items[*at].clone()).collect();
    let dots: Markup = shown
        .iter()
        .zip(heights(&shown))
        .map(|(item, y)| {
            let (x, height) = dot(item);
            let first = item.quadrant == Quadrant::TakeUp;
            let (fill, ink) = if first { ("ws-fill-1 ws-edge", "ws-on") } else { ("ws-fill-well ws-edge", "") };
            let (anchor, label) = if to_left(x) { ("ws-q2 ws-end", x - GAP) } else { ("ws-q2", x + GAP) };
            let circle = el("circle").class(fill).attr("cx", &tenth(x)).attr("cy", &tenth(height));
            let circle = circle.attr("r", &tenth(RADIUS));
            let number = text(&format!("ws-mid ws-bold {ink}"), x, height + 11.0, &item.card.number.to_string());
            // A name that had to make room is tied to its dot.
            let tie = ((y - height).abs() > ROW_HEIGHT / 2.0).then(|| line("ws-axis", (x, height), (label, y)));
            el("g").with(tie).with(circle).with(number).with(text(anchor, label, y + 13.0, &item.card.short_name))
        })
        .collect();
    let inner = Markup::from(area("ws-fill-card", LEFT, 0.0, middle - LEFT, cut))
        .and(area("ws-fill-lamp", middle, 0.0, WIDTH - middle, cut))
        .and(line("ws-grid ws-dashed", (middle, 0.0), (middle, BOTTOM)))
        .and(line("ws-grid ws-dashed", (LEFT, cut), (WIDTH, cut)))
        .and(line("ws-axis", (LEFT, 0.0), (LEFT, BOTTOM)))
        .and(line("ws-axis", (LEFT, BOTTOM), (WIDTH, BOTTOM)))
        .and(names)
        .and(ends)
        .and(dots);
    let name = |quadrant| match quadrant {
        Quadrant::TakeUp => texts::take_up(language),
        Quadrant::PutOnAgenda => texts::put_on_agenda(language),
        Quadrant::TakeAlong => texts::take_along(language),
        Quadrant::Park => texts::park(language),
    };
    let rows = items.iter().map(|item| {
        let number = |value| decimal(language, value, 1);
        vec![item.card.title.clone(), number(item.severity), number(item.influence), name(item.quadrant).to_owned()]
    });
    let heads = [
        chart_texts::bottleneck(language),
        chart_texts::severity(language),
        chart_texts::influence(language),
        texts::what_fits(language),
    ];
    let table = table(texts::quadrant(language), &heads, rows.collect());
    let title = if now == 0 { texts::quadrant_none(language).to_owned() } else { texts::quadrant_title(language, now) };
    board(title, drawing(texts::quadrant(language), inner), table).into_any()
}

// The largest differences.

/// Up to three differences side by side.
pub fn differences(rows: DifferenceRows) -> AnyView {
    let language = language();
    let rows: Vec<DifferenceRow> = rows.divided.into_iter().chain(rows.between_circles).take(3).collect();
    if rows.is_empty() {
        return view! { <h1>{texts::no_differences(language)}</h1> }.into_any();
    }
    let width = (WIDTH - 96.0) / 3.0;
    let inner: Markup =
        rows.iter().enumerate().map(|(at, row)| difference(row, at as f64 * (width + 48.0), width)).collect();
    let cells = rows.iter().map(|row| {
        let counts = row.counts.iter().map(u32::to_string).collect::<Vec<_>>().join(" · ");
        vec![row.card.title.clone(), question(row.scale).to_owned(), counts, decimal(language, row.consensus, 2)]
    });
    let heads = [
        chart_texts::bottleneck(language),
        texts::on_what(language),
        chart_texts::votes(language),
        chart_texts::agreement(language),
    ];
    let table = table(texts::differences(language), &heads, cells.collect());
    board(texts::differences(language).to_owned(), drawing(texts::differences(language), inner), table).into_any()
}

fn difference(row: &DifferenceRow, left: f64, width: f64) -> Element {
    let language = language();
    let card = el("rect").class("ws-fill-card").attr("x", &tenth(left)).attr("y", "0").attr("rx", "20");
    let card = card.attr("width", &tenth(width)).attr("height", "750");
    let bar = (width - 80.0 - 4.0 * 16.0) / 5.0;
    let highest = row.counts.into_iter().max().unwrap_or(0);
    let frame = Frame {
        x: left + 40.0,
        base: 560.0,
        bar,
        gap: 16.0,
        height: 280.0,
        values: Some("ws-key"),
        edge: "ws-edge",
        highest,
    };
    let marks: Markup = (0..5)
        .map(|at| {
            let x = left + 40.0 + bar / 2.0 + (bar + 16.0) * f64::from(at);
            text("ws-mid ws-soft", x, 606.0, &(at + 1).to_string())
        })
        .collect();
    let scale = crate::ui::chart::scale_name(row.scale);
    let agreed = band(werksessie_core::stats::Band::of(row.consensus));
    let gap = row.gap.as_ref().map(|gap| {
        let numbers = |(name, mean): &(String, f64)| format!("{name} {}", decimal(language, *mean, 1));
        Markup::from(text("", left + 40.0, 672.0, &numbers(&gap.high))).and(text(
            "",
            left + 40.0,
            718.0,
            &numbers(&gap.low),
        ))
    });
    el("g")
        .with(card)
        .with(text(
            if row.card.short_name.chars().count() > 18 { "ws-bold" } else { "ws-q2 ws-bold" },
            left + 40.0,
            70.0,
            &row.card.short_name,
        ))
        .with(text("ws-soft", left + 40.0, 122.0, &format!("{scale} · {agreed}")))
        .with(bars(row.counts, frame))
        .with(marks)
        .with(line("ws-axis", (left + 34.0, 560.0), (left + width - 34.0, 560.0)))
        .with(gap.unwrap_or_default())
}

// Before and after; then and now.

/// A row of two points on a scale from 1 to 5.
struct Shift {
    name: String,
    title: String,
    before: Option<Point>,
    after: Option<Point>,
}

/// Before and after the talk.
pub fn before_after(rows: Vec<ShiftRow>) -> AnyView {
    let language = language();
    let shift = |row: ShiftRow| Shift {
        name: row.card.short_name,
        title: row.card.title,
        before: row.before.severity,
        after: row.after.severity,
    };
    let legend = [texts::before_talk(language), texts::after_talk(language)];
    shifts(texts::before_after(language), legend, rows.into_iter().map(shift).collect())
}

/// The same bottleneck in an earlier meeting and now.
pub fn then_now(rows: Vec<ThenRow>) -> AnyView {
    let language = language();
    let last = |then: &[Rating]| then.last().map(|rating| rating.points).and_then(|points: Points| points.severity);
    let shift = |row: ThenRow| Shift {
        before: last(&row.then),
        after: row.now.severity,
        name: row.card.short_name,
        title: row.card.title,
    };
    let legend = [texts::then(language), texts::now(language)];
    shifts(texts::then_now(language), legend, rows.into_iter().map(shift).collect())
}

fn shifts(title: &'static str, legend: [&'static str; 2], rows: Vec<Shift>) -> AnyView {
    let language = language();
    if rows.is_empty() {
        return nothing(title);
    }
    let x = |mean: f64| 640.0 + (mean - 1.0) / 4.0 * 1_000.0;
    let top = 96.0;
    let step = ((HEIGHT - 150.0) / rows.len().min(ROWS) as f64).min(120.0);
    let grid: Markup = (1..=5)
        .map(|mark| {
            let at = x(f64::from(mark));
            el("g").with(line("ws-grid", (at, top - 20.0), (at, HEIGHT - 40.0))).with(text(
                "ws-mid ws-soft",
                at,
                HEIGHT,
                &mark.to_string(),
            ))
        })
        .collect();
    let drawn: Markup = rows
        .iter()
        .take(ROWS)
        .enumerate()
        .map(|(at, row)| {
            let y = top + step * (at as f64 + 0.5);
            let dot = |point: &Option<Point>, class: &str| {
                point.as_ref().map(|point| {
                    let circle = el("circle").class(class).attr("cx", &tenth(x(point.mean))).attr("cy", &tenth(y));
                    circle.attr("r", "20")
                })
            };
            let between = row
                .before
                .as_ref()
                .zip(row.after.as_ref())
                .map(|(before, after)| line("ws-axis", (x(before.mean), y), (x(after.mean), y)));
            el("g")
                .with(text("ws-q2", 0.0, y + 13.0, &row.name))
                .with(between)
                .with(dot(&row.before, "ws-fill-card ws-edge"))
                .with(dot(&row.after, "ws-fill-1 ws-edge"))
        })
        .collect();
    let key =
        Markup::from(el("circle").class("ws-fill-card ws-edge").attr("cx", "660").attr("cy", "30").attr("r", "16"))
            .and(text("", 690.0, 42.0, legend[0]))
            .and(el("circle").class("ws-fill-1 ws-edge").attr("cx", "1180").attr("cy", "30").attr("r", "16"))
            .and(text("", 1_210.0, 42.0, legend[1]));
    let mean =
        |point: &Option<Point>| point.as_ref().map_or_else(|| "–".to_owned(), |point| decimal(language, point.mean, 1));
    let cells = rows.iter().map(|row| vec![row.title.clone(), mean(&row.before), mean(&row.after)]);
    let table = table(title, &[chart_texts::bottleneck(language), legend[0], legend[1]], cells.collect());
    board(texts::severity_of(language, title), drawing(title, grid.and(drawn).and(key)), table).into_any()
}

#[cfg(test)]
mod tests {
    use werksessie_core::BottleneckId;
    use werksessie_core::view::Card;

    use super::*;

    fn placed(number: u32, severity: f64, influence: f64) -> Placed {
        Placed {
            card: Card {
                item: BottleneckId::from_random([number as u8; 16]),
                number,
                title: String::new(),
                short_name: String::new(),
                explanation: String::new(),
            },
            severity,
            influence,
            quadrant: werksessie_core::bottleneck::insight::quadrant(severity, influence),
            focus: None,
            reach: None,
        }
    }

    #[test]
    fn names_in_the_field_never_stand_over_each_other() {
        let items: Vec<Placed> = (1..=8).map(|number| placed(number, 4.1, 3.0 + f64::from(number) / 20.0)).collect();
        let heights = heights(&items);
        for (at, y) in heights.iter().enumerate() {
            assert!((0.0..=BOTTOM).contains(y));
            assert!(heights[..at].iter().all(|other| (y - other).abs() >= ROW_HEIGHT), "{heights:?}");
        }
    }

    #[test]
    fn a_name_makes_room_for_the_dot_beside_it() {
        let items = [placed(1, 4.0, 2.0), placed(2, 4.0, 2.5)];
        let (_, at) = dot(&items[1]);
        assert!((heights(&items)[0] - at).abs() >= ROW_HEIGHT);
        assert_eq!(dot(&items[0]).1, at, "the dot itself stays at its value");
    }
}
