//! Who pays and who gains (method A.3): benefits by what effects weigh and whom they reach, costs as the
//! table weighs contributions, and how far the two are apart.
//!
//! Only wanted end effects are weighed; what is unwanted stands beside this and is never subtracted.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::PartyId;

/// Who gains of an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Beneficiary {
    /// Young people: shown first, and outside what parties gain.
    Youth,
    /// Society: shown second, and outside what parties gain.
    Society,
    /// A party.
    Party(PartyId),
}

/// An effect that is weighed.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighed {
    /// Its share of all weight, 0-1.
    pub weight: f64,
    /// Each beneficiary's share of it, 0-1, together 1.
    pub shares: BTreeMap<Beneficiary, f64>,
}

/// The effects that weigh most, their weights made one together; of equals the first.
pub fn heaviest(mut effects: Vec<Weighed>, most: usize) -> Vec<Weighed> {
    effects.retain(|effect| effect.weight > 0.0);
    effects.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    effects.truncate(most);
    let all: f64 = effects.iter().map(|effect| effect.weight).sum();
    effects.iter_mut().for_each(|effect| effect.weight /= all);
    effects
}

/// Everybody's share of what these effects are worth, together 1; empty without effects.
pub fn benefits(effects: &[Weighed]) -> BTreeMap<Beneficiary, f64> {
    let mut benefits = BTreeMap::new();
    for effect in effects {
        for (who, share) in &effect.shares {
            *benefits.entry(*who).or_default() += effect.weight * share;
        }
    }
    benefits
}

/// What one party pays and gains, each as its share of what all parties do.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The party.
    pub party: PartyId,
    /// Its share of the costs, 0-1.
    pub cost: f64,
    /// Its share of what organisations gain, 0-1.
    pub benefit: f64,
}

impl Row {
    /// Above 0 it gains more than it pays.
    pub fn difference(&self) -> f64 {
        self.benefit - self.cost
    }
}

/// Costs against benefits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Balance {
    /// Young people's share of all benefit, 0-1.
    pub youth: f64,
    /// Society's share of all benefit, 0-1.
    pub society: f64,
    /// What parties pay against what they gain; `None` when there are no costs, or no party gains, for then
    /// there is nothing to hold against each other.
    pub between: Option<Between>,
}

/// What parties pay and gain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Between {
    /// Every party that pays or gains, in the order of their ids.
    pub parties: Vec<Row>,
    /// The smallest share of the costs, 0-1, that would have to move for those who gain to pay
    /// (method A.3, "wrong-pocket index").
    pub wrong_pocket: f64,
}

/// What costs and benefits say together; `None` without benefits.
pub fn balance(benefits: &BTreeMap<Beneficiary, f64>, costs: &BTreeMap<PartyId, f64>) -> Option<Balance> {
    let share = |who| benefits.get(&who).copied().unwrap_or(0.0);
    let of_party = |(who, share): (&Beneficiary, &f64)| match who {
        Beneficiary::Party(party) => Some((*party, *share)),
        Beneficiary::Youth | Beneficiary::Society => None,
    };
    let gained: BTreeMap<PartyId, f64> = benefits.iter().filter_map(of_party).collect();
    let (all_gained, all_paid): (f64, f64) = (gained.values().sum(), costs.values().sum());
    if benefits.is_empty() {
        return None;
    }
    let (youth, society) = (share(Beneficiary::Youth), share(Beneficiary::Society));
    if all_gained <= 0.0 || all_paid <= 0.0 {
        return Some(Balance { youth, society, between: None });
    }
    let names: std::collections::BTreeSet<PartyId> = gained.keys().chain(costs.keys()).copied().collect();
    let part = |of: &BTreeMap<PartyId, f64>, party: &PartyId, all: f64| of.get(party).copied().unwrap_or(0.0) / all;
    let row =
        |party: PartyId| Row { party, cost: part(costs, &party, all_paid), benefit: part(&gained, &party, all_gained) };
    let parties: Vec<Row> = names.into_iter().map(row).collect();
    let wrong_pocket = parties.iter().map(|row| row.difference().abs()).sum::<f64>() / 2.0;
    Some(Balance { youth, society, between: Some(Between { parties, wrong_pocket }) })
}

/// From here on a gap is worth a talk, in points of a hundred (method A.3).
pub const TALK_ABOUT: f64 = 15.0;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn party(number: u8) -> PartyId {
        PartyId::from_random([number; 16])
    }

    /// Parties of the worked example (method A.3).
    const YOUTH_CARE: u8 = 1;
    const HOUSING: u8 = 2;
    const SUPPORT: u8 = 3;
    const INCOME: u8 = 4;
    const CORPORATION: u8 = 5;
    const PROVIDER: u8 = 6;

    fn effect(weight: f64, shares: &[(Beneficiary, f64)]) -> Weighed {
        Weighed { weight, shares: shares.iter().copied().collect() }
    }

    fn of(number: u8) -> Beneficiary {
        Beneficiary::Party(party(number))
    }

    fn example() -> Vec<Weighed> {
        use Beneficiary::{Society, Youth};
        vec![
            effect(0.40, &[(Youth, 0.6), (of(YOUTH_CARE), 0.1), (of(SUPPORT), 0.2), (Society, 0.1)]),
            effect(0.35, &[(of(YOUTH_CARE), 0.5), (of(SUPPORT), 0.3), (of(PROVIDER), 0.2)]),
            effect(0.25, &[(of(INCOME), 0.4), (of(CORPORATION), 0.2), (Society, 0.4)]),
        ]
    }

    fn costs() -> BTreeMap<PartyId, f64> {
        let costs = [(HOUSING, 0.30), (YOUTH_CARE, 0.10), (SUPPORT, 0.10), (CORPORATION, 0.40), (PROVIDER, 0.10)];
        costs.into_iter().map(|(number, cost)| (party(number), cost)).collect()
    }

    fn near(found: f64, expected: f64) -> bool {
        (found - expected).abs() < 0.000_05
    }

    #[test]
    fn the_worked_example_of_the_method() {
        let balance = balance(&benefits(&example()), &costs()).expect("there are costs and benefits");
        assert!(near(balance.youth, 0.24) && near(balance.society, 0.14), "{balance:?}");
        let between = balance.between.expect("parties pay and gain");
        assert!(near(between.wrong_pocket, 0.6194), "{}", between.wrong_pocket);
        let expected = [
            (YOUTH_CARE, 0.2468),
            (HOUSING, -0.3000),
            (SUPPORT, 0.1984),
            (INCOME, 0.1613),
            (CORPORATION, -0.3194),
            (PROVIDER, 0.0129),
        ];
        for (number, difference) in expected {
            let row = between.parties.iter().find(|row| row.party == party(number)).expect("it takes part");
            assert!(near(row.difference(), difference), "party {number}: {}", row.difference());
        }
    }

    #[test]
    fn only_the_heaviest_effects_count_and_weigh_one_together() {
        let mut effects = example();
        effects.push(effect(0.05, &[(of(HOUSING), 1.0)]));
        effects.push(effect(0.0, &[(of(HOUSING), 1.0)]));
        let chosen = heaviest(effects, 3);
        let expected = heaviest(example(), 3);
        assert_eq!(chosen.len(), 3);
        assert!(chosen.iter().zip(&expected).all(|(one, other)| near(one.weight, other.weight)));
        assert!(near(chosen.iter().map(|effect| effect.weight).sum(), 1.0));
    }

    #[test]
    fn without_costs_or_gains_nothing_is_divided() {
        let youth_alone = [effect(1.0, &[(Beneficiary::Youth, 1.0)])];
        let of_young = |found: Option<Balance>| found.map(|found| ((found.youth * 100.0).round(), found.between));
        assert_eq!(of_young(balance(&benefits(&youth_alone), &costs())), Some((100.0, None)), "no party gains");
        assert_eq!(of_young(balance(&benefits(&example()), &BTreeMap::new())), Some((24.0, None)), "nobody pays");
        assert_eq!(balance(&benefits(&[]), &costs()), None);
        assert_eq!(heaviest(Vec::new(), 3), []);
    }

    #[test]
    fn who_pays_as_they_gain_leaves_nothing_to_move() {
        let all = benefits(&[effect(1.0, &[(of(1), 0.25), (of(2), 0.75)])]);
        let fair = BTreeMap::from([(party(1), 0.25), (party(2), 0.75)]);
        let pocket = |costs| balance(&all, costs).and_then(|found| found.between).expect("both").wrong_pocket;
        assert!(near(pocket(&fair), 0.0));
        assert!(near(pocket(&BTreeMap::from([(party(3), 1.0)])), 1.0), "nobody who pays gains");
    }

    prop_compose! {
        fn effects()(
            weights in prop::collection::vec(1u32..100, 1..8),
            points in prop::collection::vec(prop::collection::vec(0u32..50, 8), 8),
        ) -> Vec<Weighed> {
            let all: u32 = weights.iter().sum();
            let whose = |at: usize| match at { 0 => Beneficiary::Youth, 1 => Beneficiary::Society, at => of(at as u8) };
            let share = |points: &[u32]| {
                let all = points.iter().sum::<u32>() + 1;
                // The first gets what is left, so that it is one together.
                let shares = points.iter().enumerate().map(|(at, given)| (whose(at), f64::from(given + u32::from(at == 0)) / f64::from(all)));
                shares.collect()
            };
            weights.iter().zip(&points).map(|(weight, points)| Weighed { weight: f64::from(*weight) / f64::from(all), shares: share(points) }).collect()
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn benefits_are_one_together_and_the_index_stays_between_nought_and_one(
            effects in effects(), costs in prop::collection::vec(1u32..100, 1..8),
        ) {
            let all = benefits(&effects);
            prop_assert!((all.values().sum::<f64>() - 1.0).abs() < 1e-9);
            let paid: f64 = costs.iter().map(|cost| f64::from(*cost)).sum();
            let costs = costs.iter().enumerate().map(|(at, cost)| (party(at as u8 + 2), f64::from(*cost) / paid)).collect();
            if let Some(between) = balance(&all, &costs).and_then(|found| found.between) {
                prop_assert!((0.0..=1.0 + 1e-9).contains(&between.wrong_pocket));
                let sum = |of: fn(&Row) -> f64| between.parties.iter().map(of).sum::<f64>();
                prop_assert!((sum(|row| row.cost) - 1.0).abs() < 1e-9 && (sum(|row| row.benefit) - 1.0).abs() < 1e-9);
                prop_assert!(sum(Row::difference).abs() < 1e-9, "what some gain others pay");
            }
        }
    }
}
