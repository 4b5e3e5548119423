//! Every route.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{Extensions, HeaderMap, StatusCode, Version, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post, put};
use tower_http::compression::CompressionLayer;

use super::app::App;
use super::{api, assets, guard, health, pages, theme, throttle};

/// A body: commands and ballots are far smaller.
const BODY: usize = 64 * 1024;
/// An import.
const IMPORT: usize = 10 * 1024 * 1024;

/// Only pages are packed as they are sent: browser files are packed when they are built, and an answer
/// with a secret in it is better not packed together with what somebody sent.
fn is_page(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

/// The whole server.
pub fn build(app: App) -> Router {
    let interface = Router::new()
        .route("/projects", get(api::projects::list).post(api::projects::create))
        .route("/projects/import", post(api::projects::import).layer(DefaultBodyLimit::max(IMPORT)))
        .route("/projects/{project}", get(api::projects::read))
        .route("/projects/{project}/export", get(api::projects::export))
        .route("/projects/{project}/documents/all.zip", get(api::documents::all))
        .route("/projects/{project}/documents/final/{file}", get(api::documents::finished))
        .route("/projects/{project}/documents/{file}", get(api::documents::get))
        .route("/projects/{project}/commands", post(api::commands::post))
        .route("/meetings/{meeting}/live", get(api::live::get))
        .route("/rounds/{round}/ballot", put(api::ballot::put))
        .route("/openapi.json", get(api::openapi::get));

    // Where a code is tried.
    let codes = Router::new()
        .route("/api/v1/meetings/join", post(api::join::post))
        .route("/d", get(pages::join::code))
        .route("/d/{code}", get(pages::join::form).post(pages::join::post))
        // The QR code has its address in capitals.
        .route("/D/{code}", get(pages::join::form))
        .route("/d/{code}/terug", get(pages::seat::back).post(pages::seat::ask))
        .route_layer(from_fn_with_state(app.clone(), throttle::codes));

    Router::new()
        .nest("/api/v1", interface)
        .merge(codes)
        // Participants.
        .route("/mee/{meeting}/{seat}/wie", get(pages::seat::who).post(pages::seat::change))
        .route("/mee/{meeting}/{seat}/weg", get(pages::phone::left))
        .route("/mee/{meeting}/{seat}", get(pages::phone::get).post(pages::phone::post))
        // The desk.
        .route("/", get(pages::desk::page))
        .route("/open", get(pages::desk::page).post(pages::desk::open))
        .route("/nieuw", post(pages::desk::new))
        .route("/voorbeeld", post(pages::desk::example))
        .route("/dossier/{project}", get(pages::desk::page))
        .route("/dossier/{project}/werksessie", post(pages::desk::meeting))
        .route("/dossier/{project}/oefenen", post(pages::rehearsal::begin))
        .route("/oefening/{project}/stop", post(pages::rehearsal::stop))
        .route("/dossier/{project}/stap", post(pages::desk::step))
        .route("/dossier/{project}/vaststellen", post(pages::finish::post))
        .route("/dossier/{project}/link", post(pages::links::make))
        .route("/dossier/{project}/trekker", post(pages::links::owner))
        .route("/dossier/{project}/link/{link}", post(pages::links::change))
        .route("/console/{project}/{meeting}", get(pages::desk::page))
        .route("/console/{project}/{meeting}/scherm", post(pages::screen::pair))
        .route("/afdrukken/{project}/{meeting}/{what}", get(pages::print::get))
        .route("/routekaart/{project}", get(pages::roadmap::get).post(pages::roadmap::post))
        .route("/knelpunten/{project}", get(pages::bottlenecks::get).post(pages::bottlenecks::post))
        .route("/bewaren/{project}", get(pages::erasure::get).post(pages::erasure::post))
        .route("/toezeggingen/{project}/{link}", get(pages::owner::get).post(pages::owner::post))
        .route("/arena/{project}", get(pages::arena::get).post(pages::arena::post))
        .route("/opgave/{project}", get(pages::challenge::get).post(pages::challenge::post))
        .route("/risicos/{project}", get(pages::risks::get).post(pages::risks::post))
        .route("/insturen/{project}", get(pages::intake::get).post(pages::intake::post))
        .route("/privacy", get(pages::about::privacy))
        .route("/toegankelijkheid", get(pages::about::accessibility))
        .route("/.well-known/security.txt", get(pages::about::security))
        .route("/gids", get(pages::guide::get))
        .route("/beheer", get(pages::admin::get).post(pages::admin::post))
        .route("/beheer/{project}", post(pages::admin::link))
        .route("/scherm", get(pages::desk::page))
        .route("/scherm/wacht", get(pages::screen::wait))
        .route("/scherm/{project}/{meeting}", get(pages::desk::page))
        .route("/scherm/{project}/{meeting}/adres", get(pages::screen::place))
        .route("/scherm/{project}/{meeting}/wifi", get(pages::screen::wifi))
        .route("/intern/{*function}", post(pages::desk::function))
        // Both.
        .route("/taal/{code}", get(pages::set_language))
        .route("/pkg/{name}", get(assets::get))
        .route("/thema/{name}", get(theme::get))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .fallback(pages::desk::page)
        .method_not_allowed_fallback(|| async { StatusCode::METHOD_NOT_ALLOWED })
        .layer(DefaultBodyLimit::max(BODY))
        .layer(from_fn_with_state(app.clone(), guard::origin))
        .layer(from_fn(guard::timeout))
        .layer(from_fn_with_state(app.clone(), guard::headers))
        .layer(CompressionLayer::new().compress_when(is_page))
        .with_state(app)
}
