//! Text as people enter it: cleaned, measured, and kept free of data about one youth.

use crate::Refusal;
use crate::time::Date;

/// Cleans a text and checks its length in characters.
///
/// Control characters, invisible direction marks and non-characters go; line breaks and tabs
/// become spaces; runs of white space become one space. Everything else stays as it was typed:
/// markup and formulas are plain text here.
///
/// # Errors
/// [`Refusal::TextEmpty`], [`Refusal::TextTooLong`], or [`Refusal::TextPersonal`] when the text
/// seems to hold a citizen service number or the birth date of someone of 10 to 30.
pub fn required(text: &str, max: usize, today: Date) -> Result<String, Refusal> {
    let cleaned = optional(text, max, today)?;
    if cleaned.is_empty() { Err(Refusal::TextEmpty) } else { Ok(cleaned) }
}

/// As [`required`], but may be empty.
///
/// # Errors
/// [`Refusal::TextTooLong`] or [`Refusal::TextPersonal`].
pub fn optional(text: &str, max: usize, today: Date) -> Result<String, Refusal> {
    let cleaned = clean(text);
    if cleaned.chars().count() > max {
        return Err(Refusal::TextTooLong { max });
    }
    if holds_service_number(&cleaned) || holds_birth_date(&cleaned, today) {
        return Err(Refusal::TextPersonal);
    }
    Ok(cleaned)
}

/// The cleaning step of [`required`].
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_whitespace() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !is_unwanted(character) {
            out.push(character);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Characters that no reader sees, that turn text around, or that XML 1.0 forbids.
fn is_unwanted(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{00AD}' | '\u{061C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{FFFE}' | '\u{FFFF}')
}

/// Nine digits in a row (dots and spaces between them allowed) that pass the eleven-test of the
/// Dutch citizen service number: 9a+8b+7c+6d+5e+4f+3g+2h-i is a multiple of 11.
fn holds_service_number(text: &str) -> bool {
    number_runs(text).any(|run| {
        run.len() == 9 && run.iter().any(|digit| *digit != 0) && {
            let weights = [9, 8, 7, 6, 5, 4, 3, 2, -1];
            run.iter().zip(weights).map(|(digit, weight)| i32::from(*digit) * weight).sum::<i32>() % 11 == 0
        }
    })
}

/// Runs of digits, joined over single dots and spaces.
fn number_runs(text: &str) -> impl Iterator<Item = Vec<u8>> {
    let mut runs = Vec::new();
    let mut run: Vec<u8> = Vec::new();
    let mut gap = false;
    for character in text.chars() {
        match character.to_digit(10) {
            Some(digit) => {
                run.push(digit as u8);
                gap = false;
            }
            None if matches!(character, '.' | ' ') && !run.is_empty() && !gap => gap = true,
            None => {
                runs.push(std::mem::take(&mut run));
                gap = false;
            }
        }
    }
    runs.push(run);
    runs.into_iter().filter(|run| !run.is_empty())
}

/// A full date, day first or year first, that makes someone 10 to 30 years old today.
fn holds_birth_date(text: &str, today: Date) -> bool {
    let is_young = |year: u16| (10..=30).contains(&(today.year().saturating_sub(year)));
    text.split(|character: char| !(character.is_ascii_digit() || matches!(character, '-' | '/' | '.'))).any(|word| {
        let parts: Vec<&str> = word.trim_matches(['-', '/', '.']).split(['-', '/', '.']).collect();
        let [first, second, third] = parts.as_slice() else { return false };
        let (day, year) = if first.len() == 4 { (third, first) } else { (first, third) };
        let number = |part: &str| part.parse::<u16>().ok();
        match (number(day), number(second), number(year)) {
            (Some(day @ 1..=31), Some(month @ 1..=12), Some(year)) if year >= 1000 => {
                // The two-digit parts fit a byte; a year before 2000 only needs its day checked.
                Date::new(year.max(2000), month as u8, day as u8).is_ok() && is_young(year)
            }
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Date {
        Date::new(2026, 11, 22).unwrap()
    }

    #[test]
    fn markup_formulas_and_emoji_stay_plain_text() {
        for text in ["</textarea><script>", "=HYPERLINK(\"http://x\")", "ë 👩‍👧 ß", "a & b"] {
            assert_eq!(clean(text), text);
        }
    }

    #[test]
    fn what_nobody_sees_goes() {
        assert_eq!(clean("a\u{0}b\u{202E}c\u{200B}d\u{FFFE}"), "abcd");
        assert_eq!(clean("  twee\r\n\t regels \n"), "twee regels");
    }

    #[test]
    fn length_counts_characters_after_cleaning() {
        assert_eq!(optional(" ééé ", 3, today()), Ok("ééé".into()));
        assert_eq!(optional("éééé", 3, today()), Err(Refusal::TextTooLong { max: 3 }));
        assert_eq!(required(" \u{200B} ", 3, today()), Err(Refusal::TextEmpty));
    }

    #[test]
    fn citizen_service_numbers_are_refused_and_other_numbers_are_not() {
        // 111222333 passes the eleven-test, 123456789 does not.
        for text in ["bsn 111222333", "111.222.333", "111 222 333 is het"] {
            assert_eq!(optional(text, 99, today()), Err(Refusal::TextPersonal), "{text}");
        }
        for text in ["123456789", "1112223334", "€ 111.222", "20.000 jongeren, 42 %", "000000000"] {
            assert!(optional(text, 99, today()).is_ok(), "{text}");
        }
    }

    #[test]
    fn birth_dates_of_young_people_are_refused_and_other_dates_are_not() {
        for text in ["geboren 3-4-2008", "2008-04-03", "(03/04/1999)", "op 3.4.2010."] {
            assert_eq!(optional(text, 99, today()), Err(Refusal::TextPersonal), "{text}");
        }
        for text in ["voor 1-4-2027", "sinds 1-1-2023", "3-4-1980", "31-13-2008", "1.2", "16-27"] {
            assert!(optional(text, 99, today()).is_ok(), "{text}");
        }
    }
}
