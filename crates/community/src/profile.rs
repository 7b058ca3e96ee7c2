//! What an account shows.

use parlor_domain::{AccountId, StoreError};

use crate::Context;
use crate::ports::Belongings;

/// What stands beside an account and is shown with it, to its owner.
///
/// # Errors
/// [`StoreError`].
pub fn belongings(ctx: &Context, account: AccountId) -> Result<Belongings, StoreError> {
    ctx.store.read()?.profiles().belongings(account)
}
