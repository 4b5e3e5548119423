//! How risks are measured: amounts for the municipality, and which places of the matrix are high.
//!
//! A risk has a chance and an impact, each from 1 to 5. They are never multiplied and never added up:
//! a table says in which zone each place lies (method A.2).

use serde::{Deserialize, Serialize};

use crate::access::Right;
use crate::choices::choices;
use crate::command::{Command, Decide};
use crate::event::{Apply, Envelope};
use crate::project::Project;
use crate::room::{Context, Outcome, Room};
use crate::{Refusal, limits};

/// Yearly chance of each step for the municipality, in percent (method A.2; a municipal budget uses
/// these classes).
pub const YEARLY: [u32; 5] = [10, 30, 50, 70, 90];

/// Of how many of ten young people each step is, from and to (method A.2).
pub const OF_TEN: [(u32, u32); 5] = [(0, 1), (2, 3), (4, 5), (6, 7), (8, 10)];

/// Classes of money in whole euros: where each of the five begins. Each ends where the next begins;
/// the fifth has no end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Classes(pub [u32; 5]);

/// An amount in whole euros, from and up to; without an end the class has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    /// From.
    pub from: u32,
    /// Up to.
    pub to: Option<u32>,
}

impl Classes {
    /// The class of an impact from 1 to 5.
    pub fn class(self, impact: u8) -> Option<Range> {
        let at = usize::from(impact.checked_sub(1)?);
        Some(Range { from: *self.0.get(at)?, to: self.0.get(at + 1).copied() })
    }

    /// What a risk may cost in a year: the yearly chance of its class, for both ends (method A.2).
    /// Whole euros, rounded down.
    pub fn range(self, chance: u8, impact: u8) -> Option<Range> {
        let percent = u64::from(*YEARLY.get(usize::from(chance.checked_sub(1)?))?);
        let class = self.class(impact)?;
        // At most the amount itself, for the chance is below a hundred percent.
        let part = |amount: u32| (u64::from(amount) * percent / 100) as u32;
        Some(Range { from: part(class.from), to: class.to.map(part) })
    }

    fn checked(self) -> Result<Self, Refusal> {
        let rises = self.0.windows(2).all(|two| two[0] < two[1]);
        if rises && self.0[4] <= limits::NUMBER { Ok(self) } else { Err(Refusal::NumberOutOfRange) }
    }
}

choices! {
    /// What a place in the matrix means.
    Zone {
        /// Keep an eye on it.
        Low "low"
        /// Do something about it.
        Middle "middle"
        /// Do something about it first.
        High "high"
    }
}

/// Which zone each place lies in: by impact, then by chance, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Zones(pub [[Zone; 5]; 5]);

impl Default for Zones {
    /// Impact weighs more than chance: what is rare and very bad is not low.
    fn default() -> Self {
        use Zone::{High, Low, Middle};
        Self([
            [Low, Low, Low, Middle, Middle],
            [Low, Low, Middle, Middle, High],
            [Low, Middle, Middle, High, High],
            [Middle, Middle, High, High, High],
            [Middle, High, High, High, High],
        ])
    }
}

impl Zones {
    /// The zone of a place, each from 1 to 5; outside it is the nearest.
    pub fn at(self, chance: u8, impact: u8) -> Zone {
        let at = |mark: u8| usize::from(mark.clamp(1, 5) - 1);
        self.0[at(impact)][at(chance)]
    }

    /// The zone of a point between places, such as a median: that of the higher place.
    pub fn of_point(self, chance: f64, impact: f64) -> Zone {
        let up = |mark: f64| mark.ceil() as u8;
        self.at(up(chance), up(impact))
    }

    /// More chance or more impact is never a lower zone.
    fn checked(self) -> Result<Self, Refusal> {
        let rises = |a: Zone, b: Zone| a <= b;
        let rows = self.0.iter().all(|row| row.windows(2).all(|two| rises(two[0], two[1])));
        let columns = self.0.windows(2).all(|two| two[0].iter().zip(&two[1]).all(|(low, high)| rises(*low, *high)));
        if rows && columns { Ok(self) } else { Err(Refusal::ZonesFall) }
    }
}

/// `risk.measure`: says which amounts stand for the impact on the municipality, and which places are
/// high. Rounds that were opened keep the amounts that they asked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// The amounts; none to ask for the impact in words.
    pub classes: Option<Classes>,
    /// The zones; none for those of the method.
    #[serde(default)]
    pub zones: Option<Zones>,
}

impl Decide for Measure {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, _: &Context) -> Result<Outcome, Refusal> {
        let project = &room.project;
        let classes = self.classes.map(Classes::checked).transpose()?;
        let zones = self.zones.unwrap_or_default().checked()?;
        if (project.risk_classes, project.risk_zones) == (classes, zones) {
            return Err(Refusal::AlreadyDone);
        }
        let back = Self { classes: project.risk_classes, zones: Some(project.risk_zones) };
        Ok(Outcome::event(Measured { classes, zones }).undo(Command::RiskMeasure(back)))
    }
}

/// Event `risk.measured`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measured {
    /// The amounts from now on.
    pub classes: Option<Classes>,
    /// The zones from now on.
    pub zones: Zones,
}

impl Apply for Measured {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        project.risk_classes = self.classes;
        project.risk_zones = self.zones;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bounds found in a municipal budget (method A.2).
    const FOUND: Classes = Classes([25_000, 50_000, 100_000, 250_000, 750_000]);

    #[test]
    fn the_range_is_the_chance_of_both_ends_and_the_last_class_has_no_end() {
        assert_eq!(FOUND.range(5, 3), Some(Range { from: 90_000, to: Some(225_000) }), "90 % of 100 to 250 thousand");
        assert_eq!(FOUND.range(1, 1), Some(Range { from: 2_500, to: Some(5_000) }));
        assert_eq!(FOUND.range(2, 5), Some(Range { from: 225_000, to: None }));
        assert_eq!((FOUND.range(0, 3), FOUND.range(3, 6)), (None, None));
    }

    #[test]
    fn a_point_between_places_lies_in_the_zone_of_the_higher_one() {
        let zones = Zones::default();
        assert_eq!(zones.of_point(3.0, 3.0), Zone::Middle);
        assert_eq!(zones.of_point(3.5, 3.0), Zone::High);
        assert_eq!(zones.of_point(1.0, 5.0), Zone::Middle);
        assert_eq!(zones.of_point(5.0, 1.0), Zone::Middle);
        assert_eq!(zones.of_point(1.0, 1.0), Zone::Low);
    }

    #[test]
    fn amounts_rise_and_more_is_never_a_lower_zone() {
        assert_eq!(FOUND.checked(), Ok(FOUND));
        assert_eq!(Classes([1, 1, 2, 3, 4]).checked(), Err(Refusal::NumberOutOfRange));
        assert_eq!(Classes([1, 2, 3, 4, u32::MAX]).checked(), Err(Refusal::NumberOutOfRange));
        assert_eq!(Zones::default().checked(), Ok(Zones::default()));
        let mut falls = Zones::default();
        falls.0[4][4] = Zone::Low;
        assert_eq!(falls.checked(), Err(Refusal::ZonesFall));
    }
}
