//! Signing up, signing in, staying signed in, and the life of an account: each a function over a
//! [`Context`] of ports, and the only place that knows the order of its checks.
//!
//! Must not know HTTP, SQL, or how a password is hashed and a token signed.
//!
//! # To add a use case
//!
//! 1. Give it a file: the command, the outcome, one error enum that lists every refusal, the function.
//! 2. Mark the error enum with [`Refusal`], so that `?` carries it; each dialect then has to word it.
//! 3. What it needs from outside that no port offers yet becomes a method of the smallest port that fits
//!    in [`ports`], and a case in the test kit's conformance suite, which every implementation runs.
//! 4. Test it in `tests/`, over the ports in memory with a clock that stands still.

mod authenticate;
mod context;
mod failure;
pub mod keys;
pub mod operator;
pub mod ports;
mod profile;
mod refresh;
mod sign_in;
mod sign_out;
mod sign_up;
mod sweep;
mod tokens;

pub use authenticate::{Caller, authenticate};
pub use context::{Context, Policy};
pub use failure::{Failure, Refusal, Unexpected};
pub use profile::{
    ChangeProfile, EmailChange, EmailProblem, ProfileError, UsernameProblem, change_profile, profile_faults,
};
pub use refresh::{RefreshError, refresh};
pub use sign_in::{SignIn, SignInError, SignedIn, sign_in};
pub use sign_out::{SignOutError, sign_out};
pub use sign_up::{SignUp, SignUpError, Taken, sign_up, sign_up_faults};
pub use sweep::sweep;
pub use tokens::{AccessClaims, TokenPair};
