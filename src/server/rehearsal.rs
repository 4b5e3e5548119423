//! Rehearsal: a copy of a project in memory, with simulated people who join and answer as phones do.
//! Everything that a leader does in it is real, and nothing of it is kept.

use std::time::Duration;

use werksessie_core::erasure::Delete;
use werksessie_core::event::{Envelope, Event};
use werksessie_core::{Actor, Command, CommandId, LinkId, MeetingId, Project, ProjectId, Refusal, limits, meeting};

use super::clock;
use super::founding::first_link;
use super::secret::{Secret, hash, random};
use crate::live::message::Looked;
use crate::live::{Hall, HallError};
use crate::messages::common;
use crate::store::memory::{Kept, renamed};

pub mod people;

/// A rehearsal that nobody stops ends by itself.
const LASTS: Duration = Duration::from_secs(4 * 3_600);
/// Every so many turns of the simulated people: whether the project still stands as it did.
const LOOK_UP: u32 = 6;

/// Begins a rehearsal of a meeting, for who holds this link: the secret that opens the copy, and the
/// meeting in it. An earlier rehearsal of the project ends with this.
///
/// # Errors
/// When there is no such meeting, or too many rehearse at once.
pub async fn begin(
    hall: &Hall,
    origin: ProjectId,
    link: LinkId,
    of: MeetingId,
) -> Result<(Secret, MeetingId), HallError> {
    if hall.memory().origin(origin).is_some() {
        // A rehearsal of a rehearsal is that rehearsal.
        return Err(Refusal::Rehearsal.into());
    }
    let watched = Watched::of(hall, origin, link).await?.ok_or(HallError::Unknown)?;
    let reader = hall.clone();
    let project = ProjectId::from_random(random());
    let secret = Secret::draw(project, LinkId::from_random(random()).0).map_err(|_| HallError::NotStored)?;
    let copied = tokio::task::spawn_blocking({
        let secret = secret.clone();
        move || {
            let log = reader.reader().log(origin)?;
            let is_it =
                |envelope: &Envelope| matches!(&envelope.event, Event::MeetingPlanned(event) if event.meeting == of);
            let place = log.iter().position(is_it);
            let id = || MeetingId::from_random(random()).0;
            let copy = renamed(&log, project, id, || meeting::code_from(&random()))?;
            // The copy has its events at the same places.
            let planned = place.and_then(|place| copy.get(place)).map(|envelope| &envelope.event);
            let Some(Event::MeetingPlanned(planned)) = planned else { return Ok(None) };
            let of = planned.meeting;
            let language = copy.iter().find_map(|envelope| match &envelope.event {
                Event::ProjectCreated(event) => Some(event.language),
                _ => None,
            });
            Ok::<_, HallError>(Some((Kept::new(origin, copy, first_link(&secret, language.unwrap_or_default())), of)))
        }
    });
    let (copy, of) = copied.await.map_err(|_| HallError::NotStored)??.ok_or(Refusal::NotFound)?;
    let most = limits::REHEARSALS;
    let earlier = hall.memory().keep(project, copy, most).ok_or(Refusal::ListFull { max: most })?;
    // From here on it ends by itself, whatever becomes of this request.
    tokio::spawn(live(hall.clone(), watched, project, of));
    for copy in earlier {
        end(hall, copy).await;
    }
    Ok((secret, of))
}

/// What a rehearsal stands on: when this changes, it ends.
#[derive(Debug, PartialEq)]
struct Watched {
    origin: ProjectId,
    /// The link of who began it.
    link: LinkId,
    secret: [u8; 32],
    /// How often words were taken out: they would still stand in the copy.
    redactions: usize,
}

impl Watched {
    /// How it is now; `None` when the link opens nothing any more.
    async fn of(hall: &Hall, origin: ProjectId, link: LinkId) -> Result<Option<Self>, HallError> {
        let today = clock::day_of(clock::now());
        let look = move |looked: &Looked<'_>| {
            let held = looked.room.links.get(&link).filter(|held| held.until.is_none_or(|until| until >= today))?;
            let redactions = looked.room.project.redactions.len();
            Some(Self { origin, link, secret: held.secret_hash, redactions })
        };
        hall.look(origin, look).await
    }

    /// Whether it is still as it was.
    async fn stands(&self, hall: &Hall) -> bool {
        match Self::of(hall, self.origin, self.link).await {
            Ok(now) => now.as_ref() == Some(self),
            // A server that is busy is no reason to end.
            Err(error) => !matches!(error, HallError::NoProject),
        }
    }
}

/// A title as people see it: in a rehearsal it says so.
pub fn titled(project: &Project, title: &str) -> String {
    if project.rehearsal {
        return format!("{}: {title}", common::rehearsal(project.language));
    }
    title.to_owned()
}

/// Ends a rehearsal: everybody in it hears that it is over, and everything of it is gone. Ending one that
/// has ended is fine.
pub async fn end(hall: &Hall, project: ProjectId) {
    if hall.memory().origin(project).is_none() {
        return;
    }
    let deleted = async {
        let name = hall.look(project, |looked| looked.room.project.municipality.clone()).await?;
        let command = Command::ProjectDelete(Delete { name });
        hall.command(project, Actor::System, CommandId::from_random(random()), hash(&[]), command).await
    };
    if let Err(error) = deleted.await {
        tracing::warn!(%error, "a rehearsal did not end as a project does");
    }
    hall.memory().drop(project);
}

/// The simulated people of one rehearsal, until it ends.
async fn live(hall: Hall, watched: Watched, project: ProjectId, meeting: MeetingId) {
    let began = tokio::time::Instant::now();
    let mut room = people::People::new(project, meeting);
    let mut turn = 0;
    while began.elapsed() < LASTS && hall.memory().origin(project).is_some() {
        tokio::time::sleep(people::TICK).await;
        turn += 1;
        if turn % LOOK_UP == 0 && !watched.stands(&hall).await {
            break;
        }
        // It ended just now, or the server stops: the next look tells.
        if let Err(error) = room.act(&hall).await {
            tracing::debug!(%error, "simulated people could not act");
        }
    }
    end(&hall, project).await;
}
