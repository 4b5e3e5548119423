//! Moments, days and quarters. Nothing here asks what time it is.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Refusal;

/// A moment: milliseconds since 1970-01-01 00:00 UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Whole minutes from `earlier` to here; 0 when it lies in the future.
    pub fn minutes_since(self, earlier: Timestamp) -> u32 {
        u32::try_from((self.0 - earlier.0).max(0) / 60_000).unwrap_or(u32::MAX)
    }

    /// The first moment of its day (UTC).
    #[must_use]
    pub fn start_of_day(self) -> Self {
        Self(self.0 - self.0.rem_euclid(86_400_000))
    }
}

/// Days of a month of the years 2000 to 2099; none of a month that does not exist.
fn days_in(year: u16, month: u8) -> u8 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) => 29,
        2 => 28,
        _ => 0,
    }
}

/// A day of the Gregorian calendar, years 2000 to 2099, written as `2026-04-01`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// Checks that the day exists.
    ///
    /// # Errors
    /// [`Refusal::DateOutOfRange`] when it does not, or lies outside 2000-2099.
    pub fn new(year: u16, month: u8, day: u8) -> Result<Self, Refusal> {
        let days = days_in(year, month);
        if !(2000..=2099).contains(&year) || day == 0 || day > days {
            return Err(Refusal::DateOutOfRange);
        }
        Ok(Self { year, month, day })
    }

    /// This many days later; the last day of 2099 when that lies beyond it.
    pub fn plus(self, days: u32) -> Self {
        let (mut year, mut month, mut left) = (self.year, self.month, days + u32::from(self.day));
        while left > u32::from(days_in(year, month)) {
            left -= u32::from(days_in(year, month));
            (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
            if year > 2099 {
                return Self { year: 2099, month: 12, day: 31 };
            }
        }
        Self { year, month, day: left as u8 }
    }

    /// Year, 2000-2099.
    pub fn year(self) -> u16 {
        self.year
    }

    /// Month, 1-12.
    pub fn month(self) -> u8 {
        self.month
    }

    /// Day of the month, 1-31.
    pub fn day(self) -> u8 {
        self.day
    }

    /// The quarter that holds this day.
    pub fn quarter(self) -> Quarter {
        Quarter { year: self.year, quarter: (self.month - 1) / 3 + 1 }
    }
}

impl FromStr for Date {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        let mut parts = text.splitn(3, '-');
        let mut next = |length| {
            parts
                .next()
                .filter(|part| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit()))
                .and_then(|part| part.parse::<u16>().ok())
                .ok_or(Refusal::DateOutOfRange)
        };
        let (year, month, day) = (next(4)?, next(2)?, next(2)?);
        // Two digits always fit a byte.
        Self::new(year, month as u8, day as u8)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl TryFrom<String> for Date {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse().map_err(|_| format!("{text:?} is not a day written as 2026-04-01"))
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

/// A quarter of a year, written as `2026-Q2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Quarter {
    year: u16,
    quarter: u8,
}

impl Quarter {
    /// Checks the ranges: year 2000-2099, quarter 1-4.
    ///
    /// # Errors
    /// [`Refusal::DateOutOfRange`] outside them.
    pub fn new(year: u16, quarter: u8) -> Result<Self, Refusal> {
        if (2000..=2099).contains(&year) && (1..=4).contains(&quarter) {
            Ok(Self { year, quarter })
        } else {
            Err(Refusal::DateOutOfRange)
        }
    }

    /// Year, 2000-2099.
    pub fn year(self) -> u16 {
        self.year
    }

    /// Quarter of the year, 1-4.
    pub fn quarter(self) -> u8 {
        self.quarter
    }

    /// Quarters since the year 0, to count the quarters between two.
    pub fn count(self) -> u32 {
        u32::from(self.year) * 4 + u32::from(self.quarter) - 1
    }

    /// The quarter after this one; the last one stays.
    pub fn next(self) -> Self {
        match (self.year, self.quarter) {
            (2099, 4) => self,
            (year, 4) => Self { year: year + 1, quarter: 1 },
            (year, quarter) => Self { year, quarter: quarter + 1 },
        }
    }
}

impl FromStr for Quarter {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        let (year, quarter) = text.split_once("-Q").ok_or(Refusal::DateOutOfRange)?;
        Self::new(
            year.parse().map_err(|_| Refusal::DateOutOfRange)?,
            quarter.parse().map_err(|_| Refusal::DateOutOfRange)?,
        )
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-Q{}", self.year, self.quarter)
    }
}

impl TryFrom<String> for Quarter {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse().map_err(|_| format!("{text:?} is not a quarter written as 2026-Q2"))
    }
}

impl From<Quarter> for String {
    fn from(quarter: Quarter) -> Self {
        quarter.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_that_do_not_exist_are_refused() {
        for text in [
            "2026-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-1-1",
            "26-01-01",
            "1999-01-01",
            "2026-01-32",
            "",
            "2026-01-01x",
            "+026-01-01",
        ] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
        assert_eq!("2028-02-29".parse::<Date>().unwrap().to_string(), "2028-02-29");
    }

    #[test]
    fn days_are_counted_over_months_and_years() {
        let plus = |text: &str, days| text.parse::<Date>().unwrap().plus(days).to_string();
        assert_eq!(plus("2026-12-02", 0), "2026-12-02");
        assert_eq!(plus("2026-12-02", 60), "2027-01-31");
        assert_eq!(plus("2028-02-28", 1), "2028-02-29");
        assert_eq!(plus("2028-02-28", 367), "2029-03-01");
        assert_eq!(plus("2099-12-01", 60), "2099-12-31");
    }

    #[test]
    fn a_day_lies_in_its_quarter() {
        assert_eq!("2026-03-31".parse::<Date>().unwrap().quarter().to_string(), "2026-Q1");
        assert_eq!("2026-04-01".parse::<Date>().unwrap().quarter().to_string(), "2026-Q2");
        assert_eq!("2026-12-31".parse::<Date>().unwrap().quarter().next().to_string(), "2027-Q1");
    }
}
