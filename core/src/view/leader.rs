//! The console: what the leaders of a meeting see.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::arena::{
    ArenaView, GapRow, LineRow, PointsResult, agreement, arena, certainty_results, gap_rows, points_results,
};
use super::commitment::{HandsView, KnotRows, WrittenRow, hands, knot_rows, written};
use super::insight::{Beside, BottleneckRow, Eye, Insight, WaitingCard, bottlenecks, insight, waiting};
use super::risks::{RiskResult, ScorableRisk, WaitingRisk, risk_results, scorable, to_settle, waiting_risks};
use super::roadmap::{Roadmap, roadmap};
use super::{
    Card, Decided, Figures, Item, ItemResult, MandateRow, Progress, PromiseRow, items, priorities, promises, results,
    to_ask,
};
use crate::access::LinkRole;
use crate::agenda::AgendaItem;
use crate::ballot::{self, RoundBox, Voter};
use crate::bottleneck::likeness::{Proposal, proposals};
use crate::challenge::Field;
use crate::command::Command;
use crate::ids::{BottleneckId, ClaimId, ItemId, MeetingId, PartyId, ProjectId, RoundId, SeatId};
use crate::meeting::{Meeting, MeetingState, show_code};
use crate::party::{Circle, CircleId, PartyKind};
use crate::project::{Language, Project};
use crate::promise::figures::{self, Share};
use crate::question::{Answers, Question};
use crate::risk::Side;
use crate::risk::measure::Zones;
use crate::room::Room;
use crate::round::{Ask, Mode, Phase, Round};
use crate::screen::{Curtain, Picture, Wifi};
use crate::seat::{Claim, Layer};
use crate::tally::{PartyAnswers, Tally};
use crate::time::Timestamp;
use crate::timer::Timer;

/// What the console shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeaderView {
    /// The project.
    pub project: ProjectId,
    /// The meeting.
    pub meeting: MeetingId,
    /// The municipality.
    pub municipality: String,
    /// The meeting's title.
    pub title: String,
    /// The project's language.
    pub language: Language,
    /// A made-up project.
    pub example: bool,
    /// A copy to rehearse with: every screen says so.
    #[serde(default)]
    pub rehearsal: bool,
    /// Where the meeting is.
    pub state: MeetingState,
    /// The join code as shown.
    pub code: String,
    /// Joining is locked.
    pub locked: bool,
    /// The run sheet.
    pub agenda: Vec<AgendaItem>,
    /// What there is to look back on, picture by picture.
    pub recap: Vec<Picture>,
    /// Number of the current item.
    pub current: u32,
    /// What the room sees.
    pub picture: Picture,
    /// What hangs before it.
    pub curtain: Curtain,
    /// How long a talk still has.
    pub timer: Option<Timer>,
    /// The Wi-Fi network of the hall.
    pub wifi: Option<Wifi>,
    /// Screens that were paired with this meeting.
    pub screens: u32,
    /// The round that the meeting is busy with.
    pub round: Option<LeaderRound>,
    /// Who is in.
    pub parties: Vec<PartyRow>,
    /// Observers.
    pub observers: u32,
    /// Who waits to come back to a seat on another phone.
    pub claims: Vec<ClaimRow>,
    /// Circles that a party can stand in: key and name.
    pub circles: Vec<Circle>,
    /// All bottlenecks.
    pub bottlenecks: Vec<Card>,
    /// The list as it is worked on: also what was merged, split, parked or solved.
    pub list: Vec<BottleneckRow>,
    /// Pairs that are perhaps the same, the most alike first; none while a round takes votes.
    pub proposals: Vec<Proposal>,
    /// Cards that nobody dealt with yet.
    pub waiting: Vec<WaitingCard>,
    /// Those that were rated in this meeting.
    pub rated: Vec<BottleneckId>,
    /// What was decided, the most important first.
    pub decided: Vec<Decided>,
    /// What was promised.
    pub promises: Vec<PromiseRow>,
    /// What goes back to who may decide on it.
    pub to_ask: Vec<MandateRow>,
    /// Priorities that a promise answers; none without priorities.
    pub coverage: Option<Share>,
    /// Promises without reservation by who may make them; none without promises.
    pub hardness: Option<Share>,
    /// What stands between promises and their being done.
    pub knots: KnotRows,
    /// Number of risks on the lists.
    #[serde(default)]
    pub risks: u32,
    /// Risks that were written and that nobody dealt with yet, in the order to collect them.
    pub written_risks: Vec<WaitingRisk>,
    /// Risks that can go to the vote.
    pub scorable: Vec<ScorableRisk>,
    /// What is proposed for hands to be raised: the core of the challenge.
    pub core: String,
    /// The board of the effects arena that is worked on.
    #[serde(default)]
    pub arena: Option<ArenaView>,
    /// The actions by quarter.
    pub roadmap: Roadmap,
    /// What the leaders did, newest first.
    pub acts: Vec<ActRow>,
    /// After the end: each party that was there, with how many people.
    pub attended: Vec<(String, u32)>,
    /// Number of leader and co-leader links.
    pub leader_links: u32,
    /// What organisations drafted in this meeting, to be taken over; also when another round is on.
    #[serde(default)]
    pub drafts: Vec<WrittenRow>,
    /// What this meeting asked so far.
    #[serde(default)]
    pub asked: Vec<Ask>,
    /// Bottlenecks with risks on one side only, and the side that is missing.
    #[serde(default)]
    pub one_sided: Vec<(String, Side)>,
}

/// A round, for the console.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeaderRound {
    /// Its id.
    pub round: RoundId,
    /// The first round, when this is a re-vote.
    pub revote_of: Option<RoundId>,
    /// Where it is.
    pub stage: Stage,
    /// Whose answers these are.
    pub mode: Mode,
    /// What is asked.
    pub question: Question,
    /// How far it is.
    pub progress: Progress,
    /// Paper sheets so far.
    pub paper: u32,
    /// The ballots cannot be read: discard the round and vote again.
    pub unreadable: bool,
    /// Who is still busy, by party of two or more; the rest together under `None`.
    pub busy: Vec<(Option<String>, u32)>,
    /// What is asked about.
    pub items: Vec<Item>,
    /// The figures, once counted; the most divided first.
    pub results: Vec<ItemResult>,
    /// Of a round of scoring: what the votes say, once counted, by impact and then chance.
    pub risks: Vec<RiskResult>,
    /// Of a round of scoring: what the table decides on, with the newest votes.
    pub to_settle: Vec<RiskResult>,
    /// Which places of the matrix are high.
    pub zones: Zones,
    /// The hands, once counted.
    pub hands: Option<HandsView>,
    /// How points were divided, once counted.
    pub points: Vec<PointsResult>,
    /// Own view against that of others, once counted.
    pub gaps: Vec<GapRow>,
    /// How certain lines are, once counted.
    pub lines: Vec<LineRow>,
    /// Whether people agree on what happens without the measure, once counted.
    pub agreement: Option<(String, Option<Figures>)>,
    /// Names of what points are divided over.
    pub among: Vec<(ItemId, String)>,
    /// Cards in frames: once counted, and while they are written in a round on behalf of parties.
    pub written: Vec<WrittenRow>,
    /// Cards: once counted, and while they are written in a round on behalf of parties.
    pub cards: Vec<String>,
    /// How many picked something, once counted.
    pub pickers: u32,
    /// What each party answered, once counted: its name and its answers.
    pub named: Vec<(String, Answers)>,
    /// What the figures say together, once counted.
    pub insight: Insight,
    /// Notes by item, once counted.
    pub notes: BTreeMap<ItemId, Vec<String>>,
    /// How many voted, and how many could, once counted.
    pub voted: (u32, u32),
    /// Items in the order that the vote advises, for deciding.
    pub advice: Vec<BottleneckId>,
    /// Items that can be voted on again.
    pub revotable: Vec<ItemId>,
}

/// Where a round is, for the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Takes answers.
    Open,
    /// Takes no answers.
    Closed,
    /// Counted, not shown.
    Counted,
    /// Shown.
    Revealed,
    /// The table decided.
    Decided,
}

/// Who is in of one party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyRow {
    /// The party.
    pub party: PartyId,
    /// Its name.
    pub name: String,
    /// Seats present.
    pub present: u32,
    /// Seats that went away.
    pub away: u32,
    /// Seats expected.
    pub expected: u32,
    /// Typed in by somebody in the room.
    pub typed_in: bool,
    /// Its name on a board.
    pub short_name: String,
    /// What sort of organisation it is.
    pub kind: Option<PartyKind>,
    /// The circle it counts in.
    pub circle: CircleId,
    /// Who sits for it.
    pub seats: Vec<SeatRow>,
}

/// A seat as a leader sees it: nobody's name, and nothing of what it chose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatRow {
    /// The seat.
    pub seat: SeatId,
    /// Its layer.
    pub layer: Layer,
    /// Watches only.
    pub observer: bool,
    /// Its phone was not heard of for ten minutes.
    pub away: bool,
    /// The two words that its phone shows, to tell seats apart.
    pub recovery: (u16, u16),
}

/// Somebody who waits to come back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimRow {
    /// The request.
    pub claim: ClaimId,
    /// The seat's party.
    pub party: String,
    /// The seat's words.
    pub recovery: (u16, u16),
}

/// What a leader did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActRow {
    /// Position in the log.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Kind of event, as in the message files.
    pub kind: String,
    /// The command that takes it back.
    pub undo: Option<Command>,
}

/// The console's view of a meeting.
pub fn leader(room: &Room, meeting: MeetingId) -> Option<LeaderView> {
    let project = &room.project;
    let meeting = project.meeting(meeting)?;
    let round = meeting.current_round().and_then(|round| leader_round(room, meeting, round));
    let is_voting = meeting.current_round().is_some_and(|round| round.phase.has_ballots());
    let links = room.links.values().filter(|link| matches!(link.role, LinkRole::Leader | LinkRole::CoLeader));
    Some(LeaderView {
        project: project.project?,
        meeting: meeting.meeting,
        municipality: project.municipality.clone(),
        title: meeting.title.clone(),
        language: project.language,
        example: project.example,
        rehearsal: project.rehearsal,
        state: meeting.state,
        code: show_code(&meeting.code),
        locked: meeting.locked,
        agenda: meeting.agenda.clone(),
        recap: project.recap(),
        current: meeting.current,
        picture: meeting.picture,
        curtain: meeting.curtain,
        timer: meeting.timer,
        wifi: meeting.wifi.clone(),
        screens: room.links.values().filter(|link| link.meeting == Some(meeting.meeting)).count() as u32,
        round,
        parties: parties(room, meeting.meeting),
        observers: room.seats.values().filter(|seat| seat.meeting == meeting.meeting && seat.observer).count() as u32,
        claims: claims(room, meeting.meeting),
        circles: project.circles.clone(),
        bottlenecks: project.bottlenecks.iter().map(Card::of).collect(),
        list: bottlenecks(project),
        // Every title is held against every other: not ten times a second while a hall votes.
        proposals: if is_voting { Vec::new() } else { proposals(project) },
        waiting: waiting(project),
        rated: rated(meeting),
        decided: priorities(project),
        promises: promises(project),
        to_ask: to_ask(project),
        coverage: figures::coverage(project),
        hardness: figures::hardness(project),
        knots: knot_rows(project),
        risks: project.risks_listed(),
        written_risks: if is_voting { Vec::new() } else { waiting_risks(project) },
        scorable: if is_voting { Vec::new() } else { scorable(project) },
        core: project.challenge.text(Field::Core).to_owned(),
        arena: arena(project),
        roadmap: roadmap(project),
        acts: acts(meeting),
        attended: attended(meeting),
        leader_links: links.count() as u32,
        drafts: drafts(project, meeting),
        asked: meeting
            .rounds
            .iter()
            .filter(|round| round.phase != Phase::Discarded)
            .map(|round| round.question.ask())
            .collect(),
        one_sided: project
            .one_sided()
            .into_iter()
            .filter_map(|(id, side)| Some((short_name(project, id)?, side)))
            .collect(),
    })
}

/// After the end nobody is at the table any more; the log says who was.
fn attended(meeting: &Meeting) -> Vec<(String, u32)> {
    let mut parties: Vec<(String, u32)> = Vec::new();
    for was in &meeting.attendance {
        match parties.last_mut().filter(|(party, _)| *party == was.party) {
            Some((_, seats)) => *seats += was.seats,
            None => parties.push((was.party.clone(), was.seats)),
        }
    }
    parties
}

fn rated(meeting: &Meeting) -> Vec<BottleneckId> {
    let counted = meeting.rounds.iter().filter(|round| round.phase.tally().is_some());
    counted.flat_map(Round::rated).collect()
}

fn acts(meeting: &Meeting) -> Vec<ActRow> {
    let row =
        |act: &crate::meeting::Act| ActRow { seq: act.seq, at: act.at, kind: act.kind.clone(), undo: act.undo.clone() };
    meeting.acts.iter().rev().map(row).collect()
}

fn parties(room: &Room, meeting: MeetingId) -> Vec<PartyRow> {
    let mut counts: BTreeMap<PartyId, (u32, u32)> = BTreeMap::new();
    for seat in room.seats.values().filter(|seat| seat.meeting == meeting && !seat.observer) {
        let (present, away) = counts.entry(seat.party).or_default();
        *if room.away.contains(&seat.seat) { away } else { present } += 1;
    }
    let mut seats: BTreeMap<PartyId, Vec<SeatRow>> = BTreeMap::new();
    for seat in room.seats.values().filter(|seat| seat.meeting == meeting) {
        let (layer, observer, recovery) = (seat.layer, seat.observer, seat.recovery);
        let row = SeatRow { seat: seat.seat, layer, observer, away: room.away.contains(&seat.seat), recovery };
        seats.entry(seat.party).or_default().push(row);
    }
    let row = |party: &crate::party::Party| {
        let (present, away) = counts.get(&party.party).copied().unwrap_or_default();
        PartyRow {
            party: party.party,
            name: party.name.clone(),
            present,
            away,
            expected: party.expected,
            typed_in: party.typed_in,
            short_name: party.short_name.clone(),
            kind: party.kind,
            circle: party.circle.clone(),
            seats: seats.remove(&party.party).unwrap_or_default(),
        }
    };
    room.project.parties.iter().map(row).collect()
}

fn claims(room: &Room, meeting: MeetingId) -> Vec<ClaimRow> {
    let row = |claim: &Claim| {
        let seat = room.seats.get(&claim.seat).filter(|seat| seat.meeting == meeting)?;
        let party = room.project.party(seat.party).map_or_else(String::new, |party| party.name.clone());
        Some(ClaimRow { claim: claim.claim, party, recovery: seat.recovery })
    };
    room.claims.values().filter_map(row).collect()
}

fn leader_round(room: &Room, meeting: &Meeting, round: &Round) -> Option<LeaderRound> {
    let stage = match round.phase {
        Phase::Open => Stage::Open,
        Phase::Closed => Stage::Closed,
        Phase::Counted(_) => Stage::Counted,
        Phase::Revealed(_) => Stage::Revealed,
        Phase::Decided(_) => Stage::Decided,
        Phase::Discarded => return None,
    };
    let first = round.revote_of.and_then(|first| meeting.round(first)).unwrap_or(round);
    let (present, done) = room.electorate(meeting.meeting, round);
    let ballots = room.ballots.get(&round.round);
    let on_paper =
        ballots.map_or(0, |ballots| ballots.ballots.keys().filter(|voter| matches!(voter, Voter::Paper(..))).count());
    let tally = round.phase.tally();
    Some(LeaderRound {
        round: round.round,
        revote_of: round.revote_of,
        // After the re-vote the table decides on the first round.
        stage: if matches!(first.phase, Phase::Decided(_)) { Stage::Decided } else { stage },
        mode: round.mode,
        question: round.question.clone(),
        progress: Progress { present, done },
        paper: tally.map_or(on_paper as u32, |tally| tally.paper),
        unreadable: ballots.is_some_and(|ballots| ballots.unreadable),
        busy: if round.phase.has_ballots() { busy(room, meeting, round) } else { Vec::new() },
        items: items(&room.project, round),
        results: if tally.is_some() { results(&room.project, round) } else { Vec::new() },
        risks: if tally.is_some() { risk_results(&room.project, round) } else { Vec::new() },
        to_settle: if tally.is_some() { to_settle(&room.project, meeting, first) } else { Vec::new() },
        zones: room.project.risk_zones,
        hands: hands(room, meeting.meeting, round),
        points: if tally.is_some() { points_results(&room.project, round) } else { Vec::new() },
        gaps: if tally.is_some() { gap_rows(&room.project, round) } else { Vec::new() },
        lines: if tally.is_some() { certainty_results(&room.project, round) } else { Vec::new() },
        agreement: tally.and_then(|_| agreement(&room.project, round)),
        among: (round.question.among().iter())
            .map(|item| (*item, room.project.name_on_board(*item).unwrap_or_default()))
            .collect(),
        written: written_so_far(room, round, tally, ballots),
        cards: tally.map_or_else(|| live_cards(round, ballots), |tally| tally.cards.clone()),
        pickers: tally.map_or(0, |tally| tally.pickers),
        named: tally.map_or_else(Vec::new, |tally| named(&room.project, tally)),
        insight: insight(&room.project, meeting, round, &Beside::of(round), Eye::Leader),
        notes: tally.map_or_else(BTreeMap::new, |tally| {
            tally
                .items
                .iter()
                .filter(|(_, item)| !item.notes.is_empty())
                .map(|(id, item)| (*id, item.notes.clone()))
                .collect()
        }),
        voted: tally.map_or((0, 0), |tally| (tally.voted, tally.present)),
        advice: if tally.is_some() { meeting.order_of(first) } else { Vec::new() },
        revotable: match round.phase {
            Phase::Revealed(_) if round.revote_of.is_none() && !round.question.scales().is_empty() => {
                round.items.iter().filter(|item| meeting.revote_with(round.round, **item).is_none()).copied().collect()
            }
            _ => Vec::new(),
        },
    })
}

/// What was written in frames: all of it once it is counted, and before that only what stands under
/// the name of a party.
fn written_so_far(room: &Room, round: &Round, tally: Option<&Tally>, ballots: Option<&RoundBox>) -> Vec<WrittenRow> {
    if round.question.frames().is_empty() {
        return Vec::new();
    }
    let counted = tally.into_iter().flat_map(|tally| &tally.parties).map(|given| (given.party, &given.answers));
    let live = ballots.filter(|_| round.mode == Mode::Party).into_iter().flat_map(|ballots| &ballots.ballots);
    let live = live.filter_map(|(voter, ballot)| match voter {
        Voter::Party(party) => Some((*party, &ballot.answers)),
        Voter::Seat(_) | Voter::Paper(..) => None,
    });
    written(&room.project, round, tally, counted.chain(live))
}

/// Cards that a leader reads while they are written: only those that stand under a party's name.
fn live_cards(round: &Round, ballots: Option<&RoundBox>) -> Vec<String> {
    match (round.mode, ballots) {
        (Mode::Party, Some(ballots)) => {
            ballots.ballots.values().flat_map(|ballot| ballot.answers.cards.iter().cloned()).collect()
        }
        _ => Vec::new(),
    }
}

/// What each party answered, by name.
pub(super) fn named(project: &Project, tally: &Tally) -> Vec<(String, Answers)> {
    let name = |given: &PartyAnswers| project.party(given.party).map_or_else(String::new, |party| party.name.clone());
    tally.parties.iter().map(|given| (name(given), given.answers.clone())).collect()
}

/// Who is still busy: by party only where two or more sit, so that nobody is pointed at. On behalf
/// of parties every party is named, for there nobody is hidden.
fn busy(room: &Room, meeting: &Meeting, round: &Round) -> Vec<(Option<String>, u32)> {
    let ballots = room.ballots.get(&round.round);
    let is_done = |voter: Voter| round.is_complete(ballots.and_then(|ballots| ballots.ballots.get(&voter)));
    let enough = match round.mode {
        Mode::Anonymous => 2,
        Mode::Party => 1,
    };
    let mut by_party: BTreeMap<PartyId, (u32, u32)> = BTreeMap::new();
    for seat in room
        .seats
        .values()
        .filter(|seat| seat.meeting == meeting.meeting && !seat.observer && !room.away.contains(&seat.seat))
    {
        if round.revote_of.is_some_and(|first| !seat.voted.contains(&first)) {
            continue;
        }
        let (all, busy) = by_party.entry(seat.party).or_default();
        *all += 1;
        *busy += u32::from(!is_done(ballot::voter_of(round, seat)));
    }
    let mut rows: Vec<(Option<String>, u32)> = Vec::new();
    let mut small = 0;
    for (party, (all, busy)) in by_party {
        // On behalf of parties a party is busy or done, however many of its people sit here.
        let busy = if round.mode == Mode::Party { busy.min(1) } else { busy };
        if all >= enough && busy > 0 {
            rows.push((room.project.party(party).map(|party| party.name.clone()), busy));
        } else if all < enough {
            small += busy;
        }
    }
    rows.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    if small > 0 {
        rows.push((None, small));
    }
    rows
}

fn short_name(project: &Project, bottleneck: BottleneckId) -> Option<String> {
    project.bottleneck(bottleneck).map(|found| found.short_name.clone())
}

/// What was written in the newest round of drafts that was counted, and before that what parties said
/// they need, in any meeting.
fn drafts(project: &Project, meeting: &Meeting) -> Vec<WrittenRow> {
    let newest = |ask: Ask, meetings: &[Meeting]| {
        let mut rounds = meetings.iter().rev().flat_map(|meeting| meeting.rounds.iter().rev());
        let found = rounds.find(|round| round.question.ask() == ask && round.phase.tally().is_some());
        found.map_or_else(Vec::new, |round| {
            let given = round.phase.tally().into_iter().flat_map(|tally| &tally.parties);
            written(project, round, round.phase.tally(), given.map(|given| (given.party, &given.answers)))
        })
    };
    let mut rows = newest(Ask::Drafts, std::slice::from_ref(meeting));
    rows.extend(newest(Ask::Needs, &project.meetings));
    rows
}
