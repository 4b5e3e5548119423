//! A proxy that does what networks do: hold back a file, or let no socket through.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::sleep;

/// What a proxy does to requests.
#[derive(Clone, Copy)]
pub enum Trick {
    /// Requests whose first line contains this wait until [`Proxy::release`].
    Hold(&'static str),
    /// A request for a socket ends the connection.
    NoSockets,
    /// A request for a socket, or with a ballot, ends the connection until [`Proxy::release`].
    NoVotes,
    /// Lets everything through until [`Proxy::cut`]; then ends every connection, and lets none
    /// through, until [`Proxy::release`].
    Plane,
    /// As [`Trick::Plane`], but connections are torn: the other side gets a reset.
    Tear,
    /// As [`Trick::Plane`], but nobody is told: connections stay, and what is sent is lost.
    Swallow,
    /// Everything comes this much later, both ways.
    Delay(Duration),
}

impl Trick {
    fn is_cut_later(self) -> bool {
        matches!(self, Self::Plane | Self::Tear | Self::Swallow)
    }
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
        let hold = Arc::new(watch::Sender::new(!trick.is_cut_later()));
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
    if matches!(trick, Trick::Tear) {
        // Closing then sends a reset.
        client.set_zero_linger().ok()?;
    }
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = upstream.into_split();
    let mut back = holding.clone();
    tokio::spawn(async move {
        let mut buffer = vec![0; 64 * 1024];
        while let Ok(length @ 1..) = from_server.read(&mut buffer).await {
            match trick {
                Trick::Delay(time) => sleep(time).await,
                Trick::Swallow if *back.borrow_and_update() => continue,
                _ => {}
            }
            if to_client.write_all(&buffer[..length]).await.is_err() {
                return;
            }
        }
    });
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let (mut cut, mut mended) = (holding.clone(), holding.clone());
        let length = tokio::select! {
            // In this order: what was sent into a network that is gone does not arrive.
            biased;
            _ = cut.wait_for(|cut| *cut), if trick.is_cut_later() => None,
            length = from_client.read(&mut buffer) => Some(length.ok().filter(|length| *length > 0)?),
        };
        let Some(length) = length else {
            if matches!(trick, Trick::Swallow) {
                // Until there is a network again, and then this connection is of no use.
                mended.wait_for(|cut| !*cut).await.ok()?;
            }
            return None;
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
            Trick::Delay(time) => sleep(time).await,
            Trick::Hold(_) | Trick::NoSockets | Trick::NoVotes | Trick::Plane | Trick::Tear | Trick::Swallow => {}
        }
        to_server.write_all(&buffer[..length]).await.ok()?;
    }
}
