//! Sets the first password of an account, by whoever proved its email.

use parlor_domain::{
    About, Account, Actor, AuditEvent, AuditKind, ClientAddress, EmailAddress, FlowToken, Login, Password,
    PasswordFault, Strictness,
};

use crate::{Context, Failure, Refusal};

/// The password, and what shows that its email was proved.
#[derive(Debug)]
pub struct FirstPassword {
    /// The address that was proved.
    pub email: EmailAddress,
    /// What the proof gave. Without it the address that proved it does, if that is known.
    pub flow: Option<FlowToken>,
    /// The password wanted.
    pub wanted: Password,
    /// How many of the rules apply to it.
    pub strictness: Strictness,
    /// Where the request came from.
    pub address: ClientAddress,
}

/// Why no password was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FirstPasswordError {
    /// The rules refuse it; the proof stays good.
    Weak(Vec<PasswordFault>),
    /// Nobody has proved this address of late, or somebody else did, or there is a password already.
    NotProved,
}

impl Refusal for FirstPasswordError {}

/// Sets the password.
///
/// # Errors
/// [`FirstPasswordError`].
pub fn set_first_password(ctx: &Context, command: FirstPassword) -> Result<(), Failure<FirstPasswordError>> {
    let rules = ctx.policy.passwords;
    // Judged by what was sent alone, so that the answer says nothing of an account.
    let about = About { email: Some(&command.email), ..About::default() };
    let wanted = rules.choose(command.wanted, command.strictness, &about);
    let wanted = wanted.map_err(FirstPasswordError::Weak)?;
    let hash = ctx.passwords.hash(wanted.password())?;

    let now = ctx.clock.now();
    let mut work = ctx.store.write()?;
    let found = work.accounts().by_login(&Login::from(&command.email))?;
    let account = found.and_then(Account::active).ok_or(FirstPasswordError::NotProved)?;
    let account = work.accounts().lock(account.id)?.ok_or(FirstPasswordError::NotProved)?;
    let is_proved = match (command.flow, command.address.network()) {
        _ if account.password.is_some() => false,
        (Some(token), _) => work.flows().take(account.id, token, now)?,
        (None, Some(network)) => work.flows().take_from(account.id, network, now)?,
        (None, None) => false,
    };
    if !is_proved {
        return Err(FirstPasswordError::NotProved.into());
    }
    let close = rules.choose(wanted.password().clone(), command.strictness, &account.about());
    if let Err(faults) = close {
        return Err(FirstPasswordError::Weak(faults).into());
    }
    work.accounts().set_password(account.id, &hash)?;
    let actor = Actor::Account(account.id, command.address);
    let kind = AuditKind::PasswordChanged;
    work.journal().record(AuditEvent { kind, actor, account: Some(account.id), session: None }, now);
    work.flows().remove(account.id)?;
    work.commit()?;
    Ok(())
}
