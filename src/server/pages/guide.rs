//! The guide for the project leader, made from the texts in `guide.txt`.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use leptos::prelude::*;
use werksessie_core::project::Language;

use super::document::reading;
use crate::messages::guide as texts;
use crate::server::app::App;
use crate::server::browser;
use crate::ui::icon;

/// How the lines of a block look.
#[derive(Clone, Copy)]
enum Shape {
    /// Numbered, each with a name.
    Steps,
    /// To tick off, on paper too.
    Boxes,
    /// A name, and what belongs to it.
    Points,
    /// The same with a heading for each column.
    Table,
}

/// A block: the key of its heading and text, if it has these; the key of its lines; how they look.
type Block = (&'static str, &'static str, Shape);

/// The parts in their order: anchor, key, blocks.
const PARTS: [(&str, &str, &[Block]); 11] = [
    ("in-het-kort", "short", &[]),
    ("eerste-werksessie", "first", &[("", "step", Shape::Steps)]),
    (
        "checklist",
        "hall",
        &[
            ("week", "week", Shape::Boxes),
            ("hour", "hour", Shape::Boxes),
            ("during", "during", Shape::Boxes),
            ("after", "after", Shape::Boxes),
        ],
    ),
    ("risicos", "risks", &[("", "risk", Shape::Points)]),
    ("effectenarena", "arena", &[("", "arena", Shape::Points)]),
    ("commitment", "commitment", &[("", "commit", Shape::Points)]),
    ("telefoon", "phone", &[("", "seat", Shape::Points)]),
    ("scherm", "screen", &[("", "wall", Shape::Points), ("keys", "key", Shape::Table)]),
    ("als-er-iets-misgaat", "trouble", &[("", "fix", Shape::Table)]),
    ("anoniem", "anonymous", &[("", "secret", Shape::Points)]),
    ("bewaren", "kept", &[("", "keep", Shape::Table)]),
];

/// `GET /gids`.
pub async fn get(State(app): State<App>, headers: HeaderMap) -> Response {
    let language = browser::language(&headers, &app.config);
    let contents = PARTS.map(|(anchor, key, _)| {
        view! { <li><a href=format!("#{anchor}")>{text(language, key, "title")}</a></li> }
    });
    let parts = PARTS.map(|(anchor, key, blocks)| part(language, anchor, key, blocks));
    let body = view! {
        <p class="ws-lead">{texts::lead(language)}</p>
        <nav aria-label=texts::contents(language)><ul class="ws-contents">{contents.into_iter().collect_view()}</ul></nav>
        {parts.into_iter().collect_view()}
    };
    reading(language, "/gids", texts::title(language), body)
}

fn text(language: Language, of: &str, what: &str) -> Option<&'static str> {
    texts::find(language, &format!("{of}_{what}"))
}

fn part(language: Language, anchor: &str, key: &'static str, blocks: &'static [Block]) -> impl IntoView + use<> {
    let heading = format!("{anchor}-titel");
    let blocks = blocks.iter().map(|block| self::block(language, key, *block)).collect_view();
    view! {
        <section class="ws-card ws-stack" id=anchor.to_owned() aria-labelledby=heading>
            <h2 id=heading.clone()>{text(language, key, "title")}</h2>
            <p>{text(language, key, "text")}</p>
            {blocks}
        </section>
    }
}

fn block(language: Language, part: &str, (own, lines, shape): Block) -> impl IntoView + use<> {
    let title = text(language, own, "title").map(|title| view! { <h3>{title}</h3> });
    let intro = text(language, own, "text").map(|intro| view! { <p>{intro}</p> });
    let lines = (1..).map_while(|line: u32| {
        let line = line.to_string();
        Some((text(language, lines, &format!("{line}_name")), text(language, lines, &line)?))
    });
    let lines = match shape {
        Shape::Steps => {
            let lines = lines.map(|(name, words)| view! { <li><strong>{name}</strong><br/>{words}</li> });
            view! { <ol class="ws-steps">{lines.collect_view()}</ol> }.into_any()
        }
        Shape::Boxes => {
            let lines = lines.map(|(_, words)| view! { <li><icon::Box/><span>{words}</span></li> });
            view! { <ul class="ws-checks">{lines.collect_view()}</ul> }.into_any()
        }
        Shape::Points => {
            let lines = lines.map(|(name, words)| view! { <div><dt>{name}</dt><dd>{words}</dd></div> });
            view! { <dl class="ws-explained">{lines.collect_view()}</dl> }.into_any()
        }
        Shape::Table => {
            let of = if own.is_empty() { part } else { own };
            let (what, does) = (text(language, of, "what"), text(language, of, "do"));
            let lines = lines.map(|(name, words)| view! { <tr><th scope="row">{name}</th><td>{words}</td></tr> });
            view! {
                <table class="ws-table ws-table--read"><caption class="ws-hidden">{text(language, of, "title")}</caption>
                    <thead><tr><th scope="col">{what}</th><th scope="col">{does}</th></tr></thead>
                    <tbody>{lines.collect_view()}</tbody></table>
            }
            .into_any()
        }
    };
    view! { {title}{intro}{lines} }
}
