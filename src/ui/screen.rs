//! The screen: one thing at a time, very large. Progress until reveal, then the picture first.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde::Deserialize;
use werksessie_core::party::shorten;
use werksessie_core::project::Language;
use werksessie_core::question::Scale;
use werksessie_core::round::{Ask, Mode};
use werksessie_core::view::Decided;
use werksessie_core::view::screen::{ScreenView, Stage};
use werksessie_core::{MeetingId, ProjectId};

use super::desk::{Boot, PageError, load_screen, loaded};
use super::parts::{Ring, SkipLink, Thread, band, made_up};
use super::said::{self, About};
use super::words::decimal;
use super::{arena as words_of_arena, browser, countdown, icon, language};
use crate::messages::{arena as arena_texts, commit, common, scoring, screen as texts};

mod arena;
mod commitment;
pub mod histograms;
mod insight;
pub mod matrices;
pub mod pair;
mod risks;
mod roadmap;

/// Milliseconds between two questions where phones go.
const ASK_ADDRESS: u64 = 10_000;
/// Rows on the wall; with more it pages.
const ROWS: usize = 6;
/// Characters of a measure in the foot of the screen, beside the join code.
const MEASURE: usize = 30;

/// The screen of a meeting.
#[component]
pub fn ScreenPage() -> impl IntoView {
    let params = use_params_map();
    let data = Resource::new(
        move || {
            let params = params.read();
            params
                .get("project")
                .and_then(|id| id.parse().ok())
                .zip(params.get("meeting").and_then(|id| id.parse().ok()))
        },
        |ids| async move {
            match ids {
                Some((project, meeting)) => load_screen(project, meeting).await,
                None => Err(PageError::NotFound),
            }
        },
    );
    loaded(texts::title(language()), data, screen)
}

/// What the wall shows, and whether the figures come up now.
#[derive(Clone, Copy)]
struct Wall {
    view: RwSignal<ScreenView>,
    /// Set at the moment of reveal; a late joiner or a reload sees the end state.
    revealing: RwSignal<bool>,
    connected: RwSignal<bool>,
    /// Where phones go, as it is now.
    place: RwSignal<Place>,
}

/// Where phones go: the address that people type, and its QR code as path and width.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Place {
    /// Without scheme.
    pub address: String,
    /// With the code in it.
    pub qr: (String, u32),
}

/// Asks where phones go as long as the page lives: a laptop may be carried to another network.
pub fn watch_address(meeting: MeetingId, project: ProjectId, tell: impl Fn(Place) + Clone + 'static) {
    Effect::new(move |ran: Option<()>| {
        if ran.is_some() {
            return;
        }
        let tell = tell.clone();
        leptos::task::spawn_local(async move {
            loop {
                super::live::sleep(ASK_ADDRESS).await;
                let answer = browser::send("GET", &format!("/scherm/{project}/{meeting}/adres"), None).await;
                if let Ok((200, text)) = answer
                    && let Ok(place) = serde_json::from_str(&text)
                {
                    tell(place);
                }
            }
        });
    });
}

fn screen(boot: Boot<ScreenView>) -> impl IntoView {
    let wall = Wall {
        view: RwSignal::new(boot.view.clone()),
        revealing: RwSignal::new(false),
        connected: RwSignal::new(true),
        place: RwSignal::new(Place { address: boot.address, qr: boot.qr }),
    };
    listen(wall, boot.has);
    follow_address(wall);
    // Only what the picture is made of; progress changes inside it.
    let picture = Memo::new(move |_| {
        let mut stage = wall.view.read().stage.clone();
        match &mut stage {
            Stage::Ask { progress, .. } => *progress = Default::default(),
            Stage::Join { joined, .. } => *joined = 0,
            _ => {}
        }
        stage
    });
    speak(wall, picture);
    move || match picture.get() {
        Stage::Join { .. } => join(wall).into_any(),
        Stage::Blank => {
            view! { <main class="ws-blank"><h1 class="ws-hidden">{texts::blank(language())}</h1></main> }.into_any()
        }
        Stage::Before => framed(wall, quiet(texts::before(language()), "")).into_any(),
        Stage::Ask { revote, open, items, ask: kind, mode, statement, .. } => {
            framed(wall, ask(wall, (revote, open), (kind, items), mode, statement)).into_any()
        }
        Stage::Counted { revote, mode } => {
            let title = if revote { texts::revote_counted(language()) } else { texts::counted(language()) };
            let sub = match mode {
                Mode::Anonymous => texts::counted_sub(language()),
                Mode::Party => texts::counted_party_sub(language()),
            };
            framed(wall, quiet(title, sub)).into_any()
        }
        Stage::Result { revote, items, paper, .. } => {
            framed(wall, histograms::board(wall.revealing.get_untracked(), revote, items, paper)).into_any()
        }
        Stage::Quadrant { items, .. } => framed(wall, insight::quadrant(items)).into_any(),
        Stage::Differences { rows, .. } => framed(wall, insight::differences(rows)).into_any(),
        Stage::BeforeAfter { items, .. } => framed(wall, insight::before_after(items)).into_any(),
        Stage::ThenNow { items, .. } => framed(wall, insight::then_now(items)).into_any(),
        Stage::Decisions { items } => framed(wall, decisions(items)).into_any(),
        Stage::Risks { rows } => framed(wall, risks::board(rows)).into_any(),
        Stage::Matrices { revote, paper, zones, rows, .. } => {
            let revealing = wall.revealing.get_untracked();
            framed(wall, matrices::board(revealing, revote, paper, zones, rows)).into_any()
        }
        Stage::Hands { hands, .. } => framed(wall, commitment::hands(&hands)).into_any(),
        Stage::Written { rows, count, .. } => framed(wall, commitment::written(rows, count)).into_any(),
        Stage::Challenge { core, hands } => framed(wall, commitment::challenge(core, hands)).into_any(),
        Stage::Promises { rows } => framed(wall, commitment::wall(rows)).into_any(),
        Stage::Roadmap { roadmap: shown } => framed(wall, roadmap::board(shown)).into_any(),
        Stage::Frame { without, agreement: Some(figures), round: Some(_), .. } => {
            framed(wall, arena::agreed(&without, &figures)).into_any()
        }
        Stage::Frame { measure, profile, without, horizon, youths, round, agreement } => {
            let asked = round.is_some();
            let frame = arena::Frame { measure, profile, without, horizon, youths, asked, agreement };
            framed(wall, arena::frame(frame)).into_any()
        }
        Stage::Board { measure, board, page, thought, focus } => {
            framed(wall, arena::board(&measure, board, page, &thought, focus.as_deref())).into_any()
        }
        Stage::Lines { rows, .. } => framed(wall, arena::lines(rows)).into_any(),
        Stage::Points { of, items, voted, gaps, .. } => {
            framed(wall, arena::points(wall.revealing.get_untracked(), of, items, voted, &gaps)).into_any()
        }
        Stage::Balance { balance, unwanted } => framed(wall, arena::balance(balance, unwanted)).into_any(),
        Stage::Scenarios { rows } => framed(wall, arena::scenarios(rows)).into_any(),
        Stage::Gaps { rows } => framed(wall, arena::gaps(rows)).into_any(),
        Stage::Ended => framed(wall, quiet(texts::ended(language()), texts::ended_sub(language()))).into_any(),
    }
}

/// Says what a screen reader should hear: what is shown now, and how far the room is.
fn speak(wall: Wall, picture: Memo<Stage>) {
    let language = language();
    Effect::new(move |ran: Option<()>| {
        picture.track();
        if ran.is_some() {
            // Once it is drawn. The first one is read with the page.
            browser::later(
                || said::say(About::Picture, &browser::text_of("main h1").unwrap_or_default()),
                std::time::Duration::ZERO,
            );
        }
    });
    Effect::new(move |ran: Option<()>| {
        let words = match wall.view.read().stage {
            Stage::Ask { progress, .. } => common::done_of(language, progress.done, progress.present),
            Stage::Join { joined, expected } => inside_words(language, joined, expected),
            _ => String::new(),
        };
        if ran.is_some() {
            said::say(About::Progress, &words);
        }
    });
}

fn listen(wall: Wall, has: (u64, u64)) {
    use super::live::{self, Frame, Happened};
    let params = use_params_map();
    Effect::new(move |ran: Option<()>| {
        let meeting = params.read_untracked().get("meeting").and_then(|id| id.parse().ok());
        let (None, Some(meeting)) = (ran, meeting) else { return };
        let live = live::connect(meeting, "screen", Some(has), move |happened: Happened<ScreenView>| match happened {
            Happened::Frame(Frame::View { view, .. }) => {
                let shows = |stage: &Stage| {
                    matches!(stage, Stage::Result { .. } | Stage::Matrices { .. } | Stage::Points { .. })
                };
                let was_hidden = !shows(&wall.view.read_untracked().stage);
                wall.revealing.set(was_hidden && shows(&view.stage));
                wall.view.set(view);
            }
            Happened::Frame(Frame::Progress([_, done, present])) => wall.view.update(|view| {
                let (done, present) = (done as u32, present as u32);
                match &mut view.stage {
                    Stage::Ask { progress, .. } => (progress.done, progress.present) = (done, present),
                    Stage::Join { joined, expected } => (*joined, *expected) = (done, present),
                    _ => {}
                }
            }),
            Happened::Up => wall.connected.set(true),
            Happened::Down => wall.connected.set(false),
            _ => {}
        });
        // The connection lives as long as the page.
        std::mem::forget(live);
        super::browser::mark_alive();
    });
}

/// The frame of every picture but the join screen: content, thread, place, join code.
fn framed(wall: Wall, content: impl IntoView) -> impl IntoView {
    let language = language();
    let (at, of) = wall.view.read_untracked().place;
    let place = texts::place(language, at, of);
    let title = match &wall.view.read_untracked().measure {
        Some(measure) => arena_texts::on_screen(language, shorten(measure, MEASURE)),
        None => wall.view.read_untracked().title.clone(),
    };
    let late = move || {
        let code = wall.view.read().code.clone();
        let address = wall.place.read().address.clone();
        (!code.is_empty())
            .then(|| view! { <span>{texts::late(language, address)}" "<span class="ws-code">{code}</span></span> })
    };
    let made_up = wall.view.with_untracked(|view| made_up(view.example, view.rehearsal));
    let lost = move || {
        (!wall.connected.get()).then(|| view! { <span class="ws-chip ws-chip--warning" role="alert"><icon::Offline/>{texts::lost(language)}</span> })
    };
    view! {
        <div class="ws-stage">
            <SkipLink/>
            <main class="ws-stage__main" id="inhoud">{content}</main>
            <footer class="ws-stage__foot">
                <Thread share=at as f64 / of.max(1) as f64 label=place/>
                <p><span class="ws-stage__where">{title}" "{made_up}{lost}</span>{timer(wall)}{late}</p>
            </footer>
        </div>
    }
}

/// How long the talk still has.
fn timer(wall: Wall) -> impl IntoView {
    let language = language();
    let timer = Memo::new(move |_| wall.view.read().timer);
    let left = countdown::seconds_left(timer);
    move || match left.get() {
        Some(0) => Some(view! { <strong class="ws-stage__time">{texts::time_is_up(language)}</strong> }.into_any()),
        Some(seconds) => Some(
            view! { <span class="ws-stage__time" role="timer" aria-live="off">{countdown::clock(seconds)}</span> }
                .into_any(),
        ),
        None => None,
    }
}

/// Follows the address that phones go to.
fn follow_address(wall: Wall) {
    let params = use_params_map();
    let id = |name: &str| params.read_untracked().get(name);
    let ids = id("meeting").and_then(|id| id.parse().ok()).zip(id("project").and_then(|id| id.parse().ok()));
    if let Some((meeting, project)) = ids {
        watch_address(meeting, project, move |place| {
            if *wall.place.read_untracked() != place {
                wall.place.set(place);
            }
        });
    }
}

fn join(wall: Wall) -> impl IntoView {
    let language = language();
    let code = wall.view.read_untracked().code.clone();
    let wifi = wifi(wall);
    let place = move || {
        let Place { address, qr: (path, width) } = wall.place.get();
        let code = wall.view.read_untracked().code.clone();
        let label = texts::qr_label(language, &address, &code);
        view! {
            <svg class="ws-join__qr" viewBox=format!("0 0 {width} {width}") shape-rendering="crispEdges" role="img" aria-label=label>
                <rect width=width height=width fill="#ffffff"/><path fill="#000000" d=path/>
            </svg>
        }
    };
    let counts = move || match wall.view.read().stage {
        Stage::Join { joined, expected } => (joined, expected),
        _ => (0, 0),
    };
    let thread = move || {
        let (joined, expected) = counts();
        let share = f64::from(joined) / f64::from(expected.max(joined).max(1));
        view! { <Thread share label=texts::inside(language, joined)/> }
    };
    let sentence = move || {
        let (joined, expected) = counts();
        inside_words(language, joined, expected)
    };
    let (example, rehearsal) = wall.view.with_untracked(|view| (view.example, view.rehearsal));
    let made_up = (example || rehearsal).then(|| view! { <p>{made_up(example, rehearsal)}</p> });
    view! {
        <main class="ws-join" id="inhoud">
            {place}
            <div class="ws-join__text">
                {made_up}
                <h1>{texts::join(language)}</h1>
                <p class="ws-join__step">{texts::scan_or_go(language)}</p>
                <p class="ws-join__address">{move || wall.place.read().address.clone()}</p>
                <p class="ws-join__step">{texts::and_type(language)}</p>
                <p class="ws-join__code ws-code">{code}</p>
                {wifi}
                <div class="ws-join__count">{thread}<p>{sentence}</p></div>
            </div>
        </main>
    }
}

fn inside_words(language: Language, joined: u32, expected: u32) -> String {
    if expected > joined { texts::inside_of(language, joined, expected) } else { texts::inside(language, joined) }
}

fn quiet(title: &'static str, sub: &str) -> impl IntoView + use<> {
    let sub = sub.to_owned();
    view! {
        <div class="ws-wait"><div><h1>{title}</h1><p class="ws-stage__sub">{sub}</p></div>
            <svg class="ws-ring" viewBox="0 0 400 400" aria-hidden="true"><circle class="ws-tabletop" cx="200" cy="200" r="140"/><path class="ws-line" d="M90 210c40-70 90-40 110 0s70 60 110-10"/></svg>
        </div>
    }
}

fn ask(
    wall: Wall,
    (revote, open): (bool, bool),
    (kind, items): (Ask, u32),
    mode: Mode,
    statement: String,
) -> impl IntoView {
    let language = language();
    let title = match (open, kind, revote) {
        (false, ..) => texts::closed(language),
        (true, Ask::Cards, _) => texts::ask_cards(language),
        (true, Ask::RiskCards, _) => scoring::ask_cards(language),
        (true, Ask::RiskScores, _) => scoring::ask(language),
        (true, Ask::Groups, _) => commit::ask_groups(language),
        (true, Ask::Drafts, _) => commit::ask_drafts(language),
        (true, Ask::Fist, _) => commit::ask_fist(language),
        (true, Ask::Rating | Ask::RatingAndPick, true) => texts::ask_again(language),
        (true, Ask::Rating | Ask::RatingAndPick, false) => texts::ask(language),
        (true, kind, _) => words_of_arena::asks(language, kind).unwrap_or(texts::ask(language)),
    };
    let sub = match (open, kind) {
        (false, Ask::Cards) => texts::closed_cards_sub(language).to_owned(),
        (false, Ask::RiskCards) => scoring::closed_cards_sub(language).to_owned(),
        (false, Ask::Activities | Ask::Effects | Ask::Contributions) => arena_texts::written_first(language).to_owned(),
        (false, Ask::Groups | Ask::Drafts | Ask::Needs) => commit::closed_written_sub(language).to_owned(),
        (false, _) => texts::closed_sub(language).to_owned(),
        (true, Ask::Rating) => texts::ask_sub(language, items),
        (true, Ask::RatingAndPick) => texts::ask_pick_sub(language, items),
        (true, Ask::Cards) => texts::ask_cards_sub(language).to_owned(),
        (true, Ask::RiskCards) => scoring::ask_cards_sub(language).to_owned(),
        (true, Ask::RiskScores) => scoring::ask_sub(language, items),
        (true, Ask::Groups) => commit::ask_groups_sub(language).to_owned(),
        (true, Ask::Drafts) => commit::ask_drafts_sub(language).to_owned(),
        (true, Ask::Fist) => commit::ask_fist_sub(language).to_owned(),
        (true, Ask::Effects) => arena_texts::ask_effects_sub(language).to_owned(),
        (true, Ask::Costs | Ask::Weights) => arena_texts::ask_points_sub(language).to_owned(),
        (true, Ask::Benefits) => arena_texts::ask_benefits_sub(language).to_owned(),
        (true, Ask::Contributions | Ask::Needs) => arena_texts::ask_party_sub(language).to_owned(),
        (true, Ask::Agreement | Ask::Activities | Ask::Assumptions) => arena_texts::ask_sub(language).to_owned(),
    };
    // A long sentence takes the place of what else is said.
    let (is_asked, is_long) = (!statement.is_empty(), statement.chars().count() > 110);
    let statement = is_asked.then(|| {
        let class = if is_long { "ws-voice" } else { "ws-voice ws-stage__sub" };
        view! { <p class=class>{statement}</p> }
    });
    // What becomes of the answers is promised here, so it must be what this round does.
    let (whose, promise) = match mode {
        Mode::Anonymous => {
            (view! { <icon::Lock/>{common::anonymous(language)} }.into_any(), texts::anonymous(language))
        }
        // Of points the room sees no more than the sentence above says.
        Mode::Party if kind == Ask::Benefits => (texts::for_parties(language).into_any(), ""),
        Mode::Party => (texts::for_parties(language).into_any(), texts::with_names(language)),
    };
    let progress = move || match wall.view.read().stage {
        Stage::Ask { progress, .. } => progress,
        _ => Default::default(),
    };
    let ring = move || {
        let progress = progress();
        view! { <Ring done=progress.done present=progress.present/> }
    };
    view! {
        <div class="ws-wait">
            <div class="ws-wait__text">
                <h1>{title}</h1>{statement}{(!is_long).then(|| view! { <p class="ws-stage__sub">{sub}</p> })}
                <p><span class="ws-chip">{whose}</span></p>
                {(!is_asked).then(|| view! { <p>{promise}</p> })}
            </div>
            {ring}
        </div>
    }
}

fn decisions(items: Vec<Decided>) -> impl IntoView {
    let language = language();
    let reason = items.first().map(|item| item.reason.clone()).filter(|reason| !reason.is_empty());
    let rows = items.into_iter().take(ROWS).map(|item| {
        let figure = |scale: Option<werksessie_core::bottleneck::Figure>| scale.map_or_else(|| "–".into(), |figure| decimal(language, f64::from(figure.mean) / 100.0, 1));
        let state = item.verdict.severity.map_or("", |figure| band(figure.band));
        view! {
            <li class="ws-wall--firm">
                <span class="ws-wall__party">{item.verdict.rank}</span>
                <span><span class="ws-wall__promise">{item.card.title}</span>
                    <span class="ws-wall__needs">{texts::figures(language, figure(item.verdict.severity), figure(item.verdict.influence))}</span></span>
                <span class="ws-wall__state"><span>{state}</span></span>
            </li>
        }
    });
    view! {
        <h1>{texts::decided(language)}</h1>
        {reason.map(|reason| view! { <p class="ws-stage__sub">{reason}</p> })}
        <ul class="ws-wall ws-wall--ranked">{rows.collect_view()}</ul>
    }
}

/// The lines of a text that breaks between words.
fn lines(text: &str, line: usize) -> usize {
    let (mut lines, mut at) = (1, 0);
    for word in text.split(' ') {
        let length = word.chars().count();
        if at > 0 && at + 1 + length > line {
            (lines, at) = (lines + 1, 0);
        }
        // A longer word breaks within.
        lines += length.saturating_sub(1) / line;
        at += length + usize::from(at > 0);
    }
    lines
}

/// Turns the page every ten seconds, so that everybody's promise is seen.
fn turn_pages(page: RwSignal<usize>, pages: usize) {
    if pages < 2 {
        return;
    }
    // In an effect, for these run in the browser only: a server has no clock of the page to set.
    Effect::new(move |_| {
        let turn = move || page.update(|page| *page = (*page + 1) % pages);
        if let Ok(interval) = set_interval_with_handle(turn, std::time::Duration::from_secs(10)) {
            on_cleanup(move || interval.clear());
        }
    });
}

/// The hall's network, for who has no other: its own QR code, small beside the code to join.
fn wifi(wall: Wall) -> impl IntoView {
    let language = language();
    let name = Memo::new(move |_| wall.view.read().wifi.clone());
    let params = use_params_map();
    let source = move |name: &str| {
        let params = params.read_untracked();
        let id = |of: &str| params.get(of).unwrap_or_default();
        // The name is in the address, so that another network is another picture.
        let name: String = name.bytes().map(|byte| format!("{byte:02x}")).collect();
        format!("/scherm/{}/{}/wifi?{name}", id("project"), id("meeting"))
    };
    move || {
        name.get().map(|name| {
            view! {
                <div class="ws-join__wifi"><img src=source(&name) alt=texts::wifi_label(language, name.clone())/>
                    <p>{texts::wifi_first(language, name)}</p></div>
            }
        })
    }
}

/// The name of the scale on the wall.
const WALL_SCALE: Scale = Scale::Severity;
