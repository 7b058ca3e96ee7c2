//! Completes a sign-up by its code alone. Whoever shows a code that is nobody's may be guessing at everybody's,
//! so it is counted where it comes from.

use std::time::Duration;

use parlor_domain::{
    Account, AccountState, Actor, AuditEvent, AuditKind, ClientAddress, ClientKind, CodeCounterKey,
    CodePurpose, CodeScope, CodeSubject, CodeText, Guesses, Timestamp,
};

use crate::ports::{SignUpCode, Work};
use crate::proving::verified;
use crate::{Context, Failure, Refusal};

/// Why no sign-up was completed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompleteSignUpError {
    /// The code is not that of a sign-up that waits, or was used, or is over, or is not good from here: nobody is
    /// told which.
    Wrong,
    /// There were too many wrong ones from this address.
    TooOften {
        /// How long to wait.
        retry_after: Duration,
    },
}

impl Refusal for CompleteSignUpError {}

/// Makes the pending account that has this code an active one, with its email proved. It opens no session: its
/// owner signs in with the password.
///
/// # Errors
/// [`CompleteSignUpError`].
pub fn complete_sign_up(
    ctx: &Context,
    code: &CodeText,
    address: ClientAddress,
) -> Result<Account, Failure<CompleteSignUpError>> {
    let now = ctx.clock.now();
    let mut work = ctx.store.write()?;
    let here = counter(CodeSubject::Client(address));
    let everywhere = counter(CodeSubject::Everybody);
    // A guess is taken before the code is looked at, so that as many as run at once spend as many.
    let taken = work.codes().hold(&here, now)?.guess(Guesses::allowed(address), now);
    let from_here = taken.map_err(|retry_after| CompleteSignUpError::TooOften { retry_after })?;
    let from_all = work.codes().hold(&everywhere, now)?;

    let found = work.sign_up_codes().find(&ctx.hashes.nameless_code(code))?;
    let is_flooded = from_all.guesses(now) >= Guesses::FROM_ALL;
    let is_good = |code: &SignUpCode| {
        let is_at_home = code.network.is_some() && code.network == address.network();
        now < code.expires_at && (!is_flooded || is_at_home)
    };
    let account = match found.filter(is_good) {
        Some(code) => use_up(work.as_mut(), &code)?,
        None => None,
    };
    let actor = Actor::Anyone(address);
    let Some(account) = account else {
        work.codes().keep(&here, &from_here)?;
        if let Ok(from_all) = from_all.guess(u32::MAX, now) {
            work.codes().keep(&everywhere, &from_all)?;
        }
        let kind = AuditKind::CodeFailed(CodePurpose::EmailVerification);
        work.journal().record(AuditEvent { kind, actor, account: None, session: None }, now);
        // The wrong guess must outlive the error.
        work.commit()?;
        return Err(CompleteSignUpError::Wrong.into());
    };
    let account = activate(work.as_mut(), account, actor, now)?;
    work.commit()?;
    Ok(account)
}

/// The pending account of a code, under its lock, if nobody else used the code.
fn use_up(work: &mut dyn Work, code: &SignUpCode) -> Result<Option<Account>, Failure<CompleteSignUpError>> {
    let account = work.accounts().lock(code.account)?;
    let Some(account) = account.filter(|account| account.state == AccountState::Pending) else {
        return Ok(None);
    };
    Ok(work.sign_up_codes().consume(code)?.then_some(account))
}

fn activate(
    work: &mut dyn Work,
    account: Account,
    actor: Actor,
    now: Timestamp,
) -> Result<Account, Failure<CompleteSignUpError>> {
    work.accounts().set_state(account.id, AccountState::Active)?;
    let account = Account { state: AccountState::Active, ..account };
    Ok(verified(work, account, actor, now)?)
}

fn counter(subject: CodeSubject) -> CodeCounterKey {
    CodeCounterKey { subject, scope: CodeScope::Guesses, client: ClientKind::Stranger }
}
