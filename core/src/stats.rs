//! Statistics shared by all activities (method A.0.4).
//!
//! All functions take counts per category: `counts[k]` is how many gave the mark `k + 1`.

use serde::{Deserialize, Serialize};

use crate::limits::SMALLEST_GROUP;

/// Number of answers.
pub fn answered(counts: &[u32]) -> u32 {
    counts.iter().sum()
}

/// Mean mark, 1 to `counts.len()`; `None` without answers.
pub fn mean(counts: &[u32]) -> Option<f64> {
    let n = answered(counts);
    let sum: f64 = marks(counts).map(|(mark, count)| mark * f64::from(count)).sum();
    (n > 0).then(|| sum / f64::from(n))
}

/// The mark at share `p` (0-1) of the sorted answers, between two marks by linear
/// interpolation (quantile type 7 of Hyndman and Fan 1996). `p = 0.5` is the median.
pub fn quantile(counts: &[u32], p: f64) -> Option<f64> {
    let n = answered(counts);
    if n == 0 {
        return None;
    }
    let position = f64::from(n - 1) * p;
    let low = mark_at(counts, position.floor() as u32);
    let high = mark_at(counts, position.ceil() as u32);
    Some(low + (high - low) * position.fract())
}

/// Consensus of Tastle and Wierman (2007), 0 (split over the extremes) to 1 (all equal):
/// `1 + sum p_k log2(1 - |k - m| / (K - 1))`. Not comparable between scales of different length.
pub fn consensus(counts: &[u32]) -> Option<f64> {
    let mean = mean(counts)?;
    let n = f64::from(answered(counts));
    let width = counts.len() as f64 - 1.0;
    let sum: f64 = marks(counts)
        .filter(|(_, count)| *count > 0)
        .map(|(mark, count)| f64::from(count) / n * (1.0 - (mark - mean).abs() / width).log2())
        .sum();
    Some((1.0 + sum).clamp(0.0, 1.0))
}

/// How far the answers agree, in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// Consensus of 0.75 or more.
    Agreed,
    /// Consensus of 0.50 to 0.75.
    Mixed,
    /// Consensus under 0.50.
    Divided,
}

impl Band {
    /// The band of a consensus.
    pub fn of(consensus: f64) -> Self {
        if consensus >= 0.75 {
            Self::Agreed
        } else if consensus >= 0.50 {
            Self::Mixed
        } else {
            Self::Divided
        }
    }
}

/// Whether a five-step scale shows two camps: at least 30 % on 1-2, at least 30 % on 4-5, fewer
/// on 3 than on the fullest of each camp, and consensus under 0.50.
pub fn is_polarised(counts: &[u32; 5]) -> bool {
    let n = answered(counts);
    let is_camp = |a: u32, b: u32| f64::from(a + b) >= 0.30 * f64::from(n) && counts[2] < a.max(b);
    n > 0
        && is_camp(counts[0], counts[1])
        && is_camp(counts[3], counts[4])
        && consensus(counts).is_some_and(|consensus| consensus < 0.50)
}

/// Share of the variance that lies between groups, 0-1: `(eta2, eps2)`, where eps2 corrects eta2
/// for small groups and can be negative. `None` without variance, or with as many groups as votes.
pub fn between_groups(groups: &[[u32; 5]]) -> Option<(f64, f64)> {
    let mut all = [0; 5];
    for group in groups {
        for (sum, count) in all.iter_mut().zip(group) {
            *sum += count;
        }
    }
    let overall = mean(&all)?;
    let n = f64::from(answered(&all));
    let k = groups.iter().filter(|group| answered(*group) > 0).count() as f64;
    let total: f64 = marks(&all).map(|(mark, count)| f64::from(count) * (mark - overall).powi(2)).sum();
    let between: f64 =
        groups.iter().filter_map(|group| Some(f64::from(answered(group)) * (mean(group)? - overall).powi(2))).sum();
    if total == 0.0 || n <= k {
        return None;
    }
    let eta2 = between / total;
    Some((eta2, 1.0 - (1.0 - eta2) * (n - 1.0) / (n - k)))
}

/// Which conversation to hold ("welk gesprek nu?").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Talk {
    /// People agree: a short check is enough.
    Agreed,
    /// Circles differ: let each circle explain (interests).
    BetweenCircles,
    /// The difference runs through the circles: clarify the item (information, definition).
    WithinCircles,
    /// Not to be seen yet: ask for both.
    AskBoth,
}

/// The conversation that fits these answers. `circles` holds the answers by shown circle.
///
/// The split needs 12 answers, two circles, five answers in each, and consensus under 0.75.
pub fn talk(counts: &[u32; 5], circles: &[[u32; 5]]) -> Option<Talk> {
    let consensus = consensus(counts)?;
    if consensus >= 0.75 {
        return Some(Talk::Agreed);
    }
    let enough =
        answered(counts) >= 12 && circles.len() >= 2 && circles.iter().all(|circle| answered(circle) >= SMALLEST_GROUP);
    Some(match between_groups(circles).filter(|_| enough) {
        Some((_, eps2)) if eps2 >= 0.30 => Talk::BetweenCircles,
        Some((_, eps2)) if eps2 < 0.10 => Talk::WithinCircles,
        _ => Talk::AskBoth,
    })
}

fn marks(counts: &[u32]) -> impl Iterator<Item = (f64, u32)> {
    counts.iter().enumerate().map(|(index, count)| (index as f64 + 1.0, *count))
}

/// The mark of the answer at `position`, counted from 0 in sorted order.
fn mark_at(counts: &[u32], position: u32) -> f64 {
    let mut seen = 0;
    for (mark, count) in marks(counts) {
        seen += count;
        if position < seen {
            return mark;
        }
    }
    counts.len() as f64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 0.000_05
    }

    #[test]
    fn consensus_gives_the_vectors_of_the_method() {
        for (counts, expected) in [
            ([0, 0, 0, 0, 8], 1.0000),
            ([4, 0, 0, 0, 4], 0.0000),
            ([2, 2, 2, 2, 2], 0.4340),
            ([0, 1, 2, 4, 1], 0.6977),
            ([3, 1, 0, 1, 3], 0.1462),
            ([0, 0, 1, 6, 1], 0.8962),
            ([0, 0, 2, 5, 3], 0.7786),
            ([1, 4, 1, 4, 2], 0.4755),
        ] {
            let found = consensus(&counts).unwrap();
            assert!(close(found, expected), "{counts:?}: {found}");
        }
        let seven = consensus(&[30, 40, 210, 130, 530, 50, 10]).unwrap();
        assert!((seven - 0.725_687_6).abs() < 0.000_000_05, "{seven}");
    }

    #[test]
    fn bands_begin_at_their_lower_end() {
        assert_eq!(Band::of(0.75), Band::Agreed);
        assert_eq!(Band::of(0.7499), Band::Mixed);
        assert_eq!(Band::of(0.50), Band::Mixed);
        assert_eq!(Band::of(0.4999), Band::Divided);
    }

    #[test]
    fn polarised_needs_two_camps_and_a_gap() {
        assert!(is_polarised(&[3, 1, 0, 1, 3]));
        assert!(!is_polarised(&[2, 2, 2, 2, 2]));
        assert!(!is_polarised(&[2, 3, 4, 3, 2]));
        assert!(!is_polarised(&[0; 5]));
    }

    fn counts_of(marks: &[usize]) -> [u32; 5] {
        let mut counts = [0; 5];
        for mark in marks {
            counts[mark - 1] += 1;
        }
        counts
    }

    #[test]
    fn the_split_between_circles_gives_the_vectors_of_the_method() {
        let (eta2, eps2) =
            between_groups(&[counts_of(&[5, 5, 4, 5]), counts_of(&[2, 1, 2]), counts_of(&[4, 5, 4])]).unwrap();
        assert!(close(eta2, 0.8964) && close(eps2, 0.8667), "{eta2} {eps2}");
        let (eta2, eps2) =
            between_groups(&[counts_of(&[5, 1, 4]), counts_of(&[2, 5, 1]), counts_of(&[1, 5, 3])]).unwrap();
        assert!(close(eta2, 0.0256) && close(eps2, -0.2991), "{eta2} {eps2}");
        assert_eq!(between_groups(&[counts_of(&[3, 3]), counts_of(&[3])]), None);
    }

    #[test]
    fn the_talk_follows_the_split() {
        let (care, town) = ([0, 0, 0, 2, 5], [4, 2, 0, 0, 0]);
        assert_eq!(talk(&[4, 2, 0, 2, 5], &[care, town]), Some(Talk::BetweenCircles));
        let mixed = [3, 0, 0, 0, 3];
        assert_eq!(talk(&[6, 0, 0, 0, 6], &[mixed, mixed]), Some(Talk::WithinCircles));
        assert_eq!(talk(&[3, 0, 0, 0, 3], &[]), Some(Talk::AskBoth));
        assert_eq!(talk(&[0, 0, 0, 0, 6], &[]), Some(Talk::Agreed));
        assert_eq!(talk(&[0; 5], &[]), None);
    }

    #[test]
    fn quartiles_are_of_type_seven() {
        // The sorted answers are 1 2 3 4: type 7 gives 1.75, 2.5 and 3.25.
        let counts = [1, 1, 1, 1, 0];
        assert_eq!([0.25, 0.5, 0.75].map(|p| quantile(&counts, p)), [Some(1.75), Some(2.5), Some(3.25)]);
        assert_eq!(quantile(&[0; 5], 0.5), None);
    }

    proptest! {
        #[test]
        fn figures_stay_in_their_ranges(counts in prop::array::uniform5(0u32..50)) {
            if answered(&counts) > 0 {
                let (mean, consensus) = (mean(&counts).unwrap(), consensus(&counts).unwrap());
                prop_assert!((1.0..=5.0).contains(&mean));
                prop_assert!((0.0..=1.0).contains(&consensus));
                let quartiles = [0.25, 0.5, 0.75].map(|p| quantile(&counts, p).unwrap());
                prop_assert!(quartiles.is_sorted());
                let mut turned = counts;
                turned.reverse();
                prop_assert!(close(consensus, super::consensus(&turned).unwrap()));
                prop_assert_eq!(is_polarised(&counts), is_polarised(&turned));
            }
        }
    }
}
