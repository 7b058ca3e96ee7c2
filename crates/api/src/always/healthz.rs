//! GET `/healthz`

use serde::Serialize;
use utoipa::ToSchema;

use super::Plain;
use crate::endpoint::{Reply, ok};

/// The process runs
#[derive(Serialize, ToSchema)]
pub struct Running {
    /// Always the same
    #[schema(examples("ok"))]
    status: &'static str,
}

pub async fn handle() -> Reply<Plain, Running> {
    ok(Running { status: "ok" })
}
