//! The native API. Folders mirror addresses: what `/v1/accounts/me/password` answers is in
//! `v1/accounts/me/password.rs`; what every address has in common stands beside them.

mod accounts;
mod admin;
mod blocks;
mod bodies;
mod codes;
mod contracts;
pub mod conversations;
mod credentials;
mod friends;
mod hostile;
mod introspect;
mod leaderboard;
mod methods;
mod presence;
mod sessions;
mod wallet;

use crate::support::Reply;

/// Every endpoint that reads a body, with its fields, and whether it wants a credential.
const CALLS: [(&str, &str, &[&str], bool); 12] = [
    ("POST", "/v1/accounts", &["email", "username", "password", "first_name", "last_name"], false),
    (
        "PATCH",
        "/v1/accounts/me",
        &["username", "first_name", "last_name", "public_data", "private_data"],
        true,
    ),
    ("PUT", "/v1/accounts/me/password", &["password", "current_password"], true),
    ("DELETE", "/v1/accounts/me", &["current_password"], true),
    ("POST", "/v1/sessions", &["login", "password", "device_token"], false),
    ("POST", "/v1/sessions/refresh", &["refresh_token"], false),
    ("POST", "/v1/sessions/current/step-up", &["password"], true),
    ("POST", "/v1/friends/requests", &["account_id"], true),
    ("POST", "/v1/blocks", &["account_id"], true),
    ("POST", "/v1/conversations", &["account_id"], true),
    ("POST", "/v1/conversations/1/messages", &["text", "client_id"], true),
    ("POST", "/v1/conversations/1/read", &["seq"], true),
];

/// A refusal with its request id hidden, once it is sure that it is a problem as RFC 9457 wants it, and as the
/// product promises it.
#[track_caller]
pub fn problem(reply: Reply) -> Reply {
    assert_eq!(reply.header("content-type"), "application/problem+json", "{reply}");
    let body = reply.json();
    assert_eq!(body["status"], reply.status, "{reply}");
    assert_eq!(body["request_id"], reply.header("x-request-id"), "{reply}");
    assert_eq!(reply.header("x-request-id").len(), 16, "{reply}");
    for member in ["title", "code", "detail"] {
        assert!(body[member].as_str().is_some_and(|text| !text.is_empty()), "no {member} in {reply}");
    }
    reply.hiding(&["request_id"])
}

/// An answer with `…` in place of the values at these places of its body (RFC 6901), which differ each time.
#[track_caller]
pub fn hiding(reply: &Reply, places: &[&str]) -> String {
    let body = reply.json();
    let value =
        |place: &&str| body.pointer(place).unwrap_or_else(|| panic!("no {place} in {reply}")).to_string();
    places.iter().map(value).fold(reply.to_string(), |text, value| text.replace(&value, "…"))
}

/// The code of a refusal.
#[track_caller]
pub fn code(reply: Reply) -> String {
    let status = reply.status;
    format!("{status} {}", problem(reply).text_of("code"))
}

/// Which fields were refused, each with the codes of all that is wrong with it.
#[track_caller]
pub fn wrong(reply: Reply) -> String {
    let reply = problem(reply.expect(400));
    assert_eq!(reply.text_of("code"), "invalid_fields", "{reply}");
    let errors = reply.json()["errors"].as_object().unwrap_or_else(|| panic!("no errors in {reply}")).clone();
    let told = errors.iter().map(|(field, problems)| {
        let problems = problems.as_array().unwrap().iter();
        let codes = problems.map(|problem| problem["code"].as_str().unwrap().to_owned());
        format!("{field}: {}", codes.collect::<Vec<_>>().join(" "))
    });
    told.collect::<Vec<_>>().join(", ")
}

/// Whether a text is an instant as the product writes it.
pub fn is_instant(text: &str) -> bool {
    let shape = "0000-00-00T00:00:00.000000Z";
    text.len() == shape.len()
        && text
            .chars()
            .zip(shape.chars())
            .all(|(found, wanted)| if wanted == '0' { found.is_ascii_digit() } else { found == wanted })
}

/// Seconds since 1970, of an instant as the product writes it.
#[track_caller]
pub fn seconds(text: &str) -> i64 {
    chrono::DateTime::parse_from_rfc3339(text).unwrap().timestamp()
}
