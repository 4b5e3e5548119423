//! Reading guide: what the file is, of which day, and how to read each sheet.

use rust_xlsxwriter::{Format, FormatAlign, Worksheet, XlsxError};
use werksessie_core::limits;

use super::table::{Formats, cut, lines, page};
use super::{Book, texts};
use crate::documents::sections;
use crate::ui::words;

/// Width of the explanations, in characters.
const WIDTH: f64 = 92.0;

pub(super) fn write(sheet: &mut Worksheet, book: Book) -> Result<(), XlsxError> {
    let Book { project, language, today } = book;
    sheet.set_name(texts::guide(language))?;
    sheet.set_column_width(0, 30)?;
    sheet.set_column_width(1, WIDTH)?;
    let title = format!("{}: {}", texts::roadmap(language), cut(&project.municipality));
    sheet.write_string_with_format(0, 0, title, &Formats::new().title)?;
    sheet.set_row_height(0, 28)?;
    let privacy = texts::about_privacy(language, limits::SMALLEST_GROUP);
    let day = words::date(language, today);
    let position = project.seq.to_string();
    let mut rows: Vec<(&str, &str)> = vec![(texts::project(language), &project.title)];
    if let Some(words) = sections::made_up(language, project) {
        rows.push((texts::note(language), words));
    }
    rows.extend([
        (texts::as_of(language), day.as_str()),
        (texts::log_position(language), position.as_str()),
        (texts::sheet_roadmap(language), texts::about_roadmap(language)),
        (texts::sheet_timeline(language), texts::about_timeline(language)),
        (texts::sheet_bottlenecks(language), texts::about_bottlenecks(language)),
        (texts::sheet_risks(language), texts::about_risks(language)),
        (texts::sheet_matrices(language), texts::about_matrices(language)),
        (texts::sheet_arena(language), texts::about_arena(language)),
        (texts::sheet_promises(language), texts::about_promises(language)),
        (texts::sheet_decisions(language), texts::about_decisions(language)),
        (texts::sheet_charts(language), texts::about_charts(language)),
        (texts::sheet_sources(language), texts::about_sources(language)),
        (texts::severity(language), texts::about_severity(language)),
        (texts::influence(language), texts::about_influence(language)),
        (texts::agreement(language), texts::about_agreement(language)),
        (texts::term(language), texts::about_term(language)),
        (texts::status(language), texts::about_status(language)),
        (texts::legal(language), texts::about_legal(language)),
        (texts::privacy(language), privacy.as_str()),
    ]);
    let bold = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
    let plain = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for (row, (name, text)) in (2u32..).zip(rows) {
        sheet.write_string_with_format(row, 0, name, &bold)?;
        sheet.write_string_with_format(row, 1, cut(text), &plain)?;
        sheet.set_row_height(row, lines(text, WIDTH).min(26.0) * 15.0 + 5.0)?;
    }
    page(sheet)?;
    sheet.set_print_fit_to_pages(1, 0);
    Ok(())
}
