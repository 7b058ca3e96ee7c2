//! What clients send and expect.

use serde::{Deserialize, Serialize};

use crate::endpoint::{Field, Wire};

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Register {
    pub email: Field,
    pub password: Field,
}

impl Wire for Register {
    const FIELDS: &'static [&'static str] = &["email", "password"];
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Login {
    pub email: Field,
    pub password: Field,
}

impl Wire for Login {
    const FIELDS: &'static [&'static str] = &["email", "password"];
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct RefreshToken {
    pub refresh_token: Field,
}

impl Wire for RefreshToken {
    const FIELDS: &'static [&'static str] = &["refresh_token"];
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Profile {
    pub username: Field,
    pub email: Field,
}

impl Wire for Profile {
    const FIELDS: &'static [&'static str] = &["username", "email"];
}

#[derive(Serialize)]
pub struct Registered {
    pub id: i64,
    pub email: String,
}

#[derive(Serialize)]
pub struct Tokens {
    pub access_token: String,
    pub refresh_token: String,
}

#[derive(Serialize)]
pub struct LoggedOut {
    pub success: &'static str,
}

#[derive(Serialize)]
pub struct Me {
    pub id: i64,
    pub username: String,
    pub email: String,
}
