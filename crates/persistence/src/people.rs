//! People as others see them.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};
use diesel::sqlite::Sqlite;
use parlor_community::ports::{Direction, People, PeopleAfter, RequestsAfter};
use parlor_domain::{
    AccountId, AccountState, CanonicalKey, FileName, Friend, FriendRequest, Person, PersonName, PersonNames,
    Shunned, StoreError, Timestamp, Username,
};

use crate::link::on;
use crate::pool::Slot;
use crate::presence::{self, PresenceRow, leased_until, when_seen};
use crate::schema::{accounts, avatars, ties};
use crate::time::Ts;

diesel::define_sql_function! {
    /// The canonical name, or no characters: both databases put what is NULL elsewhere.
    #[sql_name = "coalesce"]
    fn name_or_none(name: Nullable<Text>, none: Text) -> Text;
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = accounts, check_for_backend(Pg, Sqlite))]
pub(crate) struct PersonRow {
    id: i64,
    username: Option<String>,
    username_key: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    #[diesel(select_expression = picture(), select_expression_type = picture)]
    avatar: Option<String>,
}

#[diesel::dsl::auto_type]
fn picture() -> _ {
    avatars::table.filter(avatars::account_id.eq(accounts::id)).select(avatars::file_name).single_value()
}

impl PersonRow {
    pub fn id(&self) -> i64 {
        self.id
    }
}

impl From<PersonRow> for Person {
    fn from(row: PersonRow) -> Self {
        let username = row.username.zip(row.username_key);
        Self {
            id: AccountId(row.id),
            username: username.map(|(text, key)| Username::stored(text, CanonicalKey::stored(key))),
            names: PersonNames {
                first: row.first_name.map(PersonName::stored),
                last: row.last_name.map(PersonName::stored),
            },
            avatar: row.avatar.map(FileName::stored),
        }
    }
}

/// Where a list begins: names come after no characters, and numbers after 0.
fn begin(after: Option<&PeopleAfter>) -> (String, i64) {
    after.map_or_else(|| (String::new(), 0), |place| (place.name.clone(), place.id.0))
}

fn rows(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

/// A time that the row's other columns say is there.
fn told(at: Option<Ts>, column: &'static str, person: &Person) -> Result<Timestamp, StoreError> {
    let unreadable = || StoreError::Unreadable { table: "pairs", column, id: person.id.to_string() };
    at.map(|Ts(at)| at).ok_or_else(unreadable)
}

fn shunned((row, since): (PersonRow, Option<Ts>)) -> Result<Shunned, StoreError> {
    let person = Person::from(row);
    Ok(Shunned { since: told(since, "blocked_at", &person)?, person })
}

impl People for Slot {
    fn person(&mut self, viewer: AccountId, id: AccountId) -> Result<Option<Person>, StoreError> {
        let hidden = ties::table
            .filter(ties::account_id.eq(viewer.0))
            .filter(ties::other_id.eq(id.0))
            .filter(ties::is_blocked);
        let row = accounts::table
            .find(id.0)
            .filter(accounts::state.eq(AccountState::Active.as_str()))
            .filter(diesel::dsl::not(diesel::dsl::exists(hidden)));
        let row: Option<PersonRow> =
            on!(&mut self.link, |conn| row.select(PersonRow::as_select()).get_result(conn).optional())
                .map_err(|error| self.failed(error))?;
        Ok(row.map(Person::from))
    }

    fn id_of(&mut self, name: &CanonicalKey) -> Result<Option<AccountId>, StoreError> {
        // No text of Postgres holds a NUL, so no account has such a name; asking for one would be an error.
        if name.as_str().contains('\0') {
            return Ok(None);
        }
        let row = accounts::table
            .filter(accounts::username_key.eq(name.as_str()))
            .filter(accounts::state.eq(AccountState::Active.as_str()));
        let id: Option<i64> =
            on!(&mut self.link, |conn| row.select(accounts::id).get_result(conn).optional())
                .map_err(|error| self.failed(error))?;
        Ok(id.map(AccountId))
    }

    fn friends(
        &mut self,
        of: AccountId,
        after: Option<&PeopleAfter>,
        limit: usize,
        now: Timestamp,
    ) -> Result<Vec<Friend>, StoreError> {
        let (name, id) = begin(after);
        let key = || name_or_none(accounts::username_key, "");
        let found: Vec<(PersonRow, Option<Ts>, PresenceRow)> = on!(&mut self.link, |conn| ties::table
            .inner_join(accounts::table.on(accounts::id.eq(ties::other_id)))
            .filter(ties::account_id.eq(of.0))
            .filter(ties::bond.eq("friends"))
            .filter(accounts::state.eq(AccountState::Active.as_str()))
            .filter(key().gt(&name).or(key().eq(&name).and(accounts::id.gt(id))))
            .order((key(), accounts::id))
            .limit(rows(limit))
            .select((PersonRow::as_select(), ties::bound_at, (leased_until(), when_seen())))
            .load(conn))
        .map_err(|error| self.failed(error))?;
        let friends = found.into_iter().map(|(row, since, presence)| {
            let person = Person::from(row);
            let presence = presence::told(presence, now);
            Ok(Friend { since: told(since, "bound_at", &person)?, person, presence })
        });
        friends.collect()
    }

    fn requests(
        &mut self,
        of: AccountId,
        direction: Direction,
        after: Option<RequestsAfter>,
        limit: usize,
    ) -> Result<Vec<FriendRequest>, StoreError> {
        let from_others = direction == Direction::Incoming;
        // Beyond every place there is, when the list begins.
        let (asked_at, id) = after.map_or((None, i64::MAX), |place| (Some(place.asked_at), place.id.0));
        let asked_at = Ts(asked_at.unwrap_or(Timestamp::LAST));
        let found: Vec<(PersonRow, Option<Ts>)> = on!(&mut self.link, |conn| ties::table
            .inner_join(accounts::table.on(accounts::id.eq(ties::other_id)))
            .filter(ties::account_id.eq(of.0))
            .filter(ties::bond.eq("asked"))
            .filter(ties::asked_by.eq(ties::other_id.nullable()).eq(from_others))
            .filter(accounts::state.eq(AccountState::Active.as_str()))
            .filter(ties::bound_at.lt(asked_at).or(ties::bound_at.eq(asked_at).and(accounts::id.lt(id))))
            .order((ties::bound_at.desc(), accounts::id.desc()))
            .limit(rows(limit))
            .select((PersonRow::as_select(), ties::bound_at))
            .load(conn))
        .map_err(|error| self.failed(error))?;
        let requests = found.into_iter().map(|(row, asked_at)| {
            let person = Person::from(row);
            Ok(FriendRequest { asked_at: told(asked_at, "bound_at", &person)?, person })
        });
        requests.collect()
    }

    fn blocked_one(&mut self, by: AccountId, whom: AccountId) -> Result<Option<Shunned>, StoreError> {
        let row = ties::table
            .inner_join(accounts::table.on(accounts::id.eq(ties::other_id)))
            .filter(ties::account_id.eq(by.0))
            .filter(ties::other_id.eq(whom.0))
            .filter(ties::blocked_at.is_not_null());
        let found: Option<(PersonRow, Option<Ts>)> = on!(&mut self.link, |conn| row
            .select((PersonRow::as_select(), ties::blocked_at))
            .get_result(conn)
            .optional())
        .map_err(|error| self.failed(error))?;
        found.map(shunned).transpose()
    }

    fn blocked(
        &mut self,
        by: AccountId,
        after: Option<&PeopleAfter>,
        limit: usize,
    ) -> Result<Vec<Shunned>, StoreError> {
        let (name, id) = begin(after);
        let key = || name_or_none(accounts::username_key, "");
        let found: Vec<(PersonRow, Option<Ts>)> = on!(&mut self.link, |conn| ties::table
            .inner_join(accounts::table.on(accounts::id.eq(ties::other_id)))
            .filter(ties::account_id.eq(by.0))
            .filter(ties::blocked_at.is_not_null())
            .filter(key().gt(&name).or(key().eq(&name).and(accounts::id.gt(id))))
            .order((key(), accounts::id))
            .limit(rows(limit))
            .select((PersonRow::as_select(), ties::blocked_at))
            .load(conn))
        .map_err(|error| self.failed(error))?;
        found.into_iter().map(shunned).collect()
    }
}
