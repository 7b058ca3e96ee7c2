//! The ports that need no database: time, randomness, passwords, tokens, the root secret, mail, and pictures with the
//! store they are kept in.
//!
//! Must not know a rule: what follows from a wrong password or an ended token is decided in `parlor-auth`.
//!
//! # To add an adapter
//!
//! 1. Find its port in `parlor_domain::ports`, `parlor_auth::ports` or `parlor_community::ports`; if there is none, that comes first.
//! 2. Give it a file of its own here, with a constructor that refuses what cannot work, so that a wrong
//!    setting shows when the service starts and not when somebody signs in.
//! 3. Test it here against values that another program made: an adapter that only agrees with itself
//!    proves nothing.
//! 4. Put it into the context in `parlor-server`, the one place that knows every part.

mod clock;
mod hashes;
mod hex;
pub mod mail;
mod media;
mod passwords;
mod pictures;
mod random;
mod sealer;
mod tokens;
mod vault;

pub use clock::SystemClock;
pub use hashes::HmacHashes;
pub use media::{MediaPlace, MediaStore, OpenMediaError};
pub use passwords::BcryptPasswords;
pub use pictures::BoundedPictures;
pub use random::SystemRandom;
pub use sealer::AesSealer;
pub use tokens::{JwtTokens, Signing};
pub use vault::{RootSecretError, RootVault};
