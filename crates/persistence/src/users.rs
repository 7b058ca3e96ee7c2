//! Lists of people with their friends: one query for those whom the one who looks does not see, one for the people, two
//! for the friends of all of them.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use parlor_community::ports::{UserLists, Users};
use parlor_domain::{AccountId, AccountState, StoreError, Timestamp, User};

use crate::link::{Link, on, those_among, those_not_among};
use crate::people::PersonRow;
use crate::pool::Slot;
use crate::rows::Rows;
use crate::schema::{accounts, sessions, ties};
use crate::time::Ts;
use crate::written::{Numbers, Value, Written};

/// On SQLite alone: both sides of the pairs, each by its own index. To find those of many accounts in `ties` it would
/// read every pair; Postgres does not, and is twice as fast with it.
const FRIENDS: &str = "SELECT low_id, high_id FROM pairs WHERE low_id IN (SELECT value FROM ?) AND bond = 'friends' \
     UNION ALL SELECT high_id, low_id FROM pairs WHERE high_id IN (SELECT value FROM ?) AND bond = 'friends'";

impl UserLists for Slot {
    fn users(
        &mut self,
        viewer: AccountId,
        which: Users<'_>,
        offset: usize,
        limit: usize,
        now: Timestamp,
    ) -> Result<Vec<User>, StoreError> {
        let hidden = self.hidden_from(viewer)?;
        let mut people = self.page(viewer, &hidden, which, offset, limit, now)?;
        people.truncate(limit);
        let ids: Vec<i64> = people.iter().map(|(person, _)| person.id()).collect();
        let mut friends = self.friends_of(&hidden, &ids)?;
        let users = people.into_iter().map(|(person, is_connected)| User {
            is_connected,
            friends: friends.remove(&person.id()).unwrap_or_default(),
            person: person.into(),
        });
        Ok(users.collect())
    }
}

impl Slot {
    /// Whoever blocks the one who looks, or is blocked. Asked once: for each person of a list it would be the larger
    /// part of the work.
    fn hidden_from(&mut self, viewer: AccountId) -> Result<Vec<i64>, StoreError> {
        let hidden = ties::table.filter(ties::account_id.eq(viewer.0)).filter(ties::is_blocked);
        on!(&mut self.link, |conn| hidden.select(ties::other_id).load(conn))
            .map_err(|error| self.failed(error))
    }

    fn page(
        &mut self,
        viewer: AccountId,
        hidden: &[i64],
        which: Users<'_>,
        offset: usize,
        limit: usize,
        now: Timestamp,
    ) -> Result<Vec<(PersonRow, bool)>, StoreError> {
        macro_rules! people {
            () => {
                accounts::table.order(accounts::username_key).select((
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
            Users::Everybody => {
                let rows = Rows::new(offset, limit);
                those_not_among!(
                    &mut self.link,
                    people!().filter(active()).filter(accounts::username_key.is_not_null()),
                    (accounts::id, "accounts.id"),
                    hidden,
                    rows
                )
            }
            Users::These(ids) => {
                let ids: Vec<i64> = ids.iter().map(|id| id.0).filter(|id| !hidden.contains(id)).collect();
                those_among!(&mut self.link, people!(), (accounts::id, "accounts.id"), &ids)
            }
            // Nobody is both a friend and blocked.
            Users::Friends => on!(&mut self.link, |conn| people!()
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

    /// The names of their friends, in order. Who they are first, and then each name once, however many have that friend.
    fn friends_of(&mut self, hidden: &[i64], ids: &[i64]) -> Result<HashMap<i64, Vec<String>>, StoreError> {
        let pairs: QueryResult<Vec<(i64, i64)>> = match &mut self.link {
            Link::Postgres(conn) => ties::table
                .filter(ties::account_id.eq_any(ids))
                .filter(ties::bond.eq("friends"))
                .select((ties::account_id, ties::other_id))
                .load(conn),
            Link::Sqlite(conn) => {
                let ids: Numbers = ids.iter().copied().collect();
                let ids = Value::Numbers(&ids);
                Written::<(BigInt, BigInt)>::new(FRIENDS, &[ids, ids]).load(conn)
            }
        };
        let mut of: HashMap<i64, Vec<i64>> = HashMap::new();
        for (id, friend) in pairs.map_err(|error| self.failed(error))? {
            of.entry(friend).or_default().push(id);
        }
        let known: Vec<i64> = of.keys().copied().filter(|friend| !hidden.contains(friend)).collect();
        let mut friends: HashMap<i64, Vec<String>> = HashMap::new();
        for (friend, name) in self.names_of(&known)? {
            for id in of.remove(&friend).unwrap_or_default() {
                friends.entry(id).or_default().push(name.clone());
            }
        }
        Ok(friends)
    }

    /// What those of them are called who are active and have a name, in the order of their names.
    fn names_of(&mut self, ids: &[i64]) -> Result<Vec<(i64, String)>, StoreError> {
        macro_rules! names {
            () => {
                accounts::table
                    .filter(accounts::state.eq(AccountState::Active.as_str()))
                    .filter(accounts::username.is_not_null())
                    .order(accounts::username_key)
                    .select((accounts::id, accounts::username.assume_not_null()))
            };
        }
        those_among!(&mut self.link, names!(), (accounts::id, "accounts.id"), ids)
            .map_err(|error| self.failed(error))
    }
}
