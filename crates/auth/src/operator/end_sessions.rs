//! `parlor account end-sessions`

use parlor_domain::{EndReason, Login};

use super::{OperatorError, change, sign_out_everywhere};
use crate::{Context, Failure};

/// Signs an account out everywhere and forgets the clients it signed in from; says how many sessions ended.
///
/// # Errors
/// [`OperatorError`].
pub fn end_sessions(ctx: &Context, login: &Login) -> Result<usize, Failure<OperatorError>> {
    change(ctx, login, |work, account, now| {
        work.known_clients().forget(account.id)?;
        sign_out_everywhere(work, account.id, EndReason::Operator, now)
    })
}
