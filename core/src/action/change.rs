//! Changing an action, field by field (design section 3).

use serde::{Deserialize, Serialize};

use super::field::Field;
use crate::access::Right;
use crate::command::{Command, Decide};
use crate::event::{Apply, Envelope};
use crate::ids::ActionId;
use crate::project::Project;
use crate::promise::ahead;
use crate::room::{Context, Outcome, Room};
use crate::{Refusal, limits};

/// `action.change`: changes one field of an action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Which action.
    pub action: ActionId,
    /// Which field.
    pub field: Field,
    /// The text that the sender saw: another is refused, so that nobody overwrites a colleague.
    pub base: String,
    /// What it says from now on.
    pub text: String,
}

impl Decide for Change {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let project = &room.project;
        let action = project.action(self.action).ok_or(Refusal::NotFound)?;
        let mut after = action.clone();
        self.field.write(&mut after, &self.field.checked(&self.text, context)?)?;
        let (before, text) = (self.field.read(action), self.field.read(&after));
        if before == text {
            return Err(Refusal::AlreadyDone);
        }
        if before != self.base {
            return Err(Refusal::TextChanged { now: before });
        }
        let details = &after.details;
        match self.field {
            Field::Party => {
                let unknown = details.party.is_some_and(|party| project.party(party).is_none());
                if unknown {
                    return Err(Refusal::NotFound);
                }
            }
            Field::Bottlenecks if details.bottlenecks.iter().any(|other| project.bottleneck(*other).is_none()) => {
                return Err(Refusal::NotFound);
            }
            Field::DecisionBy => {
                if let Some(day) = details.decision_by {
                    ahead(day, context)?;
                }
            }
            Field::DependsOn => {
                if details.depends_on.len() > limits::DEPENDENCIES {
                    return Err(Refusal::ListFull { max: limits::DEPENDENCIES });
                }
                if details.depends_on.iter().any(|other| project.action(*other).is_none()) {
                    return Err(Refusal::NotFound);
                }
                if leads_to(project, &details.depends_on, self.action) {
                    return Err(Refusal::Circular);
                }
            }
            _ => {}
        }
        let undo = Self { base: text.clone(), text: before, ..*self };
        let changed = Changed { action: self.action, field: self.field, text };
        Ok(Outcome::event(changed).undo(Command::ActionChange(undo)))
    }
}

/// Whether somewhere along what these actions wait for stands this one.
fn leads_to(project: &Project, from: &[ActionId], target: ActionId) -> bool {
    let (mut to_see, mut seen) = (from.to_vec(), Vec::new());
    while let Some(next) = to_see.pop() {
        if next == target {
            return true;
        }
        if !seen.contains(&next) {
            seen.push(next);
            to_see.extend(project.action(next).into_iter().flat_map(|action| &action.details.depends_on));
        }
    }
    false
}

/// Event `action.changed`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// Which action.
    pub action: ActionId,
    /// Which field.
    pub field: Field,
    /// What it says.
    pub text: String,
}

impl Apply for Changed {
    fn apply(&self, project: &mut Project, envelope: &Envelope) {
        if let Some(action) = project.action_mut(self.action) {
            // The text was checked when it was decided on.
            let _ = self.field.write(action, &self.text);
            action.updated_at = Some(envelope.at);
        }
    }
}
