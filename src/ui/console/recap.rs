//! Looking back on what was decided: the pictures that the screen shows one after the other while the
//! run sheet is at the item that is for it.

use leptos::prelude::*;
use werksessie_core::agenda::Part;
use werksessie_core::screen::Picture;
use werksessie_core::view::leader::LeaderView;

use super::Console;
use super::round::secondary;
use crate::messages::commit as texts;
use crate::ui::language;

/// Where the recap is: which picture from 0, and how many there are; `None` when the run sheet is
/// elsewhere. Before the first picture is shown it is none of them.
fn at(view: &LeaderView) -> Option<(Option<usize>, usize)> {
    let current = view.agenda.iter().find(|item| item.item == view.current)?;
    let place = view.recap.iter().position(|picture| *picture == view.picture);
    (current.part == Some(Part::Recap)).then_some((place, view.recap.len()))
}

/// The picture before or after the one on the screen, in the recap.
pub fn beside(view: &LeaderView, step: isize) -> Option<Picture> {
    let (place, _) = at(view)?;
    let to = match (place, step) {
        (Some(place), step) => place.checked_add_signed(step)?,
        (None, 1..) => 0,
        (None, _) => return None,
    };
    view.recap.get(to).copied()
}

/// Where the recap is, with the buttons to turn it.
pub fn panel(console: Console) -> impl IntoView {
    let language = language();
    let now = Memo::new(move |_| {
        let view = console.view.read();
        Some((at(&view)?, beside(&view, -1), beside(&view, 1)))
    });
    let turn = move |picture: Option<Picture>, label: &'static str| {
        picture.map(|picture| secondary(label, move || console.show(picture)))
    };
    move || {
        let ((place, all), earlier, later) = now.get()?;
        if all == 0 {
            return Some(view! { <p class="ws-quiet">{texts::nothing_to_recap(language)}</p> }.into_any());
        }
        let place = place.map(|place| view! { <strong>{texts::recap_at(language, place + 1, all)}</strong> });
        Some(
            view! {
                <section class="ws-card ws-stack ws-stack--tight" aria-labelledby="terugkoppeling">
                    <h2 id="terugkoppeling">{texts::recap(language)}</h2>
                    <p class="ws-quiet">{texts::recap_text(language)}</p>
                    <p class="ws-row">{turn(earlier, texts::recap_back(language))}{turn(later, texts::recap_next(language))}{place}</p>
                </section>
            }
            .into_any(),
        )
    }
}
