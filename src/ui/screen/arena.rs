//! The effects arena on the wall: the frame, the board, weakest links, points, the balance, scenarios, and
//! how parties see themselves. Expectations, and every picture says so.

use leptos::prelude::*;
use werksessie_core::ItemId;
use werksessie_core::arena::piece::On;
use werksessie_core::question::Divided;
use werksessie_core::view::Figures;
use werksessie_core::view::arena::{BalanceRow, BalanceView, Board, GapRow, LineRow, PointsResult, ScenarioRow, Sure};

use super::{quiet, turn_pages};
use crate::messages::{arena as texts, chart as chart_texts};
use crate::ui::chart::{Mini, patterns};
use crate::ui::markup::{Markup, el};
use crate::ui::words::{decimal, signed, tenth};
use crate::ui::{arena as words, board as picture, language};

/// Rows of a table on the wall at once.
const ROWS: usize = 5;
/// Characters of a measure that stands in the title of the board.
const TITLE: usize = 17;
/// Bars on the wall at once.
const BARS: usize = 8;

/// What stands below a picture. That all of it are expectations says the foot of the screen.
fn note(more: impl IntoView) -> impl IntoView {
    view! { <p class="ws-quiet">{more}</p> }
}

/// What the frame shows.
pub(super) struct Frame {
    pub measure: String,
    pub profile: String,
    pub without: String,
    pub horizon: u8,
    pub youths: Option<u32>,
    /// Whether people were just asked if they agree.
    pub asked: bool,
    pub agreement: Option<Figures>,
}

/// The measure, for whom, and what happens without it.
pub(super) fn frame(frame: Frame) -> impl IntoView {
    let language = language();
    let Frame { measure, profile, without, horizon, youths, asked, agreement } = frame;
    let mut whom = vec![profile];
    whom.extend(youths.map(|youths| texts::youths(language).to_owned() + ": " + &youths.to_string()));
    whom.push(texts::years(language, u32::from(horizon)));
    whom.retain(|part| !part.is_empty());
    let agreed = match &agreement {
        Some(figures) => {
            let [.., four, five] = figures.counts;
            texts::agree(language, four + five, figures.counts.iter().sum::<u32>())
        }
        None if asked => texts::too_few(language).to_owned(),
        None => texts::agree_none(language).to_owned(),
    };
    let long = if without.chars().count() > 120 { "ws-challenge ws-challenge--long" } else { "ws-challenge" };
    view! {
        <h1>{measure}</h1>
        <p class="ws-stage__sub">{whom.join(" · ")}</p>
        <div class="ws-challenge"><p class="ws-stage__sub">{texts::without(language)}":"</p><p class=long>{without}</p></div>
        {note(agreed)}
    }
}

/// Whether people agree on what happens without the measure: what they said, and every answer.
pub(super) fn agreed(without: &str, figures: &Figures) -> impl IntoView + use<> {
    let language = language();
    let [.., four, five] = figures.counts;
    let title = texts::agreement_result(language, four + five, figures.counts.iter().sum::<u32>());
    let names = words::marks(language, werksessie_core::question::Scale::Agreement);
    let rows: Vec<(String, u32)> = names.into_iter().zip(figures.counts).collect();
    let most = figures.counts.into_iter().max().unwrap_or(0).max(1);
    let (drawn, label) = (bars(&rows, most).html(), said(&rows));
    view! {
        <h1>{title}</h1>
        <p class="ws-stage__sub">{[texts::without(language), ": ", without].concat()}</p>
        <div class="ws-stage__picture"><svg class="ws-chart" viewBox="0 0 1728 700" role="img" aria-label=label inner_html=drawn></svg></div>
        {words::abstained(language, figures).map(note)}
    }
}

/// A page of the board.
pub(super) fn board(
    measure: &str,
    board: Board,
    page: (usize, usize),
    thought: &[ItemId],
    focus: Option<&str>,
) -> impl IntoView {
    let language = language();
    if board.is_empty() {
        return quiet(texts::board_empty(language), texts::board_empty_sub(language)).into_any();
    }
    let drawn = picture::draw(language, &board, thought).html();
    let rows = picture::rows(language, &board).into_iter().map(|[from, to, sure]| {
        view! { <tr><th scope="row">{from}</th><td>{to}</td><td>{sure}</td></tr> }
    });
    let (width, height) = picture::SIZE;
    let is_paged = page.1 > 1;
    let paging =
        is_paged.then(|| view! { " "<span class="ws-quiet">{texts::board_page(language, page.0, page.1)}</span> });
    let legend = picture::legend(language, &board).html();
    // One line: a second would take the letters of the board below what can be read.
    let title = match (focus, measure.chars().count()) {
        (Some(name), _) => texts::focus_title(language, name),
        (None, 0..=TITLE) if !is_paged => texts::board_of(language, measure),
        _ => texts::board_title(language).to_owned(),
    };
    view! {
        <h1>{title}{paging}</h1>
        <div class="ws-stage__picture">
            <svg class="ws-chart" viewBox=format!("0 0 {width} {height}") role="img" aria-label=texts::board_label(language) inner_html=drawn></svg>
        </div>
        <div class="ws-row ws-row--apart ws-quiet"><span class="ws-row" inner_html=legend></span></div>
        <div class="ws-hidden ws-hidden--wide"><table class="ws-table"><caption>{texts::ties(language)}</caption>
            <thead><tr><th scope="col">{texts::from(language)}</th><th scope="col">{texts::to(language)}</th><th scope="col">{texts::how_sure(language)}</th></tr></thead>
            <tbody>{rows.collect_view()}</tbody></table></div>
    }
    .into_any()
}

/// Lines, the least certain first.
pub(super) fn lines(rows: Vec<LineRow>) -> impl IntoView {
    let language = language();
    let rows: Vec<LineRow> = rows.into_iter().filter(|row| row.certainty.is_some()).collect();
    if rows.is_empty() {
        return quiet(texts::lines_none(language), texts::too_few(language)).into_any();
    }
    let evidence = move |counts: [u32; 4]| {
        let names = words::marks(language, werksessie_core::question::Scale::Evidence);
        let named = names.into_iter().zip(counts).filter(|(_, count)| *count > 0);
        named.map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>().join(" · ")
    };
    let pages = rows.len().div_ceil(ROWS);
    let page = RwSignal::new(0);
    turn_pages(page, pages);
    let shown = move || {
        let first = (page.get() % pages) * ROWS;
        let rows = rows.iter().skip(first).take(ROWS).map(|row| {
            let mean = row.certainty.as_ref().map_or_else(String::new, |figures| decimal(language, figures.mean, 1));
            let name = [row.from.as_str(), " → ", &row.to].concat();
            let abstained = row.certainty.as_ref().and_then(|figures| words::abstained(language, figures));
            let sure = words::sure(language, Sure::of(row.certainty.as_ref().map(|figures| figures.mean)));
            view! {
                <li class="ws-wall--wide"><span class="ws-wall__party">{mean}" "<span class="ws-quiet">{sure}</span></span>
                    <span><span class="ws-wall__promise">{name}</span><span class="ws-wall__needs">{row.certainty.as_ref().map(|figures| view! { <Mini counts=figures.counts/> })}<span>{row.evidence.map(evidence)}" "{abstained}</span></span></span></li>
            }
        });
        rows.collect_view()
    };
    view! {
        <h1>{texts::lines_title(language)}</h1>
        <p class="ws-stage__sub">{texts::lines_sub(language)}</p>
        <div inner_html=patterns().html()></div>
        <ul class="ws-wall">{shown}</ul>
        {note(turning(page, pages))}
    }
    .into_any()
}

fn turning(page: RwSignal<usize>, pages: usize) -> impl IntoView {
    let language = language();
    (pages > 1).then(|| view! { <span>{move || chart_texts::page(language, page.get() % pages + 1, pages)}</span> })
}

/// As few parts as hold so many each, of nearly the same length.
fn in_parts<T: Clone>(rows: &[T], most: usize) -> Vec<Vec<T>> {
    let parts = rows.len().div_ceil(most).max(1);
    rows.chunks(rows.len().div_ceil(parts).max(1)).map(<[T]>::to_vec).collect()
}

/// How points were divided: one item at a time, each share a bar.
pub(super) fn points(
    revealing: bool,
    of: Divided,
    items: Vec<PointsResult>,
    voted: (u32, u32),
    gaps: &[GapRow],
) -> impl IntoView {
    let language = language();
    // Long lists go over more pages, of one item each.
    let mut parts: Vec<(String, Vec<(String, u32)>)> = Vec::new();
    for item in &items {
        let title = if of == Divided::Benefits { item.title.clone() } else { String::new() };
        let rows: Vec<_> = (item.shares.iter())
            .map(|share| (words::gainer(language, share.item.into(), &share.name), share.percent))
            .collect();
        match rows.is_empty() {
            true => parts.push((title, Vec::new())),
            false => parts.extend(in_parts(&rows, BARS).into_iter().map(|rows| (title.clone(), rows))),
        }
    }
    let pages = parts.len().max(1);
    let page = RwSignal::new(0);
    turn_pages(page, pages);
    // Bars of every page are of one scale.
    let most = parts.iter().flat_map(|(_, rows)| rows).map(|(_, percent)| *percent).max().unwrap_or(0).max(1);
    let title = match of {
        Divided::Costs => texts::costs_result(language),
        Divided::Weights => texts::weights_result(language),
        Divided::Benefits => texts::benefits_result(language),
    };
    let shown = {
        let parts = parts.clone();
        move || {
            let (name, rows) = parts.get(page.get() % pages).cloned().unwrap_or_default();
            if rows.is_empty() {
                return view! { <p class="ws-stage__sub">{texts::too_few(language)}</p> }.into_any();
            }
            let (drawn, label) = (bars(&rows, most).html(), said(&rows));
            let name = (!name.is_empty()).then(|| view! { <p class="ws-stage__sub">{name}</p> });
            view! {
                {name}
                <div class="ws-stage__picture" class:ws-reveal=revealing>
                    <svg class="ws-chart" viewBox="0 0 1728 700" role="img" aria-label=label inner_html=drawn></svg></div>
            }
            .into_any()
        }
    };
    let apart = items.iter().map(|item| item.apart).fold(0.0, f64::max);
    let apart = items.iter().any(|item| item.voters > 1).then(|| words::apart(language, apart));
    let widest = gaps.iter().find(|gap| gap.is_wide).map(|gap| words::gap(language, gap) + ".");
    let sums = items.iter().filter(|item| !item.shares.is_empty());
    let mut sums = sums.map(|item| item.shares.iter().map(|share| share.percent).sum::<u32>());
    let rounded = sums.any(|sum| sum.abs_diff(100) > 2).then(|| texts::rounded(language));
    let tables = parts.iter().map(|(name, rows)| {
        let rows = rows
            .iter()
            .map(|(name, percent)| view! { <tr><th scope="row">{name.clone()}</th><td>{*percent}</td></tr> });
        let caption = if name.is_empty() { title.to_owned() } else { name.clone() };
        view! { <table class="ws-table"><caption>{caption}</caption><tbody>{rows.collect_view()}</tbody></table> }
    });
    view! {
        <h1>{title}</h1>
        {shown}
        {note(view! { {voted_of(voted)}" "{apart}" "{widest}" "{rounded}" "{turning(page, pages)} })}
        <div class="ws-hidden ws-hidden--wide">{tables.collect_view()}</div>
    }
}

fn voted_of((voted, present): (u32, u32)) -> String {
    crate::messages::console::voted_of(language(), voted, present)
}

fn said(rows: &[(String, u32)]) -> String {
    rows.iter().map(|(name, percent)| format!("{name} {percent}")).collect::<Vec<_>>().join(", ")
}

/// Bars to the right, each with its name and number; the longest is of so much.
fn bars(rows: &[(String, u32)], most: u32) -> Markup {
    let pitch = 690.0 / rows.len().max(4) as f64;
    let height = (pitch - 18.0).min(84.0);
    let bar = |(at, (name, percent)): (usize, &(String, u32))| {
        let top = pitch * at as f64 + (pitch - height) / 2.0;
        let middle = top + height / 2.0 + 15.0;
        let width = (f64::from(*percent) / f64::from(most) * 960.0).max(2.0);
        let number = el("text")
            .class("ws-key ws-bold ws-after")
            .attr("x", &tenth(620.0 + width + 18.0))
            .attr("y", &tenth(middle))
            .text(&percent.to_string());
        let name = el("text").class("ws-q ws-end").attr("x", "590").attr("y", &tenth(middle)).text(name);
        let shape = el("rect")
            .class("ws-fill-1 ws-edge")
            .attr("x", "620")
            .attr("y", &tenth(top))
            .attr("width", &tenth(width))
            .attr("height", &tenth(height));
        Markup::from(name).and(shape).and(number)
    };
    let axis = el("path").class("ws-axis").attr("d", "M620 0V700");
    rows.iter().enumerate().map(bar).collect::<Markup>().and(axis)
}

/// Who pays and who gains.
pub(super) fn balance(balance: Option<BalanceView>, unwanted: Vec<(String, Option<On>, Vec<String>)>) -> impl IntoView {
    let language = language();
    let Some(balance) = balance else {
        return quiet(texts::balance_none(language), texts::balance_none_sub(language)).into_any();
    };
    let title = match balance.wrong_pocket {
        Some(points) if points >= 10.0 => texts::balance_title(language),
        Some(_) => texts::balance_fair(language),
        None => texts::balance_gains(language),
    };
    let harm: Vec<String> = unwanted
        .into_iter()
        .map(|(name, on, parties)| {
            let mut who = parties;
            who.extend(on.filter(|_| who.is_empty()).map(|on| words::on(language, on).to_owned()));
            match who.is_empty() {
                true => name,
                false => [name, " ".into(), texts::unwanted_on(language, who.join(", "))].concat(),
            }
        })
        .collect();
    let harm = (!harm.is_empty()).then(|| {
        view! { <p><strong>{texts::unwanted_apart(language)}" "</strong>{harm.join(" · ")}</p> }
    });
    let rows = balance.rows.iter().map(|row| {
        view! { <tr><th scope="row">{row.short_name.clone()}</th><td>{row.cost}</td><td>{row.benefit}</td><td>{signed(row.difference())}</td></tr> }
    });
    let parts: Vec<Vec<BalanceRow>> = in_parts(&balance.rows, BARS);
    let pages = parts.len().max(1);
    let page = RwSignal::new(0);
    turn_pages(page, pages);
    // Bars of every page are of one scale.
    let most = balance.rows.iter().map(|row| row.cost.max(row.benefit)).max().unwrap_or(0).max(1);
    let drawn = move || {
        let rows = parts.get(page.get() % pages)?;
        let drawn = beside(rows, most).html();
        Some(
            view! { <div class="ws-stage__picture"><svg class="ws-chart" viewBox="0 0 1728 560" role="img" aria-label=title inner_html=drawn></svg></div> },
        )
    };
    view! {
        <h1>{title}</h1>
        <p class="ws-stage__sub">{words::pocket(language, &balance)}</p>
        <p class="ws-lamp"><strong>{texts::balance_youth(language)}</strong>" "{words::gains_of_all(language, &balance)}</p>
        <div inner_html=patterns().html()></div>
        {drawn}
        {harm}
        {note(view! { {words::over(language, &balance)}" "{turning(page, pages)} })}
        <div class="ws-hidden ws-hidden--wide"><table class="ws-table"><caption>{title}</caption>
            <thead><tr><th scope="col">{texts::party(language)}</th><th scope="col">{texts::pays(language)}</th><th scope="col">{texts::gains(language)}</th><th scope="col">{texts::difference(language)}</th></tr></thead>
            <tbody>{rows.collect_view()}</tbody></table></div>
    }
    .into_any()
}

/// What each party pays at the left of its name, what it gains at the right.
fn beside(rows: &[BalanceRow], most: u32) -> Markup {
    let language = language();
    let pitch = 490.0 / rows.len().max(3) as f64;
    let height = (pitch - 14.0).min(70.0);
    let length = |value: u32| (f64::from(value) / f64::from(most) * 520.0).max(1.0);
    let row = |(at, row): (usize, &BalanceRow)| {
        let top = 64.0 + pitch * at as f64 + (pitch - height) / 2.0;
        let middle = tenth(top + height / 2.0 + 15.0);
        let bar = |x: f64, width: f64, fill: &str| {
            let bar = el("rect").class("ws-edge").attr("x", &tenth(x)).attr("y", &tenth(top));
            bar.attr("width", &tenth(width)).attr("height", &tenth(height)).attr("fill", fill)
        };
        let number = |x: f64, class: &str, value: u32| {
            el("text").class(class).attr("x", &tenth(x)).attr("y", &middle).text(&value.to_string())
        };
        let (cost, benefit) = (length(row.cost), length(row.benefit));
        Markup::from(bar(644.0 - cost, cost, "url(#ws-p2)"))
            .and(bar(1084.0, benefit, "#12436d"))
            .and(number(644.0 - cost - 16.0, "ws-q ws-bold ws-end", row.cost))
            .and(number(1084.0 + benefit + 16.0, "ws-q ws-bold", row.benefit))
            .and(el("text").class("ws-q2 ws-mid").attr("x", "864").attr("y", &middle).text(&row.short_name))
    };
    let head = |x: &str, class: &str, words: &str| el("text").class(class).attr("x", x).attr("y", "42").text(words);
    let axis = el("path").class("ws-axis").attr("d", "M644 60V556M1084 60V556");
    Markup::from(head("636", "ws-q2 ws-bold ws-end", texts::pays(language)))
        .and(head("1092", "ws-q2 ws-bold", texts::gains(language)))
        .and(rows.iter().enumerate().map(row).collect::<Markup>())
        .and(axis)
}

/// The same, seen with more and less care.
pub(super) fn scenarios(rows: Vec<ScenarioRow>) -> impl IntoView {
    let language = language();
    let row = |row: ScenarioRow| {
        let (name, what) = words::scenario(language, row.scenario);
        let effects = match row.effects.is_empty() {
            true => words::no_effect(language, &row).to_owned(),
            false => row.effects.join(", "),
        };
        let youth = row.balance.as_ref().map(|balance| texts::scenario_youth_of(language, balance.youth));
        let pocket = row.balance.and_then(|balance| balance.wrong_pocket);
        let pocket = pocket.map(|points| texts::scenario_pocket_of(language, points.round() as u32));
        view! {
            <li><span class="ws-wall__party">{name}</span>
                <span><span class="ws-wall__promise">{effects}</span><span class="ws-wall__needs">{what}</span></span>
                <span class="ws-wall__state"><span>{youth}<br/>{pocket}</span></span></li>
        }
    };
    view! {
        <h1>{texts::scenarios_title(language)}</h1>
        <p class="ws-stage__sub">{texts::scenarios_sub(language)}</p>
        <ul class="ws-wall">{rows.into_iter().map(row).collect_view()}</ul>
    }
}

/// What parties see of themselves, and what others see of them: only what is worth a talk.
pub(super) fn gaps(rows: Vec<GapRow>) -> impl IntoView {
    let language = language();
    let mut parties: Vec<(String, Vec<GapRow>)> = Vec::new();
    for row in rows.into_iter().filter(|row| row.is_wide) {
        match parties.iter_mut().find(|(party, _)| *party == row.party) {
            Some((_, rows)) => rows.push(row),
            None => parties.push((row.party.clone(), vec![row])),
        }
    }
    if parties.is_empty() {
        return quiet(texts::gaps_none(language), texts::expectations(language)).into_any();
    }
    // One row for each party: the widest gap large, its others below.
    let row = |(party, rows): &(String, Vec<GapRow>)| {
        let said = |row: &GapRow| {
            let of = row.effect.clone().unwrap_or_else(|| texts::gap_all(language).to_owned());
            [&of, ": ", &texts::gap_both(language, row.own, row.others)].concat()
        };
        let others = rows.iter().skip(1).map(said).collect::<Vec<_>>().join(" · ");
        view! { <li class="ws-wall--wide"><span class="ws-wall__party">{party.clone()}</span><span><span class="ws-wall__promise">{rows.first().map(said)}</span><span class="ws-wall__needs">{others}</span></span></li> }
    };
    view! {
        <h1>{texts::gaps_title(language)}</h1>
        <p class="ws-stage__sub">{texts::gaps_sub(language)}</p>
        <ul class="ws-wall">{parties.iter().take(ROWS).map(row).collect_view()}</ul>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_stand_below_each_other_and_the_longest_fits() {
        let rows: Vec<(String, u32)> = (0..9).map(|at| ("Gemeente Werk en Inkomen".to_owned(), 100 - at)).collect();
        let drawn = bars(&rows, 100).html();
        assert_eq!(drawn.matches("<rect").count(), 9);
        assert!(drawn.contains("width=\"960.0\"") && !drawn.contains("width=\"961"));
    }
}
