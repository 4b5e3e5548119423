//! Fields of plain forms, field by field with what the sender saw.

use leptos::prelude::*;
use werksessie_core::limits;

/// A field of text, with its label. `of` makes its id unlike that of the same field elsewhere.
pub fn text<L: Into<String>>(label: L, name: &str, of: &str, now: String, most: usize) -> impl IntoView + use<L> {
    let (id, label, name) = (format!("{name}-{of}"), label.into(), name.to_owned());
    // What may be long is shown whole.
    let control = if most > limits::SENTENCE {
        view! { <textarea class="ws-input" id=id.clone() name=name maxlength=most rows="3">{now}</textarea> }.into_any()
    } else {
        view! { <input class="ws-input" id=id.clone() name=name value=now maxlength=most/> }.into_any()
    };
    view! {
        <div class="ws-field"><label class="ws-label" for=id>{label}</label>{control}</div>
    }
}

/// A list to choose from, with its label and a row for "not said".
pub fn choice<K: AsRef<str>, N: AsRef<str>>(
    unsaid: &'static str,
    label: &'static str,
    (name, of): (&'static str, &str),
    choices: &[(K, N)],
    now: Option<&str>,
) -> impl IntoView + use<K, N> {
    let id = format!("{name}-{of}");
    let options = choices.iter().map(|(key, text)| {
        let (key, text) = (key.as_ref().to_owned(), text.as_ref().to_owned());
        let selected = now == Some(key.as_str());
        view! { <option value=key selected=selected>{text}</option> }
    });
    let options = options.collect_view();
    view! {
        <div class="ws-field"><label class="ws-label" for=id.clone()>{label}</label>
            <select class="ws-input" id=id name=name><option value="">{unsaid}</option>{options}</select></div>
    }
}

/// What the sender of a form saw in a field.
pub fn base<S: Into<String>>(name: &str, stored: S) -> impl IntoView + use<S> {
    view! { <input type="hidden" name=format!("b.{name}") value=stored.into()/> }
}
