//! Puts the parts together: the only place that knows them all. Tests start the service the same way.

use std::sync::Arc;

use parlor_adapters::{BcryptPasswords, JwtTokens, RootVault, Signing, SystemClock, SystemRandom};
use parlor_auth::Context;
use parlor_auth::keys::{self, KeysError, SigningAlgorithm};
use parlor_auth::ports::Store;
use parlor_persistence::{Database, Target};
use secrecy::ExposeSecret;

use crate::error::Exit;
use crate::logging::LoggedEffects;
use crate::secret;
use crate::settings::{SecretSource, Settings, TokenAlgorithm};

/// The parts of a service that does not listen yet.
pub struct Parts {
    /// What use cases run on.
    pub ctx: Context,
    /// The database, to be asked whether it answers.
    pub database: Arc<Database>,
    /// The public signing keys, as a JSON Web Key Set.
    pub jwks: String,
}

impl Parts {
    /// Opens the database, brings it up to date, and opens its keys with the root secret.
    ///
    /// # Errors
    /// A sentence for the operator.
    pub fn build(settings: &Settings) -> Result<Self, Exit> {
        if settings.database_url.is_none() || matches!(settings.root_secret, SecretSource::DataDir) {
            secret::make_data_dir(&settings.data_dir)?;
        }
        let database = Database::open(&target(settings)?, settings.database_pool, Arc::new(LoggedEffects))
            .map_err(Exit::failed)?;
        let (clock, random) = (SystemClock, SystemRandom);
        let root = secret::root_secret(settings, keys::is_new(&database)?, &random)?;
        let vault = RootVault::new(root.expose_secret().as_bytes()).map_err(Exit::failed)?;
        let (algorithm, signing) = match &settings.algorithm {
            TokenAlgorithm::KeyPair(SigningAlgorithm::Es256) => {
                (Some(SigningAlgorithm::Es256), Signing::Es256)
            }
            TokenAlgorithm::KeyPair(SigningAlgorithm::EdDsa) => {
                (Some(SigningAlgorithm::EdDsa), Signing::EdDsa)
            }
            TokenAlgorithm::Hs256(shared) => (None, Signing::Hs256(shared.clone())),
        };
        let ring = keys::unlock(&database, &vault, &clock, &random, algorithm)
            .map_err(|failure| Exit::from_failure(failure, other_secret))?;
        let tokens = JwtTokens::new(&ring, settings.public_url.to_string(), &signing)?;
        let database = Arc::new(database);
        let store: Arc<dyn Store> = Arc::<Database>::clone(&database);
        let jwks = tokens.jwks();
        let ctx = Context {
            store,
            clock: Arc::new(clock),
            random: Arc::new(random),
            passwords: Arc::new(BcryptPasswords::new(settings.bcrypt_cost)?),
            tokens: Arc::new(tokens),
            policy: settings.policy,
        };
        Ok(Self { ctx, database, jwks })
    }
}

/// Where the data is: what was set, or SQLite in the data dir.
///
/// # Errors
/// A sentence for the operator.
pub fn target(settings: &Settings) -> Result<Target, Exit> {
    match &settings.database_url {
        None => Ok(Target::Sqlite(settings.data_dir.join("parlor.db"))),
        Some(url) => Target::parse(url.expose_secret())
            .map_err(|error| Exit::usage(format!("PARLOR_DATABASE_URL cannot be used: {error}"))),
    }
}

fn other_secret(error: KeysError) -> Exit {
    match error {
        KeysError::OtherRootSecret => Exit::usage(
            "this database was set up with another root secret: set PARLOR_SECRET or PARLOR_SECRET_FILE to the one \
             it was set up with",
        ),
    }
}
