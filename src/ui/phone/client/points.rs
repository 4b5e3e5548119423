//! A hundred points to divide: what is left is told at once, and nothing is sent before it is nought.
//!
//! What is typed is never changed but by who types: too much is told and not cut off.

use std::collections::BTreeMap;

use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlInputElement};

use super::{Phone, all, attribute, inputs, set, sheets};

/// What one divides.
const ALL: i32 = 100;

/// The sum of what stands in these fields; `None` when one of them is no whole number.
fn sum<'a>(values: impl Iterator<Item = &'a str>) -> Option<i32> {
    let mut sum = 0;
    for value in values {
        sum += match value.trim() {
            "" => 0,
            value => i32::from(value.parse::<u16>().ok()?),
        };
    }
    Some(sum)
}

/// Whether points are divided on a sheet.
fn divides(sheet: &Element) -> bool {
    !attribute(sheet, "data-sum").is_empty()
}

/// What is left to divide on a sheet, as it stands there now; below nought it is too much.
fn left(sheet: &Element) -> Option<i32> {
    let values: Vec<String> = inputs(Some(sheet)).iter().map(HtmlInputElement::value).collect();
    sum(values.iter().map(String::as_str)).map(|sum| ALL - sum)
}

/// The fields that may be sent: of a sheet that is divided in part those that were sent before.
pub(super) fn ready(fields: &BTreeMap<String, String>, sent: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut ready = fields.clone();
    for sheet in sheets().iter().filter(|sheet| divides(sheet)) {
        let begin = [&attribute(sheet, "data-sheet"), "."].concat();
        let of = |fields: &BTreeMap<String, String>| {
            let mine = fields.iter().filter(|(name, _)| name.starts_with(&begin));
            mine.map(|(name, value)| (name.clone(), value.clone())).collect::<Vec<_>>()
        };
        let mine = of(fields);
        // Nothing at all is an answer too: it takes back what was sent.
        let is_blank = mine.iter().all(|(_, value)| value.trim().is_empty());
        if !is_blank && sum(mine.iter().map(|(_, value)| value.as_str())) != Some(ALL) {
            ready.retain(|name, _| !name.starts_with(&begin));
            ready.extend(of(sent));
        }
    }
    ready
}

/// Whether the points of a sheet are divided; of any other sheet there is nothing to divide.
pub(super) fn is_divided(phone: &Phone, sheet: &Element) -> bool {
    let begin = [&attribute(sheet, "data-sheet"), "."].concat();
    !divides(sheet) || total(phone, &begin) == Some(ALL)
}

/// The points in fields that begin so.
pub(super) fn total(phone: &Phone, begin: &str) -> Option<i32> {
    sum(phone.ballot.fields.iter().filter(|(name, _)| name.starts_with(begin)).map(|(_, value)| value.as_str()))
}

/// What is left on the sheet that is shown, in words and how they look; `None` when all is divided, or
/// nothing is asked.
pub(super) fn words(phone: &Phone) -> Option<(&'static str, String)> {
    let sheet = sheets().into_iter().nth(phone.at).filter(divides)?;
    let said = sheet.query_selector("[data-left]").ok()??;
    let wrong = "ws-saved ws-saved--wait ws-bold";
    let (key, many, class) = match left(&sheet) {
        Some(0) => return None,
        Some(left) if left > 0 => ("data-less", left, "ws-saved ws-bold"),
        Some(left) => ("data-over", -left, wrong),
        None => ("data-bad", 0, wrong),
    };
    Some((class, attribute(&said, key).replace("{n}", &many.to_string())))
}

/// Shows the buttons, which do nothing without script, and takes away the sentence that stands in the
/// bar below from now on; draws each number as a bar.
pub(super) fn show() {
    for button in all("[data-add][hidden]") {
        let _ = button.remove_attribute("hidden");
    }
    for said in all("[data-left]") {
        set(&said, "hidden", "");
    }
    for input in inputs(None) {
        let bar = input.closest(".ws-field").ok().flatten();
        let Some(bar) = bar.and_then(|field| field.query_selector("[data-bar]").ok().flatten()) else { continue };
        let width = input.value().trim().parse::<u16>().unwrap_or(0).min(100);
        set(&bar, "width", &width.to_string());
    }
}

/// One of the buttons beside a number was pressed: more, fewer, or all that is left.
pub(super) fn press(button: &Element) {
    let field = button.closest(".ws-field").ok().flatten();
    let input = field.and_then(|field| field.query_selector("input").ok().flatten());
    let Some(input) = input.and_then(|input| input.dyn_into::<HtmlInputElement>().ok()) else { return };
    let now = i32::from(input.value().trim().parse::<u16>().unwrap_or(0));
    let sheet = button.closest("[data-sheet]").ok().flatten();
    let by = match attribute(button, "data-add").parse::<i32>() {
        Ok(by) => by,
        Err(_) => sheet.as_ref().and_then(left).unwrap_or(0),
    };
    // Nobody takes away more than there is.
    input.set_value(&(now + by).max(0).to_string());
}
