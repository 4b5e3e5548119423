//! A document as one page that needs no other file: on the screen, on paper, and saved.
//!
//! It carries its own style sheet, so that a page that was saved or sent on still looks as it
//! should. The server's policy allows styles from files only; [`policy`] allows exactly this
//! page's sheet, by its hash, and nothing else at all.

use std::io::Result;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use werksessie_core::document::{
    Align, Block, Cell, Document, Figure, Inline, Level, ListKind, Purpose, Table, printable, widths,
};

use super::markup::Markup;
use super::wording;
use crate::messages::formal as texts;
use crate::ui::language_code;

/// The look: the product's tokens, and the page's own rules on them.
const SHEET: &str = concat!(include_str!("../../style/tokens.css"), include_str!("../../style/document.css"));

/// Writes a document as a page.
///
/// # Errors
/// Never: memory takes whatever is written.
pub fn write(document: &Document) -> Result<Vec<u8>> {
    let language = document.edition.language;
    let mut out = Markup::new();
    out.raw("<!DOCTYPE html>\n")?;
    out.element("html", &[("lang", language_code(language))], |out| {
        out.element("head", &[], |out| {
            out.void("meta", &[("charset", "utf-8")])?;
            out.void("meta", &[("name", "viewport"), ("content", "width=device-width, initial-scale=1")])?;
            out.void("meta", &[("name", "author"), ("content", "Werksessie")])?;
            out.void("meta", &[("name", "date"), ("content", &document.edition.as_of.to_string())])?;
            out.text_element("title", &[], &format!("{} - {}", document.title, document.municipality))?;
            out.element("style", &[], |out| out.raw(&sheet(document)))
        })?;
        out.element("body", &[], |out| {
            out.element("header", &[("class", "ws-doc__head")], |out| {
                out.text_element("p", &[("class", "ws-doc__place")], &wording::place(document))?;
                out.text_element("h1", &[], &document.title)?;
                out.text_element("p", &[("class", "ws-doc__standing")], &wording::standing(document))
            })?;
            out.element("main", &[("class", "ws-doc")], |out| {
                document.blocks.iter().try_for_each(|block| write_block(out, document, block))
            })?;
            out.element("footer", &[("class", "ws-doc__foot")], |out| {
                out.text_element("p", &[], &format!("{} · {}", document.title, wording::standing(document)))
            })
        })
    })?;
    Ok(out.finish())
}

/// The content security policy for the page of this document.
pub fn policy(document: &Document) -> String {
    policy_for(&sheet(document))
}

/// The content security policy for a page that was made earlier: its own sheet and nothing else.
pub fn policy_of(page: &str) -> String {
    let sheet = page.split_once("<style>").and_then(|(_, rest)| rest.split_once("</style>"));
    policy_for(sheet.map_or("", |(sheet, _)| sheet))
}

fn policy_for(sheet: &str) -> String {
    let hash = STANDARD.encode(Sha256::digest(sheet));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

/// The style sheet with what only this document has: the widths of its columns, and what stands
/// at the foot of its printed pages.
fn sheet(document: &Document) -> String {
    let mut used: Vec<u32> = tables(document).flat_map(|table| widths(&table.columns, 100)).collect();
    used.sort_unstable();
    used.dedup();
    let columns = used.iter().map(|width| format!(".ws-doc__w{width} {{ width: {width}%; }}\n"));
    let language = document.edition.language;
    let (left, page, of) = (wording::standing(document), texts::page(language), texts::page_of(language));
    let foot = format!(
        "@page {{ @bottom-left {{ content: \"{}\"; }} @bottom-right {{ content: \"{} \" counter(page) \" {} \" counter(pages); }} }}\n",
        quoted(&left),
        quoted(page),
        quoted(of)
    );
    format!("{SHEET}{}{foot}", columns.collect::<String>())
}

/// A text inside a string of CSS: whatever is no letter or digit is written as its number, so
/// that nothing in it can end the string or the sheet.
fn quoted(text: &str) -> String {
    let one = |character: char| match character {
        _ if character.is_ascii_alphanumeric() => character.to_string(),
        _ => format!("\\{:06x}", u32::from(character)),
    };
    printable(text).chars().map(one).collect()
}

fn tables(document: &Document) -> impl Iterator<Item = &Table> {
    document.blocks.iter().filter_map(|block| match block {
        Block::Table(table) | Block::Figure(Figure { table, .. }) => Some(table),
        _ => None,
    })
}

fn write_block(out: &mut Markup, document: &Document, block: &Block) -> Result<()> {
    match block {
        Block::Heading { level, text } => {
            let name = match level {
                Level::Section => "h2",
                Level::Part => "h3",
                Level::Detail => "h4",
            };
            out.text_element(name, &[], text)
        }
        Block::Paragraph(text) => out.element("p", &[], |out| inlines(out, text)),
        Block::List { kind, items } => {
            let name = match kind {
                ListKind::Bullets => "ul",
                ListKind::Numbers => "ol",
            };
            out.element(name, &[], |out| {
                items.iter().try_for_each(|item| out.element("li", &[], |out| inlines(out, item)))
            })
        }
        Block::Note { title, text } => out.element("div", &[("class", "ws-doc__note"), ("role", "note")], |out| {
            out.text_element("p", &[("class", "ws-doc__note-title")], title)?;
            out.element("p", &[], |out| inlines(out, text))
        }),
        Block::Facts(facts) => out.element("dl", &[], |out| {
            facts.iter().try_for_each(|(name, value)| {
                out.element("div", &[], |out| {
                    out.text_element("dt", &[], name)?;
                    out.element("dd", &[], |out| write_cell(out, document, value))
                })
            })
        }),
        Block::Table(table) => write_table(out, document, table),
        Block::Figure(figure) => {
            out.element("figure", &[], |out| {
                out.text_element("figcaption", &[], &figure.caption)?;
                // The sentence and the table say the same, so the picture itself is not read aloud.
                out.element("div", &[("class", "ws-doc__picture"), ("aria-hidden", "true")], |out| {
                    out.raw(&figure.svg)
                })?;
                out.text_element("p", &[], &figure.alternative)
            })?;
            write_table(out, document, &figure.table)
        }
        Block::PageBreak => out.void("hr", &[("class", "ws-doc__page")]),
    }
}

fn inlines(out: &mut Markup, inlines: &[Inline]) -> Result<()> {
    inlines.iter().try_for_each(|inline| match inline {
        Inline::Plain(text) => lines(out, text),
        Inline::Strong(text) => out.element("strong", &[], |out| lines(out, text)),
        Inline::Emphasis(text) => out.element("em", &[], |out| lines(out, text)),
    })
}

/// A text whose line breaks stay.
fn lines(out: &mut Markup, text: &str) -> Result<()> {
    text.split('\n').enumerate().try_for_each(|(at, line)| {
        if at > 0 {
            out.void("br", &[])?;
        }
        out.text(line)
    })
}

fn write_cell(out: &mut Markup, document: &Document, cell: &Cell) -> Result<()> {
    let text = wording::cell(document.edition.language, cell);
    match cell {
        Cell::Day(day) => out.text_element("time", &[("datetime", &day.to_string())], &text),
        Cell::Text(_) | Cell::Number(_) | Cell::Decimal(_) => lines(out, &text),
    }
}

fn write_table(out: &mut Markup, document: &Document, table: &Table) -> Result<()> {
    let class = match (table.purpose, table.columns.len()) {
        (Purpose::Writing, _) => "ws-doc__writing",
        (Purpose::Reading, 0..=3) => "ws-doc__narrow",
        (Purpose::Reading, _) => "ws-doc__wide",
    };
    let end = |align| match align {
        Align::Start => "ws-doc__start",
        Align::End => "ws-doc__end",
    };
    // Wide tables scroll sideways on a phone, also by keyboard.
    let scrolls = [("class", "ws-doc__scroll"), ("role", "region"), ("aria-label", &*table.caption), ("tabindex", "0")];
    out.element("div", &scrolls, |out| {
        out.element("table", &[("class", class)], |out| {
            out.text_element("caption", &[], &table.caption)?;
            out.element("colgroup", &[], |out| {
                let mut all = widths(&table.columns, 100).into_iter();
                all.try_for_each(|width| out.void("col", &[("class", &format!("ws-doc__w{width}"))]))
            })?;
            out.element("thead", &[], |out| {
                out.element("tr", &[], |out| {
                    table.columns.iter().try_for_each(|column| {
                        out.text_element("th", &[("scope", "col"), ("class", end(column.align))], &column.header)
                    })
                })
            })?;
            out.element("tbody", &[], |out| {
                table.rows.iter().try_for_each(|row| {
                    out.element("tr", &[], |out| {
                        row.iter().zip(&table.columns).enumerate().try_for_each(|(at, (cell, column))| {
                            let class = ("class", end(column.align));
                            if table.row_header == Some(at) {
                                out.element("th", &[("scope", "row"), class], |out| write_cell(out, document, cell))
                            } else {
                                out.element("td", &[class], |out| write_cell(out, document, cell))
                            }
                        })
                    })
                })
            })
        })
    })
}
