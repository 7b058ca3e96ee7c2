//! Codes within a session, sent to the account's own address.

use parlor_domain::{Account, Actor, ClientAddress, ClientKind, CodePurpose, CodeSubject};

use super::{Asked, CodeError, Judged, TooSoon, judge, send, take_turn};
use crate::proof::still_in;
use crate::proving::verified;
use crate::{Caller, Context, Failure, Refusal};

/// What a code to the account's own address may be good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnPurpose {
    /// Proving that address.
    EmailVerification,
    /// Taking a forgotten PIN away.
    PinReset,
}

/// Why none was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnCodeError {
    /// The account has no address.
    NoEmail,
    /// The last one is too recent, or there were too many.
    TooSoon(TooSoon),
}

impl Refusal for OwnCodeError {}

/// Sends a code to the caller's own address. There is none to prove where that was done before.
///
/// # Errors
/// [`OwnCodeError`].
pub fn request_own_code(
    ctx: &Context,
    caller: &Caller,
    purpose: OwnPurpose,
    address: ClientAddress,
) -> Result<(), Failure<OwnCodeError>> {
    let now = ctx.clock.now();
    let account = &caller.account;
    let email = account.email().ok_or(OwnCodeError::NoEmail)?;
    let purpose = match purpose {
        OwnPurpose::EmailVerification => CodePurpose::EmailVerification,
        OwnPurpose::PinReset => CodePurpose::PinReset,
    };
    let client = ClientKind::SignedIn;
    let mut work = ctx.store.write()?;
    take_turn(ctx, work.as_mut(), (email.key(), purpose), client, now)?.map_err(OwnCodeError::TooSoon)?;
    if purpose != CodePurpose::EmailVerification || account.email_verified_at.is_none() {
        let actor = Actor::Account(account.id, address);
        send(ctx, work.as_mut(), account, (purpose, email), (client, actor), now)?;
    }
    work.commit()?;
    Ok(())
}

/// Proves the caller's own address, and changes nothing else.
///
/// # Errors
/// [`CodeError`].
pub fn verify_own_email(
    ctx: &Context,
    caller: &Caller,
    typed: &str,
    address: ClientAddress,
) -> Result<Account, Failure<CodeError>> {
    let now = ctx.clock.now();
    let id = caller.account.id;
    let actor = Actor::Account(id, address);
    let purpose = CodePurpose::EmailVerification;
    let asked = Asked { subject: CodeSubject::Account(id), purpose, client: ClientKind::SignedIn };
    let mut work = ctx.store.write()?;
    let judged = judge(ctx, work.as_mut(), &asked, Some(&caller.account), (typed, actor), now)?;
    let Judged::Right(code) = &judged else {
        work.commit()?;
        return Err(judged.refusal().into());
    };
    let account = still_in(work.as_mut(), caller, now)?;
    if !work.codes().consume(code)? {
        return Err(CodeError::Wrong.into());
    }
    let account = verified(work.as_mut(), account, actor, now)?;
    work.commit()?;
    Ok(account)
}
