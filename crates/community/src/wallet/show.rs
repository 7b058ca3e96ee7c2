//! Looking at a balance, and at the ledger behind it.

use parlor_domain::{AccountId, Balance, Entry, EntryId, Failure};

use crate::{Context, UnknownAccount};

/// What an account has, deactivated or not.
///
/// # Errors
/// [`UnknownAccount`].
pub fn balance(ctx: &Context, account: AccountId) -> Result<Balance, Failure<UnknownAccount>> {
    Ok(ctx.store.read()?.wallets().balance(account)?.ok_or(UnknownAccount)?)
}

/// At most `limit` entries of an account, the last first, beginning after the given one; and the one after which the
/// list goes on, if it does.
///
/// # Errors
/// [`UnknownAccount`].
pub fn entries(
    ctx: &Context,
    account: AccountId,
    after: Option<EntryId>,
    limit: usize,
) -> Result<(Vec<Entry>, Option<EntryId>), Failure<UnknownAccount>> {
    let mut reader = ctx.store.read()?;
    let mut entries = reader.wallets().entries(account, after, limit.saturating_add(1))?;
    if entries.is_empty() {
        // Nothing moved yet, or nobody is there.
        reader.wallets().balance(account)?.ok_or(UnknownAccount)?;
    }
    let goes_on = entries.len() > limit;
    entries.truncate(limit);
    let next = entries.last().filter(|_| goes_on).map(|last| last.id);
    Ok((entries, next))
}
