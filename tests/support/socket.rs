//! A client of a WebSocket, by a library that no one here wrote.

use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use serde_json::Value;
use tungstenite::client::IntoClientRequest as _;
use tungstenite::{Error, HandshakeError, Message, WebSocket, client};

use super::Server;

/// Longer than anything that is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// An open socket.
pub struct Socket(WebSocket<TcpStream>);

impl Server {
    /// Opens a socket with these headers; the status of the answer, if it does not open.
    pub fn socket(&self, path: &str, headers: &[(&str, &str)]) -> Result<Socket, u16> {
        Socket::open(self.address(), path, headers)
    }
}

impl Socket {
    /// Opens a socket with these headers; the status of the answer, if it does not open.
    pub fn open(server: SocketAddr, path: &str, headers: &[(&str, &str)]) -> Result<Self, u16> {
        let mut request = format!("ws://{server}{path}").into_client_request().unwrap();
        for (name, value) in headers {
            let name: tungstenite::http::HeaderName = name.parse().unwrap();
            request.headers_mut().insert(name, value.parse().unwrap());
        }
        let stream = TcpStream::connect(server).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        match client(request, stream) {
            Ok((socket, _)) => Ok(Self(socket)),
            Err(HandshakeError::Failure(Error::Http(response))) => Err(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    /// Sends a text.
    pub fn send(&mut self, text: &str) {
        self.0.send(Message::text(text)).unwrap();
    }

    /// Sends JSON, unless the connection is lost.
    pub fn try_say(&mut self, body: &Value) -> Result<(), tungstenite::Error> {
        self.0.send(Message::text(body.to_string()))
    }

    /// Sends JSON.
    pub fn say(&mut self, body: &Value) {
        self.send(&body.to_string());
    }

    /// The next text, as JSON. Pings are answered on the way.
    #[track_caller]
    pub fn next(&mut self) -> Value {
        serde_json::from_str(&self.text()).unwrap()
    }

    /// The next text.
    #[track_caller]
    pub fn text(&mut self) -> String {
        loop {
            match self.0.read() {
                Ok(Message::Text(text)) => return text.to_string(),
                Ok(Message::Ping(_) | Message::Pong(_)) => {}
                other => panic!("{other:?} instead of a text"),
            }
        }
    }

    /// The next text, unless the connection is lost first.
    pub fn text_while_open(&mut self) -> Option<String> {
        loop {
            match self.0.read() {
                Ok(Message::Text(text)) => return Some(text.to_string()),
                Ok(Message::Ping(_) | Message::Pong(_)) => {}
                Ok(_) | Err(_) => return None,
            }
        }
    }

    /// Reads on until the server closes, and says with which code.
    #[track_caller]
    pub fn closed(&mut self) -> u16 {
        loop {
            match self.0.read() {
                Ok(Message::Close(frame)) => return frame.map_or(1005, |frame| frame.code.into()),
                Ok(_) => {}
                Err(error) => panic!("ended without a close: {error}"),
            }
        }
    }

    /// The same, within a second.
    #[track_caller]
    pub fn closed_at_once(&mut self) -> u16 {
        let asked = Instant::now();
        let code = self.closed();
        let after = asked.elapsed();
        assert!(after < Duration::from_millis(1_200), "{after:?}");
        code
    }

    /// What goes over the connection itself.
    pub fn stream(&mut self) -> &mut TcpStream {
        self.0.get_mut()
    }

    /// Reads for so long, which answers every ping; nothing else may come.
    pub fn answer_pings_for(&mut self, span: Duration) {
        let begun = Instant::now();
        while begun.elapsed() < span {
            let read = self.0.read().unwrap();
            assert!(read.is_ping(), "{read:?}");
        }
    }

    /// Whether nothing comes for so long.
    pub fn is_quiet_for(&mut self, span: Duration) -> bool {
        self.0.get_mut().set_read_timeout(Some(span)).unwrap();
        let read = self.0.read();
        self.0.get_mut().set_read_timeout(Some(PATIENCE)).unwrap();
        matches!(read, Err(Error::Io(_)))
    }

    /// Says goodbye and waits for the answer.
    pub fn close(mut self) -> u16 {
        self.0.close(None).unwrap();
        self.closed()
    }
}
