//! What the endpoints of codes read alike, and what they say to codes that are not good or come too often.

use actix_web::http::StatusCode;
use parlor_auth::{Asker, CodeError, Recognition, TooSoon};
use parlor_domain::DeviceToken;

use crate::endpoint::{Check, Dialect, Fault, Field, FieldFault, Problem, Words};
use crate::shell::client::Client;
use crate::v1::V1;
use crate::v1::problem::problem;

/// A device token. A text that is no token of ours is as good as none: nothing must fail by it.
pub fn device_token(check: &mut Check, field: Field) -> Option<DeviceToken> {
    let read = |text: &str| Ok::<_, FieldFault>(DeviceToken::parse(text));
    check.nullable_text("device_token", field.unless_blank(), read).flatten()
}

/// Who asks without being signed in.
pub fn asker(client: &Client, device_token: Option<DeviceToken>) -> Asker {
    Asker { address: client.address, recognition: Recognition::ByToken(device_token) }
}

/// A code as typed.
pub fn typed(check: &mut Check, field: Field) -> Option<String> {
    check.text("code", field, |text| Ok::<_, FieldFault>(text.to_owned()))
}

impl Words<CodeError> for V1 {
    fn words(refusal: CodeError) -> Problem {
        match refusal {
            CodeError::Wrong => {
                let detail = "This is not the code, or it was used, or there were too many tries.";
                problem(StatusCode::BAD_REQUEST, "wrong_code", detail)
            }
            CodeError::Expired => {
                problem(StatusCode::BAD_REQUEST, "expired_code", "The code is too old; ask for another.")
            }
        }
    }
}

impl Words<TooSoon> for V1 {
    fn words(TooSoon { retry_after }: TooSoon) -> Problem {
        V1::fault(&Fault::Throttled { retry_after })
    }
}
