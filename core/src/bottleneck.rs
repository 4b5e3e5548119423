//! Bottlenecks: what stands between a young person and a home (method A.1).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::access::Right;
use crate::choices::choices;
use crate::command::Decide;
use crate::event::{Apply, Envelope};
use crate::ids::{BottleneckId, CardId, MeetingId, RoundId};
use crate::meeting::Meeting;
use crate::method::{BigFive, Dimension};
use crate::party::shorten;
use crate::project::Project;
use crate::question::Scale;
use crate::room::{Context, Outcome, Room};
use crate::round::Round;
use crate::round::deciding::Decided;
use crate::stats::Band;
use crate::time::Timestamp;
use crate::{Refusal, limits, text};

pub mod change;
pub mod evidence;
pub mod group;
pub mod insight;
pub mod likeness;
pub mod list;
pub mod split;

use evidence::Evidence;
use list::Status;

choices! {
    /// Where a bottleneck comes from.
    Origin {
        /// Seen in almost all pilot municipalities (annex 3).
        Pilot "pilot"
        /// An example priority of the approach (annex 5).
        Example "example"
        /// Heard in a conversation (step 2A).
        Conversation "conversation"
        /// Found in a document (step 2A).
        Document "document"
        /// Brought up in a meeting.
        Meeting "meeting"
        /// Sent in before a meeting, through an intake link.
        Intake "intake"
        /// Seen while the roadmap was carried out (step 3E).
        Signal "signal"
        /// Added by this project.
        Own "own"
    }
}

choices! {
    /// Where it can be solved (method A.1).
    Level {
        /// In what a municipality or an organisation decides.
        Policy "policy"
        /// In how the work is done.
        Practice "practice"
        /// Between organisations.
        Cooperation "cooperation"
        /// In who pays for what.
        Funding "funding"
        /// In the law.
        Law "law"
    }
}

/// What sort of bottleneck it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tags {
    /// Content or behaviour, when somebody said so.
    #[serde(default)]
    pub kind: Option<Dimension>,
    /// Where it can be solved, when somebody said so.
    #[serde(default)]
    pub level: Option<Level>,
    /// The domains of life that it touches.
    #[serde(default)]
    pub domains: BTreeSet<BigFive>,
}

/// One bottleneck, or a group of them that is rated as one.
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
    /// What sort it is.
    #[serde(flatten)]
    pub tags: Tags,
    /// What supports it.
    #[serde(default)]
    pub evidence: BTreeSet<Evidence>,
    /// Whether it is on the list, and why not.
    #[serde(default)]
    pub status: Status,
    /// What it groups; empty for one that is no group.
    #[serde(default)]
    pub parts: Vec<BottleneckId>,
    /// What it was split from.
    #[serde(default)]
    pub split_from: Option<BottleneckId>,
    /// The card that it came from.
    #[serde(default)]
    pub card: Option<CardId>,
    /// What a table last decided about it.
    pub decision: Option<Decision>,
    /// What tables decided before that, oldest first: taking a decision back brings back the one
    /// before.
    #[serde(default)]
    pub earlier: Vec<Decision>,
}

impl Bottleneck {
    /// A bottleneck with a title and no more.
    pub fn new(bottleneck: BottleneckId, number: u32, title: String, origin: Origin) -> Self {
        Self {
            bottleneck,
            number,
            short_name: shorten(&title, limits::SHORT_NAME),
            title,
            explanation: String::new(),
            origin,
            tags: Tags::default(),
            evidence: BTreeSet::new(),
            status: Status::Open,
            parts: Vec::new(),
            split_from: None,
            card: None,
            decision: None,
            earlier: Vec::new(),
        }
    }

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

    /// Whether any standing decision, the newest or an earlier one, gave it a priority. A promise
    /// made on an earlier one stands, whatever a later table put first.
    pub fn was_chosen(&self) -> bool {
        self.earlier.iter().chain(&self.decision).any(|decision| decision.verdict.rank.is_some())
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
    /// What sort it is.
    #[serde(flatten)]
    pub tags: Tags,
}

fn own() -> Origin {
    Origin::Own
}

impl Decide for Add {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let project = &room.project;
        project.new_bottlenecks(&[self.bottleneck])?;
        let (title, short_name) = named(&self.title, self.short_name.as_deref(), context)?;
        let explanation = text::optional(&self.explanation, limits::EXPLANATION, context.today)?;
        let new = Bottleneck::new(self.bottleneck, project.next_number(), title, self.origin);
        Ok(Outcome::event(Added { bottleneck: Bottleneck { short_name, explanation, tags: self.tags.clone(), ..new } }))
    }
}

/// A title and a name on a board as entered, checked.
pub(crate) fn named(title: &str, short_name: Option<&str>, context: &Context) -> Result<(String, String), Refusal> {
    let title = text::required(title, limits::TITLE, context.today)?;
    let short_name = match short_name {
        Some(short) => text::required(short, limits::SHORT_NAME, context.today)?,
        None => shorten(&title, limits::SHORT_NAME),
    };
    Ok((title, short_name))
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
