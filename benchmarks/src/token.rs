//! Tokens of the bare program: HS256, and remembered once they were verified, as Parlor does with its own.

use jsonwebtoken::errors::Result;
use jsonwebtoken::{DecodingKey, EncodingKey, Header, Validation, decode, encode};
use quick_cache::sync::Cache;
use serde::{Deserialize, Serialize};

const SECRET: &[u8] = b"no secret at all, it signs for a benchmark";
/// In the year 2100.
const EXPIRES_AT: u64 = 4_102_444_800;

#[derive(Serialize, Deserialize)]
struct Claims {
    account: i64,
    exp: u64,
}

/// Signs and checks.
pub struct Tokens {
    verified: Cache<String, i64>,
    key: DecodingKey,
    validation: Validation,
}

impl Tokens {
    /// With nothing remembered.
    pub fn new() -> Self {
        let (key, validation) = (DecodingKey::from_secret(SECRET), Validation::default());
        Self { verified: Cache::new(10_000), key, validation }
    }

    /// The token of an account.
    pub fn sign(&self, account: i64) -> Result<String> {
        let claims = Claims { account, exp: EXPIRES_AT };
        encode(&Header::default(), &claims, &EncodingKey::from_secret(SECRET))
    }

    /// Whose a token is.
    pub fn account(&self, token: &str) -> Option<i64> {
        if let Some(account) = self.verified.get(token) {
            return Some(account);
        }
        let account = decode::<Claims>(token, &self.key, &self.validation).ok()?.claims.account;
        self.verified.insert(token.to_owned(), account);
        Some(account)
    }
}
