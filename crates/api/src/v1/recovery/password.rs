//! PUT `/v1/recovery/password`

use actix_web::http::StatusCode;
use parlor_auth::{
    FirstPassword, FirstPasswordError, RecoverError, RecoverPassword, RecoveryCode, recover_password,
    set_first_password,
};
use parlor_domain::{EmailAddress, FlowToken, PasswordFault, Strictness};

use super::wire;
use crate::endpoint::{
    Body, Check, Dialect, Done, Field, FieldErrors, FieldFault, Problem, Refused, Words, done,
};
use crate::shell::App;
use crate::shell::client::Client;
use crate::v1::V1;
use crate::v1::codes::{asker, device_token, typed};
use crate::v1::problem::problem;

pub async fn handle(
    app: App,
    client: Client,
    body: Body<V1, wire::RecoveredPassword>,
) -> Result<Done, Refused<V1>> {
    let fields = body.fields;
    let mut check = Check::default();
    let email = check.text("email", fields.email, EmailAddress::parse);
    let wanted = check.password("password", fields.password, Ok);
    let flow = check.nullable_text("flow", fields.flow, |text| Ok::<_, FieldFault>(text.to_owned()));
    // Where both are sent, the flow will do.
    let code = match fields.code {
        Field::Missing | Field::Null if flow.is_some() => Some(String::new()),
        code => typed(&mut check, code),
    };
    let token = device_token(&mut check, fields.device_token);
    let ((email, wanted), code) = check.done(email.zip(wanted).zip(code))?;
    let strictness = Strictness::Full;
    match flow {
        Some(flow) => {
            let flow = FlowToken::parse(&flow).ok_or_else(not_proved)?;
            let address = client.address;
            let command = FirstPassword { email, flow: Some(flow), wanted, strictness, address };
            app.run_hashing(move |ctx| set_first_password(ctx, command)).await?;
        }
        None => {
            let proof = RecoveryCode { email, code, asker: asker(&client, token) };
            let command = RecoverPassword { proof, wanted, strictness };
            app.run_hashing(move |ctx| recover_password(ctx, command)).await?;
        }
    }
    done()
}

fn not_proved() -> Problem {
    let detail = "The email was not proved of late by whoever has this flow, or there is a password already.";
    problem(StatusCode::BAD_REQUEST, "wrong_flow", detail)
}

fn weak(faults: Vec<PasswordFault>) -> Problem {
    let faults = faults.into_iter().map(FieldFault::Password).collect();
    V1::fields(&FieldErrors(vec![("password", faults)]))
}

impl Words<RecoverError> for V1 {
    fn words(refusal: RecoverError) -> Problem {
        match refusal {
            RecoverError::Weak(faults) => weak(faults),
            RecoverError::Code(code) => Self::words(code),
        }
    }
}

impl Words<FirstPasswordError> for V1 {
    fn words(refusal: FirstPasswordError) -> Problem {
        match refusal {
            FirstPasswordError::Weak(faults) => weak(faults),
            FirstPasswordError::NotProved => not_proved(),
        }
    }
}
