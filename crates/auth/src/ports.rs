//! What the use cases need from outside.
//!
//! A look-up answers `Ok(None)` for what is not there. What reads may be called on a plain connection;
//! what changes something only on a unit of work, which is one transaction.

mod codes;
mod exports;
mod outbox;
mod oversight;
mod service_keys;
mod setup;
mod sign_ups;

use parlor_domain::ports::Journal;
use parlor_domain::{
    Account, AccountId, AccountState, AppData, Attempts, CanonicalKey, ClientKind, Device, EmailAddress,
    EndReason, Generation, KnownClient, LockoutPolicy, Login, LoginKey, Match, NewAccount, NewSession,
    Password, PasswordHash, PersonNames, Revision, ServiceKeyId, Session, SessionId, SessionSecret,
    StoreError, Timestamp, Username, Verdict,
};

use crate::{AccessClaims, RefreshClaims, Unexpected};

pub use codes::{Codes, Flows, KeyedHashes, NewCode, NewFlow, Pins, PinsMut, SentCode};
pub use exports::{ExportPart, ExportPlace, Exports};
pub use outbox::{
    Deliveries, LeasedMail, Letter, MailError, Mailer, NewMail, Outbox, Rendered, Sealer, Settled, Templates,
};

pub use oversight::{Among, AuditLog, Counts, FailedMail, Moment, Statistics, Undelivered};
pub use service_keys::{NewServiceKey, ServiceKeys, ServiceKeysMut};
pub use setup::SetupLinks;
pub use sign_ups::{SignUpCode, SignUpCodes};

/// Where everything is kept.
pub trait Store: Send + Sync {
    /// A connection for look-ups.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when none becomes free in time.
    fn read(&self) -> Result<Box<dyn Reader + '_>, StoreError>;

    /// A transaction. Dropping it takes everything back.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when no connection becomes free in time.
    fn write(&self) -> Result<Box<dyn Work + '_>, StoreError>;

    /// A connection on which each change is a transaction of its own: cheaper than a unit of work, for the few
    /// changes that decide by themselves whether they hold, and that nobody has to be told of.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when no connection becomes free in time.
    fn renew(&self) -> Result<Box<dyn Renewals + '_>, StoreError>;

    /// Does [`Renewals::rotate`] for different sessions, as one piece of work. Gives for each, in their order,
    /// whether it is stored; `false` also for those whose turn has not come, because somebody else is at them.
    ///
    /// # Errors
    /// [`StoreError`]; then none is stored.
    fn rotate(&self, rotated: &[Session]) -> Result<Vec<bool>, StoreError> {
        let mut renewals = self.renew()?;
        rotated.iter().map(|session| renewals.rotate(session)).collect()
    }
}

/// Look-ups, each seeing what was committed before it.
pub trait Reader {
    /// Accounts.
    fn accounts(&mut self) -> &mut dyn Accounts;
    /// Sessions.
    fn sessions(&mut self) -> &mut dyn Sessions;
    /// Counters of wrong passwords.
    fn lockouts(&mut self) -> &mut dyn Lockouts;
    /// Clients that accounts signed in from.
    fn known_clients(&mut self) -> &mut dyn KnownClients;
    /// PINs.
    fn pins(&mut self) -> &mut dyn Pins;
    /// Keys of other back ends.
    fn service_keys(&mut self) -> &mut dyn ServiceKeys;
    /// What owners are told of all that is stored of them.
    fn exports(&mut self) -> &mut dyn Exports;
    /// The audit log.
    fn audit_log(&mut self) -> &mut dyn AuditLog;
    /// Mail that nobody got.
    fn undelivered(&mut self) -> &mut dyn Undelivered;
    /// How much there is of everything.
    fn statistics(&mut self) -> &mut dyn Statistics;
}

/// A unit of work: every repository on one transaction.
pub trait Work {
    /// Accounts.
    fn accounts(&mut self) -> &mut dyn AccountsMut;
    /// Sessions.
    fn sessions(&mut self) -> &mut dyn SessionsMut;
    /// Counters of wrong passwords.
    fn lockouts(&mut self) -> &mut dyn LockoutsMut;
    /// Clients that accounts signed in from.
    fn known_clients(&mut self) -> &mut dyn KnownClientsMut;
    /// Emailed codes.
    fn codes(&mut self) -> &mut dyn Codes;
    /// Codes that complete a sign-up by themselves.
    fn sign_up_codes(&mut self) -> &mut dyn SignUpCodes;
    /// What a proved email lets somebody do.
    fn flows(&mut self) -> &mut dyn Flows;
    /// PINs.
    fn pins(&mut self) -> &mut dyn PinsMut;
    /// Links to the first administrator.
    fn setup(&mut self) -> &mut dyn SetupLinks;
    /// Keys of other back ends.
    fn service_keys(&mut self) -> &mut dyn ServiceKeysMut;
    /// The data keys.
    fn keys(&mut self) -> &mut dyn Keys;
    /// Mail that this work sends.
    fn outbox(&mut self) -> &mut dyn Outbox;
    /// Mail that is on its way.
    fn deliveries(&mut self) -> &mut dyn Deliveries;
    /// What happened.
    fn journal(&mut self) -> &mut dyn Journal;
    /// Makes all of it last, then lets its effects follow.
    ///
    /// # Errors
    /// [`StoreError`] when the transaction could not be completed; then nothing of it lasts.
    fn commit(self: Box<Self>) -> Result<(), StoreError>;
}

/// Looks accounts up.
pub trait Accounts {
    /// The account that signs in by a name or address.
    ///
    /// # Errors
    /// [`StoreError`].
    fn by_login(&mut self, login: &Login) -> Result<Option<Account>, StoreError>;

    /// The account that has a number.
    ///
    /// # Errors
    /// [`StoreError`].
    fn by_id(&mut self, id: AccountId) -> Result<Option<Account>, StoreError>;

    /// At most `limit` accounts after the first `offset`, in the order of their numbers; and how many there
    /// are in all.
    ///
    /// # Errors
    /// [`StoreError`].
    fn list(&mut self, offset: usize, limit: usize) -> Result<(Vec<Account>, usize), StoreError>;

    /// At most `most` of these accounts, the newest first, beginning after the one that `after` names.
    ///
    /// # Errors
    /// [`StoreError`].
    fn newest(
        &mut self,
        among: Among,
        after: Option<AccountId>,
        most: usize,
    ) -> Result<Vec<Account>, StoreError>;

    /// At most `most` accounts of which a name begins like `prefix`, in the order of these names, beginning
    /// behind `after`.
    ///
    /// # Errors
    /// [`StoreError`].
    fn named(
        &mut self,
        by: NameKind,
        prefix: &CanonicalKey,
        after: Option<&CanonicalKey>,
        most: usize,
    ) -> Result<Vec<Account>, StoreError>;

    /// What apps keep beside an account; nothing, if there is no such account.
    ///
    /// # Errors
    /// [`StoreError`].
    fn app_data(&mut self, id: AccountId) -> Result<AppData, StoreError>;
}

/// Which of an account's names is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameKind {
    /// The email.
    Email,
    /// The username.
    Username,
}

/// Changes accounts.
pub trait AccountsMut: Accounts {
    /// Makes one.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] on [`EMAIL_TAKEN`] or [`USERNAME_TAKEN`].
    fn insert(&mut self, account: &NewAccount) -> Result<Account, StoreError>;

    /// Reads one again and keeps others from changing it until the transaction ends.
    ///
    /// # Errors
    /// [`StoreError`].
    fn lock(&mut self, id: AccountId) -> Result<Option<Account>, StoreError>;

    /// The active administrators, whose accounts nobody else changes until the transaction ends. They are locked
    /// in the order of their numbers, before any other account.
    ///
    /// # Errors
    /// [`StoreError`].
    fn lock_administrators(&mut self) -> Result<Vec<AccountId>, StoreError>;

    /// Stores what its owner goes by, as a new revision.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] on [`USERNAME_TAKEN`].
    fn set_profile(
        &mut self,
        id: AccountId,
        username: Option<&Username>,
        names: &PersonNames,
    ) -> Result<Revision, StoreError>;

    /// Stores what apps keep beside it.
    ///
    /// # Errors
    /// [`StoreError`].
    fn set_app_data(&mut self, id: AccountId, data: &AppData) -> Result<(), StoreError>;

    /// Stores a password in place of any other.
    ///
    /// # Errors
    /// [`StoreError`].
    fn set_password(&mut self, id: AccountId, password: &PasswordHash) -> Result<(), StoreError>;

    /// Takes its password away: none signs in then.
    ///
    /// # Errors
    /// [`StoreError`].
    fn clear_password(&mut self, id: AccountId) -> Result<(), StoreError>;

    /// Notes that its email is its owner's, as a new revision.
    ///
    /// # Errors
    /// [`StoreError`].
    fn verify_email(&mut self, id: AccountId, now: Timestamp) -> Result<(), StoreError>;

    /// Gives it another email, proved at a time, and the username that goes with it, as a new revision.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] on [`EMAIL_TAKEN`] or [`USERNAME_TAKEN`].
    fn set_email(
        &mut self,
        id: AccountId,
        proved: (&EmailAddress, Timestamp),
        username: Option<&Username>,
    ) -> Result<(), StoreError>;

    /// Gives it an email that nobody has proved, or takes its email away, as a new revision.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] on [`EMAIL_TAKEN`].
    fn set_unproved_email(&mut self, id: AccountId, email: Option<&EmailAddress>) -> Result<(), StoreError>;

    /// Removes the pending sign-up with an email, if there is one; says whether there was.
    ///
    /// # Errors
    /// [`StoreError`].
    fn remove_pending(&mut self, email: &EmailAddress) -> Result<bool, StoreError>;

    /// Removes the pending sign-ups that were begun before `before`; says how many.
    ///
    /// # Errors
    /// [`StoreError`].
    fn remove_stale_pending(&mut self, before: Timestamp) -> Result<usize, StoreError>;

    /// Switches it on or off.
    ///
    /// # Errors
    /// [`StoreError`].
    fn set_state(&mut self, id: AccountId, state: AccountState) -> Result<(), StoreError>;

    /// Gives or takes the rights of administrators, as a new revision.
    ///
    /// # Errors
    /// [`StoreError`].
    fn set_admin(&mut self, id: AccountId, is_admin: bool) -> Result<(), StoreError>;

    /// Removes it with all that belongs to it. What the audit log says of it stays, without addresses.
    ///
    /// # Errors
    /// [`StoreError`].
    fn delete(&mut self, id: AccountId) -> Result<(), StoreError>;
}

/// The constraint that keeps emails unique.
pub const EMAIL_TAKEN: &str = "accounts_email_key";
/// The constraint that keeps usernames unique.
pub const USERNAME_TAKEN: &str = "accounts_username_key";
/// The constraint that lets one instance alone make the first keys.
pub const ROOT_TAKEN: &str = "root_secret_pkey";

/// Looks sessions up.
pub trait Sessions {
    /// A session with its account, in one query; also one that is over.
    ///
    /// # Errors
    /// [`StoreError`].
    fn with_account(&mut self, id: SessionId) -> Result<Option<(Session, Account)>, StoreError>;

    /// The session that has this opaque credential, with its account, in one query; also one that is over.
    ///
    /// # Errors
    /// [`StoreError`].
    fn by_secret(&mut self, secret: &SessionSecret) -> Result<Option<(Session, Account)>, StoreError>;

    /// How many of an account's sessions are live.
    ///
    /// # Errors
    /// [`StoreError`].
    fn count_live(&mut self, account: AccountId, now: Timestamp) -> Result<usize, StoreError>;

    /// Those of these sessions that are live.
    ///
    /// # Errors
    /// [`StoreError`].
    fn live_among(&mut self, ids: &[SessionId], now: Timestamp) -> Result<Vec<SessionId>, StoreError>;

    /// A live session as its owner sees it.
    ///
    /// # Errors
    /// [`StoreError`].
    fn device(&mut self, id: SessionId, now: Timestamp) -> Result<Option<Device>, StoreError>;

    /// The live sessions of an account as its owner sees them, those opened last first, beginning after
    /// the place that `after` names.
    ///
    /// # Errors
    /// [`StoreError`].
    fn devices(
        &mut self,
        account: AccountId,
        after: Option<(Timestamp, SessionId)>,
        limit: usize,
        now: Timestamp,
    ) -> Result<Vec<Device>, StoreError>;
}

/// Carries on what is renewed by use, each time by one statement whose conditions decide.
pub trait Renewals {
    /// Stores a rotated session in place of the generation before it; `false` if that is no longer the
    /// current one, or the session is over.
    ///
    /// # Errors
    /// [`StoreError`].
    fn rotate(&mut self, rotated: &Session) -> Result<bool, StoreError>;

    /// Notes that the owner has `generation`; nothing changes if it is not the current one.
    ///
    /// # Errors
    /// [`StoreError`].
    fn acknowledge(
        &mut self,
        id: SessionId,
        generation: Generation,
        now: Timestamp,
    ) -> Result<(), StoreError>;

    /// Notes that another back end showed its key; nothing changes if it did so since `unless_since`.
    ///
    /// # Errors
    /// [`StoreError`].
    fn use_key(
        &mut self,
        id: ServiceKeyId,
        unless_since: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError>;

    /// Lets a live session last until another time than before; `false` if it is over.
    ///
    /// # Errors
    /// [`StoreError`].
    fn extend(&mut self, id: SessionId, expires_at: Timestamp, now: Timestamp) -> Result<bool, StoreError>;
}

/// Changes sessions.
pub trait SessionsMut: Sessions + Renewals {
    /// Opens one.
    ///
    /// # Errors
    /// [`StoreError`].
    fn open(&mut self, session: &NewSession) -> Result<Session, StoreError>;

    /// Gives one another opaque credential in place of the one before.
    ///
    /// # Errors
    /// [`StoreError`].
    fn set_secret(&mut self, id: SessionId, secret: &SessionSecret) -> Result<(), StoreError>;

    /// Ends one; `false` if it was over already.
    ///
    /// # Errors
    /// [`StoreError`].
    fn end(&mut self, id: SessionId, reason: EndReason, now: Timestamp) -> Result<bool, StoreError>;

    /// Ends all of an account, but for the one to `spare`, and says which those were.
    ///
    /// # Errors
    /// [`StoreError`].
    fn end_all(
        &mut self,
        account: AccountId,
        spare: Option<SessionId>,
        reason: EndReason,
        now: Timestamp,
    ) -> Result<Vec<SessionId>, StoreError>;

    /// Ends all of all accounts; says how many those were.
    ///
    /// # Errors
    /// [`StoreError`].
    fn end_everyone(&mut self, reason: EndReason, now: Timestamp) -> Result<usize, StoreError>;

    /// Removes those that were over before `before`; says how many.
    ///
    /// # Errors
    /// [`StoreError`].
    fn remove_over(&mut self, before: Timestamp) -> Result<usize, StoreError>;
}

/// Looks at the counters of wrong passwords.
pub trait Lockouts {
    /// The counter as it stands, without waiting for anybody who is changing it.
    ///
    /// # Errors
    /// [`StoreError`].
    fn peek(&mut self, key: &LoginKey, client: ClientKind) -> Result<Attempts, StoreError>;

    /// The end of the lock that holds longest for a key, whoever it counts for; it may have passed.
    ///
    /// # Errors
    /// [`StoreError`].
    fn longest_lock(&mut self, key: &LoginKey) -> Result<Option<Timestamp>, StoreError>;
}

/// Counts wrong passwords.
pub trait LockoutsMut: Lockouts {
    /// Counts one try by [`Attempts::judge`]. Holds the counter's row until the transaction ends, so that
    /// tries made at once are judged one after the other.
    ///
    /// # Errors
    /// [`StoreError`].
    fn verdict(
        &mut self,
        key: &LoginKey,
        client: ClientKind,
        outcome: Match,
        policy: &LockoutPolicy,
        now: Timestamp,
    ) -> Result<Verdict, StoreError>;

    /// Sets every counter of a key back, whoever it counts for.
    ///
    /// # Errors
    /// [`StoreError`].
    fn clear(&mut self, key: &LoginKey) -> Result<(), StoreError>;

    /// Removes the counters whose last failure came before `before`; says how many.
    ///
    /// # Errors
    /// [`StoreError`].
    fn remove_stale(&mut self, before: Timestamp) -> Result<usize, StoreError>;
}

/// Looks up the clients that an account signed in from.
pub trait KnownClients {
    /// Whether the account signed in from `client` since `since`.
    ///
    /// # Errors
    /// [`StoreError`].
    fn is_known(
        &mut self,
        account: AccountId,
        client: KnownClient,
        since: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Whether any client of the account is remembered.
    ///
    /// # Errors
    /// [`StoreError`].
    fn any(&mut self, account: AccountId) -> Result<bool, StoreError>;
}

/// Remembers the clients that an account signed in from.
pub trait KnownClientsMut: KnownClients {
    /// Remembers one, and of all those of the account only the `keep` newest.
    ///
    /// # Errors
    /// [`StoreError`].
    fn remember(
        &mut self,
        account: AccountId,
        client: KnownClient,
        now: Timestamp,
        keep: usize,
    ) -> Result<(), StoreError>;

    /// Forgets all of an account.
    ///
    /// # Errors
    /// [`StoreError`].
    fn forget(&mut self, account: AccountId) -> Result<(), StoreError>;

    /// Removes those last seen before `before`; says how many.
    ///
    /// # Errors
    /// [`StoreError`].
    fn remove_unseen(&mut self, before: Timestamp) -> Result<usize, StoreError>;
}

/// Keeps the data keys, sealed.
pub trait Keys {
    /// The root secret's check value; keeps other instances from adding keys until the transaction ends.
    ///
    /// # Errors
    /// [`StoreError`].
    fn lock_root(&mut self) -> Result<Option<String>, StoreError>;

    /// Stores the check value of the first root secret.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] on [`ROOT_TAKEN`] when another instance was first.
    fn set_root(&mut self, check: &str) -> Result<(), StoreError>;

    /// Stores the check value of another root secret in place of the one that is there.
    ///
    /// # Errors
    /// [`StoreError`].
    fn replace_root(&mut self, check: &str) -> Result<(), StoreError>;

    /// All keys, oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    fn all(&mut self) -> Result<Vec<SealedKey>, StoreError>;

    /// Adds one.
    ///
    /// # Errors
    /// [`StoreError`].
    fn add(&mut self, key: &SealedKey) -> Result<(), StoreError>;

    /// Stores a key sealed anew in place of what was stored under its name.
    ///
    /// # Errors
    /// [`StoreError`].
    fn reseal(&mut self, name: &str, sealed: &[u8]) -> Result<(), StoreError>;

    /// Removes one; nothing happens if there is none of that name.
    ///
    /// # Errors
    /// [`StoreError`].
    fn remove(&mut self, name: &str) -> Result<(), StoreError>;
}

/// A data key as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedKey {
    /// Its name; a signing key's is its `kid`.
    pub name: String,
    /// What it is for, and for a signing key its algorithm.
    pub purpose: String,
    /// The key, sealed by the root secret.
    pub sealed: Vec<u8>,
    /// When it was made.
    pub made_at: Timestamp,
}

/// Holds the root secret, and seals keys with it.
pub trait Vault: Send + Sync {
    /// A value that tells this root secret from any other, and nothing else of it.
    fn check(&self) -> String;

    /// Seals a key so that it opens only under the same `name`.
    ///
    /// # Errors
    /// [`Unexpected`].
    fn seal(&self, name: &str, key: &[u8]) -> Result<Vec<u8>, Unexpected>;

    /// Opens a sealed key.
    ///
    /// # Errors
    /// [`Unexpected`] when it was sealed by another secret, under another name, or was changed.
    fn open(&self, name: &str, sealed: &[u8]) -> Result<Vec<u8>, Unexpected>;

    /// Makes a private key for a signing algorithm, as PKCS #8.
    ///
    /// # Errors
    /// [`Unexpected`].
    fn new_signing_key(&self, algorithm: crate::keys::SigningAlgorithm) -> Result<Vec<u8>, Unexpected>;
}

/// Hashes and checks passwords. Slow on purpose: never call it with a transaction open.
pub trait Passwords: Send + Sync {
    /// Hashes a password for keeping.
    ///
    /// # Errors
    /// [`Unexpected`].
    fn hash(&self, password: &Password) -> Result<PasswordHash, Unexpected>;

    /// Compares a password with a stored hash. Without one it takes as long as with one, and is wrong.
    fn check(&self, password: &Password, stored: Option<&PasswordHash>) -> Checked;
}

/// What comparing a password came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    /// It is not the stored one.
    Wrong,
    /// It is.
    Right,
    /// It is, but the hash is of a kind or cost that is no longer made.
    RightButOutdated,
}

/// Signs and reads tokens.
pub trait Tokens: Send + Sync {
    /// Makes an access token.
    ///
    /// # Errors
    /// [`Unexpected`].
    fn sign_access(&self, claims: &AccessClaims) -> Result<String, Unexpected>;

    /// What an access token claims, if it is genuine and has not ended. Says nothing about its session.
    fn read_access(&self, token: &str, now: Timestamp) -> Option<AccessClaims>;

    /// The refresh token of a generation: the same each time.
    fn refresh(&self, session: SessionId, generation: Generation) -> String;

    /// The same as a JWT that says when it ends, for clients that read theirs.
    ///
    /// # Errors
    /// [`Unexpected`].
    fn refresh_jwt(&self, claims: &RefreshClaims) -> Result<String, Unexpected>;

    /// What a refresh token was made for, if it is genuine; also one that is a JWT.
    fn read_refresh(&self, token: &str) -> Option<(SessionId, Generation)>;
}
