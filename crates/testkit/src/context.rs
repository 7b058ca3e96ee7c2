//! Everything a use case needs, in memory, with each part in reach of the test.

use std::sync::Arc;
use std::time::Duration;

use parlor_auth::outbox::Outgoing;
use parlor_auth::{Context, Policy};
use parlor_domain::{CodePolicy, LockoutPolicy, NoticeBudget, PasswordRules, SessionPolicy, SignUpPolicy};

use crate::{
    FixedClock, MemoryStore, PlainHashes, PlainPasswords, PlainSealer, PlainTemplates, PlainTokens,
    RecordedEffects, SeededRandom,
};

/// A context over fakes, and the fakes.
#[derive(Clone)]
pub struct MemoryContext {
    /// What use cases are given. A test may put another port or policy in its place.
    pub ctx: Context,
    /// Its store.
    pub store: Arc<MemoryStore>,
    /// Its clock.
    pub clock: Arc<FixedClock>,
    /// Its passwords.
    pub passwords: Arc<PlainPasswords>,
    /// What its commits let follow.
    pub effects: Arc<RecordedEffects>,
}

impl MemoryContext {
    /// Puts the parts together, with the policies that are the defaults of the product.
    #[must_use]
    pub fn new() -> Self {
        let effects = Arc::new(RecordedEffects::default());
        let store = Arc::new(MemoryStore::new(effects.clone()));
        let clock = Arc::new(FixedClock::default());
        let passwords = Arc::new(PlainPasswords::default());
        let ctx = Context {
            store: store.clone(),
            clock: clock.clone(),
            random: Arc::new(SeededRandom::default()),
            passwords: passwords.clone(),
            tokens: Arc::new(PlainTokens),
            hashes: Arc::new(PlainHashes),
            mail: Outgoing {
                templates: Arc::new(PlainTemplates),
                sealer: Arc::new(PlainSealer),
                domain: "mail.example".to_owned(),
                notices: Some(NoticeBudget::USUAL),
            },
            policy: default_policy(),
        };
        Self { ctx, store, clock, passwords, effects }
    }
}

/// A mail as its recipient will read it, by [`PlainTemplates`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueuedMail {
    /// To whom.
    pub to: String,
    /// What kind of mail it is.
    pub kind: String,
    /// What it says: the code alone, if it has one.
    pub text: String,
}

impl MemoryContext {
    /// Every mail that waits to be sent, oldest first.
    ///
    /// # Panics
    /// When one was not queued by the context's own ports.
    #[must_use]
    pub fn mails(&self) -> Vec<QueuedMail> {
        let waiting = self.store.mails().into_iter().filter(|mail| !mail.sealed.is_empty());
        let read = waiting.map(|mail| {
            let opened = self.ctx.mail.sealer.open(&mail.message_id, &mail.sealed).unwrap();
            let text = parlor_auth::outbox::decode(&opened).unwrap().plain;
            QueuedMail { to: mail.to.as_str().to_owned(), kind: mail.kind, text }
        });
        read.collect()
    }
}

impl Default for MemoryContext {
    fn default() -> Self {
        Self::new()
    }
}

fn default_policy() -> Policy {
    const HOUR: u64 = 3_600;
    Policy {
        sign_up: SignUpPolicy::Open,
        passwords: PasswordRules { min_length: 8 },
        strict_passwords: false,
        lockout: LockoutPolicy { failures: 5, duration: Duration::from_secs(15 * 60) },
        sessions: SessionPolicy {
            access_ttl: Duration::from_secs(50 * 60),
            refresh_ttl: Duration::from_secs(24 * HOUR),
            native_refresh_ttl: Duration::from_secs(30 * 24 * HOUR),
            cookie_ttl: Duration::from_secs(2 * HOUR),
            max_age: Duration::from_secs(365 * 24 * HOUR),
            grace: Duration::from_secs(10),
            max_rotations: Some(SessionPolicy::USUAL_ROTATIONS),
            fresh_for: Duration::from_secs(15 * 60),
        },
        codes: CodePolicy {
            ttl: Duration::from_secs(10 * 60),
            max_attempts: 5,
            resend_after: Duration::from_secs(30),
            max_mails: Some(CodePolicy::USUAL_MAILS),
        },
        verified_email: false,
    }
}
