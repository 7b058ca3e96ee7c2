//! Somebody who signed up by this contract.

use std::ops::Deref;

use serde_json::{Value, json};

use crate::support::{Client, PASSWORD, Reply, Server};

/// A client that shows its token.
pub struct Player {
    client: Client,
    pub token: String,
}

impl Deref for Player {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

/// Begins a sign-up.
pub fn register(client: &Client, email: &str, username: &str) -> Reply {
    register_with(client, json!({ "email": email, "username": username, "password": PASSWORD }))
}

/// Begins a sign-up with these fields.
pub fn register_with(client: &Client, user: Value) -> Reply {
    client.post("/api/auth/registration", json!({ "user": user }))
}

/// Shows a code.
pub fn confirm(client: &Client, otp: &str) -> Reply {
    client.post("/api/user/confirm_otp", json!({ "otp": otp }))
}

/// Signs in.
pub fn log_in(client: &Client, email: &str, password: &str) -> Reply {
    client.post("/api/auth/login", json!({ "user": { "email": email, "password": password } }))
}

/// The token in an answer.
#[track_caller]
pub fn token_of(reply: &Reply) -> String {
    reply.json()["user"]["token"].as_str().unwrap_or_else(|| panic!("no token in {reply}")).to_owned()
}

/// The answer with `…` in place of its token.
#[track_caller]
pub fn hiding_token(mut reply: Reply) -> Reply {
    let token = token_of(&reply);
    reply.text = reply.text.replace(&token, "…");
    reply
}

/// Another code than this.
pub fn other_than(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

impl Player {
    /// Signs up with a code and [`PASSWORD`], and signs in.
    pub fn sign_up(server: &Server, email: &str, username: &str) -> Self {
        let anyone = server.anonymous();
        register(&anyone, email, username).expect(200);
        confirm(&anyone, &server.inbox(email).code()).expect(200);
        Self::sign_in(server, email)
    }

    /// Signs in with [`PASSWORD`].
    pub fn sign_in(server: &Server, email: &str) -> Self {
        let anyone = server.anonymous();
        let token = token_of(&log_in(&anyone, email, PASSWORD).expect(200));
        Self { client: anyone.bearing(&format!("Token {token}")), token }
    }

    /// Changes something of the account.
    pub fn change(&self, user: Value) -> Reply {
        self.patch("/api/user/", json!({ "user": user }))
    }
}

/// An administrator's client.
pub fn administrator(server: &Server) -> Client {
    let admin = server.admin("root@example.com");
    server.anonymous().bearing(&format!("Token {}", admin.access))
}
