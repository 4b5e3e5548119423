//! Who is in by party, with empty chairs; who wants to come back; and the list itself.

use leptos::prelude::*;
use werksessie_core::meeting::{self, MeetingState};
use werksessie_core::party::{self, CircleId, PartyKind};
use werksessie_core::seat::{Admit, Decline, RemoveSeat};
use werksessie_core::view::leader::{ClaimRow, PartyRow, SeatRow};
use werksessie_core::{Command, PartyId, SeatId};

use super::Console;
use crate::messages::console as texts;
use crate::ui::said::{self, About};
use crate::ui::{browser, language, words};

/// The table at the side of the console.
pub fn table(console: Console) -> impl IntoView {
    let language = language();
    let parties = Memo::new(move |_| console.view.read().parties.clone());
    let observers = Memo::new(move |_| console.view.read().observers);
    let lock = Memo::new(move |_| {
        let view = console.view.read();
        (view.locked, view.state == MeetingState::Open, view.code.clone())
    });
    let attended = Memo::new(move |_| console.view.read().attended.clone());
    let ended = Memo::new(move |_| console.view.read().state == MeetingState::Ended);
    let title = move || {
        let parties = parties.read();
        if ended.get() {
            return texts::were_at_the_table(language, attended.read().iter().map(|(_, people)| people).sum::<u32>());
        }
        let present: u32 = parties.iter().map(|party| party.present).sum();
        let expected: u32 = parties.iter().map(|party| party.expected.max(party.present + party.away)).sum();
        texts::at_the_table(language, present, expected)
    };
    // By id: a party that others join is not drawn anew, so that nothing typed in its form is lost.
    let here = move |is_in: bool| {
        let parties = parties.read();
        let chosen = parties.iter().filter(|party| {
            let taken = !party.seats.is_empty();
            if is_in { taken } else { !taken }
        });
        chosen.map(|party| party.party).collect::<Vec<_>>()
    };
    let row = move |party: PartyId| party_row(console, parties, party);
    let some_empty = move || !here(false).is_empty();
    let watching = move || {
        (observers.get() > 0)
            .then(|| view! { <p class="ws-small ws-quiet">{texts::watching(language, observers.get())}</p> })
    };
    let door = move || {
        let (locked, open, code) = lock.get();
        let press =
            move |_| console.send(Command::MeetingLock(meeting::Lock { meeting: console.meeting(), locked: !locked }));
        let label = if locked { texts::unlock(language) } else { texts::lock(language) };
        open.then(|| {
            view! {
                <p class="ws-gap ws-small ws-quiet">{texts::code_is(language)}" "<span class="ws-code">{code}</span></p>
                {locked.then(|| view! { <p class="ws-small">{texts::locked(language)}</p> })}
                <button class="nl-button nl-button--subtle" type="button" on:click=press>{label}</button>
            }
        })
    };
    let were = move || {
        let row = |(party, people): &(String, u32)| view! { <li class="ws-row ws-row--apart"><span>{party.clone()}</span><span>{*people}</span></li> };
        attended.read().iter().map(row).collect_view()
    };
    let now = move || {
        view! {
                <ul class="ws-seats"><For each=move || here(true) key=|party| *party children=row/></ul>{watching}
                <h2 class="ws-gap" hidden=move || !some_empty()>{texts::empty_chairs(language)}</h2>
                {nobody_of(parties)}
                <ul class="ws-seats ws-seats--empty"><For each=move || here(false) key=|party| *party children=row/></ul>
                {add_party(console)}
                {door}
        }
    };
    view! {
        <aside class="ws-console__side" aria-labelledby="tafel">
            {claims(console)}
            <h2 id="tafel">{title}</h2>
            {move || if ended.get() { view! { <ul class="ws-plain ws-attended">{were()}</ul> }.into_any() } else { now().into_any() }}
            {second_link(console)}
            {super::keys::switch()}
        </aside>
    }
}

/// The kinds of organisation that were expected and are not at the table with a single person.
fn nobody_of(parties: Memo<Vec<PartyRow>>) -> impl IntoView {
    let language = language();
    move || {
        let parties = parties.read();
        let here = |kind: PartyKind| parties.iter().any(|party| party.kind == Some(kind) && party.present > 0);
        let mut missing: Vec<PartyKind> = parties
            .iter()
            .filter(|party| party.expected > 0)
            .filter_map(|party| party.kind)
            .filter(|kind| !here(*kind))
            .collect();
        missing.sort();
        missing.dedup();
        let all = parties.iter().all(|party| party.present == 0);
        let names = missing.into_iter().map(kind_name).collect::<Vec<_>>().join(", ");
        (!all && !names.is_empty())
            .then(|| view! { <p class="ws-small ws-quiet">{texts::nobody_of(language, names)}</p> })
    }
}

fn kind_name(kind: PartyKind) -> &'static str {
    texts::find(language(), &format!("kind_{}", kind.key())).unwrap_or_default()
}

/// Asks for a second leader, until there is one: a project must not hang on one browser.
fn second_link(console: Console) -> impl IntoView {
    let alone = Memo::new(move |_| console.view.read().leader_links < 2);
    let to = format!("/dossier/{}#links", console.view.read_untracked().project);
    move || {
        let to = to.clone();
        alone.get().then(|| view! { <p class="ws-small ws-gap"><a href=to rel="external">{crate::messages::dossier::second_link(language())}</a></p> })
    }
}

/// Who waits to come back on another phone.
fn claims(console: Console) -> impl IntoView {
    let language = language();
    let sentence = |language, row: &ClaimRow| {
        texts::claim(language, words::recovery_words(language, row.recovery), row.party.clone())
    };
    let claims = Memo::new(move |_| console.view.read().claims.clone());
    let row = move |row: ClaimRow| {
        let claim = row.claim;
        let what = sentence(language, &row);
        let admit = move |_| console.send(Command::SeatAdmit(Admit { claim }));
        let decline = move |_| console.send(Command::SeatDecline(Decline { claim }));
        view! {
            <div class="ws-alert"><p>{what}</p>
                <div class="ws-row">
                    <button class="nl-button nl-button--secondary" type="button" on:click=admit>{texts::admit(language)}</button>
                    <button class="nl-button nl-button--subtle" type="button" on:click=decline>{texts::decline(language)}</button>
                </div>
            </div>
        }
    };
    Effect::new(move |_| {
        let words = claims.read().iter().map(|row| sentence(language, row)).collect::<Vec<_>>().join(" ");
        said::say(About::Asking, &words);
    });
    view! { <div class="ws-claims">{move || claims.get().into_iter().map(row).collect_view()}</div> }
}

fn party_row(console: Console, parties: Memo<Vec<PartyRow>>, party: PartyId) -> impl IntoView {
    let row = Memo::new(move |_| parties.read().iter().find(|row| row.party == party).cloned());
    let open = RwSignal::new(false);
    let head = move || row.get().map(|row| summary(&row));
    let toggle = move |_| open.update(|open| *open = !*open);
    let inside =
        move || open.get().then(|| view! { <div class="ws-party">{seats(console, row)}{edit(console, row)}</div> });
    view! {
        <li><button class="ws-party__head" type="button" aria-expanded=move || open.get().to_string() on:click=toggle>{head}</button>{inside}</li>
    }
}

fn summary(party: &PartyRow) -> impl IntoView + use<> {
    let language = language();
    let chairs = party.expected.max(party.present + party.away);
    let drawn = chairs.min(6);
    let width = 22 * drawn;
    let seats = (0..drawn)
        .map(|at| {
            let class = if at < party.present.min(drawn) { "ws-seat" } else { "ws-seat ws-seat--empty" };
            view! { <rect class=class x=(1 + 22 * at).to_string() y="2" width="17" height="16" rx="5"/> }
        })
        .collect_view();
    let count = match (party.present, chairs) {
        (0, _) => String::new(),
        (present, chairs) if present == chairs => present.to_string(),
        (present, chairs) => texts::of(language, present, chairs),
    };
    let typed =
        party.typed_in.then(|| view! { <small class="ws-chip ws-chip--now">{texts::typed_in(language)}</small> });
    let away = (party.away > 0).then(|| view! { <small>{texts::away(language, party.away)}</small> });
    view! {
        <span>{party.name.clone()}" "<span class="ws-quiet">{count}</span>{typed}{away}</span>
        <svg viewBox=format!("0 0 {width} 20") width=width height="20" aria-hidden="true">{seats}</svg>
    }
}

/// The seats of a party: told apart by their words, for there are no names.
fn seats(console: Console, row: Memo<Option<PartyRow>>) -> impl IntoView {
    let language = language();
    let asking = RwSignal::new(None::<SeatId>);
    let one = move |seat: SeatRow| {
        let id = seat.seat;
        let named = words::recovery_words(language, seat.recovery);
        let state = match (seat.observer, seat.away) {
            (true, _) => format!(" · {}", texts::watches(language)),
            (false, true) => format!(" · {}", texts::left(language)),
            (false, false) => String::new(),
        };
        let sure = texts::remove_sure(language, named.clone());
        let remove = move || {
            if asking.get() == Some(id) {
                let yes = move |_| console.send(Command::SeatRemove(RemoveSeat { seat: id }));
                view! {
                    <p class="ws-small">{sure.clone()}</p>
                    <button class="nl-button nl-button--secondary" type="button" on:click=yes>{texts::remove_yes(language)}</button>
                    <button class="nl-button nl-button--subtle" type="button" on:click=move |_| asking.set(None)>{texts::no(language)}</button>
                }
                .into_any()
            } else {
                view! { <button class="nl-button nl-button--subtle" type="button" on:click=move |_| asking.set(Some(id))>{texts::remove_seat(language)}</button> }
                    .into_any()
            }
        };
        view! { <li class="ws-party__seat"><span><strong class="ws-voice">{named}</strong><br/><small>{words::layer(language, seat.layer)}{state}</small></span><span>{remove}</span></li> }
    };
    let list = move || {
        let seats = row.get().map(|row| row.seats).unwrap_or_default();
        (!seats.is_empty())
            .then(|| view! { <h3>{texts::seats_of(language)}</h3><ul>{seats.into_iter().map(one).collect_view()}</ul> })
    };
    view! { {list} }
}

/// The form of a party. Its inputs are filled once and then left alone.
fn edit(console: Console, row: Memo<Option<PartyRow>>) -> impl IntoView {
    let language = language();
    let Some(now) = row.get_untracked() else { return ().into_any() };
    let party = now.party;
    let form = format!("partij-{party}");
    let save = {
        let form = form.clone();
        move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            if let Some(fields) = Fields::read(&form) {
                let Fields { name, short_name, kind, circle, expected } = fields;
                console.send(Command::PartyChange(party::Change {
                    party,
                    name,
                    short_name,
                    kind,
                    circle,
                    expected,
                    typed_in: false,
                }));
            }
        }
    };
    let merge = {
        let form = form.clone();
        move |_| {
            let into = browser::form(&form).and_then(|data| data.get("into").as_string()?.parse().ok());
            if let Some(into) = into {
                console.send(Command::PartyMerge(party::Merge { party, into }));
            }
        }
    };
    let others = console
        .view
        .read_untracked()
        .parties
        .iter()
        .filter(|other| other.party != party && !other.typed_in)
        .map(|other| view! { <option value=other.party.to_string()>{other.name.clone()}</option> })
        .collect_view();
    let merging = now.typed_in.then(|| {
        view! {
            <div class="ws-field">
                <label class="ws-label" for=format!("{form}-into")>{texts::party_merge(language)}</label>
                <select class="ws-input" id=format!("{form}-into") name="into">{others}</select>
                <p class="ws-small ws-quiet">{texts::party_merge_sure(language)}</p>
                <button class="nl-button nl-button--secondary" type="button" on:click=merge>{texts::party_merge_go(language)}</button>
            </div>
        }
    });
    let free = move || row.read().as_ref().is_some_and(|row| row.seats.is_empty());
    let remove = move || {
        free().then(|| {
            let go = move |_| console.send(Command::PartyRemove(party::Remove { party }));
            view! { <button class="nl-button nl-button--subtle" type="button" on:click=go>{texts::party_remove(language)}</button> }
        })
    };
    view! {
        <h3>{texts::edit_party(language)}</h3>
        <form id=form.clone() class="ws-stack ws-stack--tight" on:submit=save autocomplete="off">
            {merging}
            {inputs(console, &form, Some(&now))}
            <div class="ws-row"><button class="nl-button nl-button--secondary">{texts::party_save(language)}</button>{remove}</div>
        </form>
    }
    .into_any()
}

/// The form for one more party.
fn add_party(console: Console) -> impl IntoView {
    let language = language();
    let open = RwSignal::new(false);
    const FORM: &str = "partij-nieuw";
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(fields) = Fields::read(FORM) {
            let Fields { name, short_name, kind, circle, expected } = fields;
            let party = PartyId::from_random(browser::random());
            console.send(Command::PartyAdd(party::Add { party, name, short_name, kind, circle, expected }));
            open.set(false);
        }
    };
    let form = move || {
        open.get().then(|| {
            view! {
                <form id=FORM class="ws-party ws-stack ws-stack--tight" on:submit=save autocomplete="off">
                    {inputs(console, FORM, None)}
                    <button class="nl-button nl-button--secondary">{texts::party_save(language)}</button>
                </form>
            }
        })
    };
    view! {
        <p><button class="nl-button nl-button--subtle" type="button" aria-expanded=move || open.get().to_string()
            on:click=move |_| open.update(|open| *open = !*open)>{texts::add_party(language)}</button></p>
        {form}
    }
}

fn inputs(console: Console, form: &str, party: Option<&PartyRow>) -> impl IntoView + use<> {
    let language = language();
    let value = |of: fn(&PartyRow) -> String| party.map(of).unwrap_or_default();
    let current = party.map_or_else(CircleId::other, |party| party.circle.clone());
    let circles = console.view.read_untracked().circles.iter()
        .map(|circle| view! { <option value=circle.circle.0.clone() selected=circle.circle == current>{circle.name.clone()}</option> })
        .collect_view();
    let kind = party.and_then(|party| party.kind);
    let kinds = PartyKind::ALL
        .iter()
        .map(|other| view! { <option value=other.key() selected=kind == Some(*other)>{kind_name(*other)}</option> })
        .collect_view();
    let id = |name: &str| format!("{form}-{name}");
    view! {
        <div class="ws-field"><label class="ws-label" for=id("name")>{texts::party_name(language)}</label>
            <input class="ws-input" id=id("name") name="name" maxlength=werksessie_core::limits::NAME required value=value(|party| party.name.clone())/></div>
        <div class="ws-field"><label class="ws-label" for=id("short")>{texts::party_short(language)}</label>
            <input class="ws-input" id=id("short") name="short" maxlength=werksessie_core::limits::PARTY_SHORT_NAME value=value(|party| party.short_name.clone())/></div>
        <div class="ws-field"><label class="ws-label" for=id("kind")>{texts::party_kind(language)}</label>
            <select class="ws-input" id=id("kind") name="kind"><option value="">{texts::kind_unknown(language)}</option>{kinds}</select></div>
        <div class="ws-field"><label class="ws-label" for=id("circle")>{texts::party_circle(language)}</label>
            <select class="ws-input" id=id("circle") name="circle">{circles}</select></div>
        <div class="ws-field"><label class="ws-label" for=id("expected")>{texts::party_expected(language)}</label>
            <input class="ws-input" id=id("expected") name="expected" type="number" min="0" max="1000" value=value(|party| party.expected.to_string())/></div>
    }
}

/// What stands in a party's form.
struct Fields {
    name: String,
    short_name: Option<String>,
    kind: Option<PartyKind>,
    circle: CircleId,
    expected: u32,
}

impl Fields {
    fn read(form: &str) -> Option<Self> {
        let data = browser::form(form)?;
        let text = |name: &str| data.get(name).as_string().unwrap_or_default();
        Some(Self {
            name: text("name"),
            short_name: Some(text("short")).filter(|short| !short.trim().is_empty()),
            kind: PartyKind::read(&text("kind")),
            circle: CircleId(text("circle")),
            expected: text("expected").parse().unwrap_or(0),
        })
    }
}
