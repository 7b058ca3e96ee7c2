//! `parlor account create`

use parlor_domain::{
    AccountId, AccountState, Actor, AuditEvent, AuditKind, Identifiers, NewAccount, NewPassword, PersonNames,
};

use crate::sign_up::conflict;
use crate::{Context, Failure, Taken};

/// An account that an operator vouches for.
#[derive(Debug)]
pub struct CreateAccount {
    /// Its names.
    pub identifiers: Identifiers,
    /// A password that the rules let through.
    pub password: NewPassword,
    /// Whether it is an administrator's.
    pub is_admin: bool,
}

/// Makes an active account with a verified email.
///
/// # Errors
/// [`Taken`].
pub fn create(ctx: &Context, command: CreateAccount) -> Result<AccountId, Failure<Taken>> {
    let password = ctx.passwords.hash(command.password.password())?;
    let now = ctx.clock.now();
    let new = NewAccount {
        email_verified_at: command.identifiers.email().map(|_| now),
        identifiers: command.identifiers,
        names: PersonNames::default(),
        locale: None,
        terms_accepted_at: None,
        password: Some(password),
        state: AccountState::Active,
        is_admin: command.is_admin,
        created_at: now,
    };

    let mut work = ctx.store.write()?;
    if let Some(email) = new.identifiers.email() {
        work.accounts().remove_pending(email)?;
    }
    let id = work.accounts().insert(&new).map_err(conflict)?.id;
    let granted = command.is_admin.then_some(AuditKind::AdminGranted);
    for kind in [AuditKind::SignedUp].into_iter().chain(granted) {
        let event = AuditEvent { kind, actor: Actor::Operator, account: Some(id), session: None };
        work.journal().record(event, now);
    }
    work.commit()?;
    Ok(id)
}
