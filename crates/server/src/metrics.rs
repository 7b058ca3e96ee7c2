//! `/metrics`, for Prometheus, on a listener of its own: what it tells is not for clients.

use std::net::TcpListener;
use std::sync::Arc;

use actix_web::dev::Server;
use actix_web::http::header::ContentType;
use actix_web::{App as ActixApp, HttpResponse, HttpServer, web};
use metrics::{describe_counter, describe_gauge, describe_histogram, gauge};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use parlor_api::App;
use parlor_persistence::Database;

use crate::error::Exit;
use crate::settings::Settings;

/// What a scrape asks.
#[derive(Clone)]
struct Source {
    recorder: PrometheusHandle,
    app: App,
    database: Arc<Database>,
}

/// Counts from now on, and serves what was counted, if an address was set for it.
///
/// # Errors
/// A sentence for the operator.
pub fn serve(settings: &Settings, app: &App, database: &Arc<Database>) -> Result<Option<Server>, Exit> {
    let Some(address) = settings.metrics_listen else { return Ok(None) };
    let listener = TcpListener::bind(address).map_err(|error| {
        Exit::failed(format!(
            "cannot listen on {address}: {error}; set PARLOR_METRICS_LISTEN to a free address"
        ))
    })?;
    let address = listener.local_addr().map_err(Exit::failed)?;
    let recorder = PrometheusBuilder::new()
        .set_buckets(BUCKETS)
        .map_err(Exit::failed)?
        .install_recorder()
        .map_err(Exit::failed)?;
    describe();
    let source = Source { recorder, app: app.clone(), database: Arc::clone(database) };
    let server = HttpServer::new(move || {
        ActixApp::new().app_data(web::Data::new(source.clone())).route("/metrics", web::get().to(scrape))
    });
    tracing::info!("metrics are at http://{address}/metrics");
    Ok(Some(
        server.workers(1).disable_signals().shutdown_timeout(0).listen(listener).map_err(Exit::failed)?.run(),
    ))
}

/// Upper bounds in seconds: from a read to a sign-in that had to wait.
const BUCKETS: &[f64] = &[0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5];

fn describe() {
    describe_counter!("parlor_requests_total", "Requests answered, by endpoint and status.");
    describe_histogram!("parlor_request_seconds", "How long requests took, by endpoint.");
    describe_counter!(
        "parlor_events_total",
        "What the audit log holds: sign-ins, failures, lockouts and the rest."
    );
    describe_gauge!("parlor_database_connections", "Connections to the database, in use and idle.");
    describe_counter!("parlor_mails_total", "Tries to send a mail, by what came of them.");
    describe_gauge!("parlor_mails_pending", "Mails that are still to be sent.");
    describe_gauge!("parlor_hashing_waiting", "Passwords that wait to be hashed, or are hashed now.");
}

async fn scrape(source: web::Data<Source>) -> HttpResponse {
    let (all, idle) = source.database.connections();
    gauge!("parlor_database_connections", "state" => "idle").set(idle);
    gauge!("parlor_database_connections", "state" => "in_use").set(all.saturating_sub(idle));
    let waiting = u32::try_from(source.app.hashing()).unwrap_or(u32::MAX);
    gauge!("parlor_hashing_waiting").set(waiting);
    source.recorder.run_upkeep();
    HttpResponse::Ok().insert_header(ContentType::plaintext()).body(source.recorder.render())
}
