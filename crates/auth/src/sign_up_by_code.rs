//! Begins an account by an emailed code: it is pending until somebody shows the code.

use std::time::Duration;

use parlor_domain::{
    Account, AccountState, Actor, AuditEvent, AuditKind, CodePurpose, EmailAddress, Identifiers, Locale,
    Login, Mail, MailContent, NewAccount, PersonNames, StoreError, Timestamp, Username,
};

use crate::codes::{Asker, TooSoon, send, take_turn};
use crate::outbox::post;
use crate::ports::{EMAIL_TAKEN, USERNAME_TAKEN, Work};
use crate::sign_up::not_allowed;
use crate::{Context, Failure, Refusal, SignUpError};

/// What somebody signs up with.
#[derive(Debug, Clone)]
pub struct SignUpByCode {
    /// The address that is to be proved.
    pub email: EmailAddress,
    /// The username; the address without one.
    pub username: Option<Username>,
    /// What its owner is called.
    pub names: PersonNames,
    /// In which language its owner is written to.
    pub locale: Option<Locale>,
    /// Whether the operator's terms were accepted.
    pub accepts_terms: bool,
    /// Who asks.
    pub asker: Asker,
}

/// Why there is no sign-up. That the address has an account already is no reason: its owner gets a mail that
/// says so, and whoever asks is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignUpByCodeError {
    /// Only the operator makes accounts here.
    Closed,
    /// No account may be made with an address at this domain.
    EmailDomain,
    /// The username belongs to an account with another address.
    UsernameTaken,
    /// The last code is too recent, or there were too many.
    TooSoon {
        /// How long to wait.
        retry_after: Duration,
    },
}

impl Refusal for SignUpByCodeError {}

impl From<TooSoon> for SignUpByCodeError {
    fn from(TooSoon { retry_after }: TooSoon) -> Self {
        Self::TooSoon { retry_after }
    }
}

/// How often a sign-up is begun anew when somebody else took the address in the same moment.
const ATTEMPTS: usize = 3;

/// Makes a pending account and mails the code that completes it. A pending sign-up with the same address is
/// replaced, and its codes die with it.
///
/// # Errors
/// [`SignUpByCodeError`].
pub fn sign_up_by_code(ctx: &Context, command: &SignUpByCode) -> Result<(), Failure<SignUpByCodeError>> {
    match not_allowed(ctx, Some(&command.email)) {
        Some(SignUpError::Closed) => return Err(SignUpByCodeError::Closed.into()),
        Some(SignUpError::EmailDomain) => return Err(SignUpByCodeError::EmailDomain.into()),
        Some(SignUpError::Taken(_) | SignUpError::TooSoon { .. }) | None => {}
    }
    for _ in 0..ATTEMPTS {
        match begin(ctx, command) {
            Err(Failure::Store(StoreError::Conflict { constraint: EMAIL_TAKEN })) => {}
            Err(Failure::Store(StoreError::Conflict { constraint: USERNAME_TAKEN })) => {
                return Err(SignUpByCodeError::UsernameTaken.into());
            }
            other => return other,
        }
    }
    Err(StoreError::Unavailable("an address is taken and given up again faster than it can be read".into())
        .into())
}

fn begin(ctx: &Context, command: &SignUpByCode) -> Result<(), Failure<SignUpByCodeError>> {
    let SignUpByCode { email, asker, .. } = command;
    let now = ctx.clock.now();
    let client = asker.kind(ctx, email, now)?;
    let actor = Actor::Anyone(asker.address);
    let purpose = CodePurpose::EmailVerification;
    let mut work = ctx.store.write()?;
    take_turn(ctx, work.as_mut(), (email.key(), purpose), client, now)?.map_err(SignUpByCodeError::from)?;
    let there = work.accounts().by_login(&Login::from(email))?;
    match there.filter(|account| account.state != AccountState::Pending) {
        Some(account) => {
            let content = MailContent::AddressInUse;
            let mail = Mail { to: email.clone(), locale: account.locale.clone(), content };
            post(ctx, work.as_mut(), Some(account.id), &mail, now)?;
        }
        None => {
            let account = pending(work.as_mut(), command, now)?;
            let kind = AuditKind::SignedUp;
            work.journal().record(AuditEvent { kind, actor, account: Some(account.id), session: None }, now);
            send(ctx, work.as_mut(), &account, (purpose, email), (client, actor), now)?;
        }
    }
    work.commit()?;
    Ok(())
}

fn pending(work: &mut dyn Work, command: &SignUpByCode, now: Timestamp) -> Result<Account, StoreError> {
    let email = command.email.clone();
    let identifiers = Identifiers::of_email(email.clone());
    let named = command.username.clone().and_then(|username| identifiers.clone().renamed(Some(username)));
    work.accounts().remove_pending(&email)?;
    work.accounts().insert(&NewAccount {
        identifiers: named.unwrap_or(identifiers),
        email_verified_at: None,
        names: command.names.clone(),
        locale: command.locale.clone(),
        terms_accepted_at: command.accepts_terms.then_some(now),
        password: None,
        state: AccountState::Pending,
        is_admin: false,
        created_at: now,
    })
}
