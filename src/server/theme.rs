//! A municipality's own look: its theme file, its class and its logo, served beside our own style.
//!
//! A theme is what NL Design System builds: custom properties (`--basis-...`) under a class, or
//! under `:root`. It is loaded after our defaults, so whatever it names wins.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use axum::extract::Path as Name;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::secret::hash;

/// Where a municipality's look lies.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct ThemeFiles {
    /// Style sheet with the municipality's design tokens.
    #[arg(long, env = "WERKSESSIE_THEME")]
    pub theme: Option<PathBuf>,
    /// Class that the style sheet puts its tokens under, such as `voorbeeld-theme`.
    #[arg(long, env = "WERKSESSIE_THEME_CLASS", requires = "theme")]
    pub theme_class: Option<String>,
    /// The municipality's logo: svg or png.
    #[arg(long, env = "WERKSESSIE_LOGO")]
    pub logo: Option<PathBuf>,
}

/// A theme in use. A process serves one.
struct Theme {
    class: String,
    /// Address and content of the style sheet.
    style: (String, String),
    /// Address, kind and content of the logo.
    logo: Option<(String, &'static str, Vec<u8>)>,
}

static THEME: OnceLock<Theme> = OnceLock::new();

/// The largest theme file or logo: twice the largest theme seen.
const LARGEST: u64 = 1024 * 1024;

/// Our own values, which a theme replaces.
const DEFAULTS: &str = include_str!("../../style/tokens.css");

/// What must be readable on what, and by how much (WCAG 2.2: 1.4.3 and 1.4.11).
const PAIRS: [(&str, &str, f64); 8] = [
    ("--basis-color-default-color-document", "--basis-color-default-bg-subtle", 4.5),
    ("--basis-color-default-color-document", "--basis-color-default-bg-document", 4.5),
    ("--basis-color-default-color-default", "--basis-color-default-bg-subtle", 4.5),
    ("--basis-color-default-color-default", "--basis-color-default-bg-document", 4.5),
    ("--basis-color-action-1-color-default", "--basis-color-default-bg-document", 4.5),
    ("--basis-color-action-1-inverse-color-default", "--basis-color-action-1-inverse-bg-default", 4.5),
    ("--basis-form-control-border-color", "--basis-form-control-background-color", 3.0),
    ("--basis-focus-outline-color", "--basis-color-default-bg-document", 3.0),
];

/// Takes a theme into use, and says what in it will be hard to read.
///
/// # Errors
/// A sentence when a file cannot be read, or the class is no name of a class.
pub fn load(files: &ThemeFiles) -> Result<Vec<String>, String> {
    if files.theme.is_none() && files.logo.is_none() {
        return Ok(Vec::new());
    }
    let class = files.theme_class.clone().unwrap_or_default();
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !class.chars().all(is_name) {
        return Err(format!("The theme class {class:?} is not a name of a class. Write letters, digits and dashes."));
    }
    let mut style = match &files.theme {
        Some(path) => String::from_utf8(read(path)?)
            .map_err(|_| format!("The theme {} is not text in UTF-8. Give a style sheet.", path.display()))?,
        None => String::new(),
    };
    let warnings = hard_to_read(&style);
    let logo = files.logo.as_deref().map(logo).transpose()?;
    if let Some((address, ..)) = &logo {
        // The logo takes the place of our mark; the name beside it stays text.
        style.push_str(&format!(
            "\n.ws-mark>svg{{display:none}}.ws-mark::before{{content:\"\";flex:none;inline-size:7.5rem;block-size:2.5rem;background:url({address}) left center/contain no-repeat}}"
        ));
    }
    let theme = Theme { class, style: (address("thema", "css", style.as_bytes()), style), logo };
    // A second server in this process keeps the look of the first.
    let _ = THEME.set(theme);
    Ok(warnings)
}

fn logo(path: &Path) -> Result<(String, &'static str, Vec<u8>), String> {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default().to_lowercase();
    let kind = match extension.as_str() {
        "svg" => "image/svg+xml",
        "png" => "image/png",
        _ => return Err(format!("The logo {} is no svg or png file. Give one of these.", path.display())),
    };
    let bytes = read(path)?;
    Ok((address("logo", &extension, &bytes), kind, bytes))
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    let large = std::fs::metadata(path).is_ok_and(|file| file.len() > LARGEST);
    if large {
        return Err(format!("The file {} is larger than 1 MB. Give a smaller one.", path.display()));
    }
    std::fs::read(path).map_err(|error| format!("The file {} cannot be read: {error}.", path.display()))
}

/// An address that changes with the content, so that browsers may keep it.
fn address(stem: &str, extension: &str, content: &[u8]) -> String {
    let digest: String = hash(content)[..6].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("/thema/{stem}-{digest}.{extension}")
}

/// `GET /thema/{name}`.
pub async fn get(Name(name): Name<String>) -> Response {
    let Some(theme) = THEME.get() else { return StatusCode::NOT_FOUND.into_response() };
    let keep = (header::CACHE_CONTROL, "public, max-age=31536000, immutable");
    let is = |address: &str| address.strip_prefix("/thema/") == Some(&name);
    match &theme.logo {
        Some((address, kind, bytes)) if is(address) => {
            ([(header::CONTENT_TYPE, *kind), keep], bytes.clone()).into_response()
        }
        _ if is(&theme.style.0) => {
            ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), keep], theme.style.1.clone()).into_response()
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The class of the page's root, with our own first.
pub fn class(own: &str) -> String {
    match THEME.get().filter(|theme| !theme.class.is_empty()) {
        Some(theme) => format!("{own} {}", theme.class),
        None => own.to_owned(),
    }
}

/// The address of the style sheet, to be loaded after our own.
pub fn style() -> Option<&'static str> {
    THEME.get().map(|theme| theme.style.0.as_str())
}

/// A sentence for each pair of colours that is too much alike.
fn hard_to_read(style: &str) -> Vec<String> {
    let mut values = declared(DEFAULTS);
    values.extend(declared(style));
    let too_alike = |(front, back, least): &(&str, &str, f64)| {
        let contrast = contrast(colour(&values, front, 0)?, colour(&values, back, 0)?);
        (contrast < *least).then(|| {
            format!("The theme makes {front} hard to read on {back}: contrast {contrast:.1}, and {least} is needed.")
        })
    };
    PAIRS.iter().filter_map(too_alike).collect()
}

/// All custom properties in a style sheet; of those declared more often the last.
fn declared(style: &str) -> BTreeMap<String, String> {
    let mut rest = style.to_owned();
    while let Some(start) = rest.find("/*") {
        let end = rest[start..].find("*/").map_or(rest.len(), |end| start + end + 2);
        rest.replace_range(start..end, " ");
    }
    let pieces = rest.split([';', '{', '}']).filter_map(|piece| piece.split_once(':'));
    pieces
        .filter(|(name, _)| name.trim().starts_with("--"))
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .collect()
}

/// The colour that a property leads to, as red, green and blue; `None` when it is not written in
/// hexadecimal digits, for then only a browser can tell.
fn colour(values: &BTreeMap<String, String>, name: &str, depth: usize) -> Option<[u8; 3]> {
    let value = values.get(name)?;
    if let Some(inner) = value.strip_prefix("var(") {
        let next = inner.split([',', ')']).next()?.trim();
        return (depth < 10).then(|| colour(values, next, depth + 1)).flatten();
    }
    let digits = value.strip_prefix('#')?;
    let digits: String = match digits.len() {
        3 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
        6 => digits.to_owned(),
        _ => return None,
    };
    let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}

/// The contrast of two colours, 1 to 21 (WCAG 2.2, relative luminance).
fn contrast(a: [u8; 3], b: [u8; 3]) -> f64 {
    let luminance = |colour: [u8; 3]| {
        let linear = colour.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_as_the_guideline_says() {
        assert!((contrast([0, 0, 0], [255, 255, 255]) - 21.0).abs() < 0.001);
        assert!((contrast([0x77, 0x77, 0x77], [255, 255, 255]) - 4.48).abs() < 0.01);
    }

    #[test]
    fn our_own_colours_can_be_read_and_each_bad_one_is_told() {
        assert_eq!(hard_to_read(""), Vec::<String>::new());
        let bad = ".gemeente-theme{--a: #ccc; --basis-color-action-1-inverse-bg-default: var(--a, #000)}";
        let told = hard_to_read(bad);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains("inverse-bg-default") && told[0].contains("4.5"), "{told:?}");
        // A circle of properties, and colours that only a browser knows, are passed over.
        assert_eq!(
            hard_to_read(":root{--basis-focus-outline-color:var(--x);--x:var(--basis-focus-outline-color)}").len(),
            0
        );
    }

    #[test]
    fn comments_and_later_values_are_understood() {
        let values = declared("/* --a: 1; */ :root { --a: 2; --b : x } .t{--a:3}");
        assert_eq!(values.get("--a").map(String::as_str), Some("3"));
        assert_eq!(values.get("--b").map(String::as_str), Some("x"));
    }
}
