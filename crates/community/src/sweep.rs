//! Removes what no rule looks at any more.

use parlor_domain::StoreError;

use crate::Context;
use crate::idempotency::KEPT;

/// Removes what came of calls that are known no more; says how many rows went.
///
/// # Errors
/// [`StoreError`].
pub fn sweep(ctx: &Context) -> Result<usize, StoreError> {
    let now = ctx.clock.now();
    let mut work = ctx.store.write()?;
    let calls = work.idempotency().remove_over(now - KEPT)?;
    work.commit()?;
    Ok(calls)
}
