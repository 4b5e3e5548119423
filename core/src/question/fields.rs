//! Answers as the fields of a form: the one form in which a phone reads, keeps and sends them, with
//! and without script.
//!
//! `ITEM.severity` (or another scale) is a mark from 0 to 5, `ITEM.note` a text, `ITEM.youth` (or
//! another frame) a card, `ITEM.youth-more` what stands beside it and `ITEM.contribution-sure` how firm
//! it is, `ITEM.hand` fingers from 0 to 5, `ITEM.KEY` points for what has the id KEY, `pick.ITEM` is
//! `on`, and `card.N` is a text.

use std::collections::BTreeMap;

use super::{Answer, Answers, Frame, Mark, Scale};
use crate::Refusal;
use crate::arena::piece::Firm;
use crate::ids::ItemId;

/// Fields by name.
pub type Fields = BTreeMap<String, String>;

/// The name of the field with a mark.
pub fn mark(item: ItemId, scale: Scale) -> String {
    format!("{item}.{}", scale.key())
}

/// The name of the field with a note.
pub fn note(item: ItemId) -> String {
    format!("{item}.note")
}

/// The name of the field with a card.
pub fn framed(item: ItemId, frame: Frame) -> String {
    format!("{item}.{}", frame.key())
}

/// The name of the field with what stands beside a card.
pub fn more(item: ItemId, frame: Frame) -> String {
    format!("{item}.{}{MORE}", frame.key())
}

/// How the name of the field beside a card ends.
const MORE: &str = "-more";

/// The name of the field with how firm a card is.
pub fn sure(item: ItemId, frame: Frame) -> String {
    format!("{item}.{}{SURE}", frame.key())
}

/// How the name of the field with how firm a card is ends.
const SURE: &str = "-sure";

/// The name of the field with points.
pub fn points(item: ItemId, key: ItemId) -> String {
    format!("{item}.{key}")
}

/// The name of the field with a hand.
pub fn hand(item: ItemId) -> String {
    format!("{item}.hand")
}

/// The name of the field that picks an item.
pub fn pick(item: ItemId) -> String {
    format!("pick.{item}")
}

/// The name of the field of a card, from 0.
pub fn card(number: usize) -> String {
    format!("card.{number}")
}

/// The fields of these answers.
pub fn write(answers: &Answers) -> Fields {
    let mut fields = Fields::new();
    for (item, answer) in &answers.items {
        for (scale, given) in &answer.marks {
            fields.insert(mark(*item, *scale), given.0.to_string());
        }
        if !answer.note.is_empty() {
            fields.insert(note(*item), answer.note.clone());
        }
        for (frame, written) in &answer.cards {
            let parts = [(framed(*item, *frame), &written.text), (more(*item, *frame), &written.more)];
            fields.extend(
                parts.into_iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| (name, text.clone())),
            );
        }
        for (frame, written) in &answer.cards {
            fields.extend(written.sure.map(|firm| (sure(*item, *frame), firm.key().to_owned())));
        }
        fields.extend(answer.hand.map(|fingers| (hand(*item), fingers.to_string())));
        fields.extend(answer.points.iter().map(|(key, given)| (points(*item, *key), given.to_string())));
    }
    fields.extend(answers.picks.iter().map(|item| (pick(*item), "on".to_owned())));
    fields.extend(answers.cards.iter().enumerate().map(|(number, text)| (card(number), text.clone())));
    fields
}

/// The answers in these fields. Names without a dot belong to the page; empty fields are no answer.
///
/// # Errors
/// [`Refusal::UnknownItem`] or [`Refusal::MarkOutOfRange`] for what is no field of ours.
pub fn read(fields: &Fields) -> Result<Answers, Refusal> {
    let mut answers = Answers::default();
    let mut cards = BTreeMap::new();
    for (name, value) in fields {
        let Some((before, after)) = name.split_once('.') else { continue };
        if value.is_empty() {
            continue;
        }
        let item = |text: &str| text.parse::<ItemId>().map_err(|_| Refusal::UnknownItem);
        match (before, after) {
            ("pick", text) => {
                answers.picks.insert(item(text)?);
            }
            ("card", text) => {
                cards.insert(text.parse::<usize>().map_err(|_| Refusal::UnknownItem)?, value.clone());
            }
            (text, key) => {
                let answer = answers.items.entry(item(text)?).or_default();
                read_one(answer, key, value)?;
            }
        }
    }
    answers.cards = cards.into_values().collect();
    Ok(answers)
}

/// Reads one field of an item.
fn read_one(answer: &mut Answer, key: &str, value: &str) -> Result<(), Refusal> {
    let number = || value.parse().map_err(|_| Refusal::MarkOutOfRange);
    if let Some(scale) = Scale::read(key) {
        answer.marks.insert(scale, Mark(number()?));
    } else if let Some(frame) = Frame::read(key) {
        value.clone_into(&mut answer.cards.entry(frame).or_default().text);
    } else if let Some(frame) = key.strip_suffix(MORE).and_then(Frame::read) {
        value.clone_into(&mut answer.cards.entry(frame).or_default().more);
    } else if let Some(frame) = key.strip_suffix(SURE).and_then(Frame::read) {
        answer.cards.entry(frame).or_default().sure = Some(Firm::read(value).ok_or(Refusal::UnknownChoice)?);
    } else if let Ok(key) = key.parse() {
        // People write a space, or nothing for nought.
        let given = value.trim().parse().map_err(|_| Refusal::PointsUnreadable)?;
        if given > 0 {
            answer.points.insert(key, given);
        }
    } else {
        match key {
            "note" => value.clone_into(&mut answer.note),
            "hand" => answer.hand = Some(number()?),
            _ => return Err(Refusal::UnknownItem),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::super::Written;
    use super::*;

    proptest! {
        #[test]
        fn answers_come_back_from_their_fields(
            marks in prop::collection::vec((0u128..6, 0u8..6, prop::option::of(0u8..6), "[a-z .=&]{0,9}"), 0..6),
            written in prop::collection::vec((0u128..6, 0usize..6, "[a-z.=& ]{0,9}", "[a-z.=& ]{1,9}"), 0..6),
            picks in prop::collection::btree_set(0u128..6, 0..4),
            cards in prop::collection::vec("[a-z.=& ]{1,9}", 0..12),
        ) {
            let id = |number| ItemId(Uuid::from_u128(number));
            let mut answers = Answers { picks: picks.into_iter().map(id).collect(), cards, ..Answers::default() };
            for (item, severity, influence, note) in marks {
                let mut answer = Answer { note, ..Answer::default() };
                answer.marks.insert(Scale::Severity, Mark(severity));
                answer.marks.extend(influence.map(|mark| (Scale::Influence, Mark(mark))));
                answers.items.insert(id(item), answer);
            }
            for (item, frame, text, more) in written {
                let answer = answers.items.entry(id(item)).or_default();
                answer.hand = Some(frame as u8);
                answer.points.insert(id(frame as u128), 1 + frame as u8);
                let sure = (frame % 2 == 1).then_some(Firm::Wish);
                answer.cards.insert(Frame::ALL[frame], Written { text, more, sure });
            }
            prop_assert_eq!(read(&write(&answers)), Ok(answers.clone()));
            let json = serde_json::to_string(&answers).expect("plain data");
            prop_assert_eq!(serde_json::from_str::<Answers>(&json).expect("as written"), answers);
        }
    }

    #[test]
    fn what_is_no_field_of_ours_is_refused() {
        let read = |name: &str, value: &str| read(&Fields::from([(name.to_owned(), value.to_owned())]));
        assert_eq!(read("round", "x"), Ok(Answers::default()));
        assert_eq!(read("card.x", "text"), Err(Refusal::UnknownItem));
        assert_eq!(read("pick.x", "on"), Err(Refusal::UnknownItem));
        assert_eq!(read("x.severity", "3"), Err(Refusal::UnknownItem));
        let item = Uuid::from_u128(1);
        assert_eq!(read(&format!("{item}.other"), "3"), Err(Refusal::UnknownItem));
        assert_eq!(read(&format!("{item}.severity"), "many"), Err(Refusal::MarkOutOfRange));
    }
}
