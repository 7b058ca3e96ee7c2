//! Keys for other back ends: made and taken back by operators and administrators.

use parlor_domain::{AuditKind, Scopes, ServiceKey, ServiceKeyId, ServiceKeyName, ServiceSecret, StoreError};

use crate::ports::NewServiceKey;
use crate::{Authority, Context, Failure, Refusal, Stale};

/// A key that is wanted.
#[derive(Debug, Clone)]
pub struct CreateServiceKey {
    /// By what people will tell it from others.
    pub name: ServiceKeyName,
    /// What it is to be good for.
    pub scopes: Scopes,
}

/// Makes a key, and gives its secret this once.
///
/// # Errors
/// [`Stale`].
pub fn create_service_key(
    ctx: &Context,
    by: &Authority,
    command: CreateServiceKey,
) -> Result<(ServiceKey, ServiceSecret), Failure<Stale>> {
    let now = ctx.clock.now();
    let mut drawn = [0; 24];
    ctx.random.fill(&mut drawn);
    let secret = ServiceSecret::drawn(drawn);
    let CreateServiceKey { name, scopes } = command;
    let mut work = ctx.store.write()?;
    by.confirm_fresh(ctx, work.as_mut(), now)?;
    let key = work.service_keys().add(&NewServiceKey { secret, name, scopes, created_at: now })?;
    by.record(work.as_mut(), AuditKind::ServiceKeyAdded(key.id), None, now);
    work.commit()?;
    Ok((key, secret))
}

/// The keys, the newest first, at most `limit` after the given one; and where the list goes on, if it does.
///
/// # Errors
/// [`StoreError`].
pub fn list_service_keys(
    ctx: &Context,
    after: Option<ServiceKeyId>,
    limit: usize,
) -> Result<(Vec<ServiceKey>, Option<ServiceKeyId>), StoreError> {
    let mut keys = ctx.store.read()?.service_keys().page(after, limit.saturating_add(1))?;
    let goes_on = keys.len() > limit;
    keys.truncate(limit);
    let next = keys.last().filter(|_| goes_on).map(|last| last.id);
    Ok((keys, next))
}

/// Why no key was taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevokeError {
    /// There is no such key, or it was taken back before.
    NotFound,
}

impl Refusal for RevokeError {}

/// Takes a key back; it opens nothing from then on. Whoever wants it dead is not asked to sign in again.
///
/// # Errors
/// [`RevokeError`].
pub fn revoke_service_key(
    ctx: &Context,
    by: &Authority,
    id: ServiceKeyId,
) -> Result<(), Failure<RevokeError>> {
    let now = ctx.clock.now();
    let mut work = ctx.store.write()?;
    by.confirm(work.as_mut(), now)?;
    if !work.service_keys().revoke(id, now)? {
        return Err(RevokeError::NotFound.into());
    }
    by.record(work.as_mut(), AuditKind::ServiceKeyRevoked(id), None, now);
    work.commit()?;
    Ok(())
}
