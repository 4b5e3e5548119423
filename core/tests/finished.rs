//! Documents marked final: who may, what is kept, and what then stands.

mod builder;

use builder::{Hall, answers};
use werksessie_core::ballot::Cast;
use werksessie_core::finished::{Finish, Format, Kept, Which};
use werksessie_core::round::Stage;
use werksessie_core::*;

/// A hall in which the first of three items has priority, and that round.
fn decided() -> (Hall, round::Target) {
    let mut hall = Hall::begun();
    let seats: Vec<_> = [0, 0, 0, 1, 1].into_iter().map(|party| hall.join(party)).collect();
    let round = hall.open(3);
    for seat in seats {
        let answers = answers(&hall.items, &[Some((5, 3)), Some((4, 3)), Some((1, 1))]);
        hall.cast(round, seat, &Cast { revision: None, answers }).expect("the round is open");
    }
    for stage in [Stage::Closed, Stage::Counted, Stage::Revealed] {
        hall.bring(round, stage).expect("it is the next stage");
    }
    let target = round::Target { meeting: hall.meeting, round };
    decide_again(&mut hall, target);
    (hall, target)
}

fn decide_again(hall: &mut Hall, target: round::Target) {
    let priorities = hall.items[..1].to_vec();
    hall.must(Command::RoundDecide(round::DecideItems { target, priorities, reason: String::new() }));
}

fn finish(document: Which, format: Format, hash: char) -> Command {
    let kept = Kept {
        name: "commitmentverklaring.docx".into(),
        sha256: hash.to_string().repeat(64),
        bytes: 3,
        made_with: "0".into(),
    };
    Command::DocumentFinish(Finish { document, format, language: None, label: " Raad\n".into(), kept: Some(kept) })
}

#[test]
fn a_final_document_keeps_its_fingerprint_day_and_position() {
    let (mut hall, target) = decided();
    let position = hall.room.project.seq;
    hall.must(finish(Which::Commitment, Format::Docx, 'a'));
    let [kept] = hall.room.project.finished.as_slice() else { panic!("one document") };
    assert_eq!((kept.position, kept.label.as_str()), (position, "Raad"));
    assert_eq!(kept.decisions, [target.round]);
    assert!(hall.room.project.finished(&"a".repeat(64), Format::Docx).is_some());
    assert!(hall.room.project.finished(&"a".repeat(64), Format::Html).is_none());
    let again = hall.send(finish(Which::Commitment, Format::Docx, 'a'));
    assert_eq!(again.err(), Some(Refusal::AlreadyDone));
    hall.must(finish(Which::Commitment, Format::Docx, 'b'));
    assert_eq!(hall.room.project.finished.len(), 2);
}

#[test]
fn a_decision_in_a_final_document_stands() {
    let (mut hall, target) = decided();
    let reopen = Command::RoundReopen(round::Reopen { target });
    hall.must(reopen.clone());
    // Made while nothing was decided: it holds no decision.
    hall.must(finish(Which::Agreements, Format::Html, 'a'));
    decide_again(&mut hall, target);
    hall.must(reopen.clone());
    decide_again(&mut hall, target);
    hall.must(finish(Which::Commitment, Format::Docx, 'b'));
    assert_eq!(hall.send(reopen).err(), Some(Refusal::DocumentFinal));
}

#[test]
fn only_the_server_says_what_the_bytes_are() {
    let (mut hall, _) = decided();
    let sent = r#"{"type":"document.finish","document":"commitment","format":"docx",
        "kept":{"name":"x","sha256":"00","bytes":1,"made_with":"me"}}"#;
    let command: Command = serde_json::from_str(sent).expect("what it does not know is passed over");
    assert_eq!(hall.send(command).err(), Some(Refusal::NotAllowed));
    let workbook_as_page = finish(Which::Workbook, Format::Html, 'c');
    assert_eq!(hall.send(workbook_as_page).err(), Some(Refusal::UnknownChoice));
    let editor = Actor::Link { link: LinkId::from_random([3; 16]), role: LinkRole::Editor };
    let refused = hall.send_as(editor, &finish(Which::Commitment, Format::Docx, 'd'));
    assert_eq!(refused.err(), Some(Refusal::NotAllowed));
}
