//! The hop from a request to a use case. The only place where a handler leaves its asynchronous thread.

use std::future::{Ready, ready};
use std::io;
use std::sync::{Arc, LazyLock, OnceLock};
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use parlor_auth::{Administrator, Caller, Context, Credential, administrator, authenticate, authorize};
use parlor_community::Context as Community;
use parlor_community::ports::Media;
use parlor_domain::{Actor, ClientAddress, Failure, Password, PasswordRules, Scope, StoreError, Strictness};

use super::cookies::{CookieSite, Cookies};
use super::hashing::HashingPool;
use super::limits::Limits;
use super::refresh::Rotations;
use super::say::Texts;
use super::together::{Joint, Together};
use super::workers::{Undone, Workers};
use super::{Origins, TrustedProxies, paced};
use crate::dev::DevMail;
use crate::endpoint::{Fault, Halt};
use crate::live::{Live, tell, watch};

/// How long a request waits for its turn.
const PATIENCE: Duration = Duration::from_secs(2);

/// Tells whether the database answers.
pub trait Health: Send + Sync {
    /// Asks it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] with the reason.
    fn ping(&self) -> Result<(), StoreError>;
}

/// Tells the public signing keys of the moment, as a JSON Web Key Set (RFC 7517).
pub type PublicKeys = Arc<dyn Fn() -> String + Send + Sync>;

/// What the API is put together from.
pub struct Setup {
    /// The ports and policies of accounts and sessions.
    pub ctx: Context,
    /// Those of what people have and do.
    pub community: Community,
    /// Asked by `/readyz`.
    pub health: Arc<dyn Health>,
    /// Asked by `/.well-known/jwks.json`.
    pub jwks: PublicKeys,
    /// How many use cases run at once: as many as the database does well with.
    pub turns: usize,
    /// How many passwords are hashed at once; no more than there are cores.
    pub hashers: usize,
    /// Where the files that people give are kept.
    pub media: Arc<dyn Media>,
    /// Whether budgets per client address hold.
    pub rate_limits: bool,
    /// Whose word on a client's address is taken.
    pub trusted_proxies: TrustedProxies,
    /// Whether clients reach the service by https: then cookies are for that alone.
    pub https: bool,
    /// Whose pages may act with our cookies.
    pub origins: Origins,
    /// To which requests of other sites browsers add our cookies.
    pub cookie_site: CookieSite,
    /// The open sockets, which what follows a commit reaches.
    pub live: Live,
    /// The mails that went to files, where they may be shown at `/dev/mail`.
    pub dev_mail: Option<Arc<dyn DevMail>>,
}

type Make = Box<dyn FnOnce() -> Bytes + Send>;

/// The running service, shared by every request.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    ctx: Context,
    community: Community,
    health: Arc<dyn Health>,
    jwks: PublicKeys,
    workers: Arc<Workers>,
    texts: Together<Texts>,
    rotations: Together<Rotations>,
    hashing: HashingPool,
    drawing: HashingPool,
    media: Arc<dyn Media>,
    limits: Limits,
    trusted_proxies: TrustedProxies,
    origins: Origins,
    cookies: Cookies,
    live: Live,
    document: OnceLock<LazyLock<Bytes, Make>>,
    dev_mail: Option<Arc<dyn DevMail>>,
}

impl App {
    /// Puts the service together.
    ///
    /// # Errors
    /// When the threads cannot be started.
    pub fn new(setup: Setup) -> io::Result<Self> {
        let hashing = HashingPool::new("hashing", setup.hashers)?;
        // One at a time, so that the memory which one picture may take is what all may take.
        let drawing = HashingPool::new("drawing", 1)?;
        let passwords = Arc::clone(&setup.ctx.passwords);
        hashing.calibrate(move || {
            passwords.check(&Password::given(String::new()), None);
        });
        let workers = Arc::new(Workers::start("work", setup.turns, || ())?);
        Ok(Self(Arc::new(Inner {
            texts: Together::new(&workers, Texts(setup.community.clone())),
            rotations: Together::new(&workers, Rotations(setup.ctx.clone())),
            ctx: setup.ctx,
            community: setup.community,
            health: setup.health,
            jwks: setup.jwks,
            workers,
            hashing,
            drawing,
            media: setup.media,
            limits: Limits::new(setup.rate_limits),
            trusted_proxies: setup.trusted_proxies,
            origins: setup.origins,
            cookies: Cookies { https: setup.https, same_site: setup.cookie_site },
            live: setup.live,
            document: OnceLock::new(),
            dev_mail: setup.dev_mail,
        })))
    }

    pub(crate) fn of(request: &HttpRequest) -> Option<Self> {
        request.app_data::<Self>().cloned()
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.0.limits
    }

    pub(crate) fn trusted_proxies(&self) -> &TrustedProxies {
        &self.0.trusted_proxies
    }

    pub(crate) fn is_https(&self) -> bool {
        self.0.cookies.https
    }

    /// Makes the cookies of signed-in browsers.
    pub(crate) fn cookies(&self) -> Cookies {
        self.0.cookies
    }

    /// Whose pages may act with our cookies.
    pub(crate) fn origins(&self) -> &Origins {
        &self.0.origins
    }

    /// The open sockets.
    #[must_use]
    pub fn live(&self) -> &Live {
        &self.0.live
    }

    /// Closes the sockets whose session ends elsewhere, for as long as the process runs.
    pub async fn watch_sockets(self) {
        watch(self).await;
    }

    /// Tells the other instances who is there, until `stop` is done; then takes leave of them.
    pub async fn tell_presence(self, stop: impl Future<Output = ()>) {
        tell(self, stop).await;
    }

    pub(crate) fn dev_mail(&self) -> Option<&Arc<dyn DevMail>> {
        self.0.dev_mail.as_ref()
    }

    pub(crate) fn jwks(&self) -> String {
        (self.0.jwks)()
    }

    /// Takes how the document of the API is made.
    pub(crate) fn describe(&self, make: impl FnOnce() -> String + Send + 'static) {
        self.0.document.get_or_init(|| LazyLock::new(Box::new(|| make().into())));
    }

    /// The document of the API, made when somebody asks first: most instances are never asked, and it is large.
    pub(crate) async fn document(&self) -> Result<Bytes, Fault> {
        let app = self.clone();
        self.hop(move || app.0.document.get().map(|document| Bytes::clone(document)).unwrap_or_default())
            .await
    }

    /// What is being said.
    pub(crate) fn texts(&self) -> &Together<Texts> {
        &self.0.texts
    }

    /// The sessions that are being renewed.
    pub(crate) fn rotations(&self) -> &Together<Rotations> {
        &self.0.rotations
    }

    pub(crate) fn ctx(&self) -> &Context {
        &self.0.ctx
    }

    /// What use cases of the community run on, for what has to run beside another in one hop.
    pub(crate) fn community(&self) -> &Community {
        &self.0.community
    }

    /// Where files are kept. It is awaited between two use cases, never inside one.
    pub(crate) fn media(&self) -> &dyn Media {
        self.0.media.as_ref()
    }

    /// The rules for a new password, and how strict to be where a contract asks for `documented`.
    pub(crate) fn password_rules(&self, documented: Strictness) -> (PasswordRules, Strictness) {
        (self.0.ctx.policy.passwords, self.0.ctx.policy.strictness(documented))
    }

    /// How many sign-ins wait for their password to be hashed, or have it hashed now.
    #[must_use]
    pub fn hashing(&self) -> usize {
        self.0.hashing.waiting()
    }

    /// Forgets the budgets that are whole again. Call it now and then.
    pub fn tidy(&self) {
        self.0.limits.tidy();
    }

    pub(crate) async fn ping(&self) -> Result<(), StoreError> {
        let app = self.clone();
        self.hop(move || app.0.health.ping())
            .await
            .unwrap_or_else(|_| Err(StoreError::Unavailable("no turn came in time".into())))
    }

    /// Runs a use case that is done in a moment.
    pub(crate) async fn run<T, E>(
        &self,
        work: impl FnOnce(&Context) -> Result<T, Failure<E>> + Send + 'static,
    ) -> Result<T, Halt<E>>
    where
        T: Send + 'static,
        E: Send + 'static,
    {
        let app = self.clone();
        Ok(self.hop(move || work(&app.0.ctx)).await??)
    }

    /// Runs a use case whose time must not tell what it found: whoever asks waits as long in any case.
    pub(crate) async fn run_paced<T, E>(
        &self,
        work: impl FnOnce(&Context) -> Result<T, Failure<E>> + Send + 'static,
    ) -> Result<T, Halt<E>>
    where
        T: Send + 'static,
        E: Send + 'static,
    {
        paced(self.run(work)).await
    }

    /// Runs a use case for whoever the credential speaks for.
    pub(crate) async fn run_as<T, E>(
        &self,
        credential: Credential,
        work: impl FnOnce(&Context, Caller) -> Result<T, Failure<E>> + Send + 'static,
    ) -> Result<T, Halt<E>>
    where
        T: Send + 'static,
        E: Send + 'static,
    {
        let live = self.live().clone();
        self.run(move |ctx| {
            let caller = authenticate(ctx, &credential)?;
            live.saw(caller.account.id);
            work(ctx, caller)
        })
        .await
    }

    /// Runs a use case for an administrator.
    pub(crate) async fn run_admin<T, E>(
        &self,
        credential: Credential,
        address: ClientAddress,
        work: impl FnOnce(&Context, Administrator) -> Result<T, Failure<E>> + Send + 'static,
    ) -> Result<T, Halt<E>>
    where
        T: Send + 'static,
        E: Send + 'static,
    {
        self.run(move |ctx| {
            let administrator = administrator(ctx, &credential, address)?;
            work(ctx, administrator)
        })
        .await
    }

    /// Runs a use case for an administrator, or for a service key that has the scope; it is told who acts.
    pub(crate) async fn run_with<T, E>(
        &self,
        (credential, scope): (Credential, Scope),
        address: ClientAddress,
        work: impl FnOnce(&Context, Actor) -> Result<T, Failure<E>> + Send + 'static,
    ) -> Result<T, Halt<E>>
    where
        T: Send + 'static,
        E: Send + 'static,
    {
        let app = self.clone();
        self.hop(move || {
            let actor = authorize(&app.0.ctx, &credential, scope, address)?;
            if let Actor::Service(key, _) = actor {
                let spent = app.0.limits.spend_key(key);
                spent.map_err(|retry_after| Fault::Throttled { retry_after })?;
            }
            Ok(work(&app.0.ctx, actor)?)
        })
        .await?
    }

    /// Runs a use case of the community, for whoever asks.
    pub(crate) async fn run_community<T, E>(
        &self,
        work: impl FnOnce(&Community) -> Result<T, Failure<E>> + Send + 'static,
    ) -> Result<T, Halt<E>>
    where
        T: Send + 'static,
        E: Send + 'static,
    {
        let app = self.clone();
        Ok(self.hop(move || work(&app.0.community)).await??)
    }

    /// The same for whoever the credential speaks for.
    pub(crate) async fn run_community_as<T, E>(
        &self,
        credential: Credential,
        work: impl FnOnce(&Community, Caller) -> Result<T, Failure<E>> + Send + 'static,
    ) -> Result<T, Halt<E>>
    where
        T: Send + 'static,
        E: Send + 'static,
    {
        let app = self.clone();
        self.run_as(credential, move |_, caller| work(&app.0.community, caller)).await
    }

    /// The same for an administrator, or for a service key that has the scope; the use case is told who acts.
    pub(crate) async fn run_community_with<T, E>(
        &self,
        (credential, scope): (Credential, Scope),
        address: ClientAddress,
        work: impl FnOnce(&Community, Actor) -> Result<T, Failure<E>> + Send + 'static,
    ) -> Result<T, Halt<E>>
    where
        T: Send + 'static,
        E: Send + 'static,
    {
        let app = self.clone();
        self.run_with((credential, scope), address, move |_, actor| work(&app.0.community, actor)).await
    }

    /// Has a job done with those of others that are of its kind.
    pub(crate) async fn run_together<W: Joint>(
        &self,
        together: &Together<W>,
        job: W::Job,
    ) -> Result<W::Outcome, Fault> {
        together.run(PATIENCE, job).await.map_err(fault)
    }

    /// Runs a use case that hashes a password: few at once, on threads that let all others go first.
    pub(crate) async fn run_hashing<T, E>(
        &self,
        work: impl FnOnce(&Context) -> Result<T, Failure<E>> + Send + 'static,
    ) -> Result<T, Halt<E>>
    where
        T: Send + 'static,
        E: Send + 'static,
    {
        let app = self.clone();
        Ok(self.0.hashing.run(move || work(&app.0.ctx)).await??)
    }

    /// The same for whoever the credential speaks for.
    pub(crate) async fn run_hashing_as<T, E>(
        &self,
        credential: Credential,
        work: impl FnOnce(&Context, Caller) -> Result<T, Failure<E>> + Send + 'static,
    ) -> Result<T, Halt<E>>
    where
        T: Send + 'static,
        E: Send + 'static,
    {
        // Before a place in the queue is taken: whoever has no good credential must not fill it.
        let caller = self.run_as(credential, |_, caller| Ok(caller)).await?;
        self.run_hashing(move |ctx| work(ctx, caller)).await
    }

    /// Runs a use case that draws a picture: one at a time, on a thread that lets all others go first.
    pub(crate) async fn run_drawing<T, E>(
        &self,
        work: impl FnOnce(&Community) -> Result<T, Failure<E>> + Send + 'static,
    ) -> Result<T, Halt<E>>
    where
        T: Send + 'static,
        E: Send + 'static,
    {
        let app = self.clone();
        Ok(self.0.drawing.run(move || work(&app.0.community)).await??)
    }

    async fn hop<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
        self.0.workers.run(PATIENCE, work).await.map_err(fault)
    }
}

fn fault(undone: Undone) -> Fault {
    match undone {
        Undone::TooLate => Fault::Busy { retry_after: PATIENCE },
        Undone::Panicked => Fault::Unexpected,
    }
}

impl FromRequest for App {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, actix_web::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request).ok_or_else(|| actix_web::error::ErrorInternalServerError("no service")))
    }
}
