//! The roadmap workbook: reading guide, roadmap, timeline, bottlenecks.
//!
//! Dates and numbers are real ones, text is only text (a cell that begins with `=` stays text),
//! headers have their own format because LibreOffice draws no table styles, and every sheet
//! prints on A4 or A3 with its header repeated.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use werksessie_core::action::Action;
use werksessie_core::bottleneck::{Bottleneck, Figure};
use werksessie_core::limits;
use werksessie_core::project::{Language, Project};
use werksessie_core::promise::Promise;
use werksessie_core::stats::Band;
use werksessie_core::time::{Date, Quarter};

use crate::messages::{chart, document as texts};
use crate::ui::words;

/// Longest text of a cell: more is cut off rather than failing the file.
const CELL: usize = 32_000;
/// Most quarters on the timeline: five years.
const QUARTERS: usize = 20;

/// The formats of all sheets.
struct Formats {
    title: Format,
    header: Format,
    text: Format,
    date: Format,
    number: Format,
    decimal: Format,
    bar: Format,
}

impl Formats {
    fn new() -> Self {
        let cell = || {
            Format::new()
                .set_align(FormatAlign::Top)
                .set_text_wrap()
                .set_border_bottom(FormatBorder::Thin)
                .set_border_bottom_color("#DDD4C4")
        };
        Self {
            title: Format::new().set_bold().set_font_size(18).set_font_color("#15202B"),
            header: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::VerticalCenter)
                .set_font_color("#FFFFFF")
                .set_background_color("#0B4A54"),
            text: cell(),
            date: cell().set_num_format("d mmm yyyy").set_align(FormatAlign::Left),
            number: cell().set_num_format("0").set_align(FormatAlign::Left),
            decimal: cell().set_num_format("0.0").set_align(FormatAlign::Left),
            bar: cell().set_align(FormatAlign::Center).set_font_color("#FFFFFF").set_background_color("#12436D"),
        }
    }
}

/// Writes the workbook of a project, as of a day.
///
/// # Errors
/// When the writer refuses; the data themselves cannot make it do so.
pub fn write(project: &Project, language: Language, today: Date) -> Result<Vec<u8>, XlsxError> {
    let formats = Formats::new();
    let mut workbook = Workbook::new();
    let title = format!("{} - {}", texts::roadmap(language), project.municipality);
    let created = ExcelDateTime::from_ymd(today.year(), today.month(), today.day())?;
    let properties = DocProperties::new()
        .set_title(cut(&title))
        .set_subject(cut(&project.title))
        .set_author("Werksessie")
        .set_creation_datetime(&created)
        .set_custom_property("Language", crate::ui::language_code(language));
    workbook.set_properties(&properties);
    guide(workbook.add_worksheet(), &formats, project, language, today)?;
    roadmap(workbook.add_worksheet(), &formats, project, language)?;
    timeline(workbook.add_worksheet(), &formats, project, language, today)?;
    bottlenecks(workbook.add_worksheet(), &formats, project, language)?;
    workbook.save_to_buffer()
}

fn cut(text: &str) -> String {
    text.chars().take(CELL).collect()
}

/// Height of a line of text, in points.
const LINE: f64 = 15.0;

/// A column: its header and its width in characters.
type Column = (&'static str, f64);

/// Header, widths, frozen panes, filter, and printing of a sheet with `rows` rows of data.
fn set_up(
    sheet: &mut Worksheet,
    formats: &Formats,
    name: &str,
    columns: &[Column],
    rows: usize,
    frozen_columns: u16,
) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    for (at, (header, width)) in (0u16..).zip(columns) {
        sheet.write_with_format(0, at, *header, &formats.header)?;
        sheet.set_column_width(at, *width)?;
    }
    sheet.set_row_height(0, 32)?;
    sheet.set_freeze_panes(1, frozen_columns)?;
    let last_column = columns.len() as u16 - 1;
    let last_row = rows.max(1) as u32;
    sheet.autofilter(0, 0, last_row, last_column)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_print_area(0, 0, last_row, last_column)?;
    sheet.set_landscape();
    sheet.set_paper_size(if columns.len() > 10 { 8 } else { 9 });
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_footer("&L&A&R&P / &N");
    Ok(())
}

/// Gives a row the height that its wrapped texts need. Excel does so by itself when it opens a
/// file, LibreOffice does not (seen in 7.4), and would hide all lines but the first.
fn fit_row(sheet: &mut Worksheet, row: u32, columns: &[Column], texts: &[(usize, &str)]) -> Result<(), XlsxError> {
    // Words break early, so a line holds a little less than the width of its column.
    let lines_of = |(column, text): &(usize, &str)| {
        let width = columns.get(*column).map_or(10.0, |(_, width)| *width) * 0.9;
        text.split('\n').map(|line| (line.chars().count() as f64 / width).ceil().max(1.0)).sum::<f64>()
    };
    let lines = texts.iter().map(lines_of).fold(1.0, f64::max).min(26.0);
    sheet.set_row_height(row, lines * LINE)?;
    Ok(())
}

fn guide(
    sheet: &mut Worksheet,
    formats: &Formats,
    project: &Project,
    language: Language,
    today: Date,
) -> Result<(), XlsxError> {
    sheet.set_name(texts::guide(language))?;
    sheet.set_column_width(0, 28)?;
    sheet.set_column_width(1, 90)?;
    sheet.write_with_format(
        0,
        0,
        format!("{}: {}", texts::roadmap(language), cut(&project.municipality)),
        &formats.title,
    )?;
    let bold = Format::new().set_bold().set_align(FormatAlign::Top);
    let plain = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let mut row = 2;
    let mut line = |sheet: &mut Worksheet, name: &str, text: &str| -> Result<(), XlsxError> {
        sheet.write_with_format(row, 0, name, &bold)?;
        sheet.write_with_format(row, 1, cut(text), &plain)?;
        row += 1;
        Ok(())
    };
    line(sheet, texts::project(language), &project.title)?;
    if project.example {
        line(sheet, texts::note(language), texts::example(language))?;
    }
    line(sheet, texts::as_of(language), &words::date(language, today))?;
    line(sheet, texts::log_position(language), &project.seq.to_string())?;
    line(sheet, texts::sheet_roadmap(language), texts::about_roadmap(language))?;
    line(sheet, texts::sheet_timeline(language), texts::about_timeline(language))?;
    line(sheet, texts::sheet_bottlenecks(language), texts::about_bottlenecks(language))?;
    line(sheet, texts::severity(language), texts::about_severity(language))?;
    line(sheet, texts::influence(language), texts::about_influence(language))?;
    line(sheet, texts::agreement(language), texts::about_agreement(language))?;
    line(sheet, texts::privacy(language), &texts::about_privacy(language, limits::SMALLEST_GROUP))?;
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_paper_size(9);
    Ok(())
}

/// Actions on the roadmap with the promise behind each.
fn actions(project: &Project) -> Vec<(&Action, &Promise)> {
    let promise = |action: &Action| project.promises.iter().find(|promise| promise.promise == action.promise);
    project
        .actions
        .iter()
        .filter(|action| !action.dropped)
        .filter_map(|action| Some((action, promise(action)?)))
        .collect()
}

fn bottleneck_name(project: &Project, promise: &Promise) -> String {
    project
        .bottleneck(promise.bottleneck)
        .map_or_else(String::new, |found| format!("{} {}", words::number(found.number), found.title))
}

fn party_name(project: &Project, promise: &Promise) -> String {
    project.party(promise.party).map_or_else(String::new, |party| party.name.clone())
}

fn roadmap(sheet: &mut Worksheet, formats: &Formats, project: &Project, language: Language) -> Result<(), XlsxError> {
    let columns = [
        (texts::number(language), 6.0),
        (texts::action(language), 46.0),
        (texts::bottleneck(language), 38.0),
        (texts::organisation(language), 26.0),
        (texts::owner(language), 22.0),
        (texts::start(language), 11.0),
        (texts::ready(language), 11.0),
        (texts::due(language), 14.0),
        (texts::promise_number(language), 11.0),
    ];
    let actions = actions(project);
    set_up(sheet, formats, texts::sheet_roadmap(language), &columns, actions.len(), 2)?;
    for (row, (action, promise)) in (1..).zip(actions) {
        let (bottleneck, party) = (bottleneck_name(project, promise), party_name(project, promise));
        sheet.write_with_format(row, 0, action.number, &formats.number)?;
        sheet.write_with_format(row, 1, cut(&action.title), &formats.text)?;
        sheet.write_with_format(row, 2, &bottleneck, &formats.text)?;
        sheet.write_with_format(row, 3, &party, &formats.text)?;
        sheet.write_with_format(row, 4, cut(&promise.owner), &formats.text)?;
        sheet.write_with_format(row, 5, words::quarter(language, action.start), &formats.text)?;
        sheet.write_with_format(row, 6, words::quarter(language, action.end), &formats.text)?;
        fit_row(sheet, row, &columns, &[(1, &action.title), (2, &bottleneck), (3, &party), (4, &promise.owner)])?;
        let due = ExcelDateTime::from_ymd(promise.due.year(), promise.due.month(), promise.due.day())?;
        sheet.write_with_format(row, 7, &due, &formats.date)?;
        sheet.write_with_format(row, 8, promise.number, &formats.number)?;
    }
    Ok(())
}

/// The quarters that the timeline shows: from the first action's start, or this quarter.
fn quarters(actions: &[(&Action, &Promise)], today: Date) -> Vec<Quarter> {
    let first = actions.iter().map(|(action, _)| action.start).min().unwrap_or_else(|| today.quarter());
    let last = actions.iter().map(|(action, _)| action.end).max().unwrap_or(first);
    let mut quarters = vec![first];
    while quarters.len() < QUARTERS && quarters[quarters.len() - 1] < last {
        quarters.push(quarters[quarters.len() - 1].next());
    }
    quarters
}

fn timeline(
    sheet: &mut Worksheet,
    formats: &Formats,
    project: &Project,
    language: Language,
    today: Date,
) -> Result<(), XlsxError> {
    let actions = actions(project);
    let quarters = quarters(&actions, today);
    let columns =
        [(texts::number(language), 6.0), (texts::action(language), 46.0), (texts::organisation(language), 26.0)];
    set_up(sheet, formats, texts::sheet_timeline(language), &columns, actions.len(), 2)?;
    for (at, quarter) in (3u16..).zip(&quarters) {
        sheet.write_with_format(0, at, words::quarter(language, *quarter), &formats.header)?;
        sheet.set_column_width(at, 9)?;
    }
    sheet.set_print_area(0, 0, actions.len().max(1) as u32, 2 + quarters.len() as u16)?;
    for (row, (action, promise)) in (1..).zip(&actions) {
        sheet.write_with_format(row, 0, action.number, &formats.number)?;
        sheet.write_with_format(row, 1, cut(&action.title), &formats.text)?;
        let party = party_name(project, promise);
        sheet.write_with_format(row, 2, &party, &formats.text)?;
        fit_row(sheet, row, &columns, &[(1, &action.title), (2, &party)])?;
        for (at, quarter) in (3u16..).zip(&quarters) {
            if (action.start..=action.end).contains(quarter) {
                // A sign as well as a colour: it reads in black and white and by ear.
                sheet.write_with_format(row, at, "■", &formats.bar)?;
            } else {
                sheet.write_blank(row, at, &formats.text)?;
            }
        }
    }
    Ok(())
}

fn band(language: Language, band: Band) -> &'static str {
    match band {
        Band::Agreed => chart::agreed(language),
        Band::Mixed => chart::mixed(language),
        Band::Divided => chart::divided(language),
    }
}

fn bottlenecks(
    sheet: &mut Worksheet,
    formats: &Formats,
    project: &Project,
    language: Language,
) -> Result<(), XlsxError> {
    let columns = [
        (texts::number(language), 8.0),
        (texts::bottleneck(language), 46.0),
        (texts::explanation(language), 46.0),
        (texts::priority(language), 10.0),
        (texts::vote_rank(language), 12.0),
        (texts::severity(language), 10.0),
        (texts::influence(language), 10.0),
        (texts::agreement(language), 12.0),
        (texts::answers(language), 12.0),
        (texts::reason(language), 40.0),
    ];
    let mut rows: Vec<&Bottleneck> = project.bottlenecks.iter().collect();
    rows.sort_by_key(|bottleneck| (bottleneck.rank().unwrap_or(u32::MAX), bottleneck.number));
    set_up(sheet, formats, texts::sheet_bottlenecks(language), &columns, rows.len(), 2)?;
    for (row, bottleneck) in (1..).zip(rows) {
        sheet.write_with_format(row, 0, words::number(bottleneck.number), &formats.text)?;
        sheet.write_with_format(row, 1, cut(&bottleneck.title), &formats.text)?;
        sheet.write_with_format(row, 2, cut(&bottleneck.explanation), &formats.text)?;
        let reason = bottleneck.decision.as_ref().map_or("", |decision| decision.reason.as_str());
        fit_row(sheet, row, &columns, &[(1, &bottleneck.title), (2, &bottleneck.explanation), (9, reason)])?;
        for column in 3..10 {
            sheet.write_blank(row, column, &formats.text)?;
        }
        let Some(decision) = &bottleneck.decision else { continue };
        if let Some(rank) = decision.verdict.rank {
            sheet.write_with_format(row, 3, rank, &formats.number)?;
        }
        sheet.write_with_format(row, 4, decision.verdict.vote_rank, &formats.number)?;
        let mean = |sheet: &mut Worksheet, column, figure: Option<Figure>| -> Result<(), XlsxError> {
            match figure {
                Some(figure) => {
                    sheet.write_with_format(row, column, f64::from(figure.mean) / 100.0, &formats.decimal)?
                }
                None => sheet.write_with_format(row, column, texts::too_few(language), &formats.text)?,
            };
            Ok(())
        };
        mean(sheet, 5, decision.verdict.severity)?;
        mean(sheet, 6, decision.verdict.influence)?;
        if let Some(figure) = decision.verdict.severity {
            sheet.write_with_format(row, 7, band(language, figure.band), &formats.text)?;
            sheet.write_with_format(row, 8, figure.answered, &formats.number)?;
        }
        if decision.verdict.rank.is_some() {
            sheet.write_with_format(row, 9, cut(&decision.reason), &formats.text)?;
        }
    }
    Ok(())
}
