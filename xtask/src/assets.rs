//! Everything that the server gives to browsers, made ready in `target/assets`.

use std::fs;
use std::path::Path;

use crate::shelf::File;
use crate::workspace::{root, target, trouble};
use crate::{bundle, css, shelf, sizes};

/// The style sheets, each with the files in `style/` that it is made of, in order.
const SHEETS: [(&str, &[&str]); 2] = [
    ("phone.css", &["tokens.css", "ground.css", "phone.css"]),
    ("desk.css", &["tokens.css", "ground.css", "phone.css", "desk.css", "screen.css"]),
];

/// Makes bundles, style sheets and public files, and holds them against their budgets.
pub fn make() -> Result<(), String> {
    let mut files = bundle::make()?;
    files.extend(style(&root().join("style"))?);
    files.extend(public(&root().join("public"))?);
    sizes::weigh(&shelf::fill(&target("assets"), &files)?)
}

/// Each style sheet as one small file.
fn style(folder: &Path) -> Result<Vec<File>, String> {
    let sheet = |(name, parts): (&str, &[&str])| {
        let mut content = String::new();
        for part in parts {
            let path = folder.join(part);
            let source = fs::read_to_string(&path).map_err(trouble(&path))?;
            content += &css::smaller(&source).map_err(|sentence| format!("{}: {sentence}.", path.display()))?;
        }
        Ok(File::new(name, content.into_bytes()))
    };
    SHEETS.into_iter().map(sheet).collect()
}

/// The files of the public folder; there may be none.
fn public(folder: &Path) -> Result<Vec<File>, String> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(trouble(folder))? {
        let path = entry.map_err(trouble(folder))?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            return Err(format!("{} has a name that is not UTF-8.", path.display()));
        };
        if name.starts_with('.') {
            continue;
        }
        if path.is_dir() || name.ends_with(".br") || name.ends_with(".gz") {
            return Err(format!(
                "{} cannot be served: the folder is flat, and compressing is done here.",
                path.display()
            ));
        }
        files.push(File::new(name, fs::read(&path).map_err(trouble(&path))?));
    }
    files.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_are_their_parts_in_order() {
        let folder = target("xtask-tests/style");
        fs::create_dir_all(&folder).unwrap();
        for part in SHEETS[1].1 {
            fs::write(folder.join(part), format!("/* {part} */ .{} {{ }}\n", part.trim_end_matches(".css"))).unwrap();
        }
        let sheets = style(&folder).unwrap();
        let content = |at: usize| String::from_utf8(sheets[at].content.clone()).unwrap();
        assert_eq!(content(0), ".tokens{}.ground{}.phone{}");
        assert_eq!(content(1), ".tokens{}.ground{}.phone{}.desk{}.screen{}");
        assert_eq!((&*sheets[0].stem, &*sheets[1].stem), ("phone", "desk"));
    }

    #[test]
    fn a_missing_sheet_is_named() {
        assert!(style(Path::new("/nowhere")).is_err_and(|sentence| sentence.contains("/nowhere/tokens.css")));
        assert!(public(Path::new("/nowhere")).is_ok_and(|files| files.is_empty()));
    }
}
