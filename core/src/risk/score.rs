//! Scoring risks: what the votes say, and what the table decides (method A.2).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Side;
use super::measure::{Range, Zone};
use crate::access::Right;
use crate::command::{Command, Decide};
use crate::event::{Apply, Envelope};
use crate::ids::{ItemId, MeetingId, RiskId, RoundId};
use crate::meeting::Meeting;
use crate::project::Project;
use crate::question::Scale;
use crate::room::{Context, Outcome, Room};
use crate::round::deciding::{Reopen, decidable};
use crate::round::{Ask, Phase, Round, Target};
use crate::stats;
use crate::time::Timestamp;
use crate::{Refusal, limits, text};

/// A place in the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// How often it comes true, from 1 to 5.
    pub chance: u8,
    /// What it does then, from 1 to 5.
    pub impact: u8,
}

/// What the votes on one risk say. Made of five votes or more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Votes {
    /// How many voted for each place: by impact, then by chance, both from 1.
    pub places: [[u32; 5]; 5],
    /// Median chance and impact, each from 1 to 5.
    pub median: (f64, f64),
    /// Consensus on chance and on impact, 0-1.
    pub consensus: (f64, f64),
    /// How many voted.
    pub voted: u32,
}

impl Votes {
    /// What the votes in these places say; `None` when there are none.
    pub fn of(places: &[[u32; 5]; 5]) -> Option<Self> {
        let (chance, impact) = margins(places);
        Some(Self {
            places: *places,
            median: (stats::quantile(&chance, 0.5)?, stats::quantile(&impact, 0.5)?),
            consensus: (stats::consensus(&chance)?, stats::consensus(&impact)?),
            voted: stats::answered(&chance),
        })
    }

    /// The place that the vote advises: that of the median, or the higher one next to it.
    pub fn advice(&self) -> Place {
        Place { chance: self.median.0.ceil() as u8, impact: self.median.1.ceil() as u8 }
    }
}

/// How many gave each mark on chance, and on impact.
pub fn margins(places: &[[u32; 5]; 5]) -> ([u32; 5], [u32; 5]) {
    let (mut chance, mut impact) = ([0; 5], [0; 5]);
    for (row, impact) in places.iter().zip(&mut impact) {
        for (votes, chance) in row.iter().zip(&mut chance) {
            *chance += votes;
            *impact += votes;
        }
    }
    (chance, impact)
}

/// What a table decided about a risk, with the figures of that moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// In which meeting.
    pub meeting: MeetingId,
    /// On which (first) round.
    pub round: RoundId,
    /// When.
    pub at: Timestamp,
    /// Where it stands in the matrix.
    pub place: Place,
    /// What that means.
    pub zone: Zone,
    /// What it may cost the municipality in a year, when amounts were asked.
    #[serde(default)]
    pub money: Option<Range>,
    /// The figures, when five or more voted.
    #[serde(default)]
    pub figures: Option<Figures>,
    /// One line why, when given.
    #[serde(default)]
    pub reason: String,
}

/// The figures behind a score, in hundredths, so that they are the same everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// Median chance and impact: 100 to 500.
    pub median: (u32, u32),
    /// Consensus on chance and impact: 0 to 100.
    pub consensus: (u32, u32),
    /// How many voted.
    pub voted: u32,
}

impl Figures {
    fn of(votes: &Votes) -> Self {
        let hundredths = |value: f64| (value * 100.0).round() as u32;
        let both = |(chance, impact): (f64, f64)| (hundredths(chance), hundredths(impact));
        Self { median: both(votes.median), consensus: both(votes.consensus), voted: votes.voted }
    }
}

impl Round {
    /// What the votes on a risk say, once counted; `None` under five votes.
    pub fn votes(&self, item: impl Into<ItemId>) -> Option<Votes> {
        Votes::of(self.phase.tally()?.items.get(&item.into())?.places.as_ref()?)
    }
}

impl Meeting {
    /// What the votes on a risk say: those of the re-vote, when it was counted.
    pub fn newest_votes(&self, first: &Round, item: impl Into<ItemId>) -> Option<Votes> {
        let item = item.into();
        let again = self.revote_with(first.round, item).and_then(|revote| revote.votes(item));
        again.or_else(|| first.votes(item))
    }
}

/// Risks in the order to talk about them: by impact, then by chance, never by both in one number
/// (method A.2). What has no score comes last, in the order of the numbers.
pub fn order<R: std::borrow::Borrow<super::Risk>>(risks: &mut [R]) {
    let key = |risk: &super::Risk| {
        let place = risk.score.as_ref().map(|score| (score.place.impact, score.place.chance));
        (std::cmp::Reverse(place), risk.number)
    };
    risks.sort_by_key(|risk| key(risk.borrow()));
}

/// `risk.settle`: the table decides where the risks of a first round stand in the matrix, and why
/// when that differs from the vote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settle {
    /// Which (first) round.
    #[serde(flatten)]
    pub target: Target,
    /// Where each risk stands; what is left out gets no score.
    pub places: BTreeMap<RiskId, Place>,
    /// One line why; required when the table chooses otherwise than the vote.
    #[serde(default)]
    pub reason: String,
}

impl Decide for Settle {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let project = &room.project;
        let (meeting, round) = decidable(room, self.target, Ask::RiskScores)?;
        if self.places.is_empty() || self.places.len() > round.items.len() {
            return Err(Refusal::ItemCount { max: round.items.len() });
        }
        let reason = text::optional(&self.reason, limits::SENTENCE, context.today)?;
        let mut scores = Vec::new();
        for (risk, place) in &self.places {
            let found = project.risk(*risk).filter(|_| round.items.contains(&ItemId::from(*risk)));
            let found = found.ok_or(Refusal::UnknownItem)?;
            let is_mark = |mark: u8| (1..=5).contains(&mark);
            if !is_mark(place.chance) || !is_mark(place.impact) {
                return Err(Refusal::MarkOutOfRange);
            }
            let votes = meeting.newest_votes(round, *risk);
            if reason.is_empty() && votes.is_some_and(|votes| votes.advice() != *place) {
                return Err(Refusal::ReasonNeeded);
            }
            scores.push(Scored::of(project, meeting, round, (found.risk, found.side), *place));
        }
        let settled = Settled { meeting: meeting.meeting, round: round.round, scores, reason };
        Ok(Outcome::event(settled).undo(Command::RoundReopen(Reopen { target: self.target })))
    }
}

/// Where one risk stands, as decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scored {
    /// Which risk.
    pub risk: RiskId,
    /// Where it stands.
    pub place: Place,
    /// What that means.
    pub zone: Zone,
    /// What it may cost in a year.
    #[serde(default)]
    pub money: Option<Range>,
    /// The figures.
    #[serde(default)]
    pub figures: Option<Figures>,
}

impl Scored {
    /// Where a risk stands when a table decides on this place, with the figures and the measure of that
    /// moment.
    pub fn of(project: &Project, meeting: &Meeting, round: &Round, (risk, side): (RiskId, Side), place: Place) -> Self {
        let classes = round.question.money().filter(|_| side == Side::Municipality);
        Self {
            risk,
            place,
            zone: project.risk_zones.at(place.chance, place.impact),
            money: classes.and_then(|classes| classes.range(place.chance, place.impact)),
            figures: meeting.newest_votes(round, risk).as_ref().map(Figures::of),
        }
    }
}

/// Event `risk.settled`. Holds the figures as they were when the table decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// The meeting.
    pub meeting: MeetingId,
    /// The first round.
    pub round: RoundId,
    /// Where each risk stands.
    pub scores: Vec<Scored>,
    /// One line why, when given.
    pub reason: String,
}

impl Apply for Settled {
    fn apply(&self, project: &mut Project, envelope: &Envelope) {
        if let Some(round) = project.round_mut(self.meeting, self.round) {
            round.decide();
        }
        for scored in &self.scores {
            let score = Score {
                meeting: self.meeting,
                round: self.round,
                at: envelope.at,
                place: scored.place,
                zone: scored.zone,
                money: scored.money,
                figures: scored.figures,
                reason: self.reason.clone(),
            };
            if let Some(risk) = project.risk_mut(scored.risk) {
                risk.earlier.extend(risk.score.replace(score));
            }
        }
    }
}

impl super::Risk {
    /// Forgets what was decided on a round.
    pub(crate) fn forget(&mut self, round: RoundId) {
        self.earlier.retain(|score| score.round != round);
        if self.score.as_ref().is_some_and(|score| score.round == round) {
            self.score = self.earlier.pop();
        }
    }
}

impl Round {
    /// Says that the table decided on it.
    pub(crate) fn decide(&mut self) {
        if let Some(tally) = self.phase.tally().cloned() {
            self.phase = Phase::Decided(tally);
        }
    }
}

/// The scales of a risk in the order in which a matrix shows them: across, and up.
pub const AXES: [Scale; 2] = Scale::RISK;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_taken_on_each_axis_and_the_advice_is_the_higher_place() {
        let mut places = [[0; 5]; 5];
        // Three votes for chance 2 and impact 5, three for chance 3 and impact 4.
        (places[4][1], places[3][2]) = (3, 3);
        let votes = Votes::of(&places).expect("there are six");
        assert_eq!((votes.median, votes.voted), ((2.5, 4.5), 6));
        assert_eq!(votes.advice(), Place { chance: 3, impact: 5 });
        assert_eq!(margins(&places), ([0, 3, 3, 0, 0], [0, 0, 0, 3, 3]));
        assert_eq!(Votes::of(&[[0; 5]; 5]), None);
    }
}
