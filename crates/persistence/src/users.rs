//! Lists of people with their friends: one query for the people, one for the friends of all of them.

use std::collections::HashMap;

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use parlor_community::ports::{UserLists, Users};
use parlor_domain::{AccountId, AccountState, CanonicalKey, StoreError, Timestamp, User, Username};

use crate::link::on;
use crate::people::PersonRow;
use crate::pool::Slot;
use crate::schema::{accounts, sessions, ties};
use crate::time::Ts;

#[derive(Queryable, Selectable)]
#[diesel(table_name = accounts, check_for_backend(Pg, Sqlite))]
struct NameRow {
    username: Option<String>,
    username_key: Option<String>,
}

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
            ($which:expr) => {
                on!(&mut self.link, |conn| accounts::table
                    .filter(diesel::dsl::not(diesel::dsl::exists(
                        ties::table
                            .filter(ties::account_id.eq(viewer.0))
                            .filter(ties::other_id.eq(accounts::id))
                            .filter(ties::is_blocked)
                    )))
                    .filter($which)
                    .order(accounts::username_key)
                    .offset(rows(offset))
                    .limit(rows(limit))
                    .select((
                        PersonRow::as_select(),
                        diesel::dsl::exists(
                            sessions::table
                                .filter(sessions::account_id.eq(accounts::id))
                                .filter(sessions::ended_at.is_null())
                                .filter(sessions::expires_at.gt(Ts(now)))
                        ),
                    ))
                    .load::<(PersonRow, bool)>(conn))
            };
        }
        let active = || accounts::state.eq(AccountState::Active.as_str());
        let found = match which {
            Users::Everybody => page!(active().and(accounts::username_key.is_not_null())),
            Users::These(ids) => page!(accounts::id.eq_any(ids.iter().map(|id| id.0).collect::<Vec<_>>())),
            Users::Friends => page!(
                active().and(
                    accounts::id.eq_any(
                        ties::table
                            .filter(ties::account_id.eq(viewer.0))
                            .filter(ties::bond.eq("friends"))
                            .select(ties::other_id)
                    )
                )
            ),
        };
        found.map_err(|error| self.failed(error))
    }

    /// The names of their friends, in order; all of them in one query.
    fn friends_of(
        &mut self,
        viewer: AccountId,
        ids: &[i64],
    ) -> Result<HashMap<i64, Vec<Username>>, StoreError> {
        let hers = diesel::alias!(ties as hers);
        let hidden = hers
            .filter(hers.field(ties::account_id).eq(viewer.0))
            .filter(hers.field(ties::is_blocked))
            .filter(hers.field(ties::other_id).eq(ties::other_id));
        let found: Vec<(i64, NameRow)> = on!(&mut self.link, |conn| ties::table
            .inner_join(accounts::table.on(accounts::id.eq(ties::other_id)))
            .filter(ties::account_id.eq_any(ids.to_vec()))
            .filter(ties::bond.eq("friends"))
            .filter(accounts::state.eq(AccountState::Active.as_str()))
            .filter(diesel::dsl::not(diesel::dsl::exists(hidden)))
            .order(accounts::username_key)
            .select((ties::account_id, NameRow::as_select()))
            .load(conn))
        .map_err(|error| self.failed(error))?;
        let mut friends: HashMap<i64, Vec<Username>> = HashMap::new();
        for (of, name) in found {
            let name = name.username.zip(name.username_key);
            friends
                .entry(of)
                .or_default()
                .extend(name.map(|(text, key)| Username::stored(text, CanonicalKey::stored(key))));
        }
        Ok(friends)
    }
}
