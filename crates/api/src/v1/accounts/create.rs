//! POST `/v1/accounts`

use std::convert::Infallible;

use actix_web::http::StatusCode;
use parlor_auth::{SignUp, SignUpError, Taken, sign_up, sign_up_faults};
use parlor_domain::{
    About, AppData, EmailAddress, Identifiers, PersonName, PersonNames, RequestedUsername, Strictness,
    Username,
};

use super::wire;
use crate::endpoint::{
    Body, Check, Dialect, Fault, FieldErrors, FieldFault, Problem, Refused, Reply, Words, created,
};
use crate::shell::App;
use crate::shell::client::Client;
use crate::v1::V1;
use crate::v1::problem::problem_of_field;

pub async fn handle(app: App, client: Client, body: Body<V1, wire::SignUp>) -> Reply<V1, wire::OwnAccount> {
    let command = match read(&app, body.fields, client) {
        Ok(command) => command,
        Err(rejected) => return Err(with_names(&app, rejected).await?.into()),
    };
    let account = app.run_hashing(move |ctx| sign_up(ctx, command)).await?;
    created((account, AppData::default()).into())
}

/// What was wrong with the fields, and the names, if those were right.
struct Rejected {
    email: Option<EmailAddress>,
    username: Option<Username>,
    errors: FieldErrors,
}

fn read(app: &App, fields: wire::SignUp, client: Client) -> Result<SignUp, Rejected> {
    let mut check = Check::default();
    let email = check.nullable_text("email", fields.email, EmailAddress::parse);
    let requested = check.nullable_text("username", fields.username, RequestedUsername::parse);
    let username = requested.and_then(|requested| {
        let name = requested.for_account(email.as_ref());
        name.map_err(|invalid| check.refuse("username", invalid.into())).ok()
    });
    let first =
        check.nullable_text("first_name", fields.first_name.unless_blank(), PersonName::parse).flatten();
    let last = check.nullable_text("last_name", fields.last_name.unless_blank(), PersonName::parse).flatten();
    let names = PersonNames { first, last };
    let (rules, strictness) = app.password_rules(Strictness::Full);
    let about = About { username: username.as_ref(), email: email.as_ref(), names: Some(&names) };
    let password =
        check.password("password", fields.password, |password| rules.choose(password, strictness, &about));
    if email.is_none() && username.is_none() && !check.has_refused("email") && !check.has_refused("username")
    {
        check.refuse("email", FieldFault::Required);
    }
    // Who gives only an email is called by it.
    let called = username.clone().or_else(|| email.as_ref().map(Username::from));
    let identifiers = Identifiers::of(email.clone(), called);
    match check.done(identifiers.zip(password)) {
        Ok((identifiers, password)) => {
            Ok(SignUp { identifiers, names, locale: None, password, address: client.address })
        }
        Err(errors) => Err(Rejected { email, username, errors }),
    }
}

/// Adds what is wrong with the names beyond their form, so that a form can show everything at once.
async fn with_names(app: &App, rejected: Rejected) -> Result<FieldErrors, Refused<V1>> {
    let Rejected { email, username, mut errors } = rejected;
    let faults =
        app.run::<_, Infallible>(move |ctx| Ok(sign_up_faults(ctx, email.as_ref(), username.as_ref())?));
    for refusal in faults.await? {
        match refusal {
            SignUpError::Closed => return Err(V1::fault(&Fault::Forbidden).into()),
            SignUpError::EmailDomain => errors.push::<wire::SignUp>("email", FieldFault::InvalidEmail),
            SignUpError::Taken(Taken::Email) => errors.push::<wire::SignUp>("email", FieldFault::EmailTaken),
            SignUpError::Taken(Taken::Username) => {
                errors.push::<wire::SignUp>("username", FieldFault::UsernameTaken);
            }
        }
    }
    Ok(errors)
}

impl Words<SignUpError> for V1 {
    fn words(refusal: SignUpError) -> Problem {
        match refusal {
            SignUpError::Closed => V1::fault(&Fault::Forbidden),
            SignUpError::EmailDomain => V1::fields(&FieldErrors::of("email", FieldFault::InvalidEmail)),
            SignUpError::Taken(Taken::Email) => {
                problem_of_field((StatusCode::CONFLICT, "email_taken"), "email", FieldFault::EmailTaken)
            }
            SignUpError::Taken(Taken::Username) => problem_of_field(
                (StatusCode::CONFLICT, "username_taken"),
                "username",
                FieldFault::UsernameTaken,
            ),
        }
    }
}
