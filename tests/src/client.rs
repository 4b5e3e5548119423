//! People as programs: a leader, a screen, participants, over HTTP and sockets.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Message, http::HeaderValue};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};
use uuid::Uuid;
use werksessie_core::question::{Answer, Answers, Mark, Scale};
use werksessie_core::{BottleneckId, MeetingId, PartyId, ProjectId, RoundId};

/// A new random id.
pub fn id() -> Uuid {
    use std::hash::{BuildHasher as _, Hasher as _};
    let random = || std::collections::hash_map::RandomState::new().build_hasher().finish().to_be_bytes();
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&random());
    bytes[8..].copy_from_slice(&random());
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

/// An answer with its status.
#[derive(Debug)]
pub struct Reply {
    /// HTTP status.
    pub status: StatusCode,
    /// The body; `null` when it is no JSON.
    pub body: Value,
    /// The body as text.
    pub text: String,
}

impl Reply {
    /// The stable code of a problem.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or("")
    }
}

/// Sends a request with an optional Bearer secret.
pub async fn call(method: Method, url: &str, secret: Option<&str>, body: Option<&Value>) -> Reply {
    let mut request = Client::new().request(method, url).timeout(Duration::from_secs(60));
    if let Some(secret) = secret {
        request = request.bearer_auth(secret);
    }
    if let Some(body) = body {
        request = request.json(body);
    }
    let response = request.send().await.expect("the server answers");
    let status = response.status();
    let text = response.text().await.unwrap_or_default();
    Reply { status, body: serde_json::from_str(&text).unwrap_or(Value::Null), text }
}

/// The holder of a leader link.
#[derive(Clone)]
pub struct Leader {
    /// `127.0.0.1:port`.
    pub host: String,
    /// The project.
    pub project: ProjectId,
    /// The link's secret.
    pub secret: String,
}

impl Leader {
    /// A document as a page, by the name of its file.
    pub async fn document(&self, file: &str) -> String {
        let url = format!("http://{}/api/v1/projects/{}/documents/{file}.html", self.host, self.project);
        let reply = call(Method::GET, &url, Some(&self.secret), None).await;
        assert_eq!(reply.status, 200, "{file}: {}", reply.text);
        reply.text
    }

    /// Makes a project on a closed laptop.
    pub async fn found(host: &str) -> Self {
        Self::found_with(host, None).await
    }

    /// Makes a project with an admin key.
    pub async fn found_with(host: &str, admin_key: Option<&str>) -> Self {
        let body = json!({ "municipality": "Waterstede", "title": "Aanpak 16-27", "language": "nl" });
        let reply = call(Method::POST, &format!("http://{host}/api/v1/projects"), admin_key, Some(&body)).await;
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text);
        Self {
            host: host.to_owned(),
            project: reply.body["project"].as_str().expect("an id").parse().expect("an id"),
            secret: reply.body["secret"].as_str().expect("a secret").to_owned(),
        }
    }

    /// Sends a command under this id.
    pub async fn send(&self, id: Uuid, command: &Value) -> Reply {
        let url = format!("http://{}/api/v1/projects/{}/commands", self.host, self.project);
        call(Method::POST, &url, Some(&self.secret), Some(&json!({ "id": id, "command": command }))).await
    }

    /// Sends a command that must be carried out.
    pub async fn must(&self, command: Value) -> Reply {
        let reply = self.send(id(), &command).await;
        assert_eq!(reply.status, StatusCode::OK, "{command}: {}", reply.text);
        reply
    }

    /// Opens a round with these fields besides the usual ones.
    pub async fn ask(&self, meeting: MeetingId, more: Value) -> RoundId {
        let round = id();
        let mut command = json!({ "type": "round.open", "meeting": meeting, "round": round });
        command.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        self.must(command).await;
        RoundId(round)
    }

    /// The dossier.
    pub async fn dossier(&self) -> Value {
        call(Method::GET, &format!("http://{}/api/v1/projects/{}", self.host, self.project), Some(&self.secret), None)
            .await
            .body
    }

    /// The first meeting of the project.
    pub async fn first_meeting(&self) -> MeetingId {
        self.dossier().await["meetings"][0]["meeting"].as_str().expect("a meeting").parse().expect("an id")
    }

    /// The leader's view of a meeting, by a poll.
    pub async fn view(&self, meeting: MeetingId) -> Value {
        poll(&self.host, meeting, "leader", &self.secret).await
    }

    /// The screen's view of a meeting, by a poll.
    pub async fn screen(&self, meeting: MeetingId) -> Value {
        poll(&self.host, meeting, "screen", &self.secret).await
    }
}

/// The first frame of a poll: the whole view.
pub async fn poll(host: &str, meeting: MeetingId, role: &str, secret: &str) -> Value {
    let reply =
        call(Method::GET, &format!("http://{host}/api/v1/meetings/{meeting}/live?role={role}"), Some(secret), None)
            .await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
    let first = reply.text.lines().next().expect("a frame");
    serde_json::from_str::<Value>(first).expect("JSON")["view"]["view"].take()
}

/// A participant.
#[derive(Clone)]
pub struct Participant {
    /// `127.0.0.1:port`.
    pub host: String,
    /// The meeting.
    pub meeting: MeetingId,
    /// The seat.
    pub seat: Uuid,
    /// Its token.
    pub token: String,
    /// The highest revision sent.
    pub revision: u32,
}

impl Participant {
    /// Joins with a code.
    pub async fn join(host: &str, code: &str, party: &str, layer: &str) -> Self {
        let body = json!({ "code": code, "party": party, "layer": layer });
        let reply = call(Method::POST, &format!("http://{host}/api/v1/meetings/join"), None, Some(&body)).await;
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text);
        Self {
            host: host.to_owned(),
            meeting: reply.body["meeting"].as_str().expect("an id").parse().expect("an id"),
            seat: reply.body["seat"].as_str().expect("an id").parse().expect("an id"),
            token: reply.body["token"].as_str().expect("a token").to_owned(),
            revision: 0,
        }
    }

    /// Sends a ballot over HTTP under the next revision.
    pub async fn vote(&mut self, round: RoundId, answers: &Answers) -> Reply {
        self.revision += 1;
        let body = json!({ "revision": self.revision, "answers": answers });
        call(Method::PUT, &format!("http://{}/api/v1/rounds/{round}/ballot", self.host), Some(&self.token), Some(&body))
            .await
    }

    /// Opens a live connection.
    pub async fn connect(&self) -> Live {
        Live::open(&self.host, self.meeting, &format!("seat&seat={}", self.seat), &self.token).await.expect("a socket")
    }
}

/// A live connection.
pub struct Live {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// Every text received, for who looks for what should not be there.
    pub heard: Vec<String>,
}

impl Live {
    /// Opens a socket.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn open(host: &str, meeting: MeetingId, role: &str, secret: &str) -> Result<Self, String> {
        let url = format!("ws://{host}/api/v1/meetings/{meeting}/live?role={role}");
        let mut request = url.into_client_request().map_err(|error| error.to_string())?;
        let bearer = HeaderValue::from_str(&format!("Bearer {secret}")).map_err(|error| error.to_string())?;
        request.headers_mut().insert("authorization", bearer);
        let (socket, _) = tokio_tungstenite::connect_async(request).await.map_err(|error| error.to_string())?;
        Ok(Self { socket, heard: Vec::new() })
    }

    /// Sends a text.
    ///
    /// # Errors
    /// When the connection is gone.
    pub async fn send(&mut self, message: &Value) -> Result<(), String> {
        self.socket.send(Message::text(message.to_string())).await.map_err(|error| error.to_string())
    }

    /// Sends bytes as they are, as text or binary; a connection that is gone does not mind.
    pub async fn send_bytes(&mut self, bytes: Vec<u8>, as_text: bool) {
        let message = match String::from_utf8(bytes) {
            Ok(text) if as_text => Message::text(text),
            Ok(text) => Message::binary(text.into_bytes()),
            Err(error) => Message::binary(error.into_bytes()),
        };
        let _ = self.socket.send(message).await;
    }

    /// The next frame within ten seconds; `None` when the connection ended.
    pub async fn next(&mut self) -> Option<Value> {
        loop {
            match timeout(Duration::from_secs(10), self.socket.next()).await {
                Ok(Some(Ok(Message::Text(text)))) => {
                    self.heard.push(text.to_string());
                    return serde_json::from_str(&text).ok();
                }
                Ok(Some(Ok(Message::Ping(_) | Message::Pong(_)))) => {}
                _ => return None,
            }
        }
    }

    /// Whether the server ends the connection within five seconds; what it says before is dropped.
    pub async fn is_ended(&mut self) -> bool {
        let ended = async { while let Some(Ok(_)) = self.socket.next().await {} };
        timeout(Duration::from_secs(5), ended).await.is_ok()
    }

    /// Frames until one has this key; its value.
    pub async fn until(&mut self, key: &str) -> Value {
        loop {
            let mut frame = self.next().await.unwrap_or_else(|| panic!("no {key} came"));
            if let Some(value) = frame.get_mut(key) {
                return value.take();
            }
        }
    }

    /// Casts a ballot over the socket and returns the stored revision.
    ///
    /// # Errors
    /// The code of the refusal, or that the connection ended.
    pub async fn cast(&mut self, round: RoundId, revision: u32, answers: &Answers) -> Result<u32, String> {
        self.send(&json!({ "ballot": { "round": round, "revision": revision, "answers": answers } })).await?;
        loop {
            let frame = self.next().await.ok_or("the connection ended")?;
            if let Some(stored) = frame.get("stored") {
                return Ok(u32::try_from(stored["revision"].as_u64().unwrap_or(0)).unwrap_or(u32::MAX));
            }
            if let Some(refused) = frame.get("refused") {
                return Err(refused["code"].as_str().unwrap_or("").to_owned());
            }
        }
    }
}

/// Answers with these marks for severity and influence on each item.
pub fn answers(items: &[BottleneckId], mut marks: impl FnMut(usize) -> (u8, u8)) -> Answers {
    let mut answers = Answers::default();
    for (at, item) in items.iter().enumerate() {
        let (severity, influence) = marks(at);
        let marks = BTreeMap::from([(Scale::Severity, Mark(severity)), (Scale::Influence, Mark(influence))]);
        answers.items.insert((*item).into(), Answer { marks, ..Answer::default() });
    }
    answers
}

/// A small seeded generator (SplitMix64): a failing run is repeated by its seed.
pub struct Random(pub u64);

impl Random {
    /// A generator with a fresh seed, which it prints, or with `WERKSESSIE_SEED`.
    pub fn new(name: &str) -> Self {
        let given = std::env::var("WERKSESSIE_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = given.unwrap_or_else(|| id().as_u64_pair().0);
        println!("{name}: WERKSESSIE_SEED={seed}");
        Self(seed)
    }

    /// The next number below `below`.
    pub fn below(&mut self, below: u64) -> u64 {
        self.0 = werksessie_core::ids::mix(self.0);
        self.0 % below.max(1)
    }
}

/// Parties of a leader's view: id and name.
pub fn parties(view: &Value) -> Vec<(PartyId, String)> {
    let rows = view["parties"].as_array().cloned().unwrap_or_default();
    rows.iter()
        .map(|row| {
            (row["party"].as_str().unwrap_or("").parse().expect("an id"), row["name"].as_str().unwrap_or("").to_owned())
        })
        .collect()
}
