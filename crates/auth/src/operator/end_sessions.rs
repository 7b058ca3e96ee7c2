//! `parlor account end-sessions`

use parlor_domain::{EndReason, Login};

use super::{OperatorError, change, end_all};
use crate::{Context, Failure};

/// Signs an account out everywhere and forgets the clients it signed in from; says how many sessions ended.
///
/// # Errors
/// [`OperatorError`].
pub fn end_sessions(ctx: &Context, login: &Login) -> Result<usize, Failure<OperatorError>> {
    change(ctx, login, |work, account, now| {
        work.known_clients().forget(account.id)?;
        end_all(work, account.id, EndReason::Operator, now)
    })
}
