//! Proves an email outside a session: it completes a sign-up, or takes an account over from whoever claimed
//! the address without proving it.

use std::time::Duration;

use parlor_domain::{
    Account, AccountState, Actor, AuditEvent, AuditKind, ClientKind, CodePurpose, CodeSubject, EmailAddress,
    FlowToken, Login, LoginKey, MailContent, Match, Password, PasswordHash, Timestamp, Verdict,
};

use crate::codes::{Asked, Asker, CodeError, Judged, judge};
use crate::outbox::notify;
use crate::ports::{Checked, NewFlow, Work};
use crate::proving::{take_over, verified};
use crate::{Context, Failure, Refusal};

/// What somebody shows who has an address.
#[derive(Debug)]
pub struct ConfirmEmail {
    /// The address.
    pub email: EmailAddress,
    /// The code, as typed.
    pub code: String,
    /// The account's password: then it is its owner who proves the address, and nothing else changes.
    pub password: Option<Password>,
    /// Who asks.
    pub asker: Asker,
}

/// A proved address.
#[derive(Debug)]
pub struct Confirmed {
    /// The account that has it.
    pub account: Account,
    /// Lets its first password be set, once and soon, where it has none.
    pub flow: Option<FlowToken>,
}

/// Why nothing was proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfirmError {
    /// The code is not good.
    Code(CodeError),
    /// The password that was sent along is not the account's; the code stays as it was.
    WrongPassword,
    /// There were too many wrong passwords.
    Locked {
        /// When the next try counts again.
        until: Timestamp,
    },
}

impl Refusal for ConfirmError {}

/// How long a proof lets the first password be set.
pub(crate) const FLOW_TTL: Duration = Duration::from_secs(15 * 60);

/// Proves an address.
///
/// # Errors
/// [`ConfirmError`].
pub fn confirm_email(ctx: &Context, command: ConfirmEmail) -> Result<Confirmed, Failure<ConfirmError>> {
    let ConfirmEmail { email, code, password, asker } = command;
    let login = Login::from(&email);
    let now = ctx.clock.now();
    let client = asker.kind(ctx, &email, now)?;
    let found = ctx.store.read()?.accounts().by_login(&login)?;
    let shown = password.map(|password| shown(ctx, &password, found.as_ref()));
    let actor = Actor::Anyone(asker.address);

    let mut work = ctx.store.write()?;
    let purpose = CodePurpose::EmailVerification;
    let asked = Asked { subject: CodeSubject::Address(email.key().clone()), purpose, client };
    let account = work.accounts().by_login(&login)?;
    let judged = judge(ctx, work.as_mut(), &asked, account.as_ref(), (&code, actor), now)?;
    let (Judged::Right(code), Some(account)) = (&judged, account) else {
        work.commit()?;
        return Err(ConfirmError::Code(judged.refusal()).into());
    };
    let account = work.accounts().lock(account.id)?.ok_or(ConfirmError::Code(CodeError::Wrong))?;
    if let Some(shown) = &shown
        && let Some(refusal) = wrong(ctx, work.as_mut(), (&login, &account), (client, actor), shown, now)?
    {
        work.commit()?;
        return Err(refusal.into());
    }
    if account.state == AccountState::Deactivated || !work.codes().consume(code)? {
        return Err(ConfirmError::Code(CodeError::Wrong).into());
    }
    let is_claimed = account.state == AccountState::Active && account.email_verified_at.is_none();
    let account = match account.state {
        AccountState::Pending => {
            work.accounts().set_state(account.id, AccountState::Active)?;
            Account { state: AccountState::Active, ..account }
        }
        AccountState::Active if is_claimed && shown.is_none() => {
            take_over(work.as_mut(), account, actor, now)?
        }
        AccountState::Active | AccountState::Deactivated => account,
    };
    let account = verified(work.as_mut(), account, actor, now)?;
    let flow = match account.password {
        None => Some(grant(ctx, work.as_mut(), &account, asker, now)?),
        Some(_) => None,
    };
    work.commit()?;
    Ok(Confirmed { account, flow })
}

/// A password that was sent along, compared.
struct Shown {
    is_right: bool,
    against: Option<PasswordHash>,
}

fn shown(ctx: &Context, password: &Password, account: Option<&Account>) -> Shown {
    let against = account.and_then(|account| account.password.clone());
    let is_right = ctx.passwords.check(password, against.as_ref()) != Checked::Wrong;
    Shown { is_right, against }
}

/// What is wrong with a password that was sent along; it counts for the lockout.
fn wrong(
    ctx: &Context,
    work: &mut dyn Work,
    (login, account): (&Login, &Account),
    (client, actor): (ClientKind, Actor),
    shown: &Shown,
    now: Timestamp,
) -> Result<Option<ConfirmError>, Failure<ConfirmError>> {
    let is_right = shown.is_right && account.password == shown.against;
    let outcome = if is_right { Match::Right } else { Match::Wrong };
    let key = LoginKey::of(Some(account.id), login);
    let (kind, refusal) = match work.lockouts().verdict(&key, client, outcome, &ctx.policy.lockout, now)? {
        Verdict::Right => return Ok(None),
        Verdict::Wrong => (AuditKind::ProofFailed, ConfirmError::WrongPassword),
        Verdict::Locks { until } => {
            notify(ctx, work, account, MailContent::Locked { until }, now)?;
            (AuditKind::Locked, ConfirmError::Locked { until })
        }
        Verdict::Locked { until } => return Ok(Some(ConfirmError::Locked { until })),
    };
    work.journal().record(AuditEvent { kind, actor, account: Some(account.id), session: None }, now);
    Ok(Some(refusal))
}

fn grant(
    ctx: &Context,
    work: &mut dyn Work,
    account: &Account,
    asker: Asker,
    now: Timestamp,
) -> Result<FlowToken, Failure<ConfirmError>> {
    let mut drawn = [0; 16];
    ctx.random.fill(&mut drawn);
    let token = FlowToken::drawn(drawn);
    let network = asker.address.network();
    work.flows().grant(&NewFlow { account: account.id, token, network, expires_at: now + FLOW_TTL })?;
    Ok(token)
}
