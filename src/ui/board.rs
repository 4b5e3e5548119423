//! The board of the effects arena as a picture: who invests at the left, what is done and what comes of it
//! in the middle, who gains at the right. Thick lines are sure, dashed ones shaky.
//!
//! Classes take the colours of a theme on the screen; the attributes beside them do in a document, which
//! has no style sheet of ours.

use werksessie_core::ItemId;
use werksessie_core::arena::balance::Beneficiary;
use werksessie_core::project::Language;
use werksessie_core::view::arena::{Board, Node, Sure, Tie};

use super::arena as words;
use super::markup::{Element, Markup, el};
use super::words::tenth;
use crate::messages::arena as texts;

/// Width and height of the picture, in its own units; on the wall one is a pixel.
pub const SIZE: (u32, u32) = (1728, 728);

/// Colours of `style/tokens.css`.
const INK: &str = "#15202b";
const SOFT: &str = "#5a6470";
const CARD: &str = "#ffffff";
const WELL: &str = "#f0eadf";
const LAMP: &str = "#ffe7a3";
const THREAD: &str = "#962d16";

/// Where a column begins, how wide its boxes are, and how high they may be.
struct Column {
    left: f64,
    width: f64,
    highest: f64,
}

const INVESTORS: Column = Column { left: 0.0, width: 318.0, highest: 130.0 };
const ACTIVITIES: Column = Column { left: 404.0, width: 340.0, highest: 96.0 };
const EFFECTS: Column = Column { left: 852.0, width: 446.0, highest: 88.0 };
const GAINS: Column = Column { left: 1410.0, width: 318.0, highest: 110.0 };

/// Where the boxes begin and end.
const TOP: f64 = 52.0;
const BOTTOM: f64 = 728.0;
/// Air between two boxes.
const GAP: f64 = 12.0;
/// Height of the name of a band of effects.
const BAND: f64 = 42.0;
/// A box below this height has room for one line.
const LOW: f64 = 72.0;
/// Width of a letter of the type in the boxes, as most are.
const LETTER: f64 = 17.4;
/// Between two lines that come to one box.
const SPREAD: f64 = 13.0;

/// A box with its place.
struct Placed<'a> {
    node: &'a Node,
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

impl Placed<'_> {
    fn middle(&self) -> f64 {
        self.top + self.height / 2.0
    }
}

/// A line with the boxes that it joins, each with the column that it stands in.
type Drawn<'a> = (&'a Tie, ((usize, &'a Placed<'a>), (usize, &'a Placed<'a>)));

/// The boxes of a column, spread over its height.
fn spread<'a>(column: &Column, nodes: &'a [Node]) -> Vec<Placed<'a>> {
    let pitch = (BOTTOM - TOP) / nodes.len().max(1) as f64;
    let height = (pitch - GAP).min(column.highest);
    let place = |(at, node)| Placed {
        node,
        left: column.left,
        top: TOP + pitch * at as f64 + (pitch - height) / 2.0,
        width: column.width,
        height,
    };
    nodes.iter().enumerate().map(place).collect()
}

/// The effects by when they show, each band under its name.
fn banded<'a>(language: Language, nodes: &'a [Node]) -> (Vec<Placed<'a>>, Markup) {
    let mut bands: Vec<Vec<&Node>> = Vec::new();
    for node in nodes {
        match bands.last_mut().filter(|band| band[0].term == node.term) {
            Some(band) => band.push(node),
            None => bands.push(vec![node]),
        }
    }
    let names = bands.len() as f64;
    let free = BOTTOM - TOP - names * BAND - (names - 1.0).max(0.0) * GAP;
    let pitch = (free / nodes.len().max(1) as f64).min(EFFECTS.highest + GAP);
    let mut top = TOP;
    let (mut boxes, mut drawn) = (Vec::new(), Markup::default());
    for band in bands {
        let height = BAND + pitch * band.len() as f64;
        let well =
            rect(EFFECTS.left - 12.0, top, EFFECTS.width + 24.0, height).class("ws-fill-well").attr("fill", WELL);
        let name = label(EFFECTS.left + 4.0, top + 30.0, "ws-q1 ws-soft", words::term(language, band[0].term));
        drawn = drawn.and(well).and(name.attr("fill", SOFT));
        for (at, node) in band.iter().enumerate() {
            let (top, height) = (top + BAND + pitch * at as f64, pitch - GAP + 4.0);
            boxes.push(Placed { node, left: EFFECTS.left, top, width: EFFECTS.width, height });
        }
        top += height + GAP;
    }
    (boxes, drawn)
}

fn rect(x: f64, y: f64, width: f64, height: f64) -> Element {
    el("rect")
        .attr("x", &tenth(x))
        .attr("y", &tenth(y))
        .attr("width", &tenth(width))
        .attr("height", &tenth(height))
        .attr("rx", "12")
}

fn label(x: f64, y: f64, class: &str, text: &str) -> Element {
    el("text").class(class).attr("x", &tenth(x)).attr("y", &tenth(y)).attr("font-size", "32").text(text)
}

/// A name in at most two lines of so many letters.
fn wrapped(name: &str, most: usize) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    for word in name.split_whitespace() {
        match rows.last_mut() {
            Some(row) if row.chars().count() + 1 + word.chars().count() <= most => {
                row.push(' ');
                row.push_str(word);
            }
            _ => rows.push(word.to_owned()),
        }
    }
    // A third line would not stand in the box: what is left joins the second, which is drawn narrower.
    while rows.len() > 2 {
        let last = rows.pop().unwrap_or_default();
        if let Some(row) = rows.last_mut() {
            row.push(' ');
            row.push_str(&last);
        }
    }
    rows
}

/// What stands in a box.
fn named(language: Language, node: &Node, of: usize) -> String {
    match of {
        0 if node.apart => [&node.name, " (", texts::request(language), ")"].concat(),
        2 if node.apart => [texts::unwanted(language), ": ", &node.name].concat(),
        3 => words::gainer(language, Beneficiary::from(node.item), &node.name),
        _ => node.name.clone(),
    }
}

fn drawn_box(language: Language, of: usize, place: &Placed<'_>, back: bool) -> Element {
    let Placed { node, left, top, width, height } = *place;
    let is_youth = of == 3 && matches!(Beneficiary::from(node.item), Beneficiary::Youth);
    let (class, fill, ink, bold) = match of {
        0 if !node.apart => ("", INK, CARD, true),
        3 if is_youth => ("ws-fill-lamp ws-edge", LAMP, INK, true),
        _ => ("ws-fill-card ws-edge", CARD, INK, false),
    };
    let class = if node.apart { [class, " ws-dashed"].concat() } else { class.to_owned() };
    let shape = rect(left, top, width, height).class(&class).attr("fill", fill).attr("stroke", INK);
    let shape = shape.attr("stroke-width", "2.5");
    let shape = if node.apart { shape.attr("stroke-dasharray", "10 7") } else { shape };
    let name = named(language, node, of);
    let letter = if bold { LETTER * 1.1 } else { LETTER };
    let most = ((width - 28.0) / letter) as usize;
    let mut rows = wrapped(&name, most);
    // Two lines would touch the edge of a low box: then one, in narrower letters if that goes.
    if rows.len() > 1 && height < LOW && name.chars().count() * 3 <= most * 4 {
        rows = vec![name];
    }
    let first = top + height / 2.0 + 11.0 - (rows.len() as f64 - 1.0) * 16.0;
    let text_class = match (bold, ink == CARD) {
        (true, true) => "ws-q1 ws-on ws-bold",
        (true, false) => "ws-q1 ws-bold",
        _ => "ws-q1",
    };
    let row = |(at, row): (usize, &String)| {
        let text = label(left + 14.0, first + 32.0 * at as f64, text_class, row).attr("fill", ink);
        let text = if bold { text.attr("font-weight", "700") } else { text };
        let is_long = row.chars().count() > most;
        if is_long {
            text.attr("textLength", &tenth(width - 28.0)).attr("lengthAdjust", "spacingAndGlyphs")
        } else {
            text
        }
    };
    let texts: Markup = rows.iter().enumerate().map(row).collect();
    let group = el("g").with(shape).with(texts);
    if back { group.attr("opacity", "0.25") } else { group }
}

/// How a line looks: its colour, its width, and its dashes.
fn look(sure: Sure) -> (&'static str, &'static str, &'static str) {
    match sure {
        Sure::Sure => (INK, "8", ""),
        Sure::Likely => (SOFT, "4", ""),
        Sure::Shaky => (THREAD, "4", "12 9"),
        Sure::Asked => (INK, "4", "3 9"),
        Sure::Unknown => (SOFT, "2", ""),
    }
}

fn stroke(path: Element, sure: Sure) -> Element {
    let (colour, width, dashes) = look(sure);
    let path = path.attr("fill", "none").attr("stroke", colour).attr("stroke-width", width);
    if dashes.is_empty() { path } else { path.attr("stroke-dasharray", dashes) }
}

/// Where on the edge of its box a line begins or ends: beside each other, in the order of the other ends.
fn edge(place: &Placed<'_>, ends: &mut [(f64, usize)], tie: usize) -> f64 {
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let step = SPREAD.min((place.height - 16.0).max(1.0) / ends.len().max(1) as f64);
    let at = ends.iter().position(|(_, other)| *other == tie).unwrap_or(0) as f64;
    place.middle() + (at - (ends.len() as f64 - 1.0) / 2.0) * step
}

/// The picture, without its frame. Of a line of thought the rest stands back.
pub fn draw(language: Language, board: &Board, thought: &[ItemId]) -> Markup {
    let (effects, wells) = banded(language, &board.effects);
    let columns = [
        spread(&INVESTORS, &board.investors),
        spread(&ACTIVITIES, &board.activities),
        effects,
        spread(&GAINS, &board.gains),
    ];
    let find = |column: usize, item: ItemId| columns[column].iter().find(|place| place.node.item == item);
    let stands = |column: usize, item: ItemId| {
        let gap = [Some(0), None, None, Some(2)][column];
        thought.is_empty() || board.stands_in(thought, gap, item)
    };
    // From which column to which: a line between effects stays in theirs.
    let ends = |tie: &Tie| {
        let from = match tie.gap {
            0 => (0, find(0, tie.from)?),
            1 => find(1, tie.from).map(|place| (1, place)).or_else(|| Some((2, find(2, tie.from)?)))?,
            _ => (2, find(2, tie.from)?),
        };
        let to = (usize::from(tie.gap) + 1, find(usize::from(tie.gap) + 1, tie.to)?);
        Some((from, to))
    };
    let placed: Vec<Drawn<'_>> = board.ties.iter().filter_map(|tie| Some((tie, ends(tie)?))).collect();
    let at_edge = |column: usize, item: ItemId, outgoing: bool, tie: usize| {
        let mut others: Vec<(f64, usize)> = Vec::new();
        for (number, (other, (from, to))) in placed.iter().enumerate() {
            let (here, there) = if outgoing { (from, to) } else { (to, from) };
            let mine = if outgoing { other.from } else { other.to };
            if here.0 == column && mine == item && from.0 != to.0 {
                others.push((there.1.middle(), number));
            }
        }
        find(column, item).map_or(0.0, |place| edge(place, &mut others, tie))
    };
    let line = |(number, drawn): (usize, &Drawn<'_>)| {
        let (tie, (from, to)) = drawn;
        let path = if from.0 == to.0 {
            // Round the left side, and into the other effect with a point.
            let (y1, y2, x) = (from.1.middle(), to.1.middle(), EFFECTS.left);
            let bow = tenth(x - 46.0);
            let d = [
                "M",
                &tenth(x),
                " ",
                &tenth(y1),
                "C",
                &bow,
                " ",
                &tenth(y1),
                " ",
                &bow,
                " ",
                &tenth(y2),
                " ",
                &tenth(x),
                " ",
                &tenth(y2),
                "m-14 -9l14 9l-14 9",
            ]
            .concat();
            el("path").attr("d", &d)
        } else {
            let (x1, x2) = (from.1.left + from.1.width, to.1.left);
            let (y1, y2) = (at_edge(from.0, tie.from, true, number), at_edge(to.0, tie.to, false, number));
            let middle = tenth((x1 + x2) / 2.0);
            let d = [
                "M",
                &tenth(x1),
                " ",
                &tenth(y1),
                "C",
                &middle,
                " ",
                &tenth(y1),
                " ",
                &middle,
                " ",
                &tenth(y2),
                " ",
                &tenth(x2),
                " ",
                &tenth(y2),
            ]
            .concat();
            el("path").attr("d", &d)
        };
        let path = stroke(path, tie.sure);
        let back = !(stands(from.0, tie.from) && stands(to.0, tie.to));
        if back { path.attr("opacity", "0.15") } else { path }
    };
    let heads = [
        (&INVESTORS, texts::who_invests(language)),
        (&ACTIVITIES, texts::what_we_do(language)),
        (&EFFECTS, texts::what_comes(language)),
        (&GAINS, texts::who_gains_column(language)),
    ];
    let heads = heads.map(|(column, name)| {
        el("text")
            .class("ws-q2 ws-bold")
            .attr("x", &tenth(column.left))
            .attr("y", "36")
            .attr("font-size", "38")
            .attr("font-weight", "700")
            .attr("fill", INK)
            .text(name)
    });
    let lines: Markup = placed.iter().enumerate().map(line).collect();
    let boxes: Markup = (0..4)
        .flat_map(|of| columns[of].iter().map(move |place| (of, place)))
        .map(|(of, place)| drawn_box(language, of, place, !stands(of, place.node.item)))
        .collect();
    heads.into_iter().collect::<Markup>().and(wells).and(lines).and(boxes)
}

/// What the lines of a board mean, each sort that stands on it drawn beside its word.
pub fn legend(language: Language, board: &Board) -> Markup {
    let key = |sure: Sure| {
        let line = stroke(el("path").attr("d", "M2 10h56"), sure);
        let drawn = el("svg")
            .attr("width", "60")
            .attr("height", "20")
            .attr("viewBox", "0 0 60 20")
            .attr("aria-hidden", "true")
            .with(line);
        // A line from who invests says how firm that is, one from there on how sure people are.
        let has = |invests: bool| board.ties.iter().any(|tie| tie.sure == sure && (tie.gap == 0) == invests);
        let mut meant = Vec::new();
        meant.extend(has(false).then(|| words::sure(language, sure)));
        meant.extend(has(true).then(|| words::firm_of(language, sure)).filter(|word| !meant.contains(word)));
        el("span").class("ws-row").with(drawn).with(el("span").text(&meant.join(" / ")))
    };
    let all = [Sure::Sure, Sure::Likely, Sure::Shaky, Sure::Unknown, Sure::Asked].into_iter();
    all.filter(|sure| board.ties.iter().any(|tie| tie.sure == *sure)).map(key).collect()
}

/// The lines of a board as rows: from, to, and how certain.
pub fn rows(language: Language, board: &Board) -> Vec<[String; 3]> {
    let name = |item: ItemId| {
        let node = board.node(item);
        words::gainer(language, Beneficiary::from(item), node.map_or("", |node| &node.name))
    };
    let row = |tie: &Tie| {
        let sure = if tie.gap == 0 { words::firm_of(language, tie.sure) } else { words::sure(language, tie.sure) };
        [name(tie.from), name(tie.to), sure.to_owned()]
    };
    board.ties.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_in_two_lines_at_most() {
        assert_eq!(wrapped("Eigen adres", 20), ["Eigen adres"]);
        assert_eq!(wrapped("Twaalf kamers vrijhouden", 17), ["Twaalf kamers", "vrijhouden"]);
        assert_eq!(wrapped("een twee drie vier", 4), ["een", "twee drie vier"]);
        assert_eq!(wrapped("", 10), Vec::<String>::new());
    }
}
