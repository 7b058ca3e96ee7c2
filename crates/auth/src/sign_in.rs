//! Opens a session for whoever knows the password.

use parlor_domain::{
    Account, Actor, AuditEvent, AuditKind, ClientAddress, ClientKind, DeviceToken, Login, LoginKey,
    MailContent, Match, Password, StoreError, Timestamp, Verdict,
};

use crate::kinds::{Kind, Pair};
use crate::opening::{Opened, Origin, open};
use crate::outbox::notify;
use crate::ports::{Checked, Work};
use crate::recognition::client_kind;
use crate::{Context, Failure, Refusal};

/// What somebody signs in with.
#[derive(Debug)]
pub struct SignIn<K = Pair> {
    /// The name or address given.
    pub login: Login,
    /// The password given.
    pub password: Password,
    /// Whether the email has to be proved.
    pub email: EmailProof,
    /// Where it comes from.
    pub origin: Origin<K>,
}

/// Whether an account's email has to be proved before it signs in. One that has no email is not concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmailProof {
    /// If the operator says so.
    AsConfigured,
    /// In any case.
    Required,
}

/// A session, just opened.
#[derive(Debug)]
pub struct SignedIn<K: Kind = Pair> {
    /// Whose it is.
    pub account: Account,
    /// What its client gets.
    pub tokens: K::Given,
    /// What the client is known by from now on, where it asked for that.
    pub device: Option<DeviceToken>,
}

/// Why there is no session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInError {
    /// Wrong password, no such account, or one that may not sign in: nobody is told which.
    Refused,
    /// Too many wrong passwords.
    Locked {
        /// When the next try counts again.
        until: Timestamp,
    },
}

impl Refusal for SignInError {}

/// Checks a password and opens a session.
///
/// The verdict is given after the slow comparison, in the transaction that opens the session, under the
/// counter's row: however many tries run at once, the right one among them opens nothing once too many
/// wrong ones have been counted.
///
/// # Errors
/// [`SignInError`]. A name that nobody has takes as long and locks as soon as one that somebody has.
pub fn sign_in<K: Kind>(ctx: &Context, command: SignIn<K>) -> Result<SignedIn<K>, Failure<SignInError>> {
    sign_in_if(ctx, command, |_| Ok(()))
}

/// The same, but a session is opened for those accounts alone that `admit` lets through. It is asked once the
/// password has turned out right, so that nobody else learns what it says.
pub(crate) fn sign_in_if<K: Kind, E: From<SignInError>>(
    ctx: &Context,
    command: SignIn<K>,
    admit: impl FnOnce(&Account) -> Result<(), E>,
) -> Result<SignedIn<K>, Failure<E>> {
    let candidate = look_up(ctx, &command.login, &command.origin).map_err(|failure| failure.map(E::from))?;
    // No connection is held here: hashing is slow, and connections are few.
    let stored = candidate.account.as_ref().and_then(|account| account.password.as_ref());
    let checked = ctx.passwords.check(&command.password, stored);
    let replacement = match checked {
        Checked::RightButOutdated => Some(ctx.passwords.hash(&command.password)?),
        Checked::Right | Checked::Wrong => None,
    };

    let now = ctx.clock.now();
    let mut work = ctx.store.write()?;
    let account = read_again(work.as_mut(), candidate.account.as_ref(), checked)?;
    let account = account.filter(|account| is_proved(ctx, account, command.email));
    let outcome = if account.is_some() { Match::Right } else { Match::Wrong };
    let policy = &ctx.policy.lockout;
    let verdict = work.lockouts().verdict(&candidate.key, candidate.client, outcome, policy, now)?;
    let refused = match (verdict, account) {
        (Verdict::Right, Some(account)) => {
            if let Some(hash) = replacement {
                work.accounts().set_password(account.id, &hash)?;
            }
            if let Err(refusal) = admit(&account) {
                record_failed::<E>(ctx, work.as_mut(), Some(account), verdict, command.origin.address, now)?;
                work.commit()?;
                return Err(Failure::Refused(refusal));
            }
            let Opened { session, secret, device } =
                open(ctx, work.as_mut(), &account, candidate.client, command.origin, now)?;
            work.commit()?;
            // Signed once the connection is given back: others wait for those.
            let tokens = K::give(ctx, &session, secret, now)?;
            return Ok(SignedIn { account, tokens, device });
        }
        (Verdict::Locks { until } | Verdict::Locked { until }, _) => SignInError::Locked { until },
        (Verdict::Wrong | Verdict::Right, _) => SignInError::Refused,
    };
    record_failed(ctx, work.as_mut(), candidate.account, verdict, command.origin.address, now)?;
    // The failed try must outlive the error.
    work.commit()?;
    Err(Failure::Refused(refused.into()))
}

/// Records a sign-in that failed, and tells the owner of an account that it locks.
pub(crate) fn record_failed<E>(
    ctx: &Context,
    work: &mut dyn Work,
    account: Option<Account>,
    verdict: Verdict,
    address: ClientAddress,
    now: Timestamp,
) -> Result<(), Failure<E>> {
    let id = account.as_ref().map(|account| account.id);
    let kind = match verdict {
        Verdict::Locks { until } => {
            if let Some(account) = account.and_then(Account::active) {
                notify(ctx, work, &account, MailContent::Locked { until }, now)?;
            }
            AuditKind::Locked
        }
        Verdict::Right | Verdict::Wrong | Verdict::Locked { .. } => AuditKind::SignInFailed,
    };
    let event = AuditEvent { kind, actor: Actor::Anyone(address), account: id, session: None };
    work.journal().record(event, now);
    Ok(())
}

/// What is known before the password is checked.
pub(crate) struct Candidate {
    pub account: Option<Account>,
    pub key: LoginKey,
    pub client: ClientKind,
}

pub(crate) fn look_up<K>(
    ctx: &Context,
    login: &Login,
    origin: &Origin<K>,
) -> Result<Candidate, Failure<SignInError>> {
    let now = ctx.clock.now();
    let mut reader = ctx.store.read()?;
    let account = reader.accounts().by_login(login)?;
    let id = account.as_ref().map(|account| account.id);
    let key = LoginKey::of(id, login);
    let client = client_kind(reader.as_mut(), account.as_ref(), origin.recognition, origin.address, now)?;
    // This look only saves work; the verdict comes later, under the row's lock.
    if let Some(until) = reader.lockouts().peek(&key, client)?.locked(now) {
        return Err(SignInError::Locked { until }.into());
    }
    Ok(Candidate { account, key, client })
}

/// An email that has to be proved and was not is answered, and counted, like a wrong password: so nobody
/// learns by it that the password was right.
fn is_proved(ctx: &Context, account: &Account, wanted: EmailProof) -> bool {
    let is_wanted = ctx.policy.verified_email || wanted == EmailProof::Required;
    !is_wanted || account.email().is_none() || account.email_verified_at.is_some()
}

/// The account under its lock, if the password just checked is still its password and it may be used: both
/// may have changed while the comparison ran.
pub(crate) fn read_again(
    work: &mut dyn Work,
    checked_against: Option<&Account>,
    checked: Checked,
) -> Result<Option<Account>, StoreError> {
    let Some(before) = checked_against.filter(|_| checked != Checked::Wrong) else { return Ok(None) };
    let again = work.accounts().lock(before.id)?;
    Ok(again.filter(|now| now.password == before.password).and_then(Account::active))
}
