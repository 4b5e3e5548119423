//! Leaving nothing behind: the day on which a project goes, deleting it now, and taking words out
//! of the log (design, section 6).
//!
//! A project goes only on a day that a leader set, and after its pages have said so for
//! [`NOTICE`] days. That the notice began is an event of its own: a laptop that was off for a year,
//! or whose clock was wrong for an hour, still gives its people the whole time.

use serde::{Deserialize, Serialize};

use crate::access::Right;
use crate::command::Decide;
use crate::event::{Apply, Envelope};
use crate::ids::ProjectId;
use crate::project::Project;
use crate::room::{Context, Outcome, Room};
use crate::time::{Date, Timestamp};
use crate::{Refusal, limits, text};

/// Days during which the pages of a project say that it will go.
pub const NOTICE: u32 = 60;

/// When a project goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expiry {
    /// The day that a leader set.
    pub on: Date,
    /// The day on which its pages began to say so.
    #[serde(default)]
    pub announced: Option<Date>,
}

impl Expiry {
    /// The day on which it goes, once that was announced: never before [`NOTICE`] days of notice.
    pub fn day(self) -> Option<Date> {
        self.announced.map(|announced| self.on.max(announced.plus(NOTICE)))
    }
}

/// What a leader took out of the log, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redaction {
    /// When.
    pub at: Timestamp,
    /// Why, in the leader's words.
    pub why: String,
    /// In how many places of the log.
    pub places: u32,
    /// When the first of them was written: a backup from after that moment may hold it still.
    pub since: Timestamp,
}

/// What is kept of a project that was deleted, outside its log: that it was there, and is gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deletion {
    /// Which project.
    pub project: ProjectId,
    /// The municipality.
    pub municipality: String,
    /// Its title.
    pub title: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was deleted.
    pub at: Timestamp,
    /// On the day that was set; else a leader did it there and then.
    pub planned: bool,
    /// How many events its log had.
    pub events: u64,
    /// How many meetings.
    pub meetings: u32,
    /// SHA-256 of its documents that were marked final, in hexadecimal digits.
    pub documents: Vec<String>,
}

/// `project.expire`: sets the day on which the project goes, or takes it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expire {
    /// The day; none to keep the project.
    pub on: Option<Date>,
    /// The day that the sender saw.
    #[serde(default)]
    pub expected: Option<Date>,
}

impl Decide for Expire {
    const RIGHT: Right = Right::Leader;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let before = room.project.expiry.map(|expiry| expiry.on);
        if before == self.on {
            return Err(Refusal::AlreadyDone);
        }
        if before != self.expected {
            return Err(Refusal::ChoiceChanged);
        }
        let in_time = context.today.plus(NOTICE);
        if self.on.is_some_and(|on| on < in_time) {
            return Err(Refusal::ExpiryTooSoon);
        }
        Ok(Outcome::event(ExpirySet { on: self.on }))
    }
}

/// Event `project.expiry_set`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpirySet {
    /// The day; none when the project stays.
    pub on: Option<Date>,
}

impl Apply for ExpirySet {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        project.expiry = self.on.map(|on| Expiry { on, announced: None });
    }
}

/// Event `project.expiry_announced`: from this day on the pages say it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpiryAnnounced {
    /// The day.
    pub on: Date,
}

impl Apply for ExpiryAnnounced {
    fn apply(&self, project: &mut Project, _: &Envelope) {
        if let Some(expiry) = &mut project.expiry {
            expiry.announced = Some(self.on);
        }
    }
}

/// What the server does by itself about the end of a project.
#[derive(Clone, Debug, PartialEq)]
pub enum Due {
    /// Begin to say it.
    Announce(ExpiryAnnounced),
    /// Delete it.
    Delete(Delete),
}

/// What is due today, if anything.
pub fn due(project: &Project, today: Date) -> Option<Due> {
    let expiry = project.expiry?;
    // With a clock that was ahead when the notice began, its day lies in the future: it begins anew.
    match expiry.announced.filter(|announced| *announced <= today) {
        None => (today.plus(NOTICE) >= expiry.on).then_some(Due::Announce(ExpiryAnnounced { on: today })),
        Some(_) => {
            let is_over = expiry.day().is_some_and(|day| day <= today);
            is_over.then(|| Due::Delete(Delete { name: project.municipality.clone() }))
        }
    }
}

/// `project.delete`: deletes the project and everything of it, at once and for good. Asked for by
/// name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delete {
    /// The name of the municipality, typed over.
    pub name: String,
}

impl Decide for Delete {
    const RIGHT: Right = Right::Leader;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let project = &room.project;
        let id = project.project.ok_or(Refusal::NotFound)?;
        let plain = |name: &str| text::clean(name).to_lowercase();
        if plain(&self.name) != plain(&project.municipality) {
            return Err(Refusal::NameDiffers);
        }
        let deletion = Deletion {
            project: id,
            municipality: project.municipality.clone(),
            title: project.title.clone(),
            created_at: project.created_at,
            at: context.now,
            planned: context.actor == crate::Actor::System,
            events: project.seq,
            meetings: project.meetings.len() as u32,
            documents: project.finished.iter().map(|finished| finished.kept.sha256.clone()).collect(),
        };
        Ok(Outcome { deletion: Some(deletion), ..Outcome::default() })
    }
}

/// `project.redact`: replaces every text of the log that holds these words by a mark that something
/// was taken out. It cannot be taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redact {
    /// What must go: whole words, capitals or not.
    pub words: String,
    /// Why; stays in the log.
    pub why: String,
    /// In how many places the sender saw them; another number is refused, for what is taken out is
    /// gone.
    #[serde(default)]
    pub places: Option<u32>,
    /// What the server found in the log. Never read from what somebody sends.
    #[serde(skip)]
    pub found: Option<Found>,
}

/// Where the words stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// In how many places.
    pub places: u32,
    /// When the first was written.
    pub since: Timestamp,
}

impl Redact {
    /// The words as they are looked for.
    ///
    /// # Errors
    /// When they are too few or too many.
    pub fn wanted(&self) -> Result<String, Refusal> {
        let words = text::clean(&self.words);
        match words.chars().count() {
            0..3 => Err(Refusal::WordsTooShort),
            length if length > limits::NAME => Err(Refusal::TextTooLong { max: limits::NAME }),
            _ => Ok(words),
        }
    }
}

impl Decide for Redact {
    const RIGHT: Right = Right::Leader;

    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal> {
        let words = self.wanted()?;
        let why = text::required(&self.why, limits::NOTE, context.today)?;
        if holds(&why, &words) {
            return Err(Refusal::WordsInReason);
        }
        if room.project.redactions.len() >= limits::REDACTIONS {
            return Err(Refusal::ListFull { max: limits::REDACTIONS });
        }
        // Notes and cards that nobody may read yet would bring the words back when they are counted.
        let mut rounds = room.project.meetings.iter().flat_map(|meeting| &meeting.rounds);
        if rounds.any(|round| round.phase.has_ballots()) {
            return Err(Refusal::AnotherRoundBusy);
        }
        let Found { places, since } = self.found.ok_or(Refusal::WordsNotFound)?;
        if self.places.is_some_and(|seen| seen != places) {
            return Err(Refusal::ChoiceChanged);
        }
        Ok(Outcome::event(Redacted { why, places, since }))
    }
}

/// Event `project.redacted`. What was taken out is not in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redacted {
    /// Why.
    pub why: String,
    /// In how many places.
    pub places: u32,
    /// When the first of them was written.
    pub since: Timestamp,
}

impl Apply for Redacted {
    fn apply(&self, project: &mut Project, envelope: &Envelope) {
        project.redactions.push(Redaction {
            at: envelope.at,
            why: self.why.clone(),
            places: self.places,
            since: self.since,
        });
    }
}

/// Whether a text holds these words: whole words, capitals or not.
pub fn holds(text: &str, words: &str) -> bool {
    let (text, words) = (text.to_lowercase(), words.to_lowercase());
    let ends = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    text.match_indices(&words)
        .any(|(at, found)| ends(text[..at].chars().next_back()) && ends(text[at + found.len()..].chars().next()))
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::access::LinkRole;
    use crate::{Actor, Command, LinkId, decide};

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    fn room() -> Room {
        let project = Project {
            project: Some(ProjectId::from_random([8; 16])),
            municipality: "Voorbeeldstad".into(),
            ..Project::default()
        };
        Room { project, ..Room::default() }
    }

    fn send(room: &mut Room, command: Command, today: &str) -> Result<Outcome, Refusal> {
        let actor = Actor::Link { link: LinkId::from_random([3; 16]), role: LinkRole::Leader };
        let context = Context { actor, now: Timestamp(0), today: day(today), entropy: [0; 32] };
        let outcome = decide(room, &command, &context)?;
        room.apply(&outcome, &context);
        Ok(outcome)
    }

    fn expire(on: Option<&str>, expected: Option<&str>) -> Command {
        Command::ProjectExpire(Expire { on: on.map(day), expected: expected.map(day) })
    }

    /// What the server does on a day; an announcement is carried out.
    fn wake(room: &mut Room, today: &str) -> Option<Due> {
        let due = due(&room.project, day(today))?;
        if let Due::Announce(event) = &due {
            let context = Context { actor: Actor::System, now: Timestamp(0), today: day(today), entropy: [0; 32] };
            room.apply(&Outcome::event(event.clone()), &context);
        }
        Some(due)
    }

    #[test]
    fn a_project_goes_on_its_day_after_sixty_days_of_notice_and_not_before() {
        let mut room = room();
        assert_eq!(wake(&mut room, "2099-01-01"), None, "nobody set a day");
        assert_eq!(send(&mut room, expire(Some("2027-01-30"), None), "2026-12-02").err(), Some(Refusal::ExpiryTooSoon));
        send(&mut room, expire(Some("2027-01-31"), None), "2026-12-02").unwrap();
        assert_eq!(wake(&mut room, "2026-12-01"), None, "more than sixty days before");
        assert!(matches!(wake(&mut room, "2026-12-02"), Some(Due::Announce(_))));
        for today in ["2026-12-02", "2027-01-30"] {
            assert_eq!(wake(&mut room, today), None, "{today}");
        }
        assert!(matches!(wake(&mut room, "2027-01-31"), Some(Due::Delete(_))));
        // Kept after all.
        send(&mut room, expire(None, Some("2027-01-31")), "2027-01-30").unwrap();
        assert_eq!(wake(&mut room, "2027-02-01"), None);
        assert_eq!(send(&mut room, expire(None, None), "2027-01-30").err(), Some(Refusal::AlreadyDone));
        let stale = expire(Some("2028-01-01"), Some("2027-01-31"));
        assert_eq!(send(&mut room, stale, "2027-01-30").err(), Some(Refusal::ChoiceChanged));
    }

    #[test]
    fn a_machine_that_was_off_or_whose_clock_was_wrong_still_gives_sixty_days() {
        let mut room = room();
        send(&mut room, expire(Some("2027-03-01"), None), "2026-12-02").unwrap();
        // Off for a year.
        assert!(matches!(wake(&mut room, "2028-01-01"), Some(Due::Announce(_))));
        assert_eq!(wake(&mut room, "2028-02-29"), None);
        // That was a clock a year ahead: the true day comes back, and the notice begins anew.
        assert_eq!(wake(&mut room, "2026-12-30"), None);
        assert!(matches!(wake(&mut room, "2026-12-31"), Some(Due::Announce(_))));
        assert_eq!(wake(&mut room, "2027-02-28"), None);
        assert!(matches!(wake(&mut room, "2027-03-01"), Some(Due::Delete(_))));
    }

    #[test]
    fn deleting_is_asked_for_by_name() {
        let mut room = room();
        for name in ["", "Voorbeeld", "Voorbeeldstad2"] {
            let delete = Command::ProjectDelete(Delete { name: name.into() });
            assert_eq!(send(&mut room, delete, "2027-01-01").err(), Some(Refusal::NameDiffers), "{name}");
        }
        let delete = Command::ProjectDelete(Delete { name: " voorbeeldstad\n".into() });
        let deletion = send(&mut room, delete, "2027-01-01").unwrap().deletion.expect("it goes");
        assert_eq!((deletion.municipality.as_str(), deletion.planned), ("Voorbeeldstad", false));
    }

    #[test]
    fn what_goes_is_not_in_the_reason_and_only_the_server_finds_it() {
        let mut room = room();
        let redact = |words: &str, why: &str, places: Option<u32>| {
            let found = places.map(|places| Found { places, since: Timestamp(1) });
            Command::ProjectRedact(Redact { words: words.into(), why: why.into(), places: Some(2), found })
        };
        for (command, refusal) in [
            (redact("Jo", "op verzoek", Some(1)), Refusal::WordsTooShort),
            (redact("Jo de Wit", "", Some(1)), Refusal::TextEmpty),
            (redact("Jo de Wit", "jo de wit vroeg het", Some(1)), Refusal::WordsInReason),
            (redact("Jo de Wit", "op verzoek", None), Refusal::WordsNotFound),
            (redact("Jo de Wit", "op verzoek", Some(3)), Refusal::ChoiceChanged),
        ] {
            assert_eq!(send(&mut room, command, "2027-01-01").err(), Some(refusal));
        }
        send(&mut room, redact("Jo de Wit", "op verzoek", Some(2)), "2027-01-01").unwrap();
        let [kept] = room.project.redactions.as_slice() else { panic!("one is kept") };
        assert_eq!((kept.places, kept.why.as_str()), (2, "op verzoek"));
    }

    #[test]
    fn words_are_found_whole_and_in_capitals_or_not() {
        for text in
            ["Jan Jansen", "volgens jan jansen.", "(JAN JANSEN)", "Jan Jansen en Jan Jansens", "éJan, Jan Jansen"]
        {
            assert!(holds(text, "Jan Jansen"), "{text}");
        }
        for text in ["Jan Jansens", "Marjan Jansen", "Jan  Jansen", "", "Jan"] {
            assert!(!holds(text, "Jan Jansen"), "{text}");
        }
    }
}
