//! Gives an account another password, by its owner.

use parlor_domain::{
    Actor, AuditEvent, AuditKind, ClientAddress, EndReason, MailContent, Password, PasswordFault, Strictness,
};

use crate::ending::{Which, end_all};
use crate::outbox::notify;
use crate::{Caller, Context, Failure, Refusal, Unproven, proof};

/// The password that is wanted, and what is shown for it.
#[derive(Debug)]
pub struct ChangePassword {
    /// The password wanted.
    pub wanted: Password,
    /// How many of the rules apply to it.
    pub strictness: Strictness,
    /// The present password; not needed soon after a sign-in.
    pub current: Option<Password>,
    /// Where the request came from.
    pub address: ClientAddress,
}

/// Why the password is the same as before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangePasswordError {
    /// The rules refuse the password wanted; nothing else was looked at.
    Weak(Vec<PasswordFault>),
    /// Nothing shows that it is the owner who asks.
    Unproven(Unproven),
}

impl Refusal for ChangePasswordError {}

impl From<Unproven> for ChangePasswordError {
    fn from(unproven: Unproven) -> Self {
        Self::Unproven(unproven)
    }
}

/// Changes the password of the caller's account and ends every other session of it: whoever else is signed
/// in may know the old one.
///
/// # Errors
/// [`ChangePasswordError`].
pub fn change_password(
    ctx: &Context,
    caller: Caller,
    command: ChangePassword,
) -> Result<(), Failure<ChangePasswordError>> {
    let rules = ctx.policy.passwords;
    let chosen = rules.choose(command.wanted, command.strictness, &caller.account.about());
    let wanted = chosen.map_err(ChangePasswordError::Weak)?;
    let own = caller.session.id;
    let proof = proof::check::<ChangePasswordError>(ctx, caller, command.current.as_ref(), command.address)?;
    let hash = ctx.passwords.hash(wanted.password())?;
    proof.then(ctx, |work, account, now| {
        work.accounts().set_password(account.id, &hash)?;
        let actor = Actor::Account(account.id, command.address);
        let kind = AuditKind::PasswordChanged;
        let event = AuditEvent { kind, actor, account: Some(account.id), session: Some(own) };
        work.journal().record(event, now);
        notify(ctx, work, account, MailContent::PasswordChanged { at: now }, now)?;
        end_all(work, account.id, Which::Others(own), EndReason::PasswordSet, actor, now)?;
        Ok(())
    })
}
