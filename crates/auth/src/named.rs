//! Finds the account that a name belongs to, for administrators.

use parlor_domain::{Account, AccountState, Login};

use crate::{Caller, Context, Failure, ForAccountError};

/// The account of this name, or the administrator's own without one. A sign-up that waits is no account yet.
///
/// # Errors
/// [`ForAccountError`]; [`Failure::Forbidden`] for whoever is no administrator.
pub fn account_named(
    ctx: &Context,
    caller: &Caller,
    name: Option<&Login>,
) -> Result<Account, Failure<ForAccountError>> {
    if !caller.account.is_admin {
        return Err(Failure::Forbidden);
    }
    let Some(name) = name else { return Ok(caller.account.clone()) };
    let found = ctx.store.read()?.accounts().by_login(name)?;
    Ok(found.filter(|account| account.state != AccountState::Pending).ok_or(ForAccountError::NotFound)?)
}
