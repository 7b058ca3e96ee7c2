//! Makes friends of two at once, without asking.

use parlor_domain::{AccountId, Announcement, Failure, Pair, Refusal};

use super::{have_room, meet_active};
use crate::Context;

/// Why nobody was added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddFriendError {
    /// Nobody is friends with oneself.
    Oneself,
    /// There is nobody of that number whom one sees.
    NotFound,
    /// One of the two has as many friends as anybody may.
    TooMany,
}

impl Refusal for AddFriendError {}

/// Makes the two friends, whether or not either was asked. To add a friend changes nothing.
///
/// # Errors
/// [`AddFriendError`].
pub fn add_friend(ctx: &Context, by: AccountId, whom: AccountId) -> Result<(), Failure<AddFriendError>> {
    let now = ctx.clock.now();
    let pair = Pair::of(by, whom).ok_or(AddFriendError::Oneself)?;
    let mut work = ctx.store.write()?;
    let before = meet_active(work.as_mut(), pair)?.ok_or(AddFriendError::NotFound)?;
    let after = before.befriend(now).map_err(|_| AddFriendError::NotFound)?;
    if after == before {
        return Ok(());
    }
    if !have_room(work.as_mut(), pair)? {
        return Err(AddFriendError::TooMany.into());
    }
    work.relations().set(&after)?;
    work.announce(Announcement::Befriended(pair));
    work.commit()?;
    Ok(())
}
