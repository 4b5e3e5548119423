//! Errors as people and programs read them: a status, a stable code, a sentence.
//!
//! Handlers return [`Problem`]. Refusals of the rules carry their own code; what went wrong inside
//! is logged and told as "niet bewaard".

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use werksessie_core::Refusal;
use werksessie_core::project::Language;

use crate::live::HallError;
use crate::messages::refusal as sentences;

/// Why a request was not carried out.
#[derive(Debug)]
pub struct Problem {
    /// HTTP status.
    pub status: StatusCode,
    /// Stable code.
    pub code: &'static str,
    /// A sentence that says what to do; made from the code when empty.
    pub detail: String,
}

impl Problem {
    /// A problem with the sentence of its code.
    pub fn new(status: StatusCode, code: &'static str) -> Self {
        Self { status, code, detail: String::new() }
    }

    /// A body or parameter that cannot be read.
    pub fn unreadable(cause: impl std::fmt::Display) -> Self {
        let detail = format!("{} ({cause}).", sentences::unreadable(Language::Nl).trim_end_matches('.'));
        Self { status: StatusCode::BAD_REQUEST, code: "unreadable", detail }
    }

    /// Nobody who may do this.
    pub fn unknown() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "not_signed_in")
    }

    /// There is nothing here.
    pub fn not_found() -> Self {
        Refusal::NotFound.into()
    }

    /// The sentence, in this language.
    pub fn sentence(&self, language: Language) -> String {
        sentences::find(language, self.code).map_or_else(|| sentences::other(language).to_owned(), ToOwned::to_owned)
    }
}

/// The sentence of a refusal.
pub fn sentence(refusal: &Refusal, language: Language) -> String {
    match refusal {
        Refusal::TextTooLong { max } => sentences::text_too_long(language, max),
        Refusal::ItemCount { max } => sentences::item_count(language, max),
        Refusal::ListFull { max } => sentences::list_full(language, max),
        Refusal::TooManyPicks { max } => sentences::too_many_picks(language, max),
        Refusal::TooManyRisks { max } => sentences::too_many_risks(language, max),
        Refusal::TooFewCards { min } => sentences::too_few_cards(language, min),
        Refusal::TextChanged { now } => sentences::text_changed(language, now),
        Refusal::NotAHundred { given } => sentences::not_a_hundred(language, *given),
        other => sentences::find(language, other.code())
            .map_or_else(|| sentences::other(language).to_owned(), ToOwned::to_owned),
    }
}

/// The sentence of what went wrong with a command.
pub fn told(error: HallError, language: Language) -> String {
    match error {
        HallError::Refused(refusal) => sentence(&refusal, language),
        other => Problem::from(other).sentence(language),
    }
}

fn status(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::NotAllowed | Refusal::ObserverCannotVote | Refusal::NotInFirstRound => StatusCode::FORBIDDEN,
        Refusal::NotFound | Refusal::CodeUnknown | Refusal::WordsUnknown => StatusCode::NOT_FOUND,
        Refusal::AlreadyDone
        | Refusal::IdTaken
        | Refusal::IdReused
        | Refusal::MeetingNotOpen
        | Refusal::MeetingEnded
        | Refusal::LastLeader
        | Refusal::DoorLocked
        | Refusal::WrongPhase
        | Refusal::RoundNotOpen
        | Refusal::AnotherRoundBusy
        | Refusal::BallotsUnreadable
        | Refusal::RevoteOnlyOnce
        | Refusal::TextChanged { .. }
        | Refusal::InUse
        | Refusal::DocumentFinal
        | Refusal::PenElsewhere
        | Refusal::TooFewCards { .. }
        | Refusal::NothingToRate
        | Refusal::NothingToDivide
        | Refusal::NamesAlike
        | Refusal::GateClosed
        | Refusal::LightForm
        | Refusal::OnlyAsRequest
        | Refusal::LineCircular
        | Refusal::StillTied
        | Refusal::SameStatement
        | Refusal::NoHands
        | Refusal::Rehearsal
        | Refusal::NoPaperForParties
        | Refusal::NotOnList
        | Refusal::ChoiceChanged
        | Refusal::NotDecided
        | Refusal::NameDiffers
        | Refusal::WordsNotFound
        | Refusal::PromiseConfirmed
        | Refusal::PromiseWithdrawn
        | Refusal::RequestOnly
        | Refusal::PartyAbsent
        | Refusal::Circular => StatusCode::CONFLICT,
        Refusal::UnknownItem
        | Refusal::PartyMissing
        | Refusal::LayerMissing
        | Refusal::MarkOutOfRange
        | Refusal::ItemCount { .. }
        | Refusal::TooManyPicks { .. }
        | Refusal::TextEmpty
        | Refusal::TextTooLong { .. }
        | Refusal::TextPersonal
        | Refusal::ListFull { .. }
        | Refusal::ReasonNeeded
        | Refusal::DateOutOfRange
        | Refusal::EndBeforeStart
        | Refusal::EndNeeded
        | Refusal::TwoNeeded
        | Refusal::DateAhead
        | Refusal::MandateMissing
        | Refusal::ReservationMissing
        | Refusal::OwnerUnclear
        | Refusal::ExpiryTooSoon
        | Refusal::WordsTooShort
        | Refusal::WordsInReason
        | Refusal::NumberOutOfRange
        | Refusal::EurosUnreadable
        | Refusal::ModeNotAllowed
        | Refusal::TooManyRisks { .. }
        | Refusal::ZonesFall
        | Refusal::NotAHundred { .. }
        | Refusal::PointsUnreadable
        | Refusal::OwnParty
        | Refusal::UnknownChoice => StatusCode::UNPROCESSABLE_ENTITY,
        Refusal::TooManyToday => StatusCode::TOO_MANY_REQUESTS,
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let detail = match &refusal {
            Refusal::TextTooLong { .. }
            | Refusal::ItemCount { .. }
            | Refusal::ListFull { .. }
            | Refusal::TooManyPicks { .. }
            | Refusal::TooFewCards { .. }
            | Refusal::NotAHundred { .. }
            | Refusal::TextChanged { .. } => sentence(&refusal, Language::Nl),
            _ => String::new(),
        };
        Self { status: status(&refusal), code: refusal.code(), detail }
    }
}

impl From<HallError> for Problem {
    fn from(error: HallError) -> Self {
        match error {
            HallError::Refused(refusal) => refusal.into(),
            HallError::NoProject => Self::not_found(),
            HallError::Unknown => Self::unknown(),
            HallError::NotStored => Self::new(StatusCode::SERVICE_UNAVAILABLE, "not_stored"),
            HallError::Store(error) => {
                tracing::error!(%error, "the store failed");
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "not_stored")
            }
        }
    }
}

/// The body of a problem (RFC 9457).
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ProblemBody {
    /// Always `about:blank`: the code says more.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The status in words.
    pub title: &'static str,
    /// HTTP status.
    pub status: u16,
    /// A sentence that says what to do.
    pub detail: String,
    /// Stable code.
    pub code: &'static str,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let detail = if self.detail.is_empty() { self.sentence(Language::Nl) } else { self.detail };
        let title = self.status.canonical_reason().unwrap_or("Error");
        let body = ProblemBody { kind: "about:blank", title, status: self.status.as_u16(), detail, code: self.code };
        let body = serde_json::to_vec(&body).unwrap_or_default();
        (self.status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response()
    }
}
