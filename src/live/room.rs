//! The task that owns the state of one project.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::Instant;
use werksessie_core::access::{self, Actor, Link};
use werksessie_core::ballot::{self, Ballot, Cast, RoundBox, Voter};
use werksessie_core::erasure::Redact;
use werksessie_core::event::Event;
use werksessie_core::project::Language;
use werksessie_core::question::fields::{self, Fields};
use werksessie_core::round::Stage;
use werksessie_core::seat::{self, Claim, Join, Seat};
use werksessie_core::view::phone;
use werksessie_core::{
    Command, CommandId, Context, LinkId, MeetingId, Outcome, PartyId, ProjectId, Refusal, Room, RoundId, SeatId, decide,
};

use super::channels::Channels;
use super::hall::{Hall, Parts};
use super::message::{Done, Failure, Looked, Message, Subscription};
use super::presence::Presence;
use crate::server::clock;
use crate::store::keys::RoundKey;
use crate::store::redact::Redacted;
use crate::store::{Batch, Hash, Loaded, Response, SealedChange, StoreError};

mod chores;
mod erasing;
mod files;

/// Most messages in one batch.
const BATCH: usize = 1_024;
/// Shortest time between two publications: at most ten updates a second reach a client.
const TICK: Duration = Duration::from_millis(100);
/// Events between two snapshots.
const SNAPSHOT_EVERY: u64 = 2_000;
/// Between two looks at what is too old to keep. In tests they come sooner.
const MAINTAIN: Duration = Duration::from_secs(if cfg!(debug_assertions) { 5 } else { 30 });
/// A room that nobody uses leaves memory after this long.
const IDLE_AFTER: Duration = Duration::from_secs(900);

struct LiveRoom {
    project: ProjectId,
    parts: Parts,
    room: Room,
    grants: Vec<(Hash, LinkId)>,
    responses: HashMap<CommandId, Response>,
    keys: HashMap<RoundId, RoundKey>,
    presence: Presence,
    channels: HashMap<MeetingId, Channels>,
    epoch: u64,
    /// The way to this room, as the list of rooms has it.
    own: mpsc::WeakSender<Message>,
    /// Tells connections to look again whether they may still listen.
    lost: watch::Sender<()>,
    /// They must, once the batch is stored.
    someone_lost: bool,
    /// Tells the phones of a party that their own part may have changed.
    parties: HashMap<PartyId, watch::Sender<()>>,
    /// Those that must be told once the batch is stored.
    stirred: BTreeSet<PartyId>,
    /// Tells nobody anything: for who has no own part.
    nobody: watch::Sender<()>,
    /// The log was changed or deleted: the state here is of before.
    erased: bool,
    /// Something changed since the last publication.
    dirty: bool,
    published_at: Instant,
    used_at: Instant,
    snapshot_seq: u64,
}

/// An answer that waits for the batch to be stored.
type Waiting = Box<dyn FnOnce(Result<&mut LiveRoom, Failure>) + Send>;

/// Loads a project and runs its room until it is idle, fails, or the server stops.
pub(super) fn start(project: ProjectId, loaded: Loaded, parts: Parts) -> mpsc::Sender<Message> {
    let (sender, messages) = mpsc::channel(4_096);
    let mut epoch = [0; 8];
    // Without random bytes an epoch from the clock still differs from the one before.
    if getrandom::fill(&mut epoch).is_err() {
        epoch = clock::now().0.to_be_bytes();
    }
    let now = Instant::now();
    let mut live = LiveRoom {
        project,
        room: Room {
            project: loaded.state,
            seats: loaded.seats.into_iter().map(|seat| (seat.seat, seat)).collect(),
            links: loaded.links.into_iter().map(|link| (link.link, link)).collect(),
            ..Room::default()
        },
        grants: loaded.grants,
        responses: loaded.responses.into_iter().map(|response| (response.command, response)).collect(),
        keys: HashMap::new(),
        presence: Presence::default(),
        channels: HashMap::new(),
        // Safe in JavaScript: 53 bits.
        epoch: u64::from_be_bytes(epoch) >> 11,
        own: sender.downgrade(),
        lost: watch::Sender::new(()),
        someone_lost: false,
        parties: HashMap::new(),
        stirred: BTreeSet::new(),
        nobody: watch::Sender::new(()),
        erased: false,
        dirty: false,
        published_at: now,
        used_at: now,
        snapshot_seq: 0,
        parts,
    };
    live.snapshot_seq = live.room.project.seq;
    for seat in live.room.seats.keys() {
        live.presence.seen(*seat, now);
    }
    tokio::spawn(async move {
        let ballots = loaded.ballots;
        match live.open_ballots(ballots) {
            Ok(()) => live.run(messages).await,
            Err(error) => tracing::error!(%error, %project, "the room cannot open its ballots"),
        }
    });
    sender
}

impl LiveRoom {
    /// Opens the ballots of rounds that are not counted, and destroys keys that have done their work.
    fn open_ballots(
        &mut self,
        mut sealed: std::collections::BTreeMap<RoundId, Vec<crate::store::SealedBallot>>,
    ) -> Result<(), StoreError> {
        let rounds: Vec<(RoundId, bool)> = (self.room.project.meetings.iter())
            .flat_map(|meeting| meeting.rounds.iter().map(|round| (round.round, round.phase.has_ballots())))
            .collect();
        for (round, has_ballots) in rounds {
            if !has_ballots {
                self.parts.keys.destroy(round)?;
                continue;
            }
            let mut restored = RoundBox::default();
            match self.parts.keys.read(round)? {
                None => restored.unreadable = true,
                Some(key) => {
                    for ballot in sealed.remove(&round).unwrap_or_default() {
                        match key.open(&ballot) {
                            Some((voter, ballot)) => {
                                restored.ballots.insert(voter, ballot);
                            }
                            None => restored.unreadable = true,
                        }
                    }
                    self.keys.insert(round, key);
                }
            }
            self.room.restore_ballots(round, restored);
        }
        Ok(())
    }

    async fn run(mut self, mut messages: mpsc::Receiver<Message>) {
        let mut maintenance = tokio::time::interval(MAINTAIN);
        let mut stopping = self.parts.stopping.clone();
        loop {
            let publish_at = self.published_at + TICK;
            tokio::select! {
                message = messages.recv() => {
                    let Some(first) = message else { return };
                    let mut batch = vec![first];
                    let (first_is_alone, mut alone) = (batch[0].stands_alone(), None);
                    while !first_is_alone && batch.len() < BATCH && let Ok(next) = messages.try_recv() {
                        if next.stands_alone() {
                            alone = Some(next);
                            break;
                        }
                        batch.push(next);
                    }
                    self.used_at = Instant::now();
                    for batch in [Some(batch), alone.map(|message| vec![message])].into_iter().flatten() {
                        if !self.process(batch).await {
                            self.retire();
                            return self.hand_over(messages).await;
                        }
                    }
                }
                () = tokio::time::sleep_until(publish_at), if self.dirty => {}
                _ = maintenance.tick() => {
                    if !self.maintain().await {
                        self.retire();
                        return;
                    }
                    let idle = self.used_at.elapsed() > IDLE_AFTER && self.channels.is_empty();
                    if idle && messages.is_empty() {
                        // Who still has a handle finds it closed and loads the room again.
                        self.retire();
                        messages.close();
                        while let Some(message) = messages.recv().await {
                            if !self.process(vec![message]).await {
                                return;
                            }
                        }
                        return;
                    }
                }
                () = stopped(&mut stopping) => {
                    messages.close();
                    while let Some(message) = messages.recv().await {
                        if !self.process(vec![message]).await {
                            return;
                        }
                    }
                    return;
                }
            }
            if self.dirty && self.published_at + TICK <= Instant::now() {
                self.publish();
            }
        }
    }

    /// Carries out a batch. `false` when the room must go: it could not be stored, and the state in
    /// memory is ahead of the disk; or the log was changed or deleted, and the state is of before.
    async fn process(&mut self, messages: Vec<Message>) -> bool {
        let mut batch = Batch { project: Some(self.project), expected_seq: self.room.project.seq, ..Batch::default() };
        let mut waiting: Vec<Waiting> = Vec::with_capacity(messages.len());
        let mut finished = Vec::new();
        for message in messages {
            waiting.push(self.take(message, &mut batch, &mut finished).await);
        }
        let redacts = batch.events.iter().any(|envelope| matches!(envelope.event, Event::ProjectRedacted(_)));
        let erased = redacts || batch.deletion.is_some();
        let deletion = batch.deletion.clone();
        if !batch.is_empty() {
            // Never of a state from before words were taken out.
            if !erased && self.room.project.seq >= self.snapshot_seq + SNAPSHOT_EVERY {
                batch.snapshot = Some(self.room.project.clone());
                self.snapshot_seq = self.room.project.seq;
            }
            let votes = !batch.ballots.is_empty() && finished.is_empty();
            crash_point("before-commit", !finished.is_empty());
            crash_point("before-vote", votes);
            if let Err(error) = self.parts.writer.commit(batch).await {
                tracing::error!(%error, project = %self.project, "a batch was not stored");
                for answer in waiting {
                    answer(Err(Failure::NotStored));
                }
                return false;
            }
            self.dirty = true;
            crash_point("after-vote", votes);
            self.tell_concerned();
        }
        if erased {
            // Who comes now loads the log as it is; and before the answer, for who hears it may look.
            self.erased = true;
            self.retire();
            self.erase(deletion).await;
        }
        for answer in waiting {
            answer(Ok(self));
        }
        if erased {
            return false;
        }
        if !finished.is_empty() {
            crash_point("after-commit", true);
            self.forget(finished).await;
        }
        true
    }

    /// Decides on a message and applies it in memory. The returned answer is given once the
    /// batch is stored.
    async fn take(&mut self, message: Message, batch: &mut Batch, finished: &mut Vec<RoundId>) -> Waiting {
        match message {
            Message::Command { actor, id, body_hash, command, reply } => {
                let result = self.command(actor, id, body_hash, &command, batch, finished).await;
                answer(reply, result)
            }
            Message::Ballot { seat, round, cast, reply } => {
                let result = self.ballot(seat, round, &cast, batch);
                answer(reply, result)
            }
            Message::Sheet { seat, round, prefix, fields, reply } => {
                let result = self.sheet(seat, round, &prefix, fields, batch);
                answer(reply, result)
            }
            Message::Join { join, reply } => {
                let result = self.join(&join, batch);
                answer(reply, result)
            }
            Message::Claim { meeting, words, browser, reply } => {
                let result = self.claim(meeting, words, browser);
                answer(reply, result)
            }
            Message::Grant { browser, link, reply } => {
                if !self.grants.contains(&(browser, link)) {
                    self.grants.push((browser, link));
                    batch.grants.push((browser, link));
                }
                answer(reply, Ok(()))
            }
            Message::Used { link } => {
                let today = clock::day_of(clock::now());
                if let Some(link) = self.room.links.get_mut(&link).filter(|link| link.used_on != Some(today)) {
                    link.used_on = Some(today);
                    batch.links.push(access::Change::Note(link.clone()));
                }
                Box::new(|_| {})
            }
            Message::Look(look) => Box::new(|live| {
                if let Ok(live) = live {
                    let today = clock::day_of(clock::now());
                    look(&Looked { room: &live.room, grants: &live.grants, today });
                }
            }),
            Message::Subscribe { meeting, actor, drawn, reply } => Box::new(move |live| {
                if let Ok(live) = live {
                    // Who asked may be gone.
                    let _ = reply.send(live.subscribe(meeting, &actor, drawn));
                }
            }),
            Message::Presence { seat, here } => {
                self.presence.connection(seat, here, Instant::now());
                // Closing a page is no sign of life of who said goodbye on another.
                if here && self.room.away.remove(&seat) {
                    self.dirty = true;
                }
                Box::new(|_| {})
            }
        }
    }

    async fn command(
        &mut self,
        actor: Actor,
        id: CommandId,
        body_hash: Hash,
        command: &Command,
        batch: &mut Batch,
        finished: &mut Vec<RoundId>,
    ) -> Result<Done, Failure> {
        if let Some(earlier) = self.responses.get(&id) {
            return if earlier.body_hash == body_hash {
                Ok(Done { seq: earlier.seq, duplicate: true })
            } else {
                Err(Refusal::IdReused.into())
            };
        }
        let context = context(actor)?;
        let made;
        let mut redacted = Redacted::default();
        let command = match command {
            Command::DocumentFinish(asked) if command.right().held_by(&actor) => {
                made = Command::DocumentFinish(self.finish(asked.clone(), context.today).await?);
                &made
            }
            Command::ProjectRedact(asked) if command.right().held_by(&actor) => {
                redacted = self.seek(asked.wanted()?).await?;
                let labels = self.relabelled(&asked.wanted()?).len() as u32;
                let found = redacted.found(labels, self.room.project.created_at);
                made = Command::ProjectRedact(Redact { found, ..asked.clone() });
                &made
            }
            other => other,
        };
        let mut outcome = decide(&self.room, command, &context)?;
        if let Command::ProjectRedact(asked) = command {
            outcome.links = self.relabelled(&asked.wanted()?);
            batch.redacted = redacted.events;
            // A receipt holds a hash of what was sent, against which words could be guessed.
            batch.forget_responses_before = Some(context.now.0);
        }
        for event in &outcome.events {
            match event {
                Event::RoundOpened(opened) => self.new_key(opened.round.round).await?,
                Event::RoundCounted(counted) => finished.push(counted.round),
                Event::RoundMoved(moved) if moved.to == Stage::Discarded => finished.push(moved.round),
                _ => {}
            }
        }
        self.carry_out(outcome, &context, batch)?;
        let response = Response { command: id, body_hash, seq: self.room.project.seq, at: context.now.0 };
        batch.responses.push(response);
        self.responses.insert(id, response);
        Ok(Done { seq: response.seq, duplicate: false })
    }

    /// Gives what waits to the room that comes next, when this one goes because the log was changed.
    /// When it goes because something was not stored, everybody hears that instead.
    async fn hand_over(&self, mut messages: mpsc::Receiver<Message>) {
        messages.close();
        let next = Hall { parts: self.parts.clone() };
        while self.erased
            && let Some(message) = messages.recv().await
        {
            if let Err(error) = next.send(self.project, message).await {
                tracing::debug!(%error, "what waited could not be handed over");
            }
        }
    }

    /// Leaves the list of rooms; the next user loads the project again.
    fn retire(&self) {
        if let Some(own) = self.own.upgrade() {
            self.parts.retire(self.project, &own);
        }
    }

    fn ballot(&mut self, seat: SeatId, round: RoundId, cast: &Cast, batch: &mut Batch) -> Result<Ballot, Failure> {
        let context = context(Actor::Seat { seat })?;
        let (outcome, stored) = ballot::cast(&self.room, round, seat, cast, &context)?;
        self.carry_out(outcome, &context, batch)?;
        Ok(stored)
    }

    fn sheet(
        &mut self,
        seat: SeatId,
        round: RoundId,
        prefix: &str,
        given: Fields,
        batch: &mut Batch,
    ) -> Result<Ballot, Failure> {
        let stored = ballot::may_vote(&self.room, round, seat)?.stored;
        let mut all = stored.map_or_else(Fields::new, |stored| fields::write(&stored.answers));
        // A box that is not ticked is not sent: what belongs to the sheet is replaced as a whole.
        all.retain(|name, _| !name.starts_with(prefix));
        all.extend(given.into_iter().filter(|(name, _)| name.starts_with(prefix)));
        let cast = Cast { revision: None, answers: fields::read(&all)? };
        self.ballot(seat, round, &cast, batch)
    }

    fn join(&mut self, join: &Join, batch: &mut Batch) -> Result<Seat, Failure> {
        let context = context(Actor::System)?;
        let (outcome, seat) = seat::join(&self.room, join, &context)?;
        self.carry_out(outcome, &context, batch)?;
        self.presence.seen(seat.seat, Instant::now());
        Ok(seat)
    }

    fn claim(&mut self, meeting: MeetingId, words: (u16, u16), browser: Hash) -> Result<Claim, Failure> {
        let claim = seat::claim(&self.room, meeting, words, browser, &context(Actor::System)?)?;
        self.room.claims.insert(claim.claim, claim.clone());
        self.dirty = true;
        Ok(claim)
    }

    /// Whether an outcome takes away what somebody was let in with.
    fn locks_out(&self, outcome: &Outcome) -> bool {
        let seat_lost = outcome.seats.iter().any(|change| match change {
            seat::Change::Remove(_) => true,
            seat::Change::Put(new) => self
                .room
                .seats
                .get(&new.seat)
                .is_some_and(|old| (old.browser_hash, old.token_hash) != (new.browser_hash, new.token_hash)),
        });
        seat_lost || !outcome.links.is_empty()
    }

    /// Notes whose own part an outcome may change, beside that of who asked for it. That a seat voted
    /// its phone knows itself: counting must not stir a whole hall.
    fn stir(&mut self, outcome: &Outcome) {
        let mut stirred = BTreeSet::new();
        for change in &outcome.ballots {
            match change {
                ballot::Change::Put { voter: Voter::Party(party), .. }
                | ballot::Change::Remove { voter: Voter::Party(party), .. } => {
                    stirred.insert(*party);
                }
                ballot::Change::Clear { round } => {
                    let voters = self.room.ballots.get(round).into_iter().flat_map(|ballots| ballots.ballots.keys());
                    stirred.extend(voters.filter_map(|voter| match voter {
                        Voter::Party(party) => Some(*party),
                        Voter::Seat(_) | Voter::Paper(..) => None,
                    }));
                }
                ballot::Change::Put { .. } | ballot::Change::Remove { .. } => {}
            }
        }
        // Of the party that the seat sat for until now: its pen may be free.
        for change in &outcome.seats {
            let (seat, new) = match change {
                seat::Change::Put(new) => (new.seat, Some(new)),
                seat::Change::Remove(seat) => (*seat, None),
            };
            let old = self.room.seats.get(&seat);
            let moved = |old: &&Seat| new.is_none_or(|new| (new.party, new.observer) != (old.party, old.observer));
            stirred.extend(old.filter(moved).map(|old| old.party));
        }
        self.stirred.extend(stirred);
    }

    /// Tells those whom what was stored concerns: who lost what let them in, and whose own part changed.
    fn tell_concerned(&mut self) {
        if std::mem::take(&mut self.someone_lost) {
            self.lost.send_replace(());
        }
        for party in std::mem::take(&mut self.stirred) {
            if let Some(party) = self.parties.get(&party) {
                party.send_replace(());
            }
        }
    }

    /// Applies an outcome in memory and adds it to the batch.
    fn carry_out(&mut self, outcome: Outcome, context: &Context, batch: &mut Batch) -> Result<(), Failure> {
        for change in &outcome.ballots {
            let sealed = self.seal(change).map_err(|error| {
                tracing::error!(%error, "a ballot was not sealed");
                Failure::NotStored
            })?;
            batch.ballots.push(sealed);
        }
        self.someone_lost |= self.locks_out(&outcome);
        self.stir(&outcome);
        batch.events.extend(self.room.apply(&outcome, context));
        batch.seats.extend(outcome.seats);
        // A browser that used a link which is gone, or has another secret, is shut out with it.
        for change in &outcome.links {
            if let access::Change::Put(access::Link { link, .. }) | access::Change::Remove(link) = change {
                self.grants.retain(|(_, granted)| granted != link);
            }
        }
        batch.links.extend(outcome.links);
        batch.deletion = outcome.deletion.or(batch.deletion.take());
        for seat in &outcome.left {
            self.presence.left(*seat);
            self.dirty = true;
        }
        Ok(())
    }

    fn seal(&self, change: &ballot::Change) -> Result<SealedChange, StoreError> {
        let key = |round| self.keys.get(round).ok_or_else(|| StoreError::Unusable(format!("round {round} has no key")));
        Ok(match change {
            ballot::Change::Put { round, voter, ballot } => SealedChange::Put(*round, key(round)?.seal(voter, ballot)?),
            ballot::Change::Remove { round, voter } => SealedChange::Remove(*round, key(round)?.voter(voter)),
            ballot::Change::Clear { round } => SealedChange::Clear(*round),
        })
    }

    fn subscribe(&mut self, meeting: MeetingId, actor: &Actor, drawn: Option<Language>) -> Option<Subscription> {
        if !self.channels.contains_key(&meeting) {
            self.channels.insert(meeting, Channels::new(self.epoch, &self.room, meeting)?);
        }
        let (own, mine) = match actor {
            Actor::Seat { seat } => {
                let party = self.room.seats.get(seat)?.party;
                let mine = self.parties.entry(party).or_insert_with(|| watch::Sender::new(()));
                (Some(phone::own(&self.room, *seat)?), mine.subscribe())
            }
            Actor::Link { .. } | Actor::System => (None, self.nobody.subscribe()),
        };
        let channel = self.channels.get_mut(&meeting)?.join(actor, drawn, self.dirty, self.epoch, &self.room);
        let updates = channel.subscribe();
        Some(Subscription { epoch: self.epoch, updates, own, mine, lost: self.lost.subscribe() })
    }

    /// Sends the newest views to who listens.
    fn publish(&mut self) {
        self.dirty = false;
        self.published_at = Instant::now();
        for channels in self.channels.values_mut() {
            channels.publish(self.epoch, &self.room);
        }
    }
}

/// Waits until the server stops.
async fn stopped(stopping: &mut watch::Receiver<bool>) {
    // A sender that is gone means the same.
    let _ = stopping.wait_for(|stopping| *stopping).await.map(|stopping| *stopping);
}

fn answer<T: Send + 'static>(reply: oneshot::Sender<Result<T, Failure>>, result: Result<T, Failure>) -> Waiting {
    Box::new(move |stored| {
        // Who asked may be gone.
        let _ = reply.send(stored.and(result));
    })
}

/// What comes with an act from outside.
fn context(actor: Actor) -> Result<Context, Failure> {
    let mut entropy = [0; 32];
    getrandom::fill(&mut entropy).map_err(|_| Failure::NotStored)?;
    let now = clock::now();
    Ok(Context { actor, now, today: clock::day_of(now), entropy })
}

/// Ends the process at a named point, for the tests that pull the plug between two steps. Only in
/// builds with debug assertions.
fn crash_point(point: &str, reached: bool) {
    if cfg!(debug_assertions) && reached && std::env::var("WERKSESSIE_CRASH_AT").is_ok_and(|at| at == point) {
        std::process::abort();
    }
}

/// A link with its secret's hash, for the first batch of a new project.
pub fn first_batch(project: ProjectId, link: Link, outcome: &Outcome) -> Result<Batch, Failure> {
    let context = context(Actor::System)?;
    let events = outcome.envelopes(0, &context);
    Ok(Batch {
        project: Some(project),
        expected_seq: 0,
        events,
        links: vec![access::Change::Put(link)],
        ..Batch::default()
    })
}
