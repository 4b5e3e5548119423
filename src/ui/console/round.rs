//! The middle of the console: where the meeting is, and the one next action.

use leptos::prelude::*;
use werksessie_core::meeting::{Begin, End, MeetingState};
use werksessie_core::question::{Answers, Scale};
use werksessie_core::round::{Ask, Mode, Move, Revote, Stage as To, Target};
use werksessie_core::screen::Picture;
use werksessie_core::stats::Talk;
use werksessie_core::view::leader::{LeaderRound, Stage};
use werksessie_core::view::{Figures, ItemResult};
use werksessie_core::{Command, ItemId, RoundId};

use super::{Console, arena, choosing, collecting, deciding, paper, promising, settling, written};
use crate::messages::{arena as arena_texts, chart as chart_texts, commit, common, console as texts, scoring};
use crate::ui::chart::{Mini, patterns};
use crate::ui::parts::{Ring, band};
use crate::ui::words::decimal;
use crate::ui::{arena as words_of_arena, browser, icon, language};

/// An act that cannot be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Irrevocable {
    /// Counting a round.
    Count(RoundId),
    /// Throwing a round away.
    Discard(RoundId),
    /// Ending the meeting.
    End,
}

/// What the middle is about; changes of figures do not rebuild it.
#[derive(Clone, Debug, PartialEq)]
enum Place {
    Planned,
    Choose,
    Noting,
    Round(RoundId, Stage, Ask),
    Ended,
}

fn place(console: Console) -> Place {
    let view = console.view.read();
    match (view.state, &view.round) {
        (MeetingState::Planned, _) => Place::Planned,
        (MeetingState::Ended, _) => Place::Ended,
        (MeetingState::Open, round) if console.noting.get() && round.as_ref().is_none_or(is_finished) => Place::Noting,
        (MeetingState::Open, None) => Place::Choose,
        (MeetingState::Open, Some(round)) if is_finished(round) && console.choosing.get() => Place::Choose,
        (MeetingState::Open, Some(round)) => Place::Round(round.round, round.stage, round.question.ask()),
    }
}

/// Whether a next round may follow: the table decided, or there is nothing to decide on.
fn is_finished(round: &LeaderRound) -> bool {
    match round.stage {
        Stage::Decided => true,
        // What the table takes or settles can wait: too few may have answered.
        Stage::Revealed => {
            let ask = round.question.ask();
            let may_wait = ask == Ask::RiskScores || ask.is_taken();
            may_wait || round.question.is_written() || round.question.statement().is_some()
        }
        Stage::Open | Stage::Closed | Stage::Counted => false,
    }
}

/// The middle of the console.
pub fn main_area(console: Console) -> impl IntoView {
    let place = Memo::new(move |_| place(console));
    // Leaving the place of a form or a question closes it, and figures are hidden again.
    Effect::new(move |before: Option<Place>| {
        let now = place.get();
        if before.is_some_and(|before| before != now) {
            console.preview.set(false);
            console.asking.set(None);
            console.paper.set(false);
            if matches!(now, Place::Round(_, stage, _) if stage < Stage::Revealed) {
                console.choosing.set(false);
                console.noting.set(false);
            }
        }
        now
    });
    // Another round, of whatever leader's hand, is what counts now.
    let round = Memo::new(move |_| console.view.read().round.as_ref().map(|round| round.round));
    Effect::new(move |before: Option<Option<RoundId>>| {
        let now = round.get();
        if before.is_some_and(|before| before != now) {
            console.choosing.set(false);
            console.noting.set(false);
        }
        now
    });
    move || match place.get() {
        Place::Planned => planned(console).into_any(),
        Place::Choose => choosing::choose(console).into_any(),
        Place::Noting => promising::noting(console).into_any(),
        Place::Ended => ended(console).into_any(),
        Place::Round(_, stage, ask) => match (stage, ask) {
            (Stage::Open | Stage::Closed, _) => busy(console, stage, ask).into_any(),
            (Stage::Counted, _) => counted(console).into_any(),
            (Stage::Revealed, _) => revealed(console, ask).into_any(),
            (Stage::Decided, Ask::RiskScores) => settled(console, scoring::settled_title(language())).into_any(),
            (Stage::Decided, Ask::Fist) => settled(console, commit::settled_hands(language())).into_any(),
            (Stage::Decided, ask) if ask.is_taken() => {
                settled(console, arena_texts::taken_title(language())).into_any()
            }
            (Stage::Decided, _) => promising::decided(console).into_any(),
        },
    }
}

fn planned(console: Console) -> impl IntoView {
    let language = language();
    let view = console.view.read_untracked();
    view! {
        <p class="ws-over">{texts::planned_over(language)}</p>
        <h1>{texts::planned_title(language)}</h1>
        <p class="ws-lead">{texts::planned_text(language, view.bottlenecks.len() as u32)}</p>
        <ol class="ws-howto">
            <li>{texts::how_screen(language)}</li><li>{texts::how_begin(language)}</li><li>{texts::how_open(language)}</li>
        </ol>
    }
}

fn ended(console: Console) -> impl IntoView {
    let language = language();
    let view = console.view.read_untracked();
    let to = format!("/dossier/{}", view.project);
    view! {
        <p class="ws-over">{texts::ended_over(language)}</p><h1>{texts::ended_title(language)}</h1>
        <p class="ws-lead">{texts::ended_text(language, view.promises.len() as u32)}</p>
        <p><a class="nl-button nl-button--primary ws-button--large" href=to rel="external">{texts::to_dossier(language)}</a></p>
    }
}

/// The line of stages of a round.
fn phases(now: Stage) -> impl IntoView {
    let language = language();
    let stages = [
        (Stage::Open, texts::stage_open(language)),
        (Stage::Closed, texts::stage_closed(language)),
        (Stage::Counted, texts::stage_counted(language)),
        (Stage::Revealed, texts::stage_revealed(language)),
        (Stage::Decided, texts::stage_decided(language)),
    ];
    let rows = stages.map(|(stage, name)| {
        let class = match stage.cmp(&now) {
            std::cmp::Ordering::Less => "ws-is-done",
            std::cmp::Ordering::Equal => "ws-is-now",
            std::cmp::Ordering::Greater => "",
        };
        view! { <li class=class aria-current=(stage == now).then_some("step")>{name}</li> }
    });
    view! { <ol class="ws-phase" aria-label=texts::where_the_round_is(language)>{rows.into_iter().collect_view()}</ol> }
}

/// The head of a round.
pub fn head(console: Console, stage: Stage, title: &'static str) -> impl IntoView {
    let language = language();
    let revote = console.view.read_untracked().round.as_ref().is_some_and(|round| round.revote_of.is_some());
    let over = if revote { texts::round_two(language) } else { texts::round_one(language) };
    let mode = round_mode(console);
    let chip = match mode {
        Mode::Anonymous => view! { <span class="ws-chip"><icon::Lock/>{common::anonymous(language)}</span> }.into_any(),
        Mode::Party => view! { <span class="ws-chip ws-chip--now">{texts::for_parties(language)}</span> }.into_any(),
    };
    view! {
        <div class="ws-row ws-row--apart"><p class="ws-over">{over}</p>{chip}</div>
        <h1>{title}</h1>
        {phases(stage)}
    }
}

/// Whose answers the round takes.
fn round_mode(console: Console) -> Mode {
    console.view.read_untracked().round.as_ref().map(|round| round.mode).unwrap_or_default()
}

fn current<T: Clone + PartialEq + Send + Sync + 'static>(
    console: Console,
    part: impl Fn(&LeaderRound) -> T + Send + Sync + 'static,
) -> Memo<Option<T>> {
    Memo::new(move |_| console.view.read().round.as_ref().map(&part))
}

/// Open or closed: progress, who is still busy, and nothing else.
fn busy(console: Console, stage: Stage, ask: Ask) -> impl IntoView {
    let language = language();
    let progress = current(console, |round| (round.progress, round.paper));
    let busy = current(console, |round| round.busy.clone());
    let unreadable = current(console, |round| round.unreadable);
    let ring =
        move || progress.get().map(|(progress, _)| view! { <Ring done=progress.done present=progress.present/> });
    let mode = round_mode(console);
    let sentence = move || {
        progress.get().map(|(progress, _)| match progress.present.saturating_sub(progress.done) {
            0 if progress.present > 0 => texts::everybody_done(language).to_owned(),
            left if mode == Mode::Party => texts::parties_busy(language, left),
            left => texts::still_busy(language, left),
        })
    };
    let rows = move || {
        let rows = busy.get().unwrap_or_default().into_iter().map(|(name, count)| {
            let name = name.unwrap_or_else(|| texts::smaller_parties(language).to_owned());
            view! { <li><span>{name}</span><span>{texts::busy(language, count)}</span></li> }
        });
        rows.collect_view()
    };
    let on_paper = move || {
        progress
            .get()
            .filter(|(_, paper)| *paper > 0)
            .map(|(_, paper)| view! { <p>{texts::paper_sheets(language, paper)}</p> })
    };
    let warning = move || {
        unreadable.get().filter(|unreadable| *unreadable).map(|_| {
            view! { <div class="ws-alert ws-alert--negative" role="alert"><icon::Warning/><p>{texts::unreadable(language)}</p></div> }
        })
    };
    let form = move || console.paper.get().then(|| paper::form(console));
    // What is promised must be what this round does.
    let who_sees = match (ask, mode) {
        (Ask::Groups | Ask::Drafts | Ask::Contributions | Ask::Needs, _)
        | (Ask::RiskCards | Ask::Cards | Ask::Activities | Ask::Effects, Mode::Party) => texts::reading_along(language),
        (Ask::RiskCards | Ask::Cards | Ask::Activities | Ask::Effects, Mode::Anonymous) => {
            texts::nobody_reads(language)
        }
        (Ask::Fist, _) => texts::nobody_sees_hand(language),
        (Ask::Benefits, _) => arena_texts::mean_seen(language),
        (Ask::Costs | Ask::Weights, _) => arena_texts::nobody_sees(language),
        (Ask::Rating | Ask::RatingAndPick | Ask::RiskScores | Ask::Agreement | Ask::Assumptions, _) => {
            texts::nobody_sees(language)
        }
    };
    let title = match (stage, ask) {
        (Stage::Open, Ask::Cards) => texts::open_cards(language),
        (Stage::Open, Ask::RiskCards) => scoring::ask_cards(language),
        (Stage::Open, Ask::RiskScores) => scoring::open_title(language),
        (Stage::Open, Ask::Groups) => commit::open_groups(language),
        (Stage::Open, Ask::Drafts) => commit::open_drafts(language),
        (Stage::Open, Ask::Fist) => commit::open_fist(language),
        (Stage::Open, Ask::Rating | Ask::RatingAndPick) => texts::open_title(language),
        (Stage::Open, ask) => words_of_arena::asks(language, ask).unwrap_or(texts::open_title(language)),
        _ => texts::closed_title(language),
    };
    view! {
        {head(console, stage, title)}
        {warning}
        <div class="ws-live">{ring}
            <div class="ws-stack"><p class="ws-voice ws-lead">{sentence}</p><p class="ws-quiet">{who_sees}</p><ul class="ws-seats">{rows}</ul>{on_paper}</div>
        </div>
        {cards(console)}{written::panel(console)}
        {form}
    }
}

/// The cards that were written: as soon as they may be read.
fn cards(console: Console) -> impl IntoView {
    let language = language();
    let cards = current(console, |round| round.cards.clone());
    move || {
        cards.get().filter(|cards| !cards.is_empty()).map(|cards| {
            let rows = cards.into_iter().map(|card| view! { <li>{card}</li> }).collect_view();
            view! { <section class="ws-stack ws-stack--tight"><h2>{texts::cards_title(language)}</h2><ul class="ws-notes">{rows}</ul></section> }
        })
    }
}

/// What each party answered, in a round on behalf of parties.
fn by_party(console: Console) -> impl IntoView {
    let language = language();
    // Other kinds have no two marks to show so.
    let named = current(console, |round| {
        let rates = matches!(round.question.ask(), Ask::Rating | Ask::RatingAndPick);
        (if rates { round.named.clone() } else { Vec::new() }, round.items.clone())
    });
    move || {
        let (named, items) = named.get().filter(|(named, _)| !named.is_empty())?;
        let heads = items.iter().map(|card| view! { <th scope="col">{card.short_name.clone()}</th> }).collect_view();
        let cell = |answers: &Answers, item| {
            let mark = |scale| answers.items.get(item).and_then(|answer| answer.marks.get(&scale));
            let shown = |scale| mark(scale).map_or_else(|| "–".to_owned(), |mark| mark.0.to_string());
            view! { <td>{[shown(Scale::Severity), shown(Scale::Influence)].join(" / ")}</td> }
        };
        let rows = named.iter().map(|(party, answers)| {
            let cells = items.iter().map(|card| cell(answers, &card.item)).collect_view();
            view! { <tr><th scope="row">{party.clone()}</th>{cells}</tr> }
        });
        Some(view! {
            <div class="ws-scroll" tabindex="0" role="region" aria-labelledby="per-partij">
                <table class="ws-table"><caption id="per-partij">{texts::by_party(language)}</caption>
                    <thead><tr><th scope="col">{texts::party_column(language)}</th>{heads}</tr></thead><tbody>{rows.collect_view()}</tbody></table>
            </div>
        })
    }
}

/// Counted: only the leader, and only while holding the button.
fn counted(console: Console) -> impl IntoView {
    let language = language();
    let hold = move |_| console.preview.set(true);
    let release = move |_| console.preview.set(false);
    let toggle = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Enter" {
            console.preview.update(|shown| *shown = !*shown);
        } else if event.key() == " " {
            event.prevent_default();
            console.preview.set(true);
        }
    };
    let up = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == " " {
            console.preview.set(false);
        }
    };
    let gone = match round_mode(console) {
        Mode::Anonymous => texts::votes_gone(language),
        Mode::Party => texts::parties_named(language),
    };
    let label =
        move || if console.preview.get() { texts::release_to_hide(language) } else { texts::hold_to_see(language) };
    let body = move || {
        if console.preview.get() {
            view! { {talk(console)}{results(console)}{by_party(console)}{cards(console)}{settling::results(console)}{arena::results(console)}{written::hands(console)}{written::panel(console)} }.into_any()
        } else {
            view! { <p class="ws-voice ws-lead">{texts::counted_hidden(language)}</p> }.into_any()
        }
    };
    view! {
        <div class="ws-alert ws-alert--private"><icon::Eye/><p><strong>{texts::only_you(language)}</strong>" "{gone}</p>
            <button class="nl-button nl-button--secondary" type="button" id="voorbeeld" aria-pressed=move || console.preview.get().to_string()
                on:pointerdown=hold on:pointerup=release on:pointerleave=release on:pointercancel=release on:keydown=toggle on:keyup=up>{label}</button></div>
        {head(console, Stage::Counted, texts::counted_title(language))}
        {body}
    }
}

fn revealed(console: Console, ask: Ask) -> impl IntoView {
    let language = language();
    let body = match ask {
        Ask::Rating | Ask::RatingAndPick => {
            view! { {talk(console)}{results(console)}{by_party(console)}{deciding::form(console)} }.into_any()
        }
        Ask::RiskScores => view! { {settling::results(console)}{settling::form(console)} }.into_any(),
        Ask::Fist => written::hands(console).into_any(),
        Ask::Cards => cards(console).into_any(),
        Ask::RiskCards => collecting::panel(console).into_any(),
        Ask::Groups | Ask::Drafts => written::panel(console).into_any(),
        Ask::Needs | Ask::Contributions => view! { {written::panel(console)}{arena::panel(console)} }.into_any(),
        Ask::Activities | Ask::Effects => arena::panel(console).into_any(),
        Ask::Agreement | Ask::Assumptions | Ask::Costs | Ask::Weights | Ask::Benefits => {
            arena::results(console).into_any()
        }
    };
    // Of what people wrote there is nothing that the room thinks.
    let is_written = console.view.read_untracked().round.as_ref().is_some_and(|round| round.question.is_written());
    let title = if is_written { scoring::written_title(language) } else { texts::revealed_title(language) };
    view! {
        {head(console, Stage::Revealed, title)}
        {body}
    }
}

/// What was decided about risks or about the challenge; promises have a page of their own.
fn settled(console: Console, title: &'static str) -> impl IntoView {
    view! { {head(console, Stage::Decided, title)}{settling::results(console)}{arena::results(console)}{arena::look_first(console)}{written::hands(console)}{promising::reopen(console)} }
}

/// Which conversation to hold, with a sentence to say.
fn talk(console: Console) -> impl IntoView {
    let language = language();
    let first = current(console, |round| {
        round.results.first().and_then(|item| Some((item.card.short_name.clone(), item.severity.clone()?)))
    });
    move || {
        first.get().flatten().map(|(name, figures)| {
            let (title, say) = match figures.talk {
                Talk::Agreed => (texts::talk_agreed(language), texts::say_agreed(language, &name)),
                Talk::BetweenCircles => (texts::talk_between(language), say_between(&name, &figures)),
                Talk::WithinCircles => (texts::talk_within(language), texts::say_within(language, &name)),
                Talk::AskBoth => (texts::talk_both(language), texts::say_both(language, &name)),
            };
            view! {
                <section class="ws-talk" aria-labelledby="gesprek">
                    <svg viewBox="0 0 72 72" aria-hidden="true"><g class="ws-fill-1"><circle cx="14" cy="22" r="7"/><circle cx="26" cy="38" r="7"/><circle cx="10" cy="46" r="7"/></g>
                        <g fill="none" class="ws-axis"><circle cx="60" cy="20" r="6"/><circle cx="48" cy="36" r="6"/><circle cx="61" cy="50" r="6"/></g><path class="ws-line" d="M37 8v56"/></svg>
                    <p class="ws-over">{texts::which_talk(language)}</p><h2 id="gesprek">{title}</h2><p class="ws-talk__say">{say}</p>
                </section>
            }
        })
    }
}

fn say_between(name: &str, figures: &Figures) -> String {
    let highest = figures.circles.iter().max_by(|a, b| a.2.total_cmp(&b.2));
    let lowest = figures.circles.iter().min_by(|a, b| a.2.total_cmp(&b.2));
    match (highest, lowest) {
        (Some(high), Some(low)) => texts::say_between(language(), &high.0, name, &low.0),
        _ => texts::say_both(language(), name),
    }
}

/// The figures, the most divided first; circles of the first beside them.
fn results(console: Console) -> impl IntoView {
    let language = language();
    let results = current(console, |round| (round.results.clone(), round.voted, round.paper, round.notes.clone()));
    move || {
        results.get().filter(|(items, ..)| !items.is_empty()).map(|(items, (voted, present), paper, notes)| {
            let low = (voted * 10 < present * 6).then(|| view! { <div class="ws-alert ws-alert--warning"><icon::Warning/><p>{texts::low_response(language)}</p></div> });
            let rows = items.iter().map(result_row).collect_view();
            let circles = items.first().and_then(|item| item.severity.clone().map(|figures| circles(&item.card.short_name, &figures)));
            let notes: Vec<_> = items
                .iter()
                .filter_map(|item| {
                    let notes = notes.get(&item.card.item.into())?;
                    let lines = notes.iter().map(|note| view! { <li>{note.clone()}</li> }).collect_view();
                    Some(view! { <div><h3>{item.card.short_name.clone()}</h3><ul class="ws-notes">{lines}</ul></div> })
                })
                .collect();
            let notes = (!notes.is_empty()).then(|| view! { <details class="ws-details"><summary>{texts::notes(language)}</summary>{notes}</details> });
            let paper = (paper > 0).then(|| texts::of_which_paper(language, paper));
            let has_circles = items.first().and_then(|item| item.severity.as_ref()).is_some_and(|figures| !figures.circles.is_empty());
            let layout = if has_circles { "ws-split ws-split--even" } else { "ws-stack" };
            view! {
                <div inner_html=patterns().html()></div>
                {low}
                <div class=layout>
                    <div class="ws-stack ws-stack--tight">
                        <div class="ws-scroll" tabindex="0" role="region" aria-labelledby="lijst">
                            <table class="ws-table"><caption id="lijst">{texts::severity_caption(language)}</caption>
                                <thead><tr><th scope="col">{chart_texts::bottleneck(language)}</th><th scope="col">{chart_texts::votes(language)}</th>
                                    <th scope="col">{chart_texts::agreement(language)}</th><th scope="col">{chart_texts::severity(language)}</th><th scope="col">{chart_texts::influence(language)}</th></tr></thead>
                                <tbody>{rows}</tbody></table>
                        </div>
                        <p class="ws-small ws-quiet">{texts::voted_of(language, voted, present)}" "{paper}" "{chart_texts::agreement_scale(language)}</p>
                        {notes}
                    </div>
                    {circles}
                </div>
            }
        })
    }
}

fn result_row(item: &ItemResult) -> impl IntoView + use<> {
    let language = language();
    let mean = |figures: &Option<Figures>| {
        figures.as_ref().map_or_else(|| "–".to_owned(), |figures| decimal(language, figures.mean, 1))
    };
    let (severity, influence) = (mean(&item.severity), mean(&item.influence));
    let middle = match &item.severity {
        Some(figures) => {
            let number = decimal(language, figures.consensus, 2);
            let abstained = words_of_arena::abstained(language, figures);
            view! { <td><Mini counts=figures.counts/></td><td><strong>{band(figures.band)}</strong>" "{number}" "<span class="ws-small">{abstained}</span></td> }
                .into_any()
        }
        None => view! { <td colspan="2">{chart_texts::too_few_short(language)}</td> }.into_any(),
    };
    view! { <tr><th scope="row">{item.card.short_name.clone()}</th>{middle}<td>{severity}</td><td>{influence}</td></tr> }
}

fn circles(name: &str, figures: &Figures) -> impl IntoView + use<> {
    let language = language();
    if figures.circles.is_empty() {
        return view! { <p class="ws-small ws-quiet">{texts::no_circles(language)}</p> }.into_any();
    }
    let rows = figures.circles.iter().map(|(circle, counts, mean)| {
        let votes: u32 = counts.iter().sum();
        view! { <tr><th scope="row">{format!("{circle} ({votes})")}</th><td><Mini counts=*counts/></td><td>{decimal(language, *mean, 1)}</td></tr> }
    });
    view! {
        <section class="ws-stack ws-stack--tight">
            <table class="ws-table"><caption>{texts::by_circle(language, name)}</caption>
                <thead><tr><th scope="col">{texts::circle(language)}</th><th scope="col">{chart_texts::votes(language)}</th><th scope="col">{chart_texts::mean(language)}</th></tr></thead>
                <tbody>{rows.collect_view()}</tbody></table>
            <p class="ws-small ws-quiet">{texts::circle_rule(language)}</p>
        </section>
    }
    .into_any()
}

/// The bar with the one next action.
pub fn next_bar(console: Console) -> impl IntoView {
    let place = Memo::new(move |_| place(console));
    move || {
        if let Some(act) = console.asking.get() {
            return question(console, act).into_any();
        }
        match place.get() {
            Place::Planned => bar(
                primary(texts::begin(language()), move || {
                    console.send(Command::MeetingBegin(Begin { meeting: console.meeting() }))
                }),
                (),
                texts::begin_hint(language()),
            )
            .into_any(),
            Place::Choose => bar(
                primary(texts::open_round(language()), move || choosing::open(console)),
                view! { {back_to_round(console)}{note_promises(console)}{end_button(console)} },
                texts::open_hint(language()),
            )
            .into_any(),
            Place::Ended => ().into_any(),
            Place::Round(round, stage, ask) => round_bar(console, round, (stage, ask)).into_any(),
            Place::Noting => {
                let note = primary(texts::note_promise(language()), move || promising::send(console));
                let back = secondary(texts::back_to_round(language()), move || console.noting.set(false));
                bar(note, view! { {back}{secondary(texts::show_promises(language()), move || console.show(Picture::Promises))}{end_button(console)} }, "").into_any()
            }
        }
    }
}

fn round_bar(console: Console, round: RoundId, (stage, ask_of): (Stage, Ask)) -> AnyView {
    let language = language();
    let to = move |to| {
        // Who brings a round on wants the room to see it, whatever the screen showed meanwhile.
        let picture = Picture::Round { round };
        if console.view.read_untracked().picture != picture {
            console.show(picture);
        }
        console.send(Command::RoundMove(Move {
            target: Target { meeting: console.meeting(), round },
            to,
            if_empty: false,
        }))
    };
    let ask = move |act| console.asking.set(Some(act));
    let discard = secondary(texts::discard(language), move || ask(Irrevocable::Discard(round)));
    match stage {
        Stage::Open => {
            let more = view! { {enter_paper(console)}{discard} };
            bar(primary(texts::close_round(language), move || to(To::Closed)), more, texts::close_hint(language))
                .into_any()
        }
        Stage::Closed => {
            let more =
                view! { {secondary(texts::open_again(language), move || to(To::Open))}{enter_paper(console)}{discard} };
            bar(
                primary(texts::count(language), move || ask(Irrevocable::Count(round))),
                more,
                texts::count_hint(language),
            )
            .into_any()
        }
        Stage::Counted => {
            bar(primary(texts::reveal(language), move || to(To::Revealed)), (), texts::reveal_hint(language)).into_any()
        }
        Stage::Revealed => {
            let first = console.view.read_untracked().round.as_ref().and_then(|round| round.revote_of).unwrap_or(round);
            let next = || move || console.choosing.set(true);
            let others = move || view! { {hide_or(console, round)}{note_promises(console)}{end_button(console)} };
            match ask_of {
                Ask::Cards
                | Ask::RiskCards
                | Ask::Groups
                | Ask::Drafts
                | Ask::Activities
                | Ask::Effects
                | Ask::Contributions
                | Ask::Needs => {
                    return bar(primary(texts::new_round_more(language), next()), others(), "").into_any();
                }
                Ask::Fist => {
                    let settle = primary(commit::settle_hands(language), move || written::settle(console, round));
                    let more = view! { {others()}{secondary(texts::new_round_more(language), next())} };
                    return bar(settle, more, "").into_any();
                }
                Ask::RiskScores => {
                    let settle = primary(texts::decide(language), move || settling::send(console, first));
                    let more = view! { {hide_or(console, round)}{secondary(texts::move_on(language), next())}{end_button(console)} };
                    return bar(settle, more, texts::decide_hint(language)).into_any();
                }
                Ask::Agreement | Ask::Assumptions | Ask::Costs | Ask::Weights | Ask::Benefits => {
                    let view = console.view.read_untracked();
                    let untaken = view.arena.iter().flat_map(|arena| &arena.untaken);
                    let is_empty = untaken.into_iter().any(|found| found.round == first && !found.has_figures);
                    drop(view);
                    if is_empty {
                        let next = primary(texts::new_round_more(language), next());
                        return bar(next, others(), arena_texts::untaken_few(language)).into_any();
                    }
                    let take = primary(arena_texts::take_figures(language), move || arena::settle(console, first));
                    let more = view! { {hide_or(console, round)}{secondary(texts::move_on(language), next())}{end_button(console)} };
                    return bar(take, more, arena_texts::taken_text(language)).into_any();
                }
                Ask::Rating | Ask::RatingAndPick => {}
            }
            bar(
                primary(texts::decide(language), move || deciding::send(console, first)),
                hide_or(console, round),
                texts::decide_hint(language),
            )
            .into_any()
        }
        Stage::Decided if matches!(ask_of, Ask::RiskScores | Ask::Fist) || ask_of.is_taken() => {
            let more = view! { {note_promises(console)}{end_button(console)} };
            bar(primary(texts::new_round_more(language), move || console.choosing.set(true)), more, "").into_any()
        }
        Stage::Decided => {
            let more = view! {
                {secondary(texts::show_decisions(language), move || console.show(Picture::Decisions))}
                {secondary(texts::show_promises(language), move || console.show(Picture::Promises))}
                {secondary(texts::new_round_more(language), move || console.choosing.set(true))}
                {end_button(console)}
            };
            bar(primary(texts::note_promise(language), move || promising::send(console)), more, "").into_any()
        }
    }
}

fn bar(primary: impl IntoView, more: impl IntoView, hint: &'static str) -> impl IntoView {
    view! { <div class="ws-next">{primary}{more}<p class="ws-small ws-quiet">{hint}</p></div> }
}

fn primary(label: &'static str, press: impl Fn() + 'static) -> impl IntoView {
    view! { <button class="nl-button nl-button--primary ws-button--large" type="button" on:click=move |_| press()>{label}</button> }
}

pub fn secondary(label: &'static str, press: impl Fn() + 'static) -> impl IntoView {
    view! { <button class="nl-button nl-button--secondary" type="button" on:click=move |_| press()>{label}</button> }
}

/// The way to hide again what was shown.
fn hide_or(console: Console, round: RoundId) -> impl IntoView {
    let hide = move || {
        let target = Target { meeting: console.meeting(), round };
        console.send(Command::RoundMove(Move { target, to: To::Counted, if_empty: false }));
    };
    secondary(texts::hide(language()), hide)
}

/// The way to the promises, once there is something to promise on.
fn note_promises(console: Console) -> impl IntoView {
    let has_priorities = !console.view.read_untracked().decided.is_empty();
    has_priorities.then(|| secondary(commit::note_promises(language()), move || console.noting.set(true)))
}

/// Paper votes, where a round takes them: marks of people, not of parties.
fn enter_paper(console: Console) -> impl IntoView {
    let view = console.view.read_untracked();
    // The sheets are about bottlenecks.
    let asks = |round: &LeaderRound| matches!(round.question.ask(), Ask::Rating | Ask::RatingAndPick);
    let is_rated = |round: &LeaderRound| round.mode == Mode::Anonymous && asks(round);
    let takes_paper = view.round.as_ref().is_some_and(is_rated);
    takes_paper.then(|| secondary(texts::enter_paper(language()), move || console.paper.update(|open| *open = !*open)))
}

/// The way back from choosing a next round.
fn back_to_round(console: Console) -> impl IntoView {
    let back = move || secondary(texts::back_to_round(language()), move || console.choosing.set(false));
    move || console.choosing.get().then(back)
}

fn end_button(console: Console) -> impl IntoView {
    view! { <button class="nl-button nl-button--subtle" type="button" on:click=move |_| console.asking.set(Some(Irrevocable::End))>{texts::end(language())}</button> }
}

/// What cannot be taken back is asked for by name.
fn question(console: Console, act: Irrevocable) -> impl IntoView {
    let language = language();
    let (text, yes) = match act {
        Irrevocable::Count(_) => match round_mode(console) {
            Mode::Anonymous => (texts::ask_count(language), texts::yes_count(language)),
            Mode::Party => (texts::ask_count_party(language), texts::yes_count(language)),
        },
        Irrevocable::Discard(_) => (texts::ask_discard(language), texts::yes_discard(language)),
        Irrevocable::End => (texts::ask_end(language), texts::yes_end(language)),
    };
    let press = move || {
        console.asking.set(None);
        let meeting = console.meeting();
        let go = |round, to| Command::RoundMove(Move { target: Target { meeting, round }, to, if_empty: false });
        console.send(match act {
            Irrevocable::Count(round) => go(round, To::Counted),
            Irrevocable::Discard(round) => go(round, To::Discarded),
            Irrevocable::End => Command::MeetingEnd(End { meeting }),
        });
    };
    view! {
        <div class="ws-next ws-next--ask" role="alertdialog" aria-label=text>
            <p class="ws-lead"><strong>{text}</strong></p>
            {primary(yes, press)}{secondary(texts::not_yet(language), move || console.asking.set(None))}
        </div>
    }
}

/// Opens a re-vote on these items.
pub fn revote(console: Console, first: RoundId, items: Vec<ItemId>) {
    let new_round = RoundId::from_random(browser::random());
    console.send(Command::RoundRevote(Revote { meeting: console.meeting(), round: first, new_round, items }));
}
