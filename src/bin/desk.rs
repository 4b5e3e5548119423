//! The desk's bundle.

use leptos::prelude::*;
use werksessie::ui::desk::{DeskApp, document_language};

fn main() {
    werksessie::ui::browser::report_panics();
    leptos::mount::hydrate_body(|| view! { <DeskApp language=document_language()/> });
}
