//! Changes what an account is known by.

use parlor_domain::{
    Account, Actor, AuditEvent, AuditKind, ClientAddress, EmailAddress, InvalidUsername, RequestedUsername,
    StoreError,
};

use crate::ports::USERNAME_TAKEN;
use crate::{Caller, Context, Failure, Refusal};

/// What is to change; what is `None` stays as it is.
#[derive(Debug)]
pub struct ChangeProfile {
    /// Another name.
    pub username: Option<RequestedUsername>,
    /// The email. Only the present one is taken, which changes nothing.
    pub email: Option<EmailAddress>,
    /// Where the request came from.
    pub address: ClientAddress,
}

/// Why nothing was changed, for each field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ProfileError {
    /// What is wrong with the name.
    pub username: Option<UsernameProblem>,
    /// What is wrong with the email.
    pub email: Option<EmailProblem>,
}

/// Why a name cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UsernameProblem {
    /// It is an address, and not the account's own.
    Invalid(InvalidUsername),
    /// It belongs to another account.
    Taken,
}

/// Why an email cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmailProblem {
    /// It is not the present one, and there is no way yet to confirm another.
    CannotChange,
}

impl Refusal for ProfileError {}

/// Renames the caller's account; a name equal to the present one is no change.
///
/// # Errors
/// [`ProfileError`], with every field that was refused.
pub fn change_profile(
    ctx: &Context,
    caller: Caller,
    command: ChangeProfile,
) -> Result<Account, Failure<ProfileError>> {
    let account = caller.account;
    let moved =
        command.email.is_some_and(|email| account.email().map(EmailAddress::key) != Some(email.key()));
    let wanted = command.username.map(|requested| requested.for_account(account.email())).transpose();
    let refused = ProfileError {
        username: wanted.as_ref().err().copied().map(UsernameProblem::Invalid),
        email: moved.then_some(EmailProblem::CannotChange),
    };
    if refused != ProfileError::default() {
        return Err(refused.into());
    }
    let changed = wanted.ok().flatten().filter(|name| account.username() != Some(name));
    let Some(username) = changed else { return Ok(account) };

    let now = ctx.clock.now();
    let mut work = ctx.store.write()?;
    work.accounts().rename(account.id, &username).map_err(taken)?;
    let event = AuditEvent {
        kind: AuditKind::Renamed,
        actor: Actor::Account(account.id, command.address),
        account: Some(account.id),
        session: Some(caller.session.id),
    };
    work.journal().record(event, now);
    work.commit()?;
    Ok(Account { identifiers: account.identifiers.renamed(username), ..account })
}

fn taken(error: StoreError) -> Failure<ProfileError> {
    match error {
        StoreError::Conflict { constraint: USERNAME_TAKEN } => {
            ProfileError { username: Some(UsernameProblem::Taken), email: None }.into()
        }
        other => other.into(),
    }
}
