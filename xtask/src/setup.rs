//! What the tests and checks need from outside, and how it gets here.

use std::path::Path;

use crate::workspace::{cargo, goes_well, no_arguments, output, program, run, target};

/// How one sees that a package is there.
enum Sign {
    /// A program on the path.
    Program(&'static str),
    /// Python can import these modules.
    Modules(&'static str),
    /// Debian's own list says so.
    Installed,
}

/// The Debian packages.
const PACKAGES: [(&str, Sign); 9] = [
    ("chromium", Sign::Program("chromium")),
    ("chromium-driver", Sign::Program("chromedriver")),
    ("fonts-noto-core", Sign::Installed),
    ("fonts-noto-color-emoji", Sign::Installed),
    ("libreoffice-calc", Sign::Program("localc")),
    ("libreoffice-writer", Sign::Program("lowriter")),
    ("poppler-utils", Sign::Program("pdftotext")),
    ("strace", Sign::Program("strace")),
    ("python3-venv", Sign::Modules("venv, ensurepip")),
];

/// Packages of Python that read back what we write, in their own folder: workbooks, text
/// documents, and the rules of both formats.
const PYTHON: [(&str, &str); 3] = [("openpyxl", "3.1.5"), ("python-docx", "1.2.0"), ("openxml-audit", "0.8.0")];

/// Packages of npm that the tests read, in their own folder.
const NPM: [(&str, &str); 2] =
    [("axe-core", "4.14.1"), ("@nl-design-system-unstable/voorbeeld-design-tokens", "7.4.1")];

/// Installs what is missing, and fetches the crates.
pub fn setup(arguments: &[String]) -> Result<(), String> {
    no_arguments(arguments)?;
    tools()?;
    run(&mut cargo(["fetch", "--locked"]))
}

/// Installs the tools that are missing, or says the command that does.
pub fn tools() -> Result<(), String> {
    packages()?;
    document_readers()?;
    browser_tools()
}

fn packages() -> Result<(), String> {
    let missing: Vec<&str> =
        PACKAGES.iter().filter(|(name, sign)| !is_there(name, sign)).map(|(name, _)| *name).collect();
    if missing.is_empty() {
        return Ok(());
    }
    if !(is_root() && on_path("apt-get")) {
        let command = format!("sudo apt-get install --no-install-recommends {}", missing.join(" "));
        return Err(format!("{} missing; get them with `{command}`.", missing.join(", ")));
    }
    run(&mut program("apt-get", ["update"]))?;
    let mut install = program("apt-get", ["install", "--yes", "--no-install-recommends"]);
    run(install.args(&missing).env("DEBIAN_FRONTEND", "noninteractive"))?;
    match PACKAGES.iter().find(|(name, sign)| missing.contains(name) && !is_there(name, sign)) {
        Some((name, _)) => Err(format!("{name} was installed, and is still not found.")),
        None => Ok(()),
    }
}

/// A Python of our own with the packages that read back what we write.
fn document_readers() -> Result<(), String> {
    let folder = target("tools/venv");
    let python = folder.join("bin/python");
    let right = PYTHON.map(|(name, version)| format!("version('{name}') == '{version}'")).join(" and ");
    let test = format!("from importlib.metadata import version; import sys; sys.exit(not ({right}))");
    if goes_well(&mut program(&python, ["-c", &test])) {
        return Ok(());
    }
    run(program("python3", ["-m", "venv", "--clear"]).arg(&folder))?;
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    run(program(&python, install).args(PYTHON.map(|(name, version)| format!("{name}=={version}"))))
}

/// What is run in the browser of the tests: the rules for accessibility, and a theme as a
/// municipality would bring it. Neither is part of the product.
fn browser_tools() -> Result<(), String> {
    let folder = target("tools/npm");
    let is_there = NPM.iter().all(|(name, version)| {
        let package = folder.join("node_modules").join(name).join("package.json");
        std::fs::read_to_string(package).is_ok_and(|text| text.contains(&format!("\"version\": \"{version}\"")))
    });
    if is_there {
        return Ok(());
    }
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let options =
        ["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", "--prefix"];
    let packages = NPM.iter().map(|(name, version)| format!("{name}@{version}"));
    run(program("npm", options).arg(&folder).args(packages))
}

fn is_there(package: &str, sign: &Sign) -> bool {
    match sign {
        Sign::Program(name) => on_path(name),
        Sign::Modules(names) => goes_well(&mut program("python3", ["-c", &format!("import {names}")])),
        Sign::Installed => {
            let mut query = program("dpkg-query", ["--show", "--showformat=${db:Status-Status}", package]);
            // Of a package that it never saw it complains, which is no news here.
            query.stderr(std::process::Stdio::null());
            query.output().is_ok_and(|answer| answer.stdout == b"installed")
        }
    }
}

fn on_path(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| Path::new(&folder).join(name).is_file())
}

fn is_root() -> bool {
    output(&mut program("id", ["-u"])).is_ok_and(|id| id.trim() == "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_found_on_the_path_or_not() {
        assert!(on_path("sh"));
        assert!(!on_path("no-such-program-anywhere"));
    }

    #[test]
    fn a_package_that_nobody_made_is_not_there() {
        assert!(!is_there("no-such-package-anywhere", &Sign::Installed));
        assert!(!is_there("none", &Sign::Modules("no_such_module_anywhere")));
    }
}
