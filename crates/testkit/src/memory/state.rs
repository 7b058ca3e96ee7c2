//! Everything that is stored, as one value that can be copied.

use std::collections::{BTreeMap, HashMap};

use parlor_auth::ports::{NewCode, NewFlow, SealedKey, SignUpCode};
use parlor_domain::{
    Account, AccountId, AppData, Attempts, AuditEvent, ClientKind, CodeCounter, CodeCounterKey, Device,
    KnownClient, LoginKey, PasswordHash, ServiceKey, ServiceSecret, Session, SessionId, SessionSecret,
    SetupToken, Timestamp,
};

use super::outbox::StoredMail;
use super::sessions::Contention;

#[derive(Clone, Default)]
pub(super) struct State {
    pub(super) accounts: BTreeMap<AccountId, Account>,
    pub(super) last_account: i64,
    pub(super) app_data: HashMap<AccountId, AppData>,
    pub(super) sessions: BTreeMap<SessionId, Session>,
    /// The opaque credentials of those that have one.
    pub(super) secrets: HashMap<SessionSecret, SessionId>,
    /// What is shown of each session beside its state.
    pub(super) devices: HashMap<SessionId, Device>,
    pub(super) attempts: HashMap<(LoginKey, ClientKind), Attempts>,
    pub(super) last_seen: HashMap<(AccountId, KnownClient), Timestamp>,
    pub(super) codes: BTreeMap<i64, NewCode>,
    pub(super) last_code: i64,
    /// Each with when it was last held.
    pub(super) code_counters: HashMap<CodeCounterKey, (CodeCounter, Timestamp)>,
    pub(super) sign_up_codes: Vec<SignUpCode>,
    pub(super) flows: Vec<NewFlow>,
    pub(super) pins: HashMap<AccountId, PasswordHash>,
    pub(super) setup_links: Vec<(SetupToken, Timestamp)>,
    pub(super) service_keys: Vec<(ServiceSecret, ServiceKey)>,
    pub(super) root: Option<String>,
    pub(super) keys: Vec<SealedKey>,
    pub(super) journal: Vec<(AuditEvent, Timestamp)>,
    pub(super) mails: Vec<StoredMail>,
    /// When the budget of an account and a kind began, and how much of it is spent.
    pub(super) notices: HashMap<(AccountId, String), (Timestamp, u32)>,
    pub(super) contention: Contention,
}
