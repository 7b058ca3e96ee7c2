//! What accounts show of themselves, as rows.

#[cfg(test)]
mod tests;

use diesel::prelude::*;
use diesel::sql_types::Bool;
use parlor_community::ports::{Belongings, PeopleAfter, Profiles};
use parlor_domain::{
    AccountId, AccountState, AppData, FileName, JsonText, NamePrefix, Person, Profile, Score, StoreError,
    Timestamp,
};

use crate::link::on;
use crate::people::PersonRow;
use crate::pool::Slot;
use crate::presence::{self, PresenceRow, leased_until, when_seen};
use crate::schema::{accounts, app_data, avatars, scores, ties};

/// Somebody, what their app shows of them, their score, whether they are a friend, and whether they are there.
type ProfileRow = (PersonRow, Option<String>, Option<i64>, bool, PresenceRow);

impl Profiles for Slot {
    fn belongings(&mut self, account: AccountId) -> Result<Belongings, StoreError> {
        let row = accounts::table
            .left_join(app_data::table)
            .left_join(avatars::table)
            .filter(accounts::id.eq(account.0))
            .select((
                app_data::public_data.nullable(),
                app_data::private_data.nullable(),
                avatars::file_name.nullable(),
            ));
        let found: Option<(Option<String>, Option<String>, Option<String>)> =
            on!(&mut self.link, |conn| row.get_result(conn).optional())
                .map_err(|error| self.failed(error))?;
        let (public, private, avatar) = found.unwrap_or_default();
        let data = AppData { public: public.map(JsonText::stored), private: private.map(JsonText::stored) };
        Ok(Belongings { data, avatar: avatar.map(FileName::stored) })
    }

    fn profile(
        &mut self,
        viewer: AccountId,
        id: AccountId,
        now: Timestamp,
    ) -> Result<Option<Profile>, StoreError> {
        let row = accounts::table
            .left_join(app_data::table)
            .filter(accounts::id.eq(id.0))
            .filter(accounts::state.eq(AccountState::Active.as_str()))
            .filter(diesel::dsl::not(blocked(viewer)));
        let score = scores::table.filter(scores::account_id.eq(accounts::id)).select(scores::score);
        let found: Option<ProfileRow> = on!(&mut self.link, |conn| row
            .select((
                PersonRow::as_select(),
                app_data::public_data.nullable(),
                score.single_value(),
                befriended(viewer),
                (leased_until(), when_seen()),
            ))
            .get_result(conn)
            .optional())
        .map_err(|error| self.failed(error))?;
        let Some((person, public_data, points, is_friend, presence)) = found else { return Ok(None) };
        let unreadable =
            |_| StoreError::Unreadable { table: "scores", column: "score", id: id.0.to_string() };
        Ok(Some(Profile {
            person: without_address(person.into()),
            score: Score::parse(points.unwrap_or_default()).map_err(unreadable)?,
            public_data: public_data.map(JsonText::stored),
            presence: (is_friend || viewer == id).then(|| presence::told(presence, now)),
        }))
    }

    fn search(
        &mut self,
        viewer: AccountId,
        name: &NamePrefix,
        after: Option<&PeopleAfter>,
        limit: usize,
    ) -> Result<Vec<Person>, StoreError> {
        let first = name.key().as_str();
        // No name holds this character, which stands after all that one may hold.
        let last = format!("{first}\u{10ffff}");
        let after = after.map_or("", |place| place.name.as_str());
        let rows = accounts::table
            // Written out, as the index of these rows has it.
            .filter(diesel::dsl::sql::<Bool>("state = 'active' AND username_key NOT LIKE '%@%'"))
            .filter(accounts::username_key.ge(first))
            .filter(accounts::username_key.lt(last))
            .filter(accounts::username_key.gt(after))
            .filter(diesel::dsl::not(blocked(viewer)))
            .order(accounts::username_key)
            .limit(i64::try_from(limit).unwrap_or(i64::MAX));
        let found: Vec<PersonRow> =
            on!(&mut self.link, |conn| rows.select(PersonRow::as_select()).load(conn))
                .map_err(|error| self.failed(error))?;
        Ok(found.into_iter().map(Person::from).collect())
    }
}

/// Whether `viewer` and the account that a query is about block one another: the one place where that hides somebody
/// from profiles and from the search.
#[diesel::dsl::auto_type]
fn blocked(viewer: AccountId) -> _ {
    let viewer: i64 = viewer.0;
    let ties_of_both = ties::table
        .filter(ties::account_id.eq(viewer))
        .filter(ties::other_id.eq(accounts::id))
        .filter(ties::is_blocked);
    diesel::dsl::exists(ties_of_both)
}

/// Whether `viewer` and the account that a query is about are friends.
#[diesel::dsl::auto_type]
fn befriended(viewer: AccountId) -> _ {
    let viewer: i64 = viewer.0;
    let ties_of_both = ties::table
        .filter(ties::account_id.eq(viewer))
        .filter(ties::other_id.eq(accounts::id))
        .filter(ties::bond.eq("friends"));
    diesel::dsl::exists(ties_of_both)
}

/// An email that serves as a username is for its owner to tell.
fn without_address(person: Person) -> Person {
    Person { username: person.username.filter(|name| !name.is_address()), ..person }
}
