//! PUT `/v1/accounts/me/password`

use parlor_auth::{ChangePassword, ChangePasswordError, change_password};
use parlor_domain::Strictness;

use crate::endpoint::{Body, Check, Dialect, Done, FieldErrors, FieldFault, Problem, Refused, Words, done};
use crate::shell::client::Client;
use crate::shell::{App, SignedIn};
use crate::v1::V1;
use crate::v1::accounts::wire;

pub async fn handle(
    app: App,
    client: Client,
    signed_in: SignedIn<V1>,
    body: Body<V1, wire::PasswordChange>,
) -> Result<Done, Refused<V1>> {
    let mut check = Check::default();
    let wanted = check.password("password", body.fields.password, Ok);
    let current = check.optional_password("current_password", body.fields.current_password);
    let wanted = check.done(wanted)?;
    let command = ChangePassword { wanted, strictness: Strictness::Full, current, address: client.address };
    app.run_hashing_as(signed_in.credential, move |ctx, caller| change_password(ctx, caller, command))
        .await?;
    done()
}

impl Words<ChangePasswordError> for V1 {
    fn words(refusal: ChangePasswordError) -> Problem {
        match refusal {
            ChangePasswordError::Unproven(unproven) => Self::words(unproven),
            ChangePasswordError::Weak(faults) => {
                let faults = faults.into_iter().map(FieldFault::Password).collect();
                V1::fields(&FieldErrors(vec![("password", faults)]))
            }
        }
    }
}
