//! The state of a project: the fold of its log.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::access::{Actor, LinkRole};
use crate::action::Action;
use crate::arena::Arena;
use crate::bottleneck::Bottleneck;
use crate::card::Card;
use crate::challenge::Challenge;
use crate::erasure::{Expiry, Redaction};
use crate::event::{Apply, Envelope};
use crate::finished::Finished;
use crate::ids::{BottleneckId, MeetingId, PartyId, ProjectId, RoundId};
use crate::limits;
use crate::meeting::{Act, Meeting};
use crate::party::{Circle, Party};
use crate::promise::Promise;
use crate::risk::Risk;
use crate::risk::measure::{Classes, Zones};
use crate::round::Round;
use crate::step::{StepId, StepMark, StepState};
use crate::time::Timestamp;

/// The language of a project: of its starting texts, documents, and first screens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Dutch.
    #[default]
    Nl,
    /// English.
    En,
}

/// Everything that a project's log says. Ballots, seats, links and responses are not in it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Project {
    /// Position of the last folded event.
    pub seq: u64,
    /// Its id; `None` before the first event.
    pub project: Option<ProjectId>,
    /// The municipality's name.
    pub municipality: String,
    /// The project's title.
    pub title: String,
    /// Its language.
    pub language: Language,
    /// A made-up project to look around in.
    pub example: bool,
    /// A copy in memory to rehearse with: nothing of it stays.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rehearsal: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// Clusters of parties for statistics.
    pub circles: Vec<Circle>,
    /// Who is involved.
    pub parties: Vec<Party>,
    /// What is wrong.
    pub bottlenecks: Vec<Bottleneck>,
    /// Bottlenecks that left the list without a trace in figures, decisions or promises: an undo
    /// brings them back as they were, under the number they had.
    #[serde(default)]
    pub removed: Vec<Bottleneck>,
    /// Pairs of bottlenecks that somebody said are not the same, each with the lower id first.
    #[serde(default)]
    pub distinct: BTreeSet<(BottleneckId, BottleneckId)>,
    /// Bottlenecks that people proposed, oldest first.
    #[serde(default)]
    pub cards: Vec<Card>,
    /// Its meetings, oldest first.
    pub meetings: Vec<Meeting>,
    /// What can go wrong when nothing is done.
    #[serde(default)]
    pub risks: Vec<Risk>,
    /// Which amounts stand for the impact of a risk on the municipality; none to ask in words.
    #[serde(default)]
    pub risk_classes: Option<Classes>,
    /// Which places in the matrix of risks are high.
    #[serde(default)]
    pub risk_zones: Zones,
    /// What has to change, and who stands behind that.
    #[serde(default)]
    pub challenge: Challenge,
    /// Boards of the effects arena, oldest first.
    #[serde(default)]
    pub arenas: Vec<Arena>,
    /// What was promised.
    pub promises: Vec<Promise>,
    /// What stands on the roadmap.
    pub actions: Vec<Action>,
    /// The steps that were marked, in order.
    pub steps: Vec<StepMark>,
    /// Documents that were marked final, oldest first.
    #[serde(default)]
    pub finished: Vec<Finished>,
    /// When the project goes, if that was said.
    #[serde(default)]
    pub expiry: Option<Expiry>,
    /// What was taken out of the log, oldest first.
    #[serde(default)]
    pub redactions: Vec<Redaction>,
}

impl Project {
    /// Folds one event into the state.
    pub fn apply(&mut self, envelope: &Envelope) {
        envelope.event.apply(self, envelope);
        self.seq = envelope.seq;
        // Acts outside a meeting's own events (a promise, a plan) belong to the open meeting.
        let meeting =
            envelope.event.meeting().or_else(|| Some(self.meetings.iter().find(|meeting| meeting.is_open())?.meeting));
        if let Actor::Link { link, role } = envelope.actor
            // What an owner said is no act of the leaders, and not theirs to undo from the list.
            && role != LinkRole::Owner
            && !envelope.more
            && let Some(meeting) = meeting.and_then(|meeting| self.meeting_mut(meeting))
        {
            meeting.acts.push(Act {
                seq: envelope.seq,
                at: envelope.at,
                link,
                kind: envelope.event.kind().to_owned(),
                undo: envelope.undo.clone(),
            });
            if meeting.acts.len() > limits::ACTS {
                meeting.acts.remove(0);
            }
        }
    }

    /// A meeting by id.
    pub fn meeting(&self, meeting: MeetingId) -> Option<&Meeting> {
        self.meetings.iter().find(|other| other.meeting == meeting)
    }

    /// A party by id.
    pub fn party(&self, party: PartyId) -> Option<&Party> {
        self.parties.iter().find(|other| other.party == party)
    }

    /// A bottleneck by id.
    pub fn bottleneck(&self, bottleneck: BottleneckId) -> Option<&Bottleneck> {
        self.bottlenecks.iter().find(|other| other.bottleneck == bottleneck)
    }

    /// Bottlenecks that a table gave priority, the most important first.
    pub fn priorities(&self) -> Vec<&Bottleneck> {
        let mut chosen: Vec<&Bottleneck> =
            self.bottlenecks.iter().filter(|bottleneck| bottleneck.rank().is_some()).collect();
        chosen.sort_by_key(|bottleneck| (bottleneck.rank(), bottleneck.number));
        chosen
    }

    /// How a step was dealt with; open when it was never marked.
    pub fn step(&self, step: StepId) -> StepMark {
        let found = self.steps.iter().find(|mark| mark.step == step).cloned();
        found.unwrap_or(StepMark { step, state: StepState::Open, reason: String::new(), at: self.created_at })
    }

    pub(crate) fn meeting_mut(&mut self, meeting: MeetingId) -> Option<&mut Meeting> {
        self.meetings.iter_mut().find(|other| other.meeting == meeting)
    }

    pub(crate) fn round_mut(&mut self, meeting: MeetingId, round: RoundId) -> Option<&mut Round> {
        self.meeting_mut(meeting)?.rounds.iter_mut().find(|other| other.round == round)
    }

    pub(crate) fn bottleneck_mut(&mut self, bottleneck: BottleneckId) -> Option<&mut Bottleneck> {
        self.bottlenecks.iter_mut().find(|other| other.bottleneck == bottleneck)
    }
}

/// Event `project.created`: the first of every log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Created {
    /// The project.
    pub project: ProjectId,
    /// The municipality's name.
    pub municipality: String,
    /// The project's title.
    pub title: String,
    /// Its language.
    pub language: Language,
    /// A made-up project to look around in.
    #[serde(default)]
    pub example: bool,
    /// A copy in memory to rehearse with.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rehearsal: bool,
    /// Clusters of parties for statistics.
    pub circles: Vec<Circle>,
}

impl Apply for Created {
    fn apply(&self, project: &mut Project, envelope: &Envelope) {
        project.project = Some(self.project);
        project.municipality.clone_from(&self.municipality);
        project.title.clone_from(&self.title);
        project.language = self.language;
        project.example = self.example;
        project.rehearsal = self.rehearsal;
        project.circles.clone_from(&self.circles);
        project.created_at = envelope.at;
    }
}
