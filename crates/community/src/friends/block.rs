//! Blocks somebody, and lifts a block. What ties the two ends with it, in the same transaction.

use parlor_domain::{AccountId, Announcement, Failure, Pair, Refusal, Shunned};

use super::meet_active;
use crate::Context;
use crate::ports::Met;

/// Why nobody was blocked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockError {
    /// Nobody blocks oneself.
    Oneself,
    /// There is no active account of that number. Whoever is blocked may block in turn.
    NotFound,
}

impl Refusal for BlockError {}

/// Blocks somebody; says who is blocked since when. To block again changes nothing.
///
/// # Errors
/// [`BlockError`].
pub fn block(ctx: &Context, by: AccountId, whom: AccountId) -> Result<Shunned, Failure<BlockError>> {
    let now = ctx.clock.now();
    let pair = Pair::of(by, whom).ok_or(BlockError::Oneself)?;
    let mut work = ctx.store.write()?;
    let before = meet_active(work.as_mut(), pair)?.ok_or(BlockError::NotFound)?;
    let blocked = before.block(by, now);
    if blocked != before {
        work.relations().set(&blocked)?;
        let conversation = work.conversations().close(pair, true)?;
        work.announce(Announcement::Blocked { by, whom, conversation });
    }
    work.commit()?;
    let shunned = ctx.store.read()?.people().blocked_one(by, whom)?;
    // Gone in between is gone.
    Ok(shunned.ok_or(BlockError::NotFound)?)
}

/// There is no block to lift.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotBlocked;

impl Refusal for NotBlocked {}

/// Lifts a block of one's own. What it ended stays ended.
///
/// # Errors
/// [`NotBlocked`].
pub fn unblock(ctx: &Context, by: AccountId, whom: AccountId) -> Result<(), Failure<NotBlocked>> {
    let pair = Pair::of(by, whom).ok_or(NotBlocked)?;
    let mut work = ctx.store.write()?;
    let Met { relation, .. } = work.relations().meet(pair)?.ok_or(NotBlocked)?;
    let lifted = relation.unblock(by).ok_or(NotBlocked)?;
    work.relations().set(&lifted)?;
    work.conversations().close(pair, lifted.is_blocked())?;
    work.commit()?;
    Ok(())
}
