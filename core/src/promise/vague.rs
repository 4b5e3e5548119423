//! Words that promise nothing that can be counted (method A.4). A hint, never a refusal.

use crate::project::Language;

/// Phrases by hint. A hint is the key of a sentence in the message files.
type Hints = [(&'static str, &'static [&'static str])];

const DUTCH: &Hints = &[
    ("vague_think", &["meedenken", "denken mee", "denkt mee", "denk mee", "mee te denken", "nadenken", "brainstormen"]),
    ("vague_facilitate", &["faciliteren", "faciliteert", "ondersteunen", "ondersteunt", "stimuleren", "bevorderen"]),
    (
        "vague_look",
        &[
            "bekijken",
            "bekijkt",
            "kijken naar",
            "kijkt naar",
            "onderzoeken",
            "onderzoekt",
            "verkennen",
            "inventariseren",
        ],
    ),
    ("vague_talk", &["bespreken", "bespreekt", "afstemmen", "afstemming", "in gesprek", "overleggen", "aankaarten"]),
    ("vague_effort", &["ons inzetten", "inzetten voor", "proberen", "streven", "zorgen dat", "bijdragen", "aandacht"]),
];

const ENGLISH: &Hints = &[
    ("vague_think", &["think along", "think about", "brainstorm", "consider"]),
    ("vague_facilitate", &["facilitate", "support", "encourage", "enable", "promote"]),
    ("vague_look", &["look into", "look at", "explore", "examine", "investigate", "review"]),
    ("vague_talk", &["discuss", "talk about", "align", "liaise", "consult", "raise the issue"]),
    ("vague_effort", &["try to", "strive", "aim to", "do our best", "contribute", "pay attention"]),
];

/// Every hint that [`is_vague`] can give.
pub const HINTS: [&str; 5] = ["vague_think", "vague_facilitate", "vague_look", "vague_talk", "vague_effort"];

/// The hint for a promise in vague words: the key of a sentence that asks what will be countable.
/// `None` when no such word stands in it as a whole word.
pub fn is_vague(what: &str, language: Language) -> Option<&'static str> {
    let hints = match language {
        Language::Nl => DUTCH,
        Language::En => ENGLISH,
    };
    let words: Vec<String> = what
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let spaced = format!(" {} ", words.join(" "));
    // The phrase that stands first is the verb that the sentence hangs on.
    let found = hints.iter().flat_map(|(hint, phrases)| phrases.iter().map(move |phrase| (*hint, *phrase)));
    let placed = found.filter_map(|(hint, phrase)| Some((spaced.find(&format!(" {phrase} "))?, hint)));
    placed.min().map(|(_, hint)| hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vague_verbs_are_recognised_as_whole_words_and_the_first_one_counts() {
        for (what, hint) in [
            ("Meedenken over kamers", Some("vague_think")),
            ("Wij denken mee, als dat kan", Some("vague_think")),
            ("Overleg FACILITEREN en bekijken", Some("vague_facilitate")),
            ("We bekijken of het kan", Some("vague_look")),
            ("In gesprek met de corporatie", Some("vague_talk")),
            ("Vijf kamers vrijmaken", None),
            ("Het bekijkscherm bouwen", None),
            ("", None),
        ] {
            assert_eq!(is_vague(what, Language::Nl), hint, "{what}");
        }
        for (what, hint) in [
            ("Think along on rooms", Some("vague_think")),
            ("We will look  into it", Some("vague_look")),
            ("Overlook nothing", None),
            ("Offer five rooms", None),
        ] {
            assert_eq!(is_vague(what, Language::En), hint, "{what}");
        }
    }

    #[test]
    fn every_hint_has_a_key_that_is_known() {
        for (hint, _) in DUTCH.iter().chain(ENGLISH) {
            assert!(HINTS.contains(hint), "{hint}");
        }
    }
}
