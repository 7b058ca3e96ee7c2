//! What becomes of a request: it is accepted, declined, or taken back.

use parlor_domain::{AccountId, Announcement, Failure, Pair, Refusal};

use super::{have_room, meet_active};
use crate::Context;
use crate::ports::Met;

/// Why a request was not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoRequest {
    /// There is none.
    NotFound,
    /// One of the two has as many friends as anybody may.
    TooMany,
}

impl Refusal for NoRequest {}

/// Says yes to what `from` asked.
///
/// # Errors
/// [`NoRequest`].
pub fn accept_request(ctx: &Context, by: AccountId, from: AccountId) -> Result<(), Failure<NoRequest>> {
    let now = ctx.clock.now();
    let pair = Pair::of(by, from).ok_or(NoRequest::NotFound)?;
    let mut work = ctx.store.write()?;
    let asked = meet_active(work.as_mut(), pair)?.ok_or(NoRequest::NotFound)?;
    let accepted = asked.accept(by, now).ok_or(NoRequest::NotFound)?;
    if !have_room(work.as_mut(), pair)? {
        return Err(NoRequest::TooMany.into());
    }
    work.relations().set(&accepted)?;
    work.announce(Announcement::Befriended(pair));
    work.commit()?;
    Ok(())
}

/// Declines what `other` asked, or takes back what was asked of `other`: either way it is as if nobody had asked.
///
/// # Errors
/// [`NoRequest::NotFound`].
pub fn withdraw_request(ctx: &Context, by: AccountId, other: AccountId) -> Result<(), Failure<NoRequest>> {
    let pair = Pair::of(by, other).ok_or(NoRequest::NotFound)?;
    let mut work = ctx.store.write()?;
    let Met { relation, .. } = work.relations().meet(pair)?.ok_or(NoRequest::NotFound)?;
    let withdrawn = relation.withdraw().ok_or(NoRequest::NotFound)?;
    work.relations().set(&withdrawn)?;
    work.announce(Announcement::FriendRequestWithdrawn { by, other });
    work.commit()?;
    Ok(())
}
