//! The figures of a cell, for people and as JSON.

use std::fmt::Write as _;
use std::time::Duration;

use serde::Serialize;

/// How latencies are spread, in seconds.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Spread {
    p50: f64,
    p99: f64,
    max: f64,
}

impl Spread {
    /// Of these latencies; at least one.
    pub fn of(latencies: impl IntoIterator<Item = Duration>) -> Self {
        let mut seconds: Vec<f64> = latencies.into_iter().map(|latency| latency.as_secs_f64()).collect();
        seconds.sort_by(f64::total_cmp);
        // Nearest rank: the smallest value that at least this share does not exceed.
        let rank = |share: f64| seconds[((seconds.len() as f64 * share).ceil() as usize).clamp(1, seconds.len()) - 1];
        Self { p50: rank(0.5), p99: rank(0.99), max: seconds[seconds.len() - 1] }
    }
}

/// The middle of some figures; at least one.
pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// The figures of one cell. Times in seconds, memory in bytes.
#[derive(Debug, Serialize)]
pub struct Cell {
    pub phones: usize,
    pub seed: u64,
    pub joins_a_second: f64,
    /// How long each waited for a seat, with five hundred at a time.
    pub joined: Spread,
    pub connects_a_second: f64,
    /// Growth of the server's resident set from before the first seat, each connected.
    pub memory_per_phone: f64,
    pub vote_to_acknowledged: Spread,
    /// From the intended time until the screen counts it. Holds the tick of at most 0.1 s.
    pub vote_to_screen: Spread,
    /// Should be none: progress is for the screen.
    pub updates_to_phones_while_voting: usize,
    pub largest_progress_frame: usize,
    pub cpu_per_vote: f64,
    pub cpu_per_vote_saturated: f64,
    pub cards_acknowledged: Spread,
    /// After `kill -9`: until it answers again, and until every phone has its page again.
    pub ready_after_kill: f64,
    pub all_back_after_kill: f64,
    /// As `vote_to_acknowledged`, while fifty people download the workbook.
    pub acknowledged_while_downloading: Spread,
    /// How long those waited for it.
    pub downloaded: Spread,
    pub burst_acknowledged: Spread,
    pub durable_votes_a_second: f64,
    pub reveal_bytes: usize,
    /// From the leader's request, so with deciding and storing.
    pub reveal_to_first: f64,
    pub reveal_to_last: f64,
    pub floor_to_last: f64,
    /// First to last phone, against first to last connection of the floor.
    pub reveal_ratio: f64,
    pub cpu_per_update: f64,
    pub floor_cpu_per_update: f64,
    pub cpu_ratio: f64,
}

/// The figures of many meetings at once.
#[derive(Debug, Serialize)]
pub struct Many {
    pub meetings: usize,
    /// In each.
    pub phones: usize,
    pub memory_per_phone: f64,
    pub acknowledged: Spread,
    pub burst: Spread,
}

/// Those figures as lines.
pub fn many(many: &Many) -> String {
    let ms = |seconds: f64| format!("{:.1} ms", seconds * 1e3);
    let spread = |spread: Spread| format!("p50 {}, p99 {}, max {}", ms(spread.p50), ms(spread.p99), ms(spread.max));
    format!(
        "  {} meetings of {} phones\n  {:<44}{:.1} KB\n  {:<44}{}\n  {:<44}{}\n",
        many.meetings,
        many.phones,
        "memory per phone, with its share of the rooms",
        many.memory_per_phone / 1_024.0,
        "vote to acknowledged, over 10 s",
        spread(many.acknowledged),
        "burst of all in 1 s, acknowledged",
        spread(many.burst)
    )
}

/// The figures as lines.
pub fn text(cell: &Cell) -> String {
    let mut text = String::new();
    let mut line = |name: &str, figure: String| writeln!(text, "  {name:<44}{figure}").expect("writing to a string");
    let ms = |seconds: f64| format!("{:.1} ms", seconds * 1e3);
    let us = |seconds: f64| format!("{:.1} us", seconds * 1e6);
    let spread = |spread: Spread| format!("p50 {}, p99 {}, max {}", ms(spread.p50), ms(spread.p99), ms(spread.max));
    line("phones", cell.phones.to_string());
    line("joined, connected", format!("{:.0}/s, {:.0}/s", cell.joins_a_second, cell.connects_a_second));
    line("waited for a seat, 500 at a time", spread(cell.joined));
    line("memory per phone", format!("{:.1} KB", cell.memory_per_phone / 1_024.0));
    line("vote to acknowledged, over 10 s", spread(cell.vote_to_acknowledged));
    line("vote to screen, with the tick of 100 ms", spread(cell.vote_to_screen));
    line("updates to phones while voting", cell.updates_to_phones_while_voting.to_string());
    line("largest progress frame", format!("{} bytes", cell.largest_progress_frame));
    line("CPU of the server per vote", us(cell.cpu_per_vote));
    line("the same, while 50 download the workbook", spread(cell.acknowledged_while_downloading));
    line("those downloads", spread(cell.downloaded));
    line("burst of all in 1 s, acknowledged", spread(cell.burst_acknowledged));
    line("durable votes, saturated", format!("{:.0}/s", cell.durable_votes_a_second));
    line("CPU of the server per vote, saturated", us(cell.cpu_per_vote_saturated));
    line("cards, over 10 s, acknowledged", spread(cell.cards_acknowledged));
    line(
        "after kill -9: ready, all back",
        format!("{:.1} s, {:.1} s", cell.ready_after_kill, cell.all_back_after_kill),
    );
    line("reveal to first and last phone", format!("{}, {}", ms(cell.reveal_to_first), ms(cell.reveal_to_last)));
    line("floor to last, as many bytes", format!("{} ({} bytes)", ms(cell.floor_to_last), cell.reveal_bytes));
    line("fan-out, times the floor", format!("{:.2}", cell.reveal_ratio));
    line(
        "CPU per update, floor, times the floor",
        format!("{}, {}, {:.2}", us(cell.cpu_per_update), us(cell.floor_cpu_per_update), cell.cpu_ratio),
    );
    text
}
