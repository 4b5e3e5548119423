//! Documents marked final: what was said on a day, kept byte for byte (design section 6).
//!
//! The log holds which document it is and the fingerprint of its bytes. The bytes themselves are
//! the server's to keep: it makes the file from the state that the command is decided on, and puts
//! it on disk before the event is stored.

use serde::{Deserialize, Serialize};

use crate::access::Right;
use crate::command::Decide;
use crate::event::{Apply, Envelope};
use crate::ids::RoundId;
use crate::project::{Language, Project};
use crate::room::{Context, Outcome, Room};
use crate::round::Phase;
use crate::time::{Date, Timestamp};
use crate::{Refusal, limits, text};

/// Which document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// The roadmap workbook.
    Workbook,
    /// The declaration of commitment (step 2E).
    Commitment,
    /// The agreements in principle (step 1C).
    Agreements,
    /// The challenge (step 2C).
    Challenge,
    /// Effects, costs and benefits (step 2D).
    Arena,
    /// The letters to all parties.
    Letters,
}

/// As what file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// A workbook.
    Xlsx,
    /// A text file of an office program.
    Docx,
    /// A page.
    Html,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 3] = [Self::Xlsx, Self::Docx, Self::Html];

    /// The end of a file's name.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Docx => "docx",
            Self::Html => "html",
        }
    }

    /// The format with this end of a name.
    pub fn of(extension: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.extension() == extension)
    }

    /// Whether a document can be had as this.
    pub fn suits(self, which: Which) -> bool {
        (self == Self::Xlsx) == (which == Which::Workbook)
    }
}

/// What the server made and keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The file's name.
    pub name: String,
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// The version of the program that made it.
    pub made_with: String,
}

/// A document that was marked final.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finished {
    /// Which document.
    pub document: Which,
    /// As what file.
    pub format: Format,
    /// In which language.
    pub language: Language,
    /// What people call this edition; may be empty.
    pub label: String,
    /// The file.
    pub kept: Kept,
    /// The day that it speaks of.
    pub as_of: Date,
    /// The position in the log that it was made from: its version.
    pub position: u64,
    /// The decisions that stand in it, by their first rounds.
    pub decisions: Vec<RoundId>,
    /// When it was marked.
    pub at: Timestamp,
}

impl Project {
    /// A document that was marked final, by its fingerprint and format.
    pub fn finished(&self, sha256: &str, format: Format) -> Option<&Finished> {
        self.finished.iter().find(|finished| finished.kept.sha256 == sha256 && finished.format == format)
    }
}

/// `document.finish`: marks a document final as it is now. It cannot be taken back: what was given
/// out, was given out. A newer edition can be marked later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finish {
    /// Which document.
    pub document: Which,
    /// As what file.
    pub format: Format,
    /// In which language; that of the project when left out.
    #[serde(default)]
    pub language: Option<Language>,
    /// What people call this edition.
    #[serde(default)]
    pub label: String,
    /// What the server made of it. Never read from what somebody sends.
    #[serde(skip)]
    pub kept: Option<Kept>,
}

impl Decide for Finish {
    const RIGHT: Right = Right::Leaders;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let project = &room.project;
        if !self.format.suits(self.document) {
            return Err(Refusal::UnknownChoice);
        }
        if project.finished.len() >= limits::FINISHED {
            return Err(Refusal::ListFull { max: limits::FINISHED });
        }
        if project.rehearsal {
            return Err(Refusal::Rehearsal);
        }
        let kept = self.kept.clone().ok_or(Refusal::NotAllowed)?;
        // The same bytes are the same document, whatever it is called.
        if project.finished(&kept.sha256, self.format).is_some() {
            return Err(Refusal::AlreadyDone);
        }
        let rounds = project.meetings.iter().flat_map(|meeting| &meeting.rounds);
        let decided = rounds.filter(|round| matches!(round.phase, Phase::Decided(_)));
        let finished = Finished {
            document: self.document,
            format: self.format,
            language: self.language.unwrap_or(project.language),
            label: text::optional(&self.label, limits::NAME, context.today)?,
            kept,
            as_of: context.today,
            position: project.seq,
            decisions: decided.map(|round| round.round).collect(),
            at: context.now,
        };
        Ok(Outcome::event(Marked { finished }))
    }
}

/// Event `document.finished`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marked {
    /// The document as marked.
    pub finished: Finished,
}

impl Apply for Marked {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        project.finished.push(self.finished.clone());
    }
}
