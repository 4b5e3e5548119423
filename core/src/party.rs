//! Parties and circles (method A.0.1).

use serde::{Deserialize, Serialize};

use crate::access::Right;
use crate::ballot::{self, Voter};
use crate::choices::choices;
use crate::command::{Command, Decide};
use crate::event::{Apply, Envelope};
use crate::ids::PartyId;
use crate::limits;
use crate::project::Project;
use crate::room::{Context, Outcome, Room};
use crate::seat::{self, Seat};
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

choices! {
    /// What sort of organisation a party is (annex 1 of the approach, and who else is at such tables).
    /// Empty chairs are told by kind.
    PartyKind {
        /// `youth_department`
        YouthDepartment "youth_department"
        /// `support_department`
        SupportDepartment "support_department"
        /// `housing_department`
        HousingDepartment "housing_department"
        /// `income_department`
        IncomeDepartment "income_department"
        /// `local_team`
        LocalTeam "local_team"
        /// `youth_care`
        YouthCare "youth_care"
        /// `youth_protection`
        YouthProtection "youth_protection"
        /// `housing_corporation`
        HousingCorporation "housing_corporation"
        /// `sheltered_living`
        ShelteredLiving "sheltered_living"
        /// `shelter`
        Shelter "shelter"
        /// `addiction_care`
        AddictionCare "addiction_care"
        /// `mental_health_care`
        MentalHealthCare "mental_health_care"
        /// `health_centre`
        HealthCentre "health_centre"
        /// `private_landlord`
        PrivateLandlord "private_landlord"
        /// `housing_initiative`
        HousingInitiative "housing_initiative"
        /// `education`
        Education "education"
        /// `health_insurer`
        HealthInsurer "health_insurer"
        /// `safety`
        Safety "safety"
        /// `young_people`
        YoungPeople "young_people"
        /// `other_municipality`
        OtherMunicipality "other_municipality"
    }
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
    /// What sort of organisation it is, when somebody said so.
    #[serde(default)]
    pub kind: Option<PartyKind>,
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
    /// What sort of organisation it is.
    #[serde(default)]
    pub kind: Option<PartyKind>,
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
        let fields = Fields::read(room, &self.name, self.short_name.as_deref(), &self.circle, context)?;
        let expected = self.expected.min(1_000);
        let party = Party { party: self.party, kind: self.kind, expected, ..fields.party() };
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

/// `party.change`: changes a party's names, circle and expected people. A typed-in party has its
/// place from then on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Which party.
    pub party: PartyId,
    /// Full name.
    pub name: String,
    /// Name on a board; made from the name when left out.
    #[serde(default)]
    pub short_name: Option<String>,
    /// What sort of organisation it is.
    #[serde(default)]
    pub kind: Option<PartyKind>,
    /// An existing circle.
    pub circle: CircleId,
    /// How many people are expected.
    pub expected: u32,
    /// Waits for its place again: only to take back that it was given one.
    #[serde(default)]
    pub typed_in: bool,
}

impl Decide for Change {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let before = room.project.party(self.party).ok_or(Refusal::NotFound)?;
        let fields = Fields::read(room, &self.name, self.short_name.as_deref(), &self.circle, context)?;
        let expected = self.expected.min(1_000);
        let (kind, typed_in) = (self.kind, self.typed_in);
        let party = Party { party: self.party, kind, expected, typed_in, ..fields.party() };
        if party == *before {
            return Err(Refusal::AlreadyDone);
        }
        let undo = Change {
            party: before.party,
            name: before.name.clone(),
            short_name: Some(before.short_name.clone()),
            kind: before.kind,
            circle: before.circle.clone(),
            expected: before.expected,
            typed_in: before.typed_in,
        };
        Ok(Outcome::event(Changed { party }).undo(Command::PartyChange(undo)))
    }
}

/// Event `party.changed`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// The party as it is now.
    pub party: Party,
}

impl Apply for Changed {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        if let Some(party) = project.parties.iter_mut().find(|party| party.party == self.party.party) {
            *party = self.party.clone();
        }
    }
}

/// `party.merge`: makes one party of two, mostly of a typed-in one and one of the list. Seats and
/// promises go along. Cannot be taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merge {
    /// The party that goes.
    pub party: PartyId,
    /// The party that stays.
    pub into: PartyId,
}

impl Decide for Merge {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let both = [self.party, self.into];
        if self.party == self.into || both.iter().any(|party| room.project.party(*party).is_none()) {
            return Err(Refusal::NotFound);
        }
        // What is being divided over the two is filled in on phones now.
        let divides = |round: &crate::round::Round| {
            round.phase.has_ballots() && both.iter().any(|party| round.question.among().contains(&(*party).into()))
        };
        if room.project.meetings.iter().flat_map(|meeting| &meeting.rounds).any(divides) {
            return Err(Refusal::AnotherRoundBusy);
        }
        let mut outcome = Outcome::event(Merged { party: self.party, into: self.into });
        for seat in room.seats.values().filter(|seat| seat.party == self.party) {
            outcome.seats.push(seat::Change::Put(Box::new(Seat { party: self.into, ..seat.clone() })));
        }
        // A ballot on behalf of the party that goes moves along, unless the other has one itself.
        for (round, ballots) in &room.ballots {
            let (voter, into) = (Voter::Party(self.party), Voter::Party(self.into));
            let Some(ballot) = ballots.ballots.get(&voter) else { continue };
            outcome.ballots.push(ballot::Change::Remove { round: *round, voter });
            if !ballots.ballots.contains_key(&into) {
                outcome.ballots.push(ballot::Change::Put { round: *round, voter: into, ballot: ballot.clone() });
            }
        }
        Ok(outcome)
    }
}

/// Event `party.merged`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merged {
    /// The party that went.
    pub party: PartyId,
    /// The party that stayed.
    pub into: PartyId,
}

impl Apply for Merged {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        project.parties.retain(|party| party.party != self.party);
        for promise in project.promises.iter_mut().filter(|promise| promise.party == self.party) {
            promise.party = self.into;
        }
        for action in project.actions.iter_mut().filter(|action| action.details.party == Some(self.party)) {
            action.details.party = Some(self.into);
        }
        for risk in &mut project.risks {
            for party in [&mut risk.bearer, &mut risk.owner] {
                *party = party.map(|party| if party == self.party { self.into } else { party });
            }
        }
        for condition in project.promises.iter_mut().flat_map(|promise| &mut promise.conditions) {
            if condition.party == self.party {
                condition.party = self.into;
            }
        }
        project.arenas.iter_mut().for_each(|arena| arena.rename(self.party, self.into));
        for round in project.meetings.iter_mut().flat_map(|meeting| &mut meeting.rounds) {
            round.rename(self.party, self.into);
        }
    }
}

/// `party.remove`: takes a party off the list, when nobody sits for it and it promised nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remove {
    /// Which party.
    pub party: PartyId,
}

impl Decide for Remove {
    const RIGHT: Right = Right::Editors;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let project = &room.project;
        let party = project.party(self.party).ok_or(Refusal::NotFound)?;
        if room.seats.values().any(|seat| seat.party == self.party)
            || project.promises.iter().any(|promise| promise.party == self.party)
            || project.actions.iter().any(|action| action.details.party == Some(self.party))
            || project.risks.iter().any(|risk| [risk.bearer, risk.owner].contains(&Some(self.party)))
            || project.promises.iter().flat_map(|promise| &promise.conditions).any(|other| other.party == self.party)
            || project.arenas.iter().any(|arena| arena.names(self.party))
            || project.meetings.iter().flat_map(|meeting| &meeting.rounds).any(|round| round.names(self.party))
        {
            return Err(Refusal::InUse);
        }
        let undo = Add {
            party: party.party,
            name: party.name.clone(),
            short_name: Some(party.short_name.clone()),
            kind: party.kind,
            circle: party.circle.clone(),
            expected: party.expected,
        };
        Ok(Outcome::event(Removed { party: self.party }).undo(Command::PartyAdd(undo)))
    }
}

/// Event `party.removed`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    /// Which party.
    pub party: PartyId,
}

impl Apply for Removed {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        project.parties.retain(|party| party.party != self.party);
    }
}

/// What adding and changing a party have in common, checked.
struct Fields {
    name: String,
    short_name: String,
    circle: CircleId,
}

impl Fields {
    fn read(
        room: &Room,
        name: &str,
        short_name: Option<&str>,
        circle: &CircleId,
        context: &Context,
    ) -> Result<Self, Refusal> {
        if !room.project.circles.iter().any(|known| known.circle == *circle) {
            return Err(Refusal::NotFound);
        }
        let name = text::required(name, limits::NAME, context.today)?;
        let short_name = match short_name {
            Some(short) => text::required(short, limits::PARTY_SHORT_NAME, context.today)?,
            None => shorten_party(&name, limits::PARTY_SHORT_NAME),
        };
        Ok(Self { name, short_name, circle: circle.clone() })
    }

    fn party(self) -> Party {
        let Self { name, short_name, circle } = self;
        let party = PartyId::from_random([0; 16]);
        Party { party, name, short_name, kind: None, circle, expected: 0, typed_in: false }
    }
}

/// A proposal for the short name of a party: the whole name when it fits; else its last words that begin
/// with a capital, for after the sort of organisation comes its own name; else as of any name.
pub fn shorten_party(name: &str, max: usize) -> String {
    if name.chars().count() <= max {
        return name.to_owned();
    }
    let begins = name.char_indices().filter(|(at, _)| *at > 0 && name[..*at].ends_with(' '));
    let own = begins.filter(|(_, letter)| letter.is_uppercase()).map(|(at, _)| &name[at..]);
    let mut fitting = own.filter(|own| own.chars().count() <= max);
    fitting.next().map_or_else(|| shorten(name, max), str::to_owned)
}

/// Words after which a name is not over.
const DANGLING: [&str; 24] = [
    "·", "-", "–", "&", "en", "of", "van", "voor", "met", "bij", "de", "het", "een", "in", "op", "te", "and", "the",
    "for", "with", "a", "to", "at", "on",
];

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
    while let Some((before, last)) = short.rsplit_once(' ') {
        if !DANGLING.contains(&last.to_lowercase().as_str()) {
            break;
        }
        short.truncate(before.len());
    }
    if short.is_empty() { name.chars().take(max).collect() } else { short }
}

#[cfg(test)]
mod tests {
    use super::{shorten, shorten_party};

    #[test]
    fn a_short_name_keeps_whole_words() {
        assert_eq!(shorten("Lokaal team", 18), "Lokaal team");
        assert_eq!(shorten("Woningcorporatie De Sluis", 18), "Woningcorporatie");
        assert_eq!(shorten("Jeugdbeschermingsorganisatie", 18), "Jeugdbeschermingso");
        assert_eq!(shorten("Gemeente · Werk en Inkomen", 18), "Gemeente · Werk");
        assert_eq!(shorten("Meer werkdruk in het team", 20), "Meer werkdruk");
    }

    #[test]
    fn a_party_is_known_by_its_own_name() {
        let cases = [
            ("Woningcorporatie De Sluis", "De Sluis"),
            ("Gemeente · Werk en Inkomen", "Werk en Inkomen"),
            ("Wonen met zorg Havenzicht", "Havenzicht"),
            ("Lokaal team", "Lokaal team"),
            ("Jongeren met ervaring", "Jongeren"),
            ("Gecertificeerde instelling", "Gecertificeerde"),
            ("Élan wonen en welzijn Östersund", "Östersund"),
        ];
        for (name, short) in cases {
            assert_eq!(shorten_party(name, 18), short);
        }
    }
}
