//! Accounts as rows.

use diesel::dsl::sql;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel::sqlite::Sqlite;
use parlor_auth::ports::{Accounts, AccountsMut, Among, NameKind};
use parlor_community::ports::DiscardedFiles as _;
use parlor_domain::{
    Account, AccountId, AccountState, AppData, CanonicalKey, EmailAddress, Identifiers, JsonText, Locale,
    Login, MediaFile, NewAccount, PasswordHash, PersonName, PersonNames, Revision, StoreError, Timestamp,
    Username,
};

use crate::link::{all_locked, first_locked, on};
use crate::pool::Slot;
use crate::schema::{accounts, app_data, audit_log};
use crate::time::Ts;

#[derive(Queryable, Selectable)]
#[diesel(table_name = accounts, check_for_backend(Pg, Sqlite))]
pub(crate) struct AccountRow {
    id: i64,
    email: Option<String>,
    email_key: Option<String>,
    email_verified_at: Option<Ts>,
    username: Option<String>,
    username_key: Option<String>,
    password: Option<String>,
    state: String,
    is_admin: bool,
    created_at: Ts,
    first_name: Option<String>,
    last_name: Option<String>,
    revision: i64,
    locale: Option<String>,
    terms_accepted_at: Option<Ts>,
}

impl TryFrom<AccountRow> for Account {
    type Error = StoreError;

    fn try_from(row: AccountRow) -> Result<Self, StoreError> {
        let unreadable =
            |column| StoreError::Unreadable { table: "accounts", column, id: row.id.to_string() };
        let email = row.email.zip(row.email_key);
        let email = email.map(|(text, key)| EmailAddress::stored(text, CanonicalKey::stored(key)));
        let username = row.username.zip(row.username_key);
        let username = username.map(|(text, key)| Username::stored(text, CanonicalKey::stored(key)));
        Ok(Self {
            id: AccountId(row.id),
            identifiers: Identifiers::of(email, username).ok_or_else(|| unreadable("email"))?,
            email_verified_at: row.email_verified_at.map(|Ts(at)| at),
            password: row.password.map(PasswordHash::stored),
            state: AccountState::parse(&row.state).ok_or_else(|| unreadable("state"))?,
            is_admin: row.is_admin,
            created_at: row.created_at.0,
            names: PersonNames {
                first: row.first_name.map(PersonName::stored),
                last: row.last_name.map(PersonName::stored),
            },
            revision: Revision(row.revision),
            locale: row.locale.as_deref().and_then(Locale::parse),
            terms_accepted_at: row.terms_accepted_at.map(|Ts(at)| at),
        })
    }
}

/// Written out, as the indexes of the rarer states have it.
fn in_state(state: Option<AccountState>) -> &'static str {
    match state {
        None => "1 = 1",
        Some(AccountState::Pending) => "state = 'pending'",
        Some(AccountState::Active) => "state = 'active'",
        Some(AccountState::Deactivated) => "state = 'deactivated'",
    }
}

/// Written out, as the index of administrators has it.
fn with_rights(is_admin: Option<bool>) -> &'static str {
    match is_admin {
        None => "1 = 1",
        Some(true) => "is_admin",
        Some(false) => "NOT is_admin",
    }
}

impl Accounts for Slot {
    fn by_login(&mut self, login: &Login) -> Result<Option<Account>, StoreError> {
        let key = login.key().as_str();
        // No text of Postgres holds a NUL, so no account has such a name; asking for one would be an error.
        if key.contains('\0') {
            return Ok(None);
        }
        let found: Result<Option<AccountRow>, _> = if login.is_address() {
            let row = accounts::table.filter(accounts::email_key.eq(key));
            on!(&mut self.link, |conn| row.select(AccountRow::as_select()).get_result(conn).optional())
        } else {
            let row = accounts::table.filter(accounts::username_key.eq(key));
            on!(&mut self.link, |conn| row.select(AccountRow::as_select()).get_result(conn).optional())
        };
        found.map_err(|error| self.failed(error))?.map(Account::try_from).transpose()
    }

    fn by_id(&mut self, id: AccountId) -> Result<Option<Account>, StoreError> {
        let row = accounts::table.find(id.0);
        let found: Option<AccountRow> =
            on!(&mut self.link, |conn| row.select(AccountRow::as_select()).get_result(conn).optional())
                .map_err(|error| self.failed(error))?;
        found.map(Account::try_from).transpose()
    }

    fn list(&mut self, offset: usize, limit: usize) -> Result<(Vec<Account>, usize), StoreError> {
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let rows: Vec<AccountRow> = on!(&mut self.link, |conn| accounts::table
            .order(accounts::id)
            .offset(number(offset))
            .limit(number(limit))
            .select(AccountRow::as_select())
            .load(conn))
        .map_err(|error| self.failed(error))?;
        let all: i64 = on!(&mut self.link, |conn| accounts::table.count().get_result(conn))
            .map_err(|error| self.failed(error))?;
        let accounts = rows.into_iter().map(Account::try_from).collect::<Result<_, _>>()?;
        Ok((accounts, usize::try_from(all).unwrap_or_default()))
    }

    fn newest(
        &mut self,
        among: Among,
        after: Option<AccountId>,
        most: usize,
    ) -> Result<Vec<Account>, StoreError> {
        let rows: Vec<AccountRow> = on!(&mut self.link, |conn| accounts::table
            .filter(accounts::id.lt(after.map_or(i64::MAX, |id| id.0)))
            .filter(sql::<Bool>(in_state(among.state)))
            .filter(sql::<Bool>(with_rights(among.is_admin)))
            .order(accounts::id.desc())
            .limit(i64::try_from(most).unwrap_or(i64::MAX))
            .select(AccountRow::as_select())
            .load(conn))
        .map_err(|error| self.failed(error))?;
        rows.into_iter().map(Account::try_from).collect()
    }

    fn named(
        &mut self,
        by: NameKind,
        prefix: &CanonicalKey,
        after: Option<&CanonicalKey>,
        most: usize,
    ) -> Result<Vec<Account>, StoreError> {
        let (from, after) = (prefix.as_str(), after.map_or("", CanonicalKey::as_str));
        // As when one is looked up by its name.
        if from.contains('\0') || after.contains('\0') {
            return Ok(Vec::new());
        }
        // Keys are compared byte by byte: no character comes after this one.
        let to = format!("{from}\u{10ffff}");
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let rows: QueryResult<Vec<AccountRow>> = match by {
            NameKind::Email => {
                let rows = accounts::table
                    .filter(accounts::email_key.ge(from))
                    .filter(accounts::email_key.lt(to))
                    .filter(accounts::email_key.gt(after))
                    .order(accounts::email_key)
                    .limit(most);
                on!(&mut self.link, |conn| rows.select(AccountRow::as_select()).load(conn))
            }
            NameKind::Username => {
                let rows = accounts::table
                    .filter(accounts::username_key.ge(from))
                    .filter(accounts::username_key.lt(to))
                    .filter(accounts::username_key.gt(after))
                    .order(accounts::username_key)
                    .limit(most);
                on!(&mut self.link, |conn| rows.select(AccountRow::as_select()).load(conn))
            }
        };
        rows.map_err(|error| self.failed(error))?.into_iter().map(Account::try_from).collect()
    }

    fn app_data(&mut self, id: AccountId) -> Result<AppData, StoreError> {
        let row = app_data::table.find(id.0).select((app_data::public_data, app_data::private_data));
        let found: Option<(Option<String>, Option<String>)> =
            on!(&mut self.link, |conn| row.get_result(conn).optional())
                .map_err(|error| self.failed(error))?;
        let (public, private) = found.unwrap_or_default();
        Ok(AppData { public: public.map(JsonText::stored), private: private.map(JsonText::stored) })
    }
}

impl AccountsMut for Slot {
    fn insert(&mut self, account: &NewAccount) -> Result<Account, StoreError> {
        let (email, username) = (account.identifiers.email(), account.identifiers.username());
        let values = (
            accounts::email.eq(email.map(EmailAddress::as_str)),
            accounts::email_key.eq(email.map(|email| email.key().as_str())),
            accounts::email_verified_at.eq(account.email_verified_at.map(Ts)),
            accounts::username.eq(username.map(Username::as_str)),
            accounts::username_key.eq(username.map(|username| username.key().as_str())),
            accounts::password.eq(account.password.as_ref().map(PasswordHash::as_str)),
            accounts::state.eq(account.state.as_str()),
            accounts::is_admin.eq(account.is_admin),
            accounts::created_at.eq(Ts(account.created_at)),
            accounts::first_name.eq(account.names.first.as_ref().map(PersonName::as_str)),
            accounts::last_name.eq(account.names.last.as_ref().map(PersonName::as_str)),
            accounts::revision.eq(Revision::FIRST.0),
            accounts::locale.eq(account.locale.as_ref().map(Locale::as_str)),
            accounts::terms_accepted_at.eq(account.terms_accepted_at.map(Ts)),
        );
        let row: AccountRow = on!(&mut self.link, |conn| diesel::insert_into(accounts::table)
            .values(values)
            .returning(AccountRow::as_returning())
            .get_result(conn))
        .map_err(|error| self.failed(error))?;
        row.try_into()
    }

    fn lock(&mut self, id: AccountId) -> Result<Option<Account>, StoreError> {
        let row = accounts::table.find(id.0);
        let row: Option<AccountRow> = first_locked!(&mut self.link, row, AccountRow::as_select())
            .map_err(|error| self.failed(error))?;
        row.map(Account::try_from).transpose()
    }

    fn lock_administrators(&mut self) -> Result<Vec<AccountId>, StoreError> {
        let rows = accounts::table
            // Written out, as the index of these rows has it.
            .filter(sql::<Bool>("is_admin"))
            .filter(accounts::state.eq(AccountState::Active.as_str()))
            .order(accounts::id)
            .select(accounts::id);
        let ids: Vec<i64> = all_locked!(&mut self.link, rows).map_err(|error| self.failed(error))?;
        Ok(ids.into_iter().map(AccountId).collect())
    }

    fn set_profile(
        &mut self,
        id: AccountId,
        username: Option<&Username>,
        names: &PersonNames,
    ) -> Result<Revision, StoreError> {
        let values = (
            accounts::username.eq(username.map(Username::as_str)),
            accounts::username_key.eq(username.map(|username| username.key().as_str())),
            accounts::first_name.eq(names.first.as_ref().map(PersonName::as_str)),
            accounts::last_name.eq(names.last.as_ref().map(PersonName::as_str)),
            accounts::revision.eq(accounts::revision + 1),
        );
        let revision = on!(&mut self.link, |conn| diesel::update(accounts::table.find(id.0))
            .set(values)
            .returning(accounts::revision)
            .get_result(conn))
        .map_err(|error| self.failed(error))?;
        Ok(Revision(revision))
    }

    fn set_app_data(&mut self, id: AccountId, data: &AppData) -> Result<(), StoreError> {
        let values = (
            app_data::public_data.eq(data.public.as_ref().map(JsonText::as_str)),
            app_data::private_data.eq(data.private.as_ref().map(JsonText::as_str)),
        );
        on!(&mut self.link, |conn| diesel::insert_into(app_data::table)
            .values((app_data::account_id.eq(id.0), values))
            .on_conflict(app_data::account_id)
            .do_update()
            .set(values)
            .execute(conn))
        .map_err(|error| self.failed(error))?;
        Ok(())
    }

    fn set_password(&mut self, id: AccountId, password: &PasswordHash) -> Result<(), StoreError> {
        let password = accounts::password.eq(password.as_str());
        on!(&mut self.link, |conn| diesel::update(accounts::table.find(id.0)).set(password).execute(conn))
            .map_err(|error| self.failed(error))?;
        Ok(())
    }

    fn clear_password(&mut self, id: AccountId) -> Result<(), StoreError> {
        let password = accounts::password.eq(None::<String>);
        on!(&mut self.link, |conn| diesel::update(accounts::table.find(id.0)).set(password).execute(conn))
            .map_err(|error| self.failed(error))?;
        Ok(())
    }

    fn verify_email(&mut self, id: AccountId, now: Timestamp) -> Result<(), StoreError> {
        let values =
            (accounts::email_verified_at.eq(Some(Ts(now))), accounts::revision.eq(accounts::revision + 1));
        on!(&mut self.link, |conn| diesel::update(accounts::table.find(id.0)).set(values).execute(conn))
            .map_err(|error| self.failed(error))?;
        Ok(())
    }

    fn set_email(
        &mut self,
        id: AccountId,
        (email, proved_at): (&EmailAddress, Timestamp),
        username: Option<&Username>,
    ) -> Result<(), StoreError> {
        let values = (
            accounts::email.eq(email.as_str()),
            accounts::email_key.eq(email.key().as_str()),
            accounts::email_verified_at.eq(Some(Ts(proved_at))),
            accounts::username.eq(username.map(Username::as_str)),
            accounts::username_key.eq(username.map(|username| username.key().as_str())),
            accounts::revision.eq(accounts::revision + 1),
        );
        on!(&mut self.link, |conn| diesel::update(accounts::table.find(id.0)).set(values).execute(conn))
            .map_err(|error| self.failed(error))?;
        Ok(())
    }

    fn set_unproved_email(&mut self, id: AccountId, email: Option<&EmailAddress>) -> Result<(), StoreError> {
        let values = (
            accounts::email.eq(email.map(EmailAddress::as_str)),
            accounts::email_key.eq(email.map(|email| email.key().as_str())),
            accounts::email_verified_at.eq(None::<Ts>),
            accounts::revision.eq(accounts::revision + 1),
        );
        on!(&mut self.link, |conn| diesel::update(accounts::table.find(id.0)).set(values).execute(conn))
            .map_err(|error| self.failed(error))?;
        Ok(())
    }

    fn remove_pending(&mut self, email: &EmailAddress) -> Result<bool, StoreError> {
        let pending = accounts::table
            .filter(accounts::email_key.eq(email.key().as_str()))
            .filter(accounts::state.eq(AccountState::Pending.as_str()));
        let rows = on!(&mut self.link, |conn| diesel::delete(pending).execute(conn))
            .map_err(|error| self.failed(error))?;
        Ok(rows > 0)
    }

    fn remove_stale_pending(&mut self, before: Timestamp) -> Result<usize, StoreError> {
        let stale = accounts::table
            // Written out, as the index of these rows has it.
            .filter(sql::<Bool>("state = 'pending'"))
            .filter(accounts::created_at.lt(Ts(before)));
        on!(&mut self.link, |conn| diesel::delete(stale).execute(conn)).map_err(|error| self.failed(error))
    }

    fn set_state(&mut self, id: AccountId, state: AccountState) -> Result<(), StoreError> {
        let state = accounts::state.eq(state.as_str());
        on!(&mut self.link, |conn| diesel::update(accounts::table.find(id.0)).set(state).execute(conn))
            .map_err(|error| self.failed(error))?;
        Ok(())
    }

    fn set_admin(&mut self, id: AccountId, is_admin: bool) -> Result<(), StoreError> {
        let admin = (accounts::is_admin.eq(is_admin), accounts::revision.eq(accounts::revision + 1));
        on!(&mut self.link, |conn| diesel::update(accounts::table.find(id.0)).set(admin).execute(conn))
            .map_err(|error| self.failed(error))?;
        Ok(())
    }

    fn delete(&mut self, id: AccountId) -> Result<(), StoreError> {
        let told_of = audit_log::table.filter(audit_log::account_id.eq(id.0));
        // By itself, since an index holds just these: what one account did to another.
        let done_by = audit_log::table
            .filter(audit_log::actor.eq("account"))
            .filter(audit_log::actor_id.eq(id.0))
            .filter(audit_log::actor_id.ne(audit_log::account_id));
        let nowhere = || audit_log::address.eq(None::<String>);
        // Its row goes with the account; whoever removes the file must still be told, and at once. While the
        // account is locked nobody gives it another picture.
        if let Some(picture) = self.avatar_of(id)? {
            self.discard(&MediaFile::avatar(id, picture), Timestamp::EPOCH)?;
        }
        self.leave_conversations(id)?;
        on!(&mut self.link, |conn| diesel::update(told_of)
            .set(nowhere())
            .execute(conn)
            .and_then(|_| diesel::update(done_by).set(nowhere()).execute(conn))
            .and_then(|_| diesel::delete(accounts::table.find(id.0)).execute(conn)))
        .map_err(|error| self.failed(error))?;
        Ok(())
    }
}
