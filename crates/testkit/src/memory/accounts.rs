//! Accounts in memory, with the unique keys that both databases have.

use parlor_auth::ports::{Accounts, AccountsMut, Among, EMAIL_TAKEN, NameKind, USERNAME_TAKEN};
use parlor_domain::{
    Account, AccountId, AccountState, Actor, AppData, CanonicalKey, ClientAddress, EmailAddress, Identifiers,
    Login, NewAccount, PasswordHash, PersonNames, Revision, StoreError, Timestamp, Username,
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

impl State {
    /// What the databases remove with an account by themselves.
    fn forget_belongings(&mut self, id: AccountId) {
        self.app_data.remove(&id);
        self.pins.remove(&id);
        self.sessions.retain(|_, session| session.account != id);
        self.last_seen.retain(|(owner, _), _| *owner != id);
        self.codes.retain(|_, code| code.account != id);
        self.flows.retain(|flow| flow.account != id);
        self.sign_up_codes.retain(|code| code.account != id);
    }
}

impl Accounts for State {
    fn by_login(&mut self, login: &Login) -> Result<Option<Account>, StoreError> {
        let owner =
            if login.is_address() { self.email_owner(login.key()) } else { self.username_owner(login.key()) };
        Ok(owner.cloned())
    }

    fn by_id(&mut self, id: AccountId) -> Result<Option<Account>, StoreError> {
        Ok(self.accounts.get(&id).cloned())
    }

    fn list(&mut self, offset: usize, limit: usize) -> Result<(Vec<Account>, usize), StoreError> {
        let page = self.accounts.values().skip(offset).take(limit).cloned().collect();
        Ok((page, self.accounts.len()))
    }

    fn newest(
        &mut self,
        among: Among,
        after: Option<AccountId>,
        most: usize,
    ) -> Result<Vec<Account>, StoreError> {
        let newest = self.accounts.values().rev();
        Ok(newest
            .filter(|account| among.has(account) && after.is_none_or(|after| account.id < after))
            .take(most)
            .cloned()
            .collect())
    }

    fn named(
        &mut self,
        by: NameKind,
        prefix: &CanonicalKey,
        after: Option<&CanonicalKey>,
        most: usize,
    ) -> Result<Vec<Account>, StoreError> {
        let key = |account: &Account| match by {
            NameKind::Email => account.email().map(EmailAddress::key).cloned(),
            NameKind::Username => account.username().map(Username::key).cloned(),
        };
        let named = self.accounts.values().filter_map(|account| Some((key(account)?, account.clone())));
        let named = named.filter(|(key, _)| key.as_str().starts_with(prefix.as_str()));
        let mut named: Vec<_> = named.filter(|(key, _)| after.is_none_or(|after| key > after)).collect();
        named.sort_by(|(one, _), (other, _)| one.cmp(other));
        Ok(named.into_iter().take(most).map(|(_, account)| account).collect())
    }

    fn app_data(&mut self, id: AccountId) -> Result<AppData, StoreError> {
        Ok(self.app_data.get(&id).cloned().unwrap_or_default())
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
        self.last_account += 1;
        let account = Account {
            id: AccountId(self.last_account),
            identifiers: new.identifiers,
            email_verified_at: new.email_verified_at,
            names: new.names,
            locale: new.locale,
            terms_accepted_at: new.terms_accepted_at,
            revision: Revision::FIRST,
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

    fn lock_administrators(&mut self) -> Result<Vec<AccountId>, StoreError> {
        let active = self.accounts.values().filter(|account| account.state == AccountState::Active);
        Ok(active.filter(|account| account.is_admin).map(|account| account.id).collect())
    }

    fn set_profile(
        &mut self,
        id: AccountId,
        username: Option<&Username>,
        names: &PersonNames,
    ) -> Result<Revision, StoreError> {
        let owner = username.and_then(|username| self.username_owner(username.key()));
        if owner.is_some_and(|owner| owner.id != id) {
            return Err(StoreError::Conflict { constraint: USERNAME_TAKEN });
        }
        let gone = || StoreError::Unavailable("there is no such account".into());
        let account = self.accounts.get_mut(&id).ok_or_else(gone)?;
        let renamed = account.identifiers.clone().renamed(username.cloned());
        account.identifiers = renamed.ok_or_else(|| StoreError::Unavailable("no name is left".into()))?;
        account.names = names.clone();
        account.revision.0 += 1;
        Ok(account.revision)
    }

    fn set_app_data(&mut self, id: AccountId, data: &AppData) -> Result<(), StoreError> {
        self.app_data.insert(id, data.clone());
        Ok(())
    }

    fn set_password(&mut self, id: AccountId, password: &PasswordHash) -> Result<(), StoreError> {
        self.update(id, |account| account.password = Some(password.clone()));
        Ok(())
    }

    fn clear_password(&mut self, id: AccountId) -> Result<(), StoreError> {
        self.update(id, |account| account.password = None);
        Ok(())
    }

    fn verify_email(&mut self, id: AccountId, now: Timestamp) -> Result<(), StoreError> {
        self.update(id, |account| {
            account.email_verified_at = Some(now);
            account.revision.0 += 1;
        });
        Ok(())
    }

    fn set_email(
        &mut self,
        id: AccountId,
        (email, proved_at): (&EmailAddress, Timestamp),
        username: Option<&Username>,
    ) -> Result<(), StoreError> {
        if self.email_owner(email.key()).is_some_and(|owner| owner.id != id) {
            return Err(StoreError::Conflict { constraint: EMAIL_TAKEN });
        }
        let owner = username.and_then(|username| self.username_owner(username.key()));
        if owner.is_some_and(|owner| owner.id != id) {
            return Err(StoreError::Conflict { constraint: USERNAME_TAKEN });
        }
        let named = Identifiers::of(Some(email.clone()), username.cloned());
        self.update(id, |account| {
            account.identifiers = named.unwrap_or_else(|| account.identifiers.clone());
            account.email_verified_at = Some(proved_at);
            account.revision.0 += 1;
        });
        Ok(())
    }

    fn set_unproved_email(&mut self, id: AccountId, email: Option<&EmailAddress>) -> Result<(), StoreError> {
        let owner = email.and_then(|email| self.email_owner(email.key()));
        if owner.is_some_and(|owner| owner.id != id) {
            return Err(StoreError::Conflict { constraint: EMAIL_TAKEN });
        }
        self.update(id, |account| {
            let named = Identifiers::of(email.cloned(), account.username().cloned());
            account.identifiers = named.unwrap_or_else(|| account.identifiers.clone());
            account.email_verified_at = None;
            account.revision.0 += 1;
        });
        Ok(())
    }

    fn remove_pending(&mut self, email: &EmailAddress) -> Result<bool, StoreError> {
        let owner = self.email_owner(email.key()).filter(|owner| owner.state == AccountState::Pending);
        let pending = owner.map(|owner| owner.id);
        if let Some(id) = pending {
            self.accounts.remove(&id);
            self.forget_belongings(id);
        }
        Ok(pending.is_some())
    }

    fn remove_stale_pending(&mut self, before: Timestamp) -> Result<usize, StoreError> {
        let is_stale =
            |account: &Account| account.state == AccountState::Pending && account.created_at < before;
        let stale: Vec<_> =
            self.accounts.values().filter(|account| is_stale(account)).map(|account| account.id).collect();
        for id in &stale {
            self.accounts.remove(id);
            self.forget_belongings(*id);
        }
        Ok(stale.len())
    }

    fn set_state(&mut self, id: AccountId, state: AccountState) -> Result<(), StoreError> {
        self.update(id, |account| account.state = state);
        Ok(())
    }

    fn set_admin(&mut self, id: AccountId, is_admin: bool) -> Result<(), StoreError> {
        self.update(id, |account| {
            account.is_admin = is_admin;
            account.revision.0 += 1;
        });
        Ok(())
    }

    fn delete(&mut self, id: AccountId) -> Result<(), StoreError> {
        self.accounts.remove(&id);
        self.forget_belongings(id);
        for (event, _) in &mut self.journal {
            if event.account == Some(id) || matches!(event.actor, Actor::Account(actor, _) if actor == id) {
                event.actor = event.actor.at(ClientAddress::Unknown);
            }
        }
        Ok(())
    }
}
