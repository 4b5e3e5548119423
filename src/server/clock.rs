//! The one place that asks what time it is.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use jiff::tz::TimeZone;
use werksessie_core::time::{Date, Timestamp};

/// What says how far this clock runs ahead of the computer's, in milliseconds: a number, or a file
/// with a number that may change. For tests of what happens after weeks or when a clock jumps, and
/// only in builds with debug assertions.
static AHEAD: LazyLock<Option<String>> =
    LazyLock::new(|| std::env::var("WERKSESSIE_CLOCK_AHEAD").ok().filter(|_| cfg!(debug_assertions)));

fn ahead() -> i64 {
    let Some(given) = &*AHEAD else { return 0 };
    let read = || std::fs::read_to_string(given).ok()?.trim().parse().ok();
    given.parse().ok().or_else(read).unwrap_or(0)
}

/// Now.
pub fn now() -> Timestamp {
    Timestamp(jiff::Timestamp::now().as_millisecond() + ahead())
}

/// Now, and never more than what it was when the server started and the time since.
///
/// What is thrown away after a while goes by this one. A laptop that boots in the wrong year, whichever,
/// and hears the right time in the middle of a meeting must not find the ballots too old. After a boot
/// in the past everything is kept until the next start.
pub fn steady() -> Timestamp {
    static START: LazyLock<(Timestamp, Duration)> = LazyLock::new(|| (now(), up()));
    let (then, since) = *START;
    now().min(Timestamp(then.0 + (up() - since).as_millis() as i64))
}

/// The time since the machine was started, sleep included where the system tells.
fn up() -> Duration {
    static FIRST: LazyLock<Instant> = LazyLock::new(Instant::now);
    let seconds = std::fs::read_to_string("/proc/uptime").ok();
    let seconds = seconds.and_then(|text| text.split(' ').next()?.parse().ok());
    seconds.map_or_else(|| FIRST.elapsed(), Duration::from_secs_f64)
}

/// A moment in the Netherlands.
fn local(at: Timestamp) -> jiff::Zoned {
    let zone = TimeZone::get("Europe/Amsterdam").unwrap_or(TimeZone::UTC);
    jiff::Timestamp::from_millisecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_zoned(zone)
}

/// Hour and minute in the Netherlands at a moment.
pub fn time_of_day(at: Timestamp) -> (u32, u32) {
    let local = local(at);
    // jiff's hours and minutes are not negative.
    (local.hour() as u32, local.minute() as u32)
}

/// The day in the Netherlands at a moment; years outside 2000-2099 become the nearest of these.
///
/// # Panics
/// Never: every day of another year exists, or is put on the 28th.
pub fn day_of(at: Timestamp) -> Date {
    let day = local(at).date();
    let (year, month, dom) = (day.year().clamp(2000, 2099), day.month(), day.day());
    // jiff's months and days are positive.
    Date::new(year as u16, month as u8, dom as u8)
        .or_else(|_| Date::new(year as u16, month as u8, 28))
        .expect("the 28th exists in every month")
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
