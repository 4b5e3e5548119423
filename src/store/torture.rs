//! The store on a disk that fails: the power goes at any moment, and any write or sync may fail.
//!
//! The process that stores is this test program itself, run again as [`child`] under `strace`. It
//! says what was stored when it was, so that what it said can be held against what is found.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use werksessie_core::access::Actor;
use werksessie_core::party::{self, CircleId, Party};
use werksessie_core::project::{Created, Language};
use werksessie_core::time::Timestamp;
use werksessie_core::{CommandId, Envelope, Event, PartyId, Project, ProjectId, RoundId, derive};

use self::disk::{Call, Disk, Random, calls};
use super::keys::KeyFolder;
use super::{Batch, Reader as _, Response, SealedBallot, SealedChange, Store as _, sqlite};

mod disk;

/// Acts that are stored, one commit each.
const COMMITS: usize = 100;
/// Commits in a run of which every write fails once, for there are many; all with `WERKSESSIE_FULL`.
const WRITES: usize = 25;
/// Images of a disk whose power went, at each commit of ours; more with `WERKSESSIE_IMAGES`.
const IMAGES: usize = 500;
/// A round key is made, and the one before it destroyed, each so many commits.
const KEYS: usize = 10;

fn project() -> ProjectId {
    ProjectId::from_random([1; 16])
}

fn round(number: usize) -> RoundId {
    RoundId::from_random([number as u8; 16])
}

/// What is stored: a project and its parties, always the same, of many lengths.
fn log() -> Vec<Envelope> {
    let created = Event::ProjectCreated(Created {
        project: project(),
        municipality: "Waterstede".into(),
        title: "Een thuis na de jeugdzorg".into(),
        language: Language::Nl,
        example: false,
        rehearsal: false,
        circles: Vec::new(),
    });
    let party = |number: usize| {
        Event::PartyAdded(party::Added {
            party: Party {
                party: PartyId::from_random(derive(&[3; 32], number as u64)),
                name: "Stichting ".repeat(number * 37 % 90),
                short_name: format!("Partij {number}"),
                kind: None,
                circle: CircleId::other(),
                expected: number as u32 % 4,
                typed_in: false,
            },
        })
    };
    let events = std::iter::once(created).chain((1..COMMITS).map(party)).enumerate();
    let at = Timestamp(1_794_000_000_000);
    let envelope =
        |(before, event)| Envelope { seq: before as u64 + 1, at, actor: Actor::System, more: false, undo: None, event };
    events.map(envelope).collect()
}

/// The ballot that is stored with an act.
fn ballot(number: usize) -> SealedBallot {
    let sealed = (0..300).map(|at| (number * 7 + at) as u8).collect();
    SealedBallot { voter: [number as u8; 32], revision: number as u32 + 1, sealed }
}

/// Stores the log act by act in the folder that is named, and says each act when it is stored.
/// Does nothing without one, for then it is run as a test among others.
#[test]
fn child() {
    let Some(folder) = std::env::var_os("WERKSESSIE_TORTURE").map(PathBuf::from) else { return };
    let mut out = std::io::stdout();
    let mut say = |text: String| out.write_all(text.as_bytes()).and_then(|()| out.flush()).expect("somebody listens");
    let (mut store, _reader) = match sqlite::open(&folder) {
        Ok(opened) => opened,
        Err(error) => return say(format!("closed {error}\n")),
    };
    if std::env::var_os("WERKSESSIE_RELAXED").is_some() {
        store.relax();
    }
    let keys = match KeyFolder::open(&folder) {
        Ok(keys) => keys,
        Err(error) => return say(format!("closed {error}\n")),
    };
    let (log, mut state, mut stored) = (log(), Project::default(), 0);
    let commits = std::env::var("WERKSESSIE_COMMITS").ok().and_then(|commits| commits.parse().ok()).unwrap_or(COMMITS);
    for attempt in 0..commits {
        if attempt % KEYS == 0 {
            match keys.create(round(attempt)) {
                Ok(_) => say(format!("key {attempt}\n")),
                Err(_) => say(format!("nokey {attempt}\n")),
            }
            if attempt > 0 {
                let old = attempt - KEYS;
                // From here until it is said to be gone it may be either.
                say(format!("going {old}\n"));
                if keys.destroy(round(old)).is_ok() {
                    say(format!("gone {old}\n"));
                }
            }
        }
        let envelope = log[stored].clone();
        let mut next = state.clone();
        next.apply(&envelope);
        let batch = Batch {
            project: Some(project()),
            expected_seq: stored as u64,
            events: vec![envelope],
            ballots: vec![SealedChange::Put(round(0), ballot(stored))],
            responses: vec![Response {
                command: CommandId::from_random([stored as u8; 16]),
                body_hash: [stored as u8; 32],
                seq: stored as u64 + 1,
                at: 0,
            }],
            snapshot: (attempt % 25 == 24).then(|| next.clone()),
            ..Batch::default()
        };
        match store.commit(&[batch]).remove(0) {
            Ok(()) => {
                say(format!("stored {stored}\n"));
                (state, stored) = (next, stored + 1);
            }
            Err(_) if std::env::var_os("WERKSESSIE_HASTY").is_some() => {
                say(format!("stored {stored}\n"));
                stored += 1;
            }
            Err(_) => {
                say(format!("failed {stored}\n"));
                // As a room does: what is on the disk is the truth.
                stored = found(&folder).expect("it can be read").0;
                state = Project::default();
                log[..stored].iter().for_each(|envelope| state.apply(envelope));
            }
        }
        if attempt % 40 == 39 {
            // It may fail as well, and is tried again later.
            let _ = store.checkpoint();
        }
    }
    say("done\n".into());
}

/// How many acts a folder holds. Panics when what it holds is not the beginning of the log, with
/// its ballots and answers; is an error when the store cannot be opened.
fn found(folder: &Path) -> Result<(usize, Project), super::StoreError> {
    let (_store, reader) = sqlite::open(folder)?;
    let events = reader.log(project())?;
    let log = log();
    assert!(events.len() <= log.len() && events[..] == log[..events.len()], "the log holds something else");
    let Some(loaded) = reader.load(project())? else {
        assert_eq!(events.len(), 0, "events without a project");
        return Ok((0, Project::default()));
    };
    let mut state = Project::default();
    events.iter().for_each(|envelope| state.apply(envelope));
    assert_eq!(loaded.state, state, "the snapshot and the log differ");
    let mut ballots = loaded.ballots.get(&round(0)).cloned().unwrap_or_default();
    ballots.sort_by_key(|ballot| ballot.revision);
    assert_eq!(ballots, (0..events.len()).map(ballot).collect::<Vec<_>>(), "each act came with a ballot");
    assert_eq!(loaded.responses.len(), events.len(), "each act was answered");
    Ok((events.len(), state))
}

fn scratch(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("werksessie-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&path).expect("a temporary folder");
    path
}

/// Runs the child under `strace` with these options; what it said, and the trace.
fn traced(folder: &Path, options: &[&str], environment: &[(&str, &str)]) -> (String, String) {
    let program = std::env::current_exe().expect("this test program");
    let trace = folder.with_extension("trace");
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-o"]).arg(&trace).args(options).arg(program);
    command.args(["--exact", "store::torture::child", "--nocapture"]).env("WERKSESSIE_TORTURE", folder);
    command.envs(environment.iter().copied());
    let output = command.output().expect("run `cargo xtask setup` for strace");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let text = std::fs::read_to_string(&trace).expect("a trace");
    std::fs::remove_file(trace).expect("it is there");
    (said, text)
}

const SEEN: &str = "trace=openat,pwrite64,write,fdatasync,fsync,ftruncate,unlink,rename";

/// The highest act that was said to be stored, and the keys that were said to be there or gone.
#[derive(Clone, Default)]
struct Said {
    stored: usize,
    keys: BTreeMap<usize, bool>,
}

impl Said {
    fn hear(&mut self, text: &str) {
        for line in text.lines() {
            let (what, number) = line.split_once(' ').unwrap_or((line, ""));
            let number = number.parse::<usize>().unwrap_or_default();
            match what {
                "stored" => self.stored = number + 1,
                "key" => drop(self.keys.insert(number, true)),
                "going" => drop(self.keys.remove(&number)),
                "gone" => drop(self.keys.insert(number, false)),
                _ => {}
            }
        }
    }

    /// Holds a folder against what was said.
    fn is_kept_in(&self, folder: &Path) -> Result<(), String> {
        let (stored, _) = found(folder).map_err(|error| format!("it does not open: {error}"))?;
        if stored < self.stored {
            return Err(format!("{} acts were acknowledged, {stored} are there", self.stored));
        }
        let keys = KeyFolder::open(folder).map_err(|error| error.to_string())?;
        for (number, there) in &self.keys {
            let path = folder.join("keys").join(format!("{}.key", round(*number)));
            let bytes = std::fs::read(path).unwrap_or_default();
            let is_key = keys.read(round(*number)).map_err(|error| error.to_string())?.is_some() && bytes != [0; 32];
            if is_key != *there {
                return Err(format!("key {number} should be {}", if *there { "there" } else { "gone" }));
            }
        }
        Ok(())
    }
}

/// Lets the power go at random moments of a run, and returns what was lost where.
fn power_losses(name: &str, relaxed: bool, images: usize, random: &mut Random) -> Vec<String> {
    let folder = scratch(name);
    // Relative paths are none of ours; the child opens its folder by this path.
    let environment: &[(&str, &str)] = if relaxed { &[("WERKSESSIE_RELAXED", "yes")] } else { &[] };
    let (said, trace) = traced(&folder, &["-y", "-xx", "-s", "1000000", "-e", SEEN], environment);
    assert!(said.contains("done"), "{said}");
    let all: Vec<Call> = calls(&trace);
    let is_ours = |path: &Path| path.starts_with(&folder) && !path.to_string_lossy().ends_with("-shm");
    let ours = |call: &&Call| match call {
        Call::Made(path)
        | Call::Wrote(path, ..)
        | Call::Cut(path, _)
        | Call::Removed(path)
        | Call::Renamed(path, _) => is_ours(path),
        Call::Synced(path) => path.starts_with(&folder),
        Call::Said(_) => true,
    };
    let all: Vec<&Call> = all.iter().filter(ours).collect();
    let synced = all.iter().filter(|call| matches!(call, Call::Synced(_))).count();
    assert!(all.len() > 5 * COMMITS && (relaxed || synced > COMMITS), "{} calls, {synced} syncs", all.len());
    let mut moments: Vec<u64> = (0..images).map(|_| random.below(all.len() as u64 + 1)).collect();
    // And once at the end, when everything was said.
    moments.push(all.len() as u64);
    moments.sort_unstable();
    let (mut disk, mut heard, mut at, mut lost) = (Disk::default(), Said::default(), 0, Vec::new());
    let image = folder.with_extension("image");
    for moment in moments {
        for call in &all[at..moment as usize] {
            disk.take(call);
            if let Call::Said(text) = call {
                heard.hear(text);
            }
        }
        at = moment as usize;
        let seed = random.0;
        let _ = std::fs::remove_dir_all(&image);
        std::fs::create_dir_all(&image).expect("a temporary folder");
        for (path, bytes) in disk.after_power_loss(random) {
            let path = image.join(path.strip_prefix(&folder).expect("ours"));
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a temporary folder");
            std::fs::write(path, bytes).expect("a file");
        }
        if let Err(what) = heard.is_kept_in(&image) {
            lost.push(format!("after call {moment} of {} with seed {seed}: {what}", all.len()));
        }
    }
    assert_eq!(heard.stored, COMMITS, "the last moments are the end");
    let _ = std::fs::remove_dir_all(&image);
    std::fs::remove_dir_all(folder).expect("it is there");
    lost
}

fn seed(name: &str) -> Random {
    let given = std::env::var("WERKSESSIE_SEED").ok().and_then(|seed| seed.parse().ok());
    let fresh = || std::hash::BuildHasher::hash_one(&std::collections::hash_map::RandomState::new(), name);
    let seed = given.unwrap_or_else(fresh);
    println!("{name}: WERKSESSIE_SEED={seed}");
    Random(seed)
}

#[test]
fn nothing_acknowledged_is_lost_when_the_power_goes() {
    let images = std::env::var("WERKSESSIE_IMAGES").ok().and_then(|images| images.parse().ok()).unwrap_or(IMAGES);
    let lost = power_losses("power", false, images, &mut seed("power"));
    assert!(lost.is_empty(), "{} of {images} images lost something:\n{}", lost.len(), lost.join("\n"));
}

/// The negative control: without a sync at each commit the same harness must find losses.
#[test]
fn a_store_that_does_not_sync_is_seen_to_lose() {
    let lost = power_losses("relaxed", true, 100, &mut seed("relaxed"));
    assert!(lost.iter().any(|what| what.contains("acts were acknowledged")), "{lost:?}");
}

/// The negative control: who says "stored" without waiting whether it is, is caught.
#[test]
fn a_store_that_speaks_too_soon_is_seen_to_lose() {
    let folder = scratch("hasty");
    let inject = ["-e", "trace=pwrite64", "-e", "inject=pwrite64:error=ENOSPC:when=300"];
    let (said, _) = traced(&folder, &inject, &[("WERKSESSIE_HASTY", "yes")]);
    let mut heard = Said::default();
    heard.hear(&said);
    let lost = heard.is_kept_in(&folder).expect_err("it said more than it stored");
    assert!(lost.contains("acts were acknowledged"), "{lost}");
    std::fs::remove_dir_all(folder).expect("it is there");
}

/// Every write and every sync of a run fails once, each in a run of its own.
#[test]
fn whatever_call_fails_nothing_false_is_acknowledged_and_the_store_goes_on() {
    let full = std::env::var_os("WERKSESSIE_FULL").is_some();
    let writes = if full { COMMITS } else { WRITES };
    let kinds = [
        ("fsync", "EIO", COMMITS),
        ("ftruncate", "EIO", COMMITS),
        ("pwrite64", "ENOSPC", writes),
        ("pwrite64", "EIO", writes),
    ];
    let mut runs = 0;
    for (call, error, commits) in kinds {
        let number = commits.to_string();
        let environment = [("WERKSESSIE_COMMITS", number.as_str())];
        let folder = scratch(&format!("count-{call}"));
        let (said, trace) = traced(&folder, &["-e", &format!("trace={call}")], &environment);
        assert!(said.contains("done"), "{said}");
        std::fs::remove_dir_all(folder).expect("it is there");
        let times = trace.lines().filter(|line| line.contains(call)).count();
        assert!(times > 0, "{call} is never called");
        let one = |at: usize| {
            let folder = scratch(&format!("{call}-{error}-{at}"));
            let inject = format!("inject={call}:error={error}:when={at}");
            let options = ["--seccomp-bpf", "-e", &format!("trace={call}"), "-e", &inject];
            let (said, trace) = traced(&folder, &options, &environment);
            let mut heard = Said::default();
            heard.hear(&said);
            let what = format!("{call} fails with {error} the {at}th time of {times}");
            assert!(trace.contains("INJECTED"), "{what}: it did not");
            if let Err(lost) = heard.is_kept_in(&folder) {
                panic!("{what}: {lost}\n{said}");
            }
            // One bad moment costs at most a few acts, and those were not acknowledged.
            assert!(said.contains("closed") || heard.stored + 5 >= commits, "{what}: it did not go on\n{said}");
            std::fs::remove_dir_all(folder).expect("it is there");
        };
        // Two at a time: they wait for the disk more than they compute.
        std::thread::scope(|scope| {
            for part in 0..2 {
                scope.spawn(move || (1..=times).filter(|at| at % 2 == part).for_each(one));
            }
        });
        runs += times;
    }
    println!("{runs} runs, each with one call that failed");
}
