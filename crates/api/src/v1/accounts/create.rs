//! POST `/v1/accounts`

use std::convert::Infallible;

use actix_web::http::StatusCode;
use parlor_auth::{
    SignUp, SignUpByCode, SignUpByCodeError, SignUpError, Taken, sign_up, sign_up_by_code, sign_up_faults,
};
use parlor_community::ports::Belongings;
use parlor_domain::{
    About, EmailAddress, Identifiers, Locale, PersonName, PersonNames, RequestedUsername, Strictness,
    Username,
};

use super::wire;
use crate::endpoint::{
    Body, Check, Dialect, Fault, Field, FieldErrors, FieldFault, Problem, Refused, Reply, Words, begun,
    created,
};
use crate::shell::App;
use crate::shell::client::Client;
use crate::v1::V1;
use crate::v1::codes::asker;
use crate::v1::problem::problem_of_field;

pub async fn handle(app: App, client: Client, body: Body<V1, wire::SignUp>) -> Reply<V1, wire::OwnAccount> {
    let is_by_code = body.fields.password.is_missing();
    let read = if is_by_code {
        read_by_code(body.fields, &client).map(Command::ByCode)
    } else {
        read(&app, body.fields, &client).map(Command::ByPassword)
    };
    match read {
        Err(rejected) => Err(with_names(&app, rejected).await?.into()),
        Ok(Command::ByPassword(command)) => {
            let account = app.run_hashing(move |ctx| sign_up(ctx, command)).await?;
            created((account, Belongings::default()).into())
        }
        Ok(Command::ByCode(command)) => {
            app.run_paced(move |ctx| sign_up_by_code(ctx, &command)).await?;
            begun()
        }
    }
}

enum Command {
    ByPassword(SignUp),
    ByCode(SignUpByCode),
}

/// What was wrong with the fields, and the names that can be told of, if those were right.
struct Rejected {
    email: Option<EmailAddress>,
    username: Option<Username>,
    errors: FieldErrors,
}

/// What both ways of signing up read.
struct Common {
    email: Option<EmailAddress>,
    username: Option<Username>,
    names: PersonNames,
    locale: Option<Locale>,
    accepts_terms: bool,
    password: Field,
}

impl Common {
    fn read(check: &mut Check, fields: wire::SignUp) -> Self {
        let email = check.nullable_text("email", fields.email, EmailAddress::parse);
        let requested = check.nullable_text("username", fields.username, RequestedUsername::parse);
        let username = requested.and_then(|requested| {
            let name = requested.for_account(email.as_ref());
            name.map_err(|invalid| check.refuse("username", invalid.into())).ok()
        });
        let mut name =
            |field, text: Field| check.nullable_text(field, text.unless_blank(), PersonName::parse).flatten();
        let first = name("first_name", fields.first_name);
        let last = name("last_name", fields.last_name);
        let locale = check.nullable_text("locale", fields.locale, |text| {
            Locale::parse(text).ok_or(FieldFault::InvalidLocale)
        });
        let accepts_terms = check.optional_boolean("accepts_terms", fields.accepts_terms);
        let names = PersonNames { first, last };
        Self { email, username, names, locale, accepts_terms, password: fields.password }
    }
}

fn read(app: &App, fields: wire::SignUp, client: &Client) -> Result<SignUp, Rejected> {
    let mut check = Check::default();
    let common = Common::read(&mut check, fields);
    let Common { email, username, names, locale, accepts_terms, password } = common;
    let (rules, strictness) = app.password_rules(Strictness::Full);
    let about = About { username: username.as_ref(), email: email.as_ref(), names: Some(&names) };
    let password =
        check.password("password", password, |password| rules.choose(password, strictness, &about));
    if email.is_none() && username.is_none() && !check.has_refused("email") && !check.has_refused("username")
    {
        check.refuse("email", FieldFault::Required);
    }
    // Who gives only an email is called by it.
    let called = username.clone().or_else(|| email.as_ref().map(Username::from));
    let identifiers = Identifiers::of(email.clone(), called);
    match check.done(identifiers.zip(password)) {
        Ok((identifiers, password)) => {
            let address = client.address;
            Ok(SignUp { identifiers, names, locale, accepts_terms, password, address })
        }
        Err(errors) => Err(Rejected { email, username, errors }),
    }
}

/// Whether the email is taken is never told to whoever signs up by a code.
fn read_by_code(fields: wire::SignUp, client: &Client) -> Result<SignUpByCode, Rejected> {
    let mut check = Check::default();
    let Common { email, username, names, locale, accepts_terms, .. } = Common::read(&mut check, fields);
    if email.is_none() && !check.has_refused("email") {
        check.refuse("email", FieldFault::Required);
    }
    let asker = asker(client, None);
    check
        .done(email)
        .map(|email| SignUpByCode { email, username: username.clone(), names, locale, accepts_terms, asker })
        .map_err(|errors| Rejected { email: None, username, errors })
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
            // Only a sign-up itself waits.
            SignUpError::TooSoon { .. } => {}
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
            SignUpError::TooSoon { retry_after } => V1::fault(&Fault::Throttled { retry_after }),
        }
    }
}

impl Words<SignUpByCodeError> for V1 {
    fn words(refusal: SignUpByCodeError) -> Problem {
        Self::words(match refusal {
            SignUpByCodeError::Closed => SignUpError::Closed,
            SignUpByCodeError::EmailDomain => SignUpError::EmailDomain,
            SignUpByCodeError::UsernameTaken => SignUpError::Taken(Taken::Username),
            SignUpByCodeError::TooSoon { retry_after } => SignUpError::TooSoon { retry_after },
        })
    }
}
