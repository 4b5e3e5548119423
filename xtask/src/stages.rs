//! Stages of a longer command, with the time that each took.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// The stages that were done so far.
#[derive(Default)]
pub struct Stages {
    done: Vec<Stage>,
}

struct Stage {
    name: String,
    took: Duration,
    went_well: bool,
}

impl Stages {
    /// Does one stage, says at once what went wrong in it, and tells whether it went well.
    pub fn run(&mut self, name: &str, work: impl FnOnce() -> Result<(), String>) -> bool {
        eprintln!("\n== {name}");
        let start = Instant::now();
        let outcome = work();
        if let Err(sentence) = &outcome {
            eprintln!("{name}: {sentence}");
        }
        let went_well = outcome.is_ok();
        self.done.push(Stage { name: name.to_owned(), took: start.elapsed(), went_well });
        went_well
    }

    /// Prints the times, and names the stages that did not go well.
    pub fn finish(self) -> Result<(), String> {
        eprint!("\n{}", self.table());
        let failed: Vec<&str> = self.done.iter().filter(|stage| !stage.went_well).map(|stage| &*stage.name).collect();
        if failed.is_empty() { Ok(()) } else { Err(format!("this did not go well: {}.", failed.join(", "))) }
    }

    fn table(&self) -> String {
        let mut table = String::new();
        for stage in &self.done {
            let mark = if stage.went_well { "" } else { "  failed" };
            writeln!(table, "{:<28}{:>8.1} s{mark}", stage.name, stage.took.as_secs_f64())
                .expect("writing to a string");
        }
        let total: Duration = self.done.iter().map(|stage| stage.took).sum();
        writeln!(table, "{:<28}{:>8.1} s", "together", total.as_secs_f64()).expect("writing to a string");
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_stage_is_marked_and_named() {
        let mut stages = Stages::default();
        assert!(stages.run("first", || Ok(())));
        assert!(!stages.run("second", || Err("It broke.".to_owned())));
        assert!(stages.table().lines().nth(1).is_some_and(|line| line.ends_with("failed")));
        assert_eq!(stages.finish(), Err("this did not go well: second.".to_owned()));
    }
}
