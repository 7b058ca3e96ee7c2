//! POST `/api/refresh/`

use actix_web::http::StatusCode;
use parlor_auth::RefreshError;

use super::error::error;
use super::{RestfulAuth, wire};
use crate::contracts::plain;
use crate::endpoint::{Body, Problem, Reply, Words, ok};
use crate::shell::App;
use crate::shell::client::Client;
use crate::shell::refresh::refresh;

pub async fn handle(
    app: App,
    client: Client,
    body: Body<RestfulAuth, wire::RefreshToken>,
) -> Reply<RestfulAuth, wire::Tokens> {
    let token = body.fields.refresh_token.given().ok_or_else(missing)?;
    let tokens = refresh(&app, token, client.address).await?;
    ok(tokens.into())
}

/// What refresh and logout answer without a token.
pub fn missing() -> Problem {
    error(StatusCode::BAD_REQUEST, "Refresh token is required")
}

impl Words<RefreshError> for RestfulAuth {
    fn words(refusal: RefreshError) -> Problem {
        match refusal {
            RefreshError::Invalid => error(StatusCode::UNAUTHORIZED, "Invalid refresh token"),
            RefreshError::Expired => error(StatusCode::UNAUTHORIZED, "Refresh token has expired"),
            RefreshError::TooOften { retry_after } => plain::throttled(retry_after),
        }
    }
}
