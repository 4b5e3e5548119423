//! Cards in a frame, and a hand: what is written or raised about a bottleneck or about the whole.

use werksessie_core::limits;
use werksessie_core::question::{Frame, More, Question, fields, fist};
use werksessie_core::round::Mode;
use werksessie_core::view::Item;

use super::{Asked, Sheet, promise};
use crate::messages::{commit, scoring as texts};
use crate::ui::markup::{Element, Markup, el};
use crate::ui::phone::page::{Draw, heading};
use crate::ui::{commit as words, language};

/// One sheet with a card for each frame.
pub(super) fn sheet(draw: &Draw<'_>, frames: &[Frame], item: &Item, asked: &Asked<'_>) -> Sheet {
    let language = language();
    let risks = frames.iter().any(|frame| frame.side().is_some());
    let over = |text: &str| el("p").class("ws-over").text(text);
    let title = match (risks, frames.contains(&Frame::Offer)) {
        (true, _) => Markup::from(over(&item.title)).and(heading(texts::write_title(language))),
        (false, true) => heading(commit::drafts_title(language)).into(),
        (false, false) => heading(commit::groups_title(language)).into(),
    };
    let lead = match (risks, item.explanation.as_str()) {
        (true, _) => Some(el("p").class("ws-lead").text(texts::write_lead(language))),
        (false, "") => None,
        (false, core) => Some(el("p").class("ws-quiet").text(core)),
    };
    let hint = match (risks, frames.contains(&Frame::Offer)) {
        (true, _) => texts::write_hint(language),
        (false, true) => commit::drafts_hint(language),
        (false, false) => commit::groups_hint(language),
    };
    let hint = el("p").class("ws-small ws-quiet").text(hint);
    let cards: Markup = frames.iter().map(|frame| card(draw, *frame, item, asked)).collect();
    let title = el("div").class("ws-stack ws-stack--tight").with(title).with(lead).with(hint);
    Sheet {
        name: item.item.to_string(),
        // Any of them will do: nobody has to fill in all.
        need: vec![format!("{}.", item.item)],
        inner: Markup::from(title).and(cards).and(promise(asked.mode)),
    }
}

fn card(draw: &Draw<'_>, frame: Frame, item: &Item, asked: &Asked<'_>) -> Element {
    let language = language();
    let label = match frame {
        Frame::Youth => texts::write_youth(language),
        Frame::Municipality => texts::write_municipality(language),
        Frame::Role => commit::role(language),
        Frame::Cooperation => commit::cooperation(language),
        Frame::Offer => commit::offer(language),
        Frame::Need => commit::need(language),
    };
    let name = fields::more(item.item, frame);
    let more = match frame.more() {
        More::Nothing => None,
        More::Text => Some(area(draw, &name, texts::write_more(language), limits::NOTE)),
        More::Day => {
            let input = el("input").class("ws-input").attr("type", "date").attr("id", &name).attr("name", &name);
            let label = el("label").class("ws-label").attr("for", &name).text(commit::offer_day(language));
            Some(el("div").class("ws-field").with(label).with(input.attr("value", draw.field(&name))))
        }
        More::Party => Some(parties(draw, &name, asked)),
    };
    let text = area(draw, &fields::framed(item.item, frame), label, frame.most());
    el("div").class("ws-card ws-stack ws-stack--tight").with(text).with(more)
}

/// A box to write in. One line in the document, so that a browser keeps the first line as it is.
fn area(draw: &Draw<'_>, name: &str, label: &str, most: usize) -> Element {
    let area = el("textarea")
        .class("ws-input")
        .attr("id", name)
        .attr("name", name)
        .attr("rows", "2")
        .attr("maxlength", &most.to_string())
        .text(draw.field(name));
    el("div").class("ws-field").with(el("label").class("ws-label").attr("for", name).text(label)).with(area)
}

/// Which party: radio buttons, since a phone shows them all at once.
fn parties(draw: &Draw<'_>, name: &str, asked: &Asked<'_>) -> Element {
    let language = language();
    let option = |value: &str, label: &str| {
        let radio = el("input")
            .attr("type", "radio")
            .attr("name", name)
            .attr("value", value)
            .flag("checked", draw.field(name) == value);
        el("label").class("ws-option").with(radio).with(el("span").text(label))
    };
    let rows = asked.parties.iter().map(|(party, label)| option(&party.to_string(), label));
    let nobody = option("", commit::need_nobody(language));
    el("details")
        .class("ws-details")
        .with(el("summary").text(commit::need_party(language)))
        .with(el("div").class("ws-stack ws-stack--tight").with(nobody).with(rows.collect::<Markup>()))
}

/// How many fingers, and what one needs.
pub(super) fn fist_sheet(draw: &Draw<'_>, item: &Item, mode: Mode) -> Sheet {
    let language = language();
    let name = fields::hand(item.item);
    let option = |fingers: u8| {
        let value = fingers.to_string();
        let radio = el("input")
            .attr("type", "radio")
            .attr("name", &name)
            .attr("value", &value)
            .flag("checked", draw.field(&name) == value);
        let number = el("strong").class("ws-lead").attr("aria-hidden", "true").text(&value);
        let label = el("span").text(words::hand(language, fingers));
        el("label").class("ws-option").with(radio).with(number).with(label)
    };
    let options = (0..=fist::MOST).rev().map(option).collect::<Markup>();
    let hands = el("fieldset")
        .class("ws-field")
        .with(el("legend").class("ws-legend").text(commit::hand_question(language)))
        .with(el("div").class("ws-stack ws-stack--tight").with(options));
    let note = area(draw, &fields::note(item.item), commit::hand_note(language), limits::SENTENCE);
    Sheet {
        name: item.item.to_string(),
        need: vec![name.clone()],
        inner: Markup::from(heading(&item.title)).and(hands).and(note).and(promise(mode)),
    }
}

/// The fields that the list after the last sheet shows; none for those that the sheet needs.
pub(super) fn shown(asked: &Asked<'_>, sheet: &Sheet) -> Option<Vec<String>> {
    let Question::Frames { frames } = asked.question else { return None };
    let item = sheet.name.parse().ok()?;
    Some(frames.iter().map(|frame| fields::framed(item, *frame)).collect())
}
