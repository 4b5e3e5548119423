//! What rounds about the effects arena gave: points, how certain lines are, and whether people agree.

use werksessie_core::arena::balance::Beneficiary;
use werksessie_core::question::Scale;
use werksessie_core::view::Figures;
use werksessie_core::view::arena::{LineRow, PointsResult, Share};

use super::heading;
use crate::messages::{arena as texts, board, chart as chart_texts, phone};
use crate::ui::markup::{Element, Markup, el};
use crate::ui::parts::band;
use crate::ui::words::decimal;
use crate::ui::{arena as words, language};

/// Shares in whole percents, each as a bar and a number.
pub(super) fn points(items: &[PointsResult]) -> Markup {
    let language = language();
    // Over who gains whole organisations divide, over the rest each person does.
    let is_youth = |share: &Share| matches!(Beneficiary::from(share.item), Beneficiary::Youth);
    let anonymous = !items.iter().flat_map(|item| &item.shares).any(is_youth);
    let card = |item: &PointsResult| {
        let card = el("section").class("ws-card ws-stack ws-stack--tight").with(el("h2").text(&item.title));
        if item.shares.is_empty() {
            return card.with(el("p").class("ws-quiet").text(texts::too_few(language)));
        }
        let row = |share: &Share| {
            let name = words::gainer(language, share.item.into(), &share.name);
            let percent = share.percent.to_string();
            let bar = el("svg")
                .attr("viewBox", "0 0 100 3")
                .attr("aria-hidden", "true")
                .with(el("rect").class("ws-fill-well").attr("width", "100").attr("height", "3"))
                .with(el("rect").class("ws-fill-1").attr("width", &percent).attr("height", "3"));
            let line =
                el("span").class("ws-row ws-row--apart").with(el("span").text(&name)).with(el("strong").text(&percent));
            el("li").with(line).with(bar)
        };
        let voters =
            if anonymous { texts::voters(language, item.voters) } else { texts::voters_party(language, item.voters) };
        card.with(el("ul").class("ws-stack ws-stack--tight").with(item.shares.iter().map(row).collect::<Markup>()))
            .with(small(&voters))
            .with(small(words::apart(language, item.apart)))
    };
    let note = el("p").class("ws-quiet").text(texts::expectations(language));
    Markup::from(heading(phone::result_title(language))).and(note).and(items.iter().map(card).collect::<Markup>())
}

/// The lines, the least certain first.
pub(super) fn lines(rows: &[LineRow]) -> Markup {
    let language = language();
    let card = |row: &LineRow| {
        let title = el("h2").text(&[row.from.as_str(), " → ", &row.to].concat());
        let card = el("section").class("ws-card ws-stack ws-stack--tight").with(title);
        let Some(figures) = &row.certainty else {
            return card.with(el("p").class("ws-quiet").text(texts::too_few(language)));
        };
        let mean = el("strong").text(&texts::certainty_of(language, decimal(language, figures.mean, 1)));
        let certainty = (texts::certainty_name(language), words::marks(language, Scale::Certainty));
        let evidence = (texts::evidence_name(language), words::marks(language, Scale::Evidence));
        card.with(el("p").with(mean).with(el("span").text(&[" · ", band(figures.band)].concat())))
            .with(votes(&certainty, &figures.counts))
            .with(row.evidence.map(|counts| votes(&evidence, &counts)))
            .with(words::abstained(language, figures).map(|text| small(&text)))
    };
    Markup::from(heading(texts::lines_title(language)))
        .and(small(texts::expectations(language)))
        .and(rows.iter().map(card).collect::<Markup>())
}

/// Whether people agree on what happens without the measure.
pub(super) fn agreement(without: &str, figures: Option<&Figures>) -> Markup {
    let language = language();
    let card =
        el("section").class("ws-card ws-stack ws-stack--tight").with(el("p").class("ws-voice ws-lead").text(without));
    let card = match figures {
        Some(figures) => {
            let [.., four, five] = figures.counts;
            let of: u32 = figures.counts.iter().sum();
            let marks = (texts::agreement_name(language), words::marks(language, Scale::Agreement));
            card.with(el("p").with(el("strong").text(&texts::agree(language, four + five, of))))
                .with(votes(&marks, &figures.counts))
                .with(words::abstained(language, figures).map(|text| small(&text)))
        }
        None => card.with(el("p").class("ws-quiet").text(texts::too_few(language))),
    };
    Markup::from(heading(board::agreement_result(language))).and(card).and(small(texts::expectations(language)))
}

fn small(text: &str) -> Element {
    el("p").class("ws-small ws-quiet").text(text)
}

/// How many gave each answer.
fn votes((name, words): &(&str, Vec<String>), counts: &[u32]) -> Element {
    let language = language();
    let row = |(words, count): (&String, &u32)| {
        el("tr").with(el("th").attr("scope", "row").text(words)).with(el("td").text(&count.to_string()))
    };
    let table = el("table")
        .class("ws-table")
        .with(el("caption").text(chart_texts::votes_per_mark(language)))
        .with(el("tbody").with(words.iter().zip(counts).map(row).collect::<Markup>()));
    el("details").class("ws-details").with(el("summary").text(name)).with(table)
}
