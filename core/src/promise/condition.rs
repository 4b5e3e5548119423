//! Conditions: what a party needs from another for its promise (method A.4).
//!
//! A condition is addressed to one other party, which answers it: yes, no, or something else instead.
//! Which promise fulfils it can be pointed out; so a circle of promises that wait for each other
//! shows itself, and so does a need that nobody answers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Promise, ahead, standing};
use crate::access::{Actor, Right};
use crate::arena::piece::{Contribution, What};
use crate::choices::choices;
use crate::command::{Command, Decide};
use crate::event::{Apply, Envelope};
use crate::ids::{ConditionId, PartyId, PieceId, PromiseId};
use crate::project::Project;
use crate::room::{Context, Outcome, Room};
use crate::time::Date;
use crate::{Refusal, limits, text};

choices! {
    /// What the party that was asked says.
    Answer {
        /// Nothing yet.
        Asked "asked"
        /// Yes.
        Accepted "accepted"
        /// Something else instead: the text says what.
        Counter "counter"
        /// No.
        Refused "refused"
    }
}

/// What a party needs from another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// Its id.
    pub condition: ConditionId,
    /// The party that is asked.
    pub party: PartyId,
    /// What is needed, at most 140 characters.
    pub what: String,
    /// By when; none when the promise's own day is meant.
    #[serde(default)]
    pub due: Option<Date>,
    /// What the party says.
    pub answer: Answer,
    /// What it offers instead, or why not; may be empty.
    #[serde(default)]
    pub words: String,
    /// The promise that fulfils it.
    #[serde(default)]
    pub met_by: Option<PromiseId>,
    /// Taken back; kept for the record.
    #[serde(default)]
    pub dropped: bool,
    /// The request of an effects arena that it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<PieceId>,
}

impl Condition {
    /// Whether it still stands between the promise and its being done.
    pub fn is_open(&self) -> bool {
        !self.dropped && self.answer != Answer::Accepted
    }
}

impl Promise {
    /// Conditions that stand.
    pub fn needs(&self) -> impl Iterator<Item = &Condition> {
        self.conditions.iter().filter(|condition| !condition.dropped)
    }
}

impl Project {
    /// A condition and the promise that it belongs to.
    pub fn condition(&self, condition: ConditionId) -> Option<(&Promise, &Condition)> {
        let of = |promise| Promise::find(promise, condition).map(|found| (promise, found));
        self.promises.iter().find_map(of)
    }

    fn condition_mut(&mut self, condition: ConditionId) -> Option<&mut Condition> {
        let mut all = self.promises.iter_mut().flat_map(|promise| &mut promise.conditions);
        all.find(|other| other.condition == condition)
    }
}

impl Promise {
    /// Conditions that stand and that nobody said yes to.
    pub fn open(&self) -> impl Iterator<Item = &Condition> {
        self.needs().filter(|condition| condition.is_open())
    }

    fn find(&self, condition: ConditionId) -> Option<&Condition> {
        self.conditions.iter().find(|other| other.condition == condition)
    }
}

/// `condition.add`: writes down what a promise needs from another party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Add {
    /// Id of the new condition, chosen by the sender.
    pub condition: ConditionId,
    /// The promise that needs it.
    pub promise: PromiseId,
    /// The party that is asked.
    pub party: PartyId,
    /// What is needed.
    pub what: String,
    /// By when.
    #[serde(default)]
    pub due: Option<Date>,
    /// The request of an effects arena that it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<PieceId>,
}

impl Decide for Add {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let project = &room.project;
        let promise = standing(room, self.promise)?;
        if project.condition(self.condition).is_some() {
            return Err(Refusal::IdTaken);
        }
        if promise.conditions.len() >= limits::CONDITIONS {
            return Err(Refusal::ListFull { max: limits::CONDITIONS });
        }
        project.party(self.party).ok_or(Refusal::NotFound)?;
        if self.party == promise.party {
            return Err(Refusal::OwnParty);
        }
        if let Some(request) = self.request {
            let (_, piece) = project.piece(request).ok_or(Refusal::NotFound)?;
            let is_it = |asked: &Contribution| asked.request && asked.party == self.party;
            if !matches!(&piece.what, What::Contribution(asked) if is_it(asked)) {
                return Err(Refusal::NotFound);
            }
        }
        let condition = Condition {
            condition: self.condition,
            party: self.party,
            what: text::required(&self.what, limits::NOTE, context.today)?,
            due: self.due.map(|due| ahead(due, context)).transpose()?,
            answer: Answer::Asked,
            words: String::new(),
            met_by: None,
            dropped: false,
            request: self.request,
        };
        let undo = Command::ConditionDrop(Drop { condition: self.condition, dropped: true });
        Ok(Outcome::event(Added { promise: self.promise, condition }).undo(undo))
    }
}

/// Event `condition.added`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Added {
    /// The promise that needs it.
    pub promise: PromiseId,
    /// The condition as asked.
    pub condition: Condition,
}

impl Apply for Added {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        if let Some(promise) = project.promise_mut(self.promise) {
            promise.conditions.push(self.condition.clone());
        }
    }
}

/// `condition.answer`: what the party that was asked says. By a seat of that party, or noted by a
/// leader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// Which condition.
    pub condition: ConditionId,
    /// What it said until now, as far as the sender knows: of two who press at once the second hears
    /// that somebody answered already.
    pub from: Answer,
    /// What it says.
    pub answer: Answer,
    /// What it offers instead, or why not; required with a counter-offer.
    #[serde(default)]
    pub words: String,
}

impl Decide for Reply {
    const RIGHT: Right = Right::OwnSeat;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let (promise, condition) = room.project.condition(self.condition).ok_or(Refusal::NotFound)?;
        if let Actor::Seat { seat } = context.actor {
            let seat = room.seats.get(&seat).ok_or(Refusal::NotAllowed)?;
            let is_open = room.project.meeting(seat.meeting).is_some_and(|meeting| meeting.is_open());
            if seat.party != condition.party || seat.observer || !is_open {
                return Err(Refusal::NotAllowed);
            }
        }
        if promise.withdrawn || condition.dropped {
            return Err(Refusal::PromiseWithdrawn);
        }
        let words = text::optional(&self.words, limits::NOTE, context.today)?;
        if (condition.answer, &condition.words) == (self.answer, &words) {
            return Err(Refusal::AlreadyDone);
        }
        if condition.answer != self.from {
            return Err(Refusal::ChoiceChanged);
        }
        if self.answer == Answer::Counter && words.is_empty() {
            return Err(Refusal::TextEmpty);
        }
        let (condition, before) = (self.condition, condition);
        let undo = Self { condition, from: self.answer, answer: before.answer, words: before.words.clone() };
        let answered = Answered { condition, answer: self.answer, words };
        Ok(Outcome::event(answered).undo(Command::ConditionAnswer(undo)))
    }
}

/// Event `condition.answered`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// Which condition.
    pub condition: ConditionId,
    /// What the party says.
    pub answer: Answer,
    /// What it offers instead, or why not.
    pub words: String,
}

impl Apply for Answered {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        if let Some(condition) = project.condition_mut(self.condition) {
            condition.answer = self.answer;
            condition.words.clone_from(&self.words);
        }
    }
}

/// `condition.meet`: points out the promise of the asked party that fulfils a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meet {
    /// Which condition.
    pub condition: ConditionId,
    /// Which promise; none to say that there is none.
    pub met_by: Option<PromiseId>,
}

impl Decide for Meet {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let (_, condition) = room.project.condition(self.condition).ok_or(Refusal::NotFound)?;
        if condition.met_by == self.met_by {
            return Err(Refusal::AlreadyDone);
        }
        if let Some(met_by) = self.met_by
            && room.project.promise(met_by).ok_or(Refusal::NotFound)?.party != condition.party
        {
            return Err(Refusal::NotFound);
        }
        let undo = Self { condition: self.condition, met_by: condition.met_by };
        let met = Met { condition: self.condition, met_by: self.met_by };
        Ok(Outcome::event(met).undo(Command::ConditionMeet(undo)))
    }
}

/// Event `condition.met`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Met {
    /// Which condition.
    pub condition: ConditionId,
    /// Which promise.
    pub met_by: Option<PromiseId>,
}

impl Apply for Met {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        if let Some(condition) = project.condition_mut(self.condition) {
            condition.met_by = self.met_by;
        }
    }
}

/// `condition.drop`: takes a condition back, or lets it stand again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drop {
    /// Which condition.
    pub condition: ConditionId,
    /// Taken back or not.
    pub dropped: bool,
}

impl Decide for Drop {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let (_, condition) = room.project.condition(self.condition).ok_or(Refusal::NotFound)?;
        if condition.dropped == self.dropped {
            return Err(Refusal::AlreadyDone);
        }
        let undo = Self { condition: self.condition, dropped: condition.dropped };
        let dropped = Dropped { condition: self.condition, dropped: self.dropped };
        Ok(Outcome::event(dropped).undo(Command::ConditionDrop(undo)))
    }
}

/// Event `condition.dropped`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dropped {
    /// Which condition.
    pub condition: ConditionId,
    /// Taken back or not.
    pub dropped: bool,
}

impl Apply for Dropped {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        if let Some(condition) = project.condition_mut(self.condition) {
            condition.dropped = self.dropped;
        }
    }
}

/// What stands between promises and their being done (method A.4 "deadlock check").
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Knots {
    /// Promises that wait for each other in a circle ("patstelling"), each circle once, beginning with
    /// the lowest number.
    pub circles: Vec<Vec<PromiseId>>,
    /// Open conditions that no standing promise answers.
    pub loose: Vec<ConditionId>,
}

/// The knots of a project: an edge goes from a promise to the promise that answers its open
/// condition.
pub fn knots(project: &Project) -> Knots {
    let stands = |promise: &&Promise| promise.is_on_roadmap();
    let promises: Vec<&Promise> = project.promises.iter().filter(stands).collect();
    let place: BTreeMap<PromiseId, usize> = promises.iter().enumerate().map(|(at, one)| (one.promise, at)).collect();
    let answers = |condition: &Condition| condition.met_by.and_then(|met_by| place.get(&met_by)).copied();
    let edges: Vec<Vec<usize>> = promises.iter().map(|promise| promise.open().filter_map(answers).collect()).collect();
    let loose = promises.iter().flat_map(|promise| promise.open()).filter(|condition| answers(condition).is_none());
    Knots {
        loose: loose.map(|condition| condition.condition).collect(),
        circles: circles(&edges)
            .into_iter()
            .map(|circle| circle.into_iter().map(|at| promises[at].promise).collect())
            .collect(),
    }
}

/// The groups of nodes that all lead to each other, each in ascending order: the strongly connected
/// components that hold a cycle. Few nodes, so plain reachability will do.
fn circles(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let reaches = |from: usize| {
        let mut seen = vec![false; edges.len()];
        let mut next: Vec<usize> = edges[from].clone();
        while let Some(at) = next.pop() {
            if !std::mem::replace(&mut seen[at], true) {
                next.extend(&edges[at]);
            }
        }
        seen
    };
    let reach: Vec<Vec<bool>> = (0..edges.len()).map(reaches).collect();
    let mut circles: Vec<Vec<usize>> = Vec::new();
    for at in (0..edges.len()).filter(|at| reach[*at][*at]) {
        if !circles.iter().any(|circle| circle.contains(&at)) {
            circles.push((0..edges.len()).filter(|other| reach[at][*other] && reach[*other][at]).collect());
        }
    }
    circles
}

#[cfg(test)]
mod tests {
    use super::circles;

    #[test]
    fn a_circle_is_found_once_and_a_chain_is_none() {
        assert_eq!(circles(&[vec![1], vec![2], vec![]]), Vec::<Vec<usize>>::new());
        assert_eq!(circles(&[vec![1], vec![0], vec![0]]), [vec![0, 1]]);
        assert_eq!(circles(&[vec![0]]), [vec![0]]);
        assert_eq!(circles(&[vec![1], vec![2], vec![0], vec![4], vec![3]]), [vec![0, 1, 2], vec![3, 4]]);
    }
}
