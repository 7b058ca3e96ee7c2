//! PINs: a second check within a session, which locks by itself and never signs anybody in.

use parlor_domain::{
    Actor, AuditEvent, AuditKind, ClientAddress, ClientKind, CodePurpose, CodeSubject, FactorChange,
    LoginKey, MailContent, Match, Pin, Timestamp, Verdict,
};

use crate::codes::{Asked, CodeError, Judged, judge};
use crate::outbox::notify;
use crate::ports::{Checked, Work};
use crate::proof::still_in;
use crate::{Caller, Context, Failure, Refusal};

/// Why a PIN did not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PinError {
    /// The account has none.
    NotSet,
    /// It is not the account's.
    Wrong,
    /// There were too many wrong ones.
    Locked {
        /// When the next try counts again.
        until: Timestamp,
    },
}

impl Refusal for PinError {}

/// Checks the PIN of the caller's account.
///
/// # Errors
/// [`PinError`].
pub fn verify_pin(
    ctx: &Context,
    caller: &Caller,
    shown: &Pin,
    address: ClientAddress,
) -> Result<(), Failure<PinError>> {
    check(ctx, caller, shown, address, |_, _| Ok(()))
}

/// The PIN wanted, and the present one.
#[derive(Debug)]
pub struct SetPin {
    /// The PIN wanted, which the rules let through.
    pub wanted: Pin,
    /// The present one, if the account has one.
    pub current: Option<Pin>,
    /// Where the request came from.
    pub address: ClientAddress,
}

/// Why the PIN is as before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetPinError {
    /// The account has a PIN, and it was not shown.
    CurrentMissing,
    /// The present one did not do.
    Current(PinError),
}

impl Refusal for SetPinError {}

/// Sets the PIN of the caller's account.
///
/// # Errors
/// [`SetPinError`].
pub fn set_pin(ctx: &Context, caller: &Caller, command: SetPin) -> Result<(), Failure<SetPinError>> {
    let SetPin { wanted, current, address } = command;
    let account = &caller.account;
    let hash = ctx.passwords.hash(&ctx.hashes.pin(account.id, &wanted))?;
    let store = |work: &mut dyn Work, now: Timestamp| -> Result<(), Failure<SetPinError>> {
        work.pins().set_pin(account.id, &hash)?;
        record(work, AuditKind::PinSet, caller, address, now);
        let content = MailContent::FactorChanged { change: FactorChange::PinSet, at: now };
        notify(ctx, work, account, content, now)
    };
    let there = ctx.store.read()?.pins().pin(account.id)?;
    match (there, current) {
        (Some(_), None) => Err(SetPinError::CurrentMissing.into()),
        (Some(_), Some(current)) => check(ctx, caller, &current, address, store),
        (None, _) => {
            let now = ctx.clock.now();
            let mut work = ctx.store.write()?;
            still_in(work.as_mut(), caller, now)?;
            // Somebody else who sets one in the same moment may have been first.
            if work.pins().pin(account.id)?.is_some() {
                return Err(SetPinError::CurrentMissing.into());
            }
            store(work.as_mut(), now)?;
            work.commit()?;
            Ok(())
        }
    }
}

impl From<PinError> for SetPinError {
    fn from(error: PinError) -> Self {
        Self::Current(error)
    }
}

/// Takes a forgotten PIN away, by a code; the next may be set without it.
///
/// # Errors
/// [`CodeError`].
pub fn reset_pin(
    ctx: &Context,
    caller: &Caller,
    typed: &str,
    address: ClientAddress,
) -> Result<(), Failure<CodeError>> {
    let now = ctx.clock.now();
    let id = caller.account.id;
    let actor = Actor::Account(id, address);
    let purpose = CodePurpose::PinReset;
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
    work.codes().remove(id, Some(purpose))?;
    if work.pins().remove_pin(id)? {
        work.lockouts().clear(&LoginKey::Pin(id))?;
        record(work.as_mut(), AuditKind::PinRemoved, caller, address, now);
        let content = MailContent::FactorChanged { change: FactorChange::PinRemoved, at: now };
        notify(ctx, work.as_mut(), &account, content, now)?;
    }
    work.commit()?;
    Ok(())
}

/// Checks a PIN, and does what follows from a right one in the transaction that counts it.
fn check<E: From<PinError>>(
    ctx: &Context,
    caller: &Caller,
    shown: &Pin,
    address: ClientAddress,
    then: impl FnOnce(&mut dyn Work, Timestamp) -> Result<(), Failure<E>>,
) -> Result<(), Failure<E>> {
    let refuse = |error: PinError| Failure::Refused(E::from(error));
    let id = caller.account.id;
    let key = LoginKey::Pin(id);
    let client = ClientKind::SignedIn;
    let against = {
        let now = ctx.clock.now();
        let mut reader = ctx.store.read()?;
        let against = reader.pins().pin(id)?.ok_or_else(|| refuse(PinError::NotSet))?;
        // This look only saves work; the verdict comes later, under the row's lock.
        if let Some(until) = reader.lockouts().peek(&key, client)?.locked(now) {
            return Err(refuse(PinError::Locked { until }));
        }
        against
    };
    // No connection is held here: hashing is slow, and connections are few.
    let is_right = ctx.passwords.check(&ctx.hashes.pin(id, shown), Some(&against)) != Checked::Wrong;

    let now = ctx.clock.now();
    let mut work = ctx.store.write()?;
    still_in(work.as_mut(), caller, now)?;
    let is_right = is_right && work.pins().pin(id)?.as_ref() == Some(&against);
    let outcome = if is_right { Match::Right } else { Match::Wrong };
    let verdict = work.lockouts().verdict(&key, client, outcome, &ctx.policy.lockout, now)?;
    let (kind, error) = match verdict {
        Verdict::Right => {
            then(work.as_mut(), now)?;
            work.commit()?;
            return Ok(());
        }
        Verdict::Wrong => (Some(AuditKind::PinFailed), PinError::Wrong),
        Verdict::Locks { until } => (Some(AuditKind::PinLocked), PinError::Locked { until }),
        Verdict::Locked { until } => (None, PinError::Locked { until }),
    };
    if let Some(kind) = kind {
        record(work.as_mut(), kind, caller, address, now);
    }
    // The failed try must outlive the error.
    work.commit()?;
    Err(refuse(error))
}

fn record(work: &mut dyn Work, kind: AuditKind, caller: &Caller, address: ClientAddress, now: Timestamp) {
    let account = caller.account.id;
    let actor = Actor::Account(account, address);
    let session = Some(caller.session.id);
    work.journal().record(AuditEvent { kind, actor, account: Some(account), session }, now);
}
