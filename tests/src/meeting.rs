//! A meeting that is under way.

use serde_json::json;
use werksessie_core::{BottleneckId, MeetingId, RoundId};

use crate::client::{Leader, Participant, id, parties};

/// An open meeting with seats.
pub struct Meeting {
    /// Its leader.
    pub leader: Leader,
    /// Its id.
    pub meeting: MeetingId,
    /// Its join code as shown.
    pub code: String,
    /// All bottlenecks in the order of the list.
    pub items: Vec<BottleneckId>,
    /// Who joined.
    pub seats: Vec<Participant>,
}

impl Meeting {
    /// Makes a project, begins its meeting, and lets this many people in, spread over the parties.
    pub async fn begin(host: &str, seats: usize) -> Self {
        let leader = Leader::found(host).await;
        let meeting = leader.first_meeting().await;
        leader.must(json!({ "type": "meeting.begin", "meeting": meeting })).await;
        let view = leader.view(meeting).await;
        let code = view["code"].as_str().expect("a code").to_owned();
        let items = view["bottlenecks"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|card| card["item"].as_str().expect("an id").parse().expect("an id"))
            .collect();
        let parties = parties(&view);
        let layers = ["governance", "policy", "practice", "experience"];
        let mut joined = Vec::with_capacity(seats);
        for at in 0..seats {
            let (party, _) = &parties[at % parties.len()];
            joined.push(Participant::join(host, &code, &party.to_string(), layers[at % layers.len()]).await);
        }
        Self { leader, meeting, code, items, seats: joined }
    }

    /// Opens a round over these items.
    pub async fn open(&self, items: &[BottleneckId]) -> RoundId {
        let round = RoundId(id());
        self.leader
            .must(json!({ "type": "round.open", "meeting": self.meeting, "round": round, "items": items }))
            .await;
        round
    }

    /// Brings a round to a stage.
    pub async fn bring(&self, round: RoundId, to: &str) {
        self.leader.must(json!({ "type": "round.move", "meeting": self.meeting, "round": round, "to": to })).await;
    }
}
