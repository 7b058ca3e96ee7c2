//! `parlor account create`

use std::io::{BufRead, Write};

use parlor_auth::operator::{self, CreateAccount};
use parlor_auth::{Context, Taken};
use parlor_domain::{EmailAddress, Identifiers, RequestedUsername};

use super::password;
use crate::cli::Create;
use crate::error::Exit;

/// Makes the account and prints its id, alone.
pub(super) fn run(
    ctx: &Context,
    args: Create,
    input: &mut dyn BufRead,
    output: &mut dyn Write,
) -> Result<(), Exit> {
    let identifiers = identifiers(args.email, args.username)?;
    let given = password::read(input)?;
    let password = password::choose(ctx, given, identifiers.username(), identifiers.email())?;
    let command = CreateAccount { identifiers, password, is_admin: args.admin };
    let id = operator::create(ctx, command).map_err(|failure| Exit::from_failure(failure, taken))?;
    writeln!(output, "{id}")?;
    Ok(())
}

fn identifiers(
    email: Option<EmailAddress>,
    username: Option<RequestedUsername>,
) -> Result<Identifiers, Exit> {
    let username = username.map(|requested| requested.for_account(email.as_ref())).transpose();
    let username = username.map_err(|_| {
        Exit::usage(
            "a username that is an email address must be the account's own: give the same --email, or another \
             --username",
        )
    })?;
    match (email, username) {
        (Some(email), None) => Ok(Identifiers::of_email(email)),
        (email, username) => Identifiers::of(email, username)
            .ok_or_else(|| Exit::usage("an account needs a name: give --email, --username or both")),
    }
}

fn taken(refusal: Taken) -> Exit {
    let (name, option) = match refusal {
        Taken::Email => ("email", "--email"),
        Taken::Username => ("username", "--username"),
    };
    Exit::failed(format!(
        "an account with this {name} is there already: give another {option}, or look at it with \
         `parlor account show`"
    ))
}
