//! Rounds of blind rating (method A.0.3).
//!
//! `Open <-> Closed -> Counted -> Revealed -> Decided`, with at most one re-vote in between.
//! While a round is open or closed there is no tally: the type has no place for one.

use serde::{Deserialize, Serialize};

use crate::access::Right;
use crate::ballot::{self, Ballot, Voter};
use crate::bottleneck::{Bottleneck, Verdict};
use crate::command::{Command, Decide};
use crate::event::{Apply, Envelope};
use crate::ids::{BottleneckId, MeetingId, PaperId, RoundId};
use crate::meeting::Meeting;
use crate::party::CircleId;
use crate::project::Project;
use crate::question::{Answers, Question, Scale, picks_of};
use crate::room::{Context, Outcome, Room};
use crate::screen::Picture;
use crate::seat::{self, Seat};
use crate::tally::{Summary, Tally, Weighting, count};
use crate::time::Timestamp;
use crate::{Refusal, card, limits, text};

/// Where a round is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "phase", content = "tally", rename_all = "snake_case")]
pub enum Phase {
    /// Takes answers.
    Open,
    /// Takes no answers; can be opened again.
    Closed,
    /// Counted; only the leader's console has the figures.
    Counted(Tally),
    /// Shown to the room.
    Revealed(Tally),
    /// The table decided.
    Decided(Tally),
    /// Thrown away without counting.
    Discarded,
}

impl Phase {
    /// The figures, once counted.
    pub fn tally(&self) -> Option<&Tally> {
        match self {
            Self::Counted(tally) | Self::Revealed(tally) | Self::Decided(tally) => Some(tally),
            Self::Open | Self::Closed | Self::Discarded => None,
        }
    }

    /// Whether the room may see the figures.
    pub fn is_revealed(&self) -> bool {
        matches!(self, Self::Revealed(_) | Self::Decided(_))
    }

    /// Whether ballots may exist.
    pub fn has_ballots(&self) -> bool {
        matches!(self, Self::Open | Self::Closed)
    }
}

/// Whose answers these are (method A.0.2). Fixed when the round opens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// One ballot a seat; after counting it is gone who chose what.
    #[default]
    Anonymous,
    /// One ballot a party, written by the seat that holds the pen; shown with the party's name.
    Party,
}

/// What a leader asks of the room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// Marks for each item.
    #[default]
    Rating,
    /// Marks for each item, and which come first.
    RatingAndPick,
    /// Short texts: what is missing on the list.
    Cards,
}

impl Ask {
    fn question(self, items: usize) -> Question {
        let scales = vec![Scale::Severity, Scale::Influence];
        match self {
            Self::Rating => Question::Scales { scales, pick: 0 },
            Self::RatingAndPick => Question::Scales { scales, pick: picks_of(items) },
            Self::Cards => Question::Cards { cards: limits::OWN_CARDS },
        }
    }
}

/// One round in one meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// Its id.
    pub round: RoundId,
    /// What is asked.
    pub question: Question,
    /// Whose answers these are.
    #[serde(default)]
    pub mode: Mode,
    /// What is rated, in the leader's order; each phone has its own order.
    pub items: Vec<BottleneckId>,
    /// How votes weigh.
    pub weighting: Weighting,
    /// The first round, when this is a re-vote.
    pub revote_of: Option<RoundId>,
    /// When it was opened first.
    pub opened_at: Timestamp,
    /// Where it is.
    pub phase: Phase,
    /// What the table decided, item by item, in the order of the round.
    #[serde(default)]
    pub verdicts: Vec<Verdict>,
}

impl Round {
    fn new(round: RoundId, context: &Context) -> Self {
        Self {
            round,
            question: Question::bottlenecks(),
            mode: Mode::Anonymous,
            items: Vec::new(),
            weighting: Weighting::Person,
            revote_of: None,
            opened_at: context.now,
            phase: Phase::Open,
            verdicts: Vec::new(),
        }
    }

    /// Whether there is a ballot, and it answers everything.
    pub fn is_complete(&self, ballot: Option<&Ballot>) -> bool {
        ballot.is_some_and(|ballot| self.question.is_complete(&self.items, &ballot.answers))
    }

    /// How often an item was picked, once counted; 0 when fewer than five picked anything.
    pub fn picks(&self, item: BottleneckId) -> u32 {
        self.phase.tally().and_then(|tally| tally.items.get(&item)).map_or(0, |item| item.picks)
    }

    /// The statistics of an item on a scale, once counted.
    pub fn summary(&self, item: BottleneckId, scale: Scale) -> Option<Summary> {
        self.phase.tally()?.items.get(&item)?.scales.get(&scale)?.summary(self.weighting)
    }
}

/// Names one round of one meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// The meeting.
    pub meeting: MeetingId,
    /// The round.
    pub round: RoundId,
}

impl Target {
    fn find<'a>(&self, room: &'a Room) -> Result<(&'a Meeting, &'a Round), Refusal> {
        let meeting = room.project.meeting(self.meeting).ok_or(Refusal::NotFound)?;
        Ok((meeting, meeting.round(self.round).ok_or(Refusal::NotFound)?))
    }
}

/// `round.open`: opens a round of rating.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    /// The meeting.
    pub meeting: MeetingId,
    /// Id of the new round, chosen by the sender.
    pub round: RoundId,
    /// What is rated.
    pub items: Vec<BottleneckId>,
    /// How votes weigh.
    #[serde(default)]
    pub weighting: Weighting,
    /// Whose answers these are.
    #[serde(default)]
    pub mode: Mode,
    /// What is asked about the items.
    #[serde(default)]
    pub ask: Ask,
}

impl Decide for Open {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let meeting = startable(room, self.meeting, self.round)?;
        let mut items = Vec::new();
        for item in &self.items {
            if !room.project.bottleneck(*item).ok_or(Refusal::NotFound)?.is_ratable() {
                return Err(Refusal::NotOnList);
            }
            // At most one re-vote for each item and meeting (method A.0.3): a new round would be a third.
            if meeting.was_voted_again(*item) {
                return Err(Refusal::RevoteOnlyOnce);
            }
            if !items.contains(item) {
                items.push(*item);
            }
        }
        let enough = self.ask == Ask::Cards || !items.is_empty();
        if !enough || items.len() > limits::ITEMS_IN_ROUND {
            return Err(Refusal::ItemCount { max: limits::ITEMS_IN_ROUND });
        }
        let question = self.ask.question(items.len());
        let round =
            Round { question, mode: self.mode, items, weighting: self.weighting, ..Round::new(self.round, context) };
        Ok(opened(meeting, round))
    }
}

/// `round.revote`: votes once more on items that were discussed, by those who voted before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revote {
    /// The meeting.
    pub meeting: MeetingId,
    /// The first round.
    pub round: RoundId,
    /// Id of the new round.
    pub new_round: RoundId,
    /// The items that were discussed.
    pub items: Vec<BottleneckId>,
}

impl Decide for Revote {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let (_, first) = Target { meeting: self.meeting, round: self.round }.find(room)?;
        let meeting = startable(room, self.meeting, self.new_round)?;
        if !matches!(first.phase, Phase::Revealed(_)) {
            return Err(Refusal::WrongPhase);
        }
        let again: Vec<BottleneckId> = first.items.iter().filter(|item| self.items.contains(item)).copied().collect();
        if again.iter().any(|item| !room.project.bottleneck(*item).is_some_and(Bottleneck::is_ratable)) {
            return Err(Refusal::NotOnList);
        }
        if again.is_empty() {
            return Err(Refusal::ItemCount { max: first.items.len() });
        }
        let is_second = |item| meeting.revote_with(self.round, item).is_some();
        if first.question.scales().is_empty() {
            return Err(Refusal::NothingToRate);
        }
        if first.revote_of.is_some() || again.iter().any(|item| is_second(*item)) {
            return Err(Refusal::RevoteOnlyOnce);
        }
        let round = Round {
            mode: first.mode,
            items: again,
            weighting: first.weighting,
            revote_of: Some(self.round),
            ..Round::new(self.new_round, context)
        };
        Ok(opened(meeting, round))
    }
}

/// The meeting, when a new round may start in it.
fn startable(room: &Room, meeting: MeetingId, new_round: RoundId) -> Result<&Meeting, Refusal> {
    let meeting = room.project.meeting(meeting).ok_or(Refusal::NotFound)?;
    if !meeting.is_open() {
        return Err(Refusal::MeetingNotOpen);
    }
    if room.project.meetings.iter().any(|meeting| meeting.round(new_round).is_some()) {
        return Err(Refusal::IdTaken);
    }
    if meeting.rounds.iter().any(|round| round.phase.has_ballots() || matches!(round.phase, Phase::Counted(_))) {
        return Err(Refusal::AnotherRoundBusy);
    }
    if meeting.rounds.len() >= limits::ROUNDS {
        return Err(Refusal::ListFull { max: limits::ROUNDS });
    }
    Ok(meeting)
}

fn opened(meeting: &Meeting, round: Round) -> Outcome {
    let target = Target { meeting: meeting.meeting, round: round.round };
    Outcome::event(Opened { meeting: meeting.meeting, round }).undo(Command::RoundMove(Move {
        target,
        to: Stage::Discarded,
        if_empty: true,
    }))
}

/// Event `round.opened`. Also puts the round on the screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// The meeting.
    pub meeting: MeetingId,
    /// The round as it starts.
    pub round: Round,
}

impl Apply for Opened {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        if let Some(meeting) = project.meeting_mut(self.meeting) {
            meeting.picture = Picture::Round { round: self.round.round };
            meeting.rounds.push(self.round.clone());
        }
    }
}

/// Where a leader can bring a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Takes answers.
    Open,
    /// Takes no answers.
    Closed,
    /// Counted, seen by the leader only. From `Revealed` back to here means hiding.
    Counted,
    /// Shown to the room.
    Revealed,
    /// Thrown away; its ballots are deleted.
    Discarded,
}

impl Phase {
    /// The stage of this phase; a decided round counts as revealed.
    pub fn stage(&self) -> Stage {
        match self {
            Self::Open => Stage::Open,
            Self::Closed => Stage::Closed,
            Self::Counted(_) => Stage::Counted,
            Self::Revealed(_) | Self::Decided(_) => Stage::Revealed,
            Self::Discarded => Stage::Discarded,
        }
    }
}

/// `round.move`: brings a round to a stage: close, open again, count, reveal, hide, discard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// Which round.
    #[serde(flatten)]
    pub target: Target,
    /// Where to.
    pub to: Stage,
    /// Refuse when somebody voted already (for taking back the opening).
    #[serde(default)]
    pub if_empty: bool,
}

impl Decide for Move {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let (_, round) = self.target.find(room)?;
        let Target { meeting, round: id } = self.target;
        let ballots = room.ballots.get(&id);
        if round.phase.stage() == self.to {
            return Err(Refusal::AlreadyDone);
        }
        if self.if_empty && ballots.is_some_and(|ballots| !ballots.ballots.is_empty()) {
            return Err(Refusal::InUse);
        }
        let back = |to| Command::RoundMove(Self { target: self.target, to, if_empty: false });
        let moved = Outcome::event(Moved { meeting, round: id, to: self.to });
        match (&round.phase, self.to) {
            (Phase::Open, Stage::Closed) => Ok(moved.undo(back(Stage::Open))),
            (Phase::Closed, Stage::Open) => Ok(moved.undo(back(Stage::Closed))),
            (Phase::Open | Phase::Closed, Stage::Discarded) => Ok(moved.ballots(ballot::Change::Clear { round: id })),
            (Phase::Closed, Stage::Counted) => counted(room, meeting, round, context),
            (Phase::Counted(_), Stage::Revealed) => Ok(moved.undo(back(Stage::Counted))),
            (Phase::Revealed(_), Stage::Counted) => Ok(moved.undo(back(Stage::Revealed))),
            _ => Err(Refusal::WrongPhase),
        }
    }
}

/// Counting: the one act that cannot be taken back. Tallies are written, ballots deleted, and
/// each voter's seat remembers that (not what) it voted.
fn counted(room: &Room, meeting: MeetingId, round: &Round, context: &Context) -> Result<Outcome, Refusal> {
    let empty = ballot::RoundBox::default();
    let ballots = room.ballots.get(&round.round).unwrap_or(&empty);
    if ballots.unreadable {
        return Err(Refusal::BallotsUnreadable);
    }
    let circle_of = |voter: &Voter| {
        let party = match voter {
            Voter::Paper(..) => None,
            Voter::Seat(seat) => room.seats.get(seat).and_then(|seat| room.project.party(seat.party)),
            Voter::Party(party) => room.project.party(*party),
        };
        party.map_or_else(CircleId::other, |party| party.circle.clone())
    };
    let paper = ballots.ballots.keys().filter(|voter| matches!(voter, Voter::Paper(..))).count() as u32;
    let present = room.electorate(meeting, round).0 + paper;
    let tally = count(round, ballots, present, circle_of);
    if round.question.cards() > 0 && round.mode == Mode::Anonymous && tally.voted < limits::SMALLEST_GROUP {
        // Cards of so few would point at who wrote them, and dropping them would lose what people wrote.
        return Err(Refusal::TooFewCards { min: limits::SMALLEST_GROUP });
    }
    let cards = card::from_round(room, &tally.cards, context);
    let mut outcome = Outcome { events: cards.into_iter().map(Into::into).collect(), ..Outcome::default() };
    // Last, so that the act is known as counting.
    outcome.push(Counted { meeting, round: round.round, tally });
    let voted = |seat: &&Seat| {
        let voter = ballot::voter_of(round, seat);
        seat.meeting == meeting && ballots.ballots.get(&voter).is_some_and(|ballot| !ballot.answers.is_blank())
    };
    for seat in room.seats.values().filter(voted) {
        let mut seat = seat.clone();
        seat.voted.insert(round.round);
        outcome.seats.push(seat::Change::Put(Box::new(seat)));
    }
    Ok(outcome.ballots(ballot::Change::Clear { round: round.round }))
}

/// Event `round.moved`: to any stage but `counted`, which has its own event the first time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// The meeting.
    pub meeting: MeetingId,
    /// The round.
    pub round: RoundId,
    /// Where it went.
    pub to: Stage,
}

impl Apply for Moved {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        let Some(round) = project.round_mut(self.meeting, self.round) else { return };
        let tally = round.phase.tally().cloned();
        round.phase = match (self.to, tally) {
            (Stage::Open, _) => Phase::Open,
            (Stage::Closed, _) => Phase::Closed,
            (Stage::Discarded, _) => Phase::Discarded,
            (Stage::Counted, Some(tally)) => Phase::Counted(tally),
            (Stage::Revealed, Some(tally)) => Phase::Revealed(tally),
            (Stage::Counted | Stage::Revealed, None) => return,
        };
        let Some(meeting) = project.meeting_mut(self.meeting) else { return };
        if self.to == Stage::Discarded && meeting.picture == (Picture::Round { round: self.round }) {
            // The screen goes back to the round before, or to the join picture.
            meeting.picture =
                meeting.current_round().map_or(Picture::Join, |round| Picture::Round { round: round.round });
        }
    }
}

/// Event `round.counted`: the figures, as they will stand in every document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// The meeting.
    pub meeting: MeetingId,
    /// The round.
    pub round: RoundId,
    /// The figures.
    pub tally: Tally,
}

impl Apply for Counted {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        if let Some(round) = project.round_mut(self.meeting, self.round) {
            round.phase = Phase::Counted(self.tally.clone());
        }
    }
}

/// `round.paper`: adds an envelope of paper votes, or replaces the one with this id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Which round.
    #[serde(flatten)]
    pub target: Target,
    /// Id of the envelope.
    pub paper: PaperId,
    /// The sheets; none removes the envelope.
    pub sheets: Vec<Answers>,
}

impl Decide for Paper {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let (_, round) = self.target.find(room)?;
        if !round.phase.has_ballots() {
            return Err(Refusal::WrongPhase);
        }
        if round.mode == Mode::Party {
            return Err(Refusal::NoPaperForParties);
        }
        if self.sheets.len() > limits::PAPER_SHEETS {
            return Err(Refusal::ListFull { max: limits::PAPER_SHEETS });
        }
        let ballots = room.ballots.get(&round.round);
        if ballots.is_some_and(|ballots| ballots.unreadable) {
            return Err(Refusal::BallotsUnreadable);
        }
        let mut outcome = Outcome::default();
        let old = ballots.into_iter().flat_map(|ballots| ballots.ballots.keys());
        for voter in old.filter(|voter| matches!(voter, Voter::Paper(paper, _) if *paper == self.paper)) {
            outcome.ballots.push(ballot::Change::Remove { round: round.round, voter: *voter });
        }
        for (number, sheet) in self.sheets.iter().enumerate() {
            let answers = round.question.check(&round.items, sheet, context.today)?;
            let voter = Voter::Paper(self.paper, number as u32);
            let ballot = Ballot { revision: 1, answers, pen: None };
            outcome.ballots.push(ballot::Change::Put { round: round.round, voter, ballot });
        }
        Ok(outcome)
    }
}

/// `round.decide`: the table decides on the items of a first round: which come first, and why
/// when that differs from the vote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecideItems {
    /// Which (first) round.
    #[serde(flatten)]
    pub target: Target,
    /// The items that get priority, the most important first.
    pub priorities: Vec<BottleneckId>,
    /// One line why; required when the table chooses otherwise than the vote.
    #[serde(default)]
    pub reason: String,
}

impl Decide for DecideItems {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let (meeting, round) = self.target.find(room)?;
        match round.phase {
            Phase::Decided(_) => return Err(Refusal::AlreadyDone),
            Phase::Revealed(_) if round.revote_of.is_none() && !round.question.scales().is_empty() => {}
            _ => return Err(Refusal::WrongPhase),
        }
        let revotes = || meeting.rounds.iter().filter(|other| other.revote_of == Some(round.round));
        if revotes().any(|revote| revote.phase.has_ballots() || matches!(revote.phase, Phase::Counted(_))) {
            return Err(Refusal::AnotherRoundBusy);
        }
        if self.priorities.is_empty() || self.priorities.len() > round.items.len() {
            return Err(Refusal::ItemCount { max: round.items.len() });
        }
        for (at, item) in self.priorities.iter().enumerate() {
            if !round.items.contains(item) || self.priorities[..at].contains(item) {
                return Err(Refusal::UnknownItem);
            }
        }
        let reason = text::optional(&self.reason, limits::SENTENCE, context.today)?;
        let advice = meeting.order_of(round);
        if reason.is_empty() && !advice.starts_with(&self.priorities) {
            return Err(Refusal::ReasonNeeded);
        }
        let verdicts = round
            .items
            .iter()
            .map(|item| Verdict::of(meeting, round, *item, self.priorities.iter().position(|chosen| chosen == item)))
            .collect();
        let decided = Decided { meeting: meeting.meeting, round: round.round, verdicts, reason };
        Ok(Outcome::event(decided).undo(Command::RoundReopen(Reopen { target: self.target })))
    }
}

/// Event `round.decided`. Holds the figures as they were when the table decided.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decided {
    /// The meeting.
    pub meeting: MeetingId,
    /// The first round.
    pub round: RoundId,
    /// What was decided, item by item.
    pub verdicts: Vec<Verdict>,
    /// One line why, when given.
    pub reason: String,
}

impl Apply for Decided {
    fn apply(&self, project: &mut Project, envelope: &Envelope) {
        if let Some(round) = project.round_mut(self.meeting, self.round) {
            if let Some(tally) = round.phase.tally().cloned() {
                round.phase = Phase::Decided(tally);
            }
            round.verdicts.clone_from(&self.verdicts);
        }
        for verdict in &self.verdicts {
            if let Some(bottleneck) = project.bottleneck_mut(verdict.item) {
                bottleneck.decide(self, verdict, envelope.at);
            }
        }
    }
}

/// `round.reopen`: takes a decision back, as long as no promise hangs on it and no document with it
/// was marked final.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reopen {
    /// Which round.
    #[serde(flatten)]
    pub target: Target,
}

impl Decide for Reopen {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let (_, round) = self.target.find(room)?;
        match round.phase {
            Phase::Decided(_) => {}
            Phase::Revealed(_) => return Err(Refusal::AlreadyDone),
            _ => return Err(Refusal::WrongPhase),
        }
        if room.project.finished.iter().any(|finished| finished.decisions.contains(&round.round)) {
            return Err(Refusal::DocumentFinal);
        }
        let chosen = |item| round.verdicts.iter().any(|verdict| verdict.item == item && verdict.rank.is_some());
        if room.project.promises.iter().any(|promise| !promise.withdrawn && chosen(promise.bottleneck)) {
            return Err(Refusal::InUse);
        }
        Ok(Outcome::event(Reopened { meeting: self.target.meeting, round: self.target.round }))
    }
}

/// Event `round.reopened`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reopened {
    /// The meeting.
    pub meeting: MeetingId,
    /// The round.
    pub round: RoundId,
}

impl Apply for Reopened {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        let Some(round) = project.round_mut(self.meeting, self.round) else { return };
        if let Some(tally) = round.phase.tally().cloned() {
            round.phase = Phase::Revealed(tally);
        }
        for verdict in std::mem::take(&mut round.verdicts) {
            if let Some(bottleneck) = project.bottleneck_mut(verdict.item) {
                bottleneck.forget(self.round);
            }
        }
    }
}
