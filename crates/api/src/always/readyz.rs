//! GET `/readyz`

use actix_web::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::Plain;
use crate::endpoint::{Problem, Reply, ok};
use crate::shell::App;

/// The database answers
#[derive(Serialize, ToSchema)]
pub struct Ready {
    /// Always the same
    #[schema(examples("ok"))]
    status: &'static str,
}

/// The database does not answer
#[derive(Serialize, ToSchema)]
pub struct Unready {
    /// Always the same
    #[schema(examples("unavailable"))]
    status: &'static str,
    /// For a person to read
    #[schema(examples("the database does not answer"))]
    reason: &'static str,
}

/// What is answered then.
pub fn unready() -> Problem {
    let body = Unready { status: "unavailable", reason: "the database does not answer" };
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, body)
}

pub async fn handle(app: App) -> Reply<Plain, Ready> {
    if let Err(error) = app.ping().await {
        tracing::warn!(%error, "not ready");
        return Err(unready().into());
    }
    ok(Ready { status: "ok" })
}
