//! What was written in frames, and the hands that parties raised, on the console.

use leptos::prelude::*;
use werksessie_core::challenge::Settle;
use werksessie_core::round::Target;
use werksessie_core::view::commitment::WrittenRow;
use werksessie_core::{Command, RoundId};

use super::{Console, conditions};
use crate::messages::commit as texts;
use crate::ui::{commit, language};

/// The cards of the round, as soon as they may be read.
pub fn panel(console: Console) -> impl IntoView {
    let now = move || console.view.read().round.as_ref().map(|round| round.written.clone()).unwrap_or_default();
    list(console, Memo::new(move |_| now()))
}

/// What organisations drafted in this meeting, whatever is asked now.
pub fn drafts(console: Console) -> impl IntoView {
    list(console, Memo::new(move |_| console.view.read().drafts.clone()))
}

fn list(console: Console, rows: Memo<Vec<WrittenRow>>) -> impl IntoView {
    move || {
        let rows = rows.get();
        (!rows.is_empty()).then(|| {
            let rows = rows.iter().map(|row| card(console, row)).collect_view();
            view! { <ul class="ws-notes ws-stack ws-stack--tight">{rows}</ul> }
        })
    }
}

fn card(console: Console, row: &WrittenRow) -> impl IntoView + use<> {
    let language = language();
    let who = row.party.as_ref().map(|(_, name)| name.clone());
    let place: Vec<String> = [Some(row.about.clone()).filter(|about| !about.is_empty()), who]
        .into_iter()
        .flatten()
        .chain([commit::frame(language, row.frame).to_owned()])
        .collect();
    let beside =
        (!row.more.is_empty()).then(|| view! { <br/><span class="ws-quiet">{commit::beside(language, row)}</span> });
    let take = conditions::use_draft(console, row);
    view! { <li><span class="ws-over">{place.join(" · ")}</span><br/>{row.text.clone()}{beside}{take}</li> }
}

/// The hands: what they say together, whom to hear, and who raised how many.
pub fn hands(console: Console) -> impl IntoView {
    let language = language();
    let hands = Memo::new(move |_| console.view.read().round.as_ref().and_then(|round| round.hands.clone()));
    move || {
        hands.get().map(|hands| {
            let heard = commit::heard(&hands);
            let heard = (!heard.is_empty()).then(|| view! { <p class="ws-voice ws-lead">{texts::hear(language, heard)}</p> });
            let rows = hands.hands.iter().map(|(party, fingers, note)| {
                view! { <tr><th scope="row">{party.clone()}</th><td>{commit::fingers(language, *fingers)}</td><td>{note.clone()}</td></tr> }
            });
            view! {
                <section class="ws-stack ws-stack--tight"><p class="ws-quiet">{hands.statement.clone()}</p>
                    <p class="ws-lead"><strong>{commit::outcome(language, &hands)}</strong></p>{heard}
                    {commit::silent(language, &hands).map(|words| view! { <p>{words}</p> })}
                    <div class="ws-scroll" tabindex="0" role="region" aria-labelledby="handen">
                        <table class="ws-table"><caption id="handen">{texts::hands_table(language)}</caption>
                            <thead><tr><th scope="col">{crate::messages::console::party_column(language)}</th><th scope="col">{texts::fingers(language)}</th><th scope="col">{texts::needs(language)}</th></tr></thead>
                            <tbody>{rows.collect_view()}</tbody></table></div>
                </section>
            }
        })
    }
}

/// Writes down what the hands say.
pub fn settle(console: Console, round: RoundId) {
    let target = Target { meeting: console.meeting(), round };
    console.send(Command::ChallengeSettle(Settle { target }));
}
