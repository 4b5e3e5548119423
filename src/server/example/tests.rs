//! What the example must show: without these a screen or document would stand empty in it.

use werksessie_core::document::{Block, Edition, State as DocumentState};
use werksessie_core::meeting::MeetingState;
use werksessie_core::promise::State;
use werksessie_core::question::fist;
use werksessie_core::risk::measure::Zone;
use werksessie_core::stats::{Band, Talk};
use werksessie_core::view::arena::Sure;
use werksessie_core::{Event, Project, view};

use super::*;
use crate::documents::{
    agreements, arena as arena_document, bundle, challenge as challenge_document, commitment, letter,
};
use crate::messages;

fn at(text: &str) -> Timestamp {
    Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
}

fn played_in(language: Language, now: Timestamp) -> (Project, Vec<Envelope>) {
    let log = played(ProjectId::from_random([1; 16]), LinkId::from_random([2; 16]), language, now).unwrap();
    let mut project = Project::default();
    log.iter().for_each(|envelope| project.apply(envelope));
    (project, log)
}

#[test]
fn it_can_be_opened_on_every_day_in_both_languages() {
    for now in ["2026-11-25T09:00:00Z", "2027-01-01T00:00:10Z", "2027-03-28T01:30:00Z", "2028-02-29T23:59:59Z"] {
        for language in [Language::Nl, Language::En] {
            let now = at(now);
            let (project, log) = played_in(language, now);
            assert!(log.windows(2).all(|pair| pair[0].at <= pair[1].at && pair[0].seq + 1 == pair[1].seq));
            assert!(log.iter().all(|envelope| envelope.at < now), "all of it is over");
            let texts = serde_json::to_string(&project).unwrap();
            // A key that stood in for a missing text would have an underscore after a number.
            for prefix in [
                "p1_",
                "p9_",
                "a1_",
                "step_1",
                "evidence_",
                "direction_",
                "card_",
                "challenge_",
                "c1_",
                "hand_",
                "arena_",
            ] {
                assert!(!texts.contains(&format!("\"{prefix}")), "{prefix}");
            }
        }
    }
}

#[test]
fn every_screen_has_something_to_show() {
    let (project, log) = played_in(Language::Nl, clock::now());
    let [over, second, third, next] = project.meetings.as_slice() else { panic!("four meetings") };
    assert!([over, second, third].iter().all(|meeting| meeting.state == MeetingState::Ended));
    assert_eq!(next.state, MeetingState::Planned);
    assert_eq!(over.attendance.iter().map(|row| row.seats).sum::<u32>(), 25);
    assert!(!next.agenda.is_empty() && next.rounds.is_empty());
    assert!(
        log.iter().any(|envelope| matches!(&envelope.event, Event::RoundCounted(counted) if counted.tally.voted == 25))
    );

    let round = over.current_round().unwrap();
    let severity = |key: &str| {
        let place = method::BOTTLENECKS.iter().position(|(known, _)| *known == key).unwrap();
        round.summary(project.bottlenecks[place].bottleneck, Scale::Severity).unwrap()
    };
    assert_eq!(severity("k10").band, Band::Agreed);
    assert_eq!(severity("k05").talk, Talk::BetweenCircles);
    assert_eq!(severity("k09").talk, Talk::WithinCircles);
    assert!(severity("k09").polarised);
    assert_eq!(severity("k10").circles.len(), 4);

    let chosen = project.priorities();
    assert_eq!(chosen.iter().map(|found| found.number).collect::<Vec<_>>(), [10, 11, 8, 2]);
    assert!(chosen.iter().all(|found| found.decision.as_ref().is_some_and(|decision| !decision.reason.is_empty())));
    assert!(project.promises.iter().filter(|promise| promise.state() == State::Request).count() == 1);
    for kind in Kind::ALL {
        assert!(project.promises.iter().any(|promise| promise.kind == kind), "{kind:?}");
    }
    let quarters: BTreeSet<_> = project.roadmap().iter().flat_map(|(action, _)| [action.start, action.end]).collect();
    let (first, last) = (quarters.first().unwrap().count(), quarters.last().unwrap().count());
    assert!(last - first >= 5, "six quarters");
    assert_eq!(project.waiting_cards().count(), 2);

    // Of the risks, the challenge and the conditions something of every sort.
    let scores: Vec<_> = project.risks.iter().filter_map(|risk| risk.score.as_ref()).collect();
    assert_eq!(scores.len(), project.risks.len());
    for zone in [Zone::Middle, Zone::High] {
        assert!(scores.iter().any(|score| score.zone == zone), "{zone:?}");
    }
    let is_divided = |score: &&risk::score::Score| score.figures.is_some_and(|votes| votes.consensus.0 < 50);
    assert!(scores.iter().any(is_divided), "one risk that people see otherwise");
    let support = project.challenge.support().unwrap();
    assert_eq!((support.outcome, support.silent.len()), (fist::Outcome::Reserved, 0));
    for answer in [Said::Accepted, Said::Counter, Said::Asked] {
        assert!(project.promises.iter().any(|promise| promise.needs().any(|need| need.answer == answer)), "{answer:?}");
    }
    // Of the arena a full board with every sort of line, and figures that say something.
    let arena = view::arena::arena(&project).unwrap();
    assert_eq!((arena.activities.len(), arena.effects.len()), (8, 12));
    assert!(arena.board.pages().len() > 1, "it is paged");
    for sure in [Sure::Sure, Sure::Likely, Sure::Shaky] {
        assert!(arena.board.ties.iter().any(|tie| tie.gap == 1 && tie.sure == sure), "{sure:?}");
    }
    assert!(arena.lines.iter().all(|line| line.certainty.is_some()));
    assert_eq!(arena.unwanted().count(), 1);
    assert!(arena.contributions.iter().filter(|row| row.request).count() == 2);
    let balance = arena.balance.unwrap();
    assert!(
        balance.youth > 20 && balance.wrong_pocket.is_some_and(|points| (20.0..80.0).contains(&points)),
        "{balance:?}"
    );
    assert!(arena.gaps.iter().any(|gap| gap.is_wide) && arena.gaps.iter().any(|gap| !gap.is_wide));
    let counted: Vec<usize> = arena.scenarios.iter().map(|row| row.effects.len()).collect();
    assert!(counted.is_sorted() && counted[0] < counted[2], "{counted:?}");
    assert_eq!(project.steps.len(), 6);
    assert!(project.bottlenecks.iter().filter(|found| !found.evidence.is_empty()).count() >= 4);
}

#[test]
fn every_document_says_something_in_every_section() {
    for language in [Language::Nl, Language::En] {
        let (project, _) = played_in(language, clock::now());
        let edition = Edition { language, as_of: clock::day_of(clock::now()), state: DocumentState::Concept };
        let empty = [
            messages::formal::does_none(language),
            messages::formal::decided_none(language),
            messages::formal::parties_none(language),
            messages::formal::reservations_none(language),
            messages::formal::decisions_none(language),
        ];
        let said = format!("{:?}", challenge_document::challenge(&project, edition));
        let empty_challenge = [
            messages::formal::challenge_core_none(language),
            messages::formal::challenge_kind_none(language),
            messages::formal::support_none(language),
        ];
        assert!(empty_challenge.iter().all(|sentence| !said.contains(sentence)), "{said}");
        let document = commitment::commitment(&project, edition);
        let said = format!("{document:?}");
        assert!(
            !said.contains(messages::formal::conditions_none(language))
                && empty.iter().all(|sentence| !said.contains(sentence)),
            "{said}"
        );
        assert!(said.contains(messages::formal::declined_title(language)));
        assert!(said.contains(messages::formal::asked_title(language)));
        for document in [agreements::agreements(&project, edition), letter::letters(&project, edition)] {
            assert!(document.blocks.iter().filter(|block| matches!(block, Block::Table(_))).count() >= 3);
        }
        let said = format!("{:?}", arena_document::arena(&project, edition));
        let empty_arena = [
            messages::formal::arena_none(language),
            messages::formal::arena_lines_none(language),
            messages::formal::arena_contributions_none(language),
            messages::formal::arena_gains_none(language),
            messages::formal::arena_unwanted_none(language),
            messages::formal::arena_meaning_none(language),
            messages::arena::balance_none_sub(language),
        ];
        assert!(empty_arena.iter().all(|sentence| !said.contains(sentence)), "{said}");
        assert_eq!(bundle::files(&project, edition).unwrap().len(), 12 + project.parties.len());
    }
}
