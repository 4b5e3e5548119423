//! What the room can be shown besides the picture of the moment.

use leptos::prelude::*;
use werksessie_core::PieceId;
use werksessie_core::meeting::MeetingState;
use werksessie_core::screen::{ArenaPart, Picture};
use werksessie_core::view::leader::{LeaderView, Stage};

use super::Console;
use crate::messages::{arena as arena_texts, commit, console as texts, scoring};
use crate::ui::language;

/// Buttons for the pictures that there is something to see on.
pub fn panel(console: Console) -> impl IntoView {
    let language = language();
    let choices = Memo::new(move |_| {
        let view = console.view.read();
        let mut choices: Vec<(Picture, &'static str)> = Vec::new();
        if view.state != MeetingState::Open {
            return (choices, view.picture);
        }
        choices.push((Picture::Join, texts::picture_join_short(language)));
        if let Some(round) = &view.round {
            let id = round.round;
            choices.push((Picture::Round { round: id }, texts::picture_round_short(language)));
            let rated = matches!(round.stage, Stage::Revealed | Stage::Decided) && !round.results.is_empty();
            let more = [
                (!round.insight.placed.is_empty(), Picture::Quadrant { round: id }, texts::picture_quadrant(language)),
                (rated, Picture::Differences { round: id }, texts::picture_differences(language)),
                (
                    !round.insight.shifts.is_empty(),
                    Picture::BeforeAfter { round: id },
                    texts::picture_before_after(language),
                ),
                (!round.insight.then.is_empty(), Picture::ThenNow { round: id }, texts::picture_then_now(language)),
            ];
            choices.extend(
                more.into_iter().filter(|(there, ..)| rated && *there).map(|(_, picture, name)| (picture, name)),
            );
        }
        let later = [
            (!view.decided.is_empty(), Picture::Decisions, texts::picture_decisions_short(language)),
            (view.risks > 0, Picture::Risks, texts::picture_risks(language)),
            (view.recap.contains(&Picture::Matrices), Picture::Matrices, scoring::picture(language)),
            (!view.core.is_empty(), Picture::Challenge, commit::picture_challenge(language)),
            (!view.promises.is_empty(), Picture::Promises, texts::picture_promises_short(language)),
            (!view.roadmap.actions.is_empty(), Picture::Roadmap, texts::picture_roadmap(language)),
        ];
        choices.extend(later.into_iter().filter(|(there, ..)| *there).map(|(_, picture, name)| (picture, name)));
        (choices, view.picture)
    });
    let arena = arena(console);
    let button = move |(picture, name): (Picture, &'static str), now: Picture| {
        let press = move |_| console.show(picture);
        let pressed = (picture == now).to_string();
        view! { <button class="nl-button nl-button--secondary ws-button--small" type="button" aria-pressed=pressed on:click=press>{name}</button> }
    };
    move || {
        let (choices, now) = choices.get();
        (!choices.is_empty()).then(|| {
            view! {
                <section class="ws-side ws-stack ws-stack--tight" aria-labelledby="beelden"><h2 id="beelden">{texts::pictures(language)}</h2>
                    <div class="ws-tools">{choices.into_iter().map(|choice| button(choice, now)).collect_view()}</div>{arena()}</section>
            }
        })
    }
}

/// What a part of the effects arena is called, with the page or what is in focus.
pub fn arena_part(view: &LeaderView, part: ArenaPart, page: u8, focus: Option<PieceId>) -> String {
    let language = language();
    let focused = focus.and_then(|piece| view.arena.as_ref()?.board.node(piece.into()));
    let name = match (part, focused) {
        (ArenaPart::Frame, _) => arena_texts::picture_frame(language).to_owned(),
        (ArenaPart::Board, Some(node)) => arena_texts::focus_title(language, node.name.as_str()),
        (ArenaPart::Board, None) => arena_texts::picture_board_page(language, u32::from(page) + 1),
        (ArenaPart::Lines, _) => arena_texts::picture_lines(language).to_owned(),
        (ArenaPart::Balance, _) => arena_texts::picture_balance(language).to_owned(),
        (ArenaPart::Scenarios, _) => arena_texts::picture_scenarios(language).to_owned(),
        (ArenaPart::Gaps, _) => arena_texts::picture_gaps(language).to_owned(),
    };
    [arena_texts::name(language), ": ", &name].concat()
}

/// The parts of the effects arena that there is something to see on, the pages of its board, and one line
/// of thought to look at.
fn arena(console: Console) -> impl Fn() -> AnyView + Copy {
    let language = language();
    let now = Memo::new(move |_| {
        let view = console.view.read();
        let arena = view.arena.as_ref().filter(|_| view.state == MeetingState::Open)?;
        let mut choices = vec![(Picture::arena(ArenaPart::Frame), arena_texts::picture_frame(language).to_owned())];
        let pages = arena.board.pages().len();
        choices.extend((0..pages.min(9)).map(|at| {
            let picture = Picture::Arena { part: ArenaPart::Board, page: at as u8, focus: None };
            let name = arena_texts::picture_board(language).to_owned();
            (picture, if pages > 1 { arena_texts::picture_board_page(language, at + 1) } else { name })
        }));
        let is_full = arena.form == werksessie_core::arena::Form::Full;
        let rated = arena.lines.iter().any(|line| line.certainty.is_some());
        let more = [
            (rated, ArenaPart::Lines, arena_texts::picture_lines(language)),
            (arena.balance.is_some(), ArenaPart::Balance, arena_texts::picture_balance(language)),
            (is_full && arena.balance.is_some(), ArenaPart::Scenarios, arena_texts::picture_scenarios(language)),
            (!arena.gaps.is_empty(), ArenaPart::Gaps, arena_texts::picture_gaps(language)),
        ];
        let more = more.into_iter().filter(|(is_there, ..)| *is_there);
        choices.extend(more.map(|(_, part, name)| (Picture::arena(part), name.to_owned())));
        let activities = arena.activities.iter().map(|row| (row.piece, row.short_name.clone()));
        let effects = arena.effects.iter().map(|row| (row.piece, row.short_name.clone()));
        Some((choices, activities.chain(effects).collect::<Vec<_>>(), view.picture))
    });
    move || {
        let Some((choices, pieces, shown)) = now.get() else { return ().into_any() };
        let buttons = choices.into_iter().map(|(picture, name)| {
            let press = move |_| console.show(picture);
            let pressed = (picture == shown).to_string();
            view! { <button class="nl-button nl-button--secondary ws-button--small" type="button" aria-pressed=pressed on:click=press>{name}</button> }
        });
        let focused = if let Picture::Arena { focus, .. } = shown { focus } else { None };
        let options = pieces.iter().map(|(piece, name)| {
            view! { <option value=piece.to_string() selected=focused == Some(*piece)>{name.clone()}</option> }
        });
        let choose = move |event: leptos::ev::Event| {
            let focus = event_target_value(&event).parse::<PieceId>().ok();
            console.show(Picture::Arena { part: ArenaPart::Board, page: 0, focus });
        };
        let focus = (!pieces.is_empty()).then(|| {
            view! {
                <div class="ws-field"><label class="ws-label ws-small" for="uitlichten">{arena_texts::focus(language)}</label>
                    <select class="ws-input" id="uitlichten" on:change=choose><option value="">{arena_texts::focus_none(language)}</option>{options.collect_view()}</select></div>
            }
        });
        view! { <div class="ws-stack ws-stack--tight"><h3>{arena_texts::name(language)}</h3><div class="ws-tools">{buttons.collect_view()}</div>{focus}</div> }
            .into_any()
    }
}
