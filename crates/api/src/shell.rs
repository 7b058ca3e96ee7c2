//! What stands around every endpoint: who calls, how much they may, where the work is done, what is logged.

pub(crate) mod agent;
mod app;
pub(crate) mod attachment;
pub(crate) mod avatar;
pub(crate) mod client;
pub(crate) mod cookies;
mod cors;
mod credential;
mod hashing;
pub(crate) mod limits;
mod observe;
mod origin;
mod pace;
pub(crate) mod refresh;
pub(crate) mod say;
mod socket_credential;
mod together;
mod workers;

pub use app::{App, Health, PublicKeys, Setup};
pub use client::TrustedProxies;
pub use cookies::CookieSite;
pub(crate) use cors::cors;
pub(crate) use credential::{MaybeSignedIn, SignedIn};
pub(crate) use observe::{observe, request_id};
pub use origin::Origins;
pub(crate) use origin::Sent;
pub(crate) use pace::paced;
pub(crate) use parlor_auth::Credential;
pub(crate) use socket_credential::SocketCredential;
