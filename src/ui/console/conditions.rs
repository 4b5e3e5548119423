//! Conditions of promises: asking another party, noting its answer, pointing out the promise that sees to
//! it; what stands in the way; and taking over what a party wrote on its phone.

use leptos::prelude::*;
use werksessie_core::promise::condition::{Add, Answer, Drop, Meet, Reply};
use werksessie_core::question::Frame;
use werksessie_core::view::PromiseRow;
use werksessie_core::view::arena::ContributionRow;
use werksessie_core::view::commitment::{NeedRow, WrittenRow};
use werksessie_core::{Command, ConditionId, PartyId, PieceId, PromiseId, limits};

use super::Console;
use super::send::Notice;
use crate::messages::{arena, commit as texts};
use crate::ui::{browser, commit, language, words};

/// The id of the form.
const FORM: &str = "voorwaarde";

/// Everything about conditions, once there is a promise.
pub fn panel(console: Console) -> impl IntoView {
    let promises = Memo::new(move |_| console.view.read().promises.clone());
    let has_any = Memo::new(move |_| !promises.read().is_empty());
    let list = move || {
        let rows = promises.get();
        let all = rows.clone();
        let of =
            |row: &PromiseRow| row.needs.iter().map(|need| condition(console, row, need, &all)).collect::<Vec<_>>();
        rows.iter().flat_map(of).collect_view()
    };
    // The form is not made anew when a condition is answered meanwhile.
    move || {
        has_any.get().then(|| {
            let language = language();
            view! {
                <section class="ws-stack" aria-labelledby="voorwaarden"><h2 id="voorwaarden">{texts::conditions(language)}</h2>
                    {knots(console)}<ul class="ws-stack">{list}</ul>{requests(console)}{form(console, promises)}</section>
            }
        })
    }
}

/// What stands in the way, and how far the promises are.
fn knots(console: Console) -> impl IntoView {
    let language = language();
    let now = Memo::new(move |_| {
        let view = console.view.read();
        let open =
            view.promises.iter().flat_map(|row| &row.needs).filter(|need| need.answer != Answer::Accepted).count();
        (view.knots.clone(), view.coverage, view.hardness, open as u32)
    });
    move || {
        let (knots, coverage, hardness, open) = now.get();
        let circles = knots.circles.into_iter().map(|circle| {
            let parties: Vec<String> = circle.into_iter().map(|(_, party)| party).collect();
            let words = texts::deadlock(language, parties.join(", "));
            view! { <div class="ws-alert ws-alert--warning"><crate::ui::icon::Warning/><p>{words}</p></div> }
        });
        let loose = knots
            .loose
            .into_iter()
            .map(|(party, other, what)| view! { <li>{texts::loose_row(language, party, other, what)}</li> });
        let loose: Vec<_> = loose.collect();
        let loose = (!loose.is_empty())
            .then(|| view! { <div><h3>{texts::loose_title(language)}</h3><ul class="ws-notes">{loose}</ul></div> });
        let covered = coverage.map_or_else(
            || texts::coverage_none(language).to_owned(),
            |share| texts::coverage(language, share.part, share.whole),
        );
        let hard = hardness.map_or_else(
            || texts::hardness_none(language).to_owned(),
            |share| texts::hardness(language, share.part, share.whole),
        );
        view! {
            <p class="ws-row"><span class="ws-chip">{covered}</span><span class="ws-chip">{hard}</span><span class="ws-chip">{texts::open_conditions(language, open)}</span></p>
            {circles.collect_view()}{loose}
        }
    }
}

/// One condition, with what the party says and which promise sees to it.
fn condition(console: Console, row: &PromiseRow, need: &NeedRow, all: &[PromiseRow]) -> impl IntoView + use<> {
    let language = language();
    let (condition, from) = (need.condition, need.answer);
    let words_of = format!("antwoord-{condition}");
    let say = {
        let words_of = words_of.clone();
        move |answer: Answer| {
            let words = browser::value_of(&words_of).filter(|_| answer != Answer::Accepted).unwrap_or_default();
            console.send(Command::ConditionAnswer(Reply { condition, from, answer, words }));
        }
    };
    let buttons = Answer::ALL.iter().map(|answer| {
        let (answer, say) = (*answer, say.clone());
        let pressed = (answer == from).to_string();
        view! { <button class="nl-button nl-button--secondary ws-button--small" type="button" aria-pressed=pressed on:click=move |_| say(answer)>{commit::answer(language, answer)}</button> }
    });
    let theirs = all.iter().filter(|other| other.party_id == need.party);
    let options = theirs.map(|other| {
        let chosen = need.met_by.is_some_and(|(_, met_by)| met_by == other.promise);
        view! { <option value=other.promise.to_string() selected=chosen>{other.what.clone()}</option> }
    });
    let meet = move |event: leptos::ev::Event| {
        let met_by = event_target_value(&event).parse::<PromiseId>().ok();
        console.send(Command::ConditionMeet(Meet { condition, met_by }));
    };
    let met_by = format!("regelt-{condition}");
    let drop = move |_| console.send(Command::ConditionDrop(Drop { condition, dropped: true }));
    view! {
        <li class="ws-card ws-stack ws-stack--tight">
            <p><span class="ws-over">{texts::condition_of(language, &row.party)}</span><br/><strong>{texts::from_line(language, &need.name, &need.what)}</strong>
                {need.due.map(|due| view! { " · "{texts::until(language, words::date(language, due))} })}</p>
            <div class="ws-row">{buttons.collect_view()}<button class="nl-button nl-button--subtle ws-button--small" type="button" on:click=drop>{texts::condition_drop(language)}</button></div>
            <div class="ws-field"><label class="ws-label" for=words_of.clone()>{texts::words_label(language)}</label><input class="ws-input" id=words_of maxlength=limits::NOTE value=need.words.clone() autocomplete="off"/></div>
            <div class="ws-field"><label class="ws-label" for=met_by.clone()>{texts::met_by(language)}</label>
                <select class="ws-input" id=met_by on:change=meet><option value="">{texts::met_by_none(language)}</option>{options.collect_view()}</select></div>
        </li>
    }
}

/// What parties asked each other in the effects arena, as long as it is no condition yet.
fn requests(console: Console) -> impl IntoView {
    let language = language();
    let open = Memo::new(move |_| {
        let view = console.view.read();
        let is_taken =
            |piece: PieceId| view.promises.iter().flat_map(|row| &row.needs).any(|need| need.request == Some(piece));
        let rows = view.arena.iter().flat_map(|arena| &arena.contributions);
        rows.filter(|row| row.request && !is_taken(row.piece)).cloned().collect::<Vec<_>>()
    });
    let one = move |row: &ContributionRow| {
        let what = [row.text.as_str(), &row.activity]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" – ");
        let by = row.by.as_ref().map(|(_, name)| arena::by_party(language, name));
        let (request, party, asker) = (row.piece, row.party, row.by.as_ref().map(|(party, _)| *party));
        let line = arena::asked_of(language, &row.short_name, &what);
        let press = move |_| {
            let promises = console.view.read_untracked().promises.clone();
            // Without a promise of who asks somebody has to choose: it is not just anybody's condition.
            let own = promises.iter().rev().find(|row| Some(row.party_id) == asker);
            browser::set_value("v-promise", &own.map_or_else(String::new, |own| own.promise.to_string()));
            browser::set_value("v-party", &party.to_string());
            browser::set_value("v-what", &what.chars().take(limits::NOTE).collect::<String>());
            browser::set_value("v-request", &request.to_string());
        };
        view! { <li>{line}" "<span class="ws-quiet">{by}</span><br/><button class="nl-button nl-button--secondary ws-button--small" type="button" on:click=press>{texts::use_draft(language)}</button></li> }
    };
    move || {
        let rows = open.get();
        (!rows.is_empty()).then(|| view! { <h3>{arena::requests(language)}</h3><ul class="ws-notes ws-stack ws-stack--tight">{rows.iter().map(one).collect_view()}</ul> })
    }
}

/// The form for a condition.
fn form(console: Console, promises: Memo<Vec<PromiseRow>>) -> impl IntoView {
    let language = language();
    let parties = Memo::new(move |_| {
        console.view.read().parties.iter().map(|party| (party.party, party.name.clone())).collect::<Vec<_>>()
    });
    let promise_options = move || {
        let rows = promises.get().into_iter();
        rows.map(|row| view! { <option value=row.promise.to_string()>{[row.party_short.as_str(), ": ", &row.what].concat()}</option> }).collect_view()
    };
    let party_options = move || {
        let rows = parties.get().into_iter();
        rows.map(|(party, name)| view! { <option value=party.to_string()>{name}</option> }).collect_view()
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        send(console);
    };
    view! {
        <form class="ws-card ws-stack" id=FORM on:submit=submit autocomplete="off">
            <h3>{texts::add_condition(language)}</h3><input type="hidden" id="v-request" name="request"/>
            <div class="ws-field"><label class="ws-label" for="v-promise">{texts::condition_promise(language)}</label><select class="ws-input" id="v-promise" name="promise"><option value="">{texts::choose_promise(language)}</option>{promise_options}</select></div>
            <div class="ws-field"><label class="ws-label" for="v-party">{texts::condition_party(language)}</label><select class="ws-input" id="v-party" name="party"><option value="">{texts::choose_party(language)}</option>{party_options}</select></div>
            <div class="ws-field"><label class="ws-label" for="v-what">{texts::condition_what(language)}</label><input class="ws-input" id="v-what" name="what" maxlength=limits::NOTE/></div>
            <div class="ws-field"><label class="ws-label" for="v-due">{texts::condition_due(language)}</label><input class="ws-input" id="v-due" name="due" type="date"/></div>
            <p><button class="nl-button nl-button--secondary">{texts::condition_go(language)}</button></p>
        </form>
    }
}

fn send(console: Console) {
    let Some(data) = browser::form(FORM) else { return };
    let text = |name: &str| data.get(name).as_string().unwrap_or_default();
    let refuse = |sentence: &str| console.notice.set(Notice::Refused(sentence.to_owned()));
    let language = browser::language();
    let Ok(promise) = text("promise").parse::<PromiseId>() else { return refuse(texts::choose_promise(language)) };
    let Ok(party) = text("party").parse::<PartyId>() else { return refuse(texts::choose_party(language)) };
    let what = text("what");
    if what.trim().is_empty() {
        return refuse(texts::condition_missing(language));
    }
    // Another party was chosen after all: then it is not that request.
    let request = text("request").parse::<PieceId>().ok().filter(|request| {
        let view = console.view.read_untracked();
        let mut rows = view.arena.iter().flat_map(|arena| &arena.contributions);
        rows.any(|row| row.piece == *request && row.party == party)
    });
    let condition = ConditionId::from_random(browser::random());
    console.send(Command::ConditionAdd(Add {
        condition,
        promise,
        party,
        what,
        due: text("due").parse().ok(),
        request,
    }));
    // What was refused stays in the form.
    Effect::new(move |done: Option<bool>| {
        let view = console.view.read();
        let mut needs = view.promises.iter().flat_map(|row| &row.needs);
        let is_there = done == Some(true) || needs.any(|need| need.condition == condition);
        if is_there && done != Some(true) {
            browser::set_value("v-what", "");
            browser::set_value("v-request", "");
        }
        is_there
    });
}

/// The button that takes over what a party wrote, into the form for promises or conditions; for what
/// people wrote about something else there is none.
pub fn use_draft(console: Console, row: &WrittenRow) -> Option<impl IntoView + use<>> {
    let (party, name) = row.party.clone()?;
    let (frame, text, given) = (row.frame, row.text.clone(), row.given.clone());
    let press = move |_| {
        let tell = |sentence: String| console.notice.set(Notice::Refused(sentence));
        let language = browser::language();
        let has_promise = console.view.read_untracked().promises.iter().any(|row| row.party_id == party);
        if console.view.read_untracked().decided.is_empty() {
            return tell(texts::choose_first(language).to_owned());
        }
        if frame == Frame::Need && !has_promise {
            return tell(texts::no_promise_yet(language, name.clone()));
        }
        if frame == Frame::Need && given.is_empty() {
            tell(texts::draft_nobody(language).to_owned());
        }
        console.noting.set(true);
        let (text, given) = (text.clone(), given.clone());
        let fill = move || match frame {
            Frame::Offer => {
                browser::set_value("p-party", &party.to_string());
                browser::set_value("p-what", &text);
                browser::set_value("p-due", &given);
            }
            _ => {
                let promises = console.view.read_untracked().promises.clone();
                if let Some(own) = promises.iter().rev().find(|row| row.party_id == party) {
                    browser::set_value("v-promise", &own.promise.to_string());
                }
                browser::set_value("v-party", &given);
                browser::set_value("v-what", &text);
            }
        };
        // Once the form is there.
        browser::later(fill, std::time::Duration::ZERO);
    };
    matches!(frame, Frame::Offer | Frame::Need).then(|| {
        view! { <br/><button class="nl-button nl-button--secondary ws-button--small" type="button" on:click=press>{texts::use_draft(language())}</button> }
    })
}
