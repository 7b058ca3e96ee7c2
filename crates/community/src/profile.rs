//! What an account shows.

use parlor_domain::{AccountId, NamePrefix, Person, Profile, StoreError};

use crate::Context;
use crate::friends::place;
use crate::page::{one_more, page};
use crate::ports::{Belongings, PeopleAfter};

/// What stands beside an account and is shown with it, to its owner.
///
/// # Errors
/// [`StoreError`].
pub fn belongings(ctx: &Context, account: AccountId) -> Result<Belongings, StoreError> {
    ctx.store.read()?.profiles().belongings(account)
}

/// What somebody shows to `viewer`; `None` for whoever is not active, or blocked either way. Whether they are there is
/// for themselves and their friends to know.
///
/// # Errors
/// [`StoreError`].
pub fn show_profile(ctx: &Context, viewer: AccountId, id: AccountId) -> Result<Option<Profile>, StoreError> {
    ctx.store.read()?.profiles().profile(viewer, id, ctx.clock.now())
}

/// Those whose name begins like this, in order of name, at most `limit` after the given place; and where the list goes
/// on, if it does.
///
/// # Errors
/// [`StoreError`].
pub fn search_profiles(
    ctx: &Context,
    viewer: AccountId,
    name: &NamePrefix,
    after: Option<&PeopleAfter>,
    limit: usize,
) -> Result<(Vec<Person>, Option<PeopleAfter>), StoreError> {
    let found = ctx.store.read()?.profiles().search(viewer, name, after, one_more(limit))?;
    Ok(page(found, limit, place))
}
