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
use super::{icon, language, words};
use crate::messages::phone as texts;

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
    /// The language of this page.
    pub language: Language,
    /// Epoch and revision of the view.
    pub epoch: u64,
    /// See `epoch`.
    pub revision: u64,
    /// What every phone sees.
    pub view: PhoneView,
    /// What only this seat sees.
    pub own: OwnView,
    /// Which card is shown, from 0; one past the last is the list of answers.
    pub at: usize,
    /// Why the last form was not taken.
    pub problem: Option<String>,
    /// When the seat's ballot was stored, as shown; known on the server only to be stored.
    pub stored: bool,
}

/// Everything on a phone that changes.
#[derive(Clone, Copy)]
pub struct Phone {
    /// The meeting.
    pub meeting: StoredValue<MeetingId>,
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
    /// What it starts with.
    boot: Boot,
) -> impl IntoView {
    provide_context(boot.language);
    let phone = Phone::new(&boot);
    client::start(phone, &boot);
    let stage = Memo::new(move |_| phone.view.read().stage.clone());
    move || match stage.get() {
        Stage::Vote { round, revote_of, scales, items } => {
            vote::vote(phone, vote::Round { round, revote_of, scales, items }).into_any()
        }
        Stage::Result { round, revote, voted, items, decided } => {
            result::result(phone, result::Shown { round, revote, voted, items, decided }).into_any()
        }
        Stage::Wait { now } => waiting(phone, now, texts::wait(language())).into_any(),
        Stage::Closed { .. } => {
            waiting(phone, texts::closed_title(language()).into(), texts::closed(language())).into_any()
        }
        Stage::Counted { .. } => {
            waiting(phone, texts::counted_title(language()).into(), texts::counted(language())).into_any()
        }
        Stage::Promises { rows } => result::promises(phone, texts::promises_title(language()), rows).into_any(),
        Stage::Ended { decided, promises } => result::ended(phone, decided, promises).into_any(),
    }
}

/// The head of every page that is no card.
pub(super) fn head(phone: Phone, left: String) -> impl IntoView {
    let own = phone.own.get_untracked();
    view! {
        <super::parts::SkipLink/>
        <header class="ws-phone__head">
            <div class="ws-row ws-row--apart"><span class="ws-small ws-quiet">{left}</span><span class="ws-small">{own.party}</span></div>
        </header>
    }
}

/// A page with nothing to do.
fn waiting(phone: Phone, title: String, text: &'static str) -> impl IntoView {
    let language = language();
    let own = phone.own.get_untracked();
    let words = words::recovery_words(language, own.recovery);
    let observer =
        own.observer.then(|| view! { <p class="ws-note"><icon::Eye/><span>{texts::observer(language)}</span></p> });
    view! {
        <div class="ws-phone ws-phone--wait">
            {head(phone, phone.view.read_untracked().title.clone())}
            <main class="ws-phone__main ws-stack" id="inhoud">
                <svg class="ws-wait-art" viewBox="0 0 66 42" aria-hidden="true">
                    <rect class="ws-tabletop" x="4" y="10" width="44" height="22" rx="11"/>
                    <path class="ws-line" d="M14 21h24c8 0 8 8 16 8h8"/>
                </svg>
                <h1>{title}</h1>
                <p class="ws-lead">{text}</p>
                {observer}
                <div class="ws-card">
                    <p class="ws-small ws-quiet">{texts::recovery_label(language)}</p>
                    <p class="ws-voice ws-lead">{words}</p>
                    <p class="ws-small ws-quiet">{texts::recovery_why(language)}</p>
                </div>
            </main>
            <footer class="ws-phone__foot">
                {save::line(phone)}
                <div class="ws-phone__acts"><a class="nl-button nl-button--secondary" href=phone.address(0)>{texts::look_again(language)}</a></div>
            </footer>
        </div>
    }
}
