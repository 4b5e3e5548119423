//! Events to rows and back, and the one place where old payloads become new ones.

use serde_json::Value;
use werksessie_core::event::{Envelope, Event};
use werksessie_core::project::Project;
use werksessie_core::time::Timestamp;

use super::{Hash, StoreError};

/// An event as a row of the log or a line of an export.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Row {
    /// Position, from 1.
    pub seq: u64,
    /// Milliseconds since 1970.
    pub at: i64,
    /// Who acted.
    pub actor: Value,
    /// Kind of event.
    pub kind: String,
    /// Version of the payload.
    pub version: u16,
    /// More events of the same act follow.
    #[serde(default)]
    pub more: bool,
    /// The command that takes the act back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo: Option<Value>,
    /// The payload.
    pub body: Value,
}

/// An event as a row.
///
/// # Panics
/// Never: events hold nothing that JSON cannot.
pub fn encode(envelope: &Envelope) -> Row {
    let value = |result: Result<Value, serde_json::Error>| result.expect("events are plain data");
    Row {
        seq: envelope.seq,
        at: envelope.at.0,
        actor: value(serde_json::to_value(envelope.actor)),
        kind: envelope.event.kind().to_owned(),
        version: envelope.event.version(),
        more: envelope.more,
        undo: envelope.undo.as_ref().map(|undo| value(serde_json::to_value(undo))),
        body: value(serde_json::to_value(&envelope.event)),
    }
}

/// A row as an event of today.
///
/// # Errors
/// [`StoreError::Unusable`] with a sentence for an unknown kind or a newer version, and
/// [`StoreError::Row`] for a payload that cannot be read.
pub fn decode(row: Row) -> Result<Envelope, StoreError> {
    let Row { seq, at, actor, kind, version, more, undo, body } = row;
    let damaged =
        |error: serde_json::Error| StoreError::Row { table: "events", row: seq.to_string(), reason: error.to_string() };
    let newest = Event::KINDS.iter().find(|(known, _)| *known == kind).map(|(_, newest)| *newest);
    if newest.is_none_or(|newest| version > newest) {
        return Err(StoreError::Unusable(format!(
            "Event {seq} is of a kind that this version does not know: {kind} version {version}. \
             These data were made by a newer version of Werksessie. Start that version."
        )));
    }
    let event = Event::read(&kind, upcast(&kind, version, body)).expect("the kind is known").map_err(damaged)?;
    Ok(Envelope {
        seq,
        at: Timestamp(at),
        actor: serde_json::from_value(actor).map_err(damaged)?,
        more,
        // A command of an older version that no longer exists cannot be undone any more: no harm.
        undo: undo.and_then(|undo| serde_json::from_value(undo).ok()),
        event,
    })
}

/// Turns a payload of an older version into the newest, one version at a time.
///
/// Every change of meaning adds a step to the table, and no step is ever removed: old logs fold
/// for ever.
fn upcast(kind: &str, version: u16, body: Value) -> Value {
    let steps = UPCASTERS.iter().filter(|(of, from, _)| *of == kind && *from >= version);
    steps.fold(body, |body, (_, _, step)| step(body))
}

/// From one version of a payload to the next.
type Upcaster = fn(Value) -> Value;

/// Kind, version it starts from, step to the next version; in order of version. Empty as long as
/// no payload has changed its meaning.
const UPCASTERS: &[(&str, u16, Upcaster)] = &[];

/// SHA-256 of a state: equal states have equal digests.
///
/// # Panics
/// Never: the state holds nothing that JSON cannot.
pub fn digest(state: &Project) -> Hash {
    use sha2::Digest as _;
    sha2::Sha256::digest(serde_json::to_vec(state).expect("the state is plain data")).into()
}
