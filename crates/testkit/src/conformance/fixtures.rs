//! What the cases have in common: names of their own, times, and accounts to work on.

use std::net::IpAddr;
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use parlor_auth::ports::{Store, Work};
use parlor_domain::{
    Account, AccountId, AccountState, EmailAddress, Generation, Identifiers, KnownClient, Lifetime, Login,
    Network, NewAccount, NewSession, PasswordHash, PersonNames, Renewal, Session, SessionId, SessionPolicy,
    StoreError, Timestamp, Username,
};

use crate::RecordedEffects;

pub(super) const POLICY: SessionPolicy = SessionPolicy {
    access_ttl: Duration::from_secs(300),
    refresh_ttl: Duration::from_secs(3_600),
    native_refresh_ttl: Duration::from_secs(7_200),
    cookie_ttl: Duration::from_secs(1_800),
    max_age: Duration::from_secs(86_400),
    grace: Duration::from_secs(10),
    max_rotations: Some(SessionPolicy::USUAL_ROTATIONS),
    fresh_for: Duration::from_secs(900),
};

/// A store under test, and what it said of its commits.
pub(super) struct Subject {
    pub(super) store: Arc<dyn Store>,
    pub(super) effects: Arc<RecordedEffects>,
}

impl Subject {
    /// Does `work` and commits it.
    pub(super) fn commit<T>(&self, work: impl FnOnce(&mut dyn Work) -> Result<T, StoreError>) -> T {
        let mut unit = self.store.write().unwrap();
        let outcome = work(unit.as_mut()).unwrap();
        unit.commit().unwrap();
        outcome
    }

    /// Does `work` and takes it back, as whoever meets an error does.
    pub(super) fn abandon<T>(&self, work: impl FnOnce(&mut dyn Work) -> T) -> T {
        work(self.store.write().unwrap().as_mut())
    }

    pub(super) fn account(&self) -> Account {
        let new = new_account(email_and_name("someone"));
        self.commit(|work| work.accounts().insert(&new))
    }

    pub(super) fn session(&self) -> Session {
        let account = self.account();
        self.commit(|work| work.sessions().open(&new_session(account.id)))
    }

    pub(super) fn find(&self, name: &str) -> Option<Account> {
        self.store.read().unwrap().accounts().by_login(&Login::parse(name)).unwrap()
    }

    pub(super) fn find_session(&self, id: SessionId) -> Option<(Session, Account)> {
        self.store.read().unwrap().sessions().with_account(id).unwrap()
    }
}

/// So many seconds, and an odd number of microseconds, after the beginning of 2030.
pub(super) fn at(seconds: u64) -> Timestamp {
    Timestamp::from_micros(1_893_456_000_123_456).unwrap() + Duration::from_secs(seconds)
}

/// So many seconds after the beginning of 2001: what is old enough to be removed.
pub(super) fn long_ago(seconds: u64) -> Timestamp {
    Timestamp::from_micros(978_307_200_999_999).unwrap() + Duration::from_secs(seconds)
}

pub(super) const MICROSECOND: Duration = Duration::from_micros(1);

/// A number that no other session of this process has.
pub(super) fn next_session() -> SessionId {
    static LAST: AtomicI64 = AtomicI64::new(1);
    SessionId(LAST.fetch_add(1, Ordering::Relaxed))
}

/// A word that no other case, thread or process uses.
pub(super) fn unique(word: &str) -> String {
    static LAST: AtomicU64 = AtomicU64::new(0);
    format!("{word}-{}-{}", process::id(), LAST.fetch_add(1, Ordering::Relaxed))
}

pub(super) fn email(raw: &str) -> EmailAddress {
    EmailAddress::parse(raw).unwrap()
}

pub(super) fn username(raw: &str) -> Username {
    Username::parse(raw).unwrap()
}

pub(super) fn identifiers(address: Option<&str>, name: Option<&str>) -> Identifiers {
    Identifiers::of(address.map(email), name.map(username)).unwrap()
}

pub(super) fn email_and_name(word: &str) -> Identifiers {
    let name = unique(word);
    identifiers(Some(&format!("{name}@example.com")), Some(&name))
}

pub(super) fn new_account(identifiers: Identifiers) -> NewAccount {
    NewAccount {
        identifiers,
        email_verified_at: None,
        names: PersonNames::default(),
        locale: None,
        terms_accepted_at: None,
        password: Some(hash("first")),
        state: AccountState::Active,
        is_admin: false,
        created_at: at(0),
    }
}

pub(super) fn hash(word: &str) -> PasswordHash {
    PasswordHash::stored(format!("plain${word}"))
}

pub(super) fn network(address: &str) -> Network {
    address.parse::<IpAddr>().unwrap().into()
}

pub(super) fn from_address(address: &str) -> KnownClient {
    KnownClient::Address(network(address))
}

/// A session that begins with 2030.
pub(super) fn new_session(account: AccountId) -> NewSession {
    NewSession::open(next_session(), account, Lifetime::Contract, &POLICY, at(0))
}

/// Gives an account another name.
pub(super) fn rename(work: &mut dyn Work, id: AccountId, name: &Username) -> Result<(), StoreError> {
    work.accounts().set_profile(id, Some(name), &PersonNames::default()).map(drop)
}

/// The session after one rotation, not stored yet.
pub(super) fn rotated(session: &Session, now: Timestamp) -> Session {
    match session.clone().present(session.generation, &POLICY, now) {
        Renewal::Rotated(next) => next,
        other => panic!("no rotation but {other:?}"),
    }
}

pub(super) fn generation(number: u32) -> Generation {
    Generation(number)
}

/// The name of the constraint on which something failed.
pub(super) fn conflict<T>(outcome: Result<T, StoreError>) -> &'static str {
    match outcome {
        Err(StoreError::Conflict { constraint }) => constraint,
        Err(other) => panic!("no conflict but: {other}"),
        Ok(_) => panic!("no conflict"),
    }
}

/// Holds if of several who wanted the same one got it, and all others met the same constraint.
pub(super) fn one_was_first(outcomes: Vec<Result<(), StoreError>>, constraint: &str) {
    let all = outcomes.len();
    let refused: Vec<_> = outcomes.into_iter().filter(Result::is_err).map(conflict).collect();
    assert_eq!(refused, vec![constraint; all - 1]);
}
