//! Rating: one card a screen.

use leptos::prelude::*;
use werksessie_core::RoundId;
use werksessie_core::ballot::Ballot;
use werksessie_core::limits;
use werksessie_core::question::{Answer, Mark, Scale};
use werksessie_core::view::Card;
use werksessie_core::view::phone::order;

use super::{Page, Phone, anonymous_chip, change_link, row_apart};
use crate::messages::phone as texts;
use crate::ui::markup::{Element, Markup, el};
use crate::ui::parts::thread;
use crate::ui::{chart, language};

/// A round that takes answers.
#[derive(Clone)]
pub struct Round {
    /// Which.
    pub round: RoundId,
    /// The first round, when this is a re-vote.
    pub revote_of: Option<RoundId>,
    /// The scales.
    pub scales: Vec<Scale>,
    /// What is rated.
    pub items: Vec<Card>,
}

/// The name of a scale's inputs.
pub fn field(scale: Scale) -> &'static str {
    match scale {
        Scale::Severity => "severity",
        Scale::Influence => "influence",
    }
}

/// A round as a seat sees it.
pub(super) fn vote(phone: Phone, round: Round) -> Page {
    let language = language();
    let own = phone.own.get_untracked();
    let watching = |title: &str, words: &str| {
        let main = Markup::from(el("h1").attr("tabindex", "-1").text(title)).and(el("p").class("ws-lead").text(words));
        Page::still(phone, "ws-phone", main)
    };
    if own.observer {
        return watching(texts::vote_title(language), texts::observer(language));
    }
    if round.revote_of.is_some_and(|first| !own.voted.contains(&first)) {
        return watching(texts::revote_title(language), texts::revote_not_you(language));
    }
    let items = order(own.seat, round.round, &round.items);
    let round = Round { items, ..round };
    // Another card is other markup, so its inputs are new: one that was used again would keep the
    // mark that a person gave on the card before.
    let at = phone.at.get();
    if at < round.items.len() { one_card(phone, &round, at) } else { all_answers(phone, round) }
}

/// A local answer to an item of this round, else the stored one.
fn answer_to(ballot: Option<&(RoundId, Ballot)>, round: RoundId, card: &Card) -> Answer {
    let ballot = ballot.filter(|(of, _)| *of == round);
    ballot.and_then(|(_, ballot)| ballot.answers.items.get(&card.item).cloned()).unwrap_or_default()
}

fn one_card(phone: Phone, round: &Round, at: usize) -> Page {
    let language = language();
    let card = &round.items[at];
    let (item, of_round, count) = (card.item, round.round, round.items.len());
    let answer = answer_to(phone.local.get_untracked().as_ref(), of_round, card);
    let place = texts::card_of(language, at + 1, count);
    let again = round.revote_of.map(|_| el("span").class("ws-chip ws-chip--now").text(texts::revote_chip(language)));
    let chips = el("span").class("ws-row").with(anonymous_chip()).with(again);
    let head = Markup::from(row_apart(chips, &place)).and(thread((at + 1) as f64 / count as f64, &place));
    let scales: Markup =
        round.scales.iter().map(|scale| scale_input(*scale, answer.marks.get(scale).copied())).collect();
    let hidden = |name: &str, value: &str| el("input").attr("type", "hidden").attr("name", name).attr("value", value);
    let main = Markup::from(hidden("round", &of_round.to_string()))
        .and(hidden("item", &item.to_string()))
        .and(
            el("div")
                .class("ws-stack ws-stack--tight")
                .with(el("h1").text(&card.title))
                .with(el("p").class("ws-quiet").text(&card.explanation)),
        )
        .and(scales)
        .and(note_input(&answer.note))
        .and(el("p").class("ws-small ws-quiet").text(texts::anonymous_promise(language)));
    let back = (at > 0).then(|| back_to(phone, at - 1));
    let next = el("button").class("nl-button nl-button--primary").text(texts::next(language));
    Page {
        class: "ws-phone",
        head,
        main: Box::new(move || main.clone()),
        status: None,
        acts: Markup::from(back).and(next),
        card: Some(at),
    }
}

/// A link to a card, followed without leaving the page.
fn link_to(phone: Phone, at: usize) -> Element {
    el("a").attr("href", &phone.address(at)).attr("data-at", &at.to_string())
}

fn back_to(phone: Phone, at: usize) -> Element {
    link_to(phone, at).class("nl-button nl-button--secondary").text(texts::back(language()))
}

fn note_input(note: &str) -> Element {
    let language = language();
    el("div")
        .class("ws-field")
        .with(el("label").class("ws-label").attr("for", "note").text(texts::note_label(language)))
        .with(el("p").class("ws-small ws-quiet").attr("id", "note-hint").text(texts::note_hint(language)))
        .with(
            el("input")
                .class("ws-input")
                .attr("id", "note")
                .attr("name", "note")
                .attr("maxlength", &limits::NOTE.to_string())
                .attr("aria-describedby", "note-hint")
                .attr("value", note),
        )
}

fn scale_input(scale: Scale, mark: Option<Mark>) -> Element {
    let language = language();
    let (low, high) = chart::ends(scale);
    let radio = |value: u8| {
        el("input")
            .attr("type", "radio")
            .attr("name", field(scale))
            .attr("value", &value.to_string())
            .flag("checked", mark == Some(Mark(value)))
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

/// The list after the last card: what was answered, what was skipped, and the way back to each.
fn all_answers(phone: Phone, round: Round) -> Page {
    let language = language();
    let title = texts::your_answers(language);
    let last = round.items.len().saturating_sub(1);
    Page {
        class: "ws-phone",
        head: Markup::from(row_apart(anonymous_chip(), title)).and(thread(1.0, title)),
        main: Box::new(move || answers_list(phone, &round)),
        status: None,
        acts: back_to(phone, last).into(),
        card: None,
    }
}

fn answers_list(phone: Phone, round: &Round) -> Markup {
    let language = language();
    let local = phone.local.get();
    let mut open = 0;
    let mut rows = Markup::default();
    for (at, card) in round.items.iter().enumerate() {
        let answer = answer_to(local.as_ref(), round.round, card);
        open += u32::from(round.scales.iter().any(|scale| !answer.marks.contains_key(scale)));
        let mut marks = String::new();
        for scale in &round.scales {
            if !marks.is_empty() {
                marks.push_str(" · ");
            }
            match answer.marks.get(scale) {
                None => marks.push('–'),
                Some(&Mark::CANNOT_JUDGE) => marks.push_str(texts::no_opinion(language)),
                Some(Mark(mark)) => marks.push_str(&mark.to_string()),
            }
        }
        let name = link_to(phone, at).text(&card.short_name);
        rows = rows.and(el("li").class("ws-answers__row").with(name).with(el("span").text(&marks)));
    }
    let title = if open == 0 { texts::all_done(language).to_owned() } else { texts::some_open(language, open) };
    Markup::from(el("h1").attr("tabindex", "-1").text(&title))
        .and(el("p").class("ws-quiet").text(texts::may_change(language)))
        .and(el("p").class("ws-small ws-quiet").text(texts::answers_order(language)))
        .and(el("ul").class("ws-answers").with(rows))
        .and(change_link(phone))
}
