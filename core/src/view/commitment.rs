//! The commitment round: hands, conditions, what parties wrote, and what stands in the way.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::arena::piece::Firm;
use crate::challenge::silent;
use crate::ids::{ConditionId, ItemId, MeetingId, PartyId, PieceId, PromiseId};
use crate::project::Project;
use crate::promise::condition::{Answer, Condition, knots};
use crate::question::fist::{self, Hand, Outcome};
use crate::question::{Frame, More, Written};
use crate::room::Room;
use crate::round::{Round, Subject};
use crate::tally::Tally;
use crate::time::Date;

/// What a promise needs from another party, as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedRow {
    /// Its id.
    pub condition: ConditionId,
    /// The party that is asked.
    pub party: PartyId,
    /// Its name.
    pub name: String,
    /// Its name on a board.
    pub short_name: String,
    /// What is needed.
    pub what: String,
    /// By when, when it has a day of its own.
    pub due: Option<Date>,
    /// What the party says.
    pub answer: Answer,
    /// What it offers instead, or why not.
    pub words: String,
    /// Number of the promise that fulfils it, and which.
    pub met_by: Option<(u32, PromiseId)>,
    /// The request of an effects arena that it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<PieceId>,
}

impl NeedRow {
    /// The row of a condition.
    pub fn of(project: &Project, condition: &Condition) -> Self {
        let party = project.party(condition.party);
        let met_by = condition.met_by.and_then(|met_by| project.promise(met_by)).filter(|promise| !promise.withdrawn);
        Self {
            condition: condition.condition,
            party: condition.party,
            name: party.map_or_else(String::new, |party| party.name.clone()),
            short_name: party.map_or_else(String::new, |party| party.short_name.clone()),
            what: condition.what.clone(),
            due: condition.due,
            answer: condition.answer,
            words: condition.words.clone(),
            met_by: met_by.map(|promise| (promise.number, promise.promise)),
            request: condition.request,
        }
    }
}

/// What stands between promises and their being done, as shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnotRows {
    /// Promises that wait for each other: number and short name of the party, for each circle.
    pub circles: Vec<Vec<(u32, String)>>,
    /// Needs that no promise answers: who needs it, from whom, and what.
    pub loose: Vec<(String, String, String)>,
}

/// The knots of a project.
pub fn knot_rows(project: &Project) -> KnotRows {
    let short = |party| project.party(party).map_or_else(String::new, |party| party.short_name.clone());
    let found = knots(project);
    let promise = |id: &PromiseId| project.promise(*id).map(|promise| (promise.number, short(promise.party)));
    let loose = |id: &ConditionId| {
        let (promise, condition) = project.condition(*id)?;
        Some((short(promise.party), short(condition.party), condition.what.clone()))
    };
    KnotRows {
        circles: found.circles.iter().map(|circle| circle.iter().filter_map(promise).collect()).collect(),
        loose: found.loose.iter().filter_map(loose).collect(),
    }
}

/// The hands of all parties, as shown: no ranking, but those under three first, for they are heard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandsView {
    /// The sentence.
    pub statement: String,
    /// Name of each party, its fingers, and what it needs.
    pub hands: Vec<(String, u8, String)>,
    /// How many parties raised each number of fingers, from 0 to 5.
    pub counts: [u32; 6],
    /// What they say together; `None` when no hand was raised.
    pub outcome: Option<Outcome>,
    /// Parties that were there and raised none: what the hands say does not hold for them.
    pub silent: Vec<String>,
}

impl HandsView {
    /// The view of these hands.
    pub fn of(project: &Project, statement: &str, hands: &[Hand], silent: &[PartyId]) -> Self {
        let mut rows: Vec<_> = hands.iter().collect();
        let place = |party: PartyId| project.parties.iter().position(|other| other.party == party);
        rows.sort_by_key(|hand| (!hand.is_heard(), place(hand.party)));
        let name = |party| project.party(party).map_or_else(String::new, |party| party.short_name.clone());
        Self {
            statement: statement.to_owned(),
            hands: rows.iter().map(|hand| (name(hand.party), hand.fingers, hand.note.clone())).collect(),
            counts: fist::counts(hands),
            outcome: fist::outcome(hands),
            silent: silent.iter().map(|party| name(*party)).collect(),
        }
    }
}

/// The hands that were decided on last.
pub fn supported(project: &Project) -> Option<HandsView> {
    let support = project.challenge.support()?;
    Some(HandsView::of(project, &support.statement, &support.hands, &support.silent))
}

/// The hands of a counted round; `None` when it asked for something else.
pub fn hands(room: &Room, meeting: MeetingId, round: &Round) -> Option<HandsView> {
    let (statement, tally) = (round.question.statement()?, round.phase.tally()?);
    let hands = tally.hands(*round.items.first()?);
    // Seats go in time; what was decided keeps who was silent.
    let decided = room.project.challenge.supports.iter().find(|support| support.round == round.round);
    let silent = decided.map_or_else(|| silent(room, meeting, &hands), |support| support.silent.clone());
    Some(HandsView::of(&room.project, statement, &hands, &silent))
}

/// A card in a frame, as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenRow {
    /// Which frame.
    pub frame: Frame,
    /// The bottleneck that it is about; empty when it is about the whole.
    pub about: String,
    /// The party on whose behalf it was written, when that is said.
    pub party: Option<(PartyId, String)>,
    /// That party's name on a board; empty when it is not said.
    pub short_name: String,
    /// What it says.
    pub text: String,
    /// What stands beside it, as it can be read: a party by its name, a choice by its key.
    pub more: String,
    /// What stands beside it, as it was given.
    pub given: String,
    /// How firm it is, of a contribution.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sure: Option<Firm>,
}

/// The cards of a round in their frames, by what they are about and then by party. `given` holds what
/// each party wrote.
pub fn written<'a>(
    project: &Project,
    round: &Round,
    tally: Option<&Tally>,
    given: impl Iterator<Item = (PartyId, &'a crate::question::Answers)>,
) -> Vec<WrittenRow> {
    let about = |item: &ItemId| match round.question.ask().subject() {
        Subject::Bottlenecks => {
            let found = project.bottleneck(crate::ids::BottleneckId(item.0));
            found.map_or_else(String::new, |found| found.short_name.clone())
        }
        Subject::Pieces(_) => project.name_on_board(*item).unwrap_or_default(),
        Subject::Risks | Subject::Challenge | Subject::Arena => String::new(),
    };
    let row = |item: &ItemId, frame: Frame, written: &Written, party: Option<PartyId>| WrittenRow {
        frame,
        about: about(item),
        party: party.and_then(|id| Some((id, project.party(id)?.name.clone()))),
        short_name: party.and_then(|id| project.party(id)).map_or_else(String::new, |party| party.short_name.clone()),
        text: written.text.clone(),
        more: match frame.more() {
            More::Party => {
                let found = written.more.parse().ok().and_then(|party| project.party(party));
                found.map_or_else(String::new, |party| party.short_name.clone())
            }
            More::Nothing | More::Text | More::Day | More::On | More::Kind => written.more.clone(),
        },
        given: written.more.clone(),
        sure: written.sure,
    };
    let mut rows: BTreeMap<(usize, Option<usize>), Vec<WrittenRow>> = BTreeMap::new();
    let place = |item: &ItemId| round.items.iter().position(|other| other == item).unwrap_or(0);
    for (item, figures) in tally.into_iter().flat_map(|tally| &tally.items) {
        let cards = figures.cards.iter().map(|card| row(item, card.frame, &card.written, None));
        rows.entry((place(item), None)).or_default().extend(cards);
    }
    for (party, answers) in given {
        let at = project.parties.iter().position(|other| other.party == party);
        for (item, answer) in &answers.items {
            let cards = answer.cards.iter().map(|(frame, written)| row(item, *frame, written, Some(party)));
            rows.entry((place(item), at)).or_default().extend(cards);
        }
    }
    rows.into_values().flatten().collect()
}
