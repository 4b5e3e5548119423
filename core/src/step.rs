//! The fifteen steps 1A to 3F of the approach, and where the project is on them.

use serde::{Deserialize, Serialize};

use crate::access::Right;
use crate::command::{Command, Decide};
use crate::event::{Apply, Envelope};
use crate::project::Project;
use crate::room::{Context, Outcome, Room};
use crate::time::Timestamp;
use crate::{Refusal, limits, text};

macro_rules! steps {
    ($($step:ident $key:literal)*) => {
        /// A step of the approach.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum StepId { $(#[doc = concat!("Step ", $key, ".")] #[serde(rename = $key)] $step,)* }

        impl StepId {
            /// All steps in order.
            pub const ALL: [Self; 15] = [$(Self::$step),*];

            /// `1A` to `3F`.
            pub fn key(self) -> &'static str {
                match self { $(Self::$step => $key),* }
            }
        }
    };
}

steps! {
    S1A "1A" S1B "1B" S1C "1C" S1D "1D"
    S2A "2A" S2B "2B" S2C "2C" S2D "2D" S2E "2E"
    S3A "3A" S3B "3B" S3C "3C" S3D "3D" S3E "3E" S3F "3F"
}

impl StepId {
    /// Phase 1 to 3.
    pub fn phase(self) -> u8 {
        self.key().as_bytes()[0] - b'0'
    }
}

/// How a step was dealt with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// Not finished.
    Open,
    /// Done.
    Done,
    /// Done in another way; the reason says how.
    Differently,
    /// Not needed; the reason says why.
    NotNeeded,
}

/// Where the project is on one step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepMark {
    /// Which step.
    pub step: StepId,
    /// How it was dealt with.
    pub state: StepState,
    /// How or why, for other than done.
    pub reason: String,
    /// When it was marked.
    pub at: Timestamp,
}

/// `step.mark`: says how a step was dealt with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkStep {
    /// Which step.
    pub step: StepId,
    /// How.
    pub state: StepState,
    /// How or why; required for "differently" and "not needed".
    #[serde(default)]
    pub reason: String,
}

impl Decide for MarkStep {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let reason = text::optional(&self.reason, limits::SENTENCE, context.today)?;
        if reason.is_empty() && matches!(self.state, StepState::Differently | StepState::NotNeeded) {
            return Err(Refusal::ReasonNeeded);
        }
        let before = room.project.step(self.step);
        if before.state == self.state && before.reason == reason {
            return Err(Refusal::AlreadyDone);
        }
        let undo = Command::StepMark(Self { step: self.step, state: before.state, reason: before.reason });
        Ok(Outcome::event(Marked { step: self.step, state: self.state, reason }).undo(undo))
    }
}

/// Event `step.marked`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marked {
    /// Which step.
    pub step: StepId,
    /// How.
    pub state: StepState,
    /// How or why.
    pub reason: String,
}

impl Apply for Marked {
    fn apply(&self, project: &mut Project, envelope: &Envelope) {
        project.steps.retain(|mark| mark.step != self.step);
        let mark = StepMark { step: self.step, state: self.state, reason: self.reason.clone(), at: envelope.at };
        project.steps.push(mark);
        project.steps.sort_by_key(|mark| mark.step);
    }
}
