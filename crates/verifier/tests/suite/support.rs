//! Keys and tokens as Parlor makes them, tokens put together by hand, and a source of keys that can go away.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use parlor_adapters::{JwtTokens, RootVault, Signing};
use parlor_auth::AccessClaims;
use parlor_auth::keys::{KeyRing, SigningAlgorithm, SigningKey};
use parlor_auth::ports::{Tokens, Vault};
use parlor_domain::{AccountId, Generation, SessionId, Timestamp};
use parlor_testkit::FixedClock;
use parlor_verifier::{
    AccessToken, Invalid, KeySource, KeysUnavailable, PublishedKeys, Settings, Verifier, VerifyError,
};
use secrecy::SecretString;
use serde_json::{Value, json};

pub const ISSUER: &str = "https://accounts.example.com";
pub const SECRET: &str = "a secret that two services share";
pub const NOW: i64 = 1_800_000_000;

pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(seconds * 1_000_000).unwrap()
}

/// A Parlor with a key of each algorithm; `name` begins the names of its keys.
pub struct Parlor {
    pub ring: KeyRing,
}

impl Parlor {
    pub fn new(name: &str) -> Self {
        let vault = RootVault::new(&[1; 32]).unwrap();
        let key = |kid: &str, algorithm| SigningKey {
            kid: format!("{name}-{kid}"),
            algorithm,
            signs: true,
            pkcs8: vault.new_signing_key(algorithm).unwrap(),
        };
        let signing = vec![key("es", SigningAlgorithm::Es256), key("ed", SigningAlgorithm::EdDsa)];
        Self { ring: KeyRing { signing, refresh: vec![9; 32], ..KeyRing::default() } }
    }

    pub fn tokens(&self, signing: &Signing) -> JwtTokens {
        JwtTokens::new(&self.ring, ISSUER.to_owned(), signing).unwrap()
    }

    pub fn token(&self, signing: &Signing) -> String {
        self.tokens(signing).sign_access(&claims()).unwrap()
    }

    pub fn jwks(&self) -> String {
        self.tokens(&Signing::Es256).jwks()
    }

    /// Its ES256 key, as whoever stole it would use it.
    pub fn es256(&self) -> impl Fn(&[u8]) -> Vec<u8> {
        let pair = self.pair();
        move |message| pair.sign(&aws_lc_rs::rand::SystemRandom::new(), message).unwrap().as_ref().to_vec()
    }

    pub fn pair(&self) -> EcdsaKeyPair {
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &self.ring.signing[0].pkcs8).unwrap()
    }

    /// The header and the claims of a good ES256 token.
    pub fn good(&self) -> (Value, Value) {
        let token = self.token(&Signing::Es256);
        (part(&token, 0), part(&token, 1))
    }
}

pub fn hs256() -> Signing {
    Signing::Hs256(SecretString::from(SECRET))
}

pub fn claims() -> AccessClaims {
    AccessClaims {
        id: 0x0123_4567_89ab_cdef,
        account: AccountId(7),
        session: SessionId(31),
        generation: Generation(2),
        signed_in_at: at(NOW - 600),
        issued_at: at(NOW),
        expires_at: at(NOW + 300),
    }
}

/// What a verifier reads from a token with those claims.
pub fn read() -> AccessToken {
    AccessToken {
        account: AccountId(7),
        session: SessionId(31),
        generation: Generation(2),
        signed_in_at: at(NOW - 600),
        methods: vec!["pwd".to_owned()],
        issued_at: at(NOW),
        expires_at: at(NOW + 300),
    }
}

fn part(token: &str, index: usize) -> Value {
    let part = token.split('.').nth(index).unwrap();
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

/// A token put together by hand.
pub fn forge(header: &Value, claims: &Value, sign: impl Fn(&[u8]) -> Vec<u8>) -> String {
    let encoded = |part: &Value| BASE64_URL_SAFE_NO_PAD.encode(part.to_string());
    let message = format!("{}.{}", encoded(header), encoded(claims));
    let signature = BASE64_URL_SAFE_NO_PAD.encode(sign(message.as_bytes()));
    format!("{message}.{signature}")
}

/// The same object with some fields replaced, or removed where they are null.
pub fn with(object: &Value, changes: Value) -> Value {
    let mut object = object.clone();
    let fields = object.as_object_mut().unwrap();
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => fields.remove(name),
            value => fields.insert(name.clone(), value.clone()),
        };
    }
    object
}

/// A source of keys that counts how often it is asked, takes its time, and can go away.
#[derive(Clone)]
pub struct Source(Arc<Inner>);

struct Inner {
    answer: Mutex<Result<PublishedKeys, String>>,
    asked: AtomicUsize,
    takes: Duration,
}

impl Source {
    pub fn of(parlor: &Parlor) -> Self {
        Self::that_takes(parlor, Duration::ZERO)
    }

    pub fn that_takes(parlor: &Parlor, takes: Duration) -> Self {
        let answer = Mutex::new(Ok(published(parlor)));
        Self(Arc::new(Inner { answer, asked: AtomicUsize::new(0), takes }))
    }

    pub fn publishes(&self, parlor: &Parlor, fresh_for: Option<u64>) {
        let keys = PublishedKeys { fresh_for: fresh_for.map(Duration::from_secs), ..published(parlor) };
        *self.0.answer.lock().unwrap() = Ok(keys);
    }

    pub fn says(&self, text: &str) {
        *self.0.answer.lock().unwrap() = Ok(PublishedKeys { jwks: text.to_owned(), fresh_for: None });
    }

    pub fn goes_away(&self) {
        *self.0.answer.lock().unwrap() = Err("nobody is there".to_owned());
    }

    pub fn asked(&self) -> usize {
        self.0.asked.load(Ordering::SeqCst)
    }
}

fn published(parlor: &Parlor) -> PublishedKeys {
    PublishedKeys { jwks: parlor.jwks(), fresh_for: Some(Duration::from_secs(300)) }
}

impl KeySource for Source {
    fn fetch(&self) -> parlor_verifier::Fetching<'_> {
        Box::pin(async {
            self.0.asked.fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(self.0.takes).await;
            self.0.answer.lock().unwrap().clone().map_err(KeysUnavailable::because)
        })
    }
}

/// A verifier with its source and its clock.
pub struct Bench {
    pub verifier: Arc<Verifier>,
    pub source: Source,
    pub clock: Arc<FixedClock>,
}

impl Bench {
    pub fn of(parlor: &Parlor) -> Self {
        Self::with(Source::of(parlor), Settings::of(ISSUER))
    }

    pub fn sharing(parlor: &Parlor, secret: &str) -> Self {
        let shared_secret = Some(SecretString::from(secret));
        Self::with(Source::of(parlor), Settings { shared_secret, ..Settings::of(ISSUER) })
    }

    pub fn with(source: Source, settings: Settings) -> Self {
        let clock = Arc::new(FixedClock::at(at(NOW)));
        let verifier = Verifier::with(settings, Box::new(source.clone()), clock.clone()).unwrap();
        Self { verifier: Arc::new(verifier), source, clock }
    }

    pub async fn accepts(&self, token: &str) -> bool {
        self.verifier.verify(token).await.is_ok()
    }

    /// Why a token is not good; fails where it is, or where nobody can tell.
    pub async fn refuses(&self, token: &str) -> Invalid {
        match self.verifier.verify(token).await {
            Err(VerifyError::Invalid(invalid)) => invalid,
            other => panic!("{other:?} for {token}"),
        }
    }

    /// Whether nobody can tell if a token is good.
    pub async fn cannot_tell(&self, token: &str) -> bool {
        matches!(self.verifier.verify(token).await, Err(VerifyError::KeysUnavailable(_)))
    }
}

/// A header that names a key which nobody has.
pub fn unknown_key(parlor: &Parlor, kid: &str) -> String {
    let (header, body) = parlor.good();
    forge(&with(&header, json!({ "kid": kid })), &body, parlor.es256())
}
