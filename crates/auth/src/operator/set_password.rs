//! `parlor account set-password`

use parlor_domain::{AuditKind, EndReason, Login, LoginKey, MailContent, NewPassword};

use super::{Care, OperatorError, Rights, change};
use crate::outbox::notify;
use crate::{Context, Failure};

/// Gives an account another password, from the command line and from nowhere else. Whoever knew the old one is
/// out: every session ends, known clients are forgotten, and the lockout is lifted for the owner to come in.
///
/// # Errors
/// [`OperatorError`].
pub fn set_password(
    ctx: &Context,
    login: &Login,
    password: &NewPassword,
) -> Result<(), Failure<OperatorError>> {
    let hash = ctx.passwords.hash(password.password())?;
    change(ctx, login.into(), (Care::Usual, Rights::Stay), |work, account, hand| {
        work.accounts().set_password(account.id, &hash)?;
        work.known_clients().forget(account.id)?;
        work.lockouts().clear(&LoginKey::Account(account.id))?;
        hand.record(work, AuditKind::PasswordSet, account.id);
        notify(ctx, work, account, MailContent::PasswordChanged { at: hand.now }, hand.now)?;
        hand.sign_out_everywhere(work, account.id, EndReason::PasswordSet)?;
        Ok(())
    })
}
