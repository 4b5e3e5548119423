//! The picture of the priorities: two bars for each, with their names and figures beside them.

use werksessie_core::document::Cell;
use werksessie_core::project::Language;

use super::markup::Markup;
use super::wording;
use crate::messages::formal as texts;

/// The figures of one priority.
pub struct Bar {
    /// Number and short name.
    pub name: String,
    /// Mean severity in hundredths, 100 to 500.
    pub severity: u32,
    /// Mean influence in hundredths, 100 to 500.
    pub influence: u32,
}

/// Where the bars begin, in the picture's own units.
const LEFT: u32 = 230;
/// Length of a bar of 5.
const LENGTH: u32 = 360;
/// Height of the two bars of one priority with the air around them.
const ROW: u32 = 52;
const WIDTH: u32 = 720;

/// Colours of `style/tokens.css`: a page that was saved has no other file to take them from.
const SEVERITY: &str = "#12436d";
const INFLUENCE: &str = "#28a197";
const INK: &str = "#15202b";
const GRID: &str = "#cfc6b6";

/// The picture as one `svg` element. Every bar has its word and its figure beside it, so that
/// nobody needs the colours.
pub fn bars(language: Language, bars: &[Bar]) -> String {
    let height = 20 + ROW * bars.len() as u32;
    let mut out = Markup::new();
    let view = format!("0 0 {WIDTH} {height}");
    let drawn = out.element("svg", &[("xmlns", "http://www.w3.org/2000/svg"), ("viewBox", &view)], |out| {
        for mark in 1..=5 {
            let x = (LEFT + (mark - 1) * LENGTH / 4).to_string();
            let line = [("x1", &*x), ("x2", &*x), ("y1", "14"), ("y2", &*height.to_string()), ("stroke", GRID)]
                .map(|(name, value)| (name, value.to_owned()));
            out.void("line", &line.each_ref().map(|(name, value)| (*name, value.as_str())))?;
            label(out, &x, 10, "middle", &mark.to_string())?;
        }
        (0..).zip(bars).try_for_each(|(at, bar)| {
            let top = 24 + ROW * at;
            label(out, "0", top + 21, "start", &bar.name)?;
            one(out, language, top, SEVERITY, (texts::severity(language), bar.severity))?;
            one(out, language, top + 18, INFLUENCE, (texts::influence(language), bar.influence))
        })
    });
    // Writing to memory does not fail; without a picture the sentence and the table still stand.
    drawn.map_or_else(|_| String::new(), |()| String::from_utf8_lossy(&out.finish()).into_owned())
}

fn one(out: &mut Markup, language: Language, top: u32, colour: &str, (word, mean): (&str, u32)) -> std::io::Result<()> {
    let length = mean.saturating_sub(100).min(400) * LENGTH / 400;
    let (x, y, width) = (LEFT.to_string(), top.to_string(), length.max(2).to_string());
    let shape = [("x", &*x), ("y", &*y), ("width", &*width), ("height", "14"), ("fill", colour), ("stroke", INK)];
    out.void("rect", &shape)?;
    let figure = format!("{word} {}", wording::cell(language, &Cell::Decimal(mean)));
    label(out, &(LEFT + length + 8).to_string(), top + 12, "start", &figure)
}

fn label(out: &mut Markup, x: &str, y: u32, anchor: &str, text: &str) -> std::io::Result<()> {
    let y = y.to_string();
    let place = [("x", x), ("y", &*y), ("font-size", "14"), ("text-anchor", anchor), ("fill", INK)];
    out.text_element("text", &place, text)
}
