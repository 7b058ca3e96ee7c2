//! What an operator sets: one tree of values, read once at start from the environment and a file.
//!
//! Past this module nobody reads the environment, and no use case sees [`Settings`]: each is given the
//! small policy it needs.
//!
//! # To add a setting
//!
//! 1. Add its [`Key`](key::Key) to `key.rs`, with its default and what it means, and to the list there.
//! 2. Read it in [`Settings::read`] with a parser of `parse.rs`, which says what to give instead of what
//!    it refuses. Let the value's type hold the rule, so that nobody checks again.
//! 3. Run the tests with `UPDATE_DOCS=1` to write it into `docs/settings.md`; a test compares the two, and
//!    another one fails for a key that nothing reads.

mod contracts;
mod error;
mod key;
mod parse;
mod public_url;
mod reference;
mod source;
#[cfg(test)]
mod tests;

use std::ffi::OsString;
use std::net::SocketAddr;
use std::num::NonZero;
use std::path::{Path, PathBuf};

use ipnet::IpNet;
use parlor_adapters::MediaPlace;
use parlor_adapters::mail::{Sender, SmtpServer};
use parlor_api::{Contract, CookieSite, SocketPolicy};
use parlor_auth::Policy;
use parlor_auth::keys::SigningAlgorithm;
use parlor_domain::{
    AvatarPolicy, CodePolicy, LockoutPolicy, NoticeBudget, PasswordRules, SessionPolicy, SignUpPolicy,
    WalletPolicy,
};
use secrecy::SecretString;

pub use error::SettingsError;
pub use public_url::PublicUrl;
pub use reference::reference;
use source::Source;

/// Everything that can be set.
#[derive(Debug)]
pub struct Settings {
    /// The address to serve on.
    pub listen: SocketAddr,
    /// How clients reach the service.
    pub public_url: PublicUrl,
    /// The folder for the embedded database and the root secret.
    pub data_dir: PathBuf,
    /// Where the root secret comes from.
    pub root_secret: SecretSource,
    /// The root secret that is to be replaced, for `parlor secret rotate` alone.
    pub previous_secret: Option<SecretString>,
    /// Where the data is, as given; `None` for SQLite in the data dir. It may hold a password.
    pub database_url: Option<SecretString>,
    /// The most connections to the database; at least one.
    pub database_pool: u32,
    /// How mail leaves.
    pub mail: Mail,
    /// Where the files that people give are kept; `None` for the data dir.
    pub media: Option<MediaPlace>,
    /// The origins of apps that stand elsewhere, as browsers write them.
    pub cors_origins: Vec<String>,
    /// To which requests of other sites browsers add our cookies.
    pub cookie_site: CookieSite,
    /// Which contracts are served, each once.
    pub contracts: Vec<Contract>,
    /// The cost of bcrypt: 4 to 16.
    pub bcrypt_cost: u32,
    /// How access tokens are signed.
    pub algorithm: TokenAlgorithm,
    /// What the use cases are given.
    pub policy: Policy,
    /// What those of the community are given.
    pub community: parlor_community::Policy,
    /// Whether budgets per client apply.
    pub rate_limits: bool,
    /// What sockets may take.
    pub sockets: SocketPolicy,
    /// The address to serve metrics on; `None` for none.
    pub metrics_listen: Option<SocketAddr>,
    /// Whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// What is logged, and how.
    pub log: Log,
}

/// Where the root secret comes from.
#[derive(Debug, Clone)]
pub enum SecretSource {
    /// The setting itself: at least [`MIN_SECRET_BYTES`] bytes.
    Given(SecretString),
    /// A file that the operator named.
    File(PathBuf),
    /// The data dir, where it is made once.
    DataDir,
}

/// The fewest bytes of a root secret, and of a shared secret for HS256 (RFC 7518, 3.2).
pub const MIN_SECRET_BYTES: usize = parlor_adapters::RootVault::MIN_SECRET_BYTES;

/// How access tokens are signed.
#[derive(Debug, Clone)]
pub enum TokenAlgorithm {
    /// With a key pair of our own, whose public half is published.
    KeyPair(SigningAlgorithm),
    /// With a secret that whoever verifies the tokens knows too: at least [`MIN_SECRET_BYTES`] bytes.
    Hs256(SecretString),
}

impl TokenAlgorithm {
    /// The algorithm, where a key pair of our own signs.
    #[must_use]
    pub fn own(&self) -> Option<SigningAlgorithm> {
        match self {
            Self::KeyPair(algorithm) => Some(*algorithm),
            Self::Hs256(_) => None,
        }
    }
}

/// How mail leaves.
#[derive(Debug, Clone)]
pub struct Mail {
    /// Who takes it; `None` for files in the data dir.
    pub smtp: Option<SmtpServer>,
    /// Who it comes from.
    pub from: Sender,
    /// A folder with words that stand in for ours.
    pub templates: Option<PathBuf>,
    /// How many notices an account may be sent; `None` for any number.
    pub notices: Option<NoticeBudget>,
}

/// What is logged, and how.
#[derive(Debug, Clone)]
pub struct Log {
    /// A filter that `tracing_subscriber::EnvFilter` reads.
    pub filter: String,
    /// The shape of a line.
    pub format: LogFormat,
}

/// The shape of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
}

impl Settings {
    /// Reads the settings from `vars`, the environment, and from a TOML file: `file`, or else the one
    /// that `PARLOR_CONFIG` names.
    ///
    /// # Errors
    /// [`SettingsError`], the first that is found.
    pub fn load(
        file: Option<&Path>,
        vars: impl IntoIterator<Item = (OsString, OsString)>,
    ) -> Result<Self, SettingsError> {
        Self::read(&Source::load(file, vars)?)
    }

    fn read(source: &Source) -> Result<Self, SettingsError> {
        Ok(Self {
            listen: source.get(&key::LISTEN, parse::socket_address)?,
            public_url: source.get(&key::PUBLIC_URL, PublicUrl::parse)?,
            data_dir: source.get(&key::DATA_DIR, parse::path)?,
            root_secret: root_secret(source)?,
            previous_secret: source.find(&key::SECRET_PREVIOUS, parse::secret)?,
            database_url: source.find(&key::DATABASE_URL, parse::database_url)?,
            database_pool: source.find(&key::DATABASE_POOL, parse::connections)?.unwrap_or_else(default_pool),
            mail: mail(source)?,
            media: source.find(&key::MEDIA_URL, MediaPlace::parse)?,
            cors_origins: source.find(&key::CORS_ORIGINS, parse::origins)?.unwrap_or_default(),
            cookie_site: cookie_site(source)?,
            contracts: source.get(&key::CONTRACTS, contracts::parse)?,
            bcrypt_cost: source.get(&key::PASSWORD_BCRYPT_COST, parse::bcrypt_cost)?,
            algorithm: algorithm(source)?,
            policy: policy(source)?,
            community: parlor_community::Policy {
                wallet: WalletPolicy {
                    allow_negative: source.get(&key::WALLET_ALLOW_NEGATIVE, parse::boolean)?,
                },
                avatars: AvatarPolicy { max_megabytes: source.get(&key::AVATAR_MAX_MB, parse::megabytes)? },
            },
            rate_limits: source.get(&key::RATE_LIMIT_ENABLED, parse::boolean)?,
            sockets: sockets(source)?,
            metrics_listen: source.find(&key::METRICS_LISTEN, parse::socket_address)?,
            trusted_proxies: source.find(&key::TRUSTED_PROXIES, parse::networks)?.unwrap_or_default(),
            log: Log {
                filter: source.get(&key::LOG, parse::log_filter)?,
                format: source.get(&key::LOG_FORMAT, parse::log_format)?,
            },
        })
    }
}

fn root_secret(source: &Source) -> Result<SecretSource, SettingsError> {
    let given = source.find(&key::SECRET, parse::secret)?;
    let file = source.find(&key::SECRET_FILE, parse::path)?;
    match (given, file) {
        (Some(_), Some(_)) => Err(SettingsError::TwoSecrets {
            secret: source.label(&key::SECRET),
            file: source.label(&key::SECRET_FILE),
        }),
        (Some(secret), None) => Ok(SecretSource::Given(secret)),
        (None, Some(file)) => Ok(SecretSource::File(file)),
        (None, None) => Ok(SecretSource::DataDir),
    }
}

fn mail(source: &Source) -> Result<Mail, SettingsError> {
    let has_budgets = source.get(&key::RATE_LIMIT_ENABLED, parse::boolean)?;
    Ok(Mail {
        smtp: source.find(&key::SMTP_URL, SmtpServer::parse)?,
        from: source.get(&key::MAIL_FROM, Sender::parse)?,
        templates: source.find(&key::MAIL_TEMPLATES, parse::path)?,
        notices: has_budgets.then_some(NoticeBudget::USUAL),
    })
}

/// Cookies for the pages of other sites are for https alone, as browsers want it, and of use to listed origins alone.
fn cookie_site(source: &Source) -> Result<CookieSite, SettingsError> {
    let site = source.get(&key::COOKIES_SAMESITE, parse::cookie_site)?;
    let is_https = source.get(&key::PUBLIC_URL, PublicUrl::parse)?.is_https();
    let has_apps = source.find(&key::CORS_ORIGINS, parse::origins)?.is_some_and(|apps| !apps.is_empty());
    if site == CookieSite::None && !(is_https && has_apps) {
        return Err(SettingsError::OpenCookies { same_site: source.label(&key::COOKIES_SAMESITE) });
    }
    Ok(site)
}

fn algorithm(source: &Source) -> Result<TokenAlgorithm, SettingsError> {
    let name = source.get(&key::TOKENS_ALGORITHM, parse::algorithm)?;
    let shared = source.find(&key::TOKENS_HS256_SECRET, parse::secret)?;
    match (name, shared) {
        (parse::AlgorithmName::KeyPair(algorithm), _) => Ok(TokenAlgorithm::KeyPair(algorithm)),
        (parse::AlgorithmName::Hs256, Some(secret)) => Ok(TokenAlgorithm::Hs256(secret)),
        (parse::AlgorithmName::Hs256, None) => {
            Err(SettingsError::NoSharedSecret { algorithm: source.label(&key::TOKENS_ALGORITHM) })
        }
    }
}

fn policy(source: &Source) -> Result<Policy, SettingsError> {
    let rate_limits = source.get(&key::RATE_LIMIT_ENABLED, parse::boolean)?;
    Ok(Policy {
        sign_up: sign_up(source)?,
        passwords: PasswordRules {
            min_length: source.get(&key::PASSWORD_MIN_LENGTH, parse::password_length)?,
        },
        strict_passwords: source.get(&key::PASSWORD_STRICT, parse::boolean)?,
        lockout: LockoutPolicy {
            failures: source.get(&key::LOCKOUT_FAILURES, parse::failures)?,
            duration: source.get(&key::LOCKOUT_DURATION, parse::duration)?,
        },
        sessions: SessionPolicy {
            access_ttl: source.get(&key::TOKENS_ACCESS_TTL, parse::duration)?,
            refresh_ttl: source.get(&key::TOKENS_REFRESH_TTL, parse::duration)?,
            native_refresh_ttl: source.get(&key::TOKENS_NATIVE_REFRESH_TTL, parse::duration)?,
            cookie_ttl: source.get(&key::TOKENS_COOKIE_TTL, parse::duration)?,
            max_age: source.get(&key::TOKENS_SESSION_MAX, parse::duration)?,
            grace: source.get(&key::TOKENS_REFRESH_GRACE, parse::grace)?,
            max_rotations: rate_limits.then_some(SessionPolicy::USUAL_ROTATIONS),
            fresh_for: source.get(&key::TOKENS_FRESH_FOR, parse::duration)?,
        },
        codes: CodePolicy {
            ttl: source.get(&key::CODES_TTL, parse::duration)?,
            max_attempts: source.get(&key::CODES_MAX_ATTEMPTS, parse::failures)?,
            resend_after: source.get(&key::CODES_RESEND_AFTER, parse::duration)?,
            max_mails: rate_limits.then_some(CodePolicy::USUAL_MAILS),
        },
        verified_email: source.get(&key::REQUIRE_VERIFIED_EMAIL, parse::boolean)?,
    })
}

fn sockets(source: &Source) -> Result<SocketPolicy, SettingsError> {
    Ok(SocketPolicy {
        ping_every: source.get(&key::SOCKETS_PING, parse::duration)?,
        silence: source.get(&key::SOCKETS_SILENCE, parse::duration)?,
        per_account: source.get(&key::SOCKETS_PER_ACCOUNT, parse::sockets)?,
        lease: source.get(&key::SOCKETS_LEASE, parse::lease)?,
    })
}

fn sign_up(source: &Source) -> Result<SignUpPolicy, SettingsError> {
    let is_open = source.get(&key::SIGNUP, parse::sign_up)?;
    let domains = source.find(&key::SIGNUP_DOMAINS, parse::mail_domains)?;
    Ok(match (is_open, domains) {
        (false, _) => SignUpPolicy::Closed,
        (true, Some(domains)) => SignUpPolicy::Domains(domains),
        (true, None) => SignUpPolicy::Open,
    })
}

/// Twice the cores, at least 4: enough to keep both busy while some connections wait for the disk.
fn default_pool() -> u32 {
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    u32::try_from(cores).unwrap_or(u32::MAX).saturating_mul(2).max(4)
}
