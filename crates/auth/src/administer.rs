//! What a caller may see of accounts: administrators all of them, everybody else their own.

use parlor_domain::{Account, AccountId, StoreError};

use crate::{Caller, Context, Failure, Refusal};

/// Why there is no such account for the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForAccountError {
    /// It is somebody else's, or nobody's.
    NotFound,
}

impl Refusal for ForAccountError {}

/// The account with a number, if the caller may see it.
///
/// # Errors
/// [`ForAccountError`]; an account of somebody else is not told from one that never was.
pub fn account_for(
    ctx: &Context,
    caller: &Caller,
    id: AccountId,
) -> Result<Account, Failure<ForAccountError>> {
    if id == caller.account.id {
        return Ok(caller.account.clone());
    }
    if !caller.account.is_admin {
        return Err(ForAccountError::NotFound.into());
    }
    Ok(ctx.store.read()?.accounts().by_id(id)?.ok_or(ForAccountError::NotFound)?)
}

/// Some of the accounts that a caller may see, and how many there are.
#[derive(Debug)]
pub struct AccountPage {
    /// In the order of their numbers.
    pub accounts: Vec<Account>,
    /// How many there are in all.
    pub count: usize,
}

/// The accounts that the caller may see: at most `limit` after the first `offset`.
///
/// # Errors
/// [`StoreError`].
pub fn accounts_for(
    ctx: &Context,
    caller: &Caller,
    offset: usize,
    limit: usize,
) -> Result<AccountPage, StoreError> {
    if !caller.account.is_admin {
        let own = (offset == 0 && limit > 0).then(|| caller.account.clone());
        return Ok(AccountPage { accounts: own.into_iter().collect(), count: 1 });
    }
    let (accounts, count) = ctx.store.read()?.accounts().list(offset, limit)?;
    Ok(AccountPage { accounts, count })
}
