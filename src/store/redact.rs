//! Taking words out of a log: every text that holds them becomes a mark that something was taken out.
//!
//! An event is changed as the row it is stored as, one text at a time, and read again after each: what
//! is no text (an id, a date, a choice) cannot be read with a mark in its place, and stays as it is.
//! So a new kind of event, or a new field, is covered from its first day.

use serde_json::Value;
use werksessie_core::erasure::{self, Found};
use werksessie_core::event::{Envelope, Event};
use werksessie_core::project::Language;
use werksessie_core::time::Timestamp;

use super::codec;

/// Texts that programs made and that nothing can be read without.
const KEYS: [&str; 4] = ["sha256", "made_with", "code", "circle"];

/// What stands where something was taken out.
pub fn mark(language: Language) -> &'static str {
    match language {
        Language::Nl => "[verwijderd]",
        Language::En => "[removed]",
    }
}

/// The events of a log that hold these words, without them.
#[derive(Debug, Default)]
pub struct Redacted {
    /// The events as they are afterwards.
    pub events: Vec<Envelope>,
    /// The texts that were taken out, in order; for who has to decide on it.
    pub texts: Vec<String>,
}

impl Redacted {
    /// Where the words were, with so many labels of links, which may be as old as the project; `None` when
    /// they were nowhere.
    pub fn found(&self, labels: u32, made: Timestamp) -> Option<Found> {
        let first = self.events.first().map(|envelope| envelope.at);
        let since = if labels > 0 { made } else { first? };
        Some(Found { places: self.texts.len() as u32 + labels, since })
    }
}

/// Takes words out of a log.
pub fn redact(log: &[Envelope], words: &str, mark: &str) -> Redacted {
    let mut redacted = Redacted::default();
    for envelope in log {
        let mut row = codec::encode(envelope);
        let mut places = Vec::new();
        let wanted = |text: &str| erasure::holds(text, words);
        seek(&row.body, &wanted, &mut vec!["body".to_owned()], &mut places);
        if let Some(undo) = &row.undo {
            seek(undo, &wanted, &mut vec!["undo".to_owned()], &mut places);
        }
        let before = redacted.texts.len();
        for place in places {
            let mut changed = row.clone();
            let Some(text) = at(&mut changed, &place) else { continue };
            let Value::String(text) = std::mem::replace(text, mark.into()) else { continue };
            if is_still_read(&changed) {
                row = changed;
                redacted.texts.push(text);
            }
        }
        if redacted.texts.len() > before
            && let Ok(envelope) = codec::decode(row)
        {
            redacted.events.push(envelope);
        }
    }
    redacted
}

/// Whether an event can be read, with the way to take it back when it had one.
fn is_still_read(row: &codec::Row) -> bool {
    codec::decode(row.clone()).is_ok_and(|envelope| {
        // These carry choices as text, so that any text can be read there.
        let is_readable = match &envelope.event {
            Event::ArenaChanged(changed) => changed.is_readable(),
            Event::ArenaFramed(framed) => framed.is_readable(),
            _ => true,
        };
        is_readable && envelope.undo.is_some() == row.undo.is_some()
    })
}

/// The places of texts that are wanted, as keys and numbers from the row down.
fn seek(value: &Value, wanted: &dyn Fn(&str) -> bool, path: &mut Vec<String>, places: &mut Vec<Vec<String>>) {
    match value {
        Value::String(text) if wanted(text) => places.push(path.clone()),
        Value::Array(values) => {
            for (n, value) in values.iter().enumerate() {
                path.push(n.to_string());
                seek(value, wanted, path, places);
                path.pop();
            }
        }
        Value::Object(fields) => {
            for (key, value) in fields.iter().filter(|(key, _)| !KEYS.contains(&key.as_str())) {
                path.push(key.clone());
                seek(value, wanted, path, places);
                path.pop();
            }
        }
        _ => {}
    }
}

fn at<'a>(row: &'a mut codec::Row, path: &[String]) -> Option<&'a mut Value> {
    let (first, rest) = path.split_first()?;
    let root = if first == "body" { Some(&mut row.body) } else { row.undo.as_mut() }?;
    rest.iter().try_fold(root, |value, key| match value {
        Value::Array(values) => values.get_mut(key.parse::<usize>().ok()?),
        Value::Object(fields) => fields.get_mut(key),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use werksessie_core::{LinkId, Project, ProjectId};

    use super::*;
    use crate::server::example::played;

    /// The example, which has nearly every kind of event.
    fn log() -> Vec<Envelope> {
        let (project, link) = (ProjectId::from_random([1; 16]), LinkId::from_random([2; 16]));
        played(project, link, Language::Nl, Timestamp(1_795_340_000_000)).expect("the example is played")
    }

    fn fold(log: &[Envelope]) -> Project {
        let mut state = Project::default();
        log.iter().for_each(|envelope| state.apply(envelope));
        state
    }

    fn as_text(log: &[Envelope]) -> String {
        log.iter().map(|envelope| serde_json::to_string(&codec::encode(envelope)).expect("JSON")).collect()
    }

    #[test]
    fn a_name_goes_from_every_event_and_nothing_else_does() {
        let log = log();
        let owner = fold(&log).promises.first().expect("a promise").owner.clone();
        let redacted = redact(&log, &owner.to_uppercase(), mark(Language::Nl));
        assert!(redacted.texts.contains(&owner), "{:?}", redacted.texts);
        assert_eq!(redacted.found(0, Timestamp(0)).map(|found| found.places as usize), Some(redacted.texts.len()));
        assert_eq!(redacted.found(1, Timestamp(7)).map(|found| found.since), Some(Timestamp(7)));
        let after: Vec<Envelope> = log
            .iter()
            .map(|old| redacted.events.iter().find(|new| new.seq == old.seq).unwrap_or(old).clone())
            .collect();
        assert!(as_text(&log).contains(&owner) && !as_text(&after).contains(&owner));
        let (was, is) = (fold(&log), fold(&after));
        assert_eq!(is.promises[0].owner, "[verwijderd]");
        assert_eq!(
            (was.promises.len(), was.actions.len(), was.meetings.len()),
            (is.promises.len(), is.actions.len(), is.meetings.len())
        );
        let changed: BTreeSet<u64> = redacted.events.iter().map(|event| event.seq).collect();
        for (old, new) in log.iter().zip(&after).filter(|(old, _)| !changed.contains(&old.seq)) {
            assert_eq!(old, new);
        }
        assert!(redact(&log, "staat nergens", mark(Language::Nl)).found(0, Timestamp(0)).is_none());
    }

    /// Names of the fields that a mark can stand in, over all events of a log.
    fn texts(log: &[Envelope]) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for envelope in log {
            let row = codec::encode(envelope);
            let mut places = Vec::new();
            seek(&row.body, &|_| true, &mut vec!["body".to_owned()], &mut places);
            for place in places {
                let mut changed = row.clone();
                *at(&mut changed, &place).expect("a place") = Value::from("[verwijderd]");
                let name = place.iter().rev().find(|key| key.parse::<u32>().is_err()).expect("a name");
                if is_still_read(&changed) {
                    names.insert(name.clone());
                }
            }
        }
        names
    }

    #[test]
    fn what_people_typed_can_go_and_ids_dates_and_choices_cannot() {
        let names: Vec<String> = texts(&log()).into_iter().collect();
        let expected = "assumption baseline body consequence cover decision_body direction event explanation for_whom indicator \
            line measure more municipality name note noted_by output owner partners party profile reason reservation result risk short_name \
            source statement target text title what without words";
        assert_eq!(names.join(" "), expected);
    }
}
