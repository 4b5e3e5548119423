//! The desk's bundle.

use leptos::prelude::*;
use werksessie::ui::{browser, desk::DeskApp};

fn main() {
    browser::report_panics();
    leptos::mount::hydrate_body(|| view! { <DeskApp language=browser::language()/> });
}
