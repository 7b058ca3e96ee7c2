//! `parlor account show`

use parlor_domain::{Account, Login, LoginKey, Timestamp};

use super::OperatorError;
use crate::{Context, Failure};

/// What there is to know about an account at 3 a.m.
#[derive(Debug)]
pub struct Report {
    /// The account.
    pub account: Account,
    /// How many of its sessions are live.
    pub live_sessions: usize,
    /// The end of the lock that holds longest, for strangers or for a known client.
    pub locked_until: Option<Timestamp>,
}

/// Looks an account up.
///
/// # Errors
/// [`OperatorError`].
pub fn show(ctx: &Context, login: &Login) -> Result<Report, Failure<OperatorError>> {
    let now = ctx.clock.now();
    let mut reader = ctx.store.read()?;
    let account = reader.accounts().by_login(login)?.ok_or(OperatorError::NotFound)?;
    let live_sessions = reader.sessions().count_live(account.id, now)?;
    let key = LoginKey::Account(account.id);
    let locked_until = reader.lockouts().longest_lock(&key)?.filter(|until| *until > now);
    Ok(Report { account, live_sessions, locked_until })
}
