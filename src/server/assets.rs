//! The browser files that are built into this binary, compressed beforehand.

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// One browser file.
pub struct Asset {
    /// Its name, with a hash of its content in it.
    pub name: &'static str,
    /// As it is.
    pub raw: &'static [u8],
    /// Gzipped.
    pub gzip: &'static [u8],
    /// Brotlied.
    pub brotli: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The address of a file: `path("phone", "js")` is `/pkg/phone-<hash>.js`.
pub fn path(stem: &str, extension: &str) -> String {
    let is_it = |asset: &&Asset| {
        let name = asset.name.strip_prefix(stem).and_then(|rest| rest.strip_prefix('-'));
        name.and_then(|rest| rest.strip_suffix(extension)).is_some_and(|rest| rest.ends_with('.'))
    };
    match ASSETS.iter().find(is_it) {
        Some(asset) => format!("/pkg/{}", asset.name),
        None => format!("/pkg/{stem}.{extension}"),
    }
}

/// `GET /pkg/{name}`.
pub async fn get(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
    let accepts = |coding: &str| accepted.split(',').any(|part| part.trim().split(';').next() == Some(coding));
    let kind = match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    let common = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::VARY, "accept-encoding"),
    ];
    if accepts("br") {
        (common, [(header::CONTENT_ENCODING, "br")], asset.brotli).into_response()
    } else if accepts("gzip") {
        (common, [(header::CONTENT_ENCODING, "gzip")], asset.gzip).into_response()
    } else {
        (common, asset.raw).into_response()
    }
}
