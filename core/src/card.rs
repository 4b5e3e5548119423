//! Cards: bottlenecks that people propose, before a meeting through an intake link or in a round of
//! silent writing. Nothing of who wrote one is kept, and of when only the day.
//!
//! A card waits until somebody makes a bottleneck of it, puts it with one that is there already, or
//! declines it.

use serde::{Deserialize, Serialize};

use crate::access::{self, Actor, LinkRole, Right};
use crate::bottleneck::evidence::{Evidence, EvidenceKind};
use crate::bottleneck::list::Status;
use crate::bottleneck::{Bottleneck, Origin, Tags, named};
use crate::command::{Command, Decide};
use crate::event::{Apply, Envelope};
use crate::ids::{BottleneckId, CardId, derive};
use crate::method::Dimension;
use crate::party::shorten;
use crate::project::Project;
use crate::room::{Context, Outcome, Room};
use crate::time::Date;
use crate::{Refusal, limits, text};

/// One card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Its id.
    pub card: CardId,
    /// What is wrong, at most 80 characters.
    pub title: String,
    /// More about it, at most 400 characters.
    #[serde(default)]
    pub explanation: String,
    /// Content or behaviour, when the writer said so.
    #[serde(default)]
    pub kind: Option<Dimension>,
    /// How it came in, and where a bottleneck that is made of it comes from.
    pub origin: Origin,
    /// The day on which it came in.
    pub arrived: Date,
    /// What became of it.
    #[serde(default)]
    pub state: State,
}

/// What became of a card.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum State {
    /// Nobody dealt with it yet.
    #[default]
    Waiting,
    /// It became a bottleneck.
    Accepted {
        /// Which one.
        bottleneck: BottleneckId,
    },
    /// It says the same as a bottleneck that was there, and stands with it as a finding.
    Joined {
        /// Which one.
        bottleneck: BottleneckId,
        /// As what sort of knowledge.
        kind: EvidenceKind,
    },
    /// Put aside.
    Declined,
}

impl Project {
    /// A card by id.
    pub fn card(&self, card: CardId) -> Option<&Card> {
        self.cards.iter().find(|other| other.card == card)
    }

    /// Cards that nobody dealt with yet, oldest first.
    pub fn waiting_cards(&self) -> impl Iterator<Item = &Card> {
        self.cards.iter().filter(|card| card.state == State::Waiting)
    }

    fn waiting(&self, card: CardId) -> Result<&Card, Refusal> {
        let found = self.card(card).ok_or(Refusal::NotFound)?;
        if found.state == State::Waiting { Ok(found) } else { Err(Refusal::AlreadyDone) }
    }

    fn set_card(&mut self, card: CardId, state: State) {
        if let Some(found) = self.cards.iter_mut().find(|other| other.card == card) {
            found.state = state;
        }
    }
}

/// `card.add`: proposes a bottleneck.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Add {
    /// Id of the new card, chosen by the sender.
    pub card: CardId,
    /// What is wrong.
    pub title: String,
    /// More about it.
    #[serde(default)]
    pub explanation: String,
    /// Content or behaviour.
    #[serde(default)]
    pub kind: Option<Dimension>,
}

impl Decide for Add {
    const RIGHT: Right = Right::Intake;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let (link, origin) = match context.actor {
            Actor::Link { link, role: LinkRole::Intake } => (room.links.get(&link), Origin::Intake),
            _ => (None, Origin::Conversation),
        };
        let mut outcome = Outcome::event(self.arrive(room, origin, context)?);
        if let Some(link) = link {
            let today = link.cards.filter(|(day, _)| *day == context.today).map_or(0, |(_, cards)| cards);
            if today >= limits::CARDS_A_DAY {
                return Err(Refusal::TooManyToday);
            }
            // The count stands with the link and not with the card, so that a card tells no link.
            let link = access::Link { cards: Some((context.today, today + 1)), ..link.clone() };
            outcome.links.push(access::Change::Note(link));
        }
        Ok(outcome)
    }
}

impl Add {
    /// The event of a card that comes in, also from a round of silent writing.
    ///
    /// # Errors
    /// [`Refusal::IdTaken`], [`Refusal::ListFull`], or a refusal of a text.
    pub fn arrive(&self, room: &Room, origin: Origin, context: &Context) -> Result<Added, Refusal> {
        let project = &room.project;
        if project.card(self.card).is_some() {
            return Err(Refusal::IdTaken);
        }
        if project.cards.len() >= limits::CARDS {
            return Err(Refusal::ListFull { max: limits::CARDS });
        }
        if project.waiting_cards().count() >= limits::CARDS_WAITING {
            return Err(Refusal::ListFull { max: limits::CARDS_WAITING });
        }
        Ok(Added {
            card: Card {
                card: self.card,
                title: text::required(&self.title, limits::TITLE, context.today)?,
                explanation: text::optional(&self.explanation, limits::EXPLANATION, context.today)?,
                kind: self.kind,
                origin,
                arrived: context.today,
                state: State::Waiting,
            },
        })
    }
}

/// The cards of a counted round of silent writing, as they come in to be looked at. Their texts were
/// checked when they were written. What the list cannot hold stands in the figures of the round.
pub fn from_round(room: &Room, texts: &[String], context: &Context) -> Vec<Added> {
    let project = &room.project;
    let in_all = limits::CARDS.saturating_sub(project.cards.len());
    let space = limits::CARDS_WAITING.saturating_sub(project.waiting_cards().count()).min(in_all);
    let card = |(number, text): (u64, &String)| {
        let title = shorten(text, limits::TITLE);
        let explanation = if title == *text { String::new() } else { text.clone() };
        let card = CardId::from_random(derive(&context.entropy, number));
        let (origin, arrived, state) = (Origin::Meeting, context.today, State::Waiting);
        Added { card: Card { card, title, explanation, kind: None, origin, arrived, state } }
    };
    (0..).zip(texts.iter().take(space)).map(card).collect()
}

/// Event `card.added`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Added {
    /// The card as it came in.
    pub card: Card,
}

impl Apply for Added {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        project.cards.push(self.card.clone());
    }
}

/// `card.accept`: makes a bottleneck of a card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accept {
    /// Which card.
    pub card: CardId,
    /// Id of the new bottleneck, chosen by the sender.
    pub bottleneck: BottleneckId,
    /// What is wrong, in the words of the list; those of the card when left out.
    #[serde(default)]
    pub title: Option<String>,
    /// Its name on a board; made from the title when left out.
    #[serde(default)]
    pub short_name: Option<String>,
    /// More about it; what the card says when left out.
    #[serde(default)]
    pub explanation: Option<String>,
}

impl Decide for Accept {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let project = &room.project;
        let card = project.waiting(self.card)?;
        let undo = Command::CardReopen(Reopen { card: self.card });
        if let Some(bottleneck) = project.left(self.bottleneck).filter(|left| left.card == Some(self.card)) {
            return Ok(Outcome::event(Accepted { card: self.card, bottleneck }).undo(undo));
        }
        project.new_bottlenecks(&[self.bottleneck])?;
        let title = self.title.as_ref().unwrap_or(&card.title);
        let (title, short_name) = named(title, self.short_name.as_deref(), context)?;
        let explanation = self.explanation.as_ref().unwrap_or(&card.explanation);
        let explanation = text::optional(explanation, limits::EXPLANATION, context.today)?;
        let new = Bottleneck::new(self.bottleneck, project.next_number(), title, card.origin);
        let tags = Tags { kind: card.kind, ..Tags::default() };
        let bottleneck = Bottleneck { short_name, explanation, tags, card: Some(self.card), ..new };
        Ok(Outcome::event(Accepted { card: self.card, bottleneck }).undo(undo))
    }
}

/// Event `card.accepted`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Accepted {
    /// Which card.
    pub card: CardId,
    /// The bottleneck as it joins the list.
    pub bottleneck: Bottleneck,
}

impl Apply for Accepted {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        project.put(&self.bottleneck);
        project.set_card(self.card, State::Accepted { bottleneck: self.bottleneck.bottleneck });
    }
}

/// `card.join`: puts a card with a bottleneck that says the same, as a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Join {
    /// Which card.
    pub card: CardId,
    /// Which bottleneck.
    pub bottleneck: BottleneckId,
    /// As what sort of knowledge.
    pub kind: EvidenceKind,
}

impl Decide for Join {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let card = room.project.waiting(self.card)?;
        let found = room.project.bottleneck(self.bottleneck).ok_or(Refusal::NotFound)?;
        if found.status == Status::Dissolved {
            return Err(Refusal::NotOnList);
        }
        if found.evidence.len() >= limits::EVIDENCE {
            return Err(Refusal::ListFull { max: limits::EVIDENCE });
        }
        let source = match card.explanation.is_empty() {
            true => card.title.clone(),
            false => format!("{}: {}", card.title, card.explanation),
        };
        let evidence = Evidence { kind: self.kind, source, card: Some(self.card) };
        let joined = Joined { card: self.card, bottleneck: self.bottleneck, evidence };
        Ok(Outcome::event(joined).undo(Command::CardReopen(Reopen { card: self.card })))
    }
}

/// Event `card.joined`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joined {
    /// Which card.
    pub card: CardId,
    /// Which bottleneck.
    pub bottleneck: BottleneckId,
    /// The card as a finding.
    pub evidence: Evidence,
}

impl Apply for Joined {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        if let Some(bottleneck) = project.bottleneck_mut(self.bottleneck) {
            bottleneck.evidence.insert(self.evidence.clone());
        }
        project.set_card(self.card, State::Joined { bottleneck: self.bottleneck, kind: self.evidence.kind });
    }
}

/// `card.decline`: puts a card aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decline {
    /// Which card.
    pub card: CardId,
}

impl Decide for Decline {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        room.project.waiting(self.card)?;
        let undo = Command::CardReopen(Reopen { card: self.card });
        Ok(Outcome::event(Declined { card: self.card }).undo(undo))
    }
}

/// Event `card.declined`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declined {
    /// Which card.
    pub card: CardId,
}

impl Apply for Declined {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        project.set_card(self.card, State::Declined);
    }
}

/// `card.reopen`: lets a card wait again. A bottleneck that was made of it goes, as long as nothing
/// was done with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reopen {
    /// Which card.
    pub card: CardId,
}

impl Decide for Reopen {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let project = &room.project;
        let card = self.card;
        let undo = match project.card(card).ok_or(Refusal::NotFound)?.state {
            State::Waiting => return Err(Refusal::AlreadyDone),
            State::Accepted { bottleneck } => {
                project.at_rest(bottleneck)?;
                if project.has_history(bottleneck) {
                    return Err(Refusal::InUse);
                }
                Command::CardAccept(Accept { card, bottleneck, title: None, short_name: None, explanation: None })
            }
            State::Joined { bottleneck, kind } => Command::CardJoin(Join { card, bottleneck, kind }),
            State::Declined => Command::CardDecline(Decline { card }),
        };
        Ok(Outcome::event(Reopened { card }).undo(undo))
    }
}

/// Event `card.reopened`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reopened {
    /// Which card.
    pub card: CardId,
}

impl Apply for Reopened {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        match project.card(self.card).map(|card| card.state) {
            Some(State::Accepted { bottleneck }) => project.take_off(bottleneck, &[]),
            Some(State::Joined { bottleneck, .. }) => {
                if let Some(bottleneck) = project.bottleneck_mut(bottleneck) {
                    bottleneck.evidence.retain(|evidence| evidence.card != Some(self.card));
                }
            }
            _ => {}
        }
        project.set_card(self.card, State::Waiting);
    }
}
