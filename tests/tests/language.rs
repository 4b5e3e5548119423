//! Plain Dutch (B1) in every text of the product: short sentences, few commas, no words of an
//! office. The limits are those of the targets; the words are those that a leaflet of the
//! government would not use either.

use std::path::Path;

/// Words in a sentence: at most, and on average.
const LONGEST: usize = 20;
const MEAN: f64 = 12.0;
/// Commas in a sentence.
const COMMAS: usize = 2;

/// Words and phrases to avoid, in lower case.
const AVOID: [&str; 36] = [
    "derhalve",
    "middels",
    "conform",
    "teneinde",
    "betreffende",
    "inzake",
    "dient te",
    "dienen te",
    "wordt verzocht",
    "indien",
    "tevens",
    "alsmede",
    "omtrent",
    "aangaande",
    "echter",
    "reeds",
    "gaarne",
    "alvorens",
    "desgewenst",
    "dienaangaande",
    "doch",
    "ingevolge",
    "krachtens",
    "mits",
    "nadere",
    "onderhavige",
    "ten behoeve van",
    "ter zake",
    "uit hoofde van",
    "vigerende",
    "voornoemd",
    "welke reeds",
    "zulks",
    "geïmplementeerd",
    "gefaciliteerd",
    "middels van",
];

/// The messages of a language: file, key and text.
fn messages(language: &str) -> Vec<(String, String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../locales").join(language);
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder of texts") {
        let path = entry.expect("a file").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        for line in std::fs::read_to_string(&path).expect("a text file").lines() {
            if let Some((key, text)) = line.split_once(" = ").filter(|_| !line.starts_with('#')) {
                all.push((name.clone(), key.to_owned(), text.to_owned()));
            }
        }
    }
    all
}

/// A text as somebody reads it: an argument is one word, of two forms the longer one counts.
fn read(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (inside, after) = after.split_once('}').unwrap_or((after, ""));
        out.push_str(before);
        match inside.split_once(':').and_then(|(_, forms)| forms.split_once('|')) {
            Some((one, more)) => out.push_str(if one.len() > more.len() { one } else { more }),
            None => out.push('X'),
        }
        rest = after;
    }
    out + rest
}

/// The sentences of a text. A colon does not end one; a list of words for the program is none.
fn sentences(text: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let last = all.last_mut().expect("there is one");
        last.push(c);
        let ends = matches!(c, '.' | '?' | '!')
            && rest.peek().is_none_or(|next| next.is_whitespace() || "”’\"".contains(*next));
        if ends {
            all.push(String::new());
        }
    }
    all.retain(|sentence| sentence.chars().any(char::is_alphabetic));
    all
}

fn words(sentence: &str) -> usize {
    sentence.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}

/// Lists that no person reads as a sentence.
const LISTS: [&str; 2] = ["months", "recovery_words"];

#[test]
fn every_dutch_sentence_is_short_and_plain() {
    let mut counts = Vec::new();
    let mut wrong = Vec::new();
    for (file, key, text) in messages("nl") {
        if LISTS.contains(&key.as_str()) {
            continue;
        }
        for sentence in sentences(&read(&text)) {
            let (count, commas) = (words(&sentence), sentence.matches(',').count());
            if count > LONGEST {
                wrong.push(format!("{file}.{key}: {count} words: {sentence}"));
            }
            if commas > COMMAS {
                wrong.push(format!("{file}.{key}: {commas} commas: {sentence}"));
            }
            // Labels and headings are no sentences, and would make the mean look good.
            if sentence.ends_with(['.', '?', '!']) {
                counts.push(count);
            }
            let lower = format!(" {} ", sentence.to_lowercase().replace(['.', ',', '?', '!', ':'], " "));
            wrong.extend(
                AVOID
                    .iter()
                    .filter(|word| lower.contains(&format!(" {word} ")))
                    .map(|word| format!("{file}.{key}: “{word}”")),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let mean = counts.iter().sum::<usize>() as f64 / counts.len() as f64;
    assert!(counts.len() > 300, "only {} sentences were found", counts.len());
    assert!(mean <= MEAN, "the mean is {mean:.1} words");
}

#[test]
fn the_measure_itself_is_right() {
    assert_eq!(read("Nog {n} {n:mens is|mensen zijn} bezig."), "Nog X mensen zijn bezig.");
    assert_eq!(sentences("Een zin. En 2.5 nog één? „Ja.”").len(), 3);
    assert_eq!(words("Nog 4 mensen – hier."), 4);
    assert!(sentences("").is_empty());
}

#[test]
fn no_text_is_formal_and_no_button_says_ok() {
    for (file, key, text) in messages("nl") {
        let lower = text.to_lowercase();
        assert!(
            !["ok", "oké", "submit", "verzenden", "cancel", "annuleren"].contains(&lower.as_str()),
            "{file}.{key}: {text}"
        );
        assert!(!lower.split_whitespace().any(|word| word == "u" || word == "uw"), "{file}.{key} says u: {text}");
    }
}
