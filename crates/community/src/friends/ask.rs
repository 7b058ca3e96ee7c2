//! Asks somebody to be friends.

use parlor_domain::{AccountId, Announcement, Bond, Failure, Pair, Refusal};

use super::{are_friends, have_room, may_ask, meet_active};
use crate::Context;

/// Why nobody was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AskError {
    /// Nobody is friends with oneself.
    Oneself,
    /// There is nobody of that number whom one sees.
    NotFound,
    /// One of the two has as many friends, or the one who asks as many open requests, as anybody may.
    TooMany,
}

impl Refusal for AskError {}

/// Asks `whom` to be friends; says what the two are to each other now. Two who ask each other are friends at once.
/// To ask again, or a friend, changes nothing.
///
/// # Errors
/// [`AskError`].
pub fn ask_friend(ctx: &Context, by: AccountId, whom: AccountId) -> Result<Bond, Failure<AskError>> {
    let now = ctx.clock.now();
    let pair = Pair::of(by, whom).ok_or(AskError::Oneself)?;
    let mut work = ctx.store.write()?;
    let before = meet_active(work.as_mut(), pair)?.ok_or(AskError::NotFound)?;
    let after = before.ask(by, now).map_err(|_| AskError::NotFound)?;
    if after == before {
        return Ok(after.bond);
    }
    let befriended = are_friends(&after);
    let fits = if befriended { have_room(work.as_mut(), pair)? } else { may_ask(work.as_mut(), by)? };
    if !fits {
        return Err(AskError::TooMany.into());
    }
    work.relations().set(&after)?;
    work.announce(if befriended {
        Announcement::Befriended(pair)
    } else {
        Announcement::FriendAsked { by, whom }
    });
    work.commit()?;
    Ok(after.bond)
}
