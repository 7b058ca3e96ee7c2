//! POST `/api/v1/auth/recovery-request/` and `/api/v1/auth/recovery-reset-password/`

use parlor_auth::{
    Asker, CodeError, RecoverError, RecoverPassword, RecoveryCode, RequestCode, recover_password,
    request_code,
};
use parlor_domain::{CodePurpose, EmailAddress, Password, Strictness};

use super::error::{code, error};
use super::password::{mismatch, weak};
use super::{Cryptopay, wire};
use crate::endpoint::{Body, Check, Problem, Reply, Words, ok};
use crate::shell::App;
use crate::shell::client::Client;

pub async fn request(
    app: App,
    client: Client,
    body: Body<Cryptopay, wire::Email>,
) -> Reply<Cryptopay, wire::Detail> {
    let mut check = Check::default();
    let email = check.text("email", body.fields.email, EmailAddress::parse);
    let email = check.done(email)?;
    let purpose = CodePurpose::PasswordRecovery;
    let command = RequestCode { email, purpose, asker: Asker::of_contract(client.address) };
    app.run_paced(move |ctx| request_code(ctx, command)).await?;
    ok(wire::Detail { detail: "Recovery code sent to email." })
}

pub async fn reset(
    app: App,
    client: Client,
    body: Body<Cryptopay, wire::Reset>,
) -> Reply<Cryptopay, wire::Detail> {
    let fields = body.fields;
    let (email, code) = fields.email.given().zip(fields.code.given()).ok_or_else(missing)?;
    let mut check = Check::default();
    let wanted = check.password("password", fields.password, Ok::<Password, _>);
    let repeated = check.password("password2", fields.password2, Ok::<Password, _>);
    let (wanted, repeated) = check.done(wanted.zip(repeated))?;
    if wanted.expose() != repeated.expose() {
        return Err(mismatch().into());
    }
    // What is no address is nobody's.
    let email = EmailAddress::parse(&email).map_err(|_| wrong())?;
    let proof = RecoveryCode { email, code, asker: Asker::of_contract(client.address) };
    let command = RecoverPassword { proof, wanted, strictness: Strictness::Full };
    app.run_hashing(move |ctx| recover_password(ctx, command)).await?;
    ok(wire::Detail { detail: "Password reset successful." })
}

pub fn missing() -> Problem {
    error("Email and verification code are required.")
}

pub fn wrong() -> Problem {
    code(CodeError::Wrong)
}

impl Words<RecoverError> for Cryptopay {
    fn words(refusal: RecoverError) -> Problem {
        match refusal {
            RecoverError::Weak(faults) => weak("password", faults),
            RecoverError::Code(refusal) => code(refusal),
        }
    }
}
