//! Everything that can be judged without running the product.

use crate::stages::Stages;
use crate::workspace::{cargo, no_arguments, run};
use crate::{bundle, licences};

/// Does every check, also after one that fails.
pub fn check(arguments: &[String]) -> Result<(), String> {
    no_arguments(arguments)?;
    let mut stages = Stages::default();
    stages.run("layout", || run(&mut cargo(["fmt", "--all", "--check"])));
    stages.run("lints", || run(&mut cargo(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])));
    stages.run("lints of browser code", browser_lints);
    stages.run("documentation", || {
        let mut command = cargo(["doc", "--no-deps", "--package", "werksessie-core", "--package", "werksessie"]);
        run(command.env("RUSTDOCFLAGS", "-D warnings"))
    });
    stages.run("licences", licences::check);
    stages.finish()
}

fn browser_lints() -> Result<(), String> {
    bundle::add_target()?;
    let what = ["--no-default-features", "--features", "hydrate", "--lib", "--bin", "phone", "--bin", "desk"];
    let mut command = cargo(["clippy", "--package", "werksessie", "--target", bundle::TARGET]);
    run(command.args(what).args(["--", "-D", "warnings"]))
}
