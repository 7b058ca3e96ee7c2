//! GET `/healthz`

use serde::Serialize;

use super::Plain;
use crate::endpoint::{Reply, ok};

#[derive(Serialize)]
pub struct Running {
    status: &'static str,
}

pub async fn handle() -> Reply<Plain, Running> {
    ok(Running { status: "ok" })
}
