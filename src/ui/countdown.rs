//! A countdown that is right on every screen: it goes by the server's clock, not by the device's.

use std::time::Duration;

use leptos::prelude::*;
use werksessie_core::timer::Timer;

use super::browser;

/// The seconds that a timer still has; 0 when it has run out, `None` without timer, and `None`
/// until the page is alive.
pub fn seconds_left(timer: Memo<Option<Timer>>) -> RwSignal<Option<u32>> {
    let left = RwSignal::new(None);
    // How far the server's clock is ahead of this one, in milliseconds.
    let ahead = RwSignal::new(None::<i64>);
    Effect::new(move |ran: Option<()>| {
        let show = move || {
            let ahead = ahead.get_untracked().unwrap_or(0);
            let now = timer.get_untracked().map(|timer| {
                let milliseconds = timer.until.0 - browser::now().0 - ahead;
                // Rounded up, so that it says 0 when it is over and not a second before.
                u32::try_from((milliseconds.max(0) + 999) / 1_000).unwrap_or(0)
            });
            if left.get_untracked() != now {
                left.set(now);
            }
        };
        // Asked for when there is a timer to show, and once: clocks do not drift that fast.
        if timer.get().is_some() && ahead.get_untracked().is_none() {
            ahead.set(Some(0));
            leptos::task::spawn_local(async move {
                if let Some(difference) = browser::clock_difference().await {
                    ahead.set(Some(difference));
                    show();
                }
            });
        }
        show();
        if ran.is_none()
            && let Ok(interval) = set_interval_with_handle(show, Duration::from_millis(250))
        {
            on_cleanup(move || interval.clear());
        }
    });
    left
}

/// `4:05`.
pub fn clock(seconds: u32) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// What a screen reader hears: at one minute, at ten seconds, and at the end. In between nothing.
pub fn spoken(left: RwSignal<Option<u32>>) -> Memo<Option<u32>> {
    Memo::new(move |_| match left.get() {
        Some(0) => Some(0),
        Some(1..=10) => Some(10),
        Some(11..=60) => Some(60),
        _ => None,
    })
}
