//! The page of a seat: its frame, and what every kind of page has in common.

use std::collections::BTreeMap;

use leptos::prelude::*;
use serde::Serialize;
use werksessie_core::project::Language;
use werksessie_core::question::fields::{self, Fields};
use werksessie_core::round::{Ask, Mode};
use werksessie_core::view::phone::{OwnView, Pen, PhoneView, Stage};
use werksessie_core::{MeetingId, PartyId, RoundId, SeatId};

use super::{result, vote};
use crate::messages::{arena, common, phone as texts};
use crate::ui::markup::{Element, Markup, el, raw};
use crate::ui::parts::SkipLink;
use crate::ui::{icon, language, language_code};

/// A seat that a page is drawn for; without one it is drawn for all phones.
pub struct Person {
    /// What only this seat sees.
    pub own: OwnView,
    /// The two words to come back with.
    pub words: String,
    /// Which sheet is shown, from 0.
    pub at: usize,
    /// Fields that were sent and refused: they stand in the form as they were typed.
    pub typed: Fields,
}

/// The seat's own part, for a drawn page.
#[derive(Debug, Serialize)]
pub struct Mine {
    party: String,
    flags: Vec<String>,
    revision: u32,
    fields: Fields,
}

impl Mine {
    /// The part of this seat.
    pub fn of(own: &OwnView) -> Self {
        Self {
            party: own.party.clone(),
            flags: flags(own),
            revision: own.ballot.as_ref().map_or(0, |ballot| ballot.revision),
            fields: own.ballot.as_ref().map(|ballot| fields::write(&ballot.answers)).unwrap_or_default(),
        }
    }
}

fn flags(own: &OwnView) -> Vec<String> {
    let mut flags: Vec<String> = own.voted.iter().map(|round| voted_flag(*round)).collect();
    flags.extend(own.observer.then(|| "observer".to_owned()));
    flags.push(party_flag(own.party_id));
    flags.extend(matches!(own.pen, Some(Pen::Theirs(_))).then(|| LOCKED.to_owned()));
    flags
}

/// A colleague holds the pen.
pub(super) const LOCKED: &str = "locked";

/// Sits for this party.
pub(super) fn party_flag(party: PartyId) -> String {
    format!("party:{party}")
}

pub(super) fn voted_flag(round: RoundId) -> String {
    format!("voted:{round}")
}

/// For whom a page is drawn.
pub(super) struct Draw<'a> {
    person: Option<&'a Person>,
    flags: Vec<String>,
    /// Fields of the stored ballot; over these what was typed and refused.
    fields: Fields,
}

impl<'a> Draw<'a> {
    fn new(person: Option<&'a Person>) -> Self {
        let mine = person.map(|person| Mine::of(&person.own));
        let (flags, mut fields) = mine.map(|mine| (mine.flags, mine.fields)).unwrap_or_default();
        fields.extend(person.into_iter().flat_map(|person| person.typed.clone()));
        Self { person, flags, fields }
    }

    /// The seat; none when the page is for all.
    pub fn seat(&self) -> Option<SeatId> {
        self.person.map(|person| person.own.seat)
    }

    /// The seat that holds the pen, when it is another.
    pub fn pen(&self) -> Option<SeatId> {
        match self.person?.own.pen? {
            Pen::Theirs(seat) => Some(seat),
            Pen::Free | Pen::Mine => None,
        }
    }

    /// Which sheet is shown, of so many.
    pub fn at(&self, sheets: usize) -> usize {
        self.person.map_or(0, |person| person.at).min(sheets.saturating_sub(1))
    }

    /// What stands in a field.
    pub fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    /// Whether a field, or with a name that ends in a dot one of several, is filled in.
    pub fn is_filled(&self, name: &str) -> bool {
        self.count(name) > 0
    }

    /// How many fields with this name, or that begin with it, are filled in.
    pub fn count(&self, name: &str) -> usize {
        let is_it = |field: &&String| *field == name || (name.ends_with('.') && field.starts_with(name));
        self.fields.keys().filter(is_it).count()
    }

    /// The sum of the points in fields with a name that begins so, before the `+`; `None` without any.
    pub fn sum(&self, name: &str) -> Option<u32> {
        let begin = name.trim_end_matches('+');
        let points = self.fields.iter().filter(|(field, _)| field.starts_with(begin));
        points.map(|(_, value)| u32::from(value.trim().parse::<u16>().unwrap_or(0))).reduce(|sum, points| sum + points)
    }

    /// Whether the seat has these flags. For all phones only what asks for nothing is shown.
    pub fn holds(&self, when: &str) -> bool {
        when.split_whitespace().all(|flag| match flag.strip_prefix('!') {
            Some(flag) => self.person.is_some() && !self.flags.iter().any(|own| own == flag),
            None => self.flags.iter().any(|own| own == flag),
        })
    }

    /// An element that is there for seats with these flags.
    pub fn when(&self, element: Element, when: &str) -> Element {
        element.attr("data-when", when).flag("hidden", !self.holds(when))
    }

    /// The name of the seat's party.
    pub fn party(&self) -> Element {
        let party = self.person.map_or("", |person| &person.own.party);
        el("span").class("ws-small").attr("data-own", "party").text(party)
    }

    fn words(&self) -> Element {
        let words = self.person.map_or("", |person| &person.words);
        el("p").class("ws-voice ws-lead").attr("data-own", "words").text(words)
    }
}

/// A page in its three parts.
pub(super) struct Page {
    /// Class of the whole.
    pub class: &'static str,
    pub head: Markup,
    pub main: Markup,
    pub acts: Markup,
    /// Instead of the line of saving.
    pub status: Option<&'static str>,
    /// A round that takes answers.
    pub votes: bool,
}

impl Page {
    /// A page that stays as it is, with a link to look again.
    pub fn still(draw: &Draw<'_>, view: &PhoneView, main: Markup) -> Self {
        Self {
            class: "ws-phone",
            head: head(draw, &view.title),
            main,
            acts: look_again(),
            status: Some(""),
            votes: false,
        }
    }
}

/// The head of a page that is no card: the meeting and one's party.
pub(super) fn head(draw: &Draw<'_>, title: &str) -> Markup {
    row_apart(el("span").class("ws-small ws-quiet").text(title), draw.party()).into()
}

/// Something at the left, something at the right.
pub(super) fn row_apart(left: Element, right: Element) -> Element {
    el("div").class("ws-row ws-row--apart").with(left).with(right)
}

/// The link to put right what was chosen.
pub(super) fn change_link() -> Element {
    el("p").with(el("a").attr("href", "?naar=wie").text(texts::change_link(language())))
}

/// The link that brings this page anew.
pub(super) fn look_again() -> Markup {
    el("a").class("nl-button nl-button--secondary").attr("href", "?at=0").text(texts::look_again(language())).into()
}

/// A heading that can take the focus when the page is another.
pub(super) fn heading(title: &str) -> Element {
    el("h1").attr("tabindex", "-1").text(title)
}

fn draw_page(draw: &Draw<'_>, view: &PhoneView) -> Page {
    let page = of_stage(draw, view);
    if !view.rehearsal {
        return page;
    }
    let chip = el("p").with(el("span").class("ws-chip ws-chip--now").text(common::rehearsal(language())));
    Page { head: Markup::from(chip).and(page.head), ..page }
}

fn of_stage(draw: &Draw<'_>, view: &PhoneView) -> Page {
    let language = language();
    match &view.stage {
        Stage::Vote { round, revote_of, question, mode, items, parties, among } => {
            let (round, revote_of, mode) = (*round, *revote_of, *mode);
            vote::vote(draw, &vote::Asked { round, revote_of, question, mode, items, parties, among })
        }
        Stage::Result {
            revote,
            voted,
            items,
            risks,
            hands,
            written,
            cards,
            points,
            lines,
            agreement,
            named,
            decided,
            ..
        } => {
            let (revote, voted, cards, hands) = (*revote, *voted, *cards, hands.as_ref());
            let agreement = agreement.as_deref();
            result::result(&result::Shown {
                revote,
                voted,
                items,
                risks,
                hands,
                written,
                cards,
                points,
                lines,
                agreement,
                named,
                decided,
            })
        }
        Stage::Wait(_) => waiting(draw, view, None, texts::wait(language)),
        Stage::Closed(_) => waiting(draw, view, Some(texts::closed_title(language)), texts::closed(language)),
        Stage::Counted(_, mode, ask) => {
            // Of who gains the room sees the mean, and not what each organisation said.
            let words = match (mode, ask) {
                (Mode::Anonymous, _) => texts::counted(language),
                (Mode::Party, Ask::Benefits) => arena::mean_seen(language),
                (Mode::Party, _) => texts::counted_party(language),
            };
            waiting(draw, view, Some(texts::counted_title(language)), words)
        }
        Stage::Promises(rows) => result::promises(draw, view, rows),
        Stage::Ended { decided, promises } => result::ended(draw, view, decided, promises),
    }
}

/// A page with nothing to do.
fn waiting(draw: &Draw<'_>, view: &PhoneView, title: Option<&str>, words: &str) -> Page {
    let language = language();
    let title = match (&view.stage, title) {
        (Stage::Wait(now), _) => now,
        (_, title) => title.unwrap_or_default(),
    };
    let art = raw(concat!(
        r#"<svg class="ws-wait-art" viewBox="0 0 66 42" aria-hidden="true">"#,
        r#"<rect class="ws-tabletop" x="4" y="10" width="44" height="22" rx="11"/>"#,
        r#"<path class="ws-line" d="M14 21h24c8 0 8 8 16 8h8"/></svg>"#
    ));
    let note = el("p").class("ws-note").with(icon::eye()).with(el("span").text(texts::observer(language)));
    let recovery = el("div")
        .class("ws-card")
        .with(el("p").class("ws-small ws-quiet").text(texts::recovery_label(language)))
        .with(draw.words())
        .with(el("p").class("ws-small ws-quiet").text(texts::recovery_why(language)));
    let leave = el("button").class("nl-button nl-button--subtle").attr("name", "leave").attr("value", "1");
    let leave = el("p").with(leave.text(texts::leave_link(language)));
    let main = art
        .and(heading(title))
        .and(el("p").class("ws-lead").text(words))
        .and(draw.when(note, "observer"))
        .and(recovery)
        .and(change_link())
        .and(leave);
    Page { class: "ws-phone ws-phone--wait", status: None, ..Page::still(draw, view, main) }
}

#[derive(Serialize)]
struct Drawn<'a> {
    title: &'a str,
    round: Option<RoundId>,
    votes: bool,
    class: &'a str,
    head: String,
    main: String,
    acts: String,
    status: Option<&'a str>,
}

/// A page for all phones, as JSON.
pub fn frame(language: Language, view: &PhoneView) -> String {
    in_language(language, || {
        let Page { class, head, main, acts, status, votes } = draw_page(&Draw::new(None), view);
        let (head, main, acts) = (head.html(), main.html(), acts.html());
        let round = view.stage.round();
        let drawn = Drawn { title: &view.title, round, votes, class, head, main, acts, status };
        serde_json::to_string(&drawn).expect("texts and numbers")
    })
}

/// Draws under an owner of its own, which knows the language.
fn in_language<T>(language: Language, draw: impl FnOnce() -> T) -> T {
    let owner = Owner::new_root(None);
    let drawn = owner.with(|| {
        provide_context(language);
        draw()
    });
    owner.cleanup();
    drawn
}

/// What a page's bundle starts with.
#[derive(Serialize)]
pub struct Boot {
    /// The meeting.
    pub meeting: MeetingId,
    /// The seat.
    pub seat: SeatId,
    /// Epoch and revision of the page.
    pub epoch: u64,
    /// See `epoch`.
    pub revision: u64,
    /// The round that the page is about.
    pub round: Option<RoundId>,
    /// It takes answers.
    pub votes: bool,
    /// Instead of the line of saving.
    pub status: Option<&'static str>,
    /// Which sheet is shown.
    pub at: usize,
    /// What was typed and refused stands in the form.
    pub typed: bool,
    /// The two words.
    pub words: String,
    /// The seat's own part.
    pub mine: Mine,
    /// The sentences that the bundle shows.
    pub texts: BTreeMap<&'static str, &'static str>,
}

/// A whole page of a seat: its body, and what its bundle starts with.
pub fn page(
    language: Language,
    meeting: MeetingId,
    view: &PhoneView,
    person: &Person,
    problem: Option<&str>,
) -> (String, Boot) {
    in_language(language, || {
        let draw = Draw::new(Some(person));
        let Page { class, head, main, acts, status, votes } = draw_page(&draw, view);
        let seat = person.own.seat;
        let boot = Boot {
            meeting,
            seat,
            epoch: 0,
            revision: 0,
            round: view.stage.round(),
            votes,
            status,
            at: person.at,
            typed: !person.typed.is_empty(),
            words: person.words.clone(),
            mine: Mine::of(&person.own),
            texts: sentences(language),
        };
        // A ballot that only says who holds the pen is no answer.
        let has_answered = person.own.ballot.as_ref().is_some_and(|ballot| !ballot.answers.is_blank());
        let saved = if has_answered { texts::saved(language) } else { texts::save_nothing(language) };
        let line = match (status, has_answered) {
            (Some(""), _) => Markup::default(),
            (Some(status), _) => el("p").class("ws-saved").text(status).into(),
            (None, true) => el("p").class("ws-saved ws-saved--ok").text(saved).into(),
            (None, false) => el("p").class("ws-saved").text(saved).into(),
        };
        let problem = problem.map(|problem| {
            el("div").class("ws-alert ws-alert--negative").attr("role", "alert").with(el("p").text(problem))
        });
        let action = format!("/mee/{meeting}/{seat}?at={}", person.at);
        let body = view! {
            <SkipLink/>
            <form class=class method="post" action=action autocomplete="off" lang=language_code(language)>
                <div class="ws-phone__head" role="banner" inner_html=head.html()></div>
                <main class="ws-phone__main ws-stack" id="inhoud">
                    <div class="ws-stack ws-notices" inner_html=Markup::from(problem).html()></div>
                    <div class="ws-stack" id="main" inner_html=main.html()></div>
                </main>
                <footer class="ws-phone__foot">
                    <div class="ws-status" inner_html=line.html()></div>
                    <div class="ws-phone__acts" inner_html=acts.html()></div>
                </footer>
            </form>
            <div class="ws-hidden" role="status" aria-atomic="true" id=crate::ui::said::REGION></div>
        };
        (body.into_view().to_html(), boot)
    })
}

fn sentences(language: Language) -> BTreeMap<&'static str, &'static str> {
    BTreeMap::from([
        ("nothing", texts::save_nothing(language)),
        ("saved", texts::saved(language)),
        ("saved_at", texts::saved_now(language)),
        ("sending", texts::sending(language)),
        ("waiting", texts::not_sent(language)),
        ("offline", texts::offline_short(language)),
        ("offline_title", texts::offline_title(language)),
        ("offline_text", texts::offline_text(language)),
        ("gone", texts::seat_gone(language)),
        ("point", common::clock_point(language)),
    ])
}

/// The chip that says that answers are anonymous.
pub(super) fn anonymous_chip() -> Element {
    el("span").class("ws-chip").with(icon::lock()).text(common::anonymous(language()))
}
