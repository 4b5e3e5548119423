//! The one cookie: a random browser id and the chosen language.
//!
//! The server maps the id to what the browser may be (links and seats); the address of a page
//! decides which of these is used.

use axum::http::{HeaderMap, HeaderValue, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use werksessie_core::project::Language;

use super::config::Config;
use super::secret::{Secret, hash, random};
use crate::live::message::Credential;
use crate::store::Hash;

/// How long a browser is remembered: the days that seats are kept after a meeting.
const MAX_AGE: u32 = 60 * 24 * 3600;

/// What a request says about its browser.
#[derive(Clone, Debug, Default)]
pub struct Browser {
    id: Option<[u8; 32]>,
    language: Option<Language>,
}

impl Browser {
    /// Reads the cookie.
    pub fn of(headers: &HeaderMap, config: &Config) -> Self {
        let name = cookie_name(config);
        let values = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let found = values
            .flat_map(|value| value.split(';'))
            .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='));
        let Some((id, language)) = found.and_then(|value| value.split_once('.')) else { return Self::default() };
        Self {
            id: URL_SAFE_NO_PAD.decode(id).ok().and_then(|bytes| bytes.try_into().ok()),
            language: language_of(language),
        }
    }

    /// The hash under which the server knows it.
    pub fn hash(&self) -> Option<Hash> {
        self.id.map(|id| hash(&id))
    }

    /// What it proves.
    pub fn credential(&self) -> Option<Credential> {
        self.hash().map(Credential::Browser)
    }

    /// The chosen language.
    pub fn language(&self) -> Option<Language> {
        self.language
    }

    /// The browser with an id, drawing one when it has none.
    #[must_use]
    pub fn known(self) -> Self {
        Self { id: Some(self.id.unwrap_or_else(random)), ..self }
    }

    /// The browser with this language.
    #[must_use]
    pub fn speaking(self, language: Language) -> Self {
        Self { language: Some(language), ..self }
    }

    /// The cookie to set.
    ///
    /// # Panics
    /// Never: it holds letters and digits only.
    pub fn cookie(&self, config: &Config) -> HeaderValue {
        let id = URL_SAFE_NO_PAD.encode(self.id.unwrap_or_else(random::<32>));
        let language = match self.language {
            Some(Language::Nl) => "nl",
            Some(Language::En) => "en",
            None => "",
        };
        let secure = if config.is_https() { "; Secure" } else { "" };
        let name = cookie_name(config);
        let text = format!("{name}={id}.{language}; Path=/; HttpOnly; SameSite=Lax; Max-Age={MAX_AGE}{secure}");
        HeaderValue::from_str(&text).expect("letters and digits")
    }
}

/// Over plain http a browser refuses the `__Host-` name (measured).
fn cookie_name(config: &Config) -> &'static str {
    if config.is_https() { "__Host-ws" } else { "ws" }
}

/// A language by its code.
pub fn language_of(code: &str) -> Option<Language> {
    match code {
        "nl" => Some(Language::Nl),
        "en" => Some(Language::En),
        _ => None,
    }
}

/// The language to answer in: the browser's choice, else Dutch. What the browser says that it
/// accepts counts for nothing: many a Dutch office runs an English Windows.
pub fn language(headers: &HeaderMap, config: &Config) -> Language {
    Browser::of(headers, config).language().unwrap_or_default()
}

/// Who a request is: a Bearer secret when it has one, else its browser.
pub fn credential(headers: &HeaderMap, config: &Config) -> Option<Credential> {
    match bearer(headers) {
        Some(secret) => Some(secret.credential()),
        None => Browser::of(headers, config).credential(),
    }
}

/// The Bearer secret of a request.
pub fn bearer(headers: &HeaderMap) -> Option<Secret> {
    Secret::read(headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")?)
}
