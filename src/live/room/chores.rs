//! What a room does by itself: throwing away what is kept no longer, and announcing that a project goes.

use tokio::sync::oneshot;
use tokio::time::Instant;
use werksessie_core::access::Actor;
use werksessie_core::erasure::{self, Due};
use werksessie_core::retention;
use werksessie_core::time::Timestamp;
use werksessie_core::{Command, CommandId, Outcome};

use super::super::message::Message;
use super::{LiveRoom, context};
use crate::server::clock;
use crate::store::Batch;

impl LiveRoom {
    /// Removes seats and answers that are kept no longer. `false` when that could not be stored.
    pub(super) async fn forget_old(&mut self, now: Timestamp) -> bool {
        let outcome = retention::seats_to_remove(&self.room, now);
        let before = now.0 - retention::RESPONSES;
        let has_old = self.responses.values().any(|response| response.at < before);
        if outcome.seats.is_empty() && !has_old {
            return true;
        }
        self.responses.retain(|_, response| response.at >= before);
        self.keep(outcome, has_old.then_some(before)).await
    }

    /// Stores what the server does by itself. `false` when that did not work.
    pub(super) async fn keep(&mut self, outcome: Outcome, forget_responses_before: Option<i64>) -> bool {
        let expected_seq = self.room.project.seq;
        let Ok(context) = context(Actor::System) else { return false };
        let mut batch =
            Batch { project: Some(self.project), expected_seq, forget_responses_before, ..Batch::default() };
        if self.carry_out(outcome, &context, &mut batch).is_err() {
            return false;
        }
        if let Err(error) = self.parts.writer.commit(batch).await {
            tracing::error!(%error, project = %self.project, "what the server does by itself was not stored");
            return false;
        }
        self.tell_concerned();
        self.dirty = true;
        true
    }

    /// What happens now and then.
    pub(super) async fn maintain(&mut self) -> bool {
        let away = self.presence.away(self.room.seats.keys(), Instant::now());
        self.dirty |= away != self.room.away;
        self.room.away = away;
        self.channels.retain(|_, channels| channels.have_listeners());
        let now = clock::steady();
        if !self.forget_old(now).await {
            return false;
        }
        for command in retention::rounds_to_discard(&self.room, now) {
            if !self.act(command).await {
                return false;
            }
        }
        match erasure::due(&self.room.project, clock::day_of(now)) {
            Some(Due::Announce(event)) => self.keep(Outcome::event(event), None).await,
            Some(Due::Delete(delete)) => self.act(Command::ProjectDelete(delete)).await,
            None => true,
        }
    }

    /// Carries out a command of the server's own. `false` when the room must go.
    pub(super) async fn act(&mut self, command: Command) -> bool {
        let (reply, _) = oneshot::channel();
        let mut id = [0; 16];
        if getrandom::fill(&mut id).is_err() {
            return true;
        }
        let message = Message::Command {
            actor: Actor::System,
            id: CommandId::from_random(id),
            body_hash: [0; 32],
            command: Box::new(command),
            reply,
        };
        self.process(vec![message]).await
    }
}
