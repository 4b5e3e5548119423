//! The files that documents become: which there are, what they are called, and making them.

use werksessie_core::document::{Document, Edition};
use werksessie_core::finished::{self, Format};
use werksessie_core::party::Party;
use werksessie_core::project::{Language, Project};

use super::{agreements, arena, challenge, commitment, docx, html, letter, workbook};
use crate::messages::{dossier as texts, formal};

/// Which document a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// The roadmap workbook.
    Workbook,
    /// The declaration of commitment.
    Commitment,
    /// The agreements in principle.
    Agreements,
    /// The challenge.
    Challenge,
    /// Effects, costs and benefits.
    Arena,
    /// The letters to all parties.
    Letters,
    /// To the party with this place in the list or this short name.
    Letter(String),
}

impl From<finished::Which> for Which {
    fn from(which: finished::Which) -> Self {
        match which {
            finished::Which::Workbook => Self::Workbook,
            finished::Which::Commitment => Self::Commitment,
            finished::Which::Agreements => Self::Agreements,
            finished::Which::Challenge => Self::Challenge,
            finished::Which::Arena => Self::Arena,
            finished::Which::Letters => Self::Letters,
        }
    }
}

/// What browsers call a format.
pub fn content_type(format: Format) -> &'static str {
    match format {
        Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Format::Docx => docx::CONTENT_TYPE,
        Format::Html => "text/html; charset=utf-8",
    }
}

/// Why a file could not be made.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The workbook could not be written.
    #[error("the workbook could not be written: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// A DOCX file could not be written.
    #[error(transparent)]
    Docx(#[from] docx::DocxError),
    /// A page could not be written.
    #[error("a page could not be written: {0}")]
    Html(#[from] std::io::Error),
}

/// A file as made.
pub struct Made {
    /// What it holds.
    pub bytes: Vec<u8>,
    /// Under which policy a browser may show it; none for what browsers do not show.
    pub policy: Option<String>,
}

/// Reads a file name, of either language.
pub fn read(file: &str) -> Option<(Which, Format)> {
    let (name, extension) = file.rsplit_once('.')?;
    let format = Format::of(extension)?;
    let is = |of: fn(Language) -> &'static str| [Language::Nl, Language::En].into_iter().any(|one| of(one) == name);
    if format == Format::Xlsx {
        return is(texts::roadmap_file).then_some((Which::Workbook, format));
    }
    if is(formal::commitment_file) {
        return Some((Which::Commitment, format));
    }
    if is(formal::agreements_file) {
        return Some((Which::Agreements, format));
    }
    if is(formal::challenge_file) {
        return Some((Which::Challenge, format));
    }
    if is(formal::arena_file) {
        return Some((Which::Arena, format));
    }
    if is(formal::letters_file) {
        return Some((Which::Letters, format));
    }
    let letter = |language: Language| name.strip_prefix(formal::letter_file(language))?.strip_prefix('-');
    let party = [Language::Nl, Language::En].into_iter().find_map(letter)?;
    Some((Which::Letter(party.to_owned()), format))
}

/// The name of a file.
pub fn name(which: &Which, format: Format, language: Language) -> String {
    let stem = match which {
        Which::Workbook => texts::roadmap_file(language).to_owned(),
        Which::Commitment => formal::commitment_file(language).to_owned(),
        Which::Agreements => formal::agreements_file(language).to_owned(),
        Which::Challenge => formal::challenge_file(language).to_owned(),
        Which::Arena => formal::arena_file(language).to_owned(),
        Which::Letters => formal::letters_file(language).to_owned(),
        Which::Letter(party) => format!("{}-{party}", formal::letter_file(language)),
    };
    format!("{stem}.{}", format.extension())
}

/// Every file of a project, in the order in which they are listed.
pub fn all(project: &Project) -> Vec<(Which, Format)> {
    let mut files = vec![(Which::Workbook, Format::Xlsx)];
    for which in [Which::Challenge, Which::Arena, Which::Commitment, Which::Agreements, Which::Letters] {
        files.extend([Format::Docx, Format::Html].map(|format| (which.clone(), format)));
    }
    let letters = (1..).zip(&project.parties).map(|(place, party)| Which::Letter(part(project, place, party)));
    files.extend(letters.map(|which| (which, Format::Docx)));
    files
}

/// The end of the name of a party's letter: its short name, or its place in the list where that
/// does not tell it from the others.
fn part(project: &Project, place: usize, party: &Party) -> String {
    let short = letter::file_part(&party.short_name);
    match letter::addressee(project, &short) {
        Some(found) if found.party == party.party && short.parse::<usize>().is_err() => short,
        _ => place.to_string(),
    }
}

/// Makes the file; `None` when the letter's party is not there.
///
/// # Errors
/// When it could not be written.
pub fn make(project: &Project, which: &Which, format: Format, edition: Edition) -> Result<Option<Made>, FileError> {
    let document: Document = match which {
        Which::Workbook => {
            let bytes = workbook::write(project, edition.language, edition.as_of)?;
            return Ok(Some(Made { bytes, policy: None }));
        }
        Which::Commitment => commitment::commitment(project, edition),
        Which::Agreements => agreements::agreements(project, edition),
        Which::Challenge => challenge::challenge(project, edition),
        Which::Arena => arena::arena(project, edition),
        Which::Letters => letter::letters(project, edition),
        Which::Letter(party) => match letter::addressee(project, party) {
            Some(party) => letter::letter(project, party, edition),
            None => return Ok(None),
        },
    };
    Ok(Some(match format {
        Format::Html => Made { bytes: html::write(&document)?, policy: Some(html::policy(&document)) },
        Format::Docx | Format::Xlsx => Made { bytes: docx::write(&document)?, policy: None },
    }))
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    #[test]
    fn file_names_of_both_languages_are_known_and_others_are_not() {
        for (file, which, format) in [
            ("routekaart.xlsx", Which::Workbook, Format::Xlsx),
            ("roadmap.xlsx", Which::Workbook, Format::Xlsx),
            ("commitmentverklaring.docx", Which::Commitment, Format::Docx),
            ("commitment.html", Which::Commitment, Format::Html),
            ("principe-afspraken.html", Which::Agreements, Format::Html),
            ("agreements.docx", Which::Agreements, Format::Docx),
            ("opgave.docx", Which::Challenge, Format::Docx),
            ("effecten-kosten-baten.docx", Which::Arena, Format::Docx),
            ("effects-costs-benefits.html", Which::Arena, Format::Html),
            ("challenge.html", Which::Challenge, Format::Html),
            ("brieven.docx", Which::Letters, Format::Docx),
            ("letters.html", Which::Letters, Format::Html),
            ("brief-3.docx", Which::Letter("3".into()), Format::Docx),
            ("letter-lokaal-team.html", Which::Letter("lokaal-team".into()), Format::Html),
        ] {
            assert_eq!(read(file), Some((which, format)), "{file}");
        }
        for file in ["", "routekaart", "routekaart.docx", "commitment.xlsx", "brief.docx", "brief-1.pdf", "x.html"] {
            assert_eq!(read(file), None, "{file}");
        }
    }

    #[test]
    fn every_file_has_a_name_of_its_own_that_leads_back_to_it() {
        let mut project = fixture::project();
        project.parties[2].short_name = project.parties[1].short_name.clone();
        project.parties[0].short_name = "3".into();
        for language in [Language::Nl, Language::En] {
            let mut names = std::collections::BTreeSet::new();
            for (which, format) in all(&project) {
                let name = name(&which, format, language);
                assert_eq!(read(&name), Some((which.clone(), format)), "{name}");
                let edition = Edition { language, ..fixture::edition() };
                assert!(make(&project, &which, format, edition).unwrap().is_some(), "{name}");
                assert!(names.insert(name));
            }
            assert_eq!(names.len(), 14);
        }
    }
}
