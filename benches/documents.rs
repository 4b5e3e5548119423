//! How long documents take to make: `cargo bench --bench documents`. Printed, never asserted:
//! figures of one machine say nothing about another.

use std::io::Write as _;
use std::time::Instant;

use werksessie::documents::file::{self, Which};
use werksessie::server::{clock, example};
use werksessie_core::document::{Edition, State};
use werksessie_core::finished::Format;
use werksessie_core::project::Language;
use werksessie_core::{ActionId, LinkId, Project, ProjectId};

/// How often each is made.
const RUNS: usize = 200;

/// The example with this many actions on its roadmap.
fn project(actions: usize) -> Project {
    let (project, link) = (ProjectId::from_random([1; 16]), LinkId::from_random([2; 16]));
    let log = example::played(project, link, Language::Nl, clock::now()).unwrap_or_default();
    let mut state = Project::default();
    log.iter().for_each(|envelope| state.apply(envelope));
    let known = state.actions.clone();
    for at in known.len()..actions {
        let mut action = known[at % known.len()].clone();
        action.action = ActionId::from_random((at as u128).to_be_bytes());
        action.number = at as u32 + 1;
        state.actions.push(action);
    }
    state
}

/// Milliseconds, sorted.
fn times(mut make: impl FnMut() -> usize) -> (Vec<f64>, usize) {
    let mut size = 0;
    let mut all: Vec<f64> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            size = make();
            start.elapsed().as_secs_f64() * 1_000.0
        })
        .collect();
    all.sort_by(f64::total_cmp);
    (all, size)
}

fn main() {
    let small = project(60);
    let large = project(1_000);
    let cases = [
        ("workbook, 60 actions", &small, Which::Workbook, Format::Xlsx),
        ("workbook, 1,000 actions", &large, Which::Workbook, Format::Xlsx),
        ("commitment, docx", &small, Which::Commitment, Format::Docx),
        ("commitment, html", &small, Which::Commitment, Format::Html),
        ("agreements, docx", &small, Which::Agreements, Format::Docx),
        ("agreements, html", &small, Which::Agreements, Format::Html),
        ("letters, docx", &small, Which::Letters, Format::Docx),
        ("letters, html", &small, Which::Letters, Format::Html),
        ("one letter, docx", &small, Which::Letter("1".into()), Format::Docx),
    ];
    let edition = Edition { language: Language::Nl, as_of: clock::day_of(clock::now()), state: State::Concept };
    let mut out = std::io::stdout().lock();
    // Who reads may be gone; then nothing is left to do.
    let _ = writeln!(out, "{RUNS} runs each, in milliseconds{:>12} {:>8} {:>8} {:>10}", "p50", "p95", "max", "bytes");
    for (name, state, which, format) in cases {
        let (times, size) = times(|| match file::make(state, &which, format, edition) {
            Ok(Some(made)) => made.bytes.len(),
            Ok(None) | Err(_) => 0,
        });
        let (p50, p95, max) = (times[RUNS / 2], times[RUNS * 95 / 100], times[RUNS - 1]);
        let _ = writeln!(out, "{name:<30}{p50:>12.2} {p95:>8.2} {max:>8.2} {size:>10}");
    }
}
