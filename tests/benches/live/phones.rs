//! Many phones and one screen as light tasks, and what they heard and when.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::{Instant, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

/// The place of the screen in the list: it is connected first.
pub const SCREEN: usize = 0;
/// Longest wait for something that must come.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a client heard.
#[derive(Debug)]
pub struct Heard {
    /// Its place in the list of clients.
    pub client: usize,
    /// When it had the frame.
    pub at: Instant,
    /// What it was.
    pub what: What,
    /// Bytes of the frame.
    pub bytes: usize,
}

/// The kinds of frame that count.
#[derive(Debug, PartialEq, Eq)]
pub enum What {
    /// A vote is on disk.
    Stored,
    /// A view, or a frame of the floor.
    View,
    /// Progress: how many are done.
    Progress(u64),
    /// Anything else that came, as text.
    Other(String),
}

/// Clients that are connected.
pub struct Clients {
    senders: Vec<UnboundedSender<Utf8Bytes>>,
    heard: UnboundedReceiver<Heard>,
    mouth: UnboundedSender<Heard>,
}

impl Clients {
    /// Nobody yet.
    pub fn new() -> Self {
        let (mouth, heard) = unbounded_channel();
        Self { senders: Vec::new(), heard, mouth }
    }

    /// Connects a client to a live address of the server.
    pub async fn connect(&mut self, host: &str, path: &str, secret: &str) {
        let mut request = format!("ws://{host}{path}").into_client_request().expect("an address");
        let bearer = HeaderValue::from_str(&format!("Bearer {secret}")).expect("a secret");
        request.headers_mut().insert("authorization", bearer);
        let stream = tcp(host.parse().expect("an address")).await;
        let (socket, _) = tokio_tungstenite::client_async_with_config(request, stream, Some(small()))
            .await
            .expect("the server lets the client in");
        self.add(socket);
    }

    /// Connects a client to the floor, which speaks no HTTP.
    pub async fn connect_floor(&mut self, address: SocketAddr) {
        let stream = tcp(address).await;
        self.add(WebSocketStream::from_raw_socket(stream, Role::Client, Some(small())).await);
    }

    fn add<S: AsyncRead + AsyncWrite + Unpin + 'static>(&mut self, socket: WebSocketStream<S>) {
        let (sender, outbox) = unbounded_channel();
        tokio::task::spawn_local(talk(self.senders.len(), socket, outbox, self.mouth.clone()));
        self.senders.push(sender);
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.senders.len()
    }

    /// Has a client send a text.
    pub fn send(&self, client: usize, text: Utf8Bytes) {
        self.senders[client].send(text).expect("the client is connected");
    }

    /// The next thing heard by anybody.
    pub async fn next(&mut self) -> Heard {
        timeout(PATIENCE, self.heard.recv()).await.expect("something is heard in time").expect("clients are there")
    }

    /// The next thing heard until a moment; `None` when it has come.
    pub async fn next_until(&mut self, deadline: Instant) -> Option<Heard> {
        tokio::time::timeout_at(deadline, self.heard.recv()).await.ok().flatten()
    }

    /// Drops what was heard, until it has been quiet for a while.
    pub async fn settle(&mut self) {
        while timeout(Duration::from_millis(400), self.heard.recv()).await.is_ok() {}
    }

    /// Waits until this many clients have had a view; when each had it, and its size.
    pub async fn all_have_view(&mut self, clients: usize) -> (Vec<Instant>, usize) {
        let mut times: Vec<Option<Instant>> = vec![None; self.count()];
        let (mut missing, mut bytes) = (clients, 0);
        while missing > 0 {
            let heard = self.next().await;
            if heard.what == What::View && times[heard.client].is_none() {
                times[heard.client] = Some(heard.at);
                missing -= 1;
                bytes = bytes.max(heard.bytes);
            }
        }
        (times.into_iter().flatten().collect(), bytes)
    }
}

async fn tcp(address: SocketAddr) -> TcpStream {
    let stream = timeout(PATIENCE, TcpStream::connect(address)).await.expect("in time").expect("it accepts");
    stream.set_nodelay(true).expect("a socket takes the option");
    stream
}

/// The default buffers (128 KB to read) would make five thousand clients heavy.
fn small() -> WebSocketConfig {
    WebSocketConfig::default().read_buffer_size(4 * 1024).write_buffer_size(0)
}

async fn talk<S: AsyncRead + AsyncWrite + Unpin>(
    client: usize,
    mut socket: WebSocketStream<S>,
    mut outbox: UnboundedReceiver<Utf8Bytes>,
    mouth: UnboundedSender<Heard>,
) {
    loop {
        tokio::select! {
            text = outbox.recv() => match text {
                None => return,
                Some(text) => socket.send(Message::Text(text)).await.expect("the server reads"),
            },
            frame = socket.next() => match frame {
                Some(Ok(Message::Text(text))) => {
                    let heard = Heard { client, at: Instant::now(), what: kind(client, &text), bytes: text.len() };
                    if mouth.send(heard).is_err() {
                        return;
                    }
                }
                // A page, packed.
                Some(Ok(Message::Binary(page))) => {
                    let heard = Heard { client, at: Instant::now(), what: What::View, bytes: page.len() };
                    if mouth.send(heard).is_err() {
                        return;
                    }
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return,
            },
        }
    }
}

/// Recognised by how a frame begins: reading each as JSON would make the clients the slow part.
fn kind(client: usize, text: &str) -> What {
    let number = |rest: &str| rest.split([',', '}']).next().and_then(|number| number.parse().ok());
    let progress = match text.strip_prefix("{\"progress\":[") {
        Some(rest) => rest.split_once(',').and_then(|(_, rest)| number(rest)),
        // The screen gets a whole view when it missed an update.
        None if client == SCREEN => text.split_once("\"done\":").and_then(|(_, rest)| number(rest)),
        None => None,
    };
    match progress {
        Some(done) => What::Progress(done),
        None if text.starts_with("{\"view\"") || text.starts_with('x') => What::View,
        None if text.starts_with("{\"stored\"") => What::Stored,
        None => What::Other(text.to_owned()),
    }
}
