//! The floor: what the machine needs to write the same bytes to as many connections, with
//! nothing around it. A process of its own, as the server is.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, ChildStdin, Command, Stdio};

use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::{
    Frame,
    coding::{Data, OpCode},
};

use super::process;

/// The floor's own process: says its address, accepts this many connections, and for each line
/// with a number of bytes writes one frame of that size to all.
pub fn serve(arguments: &[String]) -> Result<(), String> {
    let wanted: usize = arguments.first().and_then(|text| text.parse().ok()).ok_or("`--floor` needs a number.")?;
    let fault = |error: std::io::Error| error.to_string();
    let listener = TcpListener::bind("127.0.0.1:0").map_err(fault)?;
    println!("{}", listener.local_addr().map_err(fault)?);
    let mut connections: Vec<TcpStream> = Vec::with_capacity(wanted);
    for _ in 0..wanted {
        let (stream, _) = listener.accept().map_err(fault)?;
        stream.set_nodelay(true).map_err(fault)?;
        connections.push(stream);
    }
    for line in std::io::stdin().lines() {
        let bytes: usize = line.map_err(fault)?.trim().parse().map_err(|_| "no number")?;
        let frame = frame(bytes);
        for connection in &mut connections {
            connection.write_all(&frame).map_err(fault)?;
        }
    }
    Ok(())
}

/// A text frame with a payload of this size, as a server sends it.
fn frame(bytes: usize) -> Vec<u8> {
    let payload = "x".repeat(bytes);
    let mut encoded = Vec::with_capacity(bytes + 8);
    Frame::message(Message::text(payload).into_data(), OpCode::Data(Data::Text), true)
        .format(&mut encoded)
        .expect("writing to memory");
    encoded
}

/// The floor, seen from the clients.
pub struct Floor {
    child: Child,
    orders: ChildStdin,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Floor {
    /// Starts it for this many connections.
    pub fn start(phones: usize) -> Self {
        let itself = std::env::current_exe().expect("this program has a path");
        process::pin_as_server();
        let mut child = Command::new(itself)
            .args(["--floor", &phones.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the floor starts");
        process::pin_clients();
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("it is piped")).read_line(&mut line).expect("it says its address");
        let orders = child.stdin.take().expect("it is piped");
        Self { address: line.trim().parse().expect("an address"), orders, child }
    }

    /// Has it write a frame with a payload of this size to all.
    pub fn write(&mut self, bytes: usize) {
        writeln!(self.orders, "{bytes}").expect("it listens");
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Floor {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
