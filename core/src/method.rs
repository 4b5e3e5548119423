//! The approach as data: what a new project starts with. The texts themselves are in the
//! message files, under the keys given here.

use crate::bottleneck::Origin;

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
