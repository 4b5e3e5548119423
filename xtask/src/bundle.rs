//! The two browser bundles: the crate compiled to wasm, and bound to JavaScript.

use std::collections::HashMap;
use std::path::Path;
use std::thread;

use wasm_bindgen_cli_support::Bindgen;

use crate::shelf::File;
use crate::workspace::{cargo, output, program, run, target};

/// What a browser runs.
pub const TARGET: &str = "wasm32-unknown-unknown";
/// The bundles, each a binary of the one crate.
const BUNDLES: [&str; 2] = ["phone", "desk"];

/// Compiles both bundles and binds them: a `.wasm` and a `.js` each.
pub fn make() -> Result<Vec<File>, String> {
    add_target()?;
    run(&mut cargo(
        ["build", "--package", "werksessie", "--target", TARGET, "--profile", "wasm", "--no-default-features"]
            .into_iter()
            .chain(["--features", "hydrate"])
            .chain(BUNDLES.into_iter().flat_map(|name| ["--bin", name])),
    ))?;
    let bound: Result<Vec<_>, String> = thread::scope(|scope| {
        let works =
            BUNDLES.map(|name| scope.spawn(move || bind(name, &target(TARGET).join(format!("wasm/{name}.wasm")))));
        works.into_iter().map(|work| work.join().expect("binding does not panic")).collect()
    });
    Ok(bound?.into_iter().flatten().collect())
}

/// Adds the wasm target to the toolchain when it is missing.
pub fn add_target() -> Result<(), String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let folder = output(&mut program(rustc, ["--print", "target-libdir", "--target", TARGET]))?;
    if Path::new(folder.trim()).is_dir() {
        return Ok(());
    }
    run(&mut program("rustup", ["target", "add", TARGET]))
}

/// Binds one compiled bundle in memory.
fn bind(name: &str, input: &Path) -> Result<[File; 2], String> {
    let trouble = |error| format!("wasm-bindgen could not bind {name}: {error:#}");
    let mut bindgen = Bindgen::new();
    bindgen.input_path(input).web(true).map_err(trouble)?;
    bindgen.typescript(false).debug(false).remove_name_section(true).remove_producers_section(true);
    let mut bound = bindgen.generate_output().map_err(trouble)?;
    // A crate without snippets is listed as well, with none.
    let with_snippets = bound.snippets().iter().filter(|(_, snippets)| !snippets.is_empty()).map(|(name, _)| name);
    if let Some(from) = with_snippets.chain(bound.local_modules().keys()).next() {
        return Err(format!(
            "{name} holds a JavaScript snippet of `{from}`. The shelf is flat and has no place for snippets: \
             leave out the feature that brings it, or teach `xtask/src/bundle.rs` to shelve it."
        ));
    }
    let mut short = HashMap::new();
    for (at, import) in bound.wasm_mut().imports.iter_mut().enumerate() {
        let name = short.entry(import.name.clone()).or_insert_with(|| format!("_{at}"));
        import.name.clone_from(name);
    }
    let module = smaller(bound.js(), &short);
    let wasm = File::new(&format!("{name}.wasm"), bound.wasm_mut().emit_wasm());
    let script = File::new(&format!("{name}.js"), starting(&module, &wasm.name)?.into_bytes());
    Ok([wasm, script])
}

/// The script with short names for what the wasm imports, and without comments and indentation. A
/// name ends in a hash of sixteen signs that stands in both files and does not compress.
fn smaller(script: &str, short: &HashMap<String, String>) -> String {
    let is_comment = |line: &&str| ["/**", "* ", "*/"].iter().any(|start| line.starts_with(start));
    let lines = script.lines().map(str::trim).filter(|line| !line.is_empty() && !is_comment(line));
    let mut smaller = String::with_capacity(script.len());
    for line in lines {
        let mut rest = line;
        while !rest.is_empty() {
            let in_name = |character: char| character.is_ascii_alphanumeric() || character == '_';
            let name = rest.find(|character| !in_name(character)).unwrap_or(rest.len());
            smaller.push_str(short.get(&rest[..name]).map_or(&rest[..name], String::as_str));
            let between = rest[name..].find(in_name).map_or(rest.len(), |next| name + next);
            smaller.push_str(&rest[name..between]);
            rest = &rest[between..];
        }
        smaller.push('\n');
    }
    smaller
}

/// The module, with a last line that starts it: no page needs an inline script.
fn starting(module: &str, wasm: &str) -> Result<String, String> {
    if !module.contains("__wbg_init as default") {
        return Err("wasm-bindgen no longer calls its start `__wbg_init`: see `xtask/src/bundle.rs`.".to_owned());
    }
    let start = format!("__wbg_init({{ module_or_path: new URL(\"{wasm}\", import.meta.url) }}).catch(console.error);");
    Ok(format!("{}\n{start}\n", module.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_loses_comments_and_long_names_and_nothing_else() {
        let script = "/**\n * @returns {any}\n */\n  __wbg_new_0123: function(a) {\n    return `${__wbg_new_01234}` + a * 2;\n}\n";
        let short = HashMap::from([("__wbg_new_0123".to_owned(), "_0".to_owned())]);
        assert_eq!(smaller(script, &short), "_0: function(a) {\nreturn `${__wbg_new_01234}` + a * 2;\n}\n");
    }

    #[test]
    fn the_module_starts_itself_with_the_wasm_beside_it() {
        let module = starting("export { initSync, __wbg_init as default };\n", "phone-01234567.wasm").unwrap();
        let last = module.lines().last().unwrap();
        assert_eq!(
            last,
            "__wbg_init({ module_or_path: new URL(\"phone-01234567.wasm\", import.meta.url) }).catch(console.error);"
        );
        assert!(starting("export default init;", "phone.wasm").is_err());
    }

    #[test]
    fn a_compiled_module_is_bound_to_a_script_that_starts_it() {
        let folder = target("xtask-tests/bundle");
        std::fs::create_dir_all(&folder).unwrap();
        // The smallest module: what marks a file as wasm, and its version.
        std::fs::write(folder.join("phone.wasm"), b"\0asm\x01\0\0\0").unwrap();
        let [wasm, script] = bind("phone", &folder.join("phone.wasm")).unwrap();
        assert!(wasm.content.starts_with(b"\0asm") && wasm.name.ends_with(".wasm"));
        assert!(String::from_utf8(script.content).unwrap().contains(&format!("new URL(\"{}\"", wasm.name)));
        assert_eq!(bind("phone", &folder.join("phone.wasm")).unwrap()[1].name, script.name);
        assert!(bind("desk", &folder.join("none.wasm")).is_err_and(|sentence| sentence.contains("none.wasm")));
    }
}
