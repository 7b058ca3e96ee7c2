//! Looking at the leaderboard.

use parlor_domain::{AccountId, Failure, Place, Score, Standing, StoreError};

use crate::{Context, UnknownAccount};

/// At most `limit`, beginning after the given place; and the place after which the list goes on, if it does.
///
/// # Errors
/// [`StoreError`].
pub fn page(
    ctx: &Context,
    after: Option<Place>,
    limit: usize,
) -> Result<(Vec<Standing>, Option<Place>), StoreError> {
    let one_more = limit.saturating_add(1);
    let mut reader = ctx.store.read()?;
    let mut standings = match after {
        None => reader.leaderboard().top(one_more)?,
        Some(place) => reader.leaderboard().after(place, one_more)?,
    };
    let goes_on = standings.len() > limit;
    standings.truncate(limit);
    let next = standings.last().filter(|_| goes_on).map(|last| last.place);
    Ok((standings, next))
}

/// At most `limit` after so many others; and whether there are more.
///
/// # Errors
/// [`StoreError`].
pub fn slice(ctx: &Context, offset: usize, limit: usize) -> Result<(Vec<Standing>, bool), StoreError> {
    let one_more = limit.saturating_add(1);
    let mut reader = ctx.store.read()?;
    let mut standings = match offset {
        0 => reader.leaderboard().top(one_more)?,
        offset => reader.leaderboard().slice(offset, one_more)?,
    };
    let goes_on = standings.len() > limit;
    standings.truncate(limit);
    Ok((standings, goes_on))
}

/// An account, with at most so many others above and below it, in their order.
///
/// # Errors
/// [`UnknownAccount`] for one that does not stand on the leaderboard.
pub fn around(
    ctx: &Context,
    account: AccountId,
    each_side: usize,
) -> Result<(Standing, Vec<Standing>), Failure<UnknownAccount>> {
    let standings = ctx.store.read()?.leaderboard().around(account, each_side)?;
    let own = standings.iter().find(|standing| standing.place.account == account).cloned();
    Ok((own.ok_or(UnknownAccount)?, standings))
}

/// Where an account stands.
///
/// # Errors
/// [`UnknownAccount`] for one that does not stand on the leaderboard.
pub fn standing(ctx: &Context, account: AccountId) -> Result<Standing, Failure<UnknownAccount>> {
    around(ctx, account, 0).map(|(own, _)| own)
}

/// The score of an account, deactivated or not.
///
/// # Errors
/// [`UnknownAccount`].
pub fn score(ctx: &Context, account: AccountId) -> Result<Score, Failure<UnknownAccount>> {
    Ok(ctx.store.read()?.leaderboard().score(account)?.ok_or(UnknownAccount)?)
}
