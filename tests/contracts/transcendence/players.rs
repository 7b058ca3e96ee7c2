//! Those who play: registered, and signed in with a code from their mail.

use std::ops::Deref;

use serde_json::{Value, json};

use crate::support::{Client, PASSWORD, Reply, Server, Socket};

/// Somebody who is signed in, by `token_auth`.
pub struct Player {
    client: Client,
    pub name: String,
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
            name: name.to_owned(),
            access_token: signed_in.text_of("access_token"),
            refresh_token: signed_in.text_of("refresh_token"),
            token_auth,
        }
    }

    pub fn id(&self) -> i64 {
        self.get("/users/profile/").expect(200).json()[0]["id"].as_i64().unwrap()
    }

    pub fn befriend(&self, other: &str) -> Reply {
        self.post("/users/add_friend/", json!({ "friend_username": other }))
    }

    pub fn block(&self, other: &str) -> Reply {
        self.post("/users/block_user/", json!({ "block_username": other }))
    }

    pub fn start(&self, other: &str) -> Reply {
        self.post("/conversations/start/", json!({ "username": other }))
    }

    /// The number of the conversation with somebody who is connected.
    pub fn conversation_with(&self, other: &str) -> i64 {
        self.start(other).expect(200).json()["conversation_id"].as_i64().unwrap()
    }

    /// Enters a room by the header.
    pub fn enter(&self, server: &Server, conversation: i64) -> Socket {
        self.try_enter(server, conversation).unwrap()
    }

    pub fn try_enter(&self, server: &Server, conversation: i64) -> Result<Socket, u16> {
        let token = format!("Token {}", self.token_auth);
        server.socket(&format!("/ws/chat/{conversation}/"), &[("authorization", &token)])
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

/// A message without what differs from run to run.
pub fn said(mut message: Value) -> Value {
    assert!(message["id"].as_i64().unwrap() > 0);
    assert!(message["timestamp"].as_str().unwrap().ends_with('Z'));
    message["id"] = json!("…");
    message["timestamp"] = json!("…");
    message
}
