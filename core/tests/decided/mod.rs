//! A hall in which a round was held and decided.

use werksessie_core::ballot::Cast;
use werksessie_core::round::deciding::DecideItems;
use werksessie_core::round::{Stage, Target};
use werksessie_core::*;

use super::builder::{Hall, answers};

/// A hall in which the first so many of three items have priority, and that round; parties 0 and 1
/// are there, 2 is not.
pub fn decided(count: usize) -> (Hall, Target) {
    let mut hall = Hall::begun();
    let seats: Vec<_> = [0, 0, 0, 1, 1].into_iter().map(|party| hall.join(party)).collect();
    let round = hall.open(3);
    for seat in seats {
        let answers = answers(&hall.items, &[Some((5, 3)), Some((4, 3)), Some((1, 1))]);
        hall.cast(round, seat, &Cast { revision: None, answers }).expect("the round is open");
    }
    for stage in [Stage::Closed, Stage::Counted, Stage::Revealed] {
        hall.bring(round, stage).expect("it is the next stage");
    }
    let target = Target { meeting: hall.meeting, round };
    give_priority(&mut hall, target, count);
    (hall, target)
}

/// Decides that the first so many items have priority.
pub fn give_priority(hall: &mut Hall, target: Target, count: usize) {
    let priorities = hall.items[..count].to_vec();
    hall.must(Command::RoundDecide(DecideItems { target, priorities, reason: String::new() }));
}
