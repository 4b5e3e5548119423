//! Identifiers. Each kind is its own type, so that a round can never stand where a seat is meant.
//!
//! An identifier is public and proves nothing: secrets are a matter of the server.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A version 4 identifier from 16 random bytes.
            pub fn from_random(bytes: [u8; 16]) -> Self {
                Self(uuid::Builder::from_random_bytes(bytes).into_uuid())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::from_str(text).map(Self)
            }
        }
    )*};
}

ids! {
    /// One municipality's project: the dossier with everything in it.
    ProjectId
    /// One meeting of a project.
    MeetingId
    /// One round of blind rating in a meeting.
    RoundId
    /// One person in one meeting.
    SeatId
    /// One organisation, or one directie of the municipality.
    PartyId
    /// One bottleneck.
    BottleneckId
    /// Whatever a round asks about, or points are divided over: a bottleneck, a risk, the challenge as a
    /// whole, a board or a piece of it, a party. It has the identifier of that.
    ItemId
    /// One card: a bottleneck that somebody proposed.
    CardId
    /// One risk that comes from a bottleneck.
    RiskId
    /// One promise of one party.
    PromiseId
    /// What one promise needs from another party.
    ConditionId
    /// One action on the roadmap.
    ActionId
    /// One board of an effects arena.
    ArenaId
    /// One piece on a board: an activity, an effect, a line, or a contribution.
    PieceId
    /// One access link.
    LinkId
    /// One command, chosen by the sender; the same id is carried out once.
    CommandId
    /// One batch of paper votes.
    PaperId
    /// One request to come back to a seat on another phone.
    ClaimId
}

macro_rules! items {
    ($($name:ident)*) => {$(
        impl From<$name> for ItemId {
            fn from(id: $name) -> Self {
                Self(id.0)
            }
        }
    )*};
}

items! { BottleneckId RiskId ProjectId ArenaId PieceId PartyId }

/// Sixteen bytes for the `n`-th thing that one act makes, from the act's own 32 random bytes.
///
/// A mixing step (SplitMix64) keeps the ids of one act apart; unguessability comes from the
/// entropy itself, and no id is ever a secret.
pub fn derive(entropy: &[u8; 32], n: u64) -> [u8; 16] {
    let mut out = [0; 16];
    for (half, chunk) in out.chunks_exact_mut(8).enumerate() {
        let mut seed = n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        for (at, byte) in entropy[half * 16..half * 16 + 16].iter().enumerate() {
            seed ^= u64::from(*byte) << ((at % 8) * 8);
            seed = mix(seed);
        }
        chunk.copy_from_slice(&seed.to_be_bytes());
    }
    out
}

/// One SplitMix64 step.
pub fn mix(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_act_makes_different_ids_and_always_the_same_ones() {
        let entropy = [7; 32];
        assert_ne!(derive(&entropy, 0), derive(&entropy, 1));
        assert_eq!(derive(&entropy, 1), derive(&entropy, 1));
        assert_ne!(derive(&[8; 32], 1), derive(&entropy, 1));
    }
}
