//! One meeting with many phones, measured from outside: `cargo xtask bench [--phones N] [--json FILE]`.
//!
//! The clients are this process, the server is another, and so is the floor it is compared with:
//! a bare loop of `write()` of the same bytes to as many connections. Votes are sent on an open
//! loop: their times are fixed before the run, and a latency counts from the intended time, so a
//! server that stalls cannot hide it by holding the clients up. With two cores or more the server
//! and the floor have one and the clients another.

mod floor;
mod phones;
mod process;
mod report;
mod run;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let result = match arguments.split_first() {
        Some((first, rest)) if first == "--floor" => floor::serve(rest),
        _ => measure(&arguments),
    };
    if let Err(sentence) = result {
        eprintln!("bench: {sentence}");
        std::process::exit(1);
    }
}

/// What the command line asks for.
struct Wanted {
    phones: Vec<usize>,
    json: Option<String>,
    /// Fifty meetings at once as well.
    many: bool,
}

fn read(arguments: &[String]) -> Result<Wanted, String> {
    let mut wanted = Wanted { phones: vec![10, 100, 1_000, 5_000], json: None, many: true };
    let mut rest = arguments.iter();
    while let Some(name) = rest.next() {
        let value = rest.next().ok_or_else(|| format!("`{name}` needs a value."))?;
        match name.as_str() {
            "--phones" => {
                let one = |text: &str| text.parse().ok().filter(|phones| (10..=9_000).contains(phones));
                let phones: Option<Vec<usize>> = value.split(',').map(one).collect();
                wanted.phones = phones.ok_or("`--phones` takes numbers from 10 to 9000, with commas.")?;
                wanted.many = false;
            }
            "--json" => wanted.json = Some(value.clone()),
            _ => return Err(format!("there is no option `{name}`; there are --phones N and --json FILE.")),
        }
    }
    Ok(wanted)
}

fn measure(arguments: &[String]) -> Result<(), String> {
    let wanted = read(arguments)?;
    process::pin_clients();
    // One thread: the clients have one core.
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())?;
    let mut cells = Vec::new();
    for phones in wanted.phones {
        eprintln!("{phones} phones ...");
        let cell = runtime.block_on(run::cell(phones));
        print!("{}", report::text(&cell));
        cells.push(cell);
    }
    if wanted.many {
        print!("{}", report::many(&runtime.block_on(run::many())));
    }
    if let Some(path) = wanted.json {
        let text = serde_json::to_string_pretty(&cells).map_err(|error| error.to_string())?;
        std::fs::write(&path, text).map_err(|error| format!("{path}: {error}."))?;
    }
    Ok(())
}
