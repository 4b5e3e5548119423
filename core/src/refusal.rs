//! Why something was not done.
//!
//! A refusal changes nothing. Its `code` is stable and part of the HTTP interface; the sentence
//! that people read stands in the message files under the same name.

use serde::{Deserialize, Serialize};

/// A reason for not doing what was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refusal {
    /// This role may not do this.
    NotAllowed,
    /// The thing named does not exist (any more).
    NotFound,
    /// It has been done already: the second of two leaders, or a retry under another id.
    AlreadyDone,
    /// The id of something new is in use.
    IdTaken,
    /// The same command id came with another body.
    IdReused,
    /// The meeting has not begun or has ended.
    MeetingNotOpen,
    /// The meeting is over.
    MeetingEnded,
    /// The only leader link that does not end cannot go.
    LastLeader,
    /// No seat in this meeting has these recovery words.
    WordsUnknown,
    /// The leader locked the door.
    DoorLocked,
    /// No open meeting has this code.
    CodeUnknown,
    /// Who joins must choose a party.
    PartyMissing,
    /// Who joins must choose a layer.
    LayerMissing,
    /// This needs a round in another phase.
    WrongPhase,
    /// The round does not take answers (any more).
    RoundNotOpen,
    /// Another round of this meeting is not finished.
    AnotherRoundBusy,
    /// Ballots of this round cannot be read, as after restoring a backup: vote again.
    BallotsUnreadable,
    /// An item can be voted on again once per meeting.
    RevoteOnlyOnce,
    /// A re-vote is for the seats that voted in the first round.
    NotInFirstRound,
    /// An observer does not vote.
    ObserverCannotVote,
    /// The answers name something that is not in this round.
    UnknownItem,
    /// A mark is a whole number from 1 to 5, or 0 for "cannot judge".
    MarkOutOfRange,
    /// More items were picked than one may.
    TooManyPicks {
        /// The most that is allowed.
        max: u8,
    },
    /// Another phone of the party holds the pen.
    PenElsewhere,
    /// Too few wrote cards to keep them anonymous: wait for more, or discard the round.
    TooFewCards {
        /// How many are needed.
        min: u32,
    },
    /// In this round nothing was rated.
    NothingToRate,
    /// This question is asked of parties only, or of persons only.
    ModeNotAllowed,
    /// Of one bottleneck only so many risks of each side go to the vote.
    TooManyRisks {
        /// The most that is allowed.
        max: usize,
    },
    /// Hands were raised for this sentence already: change it first.
    SameStatement,
    /// More chance or impact cannot be a lower zone.
    ZonesFall,
    /// A party cannot set a condition to itself.
    OwnParty,
    /// This is a rehearsal: nothing of it stays.
    Rehearsal,
    /// Nobody raised a hand, so there is nothing to decide on.
    NoHands,
    /// A round on behalf of parties takes no paper votes.
    NoPaperForParties,
    /// A round needs at least one item and not too many.
    ItemCount {
        /// The most that is allowed.
        max: usize,
    },
    /// The text is empty.
    TextEmpty,
    /// The text is too long.
    TextTooLong {
        /// Characters allowed.
        max: usize,
    },
    /// The text seems to hold a citizen service number or a birth date.
    TextPersonal,
    /// There are too many of these already.
    ListFull {
        /// The most that is allowed.
        max: usize,
    },
    /// The table decides otherwise than the vote: one line why is needed.
    ReasonNeeded,
    /// A colleague changed this text meanwhile.
    TextChanged {
        /// What it says now.
        now: String,
    },
    /// Something else hangs on this, so it stays.
    InUse,
    /// The bottleneck has not been decided on.
    NotDecided,
    /// The date or quarter does not exist or lies too far away.
    DateOutOfRange,
    /// An end lies before its beginning.
    EndBeforeStart,
    /// An intake link needs a last day.
    EndNeeded,
    /// Merging and splitting take two or more.
    TwoNeeded,
    /// The bottleneck was merged, split, parked, solved or taken apart: it is not on the list.
    NotOnList,
    /// A colleague chose something else here meanwhile.
    ChoiceChanged,
    /// Too many cards came in through this link today.
    TooManyToday,
    /// A day that has to be over lies ahead.
    DateAhead,
    /// Who promises must say whether they may.
    MandateMissing,
    /// A promise under reservation needs the reservation.
    ReservationMissing,
    /// What a party confirmed changes only after that is taken back.
    PromiseConfirmed,
    /// The party did not promise this: it was only asked.
    RequestOnly,
    /// The promise behind this was withdrawn.
    PromiseWithdrawn,
    /// Nobody of this party is in the room.
    PartyAbsent,
    /// A project goes after sixty days of notice at least.
    ExpiryTooSoon,
    /// What is deleted for good is asked for by its name.
    NameDiffers,
    /// Words to take out are three letters or more.
    WordsTooShort,
    /// These words stand nowhere in the log.
    WordsNotFound,
    /// The reason stays, so it cannot hold what must go.
    WordsInReason,
    /// An owner link is about promises of one owner of one party.
    OwnerUnclear,
    /// Actions would wait for each other in a circle.
    Circular,
    /// Not a number, or not one that can be meant.
    NumberOutOfRange,
    /// None of the choices.
    UnknownChoice,
    /// A document with this decision was marked final.
    DocumentFinal,
    /// The points given are not a hundred together.
    NotAHundred {
        /// How many were given.
        given: u32,
    },
    /// Points are whole numbers from 0 to 100.
    PointsUnreadable,
    /// A question of the gate says no: do the light form, or say why not.
    GateClosed,
    /// Nobody of this party is in the room: it can only be asked.
    OnlyAsRequest,
    /// The light form of the arena does not ask this.
    LightForm,
    /// Lines would lead round in a circle.
    LineCircular,
    /// Lines or contributions hang on a piece that would go into another.
    StillTied,
    /// What should be one amount or three in euros is not.
    EurosUnreadable,
    /// Two pieces that points would be divided over have the same name on the board.
    NamesAlike,
    /// There is nothing yet to divide points over.
    NothingToDivide,
}

impl Refusal {
    /// The stable code, as in the HTTP interface and the message files.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAllowed => "not_allowed",
            Self::NotFound => "not_found",
            Self::AlreadyDone => "already_done",
            Self::IdTaken => "id_taken",
            Self::IdReused => "id_reused",
            Self::MeetingNotOpen => "meeting_not_open",
            Self::MeetingEnded => "meeting_ended",
            Self::LastLeader => "last_leader",
            Self::WordsUnknown => "words_unknown",
            Self::DoorLocked => "door_locked",
            Self::CodeUnknown => "code_unknown",
            Self::PartyMissing => "party_missing",
            Self::LayerMissing => "layer_missing",
            Self::WrongPhase => "wrong_phase",
            Self::RoundNotOpen => "round_not_open",
            Self::AnotherRoundBusy => "another_round_busy",
            Self::BallotsUnreadable => "ballots_unreadable",
            Self::RevoteOnlyOnce => "revote_only_once",
            Self::NotInFirstRound => "not_in_first_round",
            Self::ObserverCannotVote => "observer_cannot_vote",
            Self::UnknownItem => "unknown_item",
            Self::MarkOutOfRange => "mark_out_of_range",
            Self::TooManyPicks { .. } => "too_many_picks",
            Self::PenElsewhere => "pen_elsewhere",
            Self::TooFewCards { .. } => "too_few_cards",
            Self::NothingToRate => "nothing_to_rate",
            Self::ModeNotAllowed => "mode_not_allowed",
            Self::TooManyRisks { .. } => "too_many_risks",
            Self::SameStatement => "same_statement",
            Self::ZonesFall => "zones_fall",
            Self::OwnParty => "own_party",
            Self::Rehearsal => "rehearsal",
            Self::NoHands => "no_hands",
            Self::NoPaperForParties => "no_paper_for_parties",
            Self::ItemCount { .. } => "item_count",
            Self::TextEmpty => "text_empty",
            Self::TextTooLong { .. } => "text_too_long",
            Self::TextPersonal => "text_personal",
            Self::ListFull { .. } => "list_full",
            Self::ReasonNeeded => "reason_needed",
            Self::TextChanged { .. } => "text_changed",
            Self::InUse => "in_use",
            Self::NotDecided => "not_decided",
            Self::DateOutOfRange => "date_out_of_range",
            Self::EndBeforeStart => "end_before_start",
            Self::EndNeeded => "end_needed",
            Self::TwoNeeded => "two_needed",
            Self::NotOnList => "not_on_list",
            Self::ChoiceChanged => "choice_changed",
            Self::TooManyToday => "too_many_today",
            Self::DateAhead => "date_ahead",
            Self::MandateMissing => "mandate_missing",
            Self::ReservationMissing => "reservation_missing",
            Self::PromiseConfirmed => "promise_confirmed",
            Self::RequestOnly => "request_only",
            Self::PromiseWithdrawn => "promise_withdrawn",
            Self::PartyAbsent => "party_absent",
            Self::ExpiryTooSoon => "expiry_too_soon",
            Self::NameDiffers => "name_differs",
            Self::WordsTooShort => "words_too_short",
            Self::WordsNotFound => "words_not_found",
            Self::WordsInReason => "words_in_reason",
            Self::OwnerUnclear => "owner_unclear",
            Self::Circular => "circular",
            Self::NumberOutOfRange => "number_out_of_range",
            Self::UnknownChoice => "unknown_choice",
            Self::DocumentFinal => "document_final",
            Self::NotAHundred { .. } => "not_a_hundred",
            Self::PointsUnreadable => "points_unreadable",
            Self::GateClosed => "gate_closed",
            Self::OnlyAsRequest => "only_as_request",
            Self::LightForm => "light_form",
            Self::LineCircular => "line_circular",
            Self::StillTied => "still_tied",
            Self::EurosUnreadable => "euros_unreadable",
            Self::NamesAlike => "names_alike",
            Self::NothingToDivide => "nothing_to_divide",
        }
    }
}
