//! Parties and circles (method A.0.1).

use serde::{Deserialize, Serialize};

use crate::access::Right;
use crate::command::Decide;
use crate::event::{Apply, Envelope};
use crate::ids::PartyId;
use crate::limits;
use crate::project::Project;
use crate::room::{Context, Outcome, Room};
use crate::{Refusal, text};

/// A circle: a cluster of parties for statistics. Small circles are counted with `other`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CircleId(pub String);

impl CircleId {
    /// The circle for who fits nowhere else.
    pub const OTHER: &str = "other";

    /// The circle `other`.
    pub fn other() -> Self {
        Self(Self::OTHER.into())
    }
}

/// A circle as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Circle {
    /// Its key.
    pub circle: CircleId,
    /// Its name, in the project's language.
    pub name: String,
}

/// One organisation, or one directie of the municipality.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Its id.
    pub party: PartyId,
    /// Its full name.
    pub name: String,
    /// Its name on a board, at most 18 characters.
    pub short_name: String,
    /// The circle it counts in.
    pub circle: CircleId,
    /// How many people are expected; 0 for a party that was not invited.
    pub expected: u32,
    /// Typed in by somebody in the room; the leader can place it.
    #[serde(default)]
    pub typed_in: bool,
}

/// `party.add`: adds a party to the project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Add {
    /// Id of the new party, chosen by the sender.
    pub party: PartyId,
    /// Full name.
    pub name: String,
    /// Name on a board; made from the name when left out.
    #[serde(default)]
    pub short_name: Option<String>,
    /// An existing circle.
    pub circle: CircleId,
    /// How many people are expected.
    #[serde(default)]
    pub expected: u32,
}

impl Decide for Add {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let project = &room.project;
        if project.parties.len() >= limits::PARTIES {
            return Err(Refusal::ListFull { max: limits::PARTIES });
        }
        if project.party(self.party).is_some() {
            return Err(Refusal::IdTaken);
        }
        if !project.circles.iter().any(|circle| circle.circle == self.circle) {
            return Err(Refusal::NotFound);
        }
        let name = text::required(&self.name, limits::NAME, context.today)?;
        let short_name = match &self.short_name {
            Some(short) => text::required(short, limits::PARTY_SHORT_NAME, context.today)?,
            None => shorten(&name, limits::PARTY_SHORT_NAME),
        };
        let party = Party {
            party: self.party,
            name,
            short_name,
            circle: self.circle.clone(),
            expected: self.expected.min(1_000),
            typed_in: false,
        };
        Ok(Outcome::event(Added { party }))
    }
}

/// Event `party.added`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Added {
    /// The party as it joins the list.
    pub party: Party,
}

impl Apply for Added {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        project.parties.push(self.party.clone());
    }
}

/// A proposal for a short name: the whole name when it fits, else whole words, else cut off.
pub fn shorten(name: &str, max: usize) -> String {
    if name.chars().count() <= max {
        return name.to_owned();
    }
    let mut short = String::new();
    for word in name.split(' ') {
        if short.chars().count() + word.chars().count() + 1 > max {
            break;
        }
        if !short.is_empty() {
            short.push(' ');
        }
        short.push_str(word);
    }
    if short.is_empty() { name.chars().take(max).collect() } else { short }
}

#[cfg(test)]
mod tests {
    use super::shorten;

    #[test]
    fn a_short_name_keeps_whole_words() {
        assert_eq!(shorten("Lokaal team", 18), "Lokaal team");
        assert_eq!(shorten("Woningcorporatie De Sluis", 18), "Woningcorporatie");
        assert_eq!(shorten("Jeugdbeschermingsorganisatie", 18), "Jeugdbeschermingso");
    }
}
