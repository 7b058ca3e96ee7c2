//! Opens a session for whoever shows the code that was mailed to an account's address, without a password.

use parlor_domain::{Account, Actor, CodePurpose, CodeSubject, Login, StoreError, Timestamp};

use crate::codes::{Asked, Asker, CodeError, Judged, judge};
use crate::kinds::{Kind, Pair};
use crate::opening::{Opened, Origin, open};
use crate::ports::Work;
use crate::proving::{take_over, verified};
use crate::recognition::client_kind;
use crate::{Context, Failure, RecoveryCode, SignedIn};

/// What somebody signs in with.
#[derive(Debug)]
pub struct SignInByCode<K = Pair> {
    /// The name or address given.
    pub login: Login,
    /// The code, as typed.
    pub code: String,
    /// Where it comes from.
    pub origin: Origin<K>,
}

/// Opens a session and uses the code up. The code proves the address: an account that somebody made with it
/// without proving it is taken over.
///
/// # Errors
/// [`CodeError`]; a wrong one takes one of the tries, whether or not anybody has the name.
pub fn sign_in_by_code<K: Kind>(
    ctx: &Context,
    command: SignInByCode<K>,
) -> Result<SignedIn<K>, Failure<CodeError>> {
    let SignInByCode { login, code, origin } = command;
    let now = ctx.clock.now();
    let client = {
        let mut reader = ctx.store.read()?;
        let account = reader.accounts().by_login(&login)?;
        client_kind(reader.as_mut(), account.as_ref(), origin.recognition, origin.address, now)?
    };
    let actor = Actor::Anyone(origin.address);

    let mut work = ctx.store.write()?;
    let account = work.accounts().by_login(&login)?.and_then(Account::active);
    let asked = Asked { subject: subject(account.as_ref(), &login), purpose: CodePurpose::SignIn, client };
    let judged = judge(ctx, work.as_mut(), &asked, account.as_ref(), (&code, actor), now)?;
    let (Judged::Right(code), Some(account)) = (&judged, account) else {
        // The try must outlive the error.
        work.commit()?;
        return Err(judged.refusal().into());
    };
    let account = work.accounts().lock(account.id)?.and_then(Account::active).ok_or(CodeError::Wrong)?;
    if !work.codes().consume(code)? {
        return Err(CodeError::Wrong.into());
    }
    let account = proved(work.as_mut(), account, actor, now)?;
    let Opened { session, secret, device } = open(ctx, work.as_mut(), &account, client, origin, now)?;
    work.commit()?;
    let tokens = K::give(ctx, &session, secret, now)?;
    Ok(SignedIn { account, tokens, device })
}

/// Says whether a code would sign in, and leaves it as it is.
///
/// # Errors
/// [`CodeError`]; a wrong one takes one of the tries.
pub fn check_sign_in_code(ctx: &Context, command: &RecoveryCode) -> Result<(), Failure<CodeError>> {
    let RecoveryCode { email, code, asker } = command;
    let now = ctx.clock.now();
    let client = Asker::kind(*asker, ctx, email, now)?;
    let login = Login::from(email);
    let mut work = ctx.store.write()?;
    let account = work.accounts().by_login(&login)?.and_then(Account::active);
    let asked = Asked { subject: subject(account.as_ref(), &login), purpose: CodePurpose::SignIn, client };
    let typed = (code.as_str(), Actor::Anyone(asker.address));
    let judged = judge(ctx, work.as_mut(), &asked, account.as_ref(), typed, now)?;
    work.commit()?;
    match judged {
        Judged::Right(_) => Ok(()),
        other => Err(other.refusal().into()),
    }
}

/// By what the tries are counted: the account's address, however it was named; of a name that nobody has, the name.
pub(crate) fn subject(account: Option<&Account>, login: &Login) -> CodeSubject {
    let email = account.and_then(Account::email);
    CodeSubject::Address(email.map_or_else(|| login.key().clone(), |email| email.key().clone()))
}

fn proved(
    work: &mut dyn Work,
    account: Account,
    actor: Actor,
    now: Timestamp,
) -> Result<Account, StoreError> {
    let account = match account.email_verified_at {
        Some(_) => account,
        None => take_over(work, account, actor, now)?,
    };
    verified(work, account, actor, now)
}
