//! Tables: a header row that is repeated on every page, a caption before it and the same as its
//! name for who has it read aloud.

use std::io::Result;

use werksessie_core::document::{Align, Cell, Column, Purpose, Table, widths};
use werksessie_core::project::Language;

use super::body::paragraph;
use super::{ink, page};
use crate::documents::markup::Markup;
use crate::documents::wording;

/// Height of a row to write in, in twentieths of a point: 15 mm.
const WRITING: &str = "850";
/// A row with a longer text than this may break over two pages.
const WHOLE: usize = 800;

pub fn table(out: &mut Markup, language: Language, table: &Table) -> Result<()> {
    let widths: Vec<String> = widths(&table.columns, page::TEXT).iter().map(u32::to_string).collect();
    paragraph(out, "Caption", &table.caption)?;
    out.element("w:tbl", &[], |out| {
        properties(out, table)?;
        out.element("w:tblGrid", &[], |out| {
            widths.iter().try_for_each(|width| out.void("w:gridCol", &[("w:w", width)]))
        })?;
        out.element("w:tr", &[], |out| {
            out.element("w:trPr", &[], |out| {
                out.void("w:cantSplit", &[])?;
                out.void("w:tblHeader", &[])
            })?;
            table.columns.iter().zip(&widths).try_for_each(|(column, width)| {
                let text = Text { style: "TableHeading", column, is_name: false };
                cell(out, width, Some(ink::GREEN), &text, &column.header)
            })
        })?;
        table.rows.iter().try_for_each(|row| write_row(out, language, table, &widths, row))
    })?;
    // Air below the table; Word also joins two tables that have nothing between them.
    out.element("w:p", &[], |out| out.element("w:pPr", &[], |out| out.void("w:pStyle", &[("w:val", "TableEnd")])))
}

fn properties(out: &mut Markup, table: &Table) -> Result<()> {
    out.element("w:tblPr", &[], |out| {
        out.void("w:tblStyle", &[("w:val", "Werksessie")])?;
        out.void("w:tblW", &[("w:w", &page::TEXT.to_string()), ("w:type", "dxa")])?;
        if table.purpose == Purpose::Writing {
            out.element("w:tblBorders", &[], |out| {
                let line = [("w:val", "single"), ("w:sz", "6"), ("w:space", "0"), ("w:color", ink::LINE)];
                ["w:top", "w:left", "w:bottom", "w:right", "w:insideH", "w:insideV"]
                    .into_iter()
                    .try_for_each(|side| out.void(side, &line))
            })?;
        }
        out.void("w:tblLayout", &[("w:type", "fixed")])?;
        let named = if table.row_header == Some(0) { "1" } else { "0" };
        let look = [("w:val", "0620"), ("w:firstRow", "1"), ("w:lastRow", "0"), ("w:firstColumn", named)];
        let bands = [("w:lastColumn", "0"), ("w:noHBand", "1"), ("w:noVBand", "1")];
        out.void("w:tblLook", &[&look[..], &bands[..]].concat())?;
        out.void("w:tblCaption", &[("w:val", &table.caption)])?;
        let headers: Vec<&str> = table.columns.iter().map(|column| column.header.as_str()).collect();
        out.void("w:tblDescription", &[("w:val", &headers.join(" · "))])
    })
}

fn write_row(out: &mut Markup, language: Language, table: &Table, widths: &[String], row: &[Cell]) -> Result<()> {
    let texts: Vec<String> = row.iter().map(|cell| wording::cell(language, cell)).collect();
    out.element("w:tr", &[], |out| {
        out.element("w:trPr", &[], |out| {
            if texts.iter().all(|text| text.len() < WHOLE) {
                out.void("w:cantSplit", &[])?;
            }
            match table.purpose {
                Purpose::Reading => Ok(()),
                Purpose::Writing => out.void("w:trHeight", &[("w:val", WRITING), ("w:hRule", "atLeast")]),
            }
        })?;
        let columns = table.columns.iter().zip(widths).zip(&texts).enumerate();
        columns.into_iter().try_for_each(|(at, ((column, width), content))| {
            let text = Text { style: "TableText", column, is_name: table.row_header == Some(at) };
            cell(out, width, None, &text, content)
        })
    })
}

/// How the text of a cell looks.
struct Text<'a> {
    style: &'a str,
    column: &'a Column,
    is_name: bool,
}

fn cell(out: &mut Markup, width: &str, fill: Option<&str>, text: &Text<'_>, content: &str) -> Result<()> {
    out.element("w:tc", &[], |out| {
        out.element("w:tcPr", &[], |out| {
            out.void("w:tcW", &[("w:w", width), ("w:type", "dxa")])?;
            match fill {
                Some(fill) => out.void("w:shd", &[("w:val", "clear"), ("w:color", "auto"), ("w:fill", fill)]),
                None => Ok(()),
            }
        })?;
        out.element("w:p", &[], |out| {
            out.element("w:pPr", &[], |out| {
                out.void("w:pStyle", &[("w:val", text.style)])?;
                match text.column.align {
                    Align::Start => Ok(()),
                    Align::End => out.void("w:jc", &[("w:val", "right")]),
                }
            })?;
            super::body::run(out, text.is_name.then_some("Strong"), content)
        })
    })
}
