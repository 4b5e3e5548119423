//! The front door: every command that people and CI give starts here.

mod assets;
mod bundle;
mod check;
mod css;
mod dev;
mod licences;
mod serve;
mod setup;
mod shelf;
mod sizes;
mod spdx;
mod stages;
mod suite;
mod workspace;

use std::process::ExitCode;

/// Does one command with the arguments that came after its name.
type Work = fn(&[String]) -> Result<(), String>;

/// Every command: its name, what it does in one line, and the work.
const COMMANDS: [(&str, &str, Work); 10] = [
    ("run", "builds everything and serves; server options come after `--`", serve::run),
    ("build", "builds the browser files and the server", serve::build),
    ("dev", "serves, and rebuilds and restarts on every change", dev::dev),
    ("test", "builds and runs every test; a word after it picks tests by name", suite::test),
    ("check", "layout, lints, documentation and licences", check::check),
    ("setup", "installs what the tests and checks need from outside", setup::setup),
    ("pictures", "takes the pictures of the screens into target/pictures", suite::pictures),
    ("bench", "measures a meeting with many phones: --phones N, --json FILE; `documents` measures those", suite::bench),
    ("torture", "pulls the plug and fails the disk for hours, as before a release", suite::torture),
    ("dist", "builds the one file to give away into target/dist", serve::dist),
];

fn main() -> ExitCode {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let Some((name, arguments)) = given.split_first() else {
        eprint!("{}", list());
        return ExitCode::from(2);
    };
    let Some((.., work)) = COMMANDS.iter().find(|(known, ..)| known == name) else {
        eprint!("There is no command `{name}`.\n\n{}", list());
        return ExitCode::from(2);
    };
    match work(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("\nxtask {name}: {sentence}");
            ExitCode::FAILURE
        }
    }
}

/// The commands, one line each.
fn list() -> String {
    let mut lines = String::from("Commands of `cargo xtask`:\n");
    for (name, does, _) in COMMANDS {
        lines += &format!("  {name:<9} {does}\n");
    }
    lines
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_list_has_one_line_for_each_command() {
        assert_eq!(super::list().lines().count(), super::COMMANDS.len() + 1);
    }
}
