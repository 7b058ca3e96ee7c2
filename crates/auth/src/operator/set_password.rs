//! `parlor account set-password`

use parlor_domain::{AuditKind, EndReason, Login, LoginKey, MailContent, NewPassword};

use super::{OperatorError, change, record, sign_out_everywhere};
use crate::outbox::notify;
use crate::{Context, Failure};

/// Gives an account another password. Whoever knew the old one is out: every session ends, known clients
/// are forgotten, and the lockout is lifted for the owner to come in.
///
/// # Errors
/// [`OperatorError`].
pub fn set_password(
    ctx: &Context,
    login: &Login,
    password: &NewPassword,
) -> Result<(), Failure<OperatorError>> {
    let hash = ctx.passwords.hash(password.password())?;
    change(ctx, login, |work, account, now| {
        work.accounts().set_password(account.id, &hash)?;
        work.known_clients().forget(account.id)?;
        work.lockouts().clear(&LoginKey::Account(account.id))?;
        record(work, AuditKind::PasswordSet, account.id, now);
        notify(ctx, work, account, MailContent::PasswordChanged { at: now }, now)?;
        sign_out_everywhere(work, account.id, EndReason::PasswordSet, now).map(drop)
    })
}
