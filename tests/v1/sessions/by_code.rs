//! POST `/v1/sessions` with an emailed code in place of a password

use std::sync::Barrier;
use std::thread;

use insta::assert_snapshot;
use serde_json::json;

use crate::both_databases;
use crate::support::{Client, PASSWORD, Reply, Server};
use crate::v1::{code, problem, wrong};

const ANN: &str = "ann@example.com";

both_databases! {
    fn a_code_opens_a_session_once(server: Server) {
        let ann = proved(&server);
        let sent = ask(&server, ANN);
        for named in [json!({ "email": ANN, "code": sent }), json!({ "login": ANN, "code": sent })] {
            // A look leaves it as it is.
            let look = json!({ "purpose": "sign_in", "email": ANN, "code": sent });
            let look = server.anonymous().post("/v1/codes/verify", look);
            let reply = server.anonymous().post("/v1/sessions", named);
            if look.status == 200 {
                assert_eq!(reply.expect(201).json()["account_id"], 1);
            } else {
                assert_eq!(code(reply), "400 wrong_code", "it was used");
            }
        }
        ann.get("/v1/accounts/me").expect(200);
        ann.sign_in(ANN, PASSWORD).expect(201);
    }

    fn what_is_missing_is_said(server: Server) {
        assert_snapshot!(problem(sign_in(&server.anonymous(), json!({ "code": "123456" }))).text_of("code"), @"invalid_fields");
        assert_eq!(wrong(sign_in(&server.anonymous(), json!({}))), "login: required, password: required");
        assert_eq!(wrong(sign_in(&server.anonymous(), json!({ "email": ANN }))), "password: required");
        assert_eq!(wrong(sign_in(&server.anonymous(), json!({ "email": ANN, "code": "" }))), "code: blank");
    }

    fn s49_an_account_whose_email_was_never_proved_is_taken_over(server: Server) {
        let squatter = server.owner(ANN);
        let sent = ask(&server, ANN);
        let reply = sign_in(&server.anonymous(), json!({ "email": ANN, "code": sent })).expect(201);
        assert_eq!(squatter.with(&reply).get("/v1/accounts/me").expect(200).json()["email_verified"], true);
        assert_eq!(code(squatter.get("/v1/accounts/me")), "401 bad_credential");
        assert_eq!(code(squatter.sign_in(ANN, PASSWORD)), "401 invalid_login");
    }

    fn s11_of_sixteen_who_show_a_code_to_sign_in_at_once_one_is_in(server: Server) {
        proved(&server);
        let (client, body) = (server.anonymous(), json!({ "email": ANN, "code": ask(&server, ANN) }));
        let replies = at_once(16, || sign_in(&client, body.clone()));
        let count = |status| replies.iter().filter(|reply| reply.status == status).count();
        assert_eq!((count(201), count(400)), (1, 15));
    }

    fn s14_fifty_wrong_guesses_at_once_spend_the_tries_of_a_code(server: Server) {
        proved(&server);
        let sent = ask(&server, ANN);
        let wrong = format!("{:06}", (sent.parse::<u32>().unwrap() + 1) % 1_000_000);
        let client = server.anonymous().from("127.0.0.9");
        let replies = at_once(50, || sign_in(&client, json!({ "email": ANN, "code": wrong })));
        assert!(replies.iter().all(|reply| reply.status == 400));
        assert_eq!(code(sign_in(&client, json!({ "email": ANN, "code": sent }))), "400 wrong_code");
    }

    fn s23_nobody_is_answered_like_somebody(server: Server) {
        proved(&server);
        ask(&server, ANN);
        let anyone = server.anonymous();
        let nobody = json!({ "purpose": "sign_in", "email": "nobody@example.com" });
        anyone.post("/v1/codes", nobody).expect(202);
        let of = |email: &str| sign_in(&anyone, json!({ "email": email, "code": "000000" })).hiding(&["request_id"]);
        assert_eq!(of("nobody@example.com").text, of(ANN).text);
    }
}

fn sign_in(client: &Client, body: serde_json::Value) -> Reply {
    client.post("/v1/sessions", body)
}

/// Ann, whose email is proved.
fn proved(server: &Server) -> crate::support::Owner {
    let ann = server.owner(ANN);
    ann.post("/v1/codes", json!({ "purpose": "email_verification" })).expect(202);
    let sent = server.inbox(ANN).code();
    ann.post("/v1/codes/verify", json!({ "purpose": "email_verification", "code": sent })).expect(200);
    ann
}

/// Has a code to sign in with sent; gives it.
fn ask(server: &Server, email: &str) -> String {
    let mut inbox = server.inbox(email);
    inbox.count();
    let before = inbox.count();
    server
        .anonymous()
        .from("127.0.0.8")
        .post("/v1/codes", json!({ "purpose": "sign_in", "email": email }))
        .expect(202);
    for _ in 0..before {
        inbox.next();
    }
    inbox.code()
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
