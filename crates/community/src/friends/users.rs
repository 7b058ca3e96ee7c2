//! Lists of people with their friends. A fixed number of queries, however many there are.

use parlor_domain::{AccountId, StoreError, User};

use super::MOST_FRIENDS;
use crate::Context;
use crate::page::one_more;
use crate::ports::Users;

/// A part of the list of everybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserPage {
    /// Who is on it, in order of username.
    pub users: Vec<User>,
    /// Whether there are more after it.
    pub goes_on: bool,
}

/// Everybody who is active and has a username, `viewer` included, without those blocked either way.
///
/// # Errors
/// [`StoreError`].
pub fn list_users(
    ctx: &Context,
    viewer: AccountId,
    offset: usize,
    limit: usize,
) -> Result<UserPage, StoreError> {
    let (now, most) = (ctx.clock.now(), one_more(limit));
    let mut users = ctx.store.read()?.users().users(viewer, Users::Everybody, offset, most, now)?;
    let goes_on = users.len() > limit;
    users.truncate(limit);
    Ok(UserPage { users, goes_on })
}

/// The friends of `viewer`, all of them.
///
/// # Errors
/// [`StoreError`].
pub fn friends_as_users(ctx: &Context, viewer: AccountId) -> Result<Vec<User>, StoreError> {
    ctx.store.read()?.users().users(viewer, Users::Friends, 0, MOST_FRIENDS, ctx.clock.now())
}

/// These people, in order of username; whoever is not active or blocked either way is left out.
///
/// # Errors
/// [`StoreError`].
pub fn users_by_id(ctx: &Context, viewer: AccountId, ids: &[AccountId]) -> Result<Vec<User>, StoreError> {
    ctx.store.read()?.users().users(viewer, Users::These(ids), 0, ids.len(), ctx.clock.now())
}
