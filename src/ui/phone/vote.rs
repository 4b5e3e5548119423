//! Answering: one sheet a screen.

use werksessie_core::limits;
use werksessie_core::question::{Question, Scale, fields};
use werksessie_core::risk::Side;
use werksessie_core::risk::measure::Classes;
use werksessie_core::round::Mode;
use werksessie_core::view::Item;
use werksessie_core::view::phone::{order, order_of};
use werksessie_core::{ItemId, PartyId, RoundId};

use super::page::{Draw, LOCKED, Page, anonymous_chip, change_link, heading, look_again, row_apart, voted_flag};
use crate::messages::{commit, phone as texts, scoring as scoring_texts};
use crate::ui::markup::{Element, Markup, el};
use crate::ui::parts::thread;
use crate::ui::{chart, icon, language, scoring};

mod arena;
mod framed;

/// A round that takes answers.
pub(super) struct Asked<'a> {
    /// Which.
    pub round: RoundId,
    /// The first round, when this is a re-vote.
    pub revote_of: Option<RoundId>,
    /// What is asked.
    pub question: &'a Question,
    /// Whose answers these are.
    pub mode: Mode,
    /// What is asked about, in the leader's order.
    pub items: &'a [Item],
    /// The parties that one can name; none where that is not asked.
    pub parties: &'a [(PartyId, String)],
    /// The names of what points are divided over, in the order of the question.
    pub among: &'a [String],
}

/// Name of the sheet on which items are picked.
const PICK: &str = "pick";
/// Name of the sheet on which cards are written.
const CARDS: &str = "card";
/// Name of the list after the last sheet.
const LIST: &str = "list";

/// One sheet: its name (also how the names of its fields begin), the fields it needs, and what is on it.
struct Sheet {
    name: String,
    need: Vec<String>,
    inner: Markup,
}

/// A round as a phone sees it: for who answers, and for who listens.
pub(super) fn vote(draw: &Draw<'_>, asked: &Asked<'_>) -> Page {
    let language = language();
    let again = asked.revote_of.map(voted_flag);
    let answers = again.as_ref().map_or_else(|| "!observer".to_owned(), |flag| format!("!observer {flag}"));
    let watching = |title: &str, words: &str, when: &str| {
        let words = heading(title).into_markup().and(el("p").class("ws-lead").text(words));
        draw.when(el("div").class("ws-stack").with(words), when)
    };
    let sheets = sheets(draw, asked);
    let at = draw.at(sheets.len() + 1);
    let observer = watching(texts::vote_title(language), texts::observer(language), "observer");
    let late = again.as_ref().map(|flag| {
        let when = format!("!observer !{flag}");
        watching(texts::revote_title(language), texts::revote_not_you(language), &when)
    });
    let form = draw.when(el("div").class("ws-stack").with(form(draw, asked, sheets, at)), &answers);
    let count = sheet_count(asked);
    let acts = draw.when(el("div").class("ws-phone__set").with(acts(at, count)), &answers);
    let look = |when: &str| draw.when(el("div").class("ws-phone__set").with(look_again()), when);
    let late_look = again.as_ref().map(|flag| look(&format!("!observer !{flag}")));
    Page {
        class: "ws-phone",
        head: vote_head(draw, asked, at, count),
        main: Markup::from(observer).and(late).and(form),
        acts: Markup::from(acts).and(look("observer")).and(late_look),
        status: None,
        votes: true,
    }
}

/// How many sheets there are before the list.
fn sheet_count(asked: &Asked<'_>) -> usize {
    match asked.question {
        Question::Scales { pick, .. } => asked.items.len() + usize::from(*pick > 0),
        Question::Cards { .. } => 1,
        Question::Frames { .. } | Question::Fist { .. } | Question::Points { .. } => asked.items.len(),
    }
}

fn vote_head(draw: &Draw<'_>, asked: &Asked<'_>, at: usize, count: usize) -> Markup {
    let language = language();
    let place =
        if at >= count { texts::your_answers(language).to_owned() } else { texts::card_of(language, at + 1, count) };
    let chip = match asked.mode {
        Mode::Anonymous => anonymous_chip(),
        Mode::Party => el("span").class("ws-chip ws-chip--now").with(icon::pen()).text(texts::for_party(language)),
    };
    let again = asked.revote_of.map(|_| el("span").class("ws-chip ws-chip--now").text(texts::revote_chip(language)));
    let chips = el("span").class("ws-row").with(chip).with(again);
    let template = texts::card_of(language, "{at}", count);
    let place_of = el("span")
        .class("ws-small")
        .attr("data-place", &template)
        .attr("data-end", texts::your_answers(language))
        .text(&place);
    let share = (at + 1) as f64 / count as f64;
    let own = (asked.mode == Mode::Party).then(|| el("div").class("ws-row").with(draw.party()));
    Markup::from(row_apart(chips, place_of)).and(thread(share, &place)).and(own)
}

fn acts(at: usize, count: usize) -> Markup {
    let language = language();
    let back = el("a")
        .class("nl-button nl-button--secondary")
        .attr("href", &format!("?at={}", at.saturating_sub(1)))
        .attr("data-go", "back")
        .flag("hidden", at == 0)
        .text(texts::back(language));
    let next = el("button").class("nl-button nl-button--primary").attr("data-go", "next").flag("hidden", at >= count);
    Markup::from(back).and(next.text(texts::next(language)))
}

/// The sheets in the order of this seat.
fn sheets(draw: &Draw<'_>, asked: &Asked<'_>) -> Vec<Sheet> {
    let items = draw.seat().map_or_else(|| asked.items.to_vec(), |seat| order(seat, asked.round, asked.items));
    match asked.question {
        Question::Scales { scales, pick, money } => {
            let card = |item: &Item| match item.side {
                Some(side) => risk_sheet(draw, scales, item, (side, *money), asked.mode),
                None if scales.contains(&Scale::Severity) => rating_sheet(draw, scales, item, asked.mode),
                None => arena::scale_sheet(draw, scales, item, asked.mode),
            };
            let cards = items.iter().map(card);
            cards.chain((*pick > 0).then(|| pick_sheet(draw, &items, *pick))).collect()
        }
        Question::Cards { cards } => vec![cards_sheet(draw, *cards, asked.mode)],
        Question::Frames { frames } => items.iter().map(|item| framed::sheet(draw, frames, item, asked)).collect(),
        Question::Fist { .. } => items.iter().map(|item| framed::fist_sheet(draw, item, asked.mode)).collect(),
        Question::Points { of, among } => {
            let mut keys: Vec<_> = among.iter().copied().zip(asked.among.iter().map(String::as_str)).collect();
            // Who gains stands in one order for all: young people first.
            if let (Some(seat), true) = (draw.seat(), of.is_mixed()) {
                keys.sort_by_key(|(key, _)| order_of(seat, asked.round, *key));
            }
            items.iter().map(|item| arena::points_sheet(draw, (*of, &keys), item, asked.mode)).collect()
        }
    }
}

fn form(draw: &Draw<'_>, asked: &Asked<'_>, sheets: Vec<Sheet>, at: usize) -> Markup {
    let list = answers_list(draw, asked, &sheets, at >= sheets.len());
    let round = hidden("round", &asked.round.to_string());
    let locked = draw.holds(LOCKED);
    let drawn: Markup = sheets
        .iter()
        .enumerate()
        .map(|(number, sheet)| {
            el("fieldset")
                .class("ws-stack")
                .attr("data-sheet", &sheet.name)
                .attr("data-need", &sheet.need.join(" "))
                .attr("data-sum", if asked.question.among().is_empty() { "" } else { "100" })
                .attr("aria-label", &texts::sheet(language(), number + 1))
                .flag("hidden", number != at)
                .flag("disabled", number != at || locked)
                .with(hidden("sheet", &sheet.name))
                .with(sheet.inner.clone())
        })
        .collect();
    let order = el("div").class("ws-stack").attr("data-sheets", &asked.round.to_string());
    // Points are sent once they are a hundred; who begins to divide them holds the pen from then on.
    let early = asked.mode == Mode::Party && !asked.question.among().is_empty();
    let order = order.flag("data-early", early).with(drawn).with(list);
    pen_note(draw, asked.mode).and(round).and(order)
}

/// Who holds the pen, and how to take it over.
fn pen_note(draw: &Draw<'_>, mode: Mode) -> Markup {
    if mode == Mode::Anonymous {
        return Markup::default();
    }
    let language = language();
    let take = el("button")
        .class("nl-button nl-button--secondary")
        .attr("name", "pen")
        .attr("value", &draw.pen().map_or_else(String::new, |seat| seat.to_string()))
        .text(texts::pen_take(language));
    let theirs = el("div")
        .class("ws-card ws-stack ws-stack--tight")
        .with(el("p").text(texts::pen_theirs(language)))
        .with(el("p").with(take));
    let mine = el("p").class("ws-small ws-quiet").text(texts::pen_mine(language));
    Markup::from(draw.when(theirs, LOCKED)).and(draw.when(mine, &format!("!{LOCKED}")))
}

fn hidden(name: &str, value: &str) -> Element {
    el("input").attr("type", "hidden").attr("name", name).attr("value", value)
}

fn promise(mode: Mode) -> Element {
    let language = language();
    let words = match mode {
        Mode::Anonymous => texts::anonymous_promise(language),
        Mode::Party => texts::party_promise(language),
    };
    el("p").class("ws-small ws-quiet").text(words)
}

fn rating_sheet(draw: &Draw<'_>, scales: &[Scale], card: &Item, mode: Mode) -> Sheet {
    let item = card.item;
    let title = el("div")
        .class("ws-stack ws-stack--tight")
        .with(heading(&card.title))
        .with(el("p").class("ws-quiet").text(&card.explanation));
    let inputs: Markup = scales.iter().map(|scale| scale_input(draw, item, *scale)).collect();
    Sheet {
        name: item.to_string(),
        need: scales.iter().map(|scale| fields::mark(item, *scale)).collect(),
        inner: Markup::from(title).and(inputs).and(note_input(draw, item)).and(promise(mode)),
    }
}

/// A risk: how often, and what then. Each answer has its words, for a bare number means something else
/// to everybody.
fn risk_sheet(
    draw: &Draw<'_>,
    scales: &[Scale],
    card: &Item,
    (side, money): (Side, Option<Classes>),
    mode: Mode,
) -> Sheet {
    let language = language();
    let title = el("div")
        .class("ws-stack ws-stack--tight")
        .with(el("p").class("ws-over").text(scoring::side(language, side)))
        .with(heading(&card.title))
        .with(el("p").class("ws-quiet").text(&scoring_texts::because_of(language, &card.explanation)));
    let leads_to = (!card.consequence.is_empty())
        .then(|| el("p").class("ws-quiet").text(&scoring_texts::leads_to(language, &card.consequence)));
    let title = title.with(leads_to);
    let input = |scale: &Scale| {
        let question = scoring::question(*scale, side, money.is_some());
        let words = scoring::answers(language, *scale, side, money);
        words_input(draw, &fields::mark(card.item, *scale), question, &words, texts::cannot_judge(language))
    };
    Sheet {
        name: card.item.to_string(),
        need: scales.iter().map(|scale| fields::mark(card.item, *scale)).collect(),
        inner: Markup::from(title).and(scales.iter().map(input).collect::<Markup>()).and(promise(mode)),
    }
}

/// Marks from 1, each with its words, and "cannot judge".
fn words_input(draw: &Draw<'_>, name: &str, question: &str, words: &[String], cannot: &str) -> Element {
    let option = |(mark, words): (usize, &str)| {
        let value = mark.to_string();
        let radio = el("input")
            .attr("type", "radio")
            .attr("name", name)
            .attr("value", &value)
            .flag("checked", draw.field(name) == value);
        el("label").class("ws-option").with(radio).with(el("span").text(words))
    };
    let all = words.iter().map(String::as_str).enumerate().map(|(at, words)| (at + 1, words));
    el("fieldset").class("ws-field").with(el("legend").class("ws-legend").text(question)).with(
        el("div").class("ws-stack ws-stack--tight").with(all.chain([(0, cannot)]).map(option).collect::<Markup>()),
    )
}

fn note_input(draw: &Draw<'_>, item: ItemId) -> Element {
    let language = language();
    let name = fields::note(item);
    text_input(draw, &name, texts::note_label(language), Some(texts::note_hint(language)), limits::NOTE)
}

fn text_input(draw: &Draw<'_>, name: &str, label: &str, hint: Option<&str>, max: usize) -> Element {
    let hint_id = format!("{name}-hint");
    let input = el("input")
        .class("ws-input")
        .attr("id", name)
        .attr("name", name)
        .attr("maxlength", &max.to_string())
        .attr("value", draw.field(name));
    let input = if hint.is_some() { input.attr("aria-describedby", &hint_id) } else { input };
    el("div")
        .class("ws-field")
        .with(el("label").class("ws-label").attr("for", name).text(label))
        .with(hint.map(|hint| el("p").class("ws-small ws-quiet").attr("id", &hint_id).text(hint)))
        .with(input)
}

fn scale_input(draw: &Draw<'_>, item: ItemId, scale: Scale) -> Element {
    let language = language();
    let (low, high) = chart::ends(scale);
    let name = fields::mark(item, scale);
    let radio = |value: u8| {
        let value = value.to_string();
        el("input")
            .attr("type", "radio")
            .attr("name", &name)
            .attr("value", &value)
            .flag("checked", draw.field(&name) == value)
    };
    let step = |value: u8| {
        let number = value.to_string();
        let label = match value {
            1 => [&number, ", ", low].concat(),
            5 => [&number, ", ", high].concat(),
            _ => number.clone(),
        };
        el("label")
            .class("ws-scale__step")
            .with(el("span").attr("aria-hidden", "true").text(&number))
            .with(radio(value).attr("aria-label", &label))
    };
    let ends = el("div").class("ws-scale__ends").attr("aria-hidden", "true");
    el("fieldset")
        .class("ws-field")
        .with(el("legend").class("ws-legend").text(chart::question(scale)))
        .with(el("div").class("ws-scale").with((1..=5).map(step).collect::<Markup>()))
        .with(ends.with(el("span").text(low)).with(el("span").text(high)))
        .with(el("label").class("ws-option ws-option--plain").with(radio(0)).text(texts::cannot_judge(language)))
}

fn pick_sheet(draw: &Draw<'_>, items: &[Item], most: u8) -> Sheet {
    let language = language();
    let option = |card: &Item| {
        let name = fields::pick(card.item);
        let box_ = el("input")
            .attr("type", "checkbox")
            .attr("name", &name)
            .attr("value", "on")
            .flag("checked", draw.is_filled(&name));
        el("label").class("ws-option").with(box_).with(el("span").text(&card.title))
    };
    let title = el("div")
        .class("ws-stack ws-stack--tight")
        .with(heading(texts::pick_title(language)))
        .with(el("p").class("ws-lead").text(&texts::pick_most(language, most)));
    let options = el("div").class("ws-stack ws-stack--tight").with(items.iter().map(option).collect::<Markup>());
    Sheet { name: PICK.into(), need: vec![format!("{PICK}.")], inner: Markup::from(title).and(options) }
}

fn cards_sheet(draw: &Draw<'_>, cards: u8, mode: Mode) -> Sheet {
    let language = language();
    let title = el("div")
        .class("ws-stack ws-stack--tight")
        .with(heading(texts::cards_title(language)))
        .with(el("p").class("ws-lead").text(texts::cards_text(language)))
        .with(el("p").class("ws-small ws-quiet").text(texts::note_hint(language)));
    let inputs = (0..usize::from(cards)).map(|number| {
        let label = texts::card_label(language, number + 1);
        text_input(draw, &fields::card(number), &label, None, limits::CARD)
    });
    let inputs: Markup = inputs.collect();
    Sheet {
        name: CARDS.into(),
        need: vec![format!("{CARDS}.")],
        inner: Markup::from(title).and(inputs).and(promise(mode)),
    }
}

/// The name of a sheet that is about no single thing.
fn row_name(question: &Question, sheet: &str) -> &'static str {
    let language = language();
    match question {
        Question::Fist { .. } => commit::hand_row(language),
        _ if sheet == PICK => texts::pick_row(language),
        _ => texts::cards_row(language),
    }
}

/// The list after the last sheet: what was answered, what was skipped, and the way back to each.
fn answers_list(draw: &Draw<'_>, asked: &Asked<'_>, sheets: &[Sheet], shown: bool) -> Element {
    let language = language();
    // No finger is an answer; no mark is an opinion that one does not have.
    let zero = match asked.question {
        Question::Fist { .. } => commit::hand_fist(language),
        _ => texts::no_opinion(language),
    };
    let open = sheets.iter().filter(|sheet| !sheet.need.iter().all(|name| draw.is_filled(name))).count();
    let title = if open == 0 { texts::all_done(language).to_owned() } else { texts::some_open(language, open) };
    let name = |sheet: &Sheet| {
        let card = asked.items.iter().find(|card| card.item.to_string() == sheet.name);
        let own = card.map(|card| card.short_name.clone()).filter(|name| !name.is_empty());
        own.unwrap_or_else(|| row_name(asked.question, &sheet.name).to_owned())
    };
    let rows: Markup = sheets
        .iter()
        .enumerate()
        .map(|(at, sheet)| {
            let link = el("a").attr("href", &format!("?at={at}")).attr("data-to", &sheet.name).text(&name(sheet));
            let value = |name: &String| match (draw.count(name), name.ends_with('.')) {
                _ if name.ends_with('+') => draw.sum(name).map_or_else(|| "–".to_owned(), |sum| format!("{sum} / 100")),
                (0, _) => "–".to_owned(),
                (count, true) => count.to_string(),
                (_, false) if draw.field(name) == "0" => zero.to_owned(),
                (_, false) => draw.field(name).to_owned(),
            };
            let names = framed::shown(asked, sheet).unwrap_or_else(|| sheet.need.clone());
            let values: Vec<String> = names.iter().map(value).collect();
            let values = el("span").attr("data-values", &names.join(" ")).text(&values.join(" · "));
            el("li").class("ws-answers__row").attr("data-row", &sheet.name).with(link).with(values)
        })
        .collect();
    let remark = asked
        .question
        .scales()
        .contains(&Scale::Severity)
        .then(|| el("p").class("ws-small ws-quiet").text(texts::answers_order(language)));
    let title = heading(&title)
        .attr("data-done", texts::all_done(language))
        .attr("data-open", &texts::some_open(language, "{n}"));
    el("div")
        .class("ws-stack")
        .attr("data-sheet", LIST)
        .flag("hidden", !shown)
        .with(title)
        .with(el("p").class("ws-quiet").text(texts::may_change(language)))
        .with(remark)
        .with(el("ul").class("ws-answers").attr("data-zero", zero).with(rows))
        .with(change_link())
}
