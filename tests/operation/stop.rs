//! Stopping while people are served.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::both_databases;
use crate::support::{PASSWORD, Server};

/// Service managers kill what has not ended by then.
const ENDED_WITHIN: Duration = Duration::from_secs(10);

both_databases! {
    fn what_is_open_is_answered_after_sigterm(server: Server) {
        finishes_after(server, "TERM");
    }

    fn what_is_open_is_answered_after_sigint(server: Server) {
        finishes_after(server, "INT");
    }

    with [("PARLOR_PASSWORD__BCRYPT_COST", "12")]
    fn sign_ins_that_are_being_checked_are_finished(mut server: Server) {
        server.anonymous().register("ann@example.com", PASSWORD).expect(201);
        let open = [sign_in(), sign_in()].map(|(early, late)| connect(&server, &(early + &late)));
        server.anonymous().get("/healthz").expect(200);
        server.signal("TERM");
        open.into_iter().for_each(signed_in);
        assert!(server.ended().success());
    }

    fn a_client_that_never_finishes_does_not_keep_it(mut server: Server) {
        let _idle = TcpStream::connect(server.address()).unwrap();
        let _slow = connect(&server, &sign_in().0);
        server.anonymous().get("/healthz").expect(200);
        let asked = Instant::now();
        assert!(server.stop().success());
        assert!(asked.elapsed() < ENDED_WITHIN, "{:?}", asked.elapsed());
    }
}

/// A call that has half arrived when the signal comes is answered; then the server ends.
fn finishes_after(mut server: Server, signal: &str) {
    server.anonymous().register("ann@example.com", PASSWORD).expect(201);
    let (early, late) = sign_in();
    let mut open = connect(&server, &early);
    // Accepted after the other, so the other has been accepted too.
    server.anonymous().get("/healthz").expect(200);

    server.signal(signal);
    let asked = Instant::now();
    server.log_with("told to stop");
    thread::sleep(Duration::from_millis(500));
    open.write_all(late.as_bytes()).unwrap();
    signed_in(open);
    assert!(server.ended().success());
    assert!(asked.elapsed() < ENDED_WITHIN, "{:?}", asked.elapsed());
    assert!(TcpStream::connect(server.address()).is_err(), "nobody listens any more");
}

/// A request in two halves.
fn sign_in() -> (String, String) {
    let body = json!({ "email": "ann@example.com", "password": PASSWORD }).to_string();
    let head = format!(
        "POST /api/login/ HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
         connection: close\r\n\r\n",
        body.len()
    );
    let (early, late) = body.split_at(10);
    (head + early, late.to_owned())
}

fn connect(server: &Server, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream.write_all(text.as_bytes()).unwrap();
    stream
}

fn signed_in(mut stream: TcpStream) {
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("access_token"), "{answer}");
}
