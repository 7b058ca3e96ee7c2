//! PUT `/v1/accounts/me/pin`

pub mod verify;

use parlor_auth::{PinError, SetPin, SetPinError, set_pin};
use parlor_domain::Pin;

use super::wire;
use crate::endpoint::{Body, Check, Dialect, Done, FieldErrors, FieldFault, Problem, Refused, Words, done};
use crate::shell::client::Client;
use crate::shell::{App, SignedIn};
use crate::v1::V1;

pub async fn handle(
    app: App,
    client: Client,
    signed_in: SignedIn<V1>,
    body: Body<V1, wire::PinChange>,
) -> Result<Done, Refused<V1>> {
    let mut check = Check::default();
    let wanted = check.text("pin", body.fields.pin, Pin::choose);
    let current = check.nullable_text("current_pin", body.fields.current_pin, |text| {
        Ok::<_, FieldFault>(Pin::given(text.to_owned()))
    });
    let wanted = check.done(wanted)?;
    let command = SetPin { wanted, current, address: client.address };
    app.run_hashing_as(signed_in.credential, move |ctx, caller| set_pin(ctx, &caller, command)).await?;
    done()
}

impl Words<SetPinError> for V1 {
    fn words(refusal: SetPinError) -> Problem {
        let field = |fault| V1::fields(&FieldErrors::of("current_pin", fault));
        match refusal {
            SetPinError::CurrentMissing => field(FieldFault::Required),
            SetPinError::Current(PinError::Wrong) => field(FieldFault::WrongPin),
            SetPinError::Current(other) => Self::words(other),
        }
    }
}
