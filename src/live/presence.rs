//! Which seats' phones are there.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use tokio::time::Instant;
use werksessie_core::SeatId;

/// A seat is away when its phone was not heard of for this long.
const AWAY_AFTER: Duration = Duration::from_secs(600);

/// Open connections and the last sign of life, by seat.
#[derive(Default)]
pub(super) struct Presence {
    seats: HashMap<SeatId, (u32, Instant)>,
    /// Who said goodbye and did not come back.
    gone: BTreeSet<SeatId>,
}

impl Presence {
    /// A seat gives a sign of life without a connection.
    pub fn seen(&mut self, seat: SeatId, now: Instant) {
        self.seats.entry(seat).or_insert((0, now)).1 = now;
    }

    /// A connection of a seat came, or went.
    pub fn connection(&mut self, seat: SeatId, came: bool, now: Instant) {
        let (connections, at) = self.seats.entry(seat).or_insert((0, now));
        *connections = if came { *connections + 1 } else { connections.saturating_sub(1) };
        *at = now;
        if came {
            self.gone.remove(&seat);
        }
    }

    /// A seat said goodbye.
    pub fn left(&mut self, seat: SeatId) {
        self.gone.insert(seat);
    }

    /// Those of these seats that are away.
    pub fn away<'a>(&self, seats: impl Iterator<Item = &'a SeatId>, now: Instant) -> BTreeSet<SeatId> {
        let is_away = |seat: &&SeatId| {
            self.gone.contains(seat)
                || self.seats.get(seat).is_none_or(|(connections, at)| *connections == 0 && now - *at > AWAY_AFTER)
        };
        seats.filter(is_away).copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seat_is_away_ten_minutes_after_its_last_connection_went() {
        let (seat, start) = (SeatId(uuid::Uuid::from_u128(1)), Instant::now());
        let mut presence = Presence::default();
        let is_away = |presence: &Presence, now| presence.away([seat].iter(), now).contains(&seat);
        assert!(is_away(&presence, start), "never heard of");
        presence.connection(seat, true, start);
        presence.connection(seat, true, start);
        presence.connection(seat, false, start);
        let later = start + AWAY_AFTER * 2;
        assert!(!is_away(&presence, later), "one connection is still open");
        presence.connection(seat, false, later);
        assert!(!is_away(&presence, later + AWAY_AFTER));
        assert!(is_away(&presence, later + AWAY_AFTER + Duration::from_secs(1)));
        presence.connection(seat, true, later);
        presence.left(seat);
        assert!(is_away(&presence, later), "who says goodbye is away at once, also with another page open");
        presence.connection(seat, true, later);
        assert!(!is_away(&presence, later), "and back with the next look");
    }
}
