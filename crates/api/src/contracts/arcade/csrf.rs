//! GET `/get-csrf-token/`: for clients that fetch a token before they do anything. What keeps other sites out is what
//! browsers say of themselves; the token is accepted and not looked at.

use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header::{HeaderValue, SET_COOKIE};

use super::{Arcade, wire};
use crate::endpoint::{Reply, ok};
use crate::shell::App;

/// As such tokens are in Django: so many letters.
const BYTES: usize = 32;

pub async fn handle(app: App) -> Reply<Arcade, wire::Message> {
    let mut random = [0; BYTES];
    app.ctx().random.fill(&mut random);
    let token: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    // Scripts read it, so that they can send it back.
    let cookie = Cookie::build("csrftoken", token).path("/").same_site(SameSite::Lax).secure(app.is_https());
    let answer = ok(wire::Message { message: "CSRF cookie set." })?;
    Ok(match HeaderValue::from_str(&cookie.finish().to_string()) {
        Ok(cookie) => answer.header(SET_COOKIE, cookie),
        Err(_) => answer,
    })
}
