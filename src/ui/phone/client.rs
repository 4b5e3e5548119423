//! The phone once its bundle is there: the queue of what is not sent, and the live connection.
//!
//! A ballot is whole and carries a revision, so the queue is one value: the newest ballot. It
//! lies on the device until the server says that it has it, through reloads and dead networks.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{FormData, HtmlFormElement, HtmlInputElement};
use werksessie_core::ballot::Ballot;
use werksessie_core::question::{Answer, Answers, Mark};
use werksessie_core::view::phone::{PhoneView, Stage};
use werksessie_core::{BottleneckId, RoundId, SeatId};

use super::save::SaveState;
use super::vote::field;
use super::{Boot, Phone};
use crate::messages::phone as texts;
use crate::ui::live::{Frame, Happened, Live};
use crate::ui::{browser, language};

/// How long the server may take before a ballot is sent again.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

thread_local! {
    static SENDER: RefCell<Option<Rc<Sender>>> = const { RefCell::new(None) };
}

/// Sends ballots over the socket, or as a request where there is none.
struct Sender {
    phone: Phone,
    live: Live,
    seat: SeatId,
}

/// A ballot as kept on the device.
#[derive(serde::Serialize, serde::Deserialize)]
struct Kept {
    ballot: Ballot,
    /// The revision that the server has.
    stored: u32,
}

/// A ballot as sent.
#[derive(serde::Serialize)]
struct Sent<'a> {
    round: RoundId,
    revision: u32,
    answers: &'a Answers,
}

/// Why a ballot was not taken.
#[derive(Default, serde::Deserialize)]
struct Problem {
    code: String,
    detail: String,
}

fn key(seat: SeatId, round: RoundId) -> String {
    format!("ws.{seat}.{round}")
}

fn kept(seat: SeatId, round: RoundId) -> Option<Kept> {
    serde_json::from_str(&browser::kept(&key(seat, round))?).ok()
}

fn keep(seat: SeatId, round: RoundId, value: &Kept) {
    if let Ok(text) = serde_json::to_string(value) {
        browser::keep(&key(seat, round), &text);
    }
}

/// Brings the page to life, after it is shown.
pub fn start(phone: Phone, boot: &Boot) {
    let (meeting, seat) = (boot.meeting, boot.own.seat);
    let has = Some((boot.epoch, boot.revision));
    Effect::new(move |ran: Option<()>| {
        if ran.is_some() {
            return;
        }
        restore(phone, seat);
        let live =
            Live::connect(meeting, &format!("seat&seat={seat}"), has, move |happened| take(phone, seat, happened));
        SENDER.with(|sender| sender.replace(Some(Rc::new(Sender { phone, live, seat }))));
        read_untouched_form(phone);
        browser::on(&["offline"], move || mark_down(phone));
        browser::on(&["online"], resend);
        resend();
        browser::mark_alive();
    });
}

/// Puts back what this device kept: answers that were not sent, or one's own mark after reveal.
fn restore(phone: Phone, seat: SeatId) {
    let Some(round) = phone.view.read_untracked().stage.round() else { return };
    let on_server = phone.own.read_untracked().ballot.as_ref().map_or(0, |ballot| ballot.revision);
    match kept(seat, round) {
        Some(kept) if kept.ballot.revision > on_server => {
            let voting = matches!(phone.view.read_untracked().stage, Stage::Vote { .. });
            phone.local.set(Some((round, kept.ballot)));
            if voting {
                phone.save.set(SaveState::Waiting);
            }
        }
        Some(kept) if phone.local.read_untracked().is_none() => phone.local.set(Some((round, kept.ballot))),
        _ => {}
    }
}

fn take(phone: Phone, seat: SeatId, happened: Happened<PhoneView>) {
    match happened {
        Happened::Frame(Frame::View { view, .. }) => {
            let before = phone.view.read_untracked().stage.round();
            if view != *phone.view.read_untracked() {
                if view.stage.round() != before {
                    phone.at.set(0);
                    phone.problem.set(None);
                    phone.local.set(None);
                    phone.save.set(SaveState::Nothing);
                }
                phone.view.set(view);
                restore(phone, seat);
                focus_heading();
            }
            resend();
        }
        Happened::Frame(Frame::Own(own)) => {
            if own.voted != phone.own.read_untracked().voted || own.party != phone.own.read_untracked().party {
                phone.own.set(*own);
            }
        }
        Happened::Frame(Frame::Stored { round, revision }) => stored(phone, seat, round, revision),
        Happened::Frame(Frame::Refused { code, detail, .. }) => refused(phone, &code, detail),
        Happened::Frame(Frame::Progress(_) | Frame::Alive(_) | Frame::Done {}) => {}
        Happened::Up => {
            if phone.save.get_untracked() == SaveState::Offline {
                phone.save.set(if phone.local.read_untracked().is_some() {
                    SaveState::Saved(None)
                } else {
                    SaveState::Nothing
                });
            }
            resend();
        }
        Happened::Down => mark_down(phone),
        Happened::Refused => phone.problem.set(Some(texts::seat_gone(language()).to_owned())),
    }
}

fn mark_down(phone: Phone) {
    let unsent = matches!(phone.save.get_untracked(), SaveState::Sending | SaveState::Waiting);
    phone.save.set(if unsent { SaveState::Waiting } else { SaveState::Offline });
}

fn stored(phone: Phone, seat: SeatId, round: RoundId, revision: u32) {
    let Some((of, ballot)) = phone.local.get_untracked() else { return };
    if of != round {
        return;
    }
    let newest = ballot.revision;
    keep(seat, round, &Kept { ballot: ballot.clone(), stored: revision });
    if revision > newest {
        // A plain form of this seat was newer: its answers stand, ours go on top of its number.
        let ballot = Ballot { revision: revision + 1, ..ballot };
        keep(seat, round, &Kept { ballot: ballot.clone(), stored: revision });
        phone.local.set(Some((round, ballot)));
        return resend();
    }
    if revision == newest {
        phone.problem.set(None);
        phone.save.set(SaveState::Saved(Some(browser::now())));
        let mut own = phone.own.get_untracked();
        if !own.voted.contains(&round) {
            // Who voted may vote again in the re-vote; the server checks it.
            own.voted.push(round);
            phone.own.set(own);
        }
    }
}

fn refused(phone: Phone, code: &str, detail: String) {
    match code {
        // The server could not store it: keep it and try again.
        "not_stored" => phone.save.set(SaveState::Waiting),
        _ => {
            phone.save.set(SaveState::Nothing);
            phone.problem.set(Some(detail));
        }
    }
}

/// Sends the newest ballot when the server does not have it.
fn resend() {
    let sender = SENDER.with(|sender| sender.borrow().clone());
    if let Some(sender) = sender {
        sender.send();
    }
}

impl Sender {
    fn send(&self) {
        let phone = self.phone;
        let Some((round, ballot)) = phone.local.get_untracked() else { return };
        let voting = matches!(phone.view.read_untracked().stage, Stage::Vote { round: now, .. } if now == round);
        let has = kept(self.seat, round).map_or(0, |kept| kept.stored);
        if !voting || has >= ballot.revision {
            return;
        }
        let Ok(body) = serde_json::to_string(&Sent { round, revision: ballot.revision, answers: &ballot.answers })
        else {
            return;
        };
        let over_socket = self.live.send(&format!("{{\"ballot\":{body}}}"));
        let seat = self.seat;
        if over_socket {
            // No answer in time: the connection is dead without knowing it.
            set_timeout(
                move || {
                    let has = kept(seat, round).map_or(0, |kept| kept.stored);
                    if has < ballot.revision {
                        put(phone, seat, round, body);
                    }
                },
                ANSWER_WITHIN,
            );
        } else {
            put(phone, seat, round, body);
        }
    }
}

/// Sends a ballot as a request, and again later when there is no connection.
fn put(phone: Phone, seat: SeatId, round: RoundId, body: String) {
    leptos::task::spawn_local(async move {
        let answer = browser::send("PUT", &format!("/api/v1/rounds/{round}/ballot?seat={seat}"), Some(&body)).await;
        match answer {
            Ok((200, text)) => {
                let revision = serde_json::from_str::<Ballot>(&text).map_or(0, |ballot| ballot.revision);
                stored(phone, seat, round, revision);
            }
            Ok((status, text)) if (400..500).contains(&status) => {
                let problem: Problem = serde_json::from_str(&text).unwrap_or_default();
                refused(phone, &problem.code, problem.detail);
            }
            _ => {
                phone.save.set(SaveState::Waiting);
                crate::ui::live::sleep(2_000 + (js_sys::Math::random() * 4_000.0) as u64).await;
                resend();
            }
        }
    });
}

/// Goes to a card.
pub fn go_to(phone: Phone, at: usize) {
    phone.at.set(at);
    browser::to_top();
}

/// Follows a link to a card without leaving the page.
pub fn follow(phone: Phone, event: &leptos::ev::MouseEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let link = target.and_then(|target| target.closest("a[data-at]").ok()?);
    if let Some(at) = link.and_then(|link| link.get_attribute("data-at")?.parse().ok()) {
        event.prevent_default();
        go_to(phone, at);
    }
}

/// Takes what stands in the form of a card, and sends it. Pages without a card have no item.
pub fn read_form(phone: Phone, event: &leptos::ev::Event) {
    let form = event.current_target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
    if let Some(data) = form.and_then(|form| FormData::new_with_form(&form).ok()) {
        take_form(phone, &data);
    }
}

/// The value of an input.
fn value_in<T: std::str::FromStr>(data: &FormData, name: &str) -> Option<T> {
    data.get(name).as_string()?.parse().ok()
}

fn take_form(phone: Phone, data: &FormData) {
    let (Some(round), Some(item)) = (value_in::<RoundId>(data, "round"), value_in::<BottleneckId>(data, "item")) else {
        return;
    };
    let Stage::Vote { scales, .. } = phone.view.read_untracked().stage.clone() else { return };
    let text = |name: &str| data.get(name).as_string();
    let mut answer = Answer { note: text("note").unwrap_or_default(), ..Answer::default() };
    for scale in scales {
        if let Some(mark) = value_in(data, field(scale)) {
            answer.marks.insert(scale, Mark(mark));
        }
    }
    let seat = phone.own.read_untracked().seat;
    let before = phone.local.get_untracked().filter(|(of, _)| *of == round).map(|(_, ballot)| ballot);
    if before.as_ref().and_then(|ballot| ballot.answers.items.get(&item)) == Some(&answer) {
        return;
    }
    let (revision, mut answers) = before.map_or((0, Answers::default()), |ballot| (ballot.revision, ballot.answers));
    answers.items.insert(item, answer);
    let ballot = Ballot { revision: revision + 1, answers };
    let stored = kept(seat, round).map_or(revision, |kept| kept.stored);
    keep(seat, round, &Kept { ballot: ballot.clone(), stored: stored.min(revision) });
    phone.local.set(Some((round, ballot)));
    let down = matches!(phone.save.get_untracked(), SaveState::Waiting | SaveState::Offline);
    phone.save.set(if down { SaveState::Waiting } else { SaveState::Sending });
    resend();
}

/// Reads what a person filled in before the bundle came; and where nobody touched an input,
/// shows what this device kept.
fn read_untouched_form(phone: Phone) {
    let Stage::Vote { round, .. } = phone.view.read_untracked().stage.clone() else { return };
    let Some(form) = browser::window().document().and_then(|document| document.query_selector("form.ws-phone").ok()?)
    else {
        return;
    };
    let Ok(form) = form.dyn_into::<HtmlFormElement>() else { return };
    let Ok(data) = FormData::new_with_form(&form) else { return };
    let Some(item) = value_in::<BottleneckId>(&data, "item") else { return };
    let inputs: Vec<HtmlInputElement> = (0..form.length() as u32)
        .filter_map(|at| form.get_with_index(at)?.dyn_into().ok())
        .filter(|input: &HtmlInputElement| input.type_() != "hidden")
        .collect();
    let touched =
        inputs.iter().any(|input| input.checked() != input.default_checked() || input.value() != input.default_value());
    if touched {
        return take_form(phone, &data);
    }
    let local = phone.local.get_untracked().filter(|(of, _)| *of == round);
    let Some(answer) = local.and_then(|(_, ballot)| ballot.answers.items.get(&item).cloned()) else { return };
    for input in inputs {
        let mark =
            answer.marks.iter().find(|(scale, _)| field(**scale) == input.name()).map(|(_, mark)| mark.0.to_string());
        if input.type_() == "radio" {
            input.set_checked(mark == Some(input.value()));
        } else if input.name() == "note" {
            input.set_value(&answer.note);
        }
    }
}

/// Puts the focus on the new heading when the whole screen was replaced.
fn focus_heading() {
    leptos::prelude::request_animation_frame(|| {
        let heading = browser::window().document().and_then(|document| document.query_selector("h1[tabindex]").ok()?);
        if let Some(heading) = heading.and_then(|heading| heading.dyn_into::<web_sys::HtmlElement>().ok()) {
            // A heading that cannot take the focus is still read.
            let _ = heading.focus();
        }
    });
}
