//! Joining: which organisation, which layer, done. No name is asked.

use leptos::prelude::*;
use werksessie_core::PartyId;
use werksessie_core::limits;
use werksessie_core::project::Language;
use werksessie_core::seat::Layer;

use crate::messages::{common, phone as texts};
use crate::ui::parts::SkipLink;
use crate::ui::{icon, language, words};

/// What a person comes for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A seat.
    Join,
    /// To put right what was chosen.
    Change,
}

/// What the page shows.
#[derive(Clone, Debug)]
pub struct JoinBoot {
    /// The language of this page.
    pub language: Language,
    /// What for.
    pub purpose: Purpose,
    /// Where the form goes.
    pub to: String,
    /// The code as shown.
    pub code: String,
    /// The meeting's title.
    pub title: String,
    /// The municipality.
    pub municipality: String,
    /// Parties to choose from: id and name.
    pub parties: Vec<(PartyId, String)>,
    /// Nobody can come in now; `problem` says why.
    pub closed: bool,
    /// Why the last form was not taken.
    pub problem: Option<String>,
    /// Seats that this browser holds in this meeting: address and party.
    pub seats: Vec<(String, String)>,
    /// What was chosen in the last form.
    pub party: String,
    /// What was typed in the last form.
    pub other: String,
    /// What was chosen in the last form.
    pub layer: Option<Layer>,
    /// Watches only.
    pub observer: bool,
}

/// The page to join. It has no script: a form is enough, and it is there at once.
#[component]
pub fn JoinPage(
    /// What it shows.
    boot: JoinBoot,
) -> impl IntoView {
    provide_context(boot.language);
    let language = boot.language;
    let chosen = boot.party.clone();
    let parties = boot
        .parties
        .into_iter()
        .map(|(party, name)| {
            let value = party.to_string();
            let checked = value == chosen;
            view! { <label class="ws-option"><input type="radio" name="party" value=value checked=checked required/>{name}</label> }
        })
        .collect_view();
    let layers = Layer::ALL
        .map(|layer| {
            let checked = boot.layer == Some(layer);
            view! { <label class="ws-option"><input type="radio" name="layer" value=layer.key() checked=checked required/>{words::layer(language, layer)}</label> }
        })
        .collect_view();
    let problem = boot.problem.map(|problem| {
        view! { <div class="ws-alert ws-alert--negative" role="alert"><p>{problem}</p></div> }
    });
    let seats = boot
        .seats
        .into_iter()
        .map(|(to, party)| view! { <p class="ws-alert"><a href=to>{texts::go_on_as(language, party)}</a></p> })
        .collect_view();
    let (title, lead, button) = match boot.purpose {
        Purpose::Join => (
            texts::who_are_you(language),
            texts::joining(language, boot.title.clone(), boot.municipality.clone()),
            texts::join(language),
        ),
        Purpose::Change => {
            (texts::change_title(language), texts::change_text(language).to_owned(), texts::change_save(language))
        }
    };
    let page = boot.to.clone();
    let was_here = (boot.purpose == Purpose::Join)
        .then(|| view! { <p><a href=format!("/d/{}/terug", boot.code)>{texts::was_here(language)}</a></p> });
    if boot.closed {
        return view! {
            <div class="ws-phone">
                <SkipLink/>
                <header class="ws-phone__head"><span class="ws-mark"><icon::Mark/><span>"Werksessie"</span></span></header>
                <main class="ws-phone__main ws-stack" id="inhoud">
                    <h1>{boot.title}</h1><p class="ws-quiet">{boot.municipality}</p>{problem}{seats}{was_here}
                    <crate::ui::parts::OtherLanguage to=format!("/d/{}", boot.code)/>
                </main>
                <footer class="ws-phone__foot">
                    <div class="ws-phone__acts"><a class="nl-button nl-button--secondary" href=format!("/d/{}", boot.code)>{texts::look_again(language)}</a></div>
                </footer>
            </div>
        }
        .into_any();
    }
    view! {
        <form class="ws-phone" method="post" action=boot.to autocomplete="off">
            <SkipLink/>
            <header class="ws-phone__head">
                <div class="ws-row ws-row--apart">
                    <span class="ws-mark"><icon::Mark/><span>"Werksessie"</span></span><span class="ws-small ws-code">{boot.code.clone()}</span>
                </div>
            </header>
            <main class="ws-phone__main ws-stack" id="inhoud">
                <div class="ws-stack ws-stack--tight">
                    <h1>{title}</h1>
                    <p class="ws-quiet">{lead}</p>
                </div>
                {seats}{problem}
                <fieldset>
                    <legend class="ws-legend">{texts::your_organisation(language)}</legend>
                    <div class="ws-options">{parties}
                        <label class="ws-option"><input type="radio" name="party" value="other" checked=chosen == "other" required/>{texts::not_listed(language)}</label>
                        <div class="ws-field ws-other">
                            <label class="ws-label" for="other">{texts::organisation_name(language)}</label>
                            <input class="ws-input" id="other" name="other" maxlength=limits::NAME value=boot.other/>
                        </div>
                    </div>
                </fieldset>
                <fieldset>
                    <legend class="ws-legend">{texts::your_layer(language)}</legend>
                    <div class="ws-options ws-options--two">{layers}</div>
                </fieldset>
                <label class="ws-option ws-option--plain"><input type="checkbox" name="observer" value="yes" checked=boot.observer/>{texts::i_only_watch(language)}</label>
                {was_here}
                <div class="ws-row ws-links"><crate::ui::parts::OtherLanguage to=page/><a href="/privacy">{common::privacy(language)}</a><a href="/toegankelijkheid">{common::accessibility(language)}</a></div>
            </main>
            <footer class="ws-phone__foot">
                <button class="nl-button nl-button--primary ws-button--large ws-button--wide">{button}</button>
            </footer>
        </form>
    }
    .into_any()
}

/// What the page to come back shows.
#[derive(Clone, Debug)]
pub struct BackBoot {
    /// The language of this page.
    pub language: Language,
    /// The code as shown.
    pub code: String,
    /// Why the last form was not taken.
    pub problem: Option<String>,
    /// Asked already; a leader has not answered yet.
    pub waits: bool,
}

/// The page to come back to one's seat on another phone.
#[component]
pub fn BackPage(
    /// What it shows.
    boot: BackBoot,
) -> impl IntoView {
    let language = boot.language;
    provide_context(language);
    let to = format!("/d/{}/terug", boot.code);
    let problem = boot
        .problem
        .map(|problem| view! { <div class="ws-alert ws-alert--negative" role="alert"><p>{problem}</p></div> });
    let (title, lead, form, button) = if boot.waits {
        (texts::back_wait_title(language), texts::back_wait(language), None, None)
    } else {
        let form = view! {
            <div class="ws-field">
                <label class="ws-label" for="words">{texts::back_label(language)}</label>
                <p class="ws-small ws-quiet" id="words-hint">{texts::back_hint(language)}</p>
                <input class="ws-input" id="words" name="words" maxlength="40" autocapitalize="none" spellcheck="false" required aria-describedby="words-hint"/>
            </div>
        };
        let button = view! { <button class="nl-button nl-button--primary ws-button--large ws-button--wide">{texts::back_ask(language)}</button> };
        (texts::back_title(language), texts::back_text(language), Some(form), Some(button))
    };
    view! {
        <form class="ws-phone" method="post" action=to autocomplete="off">
            <SkipLink/>
            <header class="ws-phone__head"><span class="ws-mark"><icon::Mark/><span>"Werksessie"</span></span></header>
            <main class="ws-phone__main ws-stack" id="inhoud">
                <h1>{title}</h1><p class="ws-lead" role="status">{lead}</p>{problem}{form}
            </main>
            {button.map(|button| view! { <footer class="ws-phone__foot">{button}</footer> })}
        </form>
    }
}

/// The page to type a code.
#[component]
pub fn CodePage(
    /// The language of this page.
    of: Language,
    /// What was typed last.
    typed: String,
    /// Why it was not taken.
    problem: Option<String>,
) -> impl IntoView {
    provide_context(of);
    let problem = problem.map(|problem| {
        view! { <div class="ws-alert ws-alert--negative" role="alert" id="code-problem"><p>{problem}</p></div> }
    });
    view! {
        <form class="ws-phone" method="get" action="/d" autocomplete="off">
            <SkipLink/>
            <header class="ws-phone__head"><a class="ws-mark" href="/"><icon::Mark/><span>"Werksessie"</span></a></header>
            <main class="ws-phone__main ws-stack" id="inhoud">
                <h1>{texts::type_code(of)}</h1>
                {problem}
                <div class="ws-field">
                    <label class="ws-label" for="code">{texts::code(of)}</label>
                    <p class="ws-small ws-quiet" id="code-hint">{texts::code_hint(of)}</p>
                    <input class="ws-input ws-input--code" id="code" name="code" autocapitalize="characters" spellcheck="false" maxlength="9" required aria-describedby="code-hint" value=typed/>
                </div>
            </main>
            <footer class="ws-phone__foot"><button class="nl-button nl-button--primary ws-button--large ws-button--wide">{texts::go_on(of)}</button></footer>
        </form>
    }
}

/// The page after leaving.
#[component]
pub fn LeftPage(
    /// Address of the seat's page.
    back: String,
) -> impl IntoView {
    let language = language();
    view! {
        <SkipLink/>
        <div class="ws-phone">
            <main class="ws-phone__main ws-stack" id="inhoud">
                <h1>{texts::left_title(language)}</h1>
                <p class="ws-lead">{texts::left(language)}</p>
                <p><a class="nl-button nl-button--secondary" href=back>{texts::left_back(language)}</a></p>
            </main>
        </div>
    }
}
