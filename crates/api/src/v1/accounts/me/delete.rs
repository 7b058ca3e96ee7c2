//! DELETE `/v1/accounts/me`

use actix_web::http::StatusCode;
use parlor_auth::{LeaveAccount, Unproven, delete_account};

use crate::endpoint::{Body, Check, Dialect, Done, FieldErrors, FieldFault, Problem, Refused, Words, done};
use crate::shell::client::Client;
use crate::shell::{App, SignedIn};
use crate::v1::V1;
use crate::v1::accounts::wire;
use crate::v1::problem::{locked_out, problem};

pub async fn handle(
    app: App,
    client: Client,
    signed_in: SignedIn<V1>,
    body: Body<V1, wire::Deletion>,
) -> Result<Done, Refused<V1>> {
    let mut check = Check::default();
    let password = check.optional_password("current_password", body.fields.current_password);
    check.done(Some(()))?;
    let command = LeaveAccount { password, address: client.address };
    let cookie = app.cookies().ended(&signed_in.credential);
    app.run_hashing_as(signed_in.credential, move |ctx, caller| delete_account(ctx, caller, command)).await?;
    Ok(done()?.cookie(cookie))
}

impl Words<Unproven> for V1 {
    fn words(refusal: Unproven) -> Problem {
        match refusal {
            Unproven::Stale => {
                let detail = "The sign-in is too long ago: send the current password, or step up first.";
                problem(StatusCode::FORBIDDEN, "fresh_sign_in_required", detail)
            }
            Unproven::Wrong => V1::fields(&FieldErrors::of("current_password", FieldFault::WrongPassword)),
            Unproven::Locked { until } => locked_out(until),
        }
    }
}
