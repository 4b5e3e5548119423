//! Hundred points: what somebody finds heavier gets more of them (method A.0.5).
//!
//! Points stay whole, so that nothing is lost in adding. What a group gives is the mean and not the
//! median, which would wipe out what few find important.

use std::collections::BTreeMap;

/// What one voter divides.
pub const ALL: u32 = 100;

/// What several voters gave together, in whole points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given<K> {
    points: BTreeMap<K, u32>,
    voters: u32,
}

impl<K> Default for Given<K> {
    fn default() -> Self {
        Self { points: BTreeMap::new(), voters: 0 }
    }
}

impl<K: Ord + Clone> Given<K> {
    /// What these voters gave. Of one whose points are not a hundred together nothing counts.
    pub fn of<'a>(votes: impl IntoIterator<Item = &'a BTreeMap<K, u8>>) -> Self
    where
        K: 'a,
    {
        let mut given = Self::default();
        for vote in votes {
            if vote.values().map(|points| u32::from(*points)).sum::<u32>() != ALL {
                continue;
            }
            given.voters += 1;
            for (key, points) in vote {
                *given.points.entry(key.clone()).or_default() += u32::from(*points);
            }
        }
        given
    }

    /// How many voters there were.
    pub fn voters(&self) -> u32 {
        self.voters
    }

    /// The group's share of each, 0-1; together 1, and nothing without voters.
    pub fn shares(&self) -> BTreeMap<K, f64> {
        let all = f64::from(self.voters * ALL);
        self.points.iter().map(|(key, points)| (key.clone(), f64::from(*points) / all)).collect()
    }

    /// The shares in whole percents that are a hundred together: what is left goes to the largest
    /// remainders, of equals to the first.
    pub fn percents(&self) -> BTreeMap<K, u32> {
        let Some(voters) = Some(self.voters).filter(|voters| *voters > 0) else { return BTreeMap::new() };
        let mut rows: Vec<(&K, u32, u32)> =
            self.points.iter().map(|(key, points)| (key, points / voters, points % voters)).collect();
        let left = ALL - rows.iter().map(|(_, whole, _)| whole).sum::<u32>();
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by_key(|at| (std::cmp::Reverse(rows[*at].2), *at));
        for at in order.into_iter().take(left as usize) {
            rows[at].1 += 1;
        }
        rows.into_iter().map(|(key, whole, _)| (key.clone(), whole)).collect()
    }
}

/// How far voters are apart: the mean of the points that each would have to move to come to the shares
/// of the group, 0-100.
pub fn disagreement<K: Ord + Clone>(votes: &[BTreeMap<K, u8>]) -> Option<f64> {
    let given = Given::of(votes);
    let shares = given.shares();
    let full = votes.iter().filter(|vote| vote.values().map(|points| u32::from(*points)).sum::<u32>() == ALL);
    let moved: Vec<f64> = full
        .map(|vote| {
            let apart = |key: &K, share: f64| (f64::from(vote.get(key).copied().unwrap_or(0)) - share * 100.0).abs();
            shares.iter().map(|(key, share)| apart(key, *share)).sum::<f64>() / 2.0
        })
        .collect();
    (!moved.is_empty()).then(|| moved.iter().sum::<f64>() / moved.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vote(points: &[u8]) -> BTreeMap<usize, u8> {
        points.iter().copied().enumerate().collect()
    }

    /// Five experts whose medians are 0, 65, 25 and 10 (method A.0.5).
    const EXPERTS: [[u8; 4]; 5] = [[0, 70, 25, 5], [0, 65, 30, 5], [0, 65, 25, 10], [5, 60, 25, 10], [10, 65, 15, 10]];

    #[test]
    fn the_mean_keeps_what_few_find_important_where_the_median_would_not() {
        let votes = EXPERTS.map(|points| vote(&points));
        let given = Given::of(&votes);
        assert_eq!(given.percents().into_values().collect::<Vec<_>>(), [3, 65, 24, 8]);
        assert_eq!(given.shares().values().sum::<f64>(), 1.0);
    }

    #[test]
    fn whole_percents_are_a_hundred_together() {
        let thirds = [vote(&[34, 33, 33]), vote(&[33, 34, 33]), vote(&[33, 33, 34])];
        assert_eq!(Given::of(&thirds).percents().into_values().collect::<Vec<_>>(), [34, 33, 33]);
        let given = Given::of(&[vote(&[1, 99]), vote(&[2, 98])]);
        assert_eq!(given.percents().into_values().collect::<Vec<_>>(), [2, 98], "of equals the first");
        assert_eq!(Given::<usize>::default().percents(), BTreeMap::new());
    }

    #[test]
    fn what_is_not_a_hundred_counts_nowhere() {
        let given = Given::of(&[vote(&[50, 50]), vote(&[60, 50]), vote(&[0, 0])]);
        assert_eq!((given.voters(), given.percents().into_values().collect::<Vec<_>>()), (1, vec![50, 50]));
    }

    #[test]
    fn disagreement_is_what_would_have_to_move() {
        assert_eq!(disagreement(&[vote(&[100, 0]), vote(&[0, 100])]), Some(50.0));
        assert_eq!(disagreement(&[vote(&[40, 60]), vote(&[40, 60])]), Some(0.0));
        assert_eq!(disagreement::<usize>(&[]), None);
    }
}
