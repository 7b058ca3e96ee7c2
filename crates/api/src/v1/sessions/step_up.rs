//! POST `/v1/sessions/current/step-up`

use parlor_auth::{Granted, StepUp, StepUpError, Unproven, step_up};

use super::wire;
use crate::endpoint::{Body, Check, Dialect, Fault, FieldErrors, FieldFault, Problem, Reply, Words, ok};
use crate::shell::client::Client;
use crate::shell::{App, SignedIn};
use crate::v1::V1;

pub async fn handle(
    app: App,
    client: Client,
    signed_in: SignedIn<V1>,
    body: Body<V1, wire::StepUp>,
) -> Reply<V1, wire::SteppedUp> {
    let mut check = Check::default();
    let password = check.password("password", body.fields.password, Ok);
    let command = StepUp { password: check.done(password)?, address: client.address };
    let granted =
        app.run_hashing_as(signed_in.credential, move |ctx, caller| step_up(ctx, caller, command)).await?;
    let answer = ok(wire::SteppedUp::of(&granted))?;
    Ok(match granted {
        Granted::Cookie(secret) => answer.cookie(app.cookies().session(&secret)),
        Granted::Pair(_) | Granted::Single(_) | Granted::Triple(_) => answer,
    })
}

impl Words<StepUpError> for V1 {
    fn words(refusal: StepUpError) -> Problem {
        match refusal {
            StepUpError::Unproven(Unproven::Wrong) => {
                V1::fields(&FieldErrors::of("password", FieldFault::WrongPassword))
            }
            StepUpError::Unproven(other) => Self::words(other),
            StepUpError::TooOften { retry_after } => V1::fault(&Fault::Throttled { retry_after }),
        }
    }
}
