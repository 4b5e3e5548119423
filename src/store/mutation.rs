//! Logs in which something was changed at random: each is refused in a sentence, or read and shown;
//! nothing ends the server.

use serde_json::Value;
use werksessie_core::document::{Edition, State};
use werksessie_core::project::Language;
use werksessie_core::time::Timestamp;
use werksessie_core::{Envelope, LinkId, Project, ProjectId, Room, ids, view};

use super::codec::{self, Row};
use crate::documents::file::{self, Which};
use crate::server::clock::day_of;
use crate::server::example::played;

/// Random numbers from a seed.
struct Random(u64);

impl Random {
    fn below(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        (ids::mix(self.0) % below.max(1) as u64) as usize
    }
}

/// Changes one value, somewhere.
fn mutate(value: &mut Value, random: &mut Random) {
    match value {
        Value::Object(fields) if !fields.is_empty() && random.below(8) > 0 => {
            let at = random.below(fields.len());
            if random.below(10) == 0 {
                let name = fields.keys().nth(at).cloned().unwrap_or_default();
                fields.remove(&name);
            } else if let Some(field) = fields.values_mut().nth(at) {
                mutate(field, random);
            }
        }
        Value::Array(values) if !values.is_empty() && random.below(8) > 0 => {
            let at = random.below(values.len());
            match random.below(6) {
                0 => drop(values.remove(at)),
                1 => values.push(values[at].clone()),
                _ => mutate(&mut values[at], random),
            }
        }
        other => {
            *other = match random.below(9) {
                0 => Value::Null,
                1 => Value::from(random.below(2) == 0),
                2 => Value::from(0),
                3 => Value::from(-1),
                4 => Value::from(u64::MAX),
                5 => Value::from(1e308),
                6 => Value::from("\u{202e}=1+1\u{0}<b>"),
                7 => Value::from(vec![other.clone()]),
                _ => Value::from("x".repeat(5_000)),
            };
        }
    }
}

/// Everything that is made of a state.
fn show(log: &[Envelope]) {
    let mut project = Project::default();
    log.iter().for_each(|envelope| project.apply(envelope));
    let as_of = day_of(Timestamp(1_795_340_000_000));
    for meeting in project.meetings.clone() {
        let room = Room { project: project.clone(), ..Room::default() };
        let _ = (view::leader::leader(&room, meeting.meeting), view::screen::screen(&room, meeting.meeting));
        let _ = view::phone::phone(&room, meeting.meeting);
    }
    let room = Room { project, ..Room::default() };
    let _ = view::dossier::dossier(&room);
    for which in [Which::Workbook, Which::Challenge, Which::Commitment, Which::Agreements, Which::Letters] {
        for format in werksessie_core::finished::Format::ALL {
            let edition = Edition { language: Language::En, as_of, state: State::Concept };
            let _ = file::make(&room.project, &which, format, edition);
        }
    }
}

#[test]
fn a_log_that_was_changed_at_random_is_refused_or_shown_and_ends_nothing() {
    let tries = std::env::var("WERKSESSIE_MUTATIONS").map_or(150, |count| count.parse().expect("a number"));
    let seed = match std::env::var("WERKSESSIE_SEED") {
        Ok(seed) => seed.parse().expect("a number"),
        Err(_) => std::time::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_nanos() as u64),
    };
    println!("mutations: WERKSESSIE_SEED={seed}");
    let (project, link) = (ProjectId::from_random([1; 16]), LinkId::from_random([2; 16]));
    let rows: Vec<Row> = played(project, link, Language::Nl, Timestamp(1_795_340_000_000))
        .expect("the example is played")
        .iter()
        .map(codec::encode)
        .collect();
    let mut random = Random(seed);
    let (mut refused, mut shown) = (0, 0);
    for _ in 0..tries {
        let mut rows = rows.clone();
        for _ in 0..=random.below(3) {
            let at = random.below(rows.len());
            match random.below(12) {
                0 => rows[at].kind = Row::clone(&rows[random.below(rows.len())]).kind,
                1 => rows[at].version = random.below(4) as u16,
                2 => drop(rows.remove(at)),
                3 => rows.swap(at, 0),
                _ => mutate(&mut rows[at].body, &mut random),
            }
        }
        match rows.into_iter().map(codec::decode).collect::<Result<Vec<_>, _>>() {
            Ok(log) => {
                show(&log);
                shown += 1;
            }
            Err(error) => {
                assert!(!error.to_string().is_empty());
                refused += 1;
            }
        }
    }
    assert!(refused > tries / 20 && shown > tries / 20, "{refused} refused and {shown} shown of {tries}");
}
