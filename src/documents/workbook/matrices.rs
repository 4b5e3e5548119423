//! The two matrices of the risks beside each other: in each place its zone in words and the numbers of the
//! risks that stand there (method A.2). Never one for both sides.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Worksheet, XlsxError};
use werksessie_core::risk::{Risk, Side, Status};

use super::table::{Formats, page};
use super::{Book, texts};
use crate::documents::matrix::{fill, standing};
use crate::ui::scoring;

/// Columns of one matrix, with an empty one behind it.
const APART: u16 = 7;
/// Width of a place, in characters, and its height, in points.
const PLACE: (f64, f64) = (15.0, 48.0);

pub(super) fn write(sheet: &mut Worksheet, formats: &Formats, book: Book) -> Result<(), XlsxError> {
    let language = book.language;
    sheet.set_name(texts::sheet_matrices(language))?;
    let listed = book.project.risks.iter().filter(|risk| risk.status == Status::Open && risk.score.is_some());
    let risks: Vec<&Risk> = listed.collect();
    if risks.is_empty() {
        sheet.set_column_width(0, 70)?;
        sheet.write_string(0, 0, texts::matrices_none(language))?;
        return page(sheet);
    }
    for (at, side) in (0u16..).zip(Side::ALL) {
        matrix(sheet, formats, book, (at * APART, *side), &risks)?;
    }
    page(sheet)?;
    sheet.set_print_fit_to_pages(1, 1);
    Ok(())
}

fn matrix(
    sheet: &mut Worksheet,
    formats: &Formats,
    book: Book,
    (left, side): (u16, Side),
    risks: &[&Risk],
) -> Result<(), XlsxError> {
    let language = book.language;
    let name = Format::new().set_bold().set_font_size(13);
    sheet.write_string_with_format(0, left, scoring::side(language, side), &name)?;
    sheet.set_column_width(left, 16)?;
    sheet.write_string_with_format(1, left, texts::impact_by_chance(language), &formats.header)?;
    for chance in 1..=5u8 {
        let column = left + u16::from(chance);
        sheet.set_column_width(column, PLACE.0)?;
        sheet.write_number_with_format(1, column, f64::from(chance), &formats.header)?;
    }
    for (row, impact) in (2u32..).zip((1..=5u8).rev()) {
        sheet.set_row_height(row, PLACE.1)?;
        sheet.write_number_with_format(row, left, f64::from(impact), &formats.header)?;
        for chance in 1..=5u8 {
            let zone = book.project.risk_zones.at(chance, impact);
            let here = standing(risks, side, (chance, impact));
            let text = [scoring::zone(language, zone), "\n", &here.join(", ")].concat();
            let format = Format::new()
                .set_text_wrap()
                .set_align(FormatAlign::Top)
                .set_background_color(fill(zone))
                .set_border(FormatBorder::Thin)
                .set_border_color("#54616E");
            sheet.write_string_with_format(row, left + u16::from(chance), text.trim_end(), &format)?;
        }
    }
    Ok(())
}
