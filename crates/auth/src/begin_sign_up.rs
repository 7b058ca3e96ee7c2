//! Begins an account with a username and a password, which wait for a code that names nobody: whoever shows it
//! later shows nothing else.

use std::time::Duration;

use parlor_domain::{
    AccountState, Actor, AuditEvent, AuditKind, ClientAddress, ClientKind, CodeCounterKey, CodeDigest,
    CodePurpose, CodeScope, CodeSubject, CodeText, EmailAddress, Guesses, Identifiers, Login, Mail,
    MailContent, NewAccount, NewPassword, PasswordHash, PersonNames, StoreError, Username,
};

use crate::codes::{TooSoon, take_turn};
use crate::outbox::post;
use crate::ports::{Accounts, EMAIL_TAKEN, SignUpCode, USERNAME_TAKEN, Work};
use crate::sign_up::not_allowed;
use crate::{Context, Failure, Refusal, SignUpError};

/// What somebody signs up with.
#[derive(Debug)]
pub struct BeginSignUp {
    /// The address that is to be proved.
    pub email: EmailAddress,
    /// The username.
    pub username: Username,
    /// A password that the rules let through.
    pub password: NewPassword,
    /// Where the request came from.
    pub address: ClientAddress,
}

/// Why there is no sign-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BeginSignUpError {
    /// Only the operator makes accounts here.
    Closed,
    /// No account may be made with an address at this domain.
    EmailDomain,
    /// At least one name cannot be had.
    Taken(TakenNames),
    /// The last code is too recent, or there were too many.
    TooSoon {
        /// How long to wait.
        retry_after: Duration,
    },
    /// As many sign-ups wait as may.
    TooMany {
        /// How long to wait.
        retry_after: Duration,
    },
}

impl Refusal for BeginSignUpError {}

impl From<TooSoon> for BeginSignUpError {
    fn from(TooSoon { retry_after }: TooSoon) -> Self {
        Self::TooSoon { retry_after }
    }
}

/// Which names cannot be had. A sign-up that waits gives its address up for another with the same one, and then
/// its username too; for other addresses that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TakenNames {
    /// The email is that of an account.
    pub email: bool,
    /// The username is that of an account, or of a sign-up with another address.
    pub username: bool,
}

/// How often a sign-up is begun anew when somebody else took a name in the same moment.
const ATTEMPTS: usize = 3;
/// How often a code is drawn anew. With as many as may wait, and those that are over and still known, one in
/// twenty is somebody's.
const DRAWS: usize = 20;

/// Makes a pending account and mails the code that completes it, in one unit of work. A pending sign-up with the
/// same address is replaced, and its codes die with it.
///
/// # Errors
/// [`BeginSignUpError`]; names are decided by the database's unique indexes.
pub fn begin_sign_up(ctx: &Context, command: &BeginSignUp) -> Result<(), Failure<BeginSignUpError>> {
    match not_allowed(ctx, Some(&command.email)) {
        Some(SignUpError::Closed) => return Err(BeginSignUpError::Closed.into()),
        Some(SignUpError::EmailDomain) => return Err(BeginSignUpError::EmailDomain.into()),
        Some(SignUpError::Taken(_) | SignUpError::TooSoon { .. }) | None => {}
    }
    // This look only saves work; what is taken is decided in the unit of work.
    let taken = taken_names(ctx, Some(&command.email), Some(&command.username))?;
    if taken != TakenNames::default() {
        return Err(BeginSignUpError::Taken(taken).into());
    }
    let password = ctx.passwords.hash(command.password.password())?;
    for _ in 0..ATTEMPTS {
        match begin(ctx, command, &password) {
            // Between the look and the row: look again, and say what it is now.
            Err(Failure::Store(StoreError::Conflict { constraint: EMAIL_TAKEN | USERNAME_TAKEN })) => {}
            other => return other,
        }
    }
    Err(StoreError::Unavailable("a name is taken and given up again faster than it can be read".into())
        .into())
}

/// Which of these names cannot be had, without asking for them: so that somebody who fills in a form learns of
/// everything at once. The answer may be out of date; only [`begin_sign_up`] decides.
///
/// # Errors
/// [`StoreError`].
pub fn taken_names(
    ctx: &Context,
    email: Option<&EmailAddress>,
    username: Option<&Username>,
) -> Result<TakenNames, StoreError> {
    taken(ctx.store.read()?.accounts(), email, username)
}

fn taken(
    accounts: &mut dyn Accounts,
    email: Option<&EmailAddress>,
    username: Option<&Username>,
) -> Result<TakenNames, StoreError> {
    let mut taken = TakenNames::default();
    if let Some(email) = email {
        let holder = accounts.by_login(&Login::from(email))?;
        taken.email = holder.is_some_and(|holder| holder.state != AccountState::Pending);
    }
    if let Some(username) = username {
        let key = email.map(EmailAddress::key);
        let is_replaced = |state, held: Option<&EmailAddress>| {
            state == AccountState::Pending && key.is_some() && held.map(EmailAddress::key) == key
        };
        let holder = accounts.by_login(&Login::from(username))?;
        taken.username = holder.is_some_and(|holder| !is_replaced(holder.state, holder.email()));
    }
    Ok(taken)
}

fn begin(
    ctx: &Context,
    command: &BeginSignUp,
    password: &PasswordHash,
) -> Result<(), Failure<BeginSignUpError>> {
    let BeginSignUp { email, username, address, .. } = command;
    let now = ctx.clock.now();
    let purpose = CodePurpose::EmailVerification;
    let mut work = ctx.store.write()?;
    // One after the other, so that never more wait than may.
    work.codes().hold(&queue(), now)?;
    let names = taken(work.accounts(), Some(email), Some(username))?;
    if names != TakenNames::default() {
        return Err(BeginSignUpError::Taken(names).into());
    }
    // Whoever signs up is a stranger to the address until it is proved.
    let turn = take_turn(ctx, work.as_mut(), (email.key(), purpose), ClientKind::Stranger, now)?;
    turn.map_err(BeginSignUpError::from)?;
    work.accounts().remove_pending(email)?;
    let (waiting, first_ends) = work.sign_up_codes().waiting(now)?;
    if waiting >= Guesses::WAITING {
        let retry_after = first_ends.map_or(ctx.policy.codes.ttl, |ends| ends.since(now));
        return Err(BeginSignUpError::TooMany { retry_after }.into());
    }
    let identifiers = Identifiers::of_email(email.clone());
    let account = work.accounts().insert(&NewAccount {
        identifiers: identifiers.clone().renamed(Some(username.clone())).unwrap_or(identifiers),
        email_verified_at: None,
        names: PersonNames::default(),
        locale: None,
        terms_accepted_at: None,
        password: Some(password.clone()),
        state: AccountState::Pending,
        is_admin: false,
        created_at: now,
    })?;
    let (network, expires_at) = (address.network(), now + ctx.policy.codes.ttl);
    let with = |digest| SignUpCode { account: account.id, digest, network, expires_at };
    let code = draw(ctx, work.as_mut(), with)?;
    let content = MailContent::Code { purpose, code, valid_for: ctx.policy.codes.ttl };
    let mail = Mail { to: email.clone(), locale: None, content };
    post(ctx, work.as_mut(), Some(account.id), &mail, now)?;
    let actor = Actor::Anyone(*address);
    for kind in [AuditKind::SignedUp, AuditKind::CodeSent(purpose)] {
        work.journal().record(AuditEvent { kind, actor, account: Some(account.id), session: None }, now);
    }
    work.commit()?;
    Ok(())
}

/// Draws a code that no other sign-up has.
fn draw(
    ctx: &Context,
    work: &mut dyn Work,
    with: impl Fn(CodeDigest) -> SignUpCode,
) -> Result<CodeText, Failure<BeginSignUpError>> {
    for _ in 0..DRAWS {
        let mut drawn = [0; 8];
        ctx.random.fill(&mut drawn);
        let text = CodeText::drawn(drawn);
        if work.sign_up_codes().reserve(&with(ctx.hashes.nameless_code(&text)))? {
            return Ok(text);
        }
    }
    Err(StoreError::Unavailable("every code that was drawn is somebody's".into()).into())
}

/// What all who begin a sign-up hold, one at a time.
fn queue() -> CodeCounterKey {
    let (subject, scope) = (CodeSubject::Everybody, CodeScope::Waiting);
    CodeCounterKey { subject, scope, client: ClientKind::Stranger }
}
