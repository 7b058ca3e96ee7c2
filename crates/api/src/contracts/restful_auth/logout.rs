//! POST `/api/logout/`

use actix_web::http::StatusCode;
use parlor_auth::{SignOutError, sign_out};

use super::error::error;
use super::refresh::missing;
use super::{RestfulAuth, wire};
use crate::endpoint::{Body, Problem, Reply, Words, ok};
use crate::shell::App;
use crate::shell::client::Client;

pub async fn handle(
    app: App,
    client: Client,
    body: Body<RestfulAuth, wire::RefreshToken>,
) -> Reply<RestfulAuth, wire::LoggedOut> {
    let token = body.fields.refresh_token.given().ok_or_else(missing)?;
    app.run(move |ctx| sign_out(ctx, &token, client.address)).await?;
    ok(wire::LoggedOut { success: "User logged out." })
}

impl Words<SignOutError> for RestfulAuth {
    fn words(refusal: SignOutError) -> Problem {
        match refusal {
            SignOutError::Invalid => error(StatusCode::BAD_REQUEST, "Invalid refresh token"),
        }
    }
}
