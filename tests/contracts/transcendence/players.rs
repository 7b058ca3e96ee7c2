//! Those who play: registered, and signed in with a code from their mail.

use std::ops::Deref;

use serde_json::{Value, json};

use crate::support::{Client, PASSWORD, Reply, Server};

/// Somebody who is signed in, by `token_auth`.
pub struct Player {
    client: Client,
    pub access_token: String,
    pub refresh_token: String,
    pub token_auth: String,
}

impl Player {
    /// Registers, asks for a code, and signs in.
    pub fn sign_up(server: &Server, name: &str) -> Self {
        register(&server.anonymous(), name).expect(201);
        Self::sign_in(server, name)
    }

    pub fn sign_in(server: &Server, name: &str) -> Self {
        let anyone = server.anonymous();
        let mut inbox = server.inbox(&email(name));
        inbox.skip();
        send_code(&anyone, name).expect(200);
        let signed_in = login(&anyone, name, &inbox.code(), PASSWORD).expect(200);
        let token_auth = signed_in.text_of("token_auth");
        Self {
            client: anyone.bearing(&format!("Token {token_auth}")),
            access_token: signed_in.text_of("access_token"),
            refresh_token: signed_in.text_of("refresh_token"),
            token_auth,
        }
    }

    pub fn befriend(&self, other: &str) -> Reply {
        self.post("/users/add_friend/", json!({ "friend_username": other }))
    }

    pub fn block(&self, other: &str) -> Reply {
        self.post("/users/block_user/", json!({ "block_username": other }))
    }
}

impl Deref for Player {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

pub fn email(name: &str) -> String {
    format!("{name}@example.com")
}

pub fn register(client: &Client, name: &str) -> Reply {
    client.post("/auth/registration/", registration(name))
}

pub fn registration(name: &str) -> Value {
    json!({ "username": name, "email": email(name), "password1": PASSWORD, "password2": PASSWORD })
}

pub fn send_code(client: &Client, name: &str) -> Reply {
    client.post("/twofa/send-code/", json!({ "username": name, "email": email(name) }))
}

pub fn login(client: &Client, name: &str, code: &str, password: &str) -> Reply {
    client.post("/auth/login/", json!({ "username": name, "code": code, "password": password }))
}

/// The names in a list of users.
pub fn names(list: &Reply) -> Vec<String> {
    let list = list.json();
    list.as_array().unwrap().iter().map(|user| user["username"].as_str().unwrap().to_owned()).collect()
}
