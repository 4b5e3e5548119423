//! The approach as data: what a new project starts with. The texts themselves are in the
//! message files, under the keys given here.

use crate::bottleneck::{Domain, Kind, Level, Origin, Tags};

/// The circles that votes are compared by, with `other` last.
pub const CIRCLES: [&str; 5] = ["municipality", "care", "housing", "experience", "other"];

/// The parties of annex 1 that a project starts with: key, circle, expected seats.
pub const PARTIES: [(&str, &str, u32); 12] = [
    ("youth_department", "municipality", 2),
    ("support_department", "municipality", 2),
    ("housing_department", "municipality", 1),
    ("income_department", "municipality", 2),
    ("local_team", "care", 2),
    ("youth_care", "care", 3),
    ("youth_protection", "care", 1),
    ("housing_corporation", "housing", 2),
    ("sheltered_living", "housing", 1),
    ("shelter", "housing", 1),
    ("education", "other", 1),
    ("young_people", "experience", 3),
];

/// The bottlenecks that a project starts with: nine seen in almost all pilots (annex 3) and four
/// example priorities (annex 5).
pub const BOTTLENECKS: [(&str, Origin); 13] = [
    ("k01", Origin::Pilot),
    ("k02", Origin::Pilot),
    ("k03", Origin::Pilot),
    ("k04", Origin::Pilot),
    ("k05", Origin::Pilot),
    ("k06", Origin::Pilot),
    ("k07", Origin::Pilot),
    ("k08", Origin::Pilot),
    ("k09", Origin::Pilot),
    ("k10", Origin::Example),
    ("k11", Origin::Example),
    ("k12", Origin::Example),
    ("k13", Origin::Example),
];

/// What sort each of them is: kind, level, and domains of life (our reading of annex 3 and 5, and of
/// the links between bottlenecks and domains in the information sheet).
const SORTS: [(&str, Kind, Level, &[Domain]); 13] = {
    use Domain::{Housing, Income, Relations, Wellbeing, Work};
    use Kind::{Behaviour, Content};
    use Level::{Cooperation, Funding, Law, Policy, Practice};
    [
        // Help after leaving is not known well enough.
        ("k01", Content, Practice, &[Housing, Wellbeing, Work]),
        // Handing over between youth care and support for adults.
        ("k02", Behaviour, Cooperation, &[Wellbeing]),
        // Profiles are there, but people do not use them.
        ("k03", Behaviour, Practice, &[Housing, Wellbeing]),
        // Knowledge of work and income.
        ("k04", Content, Practice, &[Work, Income]),
        // The rules for priority in housing.
        ("k05", Content, Policy, &[Housing]),
        // Plans are made and not carried out.
        ("k06", Behaviour, Practice, &[Housing, Relations]),
        // Many counters, each for a part: touches everything.
        ("k07", Content, Cooperation, &[Housing, Wellbeing, Work, Income, Relations]),
        // Nobody watches over the whole.
        ("k08", Behaviour, Cooperation, &[Housing, Wellbeing, Work, Income, Relations]),
        // There is no point that brings it together.
        ("k09", Content, Policy, &[Housing, Wellbeing, Work, Income, Relations]),
        // Places with care.
        ("k10", Content, Funding, &[Housing, Wellbeing]),
        // Rooms and small homes.
        ("k11", Content, Policy, &[Housing]),
        // Waiting for a decision on priority in housing.
        ("k12", Content, Practice, &[Housing]),
        // Three laws with rules and money of their own.
        ("k13", Content, Law, &[Wellbeing]),
    ]
};

/// What sort a starting bottleneck is, by its key.
pub fn tags(key: &str) -> Tags {
    let found = SORTS.iter().find(|(known, ..)| *known == key);
    found.map_or_else(Tags::default, |(_, kind, level, domains)| Tags {
        kind: Some(*kind),
        level: Some(*level),
        domains: domains.iter().copied().collect(),
    })
}

/// Pairs of starting bottlenecks that the method knows to be nearly the same (method A.1).
pub const NEARLY_THE_SAME: [(&str, &str); 2] = [("k05", "k12"), ("k07", "k13")];

/// The run sheet of the meeting on bottlenecks (template S3 of the method, as far as it is
/// built): key and minutes.
pub const BOTTLENECK_AGENDA: [(&str, u32); 7] = [
    ("opening", 10),
    ("merging", 15),
    ("round", 15),
    ("differences", 30),
    ("revote", 10),
    ("deciding", 10),
    ("promises", 20),
];
