//! `parlor serve`: listens until it is told to stop, then lets what is open come to its end.

use std::io::Write as _;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::{App as ActixApp, HttpServer};
use parlor_adapters::MediaStore;
use parlor_api::{App, Health, Live, Origins, PublicKeys, Setup, TrustedProxies, configure};
use parlor_auth::offer_setup;
use parlor_domain::{SetupToken, StoreError};
use parlor_persistence::Database;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot;

use crate::application::{Parts, target};
use crate::connections::{allow_many, on_connect};
use crate::error::Exit;
use crate::housekeeping::Chores;
use crate::mail::{Postmen, mailer, shown_folder, warning};
use crate::media::{self, Sweeper};
use crate::metrics;
use crate::settings::Settings;
use crate::tally::Tally;

/// How long open requests get once the service was told to stop.
const DRAIN_SECONDS: u64 = 8;
/// How long a connection stays after the last words to a client that is still talking, so that it hears them.
const GOODBYE: Duration = Duration::from_secs(3);

struct DatabaseHealth(Arc<Database>);

impl Health for DatabaseHealth {
    fn ping(&self) -> Result<(), StoreError> {
        self.0.ping()
    }
}

/// Serves until SIGTERM or SIGINT.
///
/// # Errors
/// A sentence for the operator.
pub fn run(settings: &Settings) -> Result<(), Exit> {
    allow_many();
    let parts = Parts::build(settings)?;
    let cores = available_parallelism().map_or(1, std::num::NonZero::get);
    let tokens = Arc::clone(&parts.keyring.tokens);
    let jwks: PublicKeys = Arc::new(move || tokens.jwks());
    let media = media::open(settings)?;
    let sweeper = Sweeper { community: parts.community.clone(), media: Arc::<MediaStore>::clone(&media) };
    let app = App::new(Setup {
        ctx: parts.ctx.clone(),
        community: parts.community.clone(),
        health: Arc::new(DatabaseHealth(Arc::clone(&parts.database))),
        jwks,
        turns: parts.database.turns(),
        hashers: cores,
        media,
        rate_limits: settings.rate_limits,
        trusted_proxies: TrustedProxies(settings.trusted_proxies.clone()),
        https: settings.public_url.is_https(),
        origins: Origins { own: settings.public_url.to_string(), others: settings.cors_origins.clone() },
        cookie_site: settings.cookie_site,
        live: parts.live,
        dev_mail: shown_folder(settings),
    })
    .map_err(Exit::failed)?;
    let mailer = mailer(settings)?;
    let (ctx, community) = (parts.ctx.clone(), parts.community);
    let chores = Chores {
        app: app.clone(),
        ctx: parts.ctx,
        community: community.clone(),
        keyring: Arc::new(parts.keyring),
    };
    let tally = Tally(community);
    let chores = (chores, sweeper, tally);
    let listener = TcpListener::bind(settings.listen).map_err(|error| {
        Exit::failed(format!(
            "cannot listen on {}: {error}; set PARLOR_LISTEN to a free address.",
            settings.listen
        ))
    })?;
    let setup = offer_setup(&ctx).map_err(Exit::failed)?;
    let postmen = || Postmen::start(&ctx, &mailer, &parts.bell);
    let service = listen(settings, app, parts.database, chores, listener, postmen, setup);
    actix_web::rt::System::new().block_on(service)
}

async fn listen(
    settings: &Settings,
    app: App,
    database: Arc<Database>,
    (chores, sweeper, tally): (Chores, Sweeper, Tally),
    listener: TcpListener,
    postmen: impl FnOnce() -> Result<Postmen, Exit>,
    setup: Option<SetupToken>,
) -> Result<(), Exit> {
    let cores = available_parallelism().map_or(1, std::num::NonZero::get);
    let contracts = settings.contracts.clone();
    let stop = (on(SignalKind::terminate())?, on(SignalKind::interrupt())?);
    // Not before signals are heard: whoever reads the greeting may send one at once.
    greet(settings, listener.local_addr().map_err(Exit::failed)?, setup)?;
    if let Some(warning) = warning(settings) {
        tracing::warn!("{warning}");
    }
    if let Some(metrics) = metrics::serve(settings, &app, &database)? {
        actix_web::rt::spawn(metrics);
    }
    actix_web::rt::spawn(chores.run());
    actix_web::rt::spawn(sweeper.run());
    actix_web::rt::spawn(tally.run());
    actix_web::rt::spawn(app.clone().watch_sockets());
    let (ended, end) = oneshot::channel::<()>();
    let presence = actix_web::rt::spawn(app.clone().tell_presence(async { drop(end.await) }));
    let live = app.live().clone();
    let postmen = postmen()?;
    let server = HttpServer::new(move || ActixApp::new().configure(configure(&app, &contracts)))
        .workers(cores)
        .on_connect(on_connect)
        // What is said in a room must not wait until the last thing said was acknowledged.
        .tcp_nodelay(true)
        .client_disconnect_timeout(GOODBYE)
        .disable_signals()
        .shutdown_timeout(DRAIN_SECONDS)
        .listen(listener)
        .map_err(Exit::failed)?
        .run();
    actix_web::rt::spawn(stop_when_told(server.handle(), live, stop));
    let served = server.await.map_err(Exit::failed);
    // Not before the last socket has closed.
    drop(ended);
    drop(presence.await);
    postmen.stop();
    served
}

fn on(kind: SignalKind) -> Result<Signal, Exit> {
    signal(kind).map_err(Exit::failed)
}

async fn stop_when_told(server: ServerHandle, live: Live, (mut terminate, mut interrupt): (Signal, Signal)) {
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("told to stop; finishing what is open");
    // Sockets would never be finished by themselves.
    live.stop();
    server.stop(true).await;
}

/// Says in a few lines where the service is and what to do first.
fn greet(settings: &Settings, address: SocketAddr, setup: Option<SetupToken>) -> Result<(), Exit> {
    let mut out = std::io::stdout().lock();
    let text = format!(
        "Parlor {version} is at http://{address}\n\
         Data is kept in {target}, files in {dir}\n\
         {administrator}",
        administrator = administrator(settings, setup),
        version = env!("CARGO_PKG_VERSION"),
        target = target(settings)?,
        dir = settings.data_dir.display(),
    );
    // A closed pipe is no reason not to serve.
    drop(out.write_all(text.as_bytes()).and_then(|()| out.flush()));
    Ok(())
}

/// How to become an administrator, while there is none. The link is shown here and nowhere else: it is not for
/// the log.
fn administrator(settings: &Settings, setup: Option<SetupToken>) -> String {
    setup.map_or_else(String::new, |token| {
        let (site, token) = (&settings.public_url, token.expose());
        format!(
            "There is no administrator yet. Make one, once and within a day: {site}/setup?token={token}\n"
        )
    })
}
