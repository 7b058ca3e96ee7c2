//! What a client gets of its session, by the session's kind. A sign-in says by its type what it asks for, so
//! that a dialect cannot be given what it has no words for.

use std::fmt;

use parlor_domain::{Session, SessionKind, SessionSecret, Timestamp};

use crate::tokens::{TokenPair, access, issue};
use crate::{Context, Unexpected};

/// A kind of session that a sign-in may ask for.
pub trait Kind: Copy + fmt::Debug + Send + 'static {
    /// The kind.
    const KIND: SessionKind;
    /// The opaque credential of such a session, or `()`.
    type Secret: Copy;
    /// What its client gets.
    type Given: fmt::Debug + Send + 'static;

    /// Draws the opaque credential, where the kind has one.
    fn draw(ctx: &Context) -> Self::Secret;

    /// What of it the store has to know.
    fn stored(secret: Self::Secret) -> Option<SessionSecret>;

    /// What the client gets of a session that has this opaque credential.
    ///
    /// # Errors
    /// [`Unexpected`].
    fn give(
        ctx: &Context,
        session: &Session,
        secret: Self::Secret,
        now: Timestamp,
    ) -> Result<Self::Given, Unexpected>;
}

/// An access token, and a refresh token that rotates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair;

/// One access token that lives as long as the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Single;

/// A pair, and an opaque token that lives as long as the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Triple;

/// A secret for a browser's cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cookie;

/// The token of a session that has but one.
#[derive(Clone, PartialEq, Eq)]
pub struct SingleToken {
    /// Shown with each request.
    pub access: String,
    /// When it and the session end, unless it is made anew.
    pub expires_at: Timestamp,
}

/// What the client of a session of three gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenTriple {
    /// Two of them.
    pub pair: TokenPair,
    /// The third (`token_auth`).
    pub opaque: SessionSecret,
}

/// What a session's client gets, where the kind is that of a session that was there before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Granted {
    /// See [`Pair`].
    Pair(TokenPair),
    /// See [`Single`].
    Single(SingleToken),
    /// See [`Triple`].
    Triple(TokenTriple),
    /// See [`Cookie`].
    Cookie(SessionSecret),
}

impl Granted {
    /// The kind of the session.
    #[must_use]
    pub fn kind(&self) -> SessionKind {
        match self {
            Self::Pair(_) => SessionKind::Pair,
            Self::Single(_) => SessionKind::Single,
            Self::Triple(_) => SessionKind::Triple,
            Self::Cookie(_) => SessionKind::Cookie,
        }
    }
}

impl Kind for Pair {
    const KIND: SessionKind = SessionKind::Pair;
    type Secret = ();
    type Given = TokenPair;

    fn draw(_: &Context) {}

    fn stored((): ()) -> Option<SessionSecret> {
        None
    }

    fn give(ctx: &Context, session: &Session, (): (), now: Timestamp) -> Result<TokenPair, Unexpected> {
        issue(ctx, session, now)
    }
}

impl Kind for Single {
    const KIND: SessionKind = SessionKind::Single;
    type Secret = ();
    type Given = SingleToken;

    fn draw(_: &Context) {}

    fn stored((): ()) -> Option<SessionSecret> {
        None
    }

    fn give(ctx: &Context, session: &Session, (): (), now: Timestamp) -> Result<SingleToken, Unexpected> {
        let expires_at = session.expires_at;
        Ok(SingleToken { access: access(ctx, session, expires_at, now)?, expires_at })
    }
}

impl Kind for Triple {
    const KIND: SessionKind = SessionKind::Triple;
    type Secret = SessionSecret;
    type Given = TokenTriple;

    fn draw(ctx: &Context) -> SessionSecret {
        draw(ctx)
    }

    fn stored(secret: SessionSecret) -> Option<SessionSecret> {
        Some(secret)
    }

    fn give(
        ctx: &Context,
        session: &Session,
        opaque: SessionSecret,
        now: Timestamp,
    ) -> Result<TokenTriple, Unexpected> {
        Ok(TokenTriple { pair: issue(ctx, session, now)?, opaque })
    }
}

impl Kind for Cookie {
    const KIND: SessionKind = SessionKind::Cookie;
    type Secret = SessionSecret;
    type Given = SessionSecret;

    fn draw(ctx: &Context) -> SessionSecret {
        draw(ctx)
    }

    fn stored(secret: SessionSecret) -> Option<SessionSecret> {
        Some(secret)
    }

    fn give(
        _: &Context,
        _: &Session,
        secret: SessionSecret,
        _: Timestamp,
    ) -> Result<SessionSecret, Unexpected> {
        Ok(secret)
    }
}

fn draw(ctx: &Context) -> SessionSecret {
    let mut bytes = [0; SessionSecret::BYTES];
    ctx.random.fill(&mut bytes);
    SessionSecret::drawn(bytes)
}

/// What a session of some kind is known by from now on, where the kind is not known by its type.
pub(crate) enum Drawn {
    Pair,
    Single,
    Triple(SessionSecret),
    Cookie(SessionSecret),
}

impl Drawn {
    pub fn of(ctx: &Context, kind: SessionKind) -> Self {
        match kind {
            SessionKind::Pair => Self::Pair,
            SessionKind::Single => Self::Single,
            SessionKind::Triple => Self::Triple(draw(ctx)),
            SessionKind::Cookie => Self::Cookie(draw(ctx)),
        }
    }

    pub fn stored(&self) -> Option<&SessionSecret> {
        match self {
            Self::Pair | Self::Single => None,
            Self::Triple(secret) | Self::Cookie(secret) => Some(secret),
        }
    }

    pub fn give(self, ctx: &Context, session: &Session, now: Timestamp) -> Result<Granted, Unexpected> {
        Ok(match self {
            Self::Pair => Granted::Pair(Pair::give(ctx, session, (), now)?),
            Self::Single => Granted::Single(Single::give(ctx, session, (), now)?),
            Self::Triple(secret) => Granted::Triple(Triple::give(ctx, session, secret, now)?),
            Self::Cookie(secret) => Granted::Cookie(secret),
        })
    }
}

impl fmt::Debug for SingleToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SingleToken(…)")
    }
}
