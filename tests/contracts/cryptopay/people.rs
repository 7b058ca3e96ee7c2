//! Somebody who signed up by this contract.

use std::ops::Deref;

use serde_json::json;

use crate::support::{Client, Inbox, PASSWORD, Reply, Server};

/// Where all of this contract stands.
pub const AUTH: &str = "/api/v1/auth";

/// A client that shows its access token, and what comes to its address.
pub struct Person {
    client: Client,
    pub inbox: Inbox,
    pub access: String,
    pub refresh: String,
}

impl Deref for Person {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

/// A call of this contract.
pub fn call(client: &Client, path: &str, body: serde_json::Value) -> Reply {
    client.post(&format!("{AUTH}/{path}/"), body)
}

/// Begins a sign-up.
pub fn begin(client: &Client, email: &str) -> Reply {
    call(client, "users", json!({ "email": email, "terms_accepted": true }))
}

/// Shows a code.
pub fn verify(client: &Client, email: &str, code: &str, purpose: &str) -> Reply {
    call(client, "verify-code", json!({ "email": email, "code": code, "purpose": purpose }))
}

/// Signs in.
pub fn obtain(client: &Client, email: &str, password: &str) -> Reply {
    call(client, "token/obtain", json!({ "email": email, "password": password }))
}

impl Person {
    /// Signs up with a code and [`PASSWORD`], and signs in.
    pub fn sign_up(server: &Server, email: &str) -> Self {
        let anyone = server.anonymous();
        let mut inbox = server.inbox(email);
        begin(&anyone, email).expect(201);
        let flow = verify(&anyone, email, &inbox.code(), "email_verification").expect(200).text_of("flow");
        let passwords = json!({
            "email": email, "password": PASSWORD, "repeat_password": PASSWORD, "flow": flow,
        });
        call(&anyone, "public-set-password", passwords).expect(200);
        let tokens = obtain(&anyone, email, PASSWORD).expect(200);
        let access = tokens.text_of("access");
        Self {
            client: server.anonymous().bearing(&format!("Bearer {access}")),
            inbox,
            access,
            refresh: tokens.text_of("refresh"),
        }
    }

    /// A call of this contract.
    pub fn call(&self, path: &str, body: serde_json::Value) -> Reply {
        call(&self.client, path, body)
    }
}
