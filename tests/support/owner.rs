//! Somebody with an account, signed in at the native API.

use std::ops::Deref;

use serde_json::json;

use super::{Client, PASSWORD, Reply};

/// A client of the native API that shows its access token.
pub struct Owner {
    client: Client,
    /// What it signs in with.
    pub email: String,
    /// The account's id.
    pub id: i64,
    /// The access token of its sign-in.
    pub access: String,
    /// The refresh token of its sign-in.
    pub refresh_token: String,
    /// What its device is known by.
    pub device_token: String,
}

impl Owner {
    pub(super) fn sign_up(client: Client, email: &str) -> Self {
        client.post("/v1/accounts", json!({ "email": email, "password": PASSWORD })).expect(201);
        Self::of(&client, email, &client.sign_in(email, PASSWORD).expect(201))
    }

    /// The same account in another session, from the same address.
    pub fn again(&self) -> Self {
        Self::of(&self.client, &self.email, &self.client.sign_in(&self.email, PASSWORD).expect(201))
    }

    /// The same client with the tokens of an answer.
    pub fn with(&self, tokens: &Reply) -> Client {
        self.client.bearing(&format!("Bearer {}", tokens.text_of("access_token")))
    }

    /// The number of its session.
    pub fn session(&self) -> i64 {
        self.client.get("/v1/sessions/current").expect(200).json()["id"].as_i64().unwrap()
    }

    fn of(client: &Client, email: &str, signed_in: &Reply) -> Self {
        let access = signed_in.text_of("access_token");
        Self {
            client: client.bearing(&format!("Bearer {access}")),
            email: email.to_owned(),
            id: signed_in.json()["account_id"].as_i64().unwrap(),
            access,
            refresh_token: signed_in.text_of("refresh_token"),
            device_token: signed_in.text_of("device_token"),
        }
    }
}

impl Deref for Owner {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}
