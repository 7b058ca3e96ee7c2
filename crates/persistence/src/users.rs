//! Lists of people with their friends: one query for the people, one for the friends of all of them.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use parlor_community::ports::{UserLists, Users};
use parlor_domain::{AccountId, AccountState, CanonicalKey, StoreError, Timestamp, User, Username};

use crate::link::{Link, on, those_among};
use crate::people::PersonRow;
use crate::pool::Slot;
use crate::schema::{accounts, sessions, ties};
use crate::time::Ts;
use crate::written::{Numbers, Value, Written};

/// Whose friend, and what the friend is called.
type NameOfFriend = (i64, Option<String>, Option<String>);
/// The same in SQL.
type NameOfFriendSql = (BigInt, Nullable<Text>, Nullable<Text>);

/// Which of them are shown: without those whom the one who looks does not see.
macro_rules! friends_shown {
    () => {
        "AND pairs.bond = 'friends' AND friend.state = 'active' AND NOT EXISTS \
         (SELECT 1 FROM ties WHERE ties.account_id = ? AND ties.other_id = friend.id AND ties.is_blocked)"
    };
}

/// On SQLite alone: both sides of the pairs, each by its own index. To find those of many accounts in `ties` it would
/// read every pair; Postgres does not, and is twice as fast with it.
const FRIENDS: &str = concat!(
    "SELECT pairs.low_id AS of_id, friend.username, friend.username_key \
     FROM pairs JOIN accounts AS friend ON friend.id = pairs.high_id \
     WHERE pairs.low_id IN (SELECT value FROM ?) ",
    friends_shown!(),
    " UNION ALL SELECT pairs.high_id, friend.username, friend.username_key \
     FROM pairs JOIN accounts AS friend ON friend.id = pairs.low_id \
     WHERE pairs.high_id IN (SELECT value FROM ?) ",
    friends_shown!(),
    " ORDER BY username_key"
);

impl UserLists for Slot {
    fn users(
        &mut self,
        viewer: AccountId,
        which: Users<'_>,
        offset: usize,
        limit: usize,
        now: Timestamp,
    ) -> Result<Vec<User>, StoreError> {
        let people = self.page(viewer, which, offset, limit, now)?;
        let ids: Vec<i64> = people.iter().map(|(person, _)| person.id()).collect();
        let mut friends = self.friends_of(viewer, &ids)?;
        let users = people.into_iter().map(|(person, is_connected)| User {
            is_connected,
            friends: friends.remove(&person.id()).unwrap_or_default(),
            person: person.into(),
        });
        Ok(users.collect())
    }
}

impl Slot {
    fn page(
        &mut self,
        viewer: AccountId,
        which: Users<'_>,
        offset: usize,
        limit: usize,
        now: Timestamp,
    ) -> Result<Vec<(PersonRow, bool)>, StoreError> {
        let rows = |count| i64::try_from(count).unwrap_or(i64::MAX);
        macro_rules! page {
            () => {
                accounts::table
                    .filter(diesel::dsl::not(diesel::dsl::exists(
                        ties::table
                            .filter(ties::account_id.eq(viewer.0))
                            .filter(ties::other_id.eq(accounts::id))
                            .filter(ties::is_blocked),
                    )))
                    .order(accounts::username_key)
                    .offset(rows(offset))
                    .limit(rows(limit))
                    .select((
                        PersonRow::as_select(),
                        diesel::dsl::exists(
                            sessions::table
                                .filter(sessions::account_id.eq(accounts::id))
                                .filter(sessions::ended_at.is_null())
                                .filter(sessions::expires_at.gt(Ts(now))),
                        ),
                    ))
            };
        }
        let active = || accounts::state.eq(AccountState::Active.as_str());
        let found: QueryResult<Vec<(PersonRow, bool)>> = match which {
            Users::Everybody => on!(&mut self.link, |conn| page!()
                .filter(active())
                .filter(accounts::username_key.is_not_null())
                .load(conn)),
            Users::These(ids) => {
                let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
                those_among!(&mut self.link, page!(), (accounts::id, "accounts.id"), &ids)
            }
            Users::Friends => on!(&mut self.link, |conn| page!()
                .filter(active())
                .filter(
                    accounts::id.eq_any(
                        ties::table
                            .filter(ties::account_id.eq(viewer.0))
                            .filter(ties::bond.eq("friends"))
                            .select(ties::other_id)
                    )
                )
                .load(conn)),
        };
        found.map_err(|error| self.failed(error))
    }

    /// The names of their friends, in order; all of them in one query.
    fn friends_of(
        &mut self,
        viewer: AccountId,
        ids: &[i64],
    ) -> Result<HashMap<i64, Vec<Username>>, StoreError> {
        let found: QueryResult<Vec<NameOfFriend>> = match &mut self.link {
            Link::Postgres(conn) => {
                let hers = diesel::alias!(ties as hers);
                let hidden = hers
                    .filter(hers.field(ties::account_id).eq(viewer.0))
                    .filter(hers.field(ties::is_blocked))
                    .filter(hers.field(ties::other_id).eq(ties::other_id));
                ties::table
                    .inner_join(accounts::table.on(accounts::id.eq(ties::other_id)))
                    .filter(ties::account_id.eq_any(ids))
                    .filter(ties::bond.eq("friends"))
                    .filter(accounts::state.eq(AccountState::Active.as_str()))
                    .filter(diesel::dsl::not(diesel::dsl::exists(hidden)))
                    .order(accounts::username_key)
                    .select((ties::account_id, accounts::username, accounts::username_key))
                    .load(conn)
            }
            Link::Sqlite(conn) => {
                let ids: Numbers = ids.iter().copied().collect();
                let (ids, viewer) = (Value::Numbers(&ids), Value::Number(viewer.0));
                Written::<NameOfFriendSql>::new(FRIENDS, &[ids, viewer, ids, viewer]).load(conn)
            }
        };
        let found = found.map_err(|error| self.failed(error))?;
        let mut friends: HashMap<i64, Vec<Username>> = HashMap::new();
        for (of, name, key) in found {
            let name = name.zip(key);
            friends
                .entry(of)
                .or_default()
                .extend(name.map(|(text, key)| Username::stored(text, CanonicalKey::stored(key))));
        }
        Ok(friends)
    }
}
