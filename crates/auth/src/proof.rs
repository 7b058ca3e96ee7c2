//! Makes sure that it is still the owner who acts within a session: by a password shown now, or by a sign-in
//! that is not long ago (ASVS 7.5.1).

use parlor_domain::{
    Account, Actor, AuditEvent, AuditKind, ClientAddress, ClientKind, LoginKey, MailContent, Match, Password,
    PasswordHash, StoreError, Timestamp, Verdict,
};

use crate::outbox::notify;
use crate::ports::{Checked, Work};
use crate::recognition::{Recognition, client_kind};
use crate::{Caller, Context, Failure, Refusal};

/// Why somebody with a good credential is not taken for the owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unproven {
    /// No password was shown, and the sign-in is too long ago.
    Stale,
    /// The password shown is not the account's.
    Wrong,
    /// There were too many wrong passwords.
    Locked {
        /// When the next try counts again.
        until: Timestamp,
    },
}

impl Refusal for Unproven {}

/// What was shown, and what came of comparing it.
pub(crate) struct Proof {
    caller: Caller,
    address: ClientAddress,
    shown: Option<Shown>,
}

/// A password, compared.
struct Shown {
    checked: Checked,
    against: Option<PasswordHash>,
    client: ClientKind,
}

/// Looks at what the caller shows. Slow where that is a password, so no transaction may be open.
pub(crate) fn check<E: From<Unproven>>(
    ctx: &Context,
    caller: Caller,
    password: Option<&Password>,
    address: ClientAddress,
) -> Result<Proof, Failure<E>> {
    let now = ctx.clock.now();
    let Some(password) = password else {
        if !caller.session.is_fresh(&ctx.policy.sessions, now) {
            return Err(Failure::Refused(Unproven::Stale.into()));
        }
        return Ok(Proof { caller, address, shown: None });
    };
    let account = &caller.account;
    let client = {
        let mut reader = ctx.store.read()?;
        let client = client_kind(reader.as_mut(), Some(account), Recognition::ByAddress, address, now)?;
        // This look only saves work; the verdict comes later, under the row's lock.
        let attempts = reader.lockouts().peek(&LoginKey::Account(account.id), client)?;
        if let Some(until) = attempts.locked(now) {
            return Err(Failure::Refused(Unproven::Locked { until }.into()));
        }
        client
    };
    let checked = ctx.passwords.check(password, account.password.as_ref());
    let shown = Shown { checked, against: account.password.clone(), client };
    Ok(Proof { caller, address, shown: Some(shown) })
}

/// The caller's account under its lock, if it and the session are still good: both may have changed since
/// the request began.
pub(crate) fn still_in<E>(
    work: &mut dyn Work,
    caller: &Caller,
    now: Timestamp,
) -> Result<Account, Failure<E>> {
    let account = work.accounts().lock(caller.account.id)?.and_then(Account::active);
    let session = work.sessions().with_account(caller.session.id)?;
    let is_live = session.is_some_and(|(session, _)| session.is_live(now));
    account.filter(|_| is_live).ok_or(Failure::Unauthenticated)
}

impl Proof {
    /// Runs `change` for the owner, in one unit of work, on the account under its lock. What was checked is
    /// judged there first: the password, the session or the account may have changed meanwhile.
    pub fn then<T, E: From<Unproven>>(
        self,
        ctx: &Context,
        change: impl FnOnce(&mut dyn Work, &Account, Timestamp) -> Result<T, Failure<E>>,
    ) -> Result<T, Failure<E>> {
        self.holding(ctx, |_, _| Ok(()), change)
    }

    /// The same where `change` needs what has to be held before any account is locked.
    pub fn holding<T, E: From<Unproven>>(
        self,
        ctx: &Context,
        hold: impl FnOnce(&mut dyn Work, Timestamp) -> Result<(), StoreError>,
        change: impl FnOnce(&mut dyn Work, &Account, Timestamp) -> Result<T, Failure<E>>,
    ) -> Result<T, Failure<E>> {
        let now = ctx.clock.now();
        let mut work = ctx.store.write()?;
        hold(work.as_mut(), now)?;
        let account = still_in(work.as_mut(), &self.caller, now)?;
        if let Some(unproven) = self.judge(ctx, work.as_mut(), &account, now)? {
            // The failed try must outlive the error.
            work.commit()?;
            return Err(Failure::Refused(unproven.into()));
        }
        let outcome = change(work.as_mut(), &account, now)?;
        work.commit()?;
        Ok(outcome)
    }

    fn judge<E>(
        &self,
        ctx: &Context,
        work: &mut dyn Work,
        account: &Account,
        now: Timestamp,
    ) -> Result<Option<Unproven>, Failure<E>> {
        let Some(shown) = &self.shown else { return Ok(None) };
        let is_right = shown.checked != Checked::Wrong && account.password == shown.against;
        let outcome = if is_right { Match::Right } else { Match::Wrong };
        let key = LoginKey::Account(account.id);
        let verdict = work.lockouts().verdict(&key, shown.client, outcome, &ctx.policy.lockout, now)?;
        let (kind, unproven) = match verdict {
            Verdict::Right => return Ok(None),
            Verdict::Wrong => (AuditKind::ProofFailed, Unproven::Wrong),
            Verdict::Locks { until } => {
                notify(ctx, work, account, MailContent::Locked { until }, now)?;
                (AuditKind::Locked, Unproven::Locked { until })
            }
            // Locked by another try since the first look: nothing more is counted.
            Verdict::Locked { until } => return Ok(Some(Unproven::Locked { until })),
        };
        let event = AuditEvent {
            kind,
            actor: Actor::Account(account.id, self.address),
            account: Some(account.id),
            session: Some(self.caller.session.id),
        };
        work.journal().record(event, now);
        Ok(Some(unproven))
    }
}
