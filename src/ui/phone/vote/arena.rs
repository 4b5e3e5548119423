//! The effects arena on the phone: whether one agrees, how certain a line is, and a hundred points.

use werksessie_core::arena::balance::Beneficiary;
use werksessie_core::question::{Divided, Scale, fields};
use werksessie_core::round::Mode;
use werksessie_core::view::Item;
use werksessie_core::{ItemId, limits};

use super::{Sheet, promise, words_input};
use crate::messages::{arena as texts, board, phone};
use crate::ui::markup::{Element, Markup, el};
use crate::ui::phone::page::{Draw, heading};
use crate::ui::{arena as words, language};

/// How much one press of a button gives or takes.
const STEP: u32 = 5;

/// Marks about a line, or about what happens without the measure. Each mark has its words.
pub(super) fn scale_sheet(draw: &Draw<'_>, scales: &[Scale], item: &Item, mode: Mode) -> Sheet {
    let language = language();
    let title = if scales.contains(&Scale::Agreement) {
        Markup::from(el("p").class("ws-over").text(&item.title))
            .and(heading(board::without_title(language)))
            .and(el("p").class("ws-lead").text(&item.consequence))
    } else {
        let because = (!item.explanation.is_empty())
            .then(|| el("p").class("ws-quiet").text(&board::because(language, &item.explanation)));
        Markup::from(el("p").class("ws-over").text(board::line_over(language)))
            .and(heading(&item.title))
            .and(el("p").class("ws-over").text(board::leads_to(language)))
            .and(el("p").class("ws-voice ws-lead ws-bold").text(&item.consequence))
            .and(because)
    };
    let input = |scale: &Scale| {
        let name = fields::mark(item.item, *scale);
        words_input(
            draw,
            &name,
            words::question(language, *scale),
            &words::marks(language, *scale),
            phone::cannot_judge(language),
        )
    };
    Sheet {
        name: item.item.to_string(),
        need: scales.iter().map(|scale| fields::mark(item.item, *scale)).collect(),
        inner: Markup::from(el("div").class("ws-stack ws-stack--tight").with(title))
            .and(scales.iter().map(input).collect::<Markup>())
            .and(promise(mode)),
    }
}

/// A hundred points to divide over these, each with its name.
pub(super) fn points_sheet(
    draw: &Draw<'_>,
    (of, keys): (Divided, &[(ItemId, &str)]),
    item: &Item,
    mode: Mode,
) -> Sheet {
    let language = language();
    let (title, lead) = match of {
        Divided::Costs => (board::costs_title(language), board::costs_lead(language)),
        Divided::Weights => (board::weights_title(language), board::weights_lead(language)),
        Divided::Benefits => (item.title.as_str(), board::benefits_lead(language)),
    };
    let over = (of == Divided::Benefits).then(|| el("p").class("ws-over").text(texts::who_gains(language)));
    let title = el("div")
        .class("ws-stack ws-stack--tight")
        .with(over)
        .with(heading(title))
        .with(el("p").class("ws-quiet").text(lead));
    let mixed = |key: ItemId| of.is_mixed().then(|| key.to_string());
    let rows: Markup = keys.iter().map(|key| row(draw, item.item, *key, mixed(key.0))).collect();
    let name = item.item.to_string();
    // What is left is said here, and by the script in the bar below, where it stays in sight.
    let sum = draw.sum(&name).unwrap_or(0);
    let left = el("p")
        .attr("data-left", &name)
        .attr("data-less", &texts::points_left(language, "{n}"))
        .attr("data-over", &texts::points_over(language, "{n}"))
        .attr("data-bad", texts::points_bad(language))
        .text(&match sum {
            0..=99 => texts::points_left(language, 100 - sum),
            100 => texts::points_full(language).to_owned(),
            _ => texts::points_over(language, sum - 100),
        });
    Sheet {
        need: vec![format!("{name}.")],
        name,
        inner: Markup::from(title).and(el("div").class("ws-stack ws-points").with(rows)).and(left).and(promise(mode)),
    }
}

/// One thing to give points to: fewer, the number, more, and all that is left. `mixed` says by which id a
/// phone puts it in an order of its own.
fn row(draw: &Draw<'_>, item: ItemId, (key, name): (ItemId, &str), mixed: Option<String>) -> Element {
    let language = language();
    let label = words::gainer(language, Beneficiary::from(key), name);
    let field = fields::points(item, key);
    // Without script a button would do nothing: the script shows them.
    let button = |class: &str, add: &str, text: &str, words: &str| {
        el("button")
            .class(class)
            .attr("type", "button")
            .attr("data-add", add)
            .attr("aria-label", words)
            .flag("hidden", true)
            .text(text)
    };
    let secondary = "nl-button nl-button--secondary";
    let step = STEP;
    let input = el("input")
        .class("ws-input")
        .attr("id", &field)
        .attr("name", &field)
        .attr("inputmode", "numeric")
        .attr("maxlength", &limits::POINTS_DIGITS.to_string())
        .attr("value", draw.field(&field));
    let set = el("div")
        .class("ws-row")
        .with(button(secondary, &format!("-{step}"), &format!("−{step}"), &texts::points_fewer(language, step, &label)))
        .with(input)
        .with(button(secondary, &step.to_string(), &format!("+{step}"), &texts::points_more(language, step, &label)))
        .with(button(
            "nl-button nl-button--subtle",
            "rest",
            texts::points_rest(language),
            &texts::points_rest_for(language, &label),
        ));
    let points = draw.field(&field).trim().parse::<u32>().unwrap_or(0).min(100);
    let bar = el("svg")
        .attr("viewBox", "0 0 100 3")
        .attr("aria-hidden", "true")
        .with(el("rect").class("ws-fill-well").attr("width", "100").attr("height", "3"))
        .with(
            el("rect").class("ws-fill-1").attr("data-bar", "").attr("width", &points.to_string()).attr("height", "3"),
        );
    let place = el("div").class("ws-field");
    let place = if let Some(key) = &mixed { place.attr("data-mixed", key) } else { place };
    place.with(el("label").class("ws-label").attr("for", &field).text(&label)).with(set).with(bar)
}
