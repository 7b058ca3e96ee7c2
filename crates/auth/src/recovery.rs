//! Replaces a forgotten password, by an emailed code.

use parlor_domain::{
    About, Account, Actor, AuditEvent, AuditKind, ClientKind, CodePurpose, CodeSubject, EmailAddress,
    EndReason, Login, LoginKey, MailContent, Password, PasswordFault, StoreError, Strictness, Timestamp,
};

use crate::codes::{Asked, Asker, CodeError, Judged, judge};
use crate::ending::{Which, end_all};
use crate::outbox::notify;
use crate::ports::Work;
use crate::proving::{take_over, verified};
use crate::{Context, Failure, Refusal};

/// An address and its code.
#[derive(Debug)]
pub struct RecoveryCode {
    /// The address.
    pub email: EmailAddress,
    /// The code, as typed.
    pub code: String,
    /// Who asks.
    pub asker: Asker,
}

/// Says whether a code is good, and leaves it so.
///
/// # Errors
/// [`CodeError`]; a wrong one takes one of the tries.
pub fn check_recovery(ctx: &Context, command: &RecoveryCode) -> Result<(), Failure<CodeError>> {
    let now = ctx.clock.now();
    let client = command.asker.kind(ctx, &command.email, now)?;
    let mut work = ctx.store.write()?;
    let (judged, _) = look(ctx, work.as_mut(), command, client, now)?;
    work.commit()?;
    match judged {
        Judged::Right(_) => Ok(()),
        other => Err(other.refusal().into()),
    }
}

/// The password that is wanted in place of the forgotten one.
#[derive(Debug)]
pub struct RecoverPassword {
    /// What shows that it is the owner.
    pub proof: RecoveryCode,
    /// The password wanted.
    pub wanted: Password,
    /// How many of the rules apply to it.
    pub strictness: Strictness,
}

/// Why the password is as before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecoverError {
    /// The rules refuse the password; the code stays good.
    Weak(Vec<PasswordFault>),
    /// The code is not good.
    Code(CodeError),
}

impl Refusal for RecoverError {}

/// Sets the password. Whoever knew the old one is out: every session ends, known clients are forgotten, and
/// the lockout is lifted. The code proves the address too.
///
/// # Errors
/// [`RecoverError`].
pub fn recover_password(ctx: &Context, command: RecoverPassword) -> Result<(), Failure<RecoverError>> {
    let RecoverPassword { proof, wanted, strictness } = command;
    let rules = ctx.policy.passwords;
    // Judged by what was sent alone, so that the answer says nothing of an account.
    let about = About { email: Some(&proof.email), ..About::default() };
    let wanted = rules.choose(wanted, strictness, &about).map_err(RecoverError::Weak)?;
    let hash = ctx.passwords.hash(wanted.password())?;

    let now = ctx.clock.now();
    let client = proof.asker.kind(ctx, &proof.email, now)?;
    let mut work = ctx.store.write()?;
    let (judged, account) = look(ctx, work.as_mut(), &proof, client, now)?;
    let (Judged::Right(code), Some(account)) = (&judged, account) else {
        work.commit()?;
        return Err(RecoverError::Code(judged.refusal()).into());
    };
    let account = work.accounts().lock(account.id)?.and_then(Account::active);
    let account = account.ok_or(RecoverError::Code(CodeError::Wrong))?;
    if let Err(faults) = rules.choose(wanted.password().clone(), strictness, &account.about()) {
        return Err(RecoverError::Weak(faults).into());
    }
    if !work.codes().consume(code)? {
        return Err(RecoverError::Code(CodeError::Wrong).into());
    }
    let actor = Actor::Anyone(proof.asker.address);
    let account = match account.email_verified_at {
        Some(_) => account,
        None => take_over(work.as_mut(), account, actor, now)?,
    };
    let account = verified(work.as_mut(), account, actor, now)?;
    work.accounts().set_password(account.id, &hash)?;
    let kind = AuditKind::PasswordRecovered;
    work.journal().record(AuditEvent { kind, actor, account: Some(account.id), session: None }, now);
    end_all(work.as_mut(), account.id, Which::All, EndReason::PasswordSet, actor, now)?;
    work.known_clients().forget(account.id)?;
    work.lockouts().clear(&LoginKey::Account(account.id))?;
    work.codes().remove(account.id, None)?;
    notify(ctx, work.as_mut(), &account, MailContent::PasswordChanged { at: now }, now)?;
    work.commit()?;
    Ok(())
}

fn look(
    ctx: &Context,
    work: &mut dyn Work,
    proof: &RecoveryCode,
    client: ClientKind,
    now: Timestamp,
) -> Result<(Judged, Option<Account>), StoreError> {
    let purpose = CodePurpose::PasswordRecovery;
    let asked = Asked { subject: CodeSubject::Address(proof.email.key().clone()), purpose, client };
    let account = work.accounts().by_login(&Login::from(&proof.email))?.and_then(Account::active);
    let typed = (proof.code.as_str(), Actor::Anyone(proof.asker.address));
    let judged = judge(ctx, work, &asked, account.as_ref(), typed, now)?;
    Ok((judged, account))
}
