//! The live connection of a page: a socket, or long polling where sockets are blocked.
//!
//! It resumes by epoch and revision, comes back with jittered back-off, and at once when the
//! device says that it is online or the page is looked at again. When the server has become
//! another release than the page, the page loads itself anew.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{CloseEvent, MessageEvent, WebSocket};
use werksessie_core::MeetingId;

use super::browser;

/// First and longest wait before trying again; the real one is random below it.
const BACK_OFF: (f64, f64) = (500.0, 15_000.0);
/// A connection on which nothing was heard for this long is dead: the server speaks every 25 s.
const SILENCE: Duration = Duration::from_secs(60);
/// Sockets that never opened before polling is tried.
const SOCKET_TRIES: u32 = 2;

/// A message from the server.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Frame<V> {
    /// The whole view.
    View {
        /// Changes whenever the server has loaded the room anew.
        epoch: u64,
        /// Counted up with each change.
        revision: u64,
        /// The view.
        view: V,
    },
    /// Revision, done, present.
    Progress([u64; 3]),
    /// Something was not carried out.
    Refused {
        /// The round of a ballot, or the id of a command.
        id: Option<String>,
        /// Stable code.
        code: String,
        /// A sentence.
        detail: String,
    },
    /// The server is still there.
    Alive(bool),
    /// A command was carried out.
    Done {},
}

/// What happened on the connection.
pub enum Happened<V> {
    /// A message came.
    Frame(Frame<V>),
    /// The connection works, after it did not.
    Up,
    /// The connection is gone; it will be tried again.
    Down,
    /// The server does not know this page any more.
    Refused,
}

/// An open connection. Clones are the same connection.
#[derive(Clone)]
pub struct Live {
    inner: Rc<Inner>,
}

/// Who hears what happens on the connection.
type Tell = Box<dyn Fn(&Live, Raw)>;

struct Inner {
    url: String,
    tell: Tell,
    socket: RefCell<Option<WebSocket>>,
    /// Epoch and revision of the newest view.
    has: Cell<Option<(u64, u64)>>,
    tries: Cell<u32>,
    never_opened: Cell<u32>,
    polling: Cell<bool>,
    /// Counted up with each attempt, so that a late event of an old socket is known.
    attempt: Cell<u32>,
    heard: Cell<f64>,
    waiting: Cell<bool>,
}

/// What happened on the connection, before anybody has read it.
pub enum Raw {
    /// A text came.
    Text(String),
    /// Bytes came.
    Bytes(Vec<u8>),
    /// The connection works, after it did not.
    Up,
    /// The connection is gone; it will be tried again.
    Down,
    /// The server does not know this page any more.
    Refused,
}

/// Connects, and reads what comes as frames with this view.
pub fn connect<V: DeserializeOwned + 'static>(
    meeting: MeetingId,
    role: &str,
    has: Option<(u64, u64)>,
    happened: impl Fn(Happened<V>) + 'static,
) -> Live {
    Live::open_at(&meeting.to_string(), role, has, move |live, raw| match raw {
        Raw::Text(text) => {
            let Ok(frame) = serde_json::from_str::<Frame<V>>(&text) else { return };
            match &frame {
                Frame::View { epoch, revision, .. } => live.has((*epoch, *revision)),
                Frame::Progress([revision, ..]) => {
                    if let Some((epoch, _)) = live.inner.has.get() {
                        live.has((epoch, *revision));
                    }
                }
                _ => {}
            }
            if !matches!(frame, Frame::Alive(_)) {
                happened(Happened::Frame(frame));
            }
        }
        Raw::Bytes(_) => {}
        Raw::Up => happened(Happened::Up),
        Raw::Down => happened(Happened::Down),
        Raw::Refused => happened(Happened::Refused),
    })
}

impl Live {
    /// Connects and keeps connected for the life of the page.
    pub fn open_at(meeting: &str, role: &str, has: Option<(u64, u64)>, tell: impl Fn(&Self, Raw) + 'static) -> Self {
        let inner = Rc::new(Inner {
            url: ["/api/v1/meetings/", meeting, "/live?role=", role].concat(),
            tell: Box::new(tell),
            socket: RefCell::new(None),
            has: Cell::new(has),
            tries: Cell::new(0),
            never_opened: Cell::new(0),
            polling: Cell::new(false),
            attempt: Cell::new(0),
            heard: Cell::new(js_sys::Date::now()),
            waiting: Cell::new(false),
        });
        let live = Self { inner };
        live.open();
        let again = live.clone();
        browser::on(&["online", "visibilitychange"], move || again.retry());
        let watch = live.clone();
        watch_silence(watch);
        live
    }

    /// Notes epoch and revision of the newest view.
    pub fn has(&self, newest: (u64, u64)) {
        self.inner.has.set(Some(newest));
    }

    fn tell(&self, raw: Raw) {
        (self.inner.tell)(self, raw);
    }

    /// Sends a message over the socket. `false` when there is none: then use a request.
    pub fn send(&self, text: &str) -> bool {
        let socket = self.inner.socket.borrow();
        socket
            .as_ref()
            .is_some_and(|socket| socket.ready_state() == WebSocket::OPEN && socket.send_with_str(text).is_ok())
    }

    /// Tries again now, unless the connection is open.
    pub fn retry(&self) {
        let open = self.inner.socket.borrow().as_ref().is_some_and(|socket| socket.ready_state() <= WebSocket::OPEN);
        if !open && !self.inner.polling.get() {
            self.inner.tries.set(0);
            self.open();
        }
    }

    fn url(&self) -> String {
        let has = self
            .inner
            .has
            .get()
            .map_or_else(String::new, |(epoch, revision)| format!("&epoch={epoch}&revision={revision}"));
        [&self.inner.url, &has, "&script=", &browser::script()].concat()
    }

    fn open(&self) {
        let attempt = self.inner.attempt.get() + 1;
        self.inner.attempt.set(attempt);
        self.inner.waiting.set(false);
        let location = browser::window().location();
        let (Ok(protocol), Ok(host)) = (location.protocol(), location.host()) else { return };
        let scheme = if protocol == "https:" { "wss" } else { "ws" };
        let Ok(socket) = WebSocket::new(&[scheme, "://", &host, &self.url()].concat()) else { return self.later() };
        socket.set_binary_type(web_sys::BinaryType::Arraybuffer);
        let opened = Rc::new(Cell::new(false));
        let on_open = {
            let (live, opened) = (self.clone(), opened.clone());
            Closure::once_into_js(move || {
                opened.set(true);
                live.inner.tries.set(0);
                live.inner.never_opened.set(0);
                live.inner.heard.set(js_sys::Date::now());
                live.tell(Raw::Up);
            })
        };
        let on_message = {
            let live = self.clone();
            Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
                live.inner.heard.set(js_sys::Date::now());
                match event.data().as_string() {
                    Some(text) => live.tell(Raw::Text(text)),
                    None => live.tell(Raw::Bytes(js_sys::Uint8Array::new(&event.data()).to_vec())),
                }
            })
        };
        let on_close = {
            let live = self.clone();
            Closure::once_into_js(move |event: CloseEvent| {
                if live.inner.attempt.get() != attempt {
                    return;
                }
                live.inner.socket.replace(None);
                match event.code() {
                    4205 => return browser::reload(),
                    4404 => return live.tell(Raw::Refused),
                    _ => {}
                }
                if !opened.get() {
                    live.inner.never_opened.set(live.inner.never_opened.get() + 1);
                }
                live.tell(Raw::Down);
                live.later();
            })
        };
        socket.set_onopen(Some(on_open.unchecked_ref()));
        socket.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(on_close.unchecked_ref()));
        // One closure for each attempt stays in memory: a few hundred bytes, with back-off.
        on_message.forget();
        self.inner.socket.replace(Some(socket));
    }

    /// Tries again after a random wait; polls when sockets never open.
    fn later(&self) {
        if self.inner.waiting.replace(true) {
            return;
        }
        if self.inner.never_opened.get() >= SOCKET_TRIES {
            self.inner.waiting.set(false);
            return self.poll();
        }
        let tries = self.inner.tries.get();
        self.inner.tries.set(tries + 1);
        let longest = (BACK_OFF.0 * 2f64.powi(tries.min(10) as i32)).min(BACK_OFF.1);
        let wait = Duration::from_millis((js_sys::Math::random() * longest) as u64 + 50);
        let live = self.clone();
        let attempt = self.inner.attempt.get();
        browser::later(
            move || {
                if live.inner.attempt.get() == attempt {
                    live.open();
                }
            },
            wait,
        );
    }

    /// Long polling: each answer brings what changed, then the next question follows.
    fn poll(&self) {
        if self.inner.polling.replace(true) {
            return;
        }
        let live = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let mut up = false;
            let mut failures = 0;
            loop {
                match browser::send("GET", &live.url(), None).await {
                    Ok((200 | 204, text)) => {
                        if !std::mem::replace(&mut up, true) {
                            live.tell(Raw::Up);
                        }
                        failures = 0;
                        for frame in text.lines() {
                            live.tell(Raw::Text(frame.to_owned()));
                        }
                    }
                    Ok((205, _)) => return browser::reload(),
                    Ok((401 | 404, _)) => return live.tell(Raw::Refused),
                    _ => {
                        if std::mem::replace(&mut up, false) || failures == 0 {
                            live.tell(Raw::Down);
                        }
                        failures += 1;
                        if failures >= 3 {
                            // The network may have changed: begin with a socket again.
                            live.inner.polling.set(false);
                            live.inner.never_opened.set(0);
                            return live.later();
                        }
                        sleep((500.0 + js_sys::Math::random() * 3_000.0) as u64).await;
                    }
                }
            }
        });
    }
}

/// Closes a connection on which the server has fallen silent: a radio that is gone tells nobody.
fn watch_silence(live: Live) {
    let check = live.clone();
    browser::later(
        move || {
            let silent = js_sys::Date::now() - check.inner.heard.get() > SILENCE.as_millis() as f64;
            if silent && let Some(socket) = check.inner.socket.borrow().as_ref() {
                // Closing a closing socket does nothing.
                let _ = socket.close();
            }
            watch_silence(check);
        },
        Duration::from_secs(10),
    );
}

/// Waits.
pub async fn sleep(milliseconds: u64) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        browser::later(
            move || {
                // A resolver takes any value.
                let _ = resolve.call0(&wasm_bindgen::JsValue::NULL);
            },
            Duration::from_millis(milliseconds),
        );
    });
    // This promise is never rejected.
    let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
}
