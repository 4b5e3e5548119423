//! A sheet that is a table: header, rows, lists to choose from, and how it prints.

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, ExcelDateTime, Format, FormatAlign, FormatBorder, Worksheet, XlsxError,
};
use werksessie_core::time::Date;

/// Longest text of a cell: more is cut off rather than failing the file.
const CELL: usize = 32_000;
/// Height of a line of text, in points.
const LINE: f64 = 15.0;
/// Most lines in a row: a row is at most 409 points high.
const LINES: f64 = 26.0;
/// Part of a column's width that text fills before a word breaks off, seen in LibreOffice.
const FILLED: f64 = 0.82;
/// Widest column, in characters: as much as a page holds.
const WIDEST: f64 = 130.0;
/// Characters on the width of a page of [`Paper::ManyWide`], seen in LibreOffice with a wide font.
const PAGE: f64 = 184.0;
/// Scale of such a page, in percent.
const SCALE: u16 = 62;
/// Empty rows below the table in which the lists work too.
const SPARE: u32 = 50;

/// The formats of all sheets.
pub(super) struct Formats {
    pub title: Format,
    pub header: Format,
    text: Format,
    date: Format,
    number: Format,
    decimal: Format,
    euros: Format,
    bar: Format,
    open_bar: Format,
}

impl Formats {
    pub fn new() -> Self {
        let cell = || {
            Format::new()
                .set_align(FormatAlign::Top)
                .set_text_wrap()
                .set_border_bottom(FormatBorder::Thin)
                .set_border_bottom_color("#DDD4C4")
        };
        let left = |format: &str| cell().set_num_format(format).set_align(FormatAlign::Left);
        let mark = || cell().set_align(FormatAlign::Center);
        Self {
            title: Format::new().set_bold().set_font_size(18).set_font_color("#15202B"),
            header: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::VerticalCenter)
                .set_font_color("#FFFFFF")
                .set_background_color("#0B4A54"),
            text: cell(),
            date: left("d mmm yyyy"),
            number: left("0"),
            decimal: left("0.0"),
            euros: left("\"€\" #,##0"),
            bar: mark().set_font_color("#FFFFFF").set_background_color("#12436D"),
            open_bar: mark().set_font_color("#12436D"),
        }
    }
}

/// What stands in a cell.
#[derive(Clone, Debug)]
pub(super) enum Cell {
    Text(String),
    Number(u32),
    /// Shown with one decimal.
    Decimal(f64),
    Euros(u32),
    Day(Date),
    /// A mark on a filled ground.
    Bar(&'static str),
    /// A mark on white.
    OpenBar(&'static str),
    Empty,
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub fn number(number: Option<u32>) -> Self {
        number.map_or(Self::Empty, Self::Number)
    }

    pub fn euros(euros: Option<u32>) -> Self {
        euros.map_or(Self::Empty, Self::Euros)
    }

    pub fn day(day: Option<Date>) -> Self {
        day.map_or(Self::Empty, Self::Day)
    }

    fn write(&self, sheet: &mut Worksheet, row: u32, column: u16, formats: &Formats) -> Result<(), XlsxError> {
        match self {
            Self::Text(text) => sheet.write_string_with_format(row, column, cut(text), &formats.text)?,
            Self::Number(number) => sheet.write_number_with_format(row, column, *number, &formats.number)?,
            Self::Decimal(number) => sheet.write_number_with_format(row, column, *number, &formats.decimal)?,
            Self::Euros(euros) => sheet.write_number_with_format(row, column, *euros, &formats.euros)?,
            Self::Day(day) => {
                let day = ExcelDateTime::from_ymd(day.year(), day.month(), day.day())?;
                sheet.write_datetime_with_format(row, column, &day, &formats.date)?
            }
            Self::Bar(mark) => sheet.write_string_with_format(row, column, *mark, &formats.bar)?,
            Self::OpenBar(mark) => sheet.write_string_with_format(row, column, *mark, &formats.open_bar)?,
            Self::Empty => sheet.write_blank(row, column, &formats.text)?,
        };
        Ok(())
    }
}

/// A column: its header, its width in characters, and the words to choose from.
pub(super) struct Column {
    header: String,
    width: f64,
    list: Vec<&'static str>,
}

impl Column {
    pub fn new(header: impl Into<String>, width: f64) -> Self {
        Self { header: header.into(), width, list: Vec::new() }
    }

    pub fn choose(self, list: Vec<&'static str>) -> Self {
        Self { list, ..self }
    }
}

/// How a table goes onto paper.
#[derive(Clone, Copy)]
pub(super) enum Paper {
    /// All columns on the width of one page.
    OneWide,
    /// As many columns on a page as can be read, the frozen ones on each.
    ManyWide,
}

/// A sheet that is a table.
pub(super) struct Table {
    pub name: &'static str,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Cell>>,
    /// Columns that stay in sight, and stand on every page.
    pub frozen: u16,
    /// How it goes onto paper.
    pub paper: Paper,
    /// What is said when somebody types another word than those of a list.
    pub choose: &'static str,
}

impl Table {
    pub fn write(&self, sheet: &mut Worksheet, formats: &Formats) -> Result<(), XlsxError> {
        let widths = self.widths();
        let last_column = self.columns.len() as u16 - 1;
        let last_row = self.rows.len().max(1) as u32;
        sheet.set_name(self.name)?;
        for ((at, column), width) in (0u16..).zip(&self.columns).zip(&widths) {
            sheet.write_string_with_format(0, at, &column.header, &formats.header)?;
            sheet.set_column_width(at, *width)?;
            if !column.list.is_empty() {
                let list = DataValidation::new()
                    .allow_list_strings(&column.list)?
                    .set_error_style(DataValidationErrorStyle::Warning)
                    .set_error_message(self.choose)?;
                sheet.add_data_validation(1, at, last_row + SPARE, at, &list)?;
            }
        }
        let headers = self.columns.iter().zip(&widths).map(|(column, width)| lines(&column.header, *width));
        sheet.set_row_height(0, headers.fold(2.0, f64::max) * LINE + 4.0)?;
        for (row, cells) in (1u32..).zip(&self.rows) {
            for (column, cell) in (0u16..).zip(cells) {
                cell.write(sheet, row, column, formats)?;
            }
            // Excel gives a row its height when it opens a file, LibreOffice does not (seen in
            // 7.4), and would hide all lines but the first.
            let height = cells.iter().zip(&widths).map(|(cell, width)| match cell {
                Cell::Text(text) => lines(text, *width),
                _ => 1.0,
            });
            sheet.set_row_height(row, height.fold(1.0, f64::max).min(LINES) * LINE + 3.0)?;
        }
        sheet.set_freeze_panes(1, self.frozen)?;
        sheet.autofilter(0, 0, last_row, last_column)?;
        sheet.set_print_area(0, 0, last_row, last_column)?;
        page(sheet)?;
        match self.paper {
            Paper::OneWide => sheet.set_print_fit_to_pages(1, 0),
            Paper::ManyWide => {
                sheet.set_repeat_columns(0, self.frozen.max(1) - 1)?;
                sheet.set_vertical_page_breaks(&self.breaks(&widths))?;
                sheet.set_print_scale(SCALE)
            }
        };
        Ok(())
    }

    /// The columns that begin a page.
    fn breaks(&self, widths: &[f64]) -> Vec<u32> {
        let frozen: f64 = widths.iter().take(usize::from(self.frozen)).sum();
        let (mut breaks, mut used) = (Vec::new(), frozen);
        for (at, width) in (0u32..).zip(widths).skip(usize::from(self.frozen)) {
            if used + width > PAGE && used > frozen {
                breaks.push(at);
                used = frozen;
            }
            used += width;
        }
        breaks
    }

    /// The widths as given; a column is wider when a text would not fit the highest row.
    fn widths(&self) -> Vec<f64> {
        let widest = |at: usize| {
            let texts = self.rows.iter().filter_map(|row| match row.get(at) {
                Some(Cell::Text(text)) => Some(text.chars().count() as f64 / (LINES - 2.0) / FILLED),
                _ => None,
            });
            texts.fold(0.0, f64::max)
        };
        let width = |(at, column): (usize, &Column)| column.width.max(widest(at).ceil()).min(WIDEST);
        self.columns.iter().enumerate().map(width).collect()
    }
}

/// A4 on its side, the header on every page, the sheet's name and the page below.
pub(super) fn page(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_landscape();
    sheet.set_paper_size(9);
    sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
    sheet.set_footer("&L&A&R&P / &N");
    Ok(())
}

/// How many lines a text takes in a column: words move to the next line as a whole.
pub(super) fn lines(text: &str, width: f64) -> f64 {
    let room = (width * FILLED).max(1.0);
    let of = |line: &str| (line.chars().count() as f64 / room).ceil().max(1.0);
    text.split('\n').map(of).sum()
}

/// A text as a cell can hold it: not too long, and without what XML forbids.
pub(super) fn cut(text: &str) -> String {
    let is_fine = |c: &char| *c == '\n' || !(c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}'));
    text.chars().filter(is_fine).take(CELL).collect()
}
