//! Who is there: what each instance tells the others of its open sockets, and what is made of it.
//!
//! An instance has a lease, which it renews while it runs. What it has told counts for as long as the lease; a crash
//! takes nobody's word, and leaves nobody behind who seems to be there. What it tells is never read before it is
//! written: to open or close twice changes nothing, so that whatever was lost can be told again.

use std::time::Duration;

use parlor_domain::{AccountId, InstanceId, Presence, StoreError};

use crate::Context;

/// What an instance tells of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Which.
    pub instance: InstanceId,
    /// For how long it counts.
    pub lease: Duration,
    /// Who has sockets open there.
    pub sockets: Sockets,
    /// Who used a session since the last time.
    pub seen: Vec<AccountId>,
}

/// The open sockets of an instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sockets {
    /// What has changed.
    Changed {
        /// Those who opened their first one.
        opened: Vec<AccountId>,
        /// Those who closed their last one.
        closed: Vec<AccountId>,
    },
    /// Those who have any, whatever was told before.
    All(Vec<AccountId>),
}

/// What came of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reported {
    /// It is written down.
    Kept,
    /// Nothing is: the instance has no lease any more, or never had one. All has to be told anew.
    NoLease,
}

/// Whether somebody is there; for themselves, and nobody else.
///
/// # Errors
/// [`StoreError`].
pub fn show_presence(ctx: &Context, account: AccountId) -> Result<Presence, StoreError> {
    ctx.store.read()?.presences().presence(account, ctx.clock.now())
}

/// Renews an instance's lease, and writes down what it tells.
///
/// # Errors
/// [`StoreError`]; then nothing may be taken for written.
pub fn report(ctx: &Context, report: &Report) -> Result<Reported, StoreError> {
    let Report { instance, lease, sockets, seen } = report;
    let (instance, now) = (*instance, ctx.clock.now());
    let mut work = ctx.store.write()?;
    let presences = work.presences();
    let has_lease = presences.renew(instance, now + *lease)?;
    match sockets {
        Sockets::Changed { .. } if !has_lease => return Ok(Reported::NoLease),
        Sockets::Changed { opened, closed } => {
            presences.hold(&[], &[opened.as_slice(), closed, seen].concat())?;
            presences.opened(instance, opened, now)?;
            presences.closed(instance, closed)?;
            presences.seen(&[closed.as_slice(), seen].concat(), now)?;
        }
        Sockets::All(open) => {
            if has_lease {
                presences.renew(instance, now)?;
                presences.hold(&[instance], &[open.as_slice(), seen].concat())?;
                presences.remove(&[instance])?;
            } else {
                presences.hold(&[], &[open.as_slice(), seen].concat())?;
            }
            presences.enter(instance, now + *lease)?;
            presences.opened(instance, open, now)?;
            presences.seen(seen, now)?;
        }
    }
    work.commit()?;
    Ok(Reported::Kept)
}

/// Takes an instance's lease away, since it stops: whoever still has a socket there was last seen now.
///
/// # Errors
/// [`StoreError`].
pub fn take_leave(ctx: &Context, instance: InstanceId, seen: &[AccountId]) -> Result<(), StoreError> {
    let now = ctx.clock.now();
    let mut work = ctx.store.write()?;
    let presences = work.presences();
    presences.renew(instance, now)?;
    presences.hold(&[instance], seen)?;
    presences.remove(&[instance])?;
    presences.seen(seen, now)?;
    work.commit()
}

/// Removes instances that died, or were cut off; says how many. Nobody counts what they told any more.
///
/// # Errors
/// [`StoreError`].
pub fn remove_lapsed(ctx: &Context) -> Result<usize, StoreError> {
    let now = ctx.clock.now();
    if !ctx.store.read()?.presences().any_lapsed(now)? {
        return Ok(0);
    }
    let mut work = ctx.store.write()?;
    let presences = work.presences();
    let lapsed = presences.lapsed(now)?;
    presences.hold(&lapsed, &[])?;
    presences.remove(&lapsed)?;
    work.commit()?;
    Ok(lapsed.len())
}
