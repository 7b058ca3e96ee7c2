//! Everything that is stored, as one value that can be copied.

use std::collections::{BTreeMap, HashMap};

use parlor_auth::ports::SealedKey;
use parlor_domain::{
    Account, AccountId, Attempts, AuditEvent, ClientKind, LoginKey, Network, Session, SessionId, Timestamp,
};

use super::sessions::Contention;

#[derive(Clone, Default)]
pub(super) struct State {
    pub(super) accounts: BTreeMap<AccountId, Account>,
    pub(super) sessions: BTreeMap<SessionId, Session>,
    pub(super) attempts: HashMap<(LoginKey, ClientKind), Attempts>,
    pub(super) last_seen: HashMap<(AccountId, Network), Timestamp>,
    pub(super) root: Option<String>,
    pub(super) keys: Vec<SealedKey>,
    pub(super) journal: Vec<(AuditEvent, Timestamp)>,
    pub(super) contention: Contention,
}
