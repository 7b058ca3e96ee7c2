//! Tokens that anybody can read.

use parlor_auth::ports::Tokens;
use parlor_auth::{AccessClaims, RefreshClaims, Unexpected};
use parlor_domain::{AccountId, Generation, SessionId, Timestamp};

/// Writes a token as the list of what it says: `refresh.7.2` is session 7, generation 2.
#[derive(Debug, Default)]
pub struct PlainTokens;

impl PlainTokens {
    /// What an access token claims, however old it is.
    #[must_use]
    pub fn claims(token: &str) -> Option<AccessClaims> {
        let [account, session, generation, signed_in_at, issued_at, expires_at, id] = parts("access", token)?;
        Some(AccessClaims {
            id: id.parse().ok()?,
            account: AccountId(account.parse().ok()?),
            session: SessionId(session.parse().ok()?),
            generation: Generation(generation.parse().ok()?),
            signed_in_at: time(signed_in_at)?,
            issued_at: time(issued_at)?,
            expires_at: time(expires_at)?,
        })
    }
}

fn parts<'t, const N: usize>(kind: &str, token: &'t str) -> Option<[&'t str; N]> {
    let rest = token.strip_prefix(kind)?.strip_prefix('.')?;
    rest.split('.').collect::<Vec<_>>().try_into().ok()
}

fn time(micros: &str) -> Option<Timestamp> {
    Timestamp::from_micros(micros.parse().ok()?)
}

impl Tokens for PlainTokens {
    fn sign_access(&self, claims: &AccessClaims) -> Result<String, Unexpected> {
        let AccessClaims { id, account, session, generation, signed_in_at, issued_at, expires_at } = claims;
        Ok(format!(
            "access.{account}.{}.{}.{}.{}.{}.{id}",
            session.0,
            generation.0,
            signed_in_at.micros(),
            issued_at.micros(),
            expires_at.micros(),
        ))
    }

    fn read_access(&self, token: &str, now: Timestamp) -> Option<AccessClaims> {
        Self::claims(token).filter(|claims| now < claims.expires_at)
    }

    fn refresh(&self, session: SessionId, generation: Generation) -> String {
        format!("refresh.{}.{}", session.0, generation.0)
    }

    fn refresh_jwt(&self, claims: &RefreshClaims) -> Result<String, Unexpected> {
        Ok(self.refresh(claims.session, claims.generation))
    }

    fn read_refresh(&self, token: &str) -> Option<(SessionId, Generation)> {
        let [session, generation] = parts("refresh", token)?;
        Some((SessionId(session.parse().ok()?), Generation(generation.parse().ok()?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_read_back_as_what_they_were_made_of() {
        let at = |micros| Timestamp::from_micros(micros).unwrap();
        let claims = AccessClaims {
            id: u128::MAX,
            account: AccountId(3),
            session: SessionId(7),
            generation: Generation(2),
            signed_in_at: at(1),
            issued_at: at(2),
            expires_at: at(1_000_000),
        };
        let token = PlainTokens.sign_access(&claims).unwrap();
        assert_eq!(PlainTokens.read_access(&token, at(999_999)), Some(claims));
        assert_eq!(PlainTokens.read_access(&token, at(1_000_000)), None);
        let refresh = PlainTokens.refresh(SessionId(7), Generation(2));
        assert_eq!(refresh, "refresh.7.2");
        assert_eq!(PlainTokens.read_refresh(&refresh), Some((SessionId(7), Generation(2))));
    }

    #[test]
    fn one_kind_of_token_is_not_read_as_the_other() {
        for token in ["", "refresh", "refresh.7", "refresh.7.2.1", "refresh.x.2", "access.7.2"] {
            assert_eq!(PlainTokens.read_refresh(token), None, "{token}");
            assert_eq!(PlainTokens::claims(token), None, "{token}");
        }
    }
}
