//! Verifies the access tokens of a Parlor in another back end.
//!
//! [`Verifier`] checks a token by itself: the signature by the keys that Parlor publishes
//! (`/.well-known/jwks.json`, fetched when needed and kept), then issuer, audience, kind and times. It costs
//! no request, and works while Parlor is away; that a session was ended it learns when the token expires.
//!
//! [`Introspector`] asks Parlor whether a token is good at this moment, by a service key with the scope
//! `accounts:read`. It costs a request, and is right.
//!
//! With the feature `actix`, [`actix::SignedIn`] is an argument of a handler that only runs for whoever is
//! signed in.
//!
//! ```no_run
//! # async fn example(token: &str) -> Result<(), Box<dyn std::error::Error>> {
//! use parlor_verifier::{Settings, Verifier};
//!
//! let verifier = Verifier::new(Settings::of("https://accounts.example.com"))?;
//! let caller = verifier.verify(token).await?;
//! println!("account {}", caller.account);
//! # Ok(())
//! # }
//! ```
//!
//! # To accept one more algorithm
//!
//! 1. Give it an arm in `keys.rs`, where the kind of a published key decides by which algorithm it verifies:
//!    the header of a token never does.
//! 2. Let it through in `verifier.rs`, and add its confusions with the others to `tests/suite/forged.rs`.

#[cfg(feature = "actix")]
pub mod actix;
mod cache;
mod claims;
mod clock;
mod http;
mod introspection;
mod keys;
mod source;
mod verifier;

pub use claims::AccessToken;
pub use clock::MachineClock;
pub use introspection::{ActiveToken, Introspection, IntrospectionError, Introspector};
pub use source::{Fetching, HttpKeys, KeySource, KeysUnavailable, PublishedKeys};
pub use verifier::{Invalid, InvalidSettings, Settings, Verifier, VerifyError};
