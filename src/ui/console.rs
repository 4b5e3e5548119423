//! The console: run sheet, the current activity with its one next action, who is in, what the
//! room sees.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use werksessie_core::MeetingId;
use werksessie_core::meeting::MeetingState;
use werksessie_core::screen::{Curtain, Picture};
use werksessie_core::view::leader::LeaderView;

use super::desk::{Boot, PageError, Reach, load_console, loaded};
use super::parts::{OtherLanguage, SkipLink, stop_rehearsal};
use super::said::{self, About};
use super::{icon, language, words};
use crate::messages::{act as act_texts, commit, common, console as texts, scoring};

pub mod agenda;
pub mod arena;
pub mod choosing;
pub mod collecting;
pub mod conditions;
pub mod deciding;
pub mod keys;
pub mod list;
pub mod paper;
pub mod parties;
pub mod pictures;
pub mod promising;
pub mod recap;
pub mod round;
pub mod send;
pub mod settling;
pub mod timer;
pub mod wall;
pub mod written;

/// Everything on a console that changes.
#[derive(Clone, Copy)]
pub struct Console {
    /// The newest view.
    pub view: RwSignal<LeaderView>,
    /// What the last act led to.
    pub notice: RwSignal<send::Notice>,
    /// The connection works.
    pub connected: RwSignal<bool>,
    /// The counted figures are shown: only while a button is held, or toggled by keyboard.
    pub preview: RwSignal<bool>,
    /// An act that cannot be taken back and waits for a yes.
    pub asking: RwSignal<Option<round::Irrevocable>>,
    /// The form for paper votes is open.
    pub paper: RwSignal<bool>,
    /// A next round is being chosen, though the last one is still there.
    pub choosing: RwSignal<bool>,
    /// Promises are being noted, though no round of this meeting leads to them.
    pub noting: RwSignal<bool>,
    /// The address that people type, as it is now: a laptop may change networks.
    pub address: RwSignal<String>,
    /// What the table chose so far.
    pub choice: deciding::Choice,
}

impl Console {
    fn meeting(self) -> MeetingId {
        self.view.read_untracked().meeting
    }
}

/// The console of a meeting.
#[component]
pub fn ConsolePage() -> impl IntoView {
    let params = use_params_map();
    let data = Resource::new(
        move || {
            let params = params.read();
            params
                .get("project")
                .and_then(|id| id.parse().ok())
                .zip(params.get("meeting").and_then(|id| id.parse().ok()))
        },
        |ids| async move {
            match ids {
                Some((project, meeting)) => load_console(project, meeting).await,
                None => Err(PageError::NotFound),
            }
        },
    );
    loaded(texts::title(language()), data, console)
}

fn console(boot: Boot<LeaderView>) -> impl IntoView {
    let language = language();
    let console = Console {
        view: RwSignal::new(boot.view.clone()),
        notice: RwSignal::new(send::Notice::Saved),
        connected: RwSignal::new(true),
        preview: RwSignal::new(false),
        asking: RwSignal::new(None),
        paper: RwSignal::new(false),
        choosing: RwSignal::new(false),
        noting: RwSignal::new(false),
        address: RwSignal::new(boot.address.clone()),
        choice: deciding::Choice::new(),
    };
    listen(console, boot.has);
    super::screen::watch_address(console.meeting(), boot.view.project, move |place| {
        if console.address.get_untracked() != place.address {
            console.address.set(place.address);
        }
    });
    keys::listen(console);
    let view = boot.view;
    let address = format!("/console/{}/{}", view.project, view.meeting);
    let room_sees = move || picture_name(&console.view.read());
    let state = move || {
        let (text, class) = match (console.connected.get(), console.notice.get()) {
            (false, _) => (texts::lost(language).to_owned(), "ws-bar__state ws-bar__end ws-saved--wait"),
            (true, send::Notice::Saved) => (texts::all_saved(language).to_owned(), "ws-bar__state ws-bar__end"),
            (true, send::Notice::Sending) => (texts::saving(language).to_owned(), "ws-bar__state ws-bar__end"),
            (true, send::Notice::Retrying) => {
                (texts::retrying(language).to_owned(), "ws-bar__state ws-bar__end ws-saved--wait")
            }
            (true, send::Notice::Refused(_)) => {
                (texts::not_done(language).to_owned(), "ws-bar__state ws-bar__end ws-saved--wait")
            }
        };
        view! { <span class=class><icon::Check/>{text}</span> }
    };
    // Whether what comes of it is news.
    Effect::new(move |awaited: Option<bool>| {
        let words = match (console.connected.get(), console.notice.get()) {
            (false, _) => texts::lost(language),
            (true, send::Notice::Retrying) => texts::retrying(language),
            (true, send::Notice::Saved) if awaited == Some(true) => texts::all_saved(language),
            (true, send::Notice::Saved) => return false,
            (true, send::Notice::Sending) => {
                said::anew(About::Server);
                return true;
            }
            // A refusal is an alert.
            (true, send::Notice::Refused(_)) => return false,
        };
        said::say(About::Server, words);
        words != texts::all_saved(language)
    });
    view! {
        <SkipLink/>
        <header class="ws-bar">
            <a class="ws-mark" href=format!("/dossier/{}", view.project) rel="external"><icon::Mark/><span>{view.title.clone()}</span></a>
            <span class="ws-bar__state"><icon::Screen/><span>{texts::room_sees(language)}" "<strong>{room_sees}</strong></span></span>
            {state}
            <a href="/gids" target="_blank" rel="external">{common::guide(language)}</a>
            <OtherLanguage to=address/>
        </header>
        <noscript><p class="ws-alert ws-alert--warning">{texts::needs_script(language)}</p></noscript>
        <div class="ws-fits"><div class="ws-console">
            <aside class="ws-console__side" aria-label=texts::side(language)>{agenda::panel(console)}{agenda::note(console)}{timer::panel(console)}{pictures::panel(console)}{wall::panel(console)}</aside>
            <main class="ws-console__main ws-stack" id="inhoud">{view.rehearsal.then(|| stop_rehearsal(view.project))}{refusal(console)}{place(console, boot.address, boot.reach)}{recap::panel(console)}{round::main_area(console)}{acts(console)}{round::next_bar(console)}</main>
            {parties::table(console)}
        </div></div>
    }
}

fn listen(console: Console, has: (u64, u64)) {
    use super::live::{self, Frame, Happened};
    Effect::new(move |ran: Option<()>| {
        if ran.is_some() {
            return;
        }
        let live =
            live::connect(
                console.meeting(),
                "leader",
                Some(has),
                move |happened: Happened<LeaderView>| match happened {
                    Happened::Frame(Frame::View { view, .. }) => console.view.set(view),
                    Happened::Up => console.connected.set(true),
                    Happened::Down => console.connected.set(false),
                    _ => {}
                },
            );
        // The connection lives as long as the page.
        std::mem::forget(live);
        super::browser::mark_alive();
    });
}

/// What is wrong with the address that people type: nobody can reach it, it is not encrypted, or it
/// changed since this page was made.
fn place(console: Console, first: String, reach: Reach) -> impl IntoView {
    let language = language();
    let note = match reach {
        Reach::OnlyHere => Some(texts::only_here(language)),
        Reach::Plain => Some(common::plain_http(language)),
        Reach::Encrypted => None,
    };
    let note = note.map(|text| view! { <div class="ws-alert ws-alert--warning"><icon::Warning/><p>{text}</p></div> });
    let changed = move || {
        let now = console.address.get();
        (now != first).then(|| {
            view! { <div class="ws-alert ws-alert--warning" role="alert"><icon::Warning/><p>{texts::address_changed(language, now)}</p></div> }
        })
    };
    view! { {note}{changed} }
}

/// Why the last act was not carried out.
fn refusal(console: Console) -> impl IntoView {
    let language = language();
    move || match console.notice.get() {
        send::Notice::Refused(sentence) => {
            let close = move |_| console.notice.set(send::Notice::Saved);
            Some(view! {
                <div class="ws-alert ws-alert--negative" role="alert"><icon::Warning/><p>{sentence}</p>
                    <button class="nl-button nl-button--subtle" type="button" on:click=close>{common::close(language)}</button>
                </div>
            })
        }
        _ => None,
    }
}

fn picture_name(view: &LeaderView) -> String {
    use werksessie_core::view::leader::Stage;
    let language = language();
    let name = match (view.state, view.picture) {
        (MeetingState::Planned, _) => texts::sees_before(language),
        (MeetingState::Ended, _) => texts::sees_ended(language),
        _ if view.curtain == Curtain::Blank => texts::sees_blank(language),
        _ if view.curtain == Curtain::Frozen => texts::sees_frozen(language),
        (_, Picture::Join) => texts::sees_join(language),
        (_, Picture::Quadrant { .. }) => texts::sees_quadrant(language),
        (_, Picture::Differences { .. }) => texts::sees_differences(language),
        (_, Picture::BeforeAfter { .. }) => texts::sees_before_after(language),
        (_, Picture::ThenNow { .. }) => texts::sees_then_now(language),
        (_, Picture::Decisions) => texts::sees_decisions(language),
        (_, Picture::Risks) => texts::sees_risks(language),
        (_, Picture::Matrices) => scoring::sees(language),
        (_, Picture::Challenge) => commit::sees_challenge(language),
        (_, Picture::Promises) => texts::sees_promises(language),
        (_, Picture::Roadmap) => texts::sees_roadmap(language),
        (_, Picture::Arena { part, page, focus }) => return pictures::arena_part(view, part, page, focus),
        (_, Picture::Round { round }) => {
            match view.round.as_ref().filter(|now| now.round == round).map(|now| now.stage) {
                Some(Stage::Open | Stage::Closed) => texts::sees_progress(language),
                Some(Stage::Counted) => texts::sees_wait(language),
                _ => texts::sees_result(language),
            }
        }
    };
    name.to_owned()
}

/// What the leaders did, with the way back.
fn acts(console: Console) -> impl IntoView {
    let language = language();
    let newest = Memo::new(move |_| console.view.read().acts.iter().take(6).cloned().collect::<Vec<_>>());
    let row = move |act: werksessie_core::view::leader::ActRow| {
        let what = act_texts::find(language, &act.kind.replace('.', "_")).unwrap_or_default();
        let text = texts::act_at(language, words::clock(language, act.at), what);
        let undo = act.undo.map(|command| {
            view! { <button class="nl-button nl-button--subtle" type="button" on:click=move |_| console.send(command.clone())>{texts::undo(language)}</button> }
        });
        view! { <li class="ws-undo"><icon::Undo/><span>{text}</span>{undo}</li> }
    };
    move || {
        let mut acts = newest.get().into_iter();
        let first = acts.next().map(row);
        let more: Vec<_> = acts.map(row).collect();
        let more = (!more.is_empty()).then(|| view! { <details class="ws-details"><summary>{texts::earlier_acts(language)}</summary><ul>{more}</ul></details> });
        first.map(|first| view! { <section class="ws-acts" aria-label=texts::acts(language)><ul>{first}</ul>{more}</section> })
    }
}
