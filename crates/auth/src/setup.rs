//! Makes the first administrator, by a link that was printed when the service started.

use std::time::Duration;

use parlor_domain::{
    Account, AccountState, Actor, AuditEvent, AuditKind, ClientAddress, EmailAddress, Identifiers,
    NewAccount, NewPassword, PersonNames, SetupToken, StoreError,
};

use crate::sign_up::conflict;
use crate::{Context, Failure, Refusal};

/// How long a link is good.
const GOOD_FOR: Duration = Duration::from_secs(24 * 3600);

/// Makes a link's token, if nobody is an administrator yet.
///
/// # Errors
/// [`StoreError`].
pub fn offer_setup(ctx: &Context) -> Result<Option<SetupToken>, StoreError> {
    let mut work = ctx.store.write()?;
    if work.setup().has_admin()? {
        return Ok(None);
    }
    let mut drawn = [0; 16];
    ctx.random.fill(&mut drawn);
    let token = SetupToken::drawn(drawn);
    work.setup().offer(token, ctx.clock.now())?;
    work.commit()?;
    Ok(Some(token))
}

/// The first administrator.
#[derive(Debug)]
pub struct CompleteSetup {
    /// What was in the link.
    pub token: SetupToken,
    /// The email.
    pub email: EmailAddress,
    /// A password that the rules let through.
    pub password: NewPassword,
    /// Where the request came from.
    pub address: ClientAddress,
}

/// Why there is no administrator by this link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetupError {
    /// It was used, or is too old, or there is an administrator by now.
    NotGood,
    /// The email belongs to an account; the link stays good.
    EmailTaken,
}

impl Refusal for SetupError {}

/// Makes an administrator with a verified email: whoever reads what the service prints is its operator.
///
/// # Errors
/// [`SetupError`].
pub fn complete_setup(ctx: &Context, command: CompleteSetup) -> Result<Account, Failure<SetupError>> {
    let password = ctx.passwords.hash(command.password.password())?;
    let now = ctx.clock.now();
    let new = NewAccount {
        email_verified_at: Some(now),
        identifiers: Identifiers::of_email(command.email.clone()),
        names: PersonNames::default(),
        locale: None,
        terms_accepted_at: None,
        password: Some(password),
        state: AccountState::Active,
        is_admin: true,
        created_at: now,
    };
    let mut work = ctx.store.write()?;
    if !work.setup().take(command.token, now - GOOD_FOR)? || work.setup().has_admin()? {
        return Err(SetupError::NotGood.into());
    }
    work.accounts().remove_pending(&command.email)?;
    let account = work.accounts().insert(&new);
    let account = account.map_err(|error| conflict(error).map(|_| SetupError::EmailTaken))?;
    let actor = Actor::Anyone(command.address);
    for kind in [AuditKind::SignedUp, AuditKind::AdminGranted] {
        work.journal().record(AuditEvent { kind, actor, account: Some(account.id), session: None }, now);
    }
    work.commit()?;
    Ok(account)
}
