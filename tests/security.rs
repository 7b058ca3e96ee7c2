//! What must hold whatever a client sends, as numbered statements: `docs/security.md` lists them.
//!
//! Where a statement's other half can be shown without a network, its test stands beside the code.

mod algorithms;
mod budgets;
mod crashed_uploads;
mod devices;
mod ending;
mod enumeration;
mod files;
mod forged;
mod known_clients;
mod leaving;
mod lifetimes;
mod lockout;
mod log;
mod mails;
mod native_budgets;
mod outage;
mod proxies;
mod refresh;
mod rotation;
mod secrets;
mod sockets;
mod storm;

use crate::support::{Client, Reply};

/// What a credential gets that is not good.
const BAD_TOKEN: &str =
    r#"401 {"detail":"Given token not valid for any token type","code":"token_not_valid"}"#;
/// What a refresh token gets that is not good.
const BAD_REFRESH_TOKEN: &str = r#"401 {"error":"Invalid refresh token"}"#;
/// What a wrong password gets.
const REFUSED: &str = r#"401 {"error":"Invalid credentials"}"#;
/// What any password gets once too many were wrong.
const LOCKED: &str = r#"403 {"error":"Locked out due to too many login failures."}"#;

/// Shows an access token.
fn me(anyone: &Client, access: &str) -> Reply {
    anyone.bearing(&format!("Bearer {access}")).get("/api/me/")
}

/// The two tokens of an answer.
#[track_caller]
fn pair(reply: &Reply) -> (String, String) {
    (reply.text_of("access_token"), reply.text_of("refresh_token"))
}
