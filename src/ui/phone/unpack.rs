//! Unpacks pages with what the browser has: `DecompressionStream`, which web-sys does not offer yet.

use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::*;
use web_sys::{ReadableStream, Response};

#[wasm_bindgen]
extern "C" {
    type DecompressionStream;
    #[wasm_bindgen(constructor)]
    fn new(format: &str) -> DecompressionStream;

    #[wasm_bindgen(js_name = "ReadableStream")]
    type Stream;
    #[wasm_bindgen(method, js_name = "pipeThrough")]
    fn pipe_through(this: &Stream, through: &DecompressionStream) -> ReadableStream;
}

/// Whether this browser can; those before 2023 cannot.
pub fn is_possible() -> bool {
    js_sys::Reflect::has(&js_sys::global(), &"DecompressionStream".into()).unwrap_or(false)
}

/// The text in gzipped bytes.
pub async fn unpack(bytes: &[u8]) -> Option<String> {
    let packed = Response::new_with_opt_js_u8_array(Some(&js_sys::Uint8Array::from(bytes))).ok()?.body()?;
    let plain = packed.unchecked_ref::<Stream>().pipe_through(&DecompressionStream::new("gzip"));
    let text = Response::new_with_opt_readable_stream(Some(&plain)).ok()?.text().ok()?;
    wasm_bindgen_futures::JsFuture::from(text).await.ok()?.as_string()
}
