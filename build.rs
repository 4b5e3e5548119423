//! Turns the message files into functions, and lists the browser files to embed.
//!
//! A message that is missing in a language, or has other arguments there, stops the build; a
//! message that code asks for and no file has is an unknown function, which stops it too.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Slices that only the server shows: they stay out of the browser bundles.
const SERVER_ONLY: [&str; 15] = [
    "admin",
    "board",
    "bottlenecks",
    "challenge",
    "document",
    "erasure",
    "example",
    "formal",
    "guide",
    "method",
    "print",
    "privacy",
    "rehearsal",
    "risks",
    "roadmap",
];

fn main() {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
    let (nl, en) = (read_language(&root.join("locales/nl")), read_language(&root.join("locales/en")));
    fs::write(out.join("messages.rs"), messages(&nl, &en)).expect("writing messages.rs");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=locales");
    // Only the server holds the bundles; a bundle that watched them would be built twice.
    if env::var_os("CARGO_FEATURE_SSR").is_some() {
        fs::write(out.join("assets.rs"), assets(&root.join("target/assets"))).expect("writing assets.rs");
        println!("cargo::rerun-if-changed=target/assets");
    }
}

type Slice = BTreeMap<String, String>;

fn read_language(folder: &Path) -> BTreeMap<String, Slice> {
    let mut slices = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.expect("reading the folder").path();
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a readable name").to_owned();
        let mut slice = Slice::new();
        for (number, line) in fs::read_to_string(&path).expect("reading a message file").lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let (key, text) =
                line.split_once(" = ").unwrap_or_else(|| panic!("{}:{}: no ' = '", path.display(), number + 1));
            if slice.insert(key.trim().to_owned(), text.trim().to_owned()).is_some() {
                panic!("{}:{}: {key} stands here twice", path.display(), number + 1);
            }
        }
        slices.insert(name, slice);
    }
    slices
}

/// A piece of a message: text, an argument, or one of two texts by a number.
enum Piece {
    Text(String),
    Argument(String),
    Plural(String, String, String),
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let close = rest[open..].find('}').unwrap_or_else(|| panic!("{text:?}: a brace is not closed")) + open;
        if open > 0 {
            pieces.push(Piece::Text(rest[..open].to_owned()));
        }
        let inner = &rest[open + 1..close];
        pieces.push(match inner.split_once(':') {
            Some((name, forms)) => {
                let (one, other) =
                    forms.split_once('|').unwrap_or_else(|| panic!("{text:?}: {{{inner}}} needs one|other"));
                Piece::Plural(name.to_owned(), one.to_owned(), other.to_owned())
            }
            None => Piece::Argument(inner.to_owned()),
        });
        rest = &rest[close + 1..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    pieces
}

/// Argument names with whether they are numbers, in the order of the text.
fn arguments(pieces: &[Piece]) -> Vec<(String, bool)> {
    let mut arguments: Vec<(String, bool)> = Vec::new();
    for piece in pieces {
        let (name, is_number) = match piece {
            Piece::Text(_) => continue,
            Piece::Argument(name) => (name, false),
            Piece::Plural(name, ..) => (name, true),
        };
        match arguments.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => *known |= is_number,
            None => arguments.push((name.clone(), is_number)),
        }
    }
    arguments
}

/// Whether two messages take the same arguments. Their order may differ: that of the Dutch text
/// is the order of the function's parameters.
fn same(mut one: Vec<(String, bool)>, mut other: Vec<(String, bool)>) -> bool {
    one.sort();
    other.sort();
    one == other
}

fn body(pieces: &[Piece]) -> String {
    let mut out = String::from("{ let mut text = String::new(); ");
    for piece in pieces {
        match piece {
            Piece::Text(text) => write!(out, "text.push_str({text:?}); "),
            Piece::Argument(name) => write!(out, "let _ = write!(text, \"{{}}\", {name}); "),
            Piece::Plural(_, one, other) if one == other => write!(out, "text.push_str({one:?}); "),
            Piece::Plural(name, one, other) => {
                write!(out, "text.push_str(if {name} == 1 {{ {one:?} }} else {{ {other:?} }}); ")
            }
        }
        .expect("writing to a string");
    }
    out + "text }"
}

fn messages(nl: &BTreeMap<String, Slice>, en: &BTreeMap<String, Slice>) -> String {
    let mut out = String::new();
    assert!(nl.keys().eq(en.keys()), "nl and en have other message files");
    for (slice, dutch) in nl {
        let english = &en[slice];
        for key in dutch.keys().chain(english.keys()) {
            assert!(dutch.contains_key(key) && english.contains_key(key), "{slice}: {key} is missing in a language");
        }
        if SERVER_ONLY.contains(&slice.as_str()) {
            out.push_str("#[cfg(feature = \"ssr\")]\n");
        }
        writeln!(out, "/// Messages of `{slice}`.\n#[allow(clippy::single_char_add_str, clippy::allow_attributes)]\npub mod {slice} {{\n#[allow(unused_imports, clippy::allow_attributes)]\nuse std::fmt::{{Display, Write as _}};\nuse werksessie_core::project::Language;").expect("string");
        let mut found = String::new();
        for (key, text) in dutch {
            let (nl_pieces, en_pieces) = (pieces(text), pieces(&english[key]));
            let list = arguments(&nl_pieces);
            assert!(same(list.clone(), arguments(&en_pieces)), "{slice}: {key} has other arguments in English");
            writeln!(out, "/// {}", text.replace('\\', "")).expect("string");
            if list.is_empty() {
                writeln!(out, "pub fn {key}(language: Language) -> &'static str {{ match language {{ Language::Nl => {text:?}, Language::En => {:?} }} }}", english[key]).expect("string");
                writeln!(found, "{key:?} => {key}(language),").expect("string");
            } else {
                let parameters: String = list
                    .iter()
                    .map(|(name, number)| format!(", {name}: {}", if *number { "u32" } else { "impl Display" }))
                    .collect();
                writeln!(out, "pub fn {key}(language: Language{parameters}) -> String {{ match language {{ Language::Nl => {}, Language::En => {} }} }}", body(&nl_pieces), body(&en_pieces)).expect("string");
            }
        }
        writeln!(out, "/// A message without arguments by its key.\npub fn find(language: Language, key: &str) -> Option<&'static str> {{ Some(match key {{ {found} _ => return None }}) }}\n}}").expect("string");
    }
    out
}

/// The browser files, each raw, gzipped and brotlied. None when they were not built: `cargo check`
/// and the core's tests need none, and the server says how to build them.
fn assets(folder: &Path) -> String {
    let mut out = String::from("/// The browser files in this binary.\npub static ASSETS: &[Asset] = &[\n");
    let mut names: Vec<String> = fs::read_dir(folder)
        .map(|entries| entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect())
        .unwrap_or_default();
    names.retain(|name| !name.ends_with(".br") && !name.ends_with(".gz"));
    names.sort();
    for name in names {
        let path = folder.join(&name);
        let with = |extension: &str| format!("{}{extension}", path.display());
        writeln!(out, "Asset {{ name: {name:?}, raw: include_bytes!({:?}), gzip: include_bytes!({:?}), brotli: include_bytes!({:?}) }},", with(""), with(".gz"), with(".br")).expect("string");
    }
    out + "];\n"
}
