//! `parlor account set-admin`

use parlor_domain::{AuditKind, Login};

use super::{OperatorError, change, record};
use crate::{Context, Failure};

/// Gives an account the rights of administrators, or takes them.
///
/// # Errors
/// [`OperatorError`].
pub fn set_admin(ctx: &Context, login: &Login, is_admin: bool) -> Result<(), Failure<OperatorError>> {
    change(ctx, login, |work, account, now| {
        work.accounts().set_admin(account.id, is_admin)?;
        let kind = if is_admin { AuditKind::AdminGranted } else { AuditKind::AdminRevoked };
        record(work, kind, account.id, now);
        Ok(())
    })
}
