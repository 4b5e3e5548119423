//! A room to test in: a project with five circles, parties in each, bottlenecks and one meeting.
//!
//! Time and random bytes come from a counter, so that two halls that are told the same are equal.

use std::collections::BTreeMap;

use werksessie_core::ballot::{self, Cast};
use werksessie_core::bottleneck;
use werksessie_core::method;
use werksessie_core::party::{self, Circle, CircleId};
use werksessie_core::project::{Created, Language};
use werksessie_core::question::{Answer, Answers, Mark, Scale};
use werksessie_core::round::{Move, Stage, Target};
use werksessie_core::seat::{self, Layer, PartyChoice};
use werksessie_core::step::StepId;
use werksessie_core::time::{Date, Timestamp};
use werksessie_core::*;

/// The severity and influence of one item; a mark of 0 is "cannot judge".
pub type Marks = (u8, u8);

/// A project with one meeting, and the log that led to it.
#[derive(Clone)]
pub struct Hall {
    pub room: Room,
    pub log: Vec<Envelope>,
    pub meeting: MeetingId,
    /// The parties of the method, in its order.
    pub parties: Vec<PartyId>,
    /// Six bottlenecks.
    pub items: Vec<BottleneckId>,
    pub drawn: u64,
}

impl Hall {
    /// A hall whose meeting is planned.
    pub fn planned() -> Self {
        let mut hall = Self {
            room: Room::default(),
            log: Vec::new(),
            meeting: MeetingId::from_random([9; 16]),
            parties: Vec::new(),
            items: Vec::new(),
            drawn: 0,
        };
        let circles = method::CIRCLES.map(|key| Circle { circle: CircleId(key.into()), name: key.to_uppercase() });
        let created = Created {
            project: ProjectId::from_random([8; 16]),
            municipality: "Voorbeeldstad".into(),
            title: "Een thuis".into(),
            language: Language::Nl,
            example: false,
            rehearsal: false,
            circles: circles.into(),
        };
        let context = hall.context(Actor::System);
        hall.apply(&Outcome::event(created), &context);
        for (key, circle, expected) in method::PARTIES {
            let party = PartyId::from_random(hall.id());
            let (name, circle) = (key.to_owned(), CircleId(circle.into()));
            hall.must(Command::PartyAdd(party::Add { party, name, short_name: None, kind: None, circle, expected }));
            hall.parties.push(party);
        }
        for (key, origin) in method::BOTTLENECKS.iter().take(6) {
            let bottleneck = BottleneckId::from_random(hall.id());
            let (title, explanation) = ((*key).to_owned(), String::new());
            hall.must(Command::BottleneckAdd(bottleneck::Add {
                bottleneck,
                title,
                short_name: None,
                explanation,
                origin: *origin,
                tags: method::tags(key),
            }));
            hall.items.push(bottleneck);
        }
        let agenda = method::BOTTLENECK_AGENDA.map(|(key, minutes)| (key.to_owned(), minutes));
        let (meeting, title) = (hall.meeting, "Knelpunten".to_owned());
        let (step, parts) = (StepId::S2C, Vec::new());
        hall.must(Command::MeetingPlan(meeting::Plan { meeting, title, step, agenda: agenda.into(), parts }));
        hall
    }

    /// A hall whose meeting has begun.
    pub fn begun() -> Self {
        let mut hall = Self::planned();
        hall.must(Command::MeetingBegin(meeting::Begin { meeting: hall.meeting }));
        hall
    }

    /// Bytes for a new id.
    pub fn id(&mut self) -> [u8; 16] {
        self.drawn += 1;
        derive(&[5; 32], self.drawn)
    }

    /// What comes with the next act: a second later, with new random bytes.
    pub fn context(&mut self, actor: Actor) -> Context {
        let mut entropy = [0; 32];
        entropy[..16].copy_from_slice(&self.id());
        entropy[16..].copy_from_slice(&self.id());
        let now = Timestamp(1_795_340_000_000 + self.drawn as i64 * 1_000);
        Context { actor, now, today: Date::new(2026, 11, 22).expect("this day exists"), entropy }
    }

    /// Carries out an outcome and keeps its events.
    pub fn apply(&mut self, outcome: &Outcome, context: &Context) {
        self.log.extend(self.room.apply(outcome, context));
    }

    /// Sends a command as somebody.
    pub fn send_as(&mut self, actor: Actor, command: &Command) -> Result<Outcome, Refusal> {
        let context = self.context(actor);
        let outcome = decide(&self.room, command, &context)?;
        self.apply(&outcome, &context);
        Ok(outcome)
    }

    /// Sends a command as the leader.
    pub fn send(&mut self, command: Command) -> Result<Outcome, Refusal> {
        self.send_as(leader(), &command)
    }

    /// Sends a command as the leader; it must succeed.
    pub fn must(&mut self, command: Command) -> Outcome {
        let name = command.name();
        self.send(command).unwrap_or_else(|refusal| panic!("{name} was refused: {refusal:?}"))
    }

    /// Somebody joins.
    pub fn join_as(&mut self, party: PartyChoice, observer: bool) -> Result<SeatId, Refusal> {
        let join = seat::Join {
            meeting: self.meeting,
            party,
            layer: Layer::Practice,
            observer,
            token_hash: [1; 32],
            browser_hash: None,
        };
        let seat = SeatId::from_random(self.id());
        let context = self.context(Actor::Seat { seat });
        let (outcome, seat) = seat::join(&self.room, &join, &context)?;
        self.apply(&outcome, &context);
        Ok(seat.seat)
    }

    /// Somebody of the `party`-th party joins.
    pub fn join(&mut self, party: usize) -> SeatId {
        self.join_as(PartyChoice::Known(self.parties[party]), false).expect("the door is open")
    }

    /// A seat sends its ballot.
    pub fn cast(&mut self, round: RoundId, seat: SeatId, cast: &Cast) -> Result<ballot::Ballot, Refusal> {
        let context = self.context(Actor::Seat { seat });
        let (outcome, ballot) = ballot::cast(&self.room, round, seat, cast, &context)?;
        self.apply(&outcome, &context);
        Ok(ballot)
    }

    /// Opens a round on the first so many items.
    pub fn open(&mut self, count: usize) -> RoundId {
        let round = RoundId::from_random(self.id());
        let items = self.items[..count].iter().map(|item| (*item).into()).collect();
        self.must(Command::RoundOpen(self.asking(round, Default::default(), items)));
        round
    }

    /// The command that opens a round; judging is anonymous, speaking for an organisation is not.
    pub fn asking(&self, round: RoundId, ask: round::Ask, items: Vec<ItemId>) -> round::Open {
        let mode = if ask.allows(round::Mode::Anonymous) { round::Mode::Anonymous } else { round::Mode::Party };
        let statement = if ask == round::Ask::Fist { "Zo doen we het".to_owned() } else { String::new() };
        let weighting = tally::Weighting::Person;
        round::Open { meeting: self.meeting, round, items, weighting, mode, ask, statement, among: Vec::new() }
    }

    /// Brings a round to a stage.
    pub fn bring(&mut self, round: RoundId, to: Stage) -> Result<Outcome, Refusal> {
        let target = Target { meeting: self.meeting, round };
        self.send(Command::RoundMove(Move { target, to, if_empty: false }))
    }
}

/// The leader.
pub fn leader() -> Actor {
    Actor::Link { link: LinkId::from_random([7; 16]), role: LinkRole::Leader }
}

/// Answers with these marks on the first items; `None` leaves an item out.
pub fn answers<I: Copy + Into<ItemId>>(items: &[I], marks: &[Option<Marks>]) -> Answers {
    let answer = |(severity, influence): Marks| Answer {
        marks: BTreeMap::from([(Scale::Severity, Mark(severity)), (Scale::Influence, Mark(influence))]),
        ..Answer::default()
    };
    let given = items.iter().zip(marks).filter_map(|(item, marks)| Some(((*item).into(), answer((*marks)?))));
    Answers { items: given.collect(), ..Answers::default() }
}
