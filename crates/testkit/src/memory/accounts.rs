//! Accounts in memory, with the unique keys that both databases have.

use parlor_auth::ports::{Accounts, AccountsMut, EMAIL_TAKEN, USERNAME_TAKEN};
use parlor_domain::{
    Account, AccountId, AccountState, CanonicalKey, EmailAddress, Login, NewAccount, PasswordHash,
    StoreError, Username,
};

use super::state::State;

impl State {
    fn email_owner(&self, key: &CanonicalKey) -> Option<&Account> {
        self.accounts.values().find(|account| account.email().map(EmailAddress::key) == Some(key))
    }

    fn username_owner(&self, key: &CanonicalKey) -> Option<&Account> {
        self.accounts.values().find(|account| account.username().map(Username::key) == Some(key))
    }

    fn update(&mut self, id: AccountId, change: impl FnOnce(&mut Account)) {
        if let Some(account) = self.accounts.get_mut(&id) {
            change(account);
        }
    }
}

impl Accounts for State {
    fn by_login(&mut self, login: &Login) -> Result<Option<Account>, StoreError> {
        let owner =
            if login.is_address() { self.email_owner(login.key()) } else { self.username_owner(login.key()) };
        Ok(owner.cloned())
    }
}

impl AccountsMut for State {
    fn insert(&mut self, new: &NewAccount) -> Result<Account, StoreError> {
        let new = new.clone();
        if new.identifiers.email().is_some_and(|email| self.email_owner(email.key()).is_some()) {
            return Err(StoreError::Conflict { constraint: EMAIL_TAKEN });
        }
        if new.identifiers.username().is_some_and(|name| self.username_owner(name.key()).is_some()) {
            return Err(StoreError::Conflict { constraint: USERNAME_TAKEN });
        }
        let last = self.accounts.keys().next_back().map_or(0, |id| id.0);
        let account = Account {
            id: AccountId(last + 1),
            identifiers: new.identifiers,
            email_verified_at: new.email_verified_at,
            password: new.password,
            state: new.state,
            is_admin: new.is_admin,
            created_at: new.created_at,
        };
        self.accounts.insert(account.id, account.clone());
        Ok(account)
    }

    fn lock(&mut self, id: AccountId) -> Result<Option<Account>, StoreError> {
        Ok(self.accounts.get(&id).cloned())
    }

    fn rename(&mut self, id: AccountId, username: &Username) -> Result<(), StoreError> {
        if self.username_owner(username.key()).is_some_and(|owner| owner.id != id) {
            return Err(StoreError::Conflict { constraint: USERNAME_TAKEN });
        }
        self.update(id, |account| {
            account.identifiers = account.identifiers.clone().renamed(username.clone())
        });
        Ok(())
    }

    fn set_password(&mut self, id: AccountId, password: &PasswordHash) -> Result<(), StoreError> {
        self.update(id, |account| account.password = Some(password.clone()));
        Ok(())
    }

    fn set_state(&mut self, id: AccountId, state: AccountState) -> Result<(), StoreError> {
        self.update(id, |account| account.state = state);
        Ok(())
    }

    fn set_admin(&mut self, id: AccountId, is_admin: bool) -> Result<(), StoreError> {
        self.update(id, |account| account.is_admin = is_admin);
        Ok(())
    }
}
