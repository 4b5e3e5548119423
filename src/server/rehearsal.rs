//! Rehearsal: a copy of a project in memory, with simulated people who join and answer as phones do.
//! Everything that a leader does in it is real, and nothing of it is kept.

use std::time::Duration;

use werksessie_core::erasure::Delete;
use werksessie_core::event::Event;
use werksessie_core::{Actor, Command, CommandId, LinkId, MeetingId, Project, ProjectId, Refusal, limits, meeting};

use super::app::App;
use super::founding::first_link;
use super::secret::{Secret, hash, random};
use crate::live::{Hall, HallError};
use crate::messages::common;
use crate::store::memory::renamed;

pub mod people;

/// A rehearsal that nobody stops ends by itself.
const LASTS: Duration = Duration::from_secs(4 * 3_600);

/// Begins a rehearsal of a meeting: the secret that opens the copy, and the meeting in it. An earlier
/// rehearsal of the project ends with this.
///
/// # Errors
/// When there is no such meeting, or too many rehearse at once.
pub async fn begin(app: &App, origin: ProjectId, of: MeetingId) -> Result<(Secret, MeetingId), HallError> {
    let hall = &app.hall;
    if hall.memory().origin(origin).is_some() {
        // A rehearsal of a rehearsal is that rehearsal.
        return Err(Refusal::Rehearsal.into());
    }
    for earlier in hall.memory().copies_of(origin) {
        end(hall, earlier).await?;
    }
    if hall.memory().count() >= limits::REHEARSALS {
        return Err(Refusal::ListFull { max: limits::REHEARSALS }.into());
    }
    let reader = hall.clone();
    let log = tokio::task::spawn_blocking(move || reader.reader().log(origin)).await;
    let log = log.map_err(|_| HallError::NotStored)??;
    let place =
        log.iter().position(|envelope| matches!(&envelope.event, Event::MeetingPlanned(event) if event.meeting == of));
    let project = ProjectId::from_random(random());
    let id = || MeetingId::from_random(random()).0;
    let copy = renamed(&log, project, id, || meeting::code_from(&random()))?;
    // The copy has its events at the same places.
    let planned = place.and_then(|place| copy.get(place)).map(|envelope| &envelope.event);
    let Some(Event::MeetingPlanned(planned)) = planned else { return Err(Refusal::NotFound.into()) };
    let of = planned.meeting;
    let secret = Secret::draw(project, LinkId::from_random(random()).0).map_err(|_| HallError::NotStored)?;
    let language = copy.iter().find_map(|envelope| match &envelope.event {
        Event::ProjectCreated(event) => Some(event.language),
        _ => None,
    });
    hall.memory().begin(project, origin);
    hall.import(project, first_link(&secret, language.unwrap_or_default()), copy).await?;
    tokio::spawn(live(hall.clone(), origin, project, of));
    Ok((secret, of))
}

/// A title as people see it: in a rehearsal it says so.
pub fn titled(project: &Project, title: &str) -> String {
    if project.rehearsal {
        return format!("{}: {title}", common::rehearsal(project.language));
    }
    title.to_owned()
}

/// Ends a rehearsal: everything of it is gone. Ending one that has ended is fine.
///
/// # Errors
/// When it is no rehearsal, or could not be dropped.
pub async fn end(hall: &Hall, project: ProjectId) -> Result<(), HallError> {
    if hall.memory().origin(project).is_none() {
        return Ok(());
    }
    let name = hall.look(project, |looked| looked.room.project.municipality.clone()).await?;
    let command = Command::ProjectDelete(Delete { name });
    hall.command(project, Actor::System, CommandId::from_random(random()), hash(&[]), command).await.map(drop)
}

/// The simulated people of one rehearsal, until it ends.
async fn live(hall: Hall, origin: ProjectId, project: ProjectId, meeting: MeetingId) {
    let began = tokio::time::Instant::now();
    let mut room = people::People::new(project, meeting);
    while began.elapsed() < LASTS && hall.memory().origin(project).is_some() {
        tokio::time::sleep(people::TICK).await;
        // What is deleted is gone from its rehearsal too.
        if matches!(hall.look(origin, |_| ()).await, Err(HallError::NoProject)) {
            break;
        }
        match room.act(&hall).await {
            Ok(()) => {}
            // It ended just now.
            Err(HallError::NoProject) => return,
            // Refused: the leader closed the round, or took something back, meanwhile.
            Err(error) => tracing::debug!(%error, "somebody simulated was refused"),
        }
    }
    if let Err(error) = end(&hall, project).await {
        tracing::warn!(%error, "a rehearsal could not be dropped");
    }
}
