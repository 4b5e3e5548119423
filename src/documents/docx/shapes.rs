//! Reading a picture of ours: the few sorts of SVG that our pictures are made of, as shapes.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// A picture as shapes, in its own units; what comes later lies on top.
#[derive(Debug, PartialEq)]
pub struct Picture {
    pub width: f64,
    pub height: f64,
    pub shapes: Vec<Shape>,
}

/// A point of a picture.
pub type Point = (f64, f64);

#[derive(Debug, PartialEq)]
pub enum Shape {
    /// A box, with its corners rounded by so much.
    Rect { at: Point, size: Point, round: f64, paint: Paint },
    /// A line that may bend.
    Path { steps: Vec<Step>, paint: Paint },
    /// One line of text, whose letters stand on the point.
    Text { at: Point, anchor: Anchor, size: f64, bold: bool, colour: Colour, narrow: Option<f64>, text: String },
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    Move(Point),
    Line(Point),
    Curve(Point, Point, Point),
}

/// Six hexadecimal digits.
pub type Colour = String;

/// How a shape is filled and drawn round.
#[derive(Debug, Default, PartialEq)]
pub struct Paint {
    pub fill: Option<Colour>,
    pub stroke: Option<Colour>,
    pub width: f64,
    /// A dash and the air after it.
    pub dash: Option<Point>,
}

/// Which part of a text stands at its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// The shapes of a picture; `None` when it is not one of ours: not sound, or with a sort of shape that
/// is not known here.
pub fn read(svg: &str) -> Option<Picture> {
    let mut reader = Reader::from_str(svg);
    let mut picture: Option<Picture> = None;
    let mut text: Option<Shape> = None;
    loop {
        match reader.read_event().ok()? {
            Event::Eof => return picture,
            Event::Start(start) | Event::Empty(start) if start.name().as_ref() == "svg" => {
                let view = numbers(&attribute(&start, "viewBox")?);
                let [_, _, width, height] = <[f64; 4]>::try_from(view).ok()?;
                picture = Some(Picture { width, height, shapes: Vec::new() });
            }
            Event::Start(start) | Event::Empty(start) => match start.name().as_ref() {
                "g" => {}
                "text" => text = Some(lettering(&start)),
                _ => picture.as_mut()?.shapes.push(shape(&start)?),
            },
            Event::End(end) if end.name().as_ref() == "text" => picture.as_mut()?.shapes.push(text.take()?),
            Event::Text(piece) => {
                if let Some(Shape::Text { text, .. }) = &mut text {
                    text.push_str(&piece);
                }
            }
            Event::GeneralRef(reference) => {
                let known = reference.resolve_char_ref().ok()?.map(String::from);
                let named = || quick_xml::escape::resolve_predefined_entity(&reference).map(str::to_owned);
                if let Some(Shape::Text { text, .. }) = &mut text {
                    text.push_str(&known.or_else(named)?);
                }
            }
            _ => {}
        }
    }
}

fn shape(start: &BytesStart<'_>) -> Option<Shape> {
    let number = |name: &str| number(start, name, 0.0);
    let paint = paint(start);
    match start.name().as_ref() {
        "rect" => {
            let size = (number("width"), number("height"));
            Some(Shape::Rect { at: (number("x"), number("y")), size, round: number("rx"), paint })
        }
        "line" => {
            let (from, to) = ((number("x1"), number("y1")), (number("x2"), number("y2")));
            Some(Shape::Path { steps: vec![Step::Move(from), Step::Line(to)], paint })
        }
        "path" => Some(Shape::Path { steps: steps(&attribute(start, "d")?)?, paint }),
        _ => None,
    }
}

fn lettering(start: &BytesStart<'_>) -> Shape {
    Shape::Text {
        at: (number(start, "x", 0.0), number(start, "y", 0.0)),
        anchor: match attribute(start, "text-anchor").as_deref() {
            Some("middle") => Anchor::Middle,
            Some("end") => Anchor::End,
            _ => Anchor::Start,
        },
        size: number(start, "font-size", 16.0),
        bold: attribute(start, "font-weight").is_some_and(|weight| weight == "700"),
        colour: colour(start, "fill").unwrap_or_else(|| "000000".to_owned()),
        narrow: attribute(start, "textLength").and_then(|length| length.parse().ok()),
        text: String::new(),
    }
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = start.try_get_attribute(name).ok()??;
    Some(found.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
}

fn number(start: &BytesStart<'_>, name: &str, otherwise: f64) -> f64 {
    attribute(start, name).and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}

fn colour(start: &BytesStart<'_>, name: &str) -> Option<Colour> {
    Some(attribute(start, name)?.strip_prefix('#')?.to_uppercase())
}

fn paint(start: &BytesStart<'_>) -> Paint {
    let dash = attribute(start, "stroke-dasharray").map(|dash| numbers(&dash));
    Paint {
        fill: colour(start, "fill"),
        stroke: colour(start, "stroke"),
        width: number(start, "stroke-width", 1.0),
        dash: dash.and_then(|dash| Some((*dash.first()?, *dash.get(1)?))),
    }
}

fn numbers(text: &str) -> Vec<f64> {
    text.split_whitespace().filter_map(|number| number.parse().ok()).collect()
}

/// The steps of a path: `M`, `L`, `H` and `C`, and the first three from where it is with a small letter.
fn steps(path: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    let (mut here, mut rest) = ((0.0, 0.0), path.trim());
    while let Some(letter) = rest.chars().next() {
        let after = &rest[letter.len_utf8()..];
        let end = after.find(|character: char| character.is_ascii_alphabetic()).unwrap_or(after.len());
        // A minus parts two numbers as a space does.
        let given = numbers(&after[..end].replace('-', " -").replace(',', " "));
        rest = after[end..].trim_start();
        let from = if letter.is_ascii_lowercase() { here } else { (0.0, 0.0) };
        let point = |at: usize| Some((from.0 + given.get(at)?, from.1 + given.get(at + 1)?));
        let (step, to) = match letter.to_ascii_uppercase() {
            'M' => (Step::Move(point(0)?), point(0)?),
            'L' => (Step::Line(point(0)?), point(0)?),
            'H' => {
                let to = (from.0 + given.first()?, here.1);
                (Step::Line(to), to)
            }
            'C' => (Step::Curve(point(0)?, point(2)?, point(4)?), point(4)?),
            _ => return None,
        };
        here = to;
        steps.push(step);
        // More points after one letter are more lines.
        if letter.eq_ignore_ascii_case(&'l') {
            let mut at = 2;
            while let (Some(x), Some(y)) = (given.get(at), given.get(at + 1)) {
                let from = if letter == 'l' { here } else { (0.0, 0.0) };
                here = (from.0 + x, from.1 + y);
                steps.push(Step::Line(here));
                at += 2;
            }
        }
    }
    Some(steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_followed_from_where_it_is() {
        let found = steps("M10 20C1 2 3 4 30 40m-14 -9l14 9l-14 9").expect("steps");
        let expected = [
            Step::Move((10.0, 20.0)),
            Step::Curve((1.0, 2.0), (3.0, 4.0), (30.0, 40.0)),
            Step::Move((16.0, 31.0)),
            Step::Line((30.0, 40.0)),
            Step::Line((16.0, 49.0)),
        ];
        assert_eq!(found, expected);
        assert_eq!(steps("M2 10h56"), Some(vec![Step::Move((2.0, 10.0)), Step::Line((58.0, 10.0))]));
        assert_eq!(steps("M0 0A1 1 0 0 0 2 2"), None, "an arc is not known");
        assert_eq!(steps("M0"), None);
    }

    #[test]
    fn what_is_not_known_is_no_picture() {
        let with = |inner: &str| read(&format!("<svg viewBox=\"0 0 10 20\">{inner}</svg>"));
        let one = with("<g><text x=\"1\" y=\"2\" fill=\"#00aaff\">A &amp; <b/></text></g>");
        assert_eq!(one, None, "a tag in a text");
        let one = with("<text x=\"1\" y=\"2\" text-anchor=\"end\" fill=\"#00aaff\">A &amp; B</text>").expect("a text");
        assert_eq!((one.width, one.height), (10.0, 20.0));
        let Shape::Text { at, anchor, colour, text, .. } = &one.shapes[0] else { panic!("a text") };
        assert_eq!((*at, *anchor, &**colour, &**text), ((1.0, 2.0), Anchor::End, "00AAFF", "A & B"));
        assert_eq!(with("<image/>"), None);
        assert_eq!(read("<rect/>"), None);
    }
}
