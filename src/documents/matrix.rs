//! The picture of the risks: two matrices beside each other, with the number of each risk where the table
//! put it. The municipality and the young people are never in one.

use werksessie_core::document::{Cell, Column, Purpose, Table};
use werksessie_core::project::Language;
use werksessie_core::risk::measure::{Zone, Zones};
use werksessie_core::risk::{Risk, Side};

use super::markup::Markup;
use super::wording;
use crate::messages::{formal, scoring as texts};
use crate::ui::scoring;

/// Width and height of a place, in the picture's own units.
const CELL: (u32, u32) = (64, 40);
/// Where the places begin.
const TOP: u32 = 34;
/// From the left edge of one matrix to that of the other.
const APART: u32 = 370;

/// Colours of `style/tokens.css`: a page that was saved has no other file to take them from.
const INK: &str = "#15202b";
const LINE: &str = "#54616e";

/// A colour that a dark text can be read on; the zone stands there in words as well.
pub fn fill(zone: Zone) -> &'static str {
    match zone {
        Zone::Low => "#ffffff",
        Zone::Middle => "#f3e3c9",
        Zone::High => "#e2b7a3",
    }
}

/// Numbers of the risks of a side that the table put in this place.
pub fn standing(risks: &[&Risk], side: Side, (chance, impact): (u8, u8)) -> Vec<String> {
    let stands = |risk: &&&Risk| {
        let place = risk.score.as_ref().map(|score| (score.place.chance, score.place.impact));
        risk.side == side && place == Some((chance, impact))
    };
    risks.iter().filter(stands).map(|risk| wording::risk_number(risk)).collect()
}

/// The picture as one `svg` element. Every zone has its word, so that nobody needs the colours.
pub fn matrices(language: Language, zones: Zones, risks: &[&Risk]) -> String {
    let mut out = Markup::new();
    let view = format!("0 0 {} {}", APART + 330, TOP + 5 * CELL.1 + 30);
    let drawn = out.element("svg", &[("xmlns", "http://www.w3.org/2000/svg"), ("viewBox", &view)], |out| {
        for (at, side) in (0..).zip(Side::ALL) {
            matrix(out, language, (at * APART, *side), zones, risks)?;
        }
        Ok(())
    });
    // Writing to memory does not fail; without a picture the sentence and the table still stand.
    drawn.map_or_else(|_| String::new(), |()| String::from_utf8_lossy(&out.finish()).into_owned())
}

/// One matrix as a table, for a file without pictures and for who reads with the ears: the gravest impact
/// first, and in each place its zone and the numbers of the risks that stand there.
pub fn grid(language: Language, zones: Zones, side: Side, risks: &[&Risk]) -> Table {
    let place = |chance: u8, impact: u8| {
        let here = standing(risks, side, (chance, impact));
        let zone = scoring::zone(language, zones.at(chance, impact));
        Cell::text(if here.is_empty() { zone.to_owned() } else { [zone, ": ", &here.join(", ")].concat() })
    };
    let heads = (1..=5u8).map(|chance| Column::text([texts::chance(language), " ", &chance.to_string()].concat(), 17));
    let row = |impact: u8| {
        let name = Cell::text([texts::impact(language), " ", &impact.to_string()].concat());
        std::iter::once(name).chain((1..=5).map(|chance| place(chance, impact))).collect()
    };
    Table {
        caption: formal::matrix_grid(language, scoring::for_side(language, side)),
        columns: std::iter::once(Column::text(texts::impact(language), 15)).chain(heads).collect(),
        row_header: Some(0),
        rows: (1..=5).rev().map(row).collect(),
        purpose: Purpose::Reading,
    }
}

fn matrix(
    out: &mut Markup,
    language: Language,
    (left, side): (u32, Side),
    zones: Zones,
    risks: &[&Risk],
) -> std::io::Result<()> {
    label(out, (left, 18), ("start", "15"), scoring::side(language, side))?;
    for impact in 1..=5u8 {
        for chance in 1..=5u8 {
            let zone = zones.at(chance, impact);
            let x = left + u32::from(chance - 1) * CELL.0;
            let y = TOP + u32::from(5 - impact) * CELL.1;
            let (at_x, at_y) = (x.to_string(), y.to_string());
            let (width, height) = (CELL.0.to_string(), CELL.1.to_string());
            let shape = [
                ("x", &*at_x),
                ("y", &*at_y),
                ("width", &*width),
                ("height", &*height),
                ("fill", fill(zone)),
                ("stroke", LINE),
            ];
            out.void("rect", &shape)?;
            let numbers = standing(risks, side, (chance, impact));
            // Two lines at most: what does not fit stands in the table.
            for (line, pair) in (0..2).zip(numbers.chunks(2)) {
                label(out, (x + CELL.0 / 2, y + 18 + line * 16), ("middle", "13"), &pair.join(" "))?;
            }
            let corner = matches!((chance, impact), (1, 1) | (5, 5) | (5, 1));
            if corner && numbers.is_empty() {
                label(out, (x + CELL.0 / 2, y + 24), ("middle", "12"), scoring::zone(language, zone))?;
            }
        }
    }
    let bottom = TOP + 5 * CELL.1 + 18;
    label(out, (left, bottom), ("start", "13"), &[texts::chance(language), " 1"].concat())?;
    label(out, (left + 5 * CELL.0, bottom), ("end", "13"), "5")?;
    label(out, (left + 5 * CELL.0, 18), ("end", "13"), &[texts::impact(language), " 5"].concat())
}

fn label(out: &mut Markup, (x, y): (u32, u32), (anchor, size): (&str, &str), text: &str) -> std::io::Result<()> {
    let (x, y) = (x.to_string(), y.to_string());
    let place = [("x", &*x), ("y", &*y), ("font-size", size), ("text-anchor", anchor), ("fill", INK)];
    out.text_element("text", &place, text)
}

#[cfg(test)]
mod tests {
    use werksessie_core::{LinkId, Project, ProjectId};

    use super::*;
    use crate::server::clock;
    use crate::server::example::played;

    #[test]
    fn each_risk_stands_once_in_the_table_of_its_own_side() {
        let (project, link) = (ProjectId::from_random([1; 16]), LinkId::from_random([2; 16]));
        let log = played(project, link, Language::Nl, clock::now()).expect("the story plays");
        let mut project = Project::default();
        log.iter().for_each(|envelope| project.apply(envelope));
        let risks: Vec<&Risk> = project.risks.iter().collect();
        for side in Side::ALL {
            let table = grid(Language::Nl, project.risk_zones, *side, &risks);
            for risk in &project.risks {
                let number = wording::risk_number(risk);
                let score = risk.score.as_ref().expect("the story weighs all");
                let row = &table.rows[usize::from(5 - score.place.impact)];
                let is_there = |cell: &Cell| matches!(cell, Cell::Text(text) if text.contains(&number));
                let found = table.rows.iter().flatten().filter(|cell| is_there(cell)).count();
                assert_eq!(found, usize::from(risk.side == *side), "{number}");
                assert_eq!(is_there(&row[usize::from(score.place.chance)]), risk.side == *side, "{number}");
            }
        }
    }
}
