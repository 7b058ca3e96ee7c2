//! Sessions that are ended: each of their tokens fails at once, wherever it is shown.

use serde_json::json;

use super::{BAD_REFRESH_TOKEN, BAD_TOKEN, me, pair};
use crate::both_databases;
use crate::support::{Client, Kind, Member, PASSWORD, Ran, Server};

const SHARED_SECRET: (&str, &str) = ("PARLOR_SECRET", "a root secret that two instances share");

both_databases! {
    fn s32_signing_out_ends_every_token_of_every_generation(server: Server) {
        let ann = server.member("ann@example.com");
        let tokens = Tokens::of(&ann);
        tokens.live(&ann);
        ann.post("/api/logout/", json!({ "refresh_token": tokens.refresh[1] })).expect(200);
        tokens.dead(&ann);
    }

    fn s32_deactivation_ends_every_token_of_every_session(server: Server) {
        let ann = server.member("ann@example.com");
        let (first, second) = (Tokens::of(&ann), Tokens::of_another(&ann));
        done(&server.cli(&["account", "deactivate", "--email", &ann.email], ""));
        for tokens in [&first, &second] {
            tokens.dead(&ann);
        }
        // Being switched on again brings no session back.
        done(&server.cli(&["account", "activate", "--email", &ann.email], ""));
        for tokens in [first, second] {
            tokens.dead(&ann);
        }
        ann.login(&ann.email, PASSWORD).expect(200);
    }

    fn s46_however_a_session_ends_no_generation_outlives_it(server: Server) {
        for command in ["end-sessions", "deactivate", "set-password"] {
            let ann = server.member(&format!("{command}@example.com"));
            let bob = server.member(&format!("not-{command}@example.com"));
            let tokens = Tokens::of(&ann);
            tokens.live(&ann);
            let args = ["account", command, "--email", &ann.email];
            if command == "set-password" {
                done(&server.cli(&[&args[..], &["--password-stdin"]].concat(), "another good password"));
            } else {
                done(&server.cli(&args, ""));
            }
            tokens.dead(&ann);
            bob.get("/api/me/").expect(200);
        }
    }
}

#[test]
fn s32_on_another_instance_too() {
    let here = Server::with(Kind::Postgres, &[SHARED_SECRET]);
    let there = here.another();
    let elsewhere = there.anonymous();

    let ann = here.member("ann@example.com");
    let tokens = Tokens::of(&ann);
    // Each instance has verified, and may remember, every token.
    tokens.live(&ann);
    tokens.live(&elsewhere);
    elsewhere.post("/api/logout/", json!({ "refresh_token": tokens.refresh[2] })).expect(200);
    tokens.dead(&ann);
    tokens.dead(&elsewhere);

    let tokens = Tokens::of_another(&ann);
    tokens.live(&ann);
    tokens.live(&elsewhere);
    done(&here.cli(&["account", "deactivate", "--email", &ann.email], ""));
    tokens.dead(&elsewhere);
    tokens.dead(&ann);
}

/// The tokens of the first three generations of a session.
struct Tokens {
    access: Vec<String>,
    refresh: Vec<String>,
}

impl Tokens {
    /// Renews the session that somebody has just opened.
    fn of(member: &Member) -> Self {
        Self::from(member, (member.access.clone(), member.refresh_token.clone()))
    }

    /// Renews another session of the same account.
    fn of_another(member: &Member) -> Self {
        Self::from(member, pair(&member.login(&member.email, PASSWORD).expect(200)))
    }

    fn from(member: &Member, (access, refresh): (String, String)) -> Self {
        let mut tokens = Self { access: vec![access], refresh: vec![refresh] };
        for _ in 0..2 {
            let (access, refresh) = pair(&member.refresh(tokens.refresh.last().unwrap()).expect(200));
            tokens.access.push(access);
            tokens.refresh.push(refresh);
        }
        tokens
    }

    #[track_caller]
    fn live(&self, anyone: &Client) {
        for access in &self.access {
            me(anyone, access).expect(200);
        }
    }

    #[track_caller]
    fn dead(&self, anyone: &Client) {
        for access in &self.access {
            assert_eq!(me(anyone, access).to_string(), BAD_TOKEN);
        }
        for refresh in &self.refresh {
            assert_eq!(anyone.refresh(refresh).to_string(), BAD_REFRESH_TOKEN);
            let reply = anyone.post("/api/logout/", json!({ "refresh_token": refresh }));
            assert_eq!(reply.to_string(), r#"400 {"error":"Invalid refresh token"}"#);
        }
    }
}

#[track_caller]
fn done(ran: &Ran) {
    assert_eq!(ran.status, 0, "{ran:?}");
}
