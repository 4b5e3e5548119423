//! Rounds of blind rating (method A.0.3).
//!
//! `Open <-> Closed -> Counted -> Revealed -> Decided`, with at most one re-vote in between.
//! While a round is open or closed there is no tally: the type has no place for one.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::access::Right;
use crate::arena::balance::Beneficiary;
use crate::arena::figures::HEAVIEST;
use crate::arena::piece::{self, Sort};
use crate::arena::points::Points;
use crate::arena::{Arena, Form, written};
use crate::ballot::{self, Ballot};
use crate::bottleneck::{Bottleneck, Verdict};
use crate::choices::choices;
use crate::command::{Command, Decide};
use crate::event::{Apply, Envelope};
use crate::ids::{BottleneckId, ItemId, MeetingId, PartyId, PieceId, RiskId, RoundId};
use crate::meeting::Meeting;
use crate::project::Project;
use crate::question::{Divided, Frame, Question, Scale, picks_of};
use crate::risk::{Side, Status};
use crate::room::{Context, Outcome, Room};
use crate::screen::Picture;
use crate::tally::{Summary, Tally, Weighting};
use crate::time::Timestamp;
use crate::{Refusal, limits, text};

pub mod counting;
pub mod deciding;

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

choices! {
    /// What a leader asks of the room.
    Ask {
        /// Marks for each bottleneck.
        Rating "rating"
        /// Marks for each bottleneck, and which come first.
        RatingAndPick "rating_and_pick"
        /// Short texts: what is missing on the list.
        Cards "cards"
        /// What can happen when nothing is done about a bottleneck, for both sides.
        RiskCards "risk_cards"
        /// Chance and impact of each risk.
        RiskScores "risk_scores"
        /// What the challenge means for one's own role and for working together.
        Groups "groups"
        /// What one does, and what one needs for that.
        Drafts "drafts"
        /// Whether parties stand behind a sentence.
        Fist "fist"
        /// Whether this happens without the measure.
        Agreement "agreement"
        /// What is done.
        Activities "activities"
        /// What comes of it.
        Effects "effects"
        /// How certain lines are, and what that rests on.
        Assumptions "assumptions"
        /// What one's own party puts into each activity, and what another should.
        Contributions "contributions"
        /// How heavy the contributions of each party are.
        Costs "costs"
        /// What each end effect weighs.
        Weights "weights"
        /// Who gains by the heaviest effects.
        Benefits "benefits"
        /// What one needs to take part.
        Needs "needs"
    }
}

impl Default for Ask {
    /// What was asked before there was a choice.
    fn default() -> Self {
        Self::Rating
    }
}

/// What the items of a round are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Bottlenecks.
    Bottlenecks,
    /// Risks.
    Risks,
    /// The challenge as a whole: one item, with the id of the project.
    Challenge,
    /// The board as a whole: one item, with its id.
    Arena,
    /// Pieces of the board.
    Pieces(Sort),
}

impl Ask {
    /// What the items of such a round are.
    pub fn subject(self) -> Subject {
        match self {
            Self::Rating | Self::RatingAndPick | Self::Cards | Self::RiskCards => Subject::Bottlenecks,
            Self::RiskScores => Subject::Risks,
            Self::Groups | Self::Drafts | Self::Fist => Subject::Challenge,
            Self::Agreement | Self::Activities | Self::Effects | Self::Costs | Self::Weights | Self::Needs => {
                Subject::Arena
            }
            Self::Assumptions => Subject::Pieces(Sort::Line),
            Self::Contributions => Subject::Pieces(Sort::Activity),
            Self::Benefits => Subject::Pieces(Sort::Effect),
        }
    }

    /// Whether it may be asked so: judging is for persons, speaking for an organisation for parties
    /// (method A.0.2).
    pub fn allows(self, mode: Mode) -> bool {
        match self {
            Self::Rating | Self::RatingAndPick | Self::Cards | Self::RiskCards | Self::Activities | Self::Effects => {
                true
            }
            Self::RiskScores | Self::Agreement | Self::Assumptions | Self::Costs | Self::Weights => {
                mode == Mode::Anonymous
            }
            Self::Groups | Self::Drafts | Self::Fist | Self::Contributions | Self::Benefits | Self::Needs => {
                mode == Mode::Party
            }
        }
    }

    /// Whether a leader reads what people wrote before the room sees it.
    pub fn is_read_first(self) -> bool {
        matches!(self, Self::RiskCards | Self::Activities | Self::Effects)
    }

    /// Whether the light form of the arena asks this too (method A.3 "gate").
    pub fn is_light(self) -> bool {
        !matches!(self, Self::Assumptions | Self::Contributions | Self::Costs)
    }

    fn question(self, items: usize, statement: String, project: &Project, among: Vec<ItemId>) -> Question {
        let points = |of| Question::Points { of, among: among.clone() };
        let scale = |scales: &[Scale]| Question::Scales { scales: scales.to_vec(), pick: 0, money: None };
        let scales = || vec![Scale::Severity, Scale::Influence];
        match self {
            Self::Rating => Question::bottlenecks(),
            Self::RatingAndPick => Question::Scales { scales: scales(), pick: picks_of(items), money: None },
            Self::Cards => Question::Cards { cards: limits::OWN_CARDS },
            Self::RiskCards => Question::Frames { frames: vec![Frame::Youth, Frame::Municipality] },
            Self::RiskScores => Question::Scales { scales: Scale::RISK.to_vec(), pick: 0, money: project.risk_classes },
            Self::Groups => Question::Frames { frames: vec![Frame::Role, Frame::Cooperation] },
            Self::Drafts => Question::Frames { frames: vec![Frame::Offer, Frame::Need] },
            Self::Fist => Question::Fist { statement },
            Self::Agreement => scale(&[Scale::Agreement]),
            Self::Activities => Question::Frames { frames: vec![Frame::Activity, Frame::Activity2, Frame::Activity3] },
            Self::Effects => {
                Question::Frames { frames: vec![Frame::Effect, Frame::Effect2, Frame::Effect3, Frame::Unwanted] }
            }
            Self::Assumptions => scale(&Scale::LINE),
            Self::Contributions => {
                Question::Frames { frames: vec![Frame::Contribution, Frame::Contribution2, Frame::Request] }
            }
            Self::Costs => points(Divided::Costs),
            Self::Weights => points(Divided::Weights),
            Self::Benefits => points(Divided::Benefits),
            Self::Needs => Question::Frames { frames: vec![Frame::Need] },
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
    pub items: Vec<ItemId>,
    /// How votes weigh.
    pub weighting: Weighting,
    /// The first round, when this is a re-vote.
    pub revote_of: Option<RoundId>,
    /// What happens without the measure, as it was asked about: the board may say something else later.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub without: String,
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
            without: String::new(),
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
    pub fn picks(&self, item: impl Into<ItemId>) -> u32 {
        self.phase.tally().and_then(|tally| tally.items.get(&item.into())).map_or(0, |item| item.picks)
    }

    /// The statistics of an item on a scale, once counted.
    pub fn summary(&self, item: impl Into<ItemId>, scale: Scale) -> Option<Summary> {
        self.phase.tally()?.items.get(&item.into())?.scales.get(&scale)?.summary(self.weighting)
    }

    /// The bottlenecks that it asks about; none when it asks about something else.
    pub fn bottlenecks(&self) -> impl Iterator<Item = BottleneckId> {
        let is_about = self.question.ask().subject() == Subject::Bottlenecks;
        self.items.iter().filter(move |_| is_about).map(|item| BottleneckId(item.0))
    }

    /// The bottlenecks that it rates; none when it asks otherwise.
    pub fn rated(&self) -> impl Iterator<Item = BottleneckId> {
        let rates = self.question.scales().contains(&Scale::Severity);
        self.bottlenecks().filter(move |_| rates)
    }

    /// How points were divided over an item, once counted; `None` under five voters.
    pub fn points(&self, item: impl Into<ItemId>) -> Option<&Points> {
        self.phase.tally()?.items.get(&item.into())?.points.as_ref()
    }

    /// Whether it asks about this, or has points divided over it.
    pub fn asks_about(&self, item: ItemId) -> bool {
        self.items.contains(&item) || self.question.among().contains(&item)
    }

    /// Whether it gave figures for this question, divided over the same and with the same sentence.
    pub fn gave(&self, ask: Ask, among: &[ItemId], without: &str) -> bool {
        let over = |among: &[ItemId]| among.iter().copied().collect::<BTreeSet<_>>();
        let same = self.question.ask() == ask && self.without == without;
        same && over(self.question.among()) == over(among) && self.has_figures()
    }

    /// Whether it names a party: in what is divided, or as one that answered.
    pub(crate) fn names(&self, party: PartyId) -> bool {
        let answered = |tally: &Tally| tally.parties.iter().any(|given| given.party == party);
        self.question.among().contains(&party.into()) || self.phase.tally().is_some_and(answered)
    }

    /// Names another party in the place of one that it became part of.
    pub(crate) fn rename(&mut self, party: PartyId, into: PartyId) {
        let (old, new) = (ItemId::from(party), ItemId::from(into));
        if let Question::Points { among, .. } = &mut self.question
            && among.contains(&old)
        {
            let is_both = among.contains(&new);
            among.iter_mut().filter(|item| **item == old).for_each(|item| *item = new);
            if is_both {
                let mut seen = BTreeSet::new();
                among.retain(|item| seen.insert(*item));
            }
        }
        let (Phase::Counted(tally) | Phase::Revealed(tally) | Phase::Decided(tally)) = &mut self.phase else { return };
        tally.items.values_mut().filter_map(|item| item.points.as_mut()).for_each(|points| points.join(&old, new));
        for given in &mut tally.parties {
            if given.party == party {
                given.party = into;
            }
            for answer in given.answers.items.values_mut() {
                if let Some(points) = answer.points.remove(&old) {
                    *answer.points.entry(new).or_default() += points;
                }
                for written in answer.cards.values_mut().filter(|written| written.more == party.to_string()) {
                    written.more = into.to_string();
                }
            }
        }
    }

    /// The risks that it asks about; none when it asks about something else.
    pub fn risks(&self) -> impl Iterator<Item = RiskId> {
        let is_about = self.question.ask().subject() == Subject::Risks;
        self.items.iter().filter(move |_| is_about).map(|item| RiskId(item.0))
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
    pub(crate) fn find<'a>(&self, room: &'a Room) -> Result<(&'a Meeting, &'a Round), Refusal> {
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
    /// What is asked about; nothing when that is the challenge as a whole.
    #[serde(default)]
    pub items: Vec<ItemId>,
    /// How votes weigh.
    #[serde(default)]
    pub weighting: Weighting,
    /// Whose answers these are.
    #[serde(default)]
    pub mode: Mode,
    /// What is asked about the items.
    #[serde(default)]
    pub ask: Ask,
    /// The sentence that hands are raised for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub statement: String,
    /// The parties over which gains are divided, besides young people and society.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub among: Vec<PartyId>,
}

impl Decide for Open {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let meeting = startable(room, self.meeting, self.round)?;
        if !self.ask.allows(self.mode) {
            return Err(Refusal::ModeNotAllowed);
        }
        let mut items: Vec<ItemId> = Vec::new();
        for item in &self.items {
            self.check_item(room, meeting, *item)?;
            if !items.contains(item) {
                items.push(*item);
            }
        }
        let enough = matches!(self.ask, Ask::Cards) || !items.is_empty();
        let max = self.ask.most_items();
        let (mut among, mut without) = (Vec::new(), String::new());
        match (self.ask.subject(), room.project.project) {
            (Subject::Challenge, Some(project)) => items = vec![project.into()],
            (Subject::Arena, _) => {
                let arena = self.arena(room)?;
                items = vec![arena.arena.into()];
                if self.ask == Ask::Agreement {
                    without.clone_from(&arena.without);
                }
                among = self.divided_over(room, arena)?;
            }
            _ if !enough || items.len() > max => return Err(Refusal::ItemCount { max }),
            (Subject::Pieces(_), _) => among = self.divided_over(room, self.arena(room)?)?,
            _ => few_of_a_side(&room.project, &items)?,
        }
        let statement = match self.ask {
            Ask::Fist => text::required(&self.statement, limits::EXPLANATION, context.today)?,
            _ => String::new(),
        };
        if asked_twice(meeting, self.ask, (&items, &among), &without) {
            return Err(Refusal::RevoteOnlyOnce);
        }
        // After a talk people move towards each other on a yes or no; only another sentence may be
        // asked about (method A.4).
        let is_same = |round: &Round| round.question.statement() == Some(statement.as_str());
        if meeting.rounds.iter().any(|round| round.phase != Phase::Discarded && is_same(round)) {
            return Err(Refusal::SameStatement);
        }
        let question = self.ask.question(items.len(), statement, &room.project, among);
        let (mode, weighting) = (self.mode, self.weighting);
        let round = Round { question, mode, items, weighting, without, ..Round::new(self.round, context) };
        Ok(opened(meeting, round))
    }
}

impl Open {
    /// Whether this can be asked about.
    fn check_item(&self, room: &Room, meeting: &Meeting, item: ItemId) -> Result<(), Refusal> {
        let is_listed = match self.ask.subject() {
            Subject::Bottlenecks => {
                room.project.bottleneck(BottleneckId(item.0)).ok_or(Refusal::NotFound)?.is_ratable()
            }
            Subject::Risks => room.project.risk(RiskId(item.0)).ok_or(Refusal::NotFound)?.status == Status::Open,
            Subject::Challenge | Subject::Arena => return Err(Refusal::UnknownItem),
            Subject::Pieces(sort) => {
                let arena = self.arena(room)?;
                let piece = arena.piece(PieceId(item.0)).ok_or(Refusal::NotFound)?;
                let is_asked = match self.ask {
                    Ask::Assumptions => arena.lines().any(|(line, _)| line == piece.piece),
                    Ask::Benefits => arena.weighable().contains(&piece.piece),
                    _ => piece.status == piece::Status::Open,
                };
                piece.sort() == sort && is_asked
            }
        };
        if !is_listed {
            return Err(Refusal::NotOnList);
        }
        // At most one re-vote for each item and meeting (method A.0.3): a new round would be a third.
        let votes = !matches!(self.ask, Ask::RiskCards | Ask::Contributions | Ask::Benefits);
        if votes && meeting.was_voted_again(item) {
            return Err(Refusal::RevoteOnlyOnce);
        }
        Ok(())
    }
}

impl Open {
    /// The board that is asked about.
    fn arena<'a>(&self, room: &'a Room) -> Result<&'a Arena, Refusal> {
        let arena = room.project.arena().ok_or(Refusal::NotFound)?;
        if arena.form == Form::Light && !self.ask.is_light() { Err(Refusal::LightForm) } else { Ok(arena) }
    }

    /// What points are divided over: of costs the parties that contribute, of weights the wanted end
    /// effects, of gains who a leader chose, young people and society first.
    fn divided_over(&self, room: &Room, arena: &Arena) -> Result<Vec<ItemId>, Refusal> {
        let (among, max): (Vec<ItemId>, usize) = match self.ask {
            Ask::Costs => (arena.investors().into_iter().map(ItemId::from).collect(), limits::DIVIDED_OVER),
            Ask::Weights => {
                let effects = arena.weighable();
                let names: BTreeSet<String> =
                    effects.iter().filter_map(|id| Some(arena.piece(*id)?.short_name().to_lowercase())).collect();
                if names.len() < effects.len() {
                    return Err(Refusal::NamesAlike);
                }
                (effects.into_iter().map(ItemId::from).collect(), limits::DIVIDED_OVER)
            }
            Ask::Benefits => {
                let mut among: Vec<ItemId> = vec![Beneficiary::Youth.into(), Beneficiary::Society.into()];
                for party in &self.among {
                    room.project.party(*party).ok_or(Refusal::NotFound)?;
                    if !among.contains(&ItemId::from(*party)) {
                        among.push((*party).into());
                    }
                }
                (among, limits::BENEFICIARIES + 2)
            }
            _ => return Ok(Vec::new()),
        };
        // Over one thing there is nothing to divide.
        match among.len() {
            0 | 1 => Err(Refusal::NothingToDivide),
            many if many > max => Err(Refusal::ItemCount { max }),
            _ => Ok(among),
        }
    }
}

impl Ask {
    /// Items of one such round.
    fn most_items(self) -> usize {
        match self {
            Self::Assumptions => limits::LINES_IN_ROUND,
            Self::Benefits => HEAVIEST,
            _ => limits::ITEMS_IN_ROUND,
        }
    }
}

/// Whether figures of a board were asked for twice in a meeting, about the same and over the same: asked until
/// they fit, they would be no answer (method A.0.3). What too few answered does not count.
fn asked_twice(meeting: &Meeting, ask: Ask, (items, among): (&[ItemId], &[ItemId]), without: &str) -> bool {
    let rounds: Vec<&Round> = meeting.rounds.iter().filter(|round| round.gave(ask, among, without)).collect();
    let times = |item: &ItemId| rounds.iter().filter(|round| round.items.contains(item)).count();
    ask.is_taken() && items.iter().any(|item| times(item) >= 2)
}

/// At most two risks of each side of a bottleneck go to the vote (method A.2), so that it stays short
/// and nobody fills the list. Items that are no risks pass.
fn few_of_a_side(project: &Project, items: &[ItemId]) -> Result<(), Refusal> {
    let mut sides: Vec<(BottleneckId, Side)> = Vec::new();
    for risk in items.iter().filter_map(|item| project.risk(RiskId(item.0))) {
        let side = (project.top_of(risk.bottleneck), risk.side);
        if sides.iter().filter(|other| **other == side).count() >= limits::RISKS_OF_A_SIDE {
            return Err(Refusal::TooManyRisks { max: limits::RISKS_OF_A_SIDE });
        }
        sides.push(side);
    }
    Ok(())
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
    pub items: Vec<ItemId>,
}

impl Decide for Revote {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let (_, first) = Target { meeting: self.meeting, round: self.round }.find(room)?;
        let meeting = startable(room, self.meeting, self.new_round)?;
        if !matches!(first.phase, Phase::Revealed(_)) {
            return Err(Refusal::WrongPhase);
        }
        let again: Vec<ItemId> = first.items.iter().filter(|item| self.items.contains(item)).copied().collect();
        let project = &room.project;
        let is_listed = |item: &ItemId| match first.question.ask().subject() {
            Subject::Bottlenecks => project.bottleneck(BottleneckId(item.0)).is_some_and(Bottleneck::is_ratable),
            Subject::Risks => project.risk(RiskId(item.0)).is_some_and(|risk| risk.status == Status::Open),
            Subject::Challenge | Subject::Arena => true,
            Subject::Pieces(_) => {
                let found = project.piece(PieceId(item.0));
                found.is_some_and(|(_, piece)| piece.status == piece::Status::Open)
            }
        };
        if !again.iter().all(is_listed) {
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
        if asked_twice(meeting, first.question.ask(), (&again, first.question.among()), &first.without) {
            return Err(Refusal::RevoteOnlyOnce);
        }
        let scales = first.question.scales().to_vec();
        let round = Round {
            question: Question::Scales { scales, pick: 0, money: first.question.money() },
            mode: first.mode,
            items: again,
            weighting: first.weighting,
            revote_of: Some(self.round),
            without: first.without.clone(),
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
            (Phase::Closed, Stage::Counted) => counting::counted(room, meeting, round, context),
            (Phase::Counted(_), Stage::Revealed) => {
                let mut outcome = Outcome { events: written::revealed(&room.project, round), ..Outcome::default() };
                // Last, so that the act is known as revealing.
                outcome.push(Moved { meeting, round: id, to: self.to });
                Ok(outcome.undo(back(Stage::Counted)))
            }
            (Phase::Revealed(_), Stage::Counted) => Ok(moved.undo(back(Stage::Revealed))),
            _ => Err(Refusal::WrongPhase),
        }
    }
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
