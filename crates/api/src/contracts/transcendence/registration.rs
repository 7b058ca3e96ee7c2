//! POST `/auth/registration/`

use std::convert::Infallible;

use parlor_auth::{SignUp, SignUpError, Taken, sign_up, sign_up_faults};
use parlor_domain::Strictness;

use super::{Transcendence, avatar, convert, wire};
use crate::contracts::plain;
use crate::endpoint::{Fault, FieldErrors, FieldFault, FileForm, Problem, Refused, Reply, Words, created};
use crate::shell::App;
use crate::shell::avatar::keep_avatar;
use crate::shell::client::Client;

pub async fn handle(
    app: App,
    client: Client,
    form: FileForm<Transcendence, wire::Registration>,
) -> Reply<Transcendence, wire::Detail> {
    let (fields, file) = form.read("avatar", app.community().policy.avatars.max_bytes()).await?;
    let picture = avatar::read(&app, file).await?;
    let rules = app.password_rules(Strictness::Full);
    let (command, picture) = match (convert::sign_up(fields, client, rules), picture) {
        (Ok(command), Ok(picture)) => (command, picture),
        (rejected, picture) => return Err(refused(&app, rejected, picture.err()).await?.into()),
    };
    let account = app.run_hashing(move |ctx| sign_up(ctx, command)).await?;
    if let Some(picture) = picture {
        // The account is made, whatever becomes of its picture.
        if keep_avatar(&app, account.id, picture, None).await.is_err() {
            tracing::warn!(account = account.id.0, "the picture of a new account was not kept");
        }
    }
    created(wire::Detail { detail: "User registered successfully. Please log in." })
}

/// All that is wrong, with the picture too.
async fn refused(
    app: &App,
    rejected: Result<SignUp, convert::Rejected>,
    picture: Option<FieldFault>,
) -> Result<FieldErrors, Refused<Transcendence>> {
    let mut errors = match rejected {
        Ok(SignUp { identifiers, .. }) => {
            let (email, username) = (identifiers.email().cloned(), identifiers.username().cloned());
            let errors = FieldErrors::default();
            with_names(app, convert::Rejected { email, username, errors }).await?
        }
        Err(rejected) => with_names(app, rejected).await?,
    };
    if let Some(fault) = picture {
        errors.push::<wire::Registration>("avatar", fault);
    }
    Ok(errors)
}

/// Adds what is wrong with the names beyond their form, so that a form can show everything at once.
async fn with_names(app: &App, rejected: convert::Rejected) -> Result<FieldErrors, Refused<Transcendence>> {
    let convert::Rejected { email, username, mut errors } = rejected;
    let faults =
        app.run::<_, Infallible>(move |ctx| Ok(sign_up_faults(ctx, email.as_ref(), username.as_ref())?));
    for refusal in faults.await? {
        match reworded(refusal) {
            Reworded::Field(field, fault) => errors.push::<wire::Registration>(field, fault),
            Reworded::Fault(fault) => return Err(fault.into()),
        }
    }
    Ok(errors)
}

impl Words<SignUpError> for Transcendence {
    fn words(refusal: SignUpError) -> Problem {
        match reworded(refusal) {
            Reworded::Field(field, fault) => plain::fields(&FieldErrors::of(field, fault)),
            Reworded::Fault(fault) => plain::fault(&fault),
        }
    }
}

enum Reworded {
    Field(&'static str, FieldFault),
    Fault(Fault),
}

fn reworded(refusal: SignUpError) -> Reworded {
    match refusal {
        SignUpError::Closed => Reworded::Fault(Fault::Forbidden),
        SignUpError::EmailDomain => Reworded::Field("email", FieldFault::InvalidEmail),
        SignUpError::Taken(Taken::Email) => Reworded::Field("email", FieldFault::EmailTaken),
        SignUpError::Taken(Taken::Username) => Reworded::Field("username", FieldFault::UsernameTaken),
        SignUpError::TooSoon { retry_after } => Reworded::Fault(Fault::Throttled { retry_after }),
    }
}
