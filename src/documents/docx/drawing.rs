//! A picture of figures as a drawing of shapes and texts, which Word since 2010 and LibreOffice show, and
//! which can be changed there. No bitmap: a painter for that would weigh more than all documents together.

use std::io::Result;

use super::page;
use super::shapes::{Anchor, Paint, Picture, Point, Shape, Step};
use crate::documents::markup::Markup;

/// Namespaces that a drawing needs beside those of the text.
pub const NAMESPACES: [(&str, &str); 5] = [
    ("xmlns:wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
    ("xmlns:a", "http://schemas.openxmlformats.org/drawingml/2006/main"),
    ("xmlns:mc", "http://schemas.openxmlformats.org/markup-compatibility/2006"),
    ("xmlns:wpg", GROUP),
    ("xmlns:wps", "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"),
];
const GROUP: &str = "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup";

/// English metric units in a twentieth of a point.
const UNITS: f64 = 635.0;
/// English metric units in a half point, in which letters are measured.
const HALF_POINT: f64 = 6350.0;
/// Width of a letter as part of its height, as most are: to place a text that does not begin at its point.
const LETTER: f64 = 0.54;
/// How far letters rise above the line they stand on, as part of their height.
const RISE: f64 = 0.905;

/// A number of units as it is written.
fn whole(units: f64) -> String {
    format!("{}", units.round() as i64)
}

/// From units of the picture to those of the file.
struct Scale(f64);

impl Scale {
    fn of(&self, length: f64) -> String {
        whole(length * self.0)
    }

    fn point<'a>(&self, names: [&'a str; 2], (x, y): Point) -> [(&'a str, String); 2] {
        [(names[0], self.of(x)), (names[1], self.of(y))]
    }
}

/// An element that has such attributes and nothing in it.
fn void<const N: usize>(out: &mut Markup, name: &str, attributes: [(&str, String); N]) -> Result<()> {
    out.void(name, &attributes.each_ref().map(|(name, value)| (*name, value.as_str())))
}

/// A paragraph with the picture as wide as the text; `number` counts the pictures of the file from 1.
/// Programs that do not know such drawings leave it out; the sentence and the table are for them as well.
pub fn drawing(out: &mut Markup, picture: &Picture, alternative: &str, number: usize) -> Result<()> {
    // As wide as the text, but on one page with the sentence before it.
    let wide = f64::from(page::TEXT) * UNITS / picture.width;
    let scale = Scale(wide.min(f64::from(page::PICTURE) * UNITS / picture.height));
    let size = (picture.width, picture.height);
    out.element("w:p", &[], |out| {
        out.element("w:pPr", &[], |out| out.void("w:pStyle", &[("w:val", "Picture")]))?;
        out.element("w:r", &[], |out| {
            out.element("mc:AlternateContent", &[], |out| {
                out.element("mc:Choice", &[("Requires", "wpg")], |out| {
                    out.element("w:drawing", &[], |out| {
                        let none = [("distT", "0"), ("distB", "0"), ("distL", "0"), ("distR", "0")];
                        out.element("wp:inline", &none, |out| {
                            void(out, "wp:extent", scale.point(["cx", "cy"], size))?;
                            out.void("wp:effectExtent", &[("l", "0"), ("t", "0"), ("r", "0"), ("b", "0")])?;
                            let id = number.to_string();
                            let name = ["Picture ", &id].concat();
                            out.void("wp:docPr", &[("id", &id), ("name", &name), ("descr", alternative)])?;
                            out.void("wp:cNvGraphicFramePr", &[])?;
                            out.element("a:graphic", &[], |out| {
                                out.element("a:graphicData", &[("uri", GROUP)], |out| {
                                    group(out, picture, &scale, number)
                                })
                            })
                        })
                    })
                })
            })
        })
    })
}

fn group(out: &mut Markup, picture: &Picture, scale: &Scale, number: usize) -> Result<()> {
    let (origin, size) = ((0.0, 0.0), (picture.width, picture.height));
    out.element("wpg:wgp", &[], |out| {
        out.void("wpg:cNvGrpSpPr", &[])?;
        out.element("wpg:grpSpPr", &[], |out| {
            out.element("a:xfrm", &[], |out| {
                place(out, scale, origin, size)?;
                void(out, "a:chOff", scale.point(["x", "y"], origin))?;
                void(out, "a:chExt", scale.point(["cx", "cy"], size))
            })
        })?;
        // Ids are those of the document: after its pictures come their shapes.
        let first = 10_000 * number;
        (first..).zip(&picture.shapes).try_for_each(|(id, shape)| write(out, scale, shape, id))
    })
}

fn place(out: &mut Markup, scale: &Scale, at: Point, size: Point) -> Result<()> {
    void(out, "a:off", scale.point(["x", "y"], at))?;
    void(out, "a:ext", scale.point(["cx", "cy"], size))
}

fn write(out: &mut Markup, scale: &Scale, shape: &Shape, id: usize) -> Result<()> {
    let id = id.to_string();
    let name = ["Shape ", &id].concat();
    out.element("wps:wsp", &[], |out| {
        out.void("wps:cNvPr", &[("id", &id), ("name", &name)])?;
        inside(out, scale, shape)
    })
}

fn inside(out: &mut Markup, scale: &Scale, shape: &Shape) -> Result<()> {
    match shape {
        Shape::Rect { at, size, round, paint } => {
            out.void("wps:cNvSpPr", &[])?;
            properties(out, scale, (*at, *size), paint, |out| {
                let rounded = round / size.0.min(size.1).max(1.0) * 100_000.0;
                let shape = if rounded > 0.0 { "roundRect" } else { "rect" };
                out.element("a:prstGeom", &[("prst", shape)], |out| {
                    out.element("a:avLst", &[], |out| match rounded > 0.0 {
                        true => out.void("a:gd", &[("name", "adj"), ("fmla", &["val ", &whole(rounded)].concat())]),
                        false => Ok(()),
                    })
                })
            })?;
            out.void("wps:bodyPr", &[])
        }
        Shape::Path { steps, paint } => {
            let (at, size) = bounds(steps);
            out.void("wps:cNvSpPr", &[])?;
            properties(out, scale, (at, size), paint, |out| path(out, scale, steps, (at, size)))?;
            out.void("wps:bodyPr", &[])
        }
        Shape::Text { at, anchor, size, bold, colour, narrow, text } => {
            let letters = text.chars().count() as f64;
            // Wide enough for bold letters of a wider type: it is neither seen nor wrapped.
            let width = size * (letters * 0.66 + 1.0);
            let left = match anchor {
                Anchor::Start => at.0,
                Anchor::Middle => at.0 - width / 2.0,
                Anchor::End => at.0 - width,
            };
            let box_of = ((left, at.1 - size * RISE), (width, size * 1.2));
            out.void("wps:cNvSpPr", &[("txBox", "1")])?;
            properties(out, scale, box_of, &Paint::default(), |out| {
                out.element("a:prstGeom", &[("prst", "rect")], |out| out.void("a:avLst", &[]))
            })?;
            let letter = (size * scale.0 / HALF_POINT).round().max(2.0).to_string();
            let share = narrow.map(|length| length / (letters * size * LETTER).max(1.0)).filter(|share| *share < 1.0);
            let run = |out: &mut Markup| {
                out.element("w:rPr", &[], |out| {
                    if *bold {
                        out.void("w:b", &[])?;
                    }
                    out.void("w:color", &[("w:val", colour)])?;
                    if let Some(share) = share {
                        out.void("w:w", &[("w:val", &whole(share * 100.0))])?;
                    }
                    out.void("w:sz", &[("w:val", &letter)])
                })?;
                out.text_element("w:t", &[("xml:space", "preserve")], text)
            };
            out.element("wps:txbx", &[], |out| {
                out.element("w:txbxContent", &[], |out| {
                    out.element("w:p", &[], |out| {
                        out.element("w:pPr", &[], |out| {
                            let single =
                                [("w:before", "0"), ("w:after", "0"), ("w:line", "240"), ("w:lineRule", "auto")];
                            out.void("w:spacing", &single)?;
                            let side = match anchor {
                                Anchor::Start => "left",
                                Anchor::Middle => "center",
                                Anchor::End => "right",
                            };
                            out.void("w:jc", &[("w:val", side)])
                        })?;
                        out.element("w:r", &[], run)
                    })
                })
            })?;
            let none = [("wrap", "none"), ("lIns", "0"), ("tIns", "0"), ("rIns", "0"), ("bIns", "0")];
            out.element("wps:bodyPr", &none, |out| out.void("a:noAutofit", &[]))
        }
    }
}

/// Where a shape is, what it looks like, and how it is painted.
fn properties(
    out: &mut Markup,
    scale: &Scale,
    (at, size): (Point, Point),
    paint: &Paint,
    geometry: impl FnOnce(&mut Markup) -> Result<()>,
) -> Result<()> {
    out.element("wps:spPr", &[], |out| {
        out.element("a:xfrm", &[], |out| place(out, scale, at, size))?;
        geometry(out)?;
        fill(out, paint.fill.as_deref())?;
        out.element("a:ln", &[("w", &scale.of(paint.width))], |out| {
            fill(out, paint.stroke.as_deref())?;
            let Some((dash, air)) = paint.dash else { return Ok(()) };
            // In thousandths of a percent of the width of the line.
            let of = |length: f64| whole(length / paint.width.max(0.1) * 100_000.0);
            out.element("a:custDash", &[], |out| void(out, "a:ds", [("d", of(dash)), ("sp", of(air))]))
        })
    })
}

fn fill(out: &mut Markup, colour: Option<&str>) -> Result<()> {
    match colour {
        Some(colour) => out.element("a:solidFill", &[], |out| out.void("a:srgbClr", &[("val", colour)])),
        None => out.void("a:noFill", &[]),
    }
}

/// The left upper corner and the size of what holds all points of a path.
fn bounds(steps: &[Step]) -> (Point, Point) {
    let points = steps.iter().flat_map(|step| match *step {
        Step::Move(point) | Step::Line(point) => vec![point],
        Step::Curve(one, two, three) => vec![one, two, three],
    });
    let all: Vec<Point> = points.collect();
    let over = |of: fn(&Point) -> f64, pick: fn(f64, f64) -> f64| all.iter().map(of).reduce(pick).unwrap_or(0.0);
    let (left, top) = (over(|point| point.0, f64::min), over(|point| point.1, f64::min));
    let (right, bottom) = (over(|point| point.0, f64::max), over(|point| point.1, f64::max));
    ((left, top), (right - left, bottom - top))
}

fn path(out: &mut Markup, scale: &Scale, steps: &[Step], (at, size): (Point, Point)) -> Result<()> {
    let points = |out: &mut Markup, name: &str, points: &[Point]| {
        out.element(name, &[], |out| {
            let one = |point: &Point| void(out, "a:pt", scale.point(["x", "y"], (point.0 - at.0, point.1 - at.1)));
            points.iter().try_for_each(one)
        })
    };
    out.element("a:custGeom", &[], |out| {
        out.void("a:avLst", &[])?;
        out.void("a:gdLst", &[])?;
        out.void("a:ahLst", &[])?;
        out.void("a:cxnLst", &[])?;
        out.void("a:rect", &[("l", "0"), ("t", "0"), ("r", "r"), ("b", "b")])?;
        out.element("a:pathLst", &[], |out| {
            let size = [("w", &*scale.of(size.0)), ("h", &*scale.of(size.1)), ("fill", "none")];
            out.element("a:path", &size, |out| {
                steps.iter().try_for_each(|step| match step {
                    Step::Move(to) => points(out, "a:moveTo", &[*to]),
                    Step::Line(to) => points(out, "a:lnTo", &[*to]),
                    Step::Curve(one, two, to) => points(out, "a:cubicBezTo", &[*one, *two, *to]),
                })
            })
        })
    })
}
