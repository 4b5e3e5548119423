//! Serving while the code changes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use crate::serve::build_all;
use crate::workspace::{passed_on, program, root, server};

/// What is watched; a change in it calls for a new build.
const WATCHED: [&str; 8] =
    ["src", "core/src", "locales", "style", "public", "build.rs", "Cargo.toml", "core/Cargo.toml"];

/// How long to wait between two looks.
const PAUSE: Duration = Duration::from_millis(500);

/// When each watched file was last written.
type Times = BTreeMap<PathBuf, SystemTime>;

/// Serves, and builds and restarts on every change. A build that fails leaves the old server be.
pub fn dev(arguments: &[String]) -> Result<(), String> {
    let mut running: Option<Child> = None;
    loop {
        // Looked at before the build, so that a change during the build is seen after it.
        let seen = times();
        match build_all() {
            Ok(()) => {
                stop(running.take());
                running = start(passed_on(arguments));
            }
            Err(sentence) => eprintln!("\n{sentence}\nWaiting for a change."),
        }
        while times() == seen {
            sleep(PAUSE);
            running = running.and_then(still_running);
        }
    }
}

fn start(arguments: &[String]) -> Option<Child> {
    let mut command = program(server(), ["serve"]);
    match command.args(arguments).spawn() {
        Ok(child) => Some(child),
        Err(error) => {
            eprintln!("The server could not start: {error}. Waiting for a change.");
            None
        }
    }
}

fn stop(child: Option<Child>) {
    if let Some(mut child) = child {
        // Its store is made for losing power, so it needs no farewell.
        let _ = child.kill();
        let _ = child.wait();
    }
}

/// The server, unless it ended by itself.
fn still_running(mut child: Child) -> Option<Child> {
    match child.try_wait() {
        Ok(None) => Some(child),
        Ok(Some(status)) => {
            eprintln!("The server ended with {status}. Waiting for a change.");
            None
        }
        Err(error) => {
            eprintln!("The server is lost: {error}. Waiting for a change.");
            None
        }
    }
}

fn times() -> Times {
    let mut times = Times::new();
    for watched in WATCHED {
        look(&root().join(watched), &mut times);
    }
    times
}

/// Notes a file, or every file in a folder. One that is just gone is no longer noted, which is a
/// change too.
fn look(path: &Path, times: &mut Times) {
    if let Ok(entries) = fs::read_dir(path) {
        for entry in entries.flatten() {
            look(&entry.path(), times);
        }
    } else if let Ok(modified) = fs::metadata(path).and_then(|metadata| metadata.modified()) {
        times.insert(path.to_owned(), modified);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_a_written_and_a_removed_file_are_changes() {
        let folder = crate::workspace::target("xtask-tests/dev");
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("deep")).unwrap();
        let noted = || {
            let mut times = Times::new();
            look(&folder, &mut times);
            times
        };
        let nothing = noted();
        fs::write(folder.join("deep/a.rs"), "1").unwrap();
        let one = noted();
        assert_eq!((nothing.len(), one.len()), (0, 1));
        assert_eq!(noted(), one);
        let later = one[&folder.join("deep/a.rs")] + Duration::from_secs(1);
        fs::File::options().write(true).open(folder.join("deep/a.rs")).unwrap().set_modified(later).unwrap();
        assert_ne!(noted(), one);
        fs::remove_file(folder.join("deep/a.rs")).unwrap();
        assert_eq!(noted(), nothing);
    }
}
