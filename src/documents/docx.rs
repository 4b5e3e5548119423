//! A document as a DOCX file that everybody can read: with a language, an outline of headings,
//! real lists, tables with repeated header rows and a caption, and pictures as drawings with a text beside
//! them for who cannot see them.
//!
//! Our own writer, because the Rust libraries for DOCX know no language of text or no header
//! rows.
//!
//! The same document gives the same bytes: parts stand in a fixed order, with a fixed time.

use std::io::{Cursor, Write as _};

use werksessie_core::document::{Block, Document, ListKind};
use werksessie_core::project::Language;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

mod body;
mod drawing;
mod parts;
mod shapes;
mod styles;
mod table;

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
pub enum DocxError {
    /// A part could not be written.
    #[error("a part of the document could not be written: {0}")]
    Part(#[from] std::io::Error),
    /// The parts could not be packed.
    #[error("the document could not be packed: {0}")]
    Pack(#[from] zip::result::ZipError),
}

/// The colours of the product's own style sheet.
mod ink {
    pub const TEXT: &str = "15202B";
    pub const QUIET: &str = "46515D";
    pub const GREEN: &str = "0B4A54";
    pub const LINE: &str = "DDD4C4";
    pub const PAPER: &str = "FAF7F1";
    pub const LAMP: &str = "FFF7E0";
    pub const LAMP_EDGE: &str = "8A6400";
}

/// The page, in twentieths of a point: A4 with a margin of 23 mm at the sides.
mod page {
    pub const WIDTH: u32 = 11_906;
    pub const HEIGHT: u32 = 16_838;
    pub const SIDE: u32 = 1_304;
    pub const TOP: u32 = 1_304;
    pub const BOTTOM: u32 = 1_247;
    /// What remains for text.
    pub const TEXT: u32 = WIDTH - 2 * SIDE;
    /// Height of a picture at most, which leaves room for a heading and a sentence.
    pub const PICTURE: u32 = HEIGHT - TOP - BOTTOM - 2_200;
}

/// The kind of content of a DOCX file.
pub const CONTENT_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// The language of texts, with the country whose spelling counts.
fn language_tag(language: Language) -> &'static str {
    match language {
        Language::Nl => "nl-NL",
        Language::En => "en-GB",
    }
}

/// Writes a document as a DOCX file.
///
/// # Errors
/// When packing fails; the document itself cannot make it do so.
pub fn write(document: &Document) -> Result<Vec<u8>, DocxError> {
    let numbered = |block: &&Block| matches!(block, Block::List { kind: ListKind::Numbers, .. });
    let numbered_lists = document.blocks.iter().filter(numbered).count();
    let footer = parts::footer(document)?;
    let parts: [(&str, Vec<u8>); 14] = [
        ("[Content_Types].xml", parts::content_types()?),
        ("_rels/.rels", parts::relationships()?),
        ("docProps/core.xml", parts::core(document)?),
        ("docProps/app.xml", parts::app()?),
        ("word/document.xml", body::document(document)?),
        ("word/_rels/document.xml.rels", parts::document_relationships()?),
        ("word/styles.xml", styles::styles(document.edition.language)?),
        ("word/settings.xml", parts::settings(document.edition.language)?),
        ("word/fontTable.xml", parts::fonts()?),
        ("word/theme/theme1.xml", parts::theme()?),
        ("word/numbering.xml", parts::numbering(numbered_lists)?),
        ("word/header1.xml", parts::header(document)?),
        ("word/footer1.xml", footer.clone()),
        ("word/footer2.xml", footer),
    ];
    let mut pack = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    for (name, content) in parts {
        pack.start_file(name, options)?;
        pack.write_all(&content)?;
    }
    Ok(pack.finish()?.into_inner())
}
