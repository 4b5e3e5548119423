//! A document as it is meant, before it is a page or a file.
//!
//! What is written down here is the same in every format: a renderer adds the looks, never the
//! words of a section. Texts may hold anything that people type; a renderer passes them through
//! [`printable`] and escapes them.

use crate::project::{Language, Project};
use crate::time::Date;

/// Which document it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The declaration of commitment for phase 3 (step 2E).
    Commitment,
    /// The agreements in principle (step 1C).
    Agreements,
    /// The challenge (step 2C).
    Challenge,
    /// Effects, costs and benefits (step 2D).
    Arena,
    /// A letter to one party, or to each.
    Letter,
}

/// Whether people may still change what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// May still change.
    Concept,
    /// Stands.
    Final,
}

/// What a document is made for: the reader's language, the day that it speaks of, its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edition {
    /// The language of its texts.
    pub language: Language,
    /// The day that it speaks of.
    pub as_of: Date,
    /// Concept or final.
    pub state: State,
}

/// A document.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Which one.
    pub kind: Kind,
    /// Its title.
    pub title: String,
    /// The municipality's name.
    pub municipality: String,
    /// The project's title.
    pub project: String,
    /// The position in the project's log that it was made from: the same number, the same facts.
    pub version: u64,
    /// For whom, of when, in which state.
    pub edition: Edition,
    /// What it says, in order.
    pub blocks: Vec<Block>,
}

impl Document {
    /// A document about a project, without content.
    pub fn about(project: &Project, kind: Kind, title: &str, edition: Edition) -> Self {
        Self {
            kind,
            title: title.to_owned(),
            municipality: project.municipality.clone(),
            project: project.title.clone(),
            version: project.seq,
            edition,
            blocks: Vec::new(),
        }
    }

    /// Adds a heading of a section.
    pub fn section(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Heading { level: Level::Section, text: text.into() });
    }

    /// Adds a paragraph of plain text.
    pub fn say(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Paragraph(vec![Inline::plain(text)]));
    }

    /// Adds a list of plain texts with bullets.
    pub fn list<T: Into<String>>(&mut self, texts: impl IntoIterator<Item = T>) {
        let items = texts.into_iter().map(|text| vec![Inline::plain(text)]).collect();
        self.blocks.push(Block::List { kind: ListKind::Bullets, items });
    }

    /// Adds a note that stands apart.
    pub fn note(&mut self, title: impl Into<String>, text: impl Into<String>) {
        self.blocks.push(Block::Note { title: title.into(), text: vec![Inline::plain(text)] });
    }
}

/// A piece of a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A heading. The document's title stands above all of them.
    Heading {
        /// How deep.
        level: Level,
        /// What it says.
        text: String,
    },
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list, one entry for each item.
    List {
        /// With bullets or numbers.
        kind: ListKind,
        /// The items.
        items: Vec<Vec<Inline>>,
    },
    /// Something to mind, set apart from the text.
    Note {
        /// What it is about, in a word or three.
        title: String,
        /// What it says.
        text: Vec<Inline>,
    },
    /// Names with their values, such as "first date: 1 April 2027".
    Facts(Vec<(String, Cell)>),
    /// A table.
    Table(Table),
    /// A picture with the table that says the same.
    Figure(Figure),
    /// What follows begins on a new page.
    PageBreak,
}

/// How deep a heading stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// A section of the document.
    Section,
    /// A part of a section.
    Part,
    /// A part of a part.
    Detail,
}

/// How a list is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListKind {
    /// The order means nothing.
    Bullets,
    /// The order counts; every list begins at 1.
    Numbers,
}

/// A run of text in a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    /// As it is.
    Plain(String),
    /// Important.
    Strong(String),
    /// Stressed, or a title.
    Emphasis(String),
}

impl Inline {
    /// Plain text.
    pub fn plain(text: impl Into<String>) -> Self {
        Self::Plain(text.into())
    }

    /// Important text.
    pub fn strong(text: impl Into<String>) -> Self {
        Self::Strong(text.into())
    }

    /// Its text, whatever its weight.
    pub fn text(&self) -> &str {
        match self {
            Self::Plain(text) | Self::Strong(text) | Self::Emphasis(text) => text,
        }
    }
}

/// A table. Its header row is repeated on every page that it covers.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// What it holds; read out before it.
    pub caption: String,
    /// Its columns; every row has one cell for each.
    pub columns: Vec<Column>,
    /// The column whose cells name their rows, from 0.
    pub row_header: Option<usize>,
    /// Its rows.
    pub rows: Vec<Vec<Cell>>,
    /// To read, or to write in.
    pub purpose: Purpose,
}

/// What people do with a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Read it.
    Reading,
    /// Write in its empty cells, by hand: its rows are high.
    Writing,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// What stands in it.
    pub header: String,
    /// Its share of the width, beside the shares of the others; 1 or more.
    pub weight: u16,
    /// Where its cells begin.
    pub align: Align,
}

impl Column {
    /// A column of text.
    pub fn text(header: impl Into<String>, weight: u16) -> Self {
        Self { header: header.into(), weight, align: Align::Start }
    }

    /// A column of numbers, which end below each other.
    pub fn number(header: impl Into<String>, weight: u16) -> Self {
        Self { header: header.into(), weight, align: Align::End }
    }
}

/// Where the text of a cell begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// At the left in Dutch and English.
    Start,
    /// At the right.
    End,
}

/// The content of a cell. Numbers and days are written as the language does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Text; may be empty.
    Text(String),
    /// A whole number.
    Number(u32),
    /// A number in hundredths, shown with one decimal.
    Decimal(u32),
    /// A day.
    Day(Date),
}

impl Cell {
    /// Text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Nothing.
    pub fn empty() -> Self {
        Self::Text(String::new())
    }
}

/// A picture of figures. Whoever cannot see it, or has a format without it, reads the same in
/// the sentence and the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// One `svg` element, sound as XML and without `style` attributes. Goes into the page as it
    /// is: only our own code may make it, and people's texts in it are escaped.
    pub svg: String,
    /// The sentence that says what it shows.
    pub alternative: String,
    /// What it is about.
    pub caption: String,
    /// The same figures.
    pub table: Table,
}

/// A text as XML 1.0 and HTML can hold it: tabs become spaces, line breaks stay, and what else
/// is a control or no character goes.
pub fn printable(text: &str) -> String {
    let keep = |character: char| match character {
        '\n' => Some('\n'),
        '\t' => Some(' '),
        '\u{FFFE}' | '\u{FFFF}' => None,
        _ if character.is_control() => None,
        _ => Some(character),
    };
    text.chars().filter_map(keep).collect()
}

/// The shares of the columns as whole parts of `whole`; together they are exactly `whole`.
pub fn widths(columns: &[Column], whole: u32) -> Vec<u32> {
    let total: u32 = columns.iter().map(|column| u32::from(column.weight)).sum::<u32>().max(1);
    let mut before = 0;
    let mut edge = 0;
    let mut next = |column: &Column| {
        before += u32::from(column.weight);
        let start = std::mem::replace(&mut edge, before * whole / total);
        edge - start
    };
    columns.iter().map(&mut next).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printable_text_has_no_control_characters_but_line_breaks() {
        assert_eq!(printable("a\u{0}b\u{1F}c\td\r\ne\u{85}\u{FFFE}f😀"), "abc d\nef😀");
    }

    #[test]
    fn widths_fill_the_whole() {
        let columns = [Column::text("a", 1), Column::text("b", 1), Column::number("c", 1)];
        assert_eq!(widths(&columns, 100), [33, 33, 34]);
        assert_eq!(widths(&columns, 9298).iter().sum::<u32>(), 9298);
        assert!(widths(&[], 100).is_empty());
    }
}
