//! What Prometheus is told.

use std::net::TcpListener;
use std::thread::sleep;
use std::time::Duration;

use crate::support::{Kind, PASSWORD, Server};

#[test]
fn requests_sign_ins_failures_and_lockouts_are_counted_on_a_listener_of_their_own() {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let server = Server::with(Kind::Sqlite, &[("PARLOR_METRICS_LISTEN", &address)]);
    let ann = server.member("ann@example.com");
    ann.get("/api/me").expect(200);
    ann.get("/api/me/").expect(200);
    ann.get("/made/up/by/somebody").expect(404);
    for _ in 0..5 {
        server.anonymous().login("nobody@example.com", PASSWORD);
    }
    let told = scrape(&address);
    for line in [
        r#"parlor_requests_total{endpoint="/api/me",status="200"} 2"#,
        r#"parlor_requests_total{endpoint="none",status="404"} 1"#,
        r#"parlor_events_total{event="signed_in"} 1"#,
        r#"parlor_events_total{event="sign_in_failed"} 4"#,
        r#"parlor_events_total{event="locked"} 1"#,
        r#"parlor_request_seconds_count{endpoint="/api/me"} 2"#,
        "parlor_hashing_waiting 0",
    ] {
        assert!(told.lines().any(|told| told == line), "{line} is not in:\n{told}");
    }
    assert!(told.contains(r#"parlor_database_connections{state="idle"}"#), "{told}");
    ann.get("/metrics").expect(404);
}

fn scrape(address: &str) -> String {
    for _ in 0..50 {
        if let Ok(reply) = reqwest::blocking::get(format!("http://{address}/metrics")) {
            return reply.text().unwrap();
        }
        sleep(Duration::from_millis(100));
    }
    panic!("no metrics at {address}");
}
