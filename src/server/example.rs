//! The example project: a municipality that does not exist, halfway through the approach.
//!
//! Its log is not made up event by event. The story in `story.rs` is played on a room in memory, act
//! by act through the same rules as a real project, each act at its own moment in the past: people
//! vote, ballots are counted, the table decides. What is stored is the log of that play, so every
//! figure follows from votes, and no screen needs to know that it shows an example.
//!
//! The seats of the meeting that is over are not stored: they would be gone by now.

use std::collections::{BTreeMap, BTreeSet};

use werksessie_core::access::{Link, LinkRole};
use werksessie_core::action::field::Field;
use werksessie_core::agenda::Go;
use werksessie_core::ballot::{self, Cast};
use werksessie_core::bottleneck::evidence;
use werksessie_core::meeting::{Begin, End, Plan};
use werksessie_core::project::Language;
use werksessie_core::promise::condition::{self, Answer as Said};
use werksessie_core::promise::confirm::{Confirm, How};
use werksessie_core::promise::report::Tell;
use werksessie_core::promise::{Kind, Make, Mandate};
use werksessie_core::question::{Answer, Answers, Mark, Scale};
use werksessie_core::risk::measure::{Classes, Measure};
use werksessie_core::round::deciding::DecideItems;
use werksessie_core::round::{Ask, Mode, Move, Open, Stage, Target};
use werksessie_core::seat::{self, Join, Layer, PartyChoice};
use werksessie_core::step::{MarkStep, StepId};
use werksessie_core::tally::Weighting;
use werksessie_core::time::{Date, Timestamp};
use werksessie_core::{
    ActionId, Actor, BottleneckId, CardId, Command, ConditionId, Context, Envelope, ItemId, LinkId, MeetingId, Outcome,
    PartyId, ProjectId, PromiseId, Refusal, RiskId, Room, RoundId, SeatId, action, card, challenge, decide, method,
    risk,
};

use super::clock;
use super::founding::{Founding, Sort, first_link, opening, run_sheet};
use super::secret::{Secret, random};
use crate::live::{Hall, HallError};
use crate::messages::{example as texts, method as method_texts};

mod arena;
mod story;

use story::{Confirmed, Value};

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;
/// The time of day at which things happen: noon in Greenwich, so the day is the same here.
const NOON: i64 = 12 * 60;

/// Makes the example project and returns its secret.
///
/// # Errors
/// When it could not be stored.
pub async fn found(hall: &Hall, language: Language) -> Result<Secret, HallError> {
    let project = ProjectId::from_random(random());
    let secret = Secret::draw(project, LinkId::from_random(random()).0).map_err(|_| HallError::NotStored)?;
    let link = first_link(&secret, language);
    let log = played(project, link.link, language, clock::now())?;
    hall.import(project, link, log).await?;
    Ok(secret)
}

/// The log of the example, as seen at a moment.
///
/// # Errors
/// When the rules refuse an act of the story, which a test rules out.
pub fn played(project: ProjectId, link: LinkId, language: Language, now: Timestamp) -> Result<Vec<Envelope>, Refusal> {
    let mut play = Play { room: Room::default(), log: Vec::new(), language, now, at: now, link };
    play.days_ago(84);
    let founding = Founding {
        municipality: method_texts::example_municipality(language).into(),
        title: method_texts::example_title(language).into(),
        language,
    };
    let context = play.context(Actor::System);
    play.carry_out(&opening(&founding, project, Sort::Example, context.today)?, &context);
    play.prepare()?;
    play.meet()?;
    play.follow_up()?;
    Ok(play.log)
}

/// A project that is being played.
struct Play {
    room: Room,
    log: Vec<Envelope>,
    language: Language,
    /// The end of the story.
    now: Timestamp,
    /// The moment in the story.
    at: Timestamp,
    /// The leader's link.
    link: LinkId,
}

impl Play {
    /// Goes to noon of a day before the end of the story.
    fn days_ago(&mut self, days: i64) {
        self.at = Timestamp(Timestamp(self.now.0 - days * DAY).start_of_day().0 + NOON * MINUTE);
    }

    fn minutes_later(&mut self, minutes: i64) {
        self.at = Timestamp(self.at.0 + minutes * MINUTE);
    }

    /// A day counted from the end of the story.
    fn day(&self, days: i64) -> Date {
        clock::day_of(Timestamp(self.now.0 + days * DAY))
    }

    fn context(&self, actor: Actor) -> Context {
        Context { actor, now: self.at, today: clock::day_of(self.at), entropy: random() }
    }

    fn carry_out(&mut self, outcome: &Outcome, context: &Context) {
        self.log.extend(self.room.apply(outcome, context));
    }

    fn act_as(&mut self, actor: Actor, command: &Command) -> Result<(), Refusal> {
        let context = self.context(actor);
        let outcome = decide(&self.room, command, &context)?;
        self.carry_out(&outcome, &context);
        Ok(())
    }

    fn act(&mut self, command: Command) -> Result<(), Refusal> {
        self.act_as(Actor::Link { link: self.link, role: LinkRole::Leader }, &command)
    }

    /// A text of the story; its key when it is missing, which a test rules out.
    fn text(&self, key: &str) -> String {
        texts::find(self.language, key).unwrap_or(key).to_owned()
    }

    /// A bottleneck of the approach, by its key.
    fn item(&self, key: &str) -> Result<BottleneckId, Refusal> {
        let place = method::BOTTLENECKS.iter().position(|(known, _)| *known == key).ok_or(Refusal::NotFound)?;
        self.room.project.bottlenecks.get(place).map(|found| found.bottleneck).ok_or(Refusal::NotFound)
    }

    /// A party of the approach, by its key.
    fn party(&self, key: &str) -> Result<PartyId, Refusal> {
        let place = method::PARTIES.iter().position(|(known, ..)| *known == key).ok_or(Refusal::NotFound)?;
        self.room.project.parties.get(place).map(|found| found.party).ok_or(Refusal::NotFound)
    }

    /// Phase 1 and the beginning of phase 2, up to the meeting.
    fn prepare(&mut self) -> Result<(), Refusal> {
        for (step, days_ago, state) in story::STEPS {
            self.days_ago(days_ago);
            let reason = self.text(&format!("step_{}", step.key().to_lowercase()));
            self.act(Command::StepMark(MarkStep { step, state, reason }))?;
        }
        self.days_ago(49);
        for (item, kind, key) in story::EVIDENCE {
            let (bottleneck, source) = (self.item(item)?, self.text(key));
            self.act(Command::EvidenceAdd(evidence::Add { bottleneck, kind, source }))?;
        }
        Ok(())
    }

    fn plan(&mut self, title: String, step: StepId, sheet: &[(&str, u32)]) -> Result<MeetingId, Refusal> {
        let meeting = MeetingId::from_random(random());
        let (agenda, parts) = (run_sheet(self.language, sheet), method::parts(sheet));
        self.act(Command::MeetingPlan(Plan { meeting, title, step, agenda, parts }))?;
        Ok(meeting)
    }

    /// The meeting that is over: people rate all bottlenecks, choose four, and promise.
    fn meet(&mut self) -> Result<(), Refusal> {
        self.days_ago(45);
        let title = method_texts::first_meeting(self.language).into();
        let meeting = self.plan(title, StepId::S2C, &method::BOTTLENECK_AGENDA)?;
        self.days_ago(42);
        self.act(Command::MeetingBegin(Begin { meeting }))?;
        let seats = self.let_in(meeting)?;
        self.minutes_later(12);
        self.go(meeting, 2)?;
        self.minutes_later(13);
        self.go(meeting, 3)?;
        let items: Vec<BottleneckId> = self.room.project.bottlenecks.iter().map(|found| found.bottleneck).collect();
        let given = |(voter, seat): (usize, SeatId)| Ok((seat, self.answers(&items, voter)?));
        let given = seats.into_iter().enumerate().map(given).collect::<Result<_, Refusal>>()?;
        let items = items.iter().map(|item| (*item).into()).collect();
        let open = of_everybody(meeting, Ask::RatingAndPick, items);
        let target = self.round(open, given)?;
        self.go(meeting, 4)?;
        self.minutes_later(33);
        self.go(meeting, 6)?;
        self.minutes_later(7);
        let priorities = story::CHOSEN.iter().map(|key| self.item(key)).collect::<Result<_, _>>()?;
        let reason = self.text("decision_reason");
        self.act(Command::RoundDecide(DecideItems { target, priorities, reason }))?;
        self.go(meeting, 7)?;
        for promise in &story::PROMISES {
            self.minutes_later(2);
            self.promise(promise)?;
        }
        self.minutes_later(5);
        self.act(Command::MeetingEnd(End { meeting }))
    }

    /// A round that everybody answers, up to what the room sees of it.
    fn round(&mut self, open: Open, given: Vec<(SeatId, Answers)>) -> Result<Target, Refusal> {
        let target = Target { meeting: open.meeting, round: open.round };
        self.act(Command::RoundOpen(open))?;
        for (seat, answers) in given {
            let cast = Cast { revision: None, answers };
            let context = self.context(Actor::Seat { seat });
            let (outcome, _) = ballot::cast(&self.room, target.round, seat, &cast, &context)?;
            self.carry_out(&outcome, &context);
        }
        self.minutes_later(15);
        for to in [Stage::Closed, Stage::Counted, Stage::Revealed] {
            self.act(Command::RoundMove(Move { target, to, if_empty: false }))?;
            self.minutes_later(1);
        }
        Ok(target)
    }

    /// The second meeting that is over: people weigh the risks, ask each other for what they need, and
    /// raise their hands for the challenge.
    fn commit(&mut self) -> Result<(), Refusal> {
        for key in story::CHALLENGE {
            let text = self.text(&format!("challenge_{key}"));
            let part = match challenge::Field::read(key) {
                Some(field) => challenge::Part::Field(field),
                None => challenge::Part::Ask(self.party(key)?),
            };
            self.act(Command::ChallengeChange(challenge::Change { part, base: String::new(), text }))?;
        }
        self.act(Command::RiskMeasure(Measure { classes: Some(Classes(story::CLASSES)), zones: None }))?;
        let sheet = method::template("s5").ok_or(Refusal::NotFound)?;
        let meeting = self.plan(self.text("second_meeting"), sheet.step, sheet.items)?;
        self.days_ago(21);
        self.act(Command::MeetingBegin(Begin { meeting }))?;
        let seats = self.let_in(meeting)?;
        self.minutes_later(10);
        self.go(meeting, 2)?;
        self.weigh(meeting, &seats)?;
        self.go(meeting, 5)?;
        for told in &story::CONDITIONS {
            self.minutes_later(3);
            self.ask(told, &seats)?;
        }
        self.raise_hands(meeting, &seats)?;
        self.minutes_later(5);
        self.act(Command::MeetingEnd(End { meeting }))
    }

    /// People weigh the risks; the table takes what the votes advise.
    fn weigh(&mut self, meeting: MeetingId, seats: &[SeatId]) -> Result<(), Refusal> {
        let risks: Vec<RiskId> = self.room.project.risks.iter().map(|risk| risk.risk).collect();
        let of_voter = |voter: usize| {
            let mark = |marks: &str| Mark(marks.as_bytes().get(voter).map_or(0, |digit| digit.saturating_sub(b'0')));
            let answer = |(chance, impact): &(&str, &str)| Answer {
                marks: BTreeMap::from([(Scale::Chance, mark(chance)), (Scale::Impact, mark(impact))]),
                ..Answer::default()
            };
            let items = risks.iter().map(|risk| ItemId::from(*risk)).zip(story::WEIGHTS.iter().map(answer)).collect();
            Answers { items, ..Answers::default() }
        };
        let given = seats.iter().enumerate().map(|(voter, seat)| (*seat, of_voter(voter))).collect();
        let items = risks.iter().map(|risk| (*risk).into()).collect();
        let target = self.round(of_everybody(meeting, Ask::RiskScores, items), given)?;
        self.minutes_later(12);
        let round = self.room.project.meeting(meeting).and_then(|meeting| meeting.round(target.round));
        let votes = round.ok_or(Refusal::NotFound)?;
        let place = |risk: &RiskId| Some((*risk, votes.votes(*risk)?.advice()));
        let places = risks.iter().filter_map(place).collect();
        self.act(Command::RiskSettle(risk::score::Settle { target, places, reason: String::new() }))
    }

    /// Somebody asks for what a promise needs, and the party that is asked answers.
    fn ask(&mut self, told: &story::Condition, seats: &[SeatId]) -> Result<(), Refusal> {
        let made = |key: &str| {
            let place = story::PROMISES.iter().position(|promise| promise.key == key);
            let promise = place.and_then(|place| self.room.project.promises.get(place));
            promise.map(|promise| promise.promise).ok_or(Refusal::NotFound)
        };
        let (promise, met_by) = (made(told.promise)?, told.met_by.map(made).transpose()?);
        let (condition, party) = (ConditionId::from_random(random()), self.party(told.party)?);
        let what = self.text(&format!("{}_what", told.key));
        self.act(Command::ConditionAdd(condition::Add { condition, promise, party, what, due: None, request: None }))?;
        let of_party = |seat: &&SeatId| self.room.seats.get(seat).is_some_and(|seat| seat.party == party);
        if let (true, Some(seat)) = (told.answer != Said::Asked, seats.iter().find(of_party).copied()) {
            let words = match told.answer {
                Said::Counter => self.text(&format!("{}_words", told.key)),
                _ => String::new(),
            };
            let reply = condition::Reply { condition, from: Said::Asked, answer: told.answer, words };
            self.act_as(Actor::Seat { seat }, &Command::ConditionAnswer(reply))?;
        }
        if met_by.is_some() {
            self.act(Command::ConditionMeet(condition::Meet { condition, met_by }))?;
        }
        Ok(())
    }

    /// One hand a party for the core of the challenge.
    fn raise_hands(&mut self, meeting: MeetingId, seats: &[SeatId]) -> Result<(), Refusal> {
        let item = ItemId::from(self.room.project.project.ok_or(Refusal::NotFound)?);
        let mut given = Vec::new();
        for (key, fingers) in story::HANDS {
            let party = self.party(key)?;
            let of_party = |seat: &&SeatId| self.room.seats.get(seat).is_some_and(|seat| seat.party == party);
            let seat = *seats.iter().find(of_party).ok_or(Refusal::NotFound)?;
            let note = if fingers < 3 { self.text(&format!("hand_{key}")) } else { String::new() };
            let answer = Answer { hand: Some(fingers), note, ..Answer::default() };
            given.push((seat, Answers { items: BTreeMap::from([(item, answer)]), ..Answers::default() }));
        }
        let statement = self.room.project.challenge.text(challenge::Field::Core).to_owned();
        let open = Open { mode: Mode::Party, statement, ..of_everybody(meeting, Ask::Fist, Vec::new()) };
        let target = self.round(open, given)?;
        self.act(Command::ChallengeSettle(challenge::Settle { target }))
    }

    /// What happens when nothing is done about what the table chose.
    fn risks(&mut self) -> Result<(), Refusal> {
        for (item, key, category, bearer, response) in story::RISKS {
            self.minutes_later(3);
            let risk = RiskId::from_random(random());
            let text = |part: &str| self.text(&format!("risk_{key}_{part}"));
            let (bottleneck, event, consequence) = (self.item(item)?, text("event"), text("consequence"));
            let add =
                risk::Add { risk, bottleneck, side: category.side(), event, consequence, category: Some(category) };
            let bearer = self.party(bearer)?.to_string();
            self.act(Command::RiskAdd(add))?;
            let response = response.map(|response| response.key().to_owned());
            for (field, text) in [(risk::field::Field::Bearer, Some(bearer)), (risk::field::Field::Response, response)]
            {
                if let Some(text) = text {
                    let change = risk::field::Change { risk, field, base: String::new(), text };
                    self.act(Command::RiskChange(change))?;
                }
            }
        }
        Ok(())
    }

    /// Goes to the item of the run sheet that stands at this place, from 1.
    fn go(&mut self, meeting: MeetingId, place: usize) -> Result<(), Refusal> {
        let held = self.room.project.meeting(meeting).ok_or(Refusal::NotFound)?;
        let item = held.agenda.get(place - 1).ok_or(Refusal::NotFound)?.item;
        self.act(Command::MeetingGo(Go { meeting, item, picture: None }))
    }

    /// Everybody who came, in the order of the story's marks.
    fn let_in(&mut self, meeting: MeetingId) -> Result<Vec<SeatId>, Refusal> {
        let mut seats = Vec::new();
        for (party, people) in story::PRESENT {
            for person in 0..people {
                let layer = match party {
                    "young_people" => Layer::Experience,
                    _ => [Layer::Policy, Layer::Practice, Layer::Governance][person % 3],
                };
                let party = PartyChoice::Known(self.party(party)?);
                let join = Join { meeting, party, layer, observer: false, token_hash: random(), browser_hash: None };
                let context = self.context(Actor::System);
                let (outcome, seat) = seat::join(&self.room, &join, &context)?;
                self.carry_out(&outcome, &context);
                seats.push(seat.seat);
            }
        }
        Ok(seats)
    }

    fn answers(&self, items: &[BottleneckId], voter: usize) -> Result<Answers, Refusal> {
        let mark = |marks: &str| Mark(marks.as_bytes().get(voter).map_or(0, |digit| digit.saturating_sub(b'0')));
        let answer = |(severity, influence): &(&str, &str)| Answer {
            marks: BTreeMap::from([(Scale::Severity, mark(severity)), (Scale::Influence, mark(influence))]),
            ..Answer::default()
        };
        let picked = story::PICKS[voter % story::PICKS.len()].iter();
        let picks: BTreeSet<ItemId> = picked.map(|key| Ok(self.item(key)?.into())).collect::<Result<_, Refusal>>()?;
        let items = items.iter().map(|item| (*item).into()).zip(story::MARKS.iter().map(answer)).collect();
        Ok(Answers { items, picks, ..Answers::default() })
    }

    fn promise(&mut self, told: &story::Promise) -> Result<(), Refusal> {
        let promise = PromiseId::from_random(random());
        let own = |part: &str| self.text(&format!("{}_{part}", told.key));
        let reservation = if told.kind == Kind::Reservation { own("reservation") } else { String::new() };
        let mandate = match told.decides_in {
            Some(days) => Mandate::No { body: own("body"), by: self.day(days) },
            None => Mandate::Yes,
        };
        let make = Make {
            promise,
            bottleneck: self.item(told.item)?,
            also: told.also.iter().map(|key| self.item(key)).collect::<Result<_, _>>()?,
            party: self.party(told.party)?,
            owner: own("owner"),
            what: own("what"),
            result: if told.kind == Kind::No { String::new() } else { own("result") },
            due: self.day(told.due_in),
            kind: told.kind,
            reservation,
            mandate: (told.kind != Kind::No).then_some(mandate),
        };
        self.act(Command::PromiseMake(make))?;
        if told.confirmed == Some(Confirmed::Room) {
            self.act(Command::PromiseConfirm(Confirm { promise, how: How::Room, mandate: None }))?;
        }
        Ok(())
    }

    /// What happened after the meeting: confirmations, the roadmap, reports, cards, the next plan.
    fn follow_up(&mut self) -> Result<(), Refusal> {
        self.days_ago(40);
        self.risks()?;
        let made: Vec<PromiseId> = self.room.project.promises.iter().map(|promise| promise.promise).collect();
        let told = || made.iter().copied().zip(&story::PROMISES);
        self.days_ago(38);
        for (promise, told) in told() {
            self.confirm(promise, told)?;
        }
        self.days_ago(30);
        for (promise, told) in told() {
            self.fill_in(promise, told)?;
        }
        self.days_ago(28);
        for told in &story::ACTIONS {
            let action = ActionId::from_random(random());
            let (first, last) = told.quarters;
            let add = action::Add {
                action,
                title: self.text(&format!("{}_what", told.key)),
                start: self.day(first).quarter(),
                end: self.day(last).quarter(),
                party: Some(self.party(told.party)?),
                owner: self.text(&format!("{}_owner", told.key)),
                bottlenecks: vec![self.item(told.item)?],
                activity: None,
            };
            self.act(Command::ActionAdd(add))?;
            self.change(action, told.fields)?;
        }
        self.hold_arena()?;
        self.days_ago(25);
        self.commit()?;
        self.days_ago(9);
        for (promise, told) in told() {
            if let Some(state) = told.report {
                let line = self.text(&format!("{}_report", told.key));
                self.act(Command::PromiseReport(Tell { promise, state, line }))?;
            }
        }
        self.days_ago(6);
        // Nobody knows who sent in a card.
        let intake = Actor::Link { link: LinkId::from_random(random()), role: LinkRole::Intake };
        for (key, kind) in story::CARDS {
            let (title, explanation) = (self.text(&format!("{key}_title")), self.text(&format!("{key}_more")));
            let card = CardId::from_random(random());
            self.act_as(intake, &Command::CardAdd(card::Add { card, title, explanation, kind: Some(kind) }))?;
        }
        self.days_ago(2);
        self.plan(self.text("next_meeting"), StepId::S2C, &method::BOTTLENECK_AGENDA)?;
        Ok(())
    }

    fn confirm(&mut self, promise: PromiseId, told: &story::Promise) -> Result<(), Refusal> {
        match told.confirmed {
            None | Some(Confirmed::Room) => Ok(()),
            Some(Confirmed::Orally) => {
                let how = How::Orally { noted_by: self.text("noted_by"), day: clock::day_of(self.at) };
                self.act(Command::PromiseConfirm(Confirm { promise, how, mandate: None }))
            }
            Some(Confirmed::Link) => {
                // A link of the owner's own, which is gone by now.
                let link = LinkId::from_random(random());
                let owner = Link {
                    link,
                    role: LinkRole::Owner,
                    label: String::new(),
                    until: None,
                    maker: None,
                    made_on: None,
                    used_on: None,
                    meeting: None,
                    cards: None,
                    promises: vec![promise],
                    secret_hash: random(),
                };
                self.room.links.insert(link, owner);
                let actor = Actor::Link { link, role: LinkRole::Owner };
                let confirm = Confirm { promise, how: How::Link, mandate: None };
                self.act_as(actor, &Command::PromiseConfirm(confirm))
            }
        }
    }

    /// Fills in the roadmap for what comes from a promise.
    fn fill_in(&mut self, promise: PromiseId, told: &story::Promise) -> Result<(), Refusal> {
        let found = self.room.project.actions.iter().find(|action| action.promise == Some(promise));
        let Some((action, end)) = found.map(|found| (found.action, found.end)) else { return Ok(()) };
        let start = self.day(told.starts_in).quarter();
        if self.room.project.action(action).is_some_and(|found| found.start != start) {
            self.act(Command::ActionPlan(action::Plan { action, start, end }))?;
        }
        self.change(action, told.fields)
    }

    fn change(&mut self, action: ActionId, fields: &[(Field, Value)]) -> Result<(), Refusal> {
        for (field, value) in fields {
            let text = match value {
                Value::Plain(text) => (*text).to_owned(),
                Value::Text(key) => self.text(key),
                Value::Day(days) => self.day(*days).to_string(),
            };
            let found = self.room.project.action(action).ok_or(Refusal::NotFound)?;
            let base = field.read(found);
            if base != text {
                self.act(Command::ActionChange(action::change::Change { action, field: *field, base, text }))?;
            }
        }
        Ok(())
    }
}

/// A round in which everybody answers for themselves.
fn of_everybody(meeting: MeetingId, ask: Ask, items: Vec<ItemId>) -> Open {
    Open {
        meeting,
        round: RoundId::from_random(random()),
        items,
        weighting: Weighting::Person,
        mode: Mode::Anonymous,
        ask,
        statement: String::new(),
        among: Vec::new(),
    }
}

#[cfg(test)]
mod tests;
