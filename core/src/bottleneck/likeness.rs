//! Bottlenecks that are nearly the same: they split the vote, so they are proposed for merging
//! (method A.1 "Prepare").
//!
//! Two bottlenecks are alike when their titles and explanations use the same words. Words of which
//! one holds the other count too, for Dutch glues words together, and so do words that mean the
//! same in this field. Words that nearly every bottleneck of this field has say nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Bottleneck;
use crate::Refusal;
use crate::access::Right;
use crate::command::{Command, Decide};
use crate::event::{Apply, Envelope};
use crate::ids::BottleneckId;
use crate::project::Project;
use crate::room::{Context, Outcome, Room};

/// Likeness from which two are proposed for merging, 0-1. In the starting list the two pairs that
/// the method names score 0.38 and 0.25, and no other pair above 0.16: this lies half way.
pub const THRESHOLD: f64 = 0.2;

/// A word of an explanation weighs this much, and one of a title 1: a title is about one thing.
const EXPLANATION_WEIGHT: f64 = 0.4;

/// A word that holds the other weighs this much of one that is the same.
const COMPOUND: f64 = 0.7;

/// Words that join others and mean nothing by themselves, Dutch and English.
const SMALL_WORDS: &str = "
    aan af al als altijd ander andere bij daarin daardoor daarna dan dat de deze die dit doen door een eigen elk elke
    en ene er gaan gaat geen haar heeft hebben het hij hoe hun ik in is kan kunnen meer met moet moeten na naar niet
    nog nu of om onder ons onze ook op over rond sluit sluiten soms steeds te telkens terwijl tot tussen uit van vaak
    veel voor waar waarin want was wat we weinig wel wij word worden wordt ze zich zij zijn zo zonder komen komt
    about and any are but can does each every few for from have how into lack little many more much not off only
    other out some than that the their them there these they this too very what when which while who with you";

/// Words that nearly every bottleneck of this field has.
const FIELD_WORDS: &str = "
    gemeente hulp huis jaar jeugdhulp jeugdzorg jongere jongeren mens mensen plek plekken vertrek wonen woning woningen
    zorg achttien achttiende jeugdwet wlz wmo
    care help home homes house housing municipality people person place places young youth";

/// How words begin that mean the same in this field, each row one meaning.
const MEANINGS: [&[&str]; 4] = [
    &["urgent", "voorrang", "urgency", "priority"],
    &["versnip", "loket", "elkaar", "integra", "afstem", "geldstro", "schott", "verkoker", "fragment", "counter"],
    &["wacht", "lang", "duur", "traag", "wait", "slow"],
    &["profiel", "uitstroomprofiel", "profile"],
];

/// How much alike two bottlenecks are, 0 (nothing in common) to 1 (the same words): the weight of
/// the words that they share, as a part of the weight of all words of the shorter one (overlap
/// coefficient of Szymkiewicz and Simpson). Each is a title and an explanation.
pub fn likeness(a: (&str, &str), b: (&str, &str)) -> f64 {
    let (a, b) = (words(a), words(b));
    let weight = |words: &BTreeMap<String, f64>| words.values().sum::<f64>();
    let shorter = weight(&a).min(weight(&b));
    if shorter == 0.0 {
        return 0.0;
    }
    ((covered(&a, &b) + covered(&b, &a)) / 2.0 / shorter).clamp(0.0, 1.0)
}

/// The weight of the words that find one of their kind in the other.
fn covered(words: &BTreeMap<String, f64>, other: &BTreeMap<String, f64>) -> f64 {
    let best = |(word, weight): (&String, &f64)| {
        let found = other.iter().map(|(other, least)| weight.min(*least) * kinship(word, other));
        found.fold(0.0, f64::max)
    };
    words.iter().map(best).sum()
}

/// 1 for the same word, less when one holds the other at its beginning or end, else 0.
fn kinship(a: &str, b: &str) -> f64 {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    if a == b {
        1.0
    } else if short.len() >= 5 && (long.starts_with(short) || long.ends_with(short)) {
        COMPOUND
    } else {
        0.0
    }
}

/// The words that matter, with their weights.
fn words((title, explanation): (&str, &str)) -> BTreeMap<String, f64> {
    let mut words = BTreeMap::new();
    for (text, weight) in [(title, 1.0), (explanation, EXPLANATION_WEIGHT)] {
        for word in folded(text).split(|c: char| !c.is_ascii_alphanumeric()) {
            let is_one_of = |list: &str| list.split_whitespace().any(|other| other == word);
            if word.len() >= 3 && !is_one_of(SMALL_WORDS) && !is_one_of(FIELD_WORDS) {
                words.entry(meaning(word)).or_insert(weight);
            }
        }
    }
    words
}

/// What a word counts as: its meaning in this field, or its stem.
fn meaning(word: &str) -> String {
    let row = MEANINGS.iter().find(|row| row.iter().any(|beginning| word.starts_with(beginning)));
    row.map_or_else(|| stem(word), |row| row[0].to_owned())
}

/// A word without its ending, roughly: enough to see that "regel" and "regels" are one word.
fn stem(word: &str) -> String {
    let ends = ["ingen", "heden", "ing", "en", "er", "e", "s", "t"];
    let cut = ends.iter().find_map(|end| word.strip_suffix(end).filter(|stem| stem.len() >= 4)).unwrap_or(word);
    let mut stem = cut.to_owned();
    // "plannen" and "plan": Dutch writes a short vowel with two consonants.
    let mut last = cut.chars().rev();
    if cut.len() > 4 && last.next() == last.next() {
        stem.pop();
    }
    stem
}

/// Lower case, without accents.
fn folded(text: &str) -> String {
    let fold = |c: char| match c {
        'à'..='å' => 'a',
        'ç' => 'c',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'i',
        'ñ' => 'n',
        'ò'..='ö' => 'o',
        'ù'..='ü' => 'u',
        'ý' | 'ÿ' => 'y',
        // Combining marks, as some keyboards send them.
        '\u{0300}'..='\u{036F}' => '\u{0}',
        c => c,
    };
    text.to_lowercase().chars().map(fold).filter(|c| *c != '\u{0}').collect()
}

/// Two bottlenecks that are perhaps the same.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// The one with the lower number.
    pub a: BottleneckId,
    /// The other.
    pub b: BottleneckId,
    /// How much alike they are, 0-1, in two decimals.
    pub likeness: f64,
}

/// Pairs on the list that are nearly the same, the most alike first, without those that somebody
/// said are not.
pub fn proposals(project: &Project) -> Vec<Proposal> {
    let list = project.ratable();
    let text = |bottleneck: &'_ Bottleneck| (bottleneck.title.clone(), bottleneck.explanation.clone());
    let texts: Vec<(String, String)> = list.iter().map(|bottleneck| text(bottleneck)).collect();
    let mut found = Vec::new();
    for (at, a) in list.iter().enumerate() {
        for (other, b) in list.iter().enumerate().skip(at + 1) {
            let (a, b) = (a.bottleneck, b.bottleneck);
            if project.distinct.contains(&pair(a, b)) {
                continue;
            }
            let likeness = likeness((&texts[at].0, &texts[at].1), (&texts[other].0, &texts[other].1));
            if likeness >= THRESHOLD {
                found.push(Proposal { a, b, likeness: (likeness * 100.0).round() / 100.0 });
            }
        }
    }
    found.sort_by(|one, other| other.likeness.total_cmp(&one.likeness));
    found
}

fn pair(a: BottleneckId, b: BottleneckId) -> (BottleneckId, BottleneckId) {
    (a.min(b), a.max(b))
}

/// `bottleneck.distinct`: says that two are not the same, so that they are not proposed any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Distinct {
    /// One.
    pub a: BottleneckId,
    /// The other.
    pub b: BottleneckId,
}

impl Decide for Distinct {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let undo = Command::BottleneckAlike(Alike { a: self.a, b: self.b });
        Ok(compare(room, self.a, self.b, Comparison::Distinct)?.undo(undo))
    }
}

/// `bottleneck.alike`: takes back that two are not the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alike {
    /// One.
    pub a: BottleneckId,
    /// The other.
    pub b: BottleneckId,
}

impl Decide for Alike {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let undo = Command::BottleneckDistinct(Distinct { a: self.a, b: self.b });
        Ok(compare(room, self.a, self.b, Comparison::Alike)?.undo(undo))
    }
}

fn compare(room: &Room, a: BottleneckId, b: BottleneckId, found: Comparison) -> Result<Outcome, Refusal> {
    let project = &room.project;
    if a == b || [a, b].iter().any(|id| project.bottleneck(*id).is_none()) {
        return Err(Refusal::NotFound);
    }
    let (a, b) = pair(a, b);
    let is_distinct = project.distinct.contains(&(a, b));
    if is_distinct == (found == Comparison::Distinct) {
        return Err(Refusal::AlreadyDone);
    }
    Ok(Outcome::event(Compared { a, b, found }))
}

/// What somebody found of two bottlenecks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// Not the same.
    Distinct,
    /// Perhaps the same.
    Alike,
}

/// Event `bottleneck.compared`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// The lower id.
    pub a: BottleneckId,
    /// The higher id.
    pub b: BottleneckId,
    /// What was found.
    pub found: Comparison,
}

impl Apply for Compared {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        match self.found {
            Comparison::Distinct => project.distinct.insert((self.a, self.b)),
            Comparison::Alike => project.distinct.remove(&(self.a, self.b)),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Title and explanation of the thirteen that a project starts with, from the message file.
    fn starting_list(texts: &str) -> Vec<(String, String, String)> {
        let line = |key: &str| {
            let found = texts.lines().find_map(|line| line.strip_prefix(&format!("{key} = ")));
            found.unwrap_or_else(|| panic!("{key} is in the file")).to_owned()
        };
        let keys = crate::method::BOTTLENECKS.iter().map(|(key, _)| (*key).to_owned());
        keys.map(|key| (line(&format!("title_{key}")), line(&format!("more_{key}")), key)).collect()
    }

    fn pairs(list: &[(String, String, String)]) -> Vec<(f64, &str, &str)> {
        let mut pairs = Vec::new();
        for (at, a) in list.iter().enumerate() {
            for b in &list[at + 1..] {
                pairs.push((likeness((&a.0, &a.1), (&b.0, &b.1)), a.2.as_str(), b.2.as_str()));
            }
        }
        pairs.sort_by(|one, other| other.0.total_cmp(&one.0));
        pairs
    }

    #[test]
    fn the_pairs_that_the_method_names_are_proposed_and_no_others() {
        let list = starting_list(include_str!("../../../locales/nl/method.txt"));
        let pairs = pairs(&list);
        let proposed: Vec<_> =
            pairs.iter().filter(|(score, ..)| *score >= THRESHOLD).map(|(_, a, b)| (*a, *b)).collect();
        assert_eq!(proposed.len(), 2, "{:?}", &pairs[..4]);
        for pair in crate::method::NEARLY_THE_SAME {
            assert!(proposed.contains(&pair), "{pair:?} in {:?}", &pairs[..4]);
        }
        assert!(
            pairs[2].0 < 0.16 && pairs[1].0 > 0.24,
            "there is room on both sides of the threshold: {:?}",
            &pairs[..4]
        );
    }

    #[test]
    fn likeness_does_not_hang_on_case_accents_order_or_endings() {
        let same = |a: &str, b: &str| assert!(likeness((a, ""), (b, "")) > 0.99, "{a} ~ {b}");
        same("Coördinatie ontbreekt", "ontbreekt: COORDINATIE");
        same("De regels zijn onduidelijk", "Onduidelijke regel");
        same("De plannen liggen stil", "Het plan ligt stil; plannen liggen");
        assert!(likeness(("Schuldhulpverlening", ""), ("Te weinig schuldhulp", "")) >= THRESHOLD);
        assert!(likeness(("Geen briefadres", ""), ("Jongeren hebben schulden", "")) < THRESHOLD);
        assert_eq!(likeness(("De zorg", ""), ("De zorg", "")), 0.0, "words of the field alone tell nothing");
        assert_eq!(likeness(("", ""), ("!?", "…")), 0.0);
    }

    proptest::proptest! {
        #[test]
        fn likeness_is_between_nothing_and_all_the_same_both_ways_and_all_for_the_same_text(
            a in ".{0,60}", b in ".{0,60}", c in ".{0,60}",
        ) {
            let there = likeness((&a, &b), (&c, &a));
            proptest::prop_assert!((0.0..=1.0).contains(&there));
            proptest::prop_assert!((there - likeness((&c, &a), (&a, &b))).abs() < 1e-9);
            let same = likeness((&a, &b), (&a, &b));
            proptest::prop_assert!(same == 0.0 || same > 0.999);
        }
    }
}
