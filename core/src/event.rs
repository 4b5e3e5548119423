//! Every event, in one table: its kind, its version, its payload.
//!
//! The kind and the version are stored beside the payload and never change their meaning. A
//! change of meaning is a new version; the server's one place of upcasters turns older payloads
//! into the newest before they come here.

use serde::{Deserialize, Deserializer, Serialize};

use crate::access::Actor;
use crate::command::Command;
use crate::ids::MeetingId;
use crate::project::{self, Project};
use crate::time::Timestamp;
use crate::{
    action, agenda, arena, bottleneck, card, challenge, erasure, finished, meeting, party, promise, risk, round,
    screen, step, timer,
};

/// What an event's payload does to the state.
pub trait Apply {
    /// Folds the event into the state. Cannot fail: an event that names something unknown does
    /// nothing.
    fn apply(&self, project: &mut Project, envelope: &Envelope);
}

/// An event with where it stands in the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Envelope {
    /// Position in the project's log, from 1.
    pub seq: u64,
    /// When the batch that holds it was decided.
    pub at: Timestamp,
    /// Who acted.
    pub actor: Actor,
    /// More events of the same act follow.
    pub more: bool,
    /// The command that takes the act back, on the last event of an act that can be taken back.
    pub undo: Option<Command>,
    /// What happened.
    pub event: Event,
}

macro_rules! events {
    ($($kind:literal $version:literal $variant:ident($payload:ty))*) => {
        /// Something that happened.
        #[derive(Clone, Debug, PartialEq, Serialize)]
        #[serde(untagged)]
        pub enum Event {
            $(#[doc = concat!("`", $kind, "` version ", $version)] $variant($payload),)*
        }

        impl Event {
            /// Every kind with its newest version.
            pub const KINDS: &[(&str, u16)] = &[$(($kind, $version)),*];

            /// Its kind.
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$variant(_) => $kind),* }
            }

            /// The version of its payload.
            pub fn version(&self) -> u16 {
                match self { $(Self::$variant(_) => $version),* }
            }

            /// Reads a payload of the newest version; `None` for an unknown kind.
            pub fn read<'de, D: Deserializer<'de>>(kind: &str, payload: D) -> Option<Result<Self, D::Error>> {
                match kind {
                    $($kind => Some(<$payload>::deserialize(payload).map(Self::$variant)),)*
                    _ => None,
                }
            }

            pub(crate) fn apply(&self, project: &mut Project, envelope: &Envelope) {
                match self { $(Self::$variant(payload) => payload.apply(project, envelope)),* }
            }
        }

        $(impl From<$payload> for Event {
            fn from(payload: $payload) -> Self {
                Self::$variant(payload)
            }
        })*
    };
}

events! {
    "project.created" 1 ProjectCreated(project::Created)
    "project.expiry_set" 1 ProjectExpirySet(erasure::ExpirySet)
    "project.expiry_announced" 1 ProjectExpiryAnnounced(erasure::ExpiryAnnounced)
    "project.redacted" 1 ProjectRedacted(erasure::Redacted)
    "party.added" 1 PartyAdded(party::Added)
    "party.changed" 1 PartyChanged(party::Changed)
    "party.merged" 1 PartyMerged(party::Merged)
    "party.removed" 1 PartyRemoved(party::Removed)
    "bottleneck.added" 1 BottleneckAdded(bottleneck::Added)
    "bottleneck.changed" 1 BottleneckChanged(bottleneck::change::Changed)
    "bottleneck.moved" 1 BottleneckMoved(bottleneck::list::Moved)
    "bottleneck.merged" 1 BottleneckMerged(bottleneck::group::Merged)
    "bottleneck.unmerged" 1 BottleneckUnmerged(bottleneck::group::Unmerged)
    "bottleneck.split" 1 BottleneckSplit(bottleneck::split::SplitUp)
    "bottleneck.unsplit" 1 BottleneckUnsplit(bottleneck::split::PutBack)
    "bottleneck.compared" 1 BottleneckCompared(bottleneck::likeness::Compared)
    "evidence.added" 1 EvidenceAdded(bottleneck::evidence::Added)
    "evidence.removed" 1 EvidenceRemoved(bottleneck::evidence::Removed)
    "card.added" 1 CardAdded(card::Added)
    "card.accepted" 1 CardAccepted(card::Accepted)
    "card.joined" 1 CardJoined(card::Joined)
    "card.declined" 1 CardDeclined(card::Declined)
    "card.reopened" 1 CardReopened(card::Reopened)
    "meeting.planned" 1 MeetingPlanned(meeting::Planned)
    "meeting.begun" 1 MeetingBegun(meeting::Begun)
    "meeting.ended" 1 MeetingEnded(meeting::Ended)
    "meeting.locked" 1 MeetingLocked(meeting::Locked)
    "meeting.went" 1 MeetingWent(agenda::Went)
    "agenda.added" 1 AgendaAdded(agenda::Added)
    "agenda.changed" 1 AgendaChanged(agenda::Changed)
    "agenda.placed" 1 AgendaPlaced(agenda::Placed)
    "agenda.removed" 1 AgendaRemoved(agenda::Removed)
    "agenda.noted" 1 AgendaNoted(agenda::Noted)
    "timer.set" 1 TimerSet(timer::Set)
    "screen.shown" 1 ScreenShown(screen::Shown)
    "screen.drawn" 1 ScreenDrawn(screen::Drawn)
    "screen.wifi_set" 1 ScreenWifiSet(screen::WifiSet)
    "round.opened" 1 RoundOpened(round::Opened)
    "round.moved" 1 RoundMoved(round::Moved)
    "round.counted" 1 RoundCounted(round::counting::Counted)
    "round.decided" 1 RoundDecided(round::deciding::Decided)
    "round.reopened" 1 RoundReopened(round::deciding::Reopened)
    "risk.added" 1 RiskAdded(risk::Added)
    "risk.changed" 1 RiskChanged(risk::field::Changed)
    "risk.moved" 1 RiskMoved(risk::list::Moved)
    "risk.measured" 1 RiskMeasured(risk::measure::Measured)
    "risk.settled" 1 RiskSettled(risk::score::Settled)
    "challenge.changed" 1 ChallengeChanged(challenge::Changed)
    "challenge.settled" 1 ChallengeSettled(challenge::Settled)
    "arena.started" 1 ArenaStarted(arena::Started)
    "arena.cleared" 1 ArenaCleared(arena::Cleared)
    "arena.framed" 1 ArenaFramed(arena::field::Reframed)
    "arena.added" 1 ArenaAdded(arena::piece::Added)
    "arena.changed" 1 ArenaChanged(arena::field::Changed)
    "arena.moved" 1 ArenaMoved(arena::piece::Moved)
    "arena.settled" 1 ArenaSettled(arena::settle::Settled)
    "promise.made" 1 PromiseMade(promise::Made)
    "promise.changed" 1 PromiseChanged(promise::change::Changed)
    "promise.mandate_set" 1 PromiseMandateSet(promise::change::MandateSet)
    "promise.confirmed" 1 PromiseConfirmed(promise::confirm::Confirmed)
    "promise.unconfirmed" 1 PromiseUnconfirmed(promise::confirm::Unconfirmed)
    "promise.reported" 1 PromiseReported(promise::report::Told)
    "promise.unreported" 1 PromiseUnreported(promise::report::Untold)
    "promise.withdrawn" 1 PromiseWithdrawn(promise::Withdrawn)
    "promise.restored" 1 PromiseRestored(promise::Restored)
    "condition.added" 1 ConditionAdded(promise::condition::Added)
    "condition.answered" 1 ConditionAnswered(promise::condition::Answered)
    "condition.met" 1 ConditionMet(promise::condition::Met)
    "condition.dropped" 1 ConditionDropped(promise::condition::Dropped)
    "action.added" 1 ActionAdded(action::Added)
    "action.changed" 1 ActionChanged(action::change::Changed)
    "action.planned" 1 ActionPlanned(action::Planned)
    "action.dropped" 1 ActionDropped(action::Dropped)
    "action.returned" 1 ActionReturned(action::Returned)
    "step.marked" 1 StepMarked(step::Marked)
    "document.finished" 1 DocumentFinished(finished::Marked)
}

impl Event {
    /// The meeting it belongs to, when it belongs to one.
    pub fn meeting(&self) -> Option<MeetingId> {
        match self {
            Self::MeetingPlanned(event) => Some(event.meeting),
            Self::MeetingBegun(event) => Some(event.meeting),
            Self::MeetingEnded(event) => Some(event.meeting),
            Self::MeetingLocked(event) => Some(event.meeting),
            Self::MeetingWent(event) => Some(event.meeting),
            Self::ScreenShown(event) => Some(event.meeting),
            Self::ScreenDrawn(event) => Some(event.meeting),
            Self::ScreenWifiSet(event) => Some(event.meeting),
            Self::AgendaAdded(event) => Some(event.meeting),
            Self::AgendaChanged(event) => Some(event.meeting),
            Self::AgendaPlaced(event) => Some(event.meeting),
            Self::AgendaRemoved(event) => Some(event.meeting),
            Self::AgendaNoted(event) => Some(event.meeting),
            Self::TimerSet(event) => Some(event.meeting),
            Self::RoundOpened(event) => Some(event.meeting),
            Self::RoundMoved(event) => Some(event.meeting),
            Self::RoundCounted(event) => Some(event.meeting),
            Self::RoundDecided(event) => Some(event.meeting),
            Self::RoundReopened(event) => Some(event.meeting),
            Self::RiskSettled(event) => Some(event.meeting),
            Self::ChallengeSettled(event) => Some(event.meeting),
            Self::ArenaSettled(event) => Some(event.meeting),
            Self::ProjectCreated(_)
            | Self::ProjectExpirySet(_)
            | Self::ProjectExpiryAnnounced(_)
            | Self::ProjectRedacted(_)
            | Self::PartyAdded(_)
            | Self::PartyChanged(_)
            | Self::PartyMerged(_)
            | Self::PartyRemoved(_)
            | Self::BottleneckAdded(_)
            | Self::BottleneckChanged(_)
            | Self::BottleneckMoved(_)
            | Self::BottleneckMerged(_)
            | Self::BottleneckUnmerged(_)
            | Self::BottleneckSplit(_)
            | Self::BottleneckUnsplit(_)
            | Self::BottleneckCompared(_)
            | Self::EvidenceAdded(_)
            | Self::EvidenceRemoved(_)
            | Self::CardAdded(_)
            | Self::CardAccepted(_)
            | Self::CardJoined(_)
            | Self::CardDeclined(_)
            | Self::CardReopened(_)
            | Self::RiskAdded(_)
            | Self::RiskChanged(_)
            | Self::RiskMoved(_)
            | Self::RiskMeasured(_)
            | Self::ChallengeChanged(_)
            | Self::ArenaStarted(_)
            | Self::ArenaCleared(_)
            | Self::ArenaFramed(_)
            | Self::ArenaAdded(_)
            | Self::ArenaChanged(_)
            | Self::ArenaMoved(_)
            | Self::ConditionAdded(_)
            | Self::ConditionAnswered(_)
            | Self::ConditionMet(_)
            | Self::ConditionDropped(_)
            | Self::PromiseMade(_)
            | Self::PromiseChanged(_)
            | Self::PromiseMandateSet(_)
            | Self::PromiseConfirmed(_)
            | Self::PromiseUnconfirmed(_)
            | Self::PromiseReported(_)
            | Self::PromiseUnreported(_)
            | Self::PromiseWithdrawn(_)
            | Self::PromiseRestored(_)
            | Self::ActionAdded(_)
            | Self::ActionChanged(_)
            | Self::ActionPlanned(_)
            | Self::ActionDropped(_)
            | Self::ActionReturned(_)
            | Self::StepMarked(_)
            | Self::DocumentFinished(_) => None,
        }
    }
}
