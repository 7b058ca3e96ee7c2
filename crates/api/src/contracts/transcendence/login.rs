//! POST `/auth/login/`

use actix_web::http::StatusCode;
use parlor_auth::{Origin, SignInError, SignInWithCode, TokenTriple, Triple, sign_in_with_code};
use parlor_domain::Login;

use super::error::{error, locked};
use super::{Transcendence, wire};
use crate::endpoint::{Body, Problem, Reply, Words, ok};
use crate::shell::App;
use crate::shell::client::Client;

pub async fn handle(
    app: App,
    client: Client,
    body: Body<Transcendence, wire::Login>,
) -> Reply<Transcendence, wire::Tokens> {
    let fields = body.fields;
    let given = fields.username.given().zip(fields.code.given()).zip(fields.password.given_password());
    let ((username, code), password) = given.ok_or_else(refused)?;
    let origin = Origin::of_contract(client.address).opening(Triple);
    let command = SignInWithCode { login: Login::parse(&username), password, code, origin };
    let signed_in = app.run_hashing(move |ctx| {
        let TokenTriple { pair, opaque } = sign_in_with_code(ctx, command)?.tokens;
        Ok((pair.with_refresh_jwt(ctx)?, opaque))
    });
    let (pair, opaque) = signed_in.await?;
    let (access_token, refresh_token) = (pair.access, pair.refresh);
    ok(wire::Tokens { access_token, refresh_token, token_auth: opaque.expose() })
}

/// What is answered to anything that is missing or wrong.
pub fn refused() -> Problem {
    error(StatusCode::BAD_REQUEST, "Invalid credentials")
}

impl Words<SignInError> for Transcendence {
    fn words(refusal: SignInError) -> Problem {
        match refusal {
            SignInError::Refused => refused(),
            SignInError::Locked { .. } => locked(),
        }
    }
}
