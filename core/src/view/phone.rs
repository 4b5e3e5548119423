//! The phone: the part that is the same for all seats, and the seat's own part.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::arena::{LineRow, PointsResult, agreement, certainty_results, points_results};
use super::commitment::{HandsView, NeedRow, WrittenRow, hands, written};
use super::leader::named;
use super::risks::{RiskResult, risk_results};
use super::{Figures, Item, ItemResult, PromiseRow, items, priorities, promises, results};
use crate::ballot::{self, Ballot, Voter};
use crate::ids::{ItemId, MeetingId, PartyId, RoundId, SeatId, mix};
use crate::meeting::MeetingState;
use crate::project::Project;
use crate::promise::condition::Answer;
use crate::question::{Answers, More, Question};
use crate::room::Room;
use crate::round::{Ask, Mode, Phase, Round};
use crate::screen::Picture;
use crate::tally::Tally;
use crate::time::Date;

/// What every phone of a meeting sees.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PhoneView {
    /// The meeting's title.
    pub title: String,
    /// A copy to rehearse with: every screen says so.
    #[serde(default)]
    pub rehearsal: bool,
    /// What is going on.
    pub stage: Stage,
}

/// What is going on, for a phone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Nothing to do: the name of the current agenda item.
    Wait(String),
    /// A round takes answers.
    Vote {
        /// Which round.
        round: RoundId,
        /// The first round, when this is a re-vote.
        revote_of: Option<RoundId>,
        /// What is asked.
        question: Question,
        /// Whose answers these are.
        mode: Mode,
        /// What is rated, in the leader's order.
        items: Vec<Item>,
        /// The parties that one can name: id and name. Only where that is asked.
        #[serde(default)]
        parties: Vec<(PartyId, String)>,
        /// The names of what points are divided over, in the order of the question; empty for young
        /// people and society.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        among: Vec<String>,
    },
    /// A round was closed; it may open again.
    Closed(RoundId),
    /// A round was counted; nothing is shown yet. Who answered what is gone, or is known by party.
    Counted(RoundId, Mode, Ask),
    /// The figures.
    Result {
        /// Which round.
        round: RoundId,
        /// A re-vote.
        revote: bool,
        /// How many voted, and how many could.
        voted: (u32, u32),
        /// The most divided first.
        items: Vec<Rated>,
        /// Of a round of scoring: chance and impact of risks.
        risks: Vec<RiskResult>,
        /// The hands that parties raised.
        hands: Option<HandsView>,
        /// Cards in frames.
        written: Vec<WrittenRow>,
        /// How points were divided.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        points: Vec<PointsResult>,
        /// How certain lines are, the least certain first.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        lines: Vec<LineRow>,
        /// What happens without the measure, and whether people agree; `None` under five answers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        agreement: Option<Box<(String, Option<Figures>)>>,
        /// How many cards were written.
        cards: u32,
        /// What each party answered, in a rating on behalf of parties.
        named: Vec<(String, Answers)>,
        /// What the table decided, once it did.
        decided: Decisions,
    },
    /// What parties promised, in the order they did.
    Promises(Vec<Promised>),
    /// The meeting is over.
    Ended {
        /// What the table decided.
        decided: Decisions,
        /// What parties promised.
        promises: Vec<Promised>,
    },
}

/// The result of one item: what a phone shows of it and no more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rated {
    /// The item.
    pub item: ItemId,
    /// What is wrong.
    pub title: String,
    /// Severity; `None` under five answers.
    pub severity: Option<Votes>,
    /// Influence; `None` under five answers.
    pub influence: Option<Votes>,
    /// How often it was picked, of how many who picked.
    pub picks: Option<(u32, u32)>,
}

/// The figures of one item on one scale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Votes {
    /// How many gave each mark from 1 to 5.
    pub counts: [u32; 5],
    /// How many said "cannot judge".
    pub abstained: u32,
    /// Mean, 1-5.
    pub mean: f64,
    /// Consensus, 0-1.
    pub consensus: f64,
}

/// What the table decided.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decisions {
    /// What is wrong, the most important first.
    pub titles: Vec<String>,
    /// One line why, when given.
    pub reason: String,
}

/// A promise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promised {
    /// The party's name.
    pub party: String,
    /// Who sees to it.
    pub owner: String,
    /// What they will do.
    pub what: String,
    /// By when.
    pub due: Date,
    /// Short name of the bottleneck it answers.
    pub bottleneck: String,
    /// What it needs from other parties.
    #[serde(default)]
    pub needs: Vec<NeedRow>,
}

impl Stage {
    /// The round it is about.
    pub fn round(&self) -> Option<RoundId> {
        match self {
            Self::Vote { round, .. } | Self::Closed(round) | Self::Counted(round, ..) | Self::Result { round, .. } => {
                Some(*round)
            }
            Self::Wait(_) | Self::Promises(_) | Self::Ended { .. } => None,
        }
    }
}

/// What only this seat sees: itself and its own answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwnView {
    /// The seat.
    pub seat: SeatId,
    /// Its party.
    pub party_id: PartyId,
    /// Its party's name.
    pub party: String,
    /// Watches only.
    pub observer: bool,
    /// Rounds it voted in, counted ones.
    pub voted: Vec<RoundId>,
    /// Its ballot in the round that is open or closed; on behalf of parties that of its party.
    pub ballot: Option<Ballot>,
    /// In a round on behalf of parties: who holds the pen of its party.
    pub pen: Option<Pen>,
}

/// Who holds the pen of a party.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pen {
    /// Nobody: who writes first takes it.
    Free,
    /// This seat.
    Mine,
    /// Another seat of the party.
    Theirs(SeatId),
}

/// The shared part.
pub fn phone(room: &Room, meeting: MeetingId) -> Option<PhoneView> {
    let project = &room.project;
    let meeting = project.meeting(meeting)?;
    let now = || meeting.agenda_item(meeting.current).map_or_else(String::new, |item| item.title.clone());
    let stage = match (meeting.state, meeting.current_round()) {
        (MeetingState::Ended, _) => Stage::Ended { decided: decisions(project), promises: promised(project) },
        _ if meeting.picture == Picture::Promises => Stage::Promises(promised(project)),
        // Who was asked for something hears it at once, whatever the screen shows; not while a round is on.
        (_, round) if is_asked(project) && !round.is_some_and(is_on) => Stage::Promises(promised(project)),
        (_, None) => Stage::Wait(now()),
        (_, Some(round)) => match &round.phase {
            Phase::Open => Stage::Vote {
                round: round.round,
                revote_of: round.revote_of,
                question: round.question.clone(),
                mode: round.mode,
                items: items(project, round),
                parties: if round.question.frames().iter().any(|frame| frame.more() == More::Party) {
                    project.parties.iter().map(|party| (party.party, party.name.clone())).collect()
                } else {
                    Vec::new()
                },
                among: (round.question.among().iter())
                    .map(|item| project.full_name(*item).unwrap_or_default())
                    .collect(),
            },
            Phase::Closed => Stage::Closed(round.round),
            Phase::Counted(_) => Stage::Counted(round.round, round.mode, round.question.ask()),
            Phase::Revealed(tally) | Phase::Decided(tally) => Stage::Result {
                round: round.round,
                revote: round.revote_of.is_some(),
                voted: (tally.voted, tally.present),
                items: results(project, round).into_iter().map(Rated::from).collect(),
                risks: risk_results(project, round),
                hands: hands(room, meeting.meeting, round),
                // What people wrote without a name is read by a leader before anybody else sees it.
                written: if round.question.frames().is_empty() || round.question.ask().is_read_first() {
                    Vec::new()
                } else {
                    let given = tally.parties.iter().map(|given| (given.party, &given.answers));
                    written(project, round, Some(tally), given)
                },
                points: points_results(project, round),
                lines: certainty_results(project, round),
                agreement: agreement(project, round).map(Box::new),
                cards: (tally.cards.len() + unread_cards(round, tally)) as u32,
                // Who gave how many points is told as a mean; only these show every answer by name.
                named: match round.question.ask() {
                    Ask::Rating | Ask::RatingAndPick => named(project, tally),
                    _ => Vec::new(),
                },
                decided: if meeting.rounds.iter().any(|round| !round.verdicts.is_empty()) {
                    decisions(project)
                } else {
                    Decisions::default()
                },
            },
            Phase::Discarded => Stage::Wait(now()),
        },
    };
    let view = PhoneView { title: meeting.title.clone(), rehearsal: project.rehearsal, stage };
    Some(view)
}

/// Whether a party was asked for something, and said nothing yet.
fn is_asked(project: &Project) -> bool {
    let promises = project.promises.iter().filter(|promise| !promise.withdrawn);
    promises.flat_map(|promise| promise.needs()).any(|need| need.answer == Answer::Asked)
}

/// Whether people look at a round: not before it, and not once the table has decided.
fn is_on(round: &Round) -> bool {
    !matches!(round.phase, Phase::Decided(_) | Phase::Discarded)
}

/// How many cards were written that a leader reads first.
fn unread_cards(round: &Round, tally: &Tally) -> usize {
    if !round.question.ask().is_read_first() {
        return 0;
    }
    let anonymous = tally.items.values().map(|item| item.cards.len());
    let named = tally.parties.iter().flat_map(|given| given.answers.items.values());
    anonymous.sum::<usize>() + named.map(|answer| answer.cards.len()).sum::<usize>()
}

impl From<ItemResult> for Rated {
    fn from(result: ItemResult) -> Self {
        let votes = |figures: Figures| Votes {
            counts: figures.counts,
            abstained: figures.abstained,
            mean: figures.mean,
            consensus: figures.consensus,
        };
        Self {
            item: result.card.item.into(),
            title: result.card.title,
            severity: result.severity.map(votes),
            influence: result.influence.map(votes),
            picks: result.picks,
        }
    }
}

fn decisions(project: &Project) -> Decisions {
    let decided = priorities(project);
    Decisions {
        reason: decided.first().map_or_else(String::new, |first| first.reason.clone()),
        titles: decided.into_iter().map(|decided| decided.card.title).collect(),
    }
}

fn promised(project: &Project) -> Vec<Promised> {
    let promised = |row: PromiseRow| Promised {
        party: row.party,
        owner: row.owner,
        what: row.what,
        due: row.due,
        bottleneck: row.bottleneck,
        needs: row.needs,
    };
    promises(project).into_iter().map(promised).collect()
}

/// The seat's own part.
pub fn own(room: &Room, seat: SeatId) -> Option<OwnView> {
    let seat = room.seats.get(&seat)?;
    let round = room.project.meeting(seat.meeting)?.current_round();
    let voter = round.map(|round| ballot::voter_of(round, seat));
    let stored = round.zip(voter).and_then(|(round, voter)| room.ballots.get(&round.round)?.ballots.get(&voter));
    let pen = voter.filter(|voter| matches!(voter, Voter::Party(_))).map(|voter| {
        match ballot::holder(room, seat.meeting, &voter, stored) {
            None => Pen::Free,
            Some(holder) if holder == seat.seat => Pen::Mine,
            Some(holder) => Pen::Theirs(holder),
        }
    });
    Some(OwnView {
        seat: seat.seat,
        party_id: seat.party,
        party: room.project.party(seat.party).map_or_else(String::new, |party| party.name.clone()),
        observer: seat.observer,
        voted: seat.voted.iter().copied().collect(),
        ballot: stored.cloned(),
        pen,
    })
}

/// The order in which a phone shows the items: shuffled by seat and round, so that no item is
/// first for everybody, and the same after every reload.
pub fn order(seat: SeatId, round: RoundId, items: &[Item]) -> Vec<Item> {
    let mut items = items.to_vec();
    items.sort_unstable_by_key(|card| order_of(seat, round, card.item));
    items
}

/// Where something stands in the order of a seat.
pub fn order_of(seat: SeatId, round: RoundId, item: ItemId) -> (u64, u128) {
    place(seat.0, round.0, item.0)
}

/// Where an item stands in the order of a seat, for ids as text; `None` when one is no id.
pub fn place_of(seat: &str, round: &str, item: &str) -> Option<(u64, u128)> {
    Some(place(seat.parse().ok()?, round.parse().ok()?, item.parse().ok()?))
}

fn place(seat: Uuid, round: Uuid, item: Uuid) -> (u64, u128) {
    let seed = seat.as_u64_pair().0 ^ round.as_u64_pair().1;
    let (high, low) = item.as_u64_pair();
    (mix(seed ^ mix(high ^ low)), item.as_u128())
}
