//! The dossier: the project between meetings.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::insight::{BottleneckRow, WaitingCard, bottlenecks, waiting};
use super::roadmap::{Roadmap, roadmap};
use super::{Card, Decided, MandateRow, PromiseRow, priorities, promises, to_ask};
use crate::access::{Link, LinkRole};
use crate::action::Action;
use crate::action::field::Field;
use crate::bottleneck::likeness::{Proposal, proposals};
use crate::erasure::Expiry;
use crate::finished::Finished;
use crate::ids::{ActionId, LinkId, MeetingId, ProjectId};
use crate::meeting::MeetingState;
use crate::project::Language;
use crate::room::Room;
use crate::step::{StepId, StepMark};
use crate::time::{Date, Quarter, Timestamp};

/// What the dossier shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DossierView {
    /// The project.
    pub project: ProjectId,
    /// The municipality.
    pub municipality: String,
    /// The project's title.
    pub title: String,
    /// Its language.
    pub language: Language,
    /// A made-up project.
    pub example: bool,
    /// A copy to rehearse with: every screen says so.
    #[serde(default)]
    pub rehearsal: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// The fifteen steps, in order.
    pub steps: Vec<StepMark>,
    /// Its meetings, oldest first.
    pub meetings: Vec<MeetingRow>,
    /// All bottlenecks.
    pub bottlenecks: Vec<Card>,
    /// The list as it is worked on: also what was merged, split, parked or solved.
    pub list: Vec<BottleneckRow>,
    /// Pairs that are perhaps the same, the most alike first.
    pub proposals: Vec<Proposal>,
    /// Cards that nobody dealt with yet.
    pub waiting: Vec<WaitingCard>,
    /// What was decided, the most important first.
    pub decided: Vec<Decided>,
    /// What was promised.
    pub promises: Vec<PromiseRow>,
    /// What stands on the roadmap.
    pub actions: Vec<ActionRow>,
    /// What goes back to who may decide on it.
    pub to_ask: Vec<MandateRow>,
    /// The actions by quarter.
    pub roadmap: Roadmap,
    /// Documents that were marked final, oldest first.
    pub finished: Vec<Finished>,
    /// Number of parties.
    pub parties: u32,
    /// Number of risks on the lists.
    #[serde(default)]
    pub risks: u32,
    /// The day on which the project goes, once its pages must say so.
    #[serde(default)]
    pub goes_on: Option<Date>,
}

/// A meeting in the dossier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeetingRow {
    /// Its id.
    pub meeting: MeetingId,
    /// Its title.
    pub title: String,
    /// The step it serves.
    pub step: StepId,
    /// Where it is.
    pub state: MeetingState,
    /// Parts of its run sheet, and their minutes together.
    pub agenda: (u32, u32),
}

/// An action in the dossier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionRow {
    /// Its id.
    pub action: ActionId,
    /// Its number.
    pub number: u32,
    /// What is done.
    pub title: String,
    /// First quarter.
    pub start: Quarter,
    /// Last quarter.
    pub end: Quarter,
    /// What was filled in, field by field, as `action.change` takes it.
    pub fields: BTreeMap<Field, String>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
}

impl ActionRow {
    fn of(action: &Action) -> Self {
        let filled = |field: &Field| Some((*field, field.read(action))).filter(|(_, text)| !text.is_empty());
        Self {
            action: action.action,
            number: action.number,
            title: action.title.clone(),
            start: action.start,
            end: action.end,
            fields: Field::ALL.iter().filter_map(filled).collect(),
            updated_at: action.updated_at,
        }
    }
}

/// A link as a leader sees it: never its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkRow {
    /// Its id.
    pub link: LinkId,
    /// What it allows.
    pub role: LinkRole,
    /// For whom or what it is.
    pub label: String,
    /// Last day on which it works.
    pub until: Option<Date>,
    /// The day on which it was made.
    pub made_on: Option<Date>,
    /// The day on which it last let somebody in.
    pub used_on: Option<Date>,
}

/// The links of a project, leaders first.
pub fn links(room: &Room) -> Vec<LinkRow> {
    let row = |link: &Link| LinkRow {
        link: link.link,
        role: link.role,
        label: link.label.clone(),
        until: link.until,
        made_on: link.made_on,
        used_on: link.used_on,
    };
    // Screens that were paired with a meeting come and go with it.
    let mut rows: Vec<LinkRow> = room.links.values().filter(|link| link.meeting.is_none()).map(row).collect();
    rows.sort_by(|a, b| (a.role, a.made_on, &a.label).cmp(&(b.role, b.made_on, &b.label)));
    rows
}

/// The view of a dossier.
pub fn dossier(room: &Room) -> Option<DossierView> {
    let project = &room.project;
    Some(DossierView {
        project: project.project?,
        municipality: project.municipality.clone(),
        title: project.title.clone(),
        language: project.language,
        example: project.example,
        rehearsal: project.rehearsal,
        created_at: project.created_at,
        steps: StepId::ALL.iter().map(|step| project.step(*step)).collect(),
        meetings: project
            .meetings
            .iter()
            .map(|meeting| MeetingRow {
                meeting: meeting.meeting,
                title: meeting.title.clone(),
                step: meeting.step,
                state: meeting.state,
                agenda: (meeting.agenda.len() as u32, meeting.agenda.iter().map(|item| item.minutes).sum()),
            })
            .collect(),
        bottlenecks: project.bottlenecks.iter().map(Card::of).collect(),
        list: bottlenecks(project),
        proposals: proposals(project),
        waiting: waiting(project),
        decided: priorities(project),
        promises: promises(project),
        actions: project.roadmap().into_iter().map(|(action, _)| ActionRow::of(action)).collect(),
        to_ask: to_ask(project),
        roadmap: roadmap(project),
        finished: project.finished.clone(),
        parties: project.parties.len() as u32,
        risks: project.risks_listed(),
        goes_on: project.expiry.and_then(Expiry::day),
    })
}
