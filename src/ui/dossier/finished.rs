//! Documents that were marked final, and the form that marks another.

use leptos::prelude::*;
use werksessie_core::finished::{Finished, Which};
use werksessie_core::view::dossier::DossierView;
use werksessie_core::{ProjectId, limits};

use crate::messages::dossier as texts;
use crate::ui::{icon, language, words};

/// What was marked final, and for who leads the project the form.
pub fn finished(view: &DossierView, leads: bool) -> impl IntoView + use<> {
    let language = language();
    let project = view.project;
    let rows = view.finished.iter().map(|finished| row(project, finished)).collect_view();
    let list = (!view.finished.is_empty()).then(|| {
        view! { <div><h3>{texts::finished(language)}</h3><ul class="ws-plain">{rows}</ul></div> }
    });
    let choices =
        [Which::Challenge, Which::Arena, Which::Commitment, Which::Agreements, Which::Letters, Which::Workbook].map(
            |which| {
                view! { <option value=key(which)>{title(which)}</option> }
            },
        );
    let form = (leads && !view.rehearsal).then(|| view! {
        <details class="ws-details"><summary>{texts::finish(language)}</summary>
            <form method="post" action=format!("/dossier/{project}/vaststellen") class="ws-stack ws-stack--tight" autocomplete="off">
                <p class="ws-small ws-quiet">{texts::finish_note(language)}</p>
                <div class="ws-field"><label class="ws-label" for="vaststellen">{texts::finish_which(language)}</label>
                    <select class="ws-input" id="vaststellen" name="document">{choices.collect_view()}</select></div>
                <div class="ws-field"><label class="ws-label" for="benaming">{texts::finish_label(language)}</label>
                    <input class="ws-input" id="benaming" name="label" maxlength=limits::NAME/></div>
                <button class="nl-button nl-button--secondary">{texts::finish_go(language)}</button>
            </form></details>
    });
    view! { {list}{form} }
}

fn row(project: ProjectId, finished: &Finished) -> impl IntoView + use<> {
    let language = language();
    let (kept, extension) = (&finished.kept, finished.format.extension());
    let address = format!("/api/v1/projects/{project}/documents/final/{}.{extension}", kept.sha256);
    let standing = texts::finished_standing(language, words::date(language, finished.as_of), finished.position);
    let label = if finished.label.is_empty() { String::new() } else { format!(" · {}", finished.label) };
    view! {
        <li class="ws-row"><icon::Paper/><span><a href=address rel="external" download=kept.name.clone()>{title(finished.document)}" ("{extension}")"</a>
            <span class="ws-small ws-quiet">{label}" · "{standing}</span></span></li>
    }
}

fn key(which: Which) -> &'static str {
    match which {
        Which::Workbook => "workbook",
        Which::Commitment => "commitment",
        Which::Agreements => "agreements",
        Which::Challenge => "challenge",
        Which::Arena => "arena",
        Which::Letters => "letters",
    }
}

fn title(which: Which) -> &'static str {
    let language = language();
    match which {
        Which::Workbook => texts::roadmap_link(language),
        Which::Commitment => texts::commitment_link(language),
        Which::Agreements => texts::agreements_link(language),
        Which::Challenge => texts::challenge_link(language),
        Which::Arena => texts::arena_link(language),
        Which::Letters => texts::letters_link(language),
    }
}
