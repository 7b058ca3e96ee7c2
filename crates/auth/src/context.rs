//! What every use case is given: the ports, and the small policies that operators set.

use std::sync::Arc;

use parlor_domain::ports::{Clock, Random};
use parlor_domain::{CodePolicy, LockoutPolicy, PasswordRules, SessionPolicy, SignUpPolicy, Strictness};

use crate::outbox::Outgoing;
use crate::ports::{KeyedHashes, Passwords, Store, Tokens};

/// The ports and policies of one running service.
#[derive(Clone)]
pub struct Context {
    /// Where everything is kept.
    pub store: Arc<dyn Store>,
    /// The only clock.
    pub clock: Arc<dyn Clock>,
    /// The only source of randomness.
    pub random: Arc<dyn Random>,
    /// Hashes and checks passwords.
    pub passwords: Arc<dyn Passwords>,
    /// Signs and reads tokens.
    pub tokens: Arc<dyn Tokens>,
    /// Hashes codes and PINs.
    pub hashes: Arc<dyn KeyedHashes>,
    /// What mail is made with.
    pub mail: Outgoing,
    /// What operators set.
    pub policy: Policy,
}

/// The rules that operators may tune.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Who may make an account.
    pub sign_up: SignUpPolicy,
    /// Which passwords may be chosen.
    pub passwords: PasswordRules,
    /// Whether the full password rules hold also where a contract documents a weaker example.
    pub strict_passwords: bool,
    /// When wrong passwords lock.
    pub lockout: LockoutPolicy,
    /// How long sessions live.
    pub sessions: SessionPolicy,
    /// How long codes live, and how much may be asked of them.
    pub codes: CodePolicy,
    /// Whether a sign-in needs an email that was proved, where the account has one.
    pub verified_email: bool,
}

impl Policy {
    /// How strict to be where a contract asks for `documented`.
    #[must_use]
    pub fn strictness(&self, documented: Strictness) -> Strictness {
        if self.strict_passwords { Strictness::Full } else { documented }
    }
}
