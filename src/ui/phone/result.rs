//! After reveal: the same result as on the wall, as a sentence and a table, with one's own mark.

use werksessie_core::ItemId;
use werksessie_core::limits;
use werksessie_core::promise::condition::Answer;
use werksessie_core::question::{Answers, Scale, fields};
use werksessie_core::risk::score::margins;
use werksessie_core::stats::Band;
use werksessie_core::view::Figures;
use werksessie_core::view::arena::{LineRow, PointsResult};
use werksessie_core::view::commitment::{HandsView, NeedRow, WrittenRow};
use werksessie_core::view::phone::{Decisions, PhoneView, Promised, Rated, Votes};
use werksessie_core::view::risks::RiskResult;

use super::page::{Draw, Page, heading, look_again, party_flag, row_apart};
use crate::messages::{chart as chart_texts, commit, phone as texts, scoring};
use crate::ui::chart::{Frame, bars, counts_sentence, ends, finding, patterns};
use crate::ui::markup::{Element, Markup, el};
use crate::ui::parts::{band, thread};
use crate::ui::words::{self, decimal, tenth};
use crate::ui::{commit as commit_words, icon, language, scoring as words_of_risks};

mod arena;

/// A revealed round.
pub(super) struct Shown<'a> {
    /// A re-vote.
    pub revote: bool,
    /// How many voted, and how many could.
    pub voted: (u32, u32),
    /// The most divided first.
    pub items: &'a [Rated],
    /// Risks by impact and then chance.
    pub risks: &'a [RiskResult],
    /// The hands that parties raised.
    pub hands: Option<&'a HandsView>,
    /// Cards in frames.
    pub written: &'a [WrittenRow],
    /// How points were divided.
    pub points: &'a [PointsResult],
    /// How certain lines are.
    pub lines: &'a [LineRow],
    /// What happens without the measure, and whether people agree.
    pub agreement: Option<&'a (String, Option<Figures>)>,
    /// How many cards were written.
    pub cards: u32,
    /// What each party answered, in a round on behalf of parties.
    pub named: &'a [(String, Answers)],
    /// What the table decided, once it did.
    pub decided: &'a Decisions,
}

/// A revealed round on the phone.
pub(super) fn result(shown: &Shown<'_>) -> Page {
    let language = language();
    let Shown { revote, voted: (voted, present), .. } = shown;
    let title = if *revote { texts::revote_revealed(language) } else { texts::revealed(language) };
    let count = el("span").class("ws-small").text(&texts::voted_of(language, *voted, *present));
    let head = row_apart(el("span").class("ws-small ws-quiet").text(title), count);
    Page {
        class: "ws-phone",
        head: Markup::from(head).and(thread(1.0, title)),
        main: figures(shown),
        acts: look_again(),
        status: Some(texts::listen_now(language)),
        votes: false,
    }
}

fn figures(shown: &Shown<'_>) -> Markup {
    let language = language();
    let Shown { items, cards, named, decided, risks, hands, written, points, lines, agreement, .. } = shown;
    if let Some(hands) = hands {
        return heading(&commit_words::outcome(language, hands)).into_markup().and(raised(hands));
    }
    if !risks.is_empty() {
        return heading(scoring::matrix_title(language)).into_markup().and(risks.iter().map(risk).collect::<Markup>());
    }
    if !points.is_empty() {
        return arena::points(points);
    }
    if !lines.is_empty() {
        return arena::lines(lines);
    }
    if let Some((without, figures)) = agreement {
        return arena::agreement(without, figures.as_ref());
    }
    if !written.is_empty() {
        return heading(scoring::written_title(language)).into_markup().and(cards_of(written));
    }
    let note = (!items.is_empty() && named.is_empty()).then(|| {
        el("p")
            .class("ws-small ws-quiet ws-note")
            .with(icon::lock())
            .with(el("span").text(texts::own_mark_note(language)))
    });
    let count = (*cards > 0).then(|| el("p").class("ws-lead").text(&texts::cards_written(language, *cards)));
    let shown: Markup = items.iter().map(|item| one(item, named)).collect();
    patterns().and(decisions(decided)).and(heading(texts::result_title(language))).and(note).and(count).and(shown)
}

/// What the hands say: the sentence, and a table of who raised how many.
fn raised(hands: &HandsView) -> Markup {
    let language = language();
    let heard = commit_words::heard(hands);
    let heard = (!heard.is_empty()).then(|| el("p").text(&commit::hear(language, heard)));
    let row = |(party, fingers, note): &(String, u8, String)| {
        let note = (!note.is_empty()).then(|| el("span").class("ws-small ws-quiet").text(&[": ", note].concat()));
        let who = el("span").with(el("strong").text(party)).with(note);
        el("li").class("ws-answers__row").with(who).with(el("span").text(&commit_words::fingers(language, *fingers)))
    };
    let table = Markup::from(el("h2").text(commit::hands_table(language)))
        .and(el("ul").class("ws-answers").with(hands.hands.iter().map(row).collect::<Markup>()));
    let silent = commit_words::silent(language, hands).map(|words| el("p").text(&words));
    Markup::from(el("p").class("ws-lead").text(&hands.statement)).and(heard).and(silent).and(table)
}

/// One risk: where the votes put it, in words, and the votes on each step as a table.
fn risk(row: &RiskResult) -> Element {
    let language = language();
    let card = el("section")
        .class("ws-card ws-stack ws-stack--tight")
        .with(el("p").class("ws-over").text(words_of_risks::side(language, row.side)))
        .with(el("h2").text(&row.event));
    let (Some(votes), Some(zone)) = (&row.votes, row.zone) else {
        return card.with(el("p").class("ws-quiet").text(chart_texts::too_few(language)));
    };
    let median = |scale, median| words_of_risks::median(language, median, scale, row.side, row.classes);
    let pair = |name: &str, value: &str| Markup::from(el("dt").text(name)).and(el("dd").text(value));
    let money =
        row.money.map(|range| el("p").text(&scoring::money_a_year(language, words_of_risks::money(language, range))));
    let pairs = el("dl")
        .class("ws-pairs")
        .with(pair(scoring::chance(language), &median(Scale::Chance, votes.median.0)))
        .with(pair(scoring::impact(language), &median(Scale::Impact, votes.median.1)))
        .with(pair(scoring::zone(language), words_of_risks::zone(language, zone)));
    let (chance, impact) = margins(&votes.places);
    let line = |mark: usize| {
        el("tr")
            .with(el("th").attr("scope", "row").text(&(mark + 1).to_string()))
            .with(el("td").text(&chance[mark].to_string()))
            .with(el("td").text(&impact[mark].to_string()))
    };
    let column = |name: &str| el("th").attr("scope", "col").text(name);
    let head = el("tr")
        .with(column(chart_texts::mark(language)))
        .with(column(scoring::chance(language)))
        .with(column(scoring::impact(language)));
    let table = el("table")
        .class("ws-table")
        .with(el("caption").text(chart_texts::votes_per_mark(language)))
        .with(el("thead").with(head))
        .with(el("tbody").with((0..5).map(line).collect::<Markup>()));
    let numbers = el("details").class("ws-details").with(el("summary").text(texts::show_numbers(language))).with(table);
    card.with(pairs).with(money).with(numbers)
}

/// Cards in frames, by what they are about.
fn cards_of(written: &[WrittenRow]) -> Markup {
    let language = language();
    let card = |row: &WrittenRow| {
        let who = row.party.as_ref().map(|(_, name)| name.as_str()).filter(|name| !name.is_empty());
        let parts = [Some(row.about.as_str()).filter(|about| !about.is_empty()), who];
        let parts: Vec<&str> = parts.into_iter().flatten().chain([commit_words::frame(language, row.frame)]).collect();
        let more = (!row.more.is_empty()).then(|| el("p").class("ws-quiet").text(&commit_words::beside(language, row)));
        el("article")
            .class("ws-card ws-stack ws-stack--tight")
            .with(el("h2").class("ws-over").text(&parts.join(" · ")))
            .with(el("p").text(&row.text))
            .with(more)
    };
    written.iter().map(card).collect()
}

fn one(item: &Rated, named: &[(String, Answers)]) -> Element {
    let language = language();
    let severity = match &item.severity {
        Some(votes) => scale_figures(item.item, Scale::Severity, votes),
        None => el("p").class("ws-quiet").text(chart_texts::too_few(language)).into(),
    };
    let influence = item.influence.as_ref().map(|votes| {
        el("details")
            .class("ws-details")
            .with(el("summary").text(chart_texts::influence_question(language)))
            .with(scale_figures(item.item, Scale::Influence, votes))
    });
    let picks = item.picks.map(|(picks, of)| el("p").text(&texts::picked_by(language, picks, of)));
    el("section")
        .class("ws-card ws-stack ws-stack--tight")
        .with(el("h2").text(&item.title))
        .with(severity)
        .with(picks)
        .with(influence)
        .with(by_party(item.item, named))
}

/// What each party gave, in a round on behalf of parties.
fn by_party(item: ItemId, named: &[(String, Answers)]) -> Option<Element> {
    if named.is_empty() {
        return None;
    }
    let language = language();
    let mark = |answers: &Answers, scale| {
        let mark = answers.items.get(&item).and_then(|answer| answer.marks.get(&scale));
        mark.map_or_else(|| "–".to_owned(), |mark| mark.0.to_string())
    };
    let row = |(party, answers): &(String, Answers)| {
        let cell = |scale| el("td").text(&mark(answers, scale));
        el("tr")
            .with(el("th").attr("scope", "row").text(party))
            .with(cell(Scale::Severity))
            .with(cell(Scale::Influence))
    };
    let column = |name: &str| el("th").attr("scope", "col").text(name);
    let head = el("tr")
        .with(column(texts::party(language)))
        .with(column(chart_texts::severity(language)))
        .with(column(chart_texts::influence(language)));
    let table = el("table")
        .class("ws-table")
        .with(el("caption").text(texts::by_party(language)))
        .with(el("thead").with(head))
        .with(el("tbody").with(named.iter().map(row).collect::<Markup>()));
    Some(el("details").class("ws-details").with(el("summary").text(texts::by_party(language))).with(table))
}

fn scale_figures(item: ItemId, scale: Scale, votes: &Votes) -> Markup {
    let language = language();
    let counts = votes.counts;
    let frame = Frame {
        x: 6.0,
        base: 168.0,
        bar: 53.6,
        gap: 10.0,
        height: 134.0,
        values: Some(""),
        edge: "ws-edge ws-edge--thin",
        highest: counts.into_iter().max().unwrap_or(0),
    };
    let middle = |mark: u8| tenth(32.8 + f64::from(mark - 1) * 63.6);
    let marks = (1..=5).map(|mark| {
        el("text").class("ws-mid ws-soft").attr("x", &middle(mark)).attr("y", "194").text(&mark.to_string())
    });
    // Drawn at the first mark; the phone moves it to its own and shows it.
    let x = middle(1);
    let arrow = el("path").class("ws-fill-thread").attr("d", &["M", &x, " 200l11 15h-22z"].concat());
    let you = el("g")
        .attr("data-value", &fields::mark(item, scale))
        .attr("data-step", "63.6")
        .attr("visibility", "hidden")
        .with(arrow)
        .with(el("text").class("ws-bold ws-red ws-mid").attr("x", &x).attr("y", "233").text(texts::you(language)));
    let axis = el("line").class("ws-axis").attr("x1", "0").attr("y1", "168").attr("x2", "320").attr("y2", "168");
    let chart = el("svg")
        .class("ws-chart ws-chart--phone")
        .attr("viewBox", "0 0 320 236")
        .attr("role", "img")
        .attr("aria-label", &counts_sentence(counts))
        .with(bars(counts, frame))
        .with(marks.collect::<Markup>())
        .with(axis)
        .with(you);
    let (low, high) = ends(scale);
    let abstained = (votes.abstained > 0)
        .then(|| el("p").class("ws-small ws-quiet").text(&chart_texts::abstained(language, votes.abstained)));
    Markup::from(el("p").with(el("strong").class("ws-lead").text(band(Band::of(votes.consensus)))))
        .and(el("p").text(&finding(counts)))
        .and(chart)
        .and(el("div").class("ws-scale__ends").with(el("span").text(low)).with(el("span").text(high)))
        .and(abstained)
        .and(numbers(votes))
}

/// The table that equals the chart.
fn numbers(votes: &Votes) -> Element {
    let language = language();
    let row =
        |name: &str, value: &str| el("tr").with(el("th").attr("scope", "row").text(name)).with(el("td").text(value));
    let counts: Markup = votes
        .counts
        .into_iter()
        .enumerate()
        .map(|(at, count)| row(&(at + 1).to_string(), &count.to_string()))
        .collect();
    let column = |name: &str| el("th").attr("scope", "col").text(name);
    let head = el("tr").with(column(chart_texts::mark(language))).with(column(chart_texts::votes(language)));
    let body = counts
        .and(row(chart_texts::mean(language), &decimal(language, votes.mean, 1)))
        .and(row(chart_texts::agreement(language), &decimal(language, votes.consensus, 2)));
    let table = el("table")
        .class("ws-table")
        .with(el("caption").text(chart_texts::votes_per_mark(language)))
        .with(el("thead").with(head))
        .with(el("tbody").with(body));
    el("details").class("ws-details").with(el("summary").text(texts::show_numbers(language))).with(table)
}

/// What the table decided, as a list; nothing when it decided nothing.
fn decisions(decided: &Decisions) -> Markup {
    let language = language();
    if decided.titles.is_empty() {
        return Markup::default();
    }
    let rows: Markup = decided.titles.iter().map(|title| el("li").class("ws-decided").text(title)).collect();
    let reason = (!decided.reason.is_empty())
        .then(|| el("p").class("ws-quiet").text(&texts::decided_because(language, decided.reason.clone())));
    el("section")
        .class("ws-card ws-card--thread ws-stack ws-stack--tight")
        .with(el("h2").text(texts::decided_title(language)))
        .with(el("ol").class("ws-decisions").with(rows))
        .with(reason)
        .into()
}

/// What parties promised.
pub(super) fn promises(draw: &Draw<'_>, view: &PhoneView, rows: &[Promised]) -> Page {
    let main = heading(texts::promises_title(language())).into_markup().and(asked_of_you(draw, rows));
    Page::still(draw, view, main.and(promise_list(rows)))
}

/// What is asked of one's own party, with the buttons to answer. Each is drawn for all phones and shown
/// on those of that party; watching along is not answering.
fn asked_of_you(draw: &Draw<'_>, rows: &[Promised]) -> Markup {
    let each = rows.iter().flat_map(|row| row.needs.iter().map(move |need| (row, need)));
    each.map(|(row, need)| {
        let when = [party_flag(need.party).as_str(), " !observer"].concat();
        draw.when(question_for(row, need), &when)
    })
    .collect()
}

fn question_for(row: &Promised, need: &NeedRow) -> Element {
    let language = language();
    let button = |answer: Answer, label: &str| {
        // What it said until now goes along, so that of two who press at once the second hears it.
        let value = [&need.condition.to_string(), need.answer.key(), answer.key()].join(" ");
        el("button")
            .class("nl-button nl-button--secondary")
            .attr("name", "reply")
            .attr("value", &value)
            .flag("disabled", answer == need.answer && answer != Answer::Counter)
            .text(label)
    };
    let name = ["words.", &need.condition.to_string()].concat();
    let words = el("div")
        .class("ws-field")
        .with(el("label").class("ws-label").attr("for", &name).text(commit::words_label(language)))
        .with(
            el("input")
                .class("ws-input")
                .attr("id", &name)
                .attr("name", &name)
                .attr("maxlength", &limits::NOTE.to_string())
                .attr("value", &need.words),
        );
    let said = (need.answer != Answer::Asked)
        .then(|| el("p").text(&commit::answered_by_you(language, commit_words::answer(language, need.answer))));
    el("section")
        .class("ws-card ws-card--thread ws-stack ws-stack--tight")
        .with(el("p").class("ws-over").text(commit::asked_of_you(language)))
        .with(el("h2").text(&need.what))
        .with(el("p").class("ws-quiet").text(&[row.party.as_str(), ": ", &row.what].concat()))
        .with(said)
        .with(button(Answer::Accepted, commit::say_accepted(language)))
        .with(words)
        .with(button(Answer::Counter, commit::say_counter(language)))
        .with(button(Answer::Refused, commit::say_refused(language)))
}

fn promise_list(rows: &[Promised]) -> Markup {
    let language = language();
    if rows.is_empty() {
        return el("p").class("ws-quiet").text(texts::no_promises(language)).into();
    }
    let promise = |row: &Promised| {
        let pair = |name: &str, value: &str| Markup::from(el("dt").text(name)).and(el("dd").text(value));
        let pairs = el("dl")
            .class("ws-pairs")
            .with(pair(texts::promise_owner(language), &row.owner))
            .with(pair(texts::promise_due(language), &words::date(language, row.due)))
            .with(pair(texts::promise_for(language), &row.bottleneck))
            .with(row.needs.iter().map(|need| pair(commit::needs(language), &need_line(need))).collect::<Markup>());
        el("article")
            .class("ws-promise ws-stack ws-stack--tight")
            .with(el("h2").class("ws-over").text(&row.party))
            .with(el("p").class("ws-promise__text").text(&row.what))
            .with(pairs)
    };
    rows.iter().map(promise).collect()
}

/// `Van Wmo: een vaste coach: aanvaard`.
fn need_line(need: &NeedRow) -> String {
    let language = language();
    let line = commit::from_line(language, &need.short_name, &need.what);
    let words = if need.words.is_empty() { String::new() } else { [" (", &need.words, ")"].concat() };
    [line.as_str(), " · ", commit_words::answer(language, need.answer), &words].concat()
}

/// The meeting is over.
pub(super) fn ended(draw: &Draw<'_>, view: &PhoneView, decided: &Decisions, rows: &[Promised]) -> Page {
    let language = language();
    let main = Markup::from(heading(texts::ended_title(language)))
        .and(el("p").class("ws-lead").text(texts::ended(language)))
        .and(decisions(decided))
        .and(promise_list(rows));
    Page::still(draw, view, main)
}
