//! A meeting that is under way.

use serde_json::json;
use werksessie_core::{BottleneckId, MeetingId, RoundId};

use crate::client::{Leader, Participant, id, parties};

/// An open meeting with seats.
#[derive(Clone)]
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
    /// Makes a project with its first meeting.
    pub async fn plan(host: &str) -> Self {
        let leader = Leader::found(host).await;
        let meeting = leader.first_meeting().await;
        let view = leader.view(meeting).await;
        let items = view["bottlenecks"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|card| card["item"].as_str().expect("an id").parse().expect("an id"))
            .collect();
        Self { leader, meeting, code: String::new(), items, seats: Vec::new() }
    }

    /// Begins the meeting.
    pub async fn start(&mut self) {
        self.leader.must(json!({ "type": "meeting.begin", "meeting": self.meeting })).await;
        let view = self.leader.view(self.meeting).await;
        self.code = view["code"].as_str().expect("a code").to_owned();
    }

    /// Makes a project, begins its meeting, and lets this many people in, spread over the parties.
    pub async fn begin(host: &str, seats: usize) -> Self {
        let mut planned = Self::plan(host).await;
        planned.start().await;
        let parties = parties(&planned.leader.view(planned.meeting).await);
        let layers = ["governance", "policy", "practice", "experience"];
        for at in 0..seats {
            let (party, _) = &parties[at % parties.len()];
            let seat = Participant::join(host, &planned.code, &party.to_string(), layers[at % layers.len()]).await;
            planned.seats.push(seat);
        }
        planned
    }

    /// A browser that opened the leader's link, and where it is.
    pub async fn browser(&self) -> (reqwest::Client, String) {
        let base = format!("http://{}", self.leader.host);
        let http = reqwest::Client::builder().cookie_store(true).build().expect("a client");
        let open = http.post(format!("{base}/open")).header("origin", &base).form(&[("secret", &self.leader.secret)]);
        assert!(open.send().await.expect("an answer").status().is_success());
        (http, base)
    }

    /// Makes a link with a form of the dossier, `link` or `trekker`; the secret behind the `#`.
    pub async fn link(&self, to: &str, fields: &[(&str, &str)]) -> String {
        let (http, base) = self.browser().await;
        let to = format!("{base}/dossier/{}/{to}", self.leader.project);
        let answer = http.post(to).header("origin", &base).form(fields).send().await.expect("an answer");
        let page = answer.text().await.expect("a page");
        let link = page.split("/open#").nth(1).unwrap_or_else(|| panic!("{page}"));
        link.split('"').next().expect("it ends").to_owned()
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
