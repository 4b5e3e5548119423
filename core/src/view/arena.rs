//! The effects arena as shown: what stands on the board, and what the figures say.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Figures;
use crate::arena::balance::{self, Balance, Beneficiary};
use crate::arena::chain::Scenario;
use crate::arena::figures::{Gap, Seen, Source, gaps};
use crate::arena::piece::{Activity, Contribution, Effect, Euros, Firm, Kind, On, Piece, Sort, Status, Term, What};
use crate::arena::points::{Given, percents, percents_of};
use crate::arena::{Arena, Form, Gate};
use crate::choices::choices;
use crate::ids::{ArenaId, BottleneckId, ItemId, MeetingId, PartyId, PieceId, RiskId, RoundId};
use crate::method::BigFive;
use crate::project::Project;
use crate::question::{Divided, Question, Scale};
use crate::round::{Ask, Phase, Round};

mod board;

pub use board::{Board, Node, ROWS, Sure, Tie, board};

/// An activity, as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityRow {
    /// Which.
    pub piece: PieceId,
    /// What is done.
    pub text: String,
    /// Its name on the board.
    pub short_name: String,
    /// What of it can be counted.
    pub output: String,
    /// Who does it.
    pub party: String,
    /// Short names of the bottlenecks that it does something about.
    pub bottlenecks: Vec<String>,
    /// Short names of the risks that it makes smaller.
    pub risks: Vec<String>,
    /// Number of the action on the roadmap that it became.
    pub action: Option<u32>,
}

/// An effect, as shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EffectRow {
    /// Which.
    pub piece: PieceId,
    /// What is different then.
    pub text: String,
    /// Its name on the board.
    pub short_name: String,
    /// With whom it shows.
    pub on: Option<On>,
    /// Short names of the organisations that gain by it.
    pub parties: Vec<String>,
    /// In which domain of life.
    pub domain: Option<BigFive>,
    /// When it shows.
    pub term: Option<Term>,
    /// Nobody wants it.
    pub unwanted: bool,
    /// It was not aimed at.
    pub by_the_way: bool,
    /// Nothing comes of it any more, or it counts by itself.
    pub is_end: bool,
    /// How certain it is, from 1 to 5: its best chain's weakest line.
    pub certainty: Option<f64>,
    /// What it weighs, in whole percents, when the table said so.
    pub weight: Option<u32>,
    /// Short names of the bottlenecks that it makes smaller.
    pub bottlenecks: Vec<String>,
    /// Short names of the risks that it makes smaller.
    pub risks: Vec<String>,
}

/// A line, as shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LineRow {
    /// Which.
    pub piece: PieceId,
    /// Name of where it begins.
    pub from: String,
    /// Name of where it ends.
    pub to: String,
    /// Why one thinks so.
    pub assumption: String,
    /// How certain it is; `None` when nobody rated it, or too few did.
    pub certainty: Option<Figures>,
    /// How many named each sort of evidence, in the order of the question.
    pub evidence: Option<[u32; 4]>,
}

/// A contribution, as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContributionRow {
    /// Which.
    pub piece: PieceId,
    /// The party.
    pub party: PartyId,
    /// Its name on a board.
    pub short_name: String,
    /// Name of the activity.
    pub activity: String,
    /// What it is.
    pub kind: Option<Kind>,
    /// How much of it.
    pub text: String,
    /// Once.
    pub once: Option<Euros>,
    /// Each year.
    pub yearly: Option<Euros>,
    /// How firm it is.
    pub firm: Option<Firm>,
    /// Others think that this party should.
    pub request: bool,
    /// Who asks, when that is known: which party, and its name on a board.
    pub by: Option<(PartyId, String)>,
}

/// A piece that somebody wrote and that nobody dealt with yet, or that was put aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingPiece {
    /// Which.
    pub piece: PieceId,
    /// What sort.
    pub sort: Sort,
    /// What it says; of a line what it joins.
    pub text: String,
    /// Its name on the board.
    pub short_name: String,
    /// What of an activity can be counted.
    pub output: String,
    /// With whom an effect shows.
    pub on: Option<On>,
    /// Nobody wants it.
    pub unwanted: bool,
    /// On whose behalf it was written, when that is known.
    pub by: Option<String>,
    /// Where it is.
    pub status: Status,
}

/// A share of a hundred points, in whole percents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Of what.
    pub item: ItemId,
    /// Its name; empty for young people and society.
    pub name: String,
    /// Its share, in whole percents: see [`percents`].
    pub percent: u32,
}

/// How points were divided over one item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PointsResult {
    /// Which item: the board as a whole, or an effect.
    pub item: ItemId,
    /// What it is called: the measure, or the effect.
    pub title: String,
    /// The shares, the largest first; for who gains young people and society first. Empty under five voters.
    pub shares: Vec<Share>,
    /// How many divided points.
    pub voters: u32,
    /// How far they are apart, 0-100.
    pub apart: f64,
}

/// The results of a counted round of dividing points.
pub fn points_results(project: &Project, round: &Round) -> Vec<PointsResult> {
    let result = |item: &ItemId| {
        let points = round.points(*item);
        let percents = points.map(Given::percents).unwrap_or_default();
        let mut shares: Vec<Share> = percents
            .into_iter()
            .map(|(item, percent)| Share { item, name: project.name_on_board(item).unwrap_or_default(), percent })
            .collect();
        let is_whom = |item: ItemId| match Beneficiary::from(item) {
            Beneficiary::Youth => 0,
            Beneficiary::Society => 1,
            Beneficiary::Party(_) => 2,
        };
        let among = round.question.among();
        let place = |item: ItemId| among.iter().position(|other| *other == item);
        shares.sort_by_key(|share| (is_whom(share.item), std::cmp::Reverse(share.percent), place(share.item)));
        let title = project.piece(PieceId(item.0)).map(|(_, piece)| piece.text().to_owned());
        let measure = || project.arena_in(round).map_or_else(String::new, |arena| arena.measure.clone());
        PointsResult {
            item: *item,
            title: title.unwrap_or_else(measure),
            shares,
            voters: points.map_or(0, Given::voters),
            apart: points.map_or(0.0, Given::apart),
        }
    };
    if round.question.among().is_empty() { Vec::new() } else { round.items.iter().map(result).collect() }
}

/// The lines of a counted round, the least certain first; those with too few answers last.
pub fn certainty_results(project: &Project, round: &Round) -> Vec<LineRow> {
    if round.question.ask() != Ask::Assumptions {
        return Vec::new();
    }
    let Some(arena) = project.arena_in(round) else { return Vec::new() };
    let row = |item: &ItemId| {
        let piece = arena.piece(PieceId(item.0))?;
        let mut row = line_row(project, arena, piece)?;
        row.certainty = round.summary(*item, Scale::Certainty).map(|summary| Figures::of(project, summary));
        row.evidence = round.summary(*item, Scale::Evidence).map(|summary| sorts(summary.counts));
        Some(row)
    };
    let mut rows: Vec<LineRow> = round.items.iter().filter_map(row).collect();
    sort_lines(&mut rows);
    rows
}

/// What happens without the measure, and whether people agree, of a counted round about that; no figures
/// under five answers.
pub fn agreement(project: &Project, round: &Round) -> Option<(String, Option<Figures>)> {
    if round.question.ask() != Ask::Agreement {
        return None;
    }
    let arena = project.arena_in(round)?;
    let figures = round.summary(arena.arena, Scale::Agreement).map(|summary| Figures::of(project, summary));
    Some((round.without.clone(), figures))
}

fn sort_lines(rows: &mut [LineRow]) {
    let mean = |row: &LineRow| row.certainty.as_ref().map_or(f64::INFINITY, |figures| figures.mean);
    rows.sort_by(|a, b| mean(a).total_cmp(&mean(b)));
}

fn sorts([research, professional, experience, hunch, _]: [u32; 5]) -> [u32; 4] {
    [research, professional, experience, hunch]
}

fn line_row(project: &Project, arena: &Arena, piece: &Piece) -> Option<LineRow> {
    let What::Line(line) = &piece.what else { return None };
    let name = |piece: PieceId| arena.piece(arena.same(piece)).map_or_else(String::new, Piece::short_name);
    let summary = |scale| arena.summary(project, piece.piece.into(), scale);
    Some(LineRow {
        piece: piece.piece,
        from: name(line.from),
        to: name(line.to),
        assumption: line.assumption.clone(),
        certainty: summary(Scale::Certainty).map(|summary| Figures::of(project, summary)),
        evidence: summary(Scale::Evidence).map(|summary| sorts(summary.counts)),
    })
}

/// What one party pays and gains, as shown: in whole points of a hundred.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalanceRow {
    /// Which party.
    pub party: PartyId,
    /// Its name on a board.
    pub short_name: String,
    /// Its share of the costs.
    pub cost: u32,
    /// Its share of what organisations gain.
    pub benefit: u32,
}

impl BalanceRow {
    /// Above 0 it gains more than it pays.
    pub fn difference(&self) -> i32 {
        self.benefit as i32 - self.cost as i32
    }
}

choices! {
    /// Why costs and benefits are not held against each other.
    Lack {
        /// It was not said who carries how much.
        Costs "costs"
        /// No organisation gains.
        Gains "gains"
    }
}

/// What costs and benefits say together, as shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BalanceView {
    /// Young people's share of all benefit, in points of a hundred.
    pub youth: u32,
    /// Society's share of all benefit, in points of a hundred.
    pub society: u32,
    /// That of all organisations together, in points of a hundred.
    pub organisations: u32,
    /// That of each organisation that gains, in points of a hundred.
    pub gains: BTreeMap<PartyId, u32>,
    /// The parties, who pays most first, of equals who gains most; none when something lacks.
    pub rows: Vec<BalanceRow>,
    /// Of every hundred points of costs so many would have to move for who gains to pay; `None` when
    /// something lacks, or costs are not asked.
    pub wrong_pocket: Option<f64>,
    /// What lacks to say so; `None` as well in the light form, which asks no costs.
    pub lack: Option<Lack>,
    /// Where the shares of the costs come from.
    pub source: Source,
    /// How many effects it is about.
    pub effects: u32,
    /// Of how many that are weighed.
    pub of: u32,
    /// Whether these are the heaviest; else the table chose others.
    pub heaviest: bool,
    /// What these got together of a hundred points.
    pub weight: u32,
}

impl BalanceView {
    fn of(project: &Project, arena: &Arena, balance: &Balance, seen: &Seen) -> Self {
        let (costs, source) = arena.costs(project).unwrap_or((BTreeMap::new(), Source::Points));
        let weights = arena.weights(project);
        let weight: f64 = seen.effects.iter().filter_map(|id| weights.get(id)).sum();
        let (youth, society) = (balance.youth, balance.society);
        let three = percents_of(&BTreeMap::from([(0, youth), (1, society), (2, 1.0 - youth - society)]));
        let gains = percents_of(&seen.benefits).into_iter().filter_map(|(who, percent)| match who {
            Beneficiary::Party(party) => Some((party, percent)),
            Beneficiary::Youth | Beneficiary::Society => None,
        });
        let parties: &[balance::Row] = balance.between.as_ref().map_or(&[], |between| &between.parties);
        let paid = percents(&costs);
        let gained = percents_of(&parties.iter().map(|row| (row.party, row.benefit)).collect());
        let row = |row: &balance::Row| BalanceRow {
            party: row.party,
            short_name: project.party(row.party).map_or_else(String::new, |party| party.short_name.clone()),
            cost: paid.get(&row.party).copied().unwrap_or(0),
            benefit: gained.get(&row.party).copied().unwrap_or(0),
        };
        let mut rows: Vec<BalanceRow> = parties.iter().map(row).collect();
        rows.sort_by_key(|row| std::cmp::Reverse((row.cost, row.benefit)));
        let lack = if costs.values().all(|amount| *amount == 0) { Lack::Costs } else { Lack::Gains };
        Self {
            youth: three[&0],
            society: three[&1],
            organisations: three[&2],
            gains: gains.collect(),
            rows,
            wrong_pocket: balance.between.as_ref().map(|between| between.wrong_pocket * 100.0),
            lack: (balance.between.is_none() && arena.form == Form::Full).then_some(lack),
            source,
            effects: seen.effects.len() as u32,
            of: arena.weighable().len() as u32,
            heaviest: arena.is_of_heaviest(project),
            weight: (weight * 100.0).round() as u32,
        }
    }
}

/// What one looks at with a certain care, as shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScenarioRow {
    /// How careful.
    pub scenario: Scenario,
    /// Whether anybody said how certain a line is.
    pub rated: bool,
    /// Names of the effects that count; none when no effect does.
    pub effects: Vec<String>,
    /// What everybody gains, and costs against benefits; `None` when no effect counts.
    pub balance: Option<BalanceView>,
}

/// A gap, as shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GapRow {
    /// The party's name on a board.
    pub party: String,
    /// Name of the effect; none for all of them together.
    pub effect: Option<String>,
    /// What its own people give it, in whole points of a hundred.
    pub own: u32,
    /// What others give it, in whole points of a hundred.
    pub others: u32,
    /// Whether it is worth a talk.
    pub is_wide: bool,
}

impl GapRow {
    fn of(project: &Project, gap: &Gap) -> Self {
        Self {
            party: project.party(gap.party).map_or_else(String::new, |party| party.short_name.clone()),
            effect: gap.effect.map(|effect| project.name_on_board(effect.into()).unwrap_or_default()),
            own: gap.own.round() as u32,
            others: gap.others.round() as u32,
            is_wide: gap.is_wide(),
        }
    }
}

/// The gaps of a counted round on who gains, the widest first. Over all effects only once the table took
/// what they weigh.
pub fn gap_rows(project: &Project, round: &Round) -> Vec<GapRow> {
    if !matches!(round.question, Question::Points { of: Divided::Benefits, .. }) {
        return Vec::new();
    }
    let weights = project.arena_in(round).map(|arena| arena.weights(project)).unwrap_or_default();
    let weight = |id: PieceId| weights.get(&id).copied().unwrap_or(0.0);
    let ids: Vec<PieceId> = round.items.iter().map(|item| PieceId(item.0)).collect();
    let all: f64 = ids.iter().map(|id| weight(*id)).sum();
    let share = |id: &PieceId| (*id, if all > 0.0 { weight(*id) / all } else { 0.0 });
    let mut found = gaps(round, &ids.iter().map(share).collect::<Vec<_>>());
    found.retain(|gap| gap.effect.is_some() || all > 0.0);
    found.iter().map(|gap| GapRow::of(project, gap)).collect()
}

/// A board with all that is known about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ArenaView {
    /// Which.
    pub arena: ArenaId,
    /// The measure.
    pub measure: String,
    /// For whom.
    pub profile: String,
    /// What happens without it.
    pub without: String,
    /// How many years it looks ahead.
    pub horizon: u8,
    /// For how many young people.
    pub youths: Option<u32>,
    /// How much of it is done.
    pub form: Form,
    /// Questions of the gate that say no.
    pub open_questions: Vec<Gate>,
    /// Why it began nevertheless.
    pub reason: String,
    /// The board.
    pub board: Board,
    /// The activities.
    pub activities: Vec<ActivityRow>,
    /// The effects, by when they show.
    pub effects: Vec<EffectRow>,
    /// The lines, the least certain first.
    pub lines: Vec<LineRow>,
    /// The contributions, requests last.
    pub contributions: Vec<ContributionRow>,
    /// What was written and nobody dealt with yet.
    pub waiting: Vec<WaitingPiece>,
    /// What was put aside or merged.
    pub aside: Vec<WaitingPiece>,
    /// Whether people agree on what happens without the measure.
    pub agreement: Option<Figures>,
    /// Each party's share of the costs, in whole percents, the largest first.
    pub costs: Vec<Share>,
    /// Where these come from.
    pub source: Option<Source>,
    /// Who gains by the heaviest effects.
    pub benefits: Vec<PointsResult>,
    /// By how many points were divided that the table took, and how far these are apart.
    pub said: Vec<Said>,
    /// Effects over whose beneficiaries points are to be divided, the heaviest first.
    pub heaviest: Vec<PieceId>,
    /// Costs against benefits, of all effects.
    pub balance: Option<BalanceView>,
    /// The same, seen with more and less care.
    pub scenarios: Vec<ScenarioRow>,
    /// Own view against that of others, the widest first.
    pub gaps: Vec<GapRow>,
    /// Whether the board changed after points were divided.
    pub outdated: bool,
    /// Whether the last of the heaviest effects weighs no more than the one after it.
    pub tied: bool,
    /// Rounds about this board that were shown and not taken, and not asked again since: what was asked.
    pub untaken: Vec<Untaken>,
}

/// How points came about that the table took.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Said {
    /// What was asked.
    pub ask: Ask,
    /// How many divided points; of several items at most.
    pub voters: u32,
    /// How far they are apart, 0-100; of several items at most.
    pub apart: f64,
    /// It was asked before in the same meeting, with another outcome.
    pub again: bool,
}

fn said(project: &Project, arena: &Arena) -> Vec<Said> {
    let one = |ask: Ask| {
        let (meeting, round) = arena.taken(project, ask)?;
        let points: Vec<_> = round.items.iter().filter_map(|item| round.points(*item)).collect();
        let before = meeting.rounds.iter().take_while(|other| other.round != round.round);
        let is_same = |other: &Round| {
            let about = round.items.iter().any(|item| other.items.contains(item));
            about && other.gave(ask, round.question.among(), &round.without)
        };
        Some(Said {
            ask,
            voters: points.iter().map(|points| points.voters()).max().unwrap_or(0),
            apart: points.iter().map(|points| points.apart()).fold(0.0, f64::max),
            again: before.into_iter().any(is_same),
        })
    };
    [Ask::Costs, Ask::Weights, Ask::Benefits].into_iter().filter_map(one).collect()
}

/// A round that was shown and whose figures the table did not take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Untaken {
    /// In which meeting.
    pub meeting: MeetingId,
    /// Which round.
    pub round: RoundId,
    /// What was asked.
    pub ask: Ask,
    /// Whether there is something to take; else too few answered.
    pub has_figures: bool,
}

/// Rounds about a board that were shown, whose figures the table did not take, and after which the same was
/// not asked again.
fn untaken(project: &Project, arena: &Arena) -> Vec<Untaken> {
    let mut found: Vec<Untaken> = Vec::new();
    for meeting in &project.meetings {
        let about = |round: &&Round| project.arena_in(round).is_some_and(|other| other.arena == arena.arena);
        for round in meeting.rounds.iter().filter(about) {
            let ask = round.question.ask();
            let is_first = round.revote_of.is_none() && ask.is_taken();
            if is_first && matches!(round.phase, Phase::Revealed(_) | Phase::Decided(_)) {
                found.retain(|other| other.ask != ask);
            }
            let is_same = ask != Ask::Agreement || round.without == arena.without;
            if is_first && is_same && matches!(round.phase, Phase::Revealed(_)) {
                let (meeting, round, has_figures) = (meeting.meeting, round.round, round.has_figures());
                found.push(Untaken { meeting, round, ask, has_figures });
            }
        }
    }
    found
}

impl ArenaView {
    /// The effects that nobody wants.
    pub fn unwanted(&self) -> impl Iterator<Item = &EffectRow> {
        self.effects.iter().filter(|effect| effect.unwanted)
    }
}

/// The board that is worked on.
pub fn arena(project: &Project) -> Option<ArenaView> {
    project.arena().map(|arena| arena_view(project, arena))
}

/// A board.
pub fn arena_view(project: &Project, arena: &Arena) -> ArenaView {
    let short = |party: PartyId| project.party(party).map_or_else(String::new, |party| party.short_name.clone());
    let bottlenecks = |ids: &[BottleneckId]| {
        let name = |id: &BottleneckId| Some(project.bottleneck(*id)?.short_name.clone());
        ids.iter().filter_map(name).collect::<Vec<_>>()
    };
    let risks =
        |ids: &[RiskId]| ids.iter().filter_map(|id| Some(project.risk(*id)?.short_name.clone())).collect::<Vec<_>>();
    let certainties = arena.certainties(project);
    let ends = arena.ends();
    let weights = percents_of(&arena.weights(project));
    let activity = |(id, activity): (PieceId, &Activity)| ActivityRow {
        piece: id,
        text: activity.text.clone(),
        short_name: activity.short_name.clone(),
        output: activity.output.clone(),
        party: activity.party.map(short).unwrap_or_default(),
        bottlenecks: bottlenecks(&activity.bottlenecks),
        risks: risks(&activity.risks),
        action: project
            .roadmap()
            .iter()
            .find(|(action, _)| action.activity.map(|activity| arena.same(activity)) == Some(id))
            .map(|(action, _)| action.number),
    };
    let effect = |(id, effect): (PieceId, &Effect)| EffectRow {
        piece: id,
        text: effect.text.clone(),
        short_name: effect.short_name.clone(),
        on: effect.on,
        parties: effect.parties.iter().map(|party| short(*party)).collect(),
        domain: effect.domain,
        term: effect.term,
        unwanted: effect.unwanted,
        by_the_way: effect.by_the_way,
        is_end: ends.contains(&id),
        certainty: certainties.get(&id).copied(),
        weight: weights.get(&id).copied(),
        bottlenecks: bottlenecks(&effect.bottlenecks),
        risks: risks(&effect.risks),
    };
    let contribution = |(id, contribution): (PieceId, &Contribution)| ContributionRow {
        piece: id,
        party: contribution.party,
        short_name: short(contribution.party),
        activity: arena.piece(arena.same(contribution.activity)).map_or_else(String::new, Piece::short_name),
        kind: contribution.kind,
        text: contribution.text.clone(),
        once: contribution.once,
        yearly: contribution.yearly,
        firm: contribution.firm,
        request: contribution.request,
        by: arena.piece(id).and_then(|piece| piece.by).filter(|by| *by != contribution.party).map(|by| (by, short(by))),
    };
    let mut effects: Vec<EffectRow> = arena.effects().map(effect).collect();
    effects.sort_by_key(|effect| effect.term.map_or(Term::ALL.len(), |term| term as usize));
    let mut contributions: Vec<ContributionRow> = arena.contributions().map(contribution).collect();
    contributions.sort_by_key(|contribution| contribution.request);
    let line = |(id, _): (PieceId, _)| arena.piece(id).and_then(|piece| line_row(project, arena, piece));
    let mut lines: Vec<LineRow> = arena.lines().filter_map(line).collect();
    sort_lines(&mut lines);
    let waiting = |piece: &Piece| waiting_piece(project, arena, piece);
    let is_aside = |piece: &&Piece| matches!(piece.status, Status::Dropped | Status::Merged { .. });
    let costs = arena.costs(project);
    let benefits = arena.taken(project, Ask::Benefits);
    let agreement = arena.summary(project, arena.arena.into(), Scale::Agreement);
    let scenarios: Vec<ScenarioRow> =
        Scenario::ALL.iter().map(|scenario| scenario_row(project, arena, *scenario)).collect();
    ArenaView {
        arena: arena.arena,
        measure: arena.measure.clone(),
        profile: arena.profile.clone(),
        without: arena.without.clone(),
        horizon: arena.horizon,
        youths: arena.youths,
        form: arena.form,
        open_questions: arena.open_questions(),
        reason: arena.reason.clone(),
        board: board(project, arena),
        activities: arena.activities().map(activity).collect(),
        effects,
        lines,
        contributions,
        waiting: arena.pieces.iter().filter(|piece| piece.status == Status::Proposed).map(waiting).collect(),
        aside: arena.pieces.iter().filter(is_aside).map(waiting).collect(),
        agreement: agreement.map(|summary| Figures::of(project, summary)),
        source: costs.as_ref().map(|(_, source)| *source),
        costs: costs.as_ref().map_or_else(Vec::new, |(costs, _)| cost_rows(project, costs)),
        benefits: benefits.map_or_else(Vec::new, |(_, round)| points_results(project, round)),
        said: said(project, arena),
        heaviest: arena.heaviest(project),
        balance: scenarios.last().and_then(|wide| wide.balance.clone()),
        scenarios,
        gaps: arena.gaps(project).iter().map(|gap| GapRow::of(project, gap)).collect(),
        outdated: arena.is_outdated(project),
        tied: arena.is_tied(project),
        untaken: untaken(project, arena),
    }
}

/// Shares of costs in whole percents, the largest first.
fn cost_rows(project: &Project, costs: &BTreeMap<PartyId, u64>) -> Vec<Share> {
    let name = |party: PartyId| project.party(party).map_or_else(String::new, |party| party.short_name.clone());
    let mut rows: Vec<Share> = percents(costs)
        .into_iter()
        .map(|(party, percent)| Share { item: party.into(), name: name(party), percent })
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.percent));
    rows
}

fn scenario_row(project: &Project, arena: &Arena, scenario: Scenario) -> ScenarioRow {
    let seen = arena.seen(project, scenario);
    ScenarioRow {
        scenario,
        rated: !arena.weakest(project).is_empty(),
        effects: seen.effects.iter().filter_map(|id| project.name_on_board((*id).into())).collect(),
        balance: seen.balance.as_ref().map(|balance| BalanceView::of(project, arena, balance, &seen)),
    }
}

fn waiting_piece(project: &Project, arena: &Arena, piece: &Piece) -> WaitingPiece {
    let short = |party: PartyId| project.party(party).map_or_else(String::new, |party| party.short_name.clone());
    let name = |id: PieceId| arena.piece(arena.same(id)).map_or_else(String::new, Piece::short_name);
    let (mut output, mut on, mut unwanted) = (String::new(), None, false);
    let text = match &piece.what {
        What::Activity(activity) => {
            output.clone_from(&activity.output);
            activity.text.clone()
        }
        What::Effect(effect) => {
            (on, unwanted) = (effect.on, effect.unwanted);
            effect.text.clone()
        }
        What::Line(line) => format!("{} → {}", name(line.from), name(line.to)),
        What::Contribution(contribution) => {
            [short(contribution.party), name(contribution.activity), contribution.text.clone()].join(" · ")
        }
    };
    WaitingPiece {
        piece: piece.piece,
        sort: piece.sort(),
        text,
        short_name: piece.short_name(),
        output,
        on,
        unwanted,
        by: piece.by.map(short),
        status: piece.status,
    }
}
