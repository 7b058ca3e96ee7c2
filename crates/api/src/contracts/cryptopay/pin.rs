//! POST `/api/v1/auth/set-pin/`, `/verify-pin/`, `/reset-pin-request/` and `/reset-pin-verify/`

use actix_web::http::StatusCode;
use parlor_auth::{
    OwnPurpose, PinError, SetPin, SetPinError, request_own_code, reset_pin, set_pin, verify_pin,
};
use parlor_domain::Pin;

use super::error::{detail, error};
use super::{Cryptopay, wire};
use crate::contracts::plain;
use crate::endpoint::{Body, Check, FieldErrors, FieldFault, Problem, Reply, Words, ok};
use crate::shell::client::Client;
use crate::shell::{App, SignedIn};

pub async fn request_reset(
    app: App,
    client: Client,
    signed_in: SignedIn<Cryptopay>,
) -> Reply<Cryptopay, wire::Detail> {
    app.run_as(signed_in.credential, move |ctx, caller| {
        request_own_code(ctx, &caller, OwnPurpose::PinReset, client.address)
    })
    .await?;
    ok(wire::Detail { detail: "Verification code sent to your email." })
}

pub async fn verify_reset(
    app: App,
    client: Client,
    signed_in: SignedIn<Cryptopay>,
    body: Body<Cryptopay, wire::Code>,
) -> Reply<Cryptopay, wire::Detail> {
    let typed = body.fields.code.given().ok_or_else(code_missing)?;
    app.run_as(signed_in.credential, move |ctx, caller| reset_pin(ctx, &caller, &typed, client.address))
        .await?;
    ok(wire::Detail { detail: "PIN reset verification successful." })
}

pub async fn set(
    app: App,
    client: Client,
    signed_in: SignedIn<Cryptopay>,
    body: Body<Cryptopay, wire::SetPin>,
) -> Reply<Cryptopay, wire::Detail> {
    let fields = body.fields;
    let mut check = Check::default();
    let wanted = check.text("pin", fields.pin, Pin::choose);
    let repeated = check.text("repeat_pin", fields.repeat_pin, |text| Ok::<_, FieldFault>(text.to_owned()));
    if let (Some(wanted), Some(repeated)) = (&wanted, &repeated)
        && wanted.expose() != repeated
    {
        check.refuse("repeat_pin", FieldFault::PinMismatch);
    }
    let current = check.nullable_text("current_pin", fields.current_pin.unless_blank(), |text| {
        Ok::<_, FieldFault>(Pin::given(text.to_owned()))
    });
    let wanted = check.done(wanted)?;
    let command = SetPin { wanted, current, address: client.address };
    app.run_hashing_as(signed_in.credential, move |ctx, caller| set_pin(ctx, &caller, command)).await?;
    ok(wire::Detail { detail: "PIN set successfully." })
}

pub async fn verify(
    app: App,
    client: Client,
    signed_in: SignedIn<Cryptopay>,
    body: Body<Cryptopay, wire::Pin>,
) -> Reply<Cryptopay, wire::Detail> {
    let mut check = Check::default();
    let shown = check.text("pin", body.fields.pin, |text| Ok::<_, FieldFault>(Pin::given(text.to_owned())));
    let shown = check.done(shown)?;
    app.run_hashing_as(signed_in.credential, move |ctx, caller| {
        verify_pin(ctx, &caller, &shown, client.address)
    })
    .await?;
    ok(wire::Detail { detail: "PIN is valid." })
}

pub fn code_missing() -> Problem {
    error("Code is required.")
}

pub fn locked() -> Problem {
    detail(StatusCode::FORBIDDEN, "PIN locked due to too many failures.")
}

fn refused(field: &'static str, refusal: PinError) -> Problem {
    match refusal {
        PinError::NotSet => plain::fields(&FieldErrors::of(field, FieldFault::NoPin)),
        PinError::Wrong => plain::fields(&FieldErrors::of(field, FieldFault::WrongPin)),
        PinError::Locked { .. } => locked(),
    }
}

impl Words<PinError> for Cryptopay {
    fn words(refusal: PinError) -> Problem {
        refused("pin", refusal)
    }
}

impl Words<SetPinError> for Cryptopay {
    fn words(refusal: SetPinError) -> Problem {
        match refusal {
            SetPinError::CurrentMissing => {
                plain::fields(&FieldErrors::of("current_pin", FieldFault::Required))
            }
            SetPinError::Current(refusal) => refused("current_pin", refusal),
        }
    }
}
