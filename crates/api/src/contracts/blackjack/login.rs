//! POST `/api/auth/login`

use actix_web::http::StatusCode;
use parlor_auth::{SignInError, sign_in};

use super::error::{across, locked};
use super::wrapped::{Wrapped, open};
use super::{Blackjack, convert, wire};
use crate::endpoint::{Body, Problem, Reply, Words, ok};
use crate::shell::App;
use crate::shell::client::Client;

pub async fn handle(
    app: App,
    client: Client,
    body: Body<Blackjack, Wrapped<wire::Login>>,
) -> Reply<Blackjack, wire::SignedIn> {
    let command = convert::sign_in(open(body)?, client)?;
    let signed_in = app.run_hashing(move |ctx| sign_in(ctx, command)).await?;
    ok(wire::SignedIn { user: convert::session(&signed_in.account, signed_in.tokens.access) })
}

impl Words<SignInError> for Blackjack {
    fn words(refusal: SignInError) -> Problem {
        match refusal {
            SignInError::Refused => {
                across(StatusCode::BAD_REQUEST, "A user with this email and password was not found.")
            }
            SignInError::Locked { .. } => locked(),
        }
    }
}
