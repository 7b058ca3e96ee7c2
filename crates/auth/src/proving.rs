//! What follows when somebody proved an email.

use parlor_domain::{
    Account, Actor, AuditEvent, AuditKind, CodePurpose, EndReason, LoginKey, StoreError, Timestamp,
};

use crate::ending::{Which, end_all};
use crate::ports::Work;

/// Notes that the account's address is its owner's, if that was not known.
pub(crate) fn verified(
    work: &mut dyn Work,
    account: Account,
    actor: Actor,
    now: Timestamp,
) -> Result<Account, StoreError> {
    work.codes().remove(account.id, Some(CodePurpose::EmailVerification))?;
    if account.email_verified_at.is_some() {
        return Ok(account);
    }
    work.accounts().verify_email(account.id, now)?;
    let kind = AuditKind::EmailVerified;
    work.journal().record(AuditEvent { kind, actor, account: Some(account.id), session: None }, now);
    // Read again, for its revision.
    let verified = work.accounts().lock(account.id)?;
    Ok(verified.unwrap_or(Account { email_verified_at: Some(now), ..account }))
}

/// Takes away all that whoever held the account before its address was proved could come back by: the
/// password, sessions, PIN, known devices, and codes that wait. What the account owns stays.
pub(crate) fn take_over(
    work: &mut dyn Work,
    account: Account,
    actor: Actor,
    now: Timestamp,
) -> Result<Account, StoreError> {
    let id = account.id;
    work.accounts().clear_password(id)?;
    end_all(work, id, Which::All, EndReason::TakenOver, actor, now)?;
    work.known_clients().forget(id)?;
    work.pins().remove_pin(id)?;
    work.codes().remove(id, None)?;
    work.flows().remove(id)?;
    work.lockouts().clear(&LoginKey::Account(id))?;
    work.lockouts().clear(&LoginKey::Pin(id))?;
    let kind = AuditKind::TakenOver;
    work.journal().record(AuditEvent { kind, actor, account: Some(id), session: None }, now);
    Ok(Account { password: None, ..account })
}
