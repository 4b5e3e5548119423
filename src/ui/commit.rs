//! The words of the commitment round, on every screen.

use werksessie_core::arena::piece::{Kind as ContributionKind, On};
use werksessie_core::project::Language;
use werksessie_core::promise::condition::Answer;
use werksessie_core::promise::{Kind, State};
use werksessie_core::question::fist::{self, Outcome};
use werksessie_core::question::{Frame, More};
use werksessie_core::view::commitment::{HandsView, WrittenRow};

use super::{arena, words};
use crate::messages::{arena as arena_texts, commit as texts};

/// What so many fingers say.
pub fn hand(language: Language, fingers: u8) -> &'static str {
    match fingers {
        0 => texts::hand_0(language),
        1 => texts::hand_1(language),
        2 => texts::hand_2(language),
        3 => texts::hand_3(language),
        4 => texts::hand_4(language),
        _ => texts::hand_5(language),
    }
}

/// `4 vingers`, or a fist.
pub fn fingers(language: Language, fingers: u8) -> String {
    match fingers {
        0 => texts::hand_fist(language).to_owned(),
        fingers => texts::hands_of(language, u32::from(fingers.min(fist::MOST))),
    }
}

/// What the hands say together, as a finding.
pub fn outcome(language: Language, hands: &HandsView) -> String {
    let below = |least: u8| {
        let names = hands.hands.iter().filter(|(_, fingers, _)| *fingers < least).map(|(name, ..)| name.as_str());
        names.collect::<Vec<_>>().join(", ")
    };
    match hands.outcome {
        // Who raised no hand was not heard: then it is not everybody.
        Some(Outcome::Carried) if !hands.silent.is_empty() => texts::carried_by_raised(language).to_owned(),
        Some(Outcome::Carried) => texts::carried(language).to_owned(),
        Some(Outcome::Reserved) => texts::reserved(language, below(3)),
        Some(Outcome::NotYet) => texts::not_yet(language).to_owned(),
        None => texts::no_hands(language).to_owned(),
    }
}

/// Whom to hear first: who raised less than three; empty when nobody did.
pub fn heard(hands: &HandsView) -> String {
    let names = hands.hands.iter().filter(|(_, fingers, _)| *fingers < 3).map(|(name, ..)| name.as_str());
    names.collect::<Vec<_>>().join(", ")
}

/// Who was there and raised no hand, as a sentence; none when everybody did.
pub fn silent(language: Language, hands: &HandsView) -> Option<String> {
    (!hands.silent.is_empty()).then(|| texts::silent(language, hands.silent.join(", ")))
}

/// What a party says to a condition.
pub fn answer(language: Language, answer: Answer) -> &'static str {
    match answer {
        Answer::Asked => texts::answer_asked(language),
        Answer::Accepted => texts::answer_accepted(language),
        Answer::Counter => texts::answer_counter(language),
        Answer::Refused => texts::answer_refused(language),
    }
}

/// How firm a promise is; of a party that was not there it is a request.
pub fn kind(language: Language, kind: Kind, state: State) -> &'static str {
    match (state, kind) {
        (State::Request, _) => texts::kind_request(language),
        (State::Promise, Kind::Promise) => texts::kind_promise(language),
        (State::Promise, Kind::Reservation) => texts::kind_reservation(language),
        (State::Promise, Kind::Intention) => texts::kind_intention(language),
        (State::Promise, Kind::Exploration) => texts::kind_exploration(language),
        (State::Promise, Kind::No) => texts::kind_no(language),
    }
}

/// The short name of a frame.
pub fn frame(language: Language, frame: Frame) -> &'static str {
    use crate::messages::scoring;
    match frame {
        Frame::Municipality => scoring::for_municipality(language),
        Frame::Youth => scoring::for_youth(language),
        Frame::Role => texts::role_short(language),
        Frame::Cooperation => texts::cooperation_short(language),
        Frame::Offer => texts::offer_short(language),
        Frame::Need => texts::need_short(language),
        Frame::Activity | Frame::Activity2 | Frame::Activity3 => arena_texts::activity(language),
        Frame::Effect | Frame::Effect2 | Frame::Effect3 => arena_texts::effect(language),
        Frame::Unwanted => arena_texts::unwanted(language),
        Frame::Contribution | Frame::Contribution2 => arena_texts::contribution(language),
        Frame::Request => arena_texts::request(language),
    }
}

/// What stands beside a card, as a sentence.
pub fn beside(language: Language, row: &WrittenRow) -> String {
    match row.frame.more() {
        More::Day => {
            let day = row.given.parse().map_or_else(|_| row.more.clone(), |day| words::date(language, day));
            texts::until(language, day)
        }
        More::Party => texts::from_party(language, row.more.clone()),
        More::Nothing | More::Text => row.more.clone(),
        More::On => On::read(&row.given).map_or_else(String::new, |on| arena::on(language, on).to_owned()),
        More::Kind => {
            let kind = ContributionKind::read(&row.given).map(|kind| arena::kind(language, kind));
            let firm = row.sure.map(|firm| arena::firm(language, firm));
            kind.into_iter().chain(firm).collect::<Vec<_>>().join(", ")
        }
    }
}
