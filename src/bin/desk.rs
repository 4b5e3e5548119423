//! The desk's bundle.

use leptos::prelude::*;
use werksessie::ui::desk::{DeskApp, document_language};

fn main() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(|| view! { <DeskApp language=document_language()/> });
}
