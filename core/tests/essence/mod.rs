//! What two states of a project have in common when one is the other taken back.

use werksessie_core::time::Timestamp;
use werksessie_core::*;

/// What an act can change and its undo must put back: all of the project but where the log is,
/// the list of acts, the clocks of the agenda and the timer, and what is only kept for the record.
pub fn essence(project: &Project) -> Project {
    let mut rest = project.clone();
    rest.seq = 0;
    for meeting in &mut rest.meetings {
        meeting.acts.clear();
        meeting.timer = None;
        meeting.rounds.retain(|round| round.phase != round::Phase::Discarded);
        for item in &mut meeting.agenda {
            (item.started_at, item.spent) = (None, 0);
        }
    }
    rest.removed.clear();
    rest.promises.retain(|promise| !promise.withdrawn);
    rest.actions.retain(|action| !action.dropped);
    for arena in &mut rest.arenas {
        arena.pieces.retain(|piece| piece.status != arena::piece::Status::Dropped);
    }
    rest.risks.retain(|risk| risk.status != risk::Status::Dropped);
    for action in &mut rest.actions {
        action.updated_at = None;
    }
    rest.steps.retain(|mark| mark.state != step::StepState::Open);
    for mark in &mut rest.steps {
        mark.at = Timestamp(0);
    }
    rest
}
