//! Makes an account with a password.

use parlor_domain::{
    Account, AccountState, Actor, AuditEvent, AuditKind, ClientAddress, Identifiers, NewAccount, NewPassword,
    StoreError,
};

use crate::ports::{EMAIL_TAKEN, USERNAME_TAKEN};
use crate::{Context, Failure, Refusal};

/// What somebody signs up with.
#[derive(Debug)]
pub struct SignUp {
    /// The names of the account.
    pub identifiers: Identifiers,
    /// A password that the rules let through.
    pub password: NewPassword,
    /// Where the request came from.
    pub address: ClientAddress,
}

/// Why there is no new account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignUpError {
    /// The email belongs to an account.
    EmailTaken,
    /// The username belongs to an account.
    UsernameTaken,
}

impl Refusal for SignUpError {}

/// Makes an active account whose email is not verified yet.
///
/// # Errors
/// [`SignUpError`], decided by the database's unique indexes.
pub fn sign_up(ctx: &Context, command: SignUp) -> Result<Account, Failure<SignUpError>> {
    let password = ctx.passwords.hash(command.password.password())?;
    let now = ctx.clock.now();
    let new = NewAccount {
        identifiers: command.identifiers,
        email_verified_at: None,
        password: Some(password),
        state: AccountState::Active,
        is_admin: false,
        created_at: now,
    };

    let mut work = ctx.store.write()?;
    let account = work.accounts().insert(&new).map_err(taken)?;
    let event = AuditEvent {
        kind: AuditKind::SignedUp,
        actor: Actor::Anyone(command.address),
        account: Some(account.id),
        session: None,
    };
    work.journal().record(event, now);
    work.commit()?;
    Ok(account)
}

/// Tells a name that is taken from a store that fails.
pub(crate) fn taken(error: StoreError) -> Failure<SignUpError> {
    match error {
        StoreError::Conflict { constraint: EMAIL_TAKEN } => SignUpError::EmailTaken.into(),
        StoreError::Conflict { constraint: USERNAME_TAKEN } => SignUpError::UsernameTaken.into(),
        other => other.into(),
    }
}
