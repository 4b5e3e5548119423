//! A proxy that does what networks do: hold back a file, or let no socket through.

use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What a proxy does to requests.
#[derive(Clone, Copy)]
pub enum Trick {
    /// Requests whose first line contains this wait until [`Proxy::release`].
    Hold(&'static str),
    /// A request for a socket ends the connection.
    NoSockets,
    /// A request for a socket, or with a ballot, ends the connection until [`Proxy::release`].
    NoVotes,
    /// Lets everything through until [`Proxy::cut`]; then nothing, until [`Proxy::release`].
    Plane,
}

/// A proxy in front of a server.
pub struct Proxy {
    /// `127.0.0.1:port`.
    pub host: String,
    hold: Arc<watch::Sender<bool>>,
}

impl Proxy {
    /// Starts a proxy.
    pub async fn start(server: &str, trick: Trick) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let host = listener.local_addr().expect("an address").to_string();
        let hold = Arc::new(watch::Sender::new(!matches!(trick, Trick::Plane)));
        let (server, holding) = (server.to_owned(), hold.clone());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (server, holding) = (server.clone(), holding.subscribe());
                tokio::spawn(async move { forward(client, &server, trick, holding).await });
            }
        });
        Self { host, hold }
    }

    /// Ends every connection, and lets none through.
    pub fn cut(&self) {
        self.hold.send_replace(true);
    }

    /// Lets everything through from now on.
    pub fn release(&self) {
        self.hold.send_replace(false);
    }
}

/// Copies both ways until either side is done; `None` is the end of the connection.
async fn forward(client: TcpStream, server: &str, trick: Trick, mut holding: watch::Receiver<bool>) -> Option<()> {
    let upstream = TcpStream::connect(server).await.ok()?;
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = upstream.into_split();
    tokio::spawn(async move { tokio::io::copy(&mut from_server, &mut to_client).await });
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let mut cut = holding.clone();
        let length = tokio::select! {
            // In this order: what was sent into a network that is gone does not arrive.
            biased;
            _ = cut.wait_for(|cut| *cut), if matches!(trick, Trick::Plane) => return None,
            length = from_client.read(&mut buffer) => length.ok().filter(|length| *length > 0)?,
        };
        let head = String::from_utf8_lossy(&buffer[..length.min(2_000)]).to_ascii_lowercase();
        match trick {
            Trick::Hold(held)
                if head.starts_with("get ") && head.lines().next().is_some_and(|line| line.contains(held)) =>
            {
                holding.wait_for(|holding| !holding).await.ok()?;
            }
            Trick::NoSockets if head.contains("upgrade: websocket") => return None,
            Trick::NoVotes
                if *holding.borrow() && (head.contains("upgrade: websocket") || head.starts_with("put ")) =>
            {
                return None;
            }
            Trick::Hold(_) | Trick::NoSockets | Trick::NoVotes | Trick::Plane => {}
        }
        to_server.write_all(&buffer[..length]).await.ok()?;
    }
}
