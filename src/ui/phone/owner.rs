//! The promises of one person, behind a link of their own: confirm them, and later tell how it goes.
//! Plain forms, without script.

use leptos::prelude::*;
use werksessie_core::limits;
use werksessie_core::promise::report::Progress;
use werksessie_core::promise::{Kind, State};
use werksessie_core::view::owner::{OwnPromise, OwnerView};

use crate::messages::phone as texts;
use crate::ui::parts::SkipLink;
use crate::ui::{icon, language, words};

/// What the page shows.
#[derive(Clone, Debug)]
pub struct OwnerBoot {
    /// Where the forms go.
    pub to: String,
    /// The promises.
    pub view: OwnerView,
    /// Why the last form was not taken.
    pub problem: Option<String>,
    /// The last form was taken.
    pub done: bool,
}

/// The page behind an owner link.
#[component]
pub fn OwnerPage(
    /// What it shows.
    boot: OwnerBoot,
) -> impl IntoView {
    let language = language();
    let OwnerBoot { to, view, problem, done } = boot;
    let problem =
        problem.map(|problem| view! { <div class="ws-alert ws-alert--negative" role="alert"><p>{problem}</p></div> });
    let done = done.then(|| view! { <div class="ws-alert" role="status"><p>{texts::owner_saved(language)}</p></div> });
    let empty = view.promises.is_empty().then(|| view! { <p class="ws-lead">{texts::owner_nothing(language)}</p> });
    let rows = view.promises.iter().map(|promise| one(promise, &to)).collect_view();
    let who = (!view.owner.is_empty()).then(|| format!("{} · {}", view.owner, view.party));
    view! {
        <SkipLink/>
        <div class="ws-phone">
            <header class="ws-phone__head"><span class="ws-mark"><icon::Mark/><span>"Werksessie"</span></span></header>
            <main class="ws-phone__main ws-stack" id="inhoud">
                <div class="ws-stack ws-stack--tight">
                    <p class="ws-small ws-quiet">{view.municipality}" · "{view.title}</p>
                    <h1>{texts::owner_title(language)}</h1>
                    <p class="ws-lead">{who}</p>
                    <p class="ws-quiet">{texts::owner_text(language)}</p>
                </div>
                {problem}{done}{empty}{rows}
            </main>
        </div>
    }
}

fn one(promise: &OwnPromise, to: &str) -> impl IntoView + use<> {
    let language = language();
    let row = &promise.row;
    let id = row.promise.to_string();
    let pair =
        |name: &'static str, value: String| (!value.is_empty()).then(|| view! { <dt>{name}</dt><dd>{value}</dd> });
    let chip = match (&row.confirmed, row.state) {
        (Some(_), _) => {
            view! { <span class="ws-chip ws-chip--positive"><icon::Check/>{texts::owner_confirmed(language)}</span> }
                .into_any()
        }
        (None, State::Request) => {
            view! { <span class="ws-chip ws-chip--now">{texts::owner_asked(language)}</span> }.into_any()
        }
        (None, State::Promise) => view! { <span class="ws-chip">{texts::owner_open(language)}</span> }.into_any(),
    };
    let confirm = (row.confirmed.is_none() && row.kind != Kind::No).then(|| {
        let mandate = (row.state == State::Request).then(|| view! {
            <label class="ws-option"><input type="checkbox" name="mandate" value="yes" required/><span>{texts::owner_may(language)}</span></label>
        });
        view! {
            <form method="post" action=to.to_owned() class="ws-stack ws-stack--tight">
                <input type="hidden" name="promise" value=id.clone()/>{mandate}
                <button class="nl-button nl-button--primary ws-button--wide" name="do" value="confirm">{texts::owner_confirm(language)}</button>
            </form>
        }
    });
    let last = row.report.as_ref().map(|report| {
        let state = progress_name(report.state);
        let line = if report.line.is_empty() { String::new() } else { format!(": {}", report.line) };
        view! { <p>{texts::owner_last(language, words::date(language, report.on))}" "<strong>{state}</strong>{line}</p> }
    });
    let choice = |progress: Progress| {
        let value = progress.key();
        view! { <label class="ws-option"><input type="radio" name="state" value=value required/>{progress_name(progress)}</label> }
    };
    let report = row.confirmed.is_some().then(|| {
        let line = format!("line-{id}");
        view! {
            <details class="ws-details" open=row.report.is_none()><summary>{texts::owner_report(language)}</summary>
                <form method="post" action=to.to_owned() class="ws-stack ws-stack--tight" autocomplete="off">
                    <input type="hidden" name="promise" value=id.clone()/>
                    <fieldset class="ws-stack ws-stack--tight"><legend class="ws-hidden">{texts::owner_report(language)}</legend>
                        {Progress::ALL.map(choice).into_iter().collect_view()}</fieldset>
                    <div class="ws-field"><label class="ws-label" for=line.clone()>{texts::owner_line(language)}</label>
                        <input class="ws-input" id=line name="line" maxlength=limits::SENTENCE/></div>
                    <button class="nl-button nl-button--secondary" name="do" value="report">{texts::owner_send(language)}</button>
                </form></details>
        }
    });
    view! {
        <article class="ws-promise ws-stack ws-stack--tight">
            <p class="ws-row">{chip}<span class="ws-small ws-quiet">{promise.meeting.clone()}</span></p>
            <h2 class="ws-promise__text">{row.what.clone()}</h2>
            <dl class="ws-pairs">
                {pair(texts::promise_due(language), words::date(language, row.due))}
                {pair(texts::owner_result(language), row.result.clone())}
                {pair(texts::promise_for(language), row.bottleneck.clone())}
                {pair(texts::owner_reservation(language), row.reservation.clone())}
            </dl>
            {last}{confirm}{report}
        </article>
    }
}

fn progress_name(progress: Progress) -> &'static str {
    let language = language();
    match progress {
        Progress::Done => texts::owner_done(language),
        Progress::Busy => texts::owner_busy(language),
        Progress::HelpNeeded => texts::owner_help(language),
    }
}
