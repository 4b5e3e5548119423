//! Where the workspace is, and how other programs are started in it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Variables that would make a build inside this one differ from the same build by hand:
/// other flags (those of `.cargo/config.toml` must hold), or another place for what is built.
const DISTURBING: [&str; 5] =
    ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_RUSTFLAGS", "CARGO_BUILD_TARGET", "RUSTDOCFLAGS"];

/// The root of the workspace.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask stands in the workspace")
}

/// A path inside the workspace's `target`, which is always the one beside the manifest.
pub fn target(inside: &str) -> PathBuf {
    root().join("target").join(inside)
}

/// The server as a debug build leaves it.
pub fn server() -> PathBuf {
    target("debug/werksessie")
}

/// A cargo command in the workspace root: the same cargo that started this program.
pub fn cargo<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()), arguments);
    for (name, _) in std::env::vars_os() {
        // What `cargo run` told about this package; a build script must not take it for its own.
        if name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")) {
            command.env_remove(name);
        }
    }
    for name in DISTURBING {
        command.env_remove(name);
    }
    command.env("CARGO_TARGET_DIR", root().join("target"));
    command
}

/// Any other program, in the workspace root.
pub fn program<S: AsRef<OsStr>>(name: impl AsRef<OsStr>, arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(name);
    command.args(arguments).current_dir(root());
    command
}

/// Says what is started, and waits until it went well.
pub fn run(command: &mut Command) -> Result<(), String> {
    eprintln!("> {}", line(command));
    let status = command.status().map_err(|error| format!("`{}` could not start: {error}.", line(command)))?;
    if status.success() { Ok(()) } else { Err(format!("`{}` ended with {status}.", line(command))) }
}

/// What a command writes to standard output; its complaints go to the terminal.
pub fn output(command: &mut Command) -> Result<String, String> {
    let done = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("`{}` could not start: {error}.", line(command)))?;
    if !done.status.success() {
        return Err(format!("`{}` ended with {}.", line(command), done.status));
    }
    String::from_utf8(done.stdout).map_err(|_| format!("`{}` wrote something that is not UTF-8.", line(command)))
}

/// Whether a command goes well; what it writes is dropped.
pub fn goes_well(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// A command as it would be typed, without the path of the program.
fn line(command: &Command) -> String {
    let name = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let mut words = vec![name.to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|argument| argument.to_string_lossy().into_owned()));
    words.join(" ")
}

/// A sentence for a file or folder that could not be read or written.
pub fn trouble(path: &Path) -> impl Fn(std::io::Error) -> String {
    let path = path.display().to_string();
    move |error| format!("{path}: {error}.")
}

/// Refuses arguments where a command takes none.
pub fn no_arguments(arguments: &[String]) -> Result<(), String> {
    match arguments.first() {
        Some(first) => Err(format!("this command takes no arguments, and got `{first}`.")),
        None => Ok(()),
    }
}

/// Arguments for another program, without the `--` that may stand before them.
pub fn passed_on(arguments: &[String]) -> &[String] {
    match arguments.split_first() {
        Some((first, rest)) if first == "--" => rest,
        _ => arguments,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dashes_before_passed_on_arguments_are_optional() {
        let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(passed_on(&words("-- --data x")), words("--data x"));
        assert_eq!(passed_on(&words("--data x")), words("--data x"));
        assert!(passed_on(&[]).is_empty());
    }

    #[test]
    fn a_nested_cargo_works_in_the_root_on_the_one_target_folder() {
        let command = cargo(["build"]);
        assert_eq!(command.get_current_dir(), Some(root()));
        assert!(root().join("Cargo.lock").exists());
        let value = |name: &str| command.get_envs().find(|(known, _)| *known == name).map(|(_, value)| value);
        assert_eq!(value("CARGO_TARGET_DIR"), Some(Some(root().join("target").as_os_str())));
        assert_eq!(value("RUSTFLAGS"), Some(None));
    }
}
