//! Effects, costs and benefits ("Effecten, kosten en baten", D8): the board of the effects arena, how certain
//! it is, who pays and who gains (step 2D, method A.3). Expectations, never proof.

use werksessie_core::arena::balance::Beneficiary;
use werksessie_core::arena::figures::Source;
use werksessie_core::arena::piece::{Euros, On};
use werksessie_core::arena::{Arena, Form, Gate};
use werksessie_core::document::{Block, Cell, Column, Document, Edition, Figure, Inline, Kind, Level, Purpose, Table};
use werksessie_core::project::{Language, Project};
use werksessie_core::promise::condition::Answer;
use werksessie_core::question::Scale;
use werksessie_core::round::{Ask, Phase, Round};
use werksessie_core::view::arena::{ArenaView, BalanceView, ContributionRow, EffectRow, arena_view};
use werksessie_core::view::commitment::{WrittenRow, written};

use super::sections;
use super::wording;
use crate::messages::{arena as words_texts, formal as texts};
use crate::server::clock;
use crate::ui::words::{self as ui_words, decimal, signed};
use crate::ui::{arena as words, board, commit, scoring};

/// The document of a project.
pub fn arena(project: &Project, edition: Edition) -> Document {
    let language = edition.language;
    let mut document = Document::about(project, Kind::Arena, texts::arena_title(language), edition);
    let out = &mut document;
    out.say(texts::arena_intro(language));
    sections::warnings(out, project);
    out.note(words_texts::expectations(language), texts::arena_expectations(language));
    if project.arenas.is_empty() {
        out.section(texts::arena_measure(language));
        out.say(texts::arena_none(language));
    }
    // The newest first: that is the one that is worked on.
    for found in project.arenas.iter().rev() {
        about(out, project, found);
    }
    out.section(texts::arena_instrument(language));
    out.say(texts::arena_instrument_text(language));
    out.say(words_texts::credit(language));
    sections::source(out);
    document
}

fn part(out: &mut Document, text: &str) {
    out.blocks.push(Block::Heading { level: Level::Part, text: text.to_owned() });
}

/// Everything about one board.
fn about(out: &mut Document, project: &Project, arena: &Arena) {
    let language = out.edition.language;
    let view = arena_view(project, arena);
    out.section(texts::arena_about(language, &view.measure));
    frame(out, &view);
    held(out, project, arena);
    part(out, texts::arena_board(language));
    pictures(out, &view);
    activities(out, &view);
    effects(out, &view);
    if view.form == Form::Full {
        lines(out, &view);
        contributions(out, project, &view);
    }
    gains(out, project, &view);
    balance(out, project, &view);
    gaps(out, &view);
    unwanted(out, &view);
    needs(out, project, arena);
    meaning(out, project, &view);
}

/// When it was talked about, and which organisations were there then.
fn held(out: &mut Document, project: &Project, arena: &Arena) {
    let language = out.edition.language;
    let about = |round: &&Round| project.arena_in(round).is_some_and(|other| other.arena == arena.arena);
    for meeting in &project.meetings {
        let Some(first) = meeting.rounds.iter().filter(|round| round.phase != Phase::Discarded).find(about) else {
            continue;
        };
        let mut there: Vec<&str> = Vec::new();
        for attendance in &meeting.attendance {
            if !there.contains(&attendance.party.as_str()) {
                there.push(&attendance.party);
            }
        }
        let day = ui_words::date(language, clock::day_of(first.opened_at));
        let mut facts =
            vec![(texts::arena_held(language).to_owned(), Cell::text([&meeting.title, ", ", &day].concat()))];
        if !there.is_empty() {
            facts.push((texts::arena_table(language).to_owned(), Cell::text(there.join(", "))));
        }
        out.blocks.push(Block::Facts(facts));
    }
}

/// What parties said that they need to take part, in the newest round that asked it and was shown.
fn needs(out: &mut Document, project: &Project, arena: &Arena) {
    let language = out.edition.language;
    part(out, texts::arena_needs(language));
    let mut rounds = project.meetings.iter().rev().flat_map(|meeting| meeting.rounds.iter().rev());
    let asked = rounds.find(|round| {
        let about = project.arena_in(round).is_some_and(|other| other.arena == arena.arena);
        about && round.question.ask() == Ask::Needs && round.phase.is_revealed()
    });
    let Some((round, tally)) = asked.and_then(|round| Some((round, round.phase.tally()?))) else {
        return out.say(texts::arena_needs_none(language));
    };
    let given = tally.parties.iter().map(|given| (given.party, &given.answers));
    let row = |row: WrittenRow| {
        let who = row.party.map(|(_, name)| name).unwrap_or_default();
        let from = if row.more.is_empty() { String::new() } else { [" (", &row.more, ")"].concat() };
        [&who, ": ", &row.text, &from].concat()
    };
    out.list(written(project, round, Some(tally), given).into_iter().map(row).collect::<Vec<_>>());
}

fn frame(out: &mut Document, view: &ArenaView) {
    let language = out.edition.language;
    let or_none = |text: &str| Cell::text(if text.is_empty() { texts::arena_not_said(language) } else { text });
    let untaken = view.untaken.iter().find(|round| round.ask == Ask::Agreement);
    let agreed = match (&view.agreement, untaken) {
        (Some(figures), _) => {
            let [.., four, five] = figures.counts;
            words_texts::agree(language, four + five, figures.counts.iter().sum::<u32>())
        }
        (None, Some(_)) => unsettled(language, view, Ask::Agreement).unwrap_or_default().to_owned(),
        (None, None) => words_texts::agree_none(language).to_owned(),
    };
    let youths = view.youths.map_or_else(|| or_none(""), Cell::Number);
    let form = match view.form {
        Form::Full => words_texts::form_full(language),
        Form::Light => words_texts::form_light(language),
    };
    let facts = [
        (words_texts::measure(language), Cell::text(&view.measure)),
        (words_texts::profile(language), or_none(&view.profile)),
        (words_texts::without(language), or_none(&view.without)),
        (texts::arena_agreement(language), Cell::text(agreed)),
        (words_texts::horizon(language), Cell::text(words_texts::years(language, u32::from(view.horizon)))),
        (words_texts::youths(language), youths),
        (words_texts::form(language), Cell::text(form)),
    ];
    out.blocks.push(Block::Facts(facts.map(|(name, value)| (name.to_owned(), value)).into()));
    if view.open_questions.is_empty() {
        return;
    }
    out.say(texts::arena_gate(language));
    out.list(view.open_questions.iter().map(|gate| match gate {
        Gate::Measure => words_texts::gate_measure(language),
        Gate::Profile => words_texts::gate_profile(language),
        Gate::Without => words_texts::gate_without(language),
        Gate::Who => words_texts::gate_who(language),
    }));
    if !view.reason.is_empty() {
        out.say(words_texts::gate_reason_is(language, &view.reason));
    }
}

/// That something was asked and shown, and not settled; `None` when it was not asked, or taken.
fn unsettled(language: Language, view: &ArenaView, ask: Ask) -> Option<&'static str> {
    let round = view.untaken.iter().find(|round| round.ask == ask)?;
    Some(if round.has_figures { texts::arena_not_settled(language) } else { texts::arena_too_few(language) })
}

/// The board, page by page, each with its lines as a table.
fn pictures(out: &mut Document, view: &ArenaView) {
    let language = out.edition.language;
    let pages = view.board.pages();
    if pages.is_empty() {
        return out.say(texts::arena_board_none(language));
    }
    let (width, height) = board::SIZE;
    for (at, page) in (1..).zip(&pages) {
        let caption = match pages.len() {
            1 => texts::arena_board_caption(language).to_owned(),
            of => [texts::arena_board_caption(language), " – ", &words_texts::board_page(language, at, of)].concat(),
        };
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\">{}</svg>",
            board::draw(language, page, &[]).html()
        );
        let row = |row: [String; 3]| row.map(Cell::Text).into();
        let alternative = texts::arena_board_text(
            language,
            page.investors.len() as u32,
            page.activities.len() as u32,
            page.effects.len() as u32,
            page.gains.len() as u32,
        );
        out.blocks.push(Block::Figure(Figure {
            svg,
            alternative,
            caption: caption.clone(),
            table: Table {
                caption: [words_texts::ties(language), ": ", &caption].concat(),
                columns: vec![
                    Column::text(words_texts::from(language), 38),
                    Column::text(words_texts::to(language), 38),
                    Column::text(words_texts::how_sure(language), 24),
                ],
                row_header: Some(0),
                rows: board::rows(language, page).into_iter().map(row).collect(),
                purpose: Purpose::Reading,
            },
        }));
    }
    out.say(texts::arena_board_key(language));
}

fn table(out: &mut Document, caption: &str, columns: Vec<Column>, rows: Vec<Vec<Cell>>) {
    let (caption, row_header, purpose) = (caption.to_owned(), Some(0), Purpose::Reading);
    out.blocks.push(Block::Table(Table { caption, columns, row_header, rows, purpose }));
}

fn activities(out: &mut Document, view: &ArenaView) {
    let language = out.edition.language;
    part(out, words_texts::what_we_do(language));
    if view.activities.is_empty() {
        return out.say(texts::arena_activities_none(language));
    }
    let rows = view.activities.iter().map(|row| {
        let hangs = [row.bottlenecks.as_slice(), row.risks.as_slice()].concat().join(", ");
        vec![Cell::text(&row.text), Cell::text(&row.output), Cell::text(&row.party), Cell::text(hangs)]
    });
    let columns = vec![
        Column::text(words_texts::activity(language), 34),
        Column::text(texts::arena_output(language), 22),
        Column::text(texts::arena_by(language), 18),
        Column::text(texts::arena_hangs(language), 26),
    ];
    table(out, words_texts::what_we_do(language), columns, rows.collect());
}

fn effects(out: &mut Document, view: &ArenaView) {
    let language = out.edition.language;
    part(out, words_texts::what_comes(language));
    if view.effects.is_empty() {
        return out.say(texts::arena_effects_none(language));
    }
    let rows = view.effects.iter().filter(|effect| !effect.unwanted).map(|row| {
        let weight = match row.weight {
            Some(weight) => Cell::Number(weight),
            None => Cell::text(if row.is_end { "–" } else { texts::arena_not_end(language) }),
        };
        vec![
            Cell::text(&row.text),
            Cell::text(whom(language, row)),
            Cell::text(words::term(language, row.term)),
            Cell::text(row.certainty.map_or_else(|| "–".to_owned(), |certainty| decimal(language, certainty, 1))),
            weight,
        ]
    });
    let columns = vec![
        Column::text(words_texts::effect(language), 34),
        Column::text(texts::arena_whom(language), 22),
        Column::text(texts::arena_when(language), 16),
        Column::text(words_texts::certainty_name(language), 14),
        Column::text(texts::arena_weight(language), 14),
    ];
    table(out, words_texts::what_comes(language), columns, rows.collect());
    out.say(texts::arena_weight_text(language));
    said(out, view, Ask::Weights);
}

/// With whom an effect shows, and which organisations gain.
fn whom(language: Language, row: &EffectRow) -> String {
    // Of an organisation its name says more.
    let on = row.on.filter(|on| *on != On::Organisation || row.parties.is_empty());
    let on = on.map(|on| words::on(language, on).to_owned());
    on.into_iter().chain(row.parties.iter().cloned()).collect::<Vec<_>>().join(", ")
}

fn lines(out: &mut Document, view: &ArenaView) {
    let language = out.edition.language;
    part(out, texts::arena_lines(language));
    if view.lines.is_empty() {
        return out.say(texts::arena_lines_none(language));
    }
    let names = words::marks(language, Scale::Evidence);
    let rows = view.lines.iter().map(|row| {
        let certainty = match &row.certainty {
            Some(figures) => {
                let abstained = words::abstained(language, figures).map(|text| [" ", &text].concat());
                Cell::text([decimal(language, figures.mean, 1), abstained.unwrap_or_default()].concat())
            }
            None => Cell::text(words_texts::sure_unknown(language)),
        };
        let evidence = row.evidence.map(|counts| {
            let named = names.iter().zip(counts).filter(|(_, count)| *count > 0);
            named.map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>().join(", ")
        });
        let name = [row.from.as_str(), " → ", &row.to].concat();
        vec![Cell::text(name), Cell::text(&row.assumption), certainty, Cell::text(evidence.unwrap_or_default())]
    });
    let columns = vec![
        Column::text(words_texts::ties(language), 34),
        Column::text(texts::arena_because(language), 28),
        Column::text(words_texts::certainty_name(language), 14),
        Column::text(words_texts::evidence_name(language), 24),
    ];
    table(out, texts::arena_lines(language), columns, rows.collect());
    out.say(texts::arena_lines_text(language));
}

fn amount(language: Language, euros: Option<Euros>) -> String {
    let one = |amount| scoring::euros(language, amount);
    match euros {
        None => String::new(),
        Some(Euros { low, likely, high }) if low == high => one(likely),
        Some(Euros { low, likely, high }) => texts::arena_range(language, one(low), one(likely), one(high)),
    }
}

fn contributions(out: &mut Document, project: &Project, view: &ArenaView) {
    let language = out.edition.language;
    part(out, words_texts::who_invests(language));
    let own: Vec<&ContributionRow> = view.contributions.iter().filter(|row| !row.request).collect();
    if own.is_empty() {
        out.say(texts::arena_contributions_none(language));
    } else {
        // The share is that of a party: it stands once, at the first that it puts in.
        let is_first = |row: &ContributionRow| {
            own.iter().find(|other| other.party == row.party).is_some_and(|first| first.piece == row.piece)
        };
        let share = |row: &ContributionRow| view.costs.iter().find(|share| share.item == row.party.into());
        let rows = own.iter().map(|row| {
            let kind = row.kind.map(|kind| words::kind(language, kind)).unwrap_or_default();
            let what = [kind, &row.text].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ");
            let euros = [(texts::arena_once(language), row.once), (texts::arena_yearly(language), row.yearly)];
            let euros = euros.into_iter().filter(|(_, euros)| euros.is_some());
            let euros = euros.map(|(when, euros)| format!("{} {when}", amount(language, euros)));
            vec![
                Cell::text(project.full_name(row.party.into()).unwrap_or_default()),
                Cell::text(&row.activity),
                Cell::text(what),
                Cell::text(euros.collect::<Vec<_>>().join(", ")),
                Cell::text(row.firm.map(|firm| words::firm(language, firm)).unwrap_or_default()),
                match share(row) {
                    _ if !is_first(row) => Cell::empty(),
                    Some(share) => Cell::Number(share.percent),
                    None => Cell::text("–"),
                },
            ]
        });
        let columns = vec![
            Column::text(words_texts::party(language), 23),
            Column::text(words_texts::activity(language), 17),
            Column::text(words_texts::contribution(language), 24),
            Column::text(texts::arena_euros(language), 13),
            Column::text(texts::arena_firm(language), 12),
            Column::text(texts::arena_cost_share(language), 10),
        ];
        table(out, words_texts::who_invests(language), columns, rows.collect());
        match view.source {
            Some(Source::Euros) => out.say(texts::arena_contributions_euros(language)),
            Some(Source::One) => out.say(words_texts::source_one(language)),
            _ => {
                out.say(texts::arena_contributions_text(language));
                said(out, view, Ask::Costs);
            }
        }
    }
    let asked: Vec<String> =
        view.contributions.iter().filter(|row| row.request).map(|row| asked(language, project, row)).collect();
    if !asked.is_empty() {
        out.say(texts::arena_requests(language));
        out.list(asked);
    }
}

/// What is asked of a party, by whom, and what that said to it.
fn asked(language: Language, project: &Project, row: &ContributionRow) -> String {
    let what = [row.text.as_str(), &row.activity].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
    let line = words_texts::asked_of(language, &row.short_name, what.join(" – "));
    let conditions =
        project.promises.iter().filter(|promise| !promise.withdrawn).flat_map(|promise| &promise.conditions);
    let condition =
        conditions.filter(|condition| !condition.dropped).find(|condition| condition.request == Some(row.piece));
    let answer = condition.map_or(Answer::Asked, |condition| condition.answer);
    let by = row.by.as_ref().map(|(_, by)| words_texts::by_party(language, by.as_str()));
    let beside: Vec<String> = by.into_iter().chain([commit::answer(language, answer).to_owned()]).collect();
    [&line, " (", &beside.join("; "), ")"].concat()
}

/// How many divided points, and how far these are apart.
fn said(out: &mut Document, view: &ArenaView, ask: Ask) {
    let language = out.edition.language;
    let Some(said) = view.said.iter().find(|said| said.ask == ask) else { return };
    let voters = match ask {
        Ask::Benefits => words_texts::voters_party(language, said.voters),
        _ => words_texts::voters(language, said.voters),
    };
    let apart = words_texts::apart(language, decimal(language, said.apart, 0));
    let again = if said.again { texts::arena_again(language) } else { "" };
    let sentences = [&[&voters, "."].concat(), words::apart(language, said.apart), &apart, again];
    out.say(sentences.into_iter().filter(|sentence| !sentence.is_empty()).collect::<Vec<_>>().join(" "));
}

fn gains(out: &mut Document, project: &Project, view: &ArenaView) {
    let language = out.edition.language;
    part(out, words_texts::who_gains_column(language));
    if view.benefits.is_empty() {
        let none = unsettled(language, view, Ask::Benefits).unwrap_or_else(|| texts::arena_gains_none(language));
        return out.say(none);
    }
    out.say(texts::arena_gains_text(language));
    let mut who: Vec<(werksessie_core::ItemId, String)> = Vec::new();
    for share in view.benefits.iter().flat_map(|result| &result.shares) {
        if !who.iter().any(|(item, _)| *item == share.item) {
            let name = project.full_name(share.item).unwrap_or_default();
            who.push((share.item, words::gainer(language, Beneficiary::from(share.item), &name)));
        }
    }
    let rows = who.iter().map(|(item, name)| {
        let cell = |result: &werksessie_core::view::arena::PointsResult| {
            let share = result.shares.iter().find(|share| share.item == *item);
            share.map_or_else(Cell::empty, |share| Cell::Number(share.percent))
        };
        std::iter::once(Cell::text(name)).chain(view.benefits.iter().map(cell)).collect()
    });
    let rows = rows.collect();
    let each = 64 / view.benefits.len().max(1) as u16;
    let columns = std::iter::once(Column::text(words_texts::who_gains_column(language), 36))
        .chain(view.benefits.iter().map(|result| Column::number(result.title.as_str(), each)));
    table(out, texts::arena_gains_table(language), columns.collect(), rows);
    said(out, view, Ask::Benefits);
}

fn balance(out: &mut Document, project: &Project, view: &ArenaView) {
    let language = out.edition.language;
    part(out, texts::arena_balance(language));
    let Some(found) = &view.balance else {
        let none = unsettled(language, view, Ask::Weights).or_else(|| unsettled(language, view, Ask::Benefits));
        return out.say(none.unwrap_or_else(|| words_texts::balance_none_sub(language)));
    };
    if view.outdated {
        out.note(texts::note(language), words_texts::outdated(language));
    }
    out.say(words::over(language, found));
    out.blocks.push(Block::Paragraph(vec![
        Inline::strong(words_texts::balance_youth(language)),
        Inline::plain(" "),
        Inline::plain(words::gains_of_all(language, found)),
    ]));
    if let Some(pocket) = words::pocket(language, found) {
        out.say(pocket);
    }
    if view.form == Form::Light {
        return;
    }
    let columns = vec![
        Column::text(words_texts::party(language), 40),
        Column::text(words_texts::pays(language), 20),
        Column::text(words_texts::gains(language), 20),
        Column::text(words_texts::difference(language), 20),
    ];
    if !found.rows.is_empty() {
        table(out, texts::arena_balance(language), columns, balance_rows(project, found));
        out.say([words::source(language, found.source), " ", texts::arena_rounded(language)].concat());
    }
    out.say(texts::arena_scenarios(language));
    let rows = view.scenarios.iter().map(|row| {
        let (name, what) = words::scenario(language, row.scenario);
        let figure = |value: Option<u32>| value.map_or_else(|| Cell::text("–"), Cell::Number);
        let pocket = row.balance.as_ref().and_then(|balance| balance.wrong_pocket);
        let effects = match (row.effects.is_empty(), pocket) {
            (true, _) => words::no_effect(language, row).to_owned(),
            (false, None) => [&row.effects.join(", "), ". ", words_texts::scenario_no_balance(language)].concat(),
            (false, Some(_)) => row.effects.join(", "),
        };
        vec![
            Cell::text([name, ": ", what].concat()),
            Cell::text(effects),
            figure(row.balance.as_ref().map(|balance| balance.youth)),
            figure(pocket.map(|points| points.round() as u32)),
        ]
    });
    let columns = vec![
        Column::text(texts::arena_care(language), 30),
        Column::text(words_texts::scenario_effects(language), 38),
        Column::text(words_texts::scenario_youth(language), 14),
        Column::text(words_texts::wrong_pocket(language), 18),
    ];
    table(out, words_texts::scenarios_title(language), columns, rows.collect());
}

fn balance_rows(project: &Project, balance: &BalanceView) -> Vec<Vec<Cell>> {
    let row = |row: &werksessie_core::view::arena::BalanceRow| {
        vec![
            Cell::text(project.full_name(row.party.into()).unwrap_or_default()),
            Cell::Number(row.cost),
            Cell::Number(row.benefit),
            Cell::text(signed(row.difference())),
        ]
    };
    balance.rows.iter().map(row).collect()
}

fn gaps(out: &mut Document, view: &ArenaView) {
    let language = out.edition.language;
    let wide: Vec<String> = (view.gaps.iter().filter(|gap| gap.is_wide))
        .map(|gap| {
            let of = gap.effect.as_ref().map_or_else(
                || words_texts::gap_all(language).to_owned(),
                |effect| words_texts::gap_effect(language, effect.as_str()),
            );
            [&words::gap(language, gap), " (", &of, ")"].concat()
        })
        .collect();
    if !wide.is_empty() {
        out.say(texts::arena_gaps(language));
        out.list(wide);
    }
}

fn unwanted(out: &mut Document, view: &ArenaView) {
    let language = out.edition.language;
    part(out, texts::arena_unwanted(language));
    let rows: Vec<String> = view
        .unwanted()
        .map(|row| {
            let whom = whom(language, row);
            let on = if whom.is_empty() {
                String::new()
            } else {
                [" – ", &words_texts::unwanted_on(language, whom)].concat()
            };
            [row.text.as_str(), &on].concat()
        })
        .collect();
    if rows.is_empty() {
        return out.say(texts::arena_unwanted_none(language));
    }
    out.say(words_texts::unwanted_note(language));
    out.list(rows);
}

/// What the board touches: the bottlenecks and risks that pieces hang on, and the actions that came of it.
fn meaning(out: &mut Document, project: &Project, view: &ArenaView) {
    let language = out.edition.language;
    part(out, texts::arena_meaning(language));
    let Some(arena) = project.arena_of(view.arena) else { return };
    let (bottlenecks, risks) = arena.touches();
    let bottlenecks = bottlenecks.iter().filter_map(|id| project.bottleneck(*id)).map(sections::named);
    let risks = risks
        .iter()
        .filter_map(|id| project.risk(*id))
        .map(|risk| [&wording::risk_number(risk), " ", &wording::risk(language, risk)].concat());
    let all: Vec<String> = bottlenecks.chain(risks).collect();
    if all.is_empty() {
        out.say(texts::arena_meaning_none(language));
    } else {
        out.say(texts::arena_meaning_text(language));
        out.list(all);
    }
    let planned: Vec<String> = (view.activities.iter())
        .filter_map(|row| Some(texts::arena_action(language, row.action?, &row.text)))
        .collect();
    if !planned.is_empty() {
        out.say(texts::arena_actions(language));
        out.list(planned);
    }
}
