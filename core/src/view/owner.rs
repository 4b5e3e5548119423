//! What an owner link shows: the promises of one person, and nothing else of the project.

use serde::{Deserialize, Serialize};

use super::PromiseRow;
use crate::access::LinkRole;
use crate::ids::LinkId;
use crate::project::Language;
use crate::promise::Promise;
use crate::room::Room;

/// What the owner of promises sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnerView {
    /// The municipality.
    pub municipality: String,
    /// The project's title.
    pub title: String,
    /// The project's language.
    pub language: Language,
    /// A made-up project.
    pub example: bool,
    /// Who the promises are of; empty when none is left.
    pub owner: String,
    /// The party's name; empty when no promise is left.
    pub party: String,
    /// The promises, in the order they were made.
    pub promises: Vec<OwnPromise>,
}

/// One of one's own promises.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnPromise {
    /// The promise.
    #[serde(flatten)]
    pub row: PromiseRow,
    /// Title of the meeting in which it was made.
    pub meeting: String,
}

/// The view of an owner link; `None` for another link.
pub fn owner(room: &Room, link: LinkId) -> Option<OwnerView> {
    let link = room.links.get(&link).filter(|link| link.role == LinkRole::Owner)?;
    let project = &room.project;
    let own = |promise: &&Promise| link.promises.contains(&promise.promise) && !promise.withdrawn;
    let promises: Vec<OwnPromise> = (project.promises.iter().filter(own))
        .map(|promise| OwnPromise {
            row: PromiseRow::of(project, promise),
            meeting: promise
                .meeting
                .and_then(|meeting| project.meeting(meeting))
                .map_or_else(String::new, |meeting| meeting.title.clone()),
        })
        .collect();
    let first = promises.first().map(|promise| &promise.row);
    Some(OwnerView {
        municipality: project.municipality.clone(),
        title: project.title.clone(),
        language: project.language,
        example: project.example,
        owner: first.map_or_else(String::new, |row| row.owner.clone()),
        party: first.map_or_else(String::new, |row| row.party.clone()),
        promises,
    })
}
