//! Promises on what was decided: who does what, by when.

use leptos::prelude::*;
use werksessie_core::promise::confirm::{Confirm, How};
use werksessie_core::promise::{Kind, Make, Mandate, State, Withdraw, vague};
use werksessie_core::round::Target;
use werksessie_core::round::deciding::Reopen;
use werksessie_core::view::PromiseRow;
use werksessie_core::view::leader::Stage;
use werksessie_core::{Command, PromiseId, limits};

use super::send::Notice;
use super::{Console, conditions, round, written};
use crate::messages::{commit, console as texts};
use crate::ui::timeline::timeline;
use crate::ui::{browser, language, words};

/// A decided round: the decisions, the promises so far, and the form for the next.
pub fn decided(console: Console) -> impl IntoView {
    let language = language();
    let decided = Memo::new(move |_| console.view.read().decided.clone());
    let rows = move || decided.get().into_iter().map(|decided| view! { <li>{decided.card.title}</li> }).collect_view();
    let reason = move || {
        let reason = decided.read().first().map(|decided| decided.reason.clone()).unwrap_or_default();
        (!reason.is_empty()).then(|| view! { <p class="ws-quiet">{texts::because(language, reason)}</p> })
    };
    view! {
        {round::head(console, Stage::Decided, texts::decided_title(language))}
        <div class="ws-split ws-split--even">
            <section class="ws-stack ws-stack--tight"><ol class="ws-decisions ws-voice ws-lead">{rows}</ol>{reason}{reopen(console)}</section>
            {form(console)}
        </div>
        {list(console)}{conditions::panel(console)}{quarters(console)}
    }
}

/// Noting promises on what was decided before, also in another meeting.
pub fn noting(console: Console) -> impl IntoView {
    let language = language();
    view! {
        <h1>{texts::promises(language)}</h1>
        <div class="ws-split ws-split--even">
            {form(console)}
            <section class="ws-stack">{written::drafts(console)}</section>
        </div>
        {list(console)}{back_home(console)}{conditions::panel(console)}{quarters(console)}
    }
}

/// The promises that go back to who may decide on them, the first date first.
fn back_home(console: Console) -> impl IntoView {
    let language = language();
    let rows = Memo::new(move |_| console.view.read().to_ask.clone());
    move || {
        let rows = rows.get();
        (!rows.is_empty()).then(|| {
            let rows = rows.into_iter().map(|row| {
                let by = words::date(language, row.by);
                view! { <li>{commit::back_home_row(language, row.party, row.what, row.body, by)}</li> }
            });
            view! { <section class="ws-stack ws-stack--tight"><h2>{commit::back_home(language)}</h2><ul class="ws-notes">{rows.collect_view()}</ul></section> }
        })
    }
}

/// The way back from a decision.
pub fn reopen(console: Console) -> impl IntoView {
    let press = move |_| {
        let view = console.view.read_untracked();
        let Some(round) = &view.round else { return };
        let target = Target { meeting: view.meeting, round: round.revote_of.unwrap_or(round.round) };
        console.send(Command::RoundReopen(Reopen { target }));
    };
    view! { <p><button class="nl-button nl-button--subtle" type="button" on:click=press>{texts::reopen(language())}</button></p> }
}

/// The promises so far.
fn list(console: Console) -> impl IntoView {
    let language = language();
    let promises = Memo::new(move |_| console.view.read().promises.clone());
    move || {
        let rows = promises.get().into_iter().map(|row| {
            let promise = row.promise;
            let withdraw = move |_| console.send(Command::PromiseWithdraw(Withdraw { promise }));
            view! {
                <tr><th scope="row">{row.party.clone()}</th><td>{row.what.clone()}</td><td>{row.owner.clone()}</td><td>{words::date(language, row.due)}</td>
                    {standing(console, &row)}<td><button class="nl-button nl-button--subtle" type="button" on:click=withdraw>{texts::withdraw(language)}</button></td></tr>
            }
        });
        let rows: Vec<_> = rows.collect();
        if rows.is_empty() {
            return view! { <p class="ws-quiet">{texts::no_promises(language)}</p> }.into_any();
        }
        view! {
            <div class="ws-scroll" tabindex="0" role="region" aria-label=texts::promises(language)>
                <table class="ws-table"><caption>{texts::promises(language)}</caption>
                    <thead><tr><th scope="col">{texts::party(language)}</th><th scope="col">{texts::what(language)}</th><th scope="col">{texts::owner(language)}</th>
                        <th scope="col">{texts::due(language)}</th><th scope="col">{texts::promise_kind(language)}</th>
                        <th scope="col"><span class="ws-hidden">{texts::confirm_in_room(language)}</span></th><th scope="col"><span class="ws-hidden">{texts::withdraw(language)}</span></th></tr></thead>
                    <tbody>{rows}</tbody></table>
            </div>
        }
        .into_any()
    }
}

/// The actions by quarter.
fn quarters(console: Console) -> impl IntoView {
    let language = language();
    let roadmap = Memo::new(move |_| console.view.read().roadmap.clone());
    move || {
        let roadmap = roadmap.read();
        (!roadmap.actions.is_empty()).then(|| timeline(language, &roadmap))
    }
}

/// The form for the next promise.
fn form(console: Console) -> impl IntoView {
    let language = language();
    let decided = Memo::new(move |_| console.view.read().decided.clone());
    let parties = Memo::new(move |_| {
        console.view.read().parties.iter().map(|party| (party.party, party.name.clone())).collect::<Vec<_>>()
    });
    let bottlenecks = move || {
        let options = decided
            .get()
            .into_iter()
            .map(|decided| view! { <option value=decided.card.item.to_string()>{decided.card.short_name}</option> });
        options.collect_view()
    };
    let choices = move || {
        parties
            .get()
            .into_iter()
            .map(|(party, name)| view! { <option value=party.to_string()>{name}</option> })
            .collect_view()
    };
    view! {
            <form class="ws-card ws-card--thread ws-stack" id="toezegging" autocomplete="off">
                <h2>{texts::promise_title(language)}</h2>
                <div class="ws-field"><label class="ws-label" for="p-bottleneck">{texts::for_bottleneck(language)}</label>
                    <select class="ws-input" id="p-bottleneck" name="bottleneck">{bottlenecks}</select></div>
                <div class="ws-field"><label class="ws-label" for="p-party">{texts::party(language)}</label>
                    <select class="ws-input" id="p-party" name="party">{choices}</select></div>
                <div class="ws-field"><label class="ws-label" for="p-what">{texts::what(language)}</label>
                    <p class="ws-small ws-quiet" id="p-what-hint">{texts::what_hint(language)}</p>
                    <input class="ws-input" id="p-what" name="what" maxlength=limits::SENTENCE aria-describedby="p-what-hint"/></div>
                <div class="ws-field"><label class="ws-label" for="p-result">{texts::result(language)}</label>
                    <p class="ws-small ws-quiet" id="p-result-hint">{texts::result_hint(language)}</p>
                    <input class="ws-input" id="p-result" name="result" maxlength=limits::SENTENCE aria-describedby="p-result-hint"/></div>
                <div class="ws-field"><label class="ws-label" for="p-kind">{texts::promise_kind(language)}</label>
                    <select class="ws-input" id="p-kind" name="kind">{Kind::ALL.map(kind_option).into_iter().collect_view()}</select></div>
                <div class="ws-field"><label class="ws-label" for="p-reservation">{texts::reservation(language)}</label>
                    <input class="ws-input" id="p-reservation" name="reservation" maxlength=limits::SENTENCE/></div>
                <div class="ws-field"><label class="ws-label" for="p-owner">{texts::owner(language)}</label>
                    <p class="ws-small ws-quiet" id="p-owner-hint">{texts::owner_hint(language)}</p>
                    <input class="ws-input" id="p-owner" name="owner" maxlength=limits::NAME aria-describedby="p-owner-hint"/></div>
                <div class="ws-field"><label class="ws-label" for="p-due">{texts::due(language)}</label>
                    <input class="ws-input" id="p-due" name="due" type="date"/></div>
                <div class="ws-field"><label class="ws-label" for="p-mandate">{texts::mandate(language)}</label>
                    <select class="ws-input" id="p-mandate" name="mandate"><option value="">{texts::mandate_choose(language)}</option>
                        <option value="yes">{texts::mandate_yes(language)}</option><option value="no">{texts::mandate_no(language)}</option></select></div>
                <div class="ws-field"><label class="ws-label" for="p-body">{texts::mandate_body(language)}</label>
                    <input class="ws-input" id="p-body" name="body" maxlength=limits::NAME/></div>
                <div class="ws-field"><label class="ws-label" for="p-by">{texts::mandate_by(language)}</label>
                    <input class="ws-input" id="p-by" name="by" type="date"/></div>
            </form>
    }
}

fn kind_name(kind: Kind) -> &'static str {
    let language = language();
    match kind {
        Kind::Promise => texts::promise_firm(language),
        Kind::Reservation => texts::promise_reservation(language),
        Kind::Intention => texts::promise_intention(language),
        Kind::Exploration => texts::promise_exploration(language),
        Kind::No => texts::promise_no(language),
    }
}

fn kind_option(kind: Kind) -> impl IntoView {
    view! { <option value=kind.key()>{kind_name(kind)}</option> }
}

/// How firm a promise is, and whether the party stands behind it; with the button to note that.
fn standing(console: Console, row: &PromiseRow) -> impl IntoView + use<> {
    let language = language();
    let promise = row.promise;
    let state = match (&row.confirmed, row.state) {
        (Some(_), _) => texts::is_confirmed(language),
        (None, State::Request) => texts::is_request(language),
        (None, State::Promise) => texts::is_unconfirmed(language),
    };
    let confirm = (row.confirmed.is_none() && row.state == State::Promise).then(|| {
        let how = How::Room;
        let press = move |_| console.send(Command::PromiseConfirm(Confirm { promise, how: how.clone(), mandate: None }));
        view! { <button class="nl-button nl-button--secondary" type="button" on:click=press>{texts::confirm_in_room(language)}</button> }
    });
    let orally = row.confirmed.is_none().then(|| orally(console, promise));
    let vague = vague::is_vague(&row.what, language)
        .map(|_| view! { <br/><span class="ws-small">{texts::vague_hint(language)}</span> });
    view! { <td>{kind_name(row.kind)}<br/><span class="ws-small ws-quiet">{state}</span>{vague}</td><td>{confirm}{orally}</td> }
}

/// The form for who heard it said outside the room: who notes it, and of which day.
fn orally(console: Console, promise: PromiseId) -> impl IntoView + use<> {
    let language = language();
    let (by, on) = (format!("gehoord-{promise}"), format!("gehoord-op-{promise}"));
    let fields = (by.clone(), on.clone());
    let press = move |_| {
        let value = |id: &str| browser::value_of(id).unwrap_or_default();
        let noted_by = value(&fields.0);
        let day = value(&fields.1).parse();
        match day {
            Ok(day) if !noted_by.trim().is_empty() => {
                let how = How::Orally { noted_by, day };
                console.send(Command::PromiseConfirm(Confirm { promise, how, mandate: None }));
            }
            _ => console.notice.set(Notice::Refused(texts::orally_missing(language).to_owned())),
        }
    };
    view! {
        <details class="ws-details"><summary>{texts::confirm_orally(language)}</summary>
            <div class="ws-stack ws-stack--tight">
                <div class="ws-field"><label class="ws-label" for=by.clone()>{texts::noted_by(language)}</label><input class="ws-input" id=by maxlength=limits::NAME autocomplete="off"/></div>
                <div class="ws-field"><label class="ws-label" for=on.clone()>{texts::heard_on(language)}</label><input class="ws-input" id=on type="date"/></div>
                <button class="nl-button nl-button--secondary ws-button--small" type="button" on:click=press>{texts::note_orally(language)}</button>
            </div></details>
    }
}

/// Sends what stands in the form, and empties it once the promise is in the list.
pub fn send(console: Console) {
    let language = browser::language();
    let Some(data) = browser::form("toezegging") else { return };
    let text = |name: &str| data.get(name).as_string().unwrap_or_default();
    let refused = |sentence: &str| console.notice.set(Notice::Refused(sentence.to_owned()));
    let (Ok(bottleneck), Ok(party)) = (text("bottleneck").parse(), text("party").parse()) else { return };
    let Ok(due) = text("due").parse() else { return refused(texts::due_missing(language)) };
    if text("what").trim().is_empty() || text("owner").trim().is_empty() {
        return refused(texts::promise_missing(language));
    }
    let mandate = match text("mandate").as_str() {
        "yes" => Some(Mandate::Yes),
        "no" => match text("by").parse() {
            Ok(by) => Some(Mandate::No { body: text("body"), by }),
            Err(_) => return refused(texts::mandate_missing(language)),
        },
        // For a party that is not in the room the question stays open: the rules know which.
        _ => None,
    };
    let promise = PromiseId::from_random(browser::random());
    console.send(Command::PromiseMake(Make {
        promise,
        bottleneck,
        party,
        owner: text("owner"),
        what: text("what"),
        due,
        also: Vec::new(),
        result: text("result"),
        kind: Kind::ALL.into_iter().find(|kind| kind.key() == text("kind")).unwrap_or_default(),
        reservation: text("reservation"),
        mandate,
    }));
    // What was refused stays in the form.
    Effect::new(move |done: Option<bool>| {
        let is_there = done == Some(true) || console.view.read().promises.iter().any(|row| row.promise == promise);
        if is_there && done != Some(true) {
            browser::empty_form("toezegging");
        }
        is_there
    });
}
