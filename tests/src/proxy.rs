//! A proxy that can hold back what a browser asks for.

use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// A proxy in front of a server. While it holds, requests for a held path wait.
pub struct Proxy {
    /// `127.0.0.1:port`.
    pub host: String,
    hold: Arc<watch::Sender<bool>>,
}

impl Proxy {
    /// Starts a proxy that holds requests whose first line contains this.
    pub async fn holding(server: &str, held: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let host = listener.local_addr().expect("an address").to_string();
        let hold = Arc::new(watch::Sender::new(true));
        let (server, holding) = (server.to_owned(), hold.clone());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (server, holding) = (server.clone(), holding.subscribe());
                tokio::spawn(async move { forward(client, &server, held, holding).await });
            }
        });
        Self { host, hold }
    }

    /// Lets everything through from now on.
    pub fn release(&self) {
        self.hold.send_replace(false);
    }
}

/// Copies both ways until either side is done; `None` is the end of the connection.
async fn forward(client: TcpStream, server: &str, held: &str, mut holding: watch::Receiver<bool>) -> Option<()> {
    let upstream = TcpStream::connect(server).await.ok()?;
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = upstream.into_split();
    tokio::spawn(async move { tokio::io::copy(&mut from_server, &mut to_client).await });
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let length = from_client.read(&mut buffer).await.ok().filter(|length| *length > 0)?;
        let first_line =
            String::from_utf8_lossy(&buffer[..length.min(300)]).lines().next().unwrap_or_default().to_owned();
        if first_line.starts_with("GET ") && first_line.contains(held) {
            holding.wait_for(|holding| !holding).await.ok()?;
        }
        to_server.write_all(&buffer[..length]).await.ok()?;
    }
}
