//! People who are not there: they come in party by party, and answer with the disagreement that a leader
//! will meet. The first item of a round is one on which they agree, the second divides circles, the third
//! divides every circle within itself; so the console shows each kind of talk.
//!
//! They go through the same door as phones: a room cannot tell them apart.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use werksessie_core::arena::piece::{Firm, Kind, On};
use werksessie_core::ballot::Cast;
use werksessie_core::ids::mix;
use werksessie_core::project::Language;
use werksessie_core::promise::condition::{Answer as Said, Reply};
use werksessie_core::question::{Answer, Answers, Frame, Mark, Question, Scale, Written};
use werksessie_core::round::{Mode, Phase, Round};
use werksessie_core::seat::{Join, Layer, PartyChoice};
use werksessie_core::time::Date;
use werksessie_core::{Actor, Command, CommandId, ItemId, MeetingId, PartyId, ProjectId, Refusal, SeatId};

use crate::live::{Hall, HallError};
use crate::messages::rehearsal as texts;
use crate::server::clock;
use crate::server::secret::{hash, random};

/// Between two acts.
pub const TICK: Duration = Duration::from_millis(500);
/// Most people: more than fit around a table, and quick to wait for.
const MOST: usize = 40;
/// How many come in, or answer, at once.
const AT_ONCE: usize = 3;

/// The simulated people of one meeting.
#[derive(Debug)]
pub struct People {
    project: ProjectId,
    meeting: MeetingId,
    seats: Vec<Person>,
}

/// Somebody who is not there.
#[derive(Clone, Copy, Debug)]
struct Person {
    seat: SeatId,
    party: PartyId,
    /// Place of the party's circle among all.
    circle: usize,
    /// How many of the circle were there before: even and odd see some things differently.
    place: usize,
}

/// What they see of the room.
struct Seen {
    language: Language,
    today: Date,
    open: bool,
    /// Seats that answer, and for which party.
    seats: BTreeMap<SeatId, PartyId>,
    /// Party, its circle's place, seats expected.
    parties: Vec<(PartyId, usize, u32)>,
    round: Option<Round>,
    /// Seats that have answered, and parties that have.
    done: (BTreeSet<SeatId>, BTreeSet<PartyId>),
    /// Conditions that nobody answered: which, and of whom.
    asked: Vec<(werksessie_core::ConditionId, PartyId)>,
}

impl People {
    /// Nobody yet.
    pub fn new(project: ProjectId, meeting: MeetingId) -> Self {
        Self { project, meeting, seats: Vec::new() }
    }

    /// Does what a few of them do next.
    ///
    /// # Errors
    /// When the rehearsal has ended, or what they did was refused.
    pub async fn act(&mut self, hall: &Hall) -> Result<(), HallError> {
        let seen = self.look(hall).await?;
        if !seen.open {
            return Ok(());
        }
        // A leader may have moved somebody, or sent them away.
        self.seats.retain_mut(|person| match seen.seats.get(&person.seat) {
            Some(party) => {
                person.party = *party;
                true
            }
            None => false,
        });
        for person in &self.seats {
            hall.presence(self.project, person.seat, true).await;
        }
        self.come_in(hall, &seen).await?;
        self.answer(hall, &seen).await?;
        self.reply(hall, &seen).await
    }

    async fn look(&self, hall: &Hall) -> Result<Seen, HallError> {
        let of = self.meeting;
        let seen = hall.look(self.project, move |looked| {
            let project = &looked.room.project;
            let meeting = project.meeting(of)?;
            let circle = |party: &werksessie_core::party::Party| {
                project.circles.iter().position(|circle| circle.circle == party.circle).unwrap_or(0)
            };
            let round = meeting.current_round().filter(|round| round.phase == Phase::Open).cloned();
            let ballots = round.as_ref().and_then(|round| looked.room.ballots.get(&round.round));
            let mut done = (BTreeSet::new(), BTreeSet::new());
            for voter in ballots.into_iter().flat_map(|ballots| ballots.ballots.keys()) {
                match voter {
                    werksessie_core::ballot::Voter::Seat(seat) => drop(done.0.insert(*seat)),
                    werksessie_core::ballot::Voter::Party(party) => drop(done.1.insert(*party)),
                    werksessie_core::ballot::Voter::Paper(..) => {}
                }
            }
            let of_meeting = looked.room.seats.values().filter(|seat| seat.meeting == of && !seat.observer);
            let needs =
                project.promises.iter().filter(|promise| !promise.withdrawn).flat_map(|promise| promise.needs());
            let asked = needs.filter(|need| need.answer == Said::Asked).map(|need| (need.condition, need.party));
            Some(Seen {
                language: project.language,
                today: clock::day_of(clock::now()),
                open: meeting.is_open(),
                seats: of_meeting.map(|seat| (seat.seat, seat.party)).collect(),
                parties: project.parties.iter().map(|party| (party.party, circle(party), party.expected)).collect(),
                round,
                done,
                asked: asked.collect(),
            })
        });
        seen.await?.ok_or(HallError::Refused(Refusal::NotFound))
    }

    /// A few more come in, until everybody who is expected sits there.
    async fn come_in(&mut self, hall: &Hall, seen: &Seen) -> Result<(), HallError> {
        for _ in 0..AT_ONCE {
            let sits = |party: PartyId| self.seats.iter().filter(|person| person.party == party).count();
            let mut parties = seen.parties.iter();
            // Party by party, each with one before any with two.
            let fewest = seen
                .parties
                .iter()
                .filter(|(party, _, expected)| sits(*party) < *expected as usize)
                .map(|(party, ..)| sits(*party))
                .min();
            let Some(fewest) = fewest.filter(|_| self.seats.len() < MOST) else { return Ok(()) };
            let next = parties.find(|(party, _, expected)| sits(*party) == fewest && sits(*party) < *expected as usize);
            let Some((party, circle, _)) = next.copied() else { return Ok(()) };
            let layer = Layer::ALL[self.seats.len() % 3];
            let join = Join {
                meeting: self.meeting,
                party: PartyChoice::Known(party),
                layer,
                observer: false,
                token_hash: random(),
                browser_hash: None,
            };
            let seat = match hall.join(self.project, join).await {
                Ok(seat) => seat.seat,
                // The door is shut, or the party was taken off the list.
                Err(HallError::Refused(_)) => return Ok(()),
                Err(error) => return Err(error),
            };
            let place = self.seats.iter().filter(|person| person.circle == circle).count();
            self.seats.push(Person { seat, party, circle, place });
        }
        Ok(())
    }

    /// A few more answer the round that is open.
    async fn answer(&self, hall: &Hall, seen: &Seen) -> Result<(), HallError> {
        let Some(round) = &seen.round else { return Ok(()) };
        let mut parties = BTreeSet::new();
        let still = self.seats.iter().filter(|person| match round.mode {
            Mode::Anonymous => !seen.done.0.contains(&person.seat),
            // The first of a party holds the pen.
            Mode::Party => !seen.done.1.contains(&person.party) && parties.insert(person.party),
        });
        for person in still.take(AT_ONCE) {
            let answers = answers(round, person, seen);
            let cast = Cast { revision: Some(1), answers };
            match hall.ballot(self.project, person.seat, round.round, cast).await {
                // This one not: the leader's own phone may hold the pen, a re-vote is not for who came late,
                // the round may be closed just now.
                Ok(_) | Err(HallError::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// A party that was asked for something answers.
    async fn reply(&self, hall: &Hall, seen: &Seen) -> Result<(), HallError> {
        let of = |party: PartyId| self.seats.iter().find(|person| person.party == party);
        let next = seen.asked.iter().find_map(|(condition, party)| Some((*condition, of(*party)?)));
        let Some((condition, person)) = next else { return Ok(()) };
        let (answer, words) = match person.circle % 3 {
            0 => (Said::Counter, texts::counter(seen.language).to_owned()),
            _ => (Said::Accepted, String::new()),
        };
        let command = Command::ConditionAnswer(Reply { condition, from: Said::Asked, answer, words });
        let actor = Actor::Seat { seat: person.seat };
        hall.command(self.project, actor, CommandId::from_random(random()), hash(&[]), command).await.map(drop)
    }
}

/// What somebody answers.
fn answers(round: &Round, person: &Person, seen: &Seen) -> Answers {
    let mut answers = Answers::default();
    let seed = mix(round.round.0.as_u64_pair().0 ^ person.seat.0.as_u64_pair().1);
    for (at, item) in round.items.iter().enumerate() {
        let answer = about(&round.question, at, person, seen, mix(seed ^ at as u64));
        if answer != Answer::default() {
            answers.items.insert(*item, answer);
        }
    }
    let pick = usize::from(round.question.pick());
    answers.picks = (0..pick).map(|n| picked(&round.items, seed, n)).collect();
    if let Question::Cards { .. } = &round.question {
        answers.cards = vec![phrase(seen.language, "cards", seed)];
    }
    answers
}

/// The items that come first for somebody: mostly the first few.
fn picked(items: &[ItemId], seed: u64, n: usize) -> ItemId {
    items[(n + (mix(seed ^ n as u64) % 2) as usize) % items.len()]
}

/// How many phrases there are of each sort.
const PHRASES: u64 = 4;

/// One of the phrases of a sort.
fn phrase(language: Language, sort: &str, seed: u64) -> String {
    let key = format!("{sort}_{}", seed % PHRASES + 1);
    texts::find(language, &key).unwrap_or_default().to_owned()
}

/// What somebody answers about the item at this place.
fn about(question: &Question, at: usize, person: &Person, seen: &Seen, seed: u64) -> Answer {
    match question {
        Question::Scales { scales, .. } => {
            let mark = |scale: &Scale| (*scale, Mark(mark(*scale, at, person, mix(seed ^ *scale as u64))));
            let note = if seed.is_multiple_of(6) { phrase(seen.language, "notes", seed) } else { String::new() };
            let note = if scales.contains(&Scale::Severity) { note } else { String::new() };
            Answer { marks: scales.iter().map(mark).collect(), note, ..Answer::default() }
        }
        Question::Cards { .. } => Answer::default(),
        Question::Frames { frames } => {
            // Where one thing is asked, nobody skips it.
            let must = frames.len() == 1;
            let card = |frame: &Frame| {
                let seed = mix(seed ^ *frame as u64);
                let writes = must || writes(*frame, person, seed);
                Some((*frame, written(*frame, person, seen, seed).filter(|_| writes)?))
            };
            Answer { cards: frames.iter().filter_map(card).collect(), ..Answer::default() }
        }
        Question::Fist { .. } => {
            let place = seen.parties.iter().position(|(party, ..)| *party == person.party).unwrap_or(0);
            // One party cannot live with it yet; the others can, or more.
            let hand = [4, 5, 3, 4, 2, 5, 4, 3][place % 8];
            let note = if hand < 3 { texts::reservation(seen.language).to_owned() } else { String::new() };
            Answer { hand: Some(hand), note, ..Answer::default() }
        }
        Question::Points { among, .. } => Answer { points: divided(among, seed), ..Answer::default() },
    }
}

/// A hundred points, in fives, more to some than to others.
fn divided(among: &[ItemId], seed: u64) -> BTreeMap<ItemId, u8> {
    let mut points: BTreeMap<ItemId, u8> = BTreeMap::new();
    // The first ones weigh more for most people, so that something comes out.
    for five in 0..20 {
        let drawn = mix(seed ^ (five << 8));
        let (one, other) = (drawn as usize % among.len(), (drawn >> 32) as usize % among.len());
        *points.entry(among[one.min(other)]).or_default() += 5;
    }
    points
}

/// A mark from 1 to 5, and now and then "cannot judge".
fn mark(scale: Scale, at: usize, person: &Person, seed: u64) -> u8 {
    let around = |middle: u8| (middle + (seed % 3) as u8).saturating_sub(1).clamp(1, 5);
    let low_or_high = |high: bool| if high { 4 + (seed % 2) as u8 } else { 1 + (seed % 2) as u8 };
    match scale {
        Scale::Influence => return around(3),
        // Four sorts, none better than another.
        Scale::Evidence => return 1 + (seed % 4) as u8,
        _ => {}
    }
    match at {
        // They agree.
        0 => 4 + u8::from(seed.is_multiple_of(6)),
        // Circles differ.
        1 => low_or_high(person.circle % 2 == 1),
        // Every circle differs within itself.
        2 => low_or_high(person.place % 2 == 1),
        _ if seed.is_multiple_of(19) => 0,
        _ => around(2 + (at % 3) as u8),
    }
}

/// What somebody writes on a card; nothing when there is nobody to ask.
fn written(frame: Frame, person: &Person, seen: &Seen, seed: u64) -> Option<Written> {
    let language = seen.language;
    let mut sure = None;
    let of = |keys: &[&str]| keys[(seed >> 8) as usize % keys.len()].to_owned();
    let (text, more): (String, String) = match frame {
        Frame::Activity | Frame::Activity2 | Frame::Activity3 => {
            (phrase(language, "activity", seed), phrase(language, "activity_more", seed))
        }
        Frame::Effect | Frame::Effect2 | Frame::Effect3 => {
            (phrase(language, "effect", seed), of(&On::ALL.iter().map(|on| on.key()).collect::<Vec<_>>()))
        }
        Frame::Unwanted => (phrase(language, "unwanted", seed), On::Organisation.key().to_owned()),
        Frame::Contribution | Frame::Contribution2 => {
            sure = Some(Firm::ALL[(seed >> 16) as usize % Firm::ALL.len()]);
            let kinds: Vec<&str> = Kind::ALL.iter().map(|kind| kind.key()).collect();
            (phrase(language, "contribution", seed), of(&kinds))
        }
        Frame::Youth | Frame::Municipality => {
            (phrase(language, frame.key(), seed), phrase(language, &format!("{}_more", frame.key()), seed))
        }
        Frame::Role => (phrase(language, "role", seed), String::new()),
        Frame::Cooperation => (phrase(language, "cooperation", seed), String::new()),
        Frame::Offer => (phrase(language, "offer", seed), seen.today.plus(120 + (seed % 90) as u32).to_string()),
        Frame::Need | Frame::Request => {
            let others: Vec<PartyId> =
                seen.parties.iter().map(|(party, ..)| *party).filter(|party| *party != person.party).collect();
            let other = others.get((seed % others.len().max(1) as u64) as usize)?;
            (phrase(language, "need", seed), other.to_string())
        }
    };
    Some(Written { text, more, sure })
}

/// Whether somebody writes on a card: on one at least, so that nobody is waited for.
fn writes(frame: Frame, person: &Person, seed: u64) -> bool {
    let own = if person.place.is_multiple_of(2) { Frame::Youth } else { Frame::Municipality };
    let always = [Frame::Role, Frame::Offer, Frame::Activity, Frame::Effect, Frame::Contribution, Frame::Unwanted];
    always.contains(&frame) || frame == own || !seed.is_multiple_of(3)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use werksessie_core::stats::{Talk, talk};

    use super::*;

    /// The talk that fits the answers of a room with these circles on the item at a place.
    fn talk_on(at: usize, circles: &[usize]) -> Option<Talk> {
        let mut groups = Vec::new();
        let mut counts = [0; 5];
        for (circle, size) in circles.iter().enumerate() {
            let mut group = [0; 5];
            for place in 0..*size {
                let seat = SeatId::from_random([(circle * 16 + place) as u8; 16]);
                let person = Person { seat, party: PartyId::from_random([circle as u8; 16]), circle, place };
                let mark = mark(Scale::Severity, at, &person, mix(seat.0.as_u64_pair().0));
                group[usize::from(mark) - 1] += 1;
                counts[usize::from(mark) - 1] += 1;
            }
            groups.push(group);
        }
        talk(&counts, &groups)
    }

    #[test]
    fn a_leader_meets_agreement_and_both_kinds_of_disagreement() {
        let circles = [7, 6, 5];
        assert_eq!(talk_on(0, &circles), Some(Talk::Agreed));
        assert_eq!(talk_on(1, &circles), Some(Talk::BetweenCircles));
        assert_eq!(talk_on(2, &circles), Some(Talk::WithinCircles));
    }

    #[test]
    fn every_phrase_is_there_and_fits_where_it_is_written() {
        use werksessie_core::limits;
        for language in [Language::Nl, Language::En] {
            for (sort, most) in [
                ("youth", limits::NOTE),
                ("youth_more", limits::NOTE),
                ("municipality", limits::NOTE),
                ("municipality_more", limits::NOTE),
                ("role", limits::SENTENCE),
                ("cooperation", limits::SENTENCE),
                ("offer", limits::SENTENCE),
                ("need", limits::NOTE),
                ("cards", limits::CARD),
                ("notes", limits::NOTE),
            ] {
                for seed in 0..PHRASES {
                    let phrase = phrase(language, sort, seed);
                    assert!(!phrase.is_empty() && phrase.chars().count() <= most, "{sort} {seed}: {phrase}");
                }
            }
        }
    }

    #[test]
    fn the_same_room_gives_the_same_answers() {
        let person =
            Person { seat: SeatId::from_random([3; 16]), party: PartyId::from_random([4; 16]), circle: 1, place: 2 };
        let marks =
            |seed: u64| (0..9).map(|at| mark(Scale::Severity, at, &person, mix(seed ^ at as u64))).collect::<Vec<_>>();
        assert_eq!(marks(7), marks(7));
        let all: BTreeMap<u64, Vec<u8>> = (0..20).map(|seed| (seed, marks(seed))).collect();
        assert!(all.values().collect::<BTreeSet<_>>().len() > 5, "and another seed others");
    }
}
