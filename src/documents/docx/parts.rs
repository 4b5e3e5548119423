//! The small parts of the file: what it holds, its properties, settings, fonts, lists, header
//! and footer.

use std::io::Result;

use werksessie_core::document::Document;
use werksessie_core::project::Language;

use super::{ink, language_tag, page};
use crate::documents::markup::Markup;
use crate::documents::wording;
use crate::messages::formal as texts;

/// The namespace of the text itself.
pub const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
/// The namespace of references to other parts.
pub const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const A: &str = "http://schemas.openxmlformats.org/drawingml/2006/main";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// The list with bullets in the numbering; numbered lists come after it.
pub const BULLETS: usize = 1;

/// References from the text: id, last part of the kind, target.
const REFERENCES: [(&str, &str, &str); 8] = [
    ("rId1", "styles", "styles.xml"),
    ("rId2", "settings", "settings.xml"),
    ("rId3", "fontTable", "fontTable.xml"),
    ("rId4", "theme", "theme/theme1.xml"),
    ("rId5", "numbering", "numbering.xml"),
    ("rId6", "header", "header1.xml"),
    ("rId7", "footer", "footer1.xml"),
    ("rId8", "footer", "footer2.xml"),
];

pub fn content_types() -> Result<Vec<u8>> {
    let word = |part: &str, kind: &str| (format!("/word/{part}"), format!("{WORD}.{kind}+xml"));
    let overrides = [
        word("document.xml", "document.main"),
        word("styles.xml", "styles"),
        word("settings.xml", "settings"),
        word("fontTable.xml", "fontTable"),
        ("/word/theme/theme1.xml".to_owned(), "application/vnd.openxmlformats-officedocument.theme+xml".to_owned()),
        word("numbering.xml", "numbering"),
        word("header1.xml", "header"),
        word("footer1.xml", "footer"),
        word("footer2.xml", "footer"),
        ("/docProps/core.xml".to_owned(), "application/vnd.openxmlformats-package.core-properties+xml".to_owned()),
        (
            "/docProps/app.xml".to_owned(),
            "application/vnd.openxmlformats-officedocument.extended-properties+xml".to_owned(),
        ),
    ];
    let mut out = Markup::declared()?;
    out.element("Types", &[("xmlns", &format!("{PACKAGE}/content-types"))], |out| {
        let relationships = "application/vnd.openxmlformats-package.relationships+xml";
        out.void("Default", &[("Extension", "rels"), ("ContentType", relationships)])?;
        out.void("Default", &[("Extension", "xml"), ("ContentType", "application/xml")])?;
        overrides.iter().try_for_each(|(part, kind)| out.void("Override", &[("PartName", part), ("ContentType", kind)]))
    })?;
    Ok(out.finish())
}

fn references(list: &[(&str, String, &str)]) -> Result<Vec<u8>> {
    let mut out = Markup::declared()?;
    out.element("Relationships", &[("xmlns", &format!("{PACKAGE}/relationships"))], |out| {
        list.iter().try_for_each(|(id, kind, target)| {
            out.void("Relationship", &[("Id", id), ("Type", kind), ("Target", target)])
        })
    })?;
    Ok(out.finish())
}

pub fn relationships() -> Result<Vec<u8>> {
    references(&[
        ("rId1", format!("{R}/officeDocument"), "word/document.xml"),
        ("rId2", format!("{PACKAGE}/relationships/metadata/core-properties"), "docProps/core.xml"),
        ("rId3", format!("{R}/extended-properties"), "docProps/app.xml"),
    ])
}

pub fn document_relationships() -> Result<Vec<u8>> {
    references(&REFERENCES.map(|(id, kind, target)| (id, format!("{R}/{kind}"), target)))
}

/// Title, subject, maker, language and day. The day is that of the facts, so that making the
/// same document later gives the same bytes.
pub fn core(document: &Document) -> Result<Vec<u8>> {
    let mut out = Markup::declared()?;
    let names = [
        ("xmlns:cp", format!("{PACKAGE}/metadata/core-properties")),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/".to_owned()),
        ("xmlns:dcterms", "http://purl.org/dc/terms/".to_owned()),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance".to_owned()),
    ];
    let names = names.each_ref().map(|(name, value)| (*name, value.as_str()));
    let day = format!("{}T00:00:00Z", document.edition.as_of);
    out.element("cp:coreProperties", &names, |out| {
        out.text_element("dc:title", &[], &format!("{} - {}", document.title, document.municipality))?;
        out.text_element("dc:subject", &[], &document.project)?;
        out.text_element("dc:creator", &[], "Werksessie")?;
        out.text_element("dc:language", &[], language_tag(document.edition.language))?;
        out.text_element("cp:lastModifiedBy", &[], "Werksessie")?;
        out.text_element("cp:contentStatus", &[], wording::state(document))?;
        out.text_element("cp:version", &[], &document.version.to_string())?;
        out.text_element("dcterms:created", &[("xsi:type", "dcterms:W3CDTF")], &day)?;
        out.text_element("dcterms:modified", &[("xsi:type", "dcterms:W3CDTF")], &day)
    })?;
    Ok(out.finish())
}

pub fn app() -> Result<Vec<u8>> {
    let mut out = Markup::declared()?;
    let name = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties";
    out.element("Properties", &[("xmlns", name)], |out| out.text_element("Application", &[], "Werksessie"))?;
    Ok(out.finish())
}

pub fn settings(language: Language) -> Result<Vec<u8>> {
    let mut out = Markup::declared()?;
    out.element("w:settings", &[("xmlns:w", W)], |out| {
        out.void("w:zoom", &[("w:percent", "100")])?;
        out.void("w:defaultTabStop", &[("w:val", "709")])?;
        out.element("w:compat", &[], |out| {
            // Lay out as Word has done since 2013, and without the bar that says otherwise.
            let names = [("w:name", "compatibilityMode"), ("w:uri", "http://schemas.microsoft.com/office/word")];
            out.void("w:compatSetting", &[names[0], names[1], ("w:val", "15")])
        })?;
        out.void("w:themeFontLang", &[("w:val", language_tag(language))])
    })?;
    Ok(out.finish())
}

/// Fonts that every office program has, or has a twin of.
pub fn fonts() -> Result<Vec<u8>> {
    let fonts = [("Arial", "swiss", "020B0604020202020204"), ("Georgia", "roman", "02040502050405020303")];
    let mut out = Markup::declared()?;
    out.element("w:fonts", &[("xmlns:w", W)], |out| {
        fonts.iter().try_for_each(|(name, family, panose)| {
            out.element("w:font", &[("w:name", name)], |out| {
                out.void("w:panose1", &[("w:val", panose)])?;
                out.void("w:charset", &[("w:val", "00")])?;
                out.void("w:family", &[("w:val", family)])?;
                out.void("w:pitch", &[("w:val", "variable")])
            })
        })
    })?;
    Ok(out.finish())
}

/// The colours and fonts that Word offers beside those of the text.
pub fn theme() -> Result<Vec<u8>> {
    let colours = [
        ("dk1", ink::TEXT),
        ("lt1", "FFFFFF"),
        ("dk2", ink::GREEN),
        ("lt2", ink::PAPER),
        ("accent1", "12436D"),
        ("accent2", "28A197"),
        ("accent3", "801650"),
        ("accent4", "F46A25"),
        ("accent5", ink::LAMP_EDGE),
        ("accent6", ink::QUIET),
        ("hlink", ink::GREEN),
        ("folHlink", ink::QUIET),
    ];
    let mut out = Markup::declared()?;
    out.element("a:theme", &[("xmlns:a", A), ("name", "Werksessie")], |out| {
        out.element("a:themeElements", &[], |out| {
            out.element("a:clrScheme", &[("name", "Werksessie")], |out| {
                colours.iter().try_for_each(|(name, colour)| {
                    out.element(&format!("a:{name}"), &[], |out| out.void("a:srgbClr", &[("val", colour)]))
                })
            })?;
            out.element("a:fontScheme", &[("name", "Werksessie")], |out| {
                [("a:majorFont", "Georgia"), ("a:minorFont", "Arial")].iter().try_for_each(|(name, font)| {
                    out.element(name, &[], |out| {
                        out.void("a:latin", &[("typeface", font)])?;
                        out.void("a:ea", &[("typeface", "")])?;
                        out.void("a:cs", &[("typeface", "")])
                    })
                })
            })?;
            out.element("a:fmtScheme", &[("name", "Werksessie")], format_scheme)
        })
    })?;
    Ok(out.finish())
}

/// The least that a theme must have: three fills, lines, effects and backgrounds, all plain.
fn format_scheme(out: &mut Markup) -> Result<()> {
    let fill = |out: &mut Markup| out.element("a:solidFill", &[], |out| out.void("a:schemeClr", &[("val", "phClr")]));
    let three = |out: &mut Markup, name: &str, one: &dyn Fn(&mut Markup) -> Result<()>| {
        out.element(name, &[], |out| (0..3).try_for_each(|_| one(out)))
    };
    three(out, "a:fillStyleLst", &fill)?;
    three(out, "a:lnStyleLst", &|out| out.element("a:ln", &[("w", "9525")], fill))?;
    three(out, "a:effectStyleLst", &|out| out.element("a:effectStyle", &[], |out| out.void("a:effectLst", &[])))?;
    three(out, "a:bgFillStyleLst", &fill)
}

/// One list with bullets, and one with numbers for each numbered list, so that each begins at 1.
pub fn numbering(numbered_lists: usize) -> Result<Vec<u8>> {
    let mut out = Markup::declared()?;
    out.element("w:numbering", &[("xmlns:w", W)], |out| {
        for (id, format, text) in [("0", "bullet", "•"), ("1", "decimal", "%1.")] {
            out.element("w:abstractNum", &[("w:abstractNumId", id)], |out| {
                out.void("w:multiLevelType", &[("w:val", "singleLevel")])?;
                out.element("w:lvl", &[("w:ilvl", "0")], |out| {
                    out.void("w:start", &[("w:val", "1")])?;
                    out.void("w:numFmt", &[("w:val", format)])?;
                    out.void("w:lvlText", &[("w:val", text)])?;
                    out.void("w:lvlJc", &[("w:val", "left")])?;
                    out.element("w:pPr", &[], |out| out.void("w:ind", &[("w:left", "397"), ("w:hanging", "397")]))?;
                    out.element("w:rPr", &[], |out| out.void("w:color", &[("w:val", ink::GREEN)]))
                })
            })?;
        }
        let list = |out: &mut Markup, number: usize, kind: &str| {
            out.element("w:num", &[("w:numId", &number.to_string())], |out| {
                out.void("w:abstractNumId", &[("w:val", kind)])?;
                if kind == "0" {
                    return Ok(());
                }
                out.element("w:lvlOverride", &[("w:ilvl", "0")], |out| out.void("w:startOverride", &[("w:val", "1")]))
            })
        };
        list(out, BULLETS, "0")?;
        (1..=numbered_lists).try_for_each(|number| list(out, BULLETS + number, "1"))
    })?;
    Ok(out.finish())
}

/// On every page but the first, which has the same above its title.
pub fn header(document: &Document) -> Result<Vec<u8>> {
    let mut out = Markup::declared()?;
    out.element("w:hdr", &[("xmlns:w", W)], |out| {
        out.element("w:p", &[], |out| {
            style(out, "Header")?;
            run(out, &format!("{} · {}", document.title, document.municipality))
        })
    })?;
    Ok(out.finish())
}

/// State, version and day at the left, the page's number at the right.
pub fn footer(document: &Document) -> Result<Vec<u8>> {
    let language = document.edition.language;
    let mut out = Markup::declared()?;
    out.element("w:ftr", &[("xmlns:w", W)], |out| {
        out.element("w:p", &[], |out| {
            style(out, "Footer")?;
            run(out, &wording::standing(document))?;
            out.element("w:r", &[], |out| out.void("w:tab", &[]))?;
            run(out, &format!("{} ", texts::page(language)))?;
            field(out, "PAGE")?;
            run(out, &format!(" {} ", texts::page_of(language)))?;
            field(out, "NUMPAGES")
        })
    })?;
    Ok(out.finish())
}

fn style(out: &mut Markup, name: &str) -> Result<()> {
    out.element("w:pPr", &[], |out| out.void("w:pStyle", &[("w:val", name)]))
}

fn run(out: &mut Markup, text: &str) -> Result<()> {
    out.element("w:r", &[], |out| out.text_element("w:t", &[("xml:space", "preserve")], &text.replace('\n', " ")))
}

/// A number that the office program fills in.
fn field(out: &mut Markup, name: &str) -> Result<()> {
    out.element("w:fldSimple", &[("w:instr", name)], |out| run(out, "1"))
}

/// The page and what stands at its edges; the last thing in the text.
pub fn section(out: &mut Markup) -> Result<()> {
    out.element("w:sectPr", &[], |out| {
        out.void("w:headerReference", &[("w:type", "default"), ("r:id", "rId6")])?;
        out.void("w:footerReference", &[("w:type", "default"), ("r:id", "rId7")])?;
        out.void("w:footerReference", &[("w:type", "first"), ("r:id", "rId8")])?;
        let size = [page::WIDTH.to_string(), page::HEIGHT.to_string()];
        out.void("w:pgSz", &[("w:w", &size[0]), ("w:h", &size[1])])?;
        let [top, side, bottom] = [page::TOP, page::SIDE, page::BOTTOM].map(|edge| edge.to_string());
        let edges = [("w:top", &*top), ("w:right", &*side), ("w:bottom", &*bottom), ("w:left", &*side)];
        let inner = [("w:header", "624"), ("w:footer", "567"), ("w:gutter", "0")];
        out.void("w:pgMar", &[&edges[..], &inner[..]].concat())?;
        out.void("w:titlePg", &[])
    })
}
