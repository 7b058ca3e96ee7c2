//! What administrators look at. Whoever calls has made sure that it is one.

use parlor_domain::{
    Account, AccountId, AuditEntry, AuditFilter, CanonicalKey, EmailAddress, StoreError, Username,
};

use crate::Context;
use crate::ports::{Among, Counts, FailedMail, Moment, NameKind, Reader};

/// A place in a list of accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountsAfter {
    /// Behind an account, in the list of all of them.
    Id(AccountId),
    /// Behind a name, in the list of those that were searched for.
    Name(CanonicalKey),
}

/// A page of a list, and where it goes on, if it does.
pub type Paged<T, P> = (Vec<T>, Option<P>);

/// Beyond so many bytes nothing is the beginning of anybody's name.
const LONGEST: usize = 4 * EmailAddress::MAX_LENGTH;

/// Accounts, the newest first; or, with a query, those whose email or username begins like it, in the order of
/// these names, the one with this number before them. A page may have fewer than `limit` although the list goes on:
/// what is wanted `among` those that a query finds is looked for on each page of them.
///
/// # Errors
/// [`StoreError`].
pub fn search_accounts(
    ctx: &Context,
    query: Option<&str>,
    among: Among,
    (after, limit): (Option<AccountsAfter>, usize),
) -> Result<Paged<Account, AccountsAfter>, StoreError> {
    let mut reader = ctx.store.read()?;
    let Some(query) = query else {
        let after = match after {
            Some(AccountsAfter::Id(id)) => Some(id),
            Some(AccountsAfter::Name(_)) | None => None,
        };
        let found = reader.accounts().newest(among, after, limit.saturating_add(1))?;
        return Ok(cut(found, limit, |account| AccountsAfter::Id(account.id)));
    };
    if query.len() > LONGEST {
        return Ok((Vec::new(), None));
    }
    let prefix = CanonicalKey::of(query);
    let (after, numbered) = match after {
        Some(AccountsAfter::Name(name)) => (Some(name), None),
        Some(AccountsAfter::Id(_)) | None => (None, query.parse().ok().map(AccountId)),
    };
    let numbered = match numbered {
        Some(id) => reader.accounts().by_id(id)?,
        None => None,
    };
    let (mut found, next) = by_name(reader.as_mut(), &prefix, after.as_ref(), limit)?;
    if let Some(numbered) = numbered {
        found.retain(|account| account.id != numbered.id);
        found.insert(0, numbered);
    }
    found.retain(|account| among.has(account));
    Ok((found, next.map(AccountsAfter::Name)))
}

/// Each under the first of its names that begin so. Both lists come from an index, and are read no further than a
/// page needs.
fn by_name(
    reader: &mut dyn Reader,
    prefix: &CanonicalKey,
    after: Option<&CanonicalKey>,
    limit: usize,
) -> Result<Paged<Account, CanonicalKey>, StoreError> {
    let most = limit.saturating_add(1);
    let (mut found, mut known_to) = (Vec::new(), None::<CanonicalKey>);
    for kind in [NameKind::Email, NameKind::Username] {
        let accounts = reader.accounts().named(kind, prefix, after, most)?;
        let is_cut = accounts.len() == most;
        let keyed = accounts.into_iter().filter_map(|account| Some((key(&account, kind)?.clone(), account)));
        let keyed: Vec<_> = keyed.collect();
        if let Some((last, _)) = keyed.last().filter(|_| is_cut) {
            known_to = Some(known_to.map_or_else(|| last.clone(), |other| other.min(last.clone())));
        }
        found.extend(keyed);
    }
    // Behind the end of a list that was cut short, something of it may be missing.
    found.retain(|(key, _)| known_to.as_ref().is_none_or(|known| key <= known));
    found.sort_by(|(one, first), (other, second)| (one, first.id).cmp(&(other, second.id)));
    found.dedup_by(|(one, first), (other, second)| one == other && first.id == second.id);

    let (mut page, mut behind) = (Vec::new(), None);
    let mut candidates = found.into_iter();
    while page.len() < limit {
        let Some((name, account)) = candidates.next() else { return Ok((page, known_to)) };
        let is_first = [NameKind::Email, NameKind::Username]
            .into_iter()
            .filter_map(|kind| key(&account, kind))
            .all(|other| *other >= name || !other.as_str().starts_with(prefix.as_str()));
        if is_first {
            page.push(account);
        }
        behind = Some(name);
    }
    let goes_on = candidates.next().is_some() || known_to.is_some();
    Ok((page, behind.filter(|_| goes_on)))
}

fn key(account: &Account, kind: NameKind) -> Option<&CanonicalKey> {
    match kind {
        NameKind::Email => account.email().map(EmailAddress::key),
        NameKind::Username => account.username().map(Username::key),
    }
}

/// The entries that a filter fits, the newest first.
///
/// # Errors
/// [`StoreError`].
pub fn read_audit_log(
    ctx: &Context,
    filter: &AuditFilter,
    after: Option<Moment>,
    limit: usize,
) -> Result<Paged<AuditEntry, Moment>, StoreError> {
    let found = ctx.store.read()?.audit_log().entries(filter, after, limit.saturating_add(1))?;
    Ok(cut(found, limit, |entry| (entry.at, entry.id)))
}

/// The mails that could not be delivered, those given up last first.
///
/// # Errors
/// [`StoreError`].
pub fn list_failed_mails(
    ctx: &Context,
    after: Option<Moment>,
    limit: usize,
) -> Result<Paged<FailedMail, Moment>, StoreError> {
    let found = ctx.store.read()?.undelivered().failed(after, limit.saturating_add(1))?;
    Ok(cut(found, limit, |mail| (mail.at, mail.id)))
}

/// How much there is of everything.
///
/// # Errors
/// [`StoreError`].
pub fn statistics(ctx: &Context) -> Result<Counts, StoreError> {
    ctx.store.read()?.statistics().counts(ctx.clock.now())
}

/// One more than the page was asked for: then the list goes on.
fn cut<T, P>(mut found: Vec<T>, limit: usize, place: impl Fn(&T) -> P) -> Paged<T, P> {
    let goes_on = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| goes_on).map(place);
    (found, next)
}
