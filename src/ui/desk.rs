//! The desk: start, dossier, console and screen, in one bundle with a router.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::SsrMode;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use werksessie_core::project::Language;
use werksessie_core::view::leader::LeaderView;
use werksessie_core::view::screen::ScreenView;
use werksessie_core::{MeetingId, ProjectId};

use super::console::ConsolePage;
use super::dossier::DossierPage;
use super::screen::ScreenPage;
use super::screen::pair::PairPage;
use super::start::{OpenPage, StartPage};
use super::{icon, language};
use crate::messages::common;

/// What a page of the desk starts with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Boot<V> {
    /// Epoch and revision of the view, for a live page.
    pub has: (u64, u64),
    /// The address that people type to join, without scheme.
    pub address: String,
    /// Who can reach that address, and how.
    pub reach: Reach,
    /// The QR code of that address with the code, as the `d` of an SVG path and its width in modules.
    pub qr: (String, u32),
    /// The view.
    pub view: V,
}

/// Who can reach the address that people type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reach {
    /// This computer alone: phones cannot join.
    OnlyHere,
    /// The network, without encryption.
    Plain,
    /// Everybody, encrypted.
    Encrypted,
}

/// Why a page cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PageError {
    /// This browser holds no link that opens it.
    NoAccess,
    /// There is nothing here.
    NotFound,
    /// The server cannot answer now.
    Unavailable,
}

impl std::fmt::Display for PageError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self:?}")
    }
}

impl FromServerFnError for PageError {
    type Encoder = leptos::server_fn::codec::JsonEncoding;

    fn from_server_fn_error(_: ServerFnErrorErr) -> Self {
        Self::Unavailable
    }
}

/// The console of a meeting, as it is now.
///
/// # Errors
/// When this browser may not see it.
#[server(prefix = "/intern", endpoint = "console")]
pub async fn load_console(project: ProjectId, meeting: MeetingId) -> Result<Boot<LeaderView>, PageError> {
    crate::server::pages::desk::console(project, meeting).await
}

/// The screen of a meeting, as it is now.
///
/// # Errors
/// When this browser may not see it.
#[server(prefix = "/intern", endpoint = "screen")]
pub async fn load_screen(project: ProjectId, meeting: MeetingId) -> Result<Boot<ScreenView>, PageError> {
    crate::server::pages::desk::screen(project, meeting).await
}

/// The pairing code of this computer.
///
/// # Errors
/// When the server cannot answer.
#[server(prefix = "/intern", endpoint = "koppelcode")]
pub async fn load_pairing() -> Result<String, PageError> {
    crate::server::pages::screen::pairing_code().await
}

/// The dossier of a project.
///
/// # Errors
/// When this browser may not see it.
#[server(prefix = "/intern", endpoint = "dossier")]
pub async fn load_dossier(project: ProjectId) -> Result<super::dossier::Dossier, PageError> {
    crate::server::pages::desk::dossier(project).await
}

/// What the start page shows.
///
/// # Errors
/// When the store cannot be read.
#[server(prefix = "/intern", endpoint = "start")]
pub async fn load_start() -> Result<super::start::Start, PageError> {
    crate::server::pages::desk::start().await
}

/// All pages of the desk.
#[component]
pub fn DeskApp(
    /// The language of this page.
    language: Language,
) -> impl IntoView {
    provide_meta_context();
    provide_context(language);
    Effect::new(|_| super::browser::on(&["visibilitychange", "focus"], renew));
    view! {
        <Router>
            <Routes fallback=|| problem_page(&PageError::NotFound)>
                <Route path=path!("/") view=StartPage ssr=SsrMode::Async/>
                <Route path=path!("/open") view=OpenPage ssr=SsrMode::Async/>
                <Route path=path!("/dossier/:project") view=DossierPage ssr=SsrMode::Async/>
                <Route path=path!("/console/:project/:meeting") view=ConsolePage ssr=SsrMode::Async/>
                <Route path=path!("/scherm") view=PairPage ssr=SsrMode::Async/>
                <Route path=path!("/scherm/:project/:meeting") view=ScreenPage ssr=SsrMode::Async/>
            </Routes>
        </Router>
        <div class="ws-hidden" role="status" aria-atomic="true" id=super::said::REGION></div>
    }
}

/// Loads a page anew that is looked at again when the server no longer has its script: it is of an
/// earlier release. Pages with a live connection are told at once.
fn renew() {
    leptos::task::spawn_local(async {
        if let Ok((404, _)) = super::browser::send("HEAD", &super::browser::script(), None).await {
            super::browser::reload();
        }
    });
}

/// Shows a page once its data are there, or why not. On the server the data are there already.
pub fn loaded<V, F, W>(title: &'static str, data: Resource<Result<V, PageError>>, page: F) -> impl IntoView
where
    V: Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
    F: Fn(V) -> W + Clone + Send + Sync + 'static,
    W: IntoView + 'static,
{
    view! {
        <Title text=title/>
        <Suspense fallback=|| view! { <main class="ws-page" id="inhoud"><p role="status">{common::loading(language())}</p></main> }>
            {move || {
                let page = page.clone();
                Suspend::new(async move {
                    match data.await {
                        Ok(data) => page(data).into_any(),
                        Err(error) => problem_page(&error).into_any(),
                    }
                })
            }}
        </Suspense>
    }
}

/// A page that says why there is nothing to see, and what to do.
pub fn problem_page(error: &PageError) -> impl IntoView {
    let language = language();
    #[cfg(feature = "ssr")]
    crate::server::pages::desk::answer_with(error);
    let (title, text) = match error {
        PageError::NoAccess => (common::no_access_title(language), common::no_access(language)),
        PageError::NotFound => (common::not_found_title(language), common::not_found(language)),
        PageError::Unavailable => (common::unavailable_title(language), common::unavailable(language)),
    };
    let pair = (*error == PageError::NoAccess)
        .then(|| view! { <p><a href="/scherm" rel="external">{common::pair_this(language)}</a></p> });
    view! {
        <Title text=title/>
        <header class="ws-page ws-top"><a class="ws-mark" href="/"><icon::Mark/><span>{common::name(language)}</span></a></header>
        <main class="ws-page ws-stack" id="inhoud">
            <h1>{title}</h1><p class="ws-lead">{text}</p>
            <p><a class="nl-button nl-button--primary" href="/">{common::to_start(language)}</a></p>
            {pair}
        </main>
    }
}
