//! What owners do to their accounts as a whole: switch them off, or delete them.

use parlor_domain::{
    AccountId, AccountState, Actor, AuditEvent, AuditKind, ClientAddress, EndReason, LoginKey, Password,
    SessionId, StoreError, Timestamp,
};

use crate::ending::{Which, end_all};
use crate::ports::Work;
use crate::{Caller, Context, Failure, Unproven, proof};

/// What somebody shows who leaves.
#[derive(Debug)]
pub struct LeaveAccount {
    /// The password; not needed soon after a sign-in.
    pub password: Option<Password>,
    /// Where the request came from.
    pub address: ClientAddress,
}

/// Switches the caller's account off: its sessions end, its data stays, and only an administrator switches
/// it on again.
///
/// # Errors
/// [`Failure::Unauthenticated`] when the session or the account has ended meanwhile.
pub fn deactivate_account<E>(
    ctx: &Context,
    caller: &Caller,
    address: ClientAddress,
) -> Result<(), Failure<E>> {
    let now = ctx.clock.now();
    let mut work = ctx.store.write()?;
    let account = proof::still_in(work.as_mut(), caller, now)?.id;
    let actor = Actor::Account(account, address);
    work.accounts().set_state(account, AccountState::Deactivated)?;
    let session = Some(caller.session.id);
    let event = AuditEvent { kind: AuditKind::Deactivated, actor, account: Some(account), session };
    work.journal().record(event, now);
    end_all(work.as_mut(), account, Which::All, EndReason::Deactivated, actor, now)?;
    work.commit()?;
    Ok(())
}

/// Deletes the caller's account with all that belongs to it.
///
/// # Errors
/// [`Unproven`].
pub fn delete_account(ctx: &Context, caller: Caller, command: LeaveAccount) -> Result<(), Failure<Unproven>> {
    let id = caller.account.id;
    let proof = proof::check(ctx, caller, command.password.as_ref(), command.address)?;
    proof.holding(
        ctx,
        |work, _| work.codes().hold_all(id),
        |work, account, now| {
            // What stays in the audit log says what became of the account, not where its owner was.
            Ok(remove(work, account.id, (Actor::Account(account.id, ClientAddress::Unknown), None), now)?)
        },
    )
}

/// Removes an account with all that belongs to it, under its lock; its counters of codes are held.
pub(crate) fn remove(
    work: &mut dyn Work,
    account: AccountId,
    (actor, session): (Actor, Option<SessionId>),
    now: Timestamp,
) -> Result<(), StoreError> {
    end_all(work, account, Which::All, EndReason::Deleted, actor, now)?;
    for counted in [LoginKey::Account(account), LoginKey::Pin(account)] {
        work.lockouts().clear(&counted)?;
    }
    work.codes().forget_counters(account)?;
    work.accounts().delete(account)?;
    work.journal()
        .record(AuditEvent { kind: AuditKind::Deleted, actor, account: Some(account), session }, now);
    Ok(())
}
