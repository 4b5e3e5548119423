//! The styles of the file, by the names that Word gives its own, so that outline, contents and
//! reading aloud work as people know them.

use std::io::Result;

use werksessie_core::project::Language;

use super::parts::W;
use super::{ink, language_tag, page};
use crate::documents::markup::Markup;

/// A style of paragraphs. Sizes are in half points, spaces in twentieths of a point.
struct Style {
    id: &'static str,
    name: &'static str,
    base: Option<&'static str>,
    next: &'static str,
    /// The level in the outline, from 0.
    outline: Option<&'static str>,
    /// Stays on the page of what follows.
    keeps: bool,
    before: &'static str,
    after: &'static str,
    font: Option<&'static str>,
    size: &'static str,
    bold: bool,
    colour: &'static str,
}

const TEXT: Style = Style {
    id: "",
    name: "",
    base: Some("Normal"),
    next: "Normal",
    outline: None,
    keeps: false,
    before: "0",
    after: "140",
    font: None,
    size: "21",
    bold: false,
    colour: ink::TEXT,
};

const HEADING: Style = Style { keeps: true, font: Some("Georgia"), bold: true, colour: ink::GREEN, ..TEXT };

const STYLES: [Style; 20] = [
    Style { id: "Normal", name: "Normal", base: None, ..TEXT },
    Style { id: "Title", name: "Title", size: "52", after: "120", colour: ink::TEXT, ..HEADING },
    Style { id: "Place", name: "Place", keeps: true, size: "20", after: "80", colour: ink::GREEN, bold: true, ..TEXT },
    Style { id: "Subtitle", name: "Subtitle", size: "20", after: "360", colour: ink::QUIET, ..TEXT },
    Style { id: "Heading1", name: "heading 1", outline: Some("0"), size: "32", before: "400", after: "120", ..HEADING },
    Style { id: "Heading2", name: "heading 2", outline: Some("1"), size: "25", before: "280", after: "100", ..HEADING },
    Style { id: "Heading3", name: "heading 3", outline: Some("2"), size: "22", before: "200", after: "80", ..HEADING },
    Style { id: "ListBullet", name: "List Bullet", next: "ListBullet", after: "70", ..TEXT },
    Style { id: "ListNumber", name: "List Number", next: "ListNumber", after: "70", ..TEXT },
    Style { id: "Caption", name: "caption", keeps: true, size: "19", before: "160", after: "80", bold: true, ..TEXT },
    Style {
        id: "NoteTitle",
        name: "Note Title",
        next: "Note",
        keeps: true,
        before: "160",
        after: "0",
        bold: true,
        ..TEXT
    },
    Style { id: "Note", name: "Note", next: "Note", after: "280", ..TEXT },
    Style { id: "Fact", name: "Fact", next: "Fact", after: "50", ..TEXT },
    Style { id: "TableText", name: "Table Text", next: "TableText", before: "50", after: "50", size: "19", ..TEXT },
    Style {
        id: "TableHeading",
        name: "Table Heading",
        next: "TableText",
        before: "60",
        after: "60",
        size: "18",
        bold: true,
        colour: "FFFFFF",
        ..TEXT
    },
    Style { id: "PictureText", name: "Picture Text", next: "Picture", keeps: true, ..TEXT },
    Style { id: "Picture", name: "Picture", before: "80", after: "160", ..TEXT },
    Style { id: "TableEnd", name: "Table End", after: "120", size: "8", ..TEXT },
    Style { id: "Header", name: "header", next: "Header", after: "0", size: "17", colour: ink::QUIET, ..TEXT },
    Style { id: "Footer", name: "footer", next: "Footer", after: "0", size: "17", colour: ink::QUIET, ..TEXT },
];

pub fn styles(language: Language) -> Result<Vec<u8>> {
    let mut out = Markup::declared()?;
    out.element("w:styles", &[("xmlns:w", W)], |out| {
        defaults(out, language_tag(language))?;
        STYLES.iter().try_for_each(|style| paragraph(out, style))?;
        runs(out)?;
        tables(out)
    })?;
    Ok(out.finish())
}

fn fonts(out: &mut Markup, name: &str) -> Result<()> {
    out.void("w:rFonts", &[("w:ascii", name), ("w:hAnsi", name), ("w:eastAsia", name), ("w:cs", name)])
}

fn defaults(out: &mut Markup, language: &str) -> Result<()> {
    out.element("w:docDefaults", &[], |out| {
        out.element("w:rPrDefault", &[], |out| {
            out.element("w:rPr", &[], |out| {
                fonts(out, "Arial")?;
                out.void("w:sz", &[("w:val", TEXT.size)])?;
                out.void("w:szCs", &[("w:val", TEXT.size)])?;
                out.void("w:lang", &[("w:val", language), ("w:eastAsia", language), ("w:bidi", "ar-SA")])
            })
        })?;
        out.element("w:pPrDefault", &[], |out| {
            out.element("w:pPr", &[], |out| {
                out.void("w:spacing", &[("w:after", TEXT.after), ("w:line", "288"), ("w:lineRule", "auto")])
            })
        })
    })
}

fn paragraph(out: &mut Markup, style: &Style) -> Result<()> {
    let mut attributes = vec![("w:type", "paragraph")];
    if style.id == "Normal" {
        attributes.push(("w:default", "1"));
    }
    // Styles that Word has itself may not be called custom ones.
    if ["Place", "NoteTitle", "Note", "Fact", "TableText", "TableHeading", "TableEnd"].contains(&style.id) {
        attributes.push(("w:customStyle", "1"));
    }
    attributes.push(("w:styleId", style.id));
    out.element("w:style", &attributes, |out| {
        out.void("w:name", &[("w:val", style.name)])?;
        if let Some(base) = style.base {
            out.void("w:basedOn", &[("w:val", base)])?;
        }
        out.void("w:next", &[("w:val", style.next)])?;
        out.void("w:qFormat", &[])?;
        out.element("w:pPr", &[], |out| paragraph_properties(out, style))?;
        out.element("w:rPr", &[], |out| {
            if let Some(font) = style.font {
                fonts(out, font)?;
            }
            if style.bold {
                out.void("w:b", &[])?;
                out.void("w:bCs", &[])?;
            }
            out.void("w:color", &[("w:val", style.colour)])?;
            out.void("w:sz", &[("w:val", style.size)])?;
            out.void("w:szCs", &[("w:val", style.size)])
        })
    })
}

/// In the order that the format wants them.
fn paragraph_properties(out: &mut Markup, style: &Style) -> Result<()> {
    if style.keeps {
        out.void("w:keepNext", &[])?;
        out.void("w:keepLines", &[])?;
    }
    let is_note = style.id.starts_with("Note");
    if is_note {
        out.element("w:pBdr", &[], |out| {
            let bar = [("w:val", "single"), ("w:sz", "24"), ("w:space", "10"), ("w:color", ink::LAMP_EDGE)];
            // The box's own colour above and below it: that is how a paragraph gets air inside.
            // Title and text have the same borders, so that they make one box.
            let air = [("w:val", "single"), ("w:sz", "4"), ("w:space", "6"), ("w:color", ink::LAMP)];
            out.void("w:top", &air)?;
            out.void("w:left", &bar)?;
            out.void("w:bottom", &air)
        })?;
        out.void("w:shd", &[("w:val", "clear"), ("w:color", "auto"), ("w:fill", ink::LAMP)])?;
    }
    if style.id == "Footer" {
        out.element("w:tabs", &[], |out| out.void("w:tab", &[("w:val", "right"), ("w:pos", &page::TEXT.to_string())]))?;
    }
    if style.id == "Fact" {
        out.element("w:tabs", &[], |out| out.void("w:tab", &[("w:val", "left"), ("w:pos", "3119")]))?;
    }
    let line = if style.outline.is_some() || style.id == "Title" { "252" } else { "288" };
    let spacing = [("w:before", style.before), ("w:after", style.after), ("w:line", line), ("w:lineRule", "auto")];
    out.void("w:spacing", &spacing)?;
    if is_note {
        out.void("w:ind", &[("w:left", "284"), ("w:right", "170")])?;
    }
    if style.id == "Fact" {
        out.void("w:ind", &[("w:left", "3119"), ("w:hanging", "3119")])?;
    }
    match style.outline {
        Some(level) => out.void("w:outlineLvl", &[("w:val", level)]),
        None => Ok(()),
    }
}

fn runs(out: &mut Markup) -> Result<()> {
    let font = [("w:type", "character"), ("w:default", "1"), ("w:styleId", "DefaultParagraphFont")];
    out.element("w:style", &font, |out| {
        out.void("w:name", &[("w:val", "Default Paragraph Font")])?;
        out.void("w:uiPriority", &[("w:val", "1")])?;
        out.void("w:semiHidden", &[])
    })?;
    for (id, mark) in [("Strong", "w:b"), ("Emphasis", "w:i")] {
        out.element("w:style", &[("w:type", "character"), ("w:styleId", id)], |out| {
            out.void("w:name", &[("w:val", id)])?;
            out.void("w:basedOn", &[("w:val", "DefaultParagraphFont")])?;
            out.void("w:qFormat", &[])?;
            out.element("w:rPr", &[], |out| out.void(mark, &[]))
        })?;
    }
    Ok(())
}

fn tables(out: &mut Markup) -> Result<()> {
    let cell_margins = |out: &mut Markup| {
        out.element("w:tblCellMar", &[], |out| {
            for (side, width) in [("w:top", "28"), ("w:left", "100"), ("w:bottom", "28"), ("w:right", "100")] {
                out.void(side, &[("w:w", width), ("w:type", "dxa")])?;
            }
            Ok(())
        })
    };
    let table = [("w:type", "table"), ("w:default", "1"), ("w:styleId", "TableNormal")];
    out.element("w:style", &table, |out| {
        out.void("w:name", &[("w:val", "Normal Table")])?;
        out.void("w:uiPriority", &[("w:val", "99")])?;
        out.void("w:semiHidden", &[])?;
        out.element("w:tblPr", &[], cell_margins)
    })?;
    let own = [("w:type", "table"), ("w:customStyle", "1"), ("w:styleId", "Werksessie")];
    out.element("w:style", &own, |out| {
        out.void("w:name", &[("w:val", "Werksessie")])?;
        out.void("w:basedOn", &[("w:val", "TableNormal")])?;
        out.element("w:tblPr", &[], |out| {
            out.element("w:tblBorders", &[], |out| {
                for side in ["w:top", "w:bottom", "w:insideH"] {
                    let line = [("w:val", "single"), ("w:sz", "6"), ("w:space", "0"), ("w:color", ink::LINE)];
                    out.void(side, &line)?;
                }
                Ok(())
            })
        })
    })
}
