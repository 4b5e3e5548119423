//! A disk as the system calls of a process left it, and what of that survives when the power goes.
//!
//! What was written and not yet synced may be on the disk or not, whole or in part: writes in any
//! subset, cut at sectors; changes of names in their order, up to any point. That is what POSIX
//! promises and no more, so it is harsher than most file systems are.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Bytes that a disk writes whole or not at all.
const SECTOR: usize = 512;

/// Draws numbers, the same ones from the same seed.
pub struct Random(pub u64);

impl Random {
    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = werksessie_core::ids::mix(self.0);
        self.0
    }

    /// A number below this one.
    pub fn below(&mut self, below: u64) -> u64 {
        self.next() % below.max(1)
    }

    fn coin(&mut self) -> bool {
        self.next() & 1 == 1
    }
}

/// One thing that a process asked of the system, and got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    /// A file came to be under this name.
    Made(PathBuf),
    /// Bytes were written at a place in a file.
    Wrote(PathBuf, usize, Vec<u8>),
    /// A file got this length.
    Cut(PathBuf, usize),
    /// A file or folder was synced.
    Synced(PathBuf),
    /// A name went away.
    Removed(PathBuf),
    /// A name was changed.
    Renamed(PathBuf, PathBuf),
    /// A line to standard output: what the process told the world.
    Said(String),
}

#[derive(Clone)]
enum Write {
    Bytes(usize, Vec<u8>),
    Length(usize),
}

#[derive(Clone, Default)]
struct Inode {
    synced: Vec<u8>,
    waiting: Vec<Write>,
}

#[derive(Clone)]
enum Naming {
    Add(PathBuf, usize),
    Remove(PathBuf),
    Change(PathBuf, PathBuf),
}

/// The disk.
#[derive(Clone, Default)]
pub struct Disk {
    inodes: Vec<Inode>,
    /// Names as the running process sees them.
    seen: BTreeMap<PathBuf, usize>,
    /// Names as they are on the disk.
    synced: BTreeMap<PathBuf, usize>,
    waiting: Vec<Naming>,
}

impl Disk {
    /// What a call does.
    pub fn take(&mut self, call: &Call) {
        match call {
            Call::Made(path) => {
                if !self.seen.contains_key(path) {
                    self.inodes.push(Inode::default());
                    let inode = self.inodes.len() - 1;
                    self.seen.insert(path.clone(), inode);
                    self.waiting.push(Naming::Add(path.clone(), inode));
                }
            }
            Call::Wrote(path, at, bytes) => self.write(path, Write::Bytes(*at, bytes.clone())),
            Call::Cut(path, length) => self.write(path, Write::Length(*length)),
            Call::Synced(path) => match self.seen.get(path) {
                Some(inode) => {
                    let inode = &mut self.inodes[*inode];
                    for write in std::mem::take(&mut inode.waiting) {
                        apply(&mut inode.synced, &write);
                    }
                }
                // A folder: its names are on the disk.
                None => {
                    let (here, later) =
                        std::mem::take(&mut self.waiting).into_iter().partition(|naming| naming.is_in(path));
                    self.waiting = later;
                    let here: Vec<Naming> = here;
                    here.iter().for_each(|naming| naming.apply(&mut self.synced));
                }
            },
            Call::Removed(path) => {
                self.seen.remove(path);
                self.waiting.push(Naming::Remove(path.clone()));
            }
            Call::Renamed(from, to) => {
                if let Some(inode) = self.seen.remove(from) {
                    self.seen.insert(to.clone(), inode);
                }
                self.waiting.push(Naming::Change(from.clone(), to.clone()));
            }
            Call::Said(_) => {}
        }
    }

    fn write(&mut self, path: &Path, write: Write) {
        if let Some(inode) = self.seen.get(path) {
            self.inodes[*inode].waiting.push(write);
        }
    }

    /// The files as they may be when the power goes now.
    pub fn after_power_loss(&self, random: &mut Random) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut names = self.synced.clone();
        let kept = random.below(self.waiting.len() as u64 + 1) as usize;
        self.waiting[..kept].iter().for_each(|naming| naming.apply(&mut names));
        let content = |inode: &Inode, random: &mut Random| {
            let mut bytes = inode.synced.clone();
            for write in &inode.waiting {
                match write {
                    Write::Bytes(at, new) => {
                        for (sector, part) in new.chunks(SECTOR).enumerate() {
                            if random.coin() {
                                apply(&mut bytes, &Write::Bytes(at + sector * SECTOR, part.to_vec()));
                            }
                        }
                    }
                    length if random.coin() => apply(&mut bytes, length),
                    Write::Length(_) => {}
                }
            }
            bytes
        };
        names.into_iter().map(|(path, inode)| (path, content(&self.inodes[inode], random))).collect()
    }
}

fn apply(bytes: &mut Vec<u8>, write: &Write) {
    match write {
        Write::Bytes(at, new) => {
            if bytes.len() < at + new.len() {
                bytes.resize(at + new.len(), 0);
            }
            bytes[*at..at + new.len()].copy_from_slice(new);
        }
        Write::Length(length) => bytes.resize(*length, 0),
    }
}

impl Naming {
    fn is_in(&self, folder: &Path) -> bool {
        let (Self::Add(path, _) | Self::Remove(path) | Self::Change(_, path)) = self;
        path.parent() == Some(folder)
    }

    fn apply(&self, names: &mut BTreeMap<PathBuf, usize>) {
        match self {
            Self::Add(path, inode) => drop(names.insert(path.clone(), *inode)),
            Self::Remove(path) => drop(names.remove(path)),
            Self::Change(from, to) => {
                if let Some(inode) = names.remove(from) {
                    names.insert(to.clone(), inode);
                }
            }
        }
    }
}

/// Reads what `strace -f -y -xx` wrote down, in the order of the calls.
pub fn calls(trace: &str) -> Vec<Call> {
    let mut calls = Vec::new();
    // Where plain writes to a file go on, by process-wide descriptor.
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut begun: BTreeMap<String, String> = BTreeMap::new();
    for line in trace.lines() {
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        let rest = rest.trim_start();
        let whole = if let Some(start) = rest.strip_suffix(" <unfinished ...>") {
            begun.insert(thread.to_owned(), start.to_owned());
            continue;
        } else if let Some(end) = rest.strip_prefix("<... ") {
            let end = end.split_once(" resumed>").map_or("", |(_, end)| end);
            begun.remove(thread).unwrap_or_default() + end
        } else {
            rest.to_owned()
        };
        if let Some(call) = read(&whole, &mut places) {
            calls.push(call);
        }
    }
    calls
}

fn read(line: &str, places: &mut BTreeMap<String, usize>) -> Option<Call> {
    let (call, result) = line.rsplit_once(" = ")?;
    if result.starts_with('-') {
        return None;
    }
    let (name, arguments) = call.trim_end().strip_suffix(')')?.split_once('(')?;
    let parts: Vec<&str> = arguments.split(", ").collect();
    // `5<\x2f\x78>`: the descriptor and its path.
    let file = |text: &str| Some(PathBuf::from(String::from_utf8(bytes(text.split_once('<')?.1)).ok()?));
    let path = |text: &str| Some(PathBuf::from(String::from_utf8(bytes(text)).ok()?));
    match name {
        "openat" => {
            places.insert(result.to_owned(), 0);
            let flags = parts.get(2)?;
            let path = path(parts.get(1)?)?;
            let is_new = flags.contains("O_CREAT");
            is_new.then_some(Call::Made(path))
        }
        "pwrite64" => Some(Call::Wrote(file(parts[0])?, parts.get(3)?.parse().ok()?, bytes(parts.get(1)?))),
        "write" if parts[0].starts_with("1<") => Some(Call::Said(String::from_utf8(bytes(parts.get(1)?)).ok()?)),
        "write" => {
            let written = bytes(parts.get(1)?);
            let place = places.entry(parts[0].to_owned()).or_default();
            let at = *place;
            *place += written.len();
            Some(Call::Wrote(file(parts[0])?, at, written))
        }
        "fdatasync" | "fsync" => Some(Call::Synced(file(parts[0])?)),
        "ftruncate" => Some(Call::Cut(file(parts[0])?, parts.get(1)?.parse().ok()?)),
        "unlink" => Some(Call::Removed(path(parts[0])?)),
        "rename" => Some(Call::Renamed(path(parts[0])?, path(parts.get(1)?)?)),
        _ => None,
    }
}

/// The bytes of a text in which each is written as `\x` and two digits.
fn bytes(text: &str) -> Vec<u8> {
    let text = text.trim_matches('"');
    text.split("\\x").skip(1).filter_map(|digits| u8::from_str_radix(digits.get(..2)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_is_read_with_places_and_threads() {
        let trace = "7 openat(AT_FDCWD</w>, \"\\x2f\\x61\", O_RDWR|O_CREAT|O_CLOEXEC, 0644) = 5<\\x2f\\x61>\n\
            7 pwrite64(5<\\x2f\\x61>, \"\\x01\\x02\", 2, 4096 <unfinished ...>\n\
            8 write(1<pipe:[3]>, \"\\x68\\x69\", 2) = 2\n\
            7 <... pwrite64 resumed>) = 2\n\
            7 write(6<\\x2f\\x62>, \"\\x09\", 1) = 1\n\
            7 write(6<\\x2f\\x62>, \"\\x08\", 1) = 1\n\
            7 fdatasync(5<\\x2f\\x61>) = 0\n\
            7 fdatasync(5<\\x2f\\x61>) = -1 EIO (Input/output error) (INJECTED)\n\
            7 unlink(\"\\x2f\\x61\") = 0\n";
        let path = PathBuf::from;
        assert_eq!(
            calls(trace),
            [
                Call::Made(path("/a")),
                Call::Said("hi".into()),
                Call::Wrote(path("/a"), 4096, vec![1, 2]),
                Call::Wrote(path("/b"), 0, vec![9]),
                Call::Wrote(path("/b"), 1, vec![8]),
                Call::Synced(path("/a")),
                Call::Removed(path("/a")),
            ]
        );
    }

    #[test]
    fn what_is_synced_stays_and_what_is_not_may_go() {
        let (folder, file) = (PathBuf::from("/d"), PathBuf::from("/d/f"));
        let mut disk = Disk::default();
        disk.take(&Call::Made(file.clone()));
        disk.take(&Call::Wrote(file.clone(), 0, vec![1; 1024]));
        disk.take(&Call::Synced(file.clone()));
        let seen = |disk: &Disk| {
            let images = (0..64).map(|seed| disk.after_power_loss(&mut Random(seed)).get(&file).cloned());
            images.collect::<std::collections::BTreeSet<_>>()
        };
        assert_eq!(seen(&disk), [None, Some(vec![1; 1024])].into(), "its name was not synced");
        disk.take(&Call::Synced(folder));
        assert_eq!(seen(&disk), [Some(vec![1; 1024])].into());
        disk.take(&Call::Wrote(file.clone(), 0, vec![2; 1024]));
        let images = seen(&disk);
        assert!(images.contains(&Some([vec![1; 512], vec![2; 512]].concat())) && images.len() == 4, "torn at sectors");
    }
}
