//! Accounts as rows.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use parlor_auth::ports::{Accounts, AccountsMut};
use parlor_domain::{
    Account, AccountId, AccountState, CanonicalKey, EmailAddress, Identifiers, Login, NewAccount,
    PasswordHash, StoreError, Username,
};

use crate::link::{first_locked, on};
use crate::pool::Slot;
use crate::schema::accounts;
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
        })
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

    fn rename(&mut self, id: AccountId, username: &Username) -> Result<(), StoreError> {
        let names =
            (accounts::username.eq(username.as_str()), accounts::username_key.eq(username.key().as_str()));
        on!(&mut self.link, |conn| diesel::update(accounts::table.find(id.0)).set(names).execute(conn))
            .map_err(|error| self.failed(error))?;
        Ok(())
    }

    fn set_password(&mut self, id: AccountId, password: &PasswordHash) -> Result<(), StoreError> {
        let password = accounts::password.eq(password.as_str());
        on!(&mut self.link, |conn| diesel::update(accounts::table.find(id.0)).set(password).execute(conn))
            .map_err(|error| self.failed(error))?;
        Ok(())
    }

    fn set_state(&mut self, id: AccountId, state: AccountState) -> Result<(), StoreError> {
        let state = accounts::state.eq(state.as_str());
        on!(&mut self.link, |conn| diesel::update(accounts::table.find(id.0)).set(state).execute(conn))
            .map_err(|error| self.failed(error))?;
        Ok(())
    }

    fn set_admin(&mut self, id: AccountId, is_admin: bool) -> Result<(), StoreError> {
        let admin = accounts::is_admin.eq(is_admin);
        on!(&mut self.link, |conn| diesel::update(accounts::table.find(id.0)).set(admin).execute(conn))
            .map_err(|error| self.failed(error))?;
        Ok(())
    }
}
