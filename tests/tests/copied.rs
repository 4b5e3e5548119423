//! No sentence of the product stands in the publications that it follows: facts may be carried
//! over, sentences may not. Runs of eight words are compared, whatever their capitals, accents and
//! punctuation. The publications are not part of the project; without them this says so.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Words in a run.
const RUN: usize = 8;

/// Titles and names, which are what they are in every text.
const ALLOWED: [&str; 3] = [
    "Landelijke Aanpak 16-27: Voorkomen dakloosheid bij jongeren die uitstromen uit jeugdzorg met verblijf",
    "Ondersteuningsteam Zorg voor de Jeugd (OZJ)",
    "Nationaal Actieplan Dakloosheid: Eerst een Thuis",
];

/// The words of a text: small letters without accents, and digits.
fn words(text: &str) -> Vec<String> {
    let plain = |character: char| match character.to_lowercase().next().unwrap_or(character) {
        'à' | 'á' | 'â' | 'ä' => 'a',
        'ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ñ' => 'n',
        'ò' | 'ó' | 'ô' | 'ö' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        other => other,
    };
    // A soft hyphen stands inside a word.
    let text: String = text.chars().filter(|character| *character != '\u{AD}').map(plain).collect();
    text.split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn runs(text: &str) -> Vec<String> {
    words(text).windows(RUN).map(|run| run.join(" ")).collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The folder with the publications: beside the project, or where somebody says.
fn publications() -> Option<PathBuf> {
    let named = std::env::var_os("WERKSESSIE_PUBLICATIONS").map(PathBuf::from);
    Some(named.unwrap_or_else(|| root().join("../shared/seeds"))).filter(|folder| folder.is_dir())
}

/// Every Dutch text that people read: file and line.
fn texts() -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut read = |path: &Path| {
        let name = path.display().to_string();
        for line in std::fs::read_to_string(path).expect("a text file").lines() {
            let text = line.split_once(" = ").map_or(line, |(_, text)| text);
            all.push((name.clone(), text.to_owned()));
        }
    };
    let files = |folder: PathBuf, extension: &str| -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path());
        entries.filter(|path| path.extension().is_some_and(|found| found == extension)).collect()
    };
    files(root().join("locales/nl"), "txt").iter().for_each(|path| read(path));
    files(root().join("docs"), "md").iter().for_each(|path| read(path));
    files(root(), "md").iter().for_each(|path| read(path));
    all
}

#[test]
fn words_are_compared_as_they_sound() {
    assert_eq!(words("Eén loket: de Coördi\u{AD}nator, 18+!"), ["een", "loket", "de", "coordinator", "18"]);
    assert!(runs("een twee drie").is_empty());
    assert_eq!(runs("1 2 3 4 5 6 7 8 9").len(), 2);
}

#[test]
fn no_sentence_is_copied() {
    let Some(folder) = publications() else {
        println!("The publications are not here, so nothing was compared.");
        return;
    };
    let mut known: HashMap<String, String> = HashMap::new();
    for entry in std::fs::read_dir(folder).expect("the folder of publications") {
        let path = entry.expect("a file").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let text = String::from_utf8_lossy(&std::fs::read(&path).expect("a publication")).into_owned();
        known.extend(runs(&text).into_iter().map(|run| (run, name.clone())));
    }
    for title in ALLOWED {
        for run in runs(title) {
            known.remove(&run);
        }
    }
    let (mut compared, mut copied) = (0, Vec::new());
    for (file, text) in texts() {
        for run in runs(&text) {
            compared += 1;
            if let Some(source) = known.get(&run) {
                copied.push(format!("{file}: “{run}” stands in {source}"));
            }
        }
    }
    println!("{compared} runs of {RUN} words were compared with {} of the publications.", known.len());
    assert!(copied.is_empty(), "{}", copied.join("\n"));
}
