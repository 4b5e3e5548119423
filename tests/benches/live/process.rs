//! What the system says about a process, and which core it may use. Linux only, as the figures are.

use std::fs;
use std::process::Command;

/// The core of the server and of the floor.
const SERVER_CORE: &str = "0";
/// The core of the clients.
const CLIENT_CORE: &str = "1";

fn has_two_cores() -> bool {
    // Asked of the system: this process may be pinned already.
    fs::read_to_string("/proc/cpuinfo").unwrap_or_default().matches("processor\t").count() > 1
}

/// Keeps this process on the clients' core.
pub fn pin_clients() {
    pin(std::process::id(), CLIENT_CORE);
}

/// Moves this process to the server's core, for what it starts there: a child knows from its first
/// moment that it has one core, and makes no more threads than fit on it.
pub fn pin_as_server() {
    pin(std::process::id(), SERVER_CORE);
}

fn pin(pid: u32, core: &str) {
    if has_two_cores() {
        let pinned = Command::new("taskset").args(["-a", "-p", "-c", core, &pid.to_string()]).output();
        assert!(pinned.is_ok_and(|done| done.status.success()), "taskset keeps a process on one core");
    }
}

/// Seconds a process has computed, over all its threads.
pub fn cpu(pid: u32) -> f64 {
    let tasks = fs::read_dir(format!("/proc/{pid}/task")).expect("the process runs");
    let nanoseconds: u64 = tasks
        .filter_map(|task| fs::read_to_string(task.ok()?.path().join("schedstat")).ok())
        .filter_map(|line| line.split(' ').next()?.parse::<u64>().ok())
        .sum();
    nanoseconds as f64 / 1e9
}

/// Bytes of memory a process holds (resident set).
pub fn memory(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("the process runs");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("it has a size");
    let kilobytes: u64 = line.split_whitespace().nth(1).and_then(|text| text.parse().ok()).expect("a number");
    kilobytes * 1_024
}
