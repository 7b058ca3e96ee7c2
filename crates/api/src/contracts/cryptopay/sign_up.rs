//! POST `/api/v1/auth/users/`

use parlor_auth::{Asker, SignUpByCode, SignUpByCodeError, sign_up_by_code};
use parlor_domain::{EmailAddress, PersonNames};

use super::{Cryptopay, wire};
use crate::contracts::plain;
use crate::endpoint::{Body, Check, Fault, FieldErrors, FieldFault, Problem, Reply, Words, created};
use crate::shell::App;
use crate::shell::client::Client;

pub async fn handle(
    app: App,
    client: Client,
    body: Body<Cryptopay, wire::SignUp>,
) -> Reply<Cryptopay, wire::SignedUp> {
    let mut check = Check::default();
    let email = check.text("email", body.fields.email, EmailAddress::parse);
    let accepted = check.boolean("terms_accepted", body.fields.terms_accepted);
    let (email, accepted) = check.done(email.zip(accepted))?;
    if !accepted {
        return Err(terms_refused().into());
    }
    let shown = email.as_str().to_owned();
    let command = SignUpByCode {
        email,
        username: None,
        names: PersonNames::default(),
        locale: None,
        accepts_terms: true,
        asker: Asker::of_contract(client.address),
    };
    app.run_paced(move |ctx| sign_up_by_code(ctx, &command)).await?;
    created(wire::SignedUp { email: shown })
}

pub fn terms_refused() -> Problem {
    plain::across("You must accept terms and conditions.")
}

impl Words<SignUpByCodeError> for Cryptopay {
    fn words(refusal: SignUpByCodeError) -> Problem {
        match refusal {
            SignUpByCodeError::Closed => plain::fault(&Fault::Forbidden),
            SignUpByCodeError::EmailDomain => {
                plain::fields(&FieldErrors::of("email", FieldFault::InvalidEmail))
            }
            // No username is given here, and the one that an email makes belongs to that email.
            SignUpByCodeError::UsernameTaken => {
                plain::fields(&FieldErrors::of("email", FieldFault::EmailTaken))
            }
            SignUpByCodeError::TooSoon { retry_after } => plain::throttled(retry_after),
        }
    }
}
