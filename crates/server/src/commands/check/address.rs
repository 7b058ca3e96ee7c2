//! Whether the address to serve on is free, and whether it fits with how clients get there.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use super::Line;
use crate::settings::Settings;

const LISTEN: &str = "listen";
const PUBLIC_URL: &str = "public URL";
const PROXIES: &str = "trusted proxies";
/// How long whoever holds the address may take to say who it is.
const PATIENCE: Duration = Duration::from_secs(2);

pub(super) fn check(settings: &Settings) -> Vec<Line> {
    let is_encrypted = settings.public_url.to_string().starts_with("https:");
    let mut lines = vec![listen(settings.listen)];
    if !is_encrypted && !settings.listen.ip().is_loopback() {
        lines.push(Line::note(
            PUBLIC_URL,
            format!(
                "{} sends passwords in plain text, and {} can be reached from elsewhere: put a proxy that ends \
                 TLS in front and set PARLOR_PUBLIC_URL to https://…",
                settings.public_url, settings.listen
            ),
        ));
    }
    if is_encrypted && settings.trusted_proxies.is_empty() {
        lines.push(Line::note(
            PROXIES,
            "none, so all clients that come through a proxy share one budget: set PARLOR_TRUSTED_PROXIES to its \
             addresses",
        ));
    }
    lines
}

fn listen(address: SocketAddr) -> Line {
    match TcpListener::bind(address) {
        Ok(_) => Line::ok(LISTEN, format!("{address} is free")),
        Err(error) if error.kind() == ErrorKind::AddrInUse => match is_parlor(address) {
            Ok(true) => Line::ok(LISTEN, format!("a parlor serves on {address}")),
            Ok(false) | Err(_) => Line::failed(
                LISTEN,
                format!("another program uses {address}: set PARLOR_LISTEN to a free address"),
            ),
        },
        Err(error) => Line::failed(
            LISTEN,
            format!("{address} cannot be served on ({error}): set PARLOR_LISTEN to another address"),
        ),
    }
}

/// Asks whoever listens there who it is.
fn is_parlor(address: SocketAddr) -> io::Result<bool> {
    let host = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    let mut stream = TcpStream::connect_timeout(&SocketAddr::new(host, address.port()), PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    write!(
        stream,
        "GET / HTTP/1.1\r\nHost: {address}\r\nAccept: application/json\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = Vec::new();
    stream.take(4096).read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).contains("\"name\":\"Parlor\""))
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    /// The line for an address where somebody listens and gives this answer.
    fn answered(answer: &'static str) -> String {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let answering = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            assert!(stream.read(&mut [0; 1024]).unwrap() > 0);
            stream.write_all(answer.as_bytes()).unwrap();
            listener
        });
        let line = listen(address).to_string().replace(&address.to_string(), "ADDRESS");
        drop(answering.join().unwrap());
        line
    }

    #[test]
    fn an_address_is_free_or_a_parlor_s_or_somebody_else_s() {
        let free = listen(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).to_string();
        assert_eq!(free, "ok     listen: 127.0.0.1:0 is free");
        assert_eq!(
            answered("HTTP/1.1 200 OK\r\n\r\n{\"name\":\"Parlor\"}"),
            "ok     listen: a parlor serves on ADDRESS"
        );
        assert_eq!(
            answered("220 mail\r\n"),
            "failed listen: another program uses ADDRESS: set PARLOR_LISTEN to a free address"
        );
    }

    #[test]
    fn an_address_of_another_machine_cannot_be_served_on() {
        // 192.0.2.0/24 is nobody's (RFC 5737).
        let line = listen(SocketAddr::from(([192, 0, 2, 1], 0))).to_string();
        assert!(line.starts_with("failed listen: 192.0.2.1:0 cannot be served on ("), "{line}");
    }
}
