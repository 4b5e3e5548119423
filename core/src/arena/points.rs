//! Hundred points: what somebody finds heavier gets more of them (method A.0.5).
//!
//! Points stay whole, so that nothing is lost in adding. What a group gives is the mean and not the
//! median, which would wipe out what few find important.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::ItemId;

/// What one voter divides.
pub const ALL: u32 = 100;

/// How points were divided over something, as it is kept of a counted round.
pub type Points = Given<ItemId>;

/// What several voters gave together, in whole points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "K: Ord + Deserialize<'de>"))]
pub struct Given<K> {
    /// What each got of all of them.
    points: BTreeMap<K, u32>,
    /// How many voters there were.
    voters: u32,
    /// How far they are apart, in hundredths of a point: see [`disagreement`].
    apart: u32,
}

impl<K> Default for Given<K> {
    fn default() -> Self {
        Self { points: BTreeMap::new(), voters: 0, apart: 0 }
    }
}

impl<K: Ord + Clone> Given<K> {
    /// What these voters gave to each of these. Of one whose points are not a hundred together nothing
    /// counts.
    pub fn of(among: &[K], votes: &[&BTreeMap<K, u8>]) -> Self {
        let mut given = Self { points: among.iter().map(|key| (key.clone(), 0)).collect(), ..Self::default() };
        for vote in votes.iter().filter(|vote| is_full(vote)) {
            given.voters += 1;
            for (key, points) in *vote {
                *given.points.entry(key.clone()).or_default() += u32::from(*points);
            }
        }
        given.apart = disagreement(&given.shares(), votes).map_or(0, |apart| (apart * 100.0).round() as u32);
        given
    }

    /// How far voters are apart, 0-100: the points that each would have to move, on average, to come to
    /// the shares of the group.
    pub fn apart(&self) -> f64 {
        f64::from(self.apart) / 100.0
    }

    /// How many voters there were.
    pub fn voters(&self) -> u32 {
        self.voters
    }

    /// The group's share of each, 0-1; together 1, and nothing without voters.
    pub fn shares(&self) -> BTreeMap<K, f64> {
        if self.voters == 0 {
            return BTreeMap::new();
        }
        let all = f64::from(self.voters * ALL);
        self.points.iter().map(|(key, points)| (key.clone(), f64::from(*points) / all)).collect()
    }

    /// The shares in whole percents: see [`percents`].
    pub fn percents(&self) -> BTreeMap<K, u32> {
        let amounts = self.points.iter().map(|(key, points)| (key.clone(), u64::from(*points)));
        percents(&amounts.collect())
    }

    /// What one got goes to another, which it became part of.
    pub(crate) fn join(&mut self, from: &K, into: K) {
        if let Some(points) = self.points.remove(from) {
            *self.points.entry(into).or_default() += points;
        }
    }

    /// What each got of all points of all voters.
    pub fn amounts(&self) -> &BTreeMap<K, u32> {
        &self.points
    }
}

/// Shares of these amounts in whole percents. What is left goes to the largest remainders, of equal ones to
/// the largest amount; where it is too little for all equal amounts it goes to none of them, for these never
/// get unequal percents. So they are a hundred together, or somewhat less. Nothing when there is nothing to
/// share.
pub fn percents<K: Ord + Clone>(amounts: &BTreeMap<K, u64>) -> BTreeMap<K, u32> {
    let all: u64 = amounts.values().sum();
    if all == 0 {
        return BTreeMap::new();
    }
    // Amounts are at most some billions, so that a hundred times as much still fits.
    let share = |amount: &u64| ((amount * 100 / all) as u32, amount * 100 % all);
    let mut rows: Vec<(&K, u32, u64)> = amounts
        .iter()
        .map(|(key, amount)| {
            let (whole, rest) = share(amount);
            (key, whole, rest)
        })
        .collect();
    let mut left = (ALL - rows.iter().map(|(_, whole, _)| whole).sum::<u32>()) as usize;
    let mut order: Vec<usize> = (0..rows.len()).collect();
    // Equal amounts have both parts equal.
    let parts = |rows: &[(&K, u32, u64)], at: usize| (rows[at].2, rows[at].1);
    order.sort_by_key(|at| std::cmp::Reverse(parts(&rows, *at)));
    let equal = |one: &usize, other: &usize| parts(&rows, *one) == parts(&rows, *other);
    for equals in order.chunk_by(equal).map(<[usize]>::to_vec).collect::<Vec<_>>() {
        if equals.len() > left {
            break;
        }
        left -= equals.len();
        equals.into_iter().for_each(|at| rows[at].1 += 1);
    }
    rows.into_iter().map(|(key, whole, _)| (key.clone(), whole)).collect()
}

/// The same of shares, 0-1: what differs by no more than rounding of the calculation is equal.
pub fn percents_of<K: Ord + Clone>(shares: &BTreeMap<K, f64>) -> BTreeMap<K, u32> {
    percents(&shares.iter().map(|(key, share)| (key.clone(), (share * 1e9).round().max(0.0) as u64)).collect())
}

/// Whether this is all of one's points, and no more.
pub fn is_full<K>(vote: &BTreeMap<K, u8>) -> bool {
    vote.values().map(|points| u32::from(*points)).sum::<u32>() == ALL
}

/// How far voters are apart: the mean of the points that each would have to move to come to the shares
/// of the group, 0-100.
fn disagreement<K: Ord>(shares: &BTreeMap<K, f64>, votes: &[&BTreeMap<K, u8>]) -> Option<f64> {
    let moved: Vec<f64> = votes
        .iter()
        .filter(|vote| is_full(vote))
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

    fn given(votes: &[BTreeMap<usize, u8>]) -> Given<usize> {
        Given::of(&[], &votes.iter().collect::<Vec<_>>())
    }

    /// Five experts whose medians are 0, 65, 25 and 10 (method A.0.5).
    const EXPERTS: [[u8; 4]; 5] = [[0, 70, 25, 5], [0, 65, 30, 5], [0, 65, 25, 10], [5, 60, 25, 10], [10, 65, 15, 10]];

    #[test]
    fn the_mean_keeps_what_few_find_important_where_the_median_would_not() {
        let votes = EXPERTS.map(|points| vote(&points));
        let given = given(&votes);
        assert_eq!(given.percents().into_values().collect::<Vec<_>>(), [3, 65, 24, 8]);
        assert_eq!(given.shares().values().sum::<f64>(), 1.0);
    }

    #[test]
    fn whole_percents_are_a_hundred_together_unless_that_would_part_equals() {
        let thirds = [vote(&[34, 33, 33]), vote(&[33, 34, 33]), vote(&[33, 33, 34])];
        assert_eq!(given(&thirds).percents().into_values().collect::<Vec<_>>(), [33, 33, 33]);
        let two = given(&[vote(&[1, 99]), vote(&[2, 98])]);
        assert_eq!(two.percents().into_values().collect::<Vec<_>>(), [1, 99], "1.5 and 98.5");
        let halves = given(&[vote(&[57, 33, 10]), vote(&[58, 32, 10])]);
        assert_eq!(halves.percents().into_values().collect::<Vec<_>>(), [58, 32, 10], "only equal amounts are alike");
        let eight = given(&[vote(&[13, 12, 13, 12, 13, 12, 13, 12]), vote(&[12, 13, 12, 13, 12, 13, 12, 13])]);
        assert_eq!(eight.percents().into_values().collect::<Vec<_>>(), [12; 8]);
        let mixed = given(&[vote(&[34, 33, 33]), vote(&[33, 33, 34])]);
        assert_eq!(mixed.percents().into_values().collect::<Vec<_>>(), [33, 33, 33], "33.5, 33 and 33.5");
        let shares = BTreeMap::from([(0, 0.1 + 0.2), (1, 0.3), (2, 0.4)]);
        assert_eq!(percents_of(&shares).into_values().collect::<Vec<_>>(), [30, 30, 40]);
        assert_eq!(Given::<usize>::default().percents(), BTreeMap::new());
    }

    #[test]
    fn what_is_not_a_hundred_counts_nowhere() {
        let given = given(&[vote(&[50, 50]), vote(&[60, 50]), vote(&[0, 0])]);
        assert_eq!((given.voters(), given.percents().into_values().collect::<Vec<_>>()), (1, vec![50, 50]));
    }

    #[test]
    fn disagreement_is_what_would_have_to_move() {
        assert_eq!(given(&[vote(&[100, 0]), vote(&[0, 100])]).apart(), 50.0);
        assert_eq!(given(&[vote(&[40, 60]), vote(&[40, 60])]).apart(), 0.0);
        assert_eq!(given(&[]).apart(), 0.0);
    }

    #[test]
    fn what_nobody_gave_a_point_stands_there_with_nothing() {
        let votes = [vote(&[100])];
        let given = Given::of(&[0, 1], &votes.iter().collect::<Vec<_>>());
        assert_eq!(given.percents(), BTreeMap::from([(0, 100), (1, 0)]));
    }
}
