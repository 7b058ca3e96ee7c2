//! One sign-in on one device, and the rule by which its refresh credential rotates.
//!
//! A session counts generations. Each rotation starts the next one, whose refresh credential can be
//! derived again at any time, so a client that lost a reply may simply ask once more. Somebody who uses a
//! credential that its owner has long left behind ends the session for both (RFC 9700, 4.14.2).

use std::time::Duration;

use crate::{AccountId, Network, Timestamp, UserAgent};

mod kind;
#[cfg(test)]
mod tests;

pub use kind::{SessionKind, SessionSecret};

/// A session's number: drawn at random, since every credential of a session is bound to it. A number that
/// is counted would be given again by a database that was set back to an earlier state, and with it the
/// session to whoever had it before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SessionId(pub i64);

impl SessionId {
    /// The number that random bytes draw: from 1 to 2^53 − 1, so that every JSON client reads it exactly.
    #[must_use]
    pub fn drawn(bytes: [u8; 8]) -> Self {
        Self((i64::from_be_bytes(bytes) & ((1 << 53) - 1)).max(1))
    }
}

/// How often a session's refresh credential has rotated; the sign-in gives generation 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Generation(pub u32);

impl Generation {
    /// The one that a sign-in gives.
    pub const FIRST: Self = Self(1);

    /// How many rotations lie between an `earlier` generation and this one; `None` if it is no earlier one.
    #[must_use]
    fn rotations_since(self, earlier: Self) -> Option<usize> {
        self.0.checked_sub(earlier.0).and_then(|rotations| usize::try_from(rotations).ok())
    }
}

/// Why a session ended before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndReason {
    /// Its owner signed out.
    SignedOut,
    /// Its owner ended it from another session.
    Owner,
    /// A refresh credential came back that had been left behind.
    Reuse,
    /// The account's password was set anew.
    PasswordSet,
    /// The account was switched off.
    Deactivated,
    /// The account was deleted.
    Deleted,
    /// The account was taken over by whoever proved its email.
    TakenOver,
    /// An operator ended it.
    Operator,
}

impl EndReason {
    const ALL: [Self; 8] = [
        Self::SignedOut,
        Self::Owner,
        Self::Reuse,
        Self::PasswordSet,
        Self::Deactivated,
        Self::Deleted,
        Self::TakenOver,
        Self::Operator,
    ];

    /// The word under which it is stored and shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::Owner => "owner",
            Self::Reuse => "reuse",
            Self::PasswordSet => "password_set",
            Self::Deactivated => "deactivated",
            Self::Deleted => "deleted",
            Self::TakenOver => "taken_over",
            Self::Operator => "operator",
        }
    }

    /// Reads the stored word back.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == word)
    }
}

/// How long sessions live and how they rotate.
#[derive(Debug, Clone, Copy)]
pub struct SessionPolicy {
    /// How long an access token lives.
    pub access_ttl: Duration,
    /// How long a session of a contract lives without being renewed.
    pub refresh_ttl: Duration,
    /// How long a session of the native API lives without being renewed.
    pub native_refresh_ttl: Duration,
    /// How long a session in a cookie lives without being used.
    pub cookie_ttl: Duration,
    /// The absolute end, however often renewed.
    pub max_age: Duration,
    /// How long a refresh credential that was left behind still counts as a client's retry.
    pub grace: Duration,
    /// How many rotations fit into [`SessionPolicy::ROTATION_WINDOW`]; `None` for any number.
    pub max_rotations: Option<usize>,
    /// How long a sign-in counts as fresh.
    pub fresh_for: Duration,
}

/// Whose lifetime a session has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lifetime {
    /// That of the contracts.
    Contract,
    /// That of the native API.
    Native,
    /// That of sessions in cookies.
    Cookie,
}

impl SessionPolicy {
    /// How many rotations an hour are enough for any client.
    pub const USUAL_ROTATIONS: usize = 60;
    /// How many rotations are remembered, the newest of them.
    const REMEMBERED: usize = 60;
    /// The span over which rotations are counted, and remembered; no grace period may be longer.
    pub const ROTATION_WINDOW: Duration = Duration::from_secs(3600);
    /// A session that is renewed by use is renewed no oftener than this, so that looking does not mean writing.
    const USE_STEP: Duration = Duration::from_secs(60);

    /// How long a session lives without being renewed.
    #[must_use]
    pub fn renewed_for(&self, lifetime: Lifetime) -> Duration {
        match lifetime {
            Lifetime::Contract => self.refresh_ttl,
            Lifetime::Native => self.native_refresh_ttl,
            Lifetime::Cookie => self.cookie_ttl,
        }
    }
}

/// The times of a session's newest rotations within [`SessionPolicy::ROTATION_WINDOW`], oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rotations(Vec<Timestamp>);

impl Rotations {
    /// Takes the times as stored, oldest first.
    #[must_use]
    pub fn stored(times: Vec<Timestamp>) -> Self {
        Self(times)
    }

    /// The times, oldest first.
    #[must_use]
    pub fn times(&self) -> &[Timestamp] {
        &self.0
    }

    fn recent(&self, now: Timestamp) -> impl Iterator<Item = Timestamp> {
        self.0.iter().copied().filter(move |at| now.since(*at) < SessionPolicy::ROTATION_WINDOW)
    }

    /// When the next rotation may come, if there have been `most` or more.
    fn blocked_until(&self, most: usize, now: Timestamp) -> Option<Timestamp> {
        let recent: Vec<_> = self.recent(now).collect();
        let surplus = recent.len().checked_sub(most)?;
        recent.get(surplus).map(|oldest| *oldest + SessionPolicy::ROTATION_WINDOW)
    }

    /// When a generation that lies `steps` rotations back was superseded; `None` if that is longer ago
    /// than the window.
    fn superseded(&self, steps: usize) -> Option<Timestamp> {
        self.0.len().checked_sub(steps).and_then(|index| self.0.get(index)).copied()
    }

    fn with(&self, now: Timestamp) -> Self {
        let mut times: Vec<_> = self.recent(now).chain([now]).collect();
        times.drain(..times.len().saturating_sub(SessionPolicy::REMEMBERED));
        Self(times)
    }
}

/// A session about to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    /// Its number.
    pub id: SessionId,
    /// Whose it is.
    pub account: AccountId,
    /// By what it is used.
    pub kind: SessionKind,
    /// Its opaque credential, where its kind has one.
    pub secret: Option<SessionSecret>,
    /// When its owner showed a password.
    pub signed_in_at: Timestamp,
    /// When it ends unless renewed.
    pub expires_at: Timestamp,
    /// When it ends however often renewed.
    pub ends_at: Timestamp,
    /// How long each renewal makes it live.
    pub renewed_for: Duration,
    /// From where it is opened, when that is known.
    pub network: Option<Network>,
    /// What the client calls itself.
    pub agent: Option<UserAgent>,
}

impl NewSession {
    /// The session that a sign-in opens now, with a pair of tokens.
    #[must_use]
    pub fn open(
        id: SessionId,
        account: AccountId,
        lifetime: Lifetime,
        policy: &SessionPolicy,
        now: Timestamp,
    ) -> Self {
        let ends_at = now + policy.max_age;
        let renewed_for = policy.renewed_for(lifetime);
        let expires_at = ends_at.min(now + renewed_for);
        Self {
            id,
            account,
            kind: SessionKind::Pair,
            secret: None,
            signed_in_at: now,
            expires_at,
            ends_at,
            renewed_for,
            network: None,
            agent: None,
        }
    }

    /// The same of another kind, with the opaque credential that goes with it.
    #[must_use]
    pub fn of(self, kind: SessionKind, secret: Option<SessionSecret>) -> Self {
        Self { kind, secret, ..self }
    }

    /// The same, with what is known of its client.
    #[must_use]
    pub fn on(self, network: Option<Network>, agent: Option<UserAgent>) -> Self {
        Self { network, agent, ..self }
    }
}

/// A session as its owner sees it among others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// The session.
    pub session: SessionId,
    /// By what it is used.
    pub kind: SessionKind,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it was last renewed; when it was opened, if never.
    pub renewed_at: Timestamp,
    /// When it ends unless renewed.
    pub expires_at: Timestamp,
    /// From where it was opened, when that is known.
    pub network: Option<Network>,
    /// What the client called itself.
    pub agent: Option<UserAgent>,
}

/// One sign-in on one device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its number.
    pub id: SessionId,
    /// Whose it is.
    pub account: AccountId,
    /// By what it is used.
    pub kind: SessionKind,
    /// The current generation.
    pub generation: Generation,
    /// When a credential of the current generation was first accepted: since then its owner has it.
    pub acknowledged_at: Option<Timestamp>,
    /// When it rotated of late.
    pub rotations: Rotations,
    /// When its owner showed a password.
    pub signed_in_at: Timestamp,
    /// When it ends unless renewed.
    pub expires_at: Timestamp,
    /// When it ends however often renewed.
    pub ends_at: Timestamp,
    /// How long each renewal makes it live.
    pub renewed_for: Duration,
    /// When and why it ended before its time.
    pub ended: Option<(Timestamp, EndReason)>,
}

/// What presenting a refresh credential comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Renewal {
    /// The next generation begins. It counts only once it is stored in place of the one it came from.
    Rotated(Session),
    /// The current generation's credentials are given again, because a reply may have been lost.
    Repeated(Session),
    /// Too many rotations; the session goes on.
    TooOften {
        /// When the next one may come.
        retry_at: Timestamp,
    },
    /// The credential had been left behind: the session has to end, for whoever holds it.
    Reused(Session),
    /// The session ended before its time.
    Ended,
    /// The session's time is over.
    Expired,
    /// Sessions of this kind have no refresh credential.
    Foreign,
}

impl Session {
    /// Whether credentials of this session are good now.
    #[must_use]
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.ended.is_none() && now < self.expires_at
    }

    /// Applies the rule of generations to a presented refresh credential.
    ///
    /// With *n* the current generation: *n* rotates; its predecessor gets *n* again while *n* is
    /// unacknowledged or was acknowledged less than the grace period ago; any other gets *n* again less
    /// than the grace period after it was superseded. Everything else is reuse.
    #[must_use]
    pub fn present(self, presented: Generation, policy: &SessionPolicy, now: Timestamp) -> Renewal {
        if !self.kind.rotates() {
            return Renewal::Foreign;
        }
        if self.ended.is_some() {
            return Renewal::Ended;
        }
        if now >= self.expires_at {
            return Renewal::Expired;
        }
        let within_grace = |since: Timestamp| now.since(since) < policy.grace;
        match self.generation.rotations_since(presented) {
            None => Renewal::Reused(self),
            Some(0) => self.rotate(policy, now),
            Some(1) if self.acknowledged_at.is_none_or(within_grace) => Renewal::Repeated(self),
            Some(steps) if self.rotations.superseded(steps).is_some_and(within_grace) => {
                Renewal::Repeated(self)
            }
            Some(_) => Renewal::Reused(self),
        }
    }

    /// Whether accepting an access token of `generation` is the first sign that its owner has it.
    #[must_use]
    pub fn is_acknowledged_by(&self, generation: Generation) -> bool {
        self.acknowledged_at.is_none() && self.generation == generation
    }

    fn rotate(self, policy: &SessionPolicy, now: Timestamp) -> Renewal {
        let blocked = policy.max_rotations.and_then(|most| self.rotations.blocked_until(most, now));
        if let Some(retry_at) = blocked {
            return Renewal::TooOften { retry_at };
        }
        let Some(next) = self.generation.0.checked_add(1) else { return Renewal::Expired };
        Renewal::Rotated(Self {
            generation: Generation(next),
            acknowledged_at: None,
            rotations: self.rotations.with(now),
            expires_at: self.ends_at.min(now + self.renewed_for),
            ..self
        })
    }

    /// The next generation of a session whose owner has just shown the password again: it counts as signed
    /// in now, and its credentials are new ones (ASVS 7.2.4).
    #[must_use]
    pub fn stepped_up(self, policy: &SessionPolicy, now: Timestamp) -> Renewal {
        match self.rotate(policy, now) {
            Renewal::Rotated(next) => Renewal::Rotated(Self { signed_in_at: now, ..next }),
            other => other,
        }
    }

    /// Until when a session in a cookie lives that is used now; `None` where that is not worth a write, or for
    /// a session of another kind.
    #[must_use]
    pub fn renewed_by_use(&self, now: Timestamp) -> Option<Timestamp> {
        let step = SessionPolicy::USE_STEP.min(self.renewed_for / 10);
        let until = self.ends_at.min(now + self.renewed_for);
        let is_due = self.kind == SessionKind::Cookie && until.since(self.expires_at) >= step;
        is_due.then_some(until).filter(|until| *until > self.expires_at)
    }

    /// Until when a session with a single token lives whose token is made anew now; `None` for a session of
    /// another kind.
    #[must_use]
    pub fn renewed_on_request(&self, now: Timestamp) -> Option<Timestamp> {
        (self.kind == SessionKind::Single).then(|| self.ends_at.min(now + self.renewed_for))
    }

    /// When it was last renewed; when its owner last showed a password, if it never was.
    #[must_use]
    pub fn renewed_at(&self) -> Timestamp {
        self.rotations.times().last().copied().unwrap_or(self.signed_in_at)
    }

    /// Whether its owner has shown a password of late.
    #[must_use]
    pub fn is_fresh(&self, policy: &SessionPolicy, now: Timestamp) -> bool {
        now.since(self.signed_in_at) < policy.fresh_for
    }
}
