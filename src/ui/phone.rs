//! The phone: one question a screen, thumb-sized, and it works without script.
//!
//! The server renders the page with the seat's own answers; the bundle, when it comes, reads what
//! stands in the inputs and never sets one that a person may have touched.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use werksessie_core::ballot::Ballot;
use werksessie_core::project::Language;
use werksessie_core::view::phone::{OwnView, PhoneView, Stage};
use werksessie_core::{MeetingId, RoundId};

use self::save::SaveState;
use super::markup::{Element, Markup, el, raw};
use super::parts::SkipLink;
use super::{icon, language};
use crate::messages::{common, phone as texts};

pub mod client;
pub mod join;
pub mod result;
pub mod save;
pub mod vote;

/// What a page starts with: rendered on the server, read again by the bundle.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Boot {
    /// The meeting.
    pub meeting: MeetingId,
    /// Epoch and revision of the view.
    pub epoch: u64,
    /// See `epoch`.
    pub revision: u64,
    /// What every phone sees.
    pub view: PhoneView,
    /// What only this seat sees.
    pub own: OwnView,
    /// The two words to come back with. Here and not in the view, for the list of words would be a
    /// large part of the bundle.
    pub recovery: String,
    /// Which card is shown, from 0; one past the last is the list of answers.
    pub at: usize,
    /// Why the last form was not taken.
    pub problem: Option<String>,
}

/// Everything on a phone that changes.
#[derive(Clone, Copy)]
pub struct Phone {
    /// The meeting.
    pub meeting: StoredValue<MeetingId>,
    /// The two words to come back with.
    pub recovery: StoredValue<String>,
    /// What every phone sees.
    pub view: RwSignal<PhoneView>,
    /// What only this seat sees.
    pub own: RwSignal<OwnView>,
    /// Which card is shown.
    pub at: RwSignal<usize>,
    /// The seat's answers as they stand on this phone, for this round.
    pub local: RwSignal<Option<(RoundId, Ballot)>>,
    /// Whether they are on the server.
    pub save: RwSignal<SaveState>,
    /// Why something was not taken.
    pub problem: RwSignal<Option<String>>,
}

impl Phone {
    /// The phone as the page starts.
    pub fn new(boot: &Boot) -> Self {
        let ballot = boot.own.ballot.clone();
        let local = boot.view.stage.round().zip(ballot);
        Self {
            meeting: StoredValue::new(boot.meeting),
            recovery: StoredValue::new(boot.recovery.clone()),
            view: RwSignal::new(boot.view.clone()),
            own: RwSignal::new(boot.own.clone()),
            at: RwSignal::new(boot.at),
            save: RwSignal::new(if local.is_some() { SaveState::Saved(None) } else { SaveState::Nothing }),
            local: RwSignal::new(local),
            problem: RwSignal::new(boot.problem.clone()),
        }
    }

    /// The address of this seat's page, at this card.
    pub fn address(&self, at: usize) -> String {
        format!("/mee/{}/{}?at={at}", self.meeting.get_value(), self.own.read_untracked().seat)
    }
}

/// The whole page.
#[component]
pub fn PhonePage(
    /// The language of this page.
    language: Language,
    /// What it starts with.
    boot: Boot,
) -> impl IntoView {
    provide_context(language);
    let phone = Phone::new(&boot);
    client::start(phone, &boot);
    let stage = Memo::new(move |_| phone.view.read().stage.clone());
    let shown = move || match stage.get() {
        Stage::Vote { round, revote_of, scales, items } => {
            vote::vote(phone, vote::Round { round, revote_of, scales, items })
        }
        Stage::Result { round, revote, voted, items, decided } => {
            result::result(phone, result::Shown { round, revote, voted, items, decided })
        }
        Stage::Wait(now) => waiting(phone, &now, texts::wait(language)),
        Stage::Closed(_) => waiting(phone, texts::closed_title(language), texts::closed(language)),
        Stage::Counted(_) => waiting(phone, texts::counted_title(language), texts::counted(language)),
        Stage::Promises(rows) => result::promises(phone, &rows),
        Stage::Ended { decided, promises } => result::ended(phone, &decided, &promises),
    };
    view! {
        <SkipLink/>
        {move || page(phone, shown())}
    }
}

/// What is on the phone. All of it is markup, in four parts that are drawn again by themselves:
/// what a phone only shows costs it no code for events, and inputs that stand in markup are never
/// touched by the bundle. The few events are taken where they arrive, at the outermost element.
pub(super) struct Page {
    /// Class of the whole.
    class: &'static str,
    head: Markup,
    /// Drawn again when what it reads changes.
    main: Box<dyn Fn() -> Markup + Send + Sync>,
    /// Instead of the line of saving.
    status: Option<&'static str>,
    acts: Markup,
    /// Which card, when this is one.
    card: Option<usize>,
}

impl Page {
    /// A page that stays as it is, with a link to look again.
    fn still(phone: Phone, class: &'static str, main: Markup) -> Self {
        Self {
            class,
            head: head(phone),
            main: Box::new(move || main.clone()),
            status: Some(""),
            acts: look_again(phone),
            card: None,
        }
    }
}

/// Puts a page on the phone: one form, so that a card can be sent without script.
fn page(phone: Phone, page: Page) -> impl IntoView {
    let part = |class: &'static str, role: Option<&'static str>, inner: Box<dyn Fn() -> Markup + Send + Sync>| {
        view! { <div class=class role=role inner_html=move || inner().html()></div> }
    };
    let Page { class, head, main, status, acts, card } = page;
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        client::go_to(phone, card.unwrap_or_default() + 1);
    };
    view! {
        <form class=class method="post" action=phone.address(card.unwrap_or_default()) autocomplete="off"
            on:change=move |event| client::read_form(phone, &event) on:submit=submit on:click=move |event| client::follow(phone, &event)>
            {part("ws-phone__head", Some("banner"), Box::new(move || head.clone()))}
            <main class="ws-phone__main ws-stack" id="inhoud">
                {part("ws-stack ws-notices", None, Box::new(move || save::notices(phone)))}
                {part("ws-stack", None, main)}
            </main>
            <footer class="ws-phone__foot">
                {part("ws-status", Some("status"), Box::new(move || save::line(phone, status)))}
                {part("ws-phone__acts", None, Box::new(move || acts.clone()))}
            </footer>
        </form>
    }
}

/// The head of a page that is no card: the meeting and one's party.
fn head(phone: Phone) -> Markup {
    let party = phone.own.read_untracked().party.clone();
    row_apart(el("span").class("ws-small ws-quiet").text(&phone.view.read_untracked().title), &party).into()
}

/// Something at the left, a small text at the right.
pub(super) fn row_apart(left: Element, right: &str) -> Element {
    el("div").class("ws-row ws-row--apart").with(left).with(el("span").class("ws-small").text(right))
}

/// The chip that says that answers are anonymous.
pub(super) fn anonymous_chip() -> Element {
    el("span").class("ws-chip").with(icon::lock()).text(common::anonymous(language()))
}

/// The link to put right what was chosen.
fn change_link(phone: Phone) -> Element {
    let to = format!("/mee/{}/{}/wie", phone.meeting.get_value(), phone.own.read_untracked().seat);
    el("p").with(el("a").attr("href", &to).text(texts::change_link(language())))
}

/// The link that brings this page anew.
fn look_again(phone: Phone) -> Markup {
    let link = el("a").class("nl-button nl-button--secondary").attr("href", &phone.address(0));
    link.text(texts::look_again(language())).into()
}

/// A page with nothing to do.
fn waiting(phone: Phone, title: &str, words: &str) -> Page {
    let language = language();
    let own = phone.own.read_untracked();
    let art = raw(concat!(
        r#"<svg class="ws-wait-art" viewBox="0 0 66 42" aria-hidden="true">"#,
        r#"<rect class="ws-tabletop" x="4" y="10" width="44" height="22" rx="11"/>"#,
        r#"<path class="ws-line" d="M14 21h24c8 0 8 8 16 8h8"/></svg>"#
    ));
    let observer = own
        .observer
        .then(|| el("p").class("ws-note").with(icon::eye()).with(el("span").text(texts::observer(language))));
    let recovery = el("div")
        .class("ws-card")
        .with(el("p").class("ws-small ws-quiet").text(texts::recovery_label(language)))
        .with(el("p").class("ws-voice ws-lead").text(&phone.recovery.get_value()))
        .with(el("p").class("ws-small ws-quiet").text(texts::recovery_why(language)));
    let main = art
        .and(el("h1").attr("tabindex", "-1").text(title))
        .and(el("p").class("ws-lead").text(words))
        .and(observer)
        .and(recovery)
        .and(change_link(phone));
    Page { status: None, ..Page::still(phone, "ws-phone ws-phone--wait", main) }
}
