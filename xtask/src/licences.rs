//! Under which licences, and from where, the parts of this product come.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::spdx;
use crate::workspace::{cargo, output};

/// Licences that fit a work under the EUPL-1.2.
const ALLOWED: [&str; 17] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "EUPL-1.2",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Unlicense",
    "Zlib",
];

/// The one place that parts may come from.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// One part that is used.
struct Part {
    name: String,
    version: String,
    licence: Option<String>,
    /// None for a folder on this disk.
    source: Option<String>,
}

/// Judges every part on every platform and with every feature.
pub fn check() -> Result<(), String> {
    let metadata = output(&mut cargo(["metadata", "--format-version", "1", "--locked", "--all-features"]))?;
    let parts = parts(&metadata)?;
    eprintln!("{} parts from elsewhere.", parts.len());
    for line in several_versions(&parts) {
        eprintln!("In several versions: {line}");
    }
    let wrong: Vec<String> = parts.iter().filter_map(objection).collect();
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

/// All packages but those of the workspace.
fn parts(metadata: &str) -> Result<Vec<Part>, String> {
    let metadata: Value = serde_json::from_str(metadata).map_err(|error| format!("cargo's metadata: {error}."))?;
    let list = |key: &str| metadata[key].as_array().ok_or_else(|| format!("cargo's metadata has no `{key}`."));
    let own: BTreeSet<&str> = list("workspace_members")?.iter().filter_map(Value::as_str).collect();
    let text = |package: &Value, key: &str| package[key].as_str().map(str::to_owned);
    let foreign = list("packages")?.iter().filter(|package| !package["id"].as_str().is_some_and(|id| own.contains(id)));
    foreign
        .map(|package| {
            let name = text(package, "name").ok_or("cargo's metadata has a package without a name.")?;
            let version = text(package, "version").ok_or_else(|| format!("{name} has no version."))?;
            Ok(Part { name, version, licence: text(package, "license"), source: text(package, "source") })
        })
        .collect()
}

/// Why a part may not be used, if it may not.
fn objection(part: &Part) -> Option<String> {
    let Part { name, version, .. } = part;
    match part.source.as_deref() {
        Some(REGISTRY) => {}
        Some(other) => return Some(format!("{name} {version} comes from {other}, not from crates.io.")),
        None => return Some(format!("{name} {version} is a folder outside the workspace.")),
    }
    let Some(licence) = &part.licence else {
        return Some(format!("{name} {version} states no licence."));
    };
    match spdx::satisfied(licence, &ALLOWED) {
        Ok(true) => None,
        Ok(false) => {
            Some(format!("{name} {version} is under `{licence}`, which the list in licences.rs does not allow."))
        }
        Err(sentence) => Some(format!("{name} {version}: {sentence}.")),
    }
}

/// Parts that are there more than once, as `name: 1.0.0, 2.0.0`.
fn several_versions(parts: &[Part]) -> Vec<String> {
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for part in parts {
        versions.entry(&part.name).or_default().push(&part.version);
    }
    versions.retain(|_, versions| versions.len() > 1);
    versions.into_iter().map(|(name, versions)| format!("{name}: {}", versions.join(", "))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(name: &str, version: &str, licence: Option<&str>, source: Option<&str>) -> Part {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        Part { name: name.to_owned(), version: version.to_owned(), licence: owned(licence), source: owned(source) }
    }

    #[test]
    fn licence_and_source_must_both_be_allowed() {
        let judged = |licence, source| objection(&part("a", "1.0.0", licence, source));
        assert_eq!(judged(Some("MIT OR GPL-3.0-only"), Some(REGISTRY)), None);
        let objects = |licence, source, reason: &str| {
            assert!(judged(licence, source).is_some_and(|sentence| sentence.contains(reason)), "{reason}");
        };
        objects(Some("GPL-3.0-only"), Some(REGISTRY), "does not allow");
        objects(None, Some(REGISTRY), "states no licence");
        objects(Some("MIT"), None, "outside the workspace");
        objects(Some("MIT"), Some("git+https://example.org/a"), "not from crates.io");
        objects(Some("MIT OR"), Some(REGISTRY), "cannot be read");
    }

    #[test]
    fn the_workspace_is_not_a_part() {
        let metadata = r#"{"workspace_members": ["own"], "packages": [
            {"id": "own", "name": "own", "version": "0.1.0", "license": "EUPL-1.2", "source": null},
            {"id": "other", "name": "other", "version": "1.0.0", "license": null, "source": null}]}"#;
        let parts = parts(metadata).unwrap();
        assert_eq!(parts.iter().map(|part| &*part.name).collect::<Vec<_>>(), ["other"]);
        assert!(super::parts("{}").is_err());
    }

    #[test]
    fn several_versions_are_named() {
        let parts = ["1.0.0", "2.0.0"].map(|version| part("a", version, None, None));
        assert_eq!(several_versions(&parts), ["a: 1.0.0, 2.0.0"]);
        assert!(several_versions(&parts[..1]).is_empty());
    }
}
