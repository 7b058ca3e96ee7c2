//! `parlor account …`: what an operator needs at 3 a.m.
//!
//! One file for each command: it reads what was given, runs one use case of `parlor_auth::operator`, and
//! words the answer. No rule stands here.

mod create;
mod password;
mod set_password;
mod show;
#[cfg(test)]
mod tests;

use std::io::{BufRead, Write};

use parlor_auth::operator::{self, OperatorError};
use parlor_auth::{Context, Failure};

use crate::cli::{AccountCommand, SetAdmin, Whom};
use crate::error::Exit;

/// Runs a command. A password comes from `input`; `output` gets the answer and nothing else, so that
/// scripts can read it.
///
/// # Errors
/// A sentence for the operator.
pub fn run(
    ctx: &Context,
    command: AccountCommand,
    input: &mut dyn BufRead,
    output: &mut dyn Write,
) -> Result<(), Exit> {
    match command {
        AccountCommand::Create(args) => create::run(ctx, args, input, output),
        AccountCommand::SetPassword(args) => set_password::run(ctx, &args.whom, input),
        AccountCommand::Show(whom) => show::run(ctx, &whom, output),
        AccountCommand::Unlock(whom) => done(operator::unlock(ctx, &whom.login()), &whom),
        AccountCommand::Deactivate(whom) => done(operator::deactivate(ctx, &whom.login()), &whom),
        AccountCommand::Activate(whom) => done(operator::activate(ctx, &whom.login()), &whom),
        AccountCommand::SetAdmin(SetAdmin { whom, off }) => {
            done(operator::set_admin(ctx, &whom.login(), !off), &whom)
        }
        AccountCommand::ResetFactors(whom) => done(operator::reset_factors(ctx, &whom.login()), &whom),
        AccountCommand::Delete(whom) => done(operator::delete(ctx, &whom.login()), &whom),
        AccountCommand::EndSessions(whom) => {
            done(operator::end_sessions(ctx, &whom.login()), &whom).map(drop)
        }
    }
}

/// What a use case came to, its refusals worded.
fn done<T>(outcome: Result<T, Failure<OperatorError>>, whom: &Whom) -> Result<T, Exit> {
    outcome.map_err(|failure| {
        Exit::from_failure(failure, |refusal| match refusal {
            OperatorError::NotFound => Exit::failed(format!(
                "no account is called {:?}: check the spelling, and which database PARLOR_DATABASE_URL or \
                 PARLOR_DATA_DIR names",
                whom.as_str()
            )),
            // Only administrators are asked for that, and are kept from it, over the API.
            OperatorError::Stale => Exit::failed("the sign-in is too long ago: sign in again"),
            OperatorError::LastAdministrator => {
                Exit::failed("no administrator would be left: make another one first")
            }
        })
    })
}
