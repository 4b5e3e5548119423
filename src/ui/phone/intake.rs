//! Sending in a bottleneck before a meeting: a plain form, without a name and without script.

use leptos::prelude::*;
use werksessie_core::limits;

use crate::messages::phone as texts;
use crate::ui::parts::SkipLink;
use crate::ui::{icon, language};

/// What the page shows.
#[derive(Clone, Debug, Default)]
pub struct IntakeBoot {
    /// Where the form goes.
    pub to: String,
    /// The municipality.
    pub municipality: String,
    /// The project's title.
    pub title: String,
    /// The last day on which the link works, as text.
    pub until: Option<String>,
    /// The last card arrived.
    pub sent: bool,
    /// Why the last form was not taken, with what was typed.
    pub problem: Option<(String, String, String)>,
}

/// The page behind an intake link.
#[component]
pub fn IntakePage(
    /// What it shows.
    boot: IntakeBoot,
) -> impl IntoView {
    let language = language();
    let (problem, title, explanation) = boot.problem.map_or_else(
        || (None, String::new(), String::new()),
        |(problem, title, explanation)| (Some(problem), title, explanation),
    );
    let problem =
        problem.map(|problem| view! { <div class="ws-alert ws-alert--negative" role="alert"><p>{problem}</p></div> });
    let sent =
        boot.sent.then(|| view! { <div class="ws-alert" role="status"><p>{texts::intake_sent(language)}</p></div> });
    let until =
        boot.until.map(|until| view! { <p class="ws-small ws-quiet">{texts::intake_until(language, until)}</p> });
    view! {
        <form class="ws-phone" method="post" action=boot.to autocomplete="off">
            <SkipLink/>
            <header class="ws-phone__head"><span class="ws-mark"><icon::Mark/><span>"Werksessie"</span></span></header>
            <main class="ws-phone__main ws-stack" id="inhoud">
                <div class="ws-stack ws-stack--tight">
                    <p class="ws-small ws-quiet">{boot.municipality}" · "{boot.title}</p>
                    <h1>{texts::intake_title(language)}</h1>
                    <p class="ws-lead">{texts::intake_text(language)}</p>
                </div>
                {sent}{problem}
                <div class="ws-field">
                    <label class="ws-label" for="title">{texts::intake_what(language)}</label>
                    <p class="ws-small ws-quiet" id="title-hint">{texts::intake_what_hint(language)}</p>
                    <input class="ws-input" id="title" name="title" maxlength=limits::TITLE required aria-describedby="title-hint" value=title/>
                </div>
                <div class="ws-field">
                    <label class="ws-label" for="explanation">{texts::intake_more(language)}</label>
                    <p class="ws-small ws-quiet" id="more-hint">{texts::note_hint(language)}</p>
                    <input class="ws-input" id="explanation" name="explanation" maxlength=limits::EXPLANATION aria-describedby="more-hint" value=explanation/>
                </div>
                <fieldset class="ws-stack ws-stack--tight"><legend class="ws-legend">{texts::intake_kind(language)}</legend>
                    <label class="ws-option"><input type="radio" name="kind" value="content"/>{texts::intake_content(language)}</label>
                    <label class="ws-option"><input type="radio" name="kind" value="behaviour"/>{texts::intake_behaviour(language)}</label>
                </fieldset>
                <p class="ws-small ws-quiet">{texts::intake_anonymous(language)}</p>
                {until}
            </main>
            <footer class="ws-phone__foot"><button class="nl-button nl-button--primary ws-button--large ws-button--wide">{texts::intake_go(language)}</button></footer>
        </form>
    }
}
