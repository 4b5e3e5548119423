//! The words of weighing risks: what is asked about each side, and what the answers stand for.

use werksessie_core::project::Language;
use werksessie_core::question::Scale;
use werksessie_core::risk::Side;
use werksessie_core::risk::measure::{Classes, Range, Zone};

use super::language;
use crate::messages::scoring as texts;

/// `€ 25.000`, in English `€25,000`.
pub fn euros(language: Language, amount: u32) -> String {
    let digits = amount.to_string();
    let (sign, point) = match language {
        Language::Nl => ("€\u{a0}", '.'),
        Language::En => ("€", ','),
    };
    let mut text = sign.to_owned();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(point);
        }
        text.push(digit);
    }
    text
}

/// A range of amounts; one without an end says from where.
pub fn money(language: Language, range: Range) -> String {
    let from = euros(language, range.from);
    match range.to {
        Some(to) => texts::money_between(language, from, euros(language, to)),
        None => texts::money_from(language, from),
    }
}

/// The name of a side.
pub fn side(language: Language, side: Side) -> &'static str {
    match side {
        Side::Municipality => texts::for_municipality(language),
        Side::Youth => texts::for_youth(language),
    }
}

/// The name of a zone.
pub fn zone(language: Language, zone: Zone) -> &'static str {
    match zone {
        Zone::Low => texts::zone_low(language),
        Zone::Middle => texts::zone_middle(language),
        Zone::High => texts::zone_high(language),
    }
}

/// What is asked about a risk.
pub fn question(scale: Scale, side: Side, in_money: bool) -> &'static str {
    let language = language();
    match (scale, side) {
        (Scale::Impact, Side::Youth) => texts::impact_youth(language),
        (Scale::Impact, Side::Municipality) if in_money => texts::impact_money(language),
        (Scale::Impact, Side::Municipality) => texts::impact_municipality(language),
        (_, Side::Youth) => texts::chance_youth(language),
        (_, Side::Municipality) => texts::chance_municipality(language),
    }
}

/// What each mark from 1 to 5 stands for.
pub fn answers(language: Language, scale: Scale, side: Side, classes: Option<Classes>) -> [String; 5] {
    let words = match (scale, side) {
        (Scale::Impact, Side::Youth) => [
            texts::effect_youth_1(language),
            texts::effect_youth_2(language),
            texts::effect_youth_3(language),
            texts::effect_youth_4(language),
            texts::effect_youth_5(language),
        ],
        (Scale::Impact, Side::Municipality) => {
            if let Some(classes) = classes {
                let class = |impact| classes.class(impact).map_or_else(String::new, |class| money(language, class));
                return [1, 2, 3, 4, 5].map(class);
            }
            [
                texts::effect_municipality_1(language),
                texts::effect_municipality_2(language),
                texts::effect_municipality_3(language),
                texts::effect_municipality_4(language),
                texts::effect_municipality_5(language),
            ]
        }
        (_, Side::Youth) => [
            texts::youth_1(language),
            texts::youth_2(language),
            texts::youth_3(language),
            texts::youth_4(language),
            texts::youth_5(language),
        ],
        (_, Side::Municipality) => [
            texts::years_1(language),
            texts::years_2(language),
            texts::years_3(language),
            texts::years_4(language),
            texts::years_5(language),
        ],
    };
    words.map(ToOwned::to_owned)
}

/// What a median stands for: the words of its mark, or of both when it lies between two.
pub fn median(language: Language, median: f64, scale: Scale, side: Side, classes: Option<Classes>) -> String {
    let words = answers(language, scale, side, classes);
    let word = |mark: f64| words.get((mark as usize).saturating_sub(1)).cloned().unwrap_or_default();
    let (low, high) = (word(median.floor()), word(median.ceil()));
    if low == high { low } else { [low.as_str(), " – ", high.as_str()].concat() }
}

/// `R03`, as people refer to a risk.
pub fn number(number: u32) -> String {
    format!("R{number:02}")
}

/// `voor jongeren`, within a sentence.
pub fn for_side(language: Language, side: Side) -> &'static str {
    match side {
        Side::Municipality => texts::side_municipality(language),
        Side::Youth => texts::side_youth(language),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_the_language_does() {
        let both = |amount| (euros(Language::Nl, amount), euros(Language::En, amount));
        assert_eq!(both(0), ("€\u{a0}0".into(), "€0".into()));
        assert_eq!(both(750), ("€\u{a0}750".into(), "€750".into()));
        assert_eq!(both(1_250_000), ("€\u{a0}1.250.000".into(), "€1,250,000".into()));
        let open = Range { from: 750_000, to: None };
        assert_eq!(money(Language::En, open), "from €750,000");
        let between = Range { from: 90_000, to: Some(225_000) };
        assert_eq!(money(Language::Nl, between), "€\u{a0}90.000 tot €\u{a0}225.000");
    }

    #[test]
    fn a_median_between_two_marks_says_both() {
        let words = |median_is| median(Language::Nl, median_is, Scale::Chance, Side::Youth, None);
        assert_eq!((words(3.0).as_str(), words(3.5).as_str()), ("4 of 5", "4 of 5 – 6 of 7"));
    }
}
