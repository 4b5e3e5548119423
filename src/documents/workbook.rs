//! The roadmap workbook (method A.5): one file per sheet.
//!
//! Dates and numbers are real ones, text is only text (a cell that begins with `=` stays text),
//! headers have their own format because LibreOffice draws no table styles, rows are as high as
//! their texts need, and every sheet prints on A4 with its header repeated. The same project on
//! the same day gives the same bytes.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use werksessie_core::action::Action;
use werksessie_core::bottleneck::Figure;
use werksessie_core::project::{Language, Project};
use werksessie_core::promise::Promise;
use werksessie_core::time::Date;
use werksessie_core::{BottleneckId, PartyId, limits};

use crate::messages::document as texts;
use crate::ui::words;

mod arena;
mod bottlenecks;
mod charts;
mod decisions;
mod guide;
mod matrices;
mod promises;
mod risks;
mod roadmap;
mod sources;
mod table;
#[cfg(test)]
mod tests;
mod timeline;

use table::Formats;

/// What a workbook is made of.
#[derive(Clone, Copy)]
struct Book<'a> {
    project: &'a Project,
    language: Language,
    today: Date,
}

impl Book<'_> {
    /// A message under a key that is made up while writing, such as the key of a choice.
    fn word(&self, group: &str, key: &str) -> &'static str {
        texts::find(self.language, &format!("{group}_{key}")).unwrap_or_default()
    }

    fn party(&self, party: Option<PartyId>) -> String {
        party.and_then(|party| self.project.party(party)).map_or_else(String::new, |party| party.name.clone())
    }

    /// `K05 De urgentieregeling past niet`, one to a line.
    fn bottlenecks(&self, bottlenecks: impl IntoIterator<Item = BottleneckId>) -> String {
        let name = |bottleneck| {
            let found = self.project.bottleneck(bottleneck)?;
            Some(format!("{} {}", words::number(found.number), found.title))
        };
        bottlenecks.into_iter().filter_map(name).collect::<Vec<_>>().join("\n")
    }

    /// What stands on the roadmap, by number.
    fn actions(&self) -> Vec<(&Action, Option<&Promise>)> {
        self.project.roadmap()
    }
}

/// A figure that may be shown: of five answers or more (method A.0.4).
fn shown(figure: Option<Figure>) -> Option<Figure> {
    figure.filter(|figure| figure.answered >= limits::SMALLEST_GROUP)
}

/// Writes the workbook of a project, as of a day.
///
/// # Errors
/// When the writer refuses; the data themselves cannot make it do so.
pub fn write(project: &Project, language: Language, today: Date) -> Result<Vec<u8>, XlsxError> {
    let formats = Formats::new();
    let book = Book { project, language, today };
    let mut workbook = Workbook::new();
    let title = format!("{} - {}", texts::roadmap(language), project.municipality);
    let properties = DocProperties::new()
        .set_title(table::cut(&title))
        .set_subject(table::cut(&project.title))
        .set_author("Werksessie")
        .set_creation_datetime(&ExcelDateTime::from_ymd(today.year(), today.month(), today.day())?)
        .set_custom_property("Language", crate::ui::language_code(language));
    workbook.set_properties(&properties);
    guide::write(workbook.add_worksheet(), book)?;
    roadmap::table(book).write(workbook.add_worksheet(), &formats)?;
    timeline::table(book).write(workbook.add_worksheet(), &formats)?;
    bottlenecks::table(book).write(workbook.add_worksheet(), &formats)?;
    risks::table(book).write(workbook.add_worksheet(), &formats)?;
    matrices::write(workbook.add_worksheet(), &formats, book)?;
    arena::table(book).write(workbook.add_worksheet(), &formats)?;
    promises::table(book).write(workbook.add_worksheet(), &formats)?;
    decisions::table(book).write(workbook.add_worksheet(), &formats)?;
    charts::write(workbook.add_worksheet(), &formats, book)?;
    sources::table(book).write(workbook.add_worksheet(), &formats)?;
    workbook.save_to_buffer()
}
