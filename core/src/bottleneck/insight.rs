//! What the figures of a rating say together (method A.1 "Aggregation" and "Projector").
//!
//! Everything here is made of figures that may be shown: an item or a circle with fewer than five
//! answers has none, so it has no place here either.

use serde::{Deserialize, Serialize};

use crate::ids::{BottleneckId, MeetingId};
use crate::limits::SMALLEST_GROUP;
use crate::meeting::Meeting;
use crate::party::CircleId;
use crate::project::Project;
use crate::question::Scale;
use crate::round::Round;
use crate::stats::Band;
use crate::tally::Summary;
use crate::time::Timestamp;

/// Mean severity from which a bottleneck is severe (method A.1).
pub const SEVERE: f64 = 3.5;
/// Mean influence from which it is in our hands (method A.1).
pub const IN_OUR_HANDS: f64 = 3.0;
/// How many of the biggest differences are shown first.
pub const BIGGEST: usize = 3;
/// Points between two circles, 0-4, from which they differ.
pub const GAP: f64 = 2.0;

/// What fits a bottleneck, by its mean severity and influence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quadrant {
    /// Severe and in our hands: take it up now.
    TakeUp,
    /// Severe and not in our hands: bring it to the board or the region.
    PutOnAgenda,
    /// Less severe and in our hands: take it along with something else.
    TakeAlong,
    /// Less severe and not in our hands: park it.
    Park,
}

/// The quadrant of a bottleneck. Both means are 1-5; a mean on the cut counts as above it.
pub fn quadrant(severity: f64, influence: f64) -> Quadrant {
    match (severity >= SEVERE, influence >= IN_OUR_HANDS) {
        (true, true) => Quadrant::TakeUp,
        (true, false) => Quadrant::PutOnAgenda,
        (false, true) => Quadrant::TakeAlong,
        (false, false) => Quadrant::Park,
    }
}

/// Focus: the share of the voters that picked an item, 0-1 (F in method A.1). `None` under five
/// voters, for then it says too much about one of them.
pub fn focus(picks: u32, voters: u32) -> Option<f64> {
    (voters >= SMALLEST_GROUP).then(|| f64::from(picks.min(voters)) / f64::from(voters))
}

/// What the order of bottlenecks is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weighed {
    /// The bottleneck.
    pub item: BottleneckId,
    /// Mean and median severity, 1-5; `None` under five answers.
    pub severity: Option<(f64, f64)>,
    /// Share of voters that picked it, 0-1.
    pub focus: Option<f64>,
    /// Young people that it touches, from the numbers of step 2B; `None` when these are not known.
    pub reach: Option<f64>,
}

/// A bottleneck in the order that the figures advise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ordered {
    /// The bottleneck.
    pub item: BottleneckId,
    /// Weighed young people as a part of the most, 0-100. For the order only: never printed.
    pub aid: Option<u32>,
}

/// The order that the figures advise (method A.1): by weighed young people, PI = reach * severity
/// with severity as `(mean - 1) / 4`, shown as `100 * PI / max`. Without reach: by median severity,
/// then by focus. What has no figures comes last; equals keep their order.
pub fn order(items: &[Weighed]) -> Vec<Ordered> {
    let weighed = |item: &Weighed| Some(item.reach? * ((item.severity?.0 - 1.0) / 4.0));
    let has_reach = items.iter().filter(|item| item.severity.is_some()).all(|item| item.reach.is_some());
    let highest = items.iter().filter_map(weighed).fold(0.0, f64::max);
    let aid = |item: &Weighed| weighed(item).filter(|_| has_reach && highest > 0.0).map(|weight| weight / highest);
    let key = |item: &Weighed| {
        let median = item.severity.map_or(0.0, |(_, median)| median);
        [aid(item).unwrap_or(0.0), median, item.focus.unwrap_or(0.0)]
    };
    let mut order: Vec<&Weighed> = items.iter().collect();
    order.sort_by(|a, b| key(b).partial_cmp(&key(a)).unwrap_or(std::cmp::Ordering::Equal));
    let ordered =
        |item: &Weighed| Ordered { item: item.item, aid: aid(item).map(|share| (share * 100.0).round() as u32) };
    order.into_iter().map(ordered).collect()
}

/// Two circles that see an item differently.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gap {
    /// The circle with the lowest mean, and that mean.
    pub low: (CircleId, f64),
    /// The circle with the highest.
    pub high: (CircleId, f64),
    /// Points between them, 0-4.
    pub points: f64,
}

/// The widest gap between the means of two shown circles; `None` without a breakdown.
pub fn gap(summary: &Summary) -> Option<Gap> {
    let means = || summary.circles.iter().map(|(circle, _, mean)| (circle.clone(), *mean));
    let low = means().min_by(|a, b| a.1.total_cmp(&b.1))?;
    let high = means().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let points = hundredths(high.1 - low.1);
    Some(Gap { low, high, points })
}

/// How far answers on one item differ.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// The item.
    pub item: BottleneckId,
    /// On which scale.
    pub scale: Scale,
    /// Consensus, 0-1.
    pub consensus: f64,
    /// The widest gap between circles.
    pub gap: Option<Gap>,
}

/// What to talk about.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Differences {
    /// The items with the least consensus, each on the scale where it is least, at most three;
    /// none on which people agree.
    pub divided: Vec<Difference>,
    /// Of the other items those where circles lie two points or more apart, the widest first.
    pub between_circles: Vec<Difference>,
}

/// The biggest differences of a counted round.
pub fn differences(round: &Round) -> Differences {
    let all = |item: BottleneckId| -> Vec<Difference> {
        let difference = |scale: &Scale| {
            let summary = round.summary(item, *scale)?;
            Some(Difference { item, scale: *scale, consensus: summary.consensus, gap: gap(&summary) })
        };
        round.question.scales().iter().filter_map(difference).collect()
    };
    let points = |difference: &Difference| difference.gap.as_ref().map_or(0.0, |gap| gap.points);
    let least = |item| {
        let all: Vec<Difference> = all(item);
        all.into_iter().min_by(|a, b| a.consensus.total_cmp(&b.consensus).then(points(b).total_cmp(&points(a))))
    };
    let mut divided: Vec<Difference> = round.rated().filter_map(least).collect();
    divided.retain(|difference| Band::of(difference.consensus) != Band::Agreed);
    divided.sort_by(|a, b| a.consensus.total_cmp(&b.consensus).then(points(b).total_cmp(&points(a))));
    divided.truncate(BIGGEST);
    let widest = |item| all(item).into_iter().max_by(|a, b| points(a).total_cmp(&points(b)));
    let mut between_circles: Vec<Difference> = round.rated().filter_map(widest).collect();
    between_circles.retain(|one| points(one) >= GAP && divided.iter().all(|other| other.item != one.item));
    between_circles.sort_by(|a, b| points(b).total_cmp(&points(a)));
    Differences { divided, between_circles }
}

/// Where the answers on one item and scale lie.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Mean, 1-5.
    pub mean: f64,
    /// Consensus, 0-1.
    pub consensus: f64,
    /// How many answered.
    pub answered: u32,
}

impl Point {
    /// Where these answers lie.
    pub fn of(summary: &Summary) -> Self {
        Self { mean: summary.mean, consensus: summary.consensus, answered: summary.counts.iter().sum() }
    }
}

/// Where the answers on one item lie on both scales; `None` under five answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Points {
    /// Severity.
    pub severity: Option<Point>,
    /// Influence.
    pub influence: Option<Point>,
}

impl Points {
    /// Where the answers of this round lie.
    pub fn of(round: &Round, item: BottleneckId) -> Self {
        let point = |scale| round.summary(item, scale).as_ref().map(Point::of);
        Self { severity: point(Scale::Severity), influence: point(Scale::Influence) }
    }

    fn is_empty(&self) -> bool {
        self.severity.is_none() && self.influence.is_none()
    }
}

/// An item before and after it was talked about.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shift {
    /// The item.
    pub item: BottleneckId,
    /// In the first round.
    pub before: Points,
    /// In the re-vote.
    pub after: Points,
}

/// What a re-vote changed, in the order of the round; nothing for another round. An item that
/// has too few answers in one of the two is left out.
pub fn shifts(meeting: &Meeting, revote: &Round) -> Vec<Shift> {
    let Some(first) = revote.revote_of.and_then(|first| meeting.round(first)) else { return Vec::new() };
    let shift = |item: BottleneckId| Shift { item, before: Points::of(first, item), after: Points::of(revote, item) };
    let both = |shift: &Shift| !shift.before.is_empty() && !shift.after.is_empty();
    revote.rated().map(shift).filter(both).collect()
}

/// What an item was given in another meeting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rating {
    /// In which meeting.
    pub meeting: MeetingId,
    /// Its title.
    pub title: String,
    /// When its round opened.
    pub at: Timestamp,
    /// The figures.
    pub points: Points,
}

/// An item that was rated before. Other people may have rated it then.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ThenAndNow {
    /// The item.
    pub item: BottleneckId,
    /// What it was given in earlier meetings, oldest first.
    pub then: Vec<Rating>,
    /// What it was given in this round.
    pub now: Points,
}

/// The items of a round that earlier meetings rated as well ("toen en nu").
pub fn then_and_now(project: &Project, meeting: &Meeting, round: &Round) -> Vec<ThenAndNow> {
    let row = |item: BottleneckId| {
        let mut then = ratings(project, item);
        then.retain(|rating| rating.meeting != meeting.meeting && rating.at < round.opened_at);
        let now = Points::of(round, item);
        (!then.is_empty() && !now.is_empty()).then_some(ThenAndNow { item, then, now })
    };
    round.rated().filter_map(row).collect()
}

/// What an item was given in each meeting where its figures were shown, oldest first: those of the
/// newest round of the meeting that has any. So stand the parts of a group side by side as well.
pub fn ratings(project: &Project, item: BottleneckId) -> Vec<Rating> {
    let rating = |meeting: &Meeting| {
        let mut rounds = meeting.rounds.iter().rev().filter(|round| round.phase.is_revealed());
        let (round, points) =
            rounds.find_map(|round| Some((round, Points::of(round, item))).filter(|(_, points)| !points.is_empty()))?;
        Some(Rating { meeting: meeting.meeting, title: meeting.title.clone(), at: round.opened_at, points })
    };
    let mut ratings: Vec<Rating> = project.meetings.iter().filter_map(rating).collect();
    ratings.sort_by_key(|rating| rating.at);
    ratings
}

fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(n: u8) -> BottleneckId {
        BottleneckId::from_random([n; 16])
    }

    #[test]
    fn quadrants_are_cut_at_severity_three_and_a_half_and_influence_three() {
        for (severity, influence, expected) in [
            (3.5, 3.0, Quadrant::TakeUp),
            (5.0, 5.0, Quadrant::TakeUp),
            (3.5, 2.99, Quadrant::PutOnAgenda),
            (3.49, 3.0, Quadrant::TakeAlong),
            (1.0, 1.0, Quadrant::Park),
        ] {
            assert_eq!(quadrant(severity, influence), expected, "{severity} {influence}");
        }
    }

    #[test]
    fn focus_is_a_share_of_five_voters_or_more() {
        assert_eq!(focus(3, 12), Some(0.25));
        assert_eq!(focus(0, 5), Some(0.0));
        assert_eq!(focus(9, 5), Some(1.0));
        assert_eq!(focus(2, 4), None);
    }

    #[test]
    fn with_reach_the_order_goes_by_weighed_young_people() {
        let weighed = |n, mean, reach| Weighed { item: item(n), severity: Some((mean, mean)), focus: None, reach };
        // 100 * 0.75 = 75, 40 * 1.00 = 40, 300 * 0.50 = 150.
        let items = [weighed(1, 4.0, Some(100.0)), weighed(2, 5.0, Some(40.0)), weighed(3, 3.0, Some(300.0))];
        let found: Vec<_> = order(&items).iter().map(|ordered| (ordered.item, ordered.aid)).collect();
        assert_eq!(found, [(item(3), Some(100)), (item(1), Some(50)), (item(2), Some(27))]);
        // One reach that is not known: not to be compared, so by median.
        let items = [items[0], weighed(2, 5.0, None), items[2]];
        let found: Vec<_> = order(&items).iter().map(|ordered| (ordered.item, ordered.aid)).collect();
        assert_eq!(found, [(item(2), None), (item(1), None), (item(3), None)]);
    }

    #[test]
    fn without_reach_the_order_goes_by_median_then_focus_and_too_few_answers_come_last() {
        let weighed = |n, median: Option<f64>, focus| Weighed {
            item: item(n),
            severity: median.map(|median| (3.0, median)),
            focus,
            reach: None,
        };
        let items = [
            weighed(1, None, Some(1.0)),
            weighed(2, Some(4.0), Some(0.1)),
            weighed(3, Some(4.0), Some(0.6)),
            weighed(4, Some(4.5), None),
        ];
        let found: Vec<_> = order(&items).iter().map(|ordered| ordered.item).collect();
        assert_eq!(found, [item(4), item(3), item(2), item(1)]);
    }
}
