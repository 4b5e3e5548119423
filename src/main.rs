//! The server binary.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use werksessie::documents::bundle;
use werksessie::live::writer::Writer;
use werksessie::live::{Hall, HallError};
use werksessie::server::api::projects::{export_of, imported, read_export};
use werksessie::server::app::Server;
use werksessie::server::clock;
use werksessie::server::config::{Config, LogFormat};
use werksessie::server::example;
use werksessie::server::pages::admin;
use werksessie::store::keys::KeyFolder;
use werksessie::store::shelf::Shelf;
use werksessie::store::{Reader as _, backup, sqlite, verify};
use werksessie_core::document::{Edition, State};
use werksessie_core::project::Language;
use werksessie_core::{LinkRole, Project, ProjectId};

/// Live workshop tool for municipalities.
#[derive(Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    verb: Option<Verb>,
    #[command(flatten)]
    config: Config,
}

#[derive(clap::Subcommand)]
enum Verb {
    /// Serves (the default).
    Serve(Box<Config>),
    /// Makes the example project and prints its id and secret.
    Example {
        /// Folder for all data.
        #[arg(long, env = "WERKSESSIE_DATA", default_value = "./data")]
        data: std::path::PathBuf,
        /// Language of the example: nl or en.
        #[arg(long, default_value = "nl")]
        language: String,
    },
    /// Makes a link of a project, for who lost theirs. The server must not be running.
    Link {
        /// Folder for all data.
        #[arg(long, env = "WERKSESSIE_DATA", default_value = "./data")]
        data: std::path::PathBuf,
        /// Id of the project.
        #[arg(long)]
        project: ProjectId,
        /// What the link allows: leader, co-leader, editor or screen.
        #[arg(long, default_value = "leader")]
        role: String,
        /// For whom or what it is.
        #[arg(long, default_value = "werksessie link")]
        label: String,
    },
    /// Writes every document of a project to a folder, with a list of them in manifest.json. The
    /// server must not be running.
    Documents {
        /// Folder for all data.
        #[arg(long, env = "WERKSESSIE_DATA", default_value = "./data")]
        data: std::path::PathBuf,
        /// Id of the project.
        #[arg(long)]
        project: ProjectId,
        /// Folder to write to; made when it is not there.
        #[arg(long)]
        out: std::path::PathBuf,
        /// Language of the documents: nl or en. That of the project when left out.
        #[arg(long)]
        language: Option<String>,
    },
    /// Makes a backup in a new folder, without ballots and keys. A server may be running.
    Backup {
        /// Folder for all data.
        #[arg(long, env = "WERKSESSIE_DATA", default_value = "./data")]
        data: std::path::PathBuf,
        /// Folder to make.
        #[arg(long)]
        out: std::path::PathBuf,
    },
    /// Puts a backup back into a new data folder, after checking it.
    Restore {
        /// The folder that `backup` made.
        #[arg(long)]
        from: std::path::PathBuf,
        /// Folder for all data; must be empty or not there.
        #[arg(long, env = "WERKSESSIE_DATA", default_value = "./data")]
        data: std::path::PathBuf,
    },
    /// Checks the files, folds every log, and makes every decided figure again from its tally. Ends
    /// with 1 and a sentence for each thing that is wrong. A server may be running.
    Verify {
        /// Folder for all data.
        #[arg(long, env = "WERKSESSIE_DATA", default_value = "./data")]
        data: std::path::PathBuf,
    },
    /// Makes a project from an export, and prints its id and secret. The server must not be running.
    Import {
        /// Folder for all data.
        #[arg(long, env = "WERKSESSIE_DATA", default_value = "./data")]
        data: std::path::PathBuf,
        /// The file that `export` printed.
        #[arg(long)]
        file: std::path::PathBuf,
    },
    /// Prints everything that the log of a project says, as JSON.
    Export {
        /// Folder for all data.
        #[arg(long, env = "WERKSESSIE_DATA", default_value = "./data")]
        data: std::path::PathBuf,
        /// Id of the project.
        #[arg(long)]
        project: ProjectId,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let filter = tracing_subscriber::EnvFilter::try_from_env("WERKSESSIE_LOG").unwrap_or_else(|_| "info".into());
    let config = match &arguments.verb {
        Some(Verb::Serve(config)) => config,
        _ => &arguments.config,
    };
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match config.log_format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().init(),
    }
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&format!("The system gives no threads: {error}.")),
    };
    let result = runtime.block_on(async {
        match arguments.verb {
            None => serve(arguments.config).await,
            Some(Verb::Serve(config)) => serve(*config).await,
            Some(Verb::Example { data, language }) => example(&data, &language).await,
            Some(Verb::Link { data, project, role, label }) => link(&data, project, &role, label).await,
            Some(Verb::Documents { data, project, out, language }) => documents(&data, project, &out, language),
            Some(Verb::Backup { data, out }) => back_up(&data, &out),
            Some(Verb::Restore { from, data }) => restore(&from, &data),
            Some(Verb::Verify { data }) => verify(&data),
            Some(Verb::Import { data, file }) => import(&data, &file).await,
            Some(Verb::Export { data, project }) => export(&data, project),
        }
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => fail(&sentence),
    }
}

/// Says what is wrong, and what to do, in one sentence on standard error.
fn fail(sentence: &str) -> ExitCode {
    // Nobody is left to tell when standard error is closed.
    let _ = writeln!(std::io::stderr(), "{sentence}");
    ExitCode::FAILURE
}

fn say(text: &str) {
    // Printing is a courtesy; the work is done.
    let _ = writeln!(std::io::stdout(), "{text}");
}

async fn serve(config: Config) -> Result<(), String> {
    let config = config.check()?;
    let warnings = werksessie::server::theme::load(&config.look)?;
    let public = config.public_url.clone();
    if let Some(address) = config.metrics_listen {
        werksessie::metrics::serve(address, &config.data).await?;
    }
    let plain = !config.is_https() && !config.is_open_to_all();
    // Before anybody hears that it is there: who asks it to stop right then gets a goodbye as well.
    let stop = stop_asked()?;
    let server = Server::start(config).await?;
    let address = server.address().map_err(|error| error.to_string())?;
    let open = werksessie::server::address::to_open(public.as_deref(), address);
    say(&format!("Werksessie: {}", open.join("  ")));
    warnings.iter().for_each(|warning| say(warning));
    if plain {
        say("Niet versleuteld. Gebruik alleen je eigen netwerk. / Not encrypted. Use your own network only.");
    }
    if werksessie::server::assets::ASSETS.is_empty() {
        say("This binary holds no browser files: build it with `cargo xtask run` or `cargo xtask dist`.");
    }
    server.run(stop).await;
    Ok(())
}

/// Listens at once for the operator or the system asking to stop, and waits until they do.
fn stop_asked() -> Result<impl Future<Output = ()>, String> {
    use tokio::signal::unix::{SignalKind, signal};
    let listen = |kind| signal(kind).map_err(|error| format!("The system lets nobody ask this to stop: {error}."));
    let (mut terminate, mut interrupt) = (listen(SignalKind::terminate())?, listen(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

fn read_language(language: &str) -> Result<Language, String> {
    match language {
        "nl" => Ok(Language::Nl),
        "en" => Ok(Language::En),
        other => Err(format!("There is no language {other:?}: write nl or en.")),
    }
}

async fn example(data: &std::path::Path, language: &str) -> Result<(), String> {
    let language = read_language(language)?;
    with_hall(data, async |hall| {
        let secret = example::found(hall, language).await.map_err(|error| error.to_string())?;
        say(&serde_json::json!({ "project": secret.project, "secret": secret.show() }).to_string());
        Ok(())
    })
    .await
}

async fn link(data: &std::path::Path, project: ProjectId, role: &str, label: String) -> Result<(), String> {
    let known = LinkRole::ALL.into_iter().find(|known| known.key() == role);
    let role = known.ok_or_else(|| format!("There is no role {role:?}: write leader, co-leader, editor or screen."))?;
    with_hall(data, async |hall| match admin::make_link(hall, project, role, label).await {
        Ok(secret) => {
            say(&serde_json::json!({ "project": secret.project, "secret": secret.show() }).to_string());
            Ok(())
        }
        Err(HallError::NoProject) => Err(format!("There is no project {project} in {}.", data.display())),
        Err(error) => Err(error.to_string()),
    })
    .await
}

/// Opens a data folder that no server uses, does something with its projects, and closes it.
async fn with_hall(data: &std::path::Path, work: impl AsyncFnOnce(&Hall) -> Result<(), String>) -> Result<(), String> {
    let _lock = sqlite::lock(data).map_err(|error| error.to_string())?;
    let (store, reader) = sqlite::open(data).map_err(|error| error.to_string())?;
    let keys = KeyFolder::open(data).map_err(|error| error.to_string())?;
    let shelf = Shelf::open(data).map_err(|error| error.to_string())?;
    let (writer, thread) = Writer::start(store);
    let (stop, stopping) = tokio::sync::watch::channel(false);
    let hall = Hall::new(Arc::new(reader), writer.clone(), keys, shelf, Default::default(), stopping);
    let done = work(&hall).await;
    // Rooms in memory end with this, and then nobody writes any more.
    stop.send_replace(true);
    writer.stop();
    thread.join().map_err(|_| "The writer did not end well.")?;
    done
}

/// Writes the documents off the log alone: no other table is read.
fn documents(data: &Path, project: ProjectId, out: &Path, language: Option<String>) -> Result<(), String> {
    let language = language.as_deref().map(read_language).transpose()?;
    let _lock = sqlite::lock(data).map_err(|error| error.to_string())?;
    let (_, reader) = sqlite::open(data).map_err(|error| error.to_string())?;
    let log = reader.log(project).map_err(|error| error.to_string())?;
    let mut state = Project::default();
    log.iter().for_each(|envelope| state.apply(envelope));
    if state.project.is_none() {
        return Err(format!("There is no project {project} in {}.", data.display()));
    }
    let edition = Edition {
        language: language.unwrap_or(state.language),
        as_of: clock::day_of(clock::now()),
        state: State::Concept,
    };
    let files = bundle::files(&state, edition).map_err(|error| error.to_string())?;
    std::fs::create_dir_all(out).map_err(|error| format!("{}: {error}", out.display()))?;
    for (name, bytes) in files {
        let path = out.join(name);
        std::fs::write(&path, bytes).map_err(|error| format!("{}: {error}", path.display()))?;
        say(&path.display().to_string());
    }
    Ok(())
}

fn back_up(data: &Path, out: &Path) -> Result<(), String> {
    let manifest = backup::back_up(data, out, clock::now().0).map_err(|error| error.to_string())?;
    say(&format!("{}: {} files, without ballots and keys", out.display(), manifest.files.len()));
    Ok(())
}

fn restore(from: &Path, data: &Path) -> Result<(), String> {
    let manifest = backup::restore(from, data).map_err(|error| error.to_string())?;
    say(&format!("{}: {} files, checked", data.display(), manifest.files.len()));
    Ok(())
}

fn verify(data: &Path) -> Result<(), String> {
    let findings = verify::verify(data).map_err(|error| error.to_string())?;
    findings.projects.iter().for_each(|line| say(line));
    if findings.wrong.is_empty() { Ok(()) } else { Err(findings.wrong.join("\n")) }
}

async fn import(data: &Path, file: &Path) -> Result<(), String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}.", file.display()))?;
    let (project, log) =
        read_export(&text).map_err(|reason| format!("{} cannot be read: {reason}.", file.display()))?;
    with_hall(data, async |hall| match imported(hall, project, log).await {
        Ok(secret) => {
            say(&serde_json::json!({ "project": secret.project, "secret": secret.show() }).to_string());
            Ok(())
        }
        Err(HallError::Refused(_)) => Err(format!("Project {project} is in {} already.", data.display())),
        Err(error) => Err(error.to_string()),
    })
    .await
}

fn export(data: &std::path::Path, project: ProjectId) -> Result<(), String> {
    let _lock = sqlite::lock(data).map_err(|error| error.to_string())?;
    let (_, reader) = sqlite::open(data).map_err(|error| error.to_string())?;
    if !reader.projects().map_err(|error| error.to_string())?.contains(&project) {
        return Err(format!("There is no project {project} in {}.", data.display()));
    }
    let export = export_of(&reader, project).map_err(|error| error.to_string())?;
    say(&serde_json::to_string(&export).map_err(|error| error.to_string())?);
    Ok(())
}
