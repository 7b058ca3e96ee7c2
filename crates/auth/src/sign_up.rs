//! Makes an account with a password.

use parlor_domain::{
    Account, AccountState, Actor, AuditEvent, AuditKind, ClientAddress, EmailAddress, Identifiers, Login,
    NewAccount, NewPassword, StoreError, Username,
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
    let account = work.accounts().insert(&new).map_err(conflict)?;
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

/// Which names are taken, of those that a sign-up with other faults gave: so that somebody who fills in a
/// form learns of everything at once. The answer may be out of date; only [`sign_up`] decides.
///
/// # Errors
/// [`StoreError`].
pub fn taken_names(
    ctx: &Context,
    email: Option<&EmailAddress>,
    username: Option<&Username>,
) -> Result<Vec<SignUpError>, StoreError> {
    let mut reader = ctx.store.read()?;
    let mut taken = Vec::new();
    let names = [
        (email.map(Login::from), SignUpError::EmailTaken),
        (username.map(Login::from), SignUpError::UsernameTaken),
    ];
    for (login, refusal) in names {
        if let Some(login) = login
            && reader.accounts().by_login(&login)?.is_some()
        {
            taken.push(refusal);
        }
    }
    Ok(taken)
}

/// Tells a name that is taken from a store that fails.
pub(crate) fn conflict(error: StoreError) -> Failure<SignUpError> {
    match error {
        StoreError::Conflict { constraint: EMAIL_TAKEN } => SignUpError::EmailTaken.into(),
        StoreError::Conflict { constraint: USERNAME_TAKEN } => SignUpError::UsernameTaken.into(),
        other => other.into(),
    }
}
