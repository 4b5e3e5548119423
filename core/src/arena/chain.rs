//! How certain it is that an activity leads to an effect: the chain is as strong as its weakest line, and
//! of several chains the strongest counts (method A.3). Nothing is multiplied.

use std::collections::BTreeMap;

use crate::choices::choices;

/// The certainty of each thing that can be reached: of its best chain the lowest line.
///
/// `lines` are from, to, and mean certainty from 1 to 5; a line that nobody rated carries nothing. Chains
/// begin at `starts`. A circle of lines does no harm.
pub fn certainties<K: Ord + Copy>(starts: &[K], lines: &[(K, K, Option<f64>)]) -> BTreeMap<K, f64> {
    let mut best: BTreeMap<K, f64> = starts.iter().map(|start| (*start, f64::INFINITY)).collect();
    // Each turn improves something or is the last; a chain without a circle has at most so many lines.
    for _ in 0..=lines.len() {
        let mut changed = false;
        for (from, to, certainty) in lines {
            let (Some(before), Some(certainty)) = (best.get(from).copied(), certainty) else { continue };
            let along = before.min(*certainty);
            let known = best.entry(*to).or_insert(f64::NEG_INFINITY);
            if along > *known {
                *known = along;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    // What a chain begins with is no effect of it.
    best.retain(|key, certainty| certainty.is_finite() && !starts.contains(key));
    best
}

choices! {
    /// How carefully one looks: which effects count.
    Scenario {
        /// Effects of certainty 4 or more.
        Cautious "cautious"
        /// Effects of certainty 3 or more.
        Middle "middle"
        /// All effects.
        Wide "wide"
    }
}

impl Scenario {
    /// Whether an effect of this certainty counts; `None` when no chain leads to it.
    pub fn counts(self, certainty: Option<f64>) -> bool {
        match self {
            Self::Cautious => certainty.is_some_and(|certainty| certainty >= 4.0),
            Self::Middle => certainty.is_some_and(|certainty| certainty >= 3.0),
            Self::Wide => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_chain_is_as_strong_as_its_weakest_line_and_the_best_chain_counts() {
        let lines = [(1, 10, Some(5.0)), (10, 20, Some(2.0)), (2, 20, Some(3.0)), (20, 30, Some(4.5))];
        let found = certainties(&[1, 2], &lines);
        assert_eq!(found, BTreeMap::from([(10, 5.0), (20, 3.0), (30, 3.0)]));
    }

    #[test]
    fn what_nobody_rated_and_what_nothing_leads_to_has_no_certainty() {
        let found = certainties(&[1], &[(1, 10, None), (7, 20, Some(5.0)), (10, 30, Some(5.0))]);
        assert_eq!(found, BTreeMap::new());
        assert!(!Scenario::Middle.counts(None) && Scenario::Wide.counts(None));
    }

    #[test]
    fn a_circle_ends() {
        let found = certainties(&[1], &[(1, 2, Some(4.0)), (2, 3, Some(5.0)), (3, 2, Some(5.0)), (3, 1, Some(5.0))]);
        assert_eq!(found, BTreeMap::from([(2, 4.0), (3, 4.0)]));
    }

    fn counted(certainty: Option<f64>) -> Vec<bool> {
        Scenario::ALL.iter().map(|scenario| scenario.counts(certainty)).collect()
    }

    #[test]
    fn scenarios_take_in_more_and_more() {
        for certainty in [None, Some(1.0), Some(2.99), Some(3.0), Some(3.99), Some(4.0), Some(5.0)] {
            let counted = counted(certainty);
            assert!(counted.is_sorted(), "{certainty:?}: {counted:?}");
        }
        assert_eq!(counted(Some(3.5)), [false, true, true]);
    }

    /// By trying every chain.
    fn by_hand(at: u8, to: u8, lines: &[(u8, u8, Option<f64>)], seen: &mut Vec<u8>) -> Option<f64> {
        let mut best: Option<f64> = None;
        for (from, next, certainty) in lines {
            let Some(certainty) = certainty.filter(|_| *from == at && !seen.contains(next)) else { continue };
            let rest = if *next == to {
                Some(f64::INFINITY)
            } else {
                seen.push(*next);
                let rest = by_hand(*next, to, lines, seen);
                seen.pop();
                rest
            };
            let along = rest.map(|rest| rest.min(certainty));
            best = match (best, along) {
                (Some(best), Some(along)) => Some(best.max(along)),
                (best, along) => best.or(along),
            };
        }
        best
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn it_is_what_trying_every_chain_finds(
            lines in prop::collection::vec((0u8..6, 0u8..6, prop::option::of((1u32..6).prop_map(f64::from))), 0..12),
        ) {
            let found = certainties(&[0], &lines);
            for to in 1..6 {
                prop_assert_eq!(found.get(&to).copied(), by_hand(0, to, &lines, &mut vec![0]), "to {}", to);
            }
        }
    }
}
