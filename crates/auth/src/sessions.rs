//! What people do with their own sessions: look at them, and end them.

use parlor_domain::{Actor, ClientAddress, Device, EndReason, SessionId, StoreError, Timestamp};

use crate::ending::{Which, end_all, end_one};
use crate::{Caller, Context, Failure, Refusal};

/// A place in the list of devices: when the session there was opened, and its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DevicesAfter {
    /// When it was opened.
    pub opened_at: Timestamp,
    /// Its number.
    pub session: SessionId,
}

/// The caller's live sessions, those opened last first, at most `limit` after the given place; and the place
/// at which the list goes on, if it does.
///
/// # Errors
/// [`StoreError`].
pub fn list_devices(
    ctx: &Context,
    caller: &Caller,
    after: Option<DevicesAfter>,
    limit: usize,
) -> Result<(Vec<Device>, Option<DevicesAfter>), StoreError> {
    let after = after.map(|place| (place.opened_at, place.session));
    let one_more = limit.saturating_add(1);
    let mut reader = ctx.store.read()?;
    let mut devices = reader.sessions().devices(caller.account.id, after, one_more, ctx.clock.now())?;
    let goes_on = devices.len() > limit;
    devices.truncate(limit);
    let last = devices.last().filter(|_| goes_on);
    let next = last.map(|last| DevicesAfter { opened_at: last.opened_at, session: last.session });
    Ok((devices, next))
}

/// Those of these sessions that are live, asked in one query: for whoever keeps something open in their name.
///
/// # Errors
/// [`StoreError`].
pub fn live_sessions(ctx: &Context, ids: &[SessionId]) -> Result<Vec<SessionId>, StoreError> {
    let now = ctx.clock.now();
    ctx.store.read()?.sessions().live_among(ids, now)
}

/// The caller's own session as it stands in the list.
///
/// # Errors
/// [`Failure::Unauthenticated`] when it has ended meanwhile.
pub fn show_device<E>(ctx: &Context, caller: &Caller) -> Result<Device, Failure<E>> {
    let mut reader = ctx.store.read()?;
    let device = reader.sessions().device(caller.session.id, ctx.clock.now())?;
    device.ok_or(Failure::Unauthenticated)
}

/// Why no session was ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndSessionError {
    /// The caller has no such live session.
    NotFound,
}

impl Refusal for EndSessionError {}

/// Ends one of the caller's sessions, this one or another.
///
/// # Errors
/// [`EndSessionError`]; a session of somebody else is not told from one that never was.
pub fn end_session(
    ctx: &Context,
    caller: &Caller,
    session: SessionId,
    address: ClientAddress,
) -> Result<(), Failure<EndSessionError>> {
    let now = ctx.clock.now();
    let account = caller.account.id;
    let reason = if session == caller.session.id { EndReason::SignedOut } else { EndReason::Owner };
    let mut work = ctx.store.write()?;
    let (_, owner) = work.sessions().with_account(session)?.ok_or(EndSessionError::NotFound)?;
    let actor = Actor::Account(account, address);
    if owner.id != account || !end_one(work.as_mut(), (account, session), reason, actor, now)? {
        return Err(EndSessionError::NotFound.into());
    }
    work.commit()?;
    Ok(())
}

/// Several of the caller's sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndSessions {
    /// All of them; no client is known any more.
    All,
    /// All but this one.
    Others,
}

/// Ends several of the caller's sessions at once; says how many there were.
///
/// # Errors
/// [`StoreError`].
pub fn end_sessions(
    ctx: &Context,
    caller: &Caller,
    which: EndSessions,
    address: ClientAddress,
) -> Result<usize, StoreError> {
    let now = ctx.clock.now();
    let account = caller.account.id;
    let mut work = ctx.store.write()?;
    // A sign-in under way holds this row while it remembers its clients one by one: without taking turns,
    // each of the two could wait for a row that the other has.
    work.accounts().lock(account)?;
    let which = match which {
        EndSessions::Others => Which::Others(caller.session.id),
        EndSessions::All => {
            // Whoever signs out everywhere may have lost a device: none is trusted any more.
            work.known_clients().forget(account)?;
            Which::All
        }
    };
    let actor = Actor::Account(account, address);
    let ended = end_all(work.as_mut(), account, which, EndReason::Owner, actor, now)?;
    work.commit()?;
    Ok(ended)
}
