//! Charts: SVG with a sentence, values at the bars, and an equal table. Drawings are markup: there
//! is nothing in them to press.

use leptos::prelude::*;
use werksessie_core::question::Scale;
use werksessie_core::view::{Figures, ItemResult};

use super::markup::{Markup, el, raw};
use super::parts::band;
use super::words::{decimal, tenth};
use super::{language, parts};
use crate::messages::{arena, chart, scoring};

/// The patterns that bars are filled with; once on each page.
pub fn patterns() -> Markup {
    raw(concat!(
        r#"<svg class="ws-defs" aria-hidden="true" focusable="false"><defs>"#,
        r#"<pattern id="ws-p2" width="18" height="18" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">"#,
        r#"<rect class="ws-fill-2" width="18" height="18"/><rect class="ws-fill-card" width="6" height="18"/></pattern>"#,
        r#"<pattern id="ws-soft" width="16" height="16" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">"#,
        r#"<rect class="ws-fill-card" width="16" height="16"/><rect class="ws-fill-well" width="6" height="16"/></pattern>"#,
        "</defs></svg>"
    ))
}

/// Where and how large a histogram is drawn, in drawing units.
#[derive(Clone, Copy)]
pub struct Frame {
    /// Left edge of the first bar.
    pub x: f64,
    /// The line that bars stand on.
    pub base: f64,
    /// Width of a bar.
    pub bar: f64,
    /// Space between bars.
    pub gap: f64,
    /// Height of the highest bar.
    pub height: f64,
    /// Class of the numbers above the bars; none without numbers.
    pub values: Option<&'static str>,
    /// Class of the outline.
    pub edge: &'static str,
    /// The mark that most people gave sets the scale; with several charts on one board this is
    /// the highest of all.
    pub highest: u32,
}

/// Bars for the marks 1 to 5: low is striped, the middle pale, high is solid, so that two camps
/// can be told apart from the back row.
pub fn bars(counts: [u32; 5], frame: Frame) -> Markup {
    let highest = f64::from(frame.highest.max(1));
    let mut markup = Markup::default();
    for (at, count) in counts.into_iter().enumerate() {
        let x = frame.x + at as f64 * (frame.bar + frame.gap);
        let height = f64::from(count) / highest * frame.height;
        let y = frame.base - height;
        if count > 0 {
            let bar = el("rect")
                .attr("x", &tenth(x))
                .attr("y", &tenth(y))
                .attr("width", &tenth(frame.bar))
                .attr("height", &tenth(height));
            let bar = match at {
                0 | 1 => bar.class(&[frame.edge, " ws-grow"].concat()).attr("fill", "url(#ws-p2)"),
                2 => bar.class(&[frame.edge, " ws-grow"].concat()).attr("fill", "url(#ws-soft)"),
                _ => bar.class(&["ws-fill-1 ", frame.edge, " ws-grow"].concat()),
            };
            markup = markup.and(bar);
        }
        if let Some(class) = frame.values {
            let value = el("text")
                .class(&[class, " ws-bold ws-mid ws-after"].concat())
                .attr("x", &tenth(x + frame.bar / 2.0))
                .attr("y", &tenth(y - 12.0))
                .text(&count.to_string());
            markup = markup.and(value);
        }
    }
    markup
}

/// The sentence for a chart: the counts from 1 to 5.
pub fn counts_sentence(counts: [u32; 5]) -> String {
    let list: Vec<String> = counts.iter().map(ToString::to_string).collect();
    chart::counts(language(), list.join(", "))
}

/// A histogram of a few millimetres, for a table row.
#[component]
pub fn Mini(
    /// How many gave each mark from 1 to 5.
    counts: [u32; 5],
) -> impl IntoView {
    let highest = counts.into_iter().max().unwrap_or(0);
    let frame = Frame {
        x: 2.0,
        base: 38.0,
        bar: 22.0,
        gap: 4.0,
        height: 34.0,
        values: None,
        edge: "ws-edge ws-edge--thin",
        highest,
    };
    view! {
        <svg class="ws-chart" viewBox="0 0 130 42" role="img" aria-label=counts_sentence(counts)>
            <g inner_html=bars(counts, frame).html()></g>
            <line class="ws-axis ws-edge--thin" x1="-4" y1="38" x2="134" y2="38"/>
        </svg>
    }
}

/// What a set of answers says, as a sentence for a finding: "Acht mensen ...".
pub fn finding(counts: [u32; 5]) -> String {
    let language = language();
    let [one, two, _, four, five] = counts;
    chart::finding(language, one + two, four + five)
}

/// The words at the ends of a scale.
pub fn ends(scale: Scale) -> (&'static str, &'static str) {
    let language = language();
    match scale {
        Scale::Severity => (chart::severity_low(language), chart::severity_high(language)),
        Scale::Influence => (chart::influence_low(language), chart::influence_high(language)),
        // Each mark has its own words, by the side of the risk.
        Scale::Chance => (scoring::small_chance(language), scoring::great_chance(language)),
        Scale::Impact => (scoring::small_harm(language), scoring::great_harm(language)),
        Scale::Agreement => (arena::agreement_low(language), arena::agreement_high(language)),
        Scale::Certainty => (arena::certainty_low(language), arena::certainty_high(language)),
        Scale::Evidence => (arena::evidence_low(language), arena::evidence_high(language)),
    }
}

/// The question of a scale.
pub fn question(scale: Scale) -> &'static str {
    let language = language();
    match scale {
        Scale::Severity => chart::severity_question(language),
        Scale::Influence => chart::influence_question(language),
        Scale::Chance => scoring::chance(language),
        Scale::Impact => scoring::impact(language),
        Scale::Agreement | Scale::Certainty | Scale::Evidence => super::arena::question(language, scale),
    }
}

/// The name of a scale.
pub fn scale_name(scale: Scale) -> &'static str {
    let language = language();
    match scale {
        Scale::Severity => chart::severity(language),
        Scale::Influence => chart::influence(language),
        Scale::Chance => scoring::chance(language),
        Scale::Impact => scoring::impact(language),
        Scale::Agreement => arena::agreement_name(language),
        Scale::Certainty => arena::certainty_name(language),
        Scale::Evidence => arena::evidence_name(language),
    }
}

/// The table that equals a board of histograms.
#[component]
pub fn ResultTable(
    /// The results.
    items: Vec<ItemResult>,
    /// Which scale.
    scale: Scale,
) -> impl IntoView {
    let language = language();
    let row = move |item: ItemResult| {
        let figures = match scale {
            Scale::Influence => item.influence,
            _ => item.severity,
        };
        let cells = match figures {
            Some(figures) => {
                let agreed = format!("{} {}", decimal(language, figures.consensus, 2), band(figures.band));
                let counts = figures.counts.into_iter().map(|count| view! { <td>{count}</td> }).collect_view();
                view! { {counts}<td>{decimal(language, figures.mean, 1)}</td><td>{agreed}</td> }.into_any()
            }
            None => view! { <td colspan="7">{chart::too_few(language)}</td> }.into_any(),
        };
        view! { <tr><th scope="row">{item.card.short_name}</th>{cells}</tr> }
    };
    view! {
        <table class="ws-table">
            <caption>{chart::table_caption(language, scale_name(scale))}</caption>
            <thead><tr>
                <th scope="col">{chart::bottleneck(language)}</th>
                {(1..=5).map(|mark| view! { <th scope="col">{mark}</th> }).collect_view()}
                <th scope="col">{chart::mean(language)}</th>
                <th scope="col">{chart::agreement(language)}</th>
            </tr></thead>
            <tbody>{items.into_iter().map(row).collect_view()}</tbody>
        </table>
    }
}

/// The word for agreement with its colour: the thread's when divided.
pub fn band_class(figures: &Figures) -> &'static str {
    match figures.band {
        werksessie_core::stats::Band::Divided => "ws-bold ws-red",
        _ => "ws-bold",
    }
}

/// Agreement in words and as a number.
pub fn agreement(figures: &Figures) -> (&'static str, String) {
    (parts::band(figures.band), chart::agreement_number(language(), decimal(language(), figures.consensus, 2)))
}
