//! The tests, the pictures and the measurements, with everything built that they use.

use std::fs;
use std::process::Command;

use crate::serve::{build_server, copy_program};
use crate::stages::Stages;
use crate::workspace::{cargo, no_arguments, passed_on, run, server, target, trouble};
use crate::{assets, serve, setup};

/// Tests over real HTTP and sockets.
const SERVER_TESTS: [&str; 19] = [
    "arena",
    "commitment",
    "copied",
    "documents",
    "erasure",
    "faults",
    "keeping",
    "kill",
    "language",
    "leaders",
    "links",
    "meeting",
    "operations",
    "promises",
    "refusals",
    "rehearsal",
    "screens",
    "seats",
    "secrecy",
];
/// Tests in Chromium.
const BROWSER_TESTS: [&str; 6] = ["gallery", "hall", "keyboard", "phone", "spoken", "walk"];

/// Builds everything and runs every test, or those whose name holds the given word.
pub fn test(arguments: &[String]) -> Result<(), String> {
    let filter = match arguments {
        [] => None,
        [word] if !word.starts_with('-') => Some(word.as_str()),
        _ => return Err("this takes at most one word, to pick tests by name.".to_owned()),
    };
    let mut stages = Stages::default();
    let ready = stages.run("tools", tools)
        && stages.run("browser files", assets::make)
        && stages.run("leaky server", build_leaky)
        && stages.run("server", build_server);
    if ready {
        stages.run("tests of core", || run(&mut tests(["--package", "werksessie-core"], filter)));
        stages.run("tests of xtask", || run(&mut tests(["--package", "xtask"], filter)));
        stages.run("unit tests", || run(&mut tests(["--package", "werksessie", "--lib", "--bins"], filter)));
        stages.run("tests on the server", || {
            let mut command = tests(["--package", "werksessie-tests", "--lib"], None);
            command.args(SERVER_TESTS.iter().flat_map(|name| ["--test", name])).args(filter);
            run(command.env("WERKSESSIE_BIN", server()).env("WERKSESSIE_LEAKY_BIN", target("leaky/werksessie")))
        });
        stages.run("tests in the browser", || {
            let mut command = tests(["--package", "werksessie-tests"], None);
            command.args(BROWSER_TESTS.iter().flat_map(|name| ["--test", name])).args(filter);
            // One at a time: each opens up to five browsers.
            run(command.env("WERKSESSIE_BIN", server()).env("RUST_TEST_THREADS", "1"))
        });
    }
    stages.finish()
}

/// Takes the pictures of every screen in every state.
pub fn pictures(arguments: &[String]) -> Result<(), String> {
    no_arguments(arguments)?;
    tools()?;
    serve::build_all()?;
    let folder = target("pictures");
    fs::create_dir_all(&folder).map_err(trouble(&folder))?;
    let mut command = cargo(["test", "--package", "werksessie-tests", "--test", "gallery"]);
    command.env("WERKSESSIE_BIN", server()).env("RUST_TEST_THREADS", "1").env("WERKSESSIE_PICTURES", folder);
    run(&mut command)
}

/// The tests of what may be lost, as long as before a release: hours instead of a minute.
pub fn torture(arguments: &[String]) -> Result<(), String> {
    no_arguments(arguments)?;
    tools()?;
    build_server()?;
    let long = [
        ("WERKSESSIE_SEEDS", "1000000"),
        ("WERKSESSIE_IMAGES", "100000"),
        ("WERKSESSIE_FULL", "yes"),
        ("WERKSESSIE_KILLS", "2000"),
        ("WERKSESSIE_MUTATIONS", "100000"),
        ("WERKSESSIE_HISTORIES", "500"),
    ];
    let mut luck = tests(["--package", "werksessie-core", "--test", "simulation"], None);
    run(luck.envs(long))?;
    let mut disk = tests(["--package", "werksessie", "--lib"], Some("torture"));
    run(disk.envs(long))?;
    let mut logs = tests(["--package", "werksessie", "--lib"], Some("mutation"));
    run(logs.envs(long))?;
    let mut secrets = tests(["--package", "werksessie-tests", "--test", "secrecy"], Some("whatever_happens"));
    run(secrets.envs(long).env("WERKSESSIE_BIN", server()))?;
    let mut plug = tests(["--package", "werksessie-tests", "--test", "kill"], None);
    run(plug.envs(long).env("WERKSESSIE_BIN", server()))
}

/// Measures a meeting with many phones, on the server as it is given away.
pub fn bench(arguments: &[String]) -> Result<(), String> {
    if arguments.first().is_some_and(|what| what == "documents") {
        return run(&mut cargo(["bench", "--package", "werksessie", "--bench", "documents"]));
    }
    serve::build_release()?;
    let mut command = cargo(["bench", "--package", "werksessie-tests", "--bench", "live", "--"]);
    run(command.args(passed_on(arguments)).env("WERKSESSIE_BIN", target("release/werksessie")))
}

/// In CI every tool must be there. Elsewhere the command to get it is said, and a test that
/// needs the tool fails by itself.
fn tools() -> Result<(), String> {
    match setup::tools() {
        Err(sentence) if std::env::var_os("CI").is_none() => {
            eprintln!("Tests that need a missing tool will fail: {sentence}");
            Ok(())
        }
        outcome => outcome,
    }
}

/// A server that shows a running tally before counting, for the test that must catch it. It is
/// copied away, because the proper server is built to the same place after it.
fn build_leaky() -> Result<(), String> {
    run(&mut cargo(["build", "--package", "werksessie", "--bin", "werksessie", "--features", "leak-on-purpose"]))?;
    copy_program("debug/werksessie", "leaky/werksessie")
}

/// All tests are run, also after one that fails: CI then tells everything at once.
fn tests<const N: usize>(which: [&str; N], filter: Option<&str>) -> Command {
    let mut command = cargo(["test", "--no-fail-fast"]);
    command.args(which).args(filter);
    command
}
