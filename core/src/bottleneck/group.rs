//! Merging: bottlenecks that are nearly the same become one group that is rated as one (method A.1).
//!
//! A group never adds up tallies. What a part was given before stays with the part, and a group
//! has figures only from a round that was held on the group itself.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::list::Status;
use super::{Bottleneck, Origin, Tags, named};
use crate::access::Right;
use crate::command::{Command, Decide};
use crate::event::{Apply, Envelope};
use crate::ids::BottleneckId;
use crate::project::Project;
use crate::room::{Context, Outcome, Room};
use crate::{Refusal, limits, text};

/// `bottleneck.merge`: makes a group of bottlenecks that stand on the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merge {
    /// Id of the new group, chosen by the sender. That of a group that was taken apart, with the
    /// same title and parts, brings it back as it was.
    pub group: BottleneckId,
    /// What is wrong, in words that cover all parts.
    pub title: String,
    /// Its name on a board; made from the title when left out.
    #[serde(default)]
    pub short_name: Option<String>,
    /// More about it.
    #[serde(default)]
    pub explanation: String,
    /// What is grouped: two or more.
    pub parts: Vec<BottleneckId>,
}

impl Decide for Merge {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let project = &room.project;
        let mut parts: Vec<BottleneckId> = Vec::new();
        for part in &self.parts {
            if !parts.contains(part) {
                parts.push(*part);
            }
        }
        if parts.len() < 2 {
            return Err(Refusal::TwoNeeded);
        }
        let (title, short_name) = named(&self.title, self.short_name.as_deref(), context)?;
        let explanation = text::optional(&self.explanation, limits::EXPLANATION, context.today)?;
        let standing = project.bottleneck(self.group).filter(|group| group.status != Status::Dissolved);
        if standing.is_some_and(|group| group.parts == parts) {
            return Err(Refusal::AlreadyDone);
        }
        let found = parts.iter().map(|part| project.at_rest(*part)).collect::<Result<Vec<_>, _>>()?;
        let group = match project.left(self.group).filter(|group| group.parts == parts && group.title == title) {
            Some(group) => group,
            None => {
                project.new_bottlenecks(&[self.group])?;
                let new = Bottleneck::new(self.group, project.next_number(), title, common(&found));
                Bottleneck { short_name, explanation, tags: tags(&found), parts, ..new }
            }
        };
        let undo = Command::BottleneckUnmerge(Unmerge { group: self.group });
        Ok(Outcome::event(Merged { group }).undo(undo))
    }
}

/// The origin that all have, or else this project.
fn common(parts: &[&Bottleneck]) -> Origin {
    same(parts.iter().map(|part| part.origin)).unwrap_or(Origin::Own)
}

/// What all have, and every domain that one has.
fn tags(parts: &[&Bottleneck]) -> Tags {
    let domains: BTreeSet<_> = parts.iter().flat_map(|part| part.tags.domains.iter().copied()).collect();
    let kind = same(parts.iter().map(|part| part.tags.kind)).flatten();
    let level = same(parts.iter().map(|part| part.tags.level)).flatten();
    Tags { kind, level, domains }
}

fn same<T: PartialEq>(mut values: impl Iterator<Item = T>) -> Option<T> {
    let first = values.next()?;
    values.all(|value| value == first).then_some(first)
}

/// Event `bottleneck.merged`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Merged {
    /// The group as it joins the list, with its parts.
    pub group: Bottleneck,
}

impl Apply for Merged {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        for part in &self.group.parts {
            project.set_status(*part, Status::Merged { into: self.group.bottleneck });
        }
        project.put(&self.group);
    }
}

/// `bottleneck.unmerge`: takes a group apart. Its parts come back on the list.
///
/// A group that was rated, decided on or supported stays on record as dissolved, for its figures
/// are in reports. One with priority or a promise is refused: the roadmap goes on from there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unmerge {
    /// The group.
    pub group: BottleneckId,
}

impl Decide for Unmerge {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let project = &room.project;
        if project.left(self.group).is_some_and(|group| !group.parts.is_empty()) {
            return Err(Refusal::AlreadyDone);
        }
        let group = project.bottleneck(self.group).filter(|group| !group.parts.is_empty()).ok_or(Refusal::NotFound)?;
        project.at_rest(self.group)?;
        // A round on a part cannot begin any more, but one may have been opened before there were groups.
        if group.parts.iter().any(|part| project.is_being_rated(*part)) {
            return Err(Refusal::AnotherRoundBusy);
        }
        if project.is_followed_up(self.group) {
            return Err(Refusal::InUse);
        }
        let kept = Some(self.group).filter(|group| project.has_history(*group)).into_iter().collect();
        let undo = Merge {
            group: self.group,
            title: group.title.clone(),
            short_name: None,
            explanation: String::new(),
            parts: group.parts.clone(),
        };
        Ok(Outcome::event(Unmerged { group: self.group, kept }).undo(Command::BottleneckMerge(undo)))
    }
}

/// Event `bottleneck.unmerged`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unmerged {
    /// The group.
    pub group: BottleneckId,
    /// The group again, when it stays on record.
    pub kept: Vec<BottleneckId>,
}

impl Apply for Unmerged {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        let parts = project.bottleneck(self.group).map(|group| group.parts.clone()).unwrap_or_default();
        for part in parts {
            let is_part = |found: &Bottleneck| found.status == Status::Merged { into: self.group };
            if project.bottleneck(part).is_some_and(is_part) {
                project.set_status(part, Status::Open);
            }
        }
        project.take_off(self.group, &self.kept);
    }
}
