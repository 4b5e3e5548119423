//! Bottlenecks: what stands between a young person and a home (method A.1).

use serde::{Deserialize, Serialize};

use crate::access::Right;
use crate::command::Decide;
use crate::event::{Apply, Envelope};
use crate::ids::{BottleneckId, MeetingId, RoundId};
use crate::meeting::Meeting;
use crate::party::shorten;
use crate::project::Project;
use crate::question::Scale;
use crate::room::{Context, Outcome, Room};
use crate::round::{Decided, Round};
use crate::stats::Band;
use crate::time::Timestamp;
use crate::{Refusal, limits, text};

/// Where a bottleneck comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Seen in almost all pilot municipalities (annex 3).
    Pilot,
    /// An example priority of the approach (annex 5).
    Example,
    /// Added by this project.
    Own,
}

/// One bottleneck.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bottleneck {
    /// Its id.
    pub bottleneck: BottleneckId,
    /// `K01` and on, as people refer to it.
    pub number: u32,
    /// What is wrong, at most 80 characters.
    pub title: String,
    /// Its name on a board, at most 24 characters.
    pub short_name: String,
    /// One or two sentences more.
    pub explanation: String,
    /// Where it comes from.
    pub origin: Origin,
    /// What a table last decided about it.
    pub decision: Option<Decision>,
    /// What tables decided before that, oldest first: taking a decision back brings back the one
    /// before.
    #[serde(default)]
    pub earlier: Vec<Decision>,
}

impl Bottleneck {
    /// Remembers the newest decision.
    pub(crate) fn decide(&mut self, decided: &Decided, verdict: &Verdict, at: Timestamp) {
        self.earlier.extend(self.decision.replace(Decision {
            meeting: decided.meeting,
            round: decided.round,
            at,
            verdict: verdict.clone(),
            reason: decided.reason.clone(),
        }));
    }

    /// Forgets what was decided on a round.
    pub(crate) fn forget(&mut self, round: RoundId) {
        self.earlier.retain(|decision| decision.round != round);
        if self.decision.as_ref().is_some_and(|decision| decision.round == round) {
            self.decision = self.earlier.pop();
        }
    }

    /// The rank that the table gave it, from 1; `None` when it has no priority.
    pub fn rank(&self) -> Option<u32> {
        self.decision.as_ref()?.verdict.rank
    }
}

/// What a table decided about one bottleneck, with the figures of that moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// In which meeting.
    pub meeting: MeetingId,
    /// On which (first) round.
    pub round: RoundId,
    /// When.
    pub at: Timestamp,
    /// What.
    pub verdict: Verdict,
    /// One line why, when given.
    pub reason: String,
}

/// The decision about one item and the figures it was based on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The item.
    pub item: BottleneckId,
    /// Its place among the priorities, from 1; `None` when it is no priority.
    pub rank: Option<u32>,
    /// The place that the vote gave it, from 1.
    pub vote_rank: u32,
    /// Severity, when five or more answered.
    pub severity: Option<Figure>,
    /// Influence, when five or more answered.
    pub influence: Option<Figure>,
}

/// A figure as decided. Kept in hundredths, so that it is the same everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// Mean in hundredths: 100 to 500.
    pub mean: u32,
    /// Consensus in hundredths: 0 to 100.
    pub consensus: u32,
    /// Consensus in words.
    pub band: Band,
    /// How many answered.
    pub answered: u32,
}

impl Verdict {
    /// The verdict on an item: the newest figures are those of the re-vote, when it had one.
    pub fn of(meeting: &Meeting, round: &Round, item: BottleneckId, place: Option<usize>) -> Self {
        let newest = meeting.revote_with(round.round, item).unwrap_or(round);
        let figure = |scale| {
            let summary = newest.summary(item, scale).or_else(|| round.summary(item, scale))?;
            Some(Figure {
                mean: (summary.mean * 100.0).round() as u32,
                consensus: (summary.consensus * 100.0).round() as u32,
                band: summary.band,
                answered: summary.counts.iter().sum(),
            })
        };
        let order = meeting.order_of(round);
        Self {
            item,
            rank: place.map(|place| place as u32 + 1),
            vote_rank: order.iter().position(|other| *other == item).map_or(0, |place| place as u32 + 1),
            severity: figure(Scale::Severity),
            influence: figure(Scale::Influence),
        }
    }
}

/// `bottleneck.add`: adds a bottleneck to the project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Add {
    /// Id of the new bottleneck, chosen by the sender.
    pub bottleneck: BottleneckId,
    /// What is wrong.
    pub title: String,
    /// Its name on a board; made from the title when left out.
    #[serde(default)]
    pub short_name: Option<String>,
    /// More about it.
    #[serde(default)]
    pub explanation: String,
    /// Where it comes from.
    #[serde(default = "own")]
    pub origin: Origin,
}

fn own() -> Origin {
    Origin::Own
}

impl Decide for Add {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let project = &room.project;
        if project.bottlenecks.len() >= limits::BOTTLENECKS {
            return Err(Refusal::ListFull { max: limits::BOTTLENECKS });
        }
        if project.bottleneck(self.bottleneck).is_some() {
            return Err(Refusal::IdTaken);
        }
        let title = text::required(&self.title, limits::TITLE, context.today)?;
        let short_name = match &self.short_name {
            Some(short) => text::required(short, limits::SHORT_NAME, context.today)?,
            None => shorten(&title, limits::SHORT_NAME),
        };
        let explanation = text::optional(&self.explanation, limits::EXPLANATION, context.today)?;
        Ok(Outcome::event(Added {
            bottleneck: Bottleneck {
                bottleneck: self.bottleneck,
                number: project.bottlenecks.iter().map(|other| other.number).max().unwrap_or(0) + 1,
                title,
                short_name,
                explanation,
                origin: self.origin,
                decision: None,
                earlier: Vec::new(),
            },
        }))
    }
}

/// Event `bottleneck.added`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Added {
    /// The bottleneck as it joins the list.
    pub bottleneck: Bottleneck,
}

impl Apply for Added {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        project.bottlenecks.push(self.bottleneck.clone());
    }
}
