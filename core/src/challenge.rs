//! The challenge ("opgave"): what has to change, what that asks of whom, and who stands behind it
//! (method B.1 step 2C, A.4).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::access::Right;
use crate::command::{Command, Decide};
use crate::event::{Apply, Envelope};
use crate::ids::{ItemId, MeetingId, PartyId, RoundId};
use crate::project::Project;
use crate::question::fist::{self, Hand, Outcome as Verdict};
use crate::room::{Context, Outcome, Room};
use crate::round::deciding::{Reopen, decidable};
use crate::round::{Ask, Target};
use crate::time::Timestamp;
use crate::{Refusal, limits, text};

/// What has to change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    /// Its texts; an empty one is absent.
    #[serde(default)]
    pub texts: BTreeMap<Field, String>,
    /// What it asks of each party; an empty one is absent.
    #[serde(default)]
    pub asks: BTreeMap<PartyId, String>,
    /// The sentences that parties raised hands for, as decided, oldest first.
    #[serde(default)]
    pub supports: Vec<Support>,
}

crate::choices::choices! {
    /// A text of the challenge.
    Field {
        /// The challenge in a few sentences: what hands are raised for.
        Core "core"
        /// For how many young people, and what they need.
        Numbers "numbers"
        /// What has to change in what we do.
        Content "content"
        /// What has to change in how we do it.
        Behaviour "behaviour"
        /// What that asks of the municipality.
        Municipality "municipality"
    }
}

/// How far parties stand behind a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Support {
    /// In which meeting.
    pub meeting: MeetingId,
    /// In which round.
    pub round: RoundId,
    /// When it was decided.
    pub at: Timestamp,
    /// The sentence.
    pub statement: String,
    /// The hand of each party that raised one.
    pub hands: Vec<Hand>,
    /// What they say together.
    pub outcome: Verdict,
    /// Parties that were there and raised none.
    #[serde(default)]
    pub silent: Vec<PartyId>,
}

impl Challenge {
    /// One of its texts.
    pub fn text(&self, field: Field) -> &str {
        self.texts.get(&field).map_or("", String::as_str)
    }

    /// The newest sentence that hands were raised for.
    pub fn support(&self) -> Option<&Support> {
        self.supports.last()
    }
}

/// Which text of the challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// One of the texts.
    Field(Field),
    /// What it asks of a party.
    Ask(PartyId),
}

impl Part {
    /// What it says; empty when nothing was written.
    pub fn read(self, challenge: &Challenge) -> &str {
        match self {
            Self::Field(field) => challenge.text(field),
            Self::Ask(party) => challenge.asks.get(&party).map_or("", String::as_str),
        }
    }

    fn write(self, challenge: &mut Challenge, text: &str) {
        match (self, text.is_empty()) {
            (Self::Field(field), true) => drop(challenge.texts.remove(&field)),
            (Self::Field(field), false) => drop(challenge.texts.insert(field, text.to_owned())),
            (Self::Ask(party), true) => drop(challenge.asks.remove(&party)),
            (Self::Ask(party), false) => drop(challenge.asks.insert(party, text.to_owned())),
        }
    }

    /// Characters of it: the core is read aloud and shown on the wall.
    pub fn most(self) -> usize {
        match self {
            Self::Field(Field::Core) => limits::EXPLANATION,
            Self::Field(_) => limits::CHALLENGE,
            Self::Ask(_) => limits::SENTENCE,
        }
    }
}

/// `challenge.change`: changes one text of the challenge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Which text.
    pub part: Part,
    /// The text that the sender saw: another is refused, so that nobody overwrites a colleague.
    pub base: String,
    /// What it says from now on; may be empty.
    pub text: String,
}

impl Decide for Change {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let project = &room.project;
        if let Part::Ask(party) = self.part {
            project.party(party).ok_or(Refusal::NotFound)?;
        }
        let before = self.part.read(&project.challenge).to_owned();
        let text = text::optional(&self.text, self.part.most(), context.today)?;
        if before == text {
            return Err(Refusal::AlreadyDone);
        }
        if before != self.base {
            return Err(Refusal::TextChanged { now: before });
        }
        let undo = Self { part: self.part, base: text.clone(), text: before };
        Ok(Outcome::event(Changed { part: self.part, text }).undo(Command::ChallengeChange(undo)))
    }
}

/// Event `challenge.changed`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// Which text.
    pub part: Part,
    /// What it says.
    pub text: String,
}

impl Apply for Changed {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        self.part.write(&mut project.challenge, &self.text);
    }
}

/// Parties that sit in a meeting and raised no hand: they have not been heard.
pub fn silent(room: &Room, meeting: MeetingId, hands: &[Hand]) -> Vec<PartyId> {
    let sits = |party: &PartyId| {
        room.seats.values().any(|seat| seat.meeting == meeting && !seat.observer && seat.party == *party)
    };
    let raised = |party: &PartyId| hands.iter().any(|hand| hand.party == *party);
    let parties = room.project.parties.iter().map(|party| party.party);
    parties.filter(|party| sits(party) && !raised(party)).collect()
}

/// `challenge.settle`: writes down how far parties stand behind the sentence of a round. The hands
/// decide; a leader can change nothing about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settle {
    /// Which round.
    #[serde(flatten)]
    pub target: Target,
}

impl Decide for Settle {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let project = &room.project;
        let (meeting, round) = decidable(room, self.target, Ask::Fist)?;
        if project.challenge.supports.len() >= limits::SUPPORTS {
            return Err(Refusal::ListFull { max: limits::SUPPORTS });
        }
        let (Some(tally), Some(statement)) = (round.phase.tally(), round.question.statement()) else {
            return Err(Refusal::WrongPhase);
        };
        let hands = round.items.first().map_or_else(Vec::new, |item| tally.hands(*item));
        let outcome = fist::outcome(&hands).ok_or(Refusal::NoHands)?;
        let silent = silent(room, meeting.meeting, &hands);
        let settled = Settled {
            meeting: meeting.meeting,
            round: round.round,
            statement: statement.to_owned(),
            hands,
            outcome,
            silent,
        };
        Ok(Outcome::event(settled).undo(Command::RoundReopen(Reopen { target: self.target })))
    }
}

/// Event `challenge.settled`. Holds the hands as they were raised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// The meeting.
    pub meeting: MeetingId,
    /// The round.
    pub round: RoundId,
    /// The sentence.
    pub statement: String,
    /// The hand of each party that raised one.
    pub hands: Vec<Hand>,
    /// What they say together.
    pub outcome: Verdict,
    /// Parties that were there and raised none.
    #[serde(default)]
    pub silent: Vec<PartyId>,
}

impl Apply for Settled {
    fn apply(&self, project: &mut Project, envelope: &Envelope) {
        if let Some(round) = project.round_mut(self.meeting, self.round) {
            round.decide();
        }
        project.challenge.supports.push(Support {
            meeting: self.meeting,
            round: self.round,
            at: envelope.at,
            statement: self.statement.clone(),
            hands: self.hands.clone(),
            outcome: self.outcome,
            silent: self.silent.clone(),
        });
    }
}

impl Project {
    /// The one item of a round about the challenge as a whole.
    pub fn whole(&self) -> Option<ItemId> {
        self.project.map(ItemId::from)
    }
}
