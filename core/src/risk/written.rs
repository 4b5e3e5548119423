//! Risks that people wrote in a round of silent writing, and in what order to collect them.
//!
//! Each waits until somebody puts it on the list, lays it with one that says the same, or puts it
//! aside. Of an anonymous round nothing of who wrote is kept; on behalf of parties the party is.

use std::collections::BTreeMap;

use super::{Added, Risk, Side, Status};
use crate::ids::{BottleneckId, ItemId, PartyId, RiskId, derive};
use crate::limits;
use crate::project::Project;
use crate::question::{Frame, Written};
use crate::room::{Context, Room};
use crate::round::{Ask, Round};
use crate::tally::Tally;

impl Frame {
    /// For whom a risk in this frame is.
    pub fn side(self) -> Option<Side> {
        match self {
            Self::Municipality => Some(Side::Municipality),
            Self::Youth => Some(Side::Youth),
            _ => None,
        }
    }
}

/// The risks of a counted round of silent writing, as they come in to be looked at. Their texts were
/// checked when they were written. What the list cannot hold stands in the figures of the round.
pub fn from_round(room: &Room, round: &Round, tally: &Tally, context: &Context) -> Vec<Added> {
    if round.question.ask() != Ask::RiskCards {
        return Vec::new();
    }
    let project = &room.project;
    let waiting = project.written_risks().len();
    let in_all = limits::RISKS.saturating_sub(project.risks.len());
    let space = limits::RISKS_WAITING.saturating_sub(waiting).min(in_all);
    let mut cards: Vec<(ItemId, Frame, &Written, Option<PartyId>)> = Vec::new();
    for (item, figures) in &tally.items {
        cards.extend(figures.cards.iter().map(|card| (*item, card.frame, &card.written, None)));
    }
    for given in &tally.parties {
        for (item, answer) in &given.answers.items {
            cards.extend(answer.cards.iter().map(|(frame, written)| (*item, *frame, written, Some(given.party))));
        }
    }
    let risk = |(number, (item, frame, written, by)): (u64, (ItemId, Frame, &Written, Option<PartyId>))| {
        let bottleneck = BottleneckId(item.0);
        let (event, consequence) = match written.text.is_empty() {
            true => (written.more.clone(), String::new()),
            false => (written.text.clone(), written.more.clone()),
        };
        let id = RiskId::from_random(derive(&context.entropy, number));
        let new = Risk::new(id, bottleneck, frame.side()?, event, consequence);
        Some(Added { risk: Risk { status: Status::Proposed, by, ..new } })
    };
    (0..).zip(cards.into_iter().take(space)).filter_map(risk).collect()
}

impl Project {
    /// Risks that were written and that nobody dealt with yet, in the order to collect them: by the
    /// bottleneck, and within it one of each party in turn (method A.2 "round-robin by party").
    pub fn written_risks(&self) -> Vec<&Risk> {
        let mut turns: BTreeMap<(BottleneckId, Option<PartyId>), u32> = BTreeMap::new();
        let places: Vec<BottleneckId> = self.at_risk().iter().map(|found| found.bottleneck).collect();
        let place = |bottleneck| places.iter().position(|other| *other == bottleneck).unwrap_or(places.len());
        let waiting = self.risks.iter().filter(|risk| risk.status == Status::Proposed);
        let mut rows: Vec<_> = waiting
            .map(|risk| {
                let top = self.top_of(risk.bottleneck);
                let turn = turns.entry((top, risk.by)).or_default();
                *turn += 1;
                let party = self.parties.iter().position(|party| Some(party.party) == risk.by);
                ((place(top), top, *turn, party), risk)
            })
            .collect();
        rows.sort_by_key(|(key, _)| *key);
        rows.into_iter().map(|(_, risk)| risk).collect()
    }
}
