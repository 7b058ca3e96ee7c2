//! Somebody who plays: a browser that keeps its session's cookie.

use reqwest::blocking::RequestBuilder;
use serde_json::{Value, json};

use crate::support::{Client, Exchange, PASSWORD, Reply, Server};

/// A browser.
pub struct Player {
    client: Client,
    /// The session's cookie, `sessionid=…`.
    pub cookie: String,
    pub id: i64,
}

impl Player {
    /// Signs up with [`PASSWORD`], and signs in.
    pub fn new(server: &Server, name: &str) -> Self {
        let client = server.anonymous();
        register(&client, name, PASSWORD).expect(201);
        Self::sign_in(&client, name)
    }

    pub fn sign_in(client: &Client, name: &str) -> Self {
        let reply = login(client, name, PASSWORD).expect(200);
        let id = reply.json()["id"].as_i64().unwrap();
        Self { client: client.clone(), cookie: cookie(&reply, "sessionid"), id }
    }

    /// Whoever has this cookie.
    pub fn showing(client: &Client, cookie: &str, id: i64) -> Self {
        Self { client: client.clone(), cookie: cookie.to_owned(), id }
    }

    pub fn request(&self, method: &str, path: &str) -> RequestBuilder {
        self.client.request(method, path).header("cookie", &self.cookie)
    }

    pub fn get(&self, path: &str) -> Reply {
        self.request("GET", path).reply()
    }

    pub fn post(&self, path: &str, body: Value) -> Reply {
        self.request("POST", path).json(&body).reply()
    }

    /// Changes one's own account.
    pub fn change(&self, body: Value) -> Reply {
        self.request("PATCH", &format!("/users/{}/", self.id)).json(&body).reply()
    }

    /// One's own account.
    pub fn me(&self) -> Reply {
        self.get(&format!("/users/{}/", self.id))
    }
}

pub fn register(client: &Client, name: &str, password: &str) -> Reply {
    client.post("/users/register/", json!({ "username": name, "password1": password, "password2": password }))
}

pub fn login(client: &Client, name: &str, password: &str) -> Reply {
    client.post("/users/login/", json!({ "username": name, "password": password }))
}

/// What an answer sets a cookie to, without its attributes.
#[track_caller]
pub fn cookie(reply: &Reply, name: &str) -> String {
    let set = attributes(reply, name);
    set.split(';').next().unwrap().to_owned()
}

/// The same with its attributes.
#[track_caller]
pub fn attributes(reply: &Reply, name: &str) -> String {
    let mut set = reply.headers().get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
    let prefix = format!("{name}=");
    set.find(|cookie| cookie.starts_with(&prefix))
        .unwrap_or_else(|| panic!("no {name} in {reply}"))
        .to_owned()
}
