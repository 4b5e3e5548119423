//! Building the server, starting it, and making the one file to give away.

use std::fs;

use crate::workspace::{cargo, no_arguments, passed_on, program, run as run_command, server, target, trouble};
use crate::{assets, workspace};

/// Builds the browser files and the server.
pub fn build(arguments: &[String]) -> Result<(), String> {
    no_arguments(arguments)?;
    build_all()
}

/// The browser files first: the server holds them.
pub fn build_all() -> Result<(), String> {
    assets::make()?;
    build_server()
}

/// Builds the server as it is used while developing, testing and in CI.
pub fn build_server() -> Result<(), String> {
    run_command(&mut cargo(["build", "--package", "werksessie", "--bin", "werksessie"]))
}

/// Builds the server as it is given away.
pub fn build_release() -> Result<(), String> {
    assets::make()?;
    run_command(&mut cargo(["build", "--package", "werksessie", "--bin", "werksessie", "--release"]))
}

/// Builds everything, and becomes the server.
pub fn run(arguments: &[String]) -> Result<(), String> {
    build_all()?;
    let mut command = program(server(), ["serve"]);
    become_it(command.args(passed_on(arguments)))
}

/// Takes this program's place, so that signals reach the server and nothing else.
#[cfg(unix)]
fn become_it(command: &mut std::process::Command) -> Result<(), String> {
    use std::os::unix::process::CommandExt as _;
    Err(format!("the server could not start: {}.", command.exec()))
}

#[cfg(not(unix))]
fn become_it(command: &mut std::process::Command) -> Result<(), String> {
    run_command(command)
}

/// Makes the one file to give away.
pub fn dist(arguments: &[String]) -> Result<(), String> {
    no_arguments(arguments)?;
    build_release()?;
    let file = target("dist/werksessie");
    copy_program("release/werksessie", "dist/werksessie")?;
    let size = fs::metadata(&file).map_err(trouble(&file))?.len();
    println!("{} ({:.1} MiB)", file.display(), size as f64 / (1024.0 * 1024.0));
    Ok(())
}

/// Copies a program inside `target`. The old copy goes first: one that still runs cannot be
/// written over, but it can be removed.
pub fn copy_program(from: &str, to: &str) -> Result<(), String> {
    let (from, to) = (workspace::target(from), workspace::target(to));
    let folder = to.parent().expect("it stands in a folder");
    fs::create_dir_all(folder).map_err(trouble(folder))?;
    if to.exists() {
        fs::remove_file(&to).map_err(trouble(&to))?;
    }
    fs::copy(&from, &to).map_err(trouble(&from))?;
    Ok(())
}
