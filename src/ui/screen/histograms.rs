//! Revealed figures on the wall: the most divided item large, four beside it, then the next page.

use leptos::prelude::*;
use werksessie_core::view::ItemResult;

use super::WALL_SCALE;
use crate::messages::{chart as chart_texts, screen as texts};
use crate::ui::chart::{Frame, ResultTable, agreement, band_class, bars, ends, patterns};
use crate::ui::language;

/// One large and four small on a page.
const PAGE: usize = 5;

/// The board.
pub fn board(revealing: bool, revote: bool, items: Vec<ItemResult>, paper: u32) -> impl IntoView {
    let language = language();
    let title = if revote { texts::revote_result(language) } else { headline(&items) };
    let pages = items.len().div_ceil(PAGE);
    let page = RwSignal::new(0);
    super::turn_pages(page, pages);
    let class = if revealing { "ws-stage__picture ws-reveal" } else { "ws-stage__picture" };
    let picture = {
        let items = items.clone();
        move || {
            let shown: Vec<ItemResult> = items.iter().skip(page.get() * PAGE).take(PAGE).cloned().collect();
            drawing(shown)
        }
    };
    let below = move || {
        let page = (pages > 1).then(|| chart_texts::page(language, page.get() + 1, pages));
        let paper = (paper > 0).then(|| texts::on_paper(language, paper));
        let parts: Vec<String> = page.into_iter().chain(paper).collect();
        (!parts.is_empty()).then(|| view! { <p class="ws-stage__note">{parts.join(" · ")}</p> })
    };
    view! {
        <div inner_html=patterns().html()></div>
        <h1>{title}</h1>
        <div class=class>{picture}</div>
        {below}
        <div class="ws-hidden ws-hidden--wide"><ResultTable items scale=WALL_SCALE/></div>
    }
}

/// The heading is the finding.
fn headline(items: &[ItemResult]) -> &'static str {
    use werksessie_core::stats::Band;
    let language = language();
    match items.first().and_then(|item| item.severity.as_ref()).map(|figures| figures.band) {
        None => texts::too_few(language),
        Some(Band::Agreed) => texts::we_agree(language),
        Some(Band::Mixed) => texts::we_mostly_agree(language),
        Some(Band::Divided) => texts::we_differ(language),
    }
}

fn drawing(items: Vec<ItemResult>) -> impl IntoView {
    let highest =
        |item: &ItemResult| item.severity.as_ref().and_then(|figures| figures.counts.into_iter().max()).unwrap_or(0);
    let scale = items.iter().skip(1).map(highest).max().unwrap_or(0);
    let mut items = items.into_iter();
    let first = items.next().map(large);
    let rest = items.enumerate().map(|(at, item)| small(at as f64 * 197.5, item, scale)).collect_view();
    view! {
        <svg class="ws-chart" viewBox="0 0 1728 790" role="img" aria-label=chart_texts::board(language())>
            <rect class="ws-fill-card" x="0" y="0" width="800" height="790" rx="20"/>{first}{rest}
        </svg>
    }
}

fn large(item: ItemResult) -> impl IntoView {
    let language = language();
    let name = item.card.short_name;
    let Some(figures) = item.severity else {
        return view! { <text class="ws-say-lg ws-bold" x="44" y="82">{name}</text><text x="44" y="148">{chart_texts::too_few_short(language)}</text> }.into_any();
    };
    // A long name in the large letter would run over the edge of the card.
    let size = if name.chars().count() > 20 { "ws-say ws-bold" } else { "ws-say-lg ws-bold" };
    let highest = figures.counts.into_iter().max().unwrap_or(0);
    let frame = Frame {
        x: 54.0,
        base: 640.0,
        bar: 118.8,
        gap: 24.0,
        height: 400.0,
        values: Some("ws-key"),
        edge: "ws-edge",
        highest,
    };
    let (word, number) = agreement(&figures);
    let (low, high) = ends(WALL_SCALE);
    let marks = (0..5).map(|at| view! { <text class="ws-mid ws-soft ws-key" x=format!("{:.1}", 113.4 + 142.8 * f64::from(at)) y="694">{at + 1}</text> });
    view! {
        <text class=size x="44" y="82">{name}</text>
        <text class="ws-after" x="44" y="148"><tspan class=format!("ws-key {}", band_class(&figures))>{word}</tspan><tspan dx="20">{number}</tspan></text>
        <g inner_html=bars(figures.counts, frame).html()></g>{marks.collect_view()}
        <line class="ws-axis" x1="48" y1="640" x2="750" y2="640"/>
        <text class="ws-soft" x="54" y="752">{low}</text><text class="ws-soft ws-end" x="744" y="752">{high}</text>
    }
    .into_any()
}

fn small(top: f64, item: ItemResult, highest: u32) -> impl IntoView {
    let language = language();
    let base = top + 144.0;
    let y = |offset: f64| format!("{:.1}", top + offset);
    let name = item.card.short_name;
    let line = (top > 0.0).then(|| view! { <line class="ws-grid" x1="872" y1=y(0.0) x2="1728" y2=y(0.0)/> });
    let Some(figures) = item.severity else {
        return view! { {line}<text class="ws-say" x="1236" y=y(82.0)>{name}</text><text x="880" y=y(110.0)>{chart_texts::too_few_short(language)}</text> }.into_any();
    };
    let frame =
        Frame { x: 880.0, base, bar: 52.0, gap: 10.0, height: 90.0, values: Some("ws-key"), edge: "ws-edge", highest };
    let (word, number) = agreement(&figures);
    view! {
        {line}<g inner_html=bars(figures.counts, frame).html()></g>
        <line class="ws-axis" x1="874" y1=format!("{base:.1}") x2="1186" y2=format!("{base:.1}")/>
        <text class="ws-soft ws-mid" x="906" y=y(182.0)>"1"</text><text class="ws-soft ws-mid" x="1154" y=y(182.0)>"5"</text>
        <text class="ws-say" x="1236" y=y(82.0)>{name}</text>
        <text class="ws-after" x="1236" y=y(138.0)><tspan class=format!("ws-q {}", band_class(&figures))>{word}</tspan><tspan dx="16">{number}</tspan></text>
    }
    .into_any()
}
