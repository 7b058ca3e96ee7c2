//! Changes what an account is known by.

use parlor_domain::{
    Account, Actor, AuditEvent, AuditKind, ClientAddress, EmailAddress, InvalidUsername, Login,
    RequestedUsername, StoreError, Username,
};

use crate::ports::USERNAME_TAKEN;
use crate::{Caller, Context, Failure, Refusal};

/// What is to change; what is `None` stays as it is.
#[derive(Debug)]
pub struct ChangeProfile {
    /// Another name.
    pub username: Option<RequestedUsername>,
    /// The email. Only the present one is taken, which changes nothing.
    pub email: EmailChange,
    /// Where the request came from.
    pub address: ClientAddress,
}

/// What is asked for an email.
#[derive(Debug)]
pub enum EmailChange {
    /// That it stays.
    Keep,
    /// That there is none.
    Remove,
    /// That it is this one.
    To(EmailAddress),
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
    /// There is one, and it is not taken away.
    CannotRemove,
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
    let refused = profile_faults(ctx, &caller, &command)?;
    if refused != ProfileError::default() {
        return Err(refused.into());
    }
    let account = caller.account;
    let wanted = command.username.and_then(|requested| requested.for_account(account.email()).ok());
    let changed = wanted.filter(|name| account.username() != Some(name));
    let Some(username) = changed else { return Ok(account) };

    let now = ctx.clock.now();
    let mut work = ctx.store.write()?;
    work.accounts().rename(account.id, &username).map_err(conflict)?;
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

/// What stands in the way of a change, for each field, without making it. Whether a name is taken may be
/// out of date by the time it is asked for; only [`change_profile`] decides.
///
/// # Errors
/// [`StoreError`].
pub fn profile_faults(
    ctx: &Context,
    caller: &Caller,
    command: &ChangeProfile,
) -> Result<ProfileError, StoreError> {
    let account = &caller.account;
    let username = match command.username.clone().map(|requested| requested.for_account(account.email())) {
        Some(Err(invalid)) => Some(UsernameProblem::Invalid(invalid)),
        Some(Ok(name)) if account.username().map(Username::key) != Some(name.key()) => {
            let holder = ctx.store.read()?.accounts().by_login(&Login::from(&name))?;
            holder.is_some_and(|holder| holder.id != account.id).then_some(UsernameProblem::Taken)
        }
        _ => None,
    };
    let email = match (&command.email, account.email()) {
        (EmailChange::To(wanted), own) if own.map(EmailAddress::key) != Some(wanted.key()) => {
            Some(EmailProblem::CannotChange)
        }
        (EmailChange::Remove, Some(_)) => Some(EmailProblem::CannotRemove),
        _ => None,
    };
    Ok(ProfileError { username, email })
}

fn conflict(error: StoreError) -> Failure<ProfileError> {
    match error {
        StoreError::Conflict { constraint: USERNAME_TAKEN } => {
            ProfileError { username: Some(UsernameProblem::Taken), email: None }.into()
        }
        other => other.into(),
    }
}
