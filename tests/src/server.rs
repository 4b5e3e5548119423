//! Starts the built server on a free port with a folder of its own.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep, timeout};

use crate::client::Leader;

/// A running server. Killed when dropped; its folder stays until then.
pub struct Server {
    child: Child,
    /// `127.0.0.1:port`.
    pub host: String,
    /// Its data folder.
    pub data: PathBuf,
    extra: Vec<String>,
    environment: Vec<(String, String)>,
    log: Log,
}

/// What a server wrote to its log so far.
type Log = Arc<Mutex<String>>;

/// The built server: `WERKSESSIE_BIN`, else where cargo puts it.
pub fn binary() -> PathBuf {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/debug/werksessie");
    let path = std::env::var_os("WERKSESSIE_BIN").map_or(default, PathBuf::from);
    // Tests run in the folder of their package, the front door in the folder above.
    if path.exists() { path } else { Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path) }
}

/// Runs the program with a command of its own, and waits until it is done.
pub fn werksessie(arguments: &[&str]) -> std::process::Output {
    std::process::Command::new(binary()).args(arguments).output().expect("the program starts")
}

/// A new empty folder under the system's temporary folder.
pub fn scratch(name: &str) -> PathBuf {
    let unique = format!("werksessie-{name}-{}-{}", std::process::id(), uuid_like());
    let path = std::env::temp_dir().join(unique);
    std::fs::create_dir_all(&path).expect("a temporary folder");
    path
}

/// A port that was free a moment ago.
pub fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port()
}

fn uuid_like() -> u128 {
    use std::hash::{BuildHasher as _, Hasher as _};
    let hasher = || std::collections::hash_map::RandomState::new().build_hasher().finish();
    (u128::from(hasher()) << 64) | u128::from(hasher())
}

impl Server {
    /// Starts a server with these extra arguments.
    pub async fn start(name: &str, extra: &[&str]) -> Self {
        Self::start_with(name, extra, &[]).await
    }

    /// Starts a server on a folder that is there already, and that goes with it.
    pub async fn start_in(data: &Path) -> Self {
        let (data, log) = (data.to_owned(), Log::default());
        let (child, host) = spawn(&binary(), &data, "127.0.0.1:0", &[], &[], &log).await.expect("the server starts");
        Self { child, host, data, extra: Vec::new(), environment: Vec::new(), log }
    }

    /// Starts a server on this address.
    pub async fn start_on(name: &str, listen: &str, extra: &[&str]) -> Self {
        let data = scratch(name);
        let extra: Vec<String> = extra.iter().map(ToString::to_string).collect();
        let log = Log::default();
        let (child, host) = spawn(&binary(), &data, listen, &extra, &[], &log).await.expect("the server starts");
        Self { child, host, data, extra, environment: Vec::new(), log }
    }

    /// Starts a server with extra arguments and environment.
    pub async fn start_with(name: &str, extra: &[&str], environment: &[(&str, &str)]) -> Self {
        let data = scratch(name);
        let extra: Vec<String> = extra.iter().map(ToString::to_string).collect();
        let environment =
            environment.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect::<Vec<_>>();
        let log = Log::default();
        let (child, host) =
            spawn(&binary(), &data, "127.0.0.1:0", &extra, &environment, &log).await.expect("the server starts");
        Self { child, host, data, extra, environment, log }
    }

    /// Starts another build of the server.
    pub async fn start_binary(name: &str, binary: &Path) -> Self {
        let data = scratch(name);
        let log = Log::default();
        let (child, host) = spawn(binary, &data, "127.0.0.1:0", &[], &[], &log).await.expect("the server starts");
        Self { child, host, data, extra: Vec::new(), environment: Vec::new(), log }
    }

    /// Starts a server that has the example project, and gives its leader.
    pub async fn with_example(name: &str, extra: &[&str]) -> (Self, Leader) {
        let mut server = Self::start(name, extra).await;
        assert!(server.stop().await.success());
        let made =
            werksessie(&["example", "--data", server.data.to_str().expect("a path of text"), "--language", "nl"]);
        let made: serde_json::Value = serde_json::from_slice(&made.stdout).expect("the example tells where it is");
        server.restart(&[]).await;
        let text = |key: &str| made[key].as_str().expect("it is told").to_owned();
        let project = text("project").parse().expect("an id");
        let leader = Leader { host: server.host.clone(), project, secret: text("secret") };
        (server, leader)
    }

    /// The address of a page or call.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.host)
    }

    /// Waits until its log says this, and returns how often it does.
    pub async fn logs(&self, what: &str) -> usize {
        let deadline = Instant::now() + Duration::from_secs(10);
        loop {
            let found = self.log.lock().expect("nobody panics with the log").matches(what).count();
            if found > 0 {
                return found;
            }
            assert!(Instant::now() < deadline, "the log does not say {what:?}");
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// What it wrote to its log until now.
    pub fn log_so_far(&self) -> String {
        self.log.lock().expect("nobody panics with the log").clone()
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id().expect("it runs")
    }

    /// Pulls the plug: SIGKILL, no goodbye.
    pub async fn kill(&mut self) {
        self.child.kill().await.expect("killing works");
    }

    /// Asks it to stop and waits until it has.
    pub async fn stop(&mut self) -> std::process::ExitStatus {
        let pid = self.pid().to_string();
        Command::new("kill").args(["-TERM", &pid]).status().await.expect("kill is there");
        timeout(Duration::from_secs(30), self.child.wait()).await.expect("it stops in time").expect("it ends")
    }

    /// Waits until it ends by itself.
    pub async fn ended(&mut self) {
        timeout(Duration::from_secs(30), self.child.wait()).await.expect("it ends in time").expect("it ends");
    }

    /// Starts it again on the same address and folder, with another environment.
    pub async fn restart(&mut self, environment: &[(&str, &str)]) {
        self.environment = environment.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect();
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            match spawn(&binary(), &self.data, &self.host, &self.extra, &self.environment, &self.log).await {
                Ok((child, _)) => return self.child = child,
                // The old process may hold the folder or the port for a moment.
                Err(error) => assert!(Instant::now() < deadline, "it does not start again: {error}"),
            }
            sleep(Duration::from_millis(50)).await;
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.start_kill();
        let _ = std::fs::remove_dir_all(&self.data);
    }
}

/// Starts a process and waits for the line with its address.
async fn spawn(
    binary: &Path,
    data: &Path,
    listen: &str,
    extra: &[String],
    environment: &[(String, String)],
    log: &Log,
) -> Result<(Child, String), String> {
    let mut child = Command::new(binary)
        .args(["serve", "--listen", listen, "--data"])
        .arg(data)
        .args(extra)
        .envs(environment.iter().map(|(key, value)| (key, value)))
        .env("WERKSESSIE_LOG", "warn")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| format!("{}: {error}", binary.display()))?;
    let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    let (mut said, log) = (BufReader::new(child.stderr.take().expect("it is piped")).lines(), log.clone());
    tokio::spawn(async move {
        while let Ok(Some(line)) = said.next_line().await {
            eprintln!("{line}");
            let mut log = log.lock().expect("nobody panics with the log");
            log.push_str(&line);
            log.push('\n');
        }
    });
    let first = timeout(Duration::from_secs(20), lines.next_line()).await.map_err(|_| "no address in 20 s")?;
    let line = first.map_err(|error| error.to_string())?.ok_or("it ended without a word")?;
    // With a public URL the line has that; the port is then the one that was asked for.
    let address = line.rsplit("http://").next().unwrap_or_default().trim().to_owned();
    let host = if listen.ends_with(":0") { address } else { listen.to_owned() };
    // What it prints later must not fill the pipe.
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    Ok((child, host))
}
