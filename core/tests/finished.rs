//! Documents marked final: who may, what is kept, and what then stands.

mod builder;
mod decided;

use decided::{decided, give_priority};
use werksessie_core::finished::{Finish, Format, Kept, Which};
use werksessie_core::*;

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
    let (mut hall, target) = decided(1);
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
    let (mut hall, target) = decided(1);
    let reopen = Command::RoundReopen(round::deciding::Reopen { target });
    hall.must(reopen.clone());
    // Made while nothing was decided: it holds no decision.
    hall.must(finish(Which::Agreements, Format::Html, 'a'));
    give_priority(&mut hall, target, 1);
    hall.must(reopen.clone());
    give_priority(&mut hall, target, 1);
    hall.must(finish(Which::Commitment, Format::Docx, 'b'));
    assert_eq!(hall.send(reopen).err(), Some(Refusal::DocumentFinal));
}

#[test]
fn only_the_server_says_what_the_bytes_are() {
    let (mut hall, _) = decided(1);
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
