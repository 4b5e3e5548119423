//! Numbers, dates and times in words.

use werksessie_core::project::Language;
use werksessie_core::seat::Layer;
use werksessie_core::time::{Date, Quarter, Timestamp};

use crate::messages::{common, phone};

/// A number of zero or more with at most two decimals, with a comma in Dutch.
///
/// In whole numbers, because the general formatting of floats weighs a tenth of the phone's bundle.
pub fn decimal(language: Language, value: f64, digits: usize) -> String {
    if digits == 0 {
        return (value.round().max(0.0) as u32).to_string();
    }
    let one = if digits == 1 { 10 } else { 100 };
    let whole = (value * f64::from(one)).round().max(0.0) as u32;
    let point = match language {
        Language::Nl => ',',
        Language::En => '.',
    };
    format!("{}{point}{:0digits$}", whole / one, whole % one)
}

/// A difference in whole numbers, with its sign.
pub fn signed(value: i32) -> String {
    match value {
        0 => "0".to_owned(),
        up if up > 0 => ["+", &up.to_string()].concat(),
        down => ["−", &down.unsigned_abs().to_string()].concat(),
    }
}

/// A length or place in a drawing, with one decimal.
pub fn tenth(value: f64) -> String {
    let tenths = (value * 10.0).round() as i32;
    let sign = if tenths < 0 { "-" } else { "" };
    format!("{sign}{}.{}", tenths.abs() / 10, tenths.abs() % 10)
}

/// `1 april 2027`.
pub fn date(language: Language, date: Date) -> String {
    let months: Vec<&str> = common::months(language).split(' ').collect();
    let month = months.get(usize::from(date.month()) - 1).copied().unwrap_or_default();
    format!("{} {month} {}", date.day(), date.year())
}

/// `1 april`: on boards, where the year is clear.
pub fn day(language: Language, date: Date) -> String {
    let months: Vec<&str> = common::months(language).split(' ').collect();
    format!("{} {}", date.day(), months.get(usize::from(date.month()) - 1).copied().unwrap_or_default())
}

/// `K2 2027`, in English `Q2 2027`.
pub fn quarter(language: Language, quarter: Quarter) -> String {
    common::quarter(language, quarter.quarter(), quarter.year())
}

/// `14.03`, in the time of the reader.
pub fn clock(language: Language, at: Timestamp) -> String {
    let (hour, minute) = local_time(at);
    match language {
        Language::Nl => format!("{hour}.{minute:02}"),
        Language::En => format!("{hour}:{minute:02}"),
    }
}

/// The two words of a recovery pair.
pub fn recovery_words(language: Language, pair: (u16, u16)) -> String {
    let words: Vec<&str> = common::recovery_words(language).split(' ').collect();
    let word = |at: u16| words.get(usize::from(at) % words.len().max(1)).copied().unwrap_or_default();
    format!("{} {}", word(pair.0), word(pair.1))
}

/// The pair that two words stand for; `None` for other words.
pub fn recovery_pair(language: Language, typed: &str) -> Option<(u16, u16)> {
    let mut typed = typed.split_whitespace().map(str::to_lowercase);
    let mut next = || {
        let word = typed.next()?;
        u16::try_from(common::recovery_words(language).split(' ').position(|known| known == word)?).ok()
    };
    let pair = (next()?, next()?);
    typed.next().is_none().then_some(pair)
}

/// The name of a layer.
pub fn layer(language: Language, layer: Layer) -> &'static str {
    match layer {
        Layer::Governance => phone::layer_governance(language),
        Layer::Policy => phone::layer_policy(language),
        Layer::Practice => phone::layer_practice(language),
        Layer::Experience => phone::layer_experience(language),
    }
}

/// `K05`.
pub fn number(number: u32) -> String {
    format!("K{number:02}")
}

#[cfg(feature = "hydrate")]
fn local_time(at: Timestamp) -> (u32, u32) {
    let date = js_sys::Date::new(&(at.0 as f64).into());
    (date.get_hours(), date.get_minutes())
}

#[cfg(not(feature = "hydrate"))]
fn local_time(at: Timestamp) -> (u32, u32) {
    crate::server::clock::time_of_day(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_sixty_four_different_recovery_words_and_twelve_months() {
        for language in [Language::Nl, Language::En] {
            let words: std::collections::BTreeSet<&str> = common::recovery_words(language).split(' ').collect();
            assert_eq!(words.len(), usize::from(werksessie_core::seat::RECOVERY_WORDS));
            assert_eq!(common::months(language).split(' ').count(), 12);
        }
    }

    #[test]
    fn numbers_and_dates_are_written_as_the_language_does() {
        assert_eq!(decimal(Language::Nl, 0.25, 2), "0,25");
        assert_eq!(decimal(Language::En, 3.0, 1), "3.0");
        assert_eq!(decimal(Language::Nl, 4.996, 2), "5,00");
        assert_eq!(decimal(Language::Nl, 3.05, 1), "3,1");
        assert_eq!([tenth(-0.26), tenth(12.0), tenth(-3.95)], ["-0.3", "12.0", "-4.0"]);
        assert_eq!(date(Language::Nl, "2027-04-01".parse().unwrap()), "1 april 2027");
        assert_eq!(quarter(Language::Nl, "2027-Q2".parse().unwrap()), "K2 2027");
    }
}
