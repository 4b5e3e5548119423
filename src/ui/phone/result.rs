//! After reveal: the same result as on the wall, as a sentence and a table, with one's own mark.

use leptos::prelude::*;
use werksessie_core::RoundId;
use werksessie_core::question::{Mark, Scale};
use werksessie_core::view::{Decided, Figures, ItemResult, PromiseRow};

use super::{Phone, head};
use crate::messages::{chart as chart_texts, phone as texts};
use crate::ui::chart::{Frame, Patterns, bars, counts_sentence, ends, finding};
use crate::ui::parts::{Thread, band};
use crate::ui::words::{self, decimal, tenth};
use crate::ui::{icon, language};

/// A revealed round.
#[derive(Clone)]
pub struct Shown {
    /// Which.
    pub round: RoundId,
    /// A re-vote.
    pub revote: bool,
    /// How many voted, and how many could.
    pub voted: (u32, u32),
    /// The most divided first.
    pub items: Vec<ItemResult>,
    /// What the table decided, once it did.
    pub decided: Vec<Decided>,
}

/// A revealed round on the phone.
pub fn result(phone: Phone, shown: Shown) -> impl IntoView {
    let language = language();
    let round = shown.round;
    let title = if shown.revote { texts::revote_revealed(language) } else { texts::revealed(language) };
    let decided = (!shown.decided.is_empty()).then(|| decisions(shown.decided));
    let (voted, present) = shown.voted;
    let items = shown.items.into_iter().map(|item| one(phone, round, item)).collect_view();
    view! {
        <div class="ws-phone">
            <super::super::parts::SkipLink/>
            <header class="ws-phone__head">
                <div class="ws-row ws-row--apart"><span class="ws-small ws-quiet">{title}</span><span class="ws-small">{texts::voted_of(language, voted, present)}</span></div>
                <Thread share=1.0 label=title.to_owned()/>
            </header>
            <main class="ws-phone__main ws-stack" id="inhoud">
                <Patterns/>
                {decided}
                <h1 tabindex="-1">{texts::result_title(language)}</h1>
                <p class="ws-small ws-quiet ws-note"><icon::Lock/><span>{texts::own_mark_note(language)}</span></p>
                <div class="ws-stack">{items}</div>
            </main>
            <footer class="ws-phone__foot">
                <p class="ws-saved" role="status">{texts::listen_now(language)}</p>
                <div class="ws-phone__acts"><a class="nl-button nl-button--secondary" href=phone.address(0)>{texts::look_again(language)}</a></div>
            </footer>
        </div>
    }
}

fn one(phone: Phone, round: RoundId, item: ItemResult) -> impl IntoView {
    let language = language();
    let own = {
        let id = item.card.item;
        move |scale: Scale| {
            let local = phone.local.get().filter(|(of, _)| *of == round)?;
            local.1.answers.items.get(&id)?.marks.get(&scale).copied()
        }
    };
    let severity = match item.severity {
        Some(figures) => scale_figures(Scale::Severity, figures, move || own(Scale::Severity)).into_any(),
        None => view! { <p class="ws-quiet">{chart_texts::too_few(language)}</p> }.into_any(),
    };
    let influence = item.influence.map(|figures| {
        view! {
            <details class="ws-details"><summary>{chart_texts::influence_question(language)}</summary>
                {scale_figures(Scale::Influence, figures, move || own(Scale::Influence))}
            </details>
        }
    });
    view! { <section class="ws-card ws-stack ws-stack--tight"><h2>{item.card.title}</h2>{severity}{influence}</section> }
}

fn scale_figures(
    scale: Scale,
    figures: Figures,
    own: impl Fn() -> Option<Mark> + Send + Sync + 'static,
) -> impl IntoView {
    let language = language();
    let counts = figures.counts;
    let highest = counts.into_iter().max().unwrap_or(0);
    let frame = Frame {
        x: 6.0,
        base: 168.0,
        bar: 53.6,
        gap: 10.0,
        height: 134.0,
        values: Some(""),
        edge: "ws-edge ws-edge--thin",
        highest,
    };
    let (low, high) = ends(scale);
    let marks = (1..=5)
        .map(|mark| view! { <text class="ws-mid ws-soft" x=tenth(32.8 + f64::from(mark - 1) * 63.6) y="194">{mark}</text> })
        .collect_view();
    let you = move || {
        own().filter(|mark| *mark != Mark::CANNOT_JUDGE).map(|Mark(mark)| {
            let x = tenth(32.8 + f64::from(mark - 1) * 63.6);
            view! {
                <path class="ws-fill-thread" d=format!("M{x} 200l11 15h-22z")/>
                <text class="ws-bold ws-red ws-mid" x=x y="233">{texts::you(language)}</text>
            }
        })
    };
    let rows = counts
        .into_iter()
        .enumerate()
        .map(|(at, count)| view! { <tr><th scope="row">{at + 1}</th><td>{count}</td></tr> })
        .collect_view();
    let abstained = (figures.abstained > 0)
        .then(|| view! { <p class="ws-small ws-quiet">{chart_texts::abstained(language, figures.abstained)}</p> });
    view! {
        <p><strong class="ws-lead">{band(figures.band)}</strong><br/>{finding(&figures)}</p>
        <svg class="ws-chart ws-chart--phone" viewBox="0 0 320 236" role="img" aria-label=counts_sentence(counts)>
            {bars(counts, frame)}{marks}<line class="ws-axis" x1="0" y1="168" x2="320" y2="168"/>{you}
        </svg>
        <div class="ws-scale__ends"><span>{low}</span><span>{high}</span></div>
        {abstained}
        <details class="ws-details"><summary>{texts::show_numbers(language)}</summary>
            <table class="ws-table">
                <caption>{chart_texts::votes_per_mark(language)}</caption>
                <thead><tr><th scope="col">{chart_texts::mark(language)}</th><th scope="col">{chart_texts::votes(language)}</th></tr></thead>
                <tbody>{rows}
                    <tr><th scope="row">{chart_texts::mean(language)}</th><td>{decimal(language, figures.mean, 1)}</td></tr>
                    <tr><th scope="row">{chart_texts::agreement(language)}</th><td>{decimal(language, figures.consensus, 2)}</td></tr>
                </tbody>
            </table>
        </details>
    }
}

/// What the table decided, as a list.
pub fn decisions(decided: Vec<Decided>) -> impl IntoView {
    let language = language();
    let reason = decided.first().map(|decided| decided.reason.clone()).filter(|reason| !reason.is_empty());
    let rows =
        decided.into_iter().map(|decided| view! { <li class="ws-decided">{decided.card.title}</li> }).collect_view();
    view! {
        <section class="ws-card ws-card--thread ws-stack ws-stack--tight">
            <h2>{texts::decided_title(language)}</h2>
            <ol class="ws-decisions">{rows}</ol>
            {reason.map(|reason| view! { <p class="ws-quiet">{texts::decided_because(language, reason)}</p> })}
        </section>
    }
}

/// What parties promised.
pub fn promises(phone: Phone, title: &'static str, rows: Vec<PromiseRow>) -> impl IntoView {
    let language = language();
    view! {
        <div class="ws-phone">
            {head(phone, phone.view.read_untracked().title.clone())}
            <main class="ws-phone__main ws-stack" id="inhoud"><h1 tabindex="-1">{title}</h1>{promise_list(rows)}</main>
            <footer class="ws-phone__foot">
                <div class="ws-phone__acts"><a class="nl-button nl-button--secondary" href=phone.address(0)>{texts::look_again(language)}</a></div>
            </footer>
        </div>
    }
}

fn promise_list(rows: Vec<PromiseRow>) -> impl IntoView {
    let language = language();
    if rows.is_empty() {
        return view! { <p class="ws-quiet">{texts::no_promises(language)}</p> }.into_any();
    }
    rows.into_iter()
        .map(|row| {
            view! {
                <article class="ws-promise ws-stack ws-stack--tight">
                    <h2 class="ws-over">{row.party}</h2>
                    <p class="ws-promise__text">{row.what}</p>
                    <dl class="ws-pairs">
                        <dt>{texts::promise_owner(language)}</dt><dd>{row.owner}</dd>
                        <dt>{texts::promise_due(language)}</dt><dd>{words::date(language, row.due)}</dd>
                        <dt>{texts::promise_for(language)}</dt><dd>{row.bottleneck}</dd>
                    </dl>
                </article>
            }
        })
        .collect_view()
        .into_any()
}

/// The meeting is over.
pub fn ended(phone: Phone, decided: Vec<Decided>, rows: Vec<PromiseRow>) -> impl IntoView {
    let language = language();
    let decided = (!decided.is_empty()).then(|| decisions(decided));
    view! {
        <div class="ws-phone">
            {head(phone, phone.view.read_untracked().title.clone())}
            <main class="ws-phone__main ws-stack" id="inhoud">
                <h1 tabindex="-1">{texts::ended_title(language)}</h1>
                <p class="ws-lead">{texts::ended(language)}</p>
                {decided}
                {promise_list(rows)}
            </main>
        </div>
    }
}
