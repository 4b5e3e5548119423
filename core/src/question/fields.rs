//! Answers as the fields of a form: the one form in which a phone reads, keeps and sends them, with
//! and without script.
//!
//! `ITEM.severity` and `ITEM.influence` are a mark from 0 to 5, `ITEM.note` a text, `pick.ITEM` is
//! `on`, and `card.N` is a text.

use std::collections::BTreeMap;

use super::{Answer, Answers, Mark, Scale};
use crate::Refusal;
use crate::ids::BottleneckId;

/// Fields by name.
pub type Fields = BTreeMap<String, String>;

/// The name of the field with a mark.
pub fn mark(item: BottleneckId, scale: Scale) -> String {
    format!("{item}.{}", scale.key())
}

/// The name of the field with a note.
pub fn note(item: BottleneckId) -> String {
    format!("{item}.note")
}

/// The name of the field that picks an item.
pub fn pick(item: BottleneckId) -> String {
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
        let item = |text: &str| text.parse::<BottleneckId>().map_err(|_| Refusal::UnknownItem);
        match (before, after) {
            ("pick", text) => {
                answers.picks.insert(item(text)?);
            }
            ("card", text) => {
                cards.insert(text.parse::<usize>().map_err(|_| Refusal::UnknownItem)?, value.clone());
            }
            (text, "note") => {
                answers.items.entry(item(text)?).or_insert_with(Answer::default).note.clone_from(value);
            }
            (text, key) => {
                let scale = Scale::ALL.into_iter().find(|scale| scale.key() == key).ok_or(Refusal::UnknownItem)?;
                let given = value.parse().map_err(|_| Refusal::MarkOutOfRange)?;
                answers.items.entry(item(text)?).or_insert_with(Answer::default).marks.insert(scale, Mark(given));
            }
        }
    }
    answers.cards = cards.into_values().collect();
    Ok(answers)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    proptest! {
        #[test]
        fn answers_come_back_from_their_fields(
            marks in prop::collection::vec((0u128..6, 0u8..6, prop::option::of(0u8..6), "[a-z .=&]{0,9}"), 0..6),
            picks in prop::collection::btree_set(0u128..6, 0..4),
            cards in prop::collection::vec("[a-z.=& ]{1,9}", 0..12),
        ) {
            let id = |number| BottleneckId(Uuid::from_u128(number));
            let mut answers = Answers { picks: picks.into_iter().map(id).collect(), cards, ..Answers::default() };
            for (item, severity, influence, note) in marks {
                let mut answer = Answer { note, ..Answer::default() };
                answer.marks.insert(Scale::Severity, Mark(severity));
                answer.marks.extend(influence.map(|mark| (Scale::Influence, Mark(mark))));
                answers.items.insert(id(item), answer);
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
