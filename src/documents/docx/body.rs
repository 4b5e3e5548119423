//! The text of the file.

use std::io::Result;

use werksessie_core::document::{Block, Document, Inline, Level, ListKind};

use super::parts::{BULLETS, R, W, section};
use super::{drawing, shapes, table};
use crate::documents::markup::Markup;
use crate::documents::wording;

pub fn document(document: &Document) -> Result<Vec<u8>> {
    let mut out = Markup::declared()?;
    let names: Vec<_> = [("xmlns:w", W), ("xmlns:r", R)].into_iter().chain(drawing::NAMESPACES).collect();
    out.element("w:document", &names, |out| {
        out.element("w:body", &[], |out| {
            paragraph(out, "Place", &wording::place(document))?;
            paragraph(out, "Title", &document.title)?;
            paragraph(out, "Subtitle", &wording::standing(document))?;
            let mut count = Count { numbered: BULLETS, pictures: 0 };
            for block in &document.blocks {
                match block {
                    Block::List { kind: ListKind::Numbers, .. } => count.numbered += 1,
                    Block::Figure(_) => count.pictures += 1,
                    _ => {}
                }
                write_block(out, document, block, &count)?;
            }
            section(out)
        })
    })?;
    Ok(out.finish())
}

/// What is counted through a document.
struct Count {
    /// The list in the numbering that a numbered list is.
    numbered: usize,
    pictures: usize,
}

fn write_block(out: &mut Markup, document: &Document, block: &Block, count: &Count) -> Result<()> {
    let language = document.edition.language;
    match block {
        Block::Heading { level, text } => paragraph(out, heading(*level), text),
        Block::Paragraph(inlines) => styled(out, "Normal", inlines),
        Block::List { kind, items } => {
            let (style, number) = match kind {
                ListKind::Bullets => ("ListBullet", BULLETS),
                ListKind::Numbers => ("ListNumber", count.numbered),
            };
            items.iter().try_for_each(|item| list_item(out, style, number, item))
        }
        Block::Note { title, text } => {
            paragraph(out, "NoteTitle", title)?;
            styled(out, "Note", text)
        }
        Block::Facts(facts) => facts.iter().try_for_each(|(name, value)| {
            out.element("w:p", &[], |out| {
                style(out, "Fact")?;
                run(out, Some("Strong"), name)?;
                out.element("w:r", &[], |out| out.void("w:tab", &[]))?;
                run(out, None, &wording::cell(language, value))
            })
        }),
        Block::Table(content) => table::table(out, language, content),
        Block::Figure(figure) => {
            // The name of the picture is left to the caption of its table.
            paragraph(out, "PictureText", &figure.alternative)?;
            if let Some(picture) = shapes::read(&figure.svg) {
                drawing::drawing(out, &picture, &figure.alternative, count.pictures)?;
            }
            table::table(out, language, &figure.table)
        }
        Block::PageBreak => out.element("w:p", &[], |out| {
            style(out, "TableEnd")?;
            out.element("w:r", &[], |out| out.void("w:br", &[("w:type", "page")]))
        }),
    }
}

fn heading(level: Level) -> &'static str {
    match level {
        Level::Section => "Heading1",
        Level::Part => "Heading2",
        Level::Detail => "Heading3",
    }
}

/// A paragraph of plain text.
pub fn paragraph(out: &mut Markup, style: &str, text: &str) -> Result<()> {
    styled(out, style, &[Inline::plain(text)])
}

fn styled(out: &mut Markup, name: &str, inlines: &[Inline]) -> Result<()> {
    out.element("w:p", &[], |out| {
        style(out, name)?;
        inlines.iter().try_for_each(|inline| write_inline(out, inline))
    })
}

fn list_item(out: &mut Markup, name: &str, number: usize, inlines: &[Inline]) -> Result<()> {
    out.element("w:p", &[], |out| {
        out.element("w:pPr", &[], |out| {
            out.void("w:pStyle", &[("w:val", name)])?;
            out.element("w:numPr", &[], |out| {
                out.void("w:ilvl", &[("w:val", "0")])?;
                out.void("w:numId", &[("w:val", &number.to_string())])
            })
        })?;
        inlines.iter().try_for_each(|inline| write_inline(out, inline))
    })
}

fn style(out: &mut Markup, name: &str) -> Result<()> {
    out.element("w:pPr", &[], |out| out.void("w:pStyle", &[("w:val", name)]))
}

fn write_inline(out: &mut Markup, inline: &Inline) -> Result<()> {
    let style = match inline {
        Inline::Plain(_) => None,
        Inline::Strong(_) => Some("Strong"),
        Inline::Emphasis(_) => Some("Emphasis"),
    };
    run(out, style, inline.text())
}

/// A run of text; a line break in it stays one.
pub fn run(out: &mut Markup, style: Option<&str>, text: &str) -> Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    out.element("w:r", &[], |out| {
        if let Some(style) = style {
            out.element("w:rPr", &[], |out| out.void("w:rStyle", &[("w:val", style)]))?;
        }
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                out.void("w:br", &[])?;
            }
            out.text_element("w:t", &[("xml:space", "preserve")], line)?;
        }
        Ok(())
    })
}
