//! `parlor account set-password`

use std::io::BufRead;

use parlor_auth::Context;
use parlor_auth::operator;

use super::{done, password};
use crate::cli::Whom;
use crate::error::Exit;

/// Sets the password, which must not be close to the account's names.
pub(super) fn run(ctx: &Context, whom: &Whom, input: &mut dyn BufRead) -> Result<(), Exit> {
    let login = whom.login();
    let account = done(operator::show(ctx, &login), whom)?.account;
    let given = password::read(input)?;
    let password = password::choose(ctx, given, account.username(), account.email())?;
    done(operator::set_password(ctx, &login, &password), whom)
}
