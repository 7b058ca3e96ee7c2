//! The lists of friends, requests and blocks, a page at a time, and one person of them.

use parlor_domain::{AccountId, CanonicalKey, Friend, FriendRequest, Person, Shunned, StoreError, Username};

use crate::Context;
use crate::page::{one_more, page};
use crate::ports::{Direction, PeopleAfter, RequestsAfter};

/// Somebody as `viewer` sees them; `None` for whoever is not active, or blocked either way.
///
/// # Errors
/// [`StoreError`].
pub fn show_person(ctx: &Context, viewer: AccountId, id: AccountId) -> Result<Option<Person>, StoreError> {
    ctx.store.read()?.people().person(viewer, id)
}

/// The number of whoever is active and has this username, as somebody typed it; blocked or not.
///
/// # Errors
/// [`StoreError`].
pub fn account_named(ctx: &Context, username: &str) -> Result<Option<AccountId>, StoreError> {
    ctx.store.read()?.people().id_of(&CanonicalKey::of(username))
}

/// Friends in order of name, at most `limit` after the given place; and where the list goes on, if it does.
///
/// # Errors
/// [`StoreError`].
pub fn list_friends(
    ctx: &Context,
    of: AccountId,
    after: Option<&PeopleAfter>,
    limit: usize,
) -> Result<(Vec<Friend>, Option<PeopleAfter>), StoreError> {
    let now = ctx.clock.now();
    let friends = ctx.store.read()?.people().friends(of, after, one_more(limit), now)?;
    Ok(page(friends, limit, |friend| place(&friend.person)))
}

/// Requests that wait for an answer, those asked last first, likewise.
///
/// # Errors
/// [`StoreError`].
pub fn list_requests(
    ctx: &Context,
    of: AccountId,
    direction: Direction,
    after: Option<RequestsAfter>,
    limit: usize,
) -> Result<(Vec<FriendRequest>, Option<RequestsAfter>), StoreError> {
    let requests = ctx.store.read()?.people().requests(of, direction, after, one_more(limit))?;
    Ok(page(requests, limit, |request| RequestsAfter { asked_at: request.asked_at, id: request.person.id }))
}

/// Those whom somebody blocks, in order of name, likewise.
///
/// # Errors
/// [`StoreError`].
pub fn list_blocked(
    ctx: &Context,
    by: AccountId,
    after: Option<&PeopleAfter>,
    limit: usize,
) -> Result<(Vec<Shunned>, Option<PeopleAfter>), StoreError> {
    let blocked = ctx.store.read()?.people().blocked(by, after, one_more(limit))?;
    Ok(page(blocked, limit, |blocked| place(&blocked.person)))
}

/// The place of somebody in a list in order of name.
pub(crate) fn place(person: &Person) -> PeopleAfter {
    let name = person.username.as_ref().map(Username::key);
    PeopleAfter { name: name.map(|key| key.as_str().to_owned()).unwrap_or_default(), id: person.id }
}
