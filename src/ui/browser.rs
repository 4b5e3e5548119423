//! What the browser offers, in the few forms that the pages need. Nothing here needs https.

use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use werksessie_core::project::Language;
use werksessie_core::time::Timestamp;

/// The window.
///
/// # Panics
/// Outside a page, where this code never runs.
pub fn window() -> web_sys::Window {
    web_sys::window().expect("a page has a window")
}

/// The language of the page.
pub fn language() -> Language {
    match window().document().and_then(|document| document.document_element()?.get_attribute("lang")).as_deref() {
        Some("en") => Language::En,
        _ => Language::Nl,
    }
}

/// Now, by the clock of this device.
pub fn now() -> Timestamp {
    Timestamp(js_sys::Date::now() as i64)
}

/// Sixteen random bytes; `randomUUID` is missing over plain http.
pub fn random() -> [u8; 16] {
    let mut bytes = [0; 16];
    if let Ok(crypto) = window().crypto() {
        // It fails for too large arrays only.
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    bytes
}

/// Does something after a while.
pub fn later(what: impl FnOnce() + 'static, after: std::time::Duration) {
    let closure = Closure::once_into_js(what);
    // Longer than 24 days is not asked for. It fails for no valid call.
    let _ = window()
        .set_timeout_with_callback_and_timeout_and_arguments_0(closure.unchecked_ref(), after.as_millis() as i32);
}

/// Scrolls to the top.
pub fn to_top() {
    window().scroll_to_with_x_and_y(0.0, 0.0);
}

/// Calls back whenever one of these events happens to the window or the document. For the life
/// of the page.
pub fn on(events: &[&str], call: impl Fn() + 'static) {
    let closure = Closure::<dyn Fn()>::new(call);
    for event in events {
        let function = closure.as_ref().unchecked_ref();
        // These fail for invalid names only.
        let _ = window().add_event_listener_with_callback(event, function);
        if let Some(document) = window().document() {
            let _ = document.add_event_listener_with_callback(event, function);
        }
    }
    closure.forget();
}

/// Reads a value that this page kept on the device. Empty when storage is blocked.
pub fn kept(key: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(key).ok()?
}

/// Keeps a value on the device, so that it survives a reload.
pub fn keep(key: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        // A full or blocked storage only means that a reload loses what was not sent.
        let _ = storage.set_item(key, value);
    }
}

/// The address of this page's script, which names its release.
pub fn script() -> String {
    let script = window().document().and_then(|document| document.query_selector("script[type=module][src]").ok()?);
    script.and_then(|script| script.get_attribute("src")).unwrap_or_default()
}

/// Loads the page anew, for a new release: once for each, should the old page come again.
pub fn reload() {
    const RELOADED: &str = "ws.reloaded";
    let script = script();
    if kept(RELOADED).as_ref() != Some(&script) {
        keep(RELOADED, &script);
        // It fails in a page without an address only.
        let _ = window().location().reload();
    }
}

/// Sends a request with a JSON body and returns status and text.
///
/// # Errors
/// When there is no connection.
pub async fn send(method: &str, url: &str, body: Option<&str>) -> Result<(u16, String), String> {
    let failed = |error: wasm_bindgen::JsValue| format!("{error:?}");
    let init = web_sys::RequestInit::new();
    init.set_method(method);
    if let Some(body) = body {
        init.set_body(&body.into());
    }
    let request = web_sys::Request::new_with_str_and_init(url, &init).map_err(failed)?;
    if body.is_some() {
        request.headers().set("content-type", "application/json").map_err(failed)?;
    }
    let response = wasm_bindgen_futures::JsFuture::from(window().fetch_with_request(&request)).await.map_err(failed)?;
    let response: web_sys::Response = response.dyn_into().map_err(failed)?;
    let text = wasm_bindgen_futures::JsFuture::from(response.text().map_err(failed)?).await.map_err(failed)?;
    Ok((response.status(), text.as_string().unwrap_or_default()))
}

/// How many milliseconds the server's clock is ahead of this device's; `None` without connection.
///
/// By the `Date` of an answer, which is right to a second: enough for a timer in minutes.
pub async fn clock_difference() -> Option<i64> {
    let asked = now().0;
    let init = web_sys::RequestInit::new();
    init.set_method("HEAD");
    let request = web_sys::Request::new_with_str_and_init("/healthz", &init).ok()?;
    let response = wasm_bindgen_futures::JsFuture::from(window().fetch_with_request(&request)).await.ok()?;
    let date = response.dyn_into::<web_sys::Response>().ok()?.headers().get("date").ok()??;
    let server = js_sys::Date::parse(&date);
    // The server cut off half a second on average, and spoke half way the trip.
    (!server.is_nan()).then(|| server as i64 + 500 - (asked + now().0) / 2)
}

/// What stands in the form with this id.
pub fn form(id: &str) -> Option<web_sys::FormData> {
    web_sys::FormData::new_with_form(&form_element(id)?).ok()
}

/// What stands in the field or is chosen in the list with this id.
pub fn value_of(id: &str) -> Option<String> {
    let field = window().document()?.get_element_by_id(id)?;
    js_sys::Reflect::get(&field, &"value".into()).ok()?.as_string()
}

/// Puts something in the field with this id, or chooses it in the list.
pub fn set_value(id: &str, value: &str) {
    if let Some(field) = window().document().and_then(|document| document.get_element_by_id(id)) {
        // A field of a page takes any text.
        let _ = js_sys::Reflect::set(&field, &"value".into(), &value.into());
    }
}

/// What the first element of this kind says.
pub fn text_of(selector: &str) -> Option<String> {
    window().document()?.query_selector(selector).ok()??.text_content()
}

/// Empties the form with this id.
pub fn empty_form(id: &str) {
    if let Some(form) = form_element(id) {
        form.reset();
    }
}

fn form_element(id: &str) -> Option<web_sys::HtmlFormElement> {
    window().document()?.get_element_by_id(id)?.dyn_into().ok()
}

/// Tells tests that the page is alive, so that they need not guess.
pub fn mark_alive() {
    if let Some(body) = window().document().and_then(|document| document.body()) {
        // It fails for invalid names only.
        let _ = body.set_attribute("data-live", "yes");
    }
}

/// Writes a panic to the browser's console, where tests and developers look for it.
pub fn report_panics() {
    std::panic::set_hook(Box::new(|panic| web_sys::console::error_1(&panic.to_string().into())));
}
