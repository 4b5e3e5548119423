//! One cell of the measurement: one meeting with this many phones.

use std::sync::Arc;
use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::task::{JoinSet, LocalSet};
use tokio::time::{Instant, sleep_until};
use tokio_tungstenite::tungstenite::Utf8Bytes;
use werksessie_core::question::Answers;
use werksessie_core::{BottleneckId, RoundId};
use werksessie_tests::client::{Participant, Random, answers, id, parties};
use werksessie_tests::meeting::Meeting;
use werksessie_tests::server::Server;

use super::floor::Floor;
use super::phones::{Clients, SCREEN, What};
use super::process;
use super::report::{Cell, Many, Spread, median};

/// Items in the round that all phones vote in.
const ITEMS: usize = 5;
/// People who join at the same time: everybody who sees the code on the wall scans it at once.
const DOORS: usize = 500;
/// The votes of the open loop are spread over this time.
const WINDOW: Duration = Duration::from_secs(10);
/// Workbooks that are asked for at the same moment, in the middle of a vote.
const DOWNLOADS: usize = 50;
/// The votes of the burst are spread over this time.
const BURST: Duration = Duration::from_secs(1);
/// Every phone sends the next vote as soon as the last is stored, for this long.
const FLOOD: Duration = Duration::from_secs(5);

/// Measures one cell.
pub async fn cell(phones: usize) -> Cell {
    LocalSet::new().run_until(measure(phones)).await
}

async fn measure(phones: usize) -> Cell {
    let mut random = Random::new("bench");
    let seed = random.0;
    process::pin_as_server();
    let mut server = Server::start("bench", &[]).await;
    process::pin_clients();
    let meeting = Meeting::begin(&server.host, 0).await;
    let empty = process::memory(server.pid());

    let began = Instant::now();
    let (seats, joined) = join(&meeting, phones).await;
    let joins_a_second = phones as f64 / began.elapsed().as_secs_f64();

    let mut clients = Clients::new();
    let live = format!("/api/v1/meetings/{}/live", meeting.meeting);
    clients.connect(&server.host, &format!("{live}?role=screen"), &meeting.leader.secret).await;
    let began = Instant::now();
    for seat in &seats {
        clients.connect(&server.host, &format!("{live}?role=seat&drawn=nl&seat={}", seat.seat), &seat.token).await;
    }
    let connects_a_second = phones as f64 / began.elapsed().as_secs_f64();
    clients.settle().await;
    let memory_per_phone = process::memory(server.pid()).saturating_sub(empty) as f64 / phones as f64;

    let mut floor_clients = Clients::new();
    let mut floor = Floor::start(phones);
    for _ in 0..phones {
        floor_clients.connect_floor(floor.address).await;
    }

    let round = meeting.open(&meeting.items[..ITEMS]).await;
    clients.all_have_view(phones).await;
    clients.settle().await;
    let given = answers(&meeting.items[..ITEMS], |at| (1 + at as u8 % 5, 3));

    let cpu = process::cpu(server.pid());
    let open_loop = votes(&mut clients, &mut random, phones, WINDOW, &|_| ballot(round, 1, &given)).await;
    let cpu_per_vote = (process::cpu(server.pid()) - cpu) / phones as f64;
    clients.settle().await;
    let busy = async {
        let second_vote = |_| ballot(round, 2, &given);
        let voting = votes(&mut clients, &mut random, phones, WINDOW, &second_vote);
        tokio::join!(voting, downloads(&meeting))
    };
    let (while_downloading, downloaded) = busy.await;
    clients.settle().await;
    let burst = votes(&mut clients, &mut random, phones, BURST, &|_| ballot(round, 3, &given)).await;
    clients.settle().await;
    let cpu = process::cpu(server.pid());
    let flooded = flood(&mut clients, phones, round, &given).await;
    let cpu_per_vote_saturated = (process::cpu(server.pid()) - cpu) / (flooded * FLOOD.as_secs_f64());
    clients.settle().await;

    let awake = tokio::task::spawn_local(stay_awake());
    let mut reveals = Vec::new();
    reveals.push(reveal(&meeting, round, &server, &mut clients, &mut floor, &mut floor_clients).await);
    for item in &meeting.items[ITEMS..] {
        let round = small_round(&meeting, &mut clients, phones, *item).await;
        reveals.push(reveal(&meeting, round, &server, &mut clients, &mut floor, &mut floor_clients).await);
    }
    awake.abort();
    let cards = cards(&meeting, &mut clients, &mut random, phones).await;
    drop((clients, floor_clients, floor));
    let (ready, back) = kill_and_reconnect(&mut server, &live, &meeting, &seats).await;
    let ratio = |of: fn(&Reveal) -> (f64, f64)| {
        median(reveals.iter().map(|reveal| of(reveal).0 / of(reveal).1).collect::<Vec<f64>>())
    };
    let middle = |of: fn(&Reveal) -> f64| median(reveals.iter().map(of).collect::<Vec<f64>>());
    Cell {
        phones,
        seed,
        joins_a_second,
        joined,
        connects_a_second,
        memory_per_phone,
        vote_to_acknowledged: open_loop.acknowledged,
        vote_to_screen: open_loop.on_screen.expect("first votes change the screen"),
        updates_to_phones_while_voting: open_loop.updates_to_phones,
        largest_progress_frame: open_loop.largest_progress,
        cpu_per_vote,
        cpu_per_vote_saturated,
        cards_acknowledged: cards,
        ready_after_kill: ready,
        all_back_after_kill: back,
        acknowledged_while_downloading: while_downloading.acknowledged,
        downloaded,
        burst_acknowledged: burst.acknowledged,
        durable_votes_a_second: flooded,
        reveal_bytes: reveals.iter().map(|reveal| reveal.bytes).max().unwrap_or(0),
        reveal_to_first: middle(|reveal| reveal.first),
        reveal_to_last: middle(|reveal| reveal.last),
        floor_to_last: middle(|reveal| reveal.floor_last),
        reveal_ratio: ratio(|reveal| (reveal.last - reveal.first, reveal.floor_last - reveal.floor_first)),
        cpu_per_update: middle(|reveal| reveal.cpu),
        floor_cpu_per_update: middle(|reveal| reveal.floor_cpu),
        cpu_ratio: ratio(|reveal| (reveal.cpu, reveal.floor_cpu)),
    }
}

/// Keeps the clients' thread from going to sleep. Waking it costs whoever writes some microseconds: the
/// floor, which writes faster than the clients read, would be spared what a server has to pay, and
/// phones over a network ask it of nobody.
async fn stay_awake() {
    loop {
        tokio::task::yield_now().await;
    }
}

/// Lets everybody in, a few at a time.
async fn join(meeting: &Meeting, phones: usize) -> (Vec<Participant>, Spread) {
    let http = reqwest::Client::new();
    let url = format!("http://{}/api/v1/meetings/join", meeting.leader.host);
    let parties = parties(&meeting.leader.view(meeting.meeting).await);
    let doors = Arc::new(Semaphore::new(DOORS));
    let mut joining = JoinSet::new();
    for at in 0..phones {
        let body = json!({ "code": meeting.code, "party": parties[at % parties.len()].0, "layer": "practice" });
        let (http, url, doors) = (http.clone(), url.clone(), Arc::clone(&doors));
        let (host, meeting) = (meeting.leader.host.clone(), meeting.meeting);
        joining.spawn_local(async move {
            let _door = doors.acquire().await.expect("the doors stay");
            let began = Instant::now();
            let response = http.post(url).json(&body).send().await.expect("the server answers");
            assert_eq!(response.status(), StatusCode::CREATED);
            let seat: Value = response.json().await.expect("JSON");
            let (seat, token) = (seat["seat"].clone(), seat["token"].clone());
            let joined = Participant {
                host,
                meeting,
                seat: serde_json::from_value(seat).expect("an id"),
                token: serde_json::from_value(token).expect("a secret"),
                revision: 0,
            };
            (joined, began.elapsed())
        });
    }
    let (seats, times): (Vec<_>, Vec<_>) = joining.join_all().await.into_iter().unzip();
    (seats, Spread::of(times))
}

/// Everybody writes a card of the longest kind, over ten seconds.
async fn cards(meeting: &Meeting, clients: &mut Clients, random: &mut Random, phones: usize) -> Spread {
    let round = RoundId(id());
    let open = json!({ "type": "round.open", "meeting": meeting.meeting, "round": round, "items": [], "ask": "cards" });
    meeting.leader.must(open).await;
    clients.all_have_view(phones).await;
    clients.settle().await;
    let text = "Een jongere wacht, en niemand weet op wie. ".repeat(3);
    let card = |phone: usize| {
        let answers = Answers { cards: vec![format!("{phone} {text}")], ..Answers::default() };
        ballot(round, 1, &answers)
    };
    votes(clients, random, phones, WINDOW, &card).await.acknowledged
}

/// Pulls the plug and starts the server again: seconds until it answers, and until every phone that
/// comes back at once has its page again.
async fn kill_and_reconnect(server: &mut Server, live: &str, meeting: &Meeting, seats: &[Participant]) -> (f64, f64) {
    server.kill().await;
    process::pin_as_server();
    let began = Instant::now();
    server.restart(&[]).await;
    process::pin_clients();
    let ready = began.elapsed().as_secs_f64();
    let mut clients = Clients::new();
    clients.connect(&server.host, &format!("{live}?role=screen"), &meeting.leader.secret).await;
    for seat in seats {
        clients.connect(&server.host, &format!("{live}?role=seat&drawn=nl&seat={}", seat.seat), &seat.token).await;
    }
    clients.all_have_view(seats.len()).await;
    (ready, began.elapsed().as_secs_f64())
}

/// Fifty meetings of a hundred phones at once, on one server.
pub async fn many() -> Many {
    LocalSet::new().run_until(measure_many()).await
}

async fn measure_many() -> Many {
    const MEETINGS: usize = 50;
    const PHONES: usize = 100;
    let mut random = Random::new("bench");
    process::pin_as_server();
    let server = Server::start("bench", &[]).await;
    process::pin_clients();
    let empty = process::memory(server.pid());
    let mut clients = Clients::new();
    let mut rounds = Vec::new();
    for at in 0..MEETINGS {
        let meeting = Meeting::begin(&server.host, 0).await;
        let live = format!("/api/v1/meetings/{}/live", meeting.meeting);
        if at == 0 {
            clients.connect(&server.host, &format!("{live}?role=screen"), &meeting.leader.secret).await;
        }
        let (seats, _) = join(&meeting, PHONES).await;
        for seat in &seats {
            clients.connect(&server.host, &format!("{live}?role=seat&drawn=nl&seat={}", seat.seat), &seat.token).await;
        }
        let round = meeting.open(&meeting.items[..ITEMS]).await;
        rounds.push((round, answers(&meeting.items[..ITEMS], |at| (1 + at as u8 % 5, 3)), meeting));
    }
    clients.settle().await;
    let memory_per_phone = process::memory(server.pid()).saturating_sub(empty) as f64 / (MEETINGS * PHONES) as f64;
    let vote = |revision: u32| {
        let rounds = &rounds;
        move |phone: usize| {
            let (round, given, _) = &rounds[(phone - 1) / PHONES];
            ballot(*round, revision, given)
        }
    };
    let voted = votes_of(&mut clients, &mut random, MEETINGS * PHONES, WINDOW, &vote(1), 0).await;
    clients.settle().await;
    let burst = votes_of(&mut clients, &mut random, MEETINGS * PHONES, BURST, &vote(2), 0).await;
    Many {
        meetings: MEETINGS,
        phones: PHONES,
        memory_per_phone,
        acknowledged: voted.acknowledged,
        burst: burst.acknowledged,
    }
}

/// Everybody wants the workbook, a third into the vote; how long each waited for it.
async fn downloads(meeting: &Meeting) -> Spread {
    let leader = &meeting.leader;
    let url = format!("http://{}/api/v1/projects/{}/documents/routekaart.xlsx", leader.host, leader.project);
    let http = reqwest::Client::new();
    let began = Instant::now() + WINDOW / 3;
    sleep_until(began).await;
    let mut asked = JoinSet::new();
    for _ in 0..DOWNLOADS {
        let request = http.get(&url).bearer_auth(&leader.secret);
        asked.spawn_local(async move {
            let response = request.send().await.expect("the server answers");
            assert_eq!(response.status(), StatusCode::OK);
            assert!(response.bytes().await.expect("a whole file").starts_with(b"PK"));
            Instant::now()
        });
    }
    Spread::of(asked.join_all().await.into_iter().map(|at| at - began))
}

fn ballot(round: RoundId, revision: u32, answers: &Answers) -> Utf8Bytes {
    json!({ "ballot": { "round": round, "revision": revision, "answers": answers } }).to_string().into()
}

/// What came of a number of votes.
struct Voted {
    acknowledged: Spread,
    /// `None` when the votes did not change who is done.
    on_screen: Option<Spread>,
    updates_to_phones: usize,
    largest_progress: usize,
}

/// One vote of each phone, at times that are fixed beforehand.
async fn votes(
    clients: &mut Clients,
    random: &mut Random,
    phones: usize,
    window: Duration,
    ballot: &dyn Fn(usize) -> Utf8Bytes,
) -> Voted {
    votes_of(clients, random, phones, window, ballot, phones as u64).await
}

/// As [`votes`]; the screen counts up to `shows` of them.
async fn votes_of(
    clients: &mut Clients,
    random: &mut Random,
    phones: usize,
    window: Duration,
    ballot: &dyn Fn(usize) -> Utf8Bytes,
    shows: u64,
) -> Voted {
    let start = Instant::now() + Duration::from_millis(100);
    let mut plan: Vec<(Duration, usize)> =
        (1..=phones).map(|phone| (Duration::from_micros(random.below(window.as_micros() as u64)), phone)).collect();
    plan.sort_unstable();
    let mut intended = vec![start; phones + 1];
    for (after, phone) in &plan {
        intended[*phone] = start + *after;
    }
    let mut acknowledged = Vec::with_capacity(phones);
    // The times of the votes in the order in which they were stored, and what the screen showed.
    let mut stored: Vec<Instant> = Vec::with_capacity(phones);
    let mut shown: Vec<(Instant, u64)> = Vec::new();
    let (mut updates_to_phones, mut largest_progress) = (0, 0);
    let mut next = 0;
    while stored.len() < phones {
        while next < plan.len() && start + plan[next].0 <= Instant::now() {
            let phone = plan[next].1;
            clients.send(phone, ballot(phone));
            next += 1;
        }
        let deadline =
            plan.get(next).map_or_else(|| Instant::now() + Duration::from_secs(60), |(after, _)| start + *after);
        let heard = match clients.next_until(deadline).await {
            Some(heard) => heard,
            None if next < plan.len() => {
                sleep_until(deadline).await;
                continue;
            }
            None => panic!("{} of {phones} votes were stored, then nothing came", stored.len()),
        };
        match heard.what {
            What::Stored => {
                acknowledged.push(heard.at - intended[heard.client]);
                stored.push(intended[heard.client]);
            }
            What::Progress(done) => {
                largest_progress = largest_progress.max(heard.bytes);
                shown.push((heard.at, done));
            }
            What::View if heard.client == SCREEN => {}
            What::View => updates_to_phones += 1,
            What::Other(text) => panic!("a phone heard {text}"),
        }
    }
    // The screen's last update comes a tick after the last vote.
    while shown.last().is_some_and(|(_, done)| *done < shows) {
        let heard = clients.next().await;
        if let What::Progress(done) = heard.what {
            shown.push((heard.at, done));
        }
    }
    let on_screen = (shown.len() > 1 && shows > 0).then(|| {
        let counts_it = |rank: usize| shown.iter().find(|(_, done)| *done > rank as u64).expect("all are shown").0;
        Spread::of(stored.iter().enumerate().map(|(rank, intended)| counts_it(rank) - *intended))
    });
    Voted { acknowledged: Spread::of(acknowledged), on_screen, updates_to_phones, largest_progress }
}

/// Votes stored in a second when every phone sends the next as soon as the last is stored. A
/// measure of throughput only: in such a loop latencies mean nothing.
async fn flood(clients: &mut Clients, phones: usize, round: RoundId, given: &Answers) -> f64 {
    let mut revisions = vec![3_u32; phones + 1];
    let mut send = |clients: &Clients, phone: usize| {
        revisions[phone] += 1;
        clients.send(phone, ballot(round, revisions[phone], given));
    };
    let began = Instant::now();
    for phone in 1..=phones {
        send(clients, phone);
    }
    let mut stored = 0;
    while let Some(heard) = clients.next_until(began + FLOOD).await {
        if heard.what == What::Stored {
            stored += 1;
            send(clients, heard.client);
        }
    }
    f64::from(stored) / began.elapsed().as_secs_f64()
}

/// A round on one item in which ten people vote, up to the moment before it is closed.
async fn small_round(meeting: &Meeting, clients: &mut Clients, phones: usize, item: BottleneckId) -> RoundId {
    let round = meeting.open(&[item]).await;
    clients.all_have_view(phones).await;
    for phone in 1..=10 {
        clients.send(phone, ballot(round, 1, &answers(&[item], |_| (phone as u8 % 5 + 1, 3))));
    }
    let mut stored = 0;
    while stored < 10 {
        stored += u32::from(clients.next().await.what == What::Stored);
    }
    clients.settle().await;
    round
}

/// One reveal, beside the floor with as many bytes.
struct Reveal {
    bytes: usize,
    /// Seconds from the leader's request to the first and last phone.
    first: f64,
    last: f64,
    /// Seconds from the order to the first and last of the floor's connections.
    floor_first: f64,
    floor_last: f64,
    /// Seconds of the server for each update, and of the floor for each write.
    cpu: f64,
    floor_cpu: f64,
}

async fn reveal(
    meeting: &Meeting,
    round: RoundId,
    server: &Server,
    clients: &mut Clients,
    floor: &mut Floor,
    floor_clients: &mut Clients,
) -> Reveal {
    let phones = floor_clients.count();
    for stage in ["closed", "counted"] {
        meeting.bring(round, stage).await;
        // The screen and all phones.
        clients.all_have_view(phones).await;
        clients.settle().await;
    }
    let cpu = process::cpu(server.pid());
    let began = Instant::now();
    let ((times, bytes), ()) = tokio::join!(clients.all_have_view(phones), meeting.bring(round, "revealed"));
    clients.settle().await;
    let cpu = (process::cpu(server.pid()) - cpu) / phones as f64;
    let after = |times: &[Instant], began: Instant| {
        let mut times: Vec<f64> = times.iter().map(|at| (*at - began).as_secs_f64()).collect();
        times.sort_by(f64::total_cmp);
        (times[0], times[times.len() - 1])
    };
    let (first, last) = after(&times, began);

    let floor_cpu = process::cpu(floor.pid());
    let began = Instant::now();
    floor.write(bytes);
    let (times, _) = floor_clients.all_have_view(phones).await;
    let floor_cpu = (process::cpu(floor.pid()) - floor_cpu) / phones as f64;
    let (floor_first, floor_last) = after(&times, began);
    Reveal { bytes, first, last, floor_first, floor_last, cpu, floor_cpu }
}
