//! Pulling the plug: what was acknowledged is there, once, and nobody joins again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use serde_json::json;
use tokio::time::{Instant, sleep};
use werksessie_core::{BottleneckId, RoundId};
use werksessie_tests::client::{Live, Participant, Random, answers, id};
use werksessie_tests::meeting::Meeting;
use werksessie_tests::server::Server;

/// How often the plug is pulled; more with `WERKSESSIE_KILLS`.
const KILLS: u64 = 20;
/// How many people vote all the time.
const SEATS: usize = 40;

/// Votes until told to stop, coming back by itself, and sending the newest ballot again until it
/// is acknowledged, as a phone does. Returns the acknowledged marks.
async fn vote_all_the_time(
    seat: Participant,
    round: RoundId,
    items: Vec<BottleneckId>,
    stop: Arc<AtomicBool>,
    acknowledged: Arc<AtomicU64>,
    seed: u64,
) -> Vec<u8> {
    let mut random = Random(seed);
    let mut revision: u32 = 0;
    loop {
        revision += 1;
        let marks: Vec<u8> = items.iter().map(|_| 1 + random.below(5) as u8).collect();
        let ballot = answers(&items, |item| (marks[item], 6 - marks[item]));
        let mut live: Option<Live> = None;
        loop {
            if let Some(open) = live.as_mut() {
                match open.cast(round, revision, &ballot).await {
                    Ok(stored) => {
                        assert_eq!(stored, revision, "what is stored is what was sent last");
                        acknowledged.fetch_add(1, Ordering::Relaxed);
                        break;
                    }
                    Err(code) => {
                        assert!(!code.contains("not_") || code == "not_stored", "refused: {code}");
                        live = None;
                    }
                }
            }
            let role = format!("seat&seat={}", seat.seat);
            match Live::open(&seat.host, seat.meeting, &role, &seat.token).await {
                // The first thing said is the seat's own ballot: what was acknowledged is there.
                Ok(mut open) => {
                    if let Some(own) = open.next().await {
                        let stored = own["own"]["ballot"]["revision"].as_u64().unwrap_or(0);
                        assert!(stored + 1 >= revision.into(), "{stored} is stored, {} was acknowledged", revision - 1);
                        live = Some(open);
                    }
                }
                // The server is down; a phone waits as well.
                Err(_) => sleep(Duration::from_millis(20)).await,
            }
        }
        if stop.load(Ordering::Relaxed) {
            return marks;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn forty_people_vote_while_the_plug_is_pulled_twenty_times() {
    let mut random = Random::new("kill");
    let mut server = Server::start("kill", &[]).await;
    let meeting = Meeting::begin(&server.host, SEATS).await;
    let items = meeting.items[..3].to_vec();
    let round = meeting.open(&items).await;
    let (stop, acknowledged) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let voters: Vec<_> = meeting
        .seats
        .iter()
        .map(|seat| {
            let task = vote_all_the_time(
                seat.clone(),
                round,
                items.clone(),
                stop.clone(),
                acknowledged.clone(),
                random.below(u64::MAX),
            );
            tokio::spawn(task)
        })
        .collect();
    let kills = std::env::var("WERKSESSIE_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(KILLS);
    for _ in 0..kills {
        // A random moment: after so many further acknowledgements.
        let until = acknowledged.load(Ordering::Relaxed) + 1 + random.below(400);
        let deadline = Instant::now() + Duration::from_secs(60);
        while acknowledged.load(Ordering::Relaxed) < until {
            assert!(Instant::now() < deadline, "voting has stopped");
            sleep(Duration::from_millis(1)).await;
        }
        server.kill().await;
        server.restart(&[]).await;
    }
    stop.store(true, Ordering::Relaxed);
    let mut expected = vec![[0u32; 5]; items.len()];
    for voter in voters {
        for (item, mark) in voter.await.expect("a voter ends well").into_iter().enumerate() {
            expected[item][usize::from(mark) - 1] += 1;
        }
    }
    println!("kill: {} ballots acknowledged over {kills} kills", acknowledged.load(Ordering::Relaxed));
    meeting.bring(round, "closed").await;
    meeting.bring(round, "counted").await;
    let view = meeting.leader.view(meeting.meeting).await;
    assert_eq!(view["round"]["voted"], json!([SEATS, SEATS]), "nobody joined again, nobody is doubled");
    for result in view["round"]["results"].as_array().unwrap() {
        let at = items.iter().position(|item| result["card"]["item"] == json!(item)).unwrap();
        assert_eq!(result["severity"]["counts"], json!(expected[at]), "severity of item {at}");
        let turned: Vec<u32> = expected[at].iter().rev().copied().collect();
        assert_eq!(result["influence"]["counts"], json!(turned), "influence of item {at}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_between_the_steps_of_counting_leaves_either_all_or_nothing() {
    let mut server = Server::start("counting", &[]).await;
    let mut meeting = Meeting::begin(&server.host, 6).await;
    let items = meeting.items[..1].to_vec();
    for (point, is_counted) in [("before-commit", false), ("after-commit", true), ("after-key", true)] {
        let round = meeting.open(&items).await;
        for (at, seat) in meeting.seats.iter_mut().enumerate() {
            seat.revision = 0;
            assert!(seat.vote(round, &answers(&items, |_| (1 + at as u8 % 5, 3))).await.status.is_success());
        }
        meeting.bring(round, "closed").await;
        let key = server.data.join("keys").join(format!("{round}.key"));
        assert!(key.exists());
        server.stop().await;
        server.restart(&[("WERKSESSIE_CRASH_AT", point)]).await;
        let command = json!({ "type": "round.move", "meeting": meeting.meeting, "round": round, "to": "counted" });
        let command_id = id();
        let leader = meeting.leader.clone();
        let lost = tokio::spawn({
            let (leader, command) = (leader.clone(), command.clone());
            // The connection breaks; whether an answer came does not matter.
            async move { drop(tokio::time::timeout(Duration::from_secs(20), leader.send(command_id, &command)).await) }
        });
        server.ended().await;
        // The task ends with the broken connection.
        let _ = lost.await;
        server.restart(&[]).await;
        let view = leader.view(meeting.meeting).await;
        let stage = view["round"]["stage"].as_str().unwrap();
        assert_eq!(stage, if is_counted { "counted" } else { "closed" }, "{point}");
        let again = leader.send(command_id, &command).await;
        assert!(again.status.is_success(), "{point}: {}", again.text);
        assert_eq!(again.body["duplicate"], is_counted, "{point}: a retry gets the first answer");
        let view = leader.view(meeting.meeting).await;
        assert_eq!(view["round"]["results"][0]["severity"]["counts"], json!([2, 1, 1, 1, 1]), "{point}");
        assert!(!key.exists(), "{point}: the key is destroyed");
        meeting.bring(round, "revealed").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_is_acknowledged_only_when_it_is_stored() {
    let mut server = Server::start("vote", &[]).await;
    let mut meeting = Meeting::begin(&server.host, 1).await;
    let items = meeting.items[..1].to_vec();
    let round = meeting.open(&items).await;
    let marks = answers(&items, |_| (4, 2));
    for (revision, point, is_stored) in [(1, "before-vote", false), (2, "after-vote", true)] {
        server.stop().await;
        server.restart(&[("WERKSESSIE_CRASH_AT", point)]).await;
        let mut phone = meeting.seats[0].connect().await;
        assert_eq!(phone.cast(round, revision, &marks).await, Err("the connection ended".to_owned()), "{point}");
        server.ended().await;
        server.restart(&[]).await;
        let mut phone = meeting.seats[0].connect().await;
        let own = phone.until("own").await;
        assert_eq!(own["ballot"]["revision"] == json!(revision), is_stored, "{point}: {own}");
        // The phone sends what was not acknowledged once more.
        assert_eq!(phone.cast(round, revision, &marks).await, Ok(revision), "{point}");
    }
    meeting.seats[0].revision = 2;
    meeting.bring(round, "closed").await;
    meeting.bring(round, "counted").await;
    assert_eq!(meeting.leader.view(meeting.meeting).await["round"]["voted"], json!([1, 1]), "it counts once");
}
