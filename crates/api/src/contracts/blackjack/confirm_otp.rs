//! POST `/api/user/confirm_otp`

use actix_web::http::StatusCode;
use parlor_auth::{CompleteSignUpError, complete_sign_up};
use parlor_domain::CodeText;

use super::error::{field, wrong};
use super::{Blackjack, convert, wire};
use crate::contracts::plain;
use crate::endpoint::{Body, FieldFault, Problem, Reply, Words, ok};
use crate::shell::App;
use crate::shell::client::Client;

pub async fn handle(
    app: App,
    client: Client,
    body: Body<Blackjack, wire::Confirmation>,
) -> Reply<Blackjack, wire::Confirmed> {
    let typed = body.fields.otp.given().ok_or_else(missing)?;
    let code = CodeText::typed(&typed).ok_or_else(malformed)?;
    let confirm = move |ctx: &parlor_auth::Context| complete_sign_up(ctx, &code, client.address);
    let account = app.run(confirm).await?;
    let balance = convert::balance_of(&app, account.id).await?;
    ok(wire::Confirmed { user: convert::player(&account, balance), message: "User confirmed successfully" })
}

/// What is answered without a code.
pub fn missing() -> Problem {
    wrong("otp", FieldFault::Required)
}

/// What is answered to what is no code.
pub fn malformed() -> Problem {
    field(StatusCode::BAD_REQUEST, "otp", "Invalid OTP format")
}

impl Words<CompleteSignUpError> for Blackjack {
    fn words(refusal: CompleteSignUpError) -> Problem {
        match refusal {
            CompleteSignUpError::Wrong => field(StatusCode::UNAUTHORIZED, "otp", "OTP expired"),
            CompleteSignUpError::TooOften { retry_after } => plain::throttled(retry_after),
        }
    }
}
