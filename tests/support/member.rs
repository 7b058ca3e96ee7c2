//! Somebody with an account, signed in.

use std::ops::Deref;

use super::Client;

/// What members sign up with.
pub const PASSWORD: &str = "correct horse battery";

/// A client that shows its access token.
pub struct Member {
    client: Client,
    /// What it signs in with.
    pub email: String,
    /// The access token of its sign-in.
    pub access: String,
    /// The refresh token of its sign-in.
    pub refresh_token: String,
}

impl Member {
    pub(super) fn sign_up(client: Client, email: &str) -> Self {
        client.register(email, PASSWORD).expect(201);
        Self::sign_in(client, email)
    }

    pub(super) fn sign_in(client: Client, email: &str) -> Self {
        let tokens = client.login(email, PASSWORD).expect(200);
        let access = tokens.text_of("access_token");
        Self {
            client: client.bearing(&format!("Bearer {access}")),
            email: email.to_owned(),
            access,
            refresh_token: tokens.text_of("refresh_token"),
        }
    }
}

impl Deref for Member {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}
