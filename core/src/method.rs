//! The approach as data: what a new project starts with. The texts themselves are in the
//! message files, under the keys given here.

use crate::agenda::Part;
use crate::bottleneck::{Level, Origin, Tags};
use crate::choices::choices;
use crate::step::StepId;

choices! {
    /// The five things that a young person needs to have in order ("Big 5").
    BigFive {
        /// Somebody to fall back on.
        Support "support" | "relations"
        /// A home.
        Living "living" | "housing"
        /// School, work, and something to do.
        Work "work"
        /// Income and debts.
        Income "income"
        /// Health and well-being.
        Health "health" | "wellbeing"
    }
}

choices! {
    /// The two dimensions of the challenge (step 2C).
    Dimension {
        /// Something is missing, or does not work: rules, supply, money.
        Content "content"
        /// People do or leave something.
        Behaviour "behaviour"
    }
}

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
const SORTS: [(&str, Dimension, Level, &[BigFive]); 13] = {
    use BigFive::{Health, Income, Living, Support, Work};
    use Dimension::{Behaviour, Content};
    use Level::{Cooperation, Funding, Law, Policy, Practice};
    [
        // Help after leaving is not known well enough.
        ("k01", Content, Practice, &[Living, Health, Work]),
        // Handing over between youth care and support for adults.
        ("k02", Behaviour, Cooperation, &[Health]),
        // Profiles are there, but people do not use them.
        ("k03", Behaviour, Practice, &[Living, Health]),
        // Knowledge of work and income.
        ("k04", Content, Practice, &[Work, Income]),
        // The rules for priority in housing.
        ("k05", Content, Policy, &[Living]),
        // Plans are made and not carried out.
        ("k06", Behaviour, Practice, &[Living, Support]),
        // Many counters, each for a part: touches everything.
        ("k07", Content, Cooperation, &[Living, Health, Work, Income, Support]),
        // Nobody watches over the whole.
        ("k08", Behaviour, Cooperation, &[Living, Health, Work, Income, Support]),
        // There is no point that brings it together.
        ("k09", Content, Policy, &[Living, Health, Work, Income, Support]),
        // Places with care.
        ("k10", Content, Funding, &[Living, Health]),
        // Rooms and small homes.
        ("k11", Content, Policy, &[Living]),
        // Waiting for a decision on priority in housing.
        ("k12", Content, Practice, &[Living]),
        // Three laws with rules and money of their own.
        ("k13", Content, Law, &[Health]),
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

/// The run sheet that a new project starts with: template `s3` without the risks, for a first
/// meeting that fits in two hours. Key and minutes.
pub const BOTTLENECK_AGENDA: [(&str, u32); 7] = [
    ("opening", 10),
    ("merging", 15),
    ("round", 15),
    ("differences", 30),
    ("revote", 10),
    ("deciding", 10),
    ("promises", 20),
];

/// A run sheet of the approach to prepare a meeting with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Template {
    /// Its key, `s0` to `s9`.
    pub key: &'static str,
    /// The step that it serves.
    pub step: StepId,
    /// Its items: key and minutes.
    pub items: &'static [(&'static str, u32)],
}

impl Template {
    /// How long the whole takes.
    pub fn minutes(&self) -> u32 {
        self.items.iter().map(|(_, minutes)| minutes).sum()
    }
}

/// The ten run sheets of the approach (method A.0.7).
pub const TEMPLATES: [Template; 10] = [
    Template {
        key: "s0",
        step: StepId::S1A,
        items: &[("opening", 10), ("evidence", 25), ("reactions", 20), ("problem", 25), ("next_step", 10)],
    },
    Template {
        key: "s1",
        step: StepId::S1C,
        items: &[("opening", 10), ("four_questions", 20), ("overlap", 30), ("working", 20), ("next_step", 10)],
    },
    Template {
        key: "s2",
        step: StepId::S2B,
        items: &[
            ("opening", 10),
            ("profiles", 15),
            ("estimate", 15),
            ("estimate_talk", 25),
            ("estimate_again", 10),
            ("gaps", 15),
        ],
    },
    Template {
        key: "s3",
        step: StepId::S2C,
        items: &[
            ("opening", 10),
            ("merging", 15),
            ("round", 15),
            ("differences", 30),
            ("revote", 10),
            ("deciding", 10),
            ("risks", 40),
            ("promises", 20),
        ],
    },
    Template {
        key: "s4",
        step: StepId::S2D,
        items: &[
            ("measure", 5),
            ("activities", 15),
            ("effects", 25),
            ("assumptions", 15),
            ("investors", 15),
            ("beneficiaries", 25),
            ("balance", 10),
            ("needs", 10),
        ],
    },
    Template {
        key: "s5",
        step: StepId::S2E,
        items: &[
            ("opening", 10),
            ("looking_back", 20),
            ("small_groups", 30),
            ("plenary", 25),
            ("commitment", 45),
            ("who_what_when", 20),
        ],
    },
    Template {
        key: "s6",
        step: StepId::S3B,
        items: &[
            ("safety", 15),
            ("patterns", 20),
            ("habits", 30),
            ("young_eyes", 25),
            ("experiments", 20),
            ("closing", 10),
        ],
    },
    Template {
        key: "s7",
        step: StepId::S3C,
        items: &[
            ("opening", 10),
            ("ideas", 30),
            ("effort", 20),
            ("designs", 60),
            ("quarters", 30),
            ("owners", 20),
            ("closing", 10),
        ],
    },
    Template {
        key: "s8",
        step: StepId::S3E,
        items: &[("figures", 10), ("signals", 20), ("adjusting", 20), ("kept", 10)],
    },
    Template {
        key: "s9",
        step: StepId::S3F,
        items: &[
            ("opening", 10),
            ("where_we_are", 20),
            ("two_routes", 40),
            ("what_it_takes", 30),
            ("appointments", 20),
        ],
    },
];

/// What the items of a run sheet are for, in order.
pub fn parts(items: &[(&str, u32)]) -> Vec<Option<Part>> {
    items.iter().map(|(key, _)| part(key)).collect()
}

/// What a part of a run sheet is for, by the key of its name.
pub fn part(key: &str) -> Option<Part> {
    match key {
        "looking_back" => Some(Part::Recap),
        "round" => Some(Part::Rating),
        "risks" => Some(Part::Risks),
        "small_groups" => Some(Part::Groups),
        "commitment" | "promises" => Some(Part::Commitment),
        "who_what_when" => Some(Part::Actions),
        "measure" => Some(Part::Measure),
        "activities" => Some(Part::Activities),
        "effects" => Some(Part::Effects),
        "assumptions" => Some(Part::Assumptions),
        "investors" => Some(Part::Investors),
        "beneficiaries" => Some(Part::Gains),
        "balance" => Some(Part::Balance),
        "needs" => Some(Part::Needs),
        _ => None,
    }
}

/// The template with this key.
pub fn template(key: &str) -> Option<&'static Template> {
    TEMPLATES.iter().find(|template| template.key == key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits;

    #[test]
    fn templates_take_the_minutes_of_the_method_and_are_found_by_their_key() {
        let minutes = TEMPLATES.map(|template| template.minutes());
        assert_eq!(minutes, [90, 90, 90, 150, 120, 150, 120, 180, 60, 120]);
        for (at, known) in TEMPLATES.iter().enumerate() {
            assert_eq!(known.key, format!("s{at}"));
            assert_eq!(template(known.key), Some(known));
            assert!(known.items.len() <= limits::AGENDA_ITEMS);
        }
        assert!(TEMPLATES.is_sorted_by_key(|template| template.step));
        assert_eq!(template(""), None);
    }

    #[test]
    fn a_new_project_starts_with_the_template_on_bottlenecks_without_the_risks() {
        let with = template("s3").into_iter().flat_map(|template| template.items);
        let without: Vec<_> = with.filter(|(key, _)| *key != "risks").copied().collect();
        assert_eq!(without, BOTTLENECK_AGENDA);
    }
}
