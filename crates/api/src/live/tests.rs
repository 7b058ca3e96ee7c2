//! Sockets over a real connection, with clients that no one here wrote, and some that no one should have.
#![expect(clippy::as_conversions, reason = "lengths of frames, which are known to fit")]

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use bytestring::ByteString;
use futures_util::FutureExt as _;
use futures_util::future::LocalBoxFuture;
use parlor_domain::ports::Effects as _;
use parlor_domain::{
    AccountId, Actor, Announcement, AuditEvent, AuditKind, ConversationId, EndReason, Members, Message,
    MessageId, Seq, SessionId, Timestamp,
};
use tungstenite::{Message as Frame, WebSocket, client};

use super::*;
use crate::shell::limits::Limits;

const ROOM: ConversationId = ConversationId(7);

/// A room to which anybody comes by `/{account}`, who is then in the session of the same number.
struct Server {
    live: Live,
    address: SocketAddr,
    said: AtomicI64,
}

/// Answers what it hears.
struct Echo;

impl Listener for Echo {
    fn hear(&self, text: ByteString) -> LocalBoxFuture<'static, Heard> {
        // Cut short: much more than may wait for a client would close the socket.
        let text = if text.len() > MAX_WAITING { text.len().to_string().into() } else { text };
        async move { Heard::Answer(text) }.boxed_local()
    }

    fn no_text(&self) -> ByteString {
        "no text".into()
    }

    fn too_many(&self, _: Duration) -> ByteString {
        "too many".into()
    }
}

async fn enter(
    (request, account, payload): (HttpRequest, web::Path<i64>, web::Payload),
    live: web::Data<Live>,
    limits: web::Data<Limits>,
) -> HttpResponse {
    let who = (AccountId(*account), SessionId(*account));
    match live.open(who, (ROOM, |message| message.text.as_str().into())) {
        Ok(open) => {
            open.stands_at(Seq::START);
            accept(&request, payload.into_inner(), (open, limits.meter()), Echo).await.unwrap()
        }
        Err(NotOpened::TooMany) => HttpResponse::TooManyRequests().finish(),
        Err(NotOpened::Stopping) => HttpResponse::ServiceUnavailable().finish(),
    }
}

impl Server {
    fn start(policy: SocketPolicy, limits: bool) -> Self {
        let live = Live::new(policy);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = live.clone();
        thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let live = web::Data::new(shared);
                let server = HttpServer::new(move || {
                    let limits = web::Data::new(Limits::new(limits));
                    let app = App::new().app_data(live.clone()).app_data(limits);
                    app.route("/{account}", web::get().to(enter))
                });
                server.workers(1).listen(listener).unwrap().run().await.unwrap();
            });
        });
        Self { live, address, said: AtomicI64::default() }
    }

    fn usual() -> Self {
        Self::start(SocketPolicy::default(), false)
    }

    fn connect(&self, account: i64) -> Client {
        self.try_connect(account).unwrap()
    }

    fn try_connect(&self, account: i64) -> Result<Client, u16> {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let shaken = client(format!("ws://{}/{account}", self.address), stream);
        match shaken {
            Ok((socket, _)) => Ok(Client(socket)),
            Err(tungstenite::HandshakeError::Failure(tungstenite::Error::Http(response))) => {
                Err(response.status().as_u16())
            }
            Err(error) => panic!("{error}"),
        }
    }

    /// Says something in the room, as whoever stored it would.
    fn say(&self, text: &str) {
        let seq = self.said.fetch_add(1, Ordering::SeqCst) + 1;
        let message = Message {
            id: MessageId(seq),
            conversation: ROOM,
            seq: Seq(seq),
            sender: None,
            client_id: None,
            text: text.to_owned(),
            attachment: None,
            sent_at: Timestamp::from_micros(0).unwrap(),
        };
        let members = Members { initiator: None, receiver: None };
        self.live.announced(&[Announcement::MessagePosted { message, members }]);
    }

    fn wait_until_open(&self, sockets: usize) {
        let begun = Instant::now();
        while self.live.sessions().len() != sockets {
            assert!(begun.elapsed() < Duration::from_secs(10), "{:?} are open", self.live.sessions());
            thread::sleep(Duration::from_millis(5));
        }
    }
}

struct Client(WebSocket<TcpStream>);

impl Client {
    fn send(&mut self, text: &str) {
        self.0.send(Frame::text(text)).unwrap();
    }

    /// The next text; pings are answered on the way.
    fn text(&mut self) -> String {
        loop {
            match self.0.read().unwrap() {
                Frame::Text(text) => return text.to_string(),
                Frame::Ping(_) | Frame::Pong(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    /// Reads on until the server closes.
    fn closed_with(&mut self) -> u16 {
        loop {
            match self.0.read() {
                Ok(Frame::Close(frame)) => return frame.map_or(1005, |frame| frame.code.into()),
                Ok(_) => {}
                Err(error) => panic!("ended without a close: {error}"),
            }
        }
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.0.get_mut().write_all(bytes).unwrap();
    }
}

/// The head of a frame as a client sends it, with a mask of zeros.
fn head(first: u8, length: u64) -> Vec<u8> {
    let mut head = vec![first, 0x80 | 127];
    head.extend(length.to_be_bytes());
    head.extend([0; 4]);
    head
}

#[test]
fn what_is_said_in_a_room_comes_to_everybody_in_it_in_order() {
    let server = Server::usual();
    let (mut one, mut other) = (server.connect(1), server.connect(2));
    for number in 0..50 {
        server.say(&number.to_string());
    }
    one.send("to me alone");
    let texts = |client: &mut Client, count| (0..count).map(|_| client.text()).collect::<Vec<_>>();
    let said: Vec<_> = (0..50).map(|number| number.to_string()).collect();
    assert_eq!(texts(&mut other, 50), said);
    assert_eq!(texts(&mut one, 50), said);
    assert_eq!(one.text(), "to me alone");
}

#[test]
fn bytes_that_are_no_text_are_answered_and_the_socket_stays_open() {
    let server = Server::usual();
    let mut client = server.connect(1);
    client.0.send(Frame::binary(vec![1, 2, 3])).unwrap();
    assert_eq!(client.text(), "no text");
    client.send("still here");
    assert_eq!(client.text(), "still here");
}

#[test]
fn s68_a_frame_that_is_too_large_closes_with_1009_before_it_has_come() {
    let server = Server::usual();
    for length in [MAX_MESSAGE as u64 + 1, 1 << 40] {
        let mut client = server.connect(1);
        client.bytes(&head(0x81, length));
        assert_eq!(client.closed_with(), 1009);
    }
}

#[test]
fn s68_a_client_that_goes_on_sending_a_frame_that_is_too_large_is_told_1009() {
    let server = Server::usual();
    let mut client = server.connect(1);
    let too_large = "x".repeat(MAX_MESSAGE + 1);
    // It may be cut off while it is still sending.
    drop(client.0.send(Frame::text(too_large)));
    assert_eq!(client.closed_with(), 1009);
}

#[test]
fn s68_the_largest_message_comes_through_whole_or_in_fragments_and_more_of_them_do_not() {
    let server = Server::usual();
    let mut client = server.connect(1);
    let quarter = MAX_MESSAGE / 4;
    for (first, text) in [(0x01, "a"), (0x00, "b"), (0x00, "c"), (0x80, "d")] {
        client.bytes(&head(first, quarter as u64));
        client.bytes(text.repeat(quarter).as_bytes());
    }
    assert_eq!(client.text(), MAX_MESSAGE.to_string());
    for fragment in 0..=MAX_FRAGMENTS {
        client.bytes(&head(if fragment == 0 { 0x01 } else { 0x00 }, 0));
    }
    assert_eq!(client.closed_with(), 1009);
}

#[test]
fn what_is_no_frame_closes_with_1002() {
    let server = Server::usual();
    // A reserved bit, an unknown kind, no mask, text that is no UTF-8.
    for bytes in [&[0xc1, 0x80, 0, 0, 0, 0][..], &[0x83, 0x80, 0, 0, 0, 0], &[0x81, 0x01, b'a']] {
        let mut client = server.connect(1);
        client.bytes(bytes);
        assert_eq!(client.closed_with(), 1002, "{bytes:?}");
    }
}

#[test]
fn s32_sockets_close_with_4401_when_their_session_ends_and_those_of_others_stay() {
    let server = Server::usual();
    let (mut one, mut again, mut other) = (server.connect(1), server.connect(1), server.connect(2));
    let begun = Instant::now();
    server.live.committed(&[AuditEvent {
        kind: AuditKind::SessionEnded(EndReason::SignedOut),
        actor: Actor::Operator,
        account: Some(AccountId(1)),
        session: Some(SessionId(1)),
    }]);
    assert_eq!((one.closed_with(), again.closed_with()), (4401, 4401));
    assert!(begun.elapsed() < Duration::from_secs(1));
    server.say("after");
    assert_eq!(other.text(), "after");
}

#[test]
fn s55_a_block_closes_the_room_with_4403() {
    let server = Server::usual();
    let (mut one, mut other) = (server.connect(1), server.connect(2));
    let blocked = |conversation| {
        let (by, whom) = (AccountId(1), AccountId(2));
        server.live.announced(&[Announcement::Blocked { by, whom, conversation }]);
    };
    blocked(None);
    blocked(Some(ConversationId(8)));
    server.say("not this room");
    assert_eq!((one.text().as_str(), other.text().as_str()), ("not this room", "not this room"));
    blocked(Some(ROOM));
    assert_eq!((one.closed_with(), other.closed_with()), (4403, 4403));
}

#[test]
fn a_stop_sends_what_waits_closes_with_1001_and_lets_nobody_in() {
    let server = Server::usual();
    let mut client = server.connect(1);
    server.say("last words");
    server.live.stop();
    assert_eq!(client.text(), "last words");
    assert_eq!(client.closed_with(), 1001);
    assert_eq!(server.try_connect(1).err(), Some(503));
    server.wait_until_open(0);
}

#[test]
fn an_account_has_so_many_sockets_and_no_more_and_one_that_closes_makes_room() {
    let server = Server::start(SocketPolicy { per_account: 2, ..SocketPolicy::default() }, false);
    let (mut one, _two) = (server.connect(1), server.connect(1));
    assert_eq!(server.try_connect(1).err(), Some(429));
    let _other = server.connect(2);
    one.0.close(None).unwrap();
    assert_eq!(one.closed_with(), 1005);
    let begun = Instant::now();
    while server.try_connect(1).is_err() {
        assert!(begun.elapsed() < Duration::from_secs(5));
    }
}

#[test]
fn a_client_is_asked_whether_it_is_there_and_one_that_is_silent_is_closed() {
    let (ping_every, silence) = (Duration::from_millis(200), Duration::from_millis(900));
    let server = Server::start(SocketPolicy { ping_every, silence, ..SocketPolicy::default() }, false);
    let (mut there, mut silent) = (server.connect(1), server.connect(2));
    let begun = Instant::now();
    let asked = thread::spawn(move || {
        let mut pings = 0;
        while begun.elapsed() < Duration::from_secs(2) {
            // Reading answers them.
            pings += usize::from(matches!(there.0.read().unwrap(), Frame::Ping(_)));
        }
        there.send("still here");
        assert_eq!(there.text(), "still here");
        pings
    });
    // Reads past the library, which would answer.
    let mut bytes = Vec::new();
    let ended = silent.0.get_mut().read_to_end(&mut bytes);
    assert!(ended.is_ok(), "{ended:?}");
    let after = begun.elapsed();
    assert!((silence..silence * 3).contains(&after), "{after:?}");
    assert_eq!(bytes.first(), Some(&0x89), "a ping");
    let code = 1008_u16.to_be_bytes();
    assert!(bytes.windows(2).any(|window| window == code), "{bytes:?}");
    assert!(asked.join().unwrap() >= 5);
}

#[test]
fn s28_more_texts_than_may_come_are_answered_so_and_pings_close() {
    let server = Server::start(SocketPolicy::default(), true);
    let mut client = server.connect(1);
    let most = crate::shell::limits::FRAMES.calls.get();
    for _ in 0..=most {
        client.send("x");
    }
    assert!((0..most).all(|_| client.text() == "x"));
    assert_eq!(client.text(), "too many");
    client.0.send(Frame::Ping(Vec::new().into())).unwrap();
    assert_eq!(client.closed_with(), 1008);
    let _other = server.connect(2);
}

#[test]
fn s67_a_slow_reader_is_closed_and_the_others_latency_stays() {
    let server = Server::usual();
    let mut slow = server.connect(1);
    let mut quick = server.connect(2);
    let text = "x".repeat(8_000);
    let (heard, latencies) = channel();
    let reader = thread::spawn(move || {
        for _ in 0..2_000 {
            assert_eq!(quick.text().len(), 8_000);
            heard.send(Instant::now()).unwrap();
        }
        quick
    });
    let mut worst = Duration::ZERO;
    for _ in 0..2_000 {
        let said = Instant::now();
        server.say(&text);
        worst = worst.max(latencies.recv_timeout(Duration::from_secs(5)).unwrap() - said);
    }
    let _quick = reader.join().unwrap();
    assert!(worst < Duration::from_millis(500), "{worst:?}");
    // Only the quick one is left, although the slow one's connection still stands.
    server.wait_until_open(1);
    let mut rest = Vec::new();
    let ended = slow.0.get_mut().read_to_end(&mut rest);
    assert!(ended.is_ok() || ended.is_err_and(|error| error.kind() == ErrorKind::ConnectionReset));
    assert!(rest.len() < 2_000 * 8_000, "{}", rest.len());
}
