//! What an operator does to an account at the command line. No credential is asked for: whoever reaches the
//! database and the root secret may do it.

mod create;
mod end_sessions;
mod set_admin;
mod set_password;
mod set_state;
mod show;
mod unlock;

use parlor_domain::{Account, AccountId, Actor, AuditEvent, AuditKind, EndReason, Login, Timestamp};

use crate::ending::{Which, end_all};

use crate::ports::Work;
use crate::{Context, Failure, Refusal};

pub use create::{CreateAccount, create};
pub use end_sessions::end_sessions;
pub use set_admin::set_admin;
pub use set_password::set_password;
pub use set_state::{activate, deactivate};
pub use show::{Report, show};
pub use unlock::unlock;

/// Why nothing was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperatorError {
    /// No account has this name or address.
    NotFound,
}

impl Refusal for OperatorError {}

/// Runs `change` on an account under its lock, in one unit of work.
fn change<T>(
    ctx: &Context,
    login: &Login,
    change: impl FnOnce(&mut dyn Work, &Account, Timestamp) -> Result<T, Failure<OperatorError>>,
) -> Result<T, Failure<OperatorError>> {
    let now = ctx.clock.now();
    let mut work = ctx.store.write()?;
    let found = work.accounts().by_login(login)?.ok_or(OperatorError::NotFound)?;
    let account = work.accounts().lock(found.id)?.ok_or(OperatorError::NotFound)?;
    let outcome = change(work.as_mut(), &account, now)?;
    work.commit()?;
    Ok(outcome)
}

fn record(work: &mut dyn Work, kind: AuditKind, account: AccountId, now: Timestamp) {
    let event = AuditEvent { kind, actor: Actor::Operator, account: Some(account), session: None };
    work.journal().record(event, now);
}

/// Ends every session of an account; says how many there were.
fn sign_out_everywhere(
    work: &mut dyn Work,
    account: AccountId,
    reason: EndReason,
    now: Timestamp,
) -> Result<usize, Failure<OperatorError>> {
    Ok(end_all(work, account, Which::All, reason, Actor::Operator, now)?)
}
