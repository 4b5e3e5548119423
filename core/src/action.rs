//! Actions: what stands on the roadmap (method A.5).

use serde::{Deserialize, Serialize};

use crate::access::Right;
use crate::arena::piece::What;
use crate::command::{Command, Decide};
use crate::event::{Apply, Envelope};
use crate::ids::{ActionId, BottleneckId, PartyId, PieceId, PromiseId};
use crate::project::Project;
use crate::promise::Promise;
use crate::room::{Context, Outcome, Room};
use crate::time::{Quarter, Timestamp};
use crate::{Refusal, limits, text};

pub mod change;
pub mod details;
pub mod field;

use details::{Details, Term};

/// One action on the roadmap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// Its id.
    pub action: ActionId,
    /// Its number in lists, from 1.
    pub number: u32,
    /// What is done.
    pub title: String,
    /// The promise it comes from; none for one that editors added.
    #[serde(default)]
    pub promise: Option<PromiseId>,
    /// The activity of an effects arena that it carries out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activity: Option<PieceId>,
    /// First quarter.
    pub start: Quarter,
    /// Last quarter, not before the first.
    pub end: Quarter,
    /// Off the roadmap: taken off, or its promise was withdrawn.
    pub dropped: bool,
    /// The other columns of the roadmap.
    #[serde(default)]
    pub details: Details,
    /// When it was last changed.
    #[serde(default)]
    pub updated_at: Option<Timestamp>,
}

impl Action {
    /// An action with the next number and empty columns.
    pub fn new(
        project: &Project,
        action: ActionId,
        title: String,
        (start, end): (Quarter, Quarter),
        context: &Context,
    ) -> Self {
        Self {
            action,
            number: project.actions.iter().map(|action| action.number).max().unwrap_or(0) + 1,
            title,
            promise: None,
            activity: None,
            start,
            end,
            dropped: false,
            details: Details { term: Some(Term::until(end, context.today)), ..Details::default() },
            updated_at: Some(context.now),
        }
    }

    /// The one person who sees to it: its own, else the one of its promise.
    pub fn owner<'a>(&'a self, promise: Option<&'a Promise>) -> &'a str {
        match promise {
            Some(promise) if self.details.owner.is_empty() => &promise.owner,
            _ => &self.details.owner,
        }
    }

    /// The party that does it: its own, else the one of its promise.
    pub fn party(&self, promise: Option<&Promise>) -> Option<PartyId> {
        self.details.party.or_else(|| Some(promise?.party))
    }

    /// The bottlenecks it answers: those of its promise first, then its own, each once.
    pub fn bottlenecks(&self, promise: Option<&Promise>) -> Vec<BottleneckId> {
        let mut all: Vec<BottleneckId> = promise.into_iter().flat_map(Promise::bottlenecks).collect();
        for bottleneck in &self.details.bottlenecks {
            if !all.contains(bottleneck) {
                all.push(*bottleneck);
            }
        }
        all
    }
}

impl Project {
    /// An action by id, also one that is off the roadmap.
    pub fn action(&self, action: ActionId) -> Option<&Action> {
        self.actions.iter().find(|other| other.action == action)
    }

    pub(crate) fn action_mut(&mut self, action: ActionId) -> Option<&mut Action> {
        self.actions.iter_mut().find(|other| other.action == action)
    }

    /// What stands on the roadmap, by number, each with the promise behind it.
    pub fn roadmap(&self) -> Vec<(&Action, Option<&Promise>)> {
        let on_it = self.actions.iter().filter(|action| !action.dropped);
        let on_it = on_it.map(|action| (action, action.promise.and_then(|promise| self.promise(promise))));
        on_it.filter(|(_, promise)| promise.is_none_or(Promise::is_on_roadmap)).collect()
    }
}

/// Whether an activity, or one that says the same, is on the roadmap.
fn is_planned(project: &Project, activity: PieceId) -> bool {
    let same = |piece: PieceId| project.piece(piece).map_or(piece, |(arena, _)| arena.same(piece));
    project.roadmap().iter().any(|(action, _)| action.activity.map(same) == Some(same(activity)))
}

/// Event `action.added`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Added {
    /// The action as added.
    pub action: Action,
}

impl Apply for Added {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        project.actions.push(self.action.clone());
    }
}

/// `action.add`: puts an action on the roadmap that no promise led to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Add {
    /// Id of the new action, chosen by the sender.
    pub action: ActionId,
    /// What is done.
    pub title: String,
    /// First quarter.
    pub start: Quarter,
    /// Last quarter.
    pub end: Quarter,
    /// Who does it, when that is known.
    #[serde(default)]
    pub party: Option<PartyId>,
    /// The one person who sees to it, when that is known.
    #[serde(default)]
    pub owner: String,
    /// The bottlenecks it answers.
    #[serde(default)]
    pub bottlenecks: Vec<BottleneckId>,
    /// The activity of an effects arena that it carries out: what that says of party, bottlenecks, whom
    /// it is for, and what can be counted, comes along where nothing else was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activity: Option<PieceId>,
}

impl Decide for Add {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let project = &room.project;
        if project.actions.len() >= limits::ACTIONS {
            return Err(Refusal::ListFull { max: limits::ACTIONS });
        }
        if project.action(self.action).is_some() {
            return Err(Refusal::IdTaken);
        }
        if self.end < self.start {
            return Err(Refusal::EndBeforeStart);
        }
        if let Some(party) = self.party {
            project.party(party).ok_or(Refusal::NotFound)?;
        }
        let title = text::required(&self.title, limits::SENTENCE, context.today)?;
        let mut action = Action::new(project, self.action, title, (self.start, self.end), context);
        action.details.party = self.party;
        action.details.owner = text::optional(&self.owner, limits::NAME, context.today)?;
        let mut bottlenecks = self.bottlenecks.clone();
        if let Some(piece) = self.activity {
            let (arena, found) = project.piece(piece).ok_or(Refusal::NotFound)?;
            let What::Activity(activity) = &found.what else { return Err(Refusal::NotFound) };
            if is_planned(project, piece) {
                return Err(Refusal::AlreadyDone);
            }
            action.activity = Some(piece);
            action.details.party = action.details.party.or(activity.party);
            action.details.indicator.clone_from(&activity.output);
            action.details.for_whom.clone_from(&arena.profile);
            bottlenecks.extend(activity.bottlenecks.iter().filter(|id| project.bottleneck(**id).is_some()));
        }
        for bottleneck in bottlenecks {
            project.bottleneck(bottleneck).ok_or(Refusal::NotFound)?;
            if !action.details.bottlenecks.contains(&bottleneck) {
                action.details.bottlenecks.push(bottleneck);
            }
        }
        Ok(Outcome::event(Added { action }).undo(Command::ActionDrop(Drop { action: self.action })))
    }
}

/// `action.plan`: sets the quarters of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Which action.
    pub action: ActionId,
    /// First quarter.
    pub start: Quarter,
    /// Last quarter.
    pub end: Quarter,
}

impl Decide for Plan {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let action = room.project.action(self.action).ok_or(Refusal::NotFound)?;
        if self.end < self.start {
            return Err(Refusal::EndBeforeStart);
        }
        if (action.start, action.end) == (self.start, self.end) {
            return Err(Refusal::AlreadyDone);
        }
        let undo = Command::ActionPlan(Self { action: self.action, start: action.start, end: action.end });
        Ok(Outcome::event(Planned { action: self.action, start: self.start, end: self.end }).undo(undo))
    }
}

/// Event `action.planned`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    /// Which action.
    pub action: ActionId,
    /// First quarter.
    pub start: Quarter,
    /// Last quarter.
    pub end: Quarter,
}

impl Apply for Planned {
    fn apply(&self, project: &mut Project, envelope: &Envelope) {
        if let Some(action) = project.action_mut(self.action) {
            (action.start, action.end) = (self.start, self.end);
            action.updated_at = Some(envelope.at);
        }
    }
}

/// `action.drop`: takes an action off the roadmap; it is kept for the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drop {
    /// Which action.
    pub action: ActionId,
}

impl Decide for Drop {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let action = room.project.action(self.action).ok_or(Refusal::NotFound)?;
        if action.dropped {
            return Err(Refusal::AlreadyDone);
        }
        Ok(Outcome::event(Dropped { action: self.action }).undo(Command::ActionReturn(Return { action: self.action })))
    }
}

/// Event `action.dropped`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dropped {
    /// Which action.
    pub action: ActionId,
}

impl Apply for Dropped {
    fn apply(&self, project: &mut Project, envelope: &Envelope) {
        if let Some(action) = project.action_mut(self.action) {
            action.dropped = true;
            action.updated_at = Some(envelope.at);
        }
    }
}

/// `action.return`: puts an action back on the roadmap, unless its promise was withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Return {
    /// Which action.
    pub action: ActionId,
}

impl Decide for Return {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let action = room.project.action(self.action).ok_or(Refusal::NotFound)?;
        if !action.dropped {
            return Err(Refusal::AlreadyDone);
        }
        let promise = action.promise.and_then(|promise| room.project.promise(promise));
        if promise.is_some_and(|promise| promise.withdrawn) {
            return Err(Refusal::PromiseWithdrawn);
        }
        // Its activity may have come on the roadmap anew.
        if action.activity.is_some_and(|activity| is_planned(&room.project, activity)) {
            return Err(Refusal::AlreadyDone);
        }
        Ok(Outcome::event(Returned { action: self.action }).undo(Command::ActionDrop(Drop { action: self.action })))
    }
}

/// Event `action.returned`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// Which action.
    pub action: ActionId,
}

impl Apply for Returned {
    fn apply(&self, project: &mut Project, envelope: &Envelope) {
        if let Some(action) = project.action_mut(self.action) {
            action.dropped = false;
            action.updated_at = Some(envelope.at);
        }
    }
}
