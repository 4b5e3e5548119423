//! Every command, in one table: its name, its payload, and through the payload its right.

use serde::{Deserialize, Serialize};

use crate::access::Right;
use crate::room::{Context, Outcome, Room};
use crate::{
    Refusal, action, agenda, arena, ballot, bottleneck, card, challenge, erasure, finished, link, meeting, party,
    promise, risk, round, screen, seat, step, timer,
};

/// What a command's payload knows: who may send it, and what it does to a room.
pub trait Decide {
    /// Who may send it.
    const RIGHT: Right;

    /// The events it leads to. Reads, never changes.
    ///
    /// # Errors
    /// The reason for not doing it.
    fn decide(&self, room: &Room, context: &Context) -> Result<Outcome, Refusal>;
}

macro_rules! commands {
    ($($name:literal $variant:ident($payload:ty))*) => {
        /// A command, as sent: `{"type": "slice.verb", ...}`.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "type")]
        pub enum Command {
            $(#[doc = concat!("`", $name, "`")] #[serde(rename = $name)] $variant($payload),)*
        }

        impl Command {
            /// The names of all commands.
            pub const NAMES: &[&str] = &[$($name),*];

            /// Its name, `slice.verb`.
            pub fn name(&self) -> &'static str {
                match self { $(Self::$variant(_) => $name),* }
            }

            /// Who may send it.
            pub fn right(&self) -> Right {
                match self { $(Self::$variant(_) => <$payload as Decide>::RIGHT),* }
            }
        }

        /// Decides on a command: events, or a refusal. Changes nothing.
        ///
        /// # Errors
        /// [`Refusal::NotAllowed`] when the actor lacks the right, else the command's own reason.
        pub fn decide(room: &Room, command: &Command, context: &Context) -> Result<Outcome, Refusal> {
            if !command.right().held_by(&context.actor) {
                return Err(Refusal::NotAllowed);
            }
            match command { $(Command::$variant(payload) => payload.decide(room, context)),* }
        }
    };
}

commands! {
    "project.expire" ProjectExpire(erasure::Expire)
    "project.redact" ProjectRedact(erasure::Redact)
    "project.delete" ProjectDelete(erasure::Delete)
    "party.add" PartyAdd(party::Add)
    "party.change" PartyChange(party::Change)
    "party.merge" PartyMerge(party::Merge)
    "party.remove" PartyRemove(party::Remove)
    "link.make" LinkMake(link::Make)
    "link.cover" LinkCover(link::Cover)
    "link.renew" LinkRenew(link::Renew)
    "link.revoke" LinkRevoke(link::Revoke)
    "seat.change" SeatChange(seat::ChangeSeat)
    "seat.remove" SeatRemove(seat::RemoveSeat)
    "seat.admit" SeatAdmit(seat::Admit)
    "seat.decline" SeatDecline(seat::Decline)
    "seat.leave" SeatLeave(seat::Leave)
    "ballot.take" BallotTake(ballot::TakePen)
    "bottleneck.add" BottleneckAdd(bottleneck::Add)
    "bottleneck.change" BottleneckChange(bottleneck::change::Change)
    "bottleneck.park" BottleneckPark(bottleneck::list::Park)
    "bottleneck.solve" BottleneckSolve(bottleneck::list::Solve)
    "bottleneck.return" BottleneckReturn(bottleneck::list::Return)
    "bottleneck.merge" BottleneckMerge(bottleneck::group::Merge)
    "bottleneck.unmerge" BottleneckUnmerge(bottleneck::group::Unmerge)
    "bottleneck.split" BottleneckSplit(bottleneck::split::Split)
    "bottleneck.unsplit" BottleneckUnsplit(bottleneck::split::Unsplit)
    "bottleneck.distinct" BottleneckDistinct(bottleneck::likeness::Distinct)
    "bottleneck.alike" BottleneckAlike(bottleneck::likeness::Alike)
    "evidence.add" EvidenceAdd(bottleneck::evidence::Add)
    "evidence.remove" EvidenceRemove(bottleneck::evidence::Remove)
    "card.add" CardAdd(card::Add)
    "card.accept" CardAccept(card::Accept)
    "card.join" CardJoin(card::Join)
    "card.decline" CardDecline(card::Decline)
    "card.reopen" CardReopen(card::Reopen)
    "meeting.plan" MeetingPlan(meeting::Plan)
    "meeting.begin" MeetingBegin(meeting::Begin)
    "meeting.end" MeetingEnd(meeting::End)
    "meeting.lock" MeetingLock(meeting::Lock)
    "meeting.go" MeetingGo(agenda::Go)
    "agenda.add" AgendaAdd(agenda::Add)
    "agenda.change" AgendaChange(agenda::Change)
    "agenda.place" AgendaPlace(agenda::Place)
    "agenda.remove" AgendaRemove(agenda::Remove)
    "agenda.note" AgendaNote(agenda::Note)
    "timer.start" TimerStart(timer::Start)
    "timer.extend" TimerExtend(timer::Extend)
    "timer.stop" TimerStop(timer::Stop)
    "screen.show" ScreenShow(screen::Show)
    "screen.curtain" ScreenCurtain(screen::Draw)
    "screen.wifi" ScreenWifi(screen::SetWifi)
    "screen.pair" ScreenPair(screen::Pair)
    "round.open" RoundOpen(round::Open)
    "round.move" RoundMove(round::Move)
    "round.paper" RoundPaper(round::counting::Paper)
    "round.revote" RoundRevote(round::Revote)
    "round.decide" RoundDecide(round::deciding::DecideItems)
    "round.reopen" RoundReopen(round::deciding::Reopen)
    "risk.add" RiskAdd(risk::Add)
    "risk.change" RiskChange(risk::field::Change)
    "risk.merge" RiskMerge(risk::list::Merge)
    "risk.drop" RiskDrop(risk::list::Drop)
    "risk.return" RiskReturn(risk::list::Return)
    "risk.wait" RiskWait(risk::list::Wait)
    "risk.measure" RiskMeasure(risk::measure::Measure)
    "risk.settle" RiskSettle(risk::score::Settle)
    "challenge.change" ChallengeChange(challenge::Change)
    "challenge.settle" ChallengeSettle(challenge::Settle)
    "arena.start" ArenaStart(arena::Start)
    "arena.clear" ArenaClear(arena::Clear)
    "arena.frame" ArenaFrame(arena::field::Reframe)
    "arena.add" ArenaAdd(arena::piece::Add)
    "arena.change" ArenaChange(arena::field::Change)
    "arena.move" ArenaMove(arena::piece::Move)
    "arena.settle" ArenaSettle(arena::settle::Settle)
    "promise.make" PromiseMake(promise::Make)
    "promise.change" PromiseChange(promise::change::Change)
    "promise.mandate" PromiseMandate(promise::change::SetMandate)
    "promise.confirm" PromiseConfirm(promise::confirm::Confirm)
    "promise.unconfirm" PromiseUnconfirm(promise::confirm::Unconfirm)
    "promise.report" PromiseReport(promise::report::Tell)
    "promise.unreport" PromiseUnreport(promise::report::Untell)
    "promise.withdraw" PromiseWithdraw(promise::Withdraw)
    "promise.restore" PromiseRestore(promise::Restore)
    "condition.add" ConditionAdd(promise::condition::Add)
    "condition.answer" ConditionAnswer(promise::condition::Reply)
    "condition.meet" ConditionMeet(promise::condition::Meet)
    "condition.drop" ConditionDrop(promise::condition::Drop)
    "action.add" ActionAdd(action::Add)
    "action.change" ActionChange(action::change::Change)
    "action.plan" ActionPlan(action::Plan)
    "action.drop" ActionDrop(action::Drop)
    "action.return" ActionReturn(action::Return)
    "step.mark" StepMark(step::MarkStep)
    "document.finish" DocumentFinish(finished::Finish)
}
