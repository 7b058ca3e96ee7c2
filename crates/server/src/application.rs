//! Puts the parts together: the only place that knows them all. Tests start the service the same way.

use std::sync::Arc;
use std::time::Duration;

use parlor_adapters::mail::{FileTemplates, Site};
use parlor_adapters::{
    AesSealer, BcryptPasswords, BoundedPictures, HmacHashes, JwtTokens, RootVault, Signing, SystemClock,
    SystemRandom,
};
use parlor_api::Live;
use parlor_auth::keys::{self, KeyContext, KeyRing, KeysError, SigningAlgorithm};
use parlor_auth::outbox::Outgoing;
use parlor_auth::ports::Store;
use parlor_auth::{Context, Failure};
use parlor_persistence::{Database, Target};
use secrecy::ExposeSecret;

use crate::effects::AllEffects;
use crate::error::Exit;
use crate::logging::LoggedEffects;
use crate::mail::Bell;
use crate::secret;
use crate::settings::{SecretSource, Settings, TokenAlgorithm};

/// The parts of a service that does not listen yet.
pub struct Parts {
    /// What use cases run on.
    pub ctx: Context,
    /// What those of the community run on.
    pub community: parlor_community::Context,
    /// The database, to be asked whether it answers.
    pub database: Arc<Database>,
    /// The keys in use, and what finds those to come.
    pub keyring: Keyring,
    /// Rung when mail was queued.
    pub bell: Arc<Bell>,
    /// The open sockets.
    pub live: Live,
}

/// The root secret at work: it opens the keys, also those that are made while the service runs.
pub struct Keyring {
    vault: RootVault,
    database: Arc<Database>,
    /// How long an access token lives at most.
    access_ttl: Duration,
    /// Signs and verifies with the keys that were opened last.
    pub tokens: Arc<JwtTokens>,
}

impl Keyring {
    /// What work on the keys needs.
    #[must_use]
    pub fn ctx(&self) -> KeyContext<'_> {
        KeyContext {
            store: self.database.as_ref(),
            vault: &self.vault,
            clock: &SystemClock,
            random: &SystemRandom,
            access_ttl: self.access_ttl,
        }
    }

    /// Takes up the keys that are there by now; says whether they are others than before.
    ///
    /// # Errors
    /// As for [`keys::reopen`]; then the keys in use stay.
    pub fn refresh(&self) -> Result<bool, Failure<KeysError>> {
        let ring = keys::reopen(&self.ctx())?;
        Ok(self.tokens.replace_keys(&ring)?)
    }
}

impl Parts {
    /// Opens the database, brings it up to date, and opens its keys with the root secret.
    ///
    /// # Errors
    /// A sentence for the operator.
    pub fn build(settings: &Settings) -> Result<Self, Exit> {
        let templates = templates(settings)?;
        let bell = Arc::<Bell>::default();
        let live = Live::new(settings.sockets);
        let database = open_and_tell(settings, &bell, &live)?;
        let (clock, random) = (SystemClock, SystemRandom);
        let root = secret::root_secret(settings, keys::is_new(&database)?, &random)?;
        let vault = RootVault::new(root.expose_secret().as_bytes()).map_err(Exit::failed)?;
        let access_ttl = settings.policy.sessions.access_ttl;
        let unlocking =
            KeyContext { store: &database, vault: &vault, clock: &clock, random: &random, access_ttl };
        let ring = keys::unlock(&unlocking, settings.algorithm.own())
            .map_err(|failure| Exit::from_failure(failure, other_secret))?;
        let issuer = settings.public_url.to_string();
        let tokens = Arc::new(JwtTokens::new(&ring, issuer, &signing(&settings.algorithm))?);
        let database = Arc::new(database);
        let store: Arc<dyn Store> = Arc::<Database>::clone(&database);
        let community = parlor_community::Context {
            store: Arc::<Database>::clone(&database),
            clock: Arc::new(clock),
            random: Arc::new(random),
            pictures: Arc::new(BoundedPictures),
            policy: settings.community.clone(),
        };
        let ctx = Context {
            store,
            clock: Arc::new(clock),
            random: Arc::new(random),
            passwords: Arc::new(BcryptPasswords::new(settings.bcrypt_cost)?),
            tokens: Arc::<JwtTokens>::clone(&tokens),
            hashes: Arc::new(HmacHashes::new(&ring)),
            mail: outgoing(settings, templates, &ring)?,
            policy: settings.policy.clone(),
        };
        let keyring = Keyring { vault, database: Arc::clone(&database), access_ttl, tokens };
        Ok(Self { ctx, community, database, keyring, bell, live })
    }
}

/// The words of every mail. An operator's that do not work are told before anything is begun.
///
/// # Errors
/// A sentence for the operator.
pub fn templates(settings: &Settings) -> Result<FileTemplates, Exit> {
    let site = Site { url: settings.public_url.to_string(), host: settings.public_url.host() };
    FileTemplates::load(site, settings.mail.templates.as_deref()).map_err(|error| {
        Exit::usage(format!(
            "PARLOR_MAIL_TEMPLATES cannot be used: {error}: correct it, or remove the setting"
        ))
    })
}

fn outgoing(settings: &Settings, templates: FileTemplates, ring: &KeyRing) -> Result<Outgoing, Exit> {
    // Mail that comes from nowhere in particular is at least from this service.
    let domain = match settings.mail.from.domain() {
        "localhost" => settings.public_url.host(),
        domain => domain.to_owned(),
    };
    Ok(Outgoing {
        templates: Arc::new(templates),
        sealer: Arc::new(AesSealer::new(&ring.mail)?),
        domain,
        notices: settings.mail.notices,
    })
}

fn signing(algorithm: &TokenAlgorithm) -> Signing {
    match algorithm {
        TokenAlgorithm::KeyPair(SigningAlgorithm::Es256) => Signing::Es256,
        TokenAlgorithm::KeyPair(SigningAlgorithm::EdDsa) => Signing::EdDsa,
        TokenAlgorithm::Hs256(shared) => Signing::Hs256(shared.clone()),
    }
}

/// Opens the database and brings it up to date, after making the data dir where it is used.
///
/// # Errors
/// A sentence for the operator.
pub fn open_database(settings: &Settings) -> Result<Database, Exit> {
    open_and_tell(settings, &Arc::default(), &Live::default())
}

fn open_and_tell(settings: &Settings, bell: &Arc<Bell>, live: &Live) -> Result<Database, Exit> {
    if settings.database_url.is_none() || matches!(settings.root_secret, SecretSource::DataDir) {
        secret::make_data_dir(&settings.data_dir)?;
    }
    // Sockets first: the sooner they close, the better.
    let effects =
        AllEffects(vec![Box::new(live.clone()), Box::new(LoggedEffects { bell: Arc::clone(bell) })]);
    Database::open(&target(settings)?, settings.database_pool, Arc::new(effects)).map_err(Exit::failed)
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

/// A refusal of the keys, worded.
pub fn other_secret(error: KeysError) -> Exit {
    match error {
        KeysError::OtherRootSecret => Exit::usage(
            "this database was set up with another root secret: set PARLOR_SECRET or PARLOR_SECRET_FILE to the one \
             it was set up with",
        ),
    }
}
