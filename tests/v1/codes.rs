//! Emailed codes, from the request to what they open; each path whole.

use std::collections::BTreeSet;
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::both_databases;
use crate::support::{Client, PASSWORD, Reply, Server};

const ANN: &str = "ann@example.com";
const OTHER: &str = "another quiet evening";

both_databases! {
    fn a_sign_up_by_code_leads_to_a_password_that_signs_in(server: Server) {
        let anyone = server.anonymous();
        let body = json!({ "email": ANN, "username": "ann", "locale": "de-AT", "accepts_terms": true });
        assert_eq!(anyone.post("/v1/accounts", body.clone()).expect(202).text, "");
        let again = anyone.post("/v1/accounts", body).expect(429);
        assert!((1..=30).contains(&again.header("retry-after").parse::<u32>().unwrap()), "{again}");
        let code = server.inbox(ANN).code();
        let shown = |code: &str| json!({ "purpose": "email_verification", "email": ANN, "code": code });
        assert_eq!(code_of(anyone.post("/v1/codes/verify", shown(&other_than(&code)))), "400 wrong_code");
        let flow = anyone.post("/v1/codes/verify", shown(&code)).expect(200).text_of("flow");
        assert_eq!(code_of(anyone.post("/v1/codes/verify", shown(&code))), "400 wrong_code");
        let set = |flow: &str| {
            let body = json!({ "email": ANN, "password": OTHER, "flow": flow });
            anyone.put("/v1/recovery/password", body)
        };
        assert_eq!(code_of(set("nonsense")), "400 wrong_flow");
        set(&flow).expect(204);
        assert_eq!(code_of(set(&flow)), "400 wrong_flow");
        anyone.post("/v1/sessions", json!({ "login": "ann", "password": OTHER })).expect(201);
    }

    fn s11_a_recovery_code_works_once_however_many_show_it(server: Server) {
        let ann = server.member(ANN);
        ann.post("/v1/recovery", json!({ "email": ANN })).expect(202);
        let code = server.inbox(ANN).code();
        let shown = json!({ "email": ANN, "code": code });
        server.anonymous().post("/v1/recovery/verify", shown).expect(204);
        let body = json!({ "email": ANN, "code": code, "password": OTHER });
        let client = server.anonymous();
        let replies = at_once(16, || client.put("/v1/recovery/password", body.clone()));
        assert_one(&replies, 204);
        ann.get("/v1/accounts/me").expect(401);
        ann.login(ANN, OTHER).expect(200);
    }

    fn a_changed_email_takes_the_username_along(server: Server) {
        let ann = server.member(ANN);
        server.member("ben@example.com");
        for wanted in ["new@example.com", "ben@example.com"] {
            ann.put("/v1/accounts/me/email", json!({ "email": wanted })).expect(202);
        }
        let code = server.inbox("new@example.com").code();
        let replies = at_once(16, || ann.post("/v1/accounts/me/email/verify", json!({ "code": code })));
        assert_one(&replies, 200);
        let account = ann.get("/v1/accounts/me").expect(200);
        let changed = replies.into_iter().find(|reply| reply.status == 200).unwrap();
        assert_eq!(changed.json(), account.json());
        assert_eq!(changed.header("etag"), account.header("etag"));
        assert_eq!(account.json()["username"], "new@example.com");
        assert_eq!(account.json()["email_verified"], true);
        ann.login("new@example.com", PASSWORD).expect(200);
        ann.login(ANN, PASSWORD).expect(401);
    }

    fn s19_five_wrong_pins_lock_the_pin_and_a_code_takes_it_away(server: Server) {
        let ann = server.member(ANN);
        let mut inbox = server.inbox(ANN);
        let verify = |pin: &str| ann.post("/v1/accounts/me/pin/verify", json!({ "pin": pin }));
        assert_eq!(code_of(verify("4826")), "409 no_pin");
        assert_eq!(code_of(ann.put("/v1/accounts/me/pin", json!({ "pin": "1234" }))), "400 invalid_fields");
        ann.put("/v1/accounts/me/pin", json!({ "pin": "4826" })).expect(204);
        verify("4826").expect(204);
        for _ in 0..4 {
            assert_eq!(code_of(verify("7305")), "400 invalid_fields");
        }
        assert_eq!(code_of(verify("7305")), "403 pin_locked");
        assert_eq!(code_of(verify("4826")), "403 pin_locked");
        ann.login(ANN, PASSWORD).expect(200);
        server.anonymous().login(ANN, "4826").expect(401);
        ann.post("/v1/codes", json!({ "purpose": "pin_reset" })).expect(202);
        // The first mail was the notice that a PIN was set.
        inbox.next();
        let code = inbox.code();
        let body = json!({ "purpose": "pin_reset", "code": code });
        let replies = at_once(16, || ann.post("/v1/codes/verify", body.clone()));
        assert_one(&replies, 200);
        ann.put("/v1/accounts/me/pin", json!({ "pin": "7305" })).expect(204);
        verify("7305").expect(204);
    }

    fn s13_a_code_for_one_purpose_or_account_is_refused_for_every_other(server: Server) {
        let ann = server.member(ANN);
        let ben = server.member("ben@example.com");
        let mut inbox = server.inbox(ANN);
        // One code of each purpose, each shown everywhere that takes another.
        ann.post("/v1/codes", json!({ "purpose": "email_verification" })).expect(202);
        let verification = inbox.code();
        ann.post("/v1/codes", json!({ "purpose": "pin_reset" })).expect(202);
        let pin_reset = inbox.code();
        ann.post("/v1/recovery", json!({ "email": ANN })).expect(202);
        let recovery = inbox.code();
        ann.put("/v1/accounts/me/email", json!({ "email": "new@example.com" })).expect(202);
        let email_change = server.inbox("new@example.com").code();
        let shown = |client: &Client, purpose: &str, code: &str| {
            client.post("/v1/codes/verify", json!({ "purpose": purpose, "code": code }))
        };
        let recover = |email: &str, code: &str| {
            let body = json!({ "email": email, "code": code });
            server.anonymous().post("/v1/recovery/verify", body)
        };
        let change = |client: &Client, code: &str| {
            client.post("/v1/accounts/me/email/verify", json!({ "code": code }))
        };
        for other in [&pin_reset, &recovery, &email_change] {
            assert_eq!(code_of(shown(&ann, "email_verification", other)), "400 wrong_code");
        }
        for other in [&verification, &recovery, &email_change] {
            assert_eq!(code_of(shown(&ann, "pin_reset", other)), "400 wrong_code");
        }
        for other in [&verification, &pin_reset, &email_change] {
            assert_eq!(code_of(recover(ANN, other)), "400 wrong_code");
        }
        for other in [&verification, &pin_reset, &recovery] {
            assert_eq!(code_of(change(&ann, other)), "400 wrong_code");
        }
        assert_eq!(code_of(shown(&ben, "email_verification", &verification)), "400 wrong_code");
        assert_eq!(code_of(shown(&ben, "pin_reset", &pin_reset)), "400 wrong_code");
        assert_eq!(code_of(recover("ben@example.com", &recovery)), "400 wrong_code");
        assert_eq!(code_of(change(&ben, &email_change)), "400 wrong_code");
        // Each is still good for what it was sent for.
        recover(ANN, &recovery).expect(204);
        shown(&ann, "pin_reset", &pin_reset).expect(200);
        shown(&ann, "email_verification", &verification).expect(200);
        change(&ann, &email_change).expect(200);
    }

    with [("PARLOR_CODES__RESEND_AFTER", "1ms")]
    fn s23_asking_for_a_code_tells_known_and_unknown_addresses_apart_by_nothing(server: Server) {
        server.member(ANN);
        let anyone = server.anonymous();
        let ask = |path: &str, email: &str| {
            let body = match path {
                "/v1/codes" => json!({ "purpose": "email_verification", "email": email }),
                "/api/v1/auth/users/" => json!({ "email": email, "terms_accepted": true }),
                _ => json!({ "email": email }),
            };
            let begun = Instant::now();
            let reply = anyone.post(path, body);
            (begun.elapsed(), reply)
        };
        for path in [
            "/v1/accounts",
            "/v1/codes",
            "/v1/recovery",
            "/api/v1/auth/users/",
            "/api/v1/auth/resend-code/",
            "/api/v1/auth/recovery-request/",
        ] {
            let (mut known, mut unknown) = (Vec::new(), Vec::new());
            for number in 0..9 {
                let stranger = format!("x{number}@example.com");
                let (took, reply) = ask(path, ANN);
                known.push(took);
                let (took, other) = ask(path, &stranger);
                unknown.push(took);
                assert_eq!(reply.text.replace(ANN, ""), other.text.replace(&stranger, ""), "{path}");
                assert_eq!(reply.status, other.status, "{path}");
                let names = |reply: &Reply| reply.headers().keys().map(ToString::to_string).collect::<BTreeSet<_>>();
                assert_eq!(names(&reply), names(&other), "{path}");
            }
            known.sort();
            unknown.sort();
            let apart = known[4].abs_diff(unknown[4]);
            assert!(apart < Duration::from_millis(20), "{path}: {known:?} {unknown:?}");
        }
    }

    with [("PARLOR_RATE_LIMIT__ENABLED", "true"), ("PARLOR_CODES__RESEND_AFTER", "1ms")]
    fn s27_strangers_cause_five_code_mails_an_hour_to_one_address(server: Server) {
        server.member(ANN);
        let strangers = |number: u8| server.anonymous().from(&format!("127.0.0.{number}"));
        let mut sent = 0;
        for number in 10..20 {
            let path = if number % 2 == 0 { "/v1/recovery" } else { "/api/v1/auth/resend-code/" };
            match strangers(number).post(path, json!({ "email": ANN })).status {
                200 | 202 => sent += 1,
                status => assert_eq!(status, 429),
            }
        }
        assert_eq!(sent, 5);
        assert_eq!(server.inbox(ANN).count(), 5);
        // The owner, at home and signed in, is not kept from a code.
        let home = server.anonymous();
        let access = home.login(ANN, PASSWORD).expect(200).text_of("access_token");
        let body = json!({ "purpose": "email_verification" });
        home.bearing(&format!("Bearer {access}")).post("/v1/codes", body).expect(202);
        home.post("/v1/recovery", json!({ "email": ANN })).expect(202);
    }

    fn what_is_asked_for_has_to_be_possible(server: Server) {
        let (ann, anyone) = (server.member(ANN), server.anonymous());
        let ask = |client: &Client, purpose: &str| client.post("/v1/codes", json!({ "purpose": purpose, "email": ANN }));
        for purpose in ["pin_reset", "email_change", "x"] {
            assert_eq!(code_of(ask(&anyone, purpose)), "400 invalid_fields", "{purpose}");
        }
        for purpose in ["password_recovery", "sign_in", "email_change", "x"] {
            assert_eq!(code_of(ask(&ann, purpose)), "400 invalid_fields", "{purpose}");
        }
        assert_eq!(code_of(anyone.post("/v1/codes", json!({}))), "400 invalid_fields");
        assert_eq!(code_of(ask(&anyone.bearing("Bearer nonsense"), "email_verification")), "401 bad_credential");
    }
}

fn code_of(reply: Reply) -> String {
    format!("{} {}", reply.status, reply.text_of("code"))
}

fn other_than(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

fn at_once(times: usize, call: impl Fn() -> Reply + Sync) -> Vec<Reply> {
    let gate = Barrier::new(times);
    thread::scope(|scope| {
        let threads: Vec<_> = (0..times)
            .map(|_| {
                scope.spawn(|| {
                    gate.wait();
                    call()
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

/// Holds if one of several was answered so and the others were told that the code is wrong.
fn assert_one(replies: &[Reply], status: u16) {
    let count = |status| replies.iter().filter(|reply| reply.status == status).count();
    let told: Vec<u16> = replies.iter().map(|reply| reply.status).collect();
    assert_eq!((count(status), count(400)), (1, replies.len() - 1), "{told:?}");
}
