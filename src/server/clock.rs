//! The one place that asks what time it is.

use jiff::tz::TimeZone;
use werksessie_core::time::{Date, Timestamp};

/// Now.
pub fn now() -> Timestamp {
    Timestamp(jiff::Timestamp::now().as_millisecond())
}

/// The day in the Netherlands at a moment; 2000-01-01 and 2099-12-31 stand for all before and after.
///
/// # Panics
/// Never: both bounds exist.
pub fn day_of(at: Timestamp) -> Date {
    let zone = TimeZone::get("Europe/Amsterdam").unwrap_or(TimeZone::UTC);
    let moment = jiff::Timestamp::from_millisecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    let day = moment.to_zoned(zone).date();
    let (year, month, dom) = (day.year().clamp(2000, 2099), day.month(), day.day());
    // jiff's months and days are positive.
    Date::new(year as u16, month as u8, dom as u8).expect("jiff makes existing days")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_the_one_in_the_netherlands() {
        // 2026-06-30 22:30 UTC is half past midnight on 1 July in Amsterdam.
        let at = "2026-06-30T22:30:00Z".parse::<jiff::Timestamp>().unwrap().as_millisecond();
        assert_eq!(day_of(Timestamp(at)).to_string(), "2026-07-01");
    }
}
