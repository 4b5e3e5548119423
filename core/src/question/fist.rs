//! Fist to five: how far parties stand behind a sentence (method A.4).
//!
//! A fist (0) blocks, 1 and 2 want to talk first, 3 can live with it, 4 supports it, 5 pulls it. Each
//! party raises one hand, all at once.

use serde::{Deserialize, Serialize};

use crate::choices::choices;
use crate::ids::PartyId;

/// All fingers.
pub const MOST: u8 = 5;
/// From here on a party can live with it.
const CAN_LIVE_WITH: u8 = 3;
/// Up to here a party objects so much that there is no result.
const OBJECTS: u8 = 1;

choices! {
    /// What the hands of all parties say together.
    Outcome {
        /// Every party raised three fingers or more.
        Carried "carried"
        /// Nobody raised none or one: carried, with the reservations of who raised two.
        Reserved "reserved"
        /// Somebody raised none or one.
        NotYet "not_yet"
    }
}

/// The hand of one party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hand {
    /// Which party.
    pub party: PartyId,
    /// How many fingers, from 0 to 5.
    pub fingers: u8,
    /// What it needs, in its own words; may be empty.
    #[serde(default)]
    pub note: String,
}

impl Hand {
    /// Whether this party is offered the floor: it cannot live with the sentence as it is.
    pub fn is_heard(&self) -> bool {
        self.fingers < CAN_LIVE_WITH
    }
}

/// What these hands say together; `None` when no hand was raised.
pub fn outcome(hands: &[Hand]) -> Option<Outcome> {
    let lowest = hands.iter().map(|hand| hand.fingers).min()?;
    Some(match lowest {
        CAN_LIVE_WITH.. => Outcome::Carried,
        lowest if lowest > OBJECTS => Outcome::Reserved,
        _ => Outcome::NotYet,
    })
}

/// How many parties raised each number of fingers, from 0 to 5.
pub fn counts(hands: &[Hand]) -> [u32; 6] {
    let mut counts = [0; 6];
    for hand in hands {
        counts[usize::from(hand.fingers.min(MOST))] += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hands(fingers: &[u8]) -> Vec<Hand> {
        let party = PartyId::from_random([1; 16]);
        fingers.iter().map(|fingers| Hand { party, fingers: *fingers, note: String::new() }).collect()
    }

    #[test]
    fn three_from_all_carries_two_reserves_and_one_or_none_does_not() {
        for (fingers, expected) in [
            (&[3, 3, 3][..], Some(Outcome::Carried)),
            (&[5, 4, 3], Some(Outcome::Carried)),
            (&[5, 2, 3], Some(Outcome::Reserved)),
            (&[2, 2], Some(Outcome::Reserved)),
            (&[5, 5, 5, 1], Some(Outcome::NotYet)),
            (&[0, 2, 5], Some(Outcome::NotYet)),
            (&[0], Some(Outcome::NotYet)),
            (&[], None),
        ] {
            assert_eq!(outcome(&hands(fingers)), expected, "{fingers:?}");
        }
    }

    #[test]
    fn hands_are_counted_by_fingers_and_who_raised_under_three_is_heard() {
        let hands = hands(&[5, 0, 3, 3, 2]);
        assert_eq!(counts(&hands), [1, 0, 1, 2, 0, 1]);
        assert_eq!(hands.iter().filter(|hand| hand.is_heard()).count(), 2);
    }

    #[test]
    fn every_outcome_follows_from_the_lowest_hand_alone() {
        for lowest in 0..=MOST {
            for other in lowest..=MOST {
                assert_eq!(outcome(&hands(&[other, lowest])), outcome(&hands(&[lowest])), "{lowest} and {other}");
            }
        }
    }
}
