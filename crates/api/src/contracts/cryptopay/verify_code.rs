//! POST `/api/v1/auth/verify-code/`

use actix_web::http::header::SET_COOKIE;
use parlor_auth::{
    Asker, CodeError, ConfirmEmail, ConfirmError, RecoveryCode, check_recovery, confirm_email,
};
use parlor_domain::{CodePurpose, EmailAddress};

use super::error::error;
use super::{Cryptopay, convert, wire};
use crate::contracts::cryptopay::error::locked;
use crate::endpoint::{Body, Problem, Reply, Words, ok};
use crate::shell::App;
use crate::shell::client::Client;

pub async fn handle(
    app: App,
    client: Client,
    body: Body<Cryptopay, wire::Verify>,
) -> Reply<Cryptopay, wire::Verified> {
    let fields = body.fields;
    let given = fields.email.given().zip(fields.code.given()).zip(fields.purpose.given());
    let ((email, code), word) = given.ok_or_else(missing)?;
    let purpose = purpose(&word).ok_or_else(unsupported)?;
    // What is no address is nobody's.
    let email = EmailAddress::parse(&email).map_err(|_| wrong(CodeError::Wrong))?;
    let asker = Asker::of_contract(client.address);
    if purpose == CodePurpose::PasswordRecovery {
        let command = RecoveryCode { email, code, asker };
        let checked = app
            .run(move |ctx| check_recovery(ctx, &command).map_err(|failure| failure.map(ConfirmError::Code)));
        checked.await?;
        return ok(wire::Verified { detail: "Password recovery successful.", flow: None });
    }
    let command = ConfirmEmail { email, code, password: None, asker };
    let confirmed = app.run(move |ctx| confirm_email(ctx, command)).await?;
    let flow = confirmed.flow.map(|flow| flow.expose());
    let cookie = flow.as_deref().and_then(|flow| convert::flow_cookie(flow, app.is_https()));
    let answer = ok(wire::Verified { detail: "Email verification successful.", flow })?;
    Ok(match cookie {
        Some(cookie) => answer.header(SET_COOKIE, cookie),
        None => answer,
    })
}

/// The purposes that are served without a session.
pub fn purpose(word: &str) -> Option<CodePurpose> {
    match CodePurpose::parse(word) {
        Some(purpose @ (CodePurpose::EmailVerification | CodePurpose::PasswordRecovery)) => Some(purpose),
        _ => None,
    }
}

pub fn missing() -> Problem {
    error("Email, code, and purpose are required.")
}

pub fn unsupported() -> Problem {
    error("Unsupported verification purpose.")
}

fn wrong(refusal: CodeError) -> Problem {
    match refusal {
        CodeError::Wrong => error("No valid verification code found for this purpose."),
        CodeError::Expired => error("Verification code has expired."),
    }
}

impl Words<ConfirmError> for Cryptopay {
    fn words(refusal: ConfirmError) -> Problem {
        match refusal {
            ConfirmError::Code(refusal) => wrong(refusal),
            // No password is sent along here.
            ConfirmError::WrongPassword => wrong(CodeError::Wrong),
            ConfirmError::Locked { .. } => locked(),
        }
    }
}
