//! Removes what no rule looks at any more.

use std::time::Duration;

use parlor_domain::{CodePolicy, StoreError};

use crate::Context;
use crate::keys::remove_over;
use crate::recognition::KNOWN_FOR;

/// How long a session that is over is still kept, so that its owner can be told what became of it.
const KEEP_SESSIONS: Duration = Duration::from_secs(30 * 24 * 3600);

/// How long a mail that was sent or failed is still known, without its text, so that somebody can be told
/// what became of it.
const KEEP_MAILS: Duration = Duration::from_secs(30 * 24 * 3600);

/// How long a sign-up waits for its code.
const KEEP_PENDING: Duration = Duration::from_secs(7 * 24 * 3600);

/// Removes counters that no longer count, clients no longer known, sessions and mails long over, codes and
/// sign-ups that nobody completed, and signing keys that verify nothing any more; says how many rows went. All that changes by it is that a token of a
/// session long over is no longer told so, but unknown.
///
/// # Errors
/// [`StoreError`].
pub fn sweep(ctx: &Context) -> Result<usize, StoreError> {
    let now = ctx.clock.now();
    let mut work = ctx.store.write()?;
    let counters = work.lockouts().remove_stale(now - ctx.policy.lockout.duration)?;
    let clients = work.known_clients().remove_unseen(now - KNOWN_FOR)?;
    let sessions = work.sessions().remove_over(now - KEEP_SESSIONS)?;
    let keys = remove_over(work.keys(), ctx.policy.sessions.access_ttl, now)?;
    let mails = work.deliveries().remove_ended(now - KEEP_MAILS)?;
    let codes = work.codes().remove_over(now - CodePolicy::REMEMBERED)?;
    let flows = work.flows().remove_over(now)?;
    let pending = work.accounts().remove_stale_pending(now - KEEP_PENDING)?;
    let sign_up_codes = work.sign_up_codes().remove_over(now)?;
    work.commit()?;
    Ok(counters + clients + sessions + keys + mails + codes + flows + pending + sign_up_codes)
}
