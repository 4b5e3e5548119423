//! Two charts, each beside the table that says the same, and with a sentence as alternative text.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Chart, ChartDataLabel, ChartFont, ChartFormat, ChartSolidFill, ChartType, Worksheet, XlsxError};
use werksessie_core::promise::figures::firm;
use werksessie_core::time::Quarter;
use werksessie_core::view::roadmap::quarters;

use super::table::{Formats, cut, page};
use super::{Book, shown, texts};
use crate::ui::words;

/// Rows that a chart takes at least.
const ROWS: u32 = 16;

pub(super) fn write(sheet: &mut Worksheet, formats: &Formats, book: Book) -> Result<(), XlsxError> {
    let language = book.language;
    sheet.set_name(texts::sheet_charts(language))?;
    sheet.set_column_width(0, 34)?;
    sheet.set_column_width(1, 14)?;
    let severity = severity(book);
    let next = part(
        sheet,
        formats,
        0,
        &Part {
            name: texts::sheet_charts(language),
            headers: [texts::bottleneck(language), texts::severity(language)],
            title: texts::chart_severity(language),
            alternative: texts::chart_severity_text(language, severity.len() as u32),
            scale: Some(5.0),
            decimals: "0.0",
            rows: severity,
        },
    )?;
    let due = due(book);
    part(
        sheet,
        formats,
        next,
        &Part {
            name: texts::sheet_charts(language),
            headers: [texts::quarter(language), texts::sheet_promises(language)],
            title: texts::chart_due(language),
            alternative: texts::chart_due_text(language, due.iter().map(|(_, count)| *count as u32).sum::<u32>()),
            scale: None,
            decimals: "0",
            rows: due,
        },
    )?;
    page(sheet)?;
    sheet.set_print_fit_to_pages(1, 0);
    Ok(())
}

/// Mean severity of the priorities, the most important first, where enough people answered.
fn severity(book: Book) -> Vec<(String, f64)> {
    let row = |bottleneck: &werksessie_core::bottleneck::Bottleneck| {
        let figure = shown(bottleneck.decision.as_ref()?.verdict.severity)?;
        let name = format!("{} {}", words::number(bottleneck.number), bottleneck.short_name);
        Some((name, f64::from(figure.mean) / 100.0))
    };
    book.project.priorities().into_iter().filter_map(row).collect()
}

/// How many promises are due in each quarter; quarters in between count too.
fn due(book: Book) -> Vec<(String, f64)> {
    let mut counts: BTreeMap<Quarter, u32> = BTreeMap::new();
    for promise in firm(book.project) {
        *counts.entry(promise.due.quarter()).or_default() += 1;
    }
    let (Some(first), Some(last)) = (counts.keys().next(), counts.keys().next_back()) else { return Vec::new() };
    let count = |quarter| f64::from(counts.get(&quarter).copied().unwrap_or_default());
    let row = |quarter| (words::quarter(book.language, quarter), count(quarter));
    quarters(*first, *last).into_iter().map(row).collect()
}

struct Part {
    name: &'static str,
    headers: [&'static str; 2],
    title: &'static str,
    alternative: String,
    /// The end of the scale, for bars; none for columns that count.
    scale: Option<f64>,
    decimals: &'static str,
    rows: Vec<(String, f64)>,
}

/// A table with its chart beside it; the row below both.
fn part(sheet: &mut Worksheet, formats: &Formats, top: u32, part: &Part) -> Result<u32, XlsxError> {
    for (column, header) in (0u16..).zip(part.headers) {
        sheet.write_string_with_format(top, column, header, &formats.header)?;
    }
    let number = rust_xlsxwriter::Format::new().set_num_format(part.decimals);
    for (row, (name, value)) in (top + 1..).zip(&part.rows) {
        sheet.write_string(row, 0, cut(name))?;
        sheet.write_number_with_format(row, 1, *value, &number)?;
    }
    let below = top + (part.rows.len() as u32).max(ROWS) + 3;
    // A chart without rows is an empty frame.
    if part.rows.is_empty() {
        return Ok(top + 4);
    }
    let (first, last) = (top + 1, top + part.rows.len() as u32);
    let mut ink = ChartFormat::new();
    ink.set_solid_fill(ChartSolidFill::new().set_color("#12436D"));
    let mut chart = Chart::new(if part.scale.is_some() { ChartType::Bar } else { ChartType::Column });
    chart
        .add_series()
        .set_categories((part.name, first, 0, last, 0))
        .set_values((part.name, first, 1, last, 1))
        .set_name(part.headers[1])
        .set_format(&mut ink)
        .set_gap(60)
        .set_data_label(ChartDataLabel::new().show_value().set_num_format(part.decimals));
    chart.title().set_name(part.title).set_font(ChartFont::new().set_size(13).set_bold());
    chart.legend().set_hidden();
    chart.x_axis().set_major_gridlines(false);
    chart.y_axis().set_major_gridlines(false);
    // The names stand on the axis from which the bars go out: in a bar chart the other one.
    match part.scale {
        Some(end) => {
            chart.x_axis().set_min(0).set_max(end).set_hidden(true);
            // Bars are drawn from below: the most important comes on top this way.
            chart.y_axis().set_reverse();
        }
        None => {
            chart.y_axis().set_min(0).set_num_format("0").set_major_unit(1);
        }
    }
    chart.set_alt_text(part.alternative.as_str()).set_name(part.title);
    chart.set_width(720).set_height(((part.rows.len() as u32).max(ROWS) + 1) * 20);
    sheet.insert_chart(top, 3, &chart)?;
    Ok(below)
}
