//! Ends a friendship, for both.

use parlor_domain::{AccountId, Announcement, Failure, Pair, Refusal};

use crate::Context;
use crate::ports::Met;

/// The two are no friends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotFriends;

impl Refusal for NotFriends {}

/// Ends a friendship.
///
/// # Errors
/// [`NotFriends`].
pub fn part(ctx: &Context, by: AccountId, other: AccountId) -> Result<(), Failure<NotFriends>> {
    let pair = Pair::of(by, other).ok_or(NotFriends)?;
    let mut work = ctx.store.write()?;
    let Met { relation, .. } = work.relations().meet(pair)?.ok_or(NotFriends)?;
    let parted = relation.part().ok_or(NotFriends)?;
    work.relations().set(&parted)?;
    work.announce(Announcement::Parted(pair));
    work.commit()?;
    Ok(())
}
