//! What a request shows, told apart by its form alone.

use std::fmt;

use parlor_domain::{ServiceSecret, SessionSecret};

/// A credential that nobody has looked at yet.
#[derive(Clone, PartialEq, Eq)]
pub enum Credential {
    /// An access token, or whatever else was sent in its place.
    Jwt(String),
    /// The opaque token of a session of three.
    Opaque(SessionSecret),
    /// What a browser's cookie holds.
    Cookie(SessionSecret),
    /// The key of another back end.
    Key(ServiceSecret),
}

impl Credential {
    /// What stands behind `Authorization`. The secret of a cookie is none there: it is read as an opaque token,
    /// which no session of its kind has.
    #[must_use]
    pub fn shown(text: &str) -> Self {
        let opaque = SessionSecret::parse(text).map(Self::Opaque);
        let told = opaque.or_else(|| ServiceSecret::parse(text).map(Self::Key));
        told.unwrap_or_else(|| Self::Jwt(text.to_owned()))
    }

    /// What stands in the session's cookie. A text that is no secret of ours is none.
    #[must_use]
    pub fn in_cookie(text: &str) -> Option<Self> {
        SessionSecret::parse(text).map(Self::Cookie)
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credential(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_is_told_by_its_form_and_its_place() {
        let text = "0123456789abcdef0123456789abcdef01234567";
        let secret = SessionSecret::parse(text).unwrap();
        assert_eq!(Credential::shown(text), Credential::Opaque(secret));
        assert_eq!(Credential::in_cookie(text), Some(Credential::Cookie(secret)));
        let key = ServiceSecret::drawn([7; 24]);
        assert_eq!(Credential::shown(&key.expose()), Credential::Key(key));
        let upper = text.to_uppercase();
        for other in ["", "a.b.c", "pk_", upper.as_str()] {
            assert_eq!(Credential::shown(other), Credential::Jwt(other.to_owned()));
            assert_eq!(Credential::in_cookie(other), None);
        }
        assert_eq!(format!("{:?}", Credential::shown(text)), "Credential(…)");
    }
}
