//! Judges a code that somebody typed.

use parlor_domain::{
    Account, Actor, AuditEvent, AuditKind, ClientKind, CodeCounterKey, CodePurpose, CodeScope, CodeSubject,
    CodeText, EmailAddress, StoreError, Timestamp,
};

use super::CodeError;
use crate::Context;
use crate::ports::{SentCode, Work};

/// What a code is asked for.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// By what the tries are counted.
    pub subject: CodeSubject,
    /// What it has to be good for.
    pub purpose: CodePurpose,
    /// Who asks.
    pub client: ClientKind,
}

/// What a typed code is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Judged {
    /// The one that was sent. It is not used up yet.
    Right(SentCode),
    /// It was that until it ended.
    Expired,
    /// Anything else.
    Wrong,
}

impl Judged {
    /// What is said of a code that is not right.
    pub fn refusal(&self) -> CodeError {
        match self {
            Self::Expired => CodeError::Expired,
            Self::Right(_) | Self::Wrong => CodeError::Wrong,
        }
    }
}

/// Takes a try, then compares: however many do so at once, no more than the tries there are count. A right
/// code gives its try back. Whoever gets anything but `Right` commits all the same.
pub(crate) fn judge(
    ctx: &Context,
    work: &mut dyn Work,
    asked: &Asked,
    account: Option<&Account>,
    (typed, actor): (&str, Actor),
    now: Timestamp,
) -> Result<Judged, StoreError> {
    let Asked { subject, purpose, client } = asked;
    let key = |scope| CodeCounterKey { subject: subject.clone(), scope, client: *client };
    let (window, of_purpose) = (key(CodeScope::Window), key(CodeScope::Purpose(*purpose)));
    let tries_within = work.codes().hold(&window, now)?.try_within_window(now);
    let tries = work.codes().hold(&of_purpose, now)?.try_code(&ctx.policy.codes);
    let (Some(tries_within), Some(tries)) = (tries_within, tries) else { return Ok(Judged::Wrong) };

    let found = match account.zip(CodeText::typed(typed)) {
        Some((account, code)) => find(ctx, work, account, *purpose, &code)?,
        None => None,
    };
    let judged = match found {
        Some(code) if now < code.expires_at => Judged::Right(code),
        Some(_) => Judged::Expired,
        None => Judged::Wrong,
    };
    let is_right = matches!(judged, Judged::Right(_));
    let (tries_within, tries) =
        if is_right { (tries_within.give_back(), tries.give_back()) } else { (tries_within, tries) };
    work.codes().keep(&window, &tries_within)?;
    work.codes().keep(&of_purpose, &tries)?;
    if !is_right {
        let kind = AuditKind::CodeFailed(*purpose);
        let account = account.map(|account| account.id);
        work.journal().record(AuditEvent { kind, actor, account, session: None }, now);
    }
    Ok(judged)
}

/// A code proves the address that it was sent to: one sent to an address that the account has left proves
/// nothing of the present one.
fn find(
    ctx: &Context,
    work: &mut dyn Work,
    account: &Account,
    purpose: CodePurpose,
    code: &CodeText,
) -> Result<Option<SentCode>, StoreError> {
    let digest = ctx.hashes.code(account.id, purpose, code);
    let found = work.codes().find(account.id, purpose, &digest)?;
    let proves = |code: &SentCode| match purpose {
        CodePurpose::EmailChange => true,
        CodePurpose::EmailVerification
        | CodePurpose::SignIn
        | CodePurpose::PasswordRecovery
        | CodePurpose::PinReset => account.email().map(EmailAddress::key) == Some(code.sent_to.key()),
    };
    Ok(found.filter(proves))
}
