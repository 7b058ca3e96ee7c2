//! Makes an account with a password.

use std::time::Duration;

use parlor_domain::{
    Account, AccountState, Actor, AuditEvent, AuditKind, ClientAddress, ClientKind, CodePurpose,
    EmailAddress, Identifiers, Locale, Login, NewAccount, NewPassword, PersonNames, SignUpPolicy, StoreError,
    Username,
};

use crate::codes::{TooSoon, send, take_turn};
use crate::ports::{EMAIL_TAKEN, USERNAME_TAKEN};
use crate::{Context, Failure, Refusal};

/// What somebody signs up with.
#[derive(Debug)]
pub struct SignUp {
    /// The names of the account.
    pub identifiers: Identifiers,
    /// What its owner is called.
    pub names: PersonNames,
    /// In which language its owner is written to.
    pub locale: Option<Locale>,
    /// Whether the operator's terms were accepted.
    pub accepts_terms: bool,
    /// A password that the rules let through.
    pub password: NewPassword,
    /// Where the request came from.
    pub address: ClientAddress,
}

impl SignUp {
    /// A sign-up that gives names and a password, and nothing else.
    #[must_use]
    pub fn of(identifiers: Identifiers, password: NewPassword, address: ClientAddress) -> Self {
        let names = PersonNames::default();
        Self { identifiers, names, locale: None, accepts_terms: false, password, address }
    }
}

/// Why there is no new account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignUpError {
    /// Only the operator makes accounts here.
    Closed,
    /// No account may be made with an address at this domain.
    EmailDomain,
    /// A name belongs to an account.
    Taken(Taken),
    /// The address would get a code, and the last one is too recent, or there were too many.
    TooSoon {
        /// How long to wait.
        retry_after: Duration,
    },
}

impl From<TooSoon> for SignUpError {
    fn from(TooSoon { retry_after }: TooSoon) -> Self {
        Self::TooSoon { retry_after }
    }
}

impl Refusal for SignUpError {}

/// Which name belongs to an account already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// The email.
    Email,
    /// The username.
    Username,
}

impl Refusal for Taken {}

/// Makes an active account whose email is not verified yet. Where sign-in asks for that, a code to verify it
/// is sent.
///
/// # Errors
/// [`SignUpError`], decided by the database's unique indexes.
pub fn sign_up(ctx: &Context, command: SignUp) -> Result<Account, Failure<SignUpError>> {
    if let Some(refusal) = not_allowed(ctx, command.identifiers.email()) {
        return Err(refusal.into());
    }
    let password = ctx.passwords.hash(command.password.password())?;
    let now = ctx.clock.now();
    let new = NewAccount {
        identifiers: command.identifiers,
        email_verified_at: None,
        names: command.names,
        locale: command.locale,
        terms_accepted_at: command.accepts_terms.then_some(now),
        password: Some(password),
        state: AccountState::Active,
        is_admin: false,
        created_at: now,
    };

    let mut work = ctx.store.write()?;
    // Whoever signs up is a stranger to the address until it is proved.
    let (purpose, client) = (CodePurpose::EmailVerification, ClientKind::Stranger);
    let to_prove = new.identifiers.email().filter(|_| ctx.policy.verified_email);
    if let Some(email) = to_prove {
        take_turn(ctx, work.as_mut(), (email.key(), purpose), client, now)?.map_err(SignUpError::from)?;
    }
    if let Some(email) = new.identifiers.email() {
        // Nobody has proved to own it, so nobody is kept from it.
        work.accounts().remove_pending(email)?;
    }
    let account = work.accounts().insert(&new).map_err(|error| conflict(error).map(SignUpError::Taken))?;
    let actor = Actor::Anyone(command.address);
    let kind = AuditKind::SignedUp;
    work.journal().record(AuditEvent { kind, actor, account: Some(account.id), session: None }, now);
    if let Some(email) = to_prove {
        send(ctx, work.as_mut(), &account, (purpose, email), (client, actor), now)?;
    }
    work.commit()?;
    Ok(account)
}

/// What else stands in the way of a sign-up with other faults, by the names it gave: so that somebody who
/// fills in a form learns of everything at once. The answer may be out of date; only [`sign_up`] decides.
///
/// # Errors
/// [`StoreError`].
pub fn sign_up_faults(
    ctx: &Context,
    email: Option<&EmailAddress>,
    username: Option<&Username>,
) -> Result<Vec<SignUpError>, StoreError> {
    if let Some(refusal) = not_allowed(ctx, email) {
        return Ok(vec![refusal]);
    }
    let mut reader = ctx.store.read()?;
    let mut taken = Vec::new();
    let names = [(email.map(Login::from), Taken::Email), (username.map(Login::from), Taken::Username)];
    for (login, name) in names {
        if let Some(login) = login
            && reader.accounts().by_login(&login)?.is_some()
        {
            taken.push(SignUpError::Taken(name));
        }
    }
    Ok(taken)
}

pub(crate) fn not_allowed(ctx: &Context, email: Option<&EmailAddress>) -> Option<SignUpError> {
    let policy = &ctx.policy.sign_up;
    match email {
        _ if *policy == SignUpPolicy::Closed => Some(SignUpError::Closed),
        Some(email) if !policy.allows(email) => Some(SignUpError::EmailDomain),
        _ => None,
    }
}

/// Tells a name that is taken from a store that fails.
pub(crate) fn conflict(error: StoreError) -> Failure<Taken> {
    match error {
        StoreError::Conflict { constraint: EMAIL_TAKEN } => Taken::Email.into(),
        StoreError::Conflict { constraint: USERNAME_TAKEN } => Taken::Username.into(),
        other => other.into(),
    }
}
