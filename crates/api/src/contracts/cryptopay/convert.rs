//! From outcomes to what clients expect, and the cookie that carries a flow.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header::HeaderValue;
use parlor_auth::TokenPair;
use parlor_domain::{Account, EmailAddress, FlowToken, PersonName};

use super::wire;

const FLOW: &str = "parlor_flow";
const PATH: &str = "/api/v1/auth/";

impl From<TokenPair> for wire::Tokens {
    fn from(tokens: TokenPair) -> Self {
        Self { refresh: tokens.refresh, access: tokens.access }
    }
}

impl From<Account> for wire::User {
    fn from(account: Account) -> Self {
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        Self {
            id: account.id.0,
            email: text(account.email().map(EmailAddress::as_str)),
            first_name: text(account.names.first.as_ref().map(PersonName::as_str)),
            last_name: text(account.names.last.as_ref().map(PersonName::as_str)),
        }
    }
}

/// Keeps what a verification gave, for the call that sets the first password.
pub fn flow_cookie(flow: &str, is_https: bool) -> Option<HeaderValue> {
    let cookie = Cookie::build(FLOW, flow)
        .path(PATH)
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(is_https)
        .max_age(Duration::minutes(15))
        .finish();
    HeaderValue::from_str(&cookie.to_string()).ok()
}

/// What the cookie holds, if there is one.
pub fn flow_of(request: &HttpRequest) -> Option<FlowToken> {
    FlowToken::parse(request.cookie(FLOW)?.value())
}
