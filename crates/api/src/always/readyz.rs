//! GET `/readyz`

use actix_web::http::StatusCode;
use serde::Serialize;
use serde_json::json;

use super::Plain;
use crate::endpoint::{Problem, Reply, ok};
use crate::shell::App;

#[derive(Serialize)]
pub struct Ready {
    status: &'static str,
}

pub async fn handle(app: App) -> Reply<Plain, Ready> {
    if let Err(error) = app.ping().await {
        tracing::warn!(%error, "not ready");
        let body = json!({ "status": "unavailable", "reason": "the database does not answer" });
        return Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, body).into());
    }
    ok(Ready { status: "ok" })
}
