//! `Idempotency-Key`: calls that come again, at once, with another body, and across a crash.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use insta::assert_snapshot;
use parlor_testkit::at_once;
use reqwest::blocking::Response;
use serde_json::json;

use super::{path, send, send_with};
use crate::both_databases;
use crate::support::{Exchange, Server};
use crate::v1::{problem, wrong};

both_databases! {
    fn s57_the_same_key_with_the_same_body_gets_the_same_answer_once(server: Server) {
        let admin = server.admin("root@example.com");
        let ann = server.owner("ann@example.com");
        let body = json!({ "amount": 50, "reason": "won a hand" });
        let first = send_with(&admin, "hand-7", ann.id, &body).expect(201);
        send(&admin, ann.id, json!({ "amount": 1, "reason": "x" })).expect(201);
        let again = send_with(&admin, "hand-7", ann.id, &body).expect(201);
        assert_eq!(again.text, first.text);
        // It is the meaning that counts.
        let form = [("reason", " won a hand"), ("amount", "50")];
        let request = admin.request("POST", &path(ann.id)).header("Idempotency-Key", " hand-7 ");
        assert_eq!(request.form(&form).reply().expect(201).text, first.text);
        send_with(&admin, "hand-8", ann.id, &body).expect(201);
        assert_snapshot!(ann.get("/v1/wallet"), @r#"200 {"balance":101}"#);
    }

    fn s57_another_body_under_the_key_is_refused(server: Server) {
        let admin = server.admin("root@example.com");
        let (ann, ben) = (server.owner("ann@example.com"), server.owner("ben@example.com"));
        let body = json!({ "amount": 50, "reason": "won a hand" });
        send_with(&admin, "hand-7", ann.id, &body).expect(201);
        let others = [
            (ann.id, json!({ "amount": 51, "reason": "won a hand" })),
            (ann.id, json!({ "balance": 50, "reason": "won a hand" })),
            (ann.id, json!({ "amount": 50, "reason": "won another hand" })),
            (ben.id, body.clone()),
        ];
        for (account, other) in others {
            assert_snapshot!(problem(send_with(&admin, "hand-7", account, &other)), @r#"422 {"title":"Unprocessable Entity","status":422,"code":"idempotency_key_reused","detail":"This Idempotency-Key came with another body before.","request_id":"…"}"#);
        }
        // Somebody else's keys are their own.
        let other = server.admin("other@example.com");
        send_with(&other, "hand-7", ben.id, &body).expect(201);
        assert_snapshot!(ann.get("/v1/wallet"), @r#"200 {"balance":50}"#);
        assert_snapshot!(ben.get("/v1/wallet"), @r#"200 {"balance":50}"#);
    }

    fn s57_of_twenty_calls_at_once_under_one_key_one_is_done(server: Server) {
        let admin = server.admin("root@example.com");
        let ann = server.owner("ann@example.com");
        let body = json!({ "amount": 50, "reason": "won a hand" });
        let answers = at_once(20, |_| send_with(&admin, "hand-7", ann.id, &body).expect(201).text);
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
        assert_snapshot!(ann.get("/v1/wallet"), @r#"200 {"balance":50}"#);
    }

    fn s57_across_a_crash_each_call_is_done_once(mut server: Server) {
        let admin = server.admin("root@example.com");
        let ann = server.owner("ann@example.com");
        let body = json!({ "amount": 1, "reason": "won a hand" });
        // Killed while calls are under way, once each client had some answers; whoever gets none asks again.
        let answers = [const { AtomicUsize::new(0) }; 4];
        let answered = thread::scope(|scope| {
            let clients = [0, 1, 2, 3].map(|client| {
                let (admin, path, body, answers) =
                    ((*admin).clone(), path(ann.id), &body, &answers[client]);
                scope.spawn(move || {
                    let calls = (0..50_000).map(|number| {
                        let key = format!("{client}-{number}");
                        admin.request("POST", &path).header("idempotency-key", key).json(body).send()
                    });
                    let is_done = |answer: &reqwest::Result<Response>| {
                        answer.as_ref().is_ok_and(|answer| answer.status() == 201)
                    };
                    let done = calls.take_while(is_done).inspect(|_| {
                        answers.fetch_add(1, Relaxed);
                    });
                    done.count()
                })
            });
            while answers.iter().any(|answers| answers.load(Relaxed) < 3) {
                assert!(!clients.iter().any(thread::ScopedJoinHandle::is_finished), "nobody was killed yet");
                thread::sleep(Duration::from_millis(5));
            }
            server.kill();
            clients.map(|client| client.join().unwrap())
        });
        server.restart();
        for (client, answered) in answered.iter().enumerate() {
            // The last that was answered, the one that was not, and the next.
            for number in answered - 1..answered + 2 {
                send_with(&admin, &format!("{client}-{number}"), ann.id, &body).expect(201);
            }
        }
        let wanted: usize = answered.iter().map(|calls| calls + 2).sum();
        assert_eq!(ann.get("/v1/wallet").json()["balance"], wanted);
        let sums = "SELECT sum(amount) || ' ' || count(DISTINCT idempotency_key) AS line FROM ledger_entries";
        assert_eq!(server.installation.rows(sums), [format!("{wanted} {wanted}")]);
    }

    fn a_key_that_is_none_is_told(server: Server) {
        let admin = server.admin("root@example.com");
        let body = json!({ "amount": 1, "reason": "x" });
        let (longest, longer) = ("x".repeat(255), "x".repeat(256));
        for key in ["", "  ", "\u{e9}", &longer] {
            let told = wrong(send_with(&admin, key, 1, &body));
            assert_eq!(told, "Idempotency-Key: invalid", "{key:?}");
        }
        send_with(&admin, &longest, 1, &body).expect(201);
        let twice = admin.request("POST", &path(1)).header("idempotency-key", "a").header("idempotency-key", "b");
        assert_eq!(wrong(twice.json(&body).reply()), "Idempotency-Key: invalid");
    }
}
