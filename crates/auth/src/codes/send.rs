//! Sends a code.

use parlor_domain::{
    Account, AccountId, Actor, AuditEvent, AuditKind, CanonicalKey, ClientKind, CodeCounter, CodeCounterKey,
    CodePolicy, CodePurpose, CodeScope, CodeSubject, CodeText, EmailAddress, Mail, MailContent, StoreError,
    Timestamp,
};

use super::TooSoon;
use crate::outbox::post;
use crate::ports::{NewCode, Work};
use crate::{Context, Failure};

/// Takes the address's turn for another code of a purpose. It counts whether or not anybody has the address,
/// so that waiting tells nothing.
pub(crate) fn take_turn(
    ctx: &Context,
    work: &mut dyn Work,
    (address, purpose): (&CanonicalKey, CodePurpose),
    client: ClientKind,
    now: Timestamp,
) -> Result<Result<(), TooSoon>, StoreError> {
    let policy = &ctx.policy.codes;
    let key = |scope| CodeCounterKey { subject: CodeSubject::Address(address.clone()), scope, client };
    let (window, of_purpose) = (key(CodeScope::Window), key(CodeScope::Purpose(purpose)));
    let mails = work.codes().hold(&window, now)?;
    let last = work.codes().hold(&of_purpose, now)?;
    let taken = last.send(policy, now).and_then(|last| Ok((last, mails.mail(policy, now)?)));
    match taken {
        Err(retry_after) => Ok(Err(TooSoon { retry_after })),
        Ok((last, mails)) => {
            work.codes().keep(&of_purpose, &last)?;
            work.codes().keep(&window, &mails)?;
            Ok(Ok(()))
        }
    }
}

/// Holds everything that [`take_turn`] and [`send`] count by, for whoever locks an account before it comes to
/// them.
pub(crate) fn hold_for_own(
    work: &mut dyn Work,
    (address, purpose): (&CanonicalKey, CodePurpose),
    (account, client): (AccountId, ClientKind),
    now: Timestamp,
) -> Result<(), StoreError> {
    for scope in [CodeScope::Window, CodeScope::Purpose(purpose)] {
        let subject = CodeSubject::Address(address.clone());
        work.codes().hold(&CodeCounterKey { subject, scope, client }, now)?;
    }
    work.codes().hold(&tries_of_account(account, purpose), now)?;
    Ok(())
}

/// What counts the tries of an account within its own sessions.
fn tries_of_account(account: AccountId, purpose: CodePurpose) -> CodeCounterKey {
    CodeCounterKey {
        subject: CodeSubject::Account(account),
        scope: CodeScope::Purpose(purpose),
        client: ClientKind::SignedIn,
    }
}

/// Draws a code for an account and mails it; its turn has been taken.
pub(crate) fn send<E>(
    ctx: &Context,
    work: &mut dyn Work,
    account: &Account,
    (purpose, to): (CodePurpose, &EmailAddress),
    (client, actor): (ClientKind, Actor),
    now: Timestamp,
) -> Result<(), Failure<E>> {
    let mut drawn = [0; 8];
    ctx.random.fill(&mut drawn);
    let code = CodeText::drawn(drawn);
    let new = NewCode {
        account: account.id,
        purpose,
        client,
        digest: ctx.hashes.code(account.id, purpose, &code),
        sent_to: to.clone(),
        sent_at: now,
        expires_at: now + ctx.policy.codes.ttl,
    };
    work.codes().add(&new, CodePolicy::LIVE)?;
    if client == ClientKind::SignedIn {
        // Within a session tries are counted for the account, wherever the code was sent.
        let key = tries_of_account(account.id, purpose);
        let tries = work.codes().hold(&key, now)?;
        work.codes().keep(&key, &CodeCounter { tries: 0, ..tries })?;
    }
    let content = MailContent::Code { purpose, code, valid_for: ctx.policy.codes.ttl };
    let mail = Mail { to: to.clone(), locale: account.locale.clone(), content };
    post(ctx, work, Some(account.id), &mail, now)?;
    let kind = AuditKind::CodeSent(purpose);
    work.journal().record(AuditEvent { kind, actor, account: Some(account.id), session: None }, now);
    Ok(())
}
