//! Cards in a frame, and a hand: what is written or raised about a bottleneck or about the whole.

use werksessie_core::arena::piece::{Firm, Kind, On};
use werksessie_core::limits;
use werksessie_core::question::{Frame, More, Question, fields, fist};
use werksessie_core::round::{Ask, Mode};
use werksessie_core::view::Item;

use super::{Asked, Sheet, promise};
use crate::messages::{board, commit, scoring as texts};
use crate::ui::markup::{Element, Markup, el};
use crate::ui::phone::page::{Draw, heading};
use crate::ui::{arena, commit as words, language};

/// What stands above the cards of a question: what it is about, its heading, a sentence, and a hint.
struct Above {
    over: String,
    title: &'static str,
    lead: Option<String>,
    hint: &'static str,
}

fn above(asked: &Asked<'_>, item: &Item) -> Above {
    let language = language();
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let nothing = String::new;
    let (over, title, lead, hint) = match asked.question.ask() {
        Ask::RiskCards => (
            item.title.clone(),
            texts::write_title(language),
            text(texts::write_lead(language)),
            texts::write_hint(language),
        ),
        Ask::Drafts => {
            (nothing(), commit::drafts_title(language), text(&item.explanation), commit::drafts_hint(language))
        }
        Ask::Activities => (
            item.title.clone(),
            board::activities_title(language),
            text(&item.explanation),
            board::activities_hint(language),
        ),
        Ask::Effects => {
            (item.title.clone(), board::effects_title(language), text(&item.explanation), board::effects_hint(language))
        }
        Ask::Contributions => (
            item.title.clone(),
            board::contributions_title(language),
            text(&item.explanation),
            board::contributions_hint(language),
        ),
        Ask::Needs => (item.title.clone(), board::needs_title(language), None, board::needs_hint(language)),
        _ => (nothing(), commit::groups_title(language), text(&item.explanation), commit::groups_hint(language)),
    };
    Above { over, title, lead, hint }
}

/// One sheet with a card for each frame.
pub(super) fn sheet(draw: &Draw<'_>, frames: &[Frame], item: &Item, asked: &Asked<'_>) -> Sheet {
    let Above { over, title, lead, hint } = above(asked, item);
    let over = (!over.is_empty()).then(|| el("p").class("ws-over").text(&over));
    let lead = lead.map(|lead| el("p").class("ws-quiet").text(&lead));
    let hint = el("p").class("ws-small ws-quiet").text(hint);
    let cards: Markup = frames.iter().map(|frame| card(draw, *frame, item, asked)).collect();
    let title = el("div").class("ws-stack ws-stack--tight").with(over).with(heading(title)).with(lead).with(hint);
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
        Frame::Activity | Frame::Activity2 | Frame::Activity3 => board::write_activity(language),
        Frame::Effect | Frame::Effect2 | Frame::Effect3 => board::write_effect(language),
        Frame::Unwanted => board::write_unwanted(language),
        Frame::Contribution | Frame::Contribution2 => board::write_contribution(language),
        Frame::Request => board::write_request(language),
    };
    let name = fields::more(item.item, frame);
    let more = match (frame.more(), frame) {
        (More::Nothing, _) => None,
        (More::Text, Frame::Activity | Frame::Activity2 | Frame::Activity3) => {
            Some(area(draw, &name, board::write_output(language), limits::NOTE).into())
        }
        (More::Text, _) => Some(area(draw, &name, texts::write_more(language), limits::NOTE).into()),
        (More::Day, _) => {
            let input = el("input").class("ws-input").attr("type", "date").attr("id", &name).attr("name", &name);
            let label = el("label").class("ws-label").attr("for", &name).text(commit::offer_day(language));
            Some(el("div").class("ws-field").with(label).with(input.attr("value", draw.field(&name))).into())
        }
        (More::Party, _) => Some(parties(draw, &name, asked).into()),
        (More::On, _) => {
            let options = On::ALL.iter().map(|on| (on.key(), arena::on(language, *on)));
            Some(choice(draw, &name, board::on_whom(language), "ws-options", options).into())
        }
        (More::Kind, _) => {
            // A wrong tap is taken back with the first.
            let none = std::iter::once(("", board::kind_none(language)));
            let kinds = none.chain(Kind::ALL.iter().map(|kind| (kind.key(), arena::kind(language, *kind))));
            let firm = Firm::ALL.iter().map(|firm| (firm.key(), arena::firm(language, *firm)));
            let sure = fields::sure(item.item, frame);
            let kind = choice(draw, &name, board::what_kind(language), BESIDE, kinds);
            Some(Markup::from(kind).and(choice(draw, &sure, board::how_firm(language), BESIDE, firm)))
        }
    };
    let text = area(draw, &fields::framed(item.item, frame), label, frame.most());
    let card = el("div").class("ws-card ws-stack ws-stack--tight").with(text).with(more);
    if frame != Frame::Contribution2 {
        return card;
    }
    // Most put in one thing: a second is asked only of who wants it.
    let is_filled = !draw.field(&fields::framed(item.item, frame)).is_empty() || !draw.field(&name).is_empty();
    let more = el("summary").text(board::write_another(language));
    el("details").class("ws-details").flag("open", is_filled).with(more).with(card)
}

/// Short choices stand beside each other.
const BESIDE: &str = "ws-options ws-options--two";

/// One of a few, as radio buttons.
fn choice(
    draw: &Draw<'_>,
    name: &str,
    label: &str,
    class: &str,
    options: impl Iterator<Item = (&'static str, &'static str)>,
) -> Element {
    let option = |(value, label): (&str, &str)| {
        let radio = el("input")
            .attr("type", "radio")
            .attr("name", name)
            .attr("value", value)
            .flag("checked", draw.field(name) == value);
        el("label").class("ws-option").with(radio).with(el("span").text(label))
    };
    el("fieldset")
        .class("ws-field")
        .with(el("legend").class("ws-label").text(label))
        .with(el("div").class(class).with(options.map(option).collect::<Markup>()))
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
    // A request is one of somebody: there the choice is in view.
    let asks = asked.question.ask() == Ask::Contributions;
    el("details")
        .class("ws-details")
        .flag("open", asks)
        .with(el("summary").text(if asks { board::request_party(language) } else { commit::need_party(language) }))
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
    if !asked.question.among().is_empty() {
        return Some(vec![format!("{}.+", sheet.name)]);
    }
    let Question::Frames { frames } = asked.question else { return None };
    let item = sheet.name.parse().ok()?;
    Some(frames.iter().map(|frame| fields::framed(item, *frame)).collect())
}
