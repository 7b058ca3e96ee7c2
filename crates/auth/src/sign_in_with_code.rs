//! Opens a session for whoever knows the password and shows the code that was mailed to the account's address.

use parlor_domain::{Account, Actor, CodePurpose, Login, Match, Password, StoreError, Timestamp, Verdict};

use crate::codes::{Asked, Judged, judge};
use crate::kinds::{Kind, Pair};
use crate::opening::{Opened, Origin, open};
use crate::ports::{Checked, SentCode, Work};
use crate::proving::verified;
use crate::sign_in::{look_up, read_again, record_failed};
use crate::sign_in_by_code::subject;
use crate::{Context, Failure, SignInError, SignedIn};

/// What somebody signs in with.
#[derive(Debug)]
pub struct SignInWithCode<K = Pair> {
    /// The name or address given.
    pub login: Login,
    /// The password given.
    pub password: Password,
    /// The code, as typed.
    pub code: String,
    /// Where it comes from.
    pub origin: Origin<K>,
}

/// Checks both and opens a session. A wrong code takes one of its tries; a wrong password counts for the lockout
/// and leaves the code as it was. The code proves the address, and with the right password nothing else changes.
///
/// The verdict on the password is given as in [`crate::sign_in`]: after the slow comparison, under the counter's
/// row.
///
/// # Errors
/// [`SignInError`]; nobody is told which of the two was wrong.
pub fn sign_in_with_code<K: Kind>(
    ctx: &Context,
    command: SignInWithCode<K>,
) -> Result<SignedIn<K>, Failure<SignInError>> {
    let SignInWithCode { login, password, code, origin } = command;
    let candidate = look_up(ctx, &login, &origin)?;
    let stored = candidate.account.as_ref().and_then(|account| account.password.as_ref());
    let checked = ctx.passwords.check(&password, stored);
    let replacement = match checked {
        Checked::RightButOutdated => Some(ctx.passwords.hash(&password)?),
        Checked::Right | Checked::Wrong => None,
    };

    let now = ctx.clock.now();
    let (client, actor) = (candidate.client, Actor::Anyone(origin.address));
    let mut work = ctx.store.write()?;
    // The code's counters come before the account's row, as everywhere.
    let active = candidate.account.clone().and_then(Account::active);
    let subject = subject(active.as_ref(), &login);
    let asked = Asked { subject, purpose: CodePurpose::SignIn, client };
    let judged = judge(ctx, work.as_mut(), &asked, active.as_ref(), (&code, actor), now)?;
    let account = read_again(work.as_mut(), candidate.account.as_ref(), checked)?;
    let outcome = if account.is_some() { Match::Right } else { Match::Wrong };
    let policy = &ctx.policy.lockout;
    let verdict = work.lockouts().verdict(&candidate.key, client, outcome, policy, now)?;
    let refused = match (verdict, account, judged) {
        (Verdict::Right, Some(account), Judged::Right(code)) => {
            let Some(account) = used(work.as_mut(), account, &code, actor, now)? else {
                return Err(SignInError::Refused.into());
            };
            if let Some(hash) = replacement {
                work.accounts().set_password(account.id, &hash)?;
            }
            let Opened { session, secret, device } = open(ctx, work.as_mut(), &account, client, origin, now)?;
            work.commit()?;
            let tokens = K::give(ctx, &session, secret, now)?;
            return Ok(SignedIn { account, tokens, device });
        }
        (Verdict::Locks { until } | Verdict::Locked { until }, _, _) => SignInError::Locked { until },
        (Verdict::Wrong | Verdict::Right, _, _) => SignInError::Refused,
    };
    record_failed(ctx, work.as_mut(), candidate.account, verdict, origin.address, now)?;
    // The failed try must outlive the error.
    work.commit()?;
    Err(refused.into())
}

/// Uses the code up; `None` if somebody else was first.
fn used(
    work: &mut dyn Work,
    account: Account,
    code: &SentCode,
    actor: Actor,
    now: Timestamp,
) -> Result<Option<Account>, StoreError> {
    if !work.codes().consume(code)? {
        return Ok(None);
    }
    verified(work, account, actor, now).map(Some)
}
