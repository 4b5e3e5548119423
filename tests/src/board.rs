//! A board of the effects arena, filled over the interface.

use serde_json::{Value, json};
use werksessie_core::ItemId;

use crate::client::{Leader, id};

/// A board, and who works on it.
#[derive(Clone)]
pub struct Board {
    leader: Leader,
    /// The board as a whole.
    pub whole: ItemId,
}

impl Board {
    /// Begins a board about this measure, in full, with every question of the gate a yes.
    pub async fn begin(leader: &Leader, measure: &str) -> Self {
        let whole = ItemId(id());
        let start = json!({ "type": "arena.start", "arena": whole, "measure": measure, "form": "full", "horizon": 3, "youths": 34,
            "profile": "Jongeren die op hun achttiende uit een leefgroep of pleeggezin gaan",
            "without": "Dan slapen jongeren eerst maanden bij bekenden, en komen zij daarna alsnog in de opvang of op straat",
            "one_measure": true, "who_does_what": true });
        leader.must(start).await;
        Self { leader: leader.clone(), whole }
    }

    /// The board that was begun already.
    pub fn of(leader: &Leader, whole: ItemId) -> Self {
        Self { leader: leader.clone(), whole }
    }

    /// Puts a piece on it: its sort and its fields.
    pub async fn add(&self, mut what: Value) -> ItemId {
        let piece = id();
        what["type"] = json!("arena.add");
        what["arena"] = json!(self.whole);
        what["piece"] = json!(piece);
        self.leader.must(what).await;
        ItemId(piece)
    }

    /// Puts an effect on it that young people notice within a year.
    pub async fn effect(&self, text: &str) -> ItemId {
        self.add(json!({ "sort": "effect", "text": text, "short_name": text, "on": "youth", "term": "year" })).await
    }

    /// Puts an activity on it.
    pub async fn activity(&self, text: &str) -> ItemId {
        self.add(json!({ "sort": "activity", "text": text, "short_name": text })).await
    }

    /// Draws a line.
    pub async fn line(&self, from: ItemId, to: ItemId) -> ItemId {
        self.add(json!({ "sort": "line", "from": from, "to": to })).await
    }
}
