//! The phone's bundle.

use leptos::prelude::*;
use werksessie::ui::browser;
use werksessie::ui::phone::{Boot, PhonePage};

fn main() {
    browser::report_panics();
    let document = browser::window().document();
    let text =
        document.and_then(|document| document.get_element_by_id("boot")).and_then(|element| element.text_content());
    // A page without these data (joining, a notice) needs no script.
    if let Some(boot) = text.and_then(|text| serde_json::from_str::<Boot>(&text).ok()) {
        leptos::mount::hydrate_body(move || view! { <PhonePage language=browser::language() boot=boot.clone()/> });
    }
}
