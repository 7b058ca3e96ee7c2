//! POST `/v1/accounts/me/pin/verify`

use actix_web::http::StatusCode;
use parlor_auth::{PinError, verify_pin};
use parlor_domain::Pin;

use crate::endpoint::{Body, Check, Dialect, Done, FieldErrors, FieldFault, Problem, Refused, Words, done};
use crate::shell::client::Client;
use crate::shell::{App, SignedIn};
use crate::v1::V1;
use crate::v1::accounts::me::wire;
use crate::v1::problem::{pin_locked, problem};

pub async fn handle(
    app: App,
    client: Client,
    signed_in: SignedIn<V1>,
    body: Body<V1, wire::PinCheck>,
) -> Result<Done, Refused<V1>> {
    let mut check = Check::default();
    let shown = check.text("pin", body.fields.pin, |text| Ok::<_, FieldFault>(Pin::given(text.to_owned())));
    let shown = check.done(shown)?;
    app.run_hashing_as(signed_in.credential, move |ctx, caller| {
        verify_pin(ctx, &caller, &shown, client.address)
    })
    .await?;
    done()
}

impl Words<PinError> for V1 {
    fn words(refusal: PinError) -> Problem {
        match refusal {
            PinError::NotSet => problem(StatusCode::CONFLICT, "no_pin", "The account has no PIN."),
            PinError::Wrong => V1::fields(&FieldErrors::of("pin", FieldFault::WrongPin)),
            PinError::Locked { until } => pin_locked(until),
        }
    }
}
