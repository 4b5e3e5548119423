//! How far and how hard the promises are (method A.4).

use super::condition::Condition;
use super::{Kind, Mandate, Promise, State};
use crate::project::Project;

/// A part of a whole; the whole is never zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Share {
    /// How many.
    pub part: u32,
    /// Of how many.
    pub whole: u32,
}

impl Share {
    fn of(part: usize, whole: usize) -> Option<Self> {
        (whole > 0).then_some(Self { part: part as u32, whole: whole as u32 })
    }
}

/// Promises that stand: not withdrawn, not a request, not a no.
pub fn firm(project: &Project) -> impl Iterator<Item = &Promise> {
    project.promises.iter().filter(|promise| promise.is_on_roadmap() && promise.state() == State::Promise)
}

/// Coverage: the bottlenecks with priority that a standing promise answers without an open condition.
/// None without any. Owner and date are always there.
pub fn coverage(project: &Project) -> Option<Share> {
    let priorities = project.priorities();
    let has_open = |promise: &Promise| promise.needs().any(Condition::is_open);
    let answers = |promise: &Promise, bottleneck| promise.bottlenecks().any(|other| other == bottleneck);
    let answered = |bottleneck| firm(project).any(|promise| answers(promise, bottleneck) && !has_open(promise));
    Share::of(priorities.iter().filter(|priority| answered(priority.bottleneck)).count(), priorities.len())
}

/// Hardness: of all that was said or asked, what is a promise without reservation by somebody who
/// may make it. None when nothing was.
pub fn hardness(project: &Project) -> Option<Share> {
    let all = project.promises.iter().filter(|promise| !promise.withdrawn);
    let is_hard = |promise: &&Promise| promise.kind == Kind::Promise && promise.mandate() == Some(&Mandate::Yes);
    Share::of(firm(project).filter(is_hard).count(), all.count())
}
