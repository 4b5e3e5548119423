//! What the browser files weigh, and what they may weigh.

use std::fmt::Write as _;

use crate::shelf::Shelved;

/// What a phone fetches on its first visit, brotlied.
const PHONE: u64 = 120 * 1024;
/// The style sheet of a phone, as it is.
const PHONE_CSS: u64 = 20 * 1024;
/// All style together, as it is.
const ALL_CSS: u64 = 45 * 1024;

/// Prints the weights, and fails with a sentence for each budget that is passed.
pub fn weigh(files: &[Shelved]) -> Result<(), String> {
    eprint!("{}", table(files));
    let passed = passed(files);
    if passed.is_empty() { Ok(()) } else { Err(passed.join(" ")) }
}

/// The files of one bundle: its code and its style.
fn bundle<'a>(files: &'a [Shelved], stem: &'a str) -> impl Iterator<Item = &'a Shelved> {
    files.iter().filter(move |file| {
        file.stem == stem && [".js", ".wasm", ".css"].iter().any(|extension| file.name.ends_with(extension))
    })
}

fn table(files: &[Shelved]) -> String {
    let mut table = format!("{:<28}{:>10}{:>10}{:>10}\n", "bytes", "raw", "gzip", "brotli");
    let mut line = |name: &str, sizes: [u64; 3]| {
        writeln!(table, "{name:<28}{:>10}{:>10}{:>10}", sizes[0], sizes[1], sizes[2]).expect("writing to a string");
    };
    for file in files {
        line(&file.name, [file.raw, file.gzip, file.brotli]);
    }
    for stem in ["phone", "desk"] {
        let sum = |size: fn(&Shelved) -> u64| bundle(files, stem).map(size).sum();
        line(&format!("{stem} together"), [sum(|file| file.raw), sum(|file| file.gzip), sum(|file| file.brotli)]);
    }
    table
}

fn passed(files: &[Shelved]) -> Vec<String> {
    let css =
        |stem| -> u64 { bundle(files, stem).filter(|file| file.name.ends_with(".css")).map(|file| file.raw).sum() };
    let phone: u64 = bundle(files, "phone").map(|file| file.brotli).sum();
    [
        ("A phone fetches", phone, "brotlied", PHONE),
        ("The phone's style is", css("phone"), "raw", PHONE_CSS),
        ("All style together is", css("desk"), "raw", ALL_CSS),
    ]
    .into_iter()
    .filter(|(_, figure, _, budget)| figure > budget)
    .map(|(what, figure, how, budget)| format!("{what} {figure} bytes {how}; the budget is {budget}."))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(stem: &str, extension: &str, raw: u64, brotli: u64) -> Shelved {
        Shelved { stem: stem.to_owned(), name: format!("{stem}-0.{extension}"), raw, gzip: 0, brotli }
    }

    #[test]
    fn a_budget_that_is_just_met_is_met() {
        let files = [
            file("phone", "wasm", 1 << 30, PHONE - 2),
            file("phone", "css", PHONE_CSS, 2),
            file("desk", "css", ALL_CSS, 9),
        ];
        assert_eq!(passed(&files), Vec::<String>::new());
    }

    #[test]
    fn a_passed_budget_is_named_with_its_figure() {
        let files = [file("phone", "wasm", 1, PHONE), file("phone", "js", 1, 1), file("desk", "css", ALL_CSS + 1, 1)];
        assert_eq!(
            passed(&files),
            [
                format!("A phone fetches {} bytes brotlied; the budget is {PHONE}.", PHONE + 1),
                format!("All style together is {} bytes raw; the budget is {ALL_CSS}.", ALL_CSS + 1)
            ]
        );
        assert!(weigh(&files).is_err());
    }

    #[test]
    fn other_files_are_in_no_bundle() {
        assert_eq!(bundle(&[file("phone", "svg", 1, 1), file("favicon", "css", 1, 1)], "phone").count(), 0);
    }

    #[test]
    fn the_totals_are_in_the_table() {
        let table = table(&[file("desk", "wasm", 30, 10), file("desk", "js", 12, 5)]);
        let last: Vec<&str> = table.lines().last().unwrap().split_whitespace().collect();
        assert_eq!(last, ["desk", "together", "42", "0", "15"]);
    }
}
