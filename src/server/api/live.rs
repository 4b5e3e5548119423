//! `GET /api/v1/meetings/{meeting}/live`: a socket, or a long poll where sockets are blocked.

use std::future::poll_fn;
use std::task::Poll;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::extract::{FromRequestParts, Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tokio::time::Instant;
use werksessie_core::access::Actor;
use werksessie_core::project::Language;
use werksessie_core::view::phone::OwnView;
use werksessie_core::{MeetingId, ProjectId, Refusal, RoundId, SeatId};

use super::ballot::{SentCast, project_of};
use super::commands::Sent;
use crate::live::HallError;
use crate::live::frames::Update;
use crate::live::message::{Credential, Subscription, Wanted};
use crate::metrics::METRICS;
use crate::server::app::App;
use crate::server::assets;
use crate::server::browser;
use crate::server::problem::{Problem, sentence};
use crate::ui::phone::page::Mine;

/// How long a poll waits for news.
const POLL: Duration = Duration::from_secs(25);
/// How often a socket is pinged.
const PING: Duration = Duration::from_secs(25);
/// A socket that has said nothing for this long is dead.
const DEAD: Duration = Duration::from_secs(60);
/// A client that does not take a frame within this time is dropped: it resumes when it is back.
const SLOW: Duration = Duration::from_secs(10);
/// A message from a client: a ballot of forty items with notes fits.
const MESSAGE: usize = 64 * 1024;

/// Closing code for a page of an earlier release.
const OUTDATED: u16 = 4205;

/// What a client says when it connects.
#[derive(Deserialize)]
pub struct Connect {
    /// `leader`, `screen` or `seat`.
    role: Role,
    /// Which seat.
    seat: Option<SeatId>,
    /// The epoch and revision it has.
    epoch: Option<u64>,
    revision: Option<u64>,
    /// A phone that wants its pages drawn: `nl` or `en`.
    drawn: Option<Language>,
    /// It cannot unpack gzip by itself.
    #[serde(default)]
    plain: bool,
    /// The address of the page's script; a page of an earlier release is asked to load itself anew.
    script: Option<String>,
}

impl Connect {
    fn is_outdated(&self) -> bool {
        let bundle = match self.role {
            Role::Leader | Role::Screen => "desk",
            Role::Seat => "phone",
        };
        self.script.as_ref().is_some_and(|script| !script.ends_with(&assets::path(bundle, "js")))
    }
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Role {
    Leader,
    Screen,
    Seat,
}

/// What a client may send over a socket.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum FromClient {
    Command(Sent),
    Ballot(SentBallot),
}

#[derive(Deserialize)]
struct SentBallot {
    round: RoundId,
    #[serde(flatten)]
    cast: SentCast,
}

/// What the server answers over a socket.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum ToClient<'a> {
    Own(&'a OwnView),
    /// The seat's own part for a drawn page.
    Mine(Mine),
    Done {
        id: werksessie_core::CommandId,
        seq: u64,
        duplicate: bool,
    },
    Stored {
        round: RoundId,
        revision: u32,
    },
    Refused {
        id: Option<String>,
        code: &'a str,
        detail: String,
    },
}

/// Listens to a meeting.
///
/// # Errors
/// When the caller may not.
#[utoipa::path(get, path = "/api/v1/meetings/{meeting}/live", params(("meeting" = String, Path), ("role" = String, Query), ("seat" = Option<String>, Query), ("epoch" = Option<u64>, Query), ("revision" = Option<u64>, Query), ("script" = Option<String>, Query), ("drawn" = Option<String>, Query), ("plain" = Option<bool>, Query)), responses((status = 101), (status = 200), (status = 204), (status = 205)))]
pub async fn get(
    State(app): State<App>,
    Path(meeting): Path<MeetingId>,
    Query(connect): Query<Connect>,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Problem> {
    let credential = browser::credential(&headers, &app.config).ok_or_else(Problem::unknown)?;
    let project = project_of(&app, meeting.0).await?;
    let wanted = match (connect.role, connect.seat) {
        (Role::Seat, Some(seat)) => Wanted::Seat(seat),
        (Role::Seat, None) => return Err(Problem::unreadable("seat is missing")),
        (Role::Screen, _) => Wanted::Screen(meeting),
        (Role::Leader, _) => Wanted::Link,
    };
    let actor = app.hall.actor(project, credential, wanted).await?;
    if matches!(actor, Actor::Link { role, .. } if !role.sees_screen()) {
        return Err(Refusal::NotAllowed.into());
    }
    if let Wanted::Seat(seat) = wanted {
        let sits_here = app
            .hall
            .look(project, move |looked| looked.room.seats.get(&seat).is_some_and(|seat| seat.meeting == meeting))
            .await?;
        if !sits_here {
            return Err(Problem::not_found());
        }
    }
    // A leader may look at the screen; a screen link sees nothing else.
    let listens_as = match connect.role {
        Role::Screen => Actor::System,
        Role::Leader | Role::Seat => actor,
    };
    let (drawn, plain) = (connect.drawn, connect.plain);
    let live = Live { app: app.clone(), project, meeting, credential, wanted, actor, listens_as, drawn, plain };
    let has = connect.epoch.zip(connect.revision);
    let outdated = connect.is_outdated();
    if headers.contains_key(header::UPGRADE) {
        let (mut parts, _) = request.into_parts();
        let upgrade = WebSocketUpgrade::from_request_parts(&mut parts, &())
            .await
            .map_err(|error| Problem::unreadable(error.to_string()))?;
        let socket = upgrade
            .read_buffer_size(1024)
            .write_buffer_size(0)
            .max_write_buffer_size(256 * 1024)
            .max_message_size(MESSAGE)
            .max_frame_size(MESSAGE);
        if outdated {
            // A browser tells its page how a socket closed, but not how one was refused.
            let goodbye = Message::Close(Some(goodbye(OUTDATED, "reload")));
            return Ok(socket.on_upgrade(async move |mut socket| drop(socket.send(goodbye).await)));
        }
        Ok(socket.on_upgrade(move |socket| live.talk(socket, has)))
    } else if outdated {
        Ok(StatusCode::RESET_CONTENT.into_response())
    } else {
        live.poll(has).await
    }
}

struct Live {
    app: App,
    project: ProjectId,
    meeting: MeetingId,
    credential: Credential,
    wanted: Wanted,
    actor: Actor,
    listens_as: Actor,
    drawn: Option<Language>,
    plain: bool,
}

impl Live {
    /// The language of sentences to this client.
    fn language(&self) -> Language {
        self.drawn.unwrap_or_default()
    }

    /// A frame with the seat's own part.
    fn own(&self, own: &OwnView) -> Utf8Bytes {
        encode(&if self.drawn.is_some() { ToClient::Mine(Mine::of(own)) } else { ToClient::Own(own) })
    }

    /// Whether what let this client in still does.
    async fn is_welcome(&self) -> bool {
        matches!(self.app.hall.actor(self.project, self.credential, self.wanted).await, Ok(actor) if actor == self.actor)
    }

    fn seat(&self) -> Option<SeatId> {
        match self.actor {
            Actor::Seat { seat } => Some(seat),
            Actor::Link { .. } | Actor::System => None,
        }
    }

    async fn subscribe(&self) -> Result<Subscription, HallError> {
        self.app.hall.subscribe(self.project, self.meeting, self.listens_as, self.drawn).await
    }

    async fn presence(&self, here: bool) {
        if let Some(seat) = self.seat() {
            self.app.hall.presence(self.project, seat, here).await;
        }
    }

    /// Answers at once when the client is behind, else when something changes, else after 25 s
    /// with nothing.
    async fn poll(self, has: Option<(u64, u64)>) -> Result<Response, Problem> {
        let mut subscription = self.subscribe().await?;
        self.presence(true).await;
        let mut draining = self.app.draining.clone();
        let up_to_date = has == Some((subscription.epoch, subscription.updates.borrow_and_update().revision));
        if up_to_date {
            tokio::select! {
                _ = tokio::time::timeout(POLL, subscription.updates.changed()) => {}
                () = stopped(&mut draining) => {}
            }
        }
        self.presence(false).await;
        let update = subscription.updates.borrow_and_update().clone();
        if has == Some((subscription.epoch, update.revision)) {
            return Ok(StatusCode::NO_CONTENT.into_response());
        }
        let mut frames = vec![update.full.to_string()];
        if self.seat().is_some()
            && let Some(own) = self.subscribe().await?.own
        {
            frames.push(self.own(&own).to_string());
        }
        // One frame a line, as over the socket.
        Ok(([(header::CONTENT_TYPE, "application/x-ndjson")], frames.join("\n")).into_response())
    }

    async fn talk(self, mut socket: WebSocket, has: Option<(u64, u64)>) {
        let _connected = METRICS.connected(match self.wanted {
            Wanted::Seat(_) => "seat",
            Wanted::Screen(_) => "screen",
            Wanted::Link | Wanted::This(_) => "leader",
        });
        self.presence(true).await;
        if let Some(goodbye) = self.talk_until(&mut socket, has).await {
            // The client may be gone; it comes back by itself.
            let _ = tokio::time::timeout(SLOW, socket.send(Message::Close(Some(goodbye)))).await;
        }
        self.presence(false).await;
    }

    async fn talk_until(&self, socket: &mut WebSocket, has: Option<(u64, u64)>) -> Option<CloseFrame> {
        let Ok(mut subscription) = Box::pin(self.subscribe()).await else { return Some(goodbye(4404, "gone")) };
        let first = subscription.updates.borrow_and_update().clone();
        let mut revision = first.revision;
        let own = subscription.own.take().map(|own| Message::Text(self.own(&own)));
        let view = (has != Some((subscription.epoch, revision))).then(|| self.whole(&first));
        // A drawn page comes before what belongs on it.
        let frames = if self.drawn.is_some() { [view, own] } else { [own, view] };
        for frame in frames.into_iter().flatten() {
            send(socket, frame).await?;
        }
        drop(first);
        let mut draining = self.app.draining.clone();
        let mut heard = Instant::now();
        // Made once: each turn of the loop would else enter and leave the timer and the lists of who
        // waits for what, for every update to every phone.
        let mut ping = std::pin::pin!(tokio::time::sleep(PING));
        let mut stop = std::pin::pin!(stopped(&mut draining));
        let mut lost = std::pin::pin!(changed(subscription.lost));
        let mut mine = std::pin::pin!(changed(subscription.mine));
        loop {
            tokio::select! {
                // In this order: who has lost the right gets not one more view.
                biased;
                again = lost.as_mut() => {
                    let Some(again) = again else { return Some(goodbye(1012, "0")) };
                    if !Box::pin(self.is_welcome()).await {
                        return Some(goodbye(4404, "gone"));
                    }
                    lost.set(changed(again));
                }
                news = subscription.updates.changed() => {
                    if news.is_err() {
                        // The room is being loaded anew: the client comes back and resumes.
                        return Some(goodbye(1012, "0"));
                    }
                    let update = subscription.updates.borrow_and_update().clone();
                    let delta = update.delta.as_ref().filter(|_| update.revision == revision + 1);
                    let frame = delta.map_or_else(|| self.whole(&update), |delta| Message::Text(delta.clone()));
                    revision = update.revision;
                    send(socket, frame).await?;
                }
                news = mine.as_mut() => {
                    if news.is_none() {
                        return Some(goodbye(1012, "0"));
                    }
                    // Anew, for the seat may sit for another party now.
                    let Ok(again) = Box::pin(self.subscribe()).await else { return Some(goodbye(4404, "gone")) };
                    mine.set(changed(again.mine));
                    if let Some(own) = again.own {
                        send(socket, Message::Text(self.own(&own))).await?;
                    }
                }
                message = socket.recv() => {
                    heard = Instant::now();
                    match message? {
                        Ok(Message::Text(text)) => {
                            // Boxed, as all that is rare: a connection is as large as its largest step.
                            let answer = Box::pin(self.take(&text)).await;
                            send(socket, Message::Text(answer)).await?;
                        }
                        Ok(Message::Ping(_) | Message::Pong(_)) => {}
                        Ok(Message::Binary(_)) => return Some(goodbye(1003, "text only")),
                        Ok(Message::Close(_)) | Err(_) => return None,
                    }
                }
                () = ping.as_mut() => {
                    if heard.elapsed() > DEAD {
                        return None;
                    }
                    ping.as_mut().reset(Instant::now() + PING);
                    let sent = socket.send(Message::Ping(axum::body::Bytes::new()));
                    tokio::time::timeout(SLOW, sent).await.ok()?.ok()?;
                }
                () = stop.as_mut() => return Some(goodbye(1012, "restart")),
            }
        }
    }

    /// A whole view as this client takes it.
    fn whole(&self, update: &Update) -> Message {
        match &update.packed {
            Some(packed) if !self.plain => Message::Binary(packed.clone()),
            _ => Message::Text(update.full.clone()),
        }
    }

    /// Carries out what a client sent, with the same rules as over HTTP.
    async fn take(&self, text: &str) -> Utf8Bytes {
        let refused = |id: Option<String>, problem: Problem| {
            let detail = if problem.detail.is_empty() { problem.sentence(self.language()) } else { problem.detail };
            encode(&ToClient::Refused { id, code: problem.code, detail })
        };
        match serde_json::from_str(text) {
            Ok(FromClient::Command(sent)) => {
                let id = sent.id;
                let result = match sent.read() {
                    Ok((command, body_hash)) => self
                        .app
                        .hall
                        .command(self.project, self.actor, id, body_hash, command)
                        .await
                        .map_err(Problem::from),
                    Err(problem) => Err(problem),
                };
                match result {
                    Ok(done) => encode(&ToClient::Done { id, seq: done.seq, duplicate: done.duplicate }),
                    Err(problem) => refused(Some(id.to_string()), problem),
                }
            }
            Ok(FromClient::Ballot(sent)) => {
                let Some(seat) = self.seat() else { return refused(None, Problem::unknown()) };
                let round = Some(sent.round.to_string());
                let cast = match sent.cast.read() {
                    Ok(cast) => cast,
                    Err(problem) => return refused(round, problem),
                };
                match self.app.hall.ballot(self.project, seat, sent.round, cast).await {
                    Ok(ballot) => encode(&ToClient::Stored { round: sent.round, revision: ballot.revision }),
                    Err(HallError::Refused(refusal)) => {
                        let (code, detail) = (refusal.code(), sentence(&refusal, self.language()));
                        encode(&ToClient::Refused { id: round, code, detail })
                    }
                    Err(error) => refused(round, error.into()),
                }
            }
            Err(error) => refused(None, Problem::unreadable(error.to_string())),
        }
    }
}

/// Waits for a change and gives the receiver back; `None` when no change can come any more.
async fn changed(mut receiver: watch::Receiver<()>) -> Option<watch::Receiver<()>> {
    receiver.changed().await.ok().map(|()| receiver)
}

async fn stopped(draining: &mut watch::Receiver<bool>) {
    // A sender that is gone means the same.
    let _ = draining.wait_for(|draining| *draining).await.map(|draining| *draining);
}

/// Sends a frame; `None` when the client is gone or too slow.
async fn send(socket: &mut WebSocket, frame: Message) -> Option<()> {
    let mut sending = std::pin::pin!(socket.send(frame));
    // Nearly always there is room for it, and a timer for each frame to each phone adds up.
    match poll_fn(|context| Poll::Ready(sending.as_mut().poll(context))).await {
        Poll::Ready(sent) => sent.ok(),
        Poll::Pending => tokio::time::timeout(SLOW, sending).await.ok()?.ok(),
    }
}

fn encode(message: &ToClient<'_>) -> Utf8Bytes {
    serde_json::to_string(message).unwrap_or_default().into()
}

fn goodbye(code: u16, reason: &'static str) -> CloseFrame {
    CloseFrame { code, reason: reason.into() }
}
