//! Gives an account another email: a code sent to the new one proves it first.

use std::time::Duration;

use parlor_domain::{
    Account, AccountState, Actor, AuditEvent, AuditKind, ClientAddress, ClientKind, CodePurpose, CodeSubject,
    EmailAddress, Login, Mail, MailContent, Password, StoreError, Username,
};

use crate::codes::{Asked, CodeError, Judged, TooSoon, hold_for_own, judge, send, take_turn};
use crate::outbox::{notify, post};
use crate::ports::{EMAIL_TAKEN, USERNAME_TAKEN, Work};
use crate::proof::still_in;
use crate::{Caller, Context, Failure, Refusal, Unproven, proof};

/// The email that is wanted, and what is shown for it.
#[derive(Debug)]
pub struct RequestEmailChange {
    /// The email wanted.
    pub wanted: EmailAddress,
    /// The present password; not needed soon after a sign-in.
    pub password: Option<Password>,
    /// Where the request came from.
    pub address: ClientAddress,
}

/// Why no code was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmailChangeError {
    /// Nothing shows that it is the owner who asks.
    Unproven(Unproven),
    /// The last code is too recent, or there were too many.
    TooSoon {
        /// How long to wait.
        retry_after: Duration,
    },
}

impl Refusal for EmailChangeError {}

impl From<Unproven> for EmailChangeError {
    fn from(unproven: Unproven) -> Self {
        Self::Unproven(unproven)
    }
}

impl From<TooSoon> for EmailChangeError {
    fn from(TooSoon { retry_after }: TooSoon) -> Self {
        Self::TooSoon { retry_after }
    }
}

/// Sends a code to the email that is wanted; until it is shown, nothing changes. An address that belongs to
/// somebody else gets a mail that says so instead, and whoever asks is not told. The present email is no
/// change.
///
/// # Errors
/// [`EmailChangeError`].
pub fn request_email_change(
    ctx: &Context,
    caller: Caller,
    command: RequestEmailChange,
) -> Result<(), Failure<EmailChangeError>> {
    let RequestEmailChange { wanted, password, address } = command;
    if caller.account.email().map(EmailAddress::key) == Some(wanted.key()) {
        return Ok(());
    }
    let caller_id = caller.account.id;
    let proof = proof::check::<EmailChangeError>(ctx, caller, password.as_ref(), address)?;
    // To whoever has that address, the caller is a stranger.
    let (purpose, client) = (CodePurpose::EmailChange, ClientKind::Stranger);
    let of = (caller_id, client);
    let hold = |work: &mut dyn Work, now| hold_for_own(work, (wanted.key(), purpose), of, now);
    proof.holding(ctx, hold, |work, account, now| {
        take_turn(ctx, work, (wanted.key(), purpose), client, now)?.map_err(EmailChangeError::from)?;
        let holder = work.accounts().by_login(&Login::from(&wanted))?;
        match holder.filter(|holder| holder.state != AccountState::Pending) {
            Some(holder) => {
                let content = MailContent::AddressInUse;
                let mail = Mail { to: wanted.clone(), locale: holder.locale.clone(), content };
                post(ctx, work, Some(holder.id), &mail, now)
            }
            None => {
                let actor = Actor::Account(account.id, address);
                send(ctx, work, account, (purpose, &wanted), (ClientKind::SignedIn, actor), now)
            }
        }
    })
}

/// Changes the email to the one that the code was sent to; a username that was the old email follows it. The
/// old address is told.
///
/// # Errors
/// [`CodeError`], also when somebody else has the address by now.
pub fn verify_email_change(
    ctx: &Context,
    caller: &Caller,
    typed: &str,
    address: ClientAddress,
) -> Result<Account, Failure<CodeError>> {
    let now = ctx.clock.now();
    let id = caller.account.id;
    let actor = Actor::Account(id, address);
    let purpose = CodePurpose::EmailChange;
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
    let new = code.sent_to.clone();
    let follows = account.username().map(Username::key) == account.email().map(EmailAddress::key);
    let username = if follows { Some(Username::from(&new)) } else { account.username().cloned() };
    work.accounts().remove_pending(&new)?;
    work.accounts().set_email(id, (&new, now), username.as_ref()).map_err(taken)?;
    // What was sent to the old address is good for nothing any more.
    work.codes().remove(id, None)?;
    let kind = AuditKind::EmailChanged;
    let session = Some(caller.session.id);
    work.journal().record(AuditEvent { kind, actor, account: Some(id), session }, now);
    notify(ctx, work.as_mut(), &account, MailContent::EmailChanged { new, at: now }, now)?;
    let changed = work.accounts().lock(id)?.ok_or(Failure::Unauthenticated)?;
    work.commit()?;
    Ok(changed)
}

fn taken(error: StoreError) -> Failure<CodeError> {
    match error {
        StoreError::Conflict { constraint: EMAIL_TAKEN | USERNAME_TAKEN } => CodeError::Wrong.into(),
        other => other.into(),
    }
}
