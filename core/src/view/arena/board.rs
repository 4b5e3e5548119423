//! The board as shown: its boxes and lines, one line of thought, and page by page.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::arena::Arena;
use crate::arena::balance::{Beneficiary, Weighed};
use crate::arena::piece::{Contribution, Effect, Firm, On, Term};
use crate::choices::choices;
use crate::ids::{ItemId, PartyId, PieceId};
use crate::project::Project;

/// Rows of one column of the board on the screen; more goes to another page (method A.3).
pub const ROWS: usize = 7;

choices! {
    /// How certain a line of the board is.
    Sure {
        /// Others ask for it: nobody promised it.
        Asked "asked"
        /// Nobody rated it.
        Unknown "unknown"
        /// The mean is below 3.
        Shaky "shaky"
        /// The mean is from 3 to 4.
        Likely "likely"
        /// The mean is 4 or more.
        Sure "sure"
    }
}

impl Sure {
    /// That of a mean from 1 to 5.
    pub fn of(certainty: Option<f64>) -> Self {
        match certainty {
            None => Self::Unknown,
            Some(certainty) if certainty < 3.0 => Self::Shaky,
            Some(certainty) if certainty < 4.0 => Self::Likely,
            Some(_) => Self::Sure,
        }
    }

    fn of_contribution(contribution: &Contribution) -> Self {
        match contribution.firm {
            _ if contribution.request => Self::Asked,
            Some(Firm::Promised) => Self::Sure,
            Some(Firm::Budgeted) => Self::Likely,
            Some(Firm::Wish) | None => Self::Shaky,
        }
    }
}

/// A box on the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// What it is: a party, a piece, or who gains.
    pub item: ItemId,
    /// Its name; empty for young people and society, whose names are a matter of language.
    pub name: String,
    /// Of an effect: when it shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<Term>,
    /// Of an effect: nobody wants it. Of a party: it is only asked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub apart: bool,
}

/// A line between two boxes of the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tie {
    /// Between which columns: 0 from parties to activities, 1 to effects, 2 to who gains.
    pub gap: u8,
    /// From.
    pub from: ItemId,
    /// To.
    pub to: ItemId,
    /// How certain.
    pub sure: Sure,
}

/// A board, or a page of one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Board {
    /// Who puts something in, or is asked to.
    pub investors: Vec<Node>,
    /// What is done.
    pub activities: Vec<Node>,
    /// What comes of it, by when it shows.
    pub effects: Vec<Node>,
    /// Who gains, young people first.
    pub gains: Vec<Node>,
    /// The lines.
    pub ties: Vec<Tie>,
}

/// Who gains of an effect, as far as the table says so: with whom it shows, which organisations were named,
/// and who got a tenth of its points or more. Nobody gains of what nobody wants.
fn gainers(weighed: &BTreeMap<PieceId, Weighed>, piece: PieceId, effect: &Effect) -> BTreeSet<Beneficiary> {
    if effect.unwanted {
        return BTreeSet::new();
    }
    let mut who: BTreeSet<Beneficiary> = effect.parties.iter().copied().map(Beneficiary::Party).collect();
    match effect.on {
        Some(On::Youth) => drop(who.insert(Beneficiary::Youth)),
        Some(On::Society) => drop(who.insert(Beneficiary::Society)),
        Some(On::Around | On::Organisation) | None => {}
    }
    let shares = weighed.get(&piece).into_iter().flat_map(|effect| &effect.shares);
    who.extend(shares.filter(|(_, share)| **share >= 0.1).map(|(who, _)| *who));
    who
}

/// The whole board.
pub fn board(project: &Project, arena: &Arena) -> Board {
    let short = |party: PartyId| project.party(party).map_or_else(String::new, |party| party.short_name.clone());
    let node = |item: ItemId, name: String| Node { item, name, term: None, apart: false };
    let mut board = Board::default();
    for (_, contribution) in arena.contributions() {
        let item = contribution.party.into();
        match board.investors.iter_mut().find(|node| node.item == item) {
            Some(node) => node.apart &= contribution.request,
            None => {
                let apart = contribution.request;
                board.investors.push(Node { apart, ..node(item, short(contribution.party)) });
            }
        }
        let sure = Sure::of_contribution(contribution);
        let activity = arena.same(contribution.activity);
        let tie = Tie { gap: 0, from: item, to: activity.into(), sure };
        match board.ties.iter_mut().find(|other| (other.from, other.to) == (tie.from, tie.to)) {
            Some(other) => other.sure = other.sure.max(tie.sure),
            None => board.ties.push(tie),
        }
    }
    board.activities = arena.activities().map(|(id, activity)| node(id.into(), activity.short_name.clone())).collect();
    for (id, line) in arena.lines() {
        let sure = Sure::of(arena.certainty(project, id));
        board.ties.push(Tie { gap: 1, from: line.from.into(), to: line.to.into(), sure });
    }
    let certainties = arena.certainties(project);
    let weighed: BTreeMap<PieceId, Weighed> = arena.weighed(project).into_iter().collect();
    let mut gains: BTreeSet<Beneficiary> = BTreeSet::new();
    for (id, effect) in arena.effects() {
        board.effects.push(Node {
            item: id.into(),
            name: effect.short_name.clone(),
            term: effect.term,
            apart: effect.unwanted,
        });
        let sure = Sure::of(certainties.get(&id).copied());
        for who in gainers(&weighed, id, effect) {
            gains.insert(who);
            board.ties.push(Tie { gap: 2, from: id.into(), to: who.into(), sure });
        }
    }
    // What has no time yet comes last.
    board.effects.sort_by_key(|node| node.term.map_or(Term::ALL.len(), |term| term as usize));
    let place = |who: &Beneficiary| match who {
        Beneficiary::Youth => 0,
        // Parties in the order of the project, society below.
        Beneficiary::Party(party) => 1 + project.parties.iter().position(|other| other.party == *party).unwrap_or(0),
        Beneficiary::Society => usize::MAX,
    };
    let mut gains: Vec<Beneficiary> = gains.into_iter().collect();
    gains.sort_by_key(place);
    let gain = |who: &Beneficiary| match who {
        Beneficiary::Party(party) => node((*who).into(), short(*party)),
        Beneficiary::Youth | Beneficiary::Society => node((*who).into(), String::new()),
    };
    board.gains = gains.iter().map(gain).collect();
    board
}

impl Board {
    /// Whether nothing stands on it.
    pub fn is_empty(&self) -> bool {
        self.activities.is_empty() && self.effects.is_empty()
    }

    /// What hangs together with a box: all that leads to it, and all that it leads to.
    pub fn thought(&self, item: ItemId) -> BTreeSet<ItemId> {
        let reach = |forward: bool| {
            let mut reached = vec![item];
            let mut at = 0;
            while let Some(here) = reached.get(at).copied() {
                for tie in &self.ties {
                    let (from, to) = if forward { (tie.from, tie.to) } else { (tie.to, tie.from) };
                    // Who invests can also gain: a line of thought does not turn back there.
                    let turns = self.is_party(from) && from != item;
                    if from == here && !turns && !reached.contains(&to) {
                        reached.push(to);
                    }
                }
                at += 1;
            }
            reached
        };
        reach(true).into_iter().chain(reach(false)).collect()
    }

    /// Whether a box stands in a line of thought. Who invests can also gain: in each column counts only what
    /// leads there.
    pub fn stands_in(&self, thought: &[ItemId], gap: Option<u8>, item: ItemId) -> bool {
        let leads = |tie: &Tie| match gap {
            Some(0) => tie.gap == 0 && tie.from == item && thought.contains(&tie.to),
            _ => tie.gap == 2 && tie.to == item && thought.contains(&tie.from),
        };
        thought.contains(&item) && (gap.is_none() || self.ties.iter().any(leads))
    }

    fn is_party(&self, item: ItemId) -> bool {
        self.investors.iter().chain(&self.gains).any(|node| node.item == item)
    }

    /// The board page by page, each with whole lines of thought and at most [`ROWS`] boxes in a column;
    /// what stands by itself comes last. A line of thought that is larger by itself is cut.
    pub fn pages(&self) -> Vec<Self> {
        let mut pages: Vec<BTreeSet<ItemId>> = Vec::new();
        let fits = |items: &BTreeSet<ItemId>| {
            let few = |nodes: &[Node]| nodes.iter().filter(|node| items.contains(&node.item)).count() <= ROWS;
            // Who invests in these, and who gains by them, must fit beside them.
            let ends = |gap: u8| -> BTreeSet<ItemId> {
                let ties = self.ties.iter().filter(|tie| tie.gap == gap);
                let ends = ties.map(|tie| if gap == 0 { (tie.to, tie.from) } else { (tie.from, tie.to) });
                ends.filter(|(piece, _)| items.contains(piece)).map(|(_, other)| other).collect()
            };
            let pieces = few(&self.activities) && few(&self.effects);
            (pieces, pieces && ends(0).len() <= ROWS && ends(2).len() <= ROWS)
        };
        let pieces = || self.activities.iter().chain(&self.effects).map(|node| node.item);
        let mut shown: BTreeSet<ItemId> = BTreeSet::new();
        for item in pieces() {
            // An effect stands with the activity that leads to it.
            if shown.contains(&item) {
                continue;
            }
            let mut whole = self.onward(item);
            // Who is too many beside it comes on a page more; only what is too long itself is cut: its first
            // effects here, the others by themselves.
            while !fits(&whole).0 {
                let last = self.effects.iter().rev().find(|node| node.item != item && whole.contains(&node.item));
                let Some(last) = last.map(|node| node.item) else { break };
                whole.remove(&last);
            }
            shown.extend(&whole);
            let together = |page: &BTreeSet<ItemId>| page.union(&whole).copied().collect::<BTreeSet<ItemId>>();
            match pages.iter_mut().find(|page| fits(&together(page)).1) {
                Some(page) => *page = together(page),
                None => pages.push(whole),
            }
        }
        pages.into_iter().flat_map(|page| self.only(&page)).collect()
    }

    /// The effects that an activity or an effect leads to, and itself.
    fn onward(&self, item: ItemId) -> BTreeSet<ItemId> {
        let mut reached = BTreeSet::from([item]);
        loop {
            let next = self.ties.iter().filter(|tie| tie.gap == 1 && reached.contains(&tie.from)).map(|tie| tie.to);
            let next: BTreeSet<ItemId> = next.filter(|item| !reached.contains(item)).collect();
            if next.is_empty() {
                return reached;
            }
            reached.extend(next);
        }
    }

    /// These activities and effects, with who invests in and gains by them; more pages when that are too
    /// many.
    fn only(&self, pieces: &BTreeSet<ItemId>) -> Vec<Self> {
        let keep = |nodes: &[Node]| nodes.iter().filter(|node| pieces.contains(&node.item)).cloned().collect();
        let (activities, effects): (Vec<Node>, Vec<Node>) = (keep(&self.activities), keep(&self.effects));
        let investors = self.investors.iter().filter(|node| {
            self.ties.iter().any(|tie| tie.gap == 0 && tie.from == node.item && pieces.contains(&tie.to))
        });
        let gains = self.gains.iter().filter(|node| {
            self.ties.iter().any(|tie| tie.gap == 2 && tie.to == node.item && pieces.contains(&tie.from))
        });
        let (investors, gains): (Vec<_>, Vec<_>) = (investors.cloned().collect(), gains.cloned().collect());
        let count = investors.len().div_ceil(ROWS).max(gains.len().div_ceil(ROWS)).max(1);
        let part = |nodes: &[Node], page: usize| nodes.iter().skip(page * ROWS).take(ROWS).cloned().collect::<Vec<_>>();
        let page = |at: usize| {
            let (investors, gains) = (part(&investors, at), part(&gains, at));
            let has = |nodes: &[Node], item: ItemId| nodes.iter().any(|node| node.item == item);
            let stands = |tie: &&Tie| match tie.gap {
                0 => has(&investors, tie.from) && has(&activities, tie.to),
                1 => (has(&activities, tie.from) || has(&effects, tie.from)) && has(&effects, tie.to),
                _ => has(&effects, tie.from) && has(&gains, tie.to),
            };
            let ties = self.ties.iter().filter(stands).copied().collect();
            Self { ties, activities: activities.clone(), effects: effects.clone(), investors, gains }
        };
        (0..count).map(page).collect()
    }

    /// The name of a box.
    pub fn node(&self, item: ItemId) -> Option<&Node> {
        let mut all = self.activities.iter().chain(&self.effects).chain(&self.investors).chain(&self.gains);
        all.find(|node| node.item == item)
    }
}
