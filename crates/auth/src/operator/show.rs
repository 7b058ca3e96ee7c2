//! `parlor account show`

use parlor_domain::{Account, AuditEntry, AuditFilter, Device, LoginKey, Timestamp};

use super::{OperatorError, Whom};
use crate::{Context, Failure};

/// How many sessions and entries are told of.
const MOST: usize = 50;

/// What there is to know about an account at 3 a.m.
#[derive(Debug)]
pub struct Report {
    /// The account.
    pub account: Account,
    /// How many of its sessions are live.
    pub live_sessions: usize,
    /// The newest of those.
    pub sessions: Vec<Device>,
    /// The end of the lock that holds longest, for strangers or for a known client.
    pub locked_until: Option<Timestamp>,
    /// Whether it has a PIN.
    pub has_pin: bool,
    /// The end of the lock of its PIN.
    pub pin_locked_until: Option<Timestamp>,
    /// What the audit log says of it, the newest first.
    pub audit: Vec<AuditEntry>,
}

/// Looks an account up.
///
/// # Errors
/// [`OperatorError`].
pub fn show(ctx: &Context, whom: impl Into<Whom>) -> Result<Report, Failure<OperatorError>> {
    let now = ctx.clock.now();
    let mut reader = ctx.store.read()?;
    let found = match whom.into() {
        Whom::Named(login) => reader.accounts().by_login(&login)?,
        Whom::Numbered(id) => reader.accounts().by_id(id)?,
    };
    let account = found.ok_or(OperatorError::NotFound)?;
    let id = account.id;
    let mut locked =
        |key| Ok::<_, Failure<_>>(reader.lockouts().longest_lock(&key)?.filter(|until| *until > now));
    let (locked_until, pin_locked_until) = (locked(LoginKey::Account(id))?, locked(LoginKey::Pin(id))?);
    let filter = AuditFilter { account: Some(id), ..AuditFilter::default() };
    Ok(Report {
        live_sessions: reader.sessions().count_live(id, now)?,
        sessions: reader.sessions().devices(id, None, MOST, now)?,
        has_pin: reader.pins().pin(id)?.is_some(),
        audit: reader.audit_log().entries(&filter, None, MOST)?,
        locked_until,
        pin_locked_until,
        account,
    })
}
