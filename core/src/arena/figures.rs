//! What the figures that the table took say about a board.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::balance::{self, Balance, Beneficiary, TALK_ABOUT, Weighed, benefits, heaviest};
use super::chain::{Scenario, certainties};
use super::points::{self, Points};
use super::{Arena, Settled};
use crate::ids::{ItemId, PartyId, PieceId};
use crate::meeting::Meeting;
use crate::project::Project;
use crate::question::Scale;
use crate::round::{Ask, Round};
use crate::tally::Summary;

/// Effects over whose beneficiaries points are divided (method A.3 step 5b).
pub const HEAVIEST: usize = 3;

/// Where the shares of the costs come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Points of the table, because hours, homes and mandate cannot be added up.
    Points,
    /// Euros, because every contribution has an amount.
    Euros,
    /// Nothing is divided: one party puts in all.
    One,
}

/// What a party's own people see otherwise than the others do.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gap {
    /// Which party.
    pub party: PartyId,
    /// Of which effect; none for all of them together.
    pub effect: Option<PieceId>,
    /// What its own people give it, in points of a hundred.
    pub own: f64,
    /// What others give it, in points of a hundred.
    pub others: f64,
}

impl Gap {
    /// What its own people give it, less what others give it.
    pub fn points(&self) -> f64 {
        self.own - self.others
    }

    /// Whether it is worth a talk.
    pub fn is_wide(&self) -> bool {
        self.points().abs() >= TALK_ABOUT
    }
}

/// What one looks at with a certain care.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// How careful.
    pub scenario: Scenario,
    /// The effects that count, the heaviest first.
    pub effects: Vec<PieceId>,
    /// Everybody's share of what these are worth, together 1; empty when no effect counts.
    pub benefits: BTreeMap<Beneficiary, f64>,
    /// Costs against benefits; `None` when no effect counts.
    pub balance: Option<Balance>,
}

impl Arena {
    /// The round whose figures the table took last for a question, with its meeting.
    pub fn taken<'a>(&self, project: &'a Project, ask: Ask) -> Option<(&'a Meeting, &'a Round)> {
        let settled = self.settled.iter().rev().find(|settled| settled.ask == ask)?;
        find(project, settled)
    }

    /// What was said about a line, or about the board as a whole, on a scale, by the newest round that
    /// asked about it.
    pub fn summary(&self, project: &Project, item: ItemId, scale: Scale) -> Option<Summary> {
        let rounds = self.settled.iter().rev().filter_map(|settled| find(project, settled));
        // Who agreed on another sentence said nothing about this one.
        let rounds = rounds.filter(|(_, round)| scale != Scale::Agreement || round.without == self.without);
        let items = self.alike(item);
        let mut found = rounds.flat_map(|(meeting, round)| {
            items.iter().filter_map(move |item| {
                let again = meeting.revote_with(round.round, *item).and_then(|revote| revote.summary(*item, scale));
                again.or_else(|| round.summary(*item, scale))
            })
        });
        found.next()
    }

    /// How certain a line is: the mean, from 1 to 5.
    pub fn certainty(&self, project: &Project, line: PieceId) -> Option<f64> {
        self.summary(project, line.into(), Scale::Certainty).map(|summary| summary.mean)
    }

    /// How certain each effect is: of its best chain from an activity the lowest line.
    pub fn certainties(&self, project: &Project) -> BTreeMap<PieceId, f64> {
        let starts: Vec<PieceId> = self.activities().map(|(id, _)| id).collect();
        let lines: Vec<_> = self.lines().map(|(id, line)| (line.from, line.to, self.certainty(project, id))).collect();
        certainties(&starts, &lines)
    }

    /// The rated lines, the least certain first.
    pub fn weakest(&self, project: &Project) -> Vec<(PieceId, f64)> {
        let mut rows: Vec<_> = self.lines().filter_map(|(id, _)| Some((id, self.certainty(project, id)?))).collect();
        rows.sort_by(|a, b| a.1.total_cmp(&b.1));
        rows
    }

    /// The points that were divided over the board as a whole, as the table took them.
    fn points<'a>(&self, project: &'a Project, ask: Ask) -> Option<&'a Points> {
        let (_, round) = self.taken(project, ask)?;
        round.points(self.arena)
    }

    /// What each end effect weighs, 0-1, together 1; empty as long as the table took nothing. Where all leads
    /// to one effect, that weighs all, and nothing is asked.
    pub fn weights(&self, project: &Project) -> BTreeMap<PieceId, f64> {
        if let [only] = self.weighable()[..] {
            return BTreeMap::from([(only, 1.0)]);
        }
        let shares = self.points(project, Ask::Weights).map(Points::shares).unwrap_or_default();
        shares.into_iter().map(|(item, share)| (PieceId(item.0), share)).collect()
    }

    /// The heaviest effects that still stand on the board and are weighed, the heaviest first: those over
    /// whose beneficiaries points are divided.
    pub fn heaviest(&self, project: &Project) -> Vec<PieceId> {
        self.by_weight(project).into_iter().map(|(id, _)| id).take(HEAVIEST).collect()
    }

    /// What is weighed and has a weight, the heaviest first; of equals the one that came first.
    fn by_weight(&self, project: &Project) -> Vec<(PieceId, f64)> {
        let weights = self.weights(project);
        let mut rows: Vec<(PieceId, f64)> =
            self.weighable().into_iter().filter_map(|id| Some((id, *weights.get(&id)?))).collect();
        rows.retain(|(_, weight)| *weight > 0.0);
        rows.sort_by(|a, b| b.1.total_cmp(&a.1));
        rows
    }

    /// Whether the last of the heaviest effects weighs no more than the one that comes after it: then the
    /// table chooses.
    pub fn is_tied(&self, project: &Project) -> bool {
        let rows = self.by_weight(project);
        rows.get(HEAVIEST - 1).zip(rows.get(HEAVIEST)).is_some_and(|(last, next)| last.1 == next.1)
    }

    /// Whether the table said of no heavier effect who gains than of those that it did.
    pub fn is_of_heaviest(&self, project: &Project) -> bool {
        let Some((_, round)) = self.taken(project, Ask::Benefits) else { return true };
        let rows = self.by_weight(project);
        let (asked, others): (Vec<_>, Vec<_>) =
            rows.iter().partition(|(id, _)| round.items.contains(&ItemId::from(*id)));
        let least = asked.iter().map(|(_, weight)| *weight).fold(f64::INFINITY, f64::min);
        others.iter().all(|(_, weight)| *weight <= least) && asked.len() >= rows.len().min(HEAVIEST)
    }

    /// Whether the board changed after points were divided, or its effects were weighed again: what the
    /// figures say is about another board.
    pub fn is_outdated(&self, project: &Project) -> bool {
        let last = |ask: Ask| self.settled.iter().rposition(|settled| settled.ask == ask);
        if last(Ask::Benefits).is_some_and(|benefits| last(Ask::Weights) > Some(benefits))
            && !self.is_of_heaviest(project)
        {
            return true;
        }
        let taken = |ask| self.taken(project, ask).map(|(_, round)| round);
        let differs =
            |asked: &[ItemId], now: &[ItemId]| asked.len() != now.len() || asked.iter().any(|item| !now.contains(item));
        let parties: Vec<ItemId> = self.investors().into_iter().map(ItemId::from).collect();
        let effects: Vec<ItemId> = self.weighable().into_iter().map(ItemId::from).collect();
        let in_points = matches!(self.costs(project), Some((_, Source::Points)));
        taken(Ask::Costs).is_some_and(|round| in_points && differs(round.question.among(), &parties))
            || taken(Ask::Weights).is_some_and(|round| effects.len() > 1 && differs(round.question.among(), &effects))
            || taken(Ask::Benefits).is_some_and(|round| round.items.iter().any(|item| !effects.contains(item)))
    }

    /// What each party puts in, and in what that is counted: in euros, when every contribution that is no
    /// request has an amount; else in the points that the table took. Who puts in all alone carries all.
    pub fn costs(&self, project: &Project) -> Option<(BTreeMap<PartyId, u64>, Source)> {
        let own = || self.contributions().filter(|(_, contribution)| !contribution.request);
        let mut euros: BTreeMap<PartyId, u64> = BTreeMap::new();
        for (_, contribution) in own() {
            *euros.entry(contribution.party).or_default() += contribution.euros(self.horizon).unwrap_or(0);
        }
        let all_have = own().all(|(_, contribution)| contribution.euros(self.horizon).is_some());
        if all_have && euros.values().any(|amount| *amount > 0) {
            return Some((euros, Source::Euros));
        }
        let investors = self.investors();
        if let [only] = investors[..] {
            return Some((BTreeMap::from([(only, 1)]), Source::One));
        }
        // A party that took its contribution back pays nothing any more.
        let points = self.points(project, Ask::Costs)?.amounts().iter();
        let points = points.map(|(item, points)| (PartyId(item.0), u64::from(*points)));
        Some((points.filter(|(party, _)| investors.contains(party)).collect(), Source::Points))
    }

    /// The weighed effects with the shares of who gains: of the round on gains that the table took, as far as
    /// they still stand on the board and are wanted; the heaviest first.
    pub fn weighed(&self, project: &Project) -> Vec<(PieceId, Weighed)> {
        let Some((_, round)) = self.taken(project, Ask::Benefits) else { return Vec::new() };
        let weighed = |(id, weight): (PieceId, f64)| {
            let shares = round.points(id)?.shares();
            let shares = shares.into_iter().map(|(who, share)| (who.into(), share)).collect();
            Some((id, Weighed { weight, shares }))
        };
        self.by_weight(project).into_iter().filter_map(weighed).collect()
    }

    /// The board as one sees it with a certain care.
    pub fn seen(&self, project: &Project, scenario: Scenario) -> Seen {
        let certainties = self.certainties(project);
        let mut effects = self.weighed(project);
        effects.retain(|(id, _)| scenario.counts(certainties.get(id).copied()));
        let ids = effects.iter().map(|(id, _)| *id).collect();
        let benefits = benefits(&heaviest(effects.into_iter().map(|(_, effect)| effect).collect(), HEAVIEST));
        let costs = self.costs(project).map(|(costs, _)| costs).unwrap_or_default();
        let costs = costs.into_iter().map(|(party, amount)| (party, amount as f64)).collect();
        let balance = balance::balance(&benefits, &costs);
        Seen { scenario, effects: ids, benefits, balance }
    }

    /// How far what parties give themselves is from what others give them, by party and effect and over
    /// all effects, the widest first.
    pub fn gaps(&self, project: &Project) -> Vec<Gap> {
        let Some((_, round)) = self.taken(project, Ask::Benefits) else { return Vec::new() };
        let effects = heaviest_of(self.weighed(project));
        gaps(round, &effects)
    }
}

/// Effects with their weights made one together.
fn heaviest_of(weighed: Vec<(PieceId, Weighed)>) -> Vec<(PieceId, f64)> {
    let all: f64 = weighed.iter().map(|(_, effect)| effect.weight).sum();
    weighed.into_iter().map(|(id, effect)| (id, effect.weight / all)).collect()
}

/// The gaps of a counted round on who gains, for effects with their weights, together 1.
pub fn gaps(round: &Round, effects: &[(PieceId, f64)]) -> Vec<Gap> {
    let Some(tally) = round.phase.tally() else { return Vec::new() };
    let parties = round.question.among().iter().filter_map(|who| match Beneficiary::from(*who) {
        Beneficiary::Party(party) => Some(party),
        Beneficiary::Youth | Beneficiary::Society => None,
    });
    let mut gaps = Vec::new();
    for party in parties {
        let given = |effect: PieceId, own: bool| {
            let votes = tally.parties.iter().filter(|given| (given.party == party) == own);
            let points = votes.filter_map(|given| {
                let points = &given.answers.items.get(&effect.into())?.points;
                let all = u32::from(points.values().copied().map(u16::from).sum::<u16>());
                (all == points::ALL)
                    .then(|| f64::from(points.get(&ItemId::from(Beneficiary::Party(party))).copied().unwrap_or(0)))
            });
            let points: Vec<f64> = points.collect();
            (!points.is_empty()).then(|| points.iter().sum::<f64>() / points.len() as f64)
        };
        let mut whole = Some((0.0, 0.0));
        for (effect, weight) in effects {
            // Where one of the two said nothing there is no gap.
            let both = given(*effect, true).zip(given(*effect, false));
            gaps.extend(both.map(|(own, others)| Gap { party, effect: Some(*effect), own, others }));
            whole = whole.zip(both).map(|(whole, both)| (whole.0 + weight * both.0, whole.1 + weight * both.1));
        }
        let whole = whole.filter(|_| !effects.is_empty());
        gaps.extend(whole.map(|(own, others)| Gap { party, effect: None, own, others }));
    }
    gaps.sort_by(|a, b| b.points().abs().total_cmp(&a.points().abs()));
    gaps
}

fn find<'a>(project: &'a Project, settled: &Settled) -> Option<(&'a Meeting, &'a Round)> {
    let meeting = project.meeting(settled.meeting)?;
    Some((meeting, meeting.round(settled.round)?))
}
