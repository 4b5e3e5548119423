//! The phone once its bundle is there: which sheet is shown, the queue of what is not sent, and the
//! live connection.
//!
//! A ballot is the fields of the form with a revision, so the queue is one value: the newest ballot.
//! It lies on the device until the server says that it has it, through reloads and dead networks.
//! Nothing here knows what is asked: the server draws (see [`super`]). No framework and no
//! serialiser either: on bad Wi-Fi each kilobyte is time before a phone can answer by itself.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use js_sys::{JSON, Object, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Document, Element, Event, HtmlElement, HtmlInputElement, SubmitEvent};
use werksessie_core::outbox::{Heard, Outbox};
use werksessie_core::view::phone::place_of;

use super::unpack;
use crate::ui::browser;
use crate::ui::live::{Live, Raw, sleep};
use crate::ui::said::{self, About};

mod points;

/// How long the server may take before a ballot is sent again.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

thread_local! {
    static PHONE: RefCell<Option<Phone>> = const { RefCell::new(None) };
}

/// Whether the answers on this phone are on the server.
#[derive(Clone, Copy, PartialEq)]
enum Save {
    /// Nothing was answered yet.
    Nothing,
    /// Stored before this page was loaded.
    Saved,
    /// Stored, and when: milliseconds.
    SavedAt(f64),
    /// On its way.
    Sending,
    /// Not on the server; the phone keeps it and tries again.
    Waiting,
    /// The connection is gone; nothing waits.
    Offline,
}

/// A ballot as it lies on the device.
#[derive(Clone, Default)]
struct Ballot {
    outbox: Outbox,
    /// As it stands in the form.
    fields: BTreeMap<String, String>,
    /// As it may be sent: points only when all are divided.
    ready: BTreeMap<String, String>,
}

impl Ballot {
    /// A ballot as the server has it.
    fn in_step(revision: u32, fields: BTreeMap<String, String>) -> Self {
        Self { outbox: Outbox::in_step(revision), ready: fields.clone(), fields }
    }
}

struct Phone {
    seat: String,
    words: String,
    texts: JsValue,
    live: Option<Live>,
    /// Epoch and revision of the page that is shown.
    shown: (f64, f64),
    /// The round that the page is about.
    round: Option<String>,
    /// It takes answers.
    votes: bool,
    /// Instead of the line of saving.
    status: Option<String>,
    /// Which sheet is shown.
    at: usize,
    ballot: Ballot,
    save: Save,
    party: String,
    flags: Vec<String>,
    problem: Option<String>,
}

/// Does something with the phone. While a page is drawn anew a browser may tell that a field was left, when
/// that field goes: what stood in it is read before, so that is no news.
fn with<T>(what: impl FnOnce(&mut Phone) -> T) -> Option<T> {
    PHONE.with(|phone| phone.try_borrow_mut().ok()?.as_mut().map(what))
}

fn get(value: &JsValue, key: &str) -> JsValue {
    Reflect::get(value, &key.into()).unwrap_or(JsValue::UNDEFINED)
}

fn text(value: &JsValue, key: &str) -> Option<String> {
    get(value, key).as_string()
}

fn number(value: &JsValue, key: &str) -> f64 {
    get(value, key).as_f64().unwrap_or(0.0)
}

fn parse(text: &str) -> Option<JsValue> {
    JSON::parse(text).ok()
}

fn document() -> Option<Document> {
    browser::window().document()
}

fn find(selector: &str) -> Option<Element> {
    document()?.query_selector(selector).ok()?
}

fn all(selector: &str) -> Vec<Element> {
    let list = document().and_then(|document| document.query_selector_all(selector).ok());
    list.map(|list| (0..list.length()).filter_map(|at| list.get(at)?.dyn_into().ok()).collect()).unwrap_or_default()
}

fn attribute(element: &Element, name: &str) -> String {
    element.get_attribute(name).unwrap_or_default()
}

fn set(element: &Element, name: &str, value: &str) {
    // It fails for invalid names only.
    let _ = element.set_attribute(name, value);
}

/// Sets or takes away an attribute that is there or not.
fn flag(element: &Element, name: &str, on: bool) {
    if on {
        set(element, name, "");
    } else {
        let _ = element.remove_attribute(name);
    }
}

/// Brings the page to life, when it is one of a seat.
pub fn start() {
    let boot = find("#boot").and_then(|element| parse(&element.text_content()?));
    // A page without these data (joining, a notice) needs no script.
    let Some(boot) = boot else { return };
    let mine = get(&boot, "mine");
    let (meeting, seat) = (text(&boot, "meeting").unwrap_or_default(), text(&boot, "seat").unwrap_or_default());
    let shown = (number(&boot, "epoch"), number(&boot, "revision"));
    let revision = number(&mine, "revision") as u32;
    let phone = Phone {
        seat: seat.clone(),
        words: text(&boot, "words").unwrap_or_default(),
        texts: get(&boot, "texts"),
        live: None,
        shown,
        round: text(&boot, "round"),
        votes: get(&boot, "votes").is_truthy(),
        status: text(&boot, "status"),
        at: number(&boot, "at") as usize,
        ballot: Ballot::in_step(revision, fields_of(&get(&mine, "fields"))),
        save: if revision > 0 { Save::Saved } else { Save::Nothing },
        party: text(&mine, "party").unwrap_or_default(),
        flags: flags_of(&mine),
        problem: None,
    };
    PHONE.with(|place| place.replace(Some(phone)));
    with(restore);
    listen();
    if get(&boot, "typed").is_truthy() {
        // What was refused still stands in the form, and is what the person means.
        with(|phone| read_form(phone, None));
    } else {
        with(read_untouched);
    }
    with(arrange);
    let plain = if unpack::is_possible() { "" } else { "&plain=true" };
    let language = find("html").map(|html| attribute(&html, "lang")).unwrap_or_default();
    let role = ["seat&seat=", &seat, "&drawn=", &language, plain].concat();
    let live = Live::open_at(&meeting, &role, Some((shown.0 as u64, shown.1 as u64)), take);
    with(|phone| phone.live = Some(live));
    browser::on(&["offline"], || {
        with(mark_down);
    });
    browser::on(&["online"], resend);
    resend();
    browser::mark_alive();
}

fn flags_of(mine: &JsValue) -> Vec<String> {
    js_sys::Array::from(&get(mine, "flags")).iter().filter_map(|flag| flag.as_string()).collect()
}

fn fields_of(object: &JsValue) -> BTreeMap<String, String> {
    let Some(object) = object.dyn_ref::<Object>() else { return BTreeMap::new() };
    let pair = |key: JsValue| Some((key.as_string()?, Reflect::get(object, &key).ok()?.as_string()?));
    Object::keys(object).iter().filter_map(pair).collect()
}

fn object_of(fields: &BTreeMap<String, String>) -> Object {
    let object = Object::new();
    for (name, value) in fields {
        put_in(&object, name, value.into());
    }
    object
}

fn put_in(object: &Object, key: &str, value: JsValue) {
    // A plain object takes any key.
    let _ = Reflect::set(object, &key.into(), &value);
}

fn json(object: &Object) -> String {
    JSON::stringify(object).ok().and_then(|text| text.as_string()).unwrap_or_default()
}

// What lies on the device.

fn key(seat: &str, round: &str) -> String {
    ["ws.", seat, ".", round].concat()
}

fn kept(seat: &str, round: &str) -> Option<Ballot> {
    let value = parse(&browser::kept(&key(seat, round))?)?;
    let ready = get(&value, "ready");
    // Kept by an older release, which sent all that was filled in.
    let ready = if ready.is_object() { ready } else { get(&value, "fields") };
    Some(Ballot {
        outbox: Outbox::kept(number(&value, "revision") as u32, number(&value, "stored") as u32),
        fields: fields_of(&get(&value, "fields")),
        ready: fields_of(&ready),
    })
}

fn keep(phone: &Phone) {
    let Some(round) = &phone.round else { return };
    let value = Object::new();
    put_in(&value, "revision", phone.ballot.outbox.revision().into());
    put_in(&value, "stored", phone.ballot.outbox.stored().into());
    put_in(&value, "fields", object_of(&phone.ballot.fields).into());
    put_in(&value, "ready", object_of(&phone.ballot.ready).into());
    browser::keep(&key(&phone.seat, round), &json(&value));
}

/// Puts back what this device kept: answers that were not sent, or one's own mark after reveal.
fn restore(phone: &mut Phone) {
    let Some(kept) = phone.round.as_ref().and_then(|round| kept(&phone.seat, round)) else { return };
    let (here, there) = (kept.outbox.revision(), phone.ballot.outbox.revision());
    if here == there && phone.votes {
        // What the server has, and what was typed since and is not to be sent yet. A ballot of the same
        // number that waits here is another: what the server has stands.
        let is_locked = phone.flags.iter().any(|flag| flag == "locked");
        if !is_locked && kept.outbox.waiting().is_none() && kept.ready == phone.ballot.ready {
            phone.ballot = kept;
        }
    } else if here > there {
        phone.ballot = kept;
        if phone.votes && phone.ballot.outbox.waiting().is_some() {
            phone.save = Save::Waiting;
        } else if phone.votes {
            phone.save = Save::Saved;
        }
    }
}

// What comes from the server.

fn take(live: &Live, raw: Raw) {
    match raw {
        Raw::Text(text) => read(live, &text),
        Raw::Bytes(bytes) => {
            let live = live.clone();
            wasm_bindgen_futures::spawn_local(async move {
                match unpack::unpack(&bytes).await {
                    Some(text) => read(&live, &text),
                    None => browser::reload(),
                }
            });
        }
        Raw::Up => {
            with(|phone| {
                if phone.save == Save::Offline {
                    phone.save = if phone.ballot.outbox.revision() > 0 { Save::Saved } else { Save::Nothing };
                }
                tell(phone);
            });
            resend();
        }
        Raw::Down => {
            with(mark_down);
        }
        Raw::Refused => {
            with(|phone| {
                phone.problem = text(&phone.texts, "gone");
                tell(phone);
            });
        }
    }
}

fn read(live: &Live, frame: &str) {
    let Some(frame) = parse(frame) else { return };
    let (page, mine, stored, refused) =
        (get(&frame, "page"), get(&frame, "mine"), get(&frame, "stored"), get(&frame, "refused"));
    if page.is_object() {
        let newest = (number(&page, "epoch"), number(&page, "revision"));
        live.has((newest.0 as u64, newest.1 as u64));
        with(|phone| show_page(phone, newest, &get(&page, "view")));
        resend();
    } else if mine.is_object() {
        with(|phone| take_mine(phone, &mine));
    } else if stored.is_object() {
        let round = text(&stored, "round").unwrap_or_default();
        take_stored(&round, number(&stored, "revision") as u32);
    } else if refused.is_object() {
        let (code, detail) = (text(&refused, "code"), text(&refused, "detail"));
        with(|phone| take_refusal(phone, &code.unwrap_or_default(), detail.unwrap_or_default()));
    }
}

/// Shows a page. Packed pages are unpacked side by side, so an older one may come late.
fn show_page(phone: &mut Phone, newest: (f64, f64), page: &JsValue) {
    if newest.0 == phone.shown.0 && newest.1 <= phone.shown.1 {
        return;
    }
    phone.shown = newest;
    let round = text(page, "round");
    let votes = get(page, "votes").is_truthy();
    // The same round that takes answers, drawn anew (an item was reworded): what is typed stays, for
    // it is read before.
    read_form(phone, None);
    let focused = document().and_then(|document| document.active_element()).map(|element| element.id());
    let focused = focused.filter(|id| round == phone.round && !id.is_empty());
    if round != phone.round {
        (phone.at, phone.problem, phone.save) = (0, None, Save::Nothing);
        // Who holds the pen of a round is told after its page.
        phone.flags.retain(|flag| flag != "locked");
        phone.ballot = Ballot::default();
    }
    (phone.round, phone.votes, phone.status) = (round, votes, text(page, "status"));
    let parts = [(".ws-phone__head", "head"), ("#main", "main"), (".ws-phone__acts", "acts")];
    for (selector, part) in parts {
        if let Some(place) = find(selector) {
            place.set_inner_html(&text(page, part).unwrap_or_default());
        }
    }
    if let (Some(form), Some(class)) = (find("form"), text(page, "class")) {
        form.set_class_name(&class);
    }
    if let (Some(document), Some(title)) = (document(), text(page, "title")) {
        document.set_title(&title);
    }
    restore(phone);
    fill(phone);
    arrange(phone);
    // Who was typing goes on where they were.
    match focused.and_then(|id| document()?.get_element_by_id(&id)?.dyn_into::<HtmlElement>().ok()) {
        Some(element) => drop(element.focus()),
        None => focus_heading(),
    }
}

fn take_mine(phone: &mut Phone, mine: &JsValue) {
    phone.party = text(mine, "party").unwrap_or_default();
    phone.flags = flags_of(mine);
    let revision = number(mine, "revision") as u32;
    // A colleague with the pen, or this seat on another page.
    let is_newer = revision > phone.ballot.outbox.revision() && phone.ballot.outbox.waiting().is_none();
    if phone.votes && (is_newer || is_locked(phone)) {
        phone.ballot = Ballot::in_step(revision, fields_of(&get(mine, "fields")));
        keep(phone);
        if is_locked(phone) {
            fill(phone);
        }
        phone.save = if revision > 0 { Save::Saved } else { Save::Nothing };
    }
    arrange(phone);
}

fn is_locked(phone: &Phone) -> bool {
    phone.flags.iter().any(|flag| flag == "locked")
}

fn take_stored(round: &str, revision: u32) {
    let again = with(|phone| {
        if phone.round.as_deref() != Some(round) {
            return false;
        }
        let heard = phone.ballot.outbox.hear(revision);
        if heard == Heard::Newest {
            phone.problem = None;
            phone.save = Save::SavedAt(js_sys::Date::now());
            let voted = ["voted:", round].concat();
            if !phone.flags.contains(&voted) {
                // Who voted may vote again in the re-vote; the server checks it.
                phone.flags.push(voted);
            }
        }
        keep(phone);
        tell(phone);
        // Another page of this seat was newer: its answers stand, ours go on top of its number.
        heard == Heard::Overtaken
    });
    if again == Some(true) {
        resend();
    }
}

fn take_refusal(phone: &mut Phone, code: &str, detail: String) {
    if code == "not_stored" {
        // The server could not store it: keep it and try again.
        phone.save = Save::Waiting;
    } else {
        phone.save = Save::Nothing;
        phone.problem = Some(detail);
    }
    tell(phone);
}

fn mark_down(phone: &mut Phone) {
    let unsent = matches!(phone.save, Save::Sending | Save::Waiting);
    phone.save = if unsent { Save::Waiting } else { Save::Offline };
    tell(phone);
}

// What goes to the server.

/// Sends the newest ballot when the server does not have it.
fn resend() {
    let ready = with(|phone| {
        let round = phone.round.clone().filter(|_| phone.votes)?;
        let (live, ballot) = (phone.live.clone()?, &phone.ballot);
        let revision = ballot.outbox.waiting()?;
        let body = Object::new();
        put_in(&body, "round", round.as_str().into());
        put_in(&body, "revision", revision.into());
        put_in(&body, "fields", object_of(&ballot.ready).into());
        Some((live, round, revision, json(&body), phone.seat.clone()))
    });
    let Some((live, round, revision, body, seat)) = ready.flatten() else { return };
    let has_it = move |round: &str| {
        let newest =
            |phone: &mut Phone| phone.round.as_deref() != Some(round) || phone.ballot.outbox.stored() >= revision;
        with(newest) != Some(false)
    };
    if live.send(&["{\"ballot\":", &body, "}"].concat()) {
        // No answer in time: the connection is dead without knowing it.
        browser::later(
            move || {
                if !has_it(&round) {
                    put(seat, round, body);
                }
            },
            ANSWER_WITHIN,
        );
    } else {
        put(seat, round, body);
    }
}

/// Sends a ballot as a request, and again later when there is no connection.
fn put(seat: String, round: String, body: String) {
    wasm_bindgen_futures::spawn_local(async move {
        let to = ["/api/v1/rounds/", &round, "/ballot?seat=", &seat].concat();
        match browser::send("PUT", &to, Some(&body)).await {
            Ok((200, answer)) => {
                let revision = parse(&answer).map_or(0.0, |answer| number(&answer, "revision"));
                take_stored(&round, revision as u32);
            }
            Ok((status, answer)) if (400..500).contains(&status) => {
                let problem = parse(&answer).unwrap_or(JsValue::NULL);
                let (code, detail) = (text(&problem, "code"), text(&problem, "detail"));
                with(|phone| take_refusal(phone, &code.unwrap_or_default(), detail.unwrap_or_default()));
            }
            _ => {
                with(|phone| {
                    phone.save = Save::Waiting;
                    tell(phone);
                });
                sleep(2_000 + (js_sys::Math::random() * 4_000.0) as u64).await;
                resend();
            }
        }
    });
}

// What a person does.

/// Takes the events of the page at its form, which stays when its parts are drawn anew.
fn listen() {
    let Some(form) = find("form.ws-phone") else { return };
    let on = |event: &str, what: fn(&Event)| {
        let closure = Closure::<dyn Fn(Event)>::new(move |event: Event| what(&event));
        // It fails for invalid names only.
        let _ = form.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
        closure.forget();
    };
    on("change", |event| {
        let sheet = target(event).and_then(|target| target.closest("[data-sheet]").ok()?);
        with(|phone| read_form(phone, sheet.as_ref()));
        resend();
    });
    on("input", |event| {
        if target(event).is_some_and(|target| target.closest("[data-sum='100']").ok().flatten().is_some()) {
            points::show();
            let takes = with(|phone| {
                let takes = takes_pen(phone);
                if takes {
                    read_form(phone, None);
                } else {
                    keep_typed(phone);
                }
                tell(phone);
                takes
            });
            if takes == Some(true) {
                resend();
            }
        }
    });
    on("submit", |event| {
        let submitter = event.dyn_ref::<SubmitEvent>().and_then(SubmitEvent::submitter);
        if submitter.is_some_and(|button| button.has_attribute("name")) {
            // Taking the pen, leaving: a page of the server's answers.
            return;
        }
        event.prevent_default();
        with(|phone| go_to(phone, phone.at + 1));
    });
    on("click", |event| {
        let link = target(event).and_then(|target| target.closest("a[data-to], a[data-go], [data-add]").ok()?);
        let Some(link) = link else { return };
        event.prevent_default();
        if link.has_attribute("data-add") {
            points::press(&link);
            with(|phone| {
                read_form(phone, None);
                points::show();
                tell(phone);
            });
            return resend();
        }
        with(|phone| {
            let name = attribute(&link, "data-to");
            let sheets = sheets();
            let at = if name.is_empty() {
                phone.at.checked_sub(1)
            } else {
                sheets.iter().position(|sheet| attribute(sheet, "data-sheet") == name)
            };
            go_to(phone, at.unwrap_or(0));
        });
    });
}

fn target(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

fn go_to(phone: &mut Phone, at: usize) {
    phone.at = at;
    arrange(phone);
    browser::to_top();
    focus_heading();
}

fn sheets() -> Vec<Element> {
    all("[data-sheet]")
}

/// The inputs of a sheet, or of all.
fn inputs(sheet: Option<&Element>) -> Vec<HtmlInputElement> {
    let inside = |input: &HtmlInputElement| sheet.is_none_or(|sheet| sheet.contains(Some(input)));
    // What is read of an input is there on a textarea too, and never checked.
    let all = all("[data-sheet] :is(input:not([type=hidden]), textarea)").into_iter();
    let inputs = all.map(|input| input.unchecked_into::<HtmlInputElement>());
    inputs.filter(inside).collect()
}

/// What stands in the inputs of a sheet (or of all), with what was filled in elsewhere; `None` where nothing
/// is to be filled in.
fn typed(phone: &Phone, sheet: Option<&Element>) -> Option<BTreeMap<String, String>> {
    if !phone.votes || is_locked(phone) || phone.round.is_none() {
        return None;
    }
    let mut fields = phone.ballot.fields.clone();
    let inputs = inputs(sheet);
    for input in &inputs {
        fields.remove(&input.name());
    }
    for input in inputs {
        let is_choice = matches!(input.type_().as_str(), "radio" | "checkbox");
        if !input.value().is_empty() && (!is_choice || input.checked()) {
            fields.insert(input.name(), input.value());
        }
    }
    Some(fields)
}

/// Keeps what is being typed on this device; what of it is an answer is sent when it is finished.
fn keep_typed(phone: &mut Phone) {
    if let Some(fields) = typed(phone, None).filter(|fields| *fields != phone.ballot.fields) {
        phone.ballot.fields = fields;
        keep(phone);
    }
}

/// Takes what stands in the inputs of a sheet (or of all), and keeps it when it is something new.
fn read_form(phone: &mut Phone, sheet: Option<&Element>) {
    let Some(fields) = typed(phone, sheet) else { return };
    let ready = points::ready(&fields, &phone.ballot.ready);
    let is_new = fields != phone.ballot.fields;
    if !is_new && ready == phone.ballot.ready {
        return;
    }
    phone.ballot.fields = fields;
    if (is_new && takes_pen(phone)) || ready != phone.ballot.ready {
        phone.ballot.ready = ready;
        phone.ballot.outbox.change();
        let down = matches!(phone.save, Save::Waiting | Save::Offline);
        phone.save = if down { Save::Waiting } else { Save::Sending };
    }
    keep(phone);
    arrange(phone);
}

/// Whether what is filled in is sent before it is an answer: it says who holds the pen of the party.
fn takes_pen(phone: &Phone) -> bool {
    phone.ballot.outbox.revision() == 0 && find("[data-early]").is_some()
}

/// Reads what a person filled in before the bundle came; and where nobody touched an input, shows
/// what this device kept.
fn read_untouched(phone: &mut Phone) {
    let touched =
        |input: &HtmlInputElement| input.checked() != input.default_checked() || input.value() != input.default_value();
    if inputs(None).iter().any(touched) {
        read_form(phone, None);
    } else {
        fill(phone);
    }
}

/// Shows one's own answers in inputs that nobody can have touched: new ones, or locked ones.
fn fill(phone: &Phone) {
    for input in inputs(None) {
        let value = phone.ballot.fields.get(&input.name());
        match input.type_().as_str() {
            "radio" | "checkbox" => input.set_checked(value == Some(&input.value())),
            _ => input.set_value(value.map_or("", String::as_str)),
        }
    }
}

// What is shown.

/// Shows what fits this seat, in its own order, on the sheet where it is.
fn arrange(phone: &mut Phone) {
    for element in all("[data-when]") {
        let holds = attribute(&element, "data-when").split_whitespace().all(|flag| match flag.strip_prefix('!') {
            Some(flag) => !phone.flags.iter().any(|own| own == flag),
            None => phone.flags.iter().any(|own| own == flag),
        });
        flag(&element, "hidden", !holds);
    }
    for element in all("[data-own]") {
        let own = if attribute(&element, "data-own") == "party" { &phone.party } else { &phone.words };
        element.set_text_content(Some(own));
    }
    arrange_sheets(phone);
    for element in all("[data-value]") {
        let mark = phone.ballot.fields.get(&attribute(&element, "data-value"));
        let mark = mark.and_then(|mark| mark.parse::<f64>().ok()).filter(|mark| *mark >= 1.0);
        set(&element, "visibility", if mark.is_some() { "visible" } else { "hidden" });
        if let Some(mark) = mark {
            let step: f64 = attribute(&element, "data-step").parse().unwrap_or(0.0);
            let x = ((mark - 1.0) * step * 10.0).round() as i32;
            set(&element, "transform", &["translate(", &tenth(x), " 0)"].concat());
        }
    }
    tell(phone);
}

/// A number of tenths, without the code of floats.
fn tenth(value: i32) -> String {
    [(value / 10).to_string().as_str(), ".", (value % 10).to_string().as_str()].concat()
}

fn arrange_sheets(phone: &mut Phone) {
    let Some(place) = find("[data-sheets]") else { return };
    put_in_order(&phone.seat, &place);
    let sheets = sheets();
    let last = sheets.len().saturating_sub(1);
    phone.at = phone.at.min(last);
    let locked = is_locked(phone);
    let mut open = 0;
    for (at, sheet) in sheets.iter().enumerate() {
        flag(sheet, "hidden", at != phone.at);
        flag(sheet, "disabled", at != phone.at || locked);
        let need = attribute(sheet, "data-need");
        let is_done = need.split_whitespace().all(|name| count(phone, name) > 0) && points::is_divided(phone, sheet);
        open += u32::from(!is_done);
    }
    points::show();
    for row in all("[data-values]") {
        let zero = row.closest("[data-zero]").ok().flatten();
        let zero = zero.map(|list| attribute(&list, "data-zero")).unwrap_or_default();
        let value = |name: &str| match (count(phone, name), phone.ballot.fields.get(name)) {
            _ if name.ends_with('+') => {
                let sum = points::total(phone, name.trim_end_matches('+')).unwrap_or(0);
                [sum.to_string().as_str(), " / 100"].concat()
            }
            (0, _) => "–".to_owned(),
            (_, Some(value)) if value == "0" => zero.clone(),
            (_, Some(value)) => value.clone(),
            (count, None) => count.to_string(),
        };
        let values: Vec<String> = attribute(&row, "data-values").split_whitespace().map(value).collect();
        row.set_text_content(Some(&values.join(" · ")));
    }
    if let Some(title) = find("[data-done]") {
        let words = if open == 0 {
            attribute(&title, "data-done")
        } else {
            attribute(&title, "data-open").replace("{n}", &open.to_string())
        };
        title.set_text_content(Some(&words));
    }
    let (number, sum) = ((phone.at + 1).min(last.max(1)), last.max(1));
    if let Some(place) = find("[data-place]") {
        let words = if phone.at >= last {
            attribute(&place, "data-end")
        } else {
            attribute(&place, "data-place").replace("{at}", &number.to_string())
        };
        place.set_text_content(Some(&words));
        if let Some(thread) = find(".ws-phone__head .ws-thread").filter(|_| !words.is_empty()) {
            set(&thread, "aria-label", &words);
        }
    }
    let x = (number * 1_000 / sum).to_string();
    for (line, end) in [(".ws-phone__head .ws-thread__rest", "x1"), (".ws-phone__head .ws-thread__done", "x2")] {
        if let Some(line) = find(line) {
            set(&line, end, &x);
        }
    }
    for (act, hidden) in [("[data-go=back]", phone.at == 0), ("[data-go=next]", phone.at >= last)] {
        if let Some(act) = find(act) {
            flag(&act, "hidden", hidden);
        }
    }
}

/// Puts the sheets and the rows of the list in the order of this seat. A page for this seat alone is
/// in order already.
fn put_in_order(seat: &str, place: &Element) {
    let round = attribute(place, "data-sheets");
    let mut rows: Vec<(Option<(u64, u128)>, Element)> = all("[data-mixed]")
        .into_iter()
        .map(|row| (place_of(seat, &round, &attribute(&row, "data-mixed")), row))
        .collect();
    if !rows.is_sorted_by_key(|(place, _)| *place) {
        rows.sort_by_key(|(place, _)| *place);
        for (_, row) in &rows {
            if let Some(list) = row.parent_element() {
                let _ = list.append_child(row);
            }
        }
    }
    let mut sheets: Vec<(Option<(u64, u128)>, Element)> =
        sheets().into_iter().map(|sheet| (place_of(seat, &round, &attribute(&sheet, "data-sheet")), sheet)).collect();
    // Sheets that are no item stay behind, in the order given.
    let is_sorted = sheets.is_sorted_by_key(|(place, _)| (place.is_none(), *place));
    if is_sorted {
        return;
    }
    sheets.sort_by_key(|(place, _)| (place.is_none(), *place));
    for (_, sheet) in &sheets {
        // Moving within the page does not fail.
        let _ = place.append_child(sheet);
    }
    for (_, sheet) in &sheets {
        let row = find(&["[data-row=\"", &attribute(sheet, "data-sheet"), "\"]"].concat());
        if let Some((row, list)) = row.and_then(|row| Some((row.clone(), row.parent_element()?))) {
            let _ = list.append_child(&row);
        }
    }
}

/// How many fields with this name are filled in, or that begin with it when it ends in a dot.
fn count(phone: &Phone, name: &str) -> usize {
    let is_it = |field: &&String| *field == name || (name.ends_with('.') && field.starts_with(name));
    phone.ballot.fields.keys().filter(is_it).count()
}

/// Whether answers are stored, always in words; no connection; why something was not taken.
fn tell(phone: &Phone) {
    let say = |key: &str| text(&phone.texts, key).unwrap_or_default();
    let left = points::words(phone);
    let (class, words) = match (&phone.status, phone.save) {
        (Some(status), _) => ("ws-saved", status.clone()),
        // What is not divided is not sent.
        (None, _) if left.is_some() => left.clone().unwrap_or_default(),
        (None, Save::Nothing) => ("ws-saved", say("nothing")),
        // A ballot that only says who holds the pen, or took all back.
        (None, Save::Saved | Save::SavedAt(_)) if phone.ballot.ready.is_empty() => ("ws-saved", say("nothing")),
        (None, Save::Saved) => ("ws-saved ws-saved--ok", say("saved")),
        (None, Save::SavedAt(at)) => ("ws-saved ws-saved--ok", say("saved_at").replace('%', &clock(at, &say("point")))),
        (None, Save::Sending) => ("ws-saved", say("sending")),
        (None, Save::Waiting) => ("ws-saved ws-saved--wait", say("waiting")),
        (None, Save::Offline) => ("ws-saved ws-saved--wait", say("offline")),
    };
    if let Some(line) = find(".ws-status") {
        put_line(&line, class, &words);
    }
    match phone.save {
        _ if left.is_some() => said::say(About::Server, &words),
        // Under way is no news yet, but what comes of it is.
        Save::Sending => said::anew(About::Server),
        // Nothing to tell; and without connection an alert does.
        Save::Nothing | Save::Offline => {}
        _ => said::say(About::Server, &words),
    }
    let down = matches!(phone.save, Save::Waiting | Save::Offline);
    let offline = down.then(|| [say("offline_title"), say("offline_text")].join(" "));
    let Some(notices) = find(".ws-notices") else { return };
    let alerts =
        [(offline.as_ref(), "ws-alert ws-alert--warning"), (phone.problem.as_ref(), "ws-alert ws-alert--negative")];
    let wanted: Vec<_> = alerts.into_iter().filter_map(|(words, class)| Some((words?, class))).collect();
    let said: String = wanted.iter().map(|(words, _)| words.as_str()).collect();
    if notices.text_content().unwrap_or_default() == said {
        // Said already: a screen reader need not say it again.
        return;
    }
    notices.set_inner_html("");
    for (words, class) in wanted {
        let Some(alert) = document().and_then(|document| document.create_element("div").ok()) else { return };
        alert.set_class_name(class);
        set(&alert, "role", "alert");
        alert.set_text_content(Some(words));
        let _ = notices.append_child(&alert);
    }
}

fn put_line(place: &Element, class: &str, words: &str) {
    if words.is_empty() {
        place.set_inner_html("");
        return;
    }
    let line = place.first_element_child().or_else(|| {
        let line = document()?.create_element("p").ok()?;
        place.append_child(&line).ok()?;
        Some(line)
    });
    let Some(line) = line else { return };
    if line.text_content().as_deref() != Some(words) {
        line.set_text_content(Some(words));
    }
    if line.class_name() != class {
        line.set_class_name(class);
    }
}

/// `14.03`, in the time of the device.
fn clock(at: f64, point: &str) -> String {
    let date = js_sys::Date::new(&at.into());
    let minutes = date.get_minutes();
    let zero = if minutes < 10 { "0" } else { "" };
    [date.get_hours().to_string().as_str(), point, zero, minutes.to_string().as_str()].concat()
}

/// Puts the focus on the heading when the screen was replaced.
fn focus_heading() {
    let heading = all("h1[tabindex]").into_iter().filter_map(|heading| heading.dyn_into::<HtmlElement>().ok());
    // What is not shown has no place on the page.
    if let Some(heading) = heading.into_iter().find(|heading| heading.offset_parent().is_some()) {
        // A heading that cannot take the focus is still read.
        let _ = heading.focus();
    }
}
